"""A question -> what stands in the folder for it, read and weighed, before anything is chosen."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING
from unicodedata import category, normalize

import numpy as np
from numpy.typing import NDArray

from assistant import bylines, known, questions, summary
from assistant import evidence as scoring
from assistant.abroad.weighing import weigh
from assistant.bridged import described, names_for
from assistant.compared import about, is_of_another, own_stems, sides
from assistant.conversation import on_topic, recent, understood
from assistant.dates import QuestionTime, When, read_time
from assistant.deadline import check_stopped, limit, wait_for
from assistant.deeds import retold
from assistant.instep import BY_WORDS, SOON, InStep
from assistant.names import not_there
from assistant.otherwise import otherwise
from assistant.parts import LEAVE
from assistant.selector import Marks, Window
from assistant.spelling import mended, renamed
from assistant.then import as_told_then, from_before
from assistant.timely import timed, timely
from assistant.types import Evidence, Message
from assistant.voices import Beside
from assistant.weights import THRESHOLDS
from assistant.writing import cite
from index.errors import (
    ArticleError,
    IndexStateError,
    ModelError,
    NotIndexedError,
    SettingError,
)
from index.search import search
from index.tokens import stem_set, tokens
from index.tongues import Tongue, asked_in, written_in
from index.types import Filter, Passage

if TYPE_CHECKING:
    from index.vectors import Vectors

# (the packaged embedder's vector of a query, what is found for it, what has no vector yet)
_FoundFor = tuple[NDArray[np.float32], tuple[Passage, ...], str]
Translate = Callable[[str], str | None]  # a question -> the same in the articles' language

MOST_QUESTION = 4_000  # characters; a longer question is a pasted text
ARTICLES = 10  # searched for evidence, with up to three passages each
_MOST_READINGS = 5  # of one question, for its parts and the things it compares
_LONGEST_WAIT = 30.0  # seconds that a question waits for vectors that are being made
_JOINERS = "\u200c\u200d"  # with which Persian and Hindi words are written
_NAMED = 3  # articles, where none answers
_LOOKED_AT = 60  # of the newest articles, for stories that are not told yet
_ANOTHER = 0.5  # of how sure is kept where the articles know another of the surname asked about
_THE_THING = re.compile(r"\bthe ([a-z]{3,})\b")
_POINTS_BACK = re.compile(r"\b(?:it|this|that|these|those|them)\b", re.IGNORECASE)
_FEW = 2  # words: a follow-up of fewer, beside its "as of", asks the question before again
_FEW_PARTS = 2  # of a question: so many are read again where they describe what they ask about


@dataclass(frozen=True, slots=True)
class _Understood:
    """A question, before anything is looked for."""

    said: str  # in its own words
    asked: str  # by itself, without its slips, in its own language
    query: str  # the same in the articles' language
    chosen: Filter
    time: QuestionTime  # what the query says of it
    today: dt.date | None  # on which it is asked; None: the real day
    renamed: tuple[tuple[str, str], ...]  # names with a slip, and as they were mended


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in the folder for a question."""

    asked: str  # the question as understood, in its own language
    query: str  # the same as it was searched, in the articles' language
    as_of: dt.date | None  # articles published later were not seen
    need: questions.Need
    passages: tuple[Passage, ...]
    candidates: tuple[scoring.Candidate, ...]
    rows: NDArray[np.float64]  # features of the candidates, (len(candidates), len(FEATURES))
    vectors: str  # "120 of 300 chunks have vectors" while they are being made
    ranked: tuple[Evidence, ...] = ()  # the candidates, the likeliest first
    sure: float = 0.0  # 0..1, that they answer
    by_words: tuple[Evidence, ...] = ()  # in the question's language, which no selector reads
    sides: tuple[Reading, ...] = ()  # of each of the things compared, alone
    whole: summary.Whole | None = None  # of what is to be summarised; no candidates then
    persons: tuple[known.Person, ...] = ()  # named in full in the question
    missing: tuple[str, ...] = ()  # what it names by a word that stands in no article
    leads: tuple[Evidence, ...] = ()  # says who or what it is that the question describes
    alone: str = ""  # the question itself, where ``query`` sets it on a guessed topic
    noted: str = ""  # what is known of an article though its text does not say it, of a name


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands in the folder for a question, ranked, and how surely it answers."""

    reading: Reading
    ranked: tuple[Evidence, ...]
    sure: float  # 0..1
    sides: tuple[Side, ...] = ()
    by_words: bool = False  # its sentences are in a language that the selector does not read


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared, with what stands in the folder for it."""

    query: str
    need: questions.Need
    ranked: tuple[Evidence, ...]  # none: no article speaks of it
    sure: float  # 0..1


