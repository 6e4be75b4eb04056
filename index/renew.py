"""An index made new beside the old one, which answers meanwhile: built again, or without gaps."""

from __future__ import annotations

import dataclasses
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.catalog import FILE_NAME, REBUILT, Catalog
from index.embedder import Embeds
from index.locks import READING_LOCK, VECTORS_LOCK, BusyError, hold
from index.sync import (
    COLLECTION,
    FILES,
    GENERATION,
    IDENTITY,
    OnProgress,
    check_place,
    embed_pending,
    generation,
    open_vectors,
    other_collection,
    read_folder,
    reconcile,
    remember_patterns,
    remembered_patterns,
)
from index.types import Patterns, Server, SyncReport
from index.vectors import DIRECTORY, NEW, ServerVectors, Vectors


def rebuild(
    folder: Path,
    catalog: Catalog,
    embedder: Embeds,
    progress: OnProgress | None = None,
    stop: threading.Event | None = None,
    wait: float = -1,
    server: Server | None = None,
) -> SyncReport:
    """Build text index and vectors anew beside those that are there, then put them in their place.

    Questions are answered from the old ones until then. Killed, it leaves the old ones as they are.
    The vectors are then on the server, or without one on the disk, wherever the old ones were.

    Raises:
        ArticleError: the folder cannot be used.
        IndexStateError: another process is syncing the index, the disk is full, or the server
            cannot be used.
    """
    directory = catalog.path.parent
    beside = directory / REBUILT
    with (
        hold(directory / READING_LOCK, wait, stop),
        hold(directory / VECTORS_LOCK, wait, stop),
    ):
        with _beside(directory) as fresh:
            collection = other_collection(catalog) if server is not None else ""
            # Not its place: who has all read anew means the folder as it is now, empty or not.
            for key in ("folder", IDENTITY):
                value = catalog.meta(key)
                if value is not None:
                    fresh.set_meta(key, value)
            fresh.set_meta(COLLECTION, collection)
            remember_patterns(fresh, remembered_patterns(catalog))
            report, embedded = _build(fresh, folder, embedder, progress, stop, server)
            _swap(catalog, fresh, beside, server)
            catalog.hidden = frozenset()  # it was of the old one
        with_vector, chunks = catalog.vector_counts()
        return dataclasses.replace(
            report, chunks_embedded=embedded, chunks_pending=chunks - with_vector
        )


@contextmanager
def _beside(directory: Path) -> Iterator[Catalog]:
    """An empty catalogue in the directory in which an index is built; gone at the end."""
    beside = directory / REBUILT
    shutil.rmtree(beside, ignore_errors=True)  # what a killed run left
    fresh = Catalog.open(beside)
    try:
        yield fresh
    finally:
        fresh.close()
        shutil.rmtree(beside, ignore_errors=True)


def _build(
    fresh: Catalog,
    folder: Path,
    embedder: Embeds,
    progress: OnProgress | None,
    stop: threading.Event | None,
    server: Server | None,
) -> tuple[SyncReport, int]:
    """Read a folder into an empty catalogue, and make all vectors: how many, too."""
    report = read_folder(folder, fresh, progress, index_directory=fresh.path.parent.parent)
    vectors = open_vectors(fresh, server, make=True)
    try:
        if server is not None:
            vectors.clear()  # of what a killed rebuild left
        embedded = embed_pending(fresh, lambda: vectors, embedder, progress, stop)
    finally:
        vectors.close()
    if stop is not None and stop.is_set():
        raise BusyError("The rebuild was stopped; the index is as it was.")
    return report, embedded


