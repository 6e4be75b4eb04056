"""Does a statement give a deed or a figure to the one whose it is in the source?

The words of a statement may all stand in the source and still be told of another: profit gets the
figure of sales, a firm the deed of its customer, one company what a second quote says of another.
So each clause of a statement is held against the clause of the source that has its predicate, and
their subjects have to go together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.check_content import extreme
from assistant.verify.claims import Cited, Sentence, Word, sentences, spend
from assistant.verify.clauses import PREPOSITIONS, SAYS, Clause, clauses
from assistant.verify.numbers import Quantity
from assistant.verify.wording import GENERIC, common, keys, stem, verbal

_ENOUGH = 0.6  # of the weight of a predicate: so much of it stands in one clause of the source
_MOST = 0.6  # of the best: a clause of the very subject that has more of it is told freely
_NEARLY = 1.0  # a clause that has this much less is as good


@dataclass(frozen=True, slots=True)
class _Told:
    """A clause as it is compared."""

    sentence: Sentence
    clause: Clause
    subject: str  # as written
    words: tuple[str, ...]  # of the subject, lower case
    heads: frozenset[str]  # stems of what the subject is, names apart: "customer"
    names: frozenset[str]  # ... of the names that are the subject themselves
    owners: frozenset[str]  # ... of the names it belongs to: "Tarvo's customer", "sales of Tarvo"
    marks: frozenset[str]  # ... of all other words of it: "net" of "net profit"
    predicate: tuple[Word, ...]
    verb: Word | None
    held: frozenset[str]  # the keys of all its words
    stems: frozenset[str]  # ... their stems
    done: frozenset[str]  # the stems of its predicate


def check_subjects(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Each predicate of the statement stands in the source with the statement's subject."""
    theirs = tuple(told for other in cited.sentences for told in _told(other))
    for ours in _told(sentence):
        if problem := _not_the_most(ours, theirs, cited):
            yield problem
            return
        if not _subjects(ours) or not ours.predicate or _only_says(ours):
            continue
        spend(len(theirs))
        scored = [(_carried(ours, other), other) for other in theirs]
        best = max((score for score, _ in scored), default=0.0)
        if best < _ENOUGH * sum(_weight(ours, word) for word in ours.predicate):
            continue
        near = [other for score, other in scored if score > best - _NEARLY]
        if not any(_anchored(ours, other) for other in near):
            continue
        if figure := _of_another_deed(ours, near, theirs):
            yield f"the source gives {figure} for something else than '{ours.subject}' did here"
            return
        if stands := next((other.subject for other in near if _behind(ours, other)), ""):
            yield f"the source says this of '{stands}', not of '{ours.subject}'"
            return
        own = (
            other
            for score, other in scored
            if score > _MOST * best and not _other_figure(ours, other, near)
        )
        if any(_same_subject(ours, other, theirs) for other in own):
            continue
        if _elided(ours, theirs) or _told_by(ours, near, theirs):
            continue
        if not any(_agree(ours, other, theirs, cited) for other in near):
            stands = next(other.subject for score, other in scored if score == best)
            yield f"the source says this of '{stands}', not of '{ours.subject}'"
            return


def _of_another_deed(ours: _Told, near: Sequence[_Told], theirs: Sequence[_Told]) -> str:
    """A figure that the source has only beside another verb, where beside this one it has another
    of the kind: "sold 48,000 tickets, up 7 percent, and took in 2 million, down 2 percent".
    """
    homes = [told for told in near if ours.verb and _has_verb(told, ours.verb)]
    if not homes and ours.verb and stem(ours.verb.text) not in EMPTY and _does(ours):
        homes = [
            told for told in theirs if told.verb and stem(told.verb.text) == stem(ours.verb.text)
        ]
    claimed = _figures(ours)
    for figure in claimed:
        if figure.start < ours.clause.verb:
            continue  # "gas, down to 29 percent, was overtaken"
        word = ours.sentence.word_at(figure.start)
        holds = [told for told in theirs if word and not word.keys.isdisjoint(told.held)]
        if not homes or not holds or any(told in homes for told in holds):
            continue
        mine = _subjects(ours)
        if any(mine & told.stems for told in holds) > any(mine & told.stems for told in homes):
            continue  # "to 5 euros for cars, while lorries pay 14": cars pay 5
        if all(
            any(
                other.unit == figure.unit and other.value not in {each.value for each in claimed}
                for other in _figures(told)
            )
            for told in homes
        ):
            return figure.of(ours.sentence.text)
    return ""


