"""A person's word on an answer reaches the disk whole, or the person is told that it did not."""

import datetime as dt
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from rights import drop_rights, unprivileged

from assistant.feedback import (
    MOST_WORDS,
    Candidate,
    FeedbackError,
    Source,
    append,
    locked,
    new_id,
    read,
    rewrite,
)
from assistant.types import REFUSAL, Answer, Check, Citation, Message, Statement
from index.errors import SettingError

ROOT = Path(__file__).parent.parent
ANSWER = Answer(
    "What do they cost?",
    (Statement("They cost 1,899 RMB.", (1,), Check(True)),),
    (Citation(1, "sub/a.txt", 3, 23, "They cost 1,899 RMB.", "Halo", dt.date(2025, 11, 27)),),
)
COMPLAINT = Candidate.of(
    ANSWER,
    "down",
    correction=" It is 1,799 — „seit gestern“, 第四条.\nSecond line. ",
    comment=" The date is missing. ",
    history=(Message("user", "The glasses?"), Message("assistant", "Yes.")),
    today=dt.date(2025, 12, 23),
    as_of=dt.date(2025, 12, 22),
    files=("sub/a.txt",),
    corpus="feed",
)


def test_what_is_kept_is_all_that_was_asked_answered_and_said() -> None:
    assert COMPLAINT.question == "What do they cost?"
    assert COMPLAINT.answer == "They cost 1,899 RMB."
    assert COMPLAINT.sources == (Source("sub/a.txt", "They cost 1,899 RMB."),)
    assert COMPLAINT.correction == "It is 1,799 — „seit gestern“, 第四条.\nSecond line."
    assert COMPLAINT.comment == "The date is missing."
    assert (COMPLAINT.origin, COMPLAINT.verdict, COMPLAINT.refused) == ("chat", "down", False)
    before = dt.datetime.now(dt.UTC)
    refusal = Candidate.of(replace(ANSWER, refused=True, statements=(), citations=()), "up")
    assert before <= refusal.when <= dt.datetime.now(dt.UTC)
    assert (refusal.answer, refusal.refused, refusal.sources) == (REFUSAL, True, ())


def test_a_candidate_is_one_line_and_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "candidates.jsonl"
    assert read(file) == ()
    append(COMPLAINT, file)
    append(replace(COMPLAINT, id="two", verdict="up", as_of=None, history=()), file)
    lines = file.read_bytes().decode("utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0]) == {
        "id": COMPLAINT.id, "question": "What do they cost?", "when": COMPLAINT.when.isoformat(),
        "origin": "chat", "verdict": "down", "correction": COMPLAINT.correction,
        "comment": "The date is missing.",
        "history": [{"role": "user", "content": "The glasses?"},
                    {"role": "assistant", "content": "Yes."}],
        "today": "2025-12-23", "as_of": "2025-12-22", "files": ["sub/a.txt"],
        "answer": "They cost 1,899 RMB.", "refused": False,
        "sources": [{"file": "sub/a.txt", "quote": "They cost 1,899 RMB."}], "corpus": "feed",
    }  # fmt: skip
    assert read(file)[0] == COMPLAINT
    assert [one.id for one in read(file)] == [COMPLAINT.id, "two"]


def test_who_says_more_of_an_answer_is_kept_once_as_said_last(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    thumb = replace(COMPLAINT, correction="", comment="")
    append(thumb, file)
    append(replace(COMPLAINT, id="two"), file)
    append(COMPLAINT, file)
    assert read(file) == (COMPLAINT, replace(COMPLAINT, id="two"))


def test_a_line_from_before_there_were_comments_is_read(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    append(COMPLAINT, file)
    line = json.loads(file.read_text())
    del line["comment"]
    file.write_text(json.dumps(line))
    assert read(file) == (replace(COMPLAINT, comment=""),)


def test_half_a_surrogate_pair_is_no_reason_to_lose_the_rest(tmp_path: Path) -> None:
    append(replace(COMPLAINT, correction="bad \ud83d end"), tmp_path / "c.jsonl")
    assert read(tmp_path / "c.jsonl")[0].correction == "bad ? end"


def test_many_visitors_and_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    program = (
        "import sys, dataclasses; from pathlib import Path; from assistant import feedback as f\n"
        "file = Path(sys.argv[1]); (one,) = f.read(file)[:1]\n"
        "for n in range(20): f.append(dataclasses.replace(one, id=f'process-{n}'), file)"
    )
    append(COMPLAINT, file)
    other = subprocess.Popen([sys.executable, "-c", program, str(file)], cwd=ROOT)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append(replace(COMPLAINT, id=f"thread-{n}"), file), range(40)))
    assert other.wait(60) == 0
    wanted = {COMPLAINT.id, *(f"process-{n}" for n in range(20))}
    found = [one.id for one in read(file)]
    assert set(found) == wanted | {f"thread-{n}" for n in range(40)}
    assert len(found) == 61
    assert new_id() != new_id()


