"""A sentence as doubts look at it, and whether it tells of another than the one asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.bridged import described
from assistant.conversation.names import is_of_a_country, is_person, names_in
from assistant.kinds import AMOUNTS
from assistant.measures import asks_one
from assistant.opinion import says_we
from assistant.questions import Need
from assistant.verify.mentions import Name, names
from index.tokens import STOP_WORDS, fold, stem, stem_set, tokens
from index.types import Published

_SAYS = re.compile(r"\b(?:said|says|told|according|wrote|added)\b", re.IGNORECASE)
# What somebody named in full has by himself, and a sentence that may tell it of him.
_EARNS = (
    r"(?:\s(?:worth|earn\w*|get|make|paid|receive\w*)\b|['’]s? (?:pay|salary|age|wealth|fortune))"
)
_OF_SOMEBODY = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
# "The Polish unit has 74 branches": what a part of a company has is not what all of it has.
PART = re.compile(
    r"(?!the\s(?:business|site)\b)(?:the|its|their|[A-Z][\w-]*['’]s?)\s(?:[\w-]+\s){0,3}?"
    r"(unit|division|arm|subsidiary|business|affiliate|plant|factory|site|branch)\b"
    r"(?!\s(?:fire|blast|explosion|closure|workers?|strike|managers?)\b)",
    re.IGNORECASE,
)
_HAS = re.compile(r"\b(?:have|has|had|own|operate|run|employ|work (?:at|for))\b", re.IGNORECASE)
_AT_A_PLACE = re.compile(r"\b(?:in|at|near|outside|off) [A-Z]")
_OF_THINGS = re.compile(r"(?:\b(?:the|an?|its|their|his|her|this)|['’]s?|^)\s*$", re.IGNORECASE)
# "The Tarn 4 Max" is no Tarn 4.
_VERSION = re.compile(r"\s(?:pro|max|mini|plus|ultra|lite|air|neo|premium|junior)\b", re.IGNORECASE)
_MORE_OF_A_MODEL = re.compile(r"\s[A-Z][a-z]+\b")
_IT = re.compile(r"(?:it|its|this)\b", re.IGNORECASE)
# Offices that news gives a company or a town directly: "Harlow chief executive Rosa Brink".
_OFFICE = re.compile(
    r"\b(?:ceo|cfo|chief (?:executive|financial)(?: officer)?|financ\w+ (?:chief|director)"
    r"|managing director|chair(?:man|woman|person)|mayor)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:of|at)\s(?:the\s)?(?=[A-Z])")
_OWNS = re.compile(
    r"(?:['’]s?)?\s(?:(?:new|former|outgoing|incoming|acting|interim|long-time)\s)?"
    r"(?:(?:co-?)?(?:founder|owner|president|chair(?:man|woman|person)?)\s(?:and|&)\s)?$"
)
_EXPECTS = re.compile(
    r"(?:what|how|which|when|where|who|why)\b.*?\b(?:do|does|did)\s(?P<who>.+?)\s"
    r"(?:(?:now|currently|still|itself)\s)?(?:expect|forecast|predict|estimate|think|believe|see|say)\b",
    re.IGNORECASE,
)
_RANKS = frozenset(
    "vice deputy group acting interim new former lord global assistant longtime billionaire then "
    "said meanwhile labour labor conservative tory liberal green social democrat democratic "
    "republican socialist party nyc".split()
)
_ROOT = 5  # letters that the forms of a name share


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as doubts look at it."""

    text: str
    before: str  # the sentence before
    after: str
    title: str
    head: str  # of the table, where it is a row
    article: str  # the whole text, folded
    published: Published | None
    led_by: str = ""  # the sentences before that it leans on, where that one leans itself
    publisher: str | None = None

    @property
    def around(self) -> str:
        return f"{self.title} {self.head} {self.before} {self.text} {self.after}"

    @property
    def near(self) -> str:
        return f"{self.title} {self.led_by} {self.before} {self.text} {self.after}"

    @property
    def place(self) -> int:
        """Where it begins in its article; -1 where that is not known."""
        return self.article.find(fold(self.text))


