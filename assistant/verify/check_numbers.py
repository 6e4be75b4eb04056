"""Do a statement's numbers stand in the cited text, and for the same thing?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from assistant.verify.claims import Cited, Sentence, Word, likeness, opposites
from assistant.verify.derived import former, worked_out
from assistant.verify.numbers import Quantity
from assistant.verify.wording import STOP, keys, keys_of, stem, verbal

# A rival figure must fit this much better than the one found before it is held against it.
CLEARLY, AND_MORE = 1.5, 0.05
_UPPER = ("under", "up to")
# Figures that are compared, each of a statement with each of the source: more would take seconds,
# and nobody writes them in a sentence.
MOST_CLAIMED = 40  # of one sentence
MOST_CITED = 400  # of the cited text, unless it is a table


def check_numbers(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Each number with its scale, unit and bound; then whether it is the number of this thing."""
    yield from _other_span(sentence, cited)
    yield from _other_period(sentence, cited)
    if len(sentence.quantities) > MOST_CLAIMED:
        yield f"the statement has too many numbers to be checked: {len(sentence.quantities)}"
        return
    for quantity in sentence.quantities:
        if _small_one(quantity) or _counts_sources(sentence, quantity):
            continue
        found = list(islice(_standing(sentence, quantity, cited), 50))
        if quantity.weak:
            if not found:
                yield from _other_time(sentence, quantity, cited)
        elif not found and quantity.unit == "ordinal" and quantity.value == 1:
            yield from _not_first(quantity, sentence, cited)
        elif not found:
            if not (
                _in_name(sentence, quantity, cited)
                or _out_of(sentence, quantity, cited)
                or worked_out(sentence, quantity, cited.sentences)
            ):
                yield _missing(quantity.of(sentence.text), quantity, cited)
        elif not any(_bound_holds(quantity, there) for _, there in found):
            theirs = _with_bound(*found[0])
            yield f"the source says '{theirs}', the statement '{_with_bound(sentence, quantity)}'"
        else:
            yield from _misplaced(sentence, quantity, found, cited)


_SPAN = re.compile(
    r"\b(within|for|after|in|every|per|few|several)\s"
    r"(second|minute|hour|day|week|month|year|decade|centur)(?:s|ies|y)?\b"
)


