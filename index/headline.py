"""The title of an article: which line is the headline, and what stands in where none is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index import published
from index.credits import SECTIONS
from index.sentences import split
from index.types import Span

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_LONGEST = 200  # characters of a headline
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_ABBREVIATED = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr|St)|\.[A-Za-z]|\.\.)\.$")
_STOPPED = re.compile(r"[.。][\"'”’)」』]*$")

_DAY = re.compile(r"(?<!\d)(?:1[89]|20)\d\d[-_.]?\d\d[-_.]?\d\d(?!\d)")
_ID = re.compile(r"(?=.*\d)[0-9a-f]{6,}|\d{4,}", re.IGNORECASE)
_HOST = re.compile(r"^(?:www )?\w+ (?:com|org|net|de|eu|(?:co|ac) uk) ")
_FILE_WORDS = frozenset(
    "article articles text doc document file page untitled unnamed new copy final draft news story"
    " note notes clipboard export download scan item output html htm index php www com".split()
)
_AROUND = " \t\r\n.,;:!?…。！？"  # what a title does not begin or end with


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article that is not empty."""

    start: int
    end: int
    text: str  # trimmed
    apart: bool  # a blank line, or nothing, stands before it

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def lines(text: str, start: int = 0) -> Iterator[Line]:
    """The lines from start on that are not empty, trimmed."""
    end = start
    for match in _LINE.finditer(text, start):
        stripped = match.group().strip()
        if stripped:
            low = match.start() + match.group().index(stripped[0])
            gap = text[end:low]
            apart = end == start or max(gap.count("\n"), gap.count("\r")) > 1
            yield Line(low, low + len(stripped), stripped, apart)
            end = low + len(stripped)


def is_headline(line: Line, following: Line | None, announced: bool = False) -> bool:
    """Whether a line before the first paragraph is the headline.

    Args:
        following: the next line, None after the last.
        announced: a date or a byline follows, so that even a sentence is a headline.
    """
    text, words = line.text, line.text.split()
    if len(text) > _LONGEST or len(words) > 30 or not any(map(str.isalpha, text)):
        return False
    if announced:
        return True
    if text[-1] in ",;" or (_CJK.search(text) and len(text) > 60):
        return False
    stopped = is_stopped(line) and not _ABBREVIATED.search(text)
    if following is None:  # the only line: a title at most if it is no sentence
        return not stopped and text[-1] not in "!?！？…" and len(words) <= 15
    if following.text[0].islower() and not following.apart:
        return False  # a sentence over two lines
    return not (stopped and (len(words) >= 8 or "。" in text[-2:])) and (
        len(words) <= 20 or len(split(text)) == 1
    )


def is_stopped(line: Line) -> bool:
    """Whether a line ends with a full stop, and what closes after it."""
    return _STOPPED.search(line.text) is not None


def is_kicker(line: Line, following: Line, after: Sequence[Line]) -> bool:
    """A section's name, or the headline's first words, before the headline.

    The real headline is never given up for a sentence that follows it.

    Args:
        after: the line after the following one, if there is one.
    """
    words, wanted = _WORDS.findall(line.text.lower()), _WORDS.findall(following.text.lower())
    if not 1 <= len(words) <= 4 or len(wanted) < max(5, len(words) + 2):
        return False
    if following.text[-1] in ".:;,。" or not after or not is_headline(following, after[0]):
        return False
    same = [any(_akin(word, other) for other in wanted) for word in words]
    if _akin(words[0], wanted[0]) and all(same):
        return True
    if len(words) == 1 and published.date_line(after[0].text):
        return True
    capitals = line.text.isupper() and not following.text.isupper() and len(words) <= 2
    return capitals or " ".join(words) in SECTIONS


def same_words(one: str, other: str) -> bool:
    """Whether two titles differ in capitals, marks and spaces at most."""
    return _WORDS.findall(one.lower()) == _WORDS.findall(other.lower())


def from_file_name(stem: str) -> str:
    """A file's name as a title; "" when it says nothing (time-003, q000-01, article1)."""
    words = _HOST.sub("", re.sub(r"[\W_]+", " ", _DAY.sub(" ", stem))).split()
    words = [word for word in words if len(word) <= 24]  # longer ones are keys, not words
    while words and (_ID.fullmatch(words[-1]) or words[-1].lower() in _FILE_WORDS):
        words.pop()
    telling = [
        word
        for word in words
        if word.lower() not in _FILE_WORDS
        and (_CJK.search(word) or (len(word) > 2 and word.isalpha()))
    ]
    numbered = any(map(str.isdigit, " ".join(words)))
    if not telling or (len(telling) == 1 and numbered):
        return ""
    title = " ".join(words)
    return title[:1].upper() + title[1:]


def first_words(text: str, header: Sequence[Span]) -> Span | None:
    """The first words outside the header, at most twelve, none beyond their sentence's last.

    Args:
        header: sorted, none overlapping.
    """
    start = 0
    for span in [*header, Span(len(text), len(text))]:
        for sentence in split(text, start, min(span.start, start + 2_000)):
            words = list(islice(re.finditer(r"\S+", sentence.of(text)), 12))
            inner = sentence.of(text)[: min(words[-1].end(), 100)].rstrip(_AROUND)
            low = len(inner) - len(inner.lstrip(_AROUND))
            if _WORDS.search(inner):
                return Span(sentence.start + low, sentence.start + len(inner))
        start = max(start, span.end)
    return None


def _akin(word: str, other: str) -> bool:
    """The same word, but for an ending: "Brasswick’s" and "Brasswick", "bets" and "bet"."""
    short, long = sorted((re.sub(r"['’]s?$", "", word), re.sub(r"['’]s?$", "", other)), key=len)
    return long.startswith(short) and len(long) - len(short) <= (2 if len(short) > 2 else 0)
