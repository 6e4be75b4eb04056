"""What an earlier question and its answer were about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.clauses import OWN_TOPIC, Clause, clause_of
from assistant.conversation.names import Name, is_organisation, is_person, names_in
from assistant.conversation.words import QUESTION_WORDS
from assistant.offices import names_none

_BEING = re.compile(r"(?:is|was|are|were)\s")
ANYBODY = re.compile(r"(?:any|some)(?:one|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was understood, and the beginning of what was answered."""

    question: str
    answer: str
    kept: str = ""  # what the turn before was about, where this one goes on with it

    @property
    def clause(self) -> Clause:
        """The question in its parts."""
        return clause_of(self.question)

    @property
    def topic(self) -> str:
        """What it is about in a few words: its names, or else its subject."""
        own = OWN_TOPIC.match(self.question)
        if (own and own[1]) or self.kept:
            return (own and own[1]) or self.kept
        clause = self.clause
        thing = clause.thing if clause.subject or clause.thing.startswith("the ") else ""
        if ANYBODY.fullmatch(thing):  # "anyone" is no topic, "anyone arrested" is
            thing = f"{thing} {clause.rest}".strip()
        names = [name.text for name in names_in(self.question)]
        if thing and all(name in thing for name in names) and len(thing.split()) <= 6:
            return thing
        # "how many kettles were recalled": the kettles recalled
        counted = f"{clause.focus} {_BEING.sub('', clause.rest)}" if clause.noun else ""
        return ", ".join(dict.fromkeys(names[:3])) or thing or counted


def with_topic(text: str, turn: Turn) -> str:
    """A question after the topic of an earlier one, where its words do not name it already."""
    topic = turn.topic
    if not topic or topic.lower() in text.lower():
        return text
    asks = re.split(r"\W", text, maxsplit=1)[0].lower() in QUESTION_WORDS
    return f"{topic}: {text[0].lower() if asks else text[0]}{text[1:]}"


def _of_the_office(turn: Turn) -> str:
    """An answer without the sentences that name nobody of the office asked after: "its chief
    operating officer, Ada Moll, left" where it is asked who the chief executive is."""
    told = re.split(r"(?<=[.!?])\s", turn.answer)
    held = [one for one in told if not names_none(turn.question, one)]
    return " ".join(held) or turn.answer


def _is_given(name: Name, turn: Turn) -> bool:
    """Whether a question names it and asks for somebody else: not "Who is Ottoline Brask?"."""
    asked = turn.question
    itself = re.fullmatch(rf"who\S* (?:is |was )?{re.escape(name.text)}\W*", asked, re.IGNORECASE)
    return asked.lower().startswith("who") and name.text in asked and itself is None


def person_of(turns: Sequence[Turn]) -> str:
    """The person most likely meant by "she" or "he": of the last answers and questions."""
    for turn in reversed(turns[-3:]):
        answer = _of_the_office(turn)
        texts = [turn.question, answer]
        asks_who = re.match(r"who|what is the name", turn.question, re.IGNORECASE)
        if asks_who:
            texts.reverse()
        for text in texts:
            for name in names_in(text, "de|van"):  # "Corin Talvey of Ashgrove won"
                if is_person(name) and not (text is answer and _is_given(name, turn)):
                    return name.text
        told = names_in(turn.answer)[:1] if asks_who else []
        if told and not told[0].start and not is_organisation(told[0]):  # "Sissoko scored it"
            return told[0].text
    alone = names_in(turns[-1].question)
    return alone[0].text if len(alone) == 1 and not is_organisation(alone[0]) else ""
