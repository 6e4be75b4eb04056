"""The clauses of an English sentence: who or what does it, in which words.

A reader without grammar: it cuts at punctuation and conjunctions, takes the first finite verb of a
piece and, as the subject, what stands before it. A verb that follows "and" keeps the subject of the
one before. Where it finds no verb it adds the piece to its neighbour, so that it says too little
rather than something wrong. Pure functions over one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.claims import Sentence
from assistant.verify.wording import PAST_FORMS, STOP, verbal


@dataclass(frozen=True, slots=True)
class Clause:
    """What one subject does. All places are offsets into the text of its sentence."""

    start: int
    end: int
    subject: tuple[tuple[int, int], ...]  # its stretches: "Tarvo", "a maker of valves"
    verb: int  # where the predicate begins
    lent: tuple[int, int] | None = None  # the predicate whose verb it leaves out


AUXILIARY = frozenset(
    "is are was were has have had will would can could may might must shall should do does did"
    " isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't doesn't don't"
    " didn't cannot".split()
)
PREPOSITIONS = frozenset(
    "of in at for from with without on onto to by per between among under over during through about"
    " against into near since until after before despite like within across around behind below"
    " above beyond along including than as".split()
)
_DETERMINERS = frozenset("the a an its his her their our my this that these those some any".split())
# Before a word in -ed they make it an adjective: "of used cars", "the very limited".
_NO_VERB_AFTER = (
    _DETERMINERS | PREPOSITIONS | frozenset("and or more most less least very too".split())
)
_NO_VERB = frozenset("need hundred united speed seed feed indeed shed bleed".split())
# One form for now and then, mostly a noun after "the": a verb where a figure or a thing follows.
_BOTH = frozenset("set cast spread hit cost cut put let hurt split burst quit".split())
_THIRD = re.compile(r"[a-z]{2,}[^s]s|[a-z]+sses")
SAYS = re.compile(
    r"said|says?|saying|tells?|told|found|finds?|shows?|showed|ruled|decided|thinks?|thought"
    r"|(?:add|warn|claim|report|insist|confirm|expect|predict|suggest|reveal|explain|assert|allege"
    r"|testif|contend|complain|fear|hint|caution|stress)(?:s|ed|ing|ied|ies|d)?"
    r"|(?:announc|stat|not|argu|believ|estimat|conclud|conced|declar|anticipat|indicat|acknowledg)"
    r"(?:e|es|ed|ing)"
)
_APART = frozenset(
    "while whereas although though because after before when if unless since until as that whether"
    " so".split()
)
_RELATIVE = frozenset("who which whom whose where".split())
_COORDINATED = frozenset("and or but then , plus".split())
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W_]+(?:(?:['&-]|\.(?=[^\W_]))[^\W_]+)*|[,;:()]|(?<=\s)-(?=\s)"
)
_CHANGES = frozenset("up down more less fewer minus above below over under".split())
_ADVERB = re.compile(r"\w+ly|also|now|then|later|soon|still|not|never|already|even|just|only|again")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The words between two places where a clause may begin or end."""

    opens: str  # the mark or word that cuts it off from what stands before; "" for none
    tokens: tuple[re.Match[str], ...]
    verb: int | None  # the place of its finite verb among the tokens


@lru_cache(maxsize=2048)
def clauses(sentence: Sentence) -> tuple[Clause, ...]:
    """Its clauses in the order of their verbs; none where no verb is found."""
    return tuple(_clauses(sentence))


