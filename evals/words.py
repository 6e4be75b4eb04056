"""Text made comparable: the normal form, the tokens and the stems that every metric uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from index.tokens import with_raised_apart

ARTICLES = frozenset({"a", "an", "the"})
KEPT = frozenset("%$€")  # symbols that change what a number means

_THOUSANDS = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,3}(?:,\d{3})+(?!\d)")
# Chinese and Japanese are written without spaces: each character is a token of its own
_UNSPACED = re.compile(r"([぀-ヿ㐀-䶿一-鿿豈-﫿])")

# Function words of English: what a keypoint does not turn on. Negations are left in on purpose.
STOP_WORDS = frozenset(
    """
    a an the and or but if then than so as of at by for from in into on onto to up with within
    about after again all also am any are be because been before being between both can could did
    do does doing during each few further had has have having he her here hers him his how i it
    its itself just me more most my now off once only other our out over own same she should some
    such that their theirs them there these they this those through too under until very was we
    were what when where which while who whom why will would you your s t
    """.split()
)


def normalise(text: str) -> str:
    """The normal form in which texts are compared.

    NFKC with raised digits apart from what they stand behind, lower case, thousands separators out
    of numbers (``40,000`` -> ``40000``), punctuation to spaces except ``.`` and ``,`` inside
    numbers and ``%``, ``$``, ``€``, the articles a, an and the out, spaces folded. The empty text
    stays empty.
    """
    folded = unicodedata.normalize("NFKC", with_raised_apart(text)).lower()
    folded = _THOUSANDS.sub(lambda found: found.group().replace(",", ""), folded)
    kept = "".join(sign if _stays(folded, place) else " " for place, sign in enumerate(folded))
    kept = _UNSPACED.sub(r" \1 ", kept)
    return " ".join(word for word in kept.split() if word not in ARTICLES)


def _stays(text: str, place: int) -> bool:
    sign = text[place]
    if sign.isascii():
        if sign.isalnum() or sign in KEPT:
            return True
        inside = 0 < place < len(text) - 1
        return sign in ".," and inside and text[place - 1].isdigit() and text[place + 1].isdigit()
    return sign in KEPT or unicodedata.category(sign)[0] in "LNM"


def tokens(text: str) -> tuple[str, ...]:
    """The words of the normal form, in order."""
    return tuple(normalise(text).split())


def holds(text: str, wanted: str) -> bool:
    """True when ``wanted`` stands in ``text`` as a run of whole tokens of the normal form.

    A ``wanted`` without a token (nothing but punctuation or articles) is never held.
    """
    needle = normalise(wanted)
    return bool(needle) and f" {needle} " in f" {normalise(text)} "


def first_words(text: str, count: int) -> str:
    """The first ``count`` words of the text, split at white space before normalising."""
    return " ".join(text.split()[:count])


def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the distinct content words of a text (stop words out), in order of first use."""
    words = [word for word in tokens(text) if word not in STOP_WORDS]
    return tuple(dict.fromkeys(stem(words)))


def stem(words: Sequence[str]) -> tuple[str, ...]:
    """English Snowball stems of normalised words, one for each.

    Only plain ``a-z`` words are stemmed; numbers, names such as ``mi300x`` and words of other
    alphabets stay as they are.
    """
    return tuple(_stem(word) if word.isascii() and word.isalpha() else word for word in words)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # only a golden with keypoints needs it

    return snowballstemmer.stemmer("english")
