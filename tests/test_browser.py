"""The page in a real Chromium: what a visitor sees, and what a hostile article cannot do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from servers import Exchange, Server, hangs_up, says, stalls
from test_app import ROOT, running

from assistant import feedback, users
from assistant.kept import Kept
from assistant.page.asking import NOTED
from assistant.page.turn import Turn
from assistant.types import Check
from evals import record
from evals.goldens import load
from evals.run import run as run_set

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
# Of a page that is left: Gradio ends its event stream, and nobody awaits how that went.
LEFT = r"AbortError: signal is aborted without reason\s+at \S+ .*\s+at \w+\.close "
PATIENCE = 90_000  # ms: a machine that is busy elsewhere is slow, and no failure
UNKNOWN = "What is the airspeed of an unladen swallow?"
NEARLY = "How many Quark glasses were sold?"
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
    "trams.csv": (
        "title,date,text\n"
        "Trams to Velmora,2025-04-01,The Velmora tramway carries 9300 riders a day.\n"
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


# Notes whom the server itself looks up or connects to, as the browser's requests are noted.
WATCH = """
import os, sys
def note(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = str(args[1][0])
    elif event == "socket.getaddrinfo":
        host = str(args[0] or "")
    else:
        return
    if host not in ("", "localhost", "::1", "0.0.0.0") and not host.startswith("127."):
        with open(os.environ["WATCHED"], "a") as log:
            log.write(host + " ")
open(os.environ["WATCHED"], "a").close()
sys.addaudithook(note)
"""


@pytest.fixture(scope="module")
def samples_url(golden: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("watch")
    (home / "sitecustomize.py").write_text(WATCH)
    watched = {"PYTHONPATH": str(home), "WATCHED": str(home / "elsewhere")}
    with running(golden.folder, golden.index_path, **watched) as run:
        yield run.url
    assert (home / "elsewhere").read_text() == ""  # in all these visits


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("hostile")
    (home / "articles").mkdir()
    for name, text in HOSTILE.items():
        (home / "articles" / name).write_text(text)
    with running(home / "articles", home / "index") as run:
        yield run.url


@pytest.fixture(scope="module")
def many_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of more articles than its list shows at once."""
    home = tmp_path_factory.mktemp("many")
    (home / "articles").mkdir()
    for n in range(120):
        (home / "articles" / f"{n:03}.txt").write_text(f"Mill {n}\n\nMill {n} has {n + 7} sails.\n")
    with running(home / "articles", home / "index") as run:
        yield run.url


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(browser: Browser, record_property: Callable[[str, object], None]) -> Iterator[Visit]:
    """Opens a page as a new visitor. In the end nothing went wrong, and nothing went elsewhere.

    A test names it after the server that it visits: a page that is open when its server ends
    complains, and the last that is named ends first.
    """
    wrong: list[str] = []
    asked: list[str] = []
    fine: list[str] = []
    contexts = []

    def note(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)

    def open_page(
        url: str, opened: bool | None = False, expected: str | None = None, **options: Any
    ) -> Page:
        """``opened``: a conversation is there already; None: neither is it, nor a welcome.

        ``expected``: what the browser may complain of, as it is made to.
        """
        fine.extend([expected] if expected else [])
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        note(page)
        page.goto(url)
        if opened is not None:
            page.wait_for_selector("#now .badge" if opened else ".welcome")
        return page

    yield open_page
    met = tuple(wrong)  # while somebody looked: closing a page aborts what it waits for
    for context in contexts:
        context.close()
    assert [one for one in met if not any(re.search(words, one) for words in (LEFT, *fine))] == []
    assert asked
    record_property("requests", len(asked))
    # What the policy stopped was asked for, and went nowhere: nobody listens there.
    asked = [url for url in asked if not (fine and url.startswith("http://127.0.0.2:9/"))]
    assert [url for url in asked if not re.match(r"(http://127\.0\.0\.1:|data:|blob:)", url)] == []


def ask(page: Page, question: str, by: str = "Enter") -> Locator:
    """Ask, wait for the whole answer; returns its turn."""
    from playwright.sync_api import TimeoutError as NoTurn

    before = page.locator(".turn").count()
    box = page.get_by_label("Question", exact=True)
    box.fill(question)
    for patience in (2_000, PATIENCE):
        if by == "Enter":
            box.press("Enter")
        else:
            page.get_by_role("button", name=by, exact=True).click()
        try:
            page.locator(".turn").nth(before).wait_for(timeout=patience)
            break
        except NoTurn:  # pressed in the moment in which the answer before was just ending
            if box.input_value() != question:  # taken, and slow
                page.locator(".turn").nth(before).wait_for(timeout=PATIENCE)
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
    # Who chose by keyboard goes on in the text, is told so, and gets back to the mark.
    page.wait_for_function("document.activeElement.matches('#article .text')")
    title = page.locator("#article h2").inner_text()
    assert page.locator("#told").inner_text() == f"Opened: {title}"
    assert page.locator("#article [data-back]").bounding_box()["height"] > 0  # type: ignore[index]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.pick") == mark.get_attribute("data-pick")
    page.evaluate("document.querySelector('.text').scrollTop = 1e6")
    page.keyboard.press("Enter")  # what is open already is shown again
    page.wait_for_function("document.activeElement.matches('#article .text')")
    assert seen(page, "mark.chosen")


def test_a_refusal_is_a_card_with_the_closest_passages(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    turn = ask(page, UNKNOWN)
    assert "comes near it" in turn.locator(".refusal").inner_text()
    assert turn.locator(".refusal ul:not(.tips) li").count() == 0
    page.locator("#evidence", has_text="No passage comes near").wait_for()
    turn = ask(page, NEARLY)
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
    assert "As of 23 December 2025" in ask(page, CHIPS).inner_text()
    page.wait_for_selector(".sources li")
    assert "25 December 2025" not in page.locator(".sources").inner_text()
    page.get_by_role("button", name="Options").click()  # closed and opened, it stays
    page.get_by_role("button", name="Options").click()
    assert page.get_by_label("As of").input_value() == "2025-12-23"
    page.get_by_label("As of").fill("")
    page.get_by_label("Since").fill("2025-12-23")
    assert "Since 23 December 2025: older" in ask(page, CHIPS).inner_text()
    assert "22 December 2025" not in page.locator(".sources").inner_text()
    page.get_by_label("Since").fill("")
    page.get_by_label("Only these articles").click()
    page.get_by_role("option", name="2025-12-25-alibaba-amd-order.txt").click()
    page.keyboard.press("Escape")
    ask(page, CHIPS)
    page.wait_for_selector(".sources li")
    assert "22 December 2025" not in page.locator(".sources").inner_text()
    page.get_by_label("Since").fill("2025-12-24")
    page.get_by_label("As of").fill("2025-12-23")
    assert "no day is left" in ask(page, CHIPS).locator(".problem").inner_text()


def test_sources_that_disagree_stand_side_by_side_newest_first(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    block = ask(page, CHIPS).locator(".conflict")
    assert block.locator("h3").inner_text() == "Sources disagree"
    sides = [words(side) for side in block.locator("li").all_inner_texts()]
    places = [side.bounding_box() for side in block.locator("li").all()]
    assert places[0]["y"] == places[1]["y"]  # type: ignore[index]
    assert places[0]["x"] < places[1]["x"]  # type: ignore[index]
    assert "MI308 accelerators from AMD." in sides[0]  # its quote
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
    assert re.search(r"Understood as: How many of .*accelerators", turn.inner_text())
    assert marks & set(turn.locator(".statement .cite").all_inner_texts())
    turn = ask(page, "As of 23 December 2025, which AMD accelerators was Alibaba buying?")
    assert "As of 23 December 2025: newer articles were not read." in turn.inner_text()
    assert turn.locator(".conflict").count() == 0


def test_an_empty_question_gets_a_hint_and_no_bubble(visit: Visit, samples_url: str) -> None:
    # The page is left for a new conversation, on a busy machine before its last event has ended.
    page = visit(samples_url, expected="signal is aborted|errored out")
    for empty in ("", " ?! "):
        page.get_by_label("Question", exact=True).fill(empty)
        page.get_by_label("Question", exact=True).press("Enter")
        page.get_by_placeholder("That was empty").wait_for()
        assert page.locator(".turn").count() == 0
        assert page.locator(".welcome").is_visible()
        ask(page, GLASSES)
        page.get_by_placeholder("Ask the articles").wait_for()
        page.get_by_role("link", name="New conversation").click()
        page.wait_for_selector(".welcome")


def test_however_many_articles_are_chosen_the_options_stay_as_low(
    visit: Visit, many_url: str
) -> None:
    page = visit(many_url, viewport={"width": 1280, "height": 800})
    page.get_by_role("button", name="Options").click()
    field = page.get_by_label("Only these articles")
    for n in range(12):
        field.click()
        field.fill(f"({n:03}.txt)")
        page.get_by_role("option", name=f"{n:03}.txt").click()
    page.get_by_text("Only these articles (12 chosen)", exact=True).wait_for()
    box = page.locator("#chosen .wrap-inner").bounding_box()
    assert box
    assert box["height"] < 150
    clear = page.locator("#chosen .remove-all")
    at = clear.bounding_box()
    assert at
    assert box["y"] <= at["y"]
    assert at["y"] + at["height"] <= box["y"] + box["height"]  # not scrolled away
    clear.click()
    page.get_by_text("Only these articles", exact=True).wait_for()


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
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    page = visit(url)
    ask(page, "How late was the ferry Morwenna?")
    page.locator("#now [data-judge='0:up']").wait_for()
    ask(page, "How late was the ferry?")
    file = home.with_name("index.candidates.jsonl")
    page.locator("#now").get_by_role("button", name="Wrong", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.noted')")
    assert words(page.locator("#now .noted").inner_text()) == NOTED
    (thumb,) = feedback.read(file)  # kept before a word is typed
    assert (thumb.verdict, thumb.correction, thumb.comment) == ("down", "", "")
    keyed(page, "#now [name=correction]", most=2)
    assert page.evaluate("document.activeElement.labels[0].innerText").startswith("What would have")
    page.keyboard.type("<b>Five</b> hours.")
    keyed(page, "#now [name=comment]", most=1)
    page.keyboard.type("It was Monday.")
    assert broken_rules(page, "#now") == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#now .judging", state="detached")
    page.wait_for_function("document.activeElement.matches('.noted')")
    thumbs = page.get_by_role("group", name="Is this answer right?")
    thumbs.get_by_role("button", name="Right", exact=True).click()
    first = page.locator("[data-turn='0']")
    first.locator(".noted").wait_for()
    first.locator("summary", has_text="Add a correction or a comment").click()
    first.get_by_label("Comment").fill("Just what I looked for.")
    first.get_by_role("button", name="Send").click()
    first.locator(".judging").wait_for(state="detached")
    down, up = feedback.read(file)
    assert (down.id, down.verdict, down.correction) == (thumb.id, "down", "<b>Five</b> hours.")
    assert down.comment == "It was Monday."
    assert down.history[0].content == up.question
    assert (up.verdict, up.question) == ("up", "How late was the ferry Morwenna?")
    assert (up.correction, up.comment) == ("", "Just what I looked for.")

    file.unlink()
    file.mkdir()  # nothing can be kept any more
    ask(page, "When was the ferry late?")
    assert page.locator(".noted").count() == 2  # a further question forgets no thumb
    thumbs.get_by_role("button", name="Right", exact=True).click()
    page.wait_for_selector("#now .noted.problem")
    assert "cannot be written" in page.locator("#now .noted").inner_text()


def test_the_heading_counts_anew_and_a_quotation_keeps_its_own_marks(
    ferries: tuple[str, Path], visit: Visit
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


def test_what_rests_on_a_file_that_was_removed_since_is_told_in_the_pages_words(
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    (home / "quay.txt").write_text("Cranes\n\nThe quay has nine cranes.\n")
    page = visit(url)
    page.wait_for_timeout(5_500)  # the folder is looked at again after five seconds
    ask(page, "How many cranes has the quay?")
    page.reload()
    page.wait_for_selector("#now .badge")
    page.get_by_role("button", name="Options").click()
    page.get_by_label("Only these articles").click()
    page.get_by_role("option", name="quay.txt").click()
    page.keyboard.press("Escape")
    (home / "quay.txt").unlink()
    page.wait_for_timeout(5_500)
    told = ask(page, "How many cranes has the quay now?").locator(".problem").inner_text()
    assert told.startswith("Removed since it was chosen under Options: quay.txt. ")
    page.wait_for_function("!document.querySelector('#chosen .token')")
    page.locator(".turn button.cite").first.click()
    told = page.locator("#article [role=alert]").inner_text()
    assert told == "This article was removed since; its quote is kept above."
    assert "Morwenna" in ask(page, "How late was the ferry Morwenna?").inner_text()


def test_a_page_that_stands_open_follows_the_folder_and_what_others_set(
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    page, other = visit(url), visit(url)
    for one in (page, other):
        one.get_by_role("tab", name="Articles").click()
        one.get_by_role("button", name="Ferry late").wait_for()
    page.get_by_role("button", name="Ferry late").focus()
    (home / "quay.txt").write_text("Cranes\n\nThe quay has nine cranes.\n")
    page.get_by_role("button", name="Cranes").wait_for()
    page.locator(".heading", has_text="2 articles in").wait_for()
    page.wait_for_function("document.activeElement.dataset.open === 'ferry.txt'")
    other.get_by_role("button", name="Cranes").wait_for()
    other.get_by_label("Follow the folder").uncheck()
    page.wait_for_function("!document.querySelector('#upkeep input[type=checkbox]').checked")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name="Options").click()
    page.get_by_label("Only these articles").click()
    page.get_by_role("option", name="quay.txt").click()
    page.keyboard.press("Escape")
    (home / "quay.txt").unlink()
    other.get_by_role("button", name="Bring in step").click()
    page.locator(".heading", has_text="1 article in").wait_for()
    assert page.locator("#chosen .token").count() == 1  # nothing is taken away unsaid
    told = ask(page, "How many cranes has the quay?").locator(".problem").inner_text()
    assert "quay.txt" in told
    page.wait_for_function("!document.querySelector('#chosen .token')")


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
    # Taken along, its text is still only text.
    saved = json.loads(downloaded(page, "Save as JSON"))
    (citation, *_) = saved["turns"][-1]["answer"]["citations"]
    assert TRAP in citation["quote"]
    markdown = pytest.importorskip("markdown_it", reason="no reader of Markdown is installed")
    told = markdown.MarkdownIt("commonmark").render(downloaded(page, "Save as Markdown"))
    assert "412 workers &lt;script&gt;" in told
    assert not re.search(r"<(script|img|a|h[3-6]|code)\b", told)
    # Opened from the list, where its title and file name stand too.
    page.get_by_role("tab", name="Articles").click()
    page.locator(".shelf [data-open]", has_text="Zorvath mine").click()
    page.locator("#reading .text", has_text="412 workers").wait_for()
    assert "<script>window.trapped=1" in page.locator("#reading h2").inner_text()
    assert "<script>window.trapped=1" in page.locator("#reading bdi").inner_text()
    assert page.locator("#library :is(img, script, iframe, a)").count() == 0
    assert page.evaluate("window.trapped") is None
    assert not [url for url in requests if url.endswith(("/x", "i.png"))]
    # Of a table, the opened article names the row.
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many riders does the Velmora tramway carry?")
    page.locator("#article mark.chosen", has_text="9300 riders").wait_for()
    assert "trams.csv#2, row 2" in page.locator("#article header").inner_text()


def downloaded(page: Page, button: str) -> str:
    """What a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.path().read_text()


def test_a_statement_that_failed_its_check_is_marked(
    golden: Assistant, samples_url: str, visit: Visit
) -> None:
    answer = golden.ask(GLASSES, answerer="extractive")
    right = replace(answer.statements[0], origin="model")
    check = Check(False, ("number 9,999 does not stand in the cited text",))
    wrong = replace(right, text="The Quark glasses cost 9,999 RMB.", check=check)
    turn = Turn(GLASSES, replace(answer, statements=(right, wrong)))
    link = Kept.beside(golden.index_path).save([turn]).link
    page = visit(f"{samples_url}/?answer={link}", opened=True)
    good, bad = page.locator("#now .statement").all()
    assert "Not supported: number 9,999" in bad.inner_text()
    edge = "one => getComputedStyle(one).borderInlineStartWidth"
    assert (good.evaluate(edge), bad.evaluate(edge)) == ("0px", "3px")
    assert "1 of 2 not supported" in page.locator("#now .badge.doubtful").inner_text()
    assert broken_rules(page, "#now") == []


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


# What lies below it can be looked at by no scrolling of a person's.
PAGE_ENDS = "document.documentElement.scrollHeight"
ARTICLE_TOP = "document.querySelector('.article').getBoundingClientRect().top"
TEXT_ENDS = "document.querySelector('#article .text').getBoundingClientRect().bottom + scrollY"


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
    assert page.evaluate(TEXT_ENDS) <= page.evaluate(PAGE_ENDS)
    page.screenshot(path=tmp_path / "phone.png")
    assert (tmp_path / "phone.png").stat().st_size > 10_000
    assert broken_rules(page, "body") == []
    page.get_by_role("button", name="Back to the answer").click()
    page.wait_for_timeout(500)
    assert -2 < turn.bounding_box()["y"] < 400  # type: ignore[index]


def test_a_phone_goes_on_to_the_next_answer_once_its_article_was_read(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url, viewport={"width": 390, "height": 844}, is_mobile=True)

    def read(chosen: Locator) -> None:
        """A sentence whose article is open already: nothing of the page changes but its place."""
        chosen.click()
        page.wait_for_function(f"{ARTICLE_TOP} < 50")
        page.wait_for_timeout(300)
        page.get_by_role("button", name="Back to the answer").click()

    def at_the_top(turn: Locator) -> bool:
        page.wait_for_selector("mark.chosen")
        page.wait_for_timeout(500)
        return -2 < turn.bounding_box()["y"] < 400  # type: ignore[index]

    read(ask(page, GLASSES).locator("button.cite").first)
    assert at_the_top(ask(page, CHIPS))
    read(page.locator(".sources [aria-pressed=true]"))
    page.locator("#now .turn").evaluate("turn => { turn.dataset.before = ''; }")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector("#now .turn:not([data-before]) .badge")
    page.wait_for_timeout(500)
    assert page.evaluate(ARTICLE_TOP) > 300


def test_a_low_window_is_one_column_in_which_all_is_reached(visit: Visit, samples_url: str) -> None:
    """A phone held sideways, or a laptop whose page is magnified: wide enough for two, too low."""
    page = visit(samples_url, viewport={"width": 932, "height": 430})
    turn = ask(page, CHIPS)
    page.get_by_role("button", name="Options").click()
    page.get_by_label("Only these articles").wait_for()
    cut = "s => { const e = document.querySelector(s); return e.scrollHeight - e.clientHeight; }"
    page.wait_for_selector("mark.chosen")
    assert [page.evaluate(cut, one) for one in ("#conversation", "#chat", "#desk")] == [0, 0, 0]
    assert page.evaluate(TEXT_ENDS) <= page.evaluate(PAGE_ENDS)
    turn.locator("button.cite").last.click()
    page.wait_for_selector("mark.chosen")
    page.wait_for_timeout(500)
    assert seen(page, "mark.chosen")
    page.get_by_role("button", name="Back to the answer").click()
    page.wait_for_timeout(500)
    assert -2 < turn.bounding_box()["y"] < 400  # type: ignore[index]


def test_the_narrowest_phone_reads_the_timeline(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url, viewport={"width": 320, "height": 640}, is_mobile=True)
    ask(page, CHIPS)
    plot = page.locator(".timeline > svg")
    plot.wait_for()
    first, last = (plot.locator(one).bounding_box() for one in (".start", ".end"))
    assert first
    assert last
    assert first["height"] > 11  # px, of letters that are as large as elsewhere
    assert first["x"] + first["width"] < last["x"]
    assert last["x"] + last["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_colours_of_the_visitors_own_hide_nothing(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url, viewport={"width": 1280, "height": 800}, forced_colors="active")
    ask(page, CHIPS)
    page.wait_for_selector("mark.chosen")

    def style(name: str, of: str) -> set[str]:
        found = page.locator(of).evaluate_all(
            "(all, name) => all.map(one => getComputedStyle(one)[name])", name
        )
        return set(found)

    assert style("outlineStyle", ".sources [aria-pressed=true]") == {"solid"}
    assert style("outlineStyle", ".sources [aria-pressed=false]") == {"none"}
    assert style("outlineStyle", "mark.chosen") == {"solid"}
    assert style("outlineStyle", "mark:not(.chosen)") == {"none"}
    assert style("borderBottomStyle", "#tabs [role=tab][aria-selected=true]") == {"solid"}
    assert style("borderTopWidth", "#now button.cite, #asking .primary") == {"1px"}
    written = style("fill", ".timeline .start, .timeline .number")
    assert written == {page.evaluate("getComputedStyle(document.body).color")}
    assert broken_rules(page, "body") == []


def test_who_hears_the_page_is_told_the_answer_once_it_is_whole(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    said = page.evaluate_handle(
        """() => {
          const told = document.querySelector('#told'), said = [];
          new MutationObserver(() => said.push(told.textContent)).observe(told, {childList: true});
          return said;
        }"""
    )
    for question, words_of_it in ((GLASSES, "1,899"), (UNKNOWN, "do not answer")):
        ask(page, question)
        page.wait_for_function(
            "words => document.querySelector('#told').textContent.includes(words)", arg=words_of_it
        )
    heard = said.json_value()
    assert sum("1,899" in one for one in heard) == 1
    assert "The articles do not answer" in heard[-1]
    assert page.locator("#told").get_attribute("role") == "status"
    page.get_by_role("tab", name="Articles").click()
    page.get_by_role("button", name="What would change?").click()
    page.wait_for_function(
        "document.querySelector('#told').textContent.includes('Nothing was done')"
    )


@pytest.fixture(scope="module")
def slow_model(golden: Assistant) -> Iterator[tuple[str, threading.Event]]:
    released = threading.Event()

    def silent(exchange: Exchange) -> None:
        released.wait(600)
        hangs_up(exchange)

    with Server([silent]) as server:
        model = {"ASSISTANT_LLM_BASE_URL": server.url, "ASSISTANT_LLM_MODEL": "slow"}
        with running(golden.folder, golden.index_path, **model) as run:
            yield run.url, released


@pytest.fixture
def slow(slow_model: tuple[str, threading.Event]) -> Iterator[tuple[str, threading.Event]]:
    """A page whose model is silent until the event is set, and then hangs up."""
    slow_model[1].clear()
    yield slow_model
    slow_model[1].set()


def test_a_slow_answer_can_be_stopped_and_keeps_nobody_else_waiting(
    slow: tuple[str, threading.Event], visit: Visit
) -> None:
    url, released = slow
    waiting, other = visit(url), visit(url)
    waiting.get_by_label("Question", exact=True).fill(GLASSES)
    waiting.get_by_label("Question", exact=True).press("Enter")
    waiting.get_by_role("button", name="Stop").wait_for()
    other.get_by_role("button", name="Options").click()
    other.get_by_label("Quotes only").check()
    assert "1,899" in ask(other, GLASSES).inner_text()
    waiting.get_by_role("button", name="Stop").click()
    waiting.wait_for_selector("#now .problem")
    assert waiting.locator("#now .problem").inner_text() == "Stopped."
    waiting.get_by_role("button", name="Ask", exact=True).wait_for()
    other.get_by_role("tab", name="Evals").click()  # where there is a model, it can be measured
    other.locator("#running").get_by_label("Model").wait_for()
    released.set()


def test_after_a_stop_the_next_question_is_taken_at_once(
    slow: tuple[str, threading.Event], visit: Visit
) -> None:
    page = visit(slow[0])
    box = page.get_by_label("Question", exact=True)
    box.fill(CHIPS)
    box.press("Enter")
    page.wait_for_selector("#now .working")
    page.wait_for_timeout(2_000)  # until the model is asked
    page.get_by_role("button", name="Stop").click()
    page.locator("#now .problem", has_text="Stopped.").wait_for()
    box.press_sequentially(GLASSES, delay=20)
    box.press("Enter")  # once
    page.locator("#now .question", has_text=GLASSES).wait_for(timeout=3_000)
    assert box.input_value() == ""
    box.press_sequentially("And then?")
    box.press("Enter")  # while an answer comes it is no second turn, and stays
    page.wait_for_timeout(500)
    assert box.input_value() == "And then?"
    slow[1].set()
    page.wait_for_selector("#now .badge")
    assert page.locator(".question").all_inner_texts() == [CHIPS, GLASSES]


def test_who_stops_or_leaves_the_page_ends_the_models_call(golden: Assistant, visit: Visit) -> None:
    with Server([stalls(60, after="The ")]) as server:
        model = {"ASSISTANT_LLM_BASE_URL": server.url, "ASSISTANT_LLM_MODEL": "small"}
        with running(golden.folder, golden.index_path, **model) as run:
            for leave in ("stop", "close"):
                page = visit(run.url)
                asked = len(server.exchanges)
                page.get_by_label("Question", exact=True).fill(GLASSES)
                page.get_by_label("Question", exact=True).press("Enter")
                page.get_by_role("button", name="Stop").wait_for()
                while len(server.exchanges) == asked:
                    page.wait_for_timeout(50)
                page.wait_for_timeout(500)  # the model has begun
                server.gone.clear()
                if leave == "stop":
                    page.get_by_role("button", name="Stop").click()
                    page.locator("#now .problem", has_text="Stopped.").wait_for()
                else:
                    page.context.close()
                assert server.gone.wait(15), leave
    assert "Traceback" not in run.last_words


def test_a_models_statements_come_one_by_one_and_what_is_wrong_is_replaced(
    golden: Assistant, visit: Visit
) -> None:
    goes_on = threading.Event()

    def speaks(exchange: Exchange) -> None:
        lines = re.findall(r"^(.* \[\d+\])\n</quotation>", exchange.prompt, re.MULTILINE)
        exchange.head()
        exchange.event({"content": f"{lines[0]}\n"})
        goes_on.wait(300)
        exchange.event({"content": "The Quark glasses cost 99 euros in Velmora. [1]\n"})
        exchange.event({}, "stop")
        exchange.send("data: [DONE]\n\n")

    with Server([speaks, says("They cost 98 euros in Velmora. [1]\n")]) as server:
        model = {"ASSISTANT_LLM_BASE_URL": server.url, "ASSISTANT_LLM_MODEL": "small"}
        # A machine that stands still for a minute must not end the model's time before it speaks.
        model["ASSISTANT_LLM_TIMEOUT"] = "600"
        with running(golden.folder, golden.index_path, **model) as run:
            page = visit(run.url)
            page.get_by_label("Question", exact=True).fill(GLASSES)
            page.get_by_label("Question", exact=True).press("Enter")
            page.locator("#now .statement").first.wait_for()
            early = page.locator("#now").inner_text()
            writes = page.locator("#now .badge").count() == 0
            assert writes, (early, page.locator("#now").inner_text(), server.prompts)
            goes_on.set()
            page.wait_for_selector("#now .badge")
            told = page.locator("#now").inner_text()
            page.close()
    assert "1,899" in early
    assert "Phrased by small" in told
    assert "failed the check" in told
    assert "Velmora" not in told


SLOW_LOAD = """
const send = window.fetch;
let first = true;
window.fetch = async (...asked) => {
  if (first && String(asked[0]).includes('/queue/join')) {
    first = false;
    await new Promise(done => setTimeout(done, 4000));
  }
  return send(...asked);
};
"""


def test_what_is_sent_while_a_slow_page_still_loads_is_asked_once(
    golden: Assistant, visit: Visit
) -> None:
    goes_on = threading.Event()

    def speaks(exchange: Exchange) -> None:
        (line, *_) = re.findall(r"^(.* \[\d+\])\n</quotation>", exchange.prompt, re.MULTILINE)
        exchange.head()
        exchange.event({"content": f"{line}\n"})
        goes_on.wait(300)
        exchange.event({}, "stop")
        exchange.send("data: [DONE]\n\n")

    with Server([speaks]) as server:
        model = {"ASSISTANT_LLM_BASE_URL": server.url, "ASSISTANT_LLM_MODEL": "small"}
        model["ASSISTANT_LLM_TIMEOUT"] = "600"
        with running(golden.folder, golden.index_path, **model) as run:
            page = visit(run.url, expected="Connection errored out")
            page.add_init_script(SLOW_LOAD)
            page.reload()
            page.get_by_label("Question", exact=True).fill(GLASSES)
            page.get_by_label("Question", exact=True).press("Enter")
            page.locator("#now .statement").first.wait_for()
            page.wait_for_timeout(6000)  # what was loading is there by now
            asked = len(server.exchanges)
            goes_on.set()
            page.wait_for_selector("#now .badge")
            page.close()
    assert asked == 1


PENDING = """
import sys
import app
from assistant import Assistant, examples
examples.is_samples = lambda _: True  # so that the page offers theirs
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


# The conversation taken along, opened again, asked again


def test_a_mark_of_an_answer_that_is_being_written_has_no_source_to_show(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    turn = ask(page, CHIPS)
    written = (
        "Object.assign(document.createElement('span'), {className: 'cite', textContent: '[9]'})"
    )
    turn.locator(".statement").first.evaluate(f"statement => statement.append({written})")
    turn.locator("span.cite").hover()
    assert turn.locator("span.cite").get_attribute("data-below") is None
    turn.locator("button.cite").first.hover()  # the next is shown again; `visit` sees no error


def test_a_mark_shows_its_source_under_pointer_and_focus_until_it_is_chosen(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    turn = ask(page, CHIPS)
    marks = turn.locator(".statement button.cite")
    mark, last = marks.first, marks.last
    tip = mark.get_attribute("data-tip") or ""
    quote = page.locator(".sources q").first.inner_text()
    assert re.fullmatch(r"Alibaba's Costly Bet.*, example-publisher, 25 December 2025:\n.*", tip)
    assert tip.endswith(f"\n{quote}")
    shows = "mark => getComputedStyle(mark, '::after').visibility"
    text = mark.evaluate("mark => getComputedStyle(mark, '::after').content")
    assert text == json.dumps(tip, ensure_ascii=False).replace("\\n", "\\a ")  # as CSS writes it
    assert quote in (mark.get_attribute("aria-label") or "")

    def shown(is_shown: bool, of: Locator = mark) -> None:
        wanted = "visible" if is_shown else "hidden"
        page.wait_for_function(f"mark => ({shows})(mark) === '{wanted}'", arg=of.element_handle())

    shown(False)
    mark.hover()
    shown(True)
    box = turn.locator(".statement").first.bounding_box() or {}
    page.mouse.move(box["x"] + 40, box["y"] - 12)  # onto it, above
    page.wait_for_timeout(500)
    shown(True)
    page.keyboard.press("Escape")  # without moving the pointer
    shown(False)
    page.mouse.move(0, 0)
    mark.hover()
    shown(True)
    page.mouse.move(0, 0)
    shown(False)
    page.get_by_label("Question", exact=True).focus()
    page.keyboard.press("Shift+Tab")  # the last of the tools: the keyboard's focus, not a click's
    mark.focus()
    shown(True)
    page.keyboard.press("Escape")
    shown(False)
    assert mark.evaluate("mark => mark === document.activeElement")
    # What is read next stays to be read: the following statement, and the heading of the sides
    # that disagree.
    mark.hover()
    shown(True)
    for below in (turn.locator(".statement").nth(1), turn.locator(".conflict h3")):
        place = below.bounding_box() or {}
        over = page.evaluate(
            "([below, x, y]) => below.contains(document.elementFromPoint(x, y))",
            [below.element_handle(), place["x"] + 60, place["y"] + place["height"] / 2],
        )
        assert over
    # Once it is chosen it is read beside.
    mark.hover()
    mark.click()
    shown(False)
    page.wait_for_selector("mark.chosen")
    shown(False)
    page.mouse.move(0, 0)
    last.focus()
    page.keyboard.press("Enter")
    shown(False, last)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_source_of_a_mark_is_whole_on_the_screen(
    visit: Visit, samples_url: str, width: int
) -> None:
    page = visit(samples_url, viewport={"width": width, "height": 800})
    turn = ask(page, CHIPS)
    for one, around in ((".statement button.cite", ".statement"), (".sides button.cite", "li")):
        mark = turn.locator(one).last if around == "li" else turn.locator(one).first
        # Hit where each corner of it must be, right above what it belongs to, or right below where
        # the page stands so that there is no room above: cut off nowhere. While the page still
        # grows what is hovered over moves on: it is followed.
        whole = """(mark, around) => {
          const style = getComputedStyle(mark, '::after');
          if (style.visibility !== 'visible') return false;
          const size = name => parseFloat(style[name]);
          const said = mark.closest(around).getBoundingClientRect(), high = size('height') - 6;
          const below = 'below' in mark.dataset;
          if (below && said.top > size('height') + 40) return false;
          const top = below ? said.bottom + 3 : said.top - 3 - high, left = size('left') + 3;
          const right = left + size('width') - 6;
          return [[left, top], [right, top], [left, top + high], [right, top + high]]
            .every(([x, y]) => document.elementFromPoint(x, y) === mark);
        }"""
        for _ in range(40):
            mark.hover()
            if seen := mark.evaluate(whole, around):
                break
            page.wait_for_timeout(250)
        assert seen
        # Something above it grows while the pointer rests, by less than the mark is high.
        turn.evaluate("turn => { turn.style.paddingTop = '9px'; }")
        page.wait_for_timeout(100)
        assert mark.evaluate(whole, around)
        turn.evaluate("turn => { turn.style.paddingTop = ''; }")


def test_the_timeline_opens_the_article_of_a_point(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    ask(page, CHIPS)
    plot = page.get_by_role("img", name="Sources by day")
    plot.wait_for()
    assert plot.locator(".point").count() == page.locator(".sources li").count()
    plot.locator(".point .number", has_text="2").click()
    page.wait_for_function("document.querySelector('mark.chosen')?.dataset.marks === '[2]'")


def test_a_print_has_the_whole_conversation_and_the_whole_article(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url, viewport={"width": 1280, "height": 500})
    ask(page, CHIPS)
    ask(page, GLASSES)
    page.wait_for_selector("mark.chosen")
    page.emulate_media(media="print")
    hidden = """names => names.map(name => {
      const box = document.querySelector(name);
      return box.scrollHeight - box.clientHeight;
    })"""
    names = ["#conversation", ".sources .list", "#article", ".text"]
    assert max(page.evaluate(hidden, names)) <= 1
    for selector in ("#asking", ".tools", "[role=tab]"):
        assert not page.locator(selector).first.is_visible()
    last, evidence = (page.locator(s).bounding_box() for s in ("#now .badge", ".sources"))
    assert last
    assert evidence
    assert last["y"] + last["height"] <= evidence["y"]  # below each other
    assert page.locator("mark.chosen").evaluate("m => getComputedStyle(m).outlineStyle") == "solid"


def test_the_last_question_is_asked_again_and_edited(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    ask(page, CHIPS)
    ask(page, GLASSES)
    page.get_by_role("button", name="Options").click()
    page.get_by_label("As of").fill("2025-12-01")
    page.get_by_role("button", name="Ask again").click()
    page.locator("#now", has_text="As of 1 December 2025").locator(".badge").wait_for()
    assert page.locator(".turn").count() == 2
    page.get_by_label("As of").fill("")
    page.get_by_role("button", name="Edit question").click()
    page.wait_for_function("document.querySelector('#question textarea').value !== ''")
    assert page.get_by_label("Question", exact=True).input_value() == GLASSES
    assert page.locator(".turn").count() == 1
    ask(page, UNKNOWN)
    assert page.locator(".question").all_inner_texts() == [CHIPS, UNKNOWN]


def test_what_is_typed_and_not_sent_stays(visit: Visit, samples_url: str) -> None:
    # The page is loaded again while one of its events may still be on its way.
    page = visit(samples_url, expected="503|AbortError|errored out")
    box = page.get_by_label("Question", exact=True)
    ask(page, GLASSES)
    box.press_sequentially("half a quest")
    page.locator("#now .turn").evaluate("turn => { turn.dataset.before = ''; }")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector("#now .turn:not([data-before]) .badge")
    assert box.input_value() == "half a quest"
    page.get_by_role("button", name="Edit question").click()
    page.wait_for_function("document.querySelector('.welcome')")
    assert box.input_value() == f"{GLASSES}\nhalf a quest"
    page.wait_for_function("sessionStorage.draft?.endsWith('half a quest')")
    page.reload()
    page.wait_for_selector("#now .badge")
    page.wait_for_function("document.querySelector('#question textarea').value !== ''")
    assert box.input_value() == f"{GLASSES}\nhalf a quest"
    ask(page, CHIPS)
    assert box.input_value() == ""
    box.press_sequentially("more words")
    page.reload()  # as Gradio itself does when a lost connection is back
    page.wait_for_selector("#now .badge")
    page.wait_for_function("document.querySelector('#question textarea').value === 'more words'")
    # Typed after a question was sent, before the server has it.
    page.route("**/queue/join*", lambda route: (time.sleep(1), route.continue_()))
    box.fill(GLASSES)
    box.press("Enter")
    page.wait_for_function("document.querySelector('#question textarea').value === ''")
    box.press_sequentially("and then")
    page.locator("#now .question", has_text=GLASSES).wait_for()
    page.wait_for_selector("#now .badge")
    assert box.input_value() == "and then"
    page.unroute("**/queue/join*")
    # What got nowhere comes back.
    page.route("**/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "full"}))
    box.fill(UNKNOWN)
    box.press("Enter")
    page.locator(".toast-body").first.wait_for()
    page.wait_for_function(
        "words => document.querySelector('#question textarea').value === words", arg=UNKNOWN
    )
    assert page.locator("#now .question").inner_text() == GLASSES


def test_a_link_opens_an_answer_again_and_going_on_from_it_changes_nothing_there(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    ask(page, CHIPS)
    page.wait_for_url("**/?answer=*")
    link = page.url
    ask(page, GLASSES)
    page.wait_for_url(lambda url: url != link)
    both = page.url
    # It is left below as soon as its answer stands there, its last event perhaps under way.
    other = visit(link, opened=True, expected="Connection errored out")
    assert other.locator(".question").all_inner_texts() == [CHIPS]
    assert other.locator("#now .conflict").count() == 1
    other.wait_for_selector("mark.chosen")
    ask(other, UNKNOWN)
    assert other.url not in (link, both)
    other.goto(both)
    other.wait_for_selector("#now .badge")
    assert other.locator(".question").all_inner_texts() == [CHIPS, GLASSES]
    # A follow-up knows what was said before the link was opened.
    other.get_by_role("link", name="New conversation").click()
    other.wait_for_selector(".welcome")
    nowhere = visit(samples_url + "/?answer=" + "x" * 22)
    told = nowhere.locator(".welcome [role=alert]")
    told.wait_for()
    assert told.inner_text() == "That conversation is not kept here (any more)."
    nowhere.wait_for_url(samples_url + "/")
    assert nowhere.locator(".turn").count() == 0


def test_a_conversation_that_is_opened_again_goes_on_as_it_was_asked(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url)
    page.get_by_role("button", name="Options").click()
    page.get_by_label("As of").fill("2025-12-23")
    page.get_by_label("Lenient").check()
    assert "As of 23 December 2025" in ask(page, CHIPS).inner_text()
    link = page.url
    page.reload()
    page.wait_for_selector("#now .badge")
    page.wait_for_function("document.querySelectorAll('.days input')[1]?.value === '2025-12-23'")
    assert page.get_by_label("Lenient").is_checked()
    turn = ask(page, "How many accelerators is it buying from AMD?")
    assert "As of 23 December 2025: newer articles were not read." in turn.inner_text()
    other = visit(link, opened=True)  # whoever is sent it sees how it was asked
    other.get_by_label("As of").wait_for()
    assert other.get_by_label("As of").input_value() == "2025-12-23"
    other.locator("#now .turn").evaluate("turn => { turn.dataset.before = ''; }")
    other.get_by_role("button", name="Ask again").click()
    other.wait_for_selector("#now .turn:not([data-before]) .badge")
    assert "As of 23 December 2025" in other.locator("#now").inner_text()
    other.get_by_label("As of").fill("")
    other.get_by_label("Only these articles").click()
    other.get_by_role("option", name="2025-12-25-alibaba-amd-order.txt").click()
    other.keyboard.press("Escape")
    assert "Only the chosen article was read." in ask(other, CHIPS).inner_text()
    other.reload()
    other.wait_for_selector("#now .badge")
    other.locator("#options", has_text="2025-12-25-alibaba-amd-order.txt").wait_for()
    assert other.get_by_label("As of").input_value() == ""
    assert "Only the chosen article was read." in ask(other, GLASSES).inner_text()
    plain = visit(samples_url)
    ask(plain, GLASSES)
    plain.reload()
    plain.wait_for_selector("#now .badge")
    plain.wait_for_timeout(500)
    assert not plain.get_by_label("As of").is_visible()  # nothing is unusual


def test_a_page_loaded_again_in_the_middle_of_an_answer_asks_again(
    slow: tuple[str, threading.Event], visit: Visit
) -> None:
    url, released = slow
    page = visit(url, expected="AbortError|errored out")  # the answer in flight is let go
    page.get_by_label("Question", exact=True).fill(GLASSES)
    page.get_by_label("Question", exact=True).press("Enter")
    page.wait_for_url("**/?answer=*")
    page.wait_for_selector("#now .working")
    link = page.url
    page.reload()
    page.locator("#now .question", has_text=GLASSES).wait_for()
    assert page.url == link
    page.wait_for_selector("#now .working")
    released.set()
    page.wait_for_selector("#now .badge")
    assert "1,899" in page.locator("#now").inner_text()
    page.reload()
    page.wait_for_selector("#now .badge")  # answered: not asked once more
    page.close()


def test_a_conversation_is_saved_as_markdown_and_as_json(
    visit: Visit, samples_url: str, golden: Assistant
) -> None:
    page = visit(samples_url)
    ask(page, CHIPS)
    ask(page, UNKNOWN)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as JSON").click()
    assert download.value.suggested_filename.endswith(".json")
    saved = json.loads(download.value.path().read_text())
    asked, refused = saved["turns"]
    assert refused["answer"]["refused"]
    for citation in asked["answer"]["citations"]:
        text = golden.article(citation["file"]).article.text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    text = downloaded(page, "Save as Markdown")
    assert f"## {CHIPS}" in text
    assert "> According to recent reports" in text


def test_two_hundred_messages_stay_quick(
    golden: Assistant,
    samples_url: str,
    visit: Visit,
    record_property: Callable[[str, object], None],
) -> None:
    kept = Kept.beside(golden.index_path)
    answer = golden.ask(CHIPS, answerer="extractive")
    turns: list[Turn] = []
    for number in range(100):
        turns.append(kept.save([*turns[-1:], Turn(f"{CHIPS} {number}", answer)]))
    page = visit(f"{samples_url}/?answer={turns[-1].link}", opened=True)
    assert page.locator(".turn").count() == 100
    alone = visit(samples_url)
    took = {}
    for name, one in (("alone", alone), ("long", page)):
        started = time.monotonic()
        ask(one, GLASSES)
        took[name] = time.monotonic() - started
    assert page.locator(".turn").count() == 101
    record_property("an answer then", f"{took['long']:.1f} s")
    record_property("in a new conversation", f"{took['alone']:.1f} s")
    assert took["long"] < 3 * took["alone"] + 3
    typed = page.evaluate(
        """async () => {
          const box = document.querySelector('#question textarea'), start = performance.now();
          for (const letter of 'twenty letters typed') {
            box.value += letter;
            box.dispatchEvent(new InputEvent('input', {bubbles: true}));
            await new Promise(requestAnimationFrame);
          }
          return performance.now() - start;
        }"""
    )
    record_property("twenty letters typed", f"{typed / 1000:.1f} s")
    assert typed < 20_000


# The articles


def test_articles_are_listed_sorted_searched_and_opened(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    page.get_by_role("tab", name="Articles").click()
    rows = page.locator(".shelf tbody tr")
    rows.first.wait_for()
    assert rows.count() == 42
    assert "7 February 2026" in rows.first.inner_text()  # the newest first
    assert "from the front matter" in rows.first.inner_text()
    page.locator("[data-sort=title]").click()
    page.wait_for_selector("th[aria-sort=ascending] [data-sort=title]")
    titles = [title.casefold() for title in rows.locator("td:first-child bdi").all_inner_texts()]
    names = titles[::2]
    assert names == sorted(names)
    page.wait_for_function("document.activeElement?.dataset.sort === 'title'")
    page.get_by_label("Search the list").fill("quark")
    page.wait_for_function("document.querySelectorAll('.shelf tbody tr').length < 42")
    page.get_by_label("Search the list").fill("2025-12-25")
    page.locator(".shelf [role=status]", has_text="of 42").wait_for()
    page.get_by_role("button", name="Alibaba's Costly Bet").click()
    page.locator("#reading .text", has_text="MI308").wait_for()
    assert page.locator("#reading mark").count() == 0
    assert page.locator("#reading .dull").count() >= 1


def test_an_article_far_down_the_list_is_opened_in_the_window(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url, viewport={"width": 1360, "height": 850})
    page.get_by_role("tab", name="Articles").click()
    page.locator("[data-open]").last.click()
    page.wait_for_selector("#reading .text")
    page.wait_for_timeout(300)
    box = page.locator("#reading .article").bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 850


def test_another_page_of_the_list_is_read_from_its_first_row(visit: Visit, many_url: str) -> None:
    page = visit(many_url, viewport={"width": 1280, "height": 800})
    page.get_by_role("tab", name="Articles").click()
    page.get_by_role("button", name="Further").click()
    page.locator(".turning", has_text="Page 2 of 2").wait_for()
    page.wait_for_function("document.activeElement.matches('tr:first-child [data-open]')")
    first = page.locator(".shelf tbody tr").first.bounding_box()
    assert first
    assert 0 <= first["y"] < 400


def test_an_article_that_was_removed_since_is_told_in_sight(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    page.get_by_role("tab", name="Articles").click()
    row = page.locator("[data-open]").first
    row.evaluate("button => { button.dataset.open = 'gone.txt'; }")
    row.click()
    told = page.locator("#reading [role=alert]")
    told.wait_for()  # in sight
    assert told.inner_text() == "gone.txt was removed since this list was made."
    page.get_by_role("button", name="Alibaba's Costly Bet").click()
    page.locator("#reading .text", has_text="MI308").wait_for()
    assert told.count() == 0


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_the_list_is_as_wide_as_the_page_and_breaks_no_word(
    visit: Visit, samples_url: str, width: int
) -> None:
    page = visit(samples_url, viewport={"width": width, "height": 900})
    page.get_by_role("tab", name="Articles").click()
    page.locator("[data-open]").first.wait_for()
    fits = """() => {
      const list = document.querySelector('#library .wide'), lines = new Set();
      for (const cell of list.querySelectorAll('td')) if (cell.textContent === 'searchable') {
        const range = document.createRange();
        range.selectNodeContents(cell);
        lines.add(range.getClientRects().length);
      }
      return {wide: list.clientWidth / document.querySelector('#library').clientWidth,
              over: list.scrollWidth - list.clientWidth, lines: [...lines]};
    }"""
    found = page.evaluate(fits)
    assert found["wide"] > 0.98
    assert (found["over"], found["lines"]) == (0, [1])
    page.locator("[data-open]").first.click()
    page.wait_for_selector("#reading .text")
    found = page.evaluate(fits)  # beside an article there is less room, and still enough
    assert (found["over"], found["lines"]) == (0, [1])


def test_files_are_dropped_into_the_folder_and_can_be_asked(
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    page = visit(url)
    page.get_by_role("tab", name="Articles").click()
    page.locator(".shelf tbody tr").first.wait_for()
    good = {
        "name": "..\\<b>Cranes</b>.txt",
        "mimeType": "text/plain",
        "buffer": b"Cranes\n\n2025-05-06\n\nThe quay of Morwenna has nine cranes.\n",
    }
    page.locator("#upload input[type=file]").set_input_files([good])
    # Whoever read it first, the button or the thread that follows the folder.
    said = page.locator("#said", has_text="b.txt was added and can be searched now.")
    said.wait_for()
    assert "unchanged" not in said.inner_text()
    page.locator(".shelf tbody tr", has_text="Cranes").wait_for()
    (added,) = set(home.iterdir()) - {home / "ferry.txt"}
    assert added.parent == home
    assert added.read_bytes() == good["buffer"]
    page.locator(".heading", has_text="2 articles").wait_for()
    # The same again is told, and nothing is written.
    page.locator("#upload input[type=file]").set_input_files([good])
    page.locator("#said .problem", has_text="is in the folder already").wait_for()
    page.wait_for_function("document.querySelector('input[type=checkbox]')?.checked")
    page.get_by_label("Follow the folder while it changes").uncheck()
    (home / "odd.txt").write_bytes(bytes(range(256)) * 40)
    (home / "ferry.txt").unlink()
    page.get_by_role("button", name="Bring in step").click()
    page.locator("#said", has_text="1 removed").wait_for()
    page.locator("tr.skipped", has_text="odd.txt").wait_for()
    page.get_by_label("Follow the folder while it changes").check()
    page.get_by_role("tab", name="Ask").click()
    assert "nine cranes" in ask(page, "How many cranes has the quay of Morwenna?").inner_text()


DROP = """async files => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  const box = document.querySelector('#upload button').getBoundingClientRect();
  const under = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const taken = [];
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    const event = new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true});
    taken.push(!under.dispatchEvent(event));  // else the browser would leave the page for the file
    await new Promise(requestAnimationFrame);
  }
  return taken;
}"""


def test_files_that_are_dragged_onto_the_area_are_taken_by_what_they_are(
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    page = visit(url)
    page.get_by_role("tab", name="Articles").click()
    page.locator(".shelf tbody tr").first.wait_for()
    text = "Cranes\n\n2025-05-06\n\nThe quay of Morwenna has nine cranes.\n"
    files = [["cranes.txt", text], ["locks.txt", "Locks\n\nThe canal has three locks.\n"]]
    assert page.evaluate(DROP, [*files, ["program.exe", "MZ"]]) == [True] * 3
    for name, _ in files:
        page.locator("#said", has_text=f"{name} was added and can be searched now.").wait_for()
    page.get_by_text("Invalid file type: program.exe").wait_for()
    page.evaluate(DROP, [["other.exe", "MZ"]])  # nor is it said any more what came of the others
    page.wait_for_function("document.querySelector('#said').innerText.trim() === ''")
    assert {path.name for path in home.iterdir()} == {"ferry.txt", "cranes.txt", "locks.txt"}
    assert (home / "cranes.txt").read_text() == text
    page.locator(".shelf tbody tr", has_text="Locks").wait_for()
    page.get_by_role("tab", name="Ask").click()
    assert "nine cranes" in ask(page, "How many cranes has the quay of Morwenna?").inner_text()


WATCH_SAID = """() => {
  window.told = [];
  const said = document.querySelector('#said');
  new MutationObserver(() => {
    const bar = said.querySelector('progress');
    if (bar) window.told.push([said.innerText.trim(), bar.getAttribute('aria-label'),
      bar.position, bar.getBoundingClientRect().width]);
  }).observe(said, {childList: true, subtree: true, characterData: true, attributes: true});
}"""


def test_a_sync_shows_first_what_it_would_do_and_then_how_far_it_is(
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    page = visit(url)
    page.get_by_role("tab", name="Articles").click()
    page.wait_for_function("document.querySelector('input[type=checkbox]')?.checked")
    page.get_by_label("Follow the folder while it changes").uncheck()
    page.wait_for_timeout(500)
    for number in range(99):
        text = f"Quay {number}\n\nQuay {number} has {number + 2} cranes.\n"
        (home / f"quay-{number:03}.txt").write_text(text)
    (home / "ferry.txt").write_text("Ferry late\n\nThe ferry Morwenna was five hours late.\n")
    page.get_by_role("button", name="What would change?").click()
    plan = page.locator("#said .plan")
    plan.wait_for()
    assert "Nothing was done. A sync would" in plan.inner_text()
    told = words(plan.inner_text())
    assert "add 99" in told
    assert re.search(r"change 1\b", told)
    assert plan.locator("tbody tr").count() == 100
    assert page.locator(".shelf tbody tr").count() == 1
    assert broken_rules(page, "#said") == []

    page.evaluate(WATCH_SAID)
    page.get_by_role("button", name="Bring in step with the folder").click()
    page.locator("#said", has_text="99 added, 1 changed").wait_for()
    assert plan.count() == 0
    seen_bars = page.evaluate("window.told")
    assert seen_bars[0][0] == "Looking at the folder"
    phases = {
        label: [position for text, one, position, width in seen_bars if one == label and width > 50]
        for label in ("Files read", "Vectors made")
    }
    assert all(phases.values()), seen_bars  # of each phase its end at least, on a quick machine
    assert all(places == sorted(places) for places in phases.values())
    for text, label, position, _ in seen_bars[1:]:
        done, total = map(int, re.fullmatch(rf"{label} (\d+) of (\d+)", text).groups())  # type: ignore[union-attr]
        assert position == pytest.approx(done / total)
    page.locator("#said progress").wait_for(state="detached")
    page.locator(".heading", has_text="100 articles").wait_for()


def test_what_a_sync_would_do_is_shown_and_the_folder_is_left_alone_on_demand(
    visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    for name, text in HOSTILE.items():
        (tmp_path / "articles" / name).write_text(text)
    with running(tmp_path / "articles", tmp_path / "index") as run:
        page = visit(run.url)
        page.get_by_role("tab", name="Articles").click()
        follow = page.get_by_label("Follow the folder while it changes")
        page.wait_for_function("document.querySelector('input[type=checkbox]')?.checked")
        follow.uncheck()
        (tmp_path / "articles" / "<b>new.txt").write_text("New\n\nThe new tram runs in May.")
        page.get_by_role("button", name="What would change?").click()
        page.locator(".plan", has_text="add 1").wait_for()
        assert "<b>new.txt" in page.locator(".plan table").inner_text()
        assert page.locator(".plan b").count() == 0
        assert page.locator(".shelf tbody tr").count() == len(HOSTILE)
        page.get_by_role("button", name="Bring in step with the folder").click()
        page.locator(".shelf tbody tr", has_text="new").wait_for()
        again = visit(run.url)  # it holds for everybody
        again.get_by_role("tab", name="Articles").click()
        again.locator(".shelf tbody tr").first.wait_for()
        assert not again.get_by_label("Follow the folder while it changes").is_checked()
        page.close()
        again.close()


def test_what_is_no_article_or_too_large_is_not_uploaded(
    ferries: tuple[str, Path], visit: Visit
) -> None:
    url, home = ferries
    boundary = "x" * 20
    for name, size in (("a.txt", 21_000_000),):
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            f"Content-Type: text/plain\r\n\r\n{'x' * size}\r\n--{boundary}--\r\n"
        )
        request = urllib.request.Request(
            f"{url}/gradio_api/upload",
            body.encode(),
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
        refused.value.close()
        assert refused.value.code == 413
    page = visit(url)
    page.get_by_role("tab", name="Articles").click()
    kinds = page.locator("#upload input[type=file]").get_attribute("accept") or ""
    assert ".txt" in kinds
    assert [path.name for path in home.iterdir()] == ["ferry.txt"]
    # Nothing of the machine is served, whatever path is asked for.
    for path in (home / "ferry.txt", Path("/etc/passwd"), ROOT / "app.py"):
        with pytest.raises(urllib.error.HTTPError) as kept_back:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"{url}/gradio_api/file={path}"
            )
        kept_back.value.close()
        assert kept_back.value.code in (403, 404)


def test_examples_come_from_the_folder_itself(visit: Visit, hostile_url: str) -> None:
    page = visit(hostile_url)
    example = page.locator(".examples button").first
    example.wait_for()
    asked = example.inner_text()
    example.click()
    page.wait_for_selector("#now .badge")
    assert page.locator("#now .question").inner_text() == asked
    assert page.locator("#now .refusal").count() == 0
    assert page.evaluate("window.trapped") is None


# The evals


def test_a_set_is_run_compared_and_a_failing_case_asked_in_the_chat(
    visit: Visit, tmp_path: Path, golden: Assistant
) -> None:
    home = tmp_path / "own"
    shutil.copytree(golden.folder, home / "articles")
    goldens = [
        {"id": "right", "question": GLASSES, "answers": [["1,899"]]},
        {"id": "wrong", "question": CHIPS, "answers": [["<i>RTX</i> 9090"]], "kind": "other",
         "today": "2031-05-07"},
    ]  # fmt: skip
    listed = home / "goldens.jsonl"
    many = [{**goldens[0], "id": f"right {number}"} for number in range(300)]
    listed.write_text("".join(json.dumps(one) + "\n" for one in many))
    with running(home / "articles", tmp_path / "index") as run:
        page = visit(run.url)
        page.get_by_role("tab", name="Evals").click()
        page.get_by_label("Question set").click()
        page.get_by_role("option", name="own", exact=True).click()
        run_it = page.get_by_role("button", name="Run", exact=True)
        assert page.locator("#running").get_by_label("Model").count() == 0  # there is none
        page.locator("#running").get_by_label("All").check()
        run_it.click()
        page.locator("#report .progress", has_text="Questions asked").wait_for()
        assert not run_it.is_visible()
        page.locator("#running").get_by_role("button", name="Stop").click()
        stopped = page.locator("#report .why", has_text="of 300 questions")
        stopped.wait_for()
        assert 0 < int(stopped.inner_text().split("after ")[1].split()[0]) < 300
        listed.write_text("".join(json.dumps(one) + "\n" for one in goldens))
        run_it.click()
        page.locator("#report h3", has_text="1 case where an expectation was not met").wait_for()
        assert page.locator("#report svg").count() >= 2
        assert "No baseline" in page.locator("#report").inner_text()
        head = words(page.locator("#report tr").first.inner_text())
        assert "Answered right correct" in head
        assert "Citations that fit citation precision" not in head  # not measured in this set
        assert broken_rules(page, "body") == []
        page.locator("#report summary", has_text=CHIPS).click()
        assert "<i>RTX</i> 9090" in page.locator("#report details[open]").inner_text()
        page.get_by_role("button", name="Ask it in the chat").click()
        page.locator("#now .question", has_text=CHIPS).wait_for()
        page.wait_for_selector("#now .badge")
        assert page.get_by_role("tab", name="Ask").get_attribute("aria-selected") == "true"
        assert page.locator(".days input").nth(1).input_value() == "2031-05-07"  # and so the next
        page.close()


@pytest.fixture(scope="module")
def measured(golden: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page whose own set has a baseline, in which its two questions came out the other way."""
    home = tmp_path_factory.mktemp("measured") / "own"
    shutil.copytree(golden.folder, home / "articles")
    goldens = [
        {"id": "right", "question": GLASSES, "answers": [["1,899"]]},
        {"id": "wrong", "question": CHIPS, "answers": [["<i>RTX</i> 9090"]], "kind": "other"},
    ]
    (home / "goldens.jsonl").write_text("".join(json.dumps(one) + "\n" for one in goldens))
    with running(home / "articles", home.parent / "index") as run:
        report = run_set(load(home), golden)
        turned = [
            replace(case, scores={**case.scores, "correct": 1 - (case.scores["correct"] or 0)})
            for case in report.cases
        ]
        record.save(replace(report, cases=tuple(turned)), home / "baseline-extractive.json")
        yield run.url


def test_what_became_better_and_worse_is_told_in_words(visit: Visit, measured: str) -> None:
    page = visit(measured)
    page.get_by_role("tab", name="Evals").click()
    page.get_by_label("Question set").click()
    page.get_by_role("option", name="own", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#report h3", has_text="Against the results that are kept").wait_for()
    for direction, question, change in (
        ("What became worse: 1 case", CHIPS, "Answered right 1.000 → 0.000"),
        ("What became better: 1 case", GLASSES, "Answered right 0.000 → 1.000"),
    ):
        moved = page.locator(f"#report h4:has-text('{direction}') + ul li")
        assert moved.count() == 1
        assert question in moved.inner_text()
        assert change in moved.inner_text()
    compared = page.locator("#report table", has_text="verdict")
    rows = [words(row) for row in compared.locator("tr").all_inner_texts()]
    assert "metric before now change verdict" in rows
    assert "Answered right correct 0.500 0.500 0.000 same" in rows
    assert broken_rules(page, "#report") == []


def test_a_set_is_run_read_and_asked_by_keyboard_alone(visit: Visit, measured: str) -> None:
    page = visit(measured)
    page.wait_for_function("document.activeElement?.matches('#question textarea')")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    keyed(page, "[role=tab]")
    while page.evaluate("document.activeElement.textContent.trim()") != "Evals":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('[role=tab]')")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Evals", selected=True).wait_for()
    keyed(page, "#running [role=combobox]")
    page.keyboard.type("own")
    page.keyboard.press("Enter")
    keyed(page, "#running input[value='0']")
    page.keyboard.press("Space")
    assert page.locator("#running").get_by_label("All").is_checked()
    keyed(page, "#running button.primary")
    page.keyboard.press("Enter")
    page.locator("#report h2", has_text="Question set own").wait_for()
    keyed(page, "#report .wide")
    keyed(page, "#report details summary:has(.why)")
    page.keyboard.press("Enter")
    page.wait_for_selector("#report details[open] dl")
    keyed(page, "#report button[data-case]", most=3)
    page.keyboard.press("Enter")
    page.locator("#now .question", has_text=CHIPS).wait_for()
    page.wait_for_selector("#now .badge")
    assert page.get_by_role("tab", name="Ask").get_attribute("aria-selected") == "true"
    # Whoever asked by a button that is out of sight now goes on in the chat.
    page.wait_for_function("document.activeElement?.matches('#question textarea')")


def test_a_phone_shows_a_run_without_sideways_scrolling(visit: Visit, measured: str) -> None:
    page = visit(measured, viewport={"width": 390, "height": 844}, is_mobile=True)
    page.get_by_role("tab", name="Evals").click()
    page.get_by_label("Question set").click()
    page.get_by_role("option", name="own", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#report h4", has_text="What became better").wait_for()
    for summary in page.locator("#report summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Tables alone may be wider, each in a frame of its own that scrolls.
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('#running *, #report *')]
          .filter(one => !one.closest('.wide table') && one.getBoundingClientRect().right > 391)
          .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert beyond == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_function(
            f"getComputedStyle(document.documentElement).colorScheme === '{scheme}'"
        )
        page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")
        assert broken_rules(page, "body") == [], scheme


# Who may do what


def test_the_policy_keeps_injected_scripts_from_running_and_fetching(
    visit: Visit, samples_url: str
) -> None:
    page = visit(samples_url, expected=r"Content Security Policy|violates|404")
    blocked = page.evaluate(
        """async () => {
          const found = [];
          document.addEventListener('securitypolicyviolation', e => found.push(
            e.effectiveDirective));
          const here = document.querySelector('#conversation');
          here.insertAdjacentHTML('beforeend', '<img src=x onerror="window.trapped=1">');
          const script = document.createElement('script');
          script.textContent = 'window.trapped=2';
          here.append(script);
          const far = document.createElement('script');
          far.src = 'http://127.0.0.2:9/far.js';
          here.append(far);
          const image = document.createElement('img');
          image.src = 'http://127.0.0.2:9/far.png';
          here.append(image);
          const frame = document.createElement('iframe');
          frame.src = 'http://127.0.0.2:9/';
          here.append(frame);
          await fetch('http://127.0.0.2:9/').catch(() => {});
          await new Promise(done => setTimeout(done, 1000));
          return found;
        }"""
    )
    assert page.evaluate("window.trapped") is None
    assert {"script-src-attr", "script-src-elem", "img-src", "connect-src"} <= set(blocked)
    assert {"frame-src", "child-src", "default-src"} & set(blocked)


def test_people_log_in_by_name_and_password(
    visit: Visit, golden: Assistant, tmp_path: Path
) -> None:
    for name in ("ada", "bea"):
        users.add(tmp_path / "users.txt", name, f"correct horse of {name}")
    flags = ("--users", str(tmp_path / "users.txt"))

    def logged_in(page: Page, name: str) -> None:
        page.goto(run.url)
        page.get_by_label("username").fill(name)
        page.get_by_label("password").fill(f"correct horse of {name}")
        page.get_by_role("button", name="Login").click()
        page.wait_for_selector(".welcome")
        page.locator("#status", has_text=name).wait_for()

    with running(golden.folder, golden.index_path, *flags) as run:
        page = visit(run.url, opened=None, expected="400|401|AbortError|errored out")
        page.get_by_label("username").fill("ada")
        page.get_by_label("password").fill("wrong horse")
        page.get_by_role("button", name="Login").click()
        page.get_by_text("Incorrect").wait_for()
        assert page.locator(".heading").count() == 0
        logged_in(page, "ada")
        assert "1,899" in ask(page, GLASSES).inner_text()
        link = page.url
        # The session ends, as when the server starts anew: her words are hers, not the next one's.
        box = page.get_by_label("Question", exact=True)
        box.press_sequentially("words of ada")
        for name, words_kept in (("ada", "words of ada"), ("bea", "")):
            page.context.clear_cookies()
            logged_in(page, name)
            page.wait_for_timeout(1_000)  # they would be back by now
            assert box.input_value() == words_kept
        assert page.evaluate("Object.values(sessionStorage).includes('words of ada')") is False
        page.get_by_role("link", name="Log out").click()
        page.get_by_label("username").wait_for()
        page.goto(link)
        page.get_by_label("username").wait_for()
        assert "1,899" not in page.content()
        page.close()


# For everybody


def keyed(page: Page, wanted: str, most: int = 60) -> None:
    """Go on by the Tab key until the element that has the focus fits."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            return
    raise AssertionError(f"no way by keyboard to {wanted}")


def test_everything_is_reached_by_keyboard_alone(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url)
    page.wait_for_function("document.activeElement?.matches('#question textarea')")
    page.keyboard.type(CHIPS)
    page.keyboard.press("Enter")
    page.wait_for_selector("#now .badge")
    page.evaluate("document.body.focus(); document.activeElement.blur()")
    keyed(page, "[role=tab]")
    keyed(page, "#now .statement .cite")
    keyed(page, "#now .sides li:last-child .cite")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('mark.chosen')?.textContent.includes('MI300X')")
    keyed(page, "[data-judge='0:up']")
    keyed(page, "[data-again]")
    keyed(page, "[data-copy]")
    keyed(page, "#question textarea")
    keyed(page, "#options button")
    keyed(page, ".sources li button")
    keyed(page, "#article .text")
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 0")
    page.keyboard.press("Home")
    page.wait_for_function("document.activeElement.scrollTop === 0")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    keyed(page, "[role=tab]:not([aria-selected=true])")  # the next one: Articles
    page.keyboard.press("Enter")
    page.locator(".shelf tbody tr").first.wait_for()
    keyed(page, "[data-sort=title]")
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending]")
    keyed(page, "[data-open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reading .text")


def broken_rules(page: Page, within: str) -> list[str]:
    """The accessibility rules of WCAG A and AA that are broken, with the elements."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = axe.Axe().run(page, context=within, options=rules).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


def test_no_rule_of_accessibility_is_broken(samples_url: str, visit: Visit) -> None:
    page = visit(samples_url)

    def check() -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                f"getComputedStyle(document.documentElement).colorScheme === '{scheme}'"
            )
            page.wait_for_function(  # colours that are still on their way are none to be judged
                "document.getAnimations().every(one => one.playState !== 'running')"
            )
            assert broken_rules(page, "body") == [], scheme

    check()
    page.get_by_role("button", name="Options").click()
    ask(page, CHIPS)
    page.wait_for_selector("mark.chosen")
    ask(page, UNKNOWN)
    check()
    page.get_by_role("tab", name="Articles").click()
    page.locator("[data-open]").first.click()
    page.wait_for_selector("#reading .text")
    check()
    page.get_by_role("tab", name="Evals").click()
    page.get_by_role("button", name="Run", exact=True).wait_for()
    check()


def test_a_phone_lists_articles_without_sideways_scrolling(visit: Visit, samples_url: str) -> None:
    page = visit(samples_url, viewport={"width": 390, "height": 844}, is_mobile=True)
    page.get_by_role("tab", name="Articles").click()
    page.locator("[data-open]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    chosen = page.locator("[data-open]").nth(30)
    for _ in range(2):  # the same again is shown again
        chosen.click()
        page.wait_for_selector("#reading .text")
        page.wait_for_function(
            "Math.abs(document.querySelector('#reading .article').getBoundingClientRect().top)"
            " < 400"
        )
        assert broken_rules(page, "#reading") == []
        page.get_by_role("button", name="Back to the list").click()
        page.wait_for_function("document.activeElement.matches('[data-open]')")
        assert 0 <= chosen.bounding_box()["y"] < 800  # type: ignore[index]


def test_eight_visitors_at_once_each_get_their_own_answer(
    samples_url: str, visit: Visit, record_property: Callable[[str, object], None]
) -> None:
    # None of them was asked before here: nothing is remembered of what they find.
    wanted = {
        "Which AI model sits inside the Quark glasses?": "Qwen2.5",
        "What does an adult single to Carrow cost now?": "16.40",
        "Who leads the group of banks behind the Orbelin bid?": "Halloway Trust",
        "How punctual were the ferries of Skerrymore last winter?": "81 percent",
        "What is the final number of recalled oat bar packs?": "74,500",
        "What economic growth does the Bank of Veldria expect for 2026?": "1.1 percent",
        "What became of the two fishermen from Carrow who were missing?": "alive",
        "When does the Grelling Tunnel open again for cars?": "November 21",
    }
    pages = [visit(samples_url) for _ in wanted]
    started = time.monotonic()
    for page, question in zip(pages, wanted, strict=True):
        page.get_by_label("Question", exact=True).fill(question)
        page.get_by_label("Question", exact=True).press("Enter")
    for page, (question, answer) in zip(pages, wanted.items(), strict=True):
        page.wait_for_selector("#now .badge")
        record_property("answers after", f"{time.monotonic() - started:.1f} s")
        assert page.locator(".question").all_inner_texts() == [question]
        assert answer in page.locator("#now").inner_text()
