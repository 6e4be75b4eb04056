"""A sentence that answers what is said right before it: "Kestrel rejected the claim." """

from __future__ import annotations

import re

_CLAIM = r"(?:claim|charge|accusation|allegation|report|figure|number|sum|estimate)s?\b"
_IT = rf"\s(?:it\b|(?:this|that|the|these|those)\s{_CLAIM}|(?:this|that)\b)"
# "Orvane denied that it would need money" tells itself what it denies.
_THAT = rf"(?!\sthat\s(?!{_CLAIM})[\w'’-]+\s\w)"
# "Grantle Mills denies this.", "The company disputed the figure.", "Critics called that number
# inflated.", "We could not verify the claim."
DENIES_IT = re.compile(
    rf"\b(?:den(?:ies|ied)|disput(?:es|ed)|reject(?:s|ed)|refut(?:es|ed)|contradict(?:s|ed)){_THAT}{_IT}"
    rf"|\b(?:call(?:s|ed)?|label(?:s|led)?|describ(?:es?|ed)|dismiss(?:es|ed)?){_IT}\s(?:as\s)?(?:an?\s)?"
    r"(?:\w+ly\s|far\s|much\s)?(?:exaggerat|inflated|overstated|understated|too (?:high|low)"
    r"|mislead|false|wrong|untrue|unrealistic|nonsense|invented|baseless|implausible)"
    rf"|\b(?:could|can)(?:\snot|not|n['’]t)\s(?:\w+ly\s)?(?:verify|confirm|check){_IT}"
    rf"|^(?:it|(?:this|that|the|these|those)(?:\s(?:claim|figure|number|report|sum|estimate)s?)?)\s"
    r"(?:could|can)(?:\snot|not|n['’]t)\sbe\s(?:\w+ly\s)?(?:verified|confirmed|checked)",
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
# "The correct figure is 19.", "It should have said 19."
_WHAT = (
    r"(?:\w+\s)?(?:figures?|numbers?|sums?|amounts?|totals?|dates?|days?|years?|names?|titles?|prices?"
    r"|spellings?|versions?|ages?|shares?|rates?)"
)
CORRECTS = re.compile(
    rf"^(?:in fact,?\s)?the\s(?:correct|right|actual|true)\s{_WHAT}\s(?:is|are|was|were)\b"
    rf"|^(?:it|(?:this|that|the)(?:\s{_WHAT})?)\sshould\s(?:read|have\s(?:read|said))\b"
    rf"|^(?:this|that|the)\s{_WHAT}\s(?:should\s(?:be|have\sbeen)"
    r"|(?:is|was|were)\s(?:wrong|incorrect|mistaken|an?\s(?:error|mistake)))\b",
    re.IGNORECASE,
)
# "An earlier version misstated the profit as 17.": what follows tells how it is
MISTOLD = re.compile(
    r"\b(?:earlier|previous|original) version of (?:this|the|our)\b|\bmisstated\b|\bmisreported\b"
    r"|\b(?:wrongly|incorrectly|mistakenly|erroneously)\s(?:said|stated|reported|gave|put|wrote|named"
    r"|identified|described|given|reported)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"asked (?:about|whether|if)\b|confronted with\b|in reply\b", re.IGNORECASE)
_MOST_WORDS = 12  # a longer one tells itself what it denies


def replies(sentence: str) -> bool:
    """Whether a sentence is understood with what is said before it: what was claimed or asked."""
    if _ASKED.match(sentence):
        return True
    short = len(sentence.split()) <= _MOST_WORDS
    found = (pattern.search(sentence) for pattern in (DENIES_IT, OTHERWISE, CORRECTS))
    return short and any(found)
