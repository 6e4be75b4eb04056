"""Our parts as LlamaIndex's own: real embedder, real search, real assistant."""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from agents import agent
from llama_index.core.agent.workflow import ToolCallResult
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import MetadataMode, NodeRelationship, TextNode
from servers import Server, calls_tool, embeds, fails, stalls

from assistant import Assistant
from assistant.doors.completions import in_words
from assistant.llamaindex import (
    ARGUMENTS,
    ArticleEmbedding,
    ArticleRetriever,
    AssistantQueryEngine,
)
from assistant.settings import Settings
from assistant.types import REFUSAL
from index.embedder import Embedder
from index.errors import SettingError
from index.types import Filter

GLASSES = "What do the Quark glasses cost?"
DISAGREE = "Which AMD accelerators is Alibaba reportedly buying?"
ABSENT = "Who coaches the national ice hockey team of Wales?"


@pytest.fixture(scope="module")
def embedding() -> ArticleEmbedding:
    return ArticleEmbedding()


# Embedding


def test_embedding_is_that_of_the_embedder(embedding: ArticleEmbedding) -> None:
    embedder = Embedder.open()
    text = "The glasses cost 1,899 yuan."
    assert embedding.model_name == embedder.fingerprint
    assert embedding.get_text_embedding(text) == pytest.approx(embedder.embed([text])[0].tolist())
    assert embedding.get_query_embedding(text) == embedding.get_text_embedding(text)


def test_embedding_of_many_texts_keeps_their_order(embedding: ArticleEmbedding) -> None:
    texts = ["The harbour is closed.", "A comet was seen.", "Rates were cut by half a point."]
    rows = embedding.get_text_embedding_batch(texts)
    assert [len(row) for row in rows] == [384, 384, 384]
    assert all(math.hypot(*row) == pytest.approx(1, abs=1e-3) for row in rows)
    for text, row in zip(texts, rows, strict=True):
        assert embedding.similarity(embedding.get_text_embedding(text), row) > 0.99


def test_embedding_asked_for_asynchronously_is_the_same(embedding: ArticleEmbedding) -> None:
    asked = asyncio.run(embedding.aget_query_embedding(GLASSES))
    assert asked == embedding.get_query_embedding(GLASSES)


def test_embedding_knows_near_from_far(embedding: ArticleEmbedding) -> None:
    question, near, far = embedding.get_text_embedding_batch(
        [GLASSES, "The price of the Quark glasses is 1,899 yuan.", "The storm flooded the harbour."]
    )
    assert embedding.similarity(question, near) > embedding.similarity(question, far) + 0.3


# Retriever


def test_retrieved_nodes_carry_file_and_exact_offsets(golden: Assistant) -> None:
    found = ArticleRetriever(golden.search).retrieve(GLASSES)
    passages = golden.search(GLASSES)
    assert [hit.node.node_id for hit in found] == [passage.chunk_id for passage in passages]
    assert [hit.score for hit in found] == [passage.score for passage in passages]
    for hit in found:
        node = hit.node
        assert isinstance(node, TextNode)
        about = node.metadata
        article = golden.article(about["file"]).article
        assert article.quote(about["start"], about["end"]) == node.text
        assert (node.start_char_idx, node.end_char_idx) == (about["start"], about["end"])
        assert about["title"] == article.title
        assert node.relationships[NodeRelationship.SOURCE].node_id == about["file"]  # type: ignore[union-attr]
    assert found[0].node.metadata["published"] == "2025-12-22"


def test_a_model_is_shown_title_and_date_but_no_offsets(golden: Assistant) -> None:
    node = ArticleRetriever(golden.search).retrieve(GLASSES)[0].node
    shown = node.get_content(MetadataMode.LLM)
    assert "published: 2025-12-22" in shown
    assert "start" not in shown.split(node.get_content(MetadataMode.NONE))[0]


