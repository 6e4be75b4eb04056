"""From use to test: nothing enters a set by itself, and nothing broken by hand."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.feedback import Candidate, FeedbackError, Source, append, beside, read
from assistant.types import Message
from evals import candidates
from evals.__main__ import main
from evals.case import GoldenError
from evals.goldens import load
from evals.run import run
from evals.types import Golden
from evals.types import Source as GoldSource

COMPLAINT = Candidate(
    id="candidate-1",
    question="What do they cost?",
    when=dt.datetime(2025, 12, 23, 9, 0, tzinfo=dt.UTC),
    origin="chat",
    verdict="down",
    correction="They cost 1,899 RMB.",
    comment="Seen in <b>another</b> answer too.",
    history=(Message("user", "The glasses?"),),
    today=dt.date(2025, 12, 23),
    files=("a.txt",),
    answer="They cost 99.\x1b[2J",
    sources=(Source("a.txt", "They cost"),),
    corpus="feed",
)


@pytest.fixture
def golden_set(tmp_path: Path) -> Path:
    home = tmp_path / "mine"
    (home / "articles").mkdir(parents=True)
    (home / "articles" / "a.txt").write_text("They cost 1,899 RMB.")
    (home / "goldens.jsonl").write_text('{"id": "old", "question": "q"}')  # no line end
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A chat's file with one complaint."""
    file = tmp_path / "index" / "candidates.jsonl"
    append(COMPLAINT, file)
    return file


def test_a_complaint_waits_and_is_promoted(file: Path, golden_set: Path) -> None:
    assert len(load(golden_set).goldens) == 1  # nothing enters by itself
    changes = {"id": "price", "kind": "fact", "answers": [["1,899"]]}
    promoted = candidates.promote("candidate-1", golden_set, changes=changes, file=file)
    assert [one.id for one in load(golden_set).goldens] == ["old", "price"]
    assert load(golden_set).goldens[1] == promoted
    assert promoted == Golden(
        "price", "What do they cost?", "fact", answers=(("1,899",),),
        reference="They cost 1,899 RMB.", only_files=("a.txt",), today=dt.date(2025, 12, 23),
        history=(Message("user", "The glasses?"),),
    )  # fmt: skip
    assert read(file) == ()


def test_what_a_candidate_proposes() -> None:
    complaint = candidates.golden_of(COMPLAINT)
    assert (complaint.reference, complaint.sources) == ("They cost 1,899 RMB.", ())
    praise = candidates.golden_of(replace(COMPLAINT, verdict="up", answer="1,899", correction=""))
    assert praise.reference == "1,899"
    assert praise.sources == (GoldSource("a.txt", "They cost"),)
    better = candidates.golden_of(replace(COMPLAINT, verdict="up", answer="1,899"))
    assert (better.reference, better.sources) == ("They cost 1,899 RMB.", praise.sources)
    refusal = candidates.golden_of(replace(COMPLAINT, verdict="up", refused=True, sources=()))
    assert (refusal.answerable, refusal.kind, refusal.reference) == (False, "unanswerable", None)
    due = candidates.golden_of(COMPLAINT, {"answerable": False})
    assert (due.answerable, due.reference) == (False, None)
    mute = candidates.golden_of(replace(COMPLAINT, correction=""))
    assert (mute.reference, mute.answers, mute.sources) == (None, (), ())


