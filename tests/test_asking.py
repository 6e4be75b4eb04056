"""What questions ask for, from the question to the answer, on one small folder of articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import reading
from assistant.chain import Assistant
from assistant.dates import QuestionTime, read_time
from assistant.questions import asked_apart, state
from assistant.talk import NOTHING_ASKED
from assistant.types import Message
from index.errors import SettingError

TODAY = dt.date(2025, 3, 13)  # a Thursday
ARTICLES = {
    "tram-approved.txt": """Council approves the Lindholt tram

By Ada Quill
4 March 2025

The council of Lindholt approved the tram to the harbour on Monday, by 31 votes to 24.

The tram is to cost 152 million euros, the city said. It will have seven stops.

Mayor Ines Falk called it the best day of the decade. Falk said the tram would pay for itself.
""",
    "tram-dearer.txt": """Lindholt tram becomes dearer

By Nora Feldt
11 March 2025

The Lindholt tram will cost 186 million euros, the city said on Tuesday.
A referendum on it will be held on 7 June.

Steel for the bridge became dearer after the contract had been signed.
""",
    "library.txt": """Pellbrook library opens again

By Ben Orde
12 March 2025

The Pellbrook library opened again on Wednesday after 26 months of work.

A reader's card costs 18 euros a year. Children pay nothing.
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("asking")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.open(folder, index=folder.parent / "asking-index", vectors="wait") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Summarise the tram since Monday", {"tram-dearer.txt"}),
        ("Tell me about the Lindholt tram between 3 and 9 March", {"tram-approved.txt"}),
        ("Summarise the tram this month", {"tram-approved.txt", "tram-dearer.txt"}),
        ("Who wrote about the tram in the past week?", {"tram-dearer.txt"}),
        ("Who wrote about the tram in early March?", {"tram-approved.txt"}),
        ("What happened yesterday?", {"library.txt"}),
        ("What was published since Tuesday?", {"library.txt", "tram-dearer.txt"}),
        ("What do the articles say about the library in the last week?", {"library.txt"}),
    ],
)
def test_what_was_published_at_the_time_asked_about(
    assistant: Assistant, question: str, files: set[str]
) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert {citation.file for citation in answer.citations} == files


def test_a_pasted_question_is_read_without_the_marks_that_nobody_sees() -> None:
    pasted = "\ufeffWhat does the Lind\u00adholt\u200b tram\u00a0cost,\x07 \u202ein\u202c euros?"
    assert reading.checked(pasted) == "What does the Lindholt tram cost, in euros?"
    with pytest.raises(SettingError, match="empty"):
        reading.checked("\u200b\u00ad?")


def test_where_nothing_was_published_then_it_says_so_and_names_what_is_near(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Summarise the tram of yesterday", today=TODAY)
    assert answer.refused
    assert "tram" in answer.closest[0].file


def test_a_date_on_which_nothing_was_published_is_a_part_of_the_matter(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Tell me about the tram referendum on 7 June", today=TODAY)
    assert {citation.file for citation in answer.citations} == {"tram-dearer.txt"}


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the tram and the library",
        "What do the articles say about the tram and about the library?",
        "Give me an overview of the Pellbrook library as well as the Lindholt tram.",
        "Tell me about the library, and the tram this month",
    ],
)
def test_of_two_matters_both_are_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert {citation.file for citation in answer.citations} == set(ARTICLES)
    assert answer.missing == ()


