"""What a pronoun stands for in the last questions and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation.clauses import ATTRIBUTE, PARTICIPLE, Clause
from assistant.conversation.names import is_of_a_country, is_person, names_in, placing
from assistant.conversation.turns import Turn, person_of
from assistant.conversation.words import VERBS, is_plural
from assistant.measures import is_measure

_PASSIVE = re.compile(r"\b(?:is|was|will|has)\sit\b|\bit\s(?:is|was)\b", re.IGNORECASE)
_DEEDS = {
    "offer": "offer", "bid": "bid", "propose": "proposal", "demand": "demand", "plan": "plan",
    "decide": "decision", "promise": "promise", "announce": "announcement", "claim": "claim",
    "recommend": "recommendation", "predict": "prediction", "forecast": "forecast",
    "suggest": "suggestion", "order": "order",
}  # fmt: skip
# They are said of who belongs to it.
_PEOPLE = frozenset(
    "company firm group business maker bank club team band union council committee commission "
    "board government ministry party court jury police army family couple crew staff agency office "
    "authority regulator watchdog airline paper newspaper school university hospital association "
    "federation federal office city town village country opposition parliament senate".split()
)
# What sales or a price do; all else "it" does is done by the company.
_FIGURE_DOES = frozenset(
    "rise fall recover drop grow improve increase decrease decline change climb be come happen "
    "reach compare cost turn look matter mean include take".split()
)
_MEASURED = {"earn": "profit", "lose": "loss", "sell": "sales", "owe": "debt"}
_ACTS = re.compile(r"\W?(?:does|did|will|can) it (?P<verb>[a-z]+)", re.IGNORECASE)
_DONE_TO = re.compile(r"\b(?P<verb>[a-z]+)\s(?P<how>for|to|of|from|with)\s$", re.IGNORECASE)
# Who does it or is it is somebody; "they" are then others than the answer names.
_OF_A_PERSON = re.compile(
    r"(?:is|was|are|were|will|has|had|leads?|led|runs?|ran|heads?|headed|chairs?|chaired|becomes?"
    r"|became|manage[sd]?|coach(?:es|ed)?|succeed(?:s|ed)|replace[sd]?|found(?:s|ed)?|scored?|won)\b",
    re.IGNORECASE,
)
_GOING = re.compile(r"\b(?:go|get|come|travel|move|fly|arrive|drive|return)\s$", re.IGNORECASE)


def referent(text: str, match: re.Match[str], turns: Sequence[Turn]) -> str:
    """What a pronoun found in a question stands for; "" when that cannot be told."""
    turn, before = turns[-1], text[: match.start()]
    known: dict[str, Callable[[], str]] = {
        "there": lambda: _place(before, turn),
        "that": lambda: _that(before, turn.clause),
        "person": lambda: person_of(turns),
        "firm": lambda: next((name.text for name in names_in(turn.question)), _thing(turn)),
        "they": lambda: _things(before, turn),
    }
    if match.lastgroup in known:
        return known[match.lastgroup]()
    if match[0].lower() == "it" and (done_to := _done_to(before, turn)):
        return done_to
    passive = _PASSIVE.search(text, max(0, match.start() - 6), match.end() + 6)
    acted_on = passive or re.search(r"\b(?!(?:does|did|do|has|had|have|can)\b)[a-z]+ $", before)
    if acted_on and match[0].lower() == "it" and (deed := _deed(turn.clause)):
        return deed
    answered = turn.clause.asks == "which" and turn.clause.asks_subject
    thing = (passive and not answered and _asked_for(turn.clause)) or _thing(turn)
    if acts := _ACTS.match(text[max(0, match.start() - 5) :]):
        verb = acts["verb"].lower()
        return _figure(thing, turn.clause) if verb in _FIGURE_DOES else _owner(thing)
    return thing


def _figure(thing: str, clause: Clause) -> str:
    """What rose, after "how much did X earn": X's profit."""
    measure = clause.noun or _MEASURED.get(clause.deed[0], "")
    bare = any(name.text == thing for name in names_in(thing))
    if not bare or not is_measure(measure) or not clause.asks:
        return thing
    owner = thing + ("'" if thing.endswith("s") else "'s")
    return f"{owner} {measure}"


def _owner(thing: str) -> str:
    """Who does what a figure does not: "how many did it sell?" of Alibaba's profit."""
    found = re.match(r"(.+?)['’]s?\s(.+)", thing)
    owned = found is not None and names_in(found[1]) and is_measure(found[2])
    return found[1] if found and owned else thing


