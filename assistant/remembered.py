"""What the networks made of a text, kept in memory: shared by all who ask, so that follow-ups,
comparisons, retries and other visitors have nothing read twice.

What is made of a thing depends on it alone, so nothing that is remembered can be outdated.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from index.embedder import cores

Thing = TypeVar("Thing", bound=Hashable)
Made = TypeVar("Made")


class Remembered(Generic[Thing, Made]):
    """Makes things, and remembers the last so many of them. Thread-safe."""

    def __init__(self, make: Callable[[Thing], Made], most: int) -> None:
        """
        Args:
            make: must depend on the thing alone, and the thing be told by its `repr`.
            most: how many are remembered; those not asked for the longest go.
        """
        self._make = make
        self._most = most
        self._known: OrderedDict[bytes, Made] = OrderedDict()
        self._making: dict[bytes, Future[Made]] = {}
        self._guard = threading.Lock()

    def of(self, things: Sequence[Thing]) -> list[Made]:
        """What is made of each, in order. What another thread has begun is waited for; what failed
        there is tried here.

        Raises:
            Exception: as ``make``; what failed is tried again the next time.
        """
        keys = [_key(thing) for thing in things]
        made: dict[bytes, Made] = {}
        own: dict[bytes, Future[Made]] = {}
        others: dict[bytes, tuple[Thing, Future[Made]]] = {}
        # Threads of its own, which start where something is to be made. One pool for all who ask
        # took no less processor time, and on a busy machine was given a smaller share of it.
        with ThreadPoolExecutor(cores()) as pool:
            with self._guard:
                for key, thing in zip(keys, things, strict=True):
                    if key in self._known:
                        self._known.move_to_end(key)
                        made[key] = self._known[key]
                    elif key in self._making and key not in own:
                        others[key] = thing, self._making[key]
                    elif key not in own:
                        own[key] = self._making[key] = pool.submit(self._kept, key, thing)
            made |= {key: future.result() for key, future in own.items()}
        for key, (thing, future) in others.items():
            made[key] = self.of([thing])[0] if future.exception() else future.result()
        return [made[key] for key in keys]

    def _kept(self, key: bytes, thing: Thing) -> Made:
        try:
            made = self._make(thing)
        except BaseException:
            with self._guard:
                del self._making[key]
            raise
        with self._guard:  # the one right after the other: nobody finds it in neither place
            del self._making[key]
            self._known[key] = made
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return made


def _key(thing: Hashable) -> bytes:
    """A digest: the texts themselves would take more room than what is made of them."""
    return hashlib.blake2b(repr(thing).encode(), digest_size=16).digest()
