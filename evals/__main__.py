"""The command line: run, compare, report, judge, check, add, promote."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UserError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from evals.plant import Attack
    from evals.run import Tell
    from evals.types import Golden, Report

EXIT = """exit status: 0 done; 1 a regression (compare); 2 bad input, or two reports that cannot be
compared. Errors in single cases of a run are counted in the report and leave the status 0."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?"
    try:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; no report was written, what was indexed is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`); without this Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals", description="Is it right? Question sets, metrics, comparisons.",
        epilog=EXIT,
    )  # fmt: skip
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _run_options(commands.add_parser("run", help="ask a set's questions and measure the answers"))
    compare = commands.add_parser("compare", help="what changed between two reports of one set")
    compare.add_argument("baseline", type=Path)
    compare.add_argument("report", type=Path)
    compare.set_defaults(command=_compare)
    report = commands.add_parser("report", help="one HTML page and Markdown out of reports")
    report.add_argument("reports", type=Path, nargs="+", metavar="REPORT")
    report.add_argument("--html", type=Path, default=Path("report.html"), metavar="FILE")
    report.add_argument("--markdown", type=Path, default=Path("report.md"), metavar="FILE")
    report.set_defaults(command=_report)
    judge = commands.add_parser("judge", help="have a language model grade a report's answers")
    judge.add_argument("report", type=Path)
    judge.add_argument("--limit", type=int, metavar="N", help="N answers, evenly over the report")
    judge.add_argument("--out", type=Path, metavar="FILE", help="write the verdicts as JSON")
    judge.set_defaults(command=_judge)
    check = commands.add_parser("check", help="is a set sound: ids, files, quotes")
    check.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder")
    check.set_defaults(command=_check)
    _add_options(commands.add_parser("add", help="write a candidate case, for a person to promote"))
    promote = commands.add_parser("promote", help="move a candidate into a set, or list them")
    promote.add_argument("id", nargs="?", help="without it, the waiting candidates are listed")
    promote.add_argument("--set", type=Path, metavar="DIR", dest="folder")
    promote.add_argument("--as", metavar="ID", dest="new_id", help="its id in the set")
    promote.add_argument("--candidates", type=Path, metavar="FILE")
    promote.set_defaults(command=_promote)
    return parser


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EXIT
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder",
                        help="a folder with articles/ and goldens.jsonl")  # fmt: skip
    parser.add_argument("--index", type=Path, metavar="DIR",
                        help="kept index (default .assistant/evals/<set>-<hash>)")  # fmt: skip
    parser.add_argument("--cold", action="store_true", help="a fresh index, to measure its speed")
    parser.add_argument("--answerer", choices=("extractive", "llm"), default="extractive")
    parser.add_argument("--limit", type=int, metavar="N", help="N cases, evenly over the set")
    parser.add_argument("--part", choices=("all", "tune", "held"), default="all",
                        help="without or only the cases named in the set's held.txt")  # fmt: skip
    parser.add_argument("--plant", type=Path, metavar="FILE",
                        help="also plant each string of FILE into articles")  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    parser.set_defaults(command=_run)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--question", required=True)
    parser.add_argument("--id", default="", help="default: made of the question")
    parser.add_argument("--kind", default="fact")
    parser.add_argument("--unanswerable", action="store_true", help="to be refused")
    parser.add_argument("--answer", action="append", default=[], metavar="TEXT[|TEXT]",
                        help="must be in the answer; | between spellings; repeat")  # fmt: skip
    parser.add_argument("--wrong", action="append", default=[], help="must not be in it; repeat")
    parser.add_argument("--reference", help="the full right answer")
    parser.add_argument("--keypoint", action="append", default=[], help="repeat")
    parser.add_argument("--source", action="append", default=[], nargs="+",
                        metavar=("FILE", "QUOTE"), help="where it stands; repeat")  # fmt: skip
    parser.add_argument("--any", action="store_true", help="one of the sources is enough")
    parser.add_argument("--only-file", action="append", default=[], metavar="FILE")
    parser.add_argument("--today", metavar="DATE", help="the day on which it is asked")
    parser.add_argument("--note", default="", help="why, for whoever decides")
    parser.add_argument("--candidates", type=Path, metavar="FILE")
    parser.set_defaults(command=_add)


def _run(options: argparse.Namespace) -> int:
    from evals import record, table
    from evals.goldens import load, part
    from evals.run import opened, run, with_opening

    golden_set = part(load(options.folder), options.part)
    if options.answerer == "llm":
        _model_settings()
    attacks = _attacks(options.plant)
    tell = _teller()
    with opened(golden_set, options.index, cold=options.cold, tell=tell) as ready:
        report = run(
            golden_set, ready.assistant,
            answerer=options.answerer, limit=options.limit, tell=tell,
        )  # fmt: skip
    report = with_opening(report, ready)
    if attacks:
        from evals.plant import plant

        planted = plant(
            golden_set, report.cases, attacks,
            answerer=options.answerer, limit=options.limit, tell=tell,
        )  # fmt: skip
        report = replace(report, cases=(*report.cases, *planted))
    if options.out:
        record.save(report, options.out)
    if options.junit:
        from evals import junit

        junit.save(report, options.junit)
    _say_what_is_odd(report)
    print(table.as_text(report))
    return 0


def _compare(options: argparse.Namespace) -> int:
    from evals.compare import as_text, compare
    from evals.record import load

    comparison = compare(load(options.baseline), load(options.report))
    print(as_text(comparison))
    return 1 if comparison.regressions else 0


def _report(options: argparse.Namespace) -> int:
    from evals import report
    from evals.record import load

    reports = [load(path) for path in options.reports]
    report.save(report.as_html(reports), options.html)
    report.save(report.as_markdown(reports), options.markdown)
    print(f"{options.html}\n{options.markdown}")
    return 0


def _judge(options: argparse.Namespace) -> int:
    from evals import judge
    from evals.record import load

    settings = _model_settings()
    judgement = judge.judge(load(options.report), settings, limit=options.limit, tell=_teller())
    if options.out:
        judge.save(judgement, options.out)
    print(judge.as_text(judgement))
    return 0


def _check(options: argparse.Namespace) -> int:
    from evals.goldens import load, problems, remarks

    golden_set = load(options.folder)
    found = problems(golden_set)
    for line in found:
        print(line)
    for line in remarks(golden_set):
        print(f"look at {line}")
    if found:
        print(f"{len(found)} problems in {len(golden_set.goldens)} cases.")
        return 2
    print(f"{len(golden_set.goldens)} cases are sound.")
    return 0


def _add(options: argparse.Namespace) -> int:
    from evals import candidates

    file = options.candidates or candidates.CANDIDATES
    added = candidates.add(_golden(options), "command line", note=options.note, file=file)
    print(f"{added.id} waits in {file}. Promote it with:")
    print(f"python -m evals promote {added.id} --set DIR")
    return 0


def _promote(options: argparse.Namespace) -> int:
    from evals import candidates

    file = options.candidates or candidates.CANDIDATES
    if options.id is None:
        for waiting in candidates.read(file):
            print(f"{waiting.id}  {waiting.origin}  {waiting.golden.question}")
        return 0
    if options.folder is None:
        raise UserError("Name the set that the case goes into with --set DIR.")
    golden = candidates.promote(options.id, options.folder, new_id=options.new_id, file=file)
    print(f"{golden.id} is now in {options.folder}.")
    return 0


def _golden(options: argparse.Namespace) -> Golden:
    from evals import case

    if any(len(source) > 2 for source in options.source):
        raise UserError("--source takes a file and, in quotation marks, the words in it.")
    plain = {
        "id": options.id or "new",
        "question": options.question,
        "kind": "unanswerable" if options.unanswerable else options.kind,
        "answerable": not options.unanswerable,
        "answers": [answer.split("|") for answer in options.answer],
        "wrong_answers": options.wrong,
        "reference": options.reference,
        "keypoints": options.keypoint,
        "sources": [dict(zip(("file", "quote"), one, strict=False)) for one in options.source],
        "sources_needed": "any" if options.any else "all",
        "only_files": options.only_file,
        "today": options.today,
    }
    return replace(case.parse(plain, "the new case"), id=options.id)


def _attacks(file: Path | None) -> tuple[Attack, ...]:
    if file is None:
        return ()
    from evals.plant import read_attacks

    return read_attacks(file)


def _model_settings() -> Settings:
    from assistant.settings import Settings

    settings = Settings.from_env()
    if not settings.llm_configured:
        raise UserError(
            "This needs a language model: set OPENAI_API_KEY, or ASSISTANT_LLM_BASE_URL and "
            "ASSISTANT_LLM_MODEL."
        )
    return settings


def _say_what_is_odd(report: Report) -> None:
    """Warnings and errors on stderr, the first few in words and the rest as a number."""
    errors = [f"{case.id}: {case.error}" for case in report.cases if case.error]
    for words, lines in (("warning", list(report.warnings)), ("error in", errors)):
        for line in lines[:5]:
            print(f"{words} {line}", file=sys.stderr)
        if len(lines) > 5:
            print(f"… and {len(lines) - 5} more", file=sys.stderr)


def _teller() -> Tell:
    """Progress on stderr: one line rewritten on a terminal, a line every tenth elsewhere."""
    live = sys.stderr.isatty()
    last: dict[str, int] = {}

    def tell(what: str, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if live:
            end = "\n" if done == total else ""
            print(f"\r{what} {done} of {total}", end=end, file=sys.stderr, flush=True)
        elif last.get(what) != tenth:
            last[what] = tenth
            print(f"{what} {done} of {total}", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    sys.exit(main())
