"""The normal form and the check of facts: what every metric stands on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.support import missing_facts
from evals.words import content_stems, first_words, holds, normalise, stem, tokens


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("", ""),
        ("40,000 to 50,000 MI308!", "40000 to 50000 mi308"),
        ("The price: $1,234.50 (up 5%).", "price $1234.50 up 5%"),
        ("on 22.12.2025, didn't it?", "on 22.12.2025 didn t it"),
        ("1,5 and 2025,100 and 1,2345", "1,5 and 2025,100 and 1,2345"),  # no thousands there
        ("A man, an hour; the end", "man hour end"),
        ("１８９９ ＲＭＢ ½", "1899 rmb 1 2"),  # NFKC: full width, and a fraction slash
        ("12³ million at 4½%", "12 3 million at 4 1 2%"),
        ("€9.50_net", "€9.50 net"),
        ("阿里巴巴 buys", "阿 里 巴 巴 buys"),
        ("line\none\u2028two\t three", "line one two three"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("It bought 40,000 chips.", "40000", True),
        ("It bought 140,000 chips.", "40,000", False),
        ("the MI308X", "MI308", False),  # whole tokens only
        ("Green Fields Co. paid", "Green Fields Co", True),
        ("fields green", "Green Fields", False),  # a run, in order
        ("on March 18, 1995.", "March 18 1995", True),
        ("anything", "the", False),  # nothing to look for is never found
        ("anything", "", False),
        ("阿里巴巴推出眼镜", "阿里巴巴", True),
    ],
)
def test_holds_means_a_run_of_whole_tokens(text: str, wanted: str, held: bool) -> None:
    assert holds(text, wanted) is held


@given(st.text(), st.text())
def test_a_text_holds_each_of_its_parts_cut_at_spaces(before: str, wanted: str) -> None:
    assert holds(f"{before} {wanted} x", wanted) is bool(tokens(wanted))


@given(st.text())
def test_the_normal_form_is_stable(text: str) -> None:
    assert tokens(" ".join(tokens(text))) == tokens(text)


def test_stems_leave_numbers_and_names_alone() -> None:
    assert stem(["companies", "company", "mi300x", "40000", "größe"]) == (
        "compani", "compani", "mi300x", "40000", "größe",
    )  # fmt: skip
    assert content_stems("The companies and their company bought it.") == ("compani", "bought")
    assert first_words("one  two\nthree", 2) == "one two"


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Alibaba paid 4.5 million on Dec 22, 2025.", "On 22.12.2025 Alibaba paid 4,500,000."),
        ("It sold 9 of 2.4m units", "nine of its 2.4 million units"),
        ("The deal is worth US$1.20 billion.", "a deal of $1.2bn"),
        ("Sales rose.", "Revenue went up."),  # no fact to miss: not for this check to judge
        ("It opens in May 2026.", "open on 2026-05-04"),
        ("It opens on 4 December.", "from 22/12/2024 to 4 Dec 2025"),
        ("Alibaba's MI308", "alibaba s mi308"),
    ],
)
def test_facts_that_stand_in_the_cited_text(statement: str, cited: str) -> None:
    assert missing_facts(statement, cited) == ()


@pytest.mark.parametrize(
    ("statement", "cited", "missing"),
    [
        ("It bought 45,000 chips.", "It bought 40,000 chips.", ("number 45000",)),
        ("It bought the MI300X.", "It bought the MI308.", ("name MI300X",)),
        ("Chief Alan Wu resigned.", "Alan Wei resigned.", ("name Chief", "name Wu")),
        ("It opened on 3 June.", "It opened on 3 July.", ("month june",)),
        ("3.4 million", "3.4 billion", ("number 3400000",)),
    ],
)
def test_facts_that_do_not(statement: str, cited: str, missing: tuple[str, ...]) -> None:
    assert missing_facts(statement, cited) == missing


@given(st.text())
def test_a_quote_on_one_line_misses_nothing_of_its_own_text(quote: str) -> None:
    assert missing_facts(" ".join(quote.split()), quote) == ()


@given(
    st.from_regex(r"([A-Z][a-z]+ |\d{1,2}[./-]\d{1,2}[./-]\d{4} |\d+[,.]?\d* ?(m|bn)? |Dec |.)+")
)
def test_a_quote_full_of_facts_misses_nothing_of_its_own_text(quote: str) -> None:
    assert missing_facts(quote, quote) == ()
