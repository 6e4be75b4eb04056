"""Vectors from an OpenAI-compatible embedding endpoint instead of the packaged model.

It makes the vectors that the search compares. The sentences of the passages found are still weighed
with the packaged model, which the weights were fitted on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings
from index.errors import ModelError

BATCH = 32  # texts a call
AT_ONCE = 4  # calls
Call = Callable[[Sequence[str]], list[list[float]]]


def fingerprint(settings: Settings) -> str:
    """What the vectors of these settings depend on; vectors of another are made anew."""
    return f"endpoint/{settings.embed_base_url}/{settings.embed_model}"


class EndpointEmbedder:
    """Turns texts into vectors of length 1, by calls over HTTP. Thread-safe."""

    def __init__(self, settings: Settings, call: Call) -> None:
        """``call``: as `assistant.models.embedding_call` makes it."""
        self.fingerprint = fingerprint(settings)
        self._call = call

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order, L2 norm 1.

        Raises:
            ModelError: the endpoint failed, or sent what are no vectors for these texts.
        """
        batches = [list(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            rows = [row for found in pool.map(self._call, batches) for row in found]
        even = len(rows) == len(texts) and len({len(row) for row in rows}) == 1
        vectors = np.asarray(rows if even else [[0.0]], np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(norms) & (norms > 0)).all():
            raise ModelError(
                "The embedding endpoint sent no vector, or an empty one, for some text. Check "
                "ASSISTANT_EMBED_MODEL and the server's log."
            )
        unit: NDArray[np.float32] = vectors / norms
        return unit
