"""What a sync would do with a folder, and why; nothing is changed."""

from __future__ import annotations

from pathlib import Path

from index import reader
from index.catalog import Catalog, FileState
from index.errors import ArticleError
from index.patterns import is_archive
from index.scan import check_mounted, scan, with_unmounted
from index.sync import (
    ARCHIVES_BY,
    PLACE,
    READING,
    is_same,
    noted_disks,
    remembered_patterns,
)
from index.types import Patterns, Planned


def dry_run(
    folder: Path, catalog: Catalog | None, index_directory: Path, patterns: Patterns | None = None
) -> tuple[Planned, ...]:
    """What a sync would do, and why; nothing is changed. Files are hashed, not taken apart.

    Args:
        catalog: None where there is no index yet.
        patterns: default those that the index remembers.

    Raises:
        ArticleError: the folder cannot be used.
    """
    if patterns is None:
        patterns = remembered_patterns(catalog) if catalog else Patterns()
    found = scan(folder, index_directory, patterns)
    known = catalog.states() if catalog else {}
    if catalog is not None:
        check_mounted(folder, found, catalog.meta(PLACE), known)
        found = with_unmounted(folder, found, noted_disks(catalog), known, patterns)
    anew = catalog is not None and catalog.meta("reading") != READING
    rules = catalog is not None and catalog.meta(ARCHIVES_BY) != found.patterns
    gone = {file: known[file].content_hash for file in known if found.is_gone(file)}
    by_hash = {hash_: file for file, hash_ in gone.items() if hash_ is not None}
    left_out = {entry.file: entry.reason for entry in found.ignored}
    skipped = catalog.skipped() if catalog else ()
    unread = {one.file: one.reason.removeprefix(f"{one.file}: ") for one in skipped}
    planned = []
    for file, state in found.files.items():
        then = known.get(file)
        same = is_same(state, then)
        hashed, unreadable = (None, None) if same else _hashed(folder / file, file)
        if then is not None and rules and not anew and is_archive(file):
            what, why = "read again", "the patterns are others"
        elif same and not anew:
            what, why = "keep", "size and time are as they were"
            if then is not None and then.content_hash is None:
                what, why = "skip", unread.get(file, why)
        elif unreadable:
            was_read = then is not None and then.content_hash is not None
            what, why = "remove" if was_read else "skip", unreadable
        elif then is not None:
            what, why = _again(then, hashed, anew)
        elif hashed in by_hash:
            old = by_hash.pop(hashed)
            gone.pop(old)
            what, why = "move", f"has the content of {old}, which is gone"
        else:
            what, why = "add", "new"
        planned.append(Planned(file, what, why))
    for file in gone:
        why = next(
            (why for name, why in left_out.items() if file == name or _within(file, name)),
            "is no longer in the folder",
        )
        planned.append(Planned(file, "remove", why))
    planned += [Planned(entry.file, "skip", entry.reason) for entry in found.other]
    planned += [
        Planned(entry.file, "ignore", entry.reason)
        for entry in found.ignored
        if entry.file not in gone
    ]
    return tuple(sorted(planned, key=lambda one: one.file))


def _again(then: FileState, hashed: str | None, anew: bool) -> tuple[str, str]:
    """What would be done with a file that is known, and why."""
    if anew:
        return "read again", "this version reads articles otherwise"
    if then.content_hash == "":
        return "read again", "it was not there when others were"
    if then.content_hash is None:
        return "read again", "it could not be read before"
    if hashed == then.content_hash:
        return "keep", "only its time is another"
    return "change", "its content is another"


def _within(file: str, folder: str) -> bool:
    return folder.endswith("/") and file.startswith(folder)


def _hashed(path: Path, file: str) -> tuple[str | None, str | None]:
    """A file's hash, or why it cannot be read."""
    try:
        return reader.file_hash(path, file), None
    except ArticleError as error:
        return None, str(error).removeprefix(f"{file}: ")
