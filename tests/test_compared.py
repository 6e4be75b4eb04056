"""A comparison is read once for each of the things compared."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.compared import MOST, about, is_of_another, own_stems, sides
from index.tokens import fold, stem_set


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        (
            "Compare the third-quarter orders of Kestrelane and Dovrane.",
            (
                "Compare the third-quarter orders of Kestrelane.",
                "Compare the third-quarter orders of Dovrane.",
            ),
        ),
        (
            "Compare the price of the tram and the price of the ferry.",
            ("What was the price of the tram?", "What was the price of the ferry?"),
        ),
        (
            "Compare the price of the tram with that of the ferry",
            ("What was the price of the tram?", "What was the price of the ferry?"),
        ),
        ("Compare the tram and the ferry?", ("Compare the tram?", "Compare the ferry?")),
        (
            "Compare the cost of the tram and the ferry.",
            ("What was the cost of the tram?", "What was the cost of the ferry?"),
        ),
        ("Compare the results of the first and the second quarter.", ()),
        ("Compare salt and pepper.", ()),
        (
            "Whose chief executive was paid more for 2022, Tellwyn's or Marrowby's?",
            (
                "Whose chief executive was paid more for 2022, Tellwyn's?",
                "Whose chief executive was paid more for 2022, Marrowby's?",
            ),
        ),
        (
            "Compare the profit of Acme, Inc. in 2019 and Hudson Goods Co. in 2017. Which is more?",
            (
                "Compare the profit of Acme, Inc. in 2019. Which is more?",
                "Compare the profit of Hudson Goods Co. in 2017. Which is more?",
            ),
        ),
        (
            "Compare the messages to Tellwyn Foods and Marrowby Dairies in 2022.",
            (
                "Compare the messages to Tellwyn Foods in 2022.",
                "Compare the messages to Marrowby Dairies in 2022.",
            ),
        ),
        (
            "How much did Orvik and Talvey spend in 2018 and 2021, respectively?",
            ("How much did Orvik spend in 2018?", "How much did Talvey spend in 2021?"),
        ),
        (
            "Who ran Orvik Shipping in May 2018 and Talvey Lines in 2017?",
            ("Who ran Orvik Shipping in May 2018?", "Who ran Talvey Lines in 2017?"),
        ),
        (
            "Was Brannock's net debt higher at the end of 2021 or of 2022?",
            (
                "How high was Brannock's net debt at the end of 2021?",
                "How high was Brannock's net debt at the end of 2022?",
            ),
        ),
        (
            "Does Orbelin have more customers than Vantmoor?",
            ("How many customers does Orbelin have?", "How many customers does Vantmoor have?"),
        ),
        (
            "Which of Helmsgate and Castor Freight ended 2023 in debt?",
            (
                "Which of Helmsgate ended 2023 in debt?",
                "Which of Castor Freight ended 2023 in debt?",
            ),
        ),
        (
            "Which is the largest, Halloway, Brightling or Saltmarsh?",
            (
                "How large is Halloway?",
                "How large is Brightling?",
                "How large is Saltmarsh?",
            ),
        ),
        (
            "Compare Orvik's losses in the fourth quarter of 2024 and the first quarter of 2025.",
            (
                "Compare Orvik's losses in the fourth quarter of 2024.",
                "Compare Orvik's losses in the first quarter of 2025.",
            ),
        ),
        (
            "Was inflation in Soland higher in February or in August 2025?",
            (
                "How high was inflation in Soland in February 2025?",
                "How high was inflation in Soland in August 2025?",
            ),
        ),
        (
            "Which of the two has more employees, Halberd or Quillon?",
            ("How many employees does Halberd have?", "How many employees does Quillon have?"),
        ),
        (
            "Who spent less on research in 2024, Halberd or Quillon?",
            (
                "How much did Halberd spend on research in 2024?",
                "How much did Quillon spend on research in 2024?",
            ),
        ),
        (
            "Which company, Halberd or Quillon, made the bigger net profit?",
            ("What net profit did Halberd make?", "What net profit did Quillon make?"),
        ),
        (
            "Did patients lose more weight with Velonin or Nemexo?",
            (
                "How much weight did patients lose with Velonin?",
                "How much weight did patients lose with Nemexo?",
            ),
        ),
        (
            "Who is more hopeful about Corvane, Halden Bank or Mercer?",
            (
                "Who is more hopeful about Corvane, Halden Bank?",
                "Who is more hopeful about Corvane, Mercer?",
            ),
        ),
        (
            "How did the shares of Halberd and Quillon react?",
            ("How did the shares of Halberd react?", "How did the shares of Quillon react?"),
        ),
        (
            "What did the tram cost before and after the change of builder?",
            (
                "What did the tram cost before the change of builder?",
                "What did the tram cost after the change of builder?",
            ),
        ),
        (
            "Who delivered more cars in 2025, Halberd or Quillon?",
            (
                "How many cars did Halberd deliver in 2025?",
                "How many cars did Quillon deliver in 2025?",
            ),
        ),
        # nothing is compared
        ("What did the talks of Halberd and Quillon bring?", ()),
        ("What did AMD say about Alibaba and Nvidia?", ()),
        ("When did Simon and Garfunkel split up?", ()),
        ("Who is the chief executive of Marks and Spencer?", ()),
        ("Who is the author of War and Peace?", ()),
        ("Did Procter and Gamble earn more than expected?", ()),
        ("Compare Johnson and Johnson over the years.", ()),
        (
            "Compare Kestrelane and Dovrane orders.",
            ("Compare Kestrelane orders.", "Compare Dovrane orders."),
        ),
        ("What do the Quark glasses cost?", ()),
        ("Is the new one better?", ()),
        ("", ()),
    ],
)
def test_a_comparison_is_asked_of_each_thing(question: str, apart: tuple[str, ...]) -> None:
    assert sides(question) == apart


@pytest.mark.parametrize(
    "hostile",
    [
        "Compare " + " and ".join(f"Orvik{n} Shipping" for n in range(400)),
        "which of " * 444,
        "Compare " + "Orvik in 2021 and " * 220,
        "Compare 2021, " + "2022 and " * 440 + "respectively",
        "more " * 400 + "Orvik, than that of the " * 140,
    ],
)
def test_a_hostile_question_takes_no_time(hostile: str) -> None:
    started = time.thread_time()
    assert len(sides(hostile)) <= MOST
    assert time.thread_time() - started < 1


def test_an_article_is_about_the_side_whose_own_words_it_holds() -> None:
    first, second = own_stems(
        ["Compare the orders of Kestrelane.", "Compare the orders of Dovrane."]
    )
    text = fold("New orders came to 455 million euros, Dovrane said.")
    assert about(second, "Third quarter", text)
    assert not about(first, "Third quarter", text)
    assert about(first, "Kestrelane's third quarter", text)
    assert own_stems([]) == ()
    acme, _ = own_stems(["Compare Acme Corp. and Brannock.", "Compare Brannock."])
    assert about(acme, "Acme's year", "acme earned 20 million euros")
    sentence = stem_set("Orders of Kestrelane fell.")
    assert is_of_another(sentence, frozenset(), second, [first])
    assert not is_of_another(sentence, second, first, [second])
    both, neither = stem_set("Kestrelane trails Dovrane."), stem_set("The company employs 900.")
    assert not is_of_another(both, first, second, [first])
    assert not is_of_another(neither, frozenset(), second, [first])
    assert not is_of_another(neither, second, second, [first])
    assert is_of_another(neither, first, second, [first])  # "the company" is the title's


def test_each_thing_compared_gets_its_own_sentence(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home = folder(
        {
            "kestrelane.txt": "Kestrelane's third quarter\n\nKestrelane Robotics published its "
            "report on Thursday. New orders fell to 468 million euros from 530 million. The chief "
            "executive called Kestrelane's order book, which Dovrane envies, a treasure.",
            "dovrane.txt": "Dovrane's third quarter\n\nDovrane Automation raised its forecast. "
            "New orders came to 455 million euros. The canteen of Dovrane was painted.",
        }
    )
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask(
            "Compare the new orders of Kestrelane and Dovrane.", today=dt.date(2026, 1, 1)
        )
    assert "468 million" in answer.text
    assert "455 million" in answer.text
    assert {citation.file for citation in answer.citations} == {"kestrelane.txt", "dovrane.txt"}


def test_what_is_told_of_one_thing_compared_may_disagree_and_of_two_may_not(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    paid = {
        "one": "Kestrelane Goods paid a dividend of 100 million euros.",
        "other": "Kestrelane Goods paid a dividend of 90 million euros.",
        "dovrane": "Dovrane Goods paid a dividend of 60 million euros.",
    }
    home = folder({f"{name}.txt": f"The year of {name}\n\n{text}" for name, text in paid.items()})
    question = "How much dividend did Kestrelane Goods pay compared with Dovrane Goods?"
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask(question)
    assert "60 million" in answer.text
    [conflict] = answer.conflicts
    assert {side.value for side in conflict.sides} == {"100 million euros", "90 million euros"}


def test_a_thing_that_no_article_speaks_of_is_named_and_gets_nobody_elses_sentence(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home = folder(
        {
            f"{name}.txt": f"{name}'s third quarter\n\n{name} Robotics reported on Thursday that "
            f"its new orders in the third quarter fell to {figure} million euros from 530 million."
            for name, figure in (("Kestrelane", 468), ("Dovrane", 455))
        }
    )
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask("Compare the new orders of Kestrelane and Zorbex.")
        assert "468 million" in answer.text
        assert "455" not in answer.text
        assert answer.missing == ("Compare the new orders of Zorbex.",)
        many = " and ".join(
            f"who is the head of Kestrelane, Dovrane, Orvik or Talvey{n}" for n in range(4)
        )
        steps = assistant.ask(many + "?").trace.steps
        assert sum(step.name == "search" for step in steps) <= 1 + 5  # the whole, and its parts


def test_two_figures_are_told_where_no_sentence_compares_them_and_each_is_its_companys_own(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home = folder(
        {
            "quillon.txt": "Quillon beats forecasts\n\nQuillon Semiconductor reported revenue of "
            "$7.4 billion. The company employs 31,000 people.",
            "halberd.txt": "Halberd Micro's profit slips\n\nHalberd Micro buys its memory from "
            "Quillon. The company employs 18,500 people, 900 of whom will go.",
        }
    )
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask("Which of the two has more employees, Halberd or Quillon?")
    assert not answer.refused
    assert "31,000" in answer.text
    assert "18,500" in answer.text
    assert not answer.conflicts
