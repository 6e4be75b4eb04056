"""The head of a request comes soon and small, or its connection is closed.

uvicorn waits for it without end, and its faster parser takes one of any size: who opens connections
and sends a letter now and then holds them all. ``bodies`` has theirs.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

SECONDS = 20.0  # for a head to arrive whole, from the connection on or from its first letter
MOST = 64_000  # bytes of one, about: they come in pieces


class Heads(AutoHTTPProtocol):  # type: ignore[valid-type, misc]  # whichever parser is installed
    """uvicorn's protocol, with a limit for heads: ``uvicorn.Config(http=Heads)``."""

    _late: asyncio.TimerHandle | None = None
    _size = 0

    def connection_made(self, transport: Any) -> None:
        """A connection from which nothing came yet."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A piece of a request, or several of them at once."""
        if self._idle() and self._late is None:  # the next on a connection that is kept
            self._wait()
        self._size += len(data)
        super().data_received(data)
        if not self._idle():
            self._let_be()
        elif self._size > MOST and not self._answered_early():
            self._close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of it."""
        self._let_be()
        super().connection_lost(exc)

    def _idle(self) -> bool:
        """Whether no request is being answered: what comes belongs to the head of one."""
        return self.cycle is None or self.cycle.response_complete

    def _answered_early(self) -> bool:
        """Whether the rest of a body may still come, which nobody wants: it is waited for alike."""
        return self.cycle is not None and self.cycle.more_body

    def _wait(self) -> None:
        self._size = 0
        self._late = asyncio.get_running_loop().call_later(SECONDS, self._close)

    def _let_be(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        self._let_be()
        self.transport.abort()
