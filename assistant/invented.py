"""What a model's statement says of its own in common words, which any source is taken to have.

"The library is too small", "and will be back next year": no figure and no name is wrong, and each
word alone would be let pass in a retelling. So each clause has to have most of its words of weight
from the cited text, and what its verb brings at least one; and a time that counts from now, a state
that goes on, a comparison or a "too" has to stand there in some form. Pure functions; English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from assistant.verify.claims import sentences
from assistant.verify.clauses import SAYS, clauses
from assistant.verify.wording import STOP, common, fold, keys, keys_of, sides

UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# A small model that has nothing to say talks about what it was given.
_ABOUT_THE_TASK = frozenset(
    "answer answers evidence question quotation quotations quote quoted quotes sentence sentences"
    " source sources statement statements".split()
)
_LONGEST_NAME = 4  # words of a name that only the title holds
# Small words that tell something, where they are all that a clause has.
_TELLING = frozenset("more less few fewer too up down against like own enough".split())
# Words that tell next to nothing of whom or what they stand beside.
_LIGHT = (STOP - _TELLING) | frozenset(
    "say saying tell tells told report reports reported announced added stated described called"
    " named company firm year years month months day days week weeks hour hours minute minutes time"
    " percent cent total number people person according whole well many much half".split()
)
_DIRECTION = re.compile(r"more|less|fewer|better|worse|higher|lower|up|down|further")
# Pairs of opposites whose words hold one amount against another.
_LEVELS = frozenset("level much mark height size half place late".split())
_NUMBER = re.compile(r"\d[\d.,]*|\bhalf\b")
_A_NUMBER = (
    r"(?=(?:(?:about|around|nearly|the) )?(?:[$€£]?\d|(?:half|twice|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|\w+ty|a (?:half|third|quarter|fifth|tenth|dozen|hundred|thousand"
    r"|million|billion|year|month|week|day|decade|century)|an hour)\b))"
)
# They bring no claim: "as much as 400", "more than 30 years".
_FIGURED = re.compile(rf"\bas \w+ as\b|\b(?:more|less|fewer|\w+er) than {_A_NUMBER}", re.IGNORECASE)
_NAME = re.compile(r"(?<=\w )[A-Z]\w*")
_CUT = re.compile(
    r"[,;:()]| - |\b(?:and|but|or|so|which|who|where|because|as|while|when|although|though|if|than"
    r"|that|said|says)\b"
)
_COMPARED = re.compile(
    r"\b(?:(?:more|less|fewer|better|worse)\b[^.,;]{0,80}?|(?!(?:rath|oth)er)\w{3,}er) than\b"
)
_UNIT = r"(?P<unit>year|month|week|quarter|season|decade|century|time)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATED = {
    "year": r"(?:19|20)\d\d",
    "month": "January|February|March|April|May|June|July|August|September|October|November"
    "|December",
    "week": _WEEKDAY,
}
_OUTDONE = re.compile(r"\b(?:out(?:s[oe]l|number|perform|pac|weigh|d[io])|overt|exceed)\w*")
# What a statement may say only where the source has it: with the words any of which has.
_TIMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{said})\b"), had)
    for said, had in (
        (
            rf"last {_UNIT}",
            r"(?:last|previous|prior|past|recent) UNIT|UNIT (?:ago|earlier|before)|DATED",
        ),
        (rf"next {_UNIT}", r"(?:next|coming|following|new|future) UNIT|DATED"),
        (rf"this {_UNIT}", r"(?:this|the|current|a|so far) (?:\w+ )?UNIT|UNIT's|DATED"),
        (rf"(?:every|each) {_UNIT}", r"(?:every|each|a|per|one) (?:\w+ )?UNIT|\w+ly|annual\w*"),
        (
            r"for an? (?:\w+ )?(?P<unit>year|month|week|day|hour|decade|century|while)",
            r"(?:an?|one|1|whole|full|12|twelve|every|per)[ -](?:\w+ )?UNIT|UNIT-long|\w+ly|annual"
            r"|\d+ (?:month|week|day|hour)s",
        ),
        (
            "today|tonight",
            rf"today|tonight|now|current\w*|present|{_WEEKDAY}",
        ),
        ("tomorrow", f"tomorrow|next|{_WEEKDAY}"),
        ("yesterday", f"yesterday|last|{_WEEKDAY}"),
        (
            "still",
            r"still|remain\w*|continu\w*|keep\w*|kept|maintain\w*|stay\w*|retain\w*|persist\w*"
            r"|yet|unchanged|h[eo]ld\w*|no longer|not been|stand\w*|going on|ongoing|subject to"
            r"|pending|await\w*|requir\w*|need\w*|must|reaffirm\w*|repeat\w*|confirm\w*|until"
            r"|only|despite|even|but|though|although|however",
        ),
        (
            "already",
            r"already|earlier|before|previous\w*|ha[sd]|have|since|by now|after|early|no longer",
        ),
        (
            "so far|to date|as yet|until now",
            "so far|to date|yet|until|till|still|since|already|ha[sd]|have|now|up to",
        ),
        (
            "for now|for the time being|for the moment",
            r"for now|for the|temporar\w*|moment|until|till|pending|provisional\w*|interim|yet"
            r"|still|initial\w*|at first|current\w*|immediate\w*|but|completely",
        ),
        (
            "from now on|from today(?: on)?",
            r"from|starting|start\w*|as of|effective|permanent\w*|future|henceforth|beginn\w*|new",
        ),
        (
            r"for the (?:first|second|third|fourth|last|only) time",
            r"first|second|third|fourth|last|only|never|debut\w*|maiden|inaugural|again|new|since"
            r"|unprecedented|twice|final\w*|another|\d+(?:st|nd|rd|th)",
        ),
        ("once again|once more", r"again|once|re\w+|second|another|twice|back"),
        ("for good|for ever|forever", r"good|permanent\w*|ever|never|final\w*|end\w*|last\w*"),
    )
)
_TOO = re.compile(r"\b(?:too \w+|enough)\b")
_TOO_KEPT = re.compile(
    r"\b(?:too|enough|excess\w*|over\w+|under\w+|in(?:sufficient|adequate)\w*|sufficien\w*"
    r"|adequa\w*|un\w+able|short\w*|lack\w*|so \w+|premature\w*|cannot|can't|not)\b"
)


def invented(text: str, quotes: Sequence[str], around: Sequence[str] = ()) -> tuple[str, ...]:
    """The problem, in plain words: what the statement says and no cited text does.

    Args:
        text: the statement.
        quotes: the cited texts.
        around: what may also supply words: the titles, and who reported it.
    """
    sources = [*quotes, *around]
    if foreign := _foreign(text, sources):
        return (f"no like word stands in the cited text for: {', '.join(foreign)}",)
    if _from_titles(text, quotes):
        return ("half of it stands in the title alone, not in the cited text",)
    own = chain(_clauses_of_its_own(text, sources), _added(text, quotes))
    return tuple(f"the cited text does not say '{said}'" for said in islice(own, 1))


def _foreign(text: str, sources: Sequence[str]) -> tuple[str, ...]:
    """The words of a statement that carry meaning and have no like in the sources.

    One in eight is let pass, so that long sentences may be joined by a word of their own. Chinese
    and Japanese are not cut into words here; there the verifier decides alone.
    """
    known = _known(sources)
    # Each once: a model that repeats itself earns no more words of its own.
    words = dict.fromkeys(_letters(text))
    content = [w for w in words if w.lower() in _ABOUT_THE_TASK or not common(w.lower())]
    foreign = [word for word in content if not keys(word) & known]
    return tuple(foreign) if len(foreign) > len(content) // 8 else ()


def _from_titles(text: str, quotes: Sequence[str]) -> bool:
    """Whether half the words of a statement, names apart, have no like in the quotes themselves.

    A title says of whom a sentence speaks. What is said has to stand in the sentence: titles hold
    sentences too.
    """
    known = _known(quotes)
    words = _letters(text)
    said = [word for word in words if word.islower() and not common(word)]
    titled = [word for word in words if not word.islower() and not keys(word) & known]
    if len(titled) > _LONGEST_NAME:  # Written Like a Headline: no name is so long
        return True
    return bool(said) and 2 * sum(not keys(word) & known for word in said) >= len(said)


def _added(text: str, quotes: Sequence[str]) -> Iterator[str]:
    """Times that count from now, states that go on, comparisons and "too" that no quote has."""
    told = fold(text).lower()
    there = fold("\n".join(quotes))
    for said, had in _TIMES:
        for found in said.finditer(told):
            unit = found.groupdict().get("unit") or ""
            dated = _DATED.get(unit, r"(?!)")
            kept = had.replace("UNIT", f"{unit}s?").replace("DATED", dated)
            if not re.search(rf"\b(?:{kept})\b", there, re.IGNORECASE):
                yield found[0]
    compared = _COMPARED.search(_FIGURED.sub(" ", told))
    if compared and not _holds_against(there):
        yield compared[0]
    too = _TOO.search(told)
    if too and not _TOO_KEPT.search(there.lower()):
        yield too[0]


def _clauses_of_its_own(text: str, sources: Sequence[str]) -> Iterator[str]:
    """Clauses of whose words over half, or all behind the verb, have no like in the sources."""
    known = _known(sources)
    compares = _holds_against(fold("\n".join(sources)))

    def own(piece: str) -> tuple[int, int]:
        """How many words have no like, of how many; figures are looked at elsewhere."""
        words = [word for word in map(str.lower, _letters(piece)) if word not in _LIGHT]
        new = [
            word
            for word in words
            if not keys(word) & known and not (compares and _DIRECTION.fullmatch(word))
        ]
        return len(new), len(words) + len(_NUMBER.findall(piece))

    plain = _FIGURED.sub(" ", fold(text))
    for piece in _CUT.split(plain):
        # Who it is tells nothing of what they do; a first word may be anything.
        new, words = own(_NAME.sub("", piece))
        if 2 * new > words:
            yield " ".join(piece.split())
    for sentence in sentences(plain):
        for clause in clauses(sentence):
            done = sentence.plain[clause.verb : clause.end]
            new, words = own(done)
            if words and new == words and not SAYS.fullmatch(done.lower()):
                yield " ".join(done.split())


def _holds_against(text: str) -> bool:
    """Whether a text compares amounts, or tells that one rises or falls."""
    told = text.lower()
    level = any(pair in _LEVELS for word in _letters(told) for pair, _ in sides(word))
    return level or bool(_COMPARED.search(told) or _OUTDONE.search(told))


def _known(sources: Sequence[str]) -> frozenset[str]:
    return keys_of(word for part in sources for word in _letters(part))


def _letters(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{2,}", fold(text)) if not UNSPACED.search(word)]
