"""Folder -> catalogue, then vectors for the chunks that lack one.

Two phases under two locks. `read_folder` makes the text index, in seconds, and questions are
answered from it at once; `embed_pending` makes the vectors, which takes longer, goes on where it
was stopped, and may run while another process reads the folder.
"""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ELOOP
from pathlib import Path
from stat import S_ISDIR

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index import chunker, cleaner, reader, sentences
from index.catalog import Catalog, FileState
from index.copies import COPIES_VERSION
from index.embedder import Embeds
from index.errors import ArticleError, IndexStateError
from index.tokens import TOKENS_VERSION
from index.types import Article, Chunk, Kind, Progress, Sentence, Skipped, SyncReport
from index.vectors import Vectors

READING_LOCK = "reading.lock"
VECTORS_LOCK = "vectors.lock"
# What the text index depends on besides the files: a change of any reads every file again.
READING = "/".join(
    (
        reader.READER_VERSION,
        cleaner.CLEANER_VERSION,
        chunker.CHUNKER_VERSION,
        TOKENS_VERSION,
        COPIES_VERSION,
    )
)
_EMBED_AT_ONCE = 128  # chunks handed to the embedder together
_STORE_AT_ONCE = 1024  # vectors put into Chroma and noted in the catalogue together

_POLL = 0.1  # seconds between two tries for a lock
# In the catalogue's meta: how often the vectors were changed, and their files as last left.
_GENERATION = "vectors_generation"
_FILES = "vectors_files"

OnProgress = Callable[[Progress], None]


class BusyError(IndexStateError):
    """Another process, or another part of this one, is at the same work."""


@dataclass(frozen=True, slots=True)
class _Scan:
    """What stands in the folder: files to read by name, and those that are not articles."""

    files: dict[str, FileState]
    other: tuple[Skipped, ...]
    unseen: tuple[str, ...]  # what cannot be looked at: files, and folders with a / at the end

    def is_gone(self, file: str) -> bool:
        """Whether a file that is indexed is there no more, as far as can be seen."""
        hidden = any(
            file == name or (name.endswith("/") and file.startswith(name)) for name in self.unseen
        )
        return file not in self.files and not hidden


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
        gone = [file for file in known if scan.is_gone(file)]
        hashes = {file: before[file] for file in gone}
        for file in gone:
            catalog.remove(file)
        if catalog.recurring_is_due():  # a run that was killed may have left it undone
            catalog.mark_recurring()
        catalog.set_meta("reading", READING)
        if progress is not None:
            progress(Progress("reading", len(work), len(work)))
        return _report(catalog, scan, before, changed_files, hashes, started)


def embed_pending(
    catalog: Catalog,
    open_vectors: Callable[[], Vectors],
    embedder: Embeds,
    progress: OnProgress | None = None,
    stop: threading.Event | None = None,
    wait: float = -1,
) -> int:
    """Make the vectors that are missing, drop those of chunks that are gone.

    Stopped or killed, it keeps what was stored and goes on there the next time.

    Returns:
        How many chunks were embedded.

    Raises:
        BusyError: another process makes the vectors and did not finish in time.
        IndexStateError: the vectors cannot be used.
    """
    directory = catalog.path.parent
    with _lock(directory / VECTORS_LOCK, wait, stop):
        made = catalog.meta("embedder")
        vectors = open_vectors()
        if made != embedder.fingerprint:
            catalog.forget_vectors()
            vectors.clear()
            _raise_generation(catalog, vectors)
            catalog.set_meta("embedder", embedder.fingerprint)
        _reconcile(catalog, vectors)
        pending = catalog.pending()
        embedded = _embed(pending, catalog, vectors, embedder, progress, stop)
        orphans = catalog.orphans()
        catalog.forget_vectors(orphans)
        if orphans:
            vectors.remove(orphans)
            _raise_generation(catalog, vectors)
        catalog.set_meta(_FILES, json.dumps(Vectors.files(directory)))
        return embedded


def mend_vectors(catalog: Catalog, wait: float = -1, stop: threading.Event | None = None) -> bool:
    """Delete vectors that the disk no longer gives back, so that `embed_pending` makes them again.

    Files that are as they were left are not opened: Chroma is loaded only where they differ.

    Returns:
        Whether they were deleted.

    Raises:
        BusyError: another process makes the vectors and did not finish in time.
    """
    directory = catalog.path.parent
    if not Vectors.exist(directory) or _noted_files(catalog) == Vectors.files(directory):
        return False
    with _lock(directory / VECTORS_LOCK, wait, stop):
        try:
            _probe(catalog)
        except IndexStateError:
            Vectors.delete(directory)
            catalog.forget_vectors()
            catalog.set_meta(_GENERATION, str(generation(catalog) + 1))
            return True
        catalog.set_meta(_FILES, json.dumps(Vectors.files(directory)))
        return False