def _other_span(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Within hours" where the source has "within minutes"."""
    theirs = {match.groups(): match[0] for match in _SPAN.finditer(cited.lower)}
    for match in _SPAN.finditer(sentence.lower):
        rivals = [text for (lead, unit), text in theirs.items() if lead == match[1]]
        if rivals and match.groups() not in theirs and match[2] not in cited.lower:
            yield f"the source says '{rivals[0]}', the statement '{match[0]}'"
            return


PERIODS = {
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "annual|yearly",
}
_PERIODIC = re.compile(rf"\b({'|'.join(PERIODS.values())}) ([a-z]{{3,}})\b")
_RATE = re.compile(
    r"\d(?:[\d.,]*\d)?%?(?: (?!to\b|by\b|in\b|for\b|at\b|on\b|within\b)[a-z]+){0,2}"
    r" (?:an?|per|each|every) (hour|day|week|month|year)"
    r"\b(?! (?:earlier|later|ago|before|after|old|on|from))"
)


# "Over two years" is no yearly figure; "last year" may be told as one.
_ONE = "(?:an?|one|per|each|every|last|past|this|that|next|previous|the|full|financial|fiscal)"


def _other_period(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Its yearly price" where the source has a monthly price, "214 trains a day" where it has
    no such period.
    """
    theirs = [found.groups() for found in _PERIODIC.finditer(cited.lower)]
    for found in _PERIODIC.finditer(sentence.lower):
        same = [period for period, thing in theirs if stem(thing) == stem(found[2])]
        if same and all(_period(period) != _period(found[1]) for period in same):
            yield f"the source says '{same[0]} {found[2]}', the statement '{found[0]}'"
            return
    for found in _RATE.finditer(sentence.lower):
        said = rf"\b(?:{_ONE}[ -]{found[1]}|{PERIODS[found[1]]})\b"
        if not re.search(said, cited.lower):
            yield f"the source does not say '{found[0]}'"
            return


def _period(adjective: str) -> str:
    return next(name for name, forms in PERIODS.items() if adjective in forms.split("|"))


def _small_one(quantity: Quantity) -> bool:
    """ "One" is a number only beside a unit; a lone one is a pronoun."""
    return quantity.word and quantity.raw == 1 and quantity.unit == ""


# What an answer counts by itself: "the two sides", "three reports".
_SOURCES = frozenset("sides sources reports accounts articles versions estimates parties".split())


def _counts_sources(sentence: Sentence, quantity: Quantity) -> bool:
    counted = _counted(sentence, quantity)
    return quantity.word and quantity.raw <= 9 and not _SOURCES.isdisjoint(counted)


def _not_first(quantity: Quantity, sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "First" is often no number ("than first planned"): only another place is held against it."""
    for other in cited.sentences:
        for there in other.quantities:
            if there.unit == "ordinal":
                ours, theirs = quantity.of(sentence.text), there.of(other.text)
                yield f"the source says '{theirs}', the statement '{ours}'"
                return


def _other_time(sentence: Sentence, quantity: Quantity, cited: Cited) -> Iterator[str]:
    """ "Within a month" where the source has "within a week" in its place."""
    here = sentence.word_at(quantity.start)
    lead = _lead(sentence, quantity)
    for other in cited.sentences:
        for there in other.quantities:
            if there.unit not in ("s", "month") or here is None or _lead(other, there) != lead:
                continue
            place = other.word_at(there.start)
            if place is not None and likeness(sentence, here, other, place) > 0.3:
                ours, theirs = quantity.of(sentence.text), there.of(other.text)
                yield f"the source says '{theirs}', the statement '{ours}'"
                return


def _standing(
    sentence: Sentence, quantity: Quantity, cited: Cited
) -> Iterator[tuple[Sentence, Quantity]]:
    """Where the quantity stands in the cited text."""
    for other in cited.sentences:
        for there in other.quantities:
            loose = cited.tables or _elided(sentence, quantity, other, there)
            if (
                _same(quantity, there, loose)
                or _occasions(sentence, quantity, other, there)
                or _lasting(sentence, quantity, there)
            ):
                yield other, there


_LASTING = re.compile(r"\b(?:in|lasted|takes|took|clocked|ran) (?:an? (?:[a-z]+ )?)?$")
_MINUTES = re.compile(r"\d{1,2}:\d\d")


def _lasting(sentence: Sentence, quantity: Quantity, there: Quantity) -> bool:
    """ "In 2:21" for a duration, of minutes or of hours; "at 2:21" is a time of day."""
    return (
        (quantity.unit, there.unit) == ("clock", "s")
        and there.value in (quantity.value, 60 * quantity.value)
        and _MINUTES.fullmatch(quantity.of(sentence.plain)) is not None
        and _LASTING.search(sentence.lower[: quantity.start]) is not None
    )


_AS_MUCH = re.compile(r"\s(?:the|that|its|their|what|over|more|as (?:many|much|\w+ as)|[a-z]+er)\b")


def _occasions(sentence: Sentence, quantity: Quantity, other: Sentence, there: Quantity) -> bool:
    """ "Two goals" for "scored twice"; "twice as many" is no two."""
    if quantity.unit == "times" and there.unit == "" and not quantity.word:
        # "Scored 31 times" for "scored 31 goals"; "grew 20 times" is no count.
        ours, theirs = _lead(sentence, quantity), _lead(other, there)
        verb = next((word for word in sentence.words if word.text.lower() == ours), None)
        return (
            quantity.raw == there.raw
            and verb is not None
            and stem(ours) == stem(theirs)
            and not any(pair == "level" for pair, _ in opposites(verb))
            and not _AS_MUCH.match(sentence.lower, quantity.end)
        )
    once = there.unit == "times" and there.word and quantity.unit == "" and quantity.raw <= 3
    return once and quantity.raw == there.raw and not _AS_MUCH.match(other.lower, there.end)


def _elided(sentence: Sentence, quantity: Quantity, other: Sentence, there: Quantity) -> bool:
    """The unit stands once for two numbers: "2.3 billion crowns, some 400 million more"."""
    if "" not in (quantity.unit, there.unit) or quantity.unit == there.unit:
        return False
    bare, home, unit = (
        (quantity, sentence, there.unit) if quantity.unit == "" else (there, other, quantity.unit)
    )
    word = re.match(r"\s*([a-z]+)", home.lower[bare.end :])
    return (
        word is None or word[1] in STOP or word[1] in ("instead", "rather", "compared")
    ) and any(near.unit == unit for near in home.quantities if near is not bare)


def _missing(written: str, quantity: Quantity, cited: Cited) -> str:
    for other in cited.sentences:
        for there in other.quantities:
            if abs(there.raw) == abs(quantity.raw) and there.unit != quantity.unit:
                return f"the source says '{there.of(other.text)}', the statement '{written}'"
    return f"number {written} does not stand in the cited text"


def _with_bound(sentence: Sentence, quantity: Quantity) -> str:
    before = sentence.plain[max(0, quantity.start - 24) : quantity.start]
    lead = re.search(r"(?:[\w']+\s){1,3}$", before) if quantity.bound else None
    return (lead[0] if lead else "") + quantity.of(sentence.text)


def _same(claimed: Quantity, there: Quantity, loose: bool) -> bool:
    """The same number of the same thing; a hedge in the statement allows for rounding."""
    if (claimed.unit, there.unit) == ("%", "times"):
        return (claimed.value, there.value) == (50, 0.5)  # "by half" for "halve"
    if not _same_unit(claimed, there, loose):
        return False
    if claimed.per and there.per and claimed.per != there.per:
        return False
    if claimed.unit == "score":
        return {claimed.value, claimed.high} == {there.value, there.high}
    return any(
        _same_value(claimed, there, ours, theirs)
        for ours, theirs in _comparable(claimed, there, loose)
    )


def _same_value(claimed: Quantity, there: Quantity, ours: float, theirs: float) -> bool:
    """One number or range and another, their lower ends given in one measure."""
    if claimed.high is not None:
        grown = claimed.high / claimed.value if claimed.value else 1.0
        if there.high is None or not there.value or not _equal(ours, theirs):
            return False
        return _equal(ours * grown, theirs * (there.high / there.value))
    if there.high is not None:
        # One end of a range says less than the range, unless as its "at least" or "up to".
        low_end = claimed.bound == "over" and _equal(ours, theirs)
        return low_end or (claimed.bound in _UPPER and _equal(ours, there.high))
    return _equal(ours, theirs) or _rounded(claimed, ours, theirs)


def _same_unit(claimed: Quantity, there: Quantity, loose: bool) -> bool:
    if claimed.unit == there.unit or {claimed.unit, there.unit} in ({"¥", "jpy"}, {"¥", "cny"}):
        return True
    if "" not in (claimed.unit, there.unit):
        return False
    if "ordinal" in (claimed.unit, there.unit):
        return claimed.raw > 12 or there.raw > 12  # "day 31" for "the 31st day"
    # ages ("aged 24", "24-year-old"), units said once, and rows of a table whose head has the unit
    return loose or "month" in (claimed.unit, there.unit)


def _comparable(claimed: Quantity, there: Quantity, loose: bool) -> Iterator[tuple[float, float]]:
    if claimed.unit != there.unit:
        yield abs(claimed.raw), abs(there.raw)
    else:
        yield abs(claimed.value), abs(there.value)
    if loose and not there.unit:
        for scale in (1.0, 1e3, 1e6, 1e9):
            yield abs(claimed.raw) / scale, abs(there.raw)


def _equal(one: float, two: float) -> bool:
    return abs(one - two) <= 1e-9 * max(abs(one), abs(two))


def _rounded(claimed: Quantity, ours: float, theirs: float) -> bool:
    """A hedged number may be the source's rounded, by 5 % at most; "more than" from 15 % below."""
    if not claimed.bound or not theirs or claimed.unit in ("ordinal", "clock"):
        return False
    if claimed.bound == "over":
        return ours < theirs <= 1.15 * ours
    if claimed.bound in _UPPER:
        return 0.85 * ours <= theirs < ours
    if claimed.bound == "almost":
        return 0.95 * ours <= theirs < ours
    return abs(ours - theirs) <= 0.05 * max(ours, theirs)


def _bound_holds(claimed: Quantity, there: Quantity) -> bool:
    """ "At least 23" is not "at most 23", and "up to 900" is not "900"."""
    if there.high is not None or claimed.bound == there.bound:
        return True
    if there.bound in _UPPER:
        return claimed.bound in (*_UPPER, "almost")
    if there.bound == "over":
        return claimed.bound not in (*_UPPER, "almost")
    if claimed.bound in ("", "about"):
        return True
    if not _equal(abs(claimed.value), abs(there.value)):
        return True  # "more than 4 million" for 4.2 million
    return claimed.bound == "almost" and there.bound in ("about", "almost")


_PART_OF = re.compile(r"(\w+) (?:out of|in) (?:the |its |their )?(\w+)$")


def _out_of(sentence: Sentence, quantity: Quantity, cited: Cited) -> bool:
    """ "Two out of nine members" for "two of the nine members"."""
    said = _PART_OF.match(sentence.lower[quantity.start : quantity.end])
    if said is None:
        return False
    part, whole = map(re.escape, said.groups())
    return re.search(rf"\b{part} of (?:the |its |their )?{whole}\b", cited.lower) is not None


def _in_name(sentence: Sentence, quantity: Quantity, cited: Cited) -> bool:
    """The 7 of "Halo 7" is checked with its name."""
    for name in sentence.names:
        if name.start <= quantity.start and quantity.end <= name.end and len(name.words) > 1:
            pairs = zip(name.words, name.words[1:], strict=False)
            return all(
                any(f"{one} {two}".lower() in part.lower for part in cited.everything)
                for one, two in pairs
            )
    return False


# --- the right number of the wrong thing -----------------------------------------------------


def _misplaced(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]], cited: Cited
) -> Iterator[str]:
    """A figure that the source gives for something else."""
    here = sentence.word_at(quantity.start)
    own = [
        (likeness(sentence, here, other, place), other, place)
        for other, there in found
        if here is not None and (place := other.word_at(there.start)) is not None
    ]
    if here is None or not own or cited.tables:
        return
    if cited.figures > MOST_CITED:
        yield f"the cited text has too many numbers to tell which is meant: {cited.figures}"
        return
    best = max(own, key=lambda each: each[0])
    written = quantity.of(sentence.text)
    rival = "" if cited.retold(sentence) else _rival(sentence, quantity, here, best, cited)
    if rival:
        yield f"the source gives {written} for something else; here it says '{rival}'"
        return
    yield from _turned(sentence, quantity, found, cited)
    if _is_total(*best[1:]) and not _is_total(sentence, here):
        yield f"the source gives {written} as the total of which it names a part"
    if _other_subject(sentence, here, *best[1:], cited):
        yield f"number {written} stands in the source with another subject"
    elif quantity.unit == "ordinal" and not any(
        _same_in_order(sentence, quantity, other, there) for other, there in found
    ):
        yield f"the source does not call this '{quantity.of(sentence.text)}'"
    elif quantity.unit == "" and not any(
        _counts_the_same(sentence, quantity, other, there) for other, there in found
    ):
        things = " ".join(_counted(sentence, quantity))
        yield f"the source does not give {written} as a number of '{things}'"


