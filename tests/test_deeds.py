"""What a question asks to have happened, told in other words."""

from __future__ import annotations

import time

import numpy as np
import pytest
from test_timely import candidate

from assistant.deeds import retold
from assistant.questions import read

ARTICLE = (
    "Dockers at Ostmere walked out on Monday. It is the first strike at Ostmere since 1998. "
    "Dockers returned to work after three weeks of strike. Two dockers were treated for burns. "
    "The union blamed the port for the strike."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did the dockers' strike at Ostmere begin?", "Dockers walked out on Monday."),
        ("Is the strike of the dockers over?", "Dockers returned to work."),
        ("Were any dockers hurt in the strike?", "Two dockers were treated for burns."),
        ("What triggered the strike of the dockers?", "The dockers blame a pay cut."),
        ("What was behind the dockers' strike?", "The union traced the strike to a pay cut."),
        ("Were any dockers hurt in the strike?", "Two dockers were taken to hospital."),
        ("What is the dockers' strike called?", "Dockers have christened it Low Water."),
    ],
)
def test_a_deed_in_other_words_comes_before_the_same_words(question: str, answer: str) -> None:
    same = "It is the first strike of the dockers at Ostmere since 1998."
    told = [candidate(same, article=ARTICLE), candidate(answer, article=ARTICLE)]
    first, second = retold(read(question, 100, {}), told, np.array([0.8, 0.1]))
    assert first < second
    elsewhere = [candidate(same, article=ARTICLE), candidate(answer, article="Bakers and bread.")]
    chances = np.array([0.8, 0.1])
    assert (retold(read(question, 100, {}), elsewhere, chances) == chances).all()


@pytest.mark.parametrize(
    "question", ["Who runs Orvane now?", "Who is in charge of Orvane?", "Who leads Orvane?"]
)
def test_who_runs_a_company_is_its_chief_executive(question: str) -> None:
    article = "Orvane hires a brewer. Orvane has appointed Sunniva Brekke as chief executive."
    told = [candidate(one + ".", article=article) for one in article.rstrip(".").split(". ")]
    first, second = retold(read(question, 100, {}), told, np.array([0.6, 0.4]))
    assert first < second


def test_who_died_is_no_one_who_was_hurt() -> None:
    article = "Two dockers were hurt. One man died of his burns at Ostmere."
    told = [candidate(one + ".", article=article) for one in article.rstrip(".").split(". ")]
    asked = read("How many dockers died at Ostmere?", 100, {})
    first, second = retold(asked, told, np.array([0.6, 0.1]))
    assert first < second


def test_who_takes_over_is_who_becomes_it() -> None:
    article = (
        "Ada Lorn, chief of Orvane since 2019, leaves. Otto Quill would become chief of Orvane."
    )
    told = [candidate(one + ".", article=article) for one in article.rstrip(".").split(". ")]
    asked = read("Who takes over as chief of Orvane?", 100, {})
    first, second = retold(asked, told, np.array([0.5, 0.2]))
    assert first < second


def test_who_leads_a_race_is_nobody_in_office() -> None:
    told = [
        candidate("Orvane is ahead in the race."),
        candidate("Orvane's director Ada Quill ran."),
    ]
    chances = np.array([0.6, 0.4])
    assert (retold(read("Who leads the race at Orvane?", 100, {}), told, chances) == chances).all()


def test_to_end_up_is_no_end() -> None:
    told = [candidate("The bridge cost five euros."), candidate("The fight on the bridge ended.")]
    chances = np.array([0.6, 0.2])
    asked = read("What did the bridge end up costing?", 100, {})
    assert (retold(asked, told, chances) == chances).all()


def test_a_day_is_wanted_with_the_deed() -> None:
    told = [candidate("It was the first strike in 1998."), candidate("Dockers walked out.")]
    chances = np.array([0.8, 0.1])
    asked = read("When did the strike begin?", 100, {})
    assert (retold(asked, told, chances) == chances).all()


def test_no_deed_is_asked_for() -> None:
    told = [candidate("It began on Monday."), candidate("It costs five euros.")]
    chances = np.array([0.1, 0.8])
    assert (
        retold(read("What does it cost at the end of May?", 100, {}), told, chances) == chances
    ).all()


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("What does the start-up cost?", "The work began."),
        ("Who was the late Owen Brown?", "It was postponed."),
        ("What was decided in late October?", "It was postponed."),
        ("How many shots were fired?", "The coach was sacked."),
        ("What was fired at the police?", "The coach was sacked."),
    ],
)
def test_a_word_of_a_deed_that_tells_none(question: str, other: str) -> None:
    told = [candidate(f"{question[:-1]}, 2 of them.", article=question), candidate(other)]
    told[1] = candidate(f"{other} {question[:-1]}, 2 of them for Mara Quill.", article=question)
    chances = np.array([0.8, 0.1])
    assert (retold(read(question, 100, {}), told, chances) == chances).all()


@pytest.mark.parametrize(
    ("question", "tells"),
    [
        ("Why is the Ostmere tram late?", "The Ostmere tram was postponed, as money lacked."),
        ("Who was fired at Ostmere Rovers?", "Ostmere Rovers sacked Mara Quill."),
        ("When did the Ostmere tram strike end?", "The Ostmere tram strike ended on 4 May 2025."),
    ],
)
def test_a_word_of_a_deed_that_tells_one(question: str, tells: str) -> None:
    told = [candidate("The Ostmere Rovers tram.", article=question), candidate(tells)]
    assert retold(read(question, 100, {}), told, np.array([0.8, 0.1]))[0] < 0.8


@pytest.mark.parametrize(
    "unknown", ["Nobody has named a cause yet.", "The cause of the strike is still unclear."]
)
def test_that_a_cause_is_not_known_tells_none(unknown: str) -> None:
    told = [candidate("A pay cut.", article=ARTICLE), candidate(unknown, article=ARTICLE)]
    asked = read("What caused the dockers' strike at Ostmere?", 100, {})
    assert (retold(asked, told, np.array([0.6, 0.2])) == [0.6, 0.2]).all()


def test_a_long_article_takes_no_time() -> None:
    article = " ".join(f"word{number}" for number in range(200_000))
    told = [candidate("The strike began on Monday.", article=article)]
    started = time.process_time()
    retold(read("When did the dockers' strike begin?", 100, {}), told, np.array([0.8]))
    assert time.process_time() - started < 0.5
