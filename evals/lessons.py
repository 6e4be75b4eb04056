"""Questions that teach: what the selector and the scorer's weights are fitted on.

Seven sets, all with a licence that allows it: CLAPNQ (Apache-2.0) and RAMDocs (MIT) as they come,
our own questions on their articles (evals/training/on-*.jsonl, which point into those articles by
offsets and hold none of their text), our own articles and questions (evals/training, and
evals/stories: affairs that two or three reports tell of, each in its own way), and the golden
set's cases that are not held back. Nothing else may shape a weight.

A fifth of the articles, and the golden set whole, are never shown to the selector: on their
questions it is measured, and there the scorer's weights are fitted, so that they trust the selector
no further than it goes on what it has not seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.goldens import load
from evals.metrics import gold_of
from evals.texts import FileTexts
from evals.types import Gold, Golden
from index.types import Span

HERE = Path(__file__).resolve().parent
TRAINING, STORIES, GOLDEN = HERE / "training", HERE / "stories", HERE / "golden"
NOT_ASKED = ("retrieval", "injection")  # kinds of the golden set without an answer to mark


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question, where its answer stands, and which folder it is asked of."""

    set_name: str
    articles: Path
    golden: Golden
    gold: tuple[Gold, ...]
    group: str  # questions on one article, or one group of them, stay together
    reports: tuple[str, ...] = ()  # of the affair that it is about: always read

    @property
    def unseen(self) -> bool:
        """Whether the selector is never shown it."""
        if self.set_name == "golden":
            return True
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % 5 == 0


def lessons(clapnq: Path, ramdocs: Path) -> Iterator[Lesson]:
    """All of them, set by set.

    Args:
        clapnq, ramdocs: the folders of those sets.
    """
    yield from of_set("clapnq", clapnq)
    yield from _on_clapnq(clapnq / "articles")
    yield from of_set("ramdocs", ramdocs)
    yield from _on_ramdocs(ramdocs / "articles")
    yield from of_set("training", TRAINING)
    yield from of_set("stories", STORIES)
    held = frozenset((GOLDEN / "held.txt").read_text().split())
    yield from (
        lesson
        for lesson in of_set("golden", GOLDEN)
        if lesson.golden.id not in held and lesson.golden.kind not in NOT_ASKED
    )


def of_set(name: str, folder: Path) -> Iterator[Lesson]:
    golden_set = load(folder)
    texts = FileTexts(golden_set.articles)
    reports_of: dict[str, list[str]] = {}
    if name == "stories":  # "s1000-0-title.md" is the first report of affair s1000
        for path in golden_set.articles.iterdir():
            reports_of.setdefault(path.name.partition("-")[0], []).append(path.name)
    for golden in golden_set.goldens:
        gold = gold_of(golden, {file: texts[file] for file in golden.gold_files})
        group = _group(name, golden)
        reports = tuple(sorted(reports_of.get(group, ())))
        yield Lesson(name, golden_set.articles, golden, gold, group, reports)


def _group(name: str, golden: Golden) -> str:
    if name == "training":
        return golden.id[:3]
    if name == "stories":
        return golden.id.partition("-")[0]
    if name == "ramdocs":
        return golden.only_files[0].split("-")[0]
    return golden.gold_files[0] if golden.gold_files else golden.id


def _on_clapnq(articles: Path) -> Iterator[Lesson]:
    for number, line in enumerate((TRAINING / "on-clapnq.jsonl").read_text().splitlines()):
        told = json.loads(line)
        spans = [(told["file"], start, end) for start, end in told["spans"]]
        golden = Golden(
            f"on-clapnq-{number}", told["question"], told["kind"], answerable=told["answerable"]
        )
        yield Lesson("on-clapnq", articles, golden, _gold(spans), told["file"])


def _on_ramdocs(articles: Path) -> Iterator[Lesson]:
    groups: dict[str, list[str]] = {}
    for path in sorted(articles.iterdir()):
        groups.setdefault(path.name.split("-")[0], []).append(path.name)
    for number, line in enumerate((TRAINING / "on-ramdocs.jsonl").read_text().splitlines()):
        told = json.loads(line)
        golden = Golden(
            f"on-ramdocs-{number}",
            told["question"],
            told["kind"],
            answerable=told["answerable"],
            only_files=tuple(groups[told["group"]]),
        )
        yield Lesson("on-ramdocs", articles, golden, _gold(told["spans"]), told["group"])


def _gold(spans: list[tuple[str, int, int]]) -> tuple[Gold, ...]:
    return tuple(Gold(file, (Span(start, end),)) for file, start, end in spans)
