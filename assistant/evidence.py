"""Passages -> scored evidence sentences. Is there enough to answer?

A sentence's score is the chance that it carries the answer, a logistic function of a few
explained features. evals/fit.py fits the weights on data whose licence allows it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.questions import AMOUNTS, NAMES, Need, names_focus, present
from assistant.types import Evidence
from assistant.weights import REFUSAL, SENTENCE
from index.catalog import Catalog
from index.tokens import stem, stem_set, tokens
from index.types import Kind, Passage, Sentence

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

ENOUGH = 0.45  # below this chance the question is refused: a tenth of CLAPNQ's answerable ones
MOST_EMBEDDED = 48  # sentences read by the embedder for one question: about 100 ms
_NEAR = 0.6  # of the highest "near": so far a sentence speaks of what is asked
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
    "near",  # the same with the title and the sentences before and after
    "rest",  # share of what the title does not already say
    "pairs",  # share of the question's word pairs that follow each other in the sentence
    "cosine",  # question and sentence
    "cosine_title",  # question and sentence read under its title
    "cosine_before",  # question and sentence read after the one before
    "cosine_gap",  # below the highest cosine of any candidate
    "near_gap",  # below the highest "near" of any candidate
    "passage",  # fused score of the passage, 0..1
    "passage_cosine",  # question and passage
    "first",  # in the first passage found
    "amount",  # a number, date, sum or share is asked for, and one is there
    "no_amount",  # ... and none is there
    "name",  # a person, place or thing is asked for, and a new name is there
    "no_name",  # ... and none is there
    "name_beside",  # a new name or code beside what is asked for: "MI300X accelerators"
    "unnamed",  # ... and there is one in another sentence near the question, not in this one
    "amount_near",  # amount x near: the right kind in the right place
    "name_near",
    "figures",  # the question names years or numbers, and the share of them in the sentence
    "no_figures",  # ... and none is there
    "leans",  # begins with "it", "the company", ...
    "short",  # under six words
    "long",  # words beyond forty, in tens
    "lead",  # among the first two sentences of its article
)
SIGNS = (
    "bias",
    "best",  # log odds of the best sentence
    "mass",  # of the five best sentences' chances together
    "cover",  # of the best sentence, as are the next five
    "context",
    "kind",  # an answer of the wanted kind is there
    "no_kind",
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
    text: str
    before_text: str
    after_text: str
    rank: int  # of its passage
    lead: bool  # among the first two of its article
    lead_in: str  # the text from the sentence before up to its start


def gather(catalog: Catalog, passages: Sequence[Passage]) -> list[Candidate]:
    """The evidence sentences of passages, each once.

    A headline is read as the context of its article's sentences; it speaks for itself only where
    the article has no other.
    """
    found: dict[tuple[str, int, int], Candidate] = {}
    for rank, passage in enumerate(passages):
        view = catalog.article(passage.file)
        if view is None:  # deleted a moment ago
            continue
        text = view.article.text
        body = [s for s in view.sentences if s.kind is Kind.BODY]
        kind = Kind.BODY if body else Kind.TITLE
        for i, sentence in enumerate(view.sentences):
            inside = passage.start <= sentence.start and sentence.end <= passage.end
            if sentence.kind is not kind or not inside:
                continue
            # Only what stands right beside it: never across an advertisement.
            before, after = (_beside(view.sentences, j, kind) for j in (i - 1, i + 1))
            candidate = Candidate(
                passage=passage,
                sentence=sentence,
                text=text[sentence.start : sentence.end],
                before_text=text[before.start : before.end] if before else "",
                after_text=text[after.start : after.end] if after else "",
                rank=rank,
                lead=sentence in body[:2],
                lead_in=text[before.start : sentence.start] if before else "",
            )
            found.setdefault((passage.file, sentence.start, sentence.end), candidate)
    return list(found.values())


def _beside(sentences: Sequence[Sentence], place: int, kind: Kind) -> Sentence | None:
    usable = 0 <= place < len(sentences) and sentences[place].kind is kind
    return sentences[place] if usable else None


def preselect(need: Need, candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """The most promising by words and passage alone, in their order."""
    if len(candidates) <= most:
        return list(candidates)

    def promise(candidate: Candidate) -> float:
        found = stem_set(candidate.text)
        around = found | stem_set(candidate.passage.title) | stem_set(candidate.before_text)
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
    texts = list(dict.fromkeys(t for c in candidates for t in (c.text, c.passage.title)))
    vectors = dict(zip(texts, embed(texts), strict=True))
    rows = np.array([_row(need, c, question, vectors) for c in candidates], dtype=np.float64)
    for gap, name in (("cosine_gap", "cosine"), ("near_gap", "near")):
        values = rows[:, FEATURES.index(name)]
        rows[:, FEATURES.index(gap)] = values - values.max()
    beside, near = rows[:, FEATURES.index("name_beside")], rows[:, FEATURES.index("near")]
    if beside[near >= _NEAR * near.max()].any():
        rows[:, FEATURES.index("unnamed")] = 1 - beside
    return rows


def _row(
    need: Need,
    candidate: Candidate,
    question: NDArray[np.float32],
    vectors: Mapping[str, NDArray[np.float32]],
) -> list[float]:
    words = tokens(candidate.text)
    ordered = [stem(word) for word in words]
    found = frozenset(ordered)
    titled = stem_set(candidate.passage.title)
    context = found | titled | stem_set(candidate.before_text)
    near = need.covered(context | stem_set(candidate.after_text))
    rest = {s: w for s, w in need.weights.items() if s not in titled}
    vector = vectors[candidate.text]
    before = vectors.get(candidate.before_text)
    kind = present(need, candidate.text)
    amount, name = need.wants in AMOUNTS, need.wants in NAMES
    values = {
        "bias": 1.0,
        "cover": need.covered(found),
        "context": need.covered(context),
        "near": near,
        "rest": sum(w for s, w in rest.items() if s in found) / (sum(rest.values()) or 1.0),
        "pairs": _pairs(need, ordered),
        "cosine": float(vector @ question),
        "cosine_title": _cosine(vector + vectors[candidate.passage.title], question),
        "cosine_before": _cosine(vector if before is None else vector + before, question),
        "passage": candidate.passage.score,
        "passage_cosine": candidate.passage.dense or 0.0,
        "first": candidate.rank == 0,
        "amount": amount and kind,
        "no_amount": amount and not kind,
        "name": name and kind,
        "no_name": name and not kind,
        "name_beside": name and names_focus(need, candidate.text),
        "amount_near": amount and kind * near,
        "name_near": name and kind * near,
        "figures": len(need.figures & found) / len(need.figures) if need.figures else 0.0,
        "no_figures": bool(need.figures) and not need.figures & found,
        "leans": _LEANS.match(candidate.text) is not None,
        "short": len(words) < 6,
        "long": max(0.0, len(words) - 40) / 10,
        "lead": candidate.lead,
    }
    return [float(values.get(feature, 0.0)) for feature in FEATURES]


def _cosine(vector: NDArray[np.float32], question: NDArray[np.float32]) -> float:
    return float(vector @ question) / (float(np.linalg.norm(vector)) or 1.0)


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
            lead_in=candidates[i].lead_in if _LEANS.match(candidates[i].text) else "",
        )
        for i in order
    )


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
            best[column["amount"]] + best[column["name"]],
            best[column["no_amount"]] + best[column["no_name"]],
            best[column["pairs"]],
            best[column["cosine"]],
            rows[:, column["cosine"]].max(),
            rows[:, column["passage_cosine"]].max(),
            rows[:, column["context"]].max(),
            best[column["no_figures"]],
            float(need.long),
        ]
    )


def confidence(
    need: Need,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    values: NDArray[np.float64],
) -> float:
    """The chance that the evidence answers the question, 0..1.

    The weights and the embedder know English. A question in Chinese or Japanese is judged by the
    share of its pairs of characters that stand in one sentence.
    """
    if need.unspaced:
        shares = [_held_pairs(need.unspaced, candidate.text) for candidate in candidates]
        return max(shares, default=0.0)
    weights = np.array([REFUSAL[name] for name in SIGNS])
    return float(1 / (1 + np.exp(-(signs(need, rows, values) @ weights))))


def _held_pairs(pairs: frozenset[str], text: str) -> float:
    return sum(pair in text for pair in pairs) / len(pairs)
