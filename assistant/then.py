"""A question of some time, asked as the articles of that time say it: "this year", or no time.

Hardly any article names the month or the year in which it is written, so that a question which does
reads like one of another time.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from assistant.dates import QuestionTime
from assistant.kinds import AMOUNTS
from assistant.questions import Need, compares
from index.published import in_words

_LONG = 31  # days: what is longer is not the time of one report
_SOON = 3  # days after it in which it is reported
_HOLDS_FOR = 365  # days
# "On 22 December", not the "report of 22 December"
_TELLS_WHEN = re.compile(r"(?:in|on|during|at|for)\b", re.IGNORECASE)
_OF_YEAR = re.compile(r"(?:in|for|during)\s(?:the year\s)?(?:19|20)\d\d", re.IGNORECASE)
_THIS_YEAR = re.compile(
    r"\bth(?:is|e) (?:(?:fiscal|financial|business|current|whole|full) )?year\b(?! (?:ago|before"
    r"|earlier))|\b(?:full|whole)[- ]year\b",
    re.IGNORECASE,
)
_WILL_BE = re.compile(
    r"\b(?:will|forecasts?|expect(?:s|ed)?|predict(?:s|ed)?|outlook|guidance|targets?|aims?|plan(?:s|ned)?"
    r"|project(?:s|ed|ion|ions)|estimates?)\b",
    re.IGNORECASE,
)
# What stays as it is until somebody changes it.
_HOLDS = re.compile(
    r"\b(?:(?:key|interest|policy|base|benchmark|prime|bank['’]?s|lending|discount) rates?"
    r"|(?:the|its|their|['’]s?) rates? (?:stand|stood)|forecasts?|guidance|outlook|price targets?"
    r"|target prices?|ratings?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Then:
    """What to read again, in which articles."""

    question: str
    since: dt.date
    until: dt.date  # included
    says: re.Pattern[str] | None = None  # what the sentence that answers has to say


def as_told_then(asked: QuestionTime, need: Need) -> Then | None:
    """The question as the articles of its time would say it; None where that is no other one.

    A forecast for a year is told as one for "this year". What somebody said or did in a month is
    told without the month. A rate or a forecast is what it was last said to be.
    """
    when = asked.published
    if when is None or when.start is None or when.end is None:
        return None
    if when.kind == "year":
        start, end = when.span
        said = f"{asked.question[:start]}this year{asked.question[end:]}"
        ahead = _OF_YEAR.fullmatch(when.phrase) and _WILL_BE.search(asked.question)
        told = Then(said, when.start, when.end, _THIS_YEAR) if ahead else None
    elif _HOLDS.search(asked.question) and not need.says:
        told = Then(asked.without(when), when.start - dt.timedelta(_HOLDS_FOR), when.end)
    else:
        by_itself = need.says or need.wants not in AMOUNTS
        last = when.end + dt.timedelta(_SOON)
        told = Then(asked.without(when), when.start, last) if by_itself else None
    tells_when = _TELLS_WHEN.match(when.phrase) and not asked.is_counted(when)
    short = when.kind == "year" or (when.end - when.start).days <= _LONG
    return told if tells_when and short and not compares(asked.question) else None


def from_before(asked: QuestionTime, published: dt.date | None) -> str:
    """What a reader should know of what was told before the time that is asked about."""
    start = asked.published.start if asked.published else None
    if start is None or published is None or published >= start:
        return ""
    return f"It was last told before that time, on {in_words(published)}."
