"""Does a statement turn round or deny what the cited text says, or drop its denials?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.verify.claims import Cited, Sentence, Word, likeness, opposites, places
from assistant.verify.cues import Cue, hedges, negations, soft_negations
from assistant.verify.units import COMPARED
from assistant.verify.wording import common, keys, stem, verbal

# --- direction -------------------------------------------------------------------------------


def check_direction(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Rose and fell, before and after: the source must not have the opposite in the same place."""
    for word in sentence.words:
        if word.text.lower() in COMPARED and _THAN_SO_MANY.match(sentence.lower, word.end):
            continue  # "smaller than 30 hectares" is read with the number
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
                any(
                    _literal(sentence, word, each[2], each[3], other, place)
                    or _same_words(sentence, word, each[2], each[3])
                    for each in same
                )
                or _converse(pair, sentence, word, other, place)
                or _both_sides(pair, sentence, place)
                or _in_scope(sentence, word) != _in_scope(other, place)  # "did not fall" for "rose"
                or (pair == "level" and _by_its_figure(sentence, word, side, cited))
            ):
                continue
            yield f"the source says '{place.text}', the statement '{word.text}'"
            break
    yield from _held_there(sentence, cited)
    yield from _had_come_first(sentence, cited)
    yield from _of_that_year(sentence, cited)
    if not cited.retold(sentence):
        yield from _other_deed(sentence, cited)
    yield from _other_chief(sentence, cited)
    yield from _for_and_against(sentence, cited)
    for ours, theirs in (*_CONTRARY, *((two, one) for one, two in _CONTRARY)):
        claimed, stands = ours.search(sentence.lower), theirs.search(cited.lower)
        if claimed and stands and not ours.search(cited.lower):
            yield f"the source says '{stands[0]}', the statement '{claimed[0]}'"


_THAN_SO_MANY = re.compile(r" than [\d$€£]")


# Phrases of which one is true when the other is not.
_CONTRARY = [
    (re.compile(one), re.compile(two))
    for one, two in (
        (
            r"\bvot\w* (?:[\w-]+ ){0,3}?against",
            r"\bvot\w* (?:[\w-]+ ){0,8}?(?:to|for|in favou?r of)\b",
        ),
        (r"\bin favou?r of", r"\bopposed to"),
        (
            r"\b(?:bring|brings|brought|earns?|earned|saves?|saved) (?:it|them|him|her)\b",
            r"\bcost(?:s|ing)? (?:it|them|him|her)\b",
        ),
        (r"\bchief executive\b|\bceo\b", r"\bchief (?:financial|operating)\b|\bc[fo]o\b"),
        (r"\bchief financial\b|\bcfo\b", r"\bchief (?:executive|operating)\b|\bc[eo]o\b"),
    )
]


_SIDED = re.compile(r"\b([a-z]{3,}) (for|against)\b")


