import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from index import search as searching
from index.catalog import Catalog
from index.embedder import Embedder
from index.search import search
from index.sync import embed_pending, read_folder
from index.types import Filter
from index.vectors import Vectors

FILLER = " The council met and spoke of roads, taxes and the weather for a while." * 12
ARTICLES = {
    "chips.txt": "Chip order\n\n2025-12-22\n\nNarvik Cloud will buy 40,000 MX300 accelerators.",
    "price.txt": "Glasses on sale\n\n2025-11-27\n\nThe smart glasses cost $150, or 6% less.",
    "car.txt": "Automobile maker\n\n2024-05-01\n\nThe firm builds cars and lorries in Talvey.",
    "cn.txt": "地铁四号线\n\n2025-03-01\n\n清澜市地铁四号线将于明年开通。",
    "long.txt": "Harbour\n\n" + "\n\n".join(f"The harbour has pier {n}.{FILLER}" for n in range(9)),
}


class Searching:
    """A small index with all its vectors."""

    def __init__(self, home: Path) -> None:
        self.catalog = Catalog.open(home.parent / "index")
        self.vectors = Vectors.open(home.parent / "index")
        self.embedder = Embedder.open()
        read_folder(home, self.catalog)
        embed_pending(self.catalog, lambda: self.vectors, self.embedder)

    def files(self, question: str, chosen: Filter | None = None, **options: float) -> list[str]:
        passages = search(
            self.catalog,
            question,
            chosen=chosen,
            vectors=self.vectors,
            vector=self.embedder.embed([question])[0],
            **options,  # type: ignore[arg-type]
        )
        for passage in passages:
            view = self.catalog.article(passage.file)
            assert view is not None
            assert view.article.text[passage.start : passage.end] == passage.text
        return [passage.file for passage in passages]


@pytest.fixture
def index(folder: Callable[[dict[str, str]], Path]) -> Searching:
    return Searching(folder(ARTICLES))


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("MX300", "chips.txt"),
        ("40000 accelerators", "chips.txt"),
        ("what costs $150", "price.txt"),
        ("6 percent", "price.txt"),
        ("清澜市地铁", "cn.txt"),
        ("vehicle manufacturer", "car.txt"),  # no word in common: found by meaning
    ],
)
def test_words_figures_characters_and_meaning_find(
    index: Searching, question: str, file: str
) -> None:
    assert index.files(question)[0] == file


def test_each_half_alone_is_what_it_says(index: Searching) -> None:
    assert index.files("vehicle manufacturer", dense_weight=0.0) == []
    assert index.files("MX300", dense_weight=1.0)


def test_filters_hold_in_both_halves(index: Searching) -> None:
    only = Filter(files=frozenset({"car.txt"}))
    assert set(index.files("MX300 accelerators", only)) == {"car.txt"}
    late = Filter(after=dt.date(2025, 12, 1))
    assert set(index.files("smart glasses price", late)) == {"chips.txt"}
    early = Filter(before=dt.date(2024, 12, 31))
    assert set(index.files("accelerators", early)) == {"car.txt", "long.txt"}


