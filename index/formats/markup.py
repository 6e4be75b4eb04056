"""An HTML tree -> its text, block by block: what a reader sees, in order."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from lxml import etree, html

from index.formats import cells, hidden, raised

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul head list item quote row cell".split()
)  # the last six are TEI's, in which trafilatura answers
_IN_WORDS = frozenset({"quote", "pre"})  # of a paragraph they are part of its sentences
_UNSEEN = frozenset(
    "script style noscript template svg math iframe object select button textarea title meta link"
    " input canvas audio video".split()
)
_AROUND = frozenset("nav header footer aside form".split())  # of a page, not of an article
_ROWS = frozenset("tr row".split())
_STRUCK = frozenset("del s strike".split())
_LINE_THROUGH = re.compile(  # bounded, so that a long style is read once
    r"text-decoration[a-z-]{0,20}\s*:[^;:]*line-through", re.IGNORECASE
)
_OF_PAGES = frozenset("pagebreak doc-pagebreak".split())
_LISTS = frozenset("page-list doc-pagelist landmarks toc doc-toc".split())
_LONGEST_PAGE = 20  # characters of its number
_CELL = "\x1f"  # begins a cell in the words of a row
_PICTURE = re.compile(r"data:[\w/+.;=-]{1,200};base64,[\w+/=%]{1000,}")
_CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1f]+")
_ENDED_AT_ONCE = re.compile(r"(<html\b[^<>]*)/>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SAMPLE = 20_000  # characters of a text that tell whether it is HTML
_PAIR = re.compile(
    r"<(a|b|big|em|font|h[1-6]|i|p|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>[^<>]*</\1>", re.I
)
_PARTED = re.compile(r"<(?:p|div|br|li|h[1-6]|td|blockquote|section|article)\b", re.IGNORECASE)
_GAP = re.compile(r"\n\s*\n")
_ENTITY = re.compile(r"&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_TAGS = re.compile(r"</(?:p|div|span|a|b|i|strong|em|li)>|<br\s*/?>|<p>", re.IGNORECASE)


def parsed(text: str, styles: str = "") -> etree._Element | None:
    """The tree of an HTML text; None where there is none. Nothing outside it is fetched.

    Args:
        styles: CSS that lies beside it.
    """
    tree = tree_of(text)
    return None if tree is None else as_seen(tree, styles)


def without_pictures(text: str) -> str:
    """An HTML text without the pictures and fonts that stand in it, which may be most of it."""
    return _PICTURE.sub("", text)


def tree_of(text: str) -> etree._Element | None:
    """The tree of an HTML text with all that it hides; None where there is none."""
    text = _ENDED_AT_ONCE.sub(r"\1>", _CONTROL.sub("", without_pictures(text)), count=1)
    # A declaration of another encoding would be believed; the text is decoded already.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except etree.ParserError:  # an empty text
        return None


def as_seen(tree: etree._Element, styles: str = "", scripted: bool = False) -> etree._Element:
    """The tree without what is hidden or struck out, without marks of notes; raised digits as such.

    Changed in place, so that whatever takes the text out of it next joins no two figures.

    Args:
        scripted: whether a script may show what the tree hides.
    """
    hidden.drop(tree, _put, scripted)
    styles = "}".join((styles, *(one.text or "" for one in tree.iter("style"))))
    above, lifted = raised.classes(styles)
    for element in list(tree.iter(etree.Element)):
        style = element.get("style") or ""
        if element.tag in _STRUCK or _LINE_THROUGH.search(style):
            following = element.getnext()
            corrected = following is not None and following.tag == "ins" and not element.tail
            # "4<del>0</del><ins>1</ins>" is 41; else what stands on its sides is two words.
            _put(element, "" if corrected or _goes_on(element) is False else " ")
        elif raised.is_above(element, above, lifted):
            words = "".join(map(str, element.itertext()))
            if raised.marks_a_note(element, words):
                _put(element, " " if _goes_on(element) else "")
            elif (mark := raised.above(words)) != words:
                _put(element, mark)
        elif _is_a_guide(element):
            _put(element, "")
    etree.strip_tags(tree, raised.WORDS)
    cells.repeat_labels(tree)
    return tree


def _is_a_guide(element: etree._Element) -> bool:
    """Whether an element is the number of a page of the printed book, or a list of them."""
    kinds = raised.kinds(element)
    if element.tag == "nav":
        return not _LISTS.isdisjoint(kinds)
    of_page = not _OF_PAGES.isdisjoint(kinds)
    return of_page and len("".join(map(str, element.itertext()))) <= _LONGEST_PAGE


def _goes_on(element: etree._Element) -> bool | None:
    """Whether a letter stands right behind an element; None where that is not to be seen."""
    return element.tail[0].isalnum() if element.tail else None


def _put(element: etree._Element, words: str) -> None:
    """Make words of an element, if it is not all there is; its tag is taken off with the others:
    to join each to the text beside it would copy that text as often.
    """
    if element.getparent() is not None:
        element.clear(keep_tail=True)
        element.tag, element.text = raised.WORDS, words


def from_database(text: str) -> str:
    """A text of a database as it is read: of HTML what is seen, and no entities (``&amp;``)."""
    if len(_TAGS.findall(text, 0, _SAMPLE)) < 2 and not _PAIR.search(text, 0, _SAMPLE):
        return _ENTITY.sub(_character, text)
    if not _PARTED.search(text):  # its lines part it
        text = _GAP.sub("<p>", text.replace("\r\n", "\n")).replace("\n", "<br>")
    return text_of(parsed(text))


def _character(entity: re.Match[str]) -> str:
    known = entity[1].startswith("#") or f"{entity[1]};" in html5
    return unescape(entity[0]) if known else entity[0]


def text_of(tree: etree._Element | None, whole: bool = True) -> str:
    """The text of a tree: paragraphs parted by an empty line, list items marked by a hyphen.

    Args:
        whole: False leaves out what surrounds an article on a page (navigation, footers).
    """
    if tree is None:
        return ""
    writer = _Writer()
    unseen: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if unseen is None and (
                _is_unseen(element, tag) or (not whole and _is_around(element, tag))
            ):
                unseen = element
            if unseen is None:
                writer.open(element, tag)
        elif unseen is None:
            writer.close(element, tag)
        elif unseen is element:
            unseen = None
        if event == "end" and unseen is None and element is not tree:
            writer.write(element.tail)
    return writer.text()


def _is_unseen(element: etree._Element, tag: str) -> bool:
    parent = element.getparent()
    of_page = tag == "head" and parent is not None and parent.tag == "html"  # else it is TEI's
    return not tag or tag in _UNSEEN or of_page or element.get("aria-hidden") == "true"


def _is_around(element: etree._Element, tag: str) -> bool:
    """Whether an element is part of a page and not of an article; an article has a head, too."""
    inside = tag == "header" and next(element.iterancestors("article"), None) is not None
    return tag in _AROUND and not inside


class _Writer:
    """Blocks of text as they come."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._words: list[str] = []
        self._in_line = 0  # rows whose cells stand in one line
        self._lines: list[bool] = []

    def open(self, element: etree._Element, tag: str) -> None:
        if tag in _ROWS:
            self._break()
            in_line = len(element) > 1 and not any(
                isinstance(child.tag, str) and child.tag in BLOCKS and child.tag not in ("p",)
                for cell in element
                for child in cell
            )
            self._lines.append(in_line)
            self._in_line += in_line
        elif self._in_line and tag in cells.TAGS:
            self._words.append(_CELL)
        elif self._parts(element, tag):
            self._break()
            if tag in ("li", "item"):
                self._words = ["- "]  # in place of that of an empty item
        elif tag in ("br", "lb"):
            self._words.append("\v")
        self.write(element.text)

    def close(self, element: etree._Element, tag: str) -> None:
        if tag in _ROWS and self._lines:
            self._in_line -= self._lines.pop()
            self._break()
        elif self._parts(element, tag):
            self._break()

    def _parts(self, element: etree._Element, tag: str) -> bool:
        """Whether an element begins and ends a block."""
        if tag not in BLOCKS or self._in_line:
            return False
        parent = element.getparent()
        return tag not in _IN_WORDS or parent is None or parent.tag != "p"

    def write(self, words: str | None) -> None:
        if words:
            self._words.append(_SPACE.sub(" ", words.replace(_CELL, " ")))

    def _break(self) -> None:
        words = "".join(self._words)
        if _CELL in words:
            before, *told = (cell.strip() for cell in words.split(_CELL))
            words = cells.row([before, *told] if before else told)
        lines = words.split("\v")
        block = "\n".join(filter(None, (_SPACE.sub(" ", line).strip() for line in lines)))
        if block not in ("", "-"):
            self._blocks.append(raised.with_fractions(block))
        # A mark stays with its item where the item holds paragraphs.
        self._words = ["- "] if block == "-" else []

    def text(self) -> str:
        self._break()
        return "\n\n".join(self._blocks)
