"""What a pronoun stands for in the last questions and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation.clauses import ATTRIBUTE, PARTICIPLE, Clause
from assistant.conversation.names import is_of_a_country, is_person, names_in, placing
from assistant.conversation.turns import Turn, person_of
from assistant.conversation.words import PREPOSITIONS, VERBS, is_plural
from assistant.measures import is_measure
from assistant.offices import is_office

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
_OWNED = re.compile(r"(.+)['’]s?\s(.+)")
_FIRM = re.compile(r"\b(?:owner|parent|shareholder|investor)s?$", re.IGNORECASE)  # may be "it"
_ACTS = re.compile(r"\W?(?:does|did|will|can) it (?P<verb>[a-z]+)", re.IGNORECASE)
# What only a company or a club is or has done to it: no revenue has a leader or is based anywhere.
_OF_AN_OWNER = re.compile(
    r"who\s(?:now\s)?(?:leads?|led|runs?|ran|heads?|headed|chairs?|chaired|owns?|owned|founded"
    r"|controls?|manages?)\sit\b"
    r"|(?:is|was)\sit\s(?:based|founded|headquartered|located|listed|owned|led|run)\b",
    re.IGNORECASE,
)
_DONE_TO = re.compile(r"\b(?P<verb>[a-z]+)\s(?P<how>for|to|of|from|with)\s$", re.IGNORECASE)
# "What did the strike cost it?": what is done to somebody and to no offer
_DONE_TO_SOMEBODY = re.compile(
    r"\b(?:costs?|ow(?:es?|ed)|hurts?|hits?|harm(?:s|ed)?|fin(?:es?|ed)|su(?:es?|ed)|pay|paid|pays"
    r"|earn(?:s|ed)?|sav(?:es?|ed)|brings?|brought|leaves?|left) $",
    re.IGNORECASE,
)
# Who does it or is it is somebody; "they" are then others than the answer names.
_OF_A_PERSON = re.compile(
    r"(?:is|was|are|were|will|has|had|leads?|led|runs?|ran|heads?|headed|chairs?|chaired|becomes?"
    r"|became|manage[sd]?|coach(?:es|ed)?|succeed(?:s|ed)|replace[sd]?|found(?:s|ed)?|scored?|won)\b",
    re.IGNORECASE,
)
_GOING = re.compile(r"\b(?:go|get|come|travel|move|fly|arrive|drive|return)\s$", re.IGNORECASE)


def referent(text: str, match: re.Match[str], turns: Sequence[Turn]) -> str:
    """What a pronoun found in a question stands for; "" when that cannot be told."""
    meant = _meant(text, match, turns)
    word = match[0].lower()
    owns = word in {"its", "their"} and _has_figure(text[match.end() :])
    return _owner(meant) if owns or (word in {"it", "its"} and _is_held(meant)) else meant


def _meant(text: str, match: re.Match[str], turns: Sequence[Turn]) -> str:
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
    to_deed = acted_on and not _DONE_TO_SOMEBODY.search(before)
    if to_deed and match[0].lower() == "it" and (deed := _deed(turn.clause)):
        return deed
    answered = turn.clause.asks == "which" and turn.clause.asks_subject
    thing = (passive and not answered and _asked_for(turn.clause)) or _thing(turn)
    if acts := _ACTS.match(text[max(0, match.start() - 5) :]):
        verb = acts["verb"].lower()
        return _figure(thing, turn.clause) if verb in _FIGURE_DOES else _owner(thing)
    return _owner(thing) if match[0].lower() == "it" and _OF_AN_OWNER.search(text) else thing


def _figure(thing: str, clause: Clause) -> str:
    """What rose, after "how much did X earn": X's profit."""
    measure = clause.noun or _MEASURED.get(clause.deed[0], "")
    bare = any(name.text == thing for name in names_in(thing))
    if not bare or not is_measure(measure) or not clause.asks:
        return thing
    owner = thing + ("'" if thing.endswith("s") else "'s")
    return f"{owner} {measure}"


def _owner(thing: str) -> str:
    """Who has a figure or an office, and does what these do not: "how many did it sell?" of
    Alibaba's profit, "what was its debt?" of Vanta's chief executive."""
    found = _OWNED.match(thing)
    owned = _head(found[2]) if found and names_in(found[1]) else ""
    return found[1] if found and _has_figure(owned) and not _FIRM.search(owned) else thing


def _is_held(thing: str) -> bool:
    """Whether it is somebody's office: "it" is then who has that office to give."""
    found = _OWNED.match(thing)
    whose = names_in(found[1]) if found else []
    if not found or not whose or " of " in found[1][: whose[0].start]:  # "the pay of Vanta's chief"
        return False
    held = _head(found[2])
    return is_office(held) and not _FIRM.search(held)


def _has_figure(after: str) -> bool:
    """Whether a figure or an office follows: "its net debt", "its new finance chief"."""
    words = re.findall(r"[\w'’-]+", after.split("?", maxsplit=1)[0])[:4]
    runs = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return any(is_measure(run) or is_office(run) for run in runs)


def _head(phrase: str) -> str:
    """A thing without what places it: the profit of "profit in 2024"."""
    return re.split(rf"\s(?:{'|'.join(sorted(PREPOSITIONS))})\s", phrase, maxsplit=1)[0]


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
        rest = thing[names[-1].end :]
        if is_of_a_country(names[-1].text) and re.match(r"\s[a-z]", rest):  # "Brekka's Danish arm"
            return thing
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
    to = "to " if re.match(r"(?:the|its|their|his|her|[A-Z]\S*)\b", rest) else ""
    return f"{owner} {noun} {to}{rest}".rstrip()


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
    if one and (told := _told(turn)):
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
    """Who was asked for and is named in the answer, and is no person: "who else bid for Quist?"."""
    verb = re.escape(turn.clause.rest.partition(" ")[0])
    for name in names_in(turn.answer):
        if name.text in turn.question or is_of_a_country(name.text):
            continue
        before, after = turn.answer[: name.start], turn.answer[name.end :]
        if before.lower().endswith("the ") and re.match(rf"\s{verb}\b", after):
            return f"the {name.text}"  # "the National Front won"
        of_a_person = _OF_A_PERSON.match(turn.clause.rest)
        return "" if of_a_person or (is_person(name) and not turn.clause.noun) else name.text
    return ""


def _is_one_thing(thing: str) -> bool:
    """Whether it is one thing and no people: the bridge, not the bank; "they" is neither."""
    noun = re.match(r"(?:the|an?|this)\s(?:[\w'’-]+\s)*?([a-z][\w'’-]*)$", _head(thing))
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
