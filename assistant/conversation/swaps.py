"""The last question asked of another name, time or thing: "what about Goldman?", "and in 2024?"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.conversation.names import names_in, placing
from assistant.conversation.peoples import named_by
from assistant.conversation.pronouns import PRONOUN, written_out
from assistant.conversation.turns import Turn
from assistant.conversation.words import ASKING, AUXILIARIES, IMPERATIVES, PREPOSITIONS, is_plural
from assistant.dates import When, read_time
from assistant.measures import is_measure

_ABOUT = re.compile(
    r"^(?:(?:what|how) about|how (?:does|do|did) (?:that|this|it|they|those) compare (?:with|to))"
    r"\s+(?P<what>[^,?]+)(?:,\s*(?P<clause>.+))?",
    re.IGNORECASE,
)
_OTHER = re.compile(r"the others?(?: [a-z]+)?", re.IGNORECASE)
_LONG = 300  # characters: no more is added to such a question
_ANY_DAY = dt.date(2000, 1, 1)  # only where times stand matters here
_OTHER_YEAR = re.compile(
    r"(?:in )?(?:the )?(?:(?P<back>year (?:before|earlier)|previous year|a year earlier)"
    r"|year after|following year|next year)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"(?:right )?now|today|currently|at present|these days|originally|initially|at first|so far",
    re.IGNORECASE,
)
_TIMED = re.compile(r"(?:in|for|on|at|of|during|over|by|since|before|after|until)\s", re.IGNORECASE)

_THING = re.compile(r"(?:the|a|an)\s(?:[a-z][\w'’-]*\s?){1,3}", re.IGNORECASE)
# What a thing has rather than another thing: "what does the tram cost?" - "and the route?"
_PART = re.compile(
    r"\b(?:price|cost|fare|fee|route|line|length|height|size|width|weight|speed|budget|date|opening|"
    r"start|end|timetable|reason|cause|result|outcome|profit|revenue|loss|share|dividend|forecast|"
    r"number|name|owner|operator|builder|chief|head|boss|critic|opponent|supporter|rest|other|"
    r"company|delay|damage|victim|winner|passenger|worker|capacity|colour|color)s?$",
    re.IGNORECASE,
)


def of_another(text: str, led: bool, turns: Sequence[Turn]) -> str | None:
    """The last question, asked of another name, place, year or thing."""
    turn, about = turns[-1], _ABOUT.match(text)
    new = (about["what"] if about else text).strip(" ?.!,")
    new = re.sub(r",?\s(?:too|as well|also|then)$", "", new, flags=re.IGNORECASE)
    if not about and not _is_fragment(new, led, text):
        return None
    before = " ".join(f"{one.question} {one.answer}" for one in turns)
    if theirs := named_by(new, before):
        if theirs in turn.question:  # one of two that were held against each other
            return _of_one(theirs, turn.question)
        new = theirs
    if about and about["clause"]:
        return _with_clause(new, about["clause"], turn)
    if _OTHER.fullmatch(new):
        return _the_other(new, turns)
    if PRONOUN.search(new):
        return written_out(f"What about {new}?", turns)
    found = None
    if len(turn.question) < _LONG:
        found = _other_time(new, turn.question) or _other_name(new, turn.question)
        found = found or _other_thing(new, turn)
    return found or (f"{turn.topic}: what about {new}?" if turn.topic else None)


def _of_one(name: str, question: str) -> str:
    """The question of one of the two that it names: "which sold more, A or B?" of A."""
    for other in names_in(question):
        joined = rf"\b{re.escape(other.text)},? (?:or|and) (?=(?:the )?{re.escape(name)}\b)"
        joined += rf"|(?<={re.escape(name)}),? (?:or|and) (?:the )?{re.escape(other.text)}\b"
        question = re.sub(joined, "", question)
    return question


def _the_other(new: str, turns: Sequence[Turn]) -> str | None:
    """The last question of the one that it did not ask of: named before, or alone in the answer."""
    asked, subject = turns[-1].question, turns[-1].clause.subject
    own = names_in(subject) or names_in(asked)
    if not own:
        return None
    before = [name.text for turn in turns[:-1] for name in names_in(turn.question)]
    known = [name for name in before if name not in asked][-1:]
    told = {name.text for name in names_in(turns[-1].answer) if name.text not in asked}
    other = next(iter(known or (told if len(told) == 1 else ())), new)
    return asked.replace(own[0].text, other, 1)


def _is_fragment(new: str, led: bool, text: str) -> bool:
    """Whether it is no question of its own: no verb, no question word, few words."""
    words = new.lower().split()
    if not words or len(words) > 8 or set(words) & (ASKING | AUXILIARIES | IMPERATIVES):
        return False
    return led or (text.endswith("?") and (words[0] in PREPOSITIONS or len(words) <= 2))


def _with_clause(new: str, clause: str, turn: Turn) -> str:
    """ "What about Kingsley City, did they bid too?"."""
    asked = re.sub(r"\b(?:they|it|he|she)\b", lambda _: new, clause, count=1, flags=re.IGNORECASE)
    subject = turn.clause.subject
    others = [name.text for name in names_in(turn.question) if name.text not in subject]
    return f"{', '.join(others) or new}: {asked}"


def _other_time(new: str, previous: str) -> str | None:
    """The earlier question with another time, or with one where it had none."""
    new = re.sub(r"(?<=\w)['’]s$", "", new)  # "and last year's?"
    years = set(re.findall(r"\b(?:19|20)\d\d\b", previous))
    other = _OTHER_YEAR.fullmatch(new)
    if other and len(years) == 1:
        year = years.pop()
        return previous.replace(year, str(int(year) + (-1 if other["back"] else 1)))
    written = [w for w in read_time(previous, _ANY_DAY).windows if w.kind != "event"]
    if _NOW.fullmatch(new):
        for when in reversed(written):
            previous = previous[: when.span[0]].rstrip() + previous[when.span[1] :]
        return f"{previous.rstrip(' ?.!')} {new.lower()}?"
    preposition = _TIMED.match(new)
    core = re.sub(r"^the\s", "", new[preposition.end() :] if preposition else new)
    read = read_time(f"in {core}", _ANY_DAY).windows
    if not read or read[0].kind == "event" or len(read[0].phrase) < len(core):
        return None
    new = new[0].lower() + new[1:] if preposition else new
    if written:
        return _in_place_of(written[-1], new, previous)
    if not read_time(new, _ANY_DAY).windows:
        new = f"in {new}"
    return f"{previous.rstrip(' ?.!')} {new}?"


def _in_place_of(old: When, new: str, previous: str) -> str:
    """One time in the place of another, with the preposition and the year that it left out."""
    year = re.search(r",?\s(?:of\s)?\d{4}$", old.phrase)
    if year and not re.search(r"\d{4}|year", new):
        new += year[0]
    kept = _TIMED.match(old.phrase)
    if kept and not re.match(rf"{_TIMED.pattern}|last|this|next|yesterday|\w+ \w+ ago", new, re.I):
        new = kept[0] + new
    return previous[: old.span[0]] + new + previous[old.span[1] :]


def _other_name(new: str, previous: str) -> str | None:
    """The earlier question with another name in the place of the one that corresponds."""
    head, _, tail = new.partition(" ")
    numbered = re.search(rf"\b{re.escape(head)} \d[\w.]*", previous, re.IGNORECASE)
    if numbered and re.fullmatch(r"\d[\w.]*", tail):  # "and line 5?"
        return previous[: numbered.start()] + new + previous[numbered.end() :]
    preposition = head.lower() if head.lower() in PREPOSITIONS and tail else ""
    named = names_in(tail if preposition else f"x {new}")
    if not named and not preposition:
        return None
    core = re.sub(r"^the\s", "", tail if preposition else new, flags=re.IGNORECASE)
    names = [name for name in names_in(previous) if name.text not in core]
    if preposition:
        fits = [name for name in names if placing(previous, name) == preposition]
    else:
        fits = [name for name in names if set(name.text.split()) & set(core.split())]
        fits = fits or (names if len(names) == 1 else [])
    if named and len(fits) == 1:
        rest = previous[fits[0].end :]
        if rest.startswith(("'", "’")):  # "and Helion's?" after "What is Vanta's margin?"
            core = re.sub(r"['’]s?$", "", core)
        return previous[: fits[0].start] + core + rest
    return f"{previous.rstrip(' ?.!')} — and {f'{preposition} {tail}' if preposition else new}?"


def _other_thing(new: str, turn: Turn) -> str | None:
    """ "And the operating profit?" after "what revenue did X have in 2024?"."""
    previous, clause = turn.question, turn.clause
    bare = re.sub(r"^(?:the|an?)\s", "", new, flags=re.IGNORECASE)
    head = re.escape(bare.split()[-1])
    same = list(re.finditer(rf"\b(?:the|an?)\s(?:[\w'’-]+\s){{0,3}}?{head}\b", previous, re.I))
    if same:
        return previous[: same[-1].start()] + new + previous[same[-1].end() :]
    if clause.noun and clause.aux and (clause.asks in {"what", "which"} or is_plural(bare)):
        return previous.replace(f" {clause.noun} ", f" {bare} ", 1)
    if is_measure(new) and (measured := _other_measure(bare, turn)):
        return measured
    things = (new, clause.subject)
    if clause.aux and all(_THING.fullmatch(one) and not _PART.search(one) for one in things):
        return previous.replace(f" {clause.subject}", f" {new}", 1)
    return None


def _other_measure(new: str, turn: Turn) -> str | None:
    """ "And what about sales?" after "What did X earn in 2023?": X's sales in 2023."""
    named = names_in(turn.clause.subject)
    if not named or len({name.text for name in names_in(turn.question)}) > 1:
        return None
    owner = named[0].text + ("'" if named[0].text.endswith("s") else "'s")
    measure = re.sub(r"^(?:its|their)\s", "", new, flags=re.IGNORECASE)
    times = [when.phrase for when in read_time(turn.question, _ANY_DAY).windows]
    verb = "were" if is_plural(measure) else "was"
    return f"What {verb} {owner} {' '.join([measure, *times])}?"
