"""A name that no article has -> why its file was skipped, or the nearest name."""

from __future__ import annotations

import difflib
from pathlib import PurePath

from index.catalog import Catalog

_MOST = 5_000  # names that are compared: a third of a second
_LONGEST = 200  # characters of a name that is compared


def not_there(file: str, catalog: Catalog, folder: PurePath) -> str:
    """One sentence for whoever named an article that is not in the index; they may be at the
    command line, in Python or behind a door, so it names no command."""
    for skipped in catalog.skipped():
        if skipped.file == file:
            return f"{file!r} is not searched: {skipped.reason}."
    near: list[str] = []
    if len(file) <= _LONGEST:
        near = difflib.get_close_matches(file, sorted(catalog.names())[:_MOST], n=1, cutoff=0.75)
    mend = f"the nearest name is {near[0]!r}." if near else "the list of articles names all."
    named = file if len(file) <= _LONGEST else f"{file[:_LONGEST]}…"
    return f"No article {named!r} in {folder}; {mend}"
