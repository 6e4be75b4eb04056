"""Fit the weights of further reports' accounts, and write assistant/voice_weights.py.

    python -m evals.fit_voices

Fitted on the affairs of evals/stories that neither network that ships has learnt from. A logistic
function with a ridge, as in evals/fit.py. What is printed is measured on affairs that the fold did
not see: of the reports that give an account, how many are heard, and of those heard, how many are
heard rightly, at several thresholds.

The network of evals/fit_beside.py, which reads the first account as well, is what an account in
quite other words is heard by. Of 168 accounts in 332 further reports, none of an affair that a
network learnt from, so many were heard where so many of those heard were right, without its marks
and with them: .56 and .74 at .60, .45 and .58 at .70, .29 and .40 at .80. Its marks of each
sentence between its neighbours alone, beside those or instead of them, added nothing; beside them
the selector's own mark weighed nothing, so it is no sign any more.

Heard more, it costs precision where reports seldom differ: of 62 golden cases .563 of what is cited
is needed instead of .586, of reports-more .606 instead of .619, at the same share answered rightly;
of reports-disputed nine conflicts in 18 are told instead of seven.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.chain import Assistant
from assistant.evidence import Embed
from assistant.reading import judged
from assistant.settings import Settings
from assistant.voices import SIGNS, further, signs
from assistant.weights import THRESHOLDS
from evals.fit import FOLDS, Matrix, carries, logistic
from evals.lessons import STORIES, Lesson, of_set
from index.embedder import Embedder

QUESTIONS = 700  # read; the weights are few
# So sure a further report's account must be to be told. Chosen in sight of what it costs the sets
# whose further reports are mostly of something else.
HEARD = 0.4
WEIGHTS = Path(__file__).resolve().parent.parent / "assistant" / "voice_weights.py"
_HEADER = '"""The weights of further reports, written by evals/fit_voices.py. Not by hand."""\n'


@dataclass(frozen=True, slots=True)
class Report:
    """A further report of a question's matter."""

    affair: str
    rows: Matrix  # (sentences, len(SIGNS))
    labels: Matrix  # 1 where the sentence is an account of what is asked


def chosen() -> tuple[list[Lesson], set[str]]:
    """The questions that are read, and the articles of the folder that they are asked of."""
    asked = [one for one in of_set("stories", STORIES) if len(one.reports) > 1]
    found = [one for one in asked if one.unseen]
    articles = {name for one in found for name in one.reports}
    answered = [one for one in found if one.golden.answerable and not one.golden.history]
    random.Random(4).shuffle(answered)
    return answered[:QUESTIONS], articles


def reports(lessons: Sequence[Lesson], articles: Iterable[str], index: Path) -> list[Report]:
    """The further reports of every question that is not refused and whose first answer is right."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        folder.mkdir()
        for name in articles:
            shutil.copy(STORIES / "articles" / name, folder)
        settings = Settings()
        with Assistant.open(folder, index=index, settings=settings, vectors="wait") as assistant:
            embed = Embedder.open().embed
            return [one for lesson in lessons for one in _further(assistant, lesson, embed)]


def _further(assistant: Assistant, lesson: Lesson, embed: Embed) -> Iterator[Report]:
    read = assistant.read(lesson.golden.question, today=lesson.golden.today)
    if read.whole or not read.candidates:
        return
    told = judged(read)
    by_place = {(e.file, e.start): e for e in told.ranked}
    first = told.ranked[0]
    right = any(
        carries(c, lesson.golden, lesson.gold)
        for c in read.candidates
        if (c.passage.file, c.sentence.start) == (first.file, first.start)
    )
    if not right or told.sure < THRESHOLDS["balanced"]:
        return
    found = further(read.need, read.candidates, read.rows, told.ranked)
    beside = assistant.marks_beside(read, first, [one.file for one in found])
    for one in found:
        rows = signs(read.need, first, one, by_place, embed, beside)
        labels = [carries(c, lesson.golden, lesson.gold) for c in one.sentences]
        yield Report(lesson.group, rows, np.array(labels, np.float64))


def fit(found: Sequence[Report]) -> Matrix:
    """The weights. A report counts the same, however many sentences were read of it."""
    rows = np.concatenate([one.rows for one in found])
    labels = np.concatenate([one.labels for one in found])
    share = np.concatenate([np.full(len(one.labels), 8 / len(one.labels)) for one in found])
    return logistic(rows, labels, share)


def heard(report: Report, weights: Matrix) -> tuple[float, bool]:
    """How sure the likeliest sentence of a report is, and whether it is an account."""
    sure = 1 / (1 + np.exp(-(report.rows @ weights)))
    best = int(np.argmax(sure))
    return float(sure[best]), bool(report.labels[best])


def cross_check(found: Sequence[Report]) -> None:
    """Print what is heard on affairs of folds that the weights were not fitted on."""
    affairs = {name: i for i, name in enumerate(dict.fromkeys(one.affair for one in found))}
    told: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        inside = [affairs[one.affair] % FOLDS == fold for one in found]
        seen = fit([one for one, hidden in zip(found, inside, strict=True) if not hidden])
        told += [heard(one, seen) for one, hidden in zip(found, inside, strict=True) if hidden]
    giving = sum(one.labels.any() for one in found)
    print(f"{len(found)} further reports, {giving} of them with an account")
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        right = [is_right for sure, is_right in told if sure >= least]
        print(
            f"{least}: {len(right)} heard, rightly {np.mean(right):.2f}; "
            f"of the accounts {sum(right) / giving:.2f}"
        )


def written(weights: Matrix) -> str:
    """The text of assistant/voice_weights.py."""
    lines = [f'    "{name}": {weight:.4f},' for name, weight in zip(SIGNS, weights, strict=True)]
    return "\n".join([_HEADER, "VOICE = {", *lines, "}\n", f"HEARD = {HEARD}\n"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fit_voices", description=__doc__)
    parser.add_argument("--index", type=Path, default=Path(".assistant/fit-voices"))
    options = parser.parse_args()
    found = reports(*chosen(), options.index)
    cross_check(found)
    WEIGHTS.write_text(written(fit(found)))


if __name__ == "__main__":
    main()
