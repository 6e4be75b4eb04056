"""What a question asks to have happened, told in other words."""

from __future__ import annotations

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
