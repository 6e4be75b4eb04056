"""Whatever is done to a folder, its index ends equal to one that is built from nothing.

`ARTICLE_TEST_SEQUENCES` sets how many sequences of operations are tried; default 12.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import making
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picture import picture, vectors_agree

from index import sync as syncing
from index.catalog import Catalog
from index.embedder import Embedder
from index.patterns import IGNORE_FILE
from index.renew import compact as compacted
from index.renew import rebuild
from index.sync import embed_pending, read_folder
from index.types import Patterns
from index.vectors import Vectors

SEQUENCES = int(os.environ.get("ARTICLE_TEST_SEQUENCES", "12"))
NAMES = ["a.txt", "b.md", "sub/a.txt", "sub/deep/c.txt", "d.rtf", "e.csv", "f.jsonl", "g.zip"]
AD = "Subscribe to our newsletter for more news like this every morning."
TEXTS = [
    "Harbour opens\n\n2025-01-02\n\nThe harbour of Orvik opened on Monday.",
    f"Bakery closes\n\nThe bakery in Talvey closed after ninety years.\n\n{AD}",
    f"Ferry late\n\n3 March 2025\n\nThe ferry to Brack was four hours late.\n\n{AD}",
    f"Mill burns\n\nThe mill of Brack burned down on Friday, the fire service said.\n\n{AD}",
    "Mill burns\n\nThe mill of Brack burned down on Friday, the fire service said. "
    "Forty people from the lane beside it were taken to the school for the night, and the lane "
    "stays closed until the wall is made safe. The cause is not known, said fire chief Ole Tarn. "
    "It had stood since 1871 and ground its last flour in 1964, when the railway closed.",
    "Old mill is lost\n\nThe mill of Brack burned down on Friday, the fire service said. "
    "Forty people from the lane beside it were taken to the school for the night, and the lane "
    "stays closed until the wall is made safe. The cause is not known, said fire chief Ole Tarn. "
    "It had stood since 1871 and ground its last flour in 1964.",
    "",
    "\0\1\2" * 50,
]


def content(name: str, text: str) -> bytes:
    """A file of this name that holds a text."""
    rows = [text, *(part for part in text.split("\n\n")[1:])]
    if name.endswith(".rtf"):
        return making.rtf(text.split("\n\n")).encode()
    if name.endswith(".csv"):
        return ("title,text\n" + "".join(f'T,"{row}"\n' for row in rows)).encode()
    if name.endswith(".jsonl"):
        return "\n".join(f'{{"text": "{" ".join(row.split())}"}}' for row in rows).encode()
    if name.endswith(".zip"):
        return making.zipped({f"in/{n}.txt": row for n, row in enumerate(rows)})
    return text.encode()


class Folder:
    """A folder and its index, and what may be done to them."""

    def __init__(self, home: Path) -> None:
        self.articles = home / "articles"
        self.articles.mkdir()
        self.index = home / "index"
        self.catalog = Catalog.open(self.index)
        self.other = 0

    def write(self, name: str, text: str) -> None:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(name, text))

    def half(self, name: str, text: str) -> None:
        whole = content(name, text)
        self.write(name, "")
        (self.articles / name).write_bytes(whole[: len(whole) // 2])

    def delete(self, name: str, _: str) -> None:
        (self.articles / name).unlink(missing_ok=True)

    def move(self, name: str, _: str) -> None:
        path = self.articles / name
        if path.exists():
            target = path.with_name(f"moved-{path.name}")
            path.rename(target)

    def move_folder(self, _: str, __: str) -> None:
        if (self.articles / "sub").exists() and not (self.articles / "other").exists():
            (self.articles / "sub").rename(self.articles / "other")

    def touch(self, name: str, _: str) -> None:
        if (self.articles / name).exists():
            os.utime(self.articles / name, (1, 1))

    def swap(self, name: str, _: str) -> None:
        """Two files change places, each with its old time."""
        one, two = self.articles / name, self.articles / "a.txt"
        if one.suffix == two.suffix and one.exists() and two.exists() and one != two:
            one.rename(self.articles / "x.tmp")
            two.rename(one)
            (self.articles / "x.tmp").rename(two)

    def check_out(self, name: str, text: str) -> None:
        """Another state of the folder in place of this one, as git puts it there."""
        fresh = self.articles.with_name("fresh")
        shutil.copytree(self.articles, fresh, symlinks=True)
        shutil.rmtree(self.articles)
        fresh.rename(self.articles)
        self.delete("a.txt", "")
        self.write(name, text)

    def hide(self, name: str, _: str) -> None:
        path = self.articles / name
        if path.exists():
            path.rename(path.with_name("." + path.name))

    def link(self, name: str, _: str) -> None:
        (self.articles / "out.txt").unlink(missing_ok=True)
        (self.articles / "out.txt").symlink_to(self.articles / name)

    def ignore(self, name: str, text: str) -> None:
        (self.articles / IGNORE_FILE).write_text(f"{name}\n" if len(text) % 2 else "")

    def patterns(self, name: str, text: str) -> None:
        told = Patterns(exclude=(f"*{Path(name).suffix}",)) if len(text) % 2 else Patterns()
        read_folder(self.articles, self.catalog, patterns=told)

    def sync(self, *_: str) -> None:
        read_folder(self.articles, self.catalog)

    def stopped(self, name: str, text: str) -> None:
        """A sync that ends in the middle, as by Ctrl+C."""
        left = [len(name + text) % 4]

        def tell(_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        with suppress(KeyboardInterrupt):
            read_folder(self.articles, self.catalog, tell)

    def embed(self, *_: str) -> None:
        vectors = syncing.open_vectors(self.catalog)
        try:
            embed_pending(self.catalog, lambda: vectors, embedder())
        finally:
            vectors.close()

    def reopen(self, *_: str) -> None:
        self.catalog.close()
        self.catalog = Catalog.open(self.index)

    def lose_vectors(self, *_: str) -> None:
        Vectors.delete(self.index)
        self.catalog.forget_vectors()

    def compact(self, *_: str) -> None:
        compacted(self.catalog)

    def rebuild(self, *_: str) -> None:
        rebuild(self.articles, self.catalog, embedder())


_EMBEDDER: list[Embedder] = []


def embedder() -> Embedder:
    if not _EMBEDDER:
        _EMBEDDER.append(Embedder.open())
    return _EMBEDDER[0]


OPERATIONS: dict[str, int] = {  # how often each comes
    "write": 8, "half": 2, "delete": 3, "move": 3, "move_folder": 1, "touch": 1, "swap": 1,
    "check_out": 2, "hide": 1, "link": 1, "ignore": 2, "patterns": 1, "sync": 6, "stopped": 2,
    "embed": 2, "reopen": 1, "lose_vectors": 1, "compact": 1, "rebuild": 1,
}  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from([name for name, often in OPERATIONS.items() for _ in range(often)]),
        st.sampled_from(NAMES),
        st.sampled_from(TEXTS),
    ),
    min_size=3,
    max_size=25,
)


@contextmanager
def folder() -> Iterator[Folder]:
    with tempfile.TemporaryDirectory() as name:
        one = Folder(Path(name))
        try:
            yield one
        finally:
            one.catalog.close()


def ends_as_built_from_nothing(one: Folder) -> None:
    one.sync()
    one.embed()
    assert vectors_agree(one.index)
    fresh = Catalog.open(one.index.with_name("fresh index"))
    try:
        told = syncing.remembered_patterns(one.catalog)
        read_folder(one.articles, fresh, patterns=told)
        fresh.add_vectors({id_ for id_, _ in fresh.pending()})
        assert picture(one.catalog) == picture(fresh)
    finally:
        fresh.close()


@given(STEPS)
@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_index_ends_as_one_built_from_nothing(steps: list[tuple[str, str, str]]) -> None:
    with folder() as one:
        for operation, name, text in steps:
            getattr(one, operation)(name, text)
        ends_as_built_from_nothing(one)


@pytest.mark.parametrize("seed", range(2))
def test_after_many_steps_too(seed: int) -> None:
    chance = random.Random(seed)
    with folder() as one:
        for operation in chance.choices(list(OPERATIONS), list(OPERATIONS.values()), k=80):
            step: Callable[[str, str], None] = getattr(one, operation)
            step(chance.choice(NAMES), chance.choice(TEXTS))
        ends_as_built_from_nothing(one)
