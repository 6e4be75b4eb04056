"""One question of a conversation and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Answer, Citation, Message, Statement


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a visitor, how it was asked, and what became of it."""

    question: str
    answer: Answer | None = None
    said: tuple[Statement, ...] = ()  # while the answer is being written
    problem: str = ""  # why there is no answer
    files: tuple[str, ...] = ()  # the search was limited to these
    since: dt.date | None = None  # as chosen on the page
    as_of: dt.date | None = None  # as chosen on the page
    today: dt.date | None = None  # when it was asked
    answerer: str = "auto"
    refusal: str = "balanced"
    link: str = ""  # what its conversation is opened again by
    unkept: str = ""  # why it has no link

    @property
    def done(self) -> bool:
        return self.answer is not None or bool(self.problem)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a visitor's word on an answer."""

    told: str
    kept: bool = True  # otherwise `told` says why not
    verdict: str = ""  # "up", "down"
    id: str = ""  # of the candidate that is kept; empty until one is
    asks: bool = False  # a correction and a comment may still be added
    correction: str = ""  # typed and not kept, to be sent again
    comment: str = ""


def history(turns: Sequence[Turn]) -> tuple[Message, ...]:
    """The conversation so far, as the Assistant takes it."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer:
            said = Message(
                "assistant", turn.answer.text, turn.answer.citations, turn.answer.closest
            )
            messages += [Message("user", turn.question), said]
    return tuple(messages)


def cited_by(answer: Answer) -> tuple[Citation, ...]:
    """What an answer lists as its sources; with a refusal, what came closest."""
    return answer.closest if answer.refused else answer.citations
