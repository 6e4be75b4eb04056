"""SQLite: articles, sentences, chunks and their full-text index. The truth about what is indexed.

One file is one transaction. Vectors live elsewhere; the catalogue knows which chunks have one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from index import copies
from index.errors import DamagedError, IndexStateError
from index.locks import READING_LOCK, VECTORS_LOCK, holder_of
from index.tokens import tokens
from index.types import (
    Article,
    ArticleInfo,
    ArticleView,
    Chunk,
    Filter,
    Kind,
    Passage,
    Place,
    Published,
    Sentence,
    Skipped,
    Span,
)
from index.vectors import DIRECTORY, NEW, OLD

_T = TypeVar("_T")
_Key = TypeVar("_Key", bound=Hashable)
APPLICATION_ID = 0x41415354  # "AAST", in the file's header: this database is ours
SCHEMA_VERSION = 6
FILE_NAME = "catalog.sqlite"
PATTERNS_FILE = "patterns.json"  # beside it
REBUILT = "rebuilt"  # the directory, in that of the index, in which another is built
_OF_VECTORS = re.compile(r"\.(?:bin|pickle|sqlite3)(?:-\w+)?$")  # the ends of Chroma's files
BUSY_WAIT = 30.0  # seconds that a call waits for another process's change
LISTED = (
    0.2  # of the articles: what a filter takes, or leaves, of fewer is listed, else it is looked
)
# up for each chunk found
FRESH_MARKS = 1 << 17  # kept apart, of some 4,000 articles: a tree of 3 MB
_FREQUENCIES = 8_192  # of words that are remembered: 1 MB
_VIEWS = 64  # articles that are remembered: a few MB of news, and never more than 30
_LONGEST_VIEW = 50_000  # characters of one of them
_CHANGED_AT_ONCE = 32_000  # KB of pages: what a change touches is written once, at its end
RECURS_IN = 3  # a line that may be boilerplate is, once so many unrelated articles carry it

# The stories of articles and which are copies. NULL: not read since an upgrade.
_COPIES = """
ALTER TABLE articles ADD COLUMN story INTEGER;
CREATE INDEX articles_story ON articles(story);
CREATE TABLE stories(id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL, marks TEXT NOT NULL);
CREATE INDEX stories_cluster ON stories(cluster);
CREATE TABLE marks(
  mark INTEGER NOT NULL, story INTEGER NOT NULL, PRIMARY KEY(mark, story)) WITHOUT ROWID;
CREATE TABLE links(
  story INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY(story, other)) WITHOUT ROWID;
"""
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
# Files that hold several articles; what was read from one names it as its container.
_CONTAINERS = """
ALTER TABLE articles ADD COLUMN container TEXT;
ALTER TABLE articles ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN url TEXT;
CREATE INDEX articles_container ON articles(container) WHERE container IS NOT NULL;
ALTER TABLE skipped ADD COLUMN container TEXT;
CREATE TABLE containers(
  file TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  content_hash TEXT NOT NULL) WITHOUT ROWID;
"""
# What a filter lets through is read from indexes: the rows hold the texts, and a look at each of
# 100,000 chunks takes half a second.
_FILTERS = """
CREATE INDEX articles_published ON articles(published);
DROP INDEX chunks_article;
CREATE INDEX chunks_article ON chunks(article_id, chunk_id);
"""
# The marks of late: hashes fall all over their tree, and to put 32 an article into a large one
# writes a page for each. Gathered in a small one, many fall on a page when they are taken over.
_FRESH_MARKS = """
CREATE TABLE fresh_marks(
  mark INTEGER NOT NULL, story INTEGER NOT NULL, PRIMARY KEY(mark, story)) WITHOUT ROWID;
"""
# What a filter asks of each chunk found, without the texts, of which few fit a page: a search by
# words as of a day took twice as long as one without.
_NARROW = """
CREATE INDEX chunks_row ON chunks(id, article_id);
CREATE INDEX articles_row ON articles(id, published, file, container);
"""
# Of which article each of a thousand nearest chunks is, for a filter: from the index that finds it.
_OF_CHUNK = """
DROP INDEX chunks_chunk;
CREATE INDEX chunks_chunk ON chunks(chunk_id, article_id);
"""
# From this version to the next; 0: an empty database.
_UPGRADES = {
    0: _SCHEMA,
    1: _COPIES,
    2: _CONTAINERS,
    3: _FILTERS,
    4: _FRESH_MARKS + _NARROW,
    5: _OF_CHUNK,
}
_PASSAGE = """
SELECT c.id, c.chunk_id, c.start, c.end, a.id, a.file, a.title, a.published, a.published_time,
  a.published_where, a.publisher, a.pages
FROM chunks c JOIN articles a ON a.id = c.article_id
"""
_INFO = """
SELECT a.file, a.title, a.published, a.published_time, a.published_where, a.publisher, a.authors,
  count(c.id), count(v.chunk_id), s.cluster
FROM articles a LEFT JOIN stories s ON s.id = a.story LEFT JOIN chunks c ON c.article_id = a.id
  LEFT JOIN vectors v ON v.chunk_id = c.chunk_id
"""
_AS_PUBLISHED = (  # a time of the day before none, a date before none
    " ORDER BY a.published IS NULL, a.published, a.published_time IS NULL, a.published_time, a.file"
)
_OF_CLUSTERS = (  # all articles "a" that are in the clusters of these files
    " JOIN stories s ON s.id = a.story WHERE s.cluster IN (SELECT t.cluster FROM articles b"
    " JOIN stories t ON t.id = b.story WHERE b.file IN ({}))"
)


@dataclass(frozen=True, slots=True)
class FileState:
    """What the catalogue knows of a file without reading it."""

    size: int  # bytes
    mtime_ns: int
    content_hash: str | None  # None for a file that was skipped


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with all that is put in of it."""

    article: Article
    state: FileState
    sentences: Sequence[tuple[Sentence, str | None]]  # with a key where the line may recur
    chunks: Sequence[Chunk]
    container: str | None = None  # the file that holds it among others


