"""Text without the marks of Markdown."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.unmarked import marks, unmarked, without


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("will build **a second quay** for 48", "will build a second quay for 48"),
        ("- The quay is **310 metres** long.", "The quay is 310 metres long."),
        ("* begins in *April 2026*", "begins in April 2026"),
        ('> "We turn ships away," he said.', '"We turn ships away," he said.'),
        ("> > - deep", "deep"),
        ("## What is planned", "What is planned"),
        ("The [county council](https://a.example/b) pays", "The county council pays"),
        ("![A crane](crane.png) in `June`", "A crane in June"),
        ("***both*** and _this_ one", "both and this one"),
        ("这是**粗体**文字", "这是粗体文字"),
        ("_мама_ мыла и **[раму](https://x.example/a)**", "мама мыла и раму"),
        ("**First.", "First."),  # the second sentence of what is bold stands elsewhere
        ("Second.**", "Second."),
        ("**hard\nwrapped**", "hard wrapped"),
        (
            "Fees:\n\n| Ship | Fee |\n|:---|---:|\n| **Ferry** | 120 euros |\nsince\nMay.",
            "Fees:\nShip | Fee\nFerry | 120 euros\nsince May.",
        ),
        ("| Ship | Fee |\n| --- | --- |", "Ship | Fee"),
        ("| Ferry |", "| Ferry |"),
        ("a | b --- c", "a | b --- c"),
        ("| Tuesday | - | - |", "Tuesday | - | -"),
        # What is no mark stays.
        ("2 * 3 * 4 = 24 and 5*6*7", "2 * 3 * 4 = 24 and 5*6*7"),
        ("rated 5* by all, 4* by some", "rated 5* by all, 4* by some"),
        ("snake_case_name and __init__", "snake_case_name and __init__"),
        ("#1 in the charts, C# too", "#1 in the charts, C# too"),
        ("fell -3% > 2%", "fell -3% > 2%"),
        ("a note [1] (see [2])", "a note [1] (see [2])"),
        ("**one\n\ntwo** three", "**one two** three"),
        ("- 12 °C was measured", "- 12 °C was measured"),
        ("+ 3 percent", "+ 3 percent"),
        ("Rooms (*) and suites (*)", "Rooms (*) and suites (*)"),
        ("https://x.example/_foo_/ and a/_b_", "https://x.example/_foo_/ and a/_b_"),
        ("мама_мыла_раму", "мама_мыла_раму"),
        ("", ""),
    ],
)
def test_marks_are_left_out_and_nothing_else(text: str, shown: str) -> None:
    assert unmarked(text) == shown


def test_in_a_whole_text_an_item_keeps_a_bullet_and_each_stretch_is_shown_by_itself() -> None:
    text = "# Quay\n\n- **310** metres\n- long\n"
    found = marks(text)
    assert without(text, found, 0, len(text)) == "Quay\n\n• 310 metres\n• long\n"
    assert without(text, found, text.index("**"), text.index(" metres")) == "310"
    assert without(text, found, text.index("*") + 1, text.index("10")) == "3"


def test_in_a_whole_text_rows_of_a_table_have_no_outer_bars_and_no_rule() -> None:
    text = "Fees\n\n| Ship | Fee |\n|---|---|\n| Ferry | 120 |\n\nEnd\n"
    found = marks(text)
    assert without(text, found, 0, len(text)) == "Fees\n\nShip | Fee\nFerry | 120\n\nEnd\n"


@given(st.text(alphabet="ab1 \n*_`#>-[]()!.|", max_size=60), st.data())
def test_the_shown_stretches_of_a_text_make_the_shown_text(text: str, data: st.DataObject) -> None:
    found = marks(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    cut = data.draw(st.integers(0, len(text)))
    halves = without(text, found, 0, cut) + without(text, found, cut, len(text))
    assert halves == without(text, found, 0, len(text))
    assert set(halves) <= set(text) | {"•", " "}


@pytest.mark.parametrize("piece", ["*a* ", "[a](b) ", "\n- a", "_a_ *b* **c** `d` "])
def test_of_a_text_that_has_a_million_marks_some_are_left_out(piece: str) -> None:
    text = piece * 800_000
    started = time.process_time()
    found = marks(text)
    assert time.process_time() - started < 5
    assert len(found) < 200_000
    assert without(text, found[:4], 0, len(piece)) != piece


@pytest.mark.parametrize(
    "piece", ["**a ", "*a", "_a ", "`", "[", "> ", "[a](", "# ", "**", "\n- ", "| ", "\n|-| "]
)
def test_a_text_that_is_nothing_but_marks_takes_no_time(piece: str) -> None:
    started = time.perf_counter()
    unmarked(piece * 200_000)
    assert time.perf_counter() - started < 5
