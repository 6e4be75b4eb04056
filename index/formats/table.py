"""An export of an article database (CSV, TSV, JSON lines) -> an article a row.

Rows are counted as a spreadsheet shows them (the line of names is row 1) and, of JSON, as lines.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Mapping

from index.formats import MOST_TEXT, UnreadableError, markup
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
_SHOWN = 8  # names of columns told where none holds the text
_SAMPLE = 20_000


def articles(raw: bytes, suffix: str) -> Iterator[Extracted]:
    """The articles of a table, one a row.

    Raises:
        UnreadableError: it has no column of texts, or no rows.
    """
    text, _ = decode(raw)
    rows = _lines(text) if suffix in (".jsonl", ".ndjson") else _records(text, suffix)
    count = 0
    for number, row in rows:
        count += 1
        yield (
            _article(number, row)
            if isinstance(row, dict)
            else Extracted(part=f"#{number}", problem=str(row))
        )
    if not count:
        raise UnreadableError("holds no rows; export it again or delete it")


def _records(text: str, suffix: str) -> Iterator[tuple[int, dict[str, object] | str]]:
    csv.field_size_limit(MOST_TEXT)
    sample = text[:_SAMPLE].partition("\n")[0]
    mark = "\t" if suffix == ".tsv" else max(",;\t|", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        names = [name.strip() for name in next(reader, [])]
        _check(names)
        for number, values in enumerate(reader, 2):
            if any(value.strip() for value in values):
                yield number, dict(zip(names, values, strict=False))
    except csv.Error as error:
        raise UnreadableError(f"is no table that can be read ({error}); export it again") from error


def _check(names: list[str]) -> None:
    if _column("text", names) is None:
        shown = ", ".join(names[:_SHOWN]) or "none"
        raise UnreadableError(
            f"has no column of articles' texts (its columns: {shown}); name it text, body or "
            "content in its first line"
        )


def _lines(text: str) -> Iterator[tuple[int, dict[str, object] | str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "is not JSON; mend the line or export it again"
            continue
        if not isinstance(row, dict):
            yield number, "is not a JSON object; write one article a line"
        else:
            yield number, row


def _article(number: int, row: Mapping[str, object]) -> Extracted:
    found = {}
    for what in _NAMES:
        name = _column(what, list(row))
        found[what] = None if name is None else row[name]
    text = _words(found["text"])
    if markup.is_marked_up(text):
        text = markup.text_of(markup.parsed(text))
    part = f"#{number}"
    if not text.strip():
        return Extracted(part=part, problem="has no text in its column of texts")
    if len(text) > MOST_TEXT:
        return Extracted(part=part, problem="has more text than an article may have; split it")
    return Extracted(
        text,
        part,
        title=" ".join(_words(found["title"]).split()) or None,
        published=_day(found["published"]),
        publisher=" ".join(_words(found["publisher"]).split()) or None,
        authors=tuple(filter(None, [" ".join(_words(found["authors"]).split())])),
        url=_words(found["url"]).strip() or None,
    )


def _column(what: str, names: list[str]) -> str | None:
    """The name of the column that holds something; None where there is none."""
    known = {_LETTERS.sub("", name.casefold()): name for name in reversed(names)}
    return next((known[name] for name in _NAMES[what].split() if name in known), None)


def _words(value: object) -> str:
    """A value as text: of several their list, of an object its name."""
    if isinstance(value, dict):
        return _words(value.get("name"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return "" if value is None else str(value)


def _day(value: object) -> str | None:
    """A date as it is given; seconds and milliseconds since 1970 as a day."""
    words = _words(value).strip()
    if re.fullmatch(r"\d{9,10}(?:\d{3})?(?:\.0)?", words):
        number = float(words)
        number = number / 1000 if number > 1e11 else number
        return dt.datetime.fromtimestamp(number, dt.UTC).date().isoformat()
    return words or None
