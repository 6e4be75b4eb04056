"""Where things are: the folder of articles, its index, the sample articles."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from assistant.settings import Settings
from index.catalog import FILE_NAME, Catalog
from index.errors import IndexStateError, SettingError
from index.types import Patterns

INDEXES = Path(".assistant")


def default_index(folder: Path) -> Path:
    """Where a folder's index lives unless told: one index a folder, under ``.assistant/``."""
    real = os.path.realpath(folder)  # never fails, whatever the name and the links
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:8]
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in Path(real).name)
    return INDEXES / f"{name[:40] or 'articles'}-{digest}"


def room(index: Path) -> int:
    """Bytes that an index takes on the disk."""
    found = 0
    for directory, _, names in os.walk(index):
        for name in names:
            with suppress(FileNotFoundError):  # another process is at work
                found += (Path(directory) / name).lstat().st_size
    return found


def samples() -> Path:
    """The sample articles that come with the project."""
    return Path(__file__).resolve().parent.parent / "evals" / "golden" / "articles"


def is_samples(folder: Path) -> bool:
    """Whether a folder is that of the sample articles."""
    return os.path.realpath(folder) == os.path.realpath(samples())


def default_folder(index: Path | None = None) -> Path:
    """What is meant where nobody names a folder: that of the index that is named, else
    ``articles`` where you are, else the one folder that was indexed from here, else the samples.

    Raises:
        SettingError: several folders were.
    """
    if index is not None and (folder := _of_index(index)) is not None:
        return folder
    here = Path("articles")
    if here.is_dir():
        return here
    indexed = sorted(_indexed(INDEXES))
    if len(indexed) > 1:
        raise SettingError(
            f"Several folders were indexed from here: {', '.join(map(str, indexed))}. "
            "Name the one that you mean with --articles or ASSISTANT_ARTICLES."
        )
    return indexed[0] if indexed else samples()


def _indexed(place: Path) -> Iterator[Path]:
    """The folders, samples apart, whose indexes lie here under the names that they have by default,
    and that are still there."""
    for file in place.glob(f"*/{FILE_NAME}"):
        folder = _of_index(file.parent)
        if folder and file.parent == default_index(folder) and not is_samples(folder):
            yield folder


def _of_index(index: Path) -> Path | None:
    """The folder that an index is of, where both are there."""
    if not (index / FILE_NAME).is_file():  # opening would make one
        return None
    try:
        with closing(Catalog.open(index)) as catalog:
            folder = catalog.meta("folder")
    except IndexStateError:  # told when it is opened to be asked
        return None
    return Path(folder) if folder and Path(folder).is_dir() else None


def folder_of(articles: str | Path | None) -> Path:
    if articles is None:
        raise SettingError(
            "No articles folder is named. Give one with --articles or ASSISTANT_ARTICLES."
        )
    return Path(articles).expanduser()


def check_apart(folder: Path, index: Path) -> None:
    """Refuse an index that is the folder of its articles or lies around it: an index deletes what
    it no longer needs of what is in it.

    Raises:
        SettingError: with the mend.
    """
    inner, outer = Path(os.path.realpath(folder)), Path(os.path.realpath(index))
    if inner.is_relative_to(outer):
        raise SettingError(
            f"The index {index} would hold the articles folder {folder}. Name a directory of its "
            "own with --index; it may lie in that folder."
        )


def patterns_of(settings: Settings, kept: Patterns) -> Patterns | None:
    """The patterns of the settings, None for none; what they leave open is as it was kept."""
    if settings.include is None and settings.exclude is None:
        return None
    return Patterns(
        kept.include if settings.include is None else settings.include,
        kept.exclude if settings.exclude is None else settings.exclude,
    )


def owner_of(folder: Path) -> str:
    """What an index remembers its folder by: a name that is not UTF-8 cannot be stored as it is."""
    return os.fsencode(os.path.realpath(folder)).decode(errors="backslashreplace")


def check_owner(catalog: Catalog, folder: Path, path: Path) -> None:
    """One index, one folder: another folder's sync would remove every article of the first."""
    if owner := is_of_another(catalog, folder):
        raise IndexStateError(
            f"The index {path} belongs to the folder {owner}. Name another directory with --index."
        )
    ours = owner_of(folder)
    # Path.is_dir raises where the folder's parent is locked. Of a folder that was moved, what is
    # in it decides.
    if catalog.meta("folder") != ours and (catalog.meta("folder") or os.path.isdir(folder)):
        catalog.set_meta("folder", ours)


def is_of_another(catalog: Catalog, folder: Path) -> str:
    """The folder that an index belongs to, where it is another one and still there; else ""."""
    owner = catalog.meta("folder")
    other = owner is not None and owner != owner_of(folder) and _may_exist(Path(owner))
    return owner if owner and other else ""


def _may_exist(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # what cannot be looked at may well be there
        return True
