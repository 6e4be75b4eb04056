"""Folder -> catalogue, then vectors for the chunks that lack one.

Two phases under two locks. `read_folder` makes the text index, in seconds, and questions are
answered from it at once; `embed_pending` makes the vectors, which takes longer, goes on where it
was stopped, and may run while another process reads the folder.
"""

from __future__ import annotations

import dataclasses
import json
import os
import queue
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import chunker, cleaner, plain, reader, sentences
from index.catalog import PATTERNS_FILE, REBUILT, Catalog, FileState, Prepared
from index.copies import COPIES_VERSION
from index.embedder import Embeds
from index.errors import ArticleError, IndexStateError, NotMountedError
from index.formats import CONTAINERS
from index.formats.process import Extractor
from index.locks import READING_LOCK, VECTORS_LOCK, hold
from index.patterns import check_patterns, is_archive
from index.reader import GoneError, NotGivenError
from index.scan import (
    UNSURE,
    Scan,
    check_mounted,
    check_still_there,
    scan,
    shown,
    with_unmounted,
)
from index.tokens import TOKENS_VERSION
from index.types import (
    Article,
    Kind,
    Patterns,
    Progress,
    Sentence,
    Server,
    Skipped,
    SyncReport,
)
from index.vectors import ServerVectors, Vectors, passes

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
# Articles put in in one transaction; a killed sync loses as many.
_PUT_AT_ONCE = 256
_PUT_CHARACTERS = 4_000_000
_PUT_WITHIN = 2.0  # seconds
_REMOVE_AT_ONCE = 200  # articles removed in one transaction: another process waits for its end
_STORE_AT_ONCE = 1024  # vectors put into Chroma and noted in the catalogue together

# In the catalogue's meta: how often the vectors were changed, and their files as last left.
GENERATION = "vectors_generation"
FILES = "vectors_files"
PLACE = "device"  # where the folder lay: its disk, and in newer indexes its number there
ARCHIVES_BY = "archives_patterns"  # the patterns by which archives were last read, in short
DISKS = "disks"  # which folders in it lay on disks of their own
PATTERNS = "patterns"  # older indexes keep them there
# The same, of vectors on a server: the collection that holds them, "" where they lie on the disk;
# and what its name is made of, so that no two indexes on one server share any.
COLLECTION = "vectors_collection"
IDENTITY = "identity"

OnProgress = Callable[[Progress], None]


def read_folder(
    folder: Path,
    catalog: Catalog,
    progress: OnProgress | None = None,
    wait: float = -1,
    patterns: Patterns | None = None,
    index_directory: Path | None = None,
    stop: threading.Event | None = None,
) -> SyncReport:
    """Bring the text index in step with the folder. An unchanged file is not opened.

    Args:
        patterns: remembered by the index; default those that it remembers.
        index_directory: never read, wherever it lies; default that of the catalogue.
        stop: ends the waiting.
        wait: seconds to wait for another process that is reading; negative waits as long as needed.

    Raises:
        ArticleError: the folder is missing or cannot be listed.
        NotMountedError: it may not be mounted; what is indexed is kept, and not found.
        SettingError: the patterns cannot be used; they are not remembered.
        IndexStateError: another process is reading the folder and did not finish in time.
    """
    started = time.perf_counter()
    with hold(catalog.path.parent / READING_LOCK, wait, stop):
        shutil.rmtree(catalog.path.parent / REBUILT, ignore_errors=True)  # a killed run left it
        if patterns is not None:
            check_patterns(patterns)
            remember_patterns(catalog, patterns)
        told, patterns = patterns is not None, remembered_patterns(catalog)
        seen = scan(folder, index_directory or catalog.path.parent, patterns)
        known = catalog.states()
        found = with_unmounted(folder, seen, noted_disks(catalog), known, patterns)
        anew, rules = (
            catalog.meta("reading") != READING,
            catalog.meta(ARCHIVES_BY) != found.patterns,
        )
        again = {file for file in known if anew or (rules and is_archive(file))}
        work = [
            file
            for file, state in found.files.items()
            if file in again or not is_same(state, known.get(file))
        ]
        before = {file: known[file].content_hash for file in known}
        as_read = {file: hash_ for file, hash_ in before.items() if file not in again}
        with _hidden_where_it_fails(catalog, found, known):
            check_mounted(folder, seen, catalog.meta(PLACE), known)
            _note_where(catalog, found)
            changed_files = _read_all(folder, work, found, as_read, catalog, progress)
            gone = {file: before[file] for file in known if found.is_gone(file)}
            if gone:
                check_still_there(folder, found.place)
                for name, disk in found.disks.items():
                    if any(file.startswith(name) for file in gone):
                        check_still_there(folder / name, disk)
                _remove(catalog, gone)
            if unread := again - found.files.keys() - gone.keys():  # not to be seen now
                catalog.forget_read(unread)
            if catalog.recurring_is_due():  # a run that was killed may have left it undone
                catalog.mark_recurring()
            catalog.set_meta("reading", READING)
            catalog.set_meta(ARCHIVES_BY, found.patterns)
            catalog.hidden = frozenset(filter(found.is_unmounted, known))
        if progress is not None:
            progress(Progress("reading", len(work), len(work)))
        report = _report(catalog, found, before, changed_files, gone, started)
        return dataclasses.replace(report, unused=found.unused if told else ())


