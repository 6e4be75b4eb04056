"""Which files of a folder are to be read, and why the others are not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from errno import ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from index import formats, reader
from index.catalog import FILE_NAME, FileState
from index.errors import ArticleError, NotMountedError
from index.locks import READING_LOCK
from index.patterns import Wanted, as_asked, is_archive
from index.types import Patterns, Skipped

UNSURE = -2  # in place of a time that cannot tell whether the file was changed since
_TICK = 20_000_000  # nanoseconds; the clock of a file system goes on every 4 to 10 ms
_SECOND = 1_000_000_000  # some note whole seconds, FAT even ones
_OF_AN_INDEX = {FILE_NAME, READING_LOCK}
LINKED = "a link to a folder, which is not followed; move it here"
UNMOUNTED = (
    "had a disk of its own, and holds none of the articles that are indexed of it: is that disk "
    "not mounted? They are kept, but not found. Mount it, then sync again. If they are to go, "
    "leave the folder out with --exclude, or run `python -m assistant sync --rebuild`."
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a folder: files to read by name, and those that are not articles."""

    files: dict[str, FileState]
    other: tuple[Skipped, ...]
    unseen: tuple[str, ...]  # what cannot be looked at: files, and folders with a / at the end
    ignored: tuple[Skipped, ...] = ()  # what the patterns leave out; folders with a / at the end
    place: str = ""  # which folder on which disk it was: "disk:number"
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict)  # as of `patterns.Wanted`
    patterns: str = ""  # what the patterns were, in short: archives are read by them
    unused: tuple[str, ...] = ()  # patterns that were told and are of nothing: "--exclude drafs/"
    disks: Mapping[str, str] = field(default_factory=dict)  # of folders on one of their own: "nas/"
    unmounted: tuple[str, ...] = ()  # such folders whose disk is there no more

    def is_gone(self, file: str) -> bool:
        """Whether a file that is indexed is there no more, as far as can be seen."""
        return file not in self.files and not _is_in(file, (*self.unseen, *self.unmounted))

    def is_unmounted(self, file: str) -> bool:
        """Whether a file is, or was, on a disk that is there no more."""
        return _is_in(file, self.unmounted)


def scan(folder: Path, index_directory: Path, patterns: Patterns | None = None) -> Scan:
    """Every file below a folder but hidden ones, the index, and links that lead out of it.

    Raises:
        ArticleError: the folder or its `.assistantignore` cannot be used.
        SettingError: the patterns cannot.
    """
    place = place_of(folder)
    look = _Look(folder, index_directory, patterns or Patterns())
    look.at_all()
    check_still_there(folder, _disk(place))  # some file systems make the other number up anew
    return Scan(
        look.files,
        tuple(look.other),
        tuple(look.unseen),
        tuple(look.ignored),
        place,
        look.wanted.rules,
        look.wanted.told(),
        # What is in an archive is not looked at here: a pattern may be of that.
        () if any(map(is_archive, look.files)) else look.wanted.unused(),
        look.disks,
    )


def check_still_there(folder: Path, place: str) -> None:
    """Raise ArticleError where a folder or its disk went away: what is missing then is not gone.

    Args:
        place: or the number of its disk alone.
    """
    if not _is_at(place, place_of(folder)):
        raise ArticleError(
            f"The articles folder {folder} was replaced, or its disk came or went, while it was "
            "read. Sync again."
        )


def check_mounted(folder: Path, found: Scan, noted: str | None, known: Collection[str]) -> None:
    """Refuse to empty an index because what its folder holds is not mounted.

    What stands at a mount point itself, a note or a file of the system, is no sign that it is. A
    folder of other articles on the same disk is one that was replaced.

    Args:
        noted: the place of the folder when its articles were indexed; older indexes know the
            number of the disk alone.
        known: the files that are indexed.

    Raises:
        NotMountedError: the folder is another one than it was, on another disk or empty, and all
            these are gone.
    """
    if not known or noted is None or _is_at(noted, found.place):
        return
    same_disk = _disk(noted) == _disk(found.place)
    if all(found.is_gone(file) for file in known) and not (same_disk and found.files):
        raise NotMountedError(
            f"The articles folder {folder} is another one than before, and holds none of the "
            "articles that are indexed: is its disk, or the folder that belongs there, not "
            "mounted? Mount it, then sync again. If it is to be as it is, "
            "`python -m assistant sync --rebuild` indexes what it holds now, and nothing else."
        )


