"""Who wrote an article, who published it, when: told from its header, word for word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.bylines import Asks, _known, apart, asked
from assistant.chain import Assistant
from assistant.types import Message
from index.types import Article, Published

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
        ("When was the newsletter about the ferry sent?", Asks.DATE, "the ferry"),
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


PAGE = """<html><head><title>A kiln for Harrow</title><meta name="author" content="Ada Quill">
<meta property="og:site_name" content="The Kiln Post">
<meta property="article:published_time" content="2025-11-03T08:42:00+00:00"></head><body><article>
<h1>A kiln for Harrow</h1><p>The potters of Harrow have bought a kiln that is three metres high and
reaches 1,300 degrees within the hour, said their chairman on Monday morning.</p><p>It stands in the
old brewery and was paid for by those who drink from its cups, as he put it.</p></article></body>
</html>"""


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who wrote about the kiln in Harrow?", "Ada Quill"),
        ("Which newspaper reported on the kiln in Harrow?", "The Kiln Post"),
        ("When was the article about the kiln in Harrow published?", "2025-11-03"),
    ],
)
def test_what_a_pages_metadata_say_is_told(tmp_path: Path, question: str, line: str) -> None:
    (tmp_path / "kiln.html").write_text(PAGE, encoding="utf-8")
    with Assistant.open(tmp_path, index=tmp_path / ".index") as opened:
        answer = opened.ask(question)
        assert answer.text == line
        [citation] = answer.citations
        text = opened.article("kiln.html").article.text
        assert text[citation.start : citation.end] == line


def test_a_day_that_only_the_files_name_gives_is_told_beside_a_refusal(tmp_path: Path) -> None:
    name = "2025-11-14-ferry-fares.txt"
    (tmp_path / name).write_text("Ferry fares rise\n\nA single to Carrow costs more.\n")
    with Assistant.open(tmp_path, index=tmp_path / ".index") as opened:
        answer = opened.ask("When was the article about the ferry fares published?")
    assert answer.refused
    assert answer.notice is not None
    assert "The file's name gives the date of" in answer.notice
    assert "14 November 2025" in answer.notice


@pytest.mark.parametrize("line", ["DECEMBER 12, 2025", "12/22/2025", "03/04/2025", "dec 1, 2025"])
def test_a_day_is_read_in_the_header_as_the_reader_of_the_files_reads_it(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "fares.txt").write_text(f"Ferry fares rise\n{line}\n\nA single costs more now.\n")
    with Assistant.open(tmp_path, index=tmp_path / ".index") as opened:
        answer = opened.ask("When was the article about the ferry fares published?")
    assert answer.text == line
    assert answer.notice is None


def test_what_stands_in_the_text_is_not_said_to_be_missing_there() -> None:
    text = "Ferry fares rise\n\nAda Quill says that a single costs more now."
    day = Published(dt.date(2025, 11, 14), "text")
    article = Article("a.txt", text, "Ferry fares rise", "", "utf-8", day, authors=("Ada Quill",))
    assert "Its text does not" not in _known(article, Asks.AUTHOR)
    assert "Its text does not" not in _known(article, Asks.DATE)
    other = replace(article, authors=("Otto Lind",), published=Published(day.date, "file name"))
    assert "Its text does not" in _known(other, Asks.AUTHOR)
    assert "Its text does not" in _known(other, Asks.DATE)
