import datetime as dt
import sqlite3
import threading
from pathlib import Path

import pytest

from index.catalog import FILE_NAME, RECURS_IN, Catalog, FileState
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
        catalog.put(one, STATE, *prepare(one))
    catalog.mark_recurring()


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
    keyed, chunks = prepare(broken)
    with pytest.raises(AttributeError):
        catalog.put(broken, STATE, keyed, [*chunks, None])  # type: ignore[list-item]
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


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(IndexStateError, match=r"Delete .* and sync again"):
        Catalog.open(tmp_path)
