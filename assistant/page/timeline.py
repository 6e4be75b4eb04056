"""When the sources of an answer were published, as a plot: inline SVG, no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from assistant.page.text import day, shown
from assistant.page.turn import cited_by
from assistant.types import Answer, Citation

WIDTH, LEFT, RIGHT = 440, 30, 30
STEP = 24  # px between sources that stand above one another
RADIUS = 10


def render_timeline(answer: Answer, turn: int) -> str:
    """A point for each source over a line of days, the numbers as in the answer.

    Nothing where fewer than two days are known: there is no order to show. The list of sources
    says the same in words, so that a screen reader is given one sentence here.
    """
    dated = sorted(
        (one for one in cited_by(answer) if one.published), key=lambda one: (_day(one), one.number)
    )
    if len({one.published for one in dated}) < 2:
        return ""
    first, last = _day(dated[0]), _day(dated[-1])
    spots = _stacked([(_x(_day(one), first, last), one) for one in dated])
    base = 14 + STEP * max(height for _, height, _ in spots) + RADIUS
    sides = {n for conflict in answer.conflicts for side in conflict.sides for n in side.citations}
    points = "".join(
        _point(x, base - RADIUS - 2 - STEP * height, one, turn, one.number in sides)
        for x, height, one in spots
    )
    words = "; ".join(f"[{one.number}] {day(one.published)}" for one in dated)
    undated = len(cited_by(answer)) - len(dated)
    note = f"<figcaption>{undated} undated</figcaption>" if undated else ""
    return (
        f'<figure class="timeline"><svg viewBox="0 0 {WIDTH} {base + 24}" role="img" '
        f'aria-label="{shown(f"Sources by day: {words}")}">'
        f'<line x1="{LEFT}" y1="{base}" x2="{WIDTH - RIGHT}" y2="{base}"/>{points}'
        f'<text class="start" x="4" y="{base + 18}">{shown(day(dt.date.fromordinal(first)))}</text>'
        f'<text class="end" x="{WIDTH - 4}" y="{base + 18}">'
        f"{shown(day(dt.date.fromordinal(last)))}</text></svg>{note}</figure>"
    )


def _day(citation: Citation) -> int:
    assert citation.published
    return citation.published.toordinal()


def _x(when: int, first: int, last: int) -> int:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (when - first) / (last - first))


def _stacked(spots: Iterable[tuple[int, Citation]]) -> Sequence[tuple[int, int, Citation]]:
    """Each spot with the lowest height at which it covers no other; spots come from the left."""
    ends: list[int] = []  # the last x at each height
    placed = []
    for x, citation in spots:
        height = next((h for h, end in enumerate(ends) if x - end >= 2 * RADIUS + 2), len(ends))
        ends[height : height + 1] = [x]
        placed.append((x, height, citation))
    return placed


def _point(x: int, y: int, citation: Citation, turn: int, disputed: bool) -> str:
    kind = "point disputed" if disputed else "point"
    return (
        f'<g class="{kind}" data-pick="{turn}:{citation.number}">'
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}"/>'
        f'<text class="number" x="{x}" y="{y + 4}">{citation.number}</text></g>'
    )
