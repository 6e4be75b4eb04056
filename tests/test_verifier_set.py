"""The hand-made set of true and altered statements, and what the verifier makes of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.actors import misplaced
from assistant.retold import left_out
from assistant.verify import verify

CASES = Path(__file__).parents[1] / "evals" / "verifier" / "cases.jsonl"
FRESH = CASES.with_name("fresh.jsonl")
FIELDS = {"id", "split", "source", "context", "statement", "supported", "alteration"}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines())


def fresh() -> tuple[dict[str, Any], ...]:
    """The cases that the verifier falls short on: how short, ORIGIN.md says."""
    return tuple(json.loads(line) for line in FRESH.read_text(encoding="utf-8").splitlines())


@cache
def wrong(supported: bool) -> tuple[str, ...]:
    """The ids of the cases of this kind that the verifier judges otherwise."""
    return tuple(
        case["id"]
        for case in cases()
        if case["supported"] is supported
        and verify(case["statement"], case["source"], context=case["context"]).supported
        is not supported
    )


def test_the_set_is_well_formed() -> None:
    ids = [case["id"] for case in (*cases(), *fresh())]
    assert len(ids) == len(set(ids))
    for case in (*cases(), *fresh()):
        assert set(case) == FIELDS, case["id"]
        assert case["statement"].strip(), case["id"]
        assert all(quote.strip() for quote in case["source"]), case["id"]
        assert case["supported"] == (case["alteration"] == "none"), case["id"]


def test_the_set_is_large_and_of_many_kinds() -> None:
    altered = [case for case in cases() if not case["supported"]]
    kinds = {"number", "date", "unit", "name", "negation", "direction", "attribution", "stitched"}
    kinds |= {"hedge", "quotation", "added-fact", "cause", "limit", "order"}
    assert len(altered) >= 150
    assert len(cases()) - len(altered) >= 150
    assert {case["alteration"] for case in altered} == kinds


def test_alterations_are_caught() -> None:
    missed = wrong(supported=False)
    altered = sum(not case["supported"] for case in cases())
    assert len(missed) <= 0.05 * altered, f"{len(missed)} of {altered} missed: {', '.join(missed)}"


def test_true_statements_are_not_refused() -> None:
    refused = wrong(supported=True)
    true = sum(case["supported"] for case in cases())
    assert len(refused) <= 0.03 * true, f"{len(refused)} of {true} refused: {', '.join(refused)}"


@cache
def wrong_of_a_model(supported: bool, splits: tuple[str, ...] = ()) -> tuple[list[str], int]:
    """Of a model's statements: the ids that are judged otherwise, and how many there are."""
    chosen = [
        case
        for case in cases()
        if case["supported"] is supported and (not splits or case["split"] in splits)
    ]
    ids = [
        case["id"]
        for case in chosen
        if supported
        is not (
            verify(case["statement"], case["source"], context=case["context"]).supported
            and not left_out(case["statement"], case["source"])
            and not misplaced(case["statement"], case["source"], case["context"])
        )
    ]
    return ids, len(chosen)


@pytest.mark.parametrize("splits", [(), ("tenth", "eleventh")], ids=["all", "retold"])
def test_what_a_model_alters_is_caught(splits: tuple[str, ...]) -> None:
    missed, altered = wrong_of_a_model(False, splits)
    assert len(missed) <= 0.05 * altered, f"missed of {altered}: {', '.join(missed)}"


def test_what_a_model_retells_rightly_is_not_refused() -> None:
    refused, true = wrong_of_a_model(True)
    assert len(refused) <= 0.03 * true, f"refused of {true}: {', '.join(refused)}"


def test_on_sentences_that_it_was_not_mended_on_it_gets_no_worse() -> None:
    right = dict.fromkeys((True, False), 0)
    for case in fresh():
        check = verify(case["statement"], case["source"], context=case["context"])
        right[case["supported"]] += check.supported is case["supported"]
    altered = sum(not case["supported"] for case in fresh())
    assert right[False] >= 0.66 * altered
    assert right[True] >= 0.77 * (len(fresh()) - altered)
