"""Files that a visitor gives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.uploads import MOST_NAME, safe_name, take
from index import reader
from index.errors import ArticleError


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("news.txt", "news.txt"),
        ("News of 3. May, (2).MD", "News of 3. May, (2).md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\news.txt", "news.txt"),
        (".hidden.txt", "hidden.txt"),
        ("...txt.txt", "txt.txt"),
        ("con.txt", "article con.txt"),
        ("<script>alert(1)<script>.txt", "script-alert(1)-script.txt"),
        ("a\u202egnp\x00\n.txt", "a-gnp.txt"),
        ("青岚地铁.txt", "青岚地铁.txt"),
        ("Wa\u0308rme.md", "Wärme.md"),
        ("-.txt", "article.txt"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(st.text())
def test_no_name_leaves_the_folder_or_hides(name: str) -> None:
    safe = safe_name(name + ".txt")
    assert len(safe.encode()) <= MOST_NAME
    assert os.path.basename(safe) == safe
    assert not safe.startswith((".", "-", " "))
    assert safe.endswith(".txt")
    assert safe.isprintable()


@pytest.mark.parametrize("name", ["a.exe", "a", "", "txt", "a.txt.html.php", "a.txt/"])
def test_what_is_no_article_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArticleError, match="no kind that can be read"):
        take(tmp_path, name, b"x")
    assert not list(tmp_path.iterdir())


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    assert take(tmp_path, "a.txt", b"one") == "a.txt"
    assert take(tmp_path, "a.txt", b"two") == "a (2).txt"
    with pytest.raises(ArticleError, match=r"in the folder already as 'a \(2\).txt'"):
        take(tmp_path, "a.txt", b"two")
    assert (tmp_path / "a.txt").read_bytes() == b"one"
    (tmp_path / "away").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "away" / "target.txt")
    assert take(tmp_path, "link.txt", b"three") == "link (2).txt"
    assert not list((tmp_path / "away").iterdir())


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 3)
    with pytest.raises(ArticleError, match="4 bytes; the most is 3"):
        take(tmp_path, "a.txt", b"four")


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="cannot be written"):
        take(tmp_path / "none", "a.txt", b"x")


def test_a_full_disk_leaves_no_half_of_an_article(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system cannot limit a file's size")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(ArticleError, match=r"'a\.txt' was not taken: the folder cannot"):
            take(tmp_path, "a.txt", b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())
    assert take(tmp_path, "a.txt", b"whole") == "a.txt"
