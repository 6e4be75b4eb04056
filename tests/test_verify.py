"""The verifier, rule by rule: what it reads, what it accepts and what it names."""

from __future__ import annotations

import importlib
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Check
from assistant.verify import LONGEST_STATEMENT, dates, names, quantities, verify
from assistant.verify.claims import likeness
from assistant.verify.wording import fold
from index.sentences import split


def read(text: str) -> list[tuple[float, float | None, str]]:
    return [(found.value, found.high, found.unit) for found in quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4.5 million", 4_500_000, ""),
        ("4,500,000", 4_500_000, ""),
        ("12³ million", 12_000_000, ""),  # the mark of a note
        ("$12³ million", 12_000_000, "usd"),
        ("450 people²", 450, ""),
        ("5 m²", 5, "m2"),
        ("10⁹", 1e9, "power of ten"),  # or ten and a note's mark: equal to itself alone
        ("10⁻⁶", 1e-6, "power of ten"),
        ("10³ million euros", 10_000_000, "eur"),  # no power of an amount
        ("10³ percent", 10, "%"),
        ("10³ euros", 10, "eur"),
        ("$10³", 10, "usd"),
        ("40k", 40_000, ""),
        ("61m subscribers", 61_000_000, ""),
        ("100m sprint", 100, "m"),
        ("55 %", 55, "%"),
        ("55 percent", 55, "%"),
        ("55 per cent", 55, "%"),
        ("one-third of them", 100 / 3, "%"),
        ("every fifth pupil", 20, "%"),
        ("nine", 9, ""),
        ("twenty-two", 22, ""),
        ("eight hundred and seventy", 870, ""),
        ("two hundred thousand", 200_000, ""),
        ("half a million", 500_000, ""),
        ("a dozen", 12, ""),
        ("$1.2bn", 1_200_000_000, "usd"),
        ("1.2 billion dollars", 1_200_000_000, "usd"),
        ("US$3", 3, "usd"),
        ("50 cents", 0.5, "usd"),
        ("€14.5 million", 14_500_000, "eur"),
        ("£1,140 a month", 1140, "gbp"),
        ("1,899 RMB", 1899, "cny"),
        ("1,899 yuan", 1899, "cny"),
        ("1899元", 1899, "cny"),
        ("48,20 Euro", 48.2, "eur"),
        ("4,2 Milliarden Euro", 4_200_000_000, "eur"),
        ("25 basis points", 0.25, "pp"),
        ("a quarter of a percentage point", 0.25, "pp"),
        ("11.6 km", 11_600, "m"),
        ("140 mm", 0.14, "m"),
        ("2 tonnes", 2000, "kg"),
        ("two days", 172_800, "s"),
        ("a year and a half", 18, "month"),
        ("nine consecutive quarters", 27, "month"),
        ("0.9 gigawatts", 900_000_000, "W"),
        ("22nd", 22, "ordinal"),
        ("twice as many", 2, "times"),
        ("9:40 p.m.", 21 * 60 + 40, "clock"),
        ("公司投资35亿元用于扩建工厂", 3.5e9, "cny"),
        ("价格为1,899美元起", 1899, "usd"),
        ("全长12公里的隧道", 12_000, "m"),
    ],
)
def test_reads_a_quantity(text: str, value: float, unit: str) -> None:
    assert read(text) == [(pytest.approx(value), None, unit)]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("40,000 to 50,000", 40_000, 50_000, ""),
        ("between 40,000 and 50,000", 40_000, 50_000, ""),
        ("40,000-50,000", 40_000, 50_000, ""),
        ("4 to 5 million", 4_000_000, 5_000_000, ""),
        ("$1.5-2 billion", 1_500_000_000, 2_000_000_000, "usd"),
        ("6 to 7 percent", 6, 7, "%"),
    ],
)
def test_reads_a_range(text: str, low: float, high: float, unit: str) -> None:
    assert read(text) == [(low, high, unit)]


def test_from_one_number_to_another_is_no_range() -> None:
    assert read("from 45 to 42 percent") == [(45, None, "%"), (42, None, "%")]
    assert read("3 hours and 20 minutes") == [(12_000, None, "s")]


