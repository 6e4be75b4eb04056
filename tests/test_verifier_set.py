"""The hand-made set of true and altered statements, and what the verifier makes of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from assistant.verify import verify

CASES = Path(__file__).parents[1] / "evals" / "verifier" / "cases.jsonl"
FIELDS = {"id", "split", "source", "context", "statement", "supported", "alteration"}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines())


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
    ids = [case["id"] for case in cases()]
    assert len(ids) == len(set(ids))
    for case in cases():
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
