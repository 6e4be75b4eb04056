"""Words of any origin as HTML that only shows them. Everything on the page goes through here."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable

from assistant.unmarked import harmless
from index.types import row_of


def shown(text: str) -> str:
    """Text of any origin as HTML that shows it and does nothing else; safe in attributes too."""
    return html.escape(harmless(text), quote=True)


def day(date: dt.date | None) -> str:
    """22 December 2025."""
    return f"{date.day} {date:%B %Y}" if date else "undated"


def read_in(file: str, where: str) -> str:
    """Where a date was read, in a reader's words: a table's column is called nobody's metadata."""
    is_of_table = row_of(file) is not None and ".mbox#" not in file.casefold()
    return "table" if is_of_table and where == "metadata" else where


def age(date: dt.date, today: dt.date) -> str:
    """How long ago, in the largest unit that fits."""
    days = (today - date).days
    if days < 0:
        return "in the future"
    for length, unit in ((365, "year"), (30, "month"), (1, "day")):
        if days >= length:
            count = days // length
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "today"


def counted(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def small(notes: Iterable[str | None]) -> str:
    """A line for each note that says something."""
    return "".join(f"<p><small>{shown(note)}</small></p>" for note in notes if note)
