"""An index built anew beside the old one, and the room of what was deleted given back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from assistant import Assistant
from assistant.__main__ import main
from assistant.instep import CATALOGUE_GONE
from assistant.places import room
from assistant.settings import Settings
from assistant.upkeep import rebuilt
from index.catalog import FILE_NAME, PATTERNS_FILE, REBUILT
from index.embedder import Embedder
from index.errors import DamagedError, IndexStateError
from index.locks import READING_LOCK, VECTORS_LOCK, BusyError
from index.vectors import DIRECTORY, Vectors

MakeFolder = Callable[[dict[str, str]], Path]
STORIES = {
    "a.txt": "Harbour opens\n\n2025-01-02\n\nThe harbour of Orvik opened on Monday.",
    "b.txt": "Bakery closes\n\n2025-01-03\n\nThe bakery in Talvey closed after ninety years.",
    "deep/c.md": "# Ferry late\n\nThe ferry to Brack was four hours late.",
}
QUESTION = "When did the harbour of Orvik open?"


@pytest.fixture
def settings(folder: MakeFolder, tmp_path: Path) -> Settings:
    return Settings(articles=folder(STORIES), index=tmp_path / "index")


def index_of(settings: Settings) -> Path:
    assert settings.index is not None
    return settings.index


def is_whole(assistant: Assistant, files: int = 3) -> bool:
    with_vector, chunks = assistant.vector_counts()
    answer = assistant.ask(QUESTION)
    return (
        len(assistant.articles()) == files
        and with_vector == chunks > 0
        and answer.citations[0].quote == "The harbour of Orvik opened on Monday."
        and any(passage.dense is not None for passage in answer.trace.passages)
        and answer.notice is None
    )


def test_a_rebuild_is_seen_by_whoever_has_the_index_open(settings: Settings) -> None:
    with Assistant.open(settings=settings, vectors="wait") as other:
        assert is_whole(other)
        # Something in the catalogue that no sync would mend.
        with sqlite3.connect(index_of(settings) / FILE_NAME) as db:
            db.execute("UPDATE articles SET title = 'wrong'")
        db.close()
        report = rebuilt(settings)
        assert (len(report.added), report.chunks_embedded, report.chunks_pending) == (3, 3, 0)
        assert is_whole(other)
        assert {info.title for info in other.articles()} == {
            "Harbour opens", "Bakery closes", "Ferry late"
        }  # fmt: skip
        assert not (index_of(settings) / REBUILT).exists()
        assert other.sync().chunks_embedded == 0
        (other.folder / "a.txt").unlink()
        assert other.sync().removed == ("a.txt",)


def test_a_rebuild_keeps_the_patterns_and_reads_no_index(settings: Settings) -> None:
    assert settings.articles is not None
    inside = Settings(
        articles=settings.articles, index=settings.articles / "index", exclude=("b.txt",)
    )
    Assistant.open(settings=inside, vectors="wait").close()
    report = rebuilt(Settings(articles=inside.articles, index=inside.index))
    assert report.added == ("a.txt", "deep/c.md")
    assert report.skipped == ()


def test_a_rebuild_that_is_stopped_leaves_the_index_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Assistant.open(settings=settings, vectors="wait") as assistant:

        def stop(*_: object) -> None:
            assistant._stop.set()
            raise KeyboardInterrupt

        with monkeypatch.context() as context:
            context.setattr(Embedder, "embed", stop)
            with pytest.raises(KeyboardInterrupt):
                assistant.rebuild()
        assistant._stop.clear()
        assert is_whole(assistant)
        assert not (index_of(settings) / REBUILT).exists()


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "empty", "other version"])
def test_a_broken_catalogue_is_told_and_built_anew(
    settings: Settings, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    without = replace(settings, exclude=("b.txt",))
    Assistant.open(settings=without, vectors="wait").close()
    path = index_of(settings) / FILE_NAME
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "garbage":
        path.write_bytes(b"no database at all " * 100)
    elif damage == "gone":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
    flags = ["--articles", str(settings.articles), "--index", str(index_of(settings))]
    if damage in ("gone", "empty"):  # nothing is left that could be wrong: it is made anew
        with Assistant.open(settings=settings, vectors="off") as assistant:
            assert assistant.lost == CATALOGUE_GONE
            assert CATALOGUE_GONE in (assistant.ask(QUESTION).notice or "")
        path.unlink()
        assert main(["sync", *flags]) == 0
        assert CATALOGUE_GONE in capsys.readouterr().err
    else:
        assert main(["ask", QUESTION, *flags]) == 1
        assert "sync --rebuild" in capsys.readouterr().err
    assert main(["sync", "--rebuild", *flags]) == 0
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assert is_whole(assistant, 2)  # what was left out stays so
        assert assistant.sync().chunks_embedded == 0
    assert not (index_of(settings) / REBUILT).exists()


@pytest.mark.parametrize("at", ["embedding", "the vectors' swap"])
def test_a_rebuild_of_a_broken_index_that_is_killed_costs_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    Assistant.open(settings=replace(settings, exclude=("b.txt",)), vectors="wait").close()
    path = index_of(settings) / FILE_NAME
    broken = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(broken)
    vectors = Vectors.files(index_of(settings))

    def killed(*_: object) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as context:
        context.setattr(*((Embedder, "embed") if at == "embedding" else (Vectors, "swap")), killed)
        with pytest.raises(SystemExit):
            rebuilt(settings)
    if at == "embedding":
        assert path.read_bytes() == broken
        assert Vectors.files(index_of(settings)) == vectors
        rebuilt(settings)
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assistant.sync()
        assert is_whole(assistant, 2)


def test_what_a_killed_rebuild_left_goes_with_the_next_sync(settings: Settings) -> None:
    Assistant.open(settings=settings, vectors="wait").close()
    shutil.copytree(index_of(settings) / DIRECTORY, index_of(settings) / REBUILT / DIRECTORY)
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assert is_whole(assistant)
    assert not (index_of(settings) / REBUILT).exists()


def test_patterns_that_cannot_be_read_let_nothing_in(settings: Settings) -> None:
    Assistant.open(settings=replace(settings, exclude=("b.txt",)), vectors="wait").close()
    (index_of(settings) / PATTERNS_FILE).write_text("{")
    with pytest.raises(IndexStateError, match=r"patterns\.json, cannot be read .* Delete"):
        Assistant.open(settings=settings, vectors="off")


def test_a_database_of_something_else_is_not_deleted(settings: Settings) -> None:
    index_of(settings).mkdir()
    path = index_of(settings) / FILE_NAME
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE letters(text)")
    db.close()
    with pytest.raises(IndexStateError, match="something else") as told:
        rebuilt(settings)
    assert not isinstance(told.value, DamagedError)
    assert path.exists()


def test_an_open_assistant_follows_a_database_that_was_put_in_place(settings: Settings) -> None:
    with Assistant.open(settings=settings, vectors="wait") as other:
        for path in index_of(settings).glob(FILE_NAME + "*"):
            path.unlink()
        rebuilt(settings)
        assert is_whole(other)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_deleted_while_it_is_open_is_made_anew_for_everybody(
    settings: Settings, whole: bool
) -> None:
    with Assistant.open(settings=settings, vectors="wait") as one:
        if whole:
            shutil.rmtree(index_of(settings))
        else:
            (index_of(settings) / FILE_NAME).unlink()
        assert settings.articles
        (settings.articles / "d.txt").write_text("Mill shut\n\nThe mill of Orvik is shut.")
        one.sync()
        with Assistant.open(settings=settings, vectors="wait") as other:
            assert is_whole(other, 4)
        assert is_whole(one, 4)


def test_compacting_gives_the_room_back_and_embeds_nothing(
    settings: Settings, folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(
        {
            f"many/{n}.txt": f"Report {n}\n\n" + f"Sentence {n} of a report. " * 200
            for n in range(60)
        }
    )
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        before = room(index_of(settings))
        shutil.rmtree(home / "many")
        assert len(assistant.sync().removed) == 60

        def never(*_: object) -> None:
            raise AssertionError("something was embedded")

        with monkeypatch.context() as context:
            context.setattr(Embedder, "embed", never)
            freed = assistant.compact()
        after = room(index_of(settings))
        assert freed > 0
        assert after < before / 2
        assert is_whole(assistant)
        assert assistant.sync().chunks_embedded == 0
    assert main(["compact", "--articles", str(home), "--index", str(index_of(settings))]) == 0


def test_compacting_that_was_killed_after_its_swap_looks_like_no_damage(
    settings: Settings, folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy's files are smaller than those noted: that alone must not call them cut."""
    home = folder({f"many/{n}.txt": f"Report {n}\n\nSentence {n} of it." for n in range(60)})
    swap = Vectors.swap

    def killed(directory: Path, built: Path) -> None:
        swap(directory, built)
        raise SystemExit("killed")

    with Assistant.open(settings=settings, vectors="wait") as assistant:
        sizes = {file: size for file, (size, _) in Vectors.files(index_of(settings)).items()}
        shutil.rmtree(home / "many")
        assistant.sync()
        monkeypatch.setattr(Vectors, "swap", killed)
        with pytest.raises(SystemExit):
            assistant.compact()
        monkeypatch.undo()
    now = {Path(file).name: size for file, (size, _) in Vectors.files(index_of(settings)).items()}
    assert any(now[Path(file).name] < size for file, size in sizes.items())
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assert is_whole(assistant)
        assert assistant.sync().chunks_embedded == 0


