"""The chat web UI: ask on the left, read the evidence on the right. Rendering only.

What comes from an article, a question or a model reaches the page through ``shown`` alone.
No ``from __future__ import annotations`` here: Gradio reads the annotations of its handlers, and
gradio itself (seconds to import) is only known inside ``build``.
"""

import argparse
import datetime as dt
import html
import os
import re
import socket
import sys
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from assistant import feedback
from assistant.chain import Assistant
from assistant.places import samples
from assistant.settings import MODEL_FLAGS, REFUSALS, Settings, add_flags
from assistant.types import REFUSAL, Answer, Citation, Conflict, Message, Side, Statement
from index.errors import ArticleError, SettingError, UserError
from index.types import ArticleView, Kind, Progress, Span

if TYPE_CHECKING:
    import gradio as gr

AT_ONCE = 16  # questions answered at the same time; further ones wait in the queue
WAITING = 64  # questions that may wait
SHOWN_QUESTION = 1_000  # characters of a question in the conversation
# The page's own events: not for scripts, and without Gradio's overlay on what is being read.
_OWN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
ASK = "Ask the articles"
EMPTY = "That was empty. Type a question here first."
NOTED = "Noted for the evals; nothing changes by itself."
FAILED = "That went wrong here; the terminal in which this runs says how."
EXAMPLES = (  # for the sample articles
    "Which AMD accelerators is Alibaba reportedly buying?",
    "What do the Quark glasses cost?",
    "Who is the chief executive of Alibaba?",
)
THUMB = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" '
    'stroke-linejoin="round" aria-hidden="true"><path d="M4 11h3v9H4zM7 11l4-7a2 2 0 0 1 2 2v4h5'
    'a2 2 0 0 1 2 2.4l-1.2 6a2 2 0 0 1-2 1.6H7"/></svg>'
)
# Characters that reorder the text around them could make a file name or a quote read as another.
_REORDERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a visitor and what became of it."""

    question: str
    answer: Answer | None = None
    said: tuple[Statement, ...] = ()  # while the answer is being written
    problem: str = ""  # why there is no answer
    files: tuple[str, ...] = ()  # the search was limited to these
    as_of: dt.date | None = None  # as chosen on the page
    today: dt.date | None = None  # when it was asked

    @property
    def done(self) -> bool:
        return self.answer is not None or bool(self.problem)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a visitor's word on an answer."""

    words: str
    kept: bool = True  # otherwise the words say why not


# --- rendering: pure functions, text in, escaped HTML out ---


def plain(text: str) -> str:
    """Text that Gradio escapes itself: what reorders its surroundings or is no character goes."""
    return text.encode("utf-8", "replace").decode().translate(_REORDERING)


def shown(text: str) -> str:
    """Text of any origin as HTML that shows it and does nothing else; safe in attributes too."""
    return html.escape(plain(text), quote=True)


def day(date: dt.date | None) -> str:
    """22 December 2025."""
    return f"{date.day} {date:%B %Y}" if date else "undated"


def age(date: dt.date, today: dt.date) -> str:
    """How long ago, in the largest unit that fits."""
    days = (today - date).days
    if days < 0:
        return "in the future"
    for length, unit in ((365, "year"), (30, "month"), (1, "day")):
        if days >= length:
            count = days // length
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "today"


