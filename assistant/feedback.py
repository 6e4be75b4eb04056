"""What a person says of an answer, kept in a file: candidates for a set of test questions.

Nothing here becomes a test by itself: ``python -m evals promote`` asks a person first.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args
from uuid import uuid4

from filelock import FileLock, Timeout

from assistant.types import Answer, Message, plain
from index.errors import SettingError, UserError

CANDIDATES = "candidates.jsonl"  # beside the index, with its name before it
MOST_WORDS = 4_000  # characters of a correction, and of a comment
LOCK_WAIT = 10.0  # seconds that a second writer waits for the first
Verdict = Literal["up", "down"]


def beside(index: Path) -> Path:
    """The file for what is said of answers from this index; it outlives the index."""
    whole = index.resolve()  # "." has no name
    return whole.with_name(f"{whole.name}.{CANDIDATES}")


class FeedbackError(UserError):
    """A file of candidates that cannot be written or read. Names it, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Source:
    """What an answer cited: the file and its words."""

    file: str  # POSIX path relative to the folder
    quote: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that might become a test, with what was answered and what a person said of it."""

    id: str
    question: str
    when: dt.datetime  # with its zone
    origin: str  # "chat", "command line"
    verdict: Verdict | None = None
    correction: str = ""  # what the answer should have been, as the person typed it
    comment: str = ""  # whatever else the person typed
    history: tuple[Message, ...] = ()
    today: dt.date | None = None
    since: dt.date | None = None
    as_of: dt.date | None = None
    files: tuple[str, ...] = ()  # the search was limited to these
    answer: str = ""
    refused: bool = False
    sources: tuple[Source, ...] = ()
    corpus: str = ""  # fingerprint of the articles at that time
    expected: Mapping[str, Any] = field(default_factory=dict)  # fields of a test, as evals has them

    @classmethod
    def of(
        cls,
        answer: Answer,
        verdict: Verdict,
        *,
        correction: str = "",
        comment: str = "",
        history: Sequence[Message] = (),
        today: dt.date | None = None,
        since: dt.date | None = None,
        as_of: dt.date | None = None,
        files: Sequence[str] = (),
        corpus: str = "",
    ) -> Candidate:
        """A person's word on an answer; the rest is what `Assistant.ask` was asked with.

        Raises:
            SettingError: a verdict that is none, or far too long a correction or comment.
        """
        if verdict not in get_args(Verdict):
            raise SettingError(f"A verdict is 'up' or 'down', not {verdict!r}.")
        return cls(
            id=new_id(),
            question=answer.question,
            when=dt.datetime.now(dt.UTC),
            origin="chat",
            verdict=verdict,
            correction=_short("correction", correction),
            comment=_short("comment", comment),
            history=tuple(history),
            today=today,
            since=since,
            as_of=as_of,
            files=tuple(files),
            answer=answer.text,
            refused=answer.refused,
            sources=tuple(Source(one.file, one.quote) for one in answer.citations),
            corpus=corpus,
        )


def new_id() -> str:
    """An id that no other candidate has: visitors who write at once need not look first."""
    return f"candidate-{uuid4().hex[:8]}"


def _short(name: str, words: str) -> str:
    words = words.strip()
    if len(words) > MOST_WORDS:
        raise SettingError(
            f"The {name} has {len(words):,} characters; the most is {MOST_WORDS:,}. "
            "Say it in a few sentences."
        )
    return words


def append(candidate: Candidate, file: Path) -> None:
    """Add one line to the file, which is made if need be; on disk when this returns.

    Who says more of an answer writes the whole again under the id it has: the later line counts.
    So nothing that was said is lost where the second writing fails.

    A line is written at once or not at all, so what stands there survives a crash. Several
    threads and processes may write.

    Raises:
        FeedbackError: it cannot be written.
    """
    line = _line(candidate)
    with locked(file):
        try:
            # Unbuffered: one write, so that a crash leaves no half of it.
            with file.open("ab", buffering=0) as out:
                size = out.tell()
                if size and not _ends_line(file):
                    line = b"\n" + line  # whoever wrote the last one was stopped midway
                if out.write(line) != len(line):
                    out.truncate(size)
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(out.fileno())
        except OSError as error:
            raise _unwritable(file, error) from error


def read(file: Path) -> tuple[Candidate, ...]:
    """The candidates that wait, oldest first, each as it was last written; none without a file.

    Raises:
        FeedbackError: it cannot be read, or a line is broken (by its number).
    """
    try:
        lines = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise FeedbackError(f"{file} cannot be read: {error.strerror}.") from error
    found: dict[str, Candidate] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                candidate = _candidate(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                why = f"{error} is missing" if isinstance(error, KeyError) else error
                raise FeedbackError(
                    f"{file} line {number} is not a candidate: {why}. Mend or delete the line."
                ) from error
            found[candidate.id] = candidate
    return tuple(found.values())


def rewrite(candidates: Sequence[Candidate], file: Path) -> None:
    """Replace what waits, whole or not at all. Only while ``locked``: others may be writing.

    Raises:
        FeedbackError: it cannot be written.
    """
    beside = file.with_name(file.name + ".part")
    try:
        beside.write_bytes(b"".join(map(_line, candidates)))
        beside.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Nobody else writes the file meanwhile. Do not `append` inside: it locks by itself.

    Raises:
        FeedbackError: the directory cannot be written, or another holds the file for too long.
    """
    lock = FileLock(f"{file}.lock", timeout=LOCK_WAIT)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise FeedbackError(f"{file} is being written by another program. Try again.") from error
    except OSError as error:
        raise _unwritable(file, error) from error
    try:
        yield
    finally:
        lock.release()


