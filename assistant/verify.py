"""Statement + cited text -> does the cited text carry it? Pure, deterministic, no model.

``verify`` reads numbers, dates, names, quotations, negations, directions, who says it and how sure
it is, and looks for each in the cited text. What it can not find it names in plain words.
It errs towards "not supported" where a figure, a name or a speaker is concerned, and towards
"supported" where only the choice of words differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.claims import Cited, Sentence, Word, opposites, sentences
from assistant.mentions import dates, names
from assistant.numbers import quantities
from assistant.types import Check
from assistant.verify_dates import check_dates
from assistant.verify_names import check_names, check_quotations, check_roles
from assistant.verify_numbers import check_numbers
from assistant.verify_sense import check_direction, check_hedges, check_negation, check_voices
from assistant.wording import common, keys, squeeze, stem, verbal

__all__ = ["dates", "names", "quantities", "verify"]


def verify(statement: str, cited: Sequence[str], *, context: Sequence[str] = ()) -> Check:
    """Does the cited text carry the statement?

    Args:
        statement: one sentence or a few.
        cited: the exact quotes that the statement rests on.
        context: what may also supply names and dates, but no figures: the article's title, its
            publication date written out, sentences that a quote leans on, the question.

    Returns:
        supported, or the problems in plain words, each once, in the order of the checks.
        Never raises, whatever the texts are. Of each text 20,000 characters are read.
    """
    if not statement.strip():
        return Check(False, ("there is no statement",))
    if not any(quote.strip() for quote in cited):
        return Check(False, ("no text is cited",))
    if squeeze(statement) in map(squeeze, cited):
        return Check(True)
    source = Cited(cited, context)
    problems = [
        problem
        for sentence in sentences(statement)
        if not _verbatim(sentence, source)
        for check in _CHECKS
        for problem in check(sentence, source)
    ]
    return Check(not problems, tuple(dict.fromkeys(problems)))


def _verbatim(sentence: Sentence, cited: Cited) -> bool:
    """True when the words are whole sentences of a cited quote, in the quote's own order.

    A fragment is not enough: cut out of "According to reports, …" it claims more than the source.
    """
    wanted = _letters(sentence.text)
    if not wanted:
        return any(squeeze(sentence.text) in quote for quote in cited.squeezed)
    if not any(wanted in _letters(quote) for quote in cited.squeezed):
        return False
    for quote in cited.quotes:
        whole = [_letters(part.text) for part in sentences(quote)]
        for first in range(len(whole)):
            joined = ""
            for piece in whole[first:]:
                joined += piece
                if joined == wanted:
                    return True
                if len(joined) > len(wanted):
                    break
    return False


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, squeeze(text)))


# --- what the source does not say at all -----------------------------------------------------

_PARTS = re.compile(
    r"[,;:()]\s|\s-\s|\s(?=(?:because|despite|although|while|which|who|after|due|owing|thanks|citing"
    r"|amid|with|for|but|and|to|by|in|as|following|leaving|making|including)\s)"
)
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|thanks to|caused by|blam(?:es|ed|ing)"
    r"|attribut\w+(?: [\w ]{1,30}?)? to|driven by|on account of)\b"
)
_ALL = re.compile(
    r"\b(?:all|every|everyone|everything|always|entire(?:ly)?|whole|completely|unanimous(?:ly)?)\b"
)
_NOT_ALL = re.compile(
    r"\b(?:nearly|almost|not|most|some|many|virtually|practically)\s+(?:all|every|everyone|of)\b"
)
# Words that claim much: the source must have them or a like word.
_STRONG = re.compile(
    r"\b(?:record|sole|solely|exclusive(?:ly)?|guarantee\w*|prove[sdn]?|admit\w*|admission|illegal\w*"
    r"|fraud\w*|unprecedented|biggest|largest|smallest|highest|lowest|heaviest|longest|worst|best"
    r"|oldest|newest|fastest|strongest|weakest|steepest|sharpest|deadliest|youngest|richest|poorest"
    r"|w[io]ns?|lost|defeat(?:s|ed)?|died|dead|killed|elected|convicted|sentenced|arrested|resigned"
    r"|bankrupt(?:cy)?|confirm(?:s|ed)?|den(?:y|ies|ied)|immediately|secret(?:ly)?|again|twice|free)\b"
)
_STRONG_LIKE = {
    "confirm": "confirm say announc acknowledg stress",
    "admit": "admit acknowledg plead conced",
    "deny": "deny reject disput refus",
    "again": "again resume return restart second anoth back",
    "free": "free charg cost",
    "record": "record high low",
    "best": "good best",
    "immediat": "immediat once instant",
}


def _check_content(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """The words that carry the statement stand in the cited text, or words like them."""
    known = cited.keys | cited.context_keys
    content = [word for word in sentence.words if word.kind != "small"]
    shared = [word for word in content if word.keys & cited.keys]
    novel = [
        word
        for word in content
        if word.kind in ("word", "name")
        and not common(word.text.lower())
        and not _heard(word, known)
    ]
    if content and not shared:
        yield "the statement shares no word with the cited text"
    elif len(content) >= 4 and len(novel) > len(shared):
        some = ", ".join(dict.fromkeys(word.text for word in novel[:5]))
        yield f"most of the statement does not stand in the cited text ({some})"
    else:
        yield from _unheard_parts(sentence, novel)
        yield from _replaced(sentence, novel, cited)
        yield from _too_strong(sentence, cited)
        yield from _too_much(sentence, cited)
        yield from _causes(sentence, cited)


def _heard(word: Word, known: frozenset[str]) -> bool:
    if word.keys & known:
        return True
    base = stem(word.text)
    if len(base) >= 6 and any(other[:5] == base[:5] for other in known):
        return True
    return base.startswith("un") and not keys(base[2:]).isdisjoint(known)


def _unheard_parts(sentence: Sentence, novel: Sequence[Word]) -> Iterator[str]:
    """A part of the statement, two words or more, of which the source has next to nothing."""
    edges = [0, *(match.start() for match in _PARTS.finditer(sentence.lower)), len(sentence.text)]
    for low, high in pairwise(edges):
        words = [word for word in sentence.within(low, high) if word.kind not in ("small", "date")]
        inside = [word for word in words if word in novel]
        if len(inside) >= 2 and len(inside) > 0.6 * len(words):
            part = " ".join(sentence.text[low:high].split()).strip(" ,;")
            yield f"nothing in the cited text says '{part}'"


def _replaced(sentence: Sentence, novel: Sequence[Word], cited: Cited) -> Iterator[str]:
    """A word of the source's own phrase exchanged for another: "cancer" where it says "stroke"."""
    words = [word for word in sentence.words if word.kind != "small"]
    for at, word in enumerate(words):
        if word not in novel or word.kind != "word" or _verb_like(sentence, word):
            continue
        if opposites(word):
            continue  # "behind", "ahead": read as directions
        left = words[at - 1] if at else None
        right = words[at + 1] if at + 1 < len(words) else None
        for other in cited.sentences:
            theirs = [place for place in other.words if place.kind != "small"]
            for spot, place in enumerate(theirs):
                if place.kind not in ("word", "name") or not place.keys.isdisjoint(sentence.by_key):
                    continue
                before = theirs[spot - 1] if spot else None
                after = theirs[spot + 1] if spot + 1 < len(theirs) else None
                if (left or right) and _fits(left, before) and _fits(right, after):
                    yield f"the source says '{place.text}', the statement '{word.text}'"
                    return


