"""Who may log in: a file with a line a person, the password as a salted scrypt hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import sys
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.errors import SettingError

COST, BLOCK, PARALLEL = 2**15, 8, 1  # scrypt: 32 MB and about a tenth of a second a try
_MEMORY = 128 * COST * BLOCK * 2
LEAST = 8  # characters of a password
TRIES = 5  # wrong passwords in a row for a name before it has to wait
WAIT = 60.0  # seconds
MOST_PLACES = 10_000  # from which somebody logged in, remembered
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


def _state(file: Path) -> tuple[int, ...]:
    """Differs once the file has been written or replaced."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


class Sessions(dict[str, str]):
    """Key of a session -> name, as Gradio keeps it: over when its person is removed from the list
    or has another password."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        self._stored: dict[str, str | None] = {}  # what the list had at the log-in

    def __setitem__(self, key: str, name: str) -> None:
        super().__setitem__(key, name)
        self._stored[key] = self._door.stored(name)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._stored.pop(key, None)

    def get(self, key: str, default: Any = None) -> Any:
        """Whose session it is; the default where it is over."""
        name = super().get(key)
        if name is None:
            return default
        stored = self._door.stored(name)
        return name if stored is not None and stored == self._stored.get(key) else default


class Door:
    """Lets people in who know their password; whoever guesses has to wait.

    A name that is guessed at is closed to everybody but from where its person logged in before:
    there wrong passwords are counted apart, so that a guesser elsewhere shuts nobody out.

    The list is read again when it has changed. While it cannot be read, the last one holds.
    """

    def __init__(self, file: Path) -> None:
        """Raises SettingError: the list is broken."""
        self._file = file
        self._state = _state(file)
        self._users = read(file)
        self._nobody = hashed(secrets.token_hex())  # an unknown name takes as long as a known one
        # (name, place where it is known) -> (wrong tries, time of the last)
        self._wrong: dict[tuple[str, str], tuple[int, float]] = {}
        self._places: OrderedDict[tuple[str, str], None] = OrderedDict()  # (name, place)
        self._guard = threading.Lock()

    def stored(self, name: str) -> str | None:
        """The hashed password of a person, as the list has it now; None: not in it."""
        state = _state(self._file)
        with self._guard:
            if state != self._state:
                self._state = state
                try:
                    self._users = read(self._file)
                except SettingError as error:
                    words = f"warning: {error} Whoever could log in before still can."
                    print(words, file=sys.stderr, flush=True)
            return self._users.get(name)

    def opens(self, name: str, password: str, place: str = "") -> bool:
        """Whether this person may come in; ``place``: the address it is asked from."""
        stored = self.stored(name)
        known = stored is not None
        # Hashed whatever comes of it: a quick no would tell which names there are.
        right = matches(password, stored or self._nobody) and known
        with self._guard:
            # Unknown names share one count: a thousand of them need no thousand places.
            at_home = known and (name, place) in self._places
            key = (name if known else "", place if at_home else "")
            tries, last = self._wrong.get(key, (0, 0.0))
            if tries >= TRIES and time.monotonic() - last < WAIT:
                return False
            if right:
                self._wrong.pop(key, None)
                self._places[name, place] = None
                self._places.move_to_end((name, place))
                if len(self._places) > MOST_PLACES:
                    self._wrong.pop(self._places.popitem(last=False)[0], None)
            else:
                self._wrong[key] = (tries + 1, time.monotonic())
        return right
