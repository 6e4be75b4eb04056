"""Quantities, dates and names as they stand in a text, each with its span. Pure functions.

``text[found.start : found.end]`` is always what was read. Values are brought to one base, so that
4.5 million = 4,500,000, 40k = 40,000, 55 % = 55 percent, a third = 33.3 %, 1.5 km = 1,500 m and
two years = 24 months compare as equal numbers of one unit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistant.wording import STOP, fold

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

    def of(self, text: str) -> str:
        """The quantity as written, without its bound."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as the text gives it; what it does not give is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    part: str | None = None  # "Q3", "H1"; "1990s" for a decade
    relative: str | None = None  # "yesterday", "last year": needs a day to stand on

    def of(self, text: str) -> str:
        """The date as written."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, or a code such as MI300X."""

    start: int
    end: int
    words: tuple[str, ...]  # as written, possessive endings dropped
    first: bool  # it opens its sentence, so its first word may be an ordinary one

    def of(self, text: str) -> str:
        """The name as written."""
        return text[self.start : self.end]


# --- numbers ---------------------------------------------------------------------------------

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        " twentieth".split(),
        1,
    )
}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: number
    for word, number in _ORDINALS.items()
    if 3 <= number <= 10
    for plural in ("", "s")
}
_SCALES = {
    "hundred": 1e2,
    "k": 1e3,
    "thousand": 1e3,
    "tsd": 1e3,
    "lakh": 1e5,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "millionen": 1e6,
    "crore": 1e7,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "mrd": 1e9,
    "milliarden": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "trillion": 1e12,
    "dozen": 12.0,
    "万": 1e4,
    "萬": 1e4,
    "亿": 1e8,
    "億": 1e8,
}
_CURRENCIES = {
    "us$": "usd",
    "a$": "aud",
    "c$": "cad",
    "nz$": "nzd",
    "hk$": "hkd",
    "s$": "sgd",
    "r$": "brl",
    "$": "usd",
    "€": "eur",
    "£": "gbp",
    "¥": "¥",
    "₹": "inr",
    "₩": "krw",
    "₽": "rub",
    "usd": "usd",
    "eur": "eur",
    "gbp": "gbp",
    "chf": "chf",
    "cny": "cny",
    "rmb": "cny",
    "jpy": "jpy",
}
_MEASURES: dict[str, tuple[str, float]] = {
    name: (unit, factor)
    for names, unit, factor in (
        ("% percent pct prozent ％", "%", 1),
        ("percentage-point percentage-points pp", "pp", 1),
        ("basis-point basis-points bp bps", "pp", 0.01),
        ("usd us-dollar us-dollars dollar dollars american-dollars bucks 美元", "usd", 1),
        ("cent cents", "usd", 0.01),
        ("eur euro euros 欧元 €", "eur", 1),
        ("gbp pound pounds sterling £", "gbp", 1),
        ("pence", "gbp", 0.01),
        ("cny rmb yuan renminbi 元 人民币", "cny", 1),
        ("jpy yen 日元", "jpy", 1),
        ("chf franc francs swiss-franc swiss-francs franken", "chf", 1),
        ("inr rupee rupees", "inr", 1),
        ("krw won", "krw", 1),
        ("rub ruble rubles rouble roubles", "rub", 1),
        ("crown crowns krona kronor krone kroner", "crown", 1),
        ("aud australian-dollars", "aud", 1),
        ("cad canadian-dollars", "cad", 1),
        ("hong-kong-dollars hkd", "hkd", 1),
        ("peso pesos", "peso", 1),
        ("lira liras", "lira", 1),
        ("km kms kilometre kilometres kilometer kilometers kilometern", "m", 1e3),
        ("metre metres meter meters", "m", 1),
        ("cm centimetre centimetres centimeter centimeters", "m", 0.01),
        ("mm millimetre millimetres millimeter millimeters", "m", 1e-3),
        ("nm nanometre nanometres nanometer nanometers", "m", 1e-9),
        ("mile miles", "m", 1609.344),
        ("foot feet ft", "m", 0.3048),
        ("inch inches", "m", 0.0254),
        ("yard yards", "m", 0.9144),
        ("kg kilogram kilograms kilo kilos", "kg", 1),
        ("g gram grams gramme grammes", "kg", 1e-3),
        ("mg milligram milligrams", "kg", 1e-6),
        ("tonne tonnes metric-tons metric-ton", "kg", 1e3),
        ("ton tons", "ton", 1),
        ("ounce ounces", "ounce", 1),
        ("second seconds sec secs sekunden", "s", 1),
        ("minute minutes min mins minuten", "s", 60),
        ("hour hours hr hrs stunden", "s", 3600),
        ("day days tage tagen", "s", 86400),
        ("week weeks wochen", "s", 604800),
        ("fortnight fortnights", "s", 1209600),
        ("month months monate monaten", "month", 1),
        ("quarters", "month", 3),
        ("year years yr yrs jahre jahren", "month", 12),
        ("decade decades", "month", 120),
        ("century centuries", "month", 1200),
        ("W watt watts", "W", 1),
        ("kW kilowatt kilowatts", "W", 1e3),
        ("MW megawatt megawatts", "W", 1e6),
        ("GW gigawatt gigawatts", "W", 1e9),
        ("TW terawatt terawatts", "W", 1e12),
        ("kWh kilowatt-hour kilowatt-hours", "Wh", 1e3),
        ("MWh megawatt-hour megawatt-hours", "Wh", 1e6),
        ("GWh gigawatt-hour gigawatt-hours", "Wh", 1e9),
        ("TWh terawatt-hour terawatt-hours", "Wh", 1e12),
        ("KB kilobytes", "byte", 1e3),
        ("MB megabyte megabytes", "byte", 1e6),
        ("GB gigabyte gigabytes", "byte", 1e9),
        ("TB terabyte terabytes", "byte", 1e12),
        ("Hz hertz", "Hz", 1),
        ("kHz kilohertz", "Hz", 1e3),
        ("MHz megahertz", "Hz", 1e6),
        ("GHz gigahertz", "Hz", 1e9),
        ("litre litres liter liters", "L", 1),
        ("gallon gallons", "gallon", 1),
        ("barrel barrels", "barrel", 1),
        ("hectare hectares ha", "m2", 1e4),
        ("acre acres", "acre", 1),
        ("square-kilometres square-kilometers sq-km km²", "m2", 1e6),
        ("square-metres square-meters sq-m m²", "m2", 1),
        ("square-miles", "sq mile", 1),
        ("square-feet", "sq ft", 1),
        ("km/h kph kmh", "km/h", 1),
        ("mph", "mph", 1),
        ("°C celsius degrees-celsius", "°C", 1),
        ("°F fahrenheit degrees-fahrenheit", "°F", 1),
        ("° degree degrees", "°", 1),
        ("times x fold", "times", 1),
    )
    for name in names.split()
}

