"""What goes in and out of the HTTP door, as OpenAPI describes it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from assistant.chain import Answerer
from assistant.conversation.gloss import understood
from assistant.fence import characters
from assistant.reading import MOST_QUESTION
from assistant.types import Answer, Citation, Conflict, Statement, Trace
from index.errors import SettingError
from index.types import ArticleInfo, ArticleView, Passage

MOST_FILES = 1_000


def _day(given: object) -> object:
    if not isinstance(given, str):
        raise ValueError("a date is a text like 2025-12-22")
    return dt.date.fromisoformat(given) if len(given) == len("2025-12-22") else given


def day(given: str | None) -> dt.date | None:
    """A day as text.

    Raises:
        SettingError: it is none.
    """
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError as error:
        raise SettingError(f"{given!r} is not a date like 2025-12-22.") from error


def _whole(given: object) -> object:
    return int(given) if isinstance(given, float) and given.is_integer() else given


def _no_number(value: object) -> object:
    """A 0 that Python takes for false, as a text, which is taken for neither."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Day = Annotated[dt.date, BeforeValidator(_day), Field(strict=False)]
Whole = Annotated[int, BeforeValidator(_whole)]  # to JSON Schema 5.0 is one too
# A letter or a digit of any script; whoever sends none is told so in words, not by the pattern.
Question = Annotated[
    str,
    Field(min_length=1, max_length=MOST_QUESTION, json_schema_extra={"pattern": r"[^\W_]"}),
]
Files = Annotated[list[str], Field(max_length=MOST_FILES)]
Refusal = Literal["strict", "balanced", "lenient"]


class _Asked(BaseModel):
    """Nothing is guessed: "1" is no number, and a name that is not known is refused."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Ask(_Asked):
    question: Question
    files: Files = Field(default=[], description="Look only at these articles.")
    as_of: Day | None = Field(None, description="Articles published later are not seen.")
    today: Day | None = Field(None, description="The day on which it is asked.")
    answerer: Answerer = Field("auto", description="Quotes, or the configured model's sentences.")
    refusal: Refusal | None = Field(None, description="How sure an answer must be.")
    trace: bool = Field(False, description="Also how the answer was found.")


class Usage(BaseModel):
    """Tokens of the model that phrased an answer; none where the sources' words are quoted."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Told(BaseModel):
    """An answer: each statement names the citations it rests on."""

    question: str
    answer: str
    refused: bool
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    closest: tuple[Citation, ...]
    missing: tuple[str, ...] = Field(description="Of two questions in one, those left open.")
    notice: str | None
    understood: str | None = Field(description="As what, where that is not plain from its words.")
    as_of: dt.date | None = Field(description="Articles published later were not seen.")
    vectors: str | None = Field(description="How many there are, while they are being made.")
    usage: Usage
    price: float | None = Field(description="Of the tokens, where prices are configured.")
    trace: Trace | None

    @classmethod
    def of(cls, answer: Answer, notice: str | None, *, trace: bool) -> Told:
        """``notice``: the answer's, fit for whoever asked."""
        return cls(
            question=answer.question,
            answer=answer.text,
            refused=answer.refused,
            statements=answer.statements,
            citations=answer.citations,
            conflicts=answer.conflicts,
            closest=answer.closest,
            missing=answer.missing,
            notice=notice,
            understood=understood(answer),
            as_of=answer.trace.as_of,
            vectors=answer.trace.vectors or None,
            usage=Usage(
                prompt_tokens=answer.trace.prompt_tokens,
                completion_tokens=answer.trace.completion_tokens,
                total_tokens=answer.trace.prompt_tokens + answer.trace.completion_tokens,
            ),
            price=answer.trace.price,
            trace=answer.trace if trace else None,
        )


class Search(_Asked):
    question: Question
    limit: Whole = Field(10, ge=1, le=50, description="Articles, with up to three passages each.")
    files: Files = Field(default=[], description="Look only at these articles.")
    after: Day | None = Field(None, description="Published on this day or later.")
    before: Day | None = Field(None, description="Published on this day or earlier, or undated.")


class Found(BaseModel):
    passages: tuple[Passage, ...]


class Listed(BaseModel):
    articles: tuple[ArticleInfo, ...]


class Article(BaseModel):
    """An article as indexed; ``text[start:end]`` is what a citation quotes."""

    file: str
    title: str
    published: dt.date | None
    publisher: str | None
    authors: tuple[str, ...]
    content_hash: str
    text: str

    @classmethod
    def of(cls, view: ArticleView) -> Article:
        article = view.article
        return cls(
            file=article.file,
            title=article.title,
            published=article.published.date if article.published else None,
            publisher=article.publisher,
            authors=article.authors,
            content_hash=article.content_hash,
            text=article.text,
        )


class Fault(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class Failed(BaseModel):
    error: Fault


# OpenAI's protocol: what it has beyond this is taken and not heeded, as it asks for it.


class _Lenient(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Part(_Lenient):
    """A piece of a message; a picture or a sound has no text."""

    type: str
    text: str | None = None


class ChatMessage(_Lenient):
    # Its words are made whole characters: JSON may escape half of one, as of an emoji that was cut,
    # and no reply that repeats it could be sent.
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return characters("\n".join(part.text or "" for part in self.content))
        return characters(self.content or "")

    @property
    def unread(self) -> str | None:
        """The kind of a piece that is no text, where there is one."""
        parts = self.content if isinstance(self.content, list) else []
        return next((characters(part.type) for part in parts if part.text is None), None)


class StreamOptions(_Lenient):
    include_usage: bool | None = None


# What alone is taken, to describe it; whoever sends something else is told in words what to do.
Text = Annotated[str, WithJsonSchema({"type": "string", "enum": ["text"]})]
_NO_CALL = {"type": "string", "enum": ["none", "auto"]}
_MODE = {"type": "object", "properties": {"mode": {"const": "auto"}}, "required": ["mode"]}
_ALLOWED = {
    "type": "object",
    "properties": {"type": {"const": "allowed_tools"}, "allowed_tools": _MODE},
    "required": ["type", "allowed_tools"],
}
FunctionCall = Annotated[str | dict[str, Any], WithJsonSchema(_NO_CALL)]
ToolChoice = Annotated[str | dict[str, Any], WithJsonSchema({"anyOf": [_NO_CALL, _ALLOWED]})]


class ResponseFormat(_Lenient):
    type: Text


class Chat(_Lenient):
    """What would change the form of a reply, and is not done here, is refused: who asked for it
    could not read what came. What would change its wording is not heeded."""

    model: str
    messages: list[ChatMessage] = Field(
        min_length=1, examples=[[{"role": "user", "content": "What are the articles about?"}]]
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    logprobs: Annotated[Literal[False], BeforeValidator(_no_number)] | None = None
    response_format: ResponseFormat | None = None
    tool_choice: ToolChoice | None = None
    function_call: FunctionCall | None = None
    modalities: list[Text] | None = None
    # ours, for `extra_body`
    files: Files = []
    as_of: Day | None = None
    today: Day | None = None
    refusal: Refusal | None = None


class UrlCitation(BaseModel):
    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ChatReplyMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    annotations: tuple[Annotation, ...]


class Choice(BaseModel):
    index: int = 0
    message: ChatReplyMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """A chat completion, with the answer's citations whole beside it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: tuple[Choice, ...]
    usage: Usage
    citations: tuple[Citation, ...]
    answer: Told


class Model(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "article-assistant"


class Models(BaseModel):
    object: Literal["list"] = "list"
    data: tuple[Model, ...]


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ways in which a request can fail, for OpenAPI."""
    return {status: {"model": Failed} for status in statuses}
