"""Words for people who ask from elsewhere: without this machine's paths and servers' addresses."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.addresses import without_addresses
from assistant.chain import Assistant
from assistant.types import Answer
from index.errors import UserError

# An address of another kind is kept, an absolute path gives its last part.
_PATH = re.compile(
    r"""(?P<address>\b[a-z][a-z0-9+.-]+://[^\s'"]*)
    | (?<![\w.~/\\-])(?:[A-Za-z]:|~)?[/\\]+(?:[^\s/\\'":;,()]+[/\\]+)*(?P<last>[^\s/\\'":;,()]+)
    """,
    re.VERBOSE,
)


def discreet(text: str, assistant: Assistant) -> str:
    """The text with every path of this machine cut down to its last part, and no address."""
    text = without_addresses(text, assistant.settings)
    known = [Path(os.path.realpath(one)) for one in (assistant.folder, assistant.index_path)]
    known += [assistant.folder, assistant.index_path]
    # The longest first: one may lie in the other. These may hold spaces, so they go by name.
    for path in sorted(known, key=lambda path: -len(str(path))):
        if path.is_absolute() or len(path.parts) > 1:
            text = text.replace(str(path), path.name)
    return _PATH.sub(_last_part, text)


def _last_part(found: re.Match[str]) -> str:
    whole, last = found[0], found["last"]
    # "/v1" has no other part and is an API's as often as a path; "\\xa0" is a character, escaped.
    return whole if found["address"] or whole[1:] == last else str(last)


@contextlib.contextmanager
def in_fit_words(assistant: Assistant) -> Iterator[None]:
    """What a person can mend is told in such words."""
    try:
        yield
    except UserError as error:
        raise type(error)(discreet(str(error), assistant)) from error


def fit(answer: Answer, assistant: Assistant) -> Answer:
    """The answer with its notice in such words."""
    return replace(answer, notice=discreet(answer.notice, assistant)) if answer.notice else answer
