"""A request for the whole of a matter -> what its articles say first and what they turn around.

"Summarise the article about the flood wall" has no sentence that answers it, so the scorer, which
looks for one, finds little. Where articles are about what is named, as their titles and openings
show, they tell it themselves: news says the most important first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import is_heading, said_in
from assistant.questions import Need
from assistant.types import Evidence
from index.catalog import Catalog
from index.tokens import fold, holds, stem_set, stems
from index.types import Kind, Passage

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# Of the weight of the topic's words, what an article's title and opening must hold: all but the
# lightest. What asks for one side of a matter ("the cause of the fire") has a sentence for it.
ABOUT = 0.95
ALSO = 0.6  # of a further article that has all of them somewhere: a story goes on in other words
MOST_ARTICLES = 4
MOST_APART = 4  # matters asked for in one question
MOST_STORIES = 6  # of a folder as a whole
_MOST_READ = 80  # sentences of an article
_ENDED = re.compile(r"[.!?:…。！？][\"”’')*_ ]*$")  # a line with the day and the publisher is not
_LEAST_WORDS = 4  # "Good morning.", "THE FERRIES." tell nothing
_OPENING = 2  # sentences that are read for what an article is about
# Chances to be in the summary: the opening, the two sentences after it, and what lies near the
# middle of what the article says, from the farthest to the nearest. News opens with the most
# important.
_LEADS, _LEAST, _CENTRAL = (0.95, 0.7, 0.62), 0.1, 0.6
_SECTION = 0.61  # ... and the first sentence under each of several headings
_SECTIONS = 3  # headings: so many items a newsletter has at least
_NEXT = 0.98  # of its chances a further article keeps: the first one leads

_PLEASE = r"(?:please,?\s+|(?:can|could|would|will) you\s+(?:please\s+)?|i (?:want|need)\s+)?"
_KIND = r"(?:summary|overview|recap|rundown|digest|gist|outline|résumé)"
_POINTS = (
    r"(?:main|key|most important|central|biggest)\s+"
    r"(?:points?|items?|facts?|findings?|topics?|news|stor(?:y|ies)|messages?|takeaways?)"
)
ARTICLE = r"(?:articles?|reports?|stor(?:y|ies)|pieces?|texts?|news|coverage)"
_SERIES = r"(?:interview|briefing|newsletter|column|editorial|dispatch)"
_IS = r"(?: is|['’]s| was| were|(?: has|['’]s) been)"
_FORMS = (
    r"(?:summari[sz]e|sum up|recap)",
    rf"(?:(?:give|write|show|make|get)(?: me| us)?\s+)?(?:an?\s+|the\s+)?"
    rf"(?:short\s+|brief\s+|quick\s+|concise\s+)?{_KIND}\s+(?:of|on|about|from)",
    rf"(?:(?:what|which) (?:are|were|is|was)\s+)?(?:the\s+)?{_POINTS}\s+(?:of|in|from|about|on)",
    r"what(?:['’]s| is)(?: in)?(?: the)?(?: latest)? news (?:about|on|from)",
    # Its "latest" is a word of time, and gone where the rest is read.
    r"what(?:['’]s| is) (?:the(?: latest)? (?:about|on|from|with)|new (?:about|on|with|at))",
    r"(?:is there |are there )?any(?: latest)? news (?:about|on|from|of)",
    r"(?:tell (?:me|us)|report)(?: everything| all| more)?\s+about",
    # "The report" may be one that articles speak of.
    r"what (?:do|did) (?:the|these|those|your|my|our|all(?: the)?) "
    r"(?:articles|reports|stories|pieces|texts|news|coverage) "
    r"(?:say|tell(?: me| us)?|report|write)\s+(?:about|on|of)",
    rf"what{_IS} (?:said|written|reported|published)\s+about",
    r"(?:what(?:['’]s| is)\s+)?(?:the\s+)?(?:(?:current|latest|present)\s+)?"
    r"(?:state|status|situation)\s+(?:of|with|around|regarding)",
    r"what(?:['’]s| is) (?:going on|happening) (?:with|at|around)",
    r"where do (?:things|matters) stand (?:with|on|in)",
)
# The newest articles, whatever they are about: "What's new?"; with a time, those of that time.
_ANYTHING = (
    r"what(?: is|['’]s) new(?: in the (?:folder|news|papers?|articles|files))?"
    r"|what (?:happened|has happened|was new)"
    rf"|what{_IS}(?: in)?(?: the)?(?: latest)? (?:news|headlines)"
    rf"|what(?: news)?{_IS} (?:there|published|reported|written)"
    rf"|(?:which|what) {ARTICLE} (?:are|were|was|have been|has been) (?:there|published|written)"
)
_REQUEST = re.compile(
    rf"{_PLEASE}(?:{'|'.join(_FORMS)})\s+(?P<topic>.+)"
    rf"|what (?:is|are|was|were)\s+(?P<named>(?:the|these|all|this|that)\s(?:.+\s)?"
    rf"(?:{ARTICLE}|{_SERIES})(?:\s.+)?) about|(?:{_ANYTHING})",
    re.IGNORECASE,
)
# "Alibaba", "strike?", "Storm Perrin": who types no more wants to know what there is about it.
_NAME_ALONE = re.compile(r"[^\W\d_][\w'’&.-]{2,}|[A-Z][\w'’&.-]+(?: [A-Z][\w'’&.-]+){1,2}")
_BARE = re.compile(  # a request without its matter
    r"(?:summari[sz]e|summary|overview|recap|compare|explain|list|translate|news|headlines|latest)",
    re.IGNORECASE,
)
_OF_ARTICLE = re.compile(
    rf"^(?:the|this|these|all|all the|both)?\s*(?:\w+\s+)?{ARTICLE}\s+"
    r"(?:of|on|about|from|around|regarding|concerning)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_NEXT_TOPIC = re.compile(
    r"\s*,(?!\d)\s*(?:and\s+|as well as\s+)?|\s+(?:and|as well as|along with|plus|&)\s+",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"^(?:(?:also|then|both|on|about|of|from)\s+)+", re.IGNORECASE)
_APART = re.compile(
    r"\b(?:and (?:also )?(?:on|about|of|from|the|an?|his|her|its|their)|both|as well as|along with"
    r"|plus)\s",
    re.IGNORECASE,
)
_ANY_ARTICLE = re.compile(rf"\b(?:{ARTICLE}|files?|folders?|documents?)\b", re.IGNORECASE)
_LAST = re.compile(rf"(?:please|pls|for me|briefly|in short|\s{ARTICLE}|\s(?:of|from|in))$", re.I)
# "... and how it ended", "from the accident to the reopening": no words of what it is about.
_TAIL = re.compile(
    r"[,;]?\s+(?:and\s+)?(?:how|why|whether|when|what)\s[^A-Z\d]+$"
    r"|,?\s+from\s[^A-Z\d]+?\s(?:to|until|till)\s[^A-Z\d]+$"
)
_PUNCTUATION = " .,;:?!"
# "The Harrow Bank affair": what kind of matter it is, which no article need say.
_MATTERS = stem_set(
    "affair case saga row matter story issue situation development debate controversy scandal"
    " crisis dispute conflict topic event battle fight struggle tussle feud court against"
)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the articles about a topic say, as evidence."""

    ranked: tuple[Evidence, ...]  # the likeliest to be told first
    sure: float  # 0..1, how far an article is about the topic; 0 where none answers


