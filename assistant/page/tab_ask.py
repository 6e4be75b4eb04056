"""The tab Ask: a question and its answer on the left, the evidence on the right.

No ``from __future__ import annotations`` here: Gradio reads the annotations of its handlers, and
gradio itself is handed in as ``gr`` by app.py, which alone imports it.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

from assistant.chain import Assistant
from assistant.kept import Kept
from assistant.page import scripts
from assistant.page.article import render_article
from assistant.page.asking import (
    STOPPED,
    Places,
    answered,
    answered_as_before,
    judge,
    removed,
    saved,
)
from assistant.page.conversation import (
    render_heading,
    render_last,
    render_past,
    render_sources,
    render_welcome,
)
from assistant.page.events import ANSWERERS, OWN, unchanged
from assistant.page.export import as_json, as_markdown
from assistant.page.shelf import offered
from assistant.page.turn import Judged, Turn, cited_by
from assistant.settings import REFUSALS
from index.errors import ArticleError

ASK = "Ask the articles"
ONLY = "Only these articles"
EMPTY = "That was empty. Type a question here first."
FAILED = "That went wrong here; the terminal in which this runs says how."


def lay_out(gr: Any, assistant: Assistant, part: SimpleNamespace, box: Any) -> None:
    with gr.Column(scale=5, min_width=300, elem_id="chat"):
        with gr.Column(elem_id="conversation"):
            part.past = box(js_on_load=scripts.CHOOSING)
            part.now = box(
                render_welcome(), elem_id="now",
                js_on_load=scripts.CHOOSING + scripts.ASKING + scripts.TELLING + scripts.DRAFT,
            )  # fmt: skip
            part.examples = box(js_on_load=scripts.CHOOSING, elem_id="examples")
        with gr.Row(elem_id="asking"):
            part.question = gr.Textbox(
                placeholder=ASK, label="Question", show_label=False,
                container=False, max_lines=6, autofocus=True, elem_id="question",
            )  # fmt: skip
            part.ask = gr.Button("Ask", variant="primary", scale=0, min_width=80)
            part.stop = gr.Button("Stop", scale=0, min_width=80, elem_id="stop")
        with gr.Accordion("Options", open=False, elem_id="options") as part.options:
            part.days = box("", html_template=scripts.DAYS, js_on_load=scripts.DAYS_KEPT)
            part.answerer = gr.Radio(
                [("Automatic", "auto"), *ANSWERERS],
                value="auto", label="Answered by", visible=assistant.settings.llm_configured,
            )  # fmt: skip
            part.refusal = gr.Radio(
                [(name.capitalize(), name) for name in REFUSALS],
                value=assistant.settings.refusal, label="How sure an answer must be",
            )  # fmt: skip
            part.files = gr.Dropdown([], multiselect=True, label=ONLY, elem_id="chosen")
    with gr.Column(scale=6, min_width=300, elem_id="evidence"):
        part.sources = box(render_sources(None, 0, None), js_on_load=scripts.CHOOSING)
        part.article = box(js_on_load=scripts.READING, elem_id="article")


def wire_asking(
    gr: Any, assistant: Assistant, kept: Kept, places: Places, part: SimpleNamespace, page: Any,
    elsewhere: Any,
) -> None:  # fmt: skip
    """``elsewhere``: the event of another tab that asks here too."""

    def asked(
        request: gr.Request,
        question: str,
        turns: tuple[Turn, ...],
        judged: dict[int, Judged],
        *options: Any,
    ) -> Iterator[dict[Any, Any]]:
        if not any(map(str.isalnum, question)):
            yield {part.question: gr.update(placeholder=EMPTY)}
            return
        asking = (*turns, Turn(question))
        growing = places.growing(request, asking, answered(assistant, kept, asking, *options))
        yield from begun(gr, assistant, part, asking, judged, growing)

    def example(
        request: gr.Request,
        event: gr.EventData,
        turns: tuple[Turn, ...],
        judged: dict[int, Judged],
        *options: Any,
    ) -> Iterator[dict[Any, Any]]:
        yield from asked(request, str(event.question), turns, judged, *options)

    def again(
        request: gr.Request, turns: tuple[Turn, ...], judged: dict[int, Judged], *options: Any
    ) -> Iterator[dict[Any, Any]]:
        if turns:
            yield from asked(request, turns[-1].question, turns[:-1], judged, *options)
        else:
            yield unchanged(gr)

    def reopened(request: gr.Request) -> dict[Any, Any]:
        link = request.query_params.get("answer", "")
        turns = kept.open(link)
        if not turns:
            return {part.now: render_welcome(lost=True)} if link else unchanged(gr)
        return {
            **_whole(part, turns, {}),
            **_opened(assistant, part, turns, len(turns) - 1),
            **asked_as(gr, assistant, part, turns[-1]),
        }

    def resumed(
        request: gr.Request, turns: tuple[Turn, ...], judged: dict[int, Judged]
    ) -> Iterator[dict[Any, Any]]:
        # What was sent while a slow page still loaded is being answered already.
        if turns and not turns[-1].done and not places.is_asked(request):
            growing = places.growing(request, turns, answered_as_before(assistant, kept, turns))
            yield from begun(gr, assistant, part, turns, judged, growing)
        else:  # a generator that yields nothing would empty the page
            yield unchanged(gr)

    def stopped(request: gr.Request, turns: tuple[Turn, ...]) -> dict[Any, Any]:
        # Gradio takes no further question before the answer's generator has ended.
        places.stop(request)
        return ended(STOPPED, turns)

    def left(request: gr.Request) -> None:
        places.stop(request, left=True)

    def ended(why: str, turns: tuple[Turn, ...]) -> dict[Any, Any]:
        if not turns or turns[-1].done:
            return unchanged(gr)
        last = saved(kept, (*turns[:-1], replace(turns[-1], problem=why)))
        return _grown(part, (*turns[:-1], last))

    def told(files: list[str]) -> Any:
        return gr.update(label=f"{ONLY} ({len(files):,} chosen)" if files else ONLY)

    part.files.change(told, part.files, part.files, queue=False, trigger_mode="always_last", **OWN)
    options = [part.turns, part.judged, part.files, *choices(part)[1:]]
    changed = conversation(part)
    by_hand, typed = [part.question.submit, part.ask.click], [part.question, *options]
    days = scripts.with_days(options.index(part.days))
    sending = gr.on(
        by_hand, asked, typed, changed,
        js=scripts.with_days(typed.index(part.days), scripts.SENT), **OWN
    )  # fmt: skip
    sending.failure(None, js=scripts.LOST, **OWN)
    running = [
        sending,
        part.examples.example(example, options, changed, js=days, **OWN),
        part.now.again(again, options, changed, js=days, **OWN),
        page.load(reopened, None, [*changed, *choices(part)], **OWN).then(
            resumed, [part.turns, part.judged], changed, **OWN
        ),
        elsewhere,
    ]  # fmt: skip
    for event in running:
        event.failure(partial(ended, FAILED), part.turns, changed, **OWN)
    part.stop.click(stopped, part.turns, changed, cancels=running, **OWN)
    page.unload(left)
    editing = [part.turns, part.judged, part.question]
    part.now.edit(partial(_edited, gr, part), editing, changed, **OWN).then(
        None, part.question, js=scripts.PUT_BACK, **OWN
    )

    def parcel(turns: tuple[Turn, ...], event: gr.EventData) -> str:
        return _parcel(assistant, turns, str(event.form))

    part.now.save(parcel, part.turns, part.parcel, **OWN)


def conversation(part: SimpleNamespace) -> list[Any]:
    """What a question changes."""
    return [
        part.turns, part.judged, part.past, part.now, part.question, part.sources, part.article,
        part.heading, part.files,
    ]  # fmt: skip


def choices(part: SimpleNamespace) -> list[Any]:
    """How a question is asked beside the articles chosen, which it may lift; their panel first."""
    return [part.options, part.days, part.answerer, part.refusal]


def begun(
    gr: Any,
    assistant: Assistant,
    part: SimpleNamespace,
    asking: tuple[Turn, ...],
    judged: dict[int, Judged],
    growing: Iterator[tuple[Turn, ...]],
) -> Iterator[dict[Any, Any]]:
    """The page from the moment when a question is sent until its answer is whole."""
    number = len(asking) - 1
    judged = {n: word for n, word in judged.items() if n < number}
    yield {
        part.judged: judged,
        part.past: render_past(asking[:-1], judged),
        part.question: gr.update(placeholder=ASK),  # not its value: somebody may be typing
        **_grown(part, asking),
    }
    for now in growing:
        step = _grown(part, now)
        if now[-1].done:
            # A question looks at the folder again: there may be more articles now.
            heading = render_heading(assistant.folder, len(assistant.articles()))
            step |= {**_opened(assistant, part, now, number), part.heading: heading}
            if removed(assistant, now[-1].files):  # as the answer says
                choices = offered(assistant.articles())
                step[part.files] = gr.update(value=_there(assistant, now[-1]), choices=choices)
        yield step


def _grown(part: SimpleNamespace, turns: tuple[Turn, ...]) -> dict[Any, Any]:
    """The page after the last turn has changed."""
    return {part.turns: turns, part.now: render_last(turns)}


def _edited(
    gr: Any, part: SimpleNamespace, turns: tuple[Turn, ...], judged: dict[int, Judged], typed: str
) -> dict[Any, Any]:
    """The last question back in its field, to be changed; its answer goes (its link stays).

    What was typed there already stands below it.
    """
    if not turns:
        return unchanged(gr)
    *before, last = turns
    judged = {number: word for number, word in judged.items() if number < len(before)}
    shown_now = _whole(part, tuple(before), judged)
    words = "\n".join(filter(None, [last.question, typed]))
    return {**shown_now, part.question: words, part.sources: "", part.article: ""}


def _whole(
    part: SimpleNamespace, turns: tuple[Turn, ...], judged: dict[int, Judged]
) -> dict[Any, Any]:
    """The page for a conversation that is there already."""
    now = render_last(turns, judged.get(len(turns) - 1)) if turns else render_welcome()
    return {
        part.turns: turns,
        part.judged: judged,
        part.past: render_past(turns[:-1], judged),
        part.now: now,
    }


def asked_as(gr: Any, assistant: Assistant, part: SimpleNamespace, turn: Turn) -> dict[Any, Any]:
    """The options as this question was asked with, in sight where they are not the usual ones."""
    files = _there(assistant, turn)
    answerer = turn.answerer if assistant.settings.llm_configured else "auto"
    usual = (answerer, turn.refusal) == ("auto", assistant.settings.refusal)
    return {
        part.files: gr.update(value=files),
        part.days: "/".join(day.isoformat() if day else "" for day in (turn.since, turn.as_of)),
        part.answerer: answerer,
        part.refusal: turn.refusal,
        part.options: gr.update(open=bool(files or turn.since or turn.as_of or not usual)),
    }


def _there(assistant: Assistant, turn: Turn) -> list[str]:
    """The articles that were chosen, as far as they are there."""
    there = {info.file for info in assistant.articles()}
    return [file for file in turn.files if file in there]


def _parcel(assistant: Assistant, turns: tuple[Turn, ...], form: str) -> str:
    """The conversation as a file that the browser saves."""
    if form == "json":
        text, kind = as_json(assistant.folder, assistant.fingerprint(), turns), "application/json"
    else:
        text, kind = as_markdown(assistant.folder, turns), "text/markdown"
    stamp = dt.datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")  # two savings differ
    name = f"conversation-{stamp}.{'json' if form == 'json' else 'md'}"
    return json.dumps({"name": name, "kind": kind, "text": text})


def wire_judging(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """Thumb, correction, comment -> a candidate for the evals, once an answer."""

    def judging(
        turns: tuple[Turn, ...], judged: dict[int, Judged], event: gr.EventData
    ) -> dict[Any, Any]:
        found = re.fullmatch(r"(\d{1,6}):(up|down|words)", str(event.judge))
        number = int(found[1]) if found else len(turns)
        if not found or number >= len(turns) or not turns[number].answer:
            return unchanged(gr)
        became = judge(
            assistant, turns[: number + 1], found[2], str(event.correction), str(event.comment),
            judged.get(number),
        )  # fmt: skip
        if became is None:
            return unchanged(gr)
        judged = {**judged, number: became}
        if number < len(turns) - 1:
            return {part.judged: judged, part.past: render_past(turns[:-1], judged)}
        return {part.judged: judged, part.now: render_last(turns, became)}

    for place in (part.past, part.now):
        inputs = [part.turns, part.judged]
        place.judge(judging, inputs, [part.judged, part.past, part.now], **OWN)


def wire_reading(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """Citation -> its article, highlighted."""

    def picked(turns: tuple[Turn, ...], event: gr.EventData) -> dict[Any, Any]:
        found = re.fullmatch(r"(\d{1,6}):(\d{1,6})", str(event.pick))
        if not found or int(found[1]) >= len(turns):
            return unchanged(gr)  # a mark of a conversation that is no longer there
        return _opened(assistant, part, turns, int(found[1]), int(found[2]))

    for place in (part.past, part.now, part.sources):
        place.pick(picked, part.turns, [part.sources, part.article], **OWN).then(
            None, js=scripts.CITED_IS_OPEN, **OWN
        )


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
            except ArticleError:
                why = "This article was removed since; its quote is kept above."
                article = f'<p class="card problem" role="alert">{why}</p>'
    return {part.sources: render_sources(answer, turn, number), part.article: article}
