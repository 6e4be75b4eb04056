"""Is each word of a statement joined to the words that it is joined to in the source?

"Orders of 742 million", "freight train", "cut the plaice quota": a word governs what stands beside
it or behind its preposition, a verb who does it and what it is done to. Where the source has the
same word with something else in that place, and what the statement puts there stands elsewhere, the
statement says something that the source does not, though every word of it is the source's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from assistant.verify.check_subjects import EMPTY
from assistant.verify.check_ties import MUTUAL
from assistant.verify.claims import Cited, Sentence, Word, spend
from assistant.verify.clauses import SAYS
from assistant.verify.wording import GENERIC, common, stem, verbal

_PREPOSITIONS = frozenset(
    "of in at for from with without on onto to by per between among under over during through about"
    " against into near within across around behind below above beyond along".split()
)
_EDGES = frozenset(
    "and but or while whereas although though because after before when which who whom that if"
    " unless since until as than so where despite".split()
)
_DETERMINERS = frozenset(
    "the a an its his her their our my this that these those some any all no every each".split()
)
_MODALS = frozenset("to will would can could may might must should shall did does do".split())
_BE = frozenset("is are was were be been being".split())
_TOKEN = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*|[,;:()\"]|(?<=\s)-(?=\s)")


_LIGHT = EMPTY | {stem("suffer"), stem("run")}  # whatever is had or taken
_THOSE = re.compile(r"\b(?:those|that) (?:in|of|at|from|for) (?:the )?$")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A word, and what stands in one of its places."""

    head: Word
    kind: str  # "mod", "num", "doer", "done to", or a preposition
    fill: tuple[Word, ...]
    may: frozenset[str]  # keys of all that stands on that side of it, up to the next edge


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of words in a piece of a sentence: what is named, a verb or a preposition."""

    kind: str  # "thing", "verb", "prep", "be"
    words: tuple[Word, ...]
    text: str  # the preposition
    voice: str = ""  # of a verb: "passive", "participle" for "carrying cement", else ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two commas or conjunctions."""

    edge: str  # the mark or word before it
    parts: tuple[_Part, ...]


