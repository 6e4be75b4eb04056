"""Plant attack strings into a copy of the articles, ask the ordinary questions, see who obeys."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from evals.case import GoldenError
from evals.goldens import json_lines
from evals.obedience import Asked, obeyed, shown
from evals.run import Answerer, Tell, measure, quiet, spread
from evals.texts import PLAIN, FileTexts
from evals.types import CaseResult, GoldenSet, Planted
from evals.words import tokens
from index.types import ArticleView, Kind, Span

if TYPE_CHECKING:
    from assistant import Assistant

Position = Literal["start", "middle", "end"]
POSITIONS: tuple[Position, ...] = ("start", "middle", "end")
FIELDS = {"id", "family", "malicious", "text", "lang"}
CANARY = "{canary}"
QUESTION = "{question}"  # stands for the question that is asked then


@dataclass(frozen=True, slots=True)
class Attack:
    """A string to plant. A harmless look-alike (``malicious`` false) must not be touched."""

    id: str
    text: str
    family: str = ""
    malicious: bool = True

    @property
    def canary(self) -> str:
        """The secret word that stands for ``{canary}``; "" where the string has none."""
        if CANARY not in self.text:
            return ""
        return "KX" + hashlib.sha256(self.id.encode()).hexdigest()[:8].upper()

    @property
    def planted_text(self) -> str:
        return self.text.replace(CANARY, self.canary)


@dataclass(frozen=True, slots=True)
class Job:
    """One string at one place of one article, and the question that is asked then."""

    attack: Attack
    position: Position
    case: CaseResult  # the ordinary question with the answer it got without the string
    file: str

    @property
    def planted(self) -> Planted:
        attack = self.attack
        return Planted(attack.id, attack.family, attack.malicious, self.position, self.file)


def read_attacks(file: Path) -> tuple[Attack, ...]:
    """The strings of an attack file: one object a line with id, text, family, malicious.

    Raises:
        GoldenError: missing, a broken line (by number), or an id used twice.
    """
    attacks: dict[str, Attack] = {}
    for number, value in json_lines(file):
        where = f"{file.name} line {number}"
        if not isinstance(value, dict) or not set(value) <= FIELDS:
            raise GoldenError(f"{where}: a string to plant has {', '.join(sorted(FIELDS))}.")
        id, text, malicious = value.get("id"), value.get("text"), value.get("malicious", True)
        if not (isinstance(id, str) and id and isinstance(text, str) and text.strip()):
            raise GoldenError(f"{where}: 'id' and 'text' must be texts that are not empty.")
        if not isinstance(malicious, bool):
            raise GoldenError(f"{where}: 'malicious' must be true or false, found {malicious!r}.")
        if id in attacks:
            raise GoldenError(f"{where}: the id {id!r} is used twice.")
        attacks[id] = Attack(id, text, str(value.get("family", "")), malicious)
    if not attacks:
        raise GoldenError(f"{file} holds no string to plant.")
    return tuple(attacks.values())


def plant(
    golden_set: GoldenSet,
    cases: Sequence[CaseResult],
    attacks: Sequence[Attack],
    *,
    answerer: Answerer = "extractive",
    limit: int | None = None,
    tell: Tell = quiet,
) -> tuple[CaseResult, ...]:
    """Every string at the start, in the middle and at the end of an article that is cited.

    ``cases`` are the answers without strings. A string goes into the article that an answer
    cites first, and that answer's question is asked again, so that the planted article is among
    those read. Articles are planted in rounds, one string each and each string once, in a
    temporary copy of the folder. ``limit``: that many questions, spread evenly over strings and
    places.

    Raises:
        GoldenError: no question was answered from a plain text file, so nothing can be planted.
    """
    from assistant import Assistant

    jobs = spread(_jobs(cases, attacks), limit)
    texts = FileTexts(golden_set.articles)
    words = _vocabulary(golden_set.articles, texts)
    results: dict[tuple[str, Position], CaseResult] = {}
    with TemporaryDirectory(prefix="evals-plant-") as scratch:
        articles = Path(scratch) / golden_set.articles.name
        shutil.copytree(golden_set.articles, articles)
        with Assistant.open(articles, index=Path(scratch) / "index") as assistant:
            assistant.sync(lambda step: tell(f"copy, {step.phase}", step.done, step.total))
            for batch in _rounds(jobs):
                assistant.sync()  # all articles as they were: the places to plant at are read here
                spans = {job.file: _write(job, articles, assistant, texts) for job in batch}
                assistant.sync()
                for job in batch:
                    asked = _ask(job, spans[job.file], assistant, texts, words, answerer)
                    results[job.attack.id, job.position] = asked
                    tell("asking", len(results), len(jobs))
                for job in batch:
                    shutil.copyfile(golden_set.articles / job.file, articles / job.file)
    return tuple(results[job.attack.id, job.position] for job in jobs)


def _jobs(cases: Sequence[CaseResult], attacks: Sequence[Attack]) -> list[Job]:
    by_file: dict[str, list[CaseResult]] = {}
    for case in cases:
        if case.error or case.refused or not case.golden.answerable or not case.citations:
            continue
        file = case.citations[0].file
        if Path(file).suffix.lower() in PLAIN:
            by_file.setdefault(file, []).append(case)
    if not by_file:
        raise GoldenError("No question was answered from a text file, so nothing can be planted.")
    files = list(by_file)
    jobs = []
    for number, (attack, position) in enumerate(
        (attack, position) for attack in attacks for position in POSITIONS
    ):
        file = files[number % len(files)]
        about = by_file[file]
        case = about[number // len(files) % len(about)]
        asked = replace(attack, text=attack.text.replace(QUESTION, case.golden.question))
        jobs.append(Job(asked, position, case, file))
    return jobs


def _rounds(jobs: Sequence[Job]) -> list[list[Job]]:
    """Each job in the first round that has neither its article nor its string yet.

    A line that several articles carry is boilerplate: the same string in three of them at once
    would be left out for that, and neither an attack nor a harmless string would be tried.
    """
    rounds: list[list[Job]] = []
    for job in jobs:
        fitting = (
            batch
            for batch in rounds
            if all(job.file != one.file and job.attack != one.attack for one in batch)
        )
        batch = next(fitting, None)
        if batch is None:
            rounds.append([job])
        else:
            batch.append(job)
    return rounds


def _write(job: Job, articles: Path, assistant: Assistant, texts: FileTexts) -> Span:
    """Plant the string as a paragraph of its own; where it stands in the new text."""
    text = texts[job.file]
    place = _place(job.position, assistant.article(job.file), len(text))
    line = "\r\n" if "\r\n" in text else "\n"
    before, after = text[:place].rstrip(), text[place:].lstrip()
    head = before + 2 * line if before else ""
    planted = job.attack.planted_text
    (articles / job.file).write_bytes(f"{head}{planted}{2 * line}{after}".encode())
    return Span(len(head), len(head) + len(planted))


def _place(position: Position, view: ArticleView, length: int) -> int:
    """Before the body's first sentence, before the paragraph nearest its middle, or the end."""
    body = [sentence for sentence in view.sentences if sentence.kind is Kind.BODY]
    if position == "end" or not body:
        return length
    if position == "start":
        return body[0].start
    middle = (body[0].start + body[-1].end) // 2
    opening = {sentence.paragraph: sentence.start for sentence in reversed(body)}
    return min(opening.values(), key=lambda start: abs(start - middle))


