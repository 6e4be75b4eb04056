"""What stands in the folder for a question, read more than once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest

from assistant import Assistant
from assistant.reading import judged, least_sure
from assistant.weights import THRESHOLDS
from index.errors import SettingError
from index.types import Filter


def test_other_words_halve_the_doubt_where_the_questions_own_are_answered() -> None:
    answered, refused = THRESHOLDS["balanced"], THRESHOLDS["balanced"] - 0.01
    assert least_sure(refused) == refused  # anything surer is better than a refusal
    assert least_sure(answered) == pytest.approx(1 - (1 - answered) / 2)
    assert least_sure(0.58) == pytest.approx(0.79)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_article_is_named_however_its_accents_are_written(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path, form: Literal["NFC", "NFD"]
) -> None:
    name = normalize(form, "Zürich.txt")
    home = folder({name: "The mill in Talvey burned on Friday."})
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        for asked in (normalize("NFC", name), normalize("NFD", name)):
            reading = assistant.read("When did the mill burn?", files=[asked])
            assert [passage.file for passage in reading.passages] == [name]
            assert [one.file for one in assistant.search("mill", chosen=Filter({asked}))] == [name]
        with pytest.raises(SettingError, match="No article"):
            assistant.read("When did the mill burn?", files=["Zurich.txt"])


def test_space_around_a_question_costs_no_time(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home = folder({"mill.txt": "Talvey\n\nThe mill in Talvey burned on Friday."})
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        told = assistant.ask("When did the mill burn?").statements
        begun = time.thread_time()
        wide = "\n" * 40_000  # in the body of a request a million have room
        assert assistant.ask(f"{wide}When did{wide}the mill burn?{wide}").statements == told
        assert time.thread_time() - begun < 5


def test_a_title_is_not_shortened_as_the_name_of_a_person_is(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    film = '"Salt Year" won the main prize in Carrow. "Salt Year" opens in France in May.'
    shops = "Brekka will open 14 shops next year, six of them in Sweden, none in Germany."
    home = folder({"film.txt": f"Festival\n\n{film}", "shops.txt": f"Shoes\n\n{shops}"})
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        reading = assistant.read("Who lent the money for Salt Year?")
        assert [person.asked for person in reading.persons] == ["Salt Year"]
        assert judged(reading).sure < THRESHOLDS["strict"]  # or nothing would be read again
        assert assistant._by_surname(reading, assistant.read) is reading
