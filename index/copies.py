"""Which articles are copies of one story: those whose own words are mostly the same.

Body sentences alone are compared, as runs of five words. A copy may have its own headline, an
edited first paragraph, one of its own, or be cut: half of the shorter text's runs are enough
(containment, not the likeness of the whole). Two reporters who tell one event share quotations,
seldom a third of their words. More is shared for other reasons, so two things are asked beside it.
What surrounds every issue of a newsletter, or is retold as background, follows the news: half of
the shorter text's beginning must be shared, and where it is less than half as long, of the
longer's, since a report is cut from its end, while a roundup prints it anywhere. And texts from
one template differ in the facts between its words: half of the numbers and half of the names must
be shared, of the whole and of the beginning.

Articles of the same words are one story. Stories are compared where two of their marks meet, the
32 smallest hashes of their runs (a bottom-k sketch, Broder 1997); of many that carry one mark,
the first few are compared with all, so that a template does not cost the square of its articles.
All of it depends on the words alone, never on the order of arrival: an index that grew is equal to
one built from nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.tokens import UNSEEN, with_raised_apart

COPIES_VERSION = "2"  # raise it when the same articles would be other copies

_RUN = 5  # words: a lone changed word costs five runs, a phrase of four gives none
_SHORT = 40  # words: of a shorter text a common phrase is half, so only the same is a copy
_LONG = 200_000  # characters: a book is known by its beginning, and is not kept in memory whole
_SHARED = 0.5  # of the shorter text's runs, and of the runs of a beginning
_BEGINNING = 100  # words: a rewritten first paragraph, of 25 to 45, leaves half of them
_CUT = 1 / 2  # of the longer text's runs: what has fewer is cut
_LEAST = 1 / 6  # of the longer text's runs: fewer are hardly found by the marks
_FACTS = 0.5  # of the shorter text's numbers and of its names, in all and at its beginning
_ENOUGH_FACTS = 4  # different ones; fewer tell nothing
_MARKS = 32  # of a plain copy 20 and more are shared, of one that is cut to a sixth, 5
_MEET = 2  # marks: one alone may be a common phrase
_FIRST = 8  # stories of a mark that are compared with all that carry it
_CENTRAL = 3  # of them are asked whether they hold a cluster together
_REMEMBERED = 64  # stories of late: the first of a common mark are asked for again and again

_NUMBER_OR_NAME = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+")
_UNSPACED = ((0x0E00, 0x0E7F), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF))
_PLACE, _TURN, _MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # odd, random


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """The words of an article's body, as they are compared."""

    id: int  # 63-bit hash of the words: copies word for word share it
    runs: NDArray[np.uint64]  # hashes of the runs of words, each once, sorted; none: a short text
    beginning: NDArray[np.uint64]  # the first runs as they follow each other
    body: tuple[str, ...]  # the sentences, as far as they are compared

    @property
    def marks(self) -> tuple[int, ...]:
        """The smallest runs, as numbers that SQLite holds."""
        return tuple(map(int, self.runs[:_MARKS] >> np.uint64(1)))


class Shelf(Protocol):
    """Where stories are kept: the catalogue, within one of its transactions."""

    def has(self, story: int) -> bool: ...
    def read(self, story: int) -> Story: ...
    def marks(self, story: int) -> tuple[int, ...]: ...
    def carrying(self, mark: int, most: int = -1) -> list[int]:
        """The stories that carry a mark, smallest id first; -1: all."""
        ...

    def insert(self, story: Story) -> None:
        """Keep a story, in a cluster of its own that bears its id."""
        ...

    def delete(self, story: int) -> None: ...
    def links(self, story: int) -> set[int]: ...
    def link(self, story: int, others: Iterable[int]) -> None: ...
    def unlink(self, story: int, others: Iterable[int]) -> None: ...
    def cluster(self, story: int) -> int: ...
    def linked(self, cluster: int) -> dict[int, set[int]]:
        """Every story of a cluster with its links."""
        ...

    def move(self, stories: Iterable[int], cluster: int) -> None:
        """Put stories into a cluster."""
        ...

    def unite(self, clusters: Iterable[int]) -> None:
        """Make several clusters one, which bears the smallest id."""
        ...


def story(title: str, body: Sequence[str]) -> Story:
    """The story of an article.

    Args:
        title: its headline, where that stands in the text: tells short texts apart.
        body: its body sentences in order, boilerplate left out.
    """
    text = "\n".join(body)
    runs, beginning = _compared(text[:_LONG])
    if not len(runs):
        text = " ".join(f"{title} | {text}".split()).casefold()
    digest = hashlib.blake2b((COPIES_VERSION + text).encode(), digest_size=8).digest()
    return Story(int.from_bytes(digest) >> 1, runs, beginning, _first(body, _LONG))


@lru_cache(_REMEMBERED)
def _compared(text: str) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """(the runs, each once and sorted, those of the beginning in their order)."""
    runs = _runs(text)
    once = np.sort(runs)
    once = once[np.diff(once, prepend=~once[:1]) != 0]
    return once, runs[: _BEGINNING - _RUN + 1].copy()


def alike(one: Story, other: Story) -> bool:
    """Whether one of two stories is mostly said by the other, in the same words."""
    small, large = sorted((one, other), key=lambda story: (len(story.runs), story.id))
    length = len(small.runs) / max(len(large.runs), 1)
    if length < _LEAST:
        return False
    parts = [(small.runs, large.runs), (small.beginning, large.runs)]
    if length < _CUT:
        parts.append((large.beginning[: len(small.beginning)], small.runs))
    if any(np.isin(part, whole).mean() < _SHARED for part, whole in parts):
        return False
    theirs = _facts(large.body)
    return all(
        len(mine & them) >= _FACTS * len(mine)
        for part in (small.body, _first(small.body, 6 * _BEGINNING))  # letters a word, and a space
        for mine, them in zip(_facts(part), theirs, strict=True)
        if len(mine) >= _ENOUGH_FACTS
    )


