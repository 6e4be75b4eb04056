"""A LlamaIndex agent over a model's server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.llms.openai_like import OpenAILike

if TYPE_CHECKING:
    import httpx

    from assistant.llamaindex import ArticleTool


def agent(tool: ArticleTool, url: str, client: httpx.AsyncClient) -> FunctionAgent:
    """``client``: closed by who opened it; LlamaIndex leaves its own open."""
    model = OpenAILike(
        model="m",
        api_base=url,
        api_key="none",
        is_chat_model=True,
        is_function_calling_model=True,
        async_http_client=client,
    )
    return FunctionAgent(tools=[tool], llm=model)
