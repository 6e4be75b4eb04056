"""Text as the verifier compares it: sentences read once, and the cited text as a whole."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.verify.abroad import parted
from assistant.verify.mentions import DateMention, Name, dates, names
from assistant.verify.numbers import Quantity, quantities
from assistant.verify.wording import PHRASES, STOP, fold, keys, opener, sides, squeeze, stem, tidy
from index.sentences import split

MOST = 15_000  # words compared for one statement; one of a whole article may need 3,000
FAR = 12  # places between two words that have to do with each other
LONGEST = 10_000  # characters of one cited text, or of one around it, that are read


class TooManyError(Exception):
    """A statement and its source repeat themselves so often that comparing them would take long."""


_left: ContextVar[int | None] = ContextVar("words that may still be compared", default=None)


@contextmanager
def at_most(words: int) -> Iterator[None]:
    """Within it no more words than this are compared; else TooManyError.

    Each repeated word is held against each of its like and the surroundings of both, so that the
    time grows with the square of what is repeated, and faster.
    """
    before = _left.set(words)
    try:
        yield
    finally:
        _left.reset(before)


def spend(words: int) -> None:
    """So many words are about to be compared."""
    left = _left.get()
    if left is not None:
        if left < words:
            raise TooManyError
        _left.set(left - words)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries content, a quantity or a date, and where it stands."""

    text: str  # as written, folded; a quantity or date as a whole, a parted verb with both halves
    start: int
    end: int
    keys: frozenset[str]  # what it can be matched by
    at: float  # place in the sentence; what a break puts apart stands further apart
    kind: str  # "word", "name", "number", "date", or "small": one side of a pair of opposites


class Sentence:
    """One sentence, read once. All spans are offsets into ``text``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = fold(text)
        lower = self.plain.lower()
        self.lower = lower if len(lower) == len(self.plain) else self.plain  # İ grows when lowered
        self.quantities: tuple[Quantity, ...] = quantities(text)
        self.dates: tuple[DateMention, ...] = dates(text)
        self.names: tuple[Name, ...] = names(text)
        self.words: tuple[Word, ...] = tuple(_words(self))
        self.by_key: dict[str, list[Word]] = {}
        for word in self.words:
            for key in word.keys:
                self.by_key.setdefault(key, []).append(word)

    @cached_property
    def named(self) -> tuple[tuple[Name, frozenset[str]], ...]:
        """Its names, each with the keys of its words; lone ordinary words are left out."""
        found = []
        for name in self.names:
            held = [word for word in self.within(name.start, name.end) if word.kind == "name"]
            if held:
                found.append((name, frozenset().union(*(word.keys for word in held))))
        return tuple(found)

    @cached_property
    def spelt(self) -> frozenset[str]:
        """Every word in lower case: whole, in parts, and its stem."""
        found: set[str] = set()
        for word in self.run:
            found.update((word, stem(word), word.replace("-", "")))
            found.update(part for part in re.split(r"['.&-]", word) if part)
        return frozenset(found)

    @cached_property
    def run(self) -> tuple[str, ...]:
        """Its words in order, lower case, without possessive endings and the smallest words."""
        return tuple(
            match.group().removesuffix("'s").rstrip(".")
            for match in _SPELT.finditer(self.lower)
            if match.group() not in ("the", "of", "and", "a")
        )

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of all its words in order, the small ones too."""
        return tuple(stem(match.group()) for match in _LETTERS.finditer(self.lower))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Its pairs of neighbouring stems."""
        return frozenset(pairwise(self.stems))

    @cached_property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """The sentence cut where one claim ends and another begins ("…, while …")."""
        edges = [0, *(match.start() for match in _CUT.finditer(self.lower)), len(self.text)]
        return tuple((low, high) for low, high in pairwise(edges) if low < high)

    def segment_of(self, position: int) -> tuple[int, int]:
        """The segment that holds the character."""
        for low, high in self.segments:
            if low <= position < high:
                return low, high
        return 0, len(self.text)

    def within(self, low: int, high: int) -> tuple[Word, ...]:
        """The content words that begin in ``text[low:high]``."""
        return self.words[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def word_at(self, start: int) -> Word | None:
        """The word, quantity or date that holds the character."""
        before = bisect_right(self._starts, start) - 1
        word = self.words[before] if before >= 0 else None
        return word if word is not None and start < word.end else None

    def near(self, at: float) -> tuple[Word, ...]:
        """The words whose place is at most ``FAR`` from this one."""
        return self.words[bisect_left(self._ats, at - FAR) : bisect_right(self._ats, at + FAR)]

    @cached_property
    def at_key(self) -> dict[str, tuple[float, ...]]:
        """The places of the words that each key matches, in order."""
        return {key: tuple(word.at for word in found) for key, found in self.by_key.items()}

    @cached_property
    def _ats(self) -> tuple[float, ...]:
        return tuple(word.at for word in self.words)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(word.start for word in self.words)


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, read."""
    text = tidy(text[:LONGEST])
    return tuple(Sentence(span.of(text)) for span in split(text))