def plain(text: str) -> str:
    """Without punctuation at its end, and "please" and the like, and "article"."""
    text = text.strip(_PUNCTUATION)
    while found := _LAST.search(text):
        text = text[: found.start()].rstrip(_PUNCTUATION)
    return text


def without_article(named: str) -> str:
    """A topic without "the article about" before it; "" where it names nothing else."""
    named = _OF_ARTICLE.sub("", plain(named))
    return named if stems(_ANY_ARTICLE.sub("", named)) else ""


def topic(question: str) -> str | None:
    """What is to be summarised as a whole; None where something else is asked.

    Nothing, "", where it is the articles themselves: "What are the articles about?"
    """
    found = _REQUEST.fullmatch(question.strip(_PUNCTUATION)) or _REQUEST.fullmatch(plain(question))
    if found is None:
        return None
    named = without_article(found["topic"] or found["named"] or "")
    about = _TAIL.sub("", named)
    return about if stems(about) else named


def is_name(question: str) -> bool:
    """Whether it is a word or a name alone, which asks for what there is about it."""
    asked = question.strip(_PUNCTUATION)
    return bool(_NAME_ALONE.fullmatch(asked) and stems(asked) and not _BARE.fullmatch(asked))


def topics_apart(question: str) -> tuple[str, ...]:
    """The same request of each of the matters it names, in their order; empty where it is one.

    "Summarise the tram and the storm" asks for the tram, and for the storm. So may "search and
    rescue", which is one matter: whether articles tell of each by itself decides.
    """
    asked = question.strip(_PUNCTUATION)
    found = _REQUEST.fullmatch(asked)
    if found is None or not found["topic"]:
        return ()
    head, rest = asked[: found.start("topic")], plain(found["topic"])
    kind = _OF_ARTICLE.match(rest)
    named = rest[kind.end() :] if kind else rest
    if " between " in f" {named}":  # the two of it are one matter
        return ()
    each = [_AGAIN.sub("", one).strip(_PUNCTUATION) for one in _NEXT_TOPIC.split(named)]
    apart = 1 < len(each) <= MOST_APART and all(stems(one) for one in each)
    return tuple(f"{head}{one}" for one in each) if apart else ()


def named_apart(question: str) -> bool:
    """Whether it says itself that its matters are several: "about A and about B", "both"."""
    return bool(_APART.search(question))


