"""Text -> the words that the full-text index stores and a question is searched by.

SQLite's own tokenizers lose what finance readers search for: ``6%``, ``$150``, ``40,000`` fall
apart, and Chinese text is one long word. So words are cut here, and SQLite gets them with spaces
between; it only stems them (Porter).
"""

from __future__ import annotations

import itertools
import re
import threading
import unicodedata
from functools import lru_cache
from typing import Protocol

TOKENS_VERSION = "5"

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    rf"|(?P<number>[$€£¥]?\d+(?:[.,]\d+)*(?:%|[^\W_{_CJK}]*))"
    r"|(?P<acronym>(?:[^\W\d_]\.){2,})"
    rf"|(?P<word>[^\W_{_CJK}]+(?:[.'’&][^\W_{_CJK}]+)*)"
)
_PERCENT = re.compile(r"(?<=\d) ?(?:percent\b|per cent\b|pct\b|%)")
# "l'usine", "qu'elle": what stands before the apostrophe is no part of the word.
ELIDED = re.compile(r"(?<!\w)(?:[cdjlmnst]|(?:jus|lors|puis)?qu)['’](?=[aehiouyœàâéèêëîïôûù])")
_DROPPED = str.maketrans("", "", "'’&")
# Behind a figure or a word: a note's mark, a power or a half. Behind fewer letters it is of a unit.
_ABOVE = "⁰¹²³⁴-⁹¼-¾⅐-⅞"
_RAISED = re.compile(rf"(?:(?<=\d)|(?<=[^\W\d_{_ABOVE}]{{3}}))(?=[{_ABOVE}⁻])")
_MARKS = re.compile(r"[\u0300-\u036f]+")
# Soft hyphens and other signs that show nothing: a reader sees one word where one stands within.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_ACRONYM = 6  # letters: so many an acronym with points, "u.s.", has not
_SHORT = 300  # characters of a text whose words are remembered: 2 KB at the most


class Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


_STEMMING = threading.Lock()
STOP_WORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being between "
    "both but by can could did do does doing down during each few for from further had has have "
    "having he her here hers him his how i if in into is it its itself just may me might more most "
    "must my no nor not now of off on once only or other our out over own s same shall she should "
    "so some such t than that the their them then there these they this those through to too under "
    "until up upon us very was we were what when where which while who whom whose why will with "
    "would you your yes tell give show please according".split()
)


def fold(text: str) -> str:
    """NFKC, lower case, without accents, "6 percent" as "6%". Lengths change: never for offsets."""
    if not text.isascii():
        text = UNSEEN.sub("", text)
    text = unicodedata.normalize("NFKC", with_raised_apart(text)).casefold()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text)
    return _PERCENT.sub("%", text)


def with_raised_apart(text: str) -> str:
    """With a space before raised digits, which NFKC would join to a figure: "12³" is not 123."""
    return text if text.isascii() else _RAISED.sub(" ", text)


def tokens(text: str) -> list[str]:
    """The words of a text in order. ``$1,899`` gives ``$1899`` and ``1899``; CJK runs, characters.

    >>> tokens("Alibaba's MI300X rose 6 percent to $1,899 in the U.S.")
    ['alibaba', 'mi300x', 'rose', '6%', '6', 'to', '$1899', '1899', 'in', 'the', 'us']
    """
    return list(_short(text)) if len(text) <= _SHORT else _cut(text)


@lru_cache(maxsize=4096)
def _short(text: str) -> tuple[str, ...]:
    """The words of a sentence, a name, a figure: one question asks for them again and again."""
    return tuple(_cut(text))


def _cut(text: str) -> list[str]:
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        group, token = match.lastgroup, match.group()
        if group == "cjk":
            found.extend(token)
        elif group == "number":
            found.extend(_number(token))
        elif group == "acronym":
            found.append(token.replace(".", ""))
        else:
            found.append(_word(token))
    return found


def query_terms(question: str) -> list[str]:
    """The words of a question worth searching, each once; CJK as pairs of characters.

    A question made of stop words alone is searched by all of them.
    """
    terms: dict[str, None] = {}
    for run in re.split(rf"([{_CJK}]+)", fold(question)):
        if run and re.match(rf"[{_CJK}]", run):
            pairs = [f"{a} {b}" for a, b in itertools.pairwise(run)] or [run]
            terms.update(dict.fromkeys(pairs))
        else:
            terms.update(dict.fromkeys(tokens(run)))
    wanted = [term for term in terms if term not in STOP_WORDS]
    return wanted or list(terms)


@lru_cache(maxsize=100_000)
def stem(token: str) -> str:
    """The Porter stem, the same that SQLite stores: "chips" and "chip" are one."""
    if not (token.isascii() and token.isalpha()):
        return token
    with _STEMMING:  # the stemmer keeps the word it works on in itself
        return _stemmer().stemWord(token)


def stems(text: str) -> list[str]:
    """The stems of a text's words, stop words left out, in order."""
    return [stem(token) for token in tokens(text) if token not in STOP_WORDS]


@lru_cache(maxsize=8192)
def stem_set(text: str) -> frozenset[str]:
    """`stems` as a set. Kept for the sentences and titles that one question asks for again."""
    return frozenset(stems(text))


def holds(folded: str, sought: str) -> bool:
    """Whether a word of a text begins as a stem does: the few stems of a question are found in a
    long text so, which to stem as a whole takes seconds.

    Args:
        folded: the text as `fold` gives it.
    """
    begins = _common(sought)
    place = folded.find(begins)
    while place > 0 and folded[place - 1].isalnum():
        place = folded.find(begins, place + 1)
    if place >= 0:
        return True
    parted = r"[.,'’&]?".join(map(re.escape, begins))  # u.s., o'neill, 40,000
    return re.search(rf"(?<!\w){parted}", folded) is not None


def _common(stemmed: str) -> str:
    """With what all words of a stem begin: "hop" for hope and hoping."""
    return stemmed[:-1] if len(stemmed) > 3 and stemmed[-1] in "ei" else stemmed


def holds_name(folded: str, sought: str) -> bool:
    """Whether a word of a text has this very stem: "green" is not in "greentech".

    Args:
        folded: the text as `fold` gives it.
    """
    begins = _common(sought)
    if not begins.isascii():  # without spaces, or without a stem
        return begins in folded
    if begins in folded:
        words = set(re.findall(rf"(?<!\w){re.escape(begins)}\w*", folded))
        if any(stem(word) == sought for word in words):
            return True
    parted = r"[.,'’&]".join(map(re.escape, sought))
    return len(sought) < _ACRONYM and re.search(rf"(?<!\w){parted}(?!\w)", folded) is not None


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer:
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer("porter")
    return stemmer


def _number(token: str) -> list[str]:
    plain = _THOUSANDS.sub("", token)
    bare = plain.strip("$€£¥%")
    return [plain] if plain == bare else [plain, bare]


def _word(token: str) -> str:
    if token.isalnum():  # nearly all
        return token
    token = ELIDED.sub("", token)
    for ending in ("'s", "’s"):
        token = token.removesuffix(ending)
    return token.translate(_DROPPED)
