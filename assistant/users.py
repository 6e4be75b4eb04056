"""Who may log in: a file with a line a person, the password as a salted scrypt hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock

from index.errors import SettingError

COST, BLOCK, PARALLEL = 2**15, 8, 1  # scrypt: 32 MB and about a tenth of a second a try
_MEMORY = 128 * COST * BLOCK * 2
LEAST = 8  # characters of a password
TRIES = 5  # wrong passwords in a row for a name before it has to wait
WAIT = 60.0  # seconds
_NAME = re.compile(r"[\w.@+-]{1,64}")


def hashed(password: str, salt: bytes | None = None) -> str:
    """``scrypt$<cost>$<salt>$<hash>``, salt and hash in base 64."""
    salt = secrets.token_bytes(16) if salt is None else salt
    key = hashlib.scrypt(
        password.encode("utf-8", "replace"),
        salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=_MEMORY,
    )  # fmt: skip
    return "$".join(
        ["scrypt", str(COST), *(base64.b64encode(part).decode() for part in (salt, key))]
    )


def matches(password: str, stored: str) -> bool:
    """Whether this is the password, told in the same time for any wrong one."""
    salt = base64.b64decode(stored.split("$")[2])
    return hmac.compare_digest(hashed(password, salt), stored)


def read(file: Path) -> dict[str, str]:
    """Name -> hashed password. Blank lines and those that begin with # are passed over.

    Raises:
        SettingError: it cannot be read, a line is broken (by its number), or nobody is in it.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingError(f"The user list {file} cannot be read: {why}.") from error
    users: dict[str, str] = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        name, _, stored = line.partition(":")
        if not _NAME.fullmatch(name) or name in users or not _usable(stored):
            raise SettingError(
                f"The user list {file} line {number} is not a name, a colon and a hashed password, "
                "or the name is there twice. `python -m assistant user NAME` writes such lines."
            )
        users[name] = stored
    if not users:
        raise SettingError(
            f"The user list {file} names nobody. `python -m assistant user NAME` adds a person."
        )
    return users


def add(file: Path, name: str, password: str) -> None:
    """Put a person into the list, or give one in it a new password. Others cannot read the file.

    Raises:
        SettingError: a name or a password that cannot be used, or the file cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise SettingError(f"The name {name!r} cannot be used: letters, digits and . @ + - _ only.")
    if len(password) < LEAST:
        raise SettingError(f"The password is too short; give {LEAST} characters or more.")
    try:
        with FileLock(f"{file}.lock", timeout=10):
            lines = file.read_text("utf-8").splitlines() if file.exists() else []
            kept = [line for line in lines if line.partition(":")[0].strip() != name]
            part = file.with_name(file.name + ".part")
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                out.write("".join(f"{line}\n" for line in [*kept, f"{name}:{hashed(password)}"]))
            part.replace(file)
    except OSError as error:
        why = error.strerror or error
        raise SettingError(f"The user list {file} cannot be written: {why}.") from error


def _usable(stored: str) -> bool:
    parts = stored.split("$")
    try:
        return (
            len(parts) == 4
            and parts[:2] == ["scrypt", str(COST)]
            and len(base64.b64decode(parts[2], validate=True)) >= 16
            and len(base64.b64decode(parts[3], validate=True)) == 64
        )
    except ValueError:
        return False


class Door:
    """Lets people in who know their password; whoever guesses has to wait."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._users = dict(users)
        self._nobody = hashed(secrets.token_hex())  # an unknown name takes as long as a known one
        self._wrong: dict[str, tuple[int, float]] = {}  # name -> (tries, time of the last)
        self._guard = threading.Lock()

    def opens(self, name: str, password: str) -> bool:
        """Whether this person may come in."""
        known = name in self._users
        # Hashed whatever comes of it: a quick no would tell which names there are.
        right = matches(password, self._users.get(name, self._nobody)) and known
        with self._guard:
            # Unknown names share one count: a thousand of them need no thousand places.
            key = name if known else ""
            tries, last = self._wrong.get(key, (0, 0.0))
            if tries >= TRIES and time.monotonic() - last < WAIT:
                return False
            if right:
                self._wrong.pop(key, None)
            else:
                self._wrong[key] = (tries + 1, time.monotonic())
        return right