def tells_of_another(need: Need, said: Said) -> bool:
    """Whether it is about another name, person or company than the question."""
    return (
        _of_another_name(need, said)
        or _of_another_person(need, said)
        or _is_of_another_owner(need, said)
        or is_of_its_sibling(need, said.text, said.before)
        or _is_of_part(need, said)
        or is_anothers_view(need, said.text, said.publisher)
        or _is_of_anothers_office(need.question, said.text)
    )


def _of_another_name(need: Need, said: Said) -> bool:
    """A name asked about comes up in its article in passing, and only after it: "its rival Sundline
    has published nothing yet" in a report on Eastferry."""
    if need.says:
        return False
    told = f"{said.led_by} {said.around}"
    near = stem_set(told)
    written = stem_set(" ".join(word for word in told.split() if not word.islower()))
    for name in names(need.question):
        own = stem_set(name.of(need.question)) & need.names
        plain = [word.removesuffix("i") for word in own - near if not _is_akin(word, near)]
        if plain and own.isdisjoint(near) and _is_only_after(plain, said):
            return True
        # A rocket that "reached orbit" is not Helion Orbital's.
        words = [word for word in tokens(name.of(need.question)) if stem(word) in need.names]
        if len(words) > 1 and own.isdisjoint(written) and _is_only_after(words, said):
            return True
    return False


def _is_only_after(words: Sequence[str], said: Said) -> bool:
    """Whether each of these stands once in its article, and behind it."""
    text, place = said.article, said.place
    return all(text.find(word) > place >= 0 and text.count(word) == 1 for word in words)


def _of_another_person(need: Need, said: Said) -> bool:
    """A figure is asked of somebody named in full, and it names another: the age of the actress
    where that of the director is asked for."""
    if need.wants not in AMOUNTS or need.says:
        return False
    asked = [name.text for name in names_in(need.question) if is_person(name)]
    near = stem_set(f"{said.title} {said.led_by} {said.text}")
    if not asked or any(stem_set(name.split()[-1]) & near for name in asked):
        return False
    another = any(is_person(name) for name in names_in(said.text))
    own = any(re.search(rf"{re.escape(name)}{_EARNS}", need.question) for name in asked)
    return another or (own and _OF_SOMEBODY.search(said.text) is None)


def _is_of_another_owner(need: Need, said: Said) -> bool:
    """A figure is asked of one company, and it tells that of another: "Skovgaard has 310,000
    customers" where those of its buyer are asked for."""
    figure = need.wants in AMOUNTS or asks_one(need.question)
    if not figure or need.says or not need.names or _SAYS.search(said.text):
        return False
    if described(need.question):  # "the club that beat Tarn" goes by another name
        return False
    told = stem_set(said.text)
    asked = stem_set(need.question)
    first = next(iter(names_in(said.text)), None)
    if first is None or first.start > 0 or need.names & told or asked & stem_set(first.text):
        return False
    # "Turnover Falls at Varde Mills" has no name that its capitals tell.
    written = any(word.islower() and word not in STOP_WORDS for word in said.title.split())
    beside = f"{said.title if written else ''} {said.led_by} {said.before} {said.after}"
    # "Varde" of "Varde Mills" too
    known = [n.text for n in names_in(beside) if " " in n.text or beside[: n.start].strip()]
    own = stem_set(first.text)
    return " " in first.text or any(own <= stem_set(name) for name in known)


def is_of_its_sibling(need: Need, text: str, before: str = "") -> bool:
    """Whether a text tells of another thing of the same first name: of the Tarn 5 or the Tarn 4 Max
    where the Tarn 4 is asked about."""
    if need.parts:  # of several things
        return False
    told = before if _IT.match(text) else text
    return any(
        _names_sibling(asked, need.question, told, text) or _is_longer(asked, need.question, text)
        for asked in names(need.question)
    )


