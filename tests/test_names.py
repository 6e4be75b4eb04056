"""What is said of a name that no article has."""

from __future__ import annotations

import pytest

from assistant import Assistant
from index.errors import ArticleError


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = tmp_path_factory.mktemp("names")
    (home / "2025").mkdir()
    (home / "2025" / "ferry-prices.txt").write_text("Ferries\n\nFerries cost 40 crowns.\n")
    (home / "scan.pdf").write_bytes(b"%PDF-1.4\n")
    return Assistant.open(home, index=home.parent / "names-index", vectors="off")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("2025/ferry-price.txt", "the nearest name is '2025/ferry-prices.txt'"),
        ("scan.pdf", "'scan.pdf' is not searched: "),
        ("else.txt", "the list of articles names all."),
        ("2025/ferry-prices.tx" * 11_000, "the list of articles names all."),
    ],
)
def test_says_what_helps(opened: Assistant, file: str, words: str) -> None:
    with pytest.raises(ArticleError) as caught:
        opened.article(file)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 400  # whatever was asked for
    assert "python" not in str(caught.value)
