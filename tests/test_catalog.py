import dataclasses
import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from rights import drop_rights, unprivileged

from index import catalog as cataloguing
from index.catalog import FILE_NAME, RECURS_IN, Catalog, FileState, Prepared
from index.errors import IndexStateError
from index.sync import prepare
from index.types import Article, Filter, Kind, Published

STATE = FileState(10, 1, None)
BOTH = (1.0, 1.0)


def article(file: str, body: str, day: str | None = None) -> Article:
    published = Published(dt.date.fromisoformat(day), "text") if day else None
    return Article(file, body, f"About {file}", f"hash of {body}", "utf-8", published)


def put(catalog: Catalog, *articles: Article) -> None:
    for one in articles:
        catalog.put(prepare(one, STATE))
    catalog.mark_recurring()


def unfit(one: Article) -> Prepared:
    """What fails when nearly all of it is put in."""
    whole = prepare(one, STATE)
    return dataclasses.replace(whole, chunks=(*whole.chunks, None))  # type: ignore[arg-type]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog.open(tmp_path / "index")


def found(catalog: Catalog, query: str, chosen: Filter | None = None) -> set[str]:
    rows = [row for row, _ in catalog.match(query, 10, chosen or Filter(), BOTH)]
    return {passage.file for passage in catalog.passages(rows).values()}


def test_what_is_put_in_is_found_and_shown_as_it_was(catalog: Catalog) -> None:
    one = article("a.txt", "Marlbeck sold a striker for 6%. It rained.", "2025-12-22")
    put(catalog, one)
    view = catalog.article("a.txt")
    assert view is not None
    assert view.article == one
    assert [one.text[s.start : s.end] for s in view.sentences] == [
        "Marlbeck sold a striker for 6%.",
        "It rained.",
    ]
    assert found(catalog, '"striker"') == {"a.txt"}
    assert found(catalog, '"6%"') == {"a.txt"}


def test_the_counts_are_those_of_now_whoever_wrote(catalog: Catalog) -> None:
    """They are kept between questions; each kind of change is seen at once."""
    put(catalog, article("a.txt", "The old harbour closed early."))
    assert catalog.vector_counts() == catalog.vector_counts() == (0, 1)
    catalog.add_vectors([catalog.pending()[0][0]])
    assert catalog.vector_counts() == (1, 1)
    other = Catalog.open(catalog.path.parent)
    put(other, article("b.txt", "The new bridge opened at noon."))
    assert catalog.vector_counts() == other.vector_counts() == (1, 2)
    other.remove("a.txt")
    assert catalog.vector_counts() == (0, 1)
    other.close()
    for end in ("", "-wal", "-shm"):  # another index in its place
        catalog.path.with_name(FILE_NAME + end).unlink(missing_ok=True)
    put(Catalog.open(catalog.path.parent), article("c.txt", "One."), article("d.txt", "Two."))
    assert catalog.vector_counts() == (0, 2)
    catalog.close()


def test_what_is_remembered_of_an_article_ends_with_the_next_commit(catalog: Catalog) -> None:
    """Whoever wrote it: the text, what stands in all of them, what a filter lets through."""
    line = "Share this story with your friends"
    text = f"The harbour closed early.\n\n{line}\n\nNothing more was said."
    days = [f"2025-0{n}-01" for n in range(1, RECURS_IN + 1)]
    put(catalog, article("a.txt", text, days[0]))
    early = Filter(before=dt.date.fromisoformat(days[0]))

    def read() -> tuple[str, bool, int, float]:
        view = catalog.article("a.txt")
        assert view is not None
        recurs = Kind.BOILERPLATE in {sentence.kind for sentence in view.sentences}
        held = catalog.document_frequency(["harbour"])[1]["harbour"]
        return view.article.text, recurs, held, catalog.share(early)

    assert read() == read() == (text, False, 1, 1.0)
    assert catalog.article("a.txt") is catalog.article("a.txt")
    other = Catalog.open(catalog.path.parent)
    for n, day in enumerate(days[1:]):
        put(other, article(f"{n}.txt", f"The harbour has pier {n}.\n\n{line}\n\nIt is new.", day))
    share = 1 / RECURS_IN
    assert read() == (text, True, RECURS_IN, share)  # the line recurs over unrelated articles now
    put(other, article("a.txt", "The pier closed late.", days[0]))
    assert read() == ("The pier closed late.", False, RECURS_IN - 1, share)
    other.remove("a.txt")
    assert catalog.article("a.txt") is None
    assert catalog.share(early) == 0.0
    other.close()


