"""The only place where language model clients are built and their faults put into words."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from index.errors import ModelError, SettingError

if TYPE_CHECKING:
    import httpx
    import openai
    from llama_index.core.base.llms.types import ChatResponse
    from llama_index.core.llms import LLM

    from assistant.calls import Call
    from assistant.deadline import Deadline
    from assistant.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-4.1-mini"  # when a key is all that is set: cheap, and keeps to a format
CONNECT_SECONDS = 5.0
EMBED_SECONDS = 15.0  # for one call of the embedding endpoint, and for a question's in all
EMBED_PATIENCE = 90.0  # for many texts, attempts and pauses together
BACK_OFF = (0.5, 1.0, 2.0, 4.0)  # seconds between attempts, as far as the deadline allows
_PIECE = 1_000  # characters handed on at a time: between two of them the time is looked at
_AT_ONCE = 0.1  # seconds between two clocks that end one call
LONGEST_PAUSE = 10.0  # a server that asks for more is not waited for: the person is told
# Models differ in what they accept. What a server names in its refusal is put like this instead;
# None leaves the parameter out.
_INSTEAD = {"temperature": None, "max_tokens": "max_completion_tokens", "stream_options": None}
# How servers name what they do not take when they are asked for JSON by a schema.
_NO_SCHEMA = re.compile(r"response_format|schema|structured|grammar")
# (URL, model) of those that answered only without a schema: asked once in a process, not each time.
_without_schema: set[tuple[str, str]] = set()
# Why a model stopped where that is its own end; else a filter, a limit or a fault cut it short.
_ENDS = re.compile(r"stop|eos|eos_token|stop_sequence|end_turn|<[^<>]*>", re.IGNORECASE)
_MOST_TOKENS = 100_000_000  # of one call: what is more was not counted
_PAGE = 8_000  # characters of a page that stands where an error should: its title comes first
_MARKUP = re.compile(r"<(script|style|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context.{0,30}(?:length|size|window)|maximum context|too many tokens|prompt is too long"
    r"|range of input length|input token count|input (?:length )?is too long|reduce the length"
)


def chat_model(settings: Settings) -> LLM:
    """The chat model of these settings; nothing is sent yet.

    With only a key it is OpenAI's ``DEFAULT_MODEL``; with a base URL any compatible server.

    Raises:
        SettingError: no model is configured, or it is one without chat completions.
        ModelError: the environment names a proxy that cannot be used, or another server for the
            key than OpenAI's.
    """
    if not settings.llm_configured:
        raise SettingError(
            "No language model is configured. Set OPENAI_API_KEY, or ASSISTANT_LLM_BASE_URL "
            "and ASSISTANT_LLM_MODEL."
        )
    if settings.key_is_for_another and not settings.llm_file:
        raise ModelError(
            "OPENAI_BASE_URL names another server, and OPENAI_API_KEY goes to OpenAI here. Set "
            "ASSISTANT_LLM_BASE_URL, ASSISTANT_LLM_MODEL and ASSISTANT_LLM_API_KEY for that "
            "server, or unset OPENAI_BASE_URL."
        )
    # OpenAILike also for OpenAI itself: the OpenAI class looks every model's name up in a table,
    # fails on those that are newer, and has tiktoken download a vocabulary.
    # What the first call would load is loaded now: on a busy machine it took that call's time.
    import openai.resources.chat  # noqa: F401
    from llama_index.llms.openai_like import OpenAILike

    from assistant.calls import client_for

    url = settings.llm_base_url or OPENAI_URL
    try:
        model: LLM = OpenAILike(
            model=settings.llm_model or DEFAULT_MODEL,
            # Each given explicitly: what is left out LlamaIndex reads from the environment.
            api_base=url,
            api_key=settings.key or "none",
            api_version="",
            is_chat_model=True,
            temperature=0.0,
            timeout=settings.llm_timeout,
            max_retries=0,  # the client's own waits know no deadline; `Reply` repeats instead
            http_client=client_for(url, settings.llm_timeout),
        )
    except ValueError as error:
        raise SettingError(f"ASSISTANT_LLM_MODEL is {settings.llm_model!r}: {error}") from error
    return model


def embedding_call(settings: Settings) -> Callable[[Sequence[str]], list[list[float]]]:
    """What asks the embedding endpoint of these settings for the vectors of some texts, in order.

    Called for one text, a question, it gives up sooner than for many, and never later than the
    work is over for which it is called. It raises ModelError, and Stopped.

    Raises:
        ModelError: the environment names a proxy that cannot be used.
    """
    import openai

    from assistant.calls import client_for
    from assistant.deadline import limit, pause

    url = settings.embed_base_url or ""
    client = openai.OpenAI(
        base_url=url,
        api_key=settings.embed_api_key or "none",
        http_client=client_for(url, EMBED_SECONDS),
        max_retries=0,  # the client's own waits know no deadline and no stop
    )

    def call(texts: Sequence[str]) -> list[list[float]]:
        many = len(texts) > 1
        deadline = limit(EMBED_PATIENCE if many else EMBED_SECONDS)
        attempt = 0
        while True:
            try:
                return _embedded(client, settings, texts, deadline)
            except ModelError as error:
                seconds = _pause(error.__cause__, attempt, patient=many)
                if seconds is None or seconds >= deadline.left:
                    raise
            attempt += 1
            pause(seconds)

    return call


def _embedded(
    client: openai.OpenAI, settings: Settings, texts: Sequence[str], deadline: Deadline
) -> list[list[float]]:
    """One attempt. Raises ModelError, with its cause, and Stopped."""
    import httpx
    import openai

    from assistant.calls import Call
    from assistant.deadline import check_stopped

    check_stopped()
    seconds = max(0.0, min(EMBED_SECONDS, deadline.left))
    call = Call(until=time.monotonic() + seconds)
    try:
        with call.opening():
            found = client.embeddings.create(
                model=settings.embed_model or "",
                input=list(texts),
                encoding_format="float",
                timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
            )
        rows = sorted(found.data, key=lambda one: one.index)
        return [[float(number) for number in one.embedding] for one in rows]
    except openai.APIStatusError as error:
        reason = f"{error.status_code}: {_quoted(_message(error), settings.embed_api_key)}"
        cause: Exception = error
    except openai.APIError as error:
        late = time.monotonic() >= call.until - _AT_ONCE  # shut for it, however the read ended
        reason = f"it took longer than {seconds:.0f} seconds" if late else _below(error)
        cause = TimeoutError(reason) if late else error
    except (
        httpx.HTTPError, ValueError, TypeError, AttributeError, LookupError, RecursionError,
    ) as error:  # fmt: skip  # a reply of another shape
        reason, cause = "what it sent is no OpenAI-compatible reply", error
    finally:
        call.close()
    check_stopped()
    raise ModelError(
        f"The embedding endpoint {shown(settings.embed_base_url or '')} failed ({reason}). Check "
        "ASSISTANT_EMBED_BASE_URL, ASSISTANT_EMBED_MODEL and ASSISTANT_EMBED_API_KEY."
    ) from cause


def _below(error: openai.APIError) -> str:
    return str(error.__cause__ or error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Schema:
    """JSON asked for by a schema: what is said then in place of the prompt, and the schema."""

    prompt: str
    name: str
    schema: dict[str, Any]
    required: bool = False  # True: a server that does not take it is at fault

    @property
    def response_format(self) -> dict[str, Any]:
        inner = {"name": self.name, "strict": True, "schema": self.schema}
        return {"type": "json_schema", "json_schema": inner}


class Reply:
    """A model's reply as it streams in: iterate for its text, once; close to stop the server.

    Nothing is sent before the first piece is asked for. After the last, ``whole`` tells whether
    the model came to its own end, ``cut`` whether its server says that it did not, ``full`` whether
    it had all the tokens that it was allowed, and the token counts are those the server gave (0: it
    gave none); ``tokens`` estimates where it gave none, and adds the prompts of attempts that were
    cut before a word. With a schema it is JSON and ``by_schema``
    True, unless the server does not take schemas: then it is the reply to the bare prompt.

    Raises (while iterating):
        ModelError: what failed, where, and what to do.
        Stopped: the work was stopped from outside.
    """

    def __init__(
        self,
        model: LLM,
        prompt: str,
        *,
        deadline: Deadline,
        max_tokens: int,
        schema: Schema | None = None,
    ) -> None:
        """The reply, attempts and pauses included, is over by the deadline."""
        self.whole = False
        self.full = False
        self.cut = False
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self._model = model
        self._prompt = prompt
        self._place = (str(getattr(model, "api_base", "")), model.metadata.model_name)
        if schema is not None and not schema.required and self._place in _without_schema:
            schema = None
        self._schema = schema
        self._schema_dropped = False
        self._deadline = deadline
        self._timeout: float = getattr(model, "timeout", CONNECT_SECONDS)
        self._allowed = min(deadline.seconds, self._timeout)
        self._options: dict[str, Any] = {
            "max_tokens": max_tokens,
            "stream_options": {"include_usage": True},
        }
        if schema is not None:
            self._options["response_format"] = schema.response_format
        self._heard: list[str] = []
        self._finish: str | None = None  # why the model ended, once its server says so
        self._refusal = ""  # what it says instead of an answer, where its server tells that apart
        self._answered = False
        self._lost = 0  # attempts in which it may have read the prompt, and of which nothing came
        self._chunks: Iterator[ChatResponse] | None = None
        self._call: Call | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the stream; the server sees the connection go and stops."""
        self._chunks = None
        if self._call is not None:
            self._call.close()
            self._call = None

    @property
    def by_schema(self) -> bool:
        """Whether the server is asked for JSON by the schema."""
        return self._schema is not None

    def tokens(self) -> tuple[int, int]:
        """Of the prompt and of the completion, as counted by the server or else estimated."""
        from assistant.costs import estimated

        prompt = estimated(self._asked)
        before = prompt * self._lost
        if not self._answered:  # who refuses charges nothing
            return before, 0
        said = self.completion_tokens or estimated("".join(self._heard))
        return before + (self.prompt_tokens or prompt), said

    def __iter__(self) -> Iterator[str]:
        from assistant.deadline import check_stopped

        chunk = self._first()
        self._answered = True
        if self._schema_dropped:  # and without it there is an answer
            _without_schema.add(self._place)
        while chunk is not None:
            said = chunk.delta or ""
            for start in range(0, len(said), _PIECE):
                check_stopped()
                if start and self._deadline.left <= 0:
                    raise self._timed_out()
                yield said[start : start + _PIECE]
            if self._finish is None and self._deadline.left <= 0:
                raise self._timed_out()
            chunk = self._following()
        if self._finish is None:
            check_stopped()  # then it was shut by us
            if self._call is None or not self._call.done:
                raise ModelError(self._broken())
            self._finish = "stop"  # some servers end the events alone
        if self._refusal and not "".join(self._heard).strip():
            raise ModelError(self._declined())
        self.whole = _ENDS.fullmatch(self._finish) is not None
        self.full = self._finish == "length"
        self.cut = not self.whole

    def _following(self) -> ChatResponse | None:
        """The next chunk. What goes wrong once the model has ended costs nothing but the counts."""
        try:
            return self._attempt(self._next)
        except ModelError:
            if self._finish is None:
                raise
            return None

    def _note(self, chunk: ChatResponse) -> None:
        """Take from a chunk the token counts, and why the model ended, where it says so."""
        counts = chunk.additional_kwargs
        # What it thinks is charged as what it says.
        self._heard += [counts.get("thinking_delta") or "", chunk.delta or ""]
        self.prompt_tokens = _count(counts.get("prompt_tokens")) or self.prompt_tokens
        self.completion_tokens = _count(counts.get("completion_tokens")) or self.completion_tokens
        choices = getattr(chunk.raw, "choices", None)
        if choices and (reason := choices[0].finish_reason):
            self._finish = str(reason)  # whatever it is, what is no word for an end is none
        refusal = getattr(getattr(choices[0], "delta", None), "refusal", None) if choices else None
        self._refusal += refusal if isinstance(refusal, str) else ""

    def _first(self) -> ChatResponse | None:
        """The first chunk, after as many attempts as make sense before the deadline."""
        from assistant.deadline import pause

        attempt = 0
        while True:
            try:
                return self._attempt(self._open)
            except ModelError as error:
                cause = error.__cause__
                if self._adapted(cause) or self._drops_schema(cause):
                    continue
                seconds = _pause(cause, attempt)
                if seconds is None or seconds >= self._deadline.left:
                    raise
            attempt += 1
            pause(seconds)

    def _open(self) -> ChatResponse | None:
        import httpx
        import openai
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        from assistant.calls import Call, Redirected

        left = self._deadline.left
        if left <= 0:
            raise ModelError(
                f"The {self._allowed:.0f} seconds of the question were over before model "
                f"{self._name()} was asked. Ask again, or raise ASSISTANT_LLM_TIMEOUT."
            )
        seconds = min(left, self._timeout)
        self.close()
        message = ChatMessage(role=MessageRole.USER, content=self._asked)
        timeout = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        self._call = Call(until=time.monotonic() + seconds, events=True)
        try:
            with self._call.opening():
                self._chunks = self._model.stream_chat([message], timeout=timeout, **self._options)
                chunk = self._next()
            if chunk is None:
                raise ModelError(self._misshapen())
        except openai.APIStatusError:
            raise
        except Exception as error:
            if not isinstance(error.__cause__, Redirected):
                self._lost += self._call.written
            raise
        return chunk

    def _next(self) -> ChatResponse | None:
        chunk = next(self._chunks, None) if self._chunks is not None else None
        if chunk is not None:
            self._note(chunk)
        return chunk

    def _attempt(self, step: Callable[[], ChatResponse | None]) -> ChatResponse | None:
        """Run one step; its faults become a ModelError, unless the work was stopped."""
        from assistant.deadline import check_stopped

        check_stopped()
        try:
            return self._tried(step)
        except ModelError:
            check_stopped()
            raise

    def _tried(self, step: Callable[[], ChatResponse | None]) -> ChatResponse | None:
        import httpx
        import openai

        from assistant.calls import Redirected

        try:
            return step()
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            below = error.__cause__ or error
            if isinstance(below, httpx.ConnectTimeout):
                raise ModelError(self._unreachable(str(below) or "no answer")) from error
            raise self._timed_out() from error
        except (openai.APIConnectionError, httpx.TransportError) as error:
            if self._call is not None and time.monotonic() >= self._call.until - _AT_ONCE:
                # The connection was shut for it, in the moment in which the read gave up too.
                raise self._timed_out() from httpx.ReadTimeout("the headers took too long")
            way = error.__cause__ if isinstance(error, openai.APIError) else error
            if isinstance(way, Redirected):
                raise ModelError(
                    f"{self._where()} redirects, and the question would be lost on the way. Set "
                    f"ASSISTANT_LLM_BASE_URL to where it leads: {way.place}."
                ) from error
            if isinstance(way, httpx.ConnectError | httpx.ProxyError):
                raise ModelError(self._unreachable(way)) from error
            broken = _may_pass(error)
            raise ModelError(self._broken() if broken else self._misshapen()) from error
        except openai.APIStatusError as error:
            raise ModelError(self._refused(error)) from error
        except openai.APIError as error:  # an error inside the stream
            raise ModelError(self._overflow(error) or self._said(error)) from error
        except (
            httpx.RequestError,
            httpx.InvalidURL,
            ValueError,
            TypeError,
            AttributeError,
            LookupError,
            RecursionError,
        ) as error:
            # json and pydantic errors, and what LlamaIndex runs into on a reply of another shape
            raise ModelError(self._misshapen()) from error

    def _adapted(self, cause: BaseException | None) -> bool:
        """True when the server named a parameter it does not take, which is now left out."""
        import openai

        if not isinstance(cause, openai.BadRequestError | openai.UnprocessableEntityError):
            return False
        named = [name for name in _INSTEAD if re.search(rf"\b{name}\b", _words(cause))]
        fresh = [name for name in named if self._options.get(name) is not openai.omit]
        for name in fresh:
            other = _INSTEAD[name]
            if other is not None and name in self._options:
                self._options[other] = self._options[name]
            self._options[name] = openai.omit
        return bool(fresh)

    def _drops_schema(self, cause: BaseException | None) -> bool:
        """True when the refusal may be of the schema, which is now left out.

        A 400 need not say what it is about; any other fault is another's unless it names it.
        """
        import openai

        if self._schema is None or self._schema.required:
            return False
        if isinstance(cause, openai.BadRequestError | openai.UnprocessableEntityError):
            refused = not _TOO_LONG.search(_words(cause))
        else:
            named = isinstance(cause, openai.APIError) and _NO_SCHEMA.search(_words(cause))
            refused = bool(named)
        if refused:
            self._schema = None
            self._schema_dropped = True
            del self._options["response_format"]
        return refused

    @property
    def _asked(self) -> str:
        """What the server is asked, in the form that it takes."""
        return self._prompt if self._schema is None else self._schema.prompt

    def _where(self) -> str:
        return f"The model server {shown(str(getattr(self._model, 'api_base', '')))}"

    def _name(self) -> str:
        return repr(self._model.metadata.model_name)

    def _ended(self) -> str | None:
        """Told where the server was a process of ours, which nobody else can start or look into."""
        from assistant.local import ended

        file = ended(str(getattr(self._model, "api_base", "")))
        return file and (
            f"The process that ran the model file {file} has ended; this machine's memory may not "
            "have held it. Ask again: it is started anew then."
        )

    def _unreachable(self, reason: object) -> str:
        return self._ended() or (
            f"{self._where()} cannot be reached ({reason}). Start it, or check "
            "ASSISTANT_LLM_BASE_URL and the network."
        )

    def _broken(self) -> str:
        return self._ended() or (
            f"{self._where()} closed the connection before its answer was complete. Ask again; "
            "if it happens again, look at the server's log."
        )

    def _misshapen(self) -> str:
        told = self._call.error if self._call is not None else ""
        return (
            self._failed("", _told(told))
            if told
            else (
                f"{self._where()} sent what is no OpenAI-compatible reply. Check "
                "ASSISTANT_LLM_BASE_URL; it usually ends in /v1."
            )
        )

    def _timed_out(self) -> ModelError:
        return ModelError(
            f"{self._where()} with model {self._name()} took longer than {self._allowed:.0f} "
            "seconds. Ask again, use a faster model, or raise ASSISTANT_LLM_TIMEOUT."
        )

    def _overflow(self, error: openai.APIError) -> str | None:
        if not _TOO_LONG.search(_words(error)):
            return None
        return (
            f"The question with its evidence is too long for model {self._name()} at "
            f"the{self._where()[3:]}. Start the server with a larger context, or use a model that "
            "has one."
        )

    def _said(self, error: openai.APIError) -> str:
        code = f" ({error.status_code})" if hasattr(error, "status_code") else ""
        return self._failed(code, _message(error))

    def _failed(self, code: str, words: str) -> str:
        return (
            f"{self._where()} with model {self._name()} failed{code}: {self._quoted(words)}. "
            "Ask again; if it happens again, look at the server's log."
        )

    def _declined(self) -> str:
        return (
            f"Model {self._name()} at the{self._where()[3:]} declined to answer: "
            f"{self._quoted(self._refusal)}. Ask in other words, or use another model."
        )

    def _quoted(self, words: str) -> str:
        return _quoted(words, getattr(self._model, "api_key", None))

    def _refused(self, error: openai.APIStatusError) -> str:
        status = error.status_code
        if status in (401, 403):
            said = (
                f": {self._quoted(_message(error))}" if status == 403 else ""
            )  # it may be about the place
            return (
                f"{self._where()} refused the key ({status}){said}. Check ASSISTANT_LLM_API_KEY or "
                "OPENAI_API_KEY."
            )
        if status == 404:
            return (
                f"{self._where()} does not know the model {self._name()} (404). Check "
                "ASSISTANT_LLM_MODEL, and that ASSISTANT_LLM_BASE_URL ends where the server's API "
                "begins, usually /v1."
            )
        if status == 429 and _out_of_quota(error):
            return (
                f"The account at the{self._where()[3:]} has no quota left (429). Check its plan "
                "and billing."
            )
        if status == 429:
            wait = _retry_after(error.response)
            told = f"; it asks to wait {wait:.0f} seconds" if wait else ""
            return f"{self._where()} limits the rate of requests (429){told}. Ask again later."
        return self._overflow(error) or self._said(error)


