"""Reports of the public question sets -> docs/results.md.

    python -m evals.results REPORT... > docs/results.md

Figures come from the reports; what a set measures, what others published on it and how far the
figures can be read is written here. Reports hold text of the sets and are not kept in the project.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import losses, record, table
from evals.types import Report
from index.errors import UserError

_HEAD = """# Results

Every figure below was measured by `python -m evals run --set DIR` with the same settings for all
sets, without a language model as judge. `python -m evals.results` writes this page from the
reports; do not edit it. What the metrics mean is written in `evals/metrics.py`. Times are those of
a machine of two cores that had other work beside it, at times much; speed is measured by `python -m
evals speed`.
"""


@dataclass(frozen=True, slots=True)
class About:
    """What a reader should know of a set before its figures."""

    measures: str
    published: str
    reading: str


ABOUT = {
    "golden": About(
        "The project's own questions on invented articles: conflicts, superseded figures, "
        "follow-ups, near-duplicates, planted instructions, questions that are nearly answered.",
        "None: it is ours.",
        "Written to be hard: the answer often stands in a sentence that shares few words with the "
        "question. It taught the selector nothing; the cases that are not held back weigh in the "
        "few weights above it.",
    ),
    "ragfin": About(
        "Finance reports of invented companies (RAGEval, DRAGONBall): facts, several hops, "
        "comparison, summaries, with the sentences that carry the answer.",
        "GPT-4o as run by its authors: recall .586 and precision .506 of the reference sentences "
        "in what was retrieved.",
        "Nothing was fitted on it, but two rules were written after its failures were read (what "
        "happened in another company, or in another month or year than the one asked about), so "
        "it is not unseen since 30 November 2026. The kind `unanswerable` asks for events that did "
        "not happen in companies that are there.",
    ),
    "newsqa": About(
        "Real dated news of 2012 to 2023 (RealTimeQA): answers, refusal, dates.",
        "RealTimeQA of 2026 with articles, open answers, EM/F1: GPT-5.3-chat 38.0/47.9, Opus 4.6 "
        "30.2/39.8. Not the same questions; what counts as right differs.",
        "Only used to measure. An answer is right when the first 60 words hold it.",
    ),
    "newsret": About(
        "Retrieval: the one article that a news quiz of 2022 links to, among 2,030.",
        "Plain BM25 over whole articles of the whole year: nDCG@10 .526, Hit@4 .597.",
        "Only used to measure. Many articles tell the same story; only the linked one counts.",
    ),
    "time": About(
        "Retrieval on TIME magazine of 1963 in capitals, with human judgements.",
        "Plain BM25 over whole articles: nDCG@10 .70.",
        "Only used to measure. 79 questions: a difference under .02 means little.",
    ),
    "clapnq": About(
        "Long answers with marked source sentences (CLAPNQ); half the questions unanswerable.",
        "None that is measured in this way.",
        "Not unseen: four fifths of its articles taught the selector, the weights were fitted on "
        "the others. A "
        "question marked unanswerable may be answered by another passage of the folder.",
    ),
    "ramdocs": About(
        "Ambiguous questions whose documents disagree; all right values and no wrong one (strict).",
        "Llama-3.3-70B 32.6, MADAM-RAG 34.4 (arXiv 2504.13079).",
        "Not unseen: four fifths of its articles taught the selector, the weights were fitted on "
        "the others.",
    ),
    "unseen-disputed": About(
        "Invented reports that disagree in quite other words, questions that are nearly answered, "
        "who said it.",
        "None: it is ours.",
        "Nobody has read an answer to it: what the rules are worth on questions they were not "
        "written for. Two accounts in other words are seldom both found.",
    ),
    "unseen-developing": About(
        "Invented matters that go on: superseded figures, the state at a day, follow-ups.",
        "None: it is ours.",
        "Nobody has read an answer to it.",
    ),
}


def as_markdown(reports: Sequence[Report]) -> str:
    """The page. A set without words of its own is shown with its figures alone."""
    parts = [_HEAD]
    for report in reports:
        about = ABOUT.get(report.set)
        parts.append(f"## {report.set}, {report.answerer}\n")
        if about:
            parts.append(
                f"{about.measures}\n\nPublished: {about.published}\n\nReading: {about.reading}\n"
            )
        parts.append(f"{table.heading(report)}\n")
        parts.append(f"{table.as_markdown(report)}\n")
        parts.append(losses.as_markdown(report))
        parts.append(f"{table.speed(report)}\n")
    return "\n".join(part for part in parts if part.strip())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the page. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.results", description=__doc__)
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT")
    try:
        print(as_markdown([record.load(path) for path in parser.parse_args(arguments).reports]))
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
