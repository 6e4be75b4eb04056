"""What keeps an index in order beside a sync: looking ahead, building it anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.places import check_owner, default_index, folder_of, patterns_of
from assistant.settings import Settings
from index.catalog import FILE_NAME, Catalog
from index.sync import dry_run
from index.types import Planned


def planned(settings: Settings) -> tuple[Planned, ...]:
    """What a sync of the folder would do with each file, and why. Nothing is changed or made.

    Raises:
        UserError: the folder or the index cannot be used.
    """
    folder = folder_of(settings.articles)
    path = Path(settings.index or default_index(folder))
    if not (path / FILE_NAME).exists():
        return dry_run(folder, None, path, patterns_of(settings, None))
    with _opened(folder, path) as catalog:
        return dry_run(folder, catalog, path, patterns_of(settings, catalog))


@contextmanager
def _opened(folder: Path, path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(path)
    try:
        check_owner(catalog, folder, path)
        yield catalog
    finally:
        catalog.close()
