"""The chat web UI: ask on the left, read the evidence on the right; the articles; the evals.

Here the page is put together and served, and the command is read. Its tabs, and what they show as
escaped text, are in ``assistant.page``; gradio, which only this file imports, is handed to them.
No ``from __future__ import annotations`` here: Gradio reads the annotations of its handlers, and
gradio itself (seconds to import) is only known inside ``build``.
"""

import argparse
import asyncio
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import resources
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from assistant import users
from assistant.chain import Assistant
from assistant.doors.discreet import discreet, fit
from assistant.examples import Beginnings
from assistant.kept import Kept
from assistant.page import scripts, tab_articles, tab_ask, tab_evals
from assistant.page.asking import (
    Places,
    read_day,
)
from assistant.page.conversation import (
    render_examples,
    render_who,
)
from assistant.page.events import OWN, unchanged
from assistant.page.guard import Guard
from assistant.page.shelf import (
    Look,
)
from assistant.page.tab_articles import folder_said, listed, stand, vectors_said
from assistant.page.text import counted
from assistant.places import default_folder
from assistant.settings import MODEL_FLAGS, Settings, add_flags
from index import reader
from index.errors import ArticleError, SettingError, UserError
from index.types import Progress

if TYPE_CHECKING:
    import gradio as gr

AT_ONCE = 16  # questions answered at the same time; further ones wait in the queue
WAITING = 64  # questions that may wait


def build(assistant: Assistant) -> "gr.Blocks":
    """The page over an open Assistant; ``serve`` launches it. Visitors share nothing."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported
    # After every event Gradio sums up its times for a page that `serve` switches off.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    import gradio as gr

    from evals import desk

    kept, places = Kept.beside(assistant.index_path), Places()
    page: gr.Blocks
    # What was uploaded and not taken, as when a visitor leaves, is gone within the hour.
    with gr.Blocks(
        title="Article Assistant", analytics_enabled=False, fill_width=True,
        delete_cache=(3600, 3600),
    ) as page:  # fmt: skip
        part = _lay_out(gr, assistant, desk)
        case = tab_evals.wire(gr, assistant, kept, places, part, desk)
        tab_ask.wire_asking(gr, assistant, kept, places, part, page, case)
        tab_ask.wire_reading(gr, assistant, part)
        tab_ask.wire_judging(gr, assistant, part)
        tab_articles.wire_list(gr, assistant, part)
        tab_articles.wire_upkeep(gr, assistant, part)
        _wire_status(gr, assistant, part, page)
        gr.events.api(_endpoint(gr, assistant, places), api_name="ask")
    # One event of a kind at a time is Gradio's default: a second visitor would wait for the first.
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _lay_out(gr: Any, assistant: Assistant, desk: Any) -> SimpleNamespace:
    """The components that events read or change, by name."""
    part, box = SimpleNamespace(), partial(gr.HTML, apply_default_css=False)
    part.turns = gr.State(())  # the conversation of this visitor: a tuple of Turn
    part.judged = gr.State({})  # number of the turn -> Judged
    part.look = gr.State(Look())  # at the list of articles
    part.set = gr.State(("", "extractive"))  # whose run is shown, and who answered
    part.timer = gr.Timer(5)
    part.seen = gr.State("")  # how the folder stood when this page was last told
    part.glance = box("", html_template="<i hidden></i>", js_on_load=scripts.GLANCE)
    part.parcel = box("", html_template="<i hidden></i>", js_on_load=scripts.PARCEL)
    with gr.Row(elem_id="status"):
        part.heading, part.pending, part.who = (box(min_width=0) for _ in range(3))
    with gr.Tabs(elem_id="tabs") as part.tabs:
        with gr.Tab("Ask", id="ask"), gr.Row(elem_id="desk"):
            tab_ask.lay_out(gr, assistant, part, box)
        with gr.Tab("Articles", id="articles") as part.articles_tab:
            tab_articles.lay_out(gr, assistant, part, box)
        with gr.Tab("Evals", id="evals"):
            tab_evals.lay_out(gr, assistant, part, box, desk)
    return part


def _wire_status(gr: Any, assistant: Assistant, part: SimpleNamespace, page: Any) -> None:
    """The heading, its progress while vectors are made, the list of articles, the examples."""
    begin = Beginnings(assistant)

    def opened(request: gr.Request) -> dict[Any, Any]:
        said = folder_said(gr, assistant, part)
        return {part.who: render_who(request.username or ""), part.seen: stand(assistant), **said}

    def glanced(seen: str, look: Look, chosen: list[str]) -> dict[Any, Any]:
        try:
            if (now := stand(assistant)) == seen:
                return unchanged(gr)
            # Not what is looked for: somebody may be typing.
            shelf = listed(assistant, part, look)[part.shelf]
            told = {part.seen: now, part.follow: assistant.follows, part.shelf: shelf}
            return {**told, **folder_said(gr, assistant, part, chosen)}
        except UserError:  # a question says so
            return unchanged(gr)

    ticking = [part.pending, part.timer]
    seen = [part.seen, part.heading, part.files, *ticking]
    page.load(opened, None, [part.who, *seen], queue=False, **OWN)
    part.glance.look(
        glanced, [part.seen, part.look, part.files], [part.shelf, part.follow, *seen],
        queue=False, **OWN,
    )  # fmt: skip
    page.load(lambda: render_examples(begin()), None, part.examples, **OWN)
    part.timer.tick(partial(vectors_said, gr, assistant, part), None, ticking, queue=False, **OWN)


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
                answer = assistant.ask(
                    question,
                    files=files or (),
                    since=read_day(since),
                    as_of=read_day(as_of),
                    answerer=answerer,  # type: ignore[arg-type]  # it names what it takes
                    refusal=refusal,
                )
                return fit(answer, assistant).to_json()
        except UserError as error:
            raise gr.Error(discreet(str(error), assistant), print_exception=False) from error

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

    Raises:
        SettingError: the port is in use.
    """
    import gradio as gr
    from starlette.middleware import Middleware

    from assistant.doors import mounted
    from assistant.doors.guard import asked_from

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
        place = asked_from.get()
        return bool(allowed and await asyncio.to_thread(allowed.opens, name, password, place))

    _fetch_nothing()
    _tell_other_origins_nothing()
    _serve_with_patience_and_limits()
    sessions = users.Sessions(allowed) if allowed else None
    door = mounted(assistant, sessions=sessions) if assistant else {"middleware": []}
    open_to_others = allowed or (assistant and assistant.settings.token)
    names = None if open_to_others else ("localhost", host)
    page_guard = Middleware(Guard, names=names)
    style = resources.files("assistant.page").joinpath("style.css").read_text("utf-8")
    try:
        application, url, _ = page.launch(
            server_name=host, server_port=port, prevent_thread_lock=True, quiet=True,
            share=False, inline=False, ssr_mode=False, mcp_server=False, enable_monitoring=False,
            run_history=False, footer_links=[], max_file_size=reader.MAX_BYTES, inbrowser=False,
            theme=theme, css=style, auth=opens if allowed else None,  # type: ignore[arg-type]  # may be a coroutine
            auth_message="Article Assistant: log in to ask.",
            app_kwargs={**door, "middleware": [page_guard, *door["middleware"]]},
        )  # fmt: skip
    except OSError:
        _port(host, port)  # tells it where somebody took the port meanwhile
        raise
    if sessions is not None:
        application.tokens = sessions  # before anybody knows the address
    return str(url).rstrip("/")


