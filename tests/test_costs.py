"""Tokens, prices and the budget, against a server that counts or does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from servers import Behaviour, Exchange, Server, fails, hangs_up, repeats, says, stalls

from assistant import Assistant
from assistant.costs import Cost, Ledger, estimated, of_answers
from assistant.deadline import Deadline, Stop, Stopped
from assistant.models import Reply, chat_model
from assistant.settings import Settings
from index.errors import ModelError, SettingError

GLASSES = "What do the Quark glasses cost?"
PRICED: dict[str, Any] = {"llm_price_in": 2.0, "llm_price_out": 10.0}


@pytest.fixture
def opened(golden: Assistant, request: pytest.FixtureRequest) -> Iterator[Assistant]:
    behaviour: Behaviour = getattr(request, "param", says("NO ANSWER"))
    with Server([behaviour]) as server:
        settings = replace(
            golden.settings,
            llm_base_url=server.url,
            llm_model="m",
            llm_budget=0.03,
            llm_timeout=20,
            **PRICED,
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
    with ledger.reserved("a" * 3_000_000, 2_000_000):
        ledger.take(10, 5)
    assert ledger.spent == Cost(10, 5, None)
    assert Cost(1, 1, None) + Cost(1, 1, 2.0) == Cost(2, 2, 2.0)


def test_a_spent_budget_stops_its_parts() -> None:
    ledger = Ledger(Settings(llm_budget=0.001, **PRICED))
    part = ledger.part()
    with part.reserved("", 100):  # 100 * 10 / 1e6 = 0.001
        part.take(1000, 0)
    with (
        pytest.raises(ModelError, match=r"budget of 0\.001 .* 0\.002 is spent\. .*_LLM_BUDGET"),
        part.reserved("", 1),
    ):
        pass


def test_what_a_call_may_come_to_is_set_aside_until_it_has_ended() -> None:
    ledger = Ledger(Settings(llm_budget=0.001, **PRICED))
    with ledger.part().reserved("abc" * 100, 50):  # (100 * 2 + 50 * 10) / 1e6 = 0.0007
        with (
            pytest.raises(ModelError, match=r"0 is spent and 0\.0007 set aside for calls under"),
            ledger.part().reserved("", 31),
        ):
            pass
        with ledger.part().reserved("", 30):
            pass
    with ledger.part().reserved("", 100):
        pass
    with pytest.raises(ZeroDivisionError), ledger.reserved("", 100):
        raise ZeroDivisionError
    with ledger.reserved("", 100):  # and what failed holds nothing back
        pass


def test_an_uncounted_text_is_estimated_upwards() -> None:
    assert [estimated(text) for text in ("", "a", "abc", "abcd")] == [0, 1, 1, 2]
    assert [estimated(text) for text in ("电车线路", "für", "\udcff")] == [6, 2, 1]


def test_an_answer_tells_its_tokens_and_the_budget_ends_in_quotes(opened: Assistant) -> None:
    first = opened.ask(GLASSES)
    assert first.trace.prompt_tokens >= 100
    assert first.trace.price == pytest.approx(
        (first.trace.prompt_tokens * 2 + first.trace.completion_tokens * 10) / 1e6
    )
    opened.ledger.take(14_000, 0)  # 0.028: as other questions took it
    last = opened.ask(GLASSES)
    assert last.notice is not None
    assert "budget of 0.03" in last.notice
    assert "1,899" in last.text
    assert last.trace.prompt_tokens == 0
    opened.ledger.take(-14_000, 0)
    assert of_answers([first, last]).prompt_tokens == opened.ledger.spent.prompt_tokens


others_done = threading.Event()


def writes_once_the_others_are_done(exchange: Exchange) -> None:
    others_done.wait(60)
    says("NO ANSWER")(exchange)


@pytest.mark.parametrize("opened", [writes_once_the_others_are_done], indirect=True)
def test_eight_at_once_do_not_overrun_the_budget(opened: Assistant) -> None:
    """Each may come to 0.02 and more of 0.03: one at a time finds the money for it."""
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(opened.ask, GLASSES) for _ in range(8)]
        answers = [done.result() for done in islice(as_completed(asking), 7)]
        others_done.set()
    assert all("set aside for calls" in (answer.notice or "") for answer in answers)
    assert all("1,899" in answer.text for answer in answers)
    assert 0 < (opened.ledger.spent.price or 0) <= 0.03


@pytest.mark.parametrize("opened", [stalls(60)], indirect=True)
def test_a_call_that_was_waited_for_in_vain_costs_its_prompt(opened: Assistant) -> None:
    answer = opened.ask(GLASSES)
    assert "took longer" in (answer.notice or "")
    assert answer.trace.prompt_tokens > 100
    assert answer.trace.completion_tokens == 0


left = threading.Event()


def is_left(exchange: Exchange) -> None:
    left.set()
    exchange.left(60)


@pytest.mark.parametrize("opened", [is_left], indirect=True)
def test_a_call_that_is_left_before_a_word_costs_its_prompt(opened: Assistant) -> None:
    stop = Stop()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(stop.run, opened.ask, GLASSES)
        assert left.wait(60)
        stop.now()
        with pytest.raises(Stopped):
            asking.result()
    assert opened.ledger.spent.prompt_tokens > 100
    assert opened.ledger.spent.completion_tokens == 0


def test_each_attempt_that_is_cut_costs_its_prompt() -> None:
    with Server([hangs_up, hangs_up, says("Hello.")]) as server:
        model = chat_model(Settings(llm_base_url=server.url, llm_model="m"))
        with Reply(model, "a" * 300, deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "Hello."
        assert reply.tokens() == (100 + 100 + 100, 20)
    with Reply(model, "a" * 300, deadline=Deadline.after(20), max_tokens=5) as reply:
        with pytest.raises(ModelError, match="cannot be reached"):
            list(reply)
        assert reply.tokens() == (0, 0)


def thinks(exchange: Exchange) -> None:
    exchange.head()
    exchange.event({"role": "assistant", "content": "", "reasoning_content": "h" * 300})
    exchange.event({"content": "Yes."})
    exchange.event({}, "stop")


def counts(tokens: str) -> Behaviour:
    """Says a word, and that its prompt and its completion had so many tokens."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"content": "Yes."})
        exchange.event({}, "stop")
        usage = f'{{"prompt_tokens": {tokens}, "completion_tokens": {tokens}, "total_tokens": 1}}'
        exchange.send(f'data: {{"id": "c", "choices": [], "usage": {usage}}}\n\n')

    return behave


@pytest.mark.parametrize(
    ("behaviour", "taken"),
    [
        (thinks, (2, 100 + 2)),
        (counts("700"), (700, 700)),
        *((counts(tokens), (2, 2)) for tokens in ("1" + "0" * 400, "9" * 23, "-5", "null")),
    ],
)
def test_what_a_server_counts_is_believed_where_it_can_be(
    behaviour: Behaviour, taken: tuple[int, int]
) -> None:
    with Server([behaviour]) as server:
        model = chat_model(Settings(llm_base_url=server.url, llm_model="m"))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "Yes."
    assert reply.tokens() == taken


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
