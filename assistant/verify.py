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

from assistant.claims import Cited, Sentence, Word, opposites, places, sentences
from assistant.mentions import dates, names
from assistant.numbers import quantities
from assistant.types import Check
from assistant.verify_dates import check_dates
from assistant.verify_names import check_names, check_quotations, check_roles
from assistant.verify_numbers import check_numbers
from assistant.verify_sense import check_direction, check_hedges, check_negation, check_voices
from assistant.wording import common, fold, keys, sides, squeeze, stem, verbal

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
    r"|amid|with|for|but|and|to(?!\s[\d$€£])|by|in|as|following|leaving|making|including)"
    r"\s)"
)
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|thanks to|caused by|blam(?:es|ed|ing)"
    r"|attribut\w+(?: [\w ]{1,30}?)? to|driven by|on account of)\b"
)
_ALL = re.compile(
    r"\b(?:all|every(?! (?:day|week|month|year|hour|minute))|everyone|everything|always|entire"
    r"|unanimous(?:ly)?)\b"
)
_NOT_ALL = re.compile(
    r"\b(?:nearly|almost|not|most|some|many|virtually|practically)\s+(?:all|every|everyone|of)\b"
    r"|\ball but\b"
)
# Words that claim much: the source must have them or a like word.
_STRONG = re.compile(
    r"\b(?:record|sole|solely|exclusive(?:ly)?|guarantee\w*|prove[sdn]?|admit\w*|admission|illegal\w*"
    r"|fraud\w*|unprecedented|biggest|largest|smallest|highest|lowest|heaviest|longest|worst|best"
    r"|oldest|newest|fastest|strongest|weakest|steepest|sharpest|deadliest|youngest|richest|poorest"
    r"|w[io]ns?|lost|defeat(?:s|ed)?|died|dead|killed|elected|convicted|sentenced|arrested|resigned"
    r"|approved|signed|bankrupt(?:cy)?"
    r"|confirm(?:s|ed)?"
    r"|den(?:y|ies|ied)|immediately|secret(?:ly)?|again|free)\b"
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
    for run in _UNSPACED.findall(sentence.plain):
        if not any(run in fold(quote) for quote in cited.quotes):
            yield f"'{run}' does not stand in the cited text"
            return
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


# Chinese and Japanese write no spaces: their words are held against the text as they stand.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")


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
    low = before = 0
    for start, end in pairwise(edges):
        words = [word for word in sentence.within(start, end) if word.kind not in ("small", "date")]
        inside = sum(word in novel for word in words)
        # Parts that are new as a whole count together: "will be succeeded | by her deputy".
        low, before = (low, before) if before and inside == len(words) else (start, 0)
        if before + inside >= 2 and inside > 0.6 * len(words):
            part = " ".join(sentence.text[low:end].split()).strip(" ,;")
            yield f"nothing in the cited text says '{part}'"
            return
        before = before + inside if inside == len(words) else 0


def _replaced(sentence: Sentence, novel: Sequence[Word], cited: Cited) -> Iterator[str]:
    """Words of the source's own phrase exchanged for others: "cancer" where it says "stroke".

    A run of at most two new words, with the source's words on both sides of it, stands where the
    source has one to three words that the statement lacks. Verbs may be exchanged for any other:
    which of them say the same is not known here.
    """
    words = [word for word in sentence.words if word.kind != "small"]
    for at, word in enumerate(words):
        end = at + 1
        if word in novel:
            while end < len(words) and words[end] in novel:
                end += 1
        elif not _out_of_place(sentence, word, words[end : end + 1], cited):
            continue
        again = at > 0 and words[at - 1] in novel and word in novel
        if again or end - at > 2 or any(_exchangeable(sentence, each) for each in words[at:end]):
            continue
        left = words[at - 1] if at else None
        if left and _BEGINS.search(sentence.lower, left.end, word.start):
            left = None  # "the report found that a …", "…, mayor Lenz said": a phrase begins here
        right = words[end] if end < len(words) else None
        stands = _stands_instead(sentence, left, right, cited)
        if stands:
            yield f"the source says '{stands}', the statement '{_joined(words[at:end])}'"
            return


def _out_of_place(sentence: Sentence, word: Word, following: Sequence[Word], cited: Cited) -> bool:
    """A subject that the source has, but never near this verb: "the government filed it" where
    the source says "the opposition filed it" and has the government elsewhere."""
    alone = word.kind == "word" or (word.kind == "name" and word.start == 0)
    if not alone or stem(word.text) in _GENERIC or verbal(word.text) or not following:
        return False
    verb = following[0]
    if not verbal(verb.text) or not _AUXILIARY.fullmatch(sentence.lower, word.end, verb.start):
        return False
    stands = [found for found in cited.matching(word) if stem(found[1].text) == stem(word.text)]
    return bool(stands) and not any(
        abs(place.at - near.at) <= 4 for part, place in stands for near in places(part, verb)
    )


# They may stand for whoever the source names.
_GENERIC = frozenset(
    stem(word)
    for word in """
company firm group business maker manufacturer carmaker airline bank operator provider agency person
people man woman report article move deal decision figure number share price club team city country
""".split()
)
_AUXILIARY = re.compile(r"\s(?:(?:has|have|had|was|were|is|are|also|already)\s)*")


_BEGINS = re.compile(r"\bthat\b|[,;:]")


def _exchangeable(sentence: Sentence, word: Word) -> bool:
    return word.kind != "word" or bool(opposites(word)) or _verb_like(sentence, word)


def _stands_instead(sentence: Sentence, left: Word | None, right: Word | None, cited: Cited) -> str:
    """The source's words between the two, none of which the statement has; "" if there are none."""
    for other in cited.sentences:
        theirs = [place for place in other.words if place.kind != "small"]
        for start, first in enumerate(theirs):
            if left is None or right is None:
                if _edge_fits(sentence, left, right, other, theirs, start):
                    return first.text
                continue
            if not start or left.keys.isdisjoint(theirs[start - 1].keys):
                continue
            for end in range(start + 1, min(start + 4, len(theirs))):
                run = theirs[start:end]
                if not all(_unshared(sentence, place) for place in run):
                    break
                if not right.keys.isdisjoint(theirs[end].keys):
                    return _joined(run)
    return ""


def _edge_fits(
    sentence: Sentence,
    left: Word | None,
    right: Word | None,
    other: Sentence,
    theirs: Sequence[Word],
    start: int,
) -> bool:
    """The same at the edge of a phrase: the one neighbour there is stands right beside."""
    place = theirs[start]
    neighbour, beside = (right, start + 1) if left is None else (left, start - 1)
    if (
        neighbour is None
        or not 0 <= beside < len(theirs)
        or abs(theirs[beside].at - place.at) > 1
        or neighbour.keys.isdisjoint(theirs[beside].keys)
        or not _unshared(sentence, place)
        or verbal(place.text)
    ):
        return False
    if left is not None or neighbour.kind == "name":
        return True  # a title before a name may stand anywhere
    # Else it has to be the whole subject: "a fault left millions …", "… found that a fault left …"
    while start and not _BEGINS.search(other.lower, theirs[start - 1].end, theirs[start].start):
        start -= 1
        if not _unshared(sentence, theirs[start]):
            return False
    return True


def _unshared(sentence: Sentence, place: Word) -> bool:
    return place.kind in ("word", "name") and place.keys.isdisjoint(sentence.by_key)


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


_MODALS = frozenset("to will would can could may might must should shall did does do not".split())
_ARTICLES = frozenset("a an the its his her their our this that".split())


def _verb_like(sentence: Sentence, word: Word) -> bool:
    found = re.search(r"(\w+)\W+$", sentence.lower[: word.start])
    lead = found[1] if found else ""
    return lead in _MODALS or (verbal(word.text) and lead not in _ARTICLES)


def _too_strong(sentence: Sentence, cited: Cited) -> Iterator[str]:
    for match in _STRONG.finditer(sentence.lower):
        base = stem(match.group())
        like = {base, *_STRONG_LIKE.get(base, "").split()}
        if _extreme(match.group()) and (
            _MORE_THAN_ANY.search(cited.lower)
            or any(_extreme(w) == _extreme(match.group()) for w in re.findall(r"\w+", cited.lower))
        ):
            continue  # "biggest" for "steepest"
        pairs = {f"{pair}{side}" for pair, _ in sides(match.group()) for side in ("+1", "-1")}
        like |= keys(match.group()) | pairs  # "won" against "defeat" is a matter of direction
        if like.isdisjoint(cited.spelt | cited.keys):
            yield f"the source does not say '{match.group()}'"


_MORE_THAN_ANY = re.compile(r"\bthan (?:any|all) other|\bthan ever\b|\bunmatched\b")
_LEAST = frozenset("lowest smallest weakest poorest shortest slowest worst fewest youngest".split())
_NO_EXTREME = frozenset(
    "interest forest protest request harvest arrest latest modest honest guest west test contest"
    " invest suggest digest rest nearest east best".split()
)


def _extreme(word: str) -> int:
    """1 for a superlative ("steepest"), -1 for one of the low end, 0 for any other word."""
    if not word.endswith("est") or len(word) < 6 or word in _NO_EXTREME:
        return 0
    return -1 if word in _LEAST else 1


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
    elif claimed[0] in ("entire", "unanimous", "unanimously", "always"):
        yield f"the source does not say '{claimed[0]}'"


def _causes(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """A reason that the source does not give."""
    for match in _CAUSE.finditer(sentence.lower):
        rest = sentence.within(match.end(), len(sentence.text))[:3]
        named = [word for word in rest if word.kind in ("word", "name")]
        heard = [word for word in named if _heard(word, cited.keys)]
        if named and (not heard or (len(heard) < len(named) and _other_cause(named, cited))):
            reason = " ".join(sentence.text[match.start() : named[-1].end].split())
            yield f"the source does not give '{reason}' as a reason"
            return


def _other_cause(named: Sequence[Word], cited: Cited) -> bool:
    """The source gives a reason of its own, which has none of the words."""
    return any(
        not any(word.keys & place.keys for word in named for place in given)
        for other in cited.sentences
        for match in _CAUSE.finditer(other.lower)
        if (given := other.within(match.end(), match.end() + 60))
    )


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
