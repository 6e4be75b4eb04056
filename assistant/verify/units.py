"""The words and signs of numbers, as tables and patterns: scales, currencies, measures, bounds."""

from __future__ import annotations

import re

COUNTING = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        " twentieth".split(),
        1,
    )
}
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: number
    for word, number in ORDINALS.items()
    if 3 <= number <= 10
    for plural in ("", "s")
}
SCALES = {
    name: size
    for size, names in (
        (1e2, "hundred"),
        (1e3, "k thousand tsd"),
        (1e5, "lakh"),
        (1e6, "m mn mln mio million millions millionen millon millones"),
        (1e7, "crore"),
        (1e9, "b bn billion billions mrd milliarden milliard milliards"),
        (1e12, "t tn trn trillion"),
        (12.0, "dozen"),
        (1e4, "万 萬"),
        (1e8, "亿 億"),
    )
    for name in names.split()
}
CURRENCIES = dict(
    pair.split("=")
    for pair in (
        "us$=usd a$=aud c$=cad nz$=nzd hk$=hkd s$=sgd r$=brl $=usd €=eur £=gbp ¥=¥ ₹=inr ₩=krw "
        "₽=rub"
        " usd=usd eur=eur gbp=gbp chf=chf cny=cny rmb=cny jpy=jpy"
    ).split()
)
CURRENCY_UNITS = frozenset(CURRENCIES.values()) | frozenset(
    "crown aud cad hkd peso lira chf krw rub inr pln huf thb zar idr myr ils aed sar brl"
    " ngn".split()
)
_MEASURES: dict[str, tuple[str, float]] = {
    name: (unit, factor)
    for names, unit, factor in (
        ("% percent per-cent pct prozent ％", "%", 1),
        ("percentage-point percentage-points pp", "pp", 1),
        ("basis-point basis-points bp bps", "pp", 0.01),
        ("usd us-dollar us-dollars dollar dollars american-dollars bucks 美元", "usd", 1),
        ("cent cents", "usd", 0.01),
        ("eur euro euros 欧元 €", "eur", 1),
        ("gbp pound pounds sterling £", "gbp", 1),
        ("pence", "gbp", 0.01),
        ("cny rmb yuan renminbi 元 人民币", "cny", 1),
        ("jpy yen 日元", "jpy", 1),
        ("chf franc francs swiss-franc swiss-francs franken", "chf", 1),
        ("inr rupee rupees", "inr", 1),
        ("krw won", "krw", 1),
        ("rub ruble rubles rouble roubles", "rub", 1),
        ("crown crowns krona kronor krone kroner", "crown", 1),
        ("aud australian-dollars", "aud", 1),
        ("cad canadian-dollars", "cad", 1),
        ("hong-kong-dollars hkd", "hkd", 1),
        ("peso pesos", "peso", 1),
        ("lira liras", "lira", 1),
        ("pln zloty zlotys", "pln", 1),
        ("huf forint forints", "huf", 1),
        ("thb baht", "thb", 1),
        ("zar rand rands", "zar", 1),
        ("idr rupiah", "idr", 1),
        ("myr ringgit", "myr", 1),
        ("ils shekel shekels", "ils", 1),
        ("aed dirham dirhams", "aed", 1),
        ("sar riyal riyals", "sar", 1),
        ("brl reais", "brl", 1),
        ("ngn naira", "ngn", 1),
        (
            "km kms kilometre kilometres kilometer kilometers kilometern kilometros 公里 千米",
            "m",
            1e3,
        ),
        ("m metre metres meter meters metern metros 米", "m", 1),
        ("cm centimetre centimetres centimeter centimeters", "m", 0.01),
        ("mm millimetre millimetres millimeter millimeters", "m", 1e-3),
        ("nm nanometre nanometres nanometer nanometers", "m", 1e-9),
        ("mile miles", "m", 1609.344),
        ("foot feet ft", "m", 0.3048),
        ("inch inches", "m", 0.0254),
        ("yard yards", "m", 0.9144),
        ("kg kilogram kilograms kilo kilos", "kg", 1),
        ("g gram grams gramme grammes", "kg", 1e-3),
        ("mg milligram milligrams", "kg", 1e-6),
        ("tonne tonnes metric-tons metric-ton tonnen toneladas 吨", "kg", 1e3),
        ("ton tons", "ton", 1),
        ("ounce ounces", "ounce", 1),
        ("second seconds sec secs sekunden", "s", 1),
        ("minute minutes min mins minuten minutos 分钟", "s", 60),
        ("hour hours hr hrs stunden heures horas 小时", "s", 3600),
        ("day days tage tagen jours dias 天", "s", 86400),
        ("week weeks wochen semaines semanas", "s", 604800),
        ("fortnight fortnights", "s", 1209600),
        ("month months monate monaten mois meses 个月", "month", 1),
        ("quarters", "month", 3),
        ("year years yr yrs jahre jahren", "month", 12),
        ("decade decades", "month", 120),
        ("century centuries", "month", 1200),
        ("W watt watts", "W", 1),
        ("kW kilowatt kilowatts", "W", 1e3),
        ("MW megawatt megawatts", "W", 1e6),
        ("GW gigawatt gigawatts", "W", 1e9),
        ("TW terawatt terawatts", "W", 1e12),
        ("kWh kilowatt-hour kilowatt-hours", "Wh", 1e3),
        ("MWh megawatt-hour megawatt-hours", "Wh", 1e6),
        ("GWh gigawatt-hour gigawatt-hours", "Wh", 1e9),
        ("TWh terawatt-hour terawatt-hours", "Wh", 1e12),
        ("KB kilobytes", "byte", 1e3),
        ("MB megabyte megabytes", "byte", 1e6),
        ("GB gigabyte gigabytes", "byte", 1e9),
        ("TB terabyte terabytes", "byte", 1e12),
        ("Hz hertz", "Hz", 1),
        ("kHz kilohertz", "Hz", 1e3),
        ("MHz megahertz", "Hz", 1e6),
        ("GHz gigahertz", "Hz", 1e9),
        ("litre litres liter liters", "L", 1),
        ("ml millilitre millilitres milliliter milliliters", "L", 1e-3),
        ("hectolitre hectolitres hectoliter hectoliters", "L", 100),
        ("gallon gallons", "gallon", 1),
        ("barrel barrels", "barrel", 1),
        ("hectare hectares ha hektar hectareas 公顷", "m2", 1e4),
        ("acre acres", "acre", 1),
        ("cubic-metres cubic-meters m³", "m3", 1),
        ("square-kilometres square-kilometers sq-km km²", "m2", 1e6),
        ("square-metres square-meters sq-m m²", "m2", 1),
        ("square-miles", "sq mile", 1),
        ("square-feet", "sq ft", 1),
        ("km/h kph kmh", "km/h", 1),
        ("mph", "mph", 1),
        ("°C celsius degrees-celsius", "°C", 1),
        ("°F fahrenheit degrees-fahrenheit", "°F", 1),
        ("° degree degrees", "°", 1),
        ("times x fold", "times", 1),
    )
    for name in names.split()
}

