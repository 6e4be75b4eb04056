"""Questions to begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.examples import OF_ALL, OF_SAMPLES, examples
from index.types import ArticleView


def test_examples_are_about_the_folder_answerable_and_the_same_every_time(
    golden: Assistant,
) -> None:
    made = examples(golden)
    assert len(set(made)) == 3
    assert examples(golden) == made
    cited = [golden.ask(question, answerer="extractive").citations for question in made]
    assert all(cited)
    assert len({citations[0].file for citations in cited}) == 3


def test_the_examples_for_the_samples_are_answered(golden: Assistant) -> None:
    for question in OF_SAMPLES:
        assert not golden.ask(question).refused, question


def test_no_example_is_made_once_it_is_to_stop(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(golden, "article", seen.append)
    assert examples(golden, stop=lambda: True) == ()
    assert seen == []


def test_no_further_article_is_read_once_there_are_enough(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    read = golden.article

    def counted(file: str) -> ArticleView:
        seen.append(file)
        return read(file)

    monkeypatch.setattr(golden, "article", counted)
    examples(golden, most=1)
    assert len(set(seen)) < len(golden.articles()) / 2


SMALL = {
    "tram.txt": "Tram 9 returns\n\n2025-11-08\n\nTram 9 runs again from Monday, said the council.",
    "meals.txt": "School meals to be free\n\nAll pupils eat for free from May. It costs 9 million.",
    # No headline: its first words are no question.
    "notes.txt": "the council met on monday and agreed to spend 40,000 pounds on a playground.",
    "pool.txt": "Freibad bleibt zu\n\nDas Freibad bleibt im Sommer zu, denn die Pumpe ist kaputt.",
}


@pytest.mark.parametrize("files", [["tram.txt"], ["notes.txt", "meals.txt"], list(SMALL)])
def test_a_small_folder_has_examples_too_and_each_is_answered(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path, files: list[str]
) -> None:
    home = folder({name: SMALL[name] for name in files})
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        made = examples(assistant)
        headlines = len(set(files) - {"notes.txt"})
        assert len(set(made)) == len(made) == min(headlines + 1, 3)
        for question in made:
            assert not assistant.ask(question).refused, question
        assert (OF_ALL in made) == (len(files) < 3)
        assert not any("the council met" in question for question in made)
