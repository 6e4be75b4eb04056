"""An export of an article database (CSV, TSV, JSON lines) -> an article a row.

Rows are counted as a spreadsheet shows them (the line of names is row 1) and, of JSON, as lines.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from index import published
from index.formats import MOST_BYTES, MOST_TEXT, Part, UnreadableError, markup
from index.plain import decode
from index.types import Extracted

# What the columns are called, by what they hold; the earlier name wins. Only letters count.
_NAMES = {
    "text": "text articletext articlebody body bodytext content maincontent maintext fulltext"
    " articlecontent article story inhalt volltext",
    "title": "title headline heading articletitle titel überschrift",
    "published": "published publishedat publicationdate publisheddate publishdate datepublished"
    " publishedon pubdate pubdatetime publicationdatetime date datetime datum posted created"
    " createdat timestamp",
    "authors": "authors author byline by creator writer autor autoren",
    "publisher": "publisher source sourcename publication publicationname outlet newspaper site"
    " sitename website domain quelle medium",
    "url": "url link canonical canonicalurl articleurl permalink uri webpage",
}
_LETTERS = re.compile(r"[\W\d_]+")
_TOLD = re.compile(r"sep=([^\r\n\"])\r?\n", re.IGNORECASE)  # what parts its cells
_NONE = "\x1f"  # parts cells in no table
_SHOWN = 8  # names of columns told where none holds the text
_SAMPLE = 20_000
_OPENED = 100  # quotation marks that are never closed: each time what follows is read once more


Cells = Sequence[tuple[str, object]]  # each with the name of its column
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


def _records(text: str, suffix: str) -> Iterator[Row]:
    csv.field_size_limit(MOST_BYTES)  # a text that is too long for an article is told by its row
    lines = io.StringIO(text, newline="")
    told = _TOLD.match(text)  # by a spreadsheet, in a line of its own
    number = 1
    if told is not None:
        lines.seek(told.end())
        number = 2
        mark = told[1]
    else:
        sample = text[:_SAMPLE].partition("\n")[0]
        mark = "\t" if suffix == ".tsv" else max(",;\t|", key=sample.count)
        if mark not in sample:  # one column: what is in its rows parts nothing
            mark = _NONE
    reader = csv.reader(lines, delimiter=mark)
    names = [name.strip() for name in next(reader, [])]
    _check(names)
    opened = 0
    while (at := lines.tell()) < len(text):
        values = next(reader)
        number += 1
        if lines.tell() == len(text) and opened < _OPENED and _is_open(text[at:], values, mark):
            # Its text would be all rows that follow: they are read from the next line on.
            opened += 1
            yield number, partial(_never_closed)
            lines.seek(at)
            lines.readline()
            reader = csv.reader(lines, delimiter=mark)
        elif any(value.strip() for value in values[len(names) :]):
            yield number, partial(_too_many, len(names), mark)
        elif any(value.strip() for value in values):
            yield number, partial(list, zip(names, values, strict=False))


def _given(rows: Iterable[Row]) -> Iterator[str]:
    """The dates of a table as they are given."""
    for _, cells in rows:
        try:
            yield _words(_by_kind(cells())["published"])
        except UnreadableError:
            continue  # told where the row is read


def _too_many(columns: int, mark: str) -> Cells:
    """Which of its cells is cut in two nobody can tell: its text might end at a comma."""
    raise UnreadableError(
        f"has more cells than the table has columns ({columns}); put what has a {mark!r} in it in "
        "quotation marks"
    )


def _is_open(rest: str, values: list[str], mark: str) -> bool:
    """Whether the last row of a table goes on because a quotation mark is never closed."""
    if "\n" not in rest.strip() or not values[-1:] or not values[-1]:
        return False
    closed = next(csv.reader(io.StringIO(rest + '"x', newline=""), delimiter=mark))
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
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if line.strip():
            yield number, partial(_of_line, line)


def _of_line(line: str) -> Cells:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("is not JSON; mend the line or export it again") from error
    if not isinstance(row, dict):
        raise UnreadableError("is not a JSON object; write one article a line")
    return list(row.items())


def _article(cells: Callable[[], Cells], day_first: bool) -> Extracted:
    found = _by_kind(cells())
    text = _text(found["text"])
    if markup.is_marked_up(text):
        text = markup.text_of(markup.parsed(text))
    if not text.strip():
        raise UnreadableError("has no text in its column of texts")
    if len(text) > MOST_TEXT:
        raise UnreadableError("has more text than an article may have; split it")
    return Extracted(
        text,
        title=" ".join(_words(found["title"]).split()) or None,
        published=_day(found["published"], day_first),
        publisher=" ".join(_words(found["publisher"]).split()) or None,
        authors=tuple(filter(None, [" ".join(_words(found["authors"]).split())])),
        url=_words(found["url"]).strip() or None,
    )


def _by_kind(row: Cells) -> dict[str, object]:
    """What a row says, by its kind: of the columns that may hold it the first that is not empty."""
    said = dict[str, object]()
    for name, value in row:
        empty = not value.strip() if isinstance(value, str) else value in (None, [], {})
        if not empty:
            said.setdefault(_plain(name), value)
    return {
        kind: next((said[name] for name in names.split() if name in said), None)
        for kind, names in _NAMES.items()
    }


def _plain(name: str) -> str:
    return _LETTERS.sub("", unicodedata.normalize("NFC", name).casefold())


def _text(value: object) -> str:
    """A text, or its paragraphs.

    Raises:
        UnreadableError: it is a number or the like, which is no text of an article.
    """
    if isinstance(value, list):
        return "\n\n".join(map(_text, value))
    if isinstance(value, bool | int | float):
        raise UnreadableError("has a number or a yes or no in its column of texts, and no text")
    return _words(value)


def _words(value: object) -> str:
    """A value as text: of several their list, of an object its name."""
    if isinstance(value, dict):
        return _words(value.get("name"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return "" if value is None else str(value)


def _day(value: object, day_first: bool) -> str | None:
    """A date as it is given; seconds and milliseconds since 1970 as a day."""
    if isinstance(value, dict):  # as MongoDB writes it
        value = value.get("$date")
    words = _words(value).strip()
    if compact := published.from_figures(words):
        return compact
    if re.fullmatch(r"\d{9,10}(?:\d{3})?(?:\.\d*)?", words):
        number = float(words)
        number = number / 1000 if number > 1e11 else number
        return dt.datetime.fromtimestamp(number, dt.UTC).date().isoformat()
    return (published.day_before_month(words) if day_first else words) or None
