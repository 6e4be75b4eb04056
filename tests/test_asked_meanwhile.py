"""What is asked of an open folder while another process syncs many changes into its index.

Each article tells a figure that stands nowhere else, so an answer tells what it was made from. A
witness reads the catalogue all the while and notes when each figure came and went.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import Assistant, instep
from assistant.settings import Settings
from assistant.types import Answer
from index.catalog import FILE_NAME

FIRST = "Orv Tal Brack Vel Laut Skerr Dov Sund Grell Hall Nor Kest Lind Marr Quill Tarn".split()
SECOND = "holm by vik mora furt ness haven stad ling wick ton dal mouth beck gate low".split()
PLACES = [one + other for one in FIRST for other in SECOND]
ROUNDS = 3
MANY = 20  # articles that are deleted in a round; as many are edited, and as many are added
KEPT = 20  # articles that are as they were at the end
THREADS = 2

Ask = Callable[[str], Answer]


@dataclass(frozen=True)
class Asked:
    """A question for the figure of a place, and what came of it."""

    place: int
    started: float
    ended: float
    shown: frozenset[int] = frozenset()  # the figures of all that is cited
    failed: str = ""


class Folder:
    """A folder of articles that name a place and its figure."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir()
        self.figures: dict[int, int] = {}  # of each place that has an article, what it says now
        self.place_of: dict[int, int] = {}  # of each figure that there ever was
        self.chance = random.Random(5)
        self.first = KEPT + 2 * MANY * ROUNDS  # places; others come later
        for place in range(self.first):
            self.write(place)

    def write(self, place: int) -> None:
        figure = 1001 + len(self.place_of)
        self.figures[place], self.place_of[figure] = figure, place
        text = f"{PLACES[place]}\n\nThe office of {PLACES[place]} counted {figure} ships in May."
        (self.home / f"{place}.txt").write_text(text)

    def change(self) -> list[int]:
        """Delete, edit and add many; the places that this concerns."""
        some = self.chance.sample([place for place in self.figures if place >= KEPT], 2 * MANY)
        for place in some[:MANY]:
            (self.home / f"{place}.txt").unlink()
            del self.figures[place]
        new = list(range(self.first, self.first + MANY))
        self.first += MANY
        for place in some[MANY:] + new:
            self.write(place)
        return some + new


class Witness:
    """Which figures the catalogue held, and when: read beside everybody else."""

    def __init__(self, index: Path) -> None:
        self.path = index / FILE_NAME
        self.came: dict[int, float] = {}  # it was there at that time
        self.seen: dict[int, float] = {}  # it was there until that time
        self.went: dict[int, float] = {}  # it was not there any more at that time
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        with closing(sqlite3.connect(self.path)) as db:
            while True:
                last = self._stop.is_set()
                before = time.monotonic()
                texts = db.execute("SELECT text FROM articles").fetchall()
                after = time.monotonic()
                there = {figure for (text,) in texts for figure in figures_in(text)}
                for figure in there:
                    self.came.setdefault(figure, after)
                    self.seen[figure] = before
                for figure in self.came.keys() - there:
                    self.went.setdefault(figure, after)
                if last:
                    return
                self._stop.wait(0.01)

    def __enter__(self) -> Witness:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def throughout(self, figure: int, asked: Asked) -> bool:
        """Whether a figure was there all the time that a question took."""
        came, seen = self.came.get(figure), self.seen.get(figure)
        return None not in (came, seen) and came <= asked.started and asked.ended <= seen

    def wrong(self, all_asked: list[Asked], place_of: dict[int, int]) -> dict[str, list[str]]:
        """What may not be, by its kind."""
        found: dict[str, list[str]] = {
            "failed": [],
            "answered from what was gone": [],
            "unseen": [],
        }
        for asked in all_asked:
            name = PLACES[asked.place]
            if asked.failed:
                found["failed"].append(f"{name}: {asked.failed}")
                continue
            for figure in asked.shown:
                if self.went.get(figure, asked.ended) < asked.started:
                    found["answered from what was gone"].append(f"{name}: {figure}")
            for figure, place in place_of.items():
                there = place == asked.place and self.throughout(figure, asked)
                if there and figure not in asked.shown:
                    found["unseen"].append(f"{name}: {figure}, but {sorted(asked.shown)}")
        return {kind: told for kind, told in found.items() if told}


