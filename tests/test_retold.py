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
The claim that Orvik Bank hid losses was proved unfounded.
    Orvik Bank hid losses.
Reports that Lena Voss took bribes proved unfounded, the court said.
    Lena Voss took bribes, the court said.
The film came close to being cancelled in 2019.
    The film was cancelled in 2019.
Tern came close to buying Osprey in May.
    Tern bought Osprey in May.
Nordal supplies Kestrel, which was fined 3 million euros.
    Nordal was fined 3 million euros.
Marlo Bank owns Tern Air, which lost 4 planes.
    Marlo Bank lost 4 planes.
Every plant bar the one in Essen was closed.
    The plant in Essen was closed.
All schools bar the one in Tarn will reopen.
    The school in Tarn will reopen.
Das Werk in Essen wird nie geschlossen.
    Das Werk in Essen wird geschlossen.
Die Firma hat nie Steuern in Kiel gezahlt.
    Die Firma hat Steuern in Kiel gezahlt.
The parliament votes on 26 February on the budget.
    The parliament voted on 26 February on the budget.
The council votes on the tram on 26 February.
    The council voted on the tram on 26 February.
Divers tried to raise the ferry Morwenna on Tuesday.
    Divers raised the ferry Morwenna on Tuesday.
The tram line is due to open in Orvik in May.
    The tram line opened in Orvik in May.
Nordal stopped making phones in 2021.
    Nordal makes phones.
Half of the houses in Brack have no power.
    The houses in Brack have no power.
Kestrel meets its creditors on 9 March in Kiel.
    Kestrel met its creditors on 9 March in Kiel.
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
Shares in Pellow Stores gained 6.5 percent to close at 128.40 euros.
    Shares in Pellow Stores closed at 128.40 euros.
Nordal supplies Kestrel, which was fined 3 million euros.
    Kestrel, which Nordal supplies, was fined 3 million euros.
Nordal supplies Kestrel, which was fined 3 million euros.
    Nordal supplies Kestrel.
The carmaker, which is based in Ostrava, left its forecast unchanged.
    Brellin, based in Ostrava, left its forecast unchanged.
Of the 43 staff members, all but nine have been flown out.
    Most of the 43 staff have been flown out.
Orvik managed to close the port on 3 March.
    Orvik closed the port on 3 March.
The parliament votes on 26 February on the budget.
    The parliament votes on the budget on 26 February.
Despite objections of the bank on 3 March the fund was made.
    The bank objected to the fund.
Norrax Air will resume flights on 4 May, after suspending them for 18 months.
    Norrax Air had suspended its flights for 18 months.
"""


def pairs(table: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in table.strip().splitlines()]
    return list(zip(lines[::2], lines[1::2], strict=True))


@pytest.mark.parametrize(("source", "statement"), pairs(ALTERED))
def test_what_is_left_out_or_turned_round_is_named(source: str, statement: str) -> None:
    (problem,) = left_out(statement, ["Something else.", source])
    assert re.search(
        "leaves (?:it|that) out|the other way round|has a negation|is to come", problem
    )


@pytest.mark.parametrize(("source", "statement"), pairs(TRUE))
def test_a_true_retelling_passes(source: str, statement: str) -> None:
    assert left_out(statement, [source]) == ()
    assert left_out(statement, []) == ()
