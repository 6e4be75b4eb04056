"""Fit the weights of the evidence scorer and of the refusal, and write assistant/weights.py.

    python -m evals.fit --clapnq DIR --ramdocs DIR

Fitted on the questions of evals/lessons.py that the selector was never shown; nothing else may
shape the weights. Two logistic functions with a ridge, by Newton's method: the same input gives the
same weights. What is printed is measured on questions that the fold did not see; the thresholds of
the refusal are read off there too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import evidence
from assistant.chain import Assistant
from assistant.questions import Need
from assistant.settings import Settings
from evals.lessons import Lesson, lessons
from evals.types import Gold, Golden
from evals.words import holds

Matrix = NDArray[np.float64]

FOLDS = 5
RIDGE = 1.0
# What a question of each set counts for the scorer; the golden set's are few, and like real ones.
WORTH = {"golden": 2.0}
# The same for the refusal. It must know two things: that a topic is not there (CLAPNQ) and that of
# a topic one fact is not (our own). RAMDocs' own has no question without an answer.
REFUSAL_WORTH = {"ramdocs": 0.0}
# The most of the answerable questions, unseen, that each setting may refuse: a choice, made in
# sight of what golden and newsqa then refuse, rightly and wrongly.
REFUSED = {"lenient": 0.03, "balanced": 0.065, "strict": 0.15}
WEIGHTS = Path(__file__).resolve().parent.parent / "assistant" / "weights.py"
_HEADER = '"""The weights of the scorer and the refusal, written by evals/fit.py. Not by hand."""\n'


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its candidates."""

    lesson: Lesson
    need: Need
    rows: Matrix  # (candidates, len(evidence.FEATURES))
    labels: Matrix  # 1 where the candidate carries the answer

    @property
    def set_name(self) -> str:
        return self.lesson.set_name

    @property
    def golden(self) -> Golden:
        return self.lesson.golden


def examples(lessons: Iterable[Lesson], index: Path) -> list[Example]:
    """The candidates of every question, labelled by its sources and answers."""
    by_folder: dict[Path, list[Lesson]] = {}
    for lesson in lessons:
        by_folder.setdefault(lesson.articles, []).append(lesson)
    found: list[Example] = []
    for folder, some in by_folder.items():
        place = index / folder.parent.name
        with Assistant.open(folder, index=place, settings=Settings(), vectors="wait") as assistant:
            found += [_example(assistant, lesson) for lesson in some]
        print(f"{folder.parent.name}: {len(found)} questions so far", flush=True)
    return found


def _example(assistant: Assistant, lesson: Lesson) -> Example:
    golden = lesson.golden
    read = assistant.read(
        golden.question, files=golden.only_files, history=golden.history, today=golden.today
    )
    labels = [carries(candidate, golden, lesson.gold) for candidate in read.candidates]
    return Example(lesson, read.need, read.rows, np.array(labels, np.float64))


def carries(candidate: evidence.Candidate, golden: Golden, gold: Sequence[Gold]) -> bool:
    """Overlaps a marked sentence; where a set marks files only, holds an answer there."""
    for source in gold:
        if source.file != candidate.passage.file:
            continue
        if source.spans is None:
            return any(
                holds(candidate.text, answer) for group in golden.answers for answer in group
            )
        if any(span.overlaps(candidate.sentence.span) for span in source.spans):
            return True
    return False


def logistic(rows: Matrix, labels: Matrix, weights: Matrix) -> Matrix:
    """Weights of a logistic function, ridge on all but the bias in the first column.

    Args:
        rows: shape (n, features). labels: 0 or 1, shape (n,). weights: of each row, shape (n,).
    """
    found = np.zeros(rows.shape[1])
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 1e-6
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        gradient = rows.T @ (weights * (chance - labels)) + ridge * found
        curvature = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    return found


def fit_sentences(found: Sequence[Example]) -> Matrix:
    """Weights of the sentence scorer. A question counts the same, however many candidates."""
    usable = [e for e in found if e.golden.answerable and 0 < e.labels.sum() < len(e.labels)]
    rows = np.concatenate([e.rows for e in usable])
    labels = np.concatenate([e.labels for e in usable])
    share = np.concatenate(
        [np.full(len(e.labels), 20 * WORTH.get(e.set_name, 1.0) / len(e.labels)) for e in usable]
    )
    return logistic(rows, labels, share)


def refusal_rows(found: Sequence[Example], sentence: Matrix) -> Matrix:
    """What the refusal looks at, for each question."""
    return np.array([evidence.signs(e.rows, _chances(e.rows, sentence)) for e in found])


