"""Who asks is told what failed, not where our servers are; the log has the rest."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from servers import Server, fails

from assistant import Assistant
from assistant.addresses import without_addresses
from assistant.doctor import examine
from assistant.settings import Settings

SETTINGS = Settings(
    llm_base_url="http://gpu-7.inside.example:8000/v1",
    llm_model="m",
    embed_base_url="http://10.3.0.9/v1",
    embed_model="e",
    chroma_url="https://inside.example:9000",
)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "The model server http://gpu-7.inside.example:8000/v1 refused the key (401).",
            "The model server refused the key (401).",
        ),
        (
            "The question is too long for model 'm' at model server http://10.3.0.9/v1. Start",
            "The question is too long for model 'm' at model server. Start",
        ),
        (
            "The embedding endpoint http://10.3.0.9/v1 failed (404: see http://10.3.0.9:80/help).",
            "The embedding endpoint failed (404: see its address).",
        ),
        (
            "What answers at https://inside.example:9000 is no Chroma server (status 404).",
            "What answers at its address is no Chroma server (status 404).",
        ),
        (
            "It failed: gpu-7.inside.example:8000 is down, and inside.example, and 10.3.0.9.",
            "It failed: its host is down, and its host, and its host.",
        ),
        ("Check ASSISTANT_LLM_BASE_URL; it ends in /v1.",) * 2,
        ("110.3.0.9 and inside.examples are others.",) * 2,
    ],
)
def test_an_address_is_not_told(told: str, shown: str) -> None:
    assert without_addresses(told, SETTINGS) == shown


def test_the_answer_is_silent_the_log_and_the_doctor_are_not(
    golden: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    with Server([fails(401)]) as server:
        settings = replace(golden.settings, llm_base_url=server.url, llm_model="m", llm_timeout=600)
        with (
            Assistant.open(settings=settings, vectors="off") as assistant,
            caplog.at_level(logging.WARNING, "assistant.addresses"),
        ):
            answer = assistant.ask("What do the Quark glasses cost?")
        assert "The model server refused the key (401)" in (answer.notice or "")
        assert server.url not in json.dumps(answer.to_json())
        assert f"The model server {server.url} refused the key" in caplog.text
        found = {finding.what: finding.words for finding in examine(settings)}
        assert server.url in found["language model"]