def _has_verb(told: _Told, verb: Word) -> bool:
    return any(
        stem(word.text) == stem(verb.text) and verbal(word.text) == verbal(verb.text)
        for word in told.predicate
    )


# Either may come first: "A met B".
_MUTUAL = frozenset(
    map(
        stem, "meet merge marry talk play face fight agree partner draw differ border match".split()
    )
)


def _behind(ours: _Told, other: _Told) -> bool:
    """The statement has do it whom the source has it done to: "diesel cars outsold battery cars"
    for "battery cars outsold diesel cars". Its figures are those of the source's clause.
    """
    if ours.verb is None or other.verb is None or stem(ours.verb.text) != stem(other.verb.text):
        return False
    if stem(ours.verb.text) in _MUTUAL | EMPTY or not (_does(ours) and _does(other)):
        return False
    mine, its = (_subjects(told) | told.marks | told.owners for told in (ours, other))
    alone = mine - its
    taken = not _subjects(ours) & _subjects(other) and _subjects(other) <= ours.done
    behind = alone <= other.done or taken
    if not alone or not its - mine or not _subjects(other) or not behind:
        return False
    # One of the kind, where nothing says that it is the other.
    vague = _subjects(ours) & _subjects(other) and not its - mine <= ours.done
    if vague or _pronoun(other) or _generic(other) or _pronoun(ours):
        return False
    there = _keys(other.sentence.within(other.clause.start, other.clause.end))
    return all(word.keys & there for word in ours.predicate if word.kind == "number")


_THE_MOST = re.compile(r"\bmost ([a-z]{4,})\b|\b([a-z]{2,}est)\b")


def _not_the_most(ours: _Told, theirs: Sequence[_Told], cited: Cited) -> str:
    """What the source has somebody else be the most of; "" where it has not."""
    mine = _subjects(ours) | ours.marks
    if not _subjects(ours) or not mine & cited.keys:
        return ""
    tops = _tops(ours)
    for top in tops:
        holders = [told for told in theirs if top in _tops(told)]
        if holders and not any(
            mine & told.stems or not _subjects(told) or _agree(ours, told, theirs, cited)
            for told in holders
        ):
            return f"the source says '{top}' of '{holders[0].subject}', not of '{ours.subject}'"
    return ""


def _tops(told: _Told) -> frozenset[str]:
    """The superlatives of its predicate: "popular", "largest"."""
    found = _THE_MOST.finditer(told.sentence.lower, told.clause.verb, told.clause.end)
    return frozenset(each[1] or each[2] for each in found if each[1] or extreme(each[2]))


def _does(told: _Told) -> bool:
    """Its verb is the first word of the predicate and has an object: no passive, no participle."""
    if told.verb is None or told.clause.lent is not None:
        return False
    before = told.sentence.lower[told.clause.verb : told.verb.start].split()
    after = told.sentence.lower[told.verb.end : told.clause.end].split()
    active = all(word in ("has", "have", "had", "will", "would", "also") for word in before)
    return active and bool(after) and (after[0] not in PREPOSITIONS - {"to"} | {"and", "or"})


def _other_figure(ours: _Told, other: _Told, near: Sequence[_Told]) -> bool:
    """The clause has a figure of its own where the statement's stands in another one: "wages rose
    4 percent" for "rents rose 4 percent, while wages rose 5 percent".
    """
    if other in near or ours.verb is None or stem(ours.verb.text) not in other.done:
        return False
    mine, its = ({(q.value, q.unit) for q in _figures(told)} for told in (ours, other))
    return bool(mine and its and not mine & its) and {unit for _, unit in mine} <= {
        unit for _, unit in its
    }


def _figures(told: _Told) -> list[Quantity]:
    low, high = told.clause.start, told.clause.end
    return [each for each in told.sentence.quantities if low <= each.start < high]


def _only_says(ours: _Told) -> bool:
    """ "The fire brigade said": who says what is checked elsewhere."""
    return len(ours.predicate) == 1 and SAYS.fullmatch(ours.predicate[0].text.lower()) is not None


def _elided(ours: _Told, theirs: Sequence[_Told]) -> bool:
    """ "Passwords were encrypted, but the card numbers were not": the second has no verb."""
    return any(not told.predicate and _subjects(ours) & _subjects(told) for told in theirs)


