"""Conversations that a link opens again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.kept import Kept
from assistant.page.turn import Turn
from assistant.types import (
    Answer,
    Check,
    Citation,
    Conflict,
    Evidence,
    Side,
    Statement,
    Step,
    Trace,
)
from index.errors import IndexStateError
from index.types import Passage, Published

PASSAGE = Passage(
    1, "a.txt", "T", Published(dt.date(2025, 1, 2), "text"), None, "c", 0, 9, "x", 0.5
)
CITATION = Citation(3, "a.txt", 0, 9, "Qüote \ud800.", "T", dt.date(2025, 1, 2), "The Courier")
ANSWER = Answer(
    "q",
    (Statement("S.", (3,), Check(False, ("number 9",)), "model"),),
    (CITATION,),
    conflicts=(Conflict("x", (Side("9", (3,), dt.date(2025, 1, 2), 2),)),),
    notice="n",
    trace=Trace(
        "q as understood", dt.date(2025, 2, 3), (Step("search", 1, "d"),), (PASSAGE,),
        (Evidence("a.txt", 0, 9, "x", 1.0, PASSAGE),), 0.5, 0.25, models=("m",),
    ),
)  # fmt: skip


def test_a_conversation_is_opened_again_as_it_was_up_to_each_of_its_answers(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    first = kept.save([Turn("one", ANSWER, files=("a.txt",), since=dt.date(2024, 1, 1))])
    second = kept.save([first, Turn("two", problem="no")])
    assert [turn.question for turn in kept.open(second.link)] == ["one", "two"]
    (alone,) = kept.open(first.link)
    assert alone.answer
    assert alone.answer.citations[0].quote == "Qüote ?."  # half a pair is no text
    light = replace(ANSWER.trace, passages=(), evidence=())
    whole = replace(ANSWER, trace=light, citations=alone.answer.citations)
    assert alone == replace(first, answer=whole)


def test_a_question_that_was_being_answered_is_kept_and_then_its_answer(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    asked = kept.save([Turn("one", said=ANSWER.statements)])
    assert not kept.open(asked.link)[-1].done
    assert kept.save([replace(asked, answer=ANSWER)]).link == asked.link
    assert kept.open(asked.link)[-1].done


def test_what_a_link_shows_is_not_replaced_by_another_visitor(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    asked = kept.save([Turn("one", said=ANSWER.statements)])
    done = kept.save([replace(asked, answer=ANSWER)])
    stopped = kept.save([replace(asked, problem="Stopped.")])  # in another tab
    assert done.link == asked.link
    assert stopped.link != asked.link
    assert kept.open(asked.link)[-1].answer
    assert kept.open(stopped.link)[-1].problem == "Stopped."
    assert kept.save([done]).link == done.link  # the same again is no other


def test_whoever_goes_on_from_a_link_starts_a_branch(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    root = kept.save([Turn("root", ANSWER)])
    one, other = (kept.save([root, Turn(name, ANSWER)]) for name in ("one", "other"))
    assert [turn.question for turn in kept.open(one.link)] == ["root", "one"]
    assert [turn.question for turn in kept.open(other.link)] == ["root", "other"]
    assert len({root.link, one.link, other.link}) == 3


@pytest.mark.parametrize("link", ["", "../../etc/passwd", "x" * 22, "x" * 21 + "/", "\x00" * 22])
def test_a_link_that_leads_nowhere_opens_nothing(tmp_path: Path, link: str) -> None:
    assert Kept(tmp_path).open(link) == ()


@pytest.mark.parametrize(
    "broken", ["{", "[]", "{}", '{"question": 3, "before": ""}', '{"question": "q"}']
)
def test_a_broken_turn_opens_what_came_after_it(tmp_path: Path, broken: str) -> None:
    kept = Kept(tmp_path)
    first = kept.save([Turn("one", ANSWER)])
    second = kept.save([first, Turn("two", ANSWER)])
    (tmp_path / f"{first.link}.json").write_text(broken)
    assert [turn.question for turn in kept.open(second.link)] == ["two"]


def test_turns_that_name_each_other_end(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    first = kept.save([Turn("one", ANSWER)])
    file = tmp_path / f"{first.link}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "before": first.link}))
    assert len(kept.open(first.link)) == 1


def test_what_cannot_be_kept_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStateError, match="was not kept"):
        Kept(tmp_path / "file").save([Turn("one")])


def test_the_oldest_turns_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.kept.MOST", 5)
    monkeypatch.setattr("assistant.kept.PRUNE_EVERY", 10)
    kept = Kept.beside(tmp_path / "index")
    for number in range(10):
        kept.save([Turn(str(number))])
    assert len(list((tmp_path / "index.conversations").glob("*"))) == 5
