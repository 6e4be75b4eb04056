"""Whether a retelling keeps how many its sentence speaks of: only, few, most, at least, up to.

People drop such a word where nothing hangs on it, and the verifier lets them. Of a model's sentence
a doubt is enough. Pure functions; English.
"""

from __future__ import annotations

import re

from assistant.verify import quantities
from assistant.verify.units import BOUND
from assistant.verify.wording import STOP, fold, keys

_AFTER = 5  # words that such a word may be about
_MOST = "most|mostly|mainly|largely|partly|partially|in part|some|part|half|few|many|several"
_FEW = "(?<!a )few|hardly any|hardly|barely|scarcely|rarely|seldom"
_ONLY = "(?<!not )only|solely|exclusively|merely|(?<!let )alone"
_ALL = "all|every|everyone|everybody|entire|entirely|completely|fully|exactly|precisely|always|none"
_SUPERLATIVE = r"(?:\w+est|most|worst|best)\b"
# Each kind: what the source has, and what keeps it.
_KEPT = tuple(
    (re.compile(rf"\b(?:{there})\b"), re.compile(rf"\b(?:{kept})\b"))
    for there, kept in (
        (
            _ONLY,
            rf"{_ONLY}|just|sole|single|limited|restricted|reserved|but|except|unless|until|no",
        ),
        (_FEW, rf"{_FEW}|not|low|minority|small|little|almost no|\w+n't|short\w*|lack\w*"),
        (
            r"(?:(?<!the )most(?! recent| \w+ly\b)|mostly|mainly|largely|partly|partially|in part"
            r"|(?<!first )(?<!second )half|some(?! \d))(?! of (?:them|it|which|whom)\b)",
            rf"{_MOST}|majority|minority|number|per ?cent|\d+(?= ?%)|among|third|quarter|main"
            "|chief|not all|primarily|predominantly",
        ),
        (rf"one of (?:[\w'’]+ ){{1,3}}?{_SUPERLATIVE}", r"one of|among\w*|some of"),
    )
)
# What a retelling may not put there by itself, and what of the source allows it.
_ADDED = tuple(
    (re.compile(rf"\b(?:{here})\b"), re.compile(rf"\b(?:{allowed})\b"))
    for here, allowed in (
        (
            rf"{_ONLY}|just (?=\d|one\b|two\b|three\b)",
            rf"{_ONLY}|just|sole|single|limited|restricted|reserved|but|except\w*|unless|until|no"
            "|nobody|few|fewer|less|barely|hardly",
        ),
        (
            rf"(?<!at )(?<!of )(?:{_ALL})(?! (?:but|the way|day|week|month|year))",
            rf"{_ALL}|complete|whole|both|each|any|no|never|100|total\w*|full|altogether"
            "|without exception",
        ),
        (_FEW, rf"{_FEW}|little|not|no|minority|only|low|small|\w+n't"),
    )
)


def limit_changed(text: str, source: str) -> str:
    """What is wrong with the limits of a retelling of this sentence, in plain words; "" if nothing.

    Args:
        text: the retelling.
        source: the one sentence that it retells.
    """
    told, there = fold(text).lower(), fold(source).lower()
    mine = frozenset().union(*(keys(word) for word in re.findall(r"\w{3,}", told)))
    for limit, kept in _KEPT:
        for found in limit.finditer(there):
            if _touched(there, found, mine) and not kept.search(told):
                return f"the source says '{found[0]}', the statement leaves it out"
    for limit, allowed in _ADDED:
        added = limit.search(told)
        if added and not allowed.search(there):
            return f"the statement says '{added[0]}', the source does not"
    return _bound_left_out(text, source)


def _touched(there: str, found: re.Match[str], mine: frozenset[str]) -> bool:
    """Whether a retelling with these words has most of those that such a word is about."""
    after = re.split(r"[,;]|\b(?:and|but)\b", there[found.end() :])[0].split()[:_AFTER]
    before = there[: found.start()].split()[-1:] if found[0] == "alone" else []
    near = [word.strip(".,:\"'") for word in (*before, *after)]
    content = [word for word in near if word and word not in STOP]
    return 2 * sum(bool(keys(word) & mine) for word in content) > len(content)


def _bound_left_out(text: str, source: str) -> str:
    """A number that the source gives with "at least", "about" or "nearly", and the text bare."""
    there = quantities(source)
    for ours in quantities(text):
        same = [q for q in there if (q.value, q.unit) == (ours.value, ours.unit)]
        bare = ours.high is None and BOUND.search(fold(text[: ours.start]).lower()) is None
        if same and bare and not ours.bound and all(q.bound for q in same):
            limit = source[: same[0].start].split()[-2:]
            if "average" not in limit:  # which a word of its own tells, wherever it stands
                return f"the source says '{' '.join([*limit, same[0].of(source)])}', not just that"
    return ""
