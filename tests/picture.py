"""All that an index says, in a form in which two can be compared."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from index.catalog import FILE_NAME, Catalog
from index.sync import COLLECTION
from index.types import Server
from index.vectors import ServerVectors, Vectors


def picture(catalog: Catalog) -> dict[str, Any]:
    """What a catalogue holds, without the numbers of its rows."""
    files = [info.file for info in catalog.articles()]
    clusters = catalog.clusters(files)
    found: dict[str, Any] = {
        "articles": {file: catalog.article(file) for file in files},
        "lists": catalog.articles(),
        "clusters": clusters,
        "copies": {file: catalog.copies(file) for file in files},
        "skipped": catalog.skipped(),
        "states": {
            file: (state.size, state.content_hash) for file, state in catalog.states().items()
        },
    }
    with sqlite3.connect(catalog.path.parent / FILE_NAME) as db:
        found["chunks"] = sorted(
            db.execute(
                "SELECT a.file, c.chunk_id, c.start, c.end, c.embedded, w.title, w.body"
                " FROM chunks c JOIN articles a ON a.id = c.article_id"
                " JOIN words w ON w.rowid = c.id"
            )
        )
        for table in ("chunks", "words", "sentences", "stories", "links", "recurring"):
            (found[table + " rows"],) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
        # Those of late are kept apart: which ones goes with the order in which they came.
        found["marks"] = sorted(
            db.execute("SELECT * FROM marks UNION ALL SELECT * FROM fresh_marks")
        )
        found["inside"] = sorted(
            db.execute("SELECT file, container FROM articles WHERE container IS NOT NULL")
        )
    db.close()
    return found


def vectors_agree(index: Path, server: Server | None = None) -> bool:
    """Whether every chunk has a vector, on the disk or on a server, and no other is there."""
    with sqlite3.connect(index / FILE_NAME) as db:
        chunks = {row[0] for row in db.execute("SELECT chunk_id FROM chunks")}
        noted = {row[0] for row in db.execute("SELECT chunk_id FROM vectors")}
        found = db.execute("SELECT value FROM meta WHERE key = ?", (COLLECTION,)).fetchone()
    db.close()
    if server is not None:
        vectors: Vectors = ServerVectors.on(server, found[0])
    elif not chunks and not Vectors.exist(index):
        return not noted
    else:
        vectors = Vectors.open(index)
    try:
        vectors.probe(sorted(chunks))
        return chunks == noted == vectors.ids()
    finally:
        vectors.close()