_SUB100 = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(list(_UNITS)[1:10])}))?|{'|'.join(_UNITS)})\b"
)
_SUB1000 = rf"(?:(?:{_SUB100}|a)\s+hundred(?:\s+(?:and\s+)?{_SUB100})?|{_SUB100})"
_WORDS = rf"{_SUB1000}(?:\s+thousand(?:\s+(?:and\s+)?{_SUB1000})?)?"
_DIGITS = (
    r"\d{1,3}(?:[,' ]\d{3})+(?![\d])(?:\.\d+)?|\d+\.\d{3}\.\d{3}|\d+,\d{1,2}(?![\d])|\d+(?:\.\d+)?"
)
_MONEY = r"(?:us|a|c|nz|hk|s|r)?\$|[€£¥₹₩₽]|\b(?:usd|eur|gbp|chf|cny|rmb|jpy)"
_CORE = re.compile(
    rf"(?P<money>{_MONEY})?\s?(?P<sign>(?<![\w)])[-+])?(?<![\w.])(?P<digits>{_DIGITS})"
    r"(?!\d|(?:st|nd|rd|th)\b)"
    rf"|\b(?P<words>{_WORDS})"
    r"|\b(?P<a>half\s+an?|an?)\s+(?=(?:hundred|thousand|million|billion|trillion|dozen|decade"
    r"|century|week|fortnight|day|hour|year|percentage\s+point)\b)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\s?(?:(?P<attached>(?<=\d)(?:bn|mn|mln|tn|trn|k|m|b|t)(?![\w/²]))"
    r"|(?P<spaced>[\s-]?(?:hundred|thousand|tsd\.?|lakh|crore|millions?|millionen|mio\.?|mn|mln|bn"
    r"|billions?|mrd\.?|milliarden|tn|trillion|dozen)\b)|(?P<cjk>[万萬亿億]))",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]{0,2}(?:(?:consecutive|straight|successive|full|whole|additional|extra|more|further|calendar"
    r"|working)\s)?(?P<unit>"
    + "|".join(
        re.escape(name).replace(r"\-", r"[\s-]") + (r"(?![\w/²])" if name[-1].isalnum() else "")
        for name in sorted(_MEASURES, key=len, reverse=True)
    )
    + r")",
    re.IGNORECASE,
)
# "100m sprint" is metres; "61m subscribers" and "to 61m" are millions, as news writes them.
_METRES = re.compile(
    r"[\s-](?:long|tall|high|wide|deep|sprint|race|hurdles|freestyle|backstroke|butterfly|relay|above"
    r"|below|away|dash|final|pool|tower|mast|yacht|wave|waves|bridge|tunnel|run)\b"
)
_PER = re.compile(
    r"\s?(?:an?|per|/|each|every)\s?(second|minute|hour|day|week|month|quarter|year|annum)\b"
)
_BOUND = re.compile(
    r"(?P<about>about|around|roughly|approximately|approx\.?|some|circa|ca\.|~|an estimated|estimated"
    r"|in the region of|an average of)"
    r"|(?P<almost>nearly|almost|close to|just under|just below|not quite)"
    r"|(?P<over>no fewer than|no less than|not less than|more than|over|above|at least|exceeding"
    r"|just over|upwards of|a minimum of)"
    r"|(?P<upto>no more than|not more than|up to|as much as|as many as|at most|a maximum of"
    r"|no later than)"
    r"|(?P<under>fewer than|less than|under|below)"
)
_BOUND_END = re.compile(rf"(?:^|\W)(?:{_BOUND.pattern})\s*(?:an?\s|the\s)?$")
_AFTER = re.compile(r"\s?(?:\+|or more\b|plus\b)")
_TO = re.compile(r"\s*(?:-|to|bis|至)\s*", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|or|to)\s+", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(\d{1,2}):(\d{2})(?::\d{2})?\b\s?(a\.?m\b\.?|p\.?m\b\.?)?"
    r"|\b(\d{1,2})(?:\.(\d{2}))?\s?(a\.?m\b\.?|p\.?m\b\.?)",
    re.IGNORECASE,
)
_SCORE = re.compile(r"(?<![\w.,-])(\d{1,3})-(\d{1,3})(?![\w%]|-\w|[.,]\d)")
_FRACTION = re.compile(
    r"\b(?P<count>an?|one|two|three|four|five|six|seven|eight|nine)[\s-]"
    rf"(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})\b(?P<of>\s+(?:of|more|less|fewer"
    r"|higher|lower|the)\b)?",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!last )(?<!other )(?<!-)\bhalf\b"
    r"(?!-|\s+(?:an?\s|year\b|past|time\b|hour\b|marathon))(?P<as>\s+as\b)?",
    re.IGNORECASE,
)
_QUARTER_POINT = re.compile(
    r"\b(?P<part>quarter|half)(?:[\s-]of)?[\s-](?:an?\s)?(?:percentage[\s-])?points?\b",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    rf"\b(?P<count>{_SUB100}|\d{{1,3}})\s(?:in|out\sof)\s(?:every\s)?(?P<all>{_SUB100}|1?\d{{1,3}})\b(?![.,:-]\d)"
    r"|\bevery\s(?P<part>second|third|fourth|fifth|sixth|seventh|eighth|tenth)\b",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(
    rf"\b(?:(?P<count>an?|\d{{1,3}}|{_SUB100})\s(?P<unit>years?|hours?|days?|weeks?|months?|miles?"
    rf"|million|billion)\sand\sa\shalf|(?P<before>\d{{1,3}}|{_SUB100})\sand\sa\shalf\s(?P<after>years?"
    r"|hours?|days?|weeks?|months?|miles?|times|percent|million|billion))\b",
    re.IGNORECASE,
)
_TIMES = {
    word: number
    for number, words in (
        (2.0, "twice double doubled doubles doubling twofold two-fold"),
        (3.0, "triple tripled triples tripling threefold three-fold thrice treble trebled"),
        (4.0, "quadruple quadrupled quadrupling fourfold four-fold"),
        (5.0, "fivefold five-fold"),
        (10.0, "tenfold ten-fold"),
        (0.5, "halved halving halve halves"),
    )
    for word in words.split()
}
_FACTOR = re.compile(rf"\b(?:{'|'.join(sorted(_TIMES, key=len, reverse=True))})\b", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:(\d{{1,4}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))\b", re.IGNORECASE)


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
    for code in _CODE.finditer(plain):
        if not _reads_as_number(code.group()):
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
        (_CLOCK, _clock),
        (_AND_A_HALF, _and_a_half),
        (_QUARTER_POINT, _point),
        (_ONE_IN, _one_in),
        (_FRACTION, _fraction),
        (_HALF, _half),
        (_FACTOR, _factor),
        (_SCORE, _score),
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


def _and_a_half(_: str, match: re.Match[str]) -> Quantity:
    written = (match["count"] or match["before"]).lower()
    number = (1.0 if written in ("a", "an") else _value_of(written)) + 0.5
    unit = (match["unit"] or match["after"]).lower()
    if unit in _SCALES:
        value = _round(number * _SCALES[unit])
        return Quantity(value, "", match.start(), match.end(), value)
    name, factor = _measure(unit)
    return Quantity(number * factor, name, match.start(), match.end(), number, word=True)


def _point(_: str, match: re.Match[str]) -> Quantity:
    value = 0.25 if match["part"].lower() == "quarter" else 0.5
    return Quantity(value, "pp", match.start(), match.end(), value, word=True)


def _one_in(_: str, match: re.Match[str]) -> Quantity | None:
    if match["part"]:
        share = 1 / _ORDINALS[match["part"].lower()]
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
        )
        if not match["of"] and not led and rest[:1].isalpha():
            return None
    if part == "half" and count not in ("a", "one"):
        return None
    if part in ("quarter", "quarters") and count not in ("a", "one", "three"):
        return None
    number = 1 if count in ("a", "an") else _UNITS[count]
    if number > _PARTS[part] or (number > 1 and not part.endswith("s") and "-" not in match[0]):
        return None
    end = match.start("of") if match["of"] else match.end()
    value = 100 * number / _PARTS[part]
    return Quantity(value, "%", match.start(), end, value, word=True)


def _half(_: str, match: re.Match[str]) -> Quantity:
    if match["as"]:
        return Quantity(0.5, "times", match.start(), match.end(), 0.5, word=True)
    return Quantity(50.0, "%", match.start(), match.end(), 50.0, word=True)


def _factor(_: str, match: re.Match[str]) -> Quantity:
    value = _TIMES[match.group().lower()]
    return Quantity(value, "times", match.start(), match.end(), value, word=True)


def _score(plain: str, match: re.Match[str]) -> Quantity | None:
    low, high = int(match[1]), int(match[2])
    money = re.search(r"[$€£¥]\s?$", plain[: match.start()])
    if low < high and (
        money or _SCALE.match(plain, match.end()) or _UNIT.match(plain, match.end())
    ):
        return None  # "2-3 million": a range, read below
    return Quantity(float(low), "score", match.start(), match.end(), float(low), high=float(high))


def _plain_numbers(plain: str, taken: list[bool]) -> Iterator[Quantity]:
    for match in _CORE.finditer(plain):
        start, end = match.span()
        if match["digits"]:
            start = match.start("digits") if match["money"] is None else match.start("money")
        if any(taken[match.start("digits") if match["digits"] else start : end]):
            continue
        quantity = _read(plain, match, start)
        if quantity is not None and not any(taken[quantity.start : quantity.end]):
            _take(taken, quantity.start, quantity.end)
            yield quantity


def _read(plain: str, match: re.Match[str], start: int) -> Quantity | None:
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
        if number == 1.0 and not _SCALE.match(plain, end):
            return None  # "a day" says "per day" or "one day": too weak to be held against a text
    number, unit, end, scaled = _scaled(plain, number, match["digits"] is not None, end)
    factor = 1.0
    if match["money"]:
        unit = _CURRENCIES[match["money"].lower()]
        tail = _UNIT.match(plain, end)
        if tail and _measure(tail["unit"])[0] == unit:
            end = tail.end()
    elif not unit:
        tail = _UNIT.match(plain, end)
        if tail and not (tail["unit"] in ("t", "W", "x") and not match["digits"]):
            unit, factor = _measure(tail["unit"])
            end = tail.end()
    per = _PER.match(plain, end)
    end = end if not plain[:end].endswith(" ") else len(plain[:end].rstrip())
    return Quantity(
        _round(number * factor),
        unit,
        start,
        end,
        number,
        per=(per[1].replace("annum", "year") if per else ""),
        word=not match["digits"] and not scaled,
    )


def _scaled(plain: str, number: float, digits: bool, end: int) -> tuple[float, str, int, bool]:
    """The number times what follows it, the unit if that decides it, where it ends, if scaled."""
    scale = _SCALE.match(plain, end)
    if scale is None:
        return number, "", end, False
    if scale["attached"]:
        letter = scale["attached"]
        if letter in ("m", "b", "t") and not re.search(r"[$€£¥]\s?[\d.,]+$", plain[:end]):
            if letter == "m" and _METRES.match(plain, scale.end()):
                return number, "m", scale.end(), False
            if letter in ("b", "t") and not re.match(r"\s[a-z]{3,}", plain[scale.end() :]):
                return number, "", end, False
        return number * _SCALES[letter.lower()], "", scale.end(), True
    if scale["spaced"] and not digits and scale["spaced"].strip(" -").lower() in ("m", "b", "t"):
        return number, "", end, False
    word = (scale["spaced"] or scale["cjk"]).strip(" -").lower().rstrip(".")
    number, end = number * _SCALES[word], scale.end()
    again = _SCALE.match(plain, end)  # "two hundred thousand"
    if again and again["spaced"]:
        number, end = number * _SCALES[again["spaced"].strip(" -").lower().rstrip(".")], again.end()
    return number, "", end, True


def _measure(written: str) -> tuple[str, float]:
    name = re.sub(r"\s+", "-", written.strip())
    return _MEASURES.get(name) or _MEASURES_FOLDED[name.lower()]


_MEASURES_FOLDED = {name.lower(): measure for name, measure in _MEASURES.items()}


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
            current += _UNITS.get(word, _TENS.get(word, 0))
    return total + current


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else 0.0


def _ordinals(plain: str, taken: list[bool]) -> Iterator[Quantity]:
    for match in _ORDINAL.finditer(plain):
        if not any(taken[match.start() : match.end()]):
            value = float(match[1] or _ORDINALS[match[2].lower()])
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
            if _AND.fullmatch(between) or _TO.fullmatch(between):
                here, there = _shared(plain, here, there)
                found[position] = there
                lead = plain[max(0, here.start - 12) : here.start].lower()
                change = re.search(r"\bfrom\s$", lead) and "ranging" not in lead
                joined = (
                    re.search(r"\bbetween\s(?:\w+\s)?$", lead)
                    if re.fullmatch(r"\s+and\s+", between, re.IGNORECASE)
                    else _TO.fullmatch(between)
                )
                if joined and not change and here.unit == there.unit and here.value < there.value:
                    yield replace(
                        there, start=here.start, value=here.value, raw=here.raw, high=there.value
                    )
                    position += 1
                    continue
        yield here


def _shared(plain: str, here: Quantity, there: Quantity) -> tuple[Quantity, Quantity]:
    """Two numbers with the scale and the unit that only one of them carries: "$4-5 million"."""
    if "ordinal" in (here.unit, there.unit) or "" != here.unit != there.unit != "":
        return here, there
    sizes = [_size(plain, quantity) for quantity in (here, there)]
    scale = sizes[1] if sizes[0] == 1 and here.raw <= 1000 else 1.0
    if here.unit in ("", there.unit):
        factor = there.value / there.raw if there.raw and not here.unit else 1.0
        raw = here.raw * scale
        here = replace(
            here, value=_round(raw * factor), raw=raw, unit=there.unit, per=here.per or there.per
        )
    elif not there.unit and here.unit in _CURRENCIES.values():
        here = replace(here, value=_round(here.value * scale), raw=here.raw * scale)
        there = replace(there, unit=here.unit)
    return here, there


def _size(plain: str, quantity: Quantity) -> float:
    """The scale in the written number: a million for "4 million", 1 for "4,000,000"."""
    core = _CORE.match(plain, quantity.start)
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
    match = _BOUND_END.search(before)
    if match is None or quantity.unit == "ordinal":
        after = _AFTER.match(plain, quantity.end)
        return replace(quantity, bound="over") if after else quantity
    kind = match.lastgroup or ""
    start = low + match.start(kind)
    if match[kind] == "over" and quantity.unit in ("s", "month"):
        return quantity  # "5 percent over two years"
    if match[kind] in ("more than", "less than", "fewer than") and any(
        0 <= start - end <= 12 and " " not in plain[end:start].strip() for end in ends
    ):
        return quantity  # "2 million fewer than three months before" compares, it does not bound
    return replace(quantity, bound=_BOUNDS[kind])


_BOUNDS: dict[str, Bound] = {
    "about": "about",
    "almost": "almost",
    "over": "over",
    "upto": "up to",
    "under": "under",
}


# --- dates -----------------------------------------------------------------------------------

_MONTHS = {
    form: number
    for number, forms in enumerate(
        (
            "january jan januar|february feb februar|march mar märz|april apr|may mai|june jun juni"
            "|july jul juli|august aug|september sept sep|october oct oktober|november nov"
            "|december dec dezember"
        ).split("|"),
        1,
    )
    for form in forms.split()
}
_WEEKDAYS = {
    form: number
    for number, forms in enumerate(
        (
            "monday montag|tuesday dienstag|wednesday mittwoch|thursday donnerstag|friday freitag"
            "|saturday samstag|sunday sonntag"
        ).split("|")
    )
    for form in forms.split()
}
_MONTH = (
    rf"(?P<month>{'|'.join(form.title() for form in sorted(_MONTHS, key=len, reverse=True))})\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?(?![\w%])"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|[.,]\d|%)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d-])(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>[01]?\d)-(?P<day>[0-3]?\d)(?![\d-])",
        r"(?<![\d.])(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>(?:1[5-9]|20)\d\d)(?!\d)",
        r"(?<![\d/])(?P<day>[0-3]?\d)/(?P<month>[0-3]?\d)/(?P<year>(?:1[5-9]|20)\d\d)(?!\d)",
        r"(?:(?P<year>(?:1[5-9]|20)\d\d)年)?(?P<month>[01]?\d)月(?:(?P<day>[0-3]?\d)[日号])?",
        rf"\b{_DAY}(?:\s?(?:-|to|and)\s?(?P<day2>[0-3]?\d)(?:st|nd|rd|th|\.)?)?\s(?:of\s)?{_MONTH}"
        rf"(?:,?\s{_YEAR})?",
        rf"\b{_MONTH}\s{_DAY}(?:\s?(?:-|to|and)\s?(?P<day2>[0-3]?\d)(?![\d.,]))?(?:,?\s{_YEAR})?",
        rf"\b{_MONTH}(?:,?\s(?:of\s)?{_YEAR})?",
        r"\b(?P<part>[QH][1-4]|[1-4]Q)\b(?:[\s/'-]?(?:of\s|FY)?(?P<year>(?:1[5-9]|20)\d\d))?",
        r"(?i)\b(?P<part>(?:first|second|third|fourth|last|1st|2nd|3rd|4th)[\s-](?:fiscal\s)?"
        r"(?:quarter|half)|first\ssix\smonths)\b(?![\s-](?:hour|time|point|dozen|finals?|day))"
        r"(?:\s(?:of\s)?(?:fiscal\s)?(?P<year>(?:1[5-9]|20)\d\d))?",
        r"(?<![\w.,$€£¥-])(?P<year>(?:1[5-9]|20)\d\d)(?P<decade>'?s)?"
        r"(?:-(?P<year2>\d\d(?:\d\d)?))?(?![\w%]|[.,]\d|-\d)",
        r"(?:FY|(?i:fiscal)\s)'?(?P<year>20\d\d|\d\d)\b",
    )
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(form.title() for form in _WEEKDAYS)})s?\b")
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|(?:last|this|next|the previous|the following)\s"
    r"(?:year|month|week|quarter)|a\syear\s(?:earlier|before|ago)|the\s(?:year|month)\sbefore"
    r"|the\sprevious\syear|since\sthe\sstart\sof\sthe\syear)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s(?:people|dollars|euros|pounds|yuan|homes|jobs|workers|employees|units|votes|stores|staff"
    r"|percent|million|billion|km|tonnes|miles|metres|meters|RMB|USD|EUR|cars|vehicles|patients)\b"
)


