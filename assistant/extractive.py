"""Evidence -> answer, without a language model: the sources' own sentences, few of them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.questions import Need
from assistant.types import Evidence
from index.tokens import stem_set

FACT_WORDS = 60  # a factual answer is at most so long
LONG_WORDS = 180
MOST_LONG = 6  # sentences of a long answer
MOST_FACT = 3
AGAIN = 0.7  # worth of a further sentence from an article that has spoken already
# A further sentence is taken while its chance is at least this share of the best one's.
FACT_SHARE = 0.4
LONG_SHARE = 0.35
_SAME = 0.8  # a sentence whose words stand so far in one already chosen says nothing new


def choose(need: Need, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The sentences that answer, the likeliest first; a long answer in reading order.

    The best sentence is always taken, however long; nothing is said twice. An article that has
    not spoken yet comes before a further sentence of one that has, so that a second report of
    the same thing, which may differ, is seen.
    """
    if not evidence:
        return ()
    room, share, most = (
        (LONG_WORDS, LONG_SHARE, MOST_LONG) if need.long else (FACT_WORDS, FACT_SHARE, MOST_FACT)
    )
    chosen: list[Evidence] = []
    said: list[frozenset[str]] = []
    left = [e for e in evidence if e.score >= share * evidence[0].score]
    while left and len(chosen) < most:
        spoken = {e.file for e in chosen}
        best = max(left, key=lambda e: e.score * (AGAIN if e.file in spoken else 1))
        left.remove(best)
        length = len(best.quote.split())
        found = stem_set(best.quote)
        if chosen and (length > room or _said(found, said)):
            continue
        chosen.append(best)
        said.append(found)
        room -= length
    return _in_reading_order(chosen) if need.long else tuple(chosen)


def _said(found: frozenset[str], said: Sequence[frozenset[str]]) -> bool:
    return any(len(found & earlier) >= _SAME * len(found) for earlier in said)


def _in_reading_order(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Articles in order of their best sentence, the sentences of each as they stand in it."""
    articles = list(dict.fromkeys(e.file for e in chosen))
    return tuple(sorted(chosen, key=lambda e: (articles.index(e.file), e.start)))
