"""Titles: the headline, and what stands in where none is."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import BODY, header, written


def test_the_page_around_the_article_is_not_the_headline(tmp_path: Path) -> None:
    article = written(
        tmp_path,
        "a.txt",
        "We use cookies to make this site work. Accept all | Manage settings\n\nRegion\n\n"
        "Fire shuts the anvil plant for a week\n\n2025-11-04\n\n"
        + BODY
        + "\nPorto Vento Courier\n",
    )
    assert article.title == "Fire shuts the anvil plant for a week"
    assert article.publisher == "Porto Vento Courier"
    assert header(article) == ["Region", "2025-11-04", "Porto Vento Courier"]


def test_a_headline_that_reads_like_a_teaser(tmp_path: Path) -> None:
    for headline in ("Watch: the plant on fire", "Photos: Anvils", "Should you buy anvils now?"):
        assert written(tmp_path, "a.txt", f"{headline}\n\n{BODY}").title == headline


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Anvil Earnings", "Company beats expectations in the fourth quarter"], "Anvil Earnings"),
        (["Brasswick", "Brasswick is a company in Porto Vento that makes anvils."], "Brasswick"),
        (["Brasswick Recall", "Brasswick Recall Widens to Two Million Anvils"], None),
        (["Markets", "Anvil shares fall after the report"], None),
        (["PLANTS", "Anvil maker builds near the sea"], None),
        (["ANVILS FALL AGAIN", "Price of iron is the lowest in a year"], "ANVILS FALL AGAIN"),
        (["Attack on September 11, 2001", "A look back at the day that changed it"], None),
    ],
)
def test_the_headline_is_never_given_up(
    tmp_path: Path, lines: list[str], title: str | None
) -> None:
    article = written(tmp_path, "a.txt", "\n\n".join([*lines, BODY]))
    wanted = title or (lines[0] if "2001" in lines[0] else lines[1])
    assert article.title == wanted
    assert article.published is None


def test_a_sentence_before_the_date_is_a_headline(tmp_path: Path) -> None:
    first = "The anvil maker has said that it will build a plant in the spring."
    assert written(tmp_path, "a.txt", f"{first}\n\n2025-12-22\n\n{BODY}").title == first


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("2025-12-22-anvil-hardware.txt", "Anvil hardware"),
        ("anvil-plants.txt", "Anvil plants"),
        ("example-com-anvil-plant-0a1b2c3d.txt", "Anvil plant"),
    ],
)
def test_title_from_the_file_name(tmp_path: Path, file: str, title: str) -> None:
    article = written(tmp_path, file, BODY)
    assert article.title_span is None
    assert article.title == title


@pytest.mark.parametrize("file", ["q000-01.txt", "time-003.txt", "12345.txt", "article1.md"])
def test_title_from_the_first_words(tmp_path: Path, file: str) -> None:
    article = written(tmp_path, file, "2025-12-22\n\n" + BODY)
    assert article.title == "The maker of anvils said on Monday that it will build a"
    assert article.title_span is None


def test_a_lone_fragment_is_the_title(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", "Anvils everywhere")
    assert article.title == "Anvils everywhere"
