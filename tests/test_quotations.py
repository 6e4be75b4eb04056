"""A quotation that goes over several sentences."""

from __future__ import annotations

import pytest

from assistant.quotations import closed, ends_another, is_open
from assistant.types import Evidence
from index.types import Passage

TEXT = (
    'Ada Bevan said: "It is a number. It is not justice." She went home.\n\n'
    'Otto Lind asked: "Who is to pay?\n\n"Nobody knows."\n\n'
    '"The valves were shut. Everybody knew it," secretary Ines Quist told reporters. He left.'
)


def evidence(quote: str) -> Evidence:
    start = TEXT.index(quote)
    passage = Passage(1, "a.txt", "News", None, None, "c", 0, len(TEXT), TEXT, 1.0)
    return Evidence("a.txt", start, start + len(quote), quote, 0.5, passage, "")


def test_a_sentence_that_breaks_off_in_a_quotation_has_its_rest() -> None:
    [one] = closed([evidence('Ada Bevan said: "It is a number.')])
    assert one.quote == 'Ada Bevan said: "It is a number. It is not justice."'
    assert TEXT[one.start : one.end] == one.quote


def test_who_said_it_is_told_where_the_quotation_ends() -> None:
    [one] = closed([evidence('"The valves were shut.')])
    assert one.quote.endswith('Everybody knew it," secretary Ines Quist told reporters.')
    assert TEXT[one.start : one.end] == one.quote


def test_the_rest_is_not_told_twice() -> None:
    told = closed([evidence('It is not justice."'), evidence('Ada Bevan said: "It is a number.')])
    assert [one.end for one in told] == [evidence('It is not justice."').end]
    assert len(told) == 1


def test_a_quotation_that_goes_on_in_another_paragraph_is_left() -> None:
    one = evidence('Otto Lind asked: "Who is to pay?')
    assert closed([one, evidence("She went home.")]) == (one, evidence("She went home."))


@pytest.mark.parametrize(
    ("sentence", "begins", "ends"),
    [
        ('She said: "It is a number.', True, False),
        ("She said: “It is a number.", True, False),
        ('It is not justice."', False, True),
        ("It is not justice.”", False, True),
        ('"One," she said. "Two.', True, False),
        ('"I know," she said, "it is late."', False, False),
        ("„Wir sind da“, sagte sie.", False, False),
        ("The 5 o'clock train left.", False, False),
    ],
)
def test_where_a_quotation_begins_and_ends(sentence: str, begins: bool, ends: bool) -> None:
    assert is_open(sentence) is begins
    assert ends_another(sentence) is ends