def counted(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def render_heading(folder: Path, articles: int) -> str:
    """Which folder is asked."""
    return (
        f'<header class="heading"><h1>Article Assistant</h1><p>{counted(articles)} in '
        f'<b>{shown(folder.name)}</b></p><p><a href="">New conversation</a></p></header>'
    )


def render_pending(with_vector: int, chunks: int) -> str:
    """How far the vectors are; nothing once they are made."""
    if with_vector >= chunks:
        return ""
    return (
        f'<p class="pending"><progress max="{chunks}" value="{with_vector}"></progress> '
        f"Searched by words; vectors {with_vector:,} of {chunks:,}</p>"
    )


def render_welcome(examples: Sequence[str]) -> str:
    """What an empty conversation shows."""
    buttons = "".join(
        f'<li><button type="button" data-example="{number}">{shown(example)}</button></li>'
        for number, example in enumerate(examples)
    )
    return (
        '<section class="welcome"><h2>Ask these articles</h2><p>Every statement of an answer '
        "ends in the number of the sentence it rests on. Choose a number to read it in "
        f"its article. What the articles do not say is not answered.</p><ul>{buttons}</ul>"
        "</section>"
    )


def render_marks(numbers: Iterable[int], answer: Answer | None, turn: int) -> str:
    """Citation marks; buttons once the answer is whole and they have something to open."""
    by_number = {c.number: c for c in cited_by(answer)} if answer else {}
    marks = []
    for number in numbers:
        citation = by_number.get(number)
        if citation is None:
            marks.append(f'<span class="cite">[{number}]</span>')
            continue
        label = shown(f"Citation {number}: {one_line(citation.title)}, {day(citation.published)}")
        marks.append(
            f'<button type="button" class="cite" data-pick="{turn}:{number}" aria-label="{label}" '
            f'title="{shown(one_line(citation.quote))}">[{number}]</button>'
        )
    return "".join(marks)


def render_statement(statement: Statement, answer: Answer | None, turn: int) -> str:
    """A statement and its citation marks; what failed its check says so and why."""
    marks = render_marks(statement.citations, answer, turn)
    problems = shown("; ".join(statement.check.problems))
    if not statement.check.supported:
        reason = f"<small>Not supported: {problems or 'no reason given'}</small>"
        return f'<p class="statement failed" dir="auto">{shown(statement.text)} {marks}{reason}</p>'
    note = ""
    if statement.origin == "replaced":
        note = f"<small>The source's own words; the model's sentence failed: {problems}</small>"
    return f'<p class="statement" dir="auto">{shown(statement.text)} {marks}{note}</p>'


def render_conflict(conflict: Conflict, answer: Answer, turn: int) -> str:
    """Sources that disagree: a line for each side."""
    about = f": {shown(conflict.about)}" if len(answer.conflicts) > 1 else ""
    sides = "".join(
        f'<li><b dir="auto">{shown(side.value)}</b> {render_marks(side.citations, answer, turn)}'
        f"<small>{shown(' · '.join(described(side, conflict, answer)))}</small></li>"
        for side in conflict.sides
    )
    return (
        f'<section class="card conflict"><h3>Sources disagree{about}</h3><ul>{sides}</ul></section>'
    )


def described(side: Side, conflict: Conflict, answer: Answer) -> list[str]:
    """When a side was said, by whom, and how many say so."""
    reports = [c for c in answer.citations if c.number in side.citations]
    by = dict.fromkeys(": ".join(filter(None, [c.publisher, c.title])) for c in reports)
    words = [day(side.published), *map(one_line, by)]
    if side.sources > 1:
        words.append(f"{side.sources} independent sources")
    elif any(other.sources > 1 for other in conflict.sides):
        words.append("a lone dissent")
    return words


def render_refusal(answer: Answer, turn: int) -> str:
    """A card that says no, and which passages came closest."""
    closest = "".join(
        f"<li>{render_marks([c.number], answer, turn)} {shown(one_line(c.title))}"
        f"<small>{day(c.published)}</small></li>"
        for c in answer.closest
    )
    near = f"<p>Closest, but not an answer:</p><ul>{closest}</ul>" if closest else ""
    return (
        f'<section class="card refusal"><h3>{REFUSAL}</h3>{near}<p><small>'
        "Try other words, or under Options lift a limit or ask for less certainty.</small></p>"
        "</section>"
    )


def render_answer(answer: Answer, turn: int) -> str:
    """The whole answer: statements, disagreements, and a line on how it was made."""
    if answer.refused:
        body = render_refusal(answer, turn)
    else:
        body = "".join(render_statement(s, answer, turn) for s in answer.statements)
        body += "".join(render_conflict(c, answer, turn) for c in answer.conflicts)
    notes = [answer.notice, answer.trace.vectors and answer.trace.vectors + "."]
    return f"{_small(heard(answer))}{body}{_small(notes)}{_badge(answer)}"


def heard(answer: Answer) -> list[str]:
    """How the question was understood, where that is not plain from its words."""
    trace, words = answer.trace, []
    if trace.query not in ("", answer.question):
        words.append(f"Understood as: {trace.query}")
    if trace.as_of not in (None, dt.date.today()):
        words.append(f"As of {day(trace.as_of)}: newer articles were not read.")
    return words


def _small(notes: Iterable[str | None]) -> str:
    return "".join(f"<p><small>{shown(note)}</small></p>" for note in notes if note)


def render_judging(turn: int, judged: Judged | None) -> str:
    """Thumbs for an answer; what became of them once one was given."""
    note = ""
    if judged:
        kind = 'noted" role="status' if judged.kept else 'card problem noted" role="alert'
        note = f'<p class="{kind}" tabindex="-1">{shown(judged.words)}</p>'
        if judged.kept:
            return note
    return (
        f'{note}<div class="judging" role="group" aria-label="Is this answer right?">'
        f'<button type="button" data-judge="{turn}:up" aria-label="Right" title="Right">{THUMB}'
        f'</button><details><summary aria-label="Wrong" title="Wrong">{THUMB}</summary>'
        "<label>What would have been right? (optional)"
        f'<textarea rows="2" maxlength="{feedback.MOST_CORRECTION}"></textarea></label>'
        f'<button type="button" data-judge="{turn}:down">Send</button></details></div>'
    )


def _badge(answer: Answer) -> str:
    failed = sum(not s.check.supported for s in answer.statements)
    seconds = f"{sum(step.seconds for step in answer.trace.steps):.1f} s"
    if answer.refused:
        words = ["Nothing found that answers"]
    elif any(s.origin != "quote" for s in answer.statements):
        words = [f"Phrased by {', '.join(answer.trace.models) or 'a language model'}"]
        words.append(f"{failed} of {len(answer.statements)} not supported" if failed else "checked")
    else:
        words = ["Word for word from the articles"]
    return f'<p class="badge">{shown(" · ".join([*words, seconds]))}</p>'


def render_turn(turn: Turn, number: int, judged: Judged | None = None) -> str:
    """A question and what became of it; ``number`` is its place in the conversation, from 0."""
    question = turn.question[:SHOWN_QUESTION]
    question += " …" if len(turn.question) > SHOWN_QUESTION else ""
    if turn.answer:
        body = render_answer(turn.answer, number) + render_judging(number, judged)
    else:
        body = "".join(render_statement(s, None, number) for s in turn.said)
        if turn.problem:
            body += f'<p class="card problem" role="alert">{shown(turn.problem)}</p>'
        else:
            body += '<p class="working">Reading the articles</p>'
    return (
        f'<article class="turn" data-turn="{number}"><h2 class="question" dir="auto">'
        f'{shown(question)}</h2><div class="answer" aria-live="polite">{body}</div></article>'
    )


def render_sources(answer: Answer | None, turn: int, chosen: int | None) -> str:
    """The citations of an answer, to choose from."""
    if answer is None or not cited_by(answer):
        return '<p class="empty">The sentences that an answer rests on are listed here.</p>'
    heading = "Closest passages, not evidence" if answer.refused else "Evidence"
    rows = "".join(
        f'<li><button type="button" data-pick="{turn}:{c.number}" '
        f'aria-pressed="{"true" if c.number == chosen else "false"}">'
        f'<span class="number">[{c.number}]</span> <b dir="auto">{shown(one_line(c.title))}</b>'
        f"<small>{shown(' · '.join(filter(None, [c.publisher, day(c.published)])))}</small>"
        f'<q dir="auto">{shown(one_line(c.quote))}</q></button></li>'
        for c in cited_by(answer)
    )
    return f'<section class="sources"><h2>{heading}</h2><ol>{rows}</ol></section>'


def render_article(
    view: ArticleView, citations: Sequence[Citation], chosen: int, today: dt.date | None = None
) -> str:
    """The article as indexed: the chosen sentence marked, other cited ones lighter, ads greyed.

    Citations of other articles are passed over. One whose quote no longer stands at its offsets
    is not marked; the page says so when it is the chosen one.
    """
    article = view.article
    own = [c for c in citations if c.file == article.file]
    standing = [c for c in own if article.quote(c.start, c.end) == c.quote]
    facts = [article.publisher or "", ", ".join(article.authors), "undated"]
    if article.published:
        date, where = article.published.date, article.published.where
        facts[-1] = f"{day(date)}, {age(date, today or dt.date.today())}"
        facts.append(f"date read from the {where}")
    changed = ""
    if chosen not in {c.number for c in standing}:
        changed = (
            '<p class="card problem" role="alert">The article has changed since this answer; '
            "the cited sentence is no longer at its place.</p>"
        )
    body = "".join(_piece(view, standing, chosen, a, b) for a, b in pairwise(_cuts(view, standing)))
    return (
        f'<article class="article"><header><button type="button" class="back" data-back>Back to '
        f'the answer</button><h2 dir="auto">{shown(one_line(article.title))}</h2>'
        f"<p>{shown(' · '.join(filter(None, facts)))}</p><p><bdi>{shown(article.file)}</bdi></p>"
        f'</header>{changed}<div class="text" tabindex="0" role="region" '
        f'aria-label="Text of the article">{body}</div></article>'
    )


def _cuts(view: ArticleView, citations: Sequence[Citation]) -> list[int]:
    """Every offset at which the look of the text may change, in order."""
    dull = [s.span for s in view.sentences if s.kind in (Kind.BOILERPLATE, Kind.HEADER)]
    stretches = [*dull, *(Span(c.start, c.end) for c in citations)]
    ends = {end for stretch in stretches for end in (stretch.start, stretch.end)}
    return sorted({0, len(view.article.text), *ends})


def _piece(
    view: ArticleView, citations: Sequence[Citation], chosen: int, start: int, end: int
) -> str:
    text = shown(view.article.quote(start, end))
    here = [c for c in citations if c.start <= start and end <= c.end]
    if here:
        kind = "cited chosen" if chosen in {c.number for c in here} else "cited"
        label = "".join(f"[{c.number}]" for c in here if c.end == end)
        return f'<mark class="{kind}" data-marks="{label}">{text}</mark>'
    place = bisect_right(view.sentences, start, key=lambda s: s.start) - 1
    sentence = view.sentences[place] if place >= 0 else None
    if sentence is not None and start < sentence.end:
        if sentence.kind is Kind.BOILERPLATE:
            return f'<span class="dull" title="Advertising, never used as evidence">{text}</span>'
        if sentence.kind is Kind.HEADER:
            return f'<span class="dull">{text}</span>'
    return text


def cited_by(answer: Answer) -> tuple[Citation, ...]:
    """What an answer lists as its sources; with a refusal, what came closest."""
    return answer.closest if answer.refused else answer.citations


# --- the page ---


def history(turns: Sequence[Turn]) -> tuple[Message, ...]:
    """The conversation so far, as the Assistant takes it."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer:
            said = Message("assistant", turn.answer.text, turn.answer.citations)
            messages += [Message("user", turn.question), said]
    return tuple(messages)


def answered(
    assistant: Assistant,
    turns: tuple[Turn, ...],
    files: Sequence[str],
    as_of: str,
    answerer: str,
    refusal: str,
) -> Iterator[tuple[Turn, ...]]:
    """The conversation again and again, as the answer to its last question grows."""
    *before, last = turns
    try:
        last = replace(last, files=tuple(files), as_of=_date(as_of), today=dt.date.today())
        for item in assistant.stream(
            last.question,
            files=last.files,
            as_of=last.as_of,
            history=history(before),
            answerer=answerer,  # type: ignore[arg-type]  # the Assistant names what it takes
            refusal=refusal,
        ):
            if isinstance(item, Answer):
                last = replace(last, answer=item)
            else:
                last = replace(last, said=(*last.said, item))
            yield (*before, last)
    except UserError as error:
        yield (*before, replace(last, problem=str(error)))


def judge(assistant: Assistant, turns: Sequence[Turn], verdict: str, words: str) -> Judged:
    """Keep a word on the answer of the last of these turns, beside the index that may go."""
    *before, last = turns
    assert last.answer
    index = assistant.index_path
    try:
        candidate = feedback.Candidate.of(
            last.answer,
            verdict,  # type: ignore[arg-type]  # it names what it takes
            correction=words,
            history=[replace(message, citations=()) for message in history(before)],
            today=last.today,
            as_of=last.as_of,
            files=last.files,
            corpus=assistant.fingerprint(),
        )
        feedback.append(candidate, feedback.beside(index))
    except UserError as error:
        return Judged(str(error), kept=False)
    return Judged(NOTED)


def _date(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"{text!r} is not a date like 2025-12-22.") from error


def build(assistant: Assistant) -> "gr.Blocks":
    """The page over an open Assistant; ``serve`` launches it. Visitors share nothing."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
    # After every event Gradio sums up its times for a page that `serve` switches off.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    import gradio as gr

    page: gr.Blocks
    with gr.Blocks(title="Article Assistant", analytics_enabled=False, fill_width=True) as page:
        part = _lay_out(gr, assistant, _examples(assistant))
        _wire_asking(gr, assistant, part)
        _wire_reading(gr, assistant, part)
        _wire_judging(gr, assistant, part)
        _wire_status(gr, assistant, part, page)
        gr.events.api(_endpoint(gr, assistant), api_name="ask")
    # One event of a kind at a time is Gradio's default: a second visitor would wait for the first.
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _examples(assistant: Assistant) -> Sequence[str]:
    return EXAMPLES if assistant.folder.resolve() == samples().resolve() else ()


def _lay_out(gr: Any, assistant: Assistant, examples: Sequence[str]) -> SimpleNamespace:
    """The components that events read or change, by name."""
    part, box = SimpleNamespace(), partial(gr.HTML, apply_default_css=False)
    part.turns = gr.State(())  # the conversation of this visitor: a tuple of Turn
    part.judged = gr.State({})  # number of the turn -> Judged
    part.timer = gr.Timer(2)
    with gr.Row(elem_id="status"):
        part.heading, part.pending = box(min_width=0), box(min_width=0)
    with gr.Row(elem_id="desk"):
        with gr.Column(scale=5, min_width=300, elem_id="chat"):
            with gr.Column(elem_id="conversation"):
                part.past = box(js_on_load=CHOOSING)
                first = render_welcome(examples)
                part.now = box(first, js_on_load=CHOOSING + ASKING, elem_id="now")
            with gr.Row(elem_id="asking"):
                part.question = gr.Textbox(
                    placeholder=ASK, label="Question", show_label=False,
                    container=False, max_lines=6, autofocus=True, elem_id="question",
                )  # fmt: skip
                part.ask = gr.Button("Ask", variant="primary", scale=0, min_width=80)
                part.stop = gr.Button("Stop", scale=0, min_width=80, elem_id="stop")
            with gr.Accordion("Options", open=False, elem_id="options"):
                part.as_of = box("", html_template=DAY, js_on_load=DAY_KEPT)
                part.answerer = gr.Radio(
                    [("Automatic", "auto"), ("Quotes only", "extractive"), ("Model", "llm")],
                    value="auto", label="Answered by", visible=assistant.settings.llm_configured,
                )  # fmt: skip
                part.refusal = gr.Radio(
                    [(name.capitalize(), name) for name in REFUSALS],
                    value=assistant.settings.refusal, label="How sure an answer must be",
                )  # fmt: skip
                part.files = gr.Dropdown([], multiselect=True, label="Only these articles")
        with gr.Column(scale=6, min_width=300, elem_id="evidence"):
            part.sources = box(render_sources(None, 0, None), js_on_load=CHOOSING)
            part.article = box(js_on_load=READING, elem_id="article")
    return part


def _wire_asking(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    def asked(
        question: str, turns: tuple[Turn, ...], judged: dict[int, Judged], *options: Any
    ) -> Iterator[dict[Any, Any]]:
        if not any(map(str.isalnum, question)):
            yield {part.question: gr.update(value="", placeholder=EMPTY)}
            return
        asking = (*turns, Turn(question))
        yield {
            part.past: _past(turns, judged),
            part.question: gr.update(value="", placeholder=ASK),
            **_grown(part, asking),
        }
        for now in answered(assistant, asking, *options):
            evidence = _opened(assistant, part, now, len(turns)) if now[-1].done else {}
            # A question looks at the folder again: there may be more articles now.
            yield {**_grown(part, now), **evidence, part.heading: _heading(assistant)}

    def example(
        event: gr.EventData, turns: tuple[Turn, ...], judged: dict[int, Judged], *options: Any
    ) -> Iterator[dict[Any, Any]]:
        yield from asked(EXAMPLES[int(event.number)], turns, judged, *options)

    def ended(why: str, turns: tuple[Turn, ...]) -> dict[Any, Any]:
        if not turns or turns[-1].done:
            return {}
        return _grown(part, (*turns[:-1], replace(turns[-1], problem=why)))

    options = [part.turns, part.judged, part.files, part.as_of, part.answerer, part.refusal]
    changed = [
        part.turns, part.past, part.now, part.question, part.sources, part.article, part.heading
    ]  # fmt: skip
    by_hand, typed = [part.question.submit, part.ask.click], [part.question, *options]
    running = [
        gr.on(by_hand, asked, typed, changed, js=WITH_DAY % typed.index(part.as_of), **_OWN),
        part.now.example(
            example, options, changed, js=WITH_DAY % options.index(part.as_of), **_OWN
        ),
    ]
    for event in running:
        event.failure(partial(ended, FAILED), part.turns, changed, **_OWN)
    part.stop.click(partial(ended, "Stopped."), part.turns, changed, cancels=running, **_OWN)


def _grown(part: SimpleNamespace, turns: tuple[Turn, ...]) -> dict[Any, Any]:
    """The page after the last turn has changed."""
    return {part.turns: turns, part.now: render_turn(turns[-1], len(turns) - 1)}


def _past(turns: Sequence[Turn], judged: dict[int, Judged]) -> str:
    return "".join(render_turn(turn, n, judged.get(n)) for n, turn in enumerate(turns))


def _wire_judging(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """Thumb -> a candidate for the evals, once an answer."""

    def judging(
        turns: tuple[Turn, ...], judged: dict[int, Judged], event: gr.EventData
    ) -> dict[Any, Any]:
        found = re.fullmatch(r"(\d{1,6}):(up|down)", str(event.judge))
        number = int(found[1]) if found else len(turns)
        if not found or number >= len(turns) or not turns[number].answer:
            return {}
        before = judged.get(number)
        if not (before and before.kept):
            words = str(event.words) if found[2] == "down" else ""
            judged = {**judged, number: judge(assistant, turns[: number + 1], found[2], words)}
        if number < len(turns) - 1:
            return {part.judged: judged, part.past: _past(turns[:-1], judged)}
        return {part.judged: judged, part.now: render_turn(turns[-1], number, judged[number])}

    for place in (part.past, part.now):
        inputs = [part.turns, part.judged]
        place.judge(judging, inputs, [part.judged, part.past, part.now], **_OWN)


def _wire_reading(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """Citation -> its article, highlighted."""

    def picked(turns: tuple[Turn, ...], event: gr.EventData) -> dict[Any, Any]:
        found = re.fullmatch(r"(\d{1,6}):(\d{1,6})", str(event.pick))
        if not found or int(found[1]) >= len(turns):
            return {}  # a mark of a conversation that is no longer there
        return _opened(assistant, part, turns, int(found[1]), int(found[2]))

    for place in (part.past, part.now, part.sources):
        place.pick(picked, part.turns, [part.sources, part.article], **_OWN)


def _opened(
    assistant: Assistant,
    part: SimpleNamespace,
    turns: tuple[Turn, ...],
    turn: int,
    number: int | None = None,
) -> dict[Any, Any]:
    """The evidence of a turn, and the article of one citation; by default of an answer's first."""
    answer = turns[turn].answer
    if answer and answer.citations and number is None:
        number = answer.citations[0].number
    citations = cited_by(answer) if answer else ()
    article = ""
    for chosen in citations:
        if chosen.number == number:
            try:
                article = render_article(assistant.article(chosen.file), citations, number)
            except ArticleError as error:  # deleted since
                article = f'<p class="card problem" role="alert">{shown(str(error))}</p>'
    return {part.sources: render_sources(answer, turn, number), part.article: article}


def _heading(assistant: Assistant) -> str:
    return render_heading(assistant.folder, len(assistant.articles()))


def _wire_status(gr: Any, assistant: Assistant, part: SimpleNamespace, page: Any) -> None:
    """The heading, its progress while vectors are made, and the list of articles."""

    def progress() -> dict[Any, Any]:
        with_vector, chunks = assistant.vector_counts()
        pending = render_pending(with_vector, chunks)
        return {part.pending: pending, part.timer: gr.Timer(active=bool(pending))}

    def opened() -> dict[Any, Any]:
        articles = assistant.articles()
        choices = [(plain(f"{one_line(info.title)} ({info.file})"), info.file) for info in articles]
        return {
            part.heading: _heading(assistant),
            part.files: gr.update(choices=choices),
            **progress(),
        }

    ticking = [part.pending, part.timer]
    page.load(opened, None, [part.heading, part.files, *ticking], queue=False, **_OWN)
    part.timer.tick(progress, None, ticking, queue=False, **_OWN)


def _endpoint(gr: Any, assistant: Assistant) -> Callable[..., dict[str, Any]]:
    """``client.predict(question, api_name="/ask")``."""

    def ask(
        question: str,
        files: list[str] | None = None,
        as_of: str | None = None,
        answerer: str = "auto",
        refusal: str | None = None,
    ) -> dict[str, Any]:
        """The answer to a question as one JSON object: `Answer.to_json`."""
        try:
            return assistant.ask(
                question,
                files=files or (),
                as_of=_date(as_of),
                answerer=answerer,  # type: ignore[arg-type]  # the Assistant names what it takes
                refusal=refusal,
            ).to_json()
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask


def serve(page: "gr.Blocks", host: str, port: int, assistant: Assistant | None = None) -> str:
    """Launch the page without blocking, with an assistant's doors beside it; returns its URL."""
    import gradio as gr

    from assistant.doors import mounted

    # Gradio asks itself over HTTP whether it is up; a proxy would be asked instead.
    exempt = [os.environ.get("NO_PROXY"), os.environ.get("no_proxy"), "127.0.0.1,localhost", host]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, exempt))
    fonts = ["ui-sans-serif", "system-ui", "sans-serif"]  # those of the machine: none is fetched
    theme = gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"]
    ).set(  # Gradio's own shades are too faint to read
        body_text_color_subdued="*neutral_600",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        button_primary_background_fill="*primary_600",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )
    _, url, _ = page.launch(
        server_name=host, server_port=port, prevent_thread_lock=True, quiet=True, inbrowser=False,
        share=False, inline=False, ssr_mode=False, mcp_server=False, enable_monitoring=False,
        run_history=False, footer_links=[], max_file_size="1kb",  # nothing here takes files
        theme=theme, css=CSS, head=HEAD,
        app_kwargs=mounted(assistant) if assistant else None,
    )  # fmt: skip
    return str(url).rstrip("/")


# --- the command ---


def main(argv: Sequence[str] | None = None) -> int:
    """Open the folder, serve the page until Ctrl+C. 0 done, 1 it could not be, 2 wrong setting."""
    try:
        settings = _settings(argv)
        settings.check_exposed()
        port = _port(settings.host, settings.port)
        with Assistant.open(settings=settings, progress=_tell) as assistant:
            count = len(assistant.articles())
            if not count:
                raise ArticleError(
                    f"No article in {assistant.folder}. Put .txt or .md files there, or name "
                    "another folder with --articles."
                )
            page = build(assistant)
            url = serve(page, settings.host, port, assistant)
            print(f"{counted(count)} of {assistant.folder} at {url} (Ctrl+C stops)", flush=True)
            try:
                threading.Event().wait()
            finally:
                page.close(verbose=False)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingError) else 1
    except KeyboardInterrupt:
        print("stopped; what was indexed is kept", file=sys.stderr)
    return 0