def dates(text: str) -> tuple[DateMention, ...]:
    """The dates of a text in order, each as far as it is given."""
    return _dates(text)


@lru_cache(maxsize=2048)
def _dates(text: str) -> tuple[DateMention, ...]:
    plain = fold(text)
    taken = [False] * len(plain)
    found: list[DateMention] = []
    if any(map(str.isdigit, plain)) or _MONTH_OR_PART.search(plain):
        for pattern in _DATES:
            for match in pattern.finditer(plain):
                if not any(taken[match.start() : match.end()]):
                    mentions = _mentions(plain, match)
                    if mentions:
                        _take(taken, match.start(), match.end())
                        found += mentions
    for match in _WEEKDAY.finditer(plain):
        weekday = _WEEKDAYS[match.group().lower().removesuffix("s")]
        found.append(DateMention(match.start(), match.end(), weekday=weekday))
    for match in _RELATIVE.finditer(plain):
        found.append(
            DateMention(
                match.start(), match.end(), relative=" ".join(match.group().lower().split())
            )
        )
    return tuple(sorted(found, key=lambda mention: mention.start))


_MONTH_OR_PART = re.compile(
    rf"{_MONTH.replace('?P<month>', '?:')}|[QH][1-4]|quarter|half|six\smonths"
)


def _mentions(plain: str, match: re.Match[str]) -> list[DateMention]:
    groups = match.groupdict()
    start, end = match.start(), match.start() + len(match.group().rstrip(" ."))
    year = int(groups["year"]) if groups.get("year") else None
    if year is not None and year < 100:
        year += 2000
    if groups.get("part"):
        return [DateMention(start, end, year=year, part=_part(groups["part"]))]
    if groups.get("month") is None:
        return _years(plain, match, year)
    written = groups["month"]
    month = int(written) if written.isdigit() else _MONTHS[written.lower().rstrip(".")]
    day = int(groups["day"]) if groups.get("day") else None
    if "/" in match.group() and month > 12 >= (day or 0):
        month, day = day or 0, month
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return []
    if written in ("May", "Mar", "Mai", "March") and day is None and year is None:
        if not _is_month(plain, match):
            return []
    mentions = [DateMention(start, end, year, month, day)]
    if groups.get("day2") and 1 <= int(groups["day2"]) <= 31:
        mentions.append(DateMention(start, end, year, month, int(groups["day2"])))
    return mentions


