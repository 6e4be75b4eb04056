"""Vectors from an endpoint: a server with the packaged model's, cut to other dimensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from servers import Exchange, Server, embeds, fails, refused_url, sends

from assistant import Assistant
from assistant.doctor import examine
from assistant.embeddings import BATCH, EndpointEmbedder, fingerprints
from assistant.models import embedding_call
from assistant.settings import Settings
from index.embedder import Embedder
from index.errors import ModelError, SettingError

ARTICLES = {
    "otter.txt": "Otter bridge opens\n\nThe Otter bridge opened. It cost 12 million euros.\n",
    "comet.txt": "Comet seen\n\nA bright comet was seen over Norway. It returns in 2061.\n",
}
QUESTION = "What did the Otter bridge cost?"


@pytest.fixture(scope="module")
def vectors() -> Callable[[list[str]], list[list[float]]]:
    embedder = Embedder.open()

    def rows(texts: list[str]) -> list[list[float]]:
        return [[2 * float(x) for x in row[:200]] for row in embedder.embed(texts)]

    return rows


def settings(url: str, **more: object) -> Settings:
    return Settings(embed_base_url=url, embed_model="e", **more)  # type: ignore[arg-type]


def test_an_endpoints_vectors_are_searched_and_never_mixed(
    folder: Callable[[dict[str, str]], Path],
    tmp_path: Path,
    vectors: Callable[[list[str]], list[list[float]]],
) -> None:
    home = folder(ARTICLES)
    packaged = Settings(articles=home, index=tmp_path / "index")
    with Assistant.open(settings=packaged, vectors="wait") as assistant:
        own = assistant.search(QUESTION)
    with Server([embeds(vectors)]) as server:
        there = settings(server.url, articles=home, index=tmp_path / "index", embed_api_key="k")
        with Assistant.open(settings=there, vectors="wait") as assistant:
            made = len(server.exchanges)
            assert made == 1  # both chunks in one call
            assert assistant.vector_counts() == (2, 2)
            found = assistant.search(QUESTION)
            assert found[0].file == "otter.txt"
            assert found[0].dense is not None
            assert found[0].dense != own[0].dense
            answer = assistant.ask(QUESTION)
            assert "12 million" in answer.text
            assert answer.notice is None
        sent = server.exchanges[-1]
        assert sent.body["input"] == [QUESTION]
        assert sent.headers["Authorization"] == "Bearer k"
    with Assistant.open(settings=packaged, vectors="wait") as assistant:  # and back again
        assert assistant.search(QUESTION)[0].dense == own[0].dense


def test_without_the_endpoint_words_decide_and_the_answer_says_so(
    folder: Callable[[dict[str, str]], Path],
    tmp_path: Path,
    vectors: Callable[[list[str]], list[list[float]]],
) -> None:
    home = folder(ARTICLES)
    with Server([embeds(vectors), fails(401)]) as server:
        there = settings(server.url, articles=home, index=tmp_path / "index")
        with Assistant.open(settings=there, vectors="wait") as assistant:
            answer = assistant.ask(QUESTION)
    assert "12 million" in answer.text
    assert "found by their words alone. The embedding endpoint failed" in (answer.notice or "")
    assert "401" in (answer.notice or "")


def test_a_model_that_changed_its_length_under_its_name_is_told_with_the_mend(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    two = embeds(lambda texts: [[1.0, 0.0]] * len(texts))
    three = embeds(lambda texts: [[1.0, 0.0, 0.0]] * len(texts))
    with Server([two, three]) as server:  # when the folder was indexed, and ever since
        there = settings(server.url, articles=folder(ARTICLES), index=tmp_path / "index")
        with Assistant.open(settings=there, vectors="wait") as assistant:
            notice = assistant.ask(QUESTION).notice or ""
            assert "`python -m assistant sync --rebuild` makes them anew" in notice
            assistant.rebuild()
            assert assistant.vector_counts() == (2, 2)
            assert assistant.ask(QUESTION).notice is None


def test_many_texts_go_in_batches_and_come_back_in_order(
    vectors: Callable[[list[str]], list[list[float]]],
) -> None:
    texts = [f"Story number {n}" for n in range(2 * BATCH + 1)]
    with Server([embeds(vectors)]) as server:
        rows = EndpointEmbedder(settings(server.url), embedding_call(settings(server.url))).embed(
            texts
        )
        assert len(server.exchanges) == 3
    expected = np.array(vectors(texts))
    assert rows == pytest.approx(
        expected / np.linalg.norm(expected, axis=1, keepdims=True), abs=1e-5
    )


def test_an_endpoint_that_takes_fewer_texts_gets_fewer_from_then_on(
    vectors: Callable[[list[str]], list[list[float]]],
) -> None:
    def takes_ten(exchange: Exchange) -> None:
        if len(exchange.body["input"]) > 10:
            fails(400, {"message": "batch size is invalid, it should not be larger than 10."})(
                exchange
            )
        else:
            embeds(vectors)(exchange)

    texts = [f"Story number {n}" for n in range(BATCH + 9)]
    with Server([takes_ten]) as server:
        endpoint = EndpointEmbedder(settings(server.url), embedding_call(settings(server.url)))
        rows = endpoint.embed(texts)
        asked = len(server.exchanges)
        endpoint.embed(texts)
        assert [len(one.body["input"]) for one in server.exchanges[asked:]].count(8) == 5
        assert len(server.exchanges) == asked + 6
    expected = np.array(vectors(texts))
    assert rows == pytest.approx(
        expected / np.linalg.norm(expected, axis=1, keepdims=True), abs=1e-5
    )


def test_a_text_that_is_refused_by_itself_makes_no_batch_smaller(
    vectors: Callable[[list[str]], list[list[float]]],
) -> None:
    def refuses_one(exchange: Exchange) -> None:
        refused = "too long" in exchange.body["input"]
        (fails(413) if refused else embeds(vectors))(exchange)

    with Server([refuses_one]) as server:
        endpoint = EndpointEmbedder(settings(server.url), embedding_call(settings(server.url)))
        with pytest.raises(ModelError, match="413"):
            endpoint.embed(["a", "b", "c", "too long"])
        asked = len(server.exchanges)
        endpoint.embed(["a", "b", "c", "d"])
        assert len(server.exchanges) == asked + 1


@pytest.mark.parametrize(
    "rows",
    [lambda _: [], lambda t: [[0.0, 0.0]] * len(t), lambda t: [[1.0], [1.0, 2.0]][: len(t)]],
    ids=["none", "zeros", "ragged"],
)
def test_what_are_no_vectors_are_refused(
    rows: Callable[[list[str]], list[list[float]]],
) -> None:
    with Server([embeds(rows)]) as server:
        endpoint = EndpointEmbedder(settings(server.url), embedding_call(settings(server.url)))
        with pytest.raises(ModelError, match="The embedding endpoint"):
            endpoint.embed(["a", "b"])


@pytest.mark.parametrize("row", [None, "AACAPwAAAEA=", [[1.0, 2.0]], ["a"], [1.0, None], 3])
def test_what_is_no_list_of_numbers_is_no_vector(row: object) -> None:
    with (
        Server([embeds(lambda texts: [row] * len(texts))]) as server,  # type: ignore[list-item]
        pytest.raises(ModelError, match="no OpenAI-compatible reply"),
    ):
        embedding_call(settings(server.url))(["a", "b"])


def test_its_faults_are_told_with_the_mend() -> None:
    for url in (refused_url(), refused_url().replace("://", "://user:s3cret@")):
        with pytest.raises(ModelError, match="Check ASSISTANT_EMBED_BASE_URL") as error:
            embedding_call(settings(url))(["a"])
        assert "s3cret" not in str(error.value)
    with (
        Server([sends("<html>", "text/html")]) as server,
        pytest.raises(ModelError, match="failed"),
    ):
        embedding_call(settings(server.url))(["a"])


def test_the_doctor_asks_it(vectors: Callable[[list[str]], list[list[float]]]) -> None:
    with Server([embeds(vectors)]) as server:
        findings = {f.what: f for f in examine(settings(server.url))}
        there = server.url.replace("://", "://ann:s3cret@")
        found = {f.what: f.words for f in examine(settings(there))}["embedding endpoint"]
    assert "it answers, 200 dimensions" in findings["embedding endpoint"].words
    assert found == findings["embedding endpoint"].words
    assert "embedding endpoint" not in {f.what for f in examine(Settings())}


def test_how_an_address_is_written_makes_no_other_vectors_and_keeps_no_password() -> None:
    one = fingerprints(settings("http://models.example/v1"))
    assert one == {"endpoint/http://models.example/v1/e"}
    for url in ("http://models.example/v1/", "http://ann:s3cret@models.example/v1"):
        assert fingerprints(settings(url)) == one


def test_half_a_setting_is_refused() -> None:
    with pytest.raises(SettingError, match="ASSISTANT_EMBED_MODEL is not"):
        Settings(embed_base_url="http://x/v1")
    with pytest.raises(SettingError, match="nothing tells where it runs"):
        Settings(embed_model="e")
    assert replace(settings("http://x/v1"), embed_api_key="k").embed_api_key == "k"
