"""Web pages as real programs write them: each sentence whole, each paragraph apart."""

from __future__ import annotations

import time

import making
import pytest
from making import BRIDGE, FERRY

from index import formats
from index.formats import web

TITLE = "Velmora bridge to close"
PICTURE = "data:image/jpeg;base64," + "QUJD" * 1_000_000
SAVED_FROM = "https://www.velmora.example/a/1"


def text_of(body: str, paragraphs: tuple[str, ...] = (BRIDGE, FERRY)) -> str:
    page = making.page(TITLE, paragraphs).replace("</article>", f"{body}</article>")
    return formats.one(page.encode(), ".html").text


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("<p>It shut on <time>1 March 2025</time> again.</p>", "It shut on 1 March 2025 again."),
        ("<p>From <b><time datetime=2025>May</time></b> on.</p>", "From May on."),
        ("<ul><li><time>1 March</time>: it closes.</li></ul>", "- 1 March: it closes."),
        ("<p>It made <output>88</output> tons, a <label>record</label> of it.</p>",
         "It made 88 tons, a record of it."),
        ("<p>So said <noindex><a href=/o>Orlane</a></noindex> to us.</p>", "So said Orlane to us."),
    ],
)  # fmt: skip
def test_what_stands_in_a_sentence_stays_in_it(written: str, seen: str) -> None:
    assert text_of(written).split("\n\n")[-1] == seen


def test_what_stands_alone_is_left_out_as_before() -> None:
    beside = "<div><time>4 February 2025</time></div><label>Your name</label><p>It is so.</p>"
    assert text_of(beside).split("\n\n")[-2:] == [FERRY, "It is so."]


def test_a_short_page_has_its_lists_and_tables_and_no_navigation() -> None:
    facts = "<ol><li>Sales: 12 million<li>Staff: 450</ol>"
    table = "<table><tr><th>Year<th>Sales<tr><td>2023<td>9</table>"
    found = [TITLE, "Here they are.", "- Sales: 12 million", "- Staff: 450", "Year | Sales"]
    text = text_of(facts + table, ("Here they are.",))
    assert text.split("\n\n") == [*found, "2023 | 9"]


def test_paragraphs_stay_apart_where_the_page_is_taken_as_a_whole() -> None:
    quoted = (
        "We were told of it a year ago, and nobody at the county heard us, said Max Roe of Orvik."
    )
    figure = f"<figure class=pullquote><blockquote><p>{quoted}</p></blockquote></figure>"
    short = BRIDGE.partition(". ")[0] + "."
    assert text_of(figure, (short, "It is so.")).split("\n\n") == [
        TITLE,
        short,
        "It is so.",
        quoted,
    ]
    header = f"<article><header><h1>{TITLE}</h1><p>{short}</p></header><p>It is so.</p>{figure}"
    teaser = "<article><p>The zoo charges 99 euros.</p></article>"
    for page in (f"{header}</article>", f"<main>{header}</article>{teaser}</main>"):
        text = formats.one(f"<html><body>Home {page}</body></html>".encode(), ".html").text
        assert text.split("\n\n")[:4] == [TITLE, short, "It is so.", quoted]


def test_a_true_paragraph_that_is_all_of_an_article_stays_alone() -> None:
    around = "<div>All of our news</div><div>Buy our mugs, and our hats</div>"
    page = f"<html><body>{around}<p>{BRIDGE} {FERRY}</p>{around}</body></html>"
    assert formats.one(page.encode(), ".html").text == f"{BRIDGE} {FERRY}"


def test_a_live_blog_is_read_in_its_order() -> None:
    lead = "Orlane sold 12 million tons of it in 2024, the company said on Tuesday in Lyon."
    posts = [BRIDGE, FERRY, lead.replace("12", "13")]
    body = "".join(f"<div class=post><p>{post}</p><p>So it was.</p></div>" for post in posts)
    text = text_of(body, (lead,))
    assert [one for one in text.split("\n\n") if one in (lead, *posts)] == [lead, *posts]


