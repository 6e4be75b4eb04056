"""A folder that changes -> a word each time that it has come to rest."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import ArticleError
from index.formats import HIDDEN

QUIET = 1.0  # seconds without a change: a file that is being written changes all the time
LONGEST = 30.0  # seconds of changes after which it is looked at all the same
LOOK = 5.0  # seconds between two looks whether the folder itself is another
AGAIN = 600.0  # seconds after which it is looked at in any case: a network disk tells nothing


def changes(
    folder: Path, index_directory: Path, stop: threading.Event, quiet: float = QUIET
) -> Iterator[None]:
    """Yield at the beginning, then whenever the folder changed and is quiet again.

    A folder that is gone is told once, since a disk that is unmounted tells of no change, and then
    waited for; one that takes its place is followed in its stead.

    Args:
        stop: ends it, within a second.
        quiet: seconds without a change.

    Raises:
        ArticleError: the system cannot tell what changes.
    """
    is_gone = False
    while not stop.is_set():
        try:
            known = _mark(folder)
        except OSError:
            if not is_gone:
                is_gone = True
                yield None
            stop.wait(quiet)
            continue
        is_gone = False
        try:
            yield from _while_it_is(folder, known, index_directory, stop, quiet)
        except FileNotFoundError:  # it went away just now
            continue
        except (OSError, RuntimeError) as error:  # the second is the library's own
            raise ArticleError(
                f"The articles folder {folder} cannot be followed ({error}). Where the system's "
                "limit of watched folders is reached, raise it (fs.inotify.max_user_watches), or "
                "sync by hand."
            ) from error


def _while_it_is(
    folder: Path,
    known: tuple[int, int],
    index_directory: Path,
    stop: threading.Event,
    quiet: float,
) -> Iterator[None]:
    """The changes of a folder, until another stands in its place."""
    from watchfiles import watch

    found = watch(
        folder,
        watch_filter=_Wanted(folder, index_directory),
        rust_timeout=int(LOOK * 1000),
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
        ignore_permission_denied=True,
    )
    yield None
    rests = AGAIN  # what changed from here to the first event is seen by a first look soon
    for changed in found:
        rests = 0.0 if changed else rests + LOOK
        if changed or rests >= AGAIN:
            rests = 0.0
            _settle([path for _, path in changed], stop, quiet)
            yield None
        if _other(folder, known):
            return


def _settle(paths: Sequence[str], stop: threading.Event, quiet: float) -> None:
    """Wait until these files are no longer being written."""
    end = time.monotonic() + LONGEST
    before = None
    while (now := [_state(path) for path in paths]) != before and time.monotonic() < end:
        before = now
        if stop.wait(quiet):
            return


def _state(path: str) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _other(folder: Path, known: tuple[int, int]) -> bool:
    try:
        return _mark(folder) != known
    except OSError:
        return True


def _mark(folder: Path) -> tuple[int, int]:
    """What tells a folder from another that was put in its place."""
    stat = folder.stat()
    return stat.st_dev, stat.st_ino


class _Wanted:
    """Leaves out hidden files and the index, which changes with each sync."""

    def __init__(self, folder: Path, index_directory: Path) -> None:
        self._root = os.path.realpath(folder)
        self._index = os.path.realpath(index_directory)

    def __call__(self, _change: object, path: str) -> bool:
        real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        if real == self._index or real.startswith(self._index + os.sep):
            return False
        below = os.path.relpath(real, self._root).split(os.sep)
        return not any(part.startswith(HIDDEN) for part in below if part not in (".", "..")) or (
            below[-1] == ".assistantignore"
        )
