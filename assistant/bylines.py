"""Who wrote an article, who published it, when -> the line of its header that says so.

A byline is no sentence, so the scorer never sees one; the reader of the files has found them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from assistant.questions import Need
from assistant.summary import ARTICLE, Whole, about, without_article
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


_WROTE = r"(?:wrote|writes|written|authored|penned|reported|reports)"
_OUTLET = (
    r"(?:news)?(?:papers?|outlets?|agenc(?:y|ies)|publications?|publishers?|magazines?|sites?|"
    r"sources?)"
)
# Never "who wrote The Salt Road?": that is a question about a book.
_FORMS = {
    Asks.AUTHOR: (
        rf"who {_WROTE} (?:the |this |that |an? )?(?:\w+ )?(?:{ARTICLE} )?(?:about|on) (.+)",
        rf"who {_WROTE} (?:the|this|that) (.+ {ARTICLE})",
        rf"who (?:is|was) the (?:author|writer|journalist|reporter) (?:of|behind) "
        rf"((?:the|this|that) (?:.+ )?{ARTICLE}(?: .+)?)",
        rf"(?:author|byline) of ((?:the )?(?:.+ )?{ARTICLE}(?: .+)?)",
        rf"by whom was (the (?:.+ )?{ARTICLE}(?: .+)?) written",
    ),
    Asks.PUBLISHER: (
        rf"(?:which|what) {_OUTLET} (?:{_WROTE}|published|carried|ran)(?: the| a)?(?: {ARTICLE})?"
        rf"(?: about| on)? (.+)",
        rf"(?:who|where) (?:published|was) (the (?:.+ )?{ARTICLE}(?: .+?)?)(?: published)?",
    ),
    Asks.DATE: (
        rf"(?:when|on (?:what|which) (?:day|date)) (?:was|did) (the (?:.+ )?{ARTICLE}(?: .+?)?) "
        rf"(?:published|written|appear|come out)",
        rf"(?:what is the date|date) of (the (?:.+ )?{ARTICLE}(?: .+)?)",
    ),
}
_ASKED = [
    (asks, re.compile(form, re.IGNORECASE)) for asks, forms in _FORMS.items() for form in forms
]


def asked(question: str) -> tuple[Asks, str] | None:
    """(what is asked, the topic of the article); None where it is another question."""
    plain = question.strip().rstrip("?!. ")
    for asks, form in _ASKED:
        if found := form.fullmatch(plain):
            return asks, without_article(found[1])
    return None


def told(catalog: Catalog, passages: Sequence[Passage], need: Need, asks: Asks) -> Whole | None:
    """The lines that answer, of the articles about the topic; None where there is none.

    Args:
        passages: found for the topic, the nearest first.
        need: of the topic alone.
    """
    found, sure = about(catalog, passages, need)
    lines: list[Evidence] = []
    for passage in list(found.values())[:_MOST]:
        view = catalog.article(passage.file)
        if view is not None:
            lines += [one for one in _lines(view, passage) if _says(one.quote, view, asks)][:1]
    return Whole(tuple(lines), sure) if lines else None


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
