"""A sentence as the verifier sees it: its words, what is negated, who says it, how sure it is.

Pure functions over one sentence; nothing here compares two texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.numbers import DateMention, Name, Quantity, dates, names, quantities
from assistant.wording import STOP, fold, keys, sides
from index.sentences import split


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries content, a quantity or a date, and where it stands."""

    text: str  # as written, folded; a quantity or date as a whole
    start: int
    end: int
    keys: frozenset[str]  # what it can be matched by
    at: float  # place in the sentence; clause breaks count as two words more
    kind: str  # "word", "name", "number" or "date"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that changes what the words in its scope claim."""

    kind: str  # "not", "says", "hedge"
    text: str
    start: int
    end: int
    scope: tuple[int, int]  # characters of the sentence
    level: int = 0  # of a hedge: 1 possible, 2 intended or expected, 3 to come
    speaker: str = ""  # of "says": the words that name who says it
    demanded: bool = True  # a statement must keep it


class Sentence:
    """One sentence, read once. All spans are offsets into ``text``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = fold(text)
        self.lower = self.plain.lower()
        if len(self.lower) != len(self.plain):  # a few capitals grow when lowered
            self.lower = self.plain
        self.quantities: tuple[Quantity, ...] = quantities(text)
        self.dates: tuple[DateMention, ...] = dates(text)
        self.names: tuple[Name, ...] = names(text)

    @cached_property
    def tokens(self) -> tuple[re.Match[str], ...]:
        """All words, small ones too."""
        return tuple(_TOKEN.finditer(self.lower))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words that carry content, in order."""
        return tuple(_words(self))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Everything that its words can be matched by."""
        return frozenset().union(*(word.keys for word in self.words))

    @cached_property
    def by_key(self) -> dict[str, list[Word]]:
        """The words of each key."""
        found: dict[str, list[Word]] = {}
        for word in self.words:
            for key in word.keys:
                found.setdefault(key, []).append(word)
        return found

    @cached_property
    def name_keys(self) -> frozenset[str]:
        """The keys of its names."""
        return frozenset().union(*(word.keys for word in self.words if word.kind == "name"))

    @cached_property
    def negations(self) -> tuple[Cue, ...]:
        """What is denied; the scope holds the words that the negation is about."""
        return tuple(_negations(self))

    @cached_property
    def voices(self) -> tuple[Cue, ...]:
        """Who says it, with what they say as scope."""
        return tuple(_voices(self))

    @cached_property
    def hedges(self) -> tuple[Cue, ...]:
        """What is not (yet) a fact: possible, planned, expected, to come."""
        return tuple(_hedges(self))

    @cached_property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """The sentence cut where one claim ends and another begins ("…, while …")."""
        cuts = [match.start() for match in _CUT.finditer(self.lower)]
        edges = [0, *cuts, len(self.text)]
        return tuple((low, high) for low, high in zip(edges, edges[1:], strict=False) if low < high)

    def segment_of(self, position: int) -> tuple[int, int]:
        """The segment that holds the character."""
        for low, high in self.segments:
            if low <= position < high:
                return low, high
        return 0, len(self.text)

    def within(self, low: int, high: int) -> tuple[Word, ...]:
        """The content words that begin in ``text[low:high]``."""
        return tuple(word for word in self.words if low <= word.start < high)


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, read."""
    return tuple(Sentence(span.of(text)) for span in split(text))


_TOKEN = re.compile(r"[^\W_]+(?:(?:'|(?<=\d)[.,](?=\d))[^\W_]+)*")
_CUT = re.compile(r";|,?\s(?=(?:while|whereas|although|though)\s)|,\s(?=(?:but|yet|and)\s)|\s-\s")
_BREAK = re.compile(
    r"[,;:()|]|\s-\s|\b(?:while|whereas|although|though|but|because|despite|after|before|which|who"
    r"|when|if|unless|since|until|from)\b"
)


