"""A follow-up and the conversation before it -> a question that stands by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Message
from index.tokens import STOP_WORDS, tokens

# "And what does it cost?", "how many of them?", "what about Goldman?"
_LEANS = re.compile(
    r"^(?:and|but|so|then|also|what about|how about|or)\b"
    r"|\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|"
    r"one|ones|former|latter|same)\b",
    re.IGNORECASE,
)
_FEW = 3  # a question of so few words of weight is taken to go on with the topic when it leans
_ABOUT = re.compile(r"^(?:and\s+)?(?:what|how) about\s+(.+?)\s*\?*$", re.IGNORECASE)


def understood(question: str, history: Sequence[Message]) -> str:
    """The question as it is searched: with the words of the one before, where it leans on it.

    A question that stands by itself is returned as it is, so that a change of topic does not
    drag the old one along.
    """
    before = [message.content for message in history if message.role == "user"]
    if not before or not _leans(question):
        return question
    # What was understood a turn ago carries the topic through several follow-ups.
    previous = understood(before[-1], _until_last_question(history))
    return f"{previous.rstrip(' ?.!')}: {question}"


def _leans(question: str) -> bool:
    if _ABOUT.match(question):
        return True
    weighty = [token for token in tokens(question) if token not in STOP_WORDS]
    return bool(_LEANS.search(question)) and len(weighty) <= _FEW + (len(question.split()) > 8)


def _until_last_question(history: Sequence[Message]) -> Sequence[Message]:
    last = max(i for i, message in enumerate(history) if message.role == "user")
    return history[:last]
