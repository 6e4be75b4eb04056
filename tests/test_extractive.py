"""Evidence -> the sentences of an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.accounts import denial
from assistant.extractive import FACT_WORDS, choose, led
from assistant.questions import Need, read
from assistant.types import Evidence
from index.types import Passage, Published


def evidence(file: str, start: int, quote: str, score: float, day: int = 1) -> Evidence:
    published = Published(dt.date(2025, 5, day), "text")
    end = start + len(quote)
    passage = Passage(1, file, "News", published, None, file, 0, end, quote, 1.0)
    return Evidence(file, start, end, quote, score, passage)


def need(question: str) -> Need:
    return read(question, 100, {})


def test_a_fact_is_short_and_its_best_sentence_always_there() -> None:
    long = evidence("a.txt", 0, "word " * (FACT_WORDS + 1), 0.9)
    assert choose(need("Who won?"), [long, evidence("b.txt", 0, "Ada won it.", 0.8)]) == (long,)
    many = [evidence(f"{i}.txt", 0, f"Runner {i} won the {i}th race of it.", 0.9) for i in range(9)]
    chosen = choose(need("Who won?"), many)
    assert sum(len(e.quote.split()) for e in chosen) <= FACT_WORDS


def test_where_an_amount_is_asked_for_one_is_told() -> None:
    asked = need("How much did the mill in Tarn cost?")
    open_ = evidence("a.txt", 0, "What the mill in Tarn cost is not known to all.", 0.9)
    given = evidence("a.txt", 60, "The town put it at 4.1 million euros.", 0.2)
    far = replace(given, score=0.01)
    assert choose(asked, [open_, given]) == (open_, given)
    assert choose(asked, [open_, far]) == (open_,)
    bare = evidence("a.txt", 0, "What the mill in Tarn cost, 4.1 million, is in dispute.", 0.9)
    assert choose(asked, [bare, given]) == (bare, given)  # a sum without its currency is half


def test_nothing_is_said_twice() -> None:
    first = evidence("a.txt", 0, "The mill in Tarn burned down on Monday.", 0.9)
    again = evidence("b.txt", 0, "On Monday the mill in Tarn burned down.", 0.9)
    assert choose(need("What burned down?"), [first, again]) == (first,)


def test_who_said_it_comes_before_what_he_said() -> None:
    named = "Fenwick, the port's chief, denied that it was hiring. "
    said = replace(
        evidence("a.txt", len(named), '"Not a word is true," he said.', 0.9), lead_in=named
    )
    who = evidence("a.txt", 0, named.rstrip(), 0.5)
    other = evidence("b.txt", 0, "The strike goes on, said the union's Tolland.", 0.6)
    assert led([said, other, who]) == (who, said, other)
    assert led([who, other, said]) == (who, said, other)
    assert led([other, said]) == (other, said)
    more = "She wants a vote."
    after = replace(evidence("a.txt", said.end + 1, more, 0.4), lead_in=f"{named}{said.quote} ")
    assert led([who, other, said, after]) == (who, said, after, other)
    assert led([who, other, after, said]) == (who, said, after, other)


def test_a_sentence_that_was_found_twice_is_told_once_and_first() -> None:
    share = evidence("a.txt", 0, "Fenwick puts the share at 24%.", 0.9)
    other = evidence("b.txt", 0, "The port's own count is 38%.", 0.8)
    again = replace(share, score=0.3)
    assert led([share, other, again]) == (share, other)
    assert led([other, share, replace(share, file="c.txt")])[2].file == "c.txt"


def test_an_older_figure_is_not_told_beside_that_of_now() -> None:
    new = evidence("b.txt", 0, "The toll has risen to five.", 0.9, day=9)
    old = evidence("a.txt", 0, "Three people died in the storm.", 0.8, day=2)
    now = replace(need("How many people have died so far?"), latest=True)
    assert choose(now, [new, old]) == (new,)
    assert choose(need("How many people have died?"), [new, old]) == (new, old)


def test_each_side_of_a_comparison_gets_its_sentence() -> None:
    asked = need("Which had more customers, Orvane Power or Tessel Gas?")
    found = [
        evidence("a.txt", 0, "Orvane Power has 2.9 million customers.", 0.9),
        evidence("a.txt", 50, "Orvane Power has customers in 30 towns.", 0.8),
        evidence("a.txt", 99, "Orvane Power wants more customers.", 0.7),
        evidence("b.txt", 0, "Tessel Gas has 1.3 million of them.", 0.2),
    ]
    assert len(asked.parts) == 2
    assert {found[0], found[3]} <= set(choose(asked, found))


def test_each_part_of_a_question_gets_its_sentence() -> None:
    asked = need("What does the wall cost, and when was the harbour bridge painted?")
    found = [
        evidence("a.txt", 0, "The wall will cost 96 million euros.", 0.9),
        evidence("a.txt", 60, "The wall would cost more further inland.", 0.8),
        evidence("b.txt", 0, "The harbour bridge was painted in May.", 0.1),
    ]
    assert {found[0], found[2]} <= set(choose(asked, found))


def test_each_half_of_what_is_asked_about_gets_its_sentence() -> None:
    asked = need("What is known about the damage in the tunnel and about the repairs?")
    found = [
        evidence("a.txt", 0, "The damage in the tunnel is being examined.", 0.9),
        evidence("a.txt", 60, "The damage in the tunnel reaches 130 metres.", 0.8),
        evidence("b.txt", 0, "Repairs are put at 11 million euros.", 0.1),
    ]
    assert found[2] in choose(asked, found)
    assert found[2] not in choose(need("What is known about the damage in the tunnel?"), found)


def test_two_persons_are_both_heard() -> None:
    asked = need("What did Ada Orme and Henrik Sool think of the price?")
    found = [
        evidence("a.txt", 0, "Ada Orme of Pell called the price a matter of pride.", 0.9),
        evidence("b.txt", 0, "Ada Orme had found it fair.", 0.6),
        evidence("c.txt", 0, "Henrik Sool warned of the debt that comes with it.", 0.1),
    ]
    assert {found[0], found[2]} <= set(choose(asked, found))


def test_each_of_the_reports_that_are_asked_is_heard() -> None:
    found = [
        evidence("a.txt", 0, "The share of Tarn rose to 41 dollars.", 0.9),
        evidence("a.txt", 50, "The share of Tarn had a good year.", 0.8),
        evidence("b.txt", 0, "It closed a touch lower.", 0.1),
        evidence("c.txt", 0, "Tarn shares may be had in London.", 0.01),
    ]
    asked = need("What do the two reports say about the share of Tarn?")
    assert asked.reports == 2
    assert found[2] in choose(asked, found)
    assert found[2] not in choose(need("How did the share of Tarn do?"), found)
    assert need("Who wrote the report?").reports == 0


def test_the_points_of_a_list_are_told_where_several_are_asked_for() -> None:
    text = "- The pier is shut.\n- The ferry sails on Mondays alone.\n- Fares rise by a tenth.\n"
    quotes = text.replace("- ", "").splitlines()
    items = [evidence("a.txt", 0, text, 0.9)]
    items = [
        replace(items[0], start=text.index(q) - 2, end=text.index(q) + len(q), quote="- " + q,
                score=0.9 if not n else 0.02)
        for n, q in enumerate(quotes)
    ]  # fmt: skip
    assert choose(need("Which measures were taken?"), items) == tuple(items)
    assert choose(need("What was shut?"), items) == tuple(items[:1])


def test_a_course_of_events_is_told_by_date() -> None:
    asked = need("Trace the death toll of the storm over time.")
    found = [
        evidence("late.txt", 0, "The toll of the storm is eight.", 0.9, day=20),
        evidence("early.txt", 0, "Three have died in it.", 0.5, day=2),
        evidence("mid.txt", 0, "By now nine were dead.", 0.6, day=9),
    ]
    assert [e.file for e in choose(asked, found)] == ["early.txt", "mid.txt", "late.txt"]


def test_a_denial_beside_what_is_said_comes_with_it() -> None:
    said = evidence("a.txt", 0, "Marrow blames the flour of Grant Mills.", 0.9)
    denied = evidence("a.txt", 60, "Grant Mills denies this.", 0.1)
    elsewhere = evidence("b.txt", 60, "Tarn denies having met him.", 0.1)
    asked = need("Where did the peanut come from?")
    assert denial(asked, [said], [said, elsewhere, denied]) == (denied,)
    assert denial(asked, [said], [said, elsewhere]) == ()
    assert denial(need("How many packs were there?"), [said], [said, denied]) == ()


def test_what_has_no_word_of_the_answer_denies_nothing_of_it() -> None:
    said = evidence("a.txt", 0, "New orders came to 468 million euros.", 0.9)
    other = evidence("a.txt", 60, "Their report finds no sign of intent.", 0.1)
    assert denial(need("Compare the order books of Tarn and Pell."), [said], [said, other]) == ()


def test_a_denial_right_after_what_is_said_comes_with_it_even_unfound() -> None:
    text = "Pell said the city had known since March.\n\nAdey-Holt denied that, and left. More."
    said = evidence("a.txt", 0, text[:41], 0.9)
    said = replace(said, passage=replace(said.passage, text=text, end=len(text)))
    (back,) = denial(need("How many knew it?"), [said], [said])
    assert back.quote == "Adey-Holt denied that, and left."
    assert text[back.start : back.end] == back.quote
    assert denial(need("Did the city know?"), [said, back], [said]) == ()
    for apart in ("Tram\n\nAdey-Holt denied that.", "He left. Adey-Holt denied that."):
        other = said.quote + "\n\n" + apart
        elsewhere = replace(said, passage=replace(said.passage, text=other, end=len(other)))
        assert denial(need("How many knew it?"), [elsewhere], [elsewhere]) == ()


def test_who_doubts_a_figure_comes_with_the_figure() -> None:
    def told(first: str, behind: str) -> list[str]:
        said = evidence("a.txt", 0, first, 0.9)
        text = f"{first} {behind}"
        said = replace(said, passage=replace(said.passage, text=text, end=len(text)))
        return [
            e.quote for e in denial(need("How much did the frost cost growers?"), [said], [said])
        ]

    figure = "The frost cost growers 3 million euros a day, their union said."
    doubted = "Shops called that number inflated."
    assert told(figure, doubted) == [doubted]
    assert told(figure, "The Post could not verify the figure.") == [
        "The Post could not verify the figure."
    ]
    assert told(figure, "Shops called that week the worst of all.") == []
    assert told("The frost cost growers dear.", doubted) == []  # it is of another one


def test_who_sees_it_otherwise_comes_with_what_he_sees() -> None:
    first = "Lorn said that no factory would close."
    asked = need("Will factories close?")

    def told(text: str) -> list[str]:
        said = evidence("a.txt", 0, first, 0.9)
        text = f"{first} {text}"
        said = replace(said, passage=replace(said.passage, text=text, end=len(text)))
        return [e.quote for e in denial(asked, [said], [said])]

    doubted = "The union BFU is not convinced. It says that two works will go."
    assert told(f"{doubted} Bread is dear.") == [doubted]
    quoted = '"We need them all," he added. The union disagrees: two works will go.'
    assert told(quoted) == ["The union disagrees: two works will go."]
    assert told("Bread is dear. The union disagrees.") == []  # with what is said of bread
    asked = need("How many factories are there?")
    assert told("The union disagrees.") == []  # with no figure


def test_a_correction_comes_right_behind_what_it_corrects() -> None:
    asked = need("How much did Orvane earn?")
    for first, behind in (
        ("We wrote on Monday that Orvane earned 17 million euros.", "The correct figure is 19."),
        ("An earlier version of this story had Orvane earn 17 million euros.", "It earned 19."),
        ("We wrongly said that Orvane earned 17 million euros.", "Its profit was 19 million."),
    ):
        text = f"{first} {behind} Bread is dear."
        said = evidence("a.txt", 0, first, 0.9)
        said = replace(said, passage=replace(said.passage, text=text, end=len(text)))
        (back,) = denial(asked, [said], [said])
        assert (back.quote, back.lead_in) == (behind, f"{first} ")
    plain = replace(said, quote=first.replace("wrongly ", ""))
    assert denial(asked, [plain], [plain]) == ()


def test_a_rejected_figure_is_no_denial_of_anything_else() -> None:
    text = "Petrov said the city had known since 2022. A spokesman rejected the figure."
    said = evidence("a.txt", 0, text[:42], 0.9)
    said = replace(said, passage=replace(said.passage, text=text, end=len(text)))
    rejected = evidence("a.txt", 43, text[43:], 0.5)
    assert denial(need("What did Petrov say?"), [said], [said, rejected]) == ()
    priced = text.replace("known since 2022", "spent 241 million")
    cost = evidence("a.txt", 0, priced[:43], 0.9)
    cost = replace(cost, passage=replace(cost.passage, text=priced, end=len(priced)))
    (back,) = denial(need("What does it cost?"), [cost], [cost])
    assert back.quote == "A spokesman rejected the figure."


def test_no_evidence_no_sentence() -> None:
    assert choose(need("Who won?"), []) == ()
