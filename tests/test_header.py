"""The title, date, publisher and authors that articles carry around their text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from reading import BODY, header, written

from index import published


def test_kicker_date_instrument_and_credit(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "brasswick.txt",
        "Brasswick’s, Bold\n\nBrasswick’s Bold Bet: A Second Plant for Anvils\n\n"
        "22.12.2025 - 21:51:04\n\nBrasswick US0378331005\n\n" + BODY + "\n@ anvil-news.example",
    )
    assert article.title == "Brasswick’s Bold Bet: A Second Plant for Anvils"
    assert article.title_span is not None
    assert article.title_span.of(article.text) == article.title
    assert article.published == published.Published(
        dt.date(2025, 12, 22), "text", dt.time(21, 51, 4)
    )
    assert article.publisher == "anvil-news.example"
    assert header(article) == [
        "Brasswick’s, Bold",
        "22.12.2025 - 21:51:04",
        "Brasswick US0378331005",
        "@ anvil-news.example",
    ]


def test_headline_iso_date_byline_dateline(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.txt",
        "Anvil Maker to Build Plant\n\n2025-12-22\n\nBy Jane Doe Max Roe, Jane Doe, Max Roe\n\n"
        "Porto Vento CNN —\n\n" + BODY,
    )
    assert article.title == "Anvil Maker to Build Plant"
    assert str(article.published) == "2025-12-22"
    assert article.authors == ("Jane Doe", "Max Roe")
    assert article.publisher == "CNN"
    assert header(article)[-1] == "Porto Vento CNN —"


def test_front_matter(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.md",
        '---\ntitle: "Anvils: the plant"\ndate: 2025-12-22T21:51:04Z\nauthors:\n  - Jane Doe\n'
        "  - name: Max Roe\nsource: Anvil News\ntags: [iron, plants]\n---\n\n" + BODY,
    )
    assert article.title == "Anvils: the plant"
    assert article.title_span is not None
    assert article.title_span.of(article.text) == article.title
    assert article.published == published.Published(
        dt.date(2025, 12, 22), "front matter", dt.time(21, 51, 4)
    )
    assert article.authors == ("Jane Doe", "Max Roe")
    assert article.publisher == "Anvil News"
    assert article.header[-1].of(article.text).endswith("---")


def test_front_matter_and_the_same_headline(tmp_path: Path) -> None:
    article = written(
        tmp_path, "a.md", "---\ntitle: Anvils, again\n---\n\n# Anvils, again\n\n" + BODY
    )
    assert article.title_span is not None
    assert article.title_span.start == article.text.rindex("Anvils, again")
    assert article.title == "Anvils, again"


def test_dashes_that_are_no_front_matter(tmp_path: Path) -> None:
    article = written(tmp_path, "a.md", "---\n\n" + BODY + "\n---\n")
    assert article.published is None
    assert BODY.strip()[:40] not in "".join(header(article))


def test_markdown_heading_and_emphasised_lines(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.md",
        "# Anvil maker builds plant #\n\n*By Jane Doe and Max Roe*\n\n"
        "**Published:** Dec. 22, 2025, 9:29 a.m. ET\n\n" + BODY,
    )
    assert article.title == "Anvil maker builds plant"
    assert article.authors == ("Jane Doe", "Max Roe")
    assert article.published is not None
    assert article.published.time == dt.time(9, 29)


def test_header_lines_with_keys(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.txt",
        "Title: Anvil maker builds plant\nDate: Mon, 22 Dec 2025 21:51:04 +0100\nBy: Jane Doe\n"
        "Source: https://www.anvil-news.example/2025/plant\n\n" + BODY,
    )
    assert article.title == "Anvil maker builds plant"
    assert str(article.published) == "2025-12-22"
    assert article.authors == ("Jane Doe",)
    assert article.publisher == "anvil-news.example"
    assert all(
        not span.overlaps(article.title_span) for span in article.header if article.title_span
    )


def test_section_standfirst_byline_and_credits(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.txt",
        "MARKETS\n\nAnvil Maker to Build a Plant Near Porto Vento\n\n"
        "The plant will be the largest in the country.\n\n"
        "By Jane Doe, Associated Press | Updated December 23, 2025 | Published December 22, 2025"
        "\n\nPORTO VENTO (AP) — " + BODY + "\n(Reporting by Max Roe in Berlin; Editing by Ann Poe)"
        "\n\n© 2025 Anvil News. All rights reserved.\n",
    )
    assert article.title == "Anvil Maker to Build a Plant Near Porto Vento"
    assert str(article.published) == "2025-12-22"
    assert article.authors == ("Jane Doe", "Max Roe")
    assert article.publisher == "Associated Press"
    assert header(article)[-1] == "© 2025 Anvil News. All rights reserved."
    assert "The plant will be the largest in the country." not in header(article)


def test_dateline_with_a_date(tmp_path: Path) -> None:
    article = written(
        tmp_path, "a.txt", "Anvils Sell\n\nNEW YORK, Dec. 22, 2025 (Reuters) - " + BODY
    )
    assert str(article.published) == "2025-12-22"
    assert article.publisher == "Reuters"
    assert header(article) == []


def test_site_name_after_the_headline(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", "Anvil maker builds plant | Anvil News\n\n" + BODY)
    assert article.title == "Anvil maker builds plant"
    assert article.publisher == "Anvil News"


def test_mail(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.txt",
        "From: Iron Wire <desk@iron-wire.example>\nTo: subscribers\n"
        "Date: Tue, 04 Nov 2025 14:05:00 +0100\nSubject: Fire shuts the plant\n\n" + BODY,
    )
    assert article.title == "Fire shuts the plant"
    assert article.publisher == "Iron Wire"
    assert str(article.published) == "2025-11-04"
    assert "Subject: " in header(article)


@pytest.mark.parametrize(
    ("start", "publisher"),
    [
        ("PORTO VENTO, 22 December 2025 (Iron Wire) - ", "Iron Wire"),
        ("**Porto Vento, 22 December 2025** - ", None),
    ],
)
def test_datelines_of_agencies_that_are_not_known(
    tmp_path: Path, start: str, publisher: str | None
) -> None:
    article = written(tmp_path, "a.txt", "Anvils Rise\n\n" + start + BODY)
    assert str(article.published) == "2025-12-22"
    assert article.publisher == publisher


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("*13 November 2025 | Iron Ledger | Jane Doe*", ("Jane Doe",)),
        ("5 June 2025 - Jane Doe", ("Jane Doe",)),
        ("5 June 2025 - New York", ()),
        ("Iron Courier, 28 November 2025, by Jane Doe", ("Jane Doe",)),
        ("5 June 2025 | World News", ()),
        ("By the Numbers", ()),
    ],
)
def test_authors(tmp_path: Path, line: str, authors: tuple[str, ...]) -> None:
    assert written(tmp_path, "a.txt", f"Anvils Rise\n\n{line}\n\n{BODY}").authors == authors


def test_the_text_wins_over_the_file_name(tmp_path: Path) -> None:
    article = written(tmp_path, "2024-01-01-anvils.txt", "Anvils\n\nDecember 22, 2025\n\n" + BODY)
    assert article.published == published.Published(dt.date(2025, 12, 22), "text")
    article = written(tmp_path, "2024-01-01-plants.txt", "Anvils\n\n" + BODY)
    assert article.published == published.Published(dt.date(2024, 1, 1), "file name")


def test_a_date_in_the_body_is_not_the_publication_date(tmp_path: Path) -> None:
    article = written(
        tmp_path, "a.txt", "Anvils\n\n" + BODY + "\nIt was founded on December 22, 1925, in Oslo.\n"
    )
    assert article.published is None


def test_published_line_at_the_end(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", "Anvils\n\n" + BODY * 5 + "\nPublished 22 December 2025\n")
    assert str(article.published) == "2025-12-22"


@pytest.mark.parametrize("line", ["***", "**", "_ _", "*"])
def test_a_last_line_of_nothing_but_marks(tmp_path: Path, line: str) -> None:
    article = written(tmp_path, "a.txt", f"Anvils Rise\n\n{BODY}\n{line}\n")
    assert article.title == "Anvils Rise"
    assert article.publisher is None


def test_a_value_as_long_as_an_article_is_no_metadata(tmp_path: Path) -> None:
    authors = ", ".join(f"Jane Doe{chr(97 + n % 26)}" for n in range(1_000))
    article = written(tmp_path, "a.md", f"---\ndate: 2025-12-22\nby: {authors}\n---\n\n{BODY}")
    assert article.authors == ()
    assert str(article.published) == "2025-12-22"
    assert header(article)[0].endswith("---")


def test_the_sections_of_a_paper_do_not_hide_the_date_below_them(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "sections.txt",
        "Anvils rise\n\nMarkets | Metals | Opinion\n\n8 October 2025 | Words: Jane Doe\n\n" + BODY,
    )
    assert article.title == "Anvils rise"
    assert article.published is not None
    assert str(article.published.date) == "2025-10-08"
    assert article.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("Anvil News\nJan 7, 2026 11:20\n\n", "Anvil News"),
        ("THE ANVIL POST\nANV 100 4,812.3 +0.4% | IRON/USD 0.187 -0.1%\n\n", "THE ANVIL POST"),
        ("Anvil Weekly, Oct 2 2025\n", "Anvil Weekly"),
        ("Culture desk -- Saturday 18th October 2025\n", None),
    ],
)
def test_a_papers_name_above_the_headline_is_no_headline(
    tmp_path: Path, head: str, publisher: str | None
) -> None:
    article = written(tmp_path, "a.txt", f"{head}Anvil prices rise again\nby Jane Doe\n\n{BODY}")
    assert article.title == "Anvil prices rise again"
    assert article.publisher == publisher
    assert (article.published is None) == ("ANV" in head)


def test_a_headline_that_only_looks_like_a_papers_name(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", "The Verdict\n2 October 2025\n\nGuilty\n\n" + BODY)
    assert article.title == "The Verdict"


def test_a_paragraph_that_begins_with_its_day(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", f"Anvils rise again\n\n30 October 2025 — {BODY}")
    assert str(article.published) == "2025-10-30"
