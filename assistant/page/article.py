"""An article beside the chat: the cited sentences marked, what is never evidence greyed."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from assistant.evidence import is_heading
from assistant.page.text import age, day, one_line, read_in, shown
from assistant.types import Citation
from assistant.unmarked import Mark, marks, without
from index.types import ArticleView, Kind, Sentence, Span

_ABOVE = re.compile(r"(?:^|\n)[ \t#*_]*\n[ \t#*_]*$|^[ \t#*_]*$")
_BELOW = re.compile(r"[ \t#*_]*(?:\n[ \t]*\n|$)")


def render_article(
    view: ArticleView,
    citations: Sequence[Citation] = (),
    chosen: int | None = None,
    today: dt.date | None = None,
) -> str:
    """The article: the chosen sentence marked, other cited ones lighter, ads greyed.

    Citations of other articles are passed over. One whose quote no longer stands at its offsets
    is not marked; the page says so when it is the chosen one.
    """
    article = view.article
    own = [c for c in citations if c.file == article.file]
    standing = [c for c in own if article.quote(c.start, c.end) == c.quote]
    facts = [article.publisher or "", ", ".join(article.authors), "undated"]
    if article.published:
        date = article.published.date
        where = read_in(article.file, article.published.where)
        facts[-1] = f"{day(date)}, {age(date, today or dt.date.today())}"
        facts.append(f"date read from the {where}")
    back = "Back to the list" if chosen is None else "Back to the answer"
    place = next((c.place for c in own if c.number == chosen), "")
    changed = ""
    if chosen is not None and chosen not in {c.number for c in standing}:
        changed = (
            '<p class="card problem" role="alert">The article has changed since this answer; '
            "the cited sentence is no longer at its place.</p>"
        )
    left_out = marks(article.text)
    cuts = pairwise(_cuts(view, standing))
    body = "".join(_piece(view, left_out, standing, chosen, a, b) for a, b in cuts)
    return (
        f'<article class="article"><header>'
        f'<button type="button" class="back" data-back>{back}</button>'
        f'<h2 dir="auto">{shown(one_line(article.title))}</h2>'
        f"<p>{shown(' · '.join(filter(None, facts)))}</p>"
        f"<p><bdi>{shown(article.file)}</bdi>{place and f', {place}'}</p>"
        f'</header>{changed}<div class="text" tabindex="0" role="region" '
        f'aria-label="Text of the article">{body}</div></article>'
    )


def _cuts(view: ArticleView, citations: Sequence[Citation]) -> list[int]:
    """Every offset at which the look of the text may change, in order."""
    looks = [s.span for s in view.sentences if s.kind is not Kind.BODY or _heads(view, s)]
    stretches = [*looks, *(Span(c.start, c.end) for c in citations)]
    ends = {end for stretch in stretches for end in (stretch.start, stretch.end)}
    return sorted({0, len(view.article.text), *ends})


def _piece(
    view: ArticleView,
    left_out: Sequence[Mark],
    citations: Sequence[Citation],
    chosen: int | None,
    start: int,
    end: int,
) -> str:
    text = shown(without(view.article.text, left_out, start, end))
    here = [c for c in citations if c.start <= start and end <= c.end]
    if here:
        kind = "cited chosen" if chosen in {c.number for c in here} else "cited"
        label = "".join(f"[{c.number}]" for c in here if c.end == end)
        return f'<mark class="{kind}" data-marks="{label}">{text}</mark>'
    place = bisect_right(view.sentences, start, key=lambda s: s.start) - 1
    sentence = view.sentences[place] if place >= 0 else None
    if sentence is not None and start < sentence.end:
        if sentence.kind is Kind.BOILERPLATE:
            return f'<span class="dull" title="Advertising, never used as evidence">{text}</span>'
        if sentence.kind is Kind.HEADER:
            return f'<span class="dull">{text}</span>'
        if sentence.kind is Kind.TITLE or _heads(view, sentence):
            return f"<b>{text}</b>"
    return text


def _heads(view: ArticleView, sentence: Sentence) -> bool:
    """Whether a sentence of the text is a heading: it stands between two empty lines."""
    text, start, end = view.article.text, sentence.start, sentence.end
    before, after = text[max(0, start - 80) : start], text[end : end + 80]
    alone = _ABOVE.search(before) and _BELOW.match(after)
    return bool(alone) and is_heading(text[start:end])
