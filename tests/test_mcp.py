"""The MCP door, asked by the official client: over stdio in its own process, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from servers import Server, repeats, stalls
from serving import served

from assistant import Assistant, instep

ROOT = Path(__file__).parent.parent
GLASSES = "What do the Quark glasses cost?"
ABSENT = "Who coaches the national ice hockey team of Wales?"
TOOLS = {"ask", "search", "read_article", "list_articles"}


@pytest.fixture(scope="module")
def url(golden: Assistant) -> Iterator[str]:
    settings, golden.settings = golden.settings, replace(golden.settings, rate=0)
    with served(golden) as url:
        golden.settings = settings
        yield f"{url}/mcp"


def with_client(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(run())


def call(url: str, tool: str, **arguments: object) -> Any:
    return with_client(url, lambda client: client.call_tool(tool, arguments))


def assert_cited(result: Any, golden: Assistant) -> None:
    """The structured answer's citations are the articles' own text, and the words name them."""
    told = result.structured_content
    assert "1,899" in told["answer"]
    assert told["citations"]
    for citation in told["citations"]:
        article = golden.article(citation["file"]).article
        assert article.quote(citation["start"], citation["end"]) == citation["quote"]
        assert f"{citation['file']}:{citation['start']}-{citation['end']}" in result.content[0].text


def test_over_http_the_client_gets_a_cited_answer(url: str, golden: Assistant) -> None:
    assert_cited(call(url, "ask", question=GLASSES), golden)
    refused = call(url, "ask", question=ABSENT)
    assert refused.structured_content["refused"]
    assert refused.content[0].text == "The articles do not answer this question."
    dated = call(url, "ask", question=GLASSES, as_of="2020-01-01")
    assert dated.structured_content["refused"]


def test_the_server_names_itself_and_its_version(url: str) -> None:
    async def named(client: Client) -> Any:
        return client.server_info

    info = with_client(url, named)
    assert (info.name, info.version) == ("article-assistant", version("article-assistant"))


def test_the_tools_are_told_to_read_only(url: str) -> None:
    listed = with_client(url, lambda client: client.list_tools()).tools
    assert {tool.name for tool in listed} == TOOLS
    for tool in listed:
        assert tool.description
        assert tool.output_schema
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False


def test_articles_are_listed_searched_and_read(url: str, golden: Assistant) -> None:
    listed = call(url, "list_articles").structured_content
    assert listed["total"] == len(golden.articles())
    file = listed["articles"][0]["file"]
    text = golden.article(file).article.text
    read = call(url, "read_article", file=file).structured_content
    assert (read["text"], read["characters"]) == (text[:20_000], len(text))
    rest = call(url, "read_article", file=file, start=10).structured_content
    assert rest["text"] == text[10:20_010]
    found = call(url, "search", question=GLASSES, limit=2).structured_content["passages"]
    assert [p["chunk_id"] for p in found] == [p.chunk_id for p in golden.search(GLASSES, limit=2)]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("read_article", {"file": "../../etc/passwd"}, "No article '../../etc/passwd'"),
        ("ask", {"question": "?"}, "The question is empty"),
        ("ask", {"question": GLASSES, "as_of": "soon"}, "'soon' is not a date"),
        ("ask", {"question": GLASSES, "files": ["no.txt"]}, "No article 'no.txt'"),
        ("search", {"question": GLASSES, "limit": 0}, "limit: Input should be greater"),
        ("search", {"question": GLASSES, "files": ["no.txt"]}, "No article 'no.txt'"),
        ("search", {"question": GLASSES, "files": ["a"] * 1001}, "files: List should have at most"),
        ("ask", {"question": GLASSES, "files": ["a"] * 1001}, "files: List should have at most"),
        ("ask", {"question": GLASSES, "folder": "/etc"}, "folder: Extra inputs are not permitted"),
        ("ask", {}, "question: Field required"),
        ("list_articles", {"ofset": 3}, "ofset: Extra inputs are not permitted"),
    ],
)
def test_a_fault_is_the_tools_reply_and_tells_no_path(
    url: str, golden: Assistant, tool: str, arguments: dict[str, object], words: str
) -> None:
    result = call(url, tool, **arguments)
    assert result.is_error
    assert words in result.content[0].text
    assert "pydantic" not in result.content[0].text
    assert str(golden.folder.parent) not in result.content[0].text


def test_over_http_the_token_is_wanted(golden: Assistant) -> None:
    token = "a-secret-of-this-test"
    settings, golden.settings = golden.settings, replace(golden.settings, token=token)
    with served(golden) as url:
        golden.settings = settings
        assert httpx.post(f"{url}/mcp", json={}).status_code == 401
        assert_cited(asyncio.run(ask_with(f"{url}/mcp", token)), golden)


async def ask_with(url: str, token: str) -> Any:
    from httpx2 import AsyncClient  # the client library that the protocol's own client takes

    bearing = AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60)
    async with (
        bearing,
        Client(streamable_http_client(url, http_client=bearing)) as client,
    ):
        return await client.call_tool("ask", {"question": GLASSES})


def test_a_cancelled_call_stops_the_model(golden: Assistant) -> None:
    async def work(url: str, model: Server) -> None:
        async with Client(f"{url}/mcp") as client:
            asking = asyncio.create_task(client.call_tool("ask", {"question": GLASSES}))
            while not model.exchanges:
                await asyncio.sleep(0.05)
            asking.cancel()
            assert await asyncio.to_thread(model.gone.wait, 30)

    with Server([stalls(100)]) as model:
        settings = replace(golden.settings, llm_base_url=model.url, llm_model="m", llm_timeout=100)
        with (
            Assistant.open(settings=settings, vectors="off") as assistant,
            served(assistant) as url,
        ):
            asyncio.run(work(url, model))


def test_there_is_no_stream_to_hold_open(url: str) -> None:
    assert httpx.get(url, headers={"Accept": "text/event-stream"}).status_code == 405


def test_what_cannot_be_sent_fails_by_itself(
    url: str, golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the call's fault, told as one; it would be the end of a server over stdio."""
    answer = replace(golden.ask(GLASSES), notice="half a character: \ud83d")
    monkeypatch.setattr(golden, "ask", lambda *_, **__: answer)
    result = call(url, "ask", question=GLASSES)
    assert result.is_error
    assert "Error executing tool ask" in result.content[0].text


