"""Whose a session of the page is: the page itself gives one to whoever names its key.

Gradio keeps a conversation under a key that the browser makes up and sends along. With a log-in it
is bound to the person who used it first: who knows the key of somebody else has nothing of it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl

from assistant.doors.limits import Refused

MOST_KEYS = 1_000  # of one person, each a page that was opened
LONGEST_KEY = 100  # characters; the page's own have a dozen
_NAME = "session_hash"
_IN_PATH = re.compile(r"/heartbeat/([^/]+)/?$")
# Ways to somebody's answer that name no session but one of its events; the page takes none of them.
_BY_EVENT = re.compile(r"^/gradio_api/(?:call|stream)/")


def keys(scope: Mapping[str, Any], body: bytes) -> set[str]:
    """The keys of sessions that a request names: in its address, in its JSON.

    Raises:
        Refused: it goes to an answer by another way, or names what it wants in another form.
    """
    if _BY_EVENT.match(scope["path"]):
        raise Refused(403, "With a log-in the page's answers are had by its sessions alone.")
    told = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    found = {value for name, value in told if name == _NAME}
    found.update(_IN_PATH.findall(scope["path"]))
    try:
        sent = json.loads(body or b"null")
    except ValueError as error:  # as a form can have a key too
        raise Refused(415, "With a log-in the page is sent JSON alone.") from error
    if isinstance(sent, dict) and isinstance(sent.get(_NAME), str):
        found.add(sent[_NAME])
    return found


class Owners:
    """Key of a session -> who used it first. Of each person the last ``MOST_KEYS`` are known."""

    def __init__(self) -> None:
        self._known: dict[str, OrderedDict[str, None]] = {}  # by person

    def check(self, name: str | None, wanted: Collection[str]) -> None:
        """Raises Refused where one of these sessions is of somebody else, or nobody asks."""
        if not wanted:
            return
        if name is None:
            raise Refused(401, "Log in first.")
        if any(len(key) > LONGEST_KEY for key in wanted):
            raise Refused(400, f"The key of a session has at most {LONGEST_KEY} characters.")
        others = (known for person, known in self._known.items() if person != name)
        if any(key in known for known in others for key in wanted):
            raise Refused(403, "This session is of somebody else. Load the page again.")
        own = self._known.setdefault(name, OrderedDict())
        for key in wanted:
            own[key] = None
            own.move_to_end(key)
        while len(own) > MOST_KEYS:
            own.popitem(last=False)
