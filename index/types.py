"""The nouns of reading and searching: what each step hands to the next. Imports nothing of ours.

Every offset is a half-open range of code points into ``Article.text``, which is never rewritten:
of a text file its own decoded text, of any other format the one text that was taken out of it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
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
class Server:
    """A Chroma server that keeps the vectors of indexes, and as whom it is asked."""

    url: str  # http:// or https://, without a slash at its end
    tenant: str = "default_tenant"
    database: str = "default_database"
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Published:
    """When an article says it was published, and where that was read."""

    date: dt.date
    where: str  # "front matter", "text", "metadata" (of a web page, a mail, a row) or "file name"
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


_ROW = re.compile(r"\.(?:csv|tsv|jsonl|ndjson|mbox)#(?P<row>\d+)$", re.IGNORECASE)


def row_of(file: str) -> int | None:
    """The row of a table that an article is, as a spreadsheet counts: "export.csv#12" is row 12.

    Of a mailbox the mail, from 1.
    """
    match = _ROW.search(file)
    return int(match["row"]) if match else None


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """The page, from 1, on which an offset stands; None for an article without pages."""
    return max(bisect_right(pages, offset), 1) if pages else None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was taken out of a file that is no plain text: one article of it, or why there is none.

    Of several in one file each has its own ``part``, which follows the file's name.
    """

    text: str = ""
    part: str = ""  # "", "#12" for row 12, "/inner/name.txt" for a file of an archive
    title: str | None = None  # None: to be found in the text
    published: str | None = None  # as it is given
    publisher: str | None = None
    authors: tuple[str, ...] = ()  # as they are given: "Jane Doe and Max Roe"
    url: str | None = None  # where the article stands on the web
    pages: tuple[int, ...] = ()  # the offset in ``text`` at which each page begins
    lacks: str | None = None  # what of it is in no text, and the mend: "page 3 is a picture …"
    problem: str | None = None  # why it cannot be read, and the mend; the rest is empty then


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from a file."""

    file: str  # POSIX path relative to the folder; of several in a file "export.csv#12" and alike
    text: str  # a text file's, byte order mark removed, line ends as they are; else what was taken
    title: str
    content_hash: str  # sha256 of the file's bytes, or of the row's or the inner file's; hex
    encoding: str  # the codec that decoded it; for a format that holds more than text its name
    published: Published | None = None
    publisher: str | None = None  # publisher or source
    authors: tuple[str, ...] = ()
    title_span: Span | None = None  # the headline; None: the text has none, whatever the title is
    header: tuple[Span, ...] = ()  # kicker, date line, instrument line, credits, front matter
    pages: tuple[int, ...] = ()  # the offset at which each page begins; none: it has no pages
    url: str | None = None  # where it stands on the web, as it says itself; not to be trusted
    lacks: str | None = None  # what of the file could not be read; told by the sync, not indexed

    def quote(self, start: int, end: int) -> str:
        """The article's own text at these offsets."""
        return self.text[start:end]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences, stored and searched as one."""

    id: str  # content address of what is embedded: same words, same id
    start: int
    end: int
    embedded: str  # a line of title and date, the words without boilerplate: for the embedder
    title: str  # title and date, also those that the file's name gives: searched by their words


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
class Place:
    """Which chunk of which article: enough to choose among hundreds without reading any."""

    chunk_id: str
    article_id: int
    file: str


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
    pages: tuple[int, ...] = ()  # of the article: the offset at which each page begins
    copies: tuple[str, ...] = ()  # other files that tell the same story, where one stands for all


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Patterns:
    """Which files are read, in the notation of `.gitignore`. Empty: all."""

    include: tuple[str, ...] = ()  # only these
    exclude: tuple[str, ...] = ()  # not these, whatever is included


@dataclass(frozen=True, slots=True)
class Planned:
    """What a sync would do with a file, and why."""

    file: str
    what: str  # add, change, read again, move, remove, keep, skip, ignore
    why: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync did. Files are POSIX paths relative to the folder."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # (old, new)
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    ignored: tuple[Skipped, ...] = ()  # left out by a pattern; folders with a / at the end
    unused: tuple[str, ...] = ()  # patterns that were told now and are of nothing in the folder
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
