"""How times are written, in English, German and Chinese; French and Spanish days and months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.dates.stretches import (
    FEASTS,
    LAST,
    NEAR_DAYS,
    NEXT,
    NUMBERS,
    SEASONS,
    UNITS,
    WORDS_FOR,
    chinese_word,
    day_of,
    feast_of,
    half_of,
    month_of,
    near_day,
    past_several,
    quarter_of,
    season_of,
    unit_of,
    units_ago,
    weekday_of,
    weekend_of,
    year_of,
)
from assistant.dates.times import Clock, Stretch
from index.published import MONTHS, ROMANCE_MONTHS

_MOST = 40  # times read in one question
_VERBS = frozenset("may march mar sun".split())  # in lower case also other words than months
_Make = Callable[[re.Match[str], Clock], Stretch | None]


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    make: _Make
    needs: re.Pattern[str] | None = None  # what stands before it where it has no year of its own
    relative: bool = False  # counted from today: articles say it in other words

    def takes(self, match: re.Match[str]) -> bool:
        part = match.groupdict()
        if self.needs is None or part.get("rel") or (part.get("y") and self.make is not year_of):
            return True
        found = self.needs.search(match.string, max(0, match.start() - 30), match.start())
        return found is not None and not (match[0] in _VERBS and found[1] in {"to", "and", "for"})


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of time as it is written, without the words around it."""

    start: int
    end: int
    match: re.Match[str]
    rule: _Rule
    stretch: Stretch

    def seen_from(self, clock: Clock) -> Atom:
        return replace(self, stretch=self.rule.make(self.match, clock) or self.stretch)


_MON = "|".join(sorted(MONTHS, key=len, reverse=True)).replace("may", r"may(?!\sday\b)")
# Without a capital: "the Mars 2020 rover" is of no month.
_ROMANCE = f"(?-i:{'|'.join(sorted(ROMANCE_MONTHS, key=len, reverse=True))})"
_REL = "|".join(sorted(LAST | NEXT, key=len, reverse=True)) + "|this|diese[nmrs]?"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_COUNT = r"\d{1,3}|couple\sof|" + "|".join(word for word in NUMBERS if len(word) > 2)
# 2025, '25; not '60 Minutes'
_Y4 = r"(?P<y>(?:1[5-9]|2[01])\d\d|['’]\d\d(?!\s(?-i:[A-Z])[^'’]{0,40}['’](?!\w)))"
_Y = rf"{_Y4}(?!\d)"
_OF_Y = rf"(?:,?\s(?:of\s|in\s)?(?:the\s)?(?:fiscal\s|financial\s)?(?:year\s)?{_Y})?"
_NTH = r"(?:st|nd|rd|th|\.)?"
_NOT_IN_NUMBER = r"(?<![\w$€£¥./:-])(?<!\d,)"
_BARE_D = rf"{_NOT_IN_NUMBER}(?P<d>[0-3]?\d)"
_D = rf"{_BARE_D}{_NTH}"
_TO = r"\s?(?:-|–|to|and|until|bis|und)\s?"
_D2 = rf"(?P<d2>[0-3]?\d){_NTH}"
_NO_COUNT = (  # "in March 12 people", "of 2000 jobs"
    r"(?!\s(?:people|jobs|employees|workers|staff|homes|households|euros?|dollars?|pounds?|yuan"
    r"|francs?|yen|percent|per\scent|models?|units|copies|cars|trucks|chips|packs|shares|points"
    r"|tonnes|km|miles|met(?:re|er)s|members|voters|years|days|hours|million|billion|men|women"
    r"|patients)\b)"
)
_PREP = (
    r"in|on|by|during|for|of|from|since|until|till|through|before|after|between|to|and|or|than"
    r"|over|throughout|about|early|mid|late|im|am|seit|vor|nach|bis|ab|von|vom|für|und|zum"
    r"|zwischen|anfang|mitte|ende|at|as|with|vs\.?|versus"
)
_BEFORE_MONTH = re.compile(rf"(?:^|[\s(,])({_PREP})[\s-]$", re.IGNORECASE)
_BEFORE_YEAR = re.compile(
    rf"(?:^|[\s(,])({_PREP}|fy|(?:fiscal\s|financial\s|the\s)?year|fiscal|jahre?s?)\s$"
    r"|\b(?:fy|\d{4}\s?[-–,&]\s?)()$",
    re.IGNORECASE,
)
_BEFORE_DOTTED = re.compile(r"\b(am|vom|bis|zum|seit|ab|dem|on|by|of)\s$", re.IGNORECASE)
_BEFORE_SEASON = re.compile(
    r"\b(in|over|during|since|until|by|before|after|of|im|seit|bis)\s(?:the\s)?$", re.IGNORECASE
)
_BEFORE_WEEKDAY = re.compile(
    r"(?:\b(?:on|by|since|from|after|before|between|until|till)|day\s(?:and|to))\s$", re.IGNORECASE
)
_BEFORE_UNIT = re.compile(r"\b(start|beginning|middle|end)\sof\s$", re.IGNORECASE)