def test_retrieved_twice_the_nodes_are_the_same(golden: Assistant) -> None:
    retriever = ArticleRetriever(golden.search)
    first = [hit.node.hash for hit in retriever.retrieve(GLASSES)]
    assert first == [hit.node.hash for hit in asyncio.run(retriever.aretrieve(GLASSES))]


def test_the_retriever_works_inside_llamaindexs_own(golden: Assistant) -> None:
    from llama_index.core.llms.mock import MockLLM

    fused = QueryFusionRetriever(
        [ArticleRetriever(golden.search)], llm=MockLLM(), num_queries=1, use_async=False
    )
    assert fused.retrieve(GLASSES)[0].node.metadata["file"].startswith("2025-12-22")


# Query engine


def test_a_query_gives_a_cited_answer(golden: Assistant) -> None:
    response = AssistantQueryEngine(assistant=golden).query(GLASSES)
    assert isinstance(response, Response)
    assert "1,899" in str(response)
    assert "[1]" in str(response)
    answer = golden.ask(GLASSES)
    assert [hit.node.get_content() for hit in response.source_nodes] == [
        citation.quote for citation in answer.citations
    ]
    for hit in response.source_nodes:
        about = hit.node.metadata
        text = golden.article(about["file"]).article.text
        assert text[about["start"] : about["end"]] == hit.node.get_content()
    assert response.metadata is not None
    assert response.metadata["answer"]["question"] == GLASSES
    assert response.metadata["answer"]["citations"][0]["number"] == 1


def test_a_refusal_has_no_sources(golden: Assistant) -> None:
    response = AssistantQueryEngine(assistant=golden).query(ABSENT)
    assert str(response) == REFUSAL
    assert response.source_nodes == []


def test_the_engines_fields_are_arguments_of_ask(golden: Assistant) -> None:
    file = "veldria-rates-cut.txt"
    engine = AssistantQueryEngine(assistant=golden, files=(file,), answerer="extractive")
    response = asyncio.run(engine.aquery("What did the central bank of Veldria do with rates?"))
    assert {hit.node.metadata["file"] for hit in response.source_nodes} == {file}


def test_the_engine_takes_what_ask_takes(golden: Assistant) -> None:
    taken = set(inspect.signature(golden.ask).parameters) - {"question", "history"}
    assert taken == set(ARGUMENTS)
    early = AssistantQueryEngine(assistant=golden, since=dt.date(2999, 1, 1))
    assert str(early.query(GLASSES)) == REFUSAL
    sure = AssistantQueryEngine(assistant=golden, refusal="strict").query(GLASSES)
    trace = (sure.metadata or {})["answer"]["trace"]
    assert trace["threshold"] == golden.ask(GLASSES, refusal="strict").trace.threshold
    assert trace["threshold"] > golden.ask(GLASSES).trace.threshold


def test_two_folders_are_two_tools_of_one_agent(golden: Assistant) -> None:
    sports = golden.as_tool(name="ask_sports", about="the sports pages", answerer="extractive")
    told = [tool.metadata.to_openai_tool()["function"] for tool in (golden.as_tool(), sports)]
    assert [one["name"] for one in told] == ["ask_articles", "ask_sports"]
    assert "from the sports pages. Every" in told[1]["description"]


def test_what_cannot_be_asked_is_refused_when_the_door_is_made(golden: Assistant) -> None:
    """Not at the first question, and with what there is instead."""
    for door in (golden.as_query_engine, golden.as_chat_engine, golden.as_tool):
        with pytest.raises(TypeError, match=r"^nope: not an argument of .* files, since, as_of"):
            door(nope=1)
        for wrong in ({"refusal": "perhaps"}, {"answerer": "both"}, {"as_of": "soon"}):
            with pytest.raises(ValueError, match=next(iter(wrong))):
                door(**wrong)
    with pytest.raises(TypeError, match="nope"):
        golden.as_retriever(nope=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="history"):
        golden.as_chat_engine(history=())


