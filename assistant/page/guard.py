"""What the browser may do with the page, said in the head of every reply: a second wall.

Everything is escaped already. Whatever got through all the same could run no script, since only
those of the page itself carry the number of the reply, and could fetch nothing from elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# Gradio compiles the components' own scripts with `new Function`, and styles elements in place.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_SCRIPT = re.compile(rb"<script\b")
# Gradio fetches an address for whoever names one here: files of other servers, in our name.
_FETCHES = re.compile(r"/(?:proxy=|(?:file|stream)[=/]\s*[a-z][a-z0-9+.-]+:)", re.IGNORECASE)
# With a part of a file Gradio sends back what it was sent: the key of a session, which scripts
# cannot read otherwise, and the token, into whatever keeps replies on their way.
_OF_REQUESTS = (b"cookie", b"authorization", b"proxy-authorization")
_COOKIE = re.compile(rb"(?i)\bsamesite=none\b")


class Guard:
    """Middleware between the server and the page's own routes."""

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        names: Collection[str] | None = None,
    ) -> None:
        self._app = app
        self._names = names  # answered to beside the machine's own addresses; None: any name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._names is not None and not _is_local(scope, self._names):
            # Another site's name that was made to point here would let that site read the page.
            words = "This page answers to this machine alone. Serving others needs a list of users."
            await _refuse(send, 421, words)
        elif _FETCHES.search(scope["path"]):
            await _refuse(send, 403, "Nothing is fetched from other servers.")
        else:
            await _guarded(self._app, scope, receive, send)


async def _guarded(app: Any, scope: Scope, receive: Receive, send: Send) -> None:
    nonce = secrets.token_urlsafe(16)
    head: Message = {}
    body = bytearray()

    async def guarded(message: Message) -> None:
        nonlocal head
        if message["type"] == "http.response.start":
            extra = [
                (b"content-security-policy", POLICY.format(nonce=nonce).encode()),
                (b"x-content-type-options", b"nosniff"),
                (b"referrer-policy", b"same-origin"),
            ]
            plain = [
                (name, _kept_here(name, value))
                for name, value in message["headers"]
                if name.lower() not in _OF_REQUESTS
            ]
            message["headers"] = [*plain, *extra]
            if dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html"):
                head = message  # held back: its length changes
                return
        elif head and message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), bytes(body))
            plain = [(n, v) for n, v in head["headers"] if n.lower() != b"content-length"]
            head["headers"] = [*plain, (b"content-length", str(len(whole)).encode())]
            await send(head)
            message = {"type": "http.response.body", "body": whole}
        await send(message)

    await app(scope, receive, guarded)


def _is_local(scope: Scope, names: Collection[str]) -> bool:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    name = re.sub(r":\d+$", "", host)
    try:
        return name in names or ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _kept_here(name: bytes, value: bytes) -> bytes:
    """A cookie that pages of other sites do not send along."""
    return _COOKIE.sub(b"SameSite=Lax", value) if name.lower() == b"set-cookie" else value


async def _refuse(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
