"""What a sentence gives for the thing asked: numbers in one unit, days, codes. Do two fit?"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.conversation.words import VERBS
from assistant.deeds import is_told
from assistant.kinds import AMOUNTS, LEAST_SUM, PEOPLE, Wants, ages, fits_size
from assistant.questions import Need, named_beside
from assistant.replies import CORRECTS
from assistant.types import Evidence
from assistant.verify.mentions import DateMention, dates
from assistant.verify.numbers import Bound, Quantity, quantities
from assistant.verify.units import BOUND, CURRENCY_UNITS
from index.tokens import STOP_WORDS, stem, stem_set, tokens

# "387 million and not the 412 million first reported", "up from 14.80": not what is given
_PUT_ASIDE = re.compile(
    r"\b(?:not|from|than|instead of|rather than|against)\s(?:the\s|a\s)?$", re.IGNORECASE
)
# "below the half that she needed"
_MEASURED_BY = re.compile(
    r"\b(?:below|above|under|over|short of|beyond|ahead of|behind)\sthe\s$", re.IGNORECASE
)
# "after 50 cents last year": nor what was given for another time
_EARLIER = re.compile(
    r"\s(?:last year|previously|at first"
    r"|(?:a|the) (?:year|month|quarter) (?:earlier|before|ago))\b",
    re.IGNORECASE,
)
# "Of 480 guests, 71 percent left": how many there are, and not how many left
_OUT_OF = re.compile(
    r"(?:^|[.,;:]\s)(?:out\s)?of\s(?:(?:the|its|their|about|some)\s)?$", re.IGNORECASE
)
# "It had earlier expected 26": nor what is expected no longer
_EXPECTED_ONCE = re.compile(
    r"\b(?:had|was|were)\s(?:(?:been|earlier|before|first|initially|\w+ly)\s){0,2}"
    r"(?:expect(?:ed|ing)|forecast(?:ed|ing)?|plan(?:ned|ning)|predict(?:ed|ing)|promised|hop(?:ed|ing)"
    r"|estimated|aim(?:ed|ing)|intend(?:ed|ing)|guided|targeted|scheduled|budgeted)\b[^,;.]{0,60}$",
    re.IGNORECASE,
)
_ASKS_ONCE = re.compile(
    r"\b(?:was|were|did|had|earlier|before|previous\w*|original\w*|first|initial\w*)\b", re.I
)
# "How many of the pilots joined?" may be answered by a share of them.
_OF_ALL = re.compile(r"\bhow many (?:of|among)\b", re.IGNORECASE)
_NO_COUNT = frozenset({"%", "pp", "s", "month", "clock"})
_UNITS = {
    Wants.OFTEN: ("times",),
    Wants.PERCENT: ("%", "pp"),
    Wants.TIME: ("clock",),
    Wants.DURATION: ("s", "month"),
}
_LIMITS = ("over", "under", "up to")
_BESIDE = 4  # words after a number that name what is counted
# "The death toll rose to 14 after three more bodies were found": how many there are in all
_TOTAL = re.compile(
    r"\b(?:toll\b(?!\s(?:road|bridge|gate|booth|motorway|tunnel|plaza|operator|charge|fee)s?\b)"
    r"|number\sof\s(?P<what>(?:[\w-]+\s){1,2}))(?:[^,;.:]*\s)?"
    r"(?:to|at|of|is|are|was|were|reached|reaches|hits?|passe[sd]|exceeded|exceeds)\s"
    r"(?:(?:now|currently|still|already)\s)?$",
    re.IGNORECASE,
)
# "A third patient has died": so many at least
_NTH = re.compile(r"\s(?P<who>[\w-]+)\s(?P<what>(?:(?:has|had|was|is|been)\s){0,2}\w+)")
_ANYONE = stem_set("people person persons dead deaths victims fatalities casualties")
_CASES = stem_set("cases infections")
_ILL = re.compile(r"\b(?:ill|sick|infected|contracted|caught)\b", re.IGNORECASE)
_JOINS = re.compile(r"[;,]|\b(?:and|or|but|while|whereas)\b", re.IGNORECASE)
# "the road office announced on Wednesday": the day on which it was said, not the one asked about
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b,?\s)?"
_SAID_ON = re.compile(
    r"\b(?:said|says|wrote|told(?:\s(?:the\s)?\w+)?)(?:\s(?:(?:in|at|by)\s(?:an?\s|the\s)?\w+"
    r"|late|early|earlier))?,?\s"
    rf"(?:on\s)?{_WEEKDAY}$"
    r"|\b(?:announced|reports?|reported|confirmed)\b(?P<what>[^,.;]{0,30}),?\s(?:on\s)?"
    rf"{_WEEKDAY}$",
    re.IGNORECASE,
)
# "Was 5.8 in June", "in June unemployment fell to 5.8"; not "she said in June that it was 5.8"
_MONTH_BEHIND = re.compile(r"(?:\s(?!and\b|but\b|or\b)[^\W\d][\w-]*){0,3}?\s(?:in|for)\s")
_IN = re.compile(r"\b(?:in|for)\s$", re.IGNORECASE)
_SAID_IN = re.compile(
    r"\b(?:said|says|wrote|reported|announced|published|forecast|predicted|told\s\w+)\sin\s$",
    re.IGNORECASE,
)
_APART = re.compile(r"[,;:.\d]")
_COMING = re.compile(r"\b(?:will|next|coming)\b")
# "announced the trial starts on 5 May": what begins a clause of its own is not said then
_CLAUSE = re.compile(
    r"\b(?:that|will|would|is|are|was|were|has|had|can|could|to)\b"
    rf"|(?<!\bthe)(?<!\ba)(?<!\bits)(?<!\btheir)(?<!\bfirst)\s(?:{'|'.join(VERBS | {'end'})})"
    r"(?:e?s|e?d)\b",
    re.IGNORECASE,
)
_ASKS_SAYING = re.compile(r"\b(?:announc|report|confirm|wr[io]t)\w*", re.IGNORECASE)
_WILL_BE = re.compile(
    r"(?:by |until |since )?(?:when|what (?:date|day|month|year))\s(?:will\b"
    r"|(?:is|are)\b.*\b(?:to|due|supposed|expected|planned|scheduled|going)\b)",
    re.IGNORECASE,
)
_WAS = re.compile(r"when did\b(?!.*\b(?:expect|plan|want|hope|aim|intend|promise|say)\w*)", re.I)
_MONTHS_OF_PART = {
    "q1": (1, 3),
    "q2": (4, 6),
    "q3": (7, 9),
    "q4": (10, 12),
    "h1": (1, 6),
    "h2": (7, 12),
}
# Times of the year that are no dates, with their months.
_SEASONS = {
    "spring": (3, 6),
    "summer": (6, 9),
    "autumn": (9, 12),
    "easter": (3, 4),
    "whitsun": (5, 6),
    "christmas": (12, 12),
}
_SEASON = re.compile(
    rf"(?:\b(?P<which>last|this|next|coming)\s)?\b(?P<season>{'|'.join(_SEASONS)})\b"
    r"(?:\s(?:of\s)?(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is given; months are a range, a season's or a quarter's."""

    months: tuple[int, int] | None
    day: int | None
    year: int | None
    weekday: int | None

    @property
    def is_day(self) -> bool:
        return self.months is not None and self.day is not None

    @property
    def is_weekday(self) -> bool:
        return self.weekday is not None and self.day is None

    @property
    def is_year(self) -> bool:
        return self.months is None and self.weekday is None

    def differs(self, other: When) -> bool:
        """Whether both cannot be meant: what only one of them gives says nothing."""
        if self.months and other.months:
            apart = self.months[0] > other.months[1] or other.months[0] > self.months[1]
            return apart or _unlike(self.day, other.day) or _unlike(self.year, other.year)
        return _unlike(self.year, other.year) or _unlike(self.weekday, other.weekday)


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence gives for the thing asked."""

    text: str  # as written
    key: str  # equal for equal values
    unit: str  # only values of one unit are compared
    number: float | None = None  # None for names and dates
    high: float | None = None  # the upper end of a range
    bound: Bound = ""  # what is put before a number: "over" for "more than" and "at least"
    counted: frozenset[str] = frozenset()  # stems of the words behind a number: what is counted
    when: When | None = None
    about: str = ""  # the part of the sentence that holds a number, and no other one
    total: bool = False  # told as the number of all that is asked for: a toll

    @property
    def low(self) -> float:
        return 0.0 if self.bound in ("under", "up to") else self.number or 0.0

    @property
    def top(self) -> float:
        if self.bound == "over":
            return math.inf
        return self.high if self.high is not None else self.number or 0.0

    @property
    def is_bare(self) -> bool:
        """Whether it is a number that does not say of what unit."""
        return self.number is not None and self.unit.strip() == ""

    def counts_as(self, other: Value) -> bool:
        """Whether both count the same, as far as the words behind them tell."""
        people = self.counted & PEOPLE and other.counted & PEOPLE
        return bool(self.counted & other.counted or people)


def values(need: Need, evidence: Evidence) -> tuple[Value, ...]:
    """What a sentence gives of the kind that the question wants and does not itself name."""
    text = evidence.quote
    if need.wants is Wants.NAME:
        return tuple(
            Value(name, name.casefold(), "name")
            for name in named_beside(need, text)
            if any(map(str.isdigit, name))  # codes and models; other names are too often parts
        )
    if need.wants is Wants.AGE:
        return tuple(Value(age, age, "age", float(age)) for age in ages(text))
    if need.wants is Wants.DATE:
        return tuple(_dates(need, evidence))
    behind = evidence.passage.text[evidence.end - evidence.passage.start :].lstrip()
    if need.wants not in AMOUNTS or CORRECTS.match(behind):  # "The correct figure is 19."
        return ()
    every = quantities(text)
    found = [q for q in every if _wanted(need, q, text) and _is_given(need, q, evidence, every)]
    told = [
        _number(need, q, text, every)
        for q in found
        if not need.words.issuperset(tokens(q.of(text)))
    ]
    return (*told, *_counted_up(need, text, every))


def _counted_up(need: Need, text: str, every: Sequence[Quantity]) -> Iterator[Value]:
    """The numbers that "a third patient has died" tells of, where so many at least are asked."""
    asked = frozenset(need.weights) - need.names - need.focus
    ordinals = (q for q in every if q.unit == "ordinal" and q.value > 1)
    for quantity in ordinals if need.wants is Wants.NUMBER else ():
        one = _NTH.match(text, quantity.end)
        if one is None or stem(one["who"]) not in PEOPLE | need.focus:
            continue
        if is_told(need, one["what"]) or asked & stem_set(one["what"]):
            number = _number(need, replace(quantity, unit="", bound="over"), text, every)
            counted = number.counted | {stem(one["who"])}
            yield replace(number, text=text[quantity.start : one.end("who")], counted=counted)


def agree(one: Evidence, value: Value, other: Evidence, theirs: Value) -> bool:
    """Whether two values fit each other: a range and a number in it, an age and a later one, a day
    with its year and without; "more than 30" and 50, where both were told on one day."""
    if value.when and theirs.when:
        return not value.when.differs(theirs.when)
    if value.number is None or theirs.number is None:
        return False
    days = [e.passage.published.date for e in (one, other) if e.passage.published]
    if value.unit == theirs.unit == "age" and len(days) > 1:
        years = (days[1] - days[0]).days / 365
        return abs(theirs.number - value.number - years) <= 1
    if len(set(days)) > 1:  # of "at least 14" and, later, 23 the later one is what is known
        value, theirs = (replace(v, bound="") for v in (value, theirs))
    return fit(value, theirs)


def fit(one: Value, other: Value) -> bool:
    """Whether two numbers may be one, as far as their ranges and limits tell."""
    numbers = one.number is not None and other.number is not None
    return numbers and max(one.low, other.low) <= min(one.top, other.top)


def told_days(need: Need, evidence: Evidence, value: Value) -> tuple[dt.date, dt.date] | None:
    """The first and the last of the days that a sentence gives a value of: "on Friday", "on 5
    March", "in June" beside the value; the report's day helps to tell. None where it is asked when,
    or where it tells none or several."""
    published = evidence.passage.published
    if need.wants is Wants.DATE or published is None:
        return None
    text = evidence.quote
    told = [m for m in dates(text) if m.day or m.weekday is not None]
    told = [m for m in told if not _is_said_on(need, text[: m.start])]
    if not told:
        return _told_month(text, value, published.date)
    if len(told) != 1:
        return None
    one = told[0]
    if one.day is None:
        back = (published.date.weekday() - (one.weekday or 0)) % 7
        ahead = _COMING.search(text) is not None and back > 0
        day = published.date + dt.timedelta(days=7 - back if ahead else -back)
        return day, day
    try:
        day = dt.date(one.year or published.date.year, one.month or published.date.month, one.day)
    except ValueError:  # no such day
        return None
    return day, day


def _told_month(text: str, value: Value, published: dt.date) -> tuple[dt.date, dt.date] | None:
    """The month that stands right behind a value, or else leads up to it: "was 5.8 in June"."""
    start = text.find(value.text)
    if start < 0:
        return None
    end = start + len(value.text)
    months = [m for m in dates(text) if m.month and m.day is None]
    behind = [m for m in months if _MONTH_BEHIND.fullmatch(text, end, m.start)]
    before = [m for m in months if m.end <= start and _leads_up(text, m, start)]
    near = next(iter(behind), before[-1] if before else None)
    if near is None or near.month is None:
        return None
    ahead = near.month - published.month  # an unnamed year is that of the last such month
    unsaid = published.year - (ahead > 0 and not _COMING.search(text))
    first = dt.date(near.year or unsaid, near.month, 1)
    next_one = (first + dt.timedelta(days=31)).replace(day=1)
    return first, next_one - dt.timedelta(days=1)


def _leads_up(text: str, month: DateMention, start: int) -> bool:
    """Whether a month is that of the value that begins there: "in June, unemployment fell to"."""
    before, between = text[: month.start], text[month.end : start]
    if before.strip().casefold() in ("in", "for"):
        between = between.removeprefix(",")
    said = _SAID_IN.search(before)
    return _IN.search(before) is not None and not said and _APART.search(between) is None


def _is_given(
    need: Need, quantity: Quantity, evidence: Evidence, every: Sequence[Quantity]
) -> bool:
    text = evidence.quote
    earlier = _EARLIER.match(text, quantity.end)
    if earlier and _is_of_then(need, earlier.group(), evidence):
        return not quantity.weak
    before = text[: quantity.start]
    if quantity.weak or earlier or _MEASURED_BY.search(before):
        return False
    if _EXPECTED_ONCE.search(before) and not _ASKS_ONCE.search(need.question):
        return False
    if _OUT_OF.search(before) and any(q.start > quantity.end for q in every):
        return False
    return not _PUT_ASIDE.search(text[: _begins(quantity, text)])  # "more than 30" is given


def _begins(quantity: Quantity, text: str) -> int:
    """Where a number begins, with the limit before it: "more than 30", "up to 30"."""
    limit = quantity.bound in _LIMITS
    found = BOUND.search(text[: quantity.start].lower()) if limit else None
    return found.start(found.lastgroup or 0) if found else quantity.start


def _is_of_then(need: Need, phrase: str, evidence: Evidence) -> bool:
    """Whether the question asks for the earlier time that a phrase speaks of: "last year"."""
    published = evidence.passage.published
    if published and "year" in phrase and str(published.date.year - 1) in need.figures:
        return True
    first = need.first and "year" not in phrase
    return first or phrase.strip().casefold() in need.question.casefold()


def _is_said_on(need: Need, before: str) -> bool:
    """Whether the date that these words lead to tells when something was said, and that is not
    asked."""
    said = _SAID_ON.search(before)
    if said is None or _ASKS_SAYING.search(need.question):
        return False
    return _CLAUSE.search(said["what"] or "") is None


def _wanted(need: Need, quantity: Quantity, text: str) -> bool:
    if need.wants in _UNITS:
        return quantity.unit in _UNITS[need.wants]
    if quantity.unit in ("ordinal", "times"):
        return False
    if need.wants is Wants.SIZE and not fits_size(need.words, quantity.unit, text):
        return False
    if need.wants is Wants.MONEY:
        bare = quantity.unit == "" and quantity.raw >= LEAST_SUM
        return quantity.unit in CURRENCY_UNITS or bare
    counted = quantity.unit not in _NO_COUNT or (
        quantity.unit == "%" and _OF_ALL.search(need.question) is not None
    )
    return counted and quantity.unit not in CURRENCY_UNITS


def _dates(need: Need, evidence: Evidence) -> list[Value]:
    text, published = evidence.quote, evidence.passage.published
    seasons = tuple(_SEASON.finditer(text))
    found = [
        _value(mention.of(text), _when(mention))
        for mention in dates(text)
        if not _is_said_on(need, text[: mention.start])
        and not any(match.start() < mention.end <= match.end() for match in seasons)
    ]
    found += [
        _value(match.group(), _in_season(match, published.date if published else None))
        for match in seasons
    ]
    told = [
        one
        for one in found
        if one
        and not need.words.issuperset(tokens(one.text))
        and not _is_of_other_tense(need, one, published.date if published else None)
    ]
    full = [one for one in told if one.when and one.when.is_day]
    return full or told  # "born on 9 October 1951, he played from 1971 to 1990"


def _is_of_other_tense(need: Need, value: Value, published: dt.date | None) -> bool:
    """Whether a year was over when it was reported, where it is asked when something will be; or
    had not begun, where it is asked when something was."""
    if value.when is None or value.when.year is None or published is None:
        return False
    if _WILL_BE.match(need.question):
        return value.when.year < published.year
    return _WAS.match(need.question) is not None and value.when.year > published.year


def _in_season(match: re.Match[str], published: dt.date | None) -> When:
    """A season; "last autumn" is of the year that the day of the report tells."""
    first, last = months = _SEASONS[match["season"].lower()]
    year = int(match["year"]) if match["year"] else None
    which = (match["which"] or "").lower()
    if year is None and published and which:
        year = published.year
        if which == "last":
            year -= published.month <= last
        elif which in ("next", "coming"):
            year += published.month >= first
    return When(months, None, year, None)


def _value(text: str, when: When | None) -> Value | None:
    if when is None:
        return None
    return Value(text, f"{when.months} {when.day} {when.year} {when.weekday}", "date", when=when)


def _when(mention: DateMention) -> When | None:
    """None for a day that needs another one to stand on, and for a decade."""
    months = (mention.month, mention.month) if mention.month else None
    if mention.part:
        months = _MONTHS_OF_PART.get(mention.part.lower())
    if months is None and mention.year is None and mention.weekday is None:
        return None
    return When(months, mention.day, mention.year, mention.weekday)


def _unlike(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _number(need: Need, quantity: Quantity, text: str, every: Sequence[Quantity]) -> Value:
    total = _total(need, quantity, text, every)
    first = max((q.end for q in every if q.end <= quantity.start), default=0)
    last = min((q.start for q in every if q.start >= quantity.end), default=len(text))
    joins = [*_JOINS.finditer(text, first, quantity.start)]
    behind = _JOINS.search(text, quantity.end, last)
    begins = joins[-1].end() if joins else first
    about = text[total.start() if total else begins : behind.start() if behind else last]
    after = tokens(text[quantity.end : min(last, quantity.end + 60)])
    kept = itertools.takewhile(lambda word: word not in ("and", "or", "but", "while"), after)
    named = [stem(word) for word in kept if word not in STOP_WORDS]
    high = f"-{quantity.high:g}" if quantity.high is not None else ""
    return Value(
        text=text[_begins(quantity, text) : quantity.end],
        key=f"{quantity.value:g}{high} {quantity.unit} {quantity.per}",
        unit=f"{quantity.unit} {quantity.per}",
        number=quantity.value,
        high=quantity.high,
        bound=quantity.bound,
        counted=frozenset(named[:_BESIDE]) | (need.focus if total else frozenset()),
        about=about,
        total=total is not None,
    )


def _total(
    need: Need, quantity: Quantity, text: str, every: Sequence[Quantity]
) -> re.Match[str] | None:
    """What tells right before a number that it is of all that the question counts; "from nine" may
    stand between. A toll is of no group of the dead alone, as the children."""
    others = (q for q in every if q.end <= quantity.start)
    ends = (q.end for q in others if not _PUT_ASIDE.search(text[: _begins(q, text)]))
    total = _TOTAL.search(text, max(ends, default=0), _begins(quantity, text))
    if total is None or need.wants is not Wants.NUMBER:
        return None
    what = stem_set(total["what"] or "")
    named = frozenset(need.weights) - need.names - _ANYONE
    ill = what & _CASES and _ILL.search(need.question)
    if what & named or (need.focus & _ANYONE and (ill or is_told(need, total.group()))):
        return total
    return None
