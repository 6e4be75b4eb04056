"""What a model's retelling leaves out or turns round, though every word of it is the source's.

The verifier reads people's sentences, where a wrong reproof costs more than a slip. A model's are
cheap to ask for again and to replace by the quote, so here a doubt is enough: a condition, an
exception, a falsehood or a stranger's deed in the sentence retold must be in the retelling too, and
who did it to whom stays in its order. Pure functions; English, and for the negation some others,
since the verifier's rules for it know English alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.verify import names
from assistant.verify.wording import common, fold, keys
from index.sentences import split

_KIN = (
    "son|daughter|wife|husband|brother|sister|father|mother|widow|widower|cousin|uncle|aunt|lawyer"
    "|friend|partner|colleague|neighbour|neighbor|rival|critic|opponent|aide|driver|bodyguard"
)
# Each kind with the words any of which keeps it, and whether it holds for the whole sentence or for
# what follows it.
_LIMITS: tuple[tuple[bool, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (whole, re.compile(rf"\b(?:{there})\b"), re.compile(rf"\b(?:{kept})\b"))
    for whole, there, kept in (
        (
            True,
            "if|unless|provided|in the event|on condition|in case|as long as|should \\w+ \\w+,"
            "|would have to|depends? on|subject to",
            "if|unless|provided|in the event|on condition|in case|as long as|would|could|may|might"
            "|depends?|depending|subject to|should",
        ),
        (
            False,
            "except|excluding|apart from|other than|with the exception|but not|unlike|barring",
            "except|excluding|apart from|other than|exception|not|unlike|barring|without",
        ),
        (
            True,
            "false|wrong|wrongly|untrue|myth|hoax|fake|incorrect|dismiss\\w*|debunk\\w*|retract\\w*",
            "false|wrong|wrongly|untrue|myth|hoax|fake|incorrect|dismiss\\w*|debunk\\w*|retract\\w*"
            "|not|denie[sd]|deny|reject\\w*|n't",
        ),
        (
            False,
            "almost|nearly|narrowly|on the brink of",
            "almost|nearly|narrowly|all but|brink|about|close to|some",
        ),
        (
            False,
            "posing as|pretend\\w*|imperson\\w*|mistaken for|named after|claiming to be",
            "posing|pretend\\w*|imperson\\w*|mistaken|named after|claiming",
        ),
        (
            False,
            "used to|once|formerly|until then",
            "used to|once|former\\w*|until|was|were|had|after|when",
        ),
        (
            False,
            "turned down|declined|refused|failed to",
            "turned down|declin\\w*|refus\\w*|fail\\w*|not",
        ),
        (
            False,
            "wants?|wanted|hopes?|hoped|aims?|seeks?|demanded|demand that|ask(?:s|ed) for"
            "|urge[sd]?",
            "want\\w*|hop\\w*|aim\\w*|seek\\w*|sought|demand\\w*|ask\\w*|urge\\w*|call\\w*|plan\\w*"
            "|inten\\w*|would|could|may|might",
        ),
        (False, rf"(?:{_KIN})s? of|whose", rf"(?:{_KIN})s?|whose|his|her|their|'s|’s"),
    )
)
# German, Dutch; French, Italian; Spanish, Portuguese; Swedish, Danish, Norwegian; Russian; Chinese.
_NOT = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:nicht|kein\w*|niemals|niet|geen)\b",
        r"\b(?:ne|pas|jamais|aucune?|non|nessun\w*)\b(?!-)|\bn['’](?=\w{3})",
        r"\b(?:nunca|jamás|ning[uú]n\w*|não|nenhum\w*)\b",
        r"\b(?:inte|ikke|ingen|aldrig|aldri)\b",
        r"\b(?:не|нет|никогда)\b",
        r"[不没沒未无無]",
    )
)
_AFTER = 5  # words
_ALIKE = 0.6  # of the retelling's words that the sentence has: so far it is the one retold
_WHOLE = 0.9  # ... and so far it says nothing of its own
_PASSIVE = re.compile(r"\b(?:by|from|than)\b")


def left_out(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The problems, in plain words: what the sentence retold has and the retelling has not."""
    told = re.sub(r"\bMay\b", "", fold(text)).lower()  # the month makes nothing uncertain
    source = _retold(text, quotes)
    if not source:
        return ()
    plain = fold(source).lower()
    mine = frozenset().union(*(keys(word) for word in re.findall(r"\w{3,}", told)))
    for whole, there, kept in _LIMITS:
        for found in there.finditer(plain):
            after = plain[found.end() :].split()[:_AFTER]
            near = _content(" ".join(after))
            touched = whole or any(keys(word.strip(".,;")) & mine for word in near)
            if touched and not kept.search(told):
                return (f"the source says '{found[0]}', the statement leaves it out",)
    for negation in _NOT:
        if bool(negation.search(source.lower())) != bool(negation.search(text.lower())):
            return ("one of source and statement has a negation, the other has none",)
    turned = _turned(text, source)
    return (f"the source puts {turned} the other way round",) if turned else ()


def _retold(text: str, quotes: Sequence[str]) -> str:
    """The cited sentence that the text retells; "" where it is none of them."""
    cited = [span.of(quote) for quote in quotes for span in split(quote)]
    best = max(cited, key=lambda sentence: _share(text, sentence), default="")
    return best if _share(text, best) >= _ALIKE else ""


def _share(text: str, sentence: str) -> float:
    """The share of the text's words that have a like in the sentence, 0..1."""
    known = frozenset().union(*(keys(word) for word in _words(sentence)))
    mine = _content(text)
    return sum(not keys(word).isdisjoint(known) for word in mine) / (len(mine) or 1)


def _turned(text: str, source: str) -> str:
    """Two names that change places in a text without a word of its own; "" if none do."""
    if _share(text, source) < _WHOLE or bool(_PASSIVE.search(text)) != bool(
        _PASSIVE.search(source)
    ):
        return ""
    order = list(dict.fromkeys(name.words for name in names(text)))
    there = {name.words: name.start for name in reversed(names(source))}
    placed = [name for name in order if name in there]
    for one, other in pairwise(placed):
        if there[one] > there[other] and "," not in text and "," not in source:
            return f"'{' '.join(other)}' and '{' '.join(one)}'"
    return ""


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[^\W\d_]{2,}|\d[\d.,]*", fold(text))))


def _content(text: str) -> list[str]:
    """The words that carry meaning; all of them where none does."""
    words = _words(text)
    return [word for word in words if not common(word.lower())] or words