def _words(sentence: Sentence) -> Iterator[Word]:
    marks: dict[int, tuple[int, frozenset[str], str]] = {}
    for quantity in sentence.quantities:
        marks[quantity.start] = (quantity.end, _quantity_keys(quantity), "number")
    for mention in sentence.dates:
        if mention.relative is None:
            marks[mention.start] = (mention.end, _date_keys(mention), "date")
    named = [(name.start, name.end) for name in sentence.names]
    breaks = [match.start() for match in _BREAK.finditer(sentence.lower)]
    at, done, passed = 0.0, 0, 0
    for token in _with_marks(sentence, marks):
        start, end = token
        if start < done:
            continue
        while passed < len(breaks) and breaks[passed] < start:
            at, passed = at + 2, passed + 1
        if start in marks:
            end, found, kind = marks[start]
        else:
            text = sentence.lower[start:end].removesuffix("'s")
            if text in STOP or (len(text) < 2 and text.isascii()):
                if text in _CARRYING:
                    yield Word(text, start, end, keys(text), at + 1, "small")
                continue
            found = keys(text)
            proper = any(low <= start < high for low, high in named)
            kind = "name" if proper else "word"
        at, done = at + 1, end
        yield Word(sentence.plain[start:end], start, end, found, at, kind)


# Small words that stand for one side of a pair of opposites.
_CARRYING = frozenset("more less fewer before after under over last first last up".split())


def _with_marks(
    sentence: Sentence, marks: dict[int, tuple[int, frozenset[str], str]]
) -> list[tuple[int, int]]:
    spans = {token.start(): token.end() for token in sentence.tokens}
    for start, (end, _, _) in marks.items():
        spans[start] = end
    return sorted(spans.items())


def _quantity_keys(quantity: Quantity) -> frozenset[str]:
    values = {f"#{quantity.unit}{abs(quantity.value):.9g}", f"#{abs(quantity.raw):.9g}"}
    if quantity.high is not None:
        values.add(f"#{quantity.unit}{abs(quantity.high):.9g}")
    return frozenset(values)


def _date_keys(mention: DateMention) -> frozenset[str]:
    found = {
        f"@{letter}{value}"
        for letter, value in (
            ("y", mention.year),
            ("d", mention.day and f"{mention.month}-{mention.day}"),
            ("m", None if mention.day else mention.month),
            ("w", mention.weekday),
            ("p", mention.part),
        )
        if value is not None
    }
    return frozenset(found)


# --- negation --------------------------------------------------------------------------------

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|without|none|nobody|nothing|nowhere|cannot|hardly|barely|\w+n't"
    r"|den(?:y|ies|ied|ying|ial)|refus(?:e|es|ed|ing|al)|fail(?:s|ed|ing|ure)? to|declin(?:e|es|ed|ing)"
    r" to|lack(?:s|ed|ing)?|unable to|rul(?:e|es|ed|ing) out|stopp?(?:s|ed|ing)? short of|instead of"
    r"|rather than|reject(?:s|ed|ing)? (?:claims?|allegations?|accusations?|suggestions?|reports?)"
    r"|free of|avoid(?:s|ed|ing)?|(?:un|non)[a-z]{4,})\b"
)
_NO_NEGATION = re.compile(
    r"\b(?:not only|not just|no (?:fewer|less|more|later|earlier|sooner) than|not (?:less|more) than"
    r"|no doubt|not least|nothing but|no matter|no\.?\s\d|no one's)\b"
)
# "under", "union", "until": words that only look negated. Others do no harm: their base is nowhere.
_NOT_UN = re.compile(
    r"(?:under|unit|univers|union|unanim|unique|until|unveil|uncle|unless|nonetheless|unfold|unleash)"
)
_FILLERS = frozenset("yet longer still be been being ever any evidence sign reason single".split())


