"""A question's slips of the keys -> the words that were meant, as far as the articles know them.

"how many boks does the libary have" shares no word with what answers it, and the networks read a
slip as another word. A word is mended only where it stands in no article and is no English word,
and a word that the articles do hold is one slip away. A name with a capital may be of somebody whom
no article knows: it is mended only where it is long, what it is mended to is no common word, and
a name that stands beside it is known. It may be another's name even then, so it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase

from assistant.conversation.words import QUESTION_WORDS
from index.tokens import STOP_WORDS, stem

LEAST = 4  # letters of a word in which two are swapped, or one is single or doubled
LEAST_OTHER = 6  # letters where one is wrong, missing or too many: short words are too near
LEAST_NAME = 6  # letters of a name
LONGEST = 24  # letters; beyond it stands no word, and the ways to slip are without number
MOST = 3  # words mended in one question; beyond that it is another language, or no language

Counts = Callable[[Sequence[str]], tuple[int, dict[str, int]]]  # Catalog.document_frequency
# A whole word; no piece of "I/O", "e-mail", "O'Neill", "x2" or "example.com"
_NAME = re.compile(r"[A-Z][a-z]+")
_WORD = re.compile(r"(?<![\w.'’&/@-])[^\W\d_]+(?![\w&/@-]|\.\w|['’](?!s\b))")
# A word that English forms from another is one too, though no list may have it.
_ENDINGS = ("ing", "ed", "es", "s", "er", "ly", "al")


def mended(question: str, counts: Counts, english: Callable[[str], bool]) -> str:
    """The question with its slips mended; the same where there is none that is sure.

    Args:
        counts: in how many chunks of the index stems stand.
        english: whether a word, in small letters, is one that English has.
    """
    words = [w for w in _WORD.findall(question) if w.isascii() and LEAST <= len(w) <= LONGEST]
    long = [w for w in words if w.islower() or (_NAME.fullmatch(w) and len(w) >= LEAST_NAME)]
    suspects = [word for word in dict.fromkeys(long) if not is_word(word.lower(), english)]
    _, known = counts([stem(word.lower()) for word in suspects])
    unknown = [word for word in suspects if not known[stem(word.lower())]]
    if len(unknown) > MOST:
        return question
    for word in unknown:
        meant = _meant(word.lower(), counts, english)
        if meant and not word.islower():
            named = not is_word(meant, english) and _beside_known(word, question, counts)
            meant = meant.capitalize() if named else None
        if meant:
            question = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", meant, question)
    return question


def renamed(asked: str, read: str, english: Callable[[str], bool]) -> tuple[tuple[str, str], ...]:
    """(as written, as mended) of the names, or what seems to be one, that were mended.

    Args:
        asked: a question as it was asked.
        read: the same as `mended` gave it.
    """
    pairs = zip(_WORD.findall(asked), _WORD.findall(read), strict=False)
    apart = {word: meant for word, meant in pairs if word != meant}
    return tuple(
        (word.capitalize(), meant.capitalize())
        for word, meant in apart.items()
        if not is_word(meant.lower(), english)
    )


def _beside_known(name: str, question: str, counts: Counts) -> bool:
    """Whether the articles have the names that stand right before and after one in a question."""
    beside = re.findall(rf"([A-Z][a-z]+) {name}\b|\b{name} ([A-Z][a-z]+)", question)
    words = [word.lower() for pair in beside for word in pair if word]
    others = [stem(word) for word in words if word not in STOP_WORDS | QUESTION_WORDS]
    return all(counts(others)[1].values()) if others else True


def is_word(word: str, english: Callable[[str], bool]) -> bool:
    """Whether a word in small letters is one that ``english`` has, or is formed from one."""
    if word in STOP_WORDS or english(word):
        return True
    bare = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
    return any(english(one) for b in bare if len(b) >= LEAST for one in _bases(b))


def _bases(bare: str) -> Iterator[str]:
    """What a word may be without its ending: "hired", "scrapped", "tallied", "halved"."""
    yield from (bare, f"{bare}e")
    if bare[-1] == bare[-2]:
        yield bare[:-1]
    if bare[-1] in "iv":
        yield bare[:-1] + {"i": "y", "v": "f"}[bare[-1]]


def _meant(word: str, counts: Counts, english: Callable[[str], bool]) -> str | None:
    """The word one slip away that the articles hold, the commonest kinds of slip first."""
    own = stem(word)  # unknown a moment ago; an article that came since is no reason to mend
    for slips in (_swapped(word), _doubled(word), _others(word)):
        near = {slip: of for slip in slips if (of := stem(slip)) != own}
        _, found = counts(list(near.values()))
        # One that only shares a stem with a word of the articles is no word: "boome" for boom.
        known = [s for s in near if found[near[s]] and (near[s] == s or is_word(s, english))]
        if known:
            return max(known, key=lambda slip: (found[near[slip]], slip))
    return None


def _swapped(word: str) -> Iterator[str]:
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _doubled(word: str) -> Iterator[str]:
    """A letter twice where it should be once, and the other way round."""
    for i, letter in enumerate(word):
        yield word[:i] + letter + word[i:]
        if word[i : i + 2] == letter * 2:
            yield word[:i] + word[i + 1 :]


def _others(word: str) -> Iterator[str]:
    """A letter too many, too few or wrong; the first one is seldom."""
    if len(word) < LEAST_OTHER:
        return
    for i in range(1, len(word) + 1):
        for letter in ascii_lowercase:
            yield word[:i] + letter + word[i:]
            if i < len(word):
                yield word[:i] + letter + word[i + 1 :]
        if i < len(word):
            yield word[:i] + word[i + 1 :]