def with_unmounted(
    folder: Path, found: Scan, noted: Mapping[str, str], known: Collection[str], patterns: Patterns
) -> Scan:
    """What was found, where disks that were mounted in the folder may be mounted no more.

    What is indexed of such a folder is then not gone, and what stands at its mount point is not
    read. One that was emptied where it is, or whose articles are left out, is no such folder.

    Args:
        noted: the `disks` of the scan by which the articles were indexed.
        known: the files that are indexed.
    """
    if not noted:
        return found
    wanted = Wanted.of(folder, patterns)
    unmounted = []
    for name, disk in noted.items():
        held = [file for file in known if file.startswith(name)]
        if found.disks.get(name) == disk or not all(map(found.is_gone, held)):
            continue
        if any(wanted.why_not_above(as_asked(file)) is None for file in held):
            unmounted.append(name)
    hidden = (*found.unseen, *unmounted)
    kept = {name: disk for name, disk in noted.items() if _is_in(name, hidden)}
    return replace(
        found,
        files={file: s for file, s in found.files.items() if not _is_in(file, unmounted)},
        other=(*found.other, *(Skipped(shown(name), UNMOUNTED) for name in unmounted)),
        disks={**found.disks, **kept},
        unmounted=tuple(unmounted),
    )


def _is_in(file: str, names: Collection[str]) -> bool:
    """Whether a file is one of these, or in one of them that is a folder: has a / at the end."""
    return any(file == name or (name.endswith("/") and file.startswith(name)) for name in names)


class _Look:
    """What is found in a folder, as it is found."""

    def __init__(self, folder: Path, index_directory: Path, patterns: Patterns) -> None:
        self.files: dict[str, FileState] = {}
        self.other: list[Skipped] = []
        self.ignored: list[Skipped] = []
        self.unseen: list[str] = []
        self.disks: dict[str, str] = {}
        self._folder, self._root = folder, _real(folder)
        self._index = _real(index_directory)
        self._at = os.fspath(self._index)
        self.wanted = Wanted.of(folder, patterns)

    def at_all(self) -> None:
        """Look at the folder and all below it.

        With a list of its own: `os.walk` calls itself for each folder in a folder, and a thousand
        of them, one in the other, would end the sync.
        """
        waiting = [("", "")]
        while waiting:
            before, outer = waiting.pop()
            path = os.path.join(self._folder, before)
            try:
                disk = str(os.stat(path).st_dev)
                listed = _listed(path)
            except FileNotFoundError:  # it was deleted just now; of the folder itself it is asked
                continue
            except OSError as error:
                self._unlisted(before, error)
                continue
            if before and disk != outer:
                self.disks[before] = disk
            waiting += [(inner, disk) for inner in reversed(self._enter(before, *listed))]

    def _unlisted(self, before: str, error: OSError) -> None:
        if not before:
            raise ArticleError(
                f"The articles folder {self._folder} cannot be listed ({error.strerror}). "
                "Give yourself the right to read it."
            ) from error
        self.unseen.append(before)
        mend = (
            "move it up, or give what it is in shorter names"
            if error.errno == ENAMETOOLONG
            else "give yourself the right to read it, or leave it out"
        )
        self.other.append(Skipped(shown(before), f"cannot be listed ({error.strerror}); {mend}"))

    def _enter(
        self, before: str, folders: list[str], links: list[str], names: list[str]
    ) -> list[str]:
        """Look at what is in a folder; the folders in it that are to be looked at."""
        if before and set(names) >= _OF_AN_INDEX:  # of other folders, or of another time
            self.ignored.append(Skipped(shown(before), "an index, not articles"))
            return []
        enter = []
        for name in folders:
            inner = before + name + "/"
            if os.path.join(self._root, before + name) == self._at:
                continue
            reason = self.wanted.why_not(inner)
            if reason is None and (page := formats.page_of(name, names)):
                reason = f"belongs to the saved page {shown(page)}"
            if reason is None:
                enter.append(inner)
            else:
                self.ignored.append(Skipped(shown(inner), reason))
        for name in links:
            if _real(self._folder / before / name) != self._index:
                self.other.append(Skipped(shown(before + name) + "/", LINKED))
        for name in names:
            self._file(before + name)
        return enter

    def _file(self, file: str) -> None:
        path = os.path.join(self._folder, file)
        reason = self.wanted.why_not(as_asked(file))
        if reason is not None:
            self.ignored.append(Skipped(shown(file), reason))
            return
        try:
            found = _state(path, file, self._why_no_link)
        except FileNotFoundError:  # it was deleted just now
            return
        except OSError as error:
            self.unseen.append(file)
            why = f"cannot be read ({error.strerror}); check that it exists and its rights"
            self.other.append(Skipped(shown(file), why))
            return
        if isinstance(found, FileState):
            self.files[file] = found
        else:
            self.other.append(Skipped(shown(file), found))

    def _why_no_link(self, real: Path) -> str | None:
        """Why a link that leads here is not followed: what is left out is not read by a detour."""
        if not real.is_relative_to(self._root):
            return "a link that leads out of the folder; put the file itself in its place"
        below = real.relative_to(self._root)
        if real.is_relative_to(self._index) or any(
            p.startswith(formats.HIDDEN) for p in below.parts
        ):
            return "a link to what is hidden"
        why = self.wanted.why_not_above(as_asked(below.as_posix()))
        return f"a link to what is {why}" if why else None


