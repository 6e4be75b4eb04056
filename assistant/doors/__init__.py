"""The doors that other software uses: HTTP, OpenAI's protocol, MCP. One process with the chat."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.chain import Assistant


def own_version() -> str:
    """The package's version, which clients are told and log."""
    try:
        return version("article-assistant")
    except PackageNotFoundError:  # run where it lies, without an install
        return "unknown"


def mounted(assistant: Assistant, *, sessions: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The arguments with which a FastAPI application has the doors beside its own pages.

    Args:
        sessions: of its pages where they have a log-in of their own, key -> name. Otherwise the
            token protects them too.
    """
    from starlette.middleware import Middleware

    from assistant.doors.guard import Guard
    from assistant.doors.http import build

    door = build(assistant)
    arguments: dict[str, Any] = {}
    if find_spec("mcp"):  # the extra of that name
        from assistant.doors.mcp import OverHttp

        tools = OverHttp(assistant)
        door.router.routes.append(tools.route)
        arguments["lifespan"] = tools.lifespan
    guard = Middleware(Guard, doors=door, settings=assistant.settings, sessions=sessions)
    return {"middleware": [guard], **arguments}