class Reads(InStep):
    """A folder that questions are read against."""

    def search(
        self, question: str, *, limit: int = ARTICLES, chosen: Filter | None = None
    ) -> tuple[Passage, ...]:
        """The passages nearest to a question, best first, of at most ``limit`` articles.

        Of the copies of one story only the best is shown; it names the others.

        Raises:
            SettingError: the question cannot be used, or an article is chosen that there is not.
            ValueError: the limit is below 1.
        """
        question = checked(question)
        check_limit(limit)
        chosen = chosen or Filter()
        chosen = replace(chosen, files=frozenset(self._named(chosen.files)))
        vector = self._question_vector(question)
        with_vector, _ = self._counts()
        return self._search(question, limit, chosen, vector, with_vector, one_of_copies=True)

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
        translate: Translate | None = None,
    ) -> Reading:
        """What stands in the folder for a question, before anything is chosen. As `ask`."""
        one = self._understand(question, files, since, as_of, today, history, lap, translate)
        return self._look_up(one, history, lap)

    def _understand(
        self,
        question: str,
        files: Collection[str],
        since: dt.date | None,
        as_of: dt.date | None,
        today: dt.date | None,
        history: Sequence[Message],
        lap: Callable[[str, str], None],
        translate: Translate | None,
    ) -> _Understood:
        check_stopped()
        question = checked(question)  # a megabyte of space around it took hours to look through
        chosen = self._chosen(files, since, as_of, today)
        real = dt.date.today()
        asked, said = _understood(question, history, today or real)
        written, english = asked, self._open_selector().knows
        asked = written
        if not asked_in(question):  # the slips that are known are those of English words
            asked = mended(written, self._catalog.document_frequency, english)
        query = asked
        if translated := translate and translate(asked):
            query, as_told = _understood(checked(translated), (), today or real)
            said = said or as_told
            lap("translate", query)
        time_asked = read_time(query, min(as_of or said or today or real, today or real))
        # Not the real day: an article from where it is tomorrow already would be hidden.
        last = min((day for day in (as_of, said, today) if day), default=None)
        chosen = replace(chosen, before=last)
        names = renamed(written, asked, english)
        return _Understood(question, asked, query, chosen, time_asked, today, names)

    def _look_up(
        self, one: _Understood, history: Sequence[Message], lap: Callable[[str, str], None]
    ) -> Reading:
        asked, query, chosen, last = one.asked, one.query, one.chosen, one.chosen.before
        need = self._need(query)
        tongue = asked_in(query)
        if tongue is None and query == asked:  # what was made of it may say too little
            tongue = asked_in(one.said)
        if need.says and one.time.published:  # "what did Petrov say on 9 March?": whatever he said
            bare = self._need(one.time.without(one.time.published))
            need = replace(bare, question=query) if bare.speaks_only else need
        need = timed(need, one.time, last or one.today or dt.date.today())
        found = cache(partial(self._found, chosen=chosen))  # what no article is about is told below
        topic = summary.topic(one.time.without())
        same = one.said == query
        own_words = one.time if same else read_time(one.said, one.today or dt.date.today())
        told = self._as_whole((own_words, one.time), asked, chosen, found, need, history)
        if told := told or self._told_name(one, found, need):
            lap("search", f"{len(told.passages)} passages")
            return replace(told, as_of=last)
        if topic and (when := one.time.published) and one.time.is_counted(when):
            found = cache(partial(self._found, chosen=_published(when, chosen)))
        state = questions.state(query)
        if state:
            need = replace(self._need(state), sequence=True, course=True)
        vector, passages, pending = found(topic or state or query)
        lap("search", f"{len(passages)} passages")
        if topic:  # "sum up" and "overview" are no words of the articles
            named = self._need(topic)
            need = replace(need, long=True, weights=named.weights, pairs=named.pairs)

        def mark(windows: Sequence[Window]) -> Sequence[Marks]:
            return self._marks_of.of([(state or query, window) for window in windows])

        own = [p for p in passages if tongue and written_in(p.text) is tongue]
        by_words = self._by_words(need, tongue, own) if tongue else ()
        others = [passage for passage in passages if passage not in own]
        if by_words and tongue and by_words[0].score >= THRESHOLDS["lenient"]:
            need, others = questions.abroad(need, tongue), []  # other languages are not read then
        gathered = scoring.gather(self._catalog, others, mark)
        candidates = tuple(scoring.promising(need, gathered, mark))
        rows = scoring.features(need, candidates, vector, self._vectors_of)
        ranked, sure = _weighed(need, candidates, rows)
        lap("evidence", f"{len(gathered) + len(by_words)} sentences read")
        views = (self._catalog.article(file) for file in {p.file: None for p in passages})
        texts = (view.article.text for view in views if view)
        return Reading(
            asked,
            query,
            last,
            need,
            passages,
            candidates,
            rows,
            pending,
            ranked,
            sure,
            by_words,
            persons=known.persons(query, texts),
            missing=known.missing_nouns(
                query, self._catalog.document_frequency, [one.text for one in candidates]
            ),
        )

    def _by_words(
        self, need: questions.Need, tongue: Tongue, own: Sequence[Passage]
    ) -> tuple[Evidence, ...]:
        """The sentences of passages in the question's language, the likeliest first."""
        found = scoring.gather(self._catalog, own, scoring.unmarked)
        return scoring.rank(found, weigh(need.question, tongue, found))

    def marks_beside(self, reading: Reading, first: Evidence, files: Collection[str]) -> Beside:
        """What is made of the sentences of some articles read for a question, where each passage
        of theirs is read once more with the first answer: an account in quite other words."""

        def mark(windows: Sequence[Window]) -> Sequence[Marks]:
            return self._marks_beside.of([(reading.query, one, first.quote) for one in windows])

        again = [p for p in reading.passages[: scoring.MOST_WINDOWS] if p.file in files]
        return scoring.marked_in(self._catalog, again, mark)

    def _as_whole(
        self,
        timed: Sequence[QuestionTime],  # the question in its own words, and as it was searched
        asked: str,
        chosen: Filter,
        found: Callable[[str], _FoundFor],  # ... of what is chosen
        need: questions.Need,
        history: Sequence[Message],
    ) -> Reading | None:
        """Articles as a whole, or what their headers say; None where a fact is asked for.

        Told from what was published at the time that the question names; what was published at
        another time than "this week" is no answer, but named. A date may also be part of what the
        articles are about ("the election on 7 June"): where none was published then, those are
        told.
        """
        when = timed[-1].published
        if when is None:
            return self._told_whole(timed, None, asked, chosen, found, need, history)
        then = _published(when, chosen)
        told = self._told_whole(
            timed, when, asked, then, partial(self._found, chosen=then), need, history
        )
        if told and told.whole and told.whole.sure:
            return told
        if not timed[-1].is_counted(when):
            return self._told_whole(timed, None, asked, chosen, found, need, history)
        other = self._told_whole(timed, when, asked, chosen, found, need, history)
        if other is None or not other.passages:
            return told
        named = summary.openings(self._catalog, other.passages[:_NAMED])
        return replace(other, whole=summary.Whole(named, 0.0))

    def _told_whole(
        self,
        timed: Sequence[QuestionTime],
        when: When | None,  # what was published then is told, and the topic has no word of it
        asked: str,
        chosen: Filter,
        found: Callable[[str], _FoundFor],
        need: questions.Need,
        history: Sequence[Message],
    ) -> Reading | None:
        said_before = _cited_last(history)
        own, query = (
            one.without(when and one.published) if when else one.question for one in timed
        )
        byline = bylines.asked(own) or bylines.asked(query)
        topic = byline[1] if byline else summary.topic(timed[-1].without(when))
        if not byline and said_before and summary.topic(own) == "":
            topic = ""
        if topic is None or (byline and not topic and not said_before):
            return None
        near: tuple[Passage, ...] = ()
        pending, sure = "", 1.0
        if topic:
            _, near, pending = found(topic)
            passages, sure = summary.about(self._catalog, near, self._need(topic))
            if not passages and not byline:
                return None
        elif said_before and (byline or _POINTS_BACK.search(own)):
            passages = self._first_passages(said_before, chosen)
        else:
            passages = self._first_passages(self._newest(chosen), chosen)
        noted = ""
        if byline:
            ranked = bylines.told(self._catalog, passages, byline[0])
            noted = "" if ranked else bylines.beside(self._catalog, passages, byline[0])
            if not ranked:  # what an article says of others' reports is no byline
                ranked, sure = summary.openings(self._catalog, passages or near[:_NAMED]), 0.0
        elif topic or len(passages) == 1 or set(said_before) >= {p.file for p in passages}:
            ranked = summary.whole(self._catalog, passages, need.latest, self._vectors_of)
        else:
            ranked = summary.openings(self._catalog, passages)
        nothing = scoring.features(need, (), np.zeros(0, np.float32), self._vectors_of)
        told = summary.Whole(ranked, sure if ranked else 0.0)
        need = replace(need, long=True)
        query = timed[-1].question
        one = Reading(asked, query, None, need, passages, (), nothing, pending, whole=told)
        return replace(one, noted=noted)

    def _told_name(
        self, one: _Understood, found: Callable[[str], _FoundFor], need: questions.Need
    ) -> Reading | None:
        """What there is about a word or a name alone; None where more is asked, or where articles
        may speak of it in another word."""
        name = one.query
        if not summary.is_name(name):
            return None
        _, near, pending = found(name)
        passages, _ = summary.about(self._catalog, near, need)
        if passages:
            ranked = summary.whole(self._catalog, passages, need.latest, self._vectors_of)
        else:
            passages, ranked = near, summary.mentions(self._catalog, near, name)
        if not ranked and not self._is_unheard(name):
            return None
        nothing = scoring.features(need, (), np.zeros(0, np.float32), self._vectors_of)
        whole = summary.Whole(ranked, 1.0 if ranked else 0.0)
        need = replace(need, long=True)
        return Reading(one.asked, name, None, need, passages, (), nothing, pending, whole=whole)

    def _is_unheard(self, name: str) -> bool:
        """Whether a name is in no article, and no English word for what they may call otherwise."""
        _, frequency = self._catalog.document_frequency(sorted(stem_set(name)))
        knows = self._open_selector().knows
        return not any(frequency.values()) and not any(map(knows, tokens(name)))

    def _newest(self, chosen: Filter) -> list[str]:
        """The files of the newest stories that may be seen, one of each."""
        files = self._catalog.newest(chosen, _LOOKED_AT)
        return summary.one_of_each_story(self._catalog, files)[: summary.MOST_STORIES]

    def _first_passages(self, files: Sequence[str], chosen: Filter) -> tuple[Passage, ...]:
        """The first passage found of each of these articles that may be seen."""
        some = [self._catalog.article(file) for file in files]
        titles = {one.article.file: one.article.title for one in some if one}
        return tuple(
            passage
            for file, title in titles.items()
            if not chosen.files or file in chosen.files
            for passage in self._found(title, replace(chosen, files=frozenset({file})))[1][:1]
        )

    def _found(self, query: str, chosen: Filter) -> _FoundFor:
        scorer = self._open_scorer()
        vector = scorer.embed([query])[0]
        searched = vector if self._open_embedder() is scorer else self._question_vector(query)
        with_vector, chunks = self._counts()
        passages = self._search(query, ARTICLES, chosen, searched, with_vector)
        pending = "" if with_vector == chunks else f"{with_vector} of {chunks} chunks have vectors"
        return vector, passages, pending

    def _readings(
        self, whole: _Understood, history: Sequence[Message], lap: Callable[[str, str], None]
    ) -> list[Reading]:
        """What stands in the folder for a question, or for each of several asked in one."""
        files, since, last = whole.chosen.files, whole.chosen.after, whole.chosen.before
        read = partial(self.read, files=files, since=since, today=whole.today, lap=lap)
        if since and last and since > last:  # no day is left to look at
            return [self._look_up(whole, history, lap)]

        def surely(one: Reading) -> Reading:
            found = self._otherwise(self._by_surname(one, read), read)
            return self._as_told_then(found, read, since, whole.today)

        of_header = bylines.apart(whole.said) or bylines.apart(whole.query)
        if parts := of_header or questions.asked_apart(whole.query):
            readings = [surely(read(parts[0], as_of=last, history=history))]
            said = [*history, Message("user", parts[0]), _answering(readings[0])]
            for part in parts[1:]:
                of_first = _of_the_first(part, said, readings[0])
                before = () if of_first else said
                readings.append(surely(read(of_first or part, as_of=last, history=before)))
            if whole.asked != whole.query:  # the parts are of the translation
                readings = [replace(one, asked=whole.asked) for one in readings]
        else:
            readings = [self._on_topic(whole, history, lap)]
            if not questions.compares(whole.query):
                matters = [read(one, as_of=last) for one in _matters(readings[0])]
                readings = _of_each(readings[0], matters)
            readings = [surely(one) for one in readings]
        if len(readings) <= _FEW_PARTS:
            readings = [self._bridged(one, read) for one in readings]
        left = _MOST_READINGS - len(readings)
        for n, one in enumerate(readings):
            # A course of events is told by date, whoever's it is.
            apart = () if one.need.sequence or one.whole else sides(one.query)
            if len(apart) <= left:
                left -= len(apart)
                told = tuple(read(side, as_of=one.as_of) for side in apart)
                readings[n] = replace(one, sides=told)
        told_of = [f'The articles name "{meant}", not "{name}".' for name, meant in whole.renamed]
        noted = " ".join(filter(None, [*told_of, readings[0].noted]))
        readings[0] = replace(readings[0], noted=noted)
        return readings

    def _on_topic(
        self, whole: _Understood, history: Sequence[Message], lap: Callable[[str, str], None]
    ) -> Reading:
        """What stands in the folder for a question; for one that names nothing, of the topic of
        the conversation where the articles answer it of that."""
        said = on_topic(whole.said, history) if whole.asked == whole.query else None
        if said is None:
            return self._look_up(whole, history, lap)
        time_asked = read_time(said, whole.chosen.before or dt.date.today())
        of_topic = replace(whole, asked=said, query=said, time=time_asked)
        there = replace(self._look_up(of_topic, history, lap), alone=whole.query)
        if judged(there).sure >= THRESHOLDS["balanced"]:
            return there
        alone = self._look_up(whole, history, lap)
        return alone if judged(alone).sure > judged(there).sure else there

    def _by_surname(self, one: Reading, read: Callable[..., Reading]) -> Reading:
        """The same read once more where nothing answers about somebody named in full: articles
        write the surname alone after the first time."""
        named = [person for person in one.persons if person.alone and not person.is_other]
        if one.whole or not named or judged(one).sure >= THRESHOLDS["strict"]:
            return one
        again = read(known.by_surname(one.query, named), as_of=one.as_of)
        surer = again.whole is None and judged(again).sure > judged(one).sure
        again = replace(again, asked=one.asked, query=one.query, persons=one.persons)
        again = replace(again, alone=one.alone)
        return replace(again, missing=one.missing) if surer else one

    def _otherwise(self, one: Reading, read: Callable[..., Reading]) -> Reading:
        """The same read once more in other words, where nothing answers surely."""
        own = judged(one).sure
        if one.whole or own >= THRESHOLDS["strict"]:
            return one
        best, least = one, least_sure(own)
        for said in otherwise(one.query, self._catalog.document_frequency):
            again = read(said, as_of=one.as_of)
            if again.whole is None and (sure := judged(again).sure) > least:
                best = replace(again, asked=one.asked, query=one.query, alone=one.alone)
                best = replace(best, missing=one.missing)
                least = sure
        return best

    def _as_told_then(
        self,
        one: Reading,
        read: Callable[..., Reading],
        since: dt.date | None,
        today: dt.date | None,
    ) -> Reading:
        """The same read once more as the articles of the time asked about say it, and in these
        alone, where nothing answers surely."""
        own, last = judged(one).sure, one.as_of or today or dt.date.today()
        if one.whole or own >= THRESHOLDS["strict"]:
            return one
        asked = read_time(one.query, last)
        then = as_told_then(asked, one.need)
        first = max(since or dt.date.min, then.since) if then else dt.date.max
        if then is None or first > (until := min(last, then.until)):
            return one
        again = read(then.question, since=first, as_of=until, today=until)
        told = judged(again)
        if again.whole or not told.ranked or told.sure <= least_sure(own):
            return one
        if then.says and not then.says.search(told.ranked[0].quote):
            return one
        need = replace(again.need, question=one.need.question, window=one.need.window)
        kept = replace(again, asked=one.asked, query=one.query, as_of=one.as_of, need=need)
        published = told.ranked[0].passage.published
        noted = from_before(asked, published.date if published else None)
        noted = " ".join(filter(None, [one.noted, noted]))
        return replace(kept, alone=one.alone, missing=one.missing, noted=noted)

    def _bridged(self, one: Reading, read: Callable[..., Reading]) -> Reading:
        """The same read once more with the name of what it describes, where the articles tell that.

        Taken where both steps are sure by themselves, or surer than the question as a whole, or
        where all that was found for it is who is meant: the whole is easily answered of another.
        """
        what = None if one.whole else described(one.query)
        alone = judged(one)
        if what is None or not (what.whole or alone.sure < THRESHOLDS["strict"]):
            return one
        first = judged(read(what.asked, as_of=one.as_of))
        if first.reading.whole or not first.ranked or first.sure < THRESHOLDS["balanced"]:
            return one
        lead = first.ranked[0]
        at = next(c for c in first.reading.candidates if _is_at(c, lead))
        told = names_for(one.query, lead.quote, at.before_text, what.asked)
        named = {name: read(what.named(name), as_of=one.as_of) for name in told}
        sure = {name: judged(again).sure for name, again in named.items() if again.whole is None}
        name = max(sure, key=lambda name: sure[name], default="")
        only_lead = bool(alone.ranked) and alone.ranked[0] == lead
        least = 0.0 if only_lead else min(alone.sure, THRESHOLDS["strict"])
        if not name or min(sure[name], first.sure) <= least:
            return one
        if name not in lead.quote:
            lead = replace(lead, lead_in=at.lead_in)
        return replace(named[name], asked=one.asked, missing=one.missing, leads=(lead,))

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
        wait_for(lambda: not self._making(), limit(_LONGEST_WAIT))
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
            opened = None
            try:
                opened = self._open_vectors()
                found = look(opened)
            except IndexStateError:
                found = look(self._open_vectors(failed=opened))
        except IndexStateError as error:
            self._notice = BY_WORDS + str(error)
            return look(None)
        self._found_again()
        return found

    def _question_vector(self, query: str) -> NDArray[np.float32] | None:
        """None where the endpoint fails: the words decide then, and the answer says so.

        One that let us wait in vain is left alone for a while: a question has up to six readings.
        """
        if time.monotonic() < self._leave_endpoint_until:
            return None
        try:
            vector: NDArray[np.float32] = self._open_embedder().embed_question(query)
            return vector
        except ModelError as error:
            if self.settings.embed_base_url is None:
                raise
            self._notice = BY_WORDS + str(error)
            if isinstance(error.__cause__, TimeoutError):
                self._leave_endpoint_until = time.monotonic() + LEAVE
            return None

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
        files = self._named(files)
        for day in (since, as_of, today):
            if day is not None and not 1000 <= day.year <= 9000:
                raise SettingError(f"The day {day} is out of reach; give a year from 1000 to 9000.")
        if as_of is not None and today is not None and as_of > today:
            raise SettingError(f"as_of {as_of} is after today, {today}.")
        if since is not None and as_of is not None and since > as_of:
            raise SettingError(f"Since {since} is after As of {as_of}: no day is left.")
        return Filter(files=frozenset(files), after=since, before=as_of)

    def _named(self, files: Collection[str]) -> Collection[str]:
        """The articles of these names, as the file system writes them: accents in one, or apart."""
        if isinstance(files, str):  # which is a collection of letters
            raise SettingError(f"files is {files!r}; it is a list of names, [{files!r}].")
        # A file that was skipped holds nothing, but naming it is no mistake.
        there = self._catalog.names() if files else set[str]()
        if not set(files) <= there:
            known = {normalize("NFC", name): name for name in there}
            files = [
                file if file in there else known.get(normalize("NFC", file), file) for file in files
            ]
        if unknown := sorted(set(files) - there):
            raise NotIndexedError(not_there(unknown[0], self._catalog, self.folder))
        return files


