"""Yes or no: one sentence affirms what another one denies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.conversation.other_languages import is_german
from assistant.conversation.words import AUXILIARY
from assistant.questions import Need
from assistant.rivals import Embed
from assistant.types import Evidence
from assistant.verify.claims import Sentence, opposites
from assistant.verify.cues import negations, soft_negations

_ALIKE = 0.75  # the least sum of a sentence's cosines to the question and to what it opposes
# Opposite words that say how something goes; others, as "before" and "after", stand anywhere.
_DEEDS = frozenset("level match door course vote verdict custody jobs rule service truth".split())
_MOST_WORDS = 14  # of what is shown of a side
_ASKS = re.compile(rf"(?:[^,]{{0,60}}, )?(?:{AUXILIARY})\b(?!.*\bor\b)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”]|\b(?:said|says|told|according to|insist(?:s|ed))\b")


def asks_yes_or_no(question: str) -> bool:
    return _ASKS.match(question) is not None and not is_german(question)


def opposed(
    need: Need,
    read: Sequence[Evidence],
    clusters: Mapping[str, str],
    embed: Embed,
    voices: Sequence[Evidence] = (),
) -> tuple[Evidence, ...]:
    """The likeliest sentence, and the one most alike that denies it, or affirms what it denies.

    Of the same story only where somebody is quoted: its own words tell how things went on.

    Args:
        voices: of further reports, each an answer by itself.
    """
    first = read[0]
    story = clusters.get(first.file, first.file)
    others = [
        e
        for e in dict.fromkeys([*read[1:], *voices])
        if (clusters.get(e.file, e.file) != story or _QUOTED.search(e.quote))
        and _turned(first.quote, e.quote)
    ]
    if not others:
        return ()
    question, lead, *vectors = embed([need.question, first.quote, *(e.quote for e in others)])
    alike = {
        e: float(vector @ (question + lead)) for e, vector in zip(others, vectors, strict=True)
    }
    best = max(others, key=lambda e: alike[e])
    return (first, best) if alike[best] >= _ALIKE else ()


def _turned(one: str, other: str) -> bool:
    """Whether one sentence denies and the other does not, or they tell opposite deeds."""
    if denies(one) != denies(other):
        return True
    ours, theirs = (_deeds(text) for text in (one, other))
    return any((pair, -side) in theirs for pair, side in ours - theirs)


def _deeds(text: str) -> frozenset[tuple[str, int]]:
    return frozenset(
        side for word in Sentence(text).words for side in opposites(word) if side[0] in _DEEDS
    )


def denies(text: str) -> bool:
    """Whether a sentence denies something."""
    sentence = Sentence(text)
    return bool(negations(sentence) or soft_negations(sentence))


def shown(text: str) -> str:
    """A sentence as one side: its first words."""
    words = text.split()
    return " ".join([*words[:_MOST_WORDS], "…"] if len(words) > _MOST_WORDS else words)
