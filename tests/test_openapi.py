"""The HTTP door does what its OpenAPI description says, whatever is sent: schemathesis asks."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from serving import served

from assistant import Assistant

# No schema can say that the last message asks, or that a day is not after today: what is of the
# right form and cannot be answered is 400 there.
CONFIG = """
[[operations]]
include-name = "POST /v1/chat/completions"
checks.positive_data_acceptance.enabled = false

[[operations]]
include-name = "POST /ask"
checks.positive_data_acceptance.enabled = false
"""


def test_every_reply_is_as_described(golden: Assistant, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    before, golden.settings = golden.settings, replace(golden.settings, rate=0)
    with served(golden) as url:
        golden.settings = before
        # By its command: its pytest plug-in knows no pytest of this year.
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                *("run", f"{url}/openapi.json", "--max-examples", "12"),
                *("--request-timeout", "60"),  # the first question loads what answers it
                *("--generation-deterministic", "--suppress-health-check", "all", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Tested: 7" in run.stdout
    assert "Missing test data" not in run.stdout  # each got past the door to what is behind it
