"""Model clients: how they are built, and every fault of a server in words."""

from __future__ import annotations

import email.utils
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from servers import (
    Behaviour,
    Exchange,
    Server,
    compressed,
    cuts,
    drips,
    fails,
    hangs_up,
    refused_url,
    says,
    sends,
    stalls,
)

from assistant.deadline import Deadline, Stop, Stopped
from assistant.models import DEFAULT_MODEL, OPENAI_URL, Reply, chat_model
from assistant.settings import Settings
from index.errors import ModelError, SettingError

KEY = "sk-test-secret-0123456789"


def settings(url: str, *, model: str = "tiny", timeout: float = 30.0) -> Settings:
    return Settings(llm_base_url=url, llm_model=model, llm_api_key=KEY, llm_timeout=timeout)


def ask(server: Server | str, *, seconds: float = 20.0, max_tokens: int = 50) -> str:
    """All that a server's model replies to one prompt."""
    url = server if isinstance(server, str) else server.url
    deadline = Deadline.after(seconds)  # building it counts
    model = chat_model(settings(url))
    with Reply(model, "Hello?", deadline=deadline, max_tokens=max_tokens) as reply:
        return "".join(reply)


def fault(behaviour: Behaviour, *, seconds: float = 20.0) -> str:
    """The sentence that a person reads when the server does this."""
    with Server([behaviour]) as server, pytest.raises(ModelError) as caught:
        ask(server, seconds=seconds)
    text = str(caught.value)
    assert KEY not in text
    assert "\n" not in text
    return text.replace(server.url, "URL")


# Building


def test_a_key_alone_means_openai_and_the_named_default(monkeypatch: pytest.MonkeyPatch) -> None:
    # LlamaIndex reads these where an argument is left out
    monkeypatch.setenv("OPENAI_API_BASE", "http://elsewhere.invalid/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    model = chat_model(Settings(openai_key=KEY))
    assert model.metadata.model_name == DEFAULT_MODEL
    built = model.model_dump()
    assert (built["api_base"], built["api_key"]) == (OPENAI_URL, KEY)


def test_a_key_that_is_meant_for_another_server_is_sent_to_none() -> None:
    meant = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://models.example/v1"}
    with pytest.raises(ModelError, match="Set ASSISTANT_LLM_BASE_URL"):
        chat_model(Settings.from_env(meant))


def test_a_local_server_needs_no_key() -> None:
    model = chat_model(Settings(llm_base_url="http://127.0.0.1:1/v1", llm_model="qwen"))
    built = model.model_dump()
    assert built["api_key"] == "none"
    assert built["api_base"] == "http://127.0.0.1:1/v1"
    assert built["timeout"] == 60.0
    assert built["max_retries"] == 0


def test_a_server_is_not_told_whose_account_openai_charges(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The openai package reads it from the environment, and sends it to whatever server."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-ours")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-ours")
    with Server([says("Yes.")]) as server:
        assert ask(server) == "Yes."
    assert "of-ours" not in str(server.exchanges[0].headers)


def test_a_model_that_no_table_knows_is_used_all_the_same() -> None:
    with Server([says("Yes.")]) as server:
        model = chat_model(settings(server.url, model="gpt-99-nano"))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "Yes."
    assert server.exchanges[0].body["model"] == "gpt-99-nano"


def test_a_server_on_this_machine_is_not_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", refused_url())
    with Server([says("Yes.")]) as server:
        assert ask(server) == "Yes."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks://127.0.0.1:1080/"),  # as some desktops set it
        ("HTTP_PROXY", "http://127.0.0.1:port"),
        ("NO_PROXY", "[::1"),
        ("SSL_CERT_FILE", "/nowhere.pem"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_and_does_not_matter_here(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with Server([says("Yes.")]) as server:
        assert ask(server) == "Yes."
    with pytest.raises(ModelError, match=f"that cannot be used. Check .*{name}") as caught:
        ask("http://models.example/v1")
    assert value not in str(caught.value)


def test_a_socks_proxy_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", refused_url().replace("http", "socks5").removesuffix("/v1"))
    with pytest.raises(ModelError, match=r"cannot be reached \(.*Connection refused"):
        ask("http://models.example/v1")


def test_the_models_own_timeout_counts_too() -> None:
    with Server([stalls(10)]) as server:
        model = chat_model(settings(server.url, timeout=1.0))
        with (
            Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5) as reply,
            pytest.raises(ModelError, match="took longer than 1 seconds"),
        ):
            list(reply)


def test_no_configured_model_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match="OPENAI_API_KEY"):
        chat_model(Settings())


def test_a_model_without_chat_completions_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match=r"ASSISTANT_LLM_MODEL is 'gpt-5.4-pro'"):
        chat_model(Settings(openai_key=KEY, llm_model="gpt-5.4-pro"))


