"""From use to test: a complaint or an idea waits as a candidate until a person promotes it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant import feedback
from assistant.feedback import Candidate
from evals import case as cases
from evals.case import GoldenError
from evals.goldens import GOLDENS, load, misfits
from evals.texts import FileTexts
from evals.types import Golden

HOME = Path(".assistant")  # here the indexes live, each beside what its chat's visitors said
CANDIDATES = HOME / feedback.CANDIDATES
_ASKED = {"id", "question", "history", "today", "only_files"}  # of a case: known without judging


def waiting(file: Path | None = None) -> tuple[tuple[Path, Candidate], ...]:
    """The candidates of one file, or of every one in ``.assistant/``, with their file.

    Raises:
        FeedbackError: a broken line, by file and number.
    """
    files = [file] if file else sorted({CANDIDATES, *HOME.glob(f"*{feedback.CANDIDATES}")})
    return tuple((one, candidate) for one in files for candidate in feedback.read(one))


def add(golden: Golden, file: Path = CANDIDATES) -> Candidate:
    """Write a case that a person thought of.

    Raises:
        GoldenError: its id waits already, or it could not be read back.
        FeedbackError: the file is broken (by line number) or cannot be written.
    """
    if any(golden.id == one.id for one in feedback.read(file)):
        raise GoldenError(f"A candidate {golden.id!r} waits in {file} already. Give another id.")
    plain = cases.to_json(golden)
    candidate = Candidate(
        id=golden.id,
        question=golden.question,
        when=dt.datetime.now(dt.UTC),
        origin="command line",
        history=golden.history,
        today=golden.today,
        files=golden.only_files,
        expected={name: value for name, value in plain.items() if name not in _ASKED},
    )
    golden_of(candidate)  # what is written can be read
    feedback.append(candidate, file)
    return candidate


def golden_of(candidate: Candidate, changes: Mapping[str, Any] | None = None) -> Golden:
    """The case that a candidate proposes, with a person's changes (fields of a case) on top.

    Praise proposes the answer, or what the person wrote in its place, and what it cited; praise of
    a refusal a question to refuse. A complaint proposes its correction as the reference, and
    nothing where there is none: what was answered was wrong, and what is right only a person can
    say. A comment is for whoever promotes: it may be about anything.

    Raises:
        GoldenError: a field that cannot be used, or "as of" or "since" a day, which a case cannot
            hold.
    """
    changes = changes or {}
    if candidate.as_of and not changes.keys() & {"question", "only_files"}:
        raise GoldenError(
            f"{candidate.id} was asked as of {candidate.as_of}, which a case cannot hold. Name the "
            "files it may look at with --only-file, or put the day into its --question."
        )
    if candidate.since and not changes.keys() & {"question", "only_files"}:
        raise GoldenError(
            f"{candidate.id} saw only articles since {candidate.since}, which a case cannot hold. "
            "Name the files it may look at with --only-file, or put the day into its --question."
        )
    plain = {
        "id": candidate.id,
        "question": candidate.question,
        "history": [{"role": turn.role, "content": turn.content} for turn in candidate.history],
        "today": candidate.today and candidate.today.isoformat(),
        "only_files": list(candidate.files),
    }
    proposed = _proposed(candidate) if changes.get("answerable", True) else {}
    return cases.parse(
        {**plain, **proposed, **candidate.expected, **changes}, f"candidate {candidate.id}"
    )


def promote(
    id: str,
    folder: Path,
    *,
    changes: Mapping[str, Any] | None = None,
    file: Path | None = None,
) -> Golden:
    """Move a candidate into a set's goldens.jsonl. Only ever called for a person who said so.

    ``changes``: fields of a case that the person gives or corrects, its id among them.

    Raises:
        GoldenError: no such candidate, an id that the set has, a file or quote that its articles
            lack, or a case that expects nothing. The candidate then stays where it is.
    """
    known = waiting(file)
    home = next((home for home, candidate in known if candidate.id == id), None)
    if home is None:
        ids = ", ".join(candidate.id for _, candidate in known) or "none"
        raise GoldenError(f"No candidate {id!r} in {file or HOME}. Waiting: {ids}.")
    with feedback.locked(home):
        # Read again: another may have promoted it, and visitors go on writing.
        candidates = feedback.read(home)
        chosen = next((candidate for candidate in candidates if candidate.id == id), None)
        if chosen is None:
            raise GoldenError(f"The candidate {id!r} in {home} was promoted by another just now.")
        golden = golden_of(chosen, changes)
        _append(golden, folder)
        feedback.rewrite([one for one in candidates if one is not chosen], home)
    return golden


def as_text(candidate: Candidate, file: Path) -> str:
    """A candidate for a terminal: all that a person needs to decide about it."""
    said = f", thumbs {candidate.verdict}" if candidate.verdict else ""
    day = f"{candidate.when:%Y-%m-%d}"
    lines = [f"{candidate.id}  {candidate.origin}{said}, {day}, {file}"]
    lines += [f"  {turn.role} before: {turn.content}" for turn in candidate.history]
    about = {
        "asked": candidate.question,
        "today": candidate.today,
        "since": candidate.since,
        "as of": candidate.as_of,
        "files": ", ".join(candidate.files),
        "answered": candidate.answer,
        "correction": candidate.correction,
        "comment": candidate.comment,
        "expected": json.dumps(candidate.expected, ensure_ascii=False)
        if candidate.expected
        else "",
    }
    lines += [f"  {name}: {value}" for name, value in about.items() if value]
    lines += [f"  cited: {source.file}: “{source.quote}”" for source in candidate.sources]
    return "\n".join(map(_harmless, lines))


def _proposed(candidate: Candidate) -> dict[str, Any]:
    if candidate.verdict == "up" and candidate.refused:
        return {"kind": "unanswerable", "answerable": False}
    if candidate.verdict == "up":
        sources = [{"file": one.file, "quote": one.quote} for one in candidate.sources]
        return {"reference": candidate.correction or candidate.answer, "sources": sources}
    return {"reference": candidate.correction} if candidate.correction else {}


def _append(golden: Golden, folder: Path) -> None:
    """Write a case behind a set's others, if it fits there."""
    golden_set = load(folder)
    if any(golden.id == one.id for one in golden_set.goldens):
        raise GoldenError(f"{folder} has a case {golden.id!r} already. Give another with --as.")
    expects = golden.answers or golden.reference or golden.keypoints or golden.sources
    if golden.answerable and not expects:
        raise GoldenError(
            f"{golden.id} says nothing about the right answer. Say it with --answer, --reference, "
            "--keypoint or --source, or --unanswerable where it was to be refused."
        )
    wrong = misfits(golden, FileTexts(golden_set.articles))
    if wrong:
        raise GoldenError(" ".join([*wrong, "Copy the file there, or give another --source."]))
    path = golden_set.folder / GOLDENS
    text = path.read_text(encoding="utf-8")
    if not text.endswith("\n"):
        text += "\n"
    _replace(path, text + json.dumps(cases.to_json(golden), ensure_ascii=False) + "\n")


def _replace(path: Path, text: str) -> None:
    """The whole file or none of it: an interrupted write leaves the old one."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise GoldenError(f"{path} cannot be written: {error.strerror}.") from error


def _harmless(text: str) -> str:
    """One line without control characters: visitors' text must not steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