def check_limit(limit: int) -> None:
    """Raises ValueError where it is no number of articles that could be found."""
    if limit < 1:
        raise ValueError(f"limit is {limit}; it is a number of articles, 1 or more.")


def least_sure(own: float) -> float:
    """How sure, 0..1, an answer to other words must be to be taken before that to the question's
    own, which is as sure as ``own``.

    Where the own words are answered, others have to halve the doubt: of several readings the
    surest is often so by chance.
    """
    return own if own < THRESHOLDS["balanced"] else (1 + own) / 2


def _is_at(one: scoring.Candidate, evidence: Evidence) -> bool:
    return (one.passage.file, one.sentence.start) == (evidence.file, evidence.start)


def _answering(reading: Reading) -> Message:
    """What a question was answered from, for the next one: "... and who wrote it?" """
    found = judged(reading)
    told = found.ranked[:1] if found.sure >= THRESHOLDS["balanced"] else ()
    return Message("assistant", "".join(one.quote for one in told), cite(found.ranked[:1], 0))


def _of_the_first(part: str, said: Sequence[Message], first: Reading) -> str | None:
    """ "Corvane: when will the shed reopen?" asked after Corvane, whose article has a shed;
    None where a part names its matter, or speaks of a thing that this article does not have."""
    found = judged(first)
    file = found.ranked[0].file if found.sure >= THRESHOLDS["balanced"] and found.ranked else None
    article = next((one.article for one in first.candidates if one.passage.file == file), "")
    things = _THE_THING.findall(part.lower())
    return (
        on_topic(part, said) if things and frozenset(tokens(article)).issuperset(things) else None
    )


