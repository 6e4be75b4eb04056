"""Further reports of a matter, each asked by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from assistant.voice_weights import VOICE
from assistant.voices import SIGNS

MakeFolder = Callable[[dict[str, str]], Path]
Ask = Callable[[dict[str, str], str], Answer]
BRIDGE = """Harrowgate reopens Tarn bridge

3 March 2026

The Tarn bridge is safe, the road office of Harrowgate said on Tuesday.

Cars may use it again from six in the morning. The toll stays at two euros."""
DOUBT = """Welders warn of cracks in Harrowgate

4 March 2026

The Tarn bridge is not safe: 14 of its welds are cracked, the union of welders wrote.

The union sent pictures of them to the road office of Harrowgate. It got no answer."""
FAIR = """Spring fair draws crowds in Ellmouth

4 March 2026

The spring fair in Ellmouth is safe, its organiser said. Nobody fell from the big wheel."""


@pytest.fixture
def ask(folder: MakeFolder, tmp_path: Path) -> Ask:
    def ask_(files: dict[str, str], question: str) -> Answer:
        settings = Settings(articles=folder(files), index=tmp_path / "index")
        with Assistant.open(settings=settings, vectors="wait") as assistant:
            return assistant.ask(question, answerer="extractive")

    return ask_


def test_a_further_report_that_answers_by_itself_is_heard(ask: Ask) -> None:
    answer = ask({"a.txt": BRIDGE, "b.txt": DOUBT, "c.txt": FAIR}, "Is the Tarn bridge safe?")
    assert "The Tarn bridge is safe" in answer.text
    assert "14 of its welds are cracked" in answer.text
    assert {citation.file for citation in answer.citations} == {"a.txt", "b.txt"}
    assert len(answer.conflicts) == 1


def test_a_report_of_another_matter_is_not_heard(ask: Ask) -> None:
    answer = ask({"a.txt": BRIDGE, "c.txt": FAIR}, "Is the Tarn bridge safe?")
    assert {citation.file for citation in answer.citations} == {"a.txt"}
    assert not answer.conflicts


def test_a_report_without_the_kind_of_answer_that_is_wanted_is_not_heard(ask: Ask) -> None:
    files = {"a.txt": BRIDGE, "b.txt": DOUBT}
    answer = ask(files, "What is the toll on the Tarn bridge in euros?")
    assert "two euros" in answer.text
    assert "b.txt" not in {citation.file for citation in answer.citations}


def test_the_account_of_a_report_that_never_names_what_is_asked_about_is_heard(ask: Ask) -> None:
    fire = """Fire in the Cobble Hills drives 400 from their homes

27 July 2026

A fire in the Cobble Hills has burned 2,300 hectares of forest, fire chief Lorenzo Abate said in
Dorada on Monday. Sixteen houses in Dorada were destroyed."""
    survey = """Sheriff of Dorada finds a body

29 July 2026

Deputies searching the ashes of Dorada found a body on Wednesday. A satellite survey puts the
scorched area at 3,100 hectares, a third more than Lorenzo Abate has admitted."""
    files = {"a.txt": fire, "b.txt": survey, "c.txt": FAIR}
    answer = ask(files, "How large an area has the Cobble Hills fire burned?")
    assert "2,300 hectares" in answer.text
    assert "3,100 hectares" in answer.text


def test_another_company_of_the_same_town_is_no_further_report(ask: Ask) -> None:
    school = """Annual report of Alderbrook Education

4 March 2026

Alderbrook Education is a listed company established on 1 March 2005 in Port Ellmouth, Freeland.
It runs schools in Harrowgate."""
    bank = """Annual report of Merrowdale Financial

5 March 2026

Merrowdale Financial is a listed company established on 1 October 2002 in Port Ellmouth, Freeland.
It lends to homes in Harrowgate."""
    answer = ask({"a.txt": school, "b.txt": bank}, "When was Alderbrook Education established?")
    assert "1 March 2005" in answer.text
    assert {citation.file for citation in answer.citations} == {"a.txt"}


def test_a_company_whose_name_begins_with_that_of_another_is_no_further_report(ask: Ask) -> None:
    school = """Annual report of Alder Hill

4 March 2026

Alder Hill is a listed company established on 1 March 2005 in Port Ellmouth, Freeland.
It runs schools in Harrowgate."""
    bank = """Annual report of Alderson Hillgate Financial

5 March 2026

Alderson Hillgate Financial is a listed company established on 1 October 2002 in Port Ellmouth.
It lends to homes in Harrowgate."""
    answer = ask({"a.txt": school, "b.txt": bank}, "When was Alder Hill established?")
    assert "1 March 2005" in answer.text
    assert {citation.file for citation in answer.citations} == {"a.txt"}


def test_an_account_in_quite_other_words_is_heard_beside_the_first(ask: Ask) -> None:
    maker = """Quelor eases migraine in big trial

3 June 2026

A pill against migraine did well in the last trial before approval, its maker, Sandbrook
Therapeutics, said on Wednesday.

Patients on Quelor had 4.1 fewer days of headache a month, against 1.2 on a dummy pill. The
treatment was well tolerated, and nobody had to stop because of side effects.

The company paid for the trial of 1,300 people but had no hand in its design, said the chief
scientist, Ludo Merx. It'll ask for approval in August."""
    letter = """What the Quelor numbers leave out

15 June 2026

We asked for the full tables of the Quelor study and got them from a registry instead.

Counted over all who began, the gain over placebo comes to half a day a month. The maker had
dropped those who left early.

And many left: one in nine gave up with vomiting or a racing heart.

The protocol bears two signatures from Sandbrook's own marketing floor. The agency has meanwhile
told the firm that it wants a further study first, so that an application this year is out of
the question."""
    files = {"maker.md": maker, "letter.md": letter}
    answer = ask(files, "How much better than placebo is Quelor?")
    assert "4.1 fewer days" in answer.text
    assert "half a day a month" in answer.text


def test_every_weight_is_of_a_sign() -> None:
    assert tuple(VOICE) == SIGNS


def test_the_newest_alone_is_heard_where_it_is_asked_for(ask: Ask) -> None:
    old = BRIDGE.replace("two euros", "three euros").replace("3 March 2026", "3 March 2025")
    files = {"a.txt": BRIDGE, "old.txt": old.replace("Cars may", "Lorries may")}
    answer = ask(files, "What is the latest toll on the Tarn bridge?")
    assert "two euros" in answer.text
    assert "three euros" not in answer.text