def test_a_filter_finds_the_same_whichever_way_it_is_searched(
    index: Searching, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, found = Filter(before=dt.date(2025, 6, 1)), []
    for widest, enough in ((0, 100), (1_500, 1_000), (1_500, 1)):
        # names all that may be found; finds too few of the nearest, and names them then; needs not
        monkeypatch.setattr(searching, "WIDEST", widest)
        monkeypatch.setattr(searching, "ENOUGH", enough)
        found.append(index.files("piers of the harbour", late, dense_weight=1.0))
    assert found[0] == found[1] == found[2]
    assert found[0]


def test_one_article_does_not_crowd_out_the_others(index: Searching) -> None:
    found = index.files("harbour pier")
    assert found[0] == "long.txt"
    assert found.count("long.txt") == 3
    assert len(set(found)) == 5


def test_without_vectors_the_words_answer(index: Searching) -> None:
    passages = search(index.catalog, "MX300 accelerators")
    assert passages[0].file == "chips.txt"
    assert passages[0].dense is None


def test_a_question_in_the_index_language_is_not_a_query_language(index: Searching) -> None:
    for hostile in ('"', "a OR b) NOT (", "title:x", "*", "NEAR(a b)", "'; DROP TABLE words"):
        index.files(hostile)


WIRE = (
    "The mill of Brack burned down on Friday, the fire service said. Forty people from the lane "
    "beside it were taken to the school for the night, and the lane stays closed until the wall is "
    "made safe. The cause is not known, said fire chief Ole Tarn. It had stood since 1871 and "
    "ground its last flour in 1964, when the railway closed."
)


def test_one_of_the_copies_is_shown_and_names_the_others(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home = folder(
        {
            "courier.txt": f"Mill burns\n\n2025-03-04\n\n{WIRE}",
            "ledger.txt": f"Old mill of Brack is lost\n\n2025-03-05\n\n{WIRE} So it is.",
            "wire.txt": f"Fire at Brack mill\n\n2025-03-03\n\n{WIRE}",
            "fair.txt": "Fair returns\n\n2025-03-05\n\nThe fair of Brack returns in May.",
        }
    )
    with Assistant.open(home, index=tmp_path / "index", vectors="wait") as assistant:
        found = assistant.search("Which mill of Brack burned down?")
        shown = [passage for passage in found if passage.file != "fair.txt"]
        assert len({passage.file for passage in shown}) == 1
        story = ["wire.txt", "courier.txt", "ledger.txt"]  # first published first
        assert list(shown[0].copies) == [file for file in story if file != shown[0].file]
        assert all(p.copies == () for p in found if p.file == "fair.txt")
        early = assistant.search("Which mill burned?", chosen=Filter(before=dt.date(2025, 3, 4)))
        assert {(*p.copies, p.file) for p in early} <= {
            ("wire.txt", "courier.txt"), ("courier.txt", "wire.txt")
        }  # fmt: skip
        assert {info.cluster for info in assistant.articles() if info.file != "fair.txt"} == {
            "wire.txt"
        }


def test_a_word_that_most_articles_hold_changes_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out of the search where rarer words find enough, and counts where they do not."""
    catalog = Catalog.open(tmp_path / "index")
    for n in range(90):
        rare = " The ferry was late." * (1 + n % 4) if n % 3 == 1 else ""
        (tmp_path / f"{n:02}.txt").write_text(f"Report {n}\n\nThe case goes on in Orvik.{rare}")
    read_folder(tmp_path, catalog, index_directory=tmp_path / "index")

    def ranked(question: str, candidates: int) -> list[tuple[str, float]]:
        monkeypatch.setattr(searching, "CANDIDATES", candidates)
        found = search(catalog, question, limit=candidates)
        return [(one.file, round(one.score, 4)) for one in found]

    asked: list[str] = []
    match = catalog.match
    monkeypatch.setattr(
        catalog, "match", lambda query, *rest: asked.append(query) or match(query, *rest)
    )
    few = ranked("ferry case in Orvik", 20)
    assert asked == ['"ferry"']
    assert few == ranked("ferry case in Orvik", 60)[:20]
    assert asked[1:] == ['"ferry"', '"ferry" OR "case" OR "orvik"']
    assert len(ranked("the case in Orvik", 20)) == 20


def test_the_rarest_words_lead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds none of them is not scored where they find enough, and the order stays."""
    catalog = Catalog.open(tmp_path / "index")
    for n in range(60):
        words = ["Orvik"] * (n % 2) + ["ferry"] * (n % 3 == 0) + ["pier"] * (n % 5 == 0)
        text = f"Report {n}\n\nThe case {' '.join(words * (1 + n % 4))} of that day, told."
        (tmp_path / f"{n:02}.txt").write_text(text)
    read_folder(tmp_path, catalog, index_directory=tmp_path / "index")
    question, asked = "ferry pier Orvik", list[str | None]()
    match = catalog.match
    monkeypatch.setattr(catalog, "match", lambda *a: asked.append(a[4]) or match(*a))

    def ranked(most: int, candidates: int) -> list[tuple[str, float]]:
        monkeypatch.setattr(searching, "MOST_SCORED", most)
        monkeypatch.setattr(searching, "CANDIDATES", candidates)
        return [(one.file, one.score) for one in search(catalog, question, limit=candidates)]

    whole = ranked(1000, 10)
    assert asked == [None]
    assert ranked(15, 10) == whole  # 12 chunks have a pier, 20 a ferry, 30 are of Orvik
    assert asked[1:] == ['"pier"']
    asked.clear()
    assert len(ranked(15, 13)) == 13
    assert asked == ['"pier"', '"pier" OR ("ferry" AND "orvik")']
    asked.clear()
    assert len(ranked(15, 25)) == 25
    assert asked[2:] == ['"pier" OR "ferry"']
    asked.clear()
    assert ranked(15, 60) == ranked(1000, 60)
    assert asked[3:] == [None, None]
