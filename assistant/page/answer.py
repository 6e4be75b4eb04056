"""An answer: its statements and their marks, sides that disagree, a refusal, how it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from assistant.conversation.gloss import understood
from assistant.costs import of_answers
from assistant.page.text import counted, day, one_line, shown, small
from assistant.page.turn import Turn, cited_by
from assistant.types import NOTHING_NEAR, Answer, Citation, Conflict, Side, Statement
from assistant.unmarked import unmarked


def render_marks(numbers: Iterable[int], answer: Answer | None, turn: int) -> str:
    """Citation marks; buttons once the answer is whole and they have something to open.

    A pointer or the keyboard's focus shows the source and its words, a screen reader says both:
    also where the statement has the same words, which nobody can know who does not see them.
    """
    by_number = {c.number: c for c in cited_by(answer)} if answer else {}
    marks = []
    for number in numbers:
        citation = by_number.get(number)
        if citation is None:
            marks.append(f'<span class="cite">[{number}]</span>')
            continue
        quote = unmarked(citation.quote)
        facts = (citation.title, citation.publisher or "", day(citation.published))
        source = ", ".join(filter(None, map(one_line, facts)))
        label, tip = f"Citation {number}: {source}: {quote}", f"{source}:\n{quote}"
        marks.append(
            f'<button type="button" class="cite" data-pick="{turn}:{number}" '
            f'aria-label="{shown(label)}" data-tip="{shown(tip)}">[{number}]</button>'
        )
    return "".join(marks)


def render_statement(statement: Statement, answer: Answer | None, turn: int) -> str:
    """A statement and its citation marks; what failed its check says so and why."""
    said = unmarked(_in_rows(statement, answer))
    marks = render_marks(statement.citations, answer, turn)
    note = f"<small>{shown(note)}</small>" if (note := found_of(statement)) else ""
    kind = "statement" if statement.check.supported else "statement failed"
    return f'<p class="{kind}" dir="auto">{shown(said)} {marks}{note}</p>'


def _in_rows(statement: Statement, answer: Answer | None) -> str:
    """The words; where they are a table's head and a row of it, each on a line of its own."""
    for citation in answer.citations if answer else ():
        head, *rows = citation.quote.splitlines() or [""]
        told = citation.number in statement.citations and rows
        if told and statement.text == f"{head} {rows[-1]}":
            return f"{head}\n{rows[-1]}"
    return statement.text


def found_of(statement: Statement) -> str:
    """What its check found, where that is no plain yes."""
    problems = "; ".join(statement.check.problems)
    if not statement.check.supported:
        return f"Not supported: {problems or 'no reason given'}"
    if statement.origin == "replaced":
        return f"The source's own words; the model's sentence failed: {problems}"
    return ""


def render_conflict(conflict: Conflict, answer: Answer, turn: int) -> str:
    """Sources that disagree: their sides next to each other, each dated and with its quote."""
    about = f": {shown(conflict.about)}" if len(answer.conflicts) > 1 else ""
    sides = "".join(_side(side, conflict, answer, turn) for side in conflict.sides)
    return (
        f'<section class="card conflict"><h3>{conflict.heading}{about}</h3>'
        f'<ul class="sides">{sides}</ul></section>'
    )


def _side(side: Side, conflict: Conflict, answer: Answer, turn: int) -> str:
    first = next((c for c in answer.citations if c.number in side.citations), None)
    quote = f'<q dir="auto">{shown(unmarked(first.quote))}</q>' if first else ""
    return (
        f'<li><b dir="auto">{shown(unmarked(side.value))}</b> '
        f"{render_marks(side.citations, answer, turn)}"
        f"<small>{shown(' · '.join(described(side, conflict, answer)))}</small>{quote}</li>"
    )


def described(side: Side, conflict: Conflict, answer: Answer) -> list[str]:
    """When a side was said, by whom, and how many say so."""
    reports = [c for c in answer.citations if c.number in side.citations]
    by = dict.fromkeys(": ".join(filter(None, [c.publisher, c.title])) for c in reports)
    words = [day(side.published), *map(one_line, by)]
    if side.sources > 1:
        words.append(f"{side.sources} independent sources")
    elif any(other.sources > 1 for other in conflict.sides):
        words.append("a lone dissent")
    return words


