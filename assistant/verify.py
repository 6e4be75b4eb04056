"""Statement + cited text -> does the cited text carry it? Pure, deterministic, no model.

``verify`` reads numbers, dates, names, quotations, negations, directions, who says it and how sure
it is, and looks for each in the cited text. What it can not find it names in plain words.
It errs towards "not supported" where a figure, a name or a speaker is concerned, and towards
"supported" where only the choice of words differs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from assistant.claims import Cue, Sentence, Word, opposites, sentences
from assistant.numbers import DateMention, Name, Quantity, dates, names, quantities
from assistant.types import Check
from assistant.wording import STOP, common, fold, keys, sides, squeeze, stem

__all__ = ["dates", "names", "quantities", "verify"]

LONGEST = 20_000  # characters of a statement or of all cited text that are read


class _Pool:
    """The cited text and what stands around it, read once for all sentences of a statement."""

    def __init__(self, cited: Sequence[str], context: Sequence[str]) -> None:
        self.cited = [quote[:LONGEST] for quote in cited]
        self.sentences = [sentence for quote in self.cited for sentence in sentences(quote)]
        self.context = [sentence for text in context for sentence in sentences(text[:LONGEST])]
        self.keys = frozenset().union(*(sentence.keys for sentence in self.sentences))
        self.context_keys = frozenset().union(*(sentence.keys for sentence in self.context))
        self.squeezed = [squeeze(quote) for quote in self.cited]
        self.tables = any(_tabular(quote) for quote in self.cited)

    def matching(self, word: Word) -> Iterator[tuple[Sentence, Word]]:
        """The cited words that say the same as this one."""
        for sentence in self.sentences:
            seen: set[int] = set()
            for key in word.keys:
                for other in sentence.by_key.get(key, ()):
                    if other.start not in seen:
                        seen.add(other.start)
                        yield sentence, other


def verify(statement: str, cited: Sequence[str], *, context: Sequence[str] = ()) -> Check:
    """Does the cited text carry the statement?

    Args:
        statement: one sentence or a few.
        cited: the exact quotes that the statement rests on.
        context: what may also supply names and dates, but no figures: the article's title, its
            publication date written out, sentences that a quote leans on, the question.

    Returns:
        supported, or the problems in plain words, each once, in the order of the checks.
        Never raises, whatever the texts are. Texts are read up to 20,000 characters each.
    """
    if not statement.strip():
        return Check(False, ("there is no statement",))
    if not any(quote.strip() for quote in cited):
        return Check(False, ("no text is cited",))
    pool = _Pool(cited, context)
    problems: list[str] = []
    if not _verbatim(statement, pool, [squeeze(quote) for quote in cited]):
        for sentence in sentences(statement[:LONGEST]):
            if not _verbatim(sentence.text, pool, pool.squeezed):
                for check in _CHECKS:
                    problems += check(sentence, pool)
    problems = list(dict.fromkeys(problems))
    return Check(not problems, tuple(problems))


def _verbatim(statement: str, pool: _Pool, squeezed: Sequence[str]) -> bool:
    """True when the words are whole sentences of a cited quote, in the quote's own order."""
    wanted = squeeze(statement)
    bare = _ends_off(wanted)
    if any(wanted == quote or (bare and bare == _ends_off(quote)) for quote in squeezed):
        return True
    if not bare or not any(bare in quote for quote in squeezed):
        return False
    for quote in pool.cited:
        spans = [_ends_off(squeeze(sentence.text)) for sentence in sentences(quote)]
        for first in range(len(spans)):
            joined = ""
            for span in spans[first:]:
                joined = f"{joined} {span}" if joined else span
                if joined == bare or _letters(joined) == _letters(bare):
                    return True
                if len(joined) > len(bare) + 40:
                    break
    return False


def _ends_off(squeezed: str) -> str:
    return squeezed.strip(" .!?…。！？\"'•-–*")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _tabular(quote: str) -> bool:
    return any(line.count(mark) >= 2 for line in quote.splitlines() for mark in ("|", "\t", ";"))


# --- likeness of surroundings ----------------------------------------------------------------


def _likeness(sentence: Sentence, word: Word, other: Sentence, place: Word) -> float:
    """How alike the surroundings of two words are: shared words count by how near they stand."""
    total = 0.0
    for near in sentence.words:
        gap = abs(near.at - word.at)
        if near.start == word.start or gap > 12:
            continue
        best = 0.0
        for key in near.keys:
            for found in other.by_key.get(key, ()):
                if found.start != place.start:
                    best = max(best, 1 / (1 + abs(found.at - place.at)))
        total += best / (1 + gap)
    return total


# --- numbers ---------------------------------------------------------------------------------


