"""The head of a request comes soon and small, and what is sent is read; else the connection closes.

uvicorn waits for both without end: who opens connections and sends a letter now and then, or reads
nothing, holds them all. Its faster parser also takes a head of any size, so h11 reads here.
``bodies`` has theirs.
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
UNREAD_SECONDS = 30.0  # in which the other end takes at least something of what waits for it


class Heads(H11Protocol):
    """uvicorn's protocol with limits of time: ``uvicorn.Config(http=Heads)``.

    h11 itself limits what it keeps of a head, or around a body, to 64 kB.
    """

    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A connection from which nothing came yet."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # writing pauses as soon as anything has to wait
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

    def handle_events(self) -> None:
        """What was read is worked on. A request that was sent behind others has to wait until their
        answers are read: at a door it would take a turn and wait there.
        """
        if self.flow.write_paused and self.conn.their_state is h11.IDLE:
            self.flow.pause_reading()
        else:
            super().handle_events()

    def pause_writing(self) -> None:
        """Something waits for the other end to read."""
        super().pause_writing()
        self._look_again()

    def resume_writing(self) -> None:
        """All of it was taken."""
        super().resume_writing()
        self._look_no_more()
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.flow.resume_reading()
            self.handle_events()

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP; said unless a reply to it was begun before the rest came."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self._close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of it."""
        self._let_be()
        self._look_no_more()
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

    def _look_again(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        loop = asyncio.get_running_loop()
        self._unread = loop.call_later(UNREAD_SECONDS, self._look, waiting)

    def _look(self, waited: int) -> None:
        if self.transport.get_write_buffer_size() < waited:
            self._look_again()
        else:
            self._close()

    def _look_no_more(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _close(self) -> None:
        self._let_be()
        self._look_no_more()
        self.transport.abort()