@contextmanager
def _hidden_where_it_fails(catalog: Catalog, found: Scan, known: Collection[str]) -> Iterator[None]:
    """What is gone from the folder is not found, though it is not removed: on a full disk, or
    where the folder may not be mounted.
    """
    try:
        yield
    except (IndexStateError, NotMountedError):
        catalog.hidden = frozenset(
            file for file in known if found.is_gone(file) or found.is_unmounted(file)
        )
        raise


def noted_disks(catalog: Catalog) -> dict[str, str]:
    """The folders in the articles' folder that had disks of their own, and the number of each."""
    noted: dict[str, str] = json.loads(catalog.meta(DISKS) or "{}")
    return noted


def _note_where(catalog: Catalog, found: Scan) -> None:
    """Before anything is read: what is read then is guarded, whenever the sync ends."""
    if catalog.meta(PLACE) != found.place:
        catalog.set_meta(PLACE, found.place)
    if noted_disks(catalog) != found.disks:
        catalog.set_meta(DISKS, json.dumps(found.disks))


def _read_all(
    folder: Path,
    work: Sequence[str],
    found: Scan,
    as_read: dict[str, str | None],
    catalog: Catalog,
    progress: OnProgress | None,
) -> list[str]:
    """Read these files; those of which what is indexed changed. What is there no more was never.

    Args:
        as_read: the hashes by which a file is not to be read again.
    """
    changed = []
    writer = _Writer(catalog, found.rules)
    with Extractor() as extractor:
        for done, file in enumerate(work):
            if progress is not None:
                progress(Progress("reading", done, len(work)))
            writer.look()
            path, state = folder / file, found.files[file]
            try:
                if _read_one(path, file, state, as_read.get(file), writer, extractor):
                    changed.append(file)
            except GoneError:  # deleted since it was seen
                del found.files[file]
    writer.settled()
    return changed


def _remove(catalog: Catalog, gone: Collection[str]) -> None:
    within = catalog.within()
    # A folder "n.zip" that became an archive holds what it held before.
    lost = [file for file in gone if file not in within]
    for i in range(0, len(lost), _REMOVE_AT_ONCE):
        catalog.remove(*lost[i : i + _REMOVE_AT_ONCE])


def remembered_patterns(catalog: Catalog) -> Patterns:
    """The patterns with which an index was last told to read its folder."""
    kept = kept_patterns(catalog.path.parent)
    return kept or _as_patterns(json.loads(catalog.meta(PATTERNS) or "{}"))


