"""Publication dates: what a value, a line of the header or a file name says about the day.

Only whole date lines count. A date inside a sentence says when something happened, not when the
article came out, so a line with other words than labels, places and names is not read. The whole
date that ends a title ("Market wrap 19 March 2026") is taken where nothing else tells the day.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Final, Literal

from index.types import Published

Where = Literal["front matter", "text", "metadata", "title", "file name"]
FILE_NAME: Final = "file name"
TITLE: Final = "title"

_NAMES = {
    1: "january jan januar jänner",
    2: "february feb februar febr",
    3: "march mar märz mär mrz",
    4: "april apr",
    5: "may mai",
    6: "june jun juni",
    7: "july jul juli",
    8: "august aug",
    9: "september sept sep",
    10: "october oct oktober okt",
    11: "november nov",
    12: "december dec dezember dez",
}
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# French and Spanish, for dates alone: "Mars" and "Julio" are names elsewhere.
_IN_ROMANCE = {
    1: "janvier enero",
    2: "février fevrier febrero",
    3: "mars marzo",
    4: "avril abril",
    5: "mayo",
    6: "juin junio",
    7: "juillet julio",
    8: "août aout agosto",
    9: "septembre septiembre setiembre",
    10: "octobre octubre",
    11: "novembre noviembre",
    12: "décembre decembre diciembre",
}
ROMANCE_MONTHS = {name: month for month, names in _IN_ROMANCE.items() for name in names.split()}
_WRITTEN = MONTHS | ROMANCE_MONTHS
_MONTH = "|".join(sorted(_WRITTEN, key=len, reverse=True))

# One alternative a notation; the tails keep 31.12.20255 and version numbers out.
_DATE = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?=T\d|\W|_|$)"
    r"|(?P<y2>\d{4})年\s?(?P<m2>\d{1,2})月\s?(?P<d2>\d{1,2})日"
    r"|(?P<d3>\d{1,2})\.\s?(?P<m3>\d{1,2})\.\s?(?P<y3>\d{4}|\d{2})(?![\d.]*\d)"
    r"|(?P<a4>\d{1,2})(?P<s4>[-/])(?P<b4>\d{1,2})(?P=s4)(?P<y4>\d{4})(?!\d)"
    rf"|(?P<n5>{MONTH})\b\.?\s{{1,3}}(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\.?,?\s{{1,3}}"
    r"(?P<y5>\d{4}|['’]\d\d)(?!\d)"
    r"|(?P<d6>\d{1,2})(?:st|nd|rd|th|er|\.)?(?:\s{1,3}|-)(?:(?:of|de)\s)?"
    rf"(?P<n6>{_MONTH})\b\.?,?(?:\s{{1,3}}|-)(?:de\s)?(?P<y6>\d{{4}}|['’]\d\d)(?!\d)"
    r")",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:1[89]|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
_FIGURES = re.compile(  # a date and a time in one
    r"(?P<y>(?:199|20[0-3])\d)(?P<m>\d\d)(?P<d>\d\d)(?P<h>[01]\d|2[0-3])"
    r"(?:(?P<min>[0-5]\d)(?P<s>[0-5]\d)?)?"
)
_IN_NAME = re.compile(
    r"(?<!\d)(?P<y>(?:1[89]|20)\d\d)(?P<s>[-_.]?)(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2})(?:(?:[:.]|h(?=\d))(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?)?|\s?(?P<bare>[ap]\.?\s?m\b\.?))(?!\d)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?<![^\W\d_])(?:[ECMP][SD]?T|BST|CES?T|WES?T|EES?T|[IJKMN]ST|NZ[SD]T|AE[SD]T|HKT|SGT|MSK"
    r"|UTC|GMT|Z|Uhr|local time|[A-Z][a-z]+ Time"
    r"|(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d{2})?)(?![^\W\d_])(?:\s?\([A-Za-z +:\d-]{1,40}\))?"
)
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b\.?,?",
    re.IGNORECASE,
)
# Before a date in a title: of an event rather than of the article.
_HAPPENS = re.compile(
    rf"(?:\b(?:on|by|until|till|for|from|to|before|after|since|at|and|or|between|the|is|was|date)\b"
    r"|\d\s?[-–])"
    rf"\s*(?:{_WEEKDAY.pattern}\s*)?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|edited|revised|corrected|aktualisiert|stand|mise? à jour"
    r"|actualizado)\b|更新",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:(?:first |originally |last |zuletzt )?(?:published|posted|updated?|modified|edited"
    r"|revised|corrected|dated?|released|issued|created|veröffentlicht|erschienen|erstellt"
    r"|aktualisiert|datum|stand)|publi(?:cation|sh(?:ed)?) date|date published|time|online"
    r"|on|at|am|um|vom|the|publiée?|mise? à jour|publicado|actualizado|a las)\b"
    r"|\b(?:le|el|à|h)\b(?=\s*(?:\||$))"  # right before a date or behind a time
    r"|发布(?:时间|日期)?|更新(?:时间)?|时间|日期",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:\b(?:lesezeit|temps de lecture|tiempo de lectura)\s?:?\s?)?"
    r"\b\d{1,2}[ -]?min(?:ute|uto)?[sn]?\.?(?: read| lesezeit| de lectur[ea])?\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[|·•–—/;:,()\[\]*_]+|\s-+\s|^-+\s|\s-+$")
_SPACE = re.compile(r"\s")
_DAY_ALONE = re.compile(rf"\b\d{{1,2}}(?:er|\.)?\s(?:{_MONTH})\b", re.IGNORECASE)  # updated then
_BY = frozenset("by von par por".split())
_PARTICLES = frozenset("de del des du der la le los las el y et und".split())  # of a paper's name
_DESKS = frozenset("desk staff team reporter reporters correspondent".split())
_AHEAD = 10  # years
_LONGEST_LINE = 160  # characters; a longer line is prose


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a line that is only a date says."""

    published: Published
    updated: bool  # it says when the article was changed, not when it came out
    rest: tuple[str, ...]  # words beside the date: "By Jane Doe", "Reuters", "Berlin"


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    published: Published


