"""Do a statement's dates stand in the cited text, in whatever form, and for the same thing?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.verify.check_numbers import AND_MORE, CLEARLY, closer
from assistant.verify.claims import Cited, Sentence, likeness
from assistant.verify.derived import former
from assistant.verify.mentions import DateMention
from assistant.verify.numbers import Quantity
from index.published import MONTH


def check_dates(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Each date as far as the statement gives it; the context's date completes the source's."""
    found = [(other, mention) for other in cited.sentences for mention in other.dates]
    around = [mention for other in cited.context for mention in other.dates]
    anchor = next((day for mention in around if (day := _day_of(mention)) is not None), None)
    years = {mention.year for _, mention in found if mention.year is not None}
    meant = [known for _, mention in found for known in _readings(mention, anchor, years)]
    yield from _of_another_time(sentence, cited, found, anchor, years)
    yield from _other_ago(sentence, cited)
    meant += [
        _mention(_shifted(day, shift))
        for part, mention in found
        for shift in _days_off(part)
        for known in _readings(mention, anchor, ())
        if (day := _day_of(known)) is not None
    ] + [
        DateMention(0, 0, weekday=(mention.weekday + shift) % 7)
        for part in cited.sentences
        for shift in _days_off(part)
        for _, mention in found
        if mention.weekday is not None
    ]
    for mention in sentence.dates:
        written = mention.of(sentence.text)
        if mention.relative is not None:
            if not _relative_holds(mention, cited, anchor, meant):
                yield f"date {written} does not stand in the cited text"
        elif any(_covers(mention, known) for known in meant):
            yield from _other_edge(sentence, mention, found, anchor, years)
            yield from _misdated(sentence, mention, found, anchor, years, cited)
        elif not any(
            _covers(mention, known) for other in around for known in _readings(other, anchor, set())
        ):
            yield f"date {written} does not stand in the cited text"
        elif _displaced(mention, sentence, found):
            yield f"the source gives another date than {written}"


_AGO = re.compile(
    r"\b(?:an?|one) (day|week|month|quarter|year|decade) (?:ago|earlier|before(?! [a-z]+ing))\b"
)


# The same distance in other words.
_ELSE = {
    "day": r"\byesterday\b|[a-z]day\b",
    "week": r"\bseven days\b|[a-z]day\b",
    "month": rf"\b(?:{MONTH})\b",
    "quarter": r"\bthree months\b",
    "year": r"\b(?:annual|(?:twelve|12) months|same (?:period|quarter|month|time)|(?:19|20)\d\d)\b",
    "decade": r"\bten years\b",
}


