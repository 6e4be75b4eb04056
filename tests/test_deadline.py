"""One time for a whole question, and an end from outside, wherever it waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path

import pytest
from servers import Behaviour, Server, embeds, fails, says, stalls

from assistant import Assistant
from assistant.deadline import Deadline, Stop, Stopped, limit, pause, wait_for
from assistant.embeddings import EndpointEmbedder
from assistant.models import Reply, chat_model, embedding_call
from assistant.settings import Settings
from index.errors import ModelError

MakeFolder = Callable[[dict[str, str]], Path]
TRAM = {
    "tram.txt": "Tram line to cost 186 million\n\nThe extension of the tram line to the harbour of "
    "Orvik will cost 186 million euros, the city said.",
}
ASKED = "What will the tram line of Orvik cost?"
GERMAN = "Wie viele Millionen kostet die Straßenbahn von Orvik?"
HANGS = 120.0  # seconds of a server that says nothing; far more than any test allows


@contextmanager
def ended_soon() -> Iterator[None]:
    """Less than the server hangs, however busy the machine is."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < HANGS - 20


@contextmanager
def stopped_after(seconds: float) -> Iterator[Stop]:
    stop = Stop()
    timer = threading.Timer(seconds, stop.now)
    timer.start()
    try:
        with ended_soon(), pytest.raises(Stopped):
            yield stop
    finally:
        timer.cancel()


def test_a_limit_is_never_later_than_the_whole() -> None:
    assert limit(30).left > 29
    with Deadline.after(5).kept():
        assert limit(30).left <= 5
        assert limit(30).seconds == 5
        assert limit(1).left <= 1
        copied = copy_context()
    assert limit(30).left > 29
    assert copied.run(limit, 30).left <= 5  # as the threads of a pool have it


def test_a_pause_ends_when_the_work_is_stopped() -> None:
    with stopped_after(0.1) as stop:
        stop.run(pause, HANGS)
    with stopped_after(0.1) as stop:
        stop.run(wait_for, lambda: False, Deadline.after(HANGS))
    assert not wait_for(lambda: False, Deadline.after(0.01))
    assert wait_for(lambda: True, Deadline.after(0))


def test_the_back_off_of_a_model_is_stopped() -> None:
    with Server([fails(429, Retry_After="9")]) as server:
        model = chat_model(Settings(llm_base_url=server.url, llm_model="m"))
        with stopped_after(0.5) as stop:
            reply = Reply(model, "?", deadline=Deadline.after(HANGS), max_tokens=5)
            stop.run(list, reply)
        assert len(server.exchanges) == 1


def test_a_reply_that_is_stopped_midway_is_no_fault_of_the_server() -> None:
    """Also where it ends with its connection, so that being shut looks like its end."""
    with Server([stalls(HANGS, after="The ")]) as server:
        model = chat_model(Settings(llm_base_url=server.url, llm_model="m"))
        with stopped_after(2.0) as stop:
            stop.run(list, Reply(model, "?", deadline=Deadline.after(HANGS), max_tokens=5))


@pytest.mark.parametrize(
    "behaviour", [stalls(HANGS), fails(429, Retry_After="9")], ids=["stall", "back-off"]
)
def test_the_embedding_endpoint_ends_with_the_question(behaviour: Behaviour) -> None:
    with Server([behaviour]) as server:
        settings = Settings(embed_base_url=server.url, embed_model="e")
        endpoint = EndpointEmbedder(settings, embedding_call(settings))
        with (
            ended_soon(),
            Deadline.after(1.0).kept(),
            pytest.raises(ModelError, match=r"endpoint .* failed"),
        ):
            endpoint.embed_question("?")
        with stopped_after(0.5) as stop:  # several calls at once, in threads of their own
            stop.run(endpoint.embed, [f"text {n}" for n in range(100)])
    if "stall" in str(behaviour):
        assert server.gone.wait(5)


def test_many_texts_are_waited_for_again_where_one_is_not() -> None:
    with Server([fails(503), embeds(lambda texts: [[1.0]] * len(texts))]) as server:
        settings = Settings(embed_base_url=server.url, embed_model="e")
        assert embedding_call(settings)(["a", "b"]) == [[1.0], [1.0]]


def test_translation_and_writing_share_one_time(folder: MakeFolder, tmp_path: Path) -> None:
    with Server([stalls(HANGS)]) as server:
        settings = Settings(llm_base_url=server.url, llm_model="m", llm_timeout=2)
        settings = replace(settings, index=tmp_path / "index")
        with Assistant.open(folder(TRAM), settings=settings, vectors="off") as assistant:
            with ended_soon():
                answer = assistant.ask(GERMAN)
            assert len(server.exchanges) == 1  # no time was left for another call
            assert "took longer than 2 seconds" in (answer.notice or "")


def test_an_endpoint_that_stalls_is_asked_once_and_the_words_answer_in_time(
    folder: MakeFolder, tmp_path: Path
) -> None:
    good = embeds(lambda texts: [[1.0, 0.0]] * len(texts))
    with Server([good, good, stalls(HANGS)]) as server:
        settings = Settings(embed_base_url=server.url, embed_model="e", llm_timeout=3)
        settings = replace(settings, index=tmp_path / "index")
        with Assistant.open(folder(TRAM), settings=settings, vectors="wait") as assistant:
            assistant.search(ASKED)  # loads what any first question loads
            with ended_soon():
                answer = assistant.ask(f"{ASKED} Who coaches Wales?")
            # Once, though it is read as a whole and in both parts; not where its time was over.
            assert len(server.exchanges) <= 3
    assert "186 million" in answer.text
    assert "took longer than" in (answer.notice or "")


def test_closing_ends_the_vectors_that_are_being_made(folder: MakeFolder, tmp_path: Path) -> None:
    with Server([stalls(HANGS)]) as server:
        settings = Settings(embed_base_url=server.url, embed_model="e", index=tmp_path / "index")
        with ended_soon():
            with Assistant.open(folder(TRAM), settings=settings):
                while not server.exchanges:
                    time.sleep(0.02)
            assert server.gone.wait(5)


def test_a_question_that_nobody_waits_for_is_read_no_further(golden: Assistant) -> None:
    stop = Stop()
    stop.now()
    with pytest.raises(Stopped):
        stop.run(golden.ask, "What do the Quark glasses cost?")


def test_a_server_that_answers_in_time_is_not_disturbed(folder: MakeFolder, tmp_path: Path) -> None:
    with Server([says("The extension will cost 186 million euros, the city said. [1]")]) as server:
        settings = Settings(llm_base_url=server.url, llm_model="m", index=tmp_path / "index")
        with Assistant.open(folder(TRAM), settings=settings, vectors="off") as assistant:
            answer = assistant.ask(ASKED)
            assert assistant.ask(ASKED).notice is None
    assert [s.origin for s in answer.statements] == ["model"]
