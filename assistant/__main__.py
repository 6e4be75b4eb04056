"""The command line: sync, compact, ask, articles, mcp, doctor, user."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from assistant.conversation.gloss import understood
from assistant.settings import MODEL_FLAGS, Settings, add_flags
from assistant.unmarked import harmless, unmarked
from index.errors import SettingError, UserError

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.types import Answer, Citation, Conflict
    from index.types import Progress, Skipped, SyncReport

EXIT = """exit status: 0 done (a refusal is an answer), 1 it could not be done, 2 wrong usage or
setting, 3 synced, but some articles could not be read"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?"
    try:
        parser = _parser()
        options = parser.parse_args(arguments)
        command: Callable[[argparse.Namespace], int] | None = getattr(options, "command", None)
        if command is None:
            parser.print_help(sys.stderr)
        return command(options) if command else 2
    except SettingError as error:
        say(f"error: {error}", sys.stderr)
        return 2
    except UserError as error:
        say(f"error: {error}", sys.stderr)
        return 1
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # the reader went away (`| head`)
            # Without this Python complains once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        say(f"error: {error.filename or 'the disk'}: {error.strerror or error}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was indexed is kept", file=sys.stderr)
        return 130


def say(text: str = "", stream: TextIO | None = None) -> None:
    """Print a line. Articles and file names hold what they like: no escape sequence gets out."""
    print(harmless(text), file=stream or sys.stdout)


def as_json(value: object) -> str:
    """One JSON object on one line; what a terminal would obey is escaped, nothing is changed."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    add_flags(shared, ("articles", "index"))
    parser = argparse.ArgumentParser(
        prog="python -m assistant",
        description="Ask a folder of articles; every statement cites the sentence it rests on.",
        epilog=EXIT,
    )
    commands = parser.add_subparsers(metavar="COMMAND")

    sync = commands.add_parser(
        "sync", parents=[shared], help="bring the index in step", epilog=EXIT
    )
    sync.add_argument("folder", nargs="?", metavar="FOLDER", help="same as --articles")
    sync.add_argument("--json", action="store_true", help="print one JSON object")
    sync.add_argument("--watch", action="store_true", help="and follow the folder until Ctrl+C")
    sync.add_argument(
        "--rebuild", action="store_true", help="build the index anew beside the old one, then swap"
    )
    sync.add_argument("--dry-run", action="store_true", help="tell what would happen, and why")
    add_flags(sync, ("include", "exclude"))
    sync.set_defaults(command=_sync)

    ask = commands.add_parser("ask", parents=[shared], help="ask a question", epilog=EXIT)
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--file", action="append", default=[], help="look only at this article")
    ask.add_argument("--as-of", type=_day, metavar="DATE", help="see nothing newer (2025-12-22)")
    ask.add_argument("--today", type=_day, metavar="DATE", help="the day on which it is asked")
    ask.add_argument(
        "--answerer",
        choices=["auto", "extractive", "llm"],
        default="auto",
        help="quotes, or a language model where one is configured (default: auto)",
    )
    add_flags(ask, ("refusal", *MODEL_FLAGS))
    ask.set_defaults(command=_ask)

    compact = commands.add_parser(
        "compact", parents=[shared], help="give the room of deleted articles back to the disk"
    )
    compact.set_defaults(command=_compact)

    listing = commands.add_parser("articles", parents=[shared], help="list what is indexed")
    listing.add_argument("--json", action="store_true", help="print a JSON list")
    listing.set_defaults(command=_articles)

    mcp = commands.add_parser(
        "mcp",
        parents=[shared],
        help="offer the articles as MCP tools on standard input and output",
    )
    add_flags(mcp, ("refusal", *MODEL_FLAGS))
    mcp.set_defaults(command=_mcp)

    doctor = commands.add_parser("doctor", parents=[shared], help="is everything in order?")
    add_flags(doctor, MODEL_FLAGS)
    doctor.set_defaults(command=_doctor)

    user = commands.add_parser("user", help="let a person log in to the page")
    user.add_argument("name", metavar="NAME")
    add_flags(user, ("users",))
    user.set_defaults(command=_user)
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2025-12-22") from None


def _settings(options: argparse.Namespace) -> Settings:
    """The environment's settings, overruled by flags."""
    flags = dict(vars(options))
    if flags.get("folder") is not None:
        flags["articles"] = flags["folder"]
    settings = Settings.from_env(flags=flags)
    if settings.articles is None:
        from assistant.places import default_folder, is_samples

        folder = default_folder(settings.index)
        which, whose = f"the articles of {folder}", "another"
        if is_samples(folder):
            which, whose = "the sample articles", "your"
        say(f"note: these are {which}; name {whose} folder with --articles", sys.stderr)
        settings = replace(settings, articles=folder)
    return settings


