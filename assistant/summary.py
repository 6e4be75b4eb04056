"""A request for the whole of a matter -> what its articles say first and what they turn around.

"Summarise the article about the flood wall" has no sentence that answers it, so the scorer, which
looks for one, finds little. Where articles are about what is named, as their titles and openings
show, they tell it themselves: news says the most important first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import said_in
from assistant.questions import Need
from assistant.types import Evidence
from index.catalog import Catalog
from index.tokens import stem_set, stems
from index.types import ArticleInfo, Filter, Kind, Passage

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

ABOUT = 0.7  # of the weight of the topic's words an article's title and opening must hold
_NEARLY = 0.8  # of the best article's share: so far another is about the same
MOST_ARTICLES = 4
MOST_STORIES = 6  # of a folder as a whole
_MOST_READ = 80  # sentences of an article
_LEAST_WORDS = 4  # "Good morning.", "THE FERRIES." tell nothing
_OPENING = 2  # sentences that are read for what an article is about
# Chances to be in the summary: the opening, the sentence after it, and what lies near the middle
# of what the article says, from the farthest to the nearest. News opens with the most important;
# three quarters of the words of a summary by a journalist are from the first third.
_FIRST, _SECOND, _LEAST, _CENTRAL = 0.95, 0.7, 0.1, 0.6

_PLEASE = r"(?:please,?\s+|(?:can|could|would|will) you\s+(?:please\s+)?|i (?:want|need)\s+)?"
_KIND = r"(?:summary|overview|recap|rundown|digest|gist|outline|résumé)"
_POINTS = (
    r"(?:main|key|most important|central|biggest)\s+"
    r"(?:points?|items?|facts?|findings?|topics?|news|stor(?:y|ies)|messages?|takeaways?)"
)
ARTICLE = r"(?:articles?|reports?|stor(?:y|ies)|pieces?|texts?|news|coverage)"
_FORMS = (
    r"(?:summari[sz]e|sum up|recap)",
    rf"(?:(?:give|write|show|make|get)(?: me| us)?\s+)?(?:an?\s+|the\s+)?"
    rf"(?:short\s+|brief\s+|quick\s+|concise\s+)?{_KIND}\s+(?:of|on|about|from)",
    rf"(?:(?:what|which) (?:are|were|is|was)\s+)?(?:the\s+)?{_POINTS}\s+(?:of|in|from|about|on)",
    r"what(?:['’]s| is)(?: in)?(?: the)?(?: latest)? news (?:about|on|from)",
    r"(?:tell (?:me|us)|report)(?: everything| all| more)?\s+about",
    r"what (?:do|does|did) (?:we|the articles?|the reports?) (?:know|say|tell)(?: us)? about",
    r"what (?:is|was) known about",
)
_REQUEST = re.compile(
    rf"{_PLEASE}(?:{'|'.join(_FORMS)})\s+(?P<topic>.+)"
    r"|what (?:is|are|was|were)\s+(?P<named>(?:the|these|all|this) .+) about",
    re.IGNORECASE,
)
_OF_ARTICLE = re.compile(
    rf"^(?:the|this|these|all|all the|both)?\s*(?:\w+\s+)?{ARTICLE}\s+"
    r"(?:of|on|about|from|around|regarding|concerning)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_ANY_ARTICLE = re.compile(rf"\b(?:{ARTICLE}|files?|folders?|documents?)\b", re.IGNORECASE)
_END = re.compile(
    rf"(?:\s+{ARTICLE})?[\s.,?!]*(?:\b(?:please|pls|for me|briefly|in short)\b[\s.,?!]*)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the articles about a topic say, as evidence."""

    ranked: tuple[Evidence, ...]  # the likeliest to be in a summary first
    sure: float  # 0..1, how far an article is about the topic


def without_article(named: str) -> str:
    """A topic without "the article about" before it."""
    return _OF_ARTICLE.sub("", _END.sub("", named))


def topic(question: str) -> str | None:
    """What is to be summarised as a whole; None where something else is asked.

    Nothing, "", where it is the articles themselves: "What are the articles about?"
    """
    found = _REQUEST.fullmatch(_END.sub("", question.strip()))
    if found is None:
        return None
    named = without_article(found["topic"] or found["named"])
    return named if stems(_ANY_ARTICLE.sub("", named)) else ""


def newest(articles: Iterable[ArticleInfo], chosen: Filter) -> list[ArticleInfo]:
    """The newest stories among the articles that may be seen, one article of each."""
    stories: dict[str, ArticleInfo] = {}
    seen = [one for one in articles if _allowed(one, chosen)]
    for one in sorted(seen, key=_day, reverse=True):
        stories.setdefault(one.cluster, one)
    return list(stories.values())[:MOST_STORIES]


def openings(catalog: Catalog, passages: Sequence[Passage]) -> Whole | None:
    """How each of some articles begins."""
    said = [[e for e in said_in(catalog, p) if _tells(e)][:1] for p in passages]
    firsts = [replace(one[0], score=_FIRST) for one in said if one]
    return Whole(tuple(firsts), _FIRST) if firsts else None


def _allowed(info: ArticleInfo, chosen: Filter) -> bool:
    day = info.published.date if info.published else None
    return (
        (not chosen.files or info.file in chosen.files)
        and (chosen.after is None or (day is not None and day >= chosen.after))
        and (chosen.before is None or day is None or day <= chosen.before)
    )


def _day(info: ArticleInfo) -> dt.date:
    return info.published.date if info.published else dt.date.min


def whole(catalog: Catalog, passages: Sequence[Passage], need: Need, embed: Embed) -> Whole | None:
    """What the articles about a topic say; None where none is about it.

    Args:
        passages: found for the topic, the nearest first.
        need: of the topic alone.
        embed: texts -> unit vectors.
    """
    found, best = about(catalog, passages, need)
    clusters: Mapping[str, str] = catalog.clusters(list(found))
    told: dict[str, str] = {}  # one article of each story
    for file in found:
        told.setdefault(clusters.get(file, file), file)
    evidence = [
        one
        for file in list(told.values())[:MOST_ARTICLES]
        for one in _weighed(catalog, found[file], embed)
    ]
    return Whole(tuple(sorted(evidence, key=lambda e: -e.score)), best) if evidence else None


def about(
    catalog: Catalog, passages: Sequence[Passage], need: Need
) -> tuple[dict[str, Passage], float]:
    """(the articles that are about a topic, each with its nearest passage; how far the best is).

    Args:
        passages: found for the topic, the nearest first.
        need: of the topic alone.
    """
    found: dict[str, Passage] = {}
    for passage in passages:
        found.setdefault(passage.file, passage)
    shares = {file: need.covered(_about(catalog, one)) for file, one in found.items()}
    best = max(shares.values(), default=0.0)
    least = max(ABOUT, _NEARLY * best)
    return {file: one for file, one in found.items() if shares[file] >= least}, best


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
    chances[:_OPENING] = np.maximum(chances[:_OPENING], (_FIRST, _SECOND)[: len(said)])
    return [replace(one, score=float(chance)) for one, chance in zip(said, chances, strict=True)]
