"""Untrusted text as a model may see it: delimited data that cannot forge its delimiters."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from assistant.types import Citation, Message

TURNS = 6  # of a conversation, the newest
TURN_CHARACTERS = 400
_LOOK_ALIKES = str.maketrans("<>[]【】＜＞［］〈〉〔〕", "‹›()()‹›()‹›()")
_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode categories
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


_TO_MACHINES = re.compile(
    r"\b(?:ai|language models?|llms?|chat ?bots?|assistants?)\b.{0,30}"
    r"\b(?:reading|processing|summari[sz]ing|parsing|indexing) this\b"
    # Said to the reader, not of somebody who was told so: no word before it but these.
    r"|(?:^|[.:;!?—–-]\s*|\b(?:please|and|then|now|must|should|you)\s+)"
    r"(?:ignore|disregard|forget|override) (?:all |any |the |your )*"
    r"(?:previous|prior|above|earlier|preceding) (?:instructions?|prompts?)\b"
    r"|\b(?:notes?|messages?|attention|instructions?) (?:to|for) (?:all |any )?"
    r"(?:ai|llms?|language models?|chat ?bots?|assistants?)\b[^.]{0,20}:"
    r"|\bif you are an? (?:large )?(?:ai|llm|language model|chat ?bot|assistant)\b"
    r"|\banswer (?:any|every|all|each) questions? with\b"
    r"|\byou are now (?:in|a|an|the)\b.{0,40}\b(?:mode:|assistant|ai|language model|chat ?bot)"
    r"|\b(?:system|developer) (?:prompt|message|override)\s*:"
    r"|\bdo not (?:mention|reveal|repeat|disclose) this (?:line|instruction|note|sentence)\b"
    r"|\bthe (?:correct|right|only) answer to (?:any|every|all|each) questions?\b",
    re.IGNORECASE,
)


def addressed_to_machines(text: str) -> bool:
    """Whether a sentence speaks to whatever program reads the page: it reports nothing.

    Read from its form alone; what it wants is of no interest. A sentence about such programs is
    none of these.
    """
    return _TO_MACHINES.search(text) is not None


def numbered(citations: Sequence[Citation]) -> str:
    """The evidence as the model sees it: fenced, and unable to forge its fence."""
    blocks = []
    for citation in citations:
        facts = {
            "number": str(citation.number),
            "title": citation.title,
            "date": day(citation.published) if citation.published else "",
            "publisher": citation.publisher or "",
        }
        shown = {name: plain(fact).replace('"', "'") for name, fact in facts.items()}
        attributes = "".join(f' {name}="{fact}"' for name, fact in shown.items() if fact)
        # The number stands where the answer shall have it: models copy it with the sentence.
        quote = f"{plain(citation.quote)} [{citation.number}]"
        blocks.append(f"<quotation{attributes}>\n{quote}\n</quotation>")
    return "\n".join(blocks)


def plain(text: str) -> str:
    """Text as one line that can neither close a fence, nor pose as a number or a control token.

    Angle and square brackets become look-alikes, which takes ``</quotation>``, ``<|im_start|>``,
    ``[INST]`` and ``[3]`` their meaning; what is invisible goes.
    """
    spaced = "".join(" " if c in _BREAKS else c for c in text.translate(_LOOK_ALIKES))
    visible = "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)
    return " ".join(visible.split())


def turns(history: Sequence[Message]) -> str:
    """The newest turns of a conversation, one a line, long ones cut; "(nothing)" without any."""
    return "\n".join(_turn(message) for message in history[-TURNS:]) or "(nothing)"


def _turn(message: Message) -> str:
    text = plain(message.content)
    cut = f"{text[:TURN_CHARACTERS]} …" if len(text) > TURN_CHARACTERS else text
    return f"{message.role}: {cut}"


def day(date: dt.date) -> str:
    """12 March 2025, in words: two orders of digits are read in two ways."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