def _probe(catalog: Catalog) -> None:
    """Raise IndexStateError where the vectors on the disk are not those that were stored."""
    vectors = open_vectors(catalog)
    try:
        _reconcile(catalog, vectors)
        vectors.probe(sorted(catalog.vector_ids()))
    finally:
        vectors.close()


def _noted_files(catalog: Catalog) -> dict[str, list[int]]:
    noted: dict[str, list[int]] = json.loads(catalog.meta(_FILES) or "{}")
    return noted


def open_vectors(catalog: Catalog) -> Vectors:
    """The vectors of an index, opened.

    Raises:
        IndexStateError: they cannot be opened, or a file of theirs is shorter than it was left.
    """
    directory = catalog.path.parent
    noted, now = _noted_files(catalog), Vectors.files(directory)
    cut = [file for file in noted if file in now and now[file][0] < noted[file][0]]
    if cut:
        # Chroma opens some cut files without a word, and finds less or kills the process.
        raise IndexStateError(
            f"The vectors in {directory} cannot be used ({cut[0]} was cut). "
            "`python -m assistant sync` makes them anew from the index."
        )
    return Vectors.open(directory, generation(catalog))


def generation(catalog: Catalog) -> int:
    """How often any process changed the vectors of this index."""
    return int(catalog.meta(_GENERATION) or 0)


def _raise_generation(catalog: Catalog, vectors: Vectors) -> None:
    """Tell open clients to open afresh; only whoever holds the lock of the vectors may."""
    now = generation(catalog) + 1
    # The writer's own client first: it knows these vectors, and must not be thought outdated.
    vectors.generation = now
    catalog.set_meta(_GENERATION, str(now))


def _agree(catalog: Catalog, vectors: Vectors) -> bool:
    return vectors.count() == len(catalog.vector_ids())


def _reconcile(catalog: Catalog, vectors: Vectors) -> None:
    """Make catalogue and Chroma agree, after a crash between the two or a lost file."""
    if _agree(catalog, vectors):
        return
    stored, noted = vectors.ids(), catalog.vector_ids()
    catalog.forget_vectors(noted - stored)
    if stored - noted:
        vectors.remove(sorted(stored - noted))
        _raise_generation(catalog, vectors)


def _embed(
    pending: Sequence[tuple[str, str]],
    catalog: Catalog,
    vectors: Vectors,
    embedder: Embeds,
    progress: OnProgress | None,
    stop: threading.Event | None,
) -> int:
    """Embed in this thread while another stores, so that the embedder never waits."""
    finished: queue.Queue[tuple[list[str], NDArray[np.float32]] | None] = queue.Queue(maxsize=4)
    failures: list[BaseException] = []

    def store() -> None:
        batches = _gathered(finished)
        try:
            for ids, rows in batches:
                vectors.put(ids, rows)
                # Before they are noted: whoever sees them noted also sees that it must reopen.
                _raise_generation(catalog, vectors)
                catalog.add_vectors(ids)
        except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's thread
            failures.append(error)
            for _ in batches:  # to their end, which may have been taken already
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
def _lock(path: Path, wait: float, stop: threading.Event | None = None) -> Iterator[None]:
    """Hold a lock file; waiting for it ends with the time or with ``stop``."""
    lock, end = FileLock(path), time.monotonic() + wait
    stop = stop or threading.Event()
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout as error:
            if stop.is_set() or (wait >= 0 and time.monotonic() >= end):
                raise BusyError(
                    f"Another process is syncing this index (it holds {path}). Wait for it, "
                    "or end it."
                ) from error
        stop.wait(_POLL)
    try:
        yield
    finally:
        lock.release()


def _same(now: FileState, then: FileState | None) -> bool:
    return then is not None and (now.size, now.mtime_ns) == (then.size, then.mtime_ns)


