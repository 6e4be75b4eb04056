"""The kind of answer that a question wants, and how well a sentence holds one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from assistant.verify.mentions import Name, dates, names
from assistant.verify.numbers import Quantity, quantities
from assistant.verify.units import CURRENCY_UNITS, CURRENCY_WORDS, is_measured, measure
from index.tokens import STOP_WORDS, stem, tokens


class Wants(StrEnum):
    """The kind of answer a question wants."""

    NUMBER = "number"
    OFTEN = "how often"
    MONEY = "money"
    PERCENT = "percent"
    AGE = "age"
    DURATION = "duration"
    SIZE = "size"
    DATE = "date"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    ANYTHING = "anything"


AMOUNTS = frozenset(
    {
        Wants.NUMBER,
        Wants.OFTEN,
        Wants.MONEY,
        Wants.PERCENT,
        Wants.AGE,
        Wants.DURATION,
        Wants.SIZE,
        Wants.DATE,
        Wants.TIME,
    }
)
NAMES = frozenset({Wants.PERSON, Wants.PLACE, Wants.NAME})

_ASKS: tuple[tuple[Wants, str], ...] = (
    (  # "What did King say about the fine?" asks for words, not for a sum.
        Wants.NAME,
        r"^what (?:did|does|do|has|have)\b.{1,60}\b(?:say|said|tell|told|think|thought|write"
        r"|written|claim(?:ed)?|explain(?:ed)?) (?:about|of|on|to)\b",
    ),
    (
        Wants.PERCENT,
        r"\b(?:what|which|how much of a|by what) (?:\w+ )?(?:percent\w*|share|rate)\b(?! price)"
        r"|\bhow many (?:%|per ?cent)"
        r"|\bwhat (?:is|was|were|are)\b.{0,40}\b(?:turnout|inflation|unemployment)\b"
        # "Which firm bought 20 % of it?" names a share and asks for none; "turnout in %?" asks.
        r"|\b(?:what|which|how many|how much|in) (?:\w+ )?%",
    ),
    (Wants.OFTEN, r"\bhow (?:often|frequently|regularly|many times)\b|\bwie (?:oft|häufig)\b"),
    (Wants.AGE, r"\bhow old\b|\b(?:what|which) age\b|\bthe age of\b|几岁|wie alt\b"),
    (
        Wants.MONEY,
        r"\bhow much (?:\w+ )?(?:money|cash)\b|^for how much\b"
        r"|^what (?:is|was|are|were) (?:(?!who|that).)+ worth\b(?! (?:\w+ing|it)\b)"
        r"|\bhow much (?:(?:does|do|did|will|would|is|was|were|are|has|have)\b.*\b(?:cost|pay"
        r"|paid|worth|raised?|sell|invest|spend|spent|fine|fined|earn|lose|lost|charge|donate))"
        r"|\b(?:what|how (?:high|big|large|much))\b.{0,40}\b(?:price|cost(?:ing)?|revenues?"
        r"|profits?|income|salary|net worth|valuation|budget|fine|fare|fee|bid|offer|turnover"
        r"|earnings|dividend)\b"
        rf"|\bhow (?:many|much) (?:\w+ )?(?:{'|'.join(CURRENCY_WORDS)})\b(?! of\b)(?!.*\bweigh)"
        rf"|^(?:what|how much|for how much)\b.*\bin (?:\w+ )?(?:{'|'.join(CURRENCY_WORDS)})\W*$"
        r"|\bin money\b|\bwhat\b.*\b(?:offer|offering|offered|bid|bidding|pay|paying|paid)\b"
        r".*\b(?:per|each|every|a) (?:\w+ )?share\b"
        r"|\bwhat (?:does|do|did|will|would|is|are|was|were)\b.*\b(?:sell(?:ing)?|sold"
        r"|retail(?:ing)?|auctioned) (?:for|at)\W*(?:$|(?:in|on|at|today|now)\b)"
        r"|\bwhere\b.*\b(?:shares?|stock|price)\b.*\bstands?\b"
        r"|多少钱|价格|售价|was kostet",
    ),
    (
        Wants.DURATION,
        r"\bhow long\b|\bhow many (?:more )?(?:years|months|weeks|days|hours|minutes)\b",
    ),
    (
        Wants.SIZE,
        r"\bhow (?:far|tall|high|deep|wide|heavy|fast|hot|cold|big|large)\b"
        r"|\bhow much (?:does|do|did|will|would)\b.*\bweigh\b"
        r"|\b(?:what(?:['’]s| is| was| are| were)|tell me) the (?:\w+ )?(?:size|length|height"
        r"|distance|temperature|area|weight|speed|depth|width|range|diameter|altitude)\b"
        r"(?! of (?:options|views|measures|issues|products|topics))"
        r"|^(?:the )?(?:size|length|height|weight|speed|depth|width) of\b",
    ),
    (
        Wants.NUMBER,
        r"\b(?:amount|number|sum|rate|figure|toll|tally|total) (?:of|for)\b|多少|几"
        r"|\bhow (?:many|much)\b|\bwie ?viele?\b"
        r"|\bwhat (?:is|was|are|were) the (?:\w+ ){0,2}(?:number|population|total|ratio|score|count"
        r"|toll|tally|output|headcount|workforce|circulation|attendance|capacity|crowd)\b"
        r"|\bwhat (?:is|was|are|were) (?:[\w'’-]+ ){0,3}[\w-]+['’]s? (?:workforce|headcount)\b"
        r"|\bwhat(?: is| was| are| were|['’]s) (?:[\w'’-]+ ){1,5}rates?"
        r"(?=\W*$| (?:of|now|today|in|on|at|as|since|before|after|currently)\b)",
    ),
    (  # of the day; "what time did she run" asks for another
        Wants.TIME,
        r"\bwhat time (?:did|does|do|is|was|were|will|has|have|had|are|can|should|exactly)\b"
        r"(?!.*\b(?:run|swim|row|ride|clock|win)\b)"
        r"|\bat (?:what|which) (?:time|hour)\b(?! of (?:the )?year)|\bwhat time\W*$"
        r"|\bum wie ?viel uhr\b",
    ),
    (
        Wants.DATE,
        r"^when\b|\bwhen (?:did|does|do|is|was|were|will|has|had|are|can|should)\b|\bwann\b"
        r"|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|decade|century|time)\b|\bsince when\b"
        r"|\bby when\b|什么时候|何时|哪一?年",
    ),
    # "Where did the man who left work?" asks for nobody.
    (Wants.PLACE, r"^(?:and |but )?where\b(?! and )"),
    (Wants.REASON, r"^(?:and |but )?why\b"),
    (Wants.PERSON, r"\b(?:who|whom|whose|wer)\b|谁"),
    (
        Wants.PLACE,
        r"\b(?:where|wo|woher)\b|\b(?:what|which) (?:\w+ )?(?:city|country|state|town|place|county"
        r"|continent|region|island|village|location|province|river|nation)\b",
    ),
    (
        Wants.REASON,
        r"\b(?:why|warum)\b|\bhow come\b"
        r"|\bwhat (?:caused|causes|triggered|sparked|prompted|set off|brought about|led|drove"
        r"|made|makes|(?:is|was) (?:the reason|behind|to blame))\b",
    ),
    (Wants.NAME, r"\b(?:which|what|welche[rsn]?)\b"),
)
_ASKS_RE = tuple((wants, re.compile(pattern)) for wants, pattern in _ASKS)
_REASON = re.compile(
    r"\b(?:because|due to|since|as a result|owing|thanks to|so that|in order|caused?|led to|"
    r"after|amid|reasons?|following|blam\w+|driven|response|attributed|citing|cited)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r",\s(?:aged\s)?\d{1,3}(?=,|\.|\)|\sand\b|$)|\baged?\s\d{1,3}|\b\d{1,3}[- ]year[- ]old\b"
    r"|\bat\s\d{1,3}\b(?!\s?[%$€£:.]\d|\s?(?:percent|a\.m|p\.m))|(?<![\d.,])\b\d{1,3}\syears?\sold\b|\(\d{2}\)"
    r"|\ba\s(?:man|woman|boy|girl)\sof\s\d{1,3}|\bturn(?:s|ed)\s\d{1,3}|\d岁|\bborn\b",
)
_SEASON = re.compile(
    r"\b(?:in|by|until|since|before|after|of|this|next|last|early|late)\s(?:the\s)?"
    r"(?P<season>spring|summer|autumn|fall|winter)\b",
    re.IGNORECASE,
)
_COUNT = (
    r"(?:\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|[a-z]+teen|[a-z]+ty)"
)
# In small letters: "The Daily Mail" runs no ferry.
_OFTEN = re.compile(
    rf"\b[Ee](?:very|ach) (?:(?:other|second|third|fourth|few|single|half(?: an)?|{_COUNT}"
    rf"(?: ?(?:to|or|and|-|–) ?{_COUNT})?)[ -])?(?:minute|hour|day|week|weekend|fortnight|month"
    r"|quarter|year|decade|season|spring|summer|autumn|winter|morning|evening|night"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b(?! counts)"
    rf"|\b(?:{_COUNT}|several|many|a few|both) (?:separate |different )?occasions\b"
    rf"|\b{_COUNT} (?:[a-z-]+ ){{0,2}}(?:an?|per|each|every) (?:minute|hour|day|week|month|year)\b"
    r"|\b(?:hourly|daily|weekly|fortnightly|biweekly|monthly|quarterly|yearly|annually)\b"
    r"|\bonce(?! (?:the|it|he|she|they|we|you|this|that|again|a [a-z]+ (?:was|is|has))\b)\b"
    r"|\b(?:on|at) (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days|weekdays|weekends)\b"
    r"|\b(?:never|rarely|seldom)\b"
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|off|outside|across|of|around|into|between|on|beside|for|nach|bei)"
    r"\s+(?:the\s+)?(?:[a-z]+\s)?(?P<name>[A-Z][\w'’-]+)"
)
_CAPITALISED = re.compile(
    r"(?<![.!?\"“”'’] )(?<!^)\b[A-Z][\w'’&-]+|\b[A-Z]\w*[A-Z\d]\w*|“[^”]+”|\"[^\"]+\""
)
_NO_PERSON = frozenset(
    "inc ltd plc corp group bank company holdings university college city county council court "
    "ministry department institute party union agency association committee commission club united "
    "school hospital street road bridge river lake airport station park museum centre center north "
    "south east west new monday tuesday wednesday thursday friday saturday sunday january february "
    "march april may june july august september october november december".split()
)
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December)$"
)
PEOPLE = frozenset(
    stem(word)
    for word in "people person persons residents workers staff employees jobs passengers victims "
    "men women man woman boy girl child children civilians students pupils voters visitors fans "
    "patients others dead".split()
)
_TIME_UNITS = frozenset({"s", "month"})
# A bare number so high may be one of money: "the government puts it at 410 million".
LEAST_SUM = 1e5
_DOLLARS = frozenset({"aud", "cad", "hkd", "nzd", "sgd"})  # each may be called so at home
# What asks for one measure alone, the units that it is given in, and what tells that a bare number
# is of it.
_MEASURED = (
    (frozenset({"weigh", "weighs", "weighed"}), {"kg", "ton", "ounce", "gbp"}, r"weigh|heav|light"),
    (frozenset({"tall", "taller"}), {"m"}, r"tall|high|height|store?y"),
    (frozenset({"temperature"}), {"°", "°C", "°F"}, r"temperature|degree|hot|cold|warm|cool"),
)
_NO_SIZE = CURRENCY_UNITS | _TIME_UNITS | {"%", "pp", "times", "ordinal", ""}


def wanted(folded: str) -> Wants:
    """The kind that a question wants, read off its folded text."""
    return next((w for w, pattern in _ASKS_RE if pattern.search(folded)), Wants.ANYTHING)


def held(wants: Wants, sentence: str, asked: frozenset[str], focus: frozenset[str]) -> float:
    """How well a sentence holds an answer of the kind, 0..1; 0.5 where no kind is wanted.

    Args:
        asked: the question's own words; what it names itself is no answer.
        focus: stems of what is counted or sought: "how many households", "which accelerators".
    """
    if wants is Wants.ANYTHING:
        return 0.5
    return max(_FINDERS[wants](sentence, asked, focus), default=0.0)


_Finder = Callable[[str, frozenset[str], frozenset[str]], Iterator[float]]


def _new_quantities(sentence: str, asked: frozenset[str]) -> Iterator[Quantity]:
    for quantity in quantities(sentence):
        found = tokens(quantity.of(sentence))
        if not quantity.weak and (not found or not asked.issuperset(found)):
            yield quantity


def _money(sentence: str, asked: frozenset[str], focus: frozenset[str]) -> Iterator[float]:
    named = {measure(word)[0] for word in focus if is_measured(word)} & CURRENCY_UNITS
    named |= _DOLLARS if "usd" in named else set()
    for quantity in _new_quantities(sentence, asked):
        if named and quantity.unit in CURRENCY_UNITS - named:  # how many euros: no dollars
            continue
        bare = quantity.unit == "" and quantity.raw >= LEAST_SUM
        yield 1.0 if quantity.unit in CURRENCY_UNITS else 0.7 if bare else 0.0


def _percent(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for quantity in _new_quantities(sentence, asked):
        yield 1.0 if quantity.unit in ("%", "pp") else 0.0


def _duration(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for quantity in _new_quantities(sentence, asked):
        yield 1.0 if quantity.unit in _TIME_UNITS else 0.8 if quantity.unit == "m" else 0.0
    yield 0.4 if any(mention.year or mention.month for mention in dates(sentence)) else 0.0


def _size(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for quantity in _new_quantities(sentence, asked):
        if fits_size(asked, quantity.unit, sentence):
            sized = quantity.unit not in _NO_SIZE
            yield 1.0 if sized else 0.5 if quantity.unit != "ordinal" else 0.0


def fits_size(asked: frozenset[str], unit: str, sentence: str) -> bool:
    """Whether a number of a sentence may be the weight, height or temperature that some words of a
    question ask for: a battery of 5,200 mAh is no weight. Of other sizes it always may."""
    for words, units, tells in _MEASURED:
        if words & asked:
            bare = unit == "" and re.search(rf"\b(?:{tells})", sentence, re.IGNORECASE) is not None
            return unit in units or bare
    return True


def ages(sentence: str) -> tuple[str, ...]:
    """The ages that a sentence gives, as digits."""
    found = (re.search(r"\d{1,3}", match.group()) for match in _AGE.finditer(sentence))
    return tuple(match.group() for match in found if match)


def _age(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for match in _AGE.finditer(sentence):
        yield 0.0 if asked.issuperset(tokens(match.group())) else 1.0


def _number(sentence: str, asked: frozenset[str], focus: frozenset[str]) -> Iterator[float]:
    held_anywhere = bool(focus) and any(stem(t) in focus for t in tokens(sentence))
    for quantity in _new_quantities(sentence, asked):
        if quantity.unit in ("ordinal", "times"):
            continue
        if not focus:
            yield 1.0
            continue
        after = tokens(sentence[quantity.end : quantity.end + 50])[:5]
        named = tokens(quantity.of(sentence))  # a unit is counted: "100 acres of farmland"
        counted = {stem(t) for t in (*named, *after) if t not in STOP_WORDS}
        if counted & focus:
            yield 1.0
        elif focus & PEOPLE and counted & PEOPLE:
            yield 0.8
        else:
            yield 0.6 if held_anywhere and quantity.unit == "" else 0.3


def _often(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for quantity in _new_quantities(sentence, asked):
        yield 1.0 if quantity.unit == "times" else 0.3
    yield 1.0 if _OFTEN.search(sentence) else 0.0


def _date(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for mention in dates(sentence):
        if not asked.issuperset(tokens(mention.of(sentence))):
            yield 1.0 if mention.year or mention.month else 0.5
    for match in _SEASON.finditer(sentence):
        yield 0.0 if match["season"].lower() in asked else 0.5
    for part in ("century", "decade", "morning", "evening", "night"):
        yield 0.4 if part in sentence else 0.0


def _time(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for quantity in _new_quantities(sentence, asked):
        yield 1.0 if quantity.unit == "clock" else 0.0
    for part in ("noon", "midnight", "o'clock", "o’clock"):
        yield 1.0 if part in sentence else 0.0
    for part in ("morning", "evening", "night"):
        yield 0.4 if part in sentence else 0.0


def _person(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for name in names(sentence):
        words = [word.casefold() for word in name.words]
        if asked.issuperset(tokens(name.of(sentence))) or _NO_PERSON.intersection(words):
            continue
        yield 1.0 if _full_name(name) else 0.4


def _full_name(name: Name) -> bool:
    return 2 <= len(name.words) <= 4 and all(w.replace("-", "").isalpha() for w in name.words)


def _place(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for match in _PLACE.finditer(sentence):
        name = match["name"]
        if not _CALENDAR.match(name) and not asked.issuperset(tokens(name)):
            yield 1.0
    yield from (0.4 * value for value in _name(sentence, asked, frozenset()))


def _name(sentence: str, asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    for match in _CAPITALISED.finditer(sentence):
        yield 0.0 if asked.issuperset(tokens(match.group())) else 1.0


def _reason(sentence: str, _asked: frozenset[str], _: frozenset[str]) -> Iterator[float]:
    yield 1.0 if _REASON.search(sentence) else 0.0


_FINDERS: dict[Wants, _Finder] = {
    Wants.NUMBER: _number,
    Wants.OFTEN: _often,
    Wants.MONEY: _money,
    Wants.PERCENT: _percent,
    Wants.AGE: _age,
    Wants.DURATION: _duration,
    Wants.SIZE: _size,
    Wants.DATE: _date,
    Wants.TIME: _time,
    Wants.PERSON: _person,
    Wants.PLACE: _place,
    Wants.NAME: _name,
    Wants.REASON: _reason,
}
