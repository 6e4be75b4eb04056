"""What a model's retelling leaves out or turns round, though all its words are the source's."""

from __future__ import annotations

import re

import pytest

from assistant.retold import left_out

ALTERED = """
If the strike goes ahead, the airport will close on Friday.
    The airport will close on Friday.
The sale will close in May, provided that the court agrees.
    The sale will close in May.
Kestrel Air will cancel 40 flights only if pilots strike.
    Kestrel Air will cancel 40 flights.
It is false that the vaccine causes illness, the agency said.
    The vaccine causes illness, the agency said.
The agency dismissed claims that the vaccine causes illness.
    The agency said the vaccine causes illness.
Reports that Lena Voss had resigned were wrong, the ministry said.
    Lena Voss had resigned, the ministry said.
The film was almost cancelled in 2019.
    The film was cancelled in 2019.
Nearly 400 homes were destroyed.
    400 homes were destroyed.
It is a myth that the tower leans.
    The tower leans.
The lawyer of Tom Hale was arrested on Monday.
    Tom Hale was arrested on Monday.
The son of director Paul Kern was killed on Monday.
    Director Paul Kern was killed on Monday.
Ana Ruiz, whose brother was jailed for fraud, won the seat.
    Ana Ruiz was jailed for fraud.
A man posing as police chief Ray Dunn robbed the bank.
    Police chief Ray Dunn robbed the bank.
The museum opens daily except Monday.
    The museum opens on Monday.
All schools except Hillside will reopen.
    Hillside will reopen.
The drug cut deaths in mice, but not in people.
    The drug cut deaths in people.
Volta, unlike Ampere, recalled its batteries.
    Ampere recalled its batteries.
Marlo Bank lent Kestrel Air 40 million euros.
    Kestrel Air lent Marlo Bank 40 million euros.
Sales rose in Norway and fell in Sweden.
    Sales rose in Sweden and fell in Norway.
Tern earns more than Osprey.
    Osprey earns more than Tern.
Prosecutors want Weir to be jailed for six years.
    Weir was jailed for six years.
Dana Cole turned down the job of coach.
    Dana Cole took the job of coach.
Nordal once made phones.
    Nordal makes phones.
Das Werk in Essen wird nicht geschlossen.
    Das Werk in Essen wird geschlossen.
L'usine de Lyon ne fermera pas en mars.
    L'usine de Lyon fermera en mars.
Компания Нордал не купит завод в Перми.
    Компания Нордал купит завод в Перми.
Das Werk in Essen wird geschlossen.
    Das Werk in Essen wird nicht geschlossen.
"""
TRUE = """
If the strike goes ahead, the airport will close on Friday.
    The airport could close on Friday.
Nearly 400 homes were destroyed in Tarn.
    About 400 homes in Tarn were destroyed.
The lawyer of Tom Hale was arrested on Monday.
    Tom Hale's lawyer was arrested on Monday.
Rescuers still search for 11 people in the village of Tarn, where nearly every house was destroyed.
    Rescuers still search for 11 people in Tarn.
Marlo Bank lent Kestrel Air 40 million euros.
    Kestrel Air was lent 40 million euros by Marlo Bank.
Prosecutors want Weir to be jailed for six years.
    Prosecutors demand that Weir be jailed for six years.
The museum opens daily except Monday.
    The museum opens daily except Monday.
Das Werk in Essen wird nicht geschlossen, sagte der Betriebsrat.
    Laut Betriebsrat wird das Werk in Essen nicht geschlossen.
"""


def pairs(table: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in table.strip().splitlines()]
    return list(zip(lines[::2], lines[1::2], strict=True))


@pytest.mark.parametrize(("source", "statement"), pairs(ALTERED))
def test_what_is_left_out_or_turned_round_is_named(source: str, statement: str) -> None:
    (problem,) = left_out(statement, ["Something else.", source])
    assert re.search("leaves it out|the other way round|has a negation", problem)


@pytest.mark.parametrize(("source", "statement"), pairs(TRUE))
def test_a_true_retelling_passes(source: str, statement: str) -> None:
    assert left_out(statement, [source]) == ()
    assert left_out(statement, []) == ()
