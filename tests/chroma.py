"""A Chroma server, `chroma run`, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

API = "/api/v2/tenants/default_tenant/databases/default_database/collections"
RUN = "from chromadb.cli.cli import app; app()"


class Chroma:
    """`chroma run` in a process of its own, on a port that stays the same."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        flags = ["--host", "127.0.0.1", "--port", str(self.port), "--path", str(self.home / "data")]
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "run", *flags],
            cwd=self.home,
            env={**os.environ, "HOME": str(self.home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            try:
                httpx.get(self.url + "/api/v2/heartbeat", timeout=5).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.05)
        self.kill()
        raise AssertionError("chroma run does not answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def counts(self) -> dict[str, int]:
        """How many vectors each collection has, as the server itself tells."""
        found = {}
        for one in httpx.get(self.url + API).raise_for_status().json():
            count = httpx.get(f"{self.url}{API}/{one['id']}/count").raise_for_status()
            found[one["name"]] = count.json()
        return found


@contextmanager
def running(home: Path) -> Iterator[Chroma]:
    server = Chroma(home)
    try:
        yield server
    finally:
        server.kill()