def test_a_very_long_article_is_not_remembered(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "It rained. " * (cataloguing._LONGEST_VIEW // 10)))
    first, second = catalog.article("a.txt"), catalog.article("a.txt")
    assert first == second
    assert first is not second


def test_what_was_read_while_another_wrote_is_read_once_more() -> None:
    written = [0]
    known = cataloguing._Known[str, int](lambda: written[0], 2)

    def read(keys: list[str]) -> dict[str, int]:
        before = written[0]
        written[0] = 1  # a commit, just after it was read
        return dict.fromkeys(keys, before)

    assert known.of(["a"], read) == {"a": 0}
    assert known.of(["a"], read) == {"a": 1}
    asked: list[list[str]] = []

    def count(keys: list[str]) -> dict[str, int]:
        asked.append(keys)
        return dict.fromkeys(keys, 7)

    for keys in (["a", "b", "b"], ["a"], ["c"], ["b"]):  # of two: "b" was not asked for the longest
        known.of(keys, count)
    assert asked == [["b"], ["c"], ["b"]]


def test_rows_are_looked_up_until_enough_are_found(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "The ferry was late."), article("b.txt", "The tram was full."))
    one, two = (id_ for id_, _ in catalog.pending())
    ids = [one, *(f"gone {n}" for n in range(600)), two]
    assert list(catalog.rows_of(ids, Filter(), 1)) == [one]
    for most in (2, None):
        assert list(catalog.rows_of(ids, Filter(), most)) == [one, two]


def test_an_edit_replaces_and_a_removal_leaves_nothing(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "The old harbour closed early."))
    put(catalog, article("a.txt", "The new bridge opened at noon."))
    assert found(catalog, '"harbour"') == set()
    assert found(catalog, '"bridge"') == {"a.txt"}
    catalog.remove("a.txt")
    assert found(catalog, '"bridge"') == set()
    assert catalog.articles() == ()
    with sqlite3.connect(catalog.path) as db:
        for table in ("articles", "sentences", "chunks", "words"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    db.close()


def test_filters_by_file_and_by_date(catalog: Catalog) -> None:
    put(
        catalog,
        article("old.txt", "The ferry was late.", "2024-01-01"),
        article("new.txt", "The ferry was early.", "2025-01-01"),
        article("undated.txt", "The ferry was full."),
    )
    middle = dt.date(2024, 6, 1)
    assert found(catalog, '"ferry"', Filter(files=frozenset({"old.txt"}))) == {"old.txt"}
    assert found(catalog, '"ferry"', Filter(after=middle)) == {"new.txt"}
    assert found(catalog, '"ferry"', Filter(before=middle)) == {"old.txt", "undated.txt"}
    assert catalog.share(Filter(before=middle)) == 2 / 3
    assert catalog.share(Filter()) == 1


@pytest.mark.parametrize("listed", [0.0, 0.2, 0.5])
def test_a_filter_is_the_same_listed_or_looked_up(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, listed: float
) -> None:
    """What it takes is listed, what it leaves, or each chunk's article is looked up."""
    days = [f"2025-01-{day:02}" for day in range(1, 10)]
    put(catalog, *(article(f"{day}.txt", f"The ferry of {day} was late.", day) for day in days))
    put(catalog, article("undated.txt", "The ferry was full."))
    monkeypatch.setattr("index.catalog.LISTED", listed)
    files = frozenset({"2025-01-01.txt", "2025-01-09.txt", "undated.txt"})
    early, late = dt.date(2025, 1, 2), dt.date(2025, 1, 8)
    for chosen, expected in (
        (Filter(before=early), {"undated", *days[:2]}),
        (Filter(before=late), {"undated", *days[:8]}),
        (Filter(after=early), set(days[1:])),
        (Filter(after=late), set(days[7:])),
        (Filter(after=early, before=late), set(days[1:8])),
        (Filter(files=files), {"undated", days[0], days[8]}),
        (Filter(files=files, before=early), {"undated", days[0]}),
        (Filter(files=files, after=late), {days[8]}),
        (Filter(after=dt.date(2026, 1, 1)), set()),
    ):
        names = {f"{name}.txt" for name in expected}
        assert found(catalog, '"ferry"', chosen) == names
        assert catalog.share(chosen) == len(expected) / 10
        assert catalog.chunk_ids(chosen) == []  # no vector is there yet
    catalog.add_vectors([id_ for id_, _ in catalog.pending()])
    assert len(catalog.chunk_ids(Filter(files=files, before=early))) == 2


def test_a_filter_that_looks_each_chunk_up_reads_no_text(catalog: Catalog) -> None:
    day = dt.date(2025, 1, 2)
    where, values = cataloguing._where(Filter(files=frozenset({"a"}), after=day, before=day))
    plan = catalog._rows(
        f"EXPLAIN QUERY PLAN SELECT words.rowid FROM words{cataloguing._JOIN}"
        f" WHERE words MATCH 'ferry'{where}",
        values,
    )
    looked_up = [row[3] for row in plan if row[3].startswith("SEARCH")]
    assert [line.split(" (")[0] for line in looked_up] == [
        "SEARCH c USING COVERING INDEX chunks_row",
        "SEARCH a USING COVERING INDEX articles_row",
    ]


def test_a_line_that_recurs_over_unrelated_articles_is_boilerplate(catalog: Catalog) -> None:
    line = "Share this story with your friends"
    stories = ["The tram was late.", "A bakery opened in the north.", "Rain fell for nine days."]
    for n, story in enumerate(stories[: RECURS_IN - 1]):
        put(catalog, article(f"{n}.txt", f"{story}\n\n{line}\n\n{story[:4]} more was said of it."))
    view = catalog.article("0.txt")
    assert view is not None
    assert all(s.kind is not Kind.BOILERPLATE for s in view.sentences)
    put(catalog, article("9.txt", f"{stories[-1]}\n\n{line}"))
    view = catalog.article("0.txt")
    assert view is not None
    marked = [view.article.text[s.start : s.end] for s in view.sentences if s.kind == "boilerplate"]
    assert marked == [line]


def test_a_wire_story_printed_by_many_is_not_boilerplate(catalog: Catalog) -> None:
    story = "The dam at Orvik holds, engineers said on Monday after a night of checks.\n\nAbout us"
    put(catalog, *(article(f"{n}.txt", story) for n in range(RECURS_IN + 2)))
    view = catalog.article("0.txt")
    assert view is not None
    assert view.sentences[0].kind is Kind.BODY


def test_vectors_are_noted_and_orphans_found(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "One."), article("b.txt", "Two."))
    ids = [id_ for id_, _ in catalog.pending()]
    assert len(ids) == 2
    catalog.add_vectors(ids)
    assert (catalog.pending(), catalog.vector_counts()) == ([], (2, 2))
    catalog.remove("b.txt")
    assert catalog.orphans() == ids[1:]
    catalog.forget_vectors(catalog.orphans())
    assert catalog.vector_ids() == set(ids[:1])