def test_of_two_matters_the_one_that_no_article_is_about_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise the library and the airport", today=TODAY)
    assert {citation.file for citation in answer.citations} == {"library.txt"}
    assert "airport" in " ".join(answer.missing)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What was Harlow's turnover and what was its profit?",
            ("What was Harlow's turnover", "what was its profit?"),
        ),
        (
            "What was Harlow's turnover and its net profit in 2024?",
            ("What was Harlow's turnover in 2024?", "What was its net profit in 2024?"),
        ),
        ("Who chairs Orva and how old is she?", ("Who chairs Orva", "how old is she?")),
        ("When does the Orva pier close and why?", ("When does the Orva pier close", "why?")),
        (
            "What did the Orva pier cost and who built it?",
            ("What did the Orva pier cost", "who built it?"),
        ),
        (
            "When did the Orva mill burn and what caused it?",
            ("When did the Orva mill burn", "what caused it?"),
        ),
        (
            "What happened at Orva mill and who was to blame?",
            ("What happened at Orva mill", "who was to blame?"),
        ),
        (
            "How did Harlow's and Orva's dividends change?",
            ("How did Harlow's dividends change?", "How did Orva's dividends change?"),
        ),
        (
            "What was Harlow Mills' and Orva's net profit in 2024?",
            ("What was Harlow Mills' net profit in 2024?", "What was Orva's net profit in 2024?"),
        ),
        ("Who won, and who says so?", ()),
        ("Which mill burnt at Orva and who says it?", ()),
        ("Who is the man who bought the Orva pier and who built it?", ()),
        ("Did Harlow say what the pier cost and who built it?", ()),
        ("What was Harlow's and Orva's joint debt?", ()),
        ("When did Harlow's and Orva's merger close?", ()),
        ("Whose sales were higher, Harlow's or Orva's?", ()),
        ("Did Harlow say when it opens and how it will pay?", ()),
        ("What is Harlow's plan for Orva and its workers?", ()),
        ("What is Harlow's plan and its price for Orva?", ()),
        ("My aunt reads that Orva fares go up. Does she pay more, and what does she pay?", ()),
    ],
)
def test_questions_asked_in_one_are_taken_apart(question: str, parts: tuple[str, ...]) -> None:
    assert asked_apart(question) == parts


def test_the_half_that_leans_on_the_other_is_named_where_it_stays_open(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Who is the mayor of Lindholt and how old is she?", today=TODAY)
    assert "Ines Falk" in answer.text
    assert [part.endswith("Ines Falk?") for part in answer.missing] == [True]


def test_a_part_about_a_thing_of_the_first_ones_article_is_about_that_thing(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mill.txt").write_text(
        "Fire at Harlow Mills\n\n4 March 2025\n\nA fire cost Harlow Mills 8 million euros. "
        "Olm, its chief, said so on Tuesday.\n\nThe bakery of the mill was lost too.\n",
        encoding="utf-8",
    )
    (folder / "bakery.txt").write_text(
        "Weber bakery opens again\n\n6 March 2025\n\nThe Weber bakery in Lindholt will reopen on "
        "14 August after a flood, its owner said.\n",
        encoding="utf-8",
    )
    asked = "How much did the fire cost {} and when will the bakery reopen?"
    with Assistant.open(folder, index=tmp_path / "index", vectors="wait") as opened:
        answer = opened.ask(asked.format("Harlow Mills"), today=TODAY)
    assert "8 million" in answer.text
    assert "August" not in answer.text
    assert answer.missing == ("Harlow Mills: when will the bakery reopen?",)


def test_what_somebody_said_on_a_day_is_all_that_was_reported_of_it(assistant: Assistant) -> None:
    then = assistant.ask("What did Falk say on 4 March?", today=TODAY)
    assert "pay for itself" in then.text
    never = assistant.ask("What did Falk say on 20 February?", today=TODAY)
    assert (never.trace.confidence or 0) < 0.5 < (then.trace.confidence or 0)


def test_a_half_that_leans_on_nothing_told_is_of_nobody_else(assistant: Assistant) -> None:
    answer = assistant.ask("Who is the treasurer of Lindholt and how old is she?", today=TODAY)
    assert answer.refused
    assert "Ines Falk" not in answer.trace.query


def test_one_matter_with_an_and_is_not_taken_apart(assistant: Assistant) -> None:
    question = "Summarise the bridge and steel of the tram"
    whole = assistant._understand(question, (), None, None, TODAY, (), _no_lap, None)
    assert len(assistant._readings(whole, (), _no_lap)) == 1


def _no_lap(_name: str, _detail: str) -> None:
    pass


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Who wrote about the approval of the tram and what does it cost?",
            ["By Ada Quill", "152 million"],
        ),
        (
            "Please tell me who wrote about the library, when and what a reader's card costs",
            ["By Ben Orde", "12 March 2025", "18 euros"],
        ),
        ("What does a reader's card cost and who wrote about it?", ["18 euros", "By Ben Orde"]),
        (
            "What does a reader's card cost, and when was the article published?",
            ["18 euros", "12 March 2025"],
        ),
    ],
)
def test_a_byline_may_be_one_part_of_a_question(
    assistant: Assistant, question: str, told: list[str]
) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert [part for part in told if part not in answer.text] == []


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Trace the toll of Storm Perrin over time", "What was the toll of Storm Perrin?"),
        ("How has the cost of the tram changed since 2024?", "What was the cost of the tram?"),
        ("How have the fares gone up over the years?", "What was the fares?"),
        ("Every change of the fare to Carrow since May, please", "What was the fare to Carrow?"),
        ("What is the history of the tram's cost?", "What was the tram's cost?"),
        ("Trace how many people fell ill over time.", "how many people fell ill?"),
        ("Give me a timeline of the number of packs", "What was the number of packs?"),
        ("In 2025, how did the price move for members?", "What was the price for members?"),
        ("Trace the talks over time", None),
        ("How did income, moved by demand and changes of the price, make a loss of 3 euros?", None),
        ("What was the toll?", None),
    ],
)
def test_what_the_course_of_a_figure_asks_of_each_report(question: str, asked: str | None) -> None:
    assert state(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "How has the cost of the tram changed since 2024?",
        "Trace the price of the Lindholt tram over time",
        "What is the history of the tram's cost?",
    ],
)
def test_a_course_is_told_by_date_the_oldest_first(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert [citation.file for citation in answer.citations] == [
        "tram-approved.txt",
        "tram-dearer.txt",
    ]
    assert ["152 million" in answer.statements[0].text, answer.conflicts] == [True, ()]
    assert "186 million" in answer.statements[1].text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did Ines Falk say about the tram?", None),
        ("What did Falk say about the tram?", None),
        ("What did Irma Falk say about the tram?", 'The articles name "Ines Falk", not'),
    ],
)
def test_who_is_named_in_full_is_answered_for_by_the_surname(
    assistant: Assistant, question: str, told: str | None
) -> None:
    answer = assistant.ask(question, today=TODAY)
    assert not answer.refused
    assert "Falk" in answer.text
    assert (answer.notice or "").startswith(told or "")
    assert told or answer.notice is None


