"""Questions in other languages than English: the kind of answer, and which sentence has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.abroad import held, kind_of, matter
from assistant.abroad.weighing import weigh
from assistant.kinds import Wants
from index.tongues import Tongue

DE, FR, ES, ZH = Tongue.GERMAN, Tongue.FRENCH, Tongue.SPANISH, Tongue.CHINESE


@pytest.mark.parametrize(
    ("question", "tongue", "wants", "counted"),
    [
        ("Was kostet die Überfahrt?", DE, Wants.MONEY, ""),
        ("Wie hoch ist der Umsatz der Werft?", DE, Wants.MONEY, ""),
        ("Wie lang ist die Mole?", DE, Wants.SIZE, ""),
        ("Wie lange dauert die Fahrt?", DE, Wants.DURATION, ""),
        ("Wie viele Schiffe hat die Werft?", DE, Wants.NUMBER, "schiffe"),
        ("Wie viel bietet sie?", DE, Wants.NUMBER, ""),
        ("Seit wann fährt sie?", DE, Wants.DATE, ""),
        ("Wie heißt die Kapitänin?", DE, Wants.PERSON, ""),
        ("Combien coûte la traversée ?", FR, Wants.MONEY, ""),
        ("Combien de navires a-t-elle ?", FR, Wants.NUMBER, "navires"),
        ("Quelle est la longueur du quai ?", FR, Wants.SIZE, ""),
        ("Quand partira-t-elle ?", FR, Wants.DATE, ""),
        ("Où se trouve le quai ?", FR, Wants.PLACE, ""),
        ("¿Cuánto cuesta el pasaje?", ES, Wants.MONEY, ""),
        ("¿Cuántos barcos tiene?", ES, Wants.NUMBER, "barcos"),
        ("¿Quién dirige el puerto?", ES, Wants.PERSON, ""),
        ("¿Por qué se canceló?", ES, Wants.REASON, ""),
        ("海鸥号的船票多少钱？", ZH, Wants.MONEY, ""),
        ("航线全长多少公里？", ZH, Wants.NUMBER, "公里"),
        ("码头有多长？", ZH, Wants.SIZE, ""),
        ("哪一年通航？", ZH, Wants.DATE, ""),
        ("谁是船长？", ZH, Wants.PERSON, ""),
        ("船上有餐厅吗？", ZH, Wants.ANYTHING, ""),
    ],
)
def test_the_kind_of_answer(question: str, tongue: Tongue, wants: Wants, counted: str) -> None:
    kind = kind_of(question, tongue)
    assert (kind.wants, kind.counted) == (wants, counted)


@pytest.mark.parametrize(
    ("question", "tongue", "answers", "does_not"),
    [
        ("Was kostet die Überfahrt?", DE, "Sie kostet 12,50 Euro.", "Sie dauert 40 Minuten."),
        ("Wie viele Schiffe?", DE, "Die Werft hat 14 Schiffe.", "Sie kosten 14 Euro."),
        ("Quand part-elle ?", FR, "Elle part le 3 mai.", "Elle part du quai nord."),
        ("¿Cuándo sale?", ES, "Saldrá en primavera.", "Saldrá del muelle norte."),
        ("航线全长多少公里？", ZH, "航线全长26.3公里。", "航线共有18艘船。"),
        ("码头有多长？", ZH, "码头长860米。", "码头由市政府出资。"),
    ],
)
def test_a_sentence_holds_the_kind(
    question: str, tongue: Tongue, answers: str, does_not: str
) -> None:
    kind = kind_of(question, tongue)
    assert held(kind, answers, question, tongue) == 1.0
    assert held(kind, does_not, question, tongue) < 0.6


def test_people_are_counted_by_any_name_for_them() -> None:
    question = "Wie viele Mitarbeiter hat die Werft?"
    kind = kind_of(question, DE)
    assert held(kind, "Sie hat 14 Leute im Team.", question, DE) == 0.9


def test_what_the_question_names_is_no_answer() -> None:
    question = "Was war 2019 bei der Werft?"
    assert held(kind_of("Seit wann?", DE), "Im Jahr 2019 lag sie still.", question, DE) == 0.0


def test_what_is_asked_about_is_told_without_the_words_that_ask() -> None:
    assert matter("Wie lang ist die Mole in Olderum?", DE) == ["Mole", "Olderum"]
    assert matter("Combien coûte l'abonnement d'Arville ?", FR) == ["abonnement", "Arville"]
    assert matter("海鸥号的船票多少钱？", ZH) == ["海鸥号", "船票"]


@dataclass(frozen=True)
class Said:
    text: str
    title: str = "Neue Fähre in Olderum"
    before_text: str = ""
    after_text: str = ""


def test_the_sentence_with_the_words_and_the_kind_is_the_likeliest() -> None:
    said = [
        Said("Die Fähre nach Olderum ist blau."),
        Said("Erwachsene zahlen für die Überfahrt 12,50 Euro."),
        Said("Die Werft erhielt 3 Millionen Euro."),
        Said("Die Überfahrt ist schön."),
    ]
    chances = weigh("Was kostet die Überfahrt nach Olderum?", DE, said)
    assert list(chances).index(max(chances)) == 1
    assert chances[1] > 0.45 > max(chances[0], chances[2], chances[3])


def test_a_thing_that_no_sentence_speaks_of_is_not_answered() -> None:
    said = [Said("Die Überfahrt kostet 12,50 Euro."), Said("Ein Fahrrad kostet 4 Euro.")]
    assert max(weigh("Was kostet die Kabine auf der Fähre nach Olderum?", DE, said)) < 0.45


FERRY = """海鸥号渡轮五月首航

