"""Who holds an office: whether a text speaks of such a one."""

from __future__ import annotations

import time

import pytest

from assistant.offices import names_none


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is Orvane's CFO?", "Its founder, Sofie Brandt, joins Orvane's board."),
        ("Who is the finance chief of Orvane?", "Orvane's chief executive is Ada Moll."),
        ("Who is the mayor of Tarn?", "A woman drowned in Tarn, said Ada Moll of the police."),
        ("Who was Vasko's first coach?", "Mirela Vasko beat Camille Renard."),
        ("Who is the owner of Tarn United?", "Tarn United play Orvane, said Ada Moll."),
        ("Who owns Cafe Tarn?", "Cafe Tarn sells coffee, said Ada Moll."),
        ("Who chairs Orvane?", "Its head office stays in Tarn, said Ada Moll."),
        ("Who's the new captain of the league?", "The league starts in May, said Ada Moll."),
        ("Who is the leader of the club?", "The club leads with 34.2 points, said Ada Moll."),
        ("Who is the chief executive of Orvane?", "Finance chief Otto Brandt said so."),
        ("Who is the boss of Orvane?", "Chief operating officer Otto Brandt will leave."),
        ("Who is the head of Orvane?", "Otto Brandt, its head of sales, said so."),
        ("Who is the new chief of Orvane?", "CFO Otto Brandt and chief economist Lea Vik met."),
        ("Who is the chairman of Orvane?", "Otto Brandt will be its deputy chairman."),
        ("Who is the governor of Tarn?", "Vice-governor Otto Brandt said so."),
        ("Who is the prime minister?", "Deputy prime minister Otto Brandt said so."),
        ("Who is the winner of the prize?", "The wind tore at the windows, said Ada Moll."),
    ],
)
def test_a_text_names_nobody_of_the_office(question: str, text: str) -> None:
    assert names_none(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is Orvane's CFO?", "Finance chief Otto Brandt said so."),
        ("Who is the CEO of Orvane?", "Ada Moll, who has run Orvane since 2021, said so."),
        ("Who is the CEO of Orvane?", "Finance chief Otto Brandt follows Ada Moll as chief."),
        ("Who is the CEO of Orvane?", "Finance chief Otto Brandt runs Orvane until May."),
        ("Who is the head of sales at Orvane?", "Otto Brandt, its head of sales, said so."),
        ("Who is the chief of staff?", "Chief of staff Otto Brandt said so."),
        ("Who is the police chief of Tarn?", "Police chief Otto Brandt said so."),
        ("Who is the head of Orvane?", "Ada Moll is the head of Orvane."),
        ("Who is the deputy mayor of Tarn?", "Deputy mayor Otto Brandt said so."),
        ("Who is the mayor of Tarn?", "Mayor Ada Moll and her deputy mayor said so."),
        ("Who is the new Tarn manager?", "Ada Moll takes charge of Tarn on Sunday."),
        ("Who was the owner of the bakery?", "The bakery belonged to Nora Pym."),
        ("Who is the mayor of Tarn?", "Mayor Orla Fenn said so."),
        ("Who is the leader of the club?", "Ada Moll has led the club since 2020."),
        ("Who is Ada Moll?", "She sells shoes."),
        ("Who owns Cafe Tarn?", "Ada Moll bought Cafe Tarn in 2020."),
        ("Who is the owner of Tarn?", "Vane has 60% of Tarn."),
        ("Who is the editor of the paper?", "Ada Moll has edited the paper since 2020."),
        ("Who founded Cafe Tarn?", "Ada Moll started Cafe Tarn in 1974."),
        ("Who is the union's spokesman?", "The pay is too low, said Palle Friis of the union."),
        ("Who is AMD?", "It makes chips."),
        ("Who was hurt?", "Two men were taken to hospital."),
        ("Who was the first to leave?", "Otto Brandt left before the others."),
        ("Who was the attacker?", "A gunman of 34 was arrested."),
        ("Why is the mayor of Tarn angry?", "The dyke broke."),
    ],
)
def test_a_text_that_may_name_who_is_asked_after(question: str, text: str) -> None:
    assert not names_none(question, text)


def test_who_leads_a_part_alone_is_not_who_leads_it_all_whatever_stands_near() -> None:
    asked, near = "Who is the CEO of Orvane?", "Its chief executive, Ada Moll, stays."
    assert names_none(asked, "Its chief operating officer, Otto Brandt, left.", near)
    assert not names_none(asked, "Ada Moll said so.", near)


@pytest.mark.parametrize("hostile", ["Who is the " + "head of " * 900, "Who is " + "a's " * 900])
def test_odd_questions_take_no_time(hostile: str) -> None:
    started = time.process_time()
    names_none(hostile, hostile)
    assert time.process_time() - started < 2