def test_parts_of_dates_and_names_are_no_quantities() -> None:
    assert read("On 22 December 2025 the MI300X and the E-977 were shown in Q3.") == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("about 55%", "about"),
        ("nearly 500", "almost"),
        ("more than 300", "over"),
        ("at least 23", "over"),
        ("up to 900", "up to"),
        ("no more than 12", "up to"),
        ("fewer than 300", "under"),
        ("2 million fewer than 300", ""),
    ],
)
def test_reads_the_bound(text: str, bound: str) -> None:
    assert quantities(text)[-1].bound == bound


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        (
            "The largest shareholder sold its stake to Orvane.",
            "The largest shareholder sold its stake in March to Orvane.",
        ),
        ("The youngest daughter won the race.", "The youngest daughter won the race at Holm."),
        ("It was her best result on grass.", "It was her best result on grass."),
        ("The levy will be 20 percent.", "The levy will be 20 percent rather than 30."),
        ("The levy will be 20 percent.", "The levy will be 20 percent other than in Holm."),
        ("The work will take 18 months.", "The work will take 18 months or more."),
        ("Her novel came out on Thursday.", "Her novel, published on Thursday, is her third."),
        ("The law was adopted on Tuesday.", "The law, agreed on Tuesday, bans plastic bags."),
        ("At least 30 were hurt.", "No fewer than 30 were hurt."),
        ("The delay was 20 minutes.", "The delay was 20 minutes, 5 minutes more than last year."),
        ("The walk takes 40 minutes.", "The walk takes 40 minutes and 15 minutes are for lunch."),
        ("It took 141 minutes.", "It took two hours and 21 minutes."),
        ("The mill went to a third buyer.", "A third buyer got the mill."),
        ("Its share fell to 25 percent.", "Its share fell from a third to a quarter in May."),
        ("Brisk was taken over by Orvane.", "Orvane took over Brisk."),
    ],
)
def test_what_stands_beside_a_word_does_not_change_it(statement: str, cited: str) -> None:
    assert verify(statement, [cited]) == Check(True)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("It was her first title.", "It was her first title on grass."),
        ("It was her best result ever.", "It was her best result on grass."),
        ("Levels are the lowest ever.", "Levels are the lowest measured since 1976."),
        ("It is the largest mill.", "It is the oldest mill in Holm."),
        ("The work will take 18 months.", "The work will take 18 months longer than planned."),
        ("The work will take 18 months.", "The work will take 18 months more than planned."),
        ("He flew to a match on Thursday.", "He flew to a match, the paper said on Thursday."),
        ("He flew to a match on Thursday.", "He flew to a match, said a friend on Thursday."),
        ("No fewer than 30 people were hurt.", "Some 30 people were hurt."),
        ("The delay was 25 minutes.", "The delay was 20 minutes, 5 minutes more than last year."),
        ("A third of the mill was sold.", "The mill was sold to a third buyer."),
        ("Brisk took over Orvane.", "Orvane took over Brisk."),
    ],
)
def test_what_limits_a_word_in_the_source_does(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize("text", ["Dec 22, 2025", "22 December 2025", "22.12.2025", "2025-12-22"])
def test_reads_one_date_in_every_form(text: str) -> None:
    (found,) = dates(text)
    assert (found.year, found.month, found.day) == (2025, 12, 22)


def test_a_short_year_is_of_the_century_that_it_can_be_of() -> None:
    assert [d.year for d in dates("from May '98 to May '25")] == [1998, 2025]
    assert [(d.month, d.year) for d in dates("in May '60 Minutes' said")] == [(5, None)]


def test_reads_partial_dates() -> None:
    assert [(d.month, d.year) for d in dates("in October 2025")] == [(10, 2025)]
    assert [d.part for d in dates("the third quarter, Q3 and the first half")] == ["Q3", "Q3", "H1"]
    assert next(d.part for d in dates("in the last quarter of 2024")) == "Q4"
    assert [d.part for d in dates("it lost money last quarter")] == [None]
    assert [d.weekday for d in dates("on Monday")] == [0]
    assert [d.year for d in dates("between 2022 and 2024")] == [2022, 2024]
    assert dates("It may rain.") == ()


def test_reads_names_and_codes() -> None:
    text = "Bank of Verrin gave Reuben Klein's Torvald Bank an MI300X and a Halo 7."
    assert [found.words for found in names(text)] == [
        ("Bank", "of", "Verrin"),
        ("Reuben", "Klein"),
        ("Torvald", "Bank"),
        ("MI300X",),
        ("Halo", "7"),
    ]


@given(st.text(max_size=200))
def test_spans_hold_what_was_read(text: str) -> None:
    found = [(each.start, each.end) for read in (quantities, dates, names) for each in read(text)]
    assert all(0 <= start < end <= len(text) for start, end in found)


# --- accepted and refused, rule by rule ------------------------------------------------------

RATE = "The bank raised its rate by 25 basis points to 4.75 percent on Thursday."
CHIPS = (
    "According to market reports from this Monday, Quorvane is considering the purchase of"
    " 20,000 to 30,000 Tessil TX410 accelerators."
)
TWO = (
    "Brellin Motors said revenue rose 12 percent to 4.5 million dollars.",
    "Oblin Foods said revenue fell 3 percent to 610,000 dollars.",
)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Acme sold 4,500,000 cars.", "Acme sold 4.5 million cars."),
        ("Acme sold 40,000 cars.", "Acme sold 40k cars."),
        ("Acme paid $1.2bn.", "Acme paid 1.2 billion dollars."),
        ("Acme has about a third of the market.", "Acme has 33 percent of the market."),
        ("About 43,000 cars were sold.", "43,210 cars were sold."),
        ("More than 4 million cars were sold.", "4.2 million cars were sold."),
        ("Acme wants 40,000-50,000 chips.", "Acme wants between 40,000 and 50,000 chips."),
        ("Acme wants at least 40,000 chips.", "Acme wants 40,000 to 50,000 chips."),
        ("He has been charged.", "He was charged on Monday. He has not been convicted."),
        ("Acme paid 90,000 euros annually.", "Acme paid 90,000 euros a year."),
        ("Buyers must put in 5,000 euros.", "Buyers must put in at least 5,000 euros."),
        (
            "Sales rose to 61 million euros.",
            "Sales rose to 61 million euros, against 75 million expected by analysts.",
        ),
        ("Unemployment improved to 4 percent from 5 percent.",) * 2,
        ("Tom Berg, 19, scored.", "19-year-old Tom Berg scored."),
        ("Acme left its forecast unchanged.", "Acme kept its forecast unchanged."),
        ("The bank lifted its rate by a quarter of a percentage point to 4.75%.", RATE),
        ("Quorvane may buy 20,000-30,000 TX410 chips, according to market reports.", CHIPS),
        ("Sales of Acme did not fall in May.", "Sales of Acme rose in May."),
        ("Calder is behind Thorsby.", "Thorsby is ahead of Calder."),
        ("Marlo said that funds were unaffected.", "Marlo said that funds were not affected."),
        ('Ekholt called it "not good\nenough".', "Ekholt called it “not good enough”."),
        ("The ECB of Ostmark met.", "The East Central Bank of Ostmark met."),
        ("Director Yusuf Marlo left Acme Corp.", "Yusuf Marlo, the director, left Acme."),
    ],
)
def test_a_true_statement_in_other_words_is_supported(statement: str, cited: str) -> None:
    assert verify(statement, [cited]) == Check(True)


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("Acme sold 45,000 cars.", "Acme sold 54,000 cars.", "number 45,000 does not stand"),
        ("Acme sold 43,000 cars.", "Acme sold 43,210 cars.", "number 43,000 does not stand"),
        ("Acme sold 1.5 million cars.", "Acme sold 15 million cars.", "number 1.5 million"),
        ("Acme paid 5 million euros.", "Acme paid 5 million dollars.", "'5 million dollars'"),
        ("The rate rose 25 percent.", "The rate rose 25 percentage points.", "percentage points"),
        ("Rent is £900 a week.", "Rent is £900 a month.", "£900"),
        ("Acme wants 40,000 chips.", "Acme wants 40,000 to 50,000 chips.", "number 40,000"),
        ("It makes at least 900 MW.", "It makes up to 900 MW.", "'makes up to 900 MW'"),
        ("It makes 900 MW.", "It makes up to 900 MW.", "'makes up to 900 MW'"),
        ("Klein cut it from $110 to $95.", "Klein cut it from $95 to $110.", "from"),
        ("It was sold on May 3.", "It was sold on March 3.", "date May 3"),
        ("It was sold on Friday.", "It was sold on 2025-12-22.", "date Friday"),
        ("Acme bought the TX440.", "Acme bought the TX410.", 'name "TX440"'),
        ("Tom Lunde scored.", "Tom Berg scored.", 'name "Tom Lunde"'),
        ("Ilse Berg left.", "Ilse Hart left the Berg company.", '"Ilse Berg" together'),
        ("The bank cut its rate to 4.75 percent.", RATE, "'raised'"),
        ("Berg will resign.", "Berg said he would not resign.", "'not' of 'resign'"),
        ("Acme does not pay.", "Acme pays.", "the statement says 'not' of 'pay'"),
        ("Studies found evidence.", "Studies found no evidence.", "'no' of 'evidence'"),
        ("Funds were unaffected.", "Funds were affected.", "'unaffected'"),
        ("The yield rose.", "The yield rose, traders said.", "does not say who says it"),
        (
            "Ministers expect an early vote.",
            "Analysts expect an early vote.",
            "the source gives this to 'Analysts', the statement to 'Ministers'",
        ),
        ("The council will introduce fines.", "The council may introduce fines.", "'may'"),
        ("Gantry has cut 500 jobs.", "Gantry plans to cut 500 jobs.", "'plans to'"),
        ('Berg called it "the last word".', "Berg called it good.", "not quoted verbatim"),
        (
            "The drug cut the risk of cancer by 27%.",
            "The drug cut the risk of stroke by 27%.",
            "stroke",
        ),
        ("Berg was acquitted because of errors.", "Berg was acquitted.", "as a reason"),
        ("All houses burnt down.", "Nearly all houses burnt down.", "Nearly all".lower()),
        ("Purple elephants sang loudly.", "The bank raised its rate.", "shares no word"),
        (
            "The bank raised its rate to 4.75 percent, citing weak exports.",
            RATE,
            "nothing in the cited text says 'citing weak exports'",
        ),
    ],
)
def test_an_altered_statement_is_refused_with_the_reason(
    statement: str, cited: str, problem: str
) -> None:
    check = verify(statement, [cited])
    assert not check.supported
    assert any(problem in each for each in check.problems), check.problems


