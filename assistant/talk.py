"""What is said to the program and asks nothing of the articles: a greeting, thanks, "help"."""

from __future__ import annotations

import re

from assistant import summary
from index.tokens import fold, stems, tokens

NOTHING_ASKED = (
    "Answers come from the articles alone. Ask what they tell of a person, a company, a place or "
    "an event, or ask “What are the articles about?”"
)

_GREETINGS = frozenset(
    "hi hello hey hiya greetings thanks thank thx cheers bye goodbye ok okay hallo moin danke"
    " servus bonjour salut merci hola gracias adios ciao grazie".split()
)
_POLITE = _GREETINGS | frozenset(
    "good morning afternoon evening day night there all everyone everybody you very much so many a"
    " lot for your the help answer that was is it great cool nice fine perfect well see later again"
    " and please yes no sure got".split()
)
_DAY = re.compile(r"good (?:morning|afternoon|evening|day|night)\b")
_ABOUT_ITSELF = re.compile(
    r"(?:who|what|how) are you(?: today| doing| exactly)?"
    r"|are you (?:an? )?(?:ai|bot|robot|human|person|machine|program|chatgpt|gpt|llm|real|there)"
    r"|what(?: is|'s) your name"
    r"|what (?:can|do) you (?:do|know|answer)(?: here| for me)?"
    r"|what (?:can|should|could) i (?:do|ask)(?: you| here)?"
    r"|how (?:do|can|should) i (?:use|ask|start)(?: (?:this|it|you|here))?"
    r"|(?:please )?(?:(?:can|could|will) you )?help(?: me)?(?: please)?"
    r"|tell me (?:a|another) joke"
)
_OF_THIS = re.compile(  # after an answer these ask about it
    r"how does (?:this|it) work|what(?: is|'s) this(?: (?:app|page|program|site|thing|tool))?"
)
_IN_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")  # "What is IT?": no pronoun


def asks_nothing(question: str, follows: bool) -> bool:
    """Whether a question has no word that articles could answer.

    Args:
        follows: on an answer, to which "why?" and "tell me more" belong.
    """
    said = fold(question).replace("’", "'").strip(" .,;:?!")
    words = tokens(said)
    greets = bool(_GREETINGS.intersection(words) or _DAY.match(said))
    if (greets and _POLITE.issuperset(words)) or _ABOUT_ITSELF.fullmatch(said):
        return True
    if follows or summary.topic(question) is not None:
        return False
    if _OF_THIS.fullmatch(said) or (len(said) < 2 and said.isascii()):
        return True
    return not stems(question) and not _IN_CAPITALS.search(question)
