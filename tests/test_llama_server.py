"""A real llama.cpp server with a real small model: it invents freely, and none of it gets out.

Runs where ``ARTICLE_TEST_GGUF`` names a GGUF file of a chat model and xllamacpp can be imported.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mixed_up import mixed_up

from assistant import generative
from assistant.deadline import Deadline
from assistant.drafts import DraftReader
from assistant.generative import Written, statements_schema, write
from assistant.models import Reply, Schema, chat_model
from assistant.settings import Settings
from assistant.types import Citation, Statement
from assistant.verify import verify
from index.errors import ModelError

GGUF = os.environ.get("ARTICLE_TEST_GGUF", "")
pytestmark = [
    pytest.mark.skipif(
        not Path(GGUF).is_file(), reason="ARTICLE_TEST_GGUF names no GGUF file of a chat model"
    ),
    pytest.mark.skipif(
        importlib.util.find_spec("xllamacpp") is None, reason="xllamacpp is not installed"
    ),
]

KEY = "local-secret"
SLOTS = 2
PATIENCE = 300.0  # seconds: the machine may be busy, and slowness is not what is tested
# A process of its own: the server writes to its streams, and ends when its input is closed.
SERVE = f"""
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.hostnames, params.port = ["127.0.0.1"], 0
params.api_keys = [{KEY!r}]
params.n_parallel, params.n_ctx = {SLOTS}, {SLOTS} * 2048
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # waits for no busy core
params.endpoint_slots = True
params.ui = False
server = xllamacpp.Server(params)
print("address", server.listening_address, flush=True)
sys.stdin.read()
"""

FACTS = [
    ("Norvane Robotics to open plant in Tampere", dt.date(2025, 3, 12), "Nordic Ledger",
     "Norvane Robotics will open a plant in Tampere in March 2026 and hire 340 people there."),
    ("Norvane Robotics to open plant in Tampere", dt.date(2025, 3, 12), "Nordic Ledger",
     "The company said the plant will cost 95 million euros."),
    ("Norvane names new finance chief", dt.date(2025, 4, 2), "Harbour Times",
     "Norvane appointed Ilse Brandt as chief financial officer, succeeding Marc Oduya."),
    ("Quarterly figures: Norvane sales up 14%", dt.date(2025, 5, 8), "Nordic Ledger",
     "Sales rose 14% to 212 million euros in the first quarter, while profit fell to 9 million"
     " euros."),
    ("Quarterly figures: Norvane sales up 14%", dt.date(2025, 5, 8), "Nordic Ledger",
     "Analysts at Pellworth said the order book could reach 1 billion euros by the end of the"
     " year."),
]  # fmt: skip
EVIDENCE = tuple(
    Citation(number, f"{number}.txt", 0, len(quote), quote, title, day, publisher)
    for number, (title, day, publisher, quote) in enumerate(FACTS, start=1)
)
QUESTIONS = [
    "When will Norvane open its plant in Tampere?",
    "What will the plant cost?",
    "Who is the new finance chief of Norvane?",
    "How did sales and profit develop in the first quarter?",
    "How many people will be hired?",
    "What do analysts say about the order book?",
    "Whom did Ilse Brandt succeed?",
    "Summarise the news about Norvane.",
    "Who is the chief executive of Norvane?",  # not in the evidence
    "Does Norvane pay a dividend?",  # not in the evidence
]


@pytest.fixture(autouse=True)
def short_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    """This model repeats itself up to a reply's limit: minutes a question, which show nothing."""
    monkeypatch.setattr(generative, "ANSWER_TOKENS", 300)
    monkeypatch.setattr(generative, "REPAIR_TOKENS", 100)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a running server with the small model."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, GGUF],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line = next((line for line in process.stdout if line.startswith("address ")), "")
        assert line, "the server did not start"
        yield f"{line.split()[1]}/v1"
        process.stdin.close()
        process.wait(timeout=20)


def settings(url: str, key: str = KEY) -> Settings:
    return Settings(llm_base_url=url, llm_model="small", llm_api_key=key, llm_timeout=PATIENCE)


def run(
    url: str, question: str, schema: str = "off", evidence: tuple[Citation, ...] = EVIDENCE
) -> tuple[list[Statement], Written]:
    model = chat_model(settings(url))
    written = write(question, evidence, model, deadline=Deadline.after(PATIENCE), schema=schema)
    statements = []
    while True:
        try:
            statements.append(next(written))
        except StopIteration as end:
            return statements, end.value


def busy(url: str) -> int:
    """How many slots of the server are at work."""
    request = urllib.request.Request(
        url.removesuffix("/v1") + "/slots", headers={"Authorization": f"Bearer {KEY}"}
    )
    with urllib.request.urlopen(request) as response:
        return sum(slot["is_processing"] for slot in json.load(response))


