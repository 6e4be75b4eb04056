"""A model's statement in another language than the English sentence that it cites.

Word by word code cannot compare the two, so nobody is to take such a statement for a checked one:
it is shown as a translation, with the sentence itself behind it. And it is shown at all only where
everything that can be compared holds: it renders one sentence whole, with the same figures, months,
weekdays, currencies and names in the same order, a negation and a speaker where that has them. A
sentence with a condition, an exception or a doubt is not rendered, for whether the rendering keeps
it cannot be read: there, and in any other language, the quote answers. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assistant.foreign import LITTLE
from assistant.retold import LIMITS, NEGATIONS
from assistant.spelling import is_word
from assistant.verify.claims import sentences
from assistant.verify.wording import PAST_FORMS, fold, squeeze
from index.tokens import STOP_WORDS, tokens

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNREAD = "it is a translation: figures, dates and names were compared, the words were not"
# Small words that more languages than one have, or names; enough beside others.
_MORE = {"German": "die", "French": "de des au", "Spanish": "la de que se en hasta segun"}
# No other language in Latin letters has these; of these English words, many have one.
_ENGLISH_ALONE = frozenset(
    "the and with that from been which who were they their this these those not would could should"
    " its about after before because when while where there what other than into through said"
    " says Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March June"
    " July October December".split()
)
_SHARED = frozenset("a i in is so me no do".split())
_ENDS = ".!?。！？…"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_DOUBT = re.compile(
    r"\b(?:may|might|could|can|reportedly|allegedly|alleged|likely|probably|possibly|perhaps"
    r"|expect\w*|suspect\w*|accus\w*|only|whether|about|around|roughly|at least|at most|up to"
    r"|more than|less than|fewer than|over|under|half|third|quarter|dozens?|twice|doubled?|some)\b"
)
_NOT = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|fail\w*|lack\w*)\b|n't\b"
)
_SAYS = re.compile(r"\b(?:said|says|told|according|announced|reported|stated|added|claim\w*)\b")
_NUMBER = re.compile(r"\d+(?:[.,'\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?|\d")
# A name in the middle of a sentence, and any word in Latin letters.
_OWN_NAME = (
    re.compile(r"(?<=[^.!?:\s] )[A-ZÀ-Þ][^\W\d_]+"),
    re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}"),
)
_MONEY = (
    re.compile(r"\$|dollar|dolar|美元", re.IGNORECASE),
    re.compile(r"€|\beuro|欧元|歐元", re.IGNORECASE),
    re.compile(r"£|\bpound|pfund|\blivres? sterling|\blibras?\b|英镑", re.IGNORECASE),
    re.compile(r"\byuan\b|renminbi|\brmb\b|人民币", re.IGNORECASE),
    re.compile(r"%|\bper ?cent\b|prozent|pour cent|por ciento|百分之", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class _Language:
    """What is compared of a language, in words as ``fold`` leaves them: without accents."""

    numbers: str  # from two up, in order; "/" between words for one number
    scales: dict[str, float]  # the beginning of a word -> factor
    months: str
    weekdays: str  # from Monday
    denies: re.Pattern[str]
    says: re.Pattern[str]
    unread: re.Pattern[str]  # number words that are not read here
    decimal: str = ","  # the other of "." and "," parts thousands


_ENGLISH = _Language(
    "two three four five six seven eight nine ten eleven twelve",
    {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9},
    "january february march april may june july august september october november december",
    "monday tuesday wednesday thursday friday saturday sunday",
    _NOT,
    _SAYS,
    re.compile(
        r"\b(?:\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands|millions"
        r"|billions)\b"
    ),
    decimal=".",
)
_LANGUAGES = {
    "German": _Language(
        "zwei/beide drei vier funf sechs sieben acht neun zehn elf zwolf",
        {"tausend": 1e3, "million": 1e6, "mio": 1e6, "milliarde": 1e9, "mrd": 1e9, "billion": 1e12},
        "januar februar marz april mai juni juli august september oktober november dezember",
        "montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag",
        re.compile(rf"{NEGATIONS['German'].pattern}|\b(?:ohne|weder|niemand|nichts)\b"),
        re.compile(r"\b(?:sag\w*|teilte|laut|zufolge|erklart\w*|berichte\w*|angaben|hieß|gab)\b"),
        re.compile(r"\b\w*(?:zehn|zig|ßig|hundert|dutzend|halfte|drittel|viertel)\b(?<!\bzehn)"),
    ),
    "French": _Language(
        "deux trois quatre cinq six sept huit neuf dix onze douze",
        {"mille": 1e3, "million": 1e6, "milliard": 1e9, "billion": 1e12},
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        re.compile(rf"{NEGATIONS['French'].pattern}|\b(?:sans|rien|personne|ni)\b"),
        re.compile(
            r"\b(?:dit|declar\w*|selon|annonc\w*|indiqu\w*|affirm\w*|precis\w*|rapport\w*)\b"
        ),
        re.compile(
            r"\b(?:treize|quatorze|quinze|seize|vingt\w*|trente|quarante|cinquante|soixante|cents?"
            r"|moitie|tiers|douzaine)\b"
        ),
    ),
    "Spanish": _Language(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce",
        {"mil ": 1e3, "millon": 1e6, "billon": 1e12},
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miercoles jueves viernes sabado domingo",
        re.compile(rf"{NEGATIONS['Spanish'].pattern}|\b(?:no|sin|nadie|nada|tampoco|ni)\b"),
        re.compile(r"\b(?:dij\w+|segun|anunci\w*|declar\w*|inform\w*|afirm\w*|senal\w*)\b"),
        re.compile(
            r"\b(?:trece|catorce|quince|dieci\w+|veint\w+|treinta|(?:cuar|cincu|ses|set|och|nov)enta"
            r"|cien\w*|mitad|tercio|docena)\b"
        ),
    ),
    "Chinese": _Language(
        "",
        {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8},
        "",
        " ".join(f"(?:[周週]|星期){day}" for day in ("一", "二", "三", "四", "五", "六", "[日天]")),
        re.compile(r"[不没沒未无無非别]"),
        re.compile(r"[说說称稱据據]|表示|宣布|报道|報道|指出"),
        re.compile(r"(?<![周週期])[二两兩三四五六七八九十百千半](?!星|分之)"),
        decimal=".",
    ),
}


def spoken(text: str, quotes: Sequence[str]) -> str:
    """The language of a text whose sources are English: one that is read here, "another" in letters
    of its own, or "" for English and for what is not told apart.
    """
    if not all(map(_english, quotes)):
        return ""
    letters = [c for c in text if c.isalpha()]
    if 2 * len(_CJK.findall(text)) > len(letters):
        return "Chinese" if not re.search(r"[\u3040-\u30ff]", text) else "another"
    words = set(tokens(text))
    own = {name: len(words & _little(name)) for name in ("German", "French", "Spanish")}
    best = max(own, key=lambda name: own[name])
    return best if own[best] >= 2 and own[best] > len(words & STOP_WORDS) else ""


def unread_words(text: str, quotes: Sequence[str]) -> str | None:
    """Why a statement cannot be checked word by word, where a source of it is not in English; None
    where it can, or where it is whole sentences of such a source.

    Who does what to whom, on which condition and with which exception is read in English alone.
    """
    other = [quote for quote in quotes if _is_other(quote)]
    if not other or any(_whole_sentences(text, quote) for quote in other):
        return None
    return "its source is not in English, so only whole sentences of it are taken, word for word"


def _whole_sentences(text: str, quote: str) -> bool:
    """Whether a text is one or more neighbouring sentences of a quote, from end to end."""
    said = squeeze(text).rstrip(f"{_ENDS} ")
    begun = rf"(?:^|[{_ENDS}][\"'”’»)]*\s*)"
    return bool(said) and bool(
        re.search(rf"{begun}{re.escape(said)}(?:[{_ENDS}]|$)", squeeze(quote))
    )


def _is_other(text: str) -> bool:
    """Whether a text is plainly in another language than English."""
    letters = [c for c in text if c.isalpha()]
    if 2 * sum(c > "\u024f" for c in letters) > len(letters):
        return True
    words = tokens(text)
    accent = any(not c.isascii() for c in letters)  # "außer": a sign beside one little word
    own = max(sum(word in _little(name) for word in words) for name in LITTLE) + accent
    return (own >= 2 and own > sum(word in STOP_WORDS for word in words)) or _strange(text)


def _strange(text: str) -> bool:
    """Whether half the words of a text, the little ones of English besides, are none that English
    has: so it is in any other language.
    """
    words = re.findall(r"[^\W\d_]+", text)
    plain = [w.lower() for i, w in enumerate(words) if w.islower() or i == 0]  # names tell nothing
    if not _ENGLISH_ALONE.isdisjoint([*plain, *words]):
        return False
    long = [word for word in plain if len(word) > 2]
    strange = sum(not is_word(word, _has) and word not in PAST_FORMS for word in long)
    little = sum(word in STOP_WORDS and word not in _SHARED for word in plain)
    return strange >= 2 and 2 * strange >= len(long) + little


def _has(word: str) -> bool:
    """Whether a word in small letters is among the 22,000 commonest of English."""
    return _tokenizer().token_to_id(word) is not None


@cache
def _tokenizer() -> Tokenizer:
    from index.embedder import open_tokenizer  # needed for few texts

    return open_tokenizer()


def asked_in(question: str, language: str) -> bool:
    """Whether a question may be in a language that `spoken` names: not, where it is plainly English
    or in other letters.
    """
    other_letters = _CJK.search(question) is not None
    if language in ("Chinese", "another") or other_letters:
        return other_letters and language in ("Chinese", "another")
    words = set(tokens(question))
    return bool((words & _little(language)) - STOP_WORDS) or len(words & STOP_WORDS) < 2


def differences(text: str, quote: str, language: str) -> tuple[str, ...]:
    """What speaks against the text as a rendering of the quote; none: nothing that can be read."""
    other = _LANGUAGES.get(language)
    if other is None:
        return ("it is in another language than what it cites",)
    found = _differences(fold(text), fold(quote), language, other)
    if bool(other.denies.search(text.lower())) != bool(_NOT.search(fold(quote).lower())):
        found.append("one of source and statement has a negation, the other has none")
    return tuple(dict.fromkeys(found))


def beside(text: str, quote: str) -> str:
    """The translation, marked as such, with the sentence that it renders."""
    return f"{text} (translated; the source says: “{quote}”)"


def _differences(text: str, quote: str, name: str, other: _Language) -> list[str]:
    told, there = text.lower(), quote.lower()
    found = []
    doubt = _DOUBT.search(there) or next(
        (match for _, limit, _ in LIMITS if (match := limit.search(there))), None
    )
    if doubt and not (doubt[0] == "may" and re.search(r"\bMay\b", quote)):
        found.append(f"the source says '{doubt[0]}', which is not read in another language")
    if _ENGLISH.unread.search(there) or other.unread.search(told):
        found.append("a number is written in words")
    elif not _same_figures(_figures(told, other), _figures(there, _ENGLISH)):
        found.append("its figures are not those of the source")
    for kind in ("months", "weekdays"):
        if _named(told, other, kind) != _named(there, _ENGLISH, kind):
            found.append(f"its {kind} are not those of the source")
    if any(bool(money.search(told)) != bool(money.search(there)) for money in _MONEY):
        found.append("its units are not those of the source")
    if bool(other.says.search(told)) != bool(_SAYS.search(there)):
        found.append("one of source and statement names who says it, the other does not")
    found += _names(text, quote, name)
    size = len(told) / 2 if name == "Chinese" else len(told.split())
    if not 0.6 <= size / len(there.split()) <= 1.8:
        found.append("it is no rendering of the whole sentence")
    return found


def _names(text: str, quote: str, language: str) -> list[str]:
    """The names of the quote that are missing, or in another order; and those of the text alone."""
    found, places = [], []
    for sentence in sentences(quote):
        for name, _ in sentence.named:
            for word in name.words:
                at = re.search(rf"(?<![^\W_\u3400-\u9fff]){re.escape(word)}", text)
                if at is None:
                    found.append(f"the name {word} is missing")
                places += [at.start()] if at else []
    if not found and places != sorted(places):
        found.append("its names stand in another order than in the source")
    known = quote + " " + _LANGUAGES[language].months.title()
    # German writes every noun like a name.
    strange = [] if language == "German" else _OWN_NAME[language == "Chinese"].findall(text)
    found += [f"the name {w} does not stand in the source" for w in strange if w not in known]
    return found


def _figures(text: str, language: _Language) -> list[frozenset[float]]:
    """Each figure of a text with what it may mean: "1,899" copied into German is 1899 or 1.899."""
    found = []
    for match in _NUMBER.finditer(text):
        after = text[match.end() :].lstrip(" \u00a0-")
        if language.decimal == "." and not language.numbers and after.startswith("月"):
            continue  # a month
        scale = next((f for word, f in language.scales.items() if after.startswith(word)), 1.0)
        if scale == 1e3 and after.startswith("mil millones"):
            scale = 1e9
        marks = ".," if language is not _ENGLISH and language.decimal == "," else language.decimal
        found.append(frozenset(_value(match[0], mark) * scale for mark in marks))
    for value, words in enumerate(language.numbers.split(), start=2):
        times = len(re.findall(rf"\b(?:{words.replace('/', '|')})\b", text))
        found += [frozenset({float(value)})] * times
    return found


def _value(written: str, decimal: str) -> float:
    whole, _, part = written.rpartition(decimal)
    if not whole or (len(part) == 3 and whole.count(decimal)):
        whole, part = written.replace(decimal, ""), ""
    return float(f"{_digits(whole)}.{_digits(part) or 0}")


def _digits(text: str) -> str:
    return "".join(character for character in text if character in "0123456789")


def _same_figures(told: list[frozenset[float]], there: list[frozenset[float]]) -> bool:
    def held(one: frozenset[float], others: list[frozenset[float]]) -> bool:
        return any(abs(a - b) <= 1e-6 * max(a, b) for other in others for a in one for b in other)

    return all(held(one, there) for one in told) and all(held(one, told) for one in there)


def _named(text: str, language: _Language, kind: str) -> frozenset[int]:
    """Which months, or weekdays, a text names."""
    if kind == "months" and not language.months:
        return frozenset(int(month) for month in re.findall(r"(\d{1,2}) ?月", text))
    words: str = getattr(language, kind)
    edge = r"\b" if words[:1].isalpha() else ""  # Chinese is not cut into words
    return frozenset(
        number
        for number, word in enumerate(words.split(), start=1)
        if re.search(rf"{edge}(?:{word.replace('/', '|')}){edge}", text)
    )


@cache
def _little(language: str) -> frozenset[str]:
    return frozenset(f"{LITTLE[language]} {_MORE.get(language, '')}".split()) - STOP_WORDS


def _english(quote: str) -> bool:
    words = set(tokens(quote))
    own = len(words & STOP_WORDS)
    return own >= 2 and all(own > len(words & _little(name)) for name in LITTLE)
