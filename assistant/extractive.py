"""Evidence -> answer, without a language model: the sources' own sentences, few of them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.questions import Need
from assistant.types import Evidence
from index.tokens import stems

FACT_WORDS = 60  # a factual answer is at most so long
LONG_WORDS = 180
MOST_LONG = 6  # sentences of a long answer
# A further sentence is taken while its chance is at least this share of the best one's.
FACT_SHARE = 0.3
LONG_SHARE = 0.35
_SAME = 0.8  # a sentence whose words stand so far in one already chosen says nothing new


def choose(need: Need, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The sentences that answer, the likeliest first; a long answer in reading order.

    The best sentence is always taken, however long; nothing is said twice.
    """
    if not evidence:
        return ()
    words, share, most = (
        (LONG_WORDS, LONG_SHARE, MOST_LONG) if need.long else (FACT_WORDS, FACT_SHARE, 4)
    )
    chosen: list[Evidence] = []
    said: list[frozenset[str]] = []
    room = words
    for candidate in evidence:
        if len(chosen) == most or candidate.score < share * evidence[0].score:
            break
        length = len(candidate.quote.split())
        found = frozenset(stems(candidate.quote))
        if chosen and (length > room or _said(found, said)):
            continue
        chosen.append(candidate)
        said.append(found)
        room -= length
    return _in_reading_order(chosen) if need.long else tuple(chosen)


def _said(found: frozenset[str], said: Sequence[frozenset[str]]) -> bool:
    return any(len(found & earlier) >= _SAME * len(found) for earlier in said)


def _in_reading_order(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Articles in order of their best sentence, the sentences of each as they stand in it."""
    articles = list(dict.fromkeys(e.file for e in chosen))
    return tuple(sorted(chosen, key=lambda e: (articles.index(e.file), e.start)))


def span(evidence: Evidence, text: str, room: int) -> tuple[int, int]:
    """Where the quote stands: with the sentence it leans on, if both fit in ``room`` words."""
    if evidence.before is not None and len(text[evidence.before : evidence.end].split()) <= room:
        return evidence.before, evidence.end
    return evidence.start, evidence.end
