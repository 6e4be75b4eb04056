"""Quantities as they stand in a text, each with its span. Pure functions.

``text[found.start : found.end]`` is always what was read. Values are brought to one base, so that
4.5 million = 4,500,000, 40k = 40,000, 55 % = 55 percent, a third = 33.3 %, 1.5 km = 1,500 m and
two years = 24 months compare as equal numbers of one unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistant.verify.mentions import CODE, dates, reads_as_number
from assistant.verify.units import (
    AFTER,
    AND,
    AND_A_HALF,
    BOUND,
    CLOCK,
    CORE,
    COUNTING,
    CURRENCIES,
    FACTOR,
    FRACTION,
    HALF,
    HOURS_AND_MINUTES,
    METRES,
    ONE_IN,
    ORDINAL,
    ORDINALS,
    PARTS,
    PER,
    POWER,
    QUARTER_POINT,
    SCALE,
    SCALES,
    SCORE,
    TENS,
    TIMES,
    TO,
    UNIT,
    measure,
)
from assistant.verify.wording import fold

Bound = Literal["", "about", "almost", "over", "under", "up to"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, or a range of them."""

    value: float  # in the base of its unit; the lower end of a range
    unit: str  # "" counts, "%", "pp" (percentage points), "ordinal", "times", "usd", "m", "month" …
    start: int
    end: int
    raw: float  # the number as written, scale applied, before the unit's factor
    high: float | None = None  # the upper end of a range, else None
    bound: Bound = ""  # what the text puts before it: "more than" is "over", "at most" is "up to"
    per: str = ""  # "month" in "1,140 a month"
    word: bool = False  # written in words
    weak: bool = False  # "a week": one week where a source is searched, no claim by itself

    def of(self, text: str) -> str:
        """The quantity as written, without its bound."""
        return text[self.start : self.end]


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order; parts of dates and of names such as MI300X are none."""
    return _quantities(text)


@lru_cache(maxsize=2048)
def _quantities(text: str) -> tuple[Quantity, ...]:
    plain = fold(text)
    taken = [False] * len(plain)
    for mention in dates(text):
        if mention.relative is None:
            _take(taken, mention.start, mention.end)
    found = list(_special(plain, taken))
    for code in CODE.finditer(plain):
        if not reads_as_number(code.group()):
            _take(taken, code.start(), code.end())
    found += _plain_numbers(plain, taken)
    found += _ordinals(plain, taken)
    found.sort(key=lambda quantity: quantity.start)
    ends = [quantity.end for quantity in found]
    return tuple(_bounded(plain, quantity, ends) for quantity in _ranged(plain, found))


def _take(taken: list[bool], start: int, end: int) -> None:
    taken[start:end] = [True] * (end - start)


def _special(plain: str, taken: list[bool]) -> Iterator[Quantity]:
    """Times of day, points, fractions, factors, scores: what is more than a number and a unit."""
    for pattern, read in (
        (CLOCK, _clock),
        (HOURS_AND_MINUTES, _duration),
        (AND_A_HALF, _and_a_half),
        (QUARTER_POINT, _point),
        (ONE_IN, _one_in),
        (FRACTION, _fraction),
        (HALF, _half),
        (FACTOR, _factor),
        (POWER, _power),
        (SCORE, _score),
    ):
        for match in pattern.finditer(plain):
            if not any(taken[match.start() : match.end()]):
                quantity = read(plain, match)
                if quantity is not None:
                    _take(taken, match.start(), match.end())
                    yield quantity


def _clock(_: str, match: re.Match[str]) -> Quantity | None:
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    half = (match[3] or match[6] or "").lower().replace(".", "")
    if hour > 24 or minute > 59:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    value = float(hour * 60 + minute)
    return Quantity(value, "clock", match.start(), match.end(), value)


def _duration(_: str, match: re.Match[str]) -> Quantity | None:
    (name, factor), (_, smaller) = measure(match[2]), measure(match[4])
    if smaller >= factor:
        return None  # "20 minutes and 5 minutes" are two
    value = _value_of(match[1]) * factor + _value_of(match[3]) * smaller
    return Quantity(value, name, match.start(), match.end(), value)


def _and_a_half(_: str, match: re.Match[str]) -> Quantity:
    written = (match["count"] or match["before"]).lower()
    number = (1.0 if written in ("a", "an") else _value_of(written)) + 0.5
    unit = (match["unit"] or match["after"]).lower()
    if unit in SCALES:
        value = _round(number * SCALES[unit])
        return Quantity(value, "", match.start(), match.end(), value)
    name, factor = measure(unit)
    return Quantity(number * factor, name, match.start(), match.end(), number, word=True)


def _point(_: str, match: re.Match[str]) -> Quantity:
    value = 0.25 if match["part"].lower() == "quarter" else 0.5
    return Quantity(value, "pp", match.start(), match.end(), value, word=True)


def _one_in(_: str, match: re.Match[str]) -> Quantity | None:
    if match["part"]:
        share = 1 / ORDINALS[match["part"].lower()]
    else:
        whole = _value_of(match["all"])
        if whole not in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 25, 50, 100, 1000):
            return None
        share = _value_of(match["count"]) / whole
        if share > 1:
            return None
    return Quantity(100 * share, "%", match.start(), match.end(), 100 * share, word=True)


def _fraction(plain: str, match: re.Match[str]) -> Quantity | None:
    count, part = match["count"].lower(), match["part"].lower()
    if count in ("a", "an") and part != "half":
        # "a third man", "a quarter ago": a share only where the text goes on as one does
        rest = plain[match.end() :].lstrip()
        led = re.search(
            r"(?:about|roughly|around|nearly|almost|by|than|over|under)\s$", plain[: match.start()]
        ) or (_FROM_TO.search(plain[: match.start()]) and _ON.match(rest))
        if not match["of"] and not led and rest[:1].isalpha():
            return None
    if part == "half" and count not in ("a", "one"):
        return None
    if part in ("quarter", "quarters") and count not in ("a", "one", "three"):
        return None
    number = 1 if count in ("a", "an") else COUNTING[count]
    if number > PARTS[part] or (number > 1 and not part.endswith("s") and "-" not in match[0]):
        return None
    end = match.start("of") if match["of"] else match.end()
    value = 100 * number / PARTS[part]
    return Quantity(value, "%", match.start(), end, value, word=True)


def _half(_: str, match: re.Match[str]) -> Quantity:
    if match["as"]:
        return Quantity(0.5, "times", match.start(), match.end(), 0.5, word=True)
    return Quantity(50.0, "%", match.start(), match.end(), 50.0, word=True)


def _factor(_: str, match: re.Match[str]) -> Quantity:
    value = TIMES[match.group().lower()]
    return Quantity(value, "times", match.start(), match.end(), value, word=True)


def _power(_: str, match: re.Match[str]) -> Quantity:
    """Of a unit of its own: it may be the figure ten with the mark of a note."""
    exponent = unicodedata.normalize("NFKC", match["power"]).replace("\N{MINUS SIGN}", "-")
    value = 10.0 ** int(exponent)
    return Quantity(value, "power of ten", match.start(), match.end(), value)


def _score(plain: str, match: re.Match[str]) -> Quantity | None:
    low, high = int(match[1]), int(match[2])
    money = re.search(r"[$€£¥]\s?$", plain[: match.start()])
    if low < high and (money or SCALE.match(plain, match.end()) or UNIT.match(plain, match.end())):
        return None  # "2-3 million": a range, read below
    return Quantity(float(low), "score", match.start(), match.end(), float(low), high=float(high))


def _plain_numbers(plain: str, taken: list[bool]) -> Iterator[Quantity]:
    for match in CORE.finditer(plain):
        start, end = match.span()
        if match["digits"]:
            start = match.start("digits") if match["money"] is None else match.start("money")
        if any(taken[match.start("digits") if match["digits"] else start : end]):
            continue
        quantity = _read(plain, match, start)
        if quantity.weak and _EACH.search(plain[max(0, start - 24) : start]):
            continue  # "1,140 pounds a month"
        if not any(taken[quantity.start : quantity.end]):
            _take(taken, quantity.start, quantity.end)
            yield quantity


_EACH = re.compile(r"\d(?:[\d.,]*\d)?(?:\s\w+){0,2}\s$")


def _read(plain: str, match: re.Match[str], start: int) -> Quantity:
    end = match.end()
    if match["digits"]:
        number = _value_of(match["digits"])
        if match["sign"] == "-" and match["money"] is None:
            number = -number
    elif match["words"]:
        number = _value_of(match["words"])
    else:
        number = 0.5 if match["a"].lower().startswith("half") else 1.0
        end = match.end("a")
    number, unit, end, scaled = _scaled(plain, number, match["digits"] is not None, end)
    factor = 1.0
    if match["money"]:
        unit = CURRENCIES[match["money"].lower()]
        tail = UNIT.match(plain, end)
        if tail and measure(tail["unit"])[0] == unit:
            end = tail.end()
    elif not unit:
        tail = UNIT.match(plain, end)
        if tail and tail["unit"].lower() == "times" and number >= 100:
            tail = None  # "streamed 210 million times" counts
        # "The eight won bronze" has no money in it
        bare = not match["digits"] and not scaled
        if tail and not (bare and tail["unit"] in ("t", "W", "x", "won")):
            unit, factor = measure(tail["unit"])
            end = tail.end()
    weak = match["a"] is not None and number == 1.0 and not scaled
    per = PER.match(plain, end)
    end = end if not plain[:end].endswith(" ") else len(plain[:end].rstrip())
    return Quantity(
        _round(number * factor),
        unit,
        start,
        end,
        number,
        per=(per[1].replace("annum", "year") if per else ""),
        word=not match["digits"] and not scaled,
        weak=weak,
    )


def _scaled(plain: str, number: float, digits: bool, end: int) -> tuple[float, str, int, bool]:
    """The number times what follows it, the unit if that decides it, where it ends, if scaled."""
    scale = SCALE.match(plain, end)
    if scale is None:
        return number, "", end, False
    if scale["attached"]:
        letter = scale["attached"]
        if letter in ("m", "b", "t") and not re.search(r"[$€£¥]\s?[\d.,]+$", plain[:end]):
            if letter == "m" and METRES.match(plain, scale.end()):
                return number, "m", scale.end(), False
            if letter in ("b", "t") and not re.match(r"\s[a-z]{3,}", plain[scale.end() :]):
                return number, "", end, False
        return number * SCALES[letter.lower()], "", scale.end(), True
    if scale["spaced"] and not digits and scale["spaced"].strip(" -").lower() in ("m", "b", "t"):
        return number, "", end, False
    word = (scale["spaced"] or scale["cjk"]).strip(" -").lower().rstrip(".")
    number, end = number * SCALES[word], scale.end()
    again = SCALE.match(plain, end)  # "two hundred thousand"
    if again and again["spaced"]:
        number, end = number * SCALES[again["spaced"].strip(" -").lower().rstrip(".")], again.end()
    return number, "", end, True


def _value_of(written: str) -> float:
    """The value of digits or of number words."""
    if written[0].isdigit():
        if re.fullmatch(r"\d+,\d{1,2}", written):
            return _finite(written.replace(",", "."))
        if written.count(".") > 1:
            return _finite(written.replace(".", ""))
        return _finite(re.sub(r"[,' ]", "", written))
    total = current = 0.0
    for word in re.split(r"[\s-]+", written.lower()):
        if word == "hundred":
            current = max(current, 1.0) * 100
        elif word == "thousand":
            total, current = max(current, 1.0) * 1000, 0.0
        elif word == "a":
            current = 1.0
        elif word != "and":
            current += COUNTING.get(word, TENS.get(word, 0))
    return total + current


def _finite(digits: str) -> float:
    return float(digits[:300])  # longer ones are past what a float holds


def _ordinals(plain: str, taken: list[bool]) -> Iterator[Quantity]:
    for match in ORDINAL.finditer(plain):
        if not any(taken[match.start() : match.end()]):
            value = float(match[1] or ORDINALS[match[2].lower()])
            yield Quantity(
                value, "ordinal", match.start(), match.end(), value, word=match[2] is not None
            )


def _ranged(plain: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Two numbers that are one range as one; units that stand once given to both."""
    position = 0
    while position < len(found):
        here = found[position]
        position += 1
        if position < len(found) and here.unit not in ("score", "clock", "ordinal"):
            there = found[position]
            between = plain[here.end : there.start]
            if AND.fullmatch(between) or TO.fullmatch(between):
                here, there = _shared(plain, here, there, TO.fullmatch(between) is not None)
                found[position] = there
                lead = plain[max(0, here.start - 12) : here.start].lower()
                change = (
                    re.search(r"\bfrom\s$", lead) and "ranging" not in lead and "-" not in between
                )
                joined = (
                    re.search(r"\bbetween\s(?:\w+\s)?$", lead)
                    if re.fullmatch(r"\s+and\s+", between, re.IGNORECASE)
                    else TO.fullmatch(between)
                )
                if joined and not change and here.unit == there.unit and here.value < there.value:
                    yield replace(
                        there, start=here.start, value=here.value, raw=here.raw, high=there.value
                    )
                    position += 1
                    continue
        yield here


