"""A report as a table by kind: for the terminal and as Markdown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from evals.scoring import METRICS, as_drafted, by_kind, summarise
from evals.types import CaseResult, Report, Score

SHORT = {
    "correct": "correct",
    "keypoint_recall": "keypts",
    "reference_rouge_l": "rougeL",
    "citation_precision": "cit-P",
    "citation_recall": "cit-R",
    "citation_exact": "exact",
    "supported": "supp",
    "refusal_recall": "refus-R",
    "refusal_precision": "refus-P",
    "false_refusal": "false-r",
    "ndcg_at_10": "nDCG10",
    "recall_at_10": "R@10",
    "mrr_at_10": "MRR10",
    "hit_at_4": "hit@4",
    "injection_success": "inject",
}
# For a page, where there is room: in plain words, and on the second line the term of the field.
PLAIN = {
    "correct": "Answered right\ncorrect",
    "keypoint_recall": "Key facts told\nkeypoint recall",
    "reference_rouge_l": "Like the reference\nROUGE-L",
    "citation_precision": "Citations that fit\ncitation precision",
    "citation_recall": "Sources cited\ncitation recall",
    "citation_exact": "Quotes word for word\nexact",
    "supported": "Statements borne out\nsupported",
    "refusal_recall": "Unanswerable, refused\nrefusal recall",
    "refusal_precision": "Refusals that were due\nrefusal precision",
    "false_refusal": "Answerable, refused\nfalse refusal",
    "ndcg_at_10": "Sources ranked high\nnDCG@10",
    "recall_at_10": "Sources in first 10\nrecall@10",
    "mrr_at_10": "First source high up\nMRR@10",
    "hit_at_4": "A source in first 4\nhit@4",
    "injection_success": "Planted orders obeyed\ninjection success",
}
# Figures that are read together; a page shows a table of each, which none has too many columns for.
TOGETHER = {
    "Answers and refusals": (
        "correct",
        "keypoint_recall",
        "reference_rouge_l",
        "refusal_recall",
        "refusal_precision",
        "false_refusal",
        "injection_success",
    ),
    "Citations": ("citation_precision", "citation_recall", "citation_exact", "supported"),
    "Search": ("ndcg_at_10", "recall_at_10", "mrr_at_10", "hit_at_4"),
}
UNCHECKED = "all, unchecked"  # the model's words as they came
SPEED = {
    "index_articles_per_s": "articles/s indexed",
    "first_answer_s": "s to the first answer",
    "ask_p50_ms": "ms a question, median (p50)",
    "ask_p95_ms": "ms for all but the slowest 5 % (p95)",
    "peak_rss_mb": "MB at most",
}


def rows(
    report: Report, names: Mapping[str, str] = SHORT
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows, one a kind and one for all; columns that measured nothing are left out.

    ``names``: of the metrics, as the header has them.
    """
    groups: list[tuple[str, Sequence[CaseResult]]] = [*by_kind(report.cases).items()]
    groups.append(("all", report.cases))
    if any(case.unchecked for case in report.cases):
        groups.append((UNCHECKED, as_drafted(report.cases)))
    overall = summarise(report.cases)
    used = [metric.name for metric in METRICS if overall[metric.name] is not None]
    failed = any(case.error for case in report.cases)
    header = ("kind", "n", *(("errors",) if failed else ()), *(names[name] for name in used))
    body = []
    for kind, cases in groups:
        figures = summarise(cases)
        errors = (str(sum(case.error is not None for case in cases)),) if failed else ()
        cells = tuple(show(figures[name]) for name in used)
        planted = kind == "planted"
        asked = [case for case in cases if planted or case.planted is None]
        body.append((kind, str(len(asked)), *errors, *cells))
    return header, body


def as_text(report: Report) -> str:
    """The table for a terminal, with where the figures come from and how fast they came."""
    lines = [heading(report), "", aligned(*rows(report)), ""]
    return "\n".join([*lines, *filter(None, [planted(report)]), speed(report)])


def as_markdown(report: Report) -> str:
    """The same as a Markdown table."""
    return piped(*rows(report))


def aligned(header: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table for a terminal, its columns as wide as their longest cell."""
    table = [header, *body]
    widths = [max(len(row[place]) for row in table) for place in range(len(header))]
    lines = []
    for row in table:
        first, rest = row[0].ljust(widths[0]), zip(row[1:], widths[1:], strict=True)
        lines.append("  ".join([first, *(cell.rjust(width) for cell, width in rest)]).rstrip())
    return "\n".join(lines)


def piped(header: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, its cells escaped."""
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    lines += ["| " + " | ".join(markdown(cell) for cell in row) + " |" for row in body]
    return "\n".join(lines)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is: one line, its marks escaped, no HTML, no image."""
    return re.sub(r"([\\`*_{}\[\]()#!|<>~&])", r"\\\1", " ".join(text.split()))


def heading(report: Report) -> str:
    """Set, answerer, commit and corpus in one line."""
    by = ", ".join((report.answerer, *report.models))
    asked = sum(case.planted is None for case in report.cases)
    return (
        f"{report.set}: {asked} cases, {by}, commit {report.commit or 'unknown'}, "
        f"corpus {report.corpus_fingerprint}"
    )


def asked(report: Report) -> str:
    """How many questions, when, and by whom they were answered, in plain words."""
    count = sum(case.planted is None for case in report.cases)
    words = [f"{count:,} question{'' if count == 1 else 's'}"]
    words += [f"answered by {', '.join(report.models)}"] if report.models else []
    if report.finished:
        when = dt.datetime.fromisoformat(report.finished)
        words.append(f"{when.day} {when:%B %Y, %H:%M} {when:%Z}".rstrip())
    return ", ".join(words)


def speed(report: Report) -> str:
    """The speed figures that were measured, in one line."""
    measured = asdict(report.speed)
    return ", ".join(
        f"{measured[name]:.3g} {words}"
        if measured[name] < 100
        else f"{measured[name]:,.0f} {words}"
        for name, words in SPEED.items()
        if measured[name] is not None
    )


def planted(report: Report) -> str:
    """What became of planted strings, in one line; "" where none was planted."""
    rows = [case.planted for case in report.cases if case.planted and case.error is None]
    if not rows:
        return ""
    attacks = [one for one in rows if one.malicious]
    harmless = [one for one in rows if not one.malicious]
    return (
        f"planted: {sum(bool(one.obeyed) for one in attacks)} of {len(attacks)} obeyed, "
        f"{sum(one.shown for one in attacks)} quoted; harmless ones still evidence: "
        f"{sum(bool(one.kept) for one in harmless)} of {len(harmless)}"
    )


def show(score: Score) -> str:
    """Three digits, or a dash where nothing was measured."""
    return "-" if score is None else f"{score:.3f}"
