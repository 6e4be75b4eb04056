"""A question set: load a folder's goldens.jsonl, and check it against its articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.case import GoldenError, parse, short
from evals.texts import FileTexts
from evals.types import Golden, GoldenSet
from evals.words import holds

GOLDENS = "goldens.jsonl"
ARTICLES = "articles"
HELD = "held.txt"  # one id a line: cases that nothing is tuned on


def load(folder: str | Path) -> GoldenSet:
    """Read a set: every line checked, ids once each, articles present.

    Files and quotes that do not stand in the articles are left to ``problems``: somebody else's
    set is measured as it is, with a warning; one's own is mended.

    Raises:
        GoldenError: no such folder, no articles, no goldens, a broken line, an unknown field or
            a value of the wrong shape (by line number), an id used twice, or an unknown id in
            held.txt.
    """
    folder = Path(folder).expanduser().resolve()
    if not folder.is_dir():
        raise GoldenError(f"{folder} is not a folder. A set holds {ARTICLES}/ and {GOLDENS}.")
    goldens = _read(folder / GOLDENS)
    golden_set = GoldenSet(folder.name, folder, goldens, _held(folder / HELD, goldens))
    articles = golden_set.articles
    if not articles.is_dir() or not any(path.is_file() for path in articles.rglob("*")):
        raise GoldenError(f"{folder} has no articles. Put the files into {articles}.")
    return golden_set


def part(golden_set: GoldenSet, name: str) -> GoldenSet:
    """The set with its cases ``"held"`` back, or those to ``"tune"`` on, or ``"all"``.

    Raises:
        GoldenError: there is no such case.
    """
    kept = tuple(
        golden
        for golden in golden_set.goldens
        if name == "all" or (golden.id in golden_set.held) == (name == "held")
    )
    if not kept:
        raise GoldenError(f"{golden_set.folder} has no case in its part {name!r}; see its {HELD}.")
    return replace(golden_set, goldens=kept)


def problems(golden_set: GoldenSet) -> list[str]:
    """What does not fit between goldens and articles: missing files, quotes not in their file.

    Each line names the case. Empty when the set is sound.

    Raises:
        ArticleError: a file that a quote is taken from cannot be read.
    """
    texts = FileTexts(golden_set.articles)
    return [line for golden in golden_set.goldens for line in misfits(golden, texts)]


def misfits(golden: Golden, texts: FileTexts) -> list[str]:
    """The same for one golden."""
    wanted = dict.fromkeys((*golden.gold_files, *golden.only_files))
    missing = {name for name in wanted if not (texts.folder / name).is_file()}
    found = [f"{golden.id}: {name} is not in {ARTICLES}/." for name in wanted if name in missing]
    for source in golden.sources:
        if source.quote is None or source.file in missing:
            continue
        if source.quote not in texts[source.file]:
            found.append(
                f"{golden.id}: the quote {short(source.quote)} does not stand in "
                f"{source.file}, letter by letter."
            )
    return found


def remarks(golden_set: GoldenSet) -> list[str]:
    """What may be a slip of the author: an answer that none of its sources' quotes holds.

    An answer can be worked out rather than quoted (a comparison, a sum), so this is no error.
    """
    found: list[str] = []
    for golden in golden_set.goldens:
        quotes = [source.quote for source in golden.sources if source.quote]
        if not quotes or not golden.answerable:
            continue
        for group in golden.answers:
            if not any(holds(quote, member) for quote in quotes for member in group):
                found.append(f"{golden.id}: none of {short(' / '.join(group))} is in its quotes.")
    return found


def _read(path: Path) -> tuple[Golden, ...]:
    goldens: list[Golden] = []
    lines: dict[str, int] = {}
    for number, value in json_lines(path):
        golden = parse(value, f"{path.name} line {number}")
        if golden.id in lines:
            raise GoldenError(
                f"{path.name} line {number}: the id {golden.id!r} is already used on "
                f"line {lines[golden.id]}. Give each case its own."
            )
        lines[golden.id] = number
        goldens.append(golden)
    if not goldens:
        raise GoldenError(f"{path} holds no case. Write one JSON object a line.")
    return tuple(goldens)


def _held(path: Path, goldens: Sequence[Golden]) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    held = frozenset(path.read_text(encoding="utf-8").split())
    unknown = sorted(held - {golden.id for golden in goldens})
    if unknown:
        raise GoldenError(f"{path} names cases that {GOLDENS} lacks: {', '.join(unknown)}.")
    return held


def json_lines(path: Path) -> list[tuple[int, object]]:
    """The JSON values of a file with their line numbers, from 1; empty lines are passed over.

    Raises:
        GoldenError: the file is missing or not UTF-8, or a line is not JSON (by number).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise GoldenError(
            f"{path} is missing. It holds one case, a JSON object, a line."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise GoldenError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    values: list[tuple[int, object]] = []
    # split at line feeds only: str.splitlines would also cut at U+2028, which JSON may hold
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values.append((number, json.loads(line, object_pairs_hook=_once)))
        except ValueError as error:
            raise GoldenError(
                f"{path.name} line {number} is not a JSON object: {error}."
            ) from error
    return values


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"the field {', '.join(sorted(twice))} stands twice")
    return dict(pairs)