def _tell(progress: Progress) -> None:
    """A first reading of a large folder takes its time; whoever watches a terminal sees it go."""
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.total else ""
        print(
            f"\r{progress.phase} {progress.done:,} of {progress.total:,}", end=end, file=sys.stderr
        )


def _settings(argv: Sequence[str] | None) -> Settings:
    parser = argparse.ArgumentParser(prog="python app.py", description="Chat with your articles.")
    add_flags(parser, ("articles", "index", "refusal", "host", "port", "rate", *MODEL_FLAGS))
    settings = Settings.from_env(flags=vars(parser.parse_args(argv)))
    if settings.articles is None:
        here = Path("articles")
        settings = replace(settings, articles=here if here.is_dir() else samples())
    return settings


def _port(host: str, port: int) -> int:
    """The port itself, or a free one for 0. Asked before anything is opened.

    Raises:
        SettingError: it is in use, or the host is none of this machine's.
    """
    try:
        with socket.create_server((host, port)) as server:
            return int(server.getsockname()[1])
    except OSError as error:
        raise SettingError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. "
            "Name another with --port (0 takes any free one) or --host."
        ) from error


# --- what the browser is given besides the HTML ---

# A second wall behind the escaping: whatever got through could fetch nothing from elsewhere.
# Gradio itself needs inline scripts and `new Function`.
HEAD = """<meta http-equiv="Content-Security-Policy" content="default-src 'self'; \
script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; \
img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; \
worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'">"""