def test_of_another_of_the_same_surname_nothing_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("What did Peter Falk say about the tram?", today=TODAY)
    assert answer.refused
    assert "Falk" in answer.closest[0].quote


def test_a_thing_that_no_article_names_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("How much will the metro in Lindholt cost?", today=TODAY)
    assert answer.refused or '"metro"' in (answer.notice or "")
    named = assistant.ask("How much will the tram in Lindholt cost?", today=TODAY)
    assert named.notice is None


def test_a_paper_of_the_weekend_is_no_weekday() -> None:
    assert read_time("What did the Mail and Sunday Times report?", TODAY).windows == ()
    assert len(read_time("What was said between Monday and Wednesday?", TODAY).windows) == 1


def test_of_a_history_without_end_the_last_turns_are_read(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(question: str, today: dt.date) -> QuestionTime:
        read.append(question)
        return read_time(question, today)

    monkeypatch.setattr(reading, "read_time", noted)
    long = Message("user", "As of 5 March 2025, " + "who? " * 20_000)
    turn = (Message("user", "What will the Lindholt tram cost?"), Message("assistant", "Much."))
    answer = assistant.ask("And as of 5 March?", history=[*[long] * 90, *turn], today=TODAY)
    assert "152 million" in answer.text
    assert sum(map(len, read)) < 200_000


def test_a_greeting_is_met_with_what_can_be_asked_and_searches_nothing(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Hi there!", today=TODAY)
    assert answer.refused
    assert answer.notice == NOTHING_ASKED
    assert not answer.closest
    assert not answer.trace.steps


def test_a_word_alone_asks_for_what_there_is_about_it(assistant: Assistant) -> None:
    about = assistant.ask("tram", today=TODAY)
    assert {c.file for c in about.citations} == {"tram-approved.txt", "tram-dearer.txt"}
    # No article is about him: what two of them say of him.
    mentioned = assistant.ask("Falk", today=TODAY)
    assert all("Falk" in statement.text for statement in mentioned.statements)
    assert mentioned.statements
    assert assistant.ask("Zorvelheim", today=TODAY).refused
