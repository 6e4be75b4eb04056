"""What a question asks for: its weighty words, the kind of answer it wants, long or short."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.tokens import fold, stem, stems, tokens


class Wants(StrEnum):
    """The kind of answer a question wants."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    ANYTHING = "anything"


AMOUNTS = frozenset({Wants.NUMBER, Wants.MONEY, Wants.PERCENT, Wants.DATE})
NAMES = frozenset({Wants.PERSON, Wants.PLACE, Wants.NAME})

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion|trillion|dozen|half|third|quarter|twice"
)
_MONEY_WORDS = (
    r"(?:us\s?)?(?:dollars?|cents?|euros?|pounds?|yuan|rmb|yen|rupees?|francs?|usd|eur|gbp|cny)"
)
_ASKS: tuple[tuple[Wants, str], ...] = (
    (
        Wants.PERCENT,
        r"\b(?:what|which|how much of a|by what) (?:\w+ )?(?:percent\w*|share|rate)\b|%",
    ),
    (
        Wants.MONEY,
        r"\bhow much (?:money|(?:does|do|did|will|is|was|were|are)\b.*\b(?:cost|pay|paid|worth|"
        r"raised?|sell|invest|spend|spent|fine|earn|lose))"
        r"|\b(?:price|cost|revenue|profit|income|salary|net worth|valuation|budget|fined?)\b"
        r"|多少钱|价格|售价",
    ),
    (
        Wants.NUMBER,
        r"\b(?:amount|number|sum|rate) of\b|\bphone number\b|多少|几"
        r"|\bhow (?:many|much|old|long|far|tall|high|big|large|fast|deep|often|heavy|wide|hot)\b"
        r"|\bwhat (?:is|was|are|were) the (?:\w+ )?(?:number|population|total|size|age|length"
        r"|height|distance|ratio|score|temperature|area|weight|speed|count)\b",
    ),
    (
        Wants.DATE,
        r"^when\b|\bwhen (?:did|does|do|is|was|were|will|has|had|are)\b"
        r"|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|decade|century|time)\b|\bsince when\b"
        r"|什么时候|何时|哪一?年",
    ),
    (Wants.PERSON, r"\b(?:who|whom|whose)\b|谁"),
    (
        Wants.PLACE,
        r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|state|town|place|county|continent"
        r"|region|island|village|location|province|river|nation)\b",
    ),
    (
        Wants.REASON,
        r"\bwhy\b|\bhow come\b|\bwhat (?:caused|causes|led|is the reason|was the reason)\b",
    ),
    (Wants.NAME, r"\b(?:which|what)\b"),
)
_ASKS_RE = tuple((wants, re.compile(pattern)) for wants, pattern in _ASKS)
_LONG = re.compile(
    r"\b(?:summari[sz]e|summary|compare|comparison|explain|describe|discuss|outline|overview|why|"
    r"differences?|contrast|analy[sz]e|impacts?|effects?|reasons?|causes?|purpose|role of|"
    r"key (?:aspects|points|events|changes|factors)|what (?:is|was) known|what happened|"
    r"how (?:did|does|do|is|was|were|are|has|have|can|could|will|would)\b|tell me|"
    r"what (?:are|were) the)\b"
)
_NUMBER = re.compile(rf"\d|\b(?:{_SPELLED})\b", re.IGNORECASE)
_PRESENT = {
    Wants.NUMBER: _NUMBER,
    Wants.MONEY: re.compile(
        rf"[$€£¥]\s?\d|\d[\d.,]*\s?(?:[kmb]n?|thousand|million|billion|trillion)?\s?{_MONEY_WORDS}\b"
        r"|\d[万亿]?\s?(?:元|人民币|美元|欧元)",
        re.IGNORECASE,
    ),
    Wants.PERCENT: re.compile(
        r"\d\s?%|百分之|\bper ?cent\b|percentage"
        r"|\b(?:one|two|three)[- ](?:third|quarter|fifth|half)s?\b",
        re.IGNORECASE,
    ),
    Wants.DATE: re.compile(
        rf"\b(?:1[5-9]|20)\d\d\b|\b(?:{_MONTHS})\b\.?|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
        r"|\b(?:today|yesterday|tomorrow|century|last (?:week|month|year))\b|\d+ (?:BC|AD)\b"
        r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d[年月日]",
        re.IGNORECASE,
    ),
    Wants.REASON: re.compile(
        r"\b(?:because|due to|since|as a result|owing|thanks to|so that|in order|caused?|led to|"
        r"after|amid|reasons?|following|blamed?|driven|response|attributed)\b",
        re.IGNORECASE,
    ),
}
_CAPITALISED = re.compile(
    r"(?<![.!?\"“”'’] )(?<!^)\b[A-Z][\w'’&-]+|\b[A-Z]\w*[A-Z\d]\w*|“[^”]+”|\"[^\"]+\""
)
_AFTER_WHICH = re.compile(
    r"\b(?:which|what)\s+((?:(?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|of|"
    r"in|for|to|from|at|by|on|that)\b)[\w$€£%'’.-]+\s*){1,4})"
)
_MARKS = ".,;:!?()[]{}\"'“”‘’"
_NAME_LIKE = re.compile(r"[A-Z][\w&.-]*$|\w*[A-Za-z]\w*\d[\w.-]*$")
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
    focus: frozenset[str]  # stems of what is asked for: "which AMD accelerators ..."

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
    wants = next((w for w, pattern in _ASKS_RE if pattern.search(folded)), Wants.ANYTHING)
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
    )


def question_stems(question: str) -> list[str]:
    """The stems whose frequency `read` wants to know."""
    return stems(question) or [stem(token) for token in tokens(question)]


def present(need: Need, sentence: str) -> float:
    """1 when the sentence holds an answer of the kind that is wanted and that the question does
    not already name, 0 when not, 0.5 when the question wants no particular kind."""
    if need.wants is Wants.ANYTHING:
        return 0.5
    pattern = _PRESENT.get(need.wants)
    if pattern is None:
        new = (m.group() for m in _CAPITALISED.finditer(sentence))
        return float(any(not need.words.issuperset(tokens(name)) for name in new))
    return float(any(_is_new(need, m, sentence) for m in pattern.finditer(sentence)))


def names_focus(need: Need, sentence: str) -> bool:
    """Whether a new name or code stands beside what is asked for: "MI300X accelerators"."""
    words = sentence.split()
    plain = [stem(token) for token in (" ".join(tokens(word)) for word in words)]
    for i, word in enumerate(plain):
        if word not in need.focus:
            continue
        for j in range(max(0, i - 3), min(len(words), i + 4)):
            beside = words[j].strip(_MARKS)
            is_name = j > 0 and _NAME_LIKE.match(beside) and beside not in _GENERIC
            if is_name and not need.words.issuperset(tokens(beside)):
                return True
    return False


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


def _is_new(need: Need, match: re.Match[str], sentence: str) -> bool:
    """Whether a match is more than what the question itself says."""
    start = match.start()
    while start and not sentence[start - 1].isspace():
        start -= 1
    end = match.end()
    while end < len(sentence) and not sentence[end].isspace():
        end += 1
    found = tokens(sentence[start:end])
    return not found or not need.words.issuperset(found)


def _is_long(folded: str, wants: Wants) -> bool:
    if wants in (Wants.NUMBER, Wants.MONEY, Wants.DATE, Wants.PERSON, Wants.PLACE, Wants.PERCENT):
        return bool(re.search(r"\b(?:summari[sz]e|compare|explain|describe|impacts?)\b", folded))
    return bool(_LONG.search(folded))
