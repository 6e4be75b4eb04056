"""What language models took: tokens, their price where one is set, and a budget that stops."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.settings import Settings
from assistant.types import Answer
from index.errors import ModelError

MILLION = 1_000_000
CHARACTERS_A_TOKEN = 3  # where a server counts nothing: more tokens than there are, as a rule


@dataclass(frozen=True, slots=True)
class Cost:
    """The tokens of one or more answers and what they cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    price: float | None = None  # None: no price is configured

    def __add__(self, other: Cost) -> Cost:
        known = [price for price in (self.price, other.price) if price is not None]
        return Cost(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            sum(known) if known else None,
        )


def of_answers(answers: Iterable[Answer]) -> Cost:
    """What a conversation took so far."""
    total = Cost()
    for answer in answers:
        trace = answer.trace
        total += Cost(trace.prompt_tokens, trace.completion_tokens, trace.price)
    return total


def estimated(text: str) -> int:
    """Tokens of a text that no server has counted."""
    return -(-len(text) // CHARACTERS_A_TOKEN)


class Ledger:
    """Adds up what an open assistant's model took. Threads may share it."""

    def __init__(self, settings: Settings, above: Ledger | None = None) -> None:
        """``above``: what is taken here counts there too, and its budget holds here."""
        self._settings = settings
        self._above = above
        self._prices = (settings.llm_price_in, settings.llm_price_out)
        self._budget = settings.llm_budget
        self._guard = threading.Lock()
        self.spent = Cost()

    def part(self) -> Ledger:
        """A ledger for one answer, under this one."""
        return Ledger(self._settings, self)

    def check(self) -> None:
        """Before a call.

        Raises:
            ModelError: the budget is spent.
        """
        if self._above is not None:
            self._above.check()
        elif self._budget is not None and (self.spent.price or 0.0) >= self._budget:
            raise ModelError(
                f"The budget of {self._budget:g} for the language model is spent. Start again, or "
                "raise ASSISTANT_LLM_BUDGET."
            )

    def take(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Note what a call took."""
        price_in, price_out = self._prices
        price = None
        if price_in is not None and price_out is not None:
            price = (prompt_tokens * price_in + completion_tokens * price_out) / MILLION
        cost = Cost(prompt_tokens, completion_tokens, price)
        with self._guard:
            self.spent += cost
        if self._above is not None:
            self._above.take(prompt_tokens, completion_tokens)
