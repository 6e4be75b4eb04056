"""From use to test: a complaint or an idea waits as a candidate until a person promotes it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals import case as cases
from evals.case import GoldenError
from evals.goldens import GOLDENS, json_lines, load, misfits
from evals.texts import FileTexts
from evals.types import Golden

if TYPE_CHECKING:
    from collections.abc import Iterator

CANDIDATES = Path(".assistant") / "candidates.jsonl"
LOCK_WAIT = 10.0  # seconds that a second writer waits for the first


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that might become a golden, with where it came from."""

    golden: Golden
    origin: str  # "command line", "chat: thumbs down", ...
    added: str  # ISO 8601, UTC
    said: str = ""  # what the assistant answered, for the person who decides
    note: str = ""

    @property
    def id(self) -> str:
        return self.golden.id


def add(
    golden: Golden,
    origin: str,
    *,
    said: str = "",
    note: str = "",
    file: Path = CANDIDATES,
) -> Candidate:
    """Write a candidate to the file, which is made if need be. Several may write at once.

    A golden without an id (the empty text) gets one made of its question; an id that waits
    already gets a number behind it.

    Raises:
        GoldenError: the file is broken (by line number) or cannot be written.
    """
    with _locked(file):
        waiting = read(file)
        free = _free_id(golden, {candidate.id for candidate in waiting})
        added = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        candidate = Candidate(replace(golden, id=free), origin, added, said, note)
        cases.parse(cases.to_json(candidate.golden), "the new case")  # what is written can be read
        _write(file, [*waiting, candidate])
    return candidate


def read(file: Path = CANDIDATES) -> tuple[Candidate, ...]:
    """The candidates that wait, oldest first; none where there is no file.

    Raises:
        GoldenError: a broken line, by number.
    """
    if not file.exists():
        return ()
    return tuple(_candidate(value, f"{file.name} line {n}") for n, value in json_lines(file))


def promote(id: str, folder: Path, *, new_id: str | None = None, file: Path = CANDIDATES) -> Golden:
    """Move a candidate into a set's goldens.jsonl. Only ever called for a person who said so.

    Raises:
        GoldenError: no such candidate, an id that the set has, a file or quote that its articles
            lack, or a case that expects nothing. The candidate then stays where it is.
    """
    with _locked(file):
        waiting = read(file)
        chosen = next((candidate for candidate in waiting if candidate.id == id), None)
        if chosen is None:
            known = ", ".join(candidate.id for candidate in waiting) or "none"
            raise GoldenError(f"No candidate {id!r} in {file}. Waiting: {known}.")
        golden_set = load(folder)
        golden = replace(chosen.golden, id=new_id or chosen.id)
        if any(golden.id == one.id for one in golden_set.goldens):
            raise GoldenError(f"{folder} has a case {golden.id!r} already. Give another with --as.")
        _check_worth(golden, file)
        wrong = misfits(golden, FileTexts(golden_set.articles))
        if wrong:
            raise GoldenError(" ".join([*wrong, f"Mend the candidate in {file}."]))
        _append(golden_set.folder / GOLDENS, golden)
        _write(file, [candidate for candidate in waiting if candidate.id != id])
    return golden


def _check_worth(golden: Golden, file: Path) -> None:
    expects = golden.answers or golden.reference or golden.keypoints or golden.sources
    if golden.answerable and not expects:
        raise GoldenError(
            f"{golden.id} says nothing about the right answer. Add answers, reference, keypoints "
            f"or sources to its case in {file}, or set answerable to false."
        )


def _free_id(golden: Golden, taken: set[str]) -> str:
    mark = hashlib.sha256(golden.question.encode()).hexdigest()[:8]
    wanted = golden.id or f"candidate-{mark}"
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _candidate(value: object, where: str) -> Candidate:
    if not isinstance(value, dict) or not isinstance(value.get("case"), dict):
        raise GoldenError(f"{where} is not a candidate: an object with a 'case'.")
    texts = {name: str(value.get(name, "")) for name in ("origin", "added", "said", "note")}
    return Candidate(cases.parse(value["case"], where), **texts)


def _append(path: Path, golden: Golden) -> None:
    text = path.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        text += "\n"
    _replace(path, text + _line(cases.to_json(golden)))


def _write(file: Path, candidates: Sequence[Candidate]) -> None:
    lines = [
        _line(
            {
                "origin": one.origin,
                "added": one.added,
                "said": one.said,
                "note": one.note,
                "case": cases.to_json(one.golden),
            }
        )
        for one in candidates
    ]
    _replace(file, "".join(lines))


def _line(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    """The whole file or none of it: an interrupted write leaves the old one."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise GoldenError(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{file}.lock", timeout=LOCK_WAIT):
            yield
    except Timeout as error:
        raise GoldenError(f"{file} is being written by another program. Try again.") from error
    except OSError as error:
        raise GoldenError(f"{file} cannot be written: {error}.") from error
