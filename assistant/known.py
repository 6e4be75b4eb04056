"""What a question names and the articles do not: told beside an answer, never hidden in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.conversation.names import is_person, names_in
from assistant.conversation.other_languages import is_german
from assistant.conversation.words import AUXILIARIES, PREPOSITIONS, VERBS
from assistant.verify.numbers import quantities
from assistant.verify.units import is_measured, measure
from index.tokens import STOP_WORDS, fold, stem, stem_set

_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady mayor president chancellor minister prime "
    "secretary senator councillor chief captain judge king queen prince princess pope director "
    "general sergeant commissioner inspector ambassador governor chairman chairwoman coach justice "
    "attorney officer detective lieutenant colonel major admiral bishop archbishop cardinal rabbi "
    "saint emperor empress duke earl baron vice deputy representative congressman congresswoman "
    "father sister brother uncle aunt".split()
)
# Words for what is asked; that no article says them tells nothing.
_ASKING = frozenset(
    stem(word)
    for word in "reason cause amount number sum total price cost date day name age size height "
    "length time year month week place location percentage share rate figure count impact effect "
    "result outcome difference detail information news article report story opinion view reaction "
    "role purpose status situation course timeline history development people person man woman "
    "thing fact way kind type sort part point issue problem matter topic question answer position "
    "job title meaning description explanation comparison summary overview background latest "
    "newest first last beginning outset update mail email letter newsletter file document page "
    "headline source".split()
)
# What news tells in other words, mostly by a verb: whoever buys a rival makes a takeover.
_TOLD_AS = tuple(
    (stem_set(asked), re.compile(rf"\b(?:{told})", re.IGNORECASE))
    for asked, told in (
        (
            "merger takeover acquisition buyout purchase",
            r"buy|bought|acqui|takeover|merge|purchas|tak(?:e|es|en|ing) over|took over",
        ),
        (
            "launch release debut unveiling introduction",
            r"launch|releas|unveil|introduc|debut|(?:go|goes|went) on sale|presented",
        ),
        (
            "case trial lawsuit proceedings prosecution",
            r"trial|court|sued?\b|lawsuit|charged\b|judge|convict|sentenced|acquitted|prosecut",
        ),
        ("workforce staff headcount personnel employees", r"workers|employ|staff|workforce|jobs"),
        ("strike walkout stoppage", r"str(?:ike|iking|uck)|walk(?:ed)? ?out|stoppage|downed tools"),
        ("crash accident collision disaster", r"crash|accident|collision|collided|derail|plunged"),
        ("victims casualties fatalities dead", r"died?\b|dead|death|killed|victim|casualt"),
        ("attendance spectators crowd", r"attend|spectator|crowd|visitors|fans"),
        ("sentence punishment", r"sentenced|jailed|prison|fined"),
        (
            "resignation departure exit",
            r"resign|step(?:s|ped)? down|quits?\b|leav(?:e|es|ing)|left",
        ),
        ("closure shutdown", r"clos(?:e|es|ed|ing|ure)\b|shut"),
        ("layoffs redundancies", r"job(?:s)? (?:cuts|go)|redundan|laid off|lay(?:s|ing)? off|jobs"),
    )
)
_MADE = re.compile(r"(?:ments?|ations?|ings?|ions?)$")  # a treatment is of what is treated
_LEAST_ROOT = 4
_BEFORE_NOUN = frozenset("the a an this that these those its their his her our new any".split())
_NO_THING = STOP_WORDS | VERBS | PREPOSITIONS
_NO_THING |= frozenset(
    "inside outside near along across everybody everyone anybody today yesterday tomorrow tonight"
    "".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST = 3  # letters of a word that is missed


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in full in a question, as the articles know the name."""

    asked: str  # "Farid Haddad"
    surname: str
    known: bool  # an article has one of the given names too
    others: tuple[str, ...]  # full names of that surname in the articles, where it is not known
    alone: bool = True  # an article writes the surname alone: "Salt Year" is a film

    @property
    def is_other(self) -> bool:
        """Whether the articles know somebody else of that surname: no "Joe" for "Joseph"."""
        return bool(self.others) and all(name[0] != self.asked[0] for name in self.others)

    @property
    def told(self) -> str:
        """What a reader should know of the name; "" where the articles have it."""
        if self.known:
            return ""
        named = " and ".join(f'"{name}"' for name in self.others) or f'only "{self.surname}"'
        return f'The articles name {named}, not "{self.asked}".'


