"""Which embedder makes the vectors that the search compares: the packaged one, or by a setting the
multilingual one or an OpenAI-compatible embedding endpoint.

The sentences of the passages found are always weighed with the packaged model, which the weights
were fitted on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings
from index.errors import ModelError

if TYPE_CHECKING:
    from index.embedder import Embeds

BATCH = 32  # texts a call, or fewer where an endpoint takes no more
AT_ONCE = 4  # calls
_TOO_MANY = (400, 413, 422)  # how endpoints refuse a call that has too many texts, or too long
Call = Callable[[Sequence[str]], list[list[float]]]


def fingerprints(settings: Settings) -> frozenset[str]:
    """What the vectors of these settings may depend on, asked without loading an embedder.

    Vectors of another fingerprint are made anew.
    """
    if settings.embed_base_url is not None:
        return frozenset({_of_endpoint(settings)})
    if settings.embed == "multilingual":
        from index.multilingual import FINGERPRINT

        return frozenset({FINGERPRINT})
    from index.embedder import fingerprints

    return fingerprints()


def embedder(settings: Settings) -> Embeds:
    """What makes the vectors of these settings, opened.

    Raises:
        SettingError: its extra is not installed.
        ModelError: its files cannot be used.
    """
    if settings.embed_base_url is not None:
        from assistant.models import embedding_call

        return EndpointEmbedder(settings, embedding_call(settings))
    if settings.embed == "multilingual":
        from index.multilingual import MultilingualEmbedder

        return MultilingualEmbedder.open()
    from index.embedder import Embedder

    return Embedder.open()


def check_installed(settings: Settings) -> None:
    """Asked before anything is opened: seconds of work would end in the same words.

    Raises:
        SettingError: the settings name an embedder whose extra is not installed.
    """
    if settings.embed == "multilingual":
        from index.multilingual import check_installed

        check_installed()


def _of_endpoint(settings: Settings) -> str:
    """It is written into the index: no password belongs there, and none changes the vectors."""
    from assistant.models import shown

    return f"endpoint/{shown(settings.embed_base_url or '')}/{settings.embed_model}"


def _cut(texts: Sequence[str], most: int) -> list[list[str]]:
    return [list(texts[i : i + most]) for i in range(0, len(texts), most)]


class EndpointEmbedder:
    """Turns texts into vectors of length 1, by calls over HTTP. Thread-safe."""

    def __init__(self, settings: Settings, call: Call) -> None:
        """``call``: as `assistant.models.embedding_call` makes it."""
        self.fingerprint = _of_endpoint(settings)
        self._call = call
        self._batch = BATCH

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order, L2 norm 1.

        Raises:
            ModelError: the endpoint failed, or sent what are no vectors for these texts.
        """
        with ThreadPoolExecutor(AT_ONCE) as pool:
            # In this context, so that they end when what they are made for ends.
            calls = [
                pool.submit(copy_context().run, self._rows, batch)
                for batch in _cut(texts, self._batch)
            ]
            try:
                rows = [row for call in calls for row in call.result()]
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
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

    def _rows(self, batch: Sequence[str]) -> list[list[float]]:
        """Their vectors as they come, in more calls where the endpoint refuses so many texts."""
        try:
            if len(batch) <= self._batch:
                return self._call(batch)
            smaller = self._batch  # another thread has found out
        except ModelError as error:
            status = getattr(error.__cause__, "status_code", None)
            if len(batch) == 1 or status not in _TOO_MANY:
                raise
            smaller = len(batch) // 2
        rows = [row for part in _cut(batch, smaller) for row in self._rows(part)]
        self._batch = min(self._batch, smaller)  # kept once it is seen to help
        return rows

    def embed_question(self, question: str) -> NDArray[np.float32]:
        """The vector of a question, asked for as any other text. Raises as `embed`."""
        vector: NDArray[np.float32] = self.embed([question])[0]
        return vector
