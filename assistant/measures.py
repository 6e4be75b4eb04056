"""Which of a company's figures a sentence gives: sales are no answer where profit is asked for."""

from __future__ import annotations

import re

_SHARES = "share price"
_MEASURES = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        ("sales", r"revenues?|sales|turnover"),
        (
            "profit",
            r"profits?|profitability|earnings|net income|ebitd?a?|operating income"
            r"|(?:net|operating|pre-?tax|annual|quarterly) loss(?:es)?",
        ),
        ("orders", r"orders|order (?:book|intake|backlog)|backlog"),
        ("dividend", r"dividends?|payout"),
        ("margin", r"margins?"),
        ("debt", r"(?:net )?debts?"),
        (
            _SHARES,
            r"share price|(?:shares?|stock)(?: (?:of|in) [^,.;]{1,40}?| in it)?,? (?:\w+ )?"
            r"(?:rose|fell|climbed|dropped|jumped|slid|gained|lost|closed|opened|traded|stood"
            r"|surged|plunged|slumped|tumbled|rall(?:y|ied)|(?:is|was|were|are) (?:up|down))",
        ),
    )
)
_BY_ONE_WORD = frozenset({"dividend", "margin"})
_TRADED = re.compile(r"\b(?:shares|stocks?)\b", re.IGNORECASE)
# Of the profits too one is no other: the operating profit is not what is left after tax.
_PROFITS = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        ("operating", r"operating (?:profits?|income|loss(?:es)?|earnings)|ebit"),
        ("net", r"net (?:profits?|income|loss(?:es)?|earnings)|after-tax profits?"),
        ("before tax", r"pre-?tax (?:profits?|loss(?:es)?|earnings)|profits? before tax"),
        ("gross", r"gross profits?"),
    )
)


# "The union demands 8 percent", "she sues for 4 million": what is wanted, not what is
_WANTED = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|(?:ask(?:s|ed|ing)?|call(?:s|ed|ing)?) for|seek(?:s|ing)?|sought"
    r"|su(?:es?|ed|ing)\b.{0,40}\bfor|claim(?:s|ed|ing)?\b.{0,40}\b(?:damages|compensation)"
    r"|insist(?:s|ed)? on)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"(?:(?:the|its|their)\s)?(?:(?:net|operating|pre-?tax|gross|annual|quarterly|underlying)\s)?"
    r"(?:revenues?|sales|turnover|profits?|earnings|income|loss(?:es)?|orders|dividends?|margins?"
    r"|debts?|headcount|workforce|share price|price target|inflation|unemployment|turnout)",
    re.IGNORECASE,
)


def is_measure(text: str) -> bool:
    """Whether some words name a figure and nothing else: "the operating profit"."""
    return _ALONE.fullmatch(text) is not None


_OF_ONE = re.compile(
    r"what (?:is|was|are|were) .{1,60}['’]s? (?P<what>.{3,30}?)"
    r"(?: (?:in|for|at|on|last|this|now|a year)\b.*)?\W*",
    re.IGNORECASE,
)


def asks_one(question: str) -> bool:
    """Whether somebody's figure is asked for: "what were Orvane's sales in 2024?"."""
    found = _OF_ONE.fullmatch(question)
    return found is not None and is_measure(found["what"])


def gives_another(question: str, sentence: str) -> bool:
    """Whether a sentence gives another figure than the question asks for, and not that one too."""
    asked, told = (_named(_MEASURES, text) for text in (question, sentence))
    if not asked or not told:
        return False
    if not asked & told:
        return True
    asked, told = (_named(_PROFITS, text) for text in (question, sentence))
    return bool(asked and told) and not asked & told


def names_none_asked(question: str, text: str) -> bool:
    """Whether a question asks for a figure that news calls by no other word, and a text names it
    not: what is paid for a company is no dividend."""
    asked = _named(_MEASURES, question) & _BY_ONE_WORD
    return bool(asked) and not asked & _named(_MEASURES, text)


def is_another(question: str, first: str, sentence: str) -> bool:
    """Whether a sentence gives another figure than the one that a first sentence gives, or the
    price of shares, which neither the question nor that sentence speaks of."""
    both = f"{question} {first}"
    asked, told = (_named(_MEASURES, text) for text in (both, sentence))
    traded = _SHARES in asked or _TRADED.search(question) is not None  # "per share" is a price
    return gives_another(both, sentence) or (told == {_SHARES} and not traded)


def is_wanted(text: str) -> bool:
    """Whether somebody wants what these words give, so that it need not be so."""
    return _WANTED.search(text) is not None


def _named(measures: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> frozenset[str]:
    return frozenset(name for name, words in measures if words.search(text))
