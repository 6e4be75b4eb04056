"""Answers as OpenAI's chat completions: the text with its marks, and the citations as annotations.

The text is what the answer says: statements with their marks, ``Sources disagree: …``, a note. It
grows statement by statement, so a stream and a whole reply hold the same characters. Clients render
it as Markdown, so it is written as such: what stands in an article is shown and does nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from assistant.chain import Answerer
from assistant.conversation.gloss import understood
from assistant.doors import shapes
from assistant.doors.markdown import escaped, unescaped
from assistant.types import Answer, Citation, Conflict, Message, Statement
from index.errors import SettingError

# What a client may name as its model, and how it is answered then.
MODELS: dict[str, Answerer] = {
    "article-assistant": "auto",
    "article-assistant-quotes": "extractive",
    "article-assistant-model": "llm",
}
MOST_EARLIER = 200  # messages before the question
Piece = str | int  # of a text: words, or a citation's number
_MARKS = re.compile(r"(?:\s?(?<!\\)\[\d{1,6}\])+")


def conversation(messages: Sequence[shapes.ChatMessage]) -> tuple[str, tuple[Message, ...]]:
    """The question, and the turns before it. What a system message says is not heeded.

    Raises:
        SettingError: the last message is no question of a user, in words.
    """
    heeded = [m for m in messages if m.role not in ("system", "developer")]
    if not heeded or heeded[-1].role != "user":
        raise SettingError("The last message must be the user's question.")
    *earlier, last = heeded
    if last.unread:
        raise SettingError(f"A question is asked in words: leave out its {last.unread}.")
    # A conversation may be as long as it likes; what is looked back at is its last turns.
    before = [m for m in earlier[-MOST_EARLIER:] if m.role in ("user", "assistant")]
    turns = tuple(
        Message("user", m.text) if m.role == "user" else Message("assistant", unmarked(m.text))
        for m in before
        if m.text.strip()
    )
    return last.text, turns


def check_form(chat: shapes.Chat) -> None:
    """Raises SettingError where another form of reply is wanted than there is."""
    if chat.response_format and chat.response_format.type != "text":
        raise SettingError(
            f"response_format {chat.response_format.type!r} cannot be had: the message is text. "
            "Leave it out; `answer` beside the choices is the whole answer as an object."
        )
    may = _may_call(chat.tool_choice)
    for name, choice in (("tool_choice", may), ("function_call", chat.function_call)):
        if choice not in (None, "none", "auto"):
            raise SettingError(f"No tool is called here: leave out {name}, or make it 'auto'.")
    if set(chat.modalities or ()) - {"text"}:
        raise SettingError('A reply is text: leave out modalities, or make it ["text"].')
    if chat.stream_options and not chat.stream:
        raise SettingError("stream_options are of a stream: leave them out, or set stream to true.")


def _may_call(choice: str | dict[str, Any] | None) -> str | dict[str, Any] | None:
    """The choice; where some tools are named that may be called, how free it leaves that."""
    if isinstance(choice, dict) and choice.get("type") == "allowed_tools":
        named = choice.get("allowed_tools")
        mode = named.get("mode") if isinstance(named, dict) else None
        return "auto" if mode == "auto" else choice
    return choice


def unmarked(text: str) -> str:
    """An earlier answer's text without its citation marks, and no longer Markdown."""
    return unescaped(_MARKS.sub("", text))


def said(statement: Statement) -> list[Piece]:
    """A statement with its marks, ``[1][3]``; one that failed its check says so."""
    failed = [] if statement.check.supported else [" (not supported by what it cites)"]
    gap = [" "] if statement.citations else []
    return [statement.text, *gap, *statement.citations, *failed]


def said_last(answer: Answer, notice: str | None) -> list[list[Piece]]:
    """What follows the statements: the refusal, how the sources disagree, a note."""
    parts: list[list[Piece]] = [[answer.text]] if answer.refused else []
    parts += [_disagreement(conflict) for conflict in answer.conflicts]
    noted = " ".join(_noted(answer, notice))
    parts += [[f"Note: {noted}"]] if noted else []
    return parts


