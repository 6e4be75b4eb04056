"""An article that tells its writer's own view."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.opinion import is_opinion, says_we, writes

FIRST = "The harbour of Tolm is too small. A new quay would bring 900 jobs."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Opinion: Tolm needs a quay", FIRST),
        ("Comment | Tolm needs a quay", FIRST),
        ("Tolm needs a quay | Editorial", FIRST),
        ("Tolm needs a quay", f"OPINION\nTolm needs a quay\n\n{FIRST}"),
        ("Tolm needs a quay", f"{FIRST} The views expressed here are her own."),
        ("Tolm needs a quay", f"{FIRST} Opinions expressed do not necessarily reflect ours."),
    ],
)
def test_it_says_that_it_is_an_opinion(title: str, text: str) -> None:
    assert is_opinion(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Tolm to build a quay", FIRST),
        ("Opinion polls: Lorn leads in Tolm", FIRST),
        ("Opinions differ on the quay", FIRST),
        ("Opinion is divided on the quay", "Opinion is divided on the quay.\n"),
        ("Editorial staff: Tolm Post cuts jobs", FIRST),
        ("Comment on the quay declined", f"Comment\n{FIRST}"),
        ("Tolm to build a quay", f"{FIRST} The mayor rejected the views expressed by residents."),
    ],
)
def test_it_is_a_report(title: str, text: str) -> None:
    assert not is_opinion(title, text)


def test_whose_view_it_is() -> None:
    title, view = "Tolm needs a quay", "A new quay would bring 900 jobs."
    told = f"opinion\ntolm needs a quay\nby ada lorn\n\n{FIRST.lower()}"
    lorn = frozenset({"lorn"})
    assert writes(frozenset({"ada", "lorn"}), view, title, told)
    assert writes(lorn, view, title, told)
    assert not writes(lorn, "Ada Lorn sails.", title, told)
    assert not writes(lorn, "The views expressed are her own.", title, told)
    assert not writes(frozenset({"otto"}), view, title, told)
    assert not writes(lorn, view, title, told.removeprefix("opinion\n"))


@pytest.mark.parametrize(
    ("sentence", "ours"),
    [
        ("We expect a profit of 40 million francs.", True),
        ("The quay should bring 900 jobs, on our numbers.", True),
        ("The mayor says “no”; in our view the quay is needed.", True),
        ('"We expect a profit of 40 million francs," said Lorn.', False),
        ("“We expect a profit of 40 million francs,” said Lorn.", False),
        ("We expect no profit,” said Lorn.", False),
        ("We met the mayor on the quay.", False),
        ("Lorn expects a profit of 40 million francs.", False),
    ],
)
def test_who_publishes_it_tells_a_view_as_we(sentence: str, ours: bool) -> None:
    assert says_we(sentence) is ours


def test_who_we_is_is_told_and_whose_view_is_asked_for_is_heard(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    head = "---\ntitle: {}\ndate: 2025-03-{}\npublisher: {}\n---\n"
    note = "We expect Tolm Docks to earn 40 million francs in 2027. Its rating is unchanged."
    report = "Tolm Docks expects to earn 55 million francs in 2027, its chief said on Monday."
    for file, title, day, by, text in (
        ("note.md", "Tolm Docks is too dear", "20", "Castell Research", note),
        ("post.md", "Tolm Docks sees growth", "10", "Tolm Post", report),
    ):
        (tmp_path / "a" / file).write_text(head.format(title, day, by) + text)
    with Assistant.open(tmp_path / "a", index=tmp_path / "i", vectors="off") as assistant:
        theirs = assistant.ask("What does Castell Research expect Tolm Docks to earn in 2027?")
        assert "40 million" in theirs.citations[0].quote
        assert '"We" in "Tolm Docks is too dear" is Castell Research.' in (theirs.notice or "")
        own = assistant.ask("What does Tolm Docks expect to earn in 2027?")
        assert "55 million" in own.citations[0].quote
        assert own.conflicts == ()


def test_an_answer_from_an_opinion_piece_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "view.txt").write_text(
        f"Opinion: Tolm needs a quay\nBy Ada Lorn\n2 March 2026\n\n{FIRST}\n"
    )
    (tmp_path / "a" / "report.txt").write_text(
        "Lorvian line orders ferries\n3 March 2026\n\nThe Lorvian line ordered four ferries.\n"
    )
    with Assistant.open(tmp_path / "a", index=tmp_path / "i", vectors="wait") as assistant:
        of_view = assistant.ask("How many jobs would a new quay bring to Tolm?")
        plain = assistant.ask("How many ferries did the Lorvian line order?")
        said = [
            assistant.ask(f"What did Ada Lorn say{about}?")
            for about in ("", " about jobs", " about whales")
        ]
    assert not of_view.refused
    assert of_view.notice == (
        '"Opinion: Tolm needs a quay" by Ada Lorn is an opinion piece: '
        "what is told from there is its writer's view."
    )
    assert not plain.refused
    assert plain.notice is None
    assert [one.refused for one in said] == [False, False, True]
    assert all("Ada Lorn" not in one.text for one in said)