def openings(catalog: Catalog, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """How the article of each passage begins."""
    said = [[e for e in said_in(catalog, p) if _tells(e)][:1] for p in passages]
    return tuple(replace(one[0], score=_LEADS[0]) for one in said if one)


def whole(
    catalog: Catalog, passages: Sequence[Passage], latest: bool, embed: Embed
) -> tuple[Evidence, ...]:
    """What some articles say, the likeliest to be in a summary first; one article of each story.

    Args:
        passages: one of each article, the nearest to the topic first.
        latest: the newest comes first.
        embed: texts -> unit vectors.
    """
    told = one_of_each_story(catalog, [passage.file for passage in passages])[:MOST_ARTICLES]
    chosen = [passage for passage in passages if passage.file in told]
    if latest:
        chosen.sort(key=_day, reverse=True)
    said = [
        replace(one, score=one.score * _NEXT**place)
        for place, passage in enumerate(chosen)
        for one in _weighed(catalog, passage, embed)
    ]
    return tuple(sorted(said, key=lambda e: -e.score))


def one_of_each_story(catalog: Catalog, files: Sequence[str]) -> list[str]:
    """The first file of each story, in their order: of its copies one tells it."""
    clusters = catalog.clusters(files)
    stories: dict[str, str] = {}
    for file in files:
        stories.setdefault(clusters[file], file)
    return list(stories.values())


def _day(passage: Passage) -> dt.date:
    return passage.published.date if passage.published else dt.date.min


def about(
    catalog: Catalog, passages: Sequence[Passage], need: Need
) -> tuple[tuple[Passage, ...], float]:
    """(the nearest passage of each article that is about a topic, how far the best one is, 0..1).

    Args:
        passages: found for the topic, the nearest first.
        need: of the topic alone.
    """
    found: dict[str, Passage] = {}
    for passage in passages:
        found.setdefault(passage.file, passage)
    named = {s: weight for s, weight in need.weights.items() if s not in _MATTERS}
    need = replace(need, weights=named or need.weights)
    shares = {file: need.covered(_about(catalog, one)) for file, one in found.items()}
    best = max(shares.values(), default=0.0)
    told = tuple(
        one
        for file, one in found.items()
        if shares[file] >= ABOUT
        or (best >= ABOUT and shares[file] >= ALSO and _speaks_of(catalog, file, need))
    )
    return told, best


def _speaks_of(catalog: Catalog, file: str, need: Need) -> bool:
    view = catalog.article(file)
    if view is None:
        return False
    text = fold(view.article.text)
    return need.covered(frozenset(s for s in need.weights if holds(text, s))) >= ABOUT


def mentions(catalog: Catalog, passages: Sequence[Passage], name: str) -> tuple[Evidence, ...]:
    """The first sentences that speak of a name, of the articles that are not about it."""
    wanted = stem_set(name)
    of_each = [
        [e for e in said_in(catalog, passage) if _tells(e) and wanted <= stem_set(e.quote)]
        for passage in {p.file: p for p in reversed(passages)}.values()
    ]
    told = [
        replace(one, score=chance)
        for said in of_each
        for one, chance in zip(said, _LEADS[:2], strict=False)
    ]
    return tuple(sorted(told, key=lambda e: -e.score))


def _tells(one: Evidence) -> bool:
    return len(one.quote.split()) >= _LEAST_WORDS


def _about(catalog: Catalog, passage: Passage) -> frozenset[str]:
    """The stems of an article's title, file name, publisher, day and opening."""
    view = catalog.article(passage.file)
    if view is None:
        return frozenset()
    opening = [s for s in view.sentences if s.kind is Kind.BODY][:_OPENING]
    day = view.article.published.date if view.article.published else None
    words = [
        view.article.title,
        re.sub(r"[\W_]+", " ", passage.file),
        view.article.publisher or "",
        *(view.article.text[s.start : s.end] for s in opening),
    ]
    dated = {str(day.day), *stems(f"{day:%B}"), str(day.year)} if day else set()
    return stem_set(" ".join(words)) | dated


def _weighed(catalog: Catalog, passage: Passage, embed: Embed) -> list[Evidence]:
    """The sentences of an article with their chances to be in its summary."""
    said = [e for e in said_in(catalog, passage) if _tells(e)][:_MOST_READ]
    if not said:
        return []
    vectors = embed([one.quote for one in said])
    nearness = vectors @ vectors.mean(axis=0)
    order = nearness.argsort().argsort() / max(1, len(said) - 1)  # 0 the farthest, 1 the nearest
    chances = _LEAST + (_CENTRAL - _LEAST) * order
    leads = [place for place, one in enumerate(said) if _ENDED.search(one.quote)][: len(_LEADS)]
    chances[leads] = np.maximum(chances[leads], _LEADS[: len(leads)])
    headed = np.array([_is_headed(one) for one in said])
    if headed.sum() >= _SECTIONS:
        chances[headed] = np.maximum(chances[headed], _SECTION)
    return [replace(one, score=float(chance)) for one, chance in zip(said, chances, strict=True)]


def _is_headed(one: Evidence) -> bool:
    """Whether a heading stands above a sentence, or before it in capitals: "THE FERRIES. ..." """
    before = one.passage.text[: one.start]
    line = before.rstrip().rpartition("\n")[2].strip("#* ")
    if "\n" in before[len(before.rstrip()) :]:
        return is_heading(line)
    return line.isupper() and len(line.split()) < _LEAST_WORDS
