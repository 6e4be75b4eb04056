"""The benchmark measures what it says, on a few articles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals import growth
from evals.__main__ import main


def test_generated_articles_are_dated_different_and_the_same_each_time(tmp_path: Path) -> None:
    growth.generate(tmp_path / "a", 30)
    growth.generate(tmp_path / "b", 30)
    one, other = (sorted(path.rglob("*.txt")) for path in (tmp_path / "a", tmp_path / "b"))
    assert [path.read_text() for path in one] == [path.read_text() for path in other]
    assert len({path.read_text() for path in one}) == 30


def test_random_vectors_depend_on_the_text_and_have_length_one() -> None:
    rows = growth.RandomEmbedder().embed(["a", "b", "a"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert (rows[0] == rows[2]).all()
    assert not np.allclose(rows[0], rows[1])
    assert growth.RandomEmbedder().embed([]).shape == (0, 384)


def test_a_size_is_measured_told_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "speed.json"
    few = ["--sizes", "40", "--real", "0", "--questions", "2"]
    assert main(["speed", *few, "--out", str(out)]) == 0
    (one,) = json.loads(out.read_text())["growth"]
    assert (one["articles"], one["chunks"] >= 40, one["vectors"]) == (40, True, "random")
    assert all(0 < p50 <= p95 for p50, p95 in one["asked"].values())
    assert one["disk_after"] < one["disk_before"]
    assert out.with_suffix(".svg").read_text().startswith("<svg")
    assert "unchanged sync, s" in capsys.readouterr().out
    assert main(["speed", "--sizes", "x"]) == 2
    assert main(["speed", "--sizes", "5"]) == 2
    assert main(["speed", "--sizes", "40", "--questions", "0"]) == 2
