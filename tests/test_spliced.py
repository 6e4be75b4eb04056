"""Whether one clause is put together from two articles."""

from __future__ import annotations

import pytest

from assistant.spliced import spliced

ARTICLES = [
    ["The town of Orle will close its library in May, the mayor said.", "Orle"],
    ["A ferry with 120 passengers ran aground near Lisle on Friday.", "Ferry"],
    ["Nurses earn 3,100 euros a month on average.", "Pay"],
    ["The museum had 9,300 visitors last year and wants to build a new wing.", "Museum"],
]


@pytest.mark.parametrize(
    "statement",
    [
        "Nurses in Lisle earn 3,100 euros a month on average.",
        "In Lisle, nurses earned 3,100 euros.",
        "The museum in Orle had 9,300 visitors last year.",
        "Passengers earn 3,100 euros a month on average.",
        "The mayor wants to build a new wing.",
        "The mayor said that nurses earn 3,100 euros a month.",
        "The museum had 120 passengers, and a ferry ran aground near Lisle.",
    ],
)
def test_a_clause_is_not_put_together_from_two_articles(statement: str) -> None:
    (problem,) = spliced(statement, ARTICLES)
    assert problem.startswith("no one article says all of '")
    whole = [part for parts in ARTICLES for part in parts]
    assert spliced(statement, [whole]) == ()  # one article may say it in two sentences


@pytest.mark.parametrize(
    "statement",
    [
        "Orle will close its library in May, while the museum wants to build a new wing.",
        "A ferry ran aground near Lisle on Friday; nurses earn 3,100 euros a month.",
        "The museum, which had 9,300 visitors last year, wants a new wing.",
        "The Ferry had 120 passengers.",
    ],
)
def test_each_clause_may_come_from_an_article_of_its_own(statement: str) -> None:
    assert spliced(statement, ARTICLES) == ()
