"""The body of a request is read before anybody works on it: small, and in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from assistant.doors.limits import Refused

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

MOST = 1_000_000  # bytes: a long conversation has a tenth of that
SECONDS = 30.0  # for it to arrive whole


async def whole(scope: Scope, receive: Receive) -> bytes:
    """The request's body, read here: who sends slowly or without end takes nobody's turn."""
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(408, "The request broke off.")
                body += message.get("body", b"")
                if len(body) > MOST or (announced(scope) or 0) > MOST:
                    raise Refused(413, f"The request has more than {MOST:,} bytes.")
                if not message.get("more_body"):
                    break
    except TimeoutError as error:
        raise Refused(408, f"The request did not arrive in {SECONDS:.0f} s.") from error
    return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """What receives a body that was read already, and then whatever follows it."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay


def announced(scope: Scope) -> int | None:
    """The length that a request has; None where it says none that holds."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:  # which goes before a length, in some servers
        return None
    length = headers.get(b"content-length", b"")
    return int(length) if length.isdigit() else None
