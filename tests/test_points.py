"""The points of a list are told together."""

from __future__ import annotations

import datetime as dt

from assistant.points import with_points
from assistant.questions import Need, read
from assistant.types import Evidence
from index.types import Passage, Published

REFUSAL = """Tarn Mills has refused the offer of Orvane.

It gives three reasons. The price leaves out the new plant. The law may forbid the purchase. And the
bidder would pay with borrowed money. The share fell.

The union was silent.
"""
OPTIONS = """The council was shown what it could do.

1. Repair both baths: 23 million.
2. Close the lido: 14 million.
3. Build anew: 31 million.

The baths have 46 employees.
"""


def evidence(text: str, *chances: tuple[str, float]) -> list[Evidence]:
    """Some sentences of a text, found by how they begin."""
    published = Published(dt.date(2025, 5, 1), "text")
    passage = Passage(1, "a.txt", "News", published, None, "a.txt", 0, len(text), text, 1.0)
    found = []
    for begins, chance in chances:
        start = text.index(begins)
        end = min(text.index(mark, start) for mark in (".\n", ". ") if mark in text[start:]) + 1
        found.append(Evidence("a.txt", start, end, text[start:end], chance, passage))
    return found


def need(question: str) -> Need:
    return read(question, 100, {})


def test_what_the_text_announces_by_the_word_that_is_asked_for_is_told() -> None:
    found = evidence(
        REFUSAL,
        ("Tarn Mills", 0.6), ("The share", 0.1), ("The price", 0.02), ("The law", 0.02),
        ("And the", 0.01),
    )  # fmt: skip
    told = with_points(need("Why did Tarn Mills refuse the offer?"), found[:1], found, 180)
    assert [e.quote.split()[1] for e in told] == ["price", "law", "the", "Mills"]
    assert with_points(need("When did it refuse?"), found[:1], found, 180) == found[:1]


def test_no_more_is_told_than_there_is_room_for_nor_what_is_no_evidence() -> None:
    found = evidence(REFUSAL, ("Tarn Mills", 0.6), ("The price", 0.02), ("The law", 0.02))
    asked = need("Why did Tarn Mills refuse the offer?")
    assert with_points(asked, found[:1], found, 180) == [found[1], found[2], found[0]]
    assert with_points(asked, found[:1], found, 8) == [found[1]]


def test_three_things_may_be_any_unless_they_are_likely() -> None:
    text = REFUSAL.replace("It gives three reasons.", "It names three things.")
    found = evidence(text, ("Tarn Mills", 0.6), ("The price", 0.02), ("The law", 0.02))
    announced = evidence(text, ("It names", 0.1))
    asked = need("What are the reasons for the refusal?")
    assert with_points(asked, found[:1], found, 180) == found[:1]
    assert found[2] in with_points(asked, found[:1], [*found, *announced], 180)


def test_an_item_of_a_list_brings_the_others() -> None:
    found = evidence(OPTIONS, ("2. Close", 0.5), ("1. Repair", 0.1), ("3. Build", 0.05))
    staff = evidence(OPTIONS, ("The baths have", 0.3))
    told = with_points(need("Which options did it have?"), [*found[:1], *staff], found + staff, 180)
    assert [e.quote[:2] for e in told] == ["2.", "1.", "3.", "Th"]
