"""A set is read strictly: what is broken is named by line, what does not fit by case."""

import datetime as dt
import json
from pathlib import Path

import pytest

from assistant.types import Message
from evals.case import GoldenError, parse, to_json
from evals.goldens import load, part, problems, remarks
from evals.types import Golden, Source

WHOLE = {
    "id": "one",
    "question": "How many?",
    "kind": "follow-up",
    "answerable": True,
    "answers": [["40,000", "40000"], ["50,000"]],
    "wrong_answers": ["MI308"],
    "reference": "40,000 to 50,000",
    "keypoints": ["It wants 40,000."],
    "sources": [{"file": "sub/a.txt", "quote": "40,000 to 50,000"}, {"file": "b.txt"}],
    "sources_needed": "any",
    "only_files": ["b.txt"],
    "today": "2025-12-23",
    "history": [{"role": "user", "content": "Chips?"}],
}


def make_set(home: Path, *lines: object, files: dict[str, str] | None = None) -> Path:
    for name, text in (files or {"a.txt": "It wants 40,000 to 50,000 chips."}).items():
        path = home / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (home / "goldens.jsonl").write_text("\n".join(written), encoding="utf-8")
    return home


def test_a_whole_case_is_read_and_written_back() -> None:
    golden = parse(WHOLE, "line 1")
    assert golden == Golden(
        "one", "How many?", "follow-up", True, (("40,000", "40000"), ("50,000",)), ("MI308",),
        "40,000 to 50,000", ("It wants 40,000.",),
        (Source("sub/a.txt", "40,000 to 50,000"), Source("b.txt")), "any", ("b.txt",),
        dt.date(2025, 12, 23), (Message("user", "Chips?"),),
    )  # fmt: skip
    assert to_json(golden) == WHOLE


