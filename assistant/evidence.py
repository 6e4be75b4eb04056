"""Passages -> scored evidence sentences. Is there enough to answer?

A sentence's score is the chance that it carries the answer, a logistic function of a few
explained features. evals/fit.py fits the weights on data whose licence allows it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.conversation.words import AUXILIARY
from assistant.doubts import answers_another
from assistant.kinds import AMOUNTS, NAMES
from assistant.opinion import says_we, writes
from assistant.orders import addressed_to_machines, holds_words_to_machines
from assistant.questions import Need, names_focus, present
from assistant.quotations import ends_another, is_open
from assistant.replies import replies
from assistant.said import Said, is_of_house
from assistant.selector import UNREAD, Marks, Window
from assistant.tables import head_of, says_nothing
from assistant.types import Evidence
from assistant.weights import REFUSAL, SENTENCE
from index.catalog import Catalog
from index.published import MONTHS
from index.tokens import fold, holds_name, stem, stem_set, tokens
from index.types import ArticleView, Kind, Passage, Sentence

Mark = Callable[[Sequence[Window]], Sequence[Marks]]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]

MOST_WINDOWS = 8  # passages read by the selector for one question; 16 find no more
MOST_SENTENCES = 32  # of these, looked at closer: about 60 ms
MOST_CLOSE = 8  # sentences read once more, each between its neighbours alone
_WORDS = 3.0  # log odds that all the question's words together are worth, in a first look
_NEAR = 0.6  # of the highest "near": so far a sentence speaks of what is asked
_UNKNOWN = 0.5  # of its chance keeps a sentence whose article knows no name of the question
_LACKING = 0.6  # of the weight of the question's names: so much an article of others lacks at least
_FARTHER = 0.4  # ... and so much more than the one that lacks least
_SCRIPT = 500  # characters of an article that tell in which letters it is written
_LONG_NAME = 6  # letters of a stem from which on other spellings count, by its first two thirds
# In golden, held cases among them, and the reports-... sets 2 of 9 that were cited were right, of
# others more than half: a quarter of the odds. With a half these sets come out the same.
_OF_OTHERS = 0.25
_ANOTHER = 0.45  # ... of a sentence that answers another question: by itself it is no answer
_DOUBTED = 0.05  # chances from which on a sentence is looked at for that
_CALENDAR = stem_set(" ".join(MONTHS)) | stem_set(
    "monday tuesday wednesday thursday friday saturday sunday"
)
_CHAIN = 4  # sentences back that a leaning one may reach
_TOLD_WITHIN = 3  # days in which what somebody said is reported
_SPOKEN = 0.5  # of what it lacks is given to a sentence of whom is asked what he said
_LEANS = re.compile(
    r"(?:[\"“'‘]?)(?:it|its|they|them|their|he|his|him|she|her|this|these|those|that|such|"
    r"both|the (?:company|firm|group|division|bank|move|deal|decision|report|product|device|former|"
    r"latter|unit|agency|ministry|city|team|film|show|song|book|author|player|couple|two|pair|"
    r"suspect|victim|study|researchers|order|plan|figure"
    r"|\d{1,3}-year-old(?!(?:\s(?!\w+ed\b|has|had|is|was|will|said)[a-z-]+){0,2}\s(?-i:[A-Z]))))\b",
    re.IGNORECASE,
)
# "In his view it will cost more": whose view it is stands before
_OF_WHOM = re.compile(
    r"(?:in|by|on|to|for|with|from|at|under|after|according to|going by)\s"
    r"(?:his|her|its|their|him|them)\b",
    re.IGNORECASE,
)
# "..., he said": who speaks is named before
_BY_WHOM = re.compile(
    r"[,?!][\"”'’]?\s(?:he|she|they|it)\s(?:said|says|say|added|wrote|told|claims?|claimed|thinks?"
    r"|warned|warns)\b",
    re.IGNORECASE,
)
_VOICE = re.compile(
    r"[\"“”„«]|\b(?:said|says?|told|warn(?:s|ed)|fear(?:s|ed)|believes?|argue[sd]|claim(?:s|ed)|"
    r"according to|expects?|thinks?|call(?:s|ed)|admit(?:s|ted)|insist(?:s|ed)|den(?:y|ies|ied)|"
    r"describe[sd]|prais(?:es|ed)|criticis(?:es|ed)|welcom(?:es|ed)|promise[sd]|added|wrote)\b",
    re.IGNORECASE,
)
# "He cut his rating to hold" is somebody's view without a word for speaking.
_RATES = re.compile(
    r"\b(?:price target|(?:up|down)grade[sd]?|(?:his|her|its|their|the) ratings?"
    r"|rat(?:es|ed) (?:it|them|the|(?-i:[A-Z])\w*))\b",
    re.IGNORECASE,
)
# Of a share: "rates it a buy", not "would rather close the unit than sell it"; a board that
# recommends an offer says nothing of the share either.
_VIEW = re.compile(
    r"\b(?:price target|targets?|rat(?:es?|ed|ing)"
    r"|recommend\w*(?![^.;]{0,40}\b(?:offer|bid|deal|takeover|merger|purchase|sale)\b)"
    r"|expects?|forecasts?|predict\w*|anticipat\w+|should (?:buy|sell|hold)"
    r"|(?<!\bto )(?<!\bwill )(?:buy|sell|hold)"
    r"(?=[\"”’']?(?:[,.;]|$|\s(?:from|to|rating|recommendation)\b))|upgrade[sd]?|downgrade[sd]?|"
    r"(?:under|over)valued|bull\w*|bear\w*)\b",
    re.IGNORECASE,
)
_SAYING = stem_set("say said think thought write wrote argue believe claim call view opinion")
_SUBJECT = 5  # words in which it is told who says it
# "…, said the union", "according to the union"
_TURNED = re.compile(r"(?:[,\"”’']\s\w+|\baccording to)$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.]")
_ASKS_WHETHER = re.compile(rf"(?:{AUXILIARY})\b(?!.*\bor\b)", re.IGNORECASE)
_HEADING = 8  # words at the most
_CLOSING = "\"”’') "
_ENDED = re.compile(r"[.!。！…:;]$|[\u3040-\u30ff\u3400-\u9fff]")
_DIGIT = re.compile(r"\d")

FEATURES = (
    "bias",
    "cover",  # share of the question's weight that stands in the sentence
    "context",  # the same with the article's title and the sentence before
    "near",  # the same with the title and the sentences before and after
    "rest",  # share of what the title does not already say
    "pairs",  # share of the question's word pairs that follow each other in the sentence
    "marked",  # the selector's log odds that it answers
    "marked_gap",  # below the highest of any candidate
    "close",  # the same, read between its neighbours alone
    "close_gap",
    "close_window",  # ... that the three together answer
    "window",  # the selector's log odds that its passage holds an answer
    "window_gap",  # below the highest of any passage
    "cosine",  # question and sentence, read apart
    "cosine_title",  # question and sentence read under its title
    "cosine_gap",  # below the highest cosine of any candidate
    "near_gap",  # below the highest "near" of any candidate
    "passage",  # fused score of the passage, 0..1
    "passage_cosine",  # question and passage
    "first",  # in the first passage found
    "amount",  # a number, date, sum or share is asked for, and one is there
    "no_amount",  # ... and none is there
    "name",  # a person, place or thing is asked for, and a new name is there
    "no_name",  # ... and none is there
    "name_beside",  # a new name or code beside what is asked for: "MI300X accelerators"
    "unnamed",  # ... and there is one in another sentence near the question, not in this one
    "amount_near",  # amount x near: the right kind in the right place
    "name_near",
    "figures",  # the question names years or numbers, and the share of them in the sentence
    "no_figures",  # ... and none is there
    "named",  # share of the question's names that stand in the sentence
    "unheard",  # ... and that stand neither there nor beside it nor in the title
    "voice",  # somebody's view is asked for, and somebody speaks here who is named in it or near
    "no_voice",  # ... and nobody speaks here
    "foreign",  # share of the question's names that stand nowhere in the article
    "leans",  # begins with "it", "the company", ...
    "short",  # under six words
    "long",  # words beyond forty, in tens
    "lead",  # among the first two sentences of its article
)
# Few, and none of the question's words in the evidence: who writes questions for training names
# what is there, and what he knows to be missing even more, which says nothing of real ones.
SIGNS = (
    "bias",
    "best",  # log odds of the best sentence
    "mass",  # of the five best sentences' chances together
    "marked",  # what the selector says of the best sentence
    "window",  # ... and of its passage
    "close",  # ... read between its neighbours alone
    "close_window",
    "any_marked",  # the highest of any candidate
    "any_window",
    "any_passage",  # the highest cosine of any passage
    "no_kind",  # an answer of the wanted kind is not there
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may carry the answer."""

    passage: Passage
    sentence: Sentence
    text: str
    before_text: str
    after_text: str
    rank: int  # of its passage
    lead: bool  # among the first two of its article
    lead_in: str  # the text from the sentence before up to its start
    led_by: str  # the sentences before that one, as far as each leans on the next before it
    head: str  # of a row of a table: the text from the table's head up to its start
    article: str  # the whole text, folded
    marked: float  # the selector's log odds that it answers
    window: float  # ... that its passage does
    close: float  # the same two of the sentence between its neighbours
    close_window: float

    @property
    def title(self) -> str:
        return self.passage.title