def _scan(folder: Path, index_directory: Path) -> _Scan:
    """Every file below the folder but hidden ones, the index, and links that lead out of it."""
    _check_folder(folder)
    root, index_directory = _real(folder), _real(index_directory)
    files: dict[str, FileState] = {}
    other: list[Skipped] = []
    unseen: list[str] = []

    def unlisted(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise ArticleError(
                f"The articles folder {folder} cannot be listed ({error.strerror}). "
                "Give yourself the right to read it."
            ) from error
        name = Path(error.filename).relative_to(folder).as_posix() + "/"
        unseen.append(name)
        other.append(Skipped(_shown(name), f"cannot be listed ({error.strerror})"))

    for directory, folders, names in os.walk(folder, onerror=unlisted):
        here = Path(directory)
        inside, links = _folders(here, folders, index_directory)
        folders[:] = inside
        for name in links:
            link = _shown((here / name).relative_to(folder).as_posix()) + "/"
            other.append(Skipped(link, "a link to a folder, which is not followed; move it here"))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = here / name
            file = path.relative_to(folder).as_posix()
            try:
                found = _state(path, file, root)
            except OSError as error:
                if not isinstance(error, FileNotFoundError):
                    unseen.append(file)
                other.append(Skipped(_shown(file), f"cannot be read ({error.strerror})"))
                continue
            if isinstance(found, FileState):
                files[file] = found
            else:
                other.append(Skipped(_shown(file), found))
    return _Scan(files, tuple(other), tuple(unseen))


def _check_folder(folder: Path) -> None:
    try:
        is_folder = S_ISDIR(folder.stat().st_mode)
    except PermissionError as error:
        raise ArticleError(
            f"The articles folder {folder} cannot be looked at ({error.strerror}). "
            "Give yourself the right to read it and what it is in."
        ) from error
    except OSError as error:
        what = "links to itself" if error.errno == ELOOP else "does not exist"
        raise ArticleError(
            f"The articles folder {folder} {what}. Name one with --articles."
        ) from error
    if not is_folder:
        raise ArticleError(
            f"The articles folder {folder} is not a folder. Name one with --articles."
        )


def _folders(here: Path, names: list[str], index_directory: Path) -> tuple[list[str], list[str]]:
    """The folders to go into, and those that are only linked; hidden ones and the index are out."""
    wanted = sorted(
        name for name in names if not name.startswith(".") and _real(here / name) != index_directory
    )
    links = [name for name in wanted if (here / name).is_symlink()]
    return [name for name in wanted if name not in links], links


def _real(path: Path) -> Path:
    """Where a path leads; never fails, as `Path.resolve` does on a link to itself."""
    return Path(os.path.realpath(path))


def _shown(name: str) -> str:
    """A name that may not be UTF-8, as it can be shown and stored."""
    return name.encode(errors="replace").decode()


def _state(path: Path, file: str, root: Path) -> FileState | str:
    """A file's state, or why it is not an article; OSError where it cannot be looked at."""
    reason = _not_an_article(path, file, root)
    if reason is not None:
        return reason
    stat = path.stat()
    # A change of rights or an edit that keeps the time shows in ctime alone.
    return FileState(stat.st_size, max(stat.st_mtime_ns, stat.st_ctime_ns), None)


def _not_an_article(path: Path, file: str, root: Path) -> str | None:
    try:
        file.encode()
    except UnicodeEncodeError:
        return "its name is not valid UTF-8; rename it"
    if path.suffix.lower() not in reader.SUFFIXES:
        return f"not a format that is read ({', '.join(sorted(reader.SUFFIXES))})"
    if path.is_symlink() and not path.exists():
        return "a link that leads nowhere"
    if path.is_symlink() and not _real(path).is_relative_to(root):
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
        if article.content_hash != known_hash:
            prepared = prepare(article)
    except ArticleError as error:
        catalog.skip(file, state, str(error))
        return True
    except Exception as error:  # noqa: BLE001 - one article must not stop all the others
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        catalog.skip(file, state, _shown(f"could not be read ({what}); please report it"))
        return True
    if article.content_hash == known_hash:
        catalog.touch(file, state)
        return False
    catalog.put(article, state, *prepared)
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
    # What cannot be looked at now is told by the scan, whatever was said of it before.
    skipped = [entry for entry in catalog.skipped() if entry.file in scan.files]
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
        unchanged=len(scan.files.keys() - unread - set(changed_files)),
        skipped=tuple(sorted((*skipped, *scan.other), key=lambda entry: entry.file)),
        chunks_pending=chunks - with_vector,
        seconds=time.perf_counter() - started,
    )
