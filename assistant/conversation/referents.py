"""What a pronoun stands for in the last questions and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation.clauses import ATTRIBUTE, Clause
from assistant.conversation.names import names_in, placing
from assistant.conversation.turns import Turn, person_of
from assistant.conversation.words import is_plural

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
    passive = _PASSIVE.search(text, max(0, match.start() - 6), match.end() + 6)
    acted_on = passive or re.search(r"\b(?!(?:does|did|do|has|had|have|can)\b)[a-z]+ $", before)
    if acted_on and match[0].lower() == "it" and (deed := _deed(turn.clause)):
        return deed
    return (passive and _asked_for(turn.clause)) or _thing(turn)


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
    verb, _, rest = clause.rest.partition(" ")
    noun = _DEEDS.get(verb.lower())
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
    if before.endswith("of ") and not is_plural(clause.noun) and len(named) > 1:
        return " and ".join(named)  # "which of them is bigger?"
    if is_plural(clause.noun) and not is_plural(clause.subject):
        return clause.focus
    owner = re.match(r"(.+?)['’]s?\s", clause.thing)
    if owner and names_in(owner[1]) and not is_plural(clause.thing):
        return owner[1]  # "Rainford's top scorer": the club
    return "" if _is_one_thing(clause.thing) else clause.thing


def _is_one_thing(thing: str) -> bool:
    """Whether it is one thing and no people: the bridge, not the bank; "they" is neither."""
    noun = re.match(r"(?:the|an?|this)\s(?:[\w'’-]+\s)*?([a-z][\w'’-]*)$", thing)
    return noun is not None and not is_plural(thing) and noun[1] not in _PEOPLE


def _place(before: str, turn: Turn) -> str:
    """What "there" is, with its preposition."""
    placed = [n for n in names_in(turn.question) if placing(turn.question, n) in {"in", "on", "at"}]
    if placed:
        meant, how = placed[-1].text, placing(turn.question, placed[-1])
    else:
        meant = turn.clause.thing
        how = "at" if meant.lower().startswith(("the ", "a ")) else "in"
    if not meant or before.endswith("from "):
        return meant
    return f"{'to' if _GOING.search(before) else how} {meant}"


def _that(before: str, clause: Clause) -> str:
    """ "How much of that": of the cost that was asked for; "about that": about what it is of."""
    cost = before.endswith("of ") and clause.rest.split()[:1] == ["cost"]
    if before.endswith("about ") and not cost:
        return _deed(clause) or (clause.thing if clause.subject else clause.focus or clause.thing)
    return f"the cost of {clause.subject}" if cost else ""
