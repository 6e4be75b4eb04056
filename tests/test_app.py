"""The page without a browser: what is rendered, what scripts can ask, how it starts and fails."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers import Exchange, Server, hangs_up

import app
from assistant import feedback
from assistant.types import (
    REFUSAL,
    Answer,
    Check,
    Citation,
    Conflict,
    Message,
    Side,
    Statement,
    Trace,
)
from index.types import Article, ArticleView, Kind, Published, Sentence

if TYPE_CHECKING:
    from gradio_client import Client

    from assistant import Assistant

ROOT = Path(__file__).parent.parent
HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)> ![i](http://evil.test/i.png) '
    "[link](javascript:alert(1)) [1] `code` ${alert(1)} {{value}} </article> \u202egnp.exe\u2066 '"
)
OUR_TAGS = set(
    "a article b bdi button details div h1 h2 h3 header label li mark ol p path progress q section "
    "small span summary svg textarea ul".split()
)


class Page(HTMLParser):
    """HTML taken apart: its tags with their attributes, and the text of each kind of stretch."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self.open)))

    def text(self, tag: str = "", kind: str = "") -> str:
        """The text inside these tags of this class."""
        return "".join(
            text
            for text, inside in self.texts
            if any((not tag or t == tag) and kind in [*c.split(), ""] for t, c in inside)
        )


def view(text: str, kinds: dict[str, Kind] | None = None, **fields: Any) -> ArticleView:
    """An article whose sentences are the lines of its text; ``kinds``: line -> what it is."""
    lines = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]+", text)]
    sentences = tuple(
        Sentence(start, end, n, (kinds or {}).get(line, Kind.BODY))
        for n, (start, end, line) in enumerate(lines)
    )
    article = Article("a.txt", text, "A title", "0" * 64, "utf-8")
    return ArticleView(replace(article, **fields), sentences)


def cite(view: ArticleView, quote: str, number: int = 1) -> Citation:
    start = view.article.text.index(quote)
    article = view.article
    return Citation(number, article.file, start, start + len(quote), quote, article.title)


# What is rendered


@pytest.mark.parametrize("character", ["\u202a", "\u202e", "\u2066", "\u2069", "\ud800"])
def test_characters_that_reorder_or_are_none_are_replaced_one_for_one(character: str) -> None:
    assert len(app.shown(f"a{character}b")) == 3
    assert character not in app.shown(character)


def test_an_article_is_marked_at_the_exact_offsets() -> None:
    text = "Kicker\nFirst fact.\nBuy now!\nSecond <fact> & more.\n"
    shown = view(text, {"Buy now!": Kind.BOILERPLATE, "Kicker": Kind.HEADER})
    citations = [cite(shown, "Second <fact> & more.", 1), cite(shown, "First fact.", 2)]
    page = Page(app.render_article(shown, citations, chosen=1))
    assert page.text("div", "text") == text
    assert page.text("mark", "chosen") == "Second <fact> & more."
    assert page.text("mark", "cited") == "First fact.Second <fact> & more."
    assert page.text("span", "dull") == "KickerBuy now!"
    assert [a["data-marks"] for tag, a in page.tags if tag == "mark"] == ["[2]", "[1]"]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])), st.data())
def test_whatever_the_text_it_is_shown_whole_and_the_quote_marked(
    text: str, data: st.DataObject
) -> None:
    ends = st.integers(0, len(text))
    shown = view(text, dict.fromkeys(text.split("\n")[::2], Kind.BOILERPLATE))
    citations = []
    for number in (1, 2, 3):
        start, end = sorted((data.draw(ends), data.draw(ends)))
        citations.append(Citation(number, "a.txt", start, end, text[start:end], "A title"))
    page = Page(app.render_article(shown, citations, chosen=1))
    # Carriage returns and NUL are the parser's to interpret, here as in a browser.
    assert page.text("div", "text") == app.plain(text)
    assert page.text("mark", "chosen") == app.plain(citations[0].quote)


