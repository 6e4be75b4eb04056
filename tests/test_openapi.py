"""The HTTP door does what its OpenAPI description says, whatever is sent: schemathesis asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from serving import served

from assistant import Assistant


@pytest.fixture(scope="module")
def described(golden: Assistant) -> Iterator[Any]:
    before, golden.settings = golden.settings, replace(golden.settings, rate=0)
    with served(golden) as url:
        golden.settings = before
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")


door = schemathesis.pytest.from_fixture("described")
# A question of punctuation fits the description and is none all the same.
NOT_MEANT = [positive_data_acceptance]


@door.parametrize()
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_reply_is_as_described(case: Any) -> None:
    case.call_and_validate(excluded_checks=NOT_MEANT)
