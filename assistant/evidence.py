"""Passages -> scored evidence sentences. Is there enough to answer?

A sentence's score is the chance that it carries the answer, a logistic function of a few
explained features. evals/fit.py fits the weights on data whose licence allows it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.questions import Need, present
from assistant.types import Evidence
from assistant.weights import REFUSAL, SENTENCE
from index.catalog import Catalog
from index.tokens import stem, stems, tokens
from index.types import Kind, Passage, Sentence

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

ENOUGH = 0.5  # below this chance the question is refused
MOST_EMBEDDED = 48  # sentences read by the embedder for one question: about 100 ms
_LEANS = re.compile(
    r"(?:[\"“'‘]?)(?:it|its|they|them|their|he|his|him|she|her|this|these|those|that|such|"
    r"both|the (?:company|firm|group|division|bank|move|deal|decision|report|product|device|former|"
    r"latter|unit|agency|ministry|city|team|film|show|song|book|author|player|couple|two|pair|"
    r"suspect|victim|study|researchers|order|plan|figure))\b",
    re.IGNORECASE,
)

FEATURES = (
    "bias",
    "cover",  # share of the question's weight that stands in the sentence
    "context",  # the same with the article's title and the sentence before
    "rest",  # share of what the title does not already say
    "pairs",  # share of the question's word pairs that follow each other in the sentence
    "cosine",  # question and sentence
    "cosine_title",  # question and sentence read under its title
    "passage",  # fused score of the passage, 0..1
    "passage_cosine",  # question and passage
    "kind",  # an answer of the wanted kind is there
    "figures",  # share of the question's years and numbers that stand in the sentence
    "no_figures",  # the question names years or numbers and none is there
    "leans",  # begins with "it", "the company", ...
    "short",  # under six words
    "long",  # words beyond forty, in tens
    "lead",  # among the first two sentences of its article
    "title",  # is the headline
    "first",  # in the first passage found
    "kind_cover",  # kind x cover: the right kind in the right place
)
SIGNS = (
    "bias",
    "best",  # log odds of the best sentence
    "mass",  # of the five best sentences' chances together
    "cover",  # of the best sentence, as are the next four
    "context",
    "kind",
    "pairs",
    "cosine",
    "any_cosine",  # the highest of any candidate
    "any_passage",  # the highest of any passage
    "any_context",
    "no_figures",  # the question names years or numbers that the best sentence lacks
    "long",  # the question wants more than a fact
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may carry the answer."""

    passage: Passage
    sentence: Sentence
    before: Sentence | None  # the sentence it may lean on, of the same or the last paragraph
    text: str
    before_text: str
    rank: int  # of its passage
    lead: bool