def _for_and_against(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Campaigned against it" where the source has a campaign for it."""
    theirs = {(stem(found[1]), found[2]): found[0] for found in _SIDED.finditer(cited.lower)}
    for word, side in (found.groups() for found in _SIDED.finditer(sentence.lower)):
        other = (stem(word), "for" if side == "against" else "against")
        if other in theirs and (stem(word), side) not in theirs:
            yield f"the source says '{theirs[other]}', the statement '{word} {side}'"
            return


_CHIEF = re.compile(
    r"\bchief (executive|financial|operating|economist|investment|technology|scientist|scientific"
    r"|strategist|engineer|analyst|marketing|legal|medical|prosecutor|justice|negotiator|inspector"
    r"|constable|coach|editor)\b"
)


def _other_chief(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Its chief executive" where the source has a chief economist alone."""
    there = " ".join([cited.lower, *(part.lower for part in cited.context)])
    theirs = {found[1]: found[0] for found in _CHIEF.finditer(there)}
    for found in _CHIEF.finditer(sentence.lower):
        short = re.search(rf"\bc{found[1][0]}o\b", there)
        if theirs and found[1] not in theirs and not short:
            yield f"the source says '{next(iter(theirs.values()))}', the statement '{found[0]}'"
            return


_STAYS = re.compile(r"\b(?:stay|remain|keep|kept|hold|held|leave|left)\w* (?:[a-z]+ ){0,3}?at $")


def _held_there(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Is to rise to 8.50" where it is to stay at 8.50."""
    for word, figure in pairwise(sentence.words):
        turns = any(pair == "level" for pair, _ in opposites(word))
        if figure.kind != "number" or not turns:
            continue
        homes = [part.lower[: place.start] for part, place in cited.matching(figure)]
        if homes and all(map(_STAYS.search, homes)):
            yield f"in the source {figure.text} is what it stays at, not what it '{word.text}'"
            return


_MOST = r"\b(?:\w{2,}est|most|least|worst|best|first|record)\b(?:(?!\bsince\b)[^.;,]){0,30}?"
_MOST_IN = re.compile(rf"{_MOST}\b(?:in|of) (?:[a-z]+ )?((?:19|20)\d\d)\b")


def _of_that_year(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "The first cut in 2019" where the source says "the first cut since 2019"."""
    for found in _MOST_IN.finditer(sentence.lower):
        year = found[1]
        since = re.search(rf"{_MOST}\bsince (?:\w+ ){{0,3}}{year}\b", cited.lower)
        if since and not re.search(rf"\b(?:in|of) (?:[a-z]+ )?{year}\b", cited.lower):
            yield f"the source says 'since {year}', the statement '{found[0]}'"
            return


_HAD = re.compile(r"\bhad (?:\w+ly |already |just |not )?([a-z]+)\b")


def _had_come_first(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Fell before it announced it" where the source says "fell" and "had announced it"."""
    main, before, later = sentence.lower.partition(" before ")
    if not before or "," in later or _HAD.search(main):
        return
    had = {stem(found[1]) for part in cited.sentences for found in _HAD.finditer(part.lower)}
    told = {stem(word) for word in re.findall(r"[a-z]+", main)}
    plain = {
        stem(word.text)
        for part in cited.sentences
        for word in part.words
        if verbal(word.text) and stem(word.text) not in had
    }
    first = next((word for word in re.findall(r"[a-z]+", later) if stem(word) in had), "")
    if first and told & plain and not told & had:
        yield f"the source has 'had {first}' first, the statement puts it after"


def _other_deed(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Raised its dividend" where the source says "suspended its dividend"."""
    theirs = [deed for other in cited.sentences for deed in _turns(other)]
    for verb, thing in _turns(sentence):
        done = [deed for deed in theirs if deed[1].keys & thing.keys]
        held = stem(verb.text) in _HELD
        done = [deed for deed in done if (stem(deed[0].text) in _HELD) + held < 2]
        ours = {side for _, side in opposites(verb)}
        if done and not any(ours & {side for _, side in opposites(other)} for other, _ in done):
            yield f"the source says '{done[0][0].text}' of '{thing.text}', not '{verb.text}'"
            return


def _turns(sentence: Sentence) -> Iterator[tuple[Word, Word]]:
    """(verb, its object) for verbs that stand for one side of a pair: (raised, dividend)."""
    for word, thing in pairwise(sentence.words):
        between = sentence.lower[word.end : thing.start]
        turns = opposites(word) or stem(word.text) in _HELD
        if word.kind == thing.kind == "word" and turns and _DIRECT.fullmatch(between):
            yield word, thing


# "Held its rate" is neither "raised its rate" nor "cut its rate".
_HELD = frozenset(map(stem, "hold keep maintain freeze leave".split()))
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


def _same_words(sentence: Sentence, word: Word, home: Sentence, same: Word) -> bool:
    """The source has the very deed: "raised its prices by two euros". Whose it is, is not asked
    here."""
    ours, theirs = (
        [near for near in part.words if near.start > place.start and near.kind != "small"][:2]
        for part, place in ((sentence, word), (home, same))
    )
    return (
        stem(word.text) == stem(same.text)
        and len(ours) == len(theirs) == 2
        and all(mine.keys & its.keys for mine, its in zip(ours, theirs, strict=True))
    )


_COMPARED_BY = {
    1: re.compile(r"\s(?:higher|larger|more|up|above|dearer|longer|faster)\b"),
    -1: re.compile(r"\s(?:lower|smaller|less|fewer|down|below|cheaper|shorter|slower)\b"),
}


def _by_its_figure(sentence: Sentence, word: Word, side: int, cited: Cited) -> bool:
    """ "Prices fell 2 percent" for "became 2 percent cheaper", not for "rose 2 percent less"."""
    figure = next((each for each in sentence.words if each.start > word.start), None)
    if figure is None or figure.kind != "number":
        return False
    homes = list(cited.matching(figure))
    return bool(homes) and all(
        _COMPARED_BY[side].match(part.lower, place.end)
        and not any(
            ("level", -side) in opposites(near)
            for near in [near for near in part.words if near.start < place.start][-2:]
        )
        for part, place in homes
    )


def _ahead(sentence: Sentence, word: Word) -> bool:
    """Whether the word stands right behind a "will" or the like."""
    return any(cue.demanded and cue.end <= word.start <= cue.end + 20 for cue in hedges(sentence))


def _converse(pair: str, sentence: Sentence, word: Word, other: Sentence, place: Word) -> bool:
    """ "A is ahead of B" and "B is behind A" say the same."""
    if pair in ("member", "trade", "flow") and _next_name(sentence, word).isdisjoint(
        _next_name(other, place)
    ):
        return True  # "leaving A for B" and "joining B from A"
    left, right = _named_around(sentence, word)
    their_left, their_right = _named_around(other, place)
    who = _first_name(sentence, word)
    if pair == "match" and right <= their_right and who & their_right and not who & their_left:
        return True  # "B won" and "A's defeat by B"
    swapped = bool(left & their_right) and bool(right & their_left)
    return swapped and not (left & their_left) and not (right & their_right)


# Who does the one has somebody else do the other: "sell to a buyer".
_TWO_SIDED = ("trade", "market", "credit", "flow", "rooms")


def _both_sides(pair: str, sentence: Sentence, place: Word) -> bool:
    """The statement has the source's word too, and its own beside it."""
    return pair in _TWO_SIDED and any(stem(w.text) == stem(place.text) for w in sentence.words)


def _next_name(sentence: Sentence, word: Word) -> frozenset[str]:
    after = (keys for name, keys in sentence.named if name.start >= word.end)
    return next(after, frozenset("?"))


def _first_name(sentence: Sentence, word: Word) -> frozenset[str]:
    """The keys of the name that the sentence begins with: "Corbeau, a rival of Aquila, lost"."""
    before = (keys for name, keys in sentence.named if name.end <= word.start)
    return next(before, frozenset())


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
    yield from _not_yet(sentence, cited)
    yield from _added(sentence, cited)


_NOT_DONE = re.compile(
    r"\b(?:has|have|had)(?: not|n't) (?:yet |so far |\w+ly )?(?:been )?([a-z]{3,})\b"
)
_HAS = re.compile(r"\b(?:has|have|had) ([a-z]+)(?: ([a-z]+))?")


def _not_yet(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Has confirmed" where the source has only "has not confirmed"."""
    undone = {stem(match[1]): match[0] for match in _NOT_DONE.finditer(cited.lower)}
    for match in _HAS.finditer(sentence.lower) if undone else ():
        denied = any(cue.start < match.end() for cue in negations(sentence) if not cue.prefix)
        for base in map(stem, filter(None, match.groups())):
            once = sum(part.stems.count(base) for part in cited.sentences) == 1
            if base in undone and once and not denied:
                yield f"the source says '{undone[base]}', the statement '{match[0]}'"
                return


def _heads(sentence: Sentence, cue: Cue) -> list[Word]:
    """The words that a negation is about: the first few content words of its scope."""
    inside = [word for word in sentence.within(*cue.scope) if word.kind == "word"]
    if not inside and cue.scope[1] == cue.start:  # "240 metres would not"
        return [word for word in sentence.within(*cue.scope) if word.kind == "number"]
    return [word for word in inside if not (word.text.endswith("ly") and len(inside) > 1)][:3]


def _dropped(sentence: Sentence, cited: Cited) -> Iterator[str]:
    for other in cited.sentences:
        for cue in negations(other):
            heads = [] if cue.prefix or _also_none(cue, sentence) else _heads(other, cue)
            if heads and _prefixed(heads[0], sentence):
                continue
            few = cue.text in ("no", "none", "nobody", "nothing")
            for head in heads if few else heads[:2]:
                here = _counterpart(other, head, sentence, few)
                if here is None or _denied(sentence, here) or _turned(sentence, head):
                    continue
                like = stem(here.text) != stem(head.text)
                if like and cited.retold(sentence) and not few:
                    continue
                if _plain_elsewhere(sentence, here, other, head, cited):
                    continue
                if _LIMIT.search(other.lower, *cue.scope) and _STARTS.search(sentence.lower):
                    continue  # "on 1 December at the earliest" for "not before 1 December"
                if head.kind == "number" and not _elided(other, cue, sentence):
                    continue
                if _about_the_same(other, head, sentence):
                    yield f"the source says '{cue.text}' of '{head.text}', the statement does not"
                    return


_NONE = ("neither", "none", "nobody")


def _also_none(cue: Cue, sentence: Sentence) -> bool:
    return cue.text in _NONE and any(own.text in _NONE for own in negations(sentence))


def _prefixed(head: Word, sentence: Sentence) -> bool:
    """ "Unheated" for "without heating"."""
    return any(
        not keys(cue.text.removeprefix("un").removesuffix("less")).isdisjoint(head.keys)
        for cue in negations(sentence)
        if cue.prefix
    )


def _elided(other: Sentence, cue: Cue, sentence: Sentence) -> bool:
    """What is left out after "240 metres would not", said in the clause before, stands here."""
    before = [word for word in other.within(0, cue.scope[0]) if word.kind == "word"]
    return bool(before) and not before[-1].keys.isdisjoint(sentence.by_key)


def _counterpart(other: Sentence, head: Word, sentence: Sentence, few: bool) -> Word | None:
    """The statement's word for a word of the source; by its stem before its group.

    Args:
        few: "no" stands before the word: "no deaths" denies that somebody died.
    """
    deaths = few and not common(head.text)
    found = [word for word in places(sentence, head) if _alike(word, head) or deaths]
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


# Not "it is not known": nobody is meant.
_LED_BY_PRONOUN = re.compile(
    r"(?:he|she|they|it(?! (?:is|was|has been|remains) (?:not )?(?:yet )?(?:un)?"
    r"(?:known|clear|certain|possible|likely|immediately|sure)))\b"
)


def _about_the_same(other: Sentence, head: Word, sentence: Sentence) -> bool:
    """Something besides the word itself is shared, so that the two speak of one thing: the subject
    too, where the other has only a pronoun for it, "He has not been arrested"."""
    if _LED_BY_PRONOUN.match(other.lower):
        return True
    near = (word for word in other.words if 0 < abs(word.at - head.at) <= 6)
    return len(sentence.words) <= 2 or any(
        not word.keys.isdisjoint(sentence.by_key) for word in near
    )


_LIMIT = re.compile(r"\b(?:before|until|till|earlier than)\b")
_STARTS = re.compile(r"\bearliest\b|\bfrom\b|\bas early as\b|\bonly\b|\bnot until\b")
_COMPARED = re.compile(r"\b(?:more|less|[a-z]{3,}er)\b")
_LATER = re.compile(r"\bno (?:earlier|sooner) than\b|\bearliest\b|\bpostpon|\bdelay")


def _added(sentence: Sentence, cited: Cited) -> Iterator[str]:
    denials = any(negations(other) or soft_negations(other) for other in cited.sentences)
    for cue in negations(sentence):
        if cue.prefix:
            yield from _added_prefix(cue, cited)
            continue
        heads = _heads(sentence, cue)
        found = [(head, *there) for head in heads for there in cited.matching(head)]
        every = cue.text in ("no", "none", "nobody", "nothing", "neither")
        if any(
            _denied(other, there) for head, other, there in found if every or head is found[0][0]
        ):
            continue
        # In a free retelling only the word itself is held against it, not a like one.
        free = cited.retold(sentence)
        matches = [each for each in found if not free or stem(each[0].text) == stem(each[2].text)]
        if any(_opposed(sentence, head, cited) for head in heads) or _left_out(sentence, cited):
            continue
        limited = _LIMIT.search(sentence.lower)
        if limited and _LATER.search(cited.lower):
            continue  # "not before 2029" for "no earlier than 2029"
        if cue.text in ("no", "never", "nobody", "nothing", "none") and (
            _COMPARED.search(sentence.lower)
            and re.search(r"\w{3}est\b|\bthan any (?:other|previous)\b", cited.lower)
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
