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
        ("Each heir gets a quarter.", "The heirs get a quarter apiece."),
        ("Nine of the 43 are still there.", "Of the 43 all but nine have left."),
        ("He accepted all except two.", "He accepted all but two."),
        ("It takes 70 minutes more.", "It takes 70 minutes longer."),
        ("Prices fell by 4 percent.", "Prices were 4 percent lower."),
        ("Most of it, 60 of 100, came late.", "Of 100, 60 came late."),
        ("If it moves and is sold, it ends.", "It ends if it moves and is sold."),
        ("38 were treated, some for burns.", "38 were treated, two of them for burns."),
        ("It will ban smoking on three of 11 beaches.", "It bans smoking on three of its 11."),
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
        ("They want 4 million each.", "They want 4 million between them."),
        ("It runs until 2031 at most.", "It runs until at least 2031."),
        ("He accepted two of them.", "He accepted all but two of them."),
        ("It takes 70 minutes.", "It takes 70 minutes longer."),
        ("Prices rose 4 percent, more slowly than in May.", "Prices rose 4 percent more slowly."),
        ("Most of it came late.", "An unusual share of it came late."),
        ("Most of it came late.", "Of 100, 40 came late."),
        ("It ends if it moves or is sold.", "It ends if it moves and is sold."),
        ("38 were treated for burns.", "38 were treated, two of them for burns."),
        ("It bans smoking on its 11 beaches.", "It bans smoking on three of its 11 beaches."),
    ],
)
def test_a_limit_is_left_out_or_added(text: str, source: str) -> None:
    assert limit_changed(text, source) != ""
