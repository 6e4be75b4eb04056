"""Words of others as Markdown: a real renderer shows their characters and finds nothing to do."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.doors.completions import Writing, unmarked
from assistant.doors.markdown import escaped, unescaped
from assistant.types import Check, Citation, Statement

ACTING = [
    "![x](http://evil.test/p.png?q=1)",
    "<img src=http://evil.test/i.png>",
    "<script>alert(1)</script>",
    "</p><!-- x -->",
    "[here](javascript:alert(1))",
    "[here][1]",
    "[1]: http://evil.test",
    "\\[here](http://evil.test)",
    "\\\\[here](http://evil.test)",
    "\\![x](http://evil.test/p.png)",
    "[![x](http://evil.test/a.png)](http://evil.test)",
    "<http://evil.test>",
    "<a@evil.test>",
    "https://evil.test/?q=1",
    "www.evil.test",
    "a.b@evil.test",
    "&lt;img src=x&gt;",
    "&#91;x](http://evil.test)",
    "`code` and ``<b>``",
    "**bold** _thin_ __both__ ~~gone~~ ~1~",
    "a_b_c and snake_case_",
    "# Heading",
    "- list",
    "+ list",
    "* list",
    "> quote",
    "4. Mai",
    "12) Mai",
    "---",
    "a | b",
]


def shows(text: str) -> str:
    """What a reader of the rendered text sees; fails where it holds more than a paragraph."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    assert set(re.findall(r"<(\w+)", html)) <= {"p"}, html
    return unescape(html).removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize("text", ACTING)
@pytest.mark.parametrize("around", ["{}", "It cost {} to build.", "It cost 5 euros.{}", "{} {}"])
def test_a_renderer_shows_the_characters(text: str, around: str) -> None:
    text = around.replace("{}", text)
    assert shows(escaped(text)) == text
    assert unescaped(escaped(text)) == text


@given(
    st.lists(st.sampled_from([*ACTING, *"\\`*_~[]()<>&!#|:@.-+=1 a"]), max_size=8).map("".join)
    | st.text(st.characters(exclude_categories=["C", "Z"]), max_size=30)
)
@settings(deadline=None)  # a busy machine is no defect
def test_no_text_does_more_than_show(text: str) -> None:
    text = " ".join(text.split())
    assert shows(escaped(text)) == text
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("scheme", ["https://evil.test", "HTTP://evil.test", "www.evil.test"])
def test_an_address_is_broken_for_renderers_that_link_bare_ones(scheme: str) -> None:
    assert not re.search(r"\w://", escaped(scheme))
    assert "www." not in escaped(scheme)
    assert "\\@" in escaped("a@evil.test")


@pytest.mark.parametrize(
    "obeyed", ["\x1b]8;;http://evil.test\x07", "\x9b2J", "\x00", "\u202e", "\u2066", "\r", "\ud800"]
)
def test_what_a_terminal_obeys_or_what_turns_text_round_is_shown_as_a_sign(obeyed: str) -> None:
    text = escaped(f"It cost {obeyed}5 euros.")
    assert "\ufffd" in text or obeyed == "\r"
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\x00", "\u202e", "\u2066", "\r", "\ud800"}
    assert escaped("5\u00a0€, a\u200cb, 👩\u200d🚒\n\tx") == "5\u00a0€, a\u200cb, 👩\u200d🚒\n\tx"


@pytest.mark.parametrize(
    "text",
    [
        'Sales rose 14% to $212 million (2024: $180 million), R&D cost 5 < 6; it\'s "new"!',
        "He said: no - and left. A+ for snake_case, #1 and AT&T.",
    ],
)
def test_ordinary_news_is_left_alone(text: str) -> None:
    assert escaped(text) == text


def test_marks_stay_marks_and_stand_where_the_annotations_say() -> None:
    hostile = "It cost [9] ![x](http://evil.test/p.png) *5*."
    cited = [
        Citation(n, f"{n}.txt", 0, len(hostile), hostile, "A *b* [c](http://evil.test)")
        for n in (1, 2)
    ]
    writing = Writing(model="m", articles="http://here/")
    for numbers in ((1,), (2, 1)):
        writing.add(Statement(hostile, numbers, Check(True), "quote"))
    assert shows(writing.text) == f"{hostile} [1] {hostile} [2][1]"
    marks = [mark.url_citation for mark in writing.annotations(cited)]
    assert [writing.text[m.start_index : m.end_index] for m in marks] == ["[1]", "[2]", "[1]"]
    assert {shows(m.title) for m in marks} == {"A *b* [c](http://evil.test)"}
    assert unmarked(writing.text) == f"{hostile} {hostile}"
