"""The HTTP door: ask, search and read as JSON, and OpenAI's protocol for clients that know it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.chain import Assistant
from assistant.deadline import Stop, Stopped
from assistant.doors import own_version, shapes
from assistant.doors.completions import MODELS, Writing, check_form, conversation
from assistant.doors.discreet import discreet
from assistant.doors.guard import as_error
from assistant.types import Answer, Statement
from index.errors import (
    ArticleError,
    IndexStateError,
    ModelError,
    NotIndexedError,
    SettingError,
    UserError,
)
from index.types import Filter

T = TypeVar("T")


class _Name(PathConvertor):
    """A file's name, with its folders: any characters, which a line's end is too."""

    regex = "(?s:.*)"


register_url_convertor("name", _Name())

FAILED = "That went wrong here; the server's log says how."
# A proxy on the way may keep a stream until it has a page full of it.
_AS_IT_COMES = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_GONE_POLL = 0.2  # seconds between two looks whether the client is still there
_STATUS = {
    SettingError: 400,
    NotIndexedError: 404,
    ArticleError: 404,
    IndexStateError: 503,
    ModelError: 502,
}
_KINDS = {404: "not_found_error", 500: "server_error", 502: "server_error", 503: "server_error"}


class _HeadAsGet:
    """HEAD is answered as GET would be; the server that speaks HTTP sends no body then."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # its own keeps the method
        await self._app(scope, receive, send)


class _UnknownModel(HTTPException):
    """A completion was asked of a model that is none of ours."""


def build(assistant: Assistant) -> FastAPI:
    """The door over an open Assistant, as an ASGI application."""
    door = FastAPI(
        title="Article Assistant",
        version=own_version(),
        description="Ask a folder of articles; every statement cites the sentence it rests on.",
        # The pages that would show the description load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        responses=shapes.failures(400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503),
    )
    door.include_router(_asking(assistant))
    door.include_router(_reading(assistant))
    door.include_router(_openai(assistant))
    _tell_faults(door, assistant)
    door.add_middleware(_HeadAsGet)
    _describe(door, assistant)
    return door


def _describe(door: FastAPI, assistant: Assistant) -> None:
    """What the description can say of this assistant alone, and what is of no type."""
    described = door.openapi()
    schemas = described["components"]["schemas"]
    # As printed in an article, so without a zone, which the format "time" of JSON Schema demands.
    schemas["Published"]["properties"]["time"]["anyOf"][0].pop("format")
    schemas["Chat"]["properties"]["model"]["enum"] = list(_models(assistant))
    if not assistant.settings.llm_configured:
        schemas["Ask"]["properties"]["answerer"]["enum"].remove("llm")
    if assistant.settings.token:
        ways = {"token": "bearer", "password": "basic"}  # what stands before the doors asks for it
        described["components"]["securitySchemes"] = {
            name: {"type": "http", "scheme": scheme} for name, scheme in ways.items()
        }
        described["security"] = [{name: []} for name in ways]


def _models(assistant: Assistant) -> dict[str, shapes.Model]:
    """What can be named as the model of a completion, by its name."""
    return {
        name: shapes.Model(id=name)
        for name, answerer in MODELS.items()
        if answerer != "llm" or assistant.settings.llm_configured
    }


def _asking(assistant: Assistant) -> APIRouter:
    router = APIRouter()

    @router.post("/ask")
    async def ask(asked: shapes.Ask, request: Request) -> shapes.Told:
        """An answer, each statement tied to the exact sentence of an article."""
        work = partial(
            assistant.ask,
            asked.question,
            files=asked.files,
            as_of=asked.as_of,
            today=asked.today,
            answerer=asked.answerer,
            refusal=asked.refusal,
        )
        answer = await _while_wanted(request, work)
        return _told(assistant, answer, trace=asked.trace)

    @router.post("/search")
    async def search(asked: shapes.Search, request: Request) -> shapes.Found:
        """The passages nearest to a question, best first."""
        chosen = Filter(frozenset(asked.files), asked.after, asked.before)
        work = partial(assistant.search, asked.question, limit=asked.limit, chosen=chosen)
        return shapes.Found(passages=await _while_wanted(request, work))

    return router


def _reading(assistant: Assistant) -> APIRouter:
    router = APIRouter()

    @router.get("/articles")
    def articles() -> shapes.Listed:
        """Every article that can be cited."""
        return shapes.Listed(articles=assistant.articles())

    @router.get("/articles/{file:name}")
    def article(file: str) -> shapes.Article:
        """One article whole, by the file name that citations and the list give."""
        try:
            return shapes.Article.of(assistant.article(file))
        except ArticleError as error:
            raise ArticleError(
                "There is no such article; the list of articles has those that there are."
            ) from error

    return router