def _other_ago(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "A quarter ago" where the source has "a year ago", and no other word of a quarter."""
    theirs = {match[1]: match[0] for match in _AGO.finditer(cited.lower)}
    for match in _AGO.finditer(sentence.lower):
        unit = match[1]
        named = rf"\b(?:last|past|previous|prior|preceding|an?|one|per|each) {unit}\b|\b{unit}-"
        other = f"{named}|{_ELSE[unit]}"
        if theirs and unit not in theirs and not re.search(other, cited.lower):
            yield f"the source says '{next(iter(theirs.values()))}', the statement '{match[0]}'"
            return


def _day_of(mention: DateMention) -> dt.date | None:
    if mention.year is None or mention.month is None or mention.day is None:
        return None
    try:
        return dt.date(mention.year, mention.month, mention.day)
    except ValueError:
        return None


def _readings(
    mention: DateMention, anchor: dt.date | None, years: Iterable[int]
) -> Iterator[DateMention]:
    """The date as given, and as the publication date or a year near it completes it."""
    yield mention
    day = _day_of(mention)
    if day is not None:
        yield _mention(day)
    written = mention.relative or ""
    if written.endswith("year") and written.startswith(("last", "this", "next")):
        if anchor is not None:
            shift = {"last": -1, "this": 0, "next": 1}[written.split(maxsplit=1)[0]]
            yield DateMention(0, 0, year=anchor.year + shift)
    elif "year" in written and "start" not in written:
        yield from (DateMention(0, 0, year=year - 1) for year in years)  # "a year earlier"
    if anchor is not None:
        yield from _anchored(mention, anchor)


_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_MONTHS = {"last month": -1, "this month": 0, "next month": 1}


def _anchored(mention: DateMention, anchor: dt.date) -> Iterator[DateMention]:
    written = mention.relative or ""
    if written in _DAYS:
        yield _mention(_shifted(anchor, _DAYS[written]))
    if written in _MONTHS:
        months = anchor.year * 12 + anchor.month - 1 + _MONTHS[written]
        yield DateMention(0, 0, year=months // 12, month=months % 12 + 1)
    if mention.weekday is not None:
        near = (_shifted(anchor, shift) for shift in range(-7, 8))
        yield from (_mention(day) for day in near if day.weekday() == mention.weekday)
    if mention.year is not None:
        return
    if mention.part:
        yield DateMention(0, 0, year=anchor.year, part=mention.part)
    elif mention.month:
        yield from _completed(mention, anchor)


def _shifted(day: dt.date, days: int) -> dt.date:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return day


def _completed(mention: DateMention, anchor: dt.date) -> Iterator[DateMention]:
    """A day or month without a year, in the years that bring it near the anchor (190 days)."""
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            day = dt.date(year, mention.month or 1, mention.day or 15)
        except ValueError:
            continue
        if abs((day - anchor).days) <= 190:
            yield _mention(day) if mention.day else DateMention(0, 0, year=year, month=day.month)


def _mention(day: dt.date) -> DateMention:
    return DateMention(0, 0, day.year, day.month, day.day, day.weekday())


def _covers(claimed: DateMention, known: DateMention) -> bool:
    """Every part that the statement gives stands in the source's date."""
    if claimed.part is not None:
        return claimed.part == known.part and claimed.year in (None, known.year)
    return all(
        part in (None, there)
        for part, there in (
            (claimed.year, known.year),
            (claimed.month, known.month),
            (claimed.day, known.day),
            (claimed.weekday, known.weekday),
        )
    )


def _relative_holds(
    mention: DateMention, cited: Cited, anchor: dt.date | None, meant: Sequence[DateMention]
) -> bool:
    """ "Last year" stands in the source, or comes out as a date that does."""
    if any(mention.relative == other.relative for part in cited.sentences for other in part.dates):
        return True
    if re.search(r"earlier|before|ago|previous|following|start", mention.relative or ""):
        # a comparison: its words are looked up like any others
        return not re.search(r"\b(?:a|one) (?:year|month) later\b", cited.lower)
    readings = [known for known in _readings(mention, anchor, ()) if known.relative is None]
    return not readings or any(_covers(reading, known) for reading in readings for known in meant)


def _displaced(
    mention: DateMention, sentence: Sentence, found: Sequence[tuple[Sentence, DateMention]]
) -> bool:
    """The date is only the article's own, while the source dates the matter differently."""
    return any(
        _kind(there) == _kind(mention)
        and not any(_covers(claimed, there) for claimed in sentence.dates)
        and len(other.by_key.keys() & sentence.by_key.keys()) >= 3
        for other, there in found
    )


def _kind(mention: DateMention) -> str:
    for kind in ("part", "day", "month", "year", "weekday"):
        if getattr(mention, kind) is not None:
            return kind
    return "relative"


def _misdated(
    sentence: Sentence,
    mention: DateMention,
    found: Sequence[tuple[Sentence, DateMention]],
    anchor: dt.date | None,
    years: Iterable[int],
    cited: Cited,
) -> Iterator[str]:
    """A date that the source gives for something else."""
    here = None if cited.retold(sentence) else sentence.word_at(mention.start)
    best = 0.0
    homes: list[Sentence] = []
    rivals: list[tuple[float, Sentence, str]] = []
    for other, there in found:
        holds = any(_covers(mention, known) for known in _readings(there, anchor, years))
        if there.relative and holds:
            return  # "a year earlier" has no place of its own to compare
        place = other.word_at(there.start)
        if place is None or here is None or there.relative:
            continue
        alike = likeness(sentence, here, other, place)
        if holds:
            best = max(best, alike)
            homes.append(other)
        elif _kind(there) == _kind(mention):
            rivals.append((alike, other, there.of(other.text)))
    for alike, other, stands in rivals:
        if alike > CLEARLY * best + AND_MORE and not any(
            closer(sentence, home, other) for home in homes
        ):
            written = mention.of(sentence.text)
            yield f"the source gives {written} for something else; here it says '{stands}'"
            return


_SINCE = re.compile(
    r"\b(?:since|from|than|after|between|compared (?:with|to)|versus|against|and)\s$"
)
# "The figure was 480,000": what is counted stands in the sentence before.
_SAME_FIGURE = re.compile(
    r"\b(?:the|that) (?:figure|number|total|share|rate|count|toll|price|sum|average)"
    r" (?:was|were|had been|stood at|had stood at)\b"
)
_BEHIND = 3  # words at most between a former figure and its date


def _of_another_time(
    sentence: Sentence,
    cited: Cited,
    found: Sequence[tuple[Sentence, DateMention]],
    anchor: dt.date | None,
    years: Iterable[int],
) -> Iterator[str]:
    """A figure told of the time at which the source gives the former one: "1,200, up from 300 in
    2021" is no "1,200 in 2021".
    """
    figures = [each for each in sentence.quantities if _tells(each)]
    mentions = [each for each in sentence.dates if each.weekday is None]
    if len(mentions) != 1 or not figures:
        return
    (mention,) = mentions
    homes = [
        (part, there)
        for part, there in found
        if (mention.relative is not None and mention.relative == there.relative)
        or (
            (mention.relative is None) == (there.relative is None)
            and any(_covers(mention, known) for known in _readings(there, anchor, years))
        )
    ]
    if not homes or _SINCE.search(sentence.lower[: mention.start]):
        return
    old = [figure for part, there in homes if (figure := _former_at(part, there))]
    if len(old) < len(homes):
        return  # the time is given for something else too
    if any(_value(each) in map(_value, old) for each in figures):
        return
    for figure in figures:
        if any(
            _value(figure) == _value(each) for part in cited.sentences for each in part.quantities
        ):
            written = figure.of(sentence.text)
            yield f"the source gives {written} for another time than {mention.of(sentence.text)}"
            return


def _tells(quantity: Quantity) -> bool:
    return quantity.unit not in ("ordinal", "clock", "s", "month", "times") and not quantity.weak


def _value(quantity: Quantity) -> tuple[float, str]:
    return quantity.value, quantity.unit


def _former_at(part: Sentence, there: DateMention) -> Quantity | None:
    """The figure that the source gives for the time as what was before; None where it is another
    kind of time.
    """
    if _SAME_FIGURE.search(part.lower):
        own = [each for each in part.quantities if _tells(each)]
        return own[0] if len(own) == 1 else None
    before = [each for each in part.quantities if each.end <= there.start and _tells(each)]
    if not before or not former(part, before[-1]):
        return None
    between = part.lower[before[-1].end : there.start]
    near = len(between.split()) <= _BEHIND and not re.search(r"[,;:]", between)
    return before[-1] if near else None


_OFF = (
    (
        -1,
        re.compile(
            r"\b(?:the (?:day|evening|night|morning) before|the previous (?:day|evening))\b"
        ),
    ),
    (-1, re.compile(r"\ba day (?:earlier|before)\b")),
    (1, re.compile(r"\b(?:the (?:next|following) (?:day|morning)|the day after|a day later)\b")),
)


def _days_off(part: Sentence) -> Iterator[int]:
    """How many days from another date of the source something happened: "the evening before"."""
    yield from (shift for shift, pattern in _OFF if pattern.search(part.lower))


_FIRST = re.compile(
    r"\b(?:since|starting|from|(?:start|begin|launch|open)(?:s|ed|ing)?(?: \w+)? (?:in|on|from)"
    r"|beg[au]n (?:in|on))\s(?:late |early |mid-)?$"
)
_LAST = re.compile(
    r"\b(?:until|till|(?:end|expire|finish|close)(?:s|d|ed|ing)?(?: \w+)? (?:in|on))"
    r"\s(?:late |early |mid-)?$"
)


_DENIED = re.compile(r"\b(?:not|never|no|none|only)\b|n't\b")


def _other_edge(
    sentence: Sentence,
    mention: DateMention,
    found: Sequence[tuple[Sentence, DateMention]],
    anchor: dt.date | None,
    years: Iterable[int],
) -> Iterator[str]:
    """The day on which something begins told as the one on which it ends, or the other way."""
    homes = [
        part.lower[max(0, there.start - 40) : there.start]
        for part, there in found
        if any(_covers(mention, known) for known in _readings(there, anchor, years))
    ]
    before = sentence.lower[max(0, mention.start - 40) : mention.start]
    if any(_DENIED.search(lead) for lead in (before, *homes)):
        return  # "not until May" is "from May"
    for ours, theirs in ((_FIRST, _LAST), (_LAST, _FIRST)):
        led = ours.search(before)
        if led and homes and all(theirs.search(home) for home in homes):
            stands = theirs.search(homes[0])
            lead = stands[0].strip() if stands else ""
            yield f"the source says '{lead} {mention.of(sentence.text)}', not '{led[0].strip()}'"
            return
