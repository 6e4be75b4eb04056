"""Vectors that other processes change, that are damaged, or that somebody else is making."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from filelock import FileLock
from numpy.typing import NDArray

from assistant import Assistant
from assistant.settings import Settings
from index import vectors as storing
from index.catalog import Catalog
from index.errors import IndexStateError
from index.locks import VECTORS_LOCK
from index.sync import generation
from index.vectors import DIRECTORY, Vectors

MakeFolder = Callable[[dict[str, str]], Path]
STORIES = {
    "a.txt": "Harbour opens\n\n2025-03-01\n\nThe harbour of Orvik opened on Monday, in rain.",
    "b.txt": "Bakery closes\n\n2025-03-02\n\nThe bakery of Tolm closed on Friday after 90 years.",
    "c.txt": "Choir sings\n\n2025-03-03\n\nThe choir of Brenn sang nine songs at the old mill.",
}
LATER = "Ferry sails\n\n2025-03-04\n\nThe ferry Morwenna carried 212 people to Skerra on Sunday."
HARBOUR, FERRY = "When did the harbour of Orvik open?", "How many people did the ferry carry?"


def some_vectors(count: int) -> tuple[list[str], NDArray[np.float32]]:
    rows = np.random.default_rng(7).normal(size=(count, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [f"id-{n}" for n in range(count)], rows


def settings(home: Path) -> Settings:
    return Settings(articles=home, index=home.parent / "index")


def by_meaning(assistant: Assistant, question: str) -> dict[str, bool]:
    """File -> whether the vector of its passage was compared, of what a question finds."""
    answer = assistant.ask(question)
    assert answer.notice is None
    return {passage.file: passage.dense is not None for passage in answer.trace.passages}


def script(code: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]


OTHER = """
    import shutil, sys
    from pathlib import Path
    from assistant import Assistant
    from assistant.settings import Settings
    home = Path(sys.argv[1])
    for line in sys.stdin:
        if line == "delete\\n":
            shutil.rmtree(home.parent / "index" / "vectors")
        else:
            (home / "later.txt").write_text(line.replace("|", "\\n"))
        settings = Settings(articles=home, index=home.parent / "index")
        with Assistant.open(settings=settings, vectors="wait") as assistant:
            print(*assistant.vector_counts(), flush=True)
