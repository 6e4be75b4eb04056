"""The comparison with LlamaIndex's own default, on a few small files."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import peer
from evals.__main__ import main
from index.errors import SettingError


@pytest.mark.skipif(not peer.installed(), reason=f"{peer.PACKAGE} is not installed")
def test_both_index_the_same_files_whole(tmp_path: Path) -> None:
    for n, town in enumerate(("Orvik", "Talvey", "Brack")):
        story = f"Fire in {town}\n\nThe police said that the mill of {town} burned down."
        (tmp_path / f"{n}.txt").write_text(story)
    told: list[str] = []
    found = peer.run(tmp_path, 2, 1, told.append)
    assert found["files"] == 2
    assert [line.split(":")[0] for line in told] == ["default", "ours"]
    assert all(line.endswith(" 2 chunks") for line in told)
    whole, first = peer.as_text(found).splitlines()[1:]
    assert float(whole.split()[-1]) == round(found["faster"], 1)
    assert float(first.split()[-1]) == round(found["sooner"], 1)
    assert peer.as_svg(found).count("<rect") == 5  # the ground, and two bars of each of two ways


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "installed", lambda: False)
    with pytest.raises(SettingError, match=peer.PACKAGE):
        peer.run(tmp_path, 2, 1, print)
    assert main(["speed", "--peer", str(tmp_path)]) == 2  # before anything is measured
    monkeypatch.setattr(peer, "installed", lambda: True)
    with pytest.raises(SettingError, match=r"holds no \.txt files"):
        peer.run(tmp_path, 2, 1, print)
    assert main(["speed", "--peer", str(tmp_path)]) == 2  # before anything is measured
