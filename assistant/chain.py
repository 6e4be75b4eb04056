"""The front door: open a folder, ask it, get an answer whose every statement is cited."""

from __future__ import annotations

import atexit
import datetime as dt
import itertools
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant import conflicts, questions, writing
from assistant import evidence as scoring
from assistant.compared import about, own_stems, sides
from assistant.conversation import understood
from assistant.costs import Ledger
from assistant.dates import QuestionTime, read_time
from assistant.places import check_owner, default_index, folder_of, patterns_of, room
from assistant.settings import REFUSALS, Settings
from assistant.types import (
    Answer,
    Evidence,
    Message,
    Statement,
    Step,
    Trace,
)
from assistant.weights import THRESHOLDS
from index.catalog import Catalog
from index.errors import ArticleError, IndexStateError, ModelError, SettingError, UserError
from index.locks import BusyError
from index.plan import dry_run
from index.renew import compact, rebuild
from index.search import search
from index.sync import (
    OnProgress,
    embed_pending,
    generation,
    mend_vectors,
    open_vectors,
    read_folder,
)
from index.tokens import tokens
from index.types import ArticleInfo, ArticleView, Filter, Passage, Planned, Skipped, SyncReport

if TYPE_CHECKING:
    from assistant.llamaindex import (
        ArticleRetriever,
        ArticleTool,
        AssistantChatEngine,
        AssistantQueryEngine,
    )
    from assistant.local import LocalServer
    from assistant.selector import Selector
    from index.embedder import Embedder, Embeds
    from index.vectors import Vectors

Answerer = Literal["auto", "extractive", "llm"]

MOST_QUESTION = 4_000  # characters; a longer question is a pasted text
ARTICLES = 10  # searched for evidence, with up to three passages each
LOOK_EVERY = 5.0  # seconds between two looks at the folder, more where a look takes long
SOON = 200  # chunks without a vector that a question waits for: a few seconds
_LONGEST_WAIT = 30.0  # seconds that a question waits for them
_OTHERS_TURN = 60.0  # seconds that a sync waits for another process's
_POLL = 0.1  # seconds between two looks at what another thread or process does
_FEW = 2  # words: a follow-up of fewer, beside its "as of", asks the question before again
_BY_WORDS = "The vectors cannot be used, so passages are found by their words alone. "


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in the folder for a question."""

    query: str  # the question as understood
    as_of: dt.date | None  # articles published later were not seen
    need: questions.Need
    passages: tuple[Passage, ...]
    candidates: tuple[scoring.Candidate, ...]
    rows: NDArray[np.float64]  # features of the candidates, (len(candidates), len(FEATURES))
    vectors: str  # "120 of 300 chunks have vectors" while they are being made
    sides: tuple[Reading, ...] = ()  # of each of the things compared, alone


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands in the folder for a question, ranked, and how surely it answers."""

    reading: Reading
    ranked: tuple[Evidence, ...]
    sure: float  # 0..1
    sides: tuple[tuple[questions.Need, tuple[Evidence, ...]], ...] = ()