# Buttons inside gr.HTML: one listener on the component turns them into Gradio events.
CHOOSING = """let judged = '';
watch('value', () => {  // whoever judged by keyboard or hears the page goes on from what it says
  if (judged) element.querySelector(`[data-turn="${judged}"] .noted`)?.focus();
  judged = '';
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-pick], [data-example], [data-judge]');
  if (!button) return;
  if (button.dataset.judge) {
    judged = button.dataset.judge.split(':')[0];
    const words = button.parentElement.querySelector('textarea')?.value ?? '';
    return trigger('judge', {judge: button.dataset.judge, words});
  }
  if (button.dataset.example) return trigger('example', {number: button.dataset.example});
  trigger('pick', {pick: button.dataset.pick});
  window.readArticle?.(true);
});"""

# A new question goes to the top of the pane and stays there while its answer grows below.
ASKING = """let before = '';
watch('value', () => {
  const turn = element.querySelector('.turn')?.dataset.turn ?? '';
  if (turn && turn !== before) setTimeout(() => element.scrollIntoView(), 50);
  before = turn;
});"""

# Brings the chosen sentence into view inside the article; on a phone, the article into the page.
READING = """let called = false;
window.readArticle = (byHand) => {
  called = called || byHand;
  const mark = element.querySelector('mark.chosen'), text = element.querySelector('.text');
  if (called && matchMedia('(max-width: 56rem)').matches) element.scrollIntoView();
  if (mark) {
    const above = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += above - text.clientHeight / 3;
  }
};
watch('value', () => { window.readArticle(false); called = false; });
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-back]')) document.getElementById('now').scrollIntoView();
});"""