def _shared(plain: str, here: Quantity, there: Quantity, joined: bool) -> tuple[Quantity, Quantity]:
    """Two numbers with the scale and the unit that only one of them carries: "$4-5 million"."""
    if "ordinal" in (here.unit, there.unit) or "" != here.unit != there.unit != "":
        return here, there
    sizes = [_size(plain, quantity) for quantity in (here, there)]
    scale = sizes[1] if sizes[0] == 1 and here.raw <= 1000 else 1.0
    if here.unit in ("", there.unit):
        factor = there.value / there.raw if there.raw and not here.unit else _ratio(here)
        raw = here.raw * scale
        here = replace(
            here, value=_round(raw * factor), raw=raw, unit=there.unit, per=here.per or there.per
        )
    elif joined and not there.unit and here.unit in CURRENCIES.values():
        here = replace(here, value=_round(here.value * scale), raw=here.raw * scale)
        there = replace(there, unit=here.unit)
    return here, there


def _ratio(quantity: Quantity) -> float:
    return quantity.value / quantity.raw if quantity.raw else 1.0


def _size(plain: str, quantity: Quantity) -> float:
    """The scale in the written number: a million for "4 million", 1 for "4,000,000"."""
    core = CORE.match(plain, quantity.start)
    written = core and (core["digits"] or core["words"])
    number = _value_of(written) if written else 0.0
    return quantity.raw / number if number else 1.0


