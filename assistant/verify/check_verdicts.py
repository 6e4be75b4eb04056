"""Is somebody convicted of what a court convicted them of, and acquitted of the rest?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.claims import Cited, Sentence
from assistant.verify.wording import STOP, keys

_VERDICT = re.compile(
    r"\b(?:(?P<freed>acquit\w*|clear(?:ed|s)\b|(?:found )?not guilty)"
    r"|(?P<held>convict\w*|(?:found |pleaded )?guilty))\b"
)
_CHARGE = re.compile(r"\b(?:of|on|to)\s([^.,;:]+)")
_NO_CHARGE = STOP | frozenset("count counts charge charges one two three four five six".split())


def check_verdicts(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Convicted of forgery" where they were convicted of theft and cleared of forgery."""
    theirs = [each for part in cited.sentences for each in _verdicts(part.lower)]
    if len({held for held, *_ in theirs}) < 2:
        return
    for held, charge, written in _verdicts(sentence.lower):
        same = frozenset().union(*(other for each, other, _ in theirs if each is held))
        opposite = frozenset().union(*(other for each, other, _ in theirs if each is not held))
        if charge & opposite and not charge & same:
            other = next(text for each, of, text in theirs if each is not held and of & charge)
            yield f"the source says '{other}', the statement '{written}'"
            return


def _verdicts(text: str) -> Iterator[tuple[bool, frozenset[str], str]]:
    """(convicted or not, the keys of the charge, as written) of each verdict with a charge."""
    found = list(_VERDICT.finditer(text))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        charge = _CHARGE.search(text, match.end(), end)
        words = re.findall(r"[a-z]{3,}", charge[1]) if charge else []
        weighty = [keys(word) for word in words if word not in _NO_CHARGE]
        if weighty:
            yield match["held"] is not None, frozenset().union(*weighty), match[0]
