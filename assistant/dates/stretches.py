"""What is written -> its first and its last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from assistant.dates.times import Clock, Kind, Stretch
from index.published import MONTHS, ROMANCE_MONTHS, full_year

_DAY = dt.timedelta(days=1)
_MONTHS = MONTHS | ROMANCE_MONTHS
_COUNTED = (
    "zero|one first erste ersten erstes 1st a an einem einer 一"
    "|two second zweite zweiten zweites 2nd couple zwei 二"
    "|three third dritte dritten drittes 3rd few drei 三"
    "|four fourth vierte vierten viertes 4th vier 四"
    "|five fünf|six sechs|seven|eight|nine|ten|eleven|twelve"
)
NUMBERS = {w: n for n, words in enumerate(_COUNTED.split("|")) for w in words.split()}
SEASONS = {"spring": 3, "frühling": 3, "frühjahr": 3, "summer": 6, "sommer": 6, "autumn": 9}
SEASONS |= {"fall": 9, "herbst": 9, "winter": 12}
UNITS = {
    form: unit
    for unit, forms in {
        "day": "day days tag tage tagen",
        "week": "week weeks woche wochen",
        "fortnight": "fortnight fortnights",
        "month": "month months monat monate monaten monats",
        "quarter": "quarter quarters quartal quartale quartalen",
        "year": "year years jahr jahre jahren jahres",
    }.items()
    for form in forms.split()
}
FEASTS = {"christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25)}
FEASTS |= {"boxing day": (12, 26), "new year['’]s eve": (12, 31), "new year(?:['’]s day)?": (1, 1)}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
_WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
NEAR_DAYS = {"yesterday": -1, "gestern": -1, "昨天": -1, "昨日": -1, "last night": -1}
NEAR_DAYS |= {"day before yesterday": -2, "vorgestern": -2, "前天": -2, "tomorrow": 1, "明天": 1}
NEAR_DAYS |= dict.fromkeys("today|tonight|this morning|this afternoon|this evening".split("|"), 0)
NEAR_DAYS |= dict.fromkeys("now|heute|今天|this moment".split("|"), 0)
WORDS_FOR = {"上周": ("week", -1), "本周": ("week", 0), "上个月": ("month", -1)}
WORDS_FOR |= {"上月": ("month", -1), "本月": ("month", 0), "明年": ("year", 1)}
WORDS_FOR |= {"去年": ("year", -1), "今年": ("year", 0)}
LAST = frozenset(
    "last previous past letzte letzten letztes letzter letztem vergangene vergangenen vergangenes "
    "vergangener vergangenem vorige vorigen voriges voriger".split()
)
NEXT = frozenset("next coming nächste nächsten nächstes nächster nächstem".split())


def _int(word: str | None) -> int:
    """A number in digits or words; 0 when there is none."""
    word = " ".join(low(word).rstrip(".").split()[:1])
    return int(word) if word.isdecimal() else NUMBERS.get(word, 0)


def months_from(kind: Kind, year: int, month: int, count: int = 1) -> Stretch:
    """So many months from one on."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = year * 12 + month - 2 + count
    end = dt.date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])
    return kind, dt.date(year, month, 1), end


def _yearly(
    match: re.Match[str], clock: Clock, build: Callable[[int], Stretch | None]
) -> Stretch | None:
    year = match.groupdict().get("y")
    return build(full_year(year)) if year else clock.near(build)


def low(word: str | None) -> str:
    """Lower case; İ, ı and ſ too, which a pattern without case takes for i and s."""
    return (word or "").casefold().replace("i̇", "i").replace("ı", "i")


def _month_number(part: dict[str, str | None]) -> int:
    return _MONTHS[low(part["n"])] if part.get("n") else _int(part["m"])


def day_of(match: re.Match[str], clock: Clock) -> Stretch | None:
    part = match.groupdict()
    month = _month_number(part)
    first, last = _int(part["d"]), _int(part.get("d2") or part["d"])
    if month > 12 >= first and part.get("s") == "/":  # 12/22/2025
        month, first, last = first, month, month

    def build(year: int) -> Stretch | None:
        try:
            days = dt.date(year, month, first), dt.date(year, month, last)
        except ValueError:
            return None
        return ("range" if last > first else "day", *days) if last >= first else None

    return _yearly(match, clock, build)


def month_of(match: re.Match[str], clock: Clock) -> Stretch | None:
    month = _month_number(match.groupdict())
    if not 1 <= month <= 12:
        return None
    return _yearly(match, clock, lambda year: months_from("month", year, month))


def quarter_of(match: re.Match[str], clock: Clock) -> Stretch | None:
    quarter = _int(match["q"])
    return _yearly(match, clock, lambda year: months_from("quarter", year, 3 * quarter - 2, 3))


