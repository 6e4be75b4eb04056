import datetime as dt
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant, instep
from assistant.extractive import FACT_WORDS
from assistant.places import default_index
from assistant.reading import MOST_QUESTION
from assistant.settings import Settings
from assistant.types import REFUSAL, Answer, Evidence, Message, Statement
from assistant.writing import nearest
from index.errors import ArticleError, IndexStateError, SettingError
from index.types import Passage

MakeFolder = Callable[[dict[str, str]], Path]
FERRY = "Ferry late\n\n2025-03-01\n\nThe ferry Morwenna was four hours late. It carried 212 people."
LATER = "Ferry early\n\n2025-04-01\n\nThe ferry Morwenna was nine minutes early on Tuesday."


@pytest.fixture
def opened(folder: MakeFolder, tmp_path: Path) -> Callable[[dict[str, str]], Assistant]:
    def open_(files: dict[str, str]) -> Assistant:
        settings = Settings(articles=folder(files), index=tmp_path / "index")
        return Assistant.open(settings=settings, vectors="wait")

    return open_


def holds_in_files(assistant: Assistant, answer: Answer) -> bool:
    cited = [*answer.citations, *answer.closest]
    return all(assistant.article(c.file).article.quote(c.start, c.end) == c.quote for c in cited)


@pytest.mark.parametrize(
    ("question", "words", "files"),
    [
        (
            "Which AMD accelerators is Alibaba reportedly buying?",
            ["MI300X", "MI308"],
            ["2025-12-22-alibaba-chips-and-glasses.txt", "2025-12-25-alibaba-amd-order.txt"],
        ),
        ("What do the Quark glasses cost?", ["1,899 RMB"], []),
        ("What dividend per share is Dovrane proposing?", ["0.70 euros"], []),
    ],
)
def test_the_sample_articles_answer(
    golden: Assistant, question: str, words: list[str], files: list[str]
) -> None:
    answer = golden.ask(question)
    assert not answer.refused
    for word in words:
        assert word in answer.text
    assert {c.file for c in answer.citations} >= set(files)
    assert len(answer.text.split()) <= FACT_WORDS
    assert holds_in_files(golden, answer)


def test_a_refusal_names_no_passage_that_has_nothing_to_do_with_the_question(
    golden: Assistant,
) -> None:
    answer = golden.ask("What is the airspeed of an unladen swallow?")
    assert answer.refused
    assert answer.trace.evidence  # there was something, and it was far
    assert not answer.closest
    assert golden.ask("How many Quark glasses were sold?").closest


def test_what_is_likely_is_named_however_little_its_passage_is_like_the_question() -> None:
    text = "The audit found four faults."
    passage = Passage(1, "a.txt", "News", None, None, "1", 0, len(text), text, 1.0, dense=0.1)
    likely = Evidence("a.txt", 0, len(text), text, 0.44, passage)
    assert [one.quote for one in nearest([likely])] == [text]
    assert nearest([replace(likely, score=0.01)]) == ()


def test_what_the_folder_does_not_hold_is_refused_with_the_closest(golden: Assistant) -> None:
    answer = golden.ask("Who is the chief executive of Alibaba?")
    assert answer.refused
    assert answer.text == REFUSAL
    assert (answer.statements, answer.citations) == ((), ())
    assert answer.closest
    assert holds_in_files(golden, answer)


def test_every_statement_is_checked_and_cites_what_is_there(golden: Assistant) -> None:
    answer = golden.ask("How many oat bars did Marrowfield recall?")
    numbers = {citation.number for citation in answer.citations}
    assert answer.statements
    for statement in answer.statements:
        assert statement.check.supported
        assert set(statement.citations) <= numbers


def test_a_stream_gives_the_statements_and_then_the_answer(golden: Assistant) -> None:
    items = list(golden.stream("What do the Quark glasses cost?"))
    answer = items[-1]
    assert isinstance(answer, Answer)
    assert items[:-1] == list(answer.statements)
    assert all(isinstance(item, Statement) for item in items[:-1])


def test_the_trace_says_what_was_searched_found_and_chosen(golden: Assistant) -> None:
    trace = golden.ask("What do the Quark glasses cost?").trace
    assert trace.passages[0].file == "2025-12-22-alibaba-chips-and-glasses.txt"
    assert [step.name for step in trace.steps] == ["search", "evidence", "write"]
    assert list(trace.evidence) == sorted(trace.evidence, key=lambda e: -e.score)
    assert 0 <= (trace.confidence or -1) <= 1


