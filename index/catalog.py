"""SQLite: articles, sentences, chunks and their full-text index. The truth about what is indexed.

One file is one transaction. Vectors live elsewhere; the catalogue knows which chunks have one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import IndexStateError
from index.tokens import tokens
from index.types import (
    Article,
    ArticleInfo,
    ArticleView,
    Chunk,
    Filter,
    Kind,
    Passage,
    Published,
    Sentence,
    Skipped,
    Span,
)

_T = TypeVar("_T")
APPLICATION_ID = 0x41415354  # "AAST", in the file's header: this database is ours
SCHEMA_VERSION = 1
FILE_NAME = "catalog.sqlite"
RECURS_IN = 3  # a line that may be boilerplate is, once so many unrelated articles carry it

_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles(
  id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, content_hash TEXT NOT NULL,
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, encoding TEXT NOT NULL,
  title TEXT NOT NULL, title_start INTEGER, title_end INTEGER, header TEXT NOT NULL,
  published TEXT, published_time TEXT, published_where TEXT,
  publisher TEXT, authors TEXT NOT NULL, text TEXT NOT NULL,
  lead_key INTEGER NOT NULL);
CREATE TABLE sentences(
  article_id INTEGER NOT NULL, n INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  paragraph INTEGER NOT NULL, kind TEXT NOT NULL, line_key INTEGER,
  PRIMARY KEY(article_id, n)) WITHOUT ROWID;
CREATE INDEX sentences_line ON sentences(line_key) WHERE line_key IS NOT NULL;
CREATE TABLE recurring(line_key INTEGER PRIMARY KEY);
CREATE TABLE chunks(
  id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL, chunk_id TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, embedded TEXT NOT NULL);
CREATE INDEX chunks_article ON chunks(article_id);
CREATE INDEX chunks_chunk ON chunks(chunk_id);
CREATE VIRTUAL TABLE words USING fts5(
  title, body, tokenize = "porter unicode61 remove_diacritics 0 tokenchars '$€£¥%.'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
CREATE TABLE vectors(chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE skipped(
  file TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  reason TEXT NOT NULL) WITHOUT ROWID;
"""
_PASSAGE = """
SELECT c.id, c.chunk_id, c.start, c.end, a.id, a.file, a.title, a.published, a.published_time,
  a.published_where, a.publisher, substr(a.text, c.start + 1, c.end - c.start)
FROM chunks c JOIN articles a ON a.id = c.article_id
"""


@dataclass(frozen=True, slots=True)
class FileState:
    """What the catalogue knows of a file without reading it."""

    size: int  # bytes
    mtime_ns: int
    content_hash: str | None  # None for a file that was skipped


