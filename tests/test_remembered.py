"""What the networks made of a text is made once, by whomever it is asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.remembered import Remembered
from assistant.selector import Marks, Selector, Window
from assistant.settings import Settings
from index.embedder import Embedder

MakeFolder = Callable[[dict[str, str]], Path]
FERRY = "Ferry late\n\n2025-03-01\n\nThe ferry Morwenna was four hours late. It carried 212 people."
TRAM = "Tram new\n\n2025-03-02\n\nThe tram to Lower Quay cost 31 million euros. It opens in May."


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions for which the real selector reads a window, one entry a window."""
    questions = []
    real = Selector.read

    def noted(self: Selector, question: str, window: Window, account: str = "") -> Marks:
        questions.append(question)
        return real(self, question, window, account)

    monkeypatch.setattr(Selector, "read", noted)
    return questions


def test_each_thing_is_made_once_and_the_oldest_asked_for_goes() -> None:
    made: list[str] = []

    def upper(text: str) -> str:
        made.append(text)
        return text.upper()

    remembered = Remembered(upper, 3)
    assert remembered.of([]) == []
    assert remembered.of(["a", "b", "a", "\ud800"]) == ["A", "B", "A", "\ud800"]
    assert sorted(made) == ["a", "b", "\ud800"]
    for one in ("a", "b"):  # asked for once more: the third is the oldest now
        assert remembered.of([one]) == [one.upper()]
    assert remembered.of(["c"]) == ["C"]
    assert len(made) == 4
    assert remembered.of(["a"]) == ["A"]
    assert len(made) == 4
    assert remembered.of(["\ud800"]) == ["\ud800"]
    assert len(made) == 5


def test_what_another_is_making_is_waited_for() -> None:
    begun, go = threading.Event(), threading.Event()
    made: list[str] = []

    def slowly(text: str) -> str:
        made.append(text)
        begun.set()
        assert go.wait(30)
        return text

    remembered = Remembered(slowly, 9)
    with ThreadPoolExecutor(2) as visitors:
        first = visitors.submit(remembered.of, ["a"])
        assert begun.wait(30)
        second = visitors.submit(remembered.of, ["a"])
        go.set()
        assert first.result(30) == second.result(30) == ["a"]
    assert made == ["a"]


def test_who_waited_for_what_failed_elsewhere_tries_it_himself() -> None:
    begun, go = threading.Event(), threading.Event()
    made: list[str] = []

    def once(text: str) -> str:
        made.append(text)
        if len(made) == 1:
            begun.set()
            assert go.wait(30)
            raise MemoryError("no room")
        return text

    remembered = Remembered(once, 9)
    with ThreadPoolExecutor(2) as visitors:
        first = visitors.submit(remembered.of, ["a"])
        assert begun.wait(30)
        second = visitors.submit(remembered.of, ["a"])
        while not second.running():
            pass
        time.sleep(0.2)  # it has looked, and waits
        go.set()
        with pytest.raises(MemoryError):
            first.result(30)
        assert second.result(30) == ["a"]
    assert made == ["a", "a"]


def test_what_failed_is_raised_and_tried_again() -> None:
    failures = [MemoryError("no room")]

    def once(text: str) -> str:
        if failures:
            raise failures.pop()
        return text

    remembered = Remembered(once, 9)
    with pytest.raises(MemoryError, match="no room"):
        remembered.of(["a"])
    assert remembered.of(["a"]) == ["a"]


def test_a_question_asked_again_has_nothing_read_again_but_what_changed(
    folder: MakeFolder, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    real = Embedder._vector

    def noted(self: Embedder, text: str) -> np.ndarray:
        embedded.append(text)
        return real(self, text)

    monkeypatch.setattr(Embedder, "_vector", noted)
    place = folder({"ferry.txt": FERRY, "tram.txt": TRAM})
    settings = Settings(articles=place, index=tmp_path / "index")
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        question = "How late was the ferry Morwenna?"
        first = assistant.ask(question)
        assert "four hours" in first.text
        assert read
        read.clear()
        embedded.clear()
        again = assistant.ask(question)
        assert (again.text, again.trace.confidence) == (first.text, first.trace.confidence)
        assert (read, embedded) == ([], [question])
        assistant.ask("What does the tram to Lower Quay cost?")
        assert set(read) == {"What does the tram to Lower Quay cost?"}
        (place / "ferry.txt").write_text(FERRY.replace("four", "five"))
        assistant.sync()
        read.clear()
        assert "five hours" in assistant.ask(question).text
        assert read


def test_of_two_questions_in_one_each_is_read_and_not_both_at_once(
    folder: MakeFolder, tmp_path: Path, read: list[str]
) -> None:
    asked = ("How late was the ferry Morwenna", "what did the tram to Lower Quay cost?")
    settings = Settings(articles=folder({"a.txt": FERRY, "b.txt": TRAM}), index=tmp_path / "index")
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        answer = assistant.ask(", and ".join(asked))
    assert "four hours" in answer.text
    assert "31 million" in answer.text
    assert set(read) == set(asked)
