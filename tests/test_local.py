"""A model file in a server of ours: the real small model where ``ARTICLE_TEST_GGUF`` names it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from servers import Server, fails

from assistant import Assistant
from assistant.deadline import Deadline, Stop, Stopped
from assistant.doctor import examine
from assistant.local import LocalServer
from assistant.models import Reply, chat_model
from assistant.settings import Settings
from index.errors import ModelError, SettingError

GGUF = os.environ.get("ARTICLE_TEST_GGUF", "")
GLASSES = "What do the Quark glasses cost?"
installed = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None, reason="xllamacpp is not installed"
)
with_model = pytest.mark.skipif(
    not Path(GGUF).is_file(), reason="ARTICLE_TEST_GGUF names no GGUF file of a chat model"
)


def test_a_file_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"small\.gguf, which is no file here"):
        LocalServer(tmp_path / "small.gguf")


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SettingError, match=r"\.\[local\]"):
        LocalServer(tmp_path / "small.gguf")


@installed
def test_a_file_that_is_no_model_leaves_the_quotes(golden: Assistant, tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + b"\0" * 1000)
    with pytest.raises(ModelError, match=r"broken\.gguf cannot be loaded"):
        _ = LocalServer(tmp_path / "broken.gguf").url
    settings = replace(golden.settings, llm_model=str(tmp_path / "broken.gguf"))
    with Assistant.open(settings=settings, vectors="off") as assistant:
        answer = assistant.ask(GLASSES)
    assert "1,899" in answer.text
    assert "cannot be loaded" in (answer.notice or "")
    assert str(tmp_path) not in (answer.notice or "")


@installed
def test_what_a_file_of_ours_fails_at_does_not_tell_where_it_lies(
    golden: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.gguf").write_bytes(b"GGUF" + b"\0" * 1000)
    settings = replace(golden.settings, llm_model=str(tmp_path / "small.gguf"))
    with Server([fails(404)]) as failing:
        monkeypatch.setattr(LocalServer, "url", property(lambda _: failing.url))
        with Assistant.open(settings=settings, vectors="off") as assistant:
            answer = assistant.ask(GLASSES)
    assert "does not know the model 'small.gguf'" in (answer.notice or "")
    assert str(tmp_path) not in (answer.notice or "")
    assert answer.trace.models == ("small.gguf",)


@installed
def test_a_question_waits_for_loading_no_longer_than_its_time_and_can_be_stopped(
    golden: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + b"\0" * 1000)
    server = LocalServer(tmp_path / "broken.gguf")  # whose process takes a moment to begin
    try:
        with (
            Deadline.after(0.01).kept(),
            pytest.raises(ModelError, match="still being loaded after"),
        ):
            _ = server.url
        stop = Stop()
        stop.now()
        with pytest.raises(Stopped):
            stop.run(lambda: server.url)
        assert server.running  # it loads on
    finally:
        server.close()
    assert not server.running
    settings = replace(golden.settings, llm_model=str(tmp_path / "broken.gguf"), llm_timeout=0.01)
    with Assistant.open(settings=settings, vectors="off") as assistant:
        answer = assistant.ask(GLASSES)
    assert "1,899" in answer.text
    assert "broken.gguf is still being loaded" in (answer.notice or "")


@installed
@with_model
def test_the_small_model_answers_from_its_file_and_ends_with_us(golden: Assistant) -> None:
    settings = replace(golden.settings, llm_model=GGUF, llm_timeout=300)
    with Assistant.open(settings=settings, vectors="off") as assistant:
        answer = assistant.ask(GLASSES)
        assert answer.trace.models == (Path(GGUF).name,)
        assert answer.trace.completion_tokens > 0
        assert all(statement.check.supported for statement in answer.statements)
        assert assistant._local is not None
        address = assistant._local.url
        assert httpx.get(f"{address}/models").status_code in (200, 401)
        assert httpx.post(f"{address}/chat/completions", json={}).status_code == 401
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/models")


@installed
@with_model
def test_a_process_that_ends_is_told_as_one() -> None:
    server = LocalServer(Path(GGUF))
    try:
        model = chat_model(server.settings(Settings(llm_model=GGUF)))
        server._process.kill()
        server._process.wait()
        reply = Reply(model, "Hello?", deadline=Deadline.after(60), max_tokens=5)
        with reply, pytest.raises(ModelError) as caught:
            list(reply)
    finally:
        server.close()
    told = f"The process that ran the model file {Path(GGUF).name} has ended; "
    assert str(caught.value).startswith(told)


# A small model's file with the template of one that thinks unless it is told not to
THINKS = r"""
import json, sys, urllib.request
import xllamacpp
from assistant.local import parameters
params = parameters(sys.argv[1], "k")
params.chat_template = (
    "{% for message in messages %}{{ message.role }}: {% if message.reasoning_content is string %}"
    "<think>\n{{ message.reasoning_content }}\n</think>\n\n{% endif %}{{ message.content }}\n"
    "{% endfor %}{% if add_generation_prompt %}assistant: {% if enable_thinking is defined and "
    "enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
server = xllamacpp.Server(params)
body = json.dumps({"messages": [{"role": "user", "content": "Hello?"}]}).encode()
head = {"Content-Type": "application/json", "Authorization": "Bearer k"}
asked = urllib.request.Request(server.listening_address + "/apply-template", body, head)
print("prompt", json.dumps(json.load(urllib.request.urlopen(asked))["prompt"]))
"""


@installed
@with_model
def test_a_model_that_can_think_does_not() -> None:
    asked = [sys.executable, "-c", THINKS, GGUF]
    told = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60).stdout
    (line,) = [one for one in told.splitlines() if one.startswith("prompt ")]
    assert json.loads(line.removeprefix("prompt ")).endswith("assistant: <think>\n\n</think>\n\n")


@installed
@with_model
def test_the_doctor_asks_the_file(golden: Assistant) -> None:
    findings = examine(replace(golden.settings, llm_model=GGUF, llm_timeout=300))
    (model,) = [finding for finding in findings if finding.what == "language model"]
    assert model.ok, model.words
    assert f"the file {Path(GGUF).name}, run here; it answers" in model.words
    assert model.words.endswith("statements as lines")


@installed
@with_model
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_model_file_takes_no_more_memory_with_every_question() -> None:
    server = LocalServer(Path(GGUF))

    def megabytes() -> float:
        pages = Path(f"/proc/{server._process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def ask(number: int) -> None:
        words = " ".join(f"Ship {number * 1000 + n} sails." for n in range(100))
        answer = httpx.post(
            f"{server.url}/chat/completions",
            headers={"Authorization": f"Bearer {server.key}"},
            json={"messages": [{"role": "user", "content": words}], "max_tokens": 2},
            timeout=300,
        )
        assert answer.status_code == 200

    try:
        ask(0)
        before = megabytes()
        for number in range(1, 4):
            ask(number)
        assert megabytes() < before + 30  # three prompts kept were 60
    finally:
        server.close()
