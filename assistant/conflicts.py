"""Evidence that disagrees -> dated sides.

Two sentences disagree when they give different values for what looks like the same thing: values
of the kind that the question wants, in one unit, beside the same words, in sentences that both
speak of what is asked. Nothing is decided about who is right; which side stands first is a matter
of dates.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.accounts import in_one, of_another, voice_of
from assistant.opposed import asks_yes_or_no, opposed, shown
from assistant.questions import Need
from assistant.rivals import (
    Embed,
    One,
    around,
    comparable,
    counts_of_deed,
    heard,
    rivals,
    tells_another,
    told_of_it,
)
from assistant.types import Evidence
from assistant.values import Value, agree, fit, told_days
from assistant.variants import versions
from index.tokens import stem_set, tokens

READ = 24  # evidence sentences compared
_SHARE = 0.12  # of the best chance: below it a sentence is not about the question
_ALIKE = 0.8  # of the better one's cover: so far both sentences speak of what is asked
_DATED = 0.3  # the least of the question's weight that a sentence with a day must hold
_MORE_ALIKE = 0.9  # the same, for bare numbers that do not say of what: "nine, the ministry said"
_ALIKE_ABROAD = 0.6  # ... where the stems are no English ones, so that like words look unlike
_LEADS = 3
_LEADING = 0.5  # of the best chance: so likely must the sentence be whose value is compared
_LEAST = 0.4  # ... and of the best chance of all, whether or not that sentence gives a value
_COPIED = 8  # words: what two write alike by chance is shorter
_YEARS = 2  # reports of one person may be so far apart in time
# "How much it was is in dispute": what follows are the accounts of those who disagree.
_DISPUTED = re.compile(
    r"\b(?:(?:in|a matter of) dispute|disputed|differ|disagree|at odds|contested|conflicting)\b",
    re.IGNORECASE,
)
# "It has delayed the launch to June", "raised its bid to 4 million": right before the newest value
_DELAYED = re.compile(
    r"\b(?:delay(?:s|ed)|postpone[sd]|put back|push(?:es|ed) back|br(?:ings?|ought) forward"
    r"|move[sd])\b[^,;.]{0,60}\b(?:to|until|till)\s(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"\b(?:(?P<up>widen(?:s|ed)|rais(?:es|ed)|lift(?:s|ed)|increas(?:es|ed)|exp(?:ands|anded)"
    r"|exten(?:ds|ded))|cuts?|lower(?:s|ed)|reduc(?:es|ed)|trim(?:s|med)|scal(?:es|ed) back)"
    r"\b[^,;.]{0,60}\bto\s$",
    re.IGNORECASE,
)
# "Has risen to nine", "brings the number of dead to nine", "it now expects nine": what was told
# before is outdone
_RISEN = re.compile(
    r"\b(?:(?P<up>r(?:ises?|ose|isen)|climb(?:s|ed)?|gr(?:ows?|ew|own)|jump(?:s|ed)?|increased"
    r"|(?:br(?:ings?|ought|inging)|tak(?:es?|en|ing)|took)\s(?:the|its|their)\b[^,;.]{3,40}?)"
    r"|f(?:alls?|ell|allen)|drop(?:s|ped)?|slow(?:s|ed)|eas(?:es|ed)|sl(?:ips?|ipped)|s(?:inks?|ank|unk))"
    r"\s(?:[\w%-]+\s){0,3}?to\s(?:at least\s)?$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\bnow\s(?:expects?|sees|plans?|aims?|wants?|intends?|hopes?|predicts?|forecasts?|puts?"
    r"|estimates?|reckons?|stands?|costs?|asks?|offers?|demands?|counts?|says?)\b[^;.]{0,80}$",
    re.IGNORECASE,
)
_AGREED = re.compile(r"\b(?:agree[sd]|signed|sealed|struck)\b", re.IGNORECASE)
_TALKED_OF = re.compile(
    r"\b(?:in (?:\w+ )?talks|considering|exploring|preparing|nearing|close to|could|(?-i:may)"
    r"|might)\b",
    re.IGNORECASE,
)
_ACCOUNTS = 400  # characters behind such words


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
    need: Need,
    ranked: Sequence[Evidence],
    clusters: Mapping[str, str],
    embed: Embed | None = None,
    voices: Sequence[Evidence] = (),
) -> tuple[Given, ...]:
    """The sides of a disagreement about what is asked, newest first; empty where there is none.

    Args:
        ranked: the likeliest evidence first.
        clusters: file -> the file that stands for all copies of its story.
        embed: texts -> their vectors; without it only what shares words is compared.
        voices: of further reports the sentence that is an answer by itself.
    """
    if not ranked:
        return ()
    read = [e for e in ranked[:READ] if e.score >= _SHARE * ranked[0].score]
    every = dict.fromkeys([*ranked[:READ], *voices])
    told = told_of_it(need, every)
    sides = (
        _by_value(need, told, ranked[0].score, clusters, embed, voices)
        or _by_version(need, read)
        or _by_denial(need, read, clusters, embed, voices)
    )
    known = {e.span: e for e in reversed((*ranked, *voices))}  # what is read again is told once
    once = [(v, tuple(dict.fromkeys(known.get(e.span, e) for e in found))) for v, found in sides]
    given = [Given(value, found, _independent(found, clusters)) for value, found in once]
    return tuple(sorted(given, key=lambda g: g.published or dt.date.min, reverse=True))


def _independent(found: Sequence[Evidence], clusters: Mapping[str, str]) -> int:
    """How many told it by themselves: copies of a story are one, and so are reports of one
    publisher and those of which each has the same sentence, be it behind the name of an agency, as
    a short or cut copy has."""
    told: list[str] = []  # the words of each sentence, the shortest first
    groups: list[set[tuple[str, str]]] = []  # what marks those that told it together
    for e in sorted(found, key=lambda e: len(e.quote)):
        marks = {("story", clusters.get(e.file, e.file))}
        if e.passage.publisher:
            marks.add(("publisher", e.passage.publisher.casefold()))
        told.append(" ".join(tokens(e.quote)))
        marks |= {
            ("words", words)
            for words in told
            if len(words.split()) >= _COPIED and told[-1].endswith(words)
        }
        joined = [group for group in groups if group & marks]
        groups = [group for group in groups if group not in joined] + [marks.union(*joined)]
    return len(groups)


Told = tuple[Value, tuple[Evidence, ...]]


def _by_value(
    need: Need,
    told: Sequence[One],
    surest: float,
    clusters: Mapping[str, str],
    embed: Embed | None,
    voices: Sequence[Evidence],
) -> list[Told]:
    """Values of one unit, or codes, for the same thing."""
    best = max((e.score for e, _ in told), default=0.0)
    likely = _same_subject(need, [one for one in told if one[0].score >= _SHARE * best])
    # The likeliest sentence may give a value of something else; a few more are tried as the lead.
    near = [
        value
        for e, value in likely
        if e.score >= max(_LEADING * best, _LEAST * surest) and _is_the_one(need, e, value, likely)
    ]
    near = counts_of_deed(need, near, [value for _, value in likely])
    asked = [value for value in near if _is_asked(need, value)] or near[:1]
    for lead in list(dict.fromkeys(value.key for value in asked))[:_LEADS]:
        first = next(one for one in likely if one[1].key == lead)
        against = rivals(need, first, told, clusters, embed, voices) if embed else []
        of_two = in_one(need, first, told)
        if first[0].score >= surest:  # what stands beside another is of that one
            against += of_two or of_another(need, first)
        sides = _sides(need, first, likely, against, of_two)
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
            return [(Value(text, text.casefold(), "words"), found) for text, found in told]
    return []


def _by_denial(
    need: Need,
    read: Sequence[Evidence],
    clusters: Mapping[str, str],
    embed: Embed | None,
    voices: Sequence[Evidence],
) -> list[Told]:
    """A yes and a no, where one of them is asked for."""
    if not embed or not asks_yes_or_no(need.question):
        return []
    return [
        (Value(shown(one.quote), one.quote, "words"), (one,))
        for one in opposed(need, read, clusters, embed, voices)
    ]


def _is_the_one(need: Need, evidence: Evidence, value: Value, told: Sequence[One]) -> bool:
    """Whether a value is the one asked for of those of its sentence, as far as what they count
    tells: of "48 gigabytes of memory and 420 watts" the first, where memory is asked for."""
    asked = frozenset(need.weights) - need.names
    beside = [v for e, v in told if e == evidence and v.unit != value.unit]
    named = [v for v in beside if _counts_first(v, asked)]
    return not named or _counts_first(value, asked)


def _counts_first(value: Value, asked: frozenset[str]) -> bool:
    return bool((value.counted | stem_set(value.text)) & asked)


def _is_asked(need: Need, value: Value) -> bool:
    """Whether a number counts what the question counts, where both say what."""
    asked = Value("", "", "", counted=need.focus)
    return not (value.is_bare and need.focus) or value.counts_as(asked)


def _sides(
    need: Need,
    first: One,
    likely: Sequence[One],
    against: Sequence[One],
    of_two: Sequence[One],
) -> dict[str, list[One]]:
    """What is told of the same thing as the first, by value.

    Args:
        against: the rivals of the first one's value.
        of_two: those of them that stand beside it in a sentence of two voices.
    """
    lead = first[1].key
    sides: dict[str, list[One]] = {}
    for one in dict.fromkeys([*likely, *against]):
        apart = not agree(*first, *one)
        elsewhere = apart and one[0].file != first[0].file and _same_thing(need, first, one)
        beside = apart and _two_accounts(need, first, one)
        if one[1].key == lead or one in against or elsewhere or beside:
            sides.setdefault(_day_or_key(one, sides), []).append(one)
    told = [one for found in sides.values() for one in found]
    return {
        key: found
        for key, found in sides.items()
        if _has_own_sentence(key, found, told) or any(one in of_two for one in found)
    }


def _two_accounts(need: Need, first: One, other: One) -> bool:
    """Whether one report gives two values right after it says that they are in dispute."""
    (here, one), (there, two) = first, other
    if here.file != there.file or here is there or not comparable(need, one, two):
        return False
    text, begins = here.passage.text, here.passage.start
    ends = (begins + match.end() for match in _DISPUTED.finditer(text))
    return any(
        end <= min(here.start, there.start) and max(here.start, there.start) <= end + _ACCOUNTS
        for end in ends
    )


def _day_or_key(one: One, sides: Mapping[str, list[One]]) -> str:
    """The key of a value; of a date that of another one that may be the same day."""
    same = (k for k, found in sides.items() if one[1].when and agree(*found[0], *one))
    return one[1].key if one[1].key in sides else next(same, one[1].key)


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


def changed(need: Need, sides: Sequence[Given]) -> bool:
    """Whether nobody disagrees, as what is asked has changed or is known better.

    Each side's own words date it to other days, as a price of Tuesday and one of Friday; or all
    fit each other, as "at least 14" and, a day later, 23; or the newest tells that it was moved to
    there, or who gave the others gives it. When a thing was said tells nothing.
    """
    values = [side.value for side in sides]
    if len(sides) < 2 or any(v.number is None and v.when is None for v in values):
        return False
    if _is_moved(sides) or _is_one_voice(sides):
        return True
    if any(value.number is None for value in values):
        return False
    most = [value.bound in ("under", "up to") for value in values]  # fears of 90 are no news of 60
    if not any(most) and all(fit(one, two) for one, two in itertools.pairwise(values)):
        return True
    told = [{told_days(need, e, side.value) for e in side.evidence} - {None} for side in sides]
    if any(len(own) != 1 for own in told):
        return False
    days = sorted(span for own in told for span in own if span)
    return all(one[1] < two[0] for one, two in itertools.pairwise(days))


def _is_moved(sides: Sequence[Given]) -> bool:
    """Whether the newest side tells that somebody moved a day or a number to there: "raised its bid
    to 4 million"; that it has risen to there, or is now expected; or that they agreed on it, where
    the others tell what was only talked of."""
    newest, *others = sides
    if not _is_newest(newest, others):
        return False
    before = [e.quote[: max(0, e.quote.find(newest.value.text))] for e in newest.evidence]
    open_ = all(_TALKED_OF.search(e.quote) for side in others for e in side.evidence)
    if open_ and any(_AGREED.search(text) for text in before):
        return True
    if any(_NOW.search(text) for text in before):
        return True
    if newest.value.when:
        return any(_DELAYED.search(text) for text in before)
    most = max(side.value.number or 0.0 for side in others)
    least = min(side.value.number or 0.0 for side in others)
    number = newest.value.number or 0.0
    return any(
        number > most if match["up"] else number < least
        for match in (found.search(text) for text in before for found in (_RAISED, _RISEN))
        if match
    )


def _is_one_voice(sides: Sequence[Given]) -> bool:
    """Whether who gave the older values gives the newest one, too: it has counted on."""
    newest, *others = sides
    last = [voice_of(e, newest.value) for e in newest.evidence]
    then = [voice_of(e, side.value) for side in others for e in side.evidence]
    return _is_newest(newest, others) and any(
        voice and all(_is_same(voice, other) for other in then) for voice in last
    )


def _is_newest(newest: Given, others: Sequence[Given]) -> bool:
    days = [side.published for side in others]
    return newest.published is not None and all(day and day < newest.published for day in days)


def _is_same(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two voices may be one: "the food agency", "the agency"."""
    nested = set(one) <= set(two) or set(two) <= set(one)
    return bool(one and two) and one[-1] == two[-1] and nested


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


