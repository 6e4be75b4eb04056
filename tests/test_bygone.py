"""What was told as what is, and what was to be as done."""

from __future__ import annotations

import pytest

from assistant.bygone import bygone


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The plant employed 900 people until it closed in May.", "The plant employs 900 people."),
        ("Until May, dogs were allowed on the beach.", "Dogs are allowed on the beach."),
        ("He was chairman of Orvane until 2021.", "He is chairman of Orvane."),
        ("The company had 40 shops in 2019.", "The company has 40 shops."),
        ("The bridge was closed for two years.", "The bridge is closed for two years."),
        ("The bridge was closed for two years.", "The bridge will be closed for two years."),
        ("The bridge was to be closed for two years.", "The bridge was closed for two years."),
        ("A bridge is to be built at Skarn.", "A bridge has been built at Skarn."),
        ("Ada Brunn ran the theatre until last winter.", "Ada Brunn runs the theatre."),
        ("Varn Mills made sails in Otley before it moved.", "Varn Mills makes sails in Otley."),
    ],
)
def test_what_was_is_not_told_as_what_is_nor_what_was_to_be_as_done(
    source: str, statement: str
) -> None:
    assert "the source says '" in bygone(statement, source)


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Jon Vesk was elected president on Sunday.", "Jon Vesk is president since Sunday."),
        ("The pool was full, the mayor said.", "The pool is full, the mayor said."),
        ("The company had 40 shops in 2019.", "The company had 40 shops in 2019."),
        ("The bridge was closed for two years.", "For two years the bridge was closed."),
        ("The tower was to be pulled down.", "The tower was to have been pulled down."),
        ("The drug is still to be tested in infants.", "It has not been tested in infants yet."),
        ("The results have not been repeated.", "The results have yet to be repeated."),
        ("The bank raised its key rate to 3 percent.", "The bank's key rate is 3 percent."),
        ("The firm once made ropes and is a museum now.", "The firm is a museum."),
        ("He moved to Orle ten years ago.", "The moves of 2016 are his."),
    ],
)
def test_what_may_be_so_now_passes(source: str, statement: str) -> None:
    assert bygone(statement, source) == ""
