"""Reading: bytes to text, and the title, date, publisher and authors that articles carry."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import published, reader
from index.errors import ArticleError
from index.types import Article

BODY = (
    "The maker of anvils said on Monday that it will build a new plant near Porto Vento, which is "
    "to open in the spring of 2031. It employs 400 people in the town and wants to hire more.\n\n"
    "Its rivals had expected the move, since the company bought the land two years ago.\n"
)


def written(folder: Path, name: str, content: str | bytes) -> Article:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reader.read(path, name)


def header(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.header]


# --- the parts of a whole article ---


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


# --- titles ---


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
    assert article.title_span is not None
    assert article.title_span.of(article.text) == article.title


def test_a_lone_fragment_is_the_title(tmp_path: Path) -> None:
    article = written(tmp_path, "a.txt", "Anvils everywhere")
    assert article.title == "Anvils everywhere"


# --- dates ---


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("22.12.2025 - 21:51:04", "2025-12-22"),
        ("2025-12-22", "2025-12-22"),
        ("2025-12-22T21:51:04Z", "2025-12-22"),
        ("December 22, 2025", "2025-12-22"),
        ("22 December 2025", "2025-12-22"),
        ("Monday 22nd December 2025 09.29 GMT", "2025-12-22"),
        ("Dec. 22, 2025, 9:29 a.m. ET", "2025-12-22"),
        ("Published: Dec 22, 2025 | Updated: Dec 23, 2025", "2025-12-22"),
        ("Updated: Dec 23, 2025 | Published: Dec 22, 2025", "2025-12-22"),
        ("Mon, 22 Dec 2025 21:51:04 +0100", "2025-12-22"),
        ("12/22/2025", "2025-12-22"),
        ("22/12/2025", "2025-12-22"),
        ("3/4/2025", "2025-03-04"),
        ("22. Dezember 2025, 21:51 Uhr", "2025-12-22"),
        ("2025年12月22日 21:51", "2025-12-22"),
        ("Markets | Dec 22, 2025 | 4 min read", "2025-12-22"),
        ("31.02.2025", None),
        ("The deal was signed on December 22, 2025.", None),
        ("Version 1.2.2025.3", None),
        ("Revenue of 12/22/2025 units", None),
    ],
)
def test_date_lines(line: str, day: str | None) -> None:
    found = published.date_line(line)
    assert (str(found.published) if found else None) == day


@pytest.mark.parametrize(
    ("line", "time_of_day"),
    [
        ("Dec. 22, 2025, 9:29 p.m. ET", dt.time(21, 29)),
        ("22.12.2025 - 21:51:04", dt.time(21, 51, 4)),
        ("Published 12:03 AM EST, Mon December 22, 2025", dt.time(0, 3)),
        ("December 22, 2025", None),
    ],
)
def test_times(line: str, time_of_day: dt.time | None) -> None:
    found = published.date_line(line)
    assert found is not None
    assert found.published.time == time_of_day


def test_updated_alone_is_told_apart() -> None:
    found = published.date_line("Updated 9:00 AM EST, Mon December 22, 2025")
    assert found is not None
    assert found.updated


@pytest.mark.parametrize(
    ("stem", "day"),
    [
        ("2025-12-22-anvils", "2025-12-22"),
        ("20251222_anvils", "2025-12-22"),
        ("anvils-2025_12_22", "2025-12-22"),
        ("anvils-18751231", None),
        ("anvils-2025-13-40", None),
        ("time-003", None),
    ],
)
def test_dates_of_file_names(stem: str, day: str | None) -> None:
    found = published.from_file_name(stem)
    assert (str(found) if found else None) == day


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


# --- bytes ---

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
    with pytest.raises(ArticleError, match=r"\.pdf is not a format"):
        reader.read(tmp_path / "a.pdf", "a.pdf")


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


# --- whatever the bytes are ---

PIECES = st.sampled_from(
    ["---\n", "title: ", "By Jane Doe", "\r\n", "\n\n", "22.12.2025", "# ", "Source: X", " | ", "©",
     "(Reuters) - ", "Markets", "\n", ". ", "Anvils rise", "US0378331005", "\ufeff", "\0", "é"]
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


@pytest.mark.parametrize(
    "text",
    ["x" + "\n" * 500_000 + "y", "(" * 300_000, "By " * 100_000, "---\n" + "a: b\n" * 100_000,
     " | " * 100_000, "22.12.2025 " * 50_000, "a\r\n" * 150_000, "Share " * 80_000],
)  # fmt: skip
def test_hostile_text_takes_linear_time(tmp_path: Path, text: str) -> None:
    start = time.perf_counter()
    written(tmp_path, "a.txt", text)
    assert time.perf_counter() - start < 5