def gather(catalog: Catalog, passages: Sequence[Passage], mark: Mark) -> list[Candidate]:
    """The evidence sentences of the first passages, each once, as the selector marks them.

    A headline is read as the context of its article's sentences; it speaks for itself only where
    the article has no other. A sentence that stands in two passages has the better mark.
    """
    passages = passages[:MOST_WINDOWS]
    views = {file: catalog.article(file) for file in {passage.file: None for passage in passages}}
    read = [one for passage in passages if (one := _read(views[passage.file], passage))]
    folded = {file: fold(view.article.text) for file, view in views.items() if view}
    found: dict[tuple[str, int, int], Candidate] = {}
    marks = mark([window for _, _, window, _ in read])
    for rank, ((passage, view, _, places), told) in enumerate(zip(read, marks, strict=True)):
        for place, marked in zip(places, told.sentences, strict=True):
            if _says_nothing(_text_at(view, place)) or _bare_row(view, place):
                continue
            sentence = view.sentences[place]
            key = (passage.file, sentence.start, sentence.end)
            before = found.get(key)
            if before is None:
                article = folded[passage.file]
                found[key] = _candidate(passage, view, place, rank, article, marked, told.window)
            else:
                found[key] = replace(
                    before,
                    marked=max(marked, before.marked),
                    window=max(told.window, before.window),
                )
    return list(found.values())


