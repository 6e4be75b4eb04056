"""The front door: open a folder, ask it, get an answer whose every statement is cited."""

from __future__ import annotations

import atexit
import datetime as dt
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import prompts
from assistant import conflicts, evidence, opinion, writing
from assistant.addresses import noted
from assistant.conversation.gloss import after_another
from assistant.costs import Ledger
from assistant.deadline import Deadline
from assistant.embeddings import check_installed
from assistant.instep import CATALOGUE_GONE
from assistant.names import not_there
from assistant.places import check_apart, check_owner, default_index, folder_of
from assistant.questions import Need
from assistant.reading import (
    ARTICLES,
    Judged,
    Reading,
    Reads,
    Side,
    check_limit,
    checked,
    in_turn,
    judged,
)
from assistant.rivals import around
from assistant.settings import REFUSALS, Settings
from assistant.talk import NOTHING_ASKED, asks_nothing
from assistant.timely import day_of_another, of_its_time
from assistant.types import Answer, Citation, Evidence, Message, Statement, Step, Trace
from assistant.voices import voices
from assistant.weights import THRESHOLDS
from index.catalog import Catalog, is_lost
from index.errors import ArticleError, ModelError, SettingError
from index.published import in_words
from index.sync import OnProgress
from index.tokens import stem_set
from index.types import ArticleInfo, ArticleView, Filter, Passage, Skipped

if TYPE_CHECKING:
    from assistant.llamaindex import (
        ArticleRetriever,
        ArticleTool,
        AssistantChatEngine,
        AssistantQueryEngine,
    )

Answerer = Literal["auto", "extractive", "llm"]
_OF_IT = 3  # words of a question beside which one that no article has hardly matters


