"""How fast an index is made, kept in step and asked, by the number of articles. A benchmark.

Each size runs in a process of its own, so that its memory is its own. Above ``--real`` articles the
vectors are random: they cost nothing to make, and searching them costs what real ones cost.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from assistant.places import room
from assistant.settings import Settings
from evals.metrics import percentile
from index.embedder import Embedder
from index.errors import SettingError
from index.types import Filter

QUESTIONS = 30  # of each way of asking, unless said otherwise: two slow ones make a p95
_DIMENSIONS = 384
_SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa xe zi cho tra ple sko".split()
_SEVERAL = 6_000  # words of the invented language
_TOWNS = "Orvik Talvey Brack Velmora Lauterfurt Skerrymore Dovrane Sundhaven Marlbeck".split()


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured at one number of articles. Times in seconds unless named otherwise."""

    articles: int
    chunks: int
    vectors: str  # "embedded" or "random"
    reading: float  # articles a second, text index alone
    embedding: float | None  # chunks a second; None where vectors are random
    first_answer: float  # from nothing: the folder read, one question answered by words
    unchanged: float  # a sync in which nothing changed
    one_changed: float  # a sync of one edited file, its vectors with it
    deleted: float  # a sync of a tenth deleted
    compacted: float
    disk_before: int  # bytes, with a tenth deleted and not given back
    disk_after: int
    memory: int  # bytes, the most of the process
    asked: dict[str, tuple[float, float]]  # milliseconds (p50, p95), without the models' time
    load: float  # of the machine, at the end: figures of a busy one are no figures


class RandomEmbedder:
    """Stands in for the embedder where making the vectors is not what is measured."""

    fingerprint = "random, for a benchmark"
    dimensions = _DIMENSIONS

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [
            np.random.default_rng(
                int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
            ).standard_normal(_DIMENSIONS, np.float32)
            for text in texts
        ]
        vectors = np.array(rows, np.float32).reshape(len(texts), _DIMENSIONS)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def embed_question(self, question: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.embed([question])[0]
        return vector


class _Timed:
    """A model whose time is counted, so that it can be taken off: that of its caller. What other
    threads do for one who waits is in the time of the wait."""

    def __init__(self, model: Any, *methods: str) -> None:
        self._model = model
        self._methods = methods
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._model, name)
        return self._counted(found) if name in self._methods else found

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return method(*arguments)
            finally:
                if threading.current_thread() is threading.main_thread():
                    self.seconds += time.perf_counter() - started

        return counted


def generate(folder: Path, count: int, seed: int = 0) -> None:
    """Write invented, dated articles of about 200 words, 500 a folder. No two are copies.

    Words come as often as in a language: the second half as often as the first, and so on (Zipf).
    """
    chance = random.Random(seed)
    words = sorted({"".join(chance.choices(_SYLLABLES, k=3)) for _ in range(2 * _SEVERAL)})
    words = chance.sample(words, _SEVERAL)
    weights = list(itertools.accumulate(1 / (n + 10) for n in range(_SEVERAL)))

    def some(number: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=number))

    for n in range(count):
        place = folder / f"{n // 500:03}"
        if n % 500 == 0:
            place.mkdir(parents=True, exist_ok=True)
        town = chance.choice(_TOWNS)
        lines = [f"{some(3).capitalize()} of {town}, case {n}"]
        lines += [f"{2020 + n % 6}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"]
        lines += [
            " ".join(
                f"The {some(6)} of {chance.choice(_TOWNS)} {some(7)} {chance.randrange(2, 990)}."
                for _ in range(4)
            )
            for _ in range(3)
        ]
        (place / f"{n:06}.txt").write_text("\n\n".join(lines))