def _fetch_nothing() -> None:
    """Gradio fetches a file for whoever names its address instead of uploading it; here none is."""
    from gradio import processing_utils

    async def refused(url: str, cache_dir: str) -> str:  # noqa: ARG001 - as it is called
        raise ValueError("Nothing is fetched from other servers.")

    processing_utils.async_ssrf_protected_download = refused


def _tell_other_origins_nothing() -> None:
    """Gradio answers what browsers ask before a page of another origin may read, and has them send
    the visitor's log-in along. Who may read through the doors is for their guard to say; the page
    is read by itself alone.
    """
    from gradio import routes

    def left_out(app: Any, **_: object) -> Any:
        return app

    routes.CustomCORSMiddleware = left_out  # type: ignore[assignment,attr-defined]


def _serve_with_patience_and_limits() -> None:
    """Gradio gives its server five seconds to start and then says that the port is taken.

    Beside the making of vectors a slow machine takes longer. A server that cannot start ends its
    thread: that is waited for instead. What uvicorn would wait for without end is limited.
    """
    from gradio import exceptions, http_server

    from assistant.doors.heads import Heads

    def run_in_thread(server: http_server.Server) -> None:
        server.config.http = Heads
        server.thread = threading.Thread(target=server.run, daemon=True)
        server.thread.start()
        while not server.started:
            server.thread.join(0.01)
            if not server.thread.is_alive():
                raise exceptions.ServerFailedToStartError("The server ended while it started.")

    http_server.Server.run_in_thread = run_in_thread  # type: ignore[method-assign]


# --- the command ---


def main(argv: Sequence[str] | None = None) -> int:
    """Open the folder, serve the page until Ctrl+C. 0 done, 1 it could not be, 2 wrong setting."""
    from assistant.calls import check_environment  # brings httpx, which --help does not wait for

    try:
        settings = _settings(argv)
        settings.check_exposed(guarded=settings.users is not None)
        port = _port(settings.host, settings.port)
        allowed = _allowed(settings)
        check_environment()  # gradio makes a client of its own while it is imported
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