def _is_month(plain: str, match: re.Match[str]) -> bool:
    """May and March alone: a month only after a word that leads to one or before its end."""
    before = re.search(r"([\w']+)[\s,]*$", plain[: match.start()])
    lead = before[1].lower() if before else ""
    return lead in _BEFORE_MONTH or lead in _MONTHS or lead.endswith("ly")


_BEFORE_MONTH = frozenset(
    "in of since until till by from to last next this early late mid and or between before after"
    " through during for than january february april june july".split()
)


def _years(plain: str, match: re.Match[str], year: int | None) -> list[DateMention]:
    groups = match.groupdict()
    start, end = match.span()
    if year is None or _COUNTED.match(plain, end):
        return []
    if groups.get("decade"):
        return [DateMention(start, end, part=f"{year}s")]
    mentions = [DateMention(start, end, year=year)]
    if groups.get("year2"):
        later = int(groups["year2"])
        later = later if later > 100 else year // 100 * 100 + later
        if not year < later < year + 200:
            return []
        mentions.append(DateMention(start, end, year=later))
    return mentions


def _part(written: str) -> str:
    lowered = written.lower()
    if re.fullmatch(r"[qh][1-4]|[1-4]q", lowered):
        digit = next(filter(str.isdigit, lowered))
        return ("H" if "h" in lowered else "Q") + digit
    if "six" in lowered:
        return "H1"
    kind = "H" if "half" in lowered else "Q"
    order = {"f": "1", "s": "2", "t": "3", "l": "2" if kind == "H" else "4"}
    number = (
        lowered[0] if lowered[0].isdigit() else "4" if lowered[:2] == "fo" else order[lowered[0]]
    )
    return kind + number


