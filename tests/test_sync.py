import datetime as dt
import errno
import itertools
import json
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import making
import pytest
from filelock import FileLock
from picture import picture
from rights import drop_rights, unprivileged
from test_catalog import age

from assistant import Assistant
from assistant.instep import VECTORS_GONE
from assistant.places import check_owner, default_index
from assistant.settings import Settings
from index import catalog as cataloguing
from index import plan as planning
from index import scan as scanning
from index import sync as syncing
from index.catalog import Catalog, FileState, Prepared
from index.embedder import Embedder
from index.errors import ArticleError, IndexStateError, NotMountedError
from index.locks import READING_LOCK
from index.plan import dry_run
from index.scan import scan
from index.sync import embed_pending, read_folder
from index.types import Article, Filter, Patterns, Skipped
from index.vectors import Vectors

MakeFolder = Callable[[dict[str, str]], Path]
STORIES = {
    "a.txt": "Harbour opens\n\n2025-01-02\n\nThe harbour of Orvik opened on Monday.",
    "b.txt": "Bakery closes\n\n2025-01-03\n\nThe bakery in Talvey closed after ninety years.",
    "deep/c.md": "# Ferry late\n\nThe ferry to Brack was four hours late.",
}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog.open(tmp_path / "index")


def files(catalog: Catalog) -> set[str]:
    return {info.file for info in catalog.articles()}