def test_a_figure_of_another_sentence_is_stitched() -> None:
    assert verify("Oblin Foods said revenue fell 3 percent.", TWO).supported
    check = verify("Oblin Foods said revenue rose 12 percent.", TWO)
    assert not check.supported


def test_a_lone_text_is_one_quote() -> None:
    assert verify("Profit fell to €5 million.", "Its profit fell to €5 million in May.").supported
    assert not verify("Profit fell to €6 million.", "Its profit fell to €5 million.").supported
    assert verify("Delta hired 9 cooks.", "It hired nine cooks.", context="Delta").supported


def test_two_cited_sentences_may_be_merged() -> None:
    merged = "Brellin Motors said revenue rose 12%, while Oblin Foods said its revenue fell 3%."
    assert verify(merged, TWO) == Check(True)


AIDE = "A former aide said the mayor had promised the quay to Pellam."


@pytest.mark.parametrize(
    ("statement", "source", "supported"),
    [
        ("The mayor promised the quay to Pellam.", AIDE, False),
        ("The mayor promised the quay to Pellam, a former aide said.", AIDE, True),
        ("He asked for money.", "Two players told the inquiry that he had asked for money.", False),
        ("Orle warned all its coaches.", "Orle reportedly warned all its coaches.", False),
        ("Engineers hid the report.", "Engineers allegedly hid the report.", False),
        ("The club paid its cooks.", "The club apparently paid its cooks.", False),
        ("The club appears to have paid its cooks.", "The club apparently paid its cooks.", True),
        ("The club asked for a loan.", "It is claimed that the club asked for a loan.", False),
        # the verb stands in what is said, and is not that one
        ("Orle said Lund said too little.", "Orle argued that Lund had said too little.", True),
        ("The court ruled that it leaks.", 'Orle called the ruling "wrong".', False),
        (
            "Orvane rejects the claim by Ilse Lund that it hid a leak.",
            "Ilse Lund said Orvane hid a leak, a claim that Orvane rejects.",
            True,
        ),
        ("Orle announced a cut.", "Orle blamed the rain and announced a cut.", True),
    ],
)
def test_a_saying_that_is_itself_told_by_somebody_keeps_who_tells_it(
    statement: str, source: str, supported: bool
) -> None:
    assert verify(statement, [source]).supported is supported


@pytest.mark.parametrize(
    ("did", "done"),
    [("overtook", "overtaken"), ("beat", "beaten"), ("chose", "chosen"), ("hid", "hidden")],
)
def test_who_does_it_is_kept_in_the_passive_of_an_irregular_verb(did: str, done: str) -> None:
    for one, two in (("Orvane", "Delmar"), ("The bakers", "The brewers")):
        source = f"{one} {did} {two} in 2020."
        assert verify(f"{two} was {done} by {one} in 2020.", [source]).supported
        assert not verify(f"{one} was {done} by {two} in 2020.", [source]).supported
        assert not verify(f"{two} {did} {one}.", [f"{two} was {done} by {one}."]).supported


def test_a_fragment_that_drops_its_attribution_is_refused() -> None:
    fragment = CHIPS.split(", ", 1)[1]
    assert fragment in CHIPS
    check = verify(fragment, [CHIPS])
    assert any("does not say who says it" in problem for problem in check.problems)
    assert verify(CHIPS, [CHIPS]) == Check(True)


def test_context_supplies_names_and_dates_but_no_figures() -> None:
    cited = ["The company sold 5,000 glasses in the week to Monday."]
    context = ["Quark glasses by Alibaba", "December 22, 2025"]
    assert verify("Alibaba sold 5,000 Quark glasses.", cited, context=context).supported
    said = "The company sold 5,000 glasses in the week to December 22, 2025."
    assert verify(said, cited, context=context).supported
    assert not verify("Alibaba sold 22 glasses.", cited, context=context).supported
    assert not verify("Alibaba sold 5,000 Quark glasses.", cited).supported


def test_the_publication_date_completes_the_sources_dates() -> None:
    cited = ["The glasses went on sale on November 27, after pre-orders that began last month."]
    day = ["28 November 2025"]
    assert verify("The glasses went on sale on 27.11.2025.", cited, context=day).supported
    assert verify("Pre-orders of the glasses began in October 2025.", cited, context=day).supported
    # The day of publication is no date of the sale, though it stands in the context.
    check = verify("The glasses went on sale on 28 November 2025.", cited, context=day)
    assert check.problems == ("the source gives another date than 28 November 2025",)


def test_the_row_of_a_table_lends_its_units() -> None:
    table = "Quarter | Revenue (USD million) | Staff\nQ2 2025 | 455 | 2,450"
    assert verify("Q2 2025 | 455 | 2,450", [table]).supported
    assert verify("In Q2 2025, revenue was 455 million USD.", [table]).supported
    assert not verify("In Q2 2025, revenue was 544 million USD.", [table]).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Umsatz stieg um 12,5 Prozent auf 4,2 Milliarden Euro, teilte das Unternehmen mit.",
        "据报道，岚川科技计划采购四万至五万块加速卡，以扩大其数据中心。",
        "„Wir haben keinen Grund zur Eile“, sagte Gesine Harm am 14. März.",
        "| South | 655 | 601 | -8.2% |",
    ],
)
def test_a_verbatim_quote_is_supported_in_any_language(sentence: str) -> None:
    assert verify(sentence, [f"Ein anderer Satz. {sentence}", sentence]) == Check(True)
    assert verify(sentence, [sentence.upper()]).supported


def test_another_chinese_name_is_refused() -> None:
    assert not verify("星屿科技计划采购加速卡。", ["岚川科技计划采购加速卡。"]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "problem"),
    [
        ("", ["A sentence."], "there is no statement"),
        (" \n", ["A sentence."], "there is no statement"),
        ("A sentence.", [], "no text is cited"),
        ("A sentence.", ["", "  "], "no text is cited"),
        ("word " * 1000, ["Another."], "the statement is too long to be checked"),
    ],
)
def test_nothing_to_check_is_not_supported(
    statement: str, cited: Sequence[str], problem: str
) -> None:
    check = verify(statement, cited)
    assert not check.supported
    assert check.problems[0].startswith(problem)


WORDS = st.sampled_from(
    "Brellin Motors said reportedly revenue rose fell not no 12 percent $4.5m may 3 May 2025 . , ;"
    ' " according to analysts while 1,2 40,000-50,000 % 据报道 ümlaut İ \n | never denied'.split(
        " "
    )
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=30).map(" ".join))


