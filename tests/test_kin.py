"""Whose somebody is, and how old."""

from __future__ import annotations

import pytest

from assistant.kin import whose_changed
from assistant.retold import left_out

ZOO = "The keeper's daughter, Mira Toll, fed the two bears that had escaped from the zoo in Lisle."
CHOIR = "Lena Voss, 34, was born in Talvey and has led the choir since she was 19."
MILL = "Ada Moss, 41, has run the mill for 12 years."
LAWYER = "The firm's lawyer, Bo Ferrand, said it would appeal."


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        (ZOO, "The keeper fed the two bears."),
        (ZOO, "The keeper, Mira Toll, fed the two bears."),
        (ZOO, "Mira Toll, the keeper's mother, fed the two bears."),
        ("Police arrested the mayor's brother on Friday.", "Police arrested the mayor on Friday."),
        ("The minister’s wife sold her shares in May.", "The minister sold shares in May."),
        (
            "The airline made its offer to the pilots' rivals.",
            "The airline made the pilots an offer.",
        ),
        ("Orvane's supplier Kolm filed for insolvency.", "Orvane filed for insolvency."),
        ("The owner's two sons run the yard.", "The owner's daughters run the yard."),
        (LAWYER, "The firm said it would appeal."),
        (CHOIR, "Lena Voss has led the choir for 34 years."),
        (CHOIR, "Lena Voss has led the choir for nineteen years."),
        (CHOIR, "Lena Voss, 19, leads the choir."),
        (MILL, "Ada Moss has run the mill for 41 years."),
    ],
)
def test_whose_it_is_and_how_old_stays_so(source: str, statement: str) -> None:
    assert whose_changed(statement, source).startswith("the source ")
    assert left_out(statement, [source])


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        (ZOO, "Mira Toll, the keeper's daughter, fed the two escaped bears."),
        (ZOO, "The daughter of the keeper fed the two bears."),
        (ZOO, "Mira Toll fed the two bears."),
        ("Orvane's rival Tarn lost; Orvane won.", "Orvane won."),
        ("The owner's two sons run the yard.", "Two sons of the owner run the yard."),
        ("His wife and children were rescued.", "His wife was rescued with her children."),
        (LAWYER, "Bo Ferrand said the firm would appeal."),
        (CHOIR, "Lena Voss, who is 34, was born in Talvey."),
        (CHOIR, "Lena Voss was 19 when she began to lead the choir."),
        (MILL, "Ada Moss has run the mill for twelve years."),
        ("Ada Moss, 41, has run it for 41 years.", "Ada Moss has run it for 41 years."),
    ],
)
def test_what_tells_the_same_is_let_through(source: str, statement: str) -> None:
    assert whose_changed(statement, source) == ""
