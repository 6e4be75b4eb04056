"""The HTTP door on a real server, asked by the real openai client and by plain HTTP."""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx
import openai
import pytest
from markdown_it import MarkdownIt
from servers import Server, fails, repeats, stalls
from serving import served

from assistant import Assistant
from assistant.doors import mcp, shapes
from assistant.doors.completions import MODELS, in_words
from assistant.doors.discreet import discreet
from assistant.doors.http import build
from assistant.settings import Settings
from assistant.types import REFUSAL, Answer, Trace

GLASSES = "What do the Quark glasses cost?"
ACCELERATORS = "Which AMD accelerators is Alibaba reportedly buying?"
ABSENT = "Who coaches the national ice hockey team of Wales?"


@pytest.fixture(scope="module")
def url(golden: Assistant) -> Iterator[str]:
    with served(golden) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.fixture
def plain(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


def asked(client: openai.OpenAI, question: str, **more: Any) -> Any:
    return client.chat.completions.create(
        model="article-assistant", messages=[{"role": "user", "content": question}], **more
    )


# OpenAI's protocol


def test_the_openai_client_gets_a_cited_answer(
    client: openai.OpenAI, golden: Assistant, url: str
) -> None:
    reply = asked(client, GLASSES)
    message = reply.choices[0].message
    assert message.content is not None
    assert "1,899" in message.content
    assert reply.choices[0].finish_reason == "stop"
    assert message.annotations
    for annotation in message.annotations:
        place = annotation.url_citation
        mark = message.content[place.start_index : place.end_index]
        whole = [c for c in reply.citations if f"[{c['number']}]" == mark]
        assert len(whole) == 1
        # The address leads to the article, and its fragment to the very characters.
        address, _, fragment = place.url.partition("#char=")
        assert address.startswith(f"{url}/articles/")
        start, end = map(int, fragment.split(","))
        article = httpx.get(address).json()
        assert article["file"] == unquote(urlsplit(address).path.removeprefix("/articles/"))
        assert article["text"][start:end] == whole[0]["quote"]
        assert golden.article(article["file"]).article.text == article["text"]


def test_a_stream_says_the_same_as_the_whole(client: openai.OpenAI) -> None:
    whole = asked(client, ACCELERATORS)
    text, citations, annotations, finish, usage = "", None, None, None, None
    for chunk in asked(client, ACCELERATORS, stream=True, stream_options={"include_usage": True}):
        if chunk.usage:
            usage = chunk.usage
            assert chunk.choices == []
            continue
        delta = chunk.choices[0].delta
        text += delta.content or ""
        annotations = getattr(delta, "annotations", None) or annotations
        citations = getattr(chunk, "citations", None) or citations
        finish = chunk.choices[0].finish_reason or finish
    message = whole.choices[0].message
    assert text == message.content
    assert "Sources disagree: " in text
    assert citations == whole.citations
    assert annotations == [a.model_dump() for a in message.annotations or ()]
    assert (finish, usage.total_tokens if usage else None) == ("stop", 0)


def test_a_refusal_has_no_citation(client: openai.OpenAI) -> None:
    reply = asked(client, ABSENT)
    assert reply.choices[0].message.content == REFUSAL
    assert reply.choices[0].message.annotations == []
    assert reply.answer["refused"]


def test_a_follow_up_is_understood_from_the_messages(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(
        model="article-assistant-quotes",
        messages=[
            {"role": "system", "content": "Answer in verse."},
            {"role": "user", "content": [{"type": "text", "text": GLASSES}]},
            {"role": "assistant", "content": "They cost 1,899 yuan. [1]"},
            {"role": "user", "content": "And when did they go on sale?"},
        ],
        temperature=1.5,
    )
    assert "November 27" in (reply.choices[0].message.content or "")


def test_our_own_arguments_go_in_the_extra_body(client: openai.OpenAI) -> None:
    reply = asked(client, GLASSES, extra_body={"as_of": "2020-01-01"})
    note = "Note: As of 2020-01-01: newer articles were not read."
    assert reply.choices[0].message.content == f"{REFUSAL}\n\n{note}"


def test_how_a_question_was_understood_is_told(client: openai.OpenAI, plain: httpx.Client) -> None:
    """A translation, a follow-up, a day among its words: seen by whoever reads the answer."""
    reply = plain.post("/ask", json={"question": f"As of 26 December 2025, {GLASSES}"}).json()
    assert reply["as_of"] == "2025-12-26"
    reply = client.chat.completions.create(
        model="article-assistant",
        messages=[
            {"role": "user", "content": ACCELERATORS},
            {"role": "assistant", "content": "The MI308."},
            {"role": "user", "content": f"As of 22 December 2025, {ACCELERATORS.lower()}"},
        ],
    )
    message, answer = reply.choices[0].message.content or "", reply.answer  # type: ignore[attr-defined]
    assert "As of 2025-12-22: newer articles were not read." in message
    assert answer["understood"]
    assert answer["understood"] in unescape(message)


def test_all_that_is_noted_stands_below_the_statements() -> None:
    trace = Trace(
        query="Who pays?", as_of=dt.date(2025, 12, 22), vectors="1 of 3 chunks have vectors"
    )
    answer = Answer("Wer zahlt?", (), (), trace=trace)
    words = "As of 2025-12-22: newer articles were not read. It failed. 1 of 3 chunks have vectors."
    assert in_words(answer, "It failed.") == f"Note: Understood as: Who pays? {words}"
    told = shapes.Told.of(replace(answer, trace=replace(trace, price=0.5)), None, trace=False)
    assert (told.understood, told.as_of) == ("Understood as: Who pays?", trace.as_of)
    assert (told.vectors, told.price) == (trace.vectors, 0.5)
    plainly = shapes.Told.of(replace(answer, trace=Trace()), None, trace=False)
    assert (plainly.understood, plainly.vectors, plainly.price) == (None, None, None)
    assert in_words(replace(answer, trace=Trace(as_of=dt.date.today())), None) == ""


def test_models_are_listed_and_an_unknown_one_is_named_as_openai_does(
    client: openai.OpenAI,
) -> None:
    listed = [model.id for model in client.models.list()]
    assert listed == ["article-assistant", "article-assistant-quotes"]
    assert client.models.retrieve(listed[0]).id == listed[0]
    with pytest.raises(openai.NotFoundError, match="There is no such model") as caught:
        client.chat.completions.create(model="gpt-9", messages=[{"role": "user", "content": "x"}])
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize("stream", [False, True])
def test_a_question_that_is_none_fails_before_anything_is_sent(
    client: openai.OpenAI, stream: bool
) -> None:
    with pytest.raises(openai.BadRequestError, match="The question is empty"):
        asked(client, "?!", stream=stream)
    with pytest.raises(openai.BadRequestError, match="last message must be"):
        client.chat.completions.create(
            model="article-assistant",
            messages=[{"role": "assistant", "content": "x"}],
            stream=stream,
        )


def test_what_other_clients_send_beside_the_question_is_passed_over(client: openai.OpenAI) -> None:
    def chat(*messages: dict[str, Any], **more: Any) -> str:
        reply = client.chat.completions.create(
            model="article-assistant",
            messages=messages,  # type: ignore[arg-type]
            **more,
        )
        return reply.choices[0].message.content or ""

    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    question: dict[str, Any] = {"role": "user", "content": GLASSES}
    brief = {"role": "system", "content": "Be brief."}
    tool: Any = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    whole = chat(question)
    assert "1,899" in whole
    assert chat(brief, question, brief, tools=[tool], tool_choice="auto", seed=1) == whole
    allowed = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}
    assert chat(question, tool_choice=allowed, modalities=[]) == whole
    seen = {"role": "user", "content": [{"type": "text", "text": "What is this?"}, picture]}
    assert chat(seen, {"role": "assistant", "content": "A picture."}, question) == whole
    talk = [question, {"role": "assistant", "content": whole}] * 400
    assert chat(*talk, question).startswith(whole.split("[")[0])
    with pytest.raises(openai.BadRequestError, match="asked in words: leave out its image_url"):
        chat({"role": "user", "content": [{"type": "text", "text": GLASSES}, picture]})


@pytest.mark.parametrize(
    ("more", "words", "param"),
    [
        ({"response_format": {"type": "json_object"}}, "'json_object' cannot be had", None),
        ({"tool_choice": "required"}, "No tool is called here", None),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "No tool", None),
        (
            {"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "required"}}},
            "No tool",
            None,
        ),
        ({"function_call": {"name": "f"}}, "leave out function_call", None),
        ({"modalities": ["text", "audio"]}, "leave out modalities", None),
        ({"stream_options": {"include_usage": True}}, "are of a stream", None),
        ({"n": 2}, "body.n: Input should be 1", "n"),
        ({"logprobs": True}, "body.logprobs: Input should be False", "logprobs"),
        ({"logprobs": 0}, "body.logprobs: Input should be False", "logprobs"),
        ({"stream": "yes"}, "body.stream", "stream"),
    ],
)
def test_a_form_of_reply_that_there_is_not_is_refused_as_openai_does(
    client: openai.OpenAI, more: dict[str, Any], words: str, param: str | None
) -> None:
    with pytest.raises(openai.BadRequestError, match=words) as caught:
        asked(client, GLASSES, extra_body=more)
    assert caught.value.param == param


def test_an_address_without_its_v1_names_what_is(url: str) -> None:
    with openai.OpenAI(base_url=url, api_key="none", max_retries=0) as client:
        for ask in (client.models.list, lambda: asked(client, GLASSES)):
            with pytest.raises(openai.NotFoundError, match=r"Nothing is here; .*/v1/models"):
                ask()


def test_what_is_not_there_names_what_is(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match=r"Nothing is here; .*/v1/chat"):
        client.embeddings.create(model="article-assistant", input=GLASSES)


def test_a_mark_in_an_article_is_no_citation(
    folder: object, tmp_path: Path
) -> None:  # an article can hold what looks like one
    home = folder({"a.txt": "Otter news\n\nThe Otter bridge cost 12 million euros [7] to build.\n"})  # type: ignore[operator]
    settings = Settings(articles=home, index=tmp_path / "index")
    with Assistant.open(settings=settings, vectors="wait") as assistant, served(assistant) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none")
        message = asked(client, "What did the Otter bridge cost?").choices[0].message
        client.close()
    assert "euros \\[7] to build. [1]" in (message.content or "")
    assert [a.url_citation.title for a in message.annotations or ()] == ["Otter news"]


HOSTILE = (
    "The Otter bridge cost 12 million euros ![x](http://evil.test/p.png?q=1), "
    "<img src=http://evil.test/i.png> and [here](http://evil.test) to build."
)


def test_what_an_article_has_of_markdown_is_shown_and_does_nothing(
    folder: object, tmp_path: Path
) -> None:
    """Through the door, through MCP's words and through LlamaIndex; the citations keep the text."""
    home = folder({"a.txt": f"Otter ![t](http://evil.test/t.png) news\n\n{HOSTILE}\n"})  # type: ignore[operator]
    settings = Settings(articles=home, index=tmp_path / "index")
    question = "What did the Otter bridge cost?"
    with Assistant.open(settings=settings, vectors="wait") as assistant, served(assistant) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none")
        reply = asked(client, question)
        again = client.chat.completions.create(
            model="article-assistant",
            messages=[
                {"role": "user", "content": question},
                {"role": "assistant", "content": reply.choices[0].message.content or ""},
                {"role": "user", "content": "And what did it cost to build?"},
            ],
        )
        client.close()
        told = assistant.ask(question)
    message = reply.choices[0].message
    place = message.annotations[0].url_citation
    assert message.content[place.start_index : place.end_index] == "[1]"
    assert reply.citations[0]["quote"] == HOSTILE
    assert "12 million" in (again.choices[0].message.content or "")
    for text in (message.content, place.title, mcp._in_words(told, None)):
        html = MarkdownIt().enable(["table", "strikethrough"]).render(text)
        assert set(re.findall(r"<(\w+)", html)) == {"p"}, html
        assert "![" in unescape(html)
    assert HOSTILE in unescape(MarkdownIt().render(message.content))


# Asking, searching, reading


def test_ask_gives_the_answer_as_the_command_line_does(
    plain: httpx.Client, golden: Assistant
) -> None:
    answer = golden.ask(ACCELERATORS).to_json()
    sent = plain.post("/ask", json={"question": ACCELERATORS, "trace": True})
    assert sent.status_code == 200, sent.text
    reply = sent.json()
    for one in (answer, reply):
        one["trace"].pop("steps")
    assert reply.pop("usage")["total_tokens"] == 0
    beside = {"understood": None, "as_of": None, "vectors": None, "price": None}
    assert reply == {**answer, **beside}
    short = plain.post("/ask", json={"question": ACCELERATORS}).json()
    assert short["trace"] is None
    assert short["conflicts"][0]["sides"][0]["published"]


def test_search_gives_the_passages(plain: httpx.Client, golden: Assistant) -> None:
    reply = plain.post("/search", json={"question": GLASSES, "limit": 3}).json()
    passages = golden.search(GLASSES, limit=3)
    assert [p["chunk_id"] for p in reply["passages"]] == [p.chunk_id for p in passages]
    named = {"question": GLASSES, "files": ["veldria-rates-cut.txt"]}
    found = plain.post("/search", json=named).json()["passages"]
    assert {p["file"] for p in found} == {"veldria-rates-cut.txt"}
    unknown = plain.post("/search", json={"question": GLASSES, "files": ["no.txt"]})
    assert unknown.status_code == 404
    assert "No article 'no.txt' in articles;" in unknown.json()["error"]["message"]


def test_the_description_names_what_can_be_chosen_here(golden: Assistant) -> None:
    with Server([fails(401)]) as server, with_model(golden, server) as other:
        for assistant, models, answerers in (
            (golden, ["article-assistant", "article-assistant-quotes"], ["auto", "extractive"]),
            (other, list(MODELS), ["auto", "extractive", "llm"]),
        ):
            schemas = build(assistant).openapi()["components"]["schemas"]
            assert schemas["Chat"]["properties"]["model"]["enum"] == models
            assert schemas["Ask"]["properties"]["answerer"]["enum"] == answerers


def test_the_description_says_that_a_token_is_wanted(golden: Assistant) -> None:
    assert "security" not in build(golden).openapi()
    settings = replace(golden.settings, token="0123456789abcdefTOKEN")
    with Assistant.open(settings=settings, vectors="off") as guarded:
        described = build(guarded).openapi()
    schemes = described["components"]["securitySchemes"]
    assert {name: one["scheme"] for name, one in schemes.items()} == {
        "token": "bearer",
        "password": "basic",
    }
    assert described["security"] == [{"token": []}, {"password": []}]


def test_a_whole_number_may_be_written_with_a_point(plain: httpx.Client) -> None:
    sent = {"question": GLASSES, "limit": 1.0}
    assert (
        plain.post("/search", json=sent).json()
        == plain.post("/search", json={**sent, "limit": 1}).json()
    )
    assert plain.post("/search", json={**sent, "limit": 1.5}).status_code == 422


def test_articles_are_listed_and_read(plain: httpx.Client, golden: Assistant) -> None:
    listed = plain.get("/articles").json()["articles"]
    assert [one["file"] for one in listed] == [info.file for info in golden.articles()]
    for name in (listed[0]["file"], listed[-1]["file"]):
        assert plain.get(f"/articles/{name}").json()["text"] == golden.article(name).article.text


def test_a_head_is_answered_as_its_get_without_the_body(
    plain: httpx.Client, golden: Assistant
) -> None:
    file = golden.articles()[0].file
    for path in ("/articles", f"/articles/{file}", "/v1/models", "/openapi.json", "/articles/no"):
        whole, head = plain.get(path), plain.head(path)
        assert head.status_code == whole.status_code
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert int(head.headers["content-length"]) == len(whole.content) > 0
        assert head.content == b""
    assert plain.head("/ask").status_code == 405


def test_every_name_that_a_file_can_have_is_reached(folder: object, tmp_path: Path) -> None:
    names = ["a b?c#d%20.txt", "new\nline.txt", "-rf.txt", "ü/[1](x).txt", "<img src=x>.txt"]
    home = folder(dict.fromkeys(names, "Otter news\n\nThe Otter bridge cost 12 million euros.\n"))  # type: ignore[operator]
    settings = Settings(articles=home, index=tmp_path / "index")
    with Assistant.open(settings=settings, vectors="off") as assistant, served(assistant) as url:
        listed = httpx.get(f"{url}/articles").json()["articles"]
        read = [httpx.get(f"{url}/articles/{quote(one['file'])}").json() for one in listed]
    assert {one["file"] for one in read} == set(names)


def test_a_search_for_nothing_is_refused(plain: httpx.Client) -> None:
    for nothing in (" ", "?!"):
        reply = plain.post("/search", json={"question": nothing})
        assert reply.status_code == 400
        assert "The question is empty" in reply.json()["error"]["message"]


def test_an_article_that_is_not_there_is_told_in_whole_words(plain: httpx.Client) -> None:
    words = "There is no such article; the list of articles has those that there are."
    assert plain.get("/articles/nothing.txt").json()["error"]["message"] == words


@pytest.mark.parametrize(
    "path", ["nothing.txt", "../../../etc/passwd", "%2e%2e/%2e%2e/pyproject.toml", "/etc/passwd"]
)
def test_only_articles_are_read_and_no_path_is_told(
    plain: httpx.Client, golden: Assistant, path: str
) -> None:
    reply = plain.get(f"/articles/{path}")
    assert reply.status_code == 404
    assert str(golden.folder.parent) not in reply.text


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"question": GLASSES, "files": ["no.txt"]}, 404, "No article 'no.txt' in articles;"),
        ({"question": GLASSES, "answerer": "llm"}, 400, "No language model is configured"),
        ({"question": GLASSES, "as_of": "2020-02-30"}, 422, "body.as_of"),
        ({"question": GLASSES, "as_of": 0}, 422, "a date is a text"),
        ({"question": GLASSES, "folder": "/etc"}, 422, "body.folder: Extra inputs"),
        ({"question": ""}, 422, "body.question"),
        ({"question": "x" * 5000}, 422, "at most 4000"),
        ([], 422, "body"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_form(
    plain: httpx.Client, golden: Assistant, body: object, status: int, words: str
) -> None:
    reply = plain.post("/ask", json=body)
    assert reply.status_code == status
    assert words in reply.json()["error"]["message"]
    assert str(golden.folder.parent) not in reply.text


@pytest.mark.parametrize("path", ["/ask", "/v1/chat/completions"])
def test_json_that_is_not_said_to_be_such_is_told_what_lacks(
    plain: httpx.Client, path: str
) -> None:
    body = json.dumps({"question": GLASSES})
    for kind in ("application/x-www-form-urlencoded", "text/plain; charset=utf-8"):
        reply = plain.post(path, content=body, headers={"Content-Type": kind})
        assert reply.status_code in (400, 422)
        assert "Content-Type: application/json" in reply.json()["error"]["message"]
    assert "valid dict" in plain.post(path, json=[]).json()["error"]["message"]


def test_a_fault_of_our_own_says_nothing_of_itself(
    plain: httpx.Client, golden: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> object:
        raise RuntimeError(f"secret {golden.folder}")

    monkeypatch.setattr(golden, "ask", breaks)
    reply = plain.post("/ask", json={"question": GLASSES})
    assert reply.status_code == 500
    assert reply.json()["error"]["message"] == "That went wrong here; the server's log says how."


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("Cannot open /home/ann/x y/.assistant/c.sqlite (locked)", "Cannot open x y/c.sqlite"),
        ("The server at http://127.0.0.1:8080/v1 is gone", "The server at its address is gone"),
        (r"C:\Users\ann\news\a.txt is locked", "a.txt is locked"),
        ("~/news/a.txt, see `docs/x.md`; 1/2 of and/or", "a.txt, see `docs/x.md`; 1/2 of and/or"),
        ("It is in /tmp/ann/deep/er.", "It is in er."),
        ("It usually ends in /v1. No article 'a\\x00b'.", "ends in /v1. No article 'a\\x00b'."),
    ],
)
def test_paths_of_this_machine_are_cut_to_their_last_part(
    golden: Assistant, told: str, heard: str
) -> None:
    assert "ann" not in discreet(told, golden) or "x y" in told
    if "x y" not in told:
        assert heard in discreet(told, golden)
    for path in (golden.folder, golden.index_path):
        assert discreet(f"In {path}!", golden) == f"In {path.name}!"


