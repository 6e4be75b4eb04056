"""A question word alone, or a question of what was answered: "when?", "who says so?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.clauses import NOW, OWN_TOPIC, Clause
from assistant.conversation.names import names_in
from assistant.conversation.turns import ANYBODY, Turn, person_of, with_topic
from assistant.conversation.words import AUXILIARIES, AUXILIARY, SMALL, VERBS

_ALONE = re.compile(
    r"(?P<word>(?:since|until|till|from|by) when|when|where|why(?: not)?|how(?: come| so)?"
    r"|(?:by|for) how much|(?:at|by|for|from|in|on|to|under) (?:what|which) \w+"
    r"|(?:by|from|to|with|for) whom|how (?:much|many|often)|who|which(?: ones?)?)"
    r"(?: (?:exactly|then|else|(?:is|was|will) (?:that|this)(?: be)?"
    r"|(?:did|does|will) (?:that|this|it) (?:happen|take place)))?\s*[?!.]*",
    re.IGNORECASE,
)
_OF_CLAIM = re.compile(
    r"(?:who (?:says|said|claims|reported) (?:so|that|this|it)|says who|according to whom"
    r"|where does (?:that|this|it) come from|(?:what|who) is the source(?: (?:of|for) (?:that|this"
    r"))?|how do (?:you|we) know(?: (?:that|this))?|are you (?:really )?sure|really|(?:is|was) "
    r"(?:that|this|it) (?:really )?(?:true|certain|sure|right|correct|confirmed|official|a fact))"
    r"\s*[?!.]*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:please )?tell me more|more(?: details| information)?(?: please)?|details|go on|continue"
    r"|what else(?: (?:is known|do we know))?|anything else|explain)\s*[?!.]*",
    re.IGNORECASE,
)


_BEFORE = re.compile(
    r"(?P<asks>who|what|how (?:much|many|high|big|large|long)) (?:was|were)"
    r"(?: (?:it|that|this|there))? (?:(?P<first>originally|initially|at first|in the beginning)"
    r"|before(?: (?:that|then|her|him|them|this))?|previously|earlier)\s*[?!.]*",
    re.IGNORECASE,
)
_NEXT_ONE = re.compile(r"(who (?:takes|took|is taking|will take) over)\s*[?!.]*", re.IGNORECASE)
_PAST = {"do": "did", "does": "did", "is": "was", "are": "were", "has": "had", "have": "had"}
_COUNTS = re.compile(rf"(how (?:many|much)) (?:{AUXILIARY})\b", re.IGNORECASE)
_MEANT = frozenset("planned expected promised agreed announced forecast needed left there".split())
_ANY = re.compile(r"(?:any|some|several|all|more)(?: of)?\s", re.IGNORECASE)
_BEING = frozenset("is was are were".split())
_OF_MANY = {"was": "were", "is": "are", "has": "have", "does": "do"}


def before(text: str, turns: Sequence[Turn]) -> str | None:
    """ "Who was it before?" after "Who runs X?": who runs X before the one that was named."""
    match = _BEFORE.fullmatch(text)
    asked, clause = NOW.sub("", turns[-1].question.rstrip(" ?.!")), turns[-1].clause
    if match is None or OWN_TOPIC.match(asked):
        return None
    when = match["first"] or "before"
    if match["asks"].lower() == "who" and not match["first"]:
        person = asked.lower().startswith("who") and person_of(turns)
        return f"{asked} before {person}?" if person else None
    if match["asks"].lower() not in {"what", clause.asks}:
        return None
    if past := _PAST.get(clause.aux.lower()):
        asked = asked.replace(f" {clause.aux} ", f" {past} ", 1)
    return f"{asked} {when}?"


def next_one(text: str, turns: Sequence[Turn]) -> str | None:
    """ "Who takes over?" of somebody that was asked about: from whom."""
    match = _NEXT_ONE.fullmatch(text)
    person, asked = person_of(turns[-1:]), turns[-1].question
    known = asked.lower().startswith("who") or (" " in person and person in asked)
    return f"{match[1]} from {person}?" if match and person and known else None


def counted(text: str, turn: Turn) -> str:
    """ "How many does Y have?" after "How many clerks does X have?", with what is counted."""
    match, clause = _COUNTS.match(text), turn.clause
    if match is None or not clause.noun or clause.asks != match[1].lower():
        return text
    words = frozenset(re.findall(r"\w+", text.lower()[match.end() :]))
    verbs = words & (VERBS | _MEANT)
    known = frozenset(re.findall(r"\w+", clause.rest.lower())) | _MEANT
    return f"{match[1]} {clause.noun}{text[match.end(1) :]}" if verbs <= known else text


def of_claim(text: str, turn: Turn) -> str | None:
    """ "Who says so?", "Are you sure?", "Tell me more": asked of what the last answer said."""
    if _OF_CLAIM.fullmatch(text):
        claim = re.split(r"(?<=\w)[.!?](?:\s|$)", turn.answer)[0]
        return f"{text.rstrip(' ?!.')} — {with_topic(claim, turn) if claim else turn.topic}?"
    if _MORE.fullmatch(text) and turn.topic:
        return f"What else is known about {turn.topic}?"
    return None


def asked_again(text: str, turn: Turn) -> str | None:
    """ "When?", "How many?": put in the place of what the last question asked."""
    match = _ALONE.fullmatch(text)
    if match is None:
        return None
    word = re.sub(r"how (?:come|so)", "why", match["word"].lower())
    clause, asked = turn.clause, None
    if word in {"how many", "which", "which one", "which ones"}:
        if clause.noun and clause.aux:
            word = word.partition(" one")[0]
            asked = f"{word} {clause.noun} {clause.aux} {clause.subject} {clause.rest}".strip()
        elif not clause.asks and (some := _ANY.match(clause.subject)):  # "Were any shops shut?"
            word = word.partition(" one")[0]
            rest = f"{clause.subject[some.end() :]} {clause.aux.lower()} {clause.rest}"
            asked = f"{word} {rest}".strip()
        elif word == "how many" and not clause.asks and (some := ANYBODY.match(clause.subject)):
            aux = _OF_MANY.get(clause.aux, clause.aux)
            asked = f"how many people {aux}{clause.subject[some.end() :]} {clause.rest}".strip()
    elif word == "who" and not clause.asks and (some := ANYBODY.match(clause.subject)):
        asked = f"who{clause.subject[some.end() :]} {clause.aux.lower()} {clause.rest}".strip()
    elif word not in {"how much", "who"}:
        asked = _placed(word, clause)
    if asked and not OWN_TOPIC.match(turn.question):
        return f"{asked}?"
    word = "when was that" if word == "when" else word
    if not asked and clause.asks == "who" and not clause.subject:
        return f"{_who_did(turn)}: {word}?"
    return with_topic(f"{asked or word}?", turn)


def _who_did(turn: Turn) -> str:
    """ "Petra Vonk resigned in Odderby" of "Who resigned in Odderby?" and an answer that names her;
    else what was done: "resigned in Odderby"."""
    did = turn.clause.rest
    first, _, behind = did.partition(" ")
    done = behind if behind and first.lower() in AUXILIARIES else did
    verb = done.partition(" ")[0].lower()
    for name in names_in(turn.answer) if verb not in SMALL else ():
        told = turn.answer[name.end :]
        if re.match(rf"(?:,[^,;.]+,|,)?(?:\s(?:{AUXILIARY}|been))*\s{re.escape(verb)}\b", told):
            return f"{name.text} {did}"
    return done


def _placed(word: str, clause: Clause) -> str | None:
    """ "When?" after "what dividend does X propose": "When does X propose the dividend"."""
    no = " not" if word.endswith(" not") else ""
    word = word.removesuffix(" not").capitalize()
    if clause.noun and not clause.aux and clause.rest.split()[0] in _BEING:
        being, _, done = clause.rest.partition(" ")  # "how many kettles | were recalled"
        return f"{word} {being} the {clause.noun}{no} {done}"
    if not clause.subject or not clause.aux:
        return None
    if not clause.asks or clause.asks in {"when", "where", "why", "how", "since when"}:
        return f"{word} {clause.aux} {clause.subject}{no} {clause.rest}".strip()
    return f"{word} {clause.aux} {clause.subject} {_with_object(clause)}" if clause.rest else None


def _with_object(clause: Clause) -> str:
    """The verb with what was asked for as its object: "propose the dividend"."""
    words = clause.rest.split()
    verb = next((i for i, w in enumerate(words) if not w.endswith("ly")), 0)
    thing = clause.noun if clause.asks.startswith("how") else clause.focus
    if not thing and clause.asks in {"what", "how much"}:
        thing = "that much" if words[verb] in {"cost", "earn", "charge", "pay"} else "that"
    words.insert(verb + 1, thing)
    return " ".join(filter(None, words))
