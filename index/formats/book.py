"""An EPUB -> its text, chapter after chapter, in the order in which it is read."""

from __future__ import annotations

import io
import posixpath
import unicodedata
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from index.formats import UnreadableError, letters, markup
from index.formats.archive import check_size
from index.types import Extracted

_CONTAINER = "META-INF/container.xml"
_RIGHTS = ("META-INF/rights.xml", "META-INF/sinf.xml")  # of Adobe's protection, of Apple's
_ENCRYPTED = "META-INF/encryption.xml"  # names each file that is: mostly fonts, which are no text
_PROTECTED = "is protected against copying; it cannot be read"
_EVENT = "{http://www.idpf.org/2007/opf}event"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MOST_STYLE = 100_000  # characters of style sheets


def article(raw: bytes) -> Extracted:
    """The text of a book or of an issue of a magazine."""
    check_size(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        if {*names} & {*_RIGHTS}:
            raise UnreadableError(_PROTECTED)
        try:
            root = _xml(archive.read(_CONTAINER)).find(".//{*}rootfile")
            path = "" if root is None else root.get("full-path", "")
            package = _xml(archive.read(path))
        except (KeyError, etree.XMLSyntaxError) as error:
            raise UnreadableError("is no EPUB that can be opened; save it again") from error
        files = {item.get("id"): item.get("href", "") for item in package.iterfind(".//{*}item")}
        locked = _locked(archive) if _ENCRYPTED in names else set()
        styles = "}".join(_style(archive, name) for name in sorted(names) if name.endswith(".css"))
        styles = styles[:_MOST_STYLE]  # read once more for each chapter
        by_key = {_key(name): name for name in reversed(names)} | {name: name for name in names}
        chapters: list[str] = []
        missing = 0
        for entry in package.iterfind(".//{*}itemref"):
            href = unquote(files.get(entry.get("idref"), ""))
            inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            found = by_key.get(inner) or by_key.get(_key(inner))
            if inner in locked or found in locked:
                raise UnreadableError(_PROTECTED)
            if entry.get("linear") == "no":
                continue
            if found is None:
                missing += 1
            else:
                chapters.append(_chapter(archive.read(found), styles))
    count = missing + len(chapters)
    lacks = f"lacks {missing} of its {count} chapters; save it again" if missing else None
    if lacks and not chapters:
        raise UnreadableError(lacks)
    return Extracted(
        "\n\n".join(filter(None, chapters)),
        title=_said(package, "title"),
        published=_date(package),
        publisher=_said(package, "publisher"),
        lacks=lacks,
        authors=tuple(" ".join((one.text or "").split()) for one in package.iter(_DC + "creator")),
    )


def _key(name: str) -> str:
    """By which a chapter is found whose name is written in two ways, as some systems allow."""
    return unicodedata.normalize("NFC", name).casefold()


def _style(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return letters.decoded(archive.read(name))
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError):  # damaged, or encrypted
        return ""


def _locked(archive: zipfile.ZipFile) -> set[str]:
    """The files of a book that are encrypted."""
    try:
        told = _xml(archive.read(_ENCRYPTED))
    except etree.XMLSyntaxError as error:
        raise UnreadableError(_PROTECTED) from error
    named = (unquote(one.get("URI", "")) for one in told.iterfind(".//{*}CipherReference"))
    return {posixpath.normpath(name.lstrip("/")) for name in named}


def _chapter(raw: bytes, styles: str) -> str:
    return markup.text_of(markup.parsed(letters.decoded(raw, letters.said(raw)), styles))


def _xml(raw: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(raw, parser=parser)


def _said(package: etree._Element, name: str) -> str | None:
    found = package.find(f".//{_DC}{name}")
    return None if found is None else " ".join((found.text or "").split()) or None


def _date(package: etree._Element) -> str | None:
    """When a book was published: it may say as well when its file was made or changed."""
    dates = {
        one.get(_EVENT, ""): " ".join((one.text or "").split())
        for one in reversed(list(package.iter(_DC + "date")))
    }
    said = sorted(dates, key=lambda event: ("publication" not in event, event != ""))
    return next((dates[event] for event in said if "modif" not in event and dates[event]), None)
