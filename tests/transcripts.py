"""Make docs/transcripts.md from real runs: ``python tests/transcripts.py``.

The openai client, the MCP client over HTTP and over stdio, and a LlamaIndex agent each ask the
sample articles. What they got is written down as it came; only the port of the moment is put as the
one that the app has.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
from agents import agent
from llama_index.core.agent.workflow import ToolCall, ToolCallResult
from mcp import Client, StdioServerParameters
from servers import Server, calls_tool, says
from serving import served

from assistant import Assistant
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "evals" / "golden" / "articles"
GLASSES = "What do the Quark glasses cost?"
ACCELERATORS = "Which AMD accelerators is Alibaba reportedly buying?"
ABSENT = "Who coaches the national ice hockey team of Wales?"
HEAD = """# Transcripts

What real clients got from the sample articles (`evals/golden/articles`), as it came: made by
`python tests/transcripts.py`, with quotes alone but for the last part. [doors.md](doors.md) tells
how each is set up.
"""
# What the scripted model says: a statement that its quote carries, then one with another price.
SAID = "The entry-level model costs 1,899 RMB. [1]\n"
WRONG = "The entry-level model costs 1,299 RMB. [1]\n"


def main() -> int:
    """Run them all and write the page."""
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index"
        with Assistant.open(SAMPLES, index=index, vectors="wait") as assistant:
            with served(assistant) as url:
                parts = [HEAD, *through_openai(url), *asyncio.run(through_mcp(url, index))]
            parts += asyncio.run(through_an_agent(assistant))
        parts += with_a_model(index)
    page = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:7860", "\n".join(parts))
    (ROOT / "docs" / "transcripts.md").write_text(page, encoding="utf-8")
    return 0


def block(*told: str) -> str:
    return "\n".join(["```text", *told, "```", ""])


def shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def through_openai(url: str) -> Iterator[str]:
    """Whole and streamed, with annotations and citations; and a refusal."""
    yield "## The openai client\n"
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none") as client:
        for question in (GLASSES, ABSENT):
            reply = client.chat.completions.create(
                model="article-assistant", messages=[{"role": "user", "content": question}]
            )
            message = reply.choices[0].message
            marks = [mark.model_dump() for mark in message.annotations or ()]
            cited = reply.model_extra["citations"] if reply.model_extra else None
            yield f"`client.chat.completions.create(model=…, messages=[…])`: {question}\n"
            yield block(
                message.content or "",
                *([f"annotations: {shown(marks)}", f"citations: {shown(cited)}"] if marks else []),
            )
        yield f"With `stream=True`, a line a piece: {ACCELERATORS}\n"
        stream = client.chat.completions.create(
            model="article-assistant",
            messages=[{"role": "user", "content": ACCELERATORS}],
            stream=True,
        )
        pieces = [chunk.choices[0].delta.content for chunk in stream if chunk.choices]
        yield block(*(repr(piece) for piece in pieces if piece))


async def through_mcp(url: str, index: Path) -> list[str]:
    """The tools, an answer over HTTP, one over stdio from a process of its own, and a passage."""
    command = ["-m", "assistant", "mcp", "--articles", str(SAMPLES), "--index", str(index)]
    told = ["## The MCP client\n"]
    async with Client(f"{url}/mcp") as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        answer = await client.call_tool("ask", {"question": GLASSES})
        told += [f"Over HTTP, `list_tools()`: {', '.join(names)}\n"]
        told += [f'`call_tool("ask", …)`: {GLASSES}\n', block(answer.content[0].text)]
    async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
        answer = await client.call_tool("ask", {"question": ACCELERATORS})
        told += [f'Over stdio, `call_tool("ask", …)`: {ACCELERATORS}\n']
        told += [block(answer.content[0].text)]
        first = answer.structured_content["citations"][0]
        start = {"file": first["file"], "start": first["start"]}
        stretch = (await client.call_tool("read_article", start)).structured_content
        same = stretch["text"].startswith(first["quote"])
        told += [
            f'`call_tool("read_article", …)` at the offset of [1] begins with its quote: {same}\n'
        ]
    return told


async def through_an_agent(assistant: Assistant) -> list[str]:
    """A LlamaIndex workflow whose model, a scripted server, calls the tool and passes it on."""
    told = ["## A LlamaIndex agent\n"]
    told += [
        "`FunctionAgent(tools=[assistant.as_tool()], llm=…)`; its model is a small server that "
        f"calls the tool and repeats what it gave: {ACCELERATORS}\n"
    ]
    with Server([calls_tool("ask_articles", input=ACCELERATORS)]) as server:
        async with httpx.AsyncClient() as client:
            running = agent(assistant.as_tool(), server.url, client).run(ACCELERATORS)
            lines = []
            async for event in running.stream_events():
                if isinstance(event, ToolCallResult):
                    lines += ["source nodes:"]
                    for hit in event.tool_output.raw_output.source_nodes:
                        about = hit.node.metadata
                        place = f"{about['file']}:{about['start']}-{about['end']}"
                        lines += [f"  [{about['number']}] {place}: {hit.node.get_content()}"]
                elif isinstance(event, ToolCall):
                    lines += [f"tool call: {event.tool_name}({event.tool_kwargs})"]
            lines += [f"agent: {await running}"]
    return [*told, block(*lines)]


def with_a_model(index: Path) -> Iterator[str]:
    """Over HTTP, a statement in a model's words; and one that its quote does not carry."""
    yield "## With a model\n"
    yield (
        "`POST /ask`, the model being a small server that says one sentence, whatever it is asked: "
        f"{GLASSES}\n"
    )
    for said in (SAID, WRONG):
        with Server([says(said)]) as model:
            settings = Settings(index=index, llm_base_url=model.url, llm_model="m")
            with (
                Assistant.open(SAMPLES, settings=settings, vectors="wait") as assistant,
                served(assistant) as url,
            ):
                told = httpx.post(f"{url}/ask", json={"question": GLASSES}, timeout=120).json()
        kept = {name: told[name] for name in ("answer", "notice", "statements", "citations")}
        yield f"It says: {said}"
        yield block(shown(kept))


if __name__ == "__main__":
    sys.exit(main())
