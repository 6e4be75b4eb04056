"""Who wrote an article, who published it, when: told from its header, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bylines import Asks, apart, asked
from assistant.chain import Assistant
from assistant.types import Message

ARTICLE = """A wall for Brackwell

By Nora Feldt
14 November 2025
© 2025 The Lindholt Observer. All rights reserved.

The council of Brackwell wants a flood wall against the river, and half the town does not.

It would be two kilometres long and cost 96 million euros, the mayor said on Monday.
"""
OTHER = "Ferry fares rise\n\nBy Ada Quill\n\nA single to Carrow will cost 15.60 euros.\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("bylines")
    (folder / "wall.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "fares.txt").write_text(OTHER, encoding="utf-8")
    with Assistant.open(folder, index=folder.parent / "bylines-index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "what", "topic"),
    [
        ("Who wrote about the flood wall?", Asks.AUTHOR, "the flood wall"),
        ("Who is the author of the article on the tram?", Asks.AUTHOR, "tram"),
        ("Which newspaper reported on the tunnel fire?", Asks.PUBLISHER, "the tunnel fire"),
        ("When was the story about the ferry published?", Asks.DATE, "the ferry"),
        ("By whom was the article on the dam written?", Asks.AUTHOR, "dam"),
        ("Which journalist has written about the flood?", Asks.AUTHOR, "flood"),
        ("Tell me who wrote the column on fares", Asks.AUTHOR, "fares"),
        ("In which paper did the story about the ferry appear?", Asks.PUBLISHER, "ferry"),
        ("What is the date of the article about the ferry?", Asks.DATE, "ferry"),
        ("Who is the author of the article?", Asks.AUTHOR, ""),
        ("Who wrote it?", Asks.AUTHOR, ""),
        ("When was that article published?", Asks.DATE, ""),
    ],
)
def test_what_is_asked_of_an_article(question: str, what: Asks, topic: str) -> None:
    found = asked(question)
    assert found is not None
    assert found[0] is what
    assert found[1].removeprefix("the ") == topic.removeprefix("the ")


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote The Salt Road?",
        "Who wrote the report on the dam?",
        "Who wrote the letter about the bridge?",
        "Who reported on the dam breach?",
        "When was the report on the dam published?",
        "When was the wall built?",
        "Which agency ran the alert?",
        "Who?",
    ],
)
def test_what_is_asked_of_the_world(question: str) -> None:
    assert asked(question) is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who wrote about the wall, when and for which paper?",
            (
                "Who wrote about the wall",
                "when was the article about the wall published",
                "where was the article about the wall published",
            ),
        ),
        (
            "Who wrote and who published the article about the wall?",
            ("who wrote about the wall", "who published the article about the wall"),
        ),
        (
            "What does the wall cost, and who wrote about it?",
            ("What does the wall cost", "who wrote about it"),
        ),
        ("Who wrote that, and when?", ("Who wrote that", "when was it published")),
        ("Who built the wall and when?", ()),
        ("Who wrote about the wall and the ferry?", ()),
    ],
)
def test_a_header_may_be_asked_for_beside_something_else(
    question: str, parts: tuple[str, ...]
) -> None:
    assert apart(question) == parts


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who wrote about the flood wall in Brackwell?", "By Nora Feldt"),
        ("Which newspaper reported on the Brackwell flood wall?", "Lindholt Observer"),
        ("When was the article about the flood wall published?", "14 November 2025"),
    ],
)
def test_the_header_answers(assistant: Assistant, question: str, line: str) -> None:
    answer = assistant.ask(question)
    assert [line in statement.text for statement in answer.statements] == [True]
    [citation] = answer.citations
    assert citation.file == "wall.txt"
    assert citation.quote == ARTICLE[citation.start : citation.end]


def test_it_is_the_article_told_of_before(assistant: Assistant) -> None:
    question = "What does a single to Carrow cost?"
    first = assistant.ask(question)
    history = [Message("user", question), Message("assistant", first.text, first.citations)]
    assert "Ada Quill" in assistant.ask("Who wrote it?", history=history).text
    both = assistant.ask("Who wrote that, and when?", history=history)
    assert {citation.file for citation in both.citations} == {"fares.txt"}
    assert "Ada Quill" in both.text
    whole = assistant.ask("Summarise it.", history=history)
    assert {citation.file for citation in whole.citations} == {"fares.txt"}


def test_without_such_an_article_nothing_is_told_of_another(assistant: Assistant) -> None:
    answer = assistant.ask("Who wrote about the earthquake in Sundhaven?")
    assert answer.refused
