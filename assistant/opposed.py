"""Yes or no: one sentence affirms what another one denies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.conversation.other_languages import is_german
from assistant.conversation.words import AUXILIARY
from assistant.questions import Need
from assistant.rivals import Embed
from assistant.types import Evidence
from assistant.verify.claims import Sentence
from assistant.verify.cues import negations, soft_negations

_ALIKE = 0.75  # the least sum of a sentence's cosines to the question and to what it opposes
_MOST_WORDS = 14  # of what is shown of a side
_ASKS = re.compile(rf"(?:[^,]{{0,60}}, )?(?:{AUXILIARY})\b(?!.*\bor\b)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”]|\b(?:said|says|told|according to|insist(?:s|ed))\b")


def asks_yes_or_no(question: str) -> bool:
    return _ASKS.match(question) is not None and not is_german(question)


def opposed(
    need: Need, read: Sequence[Evidence], clusters: Mapping[str, str], embed: Embed
) -> tuple[Evidence, ...]:
    """The likeliest sentence, and the one most alike that denies it, or affirms what it denies.

    Of the same story only where somebody is quoted: its own words tell how things went on.
    """
    first = read[0]
    story = clusters.get(first.file, first.file)
    others = [
        e
        for e in read[1:]
        if (clusters.get(e.file, e.file) != story or _QUOTED.search(e.quote))
        and denies(e.quote) != denies(first.quote)
    ]
    if not others:
        return ()
    question, lead, *vectors = embed([need.question, first.quote, *(e.quote for e in others)])
    alike = [float(vector @ (question + lead)) for vector in vectors]
    return (first, others[alike.index(max(alike))]) if max(alike) >= _ALIKE else ()


def denies(text: str) -> bool:
    """Whether a sentence denies something."""
    sentence = Sentence(text)
    return bool(negations(sentence) or soft_negations(sentence))


def shown(text: str) -> str:
    """A sentence as one side: its first words."""
    words = text.split()
    return " ".join([*words[:_MOST_WORDS], "…"] if len(words) > _MOST_WORDS else words)
