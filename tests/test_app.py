"""The page without a browser: what scripts can ask, how it starts and fails, who may come in."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from servers import Exchange, Server, hangs_up
from test_page import Page

import app
from assistant import feedback, uploads, users
from assistant.deadline import check_stopped
from assistant.kept import Kept
from assistant.page import asking, work
from assistant.page.conversation import render_turn
from assistant.page.turn import Judged, Turn
from assistant.places import samples

if TYPE_CHECKING:
    from gradio_client import Client

    from assistant import Assistant

ROOT = Path(__file__).parent.parent


def ask_all(assistant: Assistant, *questions: str, **options: Any) -> tuple[Turn, ...]:
    """The conversation after these questions."""
    asked = {"files": [], "days": "/", "answerer": "auto", "refusal": "lenient", **options}
    kept = Kept.beside(assistant.index_path)
    turns: tuple[Turn, ...] = ()
    for question in questions:
        *_, turns = asking.answered(assistant, kept, (*turns, Turn(question)), **asked)
    return turns


def test_a_sentence_keeps_its_number_through_the_conversation(golden: Assistant) -> None:
    chips = "Which AMD accelerators is Alibaba reportedly buying?"
    turns = ask_all(golden, chips, "What do the Quark glasses cost?", chips)
    first, other, again = (turn.answer.citations for turn in turns if turn.answer)
    assert [c.number for c in again] == [c.number for c in first]
    numbers = {(c.file, c.end): c.number for c in (*first, *other)}
    assert len(set(numbers.values())) == len(numbers)


def test_what_cannot_be_asked_is_told_without_a_path_and_not_kept(
    ferries: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    (turn,) = ask_all(ferries, "When was the ferry late?", files=["no.txt"])
    assert turn.problem == (
        "Removed since it was chosen under Options: no.txt. That choice is lifted; ask again."
    )
    kept = Kept.beside(ferries.index_path).directory
    before = sum(1 for _ in kept.iterdir())
    (turn,) = ask_all(ferries, "ferry " * 100_000)
    assert "The question has 599,999 characters" in turn.problem
    assert sum(1 for _ in kept.iterdir()) == before
    monkeypatch.setattr(ferries, "_notice", f"The folder {ferries.folder} is gone.")
    (turn,) = ask_all(ferries, "Which ferry was late?")
    assert turn.answer
    assert f"The folder {ferries.folder.name} is gone." in (turn.answer.notice or "")


@pytest.fixture
def ferries(folder: Callable[[dict[str, str]], Path], tmp_path: Path) -> Iterator[Assistant]:
    from assistant import Assistant

    home = folder({"ferry.txt": "Ferry late\n\n2025-03-01\n\nThe ferry Morwenna was hours late."})
    with Assistant.open(home, index=tmp_path / "index", vectors="wait") as assistant:
        yield assistant


def test_a_word_on_an_answer_waits_beside_the_index_with_how_it_was_asked(
    ferries: Assistant,
) -> None:
    asked = {"files": ["ferry.txt"], "days": "2025-02-01/2025-03-02"}
    turns = ask_all(ferries, "How late was the ferry Morwenna?", "And why?", **asked)
    thumb = asking.judge(ferries, turns, "down")
    assert thumb
    assert (thumb.told, thumb.kept, thumb.asks) == (asking.NOTED, True, True)
    praise = asking.judge(ferries, turns[:1], "up")
    assert praise
    whole = asking.judge(ferries, turns, "words", " fog \U0001f32b ", "Why ask?", thumb)
    assert whole == Judged(asking.NOTED, verdict="down", id=thumb.id)
    more = asking.judge(ferries, turns[:1], "words", "", "<b>Good</b>", praise)
    assert more
    for said, before in (("words", more), ("words", None), ("up", thumb)):  # nothing to be done
        assert asking.judge(ferries, turns, said, "again", "", before) is None
    file = ferries.index_path.with_name("index.candidates.jsonl")
    down, up = feedback.read(file)
    assert (down.verdict, down.correction, down.question) == ("down", "fog \U0001f32b", "And why?")
    assert (down.comment, up.comment, up.correction) == ("Why ask?", "<b>Good</b>", "")
    assert (down.files, down.as_of) == (("ferry.txt",), dt.date(2025, 3, 2))
    assert down.since == dt.date(2025, 2, 1)
    assert down.today == dt.date.today()
    assert [m.content for m in down.history][:1] == ["How late was the ferry Morwenna?"]
    assert down.corpus == ferries.fingerprint()
    assert (up.verdict, up.history) == ("up", ())


def test_a_word_that_cannot_be_kept_is_told_and_may_be_sent_again(ferries: Assistant) -> None:
    turns = ask_all(ferries, "How late was the ferry Morwenna?")
    ferries.index_path.with_name("index.candidates.jsonl").mkdir()
    judged = asking.judge(ferries, turns, "down")
    page = Page(render_turn(turns[0], 0, judged))
    assert "index.candidates.jsonl cannot be written" in page.text("p", "problem")
    given = [a["data-judge"] for _, a in page.tags if "data-judge" in a]
    assert given == ["0:up", "0:down"]
    thumb = Judged(asking.NOTED, verdict="up", id="one", asks=True)
    judged = asking.judge(ferries, turns, "words", "Four <hours>.", "\nWell.", thumb)
    page = Page(render_turn(turns[0], 0, judged))
    assert "cannot be written" in page.text("p", "problem")
    assert page.text("textarea") == "\nFour <hours>.\n\nWell."  # the first line break is no text
    assert [a["data-judge"] for _, a in page.tags if "data-judge" in a] == ["0:words"]
    noted = Page(render_turn(turns[0], 0, Judged(asking.NOTED, verdict="up", id="one")))
    assert noted.text("p", "noted") == asking.NOTED
    assert not noted.text("label")


# What scripts can ask


@dataclass
class Running:
    """The real command, started."""

    line: str  # the first that it printed
    status: int | None = None
    last_words: str = ""  # all else that it printed, once it has ended

    @property
    def url(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.line)
        assert found, self
        return found[0]

    def client(self) -> Client:
        from gradio_client import Client

        return Client(self.url, verbose=False, analytics_enabled=False)


@contextmanager
def running(home: Path, index: Path, *flags: str, **environ: str) -> Iterator[Running]:
    """Start the command over a folder on any free port; Ctrl+C at the end."""
    command = [sys.executable, str(ROOT / "app.py"), "--port", "0", "--articles", str(home)]
    command += flags
    with subprocess.Popen(
        [*command, "--index", str(index)],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        late = threading.Timer(60, process.kill)  # its status tells
        try:
            run = Running(process.stdout.readline())
            yield run
            process.send_signal(signal.SIGINT)
            late.start()
            run.last_words = process.stdout.read() + process.stderr.read()
            run.status = process.wait(30)
        except BaseException:
            process.kill()
            print(process.stderr.read())  # pytest shows it beside the failure
            raise
        finally:
            late.cancel()


@pytest.fixture(scope="module")
def client(golden: Assistant) -> Iterator[Client]:
    # A proxy that answers nobody: the page must not need it to reach itself.
    proxy = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    proxy["ASSISTANT_ORIGINS"] = "https://chat.example"
    with running(golden.folder, golden.index_path, **proxy) as run:
        yield run.client()


def test_a_script_gets_the_answer_as_json(client: Client, golden: Assistant) -> None:
    answer = client.predict("What do the Quark glasses cost?", api_name="/ask")
    assert "1,899 RMB" in answer["answer"]
    for citation in answer["citations"]:
        text = golden.article(citation["file"]).article.text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_script_can_limit_files_and_date(client: Client) -> None:
    question = "Which AMD accelerators is Alibaba reportedly buying?"
    answer = client.predict(question, as_of="2025-12-23", api_name="/ask")
    assert {c["published"] for c in answer["citations"]} <= {"2025-12-22", None}
    file = "2025-12-25-alibaba-amd-order.txt"
    answer = client.predict(question, files=[file], api_name="/ask")
    assert {c["file"] for c in answer["citations"]} == {file}


def test_a_script_can_say_how_sure_an_answer_must_be(client: Client) -> None:
    asked = [
        client.predict("What do the Quark glasses cost?", refusal=how, api_name="/ask")
        for how in ("strict", "lenient")
    ]
    strict, lenient = (answer["trace"]["threshold"] for answer in asked)
    assert strict > lenient


def test_a_script_is_told_no_path(client: Client, golden: Assistant) -> None:
    from gradio_client.exceptions import AppError

    for files in (["no.txt"], "no.txt"):
        with pytest.raises(AppError, match=r"no\.txt") as caught:
            client.predict("When?", files=files, api_name="/ask")
        assert str(golden.folder.parent) not in str(caught.value)


@pytest.mark.parametrize(
    ("question", "as_of", "words"),
    [
        (" ", None, "The question is empty"),
        ("x" * 20_000, None, "20,000 characters"),
        ("When?", "soon", "'soon' is not a date"),
    ],
)
def test_a_script_reads_what_was_wrong(
    client: Client, question: str, as_of: str | None, words: str
) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match=words):
        client.predict(question, as_of=as_of, api_name="/ask")


def test_only_the_question_is_open_to_scripts(client: Client) -> None:
    named = client.view_api(return_format="dict", print_info=False)
    assert list(named["named_endpoints"]) == ["/ask"]
    assert not named["unnamed_endpoints"]


def test_eight_at_once_each_get_their_own_answer(client: Client) -> None:
    wanted = {
        "What do the Quark glasses cost?": "1,899",
        "Which AMD accelerators is Alibaba reportedly buying?": "MI30",
    }
    questions = list(wanted) * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda q: client.predict(q, api_name="/ask"), questions))
    for question, answer in zip(questions, answers, strict=True):
        assert answer["question"] == question
        assert wanted[question] in answer["answer"]


def test_a_slow_model_keeps_no_other_visitor_waiting(golden: Assistant) -> None:
    reached, released = threading.Event(), threading.Event()

    def slow(exchange: Exchange) -> None:
        reached.set()
        released.wait(60)
        hangs_up(exchange)

    question = "What do the Quark glasses cost?"
    with Server([slow]) as server:
        model = {"ASSISTANT_LLM_BASE_URL": server.url, "ASSISTANT_LLM_MODEL": "slow"}
        with running(golden.folder, golden.index_path, **model) as run:
            one, other = run.client(), run.client()
            first = one.submit(question, api_name="/ask")
            assert reached.wait(60)
            quick = other.predict(question, answerer="extractive", api_name="/ask")
            assert "1,899" in quick["answer"]
            assert not first.done()
            released.set()
            answer = first.result(timeout=60)
    assert "1,899" in answer["answer"]  # the quotes stand in for the model that failed
    assert answer["notice"]
    assert server.url not in answer["notice"]
    assert run.line.count("articles of") == 1
    assert run.status == 0
    assert server.url in run.last_words  # where the model is stands in the log alone
    assert "stopped; what was indexed is kept\n" in run.last_words


# Who may come in


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("users") / "users.txt"
    users.add(file, "ada", "correct horse")
    return file


@pytest.fixture(scope="module")
def guarded(golden: Assistant, listed: Path) -> Iterator[str]:
    # On every address of the machine: that is what a list of users is for.
    flags = ("--users", str(listed), "--host", "0.0.0.0")
    with running(golden.folder, golden.index_path, *flags) as run:
        yield re.sub(r".*:(\d+) .*\n", r"http://127.0.0.1:\1", run.line)


def fetched(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of a reply."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as reply:
            return reply.status, dict(reply.headers), reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


def test_nobody_asks_without_a_log_in(guarded: str) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AuthenticationError

    with pytest.raises(AuthenticationError):
        Client(guarded, verbose=False, analytics_enabled=False)
    for path in ("/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x"):
        assert fetched(guarded + path)[0] == 401, path
    assert "articles" not in fetched(guarded)[2]
    with pytest.raises(Exception, match=r"[Cc]redentials|login"):
        Client(guarded, auth=("ada", "wrong horse"), verbose=False, analytics_enabled=False)
    client = Client(guarded, auth=("ada", "correct horse"), verbose=False, analytics_enabled=False)
    answer = client.predict("What do the Quark glasses cost?", api_name="/ask")
    assert "1,899" in answer["answer"]


def test_who_guesses_elsewhere_shuts_nobody_out_of_the_page(guarded: str, listed: Path) -> None:
    users.add(listed, "bea", "correct horse")

    def logs_in(place: str, password: str) -> int:
        form, heads = {"username": "bea", "password": password}, {"X-Forwarded-For": place}
        return httpx.post(f"{guarded}/login", data=form, headers=heads).status_code

    assert logs_in("10.0.0.1", "correct horse") == 200
    for _ in range(users.TRIES):  # by one who comes and goes
        assert logs_in("10.9.9.9", "wrong horse") == 400
    assert logs_in("10.9.9.8", "correct horse") == 400
    assert logs_in("10.0.0.1", "correct horse") == 200


def test_who_is_no_longer_listed_is_out_with_the_next_request(guarded: str, listed: Path) -> None:
    before = listed.read_text()
    users.add(listed, "eve", "battery staple")  # while the page is served
    with httpx.Client(base_url=guarded, trust_env=False) as visitor:
        entering = {"username": "eve", "password": "battery staple"}
        assert visitor.post("/login", data=entering).status_code == 200
        assert visitor.get("/config").status_code == 200
        listed.write_text(before)
        assert visitor.get("/config").status_code == 401
        assert visitor.post("/login", data=entering).status_code == 400


def test_nobody_goes_on_with_the_session_of_somebody_else(guarded: str, listed: Path) -> None:
    from gradio_client import Client

    users.add(listed, "ida", "battery staple")
    ada, ida = (
        Client(guarded, auth=auth, verbose=False, analytics_enabled=False)
        for auth in (("ada", "correct horse"), ("ida", "battery staple"))
    )
    ada.predict("What do the Quark glasses cost?", api_name="/ask")
    ida.session_hash, own = ada.session_hash, ida.session_hash
    with pytest.raises(Exception, match="403"):
        ida.predict("What do the Quark glasses cost?", api_name="/ask")
    ida.session_hash = own
    assert "1,899" in ida.predict("What do the Quark glasses cost?", api_name="/ask")["answer"]


def test_every_reply_says_what_the_browser_may_do(client: Client) -> None:
    policies = set()
    for path in ("/", "/config"):
        status, headers, _ = fetched(client.src.rstrip("/") + path)
        assert status == 200
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "'unsafe-inline'" not in re.findall(r"script-src [^;]*", policy)[0]
        policies.add(policy)
    assert len(policies) == 2  # a nonce is used once


def test_no_reply_holds_what_the_request_bore(client: Client) -> None:
    """Gradio sends the heads of a request back with a part of a file: the log-in among them."""
    files = {"files": ("part.txt", b"Some words.")}
    (path,) = httpx.post(f"{client.src}gradio_api/upload", files=files).json()
    bore = {"Range": "bytes=0-3", "Cookie": "access-token=k", "Authorization": "Bearer t"}
    reply = httpx.get(f"{client.src}gradio_api/file={path}", headers=bore)
    assert (reply.status_code, reply.text) == (206, "Some")
    assert not {"cookie", "authorization"} & set(reply.headers)


def test_a_page_of_another_origin_is_told_by_the_doors_alone_what_it_may(client: Client) -> None:
    """Not by Gradio, which lets local pages read with the visitor's log-in, before any guard."""

    def told(method: str, path: str, origin: str) -> dict[str, str]:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        reply = httpx.request(method, f"{client.src}{path}", headers=headers)
        return {n: value for n, value in reply.headers.items() if n.startswith("access-control-a")}

    for method in ("OPTIONS", "GET"):
        for path in ("config", "gradio_api/info", "v1/models"):
            for origin in ("http://localhost:3000", "https://evil.test"):
                assert told(method, path, origin) == {}
    named = "https://chat.example"
    assert told("GET", "v1/models", named) == {"access-control-allow-origin": named}
    assert told("GET", "config", named) == {}
    assert told("OPTIONS", "ask", named)["access-control-allow-origin"] == named
    assert "access-control-allow-credentials" not in told("OPTIONS", "ask", named)


