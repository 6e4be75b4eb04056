"""Articles that tests write and read: an invented body, and a file through the reader."""

from __future__ import annotations

from pathlib import Path

from index import reader
from index.types import Article

BODY = (
    "The maker of anvils said on Monday that it will build a new plant near Porto Vento, which is "
    "to open in the spring of 2031. It employs 400 people in the town and wants to hire more.\n\n"
    "Its rivals had expected the move, since the company bought the land two years ago.\n"
)


def written(folder: Path, name: str, content: str | bytes) -> Article:
    """The article that the reader makes of a file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reader.read(path, name)


def header(article: Article) -> list[str]:
    """What stands in the header lines."""
    return [span.of(article.text) for span in article.header]