class Assistant:
    """An open folder of articles. Use as a context manager or close it; threads may share it."""

    def __init__(self, folder: Path, catalog: Catalog, settings: Settings) -> None:
        self.folder = folder
        self.index_path = catalog.path.parent
        self.settings = settings
        self._catalog = catalog
        self._embedder: Embedder | None = None
        self._endpoint: Embeds | None = None
        self._selector: Selector | None = None
        self._vectors: Vectors | None = None
        self._model: Any = None
        self._local: LocalServer | None = None  # runs a model file
        self._loading = threading.Lock()
        self.ledger = Ledger(settings)  # what the language model took since this was opened
        self._patterns = patterns_of(settings, catalog)
        self._guard = threading.RLock()
        self._stop = threading.Event()
        self._background: threading.Thread | None = None
        self._followers: list[threading.Thread] = []  # the last one, and those that are ending
        self._unfollow = threading.Event()  # ends the last one
        self._left_alone = False  # no change is seen but by a sync
        self._in_line = threading.Event()  # the background work waits for another process
        self._notice: str | None = None
        self._looking = threading.Lock()
        self._look_next = time.monotonic() + LOOK_EVERY
        self._keeps_up = False  # makes missing vectors in the background
        self._folder_notice: str | None = None
        self.last_sync = SyncReport()
        atexit.register(self.close)

    @classmethod
    def open(
        cls,
        articles: str | Path | None = None,
        *,
        index: str | Path | None = None,
        settings: Settings | None = None,
        vectors: Literal["background", "wait", "off"] = "background",
        progress: OnProgress | None = None,
    ) -> Assistant:
        """Open a folder of articles and bring its text index in step; questions can be asked then.

        Args:
            articles: the folder; default the setting ``ASSISTANT_ARTICLES``.
            index: the index directory; default ``.assistant/<name>-<hash>`` where you are.
            vectors: missing vectors are made in a background thread, before this returns, or not.
            progress: told how far the reading is, and the vectors where it waits for them.

        Raises:
            UserError: the folder or the index cannot be used; the message says what to do.
        """
        settings = settings or Settings.from_env()
        folder = folder_of(articles or settings.articles)
        path = Path(index or settings.index or default_index(folder))
        catalog = Catalog.open(path)
        try:
            check_owner(catalog, folder, path)
            assistant = cls(folder, catalog, settings)
            assistant._read(progress)
        except BaseException:
            catalog.close()
            raise
        if vectors == "wait":
            assistant._embed(progress)
        elif vectors == "background":
            assistant._keeps_up = True
            assistant._embed_in_background()
        return assistant

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the background work and close the index. What was made is kept."""
        atexit.unregister(self.close)
        self._stop.set()
        self._unfollow.set()
        for thread in (self._background, *self._followers):
            if thread is not None and thread is not threading.current_thread():
                thread.join()
        self._drop_vectors()
        if self._local is not None:
            self._local.close()
        self._catalog.close()

    # --- as LlamaIndex's own kinds; importing it takes seconds, so only who asks for one pays ---

    def as_retriever(
        self, *, limit: int = ARTICLES, chosen: Filter | None = None
    ) -> ArticleRetriever:
        """The search: nodes with file and exact offsets in their metadata."""
        from assistant.llamaindex import ArticleRetriever

        return ArticleRetriever(partial(self.search, limit=limit, chosen=chosen))

    def as_query_engine(self, **options: Any) -> AssistantQueryEngine:
        """Cited answers, one question at a time. ``options``: `ask`'s files, as_of, answerer."""
        from assistant.llamaindex import AssistantQueryEngine

        return AssistantQueryEngine(assistant=self, **options)

    def as_chat_engine(self, **options: Any) -> AssistantChatEngine:
        """A conversation: follow-ups are understood. ``options``: arguments of `ask`."""
        from assistant.llamaindex import AssistantChatEngine

        return AssistantChatEngine(self, **options)

    def as_tool(self, **options: Any) -> ArticleTool:
        """For an agent. ``options``: `ask`'s files, as_of, answerer."""
        from assistant.llamaindex import ArticleTool

        return ArticleTool(self, **options)

    # --- keeping in step ---

    def sync(self, progress: OnProgress | None = None) -> SyncReport:
        """Bring the index in step with the folder: first the text, then all vectors.

        Raises:
            UserError: the folder is gone, or another process holds the index for too long.
        """
        started = time.perf_counter()
        self._read(progress)
        while self._making():
            time.sleep(_POLL)
        mend_vectors(self._catalog, _OTHERS_TURN, self._stop)
        embedded = self._embed(progress, _OTHERS_TURN)
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
            self.folder, self._catalog, self._open_embedder(), progress, self._stop, _OTHERS_TURN
        )
        self.last_sync = replace(report, seconds=time.perf_counter() - started)
        return self.last_sync

    def compact(self) -> int:
        """Give the room of deleted articles back to the disk; how many bytes that were.

        Raises:
            UserError: another process is syncing, the vectors are damaged or the disk is full.
        """
        before = room(self.index_path)
        self._drop_vectors()
        compact(self._catalog, _OTHERS_TURN, self._stop)
        return before - room(self.index_path)

    def watch(
        self, told: Callable[[SyncReport], None], stop: threading.Event | None = None
    ) -> None:
        """Keep in step with the folder until closed: sync whenever it changed and is quiet again.

        Args:
            told: each report of a sync in which something changed, and the first.
            stop: set, it ends this before.
        """
        from index.watch import changes  # its library is for those who watch

        first = True
        stop = stop or self._stop
        for _ in changes(self.folder, self.index_path, stop):
            if stop.is_set():
                return
            try:
                report = self.sync()
                self._folder_notice = None
            except UserError as error:  # the folder is gone, or another process has its turn
                self._folder_notice = str(error)
                continue
            changed = report.added or report.changed or report.removed or report.renamed
            if first or changed or report.chunks_embedded:
                told(report)
            first = False

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
                follower = threading.Thread(
                    target=self._follow, args=(stop,), name="follow-folder", daemon=True
                )
                self._followers.append(follower)
                follower.start()

    def _follow(self, stop: threading.Event) -> None:
        try:
            self.watch(lambda _: None, stop)
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it
            if not stop.is_set() and threading.main_thread().is_alive():
                self._folder_notice = f"The folder is no longer followed ({error})."

    def planned(self) -> tuple[Planned, ...]:
        """What a sync would do with each file, and why. Nothing is changed.

        Raises:
            UserError: the folder cannot be read.
        """
        return dry_run(self.folder, self._catalog, self.index_path, self._patterns)

    def _look_again(self) -> None:
        """Before a question: see what changed in the folder, unless that was seen just now."""
        if self._left_alone or time.monotonic() < self._look_next:
            return
        if not self._looking.acquire(blocking=False):
            return
        try:
            started = time.monotonic()
            report = read_folder(self.folder, self._catalog, wait=0)
            took = time.monotonic() - started
            self._look_next = time.monotonic() + max(LOOK_EVERY, 20 * took)
            self._folder_notice = None
            busy = self._background is not None and self._background.is_alive()
            if self._keeps_up and not busy and report.chunks_pending:
                self._embed_in_background()
        except IndexStateError:  # another process reads it just now: it will be seen next time
            self._look_next = time.monotonic() + LOOK_EVERY
        except UserError as error:  # the folder is gone: what is indexed still answers
            self._look_next = time.monotonic() + LOOK_EVERY
            self._folder_notice = str(error)
        finally:
            self._looking.release()

    def _read(self, progress: OnProgress | None) -> None:
        try:
            self.last_sync = read_folder(
                self.folder,
                self._catalog,
                progress,
                wait=60,
                patterns=self._patterns,
                stop=self._stop,
            )
        except IndexStateError as error:
            self._notice = str(error)
            if not self._catalog.states():
                raise
        self._look_next = time.monotonic() + LOOK_EVERY

    def _embed(self, progress: OnProgress | None = None, wait: float = -1) -> int:
        if not self._vectors_wanted():
            return 0

        def begin() -> Vectors:  # called once it is this process's turn
            if threading.current_thread() is self._background:
                self._in_line.clear()
            return self._open_vectors()

        return embed_pending(
            self._catalog, begin, self._open_embedder(), progress, self._stop, wait
        )

    def catch_up(self) -> None:
        """Make the missing vectors now if they are few; otherwise the words answer alone.

        So they do where another process makes vectors, or where vectors cannot be stored.
        """
        with_vector, chunks = self._catalog.vector_counts()
        if chunks - with_vector <= SOON:
            try:
                self._embed(wait=0)
            except IndexStateError as error:
                self._notice = str(error)

    def _vectors_wanted(self) -> bool:
        """Whether there is work for the embedder; asked without loading it."""
        from index.embedder import fingerprints
        from index.vectors import Vectors

        if Vectors.is_swapped(self.index_path):
            return True  # for the one who holds the lock to end
        if not Vectors.exist(self.index_path):
            self._drop_vectors()  # they were deleted: a client that is open writes nowhere
            self._catalog.forget_vectors()
        with_vector, chunks = self._catalog.vector_counts()
        ours = fingerprints()
        if self.settings.embed_base_url is not None:
            from assistant.embeddings import fingerprint

            ours = frozenset({fingerprint(self.settings)})
        known = self._catalog.meta("embedder") in ours
        return with_vector < chunks or bool(self._catalog.orphans()) or (chunks > 0 and not known)

    def _embed_in_background(self) -> None:
        if not self._vectors_wanted():
            return

        def work() -> None:
            while not self._stop.is_set():
                try:
                    self._embed(wait=0)
                    return
                except BusyError:
                    self._in_line.set()
                    self._stop.wait(_POLL)
                except Exception as error:  # noqa: BLE001 - nobody else would hear of it
                    # A script that ends without close takes the embedder's threads away.
                    if threading.main_thread().is_alive():
                        self._notice = str(error) or type(error).__name__
                    return

        self._background = threading.Thread(target=work, name="make-vectors", daemon=True)
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

    # --- looking ---

    def articles(self) -> tuple[ArticleInfo, ...]:
        """Every article that can be cited, by file name."""
        return self._catalog.articles()

    def skipped(self) -> tuple[Skipped, ...]:
        """The files that could not be read, and why, as the last sync found them."""
        return self._catalog.skipped()

    def article(self, file: str) -> ArticleView:
        """An article as indexed, with its sentences.

        Raises:
            ArticleError: no article of that name is indexed.
        """
        view = self._catalog.article(file)
        if view is None:
            raise ArticleError(
                f"No article {file!r} in the index of {self.folder}. "
                "`python -m assistant articles` lists them."
            )
        return view

    def fingerprint(self) -> str:
        """Of the corpus: the files and their contents. 16 hex digits."""
        return self._catalog.fingerprint()

    def vector_counts(self) -> tuple[int, int]:
        """(chunks with a vector, chunks): the rest is found by its words alone."""
        return self._catalog.vector_counts()

    def search(
        self, question: str, *, limit: int = ARTICLES, chosen: Filter | None = None
    ) -> tuple[Passage, ...]:
        """The passages nearest to a question, best first, of at most ``limit`` articles.

        Of the copies of one story only the best is shown; it names the others.
        """
        vector = self._question_vector(question)
        with_vector, _ = self._counts()
        return self._search(
            question, limit, chosen or Filter(), vector, with_vector, one_of_copies=True
        )

    # --- asking ---

    def ask(
        self,
        question: str,
        *,
        files: Collection[str] = (),
        since: dt.date | None = None,
        as_of: dt.date | None = None,
        today: dt.date | None = None,
        history: Sequence[Message] = (),
        answerer: Answerer = "auto",
        refusal: str | None = None,
    ) -> Answer:
        """Answer a question from the folder.

        Args:
            files: look only at these (names as `articles` lists them).
            since: articles published before this day, and undated ones, are not seen.
            as_of: articles published after this day are not seen.
            today: the day on which the question is asked; default the real one.
            history: the conversation so far, oldest first.
            answerer: "extractive" quotes sentences, "llm" lets the configured model phrase them,
                "auto" is "llm" where one is configured.
            refusal: how sure an answer must be, "strict", "balanced" or "lenient"; default the
                setting.

        Raises:
            SettingError: the question or an argument cannot be used.
            ArticleError: nothing is indexed.
        """
        for item in self.stream(
            question,
            files=files,
            since=since,
            as_of=as_of,
            today=today,
            history=history,
            answerer=answerer,
            refusal=refusal,
        ):
            if isinstance(item, Answer):
                return item
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        *,
        files: Collection[str] = (),
        since: dt.date | None = None,
        as_of: dt.date | None = None,
        today: dt.date | None = None,
        history: Sequence[Message] = (),
        answerer: Answerer = "auto",
        refusal: str | None = None,
    ) -> Iterator[Statement | Answer]:
        """Like `ask`: each statement as soon as it is checked, the whole answer last."""
        use_model = self._use_model(answerer)
        threshold = self._threshold(refusal)
        self._look_again()
        timer = _Timer()
        readings = self._readings(question, files, since, as_of, today, history, timer.lap)
        judged = [_judged(reading) for reading in readings]
        surest = max(judged, key=lambda one: one.sure)
        kept = [one for one in judged if one.sure >= threshold]
        trace = Trace(
            query=" ".join(one.reading.query for one in judged),
            as_of=surest.reading.as_of,
            passages=tuple(dict.fromkeys(p for one in judged for p in one.reading.passages)),
            evidence=_in_turn(kept or judged, writing.FOR_MODEL),
            confidence=surest.sure,
            threshold=threshold,
            vectors=surest.reading.vectors,
        )
        notice = self._notice or self._folder_notice
        answer = Answer(_checked(question), (), (), notice=notice, trace=trace)
        if not kept:
            answer = replace(answer, refused=True, closest=writing.nearest(surest.ranked))
        else:
            missing = tuple(one.reading.query for one in judged if one not in kept)
            answer = replace(answer, missing=missing)
            answer = yield from self._written(answer, kept, history, use_model)
        timer.lap("write", f"{len(answer.statements)} statements")
        yield replace(answer, trace=replace(answer.trace, steps=tuple(timer.steps)))

    def _readings(
        self,
        question: str,
        files: Collection[str],
        since: dt.date | None,
        as_of: dt.date | None,
        today: dt.date | None,
        history: Sequence[Message],
        lap: Callable[[str, str], None],
    ) -> list[Reading]:
        """What stands in the folder for a question, or for each of several asked in one."""
        read = partial(self.read, files=files, since=since, today=today, lap=lap)
        whole = read(question, as_of=as_of, history=history)
        readings = [whole]
        if parts := questions.asked_apart(whole.query):
            said = [*history, Message("user", parts[0])]
            readings = [
                read(part, as_of=as_of, history=said if n else history)
                for n, part in enumerate(parts)
            ]
        return [
            replace(one, sides=tuple(read(side, as_of=one.as_of) for side in sides(one.query)))
            for one in readings
        ]

    def _written(
        self,
        answer: Answer,
        kept: Sequence[Judged],
        history: Sequence[Message],
        use_model: bool,
    ) -> Generator[Statement, None, Answer]:
        earlier = [citation for message in history for citation in message.citations]
        asked = []
        for one in kept:
            files = [e.file for e in one.ranked[: conflicts.READ]]
            differing = conflicts.disagreement(
                one.reading.need, one.ranked, self._catalog.clusters(files)
            )
            asked.append(writing.Asked(one.reading.need, one.ranked, differing, one.sides))
        if not use_model:
            return (yield from writing.by_quotes(answer, asked, earlier))
        return (
            yield from writing.with_model(
                answer, asked, history, self._open_model, self.settings, self.ledger
            )
        )

    def read(
        self,
        question: str,
        *,
        files: Collection[str] = (),
        since: dt.date | None = None,
        as_of: dt.date | None = None,
        today: dt.date | None = None,
        history: Sequence[Message] = (),
        lap: Callable[[str, str], None] = lambda _name, _detail: None,
    ) -> Reading:
        """What stands in the folder for a question, before anything is chosen. As `ask`."""
        chosen = self._chosen(files, since, as_of, today)
        real = dt.date.today()
        query, said = _understood(_checked(question), history, today or real)
        time_asked = read_time(query, min(as_of or said or today or real, today or real))
        # Not the real day: an article from where it is tomorrow already would be hidden.
        known = min((day for day in (as_of, said, today) if day), default=None)
        chosen = replace(chosen, before=known)
        scorer = self._open_scorer()
        vector = scorer.embed([query])[0]
        searched = vector if self._open_embedder() is scorer else self._question_vector(query)
        with_vector, chunks = self._counts()
        passages = self._search(query, ARTICLES, chosen, searched, with_vector)
        lap("search", f"{len(passages)} passages")
        need = replace(self._need(query), latest=time_asked.latest, window=_window(time_asked))
        mark = partial(self._open_selector().read, query)
        gathered = scoring.gather(self._catalog, passages, mark)
        candidates = tuple(scoring.promising(need, gathered, mark))
        rows = scoring.features(need, candidates, vector, scorer.embed)
        lap("evidence", f"{len(gathered)} sentences read")
        pending = "" if with_vector == chunks else f"{with_vector} of {chunks} chunks have vectors"
        return Reading(query, known, need, passages, candidates, rows, pending)

    def _counts(self) -> tuple[int, int]:
        """(chunks with a vector, chunks), once the last few that are being made are there."""
        with_vector, chunks = self._catalog.vector_counts()
        if chunks == 0:
            raise ArticleError(
                f"No article is indexed in {self.folder}. Put text, web, PDF or Word files there"
                + (" (the skipped files: `sync` tells why)." if self._catalog.skipped() else ".")
            )
        if not 0 < chunks - with_vector <= SOON:
            return with_vector, chunks
        end = time.monotonic() + _LONGEST_WAIT
        while self._making() and time.monotonic() < end:
            time.sleep(_POLL / 4)
        return self._catalog.vector_counts()

    def _search(
        self,
        query: str,
        limit: int,
        chosen: Filter,
        vector: NDArray[np.float32] | None,
        with_vector: int,
        one_of_copies: bool = False,
    ) -> tuple[Passage, ...]:
        made_by = self._catalog.meta("embedder")
        usable = (
            with_vector > 0 and vector is not None and made_by == self._open_embedder().fingerprint
        )

        def look(vectors: Vectors | None) -> tuple[Passage, ...]:
            return search(
                self._catalog,
                query,
                limit=limit,
                chosen=chosen,
                vectors=vectors,
                vector=vector,
                one_of_copies=one_of_copies,
            )

        if not usable:
            return look(None)
        try:
            try:
                found = look(self._open_vectors())
            except IndexStateError:
                found = look(self._open_vectors(afresh=True))
        except IndexStateError as error:
            self._notice = _BY_WORDS + str(error)
            return look(None)
        if self._notice is not None and self._notice.startswith(_BY_WORDS):
            self._notice = None  # mended since
        return found

    def _need(self, query: str) -> questions.Need:
        chunks, frequency = self._catalog.document_frequency(questions.question_stems(query))
        return questions.read(query, chunks, frequency)

    def _chosen(
        self,
        files: Collection[str],
        since: dt.date | None,
        as_of: dt.date | None,
        today: dt.date | None,
    ) -> Filter:
        # A file that was skipped holds nothing, but naming it is no mistake.
        unknown = sorted(set(files) - self._catalog.names()) if files else []
        if unknown:
            raise SettingError(
                f"No article {unknown[0]!r} in {self.folder}; "
                "`python -m assistant articles` lists them."
            )
        for day in (since, as_of, today):
            if day is not None and not 1000 <= day.year <= 9000:
                raise SettingError(f"The day {day} is out of reach; give a year from 1000 to 9000.")
        if as_of is not None and today is not None and as_of > today:
            raise SettingError(f"as_of {as_of} is after today, {today}.")
        if since is not None and as_of is not None and since > as_of:
            raise SettingError(f"since {since} is after as_of {as_of}: no day is left.")
        return Filter(files=frozenset(files), after=since, before=as_of)

    def _threshold(self, refusal: str | None) -> float:
        chosen = refusal or self.settings.refusal
        if chosen not in THRESHOLDS:
            raise SettingError(f"refusal is {chosen!r}; it is one of {', '.join(REFUSALS)}.")
        return THRESHOLDS[chosen]

    def _use_model(self, answerer: Answerer) -> bool:
        if answerer not in ("auto", "extractive", "llm"):
            raise SettingError(f"The answerer {answerer!r} is none of auto, extractive, llm.")
        if answerer == "llm" and not self.settings.llm_configured:
            raise SettingError(
                "No language model is configured. Set OPENAI_API_KEY, or ASSISTANT_LLM_BASE_URL "
                "and ASSISTANT_LLM_MODEL."
            )
        return answerer != "extractive" and self.settings.llm_configured

    def _open_embedder(self) -> Embeds:
        """What makes the vectors that are searched."""
        if self.settings.embed_base_url is None:
            return self._open_scorer()
        with self._guard:
            if self._endpoint is None:
                from assistant.embeddings import EndpointEmbedder
                from assistant.models import embedding_call

                call = embedding_call(self.settings)
                self._endpoint = EndpointEmbedder(self.settings, call)
            return self._endpoint

    def _open_scorer(self) -> Embedder:
        """The packaged embedder, which also weighs the sentences of what was found."""
        with self._guard:
            if self._embedder is None:
                from index.embedder import Embedder

                self._embedder = Embedder.open()
            return self._embedder

    def _open_selector(self) -> Selector:
        with self._guard:
            if self._selector is None:
                from assistant.selector import Selector

                self._selector = Selector.open()
            return self._selector

    def _question_vector(self, query: str) -> NDArray[np.float32] | None:
        """None where the endpoint fails: the words decide then, and the answer says so."""
        try:
            vector: NDArray[np.float32] = self._open_embedder().embed([query])[0]
            return vector
        except ModelError as error:
            if self.settings.embed_base_url is None:
                raise
            self._notice = _BY_WORDS + str(error)
            return None

    def _open_vectors(self, afresh: bool = False) -> Vectors:
        """The vectors, opened anew where another process changed them since."""
        with self._guard:
            now = generation(self._catalog)
            if afresh:
                self._vectors = None  # not closed: another thread may be storing with it
            elif self._vectors is not None and self._vectors.generation < now:
                self._drop_vectors()
            if self._vectors is None:
                self._vectors = open_vectors(self._catalog)
            return self._vectors

    def _drop_vectors(self) -> None:
        with self._guard:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = None

    def _open_model(self) -> Any:
        with self._loading:  # not the guard: quotes are given while a model file loads
            if self._model is None or (self._local is not None and not self._local.running):
                from assistant.models import chat_model

                settings = self.settings
                if settings.llm_file:
                    from assistant.local import LocalServer

                    self._local = LocalServer(settings.llm_file)
                    settings = self._local.settings(settings)
                self._model = chat_model(settings)
            return self._model