def test_a_failed_change_leaves_the_article_as_it_was(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "The first text."))
    broken = article("a.txt", "The second text.")
    with pytest.raises(AttributeError):
        catalog.put(unfit(broken))
    view = catalog.article("a.txt")
    assert view is not None
    assert view.article.text == "The first text."


def test_threads_read_while_one_writes(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "A steady word."))
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(50):
                assert "a.txt" in found(catalog, '"steady"')
        except BaseException as error:  # noqa: BLE001 - asserted below
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(20):
        put(catalog, article(f"b{n}.txt", f"Text number {n}."))
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_directory_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(IndexStateError, match="not an index of ours"):
        Catalog.open(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("CREATE TABLE mine(x)")
    db.close()
    with pytest.raises(IndexStateError, match="database of something else"):
        Catalog.open(tmp_path)


def test_an_index_of_another_version_says_so(tmp_path: Path) -> None:
    Catalog.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(IndexStateError, match="another version"):
        Catalog.open(tmp_path)


def age(path: Path) -> None:
    """Make an index of version 1 of one of now: it knew nothing of copies and containers."""
    with sqlite3.connect(path / FILE_NAME) as db:
        for statement in (
            "DROP INDEX chunks_row",
            "DROP INDEX articles_row",
            "DROP INDEX articles_published",
            "DROP INDEX articles_container",
            "ALTER TABLE articles DROP COLUMN container",
            "ALTER TABLE articles DROP COLUMN pages",
            "ALTER TABLE articles DROP COLUMN url",
            "ALTER TABLE skipped DROP COLUMN container",
            "DROP TABLE containers",
            "DROP INDEX articles_story",
            "ALTER TABLE articles DROP COLUMN story",
            "DROP TABLE stories",
            "DROP TABLE marks",
            "DROP TABLE fresh_marks",
            "DROP TABLE links",
            "PRAGMA user_version = 1",
        ):
            db.execute(statement)
    db.close()


def test_an_index_of_version_1_is_upgraded_and_loses_nothing(tmp_path: Path) -> None:
    first = Catalog.open(tmp_path)
    put(first, article("a.txt", "The old harbour closed early."), article("b.txt", "Two."))
    first.add_vectors([id_ for id_, _ in first.pending()])
    first.close()
    age(tmp_path)
    second = Catalog.open(tmp_path)
    assert [(info.file, info.cluster) for info in second.articles()] == [
        ("a.txt", "a.txt"),
        ("b.txt", "b.txt"),
    ]
    assert second.vector_counts() == (2, 2)
    assert found(second, '"harbour"') == {"a.txt"}
    assert second.clusters(["a.txt"]) == {"a.txt": "a.txt"}
    assert [info.file for info in second.copies("a.txt")] == ["a.txt"]
    same = "The old harbour closed early."
    put(second, article("a.txt", same), article("c.txt", same), article("d.txt", "Two."))
    second.remove("b.txt")  # one that was not read since
    assert second.clusters(["a.txt", "c.txt", "d.txt"]) == {
        "a.txt": "a.txt",
        "c.txt": "a.txt",
        "d.txt": "d.txt",
    }


def test_a_failed_change_leaves_the_copies_as_they_were(catalog: Catalog) -> None:
    story = "The dam at Orvik holds, engineers said on Monday after a night of checks."
    put(catalog, article("a.txt", story), article("b.txt", story))
    tables = ("stories", "fresh_marks", "links")
    before = [catalog._rows(f"SELECT * FROM {name}") for name in tables]
    for broken in (article("a.txt", "Another."), article("c.txt", story)):
        with pytest.raises(AttributeError):
            catalog.put(prepare(article("b.txt", "Not put in either."), STATE), unfit(broken))
    assert [catalog._rows(f"SELECT * FROM {name}") for name in tables] == before
    assert [info.cluster for info in catalog.articles()] == ["a.txt", "a.txt"]


def test_what_an_older_process_that_is_still_open_does_to_marks_is_borne(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = " ".join(f"The dam of Orvik{n} holds {n} metres of water." for n in range(12))
    later = f"{story} Nobody was hurt."
    put(catalog, article("a.txt", story), article("b.txt", "Another."))
    left = "INSERT INTO fresh_marks VALUES (?,?)"
    marks = catalog._rows("SELECT mark, story FROM fresh_marks ORDER BY story")
    catalog.remove("a.txt")
    with catalog.transaction() as db:  # one of before `fresh_marks` deletes a story without them
        db.executemany(left, (mark for mark in marks if mark[1] == marks[0][1]))
    put(catalog, article("c.txt", later))
    assert catalog.clusters(["c.txt"]) == {"c.txt": "c.txt"}
    with catalog.transaction() as db:  # and puts one in again, which is in both then
        db.execute("INSERT INTO marks SELECT mark, story FROM fresh_marks")
    monkeypatch.setattr(cataloguing, "FRESH_MARKS", 0)
    put(catalog, article("d.txt", story))
    assert [info.file for info in catalog.copies("d.txt")] == ["c.txt", "d.txt"]
    assert catalog._rows("SELECT * FROM fresh_marks") == []


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(IndexStateError, match="sync --rebuild"):
        Catalog.open(tmp_path)


def test_a_text_with_a_nul_is_cut_where_it_is(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "One\0two went by.\n\nThe ferry\0came late."))
    rows = [row for row, _ in catalog.match('"ferry"', 10, Filter(), BOTH)]
    view = catalog.article("a.txt")
    assert view is not None
    (passage,) = catalog.passages(rows).values()
    assert "\0came late." in passage.text
    assert passage.text == view.article.text[passage.start : passage.end]


def test_recurring_lines_are_due_until_they_are_marked(catalog: Catalog) -> None:
    assert not catalog.recurring_is_due()
    one = article("a.txt", "One.")
    for change in (
        lambda: catalog.put(prepare(one, STATE)),
        lambda: catalog.skip("b.txt", STATE, "empty"),
        lambda: catalog.remove("a.txt"),
    ):
        change()
        assert catalog.recurring_is_due()
        catalog.mark_recurring()
        assert not catalog.recurring_is_due()


def test_threads_that_end_leave_no_connection(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "One."))
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(100):
        thread = threading.Thread(target=catalog.articles)
        thread.start()
        thread.join()
    assert len(catalog._idle) == 1
    if before:
        assert len(os.listdir("/proc/self/fd")) <= before + 3
    catalog.close()
    assert catalog._idle == []


