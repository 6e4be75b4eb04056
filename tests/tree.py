"""Every file of the project with a line of what it is, in docs/tree.md: ``python tests/tree.py``.

The lines are the first sentences of the files themselves, so that there is one place to mend them.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "tree.md"
BEGINS = """# Every file, in a line

Made by `python tests/tree.py` from the first sentence of each file; a test holds it to them. The
README says in what order they work.
"""
PROMPTS = {
    "answer.md": "statements from numbered evidence, one a line",
    "answer_json.md": "the same, as JSON by a schema",
    "repair.md": "a statement that failed its check, asked for once more with the reason",
    "repair_json.md": "the same, as JSON by a schema",
    "translate.md": "a question, to search articles of another language",
    "judge.md": "`python -m evals judge`: a verdict to read, never a metric",
}


def tree() -> str:
    """The page: a table for each folder."""
    parts = [BEGINS, _table("The root", [ROOT / "app.py"])]
    for top in ("index", "assistant", "prompts", "evals", "tests"):
        folders = sorted({file.parent for file in (ROOT / top).rglob("*.py")})
        parts += [
            _table(f"{folder.relative_to(ROOT)}/", sorted(folder.glob("*.py")))
            for folder in folders
        ]
        if top == "prompts":
            assert set(PROMPTS) == {file.name for file in (ROOT / top).glob("*.md")}
            rows = [f"| `{name}` | {what} |" for name, what in PROMPTS.items()]
            parts[-1] = "\n".join([parts[-1].rstrip("\n"), *rows, ""])
    return "\n".join(parts)


def _table(title: str, files: list[Path]) -> str:
    rows = [f"| `{file.name}` | {_said(file)} |" for file in files if file.read_text("utf-8")]
    return "\n".join([f"## {title}", "", "| file | |", "|---|---|", *rows, ""])


def _said(file: Path) -> str:
    """The first sentence of the file's docstring; a test without one is named after its module."""
    said = ast.get_docstring(ast.parse(file.read_text("utf-8")))
    if not said:
        return f"The tests of {file.stem.removeprefix('test_')}."
    paragraph = " ".join(said.split("\n\n")[0].split())
    first = re.split(r"(?<=[.?]) (?=[A-Z])", paragraph)[0]
    return first.replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(tree(), "utf-8")
