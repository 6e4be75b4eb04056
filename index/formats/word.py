"""A Word document (DOCX) -> its text as a reader sees it, opened by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lxml import etree

from index.formats import UnreadableError, cells, raised
from index.formats.archive import check_size
from index.types import Extracted

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = b"http://purl.oclc.org/ooxml/"  # how the names of its parts begin, where others have none
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a reader does not see: deletions that are tracked, the second form of a drawing, the reading
# beside an East Asian letter.
_UNSEEN = {_W + "del", _W + "moveFrom", _COMPATIBILITY + "Fallback", _W + "rt"}
_SPACES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Of an equation: a power and the lower half of a fraction, which would be digits of a figure.
_OF_MATH = {_MATH + "sup": raised.above, _MATH + "den": "/{}".format}
_BOX = _W + "txbxContent"
_MOST_STYLES = 10  # that stand on one another
_MOST_COLUMNS = 63  # of a table, as Word has it
_NOTES = ("/footnotes", "/endnotes")  # the ends of what relates them to the document

Styles = dict[str, str]  # how letters of a style are made, as `_made` says it


def article(raw: bytes) -> Extracted:
    """The paragraphs, tables and text boxes of a document, in order, then its notes."""
    check_size(raw)
    from docx import Document
    from docx.text.paragraph import Paragraph

    try:
        document = Document(io.BytesIO(raw))
    except (KeyError, ValueError) as error:
        if _is_strict(raw):
            why = "is a Strict Open XML document; save it as Word Document (.docx)"
            raise UnreadableError(why) from error
        raise UnreadableError("is no Word document; save it again as DOCX") from error
    blocks = []
    title = None
    styles = _styles(document.styles.element)
    _mend(document.element.body, styles)
    for element, words in _blocks(document.element.body):
        if title is None and words and element.tag == _W + "p":
            style = Paragraph(element, document).style
            if style is not None and style.name in ("Title", "Heading 1"):
                title = " ".join(words.split())
        blocks.append(words)
    for related in document.part.rels.values():
        if related.reltype.endswith(_NOTES) and not related.is_external:
            blocks += _notes(related.target_part.blob, styles)
    said = document.core_properties
    text = "\n\n".join(filter(None, blocks))
    first = " ".join(text[:2_000].split())
    if title is None and said.title and " ".join(said.title.split()) in first:
        title = " ".join(said.title.split())
    lacks = None
    if next(document.element.body.iter(_W + "altChunk"), None) is not None:
        lacks = "holds a file in place of text; open it in Word and save it again"
        if not text:
            raise UnreadableError(lacks)
    return Extracted(text, title=title, lacks=lacks)


def _is_strict(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, suppress(KeyError):
        return _STRICT in archive.read("_rels/.rels")
    return False


def _notes(raw: bytes, styles: Styles) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    notes = etree.fromstring(raw, parser=parser)
    _mend(notes, styles)
    return [words for note in notes for _, words in _blocks(note)]


def _styles(styles: Any) -> Styles:
    """How styles of letters make them, by the style's id."""
    named = {
        style.get(_W + "styleId", ""): style
        for style in styles.iterfind(_W + "style")
        if style.get(_W + "type") == "character"
    }
    return {name: _made_of_style(style, named) for name, style in named.items()}


def _made_of_style(style: Any, named: dict[str, Any]) -> str:
    """How a style makes letters; where it says nothing of it, as the one that it stands on."""
    for _ in range(_MOST_STYLES):
        own = style.find(_W + "rPr")
        made = _made(own, {})
        based = style.find(_W + "basedOn")
        style = None if based is None else named.get(based.get(_W + "val"))
        if made or style is None or (own is not None and own.find(_W + "vertAlign") is not None):
            return made
    return ""


def _made(said: Any, styles: Styles) -> str:
    """How letters are made: "hidden", "struck" out, "above" the line, or ""."""
    if said is None:
        return ""
    for name, made in (("vanish", "hidden"), ("strike", "struck"), ("dstrike", "struck")):
        if _is_on(said.find(_W + name)):
            return made
    place = said.find(_W + "vertAlign")
    if place is not None:
        return "above" if place.get(_W + "val") == "superscript" else ""
    if _number(said.find(_W + "position"), 0) > 0:
        return "above"
    style = said.find(_W + "rStyle")
    return "" if style is None else styles.get(style.get(_W + "val"), "")


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(_W + "val", "1") not in ("0", "false", "off")


def _mend(tree: Any, styles: Styles) -> None:
    """Take out of a tree what a reader does not see; raised digits as such."""
    for run in tree.iter(_W + "r"):
        made = _made(run.find(_W + "rPr"), styles)
        for words in run.iterfind(_W + "t") if made else ():
            text = words.text or ""
            words.text = {"above": raised.above(text), "struck": " "}.get(made, "")


def _blocks(parent: Any) -> Iterator[tuple[Any, str]]:
    """Each paragraph and row of a table with its words, whatever it is wrapped in."""
    for element in parent:
        if element.tag == _W + "p":
            yield element, raised.with_fractions(_words(element).strip())
            for box in element.iter(_BOX):
                above = {one.tag for one in box.iterancestors()}
                if not above & _UNSEEN and _nearest(box) is element:
                    yield from _blocks(box)
        elif element.tag == _W + "tbl":
            yield from _rows(element)
        elif element.tag not in _UNSEEN:
            yield from _blocks(element)


def _nearest(box: Any) -> Any:
    """The paragraph that a text box is in: of one in another it is the inner one's."""
    return next(box.iterancestors(_W + "p"), None)


def _rows(table: Any) -> Iterator[tuple[Any, str]]:
    """The rows of a table. What stands over several of them is said in each."""
    above: dict[int, str] = {}  # by column
    for row in _all(table, "tr"):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        told = [""] * min(column, _MOST_COLUMNS)
        for cell in _all(row, "tc"):
            words = " ".join(" ".join(w for _, w in _blocks(cell)).split())
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and merged.get(_W + "val") != "restart":
                words = above.get(column, "")
            above[column] = words
            told.append(words)
            column += _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
        yield row, cells.row(told)


def _number(element: Any, otherwise: int) -> int:
    """How many columns an element says; `otherwise` where it says no number."""
    try:
        return otherwise if element is None else int(element.get(_W + "val", otherwise))
    except ValueError:
        return otherwise


def _all(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, whatever they are wrapped in."""
    for element in parent:
        if element.tag == _W + name:
            yield element
        elif element.tag not in _UNSEEN:
            yield from _all(element, name)


def _words(element: Any) -> str:
    """The text of a paragraph without that of the boxes which hang on it."""
    found = []
    for inner in element:
        if inner.tag in (_W + "t", _MATH + "t"):
            found.append(inner.text or "")
        elif str(inner.tag).startswith(_W) and (space := _SPACES.get(inner.tag[len(_W) :])):
            found.append(space)
        elif inner.tag in _OF_MATH:
            found.append(_OF_MATH[inner.tag](_words(inner)))
        elif inner.tag not in _UNSEEN and inner.tag != _BOX:
            found.append(_words(inner))
    return "".join(found)
