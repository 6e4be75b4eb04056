"""Evidence that disagrees -> dated sides.

Two sentences disagree when they give different values for what looks like the same thing: values
of the kind that the question wants, in one unit, beside the same words, in sentences that both
speak of what is asked. Nothing is decided about who is right; which side stands first is a matter
of dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.kinds import AMOUNTS, Wants, ages
from assistant.questions import Need, named_beside
from assistant.types import Evidence
from assistant.variants import versions
from assistant.verify.mentions import DateMention, dates
from assistant.verify.numbers import Quantity, quantities
from assistant.verify.units import CURRENCY_UNITS
from index.tokens import STOP_WORDS, stem, stem_set, tokens

READ = 24  # evidence sentences compared
_SHARE = 0.12  # of the best chance: below it a sentence is not about the question
_ALIKE = 0.8  # of the better one's cover: so far both sentences speak of what is asked
_DATED = 0.3  # the least of the question's weight that a sentence with a day must hold
_MORE_ALIKE = 0.9  # the same, for bare numbers that do not say of what: "nine, the ministry said"
_APART = 3.0  # two counts of one thing seldom differ by more than this factor
_LEADS = 3
_LEADING = 0.5  # of the best chance: so likely must the sentence be whose value is compared
_PERIODS = frozenset("first second third fourth q1 q2 q3 q4 h1 h2 half".split())
_YEARS = 2  # reports of one person may be so far apart in time
_SUM = 1e5  # a bare number so high may be one of money: "the government puts it at 410 million"
# "387 million and not the 412 million first reported", "up from 14.80": not what is given
_PUT_ASIDE = re.compile(
    r"\b(?:not|from|than|instead of|rather than|against)\s(?:the\s|a\s)?$", re.IGNORECASE
)
_NEARBY = 600  # characters between a statement and what is said against it
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|contradict(?:s|ed)|"
    r"could not be (?:established|confirmed|verified)|no evidence|no sign of|rul(?:es|ed) out|"
    r"untrue|baseless)\b",
    re.IGNORECASE,
)
# It is no answer to anything else: "a spokesman rejected the figure".
_DENIES_FIGURE = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|contradict(?:s|ed))"
    r"\s(?:the|this|that|these|those)\s(?:figure|number|sum|estimate|total|price|value)s?\b",
    re.IGNORECASE,
)
# "Grantle Mills denies this.": what comes right after a statement is about it, whatever it holds.
# One sentence, so no empty line inside: a heading before it is none of it.
_ANSWERED = re.compile(
    r"\s+(?P<back>[\"“]?[A-Z](?:(?!\n\s*\n)[^.!?]){0,80}?\b"
    r"(?:den(?:ies|ied)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|contradict(?:s|ed))"
    r"\s(?:this|that|it|the\s(?:claim|charge|accusation|"
    r"allegation|report|figure|number|sum|estimate)s?)\b"
    r"(?:(?!\n\s*\n)[^.!?]){0,120}[.!?])"
)
_FIGURE = re.compile(r"\b(?!(?:19|20)\d\d\b)\d")  # no year
_BESIDE = 4  # words after a number that name what is counted


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence gives for the thing asked."""

    text: str  # as written
    key: str  # equal for equal values
    unit: str  # only values of one unit are compared
    number: float | None  # None for names and dates
    high: float | None  # the upper end of a range
    counted: frozenset[str]  # stems of the words behind a number: what is counted

    @property
    def top(self) -> float:
        return self.high if self.high is not None else self.number or 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """One value and the evidence that gives it, the likeliest first."""

    value: Value
    evidence: tuple[Evidence, ...]
    sources: int  # independent ones: copies of one story are one

    @property
    def published(self) -> dt.date | None:
        """The newest report of it."""
        days = [e.passage.published.date for e in self.evidence if e.passage.published]
        return max(days, default=None)


def disagreement(
    need: Need, ranked: Sequence[Evidence], clusters: Mapping[str, str]
) -> tuple[Given, ...]:
    """The sides of a disagreement about what is asked, newest first; empty where there is none.

    Args:
        ranked: the likeliest evidence first.
        clusters: file -> the file that stands for all copies of its story.
    """
    read = [e for e in ranked[:READ] if ranked and e.score >= _SHARE * ranked[0].score]
    sides = _by_value(need, ranked, read) or _by_version(need, read)
    given = [
        Given(value, found, len({clusters.get(e.file, e.file) for e in found}))
        for value, found in sides
    ]
    return tuple(sorted(given, key=lambda g: g.published or dt.date.min, reverse=True))


Told = tuple[Value, tuple[Evidence, ...]]


