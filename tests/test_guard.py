"""Who may come in, and how much at once: over real HTTP, in front of a page and the doors."""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import openai
import pytest
from serving import served
from test_app import running

import app
from assistant import Assistant
from assistant.doors import bodies, guard, heads, limits, owners
from assistant.doors.limits import Rate, Refused
from assistant.settings import Settings
from index.errors import SettingError

TOKEN = "a-secret-of-this-test"
EVENTS = "/gradio_api"  # where the page sends them
PATHS = ["/", "/ask", "/articles", "/v1/models", "/openapi.json", "/anything"]


@contextmanager
def guarded(
    golden: Assistant, *, sessions: dict[str, str] | None = None, **changes: object
) -> Iterator[str]:
    """The address of the doors over the sample articles with other settings."""
    settings = golden.settings
    golden.settings = replace(settings, **changes)  # type: ignore[arg-type]
    with served(golden, sessions=sessions) as url:
        golden.settings = settings  # the guard has read them; the assistant is shared
        yield url


@pytest.fixture(scope="module")
def locked(golden: Assistant) -> Iterator[str]:
    with guarded(golden, token=TOKEN, rate=0) as url:
        yield url


def basic(password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'me:{password}'.encode()).decode()}"}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_told_without_the_token(locked: str, path: str) -> None:
    wrong = [{}, {"Authorization": "Bearer wrong"}, basic("wrong"), {"Authorization": "Basic !"}]
    wrong += [{"Authorization": f"Bearer {TOKEN}x"}]
    for headers in wrong:
        reply = httpx.get(locked + path, headers=headers)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"].startswith("Basic ")
        assert "token" in reply.json()["error"]["message"]


def test_the_token_opens_the_page_and_the_doors(locked: str) -> None:
    for headers in ({"Authorization": f"Bearer {TOKEN}"}, basic(TOKEN)):
        assert httpx.get(locked, headers=headers).json() == "the page"
        assert httpx.get(f"{locked}/articles", headers=headers).status_code == 200


def test_a_page_with_a_login_of_its_own_wants_no_token(golden: Assistant) -> None:
    with guarded(golden, sessions={}, token=TOKEN) as url:
        assert httpx.get(url).status_code == 200
        assert httpx.get(f"{url}/articles").status_code == 401
    for host in ("0.0.0.0", "127.0.0.1"):  # and there is none: a proxy serves others from here
        with guarded(golden, sessions={}, host=host) as url:
            assert httpx.get(url).status_code == 200
            for path in ("/articles", "/v1/models", "/openapi.json", "/mcp"):
                shut = httpx.get(f"{url}{path}")
                assert shut.status_code == 403
                assert "ASSISTANT_TOKEN" in shut.json()["error"]["message"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),  # a link
        ({}, 200),
    ],
)
def test_a_page_of_another_site_cannot_use_who_is_logged_in(
    golden: Assistant, headers: dict[str, str], status: int
) -> None:
    with guarded(golden, sessions={}) as url:
        assert httpx.get(url, headers=headers).status_code == status
        posted = httpx.post(url, headers=headers)
        assert (posted.status_code == 403) is (status == 403 or "Sec-Fetch-Mode" in headers)


