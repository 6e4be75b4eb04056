"""Dates and names as they stand in a text, each with its span. Pure functions.

``text[found.start : found.end]`` is always what was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.units import COUNTING, SCALE, UNIT
from assistant.verify.wording import STOP, fold, opener
from index.published import ROMANCE_MONTHS, full_year


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as the text gives it; what it does not give is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    part: str | None = None  # "Q3", "H1"; "1990s" for a decade
    relative: str | None = None  # "yesterday", "last year": needs a day to stand on

    def of(self, text: str) -> str:
        """The date as written."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, or a code such as MI300X."""

    start: int
    end: int
    words: tuple[str, ...]  # as written, possessive endings dropped
    first: bool  # it opens its sentence, so its first word may be an ordinary one

    def of(self, text: str) -> str:
        """The name as written."""
        return text[self.start : self.end]


# --- dates -----------------------------------------------------------------------------------

_MONTHS = {
    form: number
    for number, forms in enumerate(
        (
            "january jan januar|february feb februar|march mar marz|april apr|may mai|june jun juni"
            "|july jul juli|august aug|september sept sep|october oct oktober|november nov"
            "|december dec dezember"
        ).split("|"),
        1,
    )
    for form in forms.split()
}
# They have no capital in French and Spanish, and here no accents.
_ROMANCE_MONTHS = {form: n for form, n in ROMANCE_MONTHS.items() if form.isascii()}
_WEEKDAYS = {
    form: number
    for number, forms in enumerate(
        (
            "monday montag|tuesday dienstag|wednesday mittwoch|thursday donnerstag|friday freitag"
            "|saturday samstag|sunday sonntag"
        ).split("|")
    )
    for form in forms.split()
}
_MONTH_NUMBERS = _MONTHS | _ROMANCE_MONTHS
_FORMS = [*(form.title() for form in _MONTHS), *_ROMANCE_MONTHS]
_MONTH = rf"(?P<month>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?(?![\w%])"
_YEAR = (  # '25, but not '60 Minutes'
    r"(?:(?P<year>(?:1[5-9]|20)\d\d)(?!\d|[.,]\d|%)"
    r"|['’](?P<short>\d\d)\b(?!\s(?-i:[A-Z])[^'’]{0,40}['’](?!\w)))"
)
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d-])(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>[01]?\d)-(?P<day>[0-3]?\d)(?![\d-])",
        r"(?<![\d.])(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>(?:1[5-9]|20)\d\d)(?!\d)",
        r"(?<![\d/])(?P<day>[0-3]?\d)/(?P<month>[0-3]?\d)/(?P<year>(?:1[5-9]|20)\d\d)(?!\d)",
        r"(?:(?P<year>(?:1[5-9]|20)\d\d)年)?(?P<month>[01]?\d)月(?:(?P<day>[0-3]?\d)[日号])?",
        rf"\b{_DAY}(?:\s?(?:-|to|and)\s?(?P<day2>[0-3]?\d)(?:st|nd|rd|th|\.)?)?\s(?:of\s|de\s)?{_MONTH}"
        rf"(?:,?\s(?:de\s)?{_YEAR})?",
        rf"\b{_MONTH}\s{_DAY}(?:\s?(?:-|to|and)\s?(?P<day2>[0-3]?\d)(?![\d.,]))?(?:,?\s{_YEAR})?",
        rf"\b{_MONTH}(?:,?\s(?:of\s|de\s)?{_YEAR})?",
        r"\b(?P<part>[QH][1-4]|[1-4]Q)\b(?:[\s/'-]?(?:of\s|FY)?(?P<year>(?:1[5-9]|20)\d\d))?",
        # "last quarter" alone is counted from today
        r"(?i)\b(?P<part>(?:first|second|third|fourth|1st|2nd|3rd|4th"
        r"|last(?=[\s-](?:fiscal\s)?(?:quarter|half)\s(?:of\b|(?:1[5-9]|20)\d\d)))[\s-](?:fiscal\s)?"
        r"(?:quarter|half)|first\ssix\smonths)\b(?![\s-](?:hour|time|point|dozen|finals?|day))"
        r"(?:\s(?:of\s)?(?:fiscal\s)?(?P<year>(?:1[5-9]|20)\d\d))?",
        r"(?<![\w.,$€£¥-])(?P<year>(?:1[5-9]|20)\d\d)(?P<decade>'?s)?"
        r"(?:-(?P<year2>\d\d(?:\d\d)?))?(?![\w%]|[.,]\d|-\d)",
        r"(?:FY|(?i:fiscal)\s)'?(?P<year>20\d\d|\d\d)\b",
    )
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(form.title() for form in _WEEKDAYS)})s?\b")
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|(?:last|this|next|the previous|the following)\s"
    r"(?:year|month|week|quarter)|a\syear\s(?:earlier|before|ago)|the\s(?:year|month)\sbefore"
    r"|the\sprevious\syear|since\sthe\sstart\sof\sthe\syear)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s(?:people|dollars|euros|pounds|yuan|homes|jobs|workers|employees|units|votes|stores|staff"
    r"|percent|million|billion|km|tonnes|miles|metres|meters|RMB|USD|EUR|cars|vehicles|patients)\b"
)


