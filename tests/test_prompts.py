"""Prompts: files with versions, whose variables are checked."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from prompts import Prompt, load

NAMES = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))


def made(text: str) -> Prompt:
    return Prompt("sample", "00000000", text)


def test_the_prompts_the_answerer_needs_are_there() -> None:
    assert {"answer", "repair"} <= set(NAMES)


@pytest.mark.parametrize("name", ["answer", "answer_json", "repair", "repair_json"])
def test_another_language_is_asked_for_as_the_check_can_read_it(name: str) -> None:
    assert re.search(
        r"quotations are in another language, .*translates? one whole quotation", load(name).text
    )


@pytest.mark.parametrize("name", NAMES)
def test_version_is_the_hash_of_the_file(name: str) -> None:
    prompt = load(name)
    raw = (Path(prompts.__file__).parent / f"{name}.md").read_bytes()
    assert prompt.version == hashlib.sha256(raw).hexdigest()[:8]
    assert prompt.label == f"{name}@{prompt.version}"


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_fills_and_leaves_no_variable(name: str) -> None:
    prompt = load(name)
    names = Template(prompt.text).get_identifiers()
    filled = prompt.fill(**{each: f"<{each}>" for each in names})
    assert all(f"<{each}>" in filled for each in names)
    assert "$" not in filled


def test_fill_replaces_each_variable() -> None:
    assert made("Dear $name, ${name}: $$5 for $what").fill(name="Ida", what="tea") == (
        "Dear Ida, Ida: $5 for tea"
    )


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ValueError, match=r"'sample' needs \$evidence, \$question"):
        made("$evidence $question").fill()


def test_an_extra_variable_is_named() -> None:
    with pytest.raises(ValueError, match=r"'sample' does not have \$quesiton"):
        made("$question").fill(question="Why?", quesiton="Why?")


@given(st.text())
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert made("[$value]").fill(value=value) == f"[{value}]"


def test_a_value_that_names_another_variable_stays_a_value() -> None:
    assert made("$a $b").fill(a="$b", b="${a} $$") == "$b ${a} $$"


@pytest.mark.parametrize("name", ["absent", "../pyproject", "answer.md", ""])
def test_an_unknown_prompt_lists_the_known(name: str) -> None:
    with pytest.raises(ValueError, match=f"there are: {', '.join(NAMES)}"):
        load(name)
