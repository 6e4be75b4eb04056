"""The sentence selector on its real model: what it reads, and what it makes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import selector as module
from assistant.selector import (
    BESIDE,
    MOST_TOKENS,
    SELECTOR,
    UNREAD,
    Encoded,
    Selector,
    Window,
    encode,
)
from index.embedder import open_tokenizer
from index.errors import ModelError

WORKS = Window(
    "Tarn Motors shuts its Eskdale works",
    (
        "Tarn Motors will close its plant at Eskdale in March, it said on Tuesday.",
        "About 1,200 people will lose their jobs.",
        "The plant opened in 1968 and built small vans.",
        "Dearer steel had eaten up the profit, said its chief executive, Ada Quill.",
    ),
)
TOKENIZER = open_tokenizer()
WEATHER = Window("Rain ahead", ("Rain is forecast for most of the week.", "Bring a coat."))


@pytest.fixture(scope="module")
def selector() -> Selector:
    return Selector.open()


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many workers does Tarn Motors let go?", 1),
        ("In what year did the Eskdale plant open?", 2),
        ("when was the eskdale plant opened", 2),
        ("Why does the car maker give up Eskdale?", 3),
        ("Who is the chief executive of Tarn Motors?", 3),
    ],
)
def test_the_sentence_that_answers_is_marked_highest(
    selector: Selector, question: str, right: int
) -> None:
    works, weather = (selector.read(question, window) for window in (WORKS, WEATHER))
    assert max(range(4), key=lambda i: works.sentences[i]) == right
    assert works.window > weather.window
    assert max(works.sentences) > max(weather.sentences)


def test_an_account_in_other_words_is_marked_beside_the_first_one(selector: Selector) -> None:
    question, first = "Will Tarn Motors close its Eskdale plant?", WORKS.sentences[0]
    denial = Window(
        "Night shift at Eskdale",
        (
            "The canteen was full on Friday.",
            "We stay where we are, and vans will leave these gates for years, said the manager.",
            "Snow is forecast for the week.",
        ),
    )
    beside = Selector.open(BESIDE).read(question, denial, first)
    assert max(range(3), key=lambda i: beside.sentences[i]) == 1
    assert beside.sentences[1] > selector.read(question, denial).sentences[1]
    assert beside != Selector.open(BESIDE).read(question, denial, "Snow fell on the hills.")


def test_a_mark_depends_on_its_question_and_window_alone(selector: Selector) -> None:
    question = "Who runs Tarn Motors?"
    alone = selector.read(question, WORKS)
    windows = [WEATHER, WORKS, WEATHER, WORKS, WORKS, WEATHER, WORKS, WORKS]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda window: selector.read(question, window), windows))
    assert {marks for window, marks in zip(windows, told, strict=True) if window is WORKS} == {
        alone
    }


def test_nothing_to_read_is_nothing_marked(selector: Selector) -> None:
    assert selector.read("Who?", Window("", ())).sentences == ()
    assert selector.read("", Window("", ("",))).sentences != ()


def test_what_does_not_fit_is_not_read(selector: Selector) -> None:
    long = Window(
        "Title", tuple(f"Sentence {n} says something about the harbour." for n in range(60))
    )
    marks = selector.read("What about the harbour?", long)
    assert len(marks.sentences) == 60
    assert marks.sentences[0] > UNREAD
    assert marks.sentences[-1] == UNREAD


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=600),
    st.text(max_size=600),
    st.text(max_size=300),
    st.lists(st.text(max_size=400), max_size=12),
)
def test_any_text_is_read_within_its_bounds(
    question: str, account: str, title: str, sentences: list[str]
) -> None:
    read = encode(TOKENIZER, question, Window(title, tuple(sentences)), account)
    assert len(read.ids) == len(read.types) <= MOST_TOKENS
    assert len(read.spans) <= len(sentences)
    assert all(0 < start < end < len(read.ids) for start, end in read.spans)
    assert all(a[1] <= b[0] for a, b in zip(read.spans, read.spans[1:], strict=False))


def test_marks_in_an_article_are_words_and_end_no_part() -> None:
    read: Encoded = encode(TOKENIZER, "Who?", Window("[SEP]", ("He said [SEP] and [CLS].",)))
    assert read.ids.count(102) == 3
    assert read.ids.count(101) == 1


def test_another_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(module.SHA256, SELECTOR, "0" * 64)
    with pytest.raises(ModelError, match=r"selector\.onnx is damaged or another one"):
        Selector.open()
    monkeypatch.setattr(module.resources, "files", lambda _: tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        Selector.open()