def dates(text: str) -> tuple[DateMention, ...]:
    """The dates of a text in order, each as far as it is given."""
    return _dates(text)


@lru_cache(maxsize=2048)
def _dates(text: str) -> tuple[DateMention, ...]:
    plain = fold(text)
    taken = [False] * len(plain)
    found: list[DateMention] = []
    if any(map(str.isdigit, plain)) or _MONTH_OR_PART.search(plain):
        for pattern in _DATES:
            for match in pattern.finditer(plain):
                if not any(taken[match.start() : match.end()]):
                    mentions = _mentions(plain, match)
                    if mentions:
                        _take(taken, match.start(), match.end())
                        found += mentions
    for match in _WEEKDAY.finditer(plain):
        weekday = _WEEKDAYS[match.group().lower().removesuffix("s")]
        found.append(DateMention(match.start(), match.end(), weekday=weekday))
    for match in _RELATIVE.finditer(plain):
        found.append(
            DateMention(
                match.start(), match.end(), relative=" ".join(match.group().lower().split())
            )
        )
    return tuple(sorted(found, key=lambda mention: mention.start))


def _take(taken: list[bool], start: int, end: int) -> None:
    taken[start:end] = [True] * (end - start)


_MONTH_OR_PART = re.compile(
    rf"{_MONTH.replace('?P<month>', '?:')}|[QH][1-4]|quarter|half|six\smonths"
)


def _mentions(plain: str, match: re.Match[str]) -> list[DateMention]:
    groups = match.groupdict()
    start, end = match.start(), match.start() + len(match.group().rstrip(" ."))
    written_year = groups.get("year") or groups.get("short")
    year = full_year(written_year) if written_year else None
    if groups.get("part"):
        return [DateMention(start, end, year=year, part=_part(groups["part"]))]
    if groups.get("month") is None:
        return _years(plain, match, year)
    written = groups["month"]
    month = int(written) if written.isdigit() else _MONTH_NUMBERS[written.lower().rstrip(".")]
    day = int(groups["day"]) if groups.get("day") else None
    if "/" in match.group() and month > 12 >= (day or 0):
        month, day = day or 0, month
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return []
    alone = (
        written in ("May", "Mar", "Mai", "March", "mars", "mayo") and day is None and year is None
    )
    if alone and not _is_month(plain, match):
        return []
    mentions = [DateMention(start, end, year, month, day)]
    if groups.get("day2") and 1 <= int(groups["day2"]) <= 31:
        mentions.append(DateMention(start, end, year, month, int(groups["day2"])))
    return mentions


def _is_month(plain: str, match: re.Match[str]) -> bool:
    """May and March alone: a month only after a word that leads to one or before its end."""
    before = re.search(r"([\w']+)[\s,]*$", plain[: match.start()])
    lead = before[1].lower() if before else ""
    return lead in _BEFORE_MONTH or lead in _MONTHS or lead.endswith("ly")


_BEFORE_MONTH = frozenset(
    "in of since until till by from to last next this early late mid and or between before after"
    " through during for than january february april june july en de debut fin depuis avant desde"
    " hasta".split()
)


def _years(plain: str, match: re.Match[str], year: int | None) -> list[DateMention]:
    groups = match.groupdict()
    start, end = match.span()
    if year is None or _COUNTED.match(plain, end):
        return []
    if groups.get("decade"):
        return [DateMention(start, end, part=f"{year}s")]
    mentions = [DateMention(start, end, year=year)]
    if groups.get("year2"):
        later = int(groups["year2"])
        later = later if later > 100 else year // 100 * 100 + later
        if not year < later < year + 200:
            return []
        mentions.append(DateMention(start, end, year=later))
    return mentions


def _part(written: str) -> str:
    lowered = written.lower()
    if re.fullmatch(r"[qh][1-4]|[1-4]q", lowered):
        digit = next(filter(str.isdigit, lowered))
        return ("H" if "h" in lowered else "Q") + digit
    if "six" in lowered:
        return "H1"
    kind = "H" if "half" in lowered else "Q"
    order = {"f": "1", "s": "2", "t": "3", "l": "2" if kind == "H" else "4"}
    number = (
        lowered[0] if lowered[0].isdigit() else "4" if lowered[:2] == "fo" else order[lowered[0]]
    )
    return kind + number


# --- names -----------------------------------------------------------------------------------

