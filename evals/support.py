"""Do a statement's numbers, dates and names stand in the text it cites? Pure functions.

This is the instrument, not the product's own verifier: a verifier that lets everything pass
must not be able to grade itself. It compares values (``4.5 million`` is ``4,500,000``, ``nine``
is 9, ``Dec 22`` and ``22.12.2025`` name the same day) and knows nothing of meaning.
"""

from __future__ import annotations

import re
from decimal import Decimal

from evals.words import STOP_WORDS, tokens

_SCALES = {
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
}
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety hundred".split()
_SPELLED = {word: value for value, word in enumerate(_UNITS)}
_SPELLED |= {word: 10 * (place + 3) for place, word in enumerate(_TENS)}
_MONTHS = (
    "january february march april may june july august september october november december"
).split()

_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:,\d{3})*(?:\.\d+)?)(?!\.?\d)"
    r"(?:\s?-?(thousand|million|billion|trillion|bn|mn|k|m)\b|(?!\w))",
    re.IGNORECASE,
)
_DATES = (  # (pattern, order of its groups)
    (re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b"), "ymd"),
    (re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b"), "dmy"),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"), "mdy"),
)
_NAME = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTHS)  # dec, sept, december
_MONTH_NAME = re.compile(rf"\b(?:{_NAME})\b\.?(?=\s+\d)|(?<=\d )(?:{_NAME})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'’.-]*+(?![$€])")  # the US of US$ is no name


def missing_facts(statement: str, cited: str) -> tuple[str, ...]:
    """The numbers, dates and names of the statement that do not stand in the cited text.

    Empty when all of them stand there; a statement without any such fact misses nothing.
    """
    statement, cited = " ".join(statement.split()), " ".join(cited.split())
    have_numbers, have_months = _numbers(cited, words=True), _months(cited)
    missing = [f"number {value}" for value in _numbers(statement) if value not in have_numbers]
    missing += [
        f"month {_MONTHS[month - 1]}" for month in _months(statement) if month not in have_months
    ]
    have_words = {*tokens(cited), *(part for word in _words(cited) for part in tokens(word))}
    missing += [
        f"name {name}"
        for name in _names(statement)
        if any(part not in have_words for part in tokens(name) if part != "s")
    ]
    return tuple(missing)


def _numbers(text: str, *, words: bool = False) -> dict[str, None]:
    """Canonical values in order; with ``words`` spelled numbers too. Parts of dates are values."""
    found: dict[str, None] = {}
    rest = text
    for pattern, _ in _DATES:
        for match in pattern.finditer(rest):
            found.update(dict.fromkeys(str(int(part)) for part in match.groups()))
        rest = pattern.sub(" ", rest)
    for match in _NUMBER.finditer(rest):
        value = Decimal(match[1].replace(",", ""))
        if match[2]:
            value = value.scaleb(_SCALES[match[2].lower()])
        found[_canonical(value)] = None
    if words:
        for word in re.findall(r"[a-z]+", text.lower()):
            if word in _SPELLED:
                found[str(_SPELLED[word])] = None
    return found


def _canonical(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _months(text: str) -> dict[int, None]:
    """Numbers of the months that stand in a date of the text, by name or by figure."""
    found: dict[int, None] = {}
    for match in _MONTH_NAME.finditer(text):
        found[[name[:3] for name in _MONTHS].index(match[0][:3].lower()) + 1] = None
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            day, month = int(match[order.index("d") + 1]), int(match[order.index("m") + 1])
            month = day if month > 12 else month  # 22/12/2025: the day comes first there
            if 1 <= month <= 12:
                found[month] = None
    return found


def _names(text: str) -> list[str]:
    """Words written like names: a capital inside a sentence, or capitals and digits mixed.

    The first word of a sentence counts only when the next word is written like a name too.
    """
    names: list[str] = []
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        words = _words(sentence)
        for place, word in enumerate(words):
            if not word[:1].isalpha() or word.lower() in STOP_WORDS or _is_month(word):
                continue
            mixed = any(sign.isupper() for sign in word[1:]) or (
                word[0].isupper() and any(sign.isdigit() for sign in word)
            )
            opens = place == 0 and not (len(words) > 1 and words[1][:1].isupper())
            if mixed or (word[0].isupper() and not opens):
                names.append(word)
    return list(dict.fromkeys(names))


def _words(text: str) -> list[str]:
    return [word.strip(".'’-") for word in _WORD.findall(text)]


def _is_month(word: str) -> bool:
    return word.lower().rstrip(".") in {*_MONTHS, *(name[:3] for name in _MONTHS), "sept"}