2026年4月2日 09:10　来源：海湾晚报

分享：微博 | 微信

海鸥号渡轮将于5月6日首航，航线全长26.3公里，由青屿开往南礁。

成人船票35元，学生半价。

热门推荐
冬天怎么喝汤
"""
FAEHRE = """Neue Fähre fährt nach Olderum

Von Jette Brahms
2. April 2026, 9:10 Uhr | Lesezeit: 2 Minuten

Die Reederei Westkant schickt ab Mai eine neue Fähre nach Olderum. Sie fasst 310 Fahrgäste.

Eine Überfahrt kostet 12,50 Euro für Erwachsene.

Lesen Sie auch: Was im Hafen gebaut wird
"""
ENGLISH = """Ferry company orders a ship

By Tom Alder, 3 April 2026

The Harrow Line has ordered a ferry for 40 million dollars. It will carry 600 passengers.
"""


@pytest.fixture
def harbour(folder: Callable[[dict[str, str]], Path], tmp_path: Path) -> Assistant:
    home = folder({"zh.txt": FERRY, "de.txt": FAEHRE, "en.txt": ENGLISH})
    return Assistant.open(home, index=tmp_path / "index", vectors="off")


def test_a_folder_of_several_languages_answers_each_in_its_own(harbour: Assistant) -> None:
    with harbour as assistant:
        length = assistant.ask("海鸥号航线全长多少公里？")
        assert [c.quote for c in length.citations] == [
            "海鸥号渡轮将于5月6日首航，航线全长26.3公里，由青屿开往南礁。"
        ]
        fare = assistant.ask("Was kostet die Überfahrt nach Olderum?")
        assert [c.file for c in fare.citations] == ["de.txt"]
        assert "12,50 Euro" in fare.text
        assert "40 million" in assistant.ask("What did the ferry of the Harrow Line cost?").text


def test_a_refusal_is_told_in_the_language_of_the_question(harbour: Assistant) -> None:
    with harbour as assistant:
        refused = assistant.ask("Was kostet ein Frühstück auf der Fähre nach Olderum?")
        assert refused.refused
        assert refused.text == "Die Artikel beantworten diese Frage nicht."
        assert assistant.ask("海鸥号上有多少个游泳池？").text == "这些文章没有回答这个问题。"


def test_a_follow_up_is_answered_of_the_same_matter(harbour: Assistant) -> None:
    from assistant.types import Message

    with harbour as assistant:
        said = [Message("user", "海鸥号的成人船票多少钱？"), Message("assistant", "成人船票35元。")]
        assert "学生半价" in assistant.ask("学生呢？", history=said).text


def test_reports_that_differ_are_told_as_sides(
    folder: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    first = "南礁码头竣工\n\n2026年3月2日\n\n南礁码头扩建工程竣工，总投资38.6亿元。\n"
    other = "南礁码头审计\n\n2026年3月20日\n\n报告显示，南礁码头扩建工程总投资为41.2亿元。\n"
    home = folder({"first.txt": first, "other.txt": other})
    with Assistant.open(home, index=tmp_path / "index", vectors="off") as assistant:
        answer = assistant.ask("南礁码头扩建工程总投资多少？")
        (conflict,) = answer.conflicts
        assert [side.value for side in conflict.sides] == ["41.2亿元", "38.6亿元"]