def over_stdio(golden: Assistant, **settings: str) -> StdioServerParameters:
    arguments = ["--articles", str(golden.folder), "--index", str(golden.index_path)]
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant", "mcp", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
    )


def test_each_tool_sees_what_was_added_since(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instep, "LOOK_EVERY", 0.0)
    home = folder({"mill.txt": "Talvey\n\nThe mill in Talvey burned on Friday."})
    tools: dict[str, dict[str, object]] = {
        "list_articles": {},
        "read_article": {"file": "read_article.txt"},
        "search": {"question": "Where did the bridge open?", "limit": 9},
    }
    index = tmp_path / "index"
    with Assistant.open(home, index=index, vectors="off") as it, served(it) as url:
        for tool, arguments in tools.items():
            (home / f"{tool}.txt").write_text(f"Orle\n\nThe bridge in Orle opened: {tool}.")
            for _ in range(50):
                told = json.dumps(call(f"{url}/mcp", tool, **arguments).structured_content)
                if f"{tool}.txt" in told:
                    break
                time.sleep(0.1)
            assert f"{tool}.txt" in told


def test_half_a_character_of_the_model_ends_nothing(golden: Assistant) -> None:
    async def work(client: Client) -> tuple[Any, Any]:
        asked = await client.call_tool("ask", {"question": GLASSES})
        return asked, await client.call_tool("list_articles", {})

    with Server([repeats(1, added="\ud83d ")]) as model:
        where = {"ASSISTANT_LLM_BASE_URL": model.url, "ASSISTANT_LLM_MODEL": "m"}
        asked, listed = with_client(over_stdio(golden, **where), work)
    assert_cited(asked, golden)
    assert "\ufffd" in asked.structured_content["answer"]
    assert listed.structured_content["total"] == len(golden.articles())


def test_over_stdio_the_client_gets_a_cited_answer(golden: Assistant) -> None:

    async def work(client: Client) -> tuple[set[str], Any]:
        listed = await client.list_tools()
        asked = await client.call_tool("ask", {"question": GLASSES})
        return {tool.name for tool in listed.tools}, asked

    names, asked = with_client(over_stdio(golden), work)
    assert names == TOOLS
    assert_cited(asked, golden)