# --- names -----------------------------------------------------------------------------------

_CODE = re.compile(r"(?<![\w.])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[^\W_]+(?:-[^\W_]+)*")
_READS = re.compile(
    r"[$€£]?\d[\d.,]*(?:k|m|b|t|bn|mn|mln|tn|trn|st|nd|rd|th|s|%|x"
    r"|(?:-[a-z]+)+|km|cm|mm|kg|g|mg|[kMGT]?W|[kMGT]Wh|[KMGT]B|[kMG]?Hz|ft|mph|kph|am|pm|pp|bps?|nm|ha)"
    r"|[a-z]+-\d+|(?:[a-z]+-)+[a-z]+",
)
_NAME_WORD = r"[^\W\d_a-zß-öø-ÿ][^\W_]*(?:['.&-][^\W_]+)*\.?"
_TOKEN = re.compile(r"[^\W_]+(?:(?:['&-]|(?<=\b[A-Z])\.|\.(?=[A-Z]\b))[^\W_]+)*")
_LINK = frozenset("of the de del della di da do dos du la le les van von der den zu al".split())
_NO_NAME = frozenset(
    "I Mr Mrs Ms Dr Prof Sir OK AM PM Yes No CEO CFO COO CTO USD EUR GBP CHF RMB CNY JPY MW GW kW TW"
    " GB TB MB MHz GHz H1 H2 Q1 Q2 Q3 Q4 FY".split()
)


