"""Chroma: vectors under content-addressed chunk ids, nothing else; on the disk or on a server.

Chroma is told the vectors and never sees a text, so its default embedding function, which would
go to the network, is never used. What it returns is filtered through the catalogue: an open
client never sees what another process stores or deletes, so whoever changes vectors raises
`generation` in the catalogue, and whoever sees it raised opens them afresh.
"""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexStateError, ServerError
from index.types import Server

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

DIRECTORY = "vectors"
NEW, OLD = ".new", ".old"  # behind it while vectors are swapped
_NAME = "chunks"
_SQLITE = b"SQLite format 3\0"
_ROOM = 2**20  # bytes that a disk must have left for a write: SQLite's journal, Chroma's files
_COPIES = 4  # of what is written: in the journal, the database, the search index, and to spare
_FULL = "the disk is full"
_PROBED = 10  # neighbours asked for by a probe
_KNOCK = 3.0  # seconds for a server's first answer
_PATIENCE = 20.0  # seconds for each later one: a question waits for it
# Vectors in one call to a server: 5,000 at once outlast the patience on a busy one, and the hosted
# edition takes no more than this unless it is asked to.
_AT_ONCE = 300
# What a file cannot be read or written for, though it is as it was left: in the words of the system
# and of SQLite, which are all that Chroma passes on.
_PASSING = re.compile(
    r"no space left|disk is full|disk full|disk quota|too many open files|permission denied"
    r"|readonly database|read-only|database is (?:locked|busy)|cannot allocate memory"
    r"|out of memory|input/output error|os error (?:5|12|13|23|24|28|30|122)\b",
    re.IGNORECASE,
)
_UNUSED_PORT = 8000  # Chroma wants one beside an address that has its own
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

    @contextmanager
    def _told(self) -> Iterator[None]:
        with _told(self.path):
            yield

    def _at_once(self) -> int:
        """How many vectors one call may name."""
        return self._client.get_max_batch_size()

    def _damaged(self, what: str) -> IndexStateError:
        return IndexStateError(_words(self.path, what))

    def _check_room(self, size: int) -> None:
        """A write of Chroma's that fails for want of room can make its next one wait for ever."""
        if shutil.disk_usage(self.path).free < _ROOM + _COPIES * size:
            raise self._damaged(_FULL)

    @classmethod
    def open(cls, directory: Path, generation: int = 0) -> Vectors:
        """Open the vectors of an index directory, made if they are not there.

        Args:
            generation: read from the catalogue before this call.

        Raises:
            IndexStateError: they cannot be opened; the catalogue has all it takes to make them.
        """
        return cls.at(directory / DIRECTORY, generation)

    @classmethod
    def at(cls, path: Path, generation: int = 0) -> Vectors:
        """As `open`, of the directory of the vectors itself."""
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

    def abandon(self) -> None:
        """These failed. Not closed: another thread may be storing with them."""

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

    def copy_into(self, other: Vectors) -> None:
        """Copy all vectors into others that hold none: without the room of deleted ones."""
        ids = sorted(self.ids())
        most = self._at_once()
        for i in range(0, len(ids), most):
            found = self.of(ids[i : i + most])
            if len(found) < len(ids[i : i + most]):
                raise self._damaged("some are lost")
            other.put(list(found), np.stack(list(found.values())))

    def count(self) -> int:
        with self._told():
            return self._collection.count()

    def ids(self) -> set[str]:
        """Every id that is stored."""
        with self._told():
            return set(self._collection.get(include=[])["ids"])

    def probe(self, ids: Sequence[str]) -> None:
        """Read every vector of these ids back and search once.

        Raises:
            IndexStateError: a vector is lost, or the search does not find what is there.
        """
        some = ids[:1]
        for i in range(0, len(ids), self._at_once()):
            batch = ids[i : i + self._at_once()]
            if len(self.of(batch)) < len(batch):
                raise self._damaged("some are lost")
        for vector in self.of(some).values():
            if len(self.nearest(vector, _PROBED)) < min(_PROBED, len(ids)):
                raise self._damaged("the search index is lost")

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store vectors of shape (len(ids), dimensions); an id that is there is replaced."""
        # upsert, not add: add keeps the old row of an existing id without a word
        self._check_room(vectors.nbytes)
        with self._told():
            most = self._at_once()
            for i in range(0, len(ids), most):
                some = slice(i, i + most)
                self._collection.upsert(ids=list(ids[some]), embeddings=vectors[some])

    def remove(self, ids: Sequence[str]) -> None:
        self._check_room(0)
        with self._told():
            most = self._at_once()
            for i in range(0, len(ids), most):
                self._collection.delete(ids=list(ids[i : i + most]))

    def clear(self) -> None:
        """Drop every vector."""
        with self._told():
            self._client.delete_collection(_NAME)
            self._collection = _collection(self._client)

    def nearest(
        self, vector: NDArray[np.float32], limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """(id, cosine), nearest first, at most ``limit``; only ``among`` these ids where given."""
        if limit < 1 or (among is not None and not among):
            return []
        arguments: dict[str, Any] = {"query_embeddings": [vector], "include": ["distances"]}
        if among is not None:
            arguments["ids"] = list(among)
        with self._told():
            found = self._collection.query(n_results=limit, **arguments)
        distances = (found["distances"] or [[]])[0]
        return [(id_, 1.0 - d) for id_, d in zip(found["ids"][0], distances, strict=True)]

    def of(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of these ids; ids without one are left out."""
        if not ids:
            return {}
        with self._told():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        stored = found["embeddings"]
        if stored is None:
            return {}
        rows = np.asarray(stored, dtype=np.float32)
        return dict(zip(found["ids"], rows, strict=True))


