"""A thing that a question describes rather than names, asked for by itself: who that is stands in
one article, what is asked of it in another.

"How old is the ferry that needed a new shaft?" is answered where the article gives the age of the
Morning Tern; that she is the one is told elsewhere.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from assistant.conversation.clauses import PARTICIPLE
from assistant.conversation.names import (
    Name,
    is_of_a_country,
    is_organisation,
    is_person,
    names_in,
    placing,
)
from assistant.conversation.words import AUXILIARIES, PREPOSITIONS, VERBS, is_plural
from index.tokens import stem_set, tokens

MOST = 2  # names that are tried
_LEAST = 2  # words that tell which one is meant
_BEING = frozenset("is was are were has have had".split())
_ASKS_VERB = frozenset("do does did will would can could should may might".split())
_PEOPLE = frozenset("person people man woman one boy girl somebody someone".split())
_BEFORE_VERB = AUXILIARIES | frozenset("to and or not the a an his her its their".split())
# No one is meant who could be named: "of the two who", "the claim that".
_NOT_WHO = PREPOSITIONS | frozenset(
    "the and two three four ones those same fact claim news idea report theory view belief way "
    "reason day time year moment".split()
)
# The question is who or what it is, or it wants a yes or no, and where its verb begins is unclear.
_ASKS_IT = re.compile(
    r"(?:who|what|which)(?: [a-z]+)? (?:is|was|are|were) (?:the (?:full )?names? of )?"
    r"|(?:is|was|are|were|has|have|had) ",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\bthe (?P<noun>(?:[\w-]+ ){0,3}?[a-z][\w-]*),? (?P<how>whom?|which|that) (?P<rest>.+)"
)
_ROLE = (
    r"(?:(?:chief|managing|finance|financial|deputy|vice|main|biggest|largest|first|second|new|old|"
    r"next|last|former|only|majority) )*(?:customer|client|supplier|executive|chief|boss|head|"
    r"director|officer|chairman|chairwoman|chair|president|founder|owner|parent|rival|competitor|"
    r"partner|buyer|bidder|builder|maker|contractor|lender|successor|predecessor|shareholder|"
    r"investor|manufacturer|operator|winner|author|leader|mayor|minister|manager|coach|lawyer)"
)
_OWNED = re.compile(
    rf"(?P<owner>(?:[A-Z][\w&-]*\s)*[A-Z][\w&-]*)['’]s? {_ROLE}\b"
    r"(?! (?:of|office|quarters|coach|trainer)\b)"
)
_LED = re.compile(rf"(?<!\bat )\bthe {_ROLE} (?:of|behind|for) (?P<rest>.+)")
_NO_PERSON = re.compile(
    r"Which (?:[a-z-]+ ){0,3}(?:bank|club|compan(?:y|ies)|firm|group|team|maker|carmaker|airline"
    r"|party|agency|chain|lender|retailer|insurer|manufacturer|city|town|country|university|museum|ship|film|book"
    r"|drug|car|model|plane|rocket|bridge|festival|newspaper|union)s? "
)
# "The carmaker blamed ..."; not "The Morning Tern" nor "The first customer is".
_OPENS_KNOWN = re.compile(
    r"(?:The [a-z]+(?! is\b| was\b| are\b)|It|They|He|She|Its|Their)\s(?!of\b)[a-z]"
)


@dataclass(frozen=True, slots=True)
class Described:
    """What a question describes: where it stands, and the question that asks who or what it is."""

    asked: str
    before: str  # the question up to it
    after: str  # ... and from its end on
    whole: bool  # by what it did, not by its office

    def named(self, name: str) -> str:
        """The question with a name in its place."""
        text = f"{self.before}{name}{self.after}"
        return text if text.endswith("?") else f"{text.rstrip(' .')}?"


def described(question: str) -> Described | None:
    """The thing that a question describes; None where it names all that it asks about."""
    bare = " ".join(question.split()).rstrip(" ?.!")
    found = _by_deed(bare) or _by_office(bare)
    if found is None or found.asked.rstrip("?") == bare or _ASKS_IT.fullmatch(found.before):
        return None
    return found


def _by_deed(question: str) -> Described | None:
    """ "The bank that led the loans"."""
    found = _RELATIVE.search(question)
    while found and (inner := _RELATIVE.search(question, found.start() + 1)):
        if inner.start() >= found.start("rest"):  # of two the first
            break
        found = inner
    if found is None:
        return None
    nouns = found["noun"].split()
    if set(map(str.lower, nouns)) & _NOT_WHO or _ASKS_VERB & {found["rest"].split()[0].lower()}:
        return None
    before, verb = question[: found.start()], ""
    if len(nouns) > 1 and (nouns[-1] in VERBS or PARTICIPLE.fullmatch(nouns[-1])):
        if not found["how"].startswith("who"):  # "did the board say that sales rose"
            return None
        verb = f" {nouns.pop()}"  # "does the economist teach who was wrong"
    asks_verb = any(word in _ASKS_VERB for word in before.lower().split())
    rest, after = found["rest"], ""
    if asks_verb and not verb:
        end = _main_verb(f"{found['how']} {rest}")
        if end is None:
            return None
        end -= len(found["how"]) + 1
        rest, after = rest[:end].rstrip(), rest[end - 1 :]
    rest = re.split(r",? and (?=(?:what|who|why|when|where|how)\b)", rest)[0].rstrip(" ,")
    if len(rest.split()) < _LEAST or not before.strip():
        return None
    who = nouns[-1] in _PEOPLE
    asked = f"Who {rest}?" if who else f"Which {' '.join(nouns)} {rest}?"
    return Described(asked, before, verb + after, whole=True)


def _main_verb(rest: str) -> int | None:
    """Where the verb of the question begins after a clause: "led the loans | want to close"."""
    words = list(re.finditer(r"\S+", rest))
    for before, word in itertools.pairwise(words):
        if word[0].lower() in VERBS and before[0].lower() not in _BEFORE_VERB:
            return word.start()
    return None


def _participle(rest: str) -> int | None:
    """ "the mayor of Puerto Ladrillo | killed"."""
    words = list(re.finditer(r"\S+", rest))
    return next((word.start() for word in words[1:] if PARTICIPLE.fullmatch(word[0])), None)


def _by_office(question: str) -> Described | None:
    """ "Voltgren's first customer", "the maker of the Tern chip"."""
    if owned := _OWNED.search(question):
        return Described(
            f"Who is {owned.group()}?",
            question[: owned.start()],
            question[owned.end() :],
            whole=False,
        )
    led = _LED.search(question)
    if led is None or not question[: led.start()].strip():
        return None
    of, after = led["rest"], ""
    done = set(question[: led.start()].lower().split()) & _BEING
    end = _participle(of) if done else _main_verb(of)
    if end is not None:
        of, after = of[:end].rstrip(), of[end - 1 :]
    office = question[led.start() : led.start("rest")]
    who = f"Who is {office}{of}?"
    return Described(who, question[: led.start()], after, whole=False)


def names_for(asked: str, sentence: str, before: str = "", described: str = "") -> tuple[str, ...]:
    """The names by which a sentence may tell what is asked for, persons first where one is.

    Args:
        before: the sentence before it, which names "the carmaker" that this one begins with.
        described: the question that asks who or what it is: no club is a person.
    """
    told = _names_in(asked, sentence)
    if _NO_PERSON.match(described):
        sure = {name.text for name in names_in(sentence, "de|van") if is_organisation(name)}
        told = tuple(name for name in told if name in sure) or told
    if _OPENS_KNOWN.match(sentence):
        told = tuple(dict.fromkeys((*_names_in(asked, before)[:1], *told)))
    plain = tuple(name for name in told if not any(map(str.isdigit, name)))
    return (plain or told)[:MOST]  # "its saloon, the K5" is seldom who is meant


def _names_in(asked: str, sentence: str) -> tuple[str, ...]:
    given = stem_set(asked)
    own = stem_set(" ".join(name.text for name in names_in(asked, "de|van")))
    new = [
        name
        for name in names_in(sentence, "de|van")
        # "Lindbrook City" is the Lindbrook that the question names
        if not stem_set(name.text) <= given
        and not (stem_set(name.text.split()[0]) & own and not is_person(name))
        and placing(sentence, name) not in {"in", "on", "at"}
    ]
    if asked.startswith("Who"):
        new.sort(key=lambda name: not is_person(name))
    return tuple(dict.fromkeys(name.text for name in new if _is_a_name(name)))


def _is_a_name(name: Name) -> bool:
    # "Prosecutors have charged ..."
    opens = name.start == 0 and name.text.isalpha() and is_plural(name.text.lower())
    return bool(tokens(name.text)) and not is_of_a_country(name.text) and not opens
