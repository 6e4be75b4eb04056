"""A question of some time, asked as the articles of that time say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.dates import read_time
from assistant.questions import read
from assistant.then import Then, as_told_then, from_before

TODAY = dt.date(2025, 11, 30)
BANK = "The Bank of Tarn left its key rate at 5.25 percent on Thursday"


def then(question: str) -> Then | None:
    return as_told_then(read_time(question, TODAY), read(question, 100, {}))


def test_a_forecast_for_a_year_is_told_as_one_for_this_year() -> None:
    found = then("What growth does Orvane forecast for 2024?")
    assert found
    assert found.says
    assert found.question == "What growth does Orvane forecast this year?"
    assert (found.since, found.until) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert found.says.search("It forecasts growth of 3 percent this year.")
    assert not found.says.search("It forecasts growth of 3 percent.")
    assert not found.says.search("It grew by 3 percent, as it did the year before.")


def test_what_somebody_said_in_a_month_is_told_without_it() -> None:
    found = then("What did Moll say of the mill in March?")
    assert found
    assert found.says is None
    assert found.question == "What did Moll say of the mill?"
    assert (found.since, found.until) == (dt.date(2025, 3, 1), dt.date(2025, 4, 3))


def test_a_rate_is_what_it_was_last() -> None:
    found = then("What was the key rate of Tarn in July 2025?")
    assert found
    assert found.question == "What was the key rate of Tarn?"
    assert found.since < dt.date(2025, 1, 1)
    assert found.until == dt.date(2025, 7, 31)


@pytest.mark.parametrize(
    "question",
    [
        "What did Orvane earn in 2024?",
        "What was unemployment in July 2025?",
        "What did Moll say in the third quarter of 2025?",
        "What did Moll say last week?",
        "What did Moll say?",
        "What does the study of 22 March recommend?",
        "Did Orvane forecast more for 2024 than for 2025?",
    ],
)
def test_another_time_is_asked_as_it_is(question: str) -> None:
    assert then(question) is None


def test_what_was_told_before_is_said_to_be() -> None:
    asked = read_time("What was the key rate of Tarn in July 2025?", TODAY)
    before, within = dt.date(2025, 6, 11), dt.date(2025, 7, 2)
    assert from_before(asked, before) == "It was last told before that time, on 11 June 2025."
    assert from_before(asked, within) == from_before(asked, None) == ""


def test_a_year_and_a_month_that_no_article_names(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    june = (
        f"Tarn leaves its rate\n\n11 June 2025\n\n{BANK}, as it had foretold in March.\n\n"
        "The bank forecasts growth of 1.8 percent this year and 2.3 percent in 2026."
    )
    autumn = "Tarn cuts its rate\n\n10 September 2025\n\nThe Bank of Tarn cut its key rate to 5."
    home = folder({"june.txt": june, "autumn.txt": autumn})
    with Assistant.open(home, index=tmp_path / "index") as assistant:
        assistant.sync()
        rate = assistant.ask("Where did the Bank of Tarn's rate stand in July 2025?", today=TODAY)
        assert rate.citations[0].quote.startswith(BANK)
        assert rate.notice == "It was last told before that time, on 11 June 2025."
        growth = assistant.ask("What growth does the Bank of Tarn forecast for 2025?", today=TODAY)
        assert "1.8 percent this year" in growth.text
        old = assistant.ask("What growth did the Bank of Tarn forecast for 2021?", today=TODAY)
        assert old.refused
