"""Questions to begin with, made from the folder's own articles by rules, and tried before shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from index.errors import UserError
from index.types import ArticleInfo, ArticleView, Kind

if TYPE_CHECKING:
    from assistant.chain import Assistant

MOST = 3
LOOKED_AT = 60  # articles read for them, newest first
TRIED = 24  # questions asked in vain at most, so that a folder of lists does not keep us busy
# A name: one to four capitalised words, as they stand before a verb of the newsroom.
_NAME = r"(?P<name>(?:[A-Z][\w&’'-]+ ){0,3}[A-Z][\w&’'-]+)"
_DID = {
    "announced": "announce",
    "launched": "launch",
    "unveiled": "unveil",
    "bought": "buy",
    "acquired": "acquire",
    "won": "win",
    "opened": "open",
    "ordered": "order",
    "approved": "approve",
    "reported": "report",
    "said": "say",
    "warned": "warn of",
}
_TELLS = re.compile(rf"\b{_NAME} (?P<verb>{'|'.join(_DID)})\b")
_TITLED = re.compile(r"[A-Z][\w&-]+(?: (?:of |de |van |und )?[A-Z0-9][\w&-]+){0,3}")
_OPENERS = frozenset(
    "A An And As At But By For From He Her His However I If In It Its Last Meanwhile Mr Mrs Ms No "
    "On One She Since So That The Their There These They This Those To Two We When While With "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Yesterday Officials Analysts".split()
)


def examples(
    assistant: Assistant, stop: Callable[[], bool] = lambda: False, most: int = MOST
) -> tuple[str, ...]:
    """Up to ``most`` questions, each about another article that answers it; the same every time.

    No model is asked: a question is kept when the extractive answer cites its article.
    """
    found: list[str] = []
    used: set[str] = set()  # names and stories that a question is already about
    tries = 0
    for info in _newest(assistant.articles()):
        if info.cluster in used:
            continue
        for question, about in _questions(assistant.article(info.file)):
            if len(found) >= most or tries >= TRIED or stop():
                return tuple(found)
            if about in used:
                continue
            tries += 1
            if _answers(assistant, question, info.file):
                found.append(question)
                used |= {about, info.cluster}
                break
    return tuple(found)


def _newest(articles: tuple[ArticleInfo, ...]) -> list[ArticleInfo]:
    dated = [info for info in articles if info.published]
    dated.sort(key=lambda info: (str(info.published), info.file), reverse=True)
    return [*dated, *(info for info in articles if not info.published)][:LOOKED_AT]


def _questions(view: ArticleView) -> Iterator[tuple[str, str]]:
    """Questions that this article might answer, likely ones first, each with what it is about."""
    title = " ".join(view.article.title.split())
    sentences = [s.span.of(view.article.text) for s in view.sentences if s.kind is Kind.BODY]
    body = " ".join(" ".join(sentences).split())
    named = [name for match in _TITLED.finditer(title) if (name := _name(match[0]))]
    # In the text twice: a thing that the article is about, and no word that headlines capitalise.
    named = [name for name in named if name != title and body.count(name) > 1]
    for name in sorted(named, key=lambda name: -len(name.split())):
        yield f"What is reported about {name}?", name
    match = _TELLS.search(body)
    name = _name(match["name"]) if match else ""
    if match and name:
        yield f"What did {name} {_DID[match['verb']]}?", name
    if title and title != view.article.file:
        yield title if title.endswith(("?", "？")) else f"What is behind “{title}”?", title


def _name(words: str) -> str:
    """The name without the words that only begin a sentence; "" where nothing is left."""
    parts = words.split()
    while parts and parts[0] in _OPENERS:
        parts = parts[1:]
    name = " ".join(parts)
    return name if len(name) > 2 else ""


def _answers(assistant: Assistant, question: str, file: str) -> bool:
    try:
        answer = assistant.ask(question, answerer="extractive")
    except UserError:
        return False
    return not answer.refused and any(citation.file == file for citation in answer.citations)
