"""Digits above the line stay above it: a note's mark or an exponent ends no figure beside it.

"12" with a raised 3 behind it is kept as "12³", the letters that every font has for it, in place of
the "123" that nobody wrote. What is read later takes no raised digit for one of a figure.
"""

from __future__ import annotations

import re

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
