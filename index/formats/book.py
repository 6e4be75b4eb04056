"""An EPUB -> its text, chapter after chapter, in the order in which it is read."""

from __future__ import annotations

import io
import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from index.formats import UnreadableError, markup
from index.formats.archive import check_size
from index.types import Extracted

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"


def article(raw: bytes) -> Extracted:
    """The text of a book or of an issue of a magazine."""
    check_size(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = set(archive.namelist())
        if "META-INF/rights.xml" in names:
            raise UnreadableError("is protected against copying; it cannot be read")
        try:
            root = _xml(archive.read(_CONTAINER)).find(".//{*}rootfile")
            path = "" if root is None else root.get("full-path", "")
            package = _xml(archive.read(path))
        except (KeyError, etree.XMLSyntaxError) as error:
            raise UnreadableError("is no EPUB that can be opened; save it again") from error
        files = {item.get("id"): item.get("href", "") for item in package.iterfind(".//{*}item")}
        chapters = []
        for entry in package.iterfind(".//{*}itemref"):
            href = unquote(files.get(entry.get("idref"), ""))
            inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            if inner in names and entry.get("linear") != "no":
                chapters.append(markup.text_of(markup.parsed(archive.read(inner))))
    return Extracted(
        "\n\n".join(filter(None, chapters)),
        title=_said(package, "title"),
        published=_said(package, "date"),
        publisher=_said(package, "publisher"),
        authors=tuple(" ".join((one.text or "").split()) for one in package.iter(_DC + "creator")),
    )


def _xml(raw: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(raw, parser=parser)


def _said(package: etree._Element, name: str) -> str | None:
    found = package.find(f".//{_DC}{name}")
    return None if found is None else " ".join((found.text or "").split()) or None