def _negations(sentence: Sentence) -> Iterator[Cue]:
    blocked = [match.span() for match in _NO_NEGATION.finditer(sentence.lower)]
    for match in _NEGATION.finditer(sentence.lower):
        text, start = match.group(), match.start()
        if any(low <= start < high for low, high in blocked):
            continue
        if text.startswith(("un", "non")) and text not in ("unable to", "none"):
            if not _NOT_UN.match(text):
                yield Cue("not", text, start, match.end(), match.span())
            continue
        high = _clause_end(sentence, match.end())
        yield Cue("not", text, start, match.end(), (match.end(), high))


_CLAUSE_END = re.compile(r"[,;:()]|\s-\s|\b(?:but|while|although|though|whereas|because|and)\b")


def _clause_end(sentence: Sentence, start: int) -> int:
    for match in _CLAUSE_END.finditer(sentence.lower, start):
        if match.start() > start + 2:
            return match.start()
    return len(sentence.text)


# --- who says it -----------------------------------------------------------------------------

_SAYS = (
    r"(?:sa(?:id|ys|y|ying)|told|tells|claim(?:s|ed|ing)?|argu(?:es|ed|e|ing)|insist(?:s|ed|ing)?"
    r"|stat(?:es|ed|ing)|warn(?:s|ed|ing)?|believ(?:es|ed|e)|think|thinks|estimat(?:es|ed|e)"
    r"|predict(?:s|ed)?|suggest(?:s|ed)?|alleg(?:es|ed|e|ing)|contend(?:s|ed)?|maintain(?:s|ed) that"
    r"|stress(?:es|ed|ing)?|add(?:s|ed|ing) that|add(?:ed|s)(?=[.,]?$)|wr(?:ites|ote|ite)|report(?:s|ed)? that"
    r"|reckon(?:s|ed)?|speak(?:s)? of|expects?|anticipates?|forecasts?|rul(?:ed|ing) that|assert(?:s|ed)?"
    r"|put(?:s)? the \w+(?: \w+)? at|attribut(?:es|ed|e)(?= the| its| th)|assum(?:e|es|ed)"
    r"|interpret(?:s|ed)?|regard(?:s|ed)?|see(?:s)? (?:the|it|its|this)|consider(?:s)? the (?:stock|share)"
    r"|caution(?:s|ed)?|point(?:s|ed) out|conclud(?:es|ed)|accus(?:es|ed|e)|recommend(?:s|ed)?|complain(?:s|ed)?"
    r"|testif(?:ies|ied)|acknowledg(?:es|ed)|conced(?:es|ed)|not(?:es|ed) that)"
)
_SHOWS = (
    r"(?:(?:stud(?:y|ies)|reports?|surveys?|polls?|research|figures|data|analys[ie]s|documents|filings?"
    r"|statistics|review|investigation|inquiry|tests?)\b[^,;]{0,60}?\b(?:show(?:s|ed)?|found|finds?"
    r"|suggest(?:s|ed)?|indicate(?:s|d)?|reveal(?:s|ed)?|say(?:s)?|said|put(?:s)?))"
)
_VOICE = re.compile(
    rf"(?P<adverb>\b(?:reportedly|allegedly|supposedly|purportedly|rumou?red|alleged|unconfirmed|on suspicion of"
    r"|suspected|accused of|charged with|said to|believed to|thought to|understood to|is said|are said))\b"
    rf"|(?P<source>\b(?:according to|in the view of|in the opinion of|citing|as per)\b)"
    rf"|(?P<shows>\b{_SHOWS})\b|(?P<says>\b{_SAYS})(?!\w)"
    r"|(?P<reports>\breport(?:s|ed)?\b(?=\s*[.,]|\s(?:in|on)\s|$)|\b(?:show(?:s|ed)?|found)\b(?=\s*\.?$))"
)
_WEAK = re.compile(
    r"\b(?:announc\w+|confirm\w*|reveal\w*|report\w*|stud(?:y|ies)|survey\w*|figures|interview\w*|statement"
    r"|disput\w+|blam\w+|call(?:s|ed)|cit(?:es|ed|ing)|point(?:s|ed) to|describ\w+|attribut\w+|consider\w*"
    r"|den(?:y|ies|ied)|view\w*|rat(?:es|ed)|see(?:s|n)?|hope\w*|expect\w*|demand\w*|want\w*|ask\w*|disclos\w+"
    r"|ruled|rumou?r\w*|disagree\w*|investigat\w+|suspicio\w+|put(?:s)?|speak(?:s|ing)?|claim\w*|allegation\w*)\b"
)
_THAT = re.compile(r"\bthat\b")
_ADVERBIAL = re.compile(r"\s*(?:on|in|at|to|during|late|early|last|this|via|after|for|by|from)\s")
_NOT_SAYING = re.compile(
    r"\b(?:is|are|was|were|be|been|being|the|an?|its|his|her|their|this|that|to)\s+(?:\w+ly\s+)?$"
)


