"""From use to test: nothing enters a set by itself, and nothing broken by hand."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evals import candidates
from evals.case import GoldenError
from evals.goldens import load
from evals.types import Golden, Source

CASE = Golden(
    "", "What do they cost?", "fact", answers=(("1,899",),), sources=(Source("a.txt", "1,899 RMB"),)
)


@pytest.fixture
def golden_set(tmp_path: Path) -> Path:
    home = tmp_path / "mine"
    (home / "articles").mkdir(parents=True)
    (home / "articles" / "a.txt").write_text("They cost 1,899 RMB.")
    (home / "goldens.jsonl").write_text('{"id": "old", "question": "q"}')  # no line end
    return home


def test_a_candidate_waits_and_is_promoted(tmp_path: Path, golden_set: Path) -> None:
    file = tmp_path / "new" / "candidates.jsonl"
    added = candidates.add(CASE, "chat: thumbs down", said="They cost 99.", note="wrong", file=file)
    (waiting,) = candidates.read(file)
    assert waiting == added
    assert (waiting.said, waiting.note, waiting.origin) == (
        "They cost 99.",
        "wrong",
        "chat: thumbs down",
    )
    assert len(load(golden_set).goldens) == 1  # nothing enters by itself
    promoted = candidates.promote(added.id, golden_set, new_id="price", file=file)
    assert [one.id for one in load(golden_set).goldens] == ["old", "price"]
    assert load(golden_set).goldens[1] == promoted
    assert candidates.read(file) == ()


def test_ids_are_made_of_the_question_and_never_twice(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    ids = [candidates.add(CASE, "x", file=file).id for _ in range(3)]
    assert ids[0].startswith("candidate-")
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_many_visitors_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda n: candidates.add(Golden("", f"q{n}"), "chat", file=file), range(24))
        )
    assert {one.id for one in candidates.read(file)} == {one.id for one in made}
    assert len(made) == 24


@pytest.mark.parametrize(
    ("golden", "words"),
    [
        (Golden("old", "q", answerable=False), "has a case 'old' already"),
        (Golden("new", "q"), "says nothing about the right answer"),
        (Golden("new", "q", sources=(Source("b.txt"),)), r"new: b\.txt is not in articles/"),
        (
            Golden("new", "q", sources=(Source("a.txt", "55 RMB"),)),
            "“55 RMB” does not stand in a.txt",
        ),
    ],
)
def test_what_would_break_the_set_stays_out(
    tmp_path: Path, golden_set: Path, golden: Golden, words: str
) -> None:
    file = tmp_path / "c.jsonl"
    added = candidates.add(golden, "x", file=file)
    with pytest.raises(GoldenError, match=words):
        candidates.promote(added.id, golden_set, file=file)
    assert [one.id for one in load(golden_set).goldens] == ["old"]
    assert candidates.read(file) == (added,)


def test_an_unknown_candidate_and_a_broken_file_are_named(tmp_path: Path, golden_set: Path) -> None:
    file = tmp_path / "c.jsonl"
    with pytest.raises(GoldenError, match=r"No candidate 'x' in .*Waiting: none"):
        candidates.promote("x", golden_set, file=file)
    file.write_text(json.dumps({"question": "q"}) + "\n")
    with pytest.raises(GoldenError, match=r"c\.jsonl line 1 is not a candidate"):
        candidates.read(file)


def test_a_candidate_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    with pytest.raises(GoldenError, match="'question' must be a text that is not empty"):
        candidates.add(Golden("", " "), "x", file=file)
    assert candidates.read(file) == ()
