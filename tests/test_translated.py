"""A model's statement in another language than its source: marked, with the quote, or not shown."""

from __future__ import annotations

import datetime as dt

import pytest
from servers import Server, says

from assistant.deadline import Deadline
from assistant.generative import write
from assistant.models import chat_model
from assistant.settings import Settings
from assistant.translated import beside, differences, spoken, unread_words
from assistant.types import Citation, Statement

TRAM = (
    "The extension of the tram line to the harbour of Orvik will cost 186 million euros, the city "
    "said."
)
FINED = "On 26 February the court fined Kestrel Air 1,899 euros for two late flights."
CLOSED = "The plant of Nordal in Essen will not be closed."
GERMAN = (
    "Die Verlängerung der Straßenbahn zum Hafen von Orvik wird 186 Millionen Euro kosten, wie die "
    "Stadt sagte."
)
RENDERED = [
    ("German", TRAM, GERMAN),
    (
        "French",
        TRAM,
        "L'extension de la ligne de tram vers le port de Orvik va coûter 186 millions d'euros, a "
        "dit la ville.",
    ),
    (
        "Spanish",
        TRAM,
        "La extensión de la línea de tranvía hasta el puerto de Orvik va a costar 186 millones de "
        "euros, según el municipio.",
    ),
    ("Chinese", TRAM, "市政府表示，电车线路延伸至Orvik港口将耗资1.86亿欧元。"),
    (
        "German",
        FINED,
        "Am 26. Februar hat das Gericht Kestrel Air mit 1.899 Euro für zwei späte Flüge belegt.",
    ),
    ("German", CLOSED, "Das Werk von Nordal in Essen wird nicht geschlossen werden."),
    ("Chinese", CLOSED, "Nordal位于Essen的工厂将不会关闭，这是已经决定的。"),
]
ALTERED = [
    ("German", TRAM, GERMAN.replace("186", "168"), "figures"),
    ("German", TRAM, GERMAN.replace("Millionen", "Milliarden"), "figures"),
    ("German", TRAM, GERMAN.replace("Euro", "Dollar"), "units"),
    ("German", TRAM, GERMAN.replace("Orvik", "Brack"), "name Orvik is missing"),
    ("German", TRAM, GERMAN.replace("wird", "wird nicht"), "negation"),
    ("German", TRAM, GERMAN.replace(", wie die Stadt sagte", ""), "who says it"),
    ("German", TRAM, "Das sind 186 Millionen Euro für Orvik, sagte sie.", "whole sentence"),
    ("German", FINED, RENDERED[4][2].replace("Februar", "März"), "months"),
    ("German", FINED, RENDERED[4][2].replace("zwei", "drei"), "figures"),
    ("German", FINED, RENDERED[4][2].replace("zwei", "dreizehn"), "written in words"),
    ("German", CLOSED, "Das Werk von Nordal in Essen wird bald geschlossen werden.", "negation"),
    ("Chinese", CLOSED, "Nordal位于Essen的工厂将会关闭，这是已经决定的。", "negation"),
    ("Chinese", TRAM, RENDERED[3][2].replace("亿", "万"), "figures"),
    ("Chinese", TRAM, RENDERED[3][2].replace("耗资", "为Kestrel耗资"), "Kestrel does not stand"),
    ("French", TRAM, RENDERED[1][2].replace("la ville", "le maire Dupont"), "Dupont does not"),
    (
        "German",
        "Kestrel bought the yard in Kiel from Nordal.",
        "Nordal hat die Werft in Kiel von Kestrel gekauft.",
        "another order",
    ),
    (
        "German",
        "If the strike goes ahead, the airport of Kiel will close on Friday.",
        "Wenn der Streik kommt, wird der Flughafen von Kiel am Freitag schließen.",
        "says 'if', which is not read",
    ),
    (
        "German",
        "The minister reportedly left Kiel on Friday.",
        "Der Minister hat Kiel am Freitag verlassen.",
        "says 'reportedly'",
    ),
    ("another", TRAM, "Линия в порт Orvik будет стоить 186 миллионов евро", "another language"),
]


