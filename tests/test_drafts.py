"""What a model wrote, as drafts: the format asked for, and the ways in which models leave it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafts import LONGEST_LINE, Draft, DraftReader, read_line

A = "The bridge reopened on 4 May."
B = "The repair cost 3 million crowns."


def read(text: str, *, whole: bool = True) -> list[tuple[str, tuple[int, ...]]]:
    reader = DraftReader()
    drafts = reader.feed(text) + reader.close(whole=whole)
    return [(draft.text, draft.citations) for draft in drafts]


# One line


@pytest.mark.parametrize(
    "line",
    [
        f"{A} [2]",
        "The bridge reopened on 4 May [2].",
        "The bridge reopened on 4 May [2]. ",
        f"{A}[2]",
        "The bridge [2] reopened on 4 May.",
        f"{A} [^2]",
        f"{A} [^2^]",
        f"{A} [Source 2]",
        f"{A} [evidence #2]",
        f"{A} (Source 2)",
        f"{A} (see evidence 2)",
        f"{A} (2)",
        "The bridge reopened on 4 May (2).",
        "The bridge reopened on 4 May, Source 2.",
        f"{A} Source 2",
        f"{A} 【2】",
        f"{A} 【2†source】",
        f"[2] {A}",
        f"[Source 2]: {A}".replace("]:", "]"),
        "According to Source 2, the bridge reopened on 4 May.",
        f"- {A} [2]",
        f"* **{A}** [2]",
        f"• {A} [2]",
        f"1. {A} [2]",
        f"(1) {A} [2]",
        f"> {A} [2]",
        f"Answer: {A} [2]",
        f"Statement 1: {A} [2]",
        f'"{A}" [2]',
        f"“{A}” [2]",
        f"{A} [2].",
        f"{A} [2] (Harbour Times, 6 May 2019)",
        f"   {A}   [2]   ",
        f"As stated in [2], {A}",
        f"According to [2], {A}",
        f"[2] says that {A}",
        "The bridge reopened on 4 May (see [2]).",
        f"{A} ([2])",
        f"| {A} | [2] |",
        f"| Statement | Source |\n|---|---|\n| {A} | 2 |",
        "The bridge\nreopened on 4 May. [2]",
        f"{A}\n[2]",
        f"<answer>{A} [2]</answer>",
        f"<p>{A} [2]</p>",
        "<|channel|>analysis<|message|>I think so. [1]<|end|><|start|>assistant<|channel|>final"
        f"<|message|>{A} [2]<|return|>",
        f"[THINK]I think so. [1][/THINK]{A} [2]",
        f'<think effort="low">I think so. [1]</think>{A} [2]',
        f"{A}［2］",
        f"{A}（２）",
        f"{A} [Zitat 2]",
        f"{A} [doc2]",
        f"{A} [来源2]",
        f"{A}²",
        f"{A} {{2}}",
        f"{A}<sup>2</sup>",
        f"{A} [[2]](#2)",
        f"{{2}} {A}",
        f"[2]: {A}",
        f"Quotation [2] states that {A}",
        "The bridge reopened on 4 May — [2].",
        "The bridge reopened on 4 May, per [2].",
        "The bridge reopened on 4 May, as reported in [2].",
        f"{A} :cite[2]",
        f"{A} $^{{[2]}}$",
        f"{A} [2]<|im_end|>",
        f"{A} [2]</s>",
        f"{A} \\[2\\]",
        f"{A} <cite>2</cite>",
        f"{A} <ref>2</ref>",
        f"{A} $[2]$",
        f"{A} $^{{2}}$",
        f"{A} \\cite{{2}}",
        f"{A} {{{{2}}}}",
        f"{A} [cite: 2]",
        f"{A} [#2]",
        f"{A} [S2]",
        f"{A} [No. 2]",
        f"{A} [②]",
        f"{A} [2†L3-L5]",
        "The bridge reopened on 4 May (according to [2]).",
        "The bridge reopened on 4 May (quotation [2]).",
        f"*{A}* [2]",
        f"_{A}_ [2]",
        f"A: {A} [2]",
        f"Final answer: {A} [2]",
    ],
)
def test_one_sentence_and_its_number_however_it_is_marked(line: str) -> None:
    assert read(line) == [(A, (2,))]


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        ("[1][3]", (1, 3)),
        ("[1] [3]", (1, 3)),
        ("[1], [3]", (1, 3)),
        ("[1, 3]", (1, 3)),
        ("[1], [2], and [3]", (1, 2, 3)),
        ("[1], [2] & [3]", (1, 2, 3)),
        ("[1]; and [3]", (1, 3)),
        ("[1 3]", (1, 3)),
        ("[cite: 1, 3]", (1, 3)),
        ("\\cite{1, 3}", (1, 3)),
        ("[1; 3]", (1, 3)),
        ("[1 and 3]", (1, 3)),
        ("[1, 2, and 3]", (1, 2, 3)),
        ("[Sources 1, 3]", (1, 3)),
        ("(Sources 1 and 3)", (1, 3)),
        ("[Source 1, Source 3]", (1, 3)),
        ("(1, 3)", (1, 3)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3]", (1, 2, 3)),
        ("[1][1]", (1,)),
        ("[9-2]", (9, 2)),
        ("[1-900]", (1, 900)),
        ("[2025]", (2025,)),
    ],
)
def test_several_numbers(marks: str, numbers: tuple[int, ...]) -> None:
    assert read(f"{A} {marks}") == [(A, numbers)]


@pytest.mark.parametrize(
    "line",
    [
        f"{A} [1] {B} [2]",
        f"[1]: {A} [2]: {B}",
        "The bridge reopened on 4 May [1]. The repair cost 3 million crowns [2].",
    ],
)
def test_two_sentences_on_a_line(line: str) -> None:
    assert read(line) == [(A, (1,)), (B, (2,))]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("According to [1], Mr. Orme of the U.S. Army left.", "Mr. Orme of the U.S. Army left."),
        ("[1] Reports of floods rose in May.", "Reports of floods rose in May."),
        ("As [1] says, Mr. Orme left.", "Mr. Orme left."),
    ],
)
def test_a_mark_before_its_sentence_cuts_none(line: str, text: str) -> None:
    assert read(line) == [(text, (1,))]


def test_an_introduction_holds_no_json_back() -> None:
    reader = DraftReader()
    assert reader.feed("Here is the answer:\n") == []
    statement = json.dumps({"text": A, "citations": [2]})
    assert reader.feed(f'{{"statements": [{statement},') == [Draft(A, (2,))]


def test_lines_of_a_list_are_none_of_a_sentence_broken_over_lines() -> None:
    text = "Two reasons count\na) The mill closed [1].\n"
    reader = DraftReader()
    one_by_one = [draft for letter in text for draft in reader.feed(letter)]
    one_by_one += reader.close(whole=True)
    assert [(d.text, d.citations) for d in one_by_one] == read(text)
    assert read(text)[-1][1] == (1,)


def test_a_number_of_thousands_of_digits_is_no_citation() -> None:
    huge = "1" * 4_500
    assert read(f'{{"text": "{A}", "citations": [2]}}\n{{"citations": [{huge}]}}') == [(A, (2,))]


def test_marks_that_stand_before_their_sentences() -> None:
    assert read(f"[1] {A} [2] {B}") == [(A, (1,)), (B, (2,))]


def test_marks_within_one_sentence_are_joined() -> None:
    assert read("Sales rose [1], but profit fell [2][3].") == [
        ("Sales rose, but profit fell.", (1, 2, 3))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Sales rose 5% to 3 million (2024: 2 million).",
        "4. Mai war der Tag.",
        "The firm (founded in 2019) grew.",
        "Version (2) of the chip is faster.",
        "The MI300X costs $15,000.",
        "He said ... and left.",
        "Sales were 3.5 million",
        "The source 2 kilometres away dried up.",
        "The seed (No. 1) lost to the second (#2).",
        "It sells 2 * 3 packs and 4 * 5 more.",
        "The price* rose, and so did the rent*.",
        "The file a_b and the file _c of d_e are here.",
        "It costs $5 and then $6.",
    ],
)
def test_what_is_no_mark_stays(line: str) -> None:
    assert read(line) == [(line, ())]


def test_a_sentence_said_again_in_the_same_breath_is_said_once() -> None:
    assert read(f"{A} {B} {A} [1]") == [(f"{A} {B}", (1,))]
    assert read("He met Mr. A and Mr. B and Mr. C. [1]") == [
        ("He met Mr. A and Mr. B and Mr. C.", (1,))
    ]


def test_chinese_sentences() -> None:
    assert read("大桥于五月四日重新开放。[1] 维修费用为三百万克朗。[2]") == [
        ("大桥于五月四日重新开放。", (1,)),
        ("维修费用为三百万克朗。", (2,)),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "# Answer",
        "## The bridge",
        "Here is the answer:",
        "Here are the statements.",
        "Sure! I can help with that.",
        "Based on the evidence:",
        "Answer:",
        "```",
        "```json",
        "</evidence>",
        '<evidence number="6">',
        "---",
        "[1]",
        "1.",
        "(2).",
    ],
)
def test_what_is_no_statement_is_left_out(line: str) -> None:
    assert read_line(line) == ([], False)


@pytest.mark.parametrize(
    "line", ["Sources:", "References", "Sources: [1] Bridge", "Quotations:", "Question: Why?"]
)
def test_the_answer_ends_where_a_list_of_sources_begins(line: str) -> None:
    assert read(f"{A} [1]\n{line}\n[2] {B}\n{B} [2]") == [(A, (1,))]


@pytest.mark.parametrize(
    "line",
    [
        "Question: the mayor was asked why the bridge fell.",
        "Quote: “We will build it,” the mayor said.",
        "Sources: the mayor named none.",
        "Here are the figures: the bridge cost 3 million crowns.",
    ],
)
def test_a_copied_sentence_that_begins_like_an_end_is_no_end(line: str) -> None:
    cited = {"text": line, "citations": [1]}
    said = json.dumps({"statements": [cited, {"text": B, "citations": [2]}]})
    for text in (f"{line} [1]\n{B} [2]", said):
        assert read(text) == [(line, (1,)), (B, (2,))]
    assert (line, ()) not in read(f"{A} [1]\n{line}\n{B} [2]")


@pytest.mark.parametrize(
    "line", ["NO ANSWER", "NO ANSWER.", "No answer", "**NO ANSWER**", "no-answer"]
)
def test_no_answer_declines_and_ends(line: str) -> None:
    reader = DraftReader()
    drafts = reader.feed(f"{line}\nThe moon is made of cheese. [1]\n")
    assert [draft.declines for draft in drafts] == [True]
    assert reader.finished


def test_no_answer_with_a_number_declines_too() -> None:
    assert [Draft(text, numbers).declines for text, numbers in read("NO ANSWER [1]")] == [True]


# JSON all the same


@pytest.mark.parametrize(
    "value",
    [
        {"statements": [{"text": A, "citations": [1]}, {"text": B, "citations": [2]}]},
        [{"sentence": A, "sources": ["1"]}, {"sentence": B, "sources": "[2]"}],
        [f"{A} [1]", f"{B} [2]"],
        {"answer": f"{A} [1]\n{B} [2]"},
        [{"text": A, "quotation": 1}, {"text": B, "citation_numbers": [2]}],
        {"result": {"claims": [{"claim": A, "evidence": 1}, {"claim": B, "evidence": "Source 2"}]}},
    ],
)
@pytest.mark.parametrize("fence", ["{}", "Here it is:\n```json\n{}\n```\nI hope this helps!"])
def test_json_is_read_in_many_shapes(value: object, fence: str) -> None:
    for indent in (None, 2):
        text = fence.replace("{}", json.dumps(value, indent=indent))
        assert read(text) == [(A, (1,)), (B, (2,))]


def test_a_quotation_in_words_cites_none_of_its_figures() -> None:
    assert read(json.dumps({"text": B, "quotation": "It cost 3 million."})) == [(B, ())]
    assert read(json.dumps({"text": B, "quotation": "It cost 3 million. [2]"})) == [(B, (2,))]


def test_sources_that_say_it_together_are_both_cited() -> None:
    assert read(f"As [1] and [2] say, {B}") == [(B, (1, 2))]


def test_json_cut_off_keeps_what_is_whole() -> None:
    text = json.dumps([{"text": A, "citations": [1]}, {"text": B, "citations": [2]}])
    assert read('{"statements": ' + text[:-20], whole=False) == [(A, (1,))]


def test_deeply_nested_json_is_no_trouble() -> None:
    assert read("[" * 5000, whole=False) == []
    assert read('{"a":' * 3000, whole=False) == []
    assert read('{"text":"' * 3000, whole=False) == []


@pytest.mark.parametrize(
    "endless",
    [
        '{"statements":' + "[" * 49_000,
        '["' + "[" * 49_000,
        '[{"a":[' * 7_000,
        '["' + ("[" + " " * 200) * 240 + '"]',
        '[{"text":"' + "a{b}" * 12_000,
        '[{"a":1}' + "," * 49_000,
        "ab cd\n" * 8_000,
        "the 1 [\n" * 6_000,
        "a (1, 2, 3, 4\n" * 3_500,
    ],
)
def test_no_reply_is_read_for_long(endless: str) -> None:
    """Read anew from each bracket, with each piece or with each line that joins, these took up to
    minutes.
    """
    for size in (3, 50_000):
        reader = DraftReader()
        start = time.process_time()
        for n in range(0, len(endless), size):
            reader.feed(endless[n : n + size])
        assert reader.close(whole=True) == []
        assert time.process_time() - start < 2


def test_an_object_may_hold_objects_and_is_read_at_once() -> None:
    reader = DraftReader()
    said = {"text": f"{A[:-1]} {{at last}}.", "citations": [{"number": 1}, {"number": 2}]}
    drafts = reader.feed(f'{{"statements": [{json.dumps(said)},')
    assert [draft.text for draft in drafts] == ["The bridge reopened on 4 May {at last}."]


# JSON as the schema has it, statement by statement


SAID = {
    "statements": [
        {"text": A, "citations": [1]},
        {"text": 'Ida Norén said: "It {nearly} fell."', "citations": [2, 3]},
        {"text": B, "citations": []},
    ]
}
SAID_DRAFTS = [
    Draft(A, (1,)),
    Draft('Ida Norén said: "It {nearly} fell."', (2, 3)),
    Draft(B),
]


def test_a_statement_comes_with_the_brace_that_closes_it() -> None:
    reader = DraftReader()
    text = json.dumps(SAID)
    came = {n: drafts for n, piece in enumerate(text) if (drafts := reader.feed(piece))}
    assert [text[n - 1 : n + 1] for n in came] == ["]}", "]}", "]}"]
    assert [draft for drafts in came.values() for draft in drafts] == SAID_DRAFTS
    assert reader.close(whole=True) == []


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_", [True, False])
def test_json_cut_in_two_anywhere_gives_the_same(indent: int | None, ascii_: bool) -> None:
    text = json.dumps(SAID, indent=indent, ensure_ascii=ascii_)
    for cut in range(len(text) + 1):
        reader = DraftReader()
        drafts = reader.feed(text[:cut]) + reader.feed(text[cut:]) + reader.close(whole=True)
        assert drafts == SAID_DRAFTS, cut


def test_json_that_ends_anywhere_keeps_the_statements_that_are_whole() -> None:
    text = json.dumps(SAID)
    ends = [n for n in range(1, len(text) + 1) if text[:n].endswith("]}")][:3]
    for end in range(len(text)):
        whole = SAID_DRAFTS[: sum(end >= each for each in ends)]
        assert read(text[:end], whole=False) == [(d.text, d.citations) for d in whole], end


def test_no_statements_are_no_answer() -> None:
    for text in ('{"statements": []}', '{"statements":[\n]\n}', '```json\n{"statements": []}\n```'):
        assert [Draft(*draft).declines for draft in read(text)] == [True]
    assert read('{"statements": [') == []  # cut off before it said anything


@pytest.mark.parametrize(
    "broken",
    [
        '{"text": "The "bridge" reopened.", "citations": [1]}',
        '{"text": "The \\"bridge\\" reopened.", "citations": [1],}',
        '{"text":\n "The \\"bridge\\"\n reopened.", "citations": [1]}',
        '{"text": "The \\"bridge\\" reopened.", "citations": "1"}',
        """{'text': 'The "bridge" reopened.', 'citations': [1]}""",
    ],
    ids=["quotation marks", "a last comma", "a line break", "a number as text", "Python's quotes"],
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_broken_statement_is_read_and_so_are_its_neighbours(broken: str, whole: bool) -> None:
    first, last = ({"text": text, "citations": [2]} for text in (A, B))
    text = f'{{"statements": [{json.dumps(first)}, {broken}, {json.dumps(last)}'
    drafts = read(text + ("]}" if whole else ""), whole=whole)
    assert [(text.replace("\\", ""), numbers) for text, numbers in drafts] == [
        (A, (2,)),
        ('The "bridge" reopened.', (1,)),
        (B, (2,)),
    ]


def test_a_list_as_python_writes_it_is_read() -> None:
    text = str({"statements": [{"text": "The mayor's bridge reopened.", "citations": [1, 2]}]})
    single = "{'statements': [{'text': 'The bridge reopened.', 'citations': [1]}]}"
    assert read(single) == [("The bridge reopened.", (1,))]
    assert read(text) == [("The mayor's bridge reopened.", (1, 2))]


def test_what_cannot_be_read_costs_no_other_statement() -> None:
    whole = json.dumps({"text": B, "citations": [2]})
    broken = '{"text": 5 feet", "citations": [1]}'
    assert read(f'{{"statements": [{broken}, {whole}]}}') == [(B, (2,))]


def test_a_list_of_what_is_cited_is_no_list_of_statements() -> None:
    text = json.dumps({"citations": [{"id": 1, "text": B}], "text": A})
    reader = DraftReader()
    assert reader.feed(text) == []
    assert [draft.text for draft in reader.close(whole=True)] == [A]


@pytest.mark.parametrize(
    "endless", ['{"text": "' + "very ", '{"text": "A.", "citations": [' + "1, "]
)
def test_an_endless_object_ends_the_answer(endless: str) -> None:
    first = json.dumps({"text": A, "citations": [1]})
    for size in (1, 7, 5000):
        reader = DraftReader()
        text = f'{{"statements": [{first}, {endless}{endless[-4:] * LONGEST_LINE}'
        drafts = [d for n in range(0, len(text), size) for d in reader.feed(text[n : n + size])]
        assert drafts == [Draft(A, (1,))]
        assert reader.finished
        assert reader.close(whole=True) == []


def test_json_in_thinking_is_no_answer() -> None:
    said = json.dumps(SAID)
    assert read(f'<think>{{"statements": [</think>{said}') == read(said)
    assert read(f'{{"statements": [ hm</think>{said}') == read(said)


# Thinking, ends and endless lines


def test_thinking_is_dropped() -> None:
    assert read(f"<think>The moon? [1]\nNo. [2]\n</think>\n\n{A} [1]") == [(A, (1,))]
    assert read(f"<THINKING>hm</THINKING>{A} [1]") == [(A, (1,))]
    assert read("<think>It never ends. [1]\n") == []


def test_a_closing_tag_alone_drops_its_line() -> None:
    assert read(f"so I answer now. [3]</think>\n{A} [1]") == [(A, (1,))]


def test_a_torso_is_dropped_and_a_whole_last_line_kept() -> None:
    assert read(f"{A} [1]\nThe repair co", whole=False) == [(A, (1,))]
    assert read(f"{A} [1]\n{B} [2]", whole=False) == [(A, (1,)), (B, (2,))]


def test_an_endless_line_ends_the_answer() -> None:
    reader = DraftReader()
    assert reader.feed(f"{A} [1]\n" + "very " * LONGEST_LINE) == [Draft(A, (1,))]
    assert reader.finished
    assert reader.close(whole=True) == []


def test_drafts_come_as_soon_as_their_line_is_complete() -> None:
    reader = DraftReader()
    assert reader.feed(f"{A} [1]") == []
    assert reader.feed("\nThe rep") == [Draft(A, (1,))]
    assert reader.feed("air cost 3 million crowns. [2]\n") == [Draft(B, (2,))]


PARTS = st.sampled_from(
    [A, B, " ", "\n", "[1]", "[2, 3]", "(1)", "Source 2", "<think>", "</think>", "<", "```", "{",
     '{"text": "A is B.", "citations": [1]}', '{"statements": [', "]}", ", ", "[", '"',
     "- ", "# ", "NO ANSWER", "Sources:", "。",
     "x" * 400, ".", "<evidence>", "According to Source 1, "]
)  # fmt: skip


@given(st.lists(PARTS, max_size=12).map("".join) | st.text(max_size=80), st.data())
def test_the_pieces_of_a_stream_do_not_matter(text: str, data: st.DataObject) -> None:
    reader = DraftReader()
    drafts = []
    rest = text
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        drafts += reader.feed(rest[:size])
        rest = rest[size:]
    drafts += reader.close(whole=True)
    assert [(draft.text, draft.citations) for draft in drafts] == read(text)


@given(st.text(max_size=200), st.booleans())
def test_any_text_gives_clean_drafts(text: str, whole: bool) -> None:
    for sentence, numbers in read(text, whole=whole):
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        assert len(numbers) == len(set(numbers))
