"""What each half of the search finds by itself, and both together: ranking of the gold files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.conversation import understood
from evals import metrics
from evals.case import GoldenError
from evals.record import rounded
from evals.run import Tell, commit, quiet, spread
from evals.table import show
from evals.types import Golden, GoldenSet, Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant import Assistant
    from index.catalog import Catalog
    from index.vectors import Vectors

MEASURES = {
    "ndcg_at_10": metrics.ndcg_at_10,
    "recall_at_10": metrics.recall_at_10,
    "mrr_at_10": metrics.mrr_at_10,
    "hit_at_4": metrics.hit_at_4,
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to search, and its mean figures over the cases that have sources."""

    name: str  # "words", "vectors", "fused"
    dense_weight: float
    n: int
    figures: dict[str, Score]


def ways(
    golden_set: GoldenSet,
    assistant: Assistant,
    *,
    limit: int | None = None,
    tell: Tell = quiet,
) -> tuple[Way, ...]:
    """Search for every case with sources by words, by vectors, and as the assistant does.

    ``assistant``: its index must be complete. ``limit``: of so many cases, spread evenly.

    Raises:
        GoldenError: no case has a source, so no ranking can be measured.
        IndexStateError: the vectors cannot be used.
    """
    from assistant.embeddings import embedder  # the index and its libraries: not for --help
    from index.catalog import Catalog
    from index.search import DENSE_WEIGHT
    from index.sync import open_vectors

    # the same cases as a run with this limit, so that its figures can be laid beside these
    goldens = [golden for golden in spread(golden_set.goldens, limit) if golden.sources]
    if not goldens:
        raise GoldenError(f"No case of {golden_set.folder} has a source, so no rank is known.")
    weights = {"words": 0.0, "vectors": 1.0, "fused": DENSE_WEIGHT}
    ranked: dict[str, list[tuple[str, ...]]] = {name: [] for name in weights}
    made_by = embedder(assistant.settings)
    with (
        closing(Catalog.open(assistant.index_path)) as catalog,
        closing(open_vectors(catalog)) as vectors,
    ):
        for number, golden in enumerate(goldens, start=1):
            query = understood(golden.question, golden.history)
            vector = made_by.embed_question(query)
            for name, weight in weights.items():
                ranked[name].append(_files(golden, query, vector, catalog, vectors, weight))
            tell("searching", number, len(goldens))
    return tuple(
        Way(name, weight, len(goldens), _figures(goldens, ranked[name]))
        for name, weight in weights.items()
    )


def to_json(golden_set: GoldenSet, corpus: str, found: Sequence[Way]) -> dict[str, Any]:
    """The same as one JSON-ready object, with the commit and the ``corpus`` fingerprint."""
    figures = {
        way.name: {
            "dense_weight": way.dense_weight,
            **{name: rounded(figure) for name, figure in way.figures.items()},
        }
        for way in found
    }
    return {
        "set": golden_set.name,
        "commit": commit(),
        "corpus_fingerprint": corpus,
        "n": found[0].n,
        **figures,
    }


def as_text(set_name: str, found: Sequence[Way]) -> str:
    """The three rows for a terminal."""
    lines = [f"{set_name}: {found[0].n} cases with sources", ""]
    lines.append(f"{'':10}{'dense weight':>13}" + "".join(f"{name:>14}" for name in MEASURES))
    for way in found:
        cells = "".join(f"{show(way.figures[name]):>14}" for name in MEASURES)
        lines.append(f"{way.name:10}{way.dense_weight:>13.2f}{cells}")
    return "\n".join(lines)


def _files(
    golden: Golden,
    query: str,
    vector: NDArray[np.float32],
    catalog: Catalog,
    vectors: Vectors,
    dense_weight: float,
) -> tuple[str, ...]:
    from index.search import search
    from index.types import Filter

    passages = search(
        catalog,
        query,
        limit=metrics.DEPTH,
        chosen=Filter(files=frozenset(golden.only_files)),
        vectors=vectors,
        vector=vector,
        dense_weight=dense_weight,
    )
    return tuple(dict.fromkeys(passage.file for passage in passages))


def _figures(goldens: Sequence[Golden], ranked: Sequence[tuple[str, ...]]) -> dict[str, Score]:
    """Means over the cases; every case has sources, so every case is measured."""
    figures: dict[str, Score] = {}
    for name, measure in MEASURES.items():
        found = [measure(golden, files) for golden, files in zip(goldens, ranked, strict=True)]
        figures[name] = sum(score for score in found if score is not None) / len(found)
    return figures