CODE = re.compile(r"(?<![\w.])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[^\W_]+(?:-[^\W_]+)*")
_READS = re.compile(
    r"[$€£]?\d[\d.,]*(?:k|m|b|t|bn|mn|mln|tn|trn|st|nd|rd|th|s|%|x"
    r"|(?:-[a-z]+)+|km|cm|mm|kg|g|mg|[kMGT]?W|[kMGT]Wh|[KMGT]B|[kMG]?Hz|ft|mph|kph|am|pm|pp|bps?|nm|ha)"
    r"|[a-z]+-\d+|(?:[a-z]+-)+[a-z]+",
)
_TOKEN = re.compile(r"[^\W_]+(?:(?:['&-]|(?<=\b[A-Z])\.|\.(?=[A-Z]\b))[^\W_]+)*")
_LINK = frozenset("of the de del della di da do dos du la le les van von der den zu al".split())
# "Construction of the Taldor" begins with a common word, "Bank of Verrin" with a part of the name.
_OFFICES = frozenset(
    """
bank court ministry university institute house bureau department board office church city state
republic kingdom council union society academy college school county league museum tour order battle
port gulf bay sea
""".split()
)
_NO_NAME = frozenset(
    "I Mr Mrs Ms Dr Prof Sir OK AM PM Yes No CEO CFO COO CTO USD EUR GBP CHF RMB CNY JPY MW GW kW"
    " TW GB TB MB MHz GHz H1 H2 Q1 Q2 Q3 Q4 FY".split()
)


def names(text: str) -> tuple[Name, ...]:
    """Runs of capitalised words (``Bank of Verrin``), and codes with a digit, in order."""
    return _names(text)


@lru_cache(maxsize=2048)
def _names(text: str) -> tuple[Name, ...]:
    plain = fold(text)
    blocked = [False] * len(plain)
    for mention in dates(text):
        if mention.relative is None:
            _take(blocked, mention.start, mention.end)
    found: list[Name] = []
    run: list[re.Match[str]] = []
    links: list[re.Match[str]] = []
    for match in _TOKEN.finditer(plain):
        word = match.group()
        joined = bool(run) and _joins(plain, (links or run)[-1], match)
        if not joined:
            _close(plain, run, links, found)
        if plain[match.start() - 1 : match.start()] == "°":
            continue
        if _is_name_word(word) and not blocked[match.start()]:
            run += [*links, match]
            links.clear()
        elif run and word in _LINK and joined and len(links) < 2:
            links.append(match)
        elif run and _is_number_of_name(plain, run, match, blocked) and joined and not links:
            run.append(match)
        else:
            _close(plain, run, links, found)
    _close(plain, run, links, found)
    return tuple(found)


def _joins(plain: str, last: re.Match[str], match: re.Match[str]) -> bool:
    """True when the two words stand side by side in one name; a possessive ends a name."""
    between = plain[last.end() : match.start()]
    if between == ". ":  # "U.S. Steel", "J. Smith", but not the end of a sentence
        return re.fullmatch(r"(?:[A-Z]\.)*[A-Z]|St|Mt|Ft", last.group()) is not None
    return between in (" ", " & ", "-") and not last.group().endswith(("'s", "s'"))


def _is_name_word(word: str) -> bool:
    if word in _NO_NAME:
        return False
    if any(map(str.isdigit, word)) and any(map(str.isalpha, word)):
        return not reads_as_number(word)
    return word[0].isupper()


def _is_number_of_name(
    plain: str, run: list[re.Match[str]], match: re.Match[str], blocked: list[bool]
) -> bool:
    """The 7 of "Halo 7": one to four digits after a name that no unit, noun or sign follows."""
    word = match.group()
    if not word.isdigit() or len(word) > 4 or blocked[match.start()]:
        return False
    after = plain[match.end() :]
    if re.match(r"[.,:%-]\d|\s?%|-", after) or SCALE.match(plain, match.end()):
        return False
    if len(run) == 1 and run[0].group().lower() in STOP:
        return False
    return not UNIT.match(plain, match.end())


def reads_as_number(word: str) -> bool:
    """True for 40k, 2nd, 10-year: digits and letters that are a number, no code."""
    return _READS.fullmatch(word) is not None


def _close(
    plain: str, run: list[re.Match[str]], links: list[re.Match[str]], found: list[Name]
) -> None:
    """End the run: a name, unless it is a lone ordinary word at the head of a sentence."""
    links.clear()
    if not run:
        return
    first = _opens(plain, run[0].start())
    follows = run[1].group() if len(run) > 1 else ""
    head = run[0].group().lower()
    if first and (head in STOP or (follows in _LINK and _ordinary(head))):
        del run[0]
        while run and run[0].group() in _LINK:
            del run[0]
        first = False
    if run:
        words = tuple(re.sub(r"(?:'s|')$", "", match.group()) for match in run)
        found.append(Name(run[0].start(), run[-1].end(), words, first))
    run.clear()


def _ordinary(head: str) -> bool:
    """ "Construction of the Taldor", "Two-fifths of Marisol's buses"."""
    return head not in _OFFICES and (opener(head) or head.partition("-")[0] in COUNTING)


def _opens(plain: str, start: int) -> bool:
    """True at the head of the text, of a sentence, of a quotation or after a colon."""
    before = plain[:start].rstrip(" ")
    return not before or before[-1] in "\n\r.!?:;\"'([|•*-。" or before.endswith(("- ", "..."))
