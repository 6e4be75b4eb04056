"""A web page, as saved by a browser or fetched -> its article, by trafilatura.

Trafilatura was made for news pages: of the free libraries it finds the main text best, and it reads
the date, the author and the canonical address that publishers give for search engines.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import urlsplit

from lxml import etree

from index import published
from index.formats import UnreadableError, letters, markup
from index.types import Extracted

_PARTING = (" - ", " | ", " – ", " — ")
_LONGEST = 500  # characters of a title that are read
_WORDS = 5  # of a publisher's name
_SECTIONS = frozenset(
    "home news business world politics economy markets finance sport sports opinion comment "
    "culture technology tech science health travel local national international breaking latest "
    "article articles story stories blog press video live archive page website site print".split()
)
# What stands beside an article, and has dates of its own.
_BESIDE = re.compile(
    r"(?:(?<![A-Za-z])(?:comments?|related|latest|sidebar|teasers?)"
    r"|Comments?|Related|Latest|Sidebar|Teasers?)(?![a-z])"
)
_STATE = re.compile(r"\b(?:no|has|with|without)-\w+|\w+-(?:open|closed|off)\b")  # of a theme
# Only what the page says of itself: a date found anywhere may be that of its footer.
_DATES = {"extensive_search": False, "original_date": True}
# In a sentence they are its words; trafilatura leaves them out wherever they stand.
_IN_SENTENCES = ("time", "label", "output", "noindex")
_NO_WORD = re.compile(r"[\W_]+")
_SAVED_FROM = re.compile(  # as Chrome and Edge write it, and SingleFile
    r"<!--\s*(?:saved from url=\(\d+\)(https?://[^\s<>]+)"
    r"|Page saved with SingleFile\s+url:\s*(https?://[^\s<>]+))"
)
_TOP = 5_000  # characters
_DATED = 1_000_000  # characters of a page in which its date is looked up, two seconds' worth
_ADDRESS = re.compile(r"https?://\S+\Z")
_FEW = 10  # parts of a text: where it has more, its paragraphs stand apart
_LEAST = 200  # characters of a main text; with fewer the page is asked for all it shows


def article(raw: bytes) -> Extracted:
    """The article of a page: its main text, without what surrounds it.

    Raises:
        UnreadableError: there is no text, or none that is an article's.
    """
    return _article(letters.decoded(raw, letters.said(raw)))


def _article(page: str, address: str | None = None) -> Extracted:
    from trafilatura.metadata import extract_metadata

    page = markup.without_pictures(page)
    tree = markup.tree_of(page)
    if tree is not None:
        markup.as_seen(tree, scripted=True)
    text = "" if tree is None else _text(tree, page)
    if tree is None or not text:
        raise UnreadableError(
            "has no text of an article (is it made by a script?); save it from the browser as "
            "“complete page” or as PDF"
        )
    saved_from = _SAVED_FROM.search(page, 0, _TOP)
    address = saved_from[1] or saved_from[2] if saved_from else address
    site = (urlsplit(address).hostname or "").removeprefix("www.") if address else ""
    found = extract_metadata(tree, date_config=_DATES)
    return Extracted(
        text,
        title=found.title or None,
        published=_day(_date(tree), tree, page),
        publisher=found.sitename or found.hostname or _named_in_title(tree) or site or None,
        authors=tuple(filter(None, (found.author or "").split("; "))),
        url=found.url or address,
    )


def _text(tree: etree._Element, page: str) -> str:
    """The main text of a page, of its tree as it is seen."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    tree = copy.deepcopy(tree)
    _keep_sentences(tree)
    found = bare_extraction(tree, include_comments=False)
    assert found is None or isinstance(found, Document)  # not asked for as a dict
    text = "" if found is None else markup.text_of(found.body)
    if text.count("\n\n") > _FEW:
        return _in_order(text, markup.text_of(tree))
    shown = _shown(page)
    if _is_glued(text, shown) or len(text) < min(_LEAST, len(shown)):
        return shown
    return _in_order(text, markup.text_of(tree))


def _in_order(text: str, page: str) -> str:
    """A text's paragraphs as they follow each other on its page: trafilatura puts the first post of
    a live blog before what stands above it, and tables behind all else. What the page has more
    often than the text, as a list of contents has its headings, stays behind what it stood behind.
    """
    paragraphs, blocks = text.split("\n\n"), page.split("\n\n")
    often, on_page = Counter(_blocks(text)), Counter(_blocks(page))
    places: dict[str, list[int]] = {}
    for place, block in enumerate(blocks):
        places.setdefault("".join(block.split()), []).append(place)
    exact = ["".join(paragraph.split()) for paragraph in paragraphs]
    same, turns = Counter(exact), Counter[str]()
    last, order = -1, []
    for n, (paragraph, words) in enumerate(zip(exact, _blocks(text), strict=True)):
        if often[words] == on_page[words] and same[paragraph] == len(places.get(paragraph, ())):
            last = places[paragraph][turns[paragraph]]
            turns[paragraph] += 1
        order.append((last, n))
    return "\n\n".join(paragraphs[n] for _, n in sorted(order))


