"""An export of an article database (CSV, TSV, JSON lines) -> an article a row.

Rows are counted as a spreadsheet shows them (the line of names is mostly row 1) and, of JSON, as
lines, or by their place in the one list that it is.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain

from index import published
from index.formats import MOST_BYTES, MOST_TEXT, Part, UnreadableError, markup
from index.plain import decode
from index.types import Extracted

# What the columns are called, by what they hold; of texts the longest wins, else the earlier name.
# Only letters count.
_NAMES = {
    "text": "text articletext articlebody body bodytext content maincontent maintext fulltext"
    " articlecontent contenthtml contenttext document paragraphs article story inhalt volltext"
    " texte contenu texto contenido cuerpo conteudo conteúdo testo contenuto td",
    "lead": "lp leadparagraph",  # which some databases keep apart from the text
    "title": "title headline heading articletitle webtitle titel überschrift titre titulo título"
    " titolo hd",
    "published": "published publishedat publicationdate publisheddate publishdate datepublished"
    " datepublish webpublicationdate datetimepub seendate fecha publishedon pubdate pubdatetime"
    " publicationdatetime date datetime datum posted created createdat timestamp pd loaddate",
    "authors": "authors author byline by creator writer autor autoren auteur autore",
    "publisher": "publisher sourcehostname source sourcename publication publicationname outlet"
    " newspaper sitename site hostname website sourcedomain domain quelle medium pubtitle sn",
    "url": "url weburl link canonical canonicalurl articleurl permalink uri webpage source website",
}
_NOTHING = frozenset({"nan", "null", "none", "nat", "<na>", "n/a", "\\n"})  # how programs write it
_ADDRESS = re.compile(r"\s*https?://\S+\s*", re.IGNORECASE)
_LETTERS = re.compile(r"[\W\d_]+")
_TAG = re.compile(r"<[^<>]*>")
_TOLD = re.compile(r"sep=([^\r\n\"])\r?\n", re.IGNORECASE)  # what parts its cells
_MARKS = ",;\t|"
_NONE = "\x1f"  # parts cells in no table
_HELD = ("name", "rendered", "value", "main", "original", "title")  # what an object says it in
_HELD_TEXT = ("text", "rendered", "content", "value", "html", "main")  # and a text
_WRAPPED = ("_source", "fields")  # what a search engine calls the row in its row
_LISTED_WITHIN = 3  # objects in one another, of which the last holds the list of rows
_EXCEL_DAYS = range(20_000, 60_000)  # 1954 to 2064
_EXCEL_BEGAN = dt.date(1899, 12, 30)
_LONGEST_OBJECT = 1_000  # characters
_ABOVE = 10  # lines in which the names of the columns are looked for
_SHOWN = 8  # names of columns told where none holds the text
_SAMPLE = 20_000
_OPENED = 100  # quotation marks that are never closed: each time what follows is read once more


Cells = Sequence[tuple[str, object]]  # each with the name of its column
Records = Iterator[list[str]]
Row = tuple[int, Callable[[], Cells]]  # its number, and what reads it


def parts(raw: bytes, suffix: str) -> Iterator[Part]:
    """The articles of a table, one a row.

    Raises:
        UnreadableError: it has no column of texts, or no rows.
    """
    text, _ = decode(raw)

    def rows() -> Iterator[Row]:
        return _lines(text) if suffix in (".jsonl", ".ndjson") else _records(text, suffix)

    # A column has one notation: of 03/02/2025 a row below may tell which figure is the day.
    day_first = published.is_day_first(_given(rows()))
    count = 0
    for number, cells in rows():
        count += 1
        yield Part(f"#{number}", partial(_article, cells, day_first))
    if not count:
        raise UnreadableError("holds no rows; export it again or delete it")


_ESCAPE = re.compile(r"\\([\"\\])?")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_TWO_LINES = re.compile(r"\S[^\S\r\n]*[\r\n]\s*\S")


class _Lines:
    """The lines of a text from an offset on, each with its end; never a copy of all of it.

    Args:
        escaped: any \\ but one before a quotation mark or another is one of the text.
    """

    def __init__(self, text: str, at: int = 0, escaped: bool = False) -> None:
        self.at = at  # where the next line begins
        self._text = text
        self._escaped = escaped

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        found = _LINE.match(self._text, self.at)
        if found is None:
            raise StopIteration
        self.at = found.end()
        if self._escaped:
            return _ESCAPE.sub(lambda one: one[0] if one[1] else "\\\\", found[0])
        return found[0]


def _records(text: str, suffix: str) -> Iterator[Row]:
    csv.field_size_limit(MOST_BYTES)  # a text that is too long for an article is told by its row
    number, at, mark = _head(text, suffix)
    # Within quotation marks those of MySQL have a \ before them; else a cell would end there.
    escaped = re.search(rf"\\\"[^\"\r\n{re.escape(mark)}]", text) is not None
    parted = partial(csv.reader, delimiter=mark, escapechar="\\" if escaped else None)
    lines = _Lines(text, at, escaped)
    reader = parted(lines)
    names = [name.strip() for name in next(reader, [])]
    _check(names)
    opened = 0
    while (at := lines.at) < len(text):
        values = next(reader)
        number += 1
        if (
            lines.at == len(text)
            and opened < _OPENED
            and _TWO_LINES.search(text, at)
            and _is_open(_Lines(text, at, escaped), values, parted)
        ):
            # Its text would be all rows that follow: they are read from the next line on.
            opened += 1
            yield number, partial(_never_closed)
            lines.at = at
            next(lines)
            reader = parted(lines)
        elif any(value.strip() for value in values[len(names) :]):
            yield number, partial(_too_many, len(names), mark)
        elif any(value.strip() for value in values):
            yield number, partial(list, zip(names, values, strict=False))


def _head(text: str, suffix: str) -> tuple[int, int, str]:
    """Of the line of names its number and offset, and what parts its cells.

    An export may say before it what was searched for: of the first lines, and of what may part
    them, those that give a column of texts and the most names that are known.
    """
    told = _TOLD.match(text)  # by a spreadsheet, in a line of its own
    lines = _Lines(text)
    found = list[tuple[int, int, int, str]]()
    for number in range(1, _ABOVE + 1):
        at = lines.at
        line = next(lines, "")
        if not line.strip() or (told and number == 1):
            continue
        marks = told[1] if told else "\t" if suffix == ".tsv" else _MARKS
        for mark in sorted(marks, key=line.count, reverse=True):
            names = next(
                csv.reader(io.StringIO(text[at : at + _SAMPLE], newline=""), delimiter=mark), []
            )
            kinds = _by_kind([(name, name) for name in names])
            known = sum(name is not None for name in kinds.values()) if kinds["text"] else 0
            # One column: what is in its rows parts nothing.
            found.append((known, number, at, mark if len(names) > 1 else _NONE))
    return max(found or [(0, 1, 0, _NONE)], key=lambda one: one[0])[1:]


def _given(rows: Iterable[Row]) -> Iterator[str]:
    """The dates of a table as they are given."""
    for _, cells in rows:
        try:
            yield _words(_by_kind(cells())["published"])
        except (UnreadableError, RecursionError):
            continue  # told where the row is read


def _too_many(columns: int, mark: str) -> Cells:
    """Which of its cells is cut in two nobody can tell: its text might end at a comma."""
    raise UnreadableError(
        f"has more cells than the table has columns ({columns}); put what has a {mark!r} in it in "
        "quotation marks"
    )


def _is_open(
    lines: Iterable[str], values: list[str], parted: Callable[[Iterable[str]], Records]
) -> bool:
    """Whether the last row of a table goes on because a quotation mark is never closed."""
    if not values[-1:] or not values[-1]:
        return False
    closed = next(parted(chain(lines, ['"x'])))
    return closed == [*values[:-1], values[-1] + "x"]


def _never_closed() -> Cells:
    raise UnreadableError("has a quotation mark that is never closed; mend the line")


def _check(names: list[str]) -> None:
    if not set(map(_plain, names)) & set(_NAMES["text"].split()):
        shown = ", ".join(names[:_SHOWN]) or "none"
        raise UnreadableError(
            f"has no column of articles' texts (its columns: {shown}); name it text, body or "
            "content in its first line"
        )


def _lines(text: str) -> Iterator[Row]:
    if text.lstrip()[:1] in ("[", "{"):
        with suppress(ValueError, RecursionError):
            # One list of all: each is called by its place in it.
            listed = _listed(json.loads(text))
            if listed is not None:
                rows = enumerate(listed, 1)
                yield from ((number, partial(_of_object, row)) for number, row in rows)
                return
    for number, line in enumerate(re.finditer(r"[^\n]*\n|[^\n]+", text), 1):
        if line[0].strip():
            yield number, partial(_of_line, line[0])


def _listed(whole: object, within: int = _LISTED_WITHIN) -> list[object] | None:
    """The rows of one JSON value: a list, or that of articles in the answer of a news service."""
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict) or not within or _by_kind(_of_object(whole))["text"]:
        return None
    for inner in whole.values():
        found = _listed(inner, within - 1)
        if found and isinstance(found[0], dict) and _by_kind(_of_object(found[0]))["text"]:
            return found
    return None


def _of_line(line: str) -> Cells:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("is not JSON; mend the line or export it again") from error
    return _of_object(row)


def _of_object(row: object) -> Cells:
    if not isinstance(row, dict):
        raise UnreadableError("is not a JSON object; write one article a line")
    wrapped = [name for name in _WRAPPED if isinstance(row.get(name), dict)]
    own = [cell for cell in row.items() if cell[0] not in wrapped]
    return [*own, *(cell for name in wrapped for cell in row[name].items())]


def _article(cells: Callable[[], Cells], day_first: bool) -> Extracted:
    found = _by_kind(cells())
    lead, text = _text(found["lead"]), _text(found["text"])
    if not text.startswith(lead):
        text = f"{lead}\n\n{text}".strip()
    text = markup.from_database(text)
    if not text.strip():
        raise UnreadableError("has no text in its column of texts")
    if len(text) > MOST_TEXT:
        raise UnreadableError("has more text than an article may have; split it")
    return Extracted(
        text,
        title=_line(found["title"]) or None,
        published=_day(found["published"], day_first),
        publisher=_line(found["publisher"]) or None,
        authors=tuple(filter(None, [_line(found["authors"])])),
        url=_words(found["url"]).strip() or None,
    )


def _by_kind(row: Cells) -> dict[str, object]:
    """What a row says, by its kind: of the columns that may hold it the first that is not empty.

    Of texts it is the longest: a teaser may be called so as well.
    """
    said = dict[str, object]()
    for name, value in row:
        if not _is_empty(value):
            said.setdefault(_plain(name), value)
    every = {
        kind: [said[name] for name in names.split() if name in said]
        for kind, names in _NAMES.items()
    }
    named = [_parsed(value) for value in every["publisher"]]
    every["publisher"] = [value for value in named if not _ADDRESS.fullmatch(_words(value))]
    of_source = [said[name] for name in ("source", "website") if name in said]
    every["url"] = [
        value
        for value in every["url"]
        if value not in of_source or _ADDRESS.fullmatch(_words(value))
    ]
    if len(every["text"]) > 1:
        every["text"].sort(key=_length, reverse=True)
    return {kind: next(iter(values), None) for kind, values in every.items()}


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip() or value.strip().casefold() in _NOTHING
    return value in (None, [], {})


def _length(value: object) -> int:
    """Of a text, without its marks; 0 of what is none."""
    try:
        return len(_TAG.sub("", _text(value)))
    except UnreadableError:
        return 0


def _plain(name: str) -> str:
    return _LETTERS.sub("", unicodedata.normalize("NFC", name).casefold())


def _parsed(value: object) -> object:
    """An object that a program wrote into a cell as it prints it: {'id': None, 'name': 'CNN'}."""
    if isinstance(value, str) and value.strip().startswith("{") and len(value) < _LONGEST_OBJECT:
        with suppress(ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return ast.literal_eval(value.strip())
    return value


def _text(value: object) -> str:
    """A text, or its paragraphs.

    Raises:
        UnreadableError: it is a number or the like, which is no text of an article.
    """
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return _text(next((value[key] for key in _HELD_TEXT if value.get(key)), None))
    if isinstance(value, bool | int | float):
        raise UnreadableError("has a number or a yes or no in its column of texts, and no text")
    return _words(value)


def _words(value: object) -> str:
    """A value as text: of several their list, of an object its name or what it holds."""
    if isinstance(value, dict):
        return _words(next((value[key] for key in _HELD if value.get(key)), None))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return "" if value is None else str(value)


def _line(value: object) -> str:
    return " ".join(markup.from_database(_words(value)).split())


def _day(value: object, day_first: bool) -> str | None:
    """A date as it is given; seconds and milliseconds since 1970, and Excel's days, as a day."""
    for name in ("$date", "$numberLong"):  # as MongoDB writes it
        if isinstance(value, dict):
            value = value.get(name)
    words = _words(value).strip()
    if compact := published.from_figures(words):
        return compact
    if re.fullmatch(r"\d{9,10}(?:\d{3})?(?:\.\d*)?", words):
        number = float(words)
        number = number / 1000 if number > 1e11 else number
        return dt.datetime.fromtimestamp(number, dt.UTC).date().isoformat()
    if re.fullmatch(r"\d{5}(?:\.\d*)?", words) and int(words[:5]) in _EXCEL_DAYS:
        return (_EXCEL_BEGAN + dt.timedelta(days=int(words[:5]))).isoformat()
    return (published.day_before_month(words) if day_first else words) or None
