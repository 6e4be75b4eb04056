"""Vectors on a Chroma server: a real one, in a process of its own, killed and started again."""

from __future__ import annotations

import functools
import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from chroma import API, Chroma, running
from servers import refused_url

from assistant import Assistant
from assistant.__main__ import main
from assistant.doctor import examine
from assistant.parts import LEAVE
from assistant.selector import Selector
from assistant.settings import Settings
from index import vectors as storing
from index.embedder import Embedder
from index.errors import IndexStateError, ServerError
from index.sync import COLLECTION
from index.types import Server
from index.vectors import ServerVectors, Vectors

MakeFolder = Callable[[dict[str, str]], Path]
STORIES = {
    "a.txt": "Harbour opens\n\n2025-03-01\n\nThe harbour of Orvik opened on Monday, in rain.",
    "b.txt": "Bakery closes\n\n2025-03-02\n\nThe bakery of Tolm closed on Friday after 90 years.",
    "c.txt": "Choir sings\n\n2025-03-03\n\nThe choir of Brenn sang nine songs at the old mill.",
}
HARBOUR = "When did the harbour of Orvik open?"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with running(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture(autouse=True, scope="module")
def _networks_opened_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Embedder, Selector):
            patch.setattr(kind, "open", functools.cache(kind.open))
        yield


def settings(home: Path, url: str | None, **more: Any) -> Settings:
    return Settings(articles=home, index=home.parent / "index", chroma_url=url, **more)


def collection_of(assistant: Assistant) -> str:
    return assistant._catalog.meta(COLLECTION) or ""


def by_meaning(assistant: Assistant) -> bool:
    """Whether a question compares vectors, and says nothing of the words alone."""
    answer = assistant.ask(HARBOUR)
    assert answer.citations[0].file == "a.txt"
    compared = all(passage.dense is not None for passage in answer.trace.passages)
    assert answer.notice is None
    return compared


def by_words(assistant: Assistant) -> str:
    """The notice with which a question is answered by words."""
    answer = assistant.ask(HARBOUR)
    assert answer.citations[0].file == "a.txt"
    assert all(passage.dense is None for passage in answer.trace.passages)
    return answer.notice or ""


def test_vectors_go_to_the_server_and_nothing_of_them_to_the_disk(
    folder: MakeFolder, shared: Chroma
) -> None:
    home = folder(STORIES)
    with Assistant.open(settings=settings(home, shared.url), vectors="wait") as assistant:
        assert by_meaning(assistant)
        assert shared.counts()[collection_of(assistant)] == 3
        assert not Vectors.exist(home.parent / "index")
        (home / "a.txt").unlink()
        (home / "d.txt").write_text("Mill burns\n\nThe mill of Brenn burned down on Tuesday.")
        assert assistant.sync().chunks_embedded == 1
        assert shared.counts()[collection_of(assistant)] == 3
        assert assistant.sync().chunks_embedded == 0
    with Assistant.open(settings=settings(home, shared.url), vectors="off") as again:
        assert again.sync().chunks_embedded == 0


def test_two_folders_on_one_server_do_not_mix(tmp_path: Path, shared: Chroma) -> None:
    others = {"x.txt": "Harbour shut\n\nThe harbour of Pella shut on Sunday, in snow."}
    homes = []
    for name, files in (("one", STORIES), ("two", others)):
        homes.append(tmp_path / name / "articles")
        homes[-1].mkdir(parents=True)
        for file, text in files.items():
            (homes[-1] / file).write_text(text)
    one, two = (
        Assistant.open(settings=settings(home, shared.url), vectors="wait") for home in homes
    )
    with one, two:
        assert shared.counts()[collection_of(one)] == 3
        assert shared.counts()[collection_of(two)] == 1
        assert [p.file for p in two.search("harbour")] == ["x.txt"]
        (homes[1] / "x.txt").unlink()
        two.sync()
        assert shared.counts()[collection_of(two)] == 0
        assert by_meaning(one)


def test_built_anew_or_without_gaps_in_another_collection(
    folder: MakeFolder, shared: Chroma
) -> None:
    home, before = folder(STORIES), set(shared.counts())
    there = settings(home, shared.url)
    with (
        Assistant.open(settings=there, vectors="wait") as assistant,
        Assistant.open(settings=there, vectors="off") as reader,
    ):
        first = collection_of(assistant)
        assert by_meaning(reader)
        assistant.compact()
        second = collection_of(assistant)
        assert shared.counts().keys() - before == {second} != {first}
        assert by_meaning(reader)
        assert assistant.rebuild().chunks_embedded == 3
        assert collection_of(assistant) == first
        assert shared.counts().keys() - before == {first}
        assert by_meaning(reader)
        assert assistant.sync().chunks_embedded == 0


