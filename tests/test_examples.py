"""Questions to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.examples import examples

if TYPE_CHECKING:
    from assistant import Assistant


def test_examples_are_about_the_folder_answerable_and_the_same_every_time(
    golden: Assistant,
) -> None:
    made = examples(golden)
    assert len(set(made)) == 3
    assert examples(golden) == made
    cited = [golden.ask(question, answerer="extractive").citations for question in made]
    assert all(cited)
    assert len({citations[0].file for citations in cited}) == 3


def test_no_example_is_made_once_it_is_to_stop(golden: Assistant) -> None:
    assert examples(golden, stop=lambda: True) == ()