@settings(max_examples=200)
@given(TEXTS, st.lists(TEXTS, max_size=3), st.lists(TEXTS, max_size=2))
def test_never_raises_and_always_answers_the_same(
    statement: str, cited: list[str], context: list[str]
) -> None:
    check = verify(statement, cited, context=context)
    assert check == verify(statement, cited, context=context)
    assert check.supported == (not check.problems)


@settings(max_examples=200)
@given(TEXTS)
def test_a_verbatim_sentence_is_supported_by_itself_and_by_its_text(text: str) -> None:
    for span in split(text):
        sentence = span.of(text)
        if len(sentence) <= LONGEST_STATEMENT:
            assert verify(sentence, [sentence]).supported
            assert verify(sentence, [text]).supported


def test_a_check_takes_milliseconds() -> None:
    cited = [CHIPS, *TWO, RATE]
    statements = [
        f"Brellin Motors said revenue rose {n} percent to $4.5 million." for n in range(99)
    ]
    started = time.process_time()
    supported = [verify(statement, cited).supported for statement in statements]
    assert supported.count(True) == 1
    # 2 ms each is typical; ten times that leaves room for a busy machine
    assert time.process_time() - started < 0.02 * len(statements)


@pytest.mark.parametrize(
    ("rose", "climbed", "fell"),
    [
        ("Der Umsatz stieg auf 7.", "Der Umsatz kletterte auf 7.", "Der Umsatz sank auf 7."),
        (
            "Die Aktie legte um 5,2 Prozent zu.",
            "Die Aktie stieg um 5,2 Prozent.",
            "Die Aktie gab um 5,2 Prozent nach.",
        ),
        (
            "Die Preise zogen im Mai an, sagt das Amt.",
            "Die Preise stiegen im Mai, sagt das Amt.",
            "Die Preise gingen im Mai zurück, sagt das Amt.",
        ),
        (
            "Les ventes ont augmenté de 4 %.",
            "Les ventes ont progressé de 4 %.",
            "Les ventes ont reculé de 4 %.",
        ),
        ("El paro subió al 9 %.", "El paro aumentó al 9 %.", "El paro bajó al 9 %."),
        ("Il debito è salito a 7.", "Il debito è cresciuto a 7.", "Il debito è sceso a 7."),
        ("As vendas subiram 4 %.", "As vendas cresceram 4 %.", "As vendas caíram 4 %."),
        ("De omzet nam met 4 % toe.", "De omzet steeg met 4 %.", "De omzet nam met 4 % af."),
        ("Priserna ökade 4 %.", "Priserna steg 4 %.", "Priserna sjönk 4 %."),
        ("Выручка выросла на 4 %.", "Выручка увеличилась на 4 %.", "Выручка упала на 4 %."),
    ],
)
def test_a_direction_is_read_in_other_languages(rose: str, climbed: str, fell: str) -> None:
    assert verify(climbed, [rose]).supported
    assert any("the source says" in problem for problem in verify(fell, [rose]).problems)
    assert not verify(rose, [fell]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "context", "carried"),
    [
        ("The company said the wall is 3 metres high.", "The wall is 3 metres high.", [], False),
        ("Vantmoor said the wall is new.", "The wall is new.", ["Vantmoor builds a wall"], False),
        ("Analysts expect 900 jobs to go.", "900 jobs will go.", [], False),
        ("According to the minister, 900 jobs will go.", "900 jobs will go.", [], False),
        (
            "According to the Observer, 900 jobs will go.",
            "900 jobs will go.",
            ["The Observer"],
            True,
        ),
        ("The article says that 900 jobs will go.", "900 jobs will go.", [], True),
        ("Obi said 900 jobs will go.", "900 jobs will go, Obi announced.", [], True),
        ("The union said 900 jobs will go.", "The union put the jobs to go at 900.", [], True),
    ],
)
def test_nobody_is_made_to_say_what_the_source_says_by_itself(
    statement: str, cited: str, context: list[str], carried: bool
) -> None:
    check = verify(statement, [cited], context=context)
    assert check.supported is carried, check.problems
    if not carried:
        assert "says so" in check.problems[0]


@pytest.mark.parametrize(
    ("statement", "cited", "carried"),
    [
        ("Lindholt has spent 22 years there.", "Ada Brask has spent 22 years there.", False),
        ("Lindholt serves 1.3 million homes.", "The company serves 1.3 million homes.", True),
        ("Ada Brask has spent years at Lindholt.", "Ada Brask has spent years there.", True),
    ],
)
def test_a_name_of_the_title_takes_nobodys_place(statement: str, cited: str, carried: bool) -> None:
    check = verify(statement, [cited], context=["Lindholt honours its captain"])
    assert check.supported is carried, check.problems
    if not carried:
        assert check.problems[0] == 'the cited text says this of "Ada Brask", not of "Lindholt"'


def test_an_article_of_numbers_is_not_compared_figure_by_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each figure with each, and its surroundings: an attacker's text took minutes."""
    compared = 0

    def counting(*places: Any) -> float:
        nonlocal compared
        compared += 1
        return likeness(*places)

    module = importlib.import_module("assistant.verify.check_numbers")  # a function hides it
    monkeypatch.setattr(module, "likeness", counting)
    ships = [f"Ship {n} has {n * 7 % 997} men and {n * 3 % 991} cats" for n in range(200, 520)]
    source = "; ".join(ships) + "."
    claimed = "; ".join(ship.replace("has", "holds") for ship in ships[:30]) + "."
    check = verify(claimed, [source])
    assert any("statement has too many numbers to be checked" in p for p in check.problems)
    few = "Ship 300 holds 106 men and 900 cats."
    check = verify(few, [source])
    assert any("cited text has too many numbers to tell" in problem for problem in check.problems)
    assert compared < 100
    assert verify(few.replace("holds", "has"), ["; ".join(ships[90:110]) + "."]).supported
    assert compared > 0
    assert verify(source, [source]).supported  # what is quoted needs no comparing


