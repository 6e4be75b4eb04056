"""A question in the other words that news has for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.otherwise import Frequency, otherwise
from assistant.reading import judged
from index.tokens import stem


def frequency(unused: str = "") -> Frequency:
    def of(words: Sequence[str]) -> tuple[int, Mapping[str, int]]:
        return 10, {word: int(word not in {stem(one) for one in unused.split()}) for word in words}

    return of


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Who is the new CFO of Orvane?",
            (
                "Who is the new chief financial officer of Orvane?",
                "Who is the new finance director of Orvane?",
            ),
        ),
        ("Who runs Orvane?", ("Who is the chief executive of Orvane?",)),
        (
            "Who is Orvane's boss?",
            ("Who is Orvane's chief executive?", "Who is Orvane's managing director?"),
        ),
        (
            "What was Orvane's profit in the third quarter?",
            (
                "What was Orvane's net income in the third quarter?",
                "What was Orvane's net profit in the third quarter?",
            ),
        ),
        ("What is Orvane's outlook for Q4?", ("What is Orvane's outlook for the fourth quarter?",)),
        ("What did Orvane earn in the third quarter?", ("What did Orvane earn in Q3?",)),
        ("What was Orvane's operating profit?", ()),
        ("What was Orvane's profit margin?", ()),
        ("How much revenue did Orvane make?", ("How much sales did Orvane make?",)),
        ("How much sales tax do shops pay?", ()),
        (
            "How did Orvane do in Q4?",
            (
                "What profit or loss was reported by Orvane in the fourth quarter?",
                "What revenue was reported by Orvane in the fourth quarter?",
            ),
        ),
        ("What did Orvane lose in 2Q?", ("What did Orvane lose in the second quarter?",)),
        ("Who is the police chief of Tarn?", ()),
        ("When does the tunnel open?", ()),
    ],
)
def test_the_same_is_asked_in_other_words(question: str, said: tuple[str, ...]) -> None:
    assert otherwise(question, frequency()) == said


def test_words_that_no_article_has_are_not_tried() -> None:
    asked = "Who is the new CFO of Orvane?"
    assert otherwise(asked, frequency("director chief financial officer finance")) == ()
    assert otherwise(asked, frequency("financial officer")) == (
        "Who is the new finance director of Orvane?",
        "Who is the new finance chief of Orvane?",
    )


def test_an_unsure_answer_is_looked_for_in_other_words(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Orvane loses a seller\n\nOrvane has lost its head of sales. The shares fell 2 percent.\n\n"
        "The payment to Otto Quill, a severance of 2 million euros, is no secret.\n",
        encoding="utf-8",
    )
    asked = "How big was the golden handshake at Orvane?"
    with Assistant.open(folder, index=tmp_path / "index", vectors="wait") as assistant:
        assert judged(assistant.read(asked)).sure < 0.2
        answer = assistant.ask(asked)
    assert "2 million euros" in answer.text
    assert answer.trace.query == asked