def _done_to(before: str, turn: Turn) -> str:
    """ "Who paid for it?" after "how much is X paying for Y": what stood there before."""
    found = _DONE_TO.search(before)
    if found is None or not (found["verb"].lower() in VERBS or PARTICIPLE.fullmatch(found["verb"])):
        return ""
    how = found["how"].lower()
    placed = [n.text for n in names_in(turn.question) if placing(turn.question, n) == how]
    return placed[0] if len(placed) == 1 else ""


def _thing(turn: Turn) -> str:
    """What "it" is: the thing that the last question is about."""
    if turn.kept:
        return turn.kept
    clause = turn.clause
    thing, names = clause.thing, names_in(clause.thing)
    if clause.asks == "which" and not clause.aux and (named := names_in(turn.answer)):
        return named[0].text  # "which bank leads the loans?"
    if names and is_plural(thing) and re.search(r"['’]s\s", thing):  # "Alibaba's glasses"
        return names[0].text
    if names and not clause.aux and not thing.startswith(("the ", "a ", "an ")):
        return names[-1].text
    about = re.search(r"\sabout\s(.+)", clause.rest)  # "what did Koch say about the fee?": the fee
    return about[1] if about else thing


def _deed(clause: Clause) -> str:
    """The offer of "what did X offer for Y?"; "" where nothing of the kind was asked."""
    verb, rest = clause.deed
    noun = _DEEDS.get(verb)
    if noun is None or clause.asks not in {"what", "how much"} or clause.noun:
        return ""
    owner = clause.subject + ("'" if clause.subject.endswith("s") else "'s")
    return f"{owner} {noun} {rest}".rstrip()


def _asked_for(clause: Clause) -> str:
    """The dividend of "what dividend does X propose", the price of "what is the price of X"."""
    if ATTRIBUTE.match(clause.subject):
        return clause.subject
    one = clause.asks in {"what", "which"} and not is_plural(clause.noun)
    return clause.focus if one else ""


def _things(before: str, turn: Turn) -> str:
    """What "they" and "them" are: several things, or the people of a company or club."""
    clause = turn.clause
    named = [name.text for name in names_in(turn.question)]
    one = clause.asks_subject and not is_plural(clause.noun)
    if one and not _OF_A_PERSON.match(clause.rest) and (told := _told(turn)):
        return told
    if before.endswith("of ") and not is_plural(clause.noun) and len(named) > 1:
        return " and ".join(named)  # "which of them is bigger?"
    if is_plural(clause.noun) and not is_plural(clause.subject):
        return clause.focus
    owner = re.match(r"(.+?)['’]s?\s", clause.thing)
    if owner and names_in(owner[1]) and not is_plural(clause.thing):
        return owner[1]  # "Rainford's top scorer": the club
    return "" if _is_one_thing(clause.thing) else clause.thing


def _told(turn: Turn) -> str:
    """The company that was asked for and is named in the answer: "who else bid for Quist?"."""
    for name in names_in(turn.answer):
        if name.text in turn.question or is_of_a_country(name.text):
            continue
        return "" if is_person(name) and not turn.clause.noun else name.text
    return ""


def _is_one_thing(thing: str) -> bool:
    """Whether it is one thing and no people: the bridge, not the bank; "they" is neither."""
    noun = re.match(r"(?:the|an?|this)\s(?:[\w'’-]+\s)*?([a-z][\w'’-]*)$", thing)
    return noun is not None and not is_plural(thing) and noun[1] not in _PEOPLE


def _place(before: str, turn: Turn) -> str:
    """What "there" is, with its preposition."""
    thing = turn.clause.thing
    placed = _placed(turn.question)
    if not placed and any(name.text == thing for name in names_in(thing)):
        placed = _placed(turn.answer)  # a person or a company is no place
    if placed:
        meant, how = placed[-1]
    else:
        meant = thing
        how = "at" if meant.lower().startswith(("the ", "a ")) else "in"
    if not meant or before.endswith("from "):
        return meant
    return f"{'to' if _GOING.search(before) else how} {meant}"


def _placed(text: str) -> list[tuple[str, str]]:
    """The names that say where, each with its preposition."""
    found = ((name.text, placing(text, name)) for name in names_in(text))
    return [(name, how) for name, how in found if how in {"in", "on", "at"}]


def _that(before: str, clause: Clause) -> str:
    """ "How much of that": of the cost that was asked for; "about that": about what it is of."""
    cost = before.endswith("of ") and clause.rest.split()[:1] == ["cost"]
    if before.endswith("about ") and not cost:
        return _deed(clause) or (clause.thing if clause.subject else clause.focus or clause.thing)
    return f"the cost of {clause.subject}" if cost else ""
