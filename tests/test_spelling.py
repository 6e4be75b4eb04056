"""Slips of the keys in a question are mended by the words of the articles, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.chain import Assistant
from assistant.selector import Selector
from assistant.spelling import mended, renamed

WORDS = (
    "The Pellbrook library now has 62,000 books and a café. Ansel Marlbeck paid much for the storm."
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "library.txt").write_text(f"The library reopens\n\n{WORDS}\n", encoding="utf-8")
    with Assistant.open(folder, index=folder.parent / "spelling-index") as opened:
        yield opened


def read(assistant: Assistant, question: str) -> str:
    return mended(question, assistant._catalog.document_frequency, Selector.open().knows)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("how mcuh did it cost", "how much did it cost"),  # swapped
        ("how many boks are there", "how many books are there"),  # a letter single
        ("the pelbrook libary", "the pellbrook library"),
        ("what did marlbek's fee come to", "what did marlbeck's fee come to"),  # one missing
        ("the libbrary", "the library"),  # one too many
        ("What did Marlbek pay?", "What did Marlbeck pay?"),  # a name
        ("Summarise Marlbek", "Summarise Marlbeck"),
    ],
)
def test_a_slip_is_mended(assistant: Assistant, question: str, meant: str) -> None:
    assert read(assistant, question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What did Joe Marlbek pay?",  # no article has a Joe: perhaps another man
        "Who is Starm?",  # a short name
        "Did Libary buy it?",  # a name that is no slip of a name
        "how many strokes",  # English, though no article has it
        "was kostet strom bei den stadtwerken lauterfurt heute",  # another language
        "the e-libary and libary.com",  # pieces of something else
        "cafés",  # not of plain letters
        "the bok",  # too short
        "what is the " + "librry" * 60,  # no word at all, and too long to try every slip
    ],
)
def test_what_is_no_slip_is_left(assistant: Assistant, question: str) -> None:
    assert read(assistant, question) == question


def test_what_english_forms_from_a_word_is_a_word() -> None:
    def counts(words: Sequence[str]) -> tuple[int, dict[str, int]]:
        return 9, {word: int(word in {"halt", "scrape", "ralli"}) for word in words}

    asked = "who halved, scrapped, tallied"
    assert mended(asked, counts, {"half", "scrap", "tally", "halted"}.__contains__) == asked
    assert mended(asked, counts, {"scrap", "tally", "halted"}.__contains__) != asked


def test_a_word_that_the_articles_get_meanwhile_is_not_mended_to_its_own_stem() -> None:
    """Another process syncs between the first look at the articles and the next."""
    asked = "How many ships did Lindby count?"
    looks: list[Sequence[str]] = []

    def counts(words: Sequence[str]) -> tuple[int, dict[str, int]]:
        looks.append(words)
        return 1, {one: int(len(looks) > 1 and one == "lindbi") for one in words}

    assert mended(asked, counts, {"many", "ships", "count"}.__contains__) == asked
    assert len(looks) > 1


def test_the_mended_question_is_asked_and_shown(assistant: Assistant) -> None:
    answer = assistant.ask("how many boks does the pelbrook libary have")
    assert not answer.refused
    assert "62,000" in answer.text
    assert answer.trace.query == "how many books does the pellbrook library have"
    assert answer.notice == 'The articles name "Pellbrook", not "Pelbrook".'


def test_a_name_that_was_mended_is_told_for_it_may_be_anothers(assistant: Assistant) -> None:
    answer = assistant.ask("What did Marlback pay for?")
    assert answer.notice == 'The articles name "Marlbeck", not "Marlback".'
    assert assistant.ask("What did Marlbeck pay for?").notice is None
    assert renamed("the libary", "the library", Selector.open().knows) == ()
