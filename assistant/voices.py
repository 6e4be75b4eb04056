"""What further reports of the matter answer: each asked by itself, as though it stood alone.

Beside the surest sentence of a folder every other one looks unlikely, and most of all the one that
contradicts it in other words. So each report is weighed without the rest; one that would have been
answer enough is heard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import (
    FEATURES,
    Candidate,
    Embed,
    beside_each_other,
    chances,
    confidence,
    doubts,
    opinions,
)
from assistant.kinds import AMOUNTS, Wants
from assistant.opposed import asks_yes_or_no
from assistant.questions import Need, present
from assistant.types import Evidence
from assistant.verify.mentions import names
from assistant.weights import THRESHOLDS
from index.tokens import stems

ENOUGH = THRESHOLDS["balanced"]  # so surely must a report answer by itself
_AS_LIKELY = 0.75  # ... and so likely, of the chance that the first report gives by itself
_ALIKE = 0.75  # the least sum of its cosines to the question and to the likeliest sentence
_SHARED = 2  # names that reports of one matter have in common, where the question names none


def voices(
    need: Need,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    ranked: Sequence[Evidence],
) -> tuple[Evidence, ...]:
    """The best sentence of each further report that answers by itself, the surest report first.

    Args:
        rows: the candidates' features.
        ranked: the same candidates as evidence, the likeliest first.
    """
    if not ranked or _wants_one(need):
        return ()
    reports: dict[str, list[int]] = {}
    for i, one in enumerate(candidates):
        reports.setdefault(one.passage.file, []).append(i)
    places = reports.pop(ranked[0].file)
    of_matter, likeliest, _ = _alone(need, candidates, rows, places)
    # A yes and a no are told in words so unlike that their chances say little of each other.
    least = 0.0 if asks_yes_or_no(need.question) else _AS_LIKELY * likeliest.max()
    found: list[tuple[float, Evidence]] = []
    by_place = {(e.file, e.start): e for e in ranked}
    for places in reports.values():
        own, values, sure = _alone(need, candidates, rows, places)
        best = own[int(np.argmax(values))]
        holds = need.wants not in AMOUNTS or present(need, best.text) > 0
        likely = sure >= ENOUGH and values.max() >= least
        if likely and holds and _same_matter(need, of_matter, own):
            found.append((sure, by_place[best.passage.file, best.sentence.start]))
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0]))


def alike(
    need: Need, lead: Evidence, heard: Sequence[Evidence], embed: Embed
) -> tuple[Evidence, ...]:
    """Those that tell of the same as the likeliest sentence. A yes and a no may look unlike."""
    if not heard or asks_yes_or_no(need.question):
        return tuple(heard)
    question, first, *vectors = embed([need.question, lead.quote, *(e.quote for e in heard)])
    near = [float(vector @ (question + first)) for vector in vectors]
    return tuple(e for e, value in zip(heard, near, strict=True) if value >= _ALIKE)


def _alone(
    need: Need, candidates: Sequence[Candidate], rows: NDArray[np.float64], places: Sequence[int]
) -> tuple[list[Candidate], NDArray[np.float64], float]:
    """(one report's sentences, their chances where there is no other report, how surely they
    answer)."""
    own = [candidates[i] for i in places]
    alone = beside_each_other(rows[places])
    first = min(one.rank for one in own)
    alone[:, FEATURES.index("first")] = [one.rank == first for one in own]
    values = opinions(need, own, chances(alone))
    left = doubts(need, own, alone, values)
    return own, values * left, confidence(need, own, alone, values, left)


def _wants_one(need: Need) -> bool:
    """Whether the newest, the first or one time's report alone is asked for, or a long answer."""
    timed = need.latest or need.first or need.event or need.side or need.window
    long = need.long and need.wants is not Wants.REASON
    return bool(long or need.sequence or need.advice or timed)


def _same_matter(need: Need, lead: Sequence[Candidate], other: Sequence[Candidate]) -> bool:
    """Whether two reports seem to be of one matter: both know whom the question names, or they
    have names in common."""
    asked = [name.removesuffix("i") for name in need.names]
    known = [name for name in asked if name in lead[0].article]
    if not all(name in other[0].article for name in known):
        return False
    return bool(known) or len(_named(lead) & _named(other)) >= _SHARED


def _named(candidates: Sequence[Candidate]) -> frozenset[str]:
    texts = {one.passage.title for one in candidates} | {one.passage.text for one in candidates}
    return frozenset(
        stem
        for text in texts
        for name in names(text)
        if not name.first or len(name.words) > 1
        for stem in stems(name.of(text))
    )
