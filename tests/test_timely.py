"""The chances of sentences against the time that a question asks about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from assistant.dates import read_time
from assistant.evidence import Candidate
from assistant.questions import Need, read
from assistant.timely import day_of_another, of_its_time, timed, timely
from assistant.types import Evidence
from index.tokens import fold
from index.types import Passage, Published, Sentence

TODAY = dt.date(2025, 6, 15)


def candidate(
    text: str, day: int = 0, article: str = "", month: int = 5, year: int = 2025
) -> Candidate:
    published = Published(dt.date(year, month, day), "text") if day else None
    passage = Passage(1, "a.txt", "News", published, None, "c", 0, len(text), text, 1.0)
    sentence = Sentence(0, len(text), 0)
    return Candidate(
        passage=passage,
        sentence=sentence,
        text=text,
        before_text="",
        after_text="",
        rank=0,
        lead=False,
        lead_in="",
        led_by="",
        head="",
        article=fold(article or text),
        marked=0.0,
        window=0.0,
        close=0.0,
        close_window=0.0,
    )


def need(question: str) -> Need:
    return read(question, 100, {})


def test_older_reports_count_for_less_where_the_newest_is_sought() -> None:
    candidates = [candidate("Nine died.", day=2), candidate("Eight died.", day=20)]
    chances = np.array([0.5, 0.5])
    now = replace(need("How many died?"), latest=True)
    aged = timely(now, candidates, chances)
    assert aged[1] == 0.5
    assert aged[0] < 0.5
    assert (timely(need("How many died?"), candidates, chances) == chances).all()
    assert (chances == 0.5).all()  # what was handed over is not changed


def test_a_newer_article_on_something_else_does_not_age_the_others() -> None:
    candidates = [candidate("Nine died.", day=2), candidate("The weather is fine.", day=20)]
    now = replace(need("How many died?"), latest=True)
    chances = np.array([0.5, 0.01])
    assert (timely(now, candidates, chances) == chances).all()


def test_reports_of_the_time_asked_about_count_for_more() -> None:
    first, last = dt.date(2025, 5, 1).toordinal(), dt.date(2025, 5, 3).toordinal()
    asked = replace(need("Who led it in early May?"), window=(first, last))
    candidates = [candidate("A led.", day=2), candidate("B led."), candidate("C led.", day=30)]
    weighed = timely(asked, candidates, np.array([0.3, 0.3, 0.3]))
    assert weighed[0] > 0.3
    assert weighed[1] == 0.3  # undated
    assert weighed[2] > 0.3  # told within a month


def weighed(question: str, *told: Candidate) -> list[float]:
    """The chances of sentences that had .5 each."""
    asked = timed(need(question), read_time(question, TODAY))
    return timely(asked, told, np.full(len(told), 0.5)).tolist()


@pytest.mark.parametrize(
    ("question", "newer"),
    [
        ("When does the tram open?", True),
        ("Is the tram late?", True),
        ("Was anyone hurt?", True),  # yes or no: as of now
        ("Tram 7: was anyone hurt?", True),
        ("What did the mayor say?", False),
        ("What was the plan for the tram in 2024?", False),
        ("What was the toll originally?", False),
    ],
)
def test_the_tense_asks_for_the_present_state(question: str, newer: bool) -> None:
    old, new = weighed(question, candidate("One.", day=2), candidate("Two.", day=20))
    assert (old < new) is newer


def test_what_was_said_at_first_is_of_the_oldest_report() -> None:
    old, new = weighed("What was first reported?", candidate("A.", 2), candidate("B.", 20))
    assert old > new


def test_a_short_time_has_its_own_reports() -> None:
    in_march = "What did the bank decide in March?"
    named, other, undated = weighed(
        in_march, candidate("In March it waited.", 20), candidate("It cut.", 20), candidate("It.")
    )
    assert named == undated > other


def test_where_no_report_is_of_a_time_what_was_told_last_before_it_holds() -> None:
    old, last, later, undated = weighed(
        "Who led the bank in April 2025?",
        candidate("Ada led it.", 2, month=1),
        candidate("Otto leads it.", 2, month=2),
        candidate("Mara leads it.", 20, month=6),
        candidate("Quill leads it."),
    )
    assert last > old > later
    assert undated == last


def test_the_news_of_a_day_is_told_soon() -> None:
    asked = "How many were missing on 4 May 2025?"
    soon, later, other = weighed(asked, candidate("A.", 5), candidate("B.", 28), candidate("C.", 1))
    assert soon > later > other


def evidence(text: str, day: int, month: int = 5, year: int = 2025) -> Evidence:
    one = candidate(text, day, month=month, year=year)
    return Evidence("a.txt", 0, len(text), text, 0.5, one.passage, "")


def of_its_time_in(question: str, *told: Evidence) -> tuple[Evidence, ...]:
    asked = timed(need(question), read_time(question, dt.date(2025, 6, 20)))
    return of_its_time(asked, told)


def test_the_figure_of_another_quarter_does_not_disagree() -> None:
    now, before = evidence("It lost 121 million.", 24, 4), evidence("It lost 84 million.", 23, 1)
    correction = evidence("It lost 120 million.", 28, 5)
    assert of_its_time_in("How much did it lose last quarter?", now, before, correction) == (
        now,
        correction,
    )
    assert of_its_time_in("How much did it lose?", now, before) == (now, before)


def test_the_toll_of_another_day_does_not_disagree() -> None:
    then, again, later = evidence("Two.", 4), evidence("Three.", 6), evidence("Six.", 28)
    asked = "How many were missing on 4 May 2025?"
    assert of_its_time_in(asked, then, again, later) == (then, again)


def test_what_is_told_of_another_year_does_not_disagree() -> None:
    now, old = evidence("Turnout was 57 percent.", 4), evidence("It was 38 percent in 2020.", 2)
    assert of_its_time_in("What was the turnout?", now, old) == (now,)
    last = evidence("It was 40 percent in 2024.", 2)  # "last year", told in another year
    assert of_its_time_in("What was the turnout?", now, last) == (now, last)
    beside = evidence("It was 40 percent, more than in 1987.", 2)
    assert of_its_time_in("What was the turnout?", now, beside) == (now, beside)
    assert of_its_time_in("What was the turnout?", beside, now) == (beside, now)
    opens, opened = evidence("It opens in 2026.", 4), evidence("It opens in 2027.", 2)
    assert of_its_time_in("When does it open?", opens, opened) == (opens, opened)


def test_what_came_with_an_event_does_not_disagree_with_what_was_before() -> None:
    before = evidence("It is to cost 1,499.", 2)
    came = evidence("Veltrix launched it at 1,799.", 20)
    earlier = evidence("It had cost 1,599.", 21)
    asked = "What price was expected before the launch?"
    assert of_its_time_in(asked, before, came, earlier) == (before, earlier)
    assert of_its_time_in("What did it cost after the launch?", came, before) == (came,)
    asked = "What was it to cost before 10 May 2025?"
    assert of_its_time_in(asked, before, came) == (before,)


def test_a_quarter_is_reported_in_the_months_after_it() -> None:
    asked = "What was the profit in the first quarter of 2025?"
    before, after = weighed(asked, candidate("A.", 2, month=11, year=2024), candidate("B.", 20))
    assert before < after


def test_a_day_may_be_written_in_many_ways() -> None:
    said = ("On May 2 it fell.", "On 2.5.2025 it fell.", "It fell in May.", "On 3 May it fell.")
    told = [replace(candidate(text, 20), passage=old(text)) for text in said]
    asked = timed(need("What fell on 2 May?"), read_time("What fell on 2 May?", TODAY))
    kept = timely(asked, told, np.full(4, 0.5)).tolist()
    assert kept[0] == kept[1] == kept[2] > kept[3]


def old(text: str) -> Passage:
    """A passage of a report of January 2025."""
    return replace(candidate(text).passage, published=Published(dt.date(2025, 1, 20), "text"))


@pytest.mark.parametrize(
    ("question", "ahead"),
    [
        ("What will the council vote on next week?", True),
        ("What does the council vote on tomorrow?", True),
        ("What will the council do this week?", True),
        ("What did the council do this week?", False),
        ("What did the council do last week?", False),
    ],
)
def test_what_is_to_come_has_no_reports_of_its_own(question: str, ahead: bool) -> None:
    today = dt.date(2025, 5, 21)
    asked = timed(need(question), read_time(question, today), today)
    assert asked.ahead is ahead
    told = [candidate("The council votes next Tuesday.", 2), candidate("It is in May.", 20)]
    before, _ = timely(asked, told, np.array([0.5, 0.5])).tolist()
    assert (before >= 0.5) is ahead


def test_what_was_before_something_is_not_told_by_the_report_of_it() -> None:
    told, earlier, old, told_before = weighed(
        "What did Calder offer before it raised its bid?",
        candidate("Calder raised its bid to 15.60.", 20),
        candidate("Quist had refused 14.20.", 20),
        candidate("Calder offers 14.20.", 2),
        candidate("Analysts expect 15.", 21),
    )
    assert told < told_before < earlier == old
    before, after = weighed(
        "What happened after the bid was raised?",
        candidate("Nothing.", 2),
        candidate("The bid was raised.", 20),
    )
    assert before < after


def test_an_event_named_by_its_noun_is_told_by_its_verb() -> None:
    told, expected = weighed(
        "What price was expected before the launch?",
        candidate("Veltrix launched the chip at a price of 1,799.", 20),
        candidate("It will be shown at the launch at a price of 1,499.", 2),
    )
    assert told < expected / 4


def test_what_was_before_a_day_is_told_by_then_or_as_earlier() -> None:
    late, earlier, in_time = weighed(
        "What was the toll before 10 May 2025?",
        candidate("Nine died.", 20),
        candidate("It was put at five earlier.", 20),
        candidate("Five died.", 2),
    )
    assert late < earlier == in_time


def test_a_comparison_asks_for_both_sides_of_a_day() -> None:
    question = "How does the fare in January 2026 compare with that before November 2024?"
    asked = timed(read(question, 100, {}), read_time(question, TODAY))
    assert (asked.side, asked.event) == (None, None)


@pytest.mark.parametrize(
    ("question", "text", "day", "of_another"),
    [
        ("What was the price of tin on 5 May?", "Tin cost 34,940 dollars.", 12, True),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 dollars.", 12, True),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 on Tuesday.", 6, True),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 on Monday.", 6, False),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 dollars.", 5, False),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 dollars.", 7, False),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 on 5 May.", 20, False),
        ("What did tin close at on 5 May?", "Tin closed at 34,940 dollars.", 0, False),
        ("What did tin close at in May?", "Tin closed at 34,940 dollars.", 12, False),
        ("Who sold tin on 5 May?", "Orvane sold tin for 34,940 dollars.", 12, False),
        ("What did Orvane decide on 20 May?", "Orvane will sell its tin.", 14, True),
        ("What did Orvane decide on 20 May?", "Orvane sold its tin on Monday.", 14, True),
        ("What did Orvane decide last weekend?", "Orvane sold its tin.", 9, True),
        ("What did Orvane decide on 20 May?", "Orvane will decide on 20 May.", 14, False),
        ("What did Orvane decide on 20 May?", "Orvane will decide on Tuesday.", 14, False),
        ("What did Orvane decide on 20 May?", "Orvane sold its tin.", 19, False),
        ("What did Orvane decide on 20 May?", "Orvane sold its tin.", 22, False),
        ("What did Orvane decide in May?", "Orvane sold its tin.", 14, False),
        ("What will Orvane decide on 20 June?", "Orvane wants to sell its tin.", 14, False),
    ],
)
def test_a_figure_of_one_day_is_told_from_that_of_another(
    question: str, text: str, day: int, of_another: bool
) -> None:
    one = candidate(text, day=day)
    asked = timed(need(question), read_time(question, TODAY), TODAY)
    first = Evidence("a.txt", 0, len(text), text, 0.9, one.passage)
    found = day_of_another(asked, first)
    assert found == (dt.date(2025, 5, day) if of_another else None)