def test_what_follows_its_page_is_left_as_it_is() -> None:
    contents = "<nav><ul><li>Fares<li>Times</ul></nav>"
    body = f"<h2>Fares</h2><p>{FERRY}</p><p>Fares.</p>"
    assert text_of(contents + body).split("\n\n")[-3:] == ["Fares", FERRY, "Fares."]
    text, page = "A long\n\nFares\n\nFares", "Fares\n\nA long\n\nFares\n\nFares"
    assert web._in_order(text, page) == text
    assert web._in_order("Fares\n\nIt is\n\nSo", "So\n\nFares\n\nIt is") == "So\n\nFares\n\nIt is"


def test_a_table_stays_below_what_it_belongs_to() -> None:
    table = "<table><tr><td><table><tr><td>Year<td>2023<tr><td>Sales<td>9</table></table>"
    rest = f"<h2>Fares</h2><p>{FERRY}</p><table><tr><td>Car<td>9<tr><td>Bus<td>12</table>"
    text = text_of(f"{table}{rest}<p>It is so.</p>")
    assert text.index("2023") < text.index("Fares") < text.index("Bus") < text.index("It is so")


@pytest.mark.parametrize(
    "before",
    [
        f"<img src='{PICTURE}'>" * 3,
        f"<style>@font-face{{src:url({PICTURE * 3})}}</style>",
        f"<script>{'var a = 1; ' * 1_000_000}</script>",
    ],
)
def test_a_page_is_read_to_its_end_whatever_stands_in_it(before: str) -> None:
    page = making.page(TITLE, [BRIDGE]).replace("</h1>", f"</h1>{before}<p>{FERRY}</p>")
    began = time.process_time()
    found = formats.one(page.encode(), ".html")
    assert found.text.split("\n\n")[-2:] == [FERRY, BRIDGE]
    assert (found.title, found.published) == (TITLE, "2025-02-04")
    mail = making.eml(TITLE, html=page)
    assert formats.one(mail, ".eml").text.split("\n\n")[-3:-1] == [FERRY, BRIDGE]
    assert time.process_time() - began < 20


def test_a_word_that_begins_like_a_picture_is_read() -> None:
    told = "It writes data:text/plain;base64,SGVsbG8= for a text."
    assert text_of(f"<p>{told}</p>").endswith(told)


@pytest.mark.parametrize(
    "saved",
    [
        f"<!-- saved from url=({len(SAVED_FROM):04}){SAVED_FROM} -->\n",
        f"<!--\n Page saved with SingleFile\n url: {SAVED_FROM}\n saved date: Tue Feb 04 2025\n-->",
    ],
)
def test_a_saved_page_is_of_the_address_that_it_was_saved_from(saved: str) -> None:
    page = making.page(TITLE, [BRIDGE, FERRY])
    bare = page.replace("canonical", "no").replace("og:site_name", "no").replace(" | Velmora", " |")
    for name, content in (
        (".html", bare.replace("<html>", f"{saved}<html>").encode()),
        (".mhtml", f"Snapshot-Content-Location: {SAVED_FROM}\r\n".encode() + making.saved(bare)),
    ):
        found = formats.one(content, name)
        assert (found.url, found.publisher) == (SAVED_FROM, "Post"), name
    nameless = bare.replace(" | Post", "").replace("<html>", f"{saved}<html>")
    assert formats.one(nameless.encode(), ".html").publisher == "velmora.example"
    own = formats.one(page.replace("<html>", f"{saved}<html>").encode(), ".html")
    assert (own.url, own.publisher) == ("https://velmora.example/bridge", "Velmora Post")
    local = bare.replace("<html>", "<!-- saved from url=(0011)about:blank -->")
    assert formats.one(local.encode(), ".html").url is None


@pytest.mark.parametrize(
    ("folder", "page"),
    [
        ("p_files", "p.html"),
        ("p.files", "p.htm"),
        ("p-filer", "p.xhtml"),
        ("p_arquivos", "p.shtml"),
        ("p_pliki", "p.html"),
        ("p_files", None),
        ("files", "files.html"),
        ("p_photos", "p.html"),
    ],
)
def test_the_folder_that_was_saved_with_a_page_in_any_language(
    folder: str, page: str | None
) -> None:
    found = formats.page_of(folder, {page} if page else set())
    assert found == (page if folder not in ("files", "p_photos") else None)
