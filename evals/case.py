"""One case as a line of goldens.jsonl: read strictly, written back in the same order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from assistant.types import Message
from evals.types import Golden, Source
from evals.words import tokens
from index.errors import UserError

FIELDS = (
    "id",
    "question",
    "kind",
    "answerable",
    "answers",
    "wrong_answers",
    "reference",
    "keypoints",
    "sources",
    "sources_needed",
    "only_files",
    "today",
    "history",
)


class GoldenError(UserError):
    """A question set that cannot be used. Names the file, the line and what to mend."""


def parse(value: object, where: str) -> Golden:
    """One case from a JSON value; ``where`` names it in errors ("goldens.jsonl line 7").

    Raises:
        GoldenError: a missing, unknown or ill-shaped field.
    """
    if not isinstance(value, dict):
        raise GoldenError(f"{where}: a case is a JSON object, found {type(value).__name__}.")
    unknown = [name for name in value if name not in FIELDS]
    if unknown:
        raise GoldenError(
            f"{where}: unknown field {', '.join(map(repr, unknown))}. Known: {', '.join(FIELDS)}."
        )
    given = {name: inner for name, inner in value.items() if inner is not None}
    for name in ("id", "question"):
        if name not in given:
            raise GoldenError(f"{where}: {name!r} is missing.")
    return Golden(
        id=_text(given, "id", where),
        question=_text(given, "question", where),
        kind=_text(given, "kind", where) if "kind" in given else "other",
        answerable=_truth(given, where),
        answers=_groups(given, where),
        wrong_answers=_answers(given.get("wrong_answers", []), "wrong_answers", where),
        reference=_optional(given, "reference", where),
        keypoints=_texts(given.get("keypoints", []), "keypoints", where),
        sources=_sources(given, where),
        sources_needed=_needed(given, where),
        only_files=tuple(
            _file(name, "only_files", where)
            for name in _texts(given.get("only_files", []), "only_files", where)
        ),
        today=_day(given, where),
        history=_history(given, where),
    )


def to_json(golden: Golden) -> dict[str, Any]:
    """The case as a JSON object in the format's own field order; what it lacks is left out."""
    plain: dict[str, Any] = {
        "id": golden.id,
        "question": golden.question,
        "kind": golden.kind,
        "answerable": golden.answerable,
        "answers": [list(group) for group in golden.answers],
        "wrong_answers": list(golden.wrong_answers),
        "reference": golden.reference,
        "keypoints": list(golden.keypoints),
        "sources": [
            {"file": source.file} | ({"quote": source.quote} if source.quote else {})
            for source in golden.sources
        ],
        "sources_needed": golden.sources_needed if golden.sources_needed != "all" else None,
        "only_files": list(golden.only_files),
        "today": golden.today.isoformat() if golden.today else None,
        "history": [{"role": turn.role, "content": turn.content} for turn in golden.history],
    }
    return {name: inner for name, inner in plain.items() if inner not in (None, [])}


def _text(given: Mapping[str, Any], name: str, where: str) -> str:
    value = given[name]
    if not isinstance(value, str) or not value.strip():
        raise GoldenError(f"{where}: {name!r} must be a text that is not empty, found {value!r}.")
    return value


def _optional(given: Mapping[str, Any], name: str, where: str) -> str | None:
    if given.get(name, "") == "":
        return None
    return _text(given, name, where)


def _truth(given: Mapping[str, Any], where: str) -> bool:
    value = given.get("answerable", True)
    if not isinstance(value, bool):
        raise GoldenError(f"{where}: 'answerable' must be true or false, found {value!r}.")
    return value


def _texts(value: object, name: str, where: str) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(inner, str) and inner for inner in value):
        return tuple(value)
    raise GoldenError(f"{where}: {name!r} must be a list of texts, found {short(repr(value))}.")


def _answers(value: object, name: str, where: str) -> tuple[str, ...]:
    """Texts to look for in answers: each must have a token, or it could never be found."""
    texts = _texts([value] if isinstance(value, str) and value else value, name, where)
    for text in texts:
        if not tokens(text):
            raise GoldenError(f"{where}: {name!r} holds {text!r}, which has no word to look for.")
    return texts


def _groups(given: Mapping[str, Any], where: str) -> tuple[tuple[str, ...], ...]:
    value = given.get("answers", [])
    if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
        raise GoldenError(
            f"{where}: 'answers' must be a list of groups, each a list of texts: "
            f'[["40,000", "40000"], ["50,000"]]; found {short(repr(value))}.'
        )
    groups = tuple(_answers(group, "answers", where) for group in value)
    if not all(groups):
        raise GoldenError(f"{where}: 'answers' holds an empty group, which no answer can meet.")
    return groups


def _sources(given: Mapping[str, Any], where: str) -> tuple[Source, ...]:
    value = given.get("sources", [])
    if not isinstance(value, list) or not all(isinstance(inner, dict) for inner in value):
        raise GoldenError(f"{where}: 'sources' must be a list of objects with file and quote.")
    sources = []
    for inner in value:
        unknown = sorted(set(inner) - {"file", "quote"})
        if unknown:
            raise GoldenError(f"{where}: unknown field {', '.join(unknown)} in 'sources'.")
        name = _file(inner.get("file"), "sources", where)
        sources.append(
            Source(name, _optional(inner, "quote", where) if inner.get("quote") else None)
        )
    return tuple(sources)


def _file(value: object, name: str, where: str) -> str:
    """A file inside articles/: anything that could lead out of it is refused."""
    if isinstance(value, str) and value and "\\" not in value and "\0" not in value:
        path = PurePosixPath(value)
        if not path.is_absolute() and ".." not in path.parts and path.parts:
            return str(path)
    raise GoldenError(
        f"{where}: {name!r} names {value!r}; give a file relative to articles/, with /."
    )


def _needed(given: Mapping[str, Any], where: str) -> Any:
    value = given.get("sources_needed", "all")
    if value not in ("all", "any"):
        raise GoldenError(f"{where}: 'sources_needed' is 'all' or 'any', found {value!r}.")
    return value


def _day(given: Mapping[str, Any], where: str) -> dt.date | None:
    if "today" not in given:
        return None
    try:
        return dt.date.fromisoformat(_text(given, "today", where))
    except ValueError as error:
        raise GoldenError(f"{where}: 'today' must be a day such as 2025-12-23: {error}.") from error


def _history(given: Mapping[str, Any], where: str) -> tuple[Message, ...]:
    turns: Sequence[object] = given.get("history", [])
    if not isinstance(turns, list):
        raise GoldenError(f"{where}: 'history' must be a list of turns with role and content.")
    messages = []
    for turn in turns:
        if (
            not isinstance(turn, dict)
            or set(turn) != {"role", "content"}
            or turn["role"] not in ("user", "assistant")
            or not isinstance(turn["content"], str)
        ):
            raise GoldenError(
                f"{where}: a turn of 'history' is "
                '{"role": "user" or "assistant", "content": "…"}; '
                f"found {short(repr(turn))}."
            )
        messages.append(Message(turn["role"], turn["content"]))
    return tuple(messages)


def short(text: str) -> str:
    """The text in quotation marks, cut to one line for a message."""
    return f"“{text if len(text) <= 80 else text[:77] + '…'}”"
