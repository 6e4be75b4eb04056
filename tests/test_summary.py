"""A matter summarised as a whole: what is asked for, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.chain import Assistant
from assistant.summary import topic, topics_apart

WALL = """A town argues

Good morning.

The council of Brackwell wants a wall against the river, and half the town does not.

It would be two kilometres long and cost 96 million euros, the mayor said on Monday.

To make room for the wall, 31 lime trees would have to be felled.

Forms: plain | with a gate, the council's engineer wrote.

The baker, who reopened her shop last week, has other worries.

THE TREES.

| Part | Cost |
|---|---|
| Wall | 96 |
"""
FERRY = """Ferry fares rise

A single to Carrow will cost 15.60 euros from November, the ferry company said.

The company blamed dearer fuel and said that the wall at the pier had to be mended.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("summary")
    (folder / "brackwell-flood-wall.txt").write_text(WALL, encoding="utf-8")
    (folder / "fares.txt").write_text(FERRY, encoding="utf-8")
    with Assistant.open(folder, index=folder.parent / "summary-index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Summarise the article about the flood wall.", "flood wall"),
        ("Please sum up the ferry fares", "the ferry fares"),
        ("Could you give me a short overview of Storm Perrin?", "Storm Perrin"),
        ("key points of the Orbelin takeover pls", "the Orbelin takeover"),
        ("What were the main items in the Harbour Briefing?", "the Harbour Briefing"),
        ("What's in the news about Alibaba?", "Alibaba"),
        ("What is the on Alibaba?", "Alibaba"),  # "latest" is read as a time
        ("What's new with Alibaba?", "Alibaba"),
        ("Any news on Alibaba?", "Alibaba"),
        ("Tell me about the tram.", "the tram"),
        ("What is the current state of the flood wall?", "the flood wall"),
        ("Current status of the Orbelin takeover", "the Orbelin takeover"),
        ("What's going on with the tram?", "the tram"),
        ("Where do things stand with the tram?", "the tram"),
        ("What is the interview with the captain about?", "the interview with the captain"),
        ("Sum up the third quarter report, please.", "the third quarter"),
        ("Sum up the strike at Orvane and how it ended.", "the strike at Orvane"),
        ("Summarise the wall affair from the plan to the vote.", "the wall affair"),
        ("Summarise the line from Lorvik to Penhallow", "the line from Lorvik to Penhallow"),
        ("What are these articles about?", ""),
        ("Summarise the articles", ""),
    ],
)
def test_what_is_to_be_summarised(question: str, named: str) -> None:
    assert topic(question) == named


@pytest.mark.parametrize(
    "question",
    [
        "What does the wall cost?",
        "What is the sum of the damage?",
        "What did Petrov say about the wall?",
        "Who summarised the report?",
        "Based on the 2021 report of Acme, summarize its outlook.",
        "What is known about the cause of the fire?",
        "What are the residents complaining about?",
        "What was written on the banner?",
        "What did the report say about the cause of the crash?",
        "What is new in the budget?",
        "Summarise",
        "",
    ],
)
def test_what_asks_for_something_else(question: str) -> None:
    assert topic(question) is None


def test_a_summary_opens_as_its_article_does_and_keeps_to_it(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise the article about the Brackwell flood wall.")
    assert not answer.refused
    assert answer.statements[0].text.startswith("The council of Brackwell wants a wall")
    assert "96 million" in answer.text
    assert {citation.file for citation in answer.citations} == {"brackwell-flood-wall.txt"}
    assert all(text not in answer.text for text in ("Good morning", "THE TREES", "| 96"))
    assert all(statement.check.supported for statement in answer.statements)


def test_what_no_article_is_about_is_not_summarised(assistant: Assistant) -> None:
    assert assistant.ask("Summarise the news about Tesla.").refused


def test_a_folder_as_a_whole_is_told_by_how_its_stories_begin(assistant: Assistant) -> None:
    answer = assistant.ask("What are the articles about?")
    assert [statement.text for statement in answer.statements] == [
        "The council of Brackwell wants a wall against the river, and half the town does not.",
        "A single to Carrow will cost 15.60 euros from November, the ferry company said.",
    ]
    only = assistant.ask("Summarise this article", files=["fares.txt"])
    assert {citation.file for citation in only.citations} == {"fares.txt"}
    assert len(only.statements) == 2


def test_two_matters_side_by_side_are_told_of_each(assistant: Assistant) -> None:
    answer = assistant.ask("Summarise Brackwell versus Ferry Fares")
    assert {c.file for c in answer.citations} == {"brackwell-flood-wall.txt", "fares.txt"}


def test_long_pasted_runs_are_read_at_once() -> None:
    assert topic("summarise " + " ," * 1900 + "z") == "z"
    assert topic("?" * 3900) is None


def test_words_that_ask_for_a_summary_are_not_searched(assistant: Assistant) -> None:
    need = assistant.read("Sum up what the wall means for the baker").need
    assert not {"sum"} & set(need.weights)
    assert "wall" in need.weights


def test_a_figure_is_not_taken_apart() -> None:
    assert topics_apart("Summarise the loss of 1,200 jobs") == ()
    assert topics_apart("Summarise the trade between Tarn and the islands") == ()


def test_a_line_with_a_bar_is_no_table(assistant: Assistant) -> None:
    assert (
        "plain | with a gate" in assistant.ask("Summarise the article about the flood wall.").text
    )


def test_a_story_that_goes_on_in_other_words_is_told(tmp_path: Path) -> None:
    for name, text in {
        "begins.txt": "Dockers at Ostmere walk out\n\n3 November 2025\n\n"
        "Some 1,400 dockers at Ostmere began a strike on Monday. They demand 9 percent more pay.",
        "ends.txt": "Dockers of Ostmere back at work\n\n26 November 2025\n\n"
        "The cranes are moving again.\n\nDockers get 6.5 percent more. A strike ended.",
        "other.txt": "A strike at the bakery\n\nThe bakers of Carrow began a strike. It goes on.",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Assistant.open(tmp_path, index=tmp_path / ".index") as opened:
        answer = opened.ask("Summarise the dockers' strike affair at Ostmere.")
    assert {citation.file for citation in answer.citations} == {"begins.txt", "ends.txt"}


BRIEFING = """The Tarn Briefing

Good morning to all of you who read this letter on the coast.

THE TUNNEL. The tunnel will not open today as planned. It needs another week of work. Drivers of
cars take the road over the pass, which takes them another forty minutes by day.

THE FERRY. The ferry raises its fares in May. It has not done so for years. The ferry and its fares
are a matter of debate on the islands.

THE WORKS. The works says that it will keep all its people. Its union has that in writing. The
works and its people are what the town lives on.

THE SEAL. A seal was found in the post office on Monday.
"""
COUNCIL = """Council keeps the lido

*The Tarn Standard, 27 February 2025*

The council of Tarn keeps its lido.

It will pay for it until May.
"""


def test_a_newsletter_is_told_by_its_items_and_no_line_of_the_publisher(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "briefing.txt").write_text(BRIEFING, encoding="utf-8")
    (folder / "lido.txt").write_text(COUNCIL, encoding="utf-8")
    with Assistant.open(folder, index=tmp_path / "index") as opened:
        items = opened.ask("What were the main items in the Tarn Briefing?").text
        lido = opened.ask("Summarise the article about the lido.").text
    for item in ("will not open today", "raises its fares", "keep all its people"):
        assert item in items
    assert "keeps its lido" in lido
    assert "Standard" not in lido
