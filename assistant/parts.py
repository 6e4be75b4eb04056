"""What an assistant works with, each loaded when it is first needed: seconds for who asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.costs import Ledger
from assistant.remembered import Remembered
from assistant.selector import BESIDE, SELECTOR, Marks, Selector, Window
from assistant.settings import Settings
from index.catalog import Catalog
from index.embedder import Embedder
from index.errors import ServerError
from index.sync import generation, open_vectors

if TYPE_CHECKING:
    from assistant.local import LocalServer
    from index.embedder import Embeds
    from index.vectors import Vectors

VECTORS = 16_384  # of sentences and titles that are remembered: 32 MB
MARKS = 8_192  # of windows, 16 for a question: 5 MB
LEAVE = 10.0  # seconds for which a server that let us wait in vain is not asked again


class Parts:
    """The folder, its index, and the networks and clients that read them. Threads may share it."""

    def __init__(self, folder: Path, catalog: Catalog, settings: Settings) -> None:
        self.folder = folder
        self.index_path = catalog.path.parent
        self.settings = settings
        self.ledger = Ledger(settings)  # what the language model took since this was opened
        self._catalog = catalog
        self._embedder: Embedder | None = None
        self._chosen_embedder: Embeds | None = None  # where it is not the packaged one
        self._selectors: dict[str, Selector] = {}  # by the file of each
        self._vector_of = Remembered(self._embedded, VECTORS)
        self._marks_of = Remembered(self._marked, MARKS)
        self._marks_beside = Remembered(self._marked_beside, MARKS)
        self._vectors: Vectors | None = None
        self._failed = ""  # what a server with the vectors failed with last
        self._leave_until = 0.0  # time.monotonic() from which it is asked again
        self._leave_endpoint_until = 0.0  # the same of an embedding endpoint
        self._model: Any = None
        self._local: LocalServer | None = None  # runs a model file
        self._loading = threading.Lock()
        self._guard = threading.RLock()

    def _open_embedder(self) -> Embeds:
        """What makes the vectors that are searched."""
        if self.settings.embeds_as_packaged:
            return self._open_scorer()
        with self._guard:
            if self._chosen_embedder is None:
                from assistant.embeddings import embedder

                self._chosen_embedder = embedder(self.settings)
            return self._chosen_embedder

    def _open_scorer(self) -> Embedder:
        """The packaged embedder, which also weighs the sentences of what was found."""
        with self._guard:
            if self._embedder is None:
                self._embedder = Embedder.open()
            return self._embedder

    def _open_selector(self, file: str = SELECTOR) -> Selector:
        with self._guard:
            if file not in self._selectors:
                self._selectors[file] = Selector.open(file)
            return self._selectors[file]

    def _embedded(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._open_scorer().embed([text])[0]
        return vector

    def _marked(self, asked: tuple[str, Window]) -> Marks:
        return self._open_selector().read(*asked)

    def _marked_beside(self, asked: tuple[str, Window, str]) -> Marks:
        """Opened where a further report is read, which few questions have."""
        return self._open_selector(BESIDE).read(*asked)

    def _vectors_of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The packaged embedder's vectors of sentences and titles, one row a text, in order."""
        rows = np.array(self._vector_of.of(texts), np.float32)
        return rows.reshape(len(texts), Embedder.dimensions)

    def _open_vectors(self, failed: Vectors | None = None, make: bool = False) -> Vectors:
        """The vectors, opened anew where another process changed them since.

        Args:
            failed: others are to be opened in place of these.
            make: they are to be written, by who holds the lock of the vectors.
        """
        with self._guard:
            now = generation(self._catalog)
            if failed is not None and self._vectors is failed:
                self._abandon_vectors()
            elif self._vectors is not None and self._vectors.generation < now:
                self._drop_vectors()
            if self._vectors is None:
                self._vectors = self._reached(make)
            return self._vectors

    def _reached(self, make: bool) -> Vectors:
        """The vectors, opened; a server that let us wait in vain is left alone for a while."""
        if time.monotonic() < self._leave_until:
            raise ServerError(self._failed)
        try:
            return open_vectors(self._catalog, self.settings.chroma, make)
        except ServerError as error:
            self._failed = str(error)
            if error.waited:
                self._leave_until = time.monotonic() + LEAVE
            raise

    def _drop_vectors(self) -> None:
        with self._guard:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = None

    def _abandon_vectors(self) -> None:
        """They failed: others are opened when they are wanted."""
        with self._guard:
            if self._vectors is not None:
                self._vectors.abandon()
            self._vectors = None

    def _open_model(self) -> Any:
        """Raises ModelError, and Stopped, as `LocalServer.url`."""
        local = self._open_local(self.settings.llm_file) if self.settings.llm_file else None
        # Before the lock: a file takes its time, and each who waits has a deadline of his own.
        settings = local.settings(self.settings) if local else self.settings
        with self._loading:  # not the guard: quotes are given meanwhile
            if self._model is None:
                from assistant.models import chat_model

                self._model = chat_model(settings)
            return self._model

    def _open_local(self, file: Path) -> LocalServer:
        with self._loading:
            if self._local is None or not self._local.running:
                from assistant.local import LocalServer

                if self._local is not None:
                    self._local.close()
                self._local, self._model = LocalServer(file), None
            return self._local

    def _let_go(self) -> None:
        """Close what was opened."""
        self._drop_vectors()
        if self._local is not None:
            self._local.close()
        self._catalog.close()
