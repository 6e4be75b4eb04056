"""What a question names and the articles do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from assistant.known import by_surname, missing_nouns, persons
from index.tokens import stem

ARTICLES = [
    "Ines Falk, the mayor, spoke first. When Falk said so, Deputy Mayor Falk left.",
    "The secretary, Greta Mallory, feared for jobs. Mallory would not say more.",
    "Reuter stayed away.",
]


@pytest.mark.parametrize(
    ("question", "told", "is_other"),
    [
        ("What did Ines Falk say?", "", False),
        ("What did Mayor Ines Falk say?", "", False),
        ("What did Irma Falk say?", 'The articles name "Ines Falk", not "Irma Falk".', False),
        ("What did Peter Mallory say?", 'The articles name "Greta Mallory", not', True),
        ("How old is Tomas Reuter?", 'The articles name only "Reuter", not "Tomas Reuter".', False),
    ],
)
def test_how_the_articles_know_somebody_named_in_full(
    question: str, told: str, is_other: bool
) -> None:
    [person] = persons(question, ARTICLES)
    assert person.told.startswith(told)
    assert bool(person.told) == bool(told)
    assert person.is_other is is_other


@pytest.mark.parametrize(
    "question",
    [
        "What did Mayor Falk say?",
        "What did Falk say?",
        "What did Norvik Wire say?",
        "Welche Falk will er?",
        "Where was Justice Falk born?",
        "What is the debt of Norvik Solutions?",
        "What is the common name of the Yellow Lantern?",
    ],
)
def test_who_is_not_named_in_full(question: str) -> None:
    things = "Orvane Solutions sells solutions. The Green Lantern is a lantern."
    assert persons(question, [*ARTICLES, things]) == ()


def test_no_article_is_looked_at_where_nobody_is_named() -> None:
    def articles() -> Iterator[str]:
        raise AssertionError("an article was looked at")
        yield ""

    assert persons("What do the ferries cost?", articles()) == ()


def test_what_never_stands_alone_is_no_surname() -> None:
    film = ['"Salt Year" won. Everybody loved "Salt Year".']
    assert [one.alone for one in persons("Where was Salt Year shot?", film)] == [False]
    assert [one.alone for one in persons("What did Ines Falk say?", ARTICLES)] == [True]


def test_a_surname_may_be_a_word_too() -> None:
    articles = ["Owen Brown, an analyst, spoke. Brown praised it.", "The bear was brown."]
    [person] = persons("What did Owen Brown say?", articles)
    assert (person.surname, person.known, person.told) == ("Brown", True, "")
    assert persons("What did Anna Brown say?", articles) == ()


def test_the_surname_alone_stands_for_the_whole_name() -> None:
    question = "What did Ines Falk's deputy say about Ines Falk?"
    told = by_surname(question, persons("What did Ines Falk say?", ARTICLES))
    assert told == "What did Falk's deputy say about Falk?"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How much will the metro in Lindholt cost?", ("metro",)),
        ("How many passengers did the Lindholt airline carry in 2023?", ("airline",)),
        ("How many packs of chocolate were recalled?", ("chocolate",)),
        ("What will the new funicular cost?", ("funicular",)),
        ("What does the tram cost?", ()),
        ("What is the reason for the delay?", ("delay",)),
        ("When did the council approve it?", ()),
        ("How many were evacuated?", ()),
        ("What is the latest on the council?", ()),
        ("Who sent the mail about the tram?", ()),
        ("What did the tram cost at first?", ()),
        ("Who ran the tram in the beginning, and who did at last?", ()),
        ("Who was the first of the stokers?", ("stokers",)),
        ("When does the Metro open?", ()),
        ("Who mends the undersea tram, and what did it cost to swap the bigger tram?", ()),
    ],
)
def test_things_that_no_article_has_a_word_for(question: str, missing: tuple[str, ...]) -> None:
    held = {stem(word) for word in ("tram", "council")}

    def frequency(stems: list[str]) -> tuple[int, Mapping[str, int]]:
        return 9, {one: int(one in held) for one in stems}

    assert missing_nouns(question, frequency) == missing


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("The mill went for $480 million.", ()),
        ("The mill went for €480 million.", ("dollars",)),
        ("The mill has 480 workers.", ("dollars",)),
    ],
)
def test_a_unit_is_there_where_a_figure_has_its_sign(said: str, missing: tuple[str, ...]) -> None:
    question = "What was the mill sold for in dollars?"
    assert missing_nouns(question, lambda _: (9, {stem("mill"): 1}), [said]) == missing


@pytest.mark.parametrize(
    ("question", "said", "missing"),
    [
        ("How many jobs go in the merger?", "Orvane bought the mill; 90 jobs go.", ()),
        ("How many jobs go in the merger?", "Orvane rents the mill; 90 jobs go.", ("merger",)),
        ("Who survived the treatment?", "Of those who were treated nine survived.", ()),
        ("Who survived the treatment?", "Of those who were fed nine survived.", ("treatment",)),
        ("What did the mill cost at launch?", "Orvane unveiled the mill at 480 dollars.", ()),
    ],
)
def test_what_news_tells_by_a_verb_is_there(
    question: str, said: str, missing: tuple[str, ...]
) -> None:
    known = {stem(word): 1 for word in ("mill", "jobs", "survive")}
    assert missing_nouns(question, lambda _: (9, known), [said]) == missing
