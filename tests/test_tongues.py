"""The language of a question and of a text, told by its little words or its characters."""

from __future__ import annotations

import pytest

from index.tongues import Tongue, asked_in, stems, written_in


@pytest.mark.parametrize(
    ("question", "tongue"),
    [
        ("Was kostet die Fähre nach Olderum?", Tongue.GERMAN),
        ("Wer leitet das Werk?", Tongue.GERMAN),
        ("Und für Schüler?", Tongue.GERMAN),
        ("À combien cote l'action de Marlonne ?", Tongue.FRENCH),
        ("Et le samedi ?", Tongue.FRENCH),
        ("¿Y el precio?", Tongue.SPANISH),
        ("Cuántos barcos tiene la naviera", Tongue.SPANISH),
        ("海鸥号渡轮的船票多少钱？", Tongue.CHINESE),
        ("iPhone 的价格是多少？", Tongue.CHINESE),
        ("What was the fare in the end?", None),
        ("Who is the mayor of Los Angeles?", None),
        ("Did Le Monde report on La Paz and the Rio de la Plata?", None),
        ("In which war did she die?", None),
        ("Fähren", None),
        ("船はいつ出ますか", None),  # Japanese
    ],
)
def test_the_language_of_a_question(question: str, tongue: Tongue | None) -> None:
    assert asked_in(question) is tongue


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("Die Fähre fährt ab Mai wieder nach Olderum, wie der Betreiber mitteilte.", Tongue.GERMAN),
        ("Le bac reprendra en mai, a annoncé la direction de la compagnie.", Tongue.FRENCH),
        ("El barco volverá a salir en mayo, según la compañía del puerto.", Tongue.SPANISH),
        ("渡轮五月恢复航行，公司周二宣布。", Tongue.CHINESE),
        ("The ferry will sail again in May, the company of the port said.", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text: str, tongue: Tongue | None) -> None:
    assert written_in(text) is tongue


def test_stems_are_of_the_language_and_leave_its_little_words_out() -> None:
    assert stems("Die Fähren der Reederei", Tongue.GERMAN) == stems(
        "eine Fähre, Reederei", Tongue.GERMAN
    )
    assert stems("l'usine d'Arville", Tongue.FRENCH) == stems("usines, Arville", Tongue.FRENCH)