def names(text: str) -> tuple[Name, ...]:
    """Runs of capitalised words (``Bank of Verrin``), and codes with a digit, in order."""
    return _names(text)


@lru_cache(maxsize=2048)
def _names(text: str) -> tuple[Name, ...]:
    plain = fold(text)
    blocked = [False] * len(plain)
    for mention in dates(text):
        if mention.relative is None:
            _take(blocked, mention.start, mention.end)
    found: list[Name] = []
    run: list[re.Match[str]] = []
    links: list[re.Match[str]] = []
    for match in _TOKEN.finditer(plain):
        word = match.group()
        joined = bool(run) and _joins(plain, (links or run)[-1], match)
        if not joined:
            _close(plain, run, links, found)
        if _is_name_word(word) and not blocked[match.start()]:
            run += [*links, match]
            links.clear()
        elif run and word in _LINK and joined and len(links) < 2:
            links.append(match)
        elif run and _is_number_of_name(plain, run, match, blocked) and joined and not links:
            run.append(match)
        else:
            _close(plain, run, links, found)
    _close(plain, run, links, found)
    return tuple(found)


def _joins(plain: str, last: re.Match[str], match: re.Match[str]) -> bool:
    """True when the two words stand side by side in one name; a possessive ends a name."""
    between = plain[last.end() : match.start()]
    if between == ". ":  # "U.S. Steel", "J. Smith", but not the end of a sentence
        return re.fullmatch(r"(?:[A-Z]\.)*[A-Z]|St|Mt|Ft", last.group()) is not None
    return between in (" ", " & ", "-") and not last.group().endswith(("'s", "s'"))