def test_what_a_case_lacks_stays_out() -> None:
    golden = parse({"id": "a", "question": "q", "reference": "", "today": None}, "line 1")
    assert golden == Golden("a", "q")
    assert to_json(golden) == {"id": "a", "question": "q", "kind": "other", "answerable": True}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answer": ["x"]}, "unknown field 'answer'. Known: id, question"),
        ({"id": 7}, "'id' must be a text"),
        ({"question": " "}, "'question' must be a text that is not empty"),
        ({"question": None}, "'question' is missing"),
        ({"answerable": "yes"}, "'answerable' must be true or false, found 'yes'"),
        ({"answers": ["40,000"]}, "'answers' must be a list of groups"),
        ({"answers": [[]]}, "'answers' holds an empty group"),
        ({"answers": [["..."]]}, "'...', which has no word to look for"),
        ({"wrong_answers": [1]}, "'wrong_answers' must be a list of texts"),
        ({"sources": [{"path": "a"}]}, "unknown field path in 'sources'"),
        ({"sources": [{"quote": "a"}]}, "'sources' names None"),
        ({"sources": [{"file": "../a.txt"}]}, "'sources' names '../a.txt'"),
        ({"only_files": ["/etc/passwd"]}, "'only_files' names '/etc/passwd'"),
        ({"sources_needed": "some"}, "'sources_needed' is 'all' or 'any', found 'some'"),
        ({"today": "23.12.2025"}, "'today' must be a day such as 2025-12-23"),
        ({"history": [{"role": "system", "content": "x"}]}, "a turn of 'history' is"),
    ],
)
def test_a_broken_case_is_named_by_its_line(tmp_path: Path, change: dict, words: str) -> None:
    good = {"id": "first", "question": "q"}
    home = make_set(tmp_path, good, "", {**WHOLE, **change})
    with pytest.raises(GoldenError) as caught:
        load(home)
    assert str(caught.value).startswith("goldens.jsonl line 3: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["{"], "goldens.jsonl line 1 is not a JSON object"),
        (["[1]"], "goldens.jsonl line 1: a case is a JSON object, found list"),
        (['{"id": "a", "id": "b", "question": "q"}'], "line 1 is not a JSON object: the field id"),
        ([{"id": "a", "question": "q"}] * 2, "line 2: the id 'a' is already used on line 1"),
        ([""], "holds no case"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, lines: list, words: str) -> None:
    with pytest.raises(GoldenError, match=words):
        load(make_set(tmp_path, *lines))


def test_a_folder_that_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="is not a folder"):
        load(tmp_path / "none")
    with pytest.raises(GoldenError, match=r"goldens\.jsonl is missing"):
        load(tmp_path)
    (tmp_path / "goldens.jsonl").write_text('{"id": "a", "question": "q"}')
    with pytest.raises(GoldenError, match="has no articles"):
        load(tmp_path)
    (tmp_path / "articles").mkdir()
    with pytest.raises(GoldenError, match="has no articles"):
        load(tmp_path)
    (tmp_path / "goldens.jsonl").write_bytes(b"\xff\xfe{")
    with pytest.raises(GoldenError, match="cannot be read as UTF-8"):
        load(tmp_path)


def test_line_separators_inside_a_text_do_not_end_the_line(tmp_path: Path) -> None:
    home = make_set(tmp_path, json.dumps({"id": "a", "question": "q\u2028r"}, ensure_ascii=False))
    assert load(home).goldens[0].question == "q\u2028r"


def test_problems_are_missing_files_and_quotes_that_do_not_stand(tmp_path: Path) -> None:
    home = make_set(
        tmp_path,
        {"id": "good", "question": "q", "sources": [{"file": "a.txt", "quote": "40,000 to"}]},
        {"id": "bad", "question": "q", "sources": [{"file": "a.txt", "quote": "40,000  to"}]},
        {"id": "gone", "question": "q", "sources": [{"file": "b.txt"}], "only_files": ["c.txt"]},
    )
    assert problems(load(home)) == [
        "bad: the quote “40,000  to” does not stand in a.txt, letter by letter.",
        "gone: b.txt is not in articles/.",
        "gone: c.txt is not in articles/.",
    ]


def test_quotes_are_looked_for_in_the_decoded_text(tmp_path: Path) -> None:
    quotes = ["Größe — zwei\r\nZeilen", "grün und größer", "第四条"]
    home = make_set(
        tmp_path,
        *({"id": f"{n}", "question": "q", "sources": [{"file": f"{n}.txt", "quote": quote}]}
          for n, quote in enumerate(quotes)),
    )  # fmt: skip
    for number, codec in enumerate(("utf-8-sig", "cp1252", "utf-16")):
        text = f"Titel\r\n\r\nDies ist der Text: {quotes[number]} in einem Satz."
        (home / "articles" / f"{number}.txt").write_bytes(text.encode(codec))
    assert problems(load(home)) == []


def test_an_answer_that_no_quote_holds_is_worth_a_look(tmp_path: Path) -> None:
    sources = [{"file": "a.txt", "quote": "wants 40,000"}]
    home = make_set(
        tmp_path,
        {"id": "fine", "question": "q", "answers": [["x", "40000"]], "sources": sources},
        {"id": "odd", "question": "q", "answers": [["41,000"]], "sources": sources},
        {"id": "no", "question": "q", "answers": [["41,000"]], "answerable": False},
    )
    assert remarks(load(home)) == ["odd: none of “41,000” is in its quotes."]


def test_cases_held_back_are_named_in_a_file(tmp_path: Path) -> None:
    home = make_set(tmp_path, *({"id": f"c{n}", "question": "q"} for n in range(3)))
    with pytest.raises(GoldenError, match="has no case in its part 'held'"):
        part(load(home), "held")
    (home / "held.txt").write_text("c1\n")
    whole = load(home)
    kept = {name: [one.id for one in part(whole, name).goldens] for name in ("all", "tune", "held")}
    assert kept == {"all": ["c0", "c1", "c2"], "tune": ["c0", "c2"], "held": ["c1"]}
    (home / "held.txt").write_text("c9\n")
    with pytest.raises(GoldenError, match=r"names cases that goldens\.jsonl lacks: c9"):
        load(home)