@pytest.mark.parametrize(("language", "quote", "text"), RENDERED)
def test_a_whole_rendering_is_told_apart_and_passes(language: str, quote: str, text: str) -> None:
    assert spoken(text, [quote]) == language
    assert differences(text, quote, language) == ()


@pytest.mark.parametrize(("language", "quote", "text", "problem"), ALTERED)
def test_what_can_be_compared_has_to_hold(
    language: str, quote: str, text: str, problem: str
) -> None:
    assert any(problem in one for one in differences(text, quote, language))


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("The tram line to Orvik will cost 168 million euros.", [TRAM]),
        ("Orvik der das ist: the tram is to cost what the city will not say.", [TRAM]),
        (GERMAN, [GERMAN]),
        ("电车线路将耗资1.86亿欧元。", ["电车线路将耗资1.86亿欧元，市政府说。"]),
        ("", [TRAM]),
    ],
)
def test_the_sources_own_language_is_checked_word_by_word(text: str, quotes: list[str]) -> None:
    assert spoken(text, quotes) == ""


@pytest.mark.parametrize(
    "quote",
    [
        "Il porto assume cento operai, se il governo paga.",
        "Zakład zatrudni sto osób, o ile gmina sprzeda grunt.",
        "Şirket, izin çıkarsa limana iki vinç kuracak.",
        "Enligt polisen hotade föraren passageraren med kniv.",
        "Kommunen lover at betale for broen, hvis staten giver lån.",
        "Jos kunta maksaa, satama palkkaa sata miestä.",
        "De fabriek blijft open als de vakbond akkoord gaat.",
        "Pabrik itu akan tutup kecuali pemerintah memberi bantuan.",
    ],
)
def test_a_source_in_any_other_language_is_told_by_whole_sentences(quote: str) -> None:
    assert unread_words(quote, [quote]) is None
    assert unread_words(f"{quote.partition(',')[0].rsplit(maxsplit=1)[0]}.", [quote])


@pytest.mark.parametrize(
    "quote",
    [
        "Orvane fires 40 engineers in Lisle.",
        "Harwick brewers hired ninety coopers.",
        "Sunflower stands at 388 euros a tonne.",
        "Tolland works as an actuary.",
        "Orvane outbid Delmar in 2020.",
        "Ferries run hourly, seals permitting.",
    ],
)
def test_a_short_english_source_with_rare_words_is_read(quote: str) -> None:
    assert unread_words("Orvane hires.", [quote]) is None


def written(*replies: str) -> list[Statement]:
    evidence = [
        Citation(1, "t.txt", 0, len(TRAM), TRAM, "Tram line", dt.date(2025, 3, 4)),
        Citation(2, "k.txt", 0, len(CLOSED), CLOSED, "Plant"),
    ]
    with Server([says(reply) for reply in replies]) as server:
        model = chat_model(Settings(llm_base_url=server.url, llm_model="m"))
        return list(write("Was kostet das?", evidence, model, deadline=Deadline.after(60)))


def test_it_is_shown_with_its_source_and_never_as_checked_word_by_word() -> None:
    (statement,) = written(f"{GERMAN} [1]")
    assert statement.text == beside(GERMAN, TRAM)
    assert (statement.origin, statement.citations) == ("translated", (1,))
    assert any("the words were not" in problem for problem in statement.check.problems)


def test_a_wrong_one_is_asked_for_again_and_then_replaced_by_the_quote() -> None:
    wrong = GERMAN.replace("186", "168")
    (mended,) = written(f"{wrong} [1]", f"{GERMAN} [1]")
    assert mended.text == beside(GERMAN, TRAM)
    (replaced,) = written(f"{wrong} [1]", f"{wrong} [1]")
    assert (replaced.text, replaced.origin) == (TRAM, "replaced")


def test_it_rests_on_one_sentence() -> None:
    (replaced,) = written(f"{GERMAN} [1][2]", "NO ANSWER")
    assert (replaced.text, replaced.origin) == (TRAM, "replaced")
