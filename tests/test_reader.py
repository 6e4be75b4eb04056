"""Reading: bytes to text, what is refused, and whatever the bytes are."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import BODY, written

from index import reader
from index.catalog import FileState
from index.errors import ArticleError
from index.sync import prepare

CHINESE = "铁砧制造商\n\n该公司星期一表示，将在港口附近建造一座新工厂。分析人士早就预料到这一举动。"
RUSSIAN = "Новый завод\n\nКомпания сообщила в понедельник, что построит новый завод у моря."


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        ("Anvils – 5 €\r\n\r\n" + BODY, "utf-8"),
        ("Anvils – 5 €\r\n\r\n" + BODY, "utf-8-sig"),
        ("Anvils – 5 €\r\n\r\n" + BODY, "utf-16"),
        ("Anvils – 5 €\r\n\r\n" + BODY, "utf-32"),
        ("Anvils – 5 €\r\n\r\n" + BODY, "utf-16-le"),
        ("Anvils – 5 €\r\n\r\n" + BODY, "utf-16-be"),
        ("Anvils – 5 €\r\n\r\n" + BODY, "cp1252"),
        (CHINESE, "gb18030"),
        (RUSSIAN, "cp1251"),
        (
            "鐵砧製造商\n\n該公司星期一表示，將在港口附近建造一座新工廠。分析人士早就預料到。",
            "big5",
        ),
        ("공장 소식\n\n회사는 월요일에 항구 근처에 새 공장을 지을 것이라고 밝혔다.", "cp949"),
        ("工場の話\n\n会社は月曜日に、港の近くに新しい工場を建てると発表した。", "cp932"),
    ],
)
def test_encodings(tmp_path: Path, content: str, codec: str) -> None:
    raw = content.encode(codec)
    article = written(tmp_path, "a.txt", raw)
    assert article.text == content
    assert article.encoding == codec
    assert article.content_hash == hashlib.sha256(raw).hexdigest()


def test_utf_8_cut_in_its_last_character(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", ("Anvils\n\n" + BODY + "5 €").encode()[:-1])
    assert article.encoding == "utf-8"
    assert article.text.startswith("Anvils\n\n" + BODY)


def test_bytes_that_cp1252_does_not_have(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", b"Caf\xe9 \x81 anvils\n\n" + BODY.encode())
    assert article.encoding == "cp1252"
    assert article.text.startswith("Café \ufffd anvils")


def test_control_characters_and_line_ends_stay(tmp_path: Path) -> None:
    text = "Anvils\x01\r\n\r\n" + BODY + "\x0b \r end\u2028."
    assert written(tmp_path, "a.txt", text).text == text


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("\u200b\n".encode(), "empty"),
        (b"abc\0def" * 50, "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x01\x02\x03\x04abc" * 50, "binary"),
        (b"%PDF-1.7\nabc", "PDF"),
        (b"PK\x03\x04abc", "ZIP"),
    ],
)
def test_files_without_text(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(ArticleError, match=word) as caught:
        written(tmp_path, "a.txt", content)
    assert str(caught.value).startswith("a.txt: ")
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"gone\.txt: cannot be read"):
        reader.read(tmp_path / "gone.txt", "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ArticleError, match="not a regular file"):
        reader.read(tmp_path / "folder.txt", "folder.txt")
    with pytest.raises(ArticleError, match=r"\.odt is not a format"):
        reader.read(tmp_path / "a.odt", "a.odt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleError, match="not a regular file"):
        reader.read(tmp_path / "pipe.txt", "pipe.txt")


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as handle:
        handle.truncate(reader.MAX_BYTES + 1)
    with pytest.raises(ArticleError, match="20 MB"):
        reader.read(path, "large.txt")


def test_suffixes_in_capitals(tmp_path: Path) -> None:
    assert written(tmp_path, "A.TXT", "Anvils\n\n" + BODY).title == "Anvils"


PIECES = st.sampled_from(
    ["---\n", "title: ", "By Jane Doe", "\r\n", "\n\n", "22.12.2025", "# ", "Source: X", " | ", "©",
     "(Reuters) - ", "Markets", "\n", ". ", "Anvils rise", "US0378331005", "\ufeff", "\0", "é",
     "***", "*"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.one_of(PIECES, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)))
    .map("".join),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(), TEXTS.map(str.encode), TEXTS.map(lambda text: text.encode("utf-16"))))
def test_any_bytes(raw: bytes) -> None:
    text, codec = reader.decode(raw)
    assert raw.decode(codec, "replace") == text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(raw)
        try:
            article = reader.read(path, "a.txt")
        except ArticleError:
            return  # refused with a reason, see above
    assert article.text == text
    assert article.title
    spans = list(article.header)
    assert spans == sorted(spans)
    if article.title_span:
        assert " ".join(article.title_span.of(text).split()) == article.title
        assert not any(span.overlaps(article.title_span) for span in spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_what_is_embedded_of_a_text_is_the_same_whatever_its_file_is_called(text: str) -> None:
    embedded = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("article1.txt", "Lyon turbines plan 2025-03-04.txt"):
            path = Path(folder) / name
            path.write_text(text, newline="")
            try:
                article = reader.read(path, name)
            except ArticleError:
                return
            embedded.append([one.id for one in prepare(article, FileState(0, 0, None)).chunks])
    assert embedded[0] == embedded[1]


@pytest.mark.parametrize(
    "text",
    ["x" + "\n" * 500_000 + "y", "(" * 300_000, "By " * 100_000, "---\n" + "a: b\n" * 100_000,
     " | " * 100_000, "22.12.2025 " * 50_000, "a\r\n" * 150_000, "Share " * 80_000,
     "# a" + "#" * 300_000 + "x", "# " * 150_000 + "x",
     f"---\nsource: {',' * 300_000}\n---\n\n{BODY}",
     "---\nauthors:" + "".join(f"\n- a{n}" for n in range(3_000)) + f"\n---\n\n{BODY}"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(tmp_path: Path, text: str) -> None:
    start = time.thread_time()
    written(tmp_path, "a.txt", text)
    assert time.thread_time() - start < 5


def test_a_stray_nul_makes_no_text_one_of_another_encoding() -> None:
    assert reader.decode(b"The mill\0burned.") == ("The mill\0burned.", "utf-8")
    for text in (
        "The mill burned on Friday.",
        "磨坊在星期五烧毁了。\n市长说。",
        "Мельница сгорела.",
        "चक्की शुक्रवार को जल गई।",
    ):
        assert reader.decode(text.encode("utf-16-le"))[0] == text
