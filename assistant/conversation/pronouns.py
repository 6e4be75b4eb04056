"""Pronouns of a question that stand for something outside of it, written out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.names import names_in
from assistant.conversation.referents import referent
from assistant.conversation.turns import Turn, with_topic
from assistant.conversation.words import AUXILIARY, PREPOSITIONS

PRONOUN = re.compile(
    r"\b(?P<person>he|she|him|her|his|hers)\b|\b(?P<it>it|its)\b"
    r"|\b(?P<they>they|them|their|theirs)\b|\b(?P<there>there)\b"
    r"|\b(?P<that>this|that|these|those)\b|\bthe (?P<firm>company|firm|group|business|maker)\b",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset("his her its their theirs hers".split())
_PLEONASTIC = re.compile(
    r"\b(?:(?:is|was|be|will|does|did|it['’]s)\s)?it(?:\s(?:be|been))?\s(?:\w+\s)?(?:that|to"
    r"|for \w+ to|whether|if|rain|snow|seems?|matters?)\b"
    r"|\bit\s(?:takes?|took|costs?)\s(?:\S+\s){0,4}?to\s[a-z]+",
    re.IGNORECASE,
)
# "wanted it to pay" is somebody, not "it is hard to pay"
_TO_DO = re.compile(
    r"\b(?:want|ask|allow|forc|order|expect|requir|help|enabl|urg|tell|told|press|push|lead|led)"
    r"(?:s|e|es|ed|ing)?\s$",
    re.IGNORECASE,
)
_OPENS_CLAUSE = re.compile(
    r"\b(?:when|if|that|because|after|before|while|since|although|and|who|which|as)\b\s*$|,\s*$",
    re.IGNORECASE,
)
_BE_THERE = re.compile(
    rf"\b(?:{AUXILIARY}|been|be)\s(?:not\s)?there\b|\bthere\s(?:{AUXILIARY}|be|been)\b",
    re.IGNORECASE,
)
_POINTED_AT = re.compile(
    r"\b(?:of|about|for|with|in|at|on|to|from|by|after|before|since|is|was|did"
    r"|does|do|will|has|behind|against|than|why|would|could|like)\s$",
    re.IGNORECASE,
)


def written_out(text: str, turns: Sequence[Turn]) -> str | None:
    """The question with what its pronouns stand for; None where none leans on an earlier turn."""
    out, end = [], 0
    done: set[str] = set()
    for match in PRONOUN.finditer(text):
        kind, word = match.lastgroup or "", match[0].lower()
        if kind in done or not _leans(text, match):
            continue
        if kind == "firm" and "person" in done:  # "has she run the company": hers
            continue
        done.add(kind)
        meant = referent(text, match, turns)
        if meant and _owns(word, text[match.end() :]):
            meant += "'" if meant.endswith("s") else "'s"
        if meant:
            out += [text[end : match.start()], meant]
            end = match.end()
    if not done:
        return None
    found = "".join([*out, text[end:]])
    return found if out and names_in(found) else with_topic(found, turns[-1])


def _leans(text: str, match: re.Match[str]) -> bool:
    """Whether a pronoun stands for something outside of its question."""
    kind, after = match.lastgroup, text[match.end() :]
    if kind == "there":
        return not _BE_THERE.search(text, max(0, match.start() - 12), match.end() + 8)
    if kind == "that":
        return _points(match[0].lower(), text[: match.start()], after)
    if kind == "firm":
        return not names_in(text) and not re.match(r"\s(?:that|which|who|of|in|behind)\b", after)
    if kind == "it":
        idle = (found.span() for found in _PLEONASTIC.finditer(text))  # "will it rain"
        acts = _TO_DO.search(text, 0, match.start()) and after.startswith(" to ")
        if match[0] == "IT" or any(start <= match.start() < end for start, end in idle):
            return bool(acts)
    return not _inside(text, match)


def _points(word: str, before: str, after: str) -> bool:
    """Whether "that" points at something; it does not in "say that" or "the firm that makes"."""
    if word in {"these", "those"}:
        return not re.match(r"\s(?:who|which|that)\b", after)
    if re.match(r"\s(?:year|week|month|quarter|\w+day)", after):
        return False
    return not after.strip(" ?.!") or not before or _POINTED_AT.search(before) is not None


def _inside(text: str, match: re.Match[str]) -> bool:
    """Whether what the pronoun stands for comes before it in the question itself."""
    before, after, word = text[: match.start()], text[match.end() :], match[0].lower()
    last = "".join(before.split()[-1:]).lower()
    if names_in(before):
        ended = re.match(r"\s[a-z]", after) is None
        return (
            _owns(word, after)
            or word in {"he", "she", "they"}
            or not (ended or last in PREPOSITIONS)
        )
    opened = len(before.split()) >= 4 and _OPENS_CLAUSE.search(before) is not None
    return opened and re.search(r"\b(?:the|an?|some|many|most)\s|[a-z]{3}s\b", before) is not None


def _owns(word: str, after: str) -> bool:
    """Whether "her" is "her pay", not "who appointed her in May"."""
    if word == "her" and re.match(r"\s(?:in|at|on|for|to|of|by|with|and|as|last|this)\b", after):
        return False
    return word in _POSSESSIVE and re.match(r"\s\w", after) is not None
