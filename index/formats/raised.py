"""Digits above the line stay above it: a note's mark or an exponent ends no figure beside it.

"12" with a raised 3 behind it is kept as "12³", the letters that every font has for it, in place of
the "123" that nobody wrote. What is read later takes no raised digit for one of a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from lxml import etree

_ABOVE = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARKS = re.compile(r"(?:\d|(?<=\d)[a-z](?![a-z])|[-+−–,;.()*†‡\s])+")
_LONGEST = 20  # characters: more of them are small print
_FRACTION = re.compile(r"(?<![^\W\d])([⁰¹²³⁴-⁹]{1,2})[/⁄]([2-9]|1[026]|32|64)(?!\d)")
_CENTS = re.compile(r"[.,]\d\d")
# Where no currency is named with it, what stands raised behind a comma is a note's mark.
_CENTS_ABOVE = re.compile(
    r"(?<=\d),[⁰¹²³⁴-⁹]{2}(?=\s?(?:€|(?:EUR|Euros?|CHF|zł|kr)\b)(?!\s?\d))"
    r"|[$€£]\s?\d[\d.]{0,12},[⁰¹²³⁴-⁹]{2}(?!\w)"
)

# How a page's styles raise words; the later ones may be of what is no mark, too.
_SUPER = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_HIGHER = re.compile(r"vertical-align\s*:\s*(?:\+?[\d.]*[1-9]|(?:text-)?top)", re.IGNORECASE)
_MOVED = re.compile(r"position\s*:\s*relative", re.IGNORECASE)
_UP = re.compile(r"(?<![\w-])(?:top\s*:\s*-|bottom\s*:\s*\+?[\d.]*[1-9])", re.IGNORECASE)
_RAISED = frozenset("sup superscript".split())  # classes, whatever the page says of them
_OF_NOTES = frozenset(
    "fn fnref footnote footnote-ref footnote-reference footnoteref noteref note-ref".split()
)
_OF_CLASS = re.compile(r"\s*[a-z]{0,8}\.([\w-]+)\s*", re.IGNORECASE)  # all of a selector
_REMARK = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?")
_NUMBER = re.compile(r"\s*[\[(]?\d{1,3}[\])]?\s*")
_FIGURE = re.compile(r"[\d⁰¹²³⁴-⁹][.,]?\Z")
_NOTED = frozenset("noteref doc-noteref".split())  # how EPUB and web call a note's mark
_LONGEST_MARK = 8  # characters
WORDS = "words"  # the tag of an element that was made text alone, or nothing
_IN_LINE = frozenset(
    f"a abbr b big cite em font i mark q small span strong sub sup tt u {WORDS}".split()
)
_FURTHEST = 50  # elements without words that are looked behind


def classes(styles: str) -> tuple[Set[str], Set[str]]:
    """The classes whose words stand raised, and those whose words may: by rules of one class."""
    raised, lifted = set(_RAISED), set(_OF_NOTES)
    for rule in _REMARK.sub("", styles).split("}"):
        selectors, _, made = rule.rpartition("{")
        if (is_super := _SUPER.search(made)) or _is_lifted(made):
            for selector in selectors.rpartition("{")[2].split(","):
                if found := _OF_CLASS.fullmatch(selector):
                    (raised if is_super else lifted).add(found[1])
    return raised, lifted


def _is_lifted(style: str) -> bool:
    return bool(_HIGHER.search(style) or (_UP.search(style) and _MOVED.search(style)))


def is_above(element: etree._Element, raised: Set[str], lifted: Set[str]) -> bool:
    """Whether an element of a page stands raised, or is a number right behind a figure that may.

    Args:
        raised, lifted: as by `classes`.
    """
    style, called = element.get("style") or "", (element.get("class") or "").split()
    if (
        element.tag == "sup"
        or _SUPER.search(style)
        or not raised.isdisjoint(called)
        or not _NOTED.isdisjoint(kinds(element))
    ):
        return True
    return (
        bool(element.get("href", "").partition("#")[2])
        or not lifted.isdisjoint(called)
        or _is_lifted(style)
    ) and _is_behind_a_figure(element)


def kinds(element: etree._Element) -> list[str]:
    """What an element is, as EPUB and web tell it."""
    return f"{element.get('role') or ''} {element.get('epub:type') or ''}".split()


def _is_behind_a_figure(element: etree._Element) -> bool:
    """Whether a number would be read as the last digits of a figure before it."""
    if not _NUMBER.fullmatch("".join(map(str, element.itertext()))):
        return False
    for _ in range(_FURTHEST):
        previous, parent = element.getprevious(), element.getparent()
        if previous is not None:
            before = previous.tail or "".join(map(str, previous.itertext()))
        else:
            before = "" if parent is None else parent.text or ""
        further = parent if previous is None else previous
        if before or further is None or further.tag not in _IN_LINE:
            return _FIGURE.search(before) is not None
        element = further
    return False


def marks_a_note(element: etree._Element, words: str) -> bool:
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


def above(words: str) -> str:
    """Words that stand raised, of the same length; what is no mark or power (3rd, .99) as it is."""
    is_mark = len(words) <= _LONGEST and _MARKS.fullmatch(words) and not _CENTS.fullmatch(words)
    return words.translate(_ABOVE) if is_mark else words


def with_fractions(text: str) -> str:
    """A raised digit before a slash and a larger one as the fraction they are: "4 1/2"; raised
    cents of a price as such: "19,99 €".
    """
    text = _CENTS_ABOVE.sub(lambda found: found[0].translate(_PLAIN), text)
    return _FRACTION.sub(_fraction, text)


def _fraction(found: re.Match[str]) -> str:
    upper, lower = found[1].translate(_PLAIN), found[2]
    if int(upper) >= int(lower):
        return found[0]
    parted = found.string[max(0, found.start() - 1) : found.start()].isdigit()
    return f"{' ' if parted else ''}{upper}/{lower}"