def test_a_citation_that_no_longer_stands_is_said_and_not_marked() -> None:
    shown = view("One fact.\nAnother fact.\n")
    moved = replace(cite(shown, "One fact."), quote="Once a fact.")
    page = Page(app.render_article(shown, [moved], chosen=1))
    assert "has changed since" in page.text("p", "problem")
    assert not page.text("mark")


def test_the_head_of_an_article_names_publisher_date_age_and_file() -> None:
    shown = view(
        "Text.",
        publisher="The Courier",
        authors=("A. Writer",),
        published=Published(dt.date(2025, 12, 22), "front matter"),
    )
    head = Page(app.render_article(shown, [], 0, today=dt.date(2026, 2, 1))).text("header")
    assert "The Courier · A. Writer · 22 December 2025, 1 month ago" in head
    assert "date read from the front matter" in head
    assert "a.txt" in head
    assert "undated" in Page(app.render_article(view("Text."), [], 0)).text("header")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "in the future"),
        (0, "today"),
        (1, "1 day ago"),
        (45, "1 month ago"),
        (800, "2 years ago"),
    ],
)
def test_age(days: int, words: str) -> None:
    today = dt.date(2026, 6, 1)
    assert app.age(today - dt.timedelta(days=days), today) == words


def hostile_answer(refused: bool) -> Answer:
    citation = Citation(1, HOSTILE, 0, 9, HOSTILE, HOSTILE, dt.date(2025, 1, 2), HOSTILE)
    statements = (
        Statement(HOSTILE, (1, 7), Check(False, (HOSTILE,)), "model"),
        Statement(HOSTILE, (1,), Check(True, (HOSTILE,)), "replaced"),
    )
    return Answer(
        HOSTILE,
        () if refused else statements,
        () if refused else (citation,),
        refused=refused,
        conflicts=(Conflict(HOSTILE, (Side(HOSTILE, (1,)), Side("other", (1,)))),),
        closest=(citation,) if refused else (),
        notice=HOSTILE,
        trace=Trace(query=HOSTILE + "?", models=(HOSTILE,), vectors=HOSTILE),
    )


@pytest.mark.parametrize("refused", [False, True])
def test_nothing_hostile_becomes_markup(refused: bool) -> None:
    answer = hostile_answer(refused)
    shown = view(HOSTILE, title=HOSTILE, file=HOSTILE, publisher=HOSTILE, authors=(HOSTILE,))
    own = replace(cite(shown, HOSTILE), title=HOSTILE)
    pieces = [
        app.render_turn(app.Turn(HOSTILE, answer), 0),
        app.render_turn(app.Turn(HOSTILE, said=answer.statements), 0),
        app.render_turn(app.Turn(HOSTILE, problem=HOSTILE), 0),
        app.render_turn(app.Turn(HOSTILE, answer), 0, app.Judged(HOSTILE, kept=False)),
        app.render_sources(answer, 0, 1),
        app.render_article(shown, [own], 1),
        app.render_heading(Path("folder") / HOSTILE.replace("/", " "), 1),
        app.render_welcome([HOSTILE]),
    ]
    for piece in pieces:
        page = Page(piece)
        assert {tag for tag, _ in page.tags} <= OUR_TAGS
        assert page.open == []  # nothing closed what it did not open
        for _, attributes in page.tags:
            assert not {name for name in attributes if name.startswith("on")}
            assert not {"src", "style", "srcdoc"} & set(attributes)
            assert attributes.get("href", "") == ""
        assert "alert(1)" in page.text()  # and yet it can be read


def test_marks_open_only_citations_that_exist() -> None:
    page = Page(app.render_turn(app.Turn("q", hostile_answer(False)), 4))
    buttons = [a for tag, a in page.tags if tag == "button" and "data-judge" not in a]
    assert {button["data-pick"] for button in buttons} == {"4:1"}
    assert "[7]" in page.text("span", "cite")


