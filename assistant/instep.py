"""An index kept in step with its folder: by a sync, before a question, or while it is followed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from assistant.deadline import Stop, Stopped
from assistant.parts import Parts
from assistant.places import patterns_of, room
from assistant.settings import Settings
from index.catalog import Catalog
from index.errors import IndexStateError, NotMountedError, ServerError, UserError
from index.locks import BusyError
from index.plan import dry_run
from index.renew import compact, rebuild
from index.scan import UNMOUNTED
from index.sync import (
    COLLECTION,
    OnProgress,
    embed_pending,
    mend_vectors,
    read_folder,
    remembered_patterns,
)
from index.types import Planned, SyncReport

if TYPE_CHECKING:
    from index.vectors import Vectors

LOOK_EVERY = 5.0  # seconds between two looks at the folder, more where a look takes long
SOON = 200  # chunks without a vector that a question waits for: a few seconds
SLOW_LOOK = 0.2  # seconds: a folder that takes longer is looked at while the question is answered
OTHERS_TURN = 60.0  # seconds that a sync waits for another process's
BY_WORDS = "The vectors cannot be used, so passages are found by their words alone. "
VECTORS_GONE = "The vectors of this index were gone; they are made again."
CATALOGUE_GONE = "The catalogue of this index was gone; all articles were read again."
AGAIN_AFTER, AGAIN_AT_LAST = 1.0, 60.0  # seconds until a sync that failed is tried again
POLL = 0.1  # seconds between two looks at what another thread or process does


class InStep(Parts):
    """A folder whose index follows it."""

    def __init__(self, folder: Path, catalog: Catalog, settings: Settings) -> None:
        super().__init__(folder, catalog, settings)
        self._patterns = patterns_of(settings, remembered_patterns(catalog))
        self._stop = threading.Event()
        self._background: threading.Thread | None = None
        self._calls: WeakSet[Stop] = WeakSet()  # each ends what a thread of ours waits for
        self._followers: list[threading.Thread] = []  # the last one, and those that are ending
        self._unfollow = threading.Event()  # ends the last one
        self._left_alone = False  # no change is seen but by a sync
        self._in_line = threading.Event()  # the background work waits for another process
        self._notice: str | None = None
        self._looking = threading.Lock()
        self._look_next = time.monotonic() + LOOK_EVERY
        self._look_took = 0.0  # seconds, the last time
        self._keeps_up = False  # makes missing vectors in the background
        self._folder_notice: str | None = None
        self.lost = ""  # what of the index was gone, and what was done about it
        self.last_sync = SyncReport()

    def sync(self, progress: OnProgress | None = None) -> SyncReport:
        """Bring the index in step with the folder: first the text, then all vectors.

        Raises:
            UserError: the folder is gone, or another process holds the index for too long.
        """
        started = time.perf_counter()
        self._read(progress, insists=True)
        while self._making():
            time.sleep(POLL)
        mend_vectors(self._catalog, OTHERS_TURN, self._stop, self.settings.chroma)
        self._leave_until = 0.0  # a server that was just spoken with
        embedded = self._embed(progress, OTHERS_TURN)
        with_vector, chunks = self._catalog.vector_counts()
        self.last_sync = replace(
            self.last_sync,
            chunks_embedded=embedded,
            chunks_pending=chunks - with_vector,
            seconds=time.perf_counter() - started,
        )
        return self.last_sync

    def rebuild(self, progress: OnProgress | None = None) -> SyncReport:
        """Build the whole index anew beside the old one, which answers meanwhile; then swap.

        Raises:
            UserError: the folder or the disk cannot be used, or another process is syncing.
        """
        started = time.perf_counter()
        report = rebuild(
            self.folder,
            self._catalog,
            self._open_embedder(),
            progress,
            self._stop,
            OTHERS_TURN,
            self.settings.chroma,
        )
        self._folder_notice = None
        self.last_sync = replace(report, seconds=time.perf_counter() - started)
        return self.last_sync

    def compact(self) -> int:
        """Give the room of deleted articles back to the disk; how many bytes that were.

        Raises:
            UserError: another process is syncing, the vectors are damaged or the disk is full.
        """
        before = room(self.index_path)
        self._drop_vectors()
        compact(self._catalog, OTHERS_TURN, self._stop, self.settings.chroma)
        return before - room(self.index_path)

    def watch(
        self,
        told: Callable[[SyncReport], None],
        stop: threading.Event | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Keep in step with the folder until closed: sync whenever it changed and is quiet again.

        A sync that fails is tried again, after a second, then two, four, at most a minute.

        Args:
            told: each report of a sync in which something changed, the first, and each after a
                failure.
            stop: set, it ends this before.
            failed: why a sync failed, each reason once until one succeeds.
        """
        from index.watch import changes  # its library is for those who watch

        due = True
        stop = stop or self._stop
        for _ in changes(self.folder, self.index_path, stop):
            wait, reason = AGAIN_AFTER, ""
            while not stop.is_set():
                try:
                    report = self.sync()
                except UserError as error:  # the folder is gone, or another process has its turn
                    self._folder_notice = str(error)
                    if failed is not None and str(error) != reason:
                        failed(str(error))
                    due, reason = True, str(error)
                    stop.wait(wait)
                    wait = min(2 * wait, AGAIN_AT_LAST)
                    continue
                self._folder_notice = _unmounted(report)
                changed = report.added or report.changed or report.removed or report.renamed
                if due or changed or report.chunks_embedded:
                    told(report)
                due = False
                break

    @property
    def follows(self) -> bool:
        """Whether the folder is watched from a thread of its own."""
        alive = bool(self._followers) and self._followers[-1].is_alive()
        return alive and not self._unfollow.is_set()

    def follow(self, on: bool = True) -> None:
        """Watch the folder while questions are asked; or leave the index as it is until a sync."""
        with self._guard:
            self._left_alone = not on
            if on == self.follows:
                return
            self._unfollow.set()
            self._followers = [thread for thread in self._followers if thread.is_alive()]
            if on and not self._stop.is_set():
                self._unfollow = stop = threading.Event()
                follower = self._thread("follow-folder", partial(self._follow, stop))
                self._followers.append(follower)
                follower.start()

    def planned(self) -> tuple[Planned, ...]:
        """What a sync would do with each file, and why. Nothing is changed.

        Raises:
            UserError: the folder cannot be read.
        """
        return dry_run(self.folder, self._catalog, self.index_path, self._patterns)

    def catch_up(self) -> None:
        """Make the missing vectors now if they are few; otherwise the words answer alone.

        So they do where another process makes vectors, or where vectors cannot be stored.
        """
        with_vector, chunks = self._catalog.vector_counts()
        if chunks - with_vector <= SOON:
            try:
                self._embed(wait=0)
            except IndexStateError as error:
                self._notice = _told(error)

    def _follow(self, stop: threading.Event) -> None:
        try:
            self.watch(lambda _: None, stop)
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it
            if not stop.is_set() and threading.main_thread().is_alive():
                self._folder_notice = f"The folder is no longer followed ({error})."

    def look_again(self) -> None:
        """See what changed in the folder, unless that was seen just now; a question does so itself.

        In a folder of many thousands the question does not wait: the next one sees the change.
        """
        if self._left_alone or time.monotonic() < self._look_next:
            return
        if not self._looking.acquire(blocking=False):
            return
        if self._look_took > SLOW_LOOK:
            threading.Thread(target=self._look, name="look-again", daemon=True).start()
        else:
            self._look()

    def _look(self) -> None:
        """Read what changed. `_looking` is held, and let go at the end."""
        try:
            started = time.monotonic()
            report = read_folder(self.folder, self._catalog, wait=0, stop=self._stop)
            took = time.monotonic() - started
            self._look_next = time.monotonic() + max(LOOK_EVERY, 20 * took)
            if not (report.added or report.changed or report.removed):  # else it read, too
                self._look_took = took
            self._folder_notice = _unmounted(report)
            busy = self._background is not None and self._background.is_alive()
            if self._keeps_up and not busy and report.chunks_pending:
                self._embed_in_background()
        except BusyError:  # another process reads it just now: it will be seen next time
            self._look_next = time.monotonic() + LOOK_EVERY
        except UserError as error:  # the folder is gone, the disk full: what is there answers
            self._look_next = time.monotonic() + LOOK_EVERY
            self._folder_notice = str(error)
        finally:
            self._looking.release()

    def _read(self, progress: OnProgress | None, insists: bool = False) -> None:
        """Bring the text index in step; what is indexed answers where that fails, unless it is
        what was asked for.
        """
        try:
            self.last_sync = read_folder(
                self.folder,
                self._catalog,
                progress,
                wait=OTHERS_TURN,
                patterns=self._patterns,
                stop=self._stop,
            )
            self._folder_notice = _unmounted(self.last_sync)
        except (IndexStateError, NotMountedError) as error:
            self._folder_notice = str(error)
            if insists or not self._catalog.states():
                raise
        self._look_next = time.monotonic() + LOOK_EVERY

    def _embed(self, progress: OnProgress | None = None, wait: float = -1) -> int:
        if not self._vectors_wanted():
            return 0

        def begin() -> Vectors:  # called once it is this process's turn
            if threading.current_thread() is self._background:
                self._in_line.clear()
            return self._open_vectors(make=True)

        try:
            embedded = embed_pending(
                self._catalog, begin, self._open_embedder(), progress, self._stop, wait
            )
        except IndexStateError:
            self._abandon_vectors()  # after a write that failed, Chroma's next one may never end
            raise
        self._found_again()
        return embedded

    def tell_lost(self, what: str) -> None:
        """Answers say it until the vectors are there again."""
        self.lost, self._notice = what, BY_WORDS + what

    def _found_again(self) -> None:
        """The vectors are used: what was said of the words alone is over."""
        if self._notice is not None and self._notice.startswith(BY_WORDS):
            self._notice = None

    def _vectors_wanted(self) -> bool:
        """Whether there is work for the embedder; asked without loading it."""
        from assistant.embeddings import fingerprints
        from index.vectors import Vectors

        if Vectors.is_swapped(self.index_path):
            return True  # for the one who holds the lock to end
        kept_here = self.settings.chroma is None and not self._catalog.meta(COLLECTION)
        if kept_here and not Vectors.exist(self.index_path):
            self._drop_vectors()  # they were deleted: a client that is open writes nowhere
            if self._catalog.vector_counts()[0]:
                self.tell_lost(VECTORS_GONE)
            self._catalog.forget_vectors()
        with_vector, chunks = self._catalog.vector_counts()
        known = self._catalog.meta("embedder") in fingerprints(self.settings)
        return with_vector < chunks or bool(self._catalog.orphans()) or (chunks > 0 and not known)

    def _embed_in_background(self) -> None:
        if not self._vectors_wanted():
            return

        def work() -> None:
            while not self._stop.is_set():
                try:
                    self._embed(wait=0)
                    return
                except Stopped:
                    return
                except BusyError:
                    self._in_line.set()
                    self._stop.wait(POLL)
                except Exception as error:  # noqa: BLE001 - nobody else would hear of it
                    # A script that ends without close takes the embedder's threads away.
                    if threading.main_thread().is_alive():
                        self._notice = _told(error)
                    return

        self._background = self._thread("make-vectors", work)
        self._background.start()

    def _making(self) -> bool:
        """Whether the background thread makes vectors, and does not wait for another process."""
        thread = self._background
        return (
            thread is not None
            and thread is not threading.current_thread()
            and thread.is_alive()
            and not self._in_line.is_set()
        )

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        """A thread, not started, whose calls to servers end when this comes to rest."""
        calls = Stop()
        self._calls.add(calls)
        return threading.Thread(target=calls.run, args=(work,), name=name, daemon=True)

    def _come_to_rest(self) -> None:
        """End the background work; what was made is kept."""
        self._stop.set()
        for calls in tuple(self._calls):
            calls.now()
        self._unfollow.set()
        for thread in (self._background, *self._followers):
            if thread is not None and thread is not threading.current_thread():
                thread.join()
        with self._looking:  # a look that is under way ends
            pass


def _unmounted(report: SyncReport) -> str | None:
    """What is said above answers where a disk in the folder may not be mounted."""
    told = [f"{one.file} {one.reason}" for one in report.skipped if one.reason == UNMOUNTED]
    return " ".join(told) or None


def _told(error: Exception) -> str:
    """What the person is told; that of a server is taken back once it answers again."""
    words = str(error) or type(error).__name__
    return BY_WORDS + words if isinstance(error, ServerError) else words