def test_the_openai_client_brings_it_as_its_key(locked: str) -> None:
    with openai.OpenAI(base_url=f"{locked}/v1", api_key=TOKEN) as client:
        assert client.models.list().data
    with (
        openai.OpenAI(base_url=f"{locked}/v1", api_key="wrong") as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.models.list()


def test_a_page_of_another_site_reads_nothing(golden: Assistant, locked: str) -> None:
    other = {"Origin": "https://evil.test"}
    with guarded(golden) as url:
        assert httpx.get(f"{url}/articles", headers=other).status_code == 403
        assert httpx.post(url, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert httpx.get(url, headers=linked).status_code == 200
        assert httpx.post(f"{url}/ask", headers=linked).status_code == 403
        # Behind a proxy the host is another than the browser's.
        for own in (
            {"Origin": url},
            {"Origin": "https://me.test", "Sec-Fetch-Site": "same-origin"},
        ):
            assert httpx.get(f"{url}/articles", headers=own).status_code == 200
        for nobody in (b"http://[", b"http://\xff", b"null", b""):
            reply = httpx.post(f"{url}/ask", json={}, headers={"Origin": nobody})
            assert reply.status_code == 403
            assert "another site" in reply.json()["error"]["message"]
        # Its own name, made to point here.
        rebound = httpx.get(f"{url}/articles", headers={"Host": "evil.test"})
        assert rebound.status_code == 403
        assert "ASSISTANT_TOKEN" in rebound.json()["error"]["message"]
    # A password that the browser remembers is not the page's own; a bearer token is.
    assert httpx.get(f"{locked}/articles", headers=other | basic(TOKEN)).status_code == 403
    bearing = other | {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{locked}/articles", headers=bearing).status_code == 200


def asks_first(url: str, origin: str, *, method: str = "POST") -> httpx.Response:
    """What a browser sends before a page of another origin may ask with a key and as JSON."""
    return httpx.options(
        url,
        headers={
            "Origin": origin,
            "Sec-Fetch-Site": "cross-site",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os",
        },
    )


def told(reply: httpx.Response) -> dict[str, str]:
    """What a browser is told of who may read."""
    return {name: value for name, value in reply.headers.items() if name.startswith("access-")}


def test_pages_of_the_origins_that_are_named_may_use_the_doors(golden: Assistant) -> None:
    chat, other = "https://chat.example", "https://evil.test"
    question = {"question": "What do the Quark glasses cost?"}
    with guarded(golden, origins=(chat, "app://notes"), rate=4) as url:
        before = asks_first(f"{url}/ask", chat)
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == chat
        assert "POST" in before.headers["access-control-allow-methods"]
        assert "authorization" in before.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in before.headers
        from_chat = {"Origin": chat, "Sec-Fetch-Site": "cross-site"}
        reply = httpx.post(f"{url}/ask", json=question, headers=from_chat, timeout=60)
        assert "1,899" in reply.json()["answer"]
        late = [httpx.get(f"{url}/articles", headers=from_chat) for _ in range(2)][-1]
        assert late.status_code == 429
        for one in (reply, late):  # the page reads what went wrong too
            assert told(one)["access-control-allow-origin"] == chat
            assert told(one)["access-control-expose-headers"] == "Retry-After"
            assert "Origin" in one.headers["vary"]
            assert "access-control-allow-credentials" not in told(one)
        assert asks_first(f"{url}/v1/models", "app://notes", method="GET").status_code == 200
        for stranger in (other, "null", f"{chat}.evil.test", chat.upper()):
            assert asks_first(f"{url}/ask", stranger).status_code == 403
            refused = httpx.post(f"{url}/ask", json=question, headers={"Origin": stranger})
            assert "ASSISTANT_ORIGINS" in refused.json()["error"]["message"]
            assert not told(refused)
        # The page is no door, and a name that is made to point here is none of ours.
        assert httpx.get(url, headers={"Origin": chat}).status_code == 403
        assert not told(httpx.get(url))
        rebound = httpx.get(f"{url}/articles", headers={"Host": "evil.test", "Origin": chat})
        assert rebound.status_code == 403


def test_no_page_of_another_origin_is_told_anything_unless_one_is_named(locked: str) -> None:
    bearing = {"Authorization": f"Bearer {TOKEN}", "Origin": "https://chat.example"}
    assert asks_first(f"{locked}/ask", bearing["Origin"]).status_code == 403
    assert not told(httpx.get(f"{locked}/articles", headers=bearing))


def test_any_page_that_sends_the_token_may_where_all_are_named(golden: Assistant) -> None:
    other = {"Origin": "https://chat.example"}
    with guarded(golden, origins=("*",), token=TOKEN, rate=0) as url:
        before = asks_first(f"{url}/ask", other["Origin"])
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in before.headers
        bearing = {"Authorization": f"Bearer {TOKEN}"}
        assert told(httpx.get(f"{url}/articles", headers=other | bearing)) == {
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "Retry-After",
        }
        # A password that a browser remembers and sends for every page is not the page's.
        assert httpx.get(f"{url}/articles", headers=other | basic(TOKEN)).status_code == 403
        assert httpx.get(f"{url}/articles", headers=other).status_code == 403


def test_without_a_token_a_proxy_here_hands_nothing_on_to_other_machines(
    golden: Assistant, locked: str
) -> None:
    far = {"X-Forwarded-For": "203.0.113.9"}  # by a proxy that gives our own name as the host
    with guarded(golden) as url:
        for path in ("/", "/articles", "/mcp"):
            assert httpx.get(url + path, headers=far).status_code == 403
        assert httpx.get(f"{url}/articles", headers={"X-Forwarded-For": "127.0.0.1"}).is_success
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{locked}/articles", headers=far | token).is_success


def test_the_rate_is_limited_and_the_page_is_not(golden: Assistant) -> None:
    with guarded(golden, rate=8) as url:
        replies = [httpx.get(f"{url}/articles") for _ in range(4)]
        assert [reply.status_code for reply in replies] == [200, 200, 429, 429]
        assert 1 <= int(replies[-1].headers["retry-after"]) <= 8
        assert replies[-1].json()["error"]["type"] == "rate_limit_error"
        assert [httpx.get(url).status_code for _ in range(4)] == [200] * 4


def test_what_the_page_is_sent_is_limited_by_visitor(golden: Assistant) -> None:
    """By who logged in, else by address; loading the page and reading from it is not."""
    event, ada = f"{EVENTS}/queue/join", {"Cookie": "access-token-x=key"}
    with guarded(golden, rate=1, sessions={"key": "ada"}) as url:
        codes = [httpx.post(url + event, json={}).status_code for _ in range(2)]
        assert codes == [200, 429]
        assert httpx.post(url + event, json={}, headers=ada).status_code == 200
        assert [httpx.get(url).status_code for _ in range(4)] == [200] * 4
    with guarded(golden, rate=0) as url:
        assert [httpx.post(url + event).status_code for _ in range(4)] == [200] * 4


def test_what_the_page_is_sent_is_limited_in_size(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with guarded(golden) as url:
        large = httpx.post(f"{url}{EVENTS}/queue/join", content=b" " * 1_000_001)
        assert large.status_code == 413
        # Files are larger than a question, and come as they come.
        kept = httpx.post(f"{url}{guard.UPLOAD}", content=b" " * 1_000_001)
        assert kept.status_code == 200
        monkeypatch.setattr(guard, "MOST_UPLOAD", 1_000_000)
        large = httpx.post(f"{url}{guard.UPLOAD}", content=b" " * 1_000_001)
        assert large.status_code == 413
        assert httpx.post(f"{url}{guard.UPLOAD}", content=iter([b"x"])).status_code == 411


@pytest.mark.parametrize("path", [guard.LOGIN, f"{guard.LOGIN}/", guard.UPLOAD])
def test_log_ins_and_uploads_have_a_rate_of_their_own(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert 0 < guard.LOGINS <= 60
    assert 0 < guard.UPLOADS <= 60
    monkeypatch.setattr(guard, "LOGINS", 1)
    monkeypatch.setattr(guard, "UPLOADS", 1)
    with guarded(golden, rate=0, sessions={}) as url:
        codes = [httpx.post(url + path, content=b"x").status_code for _ in range(2)]
        assert codes == [200, 429]
        assert httpx.post(f"{url}{EVENTS}/queue/join").status_code == 200


def test_guessing_the_token_is_limited_too(golden: Assistant) -> None:
    with guarded(golden, rate=8, token=TOKEN) as url:
        codes = [httpx.get(url, headers=basic(str(n))).status_code for n in range(4)]
        assert codes == [401, 401, 429, 429]
        # Whoever has it comes in all the same, from the same address, as often as ever.
        own = [httpx.get(f"{url}/articles", headers=basic(TOKEN)).status_code for _ in range(3)]
        assert own == [200, 200, 429]
        assert httpx.get(url, headers=basic("wrong")).status_code == 429


def test_a_rate_fills_up_again_and_forgets_old_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("assistant.doors.limits.time.monotonic", lambda: now)
    monkeypatch.setattr(limits, "MOST_CLIENTS", 2)
    rate = Rate(60)
    for _ in range(15):
        rate.take("a")
    with pytest.raises(Refused, match="in 1 seconds"):
        rate.take("a")
    now += 1.0
    rate.take("a")
    rate.take("b")
    rate.take("c")
    assert list(rate._clients) == ["b", "c"]


def test_a_large_request_is_refused_before_it_is_read(golden: Assistant) -> None:
    with guarded(golden) as url:
        reply = httpx.post(f"{url}/ask", content=b" " * 1_000_001)
        assert reply.status_code == 413

        def endless() -> Iterator[bytes]:
            for _ in range(40):
                yield b" " * 50_000

        assert httpx.post(f"{url}/ask", content=endless()).status_code == 413


def test_a_length_beside_a_transfer_encoding_is_none() -> None:
    """Some servers go by the encoding then, and a length of one letter would open the upload."""
    length, encoding = (b"content-length", b"1"), (b"transfer-encoding", b"chunked")
    assert bodies.announced({"headers": [length]}) == 1
    assert bodies.announced({"headers": [length, encoding]}) is None
    assert bodies.announced({"headers": [(b"content-length", b"+1")]}) is None


def test_a_request_that_does_not_arrive_is_let_go(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.5)
    with guarded(golden) as url, socket.create_connection(("127.0.0.1", port(url))) as slow:
        slow.sendall(b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        slow.settimeout(20)
        assert b" 408 " in slow.recv(1000)


def ended(connection: socket.socket) -> bool:
    """Whether the server closes it, in much less time than a test has."""
    connection.settimeout(connection.gettimeout() or 20)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """What the server sends, until this is in it or nothing more comes."""
    connection.settimeout(20)
    reply = b""
    while wanted not in reply and (piece := connection.recv(65_536)):
        reply += piece
    return reply


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: local"])
def test_a_head_that_does_not_arrive_is_let_go(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(heads, "SECONDS", 1.0)
    with guarded(golden) as url, socket.create_connection(("127.0.0.1", port(url))) as slow:
        slow.sendall(begun)
        assert ended(slow)


def test_the_second_head_of_a_connection_has_its_time_too(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "SECONDS", 2.0)
    whole = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with guarded(golden) as url, socket.create_connection(("127.0.0.1", port(url))) as slow:
        for _ in range(2):  # in two pieces, in time
            slow.sendall(whole[:20])
            time.sleep(0.2)
            slow.sendall(whole[20:])
            assert b"the page" in read_until(slow, b"the page")
        started = time.monotonic()
        for letter in b"GET / HTTP/1.1\r\nX: " + b"x" * 100:  # which uvicorn waits for without end
            try:
                slow.sendall(bytes([letter]))
            except OSError:
                break
            time.sleep(0.1)
        assert time.monotonic() - started < 8
        assert ended(slow)


def refused_with_no_end(connection: socket.socket, line: bytes) -> bool:
    """Whether the server closes it long before a million letters of such lines are there."""
    connection.settimeout(20)
    for _ in range(1_000):
        try:
            connection.sendall(line)
        except OSError:  # closed
            return True
        time.sleep(0.001)
    return False


LINE = b"X-More: " + b"x" * 1_000 + b"\r\n"


@pytest.mark.parametrize("line", [LINE, b"x" * 1_000])
def test_a_head_without_end_is_let_go(golden: Assistant, line: bytes) -> None:
    with guarded(golden) as url, socket.create_connection(("127.0.0.1", port(url))) as large:
        large.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert refused_with_no_end(large, line)


@pytest.mark.parametrize(
    ("announced", "rest"),
    [
        (b"Content-Length: 10", b" " * 10 + b"GET / HTTP/1.1\r\nX: "),
        (b"Content-Length: 10", b" " * 10 + b"GET / HTTP/1.1\r\n"),
        (b"Transfer-Encoding: chunked", b"2\r\n{}\r\n0\r\nX: "),
        (b"Transfer-Encoding: chunked", b"2;"),
    ],
)
def test_what_follows_an_early_answer_has_no_end_either(
    locked: str, announced: bytes, rest: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", port(locked))) as early:
        early.sendall(b"POST /ask HTTP/1.1\r\nHost: localhost\r\n" + announced + b"\r\n\r\n")
        assert b" 401 " in read_until(early, b"}")
        early.sendall(rest)
        assert refused_with_no_end(early, LINE if rest.endswith(b"\n") else b"x" * 1_000)


def test_the_rest_of_a_body_that_was_refused_early_has_its_time(
    golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser reads the reason only when it has sent its files."""
    assert heads.REST_SECONDS > guard.MOST_UPLOAD / 1_000_000  # at eight megabits a second
    monkeypatch.setattr(heads, "SECONDS", 0.5)
    post = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
    with guarded(golden) as url, socket.create_connection(("127.0.0.1", port(url))) as early:
        for _ in range(2):  # and the connection goes on with the next
            early.sendall(post)
            for _ in range(40):
                early.sendall(b" " * 50_000)
                time.sleep(0.05)
            assert b" 413 " in read_until(early, b"}")
        early.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"the page" in read_until(early, b"the page")
        early.sendall(post + b" ")
        assert b" 413 " in read_until(early, b"}")
        early.sendall(b" " * 1_999_999 + b"GET / HT")
        started = time.monotonic()
        assert ended(early)
        assert time.monotonic() - started < 4
    monkeypatch.setattr(heads, "REST_SECONDS", 1.0)
    with guarded(golden) as url, socket.create_connection(("127.0.0.1", port(url))) as endless:
        endless.sendall(post + b" ")
        assert b" 413 " in read_until(endless, b"}")
        endless.sendall(b" ")
        started = time.monotonic()
        assert ended(endless)
        assert 0.5 < time.monotonic() - started < 4  # uvicorn's own five seconds are off


PIPELINED = 7  # articles of a megabyte: more than the system itself keeps of them


@contextmanager
def unread(url: str) -> Iterator[socket.socket]:
    """A connection that asked for long articles, one behind the other, and has read nothing."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", port(url)))
        one.sendall(b"GET /articles/long.txt HTTP/1.1\r\nHost: localhost\r\n\r\n" * PIPELINED)
        yield one


@pytest.fixture
def long(folder: Callable[[dict[str, str]], Path], tmp_path: Path) -> Iterator[Assistant]:
    text = "A title\n\n" + "The harbour of Orvik was closed by fog on that day.\n" * 20_000
    settings = Settings(index=tmp_path / "index")
    with Assistant.open(folder({"long.txt": text}), settings=settings, vectors="off") as assistant:
        yield assistant


def test_who_does_not_read_takes_nobodys_turn(
    long: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "TURN_SECONDS", 5.0)
    with served(long) as url, ExitStack() as stack:
        for _ in range(guard.AT_ONCE):
            stack.enter_context(unread(url))
        time.sleep(8)  # the answers that the system keeps are made
        assert httpx.get(f"{url}/v1/models", timeout=30).status_code == 200


def test_who_does_not_read_is_let_go_and_who_reads_slowly_is_not(
    long: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "UNREAD_SECONDS", 2.0)
    with served(long) as url:
        size = len(httpx.get(f"{url}/articles/long.txt").content)
        with unread(url) as never:
            time.sleep(8)
            assert ended(never)
        with unread(url) as slow:
            slow.settimeout(20)
            read, started = 0, time.monotonic()
            while read < PIPELINED * size:
                piece = slow.recv(200_000)
                assert piece
                read += len(piece)
                time.sleep(len(piece) / 1_500_000)
            assert time.monotonic() - started > 4


def test_the_app_itself_lets_a_slow_head_go(golden: Assistant) -> None:
    with (
        running(golden.folder, golden.index_path) as run,
        socket.create_connection(("127.0.0.1", port(run.url))) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\n")
        slow.settimeout(heads.SECONDS + 10)
        assert ended(slow)


def test_a_session_is_of_who_used_it_first(golden: Assistant) -> None:
    """Gradio itself gives a conversation to whoever names its key."""
    ada, bea = ({"Cookie": f"access-token-x={key}"} for key in ("a", "b"))
    with guarded(golden, rate=0, sessions={"a": "ada", "b": "bea", "a2": "ada"}) as url:

        def asked(key: str, **headers: str) -> set[int]:
            """By each way that names a session."""
            page = f"{url}{EVENTS}"
            body = {"data": [], "session_hash": key}
            ways = [
                *(httpx.post(f"{page}/{way}", json=body, headers=headers)
                  for way in ("queue/join", "cancel", "run/predict", "component_server")),
                *(httpx.get(f"{page}/{way}", headers=headers)
                  for way in (f"queue/data?session_hash={key}", f"heartbeat/{key}")),
            ]  # fmt: skip
            return {reply.status_code for reply in ways}

        page = f"{url}{EVENTS}"
        sent = {"data": [], "session_hash": "of ada"}
        assert httpx.post(f"{page}/queue/join", json=sent, headers=ada).status_code == 200
        assert 403 not in asked("of ada", **ada)
        assert asked("of ada", **bea) == {403}
        assert asked("of ada") == {401}
        assert 403 not in asked("of ada", Cookie="access-token-x=a2")  # she logged in again
        assert 403 not in asked("of bea", **bea)
        assert asked("of bea", **ada) == {403}
        twice = f"{page}/queue/data?session_hash=of%20bea&session_hash=of%20ada"
        assert httpx.get(twice, headers=bea).status_code == 403
        assert httpx.get(f"{page}/call/ask/any-event", headers=bea).status_code == 403
        assert asked("x" * 101, **bea) == {400}
        form = httpx.post(
            f"{page}/component_server", files={"session_hash": (None, "of ada")}, headers=bea
        )
        assert form.status_code == 415
        assert httpx.post(f"{url}/login", data={"username": "ada"}).status_code == 200
    with guarded(golden, rate=0) as url:  # nobody logs in
        assert httpx.get(f"{url}{EVENTS}/queue/data?session_hash=x").status_code != 403


def test_sessions_of_one_person_do_not_push_out_those_of_another() -> None:
    whose = owners.Owners()
    whose.check("ada", {"hers"})
    for number in range(owners.MOST_KEYS + 1):
        whose.check("bea", {str(number)})
    with pytest.raises(Refused, match="somebody else"):
        whose.check("bea", {"hers"})
    whose.check("ada", {"0"})  # the oldest of bea's was forgotten
    with pytest.raises(Refused, match="somebody else"):
        whose.check("ada", {"1"})


def port(url: str) -> int:
    found = urlsplit(url).port
    assert found
    return found


def test_more_than_may_wait_are_told_so(golden: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "AT_ONCE", 1)
    monkeypatch.setattr(guard, "WAITING", 0)
    entered, leave = threading.Event(), threading.Event()

    def slow() -> tuple[object, ...]:
        entered.set()
        leave.wait(30)
        return ()

    monkeypatch.setattr(golden, "articles", slow)
    with guarded(golden) as url:
        first = threading.Thread(target=httpx.get, args=[f"{url}/articles"], daemon=True)
        first.start()
        assert entered.wait(20)
        reply = httpx.get(f"{url}/articles")
        assert reply.status_code == 503
        assert reply.headers["retry-after"]
        assert httpx.get(url).status_code == 200  # the page has its own queue
        leave.set()
        first.join(30)
        assert httpx.get(f"{url}/v1/models").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_other_machines_are_not_served_without_a_token(host: str) -> None:
    with pytest.raises(SettingError, match="whoever reaches it could read every article"):
        Settings(host=host).check_exposed()
    Settings(host=host, token=TOKEN).check_exposed()
    Settings(host=host).check_exposed(guarded=True)


def test_the_chat_itself_is_behind_the_token(golden: Assistant) -> None:
    with running(golden.folder, golden.index_path, ASSISTANT_TOKEN=TOKEN) as run:
        assert httpx.get(run.url).status_code == 401
        assert httpx.get(f"{run.url}/gradio_api/info").status_code == 401
        assert "Article Assistant" in httpx.get(run.url, headers=basic(TOKEN)).text
        with openai.OpenAI(base_url=f"{run.url}/v1", api_key=TOKEN) as client:
            assert "article-assistant" in [model.id for model in client.models.list()]
        tools = httpx.post(f"{run.url}/mcp", json={}, headers={"Authorization": f"Bearer {TOKEN}"})
        assert tools.status_code in (400, 406)  # it is there, and this is no request of its kind


def test_the_app_refuses_to_start_open_to_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--host", "0.0.0.0"]) == 2
    assert "Set ASSISTANT_TOKEN" in capsys.readouterr().err


@pytest.mark.parametrize("token", ["short", "with a space in its middle", "ümläute-sind-nicht-gut"])
def test_a_token_that_is_none_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(SettingError, match="token_urlsafe") as caught:
        Settings(token=token)
    assert token not in str(caught.value)
    assert TOKEN not in repr(Settings(token=TOKEN))