def test_a_statement_that_failed_its_check_says_so_and_why() -> None:
    failed = Statement("It cost 9.", (1,), Check(False, ("number 9 is not there",)), "model")
    page = Page(app.render_statement(failed, None, 0))
    assert page.text("p", "failed").startswith("It cost 9. [1]")
    assert page.text("small") == "Not supported: number 9 is not there"
    answer = Answer("q", (failed,), (), trace=Trace(models=("tiny",)))
    assert "Phrased by tiny · 1 of 1 not supported" in Page(app.render_answer(answer, 0)).text()


def test_a_conflict_names_each_side_with_its_date_source_and_citation() -> None:
    shown = view("It is MI300X.\nIt is MI308.\n")
    other = replace(cite(shown, "It is MI308.", 2), publisher="The <Courier>")
    citations = (cite(shown, "It is MI300X.", 1), other)
    sides = (Side("MI308", (2,), dt.date(2025, 12, 25)), Side("MI300X", (1,)))
    answer = Answer("q", (), citations, conflicts=(Conflict("the chip", sides),))
    page = Page(app.render_answer(answer, 3))
    assert page.text("section", "conflict") == (
        "Sources disagreeMI308 [2]25 December 2025 · The <Courier>: A title"
        "MI300X [1]undated · A title"
    )
    buttons = [a["data-pick"] for tag, a in page.tags if tag == "button" and "data-pick" in a]
    assert buttons == ["3:2", "3:1"]


def test_a_conflict_counts_independent_sources_and_marks_a_lone_dissent() -> None:
    shown = view("It is 412.\nIt is 380.\n")
    citations = (cite(shown, "It is 412.", 1), cite(shown, "It is 380.", 2))
    sides = (Side("380", (2,)), Side("412", (1,), sources=3))
    conflict = Conflict("the number", sides)
    answer = Answer("q", (), citations, conflicts=(conflict, replace(conflict, about="<more>")))
    text = Page(app.render_answer(answer, 0)).text("section", "conflict")
    assert "Sources disagree: the number380 [2]undated · A title · a lone dissent" in text
    assert "412 [1]undated · A title · 3 independent sources" in text
    assert "Sources disagree: <more>" in text


def test_how_the_question_was_understood_is_said_where_it_is_not_plain() -> None:
    asked = "And how many?"
    trace = Trace(query="How many of the ships?", as_of=dt.date(2025, 12, 22))
    text = Page(app.render_answer(Answer(asked, (), (), trace=trace), 0)).text()
    assert text.startswith("Understood as: How many of the ships?As of 22 December 2025: newer ")
    for plain in (Trace(), Trace(query=asked, as_of=dt.date.today())):
        assert app.heard(Answer(asked, (), (), trace=plain)) == []


def test_a_refusal_names_the_closest_passages() -> None:
    shown = view("Nearly.")
    answer = Answer("q", (), (), refused=True, closest=(cite(shown, "Nearly."),))
    text = Page(app.render_answer(answer, 0)).text("section", "refusal")
    assert REFUSAL in text
    assert "[1] A title" in text
    assert "not evidence" in Page(app.render_sources(answer, 0, None)).text("h2")


def test_history_is_what_was_asked_and_answered_with_its_citations() -> None:
    cited = cite(view("Yes."), "Yes.", 4)
    answer = Answer("one", (Statement("Yes.", (4,), Check(True)),), (cited,))
    turns = [app.Turn("one", answer), app.Turn("two", problem="no")]
    assert app.history(turns) == (Message("user", "one"), Message("assistant", "Yes.", (cited,)))


def ask_all(assistant: Assistant, *questions: str, **options: Any) -> tuple[app.Turn, ...]:
    """The conversation after these questions."""
    asked = {"files": [], "as_of": "", "answerer": "auto", "refusal": "lenient", **options}
    turns: tuple[app.Turn, ...] = ()
    for question in questions:
        *_, turns = app.answered(assistant, (*turns, app.Turn(question)), **asked)
    return turns


