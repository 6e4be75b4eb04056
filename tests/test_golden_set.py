"""The golden set is what it says it is: form, quotes, coverage, the part held back."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main

SET = Path(__file__).parents[1] / "evals" / "golden"
ARTICLES = SET / "articles"
REQUIRED = {"id", "question", "kind", "answerable", "answers", "sources", "sources_needed"}
OPTIONAL = {"wrong_answers", "reference", "keypoints", "only_files", "today", "history"}
LEAST = {  # cases of each kind; no other kind is known
    "fact": 30,
    "multi-hop": 8,
    "comparison": 8,
    "time-sequence": 8,
    "integration": 6,
    "summary": 5,
    "long-answer": 6,
    "temporal": 15,
    "conflict": 12,
    "noise": 6,
    "unanswerable": 35,
    "follow-up": 10,
    "injection": 6,
    "attribution": 12,
    "retrieval": 6,
}


def decoded(file: str) -> str:
    """The text that quotes and offsets refer to: byte order mark removed, line ends kept."""
    raw = (ARTICLES / file).read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def normalised(text: str) -> str:
    """Spaced tokens as the metrics compare them, so that " a b " in it is a run of whole tokens."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"(?<!\d)[.,]|[.,](?!\d)|[^\w\s.,%$€]", " ", text)
    return f" {' '.join(word for word in text.split() if word not in ('a', 'an', 'the'))} "


FILES = sorted(path.name for path in ARTICLES.iterdir())
TEXTS = {file: decoded(file) for file in FILES}
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (SET / "goldens.jsonl").read_text(encoding="utf-8").splitlines()
]
HELD = (SET / "held.txt").read_text(encoding="utf-8").split()
each_case = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


def quotes(case: dict[str, Any]) -> list[str]:
    return [source["quote"] for source in case["sources"] if "quote" in source]


def test_there_are_enough_articles_and_cases_of_every_kind() -> None:
    kinds = Counter(case["kind"] for case in CASES)
    assert 28 <= len(FILES) <= 42
    assert set(kinds) == set(LEAST)
    assert {kind: n for kind, n in LEAST.items() if kinds[kind] < n} == {}
    assert sum(not case["answerable"] for case in CASES) >= 35


def test_ids_and_questions_are_unique() -> None:
    asked = [(case["question"].casefold(), str(case.get("history", ""))) for case in CASES]
    assert [id for id, n in Counter(case["id"] for case in CASES).items() if n > 1] == []
    # one question may be asked again only in another conversation
    assert [question for question, n in Counter(asked).items() if n > 1] == []


@each_case
def test_case_has_the_fields_of_the_format(case: dict[str, Any]) -> None:
    assert set(case) >= REQUIRED
    assert set(case) <= REQUIRED | OPTIONAL
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", case["id"])
    assert case["question"].strip() == case["question"] != ""
    assert case["sources_needed"] in ("all", "any")
    assert all(set(source) in ({"file"}, {"file", "quote"}) for source in case["sources"])
    assert all(group and all(member.strip() for member in group) for group in case["answers"])
    if "today" in case:
        assert dt.date.fromisoformat(case["today"]) >= dt.date(2024, 1, 1)


@each_case
def test_case_says_what_its_kind_needs(case: dict[str, Any]) -> None:
    if not case["answerable"]:
        assert case["answers"] == case["sources"] == []
    else:
        assert case["sources"]
        assert case["answers"] or "reference" in case or case["kind"] == "retrieval"
        assert case["kind"] != "unanswerable"
    assert (case["kind"] == "follow-up") == ("history" in case)
    roles = [message["role"] for message in case.get("history", [])]
    assert roles == ["user", "assistant"] * (len(roles) // 2)


@each_case
def test_quotes_stand_verbatim_in_their_files(case: dict[str, Any]) -> None:
    for file in [source["file"] for source in case["sources"]] + case.get("only_files", []):
        assert file in TEXTS
    for source in case["sources"]:
        if "quote" in source:
            # once and only once: a citation of it can be nowhere else
            assert TEXTS[source["file"]].count(source["quote"]) == 1
            assert "\r" not in source["quote"]
        else:
            assert case["kind"] == "retrieval"


@each_case
def test_a_verbatim_answer_would_be_right(case: dict[str, Any]) -> None:
    said = normalised(" ".join(quotes(case)))
    for group in case["answers"]:
        assert any(normalised(member) in said for member in group), group
    for wrong in case.get("wrong_answers", []):
        assert normalised(wrong) not in said
    if case["kind"] == "fact":
        # only the first 60 words of such an answer count
        assert all(len(quote.split()) <= 60 for quote in quotes(case))
        assert case["sources_needed"] == "any" or len(said.split()) <= 60


def test_wrong_answers_stand_somewhere_in_the_articles_or_drop_their_source() -> None:
    everything = " ".join(normalised(text) for text in TEXTS.values())
    invented = {
        (case["id"], wrong)
        for case in CASES
        for wrong in case.get("wrong_answers", [])
        if normalised(wrong) not in everything
    }
    # the two claims that no article makes in its own voice
    assert {id for id, _ in invented} == {"att-hidden-tests", "att-spreadsheet"}


def test_a_part_of_every_kind_is_held_back() -> None:
    kind_of = {case["id"]: case["kind"] for case in CASES}
    held, every = Counter(kind_of[id] for id in HELD), Counter(kind_of.values())
    assert len(HELD) == len(set(HELD)) >= len(CASES) / 4
    assert all(n / 4 <= held[kind] <= n / 2 for kind, n in every.items())


def test_files_keep_their_bytes() -> None:
    """Guards against an editor or a checkout that rewrites encodings and line ends."""
    raw = {file: (ARTICLES / file).read_bytes() for file in FILES}
    assert raw["storm-perrin-landfall.txt"].startswith(codecs.BOM_UTF8)
    assert raw["qinglan-metro-line-4.txt"].startswith(codecs.BOM_UTF16_LE)
    for file in ("marlbeck-transfer.txt", "stadtwerke-lauterfurt-fernwaerme.txt"):
        with pytest.raises(UnicodeDecodeError):
            raw[file].decode("utf-8")
    crlf = [file for file in FILES if b"\r\n" in raw[file]]
    assert crlf == ["vellmar-trial-opens.txt"]
    assert raw[crlf[0]].count(b"\r\n") == raw[crlf[0]].count(b"\n")
    wrapped = TEXTS["veldria-rates-held.txt"].splitlines()
    assert 60 < max(map(len, wrapped)) <= 72


def test_articles_have_the_length_of_news() -> None:
    words = {file: len(text.split()) for file, text in TEXTS.items() if "地铁" not in text}
    assert {file: n for file, n in words.items() if not 120 <= n <= 700} == {}


def test_origin_counts_the_cases_as_they_are() -> None:
    origin = (SET / "ORIGIN.md").read_text(encoding="utf-8")
    kind_of = {case["id"]: case["kind"] for case in CASES}
    held, every = Counter(kind_of[id] for id in HELD), Counter(kind_of.values())
    for kind, n in every.items():
        assert f"| {kind} | {n} | {held[kind]} |" in origin
    assert f"| all | {len(CASES)} | {len(HELD)} |" in origin
    assert f"{len(FILES)} articles and {len(CASES)} questions" in origin


def test_the_training_questions_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    training = Path(__file__).resolve().parent.parent / "evals" / "training"
    assert main(["check", "--set", str(training)]) == 0
    assert "5767 cases are sound" in capsys.readouterr().out
