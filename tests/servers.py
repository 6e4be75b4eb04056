"""A small OpenAI-compatible server that misbehaves on demand, over real HTTP on the loopback."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Behaviour = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the means to answer it well or badly."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    handler: BaseHTTPRequestHandler
    gone: threading.Event  # set when the client was seen to have left

    @property
    def prompt(self) -> str:
        """The text of the last message."""
        content: str = self.body["messages"][-1]["content"]
        return content

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Send the status line and headers; header names with ``_`` for ``-``."""
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def send(self, text: str) -> None:
        """Send these characters now."""
        self.handler.wfile.write(text.encode())
        self.handler.wfile.flush()

    def event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        """Send one chunk as OpenAI streams it."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.send(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n")

    def left(self, seconds: float) -> bool:
        """Wait for the client to leave; True when it did within these seconds."""
        connection = self.handler.connection
        connection.settimeout(seconds)
        try:
            if connection.recv(1) == b"":
                self.gone.set()
        except TimeoutError:
            pass
        except OSError:  # reset: it left without a word
            self.gone.set()
        return self.gone.is_set()


@dataclass
class Server:
    """Answers the requests with the given behaviours in turn, the last one for all that follow."""

    behaviours: list[Behaviour]
    exchanges: list[Exchange] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    _http: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._http is not None
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def prompts(self) -> list[str]:
        return [exchange.prompt for exchange in self.exchanges]

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = json.loads(self.rfile.read(length))
                exchange = Exchange(self.path, dict(self.headers), body, self, server.gone)
                server.exchanges.append(exchange)
                behave = server.behaviours[min(len(server.exchanges), len(server.behaviours)) - 1]
                try:
                    behave(exchange)
                except OSError:  # written to a client that has left
                    server.gone.set()

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        # Polls often, so that leaving the server costs a test no half second.
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._http is not None
        self._http.shutdown()
        self._http.server_close()


def says(
    text: str, *, finish: str | None = "stop", pieces: Iterable[str] | None = None
) -> Behaviour:
    """Streams this text, in the pieces given or a few characters at a time."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"role": "assistant", "content": ""})
        for piece in pieces or [text[i : i + 7] for i in range(0, len(text), 7)]:
            exchange.event({"content": piece})
        if finish is not None:
            exchange.event({}, finish)
            usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
            exchange.send(f"data: {json.dumps({'id': 'c', 'choices': [], 'usage': usage})}\n\n")
            exchange.send("data: [DONE]\n\n")

    return behave


def repeats(lines: int, *, every: float = 0.0, added: str = "") -> Behaviour:
    """Says the first so many quotations of its prompt, a line each, as a model that obeys would.

    ``added``: what stands between each and its mark.
    """

    def behave(exchange: Exchange) -> None:
        exchange.head()
        found = re.findall(r"^(.* )(\[\d+\])\n</quotation>", exchange.prompt, re.MULTILINE)
        for quote, mark in found[:lines]:
            exchange.event({"content": f"{quote}{added}{mark}\n"})
            time.sleep(every)
        exchange.event({}, "stop")
        exchange.send("data: [DONE]\n\n")

    return behave


def calls_tool(name: str, **arguments: str) -> Behaviour:
    """Calls this tool, and says what the tool gave once it is told: a model in an agent."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"role": "assistant", "content": None})
        if exchange.body["messages"][-1]["role"] == "tool":
            exchange.event({"content": f"The tool says: {exchange.prompt}"})
            exchange.event({}, "stop")
        else:
            assert name in [tool["function"]["name"] for tool in exchange.body["tools"]]
            function = {"name": name, "arguments": json.dumps(arguments)}
            call = {"index": 0, "id": "call-1", "type": "function", "function": function}
            exchange.event({"tool_calls": [call]})
            exchange.event({}, "tool_calls")
        exchange.send("data: [DONE]\n\n")

    return behave


def embeds(rows: Callable[[list[str]], list[list[float]]]) -> Behaviour:
    """Answers an embedding request with these vectors, out of order as OpenAI may."""

    def behave(exchange: Exchange) -> None:
        vectors = list(enumerate(rows(exchange.body["input"])))
        data = [{"object": "embedding", "index": n, "embedding": row} for n, row in vectors[::-1]]
        exchange.head(200, "application/json")
        exchange.send(json.dumps({"object": "list", "model": "e", "data": data}))

    return behave


def fails(status: int, error: object = None, **headers: str) -> Behaviour:
    """Answers with this status, an error object as OpenAI sends it, and headers."""

    def behave(exchange: Exchange) -> None:
        exchange.head(status, "application/json", **headers)
        exchange.send(json.dumps({"error": error or {"message": "it went wrong"}}))

    return behave


def stalls(seconds: float, *, after: str | None = None) -> Behaviour:
    """Is silent for this long: before its headers, or after it has said something."""

    def behave(exchange: Exchange) -> None:
        if after is not None:
            exchange.head()
            exchange.event({"content": after})
        exchange.left(seconds)

    return behave


def drips_headers(exchange: Exchange) -> None:
    """Begins its headers and never ends them, a byte at a time, none of them late."""
    exchange.send("HTTP/1.1 200 OK\r\nX-Pad: ")
    for _ in range(120):
        if exchange.left(0.5):
            return
        exchange.send("a")


def drips(line: str, *, every: float, times: int) -> Behaviour:
    """Says the same line again and again, so that no single read is ever slow."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        for _ in range(times):
            exchange.event({"content": line})
            time.sleep(every)

    return behave


def cuts(text: str) -> Behaviour:
    """Breaks off in the middle: a body that ends before its announced length."""

    def behave(exchange: Exchange) -> None:
        exchange.head(Content_Length="100000")
        exchange.event({"content": text})

    return behave


def sends(raw: str, kind: str = "text/event-stream") -> Behaviour:
    """Sends exactly this as the body of a 200."""

    def behave(exchange: Exchange) -> None:
        exchange.head(200, kind)
        exchange.send(raw)

    return behave


def compressed(text: str, encoding: str = "gzip", *, more: int = 0) -> Behaviour:
    """Sends this as a body that nobody asked to be compressed, and so many MB of "x" behind it."""

    def behave(exchange: Exchange) -> None:
        press = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        body = press.compress(text.encode()) + press.flush(zlib.Z_FULL_FLUSH)
        if more:  # a block that stands by itself, again and again: made in a moment
            block = press.compress(b"x" * 1_000_000) + press.flush(zlib.Z_FULL_FLUSH)
            body += block * more
        body += press.flush()
        exchange.head(Content_Encoding=encoding)
        exchange.handler.wfile.write(body)

    return behave


def hangs_up(exchange: Exchange) -> None:
    """Closes the connection without a word."""
    exchange.handler.connection.shutdown(socket.SHUT_RDWR)


def refused_url() -> str:
    """The address of a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1"