def test_an_error_names_no_path_of_this_machine(golden: Assistant) -> None:
    words = rf"No article 'no.txt' in {golden.folder.name};"
    engine = golden.as_query_engine(files=["no.txt"])
    chat = golden.as_chat_engine(files=["no.txt"])
    retriever = golden.as_retriever(chosen=Filter(frozenset({"no.txt"})))
    for ask in (
        lambda: engine.query(GLASSES),
        lambda: chat.chat(GLASSES),
        lambda: list(chat.stream_chat(GLASSES).chat_stream or ()),
        lambda: retriever.retrieve(GLASSES),
    ):
        with pytest.raises(SettingError, match=words) as caught:
            ask()
        assert str(golden.folder.parent) not in str(caught.value)


def test_fewer_than_one_article_cannot_be_found(golden: Assistant) -> None:
    for limit in (0, -5):
        for search in (golden.as_retriever, partial(golden.search, GLASSES)):
            with pytest.raises(ValueError, match=f"limit is {limit}; it is a number of articles"):
                search(limit=limit)


def test_the_text_says_what_other_doors_say(golden: Assistant) -> None:
    """How sources disagree, and what was not as it should be; streamed and whole alike."""
    told = golden.ask(DISAGREE)
    assert told.conflicts
    response = AssistantQueryEngine(assistant=golden).query(DISAGREE)
    assert str(response) == in_words(told, told.notice)
    assert "Sources disagree: " in str(response)
    output = golden.as_tool().call(input=DISAGREE)
    assert "Sources disagree: " in output.content
    stream = golden.as_chat_engine().stream_chat(DISAGREE)
    assert "".join(stream.response_gen) == str(response)


def test_what_failed_is_noted(golden: Assistant) -> None:
    with Server([fails(401)]) as server:
        settings = replace(golden.settings, llm_base_url=server.url, llm_model="m")
        with Assistant.open(settings=settings, vectors="off") as assistant:
            text = str(assistant.as_query_engine().query(GLASSES))
            chat = assistant.as_chat_engine().stream_chat(GLASSES)
            assert "".join(chat.response_gen) == text
    assert "1,899" in text
    assert "Note: The model server refused the key (401)" in text


# Chat engine


def test_a_conversation_understands_follow_ups_and_keeps_numbers(golden: Assistant) -> None:
    engine = golden.as_chat_engine()
    first = engine.chat(GLASSES)
    again = engine.chat("And what did they cost in yuan?")
    numbers = {
        hit.node.metadata["start"]: hit.node.metadata["number"] for hit in first.source_nodes
    }
    for hit in again.source_nodes:
        about = hit.node.metadata
        assert numbers.get(about["start"], about["number"]) == about["number"]
    roles = [message.role for message in engine.chat_history]
    assert roles == [MessageRole.USER, MessageRole.ASSISTANT] * 2
    engine.reset()
    assert engine.chat_history == []


def test_a_history_that_is_handed_in_is_what_a_follow_up_is_about(golden: Assistant) -> None:
    engine = golden.as_chat_engine()
    before = [
        ChatMessage(role="system", content="Be brief."),
        ChatMessage(role="user", content=GLASSES),
        ChatMessage(role="assistant", content="They cost 1,899 yuan. [1]"),
    ]
    response = engine.chat("Who makes them?", before)
    assert response.metadata is not None
    assert "Quark" in response.metadata["answer"]["trace"]["query"]
    assert engine.chat_history[1].content == "They cost 1,899 yuan."


def test_a_chat_streams_whole_statements(golden: Assistant) -> None:
    whole = golden.as_chat_engine().chat(GLASSES)
    stream = golden.as_chat_engine().stream_chat(GLASSES)
    assert "".join(stream.response_gen) == str(whole)
    assert [hit.node.node_id for hit in stream.source_nodes] == [
        hit.node.node_id for hit in whole.source_nodes
    ]

    async def streamed() -> str:
        response = await golden.as_chat_engine().astream_chat(ABSENT)
        return "".join([piece async for piece in response.async_response_gen()])

    assert asyncio.run(streamed()) == REFUSAL