def _by_value(need: Need, ranked: Sequence[Evidence], read: Sequence[Evidence]) -> list[Told]:
    """Values of one unit, or codes, for the same thing."""
    told = _same_subject(need, [(e, value) for e in read for value in values(need, e)])
    if not told:
        return []
    # The likeliest sentence may give a value of something else; a few more are tried as the lead.
    near = [value for e, value in told if e.score >= _LEADING * ranked[0].score]
    asked = [value for value in near if _is_asked(need, value)] or near[:1]
    for lead in list(dict.fromkeys(value.key for value in asked))[:_LEADS]:
        sides = _sides(need, lead, told)
        if len(sides) > 1:
            return [
                (found[0][1], tuple(dict.fromkeys(e for e, _ in found))) for found in sides.values()
            ]
    return []


def _by_version(need: Need, read: Sequence[Evidence]) -> list[Told]:
    """One sentence in two versions, told by different articles."""
    for lead in [e for e in read if e.score >= _LEADING * read[0].score][:_LEADS]:
        told = versions(need, lead, read)
        if len(told) > 1:
            return [
                (Value(text, text.casefold(), "words", None, None, frozenset()), found)
                for text, found in told
            ]
    return []


def _is_asked(need: Need, value: Value) -> bool:
    """Whether a number counts what the question counts, where both say what."""
    bare = value.number is not None and value.unit.strip() == ""
    return not (bare and need.focus) or bool(value.counted & need.focus)


def _sides(
    need: Need, lead: str, told: Sequence[tuple[Evidence, Value]]
) -> dict[str, list[tuple[Evidence, Value]]]:
    """What is told of the same thing as the value with this key, by value."""
    first = next(one for one in told if one[1].key == lead)
    sides: dict[str, list[tuple[Evidence, Value]]] = {}
    for one in told:
        elsewhere = one[0].file != first[0].file and not _agree(first, one)
        if one[1].key == lead or (elsewhere and _same_thing(need, first, one)):
            sides.setdefault(one[1].key, []).append(one)
    return {key: found for key, found in sides.items() if _has_own_sentence(key, found, told)}


def of_weight(sides: Sequence[Given]) -> tuple[Given, ...]:
    """The sides that stand in the answer's text.

    Against several independent sources that agree, a value that one source alone gives is told
    beside the answer as a dissent, not in it; unless it is newer than all of them, as what is
    newer may put them right.
    """
    agreed = [side.published or dt.date.min for side in sides if side.sources > 1]
    if not agreed:
        return tuple(sides)
    newest = max(agreed)
    return tuple(s for s in sides if s.sources > 1 or (s.published or dt.date.min) > newest)


def of_one_day(sides: Sequence[Given]) -> tuple[Given, ...]:
    """The sides that another one contradicts on the same day."""
    days = [side.published for side in sides]
    return tuple(s for s in sides if s.published and days.count(s.published) > 1)


def namesakes(sides: Sequence[Given]) -> bool:
    """Whether the sides seem to be about different people of one name: their ages are far apart.

    Both are told, but nobody disagrees.
    """
    ages_told = [s.value.number for s in sides if s.value.unit == "age" and s.value.number]
    return len(ages_told) > 1 and max(ages_told) - min(ages_told) > _YEARS


def with_sides(
    chosen: Sequence[Evidence], sides: Sequence[Given], room: int
) -> tuple[Evidence, ...]:
    """A sentence of every side, the newest side's first, then what was chosen beside them.

    Args:
        room: the most words of all together; every side is told even so.
    """
    if not sides:
        return tuple(chosen)
    told = [next((e for e in s.evidence if e in chosen), s.evidence[0]) for s in sides]
    told = list(dict.fromkeys(told))
    for one in chosen:
        if one not in told and sum(len(e.quote.split()) for e in [*told, one]) <= room:
            told.append(one)
    return tuple(told)


