"""What the events of the page's tabs have in common."""

from typing import Any

# The page's own events: not for scripts, and without Gradio's overlay on what is being read.
OWN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
PHASES = {"reading": "Files read", "vectors": "Vectors made", "asking": "Questions asked"}
ANSWERERS = (("Quotes only", "extractive"), ("Model", "llm"))


def unchanged(gr: Any) -> dict[Any, Any]:
    """The page as it is: an empty dict would be taken for missing values."""
    skipped: dict[Any, Any] = gr.skip()
    return skipped