def _noted(answer: Answer, notice: str | None) -> Iterator[str]:
    """How the question was understood, up to which day the articles were read, what failed."""
    if words := understood(answer):
        yield words
    if (day := answer.trace.as_of) not in (None, dt.date.today()):
        yield f"As of {day}: newer articles were not read."
    if notice:
        yield notice
    if answer.trace.vectors:
        yield f"{answer.trace.vectors}."


def _disagreement(conflict: Conflict) -> list[Piece]:
    pieces: list[Piece] = [f"{conflict.heading}: "]
    for number, side in enumerate(conflict.sides):
        gap = "; " if number else ""
        pieces += [f"{gap}{side.value} ", *side.citations, f" ({side.published or 'undated'})"]
    return [*pieces, "."]


def titled(citation: Citation) -> str:
    """Its article's title on one line, as Markdown like the text."""
    return escaped(" ".join(citation.title.split()))


def in_words(answer: Answer, notice: str | None) -> str:
    """The text of a whole answer, as Markdown."""
    writing = Writing(model="", articles="")
    for statement in answer.statements:
        writing.add(statement)
    writing.add(answer, notice)
    return writing.text


@dataclass(slots=True)
class Writing:
    """One completion while it is written."""

    model: str
    articles: str  # the address that, with an article's name added, gives the article
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    text: str = ""
    marks: list[tuple[int, int]] = field(default_factory=list)  # (place in the text, number)

    def add(self, item: Statement | Answer, notice: str | None = None) -> str:
        """What an item of ``Assistant.stream`` adds to the text."""
        before = len(self.text)
        if isinstance(item, Statement):
            self._put(said(item), gap=" ")
        else:
            for part in said_last(item, notice):
                self._put(part, gap="\n\n")
        return self.text[before:]

    def _put(self, pieces: Sequence[Piece], gap: str) -> None:
        self.text += gap if self.text else ""
        for piece in pieces:
            if isinstance(piece, int):
                self.marks.append((len(self.text), piece))
                self.text += f"[{piece}]"
            else:
                self.text += escaped(piece)

    def annotations(self, citations: Sequence[Citation]) -> tuple[shapes.Annotation, ...]:
        """One annotation for each mark in the text, at its place.

        By where they were put, not by looking for them: an article may hold a "[1]" of its own.
        """
        by_number = {citation.number: citation for citation in citations}
        found = []
        for start, number in self.marks:
            citation = by_number[number]
            place = shapes.UrlCitation(
                start_index=start,
                end_index=start + len(f"[{number}]"),
                title=titled(citation),
                # RFC 5147: the characters of a text file that are meant
                url=f"{self.articles}{quote(citation.file)}#char={citation.start},{citation.end}",
            )
            found.append(shapes.Annotation(url_citation=place))
        return tuple(found)

    def whole(self, told: shapes.Told) -> shapes.Completion:
        """The completion as one object, once all is added."""
        message = shapes.ChatReplyMessage(
            content=self.text, annotations=self.annotations(told.citations)
        )
        return shapes.Completion(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=(shapes.Choice(message=message),),
            usage=told.usage,
            citations=told.citations,
            answer=told,
        )

    def begun(self) -> str:
        """The first event of a stream."""
        return self._event({"role": "assistant", "content": ""})

    def piece(self, text: str) -> str:
        """An event with more text."""
        return self._event({"content": text})

    def ended(self, told: shapes.Told, *, with_usage: bool) -> Iterator[str]:
        """The last events of a stream: the citations, the end, the counts where asked for."""
        marks = self.annotations(told.citations)
        delta = {"annotations": [mark.model_dump() for mark in marks]}
        facts = told.model_dump(mode="json")
        yield self._event(delta, citations=facts["citations"], answer=facts)
        yield self._event({}, finish="stop")
        if with_usage:
            yield self._chunk([], usage=told.usage.model_dump())
        yield "data: [DONE]\n\n"

    def _event(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return self._chunk([choice], **more)

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> str:
        chunk = {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "choices": choices,
            **more,
        }
        return f"data: {json.dumps(chunk)}\n\n"
