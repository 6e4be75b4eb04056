"""Conversations that a link opens again: one small file a turn, each naming the turn before it.

A turn never changes once it is answered, so that a link shows what was shown when it was
copied, and whoever goes on from it starts a branch of their own.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import types
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assistant.page.turn import Turn
from assistant.types import plain
from index.errors import IndexStateError

MOST = 20_000  # turns kept; the oldest go
PRUNE_EVERY = 500  # turns written between two looks at how many there are
_LINK = re.compile(r"[A-Za-z0-9_-]{22}")


class Kept:
    """A directory of turns. Threads may share it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._written = 0

    @classmethod
    def beside(cls, index: Path) -> Kept:
        """The turns about an index; they outlive it."""
        whole = index.resolve()  # "." has no name
        return cls(whole.with_name(f"{whole.name}.conversations"))

    def save(self, turns: Sequence[Turn]) -> Turn:
        """Keep the last of these turns; returns it with its link, which nobody can guess.

        Raises:
            IndexStateError: it cannot be written.
        """
        *before, last = turns
        last = replace(last, link=last.link or secrets.token_urlsafe(16), said=())
        root = before[-1].link if before else ""
        text = _written(last, root)
        if self._is_answered(last.link, text):  # what a link shows is never replaced
            last = replace(last, link=secrets.token_urlsafe(16))
            text = _written(last, root)
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self.directory / f"{last.link}.{secrets.token_hex(4)}.part"
            part.write_bytes(text)
            part.replace(self.directory / f"{last.link}.json")
        except OSError as error:
            raise IndexStateError(
                f"The conversation was not kept: {self.directory.name} cannot be written "
                f"({error.strerror or error})."
            ) from error
        self._written += 1
        if self._written % PRUNE_EVERY == 0:
            self._prune()
        return last

    def _is_answered(self, link: str, text: bytes) -> bool:
        """Whether another text with an answer stands under this link: of another visitor's page."""
        try:
            there = (self.directory / f"{link}.json").read_bytes()
            values = json.loads(there)
            return there != text and bool(values["answer"] or values["problem"])
        except (OSError, ValueError, TypeError, KeyError):  # none, or nothing that can be shown
            return False

    def open(self, link: str) -> tuple[Turn, ...]:
        """The conversation up to this turn; empty where the link leads nowhere."""
        turns: list[Turn] = []
        seen: set[str] = set()
        while _LINK.fullmatch(link) and link not in seen:
            seen.add(link)
            try:
                values = json.loads((self.directory / f"{link}.json").read_text("utf-8"))
                before = str(values.pop("before"))
                turns.append(restored(Turn, values))
            except (OSError, ValueError, TypeError, KeyError):
                break  # gone, or of another version: what came after it is still shown
            link = before
        return tuple(reversed(turns))

    def _prune(self) -> None:
        files = sorted(self.directory.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in files[:-MOST]:
            path.unlink(missing_ok=True)


def _written(turn: Turn, before: str) -> bytes:
    values = {**plain(_light(turn)), "before": before}
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


def _light(turn: Turn) -> Turn:
    """Without the passages and sentences that were weighed: they are most of a turn's size."""
    if turn.answer is None:
        return turn
    trace = replace(turn.answer.trace, passages=(), evidence=())
    return replace(turn, answer=replace(turn.answer, trace=trace))


def restored(kind: Any, value: Any) -> Any:
    """What ``plain`` made of a value of this type, as that value again.

    Raises:
        TypeError, ValueError, KeyError: it is no such value.
    """
    origin, inner = get_origin(kind), get_args(kind)
    found = value
    if origin in (Union, types.UnionType):
        one = next(one for one in inner if one is not type(None))
        found = None if value is None else restored(one, value)
    elif origin is tuple:
        found = tuple(restored(inner[0], one) for one in value)
    elif origin is Literal:
        if value not in inner:
            raise ValueError(f"{value!r} is none of {inner}")
    elif isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        known = [field.name for field in fields(kind) if field.name in value]
        found = kind(**{name: restored(hints[name], value[name]) for name in known})
    elif kind in (dt.date, dt.time):
        found = kind.fromisoformat(value)
    elif not isinstance(value, (int, float) if kind is float else kind):
        raise TypeError(f"{value!r} is not of type {kind}")
    return found