class ServerVectors(Vectors):
    """Vectors in a collection of a Chroma server, beside those of other indexes.

    All clients of a server see the same: none has to open afresh for what another one stored.
    """

    def __init__(
        self, server: Server, client: ClientAPI, collection: Collection, generation: int
    ) -> None:
        self.server = server
        self.generation = generation
        self._client = client
        self._collection = collection

    @classmethod
    def on(
        cls, server: Server, name: str, generation: int = 0, make: bool = False
    ) -> ServerVectors:
        """Open a collection.

        Args:
            generation: read from the catalogue before this call.
            make: make the collection if it is not there.

        Raises:
            ServerError: the server does not answer, refuses the token, or has no such database.
            IndexStateError: the collection is not there; the catalogue has all it takes to make it.
        """
        with _told_of(server):
            _knock(server)
            client = _client_of(server)
            try:
                if make:
                    collection = _collection(client, name)
                else:
                    collection = client.get_collection(name, embedding_function=None)
            except BaseException:
                _end(client)
                raise
        return cls(server, client, collection, generation)

    @classmethod
    def drop(cls, server: Server, name: str) -> None:
        """Remove a collection, as far as it is there and can be reached."""
        with suppress(IndexStateError):
            vectors = cls.on(server, name)
            try:
                with vectors._told():
                    vectors._client.delete_collection(name)
            finally:
                vectors.close()

    def close(self) -> None:
        """Let go of the connections."""
        _end(self._client)

    def abandon(self) -> None:
        """These failed, for every thread that uses them."""
        self.close()

    def _check_room(self, size: int) -> None:
        """The server's disk is the server's business."""

    def clear(self) -> None:
        """Drop every vector."""
        name = self._collection.name
        with self._told():
            self._client.delete_collection(name)
            self._collection = _collection(self._client, name)

    def ids(self) -> set[str]:
        """Every id that is stored, asked for in parts: a server limits the size of an answer."""
        found: set[str] = set()
        with self._told():
            most = self._at_once()
            while some := self._collection.get(limit=most, offset=len(found), include=[])["ids"]:
                found.update(some)
        return found

    def _at_once(self) -> int:
        return min(_AT_ONCE, self._client.get_max_batch_size())

    @contextmanager
    def _told(self) -> Iterator[None]:
        with _told_of(self.server):
            yield

    def _damaged(self, what: str) -> IndexStateError:
        return IndexStateError(_words_of(self.server, what))


def _collection(client: ClientAPI, name: str = _NAME) -> Collection:
    return client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
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


def answers(server: Server) -> float:
    """How many seconds a server takes to say that it has the database and we may use it.

    Raises:
        ServerError: it does not say so.
    """
    started = time.perf_counter()
    with _told_of(server):
        _knock(server)
    return time.perf_counter() - started


def _client_of(server: Server) -> ClientAPI:
    import chromadb
    import httpx
    from chromadb.config import Settings

    # Address and port are named twice, or CHROMA_… variables of the environment would contradict.
    settings = Settings(
        anonymized_telemetry=False,
        chroma_server_host=server.url,
        chroma_server_http_port=_UNUSED_PORT,
    )
    try:
        client = chromadb.HttpClient(
            host=server.url,
            port=_UNUSED_PORT,
            headers=_headers(server),
            settings=settings,
            tenant=server.tenant,
            database=server.database,
        )
    except ValueError as error:  # Chroma's way to say that there is no connection
        raise httpx.ConnectError(str(error)) from error
    _sessions(client)[0].timeout = httpx.Timeout(_PATIENCE)  # Chroma's own would wait for ever
    return client