def measure(folder: Path, index: Path, real: bool, questions: int = QUESTIONS) -> Growth:
    """Measure a folder, which is changed: give a copy."""
    files = sorted(folder.rglob("*.txt"))
    if not files:
        raise SettingError(f"{folder} holds no .txt files.")
    settings = Settings(articles=folder, index=index)
    started = time.perf_counter()
    with Assistant.open(settings=settings, vectors="off") as assistant:
        read = time.perf_counter() - started
        assistant.ask(_question(assistant, 0))
        first = time.perf_counter() - started
        embedder = _Timed(Embedder.open() if real else RandomEmbedder(), "embed", "embed_question")
        assistant._embedder = embedder  # type: ignore[assignment]
        assistant._open_selector()
        vectors, marks, beside = networks = [
            _Timed(one, "of")
            for one in (assistant._vector_of, assistant._marks_of, assistant._marks_beside)
        ]
        assistant._vector_of, assistant._marks_of = vectors, marks  # type: ignore[assignment]
        assistant._marks_beside = beside  # type: ignore[assignment]
        assistant.sync()
        making = embedder.seconds
        chunks = assistant.vector_counts()[1]
        asked = _asked(assistant, (embedder, *networks), questions)
        unchanged = min(_timed(assistant.sync) for _ in range(3))
        files[0].write_text(files[0].read_text() + " The case goes on in Orvik.")
        changed = _timed(assistant.sync)
        for path in files[:: max(1, len(files) // (len(files) // 10 or 1))]:
            path.unlink()
        deleted = _timed(assistant.sync)
        before = room(index)
        compacted = _timed(assistant.compact)
    return Growth(
        articles=len(files),
        chunks=chunks,
        vectors="embedded" if real else "random",
        reading=len(files) / read,
        embedding=chunks / making if real else None,
        first_answer=first,
        unchanged=unchanged,
        one_changed=changed,
        deleted=deleted,
        compacted=compacted,
        disk_before=before,
        disk_after=room(index),
        memory=_memory(),
        asked=asked,
        load=os.getloadavg()[0],
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _question(assistant: Assistant, number: int) -> str:
    titles = [info.title for info in assistant.articles()]
    return f"What is known of the {titles[number * 7919 % len(titles)]}?"


def _asked(
    assistant: Assistant, models: Sequence[_Timed], count: int
) -> dict[str, tuple[float, float]]:
    """Milliseconds of whole questions, and of the search alone, with and without a date.

    Without the time of the models, which grows with the length of sentences, not of the folder.
    """
    import datetime as dt

    from index.search import search

    questions = [_question(assistant, n) for n in range(count)]
    late = Filter(before=dt.date(2023, 6, 30))
    days = sorted(one.published.date for one in assistant.articles() if one.published)
    newest = {
        f"search, newest {share} %": partial(
            assistant.search, chosen=Filter(after=days[len(days) * (100 - share) // 100])
        )
        for share in (15, 1)
        if days
    }
    ways: dict[str, Callable[[str], object]] = {
        "ask": assistant.ask,
        "ask, as of a day": lambda question: assistant.ask(question, as_of=late.before),
        "search": assistant.search,
        "search, as of a day": lambda question: assistant.search(question, chosen=late),
        **newest,
        "words": lambda question: search(assistant._catalog, question),
        "words, as of a day": lambda question: search(assistant._catalog, question, chosen=late),
    }
    found = {}
    for name, ask in ways.items():
        ask(questions[0])
        times = []
        for question in questions:
            before = sum(model.seconds for model in models)
            took = _timed(lambda question=question, ask=ask: ask(question))  # type: ignore[misc]
            models_took = sum(model.seconds for model in models) - before
            times.append(1000 * (took - models_took))
        found[name] = (percentile(times, 0.5) or 0.0, percentile(times, 0.95) or 0.0)
    return found


def _memory() -> int:
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most if sys.platform == "darwin" else most * 1024)


def run(
    sizes: Sequence[int],
    real: int,
    articles: Path | None,
    tell: Callable[[str], None],
    questions: int = QUESTIONS,
) -> tuple[Growth, ...]:
    """Measure each size in a process of its own; of a given folder its own size alone."""
    found = []
    for size in sizes if articles is None else (0,):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "articles"
            if articles is None:
                tell(f"{size:,} generated articles")
                generate(folder, size)
            else:
                tell(f"a copy of {articles}")
                shutil.copytree(articles, folder)
            count = size or sum(1 for _ in folder.rglob("*.txt"))
            index, embedded = Path(scratch) / "index", int(count <= real)
            arguments = [str(one) for one in (folder, index, embedded, questions)]
            done = subprocess.run(
                [sys.executable, "-m", "evals.growth", *arguments],
                stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            found.append(_growth(json.loads(done.stdout.splitlines()[-1])))
    return tuple(found)


def _growth(values: dict[str, Any]) -> Growth:
    values["asked"] = {name: tuple(pair) for name, pair in values["asked"].items()}
    return Growth(**values)


_ROWS: tuple[tuple[str, Callable[[Growth], str]], ...] = (
    ("chunks", lambda one: f"{one.chunks:,}"),
    ("vectors", lambda one: one.vectors),
    ("read, articles/s", lambda one: f"{one.reading:.0f}"),
    ("embedded, chunks/s", lambda one: f"{one.embedding:.1f}" if one.embedding else "-"),
    ("first answer, s", lambda one: f"{one.first_answer:.1f}"),
    ("unchanged sync, s", lambda one: f"{one.unchanged:.2f}"),
    ("one changed file, s", lambda one: f"{one.one_changed:.2f}"),
    ("a tenth deleted, s", lambda one: f"{one.deleted:.1f}"),
    ("compact, s", lambda one: f"{one.compacted:.1f}"),
    ("disk before, MB", lambda one: f"{one.disk_before / 1e6:.1f}"),
    ("disk after, MB", lambda one: f"{one.disk_after / 1e6:.1f}"),
    ("memory, MB", lambda one: f"{one.memory / 1e6:.0f}"),
    ("load of the machine", lambda one: f"{one.load:.1f}"),
)


def as_text(found: Sequence[Growth]) -> str:
    """The figures as a table, one column a size."""
    lines = [f"{'articles':30}" + "".join(f"{one.articles:>16,}" for one in found)]
    for name, shown in _ROWS:
        lines.append(f"{name:30}" + "".join(f"{shown(one):>16}" for one in found))
    for name in found[0].asked:
        cells = [f"{one.asked[name][0]:.0f} / {one.asked[name][1]:.0f}" for one in found]
        lines.append(f"{name + ', ms p50/p95':30}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def to_json(found: Sequence[Growth]) -> dict[str, Any]:
    return {"growth": [dataclasses.asdict(one) for one in found]}


def as_svg(found: Sequence[Growth]) -> str:
    """The milliseconds of a question, p95, over the number of articles."""
    width, height, left, low = 560, 320, 60, 280
    most = max(p95 for one in found for _, p95 in one.asked.values()) or 1.0
    largest = max(one.articles for one in found)
    parts = [
        f'<text x="{left - 6}" y="{y}" text-anchor="end">{value:.0f} ms</text>'
        for y, value in ((low, 0), (low - 121, most / 2), (low - 246, most))
    ]
    for one in found:
        x = left + (width - left - 190) * one.articles / largest
        parts.append(f'<path d="M{x:.1f},{low}v5" stroke="gray"/>')
        at = f'x="{x:.1f}" y="{low + 20}" text-anchor="middle"'
        parts.append(f"<text {at}>{one.articles / 1000:g}k</text>")
    for place, name in enumerate(found[0].asked):
        points = " ".join(
            f"{left + (width - left - 190) * one.articles / largest:.1f},"
            f"{low - 250 * one.asked[name][1] / most:.1f}"
            for one in found
        )
        colour = f"hsl({place * 45}, 60%, 45%)"
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        y = 40 + 18 * place
        parts.append(f'<text x="{width - 170}" y="{y}" fill="{colour}">{escape(name)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="white"/>'
        '<text x="10" y="16">p95 of a question, without its models, by articles</text>'
        f'<path d="M{left},30V{low}H{width - 190}" fill="none" stroke="gray"/>'
        f"{''.join(parts)}</svg>"
    )


def main(arguments: Sequence[str]) -> int:
    """The process of one size: FOLDER INDEX REAL QUESTIONS, figures as JSON on stdout."""
    parser = argparse.ArgumentParser(prog="python -m evals.growth")
    parser.add_argument("folder", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("real", type=int)
    parser.add_argument("questions", type=int)
    options = parser.parse_args(arguments)
    found = measure(options.folder, options.index, bool(options.real), options.questions)
    print(json.dumps(dataclasses.asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
