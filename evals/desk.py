"""What the page's Evals tab does without a page: which sets there are, a run, its baseline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.deadline import check_stopped
from assistant.page.turn import Turn
from assistant.types import Answer, Check, Statement
from evals import compare, record
from evals.goldens import ARTICLES, GOLDENS, load
from evals.report import as_part
from evals.run import PROJECT, Answerer, Tell, opened, quiet, run, with_opening
from evals.types import Report
from index.errors import UserError

if TYPE_CHECKING:
    from assistant import Assistant

BASELINES = PROJECT / "evals" / "baselines"


def sets(articles: Path) -> dict[str, Path]:
    """The question sets that can be run, by name: the folder's own first, then the project's.

    A folder's own set is a goldens.jsonl beside it, where the folder is called ``articles``.
    """
    own = articles.resolve().parent
    found = [own] if articles.resolve().name == ARTICLES else []
    found += sorted(path.parent for path in (PROJECT / "evals").glob(f"*/{GOLDENS}"))
    usable = [one for one in found if (one / GOLDENS).is_file() and (one / ARTICLES).is_dir()]
    return {one.name: one for one in reversed(usable)}


def run_set(
    folder: Path, assistant: Assistant, answerer: Answerer, limit: int | None, tell: Tell = quiet
) -> Report:
    """Run a set: over the open folder where its articles are the set's, else over an own index.

    Raises:
        UserError: the set, its articles or its index cannot be used.
        Stopped: before the first question was answered.
    """

    def preparing(what: str, done: int, total: int) -> None:
        check_stopped()
        tell(what, done, total)

    golden_set = load(folder)
    if same_articles(folder, assistant):
        return run(golden_set, assistant, answerer=answerer, limit=limit, tell=tell)
    # As the page is set, but for what belongs to its folder.
    settings = replace(assistant.settings, articles=None, index=None, include=None, exclude=None)
    with opened(golden_set, tell=preparing, settings=settings) as ready:
        ready.assistant.ledger = assistant.ledger.part()  # one budget
        report = run(golden_set, ready.assistant, answerer=answerer, limit=limit, tell=tell)
        return with_opening(report, ready)


def same_articles(folder: Path, assistant: Assistant) -> bool:
    """Whether the set's questions are about the open folder."""
    return (folder / ARTICLES).resolve() == assistant.folder.resolve()


def baseline(report: Report, folder: Path) -> compare.Comparison | str:
    """The report against the kept one of its set, on the cases that both have; or why not.

    It lies beside the set's questions; those of the project's sets lie together.
    """
    own = folder / f"baseline-{report.answerer}.json"
    file = own if own.is_file() else BASELINES / f"{report.set}-{report.answerer}.json"
    if not file.is_file():
        return (
            "No baseline of this set and answerer is kept. A report of python -m evals run that "
            f"is put beside {GOLDENS} as {own.name} is one."
        )
    try:
        before = record.load(file)
        asked = {case.id for case in report.cases}
        kept = tuple(case for case in before.cases if case.id in asked)
        return compare.compare(replace(before, cases=kept), report)
    except UserError as error:
        return str(error)


def render(report: Report, folder: Path, assistant: Assistant) -> str:
    """The report of a set as HTML for the page."""
    return as_part(report, baseline(report, folder), closed(folder, assistant))


def closed(folder: Path, assistant: Assistant) -> str:
    """Why no case of a set can be asked in the chat; empty where each can.

    The chat asks one folder, and its answers, links and thumbs are that folder's.
    """
    if same_articles(folder, assistant):
        return ""
    home = folder.resolve()
    place = home.relative_to(PROJECT) if home.is_relative_to(PROJECT) else Path(home.name)
    return (
        "These questions are about the articles of their own set, and the chat asks the folder "
        "that is open here. To ask one of them in the chat, start "
        f"python app.py --articles {place / ARTICLES}"
    )


def conversation(folder: Path, id: str, answerer: Answerer) -> tuple[Turn, ...]:
    """A case as a conversation whose last question is to be asked; empty without such a case.

    Its day is asked as an "as of": nothing newer is seen, and "latest" means the same.
    """
    golden = next((one for one in load(folder).goldens if one.id == id), None)
    if golden is None:
        return ()
    turns, question = [], ""
    for message in golden.history:
        if message.role == "user":
            question = message.content
        else:
            said = Statement(message.content, (), Check(True))
            turns.append(Turn(question, Answer(question, (said,), message.citations)))
    asked = Turn(golden.question, files=golden.only_files, as_of=golden.today)
    return (*turns, replace(asked, answerer=answerer))
