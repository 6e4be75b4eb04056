"""Rows of tables in an article's text: "| 55 | 49 |" says nothing without the head of its table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.verify.mentions import dates

MOST_WORDS = 90  # from the head to the end of a row; what lies farther down is not quoted
_LONGEST = 4_000  # characters of a row
_RULE = re.compile(r"[|:+=\-\s]+")  # between head and rows, as Markdown has it
_LINE = re.compile(r"[^\r\n]*")
_BREAK = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)?[ \t]*")


def is_row(text: str) -> bool:
    """Whether a line has cells: those of Markdown, or of a page's or a document's table."""
    return "\n" not in text and _cells(text) > 1


def day_of(row: str) -> dt.date | None:
    """The day that a row of a table is about, where it names a single one: of a month its first."""
    named = dates(row) if is_row(row) else ()
    days = [(d.year, d.month, d.day or 1) for d in named if d.year and d.month]
    if len(days) != 1:
        return None
    try:
        return dt.date(*days[0])
    except ValueError:  # 31 April
        return None


def head_of(text: str, start: int, end: int) -> int | None:
    """Where the head of the table begins of which ``text[start:end]`` is a row.

    The row's own start where it is the first line of its table; None where it stands alone, which
    is no table.
    """
    if not is_row(text[start:end]):
        return None
    above = list(_above(text, start, _cells(text[start:end])))
    if above:
        return above[-1]
    return start if _goes_on(text, start, end) else None


def says_nothing(text: str, start: int, end: int) -> bool:
    """Whether a line is a table's head or its rule, or a row so far down that the head is far."""
    head = head_of(text, start, end)
    if _RULE.fullmatch(text[start:end]) and "|" in text[start:end]:
        return True
    if head is None:
        return False
    if head == start:
        below = _BREAK.match(text, end)
        return bool(below and _is_rule(_LINE.match(text, below.end())))
    return len(text[head:end].split()) > MOST_WORDS


def with_head(quote: str) -> str:
    """Of a quote from the head down to a row these two, as one line; any other as it is."""
    lines = [line for line in quote.splitlines() if line.strip() and not _RULE.fullmatch(line)]
    if len(lines) < 2 or len({_cells(line) for line in lines}) > 1 or _cells(lines[0]) < 2:
        return quote
    return f"{lines[0]} {lines[-1]}"


def _cells(line: str) -> int:
    bare = line.strip()
    return bare.count("|") + 1 - bare.startswith("|") - bare.endswith("|") if "|" in bare else 0


def _is_rule(line: re.Match[str] | None) -> bool:
    return line is not None and "|" in line[0] and _RULE.fullmatch(line[0]) is not None


def _goes_on(text: str, start: int, end: int) -> bool:
    below = _BREAK.match(text, end)
    line = _LINE.match(text, below.end()) if below else None
    return line is not None and _cells(line[0]) == _cells(text[start:end])


def _above(text: str, start: int, cells: int) -> Iterator[int]:
    """Where the lines of the table above a row begin, the nearest first; so many at most that the
    farthest is too far to be quoted with the row."""
    headed = False
    for _ in range(MOST_WORDS):
        near = max(0, start - _LONGEST)  # a table may be a whole file: only what is near is read
        line_end = near + len(text[near:start].rstrip("\r\n \t"))
        gap_end = near + len(text[near:start].rstrip(" \t"))
        if _BREAK.fullmatch(text, line_end, gap_end) is None:
            return
        start = (
            max(text.rfind("\n", near, line_end), text.rfind("\r", near, line_end), near - 1) + 1
        )
        line = text[start:line_end]
        if _cells(line) != cells:
            return
        yield start
        if headed:
            return
        headed = _RULE.fullmatch(line) is not None  # what stands above a rule is the head