# The browser's own date field: keyboard, screen reader and phone know it. Gradio's has no label.
# What stands in it is read where the question is sent: what is seen is what counts.
DAY = """<label class="day">As of (newer articles are not seen) <input type="date"></label>"""
DAY_KEPT = """const input = element.querySelector('input');
if (!input.value) input.value = props.value;  // laid out anew, as when the options are opened again
input.addEventListener('change', () => { props.value = input.value; });"""
WITH_DAY = """(...sent) => {
  const day = document.querySelector('.day input');
  return day ? sent.with(%d, day.value) : sent;
}"""

CSS = """
:root { --marked: #ffdf80; --marked-lighter: #fff5d1; --marked-edge: #d69e00;
  --wrong: #b42318; color-scheme: light; }
:root:has(.dark) { --marked: #7a5c00; --marked-lighter: #3d3414; --marked-edge: #d69e00;
  --wrong: #ff9c8f; color-scheme: dark; }
.gradio-container { width: 100%; max-width: 96rem !important; margin: 0 auto !important; }
.html-container { padding: 0 !important; }
#status, #desk { color: var(--body-text-color); line-height: 1.55; }
#status { gap: 0 1rem; flex-wrap: wrap; } #status > * { flex: 0 1 auto; width: auto; }
.heading { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; }
.heading h1 { font-size: 1.2rem; font-weight: 700; } .heading a { text-decoration: underline; }
#status p, #desk small, .badge, .working, .empty, .article header p { font-size: .85rem;
  color: var(--body-text-color-subdued); }
progress { appearance: none; width: 7rem; height: .5rem; vertical-align: middle; }
::-webkit-progress-bar { background: var(--border-color-primary); border-radius: 1rem; }
::-webkit-progress-value { background: var(--color-accent); border-radius: 1rem; }
#stop, #desk:has(.working) #asking .primary { display: none; }
#desk:has(.working) #stop { display: flex; }
#desk { height: calc(100dvh - 5.5rem); flex-wrap: nowrap; gap: 2rem; }
#chat, #evidence { height: 100%; min-height: 0; flex-wrap: nowrap; }
#conversation { flex: 1 1 0; min-height: 0; overflow-y: auto; flex-wrap: nowrap; gap: 0; }
#now { min-height: 100%; }
#asking, #options { flex: 0 0 auto; } #asking { align-items: end; gap: .6rem; }
#desk h2, #desk h3 { font-size: 1rem; font-weight: 700; margin-bottom: .5rem; }
#desk ul, #desk ol { list-style: none; padding: 0; margin: 0 0 .5rem; }
#desk small { display: block; }
.turn, .article, .sources { overflow-wrap: anywhere; unicode-bidi: isolate; }
.turn { padding-bottom: 1.5rem; }
#desk .question { width: fit-content; padding: .45rem .8rem; margin-bottom: .8rem;
  background: var(--background-fill-secondary); border-radius: var(--radius-lg); }
.answer p { margin-bottom: .7rem; }
#desk button.cite, span.cite { font-size: .8rem; line-height: 1.4; padding: .05rem .35rem;
  margin-inline-end: .15rem; color: var(--link-text-color); background: var(--color-accent-soft);
  border-radius: var(--radius-md); }
#desk li > button:not(.cite) { width: 100%; text-align: start; padding: .5rem .8rem;
  margin-bottom: .4rem; border: 1px solid var(--border-color-primary);
  border-radius: var(--radius-lg); }
#desk button.cite:hover, #desk li > button:hover { border-color: var(--color-accent);
  background: var(--background-fill-secondary); }
#desk li > button[aria-pressed=true] { border-color: var(--color-accent);
  background: var(--color-accent-soft); }
#desk :is(button, summary, textarea):focus-visible, .text:focus-visible {
  outline: 2px solid var(--color-accent); outline-offset: 1px; }
.failed { border-inline-start: 3px solid var(--wrong); padding-inline-start: .7rem; }
#desk .failed small { color: var(--wrong); font-weight: 600; }
.card { border: 1px solid var(--border-color-primary); border-radius: var(--radius-lg);
  padding: .8rem 1rem; margin-bottom: .7rem; background: var(--background-fill-secondary); }
.card > :last-child, #desk .card ul:last-child { margin-bottom: 0; }
.conflict { border-inline-start: 3px solid var(--marked-edge); }
.card li { margin-bottom: .35rem; } .card li:last-child { margin-bottom: 0; }
.problem { border-color: var(--wrong); }
#desk .judging > button, .judging summary { padding: .3rem; cursor: pointer; list-style: none;
  line-height: 0; color: var(--body-text-color-subdued); border-radius: var(--radius-md); }
.judging { display: flex; gap: .3rem; align-items: start; flex-wrap: wrap; }
.judging svg { width: 1.1rem; height: 1.1rem; } .judging summary svg { transform: rotate(180deg); }
.judging summary { width: fit-content; } .judging summary::-webkit-details-marker { display: none; }
#desk .judging > button:hover, .judging summary:hover, .judging [open] summary {
  color: var(--color-accent); background: var(--background-fill-secondary); }
.judging [open] { flex: 1 1 12rem; } .judging label { display: block; font-size: .85rem; }
.judging textarea { display: block; width: calc(100% - 3px); margin: .3rem 0; padding: .4rem .6rem;
  font: inherit;
  background: var(--input-background-fill); border-radius: var(--input-radius);
  border: 1px solid var(--border-color-primary); }
#desk .judging details button { padding: .2rem .8rem; border-radius: var(--radius-md);
  border: 1px solid var(--border-color-primary); }
.welcome p { margin-bottom: 1rem; max-width: 34rem; }
.sources { max-height: 36dvh; overflow-y: auto; }
#evidence:not(:has(.article)) .sources { max-height: none; }
.sources q { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
  overflow: hidden; font-size: .9rem; quotes: none; }  /* it has its own where it needs them */
#article { flex: 1 1 0; min-height: 0; }
#article .html-container, #article .html-container > div, .article { height: 100%; }
.article { display: flex; flex-direction: column; gap: .6rem; }
.text { flex: 1 1 0; min-height: 0; overflow-y: auto; white-space: pre-wrap; line-height: 1.65;
  unicode-bidi: plaintext; padding: .9rem 1.1rem; border: 1px solid var(--border-color-primary);
  border-radius: var(--radius-lg); }
mark { color: inherit; background: var(--marked-lighter); border-radius: 2px; }
mark.chosen { background: var(--marked); }
mark::after { content: "\\00a0" attr(data-marks); font-size: .8em; color: var(--link-text-color); }
mark[data-marks=""]::after { content: none; }
.dull { opacity: .65; }
.day { display: block; } .day input { display: block; margin-top: .3rem; padding: .4rem .6rem;
  font: inherit; background: var(--input-background-fill); border-radius: var(--input-radius);
  border: 1px solid var(--border-color-primary); }
.back { display: none; padding: .4rem 0; color: var(--link-text-color); }
@media (max-width: 56rem) {
  #desk { flex-direction: column; height: auto; }
  #chat, #evidence { height: auto; width: 100%; flex: 0 0 auto; }
  #conversation { min-height: 30dvh; overflow-y: visible; flex: 0 0 auto; }
  #now { min-height: 0; } .sources { max-height: none; }
  .text { max-height: 75dvh; flex: 0 0 auto; } .back { display: inline-block; }
}
"""


if __name__ == "__main__":
    sys.exit(main())
