"""Does a statement keep who says it, and how sure it is?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.verify.claims import Cited, Sentence, Word, places, spend
from assistant.verify.cues import Cue, asides, hedges, voices
from assistant.verify.wording import (
    GENERIC,
    PAST_FORMS,
    STOP,
    common,
    fold,
    keys,
    keys_of,
    opener,
    stem,
    verbal,
)

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


# Whoever is cited may be said to say it: "the article says".
_PAPERS = frozenset(
    stem(word)
    for word in "article report reports source sources paper newspaper document text quote".split()
)
_SPOKEN = re.compile(r"(?:sa(?:y|id)|told|tells?|according|warn|claim|believ|think|thought|expect)")
# Any sign that the source has somebody speak, think or decide.
_SOMEBODY = re.compile(
    r"[\"“”„«]|\b(?:announc|confirm|promis|den(?:y|ie)|warn|call(?:s|ed)|t(?:ell|old)|claim|argu|admi"
    r"|insist|accept|agree|plan|expect|forecast|estimat|put(?:s|ting)?\b|sa(?:y|id)|accord|predict"
    r"|propos|want|fear|hop(?:e|ing)|belie|accus|blam|critici|prais|reject|disput|demand|urg|vow"
    r"|pledg|ask|report|declar|describ|stat(?:e|ing)|expla|reveal|show|f(?:i|ou)nd|suggest|indicat"
    r"|conclud|calculat|th(?:ink|ought)|see(?:s|n)?\b|view|offer|intend|welcom|call|add(?:s|ed)\b"
    r"|writ|wrote|list(?:s|ed)|rul(?:e|ing)|charg|alleg|count(?:s|ed)|reckon|consider|regard|decid"
    r"|attribut|publish|releas|disclos|file[sd]?\b|not(?:e[sd]|ing)\b|mention|discuss|present|speak|spoke)"
)


def check_speakers(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Nobody is made to say what the source says by itself: "the company said" is a claim too."""
    if any(_SOMEBODY.search(part.lower) for part in cited.sentences):
        return  # who says it there, the other checks ask
    for ours in voices(sentence):
        speaker = set(_speaker_words(ours.speaker))
        if not ours.demanded or not speaker or not _SPOKEN.match(ours.text):
            continue
        if speaker & _PAPERS or _in_context(speaker, cited):
            continue
        yield f"the source does not say that '{' '.join(ours.speaker.split())}' says so"
        return


_SILENT = re.compile(
    r"\b(?:declin\w+ to (?:comment|say|discuss)|refus\w+ to comment|(?:would|did|could) not"
    r" (?:immediately )?(?:comment|respond|reply|be reached|answer)"
    r"|didn't (?:respond|reply|comment)|made no comment|no comment)\b"
)
_SPEAKS = re.compile(
    r"(?:has |have |had |also )*(said|says|confirm(?:s|ed)|den(?:ies|ied)|admit(?:s|ted)"
    r"|announc(?:es|ed)|acknowledg(?:es|ed)|told|stat(?:es|ed)|insist(?:s|ed)|explain(?:s|ed)|reveal(?:s|ed)"
    r"|disclos(?:es|ed))\b(?! (?:nothing|no comment|only|it would not|it could not))"
)


def check_silence(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Who declined to comment, and says nothing else in the source, says nothing here."""
    if not _SILENT.search(cited.lower) or _SILENT.search(sentence.lower):
        return
    for name, held in sentence.named:
        spoken = _SPEAKS.match(sentence.lower, min(len(sentence.lower), name.end + 1))
        if spoken is None or not held & cited.keys:
            continue
        speakers = [cue.speaker for part in cited.sentences for cue in voices(part)]
        others = [text for text in speakers if text and not _SILENT.search(text.lower())]
        if not any(
            held & keys(word) for text in others for word in _speaker_words(text)
        ) and not any(
            _SPEAKS.match(part.lower, min(len(part.lower), theirs.end + 1))
            for part in cited.sentences
            for theirs, own in part.named
            if own & held
        ):
            yield f"the source does not have '{name.of(sentence.text)}' say anything"
            return


def _in_context(speaker: set[str], cited: Cited) -> bool:
    """Whether who speaks is a line of its own around the quotes, as the paper's name is."""
    lines = [{stem(word) for word in part.run} for part in cited.context]
    return any(speaker <= line and len(line - speaker) <= 1 for line in lines)


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
            and not _covered(part, place, read(part))
        )
        if not any(not exact or stem(place.text) == stem(word.text) for place in outside):
            found.append(word)
    return found


def _covered(sentence: Sentence, word: Word, cues: Sequence[Cue]) -> bool:
    """One of the cues is said of the word."""
    spend(len(cues))
    return any(
        cue.demanded and cue.covers(word) and not _by_the_way(sentence, word, cue) for cue in cues
    )


def _by_the_way(sentence: Sentence, word: Word, cue: Cue) -> bool:
    return any(
        low <= word.start < high and not low <= cue.start < high for low, high in asides(sentence)
    )


_LABELS = re.compile(r"call|describ|label|brand|deem|dub")