_STUDIES = frozenset(map(stem, "study report survey poll figure data analysis filing".split()))


def _told_by(ours: _Told, near: Sequence[_Told], theirs: Sequence[_Told]) -> bool:
    """ "…, its board decided": who tells it stands in a clause of its own; and a study finds what
    those who made it find.
    """
    if ours.verb is None or not SAYS.fullmatch(ours.verb.text.lower()):
        return False
    return not _STUDIES.isdisjoint(ours.heads) or any(
        _subjects(ours) & _subjects(told) and stem(ours.verb.text) in told.done
        for told in theirs
        if any(told.sentence is other.sentence for other in near)
    )


# --- reading ---------------------------------------------------------------------------------

_POSSESSIVE = frozenset("its his her their our my your whose".split())
_PRONOUNS = frozenset("it he she they this these we i you who which that both there".split())
_STANDS_FOR = re.compile(
    r"the \d+-year-old|the pair|every(?:one|body)(?: on board| aboard| there| else)?"
    r"|(?:the (?:two|three)|both) (?:sides|parties|companies|firms|countries|men|women)"
)
_RELATIVES = frozenset("who which that".split())
# "The number of subscribers" is about subscribers.
_TRANSPARENT = frozenset(map(stem, "number amount total volume sum level group".split()))


@lru_cache(maxsize=2048)
def _told(sentence: Sentence) -> tuple[_Told, ...]:
    return tuple(_read(sentence, clause) for clause in clauses(sentence))


def _read(sentence: Sentence, clause: Clause) -> _Told:
    heads, named, owners = set[str](), set[str](), set[str]()
    inside: dict[int, Word] = {}
    subject = " ".join(sentence.text[low:high].strip(" ,") for low, high in clause.subject)
    spelt = tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)?", subject.lower()))
    if spelt[1:] and spelt[-1] in ("there", "here"):
        spelt = spelt[:-1]  # "wages there"
    if spelt and spelt[-1] in _PRONOUNS and spelt[-1] not in _RELATIVES:
        spelt = spelt[-1:]  # "in Arlen it"
    for low, high in (
        _undated(sentence, clause) if spelt[1:] or not _PRONOUNS.issuperset(spelt) else ()
    ):
        words = [word for word in sentence.within(low, high) if word.kind in ("word", "name")]
        inside |= {word.start: word for word in words}
        head = _head(sentence, words, low)
        if head is not None and head.kind == "word":
            heads.add(stem(head.text))
        for word in words:
            if word.kind == "name":
                own = head is not None and _owns(sentence, word, head)
                (owners if own else named).add(stem(word.text))
    predicate = tuple(
        word for word in sentence.within(clause.verb, clause.end) if word.kind != "small"
    )
    if clause.lent is not None:
        left = _verb(sentence.within(*clause.lent))
        predicate = ((left,) if left else ()) + predicate
    done = {word.start: word for word in predicate}
    every = (inside | done).values()
    return _Told(
        sentence,
        clause,
        subject,
        spelt,
        frozenset(heads),
        frozenset(named),
        frozenset(owners),
        frozenset(stem(word.text) for word in inside.values()) - heads,
        predicate,
        _verb(predicate),
        frozenset().union(*(word.keys for word in every)),
        frozenset(stem(word.text) for word in every),
        frozenset(stem(word.text) for word in predicate),
    )


def _undated(sentence: Sentence, clause: Clause) -> tuple[tuple[int, int], ...]:
    """Its subject without the date that leads it: "In 2024 rents"."""
    if not clause.subject:
        return ()
    (low, high), *rest = clause.subject
    led = next((each for each in sentence.dates if low < each.start <= low + 4), None)
    if (
        led is not None
        and led.end < high - 1
        and sentence.lower[low : led.start].strip()
        in (
            "in",
            "on",
            "by",
        )
    ):
        low = led.end + 1
    return ((low, high), *rest)


def _verb(predicate: Sequence[Word]) -> Word | None:
    """What is done; of "went bankrupt" and "gave evidence" the word that says it."""
    for word in predicate:
        if word.kind == "word" and not (common(word.text) and stem(word.text) in EMPTY):
            return word
    return next((word for word in predicate if word.kind == "word"), None)


