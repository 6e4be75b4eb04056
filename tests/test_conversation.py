from assistant.conversation import understood
from assistant.types import Message


def history(*questions: str) -> list[Message]:
    turns = []
    for question in questions:
        turns += [Message("user", question), Message("assistant", "An answer.")]
    return turns


def test_a_follow_up_takes_the_topic_along() -> None:
    asked = understood("And what does it cost?", history("What are the Quark glasses?"))
    assert asked == "What are the Quark glasses: And what does it cost?"


def test_a_topic_lasts_through_several_follow_ups() -> None:
    asked = understood("When was it launched?", history("What are Quark glasses?", "What is it?"))
    assert "Quark" in asked


def test_a_question_that_stands_by_itself_leaves_the_old_topic() -> None:
    question = "Who won the Talvey marathon in the autumn?"
    assert understood(question, history("What do the Quark glasses cost?")) == question


def test_without_a_conversation_nothing_changes() -> None:
    assert understood("What does it cost?", []) == "What does it cost?"
