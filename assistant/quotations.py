"""Somebody's words that go over several sentences: none of them is told without the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.orders import holds_words_to_machines
from assistant.types import Evidence
from index.sentences import split

_MOST = 300  # characters that are added to a sentence
_MARK = re.compile(r"[\"“”]")
_BEGINS = re.compile(r"(?:^|[\s(—–:])$")


def closed(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The sentences, each that breaks off in mid-quotation with what follows up to the end of the
    sentence that ends the quotation, as who said it may stand there.

    ``Bevan said: "It is a number.`` is half of what she said. One that stands in another one then
    is left out.
    """
    whole = [_closed(one) for one in chosen]
    return tuple(
        one
        for one in whole
        if not any(
            other is not one and other.file == one.file and other.start < one.start < other.end
            for other in whole
        )
    )


def _closed(one: Evidence) -> Evidence:
    if not is_open(one.quote):
        return one
    after = one.passage.text[one.end - one.passage.start :]
    paragraph = re.split(r"\n\s*\n", after, maxsplit=1)[0]
    end = _MARK.search(paragraph[:_MOST])
    if end is None or end[0] == "“" or _BEGINS.search(paragraph[: end.start()]):
        return one
    ends = [span.end for span in split(paragraph) if span.end >= end.end()]
    told = ends[0] if ends and ends[0] <= _MOST else end.end()
    added = paragraph[:told]
    if holds_words_to_machines(added):
        return one
    return replace(one, end=one.end + len(added), quote=one.quote + added)


def is_open(sentence: str) -> bool:
    """Whether a quotation begins in a sentence and does not end in it."""
    return _state(sentence) is True


def ends_another(sentence: str) -> bool:
    """Whether a quotation ends in a sentence that began in one before it."""
    return _state(sentence) is None


def _state(sentence: str) -> bool | None:
    """Whether a quotation is open at its end; None where one is ended that began before."""
    if "„" in sentence:  # there “ is the end of it
        return False
    open_ = False
    for mark in _MARK.finditer(sentence):
        begins = mark[0] == "“" or (mark[0] == '"' and not open_)
        if begins and mark[0] == '"' and not _BEGINS.search(sentence[: mark.start()]):
            return None
        if mark[0] == "”" and not open_:
            return None
        open_ = begins
    return open_
