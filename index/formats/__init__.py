"""Files that hold more than text -> the text of their articles.

`process` calls this in a process of its own, bounded in time and memory: what is read here may be
made to break its reader. One module a format; each gives one text that every offset points into.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial

from index.types import Extracted

FORMATS_VERSION = "9"  # raise it when the same file would give another text or origin
MOST_BYTES = 200_000_000  # of a file: pictures in it cost room, not text
MOST_TEXT = 20_000_000  # characters of one article, as of a text file
MOST_PARTS = 50_000  # articles of one file: more are left out

# Of one article; the first suffix is what the format is called.
PAGES = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht"})
DOCUMENTS = frozenset({".pdf", ".docx", ".epub", ".rtf"})
MAILS = frozenset({".eml", ".msg"})
# Of several.
TABLES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})
MAILBOXES = frozenset({".mbox"})
ARCHIVES = frozenset({".zip"})
CONTAINERS = TABLES | MAILBOXES | ARCHIVES
SUFFIXES = PAGES | DOCUMENTS | MAILS | CONTAINERS

# How names of files begin that are no articles: hidden ones, and those by which Word notes who has
# a document open.
HIDDEN = (".", "~$")
# What browsers and Word call the folder that they save with a page, in the languages they speak.
PAGE_FOLDERS = tuple(
    "_files .files -Dateien _fichiers _archivos _arquivos _ficheiros _file -file _bestanden "
    "-bestanden -filer _pliki _soubory _datoteke _fajlovi _elemei _tiedostot _dosyalar _failid "
    "_fails _failai _fitxers _fitxategiak".split()
)
_OF_PAGES = (".html", ".htm", ".xhtml", ".shtml")
_FOREIGN = (  # what a file is, whatever its name says
    (b"%PDF-", "a PDF", frozenset({".pdf"})),
    (b"PK\x03\x04", "a ZIP archive or an office document", frozenset({".zip", ".docx", ".epub"})),
    (b"\xd0\xcf\x11\xe0", "an old or an encrypted office document", frozenset({".msg"})),
    (b"\x89PNG", "a picture", frozenset[str]()),
    (b"\xff\xd8\xff", "a picture", frozenset[str]()),
    (b"GIF8", "a picture", frozenset[str]()),
    (b"\x1f\x8b", "a compressed file", frozenset[str]()),
)


class UnreadableError(Exception):
    """Why a file gives no article, and the mend; without the file's name."""


@dataclass(frozen=True, slots=True)
class Part:
    """An article of a file that is not read yet, so that one which cannot be is known by name."""

    name: str  # as in `Extracted.part`
    read: Callable[[], Extracted]  # raises UnreadableError, or whatever a library does


def parts(
    raw: bytes, suffix: str, wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[Part]:
    """The articles of a file, each to be read by itself.

    Args:
        suffix: one of `SUFFIXES`, in small letters.
        wanted: whether a file of an archive is; all else is passed over unread.

    Raises:
        UnreadableError: there are none.
        Exception: of a library, where the file is broken in a way that it does not foresee.
    """
    if suffix not in CONTAINERS:
        yield Part("", lambda: one(raw, suffix))
        return
    check_foreign(raw, suffix)
    if suffix in ARCHIVES:
        from index.formats import archive

        yield from archive.parts(raw, wanted)
    elif suffix in MAILBOXES:
        from index.formats import mail

        kept = False
        for number, found in enumerate(mail.several(raw), 1):
            if not mail.is_deleted(found):
                kept = True
                yield Part(f"#{number}", partial(one, found, ".eml"))
        if not kept:
            raise UnreadableError("holds deleted mails alone; delete it")
    else:
        from index.formats import table

        yield from table.parts(raw, suffix)


def page_of(folder: str, beside: Container[str]) -> str | None:
    """The page with which a browser saved a folder: it holds frames and scripts, no articles."""
    for end in PAGE_FOLDERS:
        for page in (folder.removesuffix(end) + suffix for suffix in _OF_PAGES):
            if folder.endswith(end) and page in beside:
                return page
    return None


def one(raw: bytes, suffix: str) -> Extracted:
    """The article of a file that is one."""
    check_foreign(raw, suffix)
    found = _reader(suffix)(raw)
    if len(found.text) > MOST_TEXT:
        raise UnreadableError(
            f"has {len(found.text) / 1e6:.0f} million characters, more than the "
            f"{MOST_TEXT // 1_000_000} million that an article may have; split it"
        )
    if not found.text.strip():
        raise UnreadableError("has no text in it; write the article into it or delete it")
    return found


def check_foreign(raw: bytes, suffix: str) -> None:
    """Refuse what is named for something else.

    Raises:
        UnreadableError: with what it is.
    """
    for signature, what, suffixes in _FOREIGN:
        if raw.startswith(signature) and suffix not in suffixes:
            raise UnreadableError(f"is {what}, not what {suffix} says; give it its own suffix")


def _reader(suffix: str) -> Callable[[bytes], Extracted]:
    # Each library is loaded by the first file that needs it.
    if suffix in PAGES:
        from index.formats import web

        return web.saved if suffix in (".mhtml", ".mht") else web.article
    if suffix in MAILS:
        from index.formats import mail

        return mail.outlook if suffix == ".msg" else mail.article
    if suffix == ".pdf":
        from index.formats import pdf

        return pdf.article
    if suffix == ".docx":
        from index.formats import word

        return word.article
    if suffix == ".epub":
        from index.formats import book

        return book.article
    from index.formats import rtf

    return rtf.article