def test_another_name_for_this_machine_is_not_answered(client: Client) -> None:
    status, _, words = fetched(client.src, Host="news.attacker.test:80")
    assert status == 421
    assert "this machine alone" in words


def test_one_visitor_leaves_places_for_the_others() -> None:
    places = asking.Places(most=2)
    mine = SimpleNamespace(username="ada", session_hash="m")
    other = SimpleNamespace(username="", session_hash="x")
    turns = (Turn("Why?"),)

    going_on = threading.Event()

    def answers() -> Iterator[tuple[Turn, ...]]:
        yield turns
        going_on.wait(30)
        yield turns

    open_ones = [places.growing(mine, turns, answers()) for _ in range(2)]
    for one in open_ones:
        assert next(one) == turns
    (refused,) = places.growing(mine, turns, answers())
    assert refused[-1].problem == asking.BUSY
    going_on.set()
    assert len(list(places.growing(other, turns, answers()))) == 2
    list(open_ones[1])
    open_ones[0].close()  # stopped, or its page was left
    assert len(list(places.growing(mine, turns, answers()))) == 2
    assert not places._inside
    assert not places._stops


@pytest.mark.parametrize("left", [False, True])
def test_an_answer_ends_at_once_for_its_page_whatever_it_waits_for(left: bool) -> None:
    places, released = asking.Places(), threading.Event()
    mine, other = (SimpleNamespace(username="", session_hash=name) for name in "ab")
    turns = (Turn("Why?"),)

    def answers() -> Iterator[tuple[Turn, ...]]:
        yield turns
        released.wait(30)
        check_stopped()
        kept.append("it went on")
        yield turns

    kept: list[str] = []
    growing = places.growing(mine, turns, answers())
    assert next(growing) == turns
    places.stop(other)
    threading.Timer(0.2, places.stop, [mine], {"left": left}).start()
    started = time.monotonic()
    said = [now[-1].problem for now in growing]
    assert said == ([] if left else ["Stopped."])
    assert time.monotonic() - started < 10
    released.set()
    while places._inside:
        time.sleep(0.01)
    assert kept == []