def _is_name_word(word: str) -> bool:
    if word in _NO_NAME:
        return False
    if any(map(str.isdigit, word)) and any(map(str.isalpha, word)):
        return not _reads_as_number(word)
    return word[0].isupper()


def _is_number_of_name(
    plain: str, run: list[re.Match[str]], match: re.Match[str], blocked: list[bool]
) -> bool:
    """The 7 of "Halo 7": one to four digits after a name that no unit, noun or sign follows."""
    word = match.group()
    if not word.isdigit() or len(word) > 4 or blocked[match.start()]:
        return False
    after = plain[match.end() :]
    if re.match(r"[.,:%-]\d|\s?%|-", after) or _SCALE.match(plain, match.end()):
        return False
    if len(run) == 1 and run[0].group().lower() in STOP:
        return False
    return not _UNIT.match(plain, match.end())


def _reads_as_number(word: str) -> bool:
    return _READS.fullmatch(word) is not None


def _close(
    plain: str, run: list[re.Match[str]], links: list[re.Match[str]], found: list[Name]
) -> None:
    """End the run: a name, unless it is a lone ordinary word at the head of a sentence."""
    links.clear()
    if not run:
        return
    first = _opens(plain, run[0].start())
    if first and run[0].group().lower() in STOP:
        del run[0]
        while run and run[0].group() in _LINK:
            del run[0]
        first = False
    if run:
        words = tuple(re.sub(r"(?:'s|')$", "", match.group()) for match in run)
        found.append(Name(run[0].start(), run[-1].end(), words, first))
    run.clear()


def _opens(plain: str, start: int) -> bool:
    """True at the head of the text, of a sentence, of a quotation or after a colon."""
    before = plain[:start].rstrip(" ")
    return not before or before[-1] in "\n\r.!?:;\"'([|•*-。" or before.endswith(("- ", "..."))
