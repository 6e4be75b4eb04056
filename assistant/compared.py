"""A comparison -> a question about each of the things compared, so that each gets its evidence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.plainly import plainly
from assistant.questions import compares
from assistant.verify.mentions import names
from index.tokens import stem_set, tokens

MOST = 4  # things compared
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_PREPOSITION = r"(?:in|at|on|of|for|by|from|during|between|to)"
_TIME = (
    rf"(?:(?:{_PREPOSITION}\s+)?(?:the\s+)?(?:(?:end|start|beginning|first|second|third|fourth|half|"
    rf"quarter|financial|fiscal|year|of)\s+)*(?:\d{{1,2}}\s+)?(?:{_MONTH}\s+)?(?:19|20)\d\d)"
)
_LEGAL = "Ltd Inc Co Corp Corporation plc LLC AG SA NV SE GmbH"
_FORM = f"(?:{'|'.join(_LEGAL.split())})"
_OWN = rf"(?:\s*,?\s*\b{_FORM}\b)?\.?(?:['’]s?)?"  # Acme, Inc.'s
_WHEN = re.compile(rf"\s+\(?{_TIME}\)?", re.IGNORECASE)
_BARE = re.compile(_OWN, re.IGNORECASE)
_TAIL = re.compile(rf"{_OWN}(?:\s+\(?{_TIME}\)?)?", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"{_OWN}(?:\s+\(?{_TIME}\)?)?(?P<joint>\s*,?\s*(?:\b(?:and|or|with|to|than|versus|vs\.?|against|"
    rf"compared (?:with|to))\b|,)\s*)"
    rf"(?:(?:that|those|the one|the ones)\s+)?(?:{_PREPOSITION}\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_THAN = re.compile(
    rf"\s*,?\s*\b(?:than|versus|vs\.?|compared (?:with|to))\s+(?:(?:that|those)\s+)?"
    rf"(?:{_PREPOSITION}\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_ONLY_FORM = re.compile(_FORM + r"\.?")
_DATED = re.compile(rf"(?:\d{{1,2}}\s+)?(?:{_MONTH}\s+)?(?:19|20)\d\d", re.IGNORECASE)
_RESPECTIVELY = re.compile(
    rf"{_DATED.pattern}(?:(?:\s*,\s*|,?\s+and\s+)(?:in\s+)?{_DATED.pattern}){{1,3}}\s*,?\s*respectively",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s*(?:[A-Z]|$)")
_ASKS = re.compile(r"(?:compare|contrast)\s+(?:the\s+)?", re.IGNORECASE)
# "the price of the tram and the price of the ferry", "the price of the tram and that of the ferry";
# not "of the first and the second quarter", which share their noun.
_COMMON = re.compile(
    r"(?P<one>[^,;:.?]{3,80}?)(?<!first)(?<!second)(?<!third)(?<!last)(?<!old)(?<!new)\s+"
    r"(?:and|with|versus|vs\.?|against)\s+"
    r"(?P<other>(?:the|an?|that of|those of)\s[^,;:.?]{2,80})(?P<end>[.?!]*)$",
    re.IGNORECASE,
)
_BEFORE_AND_AFTER = re.compile(
    r"\b(before) (?:and|versus|vs\.?|compared (?:with|to)) (after)\b(?= \w)", re.IGNORECASE
)
# Two companies have no shares, sales or staff in common.
_EACH_ITS_OWN = re.compile(
    r"\b(?:shares?|stocks?|share prices?|revenues?|sales|turnover|profits?|earnings|net income"
    r"|loss(?:es)?|margins?|dividends?|debts?|prices|costs|headcounts?|workforces?|employees|staff"
    r"|trials|results|forecasts|market (?:caps?|values?)|chief executives|CEOs|offers|bids)"
    r"\s(?:of|at|for)\s(?:the\s)?$",
    re.IGNORECASE,
)
_FORMS = stem_set(_LEGAL)
_WHICH_OF = re.compile(r"\b(?:which|who) of (?:the )?$", re.IGNORECASE)
_CHOICE = re.compile(
    rf"^(?:which|who)\b.*\b(?:{_PREPOSITION}|about|with)\s(?:the\s)?[^,]+,\s(?:the\s)?$",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:compar\w+|differ\w*|both|versus|vs|respectively|contrast\w*|the two|between)\b",
    re.IGNORECASE,
)
_MONTHS = "|".join(month.title() for month in _MONTH[3:-1].split("|"))
_PERIOD = re.compile(
    rf"\b(?:(?:the\s)?(?:(?i:first|second|third|fourth)\s(?:quarter|half)|Q[1-4]|H[12]|{_MONTHS})"
    r"(?:\s(?:of\s)?(?:19|20)\d\d)?|(?:19|20)\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class _Thing:
    start: int
    end: int


def sides(question: str) -> tuple[str, ...]:
    """The question asked of each thing compared, in their order; empty where none is seen.

    "Compare the orders of Kestrelane and Dovrane" asks for the orders of Kestrelane, and for the
    orders of Dovrane. Years, quarters and months are compared like names. Two things that each
    have their own year, or are asked about respectively, are two questions without a word that
    compares.
    """
    if both := _BEFORE_AND_AFTER.search(question):
        return tuple(
            question[: both.start()] + one + question[both.end() :] for one in both.groups()
        )
    asks = _ASKS.match(question)
    begin = asks.end() if asks else 0
    named = [
        _Thing(max(name.start, begin), name.end)
        for name in names(question)
        if name.end > begin and not _ONLY_FORM.fullmatch(question, name.start, name.end)
    ]
    run, ends = _run(question, named)
    if not (compares(question) or _chooses(question) or _of_which(question, run)):
        timed = bool(run) and all(
            _WHEN.search(question, thing.start, end) for thing, end in zip(run, ends, strict=True)
        )
        if timed or _owns_each(question, run):
            return _alone(question, run, ends)
        return ()
    times = _run(question, [_Thing(*match.span()) for match in _PERIOD.finditer(question)])
    apart = (
        _than(question, named)
        or (_alone(question, run, ends) if _pairs(question, run) else ())
        or (_alone(question, *times) if _pairs(question, times[0]) else ())
    )
    if len(set(apart)) < len(apart):  # Johnson and Johnson
        return ()
    apart = apart or (_in_common_words(question, asks) if asks else ())
    return tuple(map(plainly, apart))


def _in_common_words(question: str, asks: re.Match[str]) -> tuple[str, ...]:
    """Compare the tram and the ferry: two things without a name."""
    found = _COMMON.match(question, asks.end())
    if found is None:
        return ()
    one, other, end = found.groups()
    verb, of, rest = question[: asks.end()], " of ", re.sub(r"(?i)^(?:that|those) of\s", "", other)
    if of in one and (rest != other or of not in other):  # the price of the tram and the ferry
        rest = one[: one.rindex(of) + len(of)] + rest
    else:
        verb = verb.split()[0] + " "
    return tuple(_neat(each + end) for each in (question[: asks.end()] + one, verb + rest))


def own_stems(asked: Sequence[str]) -> tuple[frozenset[str], ...]:
    """The stems that only each of these questions has: the names of what it is about."""
    found = [stem_set(question) - _FORMS for question in asked]
    common = frozenset.intersection(*found) if found else frozenset()
    return tuple(one - common for one in found)


def about(own: frozenset[str], title: str, article: str) -> bool:
    """Whether an article speaks of what a side is about.

    Args:
        own: the side's own stems.
        article: its whole text, folded.
    """
    titled = stem_set(title)
    return all(word in titled or word.removesuffix("i") in article for word in own)


def is_of_another(
    found: frozenset[str],
    titled: frozenset[str],
    own: frozenset[str],
    others: Sequence[frozenset[str]],
) -> bool:
    """Whether a sentence tells of another of the things compared, and not of this one.

    One that names none of them ("the company employs ...") tells of what its title names.

    Args:
        found: the sentence's stems; ``titled``: those of its article's title.
        own: the side's own stems.
    """
    names = bool(found & own) or any(other <= found for other in others)
    told = found if names else titled
    return not told & own and any(other <= told for other in others)


def _chooses(question: str) -> bool:
    """Which is the largest, A, B or C?"""
    words = set(tokens(question))
    return bool(words & {"which", "who", "whose"}) and "or" in words


def _of_which(question: str, run: Sequence[_Thing]) -> bool:
    """Which of A and B …?"""
    return bool(run) and _WHICH_OF.search(question, 0, run[0].start) is not None


def _owns_each(question: str, run: Sequence[_Thing]) -> bool:
    """Whether each has its own of what is asked for: "the shares of A and B"."""
    return bool(run) and _EACH_ITS_OWN.search(question, 0, run[0].start) is not None


def _pairs(question: str, run: Sequence[_Thing]) -> bool:
    """Whether things joined by "and" are held apart: "Procter and Gamble" is one of them."""
    joints = [question[one.end : other.start] for one, other in itertools.pairwise(run)]
    if not any(re.search(r"\band\b", joint) for joint in joints):
        return True
    return _APART.search(question) is not None or _of_which(question, run)


def _run(question: str, things: Sequence[_Thing]) -> tuple[list[_Thing], list[int]]:
    """The longest run of things joined by a word or a comma, and where the words of each end."""
    runs: list[list[_Thing]] = [[]]
    joints: dict[int, int] = {}  # start of a thing -> where the joint before it begins
    for before, thing in itertools.pairwise([_Thing(0, 0), *things]):
        joint = _BETWEEN.match(question[before.end : thing.start]) if runs[-1] else None
        if joint:
            joints[thing.start] = before.end + joint.start("joint")
        else:
            runs.append([])
        runs[-1].append(thing)
    run = max(runs, key=len)
    if len(run) == MOST - 1 and _CHOICE.search(question, 0, run[1].start):
        run = run[1:]  # "who is keener on Corvane, Halden or Mercer?"
    if not 1 < len(run) <= MOST:
        return [], []
    apportioned = _RESPECTIVELY.search(question, run[-1].end)
    tail = (_BARE if apportioned else _TAIL).match(question, run[-1].end)
    last = tail.end() if tail else run[-1].end
    return run, [*(joints[thing.start] for thing in run[1:]), last]


def _alone(question: str, run: Sequence[_Thing], ends: Sequence[int]) -> tuple[str, ...]:
    """The question with each thing of the run alone in the place of them all."""
    if not run:
        return ()
    own = [question[thing.start : end].strip() for thing, end in zip(run, ends, strict=True)]
    when = _WHEN.search(own[-1])
    if when and not any(_WHEN.search(one) for one in own[:-1]):  # "of A and B in 2022": of both
        own[:-1] = [one + when.group() for one in own[:-1]]
    end = ends[-1]
    if question[end - 1] == "." and _NEXT.match(question, end):  # it ends the sentence too
        own = [one.removesuffix(".") + "." for one in own]
    rests = _respective(question[end:], len(run))
    return tuple(
        _neat(question[: run[0].start] + one + rest) for one, rest in zip(own, rests, strict=True)
    )


def _respective(rest: str, count: int) -> list[str]:
    """What follows for each: of "in 2018 and 2021, respectively" its own year."""
    listed = _RESPECTIVELY.search(rest)
    if listed is None:
        return [rest] * count
    times = [match.group() for match in _DATED.finditer(listed.group())]
    if len(times) != count:
        return [rest] * count
    return [rest[: listed.start()] + time + rest[listed.end() :] for time in times]


def _than(question: str, things: Sequence[_Thing]) -> tuple[str, ...]:
    """Did A earn more than B? -> Did A earn more? Did B earn more?"""
    for first, second in itertools.pairwise(things):
        than = _THAN.search(question, first.end, second.start)
        if than is None:
            continue
        middle, rest = question[first.end : than.start()], question[second.end :]
        return tuple(
            _neat(question[: first.start] + question[one.start : one.end] + middle + rest)
            for one in (first, second)
        )
    return ()


def _neat(question: str) -> str:
    return " ".join(question.split())
