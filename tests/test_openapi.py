"""The HTTP door does what its OpenAPI description says, whatever is sent: schemathesis asks."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from serving import served

from assistant import Assistant


def test_every_reply_is_as_described(golden: Assistant, tmp_path: Path) -> None:
    before, golden.settings = golden.settings, replace(golden.settings, rate=0)
    with served(golden) as url:
        golden.settings = before
        # By its command: its pytest plug-in knows no pytest of this year.
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                *("run", f"{url}/openapi.json"),
                *("--phases", "examples,fuzzing", "--max-examples", "12"),
                *("--generation-deterministic", "--suppress-health-check", "all", "--no-color"),
                # A question of punctuation fits the description and is none all the same.
                *("--exclude-checks", "positive_data_acceptance"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Tested: 7" in run.stdout
