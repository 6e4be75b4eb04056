"""The layout that HOUSE rules fix: imports go one way, frameworks stay at the edge."""

import ast
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import tree

ROOT = Path(__file__).parent.parent
OURS = {"index", "assistant", "prompts", "evals", "app"}
ALLOWED = {
    "index": {"index"},
    "prompts": {"prompts"},
    "assistant": {"assistant", "index", "prompts"},
    "evals": {"evals", "assistant", "index", "prompts"},
    "app": {"app", "assistant", "evals", "index"},
}
PEER = "evals/peer.py"  # what it measures is the frameworks themselves
ONLY_IN = {
    "gradio": {"app.py"},
    "chromadb": {"index/vectors.py", PEER},
    "llama_index": {
        "assistant/llamaindex.py",
        "assistant/models.py",
        "assistant/generative.py",
        PEER,
    },
    "openai": {"assistant/models.py"},
    "fastapi": {"assistant/doors/http.py"},
    "mcp": {"assistant/doors/mcp.py"},
}


def product_files() -> list[Path]:
    packages = [path for name in OURS - {"app"} for path in (ROOT / name).rglob("*.py")]
    return sorted([ROOT / "app.py", *packages])


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", product_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way_and_frameworks_stay_at_the_edge(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    package = name.split("/")[0].removesuffix(".py")
    found = imported(path)
    assert found & OURS <= ALLOWED[package]
    for framework, homes in ONLY_IN.items():
        assert framework not in found or name in homes


def test_the_pinned_ranges_hold_what_was_measured() -> None:
    wanted = {"llama-index": "0.14", "chromadb": "1.5", "gradio": "6", "openai": "2"}
    for package, series in wanted.items():
        assert version(package).startswith(series + "."), package


def test_every_dependency_has_an_upper_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["name"] == "article-assistant"
    for requirement in project["dependencies"]:
        assert re.search(r"<|==", requirement), requirement


def test_the_list_of_files_is_of_the_files_that_there_are() -> None:
    assert tree.PAGE.read_text("utf-8") == tree.tree(), "run: python tests/tree.py"


def test_an_install_that_copies_has_every_package() -> None:
    """An editable one finds those too that are not named."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for name in OURS - {"app"}
        for path in (ROOT / name).rglob("__init__.py")
    }
    assert set(named) == there
