"""A question in its parts: "How many | books | does | the library | have"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation.words import ASKING, AUXILIARY, IMPERATIVES, PREPOSITIONS, VERBS

ATTRIBUTE = re.compile(
    r"^(?:the\s)?(?:\w+\s){0,2}(?:price|cost|size|value|number|name|share|profit|revenue|height"
    r"|length|age|population|head|boss|chief|executive|capital|rate|speed|owner|chair|chairman"
    r"|founder|mayor|coach|amount|date|reason|captain|fee|fare)s?\s(?:of|for|in|at)\s(?=\S)",
    re.IGNORECASE,
)
OWN_TOPIC = re.compile(r"^([^:?]{1,90}): (?=\w)|\s—\s[^?]*(?=\?)")
_PLACED = re.compile(rf"^(?:{'|'.join(PREPOSITIONS)})\s", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:(?P<asks>how (?:many|much|often|old|long|high|big|far|heavy|large|fast)|since when"
    r"|what|which|whom?|when|where|why|how)\b\s?"
    rf"(?P<noun>(?:(?!(?:{AUXILIARY})\b)\S+\s){{0,6}}?))?(?P<aux>{AUXILIARY})\s(?P<tail>.+)",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?:(?P<asks>who|what)(?:\selse)?|(?P<which>which|how many)\s(?P<noun>\w+))\s(?P<rest>.+)",
    re.IGNORECASE,
)
# "By how much?" by itself: of its topic alone, which stands before it.
_BARE = re.compile(
    rf"(?:{'|'.join(PREPOSITIONS)})\s(?:{'|'.join(ASKING)})(?:\s\w+)?", re.IGNORECASE
)
_BEING = frozenset("is was are were".split())
PARTICIPLE = re.compile(r"(?:\w+(?:ing|ed)|paid|sold|built|sent|made|bought|spent|bid)\b")
_PREDICATE = re.compile(
    r"(?!there\b)(?P<subject>.*\S)(?<! the)(?<! an)(?<! a)(?<! of)(?<! in)(?<!^the)(?<!^a) "
    r"(?P<rest>(?:(?:so|too|very|such) )?[a-z]+|(?:an?|so|too|very|such) .+)"
)
_HELPING = frozenset("do does did will would can could should may might".split())
_AFTER_SUBJECT = frozenset("to been being not already ever still now also first once then".split())
_BEFORE_VERB = re.compile(r"(?:(?:not|already|ever|still|now|also|first|once|then|\w+ly)\s)+")
NOW = re.compile(
    r"\s(?:(?:right\s)?now|today|currently|at\s(?:present|the\smoment)|these\sdays)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question."""

    asks: str  # "how many"; "" when yes or no is asked
    noun: str
    aux: str  # "" in "who owns the yard": then the subject is asked for
    subject: str
    rest: str  # from the verb on

    @property
    def focus(self) -> str:
        """What is asked for, as a thing: "the books"."""
        return f"the {self.noun}" if self.noun else ""

    @property
    def thing(self) -> str:
        """What it is about: the subject, or else what the asked-for person owns or leads."""
        if self.subject:
            return ATTRIBUTE.sub("", self.subject)
        found = re.search(
            r"^(?:(?:will|would|can|could|should|may|might)\s(?:be\s)?\w+\s"
            r"|(?:is|was|are|were|has)\s(?:\w+ing\s|\w+ed\s)?|\S+\s(?:to\s\w+\s)?)(.+)",
            self.rest,
        )
        if found is None or PARTICIPLE.fullmatch(found[1]):  # "how many kettles were recalled"
            return ""
        return _PLACED.sub("", ATTRIBUTE.sub("", found[1]))

    @property
    def asks_subject(self) -> bool:
        """Whether who did it is asked for: "who owns the yard", "which bank leads the loans"."""
        return self.asks in {"who", "which"} and not self.subject

    @property
    def deed(self) -> tuple[str, str]:
        """The verb, without what stands before it, and what follows: ("offer", "for Quist")."""
        verb, _, rest = _BEFORE_VERB.sub("", self.rest, count=1).partition(" ")
        return verb.lower(), rest


def clause_of(question: str) -> Clause:
    """The parts of a question; the last one where several are asked."""
    text = OWN_TOPIC.sub("", question).rstrip(" ?.!")
    text = NOW.sub("", re.split(r"(?<=[.?!])\s", text)[-1])
    match, who = _ASKS.match(text), _WHO.match(text)
    if match is None and who:
        return Clause((who["asks"] or who["which"]).lower(), who["noun"] or "", "", "", who["rest"])
    if match is None:  # "quark glasses price", "compare the orders of ..."
        told = text.split(" ", 1)[0].lower() in IMPERATIVES or _BARE.fullmatch(text)
        return Clause("", "", "", "" if told else text, "")
    asks, aux = (match["asks"] or "").lower(), match["aux"].lower()
    if asks == "who" and aux in {"is", "was", "are", "were", "will", "has"}:
        return Clause(asks, "", aux, "", f"{aux} {match['tail']}")
    noun = (match["noun"] or "").strip()
    if noun and aux in _BEING and PARTICIPLE.match(match["tail"]):  # "how many fires were caused"
        return Clause(asks, noun, "", "", f"{aux} {match['tail']}")
    if noun and aux in _HELPING and match["tail"].split()[0].lower() in VERBS:
        return Clause(asks, noun, "", "", f"{aux} {match['tail']}")  # "how many people will work"
    subject, rest = _split(match["tail"], helps=aux in _HELPING)
    predicate = _PREDICATE.fullmatch(subject) if asks in {"", "why"} and not rest else None
    if predicate and aux in _BEING:  # "why is line 7 | late", "is X | a bank"
        subject, rest = predicate["subject"], predicate["rest"]
    return Clause(asks, noun, aux, subject, rest)


def _split(tail: str, helps: bool) -> tuple[str, str]:
    """The subject after an auxiliary, and what follows from the verb on."""
    words = tail.split()
    low = [word.lower() for word in words]
    for i in range(1, len(words)):
        if low[i - 1] in PREPOSITIONS | {"the", "a", "an"} or words[i][0].isupper():
            continue
        ends = low[i] in _AFTER_SUBJECT or low[i].endswith("ly")
        if helps:
            ends |= low[i] == "last" and {*low[i + 1 : i + 2]} <= PREPOSITIONS  # no "last year"
            ends |= low[i] in VERBS and low[i + 1 : i + 2] not in [[verb] for verb in VERBS]
            named = words[i - 1][0].isupper() and not words[i - 1].endswith(("'s", "’s"))
            ends |= named and low[i] not in PREPOSITIONS and not VERBS & set(low[i + 1 :])
        else:
            ends |= PARTICIPLE.fullmatch(low[i]) is not None
        if ends:
            return " ".join(words[:i]), " ".join(words[i:])
    return tail, ""
