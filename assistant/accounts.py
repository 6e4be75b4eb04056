"""What the same report says against a sentence: a denial, or another's account of it.

News puts the other side right behind the first, and mostly in few words: "The guild puts it at 92
percent. The airline speaks of two thirds." By itself such a sentence says so little that no scorer
finds it, so the text behind what was found is read.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.evidence import leans
from assistant.kinds import AMOUNTS
from assistant.orders import addressed_to_machines
from assistant.questions import Need
from assistant.replies import CORRECTS, DENIES_IT, MISTOLD, OTHERWISE, replies
from assistant.rivals import One, comparable
from assistant.types import Evidence
from assistant.values import Value, agree, values
from assistant.verify.claims import Sentence
from assistant.verify.cues import Cue, voices
from assistant.verify.mentions import names
from index.sentences import split
from index.tokens import STOP_WORDS, stem, stem_set, tokens

_NEARBY = 600  # characters between a statement and what is said against it
_BEHIND = 2  # sentences that are read behind one
_FAR = 1200  # characters of them
_MOST_WORDS = 45  # of what is told behind one
_DENIED = r"den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|contradict(?:s|ed)"
_DENIES = re.compile(
    rf"\b(?:{_DENIED}|could not be (?:established|confirmed|verified)|no evidence|no sign of|"
    r"rul(?:es|ed) out|untrue|baseless)\b",
    re.IGNORECASE,
)
# It is no answer to anything else: "a spokesman rejected the figure".
_DENIES_FIGURE = re.compile(
    rf"(?:\b(?:{_DENIED}|call(?:s|ed)?|label(?:s|led)?|describ(?:es?|ed)|dismiss(?:es|ed)?|verify|confirm"
    r"|check)\s|^)(?:the|this|that|these|those)"
    r"\s(?:figure|number|sum|estimate|total|price|value)s?\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\b(?!(?:19|20)\d\d\b)\d")  # no year
# "Analysts had expected 18 million": what was thought before it was known is no other account.
_BEFORE = re.compile(r"\bhad\b|\b(?:was|were) expecting\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|they|it)\b", re.IGNORECASE)
# "A doctor said": who is not known from this is no voice that was heard before
_ANYBODY = re.compile(
    r"(?:an?|one|two|three|four|five|some|several|many|most|other|others|another|he|she|it|they|we"
    r"|you|i|officials|sources|people|analysts|economists|experts|witnesses|residents|critics"
    r"|reports|workers|doctors)\b",
    re.IGNORECASE,
)
_BARE = 9  # words: so short a sentence tells that it is otherwise, the next one tells how
# What stands beside a number that is given with no other word for what it is.
_BESIDE_IT = stem_set(
    "around about roughly nearly almost barely hardly least most more less only just over under "
    "right nearer closer number figure sum total estimate amount put best"
)


def denial(
    need: Need, chosen: Sequence[Evidence], ranked: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The sentence, where there is one, that denies or doubts what stands in the answer.

    First the one right after a chosen sentence. Then another near them, where what is asked is no
    figure: figures that differ are sides.
    """
    for one in chosen:
        back = _answered_back(need, one)
        if back and not any(e.file == one.file and e.end > back.start >= e.start for e in chosen):
            return (back,)
    if need.wants in AMOUNTS or not chosen or any(_DENIES.search(e.quote) for e in chosen):
        return ()
    for one in ranked:
        beside = any(one.file == e.file and abs(one.start - e.start) <= _NEARBY for e in chosen)
        if one in chosen or not beside or _DENIES_FIGURE.search(one.quote):
            continue
        if replies(one.quote) and one.lead_in and not _led_by(one, chosen):
            continue  # it is said against something else
        if _has_nothing_of(need, one, chosen):
            continue
        if _DENIES.search(one.quote):
            return (one,)
    return ()


