"""A file -> its articles, with the title, date, publisher and authors each names.

A text file is decoded here and kept as it is. Other formats are read in a process of their own
(`formats.process`), and what is taken out of them is kept as it comes: so there is one text that
every offset of the product points into. What it does not say of itself, the file's name may: the
date, and the title.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from index import credits, formats, header, headline, plain, published
from index.errors import ArticleError
from index.formats.process import ChangedError, Extractor
from index.imprint import with_imprint
from index.plain import decode
from index.types import Article, Extracted, Published, Skipped, Span, row_of

__all__ = ["MAX_BYTES", "READER_VERSION", "SUFFIXES", "ChangedError", "articles", "decode", "read"]

READER_VERSION = "8." + formats.FORMATS_VERSION  # raise 8 when a text would be read differently
SUFFIXES = plain.SUFFIXES | formats.SUFFIXES
MAX_BYTES = 20_000_000
MOST_TOLD = 1_000  # parts of a file that cannot be read, each by its name

_ARTICLES_OF = "of a file that holds several articles; read them with `articles`"
_HASHED_AT_ONCE = 1 << 20  # bytes


class NotGivenError(ArticleError):
    """A file that the system does not give now; nothing is said of what is in it."""


class GoneError(NotGivenError):
    """A file that is there no more."""


def read(path: Path, file: str, extractor: Extractor | None = None) -> Article:
    """Read a file that is one article.

    Args:
        path: the file.
        file: its name relative to the folder, POSIX, as the article will be known by.
        extractor: for formats other than text; default one for this call.

    Raises:
        ArticleError: unreadable, empty, binary, too large or not a format; one line.
        ChangedError: it was changed meanwhile.
    """
    suffix = path.suffix.lower()
    if suffix in plain.SUFFIXES:
        return _plain(path, file)
    if suffix not in formats.SUFFIXES:
        raise ArticleError(
            f"{file}: {path.suffix or 'no suffix'} is not a format that is read; "
            f"save it as {' or '.join(sorted(SUFFIXES))}."
        )
    if suffix in formats.CONTAINERS:
        raise ArticleError(f"{file}: is {_ARTICLES_OF}.")
    hashed = file_hash(path, file)
    # To its end: the process may serve the next file.
    (found,) = _extracted(path, file, extractor, hashed)
    return _article(file, found, hashed, suffix[1:])


def articles(
    path: Path,
    file: str,
    extractor: Extractor | None = None,
    hashed: str | None = None,
    rules: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Article | Skipped]:
    """Read a file that holds several: each article, or why a part of it is none.

    Of parts that are none the first `MOST_TOLD` are named, then how many more there are.

    Args:
        hashed: what `file_hash` gave; default it is made here.
        rules: by which files of an archive are left out, as of `patterns.Wanted`; default none.

    Raises:
        ArticleError: the file as a whole cannot be read.
        ChangedError: it was changed since it was hashed.
    """
    told = more = 0
    first: Extracted | None = None  # of those that are not named
    for found in _extracted(path, file, extractor, hashed or file_hash(path, file), rules):
        name = file + found.part
        if found.problem:
            told += 1
            if told <= MOST_TOLD:
                yield Skipped(name, f"{name}: {found.problem}.")
            else:
                first, more = first or found, more + 1
            continue
        content = json.dumps(dataclasses.astuple(dataclasses.replace(found, part="")))
        row_hash = hashlib.sha256(content.encode()).hexdigest()
        inner = PurePosixPath(name.partition("#")[0] if row_of(name) else name)
        yield _article(name, found, row_hash, inner.suffix.lower()[1:])
    if first is not None:
        others = f" {more - 1:,} more after it cannot be read either." if more > 1 else ""
        name = file + first.part
        yield Skipped(name, f"{name}: {first.problem}.{others}")


def container_of(folder: Path, name: str) -> str | None:
    """The file that holds an article of this name among others; None where there is none."""
    row = row_of(name)
    start = PurePosixPath(name.rpartition("#")[0] if row is not None else name)
    for path in (start, *start.parents):
        if path.suffix.lower() in formats.CONTAINERS and (folder / path).is_file():
            return path.as_posix()
    return None


def file_hash(path: Path, file: str) -> str:
    """sha256 of a file's bytes, hex.

    Raises:
        ArticleError: it cannot be read or is too large.
    """
    digest = hashlib.sha256()
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise ArticleError(f"{file}: not a regular file; put a file in its place.")
        if state.st_size > formats.MOST_BYTES:
            raise _too_large(file, state.st_size, formats.MOST_BYTES)
        if state.st_size == 0:
            raise ArticleError(f"{file}: is empty; save it again or delete it.")
        with path.open("rb") as handle:
            while some := handle.read(_HASHED_AT_ONCE):
                digest.update(some)
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error
    return digest.hexdigest()


def _extracted(
    path: Path,
    file: str,
    extractor: Extractor | None,
    hashed: str,
    rules: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Extracted]:
    if extractor is not None:
        yield from extractor.articles(path, file, hashed, rules)
        return
    with Extractor() as own:
        yield from own.articles(path, file, hashed, rules)


def _plain(path: Path, file: str) -> Article:
    raw = _bytes(path, file)
    text, encoding = decode(raw)
    plain.check(raw, text, encoding, file)
    return _article(file, Extracted(text), hashlib.sha256(raw).hexdigest(), encoding)


def _article(file: str, extracted: Extracted, hashed: str, encoding: str) -> Article:
    """An article of what stands in its text and what is known beside it, which goes first."""
    extracted, known = _titled(_short(extracted))
    found = header.find(extracted.text)
    if known is not None:
        spans = tuple(span for span in found.spans if not span.overlaps(known))
        found = dataclasses.replace(found, title=known, spans=spans)
    credit = _credit(extracted)
    text, found = with_imprint(extracted, credit, found)
    title_span = found.title
    stem = PurePosixPath(file).stem
    # A row is not called by its table: all of them would be.
    of_file = "" if row_of(file) else headline.from_file_name(stem)
    title = _fold(title_span.of(text)) if title_span else of_file
    if not title:
        first = headline.first_words(text, found.spans)
        title = _fold(first.of(text)) if first else stem
    return Article(
        file=file,
        text=text,
        title=title,
        content_hash=hashed,
        encoding=encoding,
        published=_published(extracted, found.published)
        or published.from_title(title)
        or published.from_file_name(stem),
        publisher=credit.publisher or found.publisher,
        authors=credit.authors or found.authors,
        title_span=title_span,
        header=found.spans,
        pages=extracted.pages,
        url=extracted.url,
        lacks=extracted.lacks,
    )


def _short(extracted: Extracted) -> Extracted:
    """What is known beside the text, of a length that is one: the title goes into every chunk."""

    def cut(words: str | None) -> str | None:
        return words and words[:_LONGEST_KNOWN]

    return dataclasses.replace(
        extracted,
        title=cut(extracted.title),
        publisher=cut(extracted.publisher),
        authors=tuple(name[:_LONGEST_KNOWN] for name in extracted.authors[:_MOST_AUTHORS]),
        url=extracted.url if len(extracted.url or "") <= _LONGEST_URL else None,
    )


def _titled(extracted: Extracted) -> tuple[Extracted, Span | None]:
    """With the title in the text, where one is known: what can be cited stands in the text."""
    title, text = extracted.title, extracted.text
    if not title:
        return extracted, None
    for line in headline.lines(text, 0):
        if headline.same_words(title, line.text):
            return extracted, line.span
        if line.start > _TITLE_WITHIN:
            break
    if extracted.pages:  # a page's text is what stands on the page
        at = text.find(title)
        return extracted, Span(at, at + len(title)) if at >= 0 else None
    return dataclasses.replace(extracted, text=f"{title}\n\n{text}"), Span(0, len(title))


_LONGEST_KNOWN = 300  # characters of a title, a publisher, an author's name
_MOST_AUTHORS = 50
_LONGEST_URL = 2_000
_TITLE_WITHIN = 500  # characters: a headline that a page prints stands at its beginning


def _credit(extracted: Extracted) -> credits.Credit:
    """Whom the metadata name. A sender that is a person is an author."""
    people: list[str] = []
    outlet = extracted.publisher
    for value in extracted.authors:
        credit = credits.names(value, lenient=True)
        people += credit.authors
        outlet = outlet or credit.publisher
    return credits.Credit(credits.distinct(people), outlet)


def _published(extracted: Extracted, in_text: Published | None) -> Published | None:
    """The metadata's date; the text's where it is the same day, since it may have a time."""
    said = published.read_date(extracted.published or "", "metadata")
    if said is None or (in_text is not None and in_text.date == said.date and not said.time):
        return in_text
    return said


def _fold(words: str) -> str:
    return " ".join(words.split())


def _bytes(path: Path, file: str) -> bytes:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise ArticleError(f"{file}: not a regular file; put a text file in its place.")
        if state.st_size > MAX_BYTES:
            raise _too_large(file, state.st_size, MAX_BYTES)
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error
    if len(raw) > MAX_BYTES:  # it grew since it was looked at
        raise _too_large(file, len(raw), MAX_BYTES)
    return raw


def _unreadable(file: str, error: OSError | ValueError) -> ArticleError:
    reason = getattr(error, "strerror", None) or str(error)
    kind = GoneError if isinstance(error, FileNotFoundError | NotADirectoryError) else NotGivenError
    return kind(f"{file}: cannot be read ({reason}); check that it exists and its rights.")


def _too_large(file: str, size: int, most: int) -> ArticleError:
    return ArticleError(
        f"{file}: {size / 1e6:.0f} MB is more than the {most // 1_000_000} MB that an article "
        "may have; split it or leave it out."
    )