def unmarked(windows: Sequence[Window]) -> Sequence[Marks]:
    """No marks, where the selector is not asked."""
    return [Marks((UNREAD,) * len(window.sentences), UNREAD) for window in windows]


def marked_in(
    catalog: Catalog, passages: Sequence[Passage], mark: Mark
) -> dict[tuple[str, int], float]:
    """What is made of each sentence of some passages: (file, start) -> its best mark."""
    read = [one for p in passages if (one := _read(catalog.article(p.file), p))]
    best: dict[tuple[str, int], float] = {}
    marks = mark([window for _, _, window, _ in read])
    for (passage, view, _, places), told in zip(read, marks, strict=True):
        for place, marked in zip(places, told.sentences, strict=True):
            key = (passage.file, view.sentences[place].start)
            best[key] = max(marked, best.get(key, UNREAD))
    return best


def said_in(catalog: Catalog, passage: Passage) -> list[Evidence]:
    """Every sentence of the passage's article that may be evidence, in order, of no score yet;
    no rows of tables, which say nothing without their heads."""
    view = catalog.article(passage.file)
    if view is None:  # deleted a moment ago
        return []
    text, kind = view.article.text, _kind(view)
    whole = replace(passage, start=0, end=len(text), text=text)
    said = [
        _candidate(whole, view, place, 0, "")
        for place, sentence in enumerate(view.sentences)
        if sentence.kind is kind
    ]
    kept = [one for one in said if not _says_nothing(one.text) and not _in_table(text, one)]
    return sorted(rank(kept, np.zeros(len(kept))), key=lambda e: e.start)


