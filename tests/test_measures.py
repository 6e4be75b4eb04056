"""Which of a company's figures a sentence gives."""

from __future__ import annotations

import pytest

from assistant.measures import asks_one, gives_another, is_another, names_none_asked


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What profit did Orvane make?", "Sales rose to 40 million euros."),
        ("What was the revenue of Orvane?", "Pre-tax profit was 4 million euros."),
        ("What net profit did Orvane make?", "Operating profit was 4 million euros."),
        ("What dividend does Orvane pay?", "Its debt is 4 million euros."),
    ],
)
def test_another_figure_is_given(question: str, sentence: str) -> None:
    assert gives_another(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What profit did Orvane make?", "On sales of 40 million euros it earned a profit of 4."),
        ("What profit did Orvane make?", "Operating profit was 4 million euros."),
        ("What was the turnover of Orvane?", "Sales rose to 40 million euros."),
        ("What was the operating profit?", "Profit rose to 4 million euros."),
        ("What profit did Orvane make?", "It earned 4 million euros."),
        ("What does a ticket of Orvane cost?", "Sales rose to 40 million euros."),
    ],
)
def test_the_figure_asked_for_may_be_given(question: str, sentence: str) -> None:
    assert not gives_another(question, sentence)


def test_a_dividend_has_no_other_name() -> None:
    asked = "What dividend does Orvane pay?"
    assert names_none_asked(asked, "Orvane pays 26 euros for each share of Tarn.")
    assert not names_none_asked(asked, "The payout is 2 euros a share.")
    assert not names_none_asked("What did Orvane earn?", "It made 4 million euros.")


def test_a_price_of_shares_is_no_other_price() -> None:
    lead, shares = "Dunmore pays 595 pence a share.", "Shares of Pellwick jumped to 540 pence."
    assert is_another("How much does Dunmore pay for Pellwick?", lead, shares)
    assert not is_another("Where did the shares of Pellwick close?", lead, shares)
    assert not is_another("How much does Dunmore pay?", lead, "Dunmore pays 600 pence a share.")
    assert is_another("How much?", "Its profit was 4 million.", "Its sales were 5 million.")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What were Orvane's sales?", True),
        ("What was Orvane Mills' net debt in 2024?", True),
        ("What is Orvane's workforce now?", True),
        ("What is Orvane's sales plan?", False),
        ("What does Orvane's workforce want?", False),
        ("What were Orvane's reasons for its loss?", False),
    ],
)
def test_whether_somebodys_figure_is_asked_for(question: str, asks: bool) -> None:
    assert asks_one(question) is asks
