"""A report as a JSON file: written, read back, and refused when it is of another version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from evals import case as cases
from evals.scoring import by_kind, summarise
from evals.types import CaseResult, Cited, Planted, Report, Score, Speed, Stated
from index.errors import UserError

REPORT_VERSION = 1


class ReportError(UserError):
    """A report that cannot be read or compared. Names the file and the mend."""


def summary(report: Report) -> dict[str, Score]:
    """Every metric of the whole run by name, speed and the number of errors among them."""
    errors = {"errors": float(sum(case.error is not None for case in report.cases))}
    return summarise(report.cases) | asdict(report.speed) | errors


def without_times(report: Report) -> Report:
    """The report but for when it was made, what it took and how fast it was.

    Two runs over one state of code and articles are equal in this form.
    """
    cases = tuple(replace(case, seconds=None) for case in report.cases)
    return replace(report, cases=cases, speed=Speed(), finished="")


def to_json(report: Report) -> dict[str, Any]:
    """The report as one JSON-ready object. Two runs of one state differ in times only."""
    groups = by_kind(report.cases)
    return {
        "report_version": REPORT_VERSION,
        "set": report.set,
        "commit": report.commit,
        "corpus_fingerprint": report.corpus_fingerprint,
        "answerer": report.answerer,
        "models": list(report.models),
        "prompts": list(report.prompts),
        "finished": report.finished,
        "n": sum(case.planted is None for case in report.cases),
        "summary": _figures(summary(report)),
        "by_kind": {kind: _kind(group) for kind, group in groups.items()},
        "warnings": list(report.warnings),
        "cases": [_case(case) for case in report.cases],
    }


def save(report: Report, path: Path) -> None:
    """Write the report as JSON, whole or not at all.

    Raises:
        ReportError: the file cannot be written.
    """
    write(to_json(report), path)


def write(plain: Mapping[str, Any], path: Path) -> None:
    """Write a JSON object, whole or not at all; its folder is made if need be.

    Raises:
        ReportError: the file cannot be written.
    """
    text = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    beside = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}.") from error


def load(path: Path) -> Report:
    """Read a report.

    Raises:
        ReportError: missing, no report, or of another version.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReportError(f"{path} does not exist. Make it with: python -m evals run …") from error
    except (OSError, ValueError) as error:
        raise ReportError(f"{path} is not a report: {error}.") from error
    if not isinstance(plain, dict) or "cases" not in plain:
        raise ReportError(f"{path} is not a report of python -m evals run.")
    version = plain.get("report_version")
    if version != REPORT_VERSION:
        raise ReportError(
            f"{path} is a report of version {version}; this program reads version "
            f"{REPORT_VERSION}. Make it anew with: python -m evals run …"
        )
    try:
        return _report(plain)
    except (KeyError, TypeError, ValueError, UserError) as error:
        raise ReportError(f"{path} is damaged ({error!r}). Make it anew.") from error


def _figures(scores: Mapping[str, Score]) -> dict[str, float | int | None]:
    """Rounded to what means something, so that two reports differ where figures differ."""
    return {
        name: int(score) if name == "errors" and score is not None else rounded(score)
        for name, score in scores.items()
    }


def rounded(score: Score) -> Score:
    """To the six digits that a report file keeps."""
    return None if score is None else round(score, 6)


def _kind(group: Sequence[CaseResult]) -> dict[str, Any]:
    errors = sum(case.error is not None for case in group)
    return {"n": len(group), "errors": errors, **_figures(summarise(group))}


def _case(case: CaseResult) -> dict[str, Any]:
    expected = cases.to_json(case.golden)
    correct = case.scores.get("correct")
    return {
        "id": case.id,
        "kind": case.kind,
        "question": expected.pop("question"),
        "answer": case.answer,
        "refused": case.refused,
        "correct": None if correct is None else bool(correct),
        "seconds": rounded(case.seconds),
        "confidence": rounded(case.confidence),
        "error": case.error,
        "scores": {name: rounded(score) for name, score in case.scores.items()},
        "statements": [asdict(stated) for stated in case.statements],
        **_drafts(case),
        "citations": [asdict(cited) for cited in case.citations],
        "closest": [asdict(cited) for cited in case.closest],
        "retrieved": list(case.retrieved),
        "answerer": case.answerer,
        "notice": case.notice,
        "models": list(case.models),
        "prompts": list(case.prompts),
        "planted": asdict(case.planted) if case.planted else None,
        "golden": expected,  # what was expected, in the set's own fields
    }


def _drafts(case: CaseResult) -> dict[str, Any]:
    """What a model wrote before the check; nothing for other answers, which are most."""
    if not case.unchecked:
        return {}
    return {
        "drafts": [asdict(stated) for stated in case.drafts],
        "given": [asdict(cited) for cited in case.given],
        "unchecked": dict(case.unchecked),
    }


def _report(plain: Mapping[str, Any]) -> Report:
    speed = {name: plain["summary"].get(name) for name in Speed.__dataclass_fields__}
    return Report(
        set=plain["set"],
        commit=plain["commit"],
        corpus_fingerprint=plain["corpus_fingerprint"],
        answerer=plain["answerer"],
        models=tuple(plain["models"]),
        prompts=tuple(plain["prompts"]),
        finished=plain["finished"],
        cases=tuple(_case_result(case) for case in plain["cases"]),
        speed=Speed(**speed),
        warnings=tuple(plain["warnings"]),
    )


def _case_result(plain: Mapping[str, Any]) -> CaseResult:
    golden = cases.parse({"question": plain["question"], **plain["golden"]}, f"case {plain['id']}")
    return CaseResult(
        golden=golden,
        answer=plain["answer"],
        refused=plain["refused"],
        statements=_stated(plain["statements"]),
        drafts=_stated(plain.get("drafts", ())),
        given=tuple(Cited(**cited) for cited in plain.get("given", ())),
        unchecked=dict(plain.get("unchecked", {})),
        citations=tuple(Cited(**cited) for cited in plain["citations"]),
        closest=tuple(Cited(**cited) for cited in plain["closest"]),
        retrieved=tuple(plain["retrieved"]),
        scores=dict(plain["scores"]),
        confidence=plain["confidence"],
        answerer=plain["answerer"],
        notice=plain["notice"],
        models=tuple(plain["models"]),
        prompts=tuple(plain["prompts"]),
        seconds=plain["seconds"],
        error=plain["error"],
        planted=_planted(plain["planted"]),
    )


def _stated(plain: Sequence[Mapping[str, Any]]) -> tuple[Stated, ...]:
    return tuple(
        Stated(one["text"], tuple(one["citations"]), tuple(one["missing"]), one["supported"])
        for one in plain
    )


def _planted(plain: Mapping[str, Any] | None) -> Planted | None:
    if plain is None:
        return None
    return Planted(**{**plain, "obeyed": tuple(plain["obeyed"])})