class Assistant(Reads):
    """An open folder of articles. Use as a context manager or close it; threads may share it."""

    def __init__(self, folder: Path, catalog: Catalog, settings: Settings) -> None:
        super().__init__(folder, catalog, settings)
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
        check_installed(settings)
        folder = folder_of(articles or settings.articles)
        path = Path(index or settings.index or default_index(folder))
        check_apart(folder, path)
        lost = is_lost(path)
        catalog = Catalog.open(path)
        try:
            check_owner(catalog, folder, path)
            assistant = cls(folder, catalog, settings)
            if lost:
                assistant.tell_lost(CATALOGUE_GONE)
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
        self._come_to_rest()
        self._let_go()

    # --- as LlamaIndex's own kinds; importing it takes seconds, so only who asks for one pays ---

    def as_retriever(
        self, *, limit: int = ARTICLES, chosen: Filter | None = None
    ) -> ArticleRetriever:
        """The search: nodes with file and exact offsets in their metadata.

        Raises:
            ValueError: the limit is below 1.
        """
        from assistant.doors.discreet import in_fit_words
        from assistant.llamaindex import ArticleRetriever

        check_limit(limit)
        search = partial(self.search, limit=limit, chosen=chosen)
        return ArticleRetriever(in_fit_words(self)(search))

    def as_query_engine(self, **options: Any) -> AssistantQueryEngine:
        """Cited answers, one question at a time. ``options``: arguments of `ask`."""
        from assistant.llamaindex import AssistantQueryEngine

        return AssistantQueryEngine(assistant=self, **options)

    def as_chat_engine(self, **options: Any) -> AssistantChatEngine:
        """A conversation: follow-ups are understood. ``options``: arguments of `ask`."""
        from assistant.llamaindex import AssistantChatEngine

        return AssistantChatEngine(self, **options)

    def as_tool(self, **options: Any) -> ArticleTool:
        """For an agent. ``options``: arguments of `ask`, and of several tools each one's name and
        what it is about: `name="ask_2024"`, `about="the articles of 2024"`."""
        from assistant.llamaindex import ArticleTool

        return ArticleTool(self, **options)

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
            raise ArticleError(not_there(file, self._catalog, self.folder))
        return view

    def fingerprint(self) -> str:
        """Of the corpus: the files and their contents. 16 hex digits."""
        return self._catalog.fingerprint()

    def vector_counts(self) -> tuple[int, int]:
        """(chunks with a vector, chunks): the rest is found by its words alone."""
        return self._catalog.vector_counts()

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
        self.look_again()
        if asks_nothing(checked(question), follows=bool(history)):
            self._chosen(files, since, as_of, today)  # what of it cannot be used is told here too
            yield Answer(
                checked(question), (), (), refused=True, notice=NOTHING_ASKED,
                trace=Trace(checked(question), confidence=0.0, threshold=threshold),
            )  # fmt: skip
            return
        timer = _Timer()
        deadline = Deadline.after(self.settings.llm_timeout)
        account = self.ledger.part()
        untold: list[str] = []  # why the question could not be translated
        translate = partial(self._translated, account=account, untold=untold)
        in_english = translate if use_model else None
        with deadline.kept():
            whole = self._understand(
                question, files, since, as_of, today, history, timer.lap, in_english
            )
            readings = self._readings(whole, history, timer.lap)
        weighed = [judged(reading) for reading in readings]
        surest = max(weighed, key=lambda one: one.sure)
        kept = [one for one in weighed if one.sure >= threshold]
        # The guess of a topic that answers nothing was none.
        queries = [(not kept and one.reading.alone) or one.reading.query for one in weighed]
        trace = Trace(
            query=queries[0] if len(queries) == 1 else after_another(queries),
            as_of=surest.reading.as_of,
            passages=tuple(dict.fromkeys(p for one in weighed for p in one.reading.passages)),
            evidence=in_turn(kept or weighed, writing.FOR_MODEL),
            confidence=surest.sure,
            threshold=threshold,
            vectors=surest.reading.vectors,
            prompts=_translating(readings),
        )
        notice = self._notice or self._folder_notice
        answer = Answer(checked(question), (), (), notice=notice, trace=trace)
        if not kept:
            closest = writing.nearest(self._nearest(surest), _numbered(history))
            answer = replace(answer, refused=True, closest=closest)
            if untold:  # else who phrases the answer tells it
                answer = replace(answer, notice=untold[0])
        else:
            missing = tuple(one.reading.query for one in weighed if one not in kept)
            missing += tuple(side.query for one in kept for side in _open(one))
            answer = replace(answer, missing=missing)
            answer = yield from self._written(answer, kept, history, account, deadline, use_model)
        timer.lap("write", f"{len(answer.statements)} statements")
        trace = writing.counted(answer.trace, account.spent)
        told = answer.notice and noted(answer.notice, self.settings)
        known = [] if answer.refused else _named(kept)
        known += dict.fromkeys(one.noted for one in readings if one.noted)
        known.append(self._of_opinions(answer))
        known += dict.fromkeys(filter(None, map(_of_another_day, kept)))
        known += _of_no_day(answer, today or dt.date.today())
        told = " ".join(filter(None, [*known, told])) or None
        yield replace(answer, notice=told, trace=replace(trace, steps=tuple(timer.steps)))

    def _of_opinions(self, answer: Answer) -> str:
        """That what an answer tells is somebody's view: of an opinion piece, of who says "we"."""
        cited: dict[str, list[str]] = {}
        for citation in answer.citations:
            cited.setdefault(citation.file, []).append(citation.quote)
        views = [(self._catalog.article(file), quotes) for file, quotes in cited.items()]
        ours = [opinion.house(view.article, quotes) for view, quotes in views if view]
        return " ".join(
            filter(None, [opinion.note(view.article for view, _ in views if view), *ours])
        )

    def _nearest(self, one: Judged) -> tuple[Evidence, ...]:
        """What a refusal names: the likeliest sentences. The selector reads English only; for a
        question in another language the multilingual embedder says what is near, where it is used.
        """
        from assistant.foreign import foreign

        query = one.reading.query
        best = sorted((p for p in one.reading.passages if p.dense is not None), key=_by_cosine)
        if self.settings.embed != "multilingual" or not best or not foreign(query, self._catalog):
            return one.ranked
        articles = {passage.file: passage for passage in reversed(best)}  # the best one of each
        few = sorted(articles.values(), key=_by_cosine)[: writing.CLOSEST]
        embedder = self._open_embedder()
        question = embedder.embed_question(query)
        return evidence.nearest(self._catalog, few, lambda texts: embedder.embed(texts) @ question)

    def _written(
        self,
        answer: Answer,
        kept: Sequence[Judged],
        history: Sequence[Message],
        account: Ledger,
        deadline: Deadline,
        use_model: bool,
    ) -> Generator[Statement, None, Answer]:
        asked = []
        for one in kept:
            heard = () if one.sides else self._one_of_each(one)
            differing = self._differing(one, heard)
            compared = tuple((side.need, side.ranked) for side in one.sides if side.ranked)
            leads = one.reading.leads
            asked.append(
                writing.Asked(one.reading.need, one.ranked, differing, compared, heard, leads)
            )
        question = " ".join(dict.fromkeys(one.reading.asked for one in kept))
        if not use_model:
            return (yield from writing.by_quotes(answer, asked, _numbered(history)))
        return (
            yield from writing.with_model(
                answer,
                question,
                asked,
                history,
                self._open_model,
                self.settings,
                account,
                deadline,
            )
        )

    def _one_of_each(self, one: Judged) -> tuple[Evidence, ...]:
        """The voices of further reports, one of each story; none of the surest sentence's own."""
        read = one.reading
        if read.whole or one.by_words:
            return ()
        found = voices(
            read.need,
            read.candidates,
            read.rows,
            one.ranked,
            self._vectors_of,
            partial(self.marks_beside, read),
        )
        if not found:
            return ()
        every = (one.ranked[0], *found)
        clusters = self._catalog.clusters([e.file for e in every])
        told: dict[str, Evidence] = {}
        for e in every:
            told.setdefault(clusters.get(e.file, e.file), e)
        return tuple(told.values())[1:]

    def _differing(self, one: Judged, heard: Sequence[Evidence]) -> tuple[conflicts.Given, ...]:
        """The sides of a disagreement. Two things that are compared differ as they should, so a
        comparison has at most that about one of them."""
        if one.sides:
            return next(filter(None, (self._told(s.need, s.ranked) for s in one.sides)), ())
        differing = self._told(one.reading.need, one.ranked, heard)
        # The steps of a course differ; only those of one day disagree.
        return conflicts.of_one_day(differing) if one.reading.need.course else differing

    def _told(
        self, need: Need, ranked: Sequence[Evidence], heard: Sequence[Evidence] = ()
    ) -> tuple[conflicts.Given, ...]:
        # The embedder knows English, and so do the rules for what is of another time.
        ranked = ranked if need.tongue else of_its_time(need, ranked)
        embed = None if need.tongue else self._vectors_of
        files = [e.file for e in (*ranked[: conflicts.READ], *heard)]
        clusters = self._catalog.clusters(files)
        return conflicts.disagreement(need, ranked, clusters, embed, heard)

    def _translated(self, question: str, account: Ledger, untold: list[str]) -> str | None:
        """The question in English, where it is in no language of the articles.

        What fails is put to ``untold``; the question is searched as it is then.
        """
        from assistant.foreign import foreign, in_english

        if not foreign(question, self._catalog):
            return None
        try:
            return in_english(question, self._catalog, self._open_model(), account)
        except ModelError as error:
            untold.append(str(error))
            return None

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