@pytest.mark.parametrize("at", ["before", "between", "after"])
def test_a_swap_of_vectors_that_was_killed_is_ended(settings: Settings, at: str) -> None:
    Assistant.open(settings=settings, vectors="wait").close()
    now = index_of(settings) / DIRECTORY
    new, old = (now.with_name(DIRECTORY + end) for end in (".new", ".old"))
    shutil.copytree(now, new)
    if at == "before":
        (new / "chroma.sqlite3").write_bytes(b"half of it")
    elif at == "between":
        now.rename(old)
    else:
        shutil.copytree(now, old)
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assert assistant.sync().chunks_embedded == 0
        assert is_whole(assistant)
    if at == "between":
        assert not old.exists()
    Vectors.recover(index_of(settings))
    assert not new.exists()
    assert not old.exists()


def test_whoever_waits_is_told_for_whom(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        monkeypatch.setattr("assistant.instep.OTHERS_TURN", 0.2)
        for name in (READING_LOCK, VECTORS_LOCK):
            path = index_of(settings) / name
            with FileLock(path):
                path.with_suffix(".holder").write_text("4321")
                with pytest.raises(BusyError, match=r"process \(4321\) is syncing"):
                    assistant.compact()
                with pytest.raises(BusyError, match=r"process \(4321\) is syncing"):
                    assistant.rebuild()


def test_a_moved_article_costs_no_embedding(settings: Settings) -> None:
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        (assistant.folder / "archive").mkdir()
        (assistant.folder / "a.txt").rename(assistant.folder / "archive" / "a.txt")
        report = assistant.sync()
        assert report.renamed == (("a.txt", "archive/a.txt"),)
        assert report.chunks_embedded == 0
        assert is_whole(assistant)


@pytest.mark.parametrize("below", ["", "rebuilt", "vectors"])
def test_an_index_that_would_hold_its_articles_deletes_none(tmp_path: Path, below: str) -> None:
    home = tmp_path / "news" / below
    home.mkdir(parents=True)
    (home / "a.txt").write_text("The only article.")
    for command in (("sync",), ("sync", "--rebuild"), ("sync", "--dry-run"), ("compact",)):
        told = main([*command, "--articles", str(home), "--index", str(tmp_path / "news")])
        assert told == 2
    assert (home / "a.txt").read_text() == "The only article."


@pytest.mark.parametrize("name", ["rebuilt", "vectors/in", "vectors.new", "vectors.old"])
def test_a_directory_with_articles_under_our_names_is_none_of_ours(
    settings: Settings, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "papers" / name
    mine.mkdir(parents=True)
    (mine / "a.txt").write_text("The only article.")
    told = main(["sync", str(settings.articles), "--index", str(tmp_path / "papers")])
    assert told == 1
    assert f"it holds other files ({name}/a.txt)" in capsys.readouterr().err
    assert (mine / "a.txt").read_text() == "The only article."


def test_what_is_left_of_an_index_is_taken_up_again(settings: Settings) -> None:
    with Assistant.open(settings=settings, vectors="wait"):
        pass
    index = index_of(settings)
    shutil.copytree(index / DIRECTORY, index / REBUILT / DIRECTORY)  # as a kill leaves them
    shutil.copytree(index / DIRECTORY, index / "vectors.old")
    for file in index.glob(f"{FILE_NAME}*"):
        file.unlink()
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        assert len(assistant.articles()) == 3


@pytest.mark.parametrize("kept", ['{"include": 5}', '{"include": "abc"}', '{"exclude": [1]}', "[]"])
def test_patterns_that_are_none_are_told(
    settings: Settings, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Assistant.open(settings=settings, vectors="off"):
        pass
    (index_of(settings) / PATTERNS_FILE).write_text(kept)
    told = main(["sync", str(settings.articles), "--index", str(settings.index)])
    assert told == 1
    error = capsys.readouterr().err
    assert PATTERNS_FILE in error
    assert "Delete that file and give --include and --exclude again" in error


def test_a_lock_that_is_no_file_is_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with Assistant.open(settings=settings, vectors="off"):
        pass
    lock = index_of(settings) / READING_LOCK
    lock.unlink(missing_ok=True)
    lock.mkdir()
    assert main(["sync", str(settings.articles), "--index", str(settings.index)]) == 1
    assert "delete it where it is no file" in capsys.readouterr().err