@pytest.mark.parametrize(
    ("cited", "true", "false"),
    [
        (
            ["Beer sales rose 3 percent to 40 million euros while profit fell to 2 million."],
            "Profit fell to 2 million.",
            "Profit rose 3 percent to 40 million euros.",
        ),
        (
            ["Beer sales rose 3 percent and wine sales 7 percent."],
            "Wine sales rose 7 percent.",
            "Beer sales rose 7 percent.",
        ),
        (
            ["Net profit was 30 million euros; operating profit was 52 million euros."],
            "Net profit was 30 million euros.",
            "Operating profit was 30 million euros.",
        ),
        (
            ["The fair sold 4,000 tickets, up 7 percent, and took in 2 million, down 3 percent."],
            "The fair took in 2 million, down 3 percent.",
            "The fair took in 2 million, up 7 percent.",
        ),
        (
            ["Ada Brask testified on Monday. Her brother was sentenced to three years."],
            "Ada Brask's brother was sentenced to three years.",
            "Ada Brask was sentenced to three years.",
        ),
        (
            ["A customer of Vantmoor sued the state."],
            "Vantmoor's customer sued the state.",
            "Vantmoor sued the state.",
        ),
        (
            ["Vantmoor builds walls for Lindholt. That company went bankrupt in May."],
            "Lindholt went bankrupt in May.",
            "Vantmoor went bankrupt in May.",
        ),
        (
            ["Vantmoor sued a supplier. The supplier filed for bankruptcy."],
            "The supplier filed for bankruptcy.",
            "Vantmoor filed for bankruptcy.",
        ),
        (
            [
                "Streamer Vantmoor lost its chief. The streamer raised its prices by 2 euros.",
                "A rival cut jobs.",
            ],
            "Vantmoor raised its prices by 2 euros.",
            "Vantmoor cut jobs.",
        ),
        (
            ["Vantmoor dropped its bid and two investors sold their stakes."],
            "Two investors sold their stakes.",
            "Vantmoor sold its stakes.",
        ),
        (
            [
                "The prosecutor searched the club and arrested its director.",
                "Vantmoor sold shares.",
            ],
            "The prosecutor arrested the director of the club.",
            "Vantmoor arrested its director.",
        ),
        (
            ["Vantmoor closed its plant and dismissed 340 workers.", "Lindholt hired 90 workers."],
            "Vantmoor dismissed 340 workers and Lindholt hired 90.",
            "Lindholt dismissed 340 workers.",
        ),
        (
            ["Lindholt hired 90.", "The company was fined 3 million euros.", "Vantmoor closed."],
            "The company was fined 3 million euros, and Lindholt hired 90.",
            "Lindholt was fined 3 million euros.",
        ),
    ],
)
def test_a_deed_and_a_figure_stay_with_whose_they_are(
    cited: list[str], true: str, false: str
) -> None:
    assert verify(true, cited).problems == ()
    problems = verify(false, cited).problems
    assert any("says this of" in each or "for something else" in each for each in problems)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Vantmoor was fined 3 million euros.", "It was fined 3 million euros."),
        ("Vantmoor was fined 3 million euros.", "The company was fined 3 million euros."),
        ("The state fined Vantmoor 3 million euros.", "The state fined it 3 million euros."),
        ("Vantmoor raised sales to 9 million euros.", "Sales rose to 9 million euros."),
        ("Vantmoor made a profit of 9 million euros.", "Profit was 9 million euros."),
        ("Vantmoor's profit rose to 9 million euros.", "Profit rose to 9 million euros."),
        ("The crash left 12 people dead.", "Twelve people died in the crash."),
        ("12 people were killed in the crash.", "The crash killed 12 people."),
        ("The price of gold rose 3 percent.", "Gold rose 3 percent."),
        ("Ada Brask scored twice.", "Ada Brask returned. The 29-year-old scored twice."),
    ],
)
def test_the_same_subject_in_other_words_is_supported(statement: str, cited: str) -> None:
    assert verify(statement, [cited], context=["Vantmoor"]).problems == ()


@pytest.mark.parametrize(
    ("word", "cited"),
    [
        ("12 March 2026 ", "12 March 2026 "),
        ("May ", "May "),
        ("no deal ", "no deal "),
        ("Sales fell and profit rose and ", "Sales rose and profit fell and "),
        ("he said last month ", "he said last year "),
    ],
)
def test_what_repeats_itself_is_checked_in_time_or_not_supported(word: str, cited: str) -> None:
    """It took minutes: each word was held against each of its like, and both their surroundings."""
    statement = f"{word * 200}ends"[-LONGEST_STATEMENT:]
    started = time.process_time()
    check = verify(statement, [cited * 1000])
    assert time.process_time() - started < 1  # 0.15 s is typical
    assert not check.supported
    assert any("repeats too much" in problem for problem in check.problems)


def test_whole_articles_are_compared() -> None:
    """What bounds the time is far from what an article and a sentence about it need."""
    article = " ".join(
        f"Ship {n} left port on {n % 28 + 1} March with {n * 7} men, and sales of Dock {n} rose."
        for n in range(1, 100)
    )
    check = verify("Ship 41 left port with 287 men on 14 March.", [article])
    assert check.problems == ()


_BUSES = "The electric buses now number 1,200, or 40% of the fleet, up from 300 in 2021."
_TALKS = (
    "Corvane plans to close its Leith plant and move production to Gdansk, two people said."
    " The company declined to comment."
)
_SLIDE = "Shares in Ostrava fell 6%. The company had announced the departure of its finance chief."
_RATE = "The central bank of Kestria held its key rate at 5.25% and said it was too early to cut."


@pytest.mark.parametrize(
    ("cited", "altered", "true"),
    [
        # whose a word is, and who is called or aged so
        (
            "Rivermouth beat Castle 3-1. Castle's coach, Jan Wouters, left early.",
            "Rivermouth's coach, Jan Wouters, left early.",
            "Castle's coach, Jan Wouters, went early.",
        ),
        (
            "Carla Menotti will succeed Hugo Reiss. Reiss, 63, is retiring.",
            "Carla Menotti, 63, will succeed Hugo Reiss.",
            "Hugo Reiss, 63, is retiring.",
        ),
        (
            "Ines Paxton, a Democrat from Oregon, quit. Dale Rourke, a Republican, may run.",
            "Ines Paxton, a Republican from Oregon, quit.",
            "Ines Paxton, a Democrat from Oregon, has quit.",
        ),
        (
            _TALKS,
            "Corvane plans to close its Gdansk plant and move production to Leith, people said.",
            "Corvane plans to move production from Leith to Gdansk, two people said.",
        ),
        # who does it and whom it is done to
        (
            "Battery cars outsold diesel cars in Velden in August.",
            "Diesel cars outsold battery cars in Velden in August.",
            "Diesel cars were outsold by battery cars in Velden in August.",
        ),
        (
            "The hospital apologised to the families on Monday.",
            "The families apologised to the hospital on Monday.",
            "On Monday the hospital apologised to the families.",
        ),
        # a level and a change; a figure and its time
        (
            _BUSES,
            "The number of electric buses rose by 40%.",
            "Two-fifths of the fleet are electric buses.",
        ),
        (
            _BUSES,
            "There were 1,200 electric buses in 2021.",
            "In 2021 there were 300 electric buses.",
        ),
        (
            "Ministers cut the quota by 15% to 34,000 tonnes.",
            "Ministers cut the quota by 34,000 tonnes.",
            "Ministers cut the quota to 34,000 tonnes.",
        ),
        (
            "Nimbus will raise its monthly price to 9.99 pounds.",
            "Nimbus will raise its yearly price to 9.99 pounds.",
            "Nimbus will raise its monthly price to £9.99.",
        ),
        (
            "Menhir may sell its stake of 30% in the mine.",
            "Menhir may sell 30% of its stake in the mine.",
            "Menhir may sell its 30% stake in the mine.",
        ),
        (
            "Samir Haddad won the prize for his third book.",
            "Samir Haddad won his third prize for his book.",
            "Samir Haddad's third book won the prize.",
        ),
        # who kept silent, what stayed, what is too early
        (
            _TALKS,
            "Corvane confirmed that it plans to close its Leith plant.",
            "Corvane did not comment.",
        ),
        (
            _RATE,
            "The central bank of Kestria cut its key rate to 5.25%.",
            "The bank left its rate at 5.25%.",
        ),
        (
            _RATE,
            "The central bank of Kestria said it was time to cut.",
            "It was too soon to cut, it said.",
        ),
        # for and against, by and for
        (
            "The mayor led a campaign for the harbour plan.",
            "The mayor campaigned against the harbour plan.",
            "The mayor campaigned for the harbour plan.",
        ),
        # order and reason
        (
            _SLIDE,
            "Shares in Ostrava fell 6% before it announced the departure of its finance chief.",
            "Shares in Ostrava fell 6%, after it had announced the departure of its finance chief.",
        ),
        (
            _SLIDE,
            "Shares in Ostrava fell 6% because its finance chief is departing.",
            "Ostrava had announced that its finance chief would depart.",
        ),
        # an opinion without the one who holds it, a quotation without its condition
        (
            "Merrow is the most overvalued stock in the index, argues Lena Osei, an analyst.",
            "Merrow is the most overvalued stock in the index.",
            "Lena Osei argues that Merrow is the most overvalued stock in the index.",
        ),
        (
            "The airline offered 3.5% and called the strike disproportionate.",
            "The strike is disproportionate.",
            "The airline called the strike disproportionate.",
        ),
        (
            '"We will not sell to anyone who breaks it up," said Georg Aumann.',
            '"We will not sell," said Georg Aumann.',
            'Georg Aumann said they would "not sell to anyone who breaks it up".',
        ),
        # what shows nothing parts no word
        ("Revenue rose 12%.", "Revenue f\u200bell 12%.", "Revenue ro\u200bse 12%."),
    ],
)
def test_what_a_model_mixes_up_is_refused_and_its_true_twin_is_not(
    cited: str, altered: str, true: str
) -> None:
    context = ["4 December 2025"]
    assert not verify(altered, [cited], context=context).supported
    assert verify(true, [cited], context=context) == Check(True)