def _openai(assistant: Assistant) -> APIRouter:
    router = APIRouter(prefix="/v1")
    known = _models(assistant)

    @router.get("/models")
    def list_models() -> shapes.Models:
        """What can be named as the model of a chat completion."""
        return shapes.Models(data=tuple(known.values()))

    @router.get("/models/{model}")
    def one_model(model: str) -> shapes.Model:
        """One of them."""
        return known[_known(model, known)]

    @router.post(
        "/chat/completions",
        response_model=shapes.Completion,
        # Of events, OpenAPI 3.1 has no way to describe them.
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def complete(chat: shapes.Chat, request: Request) -> Any:
        """Answer the last message; earlier ones tell what it refers to.

        System messages and sampling parameters are not heeded: what is answered, and how, is
        decided by the articles. Another form of reply (`response_format`, `tool_choice`) is
        refused, and so is a conversation that does not end in a user's question, in words. With
        `stream` each event's data is a chunk, the last `[DONE]`.
        """
        _known(chat.model, known)
        check_form(chat)
        question, history = conversation(chat.messages)
        work = partial(
            assistant.stream,
            question,
            files=chat.files,
            as_of=chat.as_of,
            today=chat.today,
            history=history,
            answerer=MODELS[chat.model],
            refusal=chat.refusal,
        )
        writing = Writing(chat.model, f"{request.base_url}articles/")
        if not chat.stream:
            return await _while_wanted(request, partial(_written, assistant, writing, work))
        stop = Stop()
        items = stop.run(work)
        with _stopping(request, stop):
            first = await run_sync(stop.run, next, items)  # a bad question fails before a 200
        with_usage = bool(chat.stream_options and chat.stream_options.include_usage)
        events = _events(assistant, writing, stop, first, items, with_usage)
        return StreamingResponse(
            _watched(request, stop, events), media_type="text/event-stream", headers=_AS_IT_COMES
        )

    return router


def _known(model: str, known: dict[str, shapes.Model]) -> str:
    if model not in known:
        raise _UnknownModel(404, f"There is no such model; these are: {', '.join(known)}.")
    return model


def _told(assistant: Assistant, answer: Answer, *, trace: bool = False) -> shapes.Told:
    notice = discreet(answer.notice, assistant) if answer.notice else None
    return shapes.Told.of(answer, notice, trace=trace)


def _written(
    assistant: Assistant, writing: Writing, work: Callable[[], Iterator[Statement | Answer]]
) -> shapes.Completion:
    for item in work():
        if isinstance(item, Answer):
            told = _told(assistant, item)
            writing.add(item, told.notice)
            return writing.whole(told)
        writing.add(item)
    raise AssertionError("a stream ends with its answer")


async def _events(
    assistant: Assistant,
    writing: Writing,
    stop: Stop,
    item: Statement | Answer,
    items: Iterator[Statement | Answer],
    with_usage: bool,
) -> AsyncIterator[str]:
    """The events of a stream: an article's statements as each has passed its check."""
    yield writing.begun()
    while isinstance(item, Statement):
        yield writing.piece(writing.add(item))
        item = await run_sync(stop.run, next, items)
    told = _told(assistant, item)
    if last := writing.add(item, told.notice):
        yield writing.piece(last)
    for event in writing.ended(told, with_usage=with_usage):
        yield event


async def _watched(request: Request, stop: Stop, events: AsyncIterator[str]) -> AsyncIterator[str]:
    """The events, as long as somebody listens; what goes wrong midway is told as OpenAI does."""
    with _stopping(request, stop):
        try:
            async for event in events:
                yield event
        except Stopped:
            return
        except Exception:
            logging.getLogger(__name__).exception("a stream failed midway")
            yield f"data: {json.dumps(as_error(FAILED, 'server_error'))}\n\n"
        finally:
            stop.now()  # left early: what still writes for this is not wanted


async def _while_wanted(request: Request, work: Callable[[], T]) -> T:
    """Do the work in a thread; when the client leaves, what is called for it is stopped."""
    stop = Stop()
    with _stopping(request, stop):
        return await run_sync(stop.run, work)


@contextlib.contextmanager
def _stopping(request: Request, stop: Stop) -> Iterator[None]:
    async def watch() -> None:
        while not await request.is_disconnected():
            await asyncio.sleep(_GONE_POLL)
        stop.now()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


def _sends_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _paths(door: FastAPI) -> list[str]:
    return sorted(path for path in door.openapi()["paths"] if "{" not in path)


def _tell_faults(door: FastAPI, assistant: Assistant) -> None:
    """Put every fault into OpenAI's form, without a path of this machine."""

    def told(status: int, words: str, headers: Any = None, **more: str | None) -> JSONResponse:
        kind = _KINDS.get(status, "invalid_request_error")
        return JSONResponse(as_error(words, kind, **more), status, headers)

    @door.exception_handler(UserError)
    async def user_error(_: Request, error: UserError) -> JSONResponse:
        return told(_STATUS.get(type(error), 400), discreet(str(error), assistant))

    @door.exception_handler(RequestValidationError)
    async def not_as_described(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        words = f"{place}: {first['msg']}"
        if place == "body" and not _sends_json(request):  # `curl -d` says that it is a form
            words = "Send JSON, and say so: Content-Type: application/json."
        # A client of OpenAI's has an exception of its own for the status that OpenAI gives.
        status = 400 if request.url.path.startswith("/v1/") else 422
        return told(status, words, param=place.partition(".")[2] or None)

    @door.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        code = "model_not_found" if isinstance(error, _UnknownModel) else None
        words = error.detail
        if error.status_code == 404 and not code:  # no path of ours
            words = f"Nothing is here; {', '.join(_paths(door))} are."
        return told(error.status_code, words, error.headers, code=code)

    @door.exception_handler(Stopped)
    async def stopped(_: Request, __: Stopped) -> JSONResponse:
        return told(499, "The client left.")

    @door.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> JSONResponse:
        return told(500, FAILED)
