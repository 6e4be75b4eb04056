"""Plots as inline SVG: text in, text out, no script and nothing fetched.

Colours are classes that the page's style sets for light and dark. All text is escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evals.metrics import percentile
from evals.types import CaseResult, Score

WIDTH = 440
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 34, 40  # of a plot with two axes
HEIGHT = 250
BINS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a share from 0 to 1 and of how many cases."""

    label: str
    share: float
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One metric over several reports; None where a report did not measure it."""

    label: str
    values: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What answering from one confidence upwards means."""

    threshold: float
    coverage: float  # answerable questions answered / answerable
    precision: float  # answerable among those answered


def bars(title: str, parts: Sequence[Bar]) -> str:
    """Horizontal bars from 0 to 1, each with its figure and number of cases."""
    row, label, right = 24, 128, 84  # px
    height = TOP + row * len(parts) + 6
    span = WIDTH - label - right
    body = []
    for place, bar in enumerate(parts):
        y = TOP + row * place
        short = bar.label if len(bar.label) <= 16 else bar.label[:15] + "…"
        body.append(_text(label - 8, y + 14, short, "end"))
        body.append(f'<rect class="track" x="{label}" y="{y + 3}" width="{span}" height="15"/>')
        length = f"{span * bar.share:.1f}"
        body.append(f'<rect class="one" x="{label}" y="{y + 3}" width="{length}" height="15"/>')
        body.append(_text(label + span + 8, y + 14, f"{bar.share:.2f}"))
        body.append(_text(WIDTH - 2, y + 14, f"n={bar.count}", "end", "faint"))
    return _svg(title, height, body)


def refusal_points(cases: Sequence[CaseResult]) -> list[Point]:
    """The trade of answering more: one point a confidence that occurs, highest first.

    At a threshold t the questions with a confidence of t or more count as answered. Precision is
    the share of them that the articles answer; whether a refused question would have been
    answered right is not known. Empty without confidences or without both sorts of question.
    """
    sure = [
        (case.confidence, case.golden.answerable)
        for case in cases
        if case.confidence is not None and case.error is None and case.planted is None
    ]
    answerable = sum(known for _, known in sure)
    if not answerable or answerable == len(sure):
        return []
    points = []
    for threshold in sorted({value for value, _ in sure}, reverse=True):
        met = [known for value, known in sure if value >= threshold]
        points.append(Point(threshold, sum(met) / answerable, sum(met) / len(met)))
    return points


def refusal_curve(cases: Sequence[CaseResult]) -> str:
    """Precision over coverage as the threshold falls, with the run's own place; "" if unknown."""
    points = refusal_points(cases)
    if not points:
        return ""
    low = math.floor(10 * min(0.5, *(point.precision for point in points))) / 10
    spots = [(_x(p.coverage), _y((p.precision - low) / (1 - low))) for p in points]
    steps = round(10 * (1 - low))  # a line every tenth
    ticks = [(step / steps, f"{low + step / 10:.1f}") for step in range(steps + 1)]
    body = [*_frame("answerable questions answered", ticks), _path(spots, "line one")]
    asked = [case for case in cases if case.error is None and case.planted is None]
    answered = [case for case in asked if not case.refused]
    known = sum(case.golden.answerable for case in asked)
    if answered and known:
        right = sum(case.golden.answerable for case in answered)
        x = _x(right / known)
        y = _y(max(0.0, (right / len(answered) - low) / (1 - low)))
        body.append(f'<circle class="two" cx="{x:.1f}" cy="{y:.1f}" r="6"/>')
        side = "end" if x > WIDTH / 2 else "start"
        shift = -11 if side == "end" else 11
        below = y + 18 < _y(0) - 4  # not on the figures of the axis
        body.append(_text(x + shift, y + 18 if below else y - 12, "this run", side))
    return _svg("Refusal: share of answered questions that are answerable", HEIGHT, body)


