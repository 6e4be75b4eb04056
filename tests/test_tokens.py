import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import fold, holds, query_terms, stem, stems, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rose 6%", ["rose", "6%", "6"]),
        ("rose 6 percent", ["rose", "6%", "6"]),
        ("just over $150", ["just", "over", "$150", "150"]),
        ("40,000 MI300X accelerators", ["40000", "mi300x", "accelerators"]),
        ("$4.5bn", ["$4.5bn", "4.5bn"]),
        ("Qwen2.5", ["qwen2.5"]),
        ("the U.S. and S&P 500", ["the", "us", "and", "sp", "500"]),
        ("Alibaba's", ["alibaba"]),
        ("Müller", ["muller"]),
        ("12³ million", ["12", "3", "million"]),  # a note's mark is no digit of the figure
        ("450 people² on 9 km²", ["450", "people", "2", "on", "9", "km2"]),
        ("U²³⁵ and H₂O", ["u235", "and", "h2o"]),  # a raised digit is no letter before another
        ("at 4½%", ["at", "4", "1", "2%", "2"]),
        (
            "Bundes\u00adverfassungs\u00adgericht in Karls\u200bruhe",
            [
                "bundesverfassungsgericht",
                "in",
                "karlsruhe",
            ],
        ),
        ("阿里巴巴 6%", ["阿", "里", "巴", "巴", "6%", "6"]),
        ("", []),
    ],
)
def test_what_finance_readers_search_for_stays_whole(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_what_is_remembered_of_a_text_is_nobodys_to_change() -> None:
    for text in ("The quay shut.", "The quay shut. " * 40):  # remembered, and too long for it
        tokens(text).clear()
        assert tokens(text)[:3] == ["the", "quay", "shut"]


def test_a_question_is_searched_by_its_weighty_words_and_pairs_of_characters() -> None:
    assert query_terms("What does the MI300X cost?") == ["mi300x", "cost"]
    assert query_terms("阿里巴巴") == ["阿 里", "里 巴", "巴 巴"]
    assert query_terms("who is it?") == ["who", "is", "it"]


def test_stems_are_those_that_sqlite_stores() -> None:
    words = "companies acquired acquisition chips running happily relational conditional".split()
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'porter unicode61')")
        db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
        for word in words:
            db.execute("DELETE FROM t")
            db.execute("INSERT INTO t VALUES (?)", (word,))
            assert db.execute("SELECT term FROM v").fetchone()[0] == stem(word)
    db.close()


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("hope", "They were hoping."),
        ("cities", "It is a City"),
        ("UN", "made in the U.N."),
        ("O'Neill", "the O’Neill case"),
        ("40,000", "about 40,000 cars"),
        ("café", "the cafés are shut"),
        ("strike", "three strikes"),
    ],
)
def test_a_text_holds_a_stem_without_being_stemmed(word: str, text: str) -> None:
    [sought] = stems(word)
    assert sought in stems(text)
    assert holds(fold(text), sought)
    assert not holds(fold("The artist smart-Alec begins."), sought)


def test_a_stem_is_sought_where_words_begin() -> None:
    assert not holds("they start with charts", stem("art"))
    assert holds("they start with art", stem("art"))


def test_many_threads_stem_alike() -> None:
    words = [f"{first}{second}ings" for first in "abcdefghij" for second in "klmnopqrst"]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem, words * 8))
    stem.cache_clear()
    assert together == [stem(word) for word in words * 8]


@given(st.text())
def test_no_text_breaks_it_and_every_token_is_one_word(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not any(c.isspace() for c in token)
    stems(text)
    query_terms(text)


def test_a_french_article_is_no_part_of_its_word() -> None:
    assert tokens("L'usine d’Arville, jusqu'à lundi") == ["usine", "arville", "a", "lundi"]
    assert tokens("O'Neill's plan, I'd say") == ["oneill", "plan", "id", "say"]