def _clauses(sentence: Sentence) -> Iterator[Clause]:
    waiting: list[tuple[int, int]] = []  # stretches that a verb is still to follow
    held: tuple[tuple[int, int], ...] = ()  # the subject that a further verb keeps
    last: Clause | None = None
    for piece in _pieces(sentence):
        if piece.opens in (";", ":", "("):
            waiting = []
        if piece.verb is None:
            own = _gapped(sentence, piece) if last is not None and not waiting else None
            if own is not None and last is not None:
                yield last
                lent = last.lent or (last.verb, last.end)
                last = Clause(_low(piece), _high(piece), (own,), own[1], lent)
            elif last is None or waiting:
                waiting.append((_low(piece), _high(piece)))
            else:
                last = Clause(last.start, _high(piece), last.subject, last.verb)
            continue
        if last is not None and piece.opens == "," and piece.verb == 0 and not waiting:
            last = Clause(last.start, _high(piece), last.subject, last.verb)  # ", based in Arlen"
            continue
        if last is not None and not (waiting and piece.opens in _RELATIVE):
            yield last
            last = None
        verb = piece.tokens[piece.verb].start()
        own = (_low(piece), verb) if _names_somebody(piece) else None
        if piece.opens in _RELATIVE:
            before = tuple(waiting) or _before(sentence, _low(piece))
            # "who live in homes": own words are a verb that is not known for one
            subject = (own,) if own and (_leads_thing(sentence, own) or not before) else before
            found = Clause(_low(piece), _high(piece), subject, verb)
            if waiting:
                yield found  # the main verb is still to come
            else:
                last = found
            continue
        led = [part for part in waiting if not _adverbial(sentence, part)]
        subject = (*led, own) if own else tuple(led or waiting) or held
        start = waiting[0][0] if waiting else _low(piece)
        last, held, waiting = Clause(start, _high(piece), subject, verb), subject, []
    if last is not None:
        yield last


def _leads_thing(sentence: Sentence, span: tuple[int, int]) -> bool:
    """It begins as what somebody is called does: with "the", "it" or a capital."""
    first = sentence.lower[span[0] : span[1]].split(maxsplit=1)[0]
    pronoun = first in ("it", "he", "she", "they", "we", "i", "you")
    return pronoun or first in _DETERMINERS or sentence.plain[span[0]].isupper()


def _low(piece: _Piece) -> int:
    return piece.tokens[0].start()


def _high(piece: _Piece) -> int:
    return piece.tokens[-1].end()


def _pieces(sentence: Sentence) -> Iterator[_Piece]:
    opens, run = "", list[re.Match[str]]()
    whole = [(each.start, each.end) for each in sentence.quantities]
    whole += [(each.start, each.end) for each in sentence.dates]
    inside = {place for low, high in whole for place in range(low + 1, high)}
    tokens = tuple(_TOKEN.finditer(sentence.lower))
    for token in tokens:
        word = token.group()
        mark = not word[0].isalnum()
        cut = mark or word in _APART or word in _RELATIVE or word in _COORDINATED
        if token.start() in inside:  # "March 3, 2025", "between 20,000 and 30,000"
            cut = False
        if word in ("that", "so"):
            cut = bool(run) and _takes_that(run[-1].group())
        if cut:
            if run:
                yield _piece(sentence, opens, run)
                run = []
                opens = word
            elif opens in ("", ",") or word in _RELATIVE:
                opens = word  # ", and"
            continue
        if run and SAYS.fullmatch(run[-1].group()) and _said(sentence, opens, run, token):
            yield _piece(sentence, opens, run)
            opens, run = "that", []
        run.append(token)
    if run:
        yield _piece(sentence, opens, run)


def _takes_that(word: str) -> bool:
    return SAYS.fullmatch(word) is not None or verbal(word)


def _said(
    sentence: Sentence, opens: str, run: Sequence[re.Match[str]], token: re.Match[str]
) -> bool:
    """What is said begins here: "said the company will", "said 19 people were"; not "said in May",
    nor "announced a dividend", in which no verb follows.
    """
    if token.group() in PREPOSITIONS | {"to"} and not sentence.lower.startswith(
        "at least", token.start()
    ):
        return False
    rest = re.split(r"[,;:()]", sentence.lower[token.end() :], maxsplit=1)[0].split()
    return (len(run) > 1 or opens == ",") and any(_verb_form(word) for word in rest)


def _piece(sentence: Sentence, opens: str, tokens: Sequence[re.Match[str]]) -> _Piece:
    verb = next(
        (
            at
            for told in (_past, _third_person)  # "house prices fell": the surer form first
            for at in range(len(tokens))
            if told(sentence, opens, tokens, at)
        ),
        None,
    )
    return _Piece(opens, tuple(tokens), verb)