def falls_idle(url: str) -> bool:
    """Whether the server stops soon: what it was asked for would keep it busy for far longer."""
    deadline = time.monotonic() + 8
    while busy(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    return busy(url) == 0


def assert_carried(statement: Statement) -> None:
    """Nothing in it that the cited text, its title, date and publisher lack."""
    cited = [citation for citation in EVIDENCE if citation.number in statement.citations]
    assert len(cited) == len(statement.citations) > 0
    assert statement.check.supported
    if statement.origin == "replaced":
        assert [statement.text] == [citation.quote for citation in cited]
        assert statement.check.problems
        return
    quotes = [citation.quote for citation in cited]
    about = [f"{c.title} {c.publisher} {c.published:%d %B %Y}" for c in cited]
    assert verify(statement.text, quotes, context=about).supported
    assert not mixed_up(statement.text)
    # The same without the verifier, roughly: figures, and names that open no sentence.
    text = " ".join([*quotes, *about]).casefold()
    told = re.findall(r"\d[\d.,]*|(?<=[\w,] )[A-Z]\w+", statement.text)
    assert not [word for word in told if word.casefold().rstrip(".,") not in text]


def test_a_reply_streams_and_counts(url: str) -> None:
    model = chat_model(settings(url))
    prompt = "Count from one to twenty."
    with Reply(model, prompt, deadline=Deadline.after(60), max_tokens=16) as reply:
        pieces = list(reply)
    assert len(pieces) > 4
    assert reply.prompt_tokens > 5
    assert reply.completion_tokens == 16
    assert not reply.whole


def test_closing_stops_the_work(url: str) -> None:
    model = chat_model(settings(url))
    prompt = "Write a very long story about the sea."
    with Reply(model, prompt, deadline=Deadline.after(60), max_tokens=1500) as reply:
        assert next(iter(reply))
        assert busy(url) == 1
    assert falls_idle(url)


def test_the_deadline_stops_the_work(url: str) -> None:
    model = chat_model(settings(url))
    start = time.monotonic()
    prompt = "Write a very long story about the mountains."
    with (
        Reply(model, prompt, deadline=Deadline.after(1.0), max_tokens=1500) as reply,
        pytest.raises(ModelError, match="took longer than 1 seconds"),
    ):
        list(reply)
    assert time.monotonic() - start < 5
    assert falls_idle(url)


def test_a_wrong_key_is_told(url: str) -> None:
    model = chat_model(settings(url, key="wrong"))
    with pytest.raises(ModelError, match=r"refused the key \(401\)"):
        next(write(QUESTIONS[0], EVIDENCE, model, deadline=Deadline.after(PATIENCE)))


def test_evidence_beyond_the_context_is_told(url: str) -> None:
    long = tuple(
        Citation(n, "a.txt", 0, 0, "The committee met again. " * 60, "Minutes")
        for n in range(1, 12)
    )
    model = chat_model(settings(url))
    with pytest.raises(ModelError, match="too long for model 'small'"):
        next(write(QUESTIONS[0], long, model, deadline=Deadline.after(PATIENCE)))


def test_the_server_holds_the_model_to_the_schema(url: str) -> None:
    """Even one asked for something else altogether; the numbers are those that exist."""
    asked = Schema("Count from 7 to 20.", "statements", statements_schema([3, 5]), required=True)
    deadline, model = Deadline.after(PATIENCE), chat_model(settings(url))
    with Reply(model, "", deadline=deadline, max_tokens=200, schema=asked) as reply:
        text = "".join(reply)
    assert text.lstrip().startswith("{")
    reader = DraftReader()
    drafts = [draft for piece in text for draft in reader.feed(piece)]
    drafts += reader.close(whole=reply.whole)
    assert {number for draft in drafts for number in draft.citations} <= {3, 5}
    if reply.whole:
        assert set(json.loads(text)) == {"statements"}


# By a schema, which this model fills to its end, a question takes three times as long.
@pytest.mark.parametrize(
    ("schema", "questions"), [("off", QUESTIONS[1::2]), ("on", QUESTIONS[::4])]
)
def test_whatever_the_model_writes_only_what_is_carried_gets_out(
    url: str, schema: str, questions: list[str]
) -> None:
    total = {"passed": 0, "repaired": 0, "replaced": 0, "kept out": 0}
    for question in questions:
        statements, written = run(url, question, schema)
        assert written.by_schema == (schema == "on")
        if schema == "on":
            problems = [problem for draft in written.drafts for problem in draft.check.problems]
            assert not [problem for problem in problems if "does not exist" in problem]
        for statement in statements:
            assert_carried(statement)
        total["passed"] += written.passed
        total["repaired"] += written.repaired
        total["replaced"] += written.replaced
        total["kept out"] += len(written.kept_out)
    assert sum(total.values()) >= len(questions) / 2, total  # the model was at work


def test_eight_questions_at_once(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda one: run(url, one, evidence=EVIDENCE[:2]), QUESTIONS[:8])
        outcomes = list(asked)
    for statements, written in outcomes:
        assert written.calls > 0
        for statement in statements:
            assert_carried(statement)
    assert falls_idle(url)