def _matters(whole: Reading) -> tuple[str, ...]:
    """The request of each of the matters to be summarised, each with the time that is named."""
    apart = summary.topics_apart(whole.query)
    when = read_time(whole.query, whole.as_of or dt.date.today()).published if apart else None
    if when is None:
        return apart
    return tuple(one if when.phrase in one else f"{one} {when.phrase}" for one in apart)


def _of_each(whole: Reading, apart: Sequence[Reading]) -> list[Reading]:
    """The readings of several matters; of the whole where they are one and the same.

    Where each has articles of its own they are told one after the other. One that has none is
    named as missing where the question itself holds them apart.
    """
    told = [frozenset(p.file for p in one.passages) if one.whole else frozenset() for one in apart]
    if len(set(told)) < 2:
        return [whole]
    covered = whole.whole is not None and bool(whole.passages) and whole.whole.sure > 0
    if all(told) or (any(told) and not covered and summary.named_apart(whole.query)):
        return list(apart)
    return [whole]


def _weighed(
    need: questions.Need, candidates: Sequence[scoring.Candidate], rows: NDArray[np.float64]
) -> tuple[tuple[Evidence, ...], float]:
    """The candidates as evidence, the likeliest first, and how surely they answer, 0..1."""
    chances = scoring.opinions(need, candidates, scoring.chances(rows))
    chances = scoring.led_on(need, candidates, chances)
    left = scoring.doubts(need, candidates, rows, chances)
    told = timely(need, candidates, retold(need, candidates, chances * left))
    sure = scoring.confidence(need, candidates, rows, chances, left)
    return scoring.rank(candidates, told), sure