def nearest(catalog: Catalog, passages: Sequence[Passage], cosines: Embed) -> tuple[Evidence, ...]:
    """The sentences of some passages, those first that are nearest to a question: to be named in a
    refusal, where the selector cannot read the question. Their scores are cosines, no chances.
    """
    read = [one for p in passages if (one := _read(catalog.article(p.file), p))]
    candidates = [
        candidate
        for rank, (passage, view, _, places) in enumerate(read)
        for place in places
        if not _says_nothing((candidate := _candidate(passage, view, place, rank, "")).text)
    ]
    values = cosines([candidate.text for candidate in candidates])
    return rank(candidates, values.astype(np.float64))


def _read(
    view: ArticleView | None, passage: Passage
) -> tuple[Passage, ArticleView, Window, list[int]] | None:
    """A passage, its article, what the selector reads of it, and the places of its sentences."""
    if view is None:  # deleted a moment ago
        return None
    kind = _kind(view)
    places = [
        i
        for i, sentence in enumerate(view.sentences)
        if sentence.kind is kind and passage.start <= sentence.start and sentence.end <= passage.end
    ]
    text = view.article.text
    spans = [view.sentences[i] for i in places]
    window = Window(passage.title, tuple(text[s.start : s.end] for s in spans))
    return (passage, view, window, places) if places else None


def _kind(view: ArticleView) -> Kind:
    return Kind.BODY if any(s.kind is Kind.BODY for s in view.sentences) else Kind.TITLE


def _candidate(
    passage: Passage,
    view: ArticleView,
    place: int,
    rank: int,
    folded: str,
    marked: float = UNREAD,
    window: float = UNREAD,
) -> Candidate:
    text, sentence, kind = view.article.text, view.sentences[place], _kind(view)
    # Only what stands right beside it: never across an advertisement.
    before, after = (_beside(view.sentences, j, kind) for j in (place - 1, place + 1))
    lead = itertools.islice((s for s in view.sentences if s.kind is Kind.BODY), 2)
    head = head_of(text, sentence.start, sentence.end)
    lead_in = text[_opening(view, place, kind).start : sentence.start] if before else ""
    return Candidate(
        passage=passage,
        sentence=sentence,
        text=text[sentence.start : sentence.end],
        before_text=text[before.start : before.end] if before else "",
        after_text=text[after.start : after.end] if after else "",
        rank=rank,
        lead=sentence in lead,
        # Words for a machine are no evidence, whatever leans on them.
        lead_in="" if holds_words_to_machines(lead_in) else lead_in,
        led_by=_led_by(view, place, kind),
        head=text[head : sentence.start] if head is not None and head < sentence.start else "",
        article=folded,
        marked=marked,
        window=window,
        close=UNREAD,
        close_window=UNREAD,
    )


def _opening(view: ArticleView, place: int, kind: Kind) -> Sentence:
    """The sentence before one; where that ends a quotation, the one that begins it."""
    before, earlier = view.sentences[place - 1], _beside(view.sentences, place - 2, kind)
    if earlier and ends_another(_text_at(view, place - 1)) and is_open(_text_at(view, place - 2)):
        return earlier
    return before


def _led_by(view: ArticleView, place: int, kind: Kind) -> str:
    """What a sentence leans on beyond the one before it: "A first film … Its maker … It cost …"."""
    text, first = view.article.text, place
    while place - first < _CHAIN and leans(_text_at(view, first)):
        if _beside(view.sentences, first - 1, kind) is None:
            break
        first -= 1
    if first >= place - 1:
        return ""
    return text[view.sentences[first].start : view.sentences[place - 2].end]


def _text_at(view: ArticleView, place: int) -> str:
    return view.article.text[view.sentences[place].start : view.sentences[place].end]