def _judged(reading: Reading) -> Judged:
    need, candidates, rows = reading.need, reading.candidates, reading.rows
    chances = scoring.opinions(need, candidates, scoring.chances(rows))
    ranked = scoring.rank(candidates, scoring.timely(need, candidates, chances))
    sure = scoring.confidence(need, candidates, rows, chances)
    return Judged(reading, ranked, sure, _sides(reading))


def _sides(reading: Reading) -> tuple[tuple[questions.Need, tuple[Evidence, ...]], ...]:
    """What each thing compared needs, and its evidence from the articles that speak of it."""
    found = []
    for side, own in zip(
        reading.sides, own_stems([side.query for side in reading.sides]), strict=True
    ):
        articles = {one.passage.file: one.article for one in side.candidates}
        ranked = _judged(side).ranked
        of_it = tuple(e for e in ranked if about(own, e.passage.title, articles[e.file]))
        found.append((side.need, of_it or ranked))
    return tuple(found)


def _in_turn(judged: Sequence[Judged], most: int) -> tuple[Evidence, ...]:
    """The likeliest evidence of each, and of each thing compared, in turn."""
    each = [ranked for one in judged for _, ranked in one.sides or ((None, one.ranked),)]
    rows = itertools.zip_longest(*(ranked[:most] for ranked in each))
    return tuple(dict.fromkeys(e for row in rows for e in row if e is not None))[:most]