def test_importing_loads_no_framework() -> None:
    code = (
        "import sys, assistant.models, assistant.generative; "
        "print([m for m in ('llama_index', 'openai', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Replies


def test_a_reply_streams_counts_and_ends_whole() -> None:
    with Server([says("The bridge reopened. [1]")]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "When?", deadline=Deadline.after(20), max_tokens=50) as reply:
            pieces = list(reply)
    assert "".join(pieces) == "The bridge reopened. [1]"
    assert len(pieces) > 1
    assert reply.whole
    assert (reply.prompt_tokens, reply.completion_tokens) == (100, 20)
    sent = server.exchanges[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.prompt == "When?"
    assert sent.body["stream"] is True
    assert (sent.body["temperature"], sent.body["max_tokens"]) == (0.0, 50)
    assert sent.headers["Authorization"] == f"Bearer {KEY}"


def test_what_is_no_count_is_estimated() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"content": "Yes. " * 40}, "stop")
        usage = {"prompt_tokens": True, "completion_tokens": "x", "total_tokens": None}
        exchange.send(f"data: {json.dumps({'id': 'c', 'choices': [], 'usage': usage})}\n\n")
        exchange.send("data: [DONE]\n\n")

    with Server([behave]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello? " * 40, deadline=Deadline.after(20), max_tokens=5) as reply:
            list(reply)
        assert min(reply.tokens()) >= 40


def test_a_reply_cut_at_the_token_limit_is_not_whole() -> None:
    with Server([says("The bridge reop", finish="length")]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "When?", deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "The bridge reop"
    assert not reply.whole


def hear(reply: Reply, heard: list[str], meanwhile: Callable[[], None]) -> None:
    for piece in reply:
        heard.append(piece)
        meanwhile()


def test_a_long_piece_is_handed_on_in_parts_between_which_the_time_is_looked_at() -> None:
    with Server([says("", pieces=["word " * 1_000])]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=50) as reply:
            pieces = list(reply)
        assert "".join(pieces) == "word " * 1_000
        assert max(map(len, pieces)) == 1_000
        stop = Stop()
        for meanwhile, error in ((lambda: time.sleep(2), ModelError), (stop.now, Stopped)):
            heard: list[str] = []
            reply = Reply(model, "Hello?", deadline=Deadline.after(2), max_tokens=50)
            with pytest.raises(error), reply:
                stop.run(hear, reply, heard, meanwhile)
            assert len(heard) == 1


def test_an_empty_reply_is_empty() -> None:
    with Server([says("")]) as server:
        assert ask(server) == ""


def test_nothing_is_sent_before_the_first_piece_is_asked_for() -> None:
    with Server([says("Yes.")]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5):
            pass
    assert server.exchanges == []


def test_closing_stops_the_servers_work() -> None:
    with Server([drips("word ", every=0.02, times=500)]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=500) as reply:
            assert next(iter(reply)) == "word "
        assert server.gone.wait(2.0)


# Faults that are repeated


@pytest.mark.parametrize(
    "behaviour",
    [fails(500), fails(503, {"message": "Loading model"}), fails(429), hangs_up],
    ids=["500", "503", "429", "hangs up"],
)
def test_a_passing_fault_is_repeated(behaviour: Behaviour) -> None:
    with Server([behaviour, says("Yes.")]) as server:
        assert ask(server) == "Yes."
    assert len(server.exchanges) == 2


def test_retry_after_is_kept_to() -> None:
    with Server([fails(429, Retry_After="1"), says("Yes.")]) as server:
        start = time.monotonic()
        assert ask(server) == "Yes."
        assert time.monotonic() - start >= 1.0


def test_a_long_retry_after_is_told_instead_of_waited_for() -> None:
    start = time.monotonic()
    assert fault(fails(429, Retry_After="120")) == (
        "The model server URL limits the rate of requests (429); it asks to wait 120 seconds. "
        "Ask again later."
    )
    assert time.monotonic() - start < 5


def test_retry_after_may_be_a_date() -> None:
    when = email.utils.formatdate(time.time() + 3600, usegmt=True)
    assert "wait 3" in fault(fails(429, Retry_After=when))


@pytest.mark.parametrize(
    ("behaviour", "attempts"), [(fails(500), 3), (fails(429), 3), (hangs_up, 3)]
)
def test_repeating_stops_at_the_deadline(behaviour: Behaviour, attempts: int) -> None:
    start = time.monotonic()
    with Server([behaviour]) as server, pytest.raises(ModelError):
        ask(server, seconds=2.5)  # waits of 0.5 and 1 fit in, the next of 2 does not
    assert time.monotonic() - start < 2.5
    assert len(server.exchanges) == attempts


@pytest.mark.parametrize(
    "behaviour",
    [
        fails(401, {"message": f"Incorrect API key provided: {KEY}"}),
        fails(403),
        fails(404, {"message": "model not found"}),
        fails(400, {"message": "bad request"}),
        fails(429, {"message": "You exceeded your current quota", "code": "insufficient_quota"}),
        sends("<html>welcome</html>", "text/html"),
    ],
    ids=["401", "403", "404", "400", "quota", "html"],
)
def test_a_lasting_fault_is_not_repeated(behaviour: Behaviour) -> None:
    with Server([behaviour]) as server, pytest.raises(ModelError):
        ask(server)
    assert len(server.exchanges) == 1


# Faults in words


def test_wrong_key() -> None:
    assert fault(fails(401, {"message": f"Incorrect API key provided: {KEY}"})) == (
        "The model server URL refused the key (401). Check ASSISTANT_LLM_API_KEY or OPENAI_API_KEY."
    )


def test_unknown_model() -> None:
    text = fault(fails(404, {"message": "The model `tiny` does not exist"}))
    assert text.startswith("The model server URL does not know the model 'tiny' (404). Check ")


def test_no_quota() -> None:
    text = fault(fails(429, {"message": "quota", "code": "insufficient_quota"}))
    assert "has no quota left (429)" in text


def fails_bare(status: int, body: object) -> Behaviour:
    """A failure whose body is this and nothing around it."""

    def behave(exchange: Exchange) -> None:
        exchange.head(status, "application/json")
        exchange.send(json.dumps(body))

    return behave


def test_an_error_in_a_list_is_told_in_its_words() -> None:
    body = [{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID"}}]
    assert "failed (400): API key not valid. Ask again" in fault(fails_bare(400, body))


@pytest.mark.parametrize(
    "error",
    [
        {"message": "maximum context length is 4096 tokens", "code": "context_length_exceeded"},
        {
            "message": "the request exceeds the available context size. try increasing it",
            "type": "exceed_context_size_error",
        },
        {"message": "<400> InvalidParameter: Range of input length should be [1, 30720]"},
        [{"error": {"message": "The input token count (12) exceeds the maximum number of tokens"}}],
    ],
    ids=["openai", "llama.cpp", "qwen", "google"],
)
def test_context_overflow(error: object) -> None:
    behave = fails(400, error) if isinstance(error, dict) else fails_bare(400, error)
    assert fault(behave).startswith(
        "The question with its evidence is too long for model 'tiny' at the model server URL. Start"
    )


def test_another_refusal_quotes_the_server_in_one_line_without_the_key() -> None:
    text = fault(fails(400, {"message": f"no such\nthing\x1b[31m as {KEY}" + "x" * 500}))
    assert text.startswith("The model server URL with model 'tiny' failed (400): no such thing")
    assert len(text) < 450


def test_refused_connection() -> None:
    url = refused_url()
    start = time.monotonic()
    with pytest.raises(ModelError) as caught:
        ask(url)
    assert str(caught.value).startswith(f"The model server {url} cannot be reached (")
    assert "Connection refused" in str(caught.value)
    assert time.monotonic() - start < 5


def test_a_password_in_the_url_is_not_repeated() -> None:
    url = refused_url().replace("http://", "http://user:hunter2@")
    with pytest.raises(ModelError) as caught:
        ask(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("after", [None, "The bridge"], ids=["no headers", "in the stream"])
def test_a_stall_ends_at_the_deadline(after: str | None) -> None:
    start = time.monotonic()
    text = fault(stalls(10, after=after), seconds=1.0)
    assert time.monotonic() - start < 3
    assert "with model 'tiny' took longer than 1 seconds" in text


def test_a_drip_ends_at_the_deadline() -> None:
    start = time.monotonic()
    text = fault(drips("word ", every=0.1, times=100), seconds=1.0)
    assert time.monotonic() - start < 3
    assert "took longer than 1 seconds" in text


@pytest.mark.parametrize("status", [504, 520, 529])
def test_every_server_fault_may_pass(status: int) -> None:
    with Server([fails(status), says("Yes.")]) as server:
        assert ask(server) == "Yes."


def moved(place: str) -> Behaviour:
    return lambda exchange: exchange.head(307, Location=place, Content_Length="0")


def test_a_redirect_is_followed_and_one_that_leads_nowhere_is_not_repeated() -> None:
    with Server([moved("/elsewhere"), says("Yes.")]) as server:
        assert ask(server) == "Yes."
        assert server.exchanges[1].path == "/elsewhere"
    for place, most in (("/v1/chat/completions", 21), ("file:///etc/passwd", 1)):
        with Server([moved(place)]) as server, pytest.raises(ModelError, match="no OpenAI-comp"):
            ask(server)
        assert len(server.exchanges) <= most


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_loses_the_question_is_told_with_where_it_leads(status: int) -> None:
    def behave(exchange: Exchange) -> None:
        place = "https://user:secret@models.example/api/v1/chat/completions?key=secret"
        exchange.head(status, Location=place, Content_Length="0")

    told = fault(behave)
    assert "Set ASSISTANT_LLM_BASE_URL to where it leads: https://models.example/api/v1." in told
    with Server([behave]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hi?", deadline=Deadline.after(20), max_tokens=5) as reply:
            with pytest.raises(ModelError):
                list(reply)
            assert reply.tokens() == (0, 0)
        assert len(server.exchanges) == 1


def test_a_stall_after_a_drip_ends_at_the_deadline() -> None:
    """The read timeout alone would start anew with each byte."""

    def behave(exchange: object) -> None:
        drips("word ", every=0.1, times=7)(exchange)  # type: ignore[arg-type]
        stalls(10)(exchange)  # type: ignore[arg-type]

    start = time.monotonic()
    assert "took longer than 1 seconds" in fault(behave, seconds=1.0)
    assert time.monotonic() - start < 1.5


@pytest.mark.parametrize(
    "behaviour", [cuts("The bridge"), says("The bridge", finish=None)], ids=["length", "no end"]
)
def test_a_cut_stream(behaviour: Behaviour) -> None:
    assert "closed the connection before its answer was complete" in fault(behaviour)


@pytest.mark.parametrize(
    "raw",
    [
        "data: {not json\n\n",
        'data: {"hello": "world"}\n\n',
        "data: []\n\n",
        'data: {"choices": [{"delta": {"content": 5}}]}\n\n',
        'data: "text"\n\n',
        "data: \ud83d\n\n".encode("utf-8", "replace").decode(),
    ],
)
def test_a_reply_of_another_shape(raw: str) -> None:
    text = fault(sends(raw))
    assert text.startswith("The model server URL")
    assert "no OpenAI-compatible reply" in text


def test_a_reply_that_was_compressed_on_the_way_is_read() -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": "Yes."}, "finish_reason": "stop"}]}
    with Server([compressed(f"data: {json.dumps({'id': 'c', **chunk})}\n\n")]) as server:
        assert ask(server) == "Yes."
    assert server.exchanges[0].headers["Accept-Encoding"] == "identity"
    assert "no OpenAI-compatible reply" in fault(compressed("data: [DONE]\n\n", "br"))


def test_what_a_small_body_inflates_to_is_limited() -> None:
    tracemalloc.start()
    try:
        assert "no OpenAI-compatible reply" in fault(compressed("data: ", more=60))
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "after",
    [
        'data: {"id": "c", "choices": null, "usage": {"total_tokens": 7}}\n\n',
        'data: {"error": {"message": "too late to matter"}}\n\n',
        "data: {oops\n\n",
    ],
)
def test_what_goes_wrong_after_the_models_end_costs_nothing(after: str) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"content": "Yes."}, "stop")
        exchange.send(after)

    with Server([behave]) as server:
        assert ask(server) == "Yes."


def test_silence_after_the_models_end_costs_time_alone() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"content": "Yes."}, "stop")
        exchange.left(10)

    with Server([behave]) as server:
        assert ask(server, seconds=2.0) == "Yes."


@pytest.mark.parametrize("finish", [None, "", "<|im_end|>", "STOP"])
def test_events_that_are_ended_as_they_should_be_are_whole(finish: str | None) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"content": "Yes, data: [DONE]"})
        exchange.event({}, finish)
        exchange.send("data: [DONE]\n\n")

    with Server([behave]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "Yes, data: [DONE]"
        assert (reply.whole, reply.cut) == (True, False)


def test_the_end_is_none_that_the_model_wrote() -> None:
    assert "closed the connection" in fault(says("So:\ndata: [DONE]\n\n", finish=None))


def test_a_reply_that_comes_whole_is_read_like_one_that_streams() -> None:
    def behave(exchange: Exchange) -> None:
        message = {"role": "assistant", "content": "Yes."}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        exchange.head(kind="application/json")
        exchange.send(json.dumps({"id": "c", "choices": [choice], "usage": usage}, indent=1))

    with Server([behave]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "Yes."
        assert reply.whole
        assert (reply.prompt_tokens, reply.completion_tokens) == (100, 20)


def test_a_whole_reply_far_too_long_or_torn_is_none() -> None:
    for raw in ('{"choices": [', '{"choices": "' + "x" * 6_000_000):
        assert "no OpenAI-compatible reply" in fault(sends(raw, "application/json"))


def test_what_the_model_says_instead_of_an_answer_is_told() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.event({"refusal": "I cannot help "})
        exchange.event({"refusal": "with that."}, "stop")
        exchange.send("data: [DONE]\n\n")

    assert "declined to answer: I cannot help with that. Ask in other words" in fault(behave)


@pytest.mark.parametrize(
    "finish", ["length", "content_filter", "abort", 7, ["stop"], {"stop": 1}, True]
)
def test_what_ends_otherwise_than_by_itself_is_not_whole(finish: Any) -> None:
    with Server([says("The bridge cost", finish=finish)]) as server:
        model = chat_model(settings(server.url))
        with Reply(model, "Hello?", deadline=Deadline.after(20), max_tokens=5) as reply:
            assert "".join(reply) == "The bridge cost"
        assert (reply.whole, reply.full) == (False, finish == "length")


def test_an_error_that_is_a_web_page_is_told_in_its_words() -> None:
    page = "<html><head><title>Oh</title></head><body><h1>Bad  way</h1><hr>nginx</body></html>"

    def behave(exchange: Exchange) -> None:
        exchange.head(400, "text/html")
        exchange.send(page)

    assert "failed (400): Bad way nginx. " in fault(behave)


def test_why_it_is_forbidden_is_told() -> None:
    text = fault(fails(403, {"message": "Country not supported."}))
    assert "refused the key (403): Country not supported. Check ASSISTANT_LLM_API_KEY" in text


def test_a_question_whose_time_is_over_blames_no_server() -> None:
    with Server([says("Yes.")]) as server:
        model = chat_model(settings(server.url))
        with (
            Reply(model, "Hello?", deadline=Deadline.after(0), max_tokens=5) as reply,
            pytest.raises(ModelError, match="were over before model 'tiny' was asked"),
        ):
            list(reply)
    assert not server.exchanges


def test_a_web_page_instead_of_a_model() -> None:
    assert "ASSISTANT_LLM_BASE_URL" in fault(sends("<html>welcome</html>", "text/html"))


def test_an_error_inside_the_stream() -> None:
    raw = json.dumps({"error": {"message": "the GPU is on fire", "code": 500}})
    assert "the GPU is on fire" in fault(sends(f"data: {raw}\n\n"))
    assert "failed: out of memory. " in fault(sends('data: {"error": "out of memory"}\n\n'))
    for data in ('{"message": "out of memory", "code": 1}', "out of memory"):
        assert "failed: out of memory. " in fault(sends(f"event: error\ndata: {data}\n\n"))
    whole = '{"error": {"message": "out of memory"}}'
    assert "failed: out of memory. " in fault(sends(whole, "application/json"))


# Parameters that a model does not take


def test_a_refused_parameter_is_left_out_or_renamed() -> None:
    refusals: list[Behaviour] = [
        fails(400, {"message": "'temperature' does not support 0", "param": "temperature"}),
        fails(400, {"message": "Use 'max_completion_tokens' instead of 'max_tokens'"}),
        fails(422, {"message": "extra field stream_options"}),
        says("Yes."),
    ]
    with Server(refusals) as server:
        assert ask(server, max_tokens=50) == "Yes."
    last = server.exchanges[-1].body
    assert last["max_completion_tokens"] == 50
    assert not {"temperature", "max_tokens", "stream_options"} & last.keys()


def test_a_parameter_refused_again_ends_it() -> None:
    behaviour = fails(400, {"message": "temperature must be warm"})
    with Server([behaviour]) as server, pytest.raises(ModelError, match="must be warm"):
        ask(server)
    assert len(server.exchanges) == 2