"""


@contextmanager
def other_process(home: Path) -> Iterator[Callable[[str], str]]:
    """A process of its own that changes the index: tell it what, get its vector counts."""
    process = subprocess.Popen(
        script(OTHER, home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    to, back = _pipe(process.stdin), _pipe(process.stdout)

    def tell(line: str) -> str:
        to.write(line + "\n")
        to.flush()
        return back.readline()

    try:
        yield tell
    finally:
        to.close()
        process.wait(20)
        back.close()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def test_an_open_assistant_follows_what_another_process_does(folder: MakeFolder) -> None:
    home = folder(STORIES)
    with (
        Assistant.open(settings=settings(home), vectors="wait") as assistant,
        other_process(home) as tell,
    ):
        assert by_meaning(assistant, HARBOUR)["a.txt"]
        assert tell(LATER.replace("\n", "|")) == "4 4\n"
        assert by_meaning(assistant, FERRY) == dict.fromkeys([*STORIES, "later.txt"], True)
        assert tell("delete") == "4 4\n"
        assert all(by_meaning(assistant, HARBOUR).values())
        # and it can still store
        (home / "d.txt").write_text("Mill burns\n\nThe mill of Brenn burned down on Tuesday.")
        assert assistant.sync().chunks_embedded == 1


def test_own_writes_do_not_reopen(folder: MakeFolder) -> None:
    home = folder(STORIES)
    with Assistant.open(settings=settings(home), vectors="wait") as assistant:
        before = assistant._open_vectors()
        (home / "later.txt").write_text(LATER)
        assert assistant.sync().chunks_embedded == 1
        assert by_meaning(assistant, FERRY)["later.txt"]
        assert assistant._open_vectors() is before
        assert generation(assistant._catalog) == before.generation


def test_deleted_between_two_openings_in_one_process(folder: MakeFolder) -> None:
    home = folder(STORIES)
    Assistant.open(settings=settings(home), vectors="wait").close()
    shutil.rmtree(home.parent / "index" / DIRECTORY)
    with Assistant.open(settings=settings(home), vectors="wait") as assistant:
        assert all(by_meaning(assistant, HARBOUR).values())
        shutil.rmtree(home.parent / "index" / DIRECTORY)
        assert assistant.sync().chunks_embedded == 3
        assert all(by_meaning(assistant, HARBOUR).values())


def test_a_fresh_client_leaves_others_of_the_path_alone(tmp_path: Path) -> None:
    ids, rows = some_vectors(3)
    first, second = Vectors.open(tmp_path), Vectors.open(tmp_path)
    first.put(ids, rows)
    first.close()
    assert second.count() == 3
    second.close()
    with pytest.raises(IndexStateError, match="python -m assistant sync") as caught:
        second.count()
    assert "\n" not in str(caught.value)


def cut(path: Path, size: int) -> None:
    assert path.stat().st_size > size
    os.truncate(path, size)


def damage_segment(path: Path, damage: str) -> None:
    for segment in path.iterdir():
        if segment.is_dir():
            if damage == "no segment":
                shutil.rmtree(segment)
            elif damage == "no header":
                (segment / "header.bin").unlink()
            else:
                cut(segment / damage, 3)


def damage_vectors(path: Path, damage: str) -> None:
    database = path / "chroma.sqlite3"
    if damage == "empty database":
        cut(database, 0)
    elif damage == "garbage":
        database.write_bytes(b"?" * database.stat().st_size)
    elif damage == "nothing left":
        shutil.rmtree(path)
    else:
        damage_segment(path, damage)


@pytest.fixture
def soon_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma writes its search index after two vectors, not after a thousand."""

    def collection(client: ClientAPI) -> Collection:
        return client.get_or_create_collection(
            storing._NAME,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "batch_size": 2, "sync_threshold": 2}},
        )

    monkeypatch.setattr(storing, "_collection", collection)


@pytest.mark.parametrize(
    "damage",
    [
        "no segment",
        "no header",
        "data_level0.bin",  # cut, it kills a process in Chroma's query
        "length.bin",
        "index_metadata.pickle",
        "empty database",
        "garbage",
        "nothing left",
    ],
)
@pytest.mark.usefixtures("soon_on_disk")
def test_one_sync_heals_damaged_vectors(folder: MakeFolder, damage: str) -> None:
    home = folder(STORIES)
    path = home.parent / "index" / DIRECTORY
    Assistant.open(settings=settings(home), vectors="wait").close()
    assert list(path.glob("*/data_level0.bin"))
    damage_vectors(path, damage)
    with Assistant.open(settings=settings(home), vectors="off") as assistant:
        answer = assistant.ask(HARBOUR)  # by words, if need be
        assert answer.trace.passages[0].file == "a.txt"
        report = assistant.sync()
        assert (report.chunks_embedded, report.chunks_pending) == (3, 0)
        assert by_meaning(assistant, HARBOUR) == dict.fromkeys(STORIES, True)
        assert assistant.sync().chunks_embedded == 0


@pytest.mark.usefixtures("soon_on_disk")
def test_unusable_vectors_leave_the_words_and_a_notice(folder: MakeFolder) -> None:
    home = folder(STORIES)
    Assistant.open(settings=settings(home), vectors="wait").close()
    damage_vectors(home.parent / "index" / DIRECTORY, "garbage")
    with Assistant.open(settings=settings(home), vectors="background") as assistant:
        answer = assistant.ask(HARBOUR)
        assert answer.trace.passages[0].file == "a.txt"
        assert answer.notice is not None
        assert "by their words alone" in answer.notice
        assert "`python -m assistant sync`" in answer.notice
        assistant.sync()
        assert by_meaning(assistant, HARBOUR)["a.txt"]  # and no notice any more