def _rule(
    make: _Make, *patterns: str, needs: re.Pattern[str] | None = None, relative: bool = False
) -> _Rule:
    return _Rule(re.compile("|".join(patterns), re.IGNORECASE), make, needs, relative)


_RULES = (
    _rule(day_of, rf"(?<![\w.-]){_Y}(?P<s>[-/])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?![\w-]|[./]\d)"),
    _rule(day_of, rf"(?:{_Y4}年\s?)?(?P<m>\d\d?)月\s?(?P<d>\d\d?)[日号]"),
    _rule(quarter_of, rf"(?:{_Y4}年\s?)?第?(?P<q>[一二三四1-4])季度"),
    _rule(month_of, rf"(?:{_Y4}年\s?)?(?P<m>\d\d?)月份?(?!\d)"),
    _rule(year_of, rf"{_Y4}年"),
    _rule(
        day_of,
        rf"(?<!version\s)(?<!release\s)(?<!ios\s){_NOT_IN_NUMBER}"
        rf"(?P<d>\d\d?)(?P<s>[./-])\s?(?P<m>\d\d?)(?P=s)\s?{_Y}(?!\w|[./-]\d)",
    ),
    _rule(
        day_of,
        rf"{_BARE_D}\.\s?(?P<m>\d\d?)\.(?:(?P<y>\d\d)(?![\d.]*\d)|(?!\s?\d))",
        needs=_BEFORE_DOTTED,
    ),
    _rule(day_of, rf"{_D}{_TO}{_D2}\s(?:of\s)?(?P<n>{_MON})\b\.?(?:,?\s{_Y})?"),
    _rule(day_of, rf"{_D}[\s-](?:of\s)?(?P<n>{_MON})\b\.?(?:,?[\s-]{_Y})?"),
    _rule(
        day_of,
        rf"{_BARE_D}(?:er)?\s(?:de\s)?(?P<n>{_ROMANCE})\b(?:\s(?:del?\s)?{_Y})?",
    ),
    _rule(
        month_of,
        rf"(?<=\s)(?P<n>{_ROMANCE})\b\s(?:del?\s)?{_Y}",
    ),
    _rule(month_of, rf"\b(?P<n>{_MON})\b\.?,?\s{_Y}{_NO_COUNT}"),
    _rule(
        day_of,
        rf"\b(?P<n>{_MON})\b\.?\s(?P<d>[0-3]?\d){_NTH}(?:{_TO}{_D2})?"
        rf"(?!\w|[:%]|[.,]\d){_NO_COUNT}(?:,?\s{_Y})?",
    ),
    _rule(quarter_of, rf"\bQ(?P<q>[1-4])(?:[\s/-]{{0,2}}(?:of\s)?(?:FY\s?)?{_Y})?(?!\w)"),
    _rule(
        quarter_of,
        r"(?<!\w)(?P<q>first|second|third|fourth|1st|2nd|3rd|4th|(?:erst|zweit|dritt|viert)e[ns]?"
        rf"|[1-4]\.)[\s-](?:fiscal[\s-])?(?:quarter|quartals?)\b{_OF_Y}",
    ),
    _rule(
        half_of,
        r"\b(?:H(?P<h1>[12])|(?P<h>first|second|1st|2nd|(?:erst|zweit)e[ns]?)[\s-](?:half"
        rf"|halbjahr|jahreshälfte)),?\s(?:of\s)?{_Y}",
    ),
    _rule(  # not "in the first half" of a match
        half_of,
        r"\b(?P<h>first|second)[\s-]half\sof\s(?:the|this)\syear\b",
    ),
    _rule(
        season_of,
        rf"\b(?P<n>{'|'.join(SEASONS)})\s(?:of\s)?{_Y4}(?:/(?P<y2>\d\d(?:\d\d)?))?(?!\d)",
    ),
    _rule(season_of, rf"\b(?P<rel>{_REL})\s(?P<n>{'|'.join(SEASONS)})\b"),
    _rule(  # not "the winter cuts"
        season_of,
        rf"\b(?P<n>{'|'.join(SEASONS)})\b(?=\s*(?:[^\w\s]|$)|\s(?:and|or|did|do|does|was|were"
        r"|is|are|to|in|on|what|how|who|which|when|than|for|by|with|as|at|the)\b)",
        needs=_BEFORE_SEASON,
    ),
    _rule(month_of, rf"\b(?P<n>{_MON})\b\.?(?!\s?\d{{4}})", needs=_BEFORE_MONTH),
    _rule(month_of, rf"(?<=\ben\s)(?P<n>{_ROMANCE})\b"),
    _rule(
        year_of,
        rf"(?<![$€£¥.,/\d]){_Y4}(?:/(?P<y2>\d\d))?(?![\w%]|[.,/]\d){_NO_COUNT}",
        needs=_BEFORE_YEAR,
    ),
    _rule(year_of, r"\b(?P<y>(?:1[5-9]|2[01])\d0)(?P<s>s)\b", needs=re.compile("()")),
    _rule(near_day, rf"\b(?:{'|'.join(NEAR_DAYS)})\b", "昨[天日]|前天|今天|明天", relative=True),
    _rule(chinese_word, "|".join(WORDS_FOR), relative=True),
    _rule(
        past_several,
        rf"\b(?:last|past|previous|letzten|vergangenen)\s(?P<k>{_COUNT})\s(?P<u>{_UNIT})\b",
        relative=True,
    ),
    _rule(units_ago, rf"\b(?P<k>an?|{_COUNT})\s(?P<u>{_UNIT})\sago\b", relative=True),
    _rule(units_ago, rf"\bvor\s(?P<k>{_COUNT})\s(?P<u>{_UNIT})\b", relative=True),
    _rule(unit_of, rf"\b(?:this\s)?(?P<rel>{_REL})\s(?P<u>{_UNIT})\b", relative=True),
    _rule(unit_of, rf"(?<=\sof\s)the\s(?P<u>{_UNIT})\b", needs=_BEFORE_UNIT, relative=True),
    _rule(
        weekend_of,
        rf"\b(?:(?P<rel>{_REL})\s)?weekend\b",
        needs=re.compile(r"\b(over|at|on|during|since|before|after)\s(?:the\s)?$", re.IGNORECASE),
        relative=True,
    ),
    _rule(
        feast_of,
        rf"\b(?P<feast>{'|'.join(FEASTS)})\b(?:\s{_Y4})?(?=\s*(?:[^\w\s'’]|$)|\s(?:and|or|did|do"
        r"|does|was|were|is|are|to|in|what|how|who|which|when)\b)",
        needs=re.compile(r"\b(before|since|by|until|till|after|on|over|at)\s(?:the\s)?$", re.I),
    ),
    _rule(
        weekday_of,
        rf"\b(?:(?P<rel>{_REL})\s)?(?P<n>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
        needs=_BEFORE_WEEKDAY,
        relative=True,
    ),
)
_BARE_YEAR = re.compile(r"(?<![\w$€£¥.,/-])(?:19|20)\d\d(?![\w%]|[.,/-]\d)")
_WEEKDAY_BEFORE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s(?:the\s)?$", re.IGNORECASE
)


