"""The nouns of reading and searching: what each step hands to the next. Imports nothing of ours.

Every offset is a half-open range of code points into ``Article.text``, the file's own decoded
text, which is never rewritten: ``text[start:end]`` is what stands in the file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text, ``text[start:end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch itself."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Published:
    """When an article says it was published, and where that was read."""

    date: dt.date
    where: str  # "front matter", "text" or "file name"
    time: dt.time | None = None  # as printed; the zone, where printed, is not converted

    def __str__(self) -> str:
        return self.date.isoformat()


class Kind(StrEnum):
    """What a sentence is, as far as evidence goes."""

    BODY = "body"
    TITLE = "title"  # the headline: may be cited, as a last resort
    HEADER = "header"  # kicker, date line, instrument line, credits: never evidence
    BOILERPLATE = "boilerplate"  # ads, teasers, share buttons: never evidence


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article."""

    start: int
    end: int
    paragraph: int  # 0-based number of the paragraph it stands in
    kind: Kind = Kind.BODY

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from a file."""

    file: str  # POSIX path relative to the folder
    text: str  # the file's decoded text, byte order mark removed, line ends as they are
    title: str
    content_hash: str  # sha256 of the file's bytes, hex
    encoding: str  # the codec that decoded it
    published: Published | None = None
    publisher: str | None = None  # publisher or source
    authors: tuple[str, ...] = ()
    title_span: Span | None = None  # None: the title is not in the text
    header: tuple[Span, ...] = ()  # kicker, date line, instrument line, credits, front matter

    def quote(self, start: int, end: int) -> str:
        """The article's own text at these offsets."""
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences, stored and searched as one."""

    id: str  # content address of what is embedded: same words, same id
    start: int
    end: int
    embedded: str  # title, date and the chunk's words without boilerplate: what the embedder reads


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article as the index lists it, without its text."""

    file: str
    title: str
    published: Published | None
    publisher: str | None
    authors: tuple[str, ...]
    chunks: int
    chunks_with_vectors: int
    cluster: str  # file of the first published of its copies; its own where it has none


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a question."""

    article_id: int  # row of the article in the catalogue
    file: str
    title: str
    published: Published | None
    publisher: str | None
    chunk_id: str
    start: int
    end: int
    text: str  # the article's own text at start:end
    score: float  # fused, higher is better, 0..1
    lexical: float | None = None  # BM25 of the chunk, None when not found by words
    dense: float | None = None  # cosine of the chunk, None when it has no vector


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync did. Files are POSIX paths relative to the folder."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # (old, new)
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    chunks_embedded: int = 0
    chunks_pending: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may look at. Empty means all."""

    files: frozenset[str] = field(default_factory=frozenset)
    after: dt.date | None = None  # published on or after; undated articles are left out
    before: dt.date | None = None  # published on or before; undated articles stay visible

    @property
    def empty(self) -> bool:
        return not self.files and self.after is None and self.before is None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as indexed, with its sentences: what a reader is shown."""

    article: Article
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is."""

    phase: str  # "reading" (files) or "vectors" (chunks)
    done: int
    total: int
