"""Whether a model tells as being what its source says was, or as done what was only to be done.

"It had 40 shops in 2019" is no "it has 40 shops", and what "was to be closed" may never have been.
What somebody said in the past tense may well hold now, so sentences that report speech are left
alone, and so is who "was elected chairman": they may be that. Pure functions; English.
"""

from __future__ import annotations

import re

from assistant.verify.wording import PAST_FORMS, STOP, fold, stem

_SAID = re.compile(
    r"\b(?:sa(?:id|ys?)|told|according|announced|reported|warned|claimed|added|stated|found|showed"
    r"|that)\b"
)
_NOW = {"is": "was", "are": "were", "has": "had", "have": "had"}
_GOES_ON = re.compile(r"\b(?:is|are|has|have|will|still|now)\b")
_THEN = re.compile(r"\b(?:was|were|had|used to|until|till|once|former\w*|then|(?:19|20)\d\d)\b")
# It came to an end, or the time is named at which it was so.
_ENDED = re.compile(
    r"\b(?:until|till|used to|once|formerly|then|before|ago|last (?:year|month|week|summer|winter)"
    r"|in (?:19|20)\d\d|from (?:19|20)\d\d|at the time"
    r"|for (?:\w+ )?\w+ (?:years|months|weeks|days))\b"
)
_WORD = re.compile(r"[^\W_]+(?:[-'.,][^\W_]+)*")
_PASSED_OVER = (STOP - {"not", "no", "never"}) | {"been"}  # "was then the largest"
_NO_VERB_AFTER = frozenset(
    "the a an its his her their our this that these those of in on at for from with by to and or"
    " will would can could may might must shall should not do does did any no some".split()
)
_OBJECT = re.compile(r"\d|(?:the|an?|its|his|her|their|all|some|more|about|over|two|three)$|[A-Z]")
_SUBJECT = re.compile(r"(?:it|he|she)$|[A-Z]")
_TO_BE = r"\b(?:to|will|would|may|might|could|can|should|must) (?:be|have been) (?:\w+ly )?"
_BEEN = r"\b(?:was|were|been) (?:\w+ly )?"
_NOT = re.compile(r"\b(?:not|never|no|nor|neither|none|yet to)\b|n't\b")


def bygone(text: str, source: str) -> str:
    """The problem, in plain words; "" where there is none."""
    told, there = fold(text), fold(source)
    if _NOT.search(told.lower()):
        return ""
    done = _only(_TO_BE, there, _BEEN, told)
    if done:
        return f"the source says '{done}', the statement tells it as done"
    if _SAID.search(there.lower()):
        return ""
    come = _only(_BEEN, there, _TO_BE, told)
    if come:
        return f"the source says '{come}', the statement tells it as to come"
    return _still_so(told, there.lower())


def _only(theirs: str, there: str, mine: str, told: str) -> str:
    """What the source says in the one way alone, and the text in the other."""
    there, told = there.lower(), told.lower()
    for found in re.finditer(rf"{theirs}(\w+)", there):
        other = f"{mine}{found[1]}\\b"
        turned = re.search(other, told) and not re.search(other, there)
        if turned and not re.search(f"{theirs}{found[1]}\\b", told):
            return found[0]
    return ""


def _still_so(told: str, there: str) -> str:
    """A state that is over, in the present tense."""
    if _GOES_ON.search(there) or _THEN.search(told.lower()):
        return ""
    words, theirs = _WORD.findall(told), _WORD.findall(there)
    bygones = {stem(word): word for word in theirs if past(word)} if _ENDED.search(there) else {}
    was = {(aux, state) for aux, state in _states(theirs) if aux in _NOW.values()}
    for aux, state in _states(words):
        if (_NOW.get(aux, ""), state) in was:
            return f"the source says '{_NOW[aux]}', the statement '{aux}'"
    known = set(theirs)
    for place, word in enumerate(map(str.lower, words)):
        before = bygones.get(stem(word))
        if before and word not in known and _present(words, place):
            return f"the source says '{before}', the statement '{word}'"
    return ""


def _states(words: list[str]) -> list[tuple[str, str]]:
    """Each word with the stem of the first one of weight behind it; "" at the end."""
    found, behind = [], ""
    for word in reversed([word.lower() for word in words]):
        found.append((word, behind))
        if word not in _PASSED_OVER:
            behind = stem(word)
    return found


def past(word: str) -> bool:
    """Whether it looks like a verb in the past."""
    return (word.endswith("ed") and len(word) > 4) or word in PAST_FORMS


def _present(words: list[str], place: int) -> bool:
    """A verb in the present, by its place: "the plant employs 900", "it makes sails"."""
    word = words[place]
    if not 0 < place < len(words) - 1 or not word.islower() or past(word) or word.endswith("ing"):
        return False
    before = words[place - 1]
    third = word.endswith("s") and _SUBJECT.match(before) is not None
    return third or (
        before.lower() not in _NO_VERB_AFTER and _OBJECT.match(words[place + 1]) is not None
    )