def _round(value: float) -> float:
    """Without the dust of binary fractions: 2.05 x 1e6 is 2,050,000."""
    return float(f"{value:.12g}")


def _bounded(plain: str, quantity: Quantity, ends: list[int]) -> Quantity:
    """The quantity with what is put before it: "about", "more than", "up to"."""
    low = max(0, quantity.start - 32)
    before = plain[low : quantity.start].lower()
    match = BOUND.search(before)
    if match is None or quantity.unit == "ordinal":
        after = AFTER.match(plain, quantity.end)
        return replace(quantity, bound="over") if after else quantity
    kind = match.lastgroup or ""
    if kind in ("over", "under") and _OVER_A.search(before):
        return quantity  # "resigned over a 64,000-euro payment"
    if not match[kind].startswith("no") and _NONE_SO.search(before):
        return quantity  # "none is older than five"
    start = low + match.start(kind)
    if match[kind] == "over" and quantity.unit in ("s", "month"):
        lasting = _LASTING.search(before[: match.start(kind)])
        return replace(quantity, bound="over") if lasting else quantity  # "5 % over two years"
    if match[kind] in ("more than", "less than", "fewer than") and any(
        end <= start and re.fullmatch(r"\s(?:[a-z]+s\s)?", plain[end:start]) for end in ends
    ):
        return quantity  # "2 million fewer than three months before" compares, it does not bound
    return replace(quantity, bound=_BOUNDS[kind])


_FROM_TO = re.compile(r"\b(?:from|to)\s$", re.IGNORECASE)
# "To a third in May", not "to a third buyer"
_ON = re.compile(r"(?:to|from|in|by|on|at|last|this|after|before|since|and|while|when)\b")
_NONE_SO = re.compile(
    r"\b(?:no|not|none|nobody|never)\b[^,;]{0,16}(?<!more )(?<!less )[a-z]er than\s$"
)
_OVER_A = re.compile(r"\b(?:over|under|above|below)\s(?:an?|the)\s$")
_LASTING = re.compile(r"\b(?:for|of|in|lasted|lasting|after|took|well|just|is|was)\s$")
_BOUNDS: dict[str, Bound] = {
    "about": "about",
    "almost": "almost",
    "over": "over",
    "upto": "up to",
    "under": "under",
}