def replaced(
    folder: Path,
    directory: Path,
    embedder: Embeds,
    owner: str,
    patterns: Patterns,
    progress: OnProgress | None = None,
    wait: float = -1,
    server: Server | None = None,
) -> SyncReport:
    """As `rebuild`, where the catalogue cannot be used: it stays until the new one is whole.

    Args:
        owner: what the index is to remember its folder by.
        patterns: with which the folder is read.
    """
    with (
        hold(directory / READING_LOCK, wait),
        hold(directory / VECTORS_LOCK, wait),
        _beside(directory) as fresh,
    ):
        fresh.set_meta("folder", owner)
        remember_patterns(fresh, patterns)
        report, embedded = _build(fresh, folder, embedder, progress, None, server)
        # Another process may still use vectors of a generation that nobody can tell any more.
        fresh.set_meta(GENERATION, str(int(time.time())))
        ids = fresh.vector_ids()
        if server is None:
            fresh.forget_vectors()
        fresh.set_meta(FILES, "{}")
        fresh.settle()
        fresh.close()
        for end in ("-wal", "-shm", "-journal"):  # of the old one: the new one would be given them
            (directory / (FILE_NAME + end)).unlink(missing_ok=True)
        fresh.path.replace(directory / FILE_NAME)
        if server is None:
            Vectors.swap(directory, fresh.path.parent / DIRECTORY)
        else:
            Vectors.delete(directory)
        with closing(Catalog.open(directory)) as catalog:
            remember_patterns(catalog, patterns)
            catalog.add_vectors(ids)
            catalog.set_meta(FILES, json.dumps(Vectors.files(directory)))
        return dataclasses.replace(report, chunks_embedded=embedded, chunks_pending=0)


def _swap(catalog: Catalog, fresh: Catalog, beside: Path, server: Server | None) -> None:
    """Put a catalogue and its vectors in place of those of an index.

    In between no vector is noted, so that whoever asks then searches the words alone. A collection
    on a server needs no between: the catalogue that names it takes the old one's place at once.
    """
    directory = catalog.path.parent
    old = catalog.meta(COLLECTION)
    ids = fresh.vector_ids()
    fresh.set_meta(GENERATION, str(generation(catalog) + 1))
    if server is not None:
        catalog.take_over(fresh)
        Vectors.delete(directory)
    else:
        fresh.forget_vectors()
        catalog.take_over(fresh)
        Vectors.swap(directory, beside / DIRECTORY)
        catalog.add_vectors(ids)
        catalog.set_meta(GENERATION, str(generation(catalog) + 1))
    catalog.set_meta(FILES, json.dumps(Vectors.files(directory)))
    if server is not None and old:
        ServerVectors.drop(server, old)


def compact(
    catalog: Catalog,
    wait: float = -1,
    stop: threading.Event | None = None,
    server: Server | None = None,
) -> None:
    """Give the room of deleted articles back to the disk. Nothing is embedded.

    Raises:
        IndexStateError: another process is syncing, vectors are damaged, or the disk is full.
    """
    directory = catalog.path.parent
    with (
        hold(directory / READING_LOCK, wait, stop),
        hold(directory / VECTORS_LOCK, wait, stop),
    ):
        Vectors.recover(directory)
        check_place(catalog, server)
        if catalog.meta(COLLECTION) if server is not None else Vectors.exist(directory):
            _without_gaps(catalog, server)
        catalog.compact()


def _without_gaps(catalog: Catalog, server: Server | None) -> None:
    """Copy the vectors that are in use, and use the copy."""
    directory = catalog.path.parent
    old, name = catalog.meta(COLLECTION), ""
    beside = directory / (DIRECTORY + NEW)
    vectors = open_vectors(catalog, server)
    try:
        reconcile(catalog, vectors)
        orphans = catalog.orphans()
        catalog.forget_vectors(orphans)
        vectors.remove(orphans)
        if server is not None:
            name = other_collection(catalog)
            ServerVectors.drop(server, name)  # what a killed run left
        copy = ServerVectors.on(server, name, make=True) if server else Vectors.at(beside)
        try:
            vectors.copy_into(copy)
        finally:
            copy.close()
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)  # the room is wanted, on a full disk above all
        raise
    finally:
        vectors.close()
    if server is not None:
        catalog.set_meta(COLLECTION, name)
    else:
        # The copy is smaller: killed before it is noted, it must not look like a cut file.
        catalog.set_meta(FILES, "{}")
        Vectors.swap(directory, beside)
    catalog.set_meta(GENERATION, str(generation(catalog) + 1))
    catalog.set_meta(FILES, json.dumps(Vectors.files(directory)))
    if server is not None and old:
        ServerVectors.drop(server, old)
