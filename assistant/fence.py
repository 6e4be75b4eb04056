"""Untrusted text as a model may see it: delimited data that can forge neither delimiters nor marks.

Whatever a model copies out of it reads back as the model's own marks and no others.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from assistant.drafts import NUMBERS, OF_SOURCE, unadorned
from assistant.orders import holds_an_order
from assistant.types import Citation, Message

TURNS = 6  # of a conversation, the newest
TURN_CHARACTERS = 400
# Of these are made fences, control tokens, marks, JSON and its escapes. Their full-width and small
# forms are known by what Unicode has them stand for.
_LOOK_ALIKES = str.maketrans("<>[]{}\\〈〉⟨⟩❮❯【】〔〕〖〗⁅⁆⟦⟧", "‹›()()/‹›‹›‹›()()()()()")
_QUOTES = frozenset("„‚〝〟「」『』《》")  # brackets as Unicode counts
# Read in a shadow of the text, where every bracket is a round one and every digit a 0.
_BRACKETED = re.compile(
    r"\(\s*\^?\s*(0{1,3}(?:\s*(?:,|;|&|\+|-|–|to|and|und|y|et)\s*0{1,4})*)\s*\^?\s*\)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<!\w)({OF_SOURCE})({NUMBERS})(?!\s*[\w%]|[.,]\d)", re.IGNORECASE
)  # "source 3", but not "evidence 12 boxes long"
_SET_APART = re.compile(r"‹(\d[^‹›]*)›")
_NAMED_APART = re.compile(rf"((?<!\w){OF_SOURCE})‹([^‹›]*)›", re.IGNORECASE)
_KEY = re.compile(r"\"(\w+)\"(?=\s*:)")  # of JSON
# "[2]" in an article leads to a note that nobody here can see.
_NOTES = re.compile(r"(?:\s*\[\s*\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\s*\])+")
_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode categories
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


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
        shown = {
            name: plain(fact).replace('"', "'")
            for name, fact in facts.items()
            # Wherever it stands: what a model needs of news about such orders, the quote has.
            if not holds_an_order(fact)
        }
        attributes = "".join(f' {name}="{fact}"' for name, fact in shown.items() if fact)
        # The number stands where the answer shall have it: models copy it with the sentence.
        quote = f"{_without_notes(citation.quote)} [{citation.number}]"
        blocks.append(f"<quotation{attributes}>\n{quote}\n</quotation>")
    return "\n".join(blocks)


def plain(text: str) -> str:
    """Text as one line that can neither close a fence nor pose as a mark or a control token.

    Angle, square and curly brackets become look-alikes, which takes ``</quotation>``,
    ``<|im_start|>``, ``[INST]`` and ``{"text": …}`` their meaning; what is invisible goes. A number
    that a reader could take for a mark, ``(2)`` or ``source 2``, is set apart: ``‹2›``.
    """
    bare = _KEY.sub(r"'\1'", unadorned(visible(text)))
    lined = " ".join("".join(map(_look_alike, bare)).split())
    shadow = "".join(map(_shadow, lined))
    for found in reversed(list(_BRACKETED.finditer(shadow))):
        number = lined[slice(*found.span(1))]
        lined = f"{lined[: found.start()]}‹{number}›{lined[found.end() :]}"
    return _NAMED.sub(r"\1‹\2›", lined)


def characters(text: str) -> str:
    """Whole characters: halves that a stream parted are joined, and a lone one is U+FFFD.

    JSON may escape half a character ("\\ud83d"), and no text that holds one can be sent.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def restored(text: str) -> str:
    """What a model copied, with the numbers that ``plain`` set apart as they stood."""
    return _SET_APART.sub(r"(\1)", _NAMED_APART.sub(r"\1\2", text))


def _without_notes(text: str) -> str:
    return plain(_NOTES.sub("", visible(text)))


def visible(text: str) -> str:
    """One line without what shows nothing: control characters, tags, halves of characters."""
    spaced = "".join(" " if c in _BREAKS else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)


def _look_alike(character: str) -> str:
    known = unicodedata.normalize("NFKC", character)
    # Other forms, "（" for one, stay as they are: a ligature or "½" would change its look.
    return (known if known in tuple("<>[]{}\\") else character).translate(_LOOK_ALIKES)


def _shadow(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Ps", "Pe") and character not in _QUOTES:
        return "(" if category == "Ps" else ")"
    return "0" if category.startswith("N") else character


def turns(history: Sequence[Message]) -> str:
    """The newest turns of a conversation, one a line, long ones cut; "(nothing)" without any."""
    return "\n".join(_turn(message) for message in history[-TURNS:]) or "(nothing)"


def _turn(message: Message) -> str:
    text = _without_notes(message.content)
    cut = f"{text[:TURN_CHARACTERS]} …" if len(text) > TURN_CHARACTERS else text
    return f"{message.role}: {cut}"


def day(date: dt.date) -> str:
    """12 March 2025, in words: two orders of digits are read in two ways."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