def test_as_of_a_day_is_for_a_person_to_put_into_words() -> None:
    asked = replace(COMPLAINT, as_of=dt.date(2025, 12, 22), files=())
    with pytest.raises(GoldenError, match="asked as of 2025-12-22, which a case cannot hold"):
        candidates.golden_of(asked)
    assert candidates.golden_of(asked, {"only_files": ["a.txt"]}).only_files == ("a.txt",)
    assert candidates.golden_of(asked, {"question": "As of 22 December?"}).reference


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "old", "answerable": False}, "has a case 'old' already. Give another with --as"),
        ({"sources": [{"file": "b.txt"}]}, r"candidate-1: b\.txt is not in articles/\. Copy"),
        ({"sources": [{"file": "a.txt", "quote": "55 RMB"}]}, "“55 RMB” does not stand in a.txt"),
        ({"sources": [{"file": "../a.txt"}]}, "candidate candidate-1: 'sources' names"),
        ({"reference": ""}, "says nothing about the right answer. Say it with --answer"),
    ],
)
def test_what_would_break_the_set_stays_out(
    file: Path, golden_set: Path, changes: dict, words: str
) -> None:
    before = (golden_set / "goldens.jsonl").read_bytes()
    with pytest.raises(GoldenError, match=words):
        candidates.promote("candidate-1", golden_set, changes=changes, file=file)
    assert (golden_set / "goldens.jsonl").read_bytes() == before
    assert read(file) == (COMPLAINT,)


def test_an_unknown_candidate_and_a_broken_file_are_named(file: Path, golden_set: Path) -> None:
    with pytest.raises(GoldenError, match=r"No candidate 'x' in .*Waiting: candidate-1"):
        candidates.promote("x", golden_set, file=file)
    file.write_text('{"question": "q"}\n')
    with pytest.raises(FeedbackError, match=r"candidates\.jsonl line 1 is not a candidate"):
        candidates.waiting(file)


def test_a_case_by_hand_waits_like_the_others(tmp_path: Path, golden_set: Path) -> None:
    file = tmp_path / "c.jsonl"
    case = Golden(
        "price", "What do they cost?", "fact", answers=(("1,899", "1899"), ("RMB",)),
        wrong_answers=("99",), keypoints=("1,899 RMB",), sources=(GoldSource("a.txt", "1,899"),),
        sources_needed="any", only_files=("a.txt",), today=dt.date(2025, 12, 23),
    )  # fmt: skip
    candidates.add(case, file)
    with pytest.raises(GoldenError, match=r"A candidate 'price' waits in .* already"):
        candidates.add(case, file)
    assert candidates.promote("price", golden_set, file=file) == case
    with pytest.raises(GoldenError, match="'question' must be a text that is not empty"):
        candidates.add(Golden("blank", " "), file)
    assert read(file) == ()


def test_the_list_shows_what_a_person_decides_on(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["promote", "--candidates", str(file)]) == 0
    shown = capsys.readouterr().out
    for words in (
        "candidate-1  chat, thumbs down, 2025-12-23", "user before: The glasses?",
        "asked: What do they cost?", "answered: They cost 99.", "correction: They cost 1,899 RMB.",
        "comment: Seen in <b>another</b> answer too.",
        "cited: a.txt: “They cost”", "files: a.txt", "today: 2025-12-23",
    ):  # fmt: skip
        assert words in shown, words
    assert "\x1b" not in shown


def test_a_thumbs_down_in_use_becomes_a_case_that_is_measured(
    golden: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: an answer of the assistant, a complaint, a person's look, a run."""
    question = "What do the Quark glasses cost?"
    answer = golden.ask(question)
    said = Candidate.of(
        answer, "down", correction="1,899 yuan was meant.", corpus=golden.fingerprint()
    )
    monkeypatch.chdir(tmp_path)
    append(said, beside(Path(".assistant") / "articles-12345678"))
    mine = tmp_path / "mine"
    mine.mkdir()
    shutil.copytree(golden.folder, mine / "articles")
    (mine / "goldens.jsonl").write_text('{"id": "old", "question": "Who leads Alibaba?"}\n')
    cited = answer.citations[0]
    given = ["--answer", "1,899|1899", "--source", cited.file, cited.quote, "--kind", "fact"]
    assert main(["promote", said.id, "--set", str(mine), "--as", "quark", *given]) == 0
    assert main(["check", "--set", str(mine)]) == 0
    assert main(["promote", said.id, "--set", str(mine)]) == 2  # it waits no longer
    case = run(load(mine), golden).cases[1]
    assert (case.id, case.golden.question, case.golden.kind) == ("quark", question, "fact")
    assert case.scores["correct"] == float("1,899" in answer.text)
    assert case.scores["citation_recall"] == 1.0
