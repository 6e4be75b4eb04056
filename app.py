"""The chat web UI: ask on the left, read the evidence on the right; the articles; the evals.

Components and events only: what is shown is made by ``assistant.page``, where all text is escaped.
No ``from __future__ import annotations`` here: Gradio reads the annotations of its handlers, and
gradio itself (seconds to import) is only known inside ``build``.
"""

import argparse
import asyncio
import datetime as dt
import json
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib import resources
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from assistant import users
from assistant.chain import Assistant
from assistant.deadline import Stop, Stopped, check_stopped
from assistant.examples import Beginnings
from assistant.kept import Kept
from assistant.page import scripts, shelf
from assistant.page.article import render_article
from assistant.page.asking import (
    Places,
    answered,
    answered_as_before,
    judge,
    read_day,
    saved,
)
from assistant.page.conversation import (
    render_examples,
    render_heading,
    render_past,
    render_pending,
    render_sources,
    render_turn,
    render_welcome,
    render_who,
)
from assistant.page.export import as_json, as_markdown
from assistant.page.guard import Guard
from assistant.page.shelf import (
    Look,
    render_plan,
    render_progress,
    render_report,
    render_said,
    render_shelf,
    render_yours,
    told_of,
)
from assistant.page.text import counted, one_line, plain, shown
from assistant.page.turn import Judged, Turn, cited_by
from assistant.page.work import TOLD_EVERY, told
from assistant.places import default_folder, is_samples
from assistant.settings import MODEL_FLAGS, REFUSALS, Settings, add_flags
from assistant.uploads import taken
from index import reader
from index.errors import ArticleError, SettingError, UserError
from index.types import Progress

if TYPE_CHECKING:
    import gradio as gr

AT_ONCE = 16  # questions answered at the same time; further ones wait in the queue
WAITING = 64  # questions that may wait
FEW = 20  # questions of a short run of a set
# The page's own events: not for scripts, and without Gradio's overlay on what is being read.
_OWN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
ASK = "Ask the articles"
EMPTY = "That was empty. Type a question here first."
FAILED = "That went wrong here; the terminal in which this runs says how."
PHASES = {"reading": "Files read", "vectors": "Vectors made", "asking": "Questions asked"}
ANSWERERS = (("Quotes only", "extractive"), ("Model", "llm"))