def _headers(server: Server) -> dict[str, str]:
    """The token as Chroma's hosted edition wants it, and as everything else does."""
    if server.token is None:
        return {}
    return {"X-Chroma-Token": server.token, "Authorization": f"Bearer {server.token}"}


def _sessions(client: Any) -> list[httpx.Client]:
    """The connections of a client of a server, and those of the client with which it began."""
    return [client._server._session, client._admin_client._server._session]


def _end(client: Any) -> None:
    """Close all that Chroma opened for a client of a server; its own `close` leaves half of it."""
    systems, system = client._identifier_to_system, client._system
    client.close()
    for key in [key for key, kept in list(systems.items()) if kept is system]:
        systems.pop(key, None)
    for session in _sessions(client):
        session.close()


def _knock(server: Server) -> None:
    """Ask for the database, with an end to the waiting and words for each way to fail."""
    import httpx  # Chroma's own client is built on it

    place = f"tenants/{quote(server.tenant)}/databases/{quote(server.database)}"
    answer = httpx.get(f"{server.url}/api/v2/{place}", headers=_headers(server), timeout=_KNOCK)
    if answer.status_code in (401, 403):
        raise ServerError(
            f"The Chroma server {server.url} refuses the token. Set ASSISTANT_CHROMA_TOKEN to one "
            f"that may use the database {server.database!r} of the tenant {server.tenant!r}."
        )
    if answer.status_code == 404 and "NotFoundError" in answer.text:
        raise ServerError(
            f"The Chroma server {server.url} has no database {server.database!r} of a tenant "
            f"{server.tenant!r}. Make it there, or mend ASSISTANT_CHROMA_TENANT and "
            "ASSISTANT_CHROMA_DATABASE."
        )
    if answer.status_code != 200 or '"id"' not in answer.text:
        raise ServerError(
            f"What answers at {server.url} is no Chroma server (status {answer.status_code}). Set "
            "ASSISTANT_CHROMA_URL to the address of one, for example http://127.0.0.1:8000."
        )


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


@contextmanager
def _told_of(server: Server) -> Iterator[None]:
    """Turn what a server's client raises into one line with the mend."""
    import httpx
    from chromadb.errors import InternalError, NotFoundError

    try:
        yield
    except IndexStateError:
        raise
    except NotFoundError as error:
        raise IndexStateError(_words_of(server, "the collection is not there")) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        unreached = ServerError(
            f"The Chroma server {server.url} cannot be reached ({_first_line(error)}). Start it or "
            "mend ASSISTANT_CHROMA_URL, then `python -m assistant sync`; nothing is lost."
        )
        unreached.waited = isinstance(error, httpx.TimeoutException)
        raise unreached from error
    except Exception as error:  # bare ones for replies that Chroma's client does not know
        status = error.__context__
        if isinstance(error, InternalError) or (
            isinstance(status, httpx.HTTPStatusError) and status.response.is_server_error
        ):  # its trouble, not the vectors': it may pass
            raise ServerError(
                f"The Chroma server {server.url} failed ({_first_line(error)}). Look at its log, "
                "then `python -m assistant sync`; nothing is lost."
            ) from error
        raise IndexStateError(_words_of(server, _first_line(error))) from error


def _other_length(what: str) -> str | None:
    """Told where the vectors asked with are of another length than those stored, which no sync
    sees: its embedder has the same name as before."""
    if "expecting embedding with dimension" not in what:
        return None
    return (
        f"The vectors cannot be used: the embedding model changed under its name ({what}). `python "
        "-m assistant sync --rebuild` makes them anew."
    )


def _words_of(server: Server, what: str) -> str:
    return _other_length(what) or (
        f"The vectors on the Chroma server {server.url} cannot be used ({what}). "
        "`python -m assistant sync` makes them anew from the index."
    )


def passes(what: str) -> bool:
    """Whether a fault is none of the vectors', which are as they were once it is over."""
    return _PASSING.search(what) is not None


def _words(path: Path, what: str) -> str:
    if passes(what):
        return (
            f"The vectors in {path} cannot be used for now ({what}). Nothing is wrong with them: "
            "mend that, and try again."
        )
    return _other_length(what) or (
        f"The vectors in {path} cannot be used ({what}). `python -m assistant sync` makes them "
        "anew from the index; if it does not, delete that directory and sync again."
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
