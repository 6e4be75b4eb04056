"""Tokens, prices and the budget, against a server that counts or does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from servers import Behaviour, Server, fails, repeats, says

from assistant import Assistant
from assistant.costs import Cost, Ledger, estimated, of_answers
from assistant.settings import Settings
from index.errors import ModelError, SettingError

GLASSES = "What do the Quark glasses cost?"
PRICED: dict[str, Any] = {"llm_price_in": 2.0, "llm_price_out": 10.0}


@pytest.fixture
def opened(golden: Assistant, request: pytest.FixtureRequest) -> Iterator[Assistant]:
    behaviour: Behaviour = getattr(request, "param", says("NO ANSWER"))
    with Server([behaviour]) as server:
        settings = replace(
            golden.settings, llm_base_url=server.url, llm_model="m", llm_budget=0.0005, **PRICED
        )
        with Assistant.open(settings=settings, vectors="off") as assistant:
            yield assistant


def test_a_price_is_by_hand() -> None:
    ledger = Ledger(Settings(**PRICED))
    part = ledger.part()
    part.take(1000, 100)
    assert part.spent == Cost(1000, 100, pytest.approx(0.003))  # (1000*2 + 100*10) / 1e6
    ledger.part().take(500, 0)
    assert ledger.spent == Cost(1500, 100, pytest.approx(0.004))
    assert part.spent.prompt_tokens == 1000


def test_without_prices_tokens_are_counted_alone() -> None:
    ledger = Ledger(Settings())
    ledger.take(10, 5)
    ledger.check()
    assert ledger.spent == Cost(10, 5, None)
    assert Cost(1, 1, None) + Cost(1, 1, 2.0) == Cost(2, 2, 2.0)


def test_a_spent_budget_stops_its_parts() -> None:
    ledger = Ledger(Settings(llm_budget=0.001, **PRICED))
    part = ledger.part()
    part.check()
    part.take(1000, 0)
    with pytest.raises(ModelError, match=r"budget of 0\.001 .* ASSISTANT_LLM_BUDGET"):
        part.check()


def test_an_uncounted_text_is_estimated_upwards() -> None:
    assert [estimated(text) for text in ("", "a", "abc", "abcd")] == [0, 1, 1, 2]


def test_an_answer_tells_its_tokens_and_the_budget_ends_in_quotes(opened: Assistant) -> None:
    first = opened.ask(GLASSES)
    assert first.trace.prompt_tokens >= 100
    assert first.trace.price == pytest.approx(
        (first.trace.prompt_tokens * 2 + first.trace.completion_tokens * 10) / 1e6
    )
    answers = [first, opened.ask(GLASSES), opened.ask(GLASSES), opened.ask(GLASSES)]
    last = answers[-1]
    assert last.notice is not None
    assert "budget of 0.0005" in last.notice
    assert "1,899" in last.text
    assert last.trace.prompt_tokens == 0
    assert of_answers(answers) == opened.ledger.spent


@pytest.mark.parametrize("opened", [repeats(2)], indirect=True)
def test_a_server_that_does_not_count_is_estimated(opened: Assistant) -> None:
    answer = opened.ask(GLASSES)
    assert answer.statements[0].origin == "model"
    assert answer.trace.prompt_tokens > 100
    assert answer.trace.completion_tokens > 5


@pytest.mark.parametrize("opened", [fails(401)], indirect=True)
def test_a_call_that_was_refused_costs_nothing(opened: Assistant) -> None:
    assert opened.ask(GLASSES).trace.prompt_tokens == 0
    assert opened.ledger.spent.price is None or opened.ledger.spent.price == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"llm_price_in": 1.0}, "give both"),
        ({"llm_budget": 1.0}, "without prices"),
        ({"llm_price_in": -1.0, "llm_price_out": 1.0}, "ASSISTANT_LLM_PRICE_IN is -1"),
        ({"llm_price_in": 1.0, "llm_price_out": float("inf")}, "PRICE_OUT is inf"),
    ],
)
def test_prices_that_cannot_be_used(given: dict[str, float], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        Settings(**given)  # type: ignore[arg-type]
