"""Looking up a host's name takes no longer than the call that needs it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from servers import Server, repeats

from assistant import Assistant
from assistant.deadline import Deadline, Stop, Stopped
from assistant.lookup import addresses
from assistant.models import Reply, chat_model, embedding_call
from assistant.settings import Settings
from index.errors import ModelError

HANGS = 60.0  # seconds: far more than any test allows
NAME = "models.example"


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The system's lookup says nothing of this one name, as with a resolver that is silent."""
    asked: list[str] = []
    done = threading.Event()
    found = socket.getaddrinfo

    def silent(host: str, *args: object, **named: object) -> object:
        if host != NAME:
            return found(host, *args, **named)  # type: ignore[arg-type]
        asked.append(host)
        done.wait(HANGS)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    yield asked
    done.set()


def reply(seconds: float, url: str = f"http://{NAME}/v1") -> Reply:
    model = chat_model(Settings(llm_base_url=url, llm_model="m"))
    return Reply(model, "?", deadline=Deadline.after(seconds), max_tokens=5)


@pytest.mark.parametrize("through", ["itself", "a proxy"])
def test_a_silent_resolver_ends_with_the_call(
    lookups: list[str], monkeypatch: pytest.MonkeyPatch, through: str
) -> None:
    url = f"http://{NAME}/v1"
    if through == "a proxy":
        monkeypatch.setenv("HTTP_PROXY", f"http://{NAME}:3128")
        url = "http://192.0.2.1/v1"
    start = time.monotonic()
    with pytest.raises(ModelError, match=r"cannot be reached \(its name was not found in 1 sec"):
        list(reply(1.0, url))
    assert time.monotonic() - start < HANGS / 4
    assert lookups == [NAME]  # and asked once: waiting again would help nobody


def test_so_it_does_with_the_embedding_endpoint(lookups: list[str]) -> None:
    call = embedding_call(Settings(embed_base_url=f"http://{NAME}/v1", embed_model="e"))
    start = time.monotonic()
    with Deadline.after(1.0).kept(), pytest.raises(ModelError, match="endpoint"):
        call(["?"])
    assert time.monotonic() - start < HANGS / 4
    assert lookups == [NAME]


def test_a_lookup_ends_when_the_work_is_stopped(lookups: list[str]) -> None:
    stop = Stop()
    timer = threading.Timer(0.2, stop.now)
    timer.start()
    start = time.monotonic()
    with pytest.raises(Stopped):
        stop.run(list, reply(HANGS))
    assert time.monotonic() - start < 4  # sooner than the five seconds of a connection
    assert lookups


def test_a_question_is_answered_by_the_quotes_in_time(
    lookups: list[str], folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    told = {"tram.txt": "Tram line\n\nThe tram line of Orvik will cost 186 million euros."}
    settings = Settings(llm_base_url=f"http://{NAME}/v1", llm_model="m", index=tmp_path / "i")
    settings = replace(settings, llm_timeout=2)
    with Assistant.open(folder(told), settings=settings, vectors="off") as assistant:
        start = time.monotonic()
        answer = assistant.ask("What will the tram line of Orvik cost?")
        assert time.monotonic() - start < HANGS / 3
    assert "186 million" in answer.text
    assert "cannot be reached" in (answer.notice or "")
    assert NAME not in (answer.notice or "")
    assert lookups


def test_each_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    found = socket.getaddrinfo
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in ("127.0.0.9", "127.0.0.1")
    ]
    connect = socket.create_connection

    def unreachable(address: tuple[str, int], *args: object, **named: object) -> socket.socket:
        if address[0] == "127.0.0.9":
            raise ConnectionRefusedError(111, "Connection refused")
        return connect(address, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: both if host == NAME else found(host, *a, **k)
    )
    monkeypatch.setattr(socket, "create_connection", unreachable)
    with Server([repeats(0)]) as server:
        pieces = list(reply(10.0, server.url.replace("127.0.0.1", NAME)))
    assert pieces == []


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example"])
def test_what_is_no_name_is_an_error_like_the_system_s(name: str) -> None:
    assert addresses("127.0.0.1", 80, Deadline.after(5)) == ["127.0.0.1"]
    with pytest.raises(OSError, match="its name is none"):
        addresses(name, 80, Deadline.after(5))
