"""Scores, votes, so many of so many, and to or by how much."""

from __future__ import annotations

import pytest

from assistant.retold import left_out
from assistant.scores import scores_changed

WON = "Lisle won 3-1 at home to Corwen after trailing at half-time."
VOTE = "The vote was 14 to 11, with three abstentions."
TRIAL = (
    "In the trial, 14 of 3,020 vaccinated children fell ill, against 61 of 2,985 who were given a"
    " placebo."
)
WHEAT = "Wheat exports fell for the third month running, to 1.4 million tonnes."


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        (WON, "Lisle won 1-3 at home to Corwen."),
        (WON, "Lisle won 3-1 at Corwen."),
        ("Otley beat Skarn 4-2 at home.", "Otley beat Skarn 4-2 in Skarn."),
        (VOTE, "The vote was 14 to 3, with 11 abstentions."),
        (VOTE, "The vote was 11-14."),
        (TRIAL, "14 of 3,020 children given a placebo fell ill."),
        (TRIAL, "In the trial, 61 of 2,985 vaccinated children fell ill."),
        (WHEAT, "Wheat exports fell by 1.4 million tonnes."),
        ("Prices rose in May, by 4 percent.", "Prices rose to 4 percent in May."),
        ("Stays fell by an average of 3 days.", "Stays fell to an average of 3 days."),
    ],
)
def test_figures_that_belong_together_stay_so(source: str, statement: str) -> None:
    assert scores_changed(statement, source).startswith("the source says ")


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        (WON, "Corwen lost 1-3 at Lisle."),
        ("Otley beat Skarn 4-2 at home.", "Skarn lost 2-4 in Otley."),
        (WON, "At home to Corwen, Lisle won 3-1."),
        (VOTE, "There were three abstentions and a vote of 14-11."),
        (TRIAL, "Of 3,020 vaccinated children 14 fell ill."),
        (TRIAL, "14 of 3,020 vaccinated children fell ill in the trial."),
        (TRIAL, "61 of 2,985 children who were given a placebo fell ill."),
        (WHEAT, "Wheat exports fell to 1.4 million tonnes, the third fall."),
        ("Sales rose from 9 to 12 million.", "Sales rose to 12 million, from 9."),
        ("The 2019-20 season ended 2-2.", "It ended 2-2."),
    ],
)
def test_a_pair_told_as_it_stands_passes(source: str, statement: str) -> None:
    assert scores_changed(statement, source) == ""


def test_what_is_done_with_the_rest_is_not_done_with_the_part() -> None:
    source = "Of the 60 flats, 20 are to be let at reduced rents and the rest sold."
    turned = "Of the 60 flats, 20 are to be sold and the rest let at reduced rents."
    assert left_out(turned, [source]) == (
        "the source has the two sides of 'the rest' the other way round",
    )
    assert left_out("20 of the 60 flats are to be let, the rest sold.", [source]) == ()
