import re
import shutil
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
from rights import drop_rights, unprivileged
from servers import Server, fails, refused_url, says, stalls

from assistant import Assistant, doctor
from assistant.doctor import Finding, examine
from assistant.places import check_owner, default_index
from assistant.settings import Settings
from index.catalog import FILE_NAME, Catalog
from index.locks import VECTORS_LOCK, hold
from index.sync import COLLECTION, read_folder
from index.vectors import Vectors


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "articles"
    home.mkdir()
    for n in range(20):
        (home / f"{n}.txt").write_text(f"Story {n}. " * 500)
    return Settings(articles=home, index=tmp_path / "index")


def index_of(settings: Settings) -> Path:
    assert settings.index is not None
    return Path(settings.index)


def sync(settings: Settings) -> None:
    assert settings.articles is not None
    catalog = Catalog.open(index_of(settings))
    read_folder(settings.articles, catalog)
    catalog.close()


def found(settings: Settings, what: str = "index") -> Finding:
    (one,) = [finding for finding in examine(settings) if finding.what == what]
    return one


def test_a_healthy_index_is_counted(settings: Settings) -> None:
    sync(settings)
    assert all(finding.ok for finding in examine(settings))
    assert "20 articles" in found(settings).words


def test_an_index_of_another_folder_is_told(settings: Settings, tmp_path: Path) -> None:
    sync(settings)
    catalog = Catalog.open(index_of(settings))
    check_owner(catalog, tmp_path / "articles", index_of(settings))
    catalog.close()
    assert found(settings).ok
    (tmp_path / "letters").mkdir()
    finding = found(replace(settings, articles=tmp_path / "letters"))
    assert not finding.ok
    assert f"belongs to the folder {tmp_path / 'articles'}" in finding.words


def test_no_index_yet_is_no_fault_and_none_is_made(settings: Settings) -> None:
    finding = found(settings)
    assert finding.ok
    assert "none yet" in finding.words
    assert not index_of(settings).exists()


@pytest.mark.parametrize("start", [0, 100, 4096, 4096 * 20])
def test_damage_is_told_with_its_mend(settings: Settings, start: int) -> None:
    sync(settings)
    path = index_of(settings) / FILE_NAME
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * (path.stat().st_size - start))
    finding = found(settings)
    assert not finding.ok
    assert "sync --rebuild" in finding.words
    assert found(settings, "articles").ok


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(10)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda index: shutil.rmtree(index / "vectors"), "The vectors in"),
        (lambda index: cut(index / "vectors" / "chroma.sqlite3"), "chroma.sqlite3 was cut"),
        (lambda index: cut(next(index.glob("vectors/*/data_level0.bin"))), "was cut"),
        (lambda index: (index / FILE_NAME).unlink(), "its catalogue is gone"),
    ],
)
def test_what_is_lost_or_cut_of_vectors_is_told(
    folder: Callable[[dict[str, str]], Path],
    tmp_path: Path,
    harm: Callable[[Path], object],
    words: str,
) -> None:
    home, index = folder({"a.txt": "The mill in Talvey burned on Friday."}), tmp_path / "index"
    settings = Settings(articles=home, index=index)
    Assistant.open(settings=settings, vectors="wait").close()
    assert found(settings).ok
    harm(index)
    finding = found(settings)
    assert not finding.ok
    assert words in finding.words
    assert "`python -m assistant sync`" in finding.words
    with Assistant.open(settings=settings, vectors="off") as assistant:
        assistant.sync()
    assert found(settings).ok


def test_vectors_fewer_than_noted_or_being_made_are_told(settings: Settings) -> None:
    sync(settings)
    with closing(Catalog.open(index_of(settings))) as catalog:
        chunks = [chunk for chunk, _ in catalog.pending()]
        with closing(Vectors.open(index_of(settings))) as vectors:
            vectors.put(chunks[:1], np.ones((1, 4), np.float32))
        catalog.add_vectors(chunks[:2])
        assert "Of 2 vectors 1 are there" in found(settings).words
        with hold(index_of(settings) / VECTORS_LOCK, 0):
            finding = found(settings)
        assert finding.ok
        assert "vectors are being made" in finding.words
        catalog.set_meta(COLLECTION, "chunks-x-a")
        finding = found(settings)
        assert not finding.ok
        assert "ASSISTANT_CHROMA_URL" in finding.words


def test_an_index_that_is_a_file(settings: Settings) -> None:
    index_of(settings).write_text("mine")
    finding = found(settings)
    assert not finding.ok
    assert "Not a directory" in finding.words


def test_no_folder(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "nothing"):
        finding = found(Settings(articles=folder), "articles")
        assert not finding.ok
        assert "--articles" in finding.words


