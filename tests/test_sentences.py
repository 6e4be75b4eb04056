"""Sentence spans: where sentences end, and that no character is lost or said twice."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import LONGEST, sentences, split, title_is_line
from index.types import Article, Kind, Span


def cut(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Dr. J. K. Rowling met Sen. Smith of the U.S. Senate on Dec. 22 at 9 a.m. in St. Louis.",
        "The price rose to $4.5 million, or 6.25 percent (see Fig. 3 and No. 7).",
        "Anvils Inc. Chief Executive Jane Doe spoke, e.g. about iron and i.e. about steel.",
        "The firm ... did not answer.",
        '"Why now?" Smith asked.',
        "“What a day!” he said.",
        "Yahoo! Japan and the anvil maker work together.",
        "Er kam am 22. Dezember nach Berlin, d.h. zu spät.",
        "It sells 2.0 versions at example.com and www.anvils.example every day.",
        "1. First item of a list",
        "George W. Anvil and J. R. R. Hammer founded it.",
        "He called vs. Smith (cf. Jones) a draw.",
    ],
)
def test_one_sentence(whole: str) -> None:
    assert cut(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rose. It fell! Did it? Yes.", ["It rose.", "It fell!", "Did it?", "Yes."]),
        ('She said, "We won." The crowd left.', ['She said, "We won."', "The crowd left."]),
        ("(It rose.) [It fell.] End.", ["(It rose.)", "[It fell.]", "End."]),
        ("It is made in the U.S. The rest is not.", ["It is made in the U.S.", "The rest is not."]),
        ("It left at 9 a.m. He stayed.", ["It left at 9 a.m.", "He stayed."]),
        ("It waited... Then it rose.", ["It waited...", "Then it rose."]),
        ("It waited… Then it rose.", ["It waited…", "Then it rose."]),
        ("It rose.[12] Then it fell.[3]", ["It rose.[12]", "Then it fell.[3]"]),
        ("The firm grew. iPhone cases sell.", ["The firm grew.", "iPhone cases sell."]),
        ("It has ended.The rest began late.", ["It has ended.", "The rest began late."]),
        ("In 2020. 15 people left.", ["In 2020.", "15 people left."]),
        ("它上涨了。真的吗？是的！他说。", ["它上涨了。", "真的吗？", "是的！", "他说。"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("• One here • Two there", ["• One here", "• Two there"]),
        # tokenised, as corpora have it
        ("It 's big . It fell .", ["It 's big .", "It fell ."]),
        ("He left . '' She stayed .", ["He left . ''", "She stayed ."]),
        ("IN PARIS : \" SELL . \" NOBODY DID .", ["IN PARIS : \" SELL . \"", "NOBODY DID ."]),
        ("THE U.S . POLICY FAILED . MRS . SMITH LEFT .", None),
        ("It went ( see Smith . ) and came .", ["It went ( see Smith . ) and came ."]),
    ],
)  # fmt: skip
def test_several_sentences(text: str, parts: list[str] | None) -> None:
    assert cut(text) == (parts or ["THE U.S . POLICY FAILED .", "MRS . SMITH LEFT ."])


def test_lines_are_paragraphs_or_wrapped() -> None:
    wrapped = (
        "The company has grown a lot since it was founded in the year 1999 by two\n"
        "Berlin students. It now has about four thousand employees in offices all\n"
        "over the world and a revenue of 4.5 million.\n\n"
        "A heading\nA line under it"
    )
    assert cut(wrapped) == [
        "The company has grown a lot since it was founded in the year 1999 by two\n"
        "Berlin students.",
        "It now has about four thousand employees in offices all\n"
        "over the world and a revenue of 4.5 million.",
        "A heading",
        "A line under it",
    ]
    whole = "The first paragraph is one long line " * 4
    assert len(cut(f"{whole}\nThe second is another one\r\nA third")) == 3
    assert cut("- one thing that is long enough\n- two things") == [
        "- one thing that is long enough",
        "- two things",
    ]


def test_a_long_list_is_cut_where_it_is_sensible() -> None:
    text = "The plants are in " + "; ".join(f"Town {n}, Land {n}" for n in range(200))
    spans = split(text)
    assert len(spans) > 1
    assert all(span.end - span.start <= LONGEST for span in spans)
    assert all(span.of(text).endswith(";") for span in spans[:-1])
    assert [span.end - span.start for span in split("x" * 2500)] == [1000, 1000, 500]


def test_only_the_range_is_split() -> None:
    text = "One. Two. Three."
    assert [span.of(text) for span in split(text, 5, 9)] == ["Two."]
    assert split(text, 4, 5) == []


# --- an article's sentences ---

TEXT = (
    "Markets\n\nAnvils Rise\nBy Jane Doe\nThe firm grew. It hired. Read more here.\nIt built.\n\n"
    "Ad\n\nBuy now!\n"
)


def article(text: str = TEXT, title: str | None = "Anvils Rise", *header: str) -> Article:
    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    return Article(
        file="a.txt",
        text=text,
        title=title or "a",
        content_hash="",
        encoding="utf-8",
        title_span=span(title) if title else None,
        header=tuple(span(words) for words in header),
    )


def test_kinds_and_paragraphs() -> None:
    one = article(TEXT, "Anvils Rise", "Markets", "By Jane Doe")
    ad = TEXT.index("Ad\n")
    more = TEXT.index("Read more")
    found = sentences(one, [Span(ad, len(TEXT)), Span(more, more + len("Read more here."))])
    assert [(s.kind, s.paragraph, s.span.of(TEXT)) for s in found] == [
        (Kind.HEADER, 0, "Markets"),
        (Kind.TITLE, 1, "Anvils Rise"),
        (Kind.HEADER, 2, "By Jane Doe"),
        (Kind.BODY, 3, "The firm grew."),
        (Kind.BODY, 3, "It hired."),
        (Kind.BOILERPLATE, 3, "Read more here."),
        (Kind.BODY, 4, "It built."),
        (Kind.BOILERPLATE, 5, "Ad"),
        (Kind.BOILERPLATE, 6, "Buy now!"),
    ]


def test_a_title_of_first_words_leaves_the_sentence_whole() -> None:
    text = "Anvils Rise in the north, and they fall in the south. End."
    one = article(text, "Anvils Rise in the north")
    assert not title_is_line(one)
    assert [(s.kind, s.span.of(text)) for s in sentences(one, ())] == [
        (Kind.BODY, "Anvils Rise in the north, and they fall in the south."),
        (Kind.BODY, "End."),
    ]


def test_a_heading_mark_is_no_reason_to_lose_the_title() -> None:
    text = "# Anvils Rise #\n\nThey do."
    assert title_is_line(article(text))
    assert [s.kind for s in sentences(article(text), ())][1] is Kind.TITLE


# --- whatever the text is ---

PIECES = st.sampled_from(
    [". ", ".", "...", " . ", "Dr. ", "U.S. ", "?\" ", "'' ", "。", "\n", "\r\n", "\n\n", " ", "\t",
     "\u2028", "\x85", "• ", "1. ", "(", ")", "Word", "word", "中", "\u200b", "x" * 400, "; ", '"']
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.one_of(PIECES, st.text(st.characters(exclude_categories=["Cs"]), max_size=6)))
    .map("".join),
)  # fmt: skip


def check(text: str, spans: list[Span], start: int, end: int) -> None:
    covered = 0
    for one, two in pairwise(spans):
        assert one.end <= two.start
    for span in spans:
        words = span.of(text)
        assert start <= span.start < span.end <= end
        assert words == words.strip()
        assert len(words) <= LONGEST
        covered += sum(not char.isspace() for char in words)
    assert covered == sum(not char.isspace() for char in text[start:end])


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.data())
def test_every_character_is_in_one_sentence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    check(text, split(text), 0, len(text))
    check(text, split(text, start, end), start, end)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.data())
def test_every_character_of_an_article_too(text: str, data: st.DataObject) -> None:
    def spans() -> list[Span]:
        ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
        return [Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if a < b]

    title = spans()[:1]
    one = Article(
        "a.txt",
        text,
        "a",
        "",
        "utf-8",
        title_span=title[0] if title else None,
        header=tuple(spans()),
    )
    boilerplate = spans()
    found = sentences(one, boilerplate)
    check(text, [sentence.span for sentence in found], 0, len(text))
    assert all(0 <= b.paragraph - a.paragraph <= 1 for a, b in pairwise(found))
    for sentence in found:
        if sentence.kind is Kind.BODY:
            assert not any(sentence.span.overlaps(span) for span in [*one.header, *boilerplate])


@pytest.mark.parametrize(
    "text",
    ["x" + "\n" * 300_000 + "y", "." * 300_000 + "x", ". " * 100_000, "A. " * 100_000,
     "(" * 300_000, ".\"" * 100_000, ". '' " * 60_000, "12. januar " * 30_000, "中" * 99_999,
     "x" + " " * 300_000 + "y", "word " * 60_000, "a\n" * 150_000, " • " * 100_000, "?) " * 99_999],
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.thread_time()
    split(text)
    assert time.thread_time() - start < 5
