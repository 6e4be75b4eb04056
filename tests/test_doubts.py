"""A sentence that answers another question."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import replace

import pytest

from assistant.doubts import answers_another
from assistant.questions import read
from assistant.said import Said
from index.tokens import fold
from index.types import Published

APRIL = dt.date(2026, 4, 12)


def doubted(
    question: str,
    text: str,
    *,
    title: str = "News",
    head: str = "",
    article: str = "{}",
    day: dt.date | None = APRIL,
) -> bool:
    whole = fold(article.format(text))
    said = Said(text, "", "", title, head, whole, Published(day, "text") if day else None)
    return answers_another(read(question, 100, {}), said)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who won the Tarn marathon in 2025?", "Mara Quill has won the Tarn marathon."),
        ("Who won the Tarn marathon in 2021?", "Mara Quill won the Tarn marathon last year."),
        (
            "What revenue had Orvane in the first quarter?",
            "Orvane had revenue of 3 million euros in the second quarter.",
        ),
        (
            "What revenue had Orvane in the second quarter?",
            "Orvane expects revenue of 3 million euros for 2025.",
        ),
        ("Whom did Orvane hire in May 2024?", "Orvane hired Mara Quill in June 2024."),
        ("Whom did Orvane hire in May?", "On 3 June Orvane hired Mara Quill."),
        ("What will tram line 3 cost?", "Tram line 2 will cost 186 million euros."),
        ("How many jurors sat in the trial?", "The jurors saw 14 tests fail."),
        ("How many people died in the Tarn ferry accident?", "The Tarn ferry had 240 aboard."),
        ("How many people were rescued from the Agda?", "There were 240 people on the Agda."),
        ("How many jurors sat in the trial?", "In 2019 the jurors saw 14 new tests fail."),
        ("How many jurors sat in the trial?", "The jurors met 14 women."),
        ("How many jurors sat in the trial?", "The jurors heard of 14 failed heat tests."),
        ("What does an ounce of gold cost?", "Oil cost 64.20 dollars a barrel."),
        ("How much does the Tarn 4 weigh?", "The Tarn 4 has a battery of 5,200 mAh."),
        ("How old is Mara Quill?", "Mara Quill dated a bone that is 41,000 years old."),
        ("Who was arrested for the theft?", "The theft was seen by a camera."),
        ("What profit did Orvane make?", "Orvane had sales of 3 million euros."),
        ("Compare the profits of Orvane and Tarn.", "Orvane had sales of 3 million euros."),
        ("Did the profit of Orvane rise or fall?", "Orvane shares rose 3 percent."),
        ("Has Orvane's profit gone up?", "Sales went up to 3 million euros."),
        (
            "What sales had Orvane in 2025?",
            "For 2026 Orvane expects sales to grow by 3 million euros.",
        ),
        ("What did Orvane earn in 2024?", "Orvane earned 3 million euros, against 2 in 2022."),
        ("Who was arrested for the theft?", "The theft was seen by officers."),
        ("What does the bus cost?", "Pupils are free to take the bus."),
        ("Who is Orvane's finance chief?", "Orvane's founder is Ada Moll."),
        ("What dividend does Orvane pay?", "Orvane will pay 26 euros for each share of Tarn."),
        ("How many buses did the city buy?", "The charge has brought the city 2.9 million euros."),
    ],
)
def test_it_is_of_another_year_quarter_number_or_thing(question: str, text: str) -> None:
    assert doubted(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who won the Tarn marathon in 2026?", "Mara Quill has won the Tarn marathon."),
        ("What did Orvane earn in 2025?", "Orvane earned 3 million euros last year."),
        ("Who won the Tarn marathon in 2025?", "In 2025 Mara Quill won the Tarn marathon."),
        (
            "What revenue had Orvane in the third quarter?",
            "Revenue was 3 million euros in Q3.",
        ),
        (
            "What revenue does Orvane expect in the second quarter?",
            "Orvane expects revenue of 3 million euros in 2025, and 1 million in Q2.",
        ),
        ("Whom did Orvane hire in May?", "In June Orvane said that it hired Mara Quill in May."),
        ("What did Orvane sell in April?", "It sold 3 million anvils, more than in March."),
        ("Whom has Orvane hired since May?", "Orvane hired Mara Quill in June."),
        ("What will tram line 3 cost?", "Tram line 3 will cost 9 million euros, more than line 2."),
        ("How many jurors sat in the trial?", "Nine jurors saw 14 tests fail."),
        ("How many people died in the Tarn fire?", "The Tarn fire claimed 14 lives."),
        ("How many were injured in the Tarn fire?", "30 needed treatment after the Tarn fire."),
        (
            "How many passengers used Verrin airport in May?",
            "The number of passengers at Verrin airport rose to 4.2 million in May.",
        ),
        ("How many homes were damaged?", "The number of homes damaged rose to 310."),
        ("How many jobs will be cut?", "Jobs at the plant will be cut by 400, its owners said."),
        ("How many workers were on strike?", "It put the number of striking workers at 1,200"),
        ("How many jurors sat?", "Of the jurors, 12 voted for it."),
        ("What does an ounce of gold cost?", "Gold rose to 2,400 dollars."),
        ("What does it cost?", "It costs 12 euros."),
        ("How many million euros did Orvane receive?", "Orvane will receive 88 million euros."),
        ("What did Quill say about the price?", "Quill called it too low."),
        ("Who was arrested for the theft?", "Otto Brandt was arrested for the theft."),
        ("What became of those who were lost?", "They were found alive."),
        (
            "What did Orvane earn in 2024?",
            "Orvane earned 3 million euros in 2025, up from 2 million.",
        ),
        (
            "What profit did Orvane make last quarter?",
            "Orvane made 3 million euros in the third quarter.",
        ),
        ("Why did the profit of Orvane fall?", "Orvane says that sales fell."),
        ("What does the work cost?", "The work costs the council 310,000 zloty."),
        (
            "How much of the ball had Orvane in the first half of the final?",
            "By half-time Orvane had had 81 percent of the ball.",
        ),
        ("How many people died in the fire?", "Nobody was killed in the fire."),
        ("How many were hurt in the fire?", "No injuries were reported after the fire."),
        ("Who was hurt in the fire?", "No one was hurt in the fire."),
        ("Who was arrested for the theft?", "A 34-year-old man was arrested."),
        ("Who was arrested for the theft?", "Three former employees were arrested."),
        ("What does the bus cost?", "The bus is free of charge."),
        ("How much does the bus cost?", "Riding the bus will cost pupils nothing."),
        ("What dividend does Orvane pay?", "Orvane's payout is 2 euros a share."),
        (
            "What did Orvane earn in the second quarter of 2025?",
            "Orvane earned 3 million euros in the second quarter, down from 4 million a year "
            "earlier.",
        ),
    ],
)
def test_it_is_of_the_one_that_is_asked_about(question: str, text: str) -> None:
    assert not doubted(question, text)


@pytest.mark.parametrize(
    ("question", "text", "past"),
    [
        ("Will tin get dearer and rise further?", "Tin rose above $34,000 a tonne in May.", True),
        ("Will tin fall?", "Tin rose above $34,000 a tonne.", True),
        ("Orva bank: will it cut its rate again?", "Orva bank cut its rate to 3.75%.", True),
        ("Is tin going to rise?", "Tin rose for a third day.", True),
        ("Will tin rise further?", "Tin may rise to $40,000, Ida Holt said.", False),
        ("Will tin rise further?", "Ida Holt sees tin at $40,000.", False),
        ("Will Orva bank cut its rate again?", "Orva bank is cutting its rate in May.", False),
        ("Will Orva bank cut its rate again?", "Orva bank ruled out a cut of its rate.", False),
        ("Will Orva bank shut its branch?", "Orva bank shut its branch.", False),
        ("Did tin rise further?", "Tin rose above $34,000 a tonne.", False),
        ("Will Orvane increase its bid for Varde?", "Orvane raised its bid for Varde.", False),
        ("Will the search continue?", "Rescuers gave up the search.", False),
        ("When will tin rise further?", "Tin rose above $34,000 a tonne in May.", False),
    ],
)
def test_what_was_is_no_answer_to_what_will_be(question: str, text: str, past: bool) -> None:
    assert doubted(question, text) is past


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("What was the turnout in 1998?", "Turnout was 67.4%, the highest since 1998.", True),
        ("What was the turnout in 1998?", "Turnout was 67.4%, more than in 1998.", True),
        ("What was the turnout in 1998?", "Turnout was 61.3% in 1998.", False),
        ("Is it the highest turnout since 1998?", "It is the highest since 1998: 67.4%.", False),
        ("Who has led Tarn most since 1998?", "Ada Moll led Tarn, the best since 1998.", False),
        ("How many staff had Tarn in 2019?", "Tarn has had 300 staff since 2019.", False),
    ],
)
def test_a_year_that_a_record_is_held_against_is_not_its_own(
    question: str, text: str, other: bool
) -> None:
    assert doubted(question, text) is other


def test_the_year_before_is_that_of_its_own_year() -> None:
    text = "Orvane earned 3 million euros in the second quarter, 4 million a year earlier."
    july = dt.date(2026, 7, 17)
    for year, another in ((2026, False), (2025, False), (2024, True)):
        asked = f"What did Orvane earn in the second quarter of {year}?"
        assert doubted(asked, f"{text} It kept its goal for the full year.", day=july) is another


def test_a_thing_may_be_named_sentences_before() -> None:
    text = "It cost 380,000 dollars."
    said = Said(text, "Its director shot it.", "", "Festival", "", fold(text), None)
    asked = read("What did The Weight of Honey cost?", 100, {})
    assert answers_another(asked, said)
    assert not answers_another(asked, replace(said, led_by="Best was The Weight of Honey."))


def test_a_name_may_stand_there_in_another_form() -> None:
    text = "The bank of Lorvia aims for inflation of 2.5 percent."
    article = f"{text} Lorvian shares rose."
    said = Said(text, "", "", "Rates", "", fold(article), None)
    assert not answers_another(read("What is the goal of the Lorvian bank?", 100, {}), said)
    assert answers_another(
        read("What is the goal of the Soland bank?", 100, {}),
        replace(said, article=fold(f"{text} Soland waits.")),
    )


def test_a_year_that_the_article_has_named_before_holds_on() -> None:
    asked, text = "How many cars did Orvane sell in 2019?", "Orvane sold 500 cars to its own staff."
    assert doubted(asked, text)
    assert not doubted(asked, text, article="In 2019 all went well. There was a strike. {}")


@pytest.mark.parametrize(
    ("question", "text", "month"),
    [
        ("What will Harrow pay in 2027?", "Harrow will pay 50 cents next year.", 5),
        ("How many cars will Orvane build in 2027?", "Orvane plans to build 40,000 cars.", 12),
        ("How many people died in the 2024 flood?", "Two years ago 12 people died.", 5),
        ("Who won the marathon in 2017?", "Otto Lind won in 2016, Mara Quill the next year.", 5),
        ("Who won the marathon in 2016?", "A decade ago Mara Quill won the marathon.", 5),
        (
            "Who won the marathon in 2014?",
            "In 2016 Otto Lind won, two years earlier Mara Quill.",
            5,
        ),
    ],
)
def test_a_year_may_be_counted_out(question: str, text: str, month: int) -> None:
    day = dt.date(2026, month, 10)
    assert not doubted(question, text, day=day)
    assert doubted(re.sub(r"20\d\d", "2020", question), text, day=day)


def test_a_report_without_a_date_tells_its_years_or_none() -> None:
    asked = "What sales had Orvane in 2024?"
    assert doubted(asked, "Orvane had sales of 3 million euros in 2023.", day=None)
    assert not doubted(asked, "Orvane had sales of 3 million euros.", day=None)
    assert not doubted(asked, "In 2025 sales rose to 4 from 3 million euros.", day=None)
    assert not doubted(asked, "Orvane had sales of 3 million euros.", title="2024", day=None)


def test_next_year_is_not_meant_without_a_word_in_spring() -> None:
    asked, text = "How many cars will Orvane build in 2027?", "Orvane plans to build 40,000 cars."
    assert doubted(asked, text, day=dt.date(2026, 5, 10))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (
            "third quarter",
            "Revenue in the three months to the end of September was 3 million euros.",
        ),
        ("third quarter", "Revenue in the three months ended 30 September was 3 million euros."),
        ("third quarter", "In the September quarter revenue was 3 million euros."),
        ("first half", "Revenue was 3 million euros in the six months to June."),
        ("Q3", "Revenue was 3 million euros in the third quarter."),
        ("third quarter", "Quarterly revenue was 3 million euros."),
        ("first half", "Half-year revenue was 3 million euros."),
    ],
)
def test_a_quarter_may_be_given_in_other_words(part: str, text: str) -> None:
    assert not doubted(f"What was the revenue of Orvane in the {part}?", text)


def test_a_quarter_given_by_its_months_is_no_other_where_the_article_names_the_one_asked() -> None:
    asked = "What was the revenue of Orvane in the third quarter?"
    text = "Revenue in the three months to December was 3 million euros."
    assert doubted(asked, text)
    assert not doubted(asked, text, article="Orvane in its third quarter. {}")


def test_a_long_article_is_not_read_for_dates() -> None:
    article = fold("Some words of no matter here. ") * 200_000
    said = Said("It had revenue of 3.", "", "", "News", "", article, Published(APRIL, "text"))
    started = time.process_time()
    answers_another(read("What revenue had Orvane in the third quarter?", 100, {}), said)
    answers_another(read("What revenue had Orvane?", 100, {}), said)
    assert time.process_time() - started < 2


def test_a_quarter_may_stand_in_the_title_or_the_head_of_the_table() -> None:
    asked = "What revenue had Orvane in the third quarter?"
    row = "| Revenue | 55 | 49 |"
    article = "Orvane in the third quarter\n{}"
    assert doubted(asked, row)
    assert not doubted(asked, row, head="| | Q3 | Q2 |")
    assert not doubted(asked, row, article=article)
    assert doubted(asked, "Revenue was 55 million in the second quarter.", article=article)


def test_who_is_named_in_passing_and_only_afterwards_is_not_meant() -> None:
    asked, text = "How many passengers did Sundline carry?", "It carried 4.4 million passengers."
    assert doubted(
        asked, text, article="Orvane grew. {} It has two ships. Its rival Sundline lost."
    )
    assert not doubted(asked, text, article="Sundline grew. It has two ships. {} It is old.")
    often = "The ferry company grew. {} It has two ships. Sundline is old. Sundline is rich."
    assert not doubted(asked, text, article=often)
