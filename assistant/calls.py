"""A time limit over a whole HTTP call, and a way to end it from outside.

httpx limits each read, so a server that sends a little now and then holds a caller for ever; and
LlamaIndex hands out no response that could be closed. A ``Call`` has both: when its time is over
the socket is shut, which wakes whoever waits on it, and closing it stops the server's work.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.deadline import followed_by
from assistant.lookup import bound_lookups
from assistant.settings import LOOPBACK, is_openai
from index.errors import ModelError

# Bytes of one response: a batch of vectors has some millions, a streamed answer some 100,000.
MOST_WHOLE, MOST_STREAMED = 50_000_000, 5_000_000
_AT_A_TIME = 65_536  # bytes inflated
_LAST = 4_000  # bytes of a response that are looked back at
_DONE = re.compile(rb"[\r\n]data: ?\[DONE\]")
_ERROR = re.compile(rb"[\r\n]event: ?error\r?\ndata: ?([^\r\n]*)")
_MARK_OF_ORDER = b"\xef\xbb\xbf"  # before a text

# The call that is being made here: set only while one is opened, so calls in other threads and
# the replies that are read later never see it.
_opening: ContextVar[Call | None] = ContextVar("opening", default=None)


class Redirected(Exception):
    """A redirect that loses what was sent: what follows it is a GET without a body."""

    def __init__(self, place: str) -> None:
        """``place``: where it leads, the end of what was asked for left out."""
        super().__init__(f"it redirects to {place}")
        self.place = place


class Call:
    """One HTTP call that is over by ``until``, a time of ``time.monotonic()``.

    ``events``: they are asked for; a server that sends its reply whole is read as if it sent one.
    """

    def __init__(self, until: float, *, events: bool = False) -> None:
        self.until = until
        self._events = events
        self._limited: _Limited | None = None
        self.written = False  # its request, or some of it: whoever reads it may charge for it
        self._response: httpx.Response | None = None
        self._connection: socket.socket | None = None
        self._headers: threading.Timer | None = None  # ends the wait for them
        self._stop = followed_by(self)

    @contextlib.contextmanager
    def opening(self) -> Iterator[None]:
        """Within this, a request of a client that ``watch`` prepared belongs to this call."""
        token = _opening.set(self)
        try:
            yield
        finally:
            _opening.reset(token)

    def connected(self, event: str, about: Mapping[str, Any]) -> None:
        """Told of what happens on the network; the connection is kept, so that it can be shut."""
        if event.endswith("send_request_body.started"):
            self.written |= about["request"].method == b"POST"  # not what asks a proxy for the way
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._connection = about["return_value"].get_extra_info("socket")
            self._end_headers()
            # They may come a byte at a time, none of them late.
            self._headers = threading.Timer(max(0.0, self.until - time.monotonic()), self.shut)
            self._headers.daemon = True
            self._headers.start()
            if self._stop is not None and self._stop.over:
                self.shut()

    def take(self, response: httpx.Response) -> None:
        """Limit this response; the one before it, if any, is over."""
        self._drop()
        self._response = response
        if isinstance(response.stream, httpx.SyncByteStream):
            network = response.extensions["network_stream"]
            connection = network.get_extra_info("socket")
            streamed = "event-stream" in response.headers.get("content-type", "")
            most = MOST_STREAMED if streamed else MOST_WHOLE
            # Ours to inflate from here on.
            encoding = response.headers.pop("content-encoding", "identity").lower()
            pieces = _inflated(response.stream, encoding)
            if self._events and response.is_success:
                pieces = _as_event(pieces)
            self._limited = _Limited(response.stream, pieces, connection, self.until, most)
            response.stream = self._limited

    @property
    def done(self) -> bool:
        """Whether the events were ended as they should be, by ``[DONE]``."""
        return self._limited is not None and _DONE.search(self._limited.last) is not None

    @property
    def error(self) -> str:
        """What an event of that name said; empty without one."""
        found = _ERROR.search(self._limited.last) if self._limited is not None else None
        return found[1].decode(errors="replace") if found else ""

    def _end_headers(self) -> None:
        if self._headers is not None:
            self._headers.cancel()
            self._headers = None

    def close(self) -> None:
        """Close the connection; the server sees it go and stops."""
        self._drop()
        if self._stop is not None:
            self._stop.forget(self)

    def _drop(self) -> None:
        self._end_headers()
        if self._response is not None:
            self._response.close()
            self._response = None

    def shut(self) -> None:
        """Shut the connection from another thread: whoever waits on it wakes, the server stops."""
        if self._connection is not None:
            _shut(self._connection)


def client_for(url: str, seconds: float) -> httpx.Client:
    """A client for the server at this address, whose responses go to the call that is being opened.

    What comes before a connection, looking up the name of the host, is kept to its time too.

    Raises:
        ModelError: the environment names a proxy or certificates that cannot be used.
    """
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in LOOPBACK
    client = _made(
        timeout=seconds,
        headers={"Accept-Encoding": "identity"},  # some hundred kB could hold a GB
        follow_redirects=True,
        # No idle connections: nothing to close later, and a stale one never fails a question.
        limits=httpx.Limits(max_keepalive_connections=0),
        # A proxy of the environment leads out of the house, never to this machine itself; nor does
        # one that cannot be used stand in the way of it.
        trust_env=not here,
        mounts={f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")},
    )
    bound_lookups(client)
    asked = [_trace] if is_openai(url) else [_trace, _without_account]
    client.event_hooks = {"request": asked, "response": [_hand_over, _keep_the_question]}
    return client


def check_environment() -> None:
    """Raises ModelError where no client can be made; libraries that make one fail with a trace."""
    _made().close()


def _made(**options: Any) -> httpx.Client:
    try:
        return httpx.Client(**options)
    except (ValueError, httpx.InvalidURL, ImportError, OSError) as error:
        raise ModelError(
            "The environment names a proxy, or certificates, that cannot be used. Check "
            "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE; a proxy is http://…, "
            "https://… or socks5://…."
        ) from error


def _trace(request: httpx.Request) -> None:
    call = _opening.get()
    if call is not None:
        request.extensions["trace"] = call.connected


def _without_account(request: httpx.Request) -> None:
    """Whose account OpenAI is to charge, which its package reads from the environment, is not for
    a server that somebody else may run."""
    for name in ("OpenAI-Organization", "OpenAI-Project"):
        request.headers.pop(name, None)


def _hand_over(response: httpx.Response) -> None:
    call = _opening.get()
    if call is not None:
        call.take(response)


def _keep_the_question(response: httpx.Response) -> None:
    """Raises Redirected where the question would be lost on the way."""
    if response.status_code in (301, 302, 303) and response.request.method == "POST":
        try:
            place = response.request.url.join(response.headers.get("location", ""))
        except httpx.InvalidURL:
            return  # which leads nowhere
        place = place.copy_with(userinfo=b"", query=None, fragment=None)
        raise Redirected(re.sub(r"/(?:chat/completions|embeddings)$", "", str(place).rstrip("/")))


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed by the other side in this moment
        connection.shutdown(socket.SHUT_RDWR)


def _inflated(raw: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """A body's bytes, inflated a little at a time where a proxy on the way compressed them.

    Raises:
        ValueError: they are not what their header says, or compressed in a way that few would use
            unasked.
    """
    if encoding == "identity":
        yield from raw
    elif encoding in ("gzip", "deflate"):
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)  # either, by its first bytes
        try:
            for piece in raw:
                rest = piece
                while rest and not inflate.eof:
                    yield inflate.decompress(rest, _AT_A_TIME)
                    rest = inflate.unconsumed_tail
            yield inflate.flush()
        except zlib.error as error:
            raise ValueError("the response is compressed badly") from error
    else:
        raise ValueError("the response is compressed in a way that was not asked for")


def _as_event(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Events as they come; a reply that is one JSON object, as the one event of a stream.

    Raises:
        ValueError: it begins as one and is none, or is far too long.
    """
    begun = b""
    for piece in pieces:
        begun += piece
        if begun.strip():
            break
    if not begun.removeprefix(_MARK_OF_ORDER).lstrip().startswith(b"{"):
        yield begun
        yield from pieces
        return
    for piece in pieces:
        begun += piece
        if len(begun) > MOST_STREAMED:
            raise ValueError("the response is far too long")
    reply = json.loads(begun)
    choices = reply.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict) and "message" in choice:
            choice["delta"] = choice.pop("message")
    yield b"data: " + json.dumps(reply).encode() + b"\n\ndata: [DONE]\n\n"


