"""Figures that a retelling works out from those of its source: a sum is no invention.

"More than doubled" for "to 210 from 95", "49" for "61, twelve more than before", "the other three"
for one of four, "three days later" for Tuesday and Friday. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from assistant.verify.claims import Sentence
from assistant.verify.numbers import Quantity
from assistant.verify.units import CURRENCY_UNITS, TIMES
from assistant.verify.wording import STOP, stem, verbal

# What follows a change told of the figure before it: "61 species, twelve more than in 2019".
_THAN_BEFORE = (
    r" (?:than|on) (?:before|previously|last|in|a (?:year|month|week|decade|season)"
    r"|the (?:year|month|week|season|previous|last))\b"
)
_MORE = re.compile(r" (?:more|higher|larger|up)" + _THAN_BEFORE)
_LESS = re.compile(r" (?:fewer|less|lower|smaller|down)" + _THAN_BEFORE)
_NOW = re.compile(r"((?: [\w'-]+){0,12}), (?:some |about |which is |or )?")
_OTHERS = re.compile(r"\b(?:other|remaining) $")
_OF_ALL = re.compile(r"(?: [a-z]+)? of (?:the |its |their |his |her )?")
_OF_THEM = re.compile(r" of (?:them|which|whom|these|those)\b")
_LATER = re.compile(r" (?:later|after)\b")
_OTHER_ORDER = re.compile(r"\b(?:after|since|following|had|week|month|year)")
_CAME = re.compile(r"\b(?:came|come|comes|coming|finish(?:ed|es|ing)?|placed) $")
_NO_NOUN = re.compile(r"\s*(?:$|[.,;!?]| (?:in|at|behind|on|and)\b)")
# Who won bronze came third.
_MEDAL = re.compile(
    r"\b(?:wins?|winning|won|takes?|taking|took) (?:the |an? |(?:his|her|their|its) )?"
    r"(gold|silver|bronze)\b"
)
_PLACE = {"gold": 1, "silver": 2, "bronze": 3}
_DAY = 86_400
_CLEARLY = 1.5  # "more than doubled" is not said of what has grown to four times as much


def worked_out(sentence: Sentence, quantity: Quantity, parts: Sequence[Sentence]) -> bool:
    """Whether a quantity that the source lacks follows from those of one of its sentences.

    Args:
        sentence: of the statement; holds the quantity.
        parts: the cited sentences.
    """
    before = sentence.lower[: quantity.start]
    if quantity.unit == "" and quantity.value == _listed(sentence, quantity, parts):
        return True
    if sentence.lower[quantity.start : quantity.end] in TIMES:
        return any(_multiple(quantity, *pair) for part in parts for pair in _pairs(part))
    if quantity.unit == "s" and _LATER.match(sentence.lower, quantity.end):
        return any(_days_later(sentence, quantity, part) for part in parts)
    if quantity.unit == "ordinal":
        placed = _CAME.search(before) and _NO_NOUN.match(sentence.lower, quantity.end)
        return placed is not None and any(_won(sentence, quantity, part) for part in parts)
    if _OTHERS.search(before):
        return quantity.unit == "" and any(quantity.value in _rest(part) for part in parts)
    return any(
        quantity.value == before and quantity.unit == unit
        for part in parts
        for before, unit in _before(part)
    )


_NAME = r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3}"
_LISTED = re.compile(rf" (?:[a-z]+ ){{0,2}}[a-z]+s, ({_NAME}(?:, {_NAME}){{0,8}},? and {_NAME}),")


def _listed(sentence: Sentence, quantity: Quantity, parts: Sequence[Sentence]) -> int:
    """How many are named behind it, all of them in one of the parts: "two men, Fisk and Roe,"."""
    found = _LISTED.match(sentence.plain, quantity.end)
    listed = re.split(r",? and |, ", found[1]) if found else []
    there = any(all(name in part.plain for name in listed) for part in parts)
    return len(listed) if there else 0


_FORMER = re.compile(
    r"(?:\b(?:instead of|rather than|compared (?:with|to)|against|versus|from|previously)|, after)"
    r"\s(?:the\s|an?\s(?:[a-z]+\s){1,3}of\s)?[$€£]?$"
)


def former(sentence: Sentence, quantity: Quantity) -> bool:
    """The number is what it was before, or was expected to be."""
    before = sentence.lower[max(0, quantity.start - 40) : quantity.start]
    if "after" in before and quantity.unit in ("", "s", "month"):
        return False  # "after three days", "after 40 attempts"
    return _FORMER.search(before) is not None


def _noun(part: Sentence, quantity: Quantity) -> str:
    """The word that is counted, where one stands right behind the figure."""
    found = re.match(r" ([a-z]{2,})", part.lower[quantity.end :])
    return "" if found is None or found[1] in STOP else stem(found[1])


def _pairs(part: Sentence) -> Iterator[tuple[Quantity, Quantity]]:
    """(now, before) of one kind; the unit may stand once."""
    return (
        (now, before)
        for now, before in permutations(part.quantities, 2)
        if before.value
        and (now.unit == before.unit or {now.unit, before.unit} - CURRENCY_UNITS == {""})
        and former(part, before)
        and not former(part, now)
        and len({_noun(part, now), _noun(part, before)} - {""}) < 2
    )


def _multiple(quantity: Quantity, now: Quantity, before: Quantity) -> bool:
    """What is now is so many times what was before, as the bound has it."""
    ratio = now.value / before.value / quantity.value
    if quantity.bound == "over":
        return 1 < ratio < _CLEARLY
    if quantity.bound == "almost":
        return 0.9 <= ratio < 1
    return abs(ratio - 1) <= (0.1 if quantity.bound == "about" else 0.03)


def _days_later(sentence: Sentence, quantity: Quantity, part: Sentence) -> bool:
    """What the statement has so many days later is told of the second of two weekdays."""
    days = [each for each in part.dates if each.weekday is not None]
    done = [word for word in sentence.words if word.end <= quantity.start][-1:]
    if len(days) != 2 or not done or _OTHER_ORDER.search(part.lower):
        return False
    first, second = days
    homes = [place for place in part.words if place.keys & done[0].keys]
    gap = ((second.weekday or 0) - (first.weekday or 0)) % 7
    return (
        quantity.value == gap * _DAY
        and bool(homes)
        and all(first.end <= place.start < second.start for place in homes)
    )


def _won(sentence: Sentence, quantity: Quantity, part: Sentence) -> bool:
    """The source sentence has who the statement names win the medal of the place, and no other."""
    won = list(_MEDAL.finditer(part.lower))
    if len(won) != 1 or _PLACE[won[0][1]] != quantity.value:
        return False
    who = [word for word in sentence.words if word.kind == "name" and word.end <= quantity.start]
    winners = [word for word in part.words if word.kind == "name" and word.end <= won[0].start()]
    named = frozenset().union(*(word.keys for word in winners))
    return bool(who) and all(word.keys & named for word in who)


def _rest(part: Sentence) -> Iterator[float]:
    """How many the others are of "nine of the 13 plants" and of "13 plants, nine of them"."""
    counts = [each for each in part.quantities if each.unit == ""]
    for one, other in pairwise(counts):
        between = part.lower[one.end : other.start]
        if one.value < other.value and _OF_ALL.fullmatch(between):
            yield other.value - one.value
        if one.value > other.value and _OF_THEM.match(part.lower, other.end):
            yield one.value - other.value


def _before(part: Sentence) -> Iterator[tuple[float, str]]:
    """What it was before, where the source says how much it is and how much more that is."""
    for now, change in pairwise(part.quantities):
        if change.unit not in ("", now.unit):
            continue
        told = _NOW.fullmatch(part.lower[now.end : change.start])
        if told is None or any(word == "and" or verbal(word) for word in told[1].split()):
            continue  # "has 40 offices and hired staff, 12 more than last year"
        if _MORE.match(part.lower, change.end):
            yield now.value - change.value, now.unit
        if _LESS.match(part.lower, change.end):
            yield now.value + change.value, now.unit
