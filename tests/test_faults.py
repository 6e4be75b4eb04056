"""Every fault of a model's server as the person meets it: an answer, a notice, and in time.

``python -m pytest tests/test_faults.py -s`` prints the table: fault, seconds, what is read.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from servers import (
    Behaviour,
    Exchange,
    Server,
    cuts,
    drips,
    drips_headers,
    fails,
    hangs_up,
    refused_url,
    repeats,
    sends,
    stalls,
)

from assistant import Assistant
from assistant.types import Answer

GLASSES = "What do the Quark glasses cost?"
ALLOWED = 6.0  # seconds for the model
SLACK = 20.0  # seconds: the machine may be busy, and a hang would last for minutes
GOOD = repeats(1)


def slow_to_begin(exchange: Exchange) -> None:
    time.sleep(2)
    GOOD(exchange)


def a_line_without_end(exchange: Exchange) -> None:
    exchange.head()
    exchange.send("data: ")
    for _ in range(2_000):  # MB: the client is to leave long before
        exchange.send("x" * 1_000_000)


def a_statement_then(behaviour: Behaviour) -> Behaviour:
    """A good statement, then what this does once its headers are sent."""

    def behave(exchange: Exchange) -> None:
        found = re.search(r"^(.* \[\d+\])\n</quotation>", exchange.prompt, re.MULTILINE)
        assert found
        exchange.head(Content_Length="100000")
        exchange.event({"content": f"{found[1]}\n"})
        behaviour(exchange)

    return behave


TOO_LONG = {"message": "This model's maximum context length is 512 tokens", "code": "x"}
ENDURED: dict[str, list[Behaviour]] = {
    "429 once, no Retry-After": [fails(429), GOOD],
    "429 once, Retry-After: 1": [fails(429, Retry_After="1"), GOOD],
    "500 once": [fails(500), GOOD],
    "connection closed once": [hangs_up, GOOD],
    "slow first token": [slow_to_begin],
}
TOLD: dict[str, tuple[list[Behaviour], str]] = {
    "401": ([fails(401)], "refused the key (401)"),
    "404 model": ([fails(404)], "does not know the model 'm' (404)"),
    "429 always": ([fails(429)], "limits the rate of requests (429)"),
    "429, Retry-After: 60": ([fails(429, Retry_After="60")], "it asks to wait 60 seconds"),
    "429, no quota": ([fails(429, {"code": "insufficient_quota"})], "no quota left"),
    "500 always": ([fails(500)], "failed (500): it went wrong"),
    "stall before a word": ([stalls(60)], "took longer than 6 seconds"),
    "stall midway": ([stalls(60, after="The glasses ")], "took longer than 6 seconds"),
    "headers a byte at a time": ([drips_headers], "took longer than 6 seconds"),
    "a word a second": ([drips("The ", every=1.0, times=60)], "took longer than 6 seconds"),
    "stream cut": ([cuts("The glasses ")], "closed the connection"),
    "invalid JSON": ([sends("data: {oops\n\n")], "no OpenAI-compatible reply"),
    "choices of another shape": (
        [sends('data: {"choices": {"a": 1}}\n\n')],
        "no OpenAI-compatible reply",
    ),
    "nested without end": (
        [sends("data: " + '{"a":' * 50_000 + "\n\n")],
        "no OpenAI-compatible reply",
    ),
    "a line without end": ([a_line_without_end], "no OpenAI-compatible reply"),
    "429, Retry-After: inf": (
        [fails(429, Retry_After="inf")],
        "limits the rate of requests (429). ",
    ),
    "a web page": ([sends("<html>hello</html>", "text/html")], "no OpenAI-compatible reply"),
    "context overflow": ([fails(400, TOO_LONG)], "too long for model 'm'"),
    "nothing usable": ([sends("data: [DONE]\n\n")], "no OpenAI-compatible reply"),
}


def asked(golden: Assistant, url: str, name: str, allowed: float = ALLOWED) -> Answer:
    settings = replace(golden.settings, llm_base_url=url, llm_model="m", llm_timeout=allowed)
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assistant.ask(GLASSES, answerer="extractive")  # loads what any first question loads
        assistant._open_model()
        start = time.monotonic()
        answer = assistant.ask(GLASSES)
        seconds = time.monotonic() - start
    print(f"\n| {name} | {seconds:.1f} | {answer.notice or 'the answer, nothing else'} |")
    assert seconds < allowed + SLACK
    assert answer.statements
    assert all(statement.check.supported for statement in answer.statements)
    return answer


@pytest.mark.parametrize("name", ENDURED)
def test_what_passes_is_waited_for(golden: Assistant, name: str) -> None:
    with Server(ENDURED[name]) as server:
        answer = asked(golden, server.url, name, allowed=60)  # a busy machine needs some itself
    assert answer.notice is None
    assert answer.statements[0].origin == "model"


@pytest.mark.parametrize("name", TOLD)
def test_what_does_not_pass_leaves_the_quotes_and_a_notice(golden: Assistant, name: str) -> None:
    behaviours, words = TOLD[name]
    with Server(behaviours) as server:
        answer = asked(golden, server.url, name)
    assert answer.notice is not None
    assert words in answer.notice
    assert "1,899" in answer.text
    assert {statement.origin for statement in answer.statements} == {"quote"}


@pytest.mark.parametrize(
    ("name", "then", "words"),
    [
        ("cut after a statement", hangs_up, "closed the connection"),
        ("stall after a statement", stalls(60, after=" "), "took longer than 10"),
    ],
)
def test_what_was_said_before_a_fault_stays(
    golden: Assistant, name: str, then: Behaviour, words: str
) -> None:
    with Server([a_statement_then(then)]) as server:
        answer = asked(golden, server.url, name, allowed=10)
    assert words in (answer.notice or "")
    assert (answer.notice or "").endswith("What follows it is missing.")
    assert [statement.origin for statement in answer.statements] == ["model"]


def test_a_server_that_is_not_there(golden: Assistant) -> None:
    answer = asked(golden, refused_url(), "refused connection")
    assert "cannot be reached" in (answer.notice or "")
    assert "1,899" in answer.text