def judged(reading: Reading) -> Judged:
    if reading.whole:
        return Judged(reading, reading.whole.ranked, reading.whole.sure)
    doubt = _ANOTHER if any(person.is_other for person in reading.persons) else 1.0
    sure = reading.sure * doubt
    sides = _sides(reading)
    # Of two things no one sentence may tell: it is answered where each of them is.
    sure = max(sure, min((side.sure for side in sides), default=0.0))
    if reading.by_words and sure < THRESHOLDS["balanced"]:
        sure = reading.by_words[0].score * doubt
        return Judged(reading, reading.by_words, sure, by_words=True)
    return Judged(reading, reading.ranked, sure, sides)


def _sides(reading: Reading) -> tuple[Side, ...]:
    """What each thing compared needs, and its evidence: from the articles that speak of it, and
    no sentence that speaks of another of them instead."""
    found = []
    names = own_stems([side.query for side in reading.sides])
    for side, own in zip(reading.sides, names, strict=True):
        articles = {one.passage.file: one.article for one in side.candidates}
        others = [name for name in names if name and name != own]
        alone = judged(side)
        of_it = tuple(
            e
            for e in alone.ranked
            if side.whole
            or (
                about(own, e.passage.title, articles[e.file])
                and not is_of_another(stem_set(e.quote), stem_set(e.passage.title), own, others)
            )
        )
        likeliest = of_it[:1] == alone.ranked[:1]
        found.append(Side(side.query, side.need, of_it, alone.sure if likeliest else 0.0))
    return tuple(found)


