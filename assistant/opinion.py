"""An article that tells its writer's own view: whose it is, for a note beside what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.tokens import stem_set
from index.types import Article

_LABEL = r"(?:opinion|commentary|editorial|op-ed|viewpoint|guest (?:essay|column|comment))"
_TITLED = re.compile(
    rf"(?:{_LABEL}|comment)\s?[:|]|.*\s[|–—]\s?(?:{_LABEL}|comment)$", re.IGNORECASE
)
_SECTION = re.compile(rf"\W*{_LABEL}\W*", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:views?|opinions?) expressed\b"
    r"(?! (?:in (?:this|the) (?:e-?mail|mail|message|comments?)|by (?:readers|users|commenters))\b)"
    r"[^.]{0,80}\b(?:own|personal|necessarily|(?:author|writer|columnist)['’]?s?)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^\W*by ([^\n,|]{3,60})$", re.IGNORECASE | re.MULTILINE)
# "We expect 40 million", in nobody's quoted words: the view of whoever publishes it
_OURS = re.compile(
    r"\b[Ww]e\s(?:(?:still|now|also|would|do not|don['’]t|\w+ly)\s)?(?:expect|estimate|think"
    r"|believe|forecast|see|reckon|assume|rate|recommend|predict|anticipate|calculate|doubt|prefer"
    r"|advise)\b"
    r"|\b[Ii]n our (?:view|opinion|estimate|model|judgement)\b"
    r"|\b[Oo]n our (?:numbers|estimates|figures)\b"
    r"|\b[Oo]ur (?:price target|target price|estimates?|forecasts?|view|rating|recommendation)\b"
)
_QUOTED = re.compile(r"^[^\"“]*”|\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)")
_HEAD = 400  # characters in which a section names itself


def says_we(sentence: str) -> bool:
    """Whether a sentence tells a view of those who publish it, as "we"."""
    return _OURS.search(_QUOTED.sub(" ", sentence)) is not None


def house(article: Article, quotes: Iterable[str]) -> str:
    """Who "we" is in some sentences of an article that is a house's own; "" where none says so."""
    if not any(map(says_we, quotes)) or is_opinion(article.title, article.text):
        return ""
    whose = " / ".join(filter(None, [article.publisher, *article.authors])) or "whoever wrote it"
    return f'"We" in "{article.title}" is {whose}.'


def note(articles: Iterable[Article]) -> str:
    """What is to be said of those that are opinion pieces; "" where none is."""
    told = [f'"{one.title}"{_by(one)}' for one in articles if is_opinion(one.title, one.text)]
    if not told:
        return ""
    which = "is an opinion piece" if len(told) == 1 else "are opinion pieces"
    return f"{' and '.join(told)} {which}: what is told from there is its writer's view."


def is_opinion(title: str, text: str) -> bool:
    """Whether an article says of itself that it is an opinion piece."""
    lines = (line.strip() for line in text[:_HEAD].splitlines())
    return (
        _TITLED.match(title) is not None
        or any(line and _SECTION.fullmatch(line) for line in lines)
        or _OWN.search(text) is not None
    )


def writes(names: frozenset[str], sentence: str, title: str, text: str) -> bool:
    """Whether a sentence is of an opinion piece of whom these stems name, and not about the writer.

    Args:
        title: of the article.
        text: of the article.
    """
    byline = _BYLINE.search(text[:_HEAD])
    if byline is None or not names <= stem_set(byline[1]) or not is_opinion(title, text):
        return False
    return names.isdisjoint(stem_set(sentence)) and _OWN.search(sentence) is None


def _by(article: Article) -> str:
    return f" by {' and '.join(article.authors)}" if article.authors else ""
