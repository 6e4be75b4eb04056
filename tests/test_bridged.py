"""What a question describes rather than names: asked for first, then asked about by its name."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.bridged import described, names_for


@pytest.mark.parametrize(
    ("question", "asked", "named"),
    [
        (
            "How many branches does the bank that led Bassano's loan want to close?",
            "Which bank led Bassano's loan?",
            "How many branches does NAME want to close?",
        ),
        (
            "How old is the ferry that needed a new shaft in the winter of 2024?",
            "Which ferry needed a new shaft in the winter of 2024?",
            "How old is NAME?",
        ),
        (
            "Where did the person who follows Ansel Dufrey as finance chief work before?",
            "Who follows Ansel Dufrey as finance chief?",
            "Where did NAME work before?",
        ),
        (
            "What did the daughter of the librarian who died in Pendry say about the fine?",
            "Which librarian died in Pendry?",
            "What did the daughter of NAME say about the fine?",
        ),
        (
            "Of what was the man acquitted whom the engineer Hurstpell named?",
            "Who the engineer Hurstpell named?",
            "Of what was NAME acquitted?",
        ),
        (
            "How much profit did Voltgren's first customer make in 2025?",
            "Who is Voltgren's first customer?",
            "How much profit did NAME make in 2025?",
        ),
        (
            "What margin did the maker of the memory in the Tern chip reach?",
            "Who is the maker of the memory in the Tern chip?",
            "What margin did NAME reach?",
        ),
        (
            "Where was the mayor of Puerto Ladrillo killed?",
            "Who is the mayor of Puerto Ladrillo?",
            "Where was NAME killed?",
        ),
        (
            "How old is the owner of the quarry?",
            "Who is the owner of the quarry?",
            "How old is NAME?",
        ),
    ],
)
def test_what_is_described_is_asked_for_by_itself(question: str, asked: str, named: str) -> None:
    found = described(question)
    assert found is not None
    assert found.asked == asked
    assert found.named("NAME") == named


@pytest.mark.parametrize(
    "question",
    [
        "What does the tram cost?",
        "Who is the chief executive of Voltgren?",  # nothing is asked but who it is
        "Who is Voltgren's first customer?",
        "The bank that led the loan",
        "What did the minister say that was wrong?",
        "Did the board say that sales rose?",
        "What is the name of the doctor who treated Calla Merrion?",
        "Were the agents who deported Quiroga punished?",
        "Which of the two who opposed the cut may become governor?",
        "Where does the claim that the deal is off come from?",
        "In the Archie comics who does Archie end up with?",
        "Where will Silvanta's head office be?",
        "Who stands at the head of Varnholt's council?",
        "",
    ],
)
def test_what_is_named_or_asked_for_alone_is_left(question: str) -> None:
    assert described(question) is None


@pytest.mark.parametrize(
    ("asked", "sentence", "names"),
    [
        (
            "Who is Voltgren's first customer?",
            "The first customer is Kesten Motors.",
            ("Kesten Motors",),
        ),
        ("Which ferry needed a shaft?", "The Morning Tern needs a new shaft.", ("Morning Tern",)),
        ("Who led the Danish bid?", "In Verona the Danish bid was led by Ada Moll.", ("Ada Moll",)),
        ("Who led the bid?", "He led it himself.", ()),
    ],
)
def test_the_names_of_a_sentence(asked: str, sentence: str, names: tuple[str, ...]) -> None:
    assert names_for(asked, sentence) == names


def test_who_the_sentence_begins_with_is_named_before_it() -> None:
    asked, before = "Which carmaker halved its order?", "Kesten Motors has renegotiated."
    sentence = "The carmaker blamed slow sales of its saloon, the K5."
    assert names_for(asked, sentence, before) == ("Kesten Motors",)
    assert names_for(asked, sentence) == ("K5",)
    assert names_for(asked, "The buyer is Ada Moll.", before) == ("Ada Moll",)


def test_a_club_is_no_person_and_not_the_one_that_the_question_names() -> None:
    asked, who = "Who coaches the club that beat Tarn?", "Which club beat Tarn?"
    lost = "Tarn City dismissed Ivo Jankov after a defeat by Hartwell United."
    assert names_for(asked, lost, described=who) == ("Hartwell United",)
    assert names_for(asked, "Prosecutors charged Otto Brandt.") == ("Otto Brandt",)


@pytest.mark.parametrize("hostile", ["the bank that " * 400, "the head of " * 400, "A's " * 900])
def test_odd_questions_take_no_time(hostile: str) -> None:
    started = time.process_time()
    described(hostile)
    assert time.process_time() - started < 2


def test_two_articles_answer_together(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home = folder(
        {
            "loan.txt": "Bassano pays for Quarrel Foods\n\nTo pay for the purchase Bassano is "
            "borrowing 1.5 billion euros. Banca Orsetti led the loan to Bassano.",
            "bank.txt": "Banca Orsetti trims its network\n\nBanca Orsetti wants to close 140 "
            "branches by the end of 2027, its head told reporters.",
            "other.txt": "Norrbank trims its network\n\nNorrbank wants to close 260 branches.",
        }
    )
    question = "How many branches does the bank that led the loan to Bassano want to close?"
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask(question)
    assert not answer.refused
    assert answer.statements[0].text.startswith("Banca Orsetti wants to close 140 branches")
    assert "led the loan to Bassano" in answer.text
    assert answer.trace.query == "How many branches does Banca Orsetti want to close?"


def test_who_is_meant_is_told_once_where_the_same_sentence_answers(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    sentence = "Darren Whitlow makes way for Lucia Brandon, who has run the cargo arm since 2021."
    home = folder({"air.txt": f"Skylane changes its chief\n\n{sentence} The airline flies on."})
    question = "What job did the woman who took over from Darren Whitlow have before?"
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask(question, refusal="lenient")
    assert answer.text.count(sentence) == 1
