"""The list of articles: searched, sorted, one page of it as a table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.page.text import counted, day, one_line, read_in, shown
from assistant.unmarked import harmless
from index.types import ArticleInfo, Planned, Skipped, SyncReport

ROWS = 100  # shown at once
COLUMNS = ("title", "date", "publisher", "state")


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the folder as the list shows it."""

    file: str
    title: str
    date: dt.date | None
    where: str  # where the date was read
    publisher: str
    state: str
    readable: bool  # it can be opened

    @classmethod
    def of(cls, info: ArticleInfo, titles: dict[str, str]) -> Row:
        state = "searchable"
        if info.chunks_with_vectors < info.chunks:
            state = f"found by words; vectors {info.chunks_with_vectors} of {info.chunks}"
        if info.cluster != info.file:
            state += f"; copy of {one_line(titles.get(info.cluster, info.cluster))}"
        published = info.published
        return cls(
            info.file,
            one_line(info.title),
            published.date if published else None,
            read_in(info.file, published.where) if published else "",
            one_line(info.publisher or ""),
            state,
            readable=True,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """How a visitor looks at the list."""

    words: str = ""  # every one of them stands in the row
    by: str = "date"
    down: bool = True  # the last first
    page: int = 0

    def sorted_by(self, column: str) -> Look:
        """By another column; the same one again turns the order round."""
        if column not in COLUMNS:
            return self
        down = not self.down if column == self.by else column == "date"
        return Look(self.words, column, down)


def offered(articles: Sequence[ArticleInfo], chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What a question may be limited to, as (words, file); ``chosen`` also where it was removed."""
    choices = [(harmless(f"{one_line(one.title)} ({one.file})"), one.file) for one in articles]
    there = {one.file for one in articles}
    return choices + [
        (harmless(f"{one_line(file)}: removed"), file) for file in chosen if file not in there
    ]


def rows(articles: Sequence[ArticleInfo], skipped: Sequence[Skipped]) -> list[Row]:
    """Every file of the folder: those that can be asked, and those that could not be read."""
    titles = {info.file: info.title for info in articles}
    found = [Row.of(info, titles) for info in articles]
    found += [
        Row(one.file, one_line(one.file), None, "", "", f"skipped: {_reason(one)}", readable=False)
        for one in skipped
    ]
    return found


def _reason(skipped: Skipped) -> str:
    """Why, without the name of the file, which stands beside it."""
    return skipped.reason.removeprefix(f"{skipped.file}: ")


def chosen(found: Sequence[Row], look: Look) -> list[Row]:
    """The rows that hold all words looked for, in the order wanted; undated ones come last."""
    wanted = look.words.casefold().split()
    kept = [row for row in found if all(word in _words(row) for word in wanted)]
    keys: dict[str, Callable[[Row], Any]] = {
        "title": lambda row: row.title.casefold(),
        "date": lambda row: row.date or dt.date.min,
        "publisher": lambda row: row.publisher.casefold(),
        "state": lambda row: row.state.casefold(),
    }
    kept.sort(key=lambda row: row.file)
    kept.sort(key=keys[look.by], reverse=look.down)
    if look.by == "date" and not look.down:
        kept.sort(key=lambda row: row.date is None)
    return kept


def _words(row: Row) -> str:
    date = f"{row.date} {day(row.date)}" if row.date else "undated"
    return " ".join([row.title, row.file, row.publisher, row.state, date]).casefold()


def render_shelf(found: Sequence[Row], look: Look) -> str:
    """One page of the list, with how many there are."""
    kept = chosen(found, look)
    pages = max(1, -(-len(kept) // ROWS))
    page = min(max(look.page, 0), pages - 1)
    part = kept[page * ROWS : (page + 1) * ROWS]
    heads = "".join(_head(column, look) for column in COLUMNS)
    lines = "".join(map(_line, part))
    told = _told(found) if len(kept) == len(found) else f"{len(kept):,} of {len(found):,}"
    turning = ""
    if pages > 1:
        back = f'<button type="button" data-page="{page - 1}"{" disabled" * (page == 0)}>Earlier'
        more = f'<button type="button" data-page="{page + 1}"{" disabled" * (page == pages - 1)}>'
        turning = (
            f'<div class="turning" data-at="{page}">{back}</button>'
            f"<span>Page {page + 1} of {pages}</span>{more}Further</button></div>"
        )
    empty = "" if part else '<p class="empty">No article holds these words.</p>'
    return (
        f'<section class="shelf"><p role="status">{told}</p><div class="wide" tabindex="0" '
        f'role="region" aria-label="Articles"><table role="table"><thead role="rowgroup">'
        f'<tr role="row">{heads}</tr></thead><tbody role="rowgroup">{lines}</tbody></table>'
        f"{empty}</div>{turning}</section>"
    )


def _told(found: Sequence[Row]) -> str:
    """How many articles there are, as the heading of the page has it, and what is none."""
    skipped = sum(not row.readable for row in found)
    others = f", {skipped:,} skipped" if skipped else ""
    return counted(len(found) - skipped) + others


def _head(column: str, look: Look) -> str:
    order = ("descending" if look.down else "ascending") if column == look.by else "none"
    return (
        f'<th scope="col" role="columnheader" aria-sort="{order}">'
        f'<button type="button" data-sort="{column}">{column.capitalize()}</button></th>'
    )


def _line(row: Row) -> str:
    title = f'<bdi dir="auto">{shown(row.title)}</bdi>'
    if row.readable:
        title = f'<button type="button" data-open="{shown(row.file)}">{title}</button>'
    where = f"<small>from the {shown(row.where)}</small>" if row.where else ""
    kind = "" if row.readable else ' class="skipped"'
    date = day(row.date) if row.readable else ""
    file = f"<small><bdi>{shown(row.file)}</bdi></small>" if row.readable else ""
    cells = (
        title + file,
        date + where,
        row.publisher and f'<bdi dir="auto">{shown(row.publisher)}</bdi>',
        shown(row.state),
    )
    return f'<tr role="row"{kind}>{"".join(map(_cell, cells))}</tr>'


def _cell(inner: str) -> str:
    # Named, for on a phone the style makes a row a card, which alone would end its being a table.
    return f'<td role="cell">{inner}</td>'


def render_progress(phase: str, done: int = 0, total: int = 0) -> str:
    """How far a sync or a run is; ``total`` 0: nobody knows yet."""
    words = f"{phase} {done:,} of {total:,}" if total else phase
    return (
        f'<p class="progress"><progress max="{max(total, 1)}" value="{done}" '
        f'aria-label="{shown(phase)}"></progress> {shown(words)}</p>'
    )


def render_yours() -> str:
    """Where articles of one's own go, for who sees the samples."""
    return (
        '<section class="card yours"><h3>Ask your own articles</h3><p>These are the sample '
        "articles; nothing is added to them. Put yours into a folder and start with it:</p>"
        "<pre>python app.py --articles FOLDER</pre>"
        "<p>Further files can then be dropped here.</p></section>"
    )


def told_of(
    names: Sequence[str], articles: Sequence[ArticleInfo], skipped: Sequence[Skipped]
) -> list[str]:
    """What became of each file that was put into the folder, one line each."""
    return [
        _became(
            name,
            sum(_is_of(info.file, name) for info in articles),
            [_reason(one) for one in skipped if _is_of(one.file, name)],
        )
        for name in names
    ]


def _is_of(file: str, name: str) -> bool:
    """Whether an article is this file, a row of this table or a file in this archive."""
    return file == name or file.startswith((f"{name}#", f"{name}/"))


def _became(name: str, found: int, reasons: Sequence[str]) -> str:
    if not found:
        why = reasons[0] if reasons else "a pattern leaves it out."
        return f"{name} is in the folder now, but cannot be searched: {why}"
    unread = f" {len(reasons):,} more could not be read." if reasons else ""
    if found == 1:
        return f"{name} was added and can be searched now.{unread}"
    return f"{name} was added: its {found:,} articles can be searched now.{unread}"


def render_report(report: SyncReport) -> str:
    """What a sync did."""
    counts = [
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.renamed), "renamed"),
        (len(report.removed), "removed"),
        (report.unchanged, "unchanged"),
        (len(report.skipped), "skipped"),
    ]
    words = ", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing there"
    return render_said([f"In step with the folder: {words}. {report.seconds:.1f} s"])


