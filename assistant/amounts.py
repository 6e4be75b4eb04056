"""Whether a retelling keeps how many its sentence speaks of: only, few, most, at least, up to.

People drop such a word where nothing hangs on it, and the verifier lets them. Of a model's sentence
a doubt is enough. Pure functions; English.
"""

from __future__ import annotations

import re

from assistant.verify import quantities
from assistant.verify.units import BOUND
from assistant.verify.wording import STOP, fold, keys, keys_of

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
        (
            "at most|at the latest",
            "at most|no more|not more|up to|maximum|at the latest|by|less|under|below|limit\\w*|cap"
            "|capped|ceiling|within|no later|before|highest",
        ),
        (
            r"each(?! (?:day|week|month|year|time|other|side))|apiece",
            "each|apiece|every|per|both|all|respectively|a (?:head|person|piece|share)|either",
        ),
    )
)
# Behind a figure: it is by so much, not so much.
_MORE = (
    "more|less|fewer|(?:long|short|lat|earli|high|low|old|young|furth|farth|fast|slow|cheap|bigg|larg"
    "|small|heavi|light|warm|cold|deep|wid|rich|poor|strong|weak|tall|great|quick)er|better|worse"
)
_BY_SO_MUCH = re.compile(
    rf"\b(?:{_MORE}|than|extra|additional\w*|another|add\w*|above|below|beyond|ahead"
    r"|up|down|by|after|before|ago|differ\w*|exten\w*|delay\w*|sav\w*|cuts?|reduc\w*"
    r"|increas\w*|decreas\w*|ris\w*|rose|f[ae]ll\w*|drop\w*|gain\w*|grew|grow\w*|slip\w*|lead\w*"
    r"|led|outpac\w*|exceed\w*|discount\w*|within)\b"
)
_BY_MORE = re.compile(rf"\s(?:{_MORE})\b")
_STRETCH = re.compile(r",(?!\d)|[;:]")
_SOME = re.compile(
    r"\b(?:some|several|few|others?|part(?:ly)?|includ\w*|among|many|most|half|majority|minority"
    r"|of (?:them|whom|which|those)|in all|total|altogether|out of)\b"
)
_MOST_OF = re.compile(r"\b(?:most (?:of|[a-z]+s\b)|the majority|mostly|mainly)")
_MUCH = re.compile(
    r"\b(?:most\w*|main\w*|major\w*|bulk|larg\w*|chief\w*|primar\w*|predominant\w*|two[- ]thirds"
    r"|three[- ]quarters|all but|nearly all|almost all|half|usual\w*|typical\w*|often|general\w*)\b"
)
_PART_OF = re.compile(
    r"\s?of (?P<them>them|whom|which|those|these)\b|\s?of (?:the|its|his|her|their)\b"
)
_NEXT = re.compile(r" (?:[^\s,;]+ ){0,3}")
_WITHIN = re.compile(r"\b(?:including|among them)\s$")


def limit_changed(text: str, source: str) -> str:
    """What is wrong with the limits of a retelling of this sentence, in plain words; "" if nothing.

    Args:
        text: the retelling.
        source: the one sentence that it retells.
    """
    told, there = fold(text).lower(), fold(source).lower()
    mine = keys_of(re.findall(r"\w{3,}", told))
    for limit, kept in _KEPT:
        for found in limit.finditer(there):
            if _touched(there, found, mine) and not kept.search(told):
                return f"the source says '{found[0]}', the statement leaves it out"
    for limit, allowed in _ADDED:
        added = limit.search(told)
        if added and not allowed.search(there):
            return f"the statement says '{added[0]}', the source does not"
    return next(filter(None, (check(text, source) for check in _CHECKS)), "")


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


def _most_added(text: str, source: str) -> str:
    """ "Most of it" where the source tells no more than half."""
    told, there = _MOST_OF.search(fold(text).lower()), fold(source).lower()
    if told is None or _MUCH.search(there):
        return ""
    figures = [(each.value, each.unit) for each in quantities(source)]
    share = any(value > 50 for value, unit in figures if unit == "%")
    share |= any(0.5 < one / of < 1 for one, u in figures for of, v in figures if of and u == v)
    return "" if share else f"the statement says '{told[0]}', the source does not"


