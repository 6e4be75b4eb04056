"""The head of a request comes soon and small, or its connection is closed.

uvicorn waits for it without end: who opens connections and sends a letter now and then holds them
all. Its faster parser also takes one of any size, so h11 reads here. ``bodies`` has theirs.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 20.0  # for a head to arrive whole, from the connection on or from its first letter
# For the rest of a body that was answered before it came: a browser that is still sending its files
# reads why they were refused once it is through.
REST_SECONDS = 600.0


class Heads(H11Protocol):
    """uvicorn's protocol with limits of time: ``uvicorn.Config(http=Heads)``.

    h11 itself limits what it keeps of a head, or around a body, to 64 kB.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A connection from which nothing came yet."""
        super().connection_made(transport)
        self._wait(SECONDS)

    def data_received(self, data: bytes) -> None:
        """A piece of a request, or several of them at once."""
        before = self._limit()
        if before and self._late is None:  # the next on a connection that is kept
            self._wait(before)
        super().data_received(data)
        after = self._limit()
        if after != before:
            self._let_be()
            if after:  # the rest of a body is there, and maybe a part of the next head
                self._wait(after)

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP; said unless a reply to it was begun before the rest came."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self._close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of it."""
        self._let_be()
        super().connection_lost(exc)

    def _limit(self) -> float | None:
        """The seconds that what comes next may take; None while a request is being answered."""
        if self.conn.their_state is h11.IDLE:
            return SECONDS
        answered = self.cycle is not None and self.cycle.response_complete
        return REST_SECONDS if answered and self.conn.their_state is h11.SEND_BODY else None

    def _wait(self, seconds: float) -> None:
        self._late = asyncio.get_running_loop().call_later(seconds, self._close)

    def _let_be(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        self._let_be()
        self.transport.abort()