def _open(options: argparse.Namespace) -> Assistant:
    from assistant.chain import Assistant

    return Assistant.open(settings=_settings(options), vectors="off", progress=_bar())


def _bar() -> Callable[[Progress], None]:
    """A progress line on a terminal; silent where nobody watches."""
    shown = sys.stderr.isatty()

    def show(progress: Progress) -> None:
        if shown and progress.total:
            share = progress.done / progress.total
            line = (
                f"\r{progress.phase:8} {'#' * int(30 * share):30} {progress.done}/{progress.total}"
            )
            print(line, end="\n" if progress.done == progress.total else "", file=sys.stderr)

    return show


def _plan(options: argparse.Namespace) -> int:
    from assistant.types import plain
    from assistant.upkeep import planned

    found = planned(_settings(options))
    if options.json:
        print(as_json(plain(found)))
        return 0
    for one in found:
        if one.what != "keep":
            say(f"{one.what}: {_one_line(one.file)}: {_one_line(one.why)}")
    counts = ", ".join(f"{what} {n}" for what, n in Counter(one.what for one in found).items())
    say(f"nothing was done; a sync would {counts or 'find nothing'}")
    return 0


def _sync(options: argparse.Namespace) -> int:
    if options.dry_run and (options.rebuild or options.watch):
        raise SettingError(
            "--dry-run tells what one sync would do. Leave out --rebuild, which reads every file "
            "anew, and --watch."
        )
    if options.dry_run:
        return _plan(options)
    if options.watch and options.rebuild:
        raise SettingError("--rebuild builds once. Run it first, then --watch without it.")
    if options.watch:
        return _watch(options)
    if options.rebuild:
        return _rebuild(options)
    with _open(options) as assistant:
        report = _both(assistant.last_sync, assistant.sync(_bar()))
        if assistant.lost:
            say(f"note: {assistant.lost}", sys.stderr)
    _tell(report, options.json)
    return 3 if _unread(report) else 0


def _rebuild(options: argparse.Namespace) -> int:
    from assistant.upkeep import rebuilt

    report = rebuilt(_settings(options), _bar())
    _tell(report, options.json)
    return 3 if _unread(report) else 0


def _compact(options: argparse.Namespace) -> int:
    with _open(options) as assistant:
        freed = assistant.compact()
        say(f"{freed / 1e6:.1f} MB given back; {assistant.index_path} is {_size(assistant)} now")
    return 0


def _size(assistant: Assistant) -> str:
    from assistant.places import room

    return f"{room(assistant.index_path) / 1e6:.1f} MB"


def _both(first: SyncReport, second: SyncReport) -> SyncReport:
    """What the opening did, and the sync after it."""
    return replace(
        first,
        chunks_embedded=second.chunks_embedded,
        chunks_pending=second.chunks_pending,
        seconds=first.seconds + second.seconds,
    )


def _watch(options: argparse.Namespace) -> int:
    """Sync now and whenever the folder changed. Ends with Ctrl+C, which is not a failure."""
    with _open(options) as assistant:
        say(f"following {assistant.folder} (Ctrl+C stops)", sys.stderr)
        opening = [assistant.last_sync]

        def told(report: SyncReport) -> None:
            _tell(_both(opening.pop(), report) if opening else report, options.json)

        def failed(why: str) -> None:
            say(f"not in step: {why} It is tried again.", sys.stderr)

        with suppress(KeyboardInterrupt):
            assistant.watch(told, failed=failed)
    return 0


def _tell(report: SyncReport, as_object: bool) -> None:
    if as_object:
        from assistant.types import plain

        print(as_json(plain(report)))
    else:
        _print_report(report)
    sys.stdout.flush()


def _unread(report: SyncReport) -> bool:
    """Whether what should be an article could not be read, or a folder of such; pictures do not
    count, nor do folders that are only linked.
    """
    from index.reader import SUFFIXES
    from index.scan import LINKED

    return any(
        Path(entry.file).suffix.lower() in SUFFIXES
        or (entry.file.endswith("/") and entry.reason != LINKED)
        for entry in report.skipped
    )


def _print_skipped(skipped: Sequence[Skipped]) -> None:
    for entry in skipped:
        why = entry.reason.removeprefix(f"{entry.file}: ")
        say(f"skipped: {_one_line(entry.file)}: {_one_line(why)}", sys.stderr)


def _one_line(name: str) -> str:
    """A name as it can stand in a line: with a line's end in it, it might pose as another."""
    return name.replace("\n", "\ufffd").replace("\t", "\ufffd")