def test_a_folder_is_read_and_an_unchanged_one_does_no_work(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    time.sleep(0.05)  # what was written a moment ago is looked at once more
    first = read_folder(home, catalog)
    assert first.added == ("a.txt", "b.txt", "deep/c.md")
    assert files(catalog) == set(STORIES)

    def never(*_: object) -> None:
        raise AssertionError("an unchanged file was opened")

    monkeypatch.setattr(syncing.reader, "read", never)
    second = read_folder(home, catalog)
    assert (second.added, second.changed, second.removed) == ((), (), ())
    assert second.unchanged == 3


def test_edits_replace_deletions_remove_and_renames_are_told(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    (home / "a.txt").write_text("Harbour shuts\n\nThe harbour of Orvik shut on Tuesday.")
    (home / "b.txt").unlink()
    (home / "deep" / "c.md").rename(home / "ferry.md")
    report = read_folder(home, catalog)
    assert report.changed == ("a.txt",)
    assert report.removed == ("b.txt",)
    assert report.renamed == (("deep/c.md", "ferry.md"),)
    assert files(catalog) == {"a.txt", "ferry.md"}
    view = catalog.article("a.txt")
    assert view is not None
    assert "Tuesday" in view.article.text


def test_a_touched_file_with_the_same_content_is_unchanged(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    os.utime(home / "a.txt", (1, 1))
    report = read_folder(home, catalog)
    assert (report.changed, report.unchanged) == ((), 3)


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home = folder({**STORIES, "empty.txt": "", "photo.jpg": "x", ".hidden.txt": "secret"})
    (home / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (home / "huge.txt").write_bytes(b"a" * (20 * 2**20 + 1))
    outside = home.parent / "outside.txt"
    outside.write_text("Not of this folder.")
    (home / "link.txt").symlink_to(outside)
    report = read_folder(home, catalog)
    reasons = {entry.file: entry.reason for entry in report.skipped}
    assert set(reasons) == {"binary.txt", "empty.txt", "huge.txt", "link.txt", "photo.jpg"}
    assert "leads out of the folder" in reasons["link.txt"]
    assert files(catalog) == set(STORIES)
    (home / "empty.txt").write_text("Now there is a text in it.")
    assert read_folder(home, catalog).changed == ("empty.txt",)
    assert "empty.txt" in files(catalog)


def test_a_missing_folder_loses_nothing(folder: MakeFolder, catalog: Catalog) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    shutil.rmtree(home)
    with pytest.raises(ArticleError, match="does not exist"):
        read_folder(home, catalog)
    assert files(catalog) == set(STORIES)


@pytest.mark.parametrize("name", ["b.txt", "b.html", "b.csv"])
def test_a_file_that_is_deleted_before_it_is_read_was_never_there(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text = "text\nThe bakery in Talvey closed after ninety years.\n"
    home = folder({"a.txt": "The harbour of Orvik opened on Monday.", name: text})
    read, deleted = syncing._read_one, home / name

    def late(path: Path, *rest: Any) -> bool:
        deleted.unlink(missing_ok=True)
        return read(path, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(syncing, "_read_one", late)
        report = read_folder(home, catalog)
    assert (report.added, report.skipped, report.removed) == (("a.txt",), (), ())
    deleted.write_text(text)
    assert read_folder(home, catalog).added == (name,)
    deleted.write_text(text + text)
    with monkeypatch.context() as patched:
        patched.setattr(syncing, "_read_one", late)
        report = read_folder(home, catalog)
    assert (report.removed, report.changed, report.skipped) == ((name,), (), ())
    assert files(catalog) == {"a.txt"}


def test_a_file_that_the_disk_does_not_give_is_tried_again_though_nothing_changed(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    opened = Path.open

    def fails(path: Path, *rest: Any, **others: Any) -> Any:
        if path.name == "b.txt":
            raise OSError(errno.EIO, "Input/output error")
        return opened(path, *rest, **others)

    time.sleep(0.05)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", fails)
        for _ in range(2):
            [skipped] = read_folder(home, catalog).skipped
            assert skipped.reason.startswith("b.txt: cannot be read (Input/output error)")
    report = read_folder(home, catalog)
    assert (report.changed, report.unchanged, report.skipped) == (("b.txt",), 2, ())
    assert files(catalog) == set(STORIES)


@pytest.mark.parametrize("there", [(), ("NOT_MOUNTED.txt", "README.md")])
def test_a_folder_that_is_not_mounted_empties_no_index(
    folder: MakeFolder, catalog: Catalog, there: tuple[str, ...]
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    beside = home.rename(home.with_name("mounted"))
    home.mkdir()  # as it is below what is mounted there, from the same disk or another
    for file in there:
        (home / file).write_text("Mount the disk of the archive here.")
    if there:  # on the same disk it would be a folder that was replaced
        catalog.set_meta(syncing.PLACE, "7:1")
    for look in (
        lambda: read_folder(home, catalog),
        lambda: dry_run(home, catalog, catalog.path.parent),
    ):
        with pytest.raises(
            NotMountedError, match=r"another one than before.*Mount it.*sync --rebuild"
        ) as caught:
            look()
        assert str(home) in str(caught.value)
    assert files(catalog) == set(STORIES)
    assert catalog.newest(Filter(), 5) == []  # and nothing of it is found
    for file in there:
        (home / file).unlink()
    home.rmdir()
    beside.rename(home)
    assert read_folder(home, catalog).unchanged == 3
    assert len(catalog.newest(Filter(), 5)) == 3
    for noted in ("7:1", str(home.stat().st_dev)):  # another disk; as older indexes noted it
        catalog.set_meta(syncing.PLACE, noted)
        assert read_folder(home, catalog).unchanged == 3
    catalog.set_meta(syncing.PLACE, str(home.stat().st_dev))
    for file in STORIES:  # deleted in the folder itself
        (home / file).unlink()
    assert len(read_folder(home, catalog).removed) == 3


def test_a_folder_that_was_replaced_by_one_of_other_articles_is_taken_as_it_is(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    home.rename(home.with_name("before"))
    home.mkdir()
    (home / "new.txt").write_text("The ferry to Tarn sails again on Monday, said Ada Moll.")
    assert len(read_folder(home, catalog).removed) == 3
    assert files(catalog) == {"new.txt"}


def test_a_folder_that_was_emptied_on_purpose_answers_nothing_and_is_taken_by_a_rebuild(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home, index = folder(STORIES), tmp_path / "index"
    with Assistant.open(home, index=index, vectors="wait") as assistant:
        assert not assistant.ask("Where is the harbour that opened on Monday?").refused
    home.rename(tmp_path / "before")
    home.mkdir()
    with Assistant.open(home, index=index, vectors="wait") as assistant:
        answer = assistant.ask("Where is the harbour that opened on Monday?")
        assert (answer.refused, answer.trace.passages) == (True, ())
        assert "sync --rebuild" in (answer.notice or "")
        with pytest.raises(NotMountedError):
            assistant.sync()
        assert assistant.rebuild().added == ()
        (home / "new.txt").write_text("The mill in Brack burned on Friday.")
        assert assistant.sync().added == ("new.txt",)
        answer = assistant.ask("When did the mill in Brack burn?")
        assert (answer.refused, answer.notice) == (False, None)
        assert assistant.sync().unchanged == 1


NAS = {"nas/d.txt": "The mill in Brack burned on Friday.", "nas/deep/e.txt": "The ferry is late."}


@pytest.mark.parametrize("there", [None, "", "nas/NOT_MOUNTED.txt"])
def test_a_disk_in_the_folder_that_is_not_mounted_takes_no_article_along(
    folder: MakeFolder, catalog: Catalog, there: str | None
) -> None:
    home = folder({**STORIES, **NAS})
    read_folder(home, catalog)
    assert syncing.noted_disks(catalog) == {}
    noted = {"nas/": "7", "other/": "8"}  # as where two such are found, one without articles
    catalog.set_meta(syncing.DISKS, json.dumps(noted))
    beside = (home / "nas").rename(home.with_name("mounted"))
    if there is not None:
        (home / "nas").mkdir()
    if there:
        (home / there).write_text("Mount the disk of the archive here.")
    (home / "a.txt").write_text("The harbour of Orvik closed on Tuesday.")
    (home / "b.txt").unlink()
    told = {one.file: one.what for one in dry_run(home, catalog, catalog.path.parent)}
    assert told.pop("deep/c.md") == "keep"
    assert told == {"a.txt": "change", "b.txt": "remove", "nas/": "skip"}
    for removed in (("b.txt",), ()):
        report = read_folder(home, catalog)
        assert report.removed == removed  # the rest is in step all the same
        assert report.skipped == (Skipped("nas/", scanning.UNMOUNTED),)
        assert files(catalog) == {"a.txt", "deep/c.md", *NAS}
        assert set(catalog.newest(Filter(), 9)) == {"a.txt", "deep/c.md"}
        assert syncing.noted_disks(catalog) == {"nas/": "7"}
    shutil.rmtree(home / "nas", ignore_errors=True)
    beside.rename(home / "nas")  # on whatever disk
    report = read_folder(home, catalog)
    assert (report.added, report.changed, report.removed, report.skipped) == ((), (), (), ())
    assert len(catalog.newest(Filter(), 9)) == 4
    assert syncing.noted_disks(catalog) == {}
    shutil.rmtree(home / "nas")
    assert len(read_folder(home, catalog).removed) == 2


@pytest.mark.parametrize("line", ["nas/", "/nas/", "nas/*", "n*s"])
def test_a_disk_that_is_gone_for_good_may_be_left_out(
    folder: MakeFolder, catalog: Catalog, line: str
) -> None:
    home = folder({**STORIES, **NAS})
    read_folder(home, catalog)
    catalog.set_meta(syncing.DISKS, '{"nas/": "7"}')
    shutil.rmtree(home / "nas")
    assert read_folder(home, catalog).removed == ()
    report = read_folder(home, catalog, patterns=Patterns(exclude=(line,)))
    assert (set(report.removed), report.skipped) == (set(NAS), ())
    (home / "nas").mkdir()
    (home / "nas" / "new.txt").write_text("The fair returns to Talvey in May, with nine tents.")
    report = read_folder(home, catalog, patterns=Patterns())
    assert (report.added, report.skipped) == (("nas/new.txt",), ())


def test_an_archive_on_a_disk_that_is_not_mounted_stays_whatever_is_let_in(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home = folder({"a.txt": STORIES["a.txt"]})
    (home / "nas").mkdir()
    (home / "nas" / "n.zip").write_bytes(making.zipped({"b.txt": STORIES["b.txt"]}))
    read_folder(home, catalog, patterns=Patterns(include=("*.txt",)))
    catalog.set_meta(syncing.DISKS, '{"nas/": "7"}')
    (home / "nas" / "n.zip").unlink()
    plan = {one.file: one.what for one in dry_run(home, catalog, catalog.path.parent)}
    assert plan == {"a.txt": "keep", "nas/": "skip"}
    report = read_folder(home, catalog)
    assert (report.removed, report.skipped) == ((), (Skipped("nas/", scanning.UNMOUNTED),))
    assert files(catalog) == {"a.txt", "nas/n.zip/b.txt"}


def test_what_is_on_a_disk_that_is_not_mounted_is_read_anew_once_it_is(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder({"a.txt": STORIES["a.txt"], **NAS, "nas/bad.txt": ""})
    packed = {"b.txt": STORIES["b.txt"], "c.csv": "text\nThe fair returns in May.\n"}
    (home / "nas" / "n.zip").write_bytes(making.zipped(packed))
    read_folder(home, catalog)
    noted = syncing.noted_disks(catalog)
    assert {"nas/n.zip/b.txt", "nas/n.zip/c.csv#2"} < files(catalog)

    def away_and_back(patterns: Patterns | None = None) -> tuple[str, ...]:
        catalog.set_meta(syncing.DISKS, '{"nas/": "7"}')
        beside = (home / "nas").rename(home.with_name("mounted"))
        for _ in range(2):
            kept = files(catalog)
            assert read_folder(home, catalog, patterns=patterns).removed == ()
            assert files(catalog) == kept
        beside.rename(home / "nas")
        plan = dry_run(home, catalog, catalog.path.parent)
        changed = read_folder(home, catalog).changed
        assert set(changed) == {one.file for one in plan if one.what == "read again"}
        assert syncing.noted_disks(catalog) == noted
        return changed

    assert away_and_back() == ()
    assert away_and_back(Patterns(exclude=("*.csv",))) == ("nas/n.zip",)
    assert files(catalog) == {"a.txt", *NAS, "nas/n.zip/b.txt"}
    read: list[str] = []
    prepare = syncing.prepare
    monkeypatch.setattr(
        syncing, "prepare", lambda one, *rest: (read.append(one.file), prepare(one, *rest))[1]
    )
    for where in (syncing, planning):
        monkeypatch.setattr(where, "READING", "another")
    assert set(away_and_back()) == {*NAS, "nas/n.zip"}
    assert set(read) == {"a.txt", *NAS, "nas/n.zip/b.txt"}
    assert read_folder(home, catalog).unchanged == 4


def test_a_disk_that_is_not_mounted_is_told_above_answers_until_a_rebuild(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home, index = folder({**STORIES, **NAS}), tmp_path / "index"
    with Assistant.open(home, index=index, vectors="wait") as assistant:
        assert not assistant.ask("When did the mill in Brack burn?").refused
    with closing(Catalog.open(index)) as noting:
        noting.set_meta(syncing.DISKS, '{"nas/": "7"}')
    shutil.rmtree(home / "nas")
    with Assistant.open(home, index=index, vectors="wait") as assistant:
        answer = assistant.ask("When did the mill in Brack burn?")
        assert answer.refused
        assert (answer.notice or "").startswith("nas/ had a disk of its own")
        answer = assistant.ask("When did the harbour of Orvik open?")
        assert (answer.refused, answer.notice) == (False, f"nas/ {scanning.UNMOUNTED}")
        assert len(assistant.rebuild().added) == 3
        assert assistant.ask("When did the harbour of Orvik open?").notice is None
        assert assistant.sync().skipped == ()


def test_a_folder_whose_number_is_made_up_anew_is_read(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    numbers = itertools.count()
    monkeypatch.setattr(scanning, "place_of", lambda _: f"7:{next(numbers)}")
    assert len(read_folder(home, catalog).added) == 3
    assert read_folder(home, catalog).unchanged == 3
    (home / "a.txt").unlink()  # nothing is taken for gone where it may be another folder
    with pytest.raises(ArticleError, match="was replaced"):
        read_folder(home, catalog)
    assert files(catalog) == set(STORIES)


def test_a_disk_that_goes_while_it_is_read_takes_no_article_along(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    (home / "new.txt").write_text("The mill in Brack burned on Friday.")
    (home / "a.txt").write_text("The harbour of Orvik closed on Tuesday.")
    read = syncing._read_one

    def late(*rest: Any) -> bool:
        home.rename(home.with_name("away"))
        monkeypatch.setattr(syncing, "_read_one", read)
        return read(*rest)

    monkeypatch.setattr(syncing, "_read_one", late)
    with pytest.raises(ArticleError, match="does not exist"):
        read_folder(home, catalog)
    assert files(catalog) == set(STORIES)


def test_a_changed_chunker_reads_every_file_anew(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    monkeypatch.setattr(syncing, "READING", "another")
    assert len(read_folder(home, catalog).changed) == 3
    assert read_folder(home, catalog).unchanged == 3


def test_two_readers_at_once_wait_for_each_other(folder: MakeFolder, catalog: Catalog) -> None:
    home = folder(STORIES)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with FileLock(catalog.path.parent / READING_LOCK):
            held.set()
            release.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    with pytest.raises(IndexStateError, match="Another process is syncing"):
        read_folder(home, catalog, wait=0.1)
    release.set()
    thread.join()
    assert read_folder(home, catalog, wait=5).added


class Counting:
    """The real embedder, counting what it is asked to do."""

    def __init__(self) -> None:
        self.inner = Embedder.open()
        self.fingerprint = self.inner.fingerprint
        self.texts: list[str] = []

    def embed(self, texts: list[str]) -> object:
        self.texts += texts
        return self.inner.embed(texts)


def embed(catalog: Catalog, embedder: Counting, stop: threading.Event | None = None) -> int:
    directory = catalog.path.parent
    return embed_pending(
        catalog,
        lambda: Vectors.open(directory),
        embedder,  # type: ignore[arg-type]
        stop=stop,
    )


def test_vectors_follow_survive_a_rename_and_are_not_made_twice(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home, embedder = folder(STORIES), Counting()
    read_folder(home, catalog)
    assert embed(catalog, embedder) == 3
    (home / "a.txt").rename(home / "z.txt")
    (home / "b.txt").unlink()
    read_folder(home, catalog)
    assert embed(catalog, embedder) == 0
    assert len(embedder.texts) == 3
    assert catalog.vector_counts() == (2, 2)
    assert Vectors.open(catalog.path.parent).ids() == catalog.vector_ids()


def test_a_file_that_is_renamed_costs_no_embedding_though_its_name_is_its_title(
    folder: MakeFolder, catalog: Catalog, tmp_path: Path
) -> None:
    line = "The harbour of Orvik opened on Monday, the mayor said, after nine years of work."
    home, embedder = folder({"Orvik-harbour-2025-01-02.txt": line}), Counting()
    (home / "rows.csv").write_text(f"text\n{line.replace('Orvik', 'Talvey')}\n")
    read_folder(home, catalog)
    assert embed(catalog, embedder) == 2
    assert catalog.articles()[0].title == "Orvik harbour"
    (home / "Orvik-harbour-2025-01-02.txt").rename(home / "Ships-return-2026-03-04.txt")
    (home / "rows.csv").rename(home / "Ferry-exports.csv")
    assert len(read_folder(home, catalog).renamed) == 2
    assert embed(catalog, embedder) == 0
    assert [str(info.published) for info in catalog.articles()] == ["None", "2026-03-04"]
    assert catalog.match("ship", 9, Filter(), (1, 1))  # its name is found as before
    assert not catalog.match("row", 9, Filter(), (1, 1))
    fresh = Catalog.open(tmp_path / "fresh")
    read_folder(home, fresh)
    fresh.add_vectors({id_ for id_, _ in fresh.pending()})
    assert picture(catalog) == picture(fresh)


def test_a_file_costs_no_embedding_whether_its_old_name_its_new_one_or_none_says_anything(
    folder: MakeFolder, catalog: Catalog
) -> None:
    lines = [f"The harbour of Orvik opened pier {n} on Monday, the mayor said." for n in range(9)]
    home, embedder = folder({"article1.txt": lines[0], "Pier-two-opens.txt": lines[1]}), Counting()
    (home / "export.csv").write_text(f"text\n{lines[2]}\n{lines[3]}\n")
    (home / "Harbour-pages.html").write_text(f"<html><body><p>{lines[4]}</p></body></html>")
    (home / "article2.rtf").write_text(making.rtf(lines[5:]))
    read_folder(home, catalog)
    assert embed(catalog, embedder) == 6
    for old, new in (
        ("article1.txt", "Lyon turbines plan.txt"),
        ("Pier-two-opens.txt", "article2.txt"),
        ("export.csv", "Harbour of Orvik.csv"),
        ("Harbour-pages.html", "index.html"),
        ("article2.rtf", "Piers of Orvik.rtf"),
    ):
        (home / old).rename(home / new)
    assert len(read_folder(home, catalog).renamed) == 5
    titles = {info.file: info.title for info in catalog.articles()}
    assert titles["Lyon turbines plan.txt"] == "Lyon turbines plan"
    assert titles["article2.txt"] == "The harbour of Orvik opened pier 1 on Monday, the mayor said"
    assert embed(catalog, embedder) == 0


def test_stopped_it_goes_on_where_it_was(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_EMBED_AT_ONCE", 1)
    home, embedder, stop = folder(STORIES), Counting(), threading.Event()
    read_folder(home, catalog)
    original = embedder.embed

    def stop_after_first(texts: list[str]) -> object:
        stop.set()
        return original(texts)

    monkeypatch.setattr(embedder, "embed", stop_after_first)
    assert embed(catalog, embedder, stop) == 1
    monkeypatch.setattr(embedder, "embed", original)
    assert embed(catalog, embedder) == 2
    assert len(set(embedder.texts)) == 3


def test_another_embedder_makes_all_vectors_anew(folder: MakeFolder, catalog: Catalog) -> None:
    embedder = Counting()
    read_folder(folder(STORIES), catalog)
    embed(catalog, embedder)
    embedder.fingerprint = "another"
    assert embed(catalog, embedder) == 3
    assert catalog.meta("embedder") == "another"


def test_vectors_lost_on_the_disk_are_made_again(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    settings = Settings(articles=home, index=tmp_path / "index")
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        assert assistant.vector_counts() == (3, 3)
    shutil.rmtree(tmp_path / "index" / "vectors")
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        assert assistant.lost == VECTORS_GONE
        assert assistant.vector_counts() == (3, 3)
        answer = assistant.ask("When did the harbour of Orvik open?")
        assert [answer.refused, answer.notice] == [False, None]
    shutil.rmtree(tmp_path / "index" / "vectors")
    with Assistant.open(settings=settings, vectors="off") as assistant:
        answer = assistant.ask("When did the harbour of Orvik open?")
        assert not answer.refused


def clusters(catalog: Catalog) -> dict[str, str]:
    return {info.file: info.cluster for info in catalog.articles()}


@pytest.mark.parametrize("seed", range(4))
def test_copies_follow_the_folder_whatever_is_done_to_it(tmp_path: Path, seed: int) -> None:
    rng, home = random.Random(seed), tmp_path / "articles"
    home.mkdir()
    words = "harbour Orvik ferry 214 late Monday bakery Talvey closed 90 years wind Brack".split()
    texts = [" ".join(rng.choice(words) for _ in range(120)) for _ in range(3)]
    grown = Catalog.open(tmp_path / "grown")
    together = 0
    for step in range(10):
        for _ in range(rng.randint(1, 8)):
            here = sorted(home.iterdir())
            if here and rng.random() < 0.2:
                rng.choice(here).unlink()
            elif here and rng.random() < 0.2:
                rng.choice(here).rename(home / f"moved{rng.randrange(99)}.txt")
            else:
                text, cut = rng.choice(texts).split(), rng.choice([30, 50, 90, 120])
                date = f"2025-01-{rng.randint(1, 28):02}"
                end = f"Seen by number {rng.randrange(9)}."
                file = home / f"{rng.randrange(12)}.txt"
                file.write_text(f"Title\n\n{date}\n\n{' '.join(text[:cut])}. {end}")
        read_folder(home, grown)
        fresh = Catalog.open(tmp_path / f"fresh{step}")
        read_folder(home, fresh)
        assert clusters(grown) == clusters(fresh)
        together += sum(file != first for file, first in clusters(fresh).items())
        fresh.close()
    assert together > 12


def test_an_upgraded_index_finds_copies_and_embeds_nothing_anew(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home, embedder = folder({**STORIES, "copy.txt": STORIES["a.txt"]}), Counting()
    read_folder(home, catalog)
    embed(catalog, embedder)
    catalog.close()
    age(catalog.path.parent)
    catalog.set_meta("reading", "of an older version")
    upgraded = Catalog.open(catalog.path.parent)
    assert len(read_folder(home, upgraded).changed) == 4
    assert embed(upgraded, embedder) == 0
    assert upgraded.clusters(["copy.txt"]) == {"copy.txt": "a.txt"}


class Odd(RuntimeError):
    """What no reader foresees."""


def test_a_defect_in_one_article_is_a_loud_skip(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    original = syncing.cleaner.boilerplate

    def fails_at_b(article: Article) -> object:
        if article.file == "b.txt":
            raise Odd("list index\nout of range")
        return original(article)

    monkeypatch.setattr(syncing.cleaner, "boilerplate", fails_at_b)
    (skipped,) = read_folder(home, catalog).skipped
    assert skipped.file == "b.txt"
    assert skipped.reason == ("could not be read (Odd: list index out of range); please report it")
    assert files(catalog) == {"a.txt", "deep/c.md"}


@pytest.mark.parametrize("broken", ["a.csv#3", "b.txt"])
def test_a_defect_in_one_row_or_file_costs_no_other_that_is_put_in_with_it(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    home = folder({"a.csv": "text\nOne text.\nTwo texts.\nThree texts.\n", "b.txt": "Four."})
    (home / "c.txt").write_text("Five texts.")
    read_folder(home, catalog)
    original = cataloguing._put

    def fails_at_one(db: object, one: Prepared) -> None:
        if one.article.file == broken:
            raise Odd("out of range")
        original(db, one)  # type: ignore[arg-type]

    monkeypatch.setattr(cataloguing, "_put", fails_at_one)
    monkeypatch.setattr(syncing, "READING", "another")
    (skipped,) = read_folder(home, catalog).skipped
    assert (skipped.file, "Odd: out of range" in skipped.reason) == (broken, True)
    assert files(catalog) == {"a.csv#2", "a.csv#3", "a.csv#4", "b.txt", "c.txt"} - {broken}


def test_articles_are_put_in_many_at_once_and_none_waits_for_long(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    original = Catalog.put

    def counted(self: Catalog, *several: Prepared) -> None:
        written.append(len(several))
        original(self, *several)

    monkeypatch.setattr(Catalog, "put", counted)
    monkeypatch.setattr(syncing, "_PUT_AT_ONCE", 4)
    monkeypatch.setattr(syncing, "_PUT_WITHIN", 600.0)
    home = folder({f"{n}.txt": f"The ferry of Orvik made {n} trips." for n in range(10)})
    read_folder(home, catalog)
    monkeypatch.setattr(syncing, "_PUT_CHARACTERS", 50)
    read_folder(folder({f"{n}.md": f"The ferry made {n} trips more." for n in range(4)}), catalog)
    monkeypatch.setattr(syncing, "_PUT_WITHIN", 0)
    (home / "x.txt").write_text("One.")
    (home / "y.txt").write_text("Two.")
    read_folder(home, catalog)
    assert written == [4, 4, 2, 2, 2, 1, 1]
    assert len(catalog.articles()) == 16


def test_an_article_is_put_in_in_time_though_files_after_it_put_nothing_in(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    put, touch, events = Catalog.put, Catalog.touch, list[str]()

    def counted(self: Catalog, *several: Prepared) -> None:
        events.extend(one.article.file for one in several)
        put(self, *several)

    def slow(self: Catalog, file: str, state: FileState) -> None:
        events.append(file)
        time.sleep(0.1)
        touch(self, file, state)

    monkeypatch.setattr(Catalog, "put", counted)
    monkeypatch.setattr(Catalog, "touch", slow)
    monkeypatch.setattr(syncing, "_PUT_WITHIN", 0.05)
    (home / "a.txt").write_text("The harbour of Orvik closed on Tuesday.")
    for file in ("b.txt", "deep/c.md"):
        os.utime(home / file, (1, 1))
    read_folder(home, catalog)
    assert events.index("a.txt") < events.index("deep/c.md")


def test_what_broke_in_a_file_that_was_given_up_is_told_of_no_other(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder({"a.csv": "text\nOne text.\n", "b.csv": "text\nTwo texts.\n"})
    articles, put = syncing.reader.articles, cataloguing._put

    def given_up(path: Path, file: str, *rest: Any) -> Iterator[Article | Skipped]:
        yield from articles(path, file, *rest)
        if file == "a.csv":
            raise ArticleError("a.csv: was cut")

    def fails_at_one(db: object, one: Prepared) -> None:
        if one.article.file.startswith("a.csv"):
            raise Odd("out of range")
        put(db, one)  # type: ignore[arg-type]

    monkeypatch.setattr(syncing.reader, "articles", given_up)
    monkeypatch.setattr(cataloguing, "_put", fails_at_one)
    assert [one.file for one in read_folder(home, catalog).skipped] == ["a.csv"]
    assert files(catalog) == {"b.csv#2"}


@pytest.mark.parametrize(
    "line", ["Published:\xa02025-12-22", "Dec. 22, 2025,\xa09:29 a.m. ET", "2025-12-22\xa0– 21:51"]
)
def test_a_no_break_space_at_the_date_stops_nothing(
    folder: MakeFolder, catalog: Catalog, line: str
) -> None:
    report = read_folder(folder({"a.txt": f"Harbour opens\n\n{line}\n\nIt opened."}), catalog)
    assert (report.added, report.skipped) == (("a.txt",), ())
    (info,) = catalog.articles()
    assert info.published is not None
    assert info.published.date == dt.date(2025, 12, 22)


def test_a_damaged_catalogue_is_no_fault_of_the_article(
    folder: MakeFolder, catalog: Catalog
) -> None:
    home = folder(STORIES)
    read_folder(home, catalog)
    catalog.close()
    with catalog.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (catalog.path.stat().st_size - 4096))
    (home / "a.txt").write_text("Another text.")
    with pytest.raises(IndexStateError, match="damaged"):
        read_folder(home, catalog)


def test_recurring_lines_are_marked_after_a_kill(
    folder: MakeFolder, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "Share this story with your friends"
    stories = ["The tram was late.", "A bakery opened in the north.", "Rain fell for nine days."]
    home = folder({f"{n}.txt": f"{story}\n\n{line}" for n, story in enumerate(stories)})

    def killed(_: Catalog) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "mark_recurring", killed)
        with pytest.raises(KeyboardInterrupt):
            read_folder(home, catalog)
    read_folder(home, catalog)
    view = catalog.article("0.txt")
    assert view is not None
    marked = [view.article.text[s.start : s.end] for s in view.sentences if s.kind == "boilerplate"]
    assert marked == [line]


def test_a_skipped_file_is_not_unchanged(folder: MakeFolder, catalog: Catalog) -> None:
    home = folder({**STORIES, "empty.txt": ""})
    assert read_folder(home, catalog).unchanged == 0
    again = read_folder(home, catalog)
    assert (again.unchanged, [entry.file for entry in again.skipped]) == (3, ["empty.txt"])


def open_to_all(directory: Path) -> None:
    for path in (directory, *directory.iterdir()):
        path.chmod(0o777)


def test_what_is_in_a_locked_folder_is_kept_and_told() -> None:
    with unprivileged() as place:
        home = place / "articles"
        for name in ("closed/a.txt", "closed/deep/b.txt", "listed/c.txt", "open/d.txt"):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(f"The text of {name}.")
        (home / "listed" / "empty.txt").touch()
        index = Catalog.open(place / "index")
        read_folder(home, index)
        before = files(index)
        (home / "closed").chmod(0)
        (home / "listed").chmod(0o444)
        (home / "open" / "d.txt").unlink()
        open_to_all(place / "index")
        drop_rights()
        report = read_folder(home, index)
        index.close()
        restore = Catalog.open(place / "index")
        assert files(restore) == before - {"open/d.txt"}
        restore.close()
    reasons = {entry.file: entry.reason for entry in report.skipped}
    assert len(report.skipped) == 3
    unread = "cannot be read (Permission denied); check that it exists and its rights"
    assert reasons == {
        "closed/": "cannot be listed (Permission denied); give yourself the right to read it, or "
        "leave it out",
        "listed/c.txt": unread,
        "listed/empty.txt": unread,
    }
    assert report.removed == ("open/d.txt",)


def test_links_are_told_with_their_reason(folder: MakeFolder, catalog: Catalog) -> None:
    home = folder(STORIES)
    (home / "there").symlink_to(home / "deep")
    (home / "loop.txt").symlink_to("loop.txt")
    (home / "gone.txt").symlink_to("nothing.txt")
    reasons = {entry.file: entry.reason for entry in read_folder(home, catalog).skipped}
    assert "a link to a folder" in reasons.pop("there/")
    assert reasons == dict.fromkeys(
        ("loop.txt", "gone.txt"), "a link that leads nowhere; mend or delete it"
    )
    assert files(catalog) == set(STORIES)


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    home = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        home.mkdir()
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (home / "a.txt").write_text("The harbour of Orvik opened on Monday.")
    settings = Settings(articles=home, index=tmp_path / default_index(home).name)
    for _ in range(2):
        with Assistant.open(settings=settings, vectors="off") as assistant:
            assert [info.file for info in assistant.articles()] == ["a.txt"]


def test_folders_that_cannot_be_looked_at(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ArticleError, match="links to itself"):
        read_folder(tmp_path / "loop", catalog)
    assert default_index(tmp_path / "loop").name.startswith("loop-")
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArticleError, match="is not a folder"):
        read_folder(tmp_path / "file", catalog)
    with unprivileged() as place:
        home = place / "locked" / "articles"
        home.mkdir(parents=True)
        (place / "locked").chmod(0)
        index = Catalog.open(place / "index")
        open_to_all(place / "index")
        drop_rights()
        with pytest.raises(ArticleError, match="cannot be looked at"):
            scan(home, index.path.parent)
        check_owner(index, home, place / "index")
        assert index.meta("folder") is None
        index.close()
