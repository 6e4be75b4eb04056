"""Chroma: vectors under content-addressed chunk ids, nothing else.

Chroma is told the vectors and never sees a text, so its default embedding function, which would
go to the network, is never used. What it returns is filtered through the catalogue: another
process's deletions are not seen by an open client.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexStateError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

DIRECTORY = "vectors"
_NAME = "chunks"


class Vectors:
    """An open collection of unit vectors, compared by cosine."""

    def __init__(self, client: ClientAPI, collection: Collection) -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def open(cls, directory: Path) -> Vectors:
        """Open the vectors of an index directory, made if they are not there.

        Raises:
            IndexStateError: they cannot be opened; the catalogue has all it takes to make them.
        """
        import chromadb  # 1.4 s: only for those who search or store vectors
        from chromadb.config import Settings

        path = directory / DIRECTORY
        try:
            client = chromadb.PersistentClient(
                path=str(path), settings=Settings(anonymized_telemetry=False)
            )
            collection = _collection(client)
            space = (collection.configuration.get("hnsw") or {}).get("space")
            collection.count()
        # Chroma raises its own errors, Rust panics (BaseException) and SQLite's, by the damage.
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise IndexStateError(
                f"The vectors in {path} cannot be opened ({_first_line(error)}). Delete that "
                "directory and sync again: they are made anew from the index."
            ) from error
        if space != "cosine":
            # Asking for cosine of a collection made otherwise is ignored in silence.
            raise IndexStateError(
                f"The vectors in {path} were stored for the distance {space!r}, not cosine. Delete "
                "that directory and sync again: they are made anew from the index."
            )
        return cls(client, collection)

    @staticmethod
    def exist(directory: Path) -> bool:
        """Whether an index directory has vectors on the disk. Asked without loading Chroma."""
        return (directory / DIRECTORY / "chroma.sqlite3").exists()

    @staticmethod
    def delete(directory: Path) -> None:
        """Remove the vectors of an index directory from the disk, whatever state they are in."""
        shutil.rmtree(directory / DIRECTORY, ignore_errors=True)

    def count(self) -> int:
        return self._collection.count()

    def ids(self) -> set[str]:
        """Every id that is stored."""
        return set(self._collection.get(include=[])["ids"])

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store vectors of shape (len(ids), dimensions); an id that is there is replaced."""
        # upsert, not add: add keeps the old row of an existing id without a word
        most = self._client.get_max_batch_size()
        for i in range(0, len(ids), most):
            self._collection.upsert(ids=list(ids[i : i + most]), embeddings=vectors[i : i + most])

    def remove(self, ids: Sequence[str]) -> None:
        most = self._client.get_max_batch_size()
        for i in range(0, len(ids), most):
            self._collection.delete(ids=list(ids[i : i + most]))

    def clear(self) -> None:
        """Drop every vector."""
        self._client.delete_collection(_NAME)
        self._collection = _collection(self._client)

    def nearest(
        self, vector: NDArray[np.float32], limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """(id, cosine), nearest first, at most ``limit``; only ``among`` these ids where given."""
        count = self.count()
        if not count or limit < 1 or (among is not None and not among):
            return []
        arguments: dict[str, Any] = {"query_embeddings": [vector], "include": ["distances"]}
        if among is not None:
            arguments["ids"] = list(among)
        found = self._collection.query(n_results=min(limit, count), **arguments)
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - d) for id_, d in zip(found["ids"][0], distances, strict=True)]

    def of(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of these ids; ids without one are left out."""
        if not ids:
            return {}
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        stored = found["embeddings"]
        if stored is None:
            return {}
        rows = np.asarray(stored, dtype=np.float32)
        return dict(zip(found["ids"], rows, strict=True))


def _collection(client: ClientAPI) -> Collection:
    return client.get_or_create_collection(
        _NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