def _all_but(text: str, source: str) -> str:
    """ "Two of them" for "all but two of them"."""
    there = fold(source).lower()
    for figure in quantities(source):
        if there[: figure.start].endswith("all but "):
            same = any(each.value == figure.value for each in quantities(text))
            if same and not _ALL_BUT.search(fold(text).lower()):
                return f"the source says 'all but {figure.of(source)}', the statement leaves it out"
    return ""


_ALL_BUT = re.compile(
    r"\b(?:all but|except\w*|not|other than|apart|rest|bar|exclud\w*|without|reject\w*|still|yet"
    r"|remain\w*|stay\w*|left)\b"
)
_IF_BOTH = re.compile(r"\b(?:if|unless|provided|should|when)\b[^.;]*?\b(and|or)\b")


def _one_or_both(text: str, source: str) -> str:
    """ "If it moves or is sold" for "if it moves and is sold"."""
    told, there = (_IF_BOTH.search(fold(part).lower()) for part in (text, source))
    if told is None or there is None or told[1] == there[1]:
        return ""
    if re.search(rf"\b{told[1]}\b", fold(source).lower()):
        return ""
    return f"the source says '{there[1]}' in its condition, not '{told[1]}'"


def _by_so_much(text: str, source: str) -> str:
    """ "70 minutes" for "70 minutes longer"."""
    low = fold(source).lower()
    for ours in quantities(text):
        same = [q for q in quantities(source) if (q.value, q.unit) == (ours.value, ours.unit)]
        more = [each[0] for q in same if (each := _BY_MORE.match(low, q.end))]
        told = fold(text).lower()
        apart = any(told.startswith(f",{each}", ours.end) for each in more)
        if not same or len(more) < len(same):
            continue
        if apart or not _BY_SO_MUCH.search(_around(told, ours.start)):
            return f"the source says '{same[0].of(source)}{more[0]}', not just that"
    return ""


def _around(text: str, at: int) -> str:
    """What stands between the marks before and after the place."""
    low = max((mark.end() for mark in _STRETCH.finditer(text, 0, at)), default=0)
    after = _STRETCH.search(text, at)
    return text[low : after.start() if after else len(text)]


def _part_for_whole(text: str, source: str) -> str:
    """ "38 were badly hurt" for "38 were hurt, two of them badly", "on its eleven beaches" for "on
    three of its eleven beaches".
    """
    told, there = fold(text).lower(), fold(source).lower()
    mine = {(each.value, each.unit) for each in quantities(text)}
    known = keys_of(re.findall(r"[^\W\d_]{3,}", told))
    figures = quantities(source)
    for part in figures:
        of = _PART_OF.match(there, part.end)
        within = _WITHIN.search(there[: part.start])
        if (part.value, part.unit) in mine or not (of or within) or _SOME.search(told):
            continue
        if of and not of["them"]:
            whole = [
                q
                for q in figures
                if q.value > part.value and _NEXT.fullmatch(there, of.end(), max(q.start, of.end()))
            ]
            about = _of_weight(there[: part.start])[-3:]
        else:
            whole = [q for q in figures if q.end <= part.start and q.value > part.value]
            rest = re.split(r"[.;,]", there[(of.end() if of else part.end) :])[0]
            about = [word for word in _of_weight(rest) if word not in there[: part.start]]
        if any((q.value, q.unit) in mine for q in whole) and any(keys(w) & known for w in about):
            return f"the source says it of '{part.of(source)}' of them, not of all"
    return ""


def _of_weight(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{3,}", text) if word not in STOP]


_CHECKS = (
    _bound_left_out,
    _most_added,
    _all_but,
    _one_or_both,
    _by_so_much,
    _part_for_whole,
)
