"""Names in a question or an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation.words import QUESTION_WORDS
from index.published import MONTHS

_WORD = re.compile(r"[\w$€£%]+(?:[&’'.-]+[\w$€£%]+)*")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_OFFICES = "ceo cfo coo cto eps ebit ebitda ipo capex".split()  # and figures
_NO_NAMES = frozenset([*MONTHS, *_DAYS, *(f"{day}s" for day in _DAYS), *_OFFICES, "i"])
_OF_A_COUNTRY = re.compile(r"\w+(?:ish|ese|ian|[^i]can|ench|utch|erman|wiss|reek|lsh)")
_PERIOD = re.compile(r"Q[1-4]|H[12]|FY\d*")
_PLACING = re.compile(
    r"\b(in|on|at|for|from|to|with|by|of|as|im|am|bei|für|von|mit)\s(?:the\s)?$", re.IGNORECASE
)
_ORGANISATION = frozenset(
    "lines bank united city group inc ltd plc corp company motors rail airport tunnel bay port "
    "street storm marathon university institute court council ministry party energy power capital "
    "insurance times post gazette news fund bars works rovers rangers town county island islands "
    "north south east west new central club museum library sachs stanley systems technologies "
    "steel air airlines holdings partners association union mount river lake of".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words."""

    start: int
    end: int
    text: str


def names_in(text: str, joined_by: str = "of|of the|&|de|van") -> list[Name]:
    """The runs of capitalised words, but for the first word of a sentence that only asks."""
    found: list[Name] = []
    for match in _WORD.finditer(text):
        if _PERIOD.fullmatch(match[0]):
            continue
        word = re.sub(r"['’]s?$", "", match[0])
        low = word.lower().rstrip(".")
        named = word[:1].isupper() or re.match(r"[a-z]{1,3}[A-Z]", word)  # iPhone
        if not named or low in _NO_NAMES:
            continue
        opens = not re.search(r"[\w,]\s*$", text[max(0, match.start() - 3) : match.start()])
        if opens and low in QUESTION_WORDS:
            continue
        start, end = match.start(), match.start() + len(word)
        between = text[found[-1].end : start] if found else "-"
        if re.fullmatch(rf"\s(?:(?:{joined_by})\s)?", between):
            start = found.pop().start
        found.append(Name(start, end, text[start:end]))
    return found


def placing(text: str, name: Name) -> str:
    """The preposition before a name; "" without one."""
    match = _PLACING.search(text, max(0, name.start - 12), name.start)
    return match[1].lower() if match else ""


def is_organisation(name: Name) -> bool:
    """Whether a word or a figure in it says that it is a company's, a place's or a thing's."""
    words = name.text.lower().split()
    return bool(_ORGANISATION & set(words)) or any(map(str.isdigit, name.text))


def is_of_a_country(word: str) -> bool:
    """Whether it is likely no name by itself: "Danish", "Norwegian"."""
    return _OF_A_COUNTRY.fullmatch(word) is not None


def is_person(name: Name) -> bool:
    """Whether it is likely a person's: two or three words that name no organisation."""
    return 2 <= len(name.text.split()) <= 3 and not is_organisation(name)