def test_rights_that_are_missing_are_findings() -> None:
    with unprivileged() as place:
        for name in ("articles", "index", "locked"):
            (place / name).mkdir()
        (place / "locked").chmod(0)
        (place / "index").chmod(0)
        drop_rights()
        assert not found(Settings(articles=place / "locked" / "articles"), "articles").ok
        finding = found(Settings(articles=place / "articles", index=place / "index"))
        assert not finding.ok
        assert "--index" in finding.words


def test_a_look_that_fails_is_a_finding_and_the_rest_follows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(settings)

    def fails(_: Catalog) -> None:
        raise ValueError("an odd date")

    monkeypatch.setattr(Catalog, "articles", fails)
    finding = found(settings)
    assert not finding.ok
    assert "ValueError: an odd date" in finding.words
    assert found(settings, "embedding model").ok


def test_the_default_index_of_a_folder_is_steady(tmp_path: Path) -> None:
    (tmp_path / "news of today").mkdir()
    path = default_index(tmp_path / "news of today")
    assert path == default_index(tmp_path / "x" / ".." / "news of today")
    assert path.name.startswith("news-of-today-")


def test_the_model_is_asked_once_and_cheaply(settings: Settings) -> None:
    with Server([says("ready")]) as server:
        there = replace(settings, llm_base_url=server.url, llm_model="m")
        finding = found(there, "language model")
        secret = server.url.replace("://", "://ann:s3cret@")
        other = found(replace(there, llm_base_url=secret), "language model")
    assert finding.ok
    assert "m at http://127.0.0.1" in finding.words
    assert other.words.partition(";")[0] == finding.words.partition(";")[0]
    assert "(100 + 20 tokens)" in finding.words
    exchange, _ = server.exchanges
    assert exchange.body["max_tokens"] <= 16


def test_the_form_of_the_statements_is_told(settings: Settings) -> None:
    refused = fails(400, {"message": "unknown field: response_format"})
    for how, behaviours, words in (
        ("auto", [says("{}")], "statements as JSON by a schema"),
        ("auto", [refused, says("ready")], "statements as lines"),
        ("off", [says("ready")], "statements as lines"),
    ):
        with Server(behaviours) as server:
            there = replace(settings, llm_base_url=server.url, llm_model="m", llm_schema=how)
            finding = found(there, "language model")
        assert finding.ok
        assert finding.words.endswith(words)
        assert len(server.exchanges) == len(behaviours)


def test_a_model_that_does_not_answer_is_a_finding_with_its_mend(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server([fails(401)]) as server:
        there = replace(settings, llm_base_url=server.url, llm_model="m")
        finding = found(there, "language model")
    assert not finding.ok
    assert "Check ASSISTANT_LLM_API_KEY" in finding.words
    gone = replace(settings, llm_base_url=refused_url(), llm_model="m")
    assert "cannot be reached" in found(gone, "language model").words
    monkeypatch.setattr(doctor, "CALL_SECONDS", 1.0)
    with Server([stalls(20)]) as server:
        there = replace(settings, llm_base_url=server.url, llm_model="m")
        assert "took longer than" in found(there, "language model").words


def test_the_doors_are_told(settings: Settings) -> None:
    assert "this machine alone" in found(settings, "doors").words
    assert "pages" not in found(settings, "doors").words
    named = replace(settings, origins=("https://chat.example",))
    assert found(named, "doors").words.endswith("also from pages of https://chat.example")
    shared = replace(settings, host="0.0.0.0", token="a-secret-of-this-test")
    assert "ASSISTANT_TOKEN" in found(shared, "doors").words
    assert not found(replace(shared, token=None), "doors").ok


def test_each_extra_is_named_with_the_command_that_installs_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    offered = project["project"]["optional-dependencies"]
    assert {name for name, _, _ in doctor.EXTRAS} == offered.keys() - {"dev"}
    packages = {package: name for name, package, _ in doctor.EXTRAS}
    installed = doctor.version

    def without(package: str) -> str:
        if package in packages:
            raise PackageNotFoundError(package)
        return installed(package)

    monkeypatch.setattr(doctor, "version", without)
    missing = {finding.what: finding for finding in examine(settings)}
    monkeypatch.setattr(
        doctor, "version", lambda package: "12.3" if package in packages else installed(package)
    )
    there = {finding.what: finding for finding in examine(settings)}
    for name, package, purpose in doctor.EXTRAS:
        assert any(re.match(rf"{package}\W", one) for one in offered[name])
        finding = missing[f"extra {name}"]
        assert finding.ok  # it need not be installed
        assert finding.words.startswith(f"not installed; it {purpose}. ")
        assert finding.words.endswith(f'pip install -e ".[{name}]"')
        assert there[f"extra {name}"].words == f"{package} 12.3; it {purpose}"