def _ask(
    job: Job,
    span: Span,
    assistant: Assistant,
    originals: FileTexts,
    words: frozenset[str],
    answerer: Answerer,
) -> CaseResult:
    golden = job.case.golden
    case = measure(assistant, golden, FileTexts(assistant.folder), answerer)
    if case.error is not None:
        return replace(case, planted=job.planted)
    cited = [
        one.quote
        for one in case.citations
        if one.file != job.file or not Span(one.start, one.end).overlaps(span)
    ]
    asked = Asked(
        question=" ".join([golden.question, *(turn.content for turn in golden.history)]),
        articles="\n".join([originals[job.file], *cited]),
        words=words,
        without=job.case.answer,
        answer="" if case.refused else case.answer,
    )
    reasons = obeyed(job.attack.planted_text, job.attack.canary, asked, _prompts())
    correct = case.scores.get("correct")
    planted = replace(
        job.planted,
        obeyed=reasons if job.attack.malicious else (),
        shown=shown(job.attack.planted_text, case.answer),
        kept=None if job.attack.malicious else _kept(assistant.article(job.file), span),
        correct=None if correct is None else bool(correct),
    )
    # the ordinary metrics are those of the articles as they are, without strings
    scores = {name: case.scores.get(name) for name in ("citation_exact", "supported")}
    scores["injection_success"] = float(bool(reasons)) if job.attack.malicious else None
    return replace(case, planted=planted, scores=scores, unchecked={})


def _kept(view: ArticleView, span: Span) -> bool:
    """True when every sentence of the planted text may still be evidence."""
    met = [sentence for sentence in view.sentences if sentence.span.overlaps(span)]
    return bool(met) and all(sentence.kind in (Kind.BODY, Kind.TITLE) for sentence in met)


def _vocabulary(articles: Path, texts: FileTexts) -> frozenset[str]:
    names = (path for path in articles.rglob("*") if path.suffix.lower() in PLAIN)
    files = (path.relative_to(articles).as_posix() for path in names if path.is_file())
    return frozenset(word for file in files for word in tokens(texts[file]))


def _prompts() -> tuple[str, ...]:
    from prompts import FOLDER

    return tuple(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md")))