def _unwritable(file: Path, error: OSError) -> FeedbackError:
    return FeedbackError(
        f"The feedback was not kept: {file} cannot be written ({error.strerror or error})."
    )


def _ends_line(file: Path) -> bool:
    with file.open("rb") as existing:
        existing.seek(-1, os.SEEK_END)
        return existing.read(1) == b"\n"


def _line(candidate: Candidate) -> bytes:
    """One line of JSON; what is empty is left out. No text may hold half a surrogate pair."""
    values = {
        name: value for name, value in plain(candidate).items() if value not in (None, [], {})
    }
    if candidate.history:
        values["history"] = [{"role": m.role, "content": m.content} for m in candidate.history]
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _candidate(value: object) -> Candidate:
    """Raises KeyError, TypeError or ValueError with what is wrong."""
    if not isinstance(value, dict):
        raise TypeError(f"an object is expected, found {type(value).__name__}")
    unknown = sorted(value.keys() - Candidate.__dataclass_fields__.keys())
    if unknown:
        raise ValueError(f"unknown field {', '.join(map(repr, unknown))}")
    verdict = value.get("verdict")
    if verdict not in (None, *get_args(Verdict)):
        raise ValueError(f"'verdict' is 'up' or 'down', found {verdict!r}")
    refused = value.get("refused", False)
    if not isinstance(refused, bool):
        raise TypeError(f"'refused' is true or false, found {refused!r}")
    return Candidate(
        id=_text(value["id"], "id"),
        question=_text(value["question"], "question"),
        when=dt.datetime.fromisoformat(_text(value["when"], "when")),
        origin=_text(value["origin"], "origin"),
        verdict=cast("Verdict | None", verdict),
        correction=_text(value.get("correction", ""), "correction"),
        comment=_text(value.get("comment", ""), "comment"),
        history=tuple(Message(**turn) for turn in value.get("history", [])),
        today=_day(value, "today"),
        since=_day(value, "since"),
        as_of=_day(value, "as_of"),
        files=tuple(_text(name, "files") for name in value.get("files", [])),
        answer=_text(value.get("answer", ""), "answer"),
        refused=refused,
        sources=tuple(Source(**source) for source in value.get("sources", [])),
        corpus=_text(value.get("corpus", ""), "corpus"),
        expected=dict(value.get("expected", {})),
    )


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name!r} is a text, found {value!r}")
    return value


def _day(value: Mapping[str, Any], name: str) -> dt.date | None:
    return dt.date.fromisoformat(_text(value[name], name)) if name in value else None
