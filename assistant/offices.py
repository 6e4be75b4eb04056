"""The office that a question asks after, and whether a sentence speaks of it.

"Who is Orvane's finance chief?" has its likeliest sentence where some other of Orvane's people
stands, as soon as no article names the finance chief.
"""

from __future__ import annotations

import re

from index.tokens import fold, stem, stem_set

_ASKS = re.compile(
    r"who(?:['’]s| is| was| are| were| will be| became| becomes)\s"
    r"(?:(?:currently|now|still|then)\s)?(?P<what>[^,?]+)",
    re.IGNORECASE,
)
_OWNER = re.compile(r".*(?:['’]s|s['’])\s")
_ENDS = re.compile(
    r"\s(?:of|at|for|in|on|to|from|by|behind|who|that|which|when|before|after|as|now|today|and|or"
    r"|until|since|during|currently|right)\b.*"
)
_A_THING = re.compile(r"(?:the|an?)\s|.*(?:['’]s|s['’])\s", re.IGNORECASE)
# Offices that news calls by no other word, and tells of by no verb.
_OWN_WORD = re.compile(
    r"\b(?:mayor|governor|captain|ambassador|bishop|archbishop|treasurer|commissioner|curator"
    r"|librarian|rector|dean|economist)$"
)
# An office, and the words that tell of who holds it.
_HOLDS = tuple(
    (re.compile(rf"(?:{asked})$"), re.compile(rf"(?<!\w)(?:{told})(?!\w)"))
    for asked, told in (
        (
            r"\bcfo|chief financial officer|financ\w+ (?:chief|director|head|boss)",
            r"cfos?|chief financial|financ\w+ (?:chief|director|head|boss)|finances|of finance",
        ),
        (
            r"ceo|chief executive|chief executive officer|managing director|boss|head|chief|leader"
            r"|president|director|in charge",
            r"ceos?|chief|managing director|boss|heads?|headed|president|director|runs?|ran|running"
            r"|leads?|led|leader|in charge|(?:takes?|took|taking) (?:over|charge)|at the helm"
            r"|chair\w*|founder|step(?:s|ped)? (?:down|up)|secretary|minister|executive|succe\w+"
            r"|appoint\w+",
        ),
        (
            r"manager|coach|trainer",
            r"manag\w+|coach\w*|train\w+|boss|in charge|(?:takes?|took|taking) (?:over|charge)",
        ),
        (
            r"owner|owners|parent|parent company|shareholder|shareholders|investor",
            r"own(?:s|ed|ers?|ership)?|belong\w*|b(?:uys?|ought)|acquir\w+|control\w*|stakes?|holds?"
            r"|parent|shareholders?|invest\w+|taken? over|takeover|founders?|famil\w+|percent"
            r"|\d+ ?%",
        ),
        (
            r"founder|founders",
            r"(?:co-?)?found(?:s|ed|ers?|ing)?|start(?:s|ed)?|set up|creat\w+|launch\w*"
            r"|establish\w*|beg[au]n",
        ),
        (r"chair|chairman|chairwoman|chairperson", r"chair\w*|presid\w+"),
        (r"minister|prime minister|chancellor|premier", r"minist\w+|chancellor|premier|govern\w+"),
        (r"judge|justice|magistrate", r"judge[sd]?|justice|magistrate|ruled|sentenced"),
        (r"spokesman|spokeswoman|spokesperson", r"spokes\w+|said|says|told"),
        (r"author|writer", r"authors?|wr(?:ote|itten|iter|ites)|book|novel|columnist"),
        (
            r"winner|champion",
            r"w[io]n(?:s|ners?|ning)?|champion\w*|victor\w*|beat\w*|prize|award\w*|title",
        ),
        (r"successor", r"succe\w+|replac\w+|tak(?:es?|ing) over|took over|appoint\w+|new|becom\w+"),
        (
            r"predecessor",
            r"predecessor|succe\w+|replac\w+|follow\w*|tak(?:es?|ing) over|took over|former"
            r"|retir\w+|st(?:ep|ood) down|left|leav\w+",
        ),
    )
)


# "Who owns the club?" asks after its owner.
_DOES = re.compile(
    r"who (?:(?P<owner>owns?|owned)|(?P<founder>founded|set up)|(?P<chair>chairs?|chaired)"
    r"|(?P<coach>coach(?:es|ed)|trains|trained))\s",
    re.IGNORECASE,
)
# Who leads no more than a part: "finance chief", "chief operating officer", "head of sales".
_PART = re.compile(
    r"\b(?:(?:finance|financial|operations|technology|marketing|human resources|security) chief"
    r"|chief (?:financ\w+|operati\w+|technology|technical|information|marketing|commercial|risk"
    r"|investment|legal|medical|product|people|economist|scientist|analyst|strategist|engineer"
    r"|designer)|cfo|coo|cto|(?:head|chief) of (?!the |its )(?-i:[a-z])\w*)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:(?:the|an?|new|current|present|former|interim|acting|group) )*"
    r"(?:ceo|(?:co-)?chief executive(?: officer)?|managing director|boss|head|chief|leader)"
)
_DEPUTY = re.compile(
    r"\b(?:(?:deputy|vice|assistant|associate)[ -]\s?|under-)(?:[a-z]+ )?(?:chair\w*|presid\w+"
    r"|govern\w+|mayors?|executives?|ministers?|managers?|coach\w*|directors?|captains?|heads?"
    r"|leaders?|premiers?|chancellors?|commissioners?|curators?|chiefs?|treasurers?)\b",
    re.IGNORECASE,
)
# Who is ahead in a vote holds nothing.
_LEADS_BY = re.compile(r"\b(?:leads?|led|runs?|ran|heads?|headed)\s(?:with\b|\d)", re.IGNORECASE)


def is_office(text: str) -> bool:
    """Whether some words name an office: "finance chief"."""
    folded = fold(text)
    held = any(asked.search(folded) for asked, _ in _HOLDS)
    return held or _OWN_WORD.search(folded) is not None


def names_none(question: str, text: str, near: str = "") -> bool:
    """Whether a question asks who holds an office, and a text says nothing of such a one, nor does
    what stands near it.

    "The League leads with 34%" holds none. What stands beside "its chief operating officer
    resigned" may name who leads the company, and that sentence does not.
    """
    office = _office(question)
    whole = _WHOLE.fullmatch(office) is not None and _PART.search(question) is None
    text = text if whole and _PART.search(text) else f"{text} {near}"
    text = _LEADS_BY.sub(" ", _PART.sub(" ", text) if whole else text)
    text = text if _DEPUTY.search(question) else _DEPUTY.sub(" ", text)
    told = next((told for asked, told in _HOLDS if asked.search(office)), None)
    if told is not None:
        return told.search(fold(text)) is None
    own = _OWN_WORD.search(office)
    return own is not None and stem(own.group()) not in stem_set(text)


def _office(question: str) -> str:
    """The words for who is asked after, folded: "new finance chief"; "" where it is a name or asked
    otherwise."""
    if does := _DOES.match(question.strip()):
        return does.lastgroup or ""
    asks = _ASKS.match(question.strip())
    if asks is None or not (_A_THING.match(asks["what"]) or "in charge" in asks["what"]):
        return ""
    bare = _ENDS.sub("", _OWNER.sub("", asks["what"])).strip(" .!\"'”“’")
    is_name = bool(bare) and bare.split()[-1][0].isupper() and not bare.endswith(("CEO", "CFO"))
    return "" if is_name else fold(bare)
