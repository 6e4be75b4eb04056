"""Who wrote an article, who published it, when -> the line of its header that says so.

A byline is no sentence, so the scorer never sees one; the reader of the files has found them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from assistant.summary import plain, without_article
from assistant.types import Evidence
from assistant.verify.mentions import dates
from index.catalog import Catalog
from index.tokens import fold
from index.types import ArticleView, Passage

_MOST = 4  # articles


class Asks(StrEnum):
    """What of an article is asked for."""

    AUTHOR = "author"
    PUBLISHER = "publisher"
    DATE = "date"


_WROTE = r"(?:wrote|writes|authored|penned)"
_ARTICLE = r"(?:articles?|stor(?:y|ies)|pieces?|columns?|editorials?|interviews?)"
_PAPER = r"(?:(?:news)?papers?|outlets?|publications?|magazines?|news sites?)"
_IT = rf"(?:it|that|this|(?:that|this|the) {_ARTICLE})"
_THE = rf"(?:the|this|that|an?) (?:\w+ )?{_ARTICLE}"
_ON = r"(?:about|on|of)"
# Never "who wrote The Salt Road?" or "who wrote the report on the dam?": those ask about a book and
# a report that articles speak of.
_FORMS = {
    Asks.AUTHOR: (
        rf"who {_WROTE} (?:{_THE} )?about (?P<topic>.+)",
        rf"who {_WROTE} {_THE} on (?P<topic>.+)",
        rf"who (?:is|was) the (?:author|writer|journalist|reporter) (?:of|behind) {_THE} "
        rf"{_ON} (?P<topic>.+)",
        rf"(?:who {_WROTE}|who (?:is|was) the (?:author|writer) of) {_IT}",
    ),
    Asks.PUBLISHER: (
        rf"(?:which|what) {_PAPER} (?:{_WROTE}|reported) (?:about|on) (?P<topic>.+)",
        rf"(?:who|(?:which|what) {_PAPER}) (?:published|carried|ran) {_THE} {_ON} (?P<topic>.+)",
        rf"where was {_THE} {_ON} (?P<topic>.+?) published",
        rf"(?:who|(?:which|what) {_PAPER}) (?:published|carried|ran) {_IT}",
    ),
    Asks.DATE: (
        rf"(?:when|on (?:what|which) (?:day|date)) was {_THE} {_ON} (?P<topic>.+?) "
        rf"(?:published|written)",
        rf"(?:when|on (?:what|which) (?:day|date)) was {_IT} (?:published|written)",
    ),
}
_ASKED = [
    (asks, re.compile(form, re.IGNORECASE)) for asks, forms in _FORMS.items() for form in forms
]


def asked(question: str) -> tuple[Asks, str] | None:
    """(what is asked, the topic of the article); None where it is another question.

    The topic is "" where it is an article spoken of before: "Who wrote it?"
    """
    words = plain(question)
    for asks, form in _ASKED:
        if found := form.fullmatch(words):
            return asks, without_article(found.groupdict().get("topic") or "")
    return None


def told(catalog: Catalog, passages: Sequence[Passage], asks: Asks) -> tuple[Evidence, ...]:
    """The line of each article's header that answers, where it has one.

    Args:
        passages: one of each article.
    """
    lines: list[Evidence] = []
    for passage in passages[:_MOST]:
        view = catalog.article(passage.file)
        if view is not None:
            lines += [one for one in _lines(view, passage) if _says(one.quote, view, asks)][:1]
    return tuple(lines)


def _lines(view: ArticleView, passage: Passage) -> Iterator[Evidence]:
    text = view.article.text
    whole = replace(passage, start=0, end=len(text), text=text)
    for span in view.article.header:
        for line in re.finditer(r"\S(?:[^\n]*\S)?", text[span.start : span.end]):
            start, end = span.start + line.start(), span.start + line.end()
            yield Evidence(passage.file, start, end, text[start:end], 1.0, whole)


def _says(line: str, view: ArticleView, asks: Asks) -> bool:
    article, low = view.article, fold(line)
    if asks is Asks.AUTHOR:
        return any(fold(author) in low for author in article.authors)
    if asks is Asks.PUBLISHER:
        return article.publisher is not None and fold(article.publisher) in low
    day = article.published.date if article.published else None
    return day is not None and any(
        (m.year, m.month, m.day) == (day.year, day.month, day.day) for m in dates(line)
    )
