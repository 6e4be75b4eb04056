"""Our index beside LlamaIndex's own default on the same files, in one run. A benchmark.

python -m evals.peer --articles DIR

The default is SimpleDirectoryReader, SentenceSplitter and VectorStoreIndex on ChromaVectorStore,
with the same embedding model as its file comes. Its chunks have 256 tokens: of its usual 1,024 this
model reads the first 256 and leaves the rest out without a word. The store is a package of its own,
llama-index-vector-stores-chroma, which the extra `dev` brings.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from assistant import Assistant
from assistant.settings import Settings
from evals.speed import as_it_comes
from index.errors import SettingError, UserError

PACKAGE = "llama-index-vector-stores-chroma"
FILES = 150  # of the folder, from all over it
ROUNDS = 3  # the two take turns, so that a busy spell of the machine hits both
_TOKENS = 256  # of a chunk: what the model reads
_OVERLAP = 20
_QUESTION = "What did the police say?"

Times = tuple[float, float, int]  # seconds to the first answer, to the whole index; its chunks


def default(folder: Path, scratch: Path) -> Times:
    """The folder indexed by LlamaIndex's default. Its first answer is the first passages found."""
    import chromadb
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from assistant.llamaindex import ArticleEmbedding

    graph = SimpleNamespace(fingerprint="as it comes", embed=as_it_comes())
    model = ArticleEmbedding(graph)  # type: ignore[arg-type]
    graph.embed(["Memory is allotted at the first text."])
    start = time.perf_counter()
    client = chromadb.PersistentClient(
        str(scratch), settings=chromadb.config.Settings(anonymized_telemetry=False)
    )
    collection = client.create_collection("articles", embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    index = VectorStoreIndex.from_documents(
        SimpleDirectoryReader(str(folder), recursive=True).load_data(),
        storage_context=StorageContext.from_defaults(vector_store=store),
        transformations=[SentenceSplitter(chunk_size=_TOKENS, chunk_overlap=_OVERLAP)],
        embed_model=model,
    )
    whole = time.perf_counter() - start
    index.as_retriever().retrieve(_QUESTION)
    return time.perf_counter() - start, whole, collection.count()


def ours(folder: Path, scratch: Path) -> Times:
    """The folder indexed by this project. Its first answer has its sentences and citations."""
    from assistant.selector import SELECTOR, Selector
    from index.embedder import Embedder

    embedder = Embedder.open()
    embedder.embed(["Memory is allotted at the first text."])
    settings = Settings(articles=folder, index=scratch)
    start = time.perf_counter()
    with Assistant.open(settings=settings, vectors="off") as assistant:
        read = time.perf_counter() - start
        assistant._embedder, assistant._selectors[SELECTOR] = embedder, Selector.open()
        assistant.ask(_QUESTION, answerer="extractive")
        first = time.perf_counter() - start
        begun = time.perf_counter()
        assistant.sync()
        return first, read + time.perf_counter() - begun, assistant.vector_counts()[0]


WAYS: dict[str, Callable[[Path, Path], Times]] = {"default": default, "ours": ours}


def installed() -> bool:
    """Whether the default's store is there; asked without loading it."""
    try:
        return find_spec("llama_index.vector_stores.chroma") is not None
    except ModuleNotFoundError:  # nor any other store
        return False


def run(articles: Path, files: int, rounds: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Each way in a process of its own, in turns: all times, and the medians of the ratios.

    Raises:
        SettingError: no .txt file is there, or the store's package is not.
    """
    found = check(articles)
    some = found[:: max(1, len(found) // files)][:files]
    times: dict[str, list[Times]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        for number, file in enumerate(some):
            shutil.copy(file, folder / f"{number:05}.txt")
        for turn in range(rounds):
            for name, rows in times.items():
                place = str(Path(scratch) / f"{name}-{turn}")
                done = subprocess.run(
                    [sys.executable, "-m", "evals.peer", "--one", name, str(folder), place],
                    stdout=subprocess.PIPE, text=True, check=True,
                )  # fmt: skip
                first, whole, chunks = json.loads(done.stdout.splitlines()[-1])
                rows.append((first, whole, chunks))
                tell(f"{name}: first answer {first:.1f} s, whole {whole:.1f} s, {chunks} chunks")
    pairs = list(zip(times["default"], times["ours"], strict=True))
    return {
        "files": len(some),
        "words": sum(len(file.read_text(errors="replace").split()) for file in some),
        "times": times,
        "sooner": median(theirs[0] / our[0] for theirs, our in pairs),
        "faster": median(theirs[1] / our[1] for theirs, our in pairs),
    }


def check(articles: Path) -> list[Path]:
    """The files that would be indexed, before hours are spent on anything else.

    Raises:
        SettingError: no .txt file is there, or the store's package is not.
    """
    if not installed():
        raise SettingError(f"The comparison needs a further package: pip install {PACKAGE}")
    found = sorted(articles.rglob("*.txt"))
    if not found:
        raise SettingError(f"The folder to compare on, {articles}, holds no .txt files.")
    return found


def as_text(found: dict[str, Any]) -> str:
    """Medians of the seconds of both, and the ratios."""
    lines = [f"{found['files']} files, {found['words']:,} words{'':12}default      ours     ratio"]
    for name, default_, our, ratio in _rows(found):
        lines.append(f"{name:38}{default_:>10.1f}{our:>10.1f}{ratio:>10.1f}")
    return "\n".join(lines)


def as_svg(found: dict[str, Any]) -> str:
    """The same as bars."""
    most = max(max(row[1:3]) for row in _rows(found))
    parts, y = [], 30
    for name, default_, our, ratio in _rows(found):
        parts.append(f'<text x="10" y="{y}">{name}: {ratio:.1f} times</text>')
        for whose, seconds, colour in (("default", default_, "gray"), ("ours", our, "steelblue")):
            y += 22
            width = 340 * seconds / most
            parts.append(f'<rect x="70" y="{y - 12}" width="{width:.1f}" height="16" '
                         f'fill="{colour}"/><text x="10" y="{y}">{whose}</text>'
                         f'<text x="{76 + width:.1f}" y="{y}">{seconds:.1f} s</text>')  # fmt: skip
        y += 40
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 {y}" font-family="sans-serif" '
        f'font-size="12"><rect width="500" height="{y}" fill="white"/>{"".join(parts)}</svg>'
    )


def _rows(found: dict[str, Any]) -> list[tuple[str, float, float, float]]:
    """(what, seconds of the default, of ours, ratio)."""
    seconds = {
        name: [median(one[place] for one in rows) for place in (0, 1)]
        for name, rows in found["times"].items()
    }
    return [
        (what, seconds["default"][place], seconds["ours"][place], found[ratio])
        for place, what, ratio in (
            (1, "the whole index, s", "faster"), (0, "to the first answer, s", "sooner")
        )
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the times and ratios as JSON. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.peer", description=__doc__)
    parser.add_argument("--articles", type=Path, metavar="DIR", help="its .txt files are indexed")
    parser.add_argument("--files", type=int, default=FILES, metavar="N", help="so many of them")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)  # the process of one way
    options = parser.parse_args(arguments)
    if options.one:
        name, folder, scratch = options.one
        print(json.dumps(WAYS[name](Path(folder), Path(scratch))))
        return 0
    try:
        if options.articles is None:
            raise SettingError("Name a folder of articles: --articles DIR")
        found = run(
            options.articles, options.files, options.rounds, lambda line: print(line, flush=True)
        )
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