@pytest.mark.parametrize(
    ("statement", "cited", "context"),
    [
        (
            "The chief's departure was announced on Wednesday.",
            "Shares fell on Thursday. The chief's departure was announced the evening before.",
            "February 20, 2025",
        ),
        ("Two out of nine members voted for it.", "Two of the nine members voted for it.", ""),
        ("Bankole scored two goals.", "Bankole scored twice as his side won.", ""),
        (
            "Lena Osei of Parnell Capital expects losses.",
            "Lena Osei, an analyst at Parnell Capital, expects losses.",
            "",
        ),
        ("The findings were published.", "The results were published by those who found it.", ""),
        ("Kestria's bank held its rate.", "The bank of Kestria held its rate, as expected.", ""),
        (
            "About 700 people fled, mayor Rui Salgado said.",
            "About 700 people fled, the mayor, Rui Salgado, said on Monday.",
            "",
        ),
        ("The sides could not agree.", "The two sides failed to agree.", ""),
        ("In 2024 rents rose by 4%.", "Rents in the city rose 4% in 2024.", ""),
    ],
)
def test_a_free_retelling_is_supported(statement: str, cited: str, context: str) -> None:
    assert verify(statement, [cited], context=[context]) == Check(True)


@pytest.mark.parametrize(
    ("statement", "cited", "stands"),
    [
        (
            "A passenger train left the rails near Polva.",
            "A freight train left the rails near Polva while passengers waited.",
            "freight",
        ),
        (
            "Ministers cut the plaice quota by 40 percent.",
            "Ministers cut the cod quota by 40 percent and raised the quota for plaice.",
            "cod quota",
        ),
        (
            "Siltra reported orders of 742 million dollars.",
            "Siltra reported sales of 742 million dollars and orders of 1.03 billion dollars.",
            "1.03 billion dollars",
        ),
        (
            "Ferris Holdings is suing the city of Brack.",
            "The city of Brack is suing the landlord Ferris Holdings.",
            "city Brack",
        ),
    ],
)
def test_a_word_in_the_place_of_another_is_refused(statement: str, cited: str, stands: str) -> None:
    check = verify(statement, [cited])
    assert not check.supported
    assert any(f"'{stands}'" in problem for problem in check.problems), check.problems


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The strike ended on Thursday.", "Ground staff ended their strike on Thursday."),
        (
            "Shares in Lunde lost 3 percent.",
            "Shares in Corv gained 5, those in Lunde lost 3 percent.",
        ),
        ("Four schools are to close.", "The county will close four of its eleven schools."),
    ],
)
def test_a_word_that_keeps_its_place_is_supported(statement: str, cited: str) -> None:
    assert verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("It was her first title.", "It was her first title on grass."),
        ("The ice shrank to its smallest area.", "The ice shrank to its third-smallest area."),
        ("Levels are the lowest ever measured.", "Levels are the lowest for the date since 1976."),
    ],
)
def test_a_superlative_keeps_its_limit(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        (
            "The loss more than doubled to 210 million.",
            "The loss rose to 210 million from 95 million.",
            True,
        ),
        (
            "The loss more than tripled to 210 million.",
            "The loss rose to 210 million from 95 million.",
            False,
        ),
        (
            "They counted 61 species, up from 49.",
            "They counted 61 species, twelve more than in 2019.",
            True,
        ),
        (
            "They counted 61 species, up from 48.",
            "They counted 61 species, twelve more than in 2019.",
            False,
        ),
        (
            "They were caught three days later.",
            "They fled on Tuesday and were caught on Friday.",
            True,
        ),
        (
            "They were caught two days later.",
            "They fled on Tuesday and were caught on Friday.",
            False,
        ),
        ("Lindale came third.", "Lindale won bronze.", True),
        ("Lindale came second.", "Lindale won bronze.", False),
    ],
)
def test_a_figure_may_be_worked_out(statement: str, cited: str, supported: bool) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Dahl said profits fell.", "The textile maker said profits fell. It hired Dahl."),
        ("Dahl said it will close.", "The mill will close, the textile maker said. Dahl left."),
    ],
)
def test_a_name_elsewhere_is_not_who_speaks(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("She ran the race in 2:21.", "She ran the race in two hours and 21 minutes.", True),
        ("The talks began at 9 a.m.", "The talks lasted nine hours.", False),
        ("The talks began at 2:21.", "The talks lasted 141 minutes.", False),
        ("The talks went on until 2:21.", "The talks went on for 141 minutes.", False),
    ],
)
def test_a_time_of_day_is_no_duration(statement: str, cited: str, supported: bool) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("She won silver in Oslo for the second time.", "She won silver in Oslo."),
        ("Orvane's third chief resigned.", "Orvane makes bronze taps. Its chief resigned."),
        ("Dahl won gold and came second.", "Dahl won gold. Holm won silver."),
        ("Dahl came second.", "Dahl won gold, and Holm won silver."),
        ("Dahl came third.", "Dahl sold bronze in Oslo."),
    ],
)
def test_a_medal_gives_only_the_place_of_who_won_it(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        (
            "Nine of the 13 plants closed, and the other four stayed open.",
            "Nine of the 13 plants closed, and the rest stayed open.",
            True,
        ),
        (
            "The rest of its business shrank 12 percent.",
            "Orvane runs 13 plants. The rest of its business shrank.",
            False,
        ),
        (
            "Twelve people died, and the other three were hurt.",
            "Four people were in one car. Twelve people died, and others were hurt.",
            False,
        ),
        (
            "Twelve people died, and the other eight were hurt.",
            "Twelve people died in four towns, and others were hurt.",
            False,
        ),
    ],
)
def test_the_others_are_counted_from_their_whole(
    statement: str, cited: str, supported: bool
) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Orvane doubled its staff to 40.", "Orvane has 40 staff and 20 offices."),
        ("The loss doubled to 20 million.", "The loss fell to 20 million from 40 million."),
        ("The loss halved to 40 million.", "The loss rose to 40 million from 20 million."),
        ("Orvane doubled its staff to 40.", "Orvane moved 40 staff from 20 offices."),
    ],
)
def test_a_factor_needs_what_it_was_before(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("It was signed four days later.", "Talks began on Tuesday and it was signed on Friday."),
        ("They fled three days later.", "They fled on Tuesday and were caught on Friday."),
        ("They were caught three days earlier.", "They fled on Tuesday and were caught on Friday."),
        ("They were caught four days later.", "They were caught on Friday after fleeing Tuesday."),
    ],
)
def test_days_are_counted_from_the_first_to_the_second(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("It had 28 offices.", "It hired 12 more staff and has 40 offices."),
        ("It had 28 offices.", "It has 40 offices and hired 12 more than last year."),
        ("It had 28 offices.", "It has 40 offices, 12 more than Orvane."),
    ],
)
def test_what_it_was_before_is_counted_in_the_same_thing(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("He scored 31 times.", "He scored 31 goals.", True),
        ("Sales grew 20 times.", "Sales grew in 20 shops.", False),
        ("Sales were 20 times as high.", "Sales were high in 20 shops.", False),
        ("Sales were 20 times higher.", "Sales were higher in 20 shops.", False),
        ("He scored 20 times.", "He scored in 20 matches.", False),
    ],
)
def test_a_count_is_no_factor(statement: str, cited: str, supported: bool) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Shares lost 40 percent.", "Shares lost 40 in 2019. Rates rose 5 percent."),
        ("It cost 400 dollars.", "It cost 400 to join. The club spent 5 million dollars."),
    ],
)
def test_a_unit_is_not_borrowed_from_another_sentence(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Cars were slower than 30 km/h.", "Cars were faster than 30 km/h."),
        ("The birds were lighter than 30 g.", "The birds were heavier than 30 g."),
        ("Growth was weaker than 3 percent.", "Growth was stronger than 3 percent."),
        ("The farm was smaller than 30 hectares.", "The farm was larger than 30 hectares."),
    ],
)
def test_the_other_comparative_before_a_figure_is_refused(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported
    assert not verify(cited, [statement]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("Prices fell 2 percent.", "Prices rose in May but are now 2 percent lower.", True),
        (
            "Profit fell 5 percent.",
            "Profit rose 5 percent in May, and 5 percent fewer people left.",
            False,
        ),
        ("Profit fell 5 percent.", "Profit rose 5 percent less than it was to.", False),
    ],
)
def test_a_figure_tells_the_direction_only_where_it_has_one(
    statement: str, cited: str, supported: bool
) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Orvane won the lawsuit.", "Orvane received the lawsuit."),
        ("Dahl won in court.", "Dahl sold gold in court."),
        ("Orvane cut 400 staff.", "Orvane posted 400 letters."),
        ("Orvane cut 400 staff in May.", "Orvane cut 400 posts from its fence in May."),
        ("Dahl signed it in May.", "Dahl had evidence of it in May."),
    ],
)
def test_a_word_of_two_senses_stands_for_neither(statement: str, cited: str) -> None:
    assert not verify(statement, [cited]).supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("At least 17 people were hurt at Calder.", True),
        ("17 people or more were hurt at Calder.", True),
        ("More than 50 people were evacuated at Calder.", True),
        ("17 people were hurt at Calder.", False),
        ("More than 17 people were hurt at Calder.", False),
        ("At least 50 people were hurt at Calder.", False),
        ("More than 17 people were evacuated at Calder.", False),
    ],
)
def test_each_count_keeps_its_at_least_and_its_verb(statement: str, supported: bool) -> None:
    cited = "At least 17 people were hurt and more than 50 were evacuated after a blast at Calder."
    assert verify(statement, [cited]).supported is supported


