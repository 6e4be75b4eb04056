"""Two reports over the same questions: what got better, what worse, and is it more than noise?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from evals.case import to_json
from evals.record import ReportError
from evals.scoring import METRICS, Metric, failures, summarise
from evals.types import CaseResult, Report, Score

RESAMPLES = 4000
SEED = 20251222  # fixed: the same two reports always give the same interval
COVERED = 0.95  # of the resampled differences lie in the interval
PROMISED = {"citation_exact": 1.0}  # no average: a report below it fails, whatever the other is
SAME = 1e-6  # a report keeps six digits
SHIFTED = 0.02  # a case's share that moved less than this is not listed


@dataclass(frozen=True, slots=True)
class Change:
    """One metric over the whole set, before and after."""

    metric: Metric
    before: Score
    after: Score
    low: Score = None  # paired bootstrap interval of after - before
    high: Score = None
    regression: bool = False

    @property
    def broken(self) -> bool:
        """True when what is promised of every case was not kept in the second report."""
        return self.after is not None and self.after < PROMISED.get(self.metric.name, 0.0) - SAME

    @property
    def difference(self) -> Score:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """In words: what this change is."""
        if self.broken:
            return f"MUST BE {PROMISED[self.metric.name]:.3f}"
        if self.regression:
            return "WORSE"
        if self.difference is None:
            return "" if self.before == self.after else "measured in one only"
        if abs(self.difference) < SAME:
            return "same"
        good = (self.difference > 0) == (self.metric.better == "higher")
        if self.low is not None and self.high is not None and not self.low <= 0 <= self.high:
            return "better" if good else "WORSE"
        return f"{'up' if self.difference > 0 else 'down'}, within noise"


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case that came out differently."""

    id: str
    question: str
    direction: Literal["better", "worse", "mixed"]
    what: tuple[str, ...]  # "correct 1 -> 0"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed between two comparable reports."""

    before: Report
    after: Report
    changes: tuple[Change, ...]
    cases: tuple[CaseChange, ...]
    new_errors: tuple[str, ...]  # ids of cases that failed only now

    @property
    def regressions(self) -> tuple[str, ...]:
        """Names of what got worse beyond noise; "errors" when a case fails that did not."""
        names = tuple(change.metric.name for change in self.changes if change.regression)
        return names + (("errors",) if self.new_errors else ())


def compare(before: Report, after: Report) -> Comparison:
    """Compare two reports case by case.

    A metric is a regression when it got worse and the 95 % paired bootstrap interval of its
    difference (4,000 resamples of the cases, fixed seed) lies wholly on the worse side. It is one
    too where it is ``PROMISED`` and not kept, even if it was not kept before. So is a case that
    newly ends in an error.

    Raises:
        ReportError: the two cannot be compared; says why.
    """
    reason = incomparable(before, after)
    if reason:
        raise ReportError(f"The two reports cannot be compared: {reason}")
    later = {case.id: case for case in after.cases}
    pairs = [(case, later[case.id]) for case in before.cases]
    draws = _draws(len(pairs))
    old, new = summarise(before.cases), summarise(after.cases)
    changes = tuple(
        _change(metric, pairs, old[metric.name], new[metric.name], draws) for metric in METRICS
    )
    moved = [change for one, other in pairs if (change := _case_change(one, other))]
    broken = tuple(one.id for one, other in pairs if other.error and not one.error)
    return Comparison(before, after, changes, tuple(moved), broken)


def incomparable(before: Report, after: Report) -> str | None:
    """Why the two do not measure the same questions over the same articles; None if they do."""
    if before.set != after.set:
        return f"one is of the set {before.set!r}, the other of {after.set!r}."
    if before.corpus_fingerprint != after.corpus_fingerprint:
        return (
            f"the articles differ (corpus {before.corpus_fingerprint} and "
            f"{after.corpus_fingerprint}). Run the baseline anew over today's articles."
        )
    old = {case.id: case for case in before.cases}
    new = {case.id: case for case in after.cases}
    if old.keys() != new.keys():
        parts = [
            f"{len(ids)} {words} ({_some(ids)})"
            for ids, words in (
                (sorted(old.keys() - new.keys()), "cases are missing in the second"),
                (sorted(new.keys() - old.keys()), "are new in it"),
            )
            if ids
        ]
        return f"the cases differ: {', '.join(parts)}. Run both with the same set and --limit."
    changed = [name for name in old if to_json(old[name].golden) != to_json(new[name].golden)]
    if changed:
        return (
            f"the question or what is expected was edited in {len(changed)} cases "
            f"({_some(changed)}). Run the baseline anew over today's goldens."
        )
    return None


