"""A language model grades the answers of a report; its agreement with the metrics is reported.

Optional, never part of a comparison or the gate: its verdicts go into a file of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.record import write
from evals.run import Tell, quiet, spread
from evals.types import CaseResult, Golden, Report
from index.errors import ModelError

if TYPE_CHECKING:
    from assistant.settings import Settings

PROMPT = "judge"
MOST_TOKENS = 60  # two lines; a model that reasons aloud is cut, and its verdict unreadable
_VERDICTS = {
    name: re.compile(rf"^{name.upper()}: *(yes|no)[ .]*$", re.MULTILINE | re.IGNORECASE)
    for name in ("correct", "faithful")
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge said of one case; with ``error`` it said nothing that can be used."""

    id: str
    correct: bool | None = None
    faithful: bool | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often judge and metric say the same, over the cases that both decided."""

    n: int
    share: float | None  # None: no such case
    kappa: float | None  # Cohen's; None where chance alone would always agree


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts over one report, and how far they agree with ``correct`` and ``supported``."""

    report: Report
    model: str
    prompt: str
    verdicts: tuple[Verdict, ...]
    correct: Agreement
    faithful: Agreement


def judge(
    report: Report, settings: Settings, *, limit: int | None = None, tell: Tell = quiet
) -> Judgement:
    """Ask the configured model about every answer that there is something to hold against.

    Refusals, errors and cases without an expected answer are passed over. ``limit``: that many
    cases, spread evenly. A call that fails or a reply that cannot be read is an error row.

    Raises:
        SettingError: no model is configured.
    """
    from assistant.models import chat_model
    from prompts import load

    model = chat_model(settings)
    prompt = load(PROMPT)
    verdicts = []
    cases = spread([case for case in report.cases if _can_be_judged(case)], limit)
    for number, case in enumerate(cases, start=1):
        filled = prompt.fill(
            question=_marked(case.golden.question),
            expected=_marked("\n".join(_expected(case.golden))),
            answer=_marked(case.answer),
            evidence=_marked("\n".join(cited.quote for cited in case.citations)),
        )
        verdicts.append(_ask(model, case.id, filled, settings.llm_timeout))
        tell("judging", number, len(cases))
    by_id = {case.id: case.scores for case in cases}
    return Judgement(
        report=report,
        model=str(model.metadata.model_name),
        prompt=prompt.label,
        verdicts=tuple(verdicts),
        correct=agreement([(one.correct, by_id[one.id].get("correct")) for one in verdicts]),
        faithful=agreement([(one.faithful, by_id[one.id].get("supported")) for one in verdicts]),
    )


def read_verdict(id: str, reply: str) -> Verdict:
    """The verdict in a reply: each of the two lines once, alone, with yes or no.

    Anything else, and a line that stands twice, is an error: a grade is never guessed.
    """
    found = {name: pattern.findall(reply) for name, pattern in _VERDICTS.items()}
    if any(len(words) != 1 for words in found.values()):
        return Verdict(id, error=f"unreadable verdict: {' '.join(reply.split())[:200]!r}")
    correct, faithful = (found[name][0].lower() == "yes" for name in ("correct", "faithful"))
    return Verdict(id, correct, faithful)


def agreement(pairs: Sequence[tuple[bool | None, float | None]]) -> Agreement:
    """Share of the same verdicts, and Cohen's kappa = (share - chance) / (1 - chance).

    A metric counts as yes at 1.0. Chance is what two graders with the same shares of yes would
    agree by luck. Pairs with a None are left out; without a pair there is no share.
    """
    both = [(said, measured == 1.0) for said, measured in pairs if None not in (said, measured)]
    if not both:
        return Agreement(0, None, None)
    share = sum(said == measured for said, measured in both) / len(both)
    yes = [sum(pair[side] or False for pair in both) / len(both) for side in (0, 1)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    return Agreement(len(both), share, None if chance == 1 else (share - chance) / (1 - chance))


def as_text(judgement: Judgement) -> str:
    """The verdicts in figures, for a terminal."""
    read = [one for one in judgement.verdicts if one.error is None]
    lines = [
        f"{judgement.report.set}: {len(judgement.verdicts)} answers judged by {judgement.model}, "
        f"prompt {judgement.prompt}; {len(judgement.verdicts) - len(read)} verdicts unreadable"
    ]
    for name, metric in (("correct", "correct"), ("faithful", "supported")):
        said = [getattr(one, name) for one in read]
        met: Agreement = getattr(judgement, name)
        share = f"{sum(said) / len(said):.3f}" if said else "-"
        same = "-" if met.share is None else f"{met.share:.3f}"
        kappa = "-" if met.kappa is None else f"{met.kappa:.3f}"
        lines.append(
            f"{name:<9} {share}   agrees with {metric} in {same} of {met.n}, kappa {kappa}"
        )
    return "\n".join(lines)


def save(judgement: Judgement, path: Path) -> None:
    """Write verdicts and agreement as JSON.

    Raises:
        ReportError: the file cannot be written.
    """
    plain: dict[str, Any] = {
        "set": judgement.report.set,
        "commit": judgement.report.commit,
        "answerer": judgement.report.answerer,
        "model": judgement.model,
        "prompt": judgement.prompt,
        "n": len(judgement.verdicts),
        "errors": sum(one.error is not None for one in judgement.verdicts),
        "agreement": {
            "correct": asdict(judgement.correct),
            "faithful": asdict(judgement.faithful),
        },
        "verdicts": [asdict(verdict) for verdict in judgement.verdicts],
    }
    write(plain, path)


def _can_be_judged(case: CaseResult) -> bool:
    return (
        case.error is None
        and case.planted is None
        and not case.refused
        and case.golden.answerable
        and bool(_expected(case.golden))
    )


def _expected(golden: Golden) -> list[str]:
    lines = [" or ".join(group) for group in golden.answers]
    lines += [golden.reference] if golden.reference else []
    lines += list(golden.keypoints)
    lines += [f"but not: {wrong}" for wrong in golden.wrong_answers] if lines else []
    return lines


def _marked(text: str) -> str:
    """Every line behind a ``>``, so that none can pass for a line of the prompt."""
    return "\n".join(f"> {line}" for line in text.splitlines() or [""])


def _ask(model: Any, id: str, prompt: str, seconds: float) -> Verdict:
    from assistant.deadline import Deadline
    from assistant.models import Reply

    deadline = Deadline.after(seconds)
    try:
        with Reply(model, prompt, deadline=deadline, max_tokens=MOST_TOKENS) as reply:
            return read_verdict(id, "".join(reply))
    except ModelError as error:
        return Verdict(id, error=str(error))
