"""How soon a model's server is left once nobody waits for its words: a table in docs/doors.md.

``python tests/leaving.py`` asks through every door, with a model that has begun to write and then
is silent, leaves, and writes down the seconds until the model's server sees its client go; and the
same of an embedding endpoint that a search asks.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from mcp import Client, StdioServerParameters
from servers import Server, embeds, stalls
from serving import served
from test_app import running

from assistant import Assistant
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "evals" / "golden" / "articles"
PAGE = ROOT / "docs" / "doors.md"
BEGIN, END = "<!-- made by tests/leaving.py -->", "<!-- end -->"
GLASSES = "What do the Quark glasses cost?"
ALLOWED = 30  # seconds for the model, which would be waited for without a client that leaves
ROUNDS = 3  # through each door; the page once
Call = Callable[[Assistant, str], Awaitable[object]]


def posted(path: str, body: dict[str, object]) -> Call:
    """The body as a client sends it that reads whatever comes, until it is cancelled."""

    async def call(_: Assistant, url: str) -> None:
        async with (
            httpx.AsyncClient(timeout=None) as client,
            client.stream("POST", url + path, json=body) as reply,
        ):
            async for _line in reply.aiter_lines():
                pass

    return call


async def by_mcp(_: Assistant, url: str) -> None:
    async with Client(f"{url}/mcp") as client:
        await client.call_tool("ask", {"question": GLASSES})


async def by_stdio(assistant: Assistant, _: str) -> None:
    settings = assistant.settings
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant", "mcp", "--articles", str(SAMPLES), "--index", str(settings.index)],
        cwd=ROOT,
        env={"ASSISTANT_LLM_BASE_URL": settings.llm_base_url or "", "ASSISTANT_LLM_MODEL": "m"},
    )
    async with Client(server) as client:
        await client.call_tool("ask", {"question": GLASSES})


async def by_chat(assistant: Assistant, _: str) -> None:
    response = await assistant.as_chat_engine().astream_chat(GLASSES)
    async for _piece in response.async_response_gen():
        pass


CHAT: dict[str, object] = {
    "model": "article-assistant",
    "messages": [{"role": "user", "content": GLASSES}],
}
CALLS: dict[str, Call] = {
    "`POST /ask`, the client closes its connection": posted("/ask", {"question": GLASSES}),
    "`/v1/chat/completions`, closed": posted("/v1/chat/completions", CHAT),
    "the same, streamed": posted("/v1/chat/completions", {**CHAT, "stream": True}),
    "MCP over HTTP, the client is cancelled": by_mcp,
    "MCP over stdio, the client is cancelled": by_stdio,
    "LlamaIndex `aquery`, its task is cancelled": lambda a, _: a.as_query_engine().aquery(GLASSES),
    "`achat`": lambda a, _: a.as_chat_engine().achat(GLASSES),
    "`astream_chat`": by_chat,
    "a tool's `acall`": lambda a, _: a.as_tool().acall(GLASSES),
}


async def search_by_mcp(_: Assistant, url: str) -> None:
    async with Client(f"{url}/mcp") as client:
        await client.call_tool("search", {"question": GLASSES})


# These wait for an embedding endpoint; an answer does so too before its model is asked.
SEARCHES: dict[str, Call] = {
    "`POST /search`, an embedding endpoint": posted("/search", {"question": GLASSES}),
    "MCP `search`, the same": search_by_mcp,
    "LlamaIndex `aretrieve`, the same": lambda a, _: a.as_retriever().aretrieve(GLASSES),
}


@contextmanager
def searched(folder: Path) -> Iterator[tuple[Assistant, str, Server]]:
    """An assistant over an article in this new folder, its door, and its embedding endpoint, which
    is silent once the article has its vectors."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    (articles / "otter.txt").write_text("Otter bridge opens\n\nThe Otter bridge opened.\n", "utf-8")
    good = embeds(lambda texts: [[1.0, 0.0]] * len(texts))
    with Server([good, stalls(600)]) as endpoint:
        settings = Settings(articles=articles, index=folder / "index")
        settings = replace(settings, embed_base_url=endpoint.url, embed_model="e")
        with Assistant.open(settings=settings, vectors="wait") as assistant, served(assistant) as u:
            yield assistant, u, endpoint


async def left(call: Call, assistant: Assistant, url: str, model: Server) -> float:
    """Seconds from the cancelling until the model's server sees it; ``ALLOWED``: not before."""
    model.gone.clear()
    before = len(model.exchanges)
    asking = asyncio.ensure_future(call(assistant, url))
    while len(model.exchanges) == before:
        assert not asking.done(), asking
        await asyncio.sleep(0.02)
    await asyncio.sleep(1)  # the model has begun
    asking.cancel()
    start = time.monotonic()
    await asyncio.to_thread(model.gone.wait, ALLOWED)
    return time.monotonic() - start


STOP, CLOSE = "the page, *Stop* is pressed", "the same, its tab is closed"
NAMES = (*CALLS, STOP, CLOSE, *SEARCHES)


def stopped(model: Server, index: Path, *, closed: bool) -> float:
    """The same of the page, in a browser."""
    from playwright.sync_api import sync_playwright
    from test_browser import CHROMIUM, FLAGS

    told = {"ASSISTANT_LLM_BASE_URL": model.url, "ASSISTANT_LLM_MODEL": "m"}
    told["ASSISTANT_LLM_TIMEOUT"] = str(ALLOWED)
    with running(SAMPLES, index, **told) as run, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(run.url)
        before = len(model.exchanges)
        field = page.get_by_label("Question", exact=True)
        field.fill(GLASSES)
        field.press("Enter")
        page.get_by_role("button", name="Stop").wait_for()
        while len(model.exchanges) == before:
            page.wait_for_timeout(20)
        page.wait_for_timeout(1_000)
        model.gone.clear()
        if closed:
            page.close()
        else:
            page.get_by_role("button", name="Stop").click()
        start = time.monotonic()
        model.gone.wait(ALLOWED)
        took = time.monotonic() - start
        browser.close()
        return took


def table(rows: dict[str, list[float]]) -> str:
    head = "| who leaves, and how | seconds |\n|---|---:|\n"
    told = [f"| {name} | {', '.join(f'{s:.2f}' for s in took)} |" for name, took in rows.items()]
    return head + "\n".join(told)


def main(page: Path = PAGE, names: tuple[str, ...] = NAMES) -> int:
    """Replace the table between the marks of the page."""
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch, Server([stalls(600, after="The ")]) as model:
        settings = Settings(articles=SAMPLES, index=Path(scratch) / "index")
        settings = replace(settings, llm_base_url=model.url, llm_model="m", llm_timeout=ALLOWED)
        with Assistant.open(settings=settings, vectors="wait") as assistant:
            assistant.ask(GLASSES, answerer="extractive")  # loads what any first question loads
            with served(assistant) as url:
                for name in (one for one in names if one not in SEARCHES):
                    for _ in range(ROUNDS if name in CALLS else 1):
                        if name in CALLS:
                            took = asyncio.run(left(CALLS[name], assistant, url, model))
                        else:
                            took = stopped(model, Path(scratch) / "index", closed=name == CLOSE)
                        rows.setdefault(name, []).append(took)
                    print(name, rows[name], flush=True)
        with searched(Path(scratch) / "searched") as (assistant, url, endpoint):
            for name in (one for one in names if one in SEARCHES):
                rows[name] = [
                    asyncio.run(left(SEARCHES[name], assistant, url, endpoint))
                    for _ in range(ROUNDS)
                ]
                print(name, rows[name], flush=True)
    text = page.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{table(rows)}\n\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