def test_an_unchanged_sync_does_not_load_chroma(folder: MakeFolder) -> None:
    home = folder(STORIES)
    with Assistant.open(settings=settings(home), vectors="wait") as assistant:
        assistant.ask(HARBOUR)  # reading the vectors is no change of them
    code = """
        import json, sys
        from pathlib import Path
        from assistant import Assistant
        home = Path(sys.argv[1])
        with Assistant.open(home, index=home.parent / "index", vectors="off") as assistant:
            print(json.dumps([assistant.sync().chunks_embedded, "chromadb" in sys.modules]))
    """
    done = subprocess.run(
        script(code, home), check=False, capture_output=True, text=True, timeout=60
    )
    assert json.loads(done.stdout) == [0, False]


@contextmanager
def held(home: Path) -> Iterator[None]:
    with FileLock(home.parent / "index" / VECTORS_LOCK):
        yield


def test_nobody_hangs_while_another_process_makes_vectors(folder: MakeFolder) -> None:
    home = folder(STORIES)
    Assistant.open(settings=settings(home), vectors="off").close()
    with held(home):
        assistant = Assistant.open(settings=settings(home), vectors="background")
        started = time.monotonic()
        assert assistant._in_line.wait(20)
        waited = time.monotonic() - started
        started = time.monotonic()
        assistant.catch_up()
        answer = assistant.ask(HARBOUR)
        assistant.close()
        assert time.monotonic() - started < 5, waited
        assert answer.trace.vectors == "0 of 3 chunks have vectors"
        assert answer.trace.passages[0].file == "a.txt"


def test_the_background_goes_on_when_its_turn_comes(folder: MakeFolder) -> None:
    home = folder(STORIES)
    Assistant.open(settings=settings(home), vectors="off").close()
    with held(home):
        assistant = Assistant.open(settings=settings(home), vectors="background")
        assert assistant._in_line.wait(20)
    with assistant:
        assert assistant._background is not None
        assistant._background.join(20)
        assert assistant.vector_counts() == (3, 3)
        assert by_meaning(assistant, HARBOUR)["a.txt"]


def test_a_closed_assistant_ends_its_sync_in_line(folder: MakeFolder) -> None:
    home = folder(STORIES)
    assistant = Assistant.open(settings=settings(home), vectors="off")
    ended: list[str] = []

    def sync() -> None:
        try:
            assistant.sync()
        except IndexStateError as error:
            ended.append(str(error))

    with held(home):
        thread = threading.Thread(target=sync)
        thread.start()
        time.sleep(0.5)
        assistant._stop.set()
        thread.join(10)
    assistant.close()
    assert ended
    assert "Another process" in ended[0]


def test_any_failure_of_the_background_is_a_notice(
    folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_catalog: Catalog, _ids: list[str]) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Catalog, "add_vectors", full)
    with Assistant.open(settings=settings(folder(STORIES)), vectors="background") as assistant:
        assert assistant._background is not None
        assistant._background.join(20)
        answer = assistant.ask(HARBOUR)
    assert "No space left" in (answer.notice or "")


def test_a_script_that_ends_without_close_is_quiet(folder: MakeFolder) -> None:
    words = " ".join(f"Sentence {n} of the chronicle of Orvik names {n} ships." for n in range(40))
    home = folder({f"{n}.txt": f"Chronicle {n}\n\nBook {n}. {words}" for n in range(30)})
    code = """
        import sys, time
        from assistant import Assistant
        from pathlib import Path
        home = Path(sys.argv[1])
        assistant = Assistant.open(home, index=home.parent / "index")
        time.sleep(float(sys.argv[2]))
    """
    for seconds in ("0.3", "1.2"):
        done = subprocess.run(
            script(code, home, Path(seconds)),
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
