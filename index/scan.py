"""Which files of a folder are to be read, and why the others are not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from errno import ELOOP, ENOENT, ENOTDIR
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from index import reader
from index.catalog import FileState
from index.errors import ArticleError
from index.types import Patterns, Skipped

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".assistantignore"
UNSURE = -2  # in place of a time that cannot tell whether the file was changed since
_TICK = 20_000_000  # nanoseconds; the clock of a file system goes on every 4 to 10 ms
# What browsers call it, in the languages in which they do not say "_files".
_PAGE_FOLDERS = ("_files", "-Dateien", "_fichiers", "_archivos", "_file", "_bestanden")
_LONGEST_IGNORE = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a folder: files to read by name, and those that are not articles."""

    files: dict[str, FileState]
    other: tuple[Skipped, ...]
    unseen: tuple[str, ...]  # what cannot be looked at: files, and folders with a / at the end
    ignored: tuple[Skipped, ...] = ()  # what the patterns leave out; folders with a / at the end

    def is_gone(self, file: str) -> bool:
        """Whether a file that is indexed is there no more, as far as can be seen."""
        hidden = any(
            file == name or (name.endswith("/") and file.startswith(name)) for name in self.unseen
        )
        return file not in self.files and not hidden


def scan(folder: Path, index_directory: Path, patterns: Patterns | None = None) -> Scan:
    """Every file below a folder but hidden ones, the index, and links that lead out of it.

    Raises:
        ArticleError: the folder or its `.assistantignore` cannot be used.
    """
    _check_folder(folder)
    wanted = _Wanted(folder, patterns or Patterns())
    root, index_directory = _real(folder), _real(index_directory)
    files: dict[str, FileState] = {}
    other: list[Skipped] = []
    ignored: list[Skipped] = []
    unseen: list[str] = []

    def unlisted(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise ArticleError(
                f"The articles folder {folder} cannot be listed ({error.strerror}). "
                "Give yourself the right to read it."
            ) from error
        name = Path(error.filename).relative_to(folder).as_posix() + "/"
        unseen.append(name)
        other.append(Skipped(shown(name), f"cannot be listed ({error.strerror})"))

    for directory, folders, names in os.walk(folder, onerror=unlisted):
        here = Path(directory)
        below = here.relative_to(folder)
        before = "" if here == folder else below.as_posix() + "/"
        inside, links = _folders(here, folders, index_directory)
        folders[:] = []
        for name in inside:
            inner = (below / name).as_posix() + "/"
            reason = wanted.why_not(inner) or _of_a_page(name, names)
            if reason is None:
                folders.append(name)
            else:
                ignored.append(Skipped(shown(inner), reason))
        for name in links:
            link = shown((below / name).as_posix()) + "/"
            other.append(Skipped(link, "a link to a folder, which is not followed; move it here"))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path, file = os.path.join(directory, name), before + name
            reason = wanted.why_not(file)
            if reason is not None:
                ignored.append(Skipped(shown(file), reason))
                continue
            try:
                found = _state(
                    path, file, lambda real: wanted.why_no_link(real, root, index_directory)
                )
            except OSError as error:
                if not isinstance(error, FileNotFoundError):
                    unseen.append(file)
                other.append(Skipped(shown(file), f"cannot be read ({error.strerror})"))
                continue
            if isinstance(found, FileState):
                files[file] = found
            else:
                other.append(Skipped(shown(file), found))
    return Scan(files, tuple(other), tuple(unseen), tuple(ignored))


def _of_a_page(name: str, beside: list[str]) -> str | None:
    """Why the folder that a browser saves with a page is left out: it holds frames and scripts."""
    for end in _PAGE_FOLDERS:
        for page in (name.removesuffix(end) + suffix for suffix in (".html", ".htm")):
            if name.endswith(end) and page in beside:
                return f"belongs to the saved page {shown(page)}"
    return None


class _Wanted:
    """What the patterns let through, in the notation of `.gitignore`."""

    def __init__(self, folder: Path, patterns: Patterns) -> None:
        ignore_file = _ignore_file(folder)
        self._rules = [
            (why, _compiled(lines, why))
            for why, lines in (
                (IGNORE_FILE, ignore_file),
                ("--exclude", patterns.exclude),
            )
            if lines
        ]
        self._include = _compiled(patterns.include, "--include") if patterns.include else None
        self._lines = {IGNORE_FILE: ignore_file, "--exclude": patterns.exclude}

    def why_not(self, path: str) -> str | None:
        """Why a file, or a folder with a / at the end, is left out; None where it is not."""
        for why, spec in self._rules:
            found = spec.check_file(path)
            if found.include and found.index is not None:
                return f"left out by {why} ({self._lines[why][found.index].strip()})"
        if self._include is not None and not path.endswith("/"):
            return None if self._include.match_file(path) else "not among --include"
        return None

    def why_no_link(self, real: Path, root: Path, index_directory: Path) -> str | None:
        """Why a link that leads here is not followed: what is left out is not read by a detour."""
        if not real.is_relative_to(root):
            return "a link that leads out of the folder"
        below = real.relative_to(root)
        if real.is_relative_to(index_directory) or any(p.startswith(".") for p in below.parts):
            return "a link to what is hidden"
        folders = [f"{parent.as_posix()}/" for parent in below.parents[:-1]]
        for path in (*reversed(folders), below.as_posix()):
            if why := self.why_not(path):
                return f"a link to what is {why}"
        return None


def _compiled(lines: tuple[str, ...], where: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # 30 ms, and most folders have no patterns

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise ArticleError(f"{where} has a pattern that cannot be used: {error}") from error


def _ignore_file(folder: Path) -> tuple[str, ...]:
    path = folder / IGNORE_FILE
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST_IGNORE)
    except FileNotFoundError:
        return ()
    except OSError as error:
        # Without it what is to be left out would be read.
        raise ArticleError(
            f"{path} cannot be read ({error.strerror}). Give yourself the right to, or delete it."
        ) from error
    return tuple(raw.decode("utf-8-sig", "replace").splitlines())


def _check_folder(folder: Path) -> None:
    try:
        is_folder = S_ISDIR(folder.stat().st_mode)
    except PermissionError as error:
        raise ArticleError(
            f"The articles folder {folder} cannot be looked at ({error.strerror}). "
            "Give yourself the right to read it and what it is in."
        ) from error
    except OSError as error:
        what = "links to itself" if error.errno == ELOOP else "does not exist"
        raise ArticleError(
            f"The articles folder {folder} {what}. Name one with --articles."
        ) from error
    if not is_folder:
        raise ArticleError(
            f"The articles folder {folder} is not a folder. Name one with --articles."
        )


def _folders(here: Path, names: list[str], index_directory: Path) -> tuple[list[str], list[str]]:
    """The folders to go into, and those that are only linked; hidden ones and the index are out."""
    wanted = sorted(
        name for name in names if not name.startswith(".") and _real(here / name) != index_directory
    )
    links = [name for name in wanted if (here / name).is_symlink()]
    return [name for name in wanted if name not in links], links


def _real(path: Path) -> Path:
    """Where a path leads; never fails, as `Path.resolve` does on a link to itself."""
    return Path(os.path.realpath(path))


def shown(name: str) -> str:
    """A name that may not be UTF-8, as it can be shown and stored."""
    return name.encode(errors="replace").decode()


def _state(path: str, file: str, why_no_link: Callable[[Path], str | None]) -> FileState | str:
    """A file's state, or why it is not an article; OSError where it cannot be looked at.

    Asked of every file at every sync: the system is asked once.
    """
    reason = _not_by_name(file)
    if reason is not None:
        return reason
    stat = os.lstat(path)
    if S_ISLNK(stat.st_mode):
        try:
            stat = os.stat(path)
        except OSError as error:
            if error.errno not in (ENOENT, ENOTDIR, ELOOP):
                raise
            return "a link that leads nowhere"
        if why := why_no_link(_real(Path(path))):
            return why
    if not S_ISREG(stat.st_mode):
        return "not a regular file"
    # A change of rights or an edit that keeps the time shows in ctime alone.
    changed = max(stat.st_mtime_ns, stat.st_ctime_ns)
    if 0 <= time.time_ns() - changed < _TICK:
        # Written again within the tick of the clock it would look the same: look once more.
        changed = UNSURE
    return FileState(stat.st_size, changed, None)


def _not_by_name(file: str) -> str | None:
    try:
        file.encode()
    except UnicodeEncodeError:
        return "its name is not valid UTF-8; rename it"
    if os.path.splitext(file)[1].lower() not in reader.SUFFIXES:
        return f"not a format that is read ({', '.join(sorted(reader.SUFFIXES))})"
    return None
