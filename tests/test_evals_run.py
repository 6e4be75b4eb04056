"""A run over a small real set: what is asked, measured and recorded, and what goes wrong."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.types import Answer, Check, Citation, Statement, Trace
from evals import record
from evals.__main__ import main
from evals.goldens import load
from evals.run import default_index, opened, peak_rss_mb, result, run, spread, with_opening
from evals.texts import FileTexts
from evals.types import Golden, Report, Speed
from index.errors import UserError
from index.types import Passage

ARTICLES = {
    "glasses.txt": "Fennick shows Halo glasses\n\n2025-11-27\n\nThe Halo glasses cost 1,899 "
    "crowns. They went on sale on 27 November in Tarn Bay. Fennick expects to sell 40,000 pairs.\n",
    "ferry.txt": "Ferry to Skerry resumes\n\n2025-10-02\n\nThe ferry between Tarn Bay and Skerry "
    "sails again from 4 October. A ticket costs 12 crowns.\n",
    "bridge.txt": "Größere Brücke\r\n\r\n2025-09-01\r\n\r\nThe Lorn bridge carries 900 lorries a "
    "day — more than planned.\r\n",
}
CASES = [
    {"id": "price", "question": "What do the Halo glasses cost?", "kind": "fact",
     "answers": [["1,899 crowns"]], "sources": [{"file": "glasses.txt", "quote": "cost 1,899"}]},
    {"id": "ticket", "question": "What does a ticket for the ferry to Skerry cost?", "kind": "fact",
     "answers": [["12 crowns"]], "sources": [{"file": "ferry.txt"}]},
    {"id": "lorries", "question": "How many lorries does the Lorn bridge carry a day?",
     "kind": "fact", "answers": [["900"]], "only_files": ["bridge.txt"],
     "sources": [{"file": "bridge.txt", "quote": "carries 900 lorries"}]},
    {"id": "chess", "question": "Who won the chess championship in Oslo?", "kind": "unanswerable",
     "answerable": False},
    {"id": "lost", "question": "What do the Halo glasses cost?", "kind": "noise",
     "only_files": ["gone.txt"], "answers": [["1,899"]]},
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of three articles and five cases; the last names a file that is not there."""
    home = tmp_path_factory.mktemp("sets") / "small"
    (home / "articles").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (home / "articles" / name).write_bytes(text.encode())
    lines = [json.dumps(case) for case in CASES]
    (home / "goldens.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def fresh(home: Path) -> Iterator[tuple[Assistant, Report]]:
    golden_set = load(home)
    with opened(golden_set, home / "index") as ready:
        yield ready.assistant, with_opening(run(golden_set, ready.assistant), ready)


def test_a_fresh_run_measures_answers_and_speed(fresh: tuple[Assistant, Report]) -> None:
    _, report = fresh
    cases = {case.golden.id: case for case in report.cases}
    assert list(cases) == ["price", "ticket", "lorries", "chess", "lost"]
    assert [cases[id].scores["correct"] for id in ("price", "ticket", "lorries")] == [1, 1, 1]
    assert cases["price"].scores["citation_recall"] == 1.0
    assert cases["lorries"].retrieved == ("bridge.txt",)
    assert all(cited.exact for case in report.cases for cited in (*case.citations, *case.closest))
    figures = record.summary(report)
    assert figures["citation_exact"] == 1.0
    assert figures["supported"] == 1.0
    for name in Speed.__dataclass_fields__:
        assert (figures[name] or 0) > 0, name


def test_an_error_in_a_case_is_recorded_and_the_run_goes_on(
    fresh: tuple[Assistant, Report],
) -> None:
    _, report = fresh
    lost = report.cases[-1]
    assert lost.error is not None
    assert "gone.txt" in lost.error
    assert lost.scores == {}
    assert record.summary(report)["errors"] == 1.0
    assert report.warnings == ("lost: gone.txt is not in articles/.",)


def test_two_runs_differ_in_times_only(
    home: Path, fresh: tuple[Assistant, Report], tmp_path: Path
) -> None:
    assistant, report = fresh
    again = run(load(home), assistant)
    assert record.without_times(again) == record.without_times(report)
    record.save(again, tmp_path / "r.json")
    read_back = record.load(tmp_path / "r.json")
    assert record.to_json(read_back) == record.to_json(again)
    assert [one.scores for one in read_back.cases] == [one.scores for one in again.cases]


def test_a_kept_index_has_no_indexing_speed(home: Path, fresh: tuple[Assistant, Report]) -> None:
    fresh[0].sync()
    with opened(load(home), home / "index") as ready:
        assert ready.speed == Speed()
    with opened(load(home), home / "index", cold=True) as ready:
        assert ready.speed.first_answer_s is not None
        assert ready.assistant.index_path != home / "index"


def test_the_kept_index_is_named_after_set_and_place(home: Path) -> None:
    golden_set = load(home)
    assert re.fullmatch(
        r"\.assistant/evals/small-[0-9a-f]{8}", default_index(golden_set).as_posix()
    )


def answer(start: int, end: int, quote: str, text: str, number: int = 1) -> Answer:
    citation = Citation(1, "glasses.txt", start, end, quote, "Halo")
    passage = Passage(1, "glasses.txt", "Halo", None, None, "c", 0, 9, "", 1.0)
    other = replace(passage, file="ferry.txt")
    statement = Statement(text, (number,), Check(True))
    trace = Trace(passages=(passage, other, passage), confidence=0.9)
    return Answer("q", (statement,), (citation,), trace=trace)


def test_a_wrong_offset_is_seen_whatever_the_quote_says(home: Path) -> None:
    texts = FileTexts(home / "articles")
    start = texts["glasses.txt"].index("The Halo glasses cost")
    quote = "The Halo glasses cost 1,899 crowns."
    golden = load(home).goldens[0]
    right = result(golden, answer(start, start + len(quote), quote, quote), texts)
    shifted = result(golden, answer(start + 1, start + 1 + len(quote), quote, quote), texts)
    beyond = result(golden, answer(9000, 9000, "", quote), texts)
    assert [case.scores["citation_exact"] for case in (right, shifted, beyond)] == [1, 0, 0]
    assert right.retrieved == ("glasses.txt", "ferry.txt")


def test_support_is_judged_here_and_not_believed(home: Path) -> None:
    texts = FileTexts(home / "articles")
    start = texts["glasses.txt"].index("The Halo glasses cost")
    quote = "The Halo glasses cost 1,899 crowns."
    invented = "The Halo glasses cost 999 crowns."  # its Check says that it is supported
    golden = load(home).goldens[0]
    lie = result(golden, answer(start, start + len(quote), quote, invented), texts)
    assert lie.statements[0].missing == ("number 999",)
    assert lie.scores["supported"] == 0.0
    uncited = result(golden, answer(start, start + len(quote), quote, quote, number=7), texts)
    assert uncited.statements[0].missing[-1] == "citation [7]"
    assert uncited.scores["supported"] == 0.0


def test_what_a_model_would_have_said_unchecked_is_scored_beside(home: Path) -> None:
    texts = FileTexts(home / "articles")
    start = texts["glasses.txt"].index("The Halo glasses cost")
    quote = "The Halo glasses cost 1,899 crowns."
    checked = answer(start, start + len(quote), quote, quote)
    draft = Statement("The Halo glasses cost 999 crowns.", (1,), Check(False))
    asked = replace(
        checked,
        trace=replace(checked.trace, answerer="llm", given=checked.citations, drafts=(draft,)),
    )
    case = result(load(home).goldens[0], asked, texts)
    assert case.scores["correct"] == case.scores["supported"] == 1.0
    assert case.unchecked["correct"] == case.unchecked["supported"] == 0.0
    assert case.drafts[0].missing == ("number 999",)
    silent = replace(asked, trace=replace(asked.trace, drafts=()))
    assert result(load(home).goldens[0], silent, texts).unchecked["false_refusal"] == 1.0
    failed = replace(silent, trace=replace(silent.trace, given=()))
    assert not result(load(home).goldens[0], failed, texts).unchecked
    assert not result(load(home).goldens[0], checked, texts).unchecked


def test_a_refusal_is_scored_as_one(home: Path) -> None:
    texts = FileTexts(home / "articles")
    refused = replace(answer(0, 7, "Fennick", "x"), refused=True, closest=())
    case = result(load(home).goldens[0], refused, texts)
    assert case.scores["false_refusal"] == 1.0
    assert case.scores["correct"] == 0.0
    assert case.statements == ()


def test_a_limit_is_spread_over_the_set() -> None:
    goldens = tuple(Golden(f"{n}", "q") for n in range(10))
    assert [one.id for one in spread(goldens, 3)] == ["0", "3", "6"]
    assert spread(goldens, None) == spread(goldens, 99) == goldens
    with pytest.raises(UserError, match="--limit is 0"):
        spread(goldens, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_peak_memory_is_in_megabytes() -> None:
    assert 20 < (peak_rss_mb() or 0) < 50_000


# --- the command line ---


def test_run_compare_and_report_from_the_command_line(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, index = str(tmp_path / "r.json"), str(tmp_path / "index")
    arguments = ["run", "--set", str(home), "--index", index, "--out", out]
    assert main([*arguments, "--junit", str(tmp_path / "j.xml")]) == 0
    shown = capsys.readouterr()
    assert "small: 5 cases, extractive" in shown.out
    assert "asking 5 of 5" in shown.err
    assert "error in lost: " in shown.err
    assert 'errors="1"' in (tmp_path / "j.xml").read_text()

    assert main(["compare", out, out]) == 0
    assert "every case came out the same" in capsys.readouterr().out
    broken = json.loads(Path(out).read_text())
    broken["cases"][0]["scores"]["citation_exact"] = 0.0
    (tmp_path / "bad.json").write_text(json.dumps(broken))
    assert main(["compare", out, str(tmp_path / "bad.json")]) == 1
    shown = capsys.readouterr()
    assert "REGRESSION in citation_exact" in shown.out
    assert "price: citation_exact 1.000 -> 0.000" in shown.out
    broken["set"] = "other"
    (tmp_path / "bad.json").write_text(json.dumps(broken))
    assert main(["compare", out, str(tmp_path / "bad.json")]) == 2
    assert "cannot be compared" in capsys.readouterr().err

    page, text = tmp_path / "r.html", tmp_path / "r.md"
    assert main(["report", out, "--html", str(page), "--markdown", str(text)]) == 0
    assert "What do the Halo glasses cost?" in page.read_text()
    assert "## small" in text.read_text()


def test_a_report_goes_where_it_is_told_and_says_where(
    fresh: tuple[Assistant, Report],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made, here = tmp_path / "r.json", tmp_path / "here"
    record.save(fresh[1], made)
    here.mkdir()
    monkeypatch.chdir(here)
    assert main(["report", str(made), "--html", str(tmp_path / "only.html")]) == 0
    assert capsys.readouterr().out == f"wrote {tmp_path / 'only.html'}\n"
    assert list(here.iterdir()) == []
    assert main(["report", str(made)]) == 0
    assert capsys.readouterr().out == f"wrote {here / 'report.html'}\nwrote {here / 'report.md'}\n"


def test_an_index_of_other_articles_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    (other / "articles").mkdir(parents=True)
    (other / "articles" / "a.txt").write_text("Another folder.\n\nIt has another article.")
    (other / "goldens.jsonl").write_text('{"id": "a", "question": "q"}')
    with opened(load(other), tmp_path / "index"):
        pass
    for command in ("run", "retrieval"):
        assert main([command, "--set", str(home), "--index", str(tmp_path / "index")]) == 2
        error = capsys.readouterr().err
        assert error.startswith("error: The index ")
        assert f"belongs to the folder {other / 'articles'}" in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--set", "nowhere"], "is not a folder"),
        (["run", "--set", "HOME", "--answerer", "llm"], "This needs a language model"),
        (["run", "--set", "HOME", "--plant", "none.jsonl"], "none.jsonl is missing"),
        (["run", "--set", "HOME", "--part", "held"], "has no case in its part 'held'"),
        (["compare", "a.json", "b.json"], "a.json does not exist"),
        (["report", "a.json"], "a.json does not exist"),
        (["promote", "x"], "Name the set"),
        (["add", "--question", "q", "--source", "a", "b", "c"], "--source takes a file"),
    ],
)
def test_bad_input_is_said_in_one_line_with_status_2(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main([str(home) if word == "HOME" else word for word in arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


GOOD = '{"id": "a", "question": "q"}'


@pytest.mark.parametrize("command", ["run", "retrieval", "check"])
@pytest.mark.parametrize(
    ("goldens", "articles", "words"),
    [
        (GOOD + "\n{", True, "goldens.jsonl line 2 is not a JSON object: "),
        (GOOD + "\n" + GOOD, True, "goldens.jsonl line 2: the id 'a' is already used on line 1"),
        ('{"id": "a", "question": "q", "anwsers": []}', True, "line 1: unknown field 'anwsers'"),
        ('{"id": "a", "question": 7}', True, "line 1: 'question' must be a text"),
        ("", True, "holds no case"),
        (None, True, "goldens.jsonl is missing"),
        (GOOD, False, "has no articles. Put the files into "),
    ],
)
def test_a_broken_set_is_refused_by_every_command(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    goldens: str | None,
    articles: bool,
    words: str,
) -> None:
    (tmp_path / "articles").mkdir()
    if articles:
        (tmp_path / "articles" / "a.txt").write_text("An article.")
    if goldens is not None:
        (tmp_path / "goldens.jsonl").write_text(goldens)
    assert main([command, "--set", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert words in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"report_version": 0}, "is a report of version 0; this program reads version 1. Make it"),
        ({"report_version": None}, "is a report of version None"),
        ({"cases": None}, "is damaged"),
        ({"set": "other"}, "cannot be compared: one is of the set 'small', the other of 'other'"),
        ({"corpus_fingerprint": "feed"}, "cannot be compared: the articles differ"),
        ({"cases": []}, "cannot be compared: the cases differ: 5 cases are missing"),
    ],
)
def test_reports_that_cannot_be_read_or_compared_end_with_2(
    fresh: tuple[Assistant, Report],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict,
    words: str,
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    record.save(fresh[1], good)
    bad.write_text(json.dumps(json.loads(good.read_text()) | change))
    assert main(["compare", str(good), str(bad)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert words in error
    if "compared" not in words:
        assert main(["report", str(bad), "--html", str(tmp_path / "r.html")]) == 2
        assert words in capsys.readouterr().err
        assert not (tmp_path / "r.html").exists()


def test_check_names_what_is_wrong(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--set", str(home)]) == 2
    assert "lost: gone.txt is not in articles/." in capsys.readouterr().out


def test_add_and_promote_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    (mine / "articles").mkdir(parents=True)
    (mine / "articles" / "ferry.txt").write_text(ARTICLES["ferry.txt"])
    (mine / "goldens.jsonl").write_text('{"id": "a", "question": "q"}\n')
    file = ["--candidates", str(tmp_path / "c.jsonl")]
    asked = ["--question", "When does the ferry sail?", "--answer", "4 October|October 4"]
    source = ["--source", "ferry.txt", "from 4 October", "--today", "2025-10-05"]
    assert main(["add", *asked, *source, "--id", "sails", *file]) == 0
    assert main(["promote", *file]) == 0
    shown = capsys.readouterr().out
    assert "sails  command line, " in shown
    assert "asked: When does the ferry sail?" in shown
    assert main(["promote", "sails", "--set", str(mine), *file]) == 0
    assert main(["check", "--set", str(mine)]) == 0
    promoted = load(mine).goldens[1]
    assert promoted.answers == (("4 October", "October 4"),)
    assert promoted.sources[0].quote == "from 4 October"
    assert main(["promote", "sails", "--set", str(mine), *file]) == 2
