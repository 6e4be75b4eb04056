"""Whom a line credits: bylines, copyright lines, agencies, datelines.

Each function judges one line, or one value, by its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from index import published
from index.types import Published

_BYLINE = re.compile(
    r"(?:by|von|par|por|(?:written|story|text|words|posted|article|interview) by"
    r"|(?:text|words)(?=\s*:))\s*:?\s+"
    r"(?P<names>\S.*)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\(?(?:additional )?reporting by (?P<names>[^;)]{3,120})[;).].{0,150}", re.IGNORECASE
)
_REPORTING_BY = re.compile(r"\(?(?:additional )?reporting by ", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:@\s+(?=\S)|@(?=\S+\.\w)|(?:copyright\s*)?(?:©|\(c\))\s*|copyright\s+(?=\d{4}))"
    r"(?:by\s)?(?:(?:19|20)\d\d(?:\s?[-–]\s?\d{2,4})?)?[ ,]*(?:by\s)?(?P<who>\S.{1,60}?)"
    r"(?:[.,|;–-]?\s*(?:all rights|alle rechte)\b.{0,60})?\.?",
    re.IGNORECASE,
)
_AGENCY = (
    "Reuters|AP|Associated Press|The Associated Press|AFP|CNN|CNN Business|CNBC|BBC|BBC News|NPR"
    "|Bloomberg|UPI|dpa|dpa-AFX|Xinhua|TASS|PTI|ANI|Kyodo|ANSA|EFE|PRNewswire|PR NEWSWIRE"
    "|BUSINESS WIRE|Business Wire|GLOBE NEWSWIRE|GlobeNewswire"
)
_PLACE = r"(?:[A-Z0-9][\w.'’-]*,?\s+){0,8}"  # "NEW YORK, Dec. 22, 2025 "
_AGENCY_ALONE = re.compile(rf"\(?(?P<who>{_AGENCY})\)?(?:\s*[-–—]+)?", re.IGNORECASE)
_PLACE_ALONE = re.compile(rf"{_PLACE}\(?(?P<who>{_AGENCY})\)?\s*[-–—]+")
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?:[(/](?P<who>{_AGENCY})[)/]\s?(?:[-–—]|(?=[A-Z]))"
    rf"|(?P<bare>{_AGENCY})\s?[–—])"
)
_OTHER_DATELINE = re.compile(  # an agency that is not known, or none
    r"(?:\*\*)?(?P<place>[A-Z][A-Z .'’/-]{2,40}(?:,\s[^()]{6,30})?)\s\((?P<who>[A-Z][^()]{2,40})\)"
    r"\s?[-–—]|(?:\*\*)?(?P<dated>[A-Z][\w.'’ -]{1,30},\s[^()*]{6,30}?)(?:\*\*)?\s[-–—]+\s"
    r"|(?:\*\*)?(?P<day>(?:[A-Z][a-z]{2,9}\.?,?\s)?[\w.’']{1,10}[\s-][\w.,]{1,10}"
    r"[\s-]['’\d]{3,4})(?:\*\*)?\s?[–—]\s"
)
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th|\.)?\s[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.?\s\d{1,2}),?\s\d{4}"
# Of a press release: "LEEDS, Sept. 22, 2026 /Anywire/ --", "LEEDS – 22 September 2026:"
_RELEASE = re.compile(
    r"(?:\*\*)?(?:[A-Z][\w.'’]*(?:[/-][A-Z][\w.'’]*)*,?\s){1,6}"
    rf"(?:(?P<wired>{_DAY})\s/(?P<who>[A-Z][\w .&-]{{2,40}})/\s?[-–—]"
    rf"|[-–—]\s?(?P<apart>{_DAY})\s?[-–—:]|\((?P<within>{_DAY})\)\s?[-–—:]|(?P<told>{_DAY}):\s)"
)
_DATELINE_WITHIN = 160  # characters from the start of the paragraph
_OUTLET_WORDS = frozenset(
    "press news newsroom times post tribune journal herald gazette magazine business media today"
    " courier observer ledger chronicle guardian telegraph inquirer examiner dispatch bulletin"
    " zeitung anzeiger nachrichten rundschau kurier"
    " agency network watch monitor newsletter newswire"
    " wire tv radio daily weekly staff writer writers correspondent"
    " reporter reporters editor editors contributor columnist bureau desk team redaktion".split()
)
_ROLE_WORDS = frozenset(
    "staff writer writers correspondent reporter reporters editor editors contributor columnist"
    " bureau desk team".split()
)
SECTIONS = frozenset(  # of a newspaper, a site or a wire: neither a person nor a headline
    "analysis|athletics|breaking|breaking news|business|climate|comment|companies|consumer|crime"
    "|culture|economy|editorial|education|energy|environment|exclusive|feature|finance|football"
    "|health|international|interview|investing|law|lifestyle|live|local|market news|markets"
    "|national|news|opinion|politics|press release|region|review|science|sport|sports|stocks|tech"
    "|technology|top news|transport|travel|update|world|world news|wirtschaft|politik|börse"
    "|meinung|kommentar|märkte".split("|")
)
_PLACES = frozenset(
    "new san santa los las saint st north south east west port hong rio tel cape mount lake united"
    " great el la le buenos kuala abu costa sri sierra".split()
)
_PARTICLES = frozenset("de da di del della der den van von al el bin ibn la le du dos y".split())
_PERSON_WORD = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*|[A-Z]\.")
_SEPARATORS = re.compile(r"\s*(?:[,;|/·•]|\band\b|\bund\b|\bwith\b|&)\s*")
_MOST_AUTHORS = 20


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a line credits, and the date that stands beside them."""

    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: Published | None = None

    @property
    def names_someone(self) -> bool:
        return bool(self.authors or self.publisher)


