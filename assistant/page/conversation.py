"""The conversation: questions with what became of them, and the sources beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant import feedback
from assistant.page.answer import render_answer, render_statement, taken
from assistant.page.text import counted, day, one_line, shown, small
from assistant.page.timeline import render_timeline
from assistant.page.turn import Judged, Turn, cited_by
from assistant.places import is_samples
from assistant.types import Answer, Citation
from assistant.unmarked import unmarked

SHOWN_QUESTION = 1_000  # characters of a question in the conversation
THUMB = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" '
    'stroke-linejoin="round" aria-hidden="true"><path d="M4 11h3v9H4zM7 11l4-7a2 2 0 0 1 2 2v4h5'
    'a2 2 0 0 1 2 2.4l-1.2 6a2 2 0 0 1-2 1.6H7"/></svg>'
)


def render_heading(folder: Path, articles: int) -> str:
    """Which folder is asked."""
    where = f"{counted(articles)} in <b>{shown(folder.name)}</b>"
    if is_samples(folder):
        where = f"{articles:,} <b>sample articles</b> (for your own, see the tab Articles)"
    return (
        f'<header class="heading"><h1>Article Assistant</h1><p>{where}</p>'
        f'<p><a href="./">New conversation</a></p></header>'
    )


def render_who(visitor: str) -> str:
    """Who is asking, where people log in."""
    return f'<p>{shown(visitor)} · <a href="./logout">Log out</a></p>' if visitor else ""


def render_pending(with_vector: int, chunks: int) -> str:
    """How far the vectors are; nothing once they are made."""
    if with_vector >= chunks:
        return ""
    return (
        f'<p class="pending"><progress max="{chunks}" value="{with_vector}" '
        f'aria-label="Vectors made"></progress> '
        f"Searched by words; vectors {with_vector:,} of {chunks:,}</p>"
    )


def render_welcome(lost: bool = False) -> str:
    """What an empty conversation shows; ``lost``: one that was to be opened is not there."""
    why = "That conversation is not kept here (any more)."
    why = f'<p class="card problem lost" role="alert">{why}</p>' if lost else ""
    return (
        f'<section class="welcome">{why}<h2>Ask these articles</h2><p>Every statement of an answer '
        "ends in the number of the sentence it rests on. Choose a number to read it in "
        "its article. What the articles do not say is not answered.</p></section>"
    )


def render_examples(examples: Sequence[str]) -> str:
    """Questions to begin with, below the welcome."""
    buttons = "".join(
        f'<li><button type="button" data-example="{shown(one)}">{shown(one)}</button></li>'
        for one in examples
    )
    return f'<ul class="examples">{buttons}</ul>' if buttons else ""


def render_turn(turn: Turn, number: int, judged: Judged | None = None, last: bool = True) -> str:
    """A question and what became of it; ``number`` is its place in the conversation, from 0."""
    question = turn.question[:SHOWN_QUESTION]
    question += " …" if len(turn.question) > SHOWN_QUESTION else ""
    if turn.answer:
        body = render_answer(turn.answer, number, turn) + render_judging(number, judged)
    else:
        body = "".join(render_statement(s, None, number) for s in turn.said)
        if turn.problem:
            body += f'<p class="card problem" role="alert">{shown(turn.problem)}</p>'
        else:
            body += '<p class="working">Reading the articles</p>'
    link = f' data-link="{shown(turn.link)}"' if turn.link else ""
    return (
        f'<article class="turn" data-turn="{number}"{link}><h2 class="question" dir="auto">'
        f'{shown(question)}</h2><div class="answer">{body}</div>'
        f"{render_tools(turn, number, last) if turn.done else ''}</article>"
    )


def render_last(turns: Sequence[Turn], judged: Judged | None = None) -> str:
    """The last turn, and below it what a language model took for the conversation so far."""
    answers = [turn.answer for turn in turns if turn.answer]
    total = taken(answers) if len(answers) > 1 else []
    whole = small([f"This conversation: {words}" for words in total])
    return render_turn(turns[-1], len(turns) - 1, judged) + whole


def render_past(turns: Sequence[Turn], judged: Mapping[int, Judged]) -> str:
    """The turns before the last."""
    return "".join(render_turn(t, n, judged.get(n), last=False) for n, t in enumerate(turns))


def render_tools(turn: Turn, number: int, last: bool) -> str:
    """What can be done with an answer: its link; the last question can be put again."""
    tools = ""
    if last:
        tools += '<button type="button" data-again>Ask again</button>'
        tools += '<button type="button" data-edit>Edit question</button>'
    if turn.link and turn.answer:
        tools += f'<button type="button" data-copy="{shown(turn.link)}">Copy link</button>'
    if last and turn.answer:
        for form, name in (("md", "Markdown"), ("json", "JSON")):
            save = f'data-save="{form}" aria-label="Save as {name}" title="Save as {name}"'
            tools += f'<button type="button" {save}>{name}</button>'
    label = f"Question {number + 1}"
    group = f'<div class="tools" role="group" aria-label="{label}">{tools}</div>' if tools else ""
    return small([turn.unkept]) + group


def render_judging(turn: int, judged: Judged | None) -> str:
    """Thumbs for an answer; once one was given, what became of it and room to say more."""
    note = ""
    if judged:
        kind = 'noted" role="status' if judged.kept else 'card problem noted" role="alert'
        note = f'<p class="{kind}" tabindex="-1">{shown(judged.told)}</p>'
        if judged.asks:
            return note + _words(turn, judged)
        if judged.kept:
            return note
    thumbs = "".join(
        f'<button type="button" class="{verdict}" data-judge="{turn}:{verdict}" '
        f'aria-label="{name}" title="{name}">{THUMB}</button>'
        for verdict, name in (("up", "Right"), ("down", "Wrong"))
    )
    return (
        f'{note}<div class="judging" role="group" aria-label="Is this answer right?">{thumbs}</div>'
    )


def _words(turn: int, judged: Judged) -> str:
    """A correction and a comment; open where something is known to be wrong."""
    asked = "What would have been right?" if judged.verdict == "down" else "What would be better?"
    fields = "".join(
        f'<label>{label} (optional)<textarea name="{name}" rows="2" dir="auto" '
        f'maxlength="{feedback.MOST_WORDS}">\n{shown(typed)}</textarea></label>'
        for name, label, typed in (
            ("correction", asked, judged.correction),
            ("comment", "Comment", judged.comment),
        )
    )
    is_open = " open" if judged.verdict == "down" or not judged.kept else ""
    return (
        f'<details class="judging"{is_open}><summary>Add a correction or a comment</summary>'
        f'{fields}<button type="button" data-judge="{turn}:words">Send</button></details>'
    )


def render_sources(answer: Answer | None, turn: int, chosen: int | None) -> str:
    """The citations of an answer, to choose from, and when they were published."""
    if answer is not None and answer.refused and not answer.closest:
        return '<p class="empty">No passage comes near this question.</p>'
    if answer is None or not cited_by(answer):
        return '<p class="empty">The sentences that an answer rests on are listed here.</p>'
    heading = "Closest passages, not evidence" if answer.refused else "Evidence"
    rows = "".join(
        f'<li><button type="button" data-pick="{turn}:{c.number}" '
        f'aria-pressed="{"true" if c.number == chosen else "false"}">'
        f'<span class="number">[{c.number}]</span> <b dir="auto">{shown(one_line(c.title))}</b>'
        f"<small>{shown(' · '.join(filter(None, _facts(c))))}</small>"
        f'<q dir="auto"{_of_rows(c)}>{shown(unmarked(c.quote))}</q></button></li>'
        for c in cited_by(answer)
    )
    return (
        f'<section class="sources"><h2>{heading}</h2><div class="list" role="region" tabindex="0" '
        f'aria-label="{heading}">{render_timeline(answer, turn)}<ol>{rows}</ol></div></section>'
    )


def _of_rows(citation: Citation) -> str:
    return ' class="rows"' if "\n" in unmarked(citation.quote) else ""


def _facts(citation: Citation) -> list[str | None]:
    return [citation.publisher, day(citation.published), citation.place]
