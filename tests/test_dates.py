"""What a question says about time. Below each question of the table stands what is read in it."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import QuestionTime, When, read_time

TODAY = dt.date(2025, 12, 22)  # a Monday; another day stands in brackets

TABLE = """
As of 22 December 2025, which AMD chip was Alibaba said to be after?
    as of 2025-12-22
As of September 2025, what revenue had Kestrelane reported for its second quarter?
    as of 2025-09-30; quarter 2025-04-01..2025-06-30
As of Sept 2025, how many people were ill?
    as of 2025-09-30
How many packs had been called back as of 15 March 2025?
    as of 2025-03-15
What was known on 11 March 2025 about the oat bars?
    as of 2025-03-11
On 22 December 2025, what did the finance chief say?
    day 2025-12-22..2025-12-22
By 22.12.2025, how many packs had been recalled?
    as of 2025-12-22
Will the bridge be open by 1 May 2026?
    until 2026-05-01
As of February 2024, how many members were there?
    as of 2024-02-29
What was Orbelin said to be offering in early September 2025?
    range 2025-09-01..2025-09-10
What did Orbelin offer in late February 2024?
    range 2024-02-21..2024-02-29
What did the share cost before the launch?
    event
What was the price of an adult ticket to Carrow before November 2024?
    until 2024-10-31
What changed after 3 May 2025?
    since 2025-05-04
How much has Dovrane earned since March 2025?
    since 2025-03-01
What did Dovrane announce between 3 March and 7 April 2025?
    range 2025-03-03..2025-04-07
How did rates move between March 2024 and June 2025?
    range 2024-03-01..2025-06-30
How did rates move from 2020 to 2024?
    range 2020-01-01..2024-12-31
What revenue did Kestrelane have in Q2 2025?
    quarter 2025-04-01..2025-06-30
What revenue did Kestrelane have in the second quarter of 2025?
    quarter 2025-04-01..2025-06-30
What was the third-quarter profit?
    quarter 2025-07-01..2025-09-30
Who was chief executive of Skerrymore Lines in October 2024?
    month 2024-10-01..2024-10-31
What happened last week?
    week 2025-12-15..2025-12-21
[2026-01-02] What happened last week?
    week 2025-12-22..2025-12-28
[2026-01-01] What happened this week?
    week 2025-12-29..2026-01-04
[2025-01-31] What happened last month?
    month 2024-12-01..2024-12-31
What did Dovrane say last year?
    year 2024-01-01..2024-12-31
[2025-02-10] What did Dovrane say last quarter?
    quarter 2024-10-01..2024-12-31
[2024-03-01] What did Dovrane say yesterday?
    day 2024-02-29..2024-02-29
How many breaks were there this year?
    year 2025-01-01..2025-12-31
What did Dovrane decide in March?
    month 2025-03-01..2025-03-31
[2025-02-10] What did Dovrane decide in March?
    month 2024-03-01..2024-03-31
What did Dovrane decide on 29 February?
    day 2024-02-29..2024-02-29
What did Dovrane decide on 31 April 2025?
    nothing
What happened on December 31, 2024?
    day 2024-12-31..2024-12-31
What happened on 04/05/2025?
    day 2025-05-04..2025-05-04
What happened on 12/22/2025?
    day 2025-12-22..2025-12-22
What happened on 2025-04-05?
    day 2025-04-05..2025-04-05
What is the latest figure for deaths?
    latest
What does an adult single to Carrow cost now?
    latest
Who is currently chief executive?
    latest
How many staff have agreed to go by now?
    latest
What is the final number of recalled packs?
    latest
Where does the Kestrelane share stand today?
    latest
Is the tunnel still closed?
    latest
What did the tunnel end up costing?
    latest
How did the vote turn out?
    latest
What is the new opening date of the tunnel?
    latest
What is the revised forecast of Dovrane?
    latest
What was the original budget of the tunnel?
    first
[2025-10-15] What was the rate in the first half of the year?
    range 2025-01-01..2025-06-30
[2025-10-15] Dovrane third quarter revenue 2024
    quarter 2024-07-01..2024-09-30
Who scored in the first half?
    nothing
How big is the current account deficit of Soland?
    nothing
How many deaths were first reported?
    first
What was the revenue originally?
    first
What was the revenue before it was corrected?
    event; first
How much did the initial public offering raise?
    nothing
May I ask who runs Dovrane?
    nothing
Who may buy Dovrane?
    nothing
