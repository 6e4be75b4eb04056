"""Our embedder, search and assistant as LlamaIndex's own kinds: converted here, once.

    nodes = assistant.as_retriever().retrieve("What do the glasses cost?")
    response = assistant.as_query_engine().query("What do the glasses cost?")
    agent = FunctionAgent(tools=[assistant.as_tool()], llm=...)

Importing this imports LlamaIndex, which takes seconds: import it where it is used. An agent hands
what a tool raises to its model, so errors name no path of this machine.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from functools import partial
from typing import Any, TypeVar

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import ConfigDict, PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.chat_engine.types import (
    AgentChatResponse,
    BaseChatEngine,
    StreamingAgentChatResponse,
)
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.core.tools import QueryEngineTool, ToolMetadata

from assistant.chain import Answerer, Assistant
from assistant.deadline import Stop
from assistant.doors.completions import Writing, in_words, unmarked
from assistant.doors.discreet import fit, in_fit_words
from assistant.doors.shapes import Refusal
from assistant.types import Answer, Citation, Message
from index.embedder import Embedder
from index.types import Passage

T = TypeVar("T")
Search = Callable[[str], Sequence[Passage]]
# Of ``Assistant.ask``, those that hold for every question.
ARGUMENTS = ("files", "since", "as_of", "today", "answerer", "refusal")


class ArticleEmbedding(BaseEmbedding):
    """The packaged sentence embedder: 384 numbers a text, of length 1."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder | None = None, **settings: Any) -> None:
        """Opens the packaged model where no embedder is given.

        Raises:
            ModelError: the model's file is missing or not the one that was checked.
        """
        embedder = embedder or Embedder.open()
        super().__init__(model_name=embedder.fingerprint, **settings)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "ArticleEmbedding"

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.embed(texts).tolist()
        return rows

    def _get_query_embedding(self, query: str) -> list[float]:
        # The model was trained on pairs of like texts: a question needs no prefix.
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)


class ArticleRetriever(BaseRetriever):
    """A search of ours, ``Assistant.search`` for one, as a LlamaIndex retriever."""

    def __init__(self, search: Search) -> None:
        super().__init__(callback_manager=CallbackManager([]))
        self._search = search

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_passage_node(passage) for passage in self._search(query_bundle.query_str)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await _while_wanted(self._retrieve, query_bundle)


