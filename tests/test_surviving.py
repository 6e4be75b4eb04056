"""What an index survives: kills, a full disk, no rights, others at work at the same time.

`ARTICLE_TEST_KILLS` sets how often a sync of each kind is killed, `ARTICLE_TEST_SEED` when and upon
what; default 4 and 7.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from picture import picture, vectors_agree
from rights import drop_rights, unprivileged

from assistant import Assistant
from assistant.instep import OTHERS_TURN
from assistant.settings import Settings
from index import sync as syncing
from index.catalog import Catalog
from index.errors import ArticleError, IndexStateError, UserError
from index.locks import READING_LOCK, VECTORS_LOCK
from index.sync import read_folder
from index.types import Progress
from index.vectors import Vectors

KILLS = int(os.environ.get("ARTICLE_TEST_KILLS", "4"))
SEED = int(os.environ.get("ARTICLE_TEST_SEED", "7"))
MakeFolder = Callable[[dict[str, str]], Path]
HERE = Path(__file__).parent
STORIES = {
    f"{n}.txt": f"Report {n}\n\nThe office of Orvik numbered {n} counted {n * 7} ships on Monday."
    for n in range(12)
}
MANY = {
    f"many{n}.txt": f"Report of Talvey {n}\n\nThe office of Talvey counted {n} boats in May."
    for n in range(60)
}
QUESTION = "How many ships did the office of Orvik numbered 5 count?"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")
@pytest.mark.parametrize("kind", ["text", "formats", "server"])
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path, kind: str) -> None:
    order = [str(tmp_path / "home"), str(KILLS), str(SEED), kind]
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), *order],
        capture_output=True, text=True, timeout=600 + 60 * KILLS, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)]),
             "TOKENIZERS_PARALLELISM": "false"},
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} rounds, seed {SEED}: " in done.stdout


def as_built_from_nothing(home: Path, index: Path, fresh_name: str = "fresh index") -> None:
    one, fresh = Catalog.open(index), Catalog.open(index.with_name(fresh_name))
    try:
        assert one.damage() is None
        read_folder(home, fresh)
        fresh.add_vectors({id_ for id_, _ in fresh.pending()})
        assert picture(one) == picture(fresh)
    finally:
        one.close()
        fresh.close()
    assert vectors_agree(index)


def mounted(place: Path) -> None:
    """Mount a disk of 8 MB; the test is skipped where none can be mounted."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(place)],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no disk can be mounted here")


def unmounted(place: Path) -> None:
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted(place)
    try:
        yield place
    finally:
        unmounted(place)


def filled(disk: Path, left: int) -> Path:
    """A file that takes all of a disk but so many bytes."""
    ballast, free = disk / "ballast", os.statvfs(disk)
    ballast.write_bytes(bytes(free.f_bavail * free.f_bsize - left))
    return ballast


@pytest.mark.parametrize("left", [0, 100_000, 400_000, 700_000, 900_000])
def test_a_full_disk_is_told_and_costs_nothing_once_there_is_room(
    folder: MakeFolder, small_disk: Path, left: int
) -> None:
    home, index = folder(STORIES), small_disk / "index"
    settings = Settings(articles=home, index=index)
    ballast = filled(small_disk, left)
    with pytest.raises(UserError) as told, Assistant.open(settings=settings) as assistant:
        assistant.sync()
    assert "\n" not in str(told.value)
    assert "full" in str(told.value) or "space" in str(told.value)
    ballast.unlink()
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assistant.sync()
        assert "35 ships" in assistant.ask(QUESTION).text
    as_built_from_nothing(home, index)


@pytest.mark.parametrize("left", [60_000, 1_100_000])
def test_a_compact_that_finds_no_room_leaves_nothing_behind(
    folder: MakeFolder, small_disk: Path, left: int
) -> None:
    home, index = folder({**STORIES, **MANY}), small_disk / "index"
    with Assistant.open(home, index=index, vectors="wait") as assistant:
        for file in MANY:
            (home / file).unlink()
        assistant.sync()
        ballast = filled(small_disk, left)
        with pytest.raises(IndexStateError, match=r"full|space"):
            assistant.compact()
        assert not (index / "vectors.new").exists()
        ballast.unlink()
        assert assistant.compact() > 0
        assert "35 ships" in assistant.ask(QUESTION).text
    as_built_from_nothing(home, index)


