"""Every fault of a model's server, and the table of what comes of it in docs/models.md.

``python tests/faults.py`` runs each against a server that misbehaves, with a real assistant on the
sample articles, and writes down what was read above the answer and the seconds it took.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from servers import (
    Behaviour,
    Exchange,
    Server,
    compressed,
    cuts,
    drips,
    drips_headers,
    fails,
    hangs_up,
    refused_url,
    repeats,
    says,
    sends,
    stalls,
)

from assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from assistant.writing import QUOTED

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "evals" / "golden" / "articles"
PAGE = ROOT / "docs" / "models.md"
BEGIN, END = "<!-- made by tests/faults.py -->", "<!-- end -->"
GLASSES = "What do the Quark glasses cost?"
ALLOWED = 6.0  # seconds for the model
GOOD = repeats(1)
NAME = "models.example"
TOO_LONG = {"message": "This model's maximum context length is 512 tokens", "code": "x"}


def slow_to_begin(exchange: Exchange) -> None:
    time.sleep(2)
    GOOD(exchange)


def a_line_without_end(exchange: Exchange) -> None:
    exchange.head()
    exchange.send("data: ")
    for _ in range(2_000):  # MB: the client is to leave long before
        exchange.send("x" * 1_000_000)


def a_statement_then(behaviour: Behaviour) -> Behaviour:
    """A good statement, then what this does once its headers are sent."""

    def behave(exchange: Exchange) -> None:
        found = re.search(r"^(.* \[\d+\])\n</quotation>", exchange.prompt, re.MULTILINE)
        assert found
        exchange.head(Content_Length="100000")
        exchange.event({"content": f"{found[1]}\n"})
        behaviour(exchange)

    return behave


def comes_whole(exchange: Exchange) -> None:
    """A good statement, in one piece of JSON where events were asked for."""
    found = re.search(r"^(.* \[\d+\])\n</quotation>", exchange.prompt, re.MULTILINE)
    assert found
    message = {"role": "assistant", "content": found[1]}
    exchange.head(kind="application/json")
    exchange.send(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}))


def declines(exchange: Exchange) -> None:
    exchange.head()
    exchange.event({"refusal": "I cannot help with that."}, "stop")


def ends_for_no_word(exchange: Exchange) -> None:
    exchange.send('data: {"choices": [{"index": 0, "delta": {}, "finish_reason": 7}]}\n\n')


@contextmanager
def at(*behaviours: Behaviour) -> Iterator[str]:
    """The URL of a server that behaves so."""
    with Server(list(behaviours)) as server:
        yield server.url


@contextmanager
def nobody() -> Iterator[str]:
    yield refused_url()


@contextmanager
def unknown_name(*, silent: bool = False) -> Iterator[str]:
    """A name that the system's lookup does not know, or says nothing of."""
    found, done = socket.getaddrinfo, threading.Event()

    def look(host: str, *args: object, **named: object) -> object:
        if host != NAME:
            return found(host, *args, **named)  # type: ignore[arg-type]
        if silent:
            done.wait(60)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with patch.object(socket, "getaddrinfo", look):
        yield f"http://{NAME}/v1"
    done.set()


@dataclass(frozen=True)
class Fault:
    """A way to fail, and what is read of it; no words: nothing, for it passes."""

    place: Callable[[], AbstractContextManager[str]]  # gives the URL
    words: str = ""
    kept: bool = False  # a statement came before it


def of(words: str, *behaviours: Behaviour, kept: bool = False) -> Fault:
    return Fault(lambda: at(*behaviours), words, kept)


