"""Question in, cited answer out.

from assistant import Assistant
answer = Assistant.open("articles").ask("What do the glasses cost?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.chain import Assistant

__all__ = ["Assistant"]


def __getattr__(name: str) -> Any:
    # The import waits until it is asked for, so that `--help` does not pay for the index.
    if name == "Assistant":
        from assistant.chain import Assistant

        return Assistant
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
