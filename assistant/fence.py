"""Untrusted text as a model may see it: delimited data that can forge neither delimiters nor marks.

Whatever a model copies out of it reads back as the model's own marks and no others.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from assistant.drafts import NUMBERS, OF_SOURCE, unadorned
from assistant.types import Citation, Message
from index.sentences import split

TURNS = 6  # of a conversation, the newest
TURN_CHARACTERS = 400
# Of these are made fences, control tokens, marks, JSON and its escapes. Their full-width and small
# forms are known by what Unicode has them stand for.
_LOOK_ALIKES = str.maketrans("<>[]{}\\〈〉⟨⟩❮❯【】〔〕〖〗⁅⁆⟦⟧", "‹›()()/‹›‹›‹›()()()()()")
_QUOTES = frozenset("„‚〝〟「」『』《》")  # brackets as Unicode counts
# Read in a shadow of the text, where every bracket is a round one and every digit a 0.
_BRACKETED = re.compile(
    r"\(\s*\^?\s*(0{1,3}(?:\s*(?:,|;|&|\+|-|–|to|and|und|y|et)\s*0{1,4})*)\s*\^?\s*\)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<!\w)({OF_SOURCE})({NUMBERS})(?!\s*[\w%]|[.,]\d)", re.IGNORECASE
)  # "source 3", but not "evidence 12 boxes long"
_SET_APART = re.compile(r"‹(\d[^‹›]*)›")
_NAMED_APART = re.compile(rf"((?<!\w){OF_SOURCE})‹([^‹›]*)›", re.IGNORECASE)
_KEY = re.compile(r"\"(\w+)\"(?=\s*:)")  # of JSON
# "[2]" in an article leads to a note that nobody here can see.
_NOTES = re.compile(r"(?:\s*\[\s*\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\s*\])+")
_BREAKS = frozenset("\n\r\t\v\f\x85\u2028\u2029")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode categories
_MONTHS = (
    "January February March April May June July August September October November December"
).split()

_MACHINE = (
    r"(?:ai (?:assistants?|agents?|models?|systems?|bots?|tools?)"
    r"|(?:large )?language models?|llms?|chat ?bots?)"
)
_ORDERS = (
    r"(?:(?:ignore|disregard|forget|override) (?:all |any |the |these |your |of )*"
    r"(?:previous|prior|above|earlier|preceding) (?:instructions?|prompts?)\b"
    r"(?! (?:on|for|about|from|to|of|in)\b)"
    rf"|(?:all |any |dear )?{_MACHINE}\b[^.:]{{0,30}}"
    r"\b(?:reading|processing|summari[sz]ing|parsing|indexing) this\b[^.:]{0,30}:"
    rf"|(?:notes?|messages?|attention|instructions?|important) (?:to|for) (?:all |any |the )?"
    rf"(?:{_MACHINE}|assistant|bot)\b[^.:]{{0,20}}:"
    rf"|if you are an? (?:ai|{_MACHINE})(?=\s*[,:]|\s+\w+ing\b)"
    r"|answer (?:any|every|all|each) questions? with\b"
    r"|you are now in (?:an? |the )?[\w-]+ mode\b"
    r"|you are now an? (?:\w+ ){0,3}(?:ai|assistant|language model|chat ?bot)\b"
    r"|do not (?:mention|reveal|repeat|disclose) this (?:line|instruction|note|sentence)\b"
    r"|the (?:correct|right|only) answer to (?:any|every|all|each) questions?\b"
    # German
    r"|(?:ignorier(?:e|en|t)|vergiss|vergesst|vergessen|missachte[nt]?)(?: sie)? "
    r"(?:alle |die |deine |ihre |sämtliche )*"
    r"(?:vorherigen|bisherigen|vorigen|obigen|früheren|vorangegangenen|vorstehenden) "
    r"(?:anweisungen|befehle|instruktionen|vorgaben|prompts?)\b"
    r"(?! (?:zu|für|über|von|aus|der|des)\b)"
    r"|antworte(?:n sie)? auf (?:jede|alle) fragen? mit\b"
    r"|(?:hinweis|nachricht|anweisung|achtung) (?:an|für) (?:alle |die |den )?"
    r"(?:(?:ki|ai)\b[ -]?\w*|sprachmodelle?\b)[^.:]{0,20}:"
    # French
    r"|(?:ignore[zr]?|oublie[zr]?) (?:toutes? )?(?:les |vos |tes |ces )*"
    r"(?:instructions|consignes|directives) (?:pr[ée]c[ée]dentes|ant[ée]rieures|ci-dessus)"
    r"|r[ée]pond(?:s|ez) [àa] (?:toutes? les? |chaque |toute )questions? (?:par|avec)\b"
    r"|(?:note|message|consigne|attention) (?:[àa]|aux|pour) (?:tous |toutes )?(?:les |l['’])?"
    r"(?:assistants?|mod[èe]les?|agents?|syst[èe]mes?) (?:d['’]ia|ia|de langage)\b[^.:]{0,20}:"
    # Spanish
    r"|(?:ignor[ae][dn]?|olvid[ae][dn]?) (?:todas )?(?:las |tus |sus |estas |vuestras )*"
    r"(?:instrucciones|indicaciones|[óo]rdenes) (?:anteriores|previas|precedentes)"
    r"|respond[ae][dn]? a (?:todas las|cada|cualquier) preguntas? con\b"
    r"|(?:nota|mensaje|aviso) (?:a|para) (?:todos )?(?:los |las )?"
    r"(?:asistentes?|modelos?|agentes?|sistemas?) de (?:ia|lenguaje)\b[^.:]{0,20}:"
    # Chinese
    r"|请?(?:忽略|无视|忘记|忘掉)(?:所有|一切|全部|你|您|的|之前|以上|先前|此前|上述|前面|任何)+"
    r"(?:指令|指示|提示词|命令))"
)
# Only where a sentence speaks to its reader: at its beginning or that of a cell, behind a label, or
# to "you". What is told of others ("forget the earlier instructions from the tower") stands
# elsewhere.
_TO_MACHINES = re.compile(
    r"(?:^[^\w\"“”„'‘’«»]*|[.:;!?—–|]\s+|[。！？；：，]\s*|\byou (?:must|should|will|are to) )"
    r"(?:(?:please|now|and|then|also|always|important|attention|warning|system|kindly|bitte|jetzt|und"
    r"|wichtig|achtung|maintenant|et|important|ahora|y|importante)\b[\s,:!]*)*" + _ORDERS,
    re.IGNORECASE,
)
_ORDERED = re.compile(rf"(?<![A-Za-z]){_ORDERS}", re.IGNORECASE)
_REPORTED = re.compile(
    r"[,”\"’'»]\s+[^,.:;]{1,60}\b(?:said|says|told|tells|wrote|writes|asked|asks|argued|argues|urged"
    r"|urges|warned|warns|reports?|reported|announced|announces|added|adds|sagte|schrieb|hieß|dit"
    r"|écrit|dijo|escribió)\b[^.:;]*[.!?]?\W*$"
)


def addressed_to_machines(text: str) -> bool:
    """Whether a sentence speaks to whatever program reads the page: it reports nothing.

    Read from its form alone; what it wants is of no interest. A sentence about such programs is
    none of these, nor is one that somebody is reported to have said.
    """
    return _TO_MACHINES.search(text) is not None and _REPORTED.search(text) is None


def holds_words_to_machines(text: str) -> bool:
    """Whether a sentence of a text, or a cell of a row, speaks to whatever program reads it."""
    if not _ORDERED.search(text):  # most texts, which need no splitting
        return False
    return any(addressed_to_machines(span.of(text)) for span in split(text))


def numbered(citations: Sequence[Citation]) -> str:
    """The evidence as the model sees it: fenced, and unable to forge its fence."""
    blocks = []
    for citation in citations:
        facts = {
            "number": str(citation.number),
            "title": citation.title,
            "date": day(citation.published) if citation.published else "",
            "publisher": citation.publisher or "",
        }
        shown = {
            name: plain(fact).replace('"', "'")
            for name, fact in facts.items()
            # Wherever it stands: what a model needs of news about such orders, the quote has.
            if not _ORDERED.search(visible(fact))
        }
        attributes = "".join(f' {name}="{fact}"' for name, fact in shown.items() if fact)
        # The number stands where the answer shall have it: models copy it with the sentence.
        quote = f"{_without_notes(citation.quote)} [{citation.number}]"
        blocks.append(f"<quotation{attributes}>\n{quote}\n</quotation>")
    return "\n".join(blocks)


def plain(text: str) -> str:
    """Text as one line that can neither close a fence nor pose as a mark or a control token.

    Angle, square and curly brackets become look-alikes, which takes ``</quotation>``,
    ``<|im_start|>``, ``[INST]`` and ``{"text": …}`` their meaning; what is invisible goes. A number
    that a reader could take for a mark, ``(2)`` or ``source 2``, is set apart: ``‹2›``.
    """
    bare = _KEY.sub(r"'\1'", unadorned(visible(text)))
    lined = " ".join("".join(map(_look_alike, bare)).split())
    shadow = "".join(map(_shadow, lined))
    for found in reversed(list(_BRACKETED.finditer(shadow))):
        number = lined[slice(*found.span(1))]
        lined = f"{lined[: found.start()]}‹{number}›{lined[found.end() :]}"
    return _NAMED.sub(r"\1‹\2›", lined)


def characters(text: str) -> str:
    """Whole characters: halves that a stream parted are joined, and a lone one is U+FFFD.

    JSON may escape half a character ("\\ud83d"), and no text that holds one can be sent.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def restored(text: str) -> str:
    """What a model copied, with the numbers that ``plain`` set apart as they stood."""
    return _SET_APART.sub(r"(\1)", _NAMED_APART.sub(r"\1\2", text))


def _without_notes(text: str) -> str:
    return plain(_NOTES.sub("", visible(text)))


def visible(text: str) -> str:
    """One line without what shows nothing: control characters, tags, halves of characters."""
    spaced = "".join(" " if c in _BREAKS else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)


def _look_alike(character: str) -> str:
    known = unicodedata.normalize("NFKC", character)
    # Other forms, "（" for one, stay as they are: a ligature or "½" would change its look.
    return (known if known in tuple("<>[]{}\\") else character).translate(_LOOK_ALIKES)


def _shadow(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Ps", "Pe") and character not in _QUOTES:
        return "(" if category == "Ps" else ")"
    return "0" if category.startswith("N") else character


def turns(history: Sequence[Message]) -> str:
    """The newest turns of a conversation, one a line, long ones cut; "(nothing)" without any."""
    return "\n".join(_turn(message) for message in history[-TURNS:]) or "(nothing)"


def _turn(message: Message) -> str:
    text = _without_notes(message.content)
    cut = f"{text[:TURN_CHARACTERS]} …" if len(text) > TURN_CHARACTERS else text
    return f"{message.role}: {cut}"


def day(date: dt.date) -> str:
    """12 March 2025, in words: two orders of digits are read in two ways."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