FAULTS: dict[str, Fault] = {
    "429 once, no Retry-After": of("", fails(429), GOOD),
    "429 once, Retry-After: 1": of("", fails(429, Retry_After="1"), GOOD),
    "500 once": of("", fails(500), GOOD),
    "connection closed once": of("", hangs_up, GOOD),
    "slow first token (2 s)": of("", slow_to_begin),
    "the reply whole, not as a stream": of("", comes_whole),
    "401": of("refused the key (401)", fails(401)),
    "404 model": of("does not know the model 'm' (404)", fails(404)),
    "429 always": of("limits the rate of requests (429)", fails(429)),
    "429, Retry-After: 60": of("it asks to wait 60 seconds", fails(429, Retry_After="60")),
    "429, Retry-After: inf": of(
        "limits the rate of requests (429). ", fails(429, Retry_After="inf")
    ),
    "429, no quota": of("no quota left", fails(429, {"code": "insufficient_quota"})),
    "500 always": of("failed (500): it went wrong", fails(500)),
    "stall before a word": of("took longer than 6 seconds", stalls(60)),
    "stall midway": of("took longer than 6 seconds", stalls(60, after="The glasses ")),
    "headers a byte at a time": of("took longer than 6 seconds", drips_headers),
    "a word a second": of("took longer than 6 seconds", drips("The ", every=1.0, times=60)),
    "stream cut": of("closed the connection", cuts("The glasses ")),
    "cut after a statement": of("closed the connection", a_statement_then(hangs_up), kept=True),
    "stall after a statement": of(
        "took longer than 6", a_statement_then(stalls(60, after=" ")), kept=True
    ),
    "an error as an event": of(
        "failed: it went wrong", sends('event: error\ndata: {"message": "it went wrong"}\n\n')
    ),
    "a refusal of the model": of("declined to answer: I cannot help with that", declines),
    "redirect (302)": of(
        "redirects, and the question would be lost", lambda x: x.head(302, Location="/x")
    ),
    "a reason to end that is no word": of(
        "The model was cut short", a_statement_then(ends_for_no_word), kept=True
    ),
    "invalid JSON": of("no OpenAI-compatible reply", sends("data: {oops\n\n")),
    "choices of another shape": of(
        "no OpenAI-compatible reply", sends('data: {"choices": {"a": 1}}\n\n')
    ),
    "nested without end": of(
        "no OpenAI-compatible reply", sends("data: " + '{"a":' * 50_000 + "\n\n")
    ),
    "a line without end": of("no OpenAI-compatible reply", a_line_without_end),
    "brackets without end": of(
        "gave nothing usable", says("", pieces=['{"statements":' + "[" * 49_000])
    ),
    "lines that join without end": of(
        "gave nothing usable", says("", pieces=["a (1, 2, 3, 4\n" * 20_000])
    ),
    "the same, a line an event": of(
        "gave nothing usable", says("", pieces=["a (1, 2, 3, 4\n"] * 3_500)
    ),
    "a small body that inflates to 200 MB": of(
        "no OpenAI-compatible reply", compressed("data: ", more=200)
    ),
    "a web page": of("no OpenAI-compatible reply", sends("<html>hello</html>", "text/html")),
    "context overflow": of("too long for model 'm'", fails(400, TOO_LONG)),
    "an empty stream": of("no OpenAI-compatible reply", sends("data: [DONE]\n\n")),
    "refused connection": Fault(nobody, "cannot be reached ([Errno 111] Connection refused)"),
    "a name that is not known": Fault(
        unknown_name, "cannot be reached ([Errno -2] Name or service not"
    ),
    "a resolver that is silent": Fault(
        lambda: unknown_name(silent=True), "cannot be reached (its name was not found in 5 seconds)"
    ),
}


def met(golden: Assistant, fault: Fault, allowed: float = ALLOWED) -> tuple[Answer, float]:
    """What is answered, and the seconds."""
    with fault.place() as url:
        settings = replace(golden.settings, llm_base_url=url, llm_model="m", llm_timeout=allowed)
        with Assistant.open(settings=settings, vectors="off") as assistant:
            assistant.ask(GLASSES, answerer="extractive")  # loads what any first question loads
            assistant._open_model()
            start = time.monotonic()
            answer = assistant.ask(GLASSES)
            return answer, time.monotonic() - start


def row(name: str, answer: Answer, seconds: float) -> str:
    """A line of the table."""
    read = (answer.notice or "the answer, nothing else").removesuffix(QUOTED).strip()
    origin = {"quote": "the quotes", "model": "the model's statement"}
    shown = " and ".join(dict.fromkeys(origin[s.origin] for s in answer.statements))
    return f"| {name} | {seconds:.1f} | {shown} | {read} |"


def main(page: Path = PAGE, names: tuple[str, ...] = tuple(FAULTS)) -> int:
    """Replace the table between the marks of the page; 1 where a fault is not told as it should."""
    rows, wrong = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index"
        settings = Settings(articles=SAMPLES, index=index)
        with Assistant.open(settings=settings, vectors="off") as golden:
            for name in names:
                answer, seconds = met(golden, FAULTS[name])
                wrong += FAULTS[name].words not in (answer.notice or "") or not answer.statements
                rows.append(row(name, answer, seconds))
                print(rows[-1], flush=True)
    head = "| fault | s | what answers | what is read above it |\n|---|---:|---|---|\n"
    text = page.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    table = head + "\n".join(rows)
    page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