def build(assistant: Assistant) -> "gr.Blocks":
    """The page over an open Assistant; ``serve`` launches it. Visitors share nothing."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
    # After every event Gradio sums up its times for a page that `serve` switches off.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    import gradio as gr

    kept, places = Kept.beside(assistant.index_path), Places()
    page: gr.Blocks
    # What was uploaded and not taken, as when a visitor leaves, is gone within the hour.
    with gr.Blocks(
        title="Article Assistant", analytics_enabled=False, fill_width=True,
        delete_cache=(3600, 3600),
    ) as page:  # fmt: skip
        part = _lay_out(gr, assistant)
        _wire_asking(gr, assistant, kept, places, part, page)
        _wire_reading(gr, assistant, part)
        _wire_judging(gr, assistant, part)
        _wire_articles(gr, assistant, part)
        _wire_upkeep(gr, assistant, part)
        _wire_evals(gr, assistant, kept, places, part)
        _wire_status(gr, assistant, part, page)
        gr.events.api(_endpoint(gr, assistant, places), api_name="ask")
    # One event of a kind at a time is Gradio's default: a second visitor would wait for the first.
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _lay_out(gr: Any, assistant: Assistant) -> SimpleNamespace:
    """The components that events read or change, by name."""
    part, box = SimpleNamespace(), partial(gr.HTML, apply_default_css=False)
    part.turns = gr.State(())  # the conversation of this visitor: a tuple of Turn
    part.judged = gr.State({})  # number of the turn -> Judged
    part.look = gr.State(Look())  # at the list of articles
    part.set = gr.State(("", "extractive"))  # whose run is shown, and who answered
    part.timer = gr.Timer(5)
    part.parcel = box("", html_template="<i hidden></i>", js_on_load=scripts.PARCEL)
    with gr.Row(elem_id="status"):
        part.heading, part.pending, part.who = (box(min_width=0) for _ in range(3))
    with gr.Tabs(elem_id="tabs") as part.tabs:
        with gr.Tab("Ask", id="ask"), gr.Row(elem_id="desk"):
            _lay_out_asking(gr, assistant, part, box)
        with gr.Tab("Articles", id="articles") as part.articles_tab:
            _lay_out_articles(gr, assistant, part, box)
        with gr.Tab("Evals", id="evals"):
            _lay_out_evals(gr, assistant, part, box)
    return part


def _lay_out_asking(gr: Any, assistant: Assistant, part: SimpleNamespace, box: Any) -> None:
    with gr.Column(scale=5, min_width=300, elem_id="chat"):
        with gr.Column(elem_id="conversation"):
            part.past = box(js_on_load=scripts.CHOOSING)
            part.now = box(
                render_welcome(), js_on_load=scripts.CHOOSING + scripts.ASKING, elem_id="now"
            )
            part.examples = box(js_on_load=scripts.CHOOSING, elem_id="examples")
        with gr.Row(elem_id="asking"):
            part.question = gr.Textbox(
                placeholder=ASK, label="Question", show_label=False,
                container=False, max_lines=6, autofocus=True, elem_id="question",
            )  # fmt: skip
            part.ask = gr.Button("Ask", variant="primary", scale=0, min_width=80)
            part.stop = gr.Button("Stop", scale=0, min_width=80, elem_id="stop")
        with gr.Accordion("Options", open=False, elem_id="options"):
            part.days = box("", html_template=scripts.DAYS, js_on_load=scripts.DAYS_KEPT)
            part.answerer = gr.Radio(
                [("Automatic", "auto"), *ANSWERERS],
                value="auto", label="Answered by", visible=assistant.settings.llm_configured,
            )  # fmt: skip
            part.refusal = gr.Radio(
                [(name.capitalize(), name) for name in REFUSALS],
                value=assistant.settings.refusal, label="How sure an answer must be",
            )  # fmt: skip
            part.files = gr.Dropdown([], multiselect=True, label="Only these articles")
    with gr.Column(scale=6, min_width=300, elem_id="evidence"):
        part.sources = box(render_sources(None, 0, None), js_on_load=scripts.CHOOSING)
        part.article = box(js_on_load=scripts.READING, elem_id="article")


def _lay_out_articles(gr: Any, assistant: Assistant, part: SimpleNamespace, box: Any) -> None:
    with gr.Row(elem_id="upkeep"):
        with gr.Column(scale=2, min_width=260):
            part.words = gr.Textbox(label="Search the list", placeholder="Title, date, state")
            with gr.Row():
                part.sync = gr.Button("Bring in step with the folder", size="sm")
                part.plan = gr.Button("What would change?", size="sm")
            part.follow = gr.Checkbox(label="Follow the folder while it changes")
        if is_samples(assistant.folder):  # to which nobody adds
            with gr.Column(scale=3, min_width=260):
                box(render_yours(), elem_id="yours")
        else:
            part.upload = gr.File(
                label="Drop articles here", file_count="multiple", type="filepath", height=130,
                file_types=sorted(reader.SUFFIXES), elem_id="upload", scale=3, min_width=260,
            )  # fmt: skip
    part.said = box("", elem_id="said")
    with gr.Row(elem_id="library"):
        with gr.Column(scale=6, min_width=300, elem_id="shelf"):
            part.shelf = box(js_on_load=scripts.SHELF)
        with gr.Column(scale=5, min_width=300, elem_id="reading"):
            part.opened = box(js_on_load=scripts.OPENED)


def _lay_out_evals(gr: Any, assistant: Assistant, part: SimpleNamespace, box: Any) -> None:
    from evals import desk

    names = list(desk.sets(assistant.folder))
    with gr.Row(elem_id="running"):
        part.sets = gr.Dropdown(names, value=names[-1] if names else None, label="Question set")
        part.few = gr.Radio([(f"{FEW} questions", FEW), ("All", 0)], value=FEW, label="How many")
        part.by = gr.Radio(
            ANSWERERS, value="extractive", label="Answered by",
            visible=assistant.settings.llm_configured,
        )  # fmt: skip
        part.run = gr.Button("Run", variant="primary", scale=0, min_width=80)
        part.halt = gr.Button("Stop", scale=0, min_width=80, elem_id="halt")
    part.report = box(
        "" if names else render_said(["No question set is here: a set is a goldens.jsonl beside "
                                      "a folder called articles."]),
        js_on_load=scripts.CASES, elem_id="report",
    )  # fmt: skip


def _wire_asking(
    gr: Any, assistant: Assistant, kept: Kept, places: Places, part: SimpleNamespace, page: Any
) -> None:
    def asked(
        request: gr.Request,
        question: str,
        turns: tuple[Turn, ...],
        judged: dict[int, Judged],
        *options: Any,
    ) -> Iterator[dict[Any, Any]]:
        if not any(map(str.isalnum, question)):
            yield {part.question: gr.update(value="", placeholder=EMPTY)}
            return
        asking = (*turns, Turn(question))
        growing = places.growing(request, asking, answered(assistant, kept, asking, *options))
        yield from _begun(gr, assistant, part, asking, judged, growing)

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
            yield _unchanged(gr)

    def reopened(request: gr.Request) -> dict[Any, Any]:
        turns = kept.open(request.query_params.get("answer", ""))
        if not turns:
            return _unchanged(gr)
        return {**_whole(part, turns, {}), **_opened(assistant, part, turns, len(turns) - 1)}

    def resumed(
        request: gr.Request, turns: tuple[Turn, ...], judged: dict[int, Judged]
    ) -> Iterator[dict[Any, Any]]:
        if turns and not turns[-1].done:
            growing = places.growing(request, turns, answered_as_before(assistant, kept, turns))
            yield from _begun(gr, assistant, part, turns, judged, growing)
        else:  # a generator that yields nothing would empty the page
            yield _unchanged(gr)

    def ended(why: str, turns: tuple[Turn, ...]) -> dict[Any, Any]:
        if not turns or turns[-1].done:
            return _unchanged(gr)
        last = saved(kept, (*turns[:-1], replace(turns[-1], problem=why)))
        return _grown(part, (*turns[:-1], last))

    options = [part.turns, part.judged, part.files, part.days, part.answerer, part.refusal]
    changed = _conversation(part)
    by_hand, typed = [part.question.submit, part.ask.click], [part.question, *options]
    days = scripts.WITH_DAYS % options.index(part.days)
    running = [
        gr.on(
            by_hand, asked, typed, changed,
            js=scripts.WITH_DAYS % typed.index(part.days), **_OWN
        ),
        part.examples.example(example, options, changed, js=days, **_OWN),
        part.now.again(again, options, changed, js=days, **_OWN),
        page.load(reopened, None, changed, **_OWN).then(
            resumed, [part.turns, part.judged], changed, **_OWN
        ),
    ]  # fmt: skip
    for event in running:
        event.failure(partial(ended, FAILED), part.turns, changed, **_OWN)
    part.stop.click(partial(ended, "Stopped."), part.turns, changed, cancels=running, **_OWN)
    part.now.edit(partial(_edited, gr, part), [part.turns, part.judged], changed, **_OWN)

    def parcel(turns: tuple[Turn, ...], event: gr.EventData) -> str:
        return _parcel(assistant, turns, str(event.form))

    part.now.save(parcel, part.turns, part.parcel, **_OWN)


def _conversation(part: SimpleNamespace) -> list[Any]:
    """What a question changes."""
    return [
        part.turns, part.judged, part.past, part.now, part.question, part.sources, part.article,
        part.heading,
    ]  # fmt: skip


def _begun(
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
        part.question: gr.update(value="", placeholder=ASK),
        **_grown(part, asking),
    }
    for now in growing:
        step = _grown(part, now)
        if now[-1].done:
            # A question looks at the folder again: there may be more articles now.
            heading = render_heading(assistant.folder, len(assistant.articles()))
            step |= {**_opened(assistant, part, now, number), part.heading: heading}
        yield step


def _unchanged(gr: Any) -> dict[Any, Any]:
    """The page as it is: an empty dict would be taken for missing values."""
    skipped: dict[Any, Any] = gr.skip()
    return skipped


def _grown(part: SimpleNamespace, turns: tuple[Turn, ...]) -> dict[Any, Any]:
    """The page after the last turn has changed."""
    return {part.turns: turns, part.now: render_turn(turns[-1], len(turns) - 1)}


def _edited(
    gr: Any, part: SimpleNamespace, turns: tuple[Turn, ...], judged: dict[int, Judged]
) -> dict[Any, Any]:
    """The last question back in its field, to be changed; its answer goes (its link stays)."""
    if not turns:
        return _unchanged(gr)
    *before, last = turns
    judged = {number: word for number, word in judged.items() if number < len(before)}
    shown_now = _whole(part, tuple(before), judged)
    return {**shown_now, part.question: last.question, part.sources: "", part.article: ""}


def _whole(
    part: SimpleNamespace, turns: tuple[Turn, ...], judged: dict[int, Judged]
) -> dict[Any, Any]:
    """The page for a conversation that is there already."""
    last = len(turns) - 1
    now = render_turn(turns[-1], last, judged.get(last)) if turns else render_welcome()
    return {
        part.turns: turns,
        part.judged: judged,
        part.past: render_past(turns[:-1], judged),
        part.now: now,
    }


def _parcel(assistant: Assistant, turns: tuple[Turn, ...], form: str) -> str:
    """The conversation as a file that the browser saves."""
    if form == "json":
        text, kind = as_json(assistant.folder, assistant.fingerprint(), turns), "application/json"
    else:
        text, kind = as_markdown(assistant.folder, turns), "text/markdown"
    stamp = dt.datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")  # two savings differ
    name = f"conversation-{stamp}.{'json' if form == 'json' else 'md'}"
    return json.dumps({"name": name, "kind": kind, "text": text})


def _wire_judging(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """Thumb, correction, comment -> a candidate for the evals, once an answer."""

    def judging(
        turns: tuple[Turn, ...], judged: dict[int, Judged], event: gr.EventData
    ) -> dict[Any, Any]:
        found = re.fullmatch(r"(\d{1,6}):(up|down|words)", str(event.judge))
        number = int(found[1]) if found else len(turns)
        if not found or number >= len(turns) or not turns[number].answer:
            return _unchanged(gr)
        became = judge(
            assistant, turns[: number + 1], found[2], str(event.correction), str(event.comment),
            judged.get(number),
        )  # fmt: skip
        if became is None:
            return _unchanged(gr)
        judged = {**judged, number: became}
        if number < len(turns) - 1:
            return {part.judged: judged, part.past: render_past(turns[:-1], judged)}
        return {part.judged: judged, part.now: render_turn(turns[-1], number, became)}

    for place in (part.past, part.now):
        inputs = [part.turns, part.judged]
        place.judge(judging, inputs, [part.judged, part.past, part.now], **_OWN)


def _wire_reading(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """Citation -> its article, highlighted."""

    def picked(turns: tuple[Turn, ...], event: gr.EventData) -> dict[Any, Any]:
        found = re.fullmatch(r"(\d{1,6}):(\d{1,6})", str(event.pick))
        if not found or int(found[1]) >= len(turns):
            return _unchanged(gr)  # a mark of a conversation that is no longer there
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


def _listed(assistant: Assistant, part: SimpleNamespace, look: Look) -> dict[Any, Any]:
    rows = shelf.rows(assistant.articles(), assistant.skipped())
    return {part.look: look, part.shelf: render_shelf(rows, look)}


def _wire_articles(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """The list of articles: looked through, opened."""
    listed = partial(_listed, assistant, part)

    def searched(words: str, look: Look) -> dict[Any, Any]:
        return listed(replace(look, words=words[:200], page=0))

    def by(look: Look, event: gr.EventData) -> dict[Any, Any]:
        return listed(look.sorted_by(str(event.by)))

    def turned(look: Look, event: gr.EventData) -> dict[Any, Any]:
        page = str(event.page)
        if not re.fullmatch(r"\d{1,6}", page):
            return _unchanged(gr)
        return listed(replace(look, page=int(page)))

    def opened(event: gr.EventData) -> str:
        try:
            return render_article(assistant.article(str(event.file)))
        except ArticleError as error:
            return render_said([str(error)], wrong=True)

    seen = [part.look, part.shelf]
    part.articles_tab.select(listed, part.look, seen, **_OWN)
    part.words.change(searched, [part.words, part.look], seen, trigger_mode="always_last", **_OWN)
    part.shelf.sort(by, part.look, seen, **_OWN)
    part.shelf.turn(turned, part.look, seen, **_OWN)
    part.shelf.open(opened, None, part.opened, **_OWN)


def _wire_upkeep(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """The folder and its index: brought in step, followed, added to."""

    def synced(look: Look, added: Sequence[str] = (), refused: Sequence[str] = ()) -> Any:
        wrong = render_said(refused, wrong=True) if refused else ""
        yield {part.said: wrong + render_progress("Looking at the folder")}
        try:
            for news in told(assistant.sync):
                if isinstance(news, Progress):
                    said = render_progress(PHASES[news.phase], news.done, news.total)
                    yield {part.said: wrong + said}
                else:
                    said = wrong + (became(added) if added else render_report(news))
                    shown_now = _listed(assistant, part, look)
                    yield {part.said: said, **shown_now, **_folder(gr, assistant, part)}
        except UserError as error:
            wrong += render_said([str(error)], wrong=True)
            yield {part.said: wrong + became(added), **_listed(assistant, part, look)}

    def became(names: Sequence[str]) -> str:
        # Not what the sync reports: who follows the folder may have read them before it did.
        lines = told_of(names, assistant.articles(), assistant.skipped())
        return render_said(lines) if lines else ""

    def planned() -> str:
        try:
            return render_plan(assistant.planned())
        except UserError as error:
            return render_said([str(error)], wrong=True)

    def uploaded(paths: list[str] | None, look: Look) -> Iterator[dict[Any, Any]]:
        added, refused = taken(assistant.folder, paths or [])
        yield {part.upload: None}
        if added:
            yield from synced(look, added, refused)
        elif refused:
            yield {part.said: render_said(refused, wrong=True)}

    changed = [
        part.look, part.shelf, part.said, part.heading, part.files, part.pending, part.timer
    ]  # fmt: skip
    one = {"concurrency_id": "upkeep", "concurrency_limit": 1, **_OWN}
    part.sync.click(synced, part.look, changed, **one)
    part.plan.click(planned, None, part.said, **one)
    # For everybody who has the page open: there is one folder.
    part.articles_tab.select(lambda: assistant.follows, None, part.follow, queue=False, **_OWN)
    part.follow.input(assistant.follow, part.follow, None, **one)
    if hasattr(part, "upload"):
        part.upload.upload(uploaded, [part.upload, part.look], [part.upload, *changed], **one)


def _wire_evals(
    gr: Any, assistant: Assistant, kept: Kept, places: Places, part: SimpleNamespace
) -> None:
    """Run a question set, look at what came of it, ask one of its questions in the chat."""
    one_run = threading.Lock()  # at a time: beside the visitors' questions
    running: dict[str | None, Stop] = {}  # by session

    def ran(name: str, few: int, answerer: Any, request: gr.Request) -> Iterator[dict[Any, Any]]:
        from evals import desk

        folder = desk.sets(assistant.folder).get(name)
        if folder is None:
            yield {part.report: render_said(["Choose a question set."], wrong=True)}
            return

        def work(tell: Callable[[Progress], None]) -> Any:
            while not one_run.acquire(timeout=TOLD_EVERY):
                check_stopped()
            try:
                return desk.run_set(
                    folder, assistant, answerer, few or None,
                    lambda phase, done, total: tell(Progress(phase, done, total)),
                )  # fmt: skip
            finally:
                one_run.release()

        first = "Waiting for another run to end" if one_run.locked() else "Opening the set"
        yield {part.report: render_progress(first)}
        stop = running[request.session_hash] = Stop()
        try:
            for news in told(work, stop):
                if isinstance(news, Progress):
                    said = render_progress(PHASES[news.phase], news.done, news.total)
                    yield {part.report: said}
                else:
                    report = desk.render(news, folder, assistant)
                    yield {part.report: report, part.set: (name, answerer)}
        except UserError as error:
            yield {part.report: render_said([str(error)], wrong=True)}
        except Stopped:
            yield {part.report: render_said(["Stopped before the first question was answered."])}
        finally:
            running.pop(request.session_hash, None)

    def halted(request: gr.Request) -> None:
        if stop := running.get(request.session_hash):
            stop.now()

    def opened(
        request: gr.Request, event: gr.EventData, shown_run: tuple[str, Any]
    ) -> Iterator[dict[Any, Any]]:
        from evals import desk

        name, answerer = shown_run
        folder = desk.sets(assistant.folder).get(name)
        asking = desk.conversation(folder, str(event.id), answerer) if folder else ()
        if not asking:
            yield _unchanged(gr)
        else:
            growing = places.growing(request, asking, answered_as_before(assistant, kept, asking))
            for step in _begun(gr, assistant, part, asking, {}, growing):
                yield {part.tabs: gr.Tabs(selected="ask"), **step}

    changed = _conversation(part)
    part.run.click(ran, [part.sets, part.few, part.by], [part.report, part.set], **_OWN)
    part.halt.click(halted, None, None, queue=False, **_OWN)
    part.report.open(opened, part.set, [part.tabs, *changed], **_OWN)


def _folder(gr: Any, assistant: Assistant, part: SimpleNamespace) -> dict[Any, Any]:
    """What says how many articles there are, and the choice among them."""
    articles = assistant.articles()
    choices = [(plain(f"{one_line(info.title)} ({info.file})"), info.file) for info in articles]
    return {
        part.heading: render_heading(assistant.folder, len(articles)),
        part.files: gr.update(choices=choices),
        **_progress(gr, assistant, part),
    }


def _progress(gr: Any, assistant: Assistant, part: SimpleNamespace) -> dict[Any, Any]:
    pending = render_pending(*assistant.vector_counts())
    return {part.pending: pending, part.timer: gr.Timer(active=bool(pending))}


def _wire_status(gr: Any, assistant: Assistant, part: SimpleNamespace, page: Any) -> None:
    """The heading, its progress while vectors are made, the list of articles, the examples."""
    begin = Beginnings(assistant)

    def opened(request: gr.Request) -> dict[Any, Any]:
        return {part.who: render_who(request.username or ""), **_folder(gr, assistant, part)}

    ticking = [part.pending, part.timer]
    seen = [part.who, part.heading, part.files, *ticking]
    page.load(opened, None, seen, queue=False, **_OWN)
    page.load(lambda: render_examples(begin()), None, part.examples, **_OWN)
    part.timer.tick(partial(_progress, gr, assistant, part), None, ticking, queue=False, **_OWN)


def _endpoint(gr: Any, assistant: Assistant, places: Places) -> Callable[..., dict[str, Any]]:
    """``client.predict(question, api_name="/ask")``."""

    def ask(
        request: gr.Request,
        question: str,
        files: list[str] | None = None,
        as_of: str | None = None,
        answerer: str = "auto",
        refusal: str | None = None,
        since: str | None = None,
    ) -> dict[str, Any]:
        """The answer to a question as one JSON object: `Answer.to_json`."""
        try:
            with places.one(request):
                return assistant.ask(
                    question,
                    files=files or (),
                    since=read_day(since),
                    as_of=read_day(as_of),
                    answerer=answerer,  # type: ignore[arg-type]  # it names what it takes
                    refusal=refusal,
                ).to_json()
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask


def serve(
    page: "gr.Blocks",
    host: str,
    port: int,
    assistant: Assistant | None = None,
    allowed: users.Door | None = None,
) -> str:
    """Launch the page without blocking, with an assistant's doors beside it; returns its URL.

    Args:
        allowed: who may log in to the page.
    """
    import gradio as gr
    from starlette.middleware import Middleware

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
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color_dark="*neutral_300",
    )

    async def opens(name: str, password: str) -> bool:
        # Hashing takes a tenth of a second: nobody else's answer waits for it.
        return bool(allowed and await asyncio.to_thread(allowed.opens, name, password))

    _fetch_nothing()
    sessions = users.Sessions(allowed) if allowed else None
    door = mounted(assistant, sessions=sessions) if assistant else {"middleware": []}
    open_to_others = allowed or (assistant and assistant.settings.token)
    names = None if open_to_others else ("localhost", host)
    page_guard = Middleware(Guard, names=names)
    style = resources.files("assistant.page").joinpath("style.css").read_text("utf-8")
    application, url, _ = page.launch(
        server_name=host, server_port=port, prevent_thread_lock=True, quiet=True, inbrowser=False,
        share=False, inline=False, ssr_mode=False, mcp_server=False, enable_monitoring=False,
        run_history=False, footer_links=[], max_file_size=reader.MAX_BYTES,
        theme=theme, css=style, auth=opens if allowed else None,  # type: ignore[arg-type]  # may be a coroutine
        auth_message="Log in to ask.",
        app_kwargs={**door, "middleware": [page_guard, *door["middleware"]]},
    )  # fmt: skip
    if sessions is not None:
        application.tokens = sessions  # before anybody knows the address
    return str(url).rstrip("/")


def _fetch_nothing() -> None:
    """Gradio fetches a file for whoever names its address instead of uploading it; here none is."""
    from gradio import processing_utils

    async def refused(url: str, cache_dir: str) -> str:  # noqa: ARG001 - as it is called
        raise ValueError("Nothing is fetched from other servers.")

    processing_utils.async_ssrf_protected_download = refused


# --- the command ---


def main(argv: Sequence[str] | None = None) -> int:
    """Open the folder, serve the page until Ctrl+C. 0 done, 1 it could not be, 2 wrong setting."""
    try:
        settings = _settings(argv)
        settings.check_exposed(guarded=settings.users is not None)
        port = _port(settings.host, settings.port)
        allowed = _allowed(settings)
        with Assistant.open(settings=settings, progress=_tell) as assistant:
            count = len(assistant.articles())
            if not count:
                raise ArticleError(
                    f"No article in {assistant.folder}. Put text, web, PDF or Word files there, "
                    "or name another folder with --articles."
                )
            assistant.follow()
            page = build(assistant)
            url = serve(page, settings.host, port, assistant, allowed)
            print(f"{counted(count)} of {assistant.folder} at {url} (Ctrl+C stops)", flush=True)
            try:
                while True:  # a signal that another thread was given is seen on waking only
                    time.sleep(1)
            finally:
                page.close(verbose=False)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingError) else 1
    except KeyboardInterrupt:
        print("stopped; what was indexed is kept", file=sys.stderr)
    return 0


def _allowed(settings: Settings) -> users.Door | None:
    """Who may log in to the page; None where nobody has to.

    Raises:
        SettingError: the list is broken.
    """
    return None if settings.users is None else users.Door(settings.users)


def _tell(progress: Progress) -> None:
    """A first reading of a large folder takes its time; whoever watches a terminal sees it go."""
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.total else ""
        print(
            f"\r{progress.phase} {progress.done:,} of {progress.total:,}", end=end, file=sys.stderr
        )


def _settings(argv: Sequence[str] | None) -> Settings:
    parser = argparse.ArgumentParser(prog="python app.py", description="Chat with your articles.")
    names = ("articles", "index", "refusal", "host", "port", "users", "rate", *MODEL_FLAGS)
    add_flags(parser, names)
    settings = Settings.from_env(flags=vars(parser.parse_args(argv)))
    if settings.articles is None:
        settings = replace(settings, articles=default_folder(settings.index))
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


if __name__ == "__main__":
    sys.exit(main())
