"""Boilerplate: what must be marked, and above all what must never be."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaner import boilerplate, is_chrome, line_key, may_recur
from index.types import Article, Span

FIRST = "The maker of anvils said on Monday that it will build a plant near the sea."
LAST = "Its rivals had expected the move since the company bought the land."


def article(text: str, **more: object) -> Article:
    return Article("a.txt", text, "a", "", "utf-8", **more)  # type: ignore[arg-type]


def marked(*paragraphs: str) -> list[str]:
    text = "\n\n".join(paragraphs)
    return [span.of(text) for span in boilerplate(article(text))]


@pytest.mark.parametrize(
    "line",
    [
        "Ad",
        "Advertisement",
        "[ADVERT] Anvil Motors: 0% finance on every new Sprig until the end of January!",
        "ADVERTISEMENT - Protect yourself: Castle, now 70% off",
        "ANVIL +++ HAMMER +++ Jet fuel 78.20 (-0.4%) +++ Dollar index 98.1 +++",
        "**Anzeige**",
        "Sponsored content",
        "Story continues below advertisement",
        "Should investors sell immediately? Or is it worth buying Brasswick?",
        "Sollten Anleger sofort verkaufen? Oder lohnt sich doch der Einstieg bei Brasswick?",
        "Brasswick: Buy or sell? Read more here...",
        "Read more here...",
        "Read more about the plant",
        "[Read more](https://anvils.example/plant)",
        "Read also: Anvils win a prize",
        "RELATED: Hammers lose a prize, says jury",
        "Lesen Sie auch: Ambosse gewinnen",
        "Share this article",
        "Facebook | Twitter | LinkedIn",
        "12 comments",
        "Comments (3)",
        "Sign up for our daily newsletter",
        "Subscribe to our channel for more.",
        "Already a subscriber? Log in",
        "By signing up, you agree to our terms.",
        "We use cookies to improve your experience on this site.",
        "Please enable JavaScript to view this page.",
        "Click here to read the full report.",
        "Follow us on Facebook and Twitter.",
        "Follow @janedoe on Twitter.",
        "Download our app from the App Store.",
        "All rights reserved.",
        "© 2025 Anvil News. All rights reserved.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "This article is for information only and does not constitute investment advice.",
        "Photo: Jane Doe/Anvil Pictures",
        "Jane Doe/Getty Images",
        "$BRAS 128.40 +1.2%",
        "BRAS 128.40 ▲ 1.2% | HAMR 150.10 ▼ 0.3%",
        "5 min read",
        "A word from our sponsor: Goldhammer Bank pays 7.9 percent. Open your account today.",
        "Watch every match on Anvil Plus! The first month costs only 0.99. Subscribe now >>",
        "**Enjoyed this story?** Subscribe to our weekly letter.",
        "You receive this letter because you signed up. Unsubscribe | View in browser",
        "Accept all | Manage settings",
        '<div class="promo"><script>alert("You have won!");</script></div>',
        '<img src="x" onerror="alert(1)"> RELATED: The anvil maker sues',
        "Skip to content",
        "Terms of Service | Privacy Policy",
        "* * *",
        "_______",
    ],
)
def test_certain_boilerplate(line: str) -> None:
    assert marked(FIRST, line, LAST) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The company sells ads.",
        "Advertisement revenue rose 6 %.",
        "Ad spending fell 4 % in 2020.",
        "Analysts asked whether investors should buy.",
        "Should the company sell its unit, investors would gain 6%.",
        "Should the company close the plant?",
        "Sell or hold is the question that analysts raised, according to a note.",
        'He said: "Read more books".',
        "Read more than 100 books a year, as the minister does, and you learn.",
        "Read more about the topic, she told the students.",
        "The newsletter company Inkwell raised $5 million.",
        "Subscribers can sign up for the service at a bank.",
        "Follow-up studies found 3 cases.",
        "Follow the money, the prosecutor said on Facebook.",
        "Visit him at home on a Monday and the anvils lie about.",
        "Find them in the yard at the back of the plant.",
        "Click fraud cost advertisers $5 billion.",
        "Copyright law was changed in 2019.",
        "The album All Rights Reserved sold 2 million copies.",
        "Share prices fell.",
        "Print circulation fell to 40,000.",
        "Comments by the chairman moved the market.",
        "We use cookies in our recipe, the baker said.",
        "Cookies were stored on 5 million phones, the regulator said.",
        "Get the most from your anvils, says the maker.",
        "Open the Anvil app on your phone.",
        "Related parties hold 6% of the shares.",
        "Recommended retail price: 1,899 crowns.",
        "Watch sales rose 5%.",
        "Join the union: that is the aim of the workers.",
        "For more information, call the plant at 555 0100 or go to its gate.",
        "Revenue 4,500 +6%",
        "EBIT 128.40 ▲ 1.2%",
        "© Jane Doe Over the years the company also widened its catalogue of anvils.",
        "A Second Plant by the Sea",
        "• The plant: 400 people work there.",
    ],
)
def test_nothing_else_is_lost(line: str) -> None:
    assert marked(FIRST, line, LAST) == []


ADVERTISEMENT = [
    "Ad",
    "Brasswick Stock: Buy or Sell?! New Brasswick Analysis from May 5 delivers the answer:",
    "The figures speak for themselves: Urgent action needed. Is it worth buying or should you "
    "sell? Find out what to do now in the current free analysis.",
    "Brasswick: Buy or sell? Read more here...",
]


def test_an_advertisement_at_the_end() -> None:
    assert marked(FIRST, LAST, *ADVERTISEMENT) == ADVERTISEMENT


def test_prose_after_an_advertisement_is_kept() -> None:
    after = "The company also hired a free trial lawyer, and it cut its prices by 6 % in May."
    assert marked(FIRST, *ADVERTISEMENT, after, LAST) == ADVERTISEMENT
    assert marked(FIRST, "Advertisement", LAST) == ["Advertisement"]


def test_the_last_block_needs_no_known_words() -> None:
    block = ["Ad", "Brasswick: Hold or Fold?! The study of May 5 tells all:", "Read more here..."]
    assert marked(FIRST, LAST, *block) == block
    assert marked(FIRST, *block, LAST) == ["Ad", "Read more here..."]
    said = "The board will meet in May, the chairman said."
    assert marked(FIRST, "Ad", said, "Read more here...") == ["Ad", "Read more here..."]


def test_chrome_is_what_no_headline_looks_like() -> None:
    assert is_chrome("We use cookies on this site. Accept all")
    assert is_chrome("Skip to content")
    assert not is_chrome("Photos: Anvils")
    assert not is_chrome("Read: The anvil report")
    assert not is_chrome("Should you buy anvils?")


def test_a_sentence_inside_a_paragraph() -> None:
    assert marked(f"{FIRST} Click here to see the plan. {LAST}") == ["Click here to see the plan."]


@pytest.mark.parametrize(
    "heading", ["More from Anvil Weekly", "More on this story", "More about hammers"]
)
def test_more_from_elsewhere_heads_links(heading: str) -> None:
    links = [heading, "Tongs sell 9,000 in a week", "Ten hammers you should know"]
    assert marked(FIRST, LAST, *links) == links
    assert marked(FIRST, heading, LAST) == [heading]  # what is told under it stays


def test_what_begins_with_more_from_is_no_heading() -> None:
    told = "More from the plant will go abroad than before, the company said."
    assert marked(FIRST, told, "Sales, in thousands", "Anvils 12") == []


def test_links_at_the_end() -> None:
    links = ["Related articles", "Anvils rise again", "Ten hammers you should know"]
    assert marked(FIRST, LAST, *links) == links
    assert marked(FIRST, *links, LAST) == links[:1]


def test_title_and_header_are_left_out() -> None:
    text = f"Read more here\n\nShare\n\n{FIRST}"
    one = article(text, title_span=Span(0, 14), header=(Span(16, 21),))
    assert boilerplate(one) == ()


@pytest.mark.parametrize(
    ("line", "recurs"),
    [
        ("More news", True),
        ("Markets today", True),
        ("22 December 2025", True),
        ("You can reach the author at anvils.example.", True),
        ("Jane Doe contributed to this report.", True),
        ("The firm does not own any shares in the companies named.", True),
        ("Terms and conditions apply.", True),
        ("Our newsletter comes out daily.", True),
        ("Brasswick Corp., founded in 1999, is based in Porto Vento.", False),
        ("Brasswick Corp is a maker of anvils", False),
        ("Revenue: $5 million", False),
        ("Revenue $5 million", False),
        ("- iron", False),
        ("He told this newspaper that you can win.", False),
        ("The plant makes anvils.", False),
    ],
)
def test_may_recur(line: str, recurs: bool) -> None:
    assert may_recur(line) is recurs


def test_line_key_folds_what_changes_from_day_to_day() -> None:
    assert line_key("New Analysis from December 22:") == line_key("new  analysis from May 5")
    assert line_key("Comments (3)") == line_key("comments (1,245)")
    assert line_key("Read more") != line_key("Read less")
    assert line_key("***") == ""


PIECES = st.sampled_from(
    ["Ad", "\n", "\r\n", "\n\n", "Read more here...", "Click here to go. ", "Related articles",
     " ", "Should you buy? ", "© 2025 X", "[a](b)", "* ", "It rose. ", "Share", "$A 1 +2%", "_"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.one_of(PIECES, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))).map(
        "".join
    ),
)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_spans_are_sorted_and_apart(text: str) -> None:
    spans = boilerplate(article(text))
    assert all(one.end <= two.start for one, two in pairwise(spans))
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        assert "\n" not in span.of(text)
    assert isinstance(may_recur(text), bool)
    assert line_key(text) == line_key(" " + text)


@pytest.mark.parametrize(
    "text",
    ["x" + "\n" * 300_000, "(" * 300_000, "Read more " * 30_000, "click here. " * 20_000,
     "Ad\n" * 50_000, "[a](" * 60_000 + "](", "Follow @a. " * 20_000, "$ABC 1.2 +3% " * 20_000,
     "© 2025 " * 40_000, "this article " * 20_000, "share on " * 30_000,
     "Related articles\n" * 20_000, "* " * 100_000, "x\n" * 300_000, "(\n" * 300_000,
     "we x\n" * 100_000, "".join(f"{n:x}\n" for n in range(100_000))],
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.thread_time()
    boilerplate(article(text))
    may_recur(text[:500])
    assert time.thread_time() - start < 5