What did Dovrane announce in May?
    month 2025-05-01..2025-05-31
Did the miners march to the capital?
    nothing
Who finished second in the marathon?
    nothing
How heavy is the 2025 model of the Varde scooter?
    nothing
Who offered $2025 for the painting?
    nothing
How many of 2000 jobs are at risk?
    nothing
What is new in version 3.11.2025 of Renmar?
    nothing
What growth does the bank now expect for 2026?
    year 2026-01-01..2026-12-31; latest
Was hat Dovrane im März 2025 angekündigt?
    month 2025-03-01..2025-03-31
Was war am 3. Dezember 2025?
    day 2025-12-03..2025-12-03
Was kostet die Kilowattstunde ab März?
    since 2025-03-01
Wie ist die Lage aktuell?
    latest
2025年12月22日发生了什么？
    day 2025-12-22..2025-12-22
截至2025年12月22日，有多少人？
    as of 2025-12-22
目前票价是多少？
    latest
2025年第二季度的收入是多少？
    quarter 2025-04-01..2025-06-30
What did X report in the first half of 2025?
    range 2025-01-01..2025-06-30
What happened in the last three weeks?
    range 2025-12-01..2025-12-22
What happened two months ago?
    month 2025-10-01..2025-10-31
What did Dovrane say on Friday?
    day 2025-12-19..2025-12-19
What average inflation for 2026 did the Bank forecast in November, and what in January?
    year 2026-01-01..2026-12-31; month 2025-11-01..2025-11-30; month 2025-01-01..2025-01-31
How does the fare in January 2026 compare with that before November 2024?
    month 2026-01-01..2026-01-31; until 2024-10-31
How punctual were the ferries last winter?
    range 2024-12-01..2025-02-28
What is the newest figure, as of today?
    as of 2025-12-22; latest
As of the end of June 2025, how many ferries did Skerry Lines own?
    as of 2025-06-30
As of March 2025, what had the court decided?
    as of 2025-03-31
Which figures were known by 3 February 2025?
    as of 2025-02-03
As of Q1 2024, how large was the fund?
    as of 2024-03-31
What had Vantmoor said up to 5 June 2025?
    as of 2025-06-05
Who spoke at the meeting on March 11?
    day 2025-03-11..2025-03-11
Who spoke at the meeting on 24 December?
    day 2024-12-24..2024-12-24
What was decided in mid-October 2025?
    range 2025-10-11..2025-10-20
Which banks failed in 2008?
    year 2008-01-01..2008-12-31
How did profits change in 2023 and 2024?
    year 2023-01-01..2023-12-31; year 2024-01-01..2024-12-31
How many ferries sailed between 24 and 26 December 2024?
    range 2024-12-24..2024-12-26
What was said after the merger?
    event
Who pleaded before the court in Varde?
    nothing
What was the profit before tax?
    nothing
How did the share do in the past 12 months?
    range 2024-12-22..2025-12-22
[2025-01-01] What was decided the day before yesterday?
    day 2024-12-30..2024-12-30
What will open next year?
    year 2026-01-01..2026-12-31
What was the price in the 4th quarter of 2024?
    quarter 2024-10-01..2024-12-31
[2025-02-01] What was the price in Q4?
    quarter 2024-10-01..2024-12-31
How many have signed so far?
    latest
What is the most recent estimate?
    latest
Who won the World Cup final?
    nothing
Who owns USA Today?
    nothing
What did people think at first?
    first
Wie hoch war der Umsatz im zweiten Quartal 2025?
    quarter 2025-04-01..2025-06-30
Was geschah letzte Woche in Lauterfurt?
    week 2025-12-15..2025-12-21
Seit Oktober 2024 gilt welcher Preis?
    since 2024-10-01
去年的收入是多少？
    year 2024-01-01..2024-12-31
What happened on 5.6.2025?
    day 2025-06-05..2025-06-05
Did Theresa May resign?
    nothing
Who led the March on Soland?
    nothing
How many of the 2024 trucks were recalled?
    nothing
What did Dovrane report for fiscal 2025?
    year 2025-01-01..2025-12-31
[2025-12-22] What happened on Monday?
    day 2025-12-22..2025-12-22
Who said so on Monday, 15 December 2025?
    day 2025-12-15..2025-12-15
What were the plans until summer 2025?
    until 2025-08-31
How many died in the strike of 1984?
    year 1984-01-01..1984-12-31
What was the state of the talks at the beginning of May 2025?
    range 2025-05-01..2025-05-10