def _says_nothing(quote: str) -> bool:
    """An interviewer's question, a heading between paragraphs, or words for a program that reads
    the page: no evidence."""
    bare = quote.rstrip(_CLOSING)
    return is_heading(quote) or bare.endswith(("?", "？")) or addressed_to_machines(quote)


def is_heading(quote: str) -> bool:
    """Whether a sentence is a few words without an end, as a heading between paragraphs is."""
    plain = quote.isupper() or not _DIGIT.search(quote)  # "LINE 7 COMES LATER"
    return len(quote.split()) <= _HEADING and not _ENDED.search(quote.rstrip(_CLOSING)) and plain


def _in_table(text: str, one: Candidate) -> bool:
    """Whether it is a line of a table; "Buy | Sell" alone is none."""
    return head_of(text, one.sentence.start, one.sentence.end) is not None


def _bare_row(view: ArticleView, place: int) -> bool:
    """A row that says nothing by itself, or that would be quoted with words for a machine above."""
    text, sentence = view.article.text, view.sentences[place]
    if says_nothing(text, sentence.start, sentence.end):
        return True
    head = head_of(text, sentence.start, sentence.end)
    return head is not None and holds_words_to_machines(text[head : sentence.start])


def _beside(sentences: Sequence[Sentence], place: int, kind: Kind) -> Sentence | None:
    usable = 0 <= place < len(sentences) and sentences[place].kind is kind
    return sentences[place] if usable else None


def promising(need: Need, candidates: Sequence[Candidate], mark: Mark) -> list[Candidate]:
    """The likeliest by the selector's mark and the question's words alone, in their order.

    The first of them are read once more, each between its neighbours alone: in a long passage an
    indirect answer ("priced at 1,899 RMB, the product ...") is easily overlooked.
    """

    def promise(candidate: Candidate) -> float:
        return candidate.marked + _WORDS * need.covered(stem_set(candidate.text))

    best = sorted(range(len(candidates)), key=lambda i: -promise(candidates[i]))[:MOST_SENTENCES]
    close = sorted(best, key=lambda i: -candidates[i].marked)[:MOST_CLOSE]
    around = [
        (candidates[i].before_text, candidates[i].text, candidates[i].after_text) for i in close
    ]
    windows = [
        Window(candidates[i].passage.title, tuple(filter(None, texts)))
        for i, texts in zip(close, around, strict=True)
    ]
    told = {
        i: (marks.sentences[1 if texts[0] else 0], marks.window)
        for i, texts, marks in zip(close, around, mark(windows), strict=True)
    }
    looked = []
    for i in sorted(best):
        one = candidates[i]
        near, window = told.get(i, (one.marked, one.window))
        looked.append(replace(one, close=near, close_window=window))
    return looked


def features(
    need: Need, candidates: Sequence[Candidate], question: NDArray[np.float32], embed: Embed
) -> NDArray[np.float64]:
    """A row of `FEATURES` for each candidate, shape (len(candidates), len(FEATURES))."""
    if not candidates:
        return np.zeros((0, len(FEATURES)))
    texts = list(dict.fromkeys(t for c in candidates for t in (c.text, c.passage.title)))
    vectors = dict(zip(texts, embed(texts), strict=True))
    rows = np.array([_row(need, c, question, vectors) for c in candidates], dtype=np.float64)
    return beside_each_other(rows)


