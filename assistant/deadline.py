"""A time limit over a whole HTTP call, and a way to end it from outside.

httpx limits each read, so a server that sends a little now and then holds a caller for ever; and
LlamaIndex hands out no response that could be closed. A ``Call`` has both: when its time is over
the socket is shut, which wakes whoever waits on it, and closing it stops the server's work.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar

import httpx

# The call that is being made here: set only while one is opened, so calls in other threads and
# the replies that are read later never see it.
_opening: ContextVar[Call | None] = ContextVar("opening", default=None)


class Call:
    """One HTTP call that is over by ``until``, a time of ``time.monotonic()``."""

    def __init__(self, until: float) -> None:
        self.until = until
        self._response: httpx.Response | None = None

    @contextlib.contextmanager
    def opening(self) -> Iterator[None]:
        """Within this, a request of a client that ``watch`` prepared belongs to this call."""
        token = _opening.set(self)
        try:
            yield
        finally:
            _opening.reset(token)

    def take(self, response: httpx.Response) -> None:
        """Limit this response; the one before it, if any, is over."""
        self.close()
        self._response = response
        if isinstance(response.stream, httpx.SyncByteStream):
            network = response.extensions["network_stream"]
            connection = network.get_extra_info("socket")
            response.stream = _Limited(response.stream, connection, self.until)

    def close(self) -> None:
        """Close the connection; the server sees it go and stops."""
        if self._response is not None:
            self._response.close()
            self._response = None


def watch(client: httpx.Client) -> None:
    """Hand each response of this client to the call that is being opened."""
    client.event_hooks = {"response": [_hand_over]}


def _hand_over(response: httpx.Response) -> None:
    call = _opening.get()
    if call is not None:
        call.take(response)


class _Limited(httpx.SyncByteStream):
    """A response body whose socket is shut when its time is over."""

    def __init__(
        self, stream: httpx.SyncByteStream, connection: socket.socket, until: float
    ) -> None:
        self._stream = stream
        self._connection = connection
        self._over = False
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._shut)
        self._timer.daemon = True  # a forgotten response must not keep the process alive
        self._timer.start()

    def _shut(self) -> None:
        self._over = True
        with contextlib.suppress(OSError):  # closed by the other side in this moment
            self._connection.shutdown(socket.SHUT_RDWR)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except httpx.TransportError as error:
            if self._over:
                raise httpx.ReadTimeout("the whole response took too long") from error
            raise
        if self._over:  # a body without a length ends cleanly when its socket is shut
            raise httpx.ReadTimeout("the whole response took too long")

    def close(self) -> None:
        self._timer.cancel()
        self._stream.close()
