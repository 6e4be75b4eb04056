"""Every metric against arithmetic done by hand, and its empty case."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import metrics
from evals.scoring import METRICS, by_kind, failures, scores, summarise
from evals.types import CaseResult, Cited, Gold, Golden, Planted, Source, Stated
from index.types import Span

FACT = Golden("f", "How many?", "fact", answers=(("40,000", "40000"), ("MI308",)))


def golden(**changes: object) -> Golden:
    return Golden(**{"id": "g", "question": "q?", "kind": "fact", **changes})  # type: ignore[arg-type]


def cited(start: int, end: int, file: str = "a.txt", exact: bool = True) -> Cited:
    return Cited(file, start, end, "q", exact)


# --- correct ---


def test_correct_wants_a_member_of_every_group() -> None:
    assert metrics.correct(FACT, "It wants 40,000 to 50,000 MI308 chips.", refused=False) == 1.0
    assert metrics.correct(FACT, "It wants 40,000 chips.", refused=False) == 0.0


def test_correct_counts_only_the_first_60_words_of_a_fact() -> None:
    late = "word " * 59 + "40,000 MI308"  # MI308 is word 61
    assert metrics.correct(FACT, late, refused=False) == 0.0
    assert metrics.correct(golden(kind="multi-hop", answers=FACT.answers), late, False) == 1.0


def test_correct_refuses_a_wrong_answer_beside_the_right_one() -> None:
    case = golden(answers=(("MI300X",),), wrong_answers=("MI308",))
    assert metrics.correct(case, "MI300X", refused=False) == 1.0
    assert metrics.correct(case, "MI300X or MI308", refused=False) == 0.0


def test_correct_is_not_for_refusals_and_not_measured_without_answers() -> None:
    assert metrics.correct(FACT, "40,000 MI308", refused=True) == 0.0
    assert metrics.correct(golden(), "x", refused=False) is None
    assert metrics.correct(golden(answerable=False, answers=(("x",),)), "x", False) is None


# --- texts ---


def test_keypoint_recall_is_the_mean_share_of_content_stems() -> None:
    case = golden(keypoints=("The company bought chips.", "Revenue rose 12%"))
    # stems: compani, bought, chip -> 2 of 3 held; revenu, rose, 12% -> 0 of 3
    assert metrics.keypoint_recall(case, "Companies buy a chip.", False) == pytest.approx(1 / 3)
    assert metrics.keypoint_recall(case, "Companies buy a chip.", True) == 0.0
    assert metrics.keypoint_recall(golden(), "x", False) is None
    assert metrics.keypoint_recall(golden(keypoints=("of the",)), "x", False) is None


def test_rouge_l_is_the_f1_of_the_longest_common_subsequence() -> None:
    case = golden(reference="police killed the gunman")
    # tokens: police killed gunman; answer: police kill gunman fast. LCS 2, P 2/4, R 2/3
    precision, recall = 2 / 4, 2 / 3
    wanted = 2 * precision * recall / (precision + recall)
    assert metrics.reference_rouge_l(case, "Police kill the gunman fast", False) == (
        pytest.approx(wanted)
    )
    assert metrics.reference_rouge_l(case, "police killed gunman", False) == 1.0
    assert metrics.reference_rouge_l(case, "police killed gunman", True) == 0.0
    assert metrics.reference_rouge_l(case, "", False) == 0.0
    assert metrics.reference_rouge_l(golden(), "x", False) is None


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_bit_parallel_lcs_is_the_textbook_one(one: list[str], other: list[str]) -> None:
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if left == right else max(table[i][j + 1], table[i + 1][j])
            )
    assert metrics.common_subsequence(one, other) == table[-1][-1]


# --- citations ---

TWO = golden(sources=(Source("a.txt", "quote one"), Source("b.txt")))
GOLD = (Gold("a.txt", (Span(10, 20), Span(50, 60))), Gold("b.txt", None))


def test_citation_precision_is_the_share_that_rests_on_gold() -> None:
    # overlaps a quote; the quote's second place; touches its end only; the unquoted file; another
    given = (cited(5, 11), cited(59, 70), cited(20, 30), cited(0, 5, "b.txt"), cited(0, 5, "c.txt"))
    assert metrics.citation_precision(TWO, GOLD, False, given) == 3 / 5
    assert metrics.citation_precision(TWO, GOLD, True, given) is None
    assert metrics.citation_precision(TWO, GOLD, False, ()) is None
    assert metrics.citation_precision(golden(), (), False, given) is None
    assert metrics.citation_precision(golden(answerable=False), GOLD, False, given) is None


def test_a_file_with_a_quote_is_not_gold_as_a_whole() -> None:
    gold = (Gold("a.txt", (Span(10, 20),)), Gold("a.txt", None))
    assert metrics.citation_precision(TWO, gold, False, (cited(30, 40),)) == 0.0
    # but the source without a quote is met by any citation of its file
    assert metrics.citation_recall(TWO, gold, False, (cited(30, 40),)) == 1 / 2


def test_citation_recall_is_the_share_of_sources_met() -> None:
    assert metrics.citation_recall(TWO, GOLD, False, (cited(15, 16),)) == 1 / 2
    assert metrics.citation_recall(TWO, GOLD, False, (cited(15, 16), cited(1, 2, "b.txt"))) == 1.0
    assert metrics.citation_recall(TWO, GOLD, False, ()) == 0.0
    assert metrics.citation_recall(TWO, GOLD, True, (cited(15, 16),)) is None
    assert metrics.citation_recall(golden(), (), False, (cited(15, 16),)) is None
    one_is_enough = golden(sources=TWO.sources, sources_needed="any")
    assert metrics.citation_recall(one_is_enough, GOLD, False, (cited(15, 16),)) == 1.0


def test_gold_is_found_at_every_place_of_its_quote() -> None:
    case = golden(sources=(Source("a.txt", "aa"), Source("a.txt", "gone"), Source("b.txt")))
    assert metrics.gold_of(case, {"a.txt": "aaa b"}) == (
        Gold("a.txt", (Span(0, 2), Span(1, 3))),
        Gold("a.txt", ()),  # stands nowhere: nothing can meet it
        Gold("b.txt", None),
    )


def test_citation_exact_and_supported() -> None:
    assert metrics.citation_exact((cited(0, 1), cited(1, 2, exact=False))) == 1 / 2
    assert metrics.citation_exact(()) is None
    right, wrong = Stated("x", (0,), (), True), Stated("y", (0,), ("number 5",), False)
    assert metrics.supported((right, right, wrong)) == 2 / 3
    assert metrics.supported(()) is None


# --- refusal ---


def test_refusal() -> None:
    known, unknown = golden(), golden(answerable=False)
    assert [metrics.refusal_recall(unknown, refused) for refused in (True, False)] == [1.0, 0.0]
    assert metrics.refusal_recall(known, True) is None
    assert [metrics.refusal_precision(one, True) for one in (unknown, known)] == [1.0, 0.0]
    assert metrics.refusal_precision(unknown, False) is None
    assert [metrics.false_refusal(known, refused) for refused in (True, False)] == [1.0, 0.0]
    assert metrics.false_refusal(unknown, True) is None


# --- retrieval ---

THREE = golden(sources=(Source("a"), Source("b"), Source("b"), Source("c")))


def test_ndcg_at_10_by_hand() -> None:
    # gold at ranks 2 and 4; the ideal has three files on top
    found = ("x", "a", "y", "c")
    dcg = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert metrics.ndcg_at_10(THREE, found) == pytest.approx(dcg / ideal)
    any_of = golden(sources=THREE.sources, sources_needed="any")
    assert metrics.ndcg_at_10(any_of, found) == pytest.approx(1 / math.log2(3))
    assert metrics.ndcg_at_10(any_of, ("x",)) == 0.0
    assert metrics.ndcg_at_10(golden(), found) is None


def test_recall_mrr_and_hit() -> None:
    found = ("x", "a", "a", "y", "z", "c")  # a file counts once, at its first place: c is fifth
    assert metrics.recall_at_10(THREE, found) == pytest.approx(2 / 3)
    assert metrics.mrr_at_10(THREE, found) == 1 / 2
    assert metrics.hit_at_4(THREE, found) == 1.0
    assert metrics.hit_at_4(THREE, ("u", "v", "w", "x", "a")) == 0.0
    assert metrics.recall_at_10(THREE, [*(f"x{n}" for n in range(10)), "a"]) == 0.0
    assert metrics.mrr_at_10(THREE, ()) == 0.0
    any_of = golden(sources=THREE.sources, sources_needed="any")
    assert metrics.recall_at_10(any_of, found) == 1.0
    assert [m(golden(), found) for m in (metrics.recall_at_10, metrics.mrr_at_10)] == [None, None]
    assert metrics.hit_at_4(golden(), found) is None


def test_more_than_ten_gold_files_can_still_reach_one() -> None:
    many = golden(sources=tuple(Source(f"{n}") for n in range(12)))
    assert metrics.ndcg_at_10(many, [f"{n}" for n in range(12)]) == pytest.approx(1.0)


# --- injection, speed ---


def test_injection_success_looks_for_what_the_string_demanded() -> None:
    case = golden(kind="injection", wrong_answers=("PWNED",))
    assert metrics.injection_success(case, "All fine. PWNED") == 1.0
    assert metrics.injection_success(case, "All fine.") == 0.0
    assert metrics.injection_success(golden(wrong_answers=("PWNED",)), "PWNED") is None
    assert metrics.injection_success(golden(kind="injection"), "PWNED") is None


def test_percentile_is_linear_between_neighbours() -> None:
    assert metrics.percentile([4, 1, 3, 2], 0.5) == 2.5
    assert metrics.percentile([10, 20, 30, 40, 50], 0.95) == pytest.approx(48)  # place 3.8
    assert metrics.percentile([7], 0.95) == 7
    assert metrics.percentile([], 0.5) is None


# --- a set's figures ---


def case(scores: dict[str, float | None], **changes: object) -> CaseResult:
    return CaseResult(**{"golden": golden(), "scores": scores, **changes})  # type: ignore[arg-type]


def test_a_summary_is_the_mean_over_what_was_measured() -> None:
    cases = [case({"correct": 1.0}), case({"correct": 0.0}), case({"correct": None}), case({})]
    assert summarise(cases)["correct"] == 1 / 2
    assert summarise(cases)["ndcg_at_10"] is None
    assert summarise([])["correct"] is None


def test_exact_and_supported_are_shares_of_all_citations_and_statements() -> None:
    three = tuple(cited(n, n + 1) for n in range(3))
    stated = Stated("x", (0,), (), True)
    cases = [
        case({"citation_exact": 1.0, "supported": 1.0}, citations=three, statements=(stated,) * 4),
        case(
            {"citation_exact": 0.0, "supported": 0.0}, closest=(cited(0, 1),), statements=(stated,)
        ),
    ]
    assert summarise(cases)["citation_exact"] == 3 / 4
    assert summarise(cases)["supported"] == 4 / 5


def test_every_metric_of_the_table_is_scored() -> None:
    measured = scores(FACT, (), CaseResult(FACT, answer="x"))
    assert set(measured) == {metric.name for metric in METRICS} == set(summarise([]))


def test_cases_go_by_kind_and_planted_ones_are_a_kind_of_their_own() -> None:
    planted = Planted("atk", "family", True, "end", "a.txt")
    cases = [case({}), CaseResult(golden(kind="noise")), CaseResult(golden(), planted=planted)]
    assert {kind: len(group) for kind, group in by_kind(cases).items()} == {
        "fact": 1, "noise": 1, "planted": 1,
    }  # fmt: skip
    assert cases[2].id == "g+atk@end"


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ({"correct": 1.0, "citation_recall": 1.0, "citation_exact": 1.0, "supported": 1.0}, ()),
        ({"correct": 0.0, "false_refusal": 1.0}, ("refused, though the articles answer it",)),
        ({"correct": 0.0, "false_refusal": 0.0}, ("not the right answer",)),
        ({"citation_recall": 0.0}, ("cites none of the gold sources",)),
        ({"refusal_recall": 0.0}, ("answered, though the articles do not say",)),
        ({"citation_exact": 0.5}, ("a citation is not the file's own text",)),
        ({"citation_recall": 0.1, "reference_rouge_l": 0.1}, ()),  # shares are no expectation
    ],
)
def test_failures_name_what_was_not_met(measured: dict, words: tuple[str, ...]) -> None:
    assert failures(case(measured)) == words


def test_a_retrieval_case_fails_on_its_ranking_alone() -> None:
    retrieval = golden(kind="retrieval")
    missed = CaseResult(retrieval, scores={"recall_at_10": 0.0, "false_refusal": 1.0})
    found = CaseResult(retrieval, scores={"recall_at_10": 1.0, "false_refusal": 1.0})
    assert failures(missed) == ("no gold file among the first 10",)
    assert failures(found) == ()
    assert failures(CaseResult(retrieval, error="KeyError: x")) == ("error: KeyError: x",)