def _head(sentence: Sentence, words: Sequence[Word], low: int) -> Word | None:
    """What a subject is: the last word before its first preposition; "subscribers" in "the number
    of subscribers". Of "in the south house prices" it is the last word of all.
    """
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        between = sentence.lower[word.end : after.start if after else word.end].split()
        leads = set(sentence.lower[low : words[0].start].split()) & PREPOSITIONS
        closed = PREPOSITIONS.intersection(between) or "," in between
        through = between[:1] == ["of"] and stem(word.text) in _TRANSPARENT
        if after is None or (closed and not leads and not through):
            return word
    return None


def _owns(sentence: Sentence, name: Word, head: Word) -> bool:
    """ "Tarvo's customer", "sales of Tarvo": the name is not the subject."""
    if name is head:
        return False
    if name.start > head.start:
        between = sentence.lower[head.end : name.start].split()
        return not PREPOSITIONS.isdisjoint(between)
    tail = sentence.lower[name.end - 2 : head.start]
    return "'s" in tail or "s'" in tail


# --- weighing --------------------------------------------------------------------------------


def _weight(ours: _Told, word: Word) -> float:
    """What a word of a predicate counts: what is done, and how many, tell it from others."""
    if word is ours.verb and stem(word.text) not in EMPTY:
        return 2.0
    return {"number": 2.0, "date": 0.5}.get(word.kind, 1.0)


# Verbs that say little by themselves.
EMPTY = frozenset(
    map(
        stem,
        "be have do make take get give go come say tell show use think want need become put keep"
        " let begin start continue remain stay happen include involve mean set turn call work"
        " accord state note describe name report announce add expect plan".split(),
    )
)


def _carried(ours: _Told, other: _Told) -> float:
    """How much of the predicate the other clause has, of its subject too."""
    return sum(
        _weight(ours, word) * (1.0 if stem(word.text) in other.stems else 0.8)
        for word in ours.predicate
        if not word.keys.isdisjoint(other.held)
    )


def _anchored(ours: _Told, other: _Told) -> bool:
    """The verb or a figure is among what the other clause has."""
    return any(
        _weight(ours, word) == 2.0 and not word.keys.isdisjoint(other.held)
        for word in ours.predicate
    )


# --- who it is -------------------------------------------------------------------------------


def _subjects(told: _Told) -> frozenset[str]:
    """Names and other words: the first word of a sentence has a capital in any case."""
    return told.heads | told.names


def _same_subject(ours: _Told, other: _Told, theirs: Sequence[_Told]) -> bool:
    """The very words."""
    return bool(_subjects(ours) & _subjects(other)) and not _other_of_its_kind(ours, other, theirs)


def _agree(ours: _Told, other: _Told, theirs: Sequence[_Told], cited: Cited) -> bool:
    """The two subjects may be one; so they may where it can not be told."""
    if _subjects(ours) & _subjects(other):
        return not _other_of_its_kind(ours, other, theirs)
    if (not _subjects(other) and not _pronoun(other)) or _said_otherwise(ours, other):
        return True  # "only 2,600 were", "others rose"
    if ours.names and not ours.heads and _named(ours, cited):
        return _stands_for(other, ours, cited)
    return _same_thing(ours, other, theirs)


# They act for whom they belong to: "the ministry of Ustria ordered" and "Ustria ordered".
_ACTS_FOR = frozenset(map(stem, "ministry government parliament council city town".split()))


def _said_otherwise(ours: _Told, other: _Told) -> bool:
    """In the passive, with another verb ("Lorvian raised sales" for "sales rose"), or of "those
    in Lunde".
    """
    mine, whose = ours.owners | ours.names, other.names | other.owners
    return bool(
        ours.names & other.done
        or other.names & ours.done
        or ((other.words[0] in ("those", "that") or _ACTS_FOR & other.heads) and mine & whose)
        or (other.words[0] in ("those", "that") and ours.marks & (other.heads | other.marks))
        or any(not keys(head).isdisjoint(_keys(ours.predicate)) for head in other.heads)
    )


def _named(ours: _Told, cited: Cited) -> bool:
    """Its subject is a name, not a word with the capital of a first word."""
    return any(
        stem(word) in ours.names
        for part in cited.everything
        for name in part.names
        for word in name.words
    )


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset().union(*(word.keys for word in words))


