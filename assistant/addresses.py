"""What whoever asks is told of our servers: which of them failed and how, not where it is.

The address of a model, an embedder or a vector store tells a visitor how the house is built. Who
runs it finds the address in the log, and in what ``doctor`` says.
"""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

from assistant.settings import LOOPBACK, Settings

_AFTER_ITS_NAME = re.compile(r"(?<=server|dpoint) https?://[^\s'\"<>]*[^\s'\"<>.,;:()]")
_ADDRESS = re.compile(r"https?://[^\s'\"<>]*[^\s'\"<>.,;:()]")


def without_addresses(text: str, settings: Settings) -> str:
    """The text without an address, or the name of a host that these settings name."""
    plain = _ADDRESS.sub("its address", _AFTER_ITS_NAME.sub("", text))
    for host in _hosts(settings):
        plain = re.sub(rf"(?<![\w.-]){re.escape(host)}(?::\d+)?(?![\w-])", "its host", plain)
    return plain


def noted(text: str, settings: Settings) -> str:
    """The same, and the text as it was put into the log where that says more."""
    plain = without_addresses(text, settings)
    if plain != text:
        logging.getLogger(__name__).warning("%s", text)
    return plain


def _hosts(settings: Settings) -> list[str]:
    named = (settings.llm_base_url, settings.embed_base_url, settings.chroma_url)
    hosts = {urlsplit(url).hostname or "" for url in named if url}
    return sorted(hosts - {"", *LOOPBACK}, key=len, reverse=True)
