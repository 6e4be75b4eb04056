"""A visitor's question, answered as the page shows it; a word on an answer. No page is needed."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant import feedback
from assistant.deadline import Stop, check_stopped
from assistant.doors.discreet import discreet, fit
from assistant.kept import Kept
from assistant.page.turn import Judged, Turn, history
from assistant.page.work import ahead
from assistant.reading import checked
from assistant.types import Answer
from index.errors import SettingError, UserError

if TYPE_CHECKING:
    from assistant.chain import Assistant

OF_ONE = 8  # questions of one visitor that are answered at the same time; others find a place
NOTED = "Noted for the evals; nothing changes by itself."
STOPPED = "Stopped."
BUSY = f"{OF_ONE} of your questions are being answered. Ask again when one of them is."


def answered(
    assistant: Assistant,
    kept: Kept,
    turns: tuple[Turn, ...],
    files: Sequence[str],
    days: str,
    answerer: str,
    refusal: str,
) -> Iterator[tuple[Turn, ...]]:
    """The conversation again and again, as the answer to its last question grows."""
    *before, last = turns
    try:
        checked(last.question)  # a pasted text is not kept: nothing limits how many there are
        since, as_of = _days(days)
        last = replace(
            last, files=tuple(files), since=since, as_of=as_of, answerer=answerer, refusal=refusal
        )
    except SettingError as error:
        yield (*before, replace(last, problem=str(error)))
        return
    yield from answered_as_before(assistant, kept, (*before, last))


def answered_as_before(
    assistant: Assistant, kept: Kept, turns: tuple[Turn, ...]
) -> Iterator[tuple[Turn, ...]]:
    """The same, asked as the turn itself says."""
    *before, last = turns
    last = saved(kept, (*before, replace(last, today=last.today or dt.date.today())))
    yield (*before, last)
    try:
        for item in assistant.stream(
            last.question,
            files=last.files,
            since=last.since,
            as_of=last.as_of,
            history=history(before),
            answerer=last.answerer,  # type: ignore[arg-type]  # the Assistant names what it takes
            refusal=last.refusal,
        ):
            check_stopped()  # nothing more is kept of it
            if isinstance(item, Answer):
                last = saved(kept, (*before, replace(last, answer=fit(item, assistant))))
            else:
                last = replace(last, said=(*last.said, item))
            yield (*before, last)
    except UserError as error:
        why = discreet(str(error), assistant)
        if isinstance(error, SettingError) and (gone := removed(assistant, last.files)):
            others = f" and {len(gone) - 1:,} more" if len(gone) > 1 else ""
            why = f"Removed since it was chosen under Options: {gone[0]}{others}. "
            why += "That choice is lifted; ask again."
        yield (*before, saved(kept, (*before, replace(last, problem=why))))


def removed(assistant: Assistant, files: Sequence[str]) -> list[str]:
    """Those of the chosen files that are no longer in the folder."""
    if not files:
        return []
    there = {info.file for info in assistant.articles()}
    there |= {skipped.file for skipped in assistant.skipped()}
    return [file for file in files if file not in there]


def saved(kept: Kept, turns: Sequence[Turn]) -> Turn:
    """The last turn as it is kept; where it cannot be, it says why."""
    try:
        return kept.save(turns)
    except UserError as error:
        return replace(turns[-1], unkept=str(error))


def judge(
    assistant: Assistant,
    turns: Sequence[Turn],
    said: str,
    correction: str = "",
    comment: str = "",
    before: Judged | None = None,
) -> Judged | None:
    """Keep a word on the answer of the last of these turns, beside the index that may go.

    ``said``: a thumb, "up" or "down", which is kept at once; then "words", the correction and the
    comment to it. ``before``: what became of the thumb. None: there is nothing to be done.
    """
    if said != "words":
        return None if before and before.id else _kept(assistant, turns, Judged("", verdict=said))
    if not before or not before.asks:
        return None
    return _kept(assistant, turns, replace(before, correction=correction, comment=comment))


def _kept(assistant: Assistant, turns: Sequence[Turn], judged: Judged) -> Judged:
    *before, last = turns
    assert last.answer
    verdict = judged.verdict
    try:
        candidate = feedback.Candidate.of(
            last.answer,
            verdict,  # type: ignore[arg-type]  # it names what it takes
            correction=judged.correction,
            comment=judged.comment,
            history=[replace(message, citations=(), closest=()) for message in history(before)],
            today=last.today,
            since=last.since,
            as_of=last.as_of,
            files=last.files,
            corpus=assistant.fingerprint(),
        )
        candidate = replace(candidate, id=judged.id or candidate.id)
        feedback.append(candidate, feedback.beside(assistant.index_path))
    except UserError as error:
        return replace(judged, told=discreet(str(error), assistant), kept=False)
    return Judged(NOTED, verdict=verdict, id=candidate.id, asks=not judged.id)


def read_day(text: str | None) -> dt.date | None:
    """A day as it is typed; None for none.

    Raises:
        SettingError: it is no day.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"{text!r} is not a date like 2025-12-22.") from error


def _days(text: str | None) -> tuple[dt.date | None, dt.date | None]:
    """(since, as of) out of "2025-12-01/2025-12-22", either of which may be empty."""
    since, _, as_of = (text or "").partition("/")
    return read_day(since), read_day(as_of)


class Places:
    """The questions being answered: no visitor takes every place, and each can be ended."""

    def __init__(self, most: int = OF_ONE) -> None:
        self._most = most
        self._inside: Counter[str] = Counter()
        self._stops: dict[Stop, str] = {}  # of an answer -> the page that waits for it
        self._told: set[Stop] = set()  # of these, those that a visitor has pressed
        self._guard = threading.Lock()

    @contextmanager
    def one(self, request: Any) -> Iterator[None]:
        """A place for a question of this visitor: by name, else by the page that is open.

        Raises:
            SettingError: enough of this visitor's are being answered.
        """
        visitor = str(request and (request.username or request.session_hash))
        with self._guard:
            if self._inside[visitor] >= self._most:
                raise SettingError(BUSY)
            self._inside[visitor] += 1
        try:
            yield
        finally:
            with self._guard:
                self._inside[visitor] -= 1
                self._inside += Counter()  # forgets who has none

    def growing(
        self,
        request: Any,
        turns: tuple[Turn, ...],
        answers: Iterator[tuple[Turn, ...]],
    ) -> Iterator[tuple[Turn, ...]]:
        """A conversation whose last question is answered in such a place; else it says why not."""
        stop = Stop()
        self._stops[stop] = request.session_hash
        try:
            now = turns
            for now in ahead(self._inside_one(request, answers), stop):
                yield now
            # Gradio may show how this ends after what the button itself shows.
            if stop in self._told and not now[-1].done:
                yield (*now[:-1], replace(now[-1], problem=STOPPED))
        except SettingError as error:
            yield (*turns[:-1], replace(turns[-1], problem=str(error)))
        finally:
            del self._stops[stop]
            self._told.discard(stop)

    def _inside_one(
        self, request: Any, answers: Iterator[tuple[Turn, ...]]
    ) -> Iterator[tuple[Turn, ...]]:
        with self.one(request):
            yield from answers

    def is_asked(self, request: Any) -> bool:
        """Whether a question of this page is being answered."""
        return request.session_hash in tuple(self._stops.values())

    def stop(self, request: Any, *, left: bool = False) -> None:
        """End what is being answered on this page, and a model's call for it.

        ``left``: nobody is there to be told; a page that is loaded again asks again.
        """
        for stop, page in tuple(self._stops.items()):
            if page == request.session_hash:
                if not left:
                    self._told.add(stop)
                stop.now()