What was the toll reported to be as of Monday, 3 February 2025?
    as of 2025-02-03
What is the current price of the card?
    latest
Did sales rise or fall in autumn 2024?
    range 2024-09-01..2024-11-30
How did the price fall in 2024?
    year 2024-01-01..2024-12-31
What did the March report say?
    nothing
How many people died in the May 2024 flood?
    month 2024-05-01..2024-05-31
What happened on the 3rd of March 2025?
    day 2025-03-03..2025-03-03
What happened from 3 to 5 March 2025?
    range 2025-03-03..2025-03-05
What happened March 3-5, 2025?
    range 2025-03-03..2025-03-05
What was the rate at the end of 2024?
    range 2024-09-01..2024-12-31
Which prices apply as of 1 July 2026?
    since 2026-07-01
How many had signed by mid-March 2025?
    as of 2025-03-20
What did the minister say three days ago?
    day 2025-12-19..2025-12-19
Who won in 1998/99?
    range 1998-01-01..1999-12-31
What did music sound like in the 1980s?
    range 1980-01-01..1989-12-31
Is 2,025 the number of the bus?
    nothing
Since when can people buy the glasses?
    nothing
Since Vantmoor lost the railways, what has it earned?
    event
Who was in charge during the strike?
    event
What did analysts expect until the merger was called off?
    event
Over the year 2025, how did the forecast move?
    year 2025-01-01..2025-12-31
What happened in week 3?
    nothing
What did Q3 2025 revenue look like as of 1 November 2025?
    as of 2025-11-01; quarter 2025-07-01..2025-09-30
Up to now, how many have agreed?
    latest
What was the second biggest bank in 2007?
    year 2007-01-01..2007-12-31
Were 12 May Day marches held?
    nothing
What happened on 11 September 2001?
    day 2001-09-11..2001-09-11
[2025-12-24] Who resigned on Thursday?
    day 2025-12-18..2025-12-18
What will the bank decide in March?
    month 2026-03-01..2026-03-31
Was hat die Bank letztes Jahr verdient?
    year 2024-01-01..2024-12-31
Wie viele waren es Stand 15. März 2025?
    as of 2025-03-15
Was geschah vor drei Wochen?
    week 2025-12-01..2025-12-07
Und wie viele kommen dieses Jahr dazu?
    year 2025-01-01..2025-12-31
2024年12月至2025年2月之间有多少人？
    range 2024-12-01..2025-02-28
上个月公司宣布了什么？
    month 2025-11-01..2025-11-30
最初报道的人数是多少？
    first
What did Goldman say after Nvidia reported earnings?
    event
Who took over after Petra Lind?
    nothing
What's the up-to-date count?
    latest
When was the first Varde ferry built?
    nothing
What was the first estimate of the damage?
    first
Which of the first reported cases died?
    nothing
How much was the share in Dec 2025?
    month 2025-12-01..2025-12-31
Does the sun set late in Mar?
    range 2025-03-21..2025-03-31
What did they find on the 22nd?
    nothing
What did the bank do in the year to March 2025?
    month 2025-03-01..2025-03-31
What was announced between October and December?
    range 2025-10-01..2025-12-31
What did people know on 5 May 2025?
    day 2025-05-05..2025-05-05