def _voices(sentence: Sentence) -> Iterator[Cue]:
    strong: list[Cue] = []
    for match in _VOICE.finditer(sentence.lower):
        kind = match.lastgroup or ""
        low, high = sentence.segment_of(match.start())
        text = match.group()
        if kind == "adverb":
            strong.append(Cue("says", text, match.start(), match.end(), (low, high)))
        elif kind == "source":
            strong.append(_sourced(sentence, match, low, high))
        else:
            if kind == "says" and _passive(sentence, match):
                continue
            strong.append(_said(sentence, match, low, high))
    yield from strong
    for match in _WEAK.finditer(sentence.lower):
        if not any(cue.start <= match.start() < cue.end for cue in strong):
            span = sentence.segment_of(match.start())
            yield Cue("says", match.group(), match.start(), match.end(), span, demanded=False)


def _passive(sentence: Sentence, match: re.Match[str]) -> bool:
    """ "is expected", "was told": nobody is named who says it, other rules read it."""
    return _NOT_SAYING.search(sentence.lower[: match.start()]) is not None


def _sourced(sentence: Sentence, match: re.Match[str], low: int, high: int) -> Cue:
    """ "According to X, …" and "…, according to X": all of the segment but the source's name."""
    end = match.end()
    stop = re.compile(r"[,;]|$").search(sentence.lower, end)
    name_end = stop.start() if stop else len(sentence.text)
    leading = not sentence.within(low, match.start())
    scope = (
        (name_end, high if not leading else _through(sentence, name_end))
        if leading
        else (
            low,
            match.start(),
        )
    )
    return Cue(
        "says", match.group(), match.start(), name_end, scope, speaker=sentence.plain[end:name_end]
    )


def _through(sentence: Sentence, start: int) -> int:
    """The end of what a leading "According to X," covers: up to a ", while" or ", but"."""
    cut = re.compile(r",\s(?:while|whereas|but)\s|;").search(sentence.lower, start + 1)
    return cut.start() if cut else len(sentence.text)


def _said(sentence: Sentence, match: re.Match[str], low: int, high: int) -> Cue:
    """ "X said (that) …" looks forward, "…, X said" and "…, said X" look back."""
    before, after = sentence.lower[low : match.start()], sentence.lower[match.end() : high]
    edge = max(before.rfind(mark) for mark in (",", '"', ":"))
    subject = before[edge + 1 :] if edge >= 0 else before
    ahead = low + edge + 1
    told_before = edge >= 0 and len(sentence.within(low, ahead)) >= 2
    looks_back = (
        told_before
        and not _THAT.match(after.lstrip())
        and (not after.strip(' ."') or _short_tail(sentence, match.end(), high, after, subject))
    )
    if looks_back:
        inverted = not subject.strip()
        name = after if inverted else subject
        end = match.end() + len(after.split(",")[0]) if inverted else match.end()
        start = match.start() if inverted else ahead
        return Cue("says", match.group(), start, end, (low, ahead), speaker=name.split(",")[0])
    speaker = before if not subject.strip() or len(subject.split()) > 12 else subject
    lead = re.search(r"\b(?:and|but|while|as|that|although)\s", speaker[:8])
    speaker = speaker[lead.end() :] if lead else speaker
    if "who " in subject[:5] or "which " in subject[:7]:
        speaker = before[:edge]
    return Cue(
        "says", match.group(), match.start(), match.end(), (match.end(), high), speaker=speaker
    )


