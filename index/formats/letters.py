"""The bytes of a page or a mail -> its text, as browsers read them.

A parser that is given bytes ends at the first that is no letter of the encoding told: here one
that is none costs itself alone.
"""

from __future__ import annotations

import codecs
import re

from index.plain import decode

# What is told, and what is meant with it: the larger set of that name, as in the Encoding Standard.
_MEANT = {
    "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "euc_kr": "cp949",
    "shift_jis": "cp932",
}  # fmt: skip
_ALIASES = {"x-sjis": "cp932", "x-gbk": "gb18030", "ks_c_5601": "cp949", "iso-8859-8-i": "cp1255"}
# Where a page says it: in its head, or in the line of XML.
_SAID = re.compile(
    rb"<meta\b[^<>]*?\bcharset\s*+=\s*+(?:[\"']\s*+)?([\w.:-]+)"
    rb"|<\?xml\b[^<>]*?\bencoding\s*+=\s*+[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_TAGS = re.compile(
    rb"<(script|style)\b[^<]*+(?:<(?!/\1)[^<]*+)*+|<[^<>]*+>", re.IGNORECASE | re.DOTALL
)


def decoded(raw: bytes, *told: str | None) -> str:
    """The text of bytes; of the names told of their encoding the first that they fit counts.

    A name that is none, or of ASCII, tells nothing, nor does UTF-16, which shows itself. Where none
    fits, the bytes decide; what is damaged in them is replaced.
    """
    for name in filter(None, told):
        try:
            text = raw.decode(_meant(name), "replace")
        except (LookupError, ValueError):  # no encoding, or none of text
            continue
        broken = text.count("\ufffd")
        if broken == 0 or sum(not char.isascii() for char in text) >= 2 * broken:
            return text.removeprefix("\ufeff")
    text, codec = decode(raw)
    if not codec.startswith("utf"):  # the letters of tags tell nothing of those of the text
        text = raw.decode(decode(_TAGS.sub(b" ", raw))[1], "replace")
    return text


def said(raw: bytes, beside: str | None = None) -> str | None:
    """What a page says of its encoding, else what is told `beside` it; None where that is nothing,
    or the page is in Unicode anyway.
    """
    found = _SAID.search(raw)
    name = (found[1] or found[2]).decode() if found else beside or ""
    if "2022" in name and b"\x1b" in raw:
        return name  # it shifts by escapes, and is ASCII
    return None if not name or decode(raw)[1].startswith("utf") else name


def _meant(name: str) -> str:
    name = _ALIASES.get(name.strip().lower(), name)
    name = codecs.lookup(name).name
    if name == "ascii" or name.startswith(("utf-16", "utf-32")):
        raise LookupError(name)
    return _MEANT.get(name, name)
