"""Sentences that answer what stands before them."""

from __future__ import annotations

import pytest

from assistant.replies import replies


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("Kestrel rejected the claim.", True),
        ("Quarrel disputes that.", True),
        ("The bakers' union is not convinced.", True),
        ("The mayor sees it differently.", True),
        ("Asked about this, Tessel repeated that nobody had asked it for money.", True),
        ("Kestrel rejected the offer of its rival.", False),
        ("Lorn denied that the port had known of the leak since the inquiry of March 2024.", False),
        ("He was asked about this.", False),
    ],
)
def test_what_is_understood_with_what_was_claimed(sentence: str, answers: bool) -> None:
    assert replies(sentence) is answers
