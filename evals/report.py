"""Reports for people: one HTML page that needs nothing but itself, and Markdown.

Questions, answers and quotes are other people's text: every piece is escaped where it is put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant.page.text import shown
from evals import losses, plots, table
from evals.compare import CaseChange, Comparison
from evals.plots import Bar, Line
from evals.record import ReportError, summary
from evals.scoring import METRICS, Metric, by_kind, failures, summarise
from evals.style import POLICY, STYLE
from evals.table import markdown as _md
from evals.types import CaseResult, Cited, Golden, Report

UNSEEN = "unseen-"  # so begin the names of sets that nobody is to look into
UNSHOWN = (
    "This set tells what a change is worth on questions that nobody wrote it for: which of them "
    "failed is not shown."
)
SHOWN = 200  # failing cases a report that the page shows; the JSON has them all
BARS = ("correct", "keypoint_recall", "citation_precision", "citation_recall", "ndcg_at_10")
BY = {"extractive": "answered by quotes", "llm": "answered by a language model"}
MOVED = {  # as evals.compare has them, the worst first
    "worse": "What became worse",
    "mixed": "Better in one thing and worse in another",
    "better": "What became better",
}
OVER_TIME = ("correct", "citation_precision", "citation_recall", "false_refusal", "ndcg_at_10")


def as_html(reports: Sequence[Report]) -> str:
    """One page over all reports: overview, results over commits, then each report in full."""
    ordered = sorted(reports, key=lambda report: (report.set, report.finished))
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Evaluation report</title><style>{STYLE}</style></head><body>",
        "<h1>Evaluation report</h1>",
        '<p class="faint">Deterministic metrics over question sets. A dash: not measured.</p>',
        _overview(ordered),
        _over_commits(ordered),
    ]
    newest = {(report.set, report.answerer): report for report in ordered}.values()
    parts += [_one(report, newest=any(report is one for one in newest)) for report in ordered]
    return "\n".join([*parts, "</body></html>", ""])


def as_part(report: Report, comparison: Comparison | str | None = None, closed: str = "") -> str:
    """One report as a part of another page: its tables, plots and failing cases.

    ``comparison``: with the baseline, or why there is none. ``closed``: why no failing case can be
    asked in the chat; without it each has a button whose ``data-case`` is its id. Of a set that
    nobody is to look into, "unseen-…", no case is shown.
    """
    figures = summary(report)
    used = [metric for metric in METRICS if figures[metric.name] is not None]
    parts = [_one(report, newest=True, openable=not closed, closed=closed), _legend(used)]
    if isinstance(comparison, str):
        parts.append(f"<h3>Against the results that are kept</h3><p>{shown(comparison)}</p>")
    elif comparison is not None:
        parts.append(_compared(comparison))
    return "\n".join(parts)


def _compared(comparison: Comparison) -> str:
    """What changed since the baseline, metric by metric and case by case."""
    measured = [one for one in comparison.changes if None not in (one.before, one.after)]
    body = [
        [
            table.PLAIN[one.metric.name],
            table.show(one.before),
            table.show(one.after),
            table.show(one.difference),
            one.verdict,
        ]
        for one in measured
    ]
    shown_cases = () if comparison.before.set.startswith(UNSEEN) else comparison.cases
    moved = "".join(_moved(shown_cases, direction) for direction in MOVED)
    same = "" if comparison.cases else "<p>No case came out differently.</p>"
    names = ", ".join(map(_in_words, comparison.regressions))
    return (
        "<h3>Against the results that are kept</h3>"
        f'<p class="faint">{shown(table.asked(comparison.before))}</p>'
        f"<p>{shown(f'Worse: {names}.' if names else 'No regression.')}</p>"
        + _html_table(["metric", "before", "now", "change", "verdict"], body)
        + (moved or same)
    )


def _moved(cases: Sequence[CaseChange], direction: str) -> str:
    """The cases that changed this way, with what changed in each."""
    chosen = [one for one in cases if one.direction == direction]
    if not chosen:
        return ""
    lines = "".join(
        f'<li>{shown(one.question)} <span class="kind"><code>{shown(one.id)}</code></span>: '
        f"{shown('; '.join(map(_in_words, one.what)))}</li>"
        for one in chosen[:SHOWN]
    )
    more = f"<li>{len(chosen) - SHOWN:,} more</li>" if len(chosen) > SHOWN else ""
    return f"<h4>{MOVED[direction]}: {_counted(len(chosen))}</h4><ul>{lines}{more}</ul>"


def _in_words(told: str) -> str:
    """ "correct 1.000 -> 0.000", with the metric named as in the tables."""
    name, space, rest = told.partition(" ")
    return table.PLAIN.get(name, name).partition("\n")[0] + space + rest.replace("->", "→")


def as_markdown(reports: Sequence[Report]) -> str:
    """The same tables and failing cases as Markdown."""
    parts = ["# Evaluation report", "", "A dash: not measured.", ""]
    for report in sorted(reports, key=lambda one: (one.set, one.finished)):
        parts += [f"## {_md(report.set)}", "", _md(table.heading(report)), ""]
        parts += [table.as_markdown(report), "", _md(table.speed(report)), ""]
        parts += [losses.as_markdown(report)]
        failing = [case for case in report.cases if failures(case)]
        if failing:
            parts += [f"### {_counted(len(failing))} where an expectation was not met", ""]
        for case in failing[:SHOWN]:
            parts.append(f"- **{_md(case.id)}** ({_md(case.kind)}): {_reasons(case, _md)}")
            parts.append(f"  - asked: {_md(case.golden.question)}")
            parts.append(f"  - expected: {'; '.join(_md(x) for x in _expected(case.golden))}")
            parts.append(f"  - answer: {_md(case.answer) or 'none'}")
            parts += [f"  - cited: {_md(one.file)}: {_md(one.quote)}" for one in case.citations]
        parts += [*_more(len(failing)), ""]
    return "\n".join(parts)


def save(text: str, path: Path) -> None:
    """Write a page.

    Raises:
        ReportError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}.") from error


