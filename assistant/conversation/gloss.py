"""How a question was understood, as one sentence for whoever asked it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.types import Answer

# As a question is written out where its own words leave no room: "Nvidia: what about the price?",
# "Who says so — Nvidia is to pay?".
_ON_TOPIC = re.compile(r"(?P<topic>[^:?—]{1,120}): (?P<asked>[^\W\d_].*)")
_OF_CLAIM = re.compile(r"(?P<asked>[^—]{1,120}) — (?!and )(?P<claim>.+)\?")


def gloss(query: str) -> str:
    """ "Understood as a question about Nvidia: What about the price?"; one sentence in any case."""
    if on := _ON_TOPIC.fullmatch(query):
        topic = re.sub(r"^(The|A|An)\b", lambda word: word[0].lower(), on["topic"])
        return f"Understood as a question about {topic}: {_ended(on['asked'])}"
    if of := _OF_CLAIM.fullmatch(query):
        return f"Understood as a question about “{of['claim']}”: {_ended(of['asked'])}"
    return f"Understood as: {_ended(query)}"


def understood(answer: Answer) -> str | None:
    """How its question was understood, where that is not plain from the words."""
    query = answer.trace.query
    return None if query in ("", answer.question) else gloss(query)


def after_another(questions: Iterable[str]) -> str:
    """Several questions one after the other, each with its end."""
    return " ".join(map(_ended, questions))


def _ended(question: str) -> str:
    question = question[:1].upper() + question[1:]
    return question if question.endswith(("?", "？", "؟", ".", "!", "。", "”")) else f"{question}?"