class _Timer:
    """Times the steps of one question."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._last = time.perf_counter()

    def lap(self, name: str, detail: str) -> None:
        now = time.perf_counter()
        self.steps.append(Step(name, now - self._last, detail))
        self._last = now


def _understood(
    question: str, history: Sequence[Message], today: dt.date
) -> tuple[str, dt.date | None]:
    """The question as it stands by itself, without its "as of …", and the day that gives.

    A follow-up is about the day of the question before, unless it names one of its own.
    """
    read = read_time(question, today)
    asked = [read_time(m.content, today) for m in history if m.role == "user"]
    if read.as_of:
        rest = read.without()
        if (asked and len(tokens(rest)) < _FEW) or rest == question:
            rest = asked[-1].without() if asked else question
        question = rest
    plain = iter(asked)
    turns = [
        replace(m, content=_less_as_of(next(plain))) if m.role == "user" else m for m in history
    ]
    query = understood(question, turns)
    before = asked[-1].as_of if asked and query != question else None
    return query, read.as_of or before


def _less_as_of(read: QuestionTime) -> str:
    return read.without() if read.as_of else read.question


def _window(asked: QuestionTime) -> tuple[int, int] | None:
    """The days that a question asks about, where it names both ends of one time."""
    bounded = [when for when in asked.windows if when.start and when.end]
    if len(bounded) != 1 or bounded[0].start is None or bounded[0].end is None:
        return None
    return bounded[0].start.toordinal(), bounded[0].end.toordinal()


def _checked(question: str) -> str:
    """The question without control characters and needless space.

    Raises:
        SettingError: it is empty or far too long.
    """
    if not isinstance(question, str):
        raise SettingError(f"A question is text, not {type(question).__name__}.")
    plain = "".join(c if c.isprintable() else " " for c in question)
    plain = " ".join(plain.encode(errors="ignore").decode().split())
    if not any(c.isalnum() for c in plain):
        raise SettingError("The question is empty. Ask something in words.")
    if len(plain) > MOST_QUESTION:
        raise SettingError(
            f"The question has {len(plain):,} characters; the most is {MOST_QUESTION:,}. "
            "Ask about the text rather than pasting it."
        )
    return plain
