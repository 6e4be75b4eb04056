"""What a page, a mail or a book does not show: of what has no size, what sets its own is seen."""

from __future__ import annotations

import time
from pathlib import Path

import making
import pytest
from making import BRIDGE, FERRY

from index import reader
from index.formats import markup
from index.formats.process import Extractor

# As newsletters are made, so that no space shows between their columns.
COLUMNS = (
    "<table><tr><td style='font-size:0px;padding:10px 25px'><div style='font-size:13px'>"
    f"{BRIDGE}</div></td></tr><tr><td style='text-align:center;font-size:0'><div style="
    f"'display:inline-block'><table><tr><td style='font: 14px Arial'>{FERRY}</td></tr></table>"
    "</div></td></tr></table>"
)


@pytest.mark.parametrize("plain", ["", "View this mail in your browser: https://velmora.example/a"])
def test_a_newsletter_whose_columns_stand_in_cells_without_a_size(
    tmp_path: Path, plain: str
) -> None:
    unseen = "<div style='font-size:0'>The zoo charges <b>99 euros</b> now.</div>"
    for name, content in (
        ("a.eml", making.eml("Bridge to close", plain, COLUMNS + unseen)),
        ("a.html", f"<html><body>{COLUMNS}{unseen}</body></html>".encode()),
    ):
        (tmp_path / name).write_bytes(content)
        with Extractor() as extractor:
            text = reader.read(tmp_path / name, name, extractor).text
        assert BRIDGE in text
        assert FERRY in text
        assert "99 euros" not in text
        assert "browser" not in text


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("<p style='font-size:0'>No <b style='font-size:9px'>12</b> no</p>", "12"),
        ("<ul style='font-size: 0.0'><li>No<li style='font-size:1rem'>12</ul>", "- 12"),
        ("<p style='font-size:0'>No <b style='font-size:150%'>no</b></p>12", "12"),
        ("<p style='font:0/0 a'>No <font size=2>12</font> no</p>", "12"),
        ("<p style='font-size:0;font-size:12px'>12</p>", "12"),
        ("<p style='font-size:0.9em;mso-ansi-font-size:0'>12</p>", "12"),
        ("<p style='visibility:hidden'>No <b style='visibility: visible'>12</b> no</p>", "12"),
        ("<p style='visibility:hidden'>No <b style='font-size:9px'>no</b></p>12", "12"),
        ("<p style='display:none'>No <b style='display:inline'>no</b></p>12", "12"),
    ],
)
def test_what_has_no_size_hides_no_more_than_that(marked: str, seen: str) -> None:
    assert markup.text_of(markup.parsed(f"<div>{marked}</div>")) == seen


def test_styles_that_never_end_take_no_time() -> None:
    began = time.process_time()
    for style in ("font-size:" * 50_000, "font" * 50_000, "visibility:" * 50_000, "font " * 50_000):
        assert markup.text_of(markup.parsed(f"<p style='{style}'>kept</p>")) == "kept"
    deep = "<b style='font-size:0'>" * 200 + "no"
    assert markup.text_of(markup.parsed(f"<p>kept{deep * 50}</p>")) == "kept"
    assert time.process_time() - began < 2
