"""The gate: the own golden set, run whole, is no worse than its committed baseline.

And the gate itself: what is unchanged passes, what was harmed on purpose does not.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant import writing
from evals import record
from evals.__main__ import main
from evals.compare import as_text, compare
from evals.goldens import load
from evals.run import run, spread
from evals.types import GoldenSet, Report
from index.search import search

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.types import Citation

EVALS = Path(__file__).parent.parent / "evals"
BASELINE = EVALS / "baselines" / "golden-extractive.json"
MAKE = "python -m evals run --set evals/golden --out evals/baselines/golden-extractive.json"
pytestmark = pytest.mark.evals


@pytest.fixture(scope="module")
def unharmed(golden: Assistant) -> Report:
    """The whole set, as the code is."""
    return run(load(EVALS / "golden"), golden)


def some(limit: int) -> GoldenSet:
    """A fixed part of the set, taken evenly: a harmed run need not take as long as the gate."""
    whole = load(EVALS / "golden")
    return replace(whole, goldens=spread(whole.goldens, limit))


def part_of(report: Report, golden_set: GoldenSet) -> Report:
    ids = {golden.id for golden in golden_set.goldens}
    return replace(report, cases=tuple(case for case in report.cases if case.id in ids))


def status_of_compare(before: Report, after: Report, home: Path) -> int:
    for name, report in (("before", before), ("after", after)):
        record.save(report, home / f"{name}.json")
    return main(["compare", str(home / "before.json"), str(home / "after.json")])


def test_the_golden_set_is_no_worse_than_its_baseline(unharmed: Report) -> None:
    assert BASELINE.exists(), f"There is no baseline. Make it, and look at it, with: {MAKE}"
    comparison = compare(record.load(BASELINE), unharmed)
    assert not comparison.regressions, f"\n{as_text(comparison)}\n\nIf this is meant: {MAKE}"
    figures = record.summary(unharmed)
    assert figures["errors"] == 0
    assert figures["citation_exact"] == 1.0
    assert figures["supported"] == 1.0


def test_an_unchanged_run_is_the_same_but_for_times_and_passes(
    golden: Assistant, unharmed: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = some(40)
    before, again = part_of(unharmed, asked), run(asked, golden)
    for report in (before, again):
        assert all(case.seconds for case in report.cases)
    stripped = [record.without_times(report) for report in (before, again)]
    assert record.to_json(stripped[0]) == record.to_json(stripped[1])
    assert status_of_compare(before, again, tmp_path) == 0
    assert "No regression: every case came out the same." in capsys.readouterr().out


def test_a_much_worse_weight_of_the_fusion_is_caught(
    golden: Assistant,
    unharmed: Report,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Vectors alone: ten of the articles are read for every answer, so a worse search is felt in
    the rank of the right article before it is felt in the answers."""
    monkeypatch.setitem(search.__kwdefaults__, "dense_weight", 1.0)
    asked = some(120)
    unharmed, harmed = part_of(unharmed, asked), run(asked, golden)
    assert status_of_compare(unharmed, harmed, tmp_path) == 1
    shown = capsys.readouterr().out
    assert re.search(r"REGRESSION in .*\bndcg_at_10\b", shown)
    comparison = compare(unharmed, harmed)
    worse = [case.id for case in comparison.cases if case.direction == "worse"]
    assert len(worse) >= 5
    for id_ in worse:
        assert f"\n  {id_}: " in shown


def test_a_broken_offset_of_a_citation_is_caught(
    golden: Assistant,
    unharmed: Report,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cite = writing.cite

    def shifted(*what: Any) -> tuple[Citation, ...]:
        return tuple(replace(one, start=one.start + 1) for one in cite(*what))

    monkeypatch.setattr(writing, "cite", shifted)
    asked = some(12)
    harmed = run(asked, golden)
    assert status_of_compare(part_of(unharmed, asked), harmed, tmp_path) == 1
    shown = capsys.readouterr().out
    assert "REGRESSION in" in shown
    assert "citation_exact below 1.000" in shown
    for case in harmed.cases:
        assert case.scores.get("citation_exact", 0.0) == 0.0  # none where it is refused
        assert f"\n  {case.id}: citation_exact 1.000 -> 0.000" in shown
