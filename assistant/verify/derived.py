"""Figures that a retelling works out from those of its source: a sum is no invention.

"More than doubled" for "to 210 from 95", "49" for "61, twelve more than before", "the other three"
for one of four, "three days later" for Tuesday and Friday. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from assistant.verify.claims import Sentence
from assistant.verify.numbers import Quantity
from assistant.verify.units import CURRENCY_UNITS, TIMES
from assistant.verify.wording import stem

_MORE = re.compile(r"\s(?:[a-z]+\s){0,2}?(?:more|higher|larger|up)\b")
_LESS = re.compile(r"\s(?:[a-z]+\s){0,2}?(?:fewer|less|lower|smaller|down)\b")
_OTHERS = re.compile(r"\b(?:other|others|remaining|rest)\b[a-z ,]*$")
_LATER = re.compile(r"\s(?:later|earlier|before|after)\b")
_MEDALS = tuple(map(stem, ("gold", "silver", "bronze")))  # who won bronze came third
_DAY = 86_400
_CLEARLY = 1.5  # "more than doubled" is not said of what has grown to four times as much


def worked_out(sentence: Sentence, quantity: Quantity, parts: Sequence[Sentence]) -> bool:
    """Whether a quantity that the source lacks follows from those that it has.

    Args:
        sentence: of the statement; holds the quantity.
        parts: the cited sentences.
    """
    if sentence.lower[quantity.start : quantity.end] in TIMES:
        return any(_multiple(quantity, *pair) for part in parts for pair in _pairs(part))
    if quantity.unit == "s" and _LATER.match(sentence.lower, quantity.end):
        return quantity.value % _DAY == 0 and quantity.value / _DAY in _days_between(parts)
    if quantity.unit == "ordinal" and quantity.value <= len(_MEDALS):
        medal = _MEDALS[int(quantity.value) - 1]
        return any(medal in part.by_key for part in parts)
    if _OTHERS.search(sentence.lower[: quantity.start]):
        counts = {each.value for part in parts for each in part.quantities if each.unit == ""}
        return quantity.value + 1 in counts or any(
            one - other == quantity.value for one in counts for other in counts
        )
    return any(
        quantity.value == before and quantity.unit == unit
        for part in parts
        for before, unit in _before(part)
    )


def _pairs(part: Sentence) -> Iterator[tuple[Quantity, Quantity]]:
    """Two of one kind; the unit may stand once."""
    return (
        (one, other)
        for one, other in permutations(part.quantities, 2)
        if other.value
        and (one.unit == other.unit or {one.unit, other.unit} - CURRENCY_UNITS == {""})
    )


def _multiple(quantity: Quantity, one: Quantity, other: Quantity) -> bool:
    """The one is so many times the other, as the bound has it."""
    ratio = one.value / other.value / quantity.value
    if quantity.bound == "over":
        return 1 < ratio < _CLEARLY
    if quantity.bound == "almost":
        return 0.9 <= ratio < 1
    return abs(ratio - 1) <= (0.1 if quantity.bound == "about" else 0.03)


def _days_between(parts: Sequence[Sentence]) -> set[int]:
    """How many days lie between two weekdays of the source."""
    days = [each.weekday for part in parts for each in part.dates if each.weekday is not None]
    return {(two - one) % 7 for one in days for two in days}


def _before(part: Sentence) -> Iterator[tuple[float, str]]:
    """What it was before, where the source says how much it is and how much more that is."""
    for change in part.quantities:
        for now in part.quantities:
            if now is change or (now.unit != change.unit and change.unit):
                continue
            if _MORE.match(part.lower, change.end):
                yield now.value - change.value, now.unit
            if _LESS.match(part.lower, change.end):
                yield now.value + change.value, now.unit