def _keep_sentences(tree: etree._Element) -> None:
    """Call by another name what stands in a sentence and would be taken out of it."""
    in_sentence = dict[etree._Element | None, bool]()  # by what they stand in
    for element in list(tree.iter(*_IN_SENTENCES)):
        parent = element.getparent()
        if parent not in in_sentence:
            in_sentence[parent] = _has_words_beside(element)
        if in_sentence[parent]:
            element.tag = "span"
            element.attrib.clear()


def _has_words_beside(element: etree._Element) -> bool:
    while (parent := element.getparent()) is not None:
        beside = (parent.text, *(child.tail for child in parent))
        if any(words and not words.isspace() for words in beside):
            return True
        if parent.tag in markup.BLOCKS or len(parent) > 1:
            return False
        element = parent
    return False


def _shown(page: str) -> str:
    """All that a page shows, or the article in it that has its headline or most of its words."""
    tree = markup.parsed(page)
    if tree is None:
        return ""
    whole = markup.text_of(tree, whole=False)
    for tag in ("article", "main"):
        outer = [one for one in tree.iter(tag) if next(one.iterancestors(tag), None) is None]
        if len(outer) == 1:
            text = markup.text_of(outer[0], whole=False)
            if outer[0].find(".//h1") is not None or 2 * len(text) > len(whole):
                return text
    return whole


def _is_glued(text: str, shown: str) -> bool:
    """Whether a text joins what a page shows apart: it has its blocks, but none as one."""
    paragraphs, blocks = _blocks(text), _blocks(shown)
    if not set(paragraphs).isdisjoint(blocks):
        return False
    whole = "".join(paragraphs)
    held = [len(block) for block in blocks if block in whole]
    return len(held) > 1 and 2 * sum(held) > len(whole)


def _blocks(text: str) -> list[str]:
    return [_NO_WORD.sub("", block) for block in text.split("\n\n")]


def _date(tree: etree._Element) -> str | None:
    """When a page says that its article is of; no date of what stands beside that counts."""
    from trafilatura.metadata import extract_metadata

    tree = copy.deepcopy(tree)
    holding = set[etree._Element]()  # what holds the headline is not beside it, whatever its name
    for headline in tree.iter("h1"):
        for outer in headline.iterancestors():
            if outer in holding:
                break
            holding.add(outer)
    beside, open_ones = list[etree._Element](), [tree]
    while open_ones:
        for element in open_ones.pop().iterchildren(etree.Element):
            is_beside = element not in holding and _is_beside(element)
            (beside if is_beside else open_ones).append(element)
    for element in beside:
        element.drop_tree()
    return extract_metadata(tree, date_config=_DATES).date or None


def _is_beside(element: etree._Element) -> bool:
    """Whether an element is no part of an article, by its tag or what it is called."""
    if element.tag == "footer":
        return next(element.iterancestors("article"), None) is None
    if element.tag in ("body", "main", "article"):
        return False
    called = _STATE.sub(" ", f"{element.get('class')} {element.get('id')}")
    return element.tag in ("aside", "nav") or _BESIDE.search(called) is not None


def _day(found: str | None, tree: etree._Element, page: str) -> str | None:
    """A page's date. Trafilatura takes 03/02/2025 to begin with its day, which is so here of pages
    that are in another language than English or American English.
    """
    if not found:
        return None
    said = tree.xpath("//html/@lang | //meta[@property='og:locale']/@content")
    tongues = {str(one).replace("_", "-").casefold() for one in said} - {"", "en", "en-us"}
    day = dt.date.fromisoformat(found)
    return (day if tongues else published.month_first(day, page[:_DATED])).isoformat()


def _named_in_title(tree: etree._Element) -> str | None:
    """The publisher behind the headline in a page's title: "Mill to close - The Courier".

    Only where what stands before is a heading of the page word for word, so that no half of a
    headline is taken for a name, and where it is no section's.
    """
    told = tree.find(".//head/title")
    if told is None:
        return None
    title = _words(told)
    headline, parted, name = title[:_LONGEST].rpartition(max(_PARTING, key=title.rfind))
    if not parted or len(name.split()) > _WORDS or name.casefold() in _SECTIONS:
        return None
    return name if name[:1].isalnum() and headline in map(_words, tree.iter("h1")) else None


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def saved(raw: bytes) -> Extracted:
    """The article of a page that a browser saved in one file (MHTML)."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)  # what this policy makes
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                said = letters.said(page, part.get_content_charset())
                address = _ADDRESS.match(str(message["Snapshot-Content-Location"] or ""))
                return _article(letters.decoded(page, said), address and address[0])
    raise UnreadableError("holds no page; save it from the browser again")
