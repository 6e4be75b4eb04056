"""What a question asks for: its weighty words, the kind of answer it wants, long or short."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.abroad import held as held_abroad
from assistant.abroad import kind_of, matter
from assistant.conversation.words import AUXILIARY, PREPOSITIONS
from assistant.kinds import AMOUNTS, Wants, held, wanted
from assistant.measures import is_measure
from assistant.offices import is_office
from assistant.verify.mentions import names
from index.tokens import fold, stem, stem_set, stems, tokens
from index.tongues import Tongue

_LONG = re.compile(
    r"\b(?:summari[sz]e|summary|compare|comparison|explain|describe|discuss|outline|overview|why|"
    r"differences?|contrast|analy[sz]e|impacts?|effects?|reasons?|causes?|purpose|role of|"
    r"key (?:aspects|points|events|changes|factors)|what (?:is|was) known|what happened|"
    r"how (?:did|does|do|is|was|were|are|has|have|can|could|will|would)\b|tell me|"
    r"what (?:are|were) the)\b"
)
# What there are several of: "which options did it have", "what do people have against it?"
_SEVERAL_OF = re.compile(
    r"\b(?:what|which) (?:\w+ )?(?:reasons|causes|factors|conditions|demands|options|arguments"
    r"|objections|consequences|recommendations|steps|measures|effects|reactions|promises|concerns"
    r"|criticisms)\b(?! (?:of|from) (?:these|those))"
    r"|\bwhat (?:do|does|did|have|has|had) .*\b(?:have|had|hold|held|against)\b.* against\b"
    r"|\bweak points\b"
)
# "The Lido and of the pool in Canal Street": the two halves of what is asked about.
_HALVES = re.compile(
    r"\b(?P<by>about|of|for|from|on|to|in|at|with)\s(?P<one>(?:(?!\b(?:and|or)\b)[^,;:?])+?),?\s"
    r"and\s(?:also\s)?(?P=by)\s(?P<other>[^,;:?]+)",
    re.IGNORECASE,
)
# "What do the two December reports say": each of them is to be heard.
_REPORTS = re.compile(
    r"\b(?P<many>both|two|three|four|each of the|all(?: of)?(?: the)?)\s(?:\w+\s){0,2}?"
    r"(?:reports|articles|stories|papers|newspapers|accounts|sources)\b"
)
_AND_NAME = re.compile(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+,? and [A-Z][\w'’-]+ [A-Z]")  # two persons
_MANY = {"both": 2, "two": 2, "three": 3, "four": 4}
_SAYS = re.compile(
    r"\b(?:says?|said|thinks?|thought|believes?|fears?|feared|expects?|expected|warn(?:s|ed)?|told|"
    r"tells?|argue[sd]?|claim(?:s|ed)?|call(?:s|ed)?|comment(?:s|ed)?|react(?:s|ed)?|reaction|"
    r"opinions?|views?|criticis\w+|criticiz\w+|prais\w+|describe[sd]?|explanation|defen[cs]e|promise[sd]?"
    r"|answer(?:s|ed)?|repl(?:y|ies|ied)|respond(?:s|ed)?)\b"
)
# "What did the port authority say about the strike?": who speaks, where no name tells it
_SPEAKER = re.compile(
    r"what (?:do|does|did|has|have) (?:the |its |their |his |her )?"
    r"(?P<who>[a-z][\w-]*(?: [a-z][\w-]*){0,2}?)"
    r" (?:say|said|think|warn|argue|claim|comment|reply|answer|promise|fear|expect|believe"
    r"|tell\b.*?)"
    r"(?P<what> (?:about|of|on)\b.*)?\W*"
)
_COMPARES = re.compile(
    r"\b(?:compar\w+|than|versus|vs|differences?|differ|which of the two|both|"
    r"respectively|contrast)\b"
    r"|\b(?:more|less|bigger|larger|higher|lower|smaller|fewer|better|faster|earlier|later)\b"
    r".*\bor\b"
)
_CHANGE = r"(?:change|move|develop|evolve|shift)(?:e?d|s)?"
# The verb alone: "how did the changes of the board contribute to its growth" asks for no course.
_DID = r"(?:change|move|develop|evolve|shift|progress|unfold|grow)"
_HAS = r"(?:changed|moved|developed|evolved|shifted|progressed|unfolded|grown)"
_MOVED = r"(?:risen|fallen|increased|decreased|declined|dropped|gone (?:up|down))"
_SEQUENCE = re.compile(
    r"\b(?:over time|over the (?:year|years|months|weeks|course)|trace|timeline|chronolog\w+|"
    r"every change|each change|history of|(?:course|development|evolution) of|step by step)\b"
    rf"|\bhow (?:did|has|have)\b.*\b{_CHANGE}\b"
    rf"|\bhow did\b.*\b{_DID}\b"
    rf"|\bhow (?:has|have)\b.*\b(?:{_HAS}|{_MOVED})\b"
)
_WHEN_FIRST = r"(?:(?:over|in|during|since) [^,]*, )?"
# "Trace the toll over time", "how has the toll changed since May?", "the history of the toll"
_COURSE = (
    re.compile(
        rf"{_WHEN_FIRST}how did (?P<what>[^,]+?) {_DID}\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_WHEN_FIRST}how (?:has|have) (?P<what>[^,]+?) (?:been )?(?:{_HAS}|{_MOVED})\b"
        r"(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:please |(?:can|could) you |what (?:is|was) )?"
        r"(?:(?:trace|follow|show|give|list|tell)(?: me| us)? )?"
        r"(?:(?:the |a |an |every |each |all )?"
        r"(?:timeline|chronology|history|course|development|evolution|changes?) (?:of|in) )?"
        r"(?P<what>.+)",
        re.IGNORECASE,
    ),
)
_OVER_TIME = re.compile(
    r",?\s*\b(?:over (?:time|the (?:\w+ )?(?:years?|months|weeks|course)\b.*)|step by step|so far"
    r"|through time|since\b.*|please)",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\b(?:between|from|until|up to|during|after|before|in)\b.*", re.IGNORECASE)
_ASKS_ITSELF = re.compile(r"(?:how|what|which)\b", re.IGNORECASE)
_NEXT_PART = re.compile(
    r"[,;]?\s+and\s+(?=(?:also\s+)?(?:how|what|when|who|where|why|which|whom|whose|by\s+how|at\s+what|"
    r"according\s+to\s+whom)\b)",
    re.IGNORECASE,
)
# A question that leans on the one before it: "how old is he", "what was its debt".
_LEANS = re.compile(
    rf"(?:also\s+)?(?:who|what|when|where|why|how(?:\s\w+)?|which\s\w+|how\s(?:much|many)\s\w+)"
    rf"\s(?:{AUXILIARY})\s(?:.*\s)?(?:he|she|it|they|him|her|them|his|its|their)\b",
    re.IGNORECASE,
)
# "... and who built it?", "what caused it": not "who says it", which asks for no other thing.
_WHO_DID = re.compile(
    r"(?:also\s+)?(?:who|what)\s(?!says?\b|said\b|claim(?:s|ed)\b)[a-z]+\s(?:it|him|her|them)\b",
    re.IGNORECASE,
)
_AT_FAULT = re.compile(
    r"(?:also\s+)?who\s(?:is|was|are|were)\s(?:to\sblame|at\sfault|responsible)\W*", re.IGNORECASE
)
# One question of its own: "the man who sold the mill and who built it" is somebody.
_ASKS_ONE = re.compile(
    r"(?:who|whom|whose|what|which|when|where|why|how)\b(?!.*\b(?:who|whom|whose|what|which|when|where"
    r"|why|how|that|if|whether)\b)",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(r"(?:please\s)?(?:summari[sz]e|sum\sup|recap)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[.?!]\s")  # sentences: what it leans on may be far from the question
_WHY = re.compile(r"(?:also\s+)?why\W*", re.IGNORECASE)
_TWO_OF_ONE = re.compile(
    rf"(?P<asks>\w+(?:\s\w+)?\s(?:{AUXILIARY}))\s(?P<owner>(?:(?!\s(?:of|between|from)\s|,).)+['’]s?)"
    r"\s(?P<one>[\w\s'’-]+?),?\sand\s"
    rf"(?P<other>(?:its|their|his|her)\s(?P<two>[\w\s'’-]+?))"
    rf"(?P<rest>\s(?:{'|'.join(PREPOSITIONS)})\s.+)?",
    re.IGNORECASE,
)
# "How did Orvane's and Brekka's dividends change?": each has its own.
_OWNER = r"(?:[A-Z][\w&.-]*\s)*[A-Z][\w&.-]*['’]s?"
_TWO_OWNERS = re.compile(
    rf"(?P<asks>[A-Za-z][^,;:]*?\s)(?P<one>{_OWNER})\sand\s(?P<two>{_OWNER})"
    r"\s(?P<what>(?!joint|combined|common|total|shared)\w.*)"
)
# What to do with a share, or what it will do: nobody's fact, at best somebody's stated view.
_ADVICE = re.compile(
    r"\bshould (?:i|we|you|one|investors?|people|anyone)\b.*\b(?:buy|sell|hold|invest|short)"
    r"|\b(?:worth (?:buying|selling|holding|investing)|a (?:good )?(?:buy|sell|investment))\b"
    r"|\bwill\b(?=.*\b(?:shares?|stocks?|price)\b)"
    r".*\b(?:go (?:up|down)|rise|fall|climb|drop|recover|gain)\b"
)
_AFTER_WHICH = re.compile(
    r"\b(?:which|what|how many|wie viele)\s+((?:(?!(?:is|are|was|were|do|does|did|has|have|had|"
    r"will|would|can|could|of|in|for|to|from|at|by|on|that|who|than|with|after|during|because)\b)"
    r"[\w$€£%'’.-]+\s*){1,4})"
)
_MOST_PARTS = 4
_MARKS = ".,;:!?()[]{}\"'“”‘’"
_NAME_LIKE = re.compile(r"[A-Z][\w&.-]*$|\w*[A-Za-z]\w*\d[\w.-]*$")
_OWNERS = re.compile(r"['’]s(?=\.?$)")  # "Orvane's debt" names Orvane
_GENERIC = frozenset(
    "AI CEO CFO IT TV PC US U.S UK EU GDP IPO I".split()
)  # no answer by themselves
_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Words that ask: no article says them.
_ASKING = re.compile(
    "多少钱|多少|什么时候|什么|何时|哪一年|哪年|哪里|哪些|哪个|谁|为什么|怎么|如何|几|吗|呢|是|的|了"
)
_YEAR_OR_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in a question that asks of before or after it."""

    before: bool
    stems: frozenset[str]
    verbs: frozenset[str]  # of them


