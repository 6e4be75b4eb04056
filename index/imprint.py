"""What a file says of its article beside the text -> lines of the text, below its title.

A page's metadata, a table's columns and a mail's head name the author, the publisher and the day.
Only what stands in the text can be cited, so each of them that the text does not give itself is
kept as a line of it, in the file's own words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index import credits, published
from index.header import Header
from index.types import Extracted, Span

_LINE_END = re.compile(r"$", re.MULTILINE)


def with_imprint(extracted: Extracted, credit: credits.Credit, found: Header) -> tuple[str, Header]:
    """The text with what it lacks, and its header with that.

    Args:
        credit: whom the metadata name.
        found: what the text says of itself, and where its title stands.
    """
    text, title = extracted.text, found.title
    said = " ".join(span.of(text) for span in [*found.spans, *filter(None, [title])]).casefold()
    known = [" ".join(n.split()) for n in (*credit.authors, credit.publisher or "") if n.strip()]
    lines = [name for name in known if name.casefold() not in said]
    day = published.read_date(extracted.published or "", "metadata")
    if day and (found.published is None or found.published.date != day.date):
        lines.append(" ".join((extracted.published or "").split()))
    if not lines or extracted.pages:  # a page's text is what stands on the page
        return text, found
    block = "\n".join(lines)
    if title is None:
        start, added = 0, f"{block}\n\n"
    else:
        end = _LINE_END.search(text, title.end)
        start, added = (end.start() if end else len(text)), f"\n\n{block}"
    own = Span(start + added.index(block), start + added.index(block) + len(block))
    moved = (
        Span(s.start + len(added), s.end + len(added)) if s.start >= start else s
        for s in found.spans
    )
    spans = tuple(sorted([*moved, own]))
    return text[:start] + added + text[start:], replace(found, spans=spans)
