"""The command line: run, compare, report, retrieval, speed, judge, check, add, promote."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.__main__ import say
from evals import intake
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from evals.plant import Attack
    from evals.run import Tell
    from evals.types import Report

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
        say(f"error: {error}", sys.stderr)
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
    report.add_argument("--html", type=Path, metavar="FILE")
    report.add_argument("--markdown", type=Path, metavar="FILE",
                        help="with neither: report.html and report.md where you are")  # fmt: skip
    report.set_defaults(command=_report)
    retrieval = commands.add_parser("retrieval", help="words, vectors and both: what each finds")
    _set_options(retrieval)
    retrieval.set_defaults(command=_retrieval)
    speed = commands.add_parser("speed", help="how fast, by the number of articles: a benchmark")
    speed.add_argument("--sizes", default="1000,10000,50000", metavar="N,N",
                       help="of generated folders (default 1000,10000,50000)")  # fmt: skip
    speed.add_argument("--articles", type=Path, metavar="DIR", help="or this folder's .txt files")
    speed.add_argument("--real", type=int, default=1000, metavar="N",
                       help="up to N articles are embedded, more get random vectors")  # fmt: skip
    speed.add_argument("--questions", type=int, default=30, metavar="N",
                       help="of each way of asking (default 30)")  # fmt: skip
    speed.add_argument("--peer", type=Path, metavar="DIR",
                       help="index DIR's .txt files by LlamaIndex's default too")  # fmt: skip
    speed.add_argument("--out", type=Path, metavar="FILE",
                       help="write FILE, FILE's .svg and, with --peer, its .peer.svg")  # fmt: skip
    speed.set_defaults(command=_speed)
    judge = commands.add_parser("judge", help="have a language model grade a report's answers")
    judge.add_argument("report", type=Path)
    judge.add_argument("--limit", type=int, metavar="N", help="N answers, evenly over the report")
    judge.add_argument("--out", type=Path, metavar="FILE", help="write the verdicts as JSON")
    judge.set_defaults(command=_judge)
    check = commands.add_parser("check", help="is a set sound: ids, files, quotes")
    check.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder")
    check.set_defaults(command=_check)
    intake.add_options(commands.add_parser("add", help="write a candidate, for one to promote"))
    intake.promote_options(
        commands.add_parser("promote", help="show the candidates, or move one into a set")
    )
    return parser


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EXIT
    _set_options(parser)
    parser.add_argument("--cold", action="store_true", help="a fresh index, to measure its speed")
    parser.add_argument("--answerer", choices=("extractive", "llm"), default="extractive")
    parser.add_argument("--part", choices=("all", "tune", "held"), default="all",
                        help="without or only the cases named in the set's held.txt")  # fmt: skip
    parser.add_argument("--plant", type=Path, metavar="FILE",
                        help="also plant its strings, N of them, into articles")  # fmt: skip
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    parser.set_defaults(command=_run)


def _set_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder",
                        help="a folder with articles/ and goldens.jsonl")  # fmt: skip
    parser.add_argument("--index", type=Path, metavar="DIR",
                        help="kept index (default .assistant/evals/<set>-<hash>)")  # fmt: skip
    parser.add_argument("--limit", type=int, metavar="N", help="N cases, evenly over the set")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON")


def _run(options: argparse.Namespace) -> int:
    from evals import losses, record, table
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
    if lost := losses.as_text(report):
        print(f"\n{lost}")
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
    page, text = options.html, options.markdown
    if page is None and text is None:
        page, text = Path("report.html"), Path("report.md")
    for path, write in ((page, report.as_html), (text, report.as_markdown)):
        if path is not None:
            report.save(write(reports), path)
            print(f"wrote {path.resolve()}")
    return 0


def _retrieval(options: argparse.Namespace) -> int:
    from evals import record, retrieval
    from evals.goldens import load
    from evals.run import opened

    golden_set, tell = load(options.folder), _teller()
    with opened(golden_set, options.index, tell=tell) as ready:
        found = retrieval.ways(golden_set, ready.assistant, limit=options.limit, tell=tell)
        corpus = ready.assistant.fingerprint()
    if options.out:
        record.write(retrieval.to_json(golden_set, corpus, found), options.out)
    print(retrieval.as_text(golden_set.name, found))
    return 0


def _speed(options: argparse.Namespace) -> int:
    from evals import growth, peer, record

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    try:
        sizes = [int(size) for size in options.sizes.split(",")]
    except ValueError:
        raise UserError(f"--sizes is {options.sizes!r}; give numbers like 1000,10000.") from None
    if min(sizes) < 20:
        raise UserError("--sizes: 20 articles are the least of which a tenth can be deleted.")
    if options.peer:
        peer.check(options.peer)
    if options.questions < 1:
        raise UserError(f"--questions is {options.questions}; one is the least.")
    found = growth.run(sizes, options.real, options.articles, tell, options.questions)
    beside = peer.run(options.peer, peer.FILES, peer.ROUNDS, tell) if options.peer else None
    if options.out:
        record.write(growth.to_json(found) | ({"peer": beside} if beside else {}), options.out)
        options.out.with_suffix(".svg").write_text(growth.as_svg(found), encoding="utf-8")
        if beside:
            svg = options.out.with_suffix(".peer.svg")
            svg.write_text(peer.as_svg(beside), encoding="utf-8")
    print(growth.as_text(found))
    if beside:
        print(peer.as_text(beside))
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
