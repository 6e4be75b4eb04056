"""Chunks: whole sentences, the right length, a little overlap, nothing left out."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunker import chunk
from index.sentences import sentences
from index.types import Article, Chunk, Kind, Published, Sentence, Span


def article(text: str, **more: object) -> Article:
    return Article("a.txt", text, "Anvils  Rise", "", "utf-8", **more)  # type: ignore[arg-type]


def chunks(
    text: str, boilerplate: list[Span] | None = None, **more: object
) -> tuple[list[Sentence], tuple[Chunk, ...]]:
    one = article(text, **more)
    found = sentences(one, boilerplate or [])
    return list(found), chunk(one, found)


def prose(paragraphs: int, of: int, words: int) -> str:
    """So many paragraphs of so many sentences of so many words."""
    return "\n\n".join(
        " ".join(
            f"Sentence {number} of {one}" + " word" * (words - 5) + " ends." for number in range(of)
        )
        for one in range(paragraphs)
    )


def length(text: str, one: Chunk) -> int:
    return len(text[one.start : one.end].split())


def test_about_180_words_with_an_overlap_of_whole_sentences() -> None:
    text = prose(paragraphs=1, of=40, words=15)
    _, found = chunks(text)
    assert [length(text, one) for one in found] == [180, 180, 180, 150]
    for one, two in pairwise(found):
        shared = text[two.start : one.end]
        assert shared.startswith("Sentence")
        assert len(shared.split()) == 30


def test_paragraph_ends_are_preferred() -> None:
    text = prose(paragraphs=6, of=7, words=10)
    _, found = chunks(text)
    assert found[0].end == text.index("\n\n", text.index("\n\n") + 2)
    assert length(text, found[0]) == 140


def test_no_tiny_last_chunk() -> None:
    text = prose(paragraphs=1, of=14, words=15)
    _, found = chunks(text)
    assert [length(text, one) for one in found] == [210]
    _, found = chunks(text + " " + prose(1, 1, 15))
    assert len(found) == 2


def test_a_sentence_longer_than_a_chunk_is_a_chunk() -> None:
    text = "Short one here. " + "a " * 300 + "end. Another short one here."
    _, found = chunks(text)
    assert all(text[one.start : one.end] for one in found)
    assert any(length(text, one) >= 250 for one in found)


def test_what_is_embedded() -> None:
    text = "Anvils Rise\n\nIt  grew\nand hired. Ad now! It built."
    ad = text.index("Ad now!")
    _, found = chunks(
        text,
        [Span(ad, ad + 7)],
        title_span=Span(0, 11),
        published=Published(dt.date(2025, 12, 22), "text"),
    )
    assert found == (
        Chunk(
            # As ever: another would make every vector of every index anew.
            hashlib.sha256(("1" + found[0].embedded).encode()).hexdigest()[:32],
            text.index("It  grew"),
            len(text),
            "Anvils Rise (22 December 2025)\nIt grew and hired. It built.",
            "Anvils Rise (22 December 2025)",
        ),
    )


def test_what_the_name_of_a_file_gives_is_not_embedded() -> None:
    dated = Published(dt.date(2025, 12, 22), "file name")
    _, (one,) = chunks("It grew.", published=dated)
    assert one.title == "Anvils Rise (22 December 2025)"
    assert one.embedded == "It grew\nIt grew."  # the first words in place of the headline
    _, (other,) = chunks("It grew.")
    assert (one.id, other.title) == (other.id, "Anvils Rise")


def test_same_words_same_id_whatever_the_white_space() -> None:
    _, one = chunks("It grew. It built.")
    _, two = chunks("\n\nIt   grew.\r\nIt built.\n")
    _, three = chunks("It grew. It failed.")
    assert one[0].id == two[0].id != three[0].id
    assert len(one[0].id) == 32


def test_an_article_of_a_title_alone() -> None:
    _, found = chunks("Anvils  Rise\n", title_span=Span(0, 12))
    assert [(one.start, one.end, one.embedded) for one in found] == [(0, 12, "Anvils Rise")]
    _, found = chunks("Ad", [Span(0, 2)])
    assert found == ()


def test_scripts_without_spaces_are_cut_too() -> None:
    text = "该公司星期一表示，将在港口附近建造一座新工厂。" * 60
    _, found = chunks(text)
    assert len(found) > 3
    assert all(one.end - one.start < 350 for one in found)


TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.sampled_from(["\n", "\r\n\r\n", "It grew. ", "word " * 60, "x" * 900, "。", " "]),
    ),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.data())
def test_boundaries_and_coverage(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if a < b]
    found, pieces = chunks(text, spans)
    body = [sentence for sentence in found if sentence.kind is Kind.BODY]
    starts = {sentence.start for sentence in body}
    finishes = {sentence.end for sentence in body}
    assert all(one.start in starts and one.end in finishes for one in pieces)
    assert all(one.start < two.start and one.end < two.end for one, two in pairwise(pieces))
    for sentence in body:
        holding = [p for p in pieces if p.start <= sentence.start and sentence.end <= p.end]
        assert holding
        words = " ".join(text[sentence.start : sentence.end].split())
        assert all(words in piece.embedded for piece in holding)
    assert bool(pieces) is bool(body)
    again = chunks(text, spans)[1]
    assert pieces == again
