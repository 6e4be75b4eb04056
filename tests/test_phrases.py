"""Phrases of boilerplate, by the words alone. What they do to an article: test_cleaner.py."""

from __future__ import annotations

import pytest

from index import phrases


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("**» Read more »**", "Read more"),
        ("<p>Anvils</p>", "Anvils"),
        ("[Anvils](https://anvils.example/a)", "Anvils"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<script>x</script>", "<script>x</script"),
        ("***", ""),
    ],
)
def test_plain(line: str, words: str) -> None:
    assert phrases.plain(line) == words


def test_a_notice_that_someone_is_quoted_with_is_no_invitation() -> None:
    notice = "Sign up for our newsletter, the chairman said."
    assert phrases.is_notice(notice)
    assert not phrases.is_invitation(notice)
    assert phrases.is_invitation("Sign up for our newsletter.")
    assert phrases.is_invitation("Read also: Anvils rise, says jury")  # names another article
    assert not phrases.is_notice("Read also: Anvils rise, says jury")


def test_every_invitation_is_found_by_its_first_words() -> None:
    for sentence in (
        "Read also: Anvils win a prize",
        "Click here to see the plan.",
        "Follow us on Facebook.",
        "Find our page on Facebook.",
        "We use cookies.",
        "© 2025 Anvil News.",
        "Never miss a story.",
    ):
        assert phrases.is_invitation(sentence)
        assert len(phrases.invitation_starts(f"Anvils rose. {sentence}")) == 1
    assert phrases.invitation_starts("Anvils rose. The plant is full.") == []


@pytest.mark.parametrize("line", ["Share", "Comments (3)", "Facebook | Twitter", "* * *"])
def test_boilerplate_lines(line: str) -> None:
    assert phrases.is_boilerplate(line)


@pytest.mark.parametrize("line", ["x", "Shares", "Comments by the chairman", "Buy anvils"])
def test_other_lines(line: str) -> None:
    assert not phrases.is_boilerplate(line)


def test_marks_of_an_advertisement_are_counted() -> None:
    pitch = "Should you sell? Find out now in our free report."
    assert phrases.is_pitch(pitch, least=2)
    assert not phrases.is_pitch(pitch, least=4)
    assert not phrases.is_pitch("Find out now, he said: the free report is here.", least=1)
