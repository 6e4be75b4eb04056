"""Where what was not right was lost: the step of the way from question to answer that failed.

So that who wants better figures knows what to work on: the search, the choice of sentences, the
line between answering and refusing, or what is made of the right sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum

from evals import table
from evals.scoring import by_kind
from evals.types import CaseResult, Report

TITLE = "Where questions were lost"


class Lost(Enum):
    """A step, in the order in which a question takes them; the value is a table's head."""

    FOUND = "article not among the first 10"
    REFUSED = "refused"
    CITED = "a source not cited"
    TOLD = "source cited, not right"
    ANSWERED = "answered, though nothing says it"


def lost(case: CaseResult) -> Lost | None:
    """The first step that failed; None: nothing did, or nothing was measured that tells.

    Where no right answer is known, the sources stand for it: all that are needed must be cited.
    """
    score = case.scores
    if case.error is not None or case.planted is not None:
        return None
    if not case.golden.answerable:
        return Lost.ANSWERED if score.get("refusal_recall") == 0.0 else None
    found, cited = score.get("recall_at_10"), score.get("citation_recall")
    right = cited if score.get("correct") is None else score["correct"]
    if case.golden.kind == "retrieval":  # what is answered is not looked at
        right = found
    step = None
    if case.refused or right not in (None, 1.0):
        if found not in (None, 1.0):
            step = Lost.FOUND
        elif case.refused:
            step = Lost.REFUSED
        else:
            step = Lost.TOLD if cited in (None, 1.0) else Lost.CITED
    return step


def rows(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows, one for each kind that lost something, and one for all of them.

    Cases that were not measured are in no row; steps at which nothing was lost are no column.
    """
    groups: list[tuple[str, Sequence[CaseResult]]] = [*by_kind(report.cases).items()]
    counts = {kind: Counter(filter(None, map(lost, cases))) for kind, cases in groups}
    groups.append(("all", report.cases))
    counts["all"] = sum(counts.values(), Counter[Lost]())
    used = [step for step in Lost if counts["all"][step]]
    body = [
        (kind, str(len(cases)), *(str(counts[kind][step]) for step in used))
        for kind, cases in groups
        if counts[kind]
    ]
    return ("kind", "asked", *(step.value for step in used)), body


def as_text(report: Report) -> str:
    """The table for a terminal; "" where nothing was lost."""
    header, body = rows(report)
    return f"{TITLE}:\n\n{table.aligned(header, body)}" if body else ""


def as_markdown(report: Report) -> str:
    """The same as Markdown."""
    header, body = rows(report)
    return f"{TITLE}:\n\n{table.piped(header, body)}\n" if body else ""