def gather(catalog: Catalog, passages: Sequence[Passage]) -> list[Candidate]:
    """The evidence sentences of passages, each once, the headline among them."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for rank, passage in enumerate(passages):
        view = catalog.article(passage.file)
        if view is None:  # deleted a moment ago
            continue
        text = view.article.text
        usable = [s for s in view.sentences if s.kind in (Kind.BODY, Kind.TITLE)]
        body = [s for s in usable if s.kind is Kind.BODY]
        for i, sentence in enumerate(usable):
            inside = passage.start <= sentence.start and sentence.end <= passage.end
            if not inside and sentence.kind is not Kind.TITLE:
                continue
            before = usable[i - 1] if i and usable[i - 1].kind is Kind.BODY else None
            candidate = Candidate(
                passage=passage,
                sentence=sentence,
                before=before,
                text=text[sentence.start : sentence.end],
                before_text=text[before.start : before.end] if before else "",
                rank=rank,
                lead=sentence in body[:2],
            )
            found.setdefault((passage.file, sentence.start, sentence.end), candidate)
    return list(found.values())


def preselect(need: Need, candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """The most promising by words and passage alone, in their order."""
    if len(candidates) <= most:
        return list(candidates)

    def promise(candidate: Candidate) -> float:
        found = frozenset(stems(candidate.text))
        around = found | frozenset(stems(candidate.passage.title + " " + candidate.before_text))
        kind = present(need, candidate.text)
        return need.covered(found) + 0.5 * need.covered(around) + candidate.passage.score + kind / 2

    best = sorted(range(len(candidates)), key=lambda i: -promise(candidates[i]))[:most]
    return [candidates[i] for i in sorted(best)]


def features(
    need: Need, candidates: Sequence[Candidate], question: NDArray[np.float32], embed: Embed
) -> NDArray[np.float64]:
    """A row of `FEATURES` for each candidate, shape (len(candidates), len(FEATURES))."""
    if not candidates:
        return np.zeros((0, len(FEATURES)))
    titles = list(dict.fromkeys(c.passage.title for c in candidates))
    vectors = embed([c.text for c in candidates] + titles)
    title_vectors = dict(zip(titles, vectors[len(candidates) :], strict=True))
    rows = [
        _row(need, candidate, question, vectors[i], title_vectors[candidate.passage.title])
        for i, candidate in enumerate(candidates)
    ]
    return np.array(rows, dtype=np.float64)


def _row(
    need: Need,
    candidate: Candidate,
    question: NDArray[np.float32],
    vector: NDArray[np.float32],
    title_vector: NDArray[np.float32],
) -> list[float]:
    words = tokens(candidate.text)
    ordered = [stem(word) for word in words]
    found = frozenset(ordered)
    titled = frozenset(stems(candidate.passage.title))
    around = found | titled | frozenset(stems(candidate.before_text))
    rest = {s: w for s, w in need.weights.items() if s not in titled}
    under_title = vector + title_vector
    cover = need.covered(found)
    kind = present(need, candidate.text)
    figures = len(need.figures & found) / len(need.figures) if need.figures else 0.5
    return [
        1.0,
        cover,
        need.covered(around),
        sum(w for s, w in rest.items() if s in found) / (sum(rest.values()) or 1.0),
        _pairs(need, ordered),
        float(vector @ question),
        float(under_title @ question) / float(np.linalg.norm(under_title) or 1.0),
        candidate.passage.score,
        candidate.passage.dense or 0.0,
        kind,
        figures,
        float(bool(need.figures) and not need.figures & found),
        float(_LEANS.match(candidate.text) is not None),
        float(len(words) < 6),
        max(0.0, len(words) - 40) / 10,
        float(candidate.lead),
        float(candidate.sentence.kind is Kind.TITLE),
        float(candidate.rank == 0),
        kind * cover,
    ]


def _pairs(need: Need, ordered: Sequence[str]) -> float:
    if not need.pairs:
        return 0.0
    kept = [s for s in ordered if s in need.weights]
    return len(need.pairs & set(itertools.pairwise(kept))) / len(need.pairs)


def chances(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance of each row's sentence to carry the answer, 0..1."""
    weights = np.array([SENTENCE[name] for name in FEATURES])
    result: NDArray[np.float64] = 1 / (1 + np.exp(-(rows @ weights)))
    return result


def rank(candidates: Sequence[Candidate], values: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Candidates as evidence, the likeliest first."""
    order = sorted(range(len(candidates)), key=lambda i: (-values[i], candidates[i].rank))
    return tuple(
        Evidence(
            file=candidates[i].passage.file,
            start=candidates[i].sentence.start,
            end=candidates[i].sentence.end,
            quote=candidates[i].text,
            score=float(values[i]),
            passage=candidates[i].passage,
            before=_leaned_on(candidates[i]),
        )
        for i in order
    )


def _leaned_on(candidate: Candidate) -> int | None:
    """Where the sentence starts that this one cannot be understood without."""
    if candidate.before is None or not _LEANS.match(candidate.text):
        return None
    return candidate.before.start


def signs(
    need: Need, rows: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the refusal looks at, one number for each of `SIGNS`.

    Args:
        rows: the candidates' features.
        values: their chances.
    """
    column = {name: i for i, name in enumerate(FEATURES)}
    if not len(rows):
        return np.array([1.0] + [0.0] * (len(SIGNS) - 1))
    ordered = np.argsort(-values, kind="stable")
    best = rows[ordered[0]]
    chances_ = np.clip(values[ordered], 1e-6, 1 - 1e-6)
    return np.array(
        [
            1.0,
            math.log(chances_[0] / (1 - chances_[0])),
            float(np.log1p(chances_[:5].sum())),
            best[column["cover"]],
            best[column["context"]],
            best[column["kind"]],
            best[column["pairs"]],
            best[column["cosine"]],
            rows[:, column["cosine"]].max(),
            rows[:, column["passage_cosine"]].max(),
            rows[:, column["context"]].max(),
            best[column["no_figures"]],
            float(need.long),
        ]
    )


def confidence(need: Need, rows: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """The chance that the evidence answers the question, 0..1."""
    weights = np.array([REFUSAL[name] for name in SIGNS])
    return float(1 / (1 + np.exp(-(signs(need, rows, values) @ weights))))