def spoil(path: Path, start: int) -> None:
    """Garbage over everything from here on."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * (size - start))


@pytest.mark.parametrize("start", [100, 4096])
def test_garbage_below_a_sound_header_is_damage(tmp_path: Path, start: int) -> None:
    first = Catalog.open(tmp_path)
    put(first, article("a.txt", "One."))
    first.close()
    spoil(tmp_path / FILE_NAME, start)
    with pytest.raises(IndexStateError, match=r"damaged .*sync --rebuild"):
        Catalog.open(tmp_path)


def test_damage_that_shows_later_is_told_by_every_call(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    put(catalog, *(article(f"{n}.txt", f"Story {n}. " * 2000) for n in range(9)))
    assert catalog.damage() is None
    catalog.close()
    with catalog.path.open("r+b") as file:  # a page in the middle of the file
        file.seek(4096 * 20)
        file.write(b"\xa5" * 4096 * 60)
    assert catalog.damage()

    def use() -> None:
        for n in range(9):
            catalog.article(f"{n}.txt")
            catalog.remove(f"{n}.txt")

    with pytest.raises(IndexStateError, match="damaged"):
        use()


def test_a_locked_index_says_so(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.catalog.BUSY_WAIT", 0.1)
    catalog.close()  # connections that wait long
    with sqlite3.connect(catalog.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexStateError, match=r"locked by another process\. Wait"):
            catalog.set_meta("a", "b")
        assert catalog.meta("a") is None  # reading goes on
        other.execute("ROLLBACK")
    other.close()
    catalog.set_meta("a", "b")
    assert catalog.meta("a") == "b"


def test_a_full_disk_says_so_and_loses_nothing(catalog: Catalog) -> None:
    put(catalog, article("a.txt", "One."))
    with catalog._connection() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(IndexStateError, match=r"full\. Free some space") as caught:
        put(catalog, article("b.txt", "Two three. " * 9000))
    assert "elete" not in str(caught.value)
    assert [info.file for info in catalog.articles()] == ["a.txt"]


def test_a_read_only_index_is_not_to_be_deleted() -> None:
    with unprivileged() as place:
        catalog = Catalog.open(place / "index")
        put(catalog, article("a.txt", "One."))
        catalog.close()
        (place / "index").chmod(0o555)
        catalog.path.chmod(0o444)
        drop_rights()
        with pytest.raises(IndexStateError, match=r"right to write .*--index") as caught:
            Catalog.open(place / "index").set_meta("a", "b")
        assert str(place / "index") in str(caught.value)
        assert "elete" not in str(caught.value)
        with pytest.raises(IndexStateError, match=r"Permission denied.*--index"):
            Catalog.open(place / "index" / "deeper")


def test_an_index_that_nobody_may_look_into() -> None:
    with unprivileged() as place:
        Catalog.open(place / "index").close()
        (place / "index").chmod(0)
        drop_rights()
        with pytest.raises(IndexStateError, match=r"Permission denied.*--index"):
            Catalog.open(place / "index")


def test_an_index_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    for place in (file, file / "index"):
        with pytest.raises(IndexStateError, match=r"or lies below, a file\. .*--index"):
            Catalog.open(place)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("ends", [["-wal"], ["-wal", "-shm"]])
def test_a_catalogue_deleted_beside_its_log_is_new(tmp_path: Path, ends: list[str]) -> None:
    first = Catalog.open(tmp_path / "first")
    put(first, article("a.txt", "One."))
    place = tmp_path / "killed"
    place.mkdir()
    for end in ends:  # copied from under an open catalogue: as a kill leaves them
        shutil.copy(tmp_path / "first" / (FILE_NAME + end), place)
    second = Catalog.open(place)
    assert second.articles() == ()
    put(second, article("b.txt", "Two."))
    second.close()
    assert Catalog.open(place).damage() is None


def test_many_may_start_on_an_empty_index_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def start(place: Path, barrier: threading.Barrier) -> None:
        try:
            barrier.wait()
            catalog = Catalog.open(place)
            catalog.set_meta("here", "yes")
            catalog.close()
        except BaseException as error:  # noqa: BLE001 - asserted below
            failures.append(error)

    for n in range(40):
        barrier = threading.Barrier(2)
        pair = [threading.Thread(target=start, args=(tmp_path / str(n), barrier)) for _ in range(2)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
    assert failures == []


_STARTER = """
import sys, time
from pathlib import Path
from index.catalog import Catalog
for n in range(40):
    place = Path(sys.argv[1]) / str(n)
    (Path(sys.argv[1]) / f"{n}.{sys.argv[2]}").touch()
    while not (Path(sys.argv[1]) / f"{n}.{1 - int(sys.argv[2])}").exists():
        time.sleep(0)
    catalog = Catalog.open(place)
    catalog.set_meta(sys.argv[2], "yes")
    catalog.close()
"""


def test_pairs_of_processes_may_start_on_an_empty_index(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STARTER, str(tmp_path)]
    home = Path(__file__).parent.parent
    pair = [
        subprocess.Popen([*command, n], cwd=home, stderr=subprocess.PIPE, text=True)
        for n in ("0", "1")
    ]
    assert [process.communicate(timeout=60)[1] for process in pair] == ["", ""]
    for n in range(40):
        catalog = Catalog.open(tmp_path / str(n))
        assert (catalog.meta("0"), catalog.meta("1")) == ("yes", "yes")
        catalog.close()
