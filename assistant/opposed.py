"""Yes or no: one sentence affirms what another one denies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.conversation.other_languages import is_german
from assistant.conversation.words import AUXILIARY
from assistant.deeds import is_told
from assistant.questions import Need
from assistant.rivals import Embed
from assistant.types import Evidence
from assistant.verify.claims import Sentence, opposites
from assistant.verify.cues import Cue, negations, soft_negations
from index.tokens import STOP_WORDS, stem, stem_set, tokens

_ALIKE = 0.75  # the least sum of a sentence's cosines to the question and to what it opposes
# Opposite words that say how something goes; others, as "before" and "after", stand anywhere.
_DEEDS = frozenset("level match door course vote verdict custody jobs rule service truth".split())
_RIGHT_BEHIND = 4  # words
_IT = frozenset("it this that them these those so".split())
_MOST_WORDS = 14  # of what is shown of a side
_ASKS = re.compile(rf"(?:[^,]{{0,60}}, )?(?:{AUXILIARY})\b(?!.*\bor\b)", re.IGNORECASE)
_WHEN = stem_set(
    "today yesterday week month year day night morning monday tuesday wednesday thursday friday"
    " saturday sunday last now yet already again ever"
)
# "A deal that the lender had denied": the sentence itself denies nothing.
_ASIDE = re.compile(
    r"(?:,|\b(?:an?|the|its|their|his|her|any)\s(?:[\w-]+\s){0,2}?(?!said|told|wrote|thought|found"
    r"|report|claim|news|view|evidence|sign|fact|\w+ed\b|\w+s\b)[\w-]+)\s"
    r"(?:that|which|who|whom|whose)\b[^,;.]*$",
    re.IGNORECASE,
)
# "Told the court that nobody knew", "said in a statement that no director knew": this is the news.
_TOLD_THEM = re.compile(
    r"\b(?:t(?:old|ells?)|inform(?:s|ed)|assur(?:es|ed)|warn(?:s|ed)"
    r"|(?:sa(?:ys|id)|wr(?:ites|ote)|testif(?:ies|ied)|announc(?:es|ed)|argu(?:es|ed)|claim(?:s|ed)"
    r"|insist(?:s|ed)|confirm(?:s|ed)|stat(?:es|ed)|add(?:s|ed))\b[^,;.]{0,40}?"
    r"\s(?:in|at|on|to|before|during))\s$",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\"“”]|\b(?:said|says|told|according to|insist(?:s|ed)|disput(?:es|ed)"
    r"|den(?:ies|ied)\s(?:that|any|the|this|having|it|claims|reports)"
    r"|reject(?:s|ed)\s(?:that|(?:the|these|any)\s(?:claim|charge|report|suggestion|accusation)s?))\b",
    re.IGNORECASE,
)
# "Has not said when it reopens": of what is left unsaid or open nothing is denied.
_LEFT_OPEN = re.compile(
    r"\s*(?:(?:yet|to|been|be)\s)*(?P<verb>sa(?:y|id)|comment(?:ed)?|disclosed?|decided?|updated?"
    r"|elaborated?|specif(?:y|ied)|g[ai]ven?\s(?=(?:an?\s)?(?:dates?|reasons?|details|figures?)\b))",
    re.IGNORECASE,
)
_BESIDE = 4  # words between an opposite and what is asked of


def asks_yes_or_no(question: str) -> bool:
    return _ASKS.match(question) is not None and not is_german(question)


def opposed(
    need: Need,
    read: Sequence[Evidence],
    clusters: Mapping[str, str],
    embed: Embed,
    voices: Sequence[Evidence] = (),
) -> tuple[Evidence, ...]:
    """The likeliest sentence, and the one most alike that denies it, or affirms what it denies.

    Of the same story only where somebody is quoted: its own words tell how things went on.

    Args:
        voices: of further reports, each an answer by itself.
    """
    first = read[0]
    story = clusters.get(first.file, first.file)
    others = [
        e
        for e in dict.fromkeys([*read[1:], *voices])
        if (clusters.get(e.file, e.file) != story or _QUOTED.search(e.quote))
        and _turned(need, first, e, e in voices)
    ]
    if not others:
        return ()
    question, lead, *vectors = embed([need.question, first.quote, *(e.quote for e in others)])
    alike = {
        e: float(vector @ (question + lead)) for e, vector in zip(others, vectors, strict=True)
    }
    best = max(others, key=lambda e: alike[e])
    return (first, best) if alike[best] >= _ALIKE else ()


def _turned(need: Need, first: Evidence, other: Evidence, sure: bool) -> bool:
    """Whether one sentence denies and the other does not, or they tell opposite deeds.

    Args:
        sure: the other is an answer by itself: what it denies need not be named as in the question.
    """
    one, two = first.quote, other.quote
    asked = frozenset(need.weights) - need.names
    ours, theirs = denied(one, asked), denied(two, asked)
    if bool(ours) != bool(theirs):
        if _tells_it(need, other if ours else first, ours | theirs):
            return True
    elif sure and _says_no(one, asked) != _says_no(two, asked) and _names_deed(need, one, two):
        return True
    return _do_opposites(need, one, two, asked)


def _do_opposites(need: Need, one: str, two: str, asked: frozenset[str]) -> bool:
    """Whether two sentences tell opposite deeds, of those that the question names where one of
    them tells it in the question's words: "cut" and "raised" tell nothing of who bought a mill."""
    ours, theirs = (_deeds(text) for text in (one, two))
    pairs = {pair for pair, _ in _deeds(need.question)}
    in_its_words = any(asked <= stem_set(text) for text in (one, two))
    if not in_its_words and pairs.isdisjoint(pair for pair, _ in ours | theirs):
        ours, theirs = (_deeds(text, asked) for text in (one, two))
        pairs = {pair for pair, _ in ours}
    return any((pair, -side) in theirs and pair in pairs for pair, side in ours - theirs)


