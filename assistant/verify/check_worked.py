"""Does the direction that a statement tells agree with its figures, and a score with its winner?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.check_numbers import MOST_CITED, MOST_CLAIMED
from assistant.verify.claims import Cited, Sentence, Word, opposites
from assistant.verify.numbers import Quantity
from assistant.verify.wording import stem

# "The crown weakened to 11.4 per euro", "rose to third": the larger number is no more.
_INVERSE = re.compile(
    r"\b(?:(?:per|to the|against the) (?:dollar|euro|pound|yen|franc)|place|rank\w*|position"
    r"|seed\w*|handicap|loss|losses|deficit)\b"
)
_JUDGES = re.compile(r"improv|worsen|deteriorat|strengthen|weaken|gain|recover")
_NOT_BEFORE = re.compile(
    r"[^.;,]{0,24}\b(?:forecast|expect|estimat|predict|analyst|consensus|target|plan)"
    r"|[^.;,]{0,24}\b(?:at|in|for|by) (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[A-Z]"
)
_PAIR = re.compile(r"\b(?:to|at) (?:(?:about|around|some|nearly|just|over) )?[$€£]?$")
_FROM = re.compile(r"\bfrom (?:(?:about|around|some|nearly|just|over) )?(?:an? )?[$€£]?$")
_AGAINST = re.compile(
    r"[^.;]{0,40}?\b(?:compared (?:with|to)|against|versus|, after)"
    r" (?:(?:about|around|some) )?[$€£]?$"
)
_UNITS = ("ordinal", "clock", "score", "times", "s", "month")


def check_worked(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Rose to 311 from 402", and "rose to 311" where the source has 311 against 402."""
    if len(sentence.quantities) > MOST_CLAIMED or cited.figures > MOST_CITED:
        return  # which is refused where the numbers are read
    yield from _score_turned(sentence, cited)
    for new in sentence.quantities:
        turn = _turn(sentence, new) if _plain(new) else None
        if turn is None or _INVERSE.search(sentence.lower):
            continue
        word, side = turn
        if _JUDGES.match(word.text.lower()) or _INVERSE.search(cited.lower):
            continue
        old = _given_before(sentence, new) or _compared_with(new, cited)
        if old is None or (old.value - new.value) * side <= 0 or _says_so(word, new, cited):
            continue
        yield (
            f"'{word.text}' does not agree with the figures: {new.of(sentence.text)} is"
            f" {'less' if side > 0 else 'more'} than it was before"
        )
        return


_LOST = re.compile(
    r"\b(?:los[et]s?|losing|loss|defeat\w*|beaten|fell|down|behind|trail\w*|reject\w*|against"
    r"|voted down|surviv\w*|relegat\w*|eliminat\w*)\b"
)


def _score_turned(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "In a 2-7 vote" for "in a 7-2 vote", where nobody is said to have lost."""
    if _LOST.search(sentence.lower) or _LOST.search(cited.lower):
        return
    theirs = [
        (each.value, each.high, each.of(part.text), part)
        for part in cited.sentences
        for each in part.quantities
        if each.unit == "score"
    ]
    for score in sentence.quantities:
        ours = (score.value, score.high)
        turned = [each for each in theirs if (each[1], each[0]) == ours != (each[0], each[1])]
        if score.unit != "score" or not turned or any(each[:2] == ours for each in theirs):
            continue
        first = next((held for _, held in sentence.named), frozenset())
        leads = [next((held for _, held in part.named), frozenset()) for *_, part in turned]
        # "Lowick 1-3 Harden" for "Harden 3-1 Lowick"
        if not first or any(first & lead or not lead for lead in leads):
            written = score.of(sentence.text)
            yield f"the source says '{turned[0][2]}', the statement '{written}'"
            return


def _plain(quantity: Quantity) -> bool:
    return quantity.high is None and quantity.unit not in _UNITS and not quantity.weak


def _before(sentence: Sentence, quantity: Quantity) -> str:
    return sentence.lower[max(0, quantity.start - 32) : quantity.start]


def _turn(sentence: Sentence, new: Quantity) -> tuple[Word, int] | None:
    """What leads to the figure, and +1 where it rises: "rose to 311", "311, up from 402"."""
    if _PAIR.search(_before(sentence, new)):
        low, _ = sentence.segment_of(new.start)
        for word in reversed(sentence.within(max(low, new.start - 60), new.start)):
            for pair, side in opposites(word):
                if pair == "level":
                    return word, side
    behind = re.match(r",? (up|down)(?= from\b)", sentence.lower[new.end : new.end + 12])
    if behind is not None:
        start = new.end + behind.start(1)
        word = Word(behind[1], start, start + len(behind[1]), frozenset(), 0, "small")
        return word, 1 if behind[1] == "up" else -1
    return None


def _given_before(sentence: Sentence, new: Quantity) -> Quantity | None:
    """The figure of the same unit behind "from" in the same part of the statement."""
    low, high = sentence.segment_of(new.start)
    for old in sentence.quantities:
        alike = old is not new and old.unit == new.unit and _plain(old)
        if alike and low <= old.start < high and _FROM.search(_before(sentence, old)):
            return old
    return None


def _compared_with(new: Quantity, cited: Cited) -> Quantity | None:
    """The figure that the source compares this one with, right behind it."""
    for part in cited.sentences:
        for at, there in enumerate(part.quantities):
            if (there.value, there.unit) != (new.value, new.unit):
                continue
            for old in part.quantities[at + 1 : at + 3]:
                if (
                    old.unit == new.unit
                    and _plain(old)
                    and _AGAINST.fullmatch(part.lower[there.end : old.start])
                    and not _NOT_BEFORE.match(part.text, old.end)
                ):
                    return old
    return None


def _says_so(word: Word, new: Quantity, cited: Cited) -> bool:
    """The source has the very word where it has the figure: what is meant, it knows."""
    for part in cited.sentences:
        for there in part.quantities:
            if (there.value, there.unit) == (new.value, new.unit):
                near = part.within(max(0, there.start - 80), there.end + 20)
                if any(stem(each.text) == stem(word.text) for each in near):
                    return True
    return False
