"""Are the words that carry a statement those of the cited text, or words like them?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.verify.claims import Cited, Sentence, Word, opposites, places
from assistant.verify.wording import GENERIC, common, fold, keys, sides, stem, verbal

_PARTS = re.compile(
    r"[,;:()]\s|\s-\s|\s(?=(?:because|despite|although|while|which|who|after|due|owing|thanks|citing"
    r"|amid|with|for|but|and|to(?!\s[\d$€£])|by|in|as|following|leaving|making"
    r"|including)\s)"
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
    r"|approved|signed|charged"
    r"|indicted|sued|fined|jailed|sacked|ousted|(?:dismissed|fired)(?= (?:its|his|her|their) )"
    r"|bankrupt(?:cy)?|confirm(?:s|ed)?|den(?:y|ies|ied)|immediately|secret(?:ly)?|again|free)\b"
)
_SENT_AWAY = " ".join(
    map(stem, "dismiss dismissal sack fire oust remove axe layoff reject".split())
)
_STRONG_LIKE = {
    "confirm": "confirm say announc acknowledg stress",
    "admit": "admit acknowledg plead conced",
    "deny": "deny reject disput refus",
    "again": "again resume return restart reopen second anoth back",
    "free": "free charg cost",
    "record": "record high low",
    **dict.fromkeys(("charg", "indict"), "charg indict accus cost fee pric"),
    "jail": "jail prison imprison sentenc custody detain",
    "sued": "sued sue lawsuit suit litigat court claim",
    "fin": "fin penalt punish sanction",
    **dict.fromkeys(map(stem, ("dismissed", "sacked", "fired", "ousted")), _SENT_AWAY),
    "best": "good best",
    "win": "win award victor",
    "immediat": "immediat once instant",
}


def check_content(sentence: Sentence, cited: Cited) -> Iterator[str]:
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
        if not cited.retold(sentence):
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
    if len(base) >= 5 and any(
        other[:5] == base[:5] and (len(base) >= 6 or other.startswith(base)) for other in known
    ):
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
            part = " ".join(sentence.text[low:end].split()).strip(" ,;.")
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
        if (
            again
            or end - at > 2
            or any(_exchangeable(sentence, each, cited) for each in words[at:end])
        ):
            continue
        left = words[at - 1] if at and word in novel else None
        if left and _BEGINS.search(sentence.lower, left.end, word.start):
            left = None  # "the report found that a …", "…, mayor Lenz said": a phrase begins here
        right = words[end] if end < len(words) else None
        stands = _stands_instead(sentence, words[end - 1], left, right, cited)
        if stands:
            yield f"the source says '{stands}', the statement '{_joined(words[at:end])}'"
            return


def _out_of_place(sentence: Sentence, word: Word, following: Sequence[Word], cited: Cited) -> bool:
    """A subject that the source has, but never near this verb: "the government filed it" where
    the source says "the opposition filed it" and has the government elsewhere."""
    alone = word.kind == "word" or (word.kind == "name" and word.start == 0)
    if not alone or stem(word.text) in GENERIC or verbal(word.text) or not following:
        return False
    verb = following[0]
    if not verbal(verb.text) or not _AUXILIARY.fullmatch(sentence.lower, word.end, verb.start):
        return False
    stands = [found for found in cited.matching(word) if stem(found[1].text) == stem(word.text)]
    return bool(stands) and not any(
        abs(place.at - near.at) <= 4 for part, place in stands for near in places(part, verb)
    )


_AUXILIARY = re.compile(r"\s(?:(?:has|have|had|was|were|is|are|also|already)\s)*")
_BEGINS = re.compile(r"\b(?:that|said|says|and|but|while|whereas)\b|[,;:]")


def _exchangeable(sentence: Sentence, word: Word, cited: Cited) -> bool:
    """Other checks read it, or it may be said in any other word."""
    turns = {pair for pair, _ in opposites(word)}
    known = any(
        turns & {pair for pair, _ in opposites(w)} for part in cited.sentences for w in part.words
    )
    return word.kind != "word" or bool(turns and known) or _verb_like(sentence, word)


def _stands_instead(
    sentence: Sentence, word: Word, left: Word | None, right: Word | None, cited: Cited
) -> str:
    """The source's words between the two, none of which the statement has; "" if there are none."""
    for other in cited.sentences:
        theirs = [place for place in other.words if place.kind != "small"]
        for start, first in enumerate(theirs):
            if left is None or right is None:
                if _edge_fits(sentence, word, left, right, other, theirs, start):
                    return first.text
                continue
            if not start or left.keys.isdisjoint(theirs[start - 1].keys):
                continue
            for end in range(start + 1, min(start + 4, len(theirs))):
                run = theirs[start:end]
                if not all(_unshared(sentence, place) for place in run):
                    break
                if all(_verb_like(other, place) for place in run):
                    continue
                if not right.keys.isdisjoint(theirs[end].keys):
                    return _joined(run)
    return ""


