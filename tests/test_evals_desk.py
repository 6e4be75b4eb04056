"""What the page's Evals tab does: sets, a run, its baseline, a case as a conversation."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from servers import Exchange, Server, hangs_up
from test_evals_report import CASES, REPORT
from test_page import Page

from assistant.deadline import Stop, Stopped
from assistant.settings import Settings
from assistant.types import Message
from evals import desk, record
from evals.report import as_part

if TYPE_CHECKING:
    from assistant import Assistant

GLASSES = "What do the Quark glasses cost?"
CASE = {
    "id": "glasses",
    "question": GLASSES,
    "answers": [["1,899"]],
    "today": "2025-12-23",
    "only_files": ["a.txt"],
    "history": [
        {"role": "user", "content": "Which glasses?"},
        {"role": "assistant", "content": "The Quark glasses."},
    ],
}


def own_set(folder: Path, *cases: dict[str, object]) -> Path:
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text("A title\n\nA fact.\n")
    (folder / "goldens.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    return folder


def test_the_folders_own_set_comes_with_the_projects(tmp_path: Path) -> None:
    home = own_set(tmp_path / "mine", CASE)
    found = desk.sets(home / "articles")
    assert found["mine"] == home
    assert {"golden", "training"} <= found.keys()
    assert "mine" not in desk.sets(tmp_path)


def test_a_run_over_the_open_folder_and_its_baseline(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steps: list[tuple[str, int, int]] = []
    folder = tmp_path / "golden"
    folder.mkdir()
    shutil.copy(desk.PROJECT / "evals" / "golden" / "goldens.jsonl", folder)
    (folder / "articles").symlink_to(golden.folder)
    assert desk.same_articles(folder, golden)
    report = desk.run_set(folder, golden, "extractive", 2, lambda *step: steps.append(step))
    assert len(report.cases) == 2
    assert steps[-1] == ("asking", 2, 2)
    monkeypatch.setattr(desk, "BASELINES", tmp_path)
    assert "No baseline" in str(desk.baseline(report, folder))
    record.save(replace(report, commit="0" * 40), tmp_path / "golden-extractive.json")
    comparison = desk.baseline(report, folder)
    assert not isinstance(comparison, str)
    assert comparison.regressions == ()
    text = Page(desk.render(report, folder, golden)).text()
    assert "Against the results that are kept" in text
    assert "0000000" not in text
    assert "No case came out differently." in text
    record.save(replace(report, corpus_fingerprint="x"), tmp_path / "golden-extractive.json")
    assert "the articles differ" in str(desk.baseline(report, folder))


def test_a_baseline_beside_the_questions_tells_what_became_better_and_worse_in_words(
    golden: Assistant, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "articles").symlink_to(golden.folder)
    asked = [
        {"id": "right", "question": GLASSES, "answers": [["1,899"]]},
        {"id": "wrong", "question": "Which <b>glasses</b> cost 1,899?", "answers": [["<i>"]]},
    ]
    (folder / "goldens.jsonl").write_text("".join(json.dumps(case) + "\n" for case in asked))
    report = desk.run_set(folder, golden, "extractive", None)
    assert [case.scores["correct"] for case in report.cases] == [1.0, 0.0]
    assert "baseline-extractive.json" in str(desk.baseline(report, folder))
    turned = tuple(
        replace(case, scores={**case.scores, "correct": 1 - (case.scores["correct"] or 0)})
        for case in report.cases
    )
    record.save(replace(report, cases=turned), folder / "baseline-extractive.json")
    page = Page(desk.render(report, folder, golden))
    text = page.text()
    worse, better = (
        text.index("What became worse: 1 case"),
        text.index("What became better: 1 case"),
    )
    assert worse < better
    assert (
        "Which <b>glasses</b> cost 1,899? wrong: Answered right 1.000 → 0.000" in text[worse:better]
    )
    assert f"{GLASSES} right: Answered right 0.000 → 1.000" in text[better:]


def test_cases_of_articles_that_are_not_open_say_why_they_cannot_be_asked(
    golden: Assistant, tmp_path: Path
) -> None:
    project = desk.PROJECT / "evals" / "training"
    assert desk.closed(project, golden).endswith("app.py --articles evals/training/articles")
    page = Page(as_part(replace(REPORT, cases=CASES), None, desk.closed(project, golden)))
    assert "about the articles of their own set" in page.text()
    assert not [tag for tag, _ in page.tags if tag == "button"]
    folder = tmp_path / "golden"
    folder.mkdir()
    (folder / "articles").symlink_to(golden.folder)
    assert desk.closed(folder, golden) == ""


def test_only_a_case_that_can_be_opened_has_a_button_and_no_text_becomes_markup() -> None:
    evil = replace(REPORT, cases=CASES)
    for closed in ("", "Another <b>folder</b>."):
        page = Page(as_part(evil, "No <b>baseline</b>.", closed))
        buttons = [a["data-case"] for tag, a in page.tags if tag == "button"]
        assert bool(buttons) != bool(closed)
        assert closed in page.text()
        assert not {"script", "img", "b"} & {tag for tag, _ in page.tags}


def test_a_case_becomes_a_conversation_as_it_is_asked_in_the_set(tmp_path: Path) -> None:
    home = own_set(tmp_path / "mine", CASE)
    before, asked = desk.conversation(home, "glasses", "llm")
    assert (before.question, before.answer and before.answer.text) == (
        "Which glasses?",
        "The Quark glasses.",
    )
    assert (asked.question, asked.as_of) == (GLASSES, dt.date(2025, 12, 23))
    assert asked.files == ("a.txt",)
    assert asked.answerer == "llm"
    assert not asked.done
    assert desk.conversation(home, "nowhere", "llm") == ()


def test_what_was_said_before_a_case_is_its_history(tmp_path: Path) -> None:
    from assistant.page.turn import history

    turns = desk.conversation(own_set(tmp_path / "mine", CASE), "glasses", "llm")
    assert history(turns) == (
        Message("user", "Which glasses?"),
        Message("assistant", "The Quark glasses."),
    )


# A run that is stopped


def test_a_stopped_run_reports_what_was_asked_before(golden: Assistant, tmp_path: Path) -> None:
    folder = tmp_path / "golden"
    folder.mkdir()
    shutil.copy(desk.PROJECT / "evals" / "golden" / "goldens.jsonl", folder)
    (folder / "articles").symlink_to(golden.folder)
    stop = Stop()

    def tell(_what: str, done: int, _total: int) -> None:
        if done == 2:
            stop.now()

    report = stop.run(desk.run_set, folder, golden, "extractive", 5, tell)
    assert len(report.cases) == 2
    assert report.warnings[0] == "stopped after 2 of 5 questions"
    assert "Warning: stopped after 2 of 5" in Page(desk.render(report, folder, golden)).text()
    with pytest.raises(Stopped):
        stop.run(desk.run_set, folder, golden, "extractive", 5)


def test_a_stop_ends_the_models_call_and_the_set_is_asked_as_the_page_is_set(
    golden: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the set's index lies
    home = tmp_path / "mine"
    (home / "articles").mkdir(parents=True)
    shutil.copy(golden.folder / "2025-12-22-alibaba-chips-and-glasses.txt", home / "articles")
    case = {"id": "glasses", "question": GLASSES, "answers": [["1,899"]]}
    (home / "goldens.jsonl").write_text(json.dumps(case) + "\n")
    from assistant import Assistant

    reached, left = threading.Event(), threading.Event()

    def silent(exchange: Exchange) -> None:
        reached.set()
        if exchange.left(600):
            left.set()
        hangs_up(exchange)

    with Server([silent]) as server:
        settings = Settings(llm_base_url=server.url, llm_model="slow", include=("none.txt",))
        other = tmp_path / "other"
        other.mkdir()
        (other / "none.txt").write_text("A title\n\nA fact.\n")
        stop = Stop()
        threading.Thread(target=lambda: (reached.wait(), stop.now()), daemon=True).start()
        with (
            Assistant.open(other, index=tmp_path / "i", settings=settings, vectors="off") as one,
            pytest.raises(Stopped),
        ):
            stop.run(desk.run_set, home, one, "llm", None)
        assert left.wait(60)


def test_a_stop_ends_the_making_of_an_index_too(
    golden: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stop = Stop()
    stop.now()
    with pytest.raises(Stopped):
        stop.run(desk.run_set, own_set(tmp_path / "mine", CASE), golden, "extractive", None)