def _same_thing(need: Need, first: One, other: One) -> bool:
    """Whether two sentences give their values for one thing, as far as their words tell."""
    (here, one), (there, two) = first, other
    if not comparable(need, one, two) or tells_another(need, first, other):
        return False
    if one.when and two.when:  # of what, the sentence must say: "it will be held on 22 March"
        asked = [need.covered(stem_set(f"{e.passage.title} {e.quote}")) for e in (here, there)]
        full = one.when.is_day and two.when.is_day
        return full and min(asked) >= _DATED and asked[1] >= _ALIKE * asked[0]
    alike = _ALIKE if not one.is_bare or one.counts_as(two) else _MORE_ALIKE
    alike = _ALIKE_ABROAD if need.tongue else alike
    return need.covered(around(there)) >= alike * need.covered(around(here))


def _same_subject(need: Need, told: Sequence[One]) -> list[One]:
    """What is told of the names, years and quarters asked about, as far as anything is.

    One company's figure is no dissent from another's, nor one quarter's from the next.
    """
    of_each = [heard(need, e, whole=True) for e, _ in told]
    most = max(map(len, of_each), default=0)
    return [one for one, found in zip(told, of_each, strict=True) if len(found) == most]


def _has_own_sentence(key: str, found: Sequence[One], told: Sequence[One]) -> bool:
    """Whether a sentence gives this value without giving a rival one too.

    "387 million and not the 412 million first reported" is one report that mends another; where
    412 million stands in no other sentence, nobody in the folder still says it.
    """
    return any(not any(e is evidence and v.key != key for e, v in told) for evidence, _ in found)
