"""Who leaves ends what is called for the search too; the model's part is tested at each door."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from leaving import BEGIN, END, NAMES, PAGE, SEARCHES, left, searched

SOON = 8.0  # seconds, on a busy machine; the endpoint would be waited for for fifteen


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_that_is_left_leaves_the_embedding_endpoint(tmp_path: Path, name: str) -> None:
    with searched(tmp_path) as (assistant, url, endpoint):
        assert asyncio.run(left(SEARCHES[name], assistant, url, endpoint)) < SOON


def test_the_page_has_a_row_for_everyone_who_leaves() -> None:
    text = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert [line.split(" | ")[0].removeprefix("| ") for line in text.split("\n")[4:-2]] == [*NAMES]
