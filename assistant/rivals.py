"""What other stories give for the same thing in words of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.dates.stretches import NUMBERS
from assistant.deeds import is_told, tells_fate
from assistant.kinds import PEOPLE, Wants
from assistant.measures import is_another, is_wanted
from assistant.questions import Need
from assistant.said import PART, is_anothers_view, is_of_its_sibling
from assistant.types import Evidence
from assistant.values import Value, agree, values
from assistant.verify.mentions import names
from index.tokens import stem_set, tokens

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
One = tuple[Evidence, Value]

# "It has 74 branches and 2,300 employees": what is there, where what was done is asked for.
_NUMBER = rf"(?:\d[\d.,]*|{'|'.join(word for word in NUMBERS if word.isascii())})"
_ABOUT = r"(?:about|some|around|nearly|almost|roughly)"
_HELD = re.compile(
    r"\b(?:has|have|had|employ(?:s|ed|ing)?|operat(?:es?|ed|ing)|own(?:s|ed|ing)?|with|include[sd]?"
    r"|including|there (?:is|are|was|were)|a (?:workforce|staff|fleet|total) of)"
    rf"\s(?:{_ABOUT}\s|{_NUMBER}\s(?:(?!(?:{_NUMBER}|{_ABOUT})\b)[\w-]+\s){{1,4}})*$",
    re.IGNORECASE,
)

# The sum of a rival's cosines to the question and to the sentence that it contradicts, and how
# much less is enough where it covers as much of the question.
_NEAR, _COVERED = 1.3, 0.65
_YEAR_NEAR = 1.2  # ... of a bare year: much else happened in some year
_MOST_VALUES = 3  # of one sentence; a row of figures says of none what it is
_APART = 3.0  # two counts of one thing seldom differ by more than this factor
_TOLD_APART = 5.0  # ... where words beside both tell that it is the one asked for
_WEEK = 7  # days
# "How many people were vaccinated?": what was done to those who are counted
_DONE = re.compile(
    r"how many\b.*?\b(?:been|being|were|was|are|be|get|got)\s(?:\w+ly\s)?"
    r"(?P<done>[a-z]+(?:ed|en|t|ld|nd|de|id|wn))\b",
    re.IGNORECASE,
)
_SEVERAL = 2  # words of the question
_HOW_MANY = stem_set("how many much")
_PERIODS = frozenset("first second third fourth q1 q2 q3 q4 h1 h2 half".split())


def rivals(
    need: Need,
    first: One,
    told: Sequence[One],
    clusters: Mapping[str, str],
    embed: Embed,
    voices: Sequence[Evidence] = (),
) -> list[One]:
    """What other stories give for the same thing in words of their own: of each the sentence that
    is most alike to the first one and to the question, of those that are enough so or are an answer
    by themselves.

    Its chance says little: it is lower the surer another article's sentence is.
    """
    stories: dict[str, list[One]] = {}
    own = clusters.get(first[0].file, first[0].file)
    subject = heard(need, first[0])
    for one in told:
        story = clusters.get(one[0].file, one[0].file)
        differs = comparable(need, first[1], one[1]) and not agree(*first, *one)
        differs = differs and not tells_another(need, first, one)
        differs = differs and _of_event(need, first, one) and _counts_that(need, first, one)
        if story != own and differs and subject <= heard(need, one[0], whole=True):
            stories.setdefault(story, []).append(one)
    if not stories:
        return []
    texts = list(dict.fromkeys(e.quote for found in stories.values() for e, _ in found))
    question, lead, *vectors = embed([need.question, first[0].quote, *texts])
    alike = {text: float(v @ (question + lead)) for text, v in zip(texts, vectors, strict=True)}
    nearest: list[One] = []
    for found in stories.values():
        near = [
            one
            for one in found
            if one[0] in voices or alike[one[0].quote] >= _least_alike(need, first, one)
        ]
        best = max((e for e, _ in near), key=lambda e: alike[e.quote], default=None)
        if sum(e is best for e, _ in found) <= _MOST_VALUES:
            nearest += [one for one in near if one[0] is best]
    return nearest


def told_of_it(need: Need, every: Iterable[Evidence]) -> list[One]:
    """What sentences give for what is asked, as far as their words tell.

    Of "killed 14 and injured 30" the 30 are the injured. Where some tell what the question asks to
    have happened, what others count of something else is left out: "nine were still missing".
    """
    found: list[One] = []
    for evidence in every:
        if is_of_its_sibling(need, evidence.quote, evidence.lead_in):
            continue
        if is_anothers_view(need, evidence.quote, evidence.passage.publisher):
            continue
        given = values(need, evidence)
        told = [v for v in given if _tells(need, v)]
        told = [v for v in told if v.total] or told  # the toll, and none of those of one day
        found += [(evidence, v) for v in given if v in told or all(v.unit != w.unit for w in told)]
    found = _of_deed(need, found)
    if not any(is_told(need, value.about) for _, value in found):
        return found
    return [
        (e, v)
        for e, v in found
        if not v.is_bare or not v.counted or is_told(need, f"{e.lead_in} {e.quote}")
    ]


def _of_deed(need: Need, told: list[One]) -> list[One]:
    """Without those whom something else befell than what is asked: of a fire the dead are none of
    the arrested. Of a deed that has but the question's own word, where some are told with it."""
    done = _DONE.match(need.question)
    if need.wants is not Wants.NUMBER or (is_told(need, "") is None and done is None):
        return told
    asked = stem_set(done["done"]) if done else frozenset()
    own = [(e, v) for e, v in told if is_told(need, v.about) or asked & stem_set(v.about)]
    known = own or is_told(need, "") is not None
    return [one for one in told if one in own or not tells_fate(one[1].about)] if known else told


