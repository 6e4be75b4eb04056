"""Rows of tables bring the head of their table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.chain import Assistant
from assistant.tables import MOST_WORDS, head_of, says_nothing, with_head

MARKDOWN = (
    "Before.\n\n| Figure | Q3 | Q2 |\n|---|---|---|\n| Profit | 55 | 49 |\n"
    "| Orders | 468 | 530 |\n\nAfter."
)
PAGE = "Before.\n\nFigure | Q3 | Q2\n\nProfit | 55 | 49\n\nAfter."


def at(text: str, line: str) -> tuple[int, int]:
    start = text.index(line)
    return start, start + len(line)


@pytest.mark.parametrize(
    ("text", "row", "head"),
    [
        (MARKDOWN, "| Orders | 468 | 530 |", "| Figure | Q3 | Q2 |"),
        (MARKDOWN, "| Figure | Q3 | Q2 |", "| Figure | Q3 | Q2 |"),
        (MARKDOWN.replace("\n", "\r\n"), "| Profit | 55 | 49 |", "| Figure | Q3 | Q2 |"),
        (PAGE, "Profit | 55 | 49", "Figure | Q3 | Q2"),
        (MARKDOWN, "After.", None),
        (
            "13 May 2025 | The Ledger | A. Quill\n\nA text.",
            "13 May 2025 | The Ledger | A. Quill",
            None,
        ),
        ("Total | 12\n\nFigure | Q3 | Q2", "Figure | Q3 | Q2", None),
    ],
)
def test_the_head_is_the_first_line_of_as_many_cells(text: str, row: str, head: str | None) -> None:
    assert head_of(text, *at(text, row)) == (None if head is None else text.index(head))


def test_heads_rules_and_rows_far_below_are_no_evidence() -> None:
    assert says_nothing(MARKDOWN, *at(MARKDOWN, "| Figure | Q3 | Q2 |"))
    assert says_nothing(MARKDOWN, *at(MARKDOWN, "|---|---|---|"))
    assert not says_nothing(MARKDOWN, *at(MARKDOWN, "| Orders | 468 | 530 |"))
    assert not says_nothing(PAGE, *at(PAGE, "Figure | Q3 | Q2"))  # it may be a row like others
    long = "| Town | Deaths |\n|---|---|\n" + "".join(f"| T{n} | {n} |\n" for n in range(40))
    assert not says_nothing(long, *at(long, "| T3 | 3 |"))
    assert says_nothing(long, *at(long, "| T39 | 39 |"))


def test_a_quote_of_a_row_is_told_with_its_head_alone() -> None:
    quote = MARKDOWN[MARKDOWN.index("| F") : MARKDOWN.index("\n\nAfter")]
    assert with_head(quote) == "| Figure | Q3 | Q2 | | Orders | 468 | 530 |"
    assert with_head("He said so.\nShe did not.") == "He said so.\nShe did not."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("tables")
    (folder / "kestrel.md").write_text(
        "# Kestrel trims its forecast\n\n13 November 2025\n\nKestrel took back a part of it.\n\n"
        "| Million euros | Third quarter | Second quarter |\n|---|---|---|\n"
        "| Revenue | 401 | 387 |\n| Operating profit | 55 | 49 |\n",
        encoding="utf-8",
    )
    (folder / "dovran.txt").write_text(
        "Dovran earns more\n\n6 November 2025\n\n"
        "Dovran had an operating profit of 58 million euros in the third quarter.\n",
        encoding="utf-8",
    )
    with Assistant.open(folder, index=folder.parent / "tables-index", vectors="wait") as opened:
        yield opened


def test_a_comparison_cites_no_row_without_its_head(assistant: Assistant) -> None:
    answer = assistant.ask("Compare the operating profit of Kestrel and Dovran.")
    [row] = [s for s in answer.statements if "| 55 | 49 |" in s.text]
    assert row.text == (
        "| Million euros | Third quarter | Second quarter | | Operating profit | 55 | 49 |"
    )
    assert row.check.supported
    [citation] = [c for c in answer.citations if c.number in row.citations]
    text = assistant.article("kestrel.md").article.text
    assert citation.quote == text[citation.start : citation.end]
    assert citation.quote.startswith("| Million euros |")


def test_a_table_as_long_as_a_file_is_read_near_the_row_alone() -> None:
    text = "| Figure | Q3 |\n|---|---|\n" + "| Profit | 55 |\n" * 20_000
    start = len(text) - len("| Profit | 55 |\n")
    head = head_of(text, start, len(text) - 1)
    assert head is not None
    assert start - head == MOST_WORDS * len("| Profit | 55 |\n")
    assert says_nothing(text, start, len(text) - 1)
    assert head_of(text, *at(text, "| Profit | 55 |")) == 0


@pytest.mark.parametrize("filling", [" " * 100_000, "\n" * 100_000, "x" * 100_000 + "\n"])
def test_far_away_is_no_head(filling: str) -> None:
    text = f"| Figure | Q3 |\n{filling}| Profit | 55 |"
    start = text.index("| Profit")
    assert head_of(text, start, len(text)) is None


def test_an_empty_cell_is_one() -> None:
    text = "| Figure | Q3 |\n|---|---|\n|Profit||\n||55|\n"
    assert head_of(text, *at(text, "|Profit||")) == 0
    assert head_of(text, *at(text, "||55|")) == 0


def test_the_head_of_a_row_is_that_of_its_own_table() -> None:
    text = (
        "| Year | Price |\n|---|---|\n| 2024 | 5 |\n\n| Team | Goals |\n|---|---|\n| Ajax | 3 |\n"
    )
    assert head_of(text, *at(text, "| Ajax | 3 |")) == text.index("| Team")
    assert head_of(text, *at(text, "| 2024 | 5 |")) == 0


def test_rows_that_name_their_days_are_told_by_them(tmp_path: Path) -> None:
    (tmp_path / "rates.md").write_text(
        "# Deposit rates of the Bank of Sell\n\n| Date | Deposit rate |\n|---|---|\n"
        "| 12 June 2025 | 2.25 % |\n| 11 September 2025 | 2.00 % |\n| 11 December 2025 | 1.75 % |\n"
        "\n"
        "The bank changes its deposit rate at most four times a year, its statutes say.\n",
        encoding="utf-8",
    )
    with Assistant.open(tmp_path, index=tmp_path / ".index", vectors="wait") as opened:
        assert opened.article("rates.md").article.published is None  # a row is no date line
        now = opened.ask("What is the deposit rate now?")
        then = opened.ask("What was the deposit rate in September 2025?")
        course = opened.ask("How has the deposit rate changed?")
    assert "| 1.75 % |" in now.statements[0].text
    assert "| 2.00 % |" in then.statements[0].text
    told = [figure for figure in ("2.25", "2.00", "1.75") if figure in course.text]
    assert sorted(told, key=course.text.index) == ["2.25", "2.00", "1.75"]