def test_a_count_in_other_words_is_no_other_count() -> None:
    cited = "The crash hurt 28 passengers, and three drivers were seriously injured."
    assert verify("Three drivers suffered serious injuries.", [cited]).supported
    assert verify("The crash hurt 28 passengers.", [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("Profit fell to 61 million euros from 75 million euros.", "", True),
        ("Profit fell from 75 million euros to 61 million euros.", "", True),
        ("Profit was 61 million euros, down from 75 million euros.", "", True),
        ("Profit dropped to 61 million euros.", "", True),
        ("Profit rose to 61 million euros from 75 million euros.", "", False),
        ("Profit rose from 75 million euros to 61 million euros.", "", False),
        ("Profit was 61 million euros, up from 75 million euros.", "", False),
        ("Profit climbed to 61 million euros.", "", False),
        (
            "The crown slipped to 11.4 per euro from 11.1.",
            "The crown traded at 11.4 per euro, compared with 11.1 on Monday.",
            True,
        ),
    ],
)
def test_a_direction_agrees_with_its_figures(statement: str, cited: str, supported: bool) -> None:
    cited = cited or "Orvane's profit was 61 million euros, compared with 75 million euros in 2023."
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("The closure costs growers an estimated 9 million crowns a day, the port said.", True),
        ("The closure costs growers about 9 million crowns daily, the port said.", True),
        ("The closure costs growers an estimated 9 million crowns, the port said.", False),
        ("The closure costs growers 9 million crowns a day, the port said.", False),
    ],
)
def test_an_estimate_and_a_rate_are_kept(statement: str, supported: bool) -> None:
    cited = "The closure costs growers an estimated 9 million crowns a day, the port said."
    assert verify(statement, [cited]).supported is supported


def test_an_estimate_that_somebody_makes_is_theirs() -> None:
    cited = "The loss was estimated at 9 million crowns by the insurer Orvane."
    assert verify("The loss was 9 million crowns, the insurer Orvane said.", [cited]).supported
    assert not verify("The loss was 9 million crowns.", [cited]).supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        (
            "Orvane's margin was 9.4 percent in the third quarter, up from 8.1 percent a year ago.",
            True,
        ),
        ("Orvane's margin was 9.4 percent, up from 8.1 percent a year earlier.", True),
        ("Orvane's margin was 9.4 percent, up from 8.1 percent a quarter ago.", False),
        ("Orvane's margin was 9.4 percent, up from 8.1 percent a month earlier.", False),
    ],
)
def test_a_year_ago_is_no_quarter_ago(statement: str, supported: bool) -> None:
    cited = (
        "In the third quarter Orvane's margin was 9.4 percent, up from 8.1 percent a year earlier."
    )
    assert verify(statement, [cited]).supported is supported