@dataclass(frozen=True, slots=True)
class Need:
    """A question as the scorer reads it."""

    question: str
    weights: Mapping[str, float]  # stem -> inverse document frequency, > 0
    pairs: frozenset[tuple[str, str]]  # stems that follow each other
    wants: Wants
    long: bool  # wants several sentences rather than one fact
    figures: frozenset[str]  # years and numbers that the question names
    words: frozenset[str]  # every token, stop words too
    unspaced: frozenset[str]  # pairs of characters, of a question in Chinese or Japanese
    focus: frozenset[str]  # stems of what is asked for: "which AMD accelerators", "how many packs"
    names: frozenset[str]  # stems of the names in it, where it is written with capitals
    advice: bool = False  # asks what to do with a share, or what it will do
    says: bool = False  # asks what somebody says, thinks or fears
    speaks_only: bool = False  # ... whatever it is about: "what did Petrov say?"
    speaker: frozenset[str] = frozenset()  # stems of who says it, where no name tells: "the union"
    parts: tuple[frozenset[str], ...] = ()  # stems of each thing compared, of each part asked
    sequence: bool = False  # asks how something went over time
    course: bool = False  # ... a figure, which is asked of each report: `state`
    latest: bool = False  # the present state is asked for
    first: bool = False  # what was said at first
    present: bool = False  # its tense asks for the present state, or it wants a yes or no
    event: Event | None = None  # something is asked of before or after it
    side: tuple[int, int] | None = None  # the days before or since one, as ordinals
    window: tuple[int, int] | None = None  # the days asked about, as ordinals, both included
    ahead: bool = False  # ... they are still to come
    points: bool = False  # asks for several of something: which reasons, which conditions
    reports: int = 0  # so many reports are asked what they say
    tongue: Tongue | None = None  # of what answers it, where that is none that the selector reads

    @property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0

    def covered(self, found: frozenset[str]) -> float:
        """The share of the question's weight that these stems hold, 0..1."""
        return sum(w for s, w in self.weights.items() if s in found) / self.total