def atoms_in(question: str, clock: Clock) -> list[Atom]:
    """The stretches of time that are written, in order, none over another."""
    taken = bytearray(len(question))
    found: list[Atom] = []
    for rule in _RULES:
        for match in rule.pattern.finditer(question):
            start, end = match.span()
            if len(found) == _MOST or any(taken[start:end]) or not rule.takes(match):
                continue
            weekday = _WEEKDAY_BEFORE.search(question, max(0, start - 20), start)
            start = weekday.start() if weekday and rule.make is day_of else start
            taken[start:end] = b"\1" * (end - start)
            stretch = rule.make(match, clock)
            if stretch is not None:  # 31 April
                found.append(Atom(start, end, match, rule, stretch))
    return sorted(_of_year_told(question, found), key=lambda atom: atom.start)


def _of_year_told(question: str, atoms: Sequence[Atom]) -> list[Atom]:
    """The stretches, the only one without its year in the one that is told apart from it: "third
    quarter revenue 2024"."""
    parts = [atom for atom in atoms if atom.rule.make in (quarter_of, month_of)]
    left = [atom for atom in parts if not atom.match.groupdict().get("y")]
    years = _BARE_YEAR.findall(question)
    own = any(atom.match.groupdict().get("y") for atom in atoms)
    if len(left) != 1 or len(parts) != 1 or len(years) != 1 or own:
        return list(atoms)
    told = left[0].seen_from(Clock(dt.date(int(years[0]), 12, 31), False))
    return [told if atom is left[0] else atom for atom in atoms]
