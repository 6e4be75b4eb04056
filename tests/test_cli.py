from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rights import drop_rights, unprivileged

from assistant.__main__ import main, print_answer
from assistant.places import default_folder, samples
from assistant.settings import Settings
from assistant.types import Answer, Citation, Conflict, Side, Trace

if TYPE_CHECKING:
    from assistant import Assistant

MakeFolder = Callable[[dict[str, str]], Path]
ROOT = Path(__file__).parent.parent
FERRY = "Ferry late\n\n2025-03-01\n\nThe ferry Morwenna was four hours late on Monday."


@pytest.fixture
def options(folder: MakeFolder, tmp_path: Path) -> list[str]:
    home = folder({"ferry.txt": FERRY, "broken.txt": ""})
    return ["--articles", str(home), "--index", str(tmp_path / "index")]


def test_sync_reports_what_it_did_and_what_it_could_not_read(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", *options]) == 3
    printed = capsys.readouterr()
    assert "1 added" in printed.out
    assert "0 pending" in printed.out
    assert "skipped: broken.txt" in printed.err
    assert main(["sync", *options]) == 3
    assert "0 added" in capsys.readouterr().out


def test_ask_prints_the_answer_with_its_sources(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "How late was the ferry Morwenna?", *options]) == 0
    printed = capsys.readouterr().out
    assert "The ferry Morwenna was four hours late on Monday. [1]" in printed
    assert "ferry.txt:" in printed
    assert "2025-03-01" in printed