def _fits(ours: Word | None, theirs: Word | None) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return not ours.keys.isdisjoint(theirs.keys)


_MODALS = frozenset("to will would can could may might must should shall did does do not".split())


def _verb_like(sentence: Sentence, word: Word) -> bool:
    lead = re.search(r"(\w+)\W+$", sentence.lower[: word.start])
    return verbal(word.text) or (lead is not None and lead[1] in _MODALS)


def _too_strong(sentence: Sentence, cited: Cited) -> Iterator[str]:
    for match in _STRONG.finditer(sentence.lower):
        base = stem(match.group())
        like = {base, *_STRONG_LIKE.get(base, "").split()}
        if like.isdisjoint(cited.spelt) and keys(match.group()).isdisjoint(cited.keys):
            yield f"the source does not say '{match.group()}'"


def _too_much(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "All" where the source has "most", "nearly every" or nothing of the kind."""
    claimed = _ALL.search(sentence.lower)
    if not claimed or _NOT_ALL.search(sentence.lower):
        return
    limited = _NOT_ALL.search(cited.lower)
    if _ALL.search(_NOT_ALL.sub(" ", cited.lower)):
        return
    if limited:
        yield f"the source says '{limited[0]}', the statement '{claimed[0]}'"
    elif not re.search(r"\b(?:no|none|each|any|both)\b", cited.lower):
        yield f"the source does not say '{claimed[0]}'"


def _causes(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """A reason that the source does not give."""
    for match in _CAUSE.finditer(sentence.lower):
        rest = sentence.within(match.end(), len(sentence.text))[:3]
        named = [word for word in rest if word.kind in ("word", "name")]
        if named and not any(_heard(word, cited.keys) for word in named):
            reason = " ".join(sentence.text[match.start() : named[-1].end].split())
            yield f"the source does not give '{reason}' as a reason"
            return


_CHECKS: tuple[Callable[[Sentence, Cited], Iterator[str]], ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_quotations,
    check_negation,
    check_direction,
    check_voices,
    check_hedges,
    check_roles,
    _check_content,
)
