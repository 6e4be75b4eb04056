"""What a model's statement says of its own in words that any text may have."""

from __future__ import annotations

import pytest

from assistant.invented import invented

INVENTED = """
The town of Orle will close its library in May, the mayor said.
    The library is too small.
    The mayor said people were against it.
    The mayor said the library would be back next year.
    The town of Orle will close its library in May for the first time, the mayor said.
    The town of Orle will close its library in May for a year, the mayor said.
Nurses in Lisle earn 3,100 euros a month on average.
    Nurses in Lisle want more.
    Nurses in Lisle earn 3,100 euros a month on average and will get more next year.
    Nurses in Lisle still earn 3,100 euros a month on average.
    Nurses in Lisle earn 3,100 euros a month on average, as they did last year.
    Nurses in Lisle earn more than the others.
    Nurses in Lisle earn 3,100 euros a month - and want more.
The glasses cost 1,899 euros.
    The glasses cost 1,899 euros and it is sold out.
    The glasses cost 1,899 euros, which is more than last year.
    The glasses cost 1,899 euros so far.
    The glasses cost 1,899 euros from now on.
Harlow Dairy will shut its cheese plant in Penmoor in June, with the loss of 85 jobs.
    The plant had become too old.
    Harlow Dairy will shut its cheese plant in Penmoor, which most people did not expect.
"""
RETOLD = """
Harlow Dairy will shut its cheese plant in Penmoor in June, with the loss of 85 jobs.
    Harlow Dairy is to close its cheese plant in Penmoor in June, and 85 jobs are to be lost.
The number of visitors rose by 400 to 1,900 in 2025.
    The number of visitors was 1,900 in 2025, more than the year before.
    As many as 1,900 people came in 2025, up by 400 from last year.
    More than half of 2,000 visitors, or 1,900, came in 2025.
The plant has not reopened.
    The plant has not reopened so far.
The firm kept its forecast of 40 million euros.
    The firm still has a forecast of 40 million euros.
The sale must be approved by the fund, Ines Karr said.
    The sale has still to be approved by the fund, said Ines Karr.
The bridge was shut on Friday for 18 months.
    The bridge was shut on Friday for a year and a half.
Battery cars outsold diesel cars in August, as had never happened before.
    In August, for the first time, more battery cars were sold than diesel cars.
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """Each source with each of the statements below it."""
    found = []
    source = ""
    for line in table.strip().splitlines():
        if line.startswith(" "):
            found.append((source, line.strip()))
        else:
            source = line
    return found


@pytest.mark.parametrize(("source", "statement"), pairs(INVENTED))
def test_what_no_source_says_is_named_though_its_words_are_common(
    source: str, statement: str
) -> None:
    (problem,) = invented(statement, ["Something else.", source])
    assert problem.startswith("the cited text does not say '")


@pytest.mark.parametrize(("source", "statement"), pairs(RETOLD))
def test_other_words_for_what_a_source_says_are_its_own(source: str, statement: str) -> None:
    assert invented(statement, [source]) == ()


@pytest.mark.parametrize("source", [source for source, _ in pairs(INVENTED + RETOLD)])
def test_a_source_says_what_it_says(source: str) -> None:
    assert invented(source, [source]) == ()


def test_a_title_says_of_whom_a_sentence_speaks_and_no_more() -> None:
    quote = "The company will cut 40 jobs."
    assert invented("Norvane will cut 40 jobs.", [quote], ["Norvane in trouble"]) == ()
    (problem,) = invented(
        "Norvane will build ferries.", ["It was Monday."], ["Norvane builds ferries"]
    )
    assert problem == "half of it stands in the title alone, not in the cited text"
    (problem,) = invented("Norvane will cut 40 jobs this year.", [quote], ["This year at Norvane"])
    assert problem == "the cited text does not say 'this year'"