def figures_in(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\b\d{4}\b", text)]


def put(ask: Ask, place: int) -> Asked:
    started = time.monotonic()
    try:
        answer = ask(f"How many ships did the office of {PLACES[place]} count?")
    except Exception as error:  # noqa: BLE001 - that no question fails is what is tested
        return Asked(place, started, time.monotonic(), failed=repr(error))
    ended = time.monotonic()
    if answer.notice:
        return Asked(place, started, ended, failed=answer.notice)
    shown = (figure for one in answer.citations for figure in figures_in(one.quote))
    return Asked(place, started, ended, frozenset(shown))


def asked_meanwhile(
    ask: Ask, folder: Folder, index: Path
) -> tuple[dict[str, list[str]], list[Asked], Witness]:
    """What was wrong with the answers to those who ask on and on while other processes sync."""
    asked: list[Asked] = []
    places, stop = list(folder.figures), threading.Event()

    def go_on(seed: int) -> None:
        chance = random.Random(seed)
        while not stop.is_set():
            asked.append(put(ask, chance.choice(places)))

    threads = [threading.Thread(target=go_on, args=(n,)) for n in range(THREADS)]
    with Witness(index) as witness:
        for thread in threads:
            thread.start()
        try:
            for _ in range(ROUNDS):
                places = changed = folder.change()
                command = ["sync", str(folder.home), "--index", str(index)]
                done = subprocess.run(
                    [sys.executable, "-m", "assistant", *command], check=False, capture_output=True
                )
                assert done.returncode == 0, done.stderr
                for n in (0, 1, MANY, MANY + 1, 2 * MANY, 2 * MANY + 1):  # of each kind two
                    asked.append(put(ask, changed[n]))
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert set(folder.figures.values()) == witness.came.keys() - witness.went.keys()
    return witness.wrong(asked, folder.place_of), asked, witness


@contextmanager
def opened(home: Path, index: Path) -> Iterator[Assistant]:
    settings = Settings(articles=home, index=index)
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        yield assistant


@pytest.mark.parametrize("looks", [False, True])
def test_all_is_seen_nothing_is_answered_from_what_is_gone_and_no_question_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: bool
) -> None:
    """
    Args:
        looks: it looks at the folder itself, too, as it does by default, and more often.
    """
    folder, index = Folder(tmp_path / "articles"), tmp_path / "index"
    monkeypatch.setattr(instep, "LOOK_EVERY", 0.5 if looks else 3600.0)
    with opened(folder.home, index) as assistant:
        assistant._keeps_up = looks
        before = [put(assistant.ask, place) for place in list(folder.figures)[:KEPT]]
        assert all(folder.figures[one.place] in one.shown for one in before)
        wrong, asked, witness = asked_meanwhile(assistant.ask, folder, index)
    assert not wrong
    # Or it would say little: there were questions between the first and the last change of a sync.
    changes = sorted(witness.went.values())
    assert len(changes) >= 2 * MANY * ROUNDS
    during = [one for one in asked if changes[0] < one.ended and one.started < changes[-1]]
    assert len(during) >= 10


def test_the_check_sees_an_assistant_that_does_not_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, index = Folder(tmp_path / "articles"), tmp_path / "index"
    monkeypatch.setattr(instep, "LOOK_EVERY", 3600.0)
    with opened(folder.home, index):
        pass
    shutil.copytree(index, tmp_path / "copy")
    with opened(folder.home, tmp_path / "copy") as stale:

        def ask(question: str) -> Answer:
            if "Kest" in question:
                raise RuntimeError("as one that lost its index would")
            return stale.ask(question)

        wrong, _, _ = asked_meanwhile(ask, folder, index)
    assert wrong.keys() == {"failed", "answered from what was gone", "unseen"}