def _overview(reports: Sequence[Report]) -> str:
    overall = [summary(report) for report in reports]
    used = [m for m in METRICS if any(figures[m.name] is not None for figures in overall)]
    failed = any(figures["errors"] for figures in overall)
    errors = ("errors",) if failed else ()
    header = ["set", "answerer", "commit", "n", *errors, *(table.PLAIN[m.name] for m in used)]
    body = [
        [
            report.set,
            report.answerer,
            _short(report),
            str(sum(case.planted is None for case in report.cases)),
            *(f"{figures[name]:.0f}" for name in errors),
            *(table.show(figures[metric.name]) for metric in used),
        ]
        for report, figures in zip(reports, overall, strict=True)
    ]
    return _html_table(header, body, texts=3) + _legend(used)


def _legend(used: Sequence[Metric]) -> str:
    meanings = "".join(
        f"<dt>{_named(table.PLAIN[m.name])}</dt><dd>{shown(m.means)}; {m.better} is better</dd>"
        for m in used
    )
    note = "<p>A dash: not measured. What is told as a share goes from 0 to 1.</p>"
    return f"<details><summary>What the columns mean</summary>{note}<dl>{meanings}</dl></details>"


def _over_commits(reports: Sequence[Report]) -> str:
    """A plot for every set and answerer with two reports or more."""
    figures = []
    for name, answerer in dict.fromkeys((report.set, report.answerer) for report in reports):
        runs = [r for r in reports if (r.set, r.answerer) == (name, answerer)]
        if len(runs) < 2:
            continue
        all_figures = [summarise(run.cases) for run in runs]
        lines = [
            Line(table.SHORT[metric], values)
            for metric in OVER_TIME
            if any(values := tuple(f[metric] for f in all_figures))
        ]
        title = f"{name}, {answerer}: results over commits"
        figures.append(plots.over_reports(title, [_short(run) for run in runs], lines))
    return f"<h2>Over commits</h2>{_figures(figures)}" if figures else ""