def _has_nothing_of(need: Need, one: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether it has no word of the question and of what stands in the answer beside it."""
    told = stem_set(" ".join(e.quote for e in chosen if e.file == one.file))
    return not (told | frozenset(need.weights)) & stem_set(f"{one.lead_in} {one.quote}")


def _led_by(one: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether what comes before it is among some sentences."""
    begins = one.start - len(one.lead_in)
    return any(e.file == one.file and begins <= e.start < one.start for e in chosen)


def of_another(need: Need, first: One) -> list[One]:
    """The values that another voice gives for the same thing right behind a sentence, and says no
    more: "the airline speaks of two thirds"."""
    lead, given = first
    for before, behind in itertools.pairwise([lead, *_behind(lead)]):
        if _BEFORE.search(behind.quote):
            continue
        one, text, begins = behind, lead.passage.text, lead.passage.start
        if not leans(one.quote):  # "the company" may be who spoke before
            speaker = _speaker(one.quote)
        elif before is not lead and _PRONOUN.match(one.quote):
            speaker = _names(before.quote)
            one = replace(one, lead_in=text[before.start - begins : one.start - begins])
        else:
            continue
        told = [
            (one, value)
            for value in values(need, one)
            if comparable(need, given, value) and not agree(*first, one, value)
        ]
        another = not speaker <= stem_set(lead.quote)
        if told and another and _says_no_more(need, lead, one, speaker, told):
            return told
    return []


def in_one(need: Need, first: One, told: Sequence[One]) -> list[One]:
    """The values that stand beside the first one's in a sentence of two voices: "the bank speaks of
    160 million; the analyst reckons with 95"."""
    found: list[One] = []
    for one, value in told:
        same = [v for e, v in told if e == one and agree(*first, e, v)]
        if one.quote == first[0].quote or not same or agree(*first, one, value):
            continue
        if comparable(need, first[1], value) and _apart(one.quote, same[0].text, value.text):
            found.append((one, value))
    return found


def voice_of(one: Evidence, value: Value) -> tuple[str, ...]:
    """Stems of the one who gives a value in a sentence, in order; empty where nobody is named
    there, or nobody in particular."""
    at = one.quote.find(value.text)
    found = [cue for cue in _named(one.quote) if cue.scope[0] <= at < cue.scope[1]]
    if len(found) != 1 or _ANYBODY.match(found[0].speaker.strip()):
        return ()
    return tuple(stem(word) for word in tokens(found[0].speaker) if word not in STOP_WORDS)


def _behind(one: Evidence) -> Iterator[Evidence]:
    """The next sentences of its passage."""
    text, begins = one.passage.text, one.passage.start
    first = one.end - begins
    last = min(len(text), first + _FAR)
    for span in split(text, first, last)[:_BEHIND]:
        if span.end == last < len(text):  # cut off
            return
        start, end, quote = begins + span.start, begins + span.end, span.of(text)
        if addressed_to_machines(quote):
            return
        yield replace(one, start=start, end=end, quote=quote, lead_in="")


def _answered_back(need: Need, evidence: Evidence) -> Evidence | None:
    """What comes behind it, where it corrects or denies it or tells that somebody sees it
    otherwise."""
    for place, one in enumerate(_behind(evidence)):
        if place == 0 and (CORRECTS.search(one.quote) or MISTOLD.search(evidence.quote)):
            return _behind_it(evidence, one)
        # "Grantle Mills denies this.": right after a statement it is about it, whatever it holds.
        if place == 0 and DENIES_IT.search(one.quote) and len(one.quote.split()) <= _MOST_WORDS:
            figure = _DENIES_FIGURE.search(one.quote) and not _FIGURE.search(evidence.quote)
            return None if figure else _with_how(one)
        if OTHERWISE.search(one.quote):
            told = _with_how(one)
            silent = need.wants in AMOUNTS and not _FIGURE.search(told.quote)
            return None if silent else told  # of a figure it says nothing
        if not one.quote.startswith(('"', "“")):  # only what the same voice adds stands between
            return None
    return None


def _behind_it(evidence: Evidence, one: Evidence) -> Evidence:
    """The sentence behind another, told right behind it."""
    text, begins = one.passage.text, one.passage.start
    return replace(one, lead_in=text[evidence.start - begins : one.start - begins])


def _with_how(one: Evidence) -> Evidence:
    """A sentence that says no more than that it is otherwise, with the one that tells how."""
    if len(one.quote.split()) > _BARE or ":" in one.quote:
        return one
    how = next(_behind(one), None)
    if how is None or not leans(how.quote) or len(how.quote.split()) > _MOST_WORDS:
        return one
    text, begins = one.passage.text, one.passage.start
    return replace(one, end=how.end, quote=text[one.start - begins : how.end - begins])


def _speaker(text: str) -> frozenset[str]:
    """Stems of who speaks in a sentence."""
    return frozenset().union(*(stem_set(cue.speaker) for cue in _named(text)))


def _names(text: str) -> frozenset[str]:
    return frozenset().union(*(stem_set(name.of(text)) for name in names(text)))


def _named(text: str) -> list[Cue]:
    return [cue for cue in voices(Sentence(text)) if cue.demanded and cue.speaker.strip()]


def _says_no_more(
    need: Need, lead: Evidence, one: Evidence, speaker: frozenset[str], told: Sequence[One]
) -> bool:
    """Whether a sentence holds but a voice and a figure, so that the figure is of what was told."""
    known = stem_set(f"{need.question} {lead.quote}") | speaker | _BESIDE_IT
    known |= stem_set(" ".join(value.text for _, value in told))
    known |= stem_set(" ".join(cue.text for cue in voices(Sentence(one.quote))))
    left = [word for word in tokens(one.quote) if word not in STOP_WORDS]
    return stem_set(" ".join(left)) <= known


def _apart(text: str, one: str, two: str) -> bool:
    """Whether two voices give the two values of a sentence."""
    places = sorted(text.find(value) for value in (one, two))
    spoken = [
        frozenset(i for i, cue in enumerate(_named(text)) if cue.scope[0] <= at < cue.scope[1])
        for at in places
    ]
    return all(spoken) and spoken[0].isdisjoint(spoken[1])