def names(value: str, lenient: bool = False) -> Credit:
    """The people and the outlet of "Jane Doe and Max Roe, Associated Press".

    Names nobody when the value is no list of names.

    Args:
        lenient: the value is said to be authors, so a short one needs no capitals, and surnames
            may stand first.
    """
    if lenient:
        value = _in_order(value)
    people: list[str] = []
    outlet: str | None = None
    parts = _SEPARATORS.split(value.strip(" ."))
    for part in parts:
        name = re.sub(r"^(?:by|von|name\s*:)\s+", "", part.strip(" \"'[]."), flags=re.IGNORECASE)
        words = name.split()
        if not words:
            continue
        if _AGENCY_ALONE.fullmatch(name) or _is_outlet(name):
            if not _ROLE_WORDS & set(name.lower().split()):
                outlet = outlet or name
        elif (
            (lenient and len(words) <= 5)
            or (len(words) > 1 and is_name(name, longest=5))
            or (len(parts) > 2 and is_name(name, longest=16))  # the names again, run together
        ):
            people.append(name)
        else:
            return Credit()
    return Credit(tuple(people), outlet)


def _in_order(value: str) -> str:
    """ "Jane Roe; John A. Doe" of "Roe, Jane; Doe, John A.", as catalogues write people."""
    people = [person.split(",") for person in value.split(";") if person.strip()]
    turned = [(half[0].strip(), half[1].strip()) for half in people if len(half) == 2]
    if len(turned) < len(people):
        return value
    for surname, given in turned:
        if any(_AGENCY_ALONE.fullmatch(half) or _is_outlet(half) for half in (surname, given)):
            return value
        if not (is_name(surname, longest=4) and is_name(given, longest=4)):
            return value
        family = sum(word not in _PARTICLES for word in surname.split())
        called = sum(len(word.strip(".")) > 1 for word in given.split())
        # "Jane Doe, Max Roe" are two; so may be "Ada, Max Roe", where nobody else is named so.
        if (max if len(people) == 1 else min)(family, called) > 1:
            return value
    return "; ".join(f"{given} {surname}" for surname, given in turned)


def credit_line(line: str) -> Credit | None:
    """Whom a byline, a copyright line or an agency's name alone credits; None if it is none."""
    if match := _BYLINE.fullmatch(line) or _REPORTING.fullmatch(line):
        credit = names(re.sub(r"\s+in\s.*", "", match["names"]))
        return credit if credit.names_someone else None
    agency = _AGENCY_ALONE.fullmatch(line) or _PLACE_ALONE.fullmatch(line)
    match = agency or _CREDIT.fullmatch(line)
    if match is None or not is_name(match["who"], longest=7, lower_case=True):
        return None
    return Credit(publisher=match["who"])