def denial(
    need: Need, chosen: Sequence[Evidence], ranked: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The sentence, where there is one, that denies or doubts what stands in the answer.

    First the one right after a chosen sentence. Then another near them, where what is asked is no
    figure: figures that differ are sides.
    """
    for one in chosen:
        back = _answered_back(one)
        if back and not any(e.file == one.file and e.end > back.start >= e.start for e in chosen):
            return (back,)
    if need.wants in AMOUNTS or not chosen or any(_DENIES.search(e.quote) for e in chosen):
        return ()
    for one in ranked:
        beside = any(one.file == e.file and abs(one.start - e.start) <= _NEARBY for e in chosen)
        if one in chosen or not beside or _DENIES_FIGURE.search(one.quote):
            continue
        if _DENIES.search(one.quote):
            return (one,)
    return ()


def _answered_back(evidence: Evidence) -> Evidence | None:
    """The next sentence, where it denies this one."""
    found = _ANSWERED.match(evidence.passage.text, evidence.end - evidence.passage.start)
    if found is None:
        return None
    if _DENIES_FIGURE.search(found["back"]) and not _FIGURE.search(evidence.quote):
        return None
    start, end = (evidence.passage.start + place for place in found.span("back"))
    return replace(evidence, start=start, end=end, quote=found["back"], lead_in="")


def values(need: Need, evidence: Evidence) -> tuple[Value, ...]:
    """What a sentence gives of the kind that the question wants and does not itself name."""
    text = evidence.quote
    if need.wants is Wants.NAME:
        return tuple(
            Value(name, name.casefold(), "name", None, None, frozenset())
            for name in named_beside(need, text)
            if any(map(str.isdigit, name))  # codes and models; other names are too often parts
        )
    if need.wants is Wants.AGE:
        return tuple(Value(age, age, "age", float(age), None, frozenset()) for age in ages(text))
    if need.wants is Wants.DATE:
        return tuple(_date(m, text) for m in dates(text) if m.month and m.day)
    if need.wants not in AMOUNTS:
        return ()
    found = (
        q
        for q in quantities(text)
        if _wanted(need, q) and not q.weak and not _PUT_ASIDE.search(text[: q.start])
    )
    return tuple(_number(q, text) for q in found if not need.words.issuperset(tokens(q.of(text))))


def _wanted(need: Need, quantity: Quantity) -> bool:
    if quantity.unit in ("ordinal", "times"):
        return False
    if need.wants is Wants.MONEY:
        bare = quantity.unit == "" and quantity.raw >= _SUM
        return quantity.unit in CURRENCY_UNITS or bare
    if need.wants is Wants.PERCENT:
        return quantity.unit in ("%", "pp")
    if need.wants is Wants.DURATION:
        return quantity.unit in ("s", "month")
    return quantity.unit not in ("%", "pp") and quantity.unit not in CURRENCY_UNITS


def _date(mention: DateMention, text: str) -> Value:
    key = f"{mention.month}-{mention.day}-{mention.year or ''}"
    return Value(mention.of(text), key, "date", None, None, frozenset())


def _number(quantity: Quantity, text: str) -> Value:
    after = [t for t in tokens(text[quantity.end : quantity.end + 60]) if t not in STOP_WORDS]
    high = f"-{quantity.high:g}" if quantity.high is not None else ""
    return Value(
        text=quantity.of(text),
        key=f"{quantity.value:g}{high} {quantity.unit} {quantity.per}",
        unit=f"{quantity.unit} {quantity.per}",
        number=quantity.value,
        high=quantity.high,
        counted=frozenset(stem(t) for t in after[:_BESIDE]),
    )


def _same_thing(need: Need, first: tuple[Evidence, Value], other: tuple[Evidence, Value]) -> bool:
    (here, one), (there, two) = first, other
    if one.unit != two.unit and not (
        need.wants is Wants.MONEY and "" in (one.unit.strip(), two.unit.strip())
    ):
        return False
    if one.number and two.number and not 1 / _APART <= two.number / one.number <= _APART:
        return False
    if one.unit == "date":  # of what, the sentence must say: "it will be held on 22 March"
        asked = [need.covered(stem_set(f"{e.passage.title} {e.quote}")) for e in (here, there)]
        return min(asked) >= _DATED and asked[1] >= _ALIKE * asked[0]
    same_count = one.number is None or one.unit.strip() != "" or one.counted & two.counted
    alike = _ALIKE if same_count else _MORE_ALIKE
    return need.covered(_around(there)) >= alike * need.covered(_around(here))


def _agree(first: tuple[Evidence, Value], other: tuple[Evidence, Value]) -> bool:
    """Whether two values fit each other: a range and a number in it, an age and a later
    one, a day with its year and without."""
    (here, one), (there, two) = first, other
    if one.unit == two.unit == "date":
        (day, year), (other_day, other_year) = one.key.rsplit("-", 1), two.key.rsplit("-", 1)
        return day == other_day and "" in (year, other_year)
    if one.number is None or two.number is None:
        return False
    if one.unit == two.unit == "age" and here.passage.published and there.passage.published:
        years = (there.passage.published.date - here.passage.published.date).days / 365
        return abs(two.number - one.number - years) <= 1
    low, high = max(one.number, two.number), min(one.top, two.top)
    return low <= high


def _same_subject(
    need: Need, told: Sequence[tuple[Evidence, Value]]
) -> list[tuple[Evidence, Value]]:
    """What is told of the names, years and quarters asked about, as far as anything is.

    One company's figure is no dissent from another's, nor one quarter's from the next.
    """
    asked = need.names | need.figures | frozenset(need.words & _PERIODS)
    heard = [frozenset(tokens(_words(e))) | _around(e) for e, _ in told]
    most = max((len(asked & one) for one in heard), default=0)
    return [one for one, found in zip(told, heard, strict=True) if len(asked & found) == most]


def _words(evidence: Evidence) -> str:
    return f"{evidence.passage.title} {evidence.lead_in} {evidence.quote}"


def _around(evidence: Evidence) -> frozenset[str]:
    return stem_set(_words(evidence))


def _has_own_sentence(
    key: str, found: Sequence[tuple[Evidence, Value]], told: Sequence[tuple[Evidence, Value]]
) -> bool:
    """Whether a sentence gives this value without giving a rival one too.

    "387 million and not the 412 million first reported" is one report that mends another; where
    412 million stands in no other sentence, nobody in the folder still says it.
    """
    return any(not any(e is evidence and v.key != key for e, v in told) for evidence, _ in found)
