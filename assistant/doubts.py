"""A sentence of the right kind that answers another question: of another year, quarter, thing.

What the scorer is taught on names what is there, so near misses are hardly in it. Here are those
that the words themselves give away; one that is none costs an answer only where it was not sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.kinds import AMOUNTS, Wants
from assistant.questions import Need, present
from assistant.tables import is_row
from assistant.verify.mentions import dates, names
from index.tokens import fold, stem_set
from index.types import Published

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LOOKS_BACK = re.compile(r"\b(?:years?|annual|fiscal|season)\b", re.IGNORECASE)
_NEW_YEAR = 2  # months in which the year before is meant without a word
_NUMBERED = re.compile(
    r"\b(line|route|phase|stage|model|version|chapter|volume|part|unit|block|terminal|gate|reactor"
    r"|runway|class|level|round|season|episode|group|zone|district|ward)\s"
    r"(?:no\.?\s|number\s)?(\d{1,3})\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:by |to |from )?who(?:se|m)?\b", re.IGNORECASE)
_OTHER_COUNT = 0.6  # of `present`: a number that does not count what is asked for
_OF_AMOUNTS = stem_set(
    "price cost costs much many number pay paid worth long old high big large sum total figure "
    "amount rate share percent percentage day date time does did money value level"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as doubts look at it."""

    text: str
    before: str  # the sentence before
    after: str
    title: str
    head: str  # of the table, where it is a row
    article: str  # the whole text, folded
    published: Published | None

    @property
    def around(self) -> str:
        return f"{self.title} {self.head} {self.before} {self.text} {self.after}"

    @property
    def place(self) -> int:
        """Where it begins in its article; -1 where that is not known."""
        return self.article.find(fold(self.text))


def answers_another(need: Need, said: Said) -> bool:
    """Whether a sentence seems to answer another question than the one asked."""
    return (
        _of_another_year(need, said)
        or _of_another_part(need, said)
        or _of_another_number(need, said)
        or _of_another_name(need, said)
        or _counts_another(need, said)
        or _prices_another(need, said)
        or _gives_none(need, said)
    )


def _of_another_year(need: Need, said: Said) -> bool:
    """None of the years asked about stands near it, and the article does not leave it unsaid.

    A report leaves its own year unsaid, and the one before where it looks back on "the year".
    """
    asked = {figure for figure in need.figures if _YEAR.fullmatch(figure)}
    if not asked or said.published is None:
        return False
    day = said.published.date
    told = set(_YEAR.findall(said.around))
    before = day.month <= _NEW_YEAR or _LOOKS_BACK.search(said.around)
    unsaid = {str(day.year), str(day.year - 1)} if before or told else {str(day.year)}
    earlier = set() if told else set(_YEAR.findall(said.article[: max(0, said.place)]))
    return not asked & (told | unsaid | earlier)


def _of_another_part(need: Need, said: Said) -> bool:
    """It speaks of another quarter or half than the one asked about, or its article never does."""
    asked, told, known = (
        {date.part for date in dates(text) if date.part}
        for text in (need.question, f"{said.title} {said.head} {said.text}", said.article)
    )
    known |= {part for part in asked if part.casefold() in said.article}
    return bool(asked) and not asked & told and (bool(told) or not asked & known)


def _of_another_number(need: Need, said: Said) -> bool:
    """It speaks of line 2 where line 3 is asked about."""
    asked = {(noun.casefold(), number) for noun, number in _NUMBERED.findall(need.question)}
    told = {(noun.casefold(), number) for noun, number in _NUMBERED.findall(said.around)}
    nouns = {noun for noun, _ in told}
    return any(one not in told and one[0] in nouns for one in asked)


def _of_another_name(need: Need, said: Said) -> bool:
    """A name asked about comes up in its article in passing, and only after it: "its rival Sundline
    has published nothing yet" in a report on Eastferry."""
    if need.says:
        return False
    near, place = stem_set(said.around), said.place
    for name in names(need.question):
        own = stem_set(name.of(need.question)) & need.names
        plain = [word.removesuffix("i") for word in own - near]
        after = all(said.article.find(word) > place >= 0 for word in plain)
        if plain and own.isdisjoint(near) and after and max(map(said.article.count, plain)) == 1:
            return True
    return False


def _counts_another(need: Need, said: Said) -> bool:
    """Its number counts something else: 14 failed tests where jurors are asked for."""
    if need.wants is not Wants.NUMBER or not need.focus:
        return False
    here = present(need, said.text)
    return 0 < here <= _OTHER_COUNT and bool(need.focus & stem_set(said.text))


def _prices_another(need: Need, said: Said) -> bool:
    """A figure is asked of a thing that neither it nor the sentence before nor the title names."""
    asked = {s for s in need.weights if s not in _OF_AMOUNTS and not s.isdigit()}
    here = stem_set(f"{said.title} {said.before} {said.text}")
    return need.wants in AMOUNTS - {Wants.DATE, Wants.TIME} and bool(asked) and not asked & here


def _gives_none(need: Need, said: Said) -> bool:
    """Nothing of the kind that is asked for stands in it or beside it: no age, nobody."""
    asks_who = need.wants is Wants.PERSON and _WHO.match(need.question) is not None
    if need.says or is_row(said.text) or not (asks_who or need.wants in AMOUNTS):
        return False  # of what its figures are, a row leaves to its head
    return not any(present(need, text) for text in (said.before, said.text, said.after))
