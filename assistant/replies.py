"""A sentence that answers what is said right before it: "Kestrel rejected the claim." """

from __future__ import annotations

import re

# "Grantle Mills denies this.", "The company disputed the figure."
DENIES_IT = re.compile(
    r"\b(?:den(?:ies|ied)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|contradict(?:s|ed))"
    r"\s(?:this|that|it|the\s(?:claim|charge|accusation|"
    r"allegation|report|figure|number|sum|estimate)s?)\b",
    re.IGNORECASE,
)
# "The laboratory disagrees: ...", "The union is not convinced."
OTHERWISE = re.compile(
    r"\bdisagree[sd]\b|\b(?:is|are|was|were|remains?|remained) (?:not (?:so sure|convinced|true)"
    r"|unconvinced|sceptical|skeptical)\b"
    r"|\b(?:thinks?|thought|sees?|saw|says?|said|believes?|tells?|told)\b.{0,12}?"
    r"\b(?:otherwise|differently|the opposite|(?:another|a different) story)\b"
    r"|\bbegs? to differ\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"asked (?:about|whether|if)\b|confronted with\b|in reply\b", re.IGNORECASE)
_MOST_WORDS = 12  # a longer one tells itself what it denies


def replies(sentence: str) -> bool:
    """Whether a sentence is understood with what is said before it: what was claimed or asked."""
    if _ASKED.match(sentence):
        return True
    short = len(sentence.split()) <= _MOST_WORDS
    return short and bool(DENIES_IT.search(sentence) or OTHERWISE.search(sentence))
