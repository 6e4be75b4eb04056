"""What a model's retelling leaves out or turns round, though all its words are the source's."""

from __future__ import annotations

import re

import pytest

from assistant.retold import left_out

ALTERED = """
Managers are to pay back 3 million euros in bonuses.
    Managers are to pay 3 million euros in bonuses.
The staff have been offered posts in Orle.
    The staff have been given posts in Orle.
The drivers held out for nine days and obtained a rise.
    The drivers held out for nine days because of a rise.
The glasses went on sale on November 27, after pre-orders had opened in October.
    Pre-orders opened on November 27, and the glasses went on sale in October.
The museum opened in May and was extended in August.
    The museum opened in August and was extended in May.
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
All schools except Hillside will reopen.
    All schools will reopen.
Dogs are banned from the beach except before 9 a.m.
    Dogs are banned from the beach before 9 a.m.
The ban applies to all cars other than electric ones.
    The ban applies to all cars.
Everything but the roof was saved.
    The roof was saved.
Sales rose everywhere but in Norland.
    Sales rose in Norland.
Every school but one in Norland will get a roof.
    Every school in Norland will get a roof.
Entry is free, except for groups of more than ten.
    Entry is free.
Excluding Sarn, rents fell in all districts.
    Rents fell in all districts.
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
Because the firm closed its plant, sales fell.
    Because sales fell, the firm closed its plant.
Sales fell because the firm closed its plant.
    The firm closed its plant because sales fell.
The fire was caused by a heater, not by a cable.
    The fire was caused by a cable, not by a heater.
Rents in Orle rose faster than wages last year.
    Wages in Orle rose faster than rents last year.
More women than men voted for the plan.
    More men than women voted for the plan.
The council will build a pool rather than a school.
    The council will build a school rather than a pool.
The vaccine protects children better than adults.
    The vaccine protects adults better than children.
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
Nordal has explored a listing of its turbine unit in Oslo.
    Nordal has begun a listing of its turbine unit in Oslo.
The council of Brack leans towards a ban on fireworks.
    The council of Brack decided on a ban on fireworks.
Only members may swim in the Marrow pool on Sundays.
    Members may swim in the Marrow pool on Sundays.
Members may swim in the Marrow pool on Sundays.
    Only members may swim in the Marrow pool on Sundays.
Few homes in Tarn have power again.
    Homes in Tarn have power again.
Most drivers at Palmeri joined the strike.
    Drivers at Palmeri joined the strike.
Some drivers at Palmeri joined the strike.
    All drivers at Palmeri joined the strike.
The Sund farm is one of the largest wind farms in the region.
    The Sund farm is the largest wind farm in the region.
At least 14 people were hurt near Otta.
    14 people were hurt near Otta.
About 400 homes were destroyed in Tarn.
    400 homes were destroyed in Tarn.
The letter was published before parliament voted on pensions.
    The letter was published after parliament voted on pensions.
Before parliament voted on pensions, the letter was published.
    After parliament voted on pensions, the letter was published.
Nordal cut its forecast a week after its chief sold shares.
    Its chief sold shares a week after Nordal cut its forecast.
The museum of Bray is closed until 4 August.
    The museum of Bray is closed from 4 August.
"""
TRUE = """
The fire was caused by a heater, not by a cable.
    It was not a cable: the fire was caused by a heater.
The firm did not close its plant, although sales fell.
    Sales fell, but the firm did not close its plant.
Nurses in Orle earn less than teachers.
    Teachers in Orle earn more than nurses.
The vaccine protects children better than adults.
    Children are protected better than adults by the vaccine.
Rents rose faster than wages last year, the bank said.
    Last year rents rose faster than wages.
Managers must pay back 3 million euros.
    Managers must return 3 million euros.
The museum opened in May and was extended in August.
    The museum was extended in August, after it had opened in May.
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
Of the 43 staff members, all but nine have been flown out.
    Nine of the 43 staff members are still there.
Fares rise for all except students of the city, the mayor said, and a ferry line opens in Sarn.
    A ferry line opens in Sarn.
Apart from the museum, the city owns two theatres.
    The city owns two theatres.
All staff left the hall, but the director stayed.
    The director stayed.
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
Nordal has explored a listing of its turbine unit in Oslo.
    Nordal has looked at a possible listing of its turbine unit in Oslo.
Only two of the nine night trains run on Sundays.
    Just two of the nine night trains run on Sundays.
Oddly had acted alone and never shared the money, his lawyer said.
    Oddly never shared the money, his lawyer said.
Marlo sold 2,300 robots, most of them to Parcelon, its largest customer.
    The largest customer of Marlo is Parcelon.
The bridge is used by 48,000 vehicles a day.
    The bridge is used by 48,000 vehicles every day.
Nordal lost more than four minutes after a puncture.
    Nordal lost over four minutes following a puncture.
Rents rose to an average of 1,140 pounds in Tarn.
    The average rent in Tarn rose to 1,140 pounds.
The deal closes in the second half of 2026.
    The deal closes in H2 2026.
The letter was published before parliament voted on pensions.
    Parliament voted on pensions after the letter was published.
Nordal cut its forecast a week after its chief sold shares.
    A week after its chief sold shares, Nordal cut its forecast.
The levy will not be collected until 2027.
    The levy will be collected from 2027.
Corvell lost 340 million, after a profit the year before.
    Corvell lost 340 million after a profit in the year before.
The drug has not been approved and data are due by the end of March, Keldish said of Teprinol.
    Keldish said that the drug Teprinol has not been approved.
"""


def pairs(table: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in table.strip().splitlines()]
    return list(zip(lines[::2], lines[1::2], strict=True))


@pytest.mark.parametrize(("source", "statement"), pairs(ALTERED))
def test_what_is_left_out_or_turned_round_is_named(source: str, statement: str) -> None:
    (problem,) = left_out(statement, ["Something else.", source])
    assert re.search(
        "leaves (?:it|that) out|the other way round|has a negation|is to come|source does not$"
        "|not just that|to the other of two things$",
        problem,
    )


@pytest.mark.parametrize(("source", "statement"), pairs(TRUE))
def test_a_true_retelling_passes(source: str, statement: str) -> None:
    assert left_out(statement, [source]) == ()
    assert left_out(statement, []) == ()


def test_a_reason_may_stand_behind_what_it_explains() -> None:
    source = "Because the firm closed its plant, sales fell."
    assert left_out("Sales fell because the firm closed its plant.", [source]) == ()
