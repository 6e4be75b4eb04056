"""What a question asks to have happened, in the other words that news has for it.

"When did the strike begin?" is answered by "Dockers walked out on Monday", which shares no word
with it, while what else was said of the strike shares all the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.kinds import AMOUNTS, Wants
from assistant.questions import Need, present
from index.tokens import fold, holds, stem_set

if TYPE_CHECKING:
    from assistant.evidence import Candidate

_GIVEN = 0.5  # of what it lacks is given to a sentence that tells the deed
_TAKEN = 0.6  # of the chance is taken from the others that speak of the same
_OF_IT = 0.9  # of the question's other words that the article must have
_NEAR = 0.3  # ... and the sentence with the one before it and the title
_HOLDS = 0.5  # so well the sentence must hold an answer of the wanted kind

# "The cause is not known": of a cause it tells none.
_NO_CAUSE = re.compile(
    r"\b(?:no|not|never|without|yet to)\b[^.;,]{0,30}\b(?:causes?|reasons?)\b"
    r"|\b(?:causes?|reasons?)\b[^.;,]{0,30}\b(?:not|unknown|unclear|investigat\w+|open|yet to)\b",
    re.IGNORECASE,
)
# "A start-up" begins nothing, and shots that are fired lose no post.
_NO_DEED = re.compile(
    r"\w+(?:-\w+)+"
    r"|\bfired (?:into|upon|on by)\b|\bwhat (?:was|were) fired\b|\bwho fired (?:at|on)\b"
    r"|\b(?:shots?|rounds?|bullets?|missiles?|rockets?|shells?|drones?|guns?)\b.*?\bfired\b"
    r"|\bfired\b.*?\b(?:shots?|rounds?|bullets?|missiles?|rockets?|shells?|drones?|guns?)\b"
)
# What a question may ask with; the other words that tell the same.
_DEEDS = tuple(
    (re.compile(rf"\b(?:{asks})", re.IGNORECASE), re.compile(rf"\b(?:{tells})", re.IGNORECASE))
    for asks, tells in (
        (
            r"beg[aiu]n|start(?:ed|s)?\b|break out|broke out|commence",
            r"beg[aiu]n|start(?:ed|s)\b|broke out|commenced?|walked out|walkout|went on strike"
            r"|downed tools|erupted|got under way|got underway|set off",
        ),
        (
            r"(?<!the )end(?:ed)?\b(?! (?:of|up))|over(?=\W*$)|finished|called off|settled",
            r"end(?:s|ed)\b|(?:is|was|are) over\b|call(?:s|ed) off|return(?:s|ed) to work"
            r"|(?:go|goes|went|are|is) back (?:at|to) work|settled?\b|finish(?:es|ed)|concluded"
            r"|lifted|extinguished|resumed",
        ),
        (
            r"replac(?:e|ed|es|ing)\b|succeed(?:s|ed)?\b|successor|tak(?:e|en|ing) over from"
            r"|took over from|(?<=who )(?:takes? over|took over|becomes?|became|will become)\b",
            r"replac(?:e|es|ed)\b|succeed(?:s|ed)\b|successor|takes? over|took over|stepped in"
            r"|appointed|becomes?\b|became\b|new (?:head|chief|coach|boss|director|manager|chair)",
        ),
        (
            r"predecessor|preced(?:e|es|ed)\b|before (?=(?:[a-z]+ ){1,3}(?:took over|came|was)\b)",
            r"predecessor|preced(?:e|es|ed)\b|replac(?:es|ed)\b|succe(?:eds|eded|ssor)\b"
            r"|(?:takes?|took|taking) over from|follow(?:s|ed)\b|step(?:s|ped)? down|hands? over"
            r"|hand(?:s|ed) over|mak(?:es?|ing) way|retir(?:es?|ed|ing)|leav(?:es?|ing)\b|former\b",
        ),
        (
            r"hurt\b|injur(?:ed|y|ies)|wounded|harmed",
            r"hurt\b|injur(?:ed|y|ies)|wounded|harmed|treated (?:for|in)|burns\b|unhurt|unharmed"
            r"|hospitali[sz]ed|intensive care|casualt(?:y|ies)\b"
            r"|need(?:s|ed|ing) (?:[\w-]+ ){0,2}(?:treatment|care)\b|in (?:\w+ )?hospital\b"
            r"|(?:taken|brought|rushed|flown|airlifted|admitted) to (?:\w+ )?hospital",
        ),
        (
            r"(?:die[sd]?|dead|killed|deaths?|fatalities)\b",
            r"die[sd]?\b|dead\b|killed\b|deaths?\b|fatal(?:ly|ities)?\b|perished|toll\b"
            r"|lost (?:his|her|their) li(?:fe|ves)|claim(?:s|ed) (?:[\w-]+ ){1,4}li(?:fe|ves)"
            r"|bod(?:y|ies)\b",
        ),
        (
            r"how many\b.*?\b(?:arrested|detained|in(?:to)? custody)\b",
            r"arrest(?:s|ed)?\b|detain(?:s|ed)?\b|detention\b|custody\b|police (?:hold|held)\b"
            r"|held (?:by|for)\b|charged\b|(?:taken|led) away\b",
        ),
        (
            r"how many\b.*?\b(?:rescued|saved)\b",
            r"rescue[ds]?\b|saved?\b|pulled (?:[\w-]+ ){0,3}(?:from|out)\b|plucked\b|winched\b"
            r"|(?:brought|taken|led|flown|got) (?:[\w-]+ ){0,3}(?:to safety|ashore)\b"
            r"|picked up\b|surviv\w+",
        ),
        (
            r"how many\b.*?\b(?:evacuated|displaced)\b",
            r"evacuat\w+|displaced\b|homeless\b|moved out\b"
            r"|(?:leav|le|fle|forc)\w+ (?:from |out of )?their homes?\b"
            r"|(?:brought|taken|led) (?:[\w-]+ ){0,3}to safety",
        ),
        (
            r"how many\b.*?\b(?:missing|unaccounted for)\b",
            r"missing\b|unaccounted for\b|not (?:yet )?(?:been )?found\b",
        ),
        (
            r"late(?=\W*$| (?:is|was|are|were|will|did|does|do|has|had|because|due)\b)"
            r"|delay(?:ed|s)?\b|postponed|put off|behind schedule",
            r"delay(?:ed|s)?\b|postpone[ds]?|put off|pushed back|behind schedule|later than",
        ),
        (
            r"(?:hold|held|holds)\b.{1,60}\bresponsible|blame[sd]?\b|at fault",
            r"blam(?:e|es|ed|ing)\b|at fault|responsible for|accus(?:e|es|ed)\b",
        ),
        (
            r"what (?:caused|triggered|sparked|set off|brought about|led to|drove|(?:is|was) behind"
            r"|(?:is|was) to blame for)\b|causes? of\b",
            r"caus(?:e|es|ed|ing)\b|blam(?:e|es|ed|ing)\b|trac(?:e|es|ed|ing)\b.{1,60}\bto\b"
            r"|trigger(?:s|ed)?\b|spark(?:s|ed)\b|set off by|suspect(?:s|ed)?\b|due to|owing to"
            r"|because\b|(?:a )?result of|led to|down to\b",
        ),
        (
            r"(?<=what is the )names? of\b|(?<=what was the )names? of\b|(?:named|called)(?=\W*$)",
            r"(?:named|christened|nicknamed|dubbed|baptised|baptized)\b"
            r"|called\b(?! (?:for|on|upon|off|in|out|up|by|at|it|him|her|them|a|an|the)\b)"
            r"|by the name\b|(?:whose|its|his|her|their) name (?:is|was)\b|goes by\b",
        ),
        (
            r"dismiss(?:ed)?\b|sack(?:ed)?\b|fired\b|ousted",
            r"dismiss(?:ed|es|al)|sack(?:ed|s)\b|fired\b|ousted"
            r"|part(?:ed|s)? (?:company|ways|with)",
        ),
        (
            r"(?<=who )(?:runs?|heads?|leads?|ran|headed|led)\b(?!.*\b(?:race|polls?|surveys?|table"
            r"|standings|league|rankings?|talks|inquiry|investigation|protests?)\b)"
            r"|(?<=who is )(?:running|heading|leading|in charge)\b"
            r"|(?<=who was )(?:running|heading|leading|in charge)\b|at the helm\b|boss of\b",
            r"chief executive|ceo\b|managing director|chair(?:man|woman|person)?\b|president\b"
            r"|mayor\b|manager\b|director\b|(?:takes?|took) over\b|appointed\b|runs?\b|heads?\b"
            r"|headed\b|running\b|in charge\b|at the helm\b|(?:takes?|took) charge\b|has run\b"
            r"|succe(?:eds|eded|ssor)\b|will lead\b",
        ),
    )
)
# What befalls people, each thing for itself.
_FATES = tuple(
    tells
    for asks, tells in _DEEDS
    if asks.search("how many were hurt, killed, arrested, rescued, evacuated, missing")
)


def retold(
    need: Need, candidates: Sequence[Candidate], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chances where the question asks for a deed that some sentences tell in other words."""
    deed = _deed(need)
    if deed is None or not len(values):
        return values
    asked, tells = deed
    question = _NO_DEED.sub(" ", fold(need.question))
    own = stem_set(" ".join(match.group() for match in asked.finditer(question)))
    others = {s: w for s, w in need.weights.items() if s not in own}
    of_it = np.array([_speaks(others, one) for one in candidates])
    told = np.array([_tells(need, tells, one.text) for one in candidates])
    kind = np.array([_holds(need, one.text) for one in candidates])
    if not (of_it & told & kind).any():
        return values
    raised = np.where(of_it & told & kind, values + _GIVEN * (1 - values), values)
    lowered: NDArray[np.float64] = np.where(told, raised, raised * (1 - _TAKEN))
    return lowered


