"""A question in the other words that news has for what it asks: "finance chief", "CFO"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from index.tokens import stems

MOST = 2  # other wordings that are tried
Frequency = Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]

_NTH = ("first", "second", "third", "fourth")
# What stands in a question, and the words for the same, the commonest in the news first.
_SAME: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), tuple(said.split("|")))
    for asked, said in (
        (
            r"chief financial officer|cfo|finance (?:chief|director|head)|financial chief"
            r"|head of finance",
            "chief financial officer|finance director|finance chief",
        ),
        (
            r"chief executive officer|chief executive|ceo|(?<=['’]s )(?:boss|chief|head)"
            r"|boss(?= of)",
            "chief executive|managing director|CEO",
        ),
        (
            r"golden handshake|golden parachute|pay-?off|severance(?: pay\w*)?|leaving payment",
            "severance payment|payoff|compensation",
        ),
        (r"headcount|workforce|payroll|staff numbers", "employees|staff|workforce"),
        (r"carmaker|automaker|car company", "carmaker|automaker"),
        (r"price tag", "cost|bill"),
        (
            r"(?<!operating )(?<!gross )(?<!pre-tax )(?<!pretax )(?:net )?profits?"
            r"(?! (?:margin|before))",
            "net income|net profit|earnings",
        ),
        (r"net income", "net profit|profit"),
        (r"revenues?|turnover", "sales|revenue"),
        (r"(?<=['’]s )sales|sales(?= of [A-Z])", "revenue|turnover"),
        *((rf"the {nth} quarter", f"Q{n}") for n, nth in enumerate(_NTH, 1)),
    )
)
_LEADS = re.compile(
    r"who (?:(?:currently|now) )?(?:runs|leads|heads"
    r"|is (?:running|heading|leading|in charge of|at the helm of))\s(?P<of>[^,?]+)",
    re.IGNORECASE,
)
# "How did Marlowe Air do in Q4?"
_FARED = re.compile(
    r"how (?:did|has) (?P<who>[^,?]+?) (?:do|done|fared?|perform|performed)(?P<when> [^?]+)?\??$",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(?:the )?(?:q([1-4])|([1-4])q)\b", re.IGNORECASE)


def otherwise(question: str, frequency: Frequency) -> tuple[str, ...]:
    """The question with other words for the same, of those that the articles use.

    Args:
        frequency: as `Catalog.document_frequency`.
    """
    return tuple(one for one in _said(question) if _is_used(one, question, frequency))[:MOST]


def _said(question: str) -> Iterator[str]:
    if led := _LEADS.match(question):
        rest = question[led.end() :]
        yield f"Who is the chief executive of {led['of'].strip()}{rest}"
    spelt = _QUARTER.sub(
        lambda found: f"the {_NTH[int(found[1] or found[2]) - 1]} quarter", question
    )
    if fared := _FARED.match(spelt):
        rest = f"{fared['who']}{fared['when'] or ''}"
        yield f"What profit or loss was reported by {rest}?"
        yield f"What revenue was reported by {rest}?"
    elif spelt != question:
        yield spelt
    for asked, words in _SAME:
        found = asked.search(question)
        if found is None:
            continue
        for word in words:
            if word.casefold() != found.group().casefold():
                yield question[: found.start()] + word + question[found.end() :]
        return


def _is_used(said: str, question: str, frequency: Frequency) -> bool:
    """Whether every word that is new in it stands in some article."""
    new = sorted(set(stems(said)) - set(stems(question)))
    _, known = frequency(new)
    return bool(new) and all(known.get(word) for word in new)