def test_killed_while_it_is_asked_and_back_again(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    with (
        running(tmp_path) as server,
        Assistant.open(settings=settings(home, server.url), vectors="wait") as assistant,
    ):
        assistant._look_next = time.monotonic() + 3600
        assert by_meaning(assistant)
        stop, told, failed = threading.Event(), [], []

        def ask() -> None:
            while not stop.is_set():
                try:
                    answer = assistant.ask(HARBOUR)
                    assert answer.citations[0].file == "a.txt"
                    told.append(answer.notice)
                    time.sleep(0.05)  # the server has to start on the same processors
                except Exception as error:  # noqa: BLE001 - told in the thread of the test
                    failed.append(error)
                    return

        def asked(count: int) -> None:
            end, until = time.monotonic() + 20, len(told) + count
            while len(told) < until and not failed and time.monotonic() < end:
                time.sleep(0.01)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        asked(4)
        server.kill()
        asked(6)
        gone = told[-1]
        server.start()
        asked(4)
        stop.set()
        for thread in threads:
            thread.join()
        assert not failed
        assert set(told[:3]) == {None}
        assert gone is not None
        assert "by their words alone" in gone
        assert "The Chroma server cannot be reached" in gone
        assert server.url not in gone  # who runs it finds it in the log
        assert "ASSISTANT_CHROMA_URL" in gone
        end = time.monotonic() + 2 * LEAVE  # on a busy machine a look may have timed out
        while assistant.ask(HARBOUR).notice is not None and time.monotonic() < end:
            time.sleep(0.1)
        assert by_meaning(assistant)
        assert list(server.counts().values()) == [3]


def test_without_the_server_a_sync_says_what_to_do_and_nothing_is_lost(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home = folder(STORIES)
    with running(tmp_path) as server:
        there = settings(home, server.url)
        Assistant.open(settings=there, vectors="wait").close()
        server.kill()
        with Assistant.open(settings=there, vectors="background") as assistant:
            assert "ASSISTANT_CHROMA_URL" in by_words(assistant)
            (home / "d.txt").write_text("Mill burns\n\nThe mill of Brenn burned down on Tuesday.")
            with pytest.raises(ServerError, match="Start it or mend ASSISTANT_CHROMA_URL") as error:
                assistant.sync()
            assert "\n" not in str(error.value)
            for work in (assistant.rebuild, assistant.compact):
                with pytest.raises(ServerError, match="ASSISTANT_CHROMA_URL"):
                    work()
            assert assistant.vector_counts() == (3, 4)
            assistant.catch_up()
            assert "ASSISTANT_CHROMA_URL" in by_words(assistant)
            server.start()
            assistant.catch_up()
            assert assistant.vector_counts() == (4, 4)
            assert by_meaning(assistant)


def test_a_server_that_lets_us_wait_is_left_alone_for_a_while(
    folder: MakeFolder, shared: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_PATIENCE", 1.5)
    with Assistant.open(
        settings=settings(folder(STORIES), shared.url), vectors="wait"
    ) as assistant:
        assert by_meaning(assistant)
        shared.process.send_signal(signal.SIGSTOP)
        try:
            assert "cannot be reached" in by_words(assistant)
            monkeypatch.setattr(storing, "_knock", None)  # it is not even tried
            assert "cannot be reached" in by_words(assistant)
        finally:
            shared.process.send_signal(signal.SIGCONT)
            monkeypatch.undo()
        assistant._leave_until = time.monotonic()  # the while is over
        assert by_meaning(assistant)


@pytest.mark.parametrize(("status", "passing"), [(500, True), (503, True), (409, False)])
def test_a_server_in_trouble_is_told_apart_from_vectors_in_trouble(
    status: int, passing: bool
) -> None:
    from chromadb.api.base_http_client import BaseHTTPClient

    answer = httpx.Response(status, text="no room", request=httpx.Request("GET", "http://x"))
    with (
        pytest.raises(IndexStateError, match="no room") as error,
        storing._told_of(Server("http://x")),
    ):
        BaseHTTPClient._raise_chroma_error(answer)
    assert isinstance(error.value, ServerError) is passing


def test_vectors_that_the_server_lost_are_made_again(folder: MakeFolder, shared: Chroma) -> None:
    home = folder(STORIES)
    with Assistant.open(settings=settings(home, shared.url), vectors="wait") as assistant:
        assert by_meaning(assistant)
        httpx.delete(f"{shared.url}{API}/{collection_of(assistant)}").raise_for_status()
        assert "`python -m assistant sync` makes them anew" in by_words(assistant)
        (finding,) = [one for one in examine(assistant.settings) if one.what == "index"]
        assert (finding.ok, "makes them anew" in finding.words) == (False, True)
        assert assistant.sync().chunks_embedded == 3
        assert by_meaning(assistant)


def test_vectors_move_only_when_they_are_told_to(folder: MakeFolder, shared: Chroma) -> None:
    home = folder(STORIES)
    here, there = settings(home, None), settings(home, shared.url)
    Assistant.open(settings=here, vectors="wait").close()
    for now, then, words in ((here, there, "on this disk"), (there, here, "on a Chroma server")):
        with Assistant.open(settings=then, vectors="background") as assistant:
            assert words in by_words(assistant)
            with pytest.raises(IndexStateError, match=r"sync --rebuild"):
                assistant.sync()
        with Assistant.open(settings=now, vectors="off") as assistant:
            assert by_meaning(assistant)  # nothing was lost by the attempt
        with Assistant.open(settings=then, vectors="off") as assistant:
            assert assistant.rebuild().chunks_embedded == 3
            assert by_meaning(assistant)
            assert Vectors.exist(home.parent / "index") == (then is here)


def test_ids_are_asked_for_in_parts(shared: Chroma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "_AT_ONCE", 7)
    vectors = ServerVectors.on(Server(shared.url), "chunks-parts", make=True)
    try:
        ids = [f"id-{n}" for n in range(30)]
        rows = np.random.default_rng(7).normal(size=(30, 8)).astype(np.float32)
        vectors.put(ids, rows)
        assert vectors.ids() == set(ids)
        vectors.probe(ids)
    finally:
        vectors.close()
        ServerVectors.drop(Server(shared.url), "chunks-parts")
    assert "chunks-parts" not in shared.counts()


@contextmanager
def gate(chroma: Chroma, token: str, certificate: Path | None = None) -> Iterator[str]:
    """What stands before a server that other machines reach: it wants a token, and speaks TLS."""

    class Gate(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers["Authorization"] != f"Bearer {token}":
                status, reply = 401, b"no"
            else:
                sent = {"Content-Type": "application/json"}
                url = chroma.url + self.path.removeprefix("/behind")
                answer = httpx.request(self.command, url, content=body, headers=sent)
                status, reply = answer.status_code, answer.content
            self.send_response(status)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = do_DELETE = handle_any

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        scheme = "http" if certificate is None else "https"
        yield f"{scheme}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_what_is_wrong_with_the_server_is_told_with_its_mend(
    folder: MakeFolder, shared: Chroma
) -> None:
    home, token = folder(STORIES), "the-right-token"
    with gate(shared, token) as url:
        right = settings(home, url + "/behind/", chroma_token=token)
        with Assistant.open(settings=right, vectors="wait") as assistant:
            assert by_meaning(assistant)
        wrong = {
            "Set ASSISTANT_CHROMA_TOKEN": replace(right, chroma_token="another"),
            "refuses the token": replace(right, chroma_token=None),
            "mend ASSISTANT_CHROMA_TENANT": replace(right, chroma_tenant="nobody"),
            "has no database 'none'": replace(right, chroma_database="none"),
            "is no Chroma server": replace(right, chroma_url=url + "/elsewhere"),
            "cannot be reached": replace(right, chroma_url=refused_url().removesuffix("/v1")),
        }
        for words, given in wrong.items():
            with Assistant.open(settings=given, vectors="off") as assistant:
                with pytest.raises(ServerError, match="ASSISTANT_CHROMA") as told:
                    assistant.sync()
                assert words in str(told.value)
                assert token not in str(told.value)
        with Assistant.open(settings=wrong["refuses the token"], vectors="off") as assistant:
            assert "refuses the token" in by_words(assistant)
        (found,) = [one for one in examine(right) if one.what == "Chroma server"]
        assert found.ok
        assert f"{url}/behind, database 'default_database'; it answers" in found.words
        unseen = replace(right, chroma_token=None)
        (found,) = [one for one in examine(unseen) if one.what == "Chroma server"]
        assert not found.ok


def test_https_with_a_certificate_of_ones_own(
    folder: MakeFolder, shared: Chroma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "both.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=chroma", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")),
        ],
        check=False,
        capture_output=True,
    )
    assert made.returncode == 0, made.stderr
    certificate.write_bytes(
        (tmp_path / "key.pem").read_bytes() + (tmp_path / "cert.pem").read_bytes()
    )
    home = folder(STORIES)
    with gate(shared, "the-right-token", certificate) as url:
        there = settings(home, url, chroma_token="the-right-token")
        with Assistant.open(settings=there, vectors="off") as assistant:
            with pytest.raises(ServerError, match="CERTIFICATE_VERIFY_FAILED"):
                assistant.sync()
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
            assistant.sync()
            assert by_meaning(assistant)


def test_the_command_line_tells_it_in_one_line(
    folder: MakeFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = folder(STORIES)
    url = refused_url().removesuffix("/v1")
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", url)
    arguments = [str(home), "--index", str(home.parent / "index")]
    assert main(["sync", *arguments]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert url in line
    assert main(["ask", HARBOUR, "--articles", *arguments]) == 0
    shown = capsys.readouterr()
    assert "Monday" in shown.out
    assert "ASSISTANT_CHROMA_URL" in shown.out + shown.err