_ONES = "|".join(list(COUNTING)[1:10])
_SUB100 = rf"(?:(?:{'|'.join(TENS)})(?:[\s-](?:{_ONES}))?|{'|'.join(COUNTING)})\b"
_SUB1000 = rf"(?:(?:{_SUB100}|a)\s+hundred(?:\s+(?:and\s+)?{_SUB100})?|{_SUB100})"
_WORDS = rf"{_SUB1000}(?:\s+thousand(?:\s+(?:and\s+)?{_SUB1000})?)?"
_COUNTING = (
    r"\d{1,3}(?:[,' ]\d{3})+(?![\d])(?:\.\d+)?|\d+\.\d{3}\.\d{3}|\d+,\d{1,2}(?![\d])|\d+(?:\.\d+)?"
)
_MONEY = r"(?:us|a|c|nz|hk|s|r)?\$|[€£¥₹₩₽]|\b(?:usd|eur|gbp|chf|cny|rmb|jpy)"
_CHINESE = r"\u3400-\u9fff"  # stands before a number without a space
CORE = re.compile(
    rf"(?P<money>{_MONEY})?\s?(?P<sign>(?<![\w)])[-+])?(?<![^\W{_CHINESE}])(?<!\.)"
    rf"(?P<digits>{_COUNTING})"
    r"(?!\d|(?:st|nd|rd|th)\b)"
    rf"|\b(?P<words>{_WORDS})"
    r"|\b(?P<a>half\s+an?|an?)\s+(?=(?:hundred|thousand|million|billion|trillion|dozen|decade"
    r"|month|minute|century|week|fortnight|day|hour|year|percentage\s+point)\b)",
    re.IGNORECASE,
)
SCALE = re.compile(
    r"\s?(?:(?P<attached>(?<=\d)(?:bn|mn|mln|tn|trn|k|m|b|t)(?![\w/²]))"
    r"|(?P<spaced>[\s-]?(?:hundred|thousand|tsd\.?|lakh|crore|millions?|millionen|millon(?:es)?|mio\.?|mn|mln"
    r"|bn|billions?|mrd\.?|milliarden|milliards?|tn|trillion|dozen|(?-i:M|B))\b)|(?P<cjk>[万萬亿億]))",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"[\s-]{0,2}(?:(?<=\s)(?:de\s|d'))?(?:(?:consecutive|straight|successive|full|whole|additional|extra|more|further|calendar"
    r"|working)\s)?(?P<unit>"
    + "|".join(
        re.escape(name).replace(r"\-", r"[\s-]")
        # A Chinese unit needs no mark or space behind it.
        + (r"(?![\w/²])" if name[-1].isascii() and name[-1].isalnum() else "")
        for name in sorted(_MEASURES, key=len, reverse=True)
    )
    + r")",
    re.IGNORECASE,
)
# "100m sprint" is metres; "61m subscribers" and "to 61m" are millions, as news writes them.
METRES = re.compile(
    r"[\s-](?:long|tall|high|wide|deep|sprint|race|hurdles|freestyle|backstroke|butterfly|relay|above"
    r"|below|away|dash|final|pool|tower|mast|yacht|wave|waves|bridge|tunnel|run)\b"
)
PER = re.compile(
    r"(?:\sof\s\w+|\s(?!on\b|in\b|for\b|within\b|by\b|at\b|to\b)\w+)?"
    r"\s?(?:\ban?|\bper|/|\beach|\bevery)\s?(second|minute|hour|day|week|month|quarter|year|annum)\b"
    r"(?!\s(?:ago|earlier|later|before|after|previously|old)\b)"
)
_OVER, _UNDER = "old larg high long tall bigg heavi great", "young small low short"
# Comparatives that are the bound of the figure behind them.
COMPARED = frozenset(
    ["more", "less", "fewer", *(f"{word}er" for word in (_OVER + " " + _UNDER).split())]
)
_BOUNDED = re.compile(
    r"(?P<about>about|around|roughly|approximately|approx\.?|some|circa|ca\.|~"
    r"|an estimated|estimated|in the region of|an average of)"
    r"|(?P<almost>nearly|almost|close to|just under|just below|not quite)"
    rf"|(?P<over>(?:{_OVER.replace(' ', '|')})er than"
    r"|no fewer than|no less than|not less than|more than|over|above|at least|exceeding"
    r"|just over|upwards of|a minimum of)"
    r"|(?P<upto>no more than|not more than|up to|as much as|as many as|as high as|as far as"
    r"|as long as|at most|(?:can|could|may|might) (?:reach|total)|a maximum of"
    r"|no later than)"
    rf"|(?P<under>fewer than|less than|(?:{_UNDER.replace(' ', '|')})er than|under|below)"
)
BOUND = re.compile(rf"(?:^|\W)(?:{_BOUNDED.pattern})\s*(?:an?\s|(?<!\bthan\s)the\s)?$")
AFTER = re.compile(r"\s?(?:\+|or more\b|plus\b)")
TO = re.compile(r"\s*(?:-|to|bis|至)\s*", re.IGNORECASE)
AND = re.compile(r"\s+(?:and|or|to)\s+", re.IGNORECASE)
CLOCK = re.compile(
    r"\b(\d{1,2}):(\d{2})(?::\d{2})?\b\s?(a\.?m\b\.?|p\.?m\b\.?)?"
    r"|\b(\d{1,2})(?:\.(\d{2}))?\s?(a\.?m\b\.?|p\.?m\b\.?)",
    re.IGNORECASE,
)
HOURS_AND_MINUTES = re.compile(
    rf"\b(\d{{1,3}}|{_SUB100})\s(hours?|minutes?)(?:,?\sand)?\s(\d{{1,2}}|{_SUB100})"
    r"\s(minutes?|seconds?)\b",
    re.IGNORECASE,
)
SCORE = re.compile(r"(?<![\w.,-])(\d{1,3})-(\d{1,3})(?![\w%]|-\w|[.,]\d)")
FRACTION = re.compile(
    r"\b(?P<count>an?|one|two|three|four|five|six|seven|eight|nine)[\s-]"
    rf"(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})\b(?P<of>\s+(?:of|more|less|fewer"
    r"|higher|lower|the)\b)?",
    re.IGNORECASE,
)
HALF = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!last )(?<!other )(?<!-)\bhalf\b"
    r"(?!-|\s+(?:an?\s|year\b|past|time\b|hour\b|marathon))(?P<as>\s+as\b)?",
    re.IGNORECASE,
)
QUARTER_POINT = re.compile(
    r"\b(?P<part>quarter|half)(?:[\s-]of)?[\s-](?:an?\s)?(?:percentage[\s-])?points?\b",
    re.IGNORECASE,
)
ONE_IN = re.compile(
    rf"\b(?P<count>{_SUB100}|\d{{1,3}})\s(?:in|out\sof|of(?=\severy\s))\s(?:every\s)?(?P<all>{_SUB100}|1?\d{{1,3}})\b(?![.,:-]\d)"
    r"|\bevery\s(?P<part>second|third|fourth|fifth|sixth|seventh|eighth|tenth)\b",
    re.IGNORECASE,
)
AND_A_HALF = re.compile(
    rf"\b(?:(?P<count>an?|\d{{1,3}}|{_SUB100})\s(?P<unit>years?|hours?|days?|weeks?|months?|miles?"
    rf"|million|billion)\sand\sa\shalf|(?P<before>\d{{1,3}}|{_SUB100})\sand\sa\shalf\s(?P<after>years?"
    r"|hours?|days?|weeks?|months?|miles?|times|percent|million|billion))\b",
    re.IGNORECASE,
)
TIMES = {
    word: number
    for number, words in (
        (2.0, "twice double doubled doubles doubling twofold two-fold"),
        (3.0, "triple tripled triples tripling threefold three-fold thrice treble trebled"),
        (4.0, "quadruple quadrupled quadrupling fourfold four-fold"),
        (5.0, "fivefold five-fold"),
        (10.0, "tenfold ten-fold"),
        (0.5, "halved halving halve halves"),
    )
    for word in words.split()
}
FACTOR = re.compile(rf"\b(?:{'|'.join(sorted(TIMES, key=len, reverse=True))})\b", re.IGNORECASE)
POWER = re.compile(r"(?<![\w.,])10(?P<power>⁻?[⁰¹²³⁴-⁹]{1,2})(?!\w)")
ORDINAL = re.compile(rf"\b(?:(\d{{1,4}})(?:st|nd|rd|th)|({'|'.join(ORDINALS)}))\b", re.IGNORECASE)


# Words for money that are hardly others: "dollars", no "won" and no "cents".
CURRENCY_WORDS = tuple(
    name
    for name, (unit, factor) in _MEASURES.items()
    if unit in CURRENCY_UNITS
    and factor == 1
    and name.isascii()
    and name.isalpha()
    and len(name) > 3
)


def measure(written: str) -> tuple[str, float]:
    """(base unit, how many of it one is) of a measure as written, "kilometres" -> ("m", 1000)."""
    name = re.sub(r"\s+", "-", written.strip())
    return _MEASURES.get(name) or _MEASURES_FOLDED[name.lower()]


def is_measured(word: str) -> bool:
    """Whether a word is a unit: "dollars", "metres"."""
    return word in _MEASURES or word.lower() in _MEASURES_FOLDED


_MEASURES_FOLDED = {name.lower(): measure for name, measure in _MEASURES.items()}
