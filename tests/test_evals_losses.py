"""At which step of the way to an answer a question was lost."""

from dataclasses import replace

import pytest

from evals import losses
from evals.losses import Lost, lost
from evals.types import CaseResult, Golden, Planted, Report, Score

WRONG: dict[str, Score] = {"correct": 0.0, "recall_at_10": 1.0, "citation_recall": 1.0}


def case(kind: str = "fact", *, refused: bool = False, **scores: Score) -> CaseResult:
    return CaseResult(Golden("one", "q", kind), refused=refused, scores={**WRONG, **scores})


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        (case(correct=1.0, citation_recall=0.5), None),
        (case(), Lost.TOLD),
        (case(citation_recall=0.5), Lost.CITED),
        (case(citation_recall=None), Lost.TOLD),
        (case(recall_at_10=0.5, citation_recall=0.5), Lost.FOUND),
        (case(refused=True, citation_recall=None), Lost.REFUSED),
        (case(refused=True, citation_recall=None, recall_at_10=0.0), Lost.FOUND),
        (case(refused=True, correct=None, citation_recall=None), Lost.REFUSED),
        (case("summary", correct=None, citation_recall=0.5), Lost.CITED),
        (case("summary", correct=None), None),
        (case("summary", correct=None, citation_recall=None), None),
        (case("retrieval", citation_recall=0.0), None),
        (case("retrieval", recall_at_10=0.0), Lost.FOUND),
        (replace(case(), error="KeyError"), None),
        (replace(case(), planted=Planted("a", "f", True, "end", "a.txt")), None),
    ],
)
def test_the_first_step_that_failed_is_named(asked: CaseResult, step: Lost | None) -> None:
    assert lost(asked) is step


def test_an_answer_where_nothing_says_it_is_lost_at_the_refusal() -> None:
    nothing = Golden("one", "q", "unanswerable", answerable=False)
    answered = CaseResult(nothing, scores={"refusal_recall": 0.0})
    assert lost(answered) is Lost.ANSWERED
    assert lost(replace(answered, refused=True, scores={"refusal_recall": 1.0})) is None


def test_kinds_that_lost_nothing_and_steps_at_which_nothing_was_lost_are_left_out() -> None:
    cases = (case(), case("summary", correct=None), case(citation_recall=0.0), case(correct=1.0))
    report = Report("mine", None, "feed", "extractive", (), (), "", cases)
    header, rows = losses.rows(report)
    assert header == ("kind", "asked", Lost.CITED.value, Lost.TOLD.value)
    assert rows == [("fact", "3", "1", "1"), ("all", "4", "1", "1")]
    assert "| all | 4 | 1 | 1 |" in losses.as_markdown(report)
    assert losses.as_text(report).splitlines()[-1].split() == ["all", "4", "1", "1"]
    assert losses.as_text(replace(report, cases=cases[1:2])) == ""
