"""A question in a language that no article is in is translated for the search, and shown so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from servers import Behaviour, Server, fails, says

from assistant import Assistant
from assistant.foreign import foreign
from assistant.settings import Settings

MakeFolder = Callable[[dict[str, str]], Path]
ENGLISH = {
    "tram.txt": "Tram line to cost 186 million\n\nThe extension of the tram line to the harbour of "
    "Orvik will cost 186 million euros, the city said.",
    "fair.txt": "Fair returns\n\nThe fair of Brack returns on 3 May, the mayor said on Monday.",
}
GERMAN = {
    "bahn.txt": "Bahn wird teurer\n\nDie Verlängerung der Straßenbahn kostet 186 Millionen Euro, "
    "wie die Stadt mit Blick auf den Hafen mitteilte."
}
ASKED = "Wie viele Millionen kostet die Straßenbahn von Orvik?"
SAID = "How many millions does the tram line of Orvik cost?"


@contextmanager
def opened(home: Path, *behaviours: Behaviour) -> Iterator[tuple[Assistant, Server]]:
    with Server(list(behaviours)) as server:
        settings = Settings(llm_base_url=server.url, llm_model="m", llm_timeout=300)
        index = home.parent / "index"
        with Assistant.open(home, index=index, settings=settings, vectors="off") as assistant:
            yield assistant, server


def test_the_translation_is_searched_and_shown_and_the_model_asked_in_its_language(
    folder: MakeFolder,
) -> None:
    line = "Die Verlängerung kostet 186 million euros. [1]"
    with opened(folder(ENGLISH), says(f'"{SAID}"\n'), says(line)) as (assistant, server):
        answer = assistant.ask(ASKED)
    assert answer.trace.query == SAID
    assert answer.question == ASKED
    assert not answer.refused
    assert answer.citations[0].file == "tram.txt"
    assert "186 million euros" in answer.text
    translating, writing = server.exchanges[:2]
    assert ASKED in translating.prompt
    assert ASKED in writing.prompt
    assert SAID not in writing.prompt
    assert answer.trace.prompts[0].startswith("translate@")
    assert answer.trace.prompt_tokens >= 200  # both calls


@pytest.mark.parametrize(
    "reply",
    [
        f"<think>The tram, I guess.\nHow much?</think>\n\n{SAID}",
        f"Here is the translation:\n{SAID}\n",
    ],
)
def test_what_a_model_thinks_or_says_before_it_is_not_searched(
    folder: MakeFolder, reply: str
) -> None:
    with opened(folder(ENGLISH), says(reply), says("NO ANSWER")) as (assistant, _):
        assert assistant.ask(ASKED).trace.query == SAID


def test_a_day_that_only_the_translation_tells_hides_what_came_after(folder: MakeFolder) -> None:
    asked = "A 5 de marzo de 2024, ¿cuánto cuesta el tranvía de Orvik?"
    said = "As of 5 March 2024, what does the tram of Orvik cost?"
    with opened(folder(ENGLISH), says(said), says("NO ANSWER")) as (assistant, _):
        trace = assistant.ask(asked).trace
    assert str(trace.as_of) == "2024-03-05"
    assert trace.query == "What does the tram of Orvik cost?"


@pytest.mark.parametrize(
    ("stories", "question"),
    [
        (ENGLISH, "What does the tram line of Orvik cost?"),
        (ENGLISH, "tram line cost orvik"),
        (ENGLISH, "Did Van der Berg see Le Monde in Los Angeles?"),
        (GERMAN, ASKED),
    ],
)
def test_what_the_articles_are_written_in_is_not_translated(
    folder: MakeFolder, stories: dict[str, str], question: str
) -> None:
    with opened(folder(stories), says("NO ANSWER")) as (assistant, server):
        answer = assistant.ask(question)
    assert answer.trace.query == question
    assert not any("Translate this question" in one.prompt for one in server.exchanges)


# Short ones, as people ask them, with the names that they ask about.
FOREIGN = """Was kosten die Nordal-Brillen?
Wer leitet das Werk?
Wann öffnet die Bibliothek wieder?
Hat die Bank die Zinsen gesenkt?
Was macht Orvik mit Brack?
Welche Brücke kauft Orvik?
Wurde der Tunnel wieder geöffnet?
Qui dirige Orvik ?
Pourquoi la banque a-t-elle baissé ses taux ?
Combien coûtent les lunettes Nordal ?
¿Qué compra Orvik?
¿Por qué bajó los tipos el banco?
Chi guida Orvik?
Quanto custam os óculos Nordal?
Wat kosten de Nordal-brillen?
Ile kosztują okulary Nordal?
Hur mycket kostar glasögonen?
Nordal 眼镜多少钱？
Orvik 买 Brack 的什么芯片?
谁是 Skerrymore 的新CEO？
Nordal 안경 가격은?
Quanto costano gli occhiali?"""
HOME = """Nordal glasses price?
Los Angeles fire deaths
Who leads 中国人民银行?
What does 比亚迪 sell?
Was the library reopened?
Was die-casting stopped?
Die Hard box office
La Nina forecast
De La Rue profit
Kim Jong Un visit
Rio de Janeiro storm damage
Why did the Bundesbank cut?
Il Sole 24 Ore report
NVDA 2025 profit"""


def test_a_short_question_is_known_by_how_it_begins_and_a_name_makes_none_foreign(
    folder: MakeFolder,
) -> None:
    with opened(folder(ENGLISH), says(SAID)) as (assistant, _):
        told = [one for one in FOREIGN.split("\n") if not foreign(one, assistant._catalog)]
        assert told == []
        told = [one for one in HOME.split("\n") if foreign(one, assistant._catalog)]
        assert told == []


def test_half_a_character_in_the_translation_is_marked(folder: MakeFolder) -> None:
    with opened(folder(ENGLISH), says(f"{SAID} \ud83d"), says("NO ANSWER")) as (assistant, _):
        assert assistant.ask(ASKED).trace.query == f"{SAID} \ufffd"


@pytest.mark.parametrize(
    "useless",
    [fails(401), says(""), says("?\n"), says("word " * 200), says(SAID, finish="length")],
    ids=["refused", "empty", "a question mark", "endless", "cut off"],
)
def test_without_a_usable_translation_the_question_is_searched_as_it_is(
    folder: MakeFolder, useless: Behaviour
) -> None:
    with opened(folder(ENGLISH), useless) as (assistant, _):
        answer = assistant.ask(ASKED)
    assert answer.trace.query == ASKED


def test_why_it_was_not_translated_is_told_with_the_refusal(folder: MakeFolder) -> None:
    with opened(folder(ENGLISH), fails(401)) as (assistant, _):
        answer = assistant.ask("Wer ist Trainer der Eishockeymannschaft und wie wird das Wetter?")
    assert answer.refused
    assert "refused the key (401)" in (answer.notice or "")


@pytest.mark.parametrize("useless", ["", ASKED, f"Hier ist die Frage:\n{ASKED}"])
def test_a_translation_that_is_none_is_told_with_the_refusal(
    folder: MakeFolder, useless: str
) -> None:
    with opened(folder(ENGLISH), says(useless)) as (assistant, _):
        answer = assistant.ask("Wer ist Trainer der Eishockeymannschaft und wie wird das Wetter?")
    assert answer.refused
    assert "no usable translation" in (answer.notice or "")
    assert not any(label.startswith("translate@") for label in answer.trace.prompts)


def test_quotes_alone_need_no_translation(folder: MakeFolder) -> None:
    with opened(folder(ENGLISH), says(SAID)) as (assistant, server):
        assert assistant.ask(ASKED, answerer="extractive").trace.query == ASKED
    assert not server.exchanges


def test_chinese_is_foreign_where_no_title_is_chinese(folder: MakeFolder) -> None:
    with opened(folder(ENGLISH), says(SAID)) as (assistant, _):
        assert foreign("电车线路要花多少钱？", assistant._catalog)
        assert foreign("Сколько стоит трамвай в Орвике?", assistant._catalog)
        assert not foreign("", assistant._catalog)
    home = folder({"a.txt": "电车\n\n电车线路将耗资1.86亿欧元。"})
    with Assistant.open(home, index=home.parent / "other", vectors="off") as assistant:
        assert not foreign("电车线路要花多少钱？", assistant._catalog)
