"""The points that belong together: a list told whole, and what an announced "three reasons" are.

A scorer looks for the sentence that answers. Of "It gives three reasons. The price … The law …" the
first one says nothing, and none of the others does by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.kinds import Wants
from assistant.orders import addressed_to_machines
from assistant.questions import Need
from assistant.types import Evidence
from index.sentences import split
from index.tokens import fold

MOST = 6  # points told of one list
_FURTHEST = 0.1  # of the best chance: so likely an article's likeliest sentence must be
_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\(?\d{1,2}[.)])[ \t]+\S.*")
_COUNTS = "two three four five six seven eight nine ten".split()
_NOUNS = (
    r"reasons|causes|factors|conditions|demands|options|ways|arguments|objections|consequences"
    r"|recommendations|steps|measures|points|aims|goals|changes|problems|things|parts|sides"
)
_ANNOUNCES = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)}|several|some|the following)\s(?:\w+\s)?(?P<what>{_NOUNS})\b",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"\b(?:{_NOUNS})\b")
_ANY = frozenset({"things", "points", "parts", "sides"})  # they may be whatever is asked for
_UNSAID = 3  # points that "several" has
_PARAGRAPH = "\n\n"


def with_points(
    need: Need, chosen: Sequence[Evidence], evidence: Sequence[Evidence], room: int
) -> list[Evidence]:
    """What was chosen for a question that wants several points, with the rest of each list.

    The points that the text announces by the word that is asked for come first; then what was
    chosen, each item of a list with the other items.

    Args:
        evidence: what there is, the likeliest first.
        room: words that all may have together.
    """
    known = {(e.file, e.start): e for e in evidence}
    told: list[Evidence] = []
    for one in (*_announced(_wanted(need), evidence), *chosen):
        for at in (one, *_items(one)):
            point = known.get((at.file, at.start))  # what is no evidence, as an advert, is not told
            words = sum(len(e.quote.split()) for e in (*told, at))
            if point and point not in told and (words <= room or not told):
                told.append(point)
    return told


def _wanted(need: Need) -> frozenset[str]:
    """The nouns that name what is asked for, as a text would announce it."""
    asked = frozenset(_ASKED.findall(fold(need.question)))
    if need.wants is Wants.REASON or asked & {"reasons", "causes"}:
        asked |= {"reasons", "causes", "factors"}
    return asked


def _announced(wanted: frozenset[str], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The points that the likeliest article which announces some of what is asked for lists."""
    if not wanted:
        return []
    least = _FURTHEST * evidence[0].score
    seen: set[tuple[str, int]] = set()
    for one in evidence:
        place = one.file, one.passage.start
        if one.score < least or place in seen:
            continue
        seen.add(place)
        sentences = _sentences(one)
        for n, said in enumerate(sentences):
            found = _ANNOUNCES.search(said.quote)
            if found is None or found["what"].lower() not in wanted | _ANY:
                continue
            if found["what"].lower() in _ANY and not _is_likely(said, evidence, least):
                continue  # "three things" may be any
            points = _behind(said, sentences[n + 1 :], found["count"].lower())
            if len(points) > 1:
                return points
    return []


def _is_likely(one: Evidence, evidence: Sequence[Evidence], least: float) -> bool:
    return any((e.file, e.start) == (one.file, one.start) and e.score >= least for e in evidence)


def _behind(said: Evidence, rest: Sequence[Evidence], count: str) -> list[Evidence]:
    """The sentences of the paragraph behind one that announces them, or the items of a list."""
    text, begins = said.passage.text, said.passage.start
    if rest and _ITEM.match(_line(rest[0])):
        return [rest[0], *_items(rest[0])]
    most = _COUNTS.index(count) + 2 if count in _COUNTS else _UNSAID
    points: list[Evidence] = []
    for one in rest[:most]:
        before = points[-1] if points else said
        if _PARAGRAPH in text[before.end - begins : one.start - begins]:
            break
        points.append(one)
    return points


def _items(one: Evidence) -> list[Evidence]:
    """The other items of the list that a sentence stands in, in their order; none of a numbered
    or pointed line that stands alone."""
    if not _ITEM.match(_line(one)):
        return []
    text, begins = one.passage.text, one.passage.start
    at = one.start - begins
    lines = list(_lines(text))
    here = next(n for n, (start, end) in enumerate(lines) if start <= at < end)
    first = last = here
    while first > 0 and _ITEM.match(text[slice(*lines[first - 1])]):
        first -= 1
    while last + 1 < len(lines) and _ITEM.match(text[slice(*lines[last + 1])]):
        last += 1
    items: list[Evidence] = []
    for start, end in lines[first : last + 1]:
        if start <= at < end:
            continue
        items += [_at(one, begins + s.start, begins + s.end) for s in split(text, start, end)]
    return [item for item in items if not addressed_to_machines(item.quote)][: MOST - 1]


def _line(one: Evidence) -> str:
    """The line of the text in which a sentence begins."""
    text, at = one.passage.text, one.start - one.passage.start
    if not 0 <= at < len(text):
        return ""
    start = text.rfind("\n", 0, at) + 1
    return text[start : text.find("\n", at) if "\n" in text[at:] else len(text)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that are not empty."""
    for found in re.finditer(r"[^\n]*\S[^\n]*", text):
        yield found.span()


def _sentences(one: Evidence) -> list[Evidence]:
    """The sentences of its passage."""
    text, begins = one.passage.text, one.passage.start
    said = [_at(one, begins + s.start, begins + s.end) for s in split(text, 0, len(text))]
    return [sentence for sentence in said if not addressed_to_machines(sentence.quote)]


def _at(one: Evidence, start: int, end: int) -> Evidence:
    quote = one.passage.text[start - one.passage.start : end - one.passage.start]
    return replace(one, start=start, end=end, quote=quote, lead_in="")