def in_turn(judged: Sequence[Judged], most: int) -> tuple[Evidence, ...]:
    """The likeliest evidence of each, and of each thing compared, in turn."""
    each: list[tuple[Evidence, ...]] = []
    for one in judged:
        each += [side.ranked for side in one.sides if side.ranked] or [one.ranked]
        each += [one.reading.leads] if one.reading.leads else []
    rows = itertools.zip_longest(*(ranked[:most] for ranked in each))
    found: dict[tuple[str, int], Evidence] = {}
    for e in filter(None, itertools.chain.from_iterable(rows)):
        found.setdefault((e.file, e.start), e)
    return tuple(found.values())[:most]


def _understood(
    question: str, history: Sequence[Message], today: dt.date
) -> tuple[str, dt.date | None]:
    """The question as it stands by itself, without its "as of …", and the day that gives.

    A follow-up is about the day of the question before, unless it names one of its own.
    """
    read = read_time(question, today)
    history = recent(history)  # of a program's history no end need be in sight
    asked = [read_time(m.content[:MOST_QUESTION], today) for m in history if m.role == "user"]
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


def _cited_last(history: Sequence[Message]) -> tuple[str, ...]:
    """The files that the last answer cited."""
    cited = [m.citations for m in history if m.citations][-1:]
    return tuple(dict.fromkeys(c.file for citations in cited for c in citations))


def _less_as_of(read: QuestionTime) -> str:
    return read.without() if read.as_of else read.question


def _published(when: When, chosen: Filter) -> Filter:
    """What is chosen of the articles that were published at a time."""
    after = max(filter(None, (chosen.after, when.start)), default=None)
    before = min(filter(None, (chosen.before, when.end)), default=None)
    return replace(chosen, after=after, before=before)


def checked(question: str) -> str:
    """The question without control characters and needless space.

    Raises:
        SettingError: it is empty or far too long.
    """
    if not isinstance(question, str):
        raise SettingError(f"A question is text, not {type(question).__name__}.")
    # A pasted text has marks within its words that nobody sees, as where one may be parted.
    seen = "".join(c for c in question if category(c) != "Cf" or c in _JOINERS)
    plain = "".join(c if c.isprintable() else " " for c in seen)
    plain = " ".join(plain.encode(errors="ignore").decode().split())
    if not any(c.isalnum() for c in plain):
        raise SettingError("The question is empty. Ask something in words.")
    if len(plain) > MOST_QUESTION:
        raise SettingError(
            f"The question has {len(plain):,} characters; the most is {MOST_QUESTION:,}. "
            "Ask about the text rather than pasting it."
        )
    return plain
