"""Folder -> catalogue, then vectors for the chunks that lack one.

Two phases under two locks. `read_folder` makes the text index, in seconds, and questions are
answered from it at once; `embed_pending` makes the vectors, which takes longer, goes on where it
was stopped, and may run while another process reads the folder.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index import chunker, cleaner, reader, sentences
from index.catalog import Catalog, FileState
from index.embedder import Embedder
from index.errors import ArticleError, IndexStateError
from index.tokens import TOKENS_VERSION
from index.types import Article, Chunk, Kind, Progress, Sentence, Skipped, SyncReport
from index.vectors import Vectors

READING_LOCK = "reading.lock"
VECTORS_LOCK = "vectors.lock"
# What the text index depends on besides the files: a change of any reads every file again.
READING = "/".join(
    (reader.READER_VERSION, cleaner.CLEANER_VERSION, chunker.CHUNKER_VERSION, TOKENS_VERSION)
)
_EMBED_AT_ONCE = 128  # chunks handed to the embedder together
_STORE_AT_ONCE = 1024  # vectors put into Chroma and noted in the catalogue together

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Scan:
    """What stands in the folder: files to read by name, and those that are not articles."""

    files: dict[str, FileState]
    other: tuple[Skipped, ...]


def read_folder(
    folder: Path, catalog: Catalog, progress: OnProgress | None = None, wait: float = -1
) -> SyncReport:
    """Bring the text index in step with the folder. An unchanged file is not opened.

    Args:
        wait: seconds to wait for another process that is reading; negative waits as long as needed.

    Raises:
        ArticleError: the folder is missing or cannot be listed.
        IndexStateError: another process is reading the folder and did not finish in time.
    """
    started = time.perf_counter()
    with _lock(catalog.path.parent / READING_LOCK, wait):
        scan = _scan(folder, catalog.path.parent)
        known = catalog.states()
        if catalog.meta("reading") != READING:
            # Without their size and time every file is read and stored anew.
            known = {file: FileState(-1, -1, None) for file in known}
        work = [file for file, state in scan.files.items() if not _same(state, known.get(file))]
        before = {file: known[file].content_hash for file in known}
        changed_files = []
        for done, file in enumerate(work):
            if progress is not None:
                progress(Progress("reading", done, len(work)))
            if _read_one(folder, file, scan.files[file], before.get(file), catalog):
                changed_files.append(file)
        gone = [file for file in known if file not in scan.files]
        hashes = {file: before[file] for file in gone}
        for file in gone:
            catalog.remove(file)
        if changed_files or gone:
            catalog.mark_recurring()
        catalog.set_meta("reading", READING)
        if progress is not None:
            progress(Progress("reading", len(work), len(work)))
        return _report(catalog, scan, before, changed_files, hashes, started)


def embed_pending(
    catalog: Catalog,
    open_vectors: Callable[[], Vectors],
    embedder: Embedder,
    progress: OnProgress | None = None,
    stop: threading.Event | None = None,
    wait: float = -1,
) -> int:
    """Make the vectors that are missing, drop those of chunks that are gone.

    Stopped or killed, it keeps what was stored and goes on there the next time.

    Returns:
        How many chunks were embedded.

    Raises:
        IndexStateError: another process makes the vectors and did not finish in time.
    """
    with _lock(catalog.path.parent / VECTORS_LOCK, wait):
        made = catalog.meta("embedder")
        vectors = open_vectors()
        if made != embedder.fingerprint:
            catalog.forget_vectors()
            vectors.clear()
            catalog.set_meta("embedder", embedder.fingerprint)
        _reconcile(catalog, vectors)
        pending = catalog.pending()
        embedded = _embed(pending, catalog, vectors, embedder, progress, stop)
        orphans = catalog.orphans()
        catalog.forget_vectors(orphans)
        vectors.remove(orphans)
        return embedded


def _agree(catalog: Catalog, vectors: Vectors) -> bool:
    return vectors.count() == len(catalog.vector_ids())


def _reconcile(catalog: Catalog, vectors: Vectors) -> None:
    """Make catalogue and Chroma agree, after a crash between the two or a lost file."""
    if _agree(catalog, vectors):
        return
    stored, noted = vectors.ids(), catalog.vector_ids()
    catalog.forget_vectors(noted - stored)
    vectors.remove(sorted(stored - noted))


def _embed(
    pending: Sequence[tuple[str, str]],
    catalog: Catalog,
    vectors: Vectors,
    embedder: Embedder,
    progress: OnProgress | None,
    stop: threading.Event | None,
) -> int:
    """Embed in this thread while another stores, so that the embedder never waits."""
    finished: queue.Queue[tuple[list[str], NDArray[np.float32]] | None] = queue.Queue(maxsize=4)
    failures: list[BaseException] = []

    def store() -> None:
        try:
            for ids, rows in _gathered(finished):
                vectors.put(ids, rows)
                catalog.add_vectors(ids)
        except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's thread
            failures.append(error)
            while finished.get() is not None:
                pass

    writer = threading.Thread(target=store, name="store-vectors", daemon=True)
    writer.start()
    done = 0
    try:
        # Texts of like length together; long ones first, so that the end comes as foreseen.
        ordered = sorted(pending, key=lambda chunk: -len(chunk[1]))
        for i in range(0, len(ordered), _EMBED_AT_ONCE):
            if failures or (stop is not None and stop.is_set()):
                break
            some = ordered[i : i + _EMBED_AT_ONCE]
            finished.put(([id_ for id_, _ in some], embedder.embed([text for _, text in some])))
            done += len(some)
            if progress is not None:
                progress(Progress("vectors", done, len(pending)))
    finally:
        finished.put(None)
        writer.join()
    if failures:
        raise failures[0]
    return done


def _gathered(
    finished: queue.Queue[tuple[list[str], NDArray[np.float32]] | None],
) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
    """What was embedded, gathered to larger writes; what is there at the end, at the end."""
    ids: list[str] = []
    rows: list[NDArray[np.float32]] = []
    while (item := finished.get()) is not None:
        ids += item[0]
        rows.append(item[1])
        if len(ids) >= _STORE_AT_ONCE:
            yield ids, np.concatenate(rows)
            ids, rows = [], []
    if ids:
        yield ids, np.concatenate(rows)


@contextmanager
def _lock(path: Path, wait: float) -> Iterator[None]:
    try:
        with FileLock(path, timeout=wait):
            yield
    except Timeout as error:
        raise IndexStateError(
            f"Another process is syncing this index (it holds {path}). Wait for it, or end it."
        ) from error


def _same(now: FileState, then: FileState | None) -> bool:
    return then is not None and (now.size, now.mtime_ns) == (then.size, then.mtime_ns)


def _scan(folder: Path, index_directory: Path) -> _Scan:
    """Every file below the folder but hidden ones, the index, and links that lead out of it."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise ArticleError(f"The articles folder {folder} {what}. Name one with --articles.")
    root, index_directory = folder.resolve(), index_directory.resolve()
    files: dict[str, FileState] = {}
    other: list[Skipped] = []

    def unlisted(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise ArticleError(
                f"The articles folder {folder} cannot be listed ({error.strerror}). "
                "Give yourself the right to read it."
            ) from error
        name = Path(error.filename).relative_to(folder).as_posix()
        other.append(Skipped(name + "/", f"cannot be listed ({error.strerror})"))

    for directory, folders, names in os.walk(folder, onerror=unlisted):
        here = Path(directory)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() != index_directory
        )
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = here / name
            file = path.relative_to(folder).as_posix()
            reason = _not_an_article(path, file, root)
            if reason is not None:
                other.append(Skipped(file.encode(errors="replace").decode(), reason))
                continue
            try:
                stat = path.stat()
            except OSError as error:
                other.append(Skipped(file, f"cannot be read ({error.strerror})"))
                continue
            # A change of rights or an edit that keeps the time shows in ctime alone.
            changed = max(stat.st_mtime_ns, stat.st_ctime_ns)
            files[file] = FileState(stat.st_size, changed, None)
    return _Scan(files, tuple(other))


