"""A sentence about another than the one asked about."""

from __future__ import annotations

import pytest

from assistant.questions import read
from assistant.said import Said, tells_of_another
from index.tokens import fold


def is_of_another(question: str, text: str, title: str = "News", before: str = "") -> bool:
    whole = fold(f"{title} {before} {text}")
    said = Said(text, before, "", title, "", whole, None)
    return tells_of_another(read(question, 100, {}), said)


@pytest.mark.parametrize(
    ("question", "text", "title"),
    [
        ("How old is Clara Dunn?", "Best actress was Greta Moll, 71.", "News"),
        ("How much did Tarn pay for Otto Brandt?", "Tarn paid 38 million for Ben Hale.", "News"),
        ("What is Isaac Thorne worth?", "The order is worth 58 million dollars.", "News"),
        ("How many staff has Orvane Bank?", "Kessel & Rowe employs 6,100 people.", "News"),
        ("How many staff has Orvane?", "Varde employs 900 people.", "Orvane to buy Varde"),
        ("How many staff has Orvane?", "Varde employs 900 people.", "Varde Mills earns less"),
        ("What is Orvane's workforce?", "Varde employs 900 people.", "Varde Mills earns less"),
        ("What were Orvane's sales?", "Varde sold cloth for 4 million.", "Varde Mills earns less"),
        ("When will the Lark Max be sold?", "The Lark Mini will be sold from 3 May.", "News"),
        ("How heavy is Orvane's Lark Mini?", "A bigger one, the Lark Max, has 9 kilos.", "News"),
        ("What does the Lark 4 cost?", "The Lark 4 Max costs 90 euros.", "Orvane's Lark 4"),
        ("What does the Sea Lark cost?", "The Sea Lark Pro costs 90 euros.", "Orvane's larks"),
        ("How many staff has Orvane?", "The plant will have 900 staff.", "Orvane builds"),
        ("How many ships does Orvane own?", "Orvane's Danish arm owns 12 ships.", "News"),
        ("Who is the CEO of Orvane?", "Varde Chief Executive Ada Moll was glad.", "Orvane buys it"),
        (
            "Who is the CEO of Orvane?",
            "Varde's founder and CEO, Ada Moll, was glad.",
            "Orvane buys",
        ),
        ("Who is the CEO of Orvane?", "Varde chair and chief executive Ada Moll left.", "Orvane"),
        ("Who is Orvane's chairman?", "Varde's new chairman, Otto Hale, was glad.", "Orvane buys"),
        ("Who is the mayor of Tarn?", "The mayor of Varde, Ada Moll, was glad.", "Tarn grows"),
    ],
)
def test_it_tells_of_another(question: str, text: str, title: str) -> None:
    assert is_of_another(question, text, title)


@pytest.mark.parametrize(
    ("question", "text", "title"),
    [
        ("How old is Clara Dunn?", "Dunn, 71, won before Greta Moll.", "News"),
        ("What does Isaac Thorne earn?", "He earns 2 million a year.", "News"),
        ("What does Isaac Thorne earn?", "Isaac Thorne earns 2 million a year.", "News"),
        ("How many staff has Orvane?", "The company employs 900 people.", "Orvane to buy Varde"),
        ("Who is the CEO of Orvane?", "On Friday Chief Executive Ada Moll was glad.", "Orvane"),
        ("Who is the CEO of Orvane?", "Danish CEO Ada Moll was glad.", "Orvane grows"),
        ("Who is the CEO of Orvane?", "Ada Moll follows Varde CEO Otto Hale as CEO.", "Orvane"),
        ("Who is the CEO of Orvane?", "Orvane's founder and CEO, Ada Moll, was glad.", "Varde"),
        ("Who is the CEO of Orvane?", "Its founder and CEO, Ada Moll, was glad.", "Orvane grows"),
        ("Who is the CEO of Orvane Gas Works?", "OGW CEO Ada Moll was glad.", "Gas Works"),
        ("Who is the mayor of Tarn?", "Tarn mayor Ada Moll was glad.", "Tarn grows"),
        ("Who is the CEO of the mill that Orvane bought?", "Varde CEO Ada Moll was glad.", "Mill"),
        ("Which company does CEO Ada Moll lead?", "Varde CEO Ada Moll was glad.", "Varde"),
        ("How many staff has Orvane?", "Drivers make up 900 of them.", "Orvane grows"),
        ("What does the Lark 4 Max cost?", "The Lark 4 Max costs 90 euros.", "Orvane's Lark 4"),
        ("What does the Lark 4 cost?", "The Lark 4 Max is no dearer than the Lark 4.", "Larks"),
        ("What does the Sea Lark cost?", "The Sea Lark Orvane sells costs 90 euros.", "Larks"),
        (
            "How many staff has Orvane Mills?",
            "Orvane employs 900.",
            "Varde Mills to buy Orvane Mills",
        ),
        ("What was Orvane's revenue?", "Turnover was 4 million.", "Turnover Falls at the Mill"),
        ("What was Orvane's revenue?", "Turnover was 4 million.", "Orvane's turnover falls"),
        ("How much was Orvane fined?", "Varde Office said it was 14 million.", "Orvane fined"),
        ("How many staff has the bank that bought Tarn?", "Varde & Son employs 900.", "News"),
        ("How much was the fine?", "Varde pays 14 million.", "Varde fined"),
        ("Who replaced Otto Brandt?", "Ben Hale came on.", "News"),
        ("When will the Lark Max be sold?", "The Lark Max will be sold from 3 May.", "News"),
        ("When will the Lark Max be sold?", "The Lark Mini and the Max come on 3 May.", "News"),
        ("When will the Lark be sold?", "The Lark Mini will be sold from 3 May.", "News"),
        ("What did Orvane Motors earn?", "Orvane Chief Ada Lorn spoke of 3 million.", "Orvane"),
        ("How many staff has the plant of Orvane?", "The plant will have 900 staff.", "Orvane"),
        ("How many ships did Orvane sell?", "The Danish arm sold 12 ships.", "Orvane"),
        (
            "Who is the CEO of Orvane?",
            "Former Varde chief executive Ada Moll leads Orvane.",
            "News",
        ),
        ("Who is the mayor of Tarn?", "Labour mayor Ada Moll was glad.", "Tarn grows"),
        ("Who is the CEO of Orvane?", "Ada Moll, CEO of the Swiss group Orvane, left.", "News"),
        ("How many staff has Orvane in Dorn?", "The plant has 300 staff.", "Orvane"),
        ("How many shops has Brekka?", "The business has 90 shops.", "Brekka"),
    ],
)
def test_it_may_tell_of_the_one_asked_about(question: str, text: str, title: str) -> None:
    assert not is_of_another(question, text, title)


def test_a_word_of_another_spelling_is_no_name() -> None:
    article = "The Condor reached orbit on Wednesday. Shares of its rival Helion Orbital fell."
    text = "The Condor reached orbit on Wednesday."
    said = Said(text, "", "", "Condor flies", "", fold(article), None)
    assert tells_of_another(read("When did Helion Orbital first fly?", 100, {}), said)
    assert not tells_of_another(read("When did Condor first fly?", 100, {}), said)


def test_it_stands_for_what_is_told_before() -> None:
    asked, text = "When will the Lark Max be sold?", "It will be sold from 3 May."
    assert is_of_another(asked, text, before="Orvane showed the Lark Mini.")
    assert not is_of_another(asked, text, before="Orvane showed the Lark Max.")