def _open(one: Judged) -> tuple[Side, ...]:
    """The things compared that no article speaks of; none where that is true of all."""
    open_ = tuple(side for side in one.sides if not side.ranked)
    return () if len(open_) == len(one.sides) else open_


def _named(kept: Sequence[Judged]) -> list[str]:
    """What the questions name otherwise than the articles do."""
    names = [person.told for one in kept for person in one.reading.persons if person.told]
    words = dict.fromkeys(w for one in kept if not _is_of_it(one) for w in one.reading.missing)
    if words:
        named = " and ".join(f'"{word}"' for word in words)
        which = "word" if len(words) == 1 else "words"
        names.append(
            f"No article has the {which} {named}: what is told may be about another thing."
        )
    return list(dict.fromkeys(names))


def _is_of_it(one: Judged) -> bool:
    """Whether the likeliest sentence holds most of a question but the words that no article has, so
    that it hardly tells of another thing."""
    missing = stem_set(" ".join(one.reading.missing))
    others = one.reading.need.weights.keys() - missing
    held = others & around(one.ranked[0]) if one.ranked else frozenset()
    return len(held) >= _OF_IT and 2 * len(held) > len(others)


def _of_another_day(one: Judged) -> str:
    """What a reader should know where a day or two are asked about and another is told of."""
    reported = one.ranked and day_of_another(one.reading.need, one.ranked[0])
    if not reported or one.reading.need.window is None:
        return ""
    asked = dict.fromkeys(map(dt.date.fromordinal, one.reading.need.window))
    reported_on, asked_of = in_words(reported), " or ".join(map(in_words, asked))
    return f"What is cited first was reported on {reported_on} and is not of {asked_of}."


def _of_no_day(answer: Answer, today: dt.date) -> list[str]:
    """What is cited without a date, where what is newer than a day was not to be seen."""
    last = answer.trace.as_of
    if last is None or last >= today:
        return []
    titles = dict.fromkeys(f'"{one.title}"' for one in answer.citations if one.published is None)
    known = "It is not known when {} came out: it may be newer than {}."
    return [known.format(" and ".join(titles), in_words(last))] if titles else []


def _translating(readings: Sequence[Reading]) -> tuple[str, ...]:
    """The prompt that translated the question, where one did."""
    if all(one.asked == one.query for one in readings):
        return ()
    return (prompts.load("translate").label,)


def _numbered(history: Sequence[Message]) -> list[Citation]:
    """What has a number in the conversation so far."""
    return [c for message in history for c in (*message.citations, *message.closest)]


def _by_cosine(passage: Passage) -> float:
    return -(passage.dense or 0.0)


class _Timer:
    """Times the steps of one question."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._last = time.perf_counter()

    def lap(self, name: str, detail: str) -> None:
        now = time.perf_counter()
        self.steps.append(Step(name, now - self._last, detail))
        self._last = now
