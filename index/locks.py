"""One process at a time: whoever reads a folder, and whoever makes vectors, holds a lock file."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexStateError

READING_LOCK = "reading.lock"
VECTORS_LOCK = "vectors.lock"

_POLL = 0.1  # seconds between two tries


class BusyError(IndexStateError):
    """Another process, or another part of this one, is at the same work."""


@contextmanager
def hold(path: Path, wait: float, stop: threading.Event | None = None) -> Iterator[None]:
    """Hold a lock file; waiting for it ends with the time or with ``stop``."""
    lock, end = FileLock(path), time.monotonic() + wait
    stop = stop or threading.Event()
    holder = holder_of(path)
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout as error:
            if stop.is_set() or (wait >= 0 and time.monotonic() >= end):
                raise BusyError(
                    f"Another process{_named(holder)} is syncing this index (it holds {path}). "
                    "Wait for it, or end it."
                ) from error
        except OSError as error:
            raise IndexStateError(
                f"The lock {path} cannot be held ({error.strerror}). Give yourself the right to "
                "write it, delete it where it is no file, or name another directory with --index."
            ) from error
        stop.wait(_POLL)
    try:
        with suppress(OSError):  # a full disk: nobody will be told the number, no more
            holder.write_text(str(os.getpid()))
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def holder_of(lock: Path) -> Path:
    """The file beside a lock that names the process which holds it."""
    return lock.with_suffix(".holder")


def _named(holder: Path) -> str:
    """The number of the process that holds a lock, as far as it wrote it down."""
    try:
        return f" ({int(holder.read_text())})"
    except (OSError, ValueError):
        return ""