# What is done in a thread


def test_work_tells_its_progress_and_its_end_and_raises_what_it_raises() -> None:
    told = list(work.told(lambda tell: (tell("half"), time.sleep(0.3), "done")[-1]))
    assert told == ["half", "done"]
    with pytest.raises(ZeroDivisionError):
        list(work.told(lambda _: 1 / 0))


def test_files_are_taken_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    home = tmp_path / "articles"
    home.mkdir()
    paths = []
    for name in ("a.txt", "b.exe"):
        (tmp_path / name).write_text("Text.")
        paths.append(str(tmp_path / name))
    done, refused = uploads.taken(home, paths * 30)
    assert done == ["a.txt"]
    assert "'b.exe' was not taken" in refused[0]
    assert "Only the first 50 of 60" in refused[-1]
    assert [path.name for path in home.iterdir()] == ["a.txt"]
    assert not (tmp_path / "a.txt").exists()


def test_an_upload_is_offered_for_a_folder_of_ones_own_and_not_for_the_samples(
    client: Client, tmp_path: Path
) -> None:
    with running(samples(), tmp_path / "index") as run:
        over_samples = run.client()
        for one, offered in ((client, True), (over_samples, False)):
            parts = one.config["components"]
            assert ("file" in {part["type"] for part in parts}) == offered
            told = any("--articles FOLDER" in str(part["props"].get("value")) for part in parts)
            assert told != offered