def _is_gist(
    inside: Sequence[Word], sentence: Sentence, span: tuple[int, int], other: Sentence, cue: Cue
) -> bool:
    """The words make up at least half of the segment, and a good part of what is said there or
    its verb or figure: no chance likeness, and no mere background ("the start-up is from …")."""
    there = _told(other, cue)
    spoken = [
        near
        for near in voices(sentence)
        if near.demanded and span[0] <= near.start < span[1]
        if not _retells(near, sentence, there, cue)
    ]
    content = [
        word
        for word in sentence.within(*span)
        if word.kind != "name"
        and not any(low <= word.start < high for low, high in asides(sentence))
        and (not spoken or any(near.scope[0] <= word.start < near.scope[1] for near in spoken))
    ]
    own = [word for word in inside if word in content]
    if _LABELS.match(cue.text) and any(not common(word.text.lower()) for word in own):
        return True  # "called the strike disproportionate": the label is all that is said
    if not own or len(own) < min(2, len(content)) or len(own) < 0.5 * len(content):
        return False
    said = [word for word in other.within(*cue.scope) if word.kind != "name"]
    told = [word for word in said if any(word.keys & mine.keys for mine in own)]
    return len(told) >= 0.3 * len(said) or any(
        word.kind == "number" or verbal(word.text) for word in told
    )


_OWN_PLAN = re.compile(r" (?:that )?(?:it|he|she|they) (?:would|will|planned|intended|wanted)\b")


def _voiced(sentence: Sentence, span: tuple[int, int], other: Sentence, cue: Cue) -> bool:
    """Somebody says it, or the statement marks it as open where the source had not yet."""
    told = _told(other, cue)
    if any(
        own.start < span[1] and not _retells(own, sentence, told, cue) for own in voices(sentence)
    ):
        return True
    if _OWN_PLAN.match(other.lower, cue.end) and any(own.level == 2 for own in hedges(sentence)):
        return True  # "plans" for "said it would"
    kept = {hedge.text for hedge in hedges(other) if cue.scope[0] <= hedge.start < cue.scope[1]}
    return any(
        (own.level == 1 and own.text not in kept)
        or (own.level == 2 and re.match("expect|anticip|forecast|predict", own.text))
        for own in hedges(sentence)
        if span[0] <= own.start < span[1]
    )


_WORD = re.compile(r"[^\W\d_]+")
_PRONOUNS = frozenset("he she they it we you i who".split())
_ARTICLES = frozenset("the a an its his her their".split())
_PLAINLY = re.compile(r"sa(?:y|id)|stat|claim|argu")
_JUDGED = re.compile(r", an? (?:\w+ )?(?:claim|charge|accusation|allegation|assertion|view)\b")


@lru_cache(maxsize=2048)
def _told(other: Sentence, cue: Cue) -> tuple[str, ...]:
    """The stems of what is said there: neither who says it, in a tag that looks back either, nor
    what the writer makes of it (", a claim that ...").
    """
    low, high = cue.scope
    tags = [tag for tag in voices(other) if tag is cue or tag.scope[1] <= tag.start]
    return tuple(
        stem(word.group())
        for word in _WORD.finditer(_JUDGED.split(other.lower[low:high])[0])
        if not any(tag.start <= low + word.start() < tag.end for tag in tags)
    )


def _thing(told: Sequence[str], at: int, own: Cue) -> bool:
    """ "The ruling", where the statement has somebody rule."""
    return own.demanded and at > 0 and told[at - 1] in _ARTICLES


def _retells(own: Cue, sentence: Sentence, told: Sequence[str], cue: Cue) -> bool:
    """The saying is itself what somebody says in the source: "the mayor promised it" for "an aide
    said that the mayor promised it".
    """
    words = _WORD.findall(re.sub(r" (?:the|that|it|its|at|of|to)\b", "", own.text))
    study, verb = stem(words[0]), stem(words[-1])  # one word, but for "the study showed"
    at = next((i for i, word in enumerate(told) if word == verb and not _thing(told, i, own)), -1)
    if at < 0 or study not in told:
        return False
    before = sentence.lower[sentence.segment_of(own.start)[0] : own.start]
    who = set(_speaker_words(own.speaker or " ".join(before.split()[-3:])))
    if not who or not who.isdisjoint(told):
        return True
    if _PLAINLY.match(own.text) and not who.isdisjoint(_speaker_words(cue.speaker)):
        return False
    return not _PRONOUNS.isdisjoint(told[max(0, at - 4) : at])


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
    known = keys_of(word for text in speakers for word in _speaker_words(text))
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
        or (word not in GENERIC and _stands(word, cited))
    ]
    mentioned = set(_speaker_words(theirs))
    if not mentioned:
        return False  # "some", "they"
    person = any(word in _ROLES for word in _speaker_words(ours))
    vague = not (mentioned & _ROLES or names or person) and (
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
_INFINITIVE = re.compile(r"\band to $")  # "wants to use the money and to hire"
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
            heads = [
                head,
                *(word for word in scope if _INFINITIVE.search(other.lower[: word.start])),
            ]
            here, head = next(
                ((word, each) for each in heads for word in inside if word.keys & each.keys),
                (None, head),
            )
            gist = [word for word in inside if word.kind != "name"]
            content = [word for word in scope if word.kind != "name"]
            thing = cue.level == 2 and not other.lower[: head.start].endswith("to ")
            chance = thing or common(head.text.lower())
            if here is not None and chance and len(gist) < min(2, len(content)):
                here = (
                    None  # "went" for "go" alone is chance, and so is "sales" of what is expected
                )
            if here is None and len(gist) < max(3, 0.75 * len(content)):
                continue
            literal = here is not None and stem(here.text) == stem(head.text)
            if not literal and cited.retold(sentence):
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
