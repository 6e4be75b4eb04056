"""A web page, as saved by a browser or fetched -> its article, by trafilatura.

Trafilatura was made for news pages: of the free libraries it finds the main text best, and it reads
the date, the author and the canonical address that publishers give for search engines.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

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
_LEAST = 200  # characters of a main text; with fewer the page is asked for all it shows


def article(raw: bytes) -> Extracted:
    """The article of a page: its main text, without what surrounds it.

    Raises:
        UnreadableError: there is no text, or none that is an article's.
    """
    return _article(letters.decoded(raw, letters.said(raw)))


def _article(page: str) -> Extracted:
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    tree = load_html(page)
    found = (
        None
        if tree is None
        else bare_extraction(
            markup.as_seen(tree, scripted=True),
            with_metadata=True,
            include_comments=False,
            date_extraction_params=_DATES,
        )
    )
    assert found is None or isinstance(found, Document)  # not asked for as a dict
    text = "" if found is None else markup.text_of(found.body)
    if len(text) < _LEAST:
        text = max(text, markup.text_of(markup.parsed(page), whole=False), key=len)
    if not text:
        raise UnreadableError(
            "has no text of an article (is it made by a script?); save it from the browser as "
            "“complete page” or as PDF"
        )
    if found is None:
        return Extracted(text)
    return Extracted(
        text,
        title=found.title or None,
        published=_day(_date(tree), page),
        publisher=found.sitename or found.hostname or _named_in_title(page),
        authors=tuple(filter(None, (found.author or "").split("; "))),
        url=found.url or None,
    )


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


def _day(found: str | None, page: str) -> str | None:
    """A page's date. Trafilatura takes 03/02/2025 to begin with its day, which is so here of pages
    that are in another language than English or American English.
    """
    tree = markup.parsed(page)
    if not found or tree is None:
        return found or None
    said = tree.xpath("//html/@lang | //meta[@property='og:locale']/@content")
    tongues = {str(one).replace("_", "-").casefold() for one in said} - {"", "en", "en-us"}
    day = dt.date.fromisoformat(found)
    return (day if tongues else published.month_first(day, page)).isoformat()


def _named_in_title(page: str) -> str | None:
    """The publisher behind the headline in a page's title: "Mill to close - The Courier".

    Only where what stands before is a heading of the page word for word, so that no half of a
    headline is taken for a name, and where it is no section's.
    """
    tree = markup.parsed(page)
    told = None if tree is None else tree.find(".//head/title")
    if tree is None or told is None:
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
                return _article(letters.decoded(page, said))
    raise UnreadableError("holds no page; save it from the browser again")
