"""How fast the embedder is beside the packaged graph as it comes, and how near to the bare
embedder the making of vectors comes, with Chroma and SQLite written beside. One run, one machine.

python -m evals.speed --articles DIR
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.embedder import Embedder, model_file, open_tokenizer
from index.errors import SettingError, UserError
from index.sync import embed_pending, read_folder
from index.types import Progress
from index.vectors import Vectors

WORDS = 180  # of a piece: a chunk's
MOST = 120  # pieces: half a minute
CHUNKS = 4096  # of the whole-index measure, in four turns with the bare embedder
ROUNDS = 5  # the graphs take turns, so that a busy spell of the machine hits all

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def pieces(folder: Path) -> list[str]:
    """The .txt files of the folder cut in pieces of 180 words; at most 120, from all over it.

    Raises:
        SettingError: the folder holds no words.
    """
    found: list[str] = []
    for file in sorted(folder.rglob("*.txt")):
        words = file.read_text(encoding="utf-8", errors="replace").split()
        found += [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS)]
    if not found:
        raise SettingError(f"--articles {folder} holds no .txt file with words in it.")
    return found[:: -(-len(found) // MOST)]


def as_it_comes() -> Embed:
    """The packaged graph under ONNX Runtime's own defaults, text by text: its fastest way.

    Its threads share the work of one text; batches of 4 to 32 texts are slower, by the padding.
    """
    import onnxruntime

    tokenizer = open_tokenizer()
    session = onnxruntime.InferenceSession(model_file(), providers=["CPUExecutionProvider"])

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        means = []
        for text in texts:
            ids = np.array([tokenizer.encode(text).ids], np.int64)
            masks = {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            means.append(session.run(None, {"input_ids": ids, **masks})[0][0].mean(axis=0))
        rows = np.array(means, np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    return embed


def measure(
    graphs: dict[str, Embed], texts: list[str]
) -> tuple[dict[str, list[float]], dict[str, NDArray[np.float32]]]:
    """Seconds of each round, and the vectors, by the graph's name."""
    seconds: dict[str, list[float]] = {name: [] for name in graphs}
    vectors = {}
    for embed in graphs.values():
        embed(texts[:8])  # memory is allotted at the first texts
    for _ in range(ROUNDS):
        for name, embed in graphs.items():
            start = time.perf_counter()
            vectors[name] = embed(texts)
            seconds[name].append(time.perf_counter() - start)
    return seconds, vectors


def whole_index(folder: Path, embedder: Embedder) -> tuple[float, float]:
    """Chunks per second: (the bare embedder, the making of vectors), in turns on like chunks."""
    bare, made = [], []
    with tempfile.TemporaryDirectory() as scratch:
        catalog = Catalog.open(Path(scratch))
        read_folder(folder, catalog)
        vectors = Vectors.open(Path(scratch))
        texts = sorted((text for _, text in catalog.pending()), key=len, reverse=True)
        rounds = max(1, min(4, len(texts) // 1024))
        size = min(CHUNKS // 4, len(texts))
        for turn in range(rounds):
            some = texts[turn * size : (turn + 1) * size]
            start = time.perf_counter()
            embedder.embed(some)
            bare.append(size / (time.perf_counter() - start))
            # Vectors are made in the same order, longest first: each turn has the same texts.
            start = time.perf_counter()
            made.append(_some_vectors(catalog, vectors, embedder, size))
            made[-1] /= time.perf_counter() - start
        catalog.close()
    return median(bare), median(made)


def _some_vectors(catalog: Catalog, vectors: Vectors, embedder: Embedder, size: int) -> float:
    enough = threading.Event()

    def watch(step: Progress) -> None:
        if step.done >= size:
            enough.set()

    return embed_pending(catalog, lambda: vectors, embedder, watch, enough)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print tokens per second, their ratios and cosines. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.speed", description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        texts = pieces(options.articles)
        fast, base = Embedder.open(), "packaged graph as it comes"
        slow = Embedder.packaged()
        graphs = {base: as_it_comes(), "packaged, a text a core": slow.embed}
        graphs[f"embedder ({fast.graph})"] = fast.embed
        seconds, vectors = measure(graphs, texts)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    tokens = fast.count_tokens(texts)
    print(f"{len(texts)} pieces, {tokens:,} tokens, median of {ROUNDS} rounds; {fast.fingerprint}")
    print(f"{'':28}{'tokens/s':>10}{'ratio':>8}{'cosine':>9}{'least':>9}")
    for name, rounds in seconds.items():
        ratio = median(of / to for of, to in zip(seconds[base], rounds, strict=True))
        cosines = (vectors[name] * vectors[base]).sum(axis=1)
        speed = f"{tokens / median(rounds):>10,.0f}{ratio:>8.2f}"
        print(f"{name:28}{speed}{cosines.mean():>9.4f}{cosines.min():>9.4f}")
    bare, made = whole_index(options.articles, fast)
    print(f"chunks/s: bare embedder {bare:.1f}, making vectors {made:.1f}, ratio {made / bare:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
