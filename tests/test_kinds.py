"""What kind of answer a question wants, and whether a sentence holds one."""

from __future__ import annotations

import pytest

from assistant.kinds import Wants, ages
from assistant.questions import present, read


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How old is the new mayor of Tarn?", Wants.AGE),
        ("How long did the strike last?", Wants.DURATION),
        ("How many years did she serve?", Wants.DURATION),
        ("How many ferries were cancelled?", Wants.NUMBER),
        ("How often does the ferry leave?", Wants.OFTEN),
        ("How many times was the mill sold?", Wants.OFTEN),
        ("What is the death toll of the storm?", Wants.NUMBER),
        ("What is the latest figure for missing people?", Wants.NUMBER),
        ("How much did the museum pay for the painting?", Wants.MONEY),
        ("What was the revenue of Kestrel in 2024?", Wants.MONEY),
        ("What was Kestrel Mills' headcount in May?", Wants.NUMBER),
        ("What is Kestrel's workforce?", Wants.NUMBER),
        ("What does Kestrel's workforce want?", Wants.NAME),
        ("How much damage did the storm do in money?", Wants.MONEY),
        ("How much emergency money was promised?", Wants.MONEY),
        ("For how much was the mill sold?", Wants.MONEY),
        ("How many kroner did the mill cost?", Wants.MONEY),
        ("What was the mill sold for in US dollars?", Wants.MONEY),
        ("What does the Lark sell for?", Wants.MONEY),
        ("What was the mill sold for its owner's sake?", Wants.NAME),
        ("How many pounds does the bell weigh?", Wants.NUMBER),
        ("How many pounds of flour were sold?", Wants.NUMBER),
        ("Who pays its workers in dollars?", Wants.PERSON),
        ("What was the loot from the museum worth?", Wants.MONEY),
        ("What is the museum worth visiting for?", Wants.NAME),
        ("What is it that makes the deal worth it?", Wants.NAME),
        ("What happened in the area?", Wants.NAME),
        ("What limits the speed of the trains?", Wants.NAME),
        ("Where and by whom was he shot?", Wants.PERSON),
        ("What was the turnout in Tarn?", Wants.PERCENT),
        ("What was Orvane said to be offering per Tarn share?", Wants.MONEY),
        ("Where does the Kestrel share stand today?", Wants.MONEY),
        ("What services is Orvane offering to its share holders?", Wants.NAME),
        ("Where does the museum stand?", Wants.PLACE),
        ("What share of voters stayed at home?", Wants.PERCENT),
        ("How many percent of voters stayed at home?", Wants.PERCENT),
        ("Why was the key rate left at 4.75 per cent?", Wants.REASON),
        ("Who bought 20 percent of Tarn?", Wants.PERSON),
        ("Which company did Kestrel buy 80% of?", Wants.NAME),
        ("What % of voters stayed at home?", Wants.PERCENT),
        ("When does the tunnel open?", Wants.DATE),
        ("In what year was it founded?", Wants.DATE),
        ("Who runs the bank?", Wants.PERSON),
        ("By whom was it built?", Wants.PERSON),
        ("Kilnwood: who said so?", Wants.PERSON),
        ("What was found, and who found it?", Wants.PERSON),
        ("Where did the man who left work before?", Wants.PLACE),
        ("Why did the mayor whose son fell resign?", Wants.REASON),
        ("What is the range of the new van?", Wants.SIZE),
        ("Size of the crowd?", Wants.SIZE),
        ("What is the planned yearly output of the factory?", Wants.NUMBER),
        ("What is Isaac Thorne worth?", Wants.MONEY),
        ("What is worth seeing in Tarn?", Wants.NAME),
        ("Where was the boat found?", Wants.PLACE),
        ("Why was the match called off?", Wants.REASON),
        ("What triggered the blast?", Wants.REASON),
        ("At what time did the mill burn down?", Wants.TIME),
        ("What time does the ferry leave?", Wants.TIME),
        ("What time did Ada run in Tarn?", Wants.DATE),
        ("At what time of year do the storks come?", Wants.DATE),
        ("What was behind the crash?", Wants.REASON),
        ("How high is the new dam?", Wants.SIZE),
        ("Which chips did they order?", Wants.NAME),
        ("What did King say about the fine?", Wants.NAME),
        ("What is the central bank's key rate now?", Wants.NUMBER),
        ("Did the council approve the plan?", Wants.ANYTHING),
        ("Wie viele Haushalte heizen mit Gas?", Wants.NUMBER),
        ("这个多少钱?", Wants.MONEY),
    ],
)
def test_the_kind_that_a_question_wants(question: str, wants: Wants) -> None:
    assert read(question, 10, {}).wants is wants


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How old is the mayor?", "Ada Lorn, 41, was elected.", "She won by 41 votes in 2 hours."),
        ("How many jobs will go?", "Some 900 jobs will go.", "It pays 120 million euros."),
        ("How many people died?", "Nine residents died.", "It cost 9 million euros."),
        ("How much does it cost?", "It costs 15.60 euros.", "It is 15.60 metres long."),
        ("When does it open?", "It opens on November 21.", "It has 21 rooms."),
        ("When does it open?", "It opens in the autumn.", "It has a fall in 21 rooms."),
        ("What did it end up costing?", "It cost 9 million euros.", "It took 9 years."),
        ("Who leads the union?", "Greta Mallory leads it.", "The Castle Bank Group leads it."),
        ("Where was she born?", "She was born in Tarn.", "She was born a twin."),
        ("How long is the ban?", "It holds for six weeks.", "It was set by six judges."),
        ("How many acres did it buy?", "It bought 100 acres of farms.", "It bought 100 farms."),
        ("How often does it run?", "It runs 14 times a day.", "It has 14 coaches."),
        ("How often does it run?", "It runs every two hours.", "It runs for two hours."),
        ("How often does it run?", "It runs every half hour.", "It runs for half an hour."),
        ("How often does it run?", "It runs every 10 to 15 minutes.", "It took 15 minutes."),
        ("How often does it run?", "It has 14 services per day.", "It has 14 coaches."),
        ("How often does it run?", "It runs daily.", "The Daily Mail saw it run."),
        ("How often was it shut?", "It was shut on three occasions.", "It was shut by three men."),
        ("How often was it sold?", "It was sold once.", "It was sold once the bank agreed."),
        ("How often was it sold?", "It was sold twice.", "It was sold for 2 million euros."),
        ("What share of it failed?", "About 12 percent failed.", "About 12 of them failed."),
        ("How much does it weigh?", "It weighs 12 kilograms.", "Its battery has 5,200 mAh."),
        ("How much does it weigh?", "The 900 kg bell is old.", "The bell rings for 12 minutes."),
        (
            "How tall is the mast?",
            "The mast is 240 metres high.",
            "The mast cost 12 million euros.",
        ),
    ],
)
def test_a_sentence_that_holds_the_kind_counts_for_more(
    question: str, better: str, worse: str
) -> None:
    need = read(question, 10, {})
    assert present(need, better) > present(need, worse)


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("It went for $480 million.", True),
        ("It went for A$480 million.", True),
        ("It went for €480 million.", False),
    ],
)
def test_a_sum_in_other_money_is_not_what_is_asked(sentence: str, holds: bool) -> None:
    need = read("How many dollars did the mill cost?", 9, {})
    assert (present(need, sentence) > 0) is holds
    assert present(read("How much did the mill cost?", 9, {}), sentence) == 1.0


def test_what_the_question_names_itself_is_no_answer() -> None:
    need = read("Who beat Corin Talvey in the 2024 race?", 10, {})
    assert present(need, "Corin Talvey ran.") == 0.0
    when = read("When after 2024 did it open?", 10, {})
    assert present(when, "In 2024 it was shut.") == 0.0


def test_ages() -> None:
    assert ages("Talvey, 26, beat a 31-year-old rival aged 30") == ("26", "31", "30")
    assert ages("It cost 26 euros.") == ()
    assert ages("The bone is 41,000 years old.") == ()