def _past(sentence: Sentence, opens: str, tokens: Sequence[re.Match[str]], at: int) -> bool:
    """An auxiliary or a verb in the past, where it is no adjective."""
    word, before, after = _around(tokens, at)
    if word in AUXILIARY:
        return sentence.plain[tokens[at].start()].islower()
    if word in _NO_VERB or before in _NO_VERB_AFTER or before.endswith("'s") or before.isdigit():
        return False
    if after == "by" and not (at + 2 < len(tokens) and tokens[at + 2].group()[0].isdigit()):
        return False  # "a firm owned by his brother", not "fell by 3 percent"
    if word in _BOTH:
        return bool(after) and after not in PREPOSITIONS and bool(before or opens)
    verb = word in PAST_FORMS or (word.endswith("ed") and len(word) > 3 and "-" not in word)
    return verb and (bool(at) or opens in _COORDINATED or opens in _RELATIVE)


def _third_person(sentence: Sentence, opens: str, tokens: Sequence[re.Match[str]], at: int) -> bool:
    """ "Makes" after a name, "it" or "which": elsewhere such a word is mostly a plural."""
    word, before, after = _around(tokens, at)
    if not _THIRD.fullmatch(word) or not sentence.plain[tokens[at].start()].islower():
        return False
    leads = before in ("it", "he", "she") or (not before and opens in _RELATIVE)
    leads = leads or (after == "to" and before not in _NO_VERB_AFTER)  # "the council wants to"
    if not leads and before.isalpha() and before not in STOP:
        leads = sentence.plain[tokens[at - 1].start()].isupper()
    if sentence.lower.startswith("'", tokens[at].end()):
        return False  # "the hospitals' operator"
    return leads and bool(after) and after != "of"


def _around(tokens: Sequence[re.Match[str]], at: int) -> tuple[str, str, str]:
    """The word and its neighbours; "" where there is none."""
    before = tokens[at - 1].group() if at else ""
    after = tokens[at + 1].group() if at + 1 < len(tokens) else ""
    return tokens[at].group(), before, after


def _verb_form(word: str) -> bool:
    return word in AUXILIARY or word in PAST_FORMS or word.endswith("ed")


def _names_somebody(piece: _Piece) -> bool:
    """Something besides adverbs stands before the verb."""
    return any(not _ADVERB.fullmatch(token.group()) for token in piece.tokens[: piece.verb or 0])


def _gapped(sentence: Sentence, piece: _Piece) -> tuple[int, int] | None:
    """The subject of "and its imports 38 billion", which leaves the verb out; else None."""
    if piece.opens not in _COORDINATED:
        return None
    low, high = _low(piece), _high(piece)
    figure = next((q.start for q in sentence.quantities if low <= q.start < high), None)
    if figure is None or figure == low:
        return None
    words = [token.group() for token in piece.tokens if token.start() < figure]
    meant = [word for word in words if word not in STOP and not _ADVERB.fullmatch(word)]
    if not meant or words[0] in PREPOSITIONS or words[-1] in PREPOSITIONS:
        return None
    if words[0] in _CHANGES or words[0].endswith("ing"):
        return None  # "up 7 percent", "leaving 300 without work"
    return low, figure


def _before(sentence: Sentence, position: int) -> tuple[tuple[int, int], ...]:
    """What "which" may stand for: the last things named before it ("a supplier | of valves")."""
    found: list[tuple[int, int]] = []
    end = start = None
    named = False
    for token in reversed(tuple(_TOKEN.finditer(sentence.lower, 0, position))):
        word = token.group()
        if word in _RELATIVE or (end is None and not word[0].isalnum()):
            continue
        if word in PREPOSITIONS or not word[0].isalnum() or _verb_form(word):
            if end is not None and start is not None:
                found.append((start, end))
                end = None
                if named:
                    break  # "brakes to Pellworth, which": the name itself
            if len(found) == 2 or word not in PREPOSITIONS:
                break
            continue
        if end is None:
            end, named = token.end(), sentence.plain[token.start()].isupper()
        start = token.start()
    else:
        if end is not None and start is not None:
            found.append((start, end))
    return tuple(found)


def _adverbial(sentence: Sentence, part: tuple[int, int]) -> bool:
    """It begins with a preposition or tells a time: "In May", "On Monday", "Last year"."""
    first = _TOKEN.search(sentence.lower, *part)
    return first is None or (
        first.group() in PREPOSITIONS
        or _ADVERB.fullmatch(first.group()) is not None
        or any(part[0] <= date.start < part[1] for date in sentence.dates)
        or first.group() in ("however", "meanwhile", "instead", "according", "last", "this", "next")
    )