def is_byline(words: str) -> bool:
    """ "By Jane Doe", or anything else that begins so."""
    return _BYLINE.fullmatch(words) is not None


def is_reporting_line(line: str) -> bool:
    """ "(Reporting by Jane Doe in Oslo; editing by Max Roe)", however it goes on."""
    return _REPORTING_BY.match(line) is not None


def is_outlet_name(name: str) -> bool:
    """A few capitalised words, one of which only newspapers, agencies or desks have."""
    return _is_outlet(name) and is_name(name, longest=5)


def is_masthead(name: str) -> bool:
    """The same of what may stand above a headline: "The Verdict" is rather one itself."""
    outlet = _OUTLET_WORDS.intersection(name.lower().split()) - _ROLE_WORDS
    return bool(outlet) and name.lower() not in SECTIONS and is_name(name, longest=5)


def is_desk(words: str) -> bool:
    """ "Culture desk", "Science", "Harbour Gazette": whose a dated line above a headline is."""
    low = words.lower()
    desk = low.split()[-1] in _ROLE_WORDS and len(low.split()) < 4 and words[0].isupper()
    return desk or low in SECTIONS or is_masthead(words)


def beside_date(parts: Sequence[str], apart: bool) -> Credit:
    """Whom the other parts of a date line credit ("By Jane Doe", "Reuters").

    Args:
        apart: bars stand between the parts, so that a bare name is the author's.
    """
    bylines = (match for part in parts if (match := _BYLINE.fullmatch(part)))
    authors = [name for match in bylines for name in names(match["names"]).authors]
    if apart:
        authors += filter(_is_person, parts)
    outlets = (part for part in parts if _AGENCY_ALONE.fullmatch(part) or is_outlet_name(part))
    return Credit(tuple(authors), next(outlets, None))


def dateline(paragraph: str) -> Credit:
    """The agency and the date of "NEW YORK, Dec. 22, 2025 (Reuters) - " at its start."""
    start = paragraph[:_DATELINE_WITHIN]
    if match := _RELEASE.match(start):
        agency = match["who"]
        where = match["wired"] or match["apart"] or match["within"] or match["told"]
    elif match := _DATELINE.match(start):
        agency, where = match["who"] or match["bare"], match["place"]
    elif match := _OTHER_DATELINE.match(start):
        agency, where = match["who"], match["dated"] or match["day"] or match["place"]
        if agency and (not is_name(agency, longest=4) or agency.isupper()):
            agency = None  # "(NYSE)", "(photo below)"
    else:
        return Credit()
    return Credit(publisher=agency, published=published.read_date(where or "", "text"))


def is_name(value: str, longest: int, lower_case: bool = False) -> bool:
    """At most so many words that all begin with a capital, but for "von" and the like.

    Args:
        lower_case: the words need no capitals.
    """
    words = value.split()
    if not words or len(words) > longest or value[-1] in "!?:":
        return False
    if lower_case:
        return True
    return any(word[0].isupper() for word in words) and all(
        word in _PARTICLES or (word[0].isalpha() and not word[0].islower()) for word in words
    )


def distinct(people: Iterable[str]) -> tuple[str, ...]:
    """Each name once, without names that are other names run together; at most 20."""
    once = list(islice(dict.fromkeys(people), 5 * _MOST_AUTHORS))  # each is held against each
    apart = [name for name in once if sum(other in name for other in once if other != name) < 2]
    return tuple(apart[:_MOST_AUTHORS])


def _is_person(name: str) -> bool:
    """Two or three capitalised words that are no outlet, section or place: "Jane Doe"."""
    words = name.split()
    return (
        2 <= len(words) <= 3
        and all(map(_PERSON_WORD.fullmatch, words))
        and not _is_outlet(name)
        and not _AGENCY_ALONE.fullmatch(name)
        and words[0].lower() not in _PLACES
        and words[0].lower() not in {"by", "von"}
        and not {name.lower(), *name.lower().split()} & SECTIONS
    )


def _is_outlet(name: str) -> bool:
    words = name.lower().split()
    return name[:1].isupper() and (bool(_OUTLET_WORDS & set(words)) or words[0] == "the")
