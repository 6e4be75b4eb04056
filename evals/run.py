"""Ask every question of a set and measure what comes back."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, TypeVar

from assistant.deadline import Stopped, check_stopped
from assistant.settings import Settings
from assistant.types import Answer, Citation, Statement
from evals.goldens import problems
from evals.metrics import DEPTH, gold_of, percentile
from evals.record import rounded
from evals.scoring import scores
from evals.support import missing_facts
from evals.texts import FileTexts
from evals.types import CaseResult, Cited, Gold, Golden, GoldenSet, Report, Speed, Stated
from index.errors import UserError
from index.types import Progress

if TYPE_CHECKING:
    from assistant import Assistant

Answerer = Literal["extractive", "llm"]
Thing = TypeVar("Thing")
Tell = Callable[[str, int, int], None]  # (what, done, of how many)
PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Opened:
    """An assistant whose index is complete, and how long that took."""

    assistant: Assistant
    speed: Speed
    warnings: tuple[str, ...]


def quiet(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@contextmanager
def opened(
    golden_set: GoldenSet,
    index: Path | None = None,
    *,
    cold: bool = False,
    tell: Tell = quiet,
    settings: Settings | None = None,
) -> Iterator[Opened]:
    """An assistant over the set's articles, its index brought up to date.

    ``index`` None: ``.assistant/evals/<set>-<hash of the articles' path>`` in the current
    directory, kept for the next run. ``cold``: a fresh index for this run alone. ``settings``:
    default those of the environment. Speed is measured only where the index is empty at the start.

    Raises:
        UserError: the articles or the index cannot be used.
    """
    from assistant import Assistant  # the index and its libraries: not for a look at a report

    with TemporaryDirectory(prefix="evals-") as scratch:
        place = Path(scratch) / "index" if cold else index or default_index(golden_set)
        fresh = not place.exists() or not any(place.iterdir())
        start = time.perf_counter()
        with Assistant.open(golden_set.articles, index=place, settings=settings) as assistant:
            first_answer_s = _first_answer(assistant, golden_set, start) if fresh else None
            report = assistant.sync(lambda step: _pass_on(tell, step))
            # the first question is in it: vectors are being made while it is answered
            took = time.perf_counter() - start
            speed = Speed(
                index_articles_per_s=len(assistant.articles()) / took if fresh else None,
                first_answer_s=first_answer_s,
            )
            skipped = tuple(f"skipped {one.file}: {one.reason}" for one in report.skipped)
            yield Opened(assistant, speed, skipped)


def with_opening(report: Report, ready: Opened) -> Report:
    """The report with what was measured and noticed while the index was brought up to date."""
    speed = replace(
        report.speed,
        index_articles_per_s=ready.speed.index_articles_per_s,
        first_answer_s=ready.speed.first_answer_s,
    )
    return replace(report, speed=speed, warnings=(*ready.warnings, *report.warnings))


def default_index(golden_set: GoldenSet) -> Path:
    """Where a set's index is kept between runs."""
    mark = hashlib.sha256(str(golden_set.articles).encode()).hexdigest()[:8]
    return Path(".assistant") / "evals" / f"{golden_set.name}-{mark}"


def run(
    golden_set: GoldenSet,
    assistant: Assistant,
    *,
    answerer: Answerer = "extractive",
    limit: int | None = None,
    tell: Tell = quiet,
) -> Report:
    """Ask the set's questions, one after the other, and measure the answers.

    ``limit``: that many cases, spread evenly over the set. An error in a case is recorded in
    it, and the run goes on. Times apart, two runs over one state give the same report. A run that
    is stopped (``assistant.deadline.Stop``) reports the questions before.

    Raises:
        Stopped: before the first question was answered.
    """
    texts = FileTexts(golden_set.articles)
    goldens = spread(golden_set.goldens, limit)
    cases = []
    for number, golden in enumerate(goldens, start=1):
        case = measure(assistant, golden, texts, answerer)
        if _is_stopped():  # its model's call may have been ended: no measurement
            break
        cases.append(case)
        tell("asking", number, len(goldens))
    warnings = problems(golden_set)
    if len(cases) < len(goldens):
        if not cases:
            raise Stopped
        warnings = [f"stopped after {len(cases)} of {len(goldens)} questions", *warnings]
    seconds = [case.seconds for case in cases if case.seconds is not None and case.error is None]
    p50, p95 = percentile(seconds, 0.5), percentile(seconds, 0.95)
    return Report(
        set=golden_set.name,
        commit=commit(),
        corpus_fingerprint=assistant.fingerprint(),
        answerer=answerer,
        models=_all(case.models for case in cases),
        prompts=_all(case.prompts for case in cases),
        finished=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        cases=tuple(cases),
        speed=Speed(
            ask_p50_ms=None if p50 is None else 1000 * p50,
            ask_p95_ms=None if p95 is None else 1000 * p95,
            peak_rss_mb=peak_rss_mb(),
        ),
        warnings=tuple(warnings),
    )