def half_of(match: re.Match[str], clock: Clock) -> Stretch | None:
    part = match.groupdict()
    half = _int(part["h"] or part.get("h1"))
    return _yearly(match, clock, lambda year: months_from("range", year, 6 * half - 5, 6))


def season_of(match: re.Match[str], clock: Clock) -> Stretch | None:
    """The winter of 2024 may be either: from December 2023 to February 2025."""
    month, part = SEASONS[low(match["n"])], match.groupdict()
    if part.get("y") and month == 12:
        early = 0 if part["y2"] else 12
        return months_from("range", full_year(part["y"]), 12 - early, 3 + early)
    found = _yearly(match, clock, lambda year: months_from("range", year, month, 3))
    if found and low(part.get("rel")) in LAST and found[2] >= clock.day:
        return months_from("range", found[1].year - 1, month, 3)
    return found


def year_of(match: re.Match[str], _clock: Clock) -> Stretch | None:
    year, part = full_year(match["y"]), match.groupdict()
    if part.get("y2"):  # 2024/25
        return months_from("range", year, 1, 24) if int(part["y2"]) == (year + 1) % 100 else None
    return months_from("range", year, 1, 120) if part.get("s") else months_from("year", year, 1, 12)


def near_day(match: re.Match[str], clock: Clock) -> Stretch:
    day = clock.day + _DAY * NEAR_DAYS[low(match[0])]
    return "day", day, day


def weekday_of(match: re.Match[str], clock: Clock) -> Stretch:
    back = (clock.day.weekday() - _WEEKDAYS.index(low(match["n"])[:2])) % 7
    relation = low(match["rel"])
    if relation in NEXT or (clock.ahead and not relation):
        back -= 7
    elif relation in LAST and not back:
        back = 7
    day = clock.day - _DAY * back
    return "day", day, day


def weekend_of(match: re.Match[str], clock: Clock) -> Stretch:
    """The one that is, or the last one; the next one where the future is asked about."""
    relation = low(match["rel"])
    saturday = clock.day - _DAY * ((clock.day.weekday() - 5) % 7)
    if relation in NEXT or ((clock.ahead or relation == "this") and clock.day.weekday() < 5):
        saturday += _DAY * 7
    elif relation in LAST and clock.day.weekday() >= 5:
        saturday -= _DAY * 7
    return "range", saturday, saturday + _DAY


def feast_of(match: re.Match[str], clock: Clock) -> Stretch | None:
    month, day = next(at for name, at in FEASTS.items() if re.fullmatch(name, low(match["feast"])))
    date = partial(dt.date, month=month, day=day)
    return _yearly(match, clock, lambda year: ("day", date(year), date(year)))


def unit_of(match: re.Match[str], clock: Clock) -> Stretch:
    """ "Last week" is the one from Monday to Sunday; "the past week" and "the last week" are the
    last seven days, "the last week of March" is neither."""
    relation = low(match.groupdict().get("rel"))
    before = match.string[max(0, match.start() - 4) : match.start()].lower()
    after = match.string[match.end() : match.end() + 4].lower()
    rolling = relation == "last" and not low(match["u"]).startswith("quarter")
    the_last = rolling and before.endswith("the ") and after != " of "
    if relation.startswith("past") or the_last:
        return _back(1, UNITS[low(match["u"])], clock)
    return _around(UNITS[low(match["u"])], (relation in NEXT) - (relation in LAST), clock.day)


def chinese_word(match: re.Match[str], clock: Clock) -> Stretch:
    unit, step = WORDS_FOR[match[0]]
    return _around(unit, step, clock.day)


def past_several(match: re.Match[str], clock: Clock) -> Stretch:
    return _back(_int(match["k"]), UNITS[low(match["u"])], clock)


def units_ago(match: re.Match[str], clock: Clock) -> Stretch:
    return _around(UNITS[low(match["u"])], -_int(match["k"]), clock.day)


def _back(count: int, unit: str, clock: Clock) -> Stretch:
    """So many of them up to today."""
    if unit in _DAYS_OF:
        return "range", clock.day - _DAY * count * _DAYS_OF[unit], clock.day
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    first, last = months_from("range", clock.day.year, clock.day.month - months)[1:]
    return "range", first.replace(day=min(clock.day.day, last.day)), clock.day


def _around(unit: str, step: int, day: dt.date) -> Stretch:
    """The day, week, month, quarter or year so many steps from the one that holds a day."""
    if unit == "day":
        return "day", day + _DAY * step, day + _DAY * step
    if unit == "fortnight":
        return _around("week", 2 * step, day)
    if unit == "week":
        monday = day + _DAY * (7 * step - day.weekday())
        return "week", monday, monday + _DAY * 6
    if unit == "month":
        return months_from("month", day.year, day.month + step)
    if unit == "quarter":
        return months_from("quarter", day.year, (day.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    return months_from("year", day.year + step, 1, 12)
