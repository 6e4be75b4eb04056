"""Follow-ups in other languages: the topic of the last question before them."""

from __future__ import annotations

import re

from assistant.abroad import matter
from assistant.conversation.names import Name, names_in, placing
from assistant.conversation.words import sentence
from index.tongues import Tongue

_GERMAN = frozenset(
    "und wie wer wann warum welche welcher welches seit viele ist sind wird werden kostet gibt hat "
    "oder für ein eine der das dem den dort wo wozu woher wem wen nicht auch noch von im kommt "
    "sie er betreibt".split()
)
_ENGLISH = frozenset("the what how of is did does who when and where which are it they".split())
_GERMAN_LEANS = re.compile(
    r"\b(?P<weak>er|sie|es|ihm|ihn|ihr|ihre[nmrs]?|sein|seine[nmrs]?)\b"
    r"|\b(?:dort|davon|dazu|damit|daran|dafür|darüber|darauf|dessen|deren|da)\b"
    r"|\b(?:das|diese[nmrs]?)(?=\s*[?.!]*$)",
    re.IGNORECASE,
)
_NO_TOPIC = frozenset(
    "Jahr Jahre Jahren Monat Monate Woche Wochen Tag Tage Uhr Prozent Euro".split()
)
# What leans on the question before: "lui succédera", "su sucesor". Most French and Spanish forms of
# "it" are articles too, so only these tell.
_ROMANCE_LEANS = {
    Tongue.FRENCH: re.compile(
        r"\b(?:ils?|elles?|lui|y|en|celui-ci|celle-ci|cela|ça)\b|-t-(?:il|elle|on)\b"
        r"|\b(?:son|sa|ses|leurs?)\s(?=\w)",
        re.IGNORECASE,
    ),
    Tongue.SPANISH: re.compile(
        r"\b(?:él|ellas?|ellos|eso|esto|allí|ahí)\b|\ble(?=s?\s\w+(?:rá|rán|ó|ía)\b)"
        r"|\bsus?\s(?=\w)",
        re.IGNORECASE,
    ),
}
_ROMANCE_LEADS = re.compile(r"^(?:¿\s*)?(?:(?:et|mais|alors|y|e|pero|entonces)\b[\s,]*)+", re.I)
_FEW = 3  # words of a follow-up that say too little by themselves
_MOST_TOPIC = 6  # words of the question before
_CHINESE_ASKS = re.compile(
    "什么时候|什么|多少|多长|多大|多高|何时|哪|谁|为什么|怎么|如何|几|是否|有没有|吗|呢|？|\\?|在哪|的?全长|的?价格|卖"
)
_CHINESE_LEANS = re.compile(
    "[它他她](?:们)?(?:的)?|那(?:么|里)?|这(?:个|些|里)?|其(?!他)|呢|还有|另外"
)
_CHINESE_TIME = r"(?:\d{4}|[去今明前])年|昨天|今天|上周|本周|上个?月|本月"


def is_german(text: str) -> bool:
    """Whether more of its small words are German than English."""
    words = set(re.findall(r"\w+", text.lower()))
    return len(words & _GERMAN) > len(words & _ENGLISH)


def is_chinese(text: str) -> bool:
    """Whether it has Chinese (or Japanese) characters."""
    return re.search(r"[\u3040-\u30ff\u3400-\u9fff]", text) is not None


def in_german(question: str, bare: str, led: bool, previous: str) -> str:
    """A German question after the nouns of the previous one where it leans on them."""
    nouns = _nouns(bare)
    fragment = re.fullmatch(r"(in|im|bei|für|von|am|mit)\s(.+?)\s*\?*", bare)
    if fragment and nouns and led:
        places = [name for name in names_in(previous) if placing(previous, name) == fragment[1]]
        if len(places) == 1:
            return previous[: places[0].start] + fragment[2] + previous[places[0].end :]
    lean = _GERMAN_LEANS.search(bare)
    if lean and nouns and lean["weak"] and nouns[0].start < lean.start():  # "... der Rat, wenn er"
        lean = None
    topic = ", ".join(name.text for name in _nouns(previous)[:4])
    short = led or len(bare.split()) <= 2
    if topic and (lean or (short and (fragment or not nouns))):
        return f"{topic}: {sentence(bare)}"
    return sentence(bare) if led else question


def _nouns(text: str) -> list[Name]:
    names = names_in(text, "in|im|von|der|des|am|bei|für|zu")
    return [n for n in names if n.text not in _NO_TOPIC and (n.start or " " in n.text)]


def in_romance(question: str, previous: str, tongue: Tongue) -> str:
    """A French or Spanish question after what the previous one asks about, where it leans on it.

    One that begins with "et" or "y" leans too, unless it names somebody or something itself.
    """
    bare = _ROMANCE_LEADS.sub("", question)
    led = bare != question
    names = names_in(bare[:1].lower() + bare[1:])
    leans = _ROMANCE_LEANS[tongue].search(bare) or len(bare.split()) <= _FEW
    if not bare or not (leans or (led and not names)):
        return question
    topic = " ".join(matter(previous, tongue)[:_MOST_TOPIC])
    opening = "¿" if question.startswith("¿") and not bare.startswith("¿") else ""
    return f"{topic}: {opening}{bare}" if topic else question


def in_chinese(question: str, previous: str) -> str:
    """The topic in the place of 它 or before the question; another time in the place of one."""
    if not _CHINESE_LEANS.search(question) and len(question) > 6:
        return question
    time = re.search(_CHINESE_TIME, question)
    if time and len(question) <= 8 and re.search(_CHINESE_TIME, previous):
        return re.sub(_CHINESE_TIME, time[0], previous, count=1)
    found = _CHINESE_ASKS.search(previous)
    topic = previous[: found.start() if found else 40].rstrip("是有在的了，, ")[:40]
    if not topic or topic in question:
        return question
    written = re.sub("[它他她](?:们)?", lambda _: topic, question, count=1)
    if written != question:
        return written
    return f"{topic}：{re.sub('^(?:那么?(?![里个些])|还有|另外)[，,]?', '', question)}"
