"""Does a statement deny, turn round, or harden what the cited text says, or drop who says it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.claims import Cited, Sentence, Word, likeness, opposites, places
from assistant.cues import Cue, asides, hedges, negations, soft_negations, voices
from assistant.wording import PAST_FORMS, STOP, common, fold, keys, opener, stem, verbal

# --- direction -------------------------------------------------------------------------------


def check_direction(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Rose and fell, before and after: the source must not have the opposite in the same place."""
    for word in sentence.words:
        for pair, side in opposites(word):
            found = [
                (0.02 + likeness(sentence, word, other, place), their_side, other, place)
                for other in cited.sentences
                for place in other.words
                for their_pair, their_side in opposites(place)
                if their_pair == pair
                and (pair != "order" or _same_object(sentence, word, other, place))
            ]
            same = [each for each in found if each[1] == side]
            contrary = max(
                (each for each in found if each[1] != side), key=lambda each: each[0], default=None
            )
            nearest = max((each[0] for each in same), default=0.0)
            if contrary is None or contrary[0] < max(0.12, 1.25 * nearest + 0.02):
                continue
            _, _, other, place = contrary
            if (
                any(_literal(sentence, word, each[2], each[3], other, place) for each in same)
                or _converse(pair, sentence, word, other, place)
                or _in_scope(sentence, word) != _in_scope(other, place)  # "did not fall" for "rose"
            ):
                continue
            yield f"the source says '{place.text}', the statement '{word.text}'"
            break
    yield from _other_deed(sentence, cited)
    for ours, theirs in (*_CONTRARY, *((two, one) for one, two in _CONTRARY)):
        claimed, stands = ours.search(sentence.lower), theirs.search(cited.lower)
        if claimed and stands and not ours.search(cited.lower):
            yield f"the source says '{stands[0]}', the statement '{claimed[0]}'"


# Phrases of which one is true when the other is not.
_CONTRARY = [
    (re.compile(one), re.compile(two))
    for one, two in (
        (
            r"\bvot\w* (?:[\w-]+ ){0,3}?against",
            r"\bvot\w* (?:[\w-]+ ){0,8}?(?:to|for|in favou?r of)\b",
        ),
        (r"\bin favou?r of", r"\bopposed to"),
        (r"\bchief executive\b|\bceo\b", r"\bchief (?:financial|operating)\b|\bc[fo]o\b"),
        (r"\bchief financial\b|\bcfo\b", r"\bchief (?:executive|operating)\b|\bc[eo]o\b"),
    )
]


