"""The commands add and promote: cases by hand and from use, and a person between them and a set."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from index.errors import UserError


def add_options(parser: argparse.ArgumentParser) -> None:
    """``add``: a case that a person thought of."""
    parser.add_argument("--question", required=True)
    parser.add_argument("--id", default="", help="default: a new one")
    _case_options(parser)
    parser.add_argument("--candidates", type=Path, metavar="FILE",
                        help="default .assistant/candidates.jsonl")  # fmt: skip
    parser.set_defaults(command=_add)


def promote_options(parser: argparse.ArgumentParser) -> None:
    """``promote``: list what waits, or move one into a set with what the person says of it."""
    parser.add_argument("id", nargs="?", help="without it, the waiting candidates are shown")
    parser.add_argument("--set", type=Path, metavar="DIR", dest="folder")
    parser.add_argument("--as", metavar="ID", dest="new_id", help="its id in the set")
    parser.add_argument("--question", help="asked better")
    _case_options(parser)
    parser.add_argument("--candidates", type=Path, metavar="FILE",
                        help="default: every *candidates.jsonl in .assistant/")  # fmt: skip
    parser.set_defaults(command=_promote)


def _case_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", help="fact, conflict, temporal, …")
    parser.add_argument("--unanswerable", action="store_true", help="to be refused")
    parser.add_argument("--answer", action="append", metavar="TEXT[|TEXT]",
                        help="must be in the answer; | between spellings; repeat")  # fmt: skip
    parser.add_argument("--wrong", action="append", help="must not be in it; repeat")
    parser.add_argument("--reference", help="the full right answer")
    parser.add_argument("--keypoint", action="append", help="repeat")
    parser.add_argument("--source", action="append", nargs="+", metavar=("FILE", "QUOTE"),
                        help="where it stands; repeat")  # fmt: skip
    parser.add_argument("--any", action="store_true", help="one of the sources is enough")
    parser.add_argument("--only-file", action="append", metavar="FILE")
    parser.add_argument("--today", metavar="DATE", help="the day on which it is asked")


def _add(options: argparse.Namespace) -> int:
    from assistant.feedback import new_id
    from evals import candidates
    from evals.case import parse

    given = {"kind": "fact", **_given(options), "id": options.id or new_id()}
    file = options.candidates or candidates.CANDIDATES
    added = candidates.add(parse(given, "the new case"), file)
    print(f"{added.id} waits in {file}. Promote it with:")
    print(f"python -m evals promote {added.id} --set DIR")
    return 0


def _promote(options: argparse.Namespace) -> int:
    from evals import candidates

    if options.id is None:
        waiting = candidates.waiting(options.candidates)
        for file, candidate in waiting:
            print(candidates.as_text(candidate, file))
        if not waiting:
            print(f"Nothing waits in {options.candidates or candidates.HOME}.")
        return 0
    if options.folder is None:
        raise UserError("Name the set that the case goes into with --set DIR.")
    changes = _given(options) | ({"id": options.new_id} if options.new_id else {})
    golden = candidates.promote(
        options.id, options.folder, changes=changes, file=options.candidates
    )
    print(f"{golden.id} is now in {options.folder}.")
    return 0


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The fields of a case that were said, and no others."""
    if any(len(source) > 2 for source in options.source or ()):
        raise UserError("--source takes a file and, in quotation marks, the words in it.")
    fields: dict[str, Any] = {
        "question": options.question,
        "kind": options.kind,
        "answers": options.answer and [answer.split("|") for answer in options.answer],
        "wrong_answers": options.wrong,
        "reference": options.reference,
        "keypoints": options.keypoint,
        "sources": options.source
        and [dict(zip(("file", "quote"), one, strict=False)) for one in options.source],
        "sources_needed": "any" if options.any else None,
        "only_files": options.only_file,
        "today": options.today,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    if options.unanswerable:
        given |= {"answerable": False, "kind": options.kind or "unanswerable"}
    return given
