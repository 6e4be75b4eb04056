"""Who may come in, and how much at once: in front of the chat and of every door.

An ASGI application that asks for the token, refuses what other sites' pages send, limits the size,
the rate and the number of requests, keeps the sessions of people apart, and then hands over to the
doors or to the page. What the page itself sends is limited too: its events can be sent by a script
as well.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection

from assistant.doors.bodies import announced, replayed, whole
from assistant.doors.limits import Rate, Refused
from assistant.doors.owners import Owners, keys
from assistant.settings import LOOPBACK, Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

DOORS = ("/v1", "/ask", "/search", "/articles", "/mcp", "/openapi.json")
MISSED = ("/chat/completions", "/models")  # by a client whose base URL lacks its /v1
# Gradio asks itself for this while it starts; it changes nothing and tells nothing.
STARTING = "/gradio_api/startup-events"
AT_ONCE = 8  # requests worked on at the same time; the embedder has few cores
WAITING = 56  # requests that may wait for their turn
TURN_SECONDS = 60.0  # that a request waits for it
LOGIN, UPLOAD = "/login", "/gradio_api/upload"
LOGINS = 20  # a minute from one address: a person needs one, a guesser thousands
UPLOADS = 20  # a minute of one visitor; each brings all files that were dropped at once
MOST_UPLOAD = 200_000_000  # bytes of them together
# The address from which the page is asked, for a log-in that is told name and password alone.
asked_from: ContextVar[str] = ContextVar("asked_from", default="")
_RETRY = {429: 1, 503: 2}  # seconds a client is told to wait, at least


class Guard:
    """The page behind its doors. ``page`` answers what is no door's."""

    def __init__(
        self,
        page: Application,
        doors: Application,
        settings: Settings,
        sessions: Mapping[str, str] | None = None,
    ) -> None:
        """``sessions``: key -> who logged in to the page, which then wants no token."""
        self._page_login = sessions is not None
        self._sessions = {} if sessions is None else sessions  # filled later
        self._owners = Owners()
        self._page = page
        self._doors = doors
        self._digest = _digest(settings.token) if settings.token else None
        self._local = settings.host in LOOPBACK
        self._origins = settings.origins
        self._named = frozenset(settings.origins) - {"*"}
        # Never with what a browser keeps: a page that may ask sends the token itself.
        self._told_to_pages = CORSMiddleware(
            self._answer,
            allow_origins=settings.origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("*",),
            expose_headers=("Retry-After",),
            allow_private_network=True,
        )
        self._rate = Rate(settings.rate)
        self._guesses = Rate(settings.rate)
        self._visits = Rate(settings.rate)
        self._uploads = Rate(UPLOADS)
        self._logins = Rate(LOGINS)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._page(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks over web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        named = is_door(scope["path"]) and _comes_from(scope, self._origins)
        await (self._told_to_pages if named else self._answer)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._admit(scope)
            if not is_door(scope["path"]):
                await self._page(scope, await self._to_the_page(scope, receive), send)
                return
            self._rate.take(_client(scope))
            replay = replayed(await whole(scope, receive), receive)
            await self._through_a_door(scope, replay, send)
        except Refused as refused:
            await _refuse(send, refused)

    async def _to_the_page(self, scope: Scope, receive: Receive) -> Receive:
        """What a visitor sends, of a size and as often as a person does. Raises Refused."""
        path = scope["path"].rstrip("/")
        if scope["method"] != "POST":
            self._keep_apart(scope)
            return receive
        if path == LOGIN:
            asked_from.set(_client(scope))
            self._logins.take(_client(scope))
            return replayed(await whole(scope, receive), receive)  # a form, of nobody's session
        elif path == UPLOAD:
            self._uploads.take(self._visitor(scope))
            if (size := announced(scope)) is None:
                raise Refused(411, "An upload says its length beforehand.")
            if size > MOST_UPLOAD:
                raise Refused(413, f"The files have more than {MOST_UPLOAD:,} bytes together.")
            return receive  # written to the disk as it comes
        else:
            self._visits.take(self._visitor(scope))
        body = await whole(scope, receive)
        self._keep_apart(scope, body)
        return replayed(body, receive)

    def _keep_apart(self, scope: Scope, body: bytes = b"") -> None:
        """Nobody goes on with the session of somebody else. Raises Refused."""
        if self._page_login:
            self._owners.check(self._name(scope), keys(scope, body))

    def _name(self, scope: Scope) -> str | None:
        """Who logged in."""
        cookies = HTTPConnection(scope).cookies.values()
        return next(filter(None, (self._sessions.get(value) for value in cookies)), None)

    def _visitor(self, scope: Scope) -> str:
        """Who logged in, from wherever; else the address."""
        name = self._name(scope)
        return f"user {name}" if name else _client(scope)

    async def _through_a_door(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._inside >= AT_ONCE + WAITING:
            raise Refused(503, "Too many requests are waiting. Ask again later.")
        self._inside += 1
        try:
            try:
                await asyncio.wait_for(self._slots.acquire(), TURN_SECONDS)
            except TimeoutError as error:
                raise Refused(503, "No turn came up in time. Ask again later.") from error
            try:
                await self._doors(scope, receive, send)
            finally:
                self._slots.release()
        finally:
            self._inside -= 1

    def _admit(self, scope: Scope) -> None:
        """Raises Refused unless the request bears the token, or none is wanted and it is ours."""
        headers = {name.decode("latin-1"): value for name, value in scope["headers"]}
        if self._page_login and not is_door(scope["path"]):
            # Who logged in has a cookie, which a browser may send with what any page asks.
            if _foreign(scope["method"], headers):
                raise Refused(403, "A page of another site cannot ask here.")
            return
        # Where people log in, others are served, if by a proxy that comes from this machine.
        if self._digest is None and (self._page_login or not self._local):
            raise Refused(403, "Set ASSISTANT_TOKEN where this server runs to open its doors.")
        kind, _, given = headers.get("authorization", b"").partition(b" ")
        bearer = kind.lower() == b"bearer"
        told = given.strip() if bearer else _password(given) if kind.lower() == b"basic" else b""
        known = self._digest is not None and hmac.compare_digest(_digest(told), self._digest)
        names = (_host_name(headers.get("host")), _client(scope))
        if self._digest is None and self._local and not set(names) <= set(LOOPBACK):
            # A page elsewhere can make its own name point here and read what it gets; a proxy here
            # can hand on what other machines ask, under a name of this one.
            words = "Without ASSISTANT_TOKEN this server answers to localhost alone."
            raise Refused(403, words)
        # A browser sends a password that it was given once with whatever any page asks of it.
        trusted = (known and bearer) or (is_door(scope["path"]) and _comes_from(scope, self._named))
        if not trusted and _foreign(scope["method"], headers):
            words = (
                "A page of another site cannot ask here without a bearer token, unless "
                "ASSISTANT_ORIGINS names its origin."
            )
            raise Refused(403, words)
        if self._digest is None or known:
            return
        if scope["path"] == STARTING and _client(scope) in (*LOOPBACK, _host(scope)):
            return
        # As often as one may ask, and counted apart: behind a proxy all may have one address, and
        # who guesses must not shut out who knows the token.
        self._guesses.take(_client(scope))
        raise Refused(
            401,
            "This server wants its token: send `Authorization: Bearer TOKEN`, or in a browser any "
            "user name with the token as the password.",
            {"WWW-Authenticate": 'Basic realm="Article Assistant", charset="UTF-8"'},
        )


def is_door(path: str) -> bool:
    """Whether a path is for other software rather than for the page."""
    return path in MISSED or any(path == d or path.startswith(d + "/") for d in DOORS)


def as_error(
    words: str, kind: str, *, code: str | None = None, param: str | None = None
) -> dict[str, Any]:
    """An error as OpenAI's protocol has it, which every door speaks."""
    return {"error": {"message": words, "type": kind, "param": param, "code": code}}


def _client(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else "?"


def _host(scope: Scope) -> str:
    return str(scope["server"][0]) if scope.get("server") else ""


def _digest(token: str | bytes) -> bytes:
    """Of one length whatever was sent: comparing takes the same time."""
    return hashlib.sha256(token if isinstance(token, bytes) else token.encode()).digest()


def _password(given: bytes) -> bytes:
    try:
        return base64.b64decode(given, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def _comes_from(scope: Scope, origins: Collection[str]) -> bool:
    """Whether a page of one of these origins sends this; "*": any page."""
    origin = dict(scope["headers"]).get(b"origin")
    return origin is not None and ("*" in origins or origin.decode("latin-1") in origins)


def _foreign(method: str, headers: dict[str, bytes]) -> bool:
    """Whether a browser says that a page of another site sends this."""
    site = headers.get("sec-fetch-site")  # which no page can set
    if site is not None:
        followed = method == "GET" and headers.get("sec-fetch-mode") == b"navigate"  # a link
        return site in (b"cross-site", b"same-site") and not followed
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        asking = urlsplit(origin.decode("latin-1")).netloc
    except ValueError:  # no address: nobody's own
        return True
    return asking.lower() != headers.get("host", b"").decode("latin-1").lower()


def _host_name(host: bytes | None) -> str:
    """A Host header without its port."""
    words = (host or b"").decode("latin-1").lower()
    bare = words.rpartition("]")[0].lstrip("[") if words.startswith("[") else words.split(":")[0]
    return bare


async def _refuse(send: Send, refused: Refused) -> None:
    kind = {401: "authentication_error", 429: "rate_limit_error", 503: "server_error"}
    words = as_error(str(refused), kind.get(refused.status, "invalid_request_error"))
    body = json.dumps(words).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    if refused.status in _RETRY:
        headers["Retry-After"] = str(_RETRY[refused.status])
    headers |= refused.headers
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refused.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
