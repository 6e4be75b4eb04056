"""Evidence -> answer, without a language model: the sources' own sentences, few of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import replace

from assistant.kinds import AMOUNTS, Wants
from assistant.points import with_points
from assistant.questions import Need, present
from assistant.tables import day_of
from assistant.types import Evidence
from index.tokens import stem_set

FACT_WORDS = 90  # the most of a factual answer; its likeliest sentence stands first
LONG_WORDS = 180
MOST_LONG = 6  # sentences of a long answer
MOST_FACT = 4
PART_SHARE = 0.1  # of the best chance: so likely a part's sentence must be
PER_PART = 2  # sentences for each thing compared, each part of a question
AGAIN = 0.7  # worth of a further sentence from an article that has spoken already
SEQUENCE_AGAIN = 0.6  # the same, where a course of events is asked for
MISSED = 2.0  # beta squared of the F measure where several sentences are wanted; a fact has 1
LEAST = 0.05  # chances below it are noise, and so many that they would add up
_TITLED = 0.7  # worth of a word that only the article's title holds
_GIVES = 0.8  # of `present`: an amount of what is asked for
_SAME = 0.8  # a sentence whose words stand so far in one already chosen says nothing new


def choose(
    need: Need, evidence: Sequence[Evidence], most: int | None = None
) -> tuple[Evidence, ...]:
    """The sentences that answer, the likeliest first; a long answer in reading order.

    As many as their chances suggest: one that is nearly sure stands alone, several that are as
    likely as each other stand together. The best is always taken, however long; nothing is said
    twice. What is compared, each part of a question and each report that is asked gets a sentence
    of its own; where several points are asked for, those that belong together are told together; a
    course of events is told by date. An article that has not spoken yet comes before a further
    sentence of one that has.

    Args:
        most: sentences, where it is not for the question to say.
    """
    if not evidence:
        return ()
    long = need.long or need.sequence
    room, usual = (LONG_WORDS, MOST_LONG) if long else (FACT_WORDS, MOST_FACT)
    if most is None:
        most = max(PER_PART * len(need.parts), usual)
    missed = MISSED if long or need.parts else 1.0
    again = SEQUENCE_AGAIN if need.sequence else AGAIN
    chosen = _course(need, evidence)[:most] if need.course else _for_each_part(need, evidence)
    chosen += [one for one in _of_each_report(need, evidence) if one not in chosen]
    said = [stem_set(e.quote) for e in chosen]
    room -= sum(len(e.quote.split()) for e in chosen)
    left = [e for e in evidence if e.score >= LEAST and e not in chosen] or [evidence[0]]
    expected = sum(e.score for e in (*chosen, *left))
    while left and len(chosen) < most:
        spoken = {e.file for e in chosen}
        best = max(left, key=lambda e: e.score * (again if e.file in spoken else 1))
        left.remove(best)
        length = len(best.quote.split())
        found = stem_set(best.quote)
        if chosen and (length > room or _said(found, said) or _was(need, best, chosen[0])):
            continue
        if chosen and not _worth(best, chosen, missed * expected):
            break
        chosen.append(best)
        said.append(found)
        room -= length
    chosen += _amount(need, evidence, chosen)
    if need.sequence:
        return tuple(sorted(chosen, key=lambda e: (_day(e), e.file, e.start)))
    if need.long or need.points:
        chosen = with_points(need, chosen, evidence, LONG_WORDS)
    return _in_reading_order(chosen) if need.long else tuple(chosen)


def _amount(
    need: Need, evidence: Sequence[Evidence], chosen: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The likeliest sentence that gives an amount, where one is asked for and none is chosen:
    "how much it was is in dispute" is half an answer, and so is a sum without its currency."""
    given_by = [present(need, e.quote) for e in chosen]
    told = max(given_by, default=0.0) >= _GIVES if need.wants is Wants.MONEY else any(given_by)
    if need.wants not in AMOUNTS or told:
        return ()
    least = max(LEAST, PART_SHARE * evidence[0].score)
    given = (e for e in evidence if e.score >= least and present(need, e.quote) >= _GIVES)
    return tuple(itertools.islice(given, 1))


def _was(need: Need, one: Evidence, newest: Evidence) -> bool:
    """Whether it gives an older figure, where the figure of now is asked for and told."""
    asked = need.latest and need.wants in AMOUNTS
    return asked and _day(one) < _day(newest) and present(need, newest.quote) > 0


