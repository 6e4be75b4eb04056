from pathlib import Path

import pytest

from evals.record import save
from evals.results import ABOUT, as_markdown, main
from evals.types import Report


def report(name: str) -> Report:
    return Report(name, "abc123", "f00d", "extractive", (), (), "2026-01-01T00:00:00Z", ())


def test_every_set_is_shown_with_what_it_measures_and_what_was_published() -> None:
    page = as_markdown([report("ramdocs"), report("mine")])
    assert page.index("## ramdocs, extractive") < page.index("## mine, extractive")
    assert ABOUT["ramdocs"].published in page
    assert "abc123" in page


def test_the_page_is_printed_from_report_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(report("time"), tmp_path / "time.json")
    assert main([str(tmp_path / "time.json")]) == 0
    assert "## time, extractive" in capsys.readouterr().out


def test_a_missing_report_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