def latency(cases: Sequence[CaseResult]) -> str:
    """How long questions took: a histogram with the median and the 95th percentile."""
    seconds = [case.seconds for case in cases if case.seconds is not None and not case.error]
    long = (percentile(seconds, 0.95) or 0) > 10
    times = seconds if long else [1000 * value for value in seconds]
    middle, slow = percentile(times, 0.5), percentile(times, 0.95)
    if middle is None or slow is None:
        return ""
    top = _round_up(slow * 1.25)
    counts = [0] * BINS
    for value in times:
        counts[min(BINS - 1, int(BINS * value / top))] += 1
    most = max(counts)
    step = (WIDTH - LEFT - RIGHT) / BINS
    ticks = [(share, f"{most * share:g}") for share in (0, 0.5, 1)]
    unit = "seconds" if long else "milliseconds"
    body = _frame(f"{unit} a question (the last bar: and more)", ticks, top)
    for place, count in enumerate(counts):
        y = _y(count / most)
        body.append(
            f'<rect class="one" x="{LEFT + step * place + 1:.1f}" y="{y:.1f}" '
            f'width="{step - 2:.1f}" height="{_y(0) - y:.1f}"/>'
        )
    for name, value in (("p50", middle), ("p95", slow)):
        x = _x(value / top)
        # above the bars; to the left of the median where there is room: the two may be close
        left = name == "p50" and x > LEFT + 70
        anchor, shift = ("end", -4) if left else ("start", 4)
        body.append(
            f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 12}" y2="{_y(0):.1f}"/>'
        )
        body.append(_text(x + shift, TOP - 4, f"{name} {value:,.0f}", anchor))
    return _svg("Time to answer", HEIGHT, body)


def over_reports(title: str, names: Sequence[str], lines: Sequence[Line]) -> str:
    """Metrics over reports in the order given, one line a metric, names below."""
    count = max(len(names) - 1, 1)
    ticks = [(share, f"{share:.2f}") for share in (0, 0.25, 0.5, 0.75, 1)]
    body = _frame("", ticks)
    for place, name in enumerate(names):
        anchor = "start" if place == 0 else "end" if place == count else "middle"
        body.append(_text(_x(place / count), HEIGHT - BOTTOM + 16, name, anchor))
    styles = ("one", "two", "three", "four", "five")
    for number, line in enumerate(lines):
        style = styles[number % len(styles)]
        spots = [
            (_x(place / count), _y(value))
            for place, value in enumerate(line.values)
            if value is not None
        ]
        body.append(_path(spots, f"line {style}"))
        body += [f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in spots]
        x, y = LEFT + 130 * (number % 3), HEIGHT + 6 + 18 * (number // 3)
        body.append(f'<rect class="{style}" x="{x}" y="{y - 9}" width="12" height="10"/>')
        body.append(_text(x + 17, y, line.label))
    return _svg(title, HEIGHT + 14 + 18 * ((len(lines) + 2) // 3 - 1), body)


def _round_up(value: float) -> float:
    """The next number whose quarters are easy to read."""
    unit = 10.0 ** math.floor(math.log10(max(value, 0.04) / 4))
    return next(4 * unit * step for step in (1, 2, 2.5, 5, 10) if 4 * unit * step >= value)


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _frame(
    x_label: str, ticks: Sequence[tuple[float, str]], x_top: float | None = None
) -> list[str]:
    """Grid lines with their figures; the x axis in shares, or from 0 to ``x_top``."""
    parts = []
    for share, label in ticks:
        y = _y(share)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(_text(LEFT - 6, y + 4, label, "end", "faint"))
    if x_label:
        for share in (0, 0.25, 0.5, 0.75, 1):
            label = f"{share:.2f}" if x_top is None else f"{x_top * share:,.4g}"
            # under the end of its axis the last one would be cut at the edge
            x, anchor = (WIDTH - 2, "end") if share == 1 else (_x(share), "middle")
            parts.append(_text(x, HEIGHT - BOTTOM + 16, label, anchor, "faint"))
        parts.append(_text(_x(0.5), HEIGHT - 6, x_label, "middle", "faint"))
    return parts


def _path(spots: Sequence[tuple[float, float]], style: str) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    return f'<polyline class="{style}" points="{points}"/>'


def _text(x: float, y: float, words: str, anchor: str = "start", style: str = "") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, height: float, body: Sequence[str]) -> str:
    name = escape(title)
    return (
        f'<svg role="img" aria-label="{name}" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}"><title>{name}</title>'
        f'<text class="name" x="0" y="16">{name}</text>{"".join(body)}</svg>'
    )