def read(question: str, chunks: int, frequency: Mapping[str, int]) -> Need:
    """Read a question.

    Args:
        chunks: how many chunks the index holds.
        frequency: in how many of them each of the question's stems stands.
    """
    ordered = stems(question) or [stem(token) for token in tokens(question)]
    weights = {
        s: math.log(1 + (chunks - frequency.get(s, 0) + 0.5) / (frequency.get(s, 0) + 0.5))
        for s in ordered
    }
    folded = fold(question)
    wants = wanted(folded)
    names = _names(question)
    spoken = None if names else _SPEAKER.fullmatch(folded)
    return Need(
        question=question,
        weights=weights,
        pairs=frozenset(itertools.pairwise(ordered)),
        wants=wants,
        long=_is_long(folded, wants),
        figures=frozenset(s for s in ordered if _YEAR_OR_NUMBER.search(s)),
        words=frozenset(tokens(question)),
        unspaced=_unspaced(question),
        focus=_focus(folded),
        names=names,
        advice=_ADVICE.search(folded) is not None,
        says=_SAYS.search(folded) is not None,
        speaks_only=spoken["what"] is None if spoken else _speaks_only(names, folded, ordered),
        speaker=stem_set(spoken["who"]) if spoken else frozenset(),
        parts=_parts(question, folded),
        points=_SEVERAL_OF.search(folded) is not None,
        reports=_reports(folded),
        sequence=_SEQUENCE.search(folded) is not None,
    )


