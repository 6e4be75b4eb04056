"""What the words around a time make of it: "since", "as of", "between ... and"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.dates.cues import FIRST, LATEST, events, spans_of
from assistant.dates.rules import Atom, atoms_in
from assistant.dates.stretches import NEAR_DAYS, low, months_from, near_day
from assistant.dates.times import Clock, QuestionTime, Stretch, When

_DAY = dt.timedelta(days=1)
_ASOF = (
    r"as\s(?:of|at|known\s(?:on|in|at)|reported\s(?:on|by))|(?-i:Stand)(?:\svom)?"
    r"|zum\sstand(?:\svom)?|as\s(?:it|things|they|matters)\sstood\s(?:on|in|at)|截至|截止到?"
)
_SINCE = r"since|seit|starting(?:\sin|\son)?|beginning\s(?:in|on)|ab|from"
_AFTER = r"after|following|nach"
_BEFORE = r"before|prior\sto|earlier\sthan|vor"
_UNTIL = r"by|until|till|up\sto|through|no\slater\sthan|bis(?:\szum)?"
_PART = re.compile(
    r"(?:(?P<first>early|(?:the\s)?(?:beginning|start)\sof|anfang)|(?P<middle>mid|(?:the\s)?middle"
    r"\sof|mitte)|(?P<last>late|(?:the\s)?end\sof|ende))(?:\s(?:in|the))?[\s-]$",
    re.IGNORECASE,
)
_RELATION = re.compile(
    rf"(?<!\w)(?:(?P<asof>{_ASOF})|(?P<since>{_SINCE})|(?P<after>{_AFTER})|(?P<before>{_BEFORE})"
    rf"|(?P<until>{_UNTIL})|(?P<between>between|zwischen|from|von|vom)"
    r"|(?P<at>in|on|at|during|over|for|of|im|am|für|within|throughout))"
    r"\s*(?:(?:the|its|their|his|her)\s)?(?:(?:fiscal|financial|business)\s)?(?:year\s|jahre?s?\s)?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:\bbetween|\bzwischen|\bfrom|\bvo[nm]|从)\s?(?:the\s)?$", re.IGNORECASE)
_RANGE_GAP = re.compile(
    r"\s*(?:(?P<and>and|und)|to|until|till|through|-|–|—|bis(?:\szum)?|到|至)\s*(?:the\s)?",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s(?:on|onwards?|an)\b", re.IGNORECASE)
_AFTER_CJK = re.compile(r"(?P<before>之前|以前|前)|(?P<since>以来|之后|以后|后|起)")
_HAD = re.compile(r"\b(?:had|hatten?)\b", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:was|were|been)\s(?:\w{1,12}\s)?known\b[^.?!]{0,80}$", re.IGNORECASE)
_APPLIES = re.compile(
    r"\b(?:appl(?:y|ies)|valid|in force|takes? effect|gelten|gilt)\b", re.IGNORECASE
)
_WILL = re.compile(r"\b(?:will|shall|going to|upcoming|wird|werden)\b|将", re.IGNORECASE)
_WAS = re.compile(r"\b(?:did|was|were|had|has|have|said|happened|war|waren|hatte|hat)\b", re.I)


def read_time(question: str, today: dt.date) -> QuestionTime:
    """What a question says about time, counted from ``today``.

    A day or month without a year is the nearest past one, or the nearest to come where the
    question is about the future. With an as-of day, all else is counted from that day.
    """
    clock = Clock(today, bool(_WILL.search(question)) and not _WAS.search(question))
    atoms = [
        atom
        for atom in atoms_in(question, clock)
        if not _is_now(atom) or _asked_about_today(question, atom)
    ]
    as_of = next((read for atom in atoms if (read := _as_of(question, atom, clock))), None)
    if as_of:
        clock = Clock(as_of.end or today, False)
        atoms = [atom.seen_from(clock) for atom in atoms if atom.end != as_of.span[1]]
    windows = _windows(question, atoms)
    spans = [_with_s(question, when.span) for when in windows if _is_relative(atoms, when)]
    latest, first = (spans_of(pattern, question) for pattern in (LATEST, FIRST))
    return QuestionTime(
        question,
        as_of.end if as_of else None,
        tuple(sorted([*windows, *events(question, windows)], key=lambda when: when.span)),
        bool(latest),
        bool(first),
        _merged([*spans, *latest, *first, *([as_of.span] if as_of else [])]),
    )


def _is_now(atom: Atom) -> bool:
    return NEAR_DAYS.get(low(atom.match[0])) == 0 and atom.rule.make is near_day


def _asked_about_today(question: str, atom: Atom) -> bool:
    """ "What happened today?" asks about a day, "what does it cost today?" about the present."""
    if _relation(question, atom.start)[0] == "asof":
        return True
    past = re.search(r"\b(?:did|was|were|happened|said)\b", question, re.IGNORECASE)
    return past is not None and atom.match[0].lower() not in {"now", "this moment"}


def _relation(question: str, start: int) -> tuple[str, int]:
    """What the words before a time say ("since", "asof"; "" nothing), and where they begin."""
    match = _RELATION.search(question, max(0, start - 30), start)
    return (match.lastgroup or "", match.start()) if match else ("", start)


def _in_part(question: str, atom: Atom) -> tuple[Stretch, int]:
    """ "Early September" is the first ten days, "early 2025" the first four months."""
    match = _PART.search(question, max(0, atom.start - 20), atom.start)
    kind, first, last = atom.stretch
    if match is None or kind in {"day", "week", "range"}:
        return atom.stretch, atom.start
    place = ("first", "middle", "last").index(match.lastgroup or "first")
    if kind == "month":
        end = last if place == 2 else first + _DAY * (10 * place + 9)
        return ("range", first + _DAY * 10 * place, end), match.start()
    third = (last.month - first.month + 1) // 3
    return months_from("range", first.year, first.month + third * place, third), match.start()


def _as_of(question: str, atom: Atom, clock: Clock) -> When | None:
    """The as-of phrase that a time is part of; its end is the day.

    "Which fares apply as of July?" asks for what begins then.
    """
    (kind, first, last), start = _in_part(question, atom)
    relation, begin = _relation(question, start)
    word = question[begin:start].split()[:1]
    known = relation == "asof" and not (
        _APPLIES.search(question) or (clock.ahead and last > clock.day)
    )
    known = known or (
        relation in {"at", "until"} and bool(_KNOWN.search(question, max(0, begin - 120), begin))
    )
    by = [w.lower() for w in word] in (["by"], ["up"]) and kind != "year"
    if not known and not (by and _HAD.search(question)):
        return None
    return When("day", first, last, question[begin : atom.end], (begin, atom.end))


def _windows(question: str, atoms: Sequence[Atom]) -> list[When]:
    found: list[When] = []
    skip = False
    for i, atom in enumerate(atoms):
        if skip:
            skip = False
            continue
        ranged = _range(question, atom, atoms[i + 1]) if i + 1 < len(atoms) else None
        found.append(ranged or _window(question, atom))
        skip = ranged is not None
    return found


def _range(question: str, one: Atom, other: Atom) -> When | None:
    """ "Between March and June 2025": the first takes the second's year."""
    (_, _, last), start = _in_part(question, other)
    gap = _RANGE_GAP.fullmatch(question, one.end, start)
    opened = _FROM.search(question, max(0, one.start - 20), one.start)
    if gap is None or (gap["and"] and not opened):
        return None
    if not one.match.groupdict().get("y"):
        one = one.seen_from(Clock(last, False))
    begin = opened.start() if opened else _relation(question, one.start)[1]
    if one.stretch[1] > last:
        return None
    return When("range", one.stretch[1], last, question[begin : other.end], (begin, other.end))


