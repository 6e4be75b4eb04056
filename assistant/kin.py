"""Whose somebody is, and how old: the keeper's daughter is not the keeper, 34 no length of time.

Each word stands in the source, so who is told to have done it is what has to be looked at. Pure
functions; English.
"""

from __future__ import annotations

import re

from assistant.kinds import ages
from assistant.verify.units import COUNTING
from assistant.verify.wording import fold

_KIN = (
    "daughter son wife husband widow widower brother sister mother father parent child cousin "
    "uncle aunt nephew niece grandson granddaughter grandfather grandmother fiance fiancee"
)
_NEAR = (
    "friend partner rival lawyer critic opponent predecessor successor neighbour neighbor "
    "supporter colleague enemy competitor supplier client tenant landlord driver "
    "doctor teacher agent sponsor"
)
_PLURALS = {"child": "children", "wife": "wives", "enemy": "enemies"}


def _either(words: str) -> str:
    return "|".join(f"{word}s?|{_PLURALS.get(word, word)}" for word in words.split())


_NAMED = re.compile(r", (?P<name>[\w-]+(?: [\w-]+){0,3}),")
_RELATIVE = re.compile(rf"\b(?:{_either(_KIN)})\b")
# "The keeper's daughter", "the pilots' rivals"
_OWNED = re.compile(
    rf"\b(?P<owner>[\w-]+)(?:'s|(?<=s)') (?:[\w-]+ ){{0,2}}?(?P<one>{_either(f'{_KIN} {_NEAR}')})\b"
)
_FOR_YEARS = re.compile(
    r"\b(?:for|over|in|during) (?:(?:the (?:last|past)|some|about|nearly|almost|more than|over) )?"
    r"(?P<many>\d{1,3}|[a-z]+(?:-[a-z]+)?)[ -]years?\b(?! old)"
)
# "Since she was 19"
_THEN = re.compile(r"\b(?:was|were|turned) (?P<age>\d{1,2})\b(?! ?[%-]| per)")


def whose_changed(text: str, source: str) -> str:
    """What is wrong in a retelling with whose somebody is or how old; "" if nothing.

    Args:
        text: the retelling.
        source: the one sentence that it retells.
    """
    told, there = (fold(part).lower().replace("’", "'") for part in (text, source))
    return _another_relation(told, there) or _owner_alone(told, there) or _age_as_time(told, source)


def _another_relation(told: str, there: str) -> str:
    """ "The keeper's mother" for "the keeper's daughter"."""
    theirs = {match[0].rstrip("s") for match in _RELATIVE.finditer(there)}
    for match in _RELATIVE.finditer(told):
        if theirs and match[0].rstrip("s") not in theirs:
            return f"the source says '{min(theirs)}', the statement '{match[0]}'"
    return ""


def _owner_alone(told: str, there: str) -> str:
    """ "The keeper fed the bears" for "the keeper's daughter fed the bears". Whoever is named there
    may speak of the owner: "the firm's lawyer, Bo Ferrand, said it would appeal"."""
    for match in _OWNED.finditer(there):
        owner, one = match["owner"], match["one"]
        bare = re.compile(rf"\b{re.escape(owner)}\b(?!['’])")
        if bare.search(there.replace(match[0], " ")) or re.search(rf"\b{one}\b", told):
            continue
        named = _NAMED.match(there, match.end())
        first = named["name"].split()[0] if named else ""
        apart = first and not re.search(rf"\b{re.escape(owner)},? {re.escape(first)}\b", told)
        if bare.search(told) and not (apart and named and named["name"].split()[-1] in told):
            return f"the source tells of the {one} of '{owner}', the statement of '{owner}'"
    return ""


def _age_as_time(told: str, source: str) -> str:
    """ "For 34 years" of somebody who is 34; "Lena Voss, 19" of one who was 19 then."""
    then = {match["age"] for match in _THEN.finditer(source)}
    if now := (then - {*ages(_THEN.sub(" ", source))}) & {*ages(_THEN.sub(" ", told))}:
        return f"the source tells of an age of {min(now)} then, the statement of one now"
    known = {*ages(source), *then}
    for match in _FOR_YEARS.finditer(told):
        many = str(COUNTING.get(match["many"], match["many"]))
        given = rf"\b(?:{many}|{re.escape(match['many'])})[ -](?:\w+ )?years?\b(?![ -]old)"
        if many in known and not re.search(given, source.lower()):
            return f"the source tells of an age of {many}, the statement of {many} years"
    return ""