def counts_of_deed(need: Need, near: Sequence[Value], every: Sequence[Value]) -> list[Value]:
    """Without the counts that have no word of what is asked of those who are counted, where another
    count has several: of those in critical condition, and not of all who were on board."""
    asked = frozenset(need.weights) - need.names - need.focus - PEOPLE - _HOW_MANY
    told = {value: len(asked & stem_set(value.about)) for value in (*near, *every)}
    if need.wants is not Wants.NUMBER or max(told.values(), default=0) < _SEVERAL:
        return list(near)
    return [value for value in near if told[value] or is_told(need, value.about)]


def _tells(need: Need, value: Value) -> bool:
    """Whether the part of a sentence that holds a number tells what the question asks to have
    happened."""
    deed = is_told(need, value.about)
    asked = frozenset(need.weights) - need.names - need.focus
    return not asked.isdisjoint(stem_set(value.about)) if deed is None else deed


def tells_another(need: Need, first: One, other: One) -> bool:
    """Whether a sentence gives its value for another measure than the first one, for a part of what
    is asked about alone, for what is there rather than for what was done, or as what is wanted."""
    here, there = first[0], other[0]
    if is_wanted(first[1].about) != is_wanted(other[1].about) and not is_wanted(need.question):
        return True
    parts = [PART.match(text) for text in (here.quote, there.quote)]
    of_part = [part is not None and part[1].lower() not in need.words for part in parts]
    if of_part[0] != of_part[1] or is_another(need.question, here.quote, there.quote):
        return True
    return _tells_what_is(need, first, other) or _tells_what_is(need, other, first)


def _tells_what_is(need: Need, done: One, one: One) -> bool:
    """Whether a value is of what there is, beside one of what was done, as the question asks."""
    asked = (frozenset(need.weights) - need.names - need.focus) & stem_set(done[0].quote)
    there, here = (_HELD.search(e.quote[: e.quote.find(v.text)]) for e, v in (one, done))
    return bool(asked - around(one[0])) and there is not None and here is None


def _least_alike(need: Need, first: One, rival: One) -> float:
    """How alike in meaning a rival must be: the less, the more of the question it covers."""
    cover = need.covered(around(rival[0])) / (need.covered(around(first[0])) or 1.0)
    least = _NEAR - _COVERED * min(1.0, cover)
    year = any(value.when and value.when.is_year for _, value in (first, rival))
    return max(least, _YEAR_NEAR) if year else least


def _counts_that(need: Need, first: One, rival: One) -> bool:
    """Whether a bare number counts what is asked for, as far as words tell: it is the same word, or
    the sentence tells what happened to them. Thirty firefighters are none of the injured."""
    value, asked = rival[1], Value("", "", "", counted=need.focus)
    if not value.is_bare or value.counts_as(asked) or value.counts_as(first[1]):
        return True
    return not is_told(need, first[0].quote) or is_told(need, rival[0].quote) is not False


def _of_event(need: Need, first: One, rival: One) -> bool:
    """Whether two dates are of one event, as far as words tell: they have a word in common, or
    each one of the question's, names aside. A company's founding is none of its restructuring."""
    if rival[1].when is None or first[1].when is None:
        return True
    if first[1].when.is_weekday and rival[1].when.is_weekday:
        days = [e.passage.published for e, _ in (first, rival)]
        if days[0] and days[1] and abs((days[0].date - days[1].date).days) > _WEEK:
            return False  # each is of its own report's week
    one, other = (stem_set(e.quote) - stem_set(value.text) for e, value in (first, rival))
    named = need.names.union(*(stem_set(name.of(first[0].quote)) for name in names(first[0].quote)))
    asked = frozenset(need.weights) - named
    return bool((one & other) - named) or not (asked.isdisjoint(one) or asked.isdisjoint(other))


def comparable(need: Need, one: Value, two: Value) -> bool:
    """Whether two values can be rivals at all: of one unit, and of one magnitude."""
    if one.unit != two.unit and not (
        need.wants is Wants.MONEY and "" in (one.unit.strip(), two.unit.strip())
    ):
        return False
    if not (one.number and two.number):
        return True
    whole = one.number.is_integer() == two.number.is_integer()  # "280.3" counts nobody
    most = _TOLD_APART if _tells(need, one) and _tells(need, two) else _APART
    return (whole or not one.is_bare) and 1 / most <= two.number / one.number <= most


def heard(need: Need, evidence: Evidence, *, whole: bool = False) -> frozenset[str]:
    """Of the names, years and quarters asked about those that the sentence speaks of.

    Args:
        whole: where it names nobody itself, whoever its passage speaks of counts.
    """
    asked = need.names | need.figures | frozenset(need.words & _PERIODS)
    words = words_of(evidence)
    if whole and all(name.first and len(name.words) == 1 for name in names(evidence.quote)):
        words = f"{words} {evidence.passage.text}"
    return asked & (frozenset(tokens(words)) | stem_set(words))


def words_of(evidence: Evidence) -> str:
    return f"{evidence.passage.title} {evidence.lead_in} {evidence.quote}"


def around(evidence: Evidence) -> frozenset[str]:
    return stem_set(words_of(evidence))