def read_date(value: str, where: Where, day_first: bool = False) -> Published | None:
    """The first possible date of a short value ("Mon, 22 Dec 2025 21:51:04 +0100"), or None.

    03/02/2025 is 2 March, the American way, unless it is said that the day stands first, or only
    the other order is possible. A day that does not exist (31 February) is no date.
    """
    value = unicodedata.normalize("NFC", value[:_LONGEST_LINE])
    found = _dates(value, where, day_first)
    if found:
        return found[0].published
    compact = _COMPACT.search(value)
    day = compact and _day(compact["y"], compact["m"], compact["d"])
    return Published(day, where) if day else None


def from_figures(value: str) -> str | None:
    """ "2025-01-05 12:30" of "202501051230", a day and its time in figures alone, or None."""
    match = _FIGURES.fullmatch(value)
    day = match and _day(match["y"], match["m"], match["d"])
    return f"{day} {match['h']}:{match['min'] or '00'}" if match and day else None


def is_day_first(values: Iterable[str]) -> bool:
    """Whether 03/02/2025 is 3 February among these: one begins with a figure that is no month,
    and none has such a figure behind.
    """
    found = filter(None, map(_DATE.search, values))
    pairs = [(int(match["a4"]), int(match["b4"])) for match in found if match["y4"]]
    return any(a > 12 for a, _ in pairs) and not any(b > 12 for _, b in pairs)


def day_before_month(value: str) -> str:
    """A value whose first date begins with the day ("03/02/2025 10:00") with it as 2025-02-03."""
    match = _DATE.search(value)
    day = match and match["y4"] and _day(match["y4"], match["b4"], match["a4"])
    return f"{value[: match.start()]}{day}{value[match.end() :]}" if match and day else value


def month_first(day: dt.date, text: str) -> dt.date:
    """A day that another reader found in a text and, of figures alone, took the first to be its
    day: as they are read here, unless the text gives that day in another way too.
    """
    found = list(_DATE.finditer(text))
    if any(_day_of(match) == day for match in found):
        return day
    swapped = (match for match in found if match["y4"])
    return next(
        (
            other
            for match in swapped
            if (other := _day_of(match)) and _day(match["y4"], match["b4"], match["a4"]) == day
        ),
        day,
    )


def date_line(line: str, day_first: bool = False) -> DateLine | None:
    """What a line says that holds a date and, beside it, only labels, names or places.

    Of several dates, the published one wins over the updated one.
    """
    if len(line) > _LONGEST_LINE or not any(map(str.isdigit, line)):
        return None
    # A no-break space parts words like any other; accents may stand apart, as on a Mac.
    line = _SPACE.sub(" ", unicodedata.normalize("NFC", line))
    found = _dates(line, "text", day_first)
    if not found:
        return None
    rest = _rest(line, found)
    if sum(len(part.split()) for part in rest) > 12 or any(_is_prose(part) for part in rest):
        return None
    labelled = [
        (one, _UPDATED.search(line, before, one.start) is not None)
        for one, before in zip(found, [0, *(one.end for one in found)], strict=False)
    ]
    first = next((one for one in labelled if not one[1]), labelled[0])
    return DateLine(first[0].published, first[1], rest)


