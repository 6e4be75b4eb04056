"""Wire stories as papers print them: a small set of invented ones, and what is found of its copies.

``python tests/wires.py`` prints what the index takes for copies in ``wires.txt``, beside what they
are. There each article is a headline, a line of who wrote it and paragraphs, a line each. Of a copy
a line like ``1-4, 6`` stands for these paragraphs of the wire's own story, and one that begins
with ``swap`` for words that are other ones in them.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from index.catalog import Catalog
from index.sync import read_folder

SET = Path(__file__).parent / "wires.txt"


@dataclass(frozen=True)
class Printed:
    """An article of the set."""

    story: str  # what the wire's own story is called
    kind: str  # wire, copy or other
    how: str  # a copy is changed, or another one is no copy
    text: str


@dataclass(frozen=True)
class Found:
    """Pairs of articles: of one wire story, those of one cluster, and those of both."""

    true: int
    found: int
    both: int
    missed: tuple[Printed, ...]  # copies that are not in the cluster of the wire's own story
    wrong: tuple[tuple[Printed, Printed], ...]

    @property
    def precision(self) -> float:
        return self.both / self.found

    @property
    def recall(self) -> float:
        return self.both / self.true


def stories(path: Path = SET) -> list[Printed]:
    found: list[Printed] = []
    wire: list[str] = []
    for block in path.read_text().split("\n@"):
        first, *lines = block.removeprefix("@").splitlines()
        kind, _, how = first.partition(" ")
        if kind == "wire":
            wire, story = lines[2:], how
        swaps = dict(
            swap.split("=") for line in lines if line.startswith("swap ")
            for swap in line.removeprefix("swap ").split("; ")
        )  # fmt: skip
        body = [line for line in lines if not line.startswith("swap ")]
        paragraphs = [one for line in body for one in _paragraphs(line, wire, swaps)]
        found.append(Printed(story, kind, how, "\n\n".join(paragraphs)))
    return found


def _paragraphs(line: str, wire: list[str], swaps: dict[str, str]) -> Iterator[str]:
    if not re.fullmatch(r"[\d, -]+", line):
        yield line
        return
    for part in line.split(","):
        first, _, last = part.strip().partition("-")
        for number in range(int(first), int(last or first) + 1):
            text = wire[number - 1]
            for old, new in swaps.items():
                text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
            yield text


def measured(printed: list[Printed], catalog: Catalog, folder: Path) -> Found:
    """What the index takes for copies."""
    folder.mkdir()
    files = {f"{number:03}.txt": one for number, one in enumerate(printed)}
    for file, one in files.items():
        (folder / file).write_text(one.text)
    read_folder(folder, catalog)
    cluster = catalog.clusters(list(files))
    true = found = both = 0
    wrong, missed = [], []
    for (file, one), (other_file, other) in combinations(files.items(), 2):
        is_copy = one.story == other.story and "other" not in (one.kind, other.kind)
        is_found = cluster[file] == cluster[other_file]
        true += is_copy
        found += is_found
        both += is_copy and is_found
        if is_found and not is_copy:
            wrong.append((one, other))
        if is_copy and one.kind == "wire" and not is_found:
            missed.append(other)
    return Found(true, found, both, tuple(missed), tuple(wrong))


def told(printed: list[Printed], found: Found) -> str:
    copies = sum(one.kind == "copy" for one in printed)
    others = sum(one.kind == "other" for one in printed)
    return "\n".join(
        [
            f"{len({one.story for one in printed})} wire stories, {copies} copies, {others} others",
            f"pairs: precision {found.precision:.3f} ({found.both} of {found.found}), "
            f"recall {found.recall:.3f} ({found.both} of {found.true})",
            f"copies beside the wire's own story: {copies - len(found.missed)} of {copies}",
            *(f"missed: {one.story}, {one.how}" for one in found.missed),
            *(f"wrong: {one.story}, {one.how} = {other.story}, {other.how}"
              for one, other in found.wrong),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        read = stories(Path(sys.argv[1]) if len(sys.argv) > 1 else SET)
        print(told(read, measured(read, Catalog.open(Path(name) / "index"), Path(name) / "news")))
