"""An index that follows its folder while it changes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import Assistant
from index.errors import ArticleError
from index.locks import VECTORS_LOCK
from index.types import SyncReport
from index.watch import LOOK, changes

MakeFolder = Callable[[dict[str, str]], Path]
STORIES = {
    "a.txt": "Harbour opens\n\nThe harbour of Orvik opened on Monday.",
    "b.txt": "Bakery closes\n\nThe bakery in Talvey closed after ninety years.",
}
QUIET = 0.3


@contextmanager
def watched(home: Path, index: Path) -> Iterator[Callable[[], int]]:
    """Gives how often the folder was said to be changed and quiet."""
    stop, count = threading.Event(), [0]

    def work() -> None:
        for _ in changes(home, index, stop, QUIET):
            count[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield lambda: count[0]
    finally:
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def test_a_file_that_is_being_written_is_told_once(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    with watched(home, tmp_path / "index") as count:
        until(lambda: count() == 1)
        time.sleep(0.3)  # until it watches
        with (home / "c.txt").open("w") as file:
            for _ in range(12):
                file.write("A sentence of the article. ")
                file.flush()
                time.sleep(0.1)
            assert count() == 1
        until(lambda: count() == 2)


def test_hidden_files_and_the_index_are_no_change(folder: MakeFolder) -> None:
    home = folder(STORIES)
    (home / "index").mkdir()
    with watched(home, home / "index") as count:
        until(lambda: count() == 1)
        time.sleep(0.3)
        (home / "index" / "x.txt").write_text("x")
        (home / ".git").mkdir()
        (home / ".git" / "x.txt").write_text("x")
        time.sleep(3 * QUIET)
        assert count() == 1
        (home / ".assistantignore").write_text("a.txt")
        until(lambda: count() == 2)


def test_a_folder_that_is_replaced_is_followed(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    with watched(home, tmp_path / "index") as count:
        until(lambda: count() == 1)
        time.sleep(0.3)
        shutil.copytree(home, tmp_path / "other")
        home.rename(tmp_path / "old")
        (tmp_path / "other").rename(home)
        until(lambda: count() >= 2)
        time.sleep(1)
        before = count()
        (home / "d.txt").write_text("A new one.")
        until(lambda: count() > before)


def test_a_folder_whose_disk_went_is_told_once_though_no_change_is(
    folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.watch.LOOK", 0.2)

    def quiet(*_: object, stop_event: threading.Event, **__: object) -> Iterator[set[object]]:
        while not stop_event.wait(0.1):
            yield set()  # as the system does where a disk is unmounted

    monkeypatch.setattr("watchfiles.watch", quiet)
    home = folder(STORIES)
    with watched(home, tmp_path / "index") as count:
        until(lambda: count() == 2)  # at the beginning, and once it watches
        home.rename(tmp_path / "away")
        until(lambda: count() == 3)
        time.sleep(3 * QUIET)
        assert count() == 3
        (tmp_path / "away").rename(home)
        until(lambda: count() == 5)


def test_a_system_that_cannot_watch_says_so(
    folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("watchfiles.watch", full)
    with pytest.raises(ArticleError, match=r"cannot be followed .*max_user_watches"):
        list(changes(folder(STORIES), tmp_path / "index", threading.Event(), QUIET))


def test_an_open_assistant_follows_while_it_is_asked(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    with Assistant.open(home, index=tmp_path / "index", vectors="wait") as assistant:
        assistant.follow()
        assistant.follow()  # one thread
        time.sleep(1)
        for n in range(5):
            (home / f"new{n}.txt").write_text(
                f"Fair {n}\n\nFair {n} of Brack returns on {n + 1} May."
            )
            assistant.ask("When did the harbour of Orvik open?")
        (home / "b.txt").unlink()
        until(lambda: len(assistant.articles()) == 6)
        until(lambda: len(set(assistant.vector_counts())) == 1)
        assert not assistant.ask("When does the fair 3 of Brack return?").refused
        shutil.rmtree(home)
        time.sleep(1.5)
        assert assistant.ask("When did the harbour of Orvik open?").citations


def test_sync_watch_on_the_command_line(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "sync", str(home), "--watch",
         "--index", str(tmp_path / "index")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert "2 added" in process.stdout.readline()
        time.sleep(0.5)
        (home / "c.txt").write_text("Fair returns\n\nThe fair of Brack returns in May.")
        assert "1 added" in process.stdout.readline()
        (home / ".assistantignore").write_text("!\n")
        assert process.stderr is not None
        assert "not in step: .assistantignore has a pattern" in "".join(
            process.stderr.readline() for _ in range(2)
        )
        (home / ".assistantignore").unlink()
        assert "0 added" in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def test_a_sync_that_fails_is_told_once_and_tried_again_though_nothing_changes(
    folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.instep.OTHERS_TURN", 0.1)
    monkeypatch.setattr("assistant.instep.AGAIN_AFTER", 0.2)
    home = folder(STORIES)
    reports: list[SyncReport] = []
    failures: list[str] = []
    with Assistant.open(home, index=tmp_path / "index", vectors="wait") as assistant:
        stop = threading.Event()
        watching = threading.Thread(
            target=assistant.watch, args=(reports.append, stop, failures.append)
        )
        watching.start()
        until(lambda: reports)
        with FileLock(tmp_path / "index" / VECTORS_LOCK):  # another makes vectors
            (home / "c.txt").write_text("Fair returns\n\nThe fair of Brack returns in May.")
            until(lambda: failures)
            time.sleep(1)  # it is tried again meanwhile
        until(lambda: len(reports) == 2)
        assert reports[1].chunks_embedded == 1
        (why,) = failures
        assert "is syncing this index" in why
        stop.set()
        watching.join(20)
        assert not watching.is_alive()


def test_a_folder_that_is_followed_no_longer_is_seen_by_a_sync_alone(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home = folder(STORIES)
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        assert not assistant.follows
        assistant.follow()
        assert assistant.follows
        assistant.follow(False)
        assert not assistant.follows
        for follower in assistant._followers:  # a sync that had begun is not broken off
            follower.join(20)
        before = len(assistant.articles())
        (home / "fair.txt").write_text("Fair\n\nThe fair of Brack returns on 3 May.")
        assistant._look_next = 0.0
        assert assistant.ask("When does the fair of Brack return?").refused
        time.sleep(2 * LOOK)
        assert len(assistant.articles()) == before
        (planned,) = [one for one in assistant.planned() if one.what != "keep"]
        assert (planned.file, planned.what) == ("fair.txt", "add")
        assistant.sync()
        assert len(assistant.articles()) == before + 1
        assistant.follow()
        assert assistant.follows
        (home / "fair.txt").unlink()
        until(lambda: len(assistant.articles()) == before)


def test_a_folder_that_takes_long_to_look_at_is_looked_at_beside_the_question(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home = folder(STORIES)
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        before = len(assistant.articles())
        (home / "fair.txt").write_text("Fair\n\nThe fair of Brack returns on 3 May.")
        assistant._look_next, assistant._look_took = 0.0, 60.0
        asker = threading.get_ident()
        looked: list[int] = []
        look = assistant._look

        def noted() -> None:
            looked.append(threading.get_ident())
            look()

        assistant._look = noted  # type: ignore[method-assign]
        assistant.ask("When does the fair of Brack return?")
        until(lambda: len(assistant.articles()) == before + 1)
        assert looked
        assert asker not in looked
        assistant._look_next = 0.0
        assistant.ask("When does the fair of Brack return?")
        until(lambda: assistant._look_took < 60)  # it was quick: the next question waits for it
        assistant._look_next = 0.0
        (home / "fair.txt").unlink()
        assistant.ask("When does the fair of Brack return?")
        assert len(assistant.articles()) == before
        assert looked[-1] == asker
