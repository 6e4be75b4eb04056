"""A Word document (DOCX) -> its text, by python-docx."""

from __future__ import annotations

import io

from index.formats import UnreadableError
from index.formats.archive import check_size
from index.types import Extracted


def article(raw: bytes) -> Extracted:
    """The paragraphs and tables of a document, in order."""
    check_size(raw)
    from docx import Document
    from docx.table import Table

    try:
        document = Document(io.BytesIO(raw))
    except (KeyError, ValueError) as error:
        raise UnreadableError("is no Word document; save it again as DOCX") from error
    blocks = []
    title = None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in block.rows)
            blocks += [" | ".join(filter(None, row)) for row in rows]
        else:
            words = block.text.strip()
            style = (block.style.name or "") if block.style is not None else ""
            if title is None and words and style in ("Title", "Heading 1"):
                title = " ".join(words.split())
            blocks.append(words)
    said = document.core_properties
    text = "\n\n".join(filter(None, blocks))
    first = " ".join(text[:2_000].split())
    if title is None and said.title and " ".join(said.title.split()) in first:
        title = " ".join(said.title.split())
    return Extracted(text, title=title)