def abroad(need: Need, tongue: Tongue) -> Need:
    """What a question needs that is answered in its own language: the kind of answer as that
    language asks for it, and no weight on its little words."""
    said = {stem(token) for word in matter(need.question, tongue) for token in tokens(word)}
    weights = {s: weight for s, weight in need.weights.items() if s in said} or need.weights
    kind = kind_of(need.question, tongue)
    return replace(
        need,
        tongue=tongue,
        weights=weights,
        wants=kind.wants,
        focus=stem_set(kind.counted),
        names=frozenset() if tongue is Tongue.GERMAN else need.names,  # every noun has a capital
    )


def question_stems(question: str) -> list[str]:
    """The stems whose frequency `read` wants to know."""
    return stems(question) or [stem(token) for token in tokens(question)]


def asked_apart(question: str) -> tuple[str, ...]:
    """The questions that are asked in one, in their own words; empty where it is one question.

    "Who won, and who says so?" is one: what comes after says too little by itself. "Who runs Orvane
    and how old is he?" is two, as what comes after is understood from what is before it.
    """
    parts = tuple(_NEXT_PART.split(question))
    if _SUMS_UP.match(question):  # "sum up the strike and how it ended": one matter
        return ()
    if len(parts) == 1:
        return _two_of_one(question) or _of_two_owners(question)
    first, *others = parts
    stand = len(stems(first)) > 1 and all(_stands_after(first, other) for other in others)
    apart = len(parts) <= _MOST_PARTS and stand
    return parts if apart and not _COMPARES.search(fold(question)) else ()


def _stands_after(first: str, part: str) -> bool:
    """Whether a question says enough behind another one."""
    found = stems(part)
    did = _WHO_DID.match(part) and _ASKS_ONE.match(first)
    leans = (found and (_LEANS.match(part) or did)) or _WHY.fullmatch(part)
    leans = leans or _AT_FAULT.fullmatch(part)
    return len(found) > 1 or bool(leans and _SEVERAL.search(first) is None)


def _two_of_one(question: str) -> tuple[str, ...]:
    """The two questions of "what was Orvane's profit and its debt in 2024?"."""
    found = _TWO_OF_ONE.fullmatch(question.strip(" ?.!"))
    figures = found is not None and all(
        is_measure(found[name]) or is_office(found[name]) for name in ("one", "two")
    )
    if found is None or not figures:
        return ()
    asks, rest = found["asks"], found["rest"] or ""
    return (f"{asks} {found['owner']} {found['one']}{rest}?", f"{asks} {found['other']}{rest}?")


def _of_two_owners(question: str) -> tuple[str, ...]:
    """The questions of each of "how did Orvane's and Brekka's dividends change?"."""
    found = _TWO_OWNERS.fullmatch(question.strip(" ?.!"))
    if found is None or _COMPARES.search(fold(question)):
        return ()
    words = found["what"].split()
    if not any(is_measure(" ".join(words[:n])) for n in (1, 2, 3)):
        return ()
    return tuple(f"{found['asks']}{found[one]} {found['what']}?" for one in ("one", "two"))


def state(question: str) -> str | None:
    """What a question about the course of a figure asks of each report; None for another one.

    "How has the toll changed since May?" is answered by what each article gives for "What was the
    toll?": a sentence that itself speaks of change tells of one step at most.
    """
    bare = question.strip(" .?!")
    if not _SEQUENCE.search(fold(question)):
        return None
    found = next(found for form in _COURSE if (found := form.fullmatch(bare)))
    what = _OVER_TIME.sub("", found["what"])
    rest = _TIMED.sub("", _OVER_TIME.sub("", found.groupdict().get("rest") or "")).rstrip()
    asked = what if _ASKS_ITSELF.match(what) else f"What was {what}"
    singular = re.sub(r"(?<=\w\w)s\b", "", fold(asked))  # fares are a fare
    return f"{asked}{rest}?" if {wanted(fold(asked)), wanted(singular)} & AMOUNTS else None