def _short_tail(sentence: Sentence, start: int, high: int, after: str, subject: str) -> bool:
    """What follows "X said" is only when, where or to whom, or the name of who said it."""
    tail = after.split(",")[0]
    few = len(sentence.within(start, start + len(tail))) <= 5 and not _THAT.search(tail)
    if not few:
        return False
    if not subject.strip():
        return True
    return _ADVERBIAL.match(tail) is not None or sentence.lower[:start].endswith(("told", "tells"))


# --- how sure it is --------------------------------------------------------------------------

_HEDGE = re.compile(
    r"(?P<possible>\b(?:may(?! \d)|might|could|possibly|perhaps|probably|likely|potential(?:ly)?|mull(?:s|ed|ing)"
    r"|consider(?:s|ed|ing)?|weigh(?:s|ed|ing)(?= the| up| a| buy| sell| wh)|explor(?:es|ed|ing)|examining"
    r"|(?:is |are |were |was )?in (?:\w+ )?(?:talks|discussions|negotiations)(?: with| over| about| to)?|negotiating"
    r"|think(?:s|ing)? about|thinking of|appear(?:s|ed)? to|seem(?:s|ed)? to|suspicion|suspected|discussing"
    r"|speculat\w+|rumou?r\w*|tentative(?:ly)?|whether|unclear|uncertain))\b"
    r"|(?P<intended>\b(?:plan(?:s|ned|ning)?(?: to| on| for)?|intend(?:s|ed)? to|intention to|want(?:s|ed)? to"
    r"|wants?|aim(?:s|ed|ing)? (?:to|for|at)|seek(?:s|ing)?(?: to)?|sought(?: to)?|hop(?:es|ed|e|ing) (?:to|for|that)|hopes"
    r"|expect(?:s|ed|ing)?|expectations?|anticipat(?:e|es|ed|ing)|forecast(?:s|ed|ing)?|predict(?:s|ed|ing)?"
    r"|project(?:ed|s|ing) to|propos(?:e|es|ed|ing|al)|demand(?:s|ed|ing)?|options? (?:for|to)|letter of intent"
    r"|offer(?:s|ed|ing)?|target(?:s|ed|ing)?(?: to| of| for)?|eye(?:s|ing)|ambition|goal of|would like|tr(?:y|ies|ying) to"
    r"|threaten(?:s|ed)? to|prepar(?:es|ing) to|look(?:s|ing) to|faces?|facing|calls? for|estimated))\b"
    r"|(?P<coming>\b(?:will|would|shall|won't|going to|scheduled|due|set to|slated|agreed? to|(?:is|are) to"
    r"|'ll|promis(?:es|ed) to|pledg(?:es|ed) to|on track))\b"
)
_LEVELS = {"possible": 1, "intended": 2, "coming": 3}


def _hedges(sentence: Sentence) -> Iterator[Cue]:
    for match in _HEDGE.finditer(sentence.lower):
        if match.group() == "may" and sentence.plain[match.start()].isupper() and match.start():
            continue
        high = _clause_end(sentence, match.end())
        level = _LEVELS[match.lastgroup or "coming"]
        yield Cue("hedge", match.group(), match.start(), match.end(), (match.end(), high), level)


def opposites(word: Word) -> tuple[tuple[str, int], ...]:
    """The (pair of opposites, side) that the word stands for."""
    return sides(word.text.lower().removesuffix("'s")) if word.kind in ("word", "small") else ()
