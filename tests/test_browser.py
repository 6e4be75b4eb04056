"""The page in a real Chromium: what a visitor sees, and what a hostile article cannot do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from servers import Exchange, Server, hangs_up
from test_app import ROOT, running

from app import NOTED
from assistant import feedback

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from assistant import Assistant

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
).split()
CHIPS = "Which AMD accelerators is Alibaba reportedly buying?"
GLASSES = "What do the Quark glasses cost?"
UNKNOWN = "What is the airspeed of an unladen swallow?"
TRAP = (
    "<script>window.trapped=1</script><img src=x onerror=window.trapped=2>"
    "![i](http://127.0.0.1:9/i.png)[link](javascript:window.trapped=3) [1] [7] </p></article>"
)
HOSTILE = {
    f"{TRAP} \u202egnp.exe'.md".replace("/", "&#47;")[:120] + ".md": (
        f"Zorvath mine {TRAP}\n\nPublished: 2025-03-01\n\n"
        f"The Zorvath mine reopened with 412 workers {TRAP}. \u202eneddih si siht\n\n"
        "{{value}} ${window.trapped=4} `code` **bold**\n"
    ),
    "waermenetz.txt": (
        "Wärmenetz in Öhringen wächst\n\n3. März 2025\n\n"
        "Das Wärmenetz in Öhringen erhält 1.250 neue Anschlüsse für größere Gebäude.\n"
    ),
    "ditie.txt": (
        "青岚地铁四号线开通\n\n2025年3月1日\n\n青岚地铁四号线全长三十二公里，共设二十一座车站。\n"
    ),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as run:
        yield run.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture(scope="module")
def samples_url(golden: Assistant) -> Iterator[str]:
    with running(golden.folder, golden.index_path) as run:
        yield run.url


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("hostile")
    (home / "articles").mkdir()
    for name, text in HOSTILE.items():
        (home / "articles" / name).write_text(text)
    with running(home / "articles", home / "index") as run:
        yield run.url


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a page as a new visitor. In the end nothing went wrong, and nothing went elsewhere."""
    wrong: list[str] = []
    asked: list[str] = []
    contexts = []

    def note(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)

    def open_page(url: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        note(page)
        page.goto(url)
        page.wait_for_selector(".welcome")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
    assert asked
    assert [url for url in asked if not re.match(r"(http://127\.0\.0\.1:|data:|blob:)", url)] == []


def ask(page: Page, question: str, by: str = "Enter") -> Locator:
    """Ask, wait for the whole answer; returns its turn."""
    from playwright.sync_api import TimeoutError as NoTurn

    before = page.locator(".turn").count()
    page.get_by_label("Question").fill(question)
    for patience in (1_000, 20_000):
        if by == "Enter":
            page.get_by_label("Question").press("Enter")
        else:
            page.get_by_role("button", name=by, exact=True).click()
        try:
            page.locator(".turn").nth(before).wait_for(timeout=patience)
            break
        except NoTurn:  # pressed in the moment in which the answer before was just ending
            if page.get_by_label("Question").input_value() != question:  # taken, and slow
                page.locator(".turn").nth(before).wait_for(timeout=20_000)
                break
    page.wait_for_selector("#now .badge, #now .problem")
    return page.locator("#now .turn")


def words(text: str | None) -> str:
    return " ".join((text or "").split())


def seen(page: Page, selector: str) -> bool:
    """Whether the element lies inside the part of its article, and of the window, that is shown."""
    return bool(
        page.evaluate(
            """selector => {
              const box = document.querySelector(selector).getBoundingClientRect();
              const frame = document.querySelector('.text').getBoundingClientRect();
              const top = Math.max(frame.top, 0), end = Math.min(frame.bottom, innerHeight);
              return box.top >= top - 1 && box.top < end - 10;
            }""",
            selector,
        )
    )


def test_an_answer_ends_each_statement_in_marks_and_shows_its_evidence(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url, viewport={"width": 1280, "height": 800})
    turn = ask(page, CHIPS)
    statements = turn.locator(".statement")
    assert statements.count() >= 2
    for statement in statements.all():
        assert re.search(r"\[\d\]$", words(statement.text_content()))
    rows = page.locator(".sources li")
    page.wait_for_selector(".sources li")
    cited = set(turn.locator("button.cite").all_inner_texts())
    assert cited == set(rows.locator(".number").all_inner_texts())
    for row in rows.all():
        row.locator("button").click()
        chosen = row.locator("button[aria-pressed=true]")
        chosen.wait_for()
        quote = words(row.locator("q").text_content())
        page.wait_for_function(
            "quote => document.querySelector('mark.chosen')?.textContent"
            ".replace(/\\s+/g, ' ') === quote",
            arg=quote,
        )
        assert words(row.locator("b").text_content()) in page.locator(".article h2").inner_text()
        assert seen(page, "mark.chosen")


def test_a_mark_opens_its_sentence_by_keyboard_and_again_after_scrolling_away(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url, viewport={"width": 1280, "height": 700})
    turn = ask(page, GLASSES, by="Ask")
    mark = turn.locator("button.cite").last
    mark.focus()
    page.keyboard.press("Enter")
    number = mark.inner_text()
    page.wait_for_function(
        "n => document.querySelector('mark.chosen')?.dataset.marks === n", arg=number
    )
    assert seen(page, "mark.chosen")
    page.evaluate("document.querySelector('.text').scrollTop = 1e6")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert seen(page, "mark.chosen")
    assert page.evaluate("document.activeElement.dataset.pick")  # the mark keeps the focus


def test_a_refusal_is_a_card_with_the_closest_passages(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    turn = ask(page, UNKNOWN)
    assert "do not answer" in turn.locator(".refusal h3").inner_text()
    near = turn.locator(".refusal li")
    assert near.count() >= 1
    near.first.locator("button").click()
    page.wait_for_selector("mark.chosen")
    assert page.get_by_role("button", name="Ask", exact=True).is_visible()
    assert not page.get_by_role("button", name="Stop").is_visible()


def test_earlier_answers_stay_and_their_marks_still_open(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    ask(page, GLASSES)
    ask(page, UNKNOWN)
    assert page.locator(".turn").count() == 2
    page.locator("[data-pick='0:1']").first.click()
    page.wait_for_selector("mark.chosen")
    assert page.locator(".sources h2").inner_text() == "Evidence"


def test_a_question_that_cannot_be_asked_is_told_so_in_the_conversation(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    turn = ask(page, "why " * 1_250, by="Ask")
    assert "characters; the most is" in turn.locator(".problem").inner_text()
    assert turn.locator(".judging").count() == 0
    assert page.locator(".toast-body").count() == 0


def test_options_limit_what_is_seen(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    page.get_by_role("button", name="Options").click()
    page.get_by_label("As of").fill("2025-12-23")
    ask(page, CHIPS)
    page.wait_for_selector(".sources li")
    assert "25 December 2025" not in page.locator(".sources").inner_text()
    page.get_by_role("button", name="Options").click()  # closed and opened, it stays
    page.get_by_role("button", name="Options").click()
    assert page.get_by_label("As of").input_value() == "2025-12-23"
    page.get_by_label("As of").fill("")
    page.get_by_label("Only these articles").click()
    page.get_by_role("option", name="2025-12-25-alibaba-amd-order.txt").click()
    page.keyboard.press("Escape")
    ask(page, CHIPS)
    page.wait_for_selector(".sources li")
    assert "22 December 2025" not in page.locator(".sources").inner_text()


def test_sources_that_disagree_stand_side_by_side_newest_first(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    block = ask(page, CHIPS).locator(".conflict")
    assert block.locator("h3").inner_text() == "Sources disagree"
    sides = [words(side) for side in block.locator("li").all_inner_texts()]
    assert re.match(r"MI308 \[\d\] 25 December 2025 · .*: Alibaba's Costly Bet", sides[0])
    assert re.match(r"MI300X \[\d\] 22 December 2025 · ", sides[1])
    block.locator("li").nth(1).get_by_role("button").click()
    page.wait_for_function("document.querySelector('mark.chosen').textContent.includes('MI300X')")


def test_a_follow_up_shows_how_it_was_understood_and_a_day_what_was_not_read(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    page.get_by_role("button", name="Options").click()
    page.get_by_label("Lenient").check()
    marks = set(ask(page, CHIPS).locator(".statement .cite").all_inner_texts())
    turn = ask(page, "And how many of them?")
    assert re.search(r"Understood as: .*accelerators", turn.inner_text())
    assert marks & set(turn.locator(".statement .cite").all_inner_texts())
    turn = ask(page, "As of 23 December 2025, which AMD accelerators was Alibaba buying?")
    assert "As of 23 December 2025: newer articles were not read." in turn.inner_text()
    assert turn.locator(".conflict").count() == 0


def test_an_empty_question_gets_a_hint_and_no_bubble(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    for empty in ("", " ?! "):
        page.get_by_label("Question").fill(empty)
        page.get_by_label("Question").press("Enter")
        page.get_by_placeholder("That was empty").wait_for()
        assert page.locator(".turn").count() == 0
        assert page.locator(".welcome").is_visible()
        ask(page, GLASSES)
        page.get_by_placeholder("Ask the articles").wait_for()
        page.get_by_role("link", name="New conversation").click()
        page.wait_for_selector(".welcome")


@pytest.fixture
def ferries(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A page of its own and its folder, beside which its index lies."""
    home = tmp_path / "articles"
    home.mkdir()
    said = "“The ferry Morwenna was four hours late on Monday.”"
    (home / "ferry.txt").write_text(f"Ferry late\n\n2025-03-01\n\n{said}\n")
    with running(home, tmp_path / "index") as run:
        yield run.url, home


def test_thumbs_are_kept_for_the_evals_by_keyboard_too(
    visit: Visit, ferries: tuple[str, Path]
) -> None:
    url, home = ferries
    page = visit(url)
    ask(page, "How late was the ferry Morwenna?")
    page.locator("#now [data-judge='0:up']").wait_for()
    ask(page, "How late was the ferry?")
    page.locator("#now summary[aria-label=Wrong]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.labels[0].innerText").startswith("What would have")
    page.keyboard.type("<b>Five</b> hours.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#now .noted")
    page.wait_for_function("document.activeElement.matches('.noted')")
    assert words(page.locator("#now .noted").inner_text()) == NOTED
    thumbs = page.get_by_role("group", name="Is this answer right?")
    thumbs.get_by_role("button", name="Right", exact=True).click()
    page.wait_for_selector("[data-turn='0'] .noted")
    file = home.with_name("index.candidates.jsonl")
    down, up = feedback.read(file)
    assert (down.verdict, down.correction) == ("down", "<b>Five</b> hours.")
    assert down.history[0].content == up.question
    assert (up.verdict, up.question) == ("up", "How late was the ferry Morwenna?")

    file.unlink()
    file.mkdir()  # nothing can be kept any more
    ask(page, "When was the ferry late?")
    assert page.locator(".noted").count() == 2  # a further question forgets no thumb
    thumbs.get_by_role("button", name="Right", exact=True).click()
    page.wait_for_selector("#now .noted.problem")
    assert "cannot be written" in page.locator("#now .noted").inner_text()


def test_the_heading_counts_anew_and_a_quotation_keeps_its_own_marks(
    visit: Visit, ferries: tuple[str, Path]
) -> None:
    url, home = ferries
    page = visit(url)
    assert "1 article in" in page.locator(".heading").inner_text()
    turn = ask(page, "How late was the ferry Morwenna?")
    assert "Monday.” [1]" in words(turn.inner_text())
    assert page.locator(".sources q").evaluate("q => getComputedStyle(q).quotes") == "none"
    (home / "quay.txt").write_text("Cranes\n\nThe quay has nine cranes.\n")
    page.wait_for_timeout(5_500)  # the folder is looked at again after five seconds
    ask(page, "How many cranes has the quay?")
    assert "2 articles in" in page.locator(".heading").inner_text()


def test_two_visitors_share_nothing(visit: Visit, samples_url: str) -> None:
    one, other = visit(samples_url), visit(samples_url)
    ask(one, GLASSES)
    ask(other, UNKNOWN)
    assert "1,899" in one.locator("#conversation").inner_text()
    assert "1,899" not in other.locator("body").inner_text()
    assert UNKNOWN not in one.locator("body").inner_text()
    one.get_by_role("link", name="New conversation").click()
    one.wait_for_selector(".welcome")
    assert one.locator(".turn").count() == 0


def test_a_hostile_article_is_only_read(visit: Visit, hostile_url: str) -> None:
    page = visit(hostile_url)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    ask(page, f"Who speaks? {TRAP}")
    turn = ask(page, "What happened at the Zorvath mine?")
    page.wait_for_selector("mark.chosen")
    page.get_by_role("button", name="Options").click()
    page.get_by_label("Only these articles").click()
    page.wait_for_timeout(500)
    assert "412 workers" in turn.inner_text()
    assert "<script>window.trapped=1</script>" in page.locator("mark.chosen").inner_text()
    assert "<img src=x onerror=window.trapped=2>" in page.locator(".question").first.inner_text()
    assert "${window.trapped=4}" in page.locator(".text").inner_text()
    assert "\u202e" not in page.locator("body").inner_text()
    assert page.evaluate("window.trapped") is None
    made = "#conversation :is(img, script, iframe), #evidence :is(img, script, iframe, a)"
    assert page.locator(made).count() == 0
    assert page.locator("img[src=x], a[href^=javascript]").count() == 0  # nor in the options
    # Marks are made from the answer's own numbers: those that the text forges are only text.
    real = set(turn.locator(".cite").all_inner_texts())
    assert "[7]" in turn.inner_text()
    assert "[7]" not in real
    assert not [url for url in requests if url.endswith(("/x", "i.png"))]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Wie viele Anschlüsse erhält das Wärmenetz in Öhringen?", "1.250 neue Anschlüsse für grö"),
        ("青岚地铁四号线有多长？", "青岚地铁四号线全长三十二公里"),
    ],
)
def test_other_languages_show_right(
    visit: Visit, hostile_url: str, question: str, answer: str
) -> None:
    page = visit(hostile_url)
    turn = ask(page, question)
    assert answer in turn.locator(".statement").first.inner_text()
    page.wait_for_selector("mark.chosen")
    assert answer in page.locator("mark.chosen").inner_text()


def test_a_phone_reads_answer_and_article_without_sideways_scrolling(
    visit: Visit, samples_url: str, tmp_path: Path
) -> None:
    page = visit(samples_url, viewport={"width": 390, "height": 844}, is_mobile=True)
    turn = ask(page, CHIPS)
    widest = (
        "Math.max(...[...document.querySelectorAll('*')].map(e => e.getBoundingClientRect().right))"
    )
    assert page.evaluate(widest) <= 390
    page.wait_for_timeout(300)
    assert turn.locator(".question").is_visible()
    assert -2 < turn.bounding_box()["y"] < 400  # type: ignore[index]
    turn.locator("button.cite").last.click()
    page.wait_for_selector("mark.chosen")
    page.wait_for_timeout(500)
    assert seen(page, "mark.chosen")
    page.screenshot(path=tmp_path / "phone.png")
    assert (tmp_path / "phone.png").stat().st_size > 10_000
    page.get_by_role("button", name="Back to the answer").click()
    page.wait_for_timeout(500)
    assert -2 < turn.bounding_box()["y"] < 400  # type: ignore[index]


def test_a_slow_answer_can_be_stopped_and_keeps_nobody_else_waiting(
    visit: Visit, golden: Assistant
) -> None:
    released = threading.Event()

    def slow(exchange: Exchange) -> None:
        released.wait(60)
        hangs_up(exchange)

    with Server([slow]) as server:
        model = {"ASSISTANT_LLM_BASE_URL": server.url, "ASSISTANT_LLM_MODEL": "slow"}
        with running(golden.folder, golden.index_path, **model) as run:
            waiting, other = visit(run.url), visit(run.url)
            waiting.get_by_label("Question").fill(GLASSES)
            waiting.get_by_label("Question").press("Enter")
            waiting.get_by_role("button", name="Stop").wait_for()
            other.get_by_role("button", name="Options").click()
            other.get_by_label("Quotes only").check()
            assert "1,899" in ask(other, GLASSES).inner_text()
            waiting.get_by_role("button", name="Stop").click()
            waiting.wait_for_selector("#now .problem")
            assert waiting.locator("#now .problem").inner_text() == "Stopped."
            waiting.get_by_role("button", name="Ask", exact=True).wait_for()
            released.set()
            for page in (waiting, other):
                page.close()  # before the server goes, which they would complain about


PENDING = """
import sys
from pathlib import Path
import app
from assistant import Assistant
app.samples = lambda: Path(sys.argv[1])  # so that the page offers its examples
with Assistant.open(sys.argv[1], index=sys.argv[2], vectors="off") as assistant:
    page = app.build(assistant)
    print(app.serve(page, "127.0.0.1", app._port("127.0.0.1", 0)), flush=True)
    input()
    assistant.sync()
    input()
    page.close(verbose=False)
"""


def test_vectors_are_announced_until_they_are_made_and_examples_can_be_asked(
    visit: Visit, golden: Assistant, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", PENDING, str(golden.folder), str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        page = visit(process.stdout.readline().strip(), color_scheme="dark")
        assert "vectors 0 of" in page.locator(".pending").inner_text()
        page.get_by_role("button", name=GLASSES).click()
        page.wait_for_selector("#now .badge")
        assert "chunks have vectors" in page.locator("#now").inner_text()
        process.stdin.write("\n")
        process.stdin.flush()
        page.wait_for_selector(".pending", state="detached", timeout=60_000)
        page.close()
        process.stdin.write("\n")
    assert process.returncode == 0