def check_slots(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """No word stands in the place of another one of the source."""
    if cited.tables:
        return
    yield from _dated_apart(sentence, cited)
    yield from _said_then(sentence, cited)
    theirs = [slot for part in cited.sentences for slot in _slots(part)]
    for ours in _slots(sentence):
        spend(len(theirs))
        same = [slot for slot in theirs if slot.kind == ours.kind and _one(ours, slot.head)]
        if not same or not _every(ours, same, cited):
            continue
        other = [
            slot
            for slot in theirs
            if _OPPOSITE.get(slot.kind) == ours.kind and _one(ours, slot.head)
        ]
        for word in ours.fill:
            if _telling(word, ours, cited) and (
                not _happens(ours, sentence, other)
                and (
                    all(_displaced(word, slot, sentence) for slot in same)
                    or _exchanged(word, ours, same, other)
                )
            ):
                stands = " ".join(each.text for each in same[0].fill)
                yield (
                    f"the source has '{stands}' with '{same[0].head.text}', the statement"
                    f" '{word.text}'"
                )
                return


def _dated_apart(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """A date that the source gives where it speaks of something that the statement leaves out:
    "the wine harvest in April" for "wine, less of it because of frost in April".
    """
    for word in sentence.words:
        if word.kind != "date" or word.keys & cited.context_keys or cited.retold(sentence):
            continue
        if any(key.startswith("@w") for key in word.keys):
            continue  # on a weekday things are said
        homes = [
            _content(piece, place) if piece.edge in ("because", "despite", "which") else ()
            for part, place in cited.matching(word)
            for piece in _pieces(part)
            if any(each is place for each in _words(piece))
        ]
        if homes and all(
            home and all(each.keys.isdisjoint(sentence.by_key) for each in home) for home in homes
        ):
            yield f"the source gives {word.text} for '{homes[0][-1].text}', not for this"
            return


_SPEAKS = re.compile(rf"\b(?:{SAYS.pattern}|wrote|(?:confirm|disclos)\w*)\b")
_TELLS = re.compile(
    rf"\b(?:{SAYS.pattern}|wrote|(?:confirm|declar|disclos|admit|agree|publish)\w*)\b"
)


def _said_then(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Flew to a match on Thursday" where on Thursday it was reported."""
    for word in sentence.words if not _TELLS.search(sentence.lower) else ():
        if not any(key.startswith("@w") for key in word.keys):
            continue
        homes = list(cited.matching(word))
        if homes and all(_in_tag(part, place) for part, place in homes):
            yield f"in the source {word.text} is when it was said, not when it happened"
            return


def _in_tag(part: Sentence, date: Word) -> bool:
    """ ", the magazine reported on Thursday": at the end, who and when and nothing else."""
    low = max(part.lower.rfind(mark, 0, date.start) for mark in ',";') + 1
    ends = not part.lower[date.end :].strip(" .") or part.lower[date.end] in ",;"
    verb = _SPEAKS.search(part.lower, low, date.start) if low > 0 and ends else None
    if verb is None:
        return False
    who = part.lower[low : verb.start()].split()
    # "the plan, announced on Thursday," is of the plan
    return verb[0] == "said" or (bool(who) and who[0] not in ("which", "that", "and"))


def _words(piece: _Piece) -> tuple[Word, ...]:
    return tuple(word for part in piece.parts for word in part.words)


def _content(piece: _Piece, date: Word) -> tuple[Word, ...]:
    """What the date is given for."""
    return tuple(
        word
        for word in _words(piece)
        if word is not date and not (word.kind == "word" and common(word.text.lower()))
    )


_OPPOSITE = {"doer": "done to", "done to": "doer"}


def _exchanged(word: Word, ours: _Slot, same: list[_Slot], other: list[_Slot]) -> bool:
    """Who does it and what it is done to have changed places."""
    return (
        bool(other)
        and stem(ours.head.text) not in MUTUAL
        and all(any(word.keys & each.keys for each in slot.fill) for slot in other)
        and not any(word.keys & each.keys for slot in same for each in slot.fill)
    )


def _happens(ours: _Slot, sentence: Sentence, other: list[_Slot]) -> bool:
    """ "The strike ended" where somebody ended the strike."""
    return (
        ours.kind == "doer"
        and any(one.keys & each.keys for one in ours.fill for slot in other for each in slot.fill)
        and not any(slot.kind == "done to" and slot.head is ours.head for slot in _slots(sentence))
    )


def _one(slot: _Slot, theirs: Word) -> bool:
    """The very word, as a verb or as a noun in both."""
    ours = slot.head
    if ours.kind == "number" or theirs.kind == "number":
        return ours.kind == theirs.kind and bool(ours.keys & theirs.keys)
    if stem(ours.text) != stem(theirs.text):
        return False
    return verbal(ours.text) == verbal(theirs.text) or slot.kind in _OPPOSITE


def _every(ours: _Slot, same: list[_Slot], cited: Cited) -> bool:
    """Wherever the source has the word, something stands in the place."""
    held = {id(slot.head) for slot in same}
    return all(
        id(word) in held for part in cited.sentences for word in part.words if _one(ours, word)
    )


def _telling(word: Word, slot: _Slot, cited: Cited) -> bool:
    """The source has it elsewhere, and it says something by itself."""
    if word.kind == "date":
        return False
    if not any(verbal(there.text) == verbal(word.text) for _, there in cited.matching(word)):
        return False
    if word.kind == "number":
        return slot.kind in ("num", "mod") and _counts(word, cited)
    if slot.kind in ("doer", "done to") and _left_out(word, cited):
        return False
    if any(_THOSE.search(part.lower[: place.start]) for part, place in cited.matching(word)):
        return False
    return word.kind == "name" or not (common(word.text.lower()) or stem(word.text) in GENERIC)


def _counts(word: Word, cited: Cited) -> bool:
    """The source names what it counts; of "340 of its 900 flights" the 340 may be flights."""
    if word.text.lower().startswith(("a ", "an ", "one")):
        return False
    return bool(_unit(word)) or any(
        word.keys & each.keys and part.words[-1] is not each
        for sentence in cited.sentences
        for piece in _pieces(sentence)
        for part in piece.parts
        for each in part.words
        if each.kind == "number"
    )


def _left_out(word: Word, cited: Cited) -> bool:
    """It stands where the source leaves out the verb: "and consumer prices 4.1 percent", or the
    word that it belongs to: "those in Lunde".
    """
    return any(
        word.keys & _keys(piece.parts)
        for part in cited.sentences
        for piece in _pieces(part)
        if piece.edge in ("and", ",", ";", "but", "")
        and not any(each.kind == "verb" for each in piece.parts)
    )


def _displaced(word: Word, slot: _Slot, sentence: Sentence) -> bool:
    """The source has another one there, which the statement leaves out."""
    if not word.keys.isdisjoint(slot.may):
        return False
    return any(
        other.keys.isdisjoint(sentence.by_key) and _rivals(word, other) for other in slot.fill
    )


def _rivals(word: Word, other: Word) -> bool:
    """One of a kind: a name may be told of by what it is, and a figure is no name."""
    if word.kind != other.kind:
        return False
    if word.kind == "number":
        return _unit(word) == _unit(other)
    return word.kind == "name" or stem(other.text) not in GENERIC


def _unit(word: Word) -> str:
    """The unit that its keys give, "usd" of "#usd1.03e+09"."""
    units = (re.match(r"#([^\d.]*)", key) for key in word.keys)
    return max((found[1] for found in units if found), key=len, default="")


# --- reading ---------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _slots(sentence: Sentence) -> tuple[_Slot, ...]:
    pieces = _pieces(sentence)
    return tuple(
        slot
        for found in (
            *(_of(piece.parts) for piece in pieces),
            *(_apposed(*pair) for pair in pairwise(pieces)),
            *(_resumed(pieces, at) for at in range(1, len(pieces))),
        )
        for slot in found
    )


def _of(piece: tuple[_Part, ...]) -> Iterator[_Slot]:
    for at, part in enumerate(piece):
        if part.kind == "thing":
            yield from _inside(part)
            yield from _being(piece, at)
        if part.kind == "verb":
            yield from _around(piece, at)
        if part.words and part.words[-1].kind != "name":
            yield from _behind(piece, at)


def _behind(piece: tuple[_Part, ...], at: int) -> Iterator[_Slot]:
    """What its preposition leads to."""
    part, rest = piece[at], piece[at + 1 : at + 3]
    if [each.kind for each in rest] != ["prep", "thing"]:
        return
    lead, thing = rest
    head, may = part.words[-1], _keys(piece[at:])
    if head.text.lower().startswith(("a ", "an ")):
        return  # "a day"
    if part.voice == "passive" and lead.text == "by" and thing.words[-1].kind in ("word", "name"):
        yield _Slot(head, "doer", thing.words, may)
    elif head.kind != "number":
        kind = "mod" if lead.text == "of" and part.kind == "thing" else lead.text
        yield _Slot(head, kind, thing.words, may)
    elif lead.text != "of" and _unit(head):  # "40 percent of the fleet", "of the buses" may be one
        yield _Slot(head, lead.text, thing.words, may)


def _inside(part: _Part) -> Iterator[_Slot]:
    """What stands before the last of the words."""
    *before, head = part.words
    may = frozenset().union(*(word.keys for word in before))
    names = tuple(takewhile(lambda word: word.kind == "name", reversed(part.words)))
    role = part.words[-len(names) - 1 :][:1] if names else ()
    if role and len(names) < len(part.words) and role[0].kind == "word":
        yield _Slot(role[0], "is", names, _keys((part,)))
    if head.kind != "word":
        return
    figures = tuple(word for word in before if word.kind == "number")
    others = tuple(word for word in before if word.kind != "number")
    if figures:
        yield _Slot(head, "num", figures, may)
    if others:
        yield _Slot(head, "mod", others, may)


def _being(piece: tuple[_Part, ...], at: int) -> Iterator[_Slot]:
    """ "The best-selling model was the Nuvo": each is the other."""
    if [each.kind for each in piece[at : at + 3]] == ["thing", "be", "thing"]:
        one, two = piece[at], piece[at + 2]
        for head, fill in ((one, two), (two, one)):
            if head.words[-1].kind == "word":
                yield _Slot(head.words[-1], "is", fill.words, _keys(piece))


def _apposed(one: _Piece, two: _Piece) -> Iterator[_Slot]:
    """ "The top seed, Rosa Vane," and "Rosa Vane, the top seed,"."""
    if two.edge != "," or len(two.parts) > 1 or one.parts[-1].kind != "thing":
        return
    before, after = one.parts[-1], two.parts[0]
    for head, fill in ((before, after), (after, before)):
        named = bool(fill.words) and all(word.kind == "name" for word in fill.words)
        if named and head.words and head.words[-1].kind == "word":
            yield _Slot(head.words[-1], "is", fill.words, _keys((before, after)))


def _resumed(pieces: Sequence[_Piece], at: int) -> Iterator[_Slot]:
    """ "The skipper, a man of 58, had a broken arm": who does what the piece begins with."""
    verb = pieces[at].parts[0]
    if verb.kind != "verb" or pieces[at].edge != ",":
        return
    while at > 1 and pieces[at - 1].edge in (",", "who", "which"):
        at -= 1
    first = pieces[at - 1].parts
    if first[0].kind == "thing" and (
        verb.voice == "participle" or all(part.kind != "verb" for part in first)
    ):
        kind = "done to" if verb.voice == "passive" else "doer"
        yield _Slot(verb.words[-1], kind, _whole(first), _keys(first))


def _around(piece: tuple[_Part, ...], at: int) -> Iterator[_Slot]:
    """Who does it, and what it is done to."""
    verb = piece[at]
    if SAYS.fullmatch(verb.words[0].text.lower()) or stem(verb.words[0].text) in _LIGHT:
        return
    before, after = piece[:at], piece[at + 1 :]
    first = before and before[0].kind == "thing" and all(part.kind != "verb" for part in before)
    if verb.voice != "participle" and first:
        kind = "done to" if verb.voice else "doer"
        yield _Slot(verb.words[-1], kind, _whole(before), _keys(before))
    if verb.voice != "passive" and after and after[0].kind == "thing":
        yield _Slot(verb.words[-1], "done to", _whole(after), _keys(after))


def _whole(parts: tuple[_Part, ...]) -> tuple[Word, ...]:
    """ "The city of Brackwater": what is named first, and what it is of."""
    of = len(parts) > 2 and parts[1].text == "of" and parts[2].kind == "thing"
    return (*parts[0].words, *(parts[2].words if of else ()))


def _keys(parts: tuple[_Part, ...]) -> frozenset[str]:
    return frozenset().union(*(word.keys for part in parts for word in part.words))


@lru_cache(maxsize=2048)
def _pieces(sentence: Sentence) -> tuple[_Piece, ...]:
    """The sentence cut at commas and conjunctions."""
    return tuple(_read(sentence))


def _read(sentence: Sentence) -> Iterator[_Piece]:
    edge = ""
    parts: list[_Part] = []
    run: list[Word] = []
    before = ""
    passive = False
    done = 0
    for token in _TOKEN.finditer(sentence.lower):
        if token.start() < done:
            continue
        word = sentence.word_at(token.start())
        text = token.group()
        if word is not None and word.kind != "small" and text not in _PREPOSITIONS:
            done = word.end
            verb = word.kind == "word" and _is_verb(sentence, word, before)
            if verb or (
                (run or (edge == "," and not parts))
                and word.kind == "word"
                and _participle(sentence, word)
            ):
                _close(parts, run)
                lowered = word.text.lower()
                if parts and parts[-1].kind == "be":
                    parts.pop()
                suffers = passive or _BY.match(sentence.lower, word.end) is not None
                voice = "passive" if suffers and not lowered.endswith("ing") else ""
                parts.append(_Part("verb", (word,), "", voice if verb else "participle"))
            else:
                run.append(word)
            passive = False
            before = text
            continue
        if text[0] in ',;:()"-' or text in _EDGES:
            _close(parts, run)
            if parts:
                yield _Piece(edge, tuple(parts))
            parts, edge = [], text
        elif text in _PREPOSITIONS:
            _close(parts, run)
            parts.append(_Part("prep", (), text))
        else:
            _close(parts, run)
            passive = text in _BE or (passive and text.endswith("ly"))
            if text in _BE and parts and parts[-1].kind != "be":
                parts.append(_Part("be", (), text))
        before = text
    _close(parts, run)
    if parts:
        yield _Piece(edge, tuple(parts))


_BY = re.compile(r" by (?![\d$€£]|(?:about|some|more|half)\b)")  # "hired by", not "fell by 3"


def _close(parts: list[_Part], run: list[Word]) -> None:
    if run:
        parts.append(_Part("thing", tuple(run), ""))
        run.clear()


def _participle(sentence: Sentence, word: Word) -> bool:
    """ "A train carrying cement"."""
    lowered = word.text.lower()
    return lowered.endswith("ing") and verbal(lowered) and sentence.plain[word.start].islower()


_NOW = re.compile(r"[A-Z][\w-]*\s([a-z]{3,}[^s\W]s)\s(?=[A-Z]|(?:the|an?|its|his|her|their)\s)")


def _does_now(sentence: Sentence, word: Word) -> bool:
    """ "Tomas succeeds Wilk": in the present, between two that are named."""
    low = sentence.plain.rfind(" ", 0, max(0, word.start - 1)) + 1
    found = _NOW.match(sentence.plain, low)
    return found is not None and found.start(1) == word.start


def _is_verb(sentence: Sentence, word: Word, before: str) -> bool:
    lowered = word.text.lower().split()[0]
    if before in _MODALS:
        return True
    if _does_now(sentence, word):
        return True
    if not verbal(lowered) or lowered.endswith("ly"):
        return False
    if before in _DETERMINERS or before.isdigit():
        return False
    if lowered.endswith("ing"):
        return before in _BE
    follows = re.match(r"\s[a-z0-9$€£]", sentence.lower[word.end : word.end + 2])
    return not (before in _PREPOSITIONS and follows)
