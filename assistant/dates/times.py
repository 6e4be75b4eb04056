"""A time that a question asks about, and the day that it is counted from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["day", "week", "month", "quarter", "year", "range", "since", "before", "event"]
Stretch = tuple[Kind, dt.date, dt.date]  # its first and its last day


@dataclass(frozen=True, slots=True)
class When:
    """A time that a question asks about."""

    kind: Kind
    start: dt.date | None  # the first day; None: open, or an event without a date
    end: dt.date | None  # the last day, included
    phrase: str  # as it stands in the question, with its preposition
    span: tuple[int, int]  # where: question[start:end] == phrase


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """What a question says about time."""

    question: str
    as_of: dt.date | None = None  # the day as of which the answer is to be known
    windows: tuple[When, ...] = ()  # times that it asks about, in its order
    latest: bool = False  # the present state is asked for: "now", "latest", "so far"
    first: bool = False  # what was said at first: "originally", "first reported"
    spans: tuple[tuple[int, int], ...] = ()  # words that no article can be expected to use

    @property
    def published(self) -> When | None:
        """The one time in which an article can have been published: "this week", "in March".

        Not "the March recall" or "the third quarter", of which articles speak later.
        """
        dated = [when for when in self.windows if when.start or when.end]
        if len(dated) != 1:
            return None
        [when] = dated
        placed = when.kind != "quarter" and (when.phrase[0].islower() or when.span[0] == 0)
        return when if placed or self.is_counted(when) else None

    def is_counted(self, when: When) -> bool:
        """Whether a time is counted from today: "last week", which is no article's own word."""
        return any(start <= when.span[0] and when.span[1] <= end for start, end in self.spans)

    def without(self, when: When | None = None) -> str:
        """The question without those words: no "as of 22 December 2025", "now" or "last week".

        Args:
            when: a time that is left out too.
        """
        kept, end = [], 0
        more = [] if when is None or self.is_counted(when) else [when.span]
        for span in sorted([*self.spans, *more]):
            kept.append(self.question[end : span[0]])
            end = span[1]
        text = re.sub(r"\s+", " ", "".join([*kept, self.question[end:]]))
        text = re.sub(r"\s+(?=[,.;:?!])|(?<=,)\s?,+", "", text).strip(" ,;:-–—，、")
        text = re.sub(r",(?=[.?!])", "", text)
        if not any(map(str.isalnum, text)):
            return self.question
        return text[0].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Clock:
    """The day from which "in March" and "last week" are counted."""

    day: dt.date
    ahead: bool  # the question is about the future: the next March, not the last one

    def near(self, build: Callable[[int], Stretch | None]) -> Stretch | None:
        """The nearest year's; eight, because 29 February comes so seldom about 1900 and 2100."""
        for step in range(9):
            found = build(self.day.year + (step if self.ahead else -step))
            if found and (found[2] >= self.day if self.ahead else found[1] <= self.day):
                return found
        return None