def shown(address: str) -> str:
    """An address without a password, should it hold one, and without a slash at its end."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}".rstrip("/")


def _count(tokens: object) -> int:
    """Tokens as a server counts them; 0 for what is no count, or that of no call."""
    if isinstance(tokens, bool) or not isinstance(tokens, int):
        return 0
    return tokens if 0 < tokens < _MOST_TOKENS else 0


def _pause(cause: BaseException | None, attempt: int, *, patient: bool = False) -> float | None:
    """Seconds to wait before another attempt; None when another would not help.

    ``patient``: what took too long is tried again too.
    """
    import httpx
    import openai

    if attempt >= len(BACK_OFF):
        return None
    if isinstance(cause, openai.APIStatusError):
        passing = cause.status_code in (408, 409, 429) or cause.status_code >= 500
        if not passing or cause.status_code == 501 or _out_of_quota(cause):
            return None
        asked = _retry_after(cause.response)
        pause = BACK_OFF[attempt] if asked is None else max(asked, BACK_OFF[0])
        return pause if pause <= LONGEST_PAUSE else None
    if isinstance(cause, openai.APITimeoutError | httpx.TimeoutException | TimeoutError):
        return BACK_OFF[attempt] if patient else None
    return BACK_OFF[attempt] if _may_pass(cause) else None


def _may_pass(error: BaseException | None) -> bool:
    """Whether what went wrong on the way is of the moment: no redirect in a circle, for one."""
    import httpx
    import openai

    below = error.__cause__ if isinstance(error, openai.APIError) else error
    passing = isinstance(below, httpx.NetworkError | httpx.RemoteProtocolError)
    return passing and not isinstance(below, httpx.ConnectError)


def _out_of_quota(error: openai.APIError) -> bool:
    return error.code == "insufficient_quota" or "insufficient_quota" in _words(error)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds of a Retry-After header, which gives them or a date; None without one."""
    value = response.headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _message(error: openai.APIError) -> str:
    return _inner(error.body) or error.message


def _inner(body: object) -> str | None:
    """The message in what a server says of an error: Google's has a list of one around it."""
    if isinstance(body, list) and body:
        body = body[0]
    for name in ("error", "message"):
        body = body[name] if isinstance(body, dict) and body.get(name) else body
    return body if isinstance(body, str) else None


def _told(data: str) -> str:
    """What an event of an error says: JSON with a message, or the words."""
    try:
        return _inner(json.loads(data)) or data
    except (ValueError, RecursionError):
        return data


def _quoted(words: str, key: str | None) -> str:
    """A server's own words: one line, short, without the key or the tags of a web page."""
    words = words.replace(key or "\0", "***")
    words = _MARKUP.sub(" ", words[:_PAGE]) if words.lstrip().startswith("<") else words
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return words[:200].rstrip(" .") or "no reason given"


def _words(error: openai.APIError) -> str:
    """All that a server said about an error, in lower case, to look for words in."""
    return f"{error.message} {error.body}".lower()
