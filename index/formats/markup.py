"""An HTML tree -> its text, block by block: what a reader sees, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from index.formats import raised

_BLOCKS = frozenset(
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
_CELLS = frozenset("td th cell".split())
_ROWS = frozenset("tr row".split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_STRUCK = frozenset("del s strike".split())
_LINE_THROUGH = re.compile(  # bounded, so that a long style is read once
    r"text-decoration[a-z-]{0,20}\s*:[^;:]*line-through", re.IGNORECASE
)
_ABOVE = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_NOTED = frozenset("noteref doc-noteref".split())  # how EPUB and web call a note's mark
_LONGEST_MARK = 8  # characters
_WORDS = "words"  # the tag of an element that is text alone
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_TAGS = re.compile(r"</(?:p|div|span|a|b|i|strong|em|li)>|<br\s*/?>|<p>", re.IGNORECASE)


def parsed(text: str) -> etree._Element | None:
    """The tree of an HTML text; None where there is none. Nothing outside it is fetched."""
    # A declaration of another encoding would be believed; the text is decoded already.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        return as_seen(html.document_fromstring(text.encode(errors="replace"), parser=parser))
    except etree.ParserError:  # an empty text
        return None


def as_seen(tree: etree._Element) -> etree._Element:
    """The tree without what is struck out and without marks of notes; raised digits as such.

    Changed in place, so that whatever takes the text out of it next joins no two figures.
    """
    for element in list(tree.iter(etree.Element)):
        style = element.get("style") or ""
        if element.tag in _STRUCK or _LINE_THROUGH.search(style):
            following = element.getnext()
            corrected = following is not None and following.tag == "ins" and not element.tail
            # "4<del>0</del><ins>1</ins>" is 41; else what stands on its sides is two words.
            _put(element, "" if corrected or _goes_on(element) is False else " ")
        elif element.tag == "sup" or _ABOVE.search(style) or _is_noted(element):
            words = "".join(map(str, element.itertext()))
            if _marks_a_note(element, words):
                _put(element, " " if _goes_on(element) else "")
            elif (above := raised.above(words)) != words:
                _put(element, above)
    etree.strip_tags(tree, _WORDS)
    return tree


def _is_noted(element: etree._Element) -> bool:
    return bool(_NOTED & {element.get("role"), element.get("epub:type")})


def _marks_a_note(element: etree._Element, words: str) -> bool:
    """Whether raised words lead to a place in a text: the number of a note, not a power."""
    return len(words.strip()) <= _LONGEST_MARK and any(
        "#" in link.get("href", "") for link in (*element.iter("a"), *_links_of(element))
    )


def _links_of(element: etree._Element) -> Iterator[etree._Element]:
    """The links around an element whose whole text it is: of a linked headline it is a part."""
    for outer in element.iterancestors():
        beside = (element.getprevious(), element.getnext())
        if beside != (None, None) or (outer.text or "").strip() or (element.tail or "").strip():
            return
        if outer.tag == "a":
            yield outer
        element = outer


def _goes_on(element: etree._Element) -> bool | None:
    """Whether a letter stands right behind an element; None where that is not to be seen."""
    return element.tail[0].isalnum() if element.tail else None


def _put(element: etree._Element, words: str) -> None:
    """Make words of an element, if it is not all there is; its tag is taken off with the others:
    to join each to the text beside it would copy that text as often.
    """
    if element.getparent() is not None:
        element.clear(keep_tail=True)
        element.tag, element.text = _WORDS, words


def is_marked_up(text: str) -> bool:
    """Whether a text of a database is HTML."""
    return len(_TAGS.findall(text, 0, 20_000)) > 1


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
            if unseen is None and (_is_unseen(element, tag) or (not whole and tag in _AROUND)):
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
    if not tag or tag in _UNSEEN or (tag == "head" and element.getparent() is not None
                                     and element.getparent().tag == "html"):  # fmt: skip
        return True
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


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
                isinstance(child.tag, str) and child.tag in _BLOCKS and child.tag not in ("p",)
                for cell in element
                for child in cell
            )
            self._lines.append(in_line)
            self._in_line += in_line
        elif self._in_line and tag in _CELLS:
            if any(word.strip() for word in self._words):
                self._words.append(" | ")
        elif self._parts(element, tag):
            self._break()
            if tag in ("li", "item"):
                self._words.append("- ")
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
        if tag not in _BLOCKS or self._in_line:
            return False
        parent = element.getparent()
        return tag not in _IN_WORDS or parent is None or parent.tag != "p"

    def write(self, words: str | None) -> None:
        if words:
            self._words.append(_SPACE.sub(" ", words))

    def _break(self) -> None:
        lines = "".join(self._words).split("\v")
        block = "\n".join(filter(None, (_SPACE.sub(" ", line).strip() for line in lines)))
        if block not in ("", "-"):
            self._blocks.append(raised.with_fractions(block))
        # A mark stays with its item where the item holds paragraphs.
        self._words = ["- "] if block == "-" else []

    def text(self) -> str:
        self._break()
        return "\n\n".join(self._blocks)
