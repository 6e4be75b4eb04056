"""The doors on a real server on the loopback, beside a page of one word."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Request

from assistant.chain import Assistant
from assistant.doors import mounted
from assistant.doors.heads import Heads


@contextmanager
def served(assistant: Assistant, *, sessions: dict[str, str] | None = None) -> Iterator[str]:
    """The address of a running server."""
    application = FastAPI(**mounted(assistant, sessions=sessions))

    @application.get("/")
    @application.post("/")
    @application.post("/login{rest:path}")
    @application.post("/gradio_api/{path:path}")
    async def page(request: Request) -> str:
        await request.body()
        return "the page"

    server = uvicorn.Server(
        uvicorn.Config(
            application, host="127.0.0.1", port=0, log_level="critical", ws="none", http=Heads
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
