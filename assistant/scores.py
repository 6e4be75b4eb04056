"""Figures that say something together: a score, a vote, so many of so many, and to or by how much.

Each figure alone stands in the source, so the pair is what has to be looked at: a model tells it as
it stands there or not at all. Pure functions; English.
"""

from __future__ import annotations

import re

from assistant.verify import quantities
from assistant.verify.wording import STOP, fold, keys, keys_of, sides

# "3-1", "14 to 11", "21 votes to 9"; not "from 12 to 9", nor years.
_PAIR = re.compile(
    r"(?<!from )(?<!between )(?<![\d.,:/-])(?P<one>\d{1,3})(?:-|(?: votes| points)? to )"
    r"(?P<other>\d{1,3})\b(?![.,:/-]\d| ?%| per| percent|-)"
)
_FIRST_LOSES = re.compile(
    r"\b(?:los[et]\w*|defeat\w*|beaten|down|reject\w*|voted against|fail\w*)\b"
)
_OF = re.compile(r"(?<![\d.,])(?P<part>\d[\d,]*) of (?:the |its |their )?(?P<whole>\d[\d,]*\d|\d)")
_AT_HOME = re.compile(r"\bat home\b")
_AT_A_PLACE = re.compile(r"\b(?:at|in) (?:the )?([A-Z]\w+)")
_PIECE = re.compile(r",(?!\d)|[;:]|\b(?:and|but|while|against)\b")
_NEAR = 20  # characters
_SO_MUCH = re.compile(
    r"\b(to|by) (?:(?:about|around|nearly|almost|over|just|some|more than|an average of) )?$"
)


def scores_changed(text: str, source: str) -> str:
    """The problem, in plain words; "" where there is none."""
    told, there = fold(text), fold(source)
    return (
        _score_turned(told, there)
        or _another_group(told, there)
        or _moved_ground(told, there)
        or _to_for_by(told, there)
    )


def _score_turned(told: str, there: str) -> str:
    """ "Won 1-3" for "won 3-1", "14 to 3, with 11 abstentions" for "14 to 11, with three"."""
    theirs = [(found["one"], found["other"]) for found in _PAIR.finditer(there)]
    otherwise = len({bool(_FIRST_LOSES.search(part.lower())) for part in (told, there)}) > 1
    for found in _PAIR.finditer(told):
        mine = found["one"], found["other"]
        turned = otherwise and mine[::-1] in theirs  # "Corwen lost 1-3"
        if theirs and mine not in theirs and not turned:
            return f"the source says '{'-'.join(theirs[0])}', the statement '{found[0]}'"
    return ""


def _another_group(told: str, there: str) -> str:
    """ "14 of 3,020 given a placebo", whom the source has after the other "so many of so many".

    The second may leave out what the first did: "14 of 90 fell ill, and 61 of 85 on sugar".
    """
    groups = list(_OF.finditer(there))
    ours = list(_OF.finditer(told))
    if len(groups) < 2 or len(ours) != 1:
        return ""
    ends = [*(found.start() for found in groups[1:]), len(there)]
    held = [_keys(there[found.end() : end]) for found, end in zip(groups, ends, strict=True)]
    at = next((n for n, one in enumerate(groups) if one.groups() == ours[0].groups()), None)
    if at is None:
        return ""
    mine = _words(_PIECE.split(told[ours[0].end() :])[0])
    before = _keys(there[: groups[0].start()])
    earlier, later = (
        frozenset().union(*part) - held[at] - before for part in (held[:at], held[at + 1 :])
    )
    alone = held[at] - frozenset().union(*held[:at])
    if any(keys(word) & later for word in mine) or (
        any(keys(word) & earlier for word in mine) and not any(keys(word) & alone for word in mine)
    ):
        return f"the source says something else of '{groups[at][0]}'"
    return ""


def _moved_ground(told: str, there: str) -> str:
    """ "Won at Corwen" for "won at home to Corwen"."""
    host = re.search(r"\b[A-Z]\w+", there)  # who wins or loses at home, as a rule
    if not _AT_HOME.search(there.lower()) or _AT_HOME.search(told.lower()):
        return ""
    grounds = {host and host[0], *_AT_A_PLACE.findall(there)}
    for found in _AT_A_PLACE.finditer(told):
        if found[1] not in grounds and re.search(rf"\b{found[1]}\b", there):
            return f"the source says 'at home', the statement '{found[0]}'"
    return ""


def _to_for_by(told: str, there: str) -> str:
    """ "Fell by 1.4 million" for "fell in August, to 1.4 million"."""
    if not all(_moves(part) for part in (told, there)):
        return ""
    theirs: dict[tuple[object, object], set[str]] = {}
    for each in quantities(there):
        theirs.setdefault((each.value, each.unit), set()).add(_so_much(there, each.start))
    for ours in quantities(told):
        here, said = _so_much(told, ours.start), theirs.get((ours.value, ours.unit))
        if here and said and not said & {"", here}:
            return f"the source says '{said.pop()} {ours.of(told)}', the statement '{here}'"
    return ""


def _so_much(text: str, figure: int) -> str:
    """The "to" or "by" before a figure; "" where there is none."""
    found = _SO_MUCH.search(text[max(0, figure - _NEAR) : figure])
    return found[1] if found else ""


def _moves(text: str) -> bool:
    return any(pair == "level" for word in _words(text) for pair, _ in sides(word))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in STOP]


def _keys(text: str) -> frozenset[str]:
    return keys_of(_words(text))
