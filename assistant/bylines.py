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
from index.published import FILE_NAME, TITLE, date_line, in_words
from index.tokens import fold
from index.types import Article, ArticleView, Passage

_MOST = 4  # articles


class Asks(StrEnum):
    """What of an article is asked for."""

    AUTHOR = "author"
    PUBLISHER = "publisher"
    DATE = "date"


_WROTE = r"(?:wrote|writes|authored|penned)"
_ARTICLE = (
    r"(?:articles?|stor(?:y|ies)|pieces?|columns?|editorials?|interviews?|(?:e-?)?mails?"
    r"|newsletters?)"
)
_PAPER = r"(?:(?:news)?papers?|outlets?|publications?|magazines?|news sites?)"
_IT = rf"(?:it|that|this|(?:that|this|the) {_ARTICLE})"
_THE = rf"(?:the|this|that|an?) (?:\w+ )?{_ARTICLE}"
_ON = r"(?:about|on|of)"
# Never "who wrote The Salt Road?" or "who wrote the report on the dam?": those ask about a book and
# a report that articles speak of.
_WRITER = r"(?:author|writer|journalist|reporter)"
_FORMS = {
    Asks.AUTHOR: (
        rf"(?:who|which {_WRITER}) (?:{_WROTE}|has written) (?:{_THE} )?about (?P<topic>.+)",
        rf"(?:who|which {_WRITER}) (?:{_WROTE}|has written) {_THE} on (?P<topic>.+)",
        rf"(?:who (?:is|was)|what(?: is|['’]s) the name of) the {_WRITER} (?:of|behind) {_THE} "
        rf"{_ON} (?P<topic>.+)",
        rf"(?:who|by whom) (?:is|was) {_THE} {_ON} (?P<topic>.+?)(?: (?:written )?by| written)",
        rf"(?:who {_WROTE}|who (?:is|was) the (?:author|writer) of) {_IT}",
    ),
    Asks.PUBLISHER: (
        rf"(?:which|what) {_PAPER} (?:{_WROTE}|reported) (?:about|on) (?P<topic>.+)",
        rf"(?:who|(?:which|what) {_PAPER}) (?:published|carried|ran) {_THE} {_ON} (?P<topic>.+)",
        rf"(?:where|in which {_PAPER}) was {_THE} {_ON} (?P<topic>.+?) published",
        rf"(?:where|in which {_PAPER}) did {_THE} {_ON} (?P<topic>.+?) (?:appear|run|come out)",
        rf"(?:who|(?:which|what) {_PAPER}) (?:published|carried|ran) {_IT}",
        rf"(?:where|in which {_PAPER}) (?:was {_IT} published|did {_IT} appear)",
    ),
    Asks.DATE: (
        rf"(?:when|on (?:what|which) (?:day|date)) was {_THE} {_ON} (?P<topic>.+?) "
        rf"(?:published|written|sent)",
        rf"(?:when|on (?:what|which) (?:day|date)) did {_THE} {_ON} (?P<topic>.+?) "
        rf"(?:appear|run|come out)",
        rf"what(?: is|['’]s) the date of {_THE} {_ON} (?P<topic>.+)",
        rf"(?:when|on (?:what|which) (?:day|date)) was {_IT} (?:published|written|sent)",
    ),
}
_ASKED = [
    (asks, re.compile(form, re.IGNORECASE)) for asks, forms in _FORMS.items() for form in forms
]
# Said of the article that the other half of the question names: "... and when?", "who wrote, and
# who published, the article on the dam?"
_SHORT = {
    Asks.AUTHOR: rf"(?:by whom|who(?: is it by| {_WROTE})?)",
    Asks.PUBLISHER: rf"(?:where|who published|(?:(?:in|for|by) )?(?:which|what) {_PAPER})",
    Asks.DATE: r"(?:when|(?:on )?(?:what|which) (?:day|date))",
}
_WHOLE = {
    Asks.AUTHOR: "who wrote about {}",
    Asks.PUBLISHER: "where was the article about {} published",
    Asks.DATE: "when was the article about {} published",
}
_OF_IT = {
    Asks.AUTHOR: "who wrote it",
    Asks.PUBLISHER: "where was it published",
    Asks.DATE: "when was it published",
}
_FIRST = re.compile(
    r"^(?:please |(?:can|could) you |i(?: would|['’]d) like to )?(?:tell me|say|know|do you know) ",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:also\s+)?(?=(?:(?:by|in|for|on|at|according\s+to)\s+)?"
    r"(?:how|what|when|who|where|why|which|whom|whose)\b)",
    re.IGNORECASE,
)


