"""What further reports of the matter answer: each asked by itself, as though it stood alone.

Beside the surest sentence of a folder every other one looks unlikely, and most of all the one that
contradicts it in other words. So each report is weighed without the rest, and beside the first
answer: how likely each of its sentences is alone, how near in meaning to what was found already,
and what a second network, which reads the first answer with it, makes of it.
`python -m evals.fit_voices` fits the weights of that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import (
    FEATURES,
    Candidate,
    Embed,
    beside_each_other,
    chances,
    doubts,
    opinions,
)
from assistant.questions import Need
from assistant.rivals import comparable
from assistant.selector import UNREAD
from assistant.types import Evidence
from assistant.values import values
from assistant.verify.mentions import names
from assistant.voice_weights import HEARD, VOICE
from index.tokens import holds_name, stems

_SHARED = 2  # names that reports of one matter have in common
_UNNAMED = 3  # where whom the question names is not in one of them: a place and a person, say
_LEAST = 1e-4  # of a chance, where its log odds are taken

SIGNS = (
    "bias",
    "alone",  # log odds of the sentence where its report stands alone
    "near_first",  # cosine of the sentence and the first answer
    "rival",  # a value that can be held against one of the first answer
    "beside",  # log odds of the network that reads question and first answer with its passage
    "beside_gap",  # below the highest of its report
)
Beside = Mapping[tuple[str, int], float]  # what that network makes of the sentence at a place


@dataclass(frozen=True, slots=True)
class Report:
    """The sentences of one report, weighed as though there were no other."""

    sentences: tuple[Candidate, ...]
    chances: NDArray[np.float64]

    @property
    def file(self) -> str:
        return self.sentences[0].passage.file


def voices(
    need: Need,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    ranked: Sequence[Evidence],
    embed: Embed,
    beside: Callable[[Evidence, Collection[str]], Beside],
) -> tuple[Evidence, ...]:
    """The sentence of each further report that tells what the likeliest one tells, or contradicts
    it; the surest first.

    Args:
        rows: the candidates' features.
        ranked: the same candidates as evidence, the likeliest first.
        embed: texts -> their vectors.
        beside: the first answer and files -> the marks of their sentences beside it.
    """
    reports = further(need, candidates, rows, ranked)
    if not reports:
        return ()
    marks = beside(ranked[0], [report.file for report in reports])
    by_place = {(e.file, e.start): e for e in ranked}
    found: list[tuple[float, Evidence]] = []
    for report in reports:
        seen = signs(need, ranked[0], report, by_place, embed, marks)
        sure = 1 / (1 + np.exp(-(seen @ np.array([VOICE[name] for name in SIGNS]))))
        best = int(np.argmax(sure))
        if sure[best] >= HEARD:
            one = report.sentences[best]
            found.append((float(sure[best]), by_place[one.passage.file, one.sentence.start]))
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0]))


def further(
    need: Need,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    ranked: Sequence[Evidence],
) -> list[Report]:
    """The reports of the likeliest sentence's matter beside its own; none where the question wants
    one answer. Arguments as in `voices`."""
    if not ranked or _wants_one(need):
        return []
    places: dict[str, list[int]] = {}
    for i, one in enumerate(candidates):
        places.setdefault(one.passage.file, []).append(i)
    articles = {one.passage.file: one.article for one in candidates}
    lead = ranked[0].file
    first = [candidates[i] for i in places.pop(lead)]
    found = []
    for file, own in places.items():
        rest = [text for name, text in articles.items() if name not in (lead, file)]
        if _same_matter(need, first, [candidates[i] for i in own], rest):
            found.append(_alone(need, candidates, rows, own))
    return found


def signs(
    need: Need,
    first: Evidence,
    report: Report,
    by_place: Mapping[tuple[str, int], Evidence],
    embed: Embed,
    beside: Beside,
) -> NDArray[np.float64]:
    """A row of `SIGNS` for each sentence of a further report, shape (sentences, len(SIGNS)).

    Args:
        first: the likeliest sentence of all.
        by_place: the evidence at a file and a start.
        beside: what the second network makes of the sentence at a file and a start.
    """
    marks = [beside.get((one.passage.file, one.sentence.start), UNREAD) for one in report.sentences]
    lead, *vectors = embed([first.quote, *(one.text for one in report.sentences)])
    given = values(need, first)

    def rivals(one: Candidate) -> bool:
        theirs = values(need, by_place[one.passage.file, one.sentence.start])
        return any(comparable(need, value, other) for value in given for other in theirs)

    rows = [
        {
            "bias": 1.0,
            "alone": _log_odds(float(chance)),
            "near_first": float(vector @ lead),
            "rival": rivals(one),
            "beside": mark,
            "beside_gap": mark - max(marks),
        }
        for one, chance, vector, mark in zip(
            report.sentences, report.chances, vectors, marks, strict=True
        )
    ]
    return np.array([[float(row[name]) for name in SIGNS] for row in rows])


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def _alone(
    need: Need, candidates: Sequence[Candidate], rows: NDArray[np.float64], places: Sequence[int]
) -> Report:
    """A report where there is no other."""
    own = [candidates[i] for i in places]
    alone = beside_each_other(rows[places])
    first = min(one.rank for one in own)
    alone[:, FEATURES.index("first")] = [one.rank == first for one in own]
    values_ = opinions(need, own, chances(alone))
    return Report(tuple(own), values_ * doubts(need, own, alone, values_))


def _wants_one(need: Need) -> bool:
    """Whether the newest, the first or one time's report alone is asked for."""
    timed = need.latest or need.first or need.event or need.side or need.window
    return bool(need.sequence or need.advice or timed)


def _same_matter(
    need: Need, lead: Sequence[Candidate], other: Sequence[Candidate], rest: Sequence[str]
) -> bool:
    """Whether two reports seem to be of one matter: both know whom the question names, or they
    have names in common; more of them, one in its title, where the other knows not the rarest.

    Args:
        rest: the texts of the further articles, folded. What none of them names tells more.
    """
    here, there = lead[0].article, other[0].article
    known = [name for name in need.names if holds_name(here, name)]
    if known and all(holds_name(there, name) for name in known):
        return True
    ours, theirs = _named(lead), _named(other)
    shared = [n for n in ours | theirs if holds_name(here, n) and holds_name(there, n)]
    rare = [name for name in shared if not any(holds_name(article, name) for article in rest)]
    rarest = max(known, key=lambda name: need.weights.get(name, 0.0), default=None)
    if rarest and not holds_name(there, rarest):
        # another company of the same town is no report of this one
        both = ours & theirs & set(rare)
        return len(both) >= _UNNAMED and not both.isdisjoint(stems(other[0].passage.title))
    return max(len(ours & theirs), len(rare)) >= _SHARED


def _named(candidates: Sequence[Candidate]) -> frozenset[str]:
    texts = {one.passage.title for one in candidates} | {one.passage.text for one in candidates}
    return frozenset(
        stem
        for text in texts
        for name in names(text)
        if not name.first or len(name.words) > 1
        for stem in stems(name.of(text))
    )
