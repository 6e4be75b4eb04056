"""When the sources of an answer were published, as a plot: inline SVG, no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from assistant.page.text import day, shown
from assistant.page.turn import cited_by
from assistant.types import Answer, Citation

EDGE = 0.08  # of the width, left and right of the days
NARROWEST = 256  # px that a phone leaves it
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
    part = (1 - 2 * EDGE) / (last - first)  # of the width, for a day
    spots = _stacked([(EDGE + part * (_day(one) - first), one) for one in dated])
    base = 14 + STEP * max(height for _, height, _ in spots) + RADIUS
    sides = {n for conflict in answer.conflicts for side in conflict.sides for n in side.citations}
    points = "".join(
        _point(x, base - RADIUS - 2 - STEP * height, one, turn, one.number in sides)
        for x, height, one in spots
    )
    words = "; ".join(f"[{one.number}] {day(one.published)}" for one in dated)
    undated = len(cited_by(answer)) - len(dated)
    note = f"<figcaption>{undated} undated</figcaption>" if undated else ""
    # In percent and px without a view box: however narrow it is, its letters keep their size.
    return (
        f'<figure class="timeline"><svg height="{base + 24}" role="img" '
        f'aria-label="{shown(f"Sources by day: {words}")}">'
        f'<line x1="{EDGE:.0%}" y1="{base}" x2="{1 - EDGE:.0%}" y2="{base}"/>{points}'
        f'<text class="start" x="0" y="{base + 18}">{shown(day(dt.date.fromordinal(first)))}</text>'
        f'<text class="end" x="100%" y="{base + 18}">'
        f"{shown(day(dt.date.fromordinal(last)))}</text></svg>{note}</figure>"
    )


def _day(citation: Citation) -> int:
    assert citation.published
    return citation.published.toordinal()


def _stacked(spots: Iterable[tuple[float, Citation]]) -> Sequence[tuple[float, int, Citation]]:
    """Each spot with the lowest height at which it covers no other, wherever it is seen.

    Spots come from the left, each a share of the width.
    """
    room = (2 * RADIUS + 2) / NARROWEST
    ends: list[float] = []  # the last x at each height
    placed = []
    for x, citation in spots:
        height = next((h for h, end in enumerate(ends) if x - end >= room), len(ends))
        ends[height : height + 1] = [x]
        placed.append((x, height, citation))
    return placed


def _point(x: float, y: int, citation: Citation, turn: int, disputed: bool) -> str:
    kind = "point disputed" if disputed else "point"
    return (
        f'<g class="{kind}" data-pick="{turn}:{citation.number}">'
        f"<title>{shown(day(citation.published))}</title>"
        f'<circle cx="{x:.1%}" cy="{y}" r="{RADIUS}"/>'
        f'<text class="number" x="{x:.1%}" y="{y + 4}">{citation.number}</text></g>'
    )