def _not_an_article(path: Path, file: str, root: Path) -> str | None:
    try:
        file.encode()
    except UnicodeEncodeError:
        return "its name is not valid UTF-8; rename it"
    if path.suffix.lower() not in reader.SUFFIXES:
        return f"not a format that is read ({', '.join(sorted(reader.SUFFIXES))})"
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "a link that leads out of the folder"
    if not path.is_file():
        return "not a regular file"
    return None


def _read_one(
    folder: Path, file: str, state: FileState, known_hash: str | None, catalog: Catalog
) -> bool:
    """Read a file into the catalogue. True when what is indexed changed."""
    try:
        article = reader.read(folder / file, file)
    except ArticleError as error:
        catalog.skip(file, state, str(error))
        return True
    if article.content_hash == known_hash:
        catalog.touch(file, state)
        return False
    catalog.put(article, state, *prepare(article))
    return True


def prepare(article: Article) -> tuple[list[tuple[Sentence, str | None]], tuple[Chunk, ...]]:
    """An article's sentences, each with its line key where it may recur, and its chunks."""
    found = sentences.sentences(article, cleaner.boilerplate(article))
    keyed = [(sentence, _line_key(article, sentence)) for sentence in found]
    return keyed, chunker.chunk(article, found)


def _line_key(article: Article, sentence: Sentence) -> str | None:
    if sentence.kind is not Kind.BODY:
        return None
    line = article.text[sentence.start : sentence.end]
    return cleaner.line_key(line) if cleaner.may_recur(line) else None


def _report(
    catalog: Catalog,
    scan: _Scan,
    before: dict[str, str | None],
    changed_files: Sequence[str],
    gone: dict[str, str | None],
    started: float,
) -> SyncReport:
    skipped = catalog.skipped()
    unread = {entry.file for entry in skipped}
    now = {file: state.content_hash or "" for file, state in catalog.states().items()}
    added = [file for file in changed_files if file not in before and file not in unread]
    changed = [file for file in changed_files if file in before and file not in unread]
    by_hash = {hash_: file for file, hash_ in gone.items() if hash_ is not None}
    renamed = [(by_hash.pop(now[file]), file) for file in added if now[file] in by_hash]
    moved_from, moved_to = {old for old, _ in renamed}, {new for _, new in renamed}
    with_vector, chunks = catalog.vector_counts()
    return SyncReport(
        added=tuple(file for file in added if file not in moved_to),
        changed=tuple(changed),
        removed=tuple(file for file in gone if file not in moved_from),
        renamed=tuple(renamed),
        unchanged=len(scan.files) - len(changed_files),
        skipped=tuple(sorted((*skipped, *scan.other), key=lambda entry: entry.file)),
        chunks_pending=chunks - with_vector,
        seconds=time.perf_counter() - started,
    )