def from_file_name(stem: str) -> Published | None:
    """The date in a file's name (2025-12-22-…, …_20251222), or None."""
    for match in _IN_NAME.finditer(stem):
        if not match["s"] and (
            len(match["m"] + match["d"]) != 4 or not 1990 <= int(match["y"]) <= 2040
        ):
            continue  # 2025122 could be two days, 18751371 is a number
        day = _day(match["y"], match["m"], match["d"])
        if day:
            return Published(day, FILE_NAME)
    return None


def from_title(title: str) -> Published | None:
    """The one whole date that ends a title, or None: no "Tram to open on 19 March 2026"."""
    title = _SPACE.sub(" ", unicodedata.normalize("NFC", title[-_LONGEST_LINE:]))
    found = _dates(title, TITLE)
    if len(found) != 1 or _TIME.sub("", title[found[0].end :]).strip(" ,.)"):
        return None
    return None if _HAPPENS.search(title[: found[0].start]) else found[0].published


def full_year(written: str) -> int:
    """2025 of "2025", "'25" and "25"; 1989 of "'89": news looks ahead for some years at most."""
    digits = written.lstrip("'’")
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    return year - 100 if len(digits) == 2 and year > dt.date.today().year + _AHEAD else year


def in_words(date: dt.date) -> str:
    """``22 December 2025``."""
    return f"{date.day} {_NAMES[date.month].split()[0].capitalize()} {date.year}"


def _dates(text: str, where: Where, day_first: bool = False) -> list[_Found]:
    """All possible dates of a text with the time that stands beside each."""
    found: list[_Found] = []
    matches = list(_DATE.finditer(text))
    for number, match in enumerate(matches):
        day = _day_of(match, day_first)
        if day is None:
            continue
        next_start = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        last_end = matches[number - 1].end() if number else 0
        time = _time(text, match.end(), next_start) or _time(text, last_end, match.start())
        end = match.end() + (text[match.end() : match.end() + 1] == "T")  # 2025-12-22T21:51
        found.append(_Found(match.start(), end, Published(day, where, time)))
    return found


def _day_of(match: re.Match[str], day_first: bool = False) -> dt.date | None:
    part = match.groupdict()
    if part["y1"]:
        return _day(part["y1"], part["m1"], part["d1"])
    if part["y2"]:
        return _day(part["y2"], part["m2"], part["d2"])
    if part["y3"]:
        return _day(part["y3"], part["m3"], part["d3"])
    if part["y4"]:
        ways = [_day(part["y4"], *way) for way in permutations((part["a4"], part["b4"]))]
        return next(filter(None, reversed(ways) if day_first else ways), None)
    if part["y5"]:
        return _day(part["y5"], str(MONTHS[part["n5"].lower()]), part["d5"])
    return _day(part["y6"], str(_WRITTEN[part["n6"].lower()]), part["d6"])


def _day(year: str, month: str, day: str) -> dt.date | None:
    if not 1500 <= full_year(year) <= 2200:
        return None
    try:
        return dt.date(full_year(year), int(month), int(day))
    except ValueError:
        return None


def _time(text: str, start: int, end: int) -> dt.time | None:
    match = _TIME.search(text, start, end)
    if match is None:
        return None
    hour = int(match["h"])
    half = (match["half"] or match["bare"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return dt.time(hour, int(match["m"] or 0), int(match["s"] or 0))
    except ValueError:
        return None


def _rest(line: str, found: list[_Found]) -> tuple[str, ...]:
    """What stands in the line beside dates, times, zones, weekdays and labels."""
    pieces: list[str] = []
    position = 0
    for one in found:
        pieces.append(line[position : one.start])
        position = one.end
    rest = " | ".join([*pieces, line[position:]])
    rest = _READING_TIME.sub("|", _ZONE.sub("|", _TIME.sub("|", rest)))
    rest = _LABEL.sub("|", _DAY_ALONE.sub("|", _WEEKDAY.sub("|", rest)))
    parts = (part.strip(" .\t\"'") for part in _PARTS.split(rest))
    return tuple(part for part in parts if part)


def _is_prose(part: str) -> bool:
    """More than a name, a place or a short label: a clause with words in lower case."""
    words = part.split()
    if len(words) > 8 or any(map(str.isdigit, part)):
        return True
    if words[-1] in _DESKS:
        words.pop()
    named = bool(words) and words[0].lower() in _BY
    return not named and any(word[0].islower() and word not in _PARTICLES for word in words)
