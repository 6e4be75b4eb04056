"""Evidence that disagrees -> dated sides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assistant.conflicts import (
    Given,
    changed,
    disagreement,
    namesakes,
    of_one_day,
    of_weight,
    with_sides,
)
from assistant.questions import Need, read
from assistant.rivals import Embed
from assistant.types import Evidence
from assistant.values import values
from index.embedder import Embedder
from index.types import Passage, Published


def evidence(file: str, quote: str, day: int, score: float = 0.5, title: str = "News") -> Evidence:
    passage = Passage(
        article_id=1,
        file=file,
        title=title,
        published=Published(dt.date(2025, 3, day), "text") if day else None,
        publisher=None,
        chunk_id=file,
        start=0,
        end=len(quote),
        text=quote,
        score=1.0,
    )
    return Evidence(file, 0, len(quote), quote, score, passage)


def need(question: str) -> Need:
    return read(question, 100, {})


HOUSEHOLDS = need("How many households does Orvane Power supply?")
OLD = evidence("old.txt", "Orvane Power supplies 1.3 million households.", 1, 0.6)
NEW = evidence("new.txt", "Orvane Power supplies 1.2 million households.", 9, 0.5)


def test_two_values_for_one_thing_are_two_sides_newest_first() -> None:
    sides = disagreement(HOUSEHOLDS, [OLD, NEW], {})
    assert [(s.value.text, s.published, s.sources) for s in sides] == [
        ("1.2 million", dt.date(2025, 3, 9), 1),
        ("1.3 million", dt.date(2025, 3, 1), 1),
    ]


def test_equal_values_in_other_words_are_no_disagreement() -> None:
    same = evidence("same.txt", "Orvane Power supplies 1,300,000 households.", 9)
    assert disagreement(HOUSEHOLDS, [OLD, same], {}) == ()


def test_another_quantity_is_no_disagreement() -> None:
    other = evidence("other.txt", "Orvane Power, with 1.1 million shareholders, is big.", 9)
    money = evidence("money.txt", "Orvane Power earned 1.2 million euros from households.", 9)
    far = evidence("far.txt", "Orvane Power supplies 40 households on Tarn island.", 9)
    assert disagreement(HOUSEHOLDS, [OLD, other, money, far], {}) == ()


def test_a_report_that_mends_an_earlier_figure_is_not_a_side_for_the_old_one() -> None:
    mends = evidence("mends.txt", "It had 387 million households, not the 412 million reported.", 9)
    asked = need("How many households had Orvane?")
    assert disagreement(asked, [mends], {}) == ()


def test_codes_beside_what_is_asked_for() -> None:
    asked = need("Which AMD accelerators is Alibaba buying?")
    one = evidence("a.txt", "Alibaba will buy 40,000 MI308 accelerators from AMD.", 5)
    two = evidence("b.txt", "Alibaba is weighing MI300X accelerators from AMD.", 2)
    sides = disagreement(asked, [one, two], {})
    assert [side.value.text for side in sides] == ["MI308", "MI300X"]


def test_copies_of_one_story_are_one_source_and_a_lone_dissent_stands_beside() -> None:
    copies = [evidence(f"copy{i}.txt", OLD.quote, 1) for i in (1, 2)]
    clusters = {"copy1.txt": "old.txt", "copy2.txt": "old.txt", "old.txt": "old.txt"}
    sides = disagreement(HOUSEHOLDS, [OLD, *copies, NEW], clusters)
    assert [side.sources for side in sides] == [1, 1]
    assert of_weight(sides) == sides
    apart = disagreement(HOUSEHOLDS, [OLD, *copies, NEW], {})
    assert [side.sources for side in apart] == [1, 3]
    assert of_weight(apart) == apart  # newer than all that agree, it may put them right
    stale = evidence("stale.txt", NEW.quote, 0)
    apart = disagreement(HOUSEHOLDS, [OLD, *copies, stale], {})
    assert [side.value.text for side in of_weight(apart)] == ["1.3 million"]


def test_every_side_gets_a_sentence_once() -> None:
    other = evidence("other.txt", "Orvane Power is old.", 3)
    sides = disagreement(HOUSEHOLDS, [OLD, NEW], {})
    assert with_sides([OLD, other], sides, 60) == (NEW, OLD, other)
    assert with_sides([OLD, other], sides, 14) == (NEW, OLD)
    assert with_sides([OLD], (), 60) == (OLD,)


def test_values_are_of_the_kind_that_is_wanted() -> None:
    text = evidence("a.txt", "On 3 March 2025 it paid 26 euros a share, 12 percent more.", 3)
    assert [v.text for v in values(need("How much did it pay?"), text)] == ["26 euros"]
    assert [v.text for v in values(need("What share did it gain?"), text)] == ["12 percent"]
    assert [v.text for v in values(need("When did it pay?"), text)] == ["3 March 2025"]
    assert values(need("Why did it pay?"), text) == ()


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (
            "When will the wing open?",
            "The wing, shut since 2021, opens in March 2026.",
            ["March 2026"],
        ),
        ("When is the wing to open?", "It burnt in May 2021.", []),
        ("When did the wing burn?", "The wing opens in March 2026.", []),
        ("When did they plan to open the wing?", "It opens in March 2026.", ["March 2026"]),
        (
            "How many of the guests left?",
            "Two thirds left, 40 percent at night.",
            ["Two thirds", "40 percent"],
        ),
        ("How many guests left?", "Two thirds left.", []),
    ],
)
def test_a_value_is_of_the_tense_and_the_kind_asked_for(
    question: str, text: str, told: list[str]
) -> None:
    assert [v.text for v in values(need(question), evidence("a.txt", text, 3))] == told


def test_of_two_figures_in_a_sentence_the_one_asked_for_is_compared() -> None:
    asked = need("How much memory does the Orvane card have?")
    now = evidence(
        "a.txt", "The Orvane card has 48 gigabytes of memory and draws 420 watts.", 9, 0.6
    )
    then = evidence("b.txt", "Orvane's card, of 48 gigabytes of memory, is to draw 350 watts.", 3)
    assert disagreement(asked, [now, then], {}) == ()
    drawn = need("How many watts does the Orvane card draw?")
    assert len(disagreement(drawn, [now, then], {})) == 2


def test_weekdays_of_other_weeks_are_no_rivals(embed: Embed) -> None:
    asked = need("When did the mayor of Orvane resign?")
    one = evidence("a.txt", "The mayor of Orvane resigned on Friday.", 3, 0.9)
    two = evidence("b.txt", "The mayor of Orvane resigned on Thursday.", 4, 0.3)
    other = evidence("c.txt", "The mayor of Orvane resigned on Tuesday.", 28, 0.3)
    assert len(disagreement(asked, [one, two], {}, embed)) == 2
    assert disagreement(asked, [one, other], {}, embed) == ()


def test_undated_sides_come_last() -> None:
    undated = evidence("undated.txt", NEW.quote, 0)
    sides = disagreement(HOUSEHOLDS, [undated, OLD], {})
    assert [side.published for side in sides] == [dt.date(2025, 3, 1), None]


def test_of_a_course_only_what_is_told_on_one_day_disagrees() -> None:
    same = replace(
        OLD, file="same.txt", passage=replace(OLD.passage, published=NEW.passage.published)
    )
    assert of_one_day(disagreement(HOUSEHOLDS, [OLD, NEW], {})) == ()
    assert len(of_one_day(disagreement(HOUSEHOLDS, [same, NEW], {}))) == 2


def test_people_of_one_name_do_not_disagree() -> None:
    asked = need("How old is Corin Tarn?")
    young = evidence("a.txt", "Corin Tarn, 26, won the race.", 3)
    old = evidence("b.txt", "Corin Tarn, 58, studies volcanoes.", 4)
    later = evidence("c.txt", "Corin Tarn, 27, won the race.", 5)
    assert namesakes(disagreement(asked, [young, old], {}))
    assert not namesakes(disagreement(asked, [young, later], {}))


def test_another_company_of_the_kind_is_no_dissent() -> None:
    asked = need("How many shops did Orvane Retail open in 2024?")
    own = evidence("a.txt", "It opened 30 shops in 2024.", 3, 0.9, title="Orvane Retail report")
    rival = evidence("b.txt", "It opened 41 shops in 2024.", 4, 0.8, title="Tessel Retail report")
    again = evidence("c.txt", "It opened 31 shops in 2024.", 5, 0.7, title="Orvane Retail grows")
    assert disagreement(asked, [own, rival], {}) == ()
    sides = disagreement(asked, [own, rival, again], {})
    assert [side.value.text for side in sides] == ["31", "30"]
    turnover = need("What was Orvane's turnover?")
    one = evidence("a.txt", "Turnover was 940 million francs.", 3, 0.9, title="Orvane report")
    two = evidence("b.txt", "Turnover was 1.6 billion francs.", 4, 0.8, title="Tessel report")
    assert disagreement(turnover, [one, two], {}) == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What was Kestrow's turnover?", {"kestrow"}),
        ("How high is Ilva Tarn’s pay?", {"ilva", "tarn"}),
        ("Did Sander's or Lorne's sales grow more?", {"sander", "lorn"}),
        ("How did Tessaly Mills' profit change?", {"tessali", "mill"}),
        ("What is the mill's debt?", set()),
        ("Who's running the ferry's kitchen?", set()),
        ("Which U.S. city closed its schools?", set()),
        ("Which city of the U.K. closed its schools?", {"uk"}),
        ("Is the debt Orvane's.", {"orvan"}),
    ],
)
def test_who_owns_what_is_asked_about_is_named(question: str, names: set[str]) -> None:
    assert need(question).names == names


def test_what_fits_together_is_no_disagreement() -> None:
    cut = need("How many jobs will Kesta cut?")
    between = evidence("a.txt", "Kesta will cut between 300 and 400 jobs.", 3)
    about = evidence("b.txt", "Kesta will cut about 350 jobs.", 4)
    assert disagreement(cut, [between, about], {}) == ()
    close = need("When will the Orvane merger close?")
    dated = evidence("a.txt", "The Orvane merger will close on 5 June 2025.", 3)
    short = evidence("b.txt", "The Orvane merger will close on 5 June.", 4)
    other = evidence("c.txt", "The Orvane merger will close on 5 June 2026.", 5)
    assert disagreement(close, [dated, short], {}) == ()
    assert len(disagreement(close, [dated, other], {})) == 2


def test_one_article_does_not_disagree_with_itself() -> None:
    here = evidence("a.txt", "The ferry Luna carries 400 passengers.", 3, 0.9)
    there = evidence("a.txt", "The ferry Luna carries 600 passengers.", 3, 0.8)
    assert disagreement(need("How many passengers does Luna carry?"), [here, there], {}) == ()


def test_another_quarter_is_no_dissent() -> None:
    asked = need("What was the revenue of Nordwind in the first quarter of 2025?")
    first = evidence("a.txt", "Nordwind had revenue of 510 million euros in the first quarter.", 3)
    second = evidence(
        "b.txt", "Nordwind had revenue of 580 million euros in the second quarter.", 9
    )
    assert disagreement(asked, [second, first], {}) == ()


DIRECTOR = need("Who directed the film Harbour Lights?")
FILM = evidence(
    "film.txt", "Harbour Lights is a 1988 drama directed by Mara Quill for Tarn.", 1, 0.6
)
ALTERED = evidence(
    "altered.txt", "Harbour Lights is a 1988 drama directed by Otto Brandt for Tarn.", 2
)


def test_the_day_of_something_else_is_no_dissent() -> None:
    asked = need("When is the election?")
    day = evidence("a.txt", "The mayor will not stand in the election on 7 June 2026.", 5)
    other = evidence("b.txt", "The referendum will be held on 22 March 2026.", 2)
    leaning = replace(other, lead_in="The petition has enough names, the election office said. ")
    assert disagreement(asked, [day, leaning], {}) == ()
    later = evidence("c.txt", "The election has been put off to 14 June 2026.", 9)
    assert len(disagreement(asked, [day, later], {})) == 2
    assert disagreement(need("When does the tram open?"), [other, day], {}) == ()


def test_one_sentence_in_two_versions_has_two_sides() -> None:
    sides = disagreement(DIRECTOR, [FILM, ALTERED], {})
    assert [side.value.text for side in sides] == ["Otto Brandt", "Mara Quill"]


def test_of_two_versions_the_one_that_more_sources_carry_stands_in_the_answer() -> None:
    other = evidence("other.txt", "Mara Quill was 31 when Harbour Lights made her known.", 3, 0.4)
    sides = disagreement(DIRECTOR, [FILM, ALTERED, other], {})
    assert [(s.value.text, s.sources) for s in of_weight(sides)] == [("Mara Quill", 2)]


def test_what_is_not_asked_may_differ_between_versions() -> None:
    sequel = evidence(
        "sequel.txt", "Harbour Lights is a 1994 drama directed by Mara Quill for Tarn.", 2
    )
    longer = evidence("longer.txt", "Harbour Lights, an old film, opens with a drowned man.", 2)
    short = evidence("short.txt", "Directed by Otto Brandt.", 2)
    assert disagreement(DIRECTOR, [FILM, sequel, longer, short], {}) == ()


def test_words_edited_and_words_broken_at_a_lines_end_are_no_versions() -> None:
    asked = need("Which sales did Orlane report in its latest year?")
    wire = "Orlane reported record sales for its latest year, the company {} on Tuesday in Lyon."
    said, told = (evidence(f"{verb}.txt", wire.format(verb), 2) for verb in ("said", "told"))
    broken = evidence("broken.txt", wire.format("said").replace("record", "re-\ncord"), 2)
    assert disagreement(asked, [said, told], {}) == ()
    assert disagreement(asked, [said, broken], {}) == ()


@pytest.fixture(scope="module")
def embed(tmp_path_factory: pytest.TempPathFactory) -> Embed:
    return Embedder.open(tmp_path_factory.mktemp("embedder")).embed


def given(need: Need, read: list[Evidence], embed: Embed) -> list[str]:
    return [side.value.text for side in disagreement(need, read, {}, embed)]


def test_another_story_may_say_it_in_words_of_its_own(embed: Embed) -> None:
    crowd = need("How many people attended the Tarn Lake Festival?")
    title = "Tarn Lake Festival"
    organisers = evidence("a.txt", "They counted 52,000 visitors over three days.", 3, 0.9, title)
    police = "The festival was not so full: the police estimate that 38,000 people came."
    other = evidence("b.txt", police, 5, 0.09, "The festival in the rain")
    other = replace(other, passage=replace(other.passage, text=f"Tarn Lake Festival. {police}"))
    cars = evidence("c.txt", "On Sunday 41,000 cars drove along Tarn Lake.", 5, 0.09, "Traffic")
    assert disagreement(crowd, [organisers, other], {}) == ()
    assert given(crowd, [organisers, cars, other], embed) == ["38,000", "52,000"]


def test_what_an_article_gave_before_is_no_rival(embed: Embed) -> None:
    asked = need("What dividend does Orvane pay?")
    now = evidence("a.txt", "Orvane pays its owners a dividend of 42 cents.", 3, 0.9)
    then = evidence("b.txt", "Orvane pays 42 cents a share after 50 cents last year.", 4, 0.8)
    assert given(asked, [now, then], embed) == []


@pytest.mark.parametrize("when", ["last year", "in 2024"])
def test_what_was_given_for_another_time_is_a_value_where_that_time_is_asked_for(
    when: str, embed: Embed
) -> None:
    asked = need(f"How much profit did Orvane make {when}?")
    one = evidence("a.txt", "Orvane made a profit of 50 million euros last year.", 3, 0.9)
    other = evidence("b.txt", "The profit of Orvane was 42 million euros last year.", 4, 0.8)
    assert given(asked, [one, other], embed) == ["42 million euros", "50 million euros"]


@pytest.mark.parametrize(
    ("question", "text", "dates"),
    [
        ("When does the trial start?", "It said the trial starts on 5 May.", ["5 May"]),
        ("When does the trial start?", "It announced the trial starts on 5 May.", ["5 May"]),
        ("When does the trial start?", "It announced the trial on 5 May.", []),
        ("When does the trial start?", "It said on 3 May that it starts on 5 June.", ["5 June"]),
        ("When does it start?", "It said on Monday, 3 May, that it starts on 5 June.", ["5 June"]),
        ("When does it start?", "It said in a letter on 3 May that it starts soon.", []),
        ("When does it start?", "She said in Tarn on 3 May that it starts soon.", []),
        ("When does it start?", "She told the court on 3 May that it starts soon.", []),
        ("When will it open?", "It announced Wednesday that it opens on 5 June.", ["5 June"]),
        ("When was the plant announced?", "Orvane announced the plant on 5 May.", ["5 May"]),
    ],
)
def test_the_day_of_saying_is_no_date_of_the_thing(
    question: str, text: str, dates: list[str]
) -> None:
    assert [value.text for value in values(need(question), evidence("a.txt", text, 3))] == dates


def test_times_that_are_no_days_are_compared_as_far_as_they_go(embed: Embed) -> None:
    asked = need("When will the Orvane merger be completed?")
    june = evidence("a.txt", "The Orvane merger will be completed by the end of June.", 3, 0.9)
    autumn = evidence("b.txt", "The Orvane merger will be completed in the autumn.", 4, 0.8)
    quarter = evidence("c.txt", "The Orvane merger will be completed in the second quarter.", 5)
    told = evidence("d.txt", "The Orvane merger will be completed soon, it said on Monday.", 6)
    assert given(asked, [june, autumn, told], embed) == ["autumn", "June"]
    assert given(asked, [june, quarter], embed) == []


def test_a_row_of_figures_is_no_rival(embed: Embed) -> None:
    figures = "Orvane Power: 2.1 million, 1.1 million, 1.2 million, 900,000 homes."
    row = evidence("row.txt", figures, 4, 0.05)
    one = evidence("one.txt", "Orvane Power: 1.1 million homes.", 4, 0.05)
    assert given(HOUSEHOLDS, [OLD, row], embed) == []
    assert given(HOUSEHOLDS, [OLD, one], embed) == ["1.1 million", "1.3 million"]


def test_a_yes_and_a_no_are_two_sides(embed: Embed) -> None:
    asked = need("Was anyone hurt when the Orvane hall collapsed?")
    yes = evidence("a.txt", "Two players were hurt when the Orvane hall collapsed.", 3, 0.9)
    no = evidence("b.txt", "Nobody was hurt in the Orvane hall, the fire brigade said.", 4, 0.6)
    snow = evidence("c.txt", "There was no snow in Tarn last year.", 4, 0.5)
    assert given(asked, [yes, no], embed) == [no.quote, yes.quote]
    assert given(asked, [yes, snow], embed) == []
    assert given(need("Who was hurt in the Orvane hall?"), [yes, no], embed) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Did unemployment in Orvane rise?", "Unemployment in Orvane rose to 5.1 percent.",
         "The number of people out of work in Orvane rose by 20,000."),
        ("Is the strike in Orvane over?", "The strike in Orvane ended on Friday.",
         "Importers lost 3 million euros of fruit during the strike in Orvane."),
    ],
)  # fmt: skip
def test_a_no_about_something_else_is_none(
    embed: Embed, question: str, one: str, other: str
) -> None:
    told = [evidence("a.txt", one, 3, 0.9), evidence("b.txt", other, 4, 0.6)]
    assert given(need(question), told, embed) == []


def test_a_no_may_speak_of_them(embed: Embed) -> None:
    asked = need("Were the cable breaks at Orvane deliberate?")
    yes = evidence("a.txt", "The cable breaks at Orvane were deliberate, she said.", 3, 0.9)
    no = evidence("b.txt", "Of the Orvane cables not one of them was cut on purpose, he said.", 4)
    assert given(asked, [yes, no], embed) == [no.quote, yes.quote]


def test_a_number_of_others_is_no_rival(embed: Embed) -> None:
    asked = need("How many people were injured in the fire at the Orvane mill?")
    hurt = evidence("a.txt", "A fire at the Orvane mill injured 12 people on Tuesday.", 3, 0.9)
    fought = evidence("b.txt", "Some 30 firefighters fought the blaze at the Orvane mill.", 4, 0.8)
    more = evidence("c.txt", "The fire at the Orvane mill hurt 15 workers, doctors said.", 5, 0.8)
    assert given(asked, [hurt, fought], embed) == []
    assert given(asked, [hurt, fought, more], embed) == ["15", "12"]


def test_an_article_contradicts_itself_only_where_it_quotes_somebody(embed: Embed) -> None:
    asked = need("Is the Orvane bridge safe?")
    yes = evidence("a.txt", "The Orvane bridge is safe.", 3, 0.9)
    told = evidence("a.txt", "The Orvane bridge was not safe.", 3, 0.8)
    quoted = evidence("a.txt", "The Orvane bridge is not safe, the engineer said.", 3, 0.8)
    assert given(asked, [yes, told], embed) == []
    assert len(given(asked, [yes, quoted], embed)) == 2


def test_opposite_deeds_are_a_yes_and_a_no(embed: Embed) -> None:
    asked = need("Will the Orvane depots disappear?")
    stay = evidence("a.txt", "All 20 Orvane depots will stay open, the chairman said.", 3, 0.9)
    shut = evidence("b.txt", "Nine of the 20 Orvane depots will be shut, the board said.", 4, 0.4)
    paint = evidence("c.txt", "Nine of the 20 Orvane depots will be painted, it said.", 4, 0.4)
    assert given(asked, [stay, shut], embed) == [shut.quote, stay.quote]
    assert given(asked, [stay, paint], embed) == []


def test_what_is_an_answer_by_itself_need_not_share_words(embed: Embed) -> None:
    asked = need("How many people came to the Orvane fair?")
    first = evidence("a.txt", "The Orvane fair drew 3,200 people.", 3, 0.9)
    other = evidence("b.txt", "Some 1,900 men and women paid for a badge.", 3, 0.01, "Orvane")
    assert disagreement(asked, [first, other], {}, embed) == ()
    sides = disagreement(asked, [first, other], {}, embed, voices=[other])
    assert [side.value.text for side in sides] == ["3,200", "1,900"]


def test_a_season_named_from_the_day_of_the_report_has_a_year(embed: Embed) -> None:
    asked = need("When was the Orvane hall last inspected?")
    autumn = evidence("a.txt", "The Orvane hall was inspected last autumn.", 3, 0.9)
    long_ago = evidence("b.txt", "The Orvane hall was last inspected in 2021.", 4, 0.8)
    same = evidence("c.txt", "The Orvane hall was inspected in October 2024.", 4, 0.8)
    dated = evidence("d.txt", "The Orvane hall was inspected in autumn 2024.", 4, 0.8)
    assert given(asked, [autumn, long_ago], embed) == ["2021", "last autumn"]
    assert given(asked, [autumn, same, dated], embed) == []


@pytest.mark.parametrize(
    ("said", "year"),
    [("last spring", 2024), ("this spring", 2025), ("next winter", None), ("next spring", 2026)],
)
def test_last_this_and_next_season(said: str, year: int | None) -> None:
    asked = need("When does the Orvane hall open?")
    told = values(asked, evidence("a.txt", f"The Orvane hall opens {said}.", 3))
    assert [value.when.year for value in told if value.when] == ([year] if year else [])


def test_times_of_the_day_are_compared_however_they_are_written(embed: Embed) -> None:
    asked = need("At what time did the Orvane mill explode?")
    morning = evidence("a.txt", "The Orvane mill exploded at 4:10 a.m. on Tuesday.", 3, 0.9)
    same = evidence("b.txt", "It was 04:10 when the Orvane mill exploded.", 4, 0.8)
    other = evidence("c.txt", "The Orvane mill exploded at 3:52 a.m., the inquiry says.", 9, 0.8)
    assert given(asked, [morning, same], embed) == []
    assert given(asked, [morning, same, other], embed) == ["3:52 a.m.", "4:10 a.m."]


def test_two_accounts_of_one_report_are_sides_where_it_says_that_they_differ() -> None:
    asked = need("How much damage did the Orvane storm do in money?")
    first = "The government puts the damage at 410 million euros."
    second = "Insurers paid 340 million euros to farmers."

    def told(before: str) -> list[Evidence]:
        text = f"{before} {first} {second}"
        whole = evidence("a.txt", text, 3, 0.9)
        at = [(text.index(quote), quote) for quote in (first, second)]
        return [replace(whole, start=n, end=n + len(q), quote=q) for n, q in at]

    disputed = disagreement(asked, told("How much damage the Orvane storm did is in dispute."), {})
    assert [side.value.text for side in disputed] == ["410 million euros", "340 million euros"]
    assert disagreement(asked, told("The Orvane storm did damage in two valleys."), {}) == ()


def behind(lead: str, text: str) -> list[Evidence]:
    whole = evidence("a.txt", f"{lead} {text}", 3, 0.9)
    return [replace(whole, end=len(lead), quote=lead)]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Insurers speak of 340 million euros.", "340 million euros"),
        ('Ada Lorn of Tarn Bank called that "high". She reckons with 340 million.', "340 million"),
        ("Insurers paid out 340 million euros.", None),  # which is another thing
        ("The government said 340 million euros were insured.", None),
        ("It had spoken of 340 million euros.", None),  # whose it was before
        ("Insurers had reckoned with 340 million euros.", None),  # before it was known
        ("Nothing was insured. Ada Lorn left. She reckons with 340 million euros a year.", None),
    ],
)
def test_another_voice_right_behind_needs_no_words_but_its_figure(
    text: str, other: str | None
) -> None:
    asked = need("How much damage did the Orvane storm do in money?")
    lead = "The government puts the damage at 410 million euros."
    sides = disagreement(asked, behind(lead, text), {})
    assert [side.value.text for side in sides] == (["410 million euros", other] if other else [])


def test_what_stands_behind_and_was_found_too_is_told_once() -> None:
    asked = need("How much damage did the Orvane storm do in money?")
    lead = "The government puts the damage at 410 million euros."
    [one] = behind(lead, "Insurers speak of 340 million euros.")
    start, end = len(lead) + 1, len(one.passage.text)
    found = replace(one, start=start, end=end, quote=one.passage.text[start:], score=0.2)
    sides = disagreement(asked, [one, found], {})
    assert [side.evidence for side in sides] == [(one,), (found,)]
    twice = with_sides([one, found], sides, 100)
    assert twice == (one, found)


def test_two_voices_in_one_sentence_are_two_sides() -> None:
    asked = need("How many marched in Orvane?")
    lead = evidence("a.txt", "About 9,000 people marched in Orvane, the police said.", 3, 0.9)
    both = evidence(
        "b.txt", "Police speak of 9,000; organiser Ada Lorn reckons with 14,000.", 4, 0.1
    )
    sides = disagreement(asked, [lead, both], {})
    assert [side.value.text for side in sides] == ["14,000", "9,000"]
    mended = evidence("b.txt", "The police speak of 9,000 and not of 14,000.", 4, 0.1)
    assert disagreement(asked, [lead, mended], {}) == ()


def test_what_a_value_is_held_against_is_not_given(embed: Embed) -> None:
    asked = need("What share of the vote did Ada Orvane get?")
    count = evidence("a.txt", "Ada Orvane got 50.6 percent of the vote.", 3, 0.9)
    again = evidence("b.txt", "Ada Orvane got 49.8 percent, below the half she needed.", 4, 0.8)
    assert given(asked, [count, again], embed) == ["49.8 percent", "50.6 percent"]


def test_a_season_with_its_year_is_one_value() -> None:
    told = values(
        need("When will the hall open?"), evidence("a.txt", "Not before spring of 2027.", 3)
    )
    assert [value.text for value in told] == ["spring of 2027"]


def test_when_something_else_happened_is_no_rival(embed: Embed) -> None:
    asked = need("When did Orvane Power undergo its restructuring?")
    done = "In May 2020, Orvane Power completed the restructuring of its assets."
    here = evidence("a.txt", done, 3, 0.9, "Orvane Power")
    founded = "Orvane Power, established on May 12, 2012, sells electricity in Tarn."
    there = evidence("b.txt", founded, 4, 0.5, "Orvane Power")
    late = evidence("c.txt", "The restructuring of Orvane Power was over in July 2020.", 5, 0.5)
    assert given(asked, [here, there], embed) == []
    assert given(asked, [here, late], embed) == ["July 2020", "May 2020"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("More than 40 guests fell ill.", ["40"]),
        ("Fewer than nine guests fell ill.", ["nine"]),
        ("It was 12 more than the 40 guests who fell ill before.", ["12"]),
        ("30 guests, fewer than the 40 reported, fell ill.", ["30"]),
        ("The guests who fell ill were 52 in all, up from more than 40.", ["52"]),
    ],
)
def test_a_bound_is_a_value_and_what_is_compared_with_is_none(text: str, told: list[str]) -> None:
    found = values(need("How many guests fell ill?"), evidence("a.txt", text, 3))
    assert [v.text.split()[-1] for v in found] == told


@pytest.mark.parametrize(
    ("one", "two", "differ"),
    [
        ("More than 40 guests", "Fifteen guests", True),
        ("At least 40 guests", "Fifteen guests", True),
        ("Fewer than 20 guests", "Forty guests", True),
        ("Up to 20 guests", "More than 30 guests", True),
        ("More than 40 guests", "Sixty guests", False),
        ("At least 40 guests", "60 guests", False),
        ("Fewer than 20 guests", "Twelve guests", False),
    ],
)
def test_a_number_within_a_bound_is_no_disagreement(one: str, two: str, differ: bool) -> None:
    asked = need("How many guests fell ill at the Harrow hotel?")
    told = [
        evidence("a.txt", f"{one} fell ill at the Harrow hotel.", 2, 0.6),
        evidence("b.txt", f"{two} fell ill at the Harrow hotel.", 2, 0.5),
    ]
    assert bool(disagreement(asked, told, {})) is differ


def test_of_two_counts_in_one_sentence_that_of_what_is_asked() -> None:
    two = evidence("a.txt", "The quake at Tolm killed 14 people and injured 30.", 2, 0.6)
    three = evidence("b.txt", "Nineteen people were injured in the quake at Tolm.", 2, 0.5)
    asked = need("How many people were injured in the quake at Tolm?")
    sides = disagreement(asked, [two, three], {})
    assert {side.value.text for side in sides} == {"30", "Nineteen"}
    again = evidence("b.txt", "Thirty people were injured in the quake at Tolm.", 2, 0.5)
    assert disagreement(asked, [two, again], {}) == ()


def test_where_nothing_tells_which_count_is_asked_for_each_is_a_value() -> None:
    rows = evidence("a.txt", "Harrow has 14 rooms in the old wing and 30 in the new one.", 2, 0.6)
    other = evidence("b.txt", "Harrow has 22 rooms.", 2, 0.5)
    sides = disagreement(need("How many rooms does Harrow have?"), [rows, other], {})
    assert "22" in {side.value.text for side in sides}


def test_what_is_expected_no_longer_is_given_only_where_it_is_asked_for() -> None:
    text = "Orvane had earlier expected a revenue of 30 million euros."
    then = evidence("a.txt", text, 3)
    assert values(need("What revenue does Orvane expect?"), then) == ()
    asked = need("What revenue did Orvane expect at first?")
    assert [value.text for value in values(asked, then)] == ["30 million euros"]


def test_what_is_corrected_right_behind_is_not_given() -> None:
    asked = need("How much did Orvane earn?")
    first = "We wrote that Orvane earned 17 million euros."
    for behind, told in (
        ("The correct figure is 19.", []),
        ("Bread is dear.", ["17 million euros"]),
    ):
        one = evidence("a.txt", first, 3)
        one = replace(one, passage=replace(one.passage, text=f"{first}\n{behind}"))
        assert [value.text for value in values(asked, one)] == told


def test_another_model_of_the_name_is_no_side(embed: Embed) -> None:
    asked = need("What does the Lark 4 cost?")
    own = evidence("a.txt", "The Lark 4 costs 60 euros.", 3, 0.9)
    for other, sides in (
        ("The Lark 4 Max costs 90 euros.", []),
        ("The Lark 3 costs 50 euros.", []),
        ("The Lark 4 costs 70 euros.", ["70 euros", "60 euros"]),
    ):
        told = [own, evidence("b.txt", other, 5, 0.8)]
        assert [s.value.text for s in disagreement(asked, told, {}, embed)] == sides


def test_of_how_many_some_were_is_not_how_many() -> None:
    asked = need("How many guests left the hotel?")
    text = "Of 480 guests, 340 left the hotel."
    assert [v.text for v in values(asked, evidence("a.txt", text, 3))] == ["340"]
    text = "Of 480 guests most left the hotel."
    assert [v.text for v in values(asked, evidence("a.txt", text, 3))] == ["480"]


def test_a_count_of_others_leads_to_no_sides() -> None:
    asked = need("Lorne: how many of the people were in critical condition?")
    dead = evidence("a.txt", "A man died in Lorne, which makes it eight victims.", 9, 0.8)
    board = evidence("b.txt", "In Lorne there were 19 people on board.", 5, 0.7)
    ill = evidence("b.txt", "In Lorne two were still in a critical condition.", 5, 0.6)
    assert disagreement(asked, [dead, board, ill], {}) == ()
    three = evidence("c.txt", "In Lorne three were in a critical condition.", 6, 0.6)
    told = disagreement(asked, [dead, board, ill, three], {})
    assert [side.value.text for side in told] == ["three", "two"]


def test_a_count_of_what_is_asked_leads_in_whatever_words() -> None:
    asked = need("How many jobs will be lost at Orvane?")
    go = evidence("a.txt", "At Orvane 600 jobs will go.", 5, 0.8)
    lost = evidence("b.txt", "At Orvane as many as 1,100 jobs will be lost.", 9, 0.6)
    told = {side.value.text for side in disagreement(asked, [go, lost], {})}
    assert told == {"as many as 1,100", "600"}


def sides_of(question: str, *told: tuple[str, int]) -> tuple[Given, ...]:
    found = [evidence(f"{i}.txt", text, day, 0.6 - i / 10) for i, (text, day) in enumerate(told)]
    return disagreement(need(question), found, {})


ILL = "How many guests fell ill at the Harrow hotel?"
TIN = "What was the price of tin?"
JANUARY = "Unemployment in Tolm was 5.8 percent in January."


@pytest.mark.parametrize(
    ("question", "told", "expected"),
    [
        (
            ILL,
            [
                ("At least 14 guests fell ill at the Harrow hotel.", 3),
                ("The guests who fell ill at the Harrow hotel number 23.", 5),
            ],
            True,
        ),
        (
            ILL,
            [
                ("Some 14 guests fell ill at the Harrow hotel.", 3),
                ("As many as 23 guests fell ill at the Harrow hotel.", 5),
            ],
            False,
        ),
        (
            TIN,
            [
                ("The price of tin was 3,100 dollars on Monday.", 4),
                ("The price of tin was 3,300 dollars on 12 March.", 13),
            ],
            True,
        ),
        (
            ILL,
            [
                ("At least 40 guests fell ill at the Harrow hotel.", 3),
                ("The guests who fell ill at the Harrow hotel number 23.", 5),
            ],
            False,
        ),
        (
            TIN,
            [
                ("The price of tin was 3,100 dollars on 4 March.", 5),
                ("The price of tin was 3,300 dollars on 4 March.", 13),
            ],
            False,
        ),
        (
            ILL,
            [
                ("14 guests fell ill at the Harrow hotel, the owner said on Monday.", 3),
                ("23 guests fell ill at the Harrow hotel, a doctor said on Wednesday.", 5),
            ],
            False,
        ),
        *[
            ("What is unemployment in Tolm?", [(one, 12), (two, 5)], expected)
            for one, two, expected in (
                (JANUARY, "Unemployment in Tolm was 6.1 percent in December.", True),
                (
                    "In January, unemployment in Tolm fell to 5.8 percent.",
                    "Unemployment in Tolm rose to 6.1 percent in December, he said on Monday.",
                    True,
                ),
                (
                    "Unemployment in Tolm fell to 5.8 percent in January from 6.3 in November.",
                    "Unemployment in Tolm, at 6.1 percent in December, is too high, he said.",
                    True,
                ),
                (JANUARY, "Unemployment in Tolm was 6.1 percent in January.", False),
                (JANUARY, "Unemployment in Tolm was 6.1 percent on 9 January.", False),
                (JANUARY, "Unemployment in Tolm was 6.1 percent.", False),
                (
                    "The bank said in February that unemployment in Tolm was 5.8 percent.",
                    "The union said in January that unemployment in Tolm was 6.1 percent.",
                    False,
                ),
            )
        ],
    ],
)
def test_figures_of_other_days_are_a_change_and_no_disagreement(
    question: str, told: list[tuple[str, int]], expected: bool
) -> None:
    sides = sides_of(question, *told)
    assert len(sides) == 2
    assert changed(need(question), sides) is expected


@pytest.mark.parametrize(
    ("question", "one", "two", "differ"),
    [
        (
            "How many Larks will Aventa scrap?",
            "Aventa will scrap 12,000 Larks.",
            "Aventa made 90,000 vans, including 31,000 Larks.",
            False,
        ),
        (
            "How many Larks will Aventa scrap?",
            "Aventa will scrap 12,000 Larks.",
            "Aventa is to scrap about 31,000 Larks.",
            True,
        ),
        (
            "How many depots does Aventa have?",
            "Aventa has 60 depots.",
            "Aventa's Danish arm has 40 depots.",
            False,
        ),
        (
            "How many depots does the Danish arm of Aventa have?",
            "The Danish arm of Aventa has 40 depots.",
            "Aventa's Danish arm has 60 depots.",
            True,
        ),
        (
            "How many miners died in the Tolm pit?",
            "Eleven miners died in the Tolm pit.",
            "Nine miners were in the Tolm pit.",
            False,
        ),
        (
            "How many miners died in the Tolm pit?",
            "Eleven miners died in the Tolm pit.",
            "Nine miners were killed in the Tolm pit.",
            True,
        ),
        (
            "What did the cleaning of Tolm Bay cost?",
            "The cleaning of Tolm Bay cost 6 million euros.",
            "The town sued for 4 million euros that the cleaning of Tolm Bay cost.",
            False,
        ),
        (
            "How much for the cleaning of Tolm Bay does the town demand?",
            "The town demands 6 million euros for the cleaning of Tolm Bay.",
            "The town sued for 4 million euros for the cleaning of Tolm Bay.",
            True,
        ),
    ],
)
def test_what_is_there_wanted_or_of_a_part_is_no_rival_of_what_was_done(
    question: str, one: str, two: str, differ: bool
) -> None:
    assert bool(sides_of(question, (one, 2), (two, 2))) is differ


@pytest.mark.parametrize(
    ("question", "one", "two", "differ"),
    [
        (
            "Is Tolm Foods buying the Harrow mill?",
            "Tolm Foods will buy the Harrow mill, a step that its chairman had never ruled out.",
            "Tolm Foods was close to buying the Harrow mill.",
            False,
        ),
        (
            "Is Tolm Foods buying the Harrow mill?",
            "Tolm Foods will buy the Harrow mill.",
            "Tolm Foods is not buying the Harrow mill, its chairman said.",
            True,
        ),
        (
            "Is Tolm Foods buying the Harrow mill?",
            "Tolm Foods will buy the Harrow mill.",
            "The chairman of Tolm Foods said that it is not buying the Harrow mill.",
            True,
        ),
        (
            "Did the Harrow bridge collapse?",
            "The Harrow bridge withstood the storm.",
            "The Harrow bridge was not hit by the storm.",
            False,
        ),
        (
            "Did the Harrow bridge collapse?",
            "The Harrow bridge collapsed in the storm.",
            "The Harrow bridge was not hit by the storm.",
            True,
        ),
        *[
            ("Was Harrow warned of the flood?", told, "Nobody had warned Harrow.", differ)
            for told, differ in (
                ("Nine people died in the flood in Harrow.", False),
                ("The weather office warned Harrow of the flood.", True),
            )
        ],
        *[
            (
                "Did the Harrow board know of the trades?",
                f"Harrow {told} that no member of its board knew of the trades.",
                f"Harrow has always said that {knew}.",
                differ,
            )
            for told in ("said in a statement", "told the court")
            for knew, differ in (
                ("its board knew nothing of the trades", False),
                ("its board knew of the trades", True),
            )
        ],
    ],
)
def test_a_no_is_of_the_main_clause_and_of_what_is_asked(
    embed: Embed, question: str, one: str, two: str, differ: bool
) -> None:
    told = [evidence("a.txt", one, 2, 0.6), evidence("b.txt", two, 3, 0.5)]
    sides = disagreement(need(question), told, {}, embed, voices=told[1:])
    assert bool(sides) is differ


@pytest.mark.parametrize(
    ("again", "sources"),
    [
        ("(Ostwire) Orvane Power supplies 1.3 million households in the north of Tarn.", 1),
        ("Orvane Power supplies 1.3 million households in the north of Tarn and Lorn.", 2),
        ("Orvane Power supplies 1.3 million households in the north of Tarn.", 1),
        ("Households supplied by Orvane Power in the north of Tarn: 1.3 million.", 2),
    ],
)
def test_reports_with_the_same_sentence_are_one_source(again: str, sources: int) -> None:
    first = "Orvane Power supplies 1.3 million households in the north of Tarn."
    other = "Orvane Power supplies 1.1 million households in the north of Tarn."
    sides = sides_of(HOUSEHOLDS.question, (first, 2), (again, 2), (other, 4))
    assert [side.sources for side in sides] == [1, sources]


@pytest.mark.parametrize(
    ("publishers", "clusters", "sources"),
    [
        (("Tarn Mail", "Tarn Mail"), {}, 1),
        (("Tarn Mail", "TARN MAIL"), {}, 1),
        (("Tarn Mail", "Lorn Post"), {}, 2),
        ((None, None), {}, 2),
        (("Tarn Mail", None), {}, 2),
        (("Tarn Mail", "Lorn Post"), {"a.txt": "b.txt"}, 1),
        (("Tarn Mail", "Lorn Post", "Tarn Mail", "Ost Times"), {"c.txt": "d.txt"}, 2),
    ],
)
def test_reports_of_one_publisher_are_one_source(
    publishers: tuple[str | None, ...], clusters: dict[str, str], sources: int
) -> None:
    told = [
        replace(one, passage=replace(one.passage, publisher=publisher))
        for name, publisher in zip("abcd", publishers, strict=False)
        for one in [evidence(f"{name}.txt", NEW.quote, 9, 0.6)]
    ]
    sides = disagreement(HOUSEHOLDS, [*told, OLD], clusters)
    assert [side.sources for side in sides] == [sources, 1]


def test_short_sentences_are_alike_by_chance() -> None:
    sides = sides_of(HOUSEHOLDS.question, (OLD.quote, 2), (OLD.quote, 2), (NEW.quote, 4))
    assert [side.sources for side in sides] == [1, 2]


DIED = "How many people died in the Tolm pit?"
TOLL = (
    "The death toll in the Tolm pit rose from eleven to 14 on Friday after two more bodies were "
    "found and three people died in hospital."
)
NINE = "Nine people died in the Tolm pit, the mine said."


@pytest.mark.parametrize(
    ("question", "told", "sides"),
    [
        (DIED, [(TOLL, 8), (NINE, 6)], ["14", "Nine"]),
        (DIED, [(NINE, 6), ("A tenth person has died of burns in the Tolm pit.", 7)],
         ["tenth person", "Nine"]),
        (DIED, [(NINE, 6), ("The number of dead in the Tolm pit is 15.", 9)], ["15", "Nine"]),
        # nobody is counted there, or others are
        (DIED, [(NINE, 6), ("A tenth person in the Tolm pit said nobody had died.", 7)], []),
        (DIED, [(NINE, 6), ("A tenth explosion in the Tolm pit killed nobody.", 7)], []),
        ("How many children died in the Tolm pit?",
         [("The death toll in the Tolm pit is 14, among them three children who died at home.", 8),
          ("Four children died in the Tolm pit.", 9)], ["Four", "three"]),
        ("How many people were taken to hospital from the Tolm pit?",
         [("The toll in the Tolm pit rose to 14, and 30 people were taken to hospital.", 8),
          ("From the Tolm pit 25 people were taken to hospital.", 9)], ["25", "30"]),
        ("How many people use the Tolm tunnel?",
         [("The toll bridge beside the Tolm tunnel was renewed at 14 places.", 8),
          ("The Tolm tunnel is used by nine people.", 9)], []),
    ],
)  # fmt: skip
def test_a_toll_counts_all_that_is_asked_for(
    question: str, told: list[tuple[str, int]], sides: list[str]
) -> None:
    assert [side.value.text for side in sides_of(question, *told)] == sides


FIRE = ("The Solby fire killed 15 people and injured 21 people.", 5)
MISSING = ("The Solby fire left 14 people missing.", 6)


@pytest.mark.parametrize(
    ("question", "told", "sides"),
    [
        ("How many people have been arrested over the Solby fire?",
         [("Police have arrested five people over the Solby fire.", 5), FIRE, MISSING], []),
        ("How many people have been arrested over the Solby fire?",
         [FIRE, ("Over the Solby fire seven people are in custody.", 6),
          ("Police have detained five people over the Solby fire.", 5)], ["seven", "five"]),
        ("How many people were rescued from the Solby fire?",
         [("Firefighters rescued 30 people from the Solby fire.", 5), FIRE,
          ("Crews pulled 42 people out of the Solby fire.", 6)], ["42", "30"]),
        ("How many people were vaccinated in Solby?",
         [("In Solby 310 people were vaccinated.", 3), ("Flu has killed 240 people in Solby.", 4)],
         []),
        # what befell nobody, or is told in other words, is still a side
        ("How many people were vaccinated in Solby?",
         [("In Solby 310 people were vaccinated.", 3), ("In Solby 440 people got the shot.", 4)],
         ["440", "310"]),
        ("How many people are employed at the Solby mill?",
         [("The Solby mill employs 410 people.", 3),
          ("The workforce of the Solby mill is 380 people, the union said.", 4)], ["380", "410"]),
        ("How many people were vaccinated in Solby?",
         [("In Solby a shot was given to 310 people.", 3),
          ("In Solby 440 people were given a shot at homes for the homeless.", 4)],
         ["440", "310"]),
    ],
)  # fmt: skip
def test_what_befell_others_is_no_rival(
    question: str, told: list[tuple[str, int]], sides: list[str]
) -> None:
    assert [side.value.text for side in sides_of(question, *told)] == sides


TALKS = "Kestrow is in advanced talks to buy Tolm Foods, two people said."


@pytest.mark.parametrize(
    ("question", "one", "two", "differ"),
    [
        ("Was Kestrow in talks to buy Tolm Foods?", TALKS,
         "She cut her rating on Kestrow to hold from buy.", False),
        ("Did Lorne reject the bid?", "Lorne rejected the offer of Kestrow as too low, it said.",
         "Kestrow raised its bid for Lorne to 4 million francs.", False),
        ("Does Kestrow own the Tolm mill?", "Kestrow owns the Tolm mill, whose sales rose.",
         "Sales of the Tolm mill of Kestrow fell.", False),
        ("Did Lorne reject the bid?", "Lorne rejected the bid of Kestrow, it said.",
         "Lorne accepted the bid of Kestrow, two people said.", True),
        ("Is the Tolm mill open?", "The Tolm mill is open again, the owner said.",
         "The Tolm mill remains shut, workers said.", True),
        ("Does the town of Tolm want the tram?", "The council of Tolm backed the tram, it said.",
         "The council of Tolm rejected the tram, it said.", True),
    ],
)  # fmt: skip
def test_opposites_are_of_what_is_asked(
    embed: Embed, question: str, one: str, two: str, differ: bool
) -> None:
    told = [evidence("a.txt", one, 3, 0.9), evidence("b.txt", two, 4, 0.8)]
    assert bool(disagreement(need(question), told, {}, embed)) is differ


@pytest.mark.parametrize(
    ("question", "one", "two", "differ"),
    [
        ("Was Kestrow in talks to buy Tolm Foods?", TALKS,
         "A Kestrow spokesman denied that any talks to buy Tolm Foods took place.", True),
        ("Is the Tolm dam leaking?", "The Tolm dam is leaking, the mayor said.",
         "The owner disputes that the Tolm dam is leaking.", True),
        ("Is the Tolm dam leaking?", "The Tolm dam is leaking, the mayor said.",
         "Now the Tolm dam is not leaking any more.", False),
        ("Did Lorne accept the bid?", "Lorne accepted the bid of 4 million francs.",
         "At first Lorne had rejected the bid of Kestrow.", False),
    ],
)  # fmt: skip
def test_who_denies_it_in_the_same_report_is_quoted(
    embed: Embed, question: str, one: str, two: str, differ: bool
) -> None:
    told = [evidence("a.txt", one, 3, 0.9), evidence("a.txt", two, 3, 0.8)]
    assert bool(disagreement(need(question), told, {}, embed)) is differ


@pytest.mark.parametrize(
    ("question", "one", "two", "differ"),
    [
        ("Is the Tolm mill closed?", "The owner ordered the Tolm mill to stop on Friday.",
         "The owner has not said when the Tolm mill will be closed for good.", False),
        ("Is the Tolm mill closed?", "The Tolm mill is closed.",
         "The owner did not comment on the closed Tolm mill.", False),
        ("Will the Tolm mill be sold?", "The Tolm mill will be sold in June.",
         "Kestrow declined to say whether the Tolm mill will be sold.", False),
        ("Is the Tolm mill closed?", "The Tolm mill is closed.",
         "The Tolm mill is not closed, its owner said.", True),
        ("Did Ilva Tarn say the mill will be sold?", "Ilva Tarn said the mill will be sold.",
         "Ilva Tarn did not say the mill will be sold.", True),
        ("Has Kestrow decided to sell the Tolm mill?", "Kestrow has decided to sell the Tolm mill.",
         "Kestrow has not decided to sell the Tolm mill, it said.", True),
    ],
)  # fmt: skip
def test_who_says_nothing_denies_nothing(
    embed: Embed, question: str, one: str, two: str, differ: bool
) -> None:
    told = [evidence("a.txt", one, 3, 0.9), evidence("b.txt", two, 4, 0.8)]
    assert bool(disagreement(need(question), told, {}, embed)) is differ


SICK = "How many people fell ill in Tolm?"
BID = "What is Kestrow's bid for Lorne?"
PAYS = "How much does Kestrow pay for Lorne?"
OPENS = "When will Kestrow open the Tolm mill?"


@pytest.mark.parametrize(
    ("question", "newer", "older", "expected"),
    [
        (SICK, "Nineteen people fell ill in Tolm, the agency said on Friday.",
         "Seven people fell ill in Tolm, the food agency said.", True),
        (SICK, "Nineteen people fell ill in Tolm, the union said.",
         "Seven people fell ill in Tolm, the food agency said.", False),
        (SICK, "Nineteen people fell ill in Tolm, a doctor said.",
         "Seven people fell ill in Tolm, a doctor said.", False),
        (SICK, "Nineteen people fell ill in Tolm, Kestrow's rival Lorne said.",
         "Seven people fell ill in Tolm, Kestrow said.", False),
        (SICK, "The number of people who fell ill in Tolm has risen to nineteen, doctors said.",
         "Seven people fell ill in Tolm, the food agency said.", True),
        (SICK, "A cook fell ill in Tolm, bringing the number of the ill people to 19.",
         "Seven people fell ill in Tolm, the food agency said.", True),
        (SICK, "The number of people who fell ill in Tolm has risen to seven, doctors said.",
         "Nineteen people fell ill in Tolm, the food agency said.", False),
        (BID, "Kestrow now offers 4 million francs as its bid for Lorne.",
         "The bid of Kestrow for Lorne is 3 million francs.", True),
        (BID, "Kestrow raised its bid for Lorne to 4 million francs.",
         "The bid of Kestrow for Lorne is 3 million francs.", True),
        (BID, "Kestrow raised its bid for Lorne to 3 million francs.",
         "The bid of Kestrow for Lorne is 4 million francs.", False),
        (BID, "The bid of Kestrow for Lorne is 4 million francs.",
         "Kestrow raised its bid for Lorne to 3 million francs.", False),
        (PAYS, "Kestrow agreed to pay 4 million francs for Lorne.",
         "Kestrow is in talks to pay 3 million francs for Lorne, two people said.", True),
        (PAYS, "Kestrow has signed a deal to pay 4 million francs for Lorne.",
         "Kestrow could pay 3 million francs for Lorne, a banker said.", True),
        (PAYS, "Kestrow agreed to pay 4 million francs for Lorne.",
         "Kestrow pays 3 million francs for Lorne, two people said.", False),
        (PAYS, "Kestrow is in talks to pay 4 million francs for Lorne.",
         "Kestrow agreed to pay 3 million francs for Lorne.", False),
        (OPENS, "Kestrow has postponed the day it will open the Tolm mill to 8 June.",
         "Kestrow will open the Tolm mill on 3 May.", True),
        (OPENS, "Kestrow said it will open the Tolm mill on 8 June.",
         "Kestrow said it will open the Tolm mill on 3 May.", True),
        (OPENS, "The mayor said Kestrow will open the Tolm mill on 8 June.",
         "Kestrow said it will open the Tolm mill on 3 May.", False),
    ],
)  # fmt: skip
def test_who_moves_a_figure_or_counts_on_disagrees_with_nobody(
    question: str, newer: str, older: str, expected: bool
) -> None:
    sides = sides_of(question, (newer, 9), (older, 2))
    assert len(sides) == 2
    assert changed(need(question), sides) is expected
    same_day = sides_of(question, (newer, 9), (older, 9))
    assert not changed(need(question), same_day)
