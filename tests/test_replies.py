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
        ("Growers called that figure wildly exaggerated.", True),
        ("Its rivals describe the estimate as too low.", True),
        ("We could not verify that number.", True),
        ("That could not be independently confirmed.", True),
        ("The figure cannot be verified.", True),
        ("Growers called that summer the best of all.", False),
        ("Its rivals called it a triumph.", False),
        ("The pilot could not be reached.", False),
        ("The lab could not verify the signature on the will.", False),
        ("Kestrel rejected the offer of its rival.", False),
        ("Lorn denied that the port had known of the leak since the inquiry of March 2024.", False),
        ("Lorn denied that it would need new debt.", False),
        ("Quarrel's owner rejects that Tarn is at fault.", False),
        ("Lorn denied that.", True),
        ("Lorn denies that claim too.", True),
        ("Growers called that wildly exaggerated.", True),
        ("The lab rejects that view.", True),
        ("He was asked about this.", False),
        ("The correct figure is 19 million.", True),
        ("In fact the right name is Orvane.", True),
        ("It should have said 19 million.", True),
        ("That number was wrong.", True),
        ("That sum should have been 19 million.", True),
        ("The correct answer earns a prize.", False),
        ("It should have been finished in May.", False),
        ("That was a mistake, said the auditor.", False),
        ("The figure is 19 million.", False),
    ],
)
def test_what_is_understood_with_what_was_claimed(sentence: str, answers: bool) -> None:
    assert replies(sentence) is answers
