"""Every test runs without the network, without settings of this machine, and on real parts."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.settings import KEY, PREFIX, Settings

if TYPE_CHECKING:
    from assistant import Assistant

GOLDEN = Path(__file__).parent.parent / "evals" / "golden" / "articles"
# Started in a shell's background, the tests would hand an ignored Ctrl-C on to what they start,
# and wait for ever for it to end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
_LOCAL = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "::")


@pytest.fixture(autouse=True)
def _sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment of the person's own, no connection that leaves the machine."""
    for name in list(os.environ):
        if name.startswith(PREFIX) or name == KEY:
            monkeypatch.delenv(name)
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert isinstance(address, tuple)
            if address[0] not in _LOCAL:
                raise OSError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Makes a folder of articles: name -> text."""

    def make(files: dict[str, str]) -> Path:
        home = tmp_path / "articles"
        for name, text in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return home

    return make


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The sample articles, indexed whole. Shared: do not change its folder."""
    home = tmp_path_factory.mktemp("golden")
    shutil.copytree(GOLDEN, home / "articles")
    settings = Settings(articles=home / "articles", index=home / "index")
    from assistant import Assistant  # what needs no assistant does not wait for it

    with Assistant.open(settings=settings, vectors="wait") as assistant:
        yield assistant


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines when no real model was asked: green is not all that it seems then."""
    told = [str(one.longrepr[2]) for one in terminalreporter.stats.get("skipped", [])]
    reasons = [one.removeprefix("Skipped: ") for one in told if "GGUF" in one or "llamacpp" in one]
    if reasons:
        terminalreporter.section("NO REAL MODEL WAS ASKED", red=True, bold=True)
        why = "; ".join(sorted(set(reasons)))
        terminalreporter.line(f"{len(reasons)} tests did not run: {why}.", red=True)