def persons(question: str, articles: Iterable[str]) -> tuple[Person, ...]:
    """Those named in full whose surname stands in some of these articles' texts, which are looked
    at only where somebody is named."""
    found: list[Person] = []
    named = list(filter(is_person, names_in(question, "de|van")))
    if not named or is_german(question):  # every noun has a capital
        return ()
    articles = list(articles)
    for name in named:
        *given, surname = name.text.split()
        given = [word for word in given if word.lower().rstrip(".") not in _TITLES]
        speaking = [text for text in articles if re.search(rf"\b{re.escape(surname)}\b", text)]
        if not given or not speaking or _is_word(given, surname, articles):
            continue
        known = any(re.search(rf"\b{re.escape(w)}\b", text) for text in speaking for w in given)
        others = () if known else _full_names(surname, speaking)
        alone = any(_is_alone(surname, text) for text in speaking)
        found.append(Person(" ".join((*given, surname)), surname, known, others, alone))
    return tuple(found)


def _is_word(given: Sequence[str], surname: str, articles: Sequence[str]) -> bool:
    """Whether a surname is rather a word: "Green Solutions", "the Wellness Program".

    So is what articles also write small, but for "Brown" where they have an "Owen Brown" and no
    "owen".
    """

    def stands(words: str) -> bool:
        written = re.compile(rf"\b{re.escape(words)}\b")
        return any(map(written.search, articles))

    named = stands(" ".join((*given, surname))) and not any(map(stands, map(str.lower, given)))
    return stands(surname.lower()) and not named


def _is_alone(surname: str, text: str) -> bool:
    """Whether a surname stands somewhere without a given name before it."""
    before = re.finditer(rf"(?:\b([A-Z][\w.'’-]*) )?\b{re.escape(surname)}\b", text)
    return any(match[1] is None or fold(match[1]).rstrip(".") in _TITLES for match in before)


def _full_names(surname: str, articles: Sequence[str]) -> tuple[str, ...]:
    before = re.compile(rf"\b([A-Z][\w'’-]+) {re.escape(surname)}\b")
    given = (match[1] for text in articles for match in before.finditer(text))
    return tuple(
        dict.fromkeys(
            f"{word} {surname}"
            for word in given
            if fold(word) not in STOP_WORDS and word.lower() not in _TITLES
        )
    )


def by_surname(question: str, known: Sequence[Person]) -> str:
    """The question with the surname alone, as articles write it after the first time."""
    for person in known:
        question = question.replace(person.asked, person.surname)
    return question


def missing_nouns(
    question: str,
    frequency: Callable[[list[str]], tuple[int, Mapping[str, int]]],
    said: Sequence[str] = (),
) -> tuple[str, ...]:
    """The things that a question names by a word that stands in no article.

    Such an answer may be about another thing ("the metro" where articles have a tram) or use
    another word for the same; only the reader can tell.

    Args:
        frequency: as `Catalog.document_frequency`.
        said: sentences that may answer. What one of them gives otherwise is there: the dollars of
            "$480", the merger in which a company buys another.
    """
    words = [match[0] for match in _WORD.finditer(question)]
    asked = [word for i, word in enumerate(words) if _is_noun(words, i)]
    stems_of = {word: stem(fold(word)) for word in dict.fromkeys(asked)}
    counts = frequency(list(stems_of.values()))[1] if stems_of else {}
    unheard = [w for w, one in stems_of.items() if one not in _ASKING and not counts.get(one, 0)]
    units = {word: measure(word)[0] for word in unheard if is_measured(word)}
    given = {quantity.unit for text in said for quantity in quantities(text)} if units else set()
    told = " ".join(said)
    return tuple(
        word for word in unheard if units.get(word) not in given and not _is_told_as(word, told)
    )


def _is_told_as(word: str, told: str) -> bool:
    """Whether some sentences have another word for a thing: the verb that it is made of, or what
    news says instead."""
    root = _MADE.sub("", fold(word))
    if root != fold(word) and len(root) >= _LEAST_ROOT and re.search(rf"\b{root}", fold(told)):
        return True
    return any(stem(fold(word)) in asked and said.search(told) for asked, said in _TOLD_AS)


def _is_noun(words: Sequence[str], place: int) -> bool:
    """Whether a word stands as a thing does: "the metro", "of chocolate", "the night airline".

    In lower case, the second word after "did the" is rather a verb: "did the council approve"; and
    a word before another such ("the undersea cable") only tells which of them.
    """
    word, after = words[place], words[place + 1] if place + 1 < len(words) else ""
    if not word.islower() or not word.isalpha() or len(word) < _LEAST or word in _NO_THING:
        return False
    tells_which = after.islower() and after not in _NO_THING and not after.endswith("ed")
    if word.endswith("ing") or tells_which:
        return False
    one, two, three = (words[place - n].lower() if place >= n else "" for n in (1, 2, 3))
    if one in _BEFORE_NOUN or (one in PREPOSITIONS and one != "to"):
        return True
    between = one not in STOP_WORDS and one not in AUXILIARIES and two in _BEFORE_NOUN
    verb = three in AUXILIARIES and words[place - 1].islower()
    return between and not verb and not word.endswith("ed")
