"""What came before what: does a retelling keep the order of time of its sentence?

Pure functions; English. Only sentences with one such word ("before", "until", "since") are read: of
several it is not told apart which holds what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from assistant.verify import dates
from assistant.verify.wording import STOP, fold, keys

_WORD = re.compile(
    r"\b(?:(?P<before>before|prior to|ahead of|until|till|by)"
    r"|(?P<after>(?<!named )(?<!look )(?<!looking )(?<!looked )after(?! all)"
    r"(?! \S+ (?:years?|months?|weeks?|days?|hours?|minutes?)\b)|following(?= \w)"
    r"|(?<!had )(?<!has )(?<!have )since(?! then)"
    r"|once(?= (?:the|a|an|it|its|he|she|they|his|her|their|all|(?-i:[A-Z]\w*))\b)|as soon as"
    r"|in the wake of|from))\b(?=\s+(?!and\b|or\b|it\b[,.])\w)",
    re.IGNORECASE,
)
_Day = tuple[int | None, int | None, int | None]  # year, month, day, as far as given
_MOST_DATES = 4  # of more it is not told apart what is whose
_NOT = re.compile(r"\b(?:not|never|no|nobody|none|without)\b|n't\b")
_TO = re.compile(r"\s(?:to|until|till)\s")  # "from 7 May to 9 June": no order of two deeds
_DATED = frozenset(("by", "from"))  # of time only before a date
# "A year after …", at the start: what follows is still what happened first.
_SPAN = re.compile(
    r"\W*(?:(?:a|an|the|just|shortly|soon|immediately|right|only|few|some|\d+|one|two|three|four|five"
    r"|six|ten|years?|months?|weeks?|days?|hours?|minutes?)\W+)*"
)


@dataclass(frozen=True, slots=True)
class _Course:
    """The words of what came first, and of what came next; each once, as ``keys`` has them."""

    first: tuple[frozenset[str], ...]
    then: tuple[frozenset[str], ...]


def order_turned(text: str, source: str) -> str:
    """The problem where the text has first what its source has next; "" where it has not, or where
    one of the two is not read.
    """
    told, there = _course(fold(text)), _course(fold(source))
    denied = [bool(_NOT.search(part.lower())) for part in (text, source)]
    if told is None or there is None or len(set(denied)) > 1:  # "not until May" is "from May"
        return ""
    same = _shared(told.first, there.first) + _shared(told.then, there.then)
    crossed = _shared(told.first, there.then) + _shared(told.then, there.first)
    turned = crossed >= 2 and crossed > same
    return "the source puts what came before and what after the other way round" if turned else ""


_EVENT = re.compile(
    r",(?!\d)|[;:]|\b(?:and|but|after|before|while|whereas|when|until|following|since|though)\b"
)


def dates_exchanged(text: str, source: str) -> str:
    """The problem where the text gives each of two things the date of the other; else ""."""
    ours, theirs = _dated(fold(text)), _dated(fold(source))
    for (one, mine), (other, its) in combinations(ours, 2):
        there, here = (next((w for day, w in theirs if day == each), ()) for each in (one, other))
        if not (mine and its and there and here) or len(theirs) > _MOST_DATES:
            continue
        same = _shared(mine, there) + _shared(its, here)
        crossed = _shared(mine, here) + _shared(its, there)
        if crossed >= 2 and crossed > same:
            return "the source gives each of two dates to the other of two things"
    return ""


def _dated(sentence: str) -> list[tuple[_Day, tuple[frozenset[str], ...]]]:
    """Each date that is no weekday, and the words of the stretch that it stands in."""
    found = []
    days = [day for day in dates(sentence) if day.relative is None and (day.month or day.year)]
    cuts = [
        (cut.start(), cut.end())
        for cut in _EVENT.finditer(sentence.lower())
        if not any(day.start <= cut.start() < day.end for day in days)
    ]
    for day in days:
        low = max((end for _, end in cuts if end <= day.start), default=0)
        high = min((start for start, _ in cuts if start >= day.end), default=len(sentence))
        words = _keys(sentence[low : day.start] + sentence[day.end : high])
        found.append(((day.year, day.month, day.day), words))
    return found


def _course(sentence: str) -> _Course | None:
    days = [(date.start, date.end) for date in dates(sentence)]
    found = [
        word
        for word in _WORD.finditer(sentence)
        if word[0].lower() not in _DATED
        or any(0 <= low - word.end() <= 5 and not _TO.match(sentence, high) for low, high in days)
    ]
    if len(found) != 1:
        return None
    (word,) = found
    clause, comma, rest = sentence[word.end() :].partition(",")
    opens = _SPAN.fullmatch(sentence[: word.start()].lower()) is not None
    if opens and not comma:
        return None
    main, other = _keys(rest if opens else sentence[: word.start()]), _keys(clause)
    only_main = tuple(one for one in main if not any(one & two for two in other))
    only_other = tuple(one for one in other if not any(one & two for two in main))
    if word["before"]:
        return _Course(only_main, only_other)
    return _Course(only_other, only_main)


def _keys(part: str) -> tuple[frozenset[str], ...]:
    words = dict.fromkeys(re.findall(r"[^\W\d_]{2,}|\d+", part.lower()))
    return tuple(keys(word) for word in words if word not in STOP)


def _shared(ours: tuple[frozenset[str], ...], theirs: tuple[frozenset[str], ...]) -> int:
    """How many words of ours have a like among theirs."""
    known = frozenset().union(*theirs)
    return sum(not one.isdisjoint(known) for one in ours)