def test_last_quarter_is_a_quarter_ago() -> None:
    cited = "Margin was 9.4 percent, after 8.1 percent in the previous quarter and 9 a year ago."
    assert verify("Margin was 9.4 percent, up from 8.1 percent a quarter ago.", [cited]).supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("The town Calder has not approved it.", "", True),
        ("The town has approved the mill that Orvane reportedly plans.", "", False),
        ("The town Calder has already approved it.", "", False),
        (
            "The county has approved the mill.",
            "The county has approved the mill, but the town has not approved it.",
            True,
        ),
    ],
)
def test_what_has_not_been_done_is_not_told_as_done(
    statement: str, cited: str, supported: bool
) -> None:
    cited = cited or "Orvane reportedly plans a mill, but the town Calder has not approved it."
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("Calder's council passed the budget by 9-4.", "", True),
        ("Calder's council passed the budget in a 4-9 vote.", "", False),
        ("Dunmore beat Marsh 1-3.", "Dunmore beat Marsh 3-1 in the cup.", False),
        ("Marsh lost 1-3 to Dunmore.", "Dunmore beat Marsh 3-1 in the cup.", True),
        ("Marsh 1-3 Dunmore.", "Dunmore 3-1 Marsh in the cup.", True),
    ],
)
def test_a_score_is_not_turned_round(statement: str, cited: str, supported: bool) -> None:
    cited = cited or "The council of Calder passed the budget on Monday in a 9-4 vote."
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("The broker Orvane estimated the loss at 9 million crowns.", True),
        ("The insurer Calder put the loss at up to 14 million crowns.", True),
        ("The insurer Calder put the loss at 9 million crowns.", False),
        ("The broker Orvane put the loss at up to 14 million crowns.", False),
    ],
)
def test_each_of_two_speakers_keeps_the_own_figure(statement: str, supported: bool) -> None:
    cited = (
        "The loss was estimated at 9 million crowns by the broker Orvane, while the insurer Calder"
        " put it at up to 14 million crowns."
    )
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("Ada Holm was convicted of two counts of arson.", True),
        ("The court in Calder found Ada Holm guilty on two counts of arson.", True),
        ("Ada Holm was convicted of perjury.", False),
        ("Ada Holm was found guilty on one count of perjury.", False),
        ("Ada Holm was acquitted of arson.", False),
    ],
)
def test_each_charge_keeps_its_verdict(statement: str, supported: bool) -> None:
    cited = (
        "A court in Calder convicted Ada Holm of two counts of arson on Monday."
        " She was acquitted on one count of perjury."
    )
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("Two partners, Ada Holm and Otto Reiss, left Orvane on Friday.", True),
        ("Three partners, Ada Holm and Otto Reiss, left Orvane on Friday.", False),
        ("Two partners, Ada Holm and Lea Dunn, left Orvane on Friday.", False),
        ("Two partners left Orvane on Friday.", False),
    ],
)
def test_those_who_are_listed_may_be_counted(statement: str, supported: bool) -> None:
    cited = "Managing partner Ada Holm and senior partner Otto Reiss left Orvane on Friday."
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("Ada Holm of Reiss Capital cut her target to $41 from $47.", True),
        ("Ada Holm of Orvane cut her target to $41 from $47.", False),
        ("Otto Dunn of Reiss Capital cut his target to $41 from $47.", False),
    ],
)
def test_an_analyst_is_of_the_house_before_her_title(statement: str, supported: bool) -> None:
    cited = "Reiss Capital analyst Ada Holm cut her target for Orvane to $41 from $47 on Friday."
    assert verify(statement, [cited]).supported is supported


def test_a_raised_digit_is_no_letter_before_another() -> None:
    assert fold("U²³⁵ on 9 km²") == "U²³⁵ on 9 km²"
    assert fold("people²³ in 12³⁴") == "people   in 12  "


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("Acme was fined.", "Acme was searched in May. It was never fined.", False),
        ("The mate was dismissed.", "They heard the mate. She has not been dismissed.", False),
        ("Two divers were found.", "Two divers were missed. They have not been found.", False),
        ("Rui Berg signed it.", "Rui Berg read it for a week. He did not sign it.", False),
        ("The mate was heard.", "They heard the mate. She has not been dismissed.", True),
        ("Two men were arrested.", "Berg left. He was not arrested. Two men were arrested.", True),
        ("The mill is known.", "The mill is known. It is not known when it was built.", True),
        ("Acme opened a shop.", "Acme opened a shop. It will not open on Sundays.", True),
    ],
)
def test_what_is_denied_of_him_is_denied_of_who_is_named_before(
    statement: str, cited: str, supported: bool
) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        ("It was the first rise in 2019.", "It was the first rise since 2019.", False),
        ("Turnout was the lowest in 1987.", "At 41%, turnout was the lowest since 1987.", False),
        ("Rents rose the most in May 2020.", "Rents rose the most since May 2020.", False),
        ("It was the first rise since 2019.", "It was the first rise since 2019.", True),
        (
            "The first ferry sailed in 2019.",
            "The first ferry sailed in 2019, not since 2019.",
            True,
        ),
        ("It is the best since the rise in 2019.", "It is the best since the rise of 2019.", True),
    ],
)
def test_the_most_since_a_year_is_not_the_most_in_it(
    statement: str, cited: str, supported: bool
) -> None:
    assert verify(statement, [cited]).supported is supported


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("Four men and eight women sat on the jury.", False),
        ("The jury had four men and eight women.", False),
        ("Four women and eight men sat on the jury.", True),
        ("Eight men sat on the jury.", True),
        ("Eight people sat on the jury beside four women.", True),
    ],
)
def test_the_men_are_no_women(statement: str, supported: bool) -> None:
    assert verify(statement, ["Eight men and four women sat on the jury."]).supported is supported


@pytest.mark.parametrize(
    ("statement", "cited", "supported"),
    [
        (
            "Lea Berg said the old ferry leaked.",
            "The old ferry leaked, said its mate, Lea Berg.",
            True,
        ),
        (
            "Lea Berg said the old ferry leaked.",
            "The old ferry leaked, said Acme's chief, Lea Berg, on Monday.",
            True,
        ),
        (
            "Its mate said the old ferry leaked.",
            "The old ferry leaked, said its mate, Lea Berg.",
            True,
        ),
        (
            "Rui Hale said the old ferry leaked.",
            "The old ferry leaked, said its mate, Lea Berg. Hale left.",
            False,
        ),
        (
            "Rui Hale said the old ferry leaked.",
            "The old ferry leaked, said its mate, whom Rui Hale hired.",
            False,
        ),
        (
            "Rui Hale said the old ferry leaked.",
            "The old ferry leaked, said Lea Berg, Rui Hale having left.",
            False,
        ),
        ("The old ferry leaked.", "The old ferry leaked, said its mate, Lea Berg.", False),
    ],
)
def test_who_speaks_may_be_named_behind_the_office(
    statement: str, cited: str, supported: bool
) -> None:
    assert verify(statement, [cited]).supported is supported
