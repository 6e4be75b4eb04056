"""Does a superlative hold for as much as it does in the source?

"The lowest level since 1976" is not the lowest ever, "her first title on grass" not her first, and
the third-smallest not the smallest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.check_content import extreme
from assistant.verify.claims import Cited, Sentence, Word
from assistant.verify.wording import common, verbal

_MOST = re.compile(
    r"\b(?:(?P<nth>second|third|fourth|fifth|\d+(?:nd|rd|th))[- ])?"
    r"(?P<most>[a-z]{3,}est|first|(?<!at )best(?!-))\b"
)
_WITHIN = re.compile(r"\b(?:since|for|in|on|outside|at|among|of|under|within|by)\b")
_AUXILIARIES = frozenset("is are was were be been has have had will would can could may".split())
_SEEN = frozenset("recorded measured seen observed registered".split())  # "the lowest measured"
_END = re.compile(r"[,;:]|\b(?:and|but|while|after|before|because|to|when|who|which)\b")


def check_superlatives(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """The most of what it is the most of in the source."""
    theirs = [
        (part, there)
        for part in cited.sentences
        for there in _MOST.finditer(part.lower)
        if _counts(there)
    ]
    for ours in _MOST.finditer(sentence.lower):
        same = [(part, there) for part, there in theirs if _alike(ours["most"], there["most"])]
        if not _counts(ours) or not same:
            continue
        if not ours["nth"] and all(there["nth"] for _, there in same):
            yield f"the source says '{same[0][1][0]}', the statement '{ours[0]}'"
            return
        limits = [_limit(part, there) for part, there in same]
        if all(
            limit and all(keys.isdisjoint(sentence.by_key) for keys in limit) for limit in limits
        ):
            part, there = same[0]
            yield f"the source says '{part.text[there.start() :][:40].strip()}', not just that"
            return


def _counts(found: re.Match[str]) -> bool:
    return bool(extreme(found["most"])) or found["most"] in ("first", "best")


def _alike(one: str, two: str) -> bool:
    return one == two or (extreme(one) != 0 and extreme(one) == extreme(two))


def _limit(part: Sentence, there: re.Match[str]) -> list[frozenset[str]]:
    """The keys of what the source's superlative is limited to; empty where it is not."""
    end = _END.search(part.lower, there.end())
    high = end.start() if end else len(part.lower)
    lead = _WITHIN.search(part.lower, there.end(), high)
    if lead and any(map(_does, re.findall(r"[a-z]+", part.lower[there.end() : lead.start()]))):
        return []  # "the youngest won the race at Holm" tells where it was won
    return [
        word.keys
        for word in part.within(lead.end() if lead else high, high)
        if word.kind != "small" and not common(word.text.lower()) and not _weekday(word)
    ]


def _does(word: str) -> bool:
    return word in _AUXILIARIES or (verbal(word) and word not in _SEEN)


def _weekday(word: Word) -> bool:
    """It says when this was told, mostly."""
    return any(key.startswith("@w") for key in word.keys)