class Cited:
    """The cited text and what stands around it."""

    def __init__(self, quotes: Sequence[str], context: Sequence[str]) -> None:
        self.quotes = tuple(quotes)
        self.sentences = tuple(part for quote in quotes for part in sentences(quote))
        self.context = tuple(part for text in context for part in sentences(text))
        self.keys = frozenset().union(*(part.by_key for part in self.sentences))
        self.context_keys = frozenset().union(*(part.by_key for part in self.context))
        self.squeezed = tuple(squeeze(tidy(quote[:LONGEST])) for quote in quotes)
        self.tables = any(_tabular(quote) for quote in quotes)
        self._freely: dict[Sentence, bool] = {}

    @cached_property
    def figures(self) -> int:
        """How many there are in the cited sentences."""
        return sum(len(part.quantities) for part in self.sentences)

    @cached_property
    def everything(self) -> tuple[Sentence, ...]:
        """The cited sentences and those around them."""
        return (*self.sentences, *self.context)

    @cached_property
    def spelt(self) -> frozenset[str]:
        """Every word of the cited text and its context, as ``Sentence.spelt``."""
        return frozenset().union(*(part.spelt for part in self.everything))

    @cached_property
    def lower(self) -> str:
        """The cited sentences as one text in lower case."""
        return " ".join(part.lower for part in self.sentences)

    def retold(self, sentence: Sentence) -> bool:
        """True when the sentence, eight words or more, is a free retelling: under 0.35 of its pairs
        of neighbouring words stand side by side in one cited sentence.

        What hangs on the place of single words is then no evidence against it. Of the hand-altered
        sentences 5 % are as free, of the faithful ones that such rules wrongly rejected 40 %.
        """
        if sentence not in self._freely:
            pairs = tuple(pairwise(sentence.stems))
            near = (sum(pair in part.pairs for pair in pairs) for part in self.sentences)
            self._freely[sentence] = len(pairs) >= 7 and max(near, default=0) < 0.35 * len(pairs)
        return self._freely[sentence]

    def matching(self, word: Word) -> Iterator[tuple[Sentence, Word]]:
        """The cited words that say the same as this one."""
        for part in self.sentences:
            found = {place.start: place for place in places(part, word)}
            yield from ((part, place) for place in found.values())


def places(sentence: Sentence, word: Word) -> Iterator[Word]:
    """The words of a sentence that say the same as this one; one may come twice."""
    for key in word.keys:
        found = sentence.by_key.get(key, ())
        spend(len(found))
        yield from found


def likeness(sentence: Sentence, word: Word, other: Sentence, place: Word) -> float:
    """How alike the surroundings of two words are, 0 and up.

    Each word near the one that also stands near the other adds 1 / (its distances + 1 each),
    names twice as much, for who is spoken of decides what is said.
    """
    total = 0.0
    beside = sentence.near(word.at)
    spend(len(beside))
    for near in beside:
        if near.start == word.start:
            continue
        away = min(
            (_distance(found, place.at) for key in near.keys if (found := other.at_key.get(key))),
            default=math.inf,
        )
        gap = abs(near.at - word.at)
        total += 1 / (1 + away) / (1 + gap) * (2 if near.kind == "name" else 1)
    return total


def _distance(found: Sequence[float], place: float) -> float:
    """How far the nearest of these places, which are in order, is from another one than itself."""
    after = bisect_left(found, place)
    near = (abs(at - place) for at in found[max(0, after - 1) : after + 2] if at != place)
    return min(near, default=math.inf)


def opposites(word: Word) -> tuple[tuple[str, int], ...]:
    """The (pair of opposites, +1 or -1 for the side) that the word stands for."""
    text = word.text.lower().removesuffix("'s")
    return sides(text) if word.kind in ("word", "small") or text.isalpha() else ()


