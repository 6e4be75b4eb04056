"""What a page has and does not show, by the attributes of its elements, taken out of its tree.

What has no size or is invisible may hold what has one and is not: newsletters write their columns
so. There the words are judged one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SIZE = re.compile(r"(?<![\w-])font(?:-size)?\s*:\s*([^;]*)", re.IGNORECASE)
_NOUGHT = re.compile(r"0(?:\.0*)?(?![.\d])")
_OF_THE_SIZE_AROUND = re.compile(
    r"[\d.]{1,20}\s*(?:%|em\b|ex\b)|(?:inherit|unset|smaller|larger)\b", re.IGNORECASE
)
_SIGHT = re.compile(r"(?<![\w-])visibility\s*:\s*(hidden|collapse|visible)", re.IGNORECASE)


def drop(
    tree: etree._Element, put: Callable[[etree._Element, str], None], scripted: bool = False
) -> None:
    """Take out what is hidden.

    Args:
        put: makes words of an element.
        scripted: of a page, whose script may show what is more than half of it: that stays.
    """
    sizes: dict[etree._Element, int] = {}
    for element in reversed(list(tree.iter(etree.Element))):  # what is inside comes first
        inside = sum(sizes[child] for child in element.iterchildren(etree.Element))
        sizes[element] = _length(element) + inside
    most = sizes[tree] / 2 if scripted else sizes[tree]
    for unseen in _without_size_or_sight(tree).values():
        if sum(map(_length, unseen)) <= most:
            for element in unseen:
                element.text = element.text and " "
                for child in element:
                    child.tail = child.tail and " "
    for element, size in sizes.items():
        if size <= most and (
            element.tag == "template"
            or element.get("hidden") is not None
            or _HIDDEN.search(element.get("style") or "") is not None
        ):
            put(element, " ")


def _length(element: etree._Element) -> int:
    """How many characters stand in an element, and in no other in it."""
    return len(element.text or "") + sum(len(child.tail or "") for child in element)


def _without_size_or_sight(tree: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """The elements whose own words are not seen, by the one around them that says so."""
    said = dict[etree._Element, tuple[etree._Element | None, etree._Element | None]]()
    found = dict[etree._Element, list[etree._Element]]()
    for element in tree.iter(etree.Element):
        parent = element.getparent()
        small, unseen = (None, None) if parent is None else said.get(parent, (None, None))
        style = element.get("style") or ""
        for size in _SIZE.finditer(style):
            if _NOUGHT.match(size[1]):
                small = element
            elif not _OF_THE_SIZE_AROUND.match(size[1]):
                small = None
        if element.tag == "font" and element.get("size"):
            small = None
        for sight in _SIGHT.finditer(style):
            unseen = None if sight[1].lower() == "visible" else element
        if small is not None or unseen is not None:
            said[element] = small, unseen
            by = small if unseen is None else unseen
            assert by is not None
            found.setdefault(by, []).append(element)
    return found
