"""What keeps an index in order beside a sync: looking ahead, building it anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.instep import OTHERS_TURN
from assistant.places import (
    check_apart,
    check_owner,
    default_index,
    folder_of,
    owner_of,
    patterns_of,
)
from assistant.settings import Settings
from index.catalog import FILE_NAME, Catalog
from index.errors import DamagedError
from index.plan import dry_run
from index.renew import replaced
from index.sync import OnProgress, kept_patterns, remembered_patterns
from index.types import Patterns, Planned, SyncReport


def planned(settings: Settings) -> tuple[Planned, ...]:
    """What a sync of the folder would do with each file, and why. Nothing is changed or made.

    Raises:
        UserError: the folder or the index cannot be used.
    """
    folder, path = _places(settings)
    if not (path / FILE_NAME).exists():
        return dry_run(folder, None, path, _patterns(settings, path))
    with _opened(folder, path) as catalog:
        return dry_run(folder, catalog, path, patterns_of(settings, remembered_patterns(catalog)))


def rebuilt(settings: Settings, progress: OnProgress | None = None) -> SyncReport:
    """Build the index of a folder anew, whatever state it is in; one that works answers meanwhile.

    Raises:
        UserError: the folder or the disk cannot be used, or the index belongs to another folder.
    """
    folder, path = _places(settings)
    if _works(folder, path):
        from assistant.chain import Assistant

        with Assistant.open(settings=settings, vectors="off", progress=progress) as assistant:
            return assistant.rebuild(progress)
    from assistant.embeddings import embedder

    started = time.perf_counter()
    owner = owner_of(folder)
    patterns = _patterns(settings, path)
    made = embedder(settings)
    report = replaced(folder, path, made, owner, patterns, progress, OTHERS_TURN, settings.chroma)
    return replace(report, seconds=time.perf_counter() - started)


def _patterns(settings: Settings, path: Path) -> Patterns:
    """The patterns to read with where the catalogue cannot be asked for them."""
    kept = kept_patterns(path) or Patterns()
    return patterns_of(settings, kept) or kept


def _works(folder: Path, path: Path) -> bool:
    """Whether an index can be opened and read, as far as SQLite's own check can tell."""
    try:
        with _opened(folder, path) as catalog:
            return catalog.damage() is None
    except DamagedError:
        return False


def _places(settings: Settings) -> tuple[Path, Path]:
    folder = folder_of(settings.articles)
    path = Path(settings.index or default_index(folder))
    check_apart(folder, path)
    return folder, path


@contextmanager
def _opened(folder: Path, path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(path)
    try:
        check_owner(catalog, folder, path)
        yield catalog
    finally:
        catalog.close()
