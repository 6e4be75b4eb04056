"""Is a figure the level, or the change, that it is in the source?

"Up 40 percent" and "40 percent of the fleet", "cut by 18" and "cut to 18": the figure stands in
both, and says two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.check_numbers import MOST_CITED, MOST_CLAIMED
from assistant.verify.claims import Cited, Sentence
from assistant.verify.numbers import Quantity
from assistant.verify.wording import sides

_SHARE, _CHANGE = "a share or a level", "a change"
_OF = re.compile(r" of (?!a |an )[a-z]")
_MORE = re.compile(
    r" (?:more|less|fewer|up|down|(?:pay |price |wage )?(?:rise|raise|increase|growth|gain|jump"
    r"|drop|fall|decline|decrease|cut|reduction|discount|hike|surge|slump)\b"
    r"|(?!rather|other)[a-z]{3,}er\b(?= than)"
    r"|(?:[a-z]+ )?(?:higher|lower|larger|smaller|bigger|faster|slower|cheaper|above|below)\b)"
)
# "Growth slowed to 2 percent" and "it grew 2 percent" are one; what grows may itself be a change.
_OF_A_CHANGE = re.compile(r"\b(?:growth|inflation|expansion|pace|increases?|gains?|declines?)\b")
_BETWEEN = (
    r"(?:(?:about|around|roughly|nearly|almost|more than|over|at least|up to|just|some|an?) )*"
)
_BY = re.compile(rf"\b(?:by|um) {_BETWEEN}$")  # "um 5 Prozent", "auf 5 Prozent"
_TO = re.compile(rf"\b(?:to|at|auf) {_BETWEEN}$")
_LOST = re.compile(
    r"\b(?:costs?|los[et]s?|losing|shed|wip\w+)\b[^,;]{0,24}$"
)  # "cost it 4 % of sales"
_WORD_BEFORE = re.compile(rf"\b([a-z]+) (?:of |another |a further )?{_BETWEEN}$")


def check_shares(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """A share told as a change, or a change as a share."""
    if len(sentence.quantities) > MOST_CLAIMED or cited.figures > MOST_CITED:
        return  # which is refused where the numbers are read
    yield from _part_of_a_stake(sentence, cited)
    yield from _difference(sentence, cited)
    for quantity in sentence.quantities:
        ours = _role(sentence, quantity)
        theirs = [
            _role(part, there)
            for part in cited.sentences
            for there in part.quantities
            if ours and (there.value, there.unit) == (quantity.value, quantity.unit)
        ]
        if theirs and ours not in theirs and "" not in theirs:
            written = quantity.of(sentence.text)
            yield f"the source gives {written} as {theirs[0]}, the statement as {ours}"
            return


_THAN = re.compile(r" (?!or )(?:[a-z]+ )?(?:(?!rather|other)[a-z]{3,}er than|more|less|fewer)\b")
_COMPARES = re.compile(
    r"\b(?:more|less|fewer|than|(?!after|number|over|under|other|per)[a-z]{3,}er|by|up|down|late|delay\w*|behind"
    r"|ahead|above|below|extra|additional|another|gap|difference|margin|instead)\b"
)


def _difference(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Will take 18 months" where it takes 18 months longer than planned."""
    for quantity in sentence.quantities:
        low, high = sentence.segment_of(quantity.start)
        places = [
            part.lower[there.end :]
            for part in cited.sentences
            for there in part.quantities
            if (there.value, there.unit) == (quantity.value, quantity.unit)
        ]
        if not places or not all(map(_THAN.match, places)):
            continue
        told = sentence.lower[low:high]
        if not _COMPARES.search(told) and not _turned(told):
            yield f"the source gives {quantity.of(sentence.text)} as a difference"
            return


_STAKE = r"(?:stake|holding|shareholding|interest)"
_OF_STAKE = re.compile(rf" of (?:its|the|their|his|her) {_STAKE}\b")


def _part_of_a_stake(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "30 percent of its stake" where the stake is one of 30 percent."""
    for quantity in sentence.quantities:
        if quantity.unit != "%" or not _OF_STAKE.match(sentence.lower, quantity.end):
            continue
        for part in cited.sentences:
            for there in part.quantities:
                whole = re.search(rf"\b{_STAKE} of {_BETWEEN}$", part.lower[: there.start])
                whole = whole or re.match(rf" (?:\w+ )?{_STAKE}\b", part.lower[there.end :])
                if whole and (there.value, there.unit) == (quantity.value, "%"):
                    yield f"the source says that the stake is {there.of(part.text)}"
                    return


def _role(sentence: Sentence, quantity: Quantity) -> str:
    """What the figure is; "" where it can not be told."""
    low, _ = sentence.segment_of(quantity.start)
    before = sentence.lower[low : quantity.start]
    after = sentence.lower[quantity.end : quantity.end + 40]
    if quantity.unit in ("ordinal", "clock", "score", "times") or quantity.weak:
        return ""
    if quantity.unit != "%":
        added = re.match(r" (?:more|fewer|extra|additional|further)\b(?! than)", after)
        return _CHANGE if added else _led(before)
    if _MORE.match(after) and not re.match(r" [a-z]+ of\b", after):
        return _CHANGE
    word = _WORD_BEFORE.search(before)
    turns = word is not None and _turn(word[1])
    if turns and re.search(rf" of {_BETWEEN}$", before):
        return _CHANGE
    if _OF.match(after):
        return _SHARE if not (turns or _LOST.search(before)) else ""
    return _CHANGE if turns else _led(before)


def _led(before: str) -> str:
    """What "by" and "to" make of a figure behind something that rises or falls."""
    if not _turned(before):
        return ""
    if _BY.search(before):
        return _CHANGE
    return _SHARE if _TO.search(before) and not _OF_A_CHANGE.search(before) else ""


def _turn(word: str) -> bool:
    return any(pair == "level" for pair, _ in sides(word))


def _turned(before: str) -> bool:
    """Something rises or falls in the words before."""
    return any(_turn(word) for word in re.findall(r"[a-z]+", before)[-8:])