def _names_sibling(asked: Name, question: str, told: str, text: str) -> bool:
    *first, last = asked.words
    if not first or not _OF_THINGS.search(question[: asked.start]):
        return False
    beside = [name for name in names(told) if _OF_THINGS.search(told[: name.start])]
    siblings = [name for name in beside if [*name.words[:-1]] == first]
    return bool(siblings) and stem(fold(last)) not in stem_set(f"{told} {text}")


def _is_longer(asked: Name, question: str, text: str) -> bool:
    """Whether a text has a name as no more than the beginning of a longer one. A single word may
    be meant for all that begins with it."""
    if len(asked.words) == 1 or _VERSION.match(question, asked.end):
        return False
    model = any(map(str.isdigit, asked.words[-1]))
    more = (_VERSION, _MORE_OF_A_MODEL) if model else (_VERSION,)
    found = [*re.finditer(rf"\b{re.escape(asked.of(question))}\b", text)]
    return bool(found) and all(any(one.match(text, f.end()) for one in more) for f in found)


def is_of_house(names: frozenset[str], publisher: str | None) -> bool:
    """Whether these stems name a publisher, by the first word of its name."""
    first = (publisher or "").partition(" ")[0]
    return not stem_set(first).isdisjoint(names)


def is_anothers_view(need: Need, text: str, publisher: str | None) -> bool:
    """Whether a text tells what its own publisher expects, "we expect 40", where it is asked what
    somebody else does."""
    expects = _EXPECTS.match(need.question)
    named = names_in(expects["who"]) if expects else ()
    asked = stem_set(" ".join(name.text for name in named))
    return bool(asked) and says_we(text) and bool(publisher) and not is_of_house(asked, publisher)


def _is_of_part(need: Need, said: Said) -> bool:
    """It tells what a part has, "the Polish unit", where it is asked what a company has."""
    part = PART.match(said.text)
    if part is None or need.wants not in AMOUNTS or not need.names:
        return False
    if _AT_A_PLACE.search(need.question):
        return False
    return _HAS.search(need.question) is not None and part[1].lower() not in need.words


def _is_akin(word: str, near: frozenset[str]) -> bool:
    """Whether another form of a name stands there: "Lorvian" where "Lorvia" is asked about."""
    root = word[:_ROOT]
    return len(root) == _ROOT and any(one.startswith(root) for one in near)


def _is_of_anothers_office(question: str, text: str) -> bool:
    """Who holds an office of one is asked, and it names that of others alone: "Harlow chief
    executive Rosa Brink". An office without a name beside it may be anybody's."""
    asked = [owner for office in _OFFICE.finditer(question) if (owner := _holder(office))]
    told = [_holder(office) for office in _OFFICE.finditer(text)]
    if len(asked) != 1 or not told or not all(told):
        return False
    if asked[0] and not stem_set(asked[0]).isdisjoint(stem_set(text)):
        return False
    return not any(_may_be(asked[0], owner) for owner in told)


def _holder(office: re.Match[str]) -> str:
    """The company or town whose office it is: the name before it, or after "of"; "" without one."""
    before, after = office.string[: office.start()], office.string[office.end() :]
    if of := _OF.match(after):
        name = next((name.text for name in names_in(after) if name.start == of.end()), "")
        return "" if is_of_a_country(name) else name
    end = found.start() if (found := _OWNS.search(before)) else len(before)
    name = next((name.text for name in names_in(before) if name.end == end), "")
    words = [word for word in name.split() if word.lower() not in _RANKS]
    return "" if len(words) == 1 and is_of_a_country(words[0]) else " ".join(words)


def _may_be(one: str, other: str) -> bool:
    """Whether two names may be of one: they share a word, or one is short for the other."""
    stems = stem_set(other)
    if any(word in stems or _is_akin(word, stems) for word in stem_set(one)):
        return True
    short = ["".join(word[0] for word in name.split()) for name in (one, other)]
    joined = ["".join(fold(name).split()) for name in (one, other)]
    return one == short[1] or other == short[0] or joined[0] in joined[1] or joined[1] in joined[0]