def choose_each(
    sides: Sequence[tuple[Need, Sequence[Evidence]]],
) -> tuple[Evidence, ...]:
    """The sentences that answer for each of the things compared, in their order, each once."""
    chosen: dict[tuple[str, int], Evidence] = {}
    for need, evidence in sides:
        alone = replace(need, long=False, sequence=False, parts=())
        for one in choose(alone, evidence, PER_PART):
            chosen.setdefault((one.file, one.start), one)
    return tuple(chosen.values())


def _worth(one: Evidence, chosen: Sequence[Evidence], expected: float) -> bool:
    """Whether the expected F measure of the sentences rises with a further one.

    With k sentences of chances p it goes with sum(p) / (k + expected), where ``expected`` is beta
    squared times the right ones among all that were found.
    """
    right = sum(e.score for e in chosen)
    before = right / (len(chosen) + expected)
    return (right + one.score) / (len(chosen) + 1 + expected) > before


def _for_each_part(need: Need, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The likeliest sentence that speaks of each part of the question, each once."""
    chosen: list[Evidence] = []
    for part in need.parts:
        best = max(evidence, key=lambda e: e.score * _speaks_of(part, e))
        likely = best.score >= PART_SHARE * evidence[0].score
        if likely and _speaks_of(part, best) and best not in chosen:
            chosen.append(best)
    return chosen


def _of_each_report(need: Need, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The likeliest sentence of each of the reports that are asked what they say."""
    best: dict[str, Evidence] = {}
    for one in evidence:
        if one.score >= PART_SHARE * evidence[0].score:
            best.setdefault(one.file, one)
    return list(best.values())[: need.reports]


def _course(need: Need, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The likeliest sentence of each article, and each dated row, that is a step, each once."""
    steps: dict[tuple[str, dt.date | None], Evidence] = {}
    said: list[frozenset[str]] = []
    least = max(LEAST, PART_SHARE * evidence[0].score)  # a fare of the library is no step
    for one in evidence:
        step = one.file, day_of(one.quote)
        if one.score < least or step in steps or not present(need, one.quote):
            continue
        found = stem_set(one.quote)
        figures = {word for word in found if any(map(str.isdigit, word))}
        if figures - frozenset().union(*said) or not _said(found, said):
            steps[step] = one
            said.append(found)
    return list(steps.values())


def _speaks_of(part: frozenset[str], evidence: Evidence) -> float:
    """The share of a part's words in the sentence; in its article's title they count for less."""
    here, titled = stem_set(evidence.quote), stem_set(evidence.passage.title)
    return (len(part & here) + _TITLED * len((part & titled) - here)) / len(part)


def _day(evidence: Evidence) -> dt.date:
    published = evidence.passage.published
    if row := day_of(evidence.quote):
        return row
    return published.date if published else dt.date.max


def _said(found: frozenset[str], said: Sequence[frozenset[str]]) -> bool:
    return any(len(found & earlier) >= _SAME * len(found) for earlier in said)


def led(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """In their order, each once, but a sentence that leans on another of them right after it."""
    # One that answers and is another's account too is found twice, with two scores.
    once: dict[tuple[str, int, int], Evidence] = {}
    for one in chosen:
        once.setdefault(one.span, one)
    told: list[Evidence] = []
    for one in once.values():
        begins = one.start - len(one.lead_in)
        leads = [
            e for e in once.values() if one.lead_in and e.file == one.file and e.start == begins
        ]
        # What stands between may be of somebody else, who is then "she" of "she told reporters".
        led_by = [
            i for i, e in enumerate(told) if e.file == one.file and begins <= e.start < one.start
        ]
        if one not in told and any(e in told for e in leads):
            told.insert(led_by[-1] + 1, one)
        told += [e for e in (*leads, one) if e not in told]
    return tuple(told)


def _in_reading_order(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Articles in order of their best sentence, the sentences of each as they stand in it."""
    articles = list(dict.fromkeys(e.file for e in chosen))
    return tuple(sorted(chosen, key=lambda e: (articles.index(e.file), e.start)))


def with_voices(
    need: Need, chosen: Sequence[Evidence], voices: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """What was chosen, then what further reports say, as far as there is room; nothing twice.

    A report that speaks already is heard.
    """
    told = list(chosen)
    words, most = (LONG_WORDS, MOST_LONG) if need.long else (FACT_WORDS, MOST_FACT)
    for one in voices:
        room = words - sum(len(e.quote.split()) for e in told)
        said = [stem_set(e.quote) for e in told]
        known = any(e.file == one.file for e in told) or _said(stem_set(one.quote), said)
        if len(told) < most and not known and len(one.quote.split()) <= room:
            told.append(one)
    return tuple(told)
