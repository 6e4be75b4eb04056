"""A Rich Text file -> its text, by striprtf."""

from __future__ import annotations

import codecs
import re

from index.formats import UnreadableError, cells, raised
from index.types import Extracted

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_HEAD = 2_000  # bytes
# A run that was deleted while changes were tracked or is hidden, and one that is struck out, to
# where its group ends or it is switched off: a reader would see the old figure and the new. No
# character can be taken two ways, and the first such word is the last tried: linear.
# Its end looks ahead and takes what was seen, as `*+` would if Python 3.11.2 did not misread it.
_RUN = (
    r"(\{\s*(?>(?:\\[a-z]+-?\d*\s*)*?\\(?P<how>%s)1?(?![a-z0-9])))"
    r"(?=(?P<run>(?:[^{}\\]|\\[{}\\]|\\(?!(?:(?P=how)0|plain)(?![a-z0-9])))*))(?P=run)(?=[\\}])"
)
_UNSEEN = re.compile(_RUN % "deleted|v" + r"|\\v(?![a-z0-9])[^\\{}]*+\\v0(?!\d)\s?")
_STRUCK = re.compile(_RUN % "striked?")
# Words that stand raised, behind the words of control that say so and others of their letters.
_RAISED = re.compile(
    r"(\\(?:super|up[1-9]\d*)(?![a-z0-9])(?:\s*\\(?!nosuper|super|up\d)[a-z]+-?\d*|\s*\{)*+\s?)"
    r"([^\\{}\s][^\\{}]{0,19})"
)
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z0-9-]) ?")
_ENDED = "\ue000"  # no letter of any text: the end of a cell


def article(raw: bytes) -> Extracted:
    """The paragraphs of a file; tables as lines. Footnotes are not read."""
    from striprtf.striprtf import rtf_to_text

    if not raw.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("is no Rich Text; save it again, or as .txt")
    # Letters above ASCII stand as escapes; a byte that does not is of the code page that is named.
    told = _STRUCK.sub(r"\1  ", _UNSEEN.sub(r"\1", raw.decode(_codec(raw), "replace")))
    told = _RAISED.sub(lambda found: found[1] + raised.above(found[2]), told)
    # A link whose address striprtf would put into the sentence, and cells that it parts by a |.
    told = _CELL.sub(_ENDED, told.replace(r"\fldinst{", r"\fldinst {"))
    text = rtf_to_text(told, errors="replace")  # type: ignore[no-untyped-call]
    return Extracted("\n\n".join(filter(None, map(_line, text.splitlines()))))


def _line(words: str) -> str:
    *row, last = (raised.with_fractions(" ".join(cell.split())) for cell in words.split(_ENDED))
    return " ".join(filter(None, (cells.row(row), last)))


def _codec(raw: bytes) -> str:
    told = _CODE_PAGE.search(raw, 0, _HEAD)
    try:
        return codecs.lookup(f"cp{int(told[1])}").name if told else "cp1252"
    except LookupError:
        return "cp1252"
