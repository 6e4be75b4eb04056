"""Which of a few languages a question or a text is in, and the words in it that carry something.

The selector and the scorer's weights know English. What is told here is German, French, Spanish or
Chinese; None is English, or a language that nothing is known of.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from index.tokens import ELIDED, STOP_WORDS, fold


class Tongue(StrEnum):
    """A language whose questions are answered by words and kinds of answer."""

    CHINESE = "chinese"
    GERMAN = "german"
    FRENCH = "french"
    SPANISH = "spanish"


# Words that say nothing of the matter, without accents, as `fold` leaves them.
LITTLE = {
    Tongue.GERMAN: frozenset(
        "aber ab alle allem allen aller alles als also am an andere anderen auch auf aus bei "
        "beim bis da dabei dadurch dafur dagegen daher damit danach daran darauf daraus darin "
        "daruber darum das dass dazu davon dem den denn der deren des deshalb dessen die dies "
        "diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines "
        "einige er es etwa fur gab gegen geht gibt gilt haben hat hatte hatten heisst heissen "
        "hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jeder jedes "
        "jetzt kann kein keine kommen kommt konnen konnte man mehr mit muss nach nicht noch nun "
        "nur ob oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie sind "
        "so soll sollen sollte sowie uber um und uns unter viel viele vom von vor wann war "
        "waren warum was weil welche welchem welchen welcher welches wem wen wenn wer werden "
        "wessen weshalb wie wieder wieso wieviel wieviele wird wo woher wohin wofur womit "
        "worden wozu wurde wurden zu zum zur zwischen".split()
    ),
    Tongue.FRENCH: frozenset(
        "a afin ai ainsi alors apres au aucun aura auront aussi autre autres aux avait avant "
        "avec avoir ce cela celle celui ces cet cette ceux chez comme comment combien contre "
        "dans de depuis des donc dont du elle elles en encore entre est et etait ete etre eu "
        "eux fait faire font il ils je jusqu la laquelle le lequel les lesquels leur leurs lieu "
        "lors lui ma mais me meme mes moins mon ne ni nos notre nous on ont ou par pas pendant "
        "peu plus pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se "
        "selon sera seront ses si son sont sous sur t ta te tous tout toute toutes tres tu un "
        "une va vers vous y".split()
    ),
    Tongue.SPANISH: frozenset(
        "a al algo ante antes aqui asi aun aunque bajo bien cada como con contra cual cuales "
        "cuando cuanta cuantas cuanto cuantos cuya cuyo de del desde donde durante e el ella "
        "ellas ellos en entre era eran es esa ese eso esta estaba estan estar este esto estos "
        "fue fueron ha haber habia habra han hasta hay la las le les lo los mas me mi mientras "
        "muy nada ni no nos o os otra otro otros para pero poco por porque que quien quienes se "
        "sea segun ser sera seran si sido sin sobre son su sus tambien tan tanto te tendra "
        "tiene tienen todo todos tras un una uno unos va y ya".split()
    ),
}
# English words, or parts of names that stand in English texts: they tell no language.
_NO_SIGN = STOP_WORDS | frozenset(
    "bin comment con die dont e era font hat ha le la l les los las el en de del des du d s "
    "t c m n j y o man me mi ma mes on os pour plus sans sea si sin so solo son te tan tout "
    "via war".split()
)
_SIGNS = {tongue: words - _NO_SIGN for tongue, words in LITTLE.items()}
_SIGNS[Tongue.GERMAN] |= {"kostet", "kosten"}
# They begin a question, and hardly one of another language.
_ASKING = {
    Tongue.GERMAN: frozenset(
        "wie wer wem wen wessen wann wo woher wohin wofur womit warum wieso weshalb welche "
        "welchem welchen welcher welches wieviel wieviele".split()
    ),
    Tongue.FRENCH: frozenset(
        "qui que quoi quel quelle quels quelles combien pourquoi quand ou comment".split()
    ),
    Tongue.SPANISH: frozenset(
        "que quien quienes cual cuales cuanto cuanta cuantos cuantas cuando donde como".split()
    ),
}
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_READ = 3_000  # characters of a text that tell its language
_LEAST_SHARE = 0.2  # of a text's words are its language's little ones


def asked_in(question: str) -> Tongue | None:
    """The language of a question."""
    if _is_chinese(question, 0.5):
        return Tongue.CHINESE
    if "¿" in question:
        return Tongue.SPANISH
    written = question.split()
    # No "Le Monde" and no "Los Angeles": within a question a little word has no capital.
    low = [word for i, word in enumerate(written) if i == 0 or not word[:1].isupper()]
    words = _WORD.findall(fold(" ".join(low)))
    english = sum(word in STOP_WORDS for word in words)
    count = {
        tongue: len(signs.intersection(words)) + bool(_ASKING[tongue].intersection(words[:2]))
        for tongue, signs in _SIGNS.items()
    }
    best = max(count, key=count.__getitem__)
    english -= _both(best, words)
    if count[best] == 1 and not english:  # "Et le dimanche ?"
        return best if 2 * sum(word in LITTLE[best] for word in words) > len(words) else None
    return best if count[best] > max(1, english) else None


def _both(tongue: Tongue, words: Iterable[str]) -> int:
    """How many of them are little words of English and of this language too: "was", "in"."""
    return sum(word in STOP_WORDS and word in LITTLE[tongue] for word in words)


def written_in(text: str) -> Tongue | None:
    """The language of an article or a part of it."""
    return _written_in(text[:_READ])


@lru_cache(maxsize=256)
def _written_in(text: str) -> Tongue | None:
    if _is_chinese(text, 0.3):
        return Tongue.CHINESE
    words = _WORD.findall(fold(text))
    count = {tongue: sum(w in little for w in words) for tongue, little in LITTLE.items()}
    best = max(count, key=count.__getitem__)
    english = sum(word in STOP_WORDS for word in words)
    return best if count[best] > max(english, _LEAST_SHARE * len(words)) else None


def _is_chinese(text: str, least: float) -> bool:
    """Whether so large a share of its letters is Chinese, and none is Japanese.

    A Latin name within a Chinese text is as one letter.
    """
    if STOP_WORDS.isdisjoint(_WORD.findall(text.casefold())):
        text = _LATIN.sub("a", text)
    letters = sum(map(str.isalpha, text))
    found = len(_CHINESE.findall(text))
    return found > least * letters and not _KANA.search(text)


def stems(text: str, tongue: Tongue) -> list[str]:
    """The stems of a text's words in order, without the little ones and without accents; not of
    Chinese."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = _WORD.findall(ELIDED.sub("", plain))
    return [fold(_stem(word, tongue)) for word in words if fold(word) not in LITTLE[tongue]]


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


_STEMMING = threading.Lock()


@lru_cache(maxsize=50_000)
def _stem(word: str, tongue: Tongue) -> str:
    with _STEMMING:  # the stemmer keeps the word it works on in itself
        return _stemmer(tongue).stemWord(word)


@lru_cache(maxsize=4)
def _stemmer(tongue: Tongue) -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer(tongue.value)
    return stemmer
