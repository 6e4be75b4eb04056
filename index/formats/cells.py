"""The cells of a table's rows: each figure stays under the head of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

TAGS = frozenset("td th cell".split())  # the last one is trafilatura's

_LABEL = 100  # characters: what is longer and stands beside several rows is no name of each
_MOST_SPANNED = 5_000  # cells that are repeated, of a page
_MOST_NOTED = 100_000  # places of a page that are remembered for rows below: some 10 MB
_SPACE = re.compile(r"\s+")
_SPACES = re.compile(r" {2,}")


def row(cells: Sequence[str]) -> str:
    """The cells of a row in a line; empty ones are kept, so that each figure stays under its head.

    Where a single one is filled it is no row: its words alone.
    """
    filled = list(filter(None, cells))
    if len(filled) < 2:
        return "".join(filled)
    begins, ends = "" if cells[0] else "| ", "" if cells[-1] else " |"
    return _SPACES.sub(" ", begins + " | ".join(cells) + ends)


def repeat_labels(tree: etree._Element) -> None:
    """Say in each row of a table what stands beside several of them."""
    spanned = noted = 0
    spans: dict[etree._Element, dict[int, tuple[int, str]]] = {}  # by table and column: rows, words
    for one in tree.iter("tr") if tree.find(".//*[@rowspan]") is not None else ():
        beside = spans.setdefault(next(one.iterancestors("table"), tree), {})
        column = 0
        for cell in [*(cell for cell in one if cell.tag in TAGS), None]:
            while column in beside and spanned < _MOST_SPANNED:
                rows, words = beside.pop(column)
                if rows > 1:
                    beside[column] = rows - 1, words
                again = one.makeelement("td")
                again.text = words
                one.insert(len(one) if cell is None else one.index(cell), again)
                spanned += 1
                column += 1
            if cell is not None:
                rows, columns = (_number(cell.get(name)) for name in ("rowspan", "colspan"))
                words = _SPACE.sub(" ", "".join(map(str, cell.itertext()))) if rows > 1 else ""
                if rows > 1 and noted < _MOST_NOTED:
                    for at in range(columns):
                        beside[column + at] = rows - 1, "" if at or len(words) > _LABEL else words
                    noted += columns
                cell.attrib.pop("rowspan", None)
                column += columns


def _number(said: str | None) -> int:
    """How many rows or columns a cell takes; of more than 99 itself alone."""
    return int(said) or 1 if said and said.isdecimal() and len(said) < 3 else 1