def measure(
    assistant: Assistant, golden: Golden, texts: FileTexts, answerer: Answerer
) -> CaseResult:
    """Ask one question and score the answer."""
    start = time.perf_counter()
    try:
        answer = assistant.ask(
            golden.question,
            files=golden.only_files,
            today=golden.today,
            history=golden.history,
            answerer=answerer,
        )
        seconds = time.perf_counter() - start
        case = result(golden, answer, texts)
    except Exception as error:  # noqa: BLE001 - whatever fails is this case's error, not the run's
        took = time.perf_counter() - start
        words = " ".join(str(error).split()) or "no message"
        return CaseResult(golden, error=f"{type(error).__name__}: {words}", seconds=took)
    return replace(case, seconds=seconds)


def result(golden: Golden, answer: Answer, texts: FileTexts) -> CaseResult:
    """An answer as a scored case."""
    citations = tuple(_cited(citation, texts) for citation in answer.citations)
    statements = () if answer.refused else answer.statements
    files = dict.fromkeys(passage.file for passage in answer.trace.passages)
    case = CaseResult(
        golden=golden,
        answer=answer.text,
        refused=answer.refused,
        statements=tuple(_stated(one, answer.citations, texts) for one in statements),
        citations=citations,
        closest=tuple(_cited(citation, texts) for citation in answer.closest),
        retrieved=tuple(files)[:DEPTH],
        confidence=answer.trace.confidence,
        answerer=answer.trace.answerer,
        notice=answer.notice,
        models=answer.trace.models,
        prompts=answer.trace.prompts,
    )
    gold = gold_of(golden, {file: texts[file] for file in golden.gold_files})
    measured = scores(golden, gold, case)
    # rounded here as in the file, so that a report in memory equals the same one read back
    case = replace(case, scores={name: rounded(score) for name, score in measured.items()})
    # Nothing given: no model was asked, or it failed, and silence of that kind is no refusal.
    return _with_drafts(case, answer, texts, gold) if answer.trace.given else case


def _with_drafts(
    case: CaseResult, answer: Answer, texts: FileTexts, gold: Sequence[Gold]
) -> CaseResult:
    """The case with what the model's own words would have scored, had no code checked them."""
    drafts, given = answer.trace.drafts, answer.trace.given
    cited = {number for draft in drafts for number in draft.citations}
    given = tuple(citation for citation in given if citation.number in cited)
    case = replace(
        case,
        drafts=tuple(_stated(draft, given, texts) for draft in drafts),
        given=tuple(_cited(citation, texts) for citation in given),
    )
    own = replace(
        case,
        answer=" ".join(draft.text for draft in drafts),
        refused=not drafts,
        statements=case.drafts,
        citations=case.given,
        closest=(),
    )
    measured = scores(case.golden, gold, own)
    return replace(case, unchecked={name: rounded(score) for name, score in measured.items()})


def spread(things: Sequence[Thing], limit: int | None) -> tuple[Thing, ...]:
    """``limit`` of them taken evenly over the whole, so that no kind at the end is lost.

    Raises:
        UserError: a limit below 1.
    """
    if limit is not None and limit < 1:
        raise UserError(f"--limit is {limit}; give the number of cases to ask, 1 or more.")
    if limit is None or limit >= len(things):
        return tuple(things)
    return tuple(things[place * len(things) // limit] for place in range(limit))


def commit() -> str | None:
    """The project's commit, "+" at its end when its code was changed since; None outside git."""
    top = _git("rev-parse", "--show-toplevel")
    head = _git("rev-parse", "HEAD")
    if not top or not head or Path(top) != PROJECT:
        return None
    code = ("index", "assistant", "prompts", "evals", "app.py", "pyproject.toml")
    # a new baseline is a figure about the code, not a change of it
    changed = _git("status", "--porcelain", "--", *code, ":(exclude)evals/baselines")
    return head + ("+" if changed else "")


def peak_rss_mb() -> float | None:
    """The most memory this process has held, in MB; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _is_stopped() -> bool:
    try:
        check_stopped()
    except Stopped:
        return True
    return False


def _first_answer(assistant: Assistant, golden_set: GoldenSet, start: float) -> float:
    """Seconds from ``start`` until the first answerable question is answered."""
    first = next((one for one in golden_set.goldens if one.answerable), golden_set.goldens[0])
    assistant.ask(first.question, today=first.today, answerer="extractive")
    return time.perf_counter() - start


def _pass_on(tell: Tell, step: Progress) -> None:
    if step.total:
        tell(step.phase, step.done, step.total)


def _cited(citation: Citation, texts: FileTexts) -> Cited:
    start, end = citation.start, citation.end
    own = texts[citation.file][start:end] if 0 <= start < end else ""
    return Cited(citation.file, start, end, citation.quote, bool(own) and own == citation.quote)


def _stated(statement: Statement, citations: Sequence[Citation], texts: FileTexts) -> Stated:
    """Compare a statement with the file's own text at its citations, not with their quotes."""
    places = {citation.number: place for place, citation in enumerate(citations)}
    known = [places[number] for number in statement.citations if number in places]
    cited = "\n".join(
        texts[citations[place].file][citations[place].start : citations[place].end]
        for place in known
    )
    missing = list(missing_facts(statement.text, cited))
    missing += [f"citation [{one}]" for one in statement.citations if one not in places]
    return Stated(statement.text, tuple(known), tuple(missing), bool(known) and not missing)


def _all(groups: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(PROJECT), *words],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return ""  # no git, or no repository: the report says null
    return done.stdout.strip()