def _listed(directory: str) -> tuple[list[str], list[str], list[str]]:
    """(folders, links to folders, all else) in a folder that are not hidden, by name."""
    folders, links, names = list[str](), list[str](), list[str]()
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.startswith(formats.HIDDEN):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError:  # a link that cannot be followed
                is_folder = False
            place = (links if entry.is_symlink() else folders) if is_folder else names
            place.append(entry.name)
    return sorted(folders), sorted(links), sorted(names)


def place_of(folder: Path) -> str:
    """Which folder on which disk: what is mounted in its place, from the same disk too, is another.

    Raises:
        ArticleError: there is no folder.
    """
    try:
        stat = folder.stat()
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
    if not S_ISDIR(stat.st_mode):
        raise ArticleError(
            f"The articles folder {folder} is not a folder. Name one with --articles."
        )
    return f"{stat.st_dev}:{stat.st_ino}"


def _disk(place: str) -> str:
    return place.partition(":")[0]


def _is_at(noted: str, place: str) -> bool:
    """Whether a place is the one noted, of which the disk alone may be known."""
    return noted in (place, _disk(place))


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
            return "a link that leads nowhere; mend or delete it"
        if why := why_no_link(_real(Path(path))):
            return why
    if not S_ISREG(stat.st_mode):
        return "not a regular file; put a file in its place"
    return FileState(stat.st_size, _changed(stat), None)


def _changed(stat: os.stat_result) -> int:
    """When a file was changed last, in nanoseconds; `UNSURE` where it may change within the tick.

    An edit that keeps the time of the last one, and a change of rights, show in ctime alone. Where
    the time lies beyond it (it was set into the future; some file systems keep the time of creation
    there) either may tell of an edit, so both are in the number, which SQLite can hold.
    """
    written, noted = stat.st_mtime_ns, stat.st_ctime_ns
    now = time.time_ns()
    tick = _TICK if written % _SECOND or noted % _SECOND else 2 * _SECOND + _TICK
    if any(0 <= now - at < tick for at in (written, noted)):
        # Written again within the tick of the clock it would look the same: look once more.
        return UNSURE
    return noted if written <= noted else (written + noted) % 2**63


def _not_by_name(file: str) -> str | None:
    try:
        file.encode()
    except UnicodeEncodeError:
        return "its name is not valid UTF-8; rename it"
    if os.path.splitext(file)[1].lower() not in reader.SUFFIXES:
        return f"not a format that is read ({', '.join(sorted(reader.SUFFIXES))})"
    return None