def _print_report(report: SyncReport) -> None:
    _print_skipped(report.skipped)
    for pattern in report.unused:
        say(f"{_one_line(pattern)} is of nothing in the folder, or of what is left out", sys.stderr)
    say(
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed, "
        f"{len(report.renamed)} renamed, {report.unchanged} unchanged, "
        f"{len(report.skipped)} skipped, {len(report.ignored)} left out; "
        f"{report.chunks_embedded} chunks embedded, "
        f"{report.chunks_pending} pending; {report.seconds:.1f} s"
    )


def _ask(options: argparse.Namespace) -> int:
    with _open(options) as assistant:
        assistant.catch_up()
        answer = assistant.ask(
            options.question,
            files=options.file,
            as_of=options.as_of,
            today=options.today,
            answerer=options.answerer,
        )
        if options.json:
            print(as_json(answer.to_json()))
        else:
            print_answer(answer, options.today)
        if answer.trace.vectors:
            say(
                f"note: {answer.trace.vectors}; `python -m assistant sync` makes the rest",
                sys.stderr,
            )
    return 0


def print_answer(answer: Answer, today: dt.date | None = None) -> None:
    """Print an answer in words. ``today``: the day on which it was asked; default the real one."""
    if answer.notice:
        say(f"note: {answer.notice}", sys.stderr)
    trace = answer.trace
    if words := understood(answer):
        say(words)
    if trace.as_of not in (None, today or dt.date.today()):
        say(f"As of {trace.as_of}: newer articles were not read.")
    if answer.refused:
        say(answer.text)
        from assistant.types import NOTHING_NEAR

        say("\nClosest, but not an answer:" if answer.closest else NOTHING_NEAR)
        for citation in answer.closest:
            say(f"  - {_source(citation)}\n    {_quoted(citation)}")
        return
    for statement in answer.statements:
        marks = "".join(f"[{number}]" for number in statement.citations)
        failed = "" if statement.check.supported else "  (NOT SUPPORTED: "
        failed += "; ".join(statement.check.problems) + ")" if failed else ""
        say(f"{unmarked(statement.text)} {marks}{failed}")
    for conflict in answer.conflicts:
        _print_conflict(conflict)
    say()
    for citation in answer.citations:
        say(f"[{citation.number}] {_source(citation)}")
        say(f"    {_quoted(citation)}")


def _print_conflict(conflict: Conflict) -> None:
    say(f"\n{conflict.heading}:")
    most = max(side.sources for side in conflict.sides)
    for side in conflict.sides:
        marks = "".join(f"[{number}]" for number in side.citations)
        words = [f"{side.published or 'undated'}"]
        if side.sources > 1:
            words.append(f"{side.sources} independent sources")
        elif most > 1:
            words.append("a lone dissent")
        say(f"  - {unmarked(side.value)} {marks} ({', '.join(words)})")


def _quoted(citation: Citation) -> str:
    """The quote in quotation marks, unless it ends in its own."""
    quote = unmarked(citation.quote).replace("\n", "\n     ")  # rows below each other
    return quote if quote.endswith(("”", '"')) else f"“{quote}”"


def _source(citation: Citation) -> str:
    parts = [citation.title, str(citation.published or "undated"), citation.publisher or ""]
    return f"{', '.join(part for part in parts if part)} ({_one_line(citation.location)})"


def _articles(options: argparse.Namespace) -> int:
    from assistant.types import plain

    with _open(options) as assistant:
        listed = assistant.articles()
        if options.json:
            print(as_json(plain(listed)))
            return 0
        for info in listed:
            when = f"{info.published} ({info.published.where})" if info.published else "undated"
            say(f"{_one_line(info.file)}\t{when}\t{info.publisher or ''}\t{info.title}")
        _print_skipped(assistant.last_sync.skipped)
    return 0


def _mcp(options: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if not find_spec("mcp"):
        raise SettingError('The MCP tools need a further package: pip install -e ".[mcp]"')
    from assistant.chain import Assistant
    from assistant.doors.mcp import over_stdio

    with Assistant.open(settings=_settings(options), progress=_bar()) as assistant:
        over_stdio(assistant)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from assistant.doctor import examine

    findings = examine(_settings(options))
    for finding in findings:
        say(f"{'ok ' if finding.ok else 'BAD'}  {finding.what}: {finding.words}")
    return 0 if all(finding.ok for finding in findings) else 1


def _user(options: argparse.Namespace) -> int:
    """Ask for a password twice, or read a line of it from a pipe, and keep its hash."""
    from getpass import getpass

    from assistant.users import add

    file = Settings.from_env(flags=vars(options)).users
    if file is None:
        raise SettingError("No list of users is named. Give one with --users or ASSISTANT_USERS.")
    if sys.stdin.isatty():
        password = getpass(f"Password for {options.name}: ")
        if getpass("Once more: ") != password:
            raise SettingError("The two passwords differ; nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    add(file, options.name, password)
    say(f"{options.name} may log in where the page is started with --users {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