def line_hash(key: str) -> int:
    """A 63-bit number for a line's key: small in the database, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 1


class Catalog:
    """An open catalogue. Safe to use from several threads: a call borrows a connection.

    Every method raises IndexStateError, with the mend, where SQLite cannot do it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # Files, and what is in them, that no search finds though they are not removed; what is
        # indexed is listed, and read by its name, as long as it is there.
        self.hidden: frozenset[str] = frozenset()
        self._idle: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None  # the one that the idle connections have open
        self._watch: sqlite3.Connection | None = None  # never writes: every commit is another's
        self._guard = threading.Lock()
        self._remade = threading.RLock()  # held while a deleted one is made anew
        self._totals = _Known[str, tuple[int, int]](self._state, 2)
        self._shares = _Known[Filter, float](self._state, 64)
        self._frequencies = _Known[str, int](self._state, _FREQUENCIES)
        self._views = _Known[str, ArticleView | None](self._state, _VIEWS)
        self._closed = False

    @classmethod
    def open(cls, directory: Path) -> Catalog:
        """Open the catalogue in an index directory, made if it is not there.

        Raises:
            IndexStateError: the directory is not ours, of another version, damaged or not to be
                written.
        """
        check_sqlite()
        path = directory / FILE_NAME
        try:
            other = next(_foreign(directory), None) if directory.exists() else None
            if other is not None and not path.exists():
                raise IndexStateError(
                    f"{directory} is not an index of ours: it holds other files ({other}). "
                    "Name an empty directory with --index."
                )
            directory.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise IndexStateError(
                f"The index {directory} cannot be made: it is, or lies below, a file. "
                "Name a directory with --index."
            ) from error
        except OSError as error:
            raise IndexStateError(
                f"The index directory {directory} cannot be used: {error.strerror}. "
                "Give yourself the right to write there, or name another with --index."
            ) from error
        catalog = cls(path)
        try:
            catalog._prepare()
        except BaseException:
            catalog.close()
            raise
        return catalog

    def _prepare(self) -> None:
        with self.transaction("DEFERRED") as db:
            if self._version(db) == SCHEMA_VERSION:
                return
        # Two processes may start on an empty directory at once: the schema is one transaction.
        with self.transaction() as db:
            for version in range(self._version(db), SCHEMA_VERSION):
                for statement in _UPGRADES[version].split(";\n"):
                    if statement.strip():
                        db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _version(self, db: sqlite3.Connection) -> int:
        """The version of the schema that is there, 0 for an empty database.

        An older one that can be upgraded is no error: nothing that was embedded is lost, and
        what it lacks comes with the next sync, which reads every file anew.

        Raises:
            IndexStateError: the database is of something else, or of an unknown version.
        """
        (ours,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if ours != APPLICATION_ID and not tables:
            return 0
        if ours != APPLICATION_ID:
            raise IndexStateError(
                f"{self.path} is a database of something else. Name another directory with --index."
            )
        if not 1 <= version <= SCHEMA_VERSION:
            raise DamagedError(
                f"The index {self.path.parent} was made by another version (format {version}, "
                f"this one reads {SCHEMA_VERSION}). {_ANEW}"
            )
        for table in ("meta", "articles", "sentences", "recurring", "chunks", "words", "vectors"):
            db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # a damaged page shows here
        return int(version)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self.path, timeout=BUSY_WAIT, isolation_level=None, check_same_thread=False
        )
        try:
            _use_wal(db)
            db.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for one call: no thread keeps one, so none leaks with its thread."""
        try:
            with self._remade:
                file = self._drop_outdated()
            with self._guard:
                idle = self._idle.pop() if self._idle else None
            db = idle or self._connect()
            try:
                yield db
            finally:
                self._give_back(db, file)
        except sqlite3.Error as error:
            raise _in_words(error, self.path) from error

    def _drop_outdated(self) -> tuple[int, int] | None:
        """Let go of a database in whose place another stands now; which file is there.

        One that was deleted while it was open is made anew, empty: what is written into the old
        one would be gone with the last connection.
        """
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            if self._file is None or self._closed:
                return None
            stat = self._made_anew()
        except OSError:
            return None
        file = (stat.st_dev, stat.st_ino)
        with self._guard:
            if file != self._file:
                self._let_go()
                self._file = file
        return file

    def _made_anew(self) -> os.stat_result:
        """The state of an empty catalogue in the place of a deleted one.

        Raises:
            IndexStateError: it cannot be written there.
        """
        with self._guard:
            self._let_go()
            self._file = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for left in ("-wal", "-shm"):  # of the deleted one: SQLite would read them into this
                self.path.with_name(self.path.name + left).unlink(missing_ok=True)
            self._prepare()
            return self.path.stat()
        except OSError as error:
            raise IndexStateError(
                f"The index {self.path.parent} was deleted while it was open, and cannot be made "
                f"anew: {error.strerror}. Make the directory one that can be written."
            ) from error

    def _let_go(self) -> None:
        """Close what is open and not in use. The guard is held."""
        while self._idle:
            self._idle.pop().close()
        if self._watch is not None:
            self._watch.close()
        self._watch = None

    def _give_back(self, db: sqlite3.Connection, file: tuple[int, int] | None) -> None:
        with self._guard:
            # A connection that made the file knows only now which one it is.
            if self._closed or (file is not None and file != self._file):
                db.close()
            else:
                self._idle.append(db)

    def close(self) -> None:
        """Close every connection; one that is in use, when its call ends."""
        with self._guard:
            self._closed = True
            self._let_go()

    @contextmanager
    def transaction(
        self, kind: Literal["IMMEDIATE", "DEFERRED"] = "IMMEDIATE"
    ) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. A deferred one that only reads sees one state throughout."""
        with self._connection() as db:
            db.execute(f"BEGIN {kind}")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:  # a full disk has rolled it back already
                    db.execute("ROLLBACK")
                raise

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._connection() as db:
            return db.execute(sql, values).fetchall()

    # --- what is indexed ---

    def meta(self, key: str) -> str | None:
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        self._rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def states(self) -> dict[str, FileState]:
        """Every file that the last sync saw, read or skipped.

        One with several articles is noted at the end: killed before, it is to be read again, or
        what was read of it to be removed.
        """
        begun = (
            "SELECT container, -1, -1, NULL FROM {} WHERE container IS NOT NULL"
            " AND container <> file AND container NOT IN (SELECT file FROM containers)"
        )
        rows = self._rows(
            "SELECT file, size, mtime_ns, content_hash FROM articles WHERE container IS NULL"
            " UNION ALL SELECT file, size, mtime_ns, NULL FROM skipped WHERE container IS NULL"
            " UNION ALL SELECT file, size, mtime_ns, content_hash FROM containers"
            f" UNION ALL {begun.format('articles')} UNION ALL {begun.format('skipped')}"
        )
        return {file: FileState(size, mtime, hash_) for file, size, mtime, hash_ in rows}

    def skipped(self, among: Container[str] | None = None) -> tuple[Skipped, ...]:
        """What was not read, or not all of it, with its reason; only in these files where given."""
        rows = self._rows(
            "SELECT file, reason, coalesce(container, file) FROM skipped ORDER BY file"
        )
        return tuple(Skipped(file, why) for file, why, of in rows if among is None or of in among)

    def names(self) -> set[str]:
        """What a question may be restricted to: every file, and every article within one."""
        rows = self._rows("SELECT file FROM articles WHERE container IS NOT NULL")
        return self.states().keys() | {row[0] for row in rows}

    def newest(self, chosen: Filter, most: int) -> list[str]:
        """The files of the newest articles that may be seen, undated ones last."""
        where, values = _where(chosen)
        sql = (
            f"SELECT a.file, coalesce(a.container, a.file) FROM articles a WHERE 1{where}"
            " ORDER BY a.published DESC, a.file LIMIT ?"
        )
        rows = self._rows(sql, (*values, -1 if self.hidden else most))
        return [file for file, of in rows if of not in self.hidden][:most]

    def within(self) -> set[str]:
        """The articles, and what was skipped, that stand in a file with others."""
        rows = self._rows(
            "SELECT file FROM articles WHERE container IS NOT NULL"
            " UNION SELECT file FROM skipped WHERE container <> file"
        )
        return {row[0] for row in rows}

    def inside(self, container: str) -> dict[str, str | None]:
        """The articles within a file, each with its hash; None for what was skipped there."""
        rows = self._rows(
            "SELECT file, content_hash FROM articles WHERE container = ?"
            " UNION ALL SELECT file, NULL FROM skipped WHERE container = ?",
            (container, container),
        )
        return dict(rows)

    def articles(self) -> tuple[ArticleInfo, ...]:
        """Every article, by file name."""
        rows = self._rows(f"{_INFO} GROUP BY a.id{_AS_PUBLISHED}")
        return tuple(sorted(_infos(rows), key=lambda info: info.file))

    def copies(self, file: str) -> tuple[ArticleInfo, ...]:
        """An article and its copies, exact and near, first published first, undated last.

        An update that says mostly the same is a copy with a later date. An article without
        copies is alone; a file that is not indexed has none.
        """
        among = "a.id IN (SELECT a.id FROM articles a" + _OF_CLUSTERS.format("?") + ")"
        # An article that was not read since an upgrade has no story, and is alone.
        for where in (among, "a.file = ?"):
            rows = self._rows(f"{_INFO} WHERE {where} GROUP BY a.id{_AS_PUBLISHED}", (file,))
            if rows:
                return _infos(rows)
        return ()

    def clusters(self, files: Sequence[str]) -> dict[str, str]:
        """The cluster of each file: the file of the first published of its copies, or itself.

        Files of one cluster say mostly the same, and are one source.
        """
        found = {file: file for file in files}
        for some in _batches(list(found)):
            rows = self._rows(
                "SELECT a.file, s.cluster FROM articles a"
                f"{_OF_CLUSTERS.format(_marks(some))}{_AS_PUBLISHED}",
                some,
            )
            clusters = dict(rows)
            first = {cluster: file for file, cluster in reversed(rows)}
            found |= {file: first[clusters[file]] for file in some if file in clusters}
        return found

    def beside(self, article_ids: Sequence[int], chosen: Filter) -> dict[int, tuple[str, ...]]:
        """By article: the files of its copies that the filter lets through, first published first.

        An article without copies is left out.
        """
        found: dict[int, tuple[str, ...]] = {}
        where, values = _where(chosen)
        for some in _batches(article_ids):
            rows = self._rows(
                "SELECT b.id, a.file, coalesce(a.container, a.file) FROM articles b"
                " JOIN stories t ON t.id = b.story JOIN stories s ON s.cluster = t.cluster"
                " JOIN articles a ON a.story = s.id"
                f" WHERE b.id IN ({_marks(some)}) AND a.id <> b.id{where}{_AS_PUBLISHED}",
                (*some, *values),
            )
            for article, file, of in rows:
                if of in self.hidden:
                    continue
                found[article] = (*found.get(article, ()), file)
        return found

    def article(self, file: str) -> ArticleView | None:
        """An article with its sentences, as indexed; None when it is not.

        A question looks at the same few again and again, so they are remembered for each state of
        the database.
        """
        return self._views.of([file], lambda _: {file: self._article(file)}, _is_short)[file]

    def _article(self, file: str) -> ArticleView | None:
        with self.transaction("DEFERRED") as db:  # the sentences of this text, not of the next
            row = db.execute(
                "SELECT id, text, title, content_hash, encoding, publisher, authors, title_start,"
                " title_end, header, pages, url, published, published_time, published_where"
                " FROM articles WHERE file = ?",
                (file,),
            ).fetchone()
            found = _sentences(db, row[0], 0, None) if row else ()
        if row is None:
            return None
        _, text, title, hash_, encoding, publisher, authors, start, end, header, *rest = row
        pages, url, *when = rest
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
            pages=tuple(json.loads(pages)),
            url=url,
        )
        return ArticleView(article, found)

    def sentences(
        self, article_id: int, start: int = 0, end: int | None = None
    ) -> tuple[Sentence, ...]:
        """The sentences of an article that touch ``start:end``, in order.

        A line that recurs over the folder's unrelated articles is boilerplate here.
        """
        with self._connection() as db:
            return _sentences(db, article_id, start, end)

    def fingerprint(self) -> str:
        """Of the corpus: the files and their contents. 16 hex digits."""
        digest = hashlib.sha256()
        for row in self._rows("SELECT file, content_hash FROM articles ORDER BY file"):
            digest.update("\0".join(row).encode() + b"\n")
        return digest.hexdigest()[:16]

    def damage(self) -> str | None:
        """What SQLite's own check finds wrong, None when all is well."""
        try:
            with self._connection() as db:
                (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
        except IndexStateError as error:
            if _code(error.__cause__) not in _DAMAGED:
                raise
            return str(error.__cause__)
        return None if found == "ok" else str(found)

    # --- changes: called by the one that holds the sync lock ---

    def put(self, *several: Prepared) -> None:
        """Put articles in, each in place of its file's earlier one, in one transaction.

        Many at once are faster: a page that several change is written once.
        """
        with self._change() as db:
            for one in several:
                _put(db, one)
            [(fresh,)] = db.execute("SELECT count(*) FROM fresh_marks").fetchall()
            if fresh > FRESH_MARKS:
                # A process of before the upgrade, still open, may have put some there itself.
                db.execute(
                    "INSERT OR IGNORE INTO marks SELECT mark, story FROM fresh_marks ORDER BY 1, 2"
                )
                db.execute("DELETE FROM fresh_marks")

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """A change of articles: the recurring lines are due in the same transaction."""
        with self.transaction() as db:
            db.execute(f"PRAGMA cache_size = -{_CHANGED_AT_ONCE}")
            yield db
            db.execute("INSERT OR REPLACE INTO meta VALUES ('recurring', 'due')")

    def recurring_is_due(self) -> bool:
        """Whether articles changed since the recurring lines were marked, in this run or not."""
        return self.meta("recurring") is not None

    def touch(self, file: str, state: FileState) -> None:
        """Remember a new size and time of a file whose content is the same."""
        for table in ("articles", "containers"):
            self._rows(
                f"UPDATE {table} SET size = ?, mtime_ns = ? WHERE file = ?",
                (state.size, state.mtime_ns, file),
            )

    def forget_read(self, files: Iterable[str]) -> None:
        """Have files, and all that they hold, read anew once they are seen."""
        with self._change() as db:
            for file in files:
                for table, held in (("articles", " OR container = :file"), ("containers", "")):
                    db.execute(
                        f"UPDATE {table} SET size = -1, mtime_ns = -1, content_hash = ''"
                        f" WHERE file = :file{held}",
                        {"file": file},
                    )
                db.execute("UPDATE skipped SET size = -1, mtime_ns = -1 WHERE file = ?", (file,))

    def skip(self, file: str, state: FileState, reason: str) -> None:
        """Remember a file that cannot be read; what was read of it earlier is gone."""
        with self._change() as db:
            _delete_all(db, file)
            row = (file, state.size, state.mtime_ns, reason, None)
            db.execute("INSERT INTO skipped VALUES (?,?,?,?,?)", row)

    def remove(self, *files: str) -> None:
        """Remove articles, or all that a file holds, in one transaction."""
        with self._change() as db:
            for file in files:
                _delete_all(db, file)

    def begin(self, file: str) -> None:
        """A file that holds several articles is about to be read: it is not known as read now."""
        with self._change() as db:
            db.execute("DELETE FROM containers WHERE file = ?", (file,))
            _delete(db, file)

    def contain(self, file: str, state: FileState, skipped: Sequence[Skipped] = ()) -> None:
        """Remember that a file which holds several articles was read, and what of it could not be.

        Args:
            skipped: by the names that articles in their places would have.
        """
        if state.content_hash is None:
            raise ValueError("a container that was read has a hash")
        with self._change() as db:
            for one in skipped:
                _delete(db, one.file)
                row = (one.file, state.size, state.mtime_ns, one.reason, file)
                db.execute("INSERT OR REPLACE INTO skipped VALUES (?,?,?,?,?)", row)
            whole = (file, state.size, state.mtime_ns, state.content_hash)
            db.execute("INSERT OR REPLACE INTO containers VALUES (?,?,?,?)", whole)

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
            db.execute("DELETE FROM meta WHERE key = 'recurring'")

    def take_over(self, other: Catalog) -> None:
        """Become what another catalogue is, at once for every process that has this one open."""
        with self._connection() as db, other._connection() as source:
            source.backup(db)

    def settle(self) -> None:
        """Write all of it into the one file, which may be moved once this is closed.

        Raises:
            IndexStateError: something has it open, or the disk is full.
        """
        with self._connection() as db:
            (busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise IndexStateError(f"The index {self.path} is in use. Wait for it, and try again.")

    def compact(self) -> None:
        """Give the room of what was deleted back to the disk.

        Raises:
            IndexStateError: the disk is full (it takes as much again for a while), or it is locked.
        """
        with self._connection() as db:
            db.execute("INSERT INTO words(words) VALUES ('optimize')")
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    # --- vectors ---

    def pending(self) -> list[tuple[str, str]]:
        """Chunks without a vector: (chunk id, text to embed), each id once."""
        rows = self._rows(
            "SELECT chunk_id, embedded FROM chunks WHERE chunk_id NOT IN"
            " (SELECT chunk_id FROM vectors) GROUP BY chunk_id ORDER BY min(id)"
        )
        return [(chunk_id, embedded) for chunk_id, embedded in rows]

    def vector_counts(self) -> tuple[int, int]:
        """(chunks that have a vector, chunks), each id once.

        Every question asks for it: counting takes 30 ms in 20,000 chunks.
        """
        return self._total(
            "SELECT count(v.chunk_id), count(*) FROM (SELECT DISTINCT chunk_id FROM chunks) c"
            " LEFT JOIN vectors v ON v.chunk_id = c.chunk_id"
        )

    def _total(self, sql: str) -> tuple[int, int]:
        """Two figures of the whole, counted once for each state of the database."""
        return self._totals.of([sql], lambda _: {sql: self._rows(sql)[0]})[sql]

    def _state(self) -> tuple[object, int]:
        """Another value after every commit, whoever made it."""
        with self._connection(), self._guard:  # which drops what is outdated
            watch = self._watch or self._connect()
            (version,) = watch.execute("PRAGMA data_version").fetchone()
            if self._closed:
                watch.close()
            else:
                self._watch = watch
            return self._file, version

    def vector_ids(self) -> set[str]:
        """The ids of all vectors that the catalogue believes to be there."""
        return {row[0] for row in self._rows("SELECT chunk_id FROM vectors")}

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
        rows = self._rows(
            "SELECT chunk_id FROM vectors WHERE chunk_id NOT IN (SELECT chunk_id FROM chunks)"
        )
        return [row[0] for row in rows]

    # --- search ---

    def share(self, chosen: Filter) -> float:
        """The share of the articles that the filter lets through, 0..1."""
        if chosen.empty:
            return 1.0
        return self._shares.of([chosen], lambda _: {chosen: self._share(chosen)})[chosen]

    def _share(self, chosen: Filter) -> float:
        among, values = _articles(chosen)
        [(some, all_)] = self._rows(
            f"SELECT (SELECT count(*) FROM ({among})), (SELECT count(*) FROM articles)", values
        )
        return some / all_ if all_ else 1.0

    def match(
        self,
        query: str,
        limit: int,
        chosen: Filter,
        weights: tuple[float, float],
        leading: str | None = None,
    ) -> list[tuple[int, float]]:
        """Chunks by BM25, best first: (row, score), higher is better.

        To find a chunk takes a thirtieth of what it takes to score it, so those that cannot be
        among the found are left out before.

        Args:
            query: an FTS5 expression.
            weights: of the title and of the body.
            leading: one that finds fewer; what it does not find is not scored.
        """
        where, values = "", list[str]()
        if leading is not None:
            where = " AND +words.rowid IN (SELECT rowid FROM words WHERE words MATCH ?)"
            values.append(leading)
        share = self.share(chosen)
        join, of_filter = "", list[str]()
        if min(share, 1 - share) > LISTED:
            of_row, of_filter = _where(chosen)
            join, where = _JOIN, where + of_row
        elif not chosen.empty:
            outside = share > LISTED
            among, of_filter = _articles(chosen, outside)
            where += (
                f" AND +words.rowid {'NOT ' if outside else ''}IN"
                f" (SELECT id FROM chunks WHERE article_id IN ({among}))"
            )
        rows = self._rows(
            f"SELECT words.rowid, -bm25(words, ?, ?) AS score FROM words{join}"
            f" WHERE words MATCH ?{where} ORDER BY score DESC, words.rowid LIMIT ?",
            (*weights, query, *values, *of_filter, limit),
        )
        return [(row, score) for row, score in rows]

    def rows_of(
        self, chunk_ids: Sequence[str], chosen: Filter, most: int | None = None
    ) -> dict[str, list[int]]:
        """The rows of these chunk ids that the filter lets through; copies share an id.

        Args:
            most: so many ids are enough: of those behind them some may be left out.
        """
        found: dict[str, list[int]] = {}
        where, values = _where(chosen)
        for some in _batches(chunk_ids):
            rows = self._rows(
                f"SELECT c.chunk_id, c.id FROM chunks c{'' if chosen.empty else _OF_ARTICLE}"
                f" WHERE c.chunk_id IN ({_marks(some)}){where} ORDER BY c.id",
                (*some, *values),
            )
            for chunk_id, row in rows:
                found.setdefault(chunk_id, []).append(row)
            if most is not None and len(found) >= most:
                break
        return found

    def chunk_ids(self, chosen: Filter) -> list[str]:
        """The ids of all chunks with a vector that the filter lets through."""
        among, values = _articles(chosen)
        rows = self._rows(
            "SELECT DISTINCT c.chunk_id FROM chunks c JOIN vectors v ON v.chunk_id = c.chunk_id"
            f" WHERE c.article_id IN ({among})",
            values,
        )
        return [row[0] for row in rows]

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """The chunks of these rows, without scores. A row that is gone is left out."""
        found: dict[int, Passage] = {}
        with self.transaction("DEFERRED") as db:  # spans and the text that they are of
            for some in _batches(rows):
                chunks = db.execute(f"{_PASSAGE} WHERE c.id IN ({_marks(some)})", some).fetchall()
                texts = _texts(db, {row[4] for row in chunks})
                for id_, chunk_id, start, end, article_id, file, title, *rest in chunks:
                    *when, publisher, pages = rest
                    found[id_] = Passage(
                        article_id, file, title, _published(*when), publisher, chunk_id, start,
                        end, texts[article_id][start:end], score=0.0,
                        pages=tuple(json.loads(pages)),
                    )  # fmt: skip
        return found

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """What these chunks are and where they stand, without a text. A row gone is left out, and
        one that is hidden."""
        found: dict[int, Place] = {}
        for some in _batches(rows):
            sql = (
                "SELECT c.id, coalesce(a.container, a.file), c.chunk_id, c.article_id, a.file"
                f" FROM chunks c{_OF_ARTICLE} WHERE c.id IN ({_marks(some)})"
            )
            for row, of, *rest in self._rows(sql, some):
                if of not in self.hidden:
                    found[row] = Place(*rest)
        return found

    def document_frequency(self, stems: Sequence[str]) -> tuple[int, dict[str, int]]:
        """(number of chunks, how many of them hold each stem)."""
        _, chunks = self._total("SELECT 0, count(*) FROM chunks")
        return chunks, self._frequencies.of(stems, self._held)

    def _held(self, stems: Sequence[str]) -> dict[str, int]:
        counts = dict.fromkeys(stems, 0)
        for some in _batches(list(counts)):
            sql = f"SELECT term, doc FROM vocabulary WHERE term IN ({_marks(some)})"
            counts |= dict(self._rows(sql, some))
        return counts


class _Known(Generic[_Key, _T]):
    """What was read of a database, remembered until its next commit. Threads may share it."""

    def __init__(self, state: Callable[[], object], most: int) -> None:
        """
        Args:
            state: another value after every commit, whoever made it.
            most: how much is remembered; what is not asked for the longest goes.
        """
        self._state = state
        self._most = most
        self._held: OrderedDict[_Key, _T] = OrderedDict()
        self._held_of: object = None
        self._guard = threading.Lock()

    def of(
        self,
        keys: Sequence[_Key],
        read: Callable[[list[_Key]], Mapping[_Key, _T]],
        is_kept: Callable[[_T], bool] = lambda _: True,
    ) -> dict[_Key, _T]:
        """What is read of each key, in their order; ``read`` is given those not remembered."""
        state = self._state()
        with self._guard:
            if state != self._held_of:
                self._held.clear()
                self._held_of = state
            found = {key: self._held[key] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        lacking = [key for key in dict.fromkeys(keys) if key not in found]
        if lacking:
            made = read(lacking)
            with self._guard:
                if state == self._held_of:  # read after it: at worst newer, and read once more
                    self._held |= {key: value for key, value in made.items() if is_kept(value)}
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
            found |= made
        return {key: found[key] for key in keys}


def _is_short(view: ArticleView | None) -> bool:
    return view is not None and len(view.article.text) <= _LONGEST_VIEW


# SQLite would look a row up by its number, in the table itself.
_OF_ARTICLE = " CROSS JOIN articles a INDEXED BY articles_row ON a.id = c.article_id"
_JOIN = f" CROSS JOIN chunks c INDEXED BY chunks_row ON c.id = words.rowid{_OF_ARTICLE}"


def is_lost(directory: Path) -> bool:
    """Whether an index directory has what is kept beside a catalogue, and no catalogue."""
    path = directory / FILE_NAME
    kept = (directory / PATTERNS_FILE).exists() or (directory / DIRECTORY).exists()
    return kept and not (path.exists() and path.stat().st_size)


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


# Said where the index has to be made anew.
_ANEW = (
    "`python -m assistant sync --rebuild` makes it anew from the articles, which are not touched."
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: BaseException | None) -> int:
    """SQLite's primary result code; 0 where the error is none of SQLite's library."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _without_room(error: sqlite3.Error) -> bool:
    """Whether even the 32 KB that an opened index shares between processes have no room."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_SHMSIZE


def _in_words(error: sqlite3.Error, path: Path) -> IndexStateError:
    """What SQLite cannot do, with its mend: only a damaged index is worth deleting."""
    code, where = _code(error), path.parent
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        words = f"The index {path} is locked by another process. Wait for it, or end it."
    elif code == sqlite3.SQLITE_FULL or _without_room(error):
        words = f"The disk that holds the index {where} is full. Free some space and try again."
    elif code in {
        sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH
    }:  # fmt: skip
        words = (
            f"The index directory {where} cannot be written ({error}). Give yourself the right "
            "to write to it and its files, or name another with --index."
        )
    elif code in _DAMAGED:
        return DamagedError(f"The index {path} is damaged ({error}). {_ANEW}")
    elif code == sqlite3.SQLITE_IOERR:
        words = f"The disk that holds the index {where} failed ({error}). Check it, and try again."
    else:
        words = f"The index {path} cannot be used ({error}). If it stays so: {_ANEW}"
    return IndexStateError(words)


def _use_wal(db: sqlite3.Connection) -> None:
    """Readers beside a writer. Two that switch at once are refused without a wait: try again."""
    give_up = time.monotonic() + BUSY_WAIT
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _sentences(
    db: sqlite3.Connection, article_id: int, start: int, end: int | None
) -> tuple[Sentence, ...]:
    rows = db.execute(
        "SELECT s.start, s.end, s.paragraph,"
        " CASE WHEN s.line_key IN (SELECT line_key FROM recurring) THEN ? ELSE s.kind END"
        " FROM sentences s WHERE article_id = ? AND s.end > ? AND s.start < ? ORDER BY n",
        (Kind.BOILERPLATE, article_id, start, 2**62 if end is None else end),
    )
    return tuple(Sentence(a, b, paragraph, Kind(kind)) for a, b, paragraph, kind in rows)


def _texts(db: sqlite3.Connection, article_ids: Iterable[int]) -> dict[int, str]:
    """Whole texts, to be cut in Python: SQLite's substr() ends at a NUL, which a text may hold."""
    some = tuple(article_ids)
    return dict(db.execute(f"SELECT id, text FROM articles WHERE id IN ({_marks(some)})", some))


def _foreign(directory: Path) -> Iterator[str]:
    """What in a directory is none of an index's: none of it may be deleted."""
    held = {DIRECTORY, DIRECTORY + NEW, DIRECTORY + OLD, REBUILT}
    locks = (READING_LOCK, VECTORS_LOCK)
    ours = {*locks, *(holder_of(Path(lock)).name for lock in locks), *held}
    ours |= {PATTERNS_FILE, "patterns.new"}
    ours |= {FILE_NAME + end for end in ("", "-wal", "-shm", "-journal")}
    for entry in directory.iterdir():
        if entry.name not in ours:
            yield entry.name
        elif entry.name in held:  # an articles' folder may have such a name
            for path, _, names in os.walk(entry):
                yield from (
                    (Path(path) / name).relative_to(directory).as_posix()
                    for name in names
                    if name not in ours and not _OF_VECTORS.search(name)
                )


def _infos(rows: Iterable[Sequence[Any]]) -> tuple[ArticleInfo, ...]:
    """Articles from whole clusters, in the order of their publication."""
    first: dict[int, str] = {}
    found = []
    for file, title, *when, publisher, authors, chunks, with_vector, cluster in rows:
        found.append(
            ArticleInfo(
                file,
                title,
                _published(*when),
                publisher,
                tuple(json.loads(authors)),
                chunks,
                with_vector,
                file if cluster is None else first.setdefault(cluster, file),
            )
        )
    return tuple(found)


def _published(date: str | None, time: str | None, where: str | None) -> Published | None:
    if date is None or where is None:
        return None
    return Published(
        dt.date.fromisoformat(date), where, None if time is None else dt.time.fromisoformat(time)
    )


def _put(db: sqlite3.Connection, one: Prepared) -> None:
    article, when, span = one.article, one.article.published, one.article.title_span
    body = [s for s, key in one.sentences if s.kind is Kind.BODY and not key]
    lead = max(body, key=lambda s: s.end - s.start, default=None)
    lead_key = line_hash(article.text[lead.start : lead.end] if lead else article.file)
    story = copies.story(
        span.of(article.text) if span else "", [article.text[s.start : s.end] for s in body]
    )
    _delete(db, article.file)
    copies.add(_Shelf(db), story)
    cursor = db.execute(
        f"INSERT INTO articles VALUES (NULL,{_marks(range(20))})",
        (
            article.file,
            article.content_hash,
            one.state.size,
            one.state.mtime_ns,
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
            story.id,
            one.container,
            json.dumps(article.pages),
            article.url,
        ),
    )
    article_id = cursor.lastrowid
    db.executemany(
        "INSERT INTO sentences VALUES (?,?,?,?,?,?,?)",
        (
            (article_id, n, s.start, s.end, s.paragraph, s.kind, line_hash(key) if key else None)
            for n, (s, key) in enumerate(one.sentences)
        ),
    )
    for chunk in one.chunks:
        _put_chunk(db, article_id, chunk)
    if article.lacks:  # an article, and something that was skipped, which is its own container
        reason = f"{article.file}: {article.lacks}."
        row = (article.file, one.state.size, one.state.mtime_ns, reason)
        container = one.container or article.file
        db.execute("INSERT INTO skipped VALUES (?,?,?,?,?)", (*row, container))


def _put_chunk(db: sqlite3.Connection, article_id: int | None, chunk: Chunk) -> None:
    cursor = db.execute(
        "INSERT INTO chunks VALUES (NULL,?,?,?,?,?)",
        (article_id, chunk.id, chunk.start, chunk.end, chunk.embedded),
    )
    _, _, body = chunk.embedded.partition("\n")
    db.execute(
        "INSERT INTO words(rowid, title, body) VALUES (?,?,?)",
        (cursor.lastrowid, " ".join(tokens(chunk.title)), " ".join(tokens(body))),
    )


def _delete_all(db: sqlite3.Connection, file: str) -> None:
    """Delete what is known of a file, and of all that it holds."""
    _delete(db, file)
    db.execute("DELETE FROM containers WHERE file = ?", (file,))
    db.execute("DELETE FROM skipped WHERE container = ?", (file,))
    inside = db.execute("SELECT file FROM articles WHERE container = ?", (file,)).fetchall()
    for (inner,) in inside:
        _delete(db, inner)


def _delete(db: sqlite3.Connection, file: str) -> None:
    db.execute("DELETE FROM skipped WHERE file = ?", (file,))
    found = db.execute("SELECT id, story FROM articles WHERE file = ?", (file,)).fetchone()
    if found is None:
        return
    row, story = found[:1], found[1]  # the story is NULL in an index of version 1
    db.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE article_id = ?)", row)
    db.execute("DELETE FROM chunks WHERE article_id = ?", row)
    db.execute("DELETE FROM sentences WHERE article_id = ?", row)
    db.execute("DELETE FROM articles WHERE id = ?", row)
    shelf = _Shelf(db)
    if shelf.has(story) and not shelf.is_told(story):
        copies.drop(shelf, story)


class _Shelf:
    """Stories, their marks and links in a transaction: what `copies` works on."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def has(self, story: int) -> bool:
        return bool(self._rows("SELECT 1 FROM stories WHERE id = ?", story))

    def is_told(self, story: int) -> bool:
        """Whether an article tells it."""
        return bool(self._rows("SELECT 1 FROM articles WHERE story = ? LIMIT 1", story))

    def read(self, story: int) -> copies.Story:
        [(article_id, text)] = self._rows(
            "SELECT id, text FROM articles WHERE story = ? LIMIT 1", story
        )
        spans = self._rows(
            "SELECT start, end FROM sentences WHERE article_id = ? AND kind = ?"
            " AND line_key IS NULL ORDER BY n",
            article_id, Kind.BODY,
        )  # fmt: skip
        return copies.story("", [text[start:end] for start, end in spans])

    def marks(self, story: int) -> tuple[int, ...]:
        [(marks,)] = self._rows("SELECT marks FROM stories WHERE id = ?", story)
        return tuple(json.loads(marks))

    def carrying(self, mark: int, most: int = -1) -> list[int]:
        # A process of before the upgrade, still open, leaves fresh marks of stories that it drops.
        there = "WHERE mark = ?1 AND EXISTS (SELECT 1 FROM stories WHERE id = story)"
        sql = (
            f"SELECT story FROM marks {there} UNION SELECT story FROM fresh_marks {there}"
            " ORDER BY story LIMIT ?2"
        )
        return [row[0] for row in self._rows(sql, mark, most)]

    def insert(self, story: copies.Story) -> None:
        marks = story.marks
        self._rows("INSERT INTO stories VALUES (?,?,?)", story.id, story.id, json.dumps(marks))
        rows = ((mark, story.id) for mark in marks)
        self._db.executemany("INSERT OR IGNORE INTO fresh_marks VALUES (?,?)", rows)

    def delete(self, story: int) -> None:
        rows = [(mark, story) for mark in self.marks(story)]
        for table in ("marks", "fresh_marks"):
            self._db.executemany(f"DELETE FROM {table} WHERE mark = ? AND story = ?", rows)
        self.unlink(story, self.links(story))
        self._rows("DELETE FROM stories WHERE id = ?", story)

    def links(self, story: int) -> set[int]:
        return {row[0] for row in self._rows("SELECT other FROM links WHERE story = ?", story)}

    def link(self, story: int, others: Iterable[int]) -> None:
        rows = [pair for other in others for pair in ((story, other), (other, story))]
        self._db.executemany("INSERT OR IGNORE INTO links VALUES (?,?)", rows)

    def unlink(self, story: int, others: Iterable[int]) -> None:
        rows = [pair for other in others for pair in ((story, other), (other, story))]
        self._db.executemany("DELETE FROM links WHERE story = ? AND other = ?", rows)

    def cluster(self, story: int) -> int:
        [(cluster,)] = self._rows("SELECT cluster FROM stories WHERE id = ?", story)
        return int(cluster)

    def linked(self, cluster: int) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for story, other in self._rows(
            "SELECT s.id, l.other FROM stories s LEFT JOIN links l ON l.story = s.id"
            " WHERE s.cluster = ?",
            cluster,
        ):
            found.setdefault(story, set()).update(() if other is None else (other,))
        return found

    def move(self, stories: Iterable[int], cluster: int) -> None:
        rows = ((cluster, story, cluster) for story in stories)
        self._db.executemany("UPDATE stories SET cluster = ? WHERE id = ? AND cluster <> ?", rows)

    def unite(self, clusters: Iterable[int]) -> None:
        first, *others = sorted(clusters)
        rows = ((first, other) for other in others)
        self._db.executemany("UPDATE stories SET cluster = ? WHERE cluster = ?", rows)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values).fetchall()


def _articles(chosen: Filter, outside: bool = False) -> tuple[str, list[str]]:
    """A query for the ids of the articles that a filter lets through, from indexes alone.

    Args:
        outside: of those that it does not let through instead.
    """
    parts, values = list[str](), list[str]()
    if chosen.files:
        listed = "IN (SELECT value FROM json_each(?))"
        parts.append(
            f"{'SELECT id FROM articles EXCEPT ' if outside else ''}SELECT id FROM"
            f" (SELECT id FROM articles WHERE file {listed} UNION SELECT id FROM articles"
            f" WHERE container IS NOT NULL AND container {listed})"
        )
        values += 2 * [json.dumps(sorted(chosen.files))]
    after, before = (day and day.isoformat() for day in (chosen.after, chosen.before))
    if after or before:
        first, last = after or "", before or "9999"
        within, without = "published BETWEEN ? AND ?", "(published < ? OR published > ?)"
        dated = f"SELECT id FROM articles WHERE {without if outside else within}"
        undated = " UNION ALL SELECT id FROM articles WHERE published IS NULL"
        parts.append(dated + (undated if outside == (after is not None) else ""))
        values += [first, last]
    joint = " UNION " if outside else " INTERSECT "
    return joint.join(f"SELECT id FROM ({part})" for part in parts), values


def _where(chosen: Filter) -> tuple[str, list[str]]:
    where, values = "", []
    if chosen.files:
        chosen_files = json.dumps(sorted(chosen.files))
        where += (
            " AND (a.file IN (SELECT value FROM json_each(?))"
            " OR a.container IN (SELECT value FROM json_each(?)))"
        )
        values += [chosen_files, chosen_files]
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