class AssistantQueryEngine(CustomQueryEngine):
    """The assistant as a query engine; its fields are arguments of ``Assistant.ask``.

    What is no such argument is a TypeError, and what cannot be its value a ValueError, when the
    engine is made.

    The response's text is that of the other doors: citations as ``[1]``, below the statements how
    sources disagree and what else there is to know. Its source nodes are the cited sentences, in
    that order, with file and offsets; ``metadata["answer"]`` is the whole answer. A refusal has no
    source nodes.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    assistant: Assistant
    files: tuple[str, ...] = ()
    since: dt.date | None = None
    as_of: dt.date | None = None
    today: dt.date | None = None
    answerer: Answerer = "auto"
    refusal: Refusal | None = None

    def __init__(self, **fields: Any) -> None:
        if unknown := set(fields) - set(type(self).model_fields):
            raise TypeError(
                f"{', '.join(sorted(unknown))}: not an argument of Assistant.ask that can be set "
                f"beforehand; those are {', '.join(ARGUMENTS)}."
            )
        super().__init__(**fields)

    @property
    def arguments(self) -> dict[str, Any]:
        """Of ``Assistant.ask``, as they are set."""
        return {name: getattr(self, name) for name in ARGUMENTS}

    def custom_query(self, query_str: str) -> Response:
        with in_fit_words(self.assistant):
            answer = self.assistant.ask(query_str, **self.arguments)
        return _response(fit(answer, self.assistant))

    async def acustom_query(self, query_str: str) -> Response:
        return await _while_wanted(self.custom_query, query_str)


class AssistantChatEngine(BaseChatEngine):
    """A conversation with the assistant: follow-ups are understood from the turns before.

    A sentence that is cited again keeps its number. A history that is handed in replaces the
    engine's own; what was cited in it is not known then. One conversation an engine.
    """

    def __init__(self, assistant: Assistant, **options: Any) -> None:
        """``options``: fields of ``AssistantQueryEngine``, and refused as there."""
        self._assistant = assistant
        self._options = AssistantQueryEngine(assistant=assistant, **options).arguments
        self._turns: list[Message] = []

    def reset(self) -> None:
        self._turns = []

    @property
    def chat_history(self) -> list[ChatMessage]:
        return [ChatMessage(role=turn.role, content=turn.content) for turn in self._turns]

    def chat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> AgentChatResponse:
        self._begin(chat_history)
        with in_fit_words(self._assistant):
            answer = self._assistant.ask(message, history=self._turns, **self._options)
        self._keep(message, answer)
        told = _response(fit(answer, self._assistant))
        return AgentChatResponse(
            response=str(told), source_nodes=told.source_nodes, metadata=told.metadata
        )

    async def achat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> AgentChatResponse:
        return await _while_wanted(self.chat, message, chat_history)

    def stream_chat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """Statements as each has passed its check; the source nodes are there at the end."""
        self._begin(chat_history)
        response = StreamingAgentChatResponse(is_writing_to_memory=False)
        response.chat_stream = self._pieces(message, response)
        return response

    async def astream_chat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        response = self.stream_chat(message, chat_history)
        pieces = response.chat_stream
        assert pieces is not None

        async def waited() -> AsyncIterator[ChatResponse]:
            stop = Stop()
            following = partial(stop.run, lambda: next(pieces, None))
            try:
                while (piece := await asyncio.to_thread(following)) is not None:
                    yield piece
            finally:
                stop.now()

        response.achat_stream = waited()  # type: ignore[assignment]  # asks for no more than this
        return response

    def _begin(self, given: list[ChatMessage] | None) -> None:
        if given is not None:
            self._turns = [turn for message in given if (turn := _turn(message))]

    def _keep(self, message: str, answer: Answer) -> None:
        said = Message("assistant", answer.text, answer.citations, answer.closest)
        self._turns = [*self._turns, Message("user", message), said]

    def _pieces(
        self, message: str, response: StreamingAgentChatResponse
    ) -> Generator[ChatResponse, None, None]:
        writing = Writing(model="", articles="")
        with in_fit_words(self._assistant):
            for item in self._assistant.stream(message, history=self._turns, **self._options):
                if isinstance(item, Answer):
                    self._keep(message, item)
                    told = fit(item, self._assistant)
                    response.source_nodes = _response(told).source_nodes
                    piece = writing.add(told, told.notice)
                else:
                    piece = writing.add(item)
                if piece:
                    said = ChatMessage(role=MessageRole.ASSISTANT, content=piece)
                    yield ChatResponse(message=said, delta=piece)


async def _while_wanted(work: Callable[..., T], *arguments: Any) -> T:
    """Do the work in a thread; when the call is cancelled, a model that writes is stopped."""
    stop = Stop()
    try:
        return await asyncio.to_thread(stop.run, work, *arguments)
    finally:
        stop.now()


def _turn(message: ChatMessage) -> Message | None:
    """What counts of a conversation: who asked, and what was answered."""
    content = unmarked(message.content or "")
    if message.role == MessageRole.USER:
        return Message("user", message.content or "")
    return Message("assistant", content) if message.role == MessageRole.ASSISTANT else None


class ArticleTool(QueryEngineTool):
    """The assistant as a tool of an agent; its output's ``raw_output`` has the source nodes."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        name: str = "ask_articles",
        about: str = "a folder of news articles",
        **options: Any,
    ) -> None:
        """An agent with several folders needs a name for each, and what each is ``about``.

        ``options``: fields of ``AssistantQueryEngine``.
        """
        told = (
            f"Answers a question from {about}. Every sentence ends in the number "
            "of the citation it rests on; a refusal means that the articles do not say. Ask one "
            "plain question at a time, and keep the numbers."
        )
        super().__init__(
            AssistantQueryEngine(assistant=assistant, **options),
            ToolMetadata(name=name, description=told),
        )


def _passage_node(passage: Passage) -> NodeWithScore:
    published = passage.published.date if passage.published else None
    node = _node(passage.chunk_id, passage.text, passage, published)
    return NodeWithScore(node=node, score=passage.score)


def _citation_node(citation: Citation) -> NodeWithScore:
    node = _node(citation.location, citation.quote, citation, citation.published)
    node.metadata["number"] = citation.number
    return NodeWithScore(node=node)


def _node(
    identity: str, text: str, source: Passage | Citation, published: dt.date | None
) -> TextNode:
    """A node whose text stands at ``start:end`` of the file; models see title and date alone."""
    metadata = {
        "file": source.file,
        "start": source.start,
        "end": source.end,
        "title": source.title,
        "published": published.isoformat() if published else None,
        "publisher": source.publisher,
    }
    shown = ("title", "published", "publisher")
    hidden = [name for name in (*metadata, "number") if name not in shown]
    return TextNode(
        id_=identity,
        text=text,
        start_char_idx=source.start,
        end_char_idx=source.end,
        metadata={name: value for name, value in metadata.items() if value is not None},
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=hidden,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.file)},
    )


def _response(answer: Answer) -> Response:
    return Response(
        response=in_words(answer, answer.notice),
        source_nodes=[_citation_node(citation) for citation in answer.citations],
        metadata={"answer": answer.to_json()},
    )