@pytest.mark.parametrize(
    "path", ["file=http://192.0.2.1/x", "file=https%3A//192.0.2.1/x", "proxy=https://192.0.2.1/x"]
)
def test_a_visitor_has_nothing_fetched_by_its_address(client: Client, path: str) -> None:
    status, _, words = fetched(f"{str(client.src).rstrip('/')}/gradio_api/{path}")
    assert (status, words) == (403, "Nothing is fetched from other servers.\n")


def test_an_address_in_place_of_an_upload_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradio import blocks, processing_utils

    name = "async_ssrf_protected_download"  # Gradio's own, which it calls by the module
    monkeypatch.setattr(processing_utils, name, getattr(processing_utils, name))
    app._fetch_nothing()
    assert blocks.processing_utils is processing_utils
    with pytest.raises(ValueError, match="Nothing is fetched"):
        asyncio.run(processing_utils.async_ssrf_protected_download("https://192.0.2.1/x", "x"))


# How it starts


def test_a_port_in_use_is_one_line(
    folder: Callable[[dict[str, str]], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    home = folder({"a.txt": "A title\n\nA fact.\n"})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--articles", str(home), "--port", str(port)]) == 2
    words = capsys.readouterr().err
    assert words.count("\n") == 1
    assert f"port {port}" in words
    assert "--port" in words


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--articles", "nowhere"], 1, "nowhere"),
        (["--articles", "empty"], 1, "No article in empty"),
        (["--port", "70000"], 2, "70000"),
        (["--host", "256.1.1.1"], 2, "256.1.1.1"),
        (["--host", "0.0.0.0"], 2, "name who may log in"),
        (["--users", "nobody.txt"], 2, "nobody.txt cannot be read"),
    ],
)
def test_what_cannot_be_served_is_one_line(
    arguments: list[str],
    status: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    if "--port" not in arguments:
        arguments = [*arguments, "--port", "0"]
    assert app.main(arguments) == status
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_proxy_that_gradio_cannot_use_is_one_line(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1080/")
    assert app.main(["--articles", str(golden.folder), "--port", "0"]) == 1
    said = capsys.readouterr().err
    assert "ALL_PROXY" in said
    assert said.count("\n") == 1


SLOWLY = """
import asyncio, sys, urllib.request, uvicorn, app, gradio
starting = uvicorn.Server.startup
async def slowly(server, sockets=None):
    await asyncio.sleep(float(sys.argv[1]))
    if sys.argv[2] == "fails":
        sys.exit(3)
    await starting(server, sockets)
uvicorn.Server.startup = slowly
with gradio.Blocks(analytics_enabled=False) as page:
    gradio.Markdown("There.")
try:
    url = app.serve(page, "127.0.0.1", app._port("127.0.0.1", 0))
    local = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    print(local.open(url).status)
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("seconds", "ends", "said"),
    [("6", "well", "200"), ("0", "fails", "Cannot find empty port")],  # gradio's patience is 5 s
)
def test_a_server_that_starts_slowly_is_waited_for_and_one_that_cannot_is_not(
    seconds: str, ends: str, said: str
) -> None:
    code = [sys.executable, "-c", SLOWLY, seconds, ends]
    run = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    assert run.stdout.startswith(said)


def test_help_does_not_wait_for_gradio() -> None:
    code = "import sys, app\ntry: app.main(['--help'])\nfinally: print('gradio' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.endswith("False\n")
    assert "--articles" in run.stdout