def test_a_sentence_keeps_its_number_through_the_conversation(golden: Assistant) -> None:
    chips = "Which AMD accelerators is Alibaba reportedly buying?"
    turns = ask_all(golden, chips, "What do the Quark glasses cost?", chips)
    first, other, again = (turn.answer.citations for turn in turns if turn.answer)
    assert [c.number for c in again] == [c.number for c in first]
    numbers = {(c.file, c.end): c.number for c in (*first, *other)}
    assert len(set(numbers.values())) == len(numbers)


@pytest.fixture
def ferries(folder: Callable[[dict[str, str]], Path], tmp_path: Path) -> Iterator[Assistant]:
    from assistant import Assistant

    home = folder({"ferry.txt": "Ferry late\n\n2025-03-01\n\nThe ferry Morwenna was hours late."})
    with Assistant.open(home, index=tmp_path / "index", vectors="wait") as assistant:
        yield assistant


def test_a_word_on_an_answer_waits_beside_the_index_with_how_it_was_asked(
    ferries: Assistant,
) -> None:
    asked = {"files": ["ferry.txt"], "as_of": "2025-03-02"}
    turns = ask_all(ferries, "How late was the ferry Morwenna?", "And why?", **asked)
    assert app.judge(ferries, turns, "down", " fog \U0001f32b ") == app.Judged(app.NOTED)
    assert app.judge(ferries, turns[:1], "up", "").kept
    file = ferries.index_path.with_name("index.candidates.jsonl")
    down, up = feedback.read(file)
    assert (down.verdict, down.correction, down.question) == ("down", "fog \U0001f32b", "And why?")
    assert (down.files, down.as_of) == (("ferry.txt",), dt.date(2025, 3, 2))
    assert down.today == dt.date.today()
    assert [m.content for m in down.history][:1] == ["How late was the ferry Morwenna?"]
    assert down.corpus == ferries.fingerprint()
    assert (up.verdict, up.history) == ("up", ())


def test_a_word_that_cannot_be_kept_is_told_and_may_be_sent_again(ferries: Assistant) -> None:
    turns = ask_all(ferries, "How late was the ferry Morwenna?")
    ferries.index_path.with_name("index.candidates.jsonl").mkdir()
    judged = app.judge(ferries, turns, "down", "")
    page = Page(app.render_turn(turns[0], 0, judged))
    assert "index.candidates.jsonl cannot be written" in page.text("p", "problem")
    assert "What would have been right?" in page.text("label")
    noted = Page(app.render_turn(turns[0], 0, app.Judged(app.NOTED)))
    assert noted.text("p", "noted") == app.NOTED
    assert not noted.text("label")


def test_pending_vectors_are_shown_and_then_no_more() -> None:
    assert "vectors 3 of 9" in Page(app.render_pending(3, 9)).text("p", "pending")
    assert app.render_pending(9, 9) == ""


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
def running(home: Path, index: Path, **environ: str) -> Iterator[Running]:
    """Start the command over a folder on any free port; Ctrl+C at the end."""
    command = [sys.executable, str(ROOT / "app.py"), "--port", "0", "--articles", str(home)]
    with subprocess.Popen(
        [*command, "--index", str(index)],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        try:
            run = Running(process.stdout.readline())
            yield run
            process.send_signal(signal.SIGINT)
            run.last_words = process.stdout.read() + process.stderr.read()
            run.status = process.wait(30)
        except BaseException:
            process.kill()
            print(process.stderr.read())  # pytest shows it beside the failure
            raise


@pytest.fixture(scope="module")
def client(golden: Assistant) -> Iterator[Client]:
    # A proxy that answers nobody: the page must not need it to reach itself.
    proxy = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
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
    assert run.line.count("articles of") == 1
    assert (run.status, run.last_words) == (0, "stopped; what was indexed is kept\n")


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


def test_help_does_not_wait_for_gradio() -> None:
    code = "import sys, app\ntry: app.main(['--help'])\nfinally: print('gradio' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.endswith("False\n")
    assert "--articles" in run.stdout