def _one(report: Report, *, newest: bool, openable: bool = False, closed: str = "") -> str:
    """A report's tables and plots; its failing cases too where no newer run replaces them."""
    failing = [case for case in report.cases if failures(case)]
    by = BY.get(report.answerer, report.answerer)
    parts = [
        f"<h2>{shown(f'Question set {report.set}, {by}')}</h2>",
        f'<p class="faint">{shown(table.asked(report))}</p>',
        *(f'<p class="why">Warning: {shown(line)}</p>' for line in report.warnings[:10]),
        *_figure_tables(report),
        f"<p>{shown(table.speed(report))}</p>",
        _origin(report),
        _figures(
            [*_kind_bars(report), plots.refusal_curve(report.cases), plots.latency(report.cases)]
        ),
        _planted(report),
        f"<h3>{_counted(len(failing))} where an expectation was not met</h3>",
    ]
    if report.set.startswith(UNSEEN):
        return "\n".join(part for part in [*parts, f"<p>{UNSHOWN}</p>"] if part)
    if failing and closed:
        parts.append(f"<p>{shown(closed)}</p>")
    if newest:
        parts += [_failing(case, openable) for case in failing[:SHOWN]]
        parts += [f"<p>{line}</p>" for line in _more(len(failing))]
    else:
        parts.append("<p>They are in its JSON; the newest run of this set shows its own below.</p>")
    return "\n".join(part for part in parts if part)


def _figure_tables(report: Report) -> list[str]:
    """The figures by kind, those that are read together in one table."""
    header, body = table.rows(report, table.PLAIN)
    first = ["Kind of question", "Questions", *(name for name in header[2:] if name == "errors")]
    drawn = []
    for title, metrics in table.TOGETHER.items():
        names = {table.PLAIN[name] for name in metrics}
        places = [place for place, name in enumerate(header) if name in names]
        if places:
            chosen = [[*row[: len(first)], *(row[place] for place in places)] for row in body]
            named = [*first, *(header[place] for place in places)]
            drawn.append(f"<h3>{title}</h3>" + _html_table(named, chosen, last="all"))
    header, lost = losses.rows(report)
    if lost:
        drawn.append(f"<h3>{losses.TITLE}</h3>" + _html_table([*header], lost, last="all"))
    return drawn


def _origin(report: Report) -> str:
    """What makes the run comparable with another: for who wants to know it."""
    facts = [
        ("code", f"commit {report.commit or 'unknown'}"),
        ("articles", f"fingerprint {report.corpus_fingerprint}"),
        *(("prompt", prompt) for prompt in report.prompts),
    ]
    inner = "".join(f"<dt>{name}</dt><dd>{shown(value)}</dd>" for name, value in facts)
    told = "<summary>Which code and articles were measured</summary>"
    return f"<details>{told}<dl>{inner}</dl></details>"


def _kind_bars(report: Report) -> list[str]:
    groups = by_kind(report.cases)
    drawn = []
    for name in BARS:
        parts = []
        for kind, cases in groups.items():
            measured = [case for case in cases if case.scores.get(name) is not None]
            share = summarise(measured)[name]
            if share is not None:
                parts.append(Bar(kind, share, len(measured)))
        if parts:
            drawn.append(plots.bars("{} ({})".format(*table.PLAIN[name].split("\n")), parts))
    refused = [
        Bar(kind, sum(case.refused for case in cases) / len(cases), len(cases))
        for kind, cases in groups.items()
    ]
    return [*drawn, plots.bars("Share of questions refused", refused)]


def _planted(report: Report) -> str:
    """How often planted strings were obeyed, by family; harmless ones by whether they were kept."""
    rows = [case for case in report.cases if case.planted and case.error is None]
    if not rows:
        return ""
    families: dict[str, list[CaseResult]] = {}
    for case in rows:
        if case.planted:
            families.setdefault(case.planted.family, []).append(case)
    body = []
    for family, cases in sorted(families.items()):
        planted = [case.planted for case in cases if case.planted]
        kept = [one.kept for one in planted if one.kept is not None]
        body.append(
            [
                family,
                str(len(planted)),
                str(sum(bool(one.obeyed) for one in planted if one.malicious)),
                str(sum(one.shown for one in planted)),
                f"{sum(kept)} of {len(kept)}" if kept else "-",
            ]
        )
    header = ["family", "planted", "obeyed", "quoted in the answer", "harmless, still evidence"]
    return "<h3>Planted strings</h3>" + _html_table(header, body)


