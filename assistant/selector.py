"""Which sentences of a passage answer a question: a small network that reads both together.

The embedder puts a question and a sentence into vectors apart from each other; here each word of a
passage is read beside the question, under the title of its article and among its neighbours. It
is the packaged embedder's network (all-MiniLM-L6-v2), trained further by evals/fit_selector.py,
and it ships with the project. What it says is one feature of the evidence scorer, no verdict.

A second one was trained on from it by evals/fit_beside.py to read a first answer as well: it marks
what other reports say of the same, where that is told in quite other words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedder import open_session, open_tokenizer
from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

SELECTOR, BESIDE = "selector.onnx", "beside.onnx"  # the latter reads a first account as well
SHA256 = {
    SELECTOR: "a77307d78f1cb461a1c57e2ec196e7825d0f682be437b7768cf41ee56896fb68",
    BESIDE: "fb8dbd9c2f59e24d0fb52ceffd8a2dbbe5931593203a50b379ffc5b43e7abff5",
}
MOST_TOKENS = 300  # of question, title and passage together: what it was trained to read
QUESTION_TOKENS = 64
SHORTER = 48  # of a question's, where an account follows
ACCOUNT_TOKENS = 64
TITLE_TOKENS = 32
LEAST_TOKENS = 4  # a sentence of which less fits is not read
UNREAD = -8.0  # log odds of a sentence that did not fit
_CLS, _SEP, _UNKNOWN = 101, 102, 100  # of the tokenizer's vocabulary
_MEND = "Install the project again: pip install --force-reinstall --no-deps article-assistant"


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once: some sentences of an article, in their order, under its title."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What was made of a window."""

    sentences: tuple[float, ...]  # log odds that each answers, or is part of an answer
    window: float  # log odds that the window holds an answer


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question and a window as the network reads them."""

    ids: list[int]
    types: list[int]  # 0 for the question, 1 for the window
    spans: list[tuple[int, int]]  # places of each sentence's tokens; those that fit


class Selector:
    """Reads windows for a question. Thread-safe."""

    def __init__(self, tokenizer: Tokenizer, session: InferenceSession) -> None:
        self._tokenizer = tokenizer
        self._session = session

    @classmethod
    def open(cls, file: str = SELECTOR) -> Selector:
        """A shipped one.

        Raises:
            ModelError: its file is missing or is not the one expected.
        """
        # The second one's word vectors are those of the first, and are read from its file.
        folder = Path(str(resources.files("assistant"))) / "data"
        return cls(open_tokenizer(), open_session(_graph(file), optimise=False, folder=folder))

    def read(self, question: str, window: Window, account: str = "") -> Marks:
        """What is made of a window, by one core. It depends on what is given alone.

        Args:
            account: what another report answers; for the network that reads one.
        """
        encoded = encode(self._tokenizer, question, window, account)
        tokens, whole = self._session.run(
            None,
            {
                "input_ids": np.array([encoded.ids], np.int64),
                "token_type_ids": np.array([encoded.types], np.int64),
            },
        )
        told: NDArray[np.float32] = tokens[0]
        marks = [float(told[start:end].mean()) for start, end in encoded.spans]
        unread = [UNREAD] * (len(window.sentences) - len(marks))
        return Marks((*marks, *unread), float(whole[0]))

    def knows(self, word: str) -> bool:
        """Whether a word in small letters is one of the network's own: the 22,000 commonest."""
        return self._tokenizer.token_to_id(word) is not None


def encode(tokenizer: Tokenizer, question: str, window: Window, account: str = "") -> Encoded:
    """As the network reads it: [CLS] question [SEP] title [SEP] sentence sentence … [SEP]; an
    account stands between question and title, with a [SEP] of its own."""
    asked = [*_ids(tokenizer, question)[: SHORTER if account else QUESTION_TOKENS], _SEP]
    if account:
        asked += [*_ids(tokenizer, account)[:ACCOUNT_TOKENS], _SEP]
    title = _ids(tokenizer, window.title)[:TITLE_TOKENS]
    ids = [_CLS, *asked, *title, _SEP]
    types = [0] * (len(asked) + 1) + [1] * (len(title) + 1)
    spans: list[tuple[int, int]] = []
    for sentence in window.sentences:
        room = MOST_TOKENS - 1 - len(ids)
        if room < LEAST_TOKENS:
            break
        found = _ids(tokenizer, sentence)[:room] or [_UNKNOWN]
        spans.append((len(ids), len(ids) + len(found)))
        ids += found
    ids.append(_SEP)
    types += [1] * (len(ids) - len(types))
    return Encoded(ids, types, spans)


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    plain = text.encode("utf-8", "replace").decode()
    ids: list[int] = tokenizer.encode(plain, add_special_tokens=False).ids
    return ids


def _graph(file: str) -> bytes:
    try:
        content = (resources.files("assistant") / "data" / file).read_bytes()
    except OSError as error:
        raise ModelError(f"The sentence selector cannot be read: {error}. {_MEND}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[file]:
        raise ModelError(
            f"assistant/data/{file} is damaged or another one: its sha256 is {found}, "
            f"not {SHA256[file]}. {_MEND}"
        )
    return content
