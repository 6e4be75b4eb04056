"""What is asked of one of two things that are compared, as a question about it alone.

"Which has more employees, A or B?" is answered by "A employs 31,000 people", which no sentence
about "more" is near to: of each it is asked how many employees it has.
"""

from __future__ import annotations

import re

from assistant.conversation.words import PREPOSITIONS, VERBS, is_plural
from assistant.kinds import AMOUNTS, wanted
from index.tokens import fold

_HOW = {
    "bigger": "big", "biggest": "big", "larger": "large", "largest": "large", "smaller": "big",
    "smallest": "big", "higher": "high", "highest": "high", "lower": "high", "lowest": "high",
    "older": "old", "oldest": "old", "younger": "old", "youngest": "old", "longer": "long",
    "longest": "long", "shorter": "long", "shortest": "long", "taller": "tall", "tallest": "tall",
    "faster": "fast", "fastest": "fast", "slower": "fast", "heavier": "heavy", "heaviest": "heavy",
    "deeper": "deep", "deepest": "deep", "wider": "wide", "widest": "wide",
}  # fmt: skip
_VERB = {
    "has": "have", "had": "have", "made": "make", "sold": "sell", "paid": "pay", "spent": "spend",
    "lost": "lose", "won": "win", "cut": "cut", "got": "get", "took": "take", "built": "build",
    "grew": "grow", "gave": "give", "bought": "buy", "drew": "draw",
}  # fmt: skip
_MORE = r"(?P<more>more|less|fewer|(?:the )?(?:most|least|fewest))"
_THAN = rf"(?:{_MORE}|(?:the |a )?(?P<how>{'|'.join(_HOW)}))"
_SAID = rf"(?P<verb>[a-z]+) {_THAN}(?P<rest>(?: .*)?)"
_WHICH = r"(?:which|who)\b(?: of (?:the |these )?(?:two|three|four)|(?: [a-z]+){0,2}?)"
_FORMS = (
    re.compile(rf"{_WHICH} {_SAID}, (?P<of>[^,]+)", re.IGNORECASE),
    re.compile(rf"{_WHICH}, (?P<of>[^,]+), {_SAID}", re.IGNORECASE),
)
_WHETHER = re.compile(
    rf"(?P<aux>do|does|did|has|have|will|can) (?P<who>.+?) {_MORE}(?P<rest> .*)", re.IGNORECASE
)
_IS = re.compile(
    rf"(?P<aux>is|was|are|were) (?P<of>.+?) (?:the )?(?P<how>{'|'.join(_HOW)})(?P<rest>(?: .*)?)",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"(?:compare (?P<what>.+)|how (?:do|does|did) (?P<asked>.+) (?:compare|differ))", re.IGNORECASE
)
_ENDED = re.compile(r"[.?!]\s")


def plainly(question: str) -> str:
    """The question of one thing's own amount; as it was where it asks for none."""
    bare = question.strip(" ?.")
    found = next((match for form in _FORMS if (match := form.fullmatch(bare))), None)
    if found:
        return _of_one(found["of"], found["verb"].lower(), found) or question
    if found := _IS.fullmatch(bare):
        how = _HOW[found["how"].lower()]
        return f"How {how} {found['aux'].lower()} {found['of']}{found['rest']}?"
    if found := _WHETHER.fullmatch(bare):
        noun, after = _noun(found["rest"])
        who, aux = found["who"], found["aux"].lower()
        return f"{_how_many(noun)} {aux} {who}{after}?" if noun else question
    if found := _COMPARE.fullmatch(bare):
        what = found["what"] or found["asked"]
        verb = "were" if is_plural(_noun(what)[0]) else "was"
        asked = f"What {verb} {what}?"
        single = _ENDED.search(what) is None and wanted(fold(asked)) in AMOUNTS
        return asked if single else question
    return question


def _of_one(name: str, verb: str, found: re.Match[str]) -> str | None:
    noun, after = _noun(found["rest"])
    how = _HOW.get((found["how"] or "").lower())
    if verb in {"is", "was", "are", "were"}:
        return f"How {how} {verb} {name}{after}?" if how and not noun else None
    past = verb in _VERB.keys() - {"has"} or verb.endswith("ed")
    base = _VERB.get(verb) or (_present(verb) if past else re.sub(r"(?<=[a-z]{2})s$", "", verb))
    asks = f"What {noun}" if how else _how_many(noun)
    return f"{asks} {'did' if past else 'does'} {name} {base}{after}?"


def _present(verb: str) -> str:
    """ "deliver" of "delivered", "plan" of "planned"; as it was where no such verb is known."""
    return next((one for one in (verb[:-2], verb[:-1], verb[:-3]) if one in VERBS), verb)


def _how_many(noun: str) -> str:
    return f"How {'many' if is_plural(noun) else 'much'} {noun}".rstrip()


def _noun(rest: str) -> tuple[str, str]:
    """("operating profit", " in 2025") of " operating profit in 2025"."""
    words = rest.split()
    end = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS), len(words))
    return " ".join(words[:end]), "".join(f" {word}" for word in words[end:])
