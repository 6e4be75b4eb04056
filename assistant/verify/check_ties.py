"""Is a name of the statement tied to the words that it is tied to in the source?

"Castle's coach", "the publisher Lindqvist", "Reiss, 63,", "from Leith to Gdansk": who owns, is
called or goes where is told by the word beside the name. A retelling that gives such a word to
another of the source's names says something else, though every word of it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from assistant.verify.claims import Cited, Sentence, Word
from assistant.verify.mentions import Name
from assistant.verify.wording import STOP, common, stem, verbal


@dataclass(frozen=True, slots=True)
class _Tie:
    """A name and the word beside it."""

    form: str  # "owner", "called", "behind", or the preposition between the two
    word: str  # the stem of the word
    held: frozenset[str]  # the keys of the name
    written: str


_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|its|is|said|has|had|for|by|as|on|from|with|would|were)\b|'s\b"
)


def check_ties(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Each name owns, is called and is aged what it is in the source, and goes where it goes."""
    if not _ENGLISH.search(cited.lower):
        return  # German nouns have capitals as names have
    yield from _other_name(sentence, cited)
    yield from _crossed(sentence, cited)
    yield from _other_age(sentence, cited)


def _other_name(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """The source has the word, and always with another name."""
    for tie in _ties(sentence):
        if tie.form not in ("owner", "called", "behind") or not tie.held & cited.keys:
            continue
        homes = [part for part in cited.sentences if tie.word in part.by_key]
        stands = [word for part in homes for word in part.by_key[tie.word] if _is(word, tie.word)]
        theirs = [each for part in homes for each in _ties(part) if _alike(each, tie)]
        # A "coach" without a name beside him may be anybody's.
        if not stands or len(theirs) < len(stands):
            continue
        if all(tie.held.isdisjoint(each.held) for each in theirs):
            yield f"the source says '{theirs[0].written}', the statement '{tie.written}'"
            return


def _is(word: Word, base: str) -> bool:
    return word.kind in ("word", "name") and stem(word.text) == base


def _alike(one: _Tie, two: _Tie) -> bool:
    return one.form == two.form and one.word == two.word


# Either may be named first: "A met B", "A merged with B".
MUTUAL = frozenset(
    stem(word)
    for word in """
meet merge marry talk negotiate play face fight agree partner compete draw share exchange border
clash split cooperate join trade rival separate differ
""".split()
)


def _crossed(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Two names have changed places: "its Leith plant … to Gdansk"."""
    ours = _places(sentence)
    for part in cited.sentences if len(ours) > 1 else ():
        theirs = _places(part)
        for one, two in combinations([held for held in ours if held in theirs], 2):
            if one & two:
                continue
            there_one, there_two = theirs[one], theirs[two]
            if (ours[one] & there_two) - there_one and (ours[two] & there_one) - there_two:
                first, second = (_written(sentence, held) for held in (one, two))
                yield f"the statement has '{first}' and '{second}' in each other's place"
                return


@lru_cache(maxsize=2048)
def _places(sentence: Sentence) -> dict[frozenset[str], frozenset[tuple[str, str]]]:
    """The words that each name stands beside."""
    found: dict[frozenset[str], frozenset[tuple[str, str]]] = {}
    for tie in _ties(sentence):
        if tie.word not in MUTUAL:
            place = frozenset([(tie.form, tie.word)])
            found[tie.held] = found.get(tie.held, frozenset()) | place
    return found


def _written(sentence: Sentence, held: frozenset[str]) -> str:
    return next((name.of(sentence.text) for name, own in sentence.named if own == held), "")


# --- reading ---------------------------------------------------------------------------------

_LOWER = re.compile(r" ([a-z][a-z-]+)\b(?!')")
_BEFORE = re.compile(r"\b([a-z][a-z-]+) $")
_PREPOSITION = re.compile(r"\b(in|at|on|of|from|to|by|for|with|over)(?: the)? $")
# "Ines Paxton, a Democrat from Oregon": what she is, up to the preposition.
_APPOSED = re.compile(
    r", (?:an?|the|its|one of the) "
    r"((?:(?!(?:of|from|at|in|for|who|which|and|with|on|said)\b)[\w-]++(?!') ?){1,4})"
)
_NEAR = 60  # characters between a preposition and the word that it goes with


@lru_cache(maxsize=2048)
def _ties(sentence: Sentence) -> tuple[_Tie, ...]:
    return tuple(tie for name, held in sentence.named for tie in _of(sentence, name, held))


def _of(sentence: Sentence, name: Name, held: frozenset[str]) -> Iterator[_Tie]:
    plain, low = sentence.plain, name.start
    owner = plain[low : name.end].endswith(("'s", "s'"))
    behind = _noun_behind(sentence, name.end, owner)
    if behind is not None:
        form = "owner" if owner else "behind"
        yield _Tie(form, stem(behind[0]), held, plain[low : behind[1]])
    before = _BEFORE.search(plain, max(0, low - 40), low)
    lead = _PREPOSITION.search(plain, max(0, low - 12), low)
    if lead is not None:
        words = sentence.within(max(0, low - _NEAR), lead.start())
        governs = next((word for word in reversed(words) if word.kind == "word"), None)
        if governs is not None and "," not in plain[governs.end : low]:
            written = plain[governs.start : name.end]
            yield _Tie(lead[1], stem(governs.text), held, written)
    elif before is not None and before[1] not in STOP and not verbal(before[1]):
        yield _Tie("called", stem(before[1]), held, plain[before.start() : name.end])
    apposed = _APPOSED.match(plain, name.end)
    if apposed is not None:
        written = plain[low : apposed.end()]
        for word in sentence.within(*apposed.span(1)):
            if word.kind in ("word", "name"):
                yield _Tie("called", stem(word.text), held, written)


def _noun_behind(sentence: Sentence, end: int, owner: bool) -> tuple[str, int] | None:
    """The noun behind a name, and where it ends: "trading arm" of "Alpenbank's trading arm"."""
    found = None
    for _ in range(3 if owner else 1):
        match = _LOWER.match(sentence.plain, end)
        if match is None or match[1] in STOP or (found and verbal(match[1])):
            break
        found, end = (match[1], match.end()), match.end()
        if not owner and common(match[1]) and verbal(match[1]):
            return None
    return found


# --- ages ------------------------------------------------------------------------------------

_AGED = re.compile(r",? ?(?:,|\(|who is|is|aged)? ?(?:aged )?(\d{1,3})(?=[,.)]|$| years old)")
_YEAR_OLD = re.compile(r"\b(\d{1,3})-year-old (?:[a-z]+ ){0,3}$")


def _other_age(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """The source gives the age to others only."""
    theirs = [each for part in cited.sentences for each in _ages(part)]
    for years, held, written in _ages(sentence):
        same = [each for each in theirs if each[0] == years]
        if same and held & cited.keys and all(held.isdisjoint(other) for _, other, _ in same):
            yield f"the source says '{same[0][2]}', the statement '{written}'"
            return


@lru_cache(maxsize=2048)
def _ages(sentence: Sentence) -> tuple[tuple[int, frozenset[str], str], ...]:
    """(years, keys of the name, as written) of those whose age is given."""
    return tuple(_aged(sentence))


def _aged(sentence: Sentence) -> Iterator[tuple[int, frozenset[str], str]]:
    for name, held in sentence.named:
        behind = _AGED.match(sentence.plain, name.end)
        if behind is not None:
            yield int(behind[1]), held, sentence.plain[name.start : behind.end()]
        before = _YEAR_OLD.search(sentence.plain, max(0, name.start - 50), name.start)
        if before is not None:
            yield int(before[1]), held, sentence.plain[before.start() : name.end]
