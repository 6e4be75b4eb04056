"""Text as people read it: without the marks of Markdown. The data keeps them; only showing uses it.

Nothing is interpreted: a mark is left out, and what it stood around is the same text as before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

# A terminal obeys control characters (it may be told to link, to write the clipboard, to erase what
# was said), and those that reorder make a name or a quote read as another. Half a pair is none.
_OBEYED = {
    code: " " if chr(code).isspace() else "\ufffd"
    for code in (
        *range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    )
    if chr(code) not in "\n\t"
}  # fmt: skip
_FAR = 300  # characters between two marks that belong together; they stand in one paragraph
_MOST = 20_000  # marks of a kind that are looked for: only a text of nothing else has more
_BLANK = re.compile(r"\n[ \t]*\n")
BULLET = "• "
_LINE = re.compile(
    r"^(?P<quoting>[ \t]*(?:>[ \t]?)+)?"
    r"(?:(?P<heading>[ ]{0,3}#{1,6}[ \t]+)|[ \t]*(?P<item>(?:\*|[-+](?![ \t]+\d))[ \t]+))?"
    r"(?=\S)",  # - 12 °C is no item
    re.MULTILINE,
)
# Before a word, or behind one. Chinese has no spaces, but "_" joins the letters of every script,
# and stands in addresses.
_PAIRED = [
    re.compile(
        rf"(?<![{before}{mark[0]}])(?P<opens>{re.escape(mark)})(?=[^\s)\]}},.;:!?{mark[0]}])"
        rf"|(?<=[^\s{mark[0]}]){re.escape(mark)}(?![{letters}{mark[0]}])"
    )
    for mark, before, letters in (
        *((mark, "A-Za-z0-9", "A-Za-z0-9") for mark in ("***", "**", "*", "`")),
        ("_", r"\w/.=&?#%", r"\w/"),
    )
]
_LINK = re.compile(
    r"(?P<before>!?\[)[^\[\]\n]{0,300}"
    r"(?P<after>\]\([^()\s]{1,2000}(?: \"[^\"\n]{0,300}\")?\))"
)
# A row of a table between its outer bars; the rule below its head is no row.
_ROW = re.compile(r"^[ \t]*\|(?P<cells>[^\n]*)\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^(?=[^\n]*\|)[ \t|:]*--[ \t|:-]*(?:\n|$)", re.MULTILINE)
# Of a sentence that was taken out of the middle of what is marked, one mark is left.
_ALONE = re.compile(r"^\*{1,3}(?=[^\s*])(?!.*\*)|(?<=[.!?\"”’])\*{1,3}$", re.DOTALL)


def harmless(text: str) -> str:
    """The text, as long as before, without a character that what shows it would obey."""
    return text.translate(_OBEYED)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A stretch ``text[start:end]`` that is not shown, or as something else."""

    start: int
    end: int
    shown: str = ""


def marks(text: str) -> tuple[Mark, ...]:
    """The marks of a text in order; none overlaps another. Those beyond a great many stay."""
    kept: list[Mark] = []
    for mark in sorted(_found(text)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _found(text: str) -> Iterator[Mark]:
    yield from islice(_of_tables(text), _MOST)
    yield from islice(_in_lines(text), _MOST)
    yield from islice(_links(text), _MOST)
    for pattern in _PAIRED:
        yield from islice(_pairs(text, pattern), _MOST)


def _in_lines(text: str) -> Iterator[Mark]:
    for line in _LINE.finditer(text):
        if line["quoting"]:
            yield Mark(*line.span("quoting"))
        if line["heading"]:
            yield Mark(*line.span("heading"))
        if line["item"]:
            yield Mark(*line.span("item"), BULLET)


def _of_tables(text: str) -> Iterator[Mark]:
    for rule in _RULE.finditer(text):
        yield Mark(*rule.span())
    for row in _rows(text):
        cells, (start, end) = row["cells"], row.span("cells")
        yield Mark(row.start(), start + len(cells) - len(cells.lstrip()))
        yield Mark(end - len(cells) + len(cells.rstrip()), row.end())


def _rows(text: str) -> Iterator[re.Match[str]]:
    """The rows of tables; of one cell alone nobody can tell."""
    for row in _ROW.finditer(text):
        if "|" in row["cells"] and not _RULE.fullmatch(row[0]):
            yield row


def _links(text: str) -> Iterator[Mark]:
    for link in _LINK.finditer(text):
        yield Mark(*link.span("before"))
        yield Mark(*link.span("after"))


def _pairs(text: str, pattern: re.Pattern[str]) -> Iterator[Mark]:
    opened: re.Match[str] | None = None
    for mark in pattern.finditer(text):
        if opened and (
            mark.start() - opened.end() > _FAR or _BLANK.search(text, opened.end(), mark.start())
        ):
            opened = None
        if opened and mark.start() > opened.end() and _closes(text, mark):
            yield Mark(*opened.span())
            yield Mark(*mark.span())
            opened = None
        elif opened is None and mark["opens"]:
            opened = mark


def _closes(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark may end what another began; between two signs it may do both."""
    behind = text[mark.end() : mark.end() + 1]
    joins = behind.isalnum() and (behind.isascii() or mark[0] == "_")
    return not text[mark.start() - 1].isspace() and not joins


def without(text: str, found: Sequence[Mark], start: int, end: int) -> str:
    """The stretch ``text[start:end]`` as it is shown; ``found``: the marks of the whole text."""
    pieces, at = [], start
    first = max(bisect_right(found, start, key=lambda mark: mark.start) - 1, 0)
    for mark in found[first:]:
        if mark.start >= end:
            break
        if mark.end > start:
            pieces += [text[at : max(mark.start, at)], mark.shown if mark.start >= start else ""]
            at = min(mark.end, end)
    return "".join([*pieces, text[at:end]])


def unmarked(text: str) -> str:
    """A sentence or a quote on one line, as it is shown; an item of a list has no bullet.

    Of a table each row has a line of its own.
    """
    lines, at = [], 0
    for row in _rows(text):
        lines += [text[at : row.start()], row[0]]
        at = row.end()
    return "\n".join(filter(None, map(_on_a_line, [*lines, text[at:]])))


def _on_a_line(text: str) -> str:
    shown = without(text, marks(text), 0, len(text)).strip().removeprefix(BULLET.strip())
    return " ".join(_ALONE.sub("", shown).split())