def test_an_answer_is_one_json_object(golden: Assistant) -> None:
    plain = json.loads(json.dumps(golden.ask("What do the Quark glasses cost?").to_json()))
    assert list(plain) == [
        "question", "answer", "refused", "statements", "citations", "conflicts", "closest",
        "missing", "notice", "trace",
    ]  # fmt: skip
    assert {"file", "start", "end", "quote", "title", "published"} <= set(plain["citations"][0])


def test_a_sentence_that_leans_brings_the_one_before(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    with opened({"a.txt": FERRY}) as assistant:
        answer = assistant.ask("How many people did the ferry Morwenna carry?")
    assert "212" in answer.text
    assert "Morwenna" in answer.text


def test_a_leaning_sentence_never_brings_an_advertisement(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    text = (
        "Brack Lines sells a ship\n\nBrack Lines sold the ferry Orla on Tuesday.\n\nAd\n\n"
        "Should investors sell immediately? Or is it worth buying Brack Lines?\n\n"
        "It will receive 88 million euros for the ferry.\n"
    )
    with opened({"a.txt": text}) as assistant:
        answer = assistant.ask("How many million euros will Brack Lines receive for the ferry?")
    assert "88 million" in answer.text
    assert "investors" not in answer.text


def test_nothing_is_said_twice(golden: Assistant) -> None:
    for question in (
        "What happened in the Grelling tunnel fire?",
        "Summarise the recall of Hilltop oat bars.",
        "How many people were hurt in the tunnel fire?",
    ):
        quotes = [c.quote for c in golden.ask(question).citations]
        for quote in quotes:
            assert sum(quote in other for other in quotes) == 1, quote


def test_a_question_in_chinese_is_answered_from_a_chinese_article(golden: Assistant) -> None:
    answer = golden.ask("青澜地铁四号线全长多少公里？")
    assert not answer.refused
    assert answer.citations[0].file == "qinglan-metro-line-4.txt"


def test_articles_after_as_of_are_not_seen(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    with opened({"a.txt": FERRY, "b.txt": LATER}) as assistant:
        answer = assistant.ask("How late was the ferry Morwenna?", as_of=dt.date(2025, 3, 15))
        assert {p.file for p in answer.trace.passages} == {"a.txt"}


def test_articles_before_since_and_undated_ones_are_not_seen(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    undated = "Ferry late\n\nThe ferry Morwenna was late again.\n"
    with opened({"a.txt": FERRY, "b.txt": LATER, "c.txt": undated}) as assistant:
        question = "How late was the ferry Morwenna?"
        answer = assistant.ask(question, since=dt.date(2025, 3, 15))
        assert {p.file for p in answer.trace.passages} == {"b.txt"}
        with pytest.raises(SettingError, match="no day is left"):
            assistant.ask(question, since=dt.date(2025, 3, 15), as_of=dt.date(2025, 3, 14))


def test_only_the_files_that_are_named_are_read(golden: Assistant) -> None:
    file = "2025-12-25-alibaba-amd-order.txt"
    answer = golden.ask("Which AMD accelerators is Alibaba reportedly buying?", files=[file])
    assert {c.file for c in answer.citations} == {file}
    with pytest.raises(SettingError, match=r"No article 'none\.txt'"):
        golden.ask("Anything?", files=["none.txt"])


def test_a_follow_up_is_understood(golden: Assistant) -> None:
    history = [Message("user", "What are the Quark glasses?"), Message("assistant", "Glasses.")]
    answer = golden.ask("And what do they cost?", history=history)
    assert "Quark" in answer.trace.query
    assert "1,899" in answer.text


@pytest.mark.parametrize(
    "question", ["", "   ", "\x00\x1b\x07", "?!", "x" * (MOST_QUESTION + 1), "word " * 4000]
)
def test_a_question_that_is_none_is_refused_in_one_line(golden: Assistant, question: str) -> None:
    with pytest.raises(SettingError) as caught:
        golden.ask(question)
    assert "\n" not in str(caught.value)


def test_odd_questions_are_answered_or_refused(golden: Assistant) -> None:
    for question in ('"(* NEAR', "阿里巴巴?", "🙂 what?", "a\x00b what", "\ud800 who is it"):
        assert golden.ask(question).question


def test_a_deleted_article_is_in_no_answer(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    with opened({"a.txt": FERRY, "b.txt": LATER}) as assistant:
        (assistant.folder / "b.txt").unlink()
        assistant.sync()
        answer = assistant.ask("When was the ferry Morwenna early?")
        assert {p.file for p in answer.trace.passages} == {"a.txt"}


def test_an_open_assistant_sees_what_changes_in_the_folder(
    opened: Callable[[dict[str, str]], Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instep, "LOOK_EVERY", 0.0)
    with opened({"a.txt": FERRY}) as assistant:
        assistant.ask("How late was the ferry Morwenna?")
        (assistant.folder / "a.txt").write_text(FERRY.replace("four hours", "seven hours"))
        time.sleep(1)  # the next look comes after twenty times what a look takes
        answer = assistant.ask("How late was the ferry Morwenna?")
        assert "seven hours" in answer.text
        assert holds_in_files(assistant, answer)


def test_eight_people_ask_at_once(golden: Assistant) -> None:
    expected = golden.ask("What do the Quark glasses cost?").text
    answers: list[str] = []

    def ask() -> None:
        answers.append(golden.ask("What do the Quark glasses cost?").text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 8


def test_an_empty_folder_says_what_to_do(
    opened: Callable[[dict[str, str]], Assistant], tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    with (
        opened({}) as assistant,
        pytest.raises(ArticleError, match="Put text, web, PDF or Word files"),
    ):
        assistant.ask("Is there anything?")


def test_an_index_serves_one_folder(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder({"a.txt": FERRY})
    Assistant.open(home, index=tmp_path / "index", settings=Settings(), vectors="off").close()
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(IndexStateError, match="belongs to the folder"):
        Assistant.open(other, index=tmp_path / "index", settings=Settings(), vectors="off")
    assert default_index(home) != default_index(other)


def test_a_model_that_is_not_configured_says_how(golden: Assistant) -> None:
    with pytest.raises(SettingError, match="OPENAI_API_KEY"):
        golden.ask("What do the Quark glasses cost?", answerer="llm")


TOLL = "Toll at {n}\n\n2025-03-{day}\n\nThe storm Agda killed {n} people in Tarn, the police said."


def test_a_question_says_itself_as_of_when(opened: Callable[[dict[str, str]], Assistant]) -> None:
    files = {
        "a.txt": TOLL.format(n="three", day="02"),
        "b.txt": TOLL.format(n="nine", day="09"),
    }
    with opened(files) as assistant:
        answer = assistant.ask("As of 5 March 2025, how many people did the storm Agda kill?")
        assert answer.trace.as_of == dt.date(2025, 3, 5)
        assert "three" in answer.text
        assert "nine" not in answer.text
        before = assistant.ask(
            "How many people did the storm Agda kill?", today=dt.date(2025, 3, 5)
        )
        assert "nine" not in before.text  # nobody has read an article of tomorrow


def test_sources_that_differ_are_sides_and_the_newest_comes_first(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    files = {
        "a.txt": TOLL.format(n="three", day="02"),
        "b.txt": TOLL.format(n="nine", day="09"),
    }
    with opened(files) as assistant:
        answer = assistant.ask("What is the latest number of people killed by the storm Agda?")
        (conflict,) = answer.conflicts
        assert [(s.value, s.published) for s in conflict.sides] == [
            ("nine", dt.date(2025, 3, 9)),
            ("three", dt.date(2025, 3, 2)),
        ]
        assert answer.statements[0].text.startswith("The storm Agda killed nine")
        shown = {number for side in conflict.sides for number in side.citations}
        assert shown <= {citation.number for citation in answer.citations}
        assert holds_in_files(assistant, answer)
        told = assistant.ask("How many people did the storm Agda kill at first?").statements
        assert [one.text.split()[4] for one in told] == ["three", "nine"]


def test_a_sentence_cited_again_keeps_its_number(golden: Assistant) -> None:
    first = golden.ask("Which AMD accelerators is Alibaba reportedly buying?")
    history = [
        Message("user", first.question),
        Message("assistant", first.text, citations=first.citations),
    ]
    numbers = {(c.file, c.end): c.number for c in first.citations}
    again = golden.ask("Which AMD accelerators is Alibaba reportedly buying?", history=history)
    assert {(c.file, c.end): c.number for c in again.citations} == numbers
    other = golden.ask("What dividend per share is Dovrane proposing?", history=history)
    assert min(c.number for c in other.citations) == max(numbers.values()) + 1
    refused = golden.ask("How many Quark glasses were sold?", history=history)
    named = {(c.file, c.end): c.number for c in refused.closest}
    assert refused.refused
    assert all(numbers.get(place, number) == number for place, number in named.items())
    assert min(named.values()) > max(numbers.values())
    history.append(Message("assistant", refused.text, closest=refused.closest))
    after = golden.ask("What dividend per share is Dovrane proposing?", history=history)
    assert min(c.number for c in after.citations) > max(named.values())
    edited = [replace(c, quote=f"{c.quote[:-1]}?") for c in first.citations]
    history = [Message("user", first.question), Message("assistant", first.text, tuple(edited))]
    anew = golden.ask("Which AMD accelerators is Alibaba reportedly buying?", history=history)
    assert min(c.number for c in anew.citations) > max(numbers.values())


def test_how_sure_an_answer_must_be_is_a_choice(golden: Assistant) -> None:
    question = "What do the Quark glasses cost?"
    thresholds = [
        golden.ask(question, refusal=refusal).trace.threshold or 0
        for refusal in ("lenient", "balanced", "strict")
    ]
    assert thresholds == sorted(set(thresholds))
    assert golden.ask(question).trace.threshold == thresholds[1]
    with pytest.raises(SettingError, match="one of strict, balanced, lenient"):
        golden.ask(question, refusal="bold")


def test_a_lone_dissent_stands_beside_the_answer(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    told = "Sawmill {n}\n\n2025-03-0{n}\n\n{words} that the sawmill in Tarn employs {x} workers."
    files = {
        "a.txt": told.format(n=3, words="The mayor of the town said on Monday", x=412),
        "b.txt": told.format(n=2, words="A union paper for carpenters reported", x=412),
        "c.txt": told.format(n=1, words="According to the weekly Post, it seems", x=380),
    }
    with opened(files) as assistant:
        answer = assistant.ask("How many workers does the sawmill in Tarn employ?")
        (conflict,) = answer.conflicts
        assert {(side.value, side.sources) for side in conflict.sides} == {("412", 2), ("380", 1)}
        assert "412" in answer.text
        assert "380" not in answer.text
        dissent = next(side for side in conflict.sides if side.value == "380")
        cited = {c.number: c.file for c in answer.citations}
        assert {cited[number] for number in dissent.citations} == {"c.txt"}
        places = [(c.file, c.start) for c in answer.citations]
        assert len(places) == len(set(places))


def test_a_newer_figure_is_no_mere_dissent(opened: Callable[[dict[str, str]], Assistant]) -> None:
    told = "Quake {n}\n\n2025-03-{day}\n\n{words} people have died in the Selm quake."
    files = {
        "a.txt": told.format(n=1, day="03", words="The mayor said on Monday that nine"),
        "b.txt": told.format(n=2, day="03", words="According to a rescue team, nine"),
        "c.txt": told.format(n=3, day="10", words="Officials now fear that fourteen"),
    }
    with opened(files) as assistant:
        for question in (
            "How many people have died in the Selm quake?",
            "How many people have died in the Selm quake now?",
        ):
            answer = assistant.ask(question)
            assert answer.statements
            assert "fourteen" in answer.statements[0].text


def test_the_day_of_a_question_reaches_no_further_than_today(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    files = {"a.txt": TOLL.format(n="three", day="02"), "b.txt": TOLL.format(n="nine", day="09")}
    with opened(files) as assistant:
        asked = "As of March 2025, how many people did the storm Agda kill?"
        answer = assistant.ask(asked, today=dt.date(2025, 3, 5))
        assert answer.trace.as_of == dt.date(2025, 3, 5)
        early = "As of 5 March 2025, how many people did the storm Agda kill?"
        both = assistant.ask(early, as_of=dt.date(2025, 3, 20))
        assert both.trace.as_of == dt.date(2025, 3, 5)
        with pytest.raises(SettingError, match="out of reach"):
            assistant.ask(asked, today=dt.date(1, 1, 1))


def test_a_follow_up_that_names_nothing_is_of_the_topic_where_it_can_be(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    files = {
        "fire.txt": "Fire in Osten\n\nNine people died in the fire in Osten on Monday.\n\n"
        "The cause of the fire was a heater, the police in Osten said.",
        "flood.txt": "Flood in Tarn\n\nThe cause of the flood in Tarn has been found, an "
        "inquiry said: the cause was a broken dam.",
        "gold.txt": "Gold dearer\n\nThe price of an ounce of gold rose to 2,400 dollars.",
    }
    history = [Message("user", "How many died in the Osten fire?"), Message("assistant", "Nine.")]
    with opened(files) as assistant:
        cause = assistant.ask("What was the cause?", history=history)
        assert cause.trace.query == "The Osten fire: what was the cause?"
        assert {c.file for c in cause.citations} == {"fire.txt"}
        gold = assistant.ask("What does an ounce of gold cost?", history=history)
        assert "2,400" in gold.text


def test_a_follow_up_is_about_the_day_of_the_question_before(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    files = {"a.txt": TOLL.format(n="three", day="02"), "b.txt": TOLL.format(n="nine", day="09")}
    first = "As of 5 March 2025, how many people did the storm Agda kill?"
    with opened(files) as assistant:
        history = [Message("user", first), Message("assistant", assistant.ask(first).text)]
        again = assistant.ask("And who said so about the storm Agda?", history=history)
        assert again.trace.as_of == dt.date(2025, 3, 5)
        later = assistant.ask("And as of 10 March 2025?", history=history)
        assert later.trace.as_of == dt.date(2025, 3, 10)
        assert "nine" in later.text


def test_what_came_out_on_no_known_day_is_told_as_such_where_a_day_counts(
    opened: Callable[[dict[str, str]], Assistant],
) -> None:
    files = {
        "a.txt": "Evening round-up 19 March 2025\n\nTin closed at 34,940 dollars a tonne.\n",
        "b.txt": "Morning notes\n\nZinc closed at 3,034 dollars a tonne.\n",
    }
    early, later = dt.date(2025, 3, 10), dt.date(2025, 3, 20)
    with opened(files) as assistant:
        zinc = assistant.ask("What did zinc close at?", as_of=early)
        assert "3,034" in zinc.text
        assert '"Morning notes" came out: it may be newer than 10 March 2025' in str(zinc.notice)
        assert assistant.ask("What did zinc close at?").notice is None
        assert "34,940" not in assistant.ask("What did tin close at?", as_of=early).text
        tin = assistant.ask("What did tin close at?", as_of=later)
        assert "34,940" in tin.text
        assert tin.notice is None


def test_numbers_stay_apart_where_two_conversations_are_handed_over(golden: Assistant) -> None:
    one = golden.ask("What do the Quark glasses cost?")
    two = golden.ask("What dividend per share is Dovrane proposing?")
    history = [Message("assistant", a.text, citations=a.citations) for a in (one, two)]
    for question in (one.question, two.question):
        numbers = [c.number for c in golden.ask(question, history=history).citations]
        assert len(numbers) == len(set(numbers))


def test_of_two_questions_in_one_the_half_that_is_not_answered_is_named(golden: Assistant) -> None:
    answer = golden.ask(
        "What do the Quark glasses cost and who is the chief executive of Alibaba Group?"
    )
    assert not answer.refused
    assert "1,899 RMB" in answer.text
    assert answer.missing == ("who is the chief executive of Alibaba Group?",)
    assert "do not answer: who is the chief executive" in str(answer.notice)
    assert answer.to_json()["missing"] == list(answer.missing)


@pytest.mark.parametrize(
    ("question", "warned"),
    [
        ("When does the metro open?", True),
        ("How many riders does the metro to Velmora carry a day?", False),
    ],
)
def test_a_word_that_no_article_has_is_told_where_little_else_tells_what_is_meant(
    opened: Callable[[dict[str, str]], Assistant], question: str, warned: bool
) -> None:
    tram = "Tram\n\n2025-03-03\n\nThe tram to Velmora opens on 9 June, the city of Tarn said. "
    with opened({"a.txt": f"{tram}It carries 9,300 riders a day and cost 186 million."}) as it:
        answer = it.ask(question)
        assert not answer.refused
        assert ('No article has the word "metro"' in (answer.notice or "")) is warned


def test_both_halves_are_answered_each_by_its_own_sentence(golden: Assistant) -> None:
    answer = golden.ask(
        "What do the Quark glasses cost and which models do the DingTalk agents run on?"
    )
    assert (answer.refused, answer.missing) == (False, ())
    assert "1,899 RMB" in answer.text
    assert "Tongyi Qianwen" in answer.text
    numbers = [citation.number for citation in answer.citations]
    assert len(set(numbers)) == len(numbers)
    assert holds_in_files(golden, answer)


@pytest.mark.parametrize(
    "question", ["Should I buy Alibaba shares?", "will kestrelane shares go up next year"]
)
def test_advice_is_not_made_up(golden: Assistant, question: str) -> None:
    answer = golden.ask(question)
    stated = [re.search("said|analyst", s.text, re.IGNORECASE) for s in answer.statements]
    assert answer.refused or all(stated)
