"""The conversation, turn by turn, and which rule a follow-up is understood by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.conversation.clauses import OWN_TOPIC
from assistant.conversation.names import names_in
from assistant.conversation.other_languages import (
    in_chinese,
    in_german,
    in_romance,
    is_chinese,
    is_german,
)
from assistant.conversation.pronouns import written_out
from assistant.conversation.question_words import (
    asked_again,
    before,
    counted,
    next_one,
    of_claim,
)
from assistant.conversation.swaps import of_another
from assistant.conversation.turns import Turn, with_topic
from assistant.conversation.words import PREPOSITIONS, QUESTION_WORDS, VERBS, sentence
from assistant.types import REFUSAL, REFUSAL_IN, Message
from index.tongues import Tongue, asked_in

_REFUSED = (REFUSAL, *REFUSAL_IN.values())
_TURNS = 30  # looked back at: a topic may last through many follow-ups
_FIRST = 300  # characters of a question or an answer that are read
_WORDS = 12  # a longer question stands by itself, whatever it lacks
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|also|or|ok(?:ay)?|well|thanks|thank you|great|und|aber|also|oder)"
    r"\b[\s,!.:]*)+",
    re.IGNORECASE,
)
# Who says that he changes the topic does.
_ANOTHER_TOPIC = re.compile(
    r"^(?:(?:an? |one )?(?:different|another|other|new|separate|next|last|more|quick|unrelated)"
    r" (?:question|topic|subject|matter|thing)"
    r"|on (?:a different|another) (?:topic|note|subject)|changing (?:the )?(?:subject|topic)"
    r"|by the way|btw|moving on|something else)\s*[:,.–—-]+\s*",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:else|too|as well|again|instead|newer|either|which one|the others?|former|latter"
    r"|next(?! (?:week|month|year|quarter|\w+day))|of the two|the same)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"\bthe (?:(?:first|second|third|last|new|old|other) )?([a-z]{3,})\b"
    r"(?!\s(?:of|that|who|which|in|for)\b)",
    re.IGNORECASE,
)
_FEW = 6  # words of a question that may say too little
_NOBODY = frozenset(
    "anyone anybody someone somebody nobody everyone people there any latest next hurt injured "
    "blame happened".split()
)
_SAYS_WHAT = re.compile(
    r"(?:what|how|whom?)\b.{1,40}\b(?:say|said|think|react(?:ed)?|respond(?:ed)?|comment(?:ed)?"
    r"|explain(?:ed)?|expect|answer(?:ed)?)",
    re.IGNORECASE,
)


def understood(question: str, history: Sequence[Message]) -> str:
    """The question as it is searched, with what it leans on written out.

    A question that stands by itself is returned as it is, without an "and" or "so" before it, so
    that a change of topic does not drag the old one along.
    """
    turns = _turns(history)
    return _resolved(question, turns) if turns else question


def on_topic(question: str, history: Sequence[Message]) -> str | None:
    """The question after the topic of the conversation, where it names nothing itself and no rule
    tells what it is about: "Was the cause found?" of the fire that was asked about.

    It may as well be the first of another topic; which it is the articles tell. None where the
    question names its matter, or is understood by a rule.
    """
    turns = _turns(history)
    text = " ".join(question.split())
    bare = _LEAD.sub("", text)
    if (
        not turns
        or is_chinese(text)
        or is_german(text)
        or asked_in(text)
        or _ANOTHER_TOPIC.match(bare)
    ):
        return None
    if text.upper() == text.lower():  # letters of one case: no name is told by a capital
        return None
    alone = sentence(_resolved(question, turns)) == sentence(bare)
    if not alone or names_in(bare) or len(bare.split()) > _WORDS:
        return None
    if _in_latin(bare) != _in_latin(turns[-1].question):
        return None  # whoever changes the language of the talk changes its topic
    found = sentence(with_topic(bare, turns[-1]))
    return None if found == sentence(bare) else found


def _in_latin(text: str) -> bool:
    return re.search(r"[A-Za-zÀ-ɏ]", text) is not None


def recent(history: Sequence[Message]) -> Sequence[Message]:
    """The messages that are looked back at: from a question of the last turns on."""
    asked = [i for i, message in enumerate(history) if message.role == "user"][-_TURNS:]
    return history[asked[0] :] if asked else ()


def _turns(history: Sequence[Message]) -> list[Turn]:
    """The last turns, each question resolved by those before it."""
    history = recent(history)
    asked = [i for i, message in enumerate(history) if message.role == "user"]
    turns: list[Turn] = []
    for place in asked:
        question = " ".join(history[place].content[: 2 * _FIRST].split())[:_FIRST]
        following = history[place + 1 : place + 2]
        said = following[0].content if following and following[0].role == "assistant" else ""
        answer = re.sub(r"\s*\[\d{1,3}\]|[*#>`_]", "", " ".join(said[:_FIRST].split()))
        if any(map(str.isalnum, question)):
            turns.append(_turn(question, "" if answer.startswith(_REFUSED) else answer, turns))
    return turns


def _turn(question: str, answer: str, turns: Sequence[Turn]) -> Turn:
    if not turns:
        return Turn(question, answer)
    last = turns[-1]
    if of_claim(_LEAD.sub("", question), last):  # "who says so?": it goes on with the same
        return replace(last, answer=answer)
    whole = _resolved(question, turns)
    thing = last.kept or last.clause.thing
    own = OWN_TOPIC.match(whole)
    kept = thing if thing.lower() in whole.lower() else (own and own[1]) or ""
    return Turn(whole, answer, kept if whole != question else "")


def _resolved(question: str, turns: Sequence[Turn]) -> str:
    text = " ".join(question.split())
    if is_chinese(text):
        return in_chinese(question, turns[-1].question)
    tongue = asked_in(text)
    if tongue in (Tongue.FRENCH, Tongue.SPANISH):
        return in_romance(text, turns[-1].question, tongue)
    bare = _LEAD.sub("", text)
    if _ANOTHER_TOPIC.match(bare):
        return sentence(_LEAD.sub("", _ANOTHER_TOPIC.sub("", bare)) or bare)
    led = bare != text
    bare = counted(bare, turns[-1])
    if len(bare.split()) > 2 * _WORDS or bare.strip(" ?.!").lower() in {"", "what"}:
        return question
    if is_german(text):
        return in_german(question, bare, led, turns[-1].question)
    found = (
        of_claim(bare, turns[-1])
        or asked_again(bare, turns[-1])
        or before(bare, turns)
        or next_one(bare, turns)
        or of_another(bare, led, turns)
        or written_out(bare, turns)
        or _after_topic(bare, led, turns[-1])
    )
    return sentence(found or bare) if found or led or bare != text else question


def _after_topic(text: str, led: bool, turn: Turn) -> str | None:
    """ "And how much damage was there?": a short question that names nothing, after its topic."""
    if names_in(text) or len(text.split()) > _WORDS:
        return None
    definite = _DEFINITE.search(text)
    known = re.findall(r"\w+", f"{turn.question} {turn.answer}".lower())
    again = definite is not None and definite[1].lower() in known
    leans = led or again or _GOES_ON.search(text) or _says_little(text)
    return with_topic(text, turn) if leans else None


def _says_little(text: str) -> bool:
    """Whether it names no matter, as "Was anyone hurt?" and "What do analysts say?" do."""
    if _SAYS_WHAT.fullmatch(text.strip(" ?.!")):
        return True
    words = re.findall(r"[\w'’-]+", text.lower())
    told = [word for word in words if word not in QUESTION_WORDS | PREPOSITIONS | _NOBODY]
    return len(words) <= _FEW and all(word in VERBS or word.endswith("ed") for word in told)
