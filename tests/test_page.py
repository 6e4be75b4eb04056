"""What the page shows: escaped HTML out of answers, articles and lists."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.page import export, shelf
from assistant.page.answer import heard, render_answer, render_statement, tips
from assistant.page.article import render_article
from assistant.page.conversation import (
    render_examples,
    render_heading,
    render_last,
    render_past,
    render_pending,
    render_sources,
    render_turn,
    render_welcome,
    render_who,
)
from assistant.page.shelf import (
    Look,
    render_progress,
    render_report,
    render_said,
    render_shelf,
    render_yours,
)
from assistant.page.text import age
from assistant.page.text import shown as escaped
from assistant.page.timeline import NARROWEST, RADIUS, render_timeline
from assistant.page.turn import Judged, Turn, history
from assistant.places import samples
from assistant.types import (
    NOTHING_NEAR,
    REFUSAL,
    Answer,
    Check,
    Citation,
    Conflict,
    Message,
    Side,
    Statement,
    Step,
    Trace,
)
from assistant.unmarked import harmless, marks, without
from index.types import (
    Article,
    ArticleInfo,
    ArticleView,
    Kind,
    Planned,
    Published,
    Sentence,
    Skipped,
    SyncReport,
)

HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)> ![i](http://evil.test/i.png) '
    "[link](javascript:alert(1)) [1] `code` ${alert(1)} {{value}} </article> \u202egnp.exe\u2066 '"
)
OUR_TAGS = set(
    "a article b bdi button circle details div figcaption figure g h1 h2 h3 header label li line "
    "mark ol p path progress q section small span summary svg table tbody td text textarea th "
    "thead tr ul".split()
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
        if tag != "br":  # which has no end
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


@pytest.mark.parametrize(
    "character", ["\u202a", "\u202e", "\u2066", "\u2069", "\ud800", "\x07", "\x9b"]
)
def test_characters_that_reorder_or_are_none_are_replaced_one_for_one(character: str) -> None:
    assert len(escaped(f"a{character}b")) == 3
    assert character not in escaped(character)


def test_an_article_is_marked_at_the_exact_offsets() -> None:
    text = "Kicker\nFirst fact.\nBuy now!\nSecond <fact> & more.\n"
    shown = view(text, {"Buy now!": Kind.BOILERPLATE, "Kicker": Kind.HEADER})
    citations = [cite(shown, "Second <fact> & more.", 1), cite(shown, "First fact.", 2)]
    page = Page(render_article(shown, citations, chosen=1))
    assert page.text("div", "text") == text
    assert page.text("mark", "chosen") == "Second <fact> & more."
    assert page.text("mark", "cited") == "First fact.Second <fact> & more."
    assert page.text("span", "dull") == "KickerBuy now!"
    assert [a["data-marks"] for tag, a in page.tags if tag == "mark"] == ["[2]", "[1]"]


@settings(deadline=None)  # a busy machine is no defect
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
    page = Page(render_article(shown, citations, chosen=1))
    found, chosen = marks(text), citations[0]
    assert page.text("div", "text") == harmless(without(text, found, 0, len(text)))
    marked = without(text, found, chosen.start, chosen.end)
    assert page.text("mark", "chosen") == harmless(marked)


def test_headings_stand_out_and_lists_and_tables_do_not() -> None:
    text = "Tram opens\n\nIt runs.\n\nWho pays\n\nThe town.\nApples\nPears\n\nA | B\n--\n\nOf 310\n"
    shown = view(text, {"Tram opens": Kind.TITLE})
    page = Page(render_article(shown, [cite(shown, "It runs.")], chosen=1))
    assert page.text("b") == "Tram opensWho pays"
    assert page.text("div", "text") == text


def test_marks_of_markdown_are_shown_nowhere_and_the_quote_is_marked_at_its_place() -> None:
    quote = "- The quay will be **310 metres** long."
    shown = view(f"# The quay\n\n> It *grows*.\n\n{quote}\n")
    cited = cite(shown, quote)
    answer = Answer("q", (Statement(quote, (1,), Check(True)),), (cited,))
    said = "The quay will be 310 metres long."
    assert Page(render_answer(answer, 0)).text("p", "statement") == f"{said} [1]"
    assert Page(render_sources(answer, 0, 1)).text("q") == said
    refused = replace(answer, refused=True, closest=(cited,))
    assert Page(render_answer(refused, 0)).text("q") == said
    conflict = Conflict("x", (Side("**310**", (1,)), Side("300", (1,))))
    sides = Page(render_answer(replace(answer, conflicts=(conflict,)), 0)).text("ul", "sides")
    assert sides.startswith("310 [1]")
    assert "*" not in sides
    page = Page(render_article(shown, [cited], chosen=1))
    assert page.text("div", "text") == f"The quay\n\nIt grows.\n\n• {said}\n"
    assert page.text("mark", "chosen") == f"• {said}"
    assert answer.citations[0].quote == quote  # what is kept is the article's own text


def test_a_citation_that_no_longer_stands_is_said_and_not_marked() -> None:
    shown = view("One fact.\nAnother fact.\n")
    moved = replace(cite(shown, "One fact."), quote="Once a fact.")
    page = Page(render_article(shown, [moved], chosen=1))
    assert "has changed since" in page.text("p", "problem")
    assert not page.text("mark")


def test_the_head_of_an_article_names_publisher_date_age_and_file() -> None:
    shown = view(
        "Text.",
        publisher="The Courier",
        authors=("A. Writer",),
        published=Published(dt.date(2025, 12, 22), "front matter"),
    )
    head = Page(render_article(shown, [], 0, today=dt.date(2026, 2, 1))).text("header")
    assert "The Courier · A. Writer · 22 December 2025, 1 month ago" in head
    assert "date read from the front matter" in head
    assert "a.txt" in head
    assert "undated" in Page(render_article(view("Text."), [], 0)).text("header")
    cited = [replace(cite(view("Text."), "Text."), page=3), cite(view("Text."), "Text", 2)]
    assert "a.txt, page 3" in Page(render_article(view("Text."), cited, 1)).text("header")
    assert "page" not in Page(render_article(view("Text."), cited, 2)).text("header")


def test_the_samples_are_named_as_such() -> None:
    assert "42 sample articles (for your own" in Page(render_heading(samples(), 42)).text()
    assert "python app.py --articles FOLDER" in Page(render_yours()).text("section", "yours")
    assert Page(render_heading(Path("my/news"), 1)).text("p").startswith("1 article in news")


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
    assert age(today - dt.timedelta(days=days), today) == words


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


def hostile_rows() -> list[shelf.Row]:
    published = Published(dt.date(2025, 1, 2), HOSTILE)
    info = ArticleInfo(HOSTILE, HOSTILE, published, HOSTILE, (HOSTILE,), 3, 1, "other")
    return shelf.rows([info], [Skipped(HOSTILE, HOSTILE)])


@pytest.mark.parametrize("refused", [False, True])
def test_nothing_hostile_becomes_markup(refused: bool) -> None:
    answer = hostile_answer(refused)
    shown = view(HOSTILE, title=HOSTILE, file=HOSTILE, publisher=HOSTILE, authors=(HOSTILE,))
    own = replace(cite(shown, HOSTILE), title=HOSTILE)
    pieces = [
        render_turn(Turn(HOSTILE, answer), 0),
        render_turn(Turn(HOSTILE, said=answer.statements), 0),
        render_turn(Turn(HOSTILE, problem=HOSTILE), 0),
        render_turn(Turn(HOSTILE, answer), 0, Judged(HOSTILE, kept=False)),
        render_turn(Turn(HOSTILE, answer), 0, Judged("", False, "up", "x", True, HOSTILE, HOSTILE)),
        render_sources(answer, 0, 1),
        render_article(shown, [own], 1),
        render_heading(Path("folder") / HOSTILE.replace("/", " "), 1),
        render_who(HOSTILE),
        render_welcome(),
        render_examples([HOSTILE]),
        render_turn(Turn(HOSTILE, answer, files=(HOSTILE,), link="x", unkept=HOSTILE), 0),
        render_past([Turn(HOSTILE, answer, link=HOSTILE)], {}),
        render_timeline(answer, 0),
        render_shelf(hostile_rows(), Look(by="title")),
        render_progress(HOSTILE, 1, 2),
        render_said(shelf.told_of([HOSTILE], [], [Skipped(HOSTILE, HOSTILE)])),
        render_said([HOSTILE], wrong=True),
    ]
    for piece in pieces:
        page = Page(piece)
        assert {tag for tag, _ in page.tags} <= OUR_TAGS
        assert page.open == []  # nothing closed what it did not open
        for _, attributes in page.tags:
            assert not {name for name in attributes if name.startswith("on")}
            assert not {"src", "style", "srcdoc"} & set(attributes)
            assert attributes.get("href", "./") in ("./", "./logout")


def test_marks_open_only_citations_that_exist() -> None:
    page = Page(render_turn(Turn("q", hostile_answer(False)), 4))
    assert {a["data-pick"] for _, a in page.tags if "data-pick" in a} == {"4:1"}
    assert "[7]" in page.text("span", "cite")


def test_a_statement_that_failed_its_check_says_so_and_why() -> None:
    failed = Statement("It cost 9.", (1,), Check(False, ("number 9 is not there",)), "model")
    page = Page(render_statement(failed, None, 0))
    assert page.text("p", "failed").startswith("It cost 9. [1]")
    assert page.text("small") == "Not supported: number 9 is not there"
    answer = Answer("q", (failed,), (), trace=Trace(models=("tiny",)))
    assert "Phrased by tiny 1 of 1 not supported" in Page(render_answer(answer, 0)).text()
    assert "tokens" not in Page(render_answer(answer, 0)).text()
    counted = replace(answer.trace, prompt_tokens=1200, completion_tokens=34)
    shown = Page(render_answer(replace(answer, trace=counted), 0)).text()
    assert "1,234 tokens" in shown
    assert "tokens, cost" not in shown
    priced = replace(answer, trace=replace(counted, price=0.00521))
    assert "1,234 tokens, cost 0.0052" in Page(render_answer(priced, 0)).text()
    turns = (Turn("q", priced), Turn("why?"), Turn("and then?", priced))
    told = Page(render_last(turns)).text()
    assert "1,234 tokens, cost 0.0052" in told
    assert "This conversation: 2,468 tokens, cost 0.0104" in told
    for fewer in (turns[:1], turns[:2], (Turn("q", replace(answer)), Turn("q", replace(answer)))):
        assert "This conversation" not in Page(render_last(fewer)).text()


def test_the_badge_says_how_long_it_took() -> None:
    for seconds, words in ((0.04, "under 0.1 s"), (0.34, "0.3 s")):
        answer = Answer("q", (), (), trace=Trace(steps=(Step("search", seconds),)))
        assert Page(render_answer(answer, 0)).text().endswith(words)


def test_the_badge_counts_a_translation_apart_from_what_was_checked() -> None:
    told = Statement("Es kostet 9.", (1,), Check(True, ("its words were not compared",)))
    translated = replace(told, origin="translated")
    model, failed = replace(told, origin="model"), replace(told, check=Check(False))
    replaced = replace(told, origin="replaced")

    def badge(*statements: Statement) -> str:
        trace = Trace(models=("tiny",))
        return Page(render_answer(Answer("q", statements, (), trace=trace), 0)).text("p", "badge")

    translation = "Phrased by tiny 1 of 2 translated, words not checked"
    assert badge(model, translated).startswith(translation)
    both = replace(failed, origin="model")
    assert "1 of 2 not supported 1 of 2 translated, words" in badge(both, translated)
    assert badge(model, replaced).startswith("Phrased by tiny all 2 checked")
    assert badge(replaced, replaced).startswith("Word for word from the articles")


def test_a_conflict_names_each_side_with_its_date_source_and_citation() -> None:
    shown = view("It is MI300X.\nIt is MI308.\n")
    other = replace(cite(shown, "It is MI308.", 2), publisher="The <Courier>")
    citations = (cite(shown, "It is MI300X.", 1), other)
    sides = (Side("MI308", (2,), dt.date(2025, 12, 25)), Side("MI300X", (1,)))
    answer = Answer("q", (), citations, conflicts=(Conflict("the chip", sides),))
    page = Page(render_answer(answer, 3))
    assert page.text("section", "conflict") == (
        "Sources disagreeMI308 [2]25 December 2025 · The <Courier>: A titleIt is MI308."
        "MI300X [1]undated · A titleIt is MI300X."
    )
    buttons = [a["data-pick"] for tag, a in page.tags if tag == "button" and "data-pick" in a]
    assert buttons == ["3:2", "3:1"]


def test_a_conflict_counts_independent_sources_and_marks_a_lone_dissent() -> None:
    shown = view("It is 412.\nIt is 380.\n")
    citations = (cite(shown, "It is 412.", 1), cite(shown, "It is 380.", 2))
    sides = (Side("380", (2,)), Side("412", (1,), sources=3))
    conflict = Conflict("the number", sides)
    answer = Answer("q", (), citations, conflicts=(conflict, replace(conflict, about="<more>")))
    text = Page(render_answer(answer, 0)).text("section", "conflict")
    assert "Sources disagree: the number380 [2]undated · A title · a lone dissentIt is 380." in text
    assert "412 [1]undated · A title · 3 independent sources" in text
    assert "Sources disagree: <more>" in text


def test_how_the_question_was_understood_is_said_where_it_is_not_plain() -> None:
    asked = "And how many?"
    trace = Trace(query="How many of the ships?", as_of=dt.date(2025, 12, 22))
    text = Page(render_answer(Answer(asked, (), (), trace=trace), 0)).text()
    assert text.startswith("Understood as: How many of the ships?As of 22 December 2025: newer ")
    for plain in (Trace(), Trace(query=asked, as_of=dt.date.today())):
        assert heard(Answer(asked, (), (), trace=plain)) == []
    limited = Turn("q", files=("a", "b"), since=dt.date(2025, 1, 2))
    first, last = heard(Answer(asked, (), ()), limited)
    assert first.startswith("Since 2 January 2025: older")
    assert last == "Only the 2 chosen articles were read."
    assert heard(Answer(asked, (), ()), Turn("q", files=("a",))) == [
        "Only the chosen article was read."
    ]


def test_a_refusal_names_the_closest_passages() -> None:
    shown = view("Nearly.")
    near = replace(cite(shown, "Nearly."), publisher="The <Courier>")
    answer = Answer("q", (), (), refused=True, closest=(near,))
    text = Page(render_answer(answer, 0)).text("section", "refusal")
    assert REFUSAL in text
    assert "[1] A titleThe <Courier> · undated Nearly." in text
    assert "not evidence" in Page(render_sources(answer, 0, None)).text("h2")


def test_a_refusal_that_nothing_is_near_says_so() -> None:
    answer = Answer("q", (), (), refused=True)
    text = Page(render_answer(answer, 0)).text("section", "refusal")
    assert f"{REFUSAL}{NOTHING_NEAR}" in text
    assert "Closest" not in text
    assert "No passage comes near" in Page(render_sources(answer, 0, None)).text("p", "empty")


def test_history_is_what_was_asked_and_answered_with_its_citations() -> None:
    cited = cite(view("Yes."), "Yes.", 4)
    answer = Answer("one", (Statement("Yes.", (4,), Check(True)),), (cited,))
    turns = [Turn("one", answer), Turn("two", problem="no")]
    assert history(turns) == (Message("user", "one"), Message("assistant", "Yes.", (cited,)))


def test_pending_vectors_are_shown_and_then_no_more() -> None:
    assert "vectors 3 of 9" in Page(render_pending(3, 9)).text("p", "pending")
    assert render_pending(9, 9) == ""


def test_a_refusal_advises_by_how_it_was_asked() -> None:
    assert any("Lenient" in tip for tip in tips(None))
    asked = Turn("q", files=("a.txt",), as_of=dt.date(2025, 1, 2), refusal="lenient")
    advice = " ".join(tips(asked))
    assert "Only 1 article may be read" in advice
    assert "Not every date" in advice
    assert "Lenient" not in advice


def test_a_mark_carries_its_quote_for_pointer_focus_and_screen_reader() -> None:
    shown = view("First.\nA “fact” & more.\n", title="A title")
    cited = replace(cite(shown, "A “fact” & more."), publisher="The <Courier>")
    answer = Answer("q", (Statement("S.", (1,), Check(True)),), (cited,))
    page = Page(render_answer(answer, 0))
    mark = next(a for tag, a in page.tags if a.get("class") == "cite")
    told = "A title, The <Courier>, undated:\nA “fact” & more."
    assert mark["data-tip"] == told
    assert mark["aria-label"] == f"Citation 1: {told}".replace(":\n", ": ")
    # A statement in the source's own words has them too: only so is it seen that they are the same.
    same = replace(answer, statements=(Statement("A “fact” & more.", (1,), Check(True)),))
    mark = next(a for tag, a in Page(render_answer(same, 0)).tags if a.get("class") == "cite")
    assert mark["data-tip"] == told


def test_a_table_is_shown_row_by_row_without_its_bars_and_rule() -> None:
    table = "| Ship | Fee |\n|---|---|\n| Ferry | 120 |\n| Trawler | 80 |"
    cited = cite(view(f"{table}\n"), table)
    said = Statement("| Ship | Fee | | Trawler | 80 |", (1,), Check(True))
    answer = Answer("q", (said, Statement("Two.", (1,), Check(True))), (cited,))
    page = Page(render_answer(answer, 0))
    assert page.text("p", "statement") == "Ship | Fee\nTrawler | 80 [1]Two. [1]"
    rows = "Ship | Fee\nFerry | 120\nTrawler | 80"
    assert next(a for _, a in page.tags if "data-tip" in a)["data-tip"].endswith(f":\n{rows}")  # type: ignore[union-attr]
    assert Page(render_sources(answer, 0, 1)).text("q", "rows") == rows
    assert "Ship | Fee\nFerry | 120\n" in Page(render_article(view(f"{table}\n"))).text("div")


def dated(number: int, day: dt.date | None) -> Citation:
    return Citation(number, f"{number}.txt", 0, 2, "Q.", "T", day)


def test_the_timeline_has_a_point_for_each_dated_source_and_covers_none() -> None:
    days = [dt.date(2025, 12, 22), dt.date(2025, 12, 22), dt.date(2025, 12, 25), None]
    citations = tuple(dated(n, day) for n, day in enumerate(days, start=1))
    sides = (Side("a", (3,)), Side("b", (1,)))
    answer = Answer("q", (), citations, conflicts=(Conflict("x", sides),))
    page = Page(render_timeline(answer, 7))
    points = [a for tag, a in page.tags if tag == "g"]
    assert [a["data-pick"] for a in points] == ["7:1", "7:2", "7:3"]
    assert [a["class"] for a in points] == ["point disputed", "point", "point disputed"]
    circles = [(a["cx"], a["cy"]) for tag, a in page.tags if tag == "circle"]
    assert circles[0][0] == circles[1][0] == "8.0%"
    assert circles[2][0] == "92.0%"
    assert len(set(circles)) == 3
    label = next(a["aria-label"] for tag, a in page.tags if tag == "svg")
    assert label == (
        "Sources by day: [1] 22 December 2025; [2] 22 December 2025; [3] 25 December 2025"
    )
    assert page.text("figcaption") == "1 undated"


def test_points_cover_none_however_narrow_the_screen() -> None:
    citations = tuple(dated(n, dt.date(2025, 1, n)) for n in range(1, 31))
    page = Page(render_timeline(Answer("q", (), citations), 0))
    spots = [
        (float(a["cx"].rstrip("%")) / 100 * NARROWEST, float(a["cy"]))
        for tag, a in page.tags
        if tag == "circle"
    ]
    assert len(spots) == 30
    assert all(math.dist(one, other) > 2 * RADIUS for one, other in combinations(spots, 2))


@pytest.mark.parametrize("days", [[], [None, None], [dt.date(2025, 1, 2)] * 3])
def test_one_day_makes_no_timeline(days: list[dt.date | None]) -> None:
    citations = tuple(dated(n, day) for n, day in enumerate(days, start=1))
    assert render_timeline(Answer("q", (), citations), 0) == ""


def test_an_article_that_was_opened_from_the_list_has_no_mark_and_no_complaint() -> None:
    page = Page(render_article(view("One fact.\n")))
    assert not page.text("mark")
    assert not page.text("p", "problem")
    assert page.text("button", "back") == "Back to the list"


# The list of articles


def info(file: str, title: str, day: str = "", **fields: Any) -> ArticleInfo:
    published = Published(dt.date.fromisoformat(day), "text") if day else None
    made = ArticleInfo(file, title, published, None, (), 2, 2, file)
    return replace(made, **fields)


ROWS = shelf.rows(
    [
        info("a.txt", "Zebra crossing", "2025-03-01", publisher="The Courier"),
        info("b.txt", "apple harvest", "2025-04-01", chunks_with_vectors=1),
        info("c.txt", "Copy of it", "", cluster="a.txt"),
    ],
    [Skipped("d.pdf", "d.pdf: it is no text")],
)


@pytest.mark.parametrize(
    ("look", "files"),
    [
        (Look(), "b.txt a.txt c.txt d.pdf"),
        (Look(by="date", down=False), "a.txt b.txt c.txt d.pdf"),
        (Look(by="title", down=False), "b.txt c.txt d.pdf a.txt"),
        (Look(words="COURIER crossing"), "a.txt"),
        (Look(words="2025-04"), "b.txt"),
        (Look(words="skipped"), "d.pdf"),
        (Look(words="undated copy"), "c.txt"),
        (Look(words="nowhere"), ""),
    ],
)
def test_the_list_is_searched_and_sorted(look: Look, files: str) -> None:
    assert [row.file for row in shelf.chosen(ROWS, look)] == files.split()


def test_a_column_chosen_twice_turns_round() -> None:
    by_title = Look(words="x", page=3).sorted_by("title")
    assert by_title == Look(words="x", by="title", down=False)
    assert by_title.sorted_by("title").down
    assert by_title.sorted_by("nonsense") == by_title
    assert by_title.sorted_by("date").down


def test_the_list_says_where_a_date_was_read_and_in_which_state_a_file_is() -> None:
    page = Page(render_shelf(ROWS, Look()))
    text = page.text("table")
    assert "1 March 2025from the text" in text
    assert "found by words; vectors 1 of 2" in text
    assert "searchable; copy of Zebra crossing" in text
    assert "skipped: it is no text" in text
    assert text.count("d.pdf") == 1
    assert page.text("p") == "3 articles, 1 skipped"
    assert {a["data-open"] for _, a in page.tags if "data-open" in a} == {"a.txt", "b.txt", "c.txt"}
    assert [a["aria-sort"] for tag, a in page.tags if tag == "th"] == [
        "none",
        "descending",
        "none",
        "none",
    ]


def test_a_date_of_a_tables_column_was_read_in_the_table() -> None:
    published = Published(dt.date(2025, 3, 1), "metadata")
    for file, where in (("a.csv#2", "table"), ("a.mbox#2", "metadata"), ("a.html", "metadata")):
        (row,) = shelf.rows([info(file, "A", published=published)], [])
        assert row.where == where
        head = Page(render_article(view("One.\n", file=file, published=published))).text("header")
        assert f"date read from the {where}" in head


def test_a_plan_counts_files() -> None:
    plan = [Planned("a", "keep", "same"), Planned("b", "keep", "same"), Planned("c", "add", "new")]
    text = Page(shelf.render_plan(plan)).text("p")
    assert text == "Nothing was done. A sync would keep 2 files, add 1 file."


def test_a_long_list_is_shown_page_by_page() -> None:
    many = shelf.rows([info(f"{n:03}.txt", f"Number {n}") for n in range(250)], [])
    page = Page(render_shelf(many, Look(by="title", down=False, page=2)))
    assert len([tag for tag, _ in page.tags if tag == "tr"]) == 51
    assert "Page 3 of 3" in page.text("div", "turning")
    assert "Page 3 of 3" in Page(render_shelf(many, Look(page=99))).text("div", "turning")


def test_a_sync_is_told_in_words() -> None:
    report = SyncReport(added=("a", "b"), unchanged=1_234, skipped=(Skipped("c", "d"),))
    text = Page(render_report(report)).text()
    assert text.startswith("In step with the folder: 2 added, 1,234")
    assert "nothing there" in render_report(SyncReport())


def test_what_became_of_an_upload_is_told_by_what_is_in_the_index() -> None:
    articles = [info("a.txt", "A"), info("t.csv#2", "B"), info("t.csv#3", "C"), info("a.txt2", "D")]
    skipped = [Skipped("s.pdf", "It is a scan."), Skipped("t.csv#4", "The row has no text.")]
    names = ["a.txt", "t.csv", "s.pdf", "left.txt"]
    assert shelf.told_of(names, articles, skipped) == [
        "a.txt was added and can be searched now.",
        "t.csv was added: its 2 articles can be searched now. 1 more could not be read.",
        "s.pdf is in the folder now, but cannot be searched: It is a scan.",
        "left.txt is in the folder now, but cannot be searched: a pattern leaves it out.",
    ]


# Exports


def conversation() -> list[Turn]:
    shown = view(
        "First.\nThe *bold* fact <b>. See https://evil.test.\n",
        title="# A [title](x)",
        file="a_b.txt",
    )
    citation = replace(
        cite(shown, "The *bold* fact <b>. See https://evil.test."),
        title="# A [title](x)",
        published=dt.date(2025, 1, 2),
    )
    failed = Statement("1. It ![cost](http://evil.test/i.png) 9.", (1,), Check(False, ("no",)))
    answer = Answer("Q?", (failed,), (citation,), conflicts=(Conflict("x", (Side("9", (1,)),)),))
    refused = Answer("R?", (), (), refused=True, closest=(citation,))
    return [
        Turn("Q?", answer, as_of=dt.date(2025, 2, 3), files=("a_b.txt",)),
        Turn("R?", refused),
        Turn("<script>", problem="It *failed*."),
    ]


def test_a_conversation_as_markdown_quotes_with_offsets_and_obeys_no_text() -> None:
    text = export.as_markdown(Path("my_news"), conversation())
    assert text.startswith("# Questions to my_news\n\n## Q?\n\n_articles up to 2025-02-03; only")
    assert "[1] \\# A \\[title](x), 2 January 2025 (a_b.txt, characters 7 to 50):" in text
    assert "> The \\*bold\\* fact \\<b>. See https\\://evil.test." in text
    assert "**(not supported by its source)**" in text
    assert "- 9 [1], undated; # A \\[title](x)\n" in text
    assert REFUSAL in text
    assert "## \\<script>" in text
    assert not re.search(r"(?<!\\)!\[|(?<!\\)<", text)
    assert "\n1. " not in text


def test_a_conversation_as_markdown_says_what_the_page_says_of_its_answers() -> None:
    shown = view("It costs 9.\n", file="report.pdf")
    told = Statement("It costs 9.", (1,), Check(True))
    failed = replace(told, check=Check(False, ("number 8 is not there",)), origin="model")
    replaced = replace(told, check=Check(True, ("number 7 is not there",)), origin="replaced")
    translated = replace(told, origin="translated")
    trace = Trace(query="What does the *ship* cost?", models=("tiny",), vectors="Found by words")
    statements = (failed, replaced, translated)
    citation = replace(cite(shown, "It costs 9."), page=3)
    answer = Answer("And that?", statements, (citation,), notice="No article has it.", trace=trace)
    text = export.as_markdown(Path("news"), [Turn("And that?", answer)])
    for words in (
        "_Understood as: What does the \\*ship\\* cost?_",
        "**(not supported by its source)**\n\n_Not supported: number 8 is not there_",
        "_The source's own words; the model's sentence failed: number 7 is not there_",
        "_No article has it._",
        "_Found by words._",
        "_Phrased by tiny; 1 of 3 not supported; 1 of 3 translated, words not checked; 1 article",
        "(report.pdf, page 3, characters 0 to 11)",
    ):
        assert words in text


def test_a_conversation_as_json_has_quotes_and_offsets() -> None:
    found = json.loads(export.as_json(Path("news"), "f00d", conversation()))
    assert (found["format"], found["version"]) == ("article-assistant-conversation", 1)
    assert (found["folder"], found["corpus"]) == ("news", "f00d")
    first, second, third = found["turns"]
    citation = first["answer"]["citations"][0]
    assert (citation["start"], citation["end"]) == (7, 50)
    assert citation["quote"] == "The *bold* fact <b>. See https://evil.test."
    assert first["as_of"] == "2025-02-03"
    assert second["answer"]["refused"] is True
    assert (third["answer"], third["problem"]) == (None, "It *failed*.")