_OF = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|most|some|all|many|few|half|part"
    r"|none))\sof\s(?:the\s|its\s|their\s|his\s|her\s)?$"
)
_OF_THEM = re.compile(r"of (?:the |its |their )?\d")


def _is_total(sentence: Sentence, place: Word) -> bool:
    """410 in "70 of 410 jobs", 43 in "of the 43 members, nine stayed"."""
    if _OF_THEM.match(sentence.lower) and place.start < 12:
        return True
    return _OF.search(sentence.lower[max(0, place.start - 24) : place.start]) is not None


def _rival(
    sentence: Sentence,
    quantity: Quantity,
    here: Word,
    best: tuple[float, Sentence, Word],
    cited: Cited,
) -> str:
    """Another figure of the same unit whose surroundings are those of the statement's."""
    most, home, place = best
    for other in cited.sentences:
        for there in other.quantities:
            spot = other.word_at(there.start)
            if spot is None or not _competes(quantity, there):
                continue
            alike = likeness(sentence, here, other, spot)
            if alike <= CLEARLY * most + AND_MORE or closer(sentence, home, other):
                continue
            # Both figures may stand in the statement: then as they are must be worse than swapped.
            twin = next((w for w in sentence.words if w is not here and w.keys & spot.keys), None)
            if twin is not None and twin.kind == "number":
                straight = most + likeness(sentence, twin, other, spot)
                if alike + likeness(sentence, twin, home, place) <= 1.2 * straight:
                    continue
            return there.of(other.text)
    return ""


