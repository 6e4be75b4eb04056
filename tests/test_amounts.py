"""How many a sentence speaks of, kept by its retelling."""

from __future__ import annotations

import pytest

from assistant.amounts import limit_changed


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("55% of voters backed it.", "Most voters (55%) backed it."),
        ("55 % of voters backed it.", "Most voters (55 %) backed it."),
        ("Many people didn't come.", "Few people came."),
        ("Few people came.", "Many people didn't come."),
        ("Most voters backed it.", "Most voters backed it."),
        ("The vote is on 5 May.", "Most voters backed it."),
    ],
)
def test_a_limit_is_kept_in_other_words(text: str, source: str) -> None:
    assert limit_changed(text, source) == ""


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Voters backed it.", "Most voters (55%) backed it."),
        ("People came.", "Few people came."),
        ("Few people came.", "Many people came."),
        ("Voters with 5% off backed it.", "Only voters backed it."),
        ("All voters backed it.", "Voters (55%) backed it."),
    ],
)
def test_a_limit_is_left_out_or_added(text: str, source: str) -> None:
    assert limit_changed(text, source) != ""