def asked(question: str) -> tuple[Asks, str] | None:
    """(what is asked, the topic of the article); None where it is another question.

    The topic is "" where it is an article spoken of before: "Who wrote it?"
    """
    whole = _FIRST.sub("", question.strip(" .?!"))
    for words in (plain(whole), whole):  # "... of the article" ends with what is no topic
        for asks, form in _ASKED:
            if found := form.fullmatch(words):
                return asks, without_article(found.groupdict().get("topic") or "")
    return None


def apart(question: str) -> tuple[str, ...]:
    """The questions asked in one of which some ask for what a header says; empty where none does.

    "Who wrote about the cuts, when, and what do they cost?" Each stands by itself, but what leans
    on the one before ("what do they cost") is left to lean.
    """
    parts = _NEXT.split(_FIRST.sub("", question.rstrip(" ?.!")))
    if not 1 < len(parts) <= _MOST:
        return ()
    found = [asked(part) for part in parts]
    named = next((one[1] for one in found if one and one[1]), "")
    spoken_of = any(one and not one[1] for one in found)  # "who wrote that, and when?"
    whole: list[str] = []
    for part, one in zip(parts, found, strict=True):
        short = (a for a, form in _SHORT.items() if re.fullmatch(form, part, re.IGNORECASE))
        asks = one[0] if one else next(short, None)
        lacks = asks is not None and bool(named) and not (one and one[1])
        if asks and lacks:
            whole.append(_WHOLE[asks].format(named))
        elif asks and not one and spoken_of:
            whole.append(_OF_IT[asks])
        else:
            whole.append(part)
    return tuple(whole) if any(found) else ()


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


def beside(catalog: Catalog, passages: Sequence[Passage], asks: Asks) -> str:
    """What is known of these articles though no line of theirs says it, in words; "" if nothing.

    A day read off a file's name, an author whom a PDF's metadata names: there is no text to cite.
    """
    views = filter(None, (catalog.article(passage.file) for passage in passages[:_MOST]))
    return " ".join(filter(None, (_known(view.article, asks) for view in views)))


def _known(article: Article, asks: Asks) -> str:
    day = article.published
    known = {
        Asks.AUTHOR: " and ".join(article.authors),
        Asks.PUBLISHER: article.publisher or "",
        Asks.DATE: in_words(day.date) if day else "",
    }[asks]
    where = "metadata"
    if asks is Asks.DATE and day:
        told_in = {FILE_NAME: "name", TITLE: "title", "metadata": "metadata"}
        where = told_in.get(day.where, "header")
    said = {Asks.AUTHOR: "the author", Asks.PUBLISHER: "the publisher", Asks.DATE: "the date"}
    if not known:
        return ""
    names = article.authors if asks is Asks.AUTHOR else (known,)
    in_text = where == "header" or any(fold(name) in fold(article.text) for name in names)
    only = "" if in_text else " Its text does not."
    return f'The file\'s {where} gives {said[asks]} of "{article.title}": {known}.{only}'


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
    read = date_line(line)  # as the reader of the files did: "DECEMBER 12", 12/22 the American way
    return day is not None and (
        (read is not None and read.published.date == day)
        or any((m.year, m.month, m.day) == (day.year, day.month, day.day) for m in dates(line))
    )
