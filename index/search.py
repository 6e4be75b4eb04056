"""Question -> passages: words (BM25) and meaning (cosine), fused.

Each half finds candidates; both scores are brought to 0..1 over the candidates and added with a
weight. nDCG@10 of both, of words alone and of vectors alone: TIME .753, .693, .699; news of 2022
.675, .638, .595; news of 2023 .780, .777, .711. Sums of ranks reached .732, .664 and .766.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.tokens import query_terms, stem
from index.types import Filter, Passage, Place
from index.vectors import Vectors

CANDIDATES = 200  # of each half
MOST_SCORED = 10_000  # chunks of a question's rarest words: about 20 ms
NARROW = 0.2  # of the articles: where a filter lets fewer through, none of them is left unscored
ENOUGH = CANDIDATES // 2  # of the nearest, where a filter takes more away than its share
WIDEST = 1_500  # of the nearest: for more, all chunks that a filter lets through are named
DENSE_WEIGHT = 0.6  # of the cosine; the rest is the words'
FIELD_WEIGHTS = (1.0, 1.0)  # of a match in the title and date, and in the chunk's own words
PER_ARTICLE = 3  # passages of one article in a result
MOST_TERMS = 64  # of a question; a pasted page would otherwise match everything, slowly


@dataclass(frozen=True, slots=True)
class Found:
    """What the two halves say of the candidates, by catalogue row."""

    lexical: dict[int, float]  # BM25, higher is better
    dense: dict[int, float]  # cosine


def search(
    catalog: Catalog,
    question: str,
    *,
    limit: int = 10,
    chosen: Filter | None = None,
    vectors: Vectors | None = None,
    vector: NDArray[np.float32] | None = None,
    dense_weight: float = DENSE_WEIGHT,
    one_of_copies: bool = False,
) -> tuple[Passage, ...]:
    """The passages nearest to a question, best first, at most `PER_ARTICLE` of an article.

    Args:
        limit: the most articles.
        one_of_copies: of the copies of one story only the best, which names the others. To show,
            not to answer from: an edited copy may correct a figure.
        vector: the question's, shape (dimensions,); without it, or without vectors, words decide.
        dense_weight: 0 asks the words alone, 1 the vectors alone.
    """
    chosen = chosen or Filter()
    share = catalog.share(chosen)
    lexical = _by_words(catalog, question, chosen, share) if dense_weight < 1 else {}
    dense: dict[int, float] = {}
    if vectors is not None and vector is not None and dense_weight > 0:
        nearest, held = _nearest(catalog, vectors, vector, chosen, share)
        dense = {row: cosine for id_, cosine in nearest for row in held.get(id_, ())}
        places = catalog.places([*lexical, *dense.keys() - lexical.keys()])
        by_words = {row: places[row] for row in lexical if row in places and row not in dense}
        dense |= _cosines(vectors, vector, by_words)
    else:
        places = catalog.places(list(lexical))
    found = Found(lexical, dense)
    scores = _fuse(found, dense_weight)
    rows = sorted(scores, key=lambda row: (-scores[row], row))
    among = chosen if one_of_copies else None
    return _diverse(catalog, rows, places, scores, found, limit, among)


def _by_words(catalog: Catalog, question: str, chosen: Filter, share: float) -> dict[int, float]:
    """The chunks that hold the question's words, by BM25.

    What most chunks hold weighs a millionth in SQLite's BM25, and makes it score nearly every
    chunk: it counts only where the rest finds too little, and scoring all takes no time.
    """
    terms = query_terms(question)[:MOST_TERMS]
    chunks, held = catalog.document_frequency([stem(term) for term in terms])
    count = {term: held[stem(term)] for term in terms}
    rare = sorted((term for term in terms if 2 * count[term] <= chunks), key=count.__getitem__)
    found: dict[int, float] = {}
    for lead in _leads(rare, count) if share > NARROW else [None]:
        found = _matched(catalog, [term for term in terms if term in rare], chosen, lead)
        if len(found) >= CANDIDATES:
            return found
    if len(rare) < len(terms) and (not found or sum(count.values()) <= MOST_SCORED):
        return _matched(catalog, terms, chosen)
    return found


def _leads(rare: Sequence[str], count: Mapping[str, int]) -> list[str | None]:
    """Which chunks are scored, in the order in which that is tried; None: all that are found.

    First those that hold one of the rarest words, which together stand in `MOST_SCORED` chunks. If
    they are too few, those with all the others too; then those with the next one.

    Args:
        rare: the rarest first.
    """
    sums = list(itertools.accumulate(count[term] for term in rare))
    first = max(1, bisect.bisect_right(sums, MOST_SCORED))
    if first >= len(rare):
        return [None]
    rarest, rest = _any_of(rare[:first]), rare[first:]
    together = f"{rarest} OR ({' AND '.join(map(_quoted, rest))})"
    return [rarest, together, _any_of(rare[: first + 1]), None]


def _matched(
    catalog: Catalog, terms: Sequence[str], chosen: Filter, leading: str | None = None
) -> dict[int, float]:
    if not terms:
        return {}
    return dict(catalog.match(_any_of(terms), CANDIDATES, chosen, FIELD_WEIGHTS, leading))


def _any_of(terms: Sequence[str]) -> str:
    return " OR ".join(map(_quoted, terms))


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _cosines(
    vectors: Vectors, vector: NDArray[np.float32], places: Mapping[int, Place]
) -> dict[int, float]:
    """The cosine of each row, but for those whose vector is not made yet."""
    stored = vectors.of(sorted({place.chunk_id for place in places.values()}))
    return {
        row: float(stored[place.chunk_id] @ vector)
        for row, place in places.items()
        if place.chunk_id in stored
    }


def _nearest(
    catalog: Catalog, vectors: Vectors, vector: NDArray[np.float32], chosen: Filter, share: float
) -> tuple[list[tuple[str, float]], dict[str, list[int]]]:
    """The nearest chunks that a filter lets through, and their rows.

    Through the catalogue: a chunk that was deleted meanwhile, or is filtered out, has no row. As
    many are asked for as leave `CANDIDATES` where a filter takes evenly; most let enough of them
    through. Naming all chunks that may be found is the slow way.
    """
    limit = CANDIDATES / share if share else math.inf
    nearest = vectors.nearest(vector, int(limit)) if limit <= WIDEST else []
    rows = catalog.rows_of([id_ for id_, _ in nearest], chosen, CANDIDATES)
    wide = nearest if chosen.empty else [one for one in nearest if one[0] in rows][:CANDIDATES]
    if len(wide) < ENOUGH and not chosen.empty:
        wide = vectors.nearest(vector, CANDIDATES, catalog.chunk_ids(chosen))
        rows = catalog.rows_of([id_ for id_, _ in wide], chosen)
    return wide, rows


def _fuse(found: Found, dense_weight: float) -> dict[int, float]:
    """Both scores in 0..1, added with their weights.

    BM25 has a natural zero: it is divided by the best. A cosine has none: the lowest candidate is
    zero. A chunk whose vector is not made yet is judged by its words alone.
    """
    if not found.dense:
        best = max(found.lexical.values(), default=1.0) or 1.0
        return {row: score / best for row, score in found.lexical.items()}
    low, high = min(found.dense.values()), max(found.dense.values())
    best = max(found.lexical.values(), default=1.0) or 1.0
    spread = (high - low) or 1.0
    scores = {}
    for row in found.lexical.keys() | found.dense.keys():
        words = found.lexical.get(row, 0.0) / best
        meaning = (found.dense[row] - low) / spread if row in found.dense else words
        scores[row] = dense_weight * meaning + (1 - dense_weight) * words
    return scores


def _diverse(
    catalog: Catalog,
    rows: Sequence[int],
    places: Mapping[int, Place],
    scores: dict[int, float],
    found: Found,
    limit: int,
    among: Filter | None,
) -> tuple[Passage, ...]:
    """The best chunks of the best articles, by score; of each article at most its share.

    Args:
        among: where given, the copies of a chosen article that it lets through are left out.
    """
    beside: dict[int, tuple[str, ...]] = {}
    count: dict[int, int] = {}
    told: set[str] = set()
    chosen = []
    for row in rows:
        if row not in places:  # deleted a moment ago
            continue
        article = places[row].article_id
        if places[row].file in told:
            continue
        if article not in count:
            if len(count) == limit:
                continue
            if among is not None:  # asked of the few that are shown, not of all that were found
                beside |= catalog.beside([article], among)
                told.update(beside.get(article, ()))
        count[article] = count.get(article, 0) + 1
        if count[article] <= PER_ARTICLE:
            chosen.append(row)
    passages = catalog.passages(chosen)
    return tuple(
        dataclasses.replace(
            passages[row],
            score=scores[row],
            lexical=found.lexical.get(row),
            dense=found.dense.get(row),
            copies=beside.get(passages[row].article_id, ()),
        )
        for row in chosen
        if row in passages
    )
