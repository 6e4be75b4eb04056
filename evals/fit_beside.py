"""Train the network that reads a first account as well, and write assistant/data/beside.onnx.

    python -m evals.fit_beside --minilm MINILM      # as for evals/fit_selector.py

The sentence of a further report that contradicts a first one in quite other words answers the
question only for who knows the first. So the sentence selector is trained on to read that too:
[CLS] question [SEP] account [SEP] title [SEP] sentences. It learns from the questions of
evals/stories whose affair several reports tell of, but for a fifth of the affairs: from a report
that answers its sentence, of other reports of the affair and of other affairs the passages, right
ones and wrong ones. Word vectors are not trained, and so are not in its file: it reads those of
selector.onnx, and is written anew when that is.

What ships is the moving average over 500 steps of 8 questions; its loss was still falling. It was
learnt by a draft of this script, whose rate is not recorded, so a run will differ somewhat. On
affairs unseen the sentence marked highest in a further report was an account in .73 of 140
questions, where it is with the selector's marks in .66. What its marks add to the signs by which a
report is heard: evals/fit_voices.py.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import selector
from assistant.chain import Assistant
from assistant.settings import Settings
from evals.fit_selector import (
    DATA,
    SEED,
    Asked,
    Network,
    Shown,
    as_shown,
    cut,
    exported,
    train,
    write,
)
from evals.lessons import STORIES, Lesson, of_set
from index.types import Filter

STEPS, QUESTIONS = 500, 8
OWN, FOUND = 6, 8  # passages of the affair, and of the whole folder, that a question may be shown
CONTESTED = 0.68  # of the questions: two reports answer them
WRONG, FAR = 0.75, 0.35  # of them: shown with passages of the affair that do not answer, of others
NEAR = 5  # of those others: the nearest


@dataclass(frozen=True, slots=True)
class Contest:
    """A question of an affair, what answers it, and the passages found for it."""

    lesson: Lesson
    accounts: dict[str, list[str]]  # by file
    shown: tuple[tuple[str, Shown], ...]  # with the file of each, the nearest first


def contests(index: Path) -> Iterator[Contest]:
    """The questions that an affair of several reports answers, but for the affairs unseen."""
    asked = [one for one in of_set("stories", STORIES) if len(one.reports) > 1 and not one.unseen]
    place = STORIES / "articles"
    with Assistant.open(place, index=index, settings=Settings(), vectors="wait") as assistant:
        for lesson in asked:
            accounts = {
                gold.file: [
                    span.of(assistant.article(gold.file).article.text) for span in gold.spans
                ]
                for gold in lesson.gold
                if gold.spans
            }
            if not lesson.golden.answerable or not accounts:
                continue
            question, of_affair = lesson.golden.question, Filter(files=frozenset(lesson.reports))
            own = assistant.search(question, limit=OWN, chosen=of_affair)
            both = {(p.file, p.start): p for p in (*own, *assistant.search(question, limit=FOUND))}
            shown = [(p.file, as_shown(assistant, lesson, p)) for p in both.values()]
            yield Contest(lesson, accounts, tuple(pair for pair in shown if pair[1].answers))


def asked_of(one: Contest, rnd: random.Random) -> Asked | None:
    """A question, an account of it, and passages of other reports; None where there are none."""
    first = rnd.choice(list(one.accounts))
    account = rnd.choice(one.accounts[first])
    others = [shown for file, shown in one.shown if file != first and file in one.lesson.reports]
    far = [shown for file, shown in one.shown if file not in one.lesson.reports]
    right = [shown for shown in others if any(shown.answers)]
    wrong = [shown for shown in others if not any(shown.answers)]
    chosen = rnd.sample(right, min(2, len(right)))
    if wrong and rnd.random() < WRONG:
        chosen += rnd.sample(wrong, min(1 if chosen else 2, len(wrong)))
    if far and (rnd.random() < FAR or not chosen):
        chosen += rnd.sample(far[:NEAR], 1)
    windows = tuple(cut(shown, rnd) for shown in chosen)
    return Asked(one.lesson.golden.question, windows, account) if windows else None


def steps_of(found: Sequence[Contest]) -> list[list[Asked]]:
    """The questions of each step."""
    rnd = random.Random(SEED)
    contested = [one for one in found if len(one.accounts) > 1]
    alone = [one for one in found if len(one.accounts) < 2]
    asked: list[Asked] = []
    while len(asked) < STEPS * QUESTIONS:
        one = rnd.choice(contested if rnd.random() < CONTESTED else alone)
        if shown := asked_of(one, rnd):
            asked.append(shown)
    return [asked[n : n + QUESTIONS] for n in range(0, len(asked), QUESTIONS)]


def without_words(content: bytes, shipped: bytes) -> bytes:
    """A network whose word vectors are read from the selector's file, where the same ones stand.

    Raises:
        ValueError: they do not.
    """
    from onnx import ModelProto, TensorProto

    model = ModelProto.FromString(content)
    words = max(model.graph.initializer, key=lambda one: len(one.raw_data))
    offset = shipped.find(words.raw_data)
    if offset < 0:
        raise ValueError(f"The word vectors are not those of {selector.SELECTOR}.")
    where = {"location": selector.SELECTOR, "offset": offset, "length": len(words.raw_data)}
    words.ClearField("raw_data")
    words.data_location = TensorProto.EXTERNAL
    for key, value in where.items():
        words.external_data.add(key=key, value=str(value))
    without: bytes = model.SerializeToString()
    return without


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m evals.fit_beside",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--index", type=Path, default=Path(".assistant/fit-beside"))
    options = parser.parse_args()
    network = Network(options.minilm)
    network.continued(DATA / selector.SELECTOR)
    train(network, steps_of(list(contests(options.index))))
    shipped = (DATA / selector.SELECTOR).read_bytes()
    write(selector.BESIDE, without_words(exported(network), shipped))


if __name__ == "__main__":
    main()
