"""Chroma: vectors under content-addressed chunk ids, nothing else.

Chroma is told the vectors and never sees a text, so its default embedding function, which would
go to the network, is never used. What it returns is filtered through the catalogue: an open
client never sees what another process stores or deletes, so whoever changes vectors raises
`generation` in the catalogue, and whoever sees it raised opens them afresh.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexStateError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

DIRECTORY = "vectors"
NEW, OLD = ".new", ".old"  # behind it while vectors are swapped
_NAME = "chunks"
_SQLITE = b"SQLite format 3\0"
_PROBED = 10  # neighbours asked for by a probe
_OPENING = threading.Lock()


class Vectors:
    """An open collection of unit vectors, compared by cosine.

    Every method that reads or writes raises IndexStateError where Chroma fails: the vectors are
    damaged, changed under this client by another process, or closed.
    """

    def __init__(self, path: Path, client: ClientAPI, system: System, generation: int) -> None:
        self.path = path
        self.generation = generation  # of the catalogue, up to which this client knows the vectors
        self._client = client
        self._system = system
        self._collection = _collection(client)

    @classmethod
    def open(cls, directory: Path, generation: int = 0) -> Vectors:
        """Open the vectors of an index directory, made if they are not there.

        Args:
            generation: read from the catalogue before this call.

        Raises:
            IndexStateError: they cannot be opened; the catalogue has all it takes to make them.
        """
        return cls._made(directory / DIRECTORY, generation)

    @classmethod
    def _made(cls, path: Path, generation: int = 0) -> Vectors:
        with _told(path):
            client, system = _fresh_client(path)
            try:
                vectors = cls(path, client, system, generation)
                space = (vectors._collection.configuration.get("hnsw") or {}).get("space")
                vectors._collection.count()
            except BaseException:
                system.stop()
                raise
        if space != "cosine":
            # Asking for cosine of a collection made otherwise is ignored in silence.
            vectors.close()
            raise IndexStateError(
                f"The vectors in {path} were stored for the distance {space!r}, not cosine. Delete "
                "that directory and sync again: they are made anew from the index."
            )
        return vectors

    def close(self) -> None:
        """Let go of the files. A call that another thread has under way ends as it would."""
        with _told(self.path):
            self._system.stop()

    @staticmethod
    def exist(directory: Path) -> bool:
        """Whether an index directory has vectors on the disk. Asked without loading Chroma."""
        return (directory / DIRECTORY / "chroma.sqlite3").exists()

    @staticmethod
    def delete(directory: Path) -> None:
        """Remove the vectors of an index directory from the disk, whatever state they are in."""
        shutil.rmtree(directory / DIRECTORY, ignore_errors=True)

    @staticmethod
    def swap(directory: Path, built: Path) -> None:
        """Put vectors that were built elsewhere on the same disk in place of those of an index.

        Killed in between, `recover` ends it. Open clients read what was until they open afresh.
        """
        now, new, old = (directory / (DIRECTORY + end) for end in ("", NEW, OLD))
        shutil.rmtree(old, ignore_errors=True)
        if built != new:
            shutil.rmtree(new, ignore_errors=True)
            built.rename(new)
        if now.exists():
            now.rename(old)
        new.rename(now)
        shutil.rmtree(old, ignore_errors=True)

    @staticmethod
    def is_swapped(directory: Path) -> bool:
        """Whether a swap is under way, or was killed, and `recover` will find the vectors."""
        return (directory / (DIRECTORY + OLD)).exists() and not Vectors.exist(directory)

    @staticmethod
    def recover(directory: Path) -> None:
        """End a swap that was killed: what was whole is used, what was not is deleted."""
        now, new, old = (directory / (DIRECTORY + end) for end in ("", NEW, OLD))
        if not now.exists() and old.exists():
            (new if new.exists() else old).rename(now)
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)

    def copy_to(self, directory: Path) -> None:
        """Copy all vectors into a directory that is not there: without the room of deleted ones."""
        other = Vectors._made(directory)
        try:
            ids = sorted(self.ids())
            most = _most(self._client)
            for i in range(0, len(ids), most):
                found = self.of(ids[i : i + most])
                if len(found) < len(ids[i : i + most]):
                    raise IndexStateError(_words(self.path, "some are lost"))
                other.put(list(found), np.stack(list(found.values())))
        finally:
            other.close()

    @staticmethod
    def files(directory: Path) -> dict[str, list[int]]:
        """Name -> size and a mark of the contents, of the files on the disk.

        Asked without loading Chroma; damage from outside changes it, reading does not.
        """
        root = directory / DIRECTORY
        found = {}
        for path in sorted((root / "chroma.sqlite3", *root.glob("*/*"))):
            try:
                stat = path.stat()
                mark = stat.st_mtime_ns
                if path.parent == root:
                    # Chroma touches its database each time that it opens it.
                    with path.open("rb") as file:
                        mark = int(file.read(len(_SQLITE)) == _SQLITE)
            except OSError:
                continue
            found[path.relative_to(root).as_posix()] = [stat.st_size, mark]
        return found

    def count(self) -> int:
        with _told(self.path):
            return self._collection.count()

    def ids(self) -> set[str]:
        """Every id that is stored."""
        with _told(self.path):
            return set(self._collection.get(include=[])["ids"])

    def probe(self, ids: Sequence[str]) -> None:
        """Read every vector of these ids back and search once.

        Raises:
            IndexStateError: a vector is lost, or the search does not find what is there.
        """
        some = ids[:1]
        for i in range(0, len(ids), _most(self._client)):
            batch = ids[i : i + _most(self._client)]
            if len(self.of(batch)) < len(batch):
                raise IndexStateError(_words(self.path, "some are lost"))
        for vector in self.of(some).values():
            if len(self.nearest(vector, _PROBED)) < min(_PROBED, len(ids)):
                raise IndexStateError(_words(self.path, "the search index is lost"))

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store vectors of shape (len(ids), dimensions); an id that is there is replaced."""
        # upsert, not add: add keeps the old row of an existing id without a word
        with _told(self.path):
            most = _most(self._client)
            for i in range(0, len(ids), most):
                some = slice(i, i + most)
                self._collection.upsert(ids=list(ids[some]), embeddings=vectors[some])

    def remove(self, ids: Sequence[str]) -> None:
        with _told(self.path):
            most = _most(self._client)
            for i in range(0, len(ids), most):
                self._collection.delete(ids=list(ids[i : i + most]))

    def clear(self) -> None:
        """Drop every vector."""
        with _told(self.path):
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
        with _told(self.path):
            found = self._collection.query(n_results=min(limit, count), **arguments)
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - d) for id_, d in zip(found["ids"][0], distances, strict=True)]

    def of(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of these ids; ids without one are left out."""
        if not ids:
            return {}
        with _told(self.path):
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


def _fresh_client(path: Path) -> tuple[ClientAPI, System]:
    """A client that shares nothing with another of the same path, and what stops it.

    Chroma keeps one system a path for the whole process, even after the files were deleted or
    remade; such a client reads what is gone. What is kept for others is put back.
    """
    import chromadb  # 1.4 s: only for those who search or store vectors
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    systems = SharedSystemClient._identifier_to_system
    counts = SharedSystemClient._identifier_to_refcount
    key = str(path)
    with _OPENING:
        system, count = systems.pop(key, None), counts.pop(key, None)
        try:
            client = chromadb.PersistentClient(
                path=key, settings=Settings(anonymized_telemetry=False)
            )
            return client, systems[key]
        finally:
            systems.pop(key, None)
            counts.pop(key, None)
            if system is not None and count is not None:
                systems[key], counts[key] = system, count


def _most(client: ClientAPI) -> int:
    return client.get_max_batch_size()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what Chroma raises into one line with the mend."""
    try:
        yield
    # Chroma raises its own errors, Rust panics (BaseException) and SQLite's, by the damage.
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, IndexStateError):
        raise
    except BaseException as error:
        raise IndexStateError(_words(path, _first_line(error))) from error


def _words(path: Path, what: str) -> str:
    return (
        f"The vectors in {path} cannot be used ({what}). `python -m assistant sync` makes them "
        "anew from the index; if it does not, delete that directory and sync again."
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
