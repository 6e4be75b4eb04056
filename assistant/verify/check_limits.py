"""Does a figure keep what limits it in the source: "at least", "an estimated", "a day"?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.check_numbers import MOST_CITED, MOST_CLAIMED, PERIODS
from assistant.verify.claims import Cited, Sentence
from assistant.verify.cues import voices
from assistant.verify.numbers import Quantity
from assistant.verify.wording import STOP, keys, verbal


def check_limits(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """A figure whose "at least", "estimated" or "a day" is dropped, or that counts what another
    one counts.
    """
    if len(sentence.quantities) > MOST_CLAIMED or cited.figures > MOST_CITED:
        return  # which is refused where the numbers are read
    for quantity in sentence.quantities:
        found = [
            (part, there)
            for part in cited.sentences
            for there in part.quantities
            if (there.value, there.unit, there.high)
            == (quantity.value, quantity.unit, quantity.high)
        ]
        if not found or quantity.weak or quantity.unit in ("ordinal", "clock", "score", "times"):
            continue
        yield from _bound_dropped(sentence, quantity, found)
        yield from _estimate_dropped(sentence, quantity, found)
        yield from _rate_dropped(sentence, quantity, found)
        yield from _crossed(sentence, quantity, found)


_AT_LEAST = re.compile(r"\bat least (?:an? )?[$€£]?$")


def _bound_dropped(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]]
) -> Iterator[str]:
    """ "14 were killed" where the source has at least 14."""
    more = _MORE_THAN.search(_before(sentence, quantity)) is not None
    if not more and (quantity.bound == "over" or _OPEN.search(sentence.lower)):
        return
    if all(_AT_LEAST.search(_before(part, there)) for part, there in found):
        written = quantity.of(sentence.text)
        told = f"more than {written}" if more else written
        yield f"the source says 'at least {written}', the statement '{told}'"


def _before(part: Sentence, quantity: Quantity) -> str:
    return part.lower[max(0, quantity.start - 32) : quantity.start]


_MORE_THAN = re.compile(r"\b(?:more than|over|above) (?:an? )?[$€£]?$")
_OPEN = re.compile(
    r"\b(?:at least|minimum|or (?:more|older|longer|later|higher)|no fewer|no less|must"
    r"|needs?|needed|requires?|required|under|younger than|so far|confirmed)\b"
)
_ESTIMATED = re.compile(
    r"\b(?:estimated|(?P<by>estimated (?:at|to be)|estimates? of))"
    r" (?:(?:about|around|some) )?[$€£]?$"
)
_UNSURE = re.compile(
    r"\b(?:estimat\w*|about|around|roughly|approximately|some|thought|believed|reckon\w*|forecast\w*"
    r"|expect\w*|may|might|could|likely|project\w*|puts?|calculat\w*|would|should|sees?|nearly)\b"
)


def _estimate_dropped(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]]
) -> Iterator[str]:
    """ "Cost 45 million" where it cost an estimated 45 million."""
    if quantity.bound or _UNSURE.search(sentence.lower):
        return
    leads = [_ESTIMATED.search(_before(part, there)) for part, there in found]
    if not all(leads) or (voices(sentence) and any(lead and lead["by"] for lead in leads)):
        return  # "estimated at 45 million by Baltica": it is enough to say who says so
    written = quantity.of(sentence.text)
    yield f"the source says 'estimated' of {written}, the statement leaves it out"


def _rate_dropped(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]]
) -> Iterator[str]:
    """ "Cost 45 million" where it costs 45 million a day."""
    pers = {there.per for _, there in found}
    if quantity.per or "" in pers:
        return
    kept = "|".join(f"{per}s?|{PERIODS.get(per, per)}" for per in pers)
    if not re.search(rf"\b(?:{kept}|annually|annuali[sz]ed|p\.a\.|rate|pace)", sentence.lower):
        written = quantity.of(sentence.text)
        yield f"the source gives {written} per {min(pers)}, the statement leaves that out"


_WORD = re.compile(r"\s([a-z]+(?:-[a-z]+)?)\b")
_STATES = frozenset("missing dead homeless unaccounted ill".split())
# "Suffered injuries" is as good as "was hurt"; "two men, aged 24" counts no years.
_NO_FATE = STOP | frozenset("aged suffered suffering sustained sustaining".split())
_BEFORE = re.compile(
    r"\b([a-z]+) (?:(?:at least|more than|about|around|nearly|almost|some|up to|over|another) )?$"
)


def _crossed(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]]
) -> Iterator[str]:
    """ "30 were killed" where 14 were killed and 30 are missing."""
    ours = _fate(sentence, quantity)
    theirs = [_fate(part, there) for part, there in found[:3]]
    lone = quantity.word and quantity.raw == 1  # "one of the drivers" is mostly no count
    if lone or not ours or not all(theirs) or any(keys(ours) & keys(fate) for fate in theirs):
        return
    for part, there in found[:3]:  # one that repeats itself says nothing new
        for other in part.quantities:
            fate = _fate(part, other) if other.unit == there.unit and other is not there else ""
            if fate and keys(fate) & keys(ours):
                written = quantity.of(sentence.text)
                yield f"the source says '{ours}' of {other.of(part.text)}, not of {written}"
                return


def _fate(part: Sentence, quantity: Quantity) -> str:
    """What those counted did or suffered: "missing" in "30 people were missing"; "" if unknown."""
    before = _BEFORE.search(part.lower, max(0, quantity.start - 40), quantity.start)
    if before is not None and verbal(before[1]) and before[1] not in _NO_FATE:
        return before[1]  # "killed 14"
    at = quantity.end
    if part.lower.startswith((" of those ", " of the ", " of them "), at):
        return ""
    for _ in range(5):
        word = _WORD.match(part.lower, at)
        if word is None or word[1] in ("and", "but", "while", "or"):
            return ""
        if word[1] in _STATES or verbal(word[1]):
            return "" if word[1] in _NO_FATE else word[1]
        at = word.end()
    return ""