def test_a_disk_in_the_folder_comes_and_goes_and_no_article_is_lost(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = small_disk.parent
    (home / "here.txt").write_text("The mill in Brack burned on Friday, said Ada Moll.")

    def written() -> None:
        for file, text in STORIES.items():
            (small_disk / file).write_text(text)

    written()
    with Assistant.open(home, index=home / "index", vectors="wait") as assistant:
        assert "35 ships" in assistant.ask(QUESTION).text
        unmounted(small_disk)
        (home / "here.txt").write_text("The mill in Brack was rebuilt, said Ada Moll in May.")
        report = assistant.sync()
        assert (report.changed, report.removed) == (("here.txt",), ())
        assert [one.file for one in report.skipped] == ["disk/"]
        assert assistant.ask(QUESTION).refused
        (small_disk / "README.md").write_text("The archive is to be mounted here, said Ada Moll.")
        assert (assistant.sync().added, assistant.ask(QUESTION).refused) == ((), True)
        mounted(small_disk)
        written()
        report = assistant.sync()
        assert (report.removed, report.skipped, report.chunks_embedded) == ((), (), 0)
        answer = assistant.ask(QUESTION)
        assert ("35 ships" in answer.text, answer.notice) == (True, None)

        read = syncing._read_one

        def late(*rest: Any) -> bool:  # it goes while it is read
            unmounted(small_disk)
            monkeypatch.setattr(syncing, "_read_one", read)
            return read(*rest)

        (small_disk / "5.txt").write_text("The office of Orvik closed.")
        (small_disk / "6.txt").unlink()
        monkeypatch.setattr(syncing, "_read_one", late)
        with pytest.raises(ArticleError, match=r"disk was replaced.*Sync again"):
            assistant.sync()
        assert "35 ships" in assistant.article("disk/5.txt").article.text
        mounted(small_disk)
        written()
        (small_disk / "6.txt").unlink()
        assert assistant.sync().removed == ("disk/6.txt",)
        for file in STORIES.keys() - {"6.txt"}:  # emptied on purpose, where it is
            (small_disk / file).unlink()
        assert len(assistant.sync().removed) == 11
    as_built_from_nothing(home, home / "index")


@pytest.mark.parametrize("open_all_the_while", [False, True])
@pytest.mark.parametrize(
    ("left", "before"),
    [
        (0, "reading"),
        (300_000, "reading"),
        (700_000, "reading"),
        (0, "vectors"),
        (60_000, "vectors"),
    ],
)
def test_a_disk_that_is_full_at_a_later_sync_costs_nothing_of_what_was_there(
    folder: MakeFolder, small_disk: Path, left: int, before: str, open_all_the_while: bool
) -> None:
    home, index = folder(STORIES), small_disk / "index"
    settings = Settings(articles=home, index=index)
    assistant = Assistant.open(settings=settings, vectors="wait")
    try:
        assistant._look_next = time.monotonic() + 3600  # it does not look by itself
        assert "35 ships" in assistant.ask(QUESTION).text
        if not open_all_the_while:
            assistant.close()
        for name in ("0.txt", "1.txt", "2.txt"):
            (home / name).unlink()
        for name in ("3.txt", "4.txt"):
            (home / name).write_text(STORIES[name].replace("Monday", "Friday, after a week"))
        for name, text in MANY.items():
            (home / name).write_text(text)

        def fill(progress: Progress) -> None:
            if progress.phase == "reading" and progress.done == progress.total:
                filled(small_disk, left)

        if before == "reading":
            filled(small_disk, left)
        with pytest.raises(UserError) as told:  # noqa: PT012 - either may fail
            if not open_all_the_while:
                assistant = Assistant.open(settings=settings, vectors="off")
            assistant.sync(fill if before == "vectors" else None)
        assert "\n" not in str(told.value)
        assert "full" in str(told.value)
        assert "anew" not in str(told.value)  # nothing is wrong with what is there
        if open_all_the_while:  # what was there still answers, by words if need be
            answer = assistant.ask(QUESTION)
            assert "35 ships" in answer.text
            assert "full" in (answer.notice or "full")
            assert "anew" not in (answer.notice or "")
            if before == "reading":
                assert answer.notice is not None or left  # the texts may have found room
                gone = assistant.ask("How many ships did the office of Orvik numbered 2 count?")
                assert "2.txt" not in {citation.file for citation in gone.citations}
        (small_disk / "ballast").unlink()
        if not open_all_the_while:
            assistant.close()
            assistant = Assistant.open(settings=settings, vectors="off")
        report = assistant.sync()
        assert report.chunks_embedded <= 2 + len(MANY)  # none of those that were there
        answer = assistant.ask(QUESTION)
        assert "35 ships" in answer.text
        assert answer.notice is None
        gone = assistant.ask("How many ships did the office of Orvik numbered 2 count?")
        assert "2.txt" not in {citation.file for citation in gone.citations}
    finally:
        assistant.close()
    as_built_from_nothing(home, index)


def test_an_index_that_may_only_be_read_says_so() -> None:
    with unprivileged() as place:
        home, index = place / "articles", place / "index"
        home.mkdir()
        (home / "a.txt").write_text(STORIES["5.txt"])
        Assistant.open(home, index=index, vectors="wait").close()
        home.chmod(0o555)
        for path in (index, *index.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        drop_rights()
        with pytest.raises(IndexStateError, match="write"):
            Assistant.open(home, index=index)


def test_articles_that_may_only_be_read_are_enough() -> None:
    with unprivileged() as place:
        home = place / "articles"
        home.mkdir()
        (home / "a.txt").write_text(STORIES["5.txt"])
        home.chmod(0o555)
        (place / "index").mkdir()
        (place / "index").chmod(0o777)
        drop_rights()
        with Assistant.open(home, index=place / "index", vectors="wait") as assistant:
            assert "35 ships" in assistant.ask(QUESTION).text


def syncing_process(home: Path, index: Path, patience: float = OTHERS_TURN) -> Popen[str]:
    """The command `sync` in a process of its own, that waits so many seconds for another's turn."""
    program = (
        "import sys; from assistant import instep; from assistant.__main__ import main; "
        f"instep.OTHERS_TURN = {patience}; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "sync", str(home), "--index", str(index)]
    return Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_syncs_at_once_end_as_one(folder: MakeFolder, tmp_path: Path) -> None:
    home, index = folder(STORIES), tmp_path / "index"
    for done in ("12 added", "1 added, 2 changed, 1 removed"):
        if done != "12 added":
            (home / "0.txt").unlink()
            (home / "new.txt").write_text("Report 90\n\nThe office of Brack counted 8 ships.")
            for name in ("1.txt", "2.txt"):
                (home / name).write_text(STORIES[name].replace("Monday", "Friday, after a week"))
        both = [syncing_process(home, index) for _ in range(2)]
        told = [process.communicate(timeout=120) for process in both]
        assert [process.returncode for process in both] == [0, 0], told
        assert sorted(done in out for out, _ in told) == [False, True], told
        as_built_from_nothing(home, index, f"fresh index, {done}")


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process is held by a signal")
@pytest.mark.parametrize("lock", [READING_LOCK, VECTORS_LOCK])
def test_a_second_sync_waits_or_says_who_holds_the_index(
    folder: MakeFolder, tmp_path: Path, lock: str
) -> None:
    home, index = folder({**STORIES, **MANY}), tmp_path / "index"
    first = syncing_process(home, index)
    holder = index / Path(lock).with_suffix(".holder")
    second = None
    try:
        end = time.monotonic() + 120
        while not (holder.exists() and holder.read_text()) and time.monotonic() < end:
            time.sleep(0.001)
        first.send_signal(signal.SIGSTOP)
        assert holder.read_text() == str(first.pid)  # it is held in the middle of its work

        impatient = syncing_process(home, index, patience=0.5)
        out, told = impatient.communicate(timeout=120)
        assert (impatient.returncode, out) == (1, "")
        assert told.count("\n") == 1
        assert f"Another process ({first.pid}) is syncing this index" in told
        assert str(index / lock) in told

        (home / "0.txt").write_text("Report 90\n\nThe office of Brack counted 8 ships.")
        second = syncing_process(home, index)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(timeout=8)  # it waits
        first.send_signal(signal.SIGCONT)
        both = [process.communicate(timeout=120) for process in (first, second)]
        assert [first.returncode, second.returncode] == [0, 0], both
    finally:
        for process in (first, second):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
    assert not list(index.glob("*.holder"))
    as_built_from_nothing(home, index)


def test_asked_while_another_process_syncs(folder: MakeFolder, tmp_path: Path) -> None:
    home, index = folder(STORIES), tmp_path / "index"
    settings = Settings(articles=home, index=index)
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        assistant._look_next = time.monotonic() + 3600  # it does not look by itself
        stop, wrong = threading.Event(), []

        def ask() -> None:
            while not stop.is_set():
                answer = assistant.ask("How many ships did the offices of Orvik count?")
                wrong.extend([answer.notice] if answer.notice else [])
                for citation in answer.citations:
                    if "ships" not in citation.quote:
                        wrong.append(citation.quote)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            for n in range(3):
                (home / f"{n}.txt").unlink()
                (home / f"new{n}.txt").write_text(
                    f"Report {90 + n}\n\nThe office of Brack numbered {90 + n} counted 8 ships."
                )
                flags = ["sync", str(home), "--index", str(index)]
                done = subprocess.run(
                    [sys.executable, "-m", "assistant", *flags], check=False, capture_output=True
                )
                assert done.returncode == 0, done.stderr
                assert f"{n}.txt" not in {info.file for info in assistant.articles()}
                seen = assistant.ask(f"What did the office of Brack numbered {90 + n} count?")
                assert seen.citations[0].file == f"new{n}.txt"
                gone = assistant.ask(f"How many ships did the office of Orvik numbered {n} count?")
                assert f"{n}.txt" not in {citation.file for citation in gone.citations}
        finally:
            stop.set()
            thread.join()
        assert not wrong


def test_a_sync_that_could_not_read_says_so_and_the_next_takes_it_back(
    folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    with Assistant.open(home, index=home.parent / "index", vectors="off") as assistant:

        def full(*_: object, **__: object) -> None:
            raise IndexStateError("The disk is full.")

        with monkeypatch.context() as patch:
            patch.setattr("assistant.instep.read_folder", full)
            with pytest.raises(IndexStateError, match="disk is full"):
                assistant.sync()
            assistant._left_alone = True  # or the question would look itself
            assert assistant.ask(QUESTION).notice == "The disk is full."
        assistant.sync()
        assert assistant.ask(QUESTION).notice is None


@pytest.mark.parametrize(
    ("fault", "kept"),
    [
        ("Too many open files (os error 24)", True),
        ("No space left on device (os error 28)", True),
        ("attempt to write a readonly database", True),
        ("database disk image is malformed", False),
        ("some are lost", False),
    ],
)
def test_vectors_are_not_thrown_away_for_a_fault_that_passes(
    folder: MakeFolder, monkeypatch: pytest.MonkeyPatch, fault: str, kept: bool
) -> None:
    home = folder(STORIES)
    index = home.parent / "index"
    Assistant.open(home, index=index, vectors="wait").close()
    with closing(Catalog.open(index)) as catalog:
        catalog.set_meta(syncing.FILES, "{}")  # as a killed run leaves it: they are looked at

        def broken(*_: object) -> None:
            raise IndexStateError(f"The vectors cannot be used ({fault}).")

        with monkeypatch.context() as patch:
            patch.setattr(syncing, "_probe", broken)
            if kept:
                with pytest.raises(IndexStateError, match="cannot be used"):
                    syncing.mend_vectors(catalog)
            else:
                assert syncing.mend_vectors(catalog)
        assert Vectors.exist(index) is kept
        assert (catalog.vector_counts()[0] > 0) is kept
        if kept:
            assert not syncing.mend_vectors(catalog)
            assert catalog.vector_counts()[0] == catalog.vector_counts()[1]