class _Limited(httpx.SyncByteStream):
    """A response body whose socket is shut when its time is over, and that ends if far too long."""

    def __init__(
        self,
        stream: httpx.SyncByteStream,
        pieces: Iterator[bytes],
        connection: socket.socket,
        until: float,
        most: int,
    ) -> None:
        """``pieces``: what the stream gives, inflated."""
        self._most = most
        self._stream = stream
        self._pieces = pieces
        self._connection = connection
        self._over = False
        self.last = b"\n"  # the end of what has come; each line of it follows the end of another
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._shut)
        self._timer.daemon = True  # a forgotten response must not keep the process alive
        self._timer.start()

    def _shut(self) -> None:
        self._over = True
        _shut(self._connection)

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        try:
            for piece in self._pieces:
                read += len(piece)
                if read > self._most:  # a line without an end would fill the memory before the time
                    raise ValueError("the response is far too long")
                self.last = (self.last + piece)[-_LAST:]
                yield piece
        except (httpx.TransportError, ValueError) as error:
            if self._over:
                raise httpx.ReadTimeout("the whole response took too long") from error
            raise
        if self._over:  # a body without a length ends cleanly when its socket is shut
            raise httpx.ReadTimeout("the whole response took too long")

    def close(self) -> None:
        self._timer.cancel()
        self._stream.close()
