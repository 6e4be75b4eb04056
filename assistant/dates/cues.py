"""Words that tell a time without a date: "latest", "at first", "before the launch"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.dates.times import When

_EVENT = re.compile(
    r"(?<!named )(?<!look )(?<!looks )(?<!looked )(?<!looking )\b(?:(?:before|prior to|after"
    r"|since|until|during|following)\s"
    r"(?:(?:the|its|their|his|her)\s(?!court|judge|committee|parliament|board|tribunal|council"
    r"|senate|magistrate|jury|end of)|(?-i:[A-Z])[\w’'-]{1,30}\s(?=(?-i:[a-z]+(?:ed|t|d))\b)"
    r"|(?=(?:it|he|she|they)\s(?:was|were|is|got|had|[a-z]+ed)\b))"
    r"|(?:vor|nach|seit|während)\s(?:der|dem|des|die|das)\s)"
    r"[\w’'-]{1,30}(?:\s(?!(?:did|do|does|what|how|who|which|when|and|or|is|are)\b)[\w’'-]{1,30})"
    r"{0,4}",
    re.IGNORECASE,
)
LATEST = re.compile(
    r"\b(?:latest|newest|most\srecent(?:ly)?|(?:by|until|up to|right|as of)\snow|now(?![\w-])"
    r"|(?:so|thus)\sfar(?!\s(?:as|from)\b)|currently|current(?!\s(?:account|affairs|events))"
    r"|(?<!USA\s)today|(?:end(?:s|ed)?\sup|turn(?:s|ed)?\sout)(?=\s|\W*$)"
    r"|(?<!was\s)(?<!were\s)(?<!got\s)(?:revised|updated)(?=\s[a-z])"
    r"|new(?=\s(?:\w+\s)?(?:dates?|deadline|forecast|estimate|toll|tally|guidance|outlook|timetable"
    r"|schedule|price\starget)\b)|at\s(?:present|the\smoment)|presently|nowadays"
    r"|these\sdays|still|up[\s-]to[\s-]date"
    r"|to\sdate(?!\s(?:the|a|an|back|from)\b)|in\sthe\send(?!\sof)|as\sit\sstands"
    r"|final(?=\s[a-z])(?!\s(?:of|in|on|at|between|match|game|season|episode|whistle|film|round"
    r"|against|was|is|and|exams?)\b)|finally|jetzt|aktuell\w{0,2}|derzeit|heute|momentan|zurzeit"
    r"|gegenwärtig|mittlerweile|inzwischen|bisher|neueste[nrs]?|immer\snoch)\b"
    r"|目前|最新|现在|当前|如今|今天|迄今|至今",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"\b(?:(?<!the\s)first\s(?:reported|said|announced|put|estimated|thought|given|published"
    r"|feared|believed|named|stated|assumed)|originally|initially"
    r"|at\sfirst(?!\s(?:glance|sight|hand|instance))|to\sbegin\swith"
    r"|(?:first|(?:original|initial)(?:\s(?!public)[a-z]+)?)(?=\s(?:reports?|figures?|estimates?"
    r"|counts?|numbers?|tolls?|forecasts?|versions?|budgets?|costs?|plans?|dates?|deadlines?"
    r"|timetables?|schedules?|bids?|offers?|targets?|guidance|outlook|price tag)\b)"
    r"|before\s(?:it|they|the\s\w{1,20}(?:\s\w{1,20})?)\s(?:was|were|got)\s(?:later\s)?(?:corrected|revised|updated|restated|amended)"
    r"|before\s(?:the|its|their|any)\s(?:correction|revision|restatement|update)"
    r"|zunächst|anfangs|ursprünglich\w{0,2}|zuerst)\b|最初|起初|原本|一开始|首次报道",
    re.IGNORECASE,
)


def events(question: str, windows: Sequence[When]) -> list[When]:
    """Times that an event marks: "before the launch"."""
    return [
        When("event", None, None, match[0], match.span())
        for match in _EVENT.finditer(question)
        if not any(w.span[0] < match.end() and match.start() < w.span[1] for w in windows)
    ]


def spans_of(pattern: re.Pattern[str], question: str) -> list[tuple[int, int]]:
    """Where a pattern is found."""
    return [match.span() for match in pattern.finditer(question)]