def _first(body: Sequence[str], characters: int) -> tuple[str, ...]:
    """The first sentences, the last of them cut."""
    found = []
    for sentence in body:
        if characters <= 0:
            break
        found.append(sentence[:characters])
        characters -= len(sentence)
    return tuple(found)


@lru_cache(_REMEMBERED)
def _facts(body: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """(numbers, names): names are words with a capital that do not begin a sentence."""
    numbers, names = set(), set()
    for sentence in body:
        for n, word in enumerate(_NUMBER_OR_NAME.findall(sentence)):
            if word[0].isdigit():
                numbers.add(word)
            elif n and word[0].isupper():
                names.add(word.casefold())
    return frozenset(numbers), frozenset(names)


def _runs(text: str) -> NDArray[np.uint64]:
    """A well mixed hash of each run of words, in order: the smallest are a fair sample.

    None of a text of few words. Whole arrays at a time: word by word it took six times as long.
    """
    if not text.isascii():
        text = UNSEEN.sub("", text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", with_raised_apart(text))
    codes = np.frombuffer(text.casefold().encode("utf-32-le"), "<u4")
    inside = _letters()[np.minimum(codes, 0xFFFF)]
    begins = inside > 0
    begins[1:] &= (inside[:-1] != 1) | (inside[1:] != 1)
    starts = np.flatnonzero(begins)
    if len(starts) < _SHORT:
        return np.empty(0, np.uint64)
    # A word is a number in base _PLACE, wherever it stands: all overflow is that of 64 bits.
    place = np.cumprod(np.full(len(codes), _PLACE, np.uint64), dtype=np.uint64)
    back = np.cumprod(np.full(len(codes), pow(_PLACE, -1, 2**64), np.uint64), dtype=np.uint64)
    words: NDArray[np.uint64] = np.add.reduceat(codes * place * (inside > 0), starts) * back[starts]
    runs = np.zeros(len(words) - _RUN + 1, np.uint64)
    for n in range(_RUN):
        runs = _mixed(runs * np.uint64(_TURN) + words[n : n + len(runs)])
    return runs


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    numbers = (numbers ^ (numbers >> np.uint64(29))) * np.uint64(_MIX)
    return numbers ^ (numbers >> np.uint64(32))


@lru_cache(1)
def _letters() -> NDArray[np.uint8]:
    """By code point: 1 for what words are made of, 2 for what is a word by itself."""
    letters = np.fromiter((chr(code).isalnum() for code in range(0x10000)), np.uint8)
    for first, last in _UNSPACED:
        letters[first : last + 1] *= 2
    return letters


def add(shelf: Shelf, story: Story) -> None:
    """Put a story on the shelf, into the cluster of its copies."""
    if shelf.has(story.id):
        return
    shelf.insert(story)
    near, displaced = _meeting(shelf, story.id, story.marks)
    _link(shelf, story, near)
    for later in displaced:
        lost = shelf.links(later) - _meeting(shelf, later, shelf.marks(later))[0]
        if lost:
            shelf.unlink(later, lost)
            _settle(shelf, shelf.cluster(later))


def drop(shelf: Shelf, story: int) -> None:
    """Take a story off the shelf; what it alone held together falls apart."""
    _, promoted = _meeting(shelf, story, shelf.marks(story))
    before = {later: _meeting(shelf, later, shelf.marks(later))[0] for later in promoted}
    cluster, others = shelf.cluster(story), shelf.links(story)
    shelf.delete(story)
    # In a cluster of many copies nearly always one of them is linked with all the others.
    if cluster == story or not any(
        others <= {one, *shelf.links(one)} for one in sorted(others)[:_CENTRAL]
    ):
        _settle(shelf, cluster)
    for later, compared in before.items():
        near, _ = _meeting(shelf, later, shelf.marks(later))
        _link(shelf, shelf.read(later), near - compared)


def _meeting(shelf: Shelf, story: int, marks: Sequence[int]) -> tuple[set[int], set[int]]:
    """The stories to compare a story with, and those that would be compared with more without it.

    What is to be compared with another, the other is to be compared with it.
    """
    meeting: Counter[int] = Counter()
    kept_back = set()
    for mark in marks:
        *first, last = shelf.carrying(mark, _FIRST + 1)
        if len(first) < _FIRST:
            first.append(last)
        elif story in first:
            kept_back.add(last)
            first = shelf.carrying(mark)
        meeting.update(first)
    return {other for other, count in meeting.items() if count >= _MEET} - {story}, kept_back


def _link(shelf: Shelf, story: Story, near: Iterable[int]) -> None:
    copies = {other for other in near if alike(story, shelf.read(other))}
    if copies:
        shelf.link(story.id, copies)
        shelf.unite({shelf.cluster(one) for one in (story.id, *copies)})


def _settle(shelf: Shelf, cluster: int) -> None:
    """Cut a cluster into the parts that its links still hold together, each under its smallest."""
    links = shelf.linked(cluster)
    while links:
        part, edge = set[int](), {min(links)}
        while edge:
            part |= edge
            edge = {other for one in edge for other in links.pop(one)} - part
        shelf.move(part, min(part))