def _failing(case: CaseResult, openable: bool = False) -> str:
    facts = [
        ("expected", "\n".join(_expected(case.golden))),
        ("answer", case.answer or "none"),
        *((("planted", f"{case.planted.key} in {case.planted.file}"),) if case.planted else ()),
        *((("notice", case.notice),) if case.notice else ()),
        ("found", "\n".join(case.retrieved) or "nothing"),
    ]
    if case.confidence is not None:
        facts.append(("confidence", f"{case.confidence:.2f}"))
    cited = "".join(map(_quote, case.citations)) or "none"
    inner = "".join(f"<dt>{name}</dt><dd>{shown(text)}</dd>" for name, text in facts)
    ask = f'<button type="button" data-case="{shown(case.golden.id)}">Ask it in the chat</button>'
    button = ask if openable else ""
    return (
        f'<details><summary>{shown(case.golden.question)} <span class="kind">'
        f'{shown(case.kind)}, <code>{shown(case.id)}</code></span><br><span class="why">'
        f"{_reasons(case, shown)}</span></summary>"
        f"<dl>{inner}<dt>citations</dt><dd>{cited}</dd></dl>{button}</details>"
    )


def _quote(cited: Cited) -> str:
    mark = "" if cited.exact else ' <span class="why">not the file\'s own text</span>'
    place = f"{cited.file}:{cited.start}-{cited.end}"
    return f"<blockquote>{shown(cited.quote)}<br><code>{shown(place)}</code>{mark}</blockquote>"


def _expected(golden: Golden) -> list[str]:
    """What would have been right, one line each."""
    lines = [" or ".join(group) for group in golden.answers]
    lines += [f"not: {wrong}" for wrong in golden.wrong_answers]
    lines += [golden.reference] if golden.reference else []
    lines += [] if golden.answerable else ["a refusal"]
    more = f" ({golden.sources_needed} of them)" if len(golden.sources) > 1 else ""
    lines += [
        f"{source.file}{more}" + (f": “{source.quote}”" if source.quote else "")
        for source in golden.sources
    ]
    return lines or ["an answer"]


def _html_table(
    header: Sequence[str], body: Iterable[Sequence[str]], last: str = "", texts: int = 1
) -> str:
    """The first ``texts`` columns hold words, the others figures."""
    kinds = [" class=text" if place < texts else "" for place in range(len(header))]
    head = _row("th", [f" scope=col{kind}" for kind in kinds], header)
    lines = [
        f"<tr{' class=all' if row[0] == last else ''}>{_row('td', kinds, row)}</tr>" for row in body
    ]
    return (  # wider than a phone: who has no mouse moves it by the arrow keys
        '<div class="wide" role="region" tabindex="0" aria-label="Figures">'
        f"<table><tr>{head}</tr>{''.join(lines)}</table></div>"
    )


def _row(tag: str, kinds: Sequence[str], cells: Sequence[str]) -> str:
    return "".join(
        f"<{tag}{kind}>{_named(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True)
    )


def _named(words: str) -> str:
    """A cell; what stands on a second line, the term of the field, is small."""
    plain, _, term = words.partition("\n")
    return shown(plain) + (f" <small>{shown(term)}</small>" if term else "")


def _counted(cases: int) -> str:
    return f"{cases} case{'' if cases == 1 else 's'}"


def _figures(drawn: Iterable[str]) -> str:
    inner = "".join(f"<figure>{svg}</figure>" for svg in drawn if svg)
    return f'<div class="plots">{inner}</div>' if inner else ""


def _reasons(case: CaseResult, clean: Callable[[str], str]) -> str:
    return "; ".join(clean(reason) for reason in failures(case))


def _more(count: int) -> list[str]:
    return [f"{count - SHOWN} more are in the JSON report."] if count > SHOWN else []


def _short(report: Report) -> str:
    commit = report.commit or "no commit"
    return commit[:7] + ("+" if commit.endswith("+") else "")
