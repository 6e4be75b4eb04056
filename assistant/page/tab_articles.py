"""The tab Articles: the list of the folder, looked through, brought in step, added to.

No ``from __future__ import annotations`` here: Gradio reads the annotations of its handlers, and
gradio itself is handed in as ``gr`` by app.py, which alone imports it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

from assistant.chain import Assistant
from assistant.doors.discreet import discreet
from assistant.page import scripts, shelf
from assistant.page.article import render_article
from assistant.page.conversation import render_heading, render_pending
from assistant.page.events import OWN, PHASES, unchanged
from assistant.page.shelf import (
    Look,
    offered,
    render_plan,
    render_progress,
    render_report,
    render_said,
    render_shelf,
    render_yours,
    told_of,
)
from assistant.page.work import told
from assistant.places import is_samples
from assistant.uploads import taken
from index import reader
from index.errors import ArticleError, UserError
from index.types import Progress


def lay_out(gr: Any, assistant: Assistant, part: SimpleNamespace, box: Any) -> None:
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
    part.said = box("", js_on_load=scripts.SAYING + scripts.GIVEN, elem_id="said")
    with gr.Row(elem_id="library"):
        with gr.Column(scale=6, min_width=300, elem_id="shelf"):
            part.shelf = box(js_on_load=scripts.SHELF)
        with gr.Column(scale=5, min_width=300, elem_id="reading"):
            part.opened = box(js_on_load=scripts.OPENED)


def listed(assistant: Assistant, part: SimpleNamespace, look: Look) -> dict[Any, Any]:
    rows = shelf.rows(assistant.articles(), assistant.skipped())
    return {part.look: look, part.shelf: render_shelf(rows, look)}


def wire_list(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """The list of articles: looked through, opened."""
    shown_now = partial(listed, assistant, part)

    def searched(words: str, look: Look) -> dict[Any, Any]:
        return shown_now(replace(look, words=words[:200], page=0))

    def by(look: Look, event: gr.EventData) -> dict[Any, Any]:
        return shown_now(look.sorted_by(str(event.by)))

    def turned(look: Look, event: gr.EventData) -> dict[Any, Any]:
        page = str(event.page)
        if not re.fullmatch(r"\d{1,6}", page):
            return unchanged(gr)
        return shown_now(replace(look, page=int(page)))

    def opened(look: Look, event: gr.EventData) -> dict[Any, Any]:
        file = str(event.file)
        try:
            return {part.opened: render_article(assistant.article(file))}
        except ArticleError:  # so the list that it was chosen from is an old one
            gone = render_said([f"{file} was removed since this list was made."], wrong=True)
            return {part.opened: gone, **shown_now(look)}

    seen = [part.look, part.shelf]
    part.articles_tab.select(shown_now, part.look, seen, **OWN)
    part.words.change(searched, [part.words, part.look], seen, trigger_mode="always_last", **OWN)
    part.shelf.sort(by, part.look, seen, **OWN)
    part.shelf.turn(turned, part.look, seen, **OWN)
    part.shelf.open(opened, part.look, [*seen, part.opened], **OWN).then(
        None, js=scripts.LISTED_IS_OPEN, **OWN
    )


def wire_upkeep(gr: Any, assistant: Assistant, part: SimpleNamespace) -> None:
    """The folder and its index: brought in step, followed, added to."""

    def synced(
        look: Look, chosen: list[str], added: Sequence[str] = (), refused: Sequence[str] = ()
    ) -> Any:
        wrong = render_said(refused, wrong=True) if refused else ""
        yield {part.said: wrong + render_progress("Looking at the folder")}
        try:
            for news in told(assistant.sync):
                if isinstance(news, Progress):
                    said = render_progress(PHASES[news.phase], news.done, news.total)
                    yield {part.said: wrong + said}
                else:
                    said = wrong + (became(added) if added else render_report(news))
                    shown_now = listed(assistant, part, look)
                    folder_now = folder_said(gr, assistant, part, chosen)
                    yield {part.said: said, **shown_now, **folder_now}
        except UserError as error:
            wrong += render_said([discreet(str(error), assistant)], wrong=True)
            yield {part.said: wrong + became(added), **listed(assistant, part, look)}

    def became(names: Sequence[str]) -> str:
        # Not what the sync reports: who follows the folder may have read them before it did.
        lines = told_of(names, assistant.articles(), assistant.skipped())
        return render_said(lines) if lines else ""

    def planned() -> str:
        try:
            return render_plan(assistant.planned())
        except UserError as error:
            return render_said([discreet(str(error), assistant)], wrong=True)

    def uploaded(
        paths: list[str] | None, look: Look, chosen: list[str]
    ) -> Iterator[dict[Any, Any]]:
        added, refused = taken(assistant.folder, paths or [])
        yield {part.upload: None}
        if added:
            yield from synced(look, chosen, added, refused)
        elif refused:
            yield {part.said: render_said(refused, wrong=True)}

    changed = [
        part.look, part.shelf, part.said, part.heading, part.files, part.pending, part.timer
    ]  # fmt: skip
    one = {"concurrency_id": "upkeep", "concurrency_limit": 1, **OWN}
    part.sync.click(synced, [part.look, part.files], changed, **one)
    part.plan.click(planned, None, part.said, **one)
    # For everybody who has the page open: there is one folder.
    part.articles_tab.select(lambda: assistant.follows, None, part.follow, queue=False, **OWN)
    part.follow.input(assistant.follow, part.follow, None, **one)
    if hasattr(part, "upload"):
        given = [part.upload, part.look, part.files]
        part.upload.upload(uploaded, given, [part.upload, *changed], **one)


def stand(assistant: Assistant) -> str:
    """Another text once the articles, what was skipped or whether it is followed is another."""
    return f"{assistant.fingerprint()} {len(assistant.skipped())} {assistant.follows}"


def folder_said(
    gr: Any, assistant: Assistant, part: SimpleNamespace, chosen: Sequence[str] = ()
) -> dict[Any, Any]:
    """What says how many articles there are, and the choice among them.

    What is ``chosen`` and was removed stays among them until a question tells of it: Gradio takes
    no value that it does not offer.
    """
    articles = assistant.articles()
    return {
        part.heading: render_heading(assistant.folder, len(articles)),
        part.files: gr.update(choices=offered(articles, chosen)),
        **vectors_said(gr, assistant, part),
    }


def vectors_said(gr: Any, assistant: Assistant, part: SimpleNamespace) -> dict[Any, Any]:
    pending = render_pending(*assistant.vector_counts())
    return {part.pending: pending, part.timer: gr.Timer(active=bool(pending))}