def _window(question: str, atom: Atom) -> When:
    (kind, first, last), start = _in_part(question, atom)
    relation, begin = _relation(question, start)
    end = atom.end
    onwards = _ONWARDS.match(question, end)
    after = _AFTER_CJK.match(question, end)
    if relation == "since" and question[begin : begin + 4].lower() == "from":
        relation = "since" if onwards else "at"
        end = onwards.end() if onwards else end
    elif after:
        relation, end = after.lastgroup or "", after.end()
    phrase, span = question[begin:end], (begin, end)
    if relation in {"since", "asof"}:
        return When("since", first, None, phrase, span)
    if relation == "after":
        return When("since", last + _DAY, None, phrase, span)
    if relation in {"before", "until"}:
        return When("before", None, first - _DAY if relation == "before" else last, phrase, span)
    return When(kind, first, last, phrase, span)


def _with_s(question: str, span: tuple[int, int]) -> tuple[int, int]:
    """ "This year's breaks" loses the ending too."""
    return span[0], span[1] + 2 * (question[span[1] : span[1] + 2] in {"'s", "’s"})


def _is_relative(atoms: Sequence[Atom], when: When) -> bool:
    inside = [atom for atom in atoms if when.span[0] <= atom.start and atom.end <= when.span[1]]
    return any(atom.rule.relative for atom in inside)


def _merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)
