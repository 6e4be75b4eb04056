"""Words of others within text that a client may render as Markdown: their characters, no more.

An article can hold an image, whose address tells somebody that it was read, a link that says one
thing and leads elsewhere, or HTML. Only what could act is escaped: who shows the text as it is
meets few backslashes in ordinary news.
"""

from __future__ import annotations

import re

from assistant.unmarked import harmless

_ACTS = re.compile(
    r"""[\\`*~\[]
    | <(?=[A-Za-z/!?])           # HTML, <https://…>
    | &(?=\#?\w+;)               # &lt;
    | (?<![^\W_])_ | _(?![^\W_])   # not in snake_case
    | (?<=\w):(?=//)             # https://, which many renderers make a link
    | (?<=\bwww)\.
    | (?<=[\w.+-])@(?=\w)        # so with addresses of mail
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPENS_LINE = re.compile(r"^([ \t]*)(?:([#>+=|-])|(\d{1,9})([.)]))", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """The text as Markdown that shows these characters, wherever in a line it stands."""
    return _OPENS_LINE.sub(r"\1\3\\\2\4", _ACTS.sub(r"\\\g<0>", harmless(text)))


def unescaped(text: str) -> str:
    """What ``escaped`` was given."""
    return _ESCAPED.sub(r"\1", text)
