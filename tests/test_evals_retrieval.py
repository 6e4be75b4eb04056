"""The halves of the search, each by itself, on a small real index."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals import record
from evals.__main__ import main
from evals.case import GoldenError
from evals.goldens import load
from evals.retrieval import as_text, ways
from evals.run import Opened, opened, run
from evals.types import GoldenSet
from index.search import DENSE_WEIGHT

ARTICLES = {
    "ferry.txt": "Ferry to Skerry resumes\n\n2025-10-02\n\nThe ferry to Skerry sails again.\n",
    "bridge.txt": "Lorn bridge closed\n\n2025-09-01\n\nThe Lorn bridge is closed to lorries.\n",
    "budget.txt": "Council budget\n\n2025-08-01\n\nThe council spends 4 million on schools.\n",
}
CASES = [
    {"id": "word", "question": "Zorvath ferry Skerry", "sources": [{"file": "ferry.txt"}]},
    {"id": "meaning", "question": "Can heavy trucks cross the river?",
     "sources": [{"file": "bridge.txt"}]},
    {"id": "limited", "question": "What is spent on education?", "only_files": ["budget.txt"],
     "sources": [{"file": "budget.txt"}]},
    {"id": "follow", "question": "And when does it sail?", "sources": [{"file": "ferry.txt"}],
     "history": [{"role": "user", "content": "Is there a ferry to Skerry?"}]},
    {"id": "none", "question": "Who won the chess cup?", "answerable": False},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sets") / "halves"
    (home / "articles").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (home / "articles" / name).write_text(text)
    (home / "goldens.jsonl").write_text("\n".join(map(json.dumps, CASES)))
    return home


@pytest.fixture(scope="module")
def ready(home: Path) -> Iterator[tuple[GoldenSet, Opened]]:
    golden_set = load(home)
    with opened(golden_set, home / "index") as ready:
        yield golden_set, ready


def test_words_and_vectors_find_what_only_they_can(ready: tuple[GoldenSet, Opened]) -> None:
    golden_set, index = ready
    words, vectors, fused = ways(golden_set, index.assistant)
    assert [way.name for way in (words, vectors, fused)] == ["words", "vectors", "fused"]
    assert [way.dense_weight for way in (words, vectors, fused)] == [0.0, 1.0, DENSE_WEIGHT]
    assert {way.n for way in (words, vectors, fused)} == {4}  # the one without a source is out
    # no word of "heavy trucks" stands in the article on lorries; its meaning does
    assert (words.figures["recall_at_10"] or 0) < 1.0
    assert vectors.figures["recall_at_10"] == fused.figures["recall_at_10"] == 1.0


def test_fused_is_what_a_run_measures(ready: tuple[GoldenSet, Opened]) -> None:
    golden_set, index = ready
    fused = ways(golden_set, index.assistant)[2]
    measured = record.summary(run(golden_set, index.assistant))
    for name, figure in fused.figures.items():
        assert figure == pytest.approx(measured[name], abs=1e-6), name


def test_the_table_and_the_json_from_the_command_line(
    home: Path,
    ready: tuple[GoldenSet, Opened],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "new" / "halves.json"
    arguments = ["--set", str(home), "--index", str(home / "index"), "--out", str(out)]
    assert main(["retrieval", *arguments]) == 0
    shown = capsys.readouterr().out
    found = ways(ready[0], ready[1].assistant)
    assert shown == as_text("halves", found) + "\n"
    assert [line.split()[0] for line in shown.splitlines()[3:]] == ["words", "vectors", "fused"]
    plain = json.loads(out.read_text())
    assert (plain["set"], plain["n"]) == ("halves", 4)
    assert plain["corpus_fingerprint"] == ready[1].assistant.fingerprint()
    assert plain["words"]["ndcg_at_10"] == pytest.approx(found[0].figures["ndcg_at_10"], abs=1e-6)
    assert main(["retrieval", *arguments[:4], "--limit", "2"]) == 0
    assert "halves: 2 cases with sources" in capsys.readouterr().out


def test_without_a_source_no_rank_is_known(ready: tuple[GoldenSet, Opened], tmp_path: Path) -> None:
    (tmp_path / "articles").symlink_to(ready[0].articles)
    (tmp_path / "goldens.jsonl").write_text(json.dumps(CASES[-1]))
    with pytest.raises(GoldenError, match=r"No case of .* has a source"):
        ways(load(tmp_path), ready[1].assistant)