def is_told(need: Need, text: str) -> bool | None:
    """Whether a text tells the deed that the question asks for; None where it asks for none that is
    known here."""
    deed = _deed(need)
    return None if deed is None else _tells(need, deed[1], text)


def counts_others(need: Need, text: str) -> bool:
    """Whether it is asked how many something befell, and a text does not tell that of anybody."""
    deed = _deed(need) if need.wants is Wants.NUMBER else None
    return deed is not None and deed[1] in _FATES and not _tells(need, deed[1], text)


def tells_fate(text: str) -> bool:
    """Whether a text tells what befell people: that they died, say, or were arrested."""
    return any(tells.search(text) for tells in _FATES)


def _tells(need: Need, tells: re.Pattern[str], text: str) -> bool:
    unknown = need.wants is Wants.REASON and _NO_CAUSE.search(text) is not None
    return tells.search(text) is not None and not unknown


def _deed(need: Need) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    question = _NO_DEED.sub(" ", fold(need.question))
    return next(((a, t) for a, t in _DEEDS if a.search(question)), None)


def _holds(need: Need, text: str) -> bool:
    """Whether a sentence holds an answer of the kind that is wanted."""
    kinds = AMOUNTS | {Wants.PERSON}
    return need.wants not in kinds or present(need, text) >= _HOLDS


def _speaks(weights: dict[str, float], one: Candidate) -> bool:
    """Whether a sentence is of the matter that the question's other words name."""
    total = sum(weights.values())
    near = stem_set(f"{one.passage.title} {one.before_text} {one.text}")
    in_article = sum(w for s, w in weights.items() if holds(one.article, s))
    return bool(total) and (
        in_article >= _OF_IT * total
        and sum(w for s, w in weights.items() if s in near) >= _NEAR * total
    )