"""


def cases() -> list[tuple[dt.date, str, str]]:
    lines = [line.strip() for line in TABLE.splitlines() if line]
    found = []
    for question, read in zip(lines[::2], lines[1::2], strict=True):
        day, text = TODAY, question
        if question.startswith("["):
            day, text = dt.date.fromisoformat(question[1:11]), question[13:]
        found.append((day, text, read))
    return found


def written(read: QuestionTime) -> str:
    """As the table writes it."""
    parts = [f"as of {read.as_of}"] if read.as_of else []
    for window in read.windows:
        dates = f"{window.start}..{window.end}"
        dates = {"since": f"{window.start}", "before": f"{window.end}"}.get(window.kind, dates)
        kind = "until" if window.kind == "before" else window.kind
        parts.append("event" if kind == "event" else f"{kind} {dates}")
    parts += ["latest"] * read.latest + ["first"] * read.first
    return "; ".join(parts) or "nothing"


@pytest.mark.parametrize(("today", "question", "expected"), cases())
def test_a_question_is_read_for_time(today: dt.date, question: str, expected: str) -> None:
    assert written(read_time(question, today)) == expected


def test_the_table_is_read_whole() -> None:
    assert len(cases()) == 170


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("As of 22 December 2025, which chip does it want?", "Which chip does it want?"),
        (
            "How many packs had been called back as of 15 March 2025?",
            "How many packs had been called back?",
        ),
        ("What does a ticket cost now?", "What does a ticket cost?"),
        ("What is the latest figure for deaths?", "What is the figure for deaths?"),
        ("Were this year's cable breaks deliberate?", "Were cable breaks deliberate?"),
        ("What was said in the last three weeks?", "What was said?"),
        ("What was the first estimate?", "What was the estimate?"),
        (
            "What was the revenue in the second quarter of 2025?",
            "What was the revenue in the second quarter of 2025?",
        ),
        ("截至2025年12月22日，有多少人？", "有多少人？"),
        ("Now?", "Now?"),
        ("", ""),
    ],
)
def test_words_that_no_article_uses_can_be_dropped(question: str, without: str) -> None:
    assert read_time(question, TODAY).without() == without


def test_the_second_quarter_is_counted_from_the_day_as_of_which_is_asked() -> None:
    read = read_time("As of May 2024, what was the first-quarter revenue?", TODAY)
    assert read.as_of == dt.date(2024, 5, 31)
    assert [(w.start, w.end) for w in read.windows] == [(dt.date(2024, 1, 1), dt.date(2024, 3, 31))]


def test_a_phrase_stands_where_its_span_says() -> None:
    question = "What was known in early September 2025, since March 2024 or before the launch?"
    phrases = [when.phrase for when in read_time(question, TODAY).windows]
    assert phrases == ["since March 2024", "before the launch"]
    event = read_time(question, TODAY).windows[-1]
    assert event == When("event", None, None, "before the launch", (60, 77))


PIECES = st.sampled_from(
    "as of in by since before after between and 31 April 29 February 2024 2025 Q2 last week the "
    "second quarter May march ſept. Mar. 1/2 12/22/2025 winter 2024/25 now first reported 0 99 月 "
    "日 年 第 季度 end early ago three years had will 截至 , ? - – ' . Monday".split(" ")
)


@given(
    st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=16).map(" ".join)),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)),
)
def test_no_question_breaks_it(question: str, today: dt.date) -> None:
    read = read_time(question, today)
    for when in read.windows:
        assert question[slice(*when.span)] == when.phrase
        assert when.start is None or when.end is None or when.start <= when.end
    assert list(read.spans) == sorted(read.spans)
    assert read.without() or not question


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "1",
        "1 ",
        "2025 ",
        "in 2025 ",
        "12 may ",
        "Q2 ",
        "12/",
        "the year ",
        "first ",
        "月",
        "before the ",
        "between 2024 and ",
        "from 3 to ",
        "last ",
        "- ",
        "of the year ",
        "\n",
    ],
)
def test_an_odd_question_takes_no_time(piece: str) -> None:
    question = (piece * 4000)[:4000]
    start = time.process_time()
    read_time(question, TODAY).without()
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("What fell in '89?", dt.date(1989, 1, 1)),
        ("What fell on 9.11.89?", dt.date(1989, 11, 9)),
        ("What fell in May '98?", dt.date(1998, 5, 1)),
        ("What fell in May '26?", dt.date(2026, 5, 1)),
        ("What did the mayor say on '60 Minutes'?", None),
    ],
)
def test_a_short_year_is_of_the_century_that_it_can_be_of(
    question: str, start: dt.date | None
) -> None:
    windows = read_time(question, dt.date(2026, 3, 1)).windows
    assert [when.start for when in windows] == ([start] if start else [])


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Qu'a dit le maire le 4 février 2026 ?", dt.date(2026, 2, 4), dt.date(2026, 2, 4)),
        ("¿Qué pasó en octubre de 2025?", dt.date(2025, 10, 1), dt.date(2025, 10, 31)),
        ("Que s'est-il passé en mars ?", dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
    ],
)
def test_french_and_spanish_days_and_months(question: str, first: dt.date, last: dt.date) -> None:
    (when,) = read_time(question, dt.date(2026, 6, 1)).windows
    assert (when.start, when.end) == (first, last)


def test_a_planet_and_a_name_are_no_months() -> None:
    assert read_time("How far is Mars, and who is Julio?", dt.date(2026, 6, 1)).windows == ()
    assert read_time("What did the Mars 2020 rover find?", dt.date(2026, 6, 1)).windows == ()
