"""A conversation to take along: Markdown to read, JSON with quotes and offsets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.doors.markdown import escaped
from assistant.page.answer import described, found_of, heard, made, notes
from assistant.page.text import day, one_line
from assistant.page.turn import Turn, cited_by
from assistant.types import Answer, Citation, plain

FORMAT = "article-assistant-conversation"


def as_markdown(folder: Path, turns: Sequence[Turn]) -> str:
    """Questions, answers with their marks and all that the page says of them, and each cited
    sentence with file and offsets.

    Text of others is shown as it is: no mark of it makes a heading, a link or an image.
    """
    parts = [f"# Questions to {_md(folder.name)}", ""]
    for turn in turns:
        parts += [f"## {_md(turn.question)}", "", *_limits(turn)]
        if turn.answer:
            parts += _answer(turn.answer)
        elif turn.problem:
            parts += [_md(turn.problem), ""]
    return "\n".join(parts).rstrip() + "\n"


def _limits(turn: Turn) -> list[str]:
    words = [
        turn.today and f"asked on {turn.today}",
        turn.since and f"articles since {turn.since}",
        turn.as_of and f"articles up to {turn.as_of}",
        turn.files and f"only {', '.join(turn.files)}",
    ]
    told = "; ".join(word for word in words if word)
    return _paragraphs([told])


def _answer(answer: Answer) -> list[str]:
    parts = _paragraphs(heard(answer))
    if answer.refused:
        parts += (
            [answer.refusal, "", "Closest, but not an answer:", ""]
            if answer.closest
            else [answer.refusal, ""]
        )
    for statement in answer.statements:
        marks = "".join(f"[{number}]" for number in statement.citations)
        failed = "" if statement.check.supported else " **(not supported by its source)**"
        parts += [f"{_md(statement.text)} {marks}{failed}", ""]
        parts += _paragraphs([found_of(statement)])
    for conflict in answer.conflicts:
        parts += [f"{conflict.heading}:", ""]
        for side in conflict.sides:
            marks = "".join(f"[{number}]" for number in side.citations)
            told = "; ".join(described(side, conflict, answer))
            parts.append(f"- {_md(side.value)} {marks}, {_md(told)}")
        parts.append("")
    parts += _paragraphs([*notes(answer), "; ".join(made(answer))])
    for citation in cited_by(answer):
        parts += [*_cited(citation), ""]
    return parts


def _paragraphs(notes: Iterable[str]) -> list[str]:
    return [line for note in notes if note for line in (f"_{_md(note)}_", "")]


def _cited(citation: Citation) -> list[str]:
    facts = [citation.publisher, citation.title, day(citation.published)]
    head = ", ".join(_md(fact) for fact in facts if fact)
    offsets = f"characters {citation.start} to {citation.end}"
    place = ", ".join(filter(None, [_md(citation.file), citation.place, offsets]))
    return [f"[{citation.number}] {head} ({place}):", "", f"> {_md(citation.quote)}"]


def as_json(folder: Path, fingerprint: str, turns: Sequence[Turn]) -> str:
    """The same for programs; answers as ``Answer.to_json`` gives them, without their trace."""
    conversation = []
    for turn in turns:
        values = plain(turn)
        values = {name: values[name] for name in ("question", "today", "since", "as_of", "files")}
        values["problem"] = turn.problem or None
        values["answer"] = None
        if turn.answer:
            whole = turn.answer.to_json()
            trace = whole.pop("trace")
            kept = ("query", "answerer", "models", "prompts", "confidence", "threshold")
            values["answer"] = {**whole, "trace": {name: trace[name] for name in kept}}
        conversation.append(values)
    found = {
        "format": FORMAT,
        "version": 1,
        "folder": folder.name,
        "corpus": fingerprint,
        "turns": conversation,
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _md(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return escaped(one_line(text))
