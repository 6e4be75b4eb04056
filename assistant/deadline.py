"""How long a piece of work may take in all, and how it is ended before that.

A question has one ``Deadline``, to which all that it waits for answers: its translation, the
loading of a model file, the embedding endpoint, the writing and its corrections, and the pauses
between attempts. A ``Stop`` ends it from another thread, as when its reader has left.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import ParamSpec, Protocol, Self, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_LOOK = 0.05  # seconds between two looks at what another thread waits for


class Stopped(Exception):
    """The work was stopped from outside: nobody waits for its outcome."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a piece of work is over, ready or not."""

    seconds: float  # that it was given in all
    until: float  # a time of time.monotonic()

    @classmethod
    def after(cls, seconds: float) -> Self:
        return cls(seconds, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds; negative once it has passed."""
        return self.until - time.monotonic()

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Within this, ``limit`` gives no more time than is left. Not to be held over a yield."""
        token = _deadline.set(self)
        try:
            yield
        finally:
            _deadline.reset(token)


def limit(seconds: float) -> Deadline:
    """These seconds from now, or the deadline of the work that is done here where that is sooner.

    Of work in other threads too, where they run in a copy of the context.
    """
    own, whole = Deadline.after(seconds), _deadline.get()
    return own if whole is None or own.until <= whole.until else whole


class Ends(Protocol):
    """What can be ended from another thread."""

    def shut(self) -> None: ...


class Stop:
    """Ends the calls of some work: those under way now, and those that it would still make."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._calls: set[Ends] = set()
        self._context = copy_context()
        self._context.run(_stop.set, self)

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def run(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a part of the work here; one part at a time."""
        return self._context.run(work, *args, **kwargs)

    def now(self) -> None:
        """End it; from any thread. The work ends with ``Stopped`` where it waits."""
        self._over.set()
        with self._guard:
            calls = tuple(self._calls)
        for call in calls:
            call.shut()

    def follow(self, call: Ends) -> None:
        with self._guard:
            self._calls.add(call)

    def forget(self, call: Ends) -> None:
        with self._guard:
            self._calls.discard(call)

    def waited(self, seconds: float) -> bool:
        """Wait; True as soon as the work is stopped."""
        return self._over.wait(seconds)


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
_stop: ContextVar[Stop | None] = ContextVar("stop", default=None)


def followed_by(call: Ends) -> Stop | None:
    """What ends the work that is done here, and this call with it from now on; None: nothing."""
    stop = _stop.get()
    if stop is not None:
        stop.follow(call)
    return stop


def check_stopped() -> None:
    """Raises Stopped when the work that is done here has been stopped."""
    stop = _stop.get()
    if stop is not None and stop.over:
        raise Stopped


def pause(seconds: float) -> None:
    """Sleep. Raises Stopped as soon as the work that is done here is stopped."""
    stop = _stop.get()
    if stop is None:
        time.sleep(max(0.0, seconds))
    elif stop.waited(max(0.0, seconds)):
        raise Stopped


def wait_for(happened: Callable[[], bool], deadline: Deadline) -> bool:
    """Wait until this is so; False where the deadline comes first. Raises Stopped as `pause`."""
    while not happened():
        if deadline.left <= 0:
            return False
        pause(min(_LOOK, deadline.left))
    return True