def render_plan(plan: Sequence[Planned]) -> str:
    """What a sync would do: how many files each way, and every one that would not just stay."""
    counts = Counter(one.what for one in plan)
    told = ", ".join(
        f"{what} {count:,} file{'' if count == 1 else 's'}" for what, count in counts.items()
    )
    told = told or "find nothing"
    told = f"Nothing was done. A sync would {told}."
    stirred = [one for one in plan if one.what != "keep"]
    lines = "".join(
        f'<tr><td>{shown(one.what)}</td><td><bdi dir="auto">{shown(one_line(one.file))}</bdi></td>'
        f"<td>{shown(one.why)}</td></tr>"
        for one in stirred[:ROWS]
    )
    rest = f"<p>And {len(stirred) - ROWS:,} more.</p>" if len(stirred) > ROWS else ""
    table = (
        '<div class="wide" tabindex="0" role="region" aria-label="What a sync would do"><table>'
        f'<thead><tr><th scope="col">Would</th><th scope="col">File</th><th scope="col">Why</th>'
        f"</tr></thead><tbody>{lines}</tbody></table>{rest}</div>"
    )
    return f'<div class="said plan"><p>{told}</p>{table if stirred else ""}</div>'


def render_said(lines: Sequence[str], wrong: bool = False) -> str:
    """Lines about what was done; ``wrong``: about what could not be."""
    kind = 'said card problem" role="alert' if wrong else "said"
    return f'<div class="{kind}">{"".join(f"<p>{shown(line)}</p>" for line in lines)}</div>'