def beside_each_other(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The features with those that hold each candidate against all of these."""
    rows = rows.copy()
    for name in ("marked", "close", "window", "cosine", "near"):
        values = rows[:, FEATURES.index(name)]
        rows[:, FEATURES.index(f"{name}_gap")] = values - values.max()
    beside, near = rows[:, FEATURES.index("name_beside")], rows[:, FEATURES.index("near")]
    named = beside[near >= _NEAR * near.max()].any()
    rows[:, FEATURES.index("unnamed")] = 1 - beside if named else 0.0
    return rows


def _row(
    need: Need,
    candidate: Candidate,
    question: NDArray[np.float32],
    vectors: Mapping[str, NDArray[np.float32]],
) -> list[float]:
    words = tokens(candidate.text)
    ordered = [stem(word) for word in words]
    found = frozenset(ordered)
    titled = stem_set(candidate.passage.title)
    context = found | titled | stem_set(candidate.before_text)
    around = context | stem_set(candidate.after_text)
    near = need.covered(around)
    rest = {s: w for s, w in need.weights.items() if s not in titled}
    kind = present(need, candidate.text)
    cosine, dense = float(vectors[candidate.text] @ question), candidate.passage.dense
    voiced = _VOICE.search(candidate.text) is not None
    amount, name = need.wants in AMOUNTS, need.wants in NAMES
    values = {
        "bias": 1.0,
        "cover": need.covered(found),
        "context": need.covered(context),
        "near": near,
        "rest": sum(w for s, w in rest.items() if s in found) / (sum(rest.values()) or 1.0),
        "pairs": _pairs(need, ordered),
        "marked": candidate.marked,
        "window": candidate.window,
        "close": candidate.close,
        "close_window": candidate.close_window,
        "cosine": cosine,
        "cosine_title": _cosine(
            vectors[candidate.text] + vectors[candidate.passage.title], question
        ),
        "passage": candidate.passage.score,
        # a passage whose vector is not made yet is judged by its sentence
        "passage_cosine": cosine if dense is None else dense,
        "first": candidate.rank == 0,
        "amount": amount * kind,
        "no_amount": amount * (1 - kind),
        "name": name * kind,
        "no_name": name * (1 - kind),
        "name_beside": name and names_focus(need, candidate.text),
        "amount_near": amount and kind * near,
        "name_near": name and kind * near,
        "figures": len(need.figures & found) / len(need.figures) if need.figures else 0.0,
        "no_figures": bool(need.figures) and not need.figures & found,
        "named": len(need.names & found) / len(need.names) if need.names else 0.0,
        "unheard": len(need.names - around) / len(need.names) if need.names else 0.0,
        "foreign": _foreign(need, candidate.article),
        "voice": need.says and voiced and bool(need.names & around or not need.names),
        "no_voice": need.says and not voiced,
        "leans": _LEANS.match(candidate.text) is not None,
        "short": len(words) < 6,
        "long": max(0.0, len(words) - 40) / 10,
        "lead": candidate.lead,
    }
    return [float(values.get(feature, 0.0)) for feature in FEATURES]


def _foreign(need: Need, article: str) -> float:
    missing = [name for name in need.names if name.removesuffix("i") not in article]
    return len(missing) / len(need.names) if need.names else 0.0


def _cosine(vector: NDArray[np.float32], question: NDArray[np.float32]) -> float:
    return float(vector @ question) / (float(np.linalg.norm(vector)) or 1.0)


def _pairs(need: Need, ordered: Sequence[str]) -> float:
    if not need.pairs:
        return 0.0
    kept = [s for s in ordered if s in need.weights]
    return len(need.pairs & set(itertools.pairwise(kept))) / len(need.pairs)


def chances(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance of each row's sentence to carry the answer, 0..1."""
    weights = np.array([SENTENCE[name] for name in FEATURES])
    result: NDArray[np.float64] = 1 / (1 + np.exp(-(rows @ weights)))
    return result


def opinions(
    need: Need, candidates: Sequence[Candidate], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chances where somebody's words are asked for.

    Of advice or a prediction only somebody's stated view counts. Where it is asked what a person
    said, whatever it was, all that he says is an answer, which a scorer that looks for the
    question's topic does not see.
    """
    if need.advice:
        voices = ((c.text, _VOICE.search(c.text) or _RATES.search(c.text)) for c in candidates)
        stated = [bool(voice and _VIEW.search(text)) for text, voice in voices]
        return values * np.array(stated, dtype=np.float64)
    if need.says:
        spoken = [_speaks(need, c) for c in candidates]
        return values + _SPOKEN * (1 - values) * np.array(spoken, dtype=np.float64)
    return values


def led_on(
    need: Need, candidates: Sequence[Candidate], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chances where a yes or no is asked for and a sentence tells it of what is named before.

    "Orvane was not charged. It paid a fine." is no answer to whether it was fined without its
    second sentence, which has all of the question that the first one lacks.
    """
    if not _ASKS_WHETHER.match(need.question):
        return values
    values = values.copy()
    asked = frozenset(need.weights)
    told = {(c.passage.file, c.text): i for i, c in enumerate(candidates)}
    for i, one in enumerate(candidates):
        before = told.get((one.passage.file, one.before_text))
        if before is None or not _LEANS.match(one.text):
            continue
        lacking = asked - stem_set(candidates[before].text)
        if lacking and lacking <= stem_set(one.text) and values[before] > values[i]:
            values[i], values[before] = values[before], values[i]
    return values


def doubts(
    need: Need,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What is left of each sentence's chance, 0..1, where its words tell that it answers another
    question than the one asked.

    What the fitted questions hardly show, as theirs name what is there: the likeliest sentence is
    from an article that does not know the name asked about. A further one may well be, where a
    question leads from one article to the next.
    """
    another = [
        value >= _DOUBTED and answers_another(need, _said(one))
        for one, value in zip(candidates, values, strict=True)
    ]
    unknown = rows[:, FEATURES.index("foreign")] == 1
    unknown &= bool(len(values)) and unknown[np.argmax(values)]
    left: NDArray[np.float64] = np.where(another, _ANOTHER, 1.0) * np.where(unknown, _UNKNOWN, 1.0)
    return np.where(of_others(need, candidates), np.minimum(left, _OF_OTHERS), left)


def of_others(need: Need, candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Whether each sentence's article lacks the names of the question that another one holds: what
    "the company" did there was done by another company.
    """
    lacking = {one.passage.file: _lacking(need, one.article) for one in candidates}
    least = min(lacking.values(), default=0.0)
    far = [lacking[one.passage.file] for one in candidates]
    return np.array([share >= _LACKING and share - least >= _FARTHER for share in far], dtype=bool)


def _lacking(need: Need, article: str) -> float:
    """The share of the question's names, by their weight, that an article has in no spelling; 0
    where it is written in other letters."""
    weights = {name: need.weights.get(name, 1.0) for name in need.names if name not in _CALENDAR}
    if not weights or sum(map(str.isascii, article[:_SCRIPT])) * 2 < len(article[:_SCRIPT]):
        return 0.0
    lacking = sum(weight for name, weight in weights.items() if not _speaks_of(article, name))
    return lacking / sum(weights.values())


def _speaks_of(article: str, name: str) -> bool:
    """Whether a folded article has the name, or a word like a long one: "sherborne" for
    "sherbourn", but not "greentech" for "green"."""
    if len(name) < _LONG_NAME or not name.isascii():
        return holds_name(article, name)
    return re.search(rf"(?<!\w){re.escape(name[: -(len(name) // 3)])}", article) is not None


def leans(sentence: str) -> bool:
    """Whether a sentence is understood with the one before it: what "it" is, who "he said"."""
    return bool(_LEANS.match(sentence) or _OF_WHOM.match(sentence) or _BY_WHOM.search(sentence))


def _leans_back(sentence: str) -> bool:
    """Whether it is told with the sentence before: it leans on it, answers it, or ends what that
    one quotes."""
    return leans(sentence) or replies(sentence) or ends_another(sentence)


def rank(candidates: Sequence[Candidate], values: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Candidates as evidence, the likeliest first."""
    order = sorted(range(len(candidates)), key=lambda i: (-values[i], candidates[i].rank))
    return tuple(
        Evidence(
            file=candidates[i].passage.file,
            start=candidates[i].sentence.start,
            end=candidates[i].sentence.end,
            quote=candidates[i].text,
            score=float(values[i]),
            passage=candidates[i].passage,
            lead_in=candidates[i].head
            or (candidates[i].lead_in if _leans_back(candidates[i].text) else ""),
        )
        for i in order
    )


def signs(rows: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the refusal looks at, one number for each of `SIGNS`.

    Args:
        rows: the candidates' features.
        values: their chances.
    """
    column = {name: i for i, name in enumerate(FEATURES)}
    if not len(rows):
        return np.array([1.0] + [0.0] * (len(SIGNS) - 1))
    ordered = np.argsort(-values, kind="stable")
    best = rows[ordered[0]]
    chances_ = np.clip(values[ordered], 1e-6, 1 - 1e-6)
    return np.array(
        [
            1.0,
            math.log(chances_[0] / (1 - chances_[0])),
            math.log1p(chances_[:5].sum()),
            best[column["marked"]],
            best[column["window"]],
            best[column["close"]],
            best[column["close_window"]],
            rows[:, column["marked"]].max(),
            rows[:, column["window"]].max(),
            rows[:, column["passage_cosine"]].max(),
            best[column["no_amount"]] + best[column["no_name"]],
        ]
    )


def confidence(
    need: Need,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    values: NDArray[np.float64],
    left: NDArray[np.float64],
) -> float:
    """The chance that the evidence answers the question, 0..1.

    Args:
        left: of each chance, by what its sentence gives away; see `doubts`. One that is as likely
            and answers no other question keeps the whole.

    The weights and the embedder know English. A question in Chinese or Japanese is judged by the
    share of its pairs of characters that stand in one sentence.
    """
    if not len(values) or not values.max():
        return 0.0
    if need.unspaced:
        shares = [_held_pairs(need.unspaced, candidate.text) for candidate in candidates]
        return max(shares, default=0.0)
    weights = np.array([REFUSAL[name] for name in SIGNS])
    seen = signs(rows, values)
    best = int(np.argmax(values))
    known = float((values * left).max() / values[best])
    sure = float(known / (1 + np.exp(-(seen @ weights))))
    if need.says and _speaks(need, candidates[best]):
        sure += _SPOKEN * (1 - sure)
    return sure


def _speaks(need: Need, candidate: Candidate) -> bool:
    """Whether those whom the question names speak in a sentence, or write it as their view, at the
    time that it asks about."""
    return _is_theirs(need, candidate) and _is_told_then(need, candidate)


def _is_theirs(need: Need, candidate: Candidate) -> bool:
    found = stem_set(candidate.text)
    if need.speaker:
        asked = frozenset(need.weights) - need.speaker - _SAYING
        return asked <= found and _is_said_by(need.speaker, candidate.text)
    if need.says and need.names:
        asked = frozenset(need.weights) - need.names - _SAYING
        about = need.speaks_only or (bool(asked) and asked <= found)
        title, article = candidate.passage.title, candidate.article
        ours = is_of_house(need.names, candidate.passage.publisher) and says_we(candidate.text)
        if about and (ours or writes(need.names, candidate.text, title, article)):
            return True
    voiced = need.speaks_only and _VOICE.search(candidate.text) is not None
    return voiced and need.names <= found


def _is_said_by(speaker: frozenset[str], text: str) -> bool:
    """Whether those whom some words describe say what a sentence tells: "The audit, by a firm,
    said …", "…, said the union"."""
    for voice in _VOICE.finditer(text):
        begins = " ".join(text[: voice.start()].split()[:_SUBJECT])
        behind = " ".join(text[voice.end() :].split()[:_SUBJECT])
        beside = _CLAUSE_END.split(behind)[0] if _TURNED.search(text[: voice.end()]) else ""
        if any(speaker <= stem_set(words) for words in (begins, beside)):
            return True
    return False


def _is_told_then(need: Need, candidate: Candidate) -> bool:
    if need.window is None or need.ahead:  # what is expected of a time is said before it
        return True
    published = candidate.passage.published
    first, last = need.window
    return published is not None and first <= published.date.toordinal() <= last + _TOLD_WITHIN


def _said(one: Candidate) -> Said:
    return Said(
        text=one.text,
        before=one.before_text,
        after=one.after_text,
        title=one.passage.title,
        head=one.head,
        article=one.article,
        published=one.passage.published,
        led_by=one.led_by,
        publisher=one.passage.publisher,
    )


def _held_pairs(pairs: frozenset[str], text: str) -> float:
    return sum(pair in text for pair in pairs) / len(pairs)