def _other_of_its_kind(ours: _Told, other: _Told, theirs: Sequence[_Told]) -> bool:
    """One council and another, net profit and operating profit: the source has a clause about the
    one that the statement names.
    """
    mine, its = ours.marks - other.stems, other.marks
    return bool(mine and its and not ours.marks & other.stems) and any(
        ours.heads & told.heads and mine <= told.marks for told in theirs
    )


def _same_thing(ours: _Told, other: _Told, theirs: Sequence[_Told]) -> bool:
    """Subjects that are no names: another word may say the same, but not one that the source uses
    of something else.
    """
    if _subjects(ours) & other.stems or _pronoun(other):
        return True
    if _like(ours.heads, other.heads) and not any(_subjects(ours) & told.heads for told in theirs):
        return True
    if _generic(other) or (other.names and not other.heads):
        return not any(_subjects(ours) & told.heads for told in theirs)
    return not any(_subjects(ours) & told.stems for told in theirs)


_OUTCOMES = frozenset(map(stem, "findings results outcome conclusions".split()))


def _like(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """One word for another: sales and revenue, findings and results."""
    groups = [
        {key for head in heads for key in keys(head) if key[0] == "~"} for heads in (ours, theirs)
    ]
    return bool(groups[0] & groups[1]) or bool(ours & _OUTCOMES and theirs & _OUTCOMES)


def _pronoun(told: _Told) -> bool:
    """ "It", "the 29-year-old", "the two sides"."""
    return bool(told.words) and (
        set(told.words) <= _PRONOUNS or _STANDS_FOR.fullmatch(told.subject.lower()) is not None
    )


def _generic(told: _Told) -> bool:
    """ "The company", "the German carmaker"; "its company" is another's."""
    return (
        bool(told.heads)
        and told.words[0] not in _POSSESSIVE
        and not told.names
        and all(head in GENERIC or head.endswith("maker") for head in told.heads)
    )


def _stands_for(other: _Told, ours: _Told, cited: Cited) -> bool:
    """The source's subject may stand for whom the statement names."""
    if other.names:
        return False
    if not (_pronoun(other) or _generic(other) or _tied(other, ours, cited)):
        return False
    if other.words[0] == "that" and other.heads:
        return _last_named(other, ours, cited)
    return _at_hand(other, ours, cited)


_CALLED = re.compile(
    r",\s(?:an?|the|one of the)\s(?:[\w-]+\s){0,3}|\s(?:is|was|as)\s(?:an?|the)\s(?:[\w-]+\s){0,3}"
)


def _tied(other: _Told, ours: _Told, cited: Cited) -> bool:
    """The source or its title calls whom the statement names so: "streamer Wendo", "Wendo, a
    streamer"."""
    if not other.words or other.words[0] not in ("the", "this", "that"):
        return False
    for part in cited.everything:
        named = [name for name in part.names if ours.names & {stem(word) for word in name.words}]
        for word in part.words:
            if stem(word.text) in other.heads and any(
                _CALLED.fullmatch(part.lower, name.end, word.start)
                or name.start - word.end in (1, 2)
                or name.start <= word.start < name.end
                for name in named
            ):
                return True
    return False


def _home(other: _Told, cited: Cited) -> tuple[Sentence, ...]:
    """The sentences of the quote that holds the clause."""
    return next(
        (parts for quote in cited.quotes if other.sentence in (parts := sentences(quote))), ()
    )


def _last_named(other: _Told, ours: _Told, cited: Cited) -> bool:
    """ "That company" is the one named last."""
    home = _home(other, cited)
    before = home[home.index(other.sentence) - 1] if other.sentence in home[1:] else None
    named = [word for word in before.words if word.kind == "name"] if before else []
    return not named or stem(named[-1].text) in ours.names


def _at_hand(other: _Told, ours: _Told, cited: Cited) -> bool:
    """Whom the statement names is named in the same quote or around it, or nobody else is."""
    near = (*_home(other, cited), *cited.context)
    if any(stem(word.text) in ours.names for part in near for word in part.words):
        return True
    at = cited.sentences.index(other.sentence)
    if at and _pronoun(other):  # "He" is whom the sentence before is about
        leading = next((told for told in _told(cited.sentences[at - 1]) if told.names), None)
        if leading is not None and leading.names & ours.names:
            return True
    others = [told for part in cited.sentences for told in _told(part) if told.names]
    return all(told.names & ours.names for told in others)
