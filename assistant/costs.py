"""What language models took: tokens, their price where one is set, and a budget that stops."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.settings import Settings
from assistant.types import Answer
from index.errors import ModelError

MILLION = 1_000_000
CHARACTERS_A_TOKEN = 3  # of ASCII, where a server counts nothing
BYTES_A_TOKEN = 2  # of all other characters, in UTF-8


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
    """Tokens of a text that no server has counted: more than there are, as a rule."""
    plain = sum(character.isascii() for character in text)
    other = len(text.encode(errors="replace")) - plain
    return -(-plain // CHARACTERS_A_TOKEN) + -(-other // BYTES_A_TOKEN)


class Ledger:
    """Adds up what an open assistant's model took. Threads may share it."""

    def __init__(self, settings: Settings, above: Ledger | None = None) -> None:
        """``above``: what is taken here counts there too, and its budget holds here."""
        self._settings = settings
        self._above = above
        self._prices = (settings.llm_price_in, settings.llm_price_out)
        self._budget = settings.llm_budget
        self._guard = threading.Lock()
        self._held = 0.0  # the price that calls under way may still come to
        self.spent = Cost()

    def part(self) -> Ledger:
        """A ledger for one answer, under this one."""
        return Ledger(self._settings, self)

    @contextlib.contextmanager
    def reserved(self, prompt: str, max_tokens: int) -> Iterator[None]:
        """Around a call: what it may come to is set aside until it has been taken.

        So that calls at the same time do not each find the same money.

        Raises:
            ModelError: the budget does not cover it.
        """
        if self._above is not None:
            with self._above.reserved(prompt, max_tokens):
                yield
            return
        most = self._price(estimated(prompt), max_tokens) or 0.0
        with self._guard:
            self._check(most)
            self._held += most
        try:
            yield
        finally:
            with self._guard:
                self._held -= most

    def _check(self, most: float) -> None:
        spent = self.spent.price or 0.0
        if self._budget is None or spent + self._held + most <= self._budget:
            return
        held = f" and {self._held:.2g} set aside for calls under way" if self._held else ""
        raise ModelError(
            f"The budget of {self._budget:g} for the language model does not cover another call, "
            f"which may take {most:.2g}: {spent:.2g} is spent{held}. Start again, or raise "
            "ASSISTANT_LLM_BUDGET."
        )

    def _price(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        price_in, price_out = self._prices
        if price_in is None or price_out is None:
            return None
        return (prompt_tokens * price_in + completion_tokens * price_out) / MILLION

    def take(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Note what a call took."""
        price = self._price(prompt_tokens, completion_tokens)
        cost = Cost(prompt_tokens, completion_tokens, price)
        with self._guard:
            self.spent += cost
        if self._above is not None:
            self._above.take(prompt_tokens, completion_tokens)