def _deeds(text: str, beside: frozenset[str] | None = None) -> frozenset[tuple[str, int]]:
    """The sides of opposites that a text tells.

    Args:
        beside: stems, one of which must stand near the word that tells it.
    """
    words = Sentence(text).words
    return frozenset(
        side
        for word in words
        for side in opposites(word)
        if side[0] in _DEEDS
        and (
            beside is None
            or any(0 < abs(one.at - word.at) <= _BESIDE and one.keys & beside for one in words)
        )
    )


def denied(text: str, asked: frozenset[str]) -> frozenset[str]:
    """Which of these stems, or "it" and "them", a sentence denies, right behind the word that does
    so: "lost 3 million during the strike" denies no strike, nor "unemployed" a post."""
    sentence = Sentence(text)
    found: set[str] = set()
    for cue in _denials(text, (*negations(sentence), *soft_negations(sentence)), asked):
        start, end = cue.scope
        words = tokens(text[start:end])
        named = [stem(word) for word in words if word not in STOP_WORDS][:_RIGHT_BEHIND]
        if not cue.prefix:
            found |= asked.intersection(named) | _IT.intersection(words[:_RIGHT_BEHIND])
    return frozenset(found)


def _tells_it(need: Need, one: Evidence, what: frozenset[str]) -> bool:
    """Whether a sentence that denies nothing tells what another one denies: of "nobody had warned
    the town" the other side is no sentence without a warning."""
    told = f"{one.lead_in} {one.quote}"
    return not what.isdisjoint(stem_set(told) | _IT) or is_told(need, told) is True


def _says_no(text: str, asked: frozenset[str]) -> bool:
    return any(not cue.prefix for cue in _denials(text, negations(Sentence(text)), asked))


def _denials(text: str, cues: Sequence[Cue], asked: frozenset[str]) -> list[Cue]:
    """Of the cues those of the main clause that deny more than that something was said; unless just
    that is asked."""
    return [
        cue
        for cue in cues
        if not _is_aside(text[: cue.start])
        and ((left := _LEFT_OPEN.match(text, cue.end)) is None or asked & stem_set(left["verb"]))
    ]


def _is_aside(before: str) -> bool:
    """Whether what follows some words is of a clause that only tells of which thing they speak."""
    aside = _ASIDE.search(before)
    return aside is not None and _TOLD_THEM.search(before[: aside.start()]) is None


def _names_deed(need: Need, one: str, two: str) -> bool:
    """Whether one of two sentences tells what is asked to be so in the question's own word: where
    it does, the other's "not" is of that; of "not damaged" and "held" none says whether it broke.
    """
    beside = need.names | need.figures | _WHEN
    words = [s for s in need.weights if s not in beside]
    return not words or words[-1] in stem_set(f"{one} {two}")  # the last of "Did the dam break?"


def shown(text: str) -> str:
    """A sentence as one side: its first words."""
    words = text.split()
    return " ".join([*words[:_MOST_WORDS], "…"] if len(words) > _MOST_WORDS else words)