def compares(question: str) -> bool:
    """Whether two things are held against each other."""
    return _COMPARES.search(fold(question)) is not None


def present(need: Need, sentence: str) -> float:
    """How well a sentence holds an answer of the kind that is wanted, 0..1; see `kinds.held`."""
    if need.tongue:
        kind = kind_of(need.question, need.tongue)
        return held_abroad(kind, sentence, need.question, need.tongue)
    return held(need.wants, sentence, need.words, need.focus)


def names_focus(need: Need, sentence: str) -> bool:
    """Whether a new name or code stands beside what is asked for: "MI300X accelerators"."""
    return next(iter(named_beside(need, sentence)), None) is not None


def named_beside(need: Need, sentence: str) -> Iterator[str]:
    """The new names and codes that stand beside what is asked for."""
    words = sentence.split() if need.focus else []
    for i, word in enumerate(map(_stem_of, words)):
        if word not in need.focus:
            continue
        for j in range(max(0, i - 3), min(len(words), i + 4)):
            beside = words[j].strip(_MARKS)
            is_name = j > 0 and _NAME_LIKE.match(beside) and beside not in _GENERIC
            if is_name and not need.words.issuperset(tokens(beside)):
                yield beside


@lru_cache(maxsize=16_384)  # 3 MB
def _stem_of(word: str) -> str:
    """The stem of what stands between two spaces; of several words in it none."""
    return stem(" ".join(tokens(word)))


def _unspaced(question: str) -> frozenset[str]:
    """The pairs of characters of a question that is mostly in such a script; empty for others."""
    letters = [c for c in question if c.isalnum()]
    if sum(bool(_SCRIPT.match(c)) for c in letters) * 2 <= len(letters):
        return frozenset()
    asked = _ASKING.sub(" ", question)
    return frozenset(a + b for a, b in itertools.pairwise(asked) if a.isalnum() and b.isalnum())


def _focus(folded: str) -> frozenset[str]:
    """The words after "which" or "what" up to the verb."""
    match = _AFTER_WHICH.search(folded)
    return frozenset(stems(match.group(1))) if match else frozenset()


def _parts(question: str, folded: str) -> tuple[frozenset[str], ...]:
    """The things compared by name; else the questions that are asked in one."""
    several = _AND_NAME.search(question) is not None and _SAYS.search(folded) is not None
    if several or _COMPARES.search(folded):
        named = [frozenset(stems(name.of(question))) for name in names(question)]
        apart = [one for one in dict.fromkeys(named) if one and not any(one < two for two in named)]
        if 1 < len(apart) <= _MOST_PARTS:
            return tuple(apart)
    asked = [frozenset(stems(part)) for part in _NEXT_PART.split(question)]
    if len(asked) == 1 and (halves := _HALVES.search(question)):
        asked = [frozenset(stems(halves[half])) for half in ("one", "other")]
    return tuple(asked) if 1 < len(asked) <= _MOST_PARTS and all(asked) else ()


def _reports(folded: str) -> int:
    """How many reports are asked what they say, 0 where none is spoken of."""
    found = _REPORTS.search(folded)
    return _MANY.get(found["many"], _MOST_PARTS) if found else 0


def _names(question: str) -> frozenset[str]:
    """Stems of the capitalised words and codes, but for the first word."""
    # The dot behind a name stays: by it "U.K." is read as "UK", and "U.S." as no name.
    around = _MARKS.replace(".", "")
    words = [_OWNERS.sub("", word.strip(around)) for word in question.split()]
    named = [word for word in words[1:] if _NAME_LIKE.match(word.strip(_MARKS))]
    return frozenset(s for word in named for s in stems(word))


def _speaks_only(named: frozenset[str], folded: str, ordered: Sequence[str]) -> bool:
    """Whether it names who spoke and nothing of what."""
    said = _SAYS.search(folded)
    return bool(said and named) and set(ordered) <= named | stem_set(said[0] if said else "")


def _is_long(folded: str, wants: Wants) -> bool:
    if wants in AMOUNTS or wants in (Wants.PERSON, Wants.PLACE):
        return bool(re.search(r"\b(?:summari[sz]e|compare|explain|describe|impacts?)\b", folded))
    return bool(_LONG.search(folded))