def test_ask_json_is_one_object(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "How late was the ferry Morwenna?", "--json", *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    citation = answer["citations"][0]
    assert citation["file"] == "ferry.txt"
    assert FERRY[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_prints_who_disagrees_and_as_of_when(
    golden: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--articles", str(golden.folder), "--index", str(golden.index_path)]
    asked = ["ask", "Which AMD accelerators is Alibaba reportedly buying?", *options]
    assert main([*asked, "--refusal", "lenient"]) == 0
    printed = capsys.readouterr().out
    told = printed.split("\nSources disagree:\n")[1].splitlines()
    assert re.fullmatch(r"  - MI308 \[\d\] \(2025-12-25\)", told[0])
    assert re.fullmatch(r"  - MI300X \[\d\] \(2025-12-22\)", told[1])
    assert "As of" not in printed
    assert main([*asked, "--refusal", "lenient", "--as-of", "2025-12-23"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("As of 2025-12-23: newer articles were not read.\n")
    assert "disagree" not in printed
    main([*asked, "--today", "2025-12-23"])  # the day itself is no limit to be told
    assert "As of" not in capsys.readouterr().out


def test_a_conflict_and_a_question_understood_otherwise_are_told_in_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sides = (Side("380", (2,)), Side("412", (1,), dt.date(2025, 3, 1), sources=2))
    quote = Citation(1, "a.txt", 0, 9, "“412,” he said, “and no more.”", "A title")
    trace = Trace(query="How many of the ships?")
    answer = Answer("How many?", (), (quote,), conflicts=(Conflict("ships", sides),), trace=trace)
    print_answer(answer, None)
    assert capsys.readouterr().out == (
        "Understood as: How many of the ships?\n"
        "\nSources disagree:\n"
        "  - 380 [2] (undated, a lone dissent)\n"
        "  - 412 [1] (2025-03-01, 2 independent sources)\n"
        "\n[1] A title, undated (a.txt:0-9)\n"
        "    “412,” he said, “and no more.”\n"
    )
    changed = replace(answer, conflicts=(Conflict("ships", sides, changed=True),))
    print_answer(changed, None)
    assert "\nNewer reports give another figure:\n  - 380 [2]" in capsys.readouterr().out


def test_articles_lists_what_is_indexed(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["articles", "--json", *options]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [article["file"] for article in listed] == ["ferry.txt"]
    assert listed[0]["published"]["date"] == "2025-03-01"


def test_doctor_speaks_in_words(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["sync", *options])
    capsys.readouterr()
    assert main(["doctor", *options]) == 0
    printed = capsys.readouterr().out
    assert "full-text search" in printed
    assert "1 articles" in printed
    assert "BAD" not in printed


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["ask", "Who?", "--articles", "nowhere"], 1, "does not exist"),
        (["ask", "", "--articles", "{home}"], 2, "question is empty"),
        (["ask", "Who?", "--articles", "{home}", "--file", "no.txt"], 2, "No article 'no.txt'"),
        (["ask", "Who?", "--articles", "{home}", "--index", "{photos}"], 1, "not an index of ours"),
        (["ask", "Who?", "--articles", "{home}", "--answerer", "llm"], 2, "OPENAI_API_KEY"),
        (["ask", "Who?", "--articles", "{home}", "--refusal", "bold"], 2, "'bold'; it is one of"),
    ],
)
def test_each_mistake_gets_one_line_and_a_status(
    arguments: list[str],
    status: int,
    words: str,
    folder: MakeFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    home = folder({"ferry.txt": FERRY})
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "one.jpg").write_bytes(b"x")
    filled = [a.format(home=home, photos=photos) for a in arguments]
    assert main(filled) == status
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1
    assert errors[0].startswith("error: ")
    assert words in errors[0]


def test_escape_sequences_of_an_article_do_not_reach_the_terminal(
    folder: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Quay \x1b]0;owned\x07 cranes\n\nThe quay has nine cranes \x1b[2J\x9b31m since May."
    text += " The harbour office counts the ships that come and go on every day of the week." * 9
    home = folder({"quay.txt": text, "e\x1b[31mvil.txt": ""})
    options = ["--articles", str(home), "--index", str(tmp_path / "index")]
    for command in (["sync"], ["articles"], ["ask", "How many cranes has the quay?"]):
        main([*command, *options])
        printed = capsys.readouterr()
        assert not {"\x1b", "\x07", "\x9b"} & set(printed.out + printed.err)
    main(["ask", "How many cranes has the quay?", "--json", *options])
    printed = capsys.readouterr()
    assert not {"\x1b", "\x9b"} & set(printed.out)
    citation = json.loads(printed.out)["citations"][0]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_an_empty_flag_and_a_key_for_another_server(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["ask", "Who?", "--articles", ""]) == 2
    assert "--articles is empty" in capsys.readouterr().err
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    flags = {"llm_base_url": "http://127.0.0.1:9/v1", "llm_model": "m"}
    assert Settings.from_env(flags=flags).key is None
    assert "secret" not in repr(Settings.from_env())


def test_without_a_command_the_help_says_which_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    assert "bring the index in step" in capsys.readouterr().err


def test_a_wrong_date_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ask", "Who?", "--as-of", "yesterday"])
    assert stopped.value.code == 2
    assert "is not a date like 2025-12-22" in capsys.readouterr().err


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom assistant.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'chromadb', 'gradio', 'llama_index', 'onnxruntime', 'openai', 'numpy'}\n"
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert run.returncode == 0


def test_ask_loads_neither_the_chat_nor_the_model_framework(options: list[str]) -> None:
    code = (
        "import sys\nfrom assistant.__main__ import main\nmain(sys.argv[1:])\n"
        "sys.exit(len({'gradio', 'llama_index', 'openai'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code, "ask", "How late was the ferry?", *options],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()


def test_where_no_folder_is_named_the_one_indexed_from_here_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_folder() == samples()
    for name in ("news", "letters"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(FERRY)
    assert main(["articles", "--articles", "news"]) == 0
    assert main(["articles"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("news.txt") == 2
    assert f"note: these are the articles of {tmp_path / 'news'}" in printed.err
    assert main(["articles", "--articles", "letters"]) == 0
    assert main(["articles"]) == 2  # better none than another's answer
    said = capsys.readouterr().err
    assert "Several folders were indexed from here" in said
    assert str(tmp_path / "letters") in said
    (tmp_path / "letters" / "letters.txt").unlink()
    (tmp_path / "letters").rmdir()
    assert default_folder() == tmp_path / "news"
    (tmp_path / "articles").mkdir()
    assert default_folder() == Path("articles")


def test_the_folder_of_an_index_that_is_named_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "ferry.txt").write_text(FERRY)
    assert main(["sync", "news", "--index", "own"]) == 0
    assert main(["articles", "--index", "own"]) == 0
    assert "ferry.txt" in capsys.readouterr().out
    assert default_folder(tmp_path / "none") == Path("articles")
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_listed_is_told_by_the_exit_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with unprivileged() as place:
        (place / "home").mkdir()
        (place / "home" / "a.txt").write_text("The harbour of Orvik opened on Monday.")
        (place / "home" / "there").symlink_to(place)
        run = ["sync", str(place / "home"), "--index", str(place / "index")]
        assert main(run) == 0  # a folder that is only linked is no article
        (place / "home" / "closed").mkdir()
        (place / "home" / "closed").chmod(0)
        drop_rights()
        assert main(run) == 3
    assert "skipped: closed/: cannot be listed (Permission denied)" in capsys.readouterr().err


def test_a_name_with_a_line_end_poses_as_no_other_line(
    folder: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = folder({"a.txt": "The harbour of Orvik opened.", "b\nerror: forged.txt": ""})
    assert main(["sync", str(home), "--index", str(tmp_path / "index")]) == 3
    told = capsys.readouterr().err
    assert "skipped: b\ufffderror: forged.txt: is empty" in told
    assert not any(line.startswith("error") for line in told.splitlines())
