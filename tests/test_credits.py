"""Whom a line credits, by its words alone."""

from __future__ import annotations

import pytest

from index import credits
from index.credits import Credit


@pytest.mark.parametrize(
    ("value", "authors", "publisher"),
    [
        ("Jane Doe", ("Jane Doe",), None),
        ("Jane Doe and Max von Roe, Iron Press", ("Jane Doe", "Max von Roe"), "Iron Press"),
        ("Jane Doe, Staff Writer", ("Jane Doe",), None),
        ("Reuters", (), "Reuters"),
        ("the light of the forge", (), None),
        ("Jane Doe and a friend", (), None),
        ("", (), None),
    ],
)
def test_names(value: str, authors: tuple[str, ...], publisher: str | None) -> None:
    assert credits.names(value) == Credit(authors, publisher)


def test_names_that_are_said_to_be_authors_need_no_capitals() -> None:
    assert credits.names("jane doe", lenient=True).authors == ("jane doe",)
    assert not credits.names("jane doe").names_someone


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("Roe, Jane", ("Jane Roe",)),
        ("van der Roe, Jane M.", ("Jane M. van der Roe",)),
        ("Roe, Jane; Doe, John", ("Jane Roe", "John Doe")),
        ("García Ruiz, Ana; Doe, John Max", ("Ana García Ruiz", "John Max Doe")),
        ("Jane Doe, Max Roe", ("Jane Doe", "Max Roe")),
        ("Jane Doe, Max Roe; Ann Poe, Bob Coe", ("Jane Doe", "Max Roe", "Ann Poe", "Bob Coe")),
        ("Ada, Max Roe", ("Ada", "Max Roe")),
        ("Jane Doe; Max Roe", ("Jane Doe", "Max Roe")),
        ("Roe, Reuters", ("Roe",)),
        ("jane, max", ("jane", "max")),
    ],
)
def test_surnames_may_stand_first_where_the_value_is_said_to_be_authors(
    value: str, authors: tuple[str, ...]
) -> None:
    assert credits.names(value, lenient=True).authors == authors


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("By Jane Doe in Oslo", Credit(("Jane Doe",))),
        ("(Reporting by Jane Doe; editing by Max Roe)", Credit(("Jane Doe",))),
        ("@ anvil-news.example", Credit(publisher="anvil-news.example")),
        ("© 2025 Anvil News. All rights reserved.", Credit(publisher="Anvil News")),
        ("Porto Vento CNN —", Credit(publisher="CNN")),
        ("Words: Jane Doe", Credit(("Jane Doe",))),
        ("By the sea stands a plant", None),
        ("Words fail the council", None),
        ("Report: Apple Planning Foldable", None),
        ("Anvils rise", None),
    ],
)
def test_credit_lines(line: str, credit: Credit | None) -> None:
    assert credits.credit_line(line) == credit


def test_beside_a_date_a_bare_name_counts_only_between_bars() -> None:
    parts = ("Iron Ledger", "Jane Doe", "by Max Roe")
    assert credits.beside_date(parts, apart=True) == Credit(("Max Roe", "Jane Doe"), "Iron Ledger")
    assert credits.beside_date(parts, apart=False) == Credit(("Max Roe",), "Iron Ledger")


def test_dateline() -> None:
    credit = credits.dateline("NEW YORK, Dec. 22, 2025 (Reuters) - Anvils rose on Monday.")
    assert (credit.publisher, str(credit.published)) == ("Reuters", "2025-12-22")
    assert credits.dateline("OSLO (NYSE) - Anvils rose.") == Credit()
    slashed = credits.dateline("OSLO/BERGEN, Dec. 22, 2025 (Northline) - Anvils rose.")
    assert (slashed.publisher, slashed.published) == ("Northline", credit.published)
    assert credits.dateline("Anvils rose on Monday.") == Credit()


def test_dateline_of_a_press_release() -> None:
    wired = credits.dateline("OAK HILL, Calif., Dec. 22, 2025 /Anywire/ -- Orvane Inc. today said")
    assert (wired.publisher, str(wired.published)) == ("Anywire", "2025-12-22")
    for start in (
        "OAK HILL, Calif. – December 22, 2025 – Orvane today said",
        "OAK HILL, Calif. (December 22, 2025) – Orvane today said",
        "Oak Hill – 22 December 2025: Orvane today said",
        "Oak Hill, 22 December 2025: Orvane today said",
    ):
        assert credits.dateline(start) == Credit(published=wired.published), start
    for start in (
        "Orvane – founded 22 December 1925 – is closing",
        "Orvane closed on 22 December 2025: nobody came",
    ):
        assert credits.dateline(start) == Credit(), start


def test_distinct_drops_names_run_together() -> None:
    people = ["Jane Doe Max Roe", "Jane Doe", "Max Roe", "Jane Doe"]
    assert credits.distinct(people) == ("Jane Doe", "Max Roe")
    assert len(credits.distinct(f"Jane {chr(65 + n)}." for n in range(26))) == 20


@pytest.mark.parametrize(
    ("name", "outlet"),
    [("The Anvil", True), ("Porto Vento Courier", True), ("Jane Doe", False), ("", False)],
)
def test_outlets(name: str, outlet: bool) -> None:
    assert credits.is_outlet_name(name) is outlet