def kept_patterns(directory: Path) -> Patterns | None:
    """The patterns that lie beside a catalogue, so that they outlive it; None for none.

    Raises:
        IndexStateError: they cannot be read: what was left out would be read.
    """
    path = directory / PATTERNS_FILE
    try:
        return _as_patterns(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError) as error:
        raise IndexStateError(
            f"The patterns that this index remembers, {path}, cannot be read ({error}). Delete "
            "that file and give --include and --exclude again."
        ) from error


def _as_patterns(kept: dict[str, list[str]]) -> Patterns:
    include, exclude = kept.get("include", []), kept.get("exclude", [])
    for lines in (include, exclude):
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise ValueError("it holds no lists of patterns")
    return Patterns(tuple(include), tuple(exclude))


def remember_patterns(catalog: Catalog, patterns: Patterns) -> None:
    """Keep patterns for every later reading: an article left out once stays out.

    Raises:
        IndexStateError: they cannot be written.
    """
    if patterns == remembered_patterns(catalog):
        return
    path = catalog.path.parent / PATTERNS_FILE
    new = path.with_suffix(".new")
    try:
        with new.open("w") as file:
            json.dump(dataclasses.asdict(patterns), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise IndexStateError(
            f"The patterns cannot be written to {path} ({error.strerror}). Free some space, or "
            "give yourself the right to."
        ) from error


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
    with hold(directory / VECTORS_LOCK, wait, stop):
        Vectors.recover(directory)
        made = catalog.meta("embedder")
        vectors = open_vectors()
        if made != embedder.fingerprint:
            catalog.forget_vectors()
            vectors.clear()
            _raise_generation(catalog, vectors)
            catalog.set_meta("embedder", embedder.fingerprint)
        reconcile(catalog, vectors)
        pending = catalog.pending()
        embedded = _embed(pending, catalog, vectors, embedder, progress, stop)
        orphans = catalog.orphans()
        catalog.forget_vectors(orphans)
        if orphans:
            vectors.remove(orphans)
            _raise_generation(catalog, vectors)
        catalog.set_meta(FILES, json.dumps(Vectors.files(directory)))
        return embedded


def mend_vectors(
    catalog: Catalog,
    wait: float = -1,
    stop: threading.Event | None = None,
    server: Server | None = None,
) -> bool:
    """Delete vectors that the disk no longer gives back, so that `embed_pending` makes them again.

    Files that are as they were left are not opened: Chroma is loaded only where they differ. A
    server is asked how many it has.

    Returns:
        Whether they were deleted, or are no longer on the server.

    Raises:
        BusyError: another process makes the vectors and did not finish in time.
        IndexStateError: they are not where the settings say, or the server cannot be used.
    """
    directory = catalog.path.parent
    check_place(catalog, server)
    if server is not None:
        with hold(directory / VECTORS_LOCK, wait, stop):
            return _mend_server(catalog, server)
    if not Vectors.exist(directory) or _noted_files(catalog) == Vectors.files(directory):
        return False
    with hold(directory / VECTORS_LOCK, wait, stop):
        try:
            _probe(catalog)
        except IndexStateError as error:
            if passes(str(error)):
                raise  # nothing is wrong with them: hours of work are not thrown away for it
            Vectors.delete(directory)
            catalog.forget_vectors()
            catalog.set_meta(GENERATION, str(generation(catalog) + 1))
            return True
        catalog.set_meta(FILES, json.dumps(Vectors.files(directory)))
        return False


def _mend_server(catalog: Catalog, server: Server) -> bool:
    noted = catalog.vector_ids()
    vectors = open_vectors(catalog, server, make=True)
    try:
        reconcile(catalog, vectors)
    finally:
        vectors.close()
    if catalog.vector_ids() == noted:
        return False
    catalog.set_meta(GENERATION, str(generation(catalog) + 1))
    return True


def _probe(catalog: Catalog) -> None:
    """Raise IndexStateError where the vectors on the disk are not those that were stored."""
    vectors = open_vectors(catalog)
    try:
        reconcile(catalog, vectors)
        vectors.probe(sorted(catalog.vector_ids()))
    finally:
        vectors.close()


def _noted_files(catalog: Catalog) -> dict[str, list[int]]:
    noted: dict[str, list[int]] = json.loads(catalog.meta(FILES) or "{}")
    return noted


def check_place(catalog: Catalog, server: Server | None) -> None:
    """Refuse to look for vectors where they are not: they would be made again, for hours.

    Raises:
        IndexStateError: they are on a server and none is set, or on the disk and one is set.
    """
    there = bool(catalog.meta(COLLECTION))
    if there == (server is not None) or not catalog.vector_counts()[0]:
        return
    if there:
        raise IndexStateError(
            "The vectors of this index are on a Chroma server. Set ASSISTANT_CHROMA_URL to its "
            "address, or make them here with `python -m assistant sync --rebuild`."
        )
    raise IndexStateError(
        "The vectors of this index are on this disk, not on the server of ASSISTANT_CHROMA_URL. "
        "Make them there with `python -m assistant sync --rebuild`, or unset it."
    )


def check_vectors(catalog: Catalog, server: Server | None = None) -> None:
    """Look whether the vectors are those that are noted; nothing is changed, and none is read.

    Chroma is loaded only where files differ from how they were left, or for a server.

    Raises:
        BusyError: another process makes them.
        IndexStateError: they are lost, damaged or elsewhere.
    """
    check_place(catalog, server)
    directory, noted = catalog.path.parent, len(catalog.vector_ids())
    again = "`python -m assistant sync` makes them anew from the index."
    if not noted:
        return
    if server is None and not Vectors.exist(directory) and not Vectors.is_swapped(directory):
        raise IndexStateError(f"The vectors in {directory} are gone. {again}")
    if server is None and _noted_files(catalog) == Vectors.files(directory):
        return
    with hold(directory / VECTORS_LOCK, 0):
        vectors = open_vectors(catalog, server)
        try:
            there = vectors.count()
        finally:
            vectors.close()
    if there != noted:
        where = server.url if server else directory
        raise IndexStateError(f"Of {noted} vectors {there} are there, in {where}. {again}")


def other_collection(catalog: Catalog) -> str:
    """The name of a collection beside the one in use: of two, in turns.

    What a killed rebuild left in it is dropped by the next one.
    """
    identity = catalog.meta(IDENTITY)
    if identity is None:
        identity = uuid.uuid4().hex
        catalog.set_meta(IDENTITY, identity)
    first, second = (f"chunks-{identity}-{end}" for end in "ab")
    return second if catalog.meta(COLLECTION) == first else first


def open_vectors(catalog: Catalog, server: Server | None = None, make: bool = False) -> Vectors:
    """The vectors of an index, opened.

    Args:
        make: settle where they are, for who holds the lock of the vectors.

    Raises:
        IndexStateError: they cannot be opened, or a file of theirs is shorter than it was left.
    """
    directory = catalog.path.parent
    check_place(catalog, server)
    if make and server is None and catalog.meta(COLLECTION):
        catalog.set_meta(COLLECTION, "")
    if server is not None:
        if make and not catalog.meta(COLLECTION):
            Vectors.delete(directory)
            catalog.set_meta(COLLECTION, other_collection(catalog))
        name = catalog.meta(COLLECTION) or ""
        return ServerVectors.on(server, name, generation(catalog), make)
    noted, now = _noted_files(catalog), Vectors.files(directory)
    if Vectors.is_swapped(directory):  # opened now they would be made empty
        raise IndexStateError(
            f"The vectors in {directory} are being put in place. Ask again in a moment; if it "
            "stays so, run `python -m assistant sync`."
        )
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
    return int(catalog.meta(GENERATION) or 0)


def _raise_generation(catalog: Catalog, vectors: Vectors) -> None:
    """Tell open clients to open afresh; only whoever holds the lock of the vectors may."""
    now = generation(catalog) + 1
    # The writer's own client first: it knows these vectors, and must not be thought outdated.
    vectors.generation = now
    catalog.set_meta(GENERATION, str(now))


def _agree(catalog: Catalog, vectors: Vectors) -> bool:
    return vectors.count() == len(catalog.vector_ids())


def reconcile(catalog: Catalog, vectors: Vectors) -> None:
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


def is_same(now: FileState, then: FileState | None) -> bool:
    return (
        then is not None
        and now.mtime_ns != UNSURE
        and (now.size, now.mtime_ns) == (then.size, then.mtime_ns)
    )


class _Writer:
    """Puts articles into a catalogue, many in one transaction."""

    def __init__(self, catalog: Catalog, rules: Mapping[str, Sequence[str]]) -> None:
        self.catalog = catalog  # without what waits
        self.rules = rules  # which files of an archive are let through
        self._waiting: list[Prepared] = []
        self._length = 0  # characters that wait
        self._since = 0.0  # when the first of them came
        self._broken: dict[str, str] = {}

    def put(self, one: Prepared) -> None:
        """Put an article in, soon."""
        if not self._waiting:
            self._since, self._length = time.monotonic(), 0
        self._waiting.append(one)
        self._length += len(one.article.text)
        self.look()

    def look(self) -> None:
        """Put in what waits, where it is much or waits for long: files that put nothing in, too,
        take their time.
        """
        if self._waiting and (
            len(self._waiting) >= _PUT_AT_ONCE
            or self._length >= _PUT_CHARACTERS
            or time.monotonic() - self._since > _PUT_WITHIN
        ):
            self.settled()

    def settled(self) -> Catalog:
        """The catalogue, once all that waits is in it."""
        waiting, self._waiting = self._waiting, []
        try:
            if waiting:
                self.catalog.put(*waiting)
        except IndexStateError:
            raise
        except Exception:  # noqa: BLE001 - one of them: each by itself, to find which
            for one in waiting:
                self._put_alone(one)
        return self.catalog

    def _put_alone(self, one: Prepared) -> None:
        try:
            self.catalog.put(one)
        except IndexStateError:
            raise
        except Exception as error:  # noqa: BLE001 - one article must not stop all the others
            if one.container is None:
                self.catalog.skip(one.article.file, one.state, _defect(error))
            else:
                self._broken[one.article.file] = _defect(error)

    def broken(self) -> dict[str, str]:
        """Articles within a file that could not be put in since this was asked, and why."""
        found, self._broken = self._broken, {}
        return found


def _read_one(
    path: Path,
    file: str,
    state: FileState,
    known_hash: str | None,
    writer: _Writer,
    extractor: Extractor,
) -> bool:
    """Read a file into the catalogue. True when what is indexed changed.

    Raises:
        GoneError: it is there no more.
        IndexStateError: the catalogue cannot be written.
    """
    read = _read_several if path.suffix.lower() in CONTAINERS else _read_alone
    try:
        try:
            return read(path, file, state, known_hash, writer, extractor)
        except reader.ChangedError:  # it may have been put in its place in that very moment
            return read(path, file, state, known_hash, writer, extractor)
    except GoneError:
        raise
    except NotGivenError as error:  # it may be the next time, though nothing of it changes
        writer.settled().skip(file, dataclasses.replace(state, mtime_ns=UNSURE), str(error))
        return True
    except ArticleError as error:
        writer.settled().skip(file, state, str(error))
        return True
    except IndexStateError:
        raise
    except Exception as error:  # noqa: BLE001 - one article must not stop all the others
        writer.settled().skip(file, state, _defect(error))
        return True


def _read_alone(
    path: Path,
    file: str,
    state: FileState,
    known_hash: str | None,
    writer: _Writer,
    extractor: Extractor,
) -> bool:
    """Read a file that is one article."""
    if (
        path.suffix.lower() not in plain.SUFFIXES
        and known_hash is not None
        # Another format is taken apart only where its bytes changed.
        and reader.file_hash(path, file) == known_hash
    ):
        writer.catalog.touch(file, state)
        return False
    article = reader.read(path, file, extractor)
    if article.content_hash == known_hash:
        writer.catalog.touch(file, state)
        return False
    writer.put(prepare(article, state))
    return True


def _read_several(
    path: Path,
    file: str,
    state: FileState,
    known_hash: str | None,
    writer: _Writer,
    extractor: Extractor,
) -> bool:
    """Read a file that holds several articles: those that are as they were are left alone.

    Killed in the middle, it is read again the next time, since it is noted only at the end.
    """
    hashed = reader.file_hash(path, file)
    if hashed == known_hash:
        writer.catalog.touch(file, state)
        return False
    catalog = writer.settled()
    writer.broken()  # of a file that was given up, or of this one before it changed
    anew = catalog.meta("reading") != READING
    gone = catalog.inside(file)
    read: set[str] = set()
    skipped: dict[str, Skipped] = {}
    begun = False
    for found in reader.articles(path, file, extractor, hashed, writer.rules):
        if not begun:  # some of it can be read
            catalog.begin(file)
            begun = True
        then = gone.pop(found.file, None)
        if isinstance(found, Skipped):
            skipped[found.file] = found
            continue
        read.add(found.file)
        if then != found.content_hash or anew:
            try:
                writer.put(prepare(found, state, file))
            except IndexStateError:
                raise
            except Exception as error:  # noqa: BLE001 - one article must not stop all the others
                read.discard(found.file)
                skipped[found.file] = Skipped(found.file, _defect(error))
    if not begun:  # the patterns let none of it through
        catalog.begin(file)
    writer.settled()
    for name, why in writer.broken().items():
        read.discard(name)
        skipped[name] = Skipped(name, why)
    names = list(gone)
    for i in range(0, len(names), _REMOVE_AT_ONCE):
        catalog.remove(*names[i : i + _REMOVE_AT_ONCE])
    # A part of an article's name that is none takes nothing from the article.
    told = [one for name, one in skipped.items() if name not in read]
    catalog.contain(file, FileState(state.size, state.mtime_ns, hashed), told)
    return True


def _defect(error: Exception) -> str:
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return shown(f"could not be read ({what}); please report it")


def prepare(article: Article, state: FileState, container: str | None = None) -> Prepared:
    """An article with its sentences, each with its line key where it may recur, and its chunks."""
    found = sentences.sentences(article, cleaner.boilerplate(article))
    keyed = [(sentence, _line_key(article, sentence)) for sentence in found]
    return Prepared(article, state, keyed, chunker.chunk(article, found), container)


def _line_key(article: Article, sentence: Sentence) -> str | None:
    if sentence.kind is not Kind.BODY:
        return None
    line = article.text[sentence.start : sentence.end]
    return cleaner.line_key(line) if cleaner.may_recur(line) else None


def _report(
    catalog: Catalog,
    found: Scan,
    before: dict[str, str | None],
    changed_files: Sequence[str],
    gone: dict[str, str | None],
    started: float,
) -> SyncReport:
    # What cannot be looked at now is told by the scan, whatever was said of it before.
    skipped = catalog.skipped(found.files)
    now = {file: state.content_hash or "" for file, state in catalog.states().items()}
    unread = {entry.file for entry in skipped if not now.get(entry.file)}
    added = [file for file in changed_files if file not in before and file not in unread]
    changed = [file for file in changed_files if file in before and file not in unread]
    # Of what was an article and can no longer be read nothing stays.
    lost = [file for file in changed_files if before.get(file) is not None and file in unread]
    by_hash = {hash_: file for file, hash_ in gone.items() if hash_ is not None}
    renamed = [(by_hash.pop(now[file]), file) for file in added if now[file] in by_hash]
    moved_from, moved_to = {old for old, _ in renamed}, {new for _, new in renamed}
    with_vector, chunks = catalog.vector_counts()
    return SyncReport(
        added=tuple(file for file in added if file not in moved_to),
        changed=tuple(changed),
        removed=tuple(file for file in (*gone, *lost) if file not in moved_from),
        renamed=tuple(renamed),
        unchanged=len(found.files.keys() - unread - set(changed_files)),
        skipped=tuple(sorted((*skipped, *found.other), key=lambda entry: entry.file)),
        ignored=found.ignored,
        chunks_pending=chunks - with_vector,
        seconds=time.perf_counter() - started,
    )