def render_refusal(answer: Answer, turn: int, asked: Turn | None = None) -> str:
    """A card that says no, which passages came close, if any, and what to try."""
    closest = "".join(
        f"<li>{render_marks([c.number], answer, turn)} {shown(one_line(c.title))}"
        f"<small>{_near(c)}</small></li>"
        for c in answer.closest
    )
    near = f"<p>{NOTHING_NEAR}</p>"
    if closest:
        near = f"<p>Closest, but not an answer:</p><ul>{closest}</ul>"
    advice = "".join(f"<li>{shown(tip)}</li>" for tip in tips(asked))
    return (
        f'<section class="card refusal"><h3>{answer.refusal}</h3>{near}'
        f'<p>What to try:</p><ul class="tips">{advice}</ul></section>'
    )


def _near(citation: Citation) -> str:
    facts = " · ".join(filter(None, [citation.publisher, day(citation.published)]))
    return f'{shown(facts)} <q dir="auto">{shown(unmarked(citation.quote))}</q>'


def tips(asked: Turn | None) -> list[str]:
    """What might be answered, seen from how it was asked."""
    words = ["Name the people, companies or places as the articles do."]
    if asked and asked.files:
        words.append(f"Only {counted(len(asked.files))} may be read: lift that under Options.")
    if asked and (asked.since or asked.as_of):
        words.append("Not every date may be read: lift that under Options.")
    if asked is None or asked.refusal != "lenient":
        words.append("Under Options choose Lenient, and read the quotes with care.")
    return words


def render_answer(answer: Answer, turn: int, asked: Turn | None = None) -> str:
    """The whole answer: statements, disagreements, and a line on how it was made."""
    if answer.refused:
        body = render_refusal(answer, turn, asked)
    else:
        body = "".join(render_statement(s, answer, turn) for s in answer.statements)
        body += "".join(render_conflict(c, answer, turn) for c in answer.conflicts)
    return f"{small(heard(answer, asked))}{body}{small(notes(answer))}{_badge(answer)}"


def notes(answer: Answer) -> list[str]:
    """What is to be known of an answer beside its statements."""
    return list(filter(None, [answer.notice, answer.trace.vectors and answer.trace.vectors + "."]))


def heard(answer: Answer, asked: Turn | None = None) -> list[str]:
    """How the question was understood, where that is not plain from its words."""
    trace = answer.trace
    words = list(filter(None, [understood(answer)]))
    if asked and asked.since:
        words.append(f"Since {day(asked.since)}: older and undated articles were not read.")
    if trace.as_of not in (None, dt.date.today()):
        words.append(f"As of {day(trace.as_of)}: newer articles were not read.")
    if asked and asked.files:
        many = len(asked.files)
        chosen = "chosen article was" if many == 1 else f"{many:,} chosen articles were"
        words.append(f"Only the {chosen} read.")
    return words


def _checked(statements: Sequence[Statement]) -> list[str]:
    """How many statements were checked, and what became of the others."""
    total = len(statements)
    failed = sum(not s.check.supported for s in statements)
    unread = sum(s.check.supported and s.origin == "translated" for s in statements)
    if not failed and not unread:
        return [f"all {total} checked"]
    words = [f"{failed} of {total} not supported"] if failed else []
    # Of a translation figures, dates and names were compared: it is not to pass for checked.
    return words + ([f"{unread} of {total} translated, words not checked"] if unread else [])


def taken(answers: Iterable[Answer]) -> list[str]:
    """What a language model took for these answers; nothing where none was asked."""
    cost = of_answers(answers)
    if not (tokens := cost.prompt_tokens + cost.completion_tokens):
        return []
    return [f"{tokens:,} tokens" + ("" if cost.price is None else f", cost {cost.price:.4f}")]


def _badge(answer: Answer) -> str:
    """How it was made, and how long that took, and what."""
    failed = any(not s.check.supported for s in answer.statements)
    seconds = sum(step.seconds for step in answer.trace.steps)
    words = [*made(answer), f"{seconds:.1f} s" if seconds >= 0.1 else "under 0.1 s"]
    words += taken([answer])
    kind = "badge doubtful" if failed else "badge"
    chips = " ".join(f"<span>{shown(word)}</span>" for word in words)
    return f'<p class="{kind}">{chips}</p>'


def made(answer: Answer) -> list[str]:
    """Who answered, and how well it is supported."""
    files = len({citation.file for citation in answer.citations})
    if answer.refused:
        words = ["Nothing found that answers"]
    elif any(s.origin in ("model", "translated") for s in answer.statements):
        words = [f"Phrased by {', '.join(answer.trace.models) or 'a language model'}"]
        words += _checked(answer.statements)
    else:
        words = ["Word for word from the articles"]
    if files:
        words.append(f"{files} article{'' if files == 1 else 's'} cited")
    return words