# Behind the doors


def test_the_page_is_beside_the_doors(plain: httpx.Client) -> None:
    assert plain.get("/").json() == "the page"
    described = plain.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/ask", "/search", "/articles", "/articles/{file}", "/v1/models", "/v1/models/{model}",
        "/v1/chat/completions",
    }  # fmt: skip


def test_eight_at_once_are_all_answered(url: str) -> None:
    def ask(_: int) -> str:
        return str(
            httpx.post(f"{url}/ask", json={"question": GLASSES}, timeout=60).json()["answer"]
        )

    with ThreadPoolExecutor(8) as pool:
        assert all("1,899" in answer for answer in pool.map(ask, range(8)))


def with_model(golden: Assistant, server: Server, timeout: float = 300) -> Assistant:
    """The sample articles with a model's server behind them."""
    settings = replace(
        golden.settings, llm_base_url=server.url, llm_model="m", llm_timeout=timeout, rate=0
    )
    return Assistant.open(settings=settings, vectors="off")


def test_a_model_that_fails_leaves_the_quotes_and_a_note(golden: Assistant) -> None:
    with (
        Server([fails(401)]) as model,
        with_model(golden, model) as assistant,
        served(assistant) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        reply = asked(client, GLASSES)
        assert "article-assistant-model" in [one.id for one in client.models.list()]
    text = reply.choices[0].message.content or ""
    assert "1,899" in text
    assert "Note: The model server" in text
    assert "refused the key (401)" in text


def test_half_a_character_of_the_model_costs_no_door_its_answer(golden: Assistant) -> None:
    with (
        Server([repeats(1, added="\ud83d ")]) as model,
        with_model(golden, model) as assistant,
        served(assistant) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
    ):
        whole = asked(client, GLASSES).choices[0].message.content or ""
        chunks = asked(client, GLASSES, stream=True)
        streamed = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        body = {"question": GLASSES, "trace": True}
        told = httpx.post(f"{url}/ask", json=body, timeout=60).json()
    for text in (whole, streamed, told["answer"], told["trace"]["drafts"][0]["text"]):
        assert "1,899" in text
        assert "\ufffd" in text


def test_half_a_character_of_the_client_costs_no_answer(plain: httpx.Client) -> None:
    half = chr(0xD83D)  # an emoji that a client's program cut in two
    said = [
        f"What do the Quark {half} glasses cost?",
        "1,899 RMB",
        f"And what are they called {half}?",
    ]
    roles = ("user", "assistant", "user")
    messages = [{"role": r, "content": c} for r, c in zip(roles, said, strict=True)]
    body = {"model": "article-assistant", "messages": messages}
    sent = {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}
    assert plain.post("/v1/chat/completions", **sent).status_code == 200
    messages[-1] = {"role": "user", "content": [{"type": half}]}
    sent["content"] = json.dumps(body)
    assert "leave out its \ufffd" in plain.post("/v1/chat/completions", **sent).text


def test_statements_stream_as_they_are_checked(golden: Assistant) -> None:
    with (
        Server([repeats(3, every=1.0)]) as model,
        with_model(golden, model) as assistant,
        served(assistant) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        times = [
            time.monotonic()
            for chunk in asked(client, GLASSES, stream=True)
            if chunk.choices and chunk.choices[0].delta.content
        ]
    assert len(model.exchanges) == 1
    assert len(times) == 3
    assert times[2] - times[0] > 1.0


@pytest.mark.parametrize("path", ["/ask", "/v1/chat/completions"])
@pytest.mark.parametrize("after", [None, "The glasses "])
def test_a_client_that_leaves_stops_the_model(
    golden: Assistant, path: str, after: str | None
) -> None:
    body: dict[str, object] = {"question": GLASSES}
    if path != "/ask":
        message = {"role": "user", "content": GLASSES}
        body = {"model": "article-assistant", "messages": [message], "stream": True}
    with (
        Server([stalls(100, after=after)]) as model,
        with_model(golden, model, timeout=100) as assistant,
        served(assistant) as url,
    ):
        address = urlsplit(url)
        with socket.create_connection((address.hostname or "", address.port or 0)) as client:
            sent = json.dumps(body)
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            client.sendall(f"{head}Content-Length: {len(sent)}\r\n\r\n{sent}".encode())
            end = time.monotonic() + 60
            while not model.exchanges and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(0.5)  # the model has begun, or says nothing
        assert model.gone.wait(20)
        time.sleep(1)
        assert len(model.exchanges) == 1  # and it is not asked again


def test_the_description_is_json_that_names_every_failure(plain: httpx.Client) -> None:
    assert plain.get("/openapi.json").json()["info"]["version"] == version("article-assistant")
    described = plain.get("/openapi.json").json()
    replies = described["paths"]["/ask"]["post"]["responses"]
    assert {"200", "400", "401", "413", "422", "429", "503"} <= set(replies)
    assert json.dumps(described)
