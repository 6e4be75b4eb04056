"""Sentences -> chunks: runs of whole sentences that fit the embedder and overlap a little.

A chunk is a span of the article, so ``text[chunk.start:chunk.end]`` is what a reader sees. What is
embedded is made from it: title and date first, since "the company" says little alone, and without
the boilerplate in between. What the file's name alone gives is searched by its words and not
embedded, the first words stand in for a title: a file of another name needs no other vector.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence

from index import headline
from index.published import FILE_NAME, TITLE, in_words
from index.types import Article, Chunk, Kind, Sentence

CHUNKER_VERSION = "2"  # raise it when the same sentences would give other chunks
_ADDRESS = "1"  # of the ids: another one makes every vector anew, where the same is embedded

# In words. The embedder reads 256 tokens: 180 words of news with title and date seldom exceed it.
_LONGEST = 180
_OVERLAP = 30
_SHORTEST = 40  # a shorter last chunk joins the one before
_PARAGRAPH_FROM = 120  # from here on a paragraph's end is a good end

_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f]")


def chunk(article: Article, sentences: Sequence[Sentence]) -> tuple[Chunk, ...]:
    """The chunks of an article, in order; every body sentence is in at least one.

    Args:
        article: as read.
        sentences: all of its sentences in order. Other kinds than the body may stand inside a
            chunk's span; their words are not embedded. Without a body the title is the chunk.
    """
    body = [sentence for sentence in sentences if sentence.kind is Kind.BODY]
    when = article.published
    in_text = None if when is None or when.where in (FILE_NAME, TITLE) else when.date
    heading = _heading(_title_in(article), in_text)
    told = None if when is None or when.where == TITLE else when.date  # the title tells it itself
    title = _heading(article.title, told)
    if not body:
        line = [sentence for sentence in sentences if sentence.kind is Kind.TITLE]
        return (_chunk(heading, title, line[0].start, line[-1].end),) if line else ()
    words = [" ".join(article.text[one.start : one.end].split()) for one in body]
    lengths = [_length(piece) for piece in words]
    return tuple(
        _chunk(
            f"{heading}\n{' '.join(words[first:last])}",
            title,
            body[first].start,
            body[last - 1].end,
        )
        for first, last in _runs(body, lengths)
    )


def _runs(body: Sequence[Sentence], lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Half-open ranges of sentences, each run of about 180 words."""
    runs: list[tuple[int, int]] = []
    first = fresh = 0  # fresh: the first sentence that no run holds yet
    while fresh < len(body):
        last = _last(body, lengths, first, fresh)
        if last == len(body) and runs and sum(lengths[fresh:last]) < _SHORTEST:
            runs[-1] = (runs[-1][0], last)
            break
        runs.append((first, last))
        first, fresh = _overlap(lengths, first, last), last
    return runs


def _last(body: Sequence[Sentence], lengths: Sequence[int], first: int, fresh: int) -> int:
    """Where the run that begins at first ends; at least one fresh sentence is in it."""
    total = sum(lengths[first : fresh + 1])
    last = fresh + 1
    paragraph_end = 0
    while last < len(body):
        if total >= _PARAGRAPH_FROM and body[last].paragraph != body[last - 1].paragraph:
            paragraph_end = last
        total += lengths[last]
        if total > _LONGEST:
            return paragraph_end or last
        last += 1
    return last


def _overlap(lengths: Sequence[int], first: int, last: int) -> int:
    """The sentence before last at which the next run begins: about 30 words are said twice."""
    start, total = last, 0
    while start > first + 1 and total + lengths[start - 1] <= _OVERLAP * 3 // 2:
        start -= 1
        total += lengths[start]
        if total >= _OVERLAP:
            break
    return start


def _length(words: str) -> int:
    """Words, as far as the embedder is concerned: long strings and unspaced scripts cost more."""
    count = max(words.count(" ") + 1, len(words) // 12)
    if not words.isascii():
        count = max(count, len(_UNSPACED.findall(words)) * 3 // 4)
    return count


def _title_in(article: Article) -> str:
    """The headline; of a text without one its first words, whatever its file is called."""
    span = article.title_span or headline.first_words(article.text, article.header)
    return span.of(article.text) if span else ""


def _heading(title: str, date: dt.date | None) -> str:
    """Title and date in one line, "" for none."""
    line = " ".join(title.split())
    return f"{line} ({in_words(date)})".strip() if date else line


def _chunk(embedded: str, title: str, start: int, end: int) -> Chunk:
    digest = hashlib.sha256((_ADDRESS + embedded).encode()).hexdigest()
    return Chunk(digest[:32], start, end, embedded, title)