def _check_numbers(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    for quantity in sentence.quantities:
        if _small_one(quantity):
            continue
        found = [
            (other, there)
            for other in pool.sentences
            for there in other.quantities
            if _same(quantity, there, pool.tables)
        ]
        written = quantity.of(sentence.text)
        if not found:
            if _in_name(sentence, quantity, pool):
                continue
            yield _missing(written, quantity, pool)
        elif not any(_bound_holds(quantity, there) for _, there in found):
            there = found[0][1]
            yield f"the source says '{_with_bound(found[0][0], there)}', the statement '{_with_bound(sentence, quantity)}'"
        else:
            yield from _misplaced(sentence, quantity, found, pool)


def _small_one(quantity: Quantity) -> bool:
    """ "One" is a number only beside a unit; a lone one is a pronoun."""
    return quantity.word and quantity.raw == 1 and quantity.unit == ""


def _missing(written: str, quantity: Quantity, pool: _Pool) -> str:
    for other in pool.sentences:
        for there in other.quantities:
            if abs(there.raw) == abs(quantity.raw) and there.unit != quantity.unit:
                return f"the source says '{there.of(other.text)}', the statement '{written}'"
    return f"number {written} does not stand in the cited text"


def _with_bound(sentence: Sentence, quantity: Quantity) -> str:
    lead = re.search(
        r"(?:[\w']+\s){1,3}$", sentence.plain[max(0, quantity.start - 24) : quantity.start]
    )
    written = quantity.of(sentence.text)
    return (lead[0] if lead and quantity.bound else "") + written


def _same(claimed: Quantity, there: Quantity, loose: bool) -> bool:
    """The same number of the same thing; a hedge in the statement allows for rounding."""
    if not _same_unit(claimed, there, loose):
        return False
    if claimed.per and there.per and claimed.per != there.per:
        return False
    if claimed.unit == "score":
        return {claimed.value, claimed.high} == {there.value, there.high}
    for ours, theirs in _comparable(claimed, there, loose):
        if claimed.high is None and there.high is None:
            if _equal(ours, theirs) or _rounded(claimed, ours, theirs):
                return True
        elif claimed.high is not None and there.high is not None:
            factor = ours / claimed.value if claimed.value else 1.0
            if _equal(ours, theirs) and _equal(
                claimed.high * factor, there.high * (theirs / there.value if there.value else 1.0)
            ):
                return True
        elif claimed.high is None and there.high is not None:
            # one end of a range says less than the range only with "at least" and "up to"
            if claimed.bound == "over" and _equal(ours, theirs):
                return True
            if claimed.bound in ("up to", "under") and _equal(ours, there.high):
                return True
    return False


def _same_unit(claimed: Quantity, there: Quantity, loose: bool) -> bool:
    if claimed.unit == there.unit or {claimed.unit, there.unit} in ({"¥", "jpy"}, {"¥", "cny"}):
        return True
    if "" in (claimed.unit, there.unit):
        other = claimed.unit or there.unit
        # ages ("aged 24", "24-year-old"); rows of a table carry their unit in the head
        return other == "month" or (loose and not there.unit)
    return False


def _comparable(claimed: Quantity, there: Quantity, loose: bool) -> Iterator[tuple[float, float]]:
    if claimed.unit != there.unit and "month" in (claimed.unit, there.unit):
        yield abs(claimed.raw), abs(there.raw)
    else:
        yield abs(claimed.value), abs(there.value)
        if loose and not there.unit:
            for scale in (1.0, 1e3, 1e6, 1e9):
                yield abs(claimed.raw) / scale, abs(there.raw)


def _equal(one: float, two: float) -> bool:
    return abs(one - two) <= 1e-9 * max(abs(one), abs(two))


def _rounded(claimed: Quantity, ours: float, theirs: float) -> bool:
    """A hedged number may be the source's number rounded, by 5 % at most; "more than" from below."""
    if not claimed.bound or not theirs or claimed.unit in ("ordinal", "clock"):
        return False
    if claimed.bound == "over":
        return ours < theirs <= 1.15 * ours
    if claimed.bound in ("under", "up to"):
        return 0.85 * ours <= theirs < ours
    if claimed.bound == "almost":
        return 0.95 * ours <= theirs < ours
    return abs(ours - theirs) <= 0.05 * max(ours, theirs)


def _bound_holds(claimed: Quantity, there: Quantity) -> bool:
    """ "At least 23" is not "at most 23", and "up to 900" is not "900"."""
    lower, upper = ("over",), ("under", "up to")
    if there.high is not None or claimed.bound == there.bound:
        return True
    if there.bound in upper:
        return claimed.bound in (*upper, "almost")
    if there.bound in lower:
        return claimed.bound not in (*upper, "almost")
    if claimed.bound in ("over", "under", "up to", "almost"):
        exact = _equal(abs(claimed.value), abs(there.value))
        return not exact or (there.bound in ("about", "almost") and claimed.bound in ("almost",))
    return True


def _in_name(sentence: Sentence, quantity: Quantity, pool: _Pool) -> bool:
    """The 7 of "Halo 7" is checked with its name."""
    for name in sentence.names:
        if name.start <= quantity.start and quantity.end <= name.end and len(name.words) > 1:
            return _run_stands([word.lower() for word in name.words], pool)
    return False


def _misplaced(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]], pool: _Pool
) -> Iterator[str]:
    """A figure that the source gives for something else."""
    here = _word_at(sentence, quantity.start)
    if here is None or pool.tables:
        return
    own = [
        (_likeness(sentence, here, other, place), other)
        for other, there in found
        if (place := _word_at(other, there.start)) is not None
    ]
    if not own:
        return
    best, home = max(own, key=lambda pair: pair[0])
    written = quantity.of(sentence.text)
    for other in pool.sentences:
        for there in other.quantities:
            if there.unit != quantity.unit or _same(quantity, there, False) or _small_one(there):
                continue
            place = _word_at(other, there.start)
            if place is None or there.unit in ("ordinal", "clock", "times"):
                continue
            rival = _likeness(sentence, here, other, place)
            if rival > 1.5 * best + 0.08:
                yield f"the source gives {written} for something else; here it says '{there.of(other.text)}'"
                return
    yield from _turned(sentence, quantity, found)
    if _other_subject(sentence, home, pool):
        yield f"number {written} stands in a sentence about something else"


def _turned(
    sentence: Sentence, quantity: Quantity, found: list[tuple[Sentence, Quantity]]
) -> Iterator[str]:
    """From 95 to 110 is not from 110 to 95."""
    here = _lead(sentence, quantity)
    there = {_lead(other, place) for other, place in found}
    if here in ("from", "to") and there and here not in there and there <= {"from", "to"}:
        yield f"the source says '{there.pop()} {quantity.of(sentence.text)}', the statement '{here}'"


def _lead(sentence: Sentence, quantity: Quantity) -> str:
    before = sentence.lower[: quantity.start].rstrip(" $€£¥")
    return before.rsplit(None, 1)[-1] if before else ""


def _word_at(sentence: Sentence, start: int) -> Word | None:
    for word in sentence.words:
        if word.start <= start < word.end:
            return word
    return None


_LEANING = re.compile(
    r"^\W*(?:the (?:company|firm|group|bank|airline|club|team|carmaker|move|deal|rate|number|figure|price)"
    r"|it|its|he|his|she|her|they|their|this|that|these|those|another|both|all|meanwhile|however)\b"
)
_CONTRAST = frozenset(
    stem(word) for word in "previous former predecessor rival first second other another".split()
)