_TOKEN = re.compile(r"[^\W_]+(?:(?:'|(?<=\d)[.,](?=\d))[^\W_]+)*")
_LETTERS = re.compile(r"[^\W_]+")
_SPELT = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*\.?")
_CUT = re.compile(r";|,?\s(?=(?:while|whereas|although|though)\s)|,\s(?=(?:but|yet|and)\s)|\s-\s")
_BREAK = re.compile(
    r"[,;:()|]|\s-\s|\b(?:while|whereas|although|though|but|because|despite|after|before|which|who"
    r"|when|if|unless|since|until|from|and)\b"
)
# How many words further apart a break sets two words; 2 where none is given.
_WIDE = {
    ";": 6,
    "while": 4,
    "whereas": 4,
    "although": 4,
    "though": 4,
    "but": 4,
    "from": 1,
    "and": 1,
}
# "Up to", "more than 300", "the year before": read with the number or date.
_BOUND = re.compile(r"up to\b|(?:more|less|fewer) than [\d$€£]|over [\d$€£]|under [\d$€£]")
# Small words that stand for one side of a pair of opposites.
_CARRYING = frozenset(
    "more less fewer before after under over last first up against later earlier".split()
)
_PHRASE = re.compile(r"[a-z]+ (?:down|up|off|out|back|forward|over)\b")


def _words(sentence: Sentence) -> Iterator[Word]:
    marks = _marks(sentence)
    named = [
        (name.start, name.end)
        for name in sentence.names
        if not (name.first and len(name.words) == 1 and opener(name.words[0]))
    ]
    spans = {token.start(): token.end() for token in _TOKEN.finditer(sentence.lower)}
    spans |= {start: end for start, (end, _, _) in marks.items()}
    breaks = [
        (match.start(), _WIDE.get(match.group(), 2)) for match in _BREAK.finditer(sentence.lower)
    ]
    relative = [mention for mention in sentence.dates if mention.relative is not None]
    halves = dict(parted(sentence.lower))
    at, done, passed = 0.0, 0, 0
    for start, end in sorted(spans.items()):
        if start < done or any(mention.start < start < mention.end for mention in relative):
            continue
        while passed < len(breaks) and breaks[passed][0] < start:
            at, passed = at + breaks[passed][1], passed + 1
        until = end
        if start in marks:
            _, found, kind = marks[start]
        else:
            text = sentence.lower[start:end].removesuffix("'s")
            phrase = _PHRASE.match(sentence.lower, start)
            if phrase and phrase.group() in PHRASES:
                text = phrase.group()
                until = phrase.end()
            text = halves.get(start, text)
            found, kind = keys(text), "word"
            if text in STOP or (len(text) < 2 and text.isascii()):
                if text in _CARRYING and not _BOUND.match(sentence.lower, start):
                    yield Word(text, start, end, found, at + 1, "small")
                continue
            if any(low <= start < high for low, high in named):
                kind = "name"
        at, done = at + 1, until
        written = halves.get(start, sentence.plain[start:until])
        yield Word(written, start, until, found, at, kind)


def _marks(sentence: Sentence) -> dict[int, tuple[int, frozenset[str], str]]:
    """start -> (end, keys, kind) of the quantities and dates, each of which is one word."""
    found: dict[int, tuple[int, frozenset[str], str]] = {}
    for quantity in sentence.quantities:
        values = {f"#{quantity.unit}{abs(quantity.value):.9g}"}
        if quantity.unit != "ordinal" and not quantity.weak:
            values.add(f"#{abs(quantity.raw):.9g}")  # a unit may stand once for two numbers
        if quantity.high is not None:
            values.add(f"#{quantity.unit}{abs(quantity.high):.9g}")
        found[quantity.start] = (quantity.end, frozenset(values), "number")
    for mention in sentence.dates:
        if mention.relative is None:
            parts = {
                "y": mention.year,
                "d": mention.day and f"{mention.month}-{mention.day}",
                "m": None if mention.day else mention.month,
                "w": mention.weekday,
                "p": mention.part,
            }
            held = frozenset(
                f"@{name}{value}" for name, value in parts.items() if value is not None
            )
            found[mention.start] = (mention.end, held, "date")
    return found


def _tabular(quote: str) -> bool:
    return any(line.count(mark) >= 2 for line in quote.splitlines() for mark in "|\t")
