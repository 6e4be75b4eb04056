"""Our embedder, search and assistant as LlamaIndex's own kinds: converted here, once.

    from assistant.llamaindex import ArticleRetriever, AssistantQueryEngine
    nodes = ArticleRetriever(assistant.search).retrieve("What do the glasses cost?")
    response = AssistantQueryEngine(assistant=assistant).query("What do the glasses cost?")

Importing this imports LlamaIndex, which takes seconds: import it where it is used.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import ConfigDict, PrivateAttr
from llama_index.core.callbacks import CallbackManager
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

from assistant.chain import Answerer, Assistant
from assistant.types import Answer, Citation
from index.embedder import Embedder
from index.types import Passage

Search = Callable[[str], Sequence[Passage]]


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
        return await asyncio.to_thread(self._retrieve, query_bundle)


class AssistantQueryEngine(CustomQueryEngine):
    """The assistant as a query engine; its fields are arguments of ``Assistant.ask``.

    The response's text has its citations as ``[1]``; its source nodes are the cited sentences, in
    that order, with file and offsets; ``metadata["answer"]`` is the whole answer. A refusal has no
    source nodes.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    assistant: Assistant
    files: tuple[str, ...] = ()
    as_of: dt.date | None = None
    answerer: Answerer = "auto"

    def custom_query(self, query_str: str) -> Response:
        return _response(
            self.assistant.ask(
                query_str, files=self.files, as_of=self.as_of, answerer=self.answerer
            )
        )

    async def acustom_query(self, query_str: str) -> Response:
        return await asyncio.to_thread(self.custom_query, query_str)


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
    marked = " ".join(
        statement.text + "".join(f" [{number}]" for number in statement.citations)
        for statement in answer.statements
    )
    return Response(
        response=answer.text if answer.refused else marked,
        source_nodes=[_citation_node(citation) for citation in answer.citations],
        metadata={"answer": answer.to_json()},
    )
