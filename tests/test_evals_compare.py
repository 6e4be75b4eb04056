"""Two reports side by side: what counts as a change, as noise, and as not comparable."""

from dataclasses import replace

import pytest

from evals.compare import as_text, compare, incomparable
from evals.record import ReportError
from evals.types import CaseResult, Cited, Golden, Report


def report(*scores: dict[str, float | None], **changes: object) -> Report:
    cases = tuple(
        CaseResult(
            Golden(f"c{n}", f"question {n}", "fact", answers=(("x",),)),
            scores=score,
            citations=(Cited("a", 0, 1, "q", True),),
        )
        for n, score in enumerate(scores)
    )
    whole = Report("set", "abc", "corpus1", "extractive", (), (), "2026-01-01", cases)
    return replace(whole, **changes)


RIGHT, WRONG = {"correct": 1.0}, {"correct": 0.0}


def test_an_unchanged_run_passes() -> None:
    one = report(*[RIGHT] * 30, *[WRONG] * 10)
    result = compare(one, one)
    assert result.regressions == ()
    assert result.cases == ()
    assert {change.verdict for change in result.changes} == {"same", ""}
    assert "every case came out the same" in as_text(result)


def test_many_cases_worse_is_a_regression_that_names_them() -> None:
    before, after = report(*[RIGHT] * 40), report(*[WRONG] * 8, *[RIGHT] * 32)
    result = compare(before, after)
    assert result.regressions == ("correct",)
    change = result.changes[0]
    assert change.difference == pytest.approx(-0.2)
    assert change.low is not None
    assert change.high is not None
    assert change.low < -0.2 < change.high < 0
    assert [case.id for case in result.cases] == [f"c{n}" for n in range(8)]
    text = as_text(result)
    assert "REGRESSION in correct." in text
    assert "c7: correct 1.000 -> 0.000" in text
    assert compare(after, before).regressions == ()
    assert compare(after, before).changes[0].verdict == "better"


def test_as_many_better_as_worse_is_noise() -> None:
    before = report(*[RIGHT] * 20, *[WRONG] * 20)
    after = report(*[WRONG] * 5, *[RIGHT] * 15, *[RIGHT] * 4, *[WRONG] * 16)
    result = compare(before, after)
    assert result.regressions == ()
    assert result.changes[0].verdict == "down, within noise"
    assert {case.direction for case in result.cases} == {"better", "worse"}


def test_the_interval_is_the_same_every_time() -> None:
    before = report(*[RIGHT] * 20, *[WRONG] * 20)
    after = report(*[WRONG] * 5, *[RIGHT] * 15, *[RIGHT] * 4, *[WRONG] * 16)
    assert compare(before, after).changes == compare(before, after).changes


def test_for_false_refusal_lower_is_better() -> None:
    low, high = report(*[{"false_refusal": 0.0}] * 30), report(*[{"false_refusal": 1.0}] * 30)
    assert compare(low, high).regressions == ("false_refusal",)
    assert compare(high, low).regressions == ()


def test_one_citation_that_is_not_exact_is_a_regression() -> None:
    before = report(*[{"citation_exact": 1.0}] * 200)
    after = report(*[{"citation_exact": 1.0}] * 199, {"citation_exact": 0.0})
    assert compare(before, after).regressions == ("citation_exact",)


def test_a_citation_that_is_not_exact_fails_whatever_the_baseline_is() -> None:
    worse = report({"citation_exact": 0.0}, {"citation_exact": 0.5}, {"citation_exact": 1.0})
    better = report({"citation_exact": 1.0}, {"citation_exact": 0.5}, {"citation_exact": 1.0})
    for before, after, ids in ((worse, better, "c1"), (worse, worse, "c0, c1")):
        result = compare(before, after)
        assert result.regressions == ("citation_exact",)
        assert f"\n  {ids}\n" in as_text(result)
        assert "MUST BE 1.000" in as_text(result)
    unmeasured = report({"correct": 1.0}, {"correct": 1.0}, {"correct": 1.0})
    assert compare(unmeasured, better).regressions == ("citation_exact",)
    assert compare(better, unmeasured).regressions == ()


def test_a_case_that_newly_fails_is_a_regression() -> None:
    before = report(RIGHT, RIGHT)
    broken = replace(before.cases[1], scores={}, error="KeyError: 'x'")
    after = replace(before, cases=(before.cases[0], broken))
    result = compare(before, after)
    assert result.regressions == ("errors",)
    assert "c1: error: KeyError: 'x'" in as_text(result)
    assert compare(after, before).regressions == ()


def test_a_metric_measured_in_one_only_is_said_not_counted() -> None:
    result = compare(report({"correct": None}), report(RIGHT))
    assert result.regressions == ()
    assert result.changes[0].verdict == "measured in one only"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"set": "other"}, "one is of the set 'set', the other of 'other'"),
        ({"corpus_fingerprint": "corpus2"}, "the articles differ (corpus corpus1 and corpus2)"),
    ],
)
def test_reports_of_other_things_cannot_be_compared(change: dict, words: str) -> None:
    one = report(RIGHT)
    assert words in (incomparable(one, replace(one, **change)) or "")
    with pytest.raises(ReportError, match="cannot be compared"):
        compare(one, replace(one, **change))


def test_other_cases_cannot_be_compared() -> None:
    one, two = report(RIGHT, RIGHT), report(RIGHT)
    assert "1 cases are missing in the second (c1)" in (incomparable(one, two) or "")
    assert "1 are new in it (c1)" in (incomparable(two, one) or "")
    edited = replace(one.cases[0], golden=replace(one.cases[0].golden, answers=(("y",),)))
    other = replace(one, cases=(edited, one.cases[1]))
    assert "edited in 1 cases (c0)" in (incomparable(one, other) or "")
    assert incomparable(one, replace(one, answerer="llm", commit="def")) is None


def test_the_last_digit_is_no_change() -> None:
    exact, kept = report(*[{"ndcg_at_10": 2 / 3}] * 40), report(*[{"ndcg_at_10": 0.666667}] * 40)
    for before, after in ((exact, kept), (kept, exact)):
        assert compare(before, after).regressions == ()
        assert {change.verdict for change in compare(before, after).changes} == {"same", ""}