def _edge_fits(
    sentence: Sentence,
    word: Word,
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
        or not _beside(sentence, word, neighbour, other, place, theirs[beside])
        or neighbour.keys.isdisjoint(theirs[beside].keys)
        or not _unshared(sentence, place)
        or _verb_like(other, place)
    ):
        return False
    if neighbour.kind == "name" and _adjacent(sentence, neighbour, other, theirs[beside]):
        return True  # a title before a name may stand anywhere
    if left is not None:
        owned = "'s" in (sentence.lower[neighbour.end - 2 : neighbour.end])
        return neighbour.kind != "name" or owned
    if not _alike_between(sentence, word, neighbour, other, place, theirs[beside]):
        return False
    # Else it has to be the whole subject: "a fault left millions …", "… found that a fault left …"
    while start and not _BEGINS.search(other.lower, theirs[start - 1].end, theirs[start].start):
        start -= 1
        if not _unshared(sentence, theirs[start]):
            return False
    return True


def _beside(
    sentence: Sentence, word: Word, ours: Word, other: Sentence, place: Word, theirs: Word
) -> bool:
    """The neighbours stand at once beside, or behind the same small words ("minutes after a …")."""
    if abs(theirs.at - place.at) <= 1:
        return True
    between = (
        sentence.lower[ours.end : word.start].split(),
        other.lower[theirs.end : place.start].split(),
    )
    return ours.start < word.start and between[0] == between[1] != []


def _alike_between(
    sentence: Sentence, word: Word, right: Word, other: Sentence, place: Word, theirs: Word
) -> bool:
    """The same small words, articles apart: "song by Sparrow" is not "duo Sparrow"."""
    between = (sentence.lower[word.end : right.start], other.lower[place.end : theirs.start])
    one, two = ([w for w in text.split() if w not in _ARTICLES] for text in between)
    return one == two


def _adjacent(sentence: Sentence, name: Word, other: Sentence, theirs: Word) -> bool:
    """A word stands right before the name in both texts: "mayor Lenz", not "a song by Sparrow"."""
    before = (sentence.lower[: name.start], other.lower[: theirs.start])
    return all(re.search(r"\w\s$", text) and not _SMALL.search(text) for text in before)


_SMALL = re.compile(r"\b(?:by|of|the|an?|in|at|on|for|from|to|with|and|as|is|was)\s$")


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
        if extreme(match.group()) and (
            _MORE_THAN_ANY.search(cited.lower)
            or any(extreme(w) == extreme(match.group()) for w in re.findall(r"\w+", cited.lower))
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


def extreme(word: str) -> int:
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
    whole = re.search(r"\ball (?:the )?(\w+)", sentence.lower)
    if whole and not limited:
        limited = re.search(rf"\b(?:most|many|some|several) {whole[1]}\b", cited.lower)
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
        if named and _unlinked(sentence, match.start(), named, cited):
            yield f"the source does not say that it was {match[0]} this"
            return
        heard = [word for word in named if _heard(word, cited.keys)]
        if named and (not heard or (len(heard) < len(named) and _other_cause(named, cited))):
            reason = " ".join(sentence.text[match.start() : named[-1].end].split())
            yield f"the source does not give '{reason}' as a reason"
            return


# A sentence that says what has to do with the one before it: "as a result", "it blamed the frost".
_LEANS = re.compile(
    _CAUSE.pattern + r"|^\W*(?:as a result|so|therefore|thus|hence|that|this|these|it)\b"
    r"|\b(?:reasons?|why|result\w*|consequen\w*|therefore|cit\w+|explain\w*|respon\w+|prompt\w*"
    r"|trigger\w*|caus\w+|reflect\w*|behind|(?:after|by|because of|with|for|to) (?:this|that|it))\b"
)


def _unlinked(sentence: Sentence, start: int, named: Sequence[Word], cited: Cited) -> bool:
    """The source tells what happened and what is made its reason in two sentences, of which none
    says that the one has to do with the other.
    """
    told = [word for word in sentence.within(0, start) if word.kind != "small"]
    if len(told) < 2 or len(cited.sentences) < 2:
        return False

    def homes(words: Sequence[Word]) -> list[Sentence]:
        return [
            part
            for part in cited.sentences
            if 2 * sum(not word.keys.isdisjoint(part.by_key) for word in words) > len(words)
        ]

    effect, reason = homes(told), homes(named)
    apart = bool(effect and reason) and not any(part in reason for part in effect)
    return apart and not any(_LEANS.search(part.lower) for part in (*effect, *reason))


def _other_cause(named: Sequence[Word], cited: Cited) -> bool:
    """The source gives a reason of its own, which has none of the words."""
    return any(
        not any(word.keys & place.keys for word in named for place in given)
        for other in cited.sentences
        for match in _CAUSE.finditer(other.lower)
        if (given := other.within(match.end(), match.end() + 60))
    )
