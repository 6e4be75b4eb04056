"""The project's further question sets are sound; the gate measures golden alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import goldens
from evals.goldens import GOLDENS

SETS = sorted(path.parent for path in (Path(goldens.__file__).parent).glob(f"*/{GOLDENS}"))


def test_there_are_sets_beside_the_golden_one() -> None:
    assert {one.name for one in SETS} >= {"golden", "reports-disputed", "unseen-disputed"}


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_a_set_is_sound_and_says_where_it_is_from(folder: Path) -> None:
    golden_set = goldens.load(folder)
    texts = {path.name for path in golden_set.articles.iterdir()}
    assert golden_set.goldens
    assert {source.file for one in golden_set.goldens for source in one.sources} <= texts
    assert (folder / "ORIGIN.md").read_text("utf-8").startswith("# ")
