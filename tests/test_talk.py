"""What asks nothing of the articles, and what only looks like it."""

from __future__ import annotations

import pytest

from assistant.talk import asks_nothing


@pytest.mark.parametrize(
    "said",
    [
        "hi", "Hi there!", "Good morning", "thanks", "Thank you very much!", "ok", "help",
        "Can you help me?", "Who are you?", "What can you do?", "what can I ask?", "Are you a bot?",
        "How do I use this?", "How does this work?", "What is this?", "x", "7", "the",
        "tell me more", "Why?", "Tell me a joke", "Danke", "HELLO", "bye", "What’s your name?",
    ],
)  # fmt: skip
def test_what_is_said_to_the_program_asks_nothing(said: str) -> None:
    assert asks_nothing(said, follows=False)


@pytest.mark.parametrize(
    "asked",
    [
        "What's new?", "What are the articles about?", "What happened?", "Who is Ada Quill?",
        "What do you know about the tram?", "Can you help me find the price?", "strike", "Alibaba",
        "How does the tram work?", "How many?", "What is IT worth?", "Who left?", "AI", "北京",
        "What helps against the flood?", "Is the morning ferry on time?", "What is the good news?",
        "Who said thanks to the mayor?", "How are the harbour's sales doing?",
    ],
)  # fmt: skip
def test_a_question_is_one_though_it_is_short_or_polite(asked: str) -> None:
    assert not asks_nothing(asked, follows=False)


@pytest.mark.parametrize("said", ["thanks", "ok thanks, bye", "great, thank you!", "who are you?"])
def test_thanks_for_an_answer_ask_nothing(said: str) -> None:
    assert asks_nothing(said, follows=True)


@pytest.mark.parametrize(
    "asked", ["why?", "tell me more", "and then?", "how does it work?", "where is it?", "when?"]
)
def test_after_an_answer_little_words_ask_about_it(asked: str) -> None:
    assert not asks_nothing(asked, follows=True)