def _other_deed(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Raised its dividend" where the source says "suspended its dividend"."""
    theirs = [deed for other in cited.sentences for deed in _turns(other)]
    for verb, thing in _turns(sentence):
        done = [deed for deed in theirs if deed[1].keys & thing.keys]
        ours = {side for _, side in opposites(verb)}
        if done and not any(ours & {side for _, side in opposites(other)} for other, _ in done):
            yield f"the source says '{done[0][0].text}' of '{thing.text}', not '{verb.text}'"
            return


def _turns(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    """(verb, its object) for verbs that stand for one side of a pair: (raised, dividend)."""
    for word, thing in pairwise(sentence.words):
        between = sentence.lower[word.end : thing.start]
        if word.kind == thing.kind == "word" and opposites(word) and _DIRECT.fullmatch(between):
            yield word, thing


_DIRECT = re.compile(r"\s(?:its|the|their|his|her)\s")


def _same_object(sentence: Sentence, word: Word, other: Sentence, place: Word) -> bool:
    """The same thing follows: "after the vote" and "before the vote"."""
    ours = [near.keys for near in sentence.words if 0 < near.at - word.at <= 3][:2]
    theirs = [near.keys for near in other.words if 0 < near.at - place.at <= 4][:3]
    return any(mine & their for mine in ours for their in theirs)


def _literal(
    sentence: Sentence, word: Word, home: Sentence, same: Word, other: Sentence, place: Word
) -> bool:
    """The source has this very word as sure as here, and its opposite is not: "will resume flights
    after suspending them" carries "had suspended", not "will suspend"."""
    ours = _ahead(sentence, word)
    return (
        stem(word.text) == stem(same.text)
        and _ahead(home, same) == ours
        and _ahead(other, place) != ours
    )


def _ahead(sentence: Sentence, word: Word) -> bool:
    """Whether the word stands right behind a "will" or the like."""
    return any(cue.demanded and cue.end <= word.start <= cue.end + 20 for cue in hedges(sentence))


def _converse(pair: str, sentence: Sentence, word: Word, other: Sentence, place: Word) -> bool:
    """ "A is ahead of B" and "B is behind A" say the same."""
    left, right = _named_around(sentence, word)
    their_left, their_right = _named_around(other, place)
    if pair == "match" and not right and left & their_right and not left & their_left:
        return True  # "B won" and "A's defeat by B"
    swapped = bool(left & their_right) and bool(right & their_left)
    return swapped and not (left & their_left) and not (right & their_right)


def _named_around(sentence: Sentence, word: Word) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the names before and after a word."""
    before = [near.keys for near in sentence.words if near.kind == "name" and near.at < word.at]
    after = [near.keys for near in sentence.words if near.kind == "name" and near.at > word.at]
    return frozenset().union(*before), frozenset().union(*after)


def _in_scope(sentence: Sentence, word: Word) -> bool:
    return any(cue.scope[0] <= word.start < cue.scope[1] for cue in negations(sentence))


# --- negation --------------------------------------------------------------------------------


def check_negation(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """What the source denies is denied here, and nothing else is."""
    yield from _dropped(sentence, cited)
    yield from _added(sentence, cited)


def _heads(sentence: Sentence, cue: Cue) -> list[Word]:
    """The words that a negation is about: the first few content words of its scope."""
    inside = [word for word in sentence.within(*cue.scope) if word.kind == "word"]
    return [word for word in inside if not (word.text.endswith("ly") and len(inside) > 1)][:3]


def _dropped(sentence: Sentence, cited: Cited) -> Iterator[str]:
    for other in cited.sentences:
        for cue in negations(other):
            heads = [] if cue.prefix else _heads(other, cue)
            few = cue.text in ("no", "none", "nobody", "nothing")
            for head in heads if few else heads[:2]:
                here = _counterpart(other, head, sentence)
                if here is None or _denied(sentence, here) or _turned(sentence, head):
                    continue
                if _plain_elsewhere(sentence, here, other, head, cited):
                    continue
                if _LIMIT.search(other.lower, *cue.scope) and _STARTS.search(sentence.lower):
                    continue  # "on 1 December at the earliest" for "not before 1 December"
                if _about_the_same(other, head, sentence):
                    yield f"the source says '{cue.text}' of '{head.text}', the statement does not"
                    return


def _counterpart(other: Sentence, head: Word, sentence: Sentence) -> Word | None:
    """The statement's word for a word of the source; by its stem before its group."""
    found = [word for word in places(sentence, head) if _alike(word, head)]
    exact = [word for word in found if stem(word.text) == stem(head.text)]
    return max(exact or found, key=lambda word: likeness(other, head, sentence, word), default=None)


def _alike(one: Word, two: Word) -> bool:
    """One word or two like ones; to be on one side of a pair (fall, lose) is not enough."""
    return stem(one.text) == stem(two.text) or (
        verbal(one.text) == verbal(two.text)
        and any(key.startswith("~") for key in one.keys & two.keys)
    )


def _denied(sentence: Sentence, word: Word) -> bool:
    return any(_denies(sentence, cue, word) for cue in negations(sentence)) or any(
        cue.scope[0] <= word.start < cue.scope[1] for cue in soft_negations(sentence)
    )


def _denies(sentence: Sentence, cue: Cue, word: Word) -> bool:
    if cue.start <= word.start < cue.end:
        return not cue.text.startswith("rul")  # "can rule out" does not deny the ruling out
    if cue.covers(word):
        return True
    # "None of … were", and "the paintings have not been found": the same clause is enough
    low, high = sentence.segment_of(word.start)
    if not low <= cue.start < high or abs(cue.start - word.start) >= 40 or cue.prefix:
        return False
    if cue.text == "no" and 0 < cue.start - word.end <= 2:
        return True  # "gave no reason"
    return cue.start < word.start or _SUBJECT_DENIED.fullmatch(cue.text) is not None


_SUBJECT_DENIED = re.compile(
    r"not|never|cannot|\w+n't|ruled out|nothing|nobody|none|yet to|unable to"
)


def _turned(sentence: Sentence, head: Word) -> bool:
    """The statement has the opposite instead: "five or younger" for "none older than five"."""
    wanted = {(pair, -side) for pair, side in opposites(head)}
    return any(not wanted.isdisjoint(opposites(word)) for word in sentence.words)


def _plain_elsewhere(
    sentence: Sentence, here: Word, denied_in: Sentence, head: Word, cited: Cited
) -> bool:
    """The same word stands undenied in the source, in surroundings about as like."""
    mine = likeness(sentence, here, denied_in, head)
    return any(
        not (other is denied_in and place.start == head.start)
        and not _in_scope(other, place)
        and stem(place.text) == stem(head.text)
        and likeness(sentence, here, other, place) >= 0.8 * mine
        for other, place in cited.matching(here)
    )


def _about_the_same(other: Sentence, head: Word, sentence: Sentence) -> bool:
    """Something besides the word itself is shared, so that the two speak of one thing."""
    near = (word for word in other.words if 0 < abs(word.at - head.at) <= 6)
    return len(sentence.words) <= 2 or any(
        not word.keys.isdisjoint(sentence.by_key) for word in near
    )


_LIMIT = re.compile(r"\b(?:before|until|till|earlier than)\b")
_STARTS = re.compile(r"\bearliest\b|\bfrom\b|\bas early as\b|\bonly\b|\bnot until\b")
_COMPARED = re.compile(r"\b(?:more|less|[a-z]{3,}er)\b")
_LATER = re.compile(r"\bno (?:earlier|sooner) than\b|\bearliest\b|\bpostpon|\bdelay")


def _added(sentence: Sentence, cited: Cited) -> Iterator[str]:
    denials = any(negations(other) for other in cited.sentences)
    for cue in negations(sentence):
        if cue.prefix:
            yield from _added_prefix(cue, cited)
            continue
        heads = _heads(sentence, cue)
        matches = [(head, *found) for head in heads[:2] for found in cited.matching(head)]
        if any(_denied(other, place) for head, other, place in matches if head is matches[0][0]):
            continue
        if any(_opposed(sentence, head, cited) for head in heads) or _left_out(sentence, cited):
            continue
        limited = _LIMIT.search(sentence.lower)
        if limited and _LATER.search(cited.lower):
            continue  # "not before 2029" for "no earlier than 2029"
        if cue.text in ("no", "never", "nobody", "nothing", "none") and (
            _COMPARED.search(sentence.lower) and re.search(r"\w{3}est\b", cited.lower)
        ):
            continue  # "nobody was faster" for "the fastest"
        if matches and f"{heads[0].text.lower()}less" not in cited.lower:
            head = matches[0][0]
            yield f"the statement says '{cue.text}' of '{head.text}', the source does not"
        # "Not before 2027" may stand for "in 2027"
        elif heads and not matches and not limited and not denials:
            yield f"the source does not say '{cue.text}'"


def _left_out(sentence: Sentence, cited: Cited) -> bool:
    """The source denies it without the verb: "passwords were encrypted, the numbers were not"."""
    return any(
        sum(not word.keys.isdisjoint(sentence.by_key) for word in other.within(*cue.scope)) >= 2
        for other in cited.sentences
        for cue in negations(other)
        if cue.scope[1] == cue.start
    )


def _added_prefix(cue: Cue, cited: Cited) -> Iterator[str]:
    """ "Unaffected" where the source has "affected" and does not deny it."""
    base = keys(cue.text.removeprefix("non").removeprefix("un"))
    stands = [
        (other, word)
        for other in cited.sentences
        for word in other.words
        if word.keys & base and not word.text.lower().startswith(("un", "non"))
    ]
    denied = any(_denied(other, word) for other, word in stands)
    if stands and not denied and keys(cue.text).isdisjoint(cited.keys):
        yield f"the statement says '{cue.text}', the source '{stands[0][1].text}'"


def _opposed(sentence: Sentence, word: Word, cited: Cited) -> bool:
    """The source has an opposite in the word's place: "did not fall" may stand for "rose"."""
    wanted = {(pair, -side) for pair, side in opposites(word)}
    contrary = [
        likeness(sentence, word, other, place)
        for other in cited.sentences
        for place in other.words
        if not wanted.isdisjoint(opposites(place))
    ]
    same = [likeness(sentence, word, *found) for found in cited.matching(word)]
    return bool(contrary) and max(contrary) > max(same, default=0.0)


# --- who says it -----------------------------------------------------------------------------

# Who they are matters: "police said" is not "her lawyer said". Other common nouns ("the exchange",
# "the carmaker") may stand for any speaker that the source names.
_ROLES = frozenset(
    stem(word)
    for word in """
analyst expert economist trader investor observer critic police prosecutor court judge lawyer agent
government ministry minister regulator authority official union spokesperson spokesman spokeswoman
researcher scientist author doctor witness opposition parliament president resident neighbour
coach player investigator hacker customer supplier rival competitor employee worker manager family
parent relative friend neighbor widow nurse teacher student office
agency bureau institute commission committee board council department association federation
chamber club director chief executive head founder chairman
""".split()
)


# A study has authors, and they may be named for it.
_STUDIES = frozenset(
    stem(word) for word in "study report survey paper figures data research analysis".split()
)
# Of these only when the source has such a one elsewhere, who says something else.
_ANYONE = frozenset(
    stem(word)
    for word in """
spokesperson spokesman spokeswoman official author authority office agency bureau institute
commission committee board council department association federation chamber club manager director
chief executive head founder chairman
""".split()
)


def check_voices(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """What the source puts in somebody's mouth is in that mouth here too."""
    for other in cited.sentences:
        for cue in voices(other):
            for span in sentence.segments if cue.demanded else ():
                inside = _own(sentence, other, cue, span, cited)
                if not _is_gist(inside, sentence, span, other, cue):
                    continue
                problem = ""
                if _nearest(sentence, span, other, cited):
                    problem = _stranger(sentence, span, other, cue, cited)
                if not _voiced(sentence, span, other, cue):
                    phrase = " ".join(other.plain[cue.start : cue.end].split())
                    problem = f"the source says '{phrase}'; the statement does not say who says it"
                if problem:
                    yield problem
                    return


def _nearest(sentence: Sentence, span: tuple[int, int], other: Sentence, cited: Cited) -> bool:
    """No other cited sentence shares more words with the segment: this is the one retold."""
    words = sentence.within(*span)
    shared = [
        sum(not word.keys.isdisjoint(part.by_key) for word in words) for part in cited.sentences
    ]
    return shared[cited.sentences.index(other)] == max(shared)


def _own(
    sentence: Sentence, other: Sentence, cue: Cue, span: tuple[int, int], cited: Cited
) -> list[Word]:
    """The statement's words that stand in the cue's scope and nowhere outside such a scope."""
    read = voices if cue.level == 0 else hedges
    found = []
    for word in sentence.within(*span):
        inside = [
            place
            for place in places(other, word)
            if cue.scope[0] <= place.start < cue.scope[1] and not _by_the_way(other, place, cue)
        ]
        if not inside:
            continue
        exact = any(stem(place.text) == stem(word.text) for place in inside)
        outside = (
            place
            for part in cited.sentences
            for place in places(part, word)
            if (place.kind == "name") == (word.kind == "name")
            and (
                not any(
                    near.demanded and near.covers(place) and not _by_the_way(part, place, near)
                    for near in read(part)
                )
            )
        )
        if not any(not exact or stem(place.text) == stem(word.text) for place in outside):
            found.append(word)
    return found


def _by_the_way(sentence: Sentence, word: Word, cue: Cue) -> bool:
    return any(
        low <= word.start < high and not low <= cue.start < high for low, high in asides(sentence)
    )


def _is_gist(
    inside: Sequence[Word], sentence: Sentence, span: tuple[int, int], other: Sentence, cue: Cue
) -> bool:
    """The words make up at least half of the segment, and a good part of what is said there or
    its verb or figure: no chance likeness, and no mere background ("the start-up is from …")."""
    spoken = [
        near for near in voices(sentence) if near.demanded and span[0] <= near.start < span[1]
    ]
    content = [
        word
        for word in sentence.within(*span)
        if word.kind != "name"
        and not any(low <= word.start < high for low, high in asides(sentence))
        and (not spoken or any(near.scope[0] <= word.start < near.scope[1] for near in spoken))
    ]
    own = [word for word in inside if word in content]
    if not own or len(own) < min(2, len(content)) or len(own) < 0.5 * len(content):
        return False
    said = [word for word in other.within(*cue.scope) if word.kind != "name"]
    told = [word for word in said if any(word.keys & mine.keys for mine in own)]
    return len(told) >= 0.3 * len(said) or any(
        word.kind == "number" or verbal(word.text) for word in told
    )


def _voiced(sentence: Sentence, span: tuple[int, int], other: Sentence, cue: Cue) -> bool:
    """Somebody says it, or the statement marks it as open where the source had not yet."""
    if any(own.start < span[1] for own in voices(sentence)):
        return True
    kept = {hedge.text for hedge in hedges(other) if cue.scope[0] <= hedge.start < cue.scope[1]}
    return any(
        (own.level == 1 and own.text not in kept)
        or (own.level == 2 and re.match("expect|anticip|forecast|predict", own.text))
        for own in hedges(sentence)
        if span[0] <= own.start < span[1]
    )


def _stranger(
    sentence: Sentence, span: tuple[int, int], other: Sentence, cue: Cue, cited: Cited
) -> str:
    """The statement gives it to somebody whom the source does not give it to; "" if not."""
    speakers = [
        near.speaker
        for near in voices(other)
        if near.scope[0] < cue.scope[1] and near.scope[1] > cue.scope[0]
    ]
    for ours in voices(sentence):
        reaches = ours.scope[0] < span[1] and ours.scope[1] > span[0]
        if not (ours.demanded and ours.speaker and cue.speaker and reaches):
            continue
        if _differ(ours.speaker, cue.speaker, speakers, cited):
            theirs, mine = (" ".join(text.split()) for text in (cue.speaker, ours.speaker))
            return f"the source gives this to '{theirs}', the statement to '{mine}'"
    return ""


def _differ(ours: str, theirs: str, speakers: Sequence[str], cited: Cited) -> bool:
    """Two descriptions of who speaks that can not be of the same."""
    known = frozenset().union(*(keys(word) for text in speakers for word in _speaker_words(text)))
    named = " ".join(word for word in re.findall(r"[^\W_]+", ours) if word[:1].isupper())
    proper = [w for w in _speaker_words(named) if keys(w) & cited.keys and not opener(w)]
    names = any(word[:1].isupper() and not opener(word) for word in theirs.split())
    if proper and names:
        return not any(keys(word) & known for word in proper)
    claimed = [
        word
        for word in _speaker_words(ours)
        if word in proper
        or (word in _ROLES and _a_role(word, known, cited))
        or (word not in _GENERIC and _stands(word, cited))
    ]
    mentioned = set(_speaker_words(theirs))
    vague = not (mentioned & _ROLES or names) and (
        not _STUDIES.isdisjoint(mentioned) or all(common(word) for word in mentioned)
    )
    if not claimed or vague or any(keys(word) & known for word in claimed):
        return False
    if any(_side_by_side(word, speakers, cited) for word in claimed):
        return False
    # Who is only named around the quotes ("the paper reported") may well be who speaks.
    around = any(keys(word) & cited.context_keys for word in claimed)
    return not around or any(keys(word) & cited.keys for word in claimed)


def _side_by_side(word: str, speakers: Sequence[str], cited: Cited) -> bool:
    """The source itself calls the speaker so somewhere: "the regulator Ofwatt"."""
    theirs = {
        other
        for text in speakers
        for other in _speaker_words(text)
        if other in _ROLES or (not common(other) and other.title() in text)
    }
    return any(
        stem(one.text) == word and stem(two.text) in theirs and abs(one.at - two.at) <= 2
        for part in cited.everything
        for one in part.words
        for two in part.words
    )


# They may stand for whoever the source names.
_GENERIC = frozenset(
    stem(word)
    for word in """
company firm group business maker manufacturer carmaker airline bank operator provider agency person
people man woman report article memo paper chief executive president head leader owner share new
""".split()
    if word != "owner"
)


def _stands(word: str, cited: Cited) -> bool:
    """The source has such a one."""
    return any(stem(other) == word for part in cited.sentences for other in part.run)


def _a_role(word: str, known: frozenset[str], cited: Cited) -> bool:
    """A spokesman or an official is anyone, unless the source has one who says something else."""
    anyone = word in _ANYONE
    return not anyone or bool(keys(word) & (cited.keys - known))


def _speaker_words(speaker: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:'s)?", fold(speaker).lower())
    return [stem(word) for word in words if word not in STOP]


# --- how sure it is --------------------------------------------------------------------------

_DONE = re.compile(r"\b(?:has|have|had|was|were|did)\b")
_DUE = re.compile(r"\b(?:due|scheduled|set|slated|would|aims?|hopes?)\b")
_HEARSAY = re.compile(r"reported|alleg|rumo|suppos|purport")


def check_hedges(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """What is possible, planned, expected or still to come in the source is no fact here."""
    whole = (0, len(sentence.text))
    for other in cited.sentences:
        for cue in hedges(other):
            scope = other.within(*cue.scope) if cue.demanded else ()
            head = next((word for word in scope if not word.text.endswith("ly")), None)
            if head is None:
                continue
            inside = _own(sentence, other, cue, whole, cited)
            here = next((word for word in inside if word.keys & head.keys), None)
            gist = [word for word in inside if word.kind != "name"]
            content = [word for word in scope if word.kind != "name"]
            if here is not None and common(head.text.lower()) and len(gist) < min(2, len(content)):
                here = None  # "went" for "go" alone is chance
            if here is None and len(gist) < max(3, 0.75 * len(content)):
                continue
            if not _kept_open(sentence, here or gist[0], cue):
                yield f"the source says '{cue.text}', the statement states it as fact"
                return


def _kept_open(sentence: Sentence, place: Word, cue: Cue) -> bool:
    """The statement leaves it as open as the cue of the source does."""
    low, high = sentence.segment_of(place.start)
    levels = {own.level for own in hedges(sentence) if low <= own.start < high}
    lowered = place.text.lower()
    past = lowered.endswith("ed") or lowered in PAST_FORMS
    done = past or _DONE.search(sentence.lower, low, high) is not None
    hearsay = any(_HEARSAY.match(own.text) for own in voices(sentence))
    if hearsay and not done and 3 not in levels:
        return True  # "is reportedly buying" for "is considering buying"
    if cue.level == 1:
        return 1 in levels
    if cue.level == 2:
        to_be_done = sentence.lower[: place.start].endswith("to ")
        return bool(levels & {1, 2}) or to_be_done or _DUE.search(sentence.lower) is not None
    return bool(levels) or not done