def fit_refusal(found: Sequence[Example], sentence: Matrix) -> Matrix:
    """Weights of the refusal."""
    labels = np.array([float(e.golden.answerable) for e in found])
    worth = np.array([REFUSAL_WORTH.get(e.set_name, 1.0) for e in found])
    return logistic(refusal_rows(found, sentence), labels, worth)


def _chances(rows: Matrix, weights: Matrix) -> Matrix:
    chances: Matrix = 1 / (1 + np.exp(-(rows @ weights)))
    return chances


def first_right(found: Sequence[Example], sentence: Matrix) -> float:
    """Share of answerable questions whose likeliest sentence carries the answer."""
    usable = [e for e in found if e.golden.answerable and e.labels.any()]
    return float(np.mean([e.labels[np.argmax(_chances(e.rows, sentence))] for e in usable]))


def area(labels: Matrix, values: Matrix) -> float:
    """Area under the curve of true against false positives: chance that a yes outranks a no."""
    yes, no = values[labels == 1], values[labels == 0]
    return float(np.mean((yes[:, None] > no) + 0.5 * (yes[:, None] == no)))


def cross_check(found: Sequence[Example]) -> dict[str, float]:
    """Print what the weights reach on questions of folds that they were not fitted on.

    The training questions about one article stay together.

    Returns:
        The thresholds of the refusal, by setting.
    """
    names = sorted({e.set_name for e in found})
    by_set = {name: [e for e in found if e.set_name == name] for name in names}
    tops: dict[str, list[float]] = {name: [] for name in names}
    judged: dict[str, list[tuple[bool, float]]] = {name: [] for name in names}
    for fold in range(FOLDS):
        unseen = {name: _in_fold(some, fold) for name, some in by_set.items()}
        hidden = {id(e) for some in unseen.values() for e in some}
        seen = [e for e in found if id(e) not in hidden]
        sentence = fit_sentences(seen)
        refusal = fit_refusal(seen, sentence)
        for name, some in unseen.items():
            tops[name].append(first_right(some, sentence))
            sure = _chances(refusal_rows(some, sentence), refusal)
            judged[name] += [
                (e.golden.answerable, float(s)) for e, s in zip(some, sure, strict=True)
            ]
    for name in names:
        print(f"{name}: first sentence right {np.mean(tops[name]):.3f}, {_trade_off(judged[name])}")
    answerable = np.array(
        [
            sure
            for name, some in judged.items()
            if REFUSAL_WORTH.get(name, 1.0)
            for yes, sure in some
            if yes
        ]
    )
    return {name: round(float(np.quantile(answerable, most)), 2) for name, most in REFUSED.items()}


def _in_fold(some: Sequence[Example], fold: int) -> list[Example]:
    groups = [e.lesson.group for e in some]
    place = {group: i for i, group in enumerate(dict.fromkeys(groups))}
    return [e for e, group in zip(some, groups, strict=True) if place[group] % FOLDS == fold]


def _trade_off(judged: Sequence[tuple[bool, float]]) -> str:
    """What each threshold would refuse: of the unanswerable, of the answerable."""
    labels = np.array([float(yes) for yes, _ in judged])
    values = np.array([sure for _, sure in judged])
    parts = [f"refusal AUC {area(labels, values):.3f}"] if 0 < labels.sum() < len(labels) else []
    for threshold in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65):
        below = values < threshold
        missed = f"{below[labels == 0].mean():.2f}" if (labels == 0).any() else "-"
        parts.append(f"{threshold}: {missed}/{below[labels == 1].mean():.2f}")
    return ", ".join(parts)


def written(sentence: Matrix, refusal: Matrix, thresholds: Mapping[str, float]) -> str:
    """The text of assistant/weights.py."""
    parts = [_HEADER]
    for name, features, weights in (
        ("SENTENCE", evidence.FEATURES, sentence),
        ("REFUSAL", evidence.SIGNS, refusal),
    ):
        lines = [f'    "{f}": {w:.4f},' for f, w in zip(features, weights, strict=True)]
        parts.append("\n".join([f"{name} = {{", *lines, "}\n"]))
    lines = [f'    "{name}": {value},' for name, value in thresholds.items()]
    parts.append("\n".join(["THRESHOLDS = {", *lines, "}\n"]))
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fit", description=__doc__)
    parser.add_argument("--clapnq", type=Path, required=True, help="a set folder")
    parser.add_argument("--ramdocs", type=Path, required=True, help="a set folder")
    parser.add_argument("--index", type=Path, default=Path(".assistant/fit"))
    options = parser.parse_args()
    unseen = [lesson for lesson in lessons(options.clapnq, options.ramdocs) if lesson.unseen]
    found = examples(unseen, options.index)
    thresholds = cross_check(found)
    sentence = fit_sentences(found)
    WEIGHTS.write_text(written(sentence, fit_refusal(found, sentence), thresholds))


if __name__ == "__main__":
    main()