def _competes(quantity: Quantity, there: Quantity) -> bool:
    return (
        there.unit == quantity.unit
        and there.unit not in ("ordinal", "clock", "times")
        and not _small_one(there)
        and not there.weak
        and not _same(quantity, there, False)
    )


def closer(sentence: Sentence, home: Sentence, other: Sentence) -> bool:
    """The first source sentence holds nearly all of the statement, and more than the second."""
    if home is other or not sentence.words:
        return False
    own, rival = (
        sum(not word.keys.isdisjoint(part.by_key) for word in sentence.words) / len(sentence.words)
        for part in (home, other)
    )
    return own >= 0.75 and own >= rival + 0.15


def _turned(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]], cited: Cited
) -> Iterator[str]:
    """From 95 to 110 is not from 110 to 95, and 4 instead of 6 is not 6 instead of 4."""
    here = _lead(sentence, quantity)
    there = {_lead(other, place) for other, place in found}
    written = quantity.of(sentence.text)
    if here in ("from", "to") and there and here not in there and there <= {"from", "to"}:
        yield f"the source says '{min(there)} {written}', the statement '{here} {written}'"
    elif (
        not former(sentence, quantity)
        and all(former(*place) for place in found)
        and (
            here == "to"
            or (
                not _EARLIER.search(sentence.lower)
                and any(map(_has_newer, *zip(*found, strict=True)))
            )
        )
    ):
        yield f"the source gives {written} as the old number, the statement as the new one"
    elif there == {"every"} and here in ("for", "in", "after", "within"):
        yield f"the source says 'every {written}', the statement '{here} {written}'"
    elif (
        former(sentence, quantity)
        and not any(former(*place) for place in found)
        and any(former(other, near) for other in cited.sentences for near in other.quantities)
    ):
        yield f"the source gives {written} as the new number, the statement as the old one"


