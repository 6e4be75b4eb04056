"""One sentence in two versions: the same words but for the name, the kind or the place given.

Where values have no unit to compare them by, two sentences that look unlike each other may both be
right: of two people of one name, say. But where one repeats the other word for word and gives
another name, one of them was altered on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.kinds import AMOUNTS
from assistant.questions import Need
from assistant.types import Evidence
from assistant.verify.clauses import SAYS
from index.tokens import STOP_WORDS, tokens

SAME = 0.8  # share of the words that two versions of one sentence have in common, in order
LEAST_WORDS = 7  # a shorter sentence is too often like another by chance
MOST_WORDS = 5  # of the piece that differs
_MARKS = ".,;:!?()[]\"'“”‘’"


def versions(
    need: Need, lead: Evidence, read: Sequence[Evidence]
) -> tuple[tuple[str, tuple[Evidence, ...]], ...]:
    """The pieces that differ, each with the evidence that gives it, the lead's first; or none.

    Args:
        lead: the likeliest sentence.
        read: the evidence to compare it with.
    """
    found: dict[str, str] = {}
    for one in read:
        if one.file == lead.file:
            continue
        pieces = _pieces(lead.quote, one.quote)
        if pieces and _answers(need, pieces[0]) and _answers(need, pieces[1]):
            found.setdefault(pieces[0].casefold(), pieces[0])
            found.setdefault(pieces[1].casefold(), pieces[1])
    if len(found) < 2 or not any(key in lead.quote.casefold() for key in found):
        return ()
    told = [(text, tuple(e for e in read if _gives(text, e))) for text in found.values()]
    return tuple((text, evidence) for text, evidence in told if evidence)


def _pieces(one: str, other: str) -> tuple[str, str] | None:
    """The one place in which two versions of a sentence differ; None where they are no versions."""
    here, there = one.split(), other.split()
    if min(len(here), len(there)) < LEAST_WORDS:
        return None
    plain = [[" ".join(tokens(word)) or word for word in words] for words in (here, there)]
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    if matcher.ratio() < SAME:
        return None
    apart = [code for code in matcher.get_opcodes() if code[0] == "replace"]
    if len(apart) != 1:
        return None
    _, a, b, c, d = apart[0]
    pieces = " ".join(here[a:b]).strip(_MARKS), " ".join(there[c:d]).strip(_MARKS)
    same = len({"".join(filter(str.isalnum, piece)).casefold() for piece in pieces}) == 1
    return None if same or max(b - a, d - c) > MOST_WORDS else pieces


def _answers(need: Need, piece: str) -> bool:
    """Whether the piece is what the question wants, as far as its look tells."""
    words = tokens(piece)
    if not words or STOP_WORDS.issuperset(words) or need.words.issuperset(words):
        return False
    if all(word in STOP_WORDS or SAYS.fullmatch(word) for word in words):
        return False  # "told" for "said": how a paper edits
    has_digit = any(map(str.isdigit, piece))
    return has_digit if need.wants in AMOUNTS else not has_digit


def _gives(piece: str, evidence: Evidence) -> bool:
    return piece.casefold() in evidence.quote.casefold()