def line_hash(key: str) -> int:
    """A 63-bit number for a line's key: small in the database, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 1


class Catalog:
    """An open catalogue. Safe to use from several threads: each gets its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    @classmethod
    def open(cls, directory: Path) -> Catalog:
        """Open the catalogue in an index directory, made if it is not there.

        Raises:
            IndexStateError: the directory is not ours, of another version, or damaged.
        """
        check_sqlite()
        path = directory / FILE_NAME
        is_new = not path.exists()
        if is_new and directory.exists() and any(_foreign(directory)):
            raise IndexStateError(
                f"{directory} is not an index of ours: it holds other files "
                f"({next(iter(_foreign(directory)))}). Name an empty directory with --index."
            )
        try:
            directory.mkdir(parents=True, exist_ok=True)
            catalog = cls(path)
            catalog._prepare()
        except OSError as error:
            raise IndexStateError(
                f"The index directory {directory} cannot be made: {error.strerror}. "
                "Name another with --index."
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexStateError(
                f"The index {path} cannot be used ({error}). Delete {directory} and sync again; "
                "the articles themselves are not touched."
            ) from error
        return catalog

    def _prepare(self) -> None:
        db = self._db
        (ours,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if ours == APPLICATION_ID and version == SCHEMA_VERSION:
            return
        if ours == APPLICATION_ID:
            raise IndexStateError(
                f"The index {self.path.parent} was made by another version (format {version}, "
                f"this one reads {SCHEMA_VERSION}). Delete it and sync again; the articles "
                "themselves are not touched."
            )
        if tables:
            raise IndexStateError(
                f"{self.path} is a database of something else. Name another directory with --index."
            )
        # Two processes may start on an empty directory at once: the schema is one transaction.
        db.execute("BEGIN IMMEDIATE")
        try:
            (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                for statement in _SCHEMA.split(";\n"):
                    if statement.strip():
                        db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    @property
    def _db(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=30, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    # --- what is indexed ---

    def meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def states(self) -> dict[str, FileState]:
        """Every file that the last sync saw, read or skipped."""
        rows = self._db.execute("SELECT file, size, mtime_ns, content_hash FROM articles")
        states = {file: FileState(size, mtime, hash_) for file, size, mtime, hash_ in rows}
        rows = self._db.execute("SELECT file, size, mtime_ns FROM skipped")
        return states | {file: FileState(size, mtime, None) for file, size, mtime in rows}

    def skipped(self) -> tuple[Skipped, ...]:
        rows = self._db.execute("SELECT file, reason FROM skipped ORDER BY file")
        return tuple(Skipped(file, reason) for file, reason in rows)

    def articles(self) -> tuple[ArticleInfo, ...]:
        """Every article, by file name."""
        rows = self._db.execute(
            "SELECT a.file, a.title, a.published, a.published_time, a.published_where,"
            " a.publisher, a.authors, count(c.id), count(v.chunk_id) FROM articles a"
            " LEFT JOIN chunks c ON c.article_id = a.id"
            " LEFT JOIN vectors v ON v.chunk_id = c.chunk_id GROUP BY a.id ORDER BY a.file"
        )
        return tuple(
            ArticleInfo(
                file,
                title,
                _published(*when),
                publisher,
                tuple(json.loads(authors)),
                n,
                with_vector,
            )
            for file, title, *when, publisher, authors, n, with_vector in rows
        )

    def article(self, file: str) -> ArticleView | None:
        """An article with its sentences, as indexed; None when it is not."""
        row = self._db.execute(
            "SELECT id, text, title, content_hash, encoding, publisher, authors, title_start,"
            " title_end, header, published, published_time, published_where"
            " FROM articles WHERE file = ?",
            (file,),
        ).fetchone()
        if row is None:
            return None
        id_, text, title, hash_, encoding, publisher, authors, start, end, header, *when = row
        article = Article(
            file=file,
            text=text,
            title=title,
            content_hash=hash_,
            encoding=encoding,
            published=_published(*when),
            publisher=publisher,
            authors=tuple(json.loads(authors)),
            title_span=None if start is None else Span(start, end),
            header=tuple(Span(a, b) for a, b in json.loads(header)),
        )
        return ArticleView(article, self.sentences(id_))

    def sentences(
        self, article_id: int, start: int = 0, end: int | None = None
    ) -> tuple[Sentence, ...]:
        """The sentences of an article that touch ``start:end``, in order.

        A line that recurs over the folder's unrelated articles is boilerplate here.
        """
        rows = self._db.execute(
            "SELECT s.start, s.end, s.paragraph,"
            " CASE WHEN s.line_key IN (SELECT line_key FROM recurring) THEN ? ELSE s.kind END"
            " FROM sentences s WHERE article_id = ? AND s.end > ? AND s.start < ? ORDER BY n",
            (Kind.BOILERPLATE, article_id, start, 2**62 if end is None else end),
        )
        return tuple(Sentence(a, b, paragraph, Kind(kind)) for a, b, paragraph, kind in rows)

    def fingerprint(self) -> str:
        """Of the corpus: the files and their contents. 16 hex digits."""
        digest = hashlib.sha256()
        for row in self._db.execute("SELECT file, content_hash FROM articles ORDER BY file"):
            digest.update("\0".join(row).encode() + b"\n")
        return digest.hexdigest()[:16]

    def damage(self) -> str | None:
        """What SQLite's own check finds wrong, None when all is well."""
        (found,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        return None if found == "ok" else str(found)

    # --- changes: called by the one that holds the sync lock ---

    def put(
        self,
        article: Article,
        state: FileState,
        sentences: Sequence[tuple[Sentence, str | None]],
        chunks: Sequence[Chunk],
    ) -> None:
        """Put an article in, in place of the file's earlier one, in one transaction.

        Args:
            sentences: each with its line key where it may turn out to recur over the folder.
        """
        when = article.published
        body = [s for s, key in sentences if s.kind is Kind.BODY and not key]
        lead = max(body, key=lambda s: s.end - s.start, default=None)
        lead_key = line_hash(article.text[lead.start : lead.end] if lead else article.file)
        span = article.title_span
        with self.transaction() as db:
            _delete(db, article.file)
            cursor = db.execute(
                "INSERT INTO articles VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    article.file,
                    article.content_hash,
                    state.size,
                    state.mtime_ns,
                    article.encoding,
                    article.title,
                    span.start if span else None,
                    span.end if span else None,
                    json.dumps([[s.start, s.end] for s in article.header]),
                    when.date.isoformat() if when else None,
                    when.time.isoformat() if when and when.time else None,
                    when.where if when else None,
                    article.publisher,
                    json.dumps(article.authors, ensure_ascii=False),
                    article.text,
                    lead_key,
                ),
            )
            article_id = cursor.lastrowid
            db.executemany(
                "INSERT INTO sentences VALUES (?,?,?,?,?,?,?)",
                (
                    (
                        article_id,
                        n,
                        s.start,
                        s.end,
                        s.paragraph,
                        s.kind,
                        line_hash(key) if key else None,
                    )
                    for n, (s, key) in enumerate(sentences)
                ),
            )
            for chunk in chunks:
                _put_chunk(db, article_id, chunk)

    def touch(self, file: str, state: FileState) -> None:
        """Remember a new size and time of a file whose content is the same."""
        self._db.execute(
            "UPDATE articles SET size = ?, mtime_ns = ? WHERE file = ?",
            (state.size, state.mtime_ns, file),
        )

    def skip(self, file: str, state: FileState, reason: str) -> None:
        """Remember a file that cannot be read; an earlier article of that name is gone."""
        with self.transaction() as db:
            _delete(db, file)
            row = (file, state.size, state.mtime_ns, reason)
            db.execute("INSERT INTO skipped VALUES (?,?,?,?)", row)

    def remove(self, file: str) -> None:
        with self.transaction() as db:
            _delete(db, file)

    def mark_recurring(self) -> None:
        """Find anew the lines that recur over unrelated articles.

        Copies of one story share their longest sentence and count as one article, so that a
        wire report printed by many is not taken for boilerplate.
        """
        with self.transaction() as db:
            db.execute("DELETE FROM recurring")
            db.execute(
                "INSERT INTO recurring SELECT s.line_key FROM sentences s"
                " JOIN articles a ON a.id = s.article_id WHERE s.line_key IS NOT NULL"
                " GROUP BY s.line_key HAVING count(DISTINCT a.lead_key) >= ?",
                (RECURS_IN,),
            )

    # --- vectors ---

    def pending(self) -> list[tuple[str, str]]:
        """Chunks without a vector: (chunk id, text to embed), each id once."""
        return self._db.execute(
            "SELECT chunk_id, embedded FROM chunks WHERE chunk_id NOT IN"
            " (SELECT chunk_id FROM vectors) GROUP BY chunk_id ORDER BY min(id)"
        ).fetchall()

    def vector_counts(self) -> tuple[int, int]:
        """(chunks that have a vector, chunks), each id once."""
        row: tuple[int, int] = self._db.execute(
            "SELECT count(v.chunk_id), count(*) FROM (SELECT DISTINCT chunk_id FROM chunks) c"
            " LEFT JOIN vectors v ON v.chunk_id = c.chunk_id"
        ).fetchone()
        return row

    def vector_ids(self) -> set[str]:
        """The ids of all vectors that the catalogue believes to be there."""
        return {row[0] for row in self._db.execute("SELECT chunk_id FROM vectors")}

    def add_vectors(self, ids: Iterable[str]) -> None:
        with self.transaction() as db:
            db.executemany("INSERT OR IGNORE INTO vectors VALUES (?)", ((id_,) for id_ in ids))

    def forget_vectors(self, ids: Iterable[str] | None = None) -> None:
        """Forget these vectors; all of them for None."""
        with self.transaction() as db:
            if ids is None:
                db.execute("DELETE FROM vectors")
            else:
                db.executemany("DELETE FROM vectors WHERE chunk_id = ?", ((id_,) for id_ in ids))

    def orphans(self) -> list[str]:
        """Vectors whose chunk is no longer there."""
        rows = self._db.execute(
            "SELECT chunk_id FROM vectors WHERE chunk_id NOT IN (SELECT chunk_id FROM chunks)"
        )
        return [row[0] for row in rows]

    # --- search ---

    def match(
        self, query: str, limit: int, chosen: Filter, weights: tuple[float, float]
    ) -> list[tuple[int, float]]:
        """Chunks by BM25, best first: (row, score), higher is better.

        Args:
            query: an FTS5 expression.
            weights: of the title and of the body.
        """
        where, values = _where(chosen)
        rows = self._db.execute(
            f"SELECT words.rowid, -bm25(words, ?, ?) AS score FROM words{_JOIN if where else ''}"
            f" WHERE words MATCH ?{where} ORDER BY score DESC, words.rowid LIMIT ?",
            (*weights, query, *values, limit),
        )
        return rows.fetchall()

    def rows_of(self, chunk_ids: Sequence[str], chosen: Filter) -> dict[str, list[int]]:
        """The rows of these chunk ids that the filter lets through; copies share an id."""
        found: dict[str, list[int]] = {}
        where, values = _where(chosen)
        for some in _batches(chunk_ids):
            rows = self._db.execute(
                "SELECT c.chunk_id, c.id FROM chunks c JOIN articles a ON a.id = c.article_id"
                f" WHERE c.chunk_id IN ({_marks(some)}){where} ORDER BY c.id",
                (*some, *values),
            )
            for chunk_id, row in rows:
                found.setdefault(chunk_id, []).append(row)
        return found

    def chunk_ids(self, chosen: Filter) -> list[str]:
        """The ids of all chunks with a vector that the filter lets through."""
        where, values = _where(chosen)
        rows = self._db.execute(
            "SELECT DISTINCT c.chunk_id FROM chunks c JOIN articles a ON a.id = c.article_id"
            f" JOIN vectors v ON v.chunk_id = c.chunk_id WHERE 1{where} ORDER BY 1",
            values,
        )
        return [row[0] for row in rows]

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """The chunks of these rows, without scores. A row that is gone is left out."""
        found: dict[int, Passage] = {}
        for some in _batches(rows):
            for row in self._db.execute(f"{_PASSAGE} WHERE c.id IN ({_marks(some)})", some):
                id_, chunk_id, start, end, article_id, file, title, *when, publisher, text = row
                found[id_] = Passage(
                    article_id, file, title, _published(*when), publisher, chunk_id, start, end,
                    text, score=0.0,
                )  # fmt: skip
        return found

    def document_frequency(self, stems: Sequence[str]) -> tuple[int, dict[str, int]]:
        """(number of chunks, how many of them hold each stem)."""
        (chunks,) = self._db.execute("SELECT count(*) FROM chunks").fetchone()
        counts = dict.fromkeys(stems, 0)
        for some in _batches(list(counts)):
            counts |= self._db.execute(
                f"SELECT term, doc FROM vocabulary WHERE term IN ({_marks(some)})", some
            ).fetchall()
        return chunks, counts


_JOIN = " JOIN chunks c ON c.id = words.rowid JOIN articles a ON a.id = c.article_id"


def check_sqlite() -> None:
    """Say plainly when the Python's SQLite is too old or lacks full-text search.

    Raises:
        IndexStateError: with what is there and what to do.
    """
    if sqlite3.sqlite_version_info < (3, 35):
        raise IndexStateError(
            f"This Python is linked with SQLite {sqlite3.sqlite_version}; 3.35 or newer is needed. "
            "Install a newer Python."
        )
    try:
        with sqlite3.connect(":memory:") as db:
            db.execute("CREATE VIRTUAL TABLE probe USING fts5(x)")
        db.close()
    except sqlite3.OperationalError as error:
        raise IndexStateError(
            "This Python's SQLite has no full-text search (FTS5). Install a Python that has it, "
            "for example from python.org or conda."
        ) from error


def _foreign(directory: Path) -> Iterator[str]:
    ours = {"reading.lock", "vectors.lock", "vectors"}
    return (entry.name for entry in directory.iterdir() if entry.name not in ours)


def _published(date: str | None, time: str | None, where: str | None) -> Published | None:
    if date is None or where is None:
        return None
    return Published(
        dt.date.fromisoformat(date), where, None if time is None else dt.time.fromisoformat(time)
    )


def _put_chunk(db: sqlite3.Connection, article_id: int | None, chunk: Chunk) -> None:
    cursor = db.execute(
        "INSERT INTO chunks VALUES (NULL,?,?,?,?,?)",
        (article_id, chunk.id, chunk.start, chunk.end, chunk.embedded),
    )
    title, _, body = chunk.embedded.partition("\n")
    db.execute(
        "INSERT INTO words(rowid, title, body) VALUES (?,?,?)",
        (cursor.lastrowid, " ".join(tokens(title)), " ".join(tokens(body))),
    )


def _delete(db: sqlite3.Connection, file: str) -> None:
    db.execute("DELETE FROM skipped WHERE file = ?", (file,))
    row = db.execute("SELECT id FROM articles WHERE file = ?", (file,)).fetchone()
    if row is None:
        return
    db.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE article_id = ?)", row)
    db.execute("DELETE FROM chunks WHERE article_id = ?", row)
    db.execute("DELETE FROM sentences WHERE article_id = ?", row)
    db.execute("DELETE FROM articles WHERE id = ?", row)


def _where(chosen: Filter) -> tuple[str, list[str]]:
    where, values = "", []
    if chosen.files:
        where += " AND a.file IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(sorted(chosen.files)))
    if chosen.after is not None:
        where += " AND a.published >= ?"
        values.append(chosen.after.isoformat())
    if chosen.before is not None:
        where += " AND (a.published IS NULL OR a.published <= ?)"
        values.append(chosen.before.isoformat())
    return where, values


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _batches(values: Sequence[_T], size: int = 500) -> Iterator[Sequence[_T]]:
    for i in range(0, len(values), size):
        yield values[i : i + size]
