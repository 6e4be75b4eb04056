"""A sentence of the right kind that answers another question: of another year, quarter, thing.

What the scorer is taught on names what is there, so near misses are hardly in it. Here are those
that the words themselves give away; one that is none costs an answer only where it was not sure.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re

from assistant.conversation.clauses import OWN_TOPIC
from assistant.conversation.words import AUXILIARY, VERBS, is_plural
from assistant.dates.stretches import NUMBERS
from assistant.deeds import counts_others
from assistant.kinds import AMOUNTS, PEOPLE, Wants
from assistant.measures import gives_another, names_none_asked
from assistant.offices import names_none
from assistant.questions import Need, compares, present
from assistant.said import Said, tells_of_another
from assistant.tables import is_row
from assistant.verify.mentions import dates
from assistant.verify.numbers import Quantity, quantities
from assistant.verify.wording import STOP
from index.published import MONTH, MONTHS
from index.tokens import fold, stem_set

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BESIDE = re.compile(
    r"\b(?:\w{2,}est|most|least|worst|best|first(?: time)?|record|seen)\b[^.;]{0,40}\bsince"
    r"\s(?:\w+\s){0,3}?(?:19|20)\d\d\b(?!,?\s(?:when|as|with)\b)"
    r"|\bthan\s(?:it was\s|they were\s)?in\s(?:19|20)\d\d\b(?!,?\s(?:when|as|with)\b)",
    re.IGNORECASE,
)
_LOOKS_BACK = re.compile(r"\b(?:years?|annual|fiscal|season)\b", re.IGNORECASE)
# "96 million for 2024, up from 81 million" gives the figure of 2023 too.
_YEAR_BEFORE = re.compile(
    r"\b(?:from|against|compared (?:with|to)|versus|vs\.?|after)\s(?:(?:just|about|some|only)\s)?"
    r"[^\s\w]{0,2}\d(?![^.;]{0,30}\b(?:in|of)\s(?:19|20)\d\d\b)"
    r"|\b(?:a|the) year (?:earlier|before|ago)\b|\bprevious year\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\b(?:expects?|forecasts?|sees|predicts?|aims?|plans?|will|should|outlook|guidance|targets?)\b",
    re.IGNORECASE,
)
# A deed that is done settles whether it will be; not whether again, nor where a price goes.
_WILL = re.compile(
    r"(?:and |but |so )?(?:will\b|(?:is|are) [^?]* going to\b)[^?]*"
    r"\b(?:(?:again|further)\b"
    r"|(?:keep (?:rising|falling)|rise|fall|climb|drop|recover|gain|increase|decrease|decline"
    r"|grow|shrink|slow|sink|jump|slide|go (?:up|down)|improve|worsen|weaken|strengthen)"
    # by itself: "Will Orvane increase its bid?" asks for a deed
    r"(?=\W*$|\W+(?:further|again|more|any|in|on|at|by|this|next|below|above|to|over|after|before"
    r"|much|even|until|soon|and|or)\b))",
    re.IGNORECASE,
)
# What is told of what is, or of what is to come: "agreed to sell", "called off".
_NOT_PAST = re.compile(
    r"\b(?:will|won['’]t|would|shall|should|could|(?-i:may)|might|must|can"
    r"|is|are|am|has|have|does|do|to [a-z]+"
    r"|(?:plan|expect|forecast|predict|aim|intend|hope|propos|promis|pledg|vow|consider|warn|fear)\w*"
    r"|(?:un)?likely|due|set|scheduled|next|upcoming|until|tomorrow|later|future|chance|risk|odds"
    r"|r(?:uled?|ul(?:es|ing)) out|called off|end(?:s|ed)|g(?:ave|iven) up|stopp\w+|withdr\w+"
    r"|signal\w*|announc\w+|cancel\w+|postpone\w+|delay\w*|put off|scrapped)\b",
    re.IGNORECASE,
)
# "In May", "in early May", "on 3 May"; not "since May", "before May", "the May election"
_WITHIN = re.compile(r"\b(?:in|during|on)\s(?:early |late |mid-?)?$", re.IGNORECASE)
_NEW_YEAR = 2  # months in which the year before is meant without a word
_REPORTS_YEAR = 4  # ... and in which its figures are compared with those of the year before it
_YEAR_AGO = re.compile(
    r"\b(?:a|the) year (?:earlier|before|ago)\b|\bprevious year\b", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"\b(line|route|phase|stage|model|version|chapter|volume|part|unit|block|terminal|gate|reactor"
    r"|runway|class|level|round|season|episode|group|zone|district|ward)\s"
    r"(?:no\.?\s|number\s)?(\d{1,3})\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:by |to |from )?who(?:se|m)?\b", re.IGNORECASE)
_OTHER_COUNT = 0.6  # of `present`: a number that does not count what is asked for
_NO_COUNTS = ("ordinal", "times")
_BEHIND = re.compile(r"(?:[ -][A-Za-z][\w'’-]*){1,3}")
_COUNTS = "|".join(word for word in NUMBERS if word.isascii())
_AGO = re.compile(rf"\b(\d\d?|{_COUNTS}) (years?|decades?) (?:ago|earlier|before)\b")
_NEXT_YEAR = re.compile(r"\b(?:next|coming|following) (?:year|season)\b", re.IGNORECASE)
# In the last months of a year, as many as are new in the next, it is the next that is meant.
_AHEAD = re.compile(r"\b(?:will|(?:plans?|aims?|expects?|is|are) to)\b", re.IGNORECASE)
# "Third quarter", "Q3", "the three months to 30 September", "the September quarter"
_PART = re.compile(
    r"\b(?:(?P<short>[qh][1-4]|[1-4]q)"
    r"|(?P<nth>first|second|third|fourth|[1-4](?:st|nd|rd|th))[ -](?:fiscal )?"
    r"(?P<kind>quarter|half)(?![ -](?:hour|time|point|dozen|finals?|day))"
    r"|(?P<first_six>first six months)"
    r"|(?:three|3|(?P<six>six|6))[ -]months? (?:period )?(?:to|ended|ending|through|until)"
    rf" (?:the end of )?(?:\d\d? )?(?P<last>{MONTH})"
    rf"|(?P<last_named>{MONTH}) quarter)\b"
)
# An article that has one of these may leave unsaid which it is.
_ANY_PART = {"q": ("quarter", "three months"), "h": ("half-year", "half year", "six months")}
# "Did the profit rise or fall?"
_ROSE = re.compile(
    rf"(?:{AUXILIARY})\b.*\b(?:rise|risen|rising|fall|fallen|falling|grow|grown|shr[iu]nk|drop(?:ped)?"
    r"|climb(?:ed)?|increased?|decreased?|declined?|improved?|go(?:ne)? (?:up|down)|higher"
    r"|lower)\b",
    re.IGNORECASE,
)
_NO_ONE = (
    r"\b(?:nobody|no[ -]one|none|no (?:other |further )?"
    r"(?:people|casualties|injuries|deaths|victims|arrests|losses))\b"
)
_OF_A_GAME = re.compile(
    r"\b(?:half|quarter)\b.*\b(?:final|match|game|derby|cup|league)\b"
    r"|\b(?:goals?|scor\w+|ball|half-time)\b.*\b(?:half|quarter)\b",
    re.IGNORECASE,
)
# Answers that hold no number, no sum and no name.
_OTHERWISE = {
    Wants.NUMBER: re.compile(_NO_ONE, re.IGNORECASE),
    Wants.MONEY: re.compile(
        r"\b(?:(?:is|are|be|was|were|for|remains?) (?:\w+ )?free\b(?! to\b)"
        r"|free (?:of charge|entry|admission)|(?:no|without) charge|cost(?:s|ing)? (?:\w+ )?nothing"
        r"|at no cost)",
        re.IGNORECASE,
    ),
    Wants.PERSON: re.compile(
        rf"{_NO_ONE}|\b(?:an?|the same|two|three|four|five|six|seven|eight|nine|ten|several|\d+)"
        r" (?:[\w-]+ ){0,3}(?:m[ae]n|wom[ae]n|boys?|girls?|teenagers?|youths?|suspects?|couple"
        r"|brothers?|sisters?|drivers?|officers?|workers?|employees?|students?|pupils?|teachers?"
        r"|soldiers?|people)\b",
        re.IGNORECASE,
    ),
}
_OF_AMOUNTS = stem_set(
    "price cost costs much many number pay paid worth long old high big large sum total figure "
    "amount rate share percent percentage day date time does did money value level"
)


def answers_another(need: Need, said: Said) -> bool:
    """Whether a sentence seems to answer another question than the one asked."""
    return (
        _of_another_year(need, said)
        or _of_another_month(need, said)
        or _of_another_part(need, said)
        or _of_another_number(need, said)
        or tells_of_another(need, said)
        or _counts_another(need, said)
        or _counts_nothing_asked(need, said)
        or counts_others(need, said.near)
        or _prices_another(need, said)
        or _gives_none(need, said)
        or _tells_what_was(need, said)
        or _of_another_measure(need, said)
        or names_none(need.question, said.text, said.near)
    )


def _of_another_year(need: Need, said: Said) -> bool:
    """None of the years asked about stands near it, and the article does not leave it unsaid.

    A report leaves its own year unsaid, and the one before where it looks back on "the year".
    """
    asked = {figure for figure in need.figures if _YEAR.fullmatch(figure)}
    if not asked:
        return False
    if said.published is None:
        told = set(_YEAR.findall(said.around))
        last = {str(int(year) - 1) for year in told if _YEAR_BEFORE.search(said.text)}
        return bool(told) and not asked & (told | last)
    later = _FORECAST.search(said.text) and set(_YEAR.findall(said.text))
    if later and min(later) > max(asked):  # "for 2025 it expects to grow by 3 percent"
        return True
    day = said.published.date
    around = said.around
    if need.wants in AMOUNTS - {Wants.DATE, Wants.DURATION} and not _BESIDE.search(need.question):
        around = _BESIDE.sub(" ", around)  # "the highest since 1998" gives no figure of 1998
    told = set(_YEAR.findall(around))
    before = day.month <= _NEW_YEAR or _LOOKS_BACK.search(_YEAR_AGO.sub(" ", said.around))
    unsaid = {str(day.year), str(day.year - 1)} if before or told else {str(day.year)}
    unsaid |= _counted_from(day, said, told)
    earlier = set() if told else set(_YEAR.findall(said.article[: max(0, said.place)]))
    known = told | unsaid | earlier
    if _YEAR_BEFORE.search(said.text):
        own = unsaid if day.month <= _REPORTS_YEAR else {str(day.year)}
        known |= {str(int(year) - 1) for year in told or own}
    return not asked & known


def _of_another_month(need: Need, said: Said) -> bool:
    """It gives a month, and not the one that is asked about, nor was it published in that one."""
    asked = {
        mention.month for mention in dates(need.question) if mention.month is not None
        and _WITHIN.search(need.question[: mention.start])
    }  # fmt: skip
    told = {mention.month for mention in dates(said.text) if mention.month is not None}
    if not asked or not told or is_row(said.text):
        return False
    day = said.published.date if said.published else None
    return not asked & told and (day is None or day.month not in asked)


def _counted_from(day: dt.date, said: Said, told: set[str]) -> set[str]:
    """The years that it counts out: "next year", "two years ago", "a decade earlier"."""
    ago = [
        (10 if unit.startswith("decade") else 1) * (NUMBERS[n] if n in NUMBERS else int(n))
        for n, unit in _AGO.findall(fold(said.around))
    ]
    found = {base - count for base in (day.year, *map(int, told)) for count in ago}
    soon = day.month > 12 - _NEW_YEAR and not told and _AHEAD.search(said.text)
    if soon or _NEXT_YEAR.search(said.around):
        found |= {base + 1 for base in (day.year, *map(int, told))}
    return set(map(str, found))


def _of_another_part(need: Need, said: Said) -> bool:
    """It speaks of another quarter or half than the one asked about, or its article never does."""
    asked = _parts(fold(need.question))[0]
    if not asked or _OF_A_GAME.search(need.question):
        return False
    if _forecasts_year(need, said):
        return True
    told, by_months = _parts(fold(f"{said.title} {said.head} {said.text}"))
    if told or asked & by_months:
        return not asked & (told | by_months)
    known, known_by_months = _parts(said.article)
    if by_months:  # a company's own third quarter may end in another month
        return not asked & known
    known |= known_by_months
    if known:
        return not asked & known
    return not any(word in said.article for part in asked for word in _ANY_PART[part[0]])


def _forecasts_year(need: Need, said: Said) -> bool:
    """It tells what is expected of a year, where a figure of a quarter that was is asked for."""
    if need.wants not in AMOUNTS or _FORECAST.search(need.question):
        return False
    of_year = _YEAR.search(said.text) and not any(_parts(fold(f"{said.head} {said.text}")))
    return bool(of_year and _FORECAST.search(said.text))


def _parts(folded: str) -> tuple[set[str], set[str]]:
    """The quarters and halves that a text names, and those that it gives by their months."""
    named: set[str] = set()
    by_months: set[str] = set()
    for match in _PART.finditer(folded):
        if match["last"] or match["last_named"]:
            months = 6 if match["six"] else 3
            number, rest = divmod(MONTHS[match["last"] or match["last_named"]], months)
            if not rest:
                by_months.add(f"{'h' if months == 6 else 'q'}{number}")
        elif match["first_six"]:
            named.add("h1")
        elif match["short"]:
            named.add("".join(sorted(match["short"], reverse=True)))  # 3q is q3
        else:
            named.add(f"{match['kind'][0]}{NUMBERS.get(match['nth'], match['nth'][0])}")
    return named, by_months


def _of_another_number(need: Need, said: Said) -> bool:
    """It speaks of line 2 where line 3 is asked about."""
    asked = {(noun.casefold(), number) for noun, number in _NUMBERED.findall(need.question)}
    told = {(noun.casefold(), number) for noun, number in _NUMBERED.findall(said.around)}
    nouns = {noun for noun, _ in told}
    return any(one not in told and one[0] in nouns for one in asked)


def _counts_another(need: Need, said: Said) -> bool:
    """Its number counts something else: 14 tests where jurors are asked for.

    "The number of jurors rose to 14" names behind its number nothing that this would count.
    """
    if need.wants is not Wants.NUMBER or not need.focus:
        return False
    counts = [q for q in quantities(said.text) if not q.weak and q.unit not in _NO_COUNTS]
    if not all(_names_its_thing(said.text, one) for one in counts):
        return False
    here = present(need, said.text)
    return 0 < here <= _OTHER_COUNT and bool(need.focus & stem_set(said.text))


def _counts_nothing_asked(need: Need, said: Said) -> bool:
    """What is counted stands neither in it nor beside it: the tests where the jurors are
    asked for."""
    if need.wants is not Wants.NUMBER or not need.focus - _OF_AMOUNTS or need.focus & PEOPLE:
        return False
    return need.focus.isdisjoint(stem_set(said.near))


def _of_another_measure(need: Need, said: Said) -> bool:
    """It gives the sales where the profit is asked for."""
    figure = need.wants in AMOUNTS - {Wants.DATE, Wants.DURATION} or compares(need.question)
    figure = figure or _ROSE.match(need.question) is not None
    told = f"{said.head} {said.text}"
    return figure and (
        gives_another(need.question, told) or names_none_asked(need.question, said.near)
    )


def _prices_another(need: Need, said: Said) -> bool:
    """A figure is asked of a thing that neither it nor what it leans on nor the title names."""
    asked = {s for s in need.weights if s not in _OF_AMOUNTS and not s.isdigit()}
    here = stem_set(f"{said.title} {said.led_by} {said.before} {said.text}")
    return need.wants in AMOUNTS - {Wants.DATE, Wants.TIME} and bool(asked) and not asked & here


def _gives_none(need: Need, said: Said) -> bool:
    """Nothing of the kind that is asked for stands in it or beside it: no age, nobody."""
    asks_who = need.wants is Wants.PERSON and _WHO.match(need.question) is not None
    if need.says or is_row(said.text) or not (asks_who or need.wants in AMOUNTS):
        return False  # of what its figures are, a row leaves to its head
    otherwise = _OTHERWISE.get(need.wants)
    if otherwise and otherwise.search(said.text):
        return False
    return not any(present(need, text) for text in (said.before, said.text, said.after))


def _tells_what_was(need: Need, said: Said) -> bool:
    """Whether something will be is asked, and it tells only what was: that copper rose, where it is
    asked whether copper will rise further."""
    if not _WILL.match(OWN_TOPIC.sub("", need.question)):
        return False
    told = f"{said.led_by} {said.text}"
    now = (word[:-1] in VERBS or word[:-2] in VERBS for word in told.split() if word[-1:] == "s")
    return _NOT_PAST.search(told) is None and not any(now)


def _names_its_thing(text: str, quantity: Quantity) -> bool:
    """Whether a unit tells what a number counts, or a word in the plural close behind it."""
    behind = _BEHIND.match(text, quantity.end)
    words = behind.group().lower().split() if behind else []
    own = itertools.takewhile(lambda word: word not in STOP, words)
    return bool(quantity.unit) or any(map(is_plural, own))
