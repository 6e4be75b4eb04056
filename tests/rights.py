"""A place where rights count, also for root, who has all of them everywhere else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A directory to prepare; after `drop_rights` this process is a nobody, until the end."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)  # pytest's own are for root alone
        was = os.geteuid()
        try:
            yield place
        finally:
            os.seteuid(was)
            for path in place.glob("*"):  # unlocked from the top, so that all can be removed
                path.chmod(0o755)
                for below in path.glob("*"):
                    below.chmod(0o755)


def drop_rights() -> None:
    if os.geteuid() == 0:
        os.seteuid(_NOBODY)
