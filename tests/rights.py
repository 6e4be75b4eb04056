"""A place where rights count, also for root, who has all of them everywhere else."""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CAP_DAC_OVERRIDE = 1  # numbers of linux/capability.h
_CAP_DAC_READ_SEARCH = 2
_VERSION_3 = 0x20080522


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A directory to prepare; after `drop_rights` root too obeys modes, until the end."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        try:
            yield place
        finally:
            if os.geteuid() == 0:
                _override(True)
            for path in place.glob("*"):  # unlocked from the top, so that all can be removed
                path.chmod(0o755)
                for below in path.glob("*"):
                    below.chmod(0o755)


def drop_rights() -> None:
    """Root stays root, but without the capabilities that pass over modes.

    Another user would not do: the tests may be installed where only root reads.
    """
    if os.geteuid() == 0:
        _override(False)


def _override(on: bool) -> None:
    """Switches this thread's effective right to pass over modes; threads it starts inherit it."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; the low words first
    mask = 1 << _CAP_DAC_OVERRIDE | 1 << _CAP_DAC_READ_SEARCH
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    sets[0] = sets[0] | (mask & sets[1]) if on else sets[0] & ~mask
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")