def _has_newer(part: Sentence, old: Quantity) -> bool:
    """The sentence has a figure of the unit that is not what was before."""
    return any(
        each.unit == old.unit and each is not old and not former(part, each)
        for each in part.quantities
    )


_EARLIER = re.compile(
    r"\b(?:before|previous\w*|earlier|last|years?|had|was|were|against|compared|instead|rather|from"
    r"|than|first|originally|once|until|used to|up|down|versus|in (?:1[5-9]|20)\d\d)\b"
)


def _lead(sentence: Sentence, quantity: Quantity) -> str:
    before = sentence.lower[: quantity.start].rstrip(" $€£¥")
    return before.rsplit(None, 1)[-1] if before else ""


_LEANING = re.compile(
    r"^\W*(?:the (?:company|firm|group|bank|airline|club|team|carmaker|move|deal|rate|number|figure"
    r"|price)|this|that|these|those|another|both|all|meanwhile|however)\b"
    r"|\b(?:it|its|he|his|she|her|they|their)\b"
)
_CONTRAST = frozenset(
    stem(word) for word in "previous former predecessor rival first second other another".split()
)
_PLACED = re.compile(r"\b(?:in|at|on|near|from|of|by)\s(?:the\s)?$")


def _other_subject(
    sentence: Sentence, here: Word, home: Sentence, place: Word, cited: Cited
) -> bool:
    """True when the figure's part of the source names others and never who the statement names."""
    claimed = frozenset().union(
        *(
            word.keys
            for word in sentence.within(*sentence.segment_of(here.start))
            if word.kind == "name" and word.keys & cited.keys
        )
    )
    start, end = home.segment_of(place.start)
    theirs = home.within(start, end)
    if not claimed or any(claimed & word.keys for word in theirs):
        return False
    if _says_otherwise(claimed, home, place, theirs, cited):
        return True
    leans = _LEANING.search(home.lower[start:end].lstrip(" ,")) is not None
    for word in theirs:
        if word.kind != "name" or word.start > place.start or leans:
            continue
        placed = _PLACED.search(home.lower[: word.start])
        if not placed and word.keys.isdisjoint(sentence.by_key):
            return True
    opening = [word for word in theirs[:2] if word.kind != "small"]
    foreign = (
        bool(opening)
        and opening[0].keys.isdisjoint(sentence.by_key)
        and not verbal(opening[0].text)
    )
    if foreign and not leans and _has_its_own(claimed, home, place, cited):
        return True
    contrast = any(stem(word) in _CONTRAST and word not in sentence.lower for word in home.run[:3])
    return contrast and all(word.keys.isdisjoint(sentence.by_key) for word in opening)


