"""Every fault of a model's server as the person meets it: an answer, a notice, and in time."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import ALLOWED, BEGIN, END, FAULTS, PAGE, main, met

from assistant import Assistant

SLACK = 20.0  # seconds: the machine may be busy, and a hang would last for minutes
BUSY = 60.0  # seconds for what passes: a busy machine needs some itself


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_an_answer_and_is_told_in_time(golden: Assistant, name: str) -> None:
    fault = FAULTS[name]
    allowed = ALLOWED if fault.words else BUSY
    answer, seconds = met(golden, fault, allowed)
    assert seconds < allowed + SLACK
    assert "1,899" in answer.text
    assert all(statement.check.supported for statement in answer.statements)
    origins = {statement.origin for statement in answer.statements}
    assert origins == ({"model"} if fault.kept or not fault.words else {"quote"})
    if fault.words:
        assert fault.words in (answer.notice or "")
    else:
        assert answer.notice is None
    if fault.kept:
        assert (answer.notice or "").endswith(
            ("hat follows it is missing.", "hat follows is missing.")
        )


def test_the_table_stands_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main(page, ("401", "refused connection")) == 0
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| the quotes | The model server refused the key (401). Check " in text


def test_the_page_has_a_row_for_every_fault() -> None:
    text = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert [line.split(" | ")[0].removeprefix("| ") for line in text.split("\n")[4:-2]] == [*FAULTS]