def test_a_line_that_was_cut_off_does_not_take_the_next_one_with_it(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    append(COMPLAINT, file)
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:50])  # the power went while a line was written
    append(replace(COMPLAINT, id="after"), file)
    with pytest.raises(FeedbackError, match=r"c\.jsonl line 2 is not a candidate: .*delete the"):
        read(file)
    first, _, third = file.read_text().splitlines()
    file.write_text(f"{first}\n{third}\n")
    assert [one.id for one in read(file)] == [COMPLAINT.id, "after"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").symlink_to("/dev/full")
    with pytest.raises(FeedbackError, match=r"not kept: .*c\.jsonl cannot be written \(No space"):
        append(COMPLAINT, tmp_path / "c.jsonl")


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the file size as POSIX has it")
def test_a_line_that_fits_in_part_is_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    append(COMPLAINT, file)
    size = file.stat().st_size
    program = (
        "import resource, signal, sys; from pathlib import Path; from assistant import feedback\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "file = Path(sys.argv[1]); (one,) = feedback.read(file); most = file.stat().st_size + 99\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))\n"
        "try: feedback.append(one, file)\n"
        "except feedback.FeedbackError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "The feedback was not kept" in done.stdout
    assert file.stat().st_size == size
    assert read(file) == (COMPLAINT,)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FeedbackError, match="The feedback was not kept"):
        append(COMPLAINT, tmp_path / "file" / "c.jsonl")
    with pytest.raises(FeedbackError, match="The feedback was not kept"):
        append(COMPLAINT, tmp_path)
    with pytest.raises(FeedbackError, match="cannot be read"):
        read(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="rights as POSIX has them")
def test_a_directory_without_the_right_to_write_is_told() -> None:
    with unprivileged() as place:
        (place / "index").mkdir()
        (place / "index").chmod(0o555)
        drop_rights()
        with pytest.raises(FeedbackError, match="Permission denied"):
            append(COMPLAINT, place / "index" / "c.jsonl")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question": None}, "'question' is a text, found None"),
        ({"id": 7}, "'id' is a text, found 7"),
        ({"note": "x"}, "unknown field 'note'"),
        ({"verdict": "meh"}, "'verdict' is 'up' or 'down', found 'meh'"),
        ({"refused": "no"}, "'refused' is true or false"),
        ({"when": "yesterday"}, "yesterday"),
        ({"as_of": "22.12."}, "22.12."),
        ({"sources": [{"path": "a"}]}, "path"),
        ({"history": ["hello"]}, "line 1 is not a candidate"),
    ],
)
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, change: dict, words: str) -> None:
    file = tmp_path / "c.jsonl"
    append(COMPLAINT, file)
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(FeedbackError) as caught:
        read(file)
    assert "line 1 is not a candidate: " in str(caught.value)
    assert words in str(caught.value)


def test_a_missing_field_and_a_line_of_something_else_are_named(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    for text, words in (
        ('{"id": "a"}', "'question' is missing"),
        ("\n[1]", "line 2 is not a candidate: an object is expected, found list"),
        ("\xff", "line 1 is not a candidate"),
    ):
        file.write_bytes(text.encode("latin-1"))
        with pytest.raises(FeedbackError, match=words):
            read(file)


def test_what_waits_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    append(COMPLAINT, file)
    append(replace(COMPLAINT, id="two"), file)
    with locked(file):
        rewrite([one for one in read(file) if one.id == "two"], file)
    assert [one.id for one in read(file)] == ["two"]
    assert {path.name for path in tmp_path.iterdir()} <= {"c.jsonl", "c.jsonl.lock"}


def test_a_verdict_is_up_or_down_and_what_is_typed_has_an_end() -> None:
    with pytest.raises(SettingError, match="'up' or 'down', not 'left'"):
        Candidate.of(ANSWER, "left")  # type: ignore[arg-type]
    assert len(Candidate.of(ANSWER, "down", correction="x" * MOST_WORDS).correction) == 4_000
    for name in ("correction", "comment"):
        with pytest.raises(SettingError, match=f"The {name} has 4,001 characters; the most is 4"):
            Candidate.of(ANSWER, "up", **{name: "x" * (MOST_WORDS + 1)})  # type: ignore[arg-type]


def test_it_is_on_disk_when_append_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        synced.append(os.fstat(handle).st_size)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    append(COMPLAINT, tmp_path / "c.jsonl")
    assert synced == [(tmp_path / "c.jsonl").stat().st_size]
