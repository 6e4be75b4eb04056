"""A people for a company or a team of theirs: "and the Danes?" after "the Danish chain Orvane"."""

from __future__ import annotations

import re

_PEOPLES = {
    people: rf"{adjective}|{country}['’]s"
    for people, adjective, country in (
        line.split()
        for line in """
        americans (?:American|US|U\\.S\\.) America
        australians Australian Australia
        austrians Austrian Austria
        belgians Belgian Belgium
        brazilians Brazilian Brazil
        britons British Britain
        british British Britain
        canadians Canadian Canada
        chinese Chinese China
        czechs Czech Czechia
        danes Danish Denmark
        dutch Dutch Netherlands
        finns Finnish Finland
        french French France
        germans German Germany
        greeks Greek Greece
        indians Indian India
        irish Irish Ireland
        italians Italian Italy
        japanese Japanese Japan
        koreans (?:South.)?Korean Korea
        mexicans Mexican Mexico
        norwegians Norwegian Norway
        poles Polish Poland
        portuguese Portuguese Portugal
        russians Russian Russia
        spaniards Spanish Spain
        spanish Spanish Spain
        swedes Swedish Sweden
        swiss Swiss Switzerland
        turks Turkish Turkey
        """.strip().splitlines()
    )
}
_NAME = r"(?P<name>[A-Z][\w&-]*(?: (?:(?:of|&) )?[A-Z][\w&-]*)*)"


def named_by(people: str, told: str) -> str | None:
    """The name that a text gives to one of a people: "Orvane" for "the Danes"; None where it names
    none, or several.

    Args:
        people: as in a follow-up, "the Danes".
        told: the questions and answers before it.
    """
    words = people.lower().removeprefix("the ").strip()
    theirs = _PEOPLES.get(words)
    if theirs is None:
        return None
    found = re.finditer(rf"\b(?:{theirs}) (?:[a-z-]+ ){{0,3}}{_NAME}", told)
    names = {match["name"] for match in found}
    return names.pop() if len(names) == 1 else None
