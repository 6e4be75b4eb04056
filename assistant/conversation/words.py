"""The words that tell the parts of an English question."""

from __future__ import annotations

import re

AUXILIARIES = frozenset(
    "is are was were do does did has have had will would can could shall should may might must"
    "".split()
)
AUXILIARY = "|".join(sorted(AUXILIARIES))
ASKING = frozenset("who whom whose what which when where why how".split())
PREPOSITIONS = frozenset(
    "in on at for of from to by with about since until as over among under without during after "
    "before between against within per compared".split()
)
SMALL = frozenset(
    "the a an i in on at for of from to by with about as and or but so if is there it its he she "
    "his her they their that this these those please tell give show compare summarise summarize "
    "explain describe since until before after during between no yes not most all some".split()
)
QUESTION_WORDS = ASKING | AUXILIARIES | SMALL
IMPERATIVES = frozenset("tell give show compare explain summarise summarize describe list".split())
VERBS = frozenset(
    "agree announce apply ask become begin believe bring build buy call carry cause charge claim "
    "close come cost cut decide deliver demand deny die do drop earn employ end expect explain "
    "face fail fall fear find finish follow forecast gain get give go grow happen have help hire "
    "hold hope increase invest join keep know lead leave lend lose make mean meet need offer open "
    "oppose own pay plan produce promise propose publish raise reach receive reject remain "
    "replace report require resign run say see sell send serve sign spend start stay stop take "
    "tell think try use vote want warn win work be cover rise "
    "enter appear approve arrive collapse confirm disappear expand introduce reopen resume retire "
    "reveal unveil postpone merge complete connect create discover escape improve occur reduce "
    "refuse remove settle sink suspend withdraw cancel accept achieve admit allow argue continue "
    "contain describe develop elect exist fly identify include kill learn manage negotiate obtain "
    "provide prove quit react recover relocate repay seek suffer suggest write lay operate "
    "prevent punish teach speak drive fight".split()
)
_PLURAL = re.compile(r"people|men|women|children|[a-z\W]*[^\Wsui]s")


def is_plural(phrase: str) -> bool:
    """Whether the head of a phrase is more than one; a name is not, whatever it ends in."""
    head = re.split(rf"\s(?:{'|'.join(PREPOSITIONS)})\s", phrase)[0].split()[-1:]
    return bool(head and _PLURAL.fullmatch(head[0]))


def sentence(text: str) -> str:
    """Single spaces and a capital letter."""
    text = " ".join(text.split())
    return text[0].upper() + text[1:]
