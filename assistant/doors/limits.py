"""How often a client may ask, and what whoever is refused is told."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

MOST_CLIENTS = 10_000  # whose rate is remembered


class Refused(Exception):
    """A request that goes no further, with what its sender is told."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.headers = headers or {}


class Rate:
    """So many requests a minute for each client, a quarter of them at once."""

    def __init__(self, a_minute: int) -> None:
        """``a_minute``: 0 is no limit."""
        self._a_second = a_minute / 60
        self._most = max(1.0, a_minute / 4)
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> None:
        """Raises Refused where this client asked for too much."""
        if not self._a_second:
            return
        now = time.monotonic()
        left, then = self._clients.pop(client, (self._most, now))
        left = min(self._most, left + (now - then) * self._a_second)
        self._clients[client] = (max(0.0, left - 1) if left >= 1 else left, now)
        if len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)
        if left < 1:
            wait = math.ceil((1 - left) / self._a_second)
            words = f"Too many requests. Ask again in {wait} seconds, or raise ASSISTANT_RATE."
            raise Refused(429, words, {"Retry-After": str(wait)})
