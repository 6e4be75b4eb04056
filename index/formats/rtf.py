"""A Rich Text file -> its text, by striprtf."""

from __future__ import annotations

from index.formats import UnreadableError
from index.types import Extracted


def article(raw: bytes) -> Extracted:
    """The paragraphs of a file; tables as lines."""
    from striprtf.striprtf import rtf_to_text

    if not raw.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("is no Rich Text; save it again, or as .txt")
    # Letters above ASCII stand as escapes; a byte that does not is of the usual code page.
    text = rtf_to_text(raw.decode("cp1252", "replace"), errors="replace")  # type: ignore[no-untyped-call]
    lines = (" ".join(line.split()) for line in text.splitlines())
    return Extracted("\n\n".join(filter(None, lines)))