def as_text(comparison: Comparison) -> str:
    """The comparison for a terminal: the table of metrics, then the cases, worse ones first."""
    before, after = comparison.before, comparison.after
    lines = [
        f"{after.set}: {len(after.cases)} cases, {_name(before)} -> {_name(after)}",
        "",
        f"{'metric':<20}{'before':>9}{'after':>9}{'change':>9}   {'95 % interval':<18}verdict",
    ]
    for change in comparison.changes:
        if change.before is None and change.after is None:
            continue
        interval = (
            ""
            if change.low is None or change.high is None
            else f"{change.low:+.3f} .. {change.high:+.3f}"
        )
        lines.append(
            f"{change.metric.name:<20}{_show(change.before):>9}{_show(change.after):>9}"
            f"{_show(change.difference, '+.3f'):>9}   {interval:<18}{change.verdict}"
        )
    for direction in ("worse", "mixed", "better"):
        group = [case for case in comparison.cases if case.direction == direction]
        if group:
            lines += ["", f"{direction} ({len(group)})"]
            lines += [f"  {case.id}: {'; '.join(case.what)}" for case in group]
    for change in comparison.changes:
        if change.broken:
            name, least = change.metric.name, PROMISED[change.metric.name]
            ids = [case.id for case in after.cases if _below(case.scores.get(name), least)]
            lines += ["", f"{name} below {least:.3f} ({len(ids)})", f"  {', '.join(ids)}"]
    lines += ["", _closing(comparison)]
    return "\n".join(lines)


def _closing(comparison: Comparison) -> str:
    if comparison.regressions:
        return f"REGRESSION in {', '.join(comparison.regressions)}."
    if not comparison.cases:
        return "No regression: every case came out the same."
    return "No regression: what changed is no worse, or within noise."


def _change(
    metric: Metric,
    pairs: Sequence[tuple[CaseResult, CaseResult]],
    before: Score,
    after: Score,
    draws: Any,
) -> Change:
    still = Change(metric, before, after)
    if before is None or after is None or abs(after - before) < SAME:
        return replace(still, regression=still.broken)
    ratios = [_ratios([_weighted(metric, pair[side]) for pair in pairs], draws) for side in (0, 1)]
    differences = ratios[1] - ratios[0]
    differences = differences[~np.isnan(differences)]
    tail = (1 - COVERED) / 2
    low, high = (float(np.quantile(differences, share)) for share in (tail, 1 - tail))
    worse = after < before if metric.better == "higher" else after > before
    beyond = high < 0 if metric.better == "higher" else low > 0
    return replace(still, low=low, high=high, regression=still.broken or (worse and beyond))


def _draws(count: int) -> Any:
    """How often each case is drawn in each resample: shape (RESAMPLES, count), float64."""
    generator = np.random.default_rng(SEED)
    return generator.multinomial(count, np.full(count, 1 / count), RESAMPLES).astype(float)


def _weighted(metric: Metric, case: CaseResult) -> tuple[float, float]:
    """(score * weight, weight) of a case; (0, 0) where it was not measured."""
    score = case.scores.get(metric.name)
    weight = 0.0 if score is None else metric.weight(case)
    return (score or 0.0) * weight, weight


def _ratios(parts: Sequence[tuple[float, float]], draws: Any) -> Any:
    """The metric in each resample, shape (RESAMPLES,); nan where no measured case was drawn."""
    sums = draws @ np.array(parts)
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, 0] / sums[:, 1]


def _case_change(before: CaseResult, after: CaseResult) -> CaseChange | None:
    signs: set[int] = set()
    what: list[str] = []
    for metric in METRICS:
        old, new = before.scores.get(metric.name), after.scores.get(metric.name)
        if old is None or new is None or abs(new - old) < SHIFTED:
            continue
        what.append(f"{metric.name} {_show(old)} -> {_show(new)}")
        signs.add(1 if (new > old) == (metric.better == "higher") else -1)
    if (before.error is None) != (after.error is None):
        what.append(f"error: {after.error}" if after.error else "no error any more")
        signs.add(-1 if after.error else 1)
    if not what:
        return None
    if len(signs) > 1:
        # what a reader would call wrong decides before the shades do
        worse = len(failures(after)) - len(failures(before))
        signs = {(worse < 0) - (worse > 0)}
    names: dict[int, Literal["better", "worse", "mixed"]] = {1: "better", -1: "worse", 0: "mixed"}
    return CaseChange(after.id, after.golden.question, names[signs.pop()], tuple(what))


def _below(score: Score, least: float) -> bool:
    return score is not None and score < least


def _show(score: Score, form: str = ".3f") -> str:
    return "-" if score is None else format(score, form)


def _name(report: Report) -> str:
    return f"{(report.commit or 'no commit')[:9]} ({report.answerer})"


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