_PUTS = re.compile(
    r"\b(?:puts?|estimat\w+|expect\w*|forecast\w*|predict\w*|sees?|saw|reckon\w*|count\w*|calculat\w+)\b"
)


def _says_otherwise(
    claimed: frozenset[str], home: Sentence, place: Word, theirs: tuple[Word, ...], cited: Cited
) -> bool:
    """One names the figure and another a second one: "Holm estimated 8, while Roe put it at 9"."""
    start, end = home.segment_of(place.start)
    named = any(word.kind == "name" for word in theirs)
    return (
        named
        and _PUTS.search(home.lower[start:end]) is not None
        and _has_its_own(claimed, home, place, cited)
    )


def _has_its_own(claimed: frozenset[str], home: Sentence, place: Word, cited: Cited) -> bool:
    """Another part of the source gives who the statement names a figure of the same unit."""
    unit = next((q.unit for q in home.quantities if q.start == place.start), None)
    for part in cited.sentences:
        for low, high in part.segments:
            if part is home and low <= place.start < high:
                continue
            actors = [word for word in part.within(low, high) if word.keys & claimed]
            figures = [q for q in part.quantities if q.unit == unit and low <= q.start < high]
            if figures and any(word.kind == "name" for word in actors):
                return True
    return False


def _counted(sentence: Sentence, quantity: Quantity) -> tuple[str, ...]:
    """What is counted: ("warehouse", "robots") in "2,300 warehouse robots so far"."""
    match = _COUNTED.match(sentence.lower, quantity.end)
    words: list[str] = []
    for word in match[1].split() if match else ():
        if word in STOP or verbal(word):
            break
        words.append(word)
    return tuple(words)


_COUNTED = re.compile(
    r"\s(?:of the\s|of\s|more\s|new\s|such\s|other\s)?([a-z]{2,}\b(?:\s[a-z]{2,}\b){0,2})"
)
# They may count anything.
_ANYTHING = frozenset(
    "people persons men women units pieces items cases times members ones".split()
)
_OF_TWO_KINDS = frozenset(("men", "women"))  # ... but not each other


_NTH = re.compile(r"((?:[ -][A-Za-z][\w'-]*){1,3})")
_TIMES_OR_PLACES = frozenset(
    "time place day week month year quarter round half row century".split()
)


def _same_in_order(
    sentence: Sentence, quantity: Quantity, other: Sentence, there: Quantity
) -> bool:
    """ "His third book" is no third prize; nor can it be told where no noun follows."""
    ours, theirs = (_nth(part, each) for part, each in ((sentence, quantity), (other, there)))
    if not ours or not theirs or {*ours, *theirs} & _TIMES_OR_PLACES:
        return True
    mine, its = (keys_of(words) for words in (ours, theirs))
    return bool(mine & its) or not all(keys(word) & frozenset(other.by_key) for word in ours)


def _nth(part: Sentence, quantity: Quantity) -> list[str]:
    """The words behind "third", up to the first small one or verb."""
    found = _NTH.match(part.plain, quantity.end)
    words: list[str] = []
    for word in re.split(r"[ -]", found[1].lower())[1:] if found else ():
        if word in STOP or verbal(word):
            break
        words.append(word.removesuffix("'s"))
    return words


def _counts_the_same(
    sentence: Sentence, quantity: Quantity, other: Sentence, there: Quantity
) -> bool:
    """The things counted are alike, or it can not be told that they are not."""
    ours, theirs = (
        next(reversed(_counted(*place)), "") for place in ((sentence, quantity), (other, there))
    )
    if {ours, theirs} == _OF_TWO_KINDS:
        return False
    if not ours or not theirs or not _ANYTHING.isdisjoint((ours, theirs)):
        return True
    if ours != theirs and any(
        ours in _counted(other, near)[-1:] for near in other.quantities if near is not there
    ):
        return False  # "212 crew" where the source has 212 passengers and 31 crew
    if not keys(ours).isdisjoint(other.by_key) or not keys(theirs).isdisjoint(sentence.by_key):
        return True
    near = sentence.within(quantity.end, quantity.end + 40)
    return any(word.keys & keys(theirs) for word in near[:3])
