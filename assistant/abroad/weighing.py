"""How surely each sentence answers a question of a language that the selector does not read: by the
question's words that stand in and around it, and by whether it holds the kind of answer wanted."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.abroad.kinds import held, is_like, kind_of, matter
from assistant.kinds import Wants
from index.tokens import fold
from index.tongues import Tongue, stems

_BESIDE = 0.75  # worth of a word that stands in the title or in a sentence right beside
_OWN, _NEAR = 0.5, 0.5  # shares of what stands in the sentence itself, and in or near it
_PART = 0.8  # worth of a word that is a part of another: "Streik" in "Warnstreik"
_SPOKEN = 0.7  # so much a sentence beside which a word stands counts as one that has it
_COUNTS = 0.8  # of `held`: what is counted is what the question counts
_TOPIC = 0.5  # weight of a word of the topic that a follow-up was set on
_ON_TOPIC = re.compile(r"([^:：?？]{1,120})[:：]\s?(?=\S)")
_NO_KIND = 0.35  # of its strength keeps a sentence without an answer of the wanted kind
_MIDDLE, _SLOPE = 0.52, 9.0  # strength of an even chance, and how fast the chance grows with it


class Sentence(Protocol):
    """What is read of a candidate."""

    @property
    def text(self) -> str: ...
    @property
    def before_text(self) -> str: ...
    @property
    def after_text(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question, or a character of a Chinese one with its neighbours."""

    forms: tuple[str, ...]  # any of which tells that it is there


def weigh(question: str, tongue: Tongue, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    """The chance of each sentence to answer, 0..1."""
    kind = kind_of(question, tongue)
    topic, asked = _parted(question)
    words = _words(matter(asked, tongue), tongue)
    led = [word for word in _words(matter(topic, tongue), tongue) if word not in words]
    words, of_topic = [*words, *led], np.arange(len(words) + len(led)) >= len(words)
    counted = {form for word in _words([kind.counted], tongue) for form in word.forms}
    own = [_held(words, one.text, tongue) for one in sentences]
    titles = {one.title: _held(words, one.title, tongue) for one in sentences}
    around = [
        np.maximum(titles[s.title], _held(words, f"{s.before_text}\n{s.after_text}", tongue))
        for s in sentences
    ]
    weights = _rarity(own, around) * np.where(of_topic, _TOPIC, 1.0)
    weights /= weights.sum() or 1.0
    chances = []
    for one, here, beside in zip(sentences, own, around, strict=True):
        inside, holds = here, held(kind, one.text, question, tongue)
        if holds > _COUNTS:  # "14 people" counts the employees that are asked for
            named = [bool(counted.intersection(word.forms)) for word in words]
            inside = np.maximum(here, named)
        near = np.maximum(inside, _BESIDE * beside)
        inside = np.where(of_topic, near, inside)
        strength = float((_OWN * inside + _NEAR * near) @ weights)
        if kind.wants is not Wants.ANYTHING:
            strength *= _NO_KIND + (1 - _NO_KIND) * holds
        chances.append(1 / (1 + math.exp(_SLOPE * (_MIDDLE - strength))))
    return np.array(chances, dtype=np.float64)


def _parted(question: str) -> tuple[str, str]:
    """(the topic that a follow-up was set on, what it asks): "Olderum, Fähre: Wann fährt sie?" """
    found = _ON_TOPIC.match(question)
    return (found[1], question[found.end() :]) if found else ("", question)


def _words(pieces: Sequence[str], tongue: Tongue) -> list[_Word]:
    if tongue is not Tongue.CHINESE:
        return [_Word((stem,)) for stem in dict.fromkeys(stems(" ".join(pieces), tongue))]
    found: list[_Word] = []
    for piece in map(fold, pieces):
        if piece.isascii() or len(piece) == 1:
            found.append(_Word((piece,)))
            continue
        pairs = [a + b for a, b in pairwise(piece)]
        found += [_Word(tuple(pairs[max(0, i - 1) : i + 1])) for i in range(len(piece))]
    return found


def _held(words: Sequence[_Word], text: str, tongue: Tongue) -> NDArray[np.float64]:
    """How far a text has each word, 0..1: 1 the word itself, less a word that has it as a part."""
    if tongue is Tongue.CHINESE:
        folded = fold(text)
        return np.array([float(any(form in folded for form in word.forms)) for word in words])
    found = frozenset(stems(text, tongue))
    return np.array([_likeness(word.forms[0], found) for word in words])


def _likeness(stem: str, found: frozenset[str]) -> float:
    if stem in found:
        return 1.0
    return _PART if any(is_like(stem, one) for one in found) else 0.0


def _rarity(
    own: Sequence[NDArray[np.float64]], around: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """What each word weighs: the more, the fewer sentences speak of it.

    A word of a title is spoken of all over its article: it tells which one, and little more.
    """
    count = _SPOKEN * np.sum([np.maximum(a, b) > 0 for a, b in zip(own, around, strict=True)], 0)
    count += (1 - _SPOKEN) * np.sum([one > 0 for one in own], 0)
    weights: NDArray[np.float64] = np.log(1 + (len(own) - count + 0.5) / (count + 0.5))
    return weights
