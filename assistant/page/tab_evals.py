"""The tab Evals: a question set is run, compared, and one of its questions asked in the chat.

No ``from __future__ import annotations`` here: Gradio reads the annotations of its handlers, and
gradio itself is handed in as ``gr`` by app.py, which alone imports it.
``desk`` is ``evals.desk``, handed in likewise: this package is below the evals.
"""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from assistant.chain import Assistant
from assistant.deadline import Stop, Stopped, check_stopped
from assistant.doors.discreet import discreet
from assistant.kept import Kept
from assistant.page import scripts
from assistant.page.asking import Places, answered_as_before
from assistant.page.events import ANSWERERS, OWN, PHASES, unchanged
from assistant.page.shelf import render_progress, render_said
from assistant.page.tab_ask import asked_as, begun, choices, conversation
from assistant.page.work import TOLD_EVERY, told
from index.errors import UserError
from index.types import Progress

FEW = 20  # questions of a short run of a set


def lay_out(gr: Any, assistant: Assistant, part: SimpleNamespace, box: Any, desk: Any) -> None:
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
        js_on_load=scripts.SAYING + scripts.CASES, elem_id="report",
    )  # fmt: skip


def wire(
    gr: Any, assistant: Assistant, kept: Kept, places: Places, part: SimpleNamespace, desk: Any
) -> Any:
    """Run a question set, look at what came of it, ask one of its questions in the chat.

    Returns the event of that last.
    """
    one_run = threading.Lock()  # at a time: beside the visitors' questions
    running: dict[str | None, Stop] = {}  # by session

    def ran(name: str, few: int, answerer: Any, request: gr.Request) -> Iterator[dict[Any, Any]]:
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
            yield {part.report: render_said([discreet(str(error), assistant)], wrong=True)}
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
        name, answerer = shown_run
        folder = desk.sets(assistant.folder).get(name)
        asking = desk.conversation(folder, str(event.id), answerer) if folder else ()
        if not asking:
            yield unchanged(gr)
        else:
            growing = places.growing(request, asking, answered_as_before(assistant, kept, asking))
            as_there = asked_as(gr, assistant, part, asking[-1])
            for step in begun(gr, assistant, part, asking, {}, growing):
                yield {part.tabs: gr.Tabs(selected="ask"), **as_there, **step}
                as_there = {}

    changed = conversation(part)
    part.run.click(ran, [part.sets, part.few, part.by], [part.report, part.set], **OWN)
    part.halt.click(halted, None, None, queue=False, **OWN)
    return part.report.open(opened, part.set, [part.tabs, *choices(part), *changed], **OWN)
