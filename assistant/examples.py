"""Questions to begin with, made from the folder's own articles by rules, and tried before shown."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.places import is_samples
from index.errors import UserError
from index.types import ArticleInfo, Kind

if TYPE_CHECKING:
    from assistant.chain import Assistant

MOST = 3
LOOKED_AT = 60  # articles read for them, newest first
OF_SAMPLES = (  # for the sample articles
    "Which AMD accelerators is Alibaba reportedly buying?",
    "What do the Quark glasses cost?",
    "How did the death toll of Storm Perrin change?",
)
OF_ALL = "What are the articles about?"
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
    """Up to ``most`` questions that are answered, the same every time.

    Each is about another article where there are as many; a small folder gets several of one, and
    one about the folder as a whole. No model is asked: the extractive answer cites the article.
    """
    found: list[str] = []
    used: set[str] = set()  # what a question is already about
    tries = 0

    def enough() -> bool:
        return len(found) >= most or tries >= TRIED or stop()

    waiting = [(info.file, _questions(assistant, info)) for info in _newest(assistant.articles())]
    while waiting:
        going_on = []
        for file, questions in waiting:
            if enough():  # else each further article would be read for its first question
                break
            for question, about in questions:
                if enough():
                    break
                if about in used:
                    continue
                tries += 1
                if file in _cited(assistant, question):
                    found.append(question)
                    used.add(about)
                    going_on.append((file, questions))
                    break
        waiting = going_on
    if len(found) < most and not stop() and _cited(assistant, OF_ALL):
        found.append(OF_ALL)
    return tuple(found)


def _newest(articles: tuple[ArticleInfo, ...]) -> list[ArticleInfo]:
    """The newest story first, one of several copies alone."""
    dated = [info for info in articles if info.published]
    dated.sort(key=lambda info: (str(info.published), info.file), reverse=True)
    ordered = [*dated, *(info for info in articles if not info.published)]
    return list({info.cluster: info for info in reversed(ordered)}.values())[::-1][:LOOKED_AT]


def _questions(assistant: Assistant, info: ArticleInfo) -> Iterator[tuple[str, str]]:
    """Questions that this article might answer, likely ones first, each with what it is about."""
    view = assistant.article(info.file)
    title = " ".join(view.article.title.split())
    sentences = [s.span.of(view.article.text) for s in view.sentences if s.kind is Kind.BODY]
    body = " ".join(" ".join(sentences).split())
    named = [name for match in _TITLED.finditer(title) if (name := _name(match[0]))]
    # In the text twice: a thing that the article is about. A word that stands there in small
    # letters too is one that headlines capitalise.
    named = [name for name in named if name != title and body.count(name) > 1]
    for name in sorted(named, key=lambda name: -len(name.split())):
        if not re.search(rf"\b{re.escape(name.lower())}\b", body):
            yield f"What is reported about {name}?", name
    match = _TELLS.search(body)
    name = _name(match["name"]) if match else ""
    if match and name:
        yield f"What did {name} {_DID[match['verb']]}?", name
    # Where an article has no headline, its first words stand for one.
    if title and title != view.article.file and not body.startswith(title):
        yield title if title.endswith(("?", "？")) else f"What is behind “{title}”?", title
        yield f"Summarise “{title}”.", title


def _name(words: str) -> str:
    """The name without the words that only begin a sentence; "" where nothing is left."""
    parts = words.split()
    while parts and parts[0] in _OPENERS:
        parts = parts[1:]
    name = " ".join(parts)
    return name if len(name) > 2 else ""


def _cited(assistant: Assistant, question: str) -> set[str]:
    """The files that the answer cites; none where there is no answer."""
    try:
        answer = assistant.ask(question, answerer="extractive")
    except UserError:
        return set()
    return set() if answer.refused else {citation.file for citation in answer.citations}


class Beginnings:
    """Questions to begin with, made once for a state of the folder and then for every visitor."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._made: dict[str, tuple[str, ...]] = {}
        self._guard = threading.Lock()

    def __call__(self) -> Sequence[str]:
        """The questions. The first caller waits for some seconds."""
        if is_samples(self._assistant.folder):
            return OF_SAMPLES
        state = self._assistant.fingerprint()
        with self._guard:
            if not self._made.get(state):  # none: another process may have held the index
                self._made = {state: examples(self._assistant)}
            return self._made[state]
