"""What stands above the line of a page or a book, however it is put there, ends no figure."""

from __future__ import annotations

import time

import making
import pytest

from index import formats
from index.formats import markup

UP = "position:relative;top:-0.5em;font-size:smaller"


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        # A link in a wrapper, as Calibre writes it.
        ("12<span class=calibre7><a href='n.xhtml#fn3'>3</a></span> million", "12 million"),
        ("12<b></b><span><i><a href='#n'>[3]</a></i></span> million", "12 million"),
        ("12<a href='#n3'>3</a><a href='#n4'>4</a> million", "12 million"),
        ("12<sup>3</sup><a href='#n4'>4</a> million", "12³ million"),
        ("Of 12 <span><a href='#n3'>3</a></span> million", "Of 12 3 million"),
        ("12<br><a href='#n3'>3</a> million", "12\n3 million"),
        ("12<p><a href='#n3'>3</a> million", "12\n\n3 million"),
        # Raised by its place.
        (f"12<span style='{UP}'>3</span> million", "12³ million"),
        (f"12<span style='{UP}'><a href='#n'>3</a></span> million", "12 million"),
        ("12<span style='bottom:4px; position: relative'>3</span> million", "12³ million"),
        ("12<span style='vertical-align:.4em'>3</span> million", "12³ million"),
        (f"<style>.up {{{UP}}}</style>12<i class=up>3</i> of 4 <i class=up>5</i>", "12³ of 4 5"),
        ("12<span style='top:-2px'>3</span>", "123"),
        ("12<span style='position:relative;margin-top:-2px'>3</span>", "123"),
        ("12<span style='position:relative;bottom:0'>3</span>", "123"),
        ("12<span style='vertical-align:-.4em'>3</span>", "123"),
        (f"It sold <b style='{UP}'>12</b> of <b style='{UP}'>1,450</b>", "It sold 12 of 1,450"),
        # Called a note's mark.
        ("12<a class=fn href='javascript:void(0)'>3</a> million", "12³ million"),
        ("12<span class='x footnote-ref'>3</span> million", "12³ million"),
        ("12<a epub:type='noteref x' href='n'>3</a> million", "12³ million"),
        ("It made <b class=fn>12</b> of <b class=fn>450</b>", "It made 12 of 450"),
        # Where a page of the printed book begins.
        ("cost <span epub:type=pagebreak>12</span>450 crowns", "cost 450 crowns"),
        ("the bri<a role=doc-pagebreak>xii</a>dge", "the bridge"),
        ("<nav epub:type=page-list><ol><li><a href='#p'>12</a></ol></nav>12", "12"),
        ("<nav><ol><li>12</ol></nav>", "- 12"),
        ("<p epub:type=pagebreak>No page of a book is called so.</p>",
         "No page of a book is called so."),
    ],
)  # fmt: skip
def test_what_stands_above_the_line_is_no_digit(marked: str, seen: str) -> None:
    assert markup.text_of(markup.parsed(f"<div>{marked}</div>")) == seen


def test_a_book_that_marks_its_pages() -> None:
    chapter = "<p>It cost <span epub:type='pagebreak' id='p12' title='12'/>450 crowns.</p>"
    guide = "<nav epub:type='page-list'><h2>Pages</h2><ol><li><a href='#p12'>12</a></li></ol></nav>"
    assert formats.one(making.epub("T", [chapter, guide]), ".epub").text == "It cost 450 crowns."


def test_thousands_of_marks_in_a_row_take_no_time() -> None:
    began = time.process_time()
    marks = "<a href='#n'>3</a>" * 8_000
    assert markup.text_of(markup.parsed(f"<p>12{marks} million</p>")).endswith(" million")
    wrapped = "<i></i>" * 20_000 + "<a href='#n'>3</a>"
    assert markup.text_of(markup.parsed(f"<p>12{wrapped * 3} million</p>")).endswith("3 million")
    styles = "vertical-align:" * 20_000, "vertical-align:" + "0" * 200_000, "top:" * 50_000
    for style in styles:
        assert markup.text_of(markup.parsed(f"<p>1<b style='{style}'>2</b></p>")) == "12"
    assert time.process_time() - began < 5
