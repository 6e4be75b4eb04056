"""The gate: the own golden set, run whole, is no worse than its committed baseline."""

from pathlib import Path

import pytest

from assistant import Assistant
from evals import record
from evals.compare import as_text, compare
from evals.goldens import load
from evals.run import run

EVALS = Path(__file__).parent.parent / "evals"
BASELINE = EVALS / "baselines" / "golden-extractive.json"
MAKE = "python -m evals run --set evals/golden --out evals/baselines/golden-extractive.json"


@pytest.mark.evals
def test_the_golden_set_is_no_worse_than_its_baseline(golden: Assistant) -> None:
    assert BASELINE.exists(), f"There is no baseline. Make it, and look at it, with: {MAKE}"
    report = run(load(EVALS / "golden"), golden)
    comparison = compare(record.load(BASELINE), report)
    assert not comparison.regressions, f"\n{as_text(comparison)}\n\nIf this is meant: {MAKE}"
    figures = record.summary(report)
    assert figures["errors"] == 0
    assert figures["citation_exact"] == 1.0
    assert figures["supported"] == 1.0