def _other_subject(sentence: Sentence, home: Sentence, pool: _Pool) -> bool:
    """True when the figure's sentence names others and never who the statement names."""
    claimed = {
        key
        for word in sentence.words
        if word.kind == "name"
        for key in (word.keys if any(word.keys & other.keys for other in pool.sentences) else ())
    }
    if not claimed or claimed & home.keys:
        return False
    named = [word for word in home.words if word.kind == "name" and not word.keys & sentence.keys]
    if named and not _LEANING.match(home.lower):
        return True
    opening = [word for word in home.words if word.start < 24] or list(home.words[:2])
    contrast = any(stem(match.group()) in _CONTRAST for match in home.tokens[:3])
    return contrast and not any(word.keys & sentence.keys for word in opening[:2])


# --- dates -----------------------------------------------------------------------------------


def _check_dates(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    cited = [(other, mention) for other in pool.sentences for mention in other.dates]
    around = [mention for other in pool.context for mention in other.dates]
    anchor = next((day for mention in around if (day := _day_of(mention)) is not None), None)
    meant = [known for _, mention in cited for known in _readings(mention, anchor, cited)]
    for mention in sentence.dates:
        if mention.relative is not None:
            if not _relative_holds(mention, sentence, pool, anchor, meant):
                yield f"date {mention.of(sentence.text)} does not stand in the cited text"
        elif not any(_covers(mention, known) for known in meant):
            written = mention.of(sentence.text)
            near = [known for known in around for known in _readings(known, anchor, [])]
            if not any(_covers(mention, known) for known in near):
                yield f"date {written} does not stand in the cited text"
            elif _displaced(mention, sentence, cited):
                yield f"the source gives another date than {written}"
        else:
            yield from _misdated(sentence, mention, cited, anchor)


def _day_of(mention: DateMention) -> dt.date | None:
    if mention.year is None or mention.month is None or mention.day is None:
        return None
    try:
        return dt.date(mention.year, mention.month, mention.day)
    except ValueError:
        return None


def _readings(
    mention: DateMention, anchor: dt.date | None, cited: Sequence[tuple[Sentence, DateMention]]
) -> Iterator[DateMention]:
    """The date as given, and as the publication date completes it."""
    yield mention
    day = _day_of(mention)
    if day is not None:
        yield _mention(day)
    if mention.relative and "year" in mention.relative:
        years = {other.year for _, other in cited if other.year is not None}
        shift = {"l": -1, "n": 1}.get(mention.relative[0], 0 if mention.relative[0] == "s" else -1)
        if mention.relative.startswith(("last", "this", "next")):
            years = {anchor.year} if anchor else set()
            shift = {"last": -1, "this": 0, "next": 1}[mention.relative.split()[0]]
        for year in years:
            yield DateMention(0, 0, year=year + shift)
    if anchor is None:
        return
    if mention.relative in ("yesterday", "today", "tomorrow"):
        shift = ("yesterday", "today", "tomorrow").index(mention.relative) - 1
        yield _mention(anchor + dt.timedelta(days=shift))
    if mention.relative in ("last month", "this month", "next month"):
        shift = ("last month", "this month", "next month").index(mention.relative) - 1
        months = anchor.year * 12 + anchor.month - 1 + shift
        yield DateMention(0, 0, year=months // 12, month=months % 12 + 1)
    if mention.weekday is not None:
        for shift in range(-7, 8):
            near = anchor + dt.timedelta(days=shift)
            if near.weekday() == mention.weekday:
                yield _mention(near)
    if mention.year is None and (mention.month or mention.part):
        yield from _completed(mention, anchor)


def _completed(mention: DateMention, anchor: dt.date) -> Iterator[DateMention]:
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        if mention.part:
            if year == anchor.year:
                yield DateMention(0, 0, year=year, part=mention.part)
            continue
        try:
            day = dt.date(year, mention.month or 1, mention.day or 15)
        except ValueError:
            continue
        if abs((day - anchor).days) <= 190:
            yield (
                _mention(day) if mention.day else DateMention(0, 0, year=year, month=mention.month)
            )


def _mention(day: dt.date) -> DateMention:
    return DateMention(0, 0, day.year, day.month, day.day, day.weekday())


def _covers(claimed: DateMention, known: DateMention) -> bool:
    """Every part that the statement gives stands in the source's date."""
    if claimed.part is not None:
        year_holds = claimed.year is None or claimed.year == known.year
        if known.part is None and known.month is not None:
            return False
        return claimed.part == known.part and year_holds
    return all(
        part is None or part == there
        for part, there in (
            (claimed.year, known.year),
            (claimed.month, known.month),
            (claimed.day, known.day),
            (claimed.weekday, known.weekday),
        )
    )


def _relative_holds(
    mention: DateMention,
    sentence: Sentence,
    pool: _Pool,
    anchor: dt.date | None,
    meant: Sequence[DateMention],
) -> bool:
    """ "Last year" stands in the source, or comes out as a date that does."""
    written = mention.relative or ""
    if any(mention.relative == other.relative for part in pool.sentences for other in part.dates):
        return True
    if re.search(r"earlier|before|ago|previous|following|start", written):
        return True  # a comparison: its words are looked up like any others
    readings = [known for known in _readings(mention, anchor, []) if known.relative is None]
    return not readings or any(_covers(reading, known) for reading in readings for known in meant)


def _displaced(
    mention: DateMention, sentence: Sentence, cited: Sequence[tuple[Sentence, DateMention]]
) -> bool:
    """The date is only the article's own, while the source dates the matter differently."""
    rivals = [
        (other, there)
        for other, there in cited
        if _kind(there) == _kind(mention)
        and not any(_covers(claimed, there) for claimed in sentence.dates)
    ]
    return any(len(other.keys & sentence.keys) >= 3 for other, _ in rivals)


def _kind(mention: DateMention) -> str:
    if mention.part:
        return "part"
    if mention.day:
        return "day"
    if mention.month:
        return "month"
    return "year" if mention.year else "weekday" if mention.weekday is not None else "relative"


def _misdated(
    sentence: Sentence,
    mention: DateMention,
    cited: Sequence[tuple[Sentence, DateMention]],
    anchor: dt.date | None,
) -> Iterator[str]:
    """A date that the source gives for something else."""
    here = _word_at(sentence, mention.start)
    if here is None:
        return
    best, rival, stands = 0.0, 0.0, ""
    for other, there in cited:
        place = _word_at(other, there.start)
        if place is None or there.relative:
            continue
        alike = _likeness(sentence, here, other, place)
        if any(_covers(mention, known) for known in _readings(there, anchor, cited)):
            best = max(best, alike)
        elif _kind(there) == _kind(mention) and alike > rival:
            rival, stands = alike, there.of(other.text)
    if rival > 1.5 * best + 0.08:
        yield f"the source gives {mention.of(sentence.text)} for something else; here it says '{stands}'"


# --- names -----------------------------------------------------------------------------------

_COMPANY_ENDINGS = frozenset(
    "inc corp corporation co company ltd limited plc ag gmbh sa nv se llc group holding holdings"
    " the of and".split()
)
_SAME_NAMES = {
    "us": "united states america american",
    "u.s": "us united states america american",
    "usa": "us united states america american",
    "uk": "united kingdom britain british",
    "u.k": "uk united kingdom britain british",
    "eu": "european union",
    "un": "united nations",
    "british": "uk britain",
    "french": "france",
    "dutch": "netherlands",
    "swiss": "switzerland",
    "greek": "greece",
    "welsh": "wales",
    "spanish": "spain",
    "danish": "denmark",
    "turkish": "turkey",
    "thai": "thailand",
    "european": "europe",
    "ai": "artificial intelligence",
    "ipo": "listing",
    "cfo": "financial finance",
    "ceo": "chief executive",
    "cfos": "financial",
}
_DEMONYM = frozenset("n an ian ean ese ish i ic er s e en in a".split())
_OPENERS = frozenset(
    stem(word)
    for word in (
        "analysts investors shareholders police prosecutors officials researchers scientists experts"
        " regulators customers consumers users workers employees economists lawmakers critics sources"
        " authorities traders engineers doctors patients farmers residents visitors students"
        " shares stock revenue sales profit profits prices costs earnings output production demand"
        " supply exports imports trade inflation unemployment growth rents wages turnout deliveries"
        " construction building work talks shipments orders volumes dividends market markets reports"
        " news data figures results evidence sources yes no half most many several around about over"
        " nearly almost roughly approximately some according following based priced founded located"
        " headquartered known called despite due given once unlike prior pre together overall"
        " currently recently previously originally initially eventually finally additionally"
        " furthermore specifically notably meanwhile however moreover therefore thus hence instead"
        " still further later earlier today yesterday tomorrow side emergency parliament government"
        " president minister chief director founder people everyone nobody none nothing someone"
        " passengers commuters drivers pilots nurses teachers rain snow storms winds temperatures"
        " fans players voters judges jurors courts banks companies firms hackers rescuers"
    ).split()
)


def _check_names(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    for name in sentence.names:
        words = [word.lower().rstrip(".") for word in name.words]
        core = [word for word in words if word not in _COMPANY_ENDINGS] or words
        unknown = [word for word in core if not _known(word, name, sentence, pool)]
        if unknown and not (_initials(words, pool) or _spelt_out(core, pool)):
            yield f'name "{name.of(sentence.text)}" does not stand in the cited text'
        elif not unknown and not _run_stands(core, pool):
            yield f'the cited text does not put "{name.of(sentence.text)}" together'


def _known(word: str, name: Name, sentence: Sentence, pool: _Pool) -> bool:
    every = _vocabulary(pool)
    if word in every or stem(word) in every or word in STOP:
        return True
    if any(part in every for part in _SAME_NAMES.get(word, "").split()):
        return True
    if any(word in full.split() and short in every for short, full in _SAME_NAMES.items()):
        return True
    parts = re.split(r"[-&.]", word)
    if len(parts) > 1 and all(part in every for part in parts if part):
        return True
    if not any(map(str.isdigit, word)) and _same_people(word, every):
        return True
    return name.first and len(name.words) == 1 and _ordinary(word, sentence, pool)


def _vocabulary(pool: _Pool) -> frozenset[str]:
    return frozenset().union(*(_spelt(part.text) for part in (*pool.sentences, *pool.context)))


@lru_cache(maxsize=2048)
def _spelt(text: str) -> frozenset[str]:
    """Every word of a text in lower case, whole, in parts, and its stem."""
    found: set[str] = set()
    for match in re.finditer(r"[^\W_]+(?:['.&-][^\W_]+)*", fold(text).lower()):
        word = match.group().removesuffix("'s")
        found.update((word, stem(word), word.replace("-", "")))
        found.update(part for part in re.split(r"['.&-]", word) if part)
    return frozenset(found)


def _same_people(word: str, every: frozenset[str]) -> bool:
    """Kelvan and Kelva, Chinese and China: one root and an ending of peoples and places."""
    if len(word) < 5:
        return False
    for other in every:
        if len(other) >= 4 and other[:4] == word[:4] and other != word:
            shared = next(
                (at for at, (x, y) in enumerate(zip(word, other, strict=False)) if x != y),
                min(len(word), len(other)),
            )
            if word[shared:] in _DEMONYM | {""} and other[shared:] in _DEMONYM | {""}:
                return True
    return False


def _ordinary(word: str, sentence: Sentence, pool: _Pool) -> bool:
    """The capital is only that of the first word in the sentence."""
    if stem(word) in _OPENERS or common(word) or keys(word) & pool.keys and sides(word):
        return True
    if word.endswith(("ing", "ly", "tion", "ment", "ness", "ed")) and len(word) > 5:
        return True
    if keys(word) & (pool.keys | pool.context_keys):
        return True
    numbers = [quantity for quantity in sentence.quantities if quantity.start == 0]
    return bool(numbers)


def _run_stands(words: Sequence[str], pool: _Pool) -> bool:
    """The words stand side by side in one text, or in pieces that the source too keeps apart."""
    words = [word for word in words if word not in STOP]
    if len(words) < 2:
        return True
    runs = [_run(part.text) for part in (*pool.sentences, *pool.context)]
    position = 0
    while position < len(words) - 1:
        one, two = words[position], words[position + 1]
        if not any(_near(run, one, two) for run in runs) and not _may_part(one, two, pool):
            return False
        position += 1
    return True


@lru_cache(maxsize=2048)
def _run(text: str) -> tuple[str, ...]:
    return tuple(
        match.group().removesuffix("'s").rstrip(".")
        for match in re.finditer(r"[^\W_]+(?:['.&-][^\W_]+)*\.?", fold(text).lower())
        if match.group() not in ("the", "of", "and", "a")
    )


def _near(run: tuple[str, ...], one: str, two: str) -> bool:
    """The second follows the first, a middle initial or a title between them at most."""
    for at, word in enumerate(run):
        if word == one or stem(word) == stem(one):
            following = run[at + 1 : at + 3]
            if any(other == two or stem(other) == stem(two) for other in following):
                return True
    return False


def _may_part(one: str, two: str, pool: _Pool) -> bool:
    """A title or an ordinary word may stand where the source does not have it: Director Marlo."""
    if any(map(str.isdigit, two)) and not two.isdigit():
        return any({one, two} <= set(_run(part.text)) for part in pool.sentences)
    return any(
        _lower_case(word, pool) or common(word) or keys(word) & pool.context_keys and not one
        for word in (one, two)
    )


def _lower_case(word: str, pool: _Pool) -> bool:
    return any(
        re.search(rf"\b{re.escape(word)}\b", part.plain)
        for part in (*pool.sentences, *pool.context)
    )


def _initials(words: Sequence[str], pool: _Pool) -> bool:
    """ECB for European Central Bank."""
    if len(words) != 1 or not 2 <= len(words[0].replace(".", "")) <= 6:
        return False
    wanted = words[0].replace(".", "")
    for part in (*pool.sentences, *pool.context):
        letters = "".join(word[0] for word in _run(part.text))
        if len(wanted) > 2 and wanted in letters:
            return True
        if any(wanted == "".join(w[0].lower() for w in name.words) for name in part.names):
            return True
    return False


def _spelt_out(words: Sequence[str], pool: _Pool) -> bool:
    """European Central Bank for ECB."""
    letters = "".join(word[0] for word in words)
    return len(letters) >= 3 and letters in _vocabulary(pool)


# --- quotations ------------------------------------------------------------------------------

_QUOTED = re.compile(r'"([^"]{2,})"')


def _check_quotations(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    sources = [*pool.squeezed, *(squeeze(part.text) for part in pool.context)]
    for match in _QUOTED.finditer(sentence.plain):
        pieces = re.split(r"\.\.\.|…|\[[^\]]*\]", match[1])
        wanted = [_ends_off(squeeze(piece).strip(" ,;:")).strip(" ,;:") for piece in pieces]
        looked_in = sources if len(match[1].split()) <= 2 else pool.squeezed
        if not any(all(piece in source for piece in wanted) for source in looked_in):
            yield f'"{match[1].strip()}" is not quoted verbatim from the cited text'


# --- direction -------------------------------------------------------------------------------


def _check_direction(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    for word in sentence.words:
        for pair, side in opposites(word):
            same, contrary = 0.0, 0.0
            stands: tuple[Sentence, Word] | None = None
            for other in pool.sentences:
                for place in other.words:
                    for their_pair, their_side in opposites(place):
                        if their_pair != pair:
                            continue
                        alike = 0.02 + _likeness(sentence, word, other, place)
                        if their_side == side:
                            same = max(same, alike)
                        elif alike > contrary:
                            contrary, stands = alike, (other, place)
            if stands is None or contrary < 0.12 or contrary <= 1.25 * same + 0.02:
                continue
            if word.keys & stands[0].keys and same or _converse(sentence, word, *stands):
                continue
            if _negated_equally(sentence, word, *stands):
                continue
            yield f"the source says '{stands[1].text}', the statement '{word.text}'"
            break


def _converse(sentence: Sentence, word: Word, other: Sentence, place: Word) -> bool:
    """ "A is ahead of B" and "B is behind A" say the same."""
    left = frozenset().union(
        *(w.keys for w in sentence.words if w.kind == "name" and w.at < word.at)
    )
    right = frozenset().union(
        *(w.keys for w in sentence.words if w.kind == "name" and w.at > word.at)
    )
    their_left = frozenset().union(
        *(w.keys for w in other.words if w.kind == "name" and w.at < place.at)
    )
    their_right = frozenset().union(
        *(w.keys for w in other.words if w.kind == "name" and w.at > place.at)
    )
    swapped = bool(left & their_right) and bool(right & their_left)
    return swapped and not (left & their_left) and not (right & their_right)


def _negated_equally(sentence: Sentence, word: Word, other: Sentence, place: Word) -> bool:
    """ "Did not fall" for "rose": the one is denied and the other is not."""
    return _negated(sentence, word) != _negated(other, place)


def _negated(sentence: Sentence, word: Word) -> bool:
    return any(cue.scope[0] <= word.start < cue.scope[1] for cue in sentence.negations)


# --- negation --------------------------------------------------------------------------------


def _check_negation(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    yield from _dropped(sentence, pool)
    yield from _added(sentence, pool)


def _heads(sentence: Sentence, cue: Cue) -> list[Word]:
    """The words that a negation is about: the first few content words of its scope."""
    inside = [word for word in sentence.within(*cue.scope) if word.kind in ("word", "name")]
    return [word for word in inside if not (word.text.endswith("ly") and len(inside) > 1)][:3]


def _base_keys(cue: Cue) -> frozenset[str]:
    """What "unaffected" denies."""
    return keys(cue.text.removeprefix("non").removeprefix("un"))


def _is_prefix(cue: Cue) -> bool:
    return cue.scope == (cue.start, cue.end)


def _dropped(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    for other in pool.sentences:
        for cue in other.negations:
            if _is_prefix(cue):
                continue
            heads = _heads(other, cue)
            for head in heads[:2] if cue.text not in ("no", "none", "nobody", "nothing") else heads:
                here = _counterpart(other, head, sentence)
                if here is None or _denied(sentence, here):
                    continue
                if _plain_elsewhere(sentence, here, other, head, pool):
                    continue
                if not _about_the_same(other, cue, head, sentence, here):
                    continue
                yield f"the source says '{cue.text}' of '{head.text}', the statement does not"
                return


def _counterpart(other: Sentence, head: Word, sentence: Sentence) -> Word | None:
    """The statement's word for a word of the source; by its stem before its group."""
    found = [word for key in head.keys for word in sentence.by_key.get(key, ())]
    exact = [word for word in found if stem(word.text) == stem(head.text)]
    found = exact or found
    if not found:
        return None
    return max(found, key=lambda word: _likeness(other, head, sentence, word))


def _denied(sentence: Sentence, word: Word) -> bool:
    for cue in sentence.negations:
        if cue.scope[0] <= word.start < cue.scope[1] or cue.start <= word.start < cue.end:
            return True
        # "could not be ruled out", "none of … were", "is unlikely": the same clause is enough
        low, high = sentence.segment_of(word.start)
        if low <= cue.start < high and abs(cue.start - word.start) < 40 and not _is_prefix(cue):
            return True
    return False


def _plain_elsewhere(
    sentence: Sentence, here: Word, denied_in: Sentence, head: Word, pool: _Pool
) -> bool:
    """The same word stands undenied in the source, in surroundings at least as like."""
    mine = _likeness(sentence, here, denied_in, head)
    for other, place in pool.matching(here):
        if (other is denied_in and place.start == head.start) or _negated(other, place):
            continue
        if _likeness(sentence, here, other, place) >= 0.8 * mine and stem(place.text) == stem(
            head.text
        ):
            return True
    return False


def _about_the_same(other: Sentence, cue: Cue, head: Word, sentence: Sentence, here: Word) -> bool:
    """Something besides the word itself is shared, so that the two speak of one thing."""
    near = [
        word for word in other.words if abs(word.at - head.at) <= 6 and word.start != head.start
    ]
    return any(word.keys & sentence.keys for word in near) or len(sentence.words) <= 2


def _added(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    if re.search(r"\b(?:before|until|till|earlier than)\b", sentence.lower):
        limits = True
    else:
        limits = False
    for cue in sentence.negations:
        heads = _heads(sentence, cue)
        if _is_prefix(cue):
            base = _base_keys(cue)
            stands = [word for other in pool.sentences for word in other.words if word.keys & base]
            plain = [word for word in stands if not word.text.startswith(("un", "non"))]
            denied = any(
                _denied(other, word)
                for other in pool.sentences
                for word in other.words
                if word.keys & base
            )
            if (
                plain
                and not denied
                and not any(keys(cue.text) & other.keys for other in pool.sentences)
            ):
                yield f"the statement says '{cue.text}', the source '{plain[0].text}'"
            continue
        matches = [
            (head, other, place) for head in heads[:2] for other, place in pool.matching(head)
        ]
        if matches:
            if any(_denied(other, place) for _, other, place in matches):
                continue
            if any(_opposed(head, pool) for head in heads[:2]):
                continue
            head = matches[0][0]
            yield f"the statement says '{cue.text}' of '{head.text}', the source does not"
        elif not any(other.negations for other in pool.sentences) and not limits and heads:
            if not any(_opposed(head, pool) for head in heads):
                yield f"the source does not say '{cue.text}'"


def _opposed(word: Word, pool: _Pool) -> bool:
    """The source has an opposite of the word: "did not fall" may stand for "rose"."""
    wanted = {(pair, -side) for pair, side in opposites(word)}
    return any(wanted & set(opposites(place)) for other in pool.sentences for place in other.words)


# --- who says it, and how sure ---------------------------------------------------------------

_ANYONE = frozenset(
    stem(word)
    for word in (
        "company firm group report reports source sources official officials people media newspaper"
        " paper article study survey person group team spokesperson spokesman spokeswoman market"
        " authorities they he she it figures data chief executive president director head author"
        " authors familiar matter knowledge business organisation statement interview call year month"
        " week day expected recent article news according"
    ).split()
)


def _check_voices(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    reported = False
    for other in pool.sentences:
        for cue in other.voices:
            if not cue.demanded:
                continue
            for span in sentence.segments:
                inside = _own(sentence, other, cue.scope, span, pool, "voices")
                if not _enough(inside, sentence, span):
                    continue
                if not _voiced(sentence, span):
                    if not reported:
                        phrase = " ".join(other.plain[cue.start : cue.end].split())
                        yield f"the source says '{phrase}'; the statement does not say who says it"
                    reported = True
                elif not reported:
                    stranger = _stranger(sentence, span, other, cue, pool)
                    if stranger:
                        yield stranger
                        reported = True


def _own(
    sentence: Sentence,
    other: Sentence,
    scope: tuple[int, int],
    span: tuple[int, int],
    pool: _Pool,
    kind: str,
) -> list[Word]:
    """The statement's words that stand in the scope and nowhere outside such a scope."""
    found = []
    for word in sentence.within(*span):
        if not any(scope[0] <= place.start < scope[1] for place in _places(other, word)):
            continue
        if not any(
            not _covered(part, place, kind)
            for part in pool.sentences
            for place in _places(part, word)
        ):
            found.append(word)
    return found


def _places(sentence: Sentence, word: Word) -> Iterator[Word]:
    for key in word.keys:
        yield from sentence.by_key.get(key, ())


def _covered(sentence: Sentence, word: Word, kind: str) -> bool:
    cues = sentence.voices if kind == "voices" else sentence.hedges
    return any(
        cue.demanded
        and (cue.scope[0] <= word.start < cue.scope[1] or cue.start <= word.start < cue.end)
        for cue in cues
    )


def _enough(inside: Sequence[Word], sentence: Sentence, span: tuple[int, int]) -> bool:
    """The words are the gist of the segment, not a chance likeness."""
    content = [word for word in sentence.within(*span) if word.kind != "name"]
    own = [word for word in inside if word.kind != "name"]
    return len(own) >= min(2, len(content)) and len(own) >= 0.34 * len(content) and bool(own)


def _voiced(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Somebody says it, or it is marked as open, in the segment or before it."""
    if any(cue.start < span[1] for cue in sentence.voices):
        return True
    return any(
        cue.level == 1
        or (cue.level == 2 and cue.text.startswith(("expect", "anticip", "forecast")))
        for cue in sentence.hedges
        if span[0] <= cue.start < span[1]
    )


def _stranger(
    sentence: Sentence, span: tuple[int, int], other: Sentence, cue: Cue, pool: _Pool
) -> str:
    """The statement gives it to somebody whom the source does not give it to."""
    for ours in sentence.voices:
        if (
            not ours.demanded
            or not ours.speaker
            or not (ours.scope[0] < span[1] and ours.scope[1] > span[0])
        ):
            continue
        claimed = [
            word
            for word in _speaker_words(ours.speaker)
            if word not in _ANYONE and word not in STOP
        ]
        if not claimed or not cue.speaker:
            continue
        speakers = " ".join(
            their.speaker
            for part in pool.sentences
            for their in part.voices
            if part is other and their.scope[0] < cue.scope[1] and their.scope[1] > cue.scope[0]
        )
        known = set().union(*(keys(word) for word in _speaker_words(speakers)))
        theirs = [word for word in _speaker_words(cue.speaker) if word not in _ANYONE]
        if not theirs or any(keys(word) & known for word in claimed):
            continue
        elsewhere = any(keys(word) & pool.context_keys for word in claimed)
        if elsewhere and not any(keys(word) & pool.keys for word in claimed):
            continue
        return f"the source gives this to '{' '.join(cue.speaker.split())}', the statement to '{' '.join(ours.speaker.split())}'"
    return ""


def _speaker_words(speaker: str) -> list[str]:
    return [
        stem(match) for match in re.findall(r"[^\W_]+(?:'s)?", speaker.lower()) if match not in STOP
    ]


def _check_hedges(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    for other in pool.sentences:
        for cue in other.hedges:
            inside = _own(sentence, other, cue.scope, (0, len(sentence.text)), pool, "hedges")
            head = next((w for w in other.within(*cue.scope) if not w.text.endswith("ly")), None)
            if head is None:
                continue
            here = next((word for word in inside if word.keys & head.keys), None)
            if here is None and len(inside) < max(2, 0.6 * len(other.within(*cue.scope))):
                continue
            place = here or inside[0]
            if not _kept_open(sentence, place, cue):
                yield f"the source says '{' '.join(cue.text.split())}', the statement states it as fact"
                return


_PAST = re.compile(r"\b(?:has|have|had|was|were|did)\b")


def _kept_open(sentence: Sentence, place: Word, cue: Cue) -> bool:
    low, high = sentence.segment_of(place.start)
    levels = {own.level for own in sentence.hedges if low <= own.start < high}
    done = _PAST.search(sentence.lower[low:high]) is not None or _past_form(place.text)
    adverb = any(
        own.demanded and re.match(r"report|alleg|rumo|suppos|accord|say|said", own.text)
        for own in sentence.voices
    )
    if cue.level == 1:
        return 1 in levels or (adverb and not done)
    if cue.level == 2:
        return (
            bool(levels & {1, 2})
            or _DUE.search(sentence.lower) is not None
            or (adverb and not done)
        )
    return bool(levels) or not done


_DUE = re.compile(r"\b(?:due|scheduled|set|slated|would|aims?|hopes?)\b")


def _past_form(word: str) -> bool:
    lowered = word.lower()
    return lowered.endswith("ed") or (stem(lowered) != lowered and lowered in _PAST_FORMS)


_PAST_FORMS = frozenset(
    "rose fell grew shrank bought sold won lost beat led began went took made gave came became held"
    " paid built left met ran saw sought spent stole struck told thought wrote said broke spoke"
    " brought found knew showed drove died sank sent kept felt chose withdrew overtook".split()
)


# --- what the source does not say at all -----------------------------------------------------

_CHUNK = re.compile(
    r"[,;:()]\s|\s-\s|\s(?=(?:because|despite|although|while|which|who|after|due|owing|thanks|citing"
    r"|amid|with|for|but|and|to|by|in|as|following|leaving|making|including)\s)"
)
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|thanks to|caused by|blam(?:es|ed|ing)"
    r"|attribut\w+(?: [\w ]{1,30}?)? to|driven by|on account of)\b"
)
_ALL = re.compile(
    r"\b(?:all|every|everyone|everything|always|entire(?:ly)?|whole|completely|unanimous(?:ly)?)\b"
)
_NOT_ALL = re.compile(
    r"\b(?:nearly|almost|not|most|some|many|virtually|practically)\s+(?:all|every|everyone|of)\b"
)
_STRONG = re.compile(
    r"\b(?:record|only|sole|solely|exclusive(?:ly)?|guarantee\w*|prove[sdn]?|admit\w*|admission|illegal\w*"
    r"|fraud\w*|unprecedented|biggest|largest|smallest|highest|lowest|heaviest|longest|worst|best"
    r"|oldest|newest|fastest|strongest|weakest|steepest|sharpest|deadliest|youngest|richest|poorest"
    r"|confirm(?:s|ed)?|den(?:y|ies|ied)|unanimous(?:ly)?|immediately|secret(?:ly)?|again|twice|free)\b"
)
_STRONG_LIKE = {
    "confirm": "confirm say announc acknowledg stress",
    "admit": "admit acknowledg plead conced",
    "den": "deny reject disput refus",
    "only": "only sole just except mere nobod noth",
    "just": "only",
    "again": "resume return restart again re second anoth back",
    "free": "free charge cost",
    "record": "record high low",
    "best": "good best",
    "immediat": "immediat once instant",
}


def _check_content(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    known = pool.keys | pool.context_keys
    lean = [
        word
        for word in sentence.words
        if word.kind in ("word", "name") and not common(word.text.lower())
    ]
    novel = [word for word in lean if not _heard(word, known)]
    content = [word for word in sentence.words if word.kind != "small"]
    shared = [word for word in content if word.keys & pool.keys]
    if content and not shared:
        yield "the statement shares no word with the cited text"
        return
    if len(content) >= 4 and len(novel) > len(shared):
        yield f"most of the statement does not stand in the cited text ({_listed(novel)})"
        return
    yield from _unheard_parts(sentence, novel, known)
    yield from _replaced(sentence, novel, pool)
    yield from _too_strong(sentence, pool)
    yield from _causes(sentence, pool, known)


def _heard(word: Word, known: frozenset[str]) -> bool:
    if word.keys & known:
        return True
    base = stem(word.text)
    if len(base) >= 6 and any(other[:5] == base[:5] for other in known if len(other) >= 5):
        return True
    return base.startswith("un") and keys(base[2:]) & known != frozenset()


def _listed(words: Sequence[Word]) -> str:
    return ", ".join(dict.fromkeys(word.text for word in words[:5]))


def _unheard_parts(
    sentence: Sentence, novel: Sequence[Word], known: frozenset[str]
) -> Iterator[str]:
    """A part of the statement, two words or more, of which the source has nothing."""
    edges = [0, *(match.start() for match in _CHUNK.finditer(sentence.lower)), len(sentence.text)]
    for low, high in zip(edges, edges[1:], strict=False):
        words = [
            word for word in sentence.within(low, high) if word.kind in ("word", "name", "number")
        ]
        inside = [word for word in words if word in novel]
        if len(inside) >= 2 and len(inside) > 0.6 * len(words):
            yield f"nothing in the cited text says '{' '.join(sentence.text[low:high].split()).strip(' ,;')}'"


def _replaced(sentence: Sentence, novel: Sequence[Word], pool: _Pool) -> Iterator[str]:
    """One word of the source's own phrase exchanged for another: "cancer" where it says "stroke"."""
    words = [word for word in sentence.words if word.kind != "small"]
    for at, word in enumerate(words):
        if word not in novel or word.kind != "word" or _verb_like(word):
            continue
        left = words[at - 1] if at else None
        right = words[at + 1] if at + 1 < len(words) else None
        for other in pool.sentences:
            theirs = [place for place in other.words if place.kind != "small"]
            for spot, place in enumerate(theirs):
                if place.keys & sentence.keys or place.kind not in ("word", "name"):
                    continue
                before = theirs[spot - 1] if spot else None
                after = theirs[spot + 1] if spot + 1 < len(theirs) else None
                if _fits(left, before) and _fits(right, after) and (left or right):
                    yield f"the source says '{place.text}', the statement '{word.text}'"
                    return


def _fits(ours: Word | None, theirs: Word | None) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return bool(ours.keys & theirs.keys)


def _verb_like(word: Word) -> bool:
    lowered = word.text.lower()
    return lowered.endswith(("ed", "ing", "ly")) or lowered in _PAST_FORMS


def _too_strong(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    text = " ".join(other.lower for other in (*pool.sentences, *pool.context))
    stems = {stem(match) for match in re.findall(r"[^\W_]+", text)}
    for match in _STRONG.finditer(sentence.lower):
        base = stem(match.group())
        like = {base, *_STRONG_LIKE.get(base, "").split()}
        if not like & stems and not keys(match.group()) & pool.keys:
            yield f"the source does not say '{match.group()}'"
    claimed = _ALL.search(sentence.lower)
    if claimed and not _NOT_ALL.search(sentence.lower):
        cited = " ".join(other.lower for other in pool.sentences)
        if _NOT_ALL.search(cited):
            stands = _NOT_ALL.search(cited)
            yield f"the source says '{stands[0] if stands else ''}', the statement '{claimed[0]}'"
        elif not _ALL.search(cited) and not re.search(r"\b(?:no|none|each|any|both)\b", cited):
            yield f"the source does not say '{claimed[0]}'"


def _causes(sentence: Sentence, pool: _Pool, known: frozenset[str]) -> Iterator[str]:
    """A reason that the source does not give."""
    for match in _CAUSE.finditer(sentence.lower):
        rest = sentence.within(match.end(), len(sentence.text))[:3]
        named = [word for word in rest if word.kind in ("word", "name")]
        if named and not _heard(named[0], known):
            reason = sentence.text[match.start() : named[-1].end]
            yield f"the source does not give '{' '.join(reason.split())}' as a reason"
            return


# --- who does it to whom ---------------------------------------------------------------------

_BY = re.compile(r"\b(?:is|are|was|were|be|been|being|get|got)\b[^,;]{0,40}$")


def _check_roles(sentence: Sentence, pool: _Pool) -> Iterator[str]:
    ours = list(_deeds(sentence))
    for agent, deed, target in ours:
        for other in pool.sentences:
            for their_agent, their_deed, their_target in _deeds(other):
                if not deed.keys & their_deed.keys:
                    continue
                if agent & their_target and target & their_agent and not agent & their_agent:
                    yield f"the source has it the other way round: who '{deed.text}' whom"
                    return


def _deeds(sentence: Sentence) -> Iterator[tuple[frozenset[str], Word, frozenset[str]]]:
    """(who, does, to whom) where a word stands between two names; turned for the passive."""
    runs: list[tuple[int, int, frozenset[str]]] = []
    for name in sentence.names:
        found = frozenset().union(*(word.keys for word in sentence.within(name.start, name.end)))
        if found:
            runs.append((name.start, name.end, found))
    for (_, end, one), (start, _, two) in zip(runs, runs[1:], strict=False):
        between = [word for word in sentence.within(end, start) if word.kind == "word"]
        if not between or start - end > 60 or one & two:
            continue
        passive = sentence.lower[end:start].rstrip().endswith(" by") and _BY.search(
            sentence.lower[end : start - 3]
        )
        for deed in between[:3]:
            if re.search(r"\b(?:and|while|but)\b|[;,]", sentence.lower[end : deed.start]):
                break
            yield (two, deed, one) if passive else (one, deed, two)


_CHECKS: tuple[Callable[[Sentence, _Pool], Iterator[str]], ...] = (
    _check_numbers,
    _check_dates,
    _check_names,
    _check_quotations,
    _check_negation,
    _check_direction,
    _check_voices,
    _check_hedges,
    _check_roles,
    _check_content,
)