# Calls that are cancelled


async def chatted(assistant: Assistant) -> None:
    response = await assistant.as_chat_engine().astream_chat(GLASSES)
    async for _ in response.async_response_gen():
        pass


CALLS: dict[str, Callable[[Assistant], Awaitable[object]]] = {
    "aquery": lambda assistant: assistant.as_query_engine().aquery(GLASSES),
    "achat": lambda assistant: assistant.as_chat_engine().achat(GLASSES),
    "astream_chat": chatted,
    "acall": lambda assistant: assistant.as_tool().acall(GLASSES),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_cancelled_call_stops_the_model(golden: Assistant, name: str) -> None:
    async def work(assistant: Assistant, model: Server) -> None:
        asking = asyncio.ensure_future(CALLS[name](assistant))
        while not model.exchanges:
            await asyncio.sleep(0.05)
        asking.cancel()
        assert await asyncio.to_thread(model.gone.wait, 20)

    with Server([stalls(60, after="The glasses ")]) as model:
        settings = replace(golden.settings, llm_base_url=model.url, llm_model="m", llm_timeout=40)
        with Assistant.open(settings=settings, vectors="off") as assistant:
            asyncio.run(work(assistant, model))


def test_a_cancelled_search_leaves_the_embedding_endpoint(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    async def work(assistant: Assistant, endpoint: Server) -> None:
        asking = asyncio.ensure_future(assistant.as_retriever().aretrieve(GLASSES))
        while len(endpoint.exchanges) < 2:
            await asyncio.sleep(0.05)
        asking.cancel()
        assert await asyncio.to_thread(endpoint.gone.wait, 8)  # it would be waited for longer

    good = embeds(lambda texts: [[1.0, 0.0]] * len(texts))
    with Server([good, stalls(60)]) as endpoint:
        settings = Settings(embed_base_url=endpoint.url, embed_model="e", index=tmp_path / "index")
        home = folder({"a.txt": "Glasses\n\nThe Quark glasses cost 1,899 yuan.\n"})
        with Assistant.open(home, settings=settings, vectors="wait") as assistant:
            asyncio.run(work(assistant, endpoint))


# From the front door, in an agent


def test_the_front_door_gives_them_all(golden: Assistant) -> None:
    found = golden.as_retriever(limit=2).retrieve(GLASSES)
    assert len({hit.node.metadata["file"] for hit in found}) == 2
    engine = golden.as_query_engine(answerer="extractive")
    assert "1,899" in str(engine.query(GLASSES))
    output = golden.as_tool().call(input=GLASSES)
    cited = [hit.node.metadata["file"] for hit in output.raw_output.source_nodes]
    assert cited == [citation.file for citation in golden.ask(GLASSES).citations]


# LlamaIndex's workflow looks at every attribute of itself, pydantic's outdated ones among them.
@pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecatedSince20")
@pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecatedSince211")
def test_an_agent_workflow_gets_a_cited_answer_through_the_tool(golden: Assistant) -> None:
    async def work(server: Server) -> tuple[str, list[ToolCallResult]]:
        async with httpx.AsyncClient() as client:
            running = agent(golden.as_tool(), server.url, client).run(GLASSES)
            events = [event async for event in running.stream_events()]
            said = str(await running)
        return said, [event for event in events if isinstance(event, ToolCallResult)]

    with Server([calls_tool("ask_articles", input=GLASSES)]) as server:
        said, calls = asyncio.run(work(server))
    assert "1,899" in said
    assert "[1]" in said
    (call,) = calls
    for hit in call.tool_output.raw_output.source_nodes:
        about = hit.node.metadata
        article = golden.article(about["file"]).article
        assert article.quote(about["start"], about["end"]) == hit.node.get_content()
