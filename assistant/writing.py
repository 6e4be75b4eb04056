"""Evidence -> answer: the sources' own sentences, or a language model's, checked."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.accounts import denial
from assistant.conflicts import Given, changed, namesakes, of_weight, with_sides
from assistant.extractive import (
    FACT_WORDS,
    LONG_WORDS,
    choose,
    choose_each,
    led,
    with_voices,
)
from assistant.questions import Need
from assistant.quotations import closed
from assistant.settings import Settings
from assistant.tables import is_row, with_head
from assistant.types import Answer, Citation, Conflict, Evidence, Message, Side, Statement, Trace
from assistant.verify import verify
from index.errors import ModelError
from index.types import page_at, row_of

if TYPE_CHECKING:
    from assistant.costs import Cost, Ledger
    from assistant.deadline import Deadline
    from assistant.generative import Written

FOR_MODEL = 12  # evidence sentences that a language model gets
CLOSEST = 3  # passages named in a refusal
# Cosine of question and passage below which they have nothing to do with each other. Of 50
# questions of clapnq none comes as near to anything in 60 articles of the training set (at most
# .29); of 60 questions that these answer, nineteen in twenty come nearer than .38 to theirs.
NEAR = 0.3
LIKELY = 0.2  # a sentence that is so likely the answer is named all the same
QUOTED = "These are the sources' own words."
TRANSLATED = (
    "What is in another language than its source is the model's translation of the sentence that "
    "stands in brackets behind it: its figures, dates and names were compared, its words were not."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, or one part of it, with its evidence and the sides of a disagreement."""

    need: Need
    ranked: tuple[Evidence, ...]  # the likeliest first
    sides: tuple[Given, ...]
    compared: tuple[tuple[Need, tuple[Evidence, ...]], ...] = ()  # each thing compared, alone
    voices: tuple[Evidence, ...] = ()  # one of each further report that answers by itself
    leads: tuple[Evidence, ...] = ()  # says who or what it is that the question describes


def by_quotes(
    answer: Answer, asked: Sequence[Asked], earlier: Sequence[Citation]
) -> Generator[Statement, None, Answer]:
    """The likeliest sentences, word for word; where they disagree, one for each side."""
    shown: list[Citation] = []
    conflicts: tuple[Conflict, ...] = ()
    for one in asked:
        told, beside = _chosen(one)
        told = tuple(_not_again(e, shown) for e in told if not _cited(e, shown))
        citations = cite((*told, *beside), _room(one.need), [*earlier, *shown])
        statements = tuple(_quoted(citation) for citation in citations[: len(told)])
        yield from statements
        known = {citation.number for citation in shown}
        shown += [citation for citation in citations if citation.number not in known]
        conflicts += _conflicts(one.need, one.sides, shown)
        answer = replace(answer, statements=(*answer.statements, *statements))
    return replace(
        answer, citations=tuple(shown), conflicts=conflicts, notice=_told_missing(answer)
    )


def _chosen(asked: Asked) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """(what stands in the answer, the lone dissent told beside it)."""
    told = of_weight(asked.sides)
    if asked.need.first:  # "at first": the sides stand newest first
        told = tuple(sorted(told, key=lambda side: side.published or dt.date.max))
    dissent = [side for side in asked.sides if side not in told]
    against = {e for side in dissent for e in side.evidence}
    found = choose_each(asked.compared) or choose(asked.need, asked.ranked)
    picked = [e for e in found if e not in against]
    heard = [e for e in asked.voices if e not in against]
    chosen = with_sides(with_voices(asked.need, picked, heard), told, _room(asked.need))
    chosen += tuple(e for e in asked.leads if not any(_holds(one, e) for one in chosen))
    chosen = closed(led((*chosen, *denial(asked.need, chosen, asked.ranked))))
    beside = tuple(side.evidence[0] for side in dissent if side.evidence[0] not in chosen)
    return chosen, beside


def _holds(one: Evidence, other: Evidence) -> bool:
    """Whether a sentence, with the one that it leans on, tells another already."""
    begins = one.start - len(one.lead_in)
    return one.file == other.file and begins <= other.start < one.end


def _room(need: Need) -> int:
    return LONG_WORDS if need.long or need.sequence else FACT_WORDS


def _cited(evidence: Evidence, shown: Sequence[Citation]) -> bool:
    if is_row(evidence.quote):  # the quote of a row below goes over it and does not tell it
        return any(c.file == evidence.file and c.end == evidence.end for c in shown)
    return any(c.file == evidence.file and c.start <= evidence.start < c.end for c in shown)


def _not_again(evidence: Evidence, shown: Sequence[Citation]) -> Evidence:
    """Without the sentence that it leans on, where that was told just before."""
    if is_row(evidence.quote):
        return evidence
    leads = replace(evidence, start=evidence.start - len(evidence.lead_in))
    return replace(evidence, lead_in="") if _cited(leads, shown) else evidence


def _told_missing(answer: Answer) -> str | None:
    """The notice, with the parts of the question that stay open."""
    open_ = [f"The articles do not answer: {part}" for part in answer.missing]
    return " ".join([*open_, *filter(None, [answer.notice])]) or None


def _conflicts(
    need: Need, sides: Sequence[Given], citations: Sequence[Citation]
) -> tuple[Conflict, ...]:
    """The disagreement with the numbers of the citations that show it."""
    if namesakes(sides):
        return ()
    shown = []
    for side in sides:
        numbers = tuple(c.number for c in citations if any(_cited(e, [c]) for e in side.evidence))
        if numbers:
            shown.append(Side(side.value.text, numbers, side.published, side.sources))
    conflict = Conflict(need.question, tuple(shown), changed(need, sides))
    return (conflict,) if len(shown) > 1 else ()


def _quoted(citation: Citation) -> Statement:
    text = " ".join(with_head(citation.quote).split())
    return Statement(text, (citation.number,), verify(text, [citation.quote]))


def with_model(
    answer: Answer,
    question: str,  # as understood, in its own language, which the answer is to have
    asked: Sequence[Asked],
    history: Sequence[Message],
    open_model: Callable[[], Any],  # gives a LlamaIndex LLM
    settings: Settings,
    account: Ledger,  # of this answer
    deadline: Deadline,  # of the question
) -> Generator[Statement, None, Answer]:
    """The model's statements, each checked; without a usable one, the quotes and a notice."""
    from assistant import generative

    speaking = [side.evidence[0] for one in asked for side in one.sides]
    shown = tuple(dict.fromkeys([*answer.trace.evidence[:FOR_MODEL], *speaking]))
    earlier = [citation for message in history for citation in message.citations]
    citations = cite(shown, LONG_WORDS, earlier)
    used_by = generative.described(settings)
    asked_prompts = answer.trace.prompts
    trace = replace(
        answer.trace,
        answerer="llm",
        models=used_by["models"],
        prompts=(*asked_prompts, *used_by["prompts"]),
    )
    answer = replace(answer, trace=trace)
    statements: list[Statement] = []
    try:
        with deadline.kept():
            model = open_model()
        writer = generative.write(
            question,
            citations,
            model,
            history=history,
            deadline=deadline,
            ledger=account,
            schema=settings.llm_form,
        )
        written = yield from _kept(writer, statements)
        labels = generative.prompt_labels(by_schema=written.by_schema)
        used_prompts = (*asked_prompts, *labels)  # as the server would have them
        trace = replace(trace, given=citations, drafts=written.drafts, prompts=used_prompts)
        notice = _told(written, statements)
    except ModelError as error:
        notice = f"{error} What follows it is missing." if statements else f"{error} {QUOTED}"
    answer = replace(answer, trace=counted(trace, account.spent))
    if not statements:
        return (yield from by_quotes(replace(answer, notice=notice), asked, earlier))
    conflicts = tuple(
        conflict for one in asked for conflict in _conflicts(one.need, one.sides, citations)
    )
    used = {number for statement in statements for number in statement.citations}
    used |= {n for conflict in conflicts for side in conflict.sides for n in side.citations}
    return replace(
        answer,
        statements=tuple(statements),
        conflicts=conflicts,
        citations=tuple(c for c in citations if c.number in used),
        notice=_told_missing(replace(answer, notice=notice or answer.notice)),
    )


def counted(trace: Trace, cost: Cost) -> Trace:
    """The trace with what the model took for the whole answer."""
    return replace(
        trace,
        prompt_tokens=cost.prompt_tokens,
        completion_tokens=cost.completion_tokens,
        price=cost.price,
    )


def _kept(
    writer: Generator[Statement, None, Written], statements: list[Statement]
) -> Generator[Statement, None, Written]:
    """Pass the statements on and keep them, so that a failure midway loses none."""
    while True:
        try:
            statement = next(writer)
        except StopIteration as stopped:
            written: Written = stopped.value
            return written
        statements.append(statement)
        yield statement


def _told(written: Written, statements: Sequence[Statement]) -> str | None:
    """What the reader should know of how the answer was written."""
    from assistant import generative

    if not statements:
        why = "gave nothing usable"
        if written.declined:
            why = "found no answer in the evidence"
        elif written.full:
            why = (
                f"wrote the {generative.ANSWER_TOKENS:,} tokens that it may, thinking included, "
                "and gave nothing usable; where it thinks, have its server turn that off"
            )
        return f"The model {why}. {QUOTED}"
    failed = written.replaced + len(written.kept_out)
    parts = []
    if any(statement.origin == "translated" for statement in statements):
        parts.append(TRANSLATED)
    if failed:
        parts.append(
            f"{failed} of the model's statements failed the check: {written.replaced} replaced by "
            f"the quote, {len(written.kept_out)} left out."
        )
    if written.cut:
        parts.append("The model was cut short: what follows is missing.")
    return " ".join(parts) or None


def nearest(ranked: Sequence[Evidence], earlier: Sequence[Citation] = ()) -> tuple[Citation, ...]:
    """What a refusal names instead: the likeliest sentence of each of the nearest articles.

    Nothing where none is near or likely; what has no vector yet was found by its words.
    ``earlier``: as for `cite`.
    """
    articles: dict[str, Evidence] = {}
    for one in ranked:
        dense = one.passage.dense
        if dense is None or dense >= NEAR or one.score >= LIKELY:
            articles.setdefault(one.file, one)
    return cite(list(articles.values())[:CLOSEST], FACT_WORDS, earlier)


def cite(
    chosen: Sequence[Evidence], words: int, earlier: Sequence[Citation] = ()
) -> tuple[Citation, ...]:
    """Citations of evidence, numbered; a leaning sentence with the one before.

    Args:
        words: the most that all quotes together may have, beyond what was chosen.
        earlier: of the conversation so far. A sentence cited there, in the same words, keeps its
            number, the others count on from there.
    """
    kept: dict[int, Citation] = {}
    for citation in earlier:  # where numbers clash, the first conversation's stands
        kept.setdefault(citation.number, citation)
    fresh = itertools.count(1 + max(kept, default=0))
    room = words - sum(len(e.quote.split()) for e in chosen)
    citations: list[Citation] = []
    for evidence in chosen:
        lead_in = evidence.lead_in
        spare = not is_row(evidence.quote)  # a row is never cited without its head
        if spare and (len(lead_in.split()) > room or _said_elsewhere(evidence, chosen)):
            lead_in = ""
        room -= len(lead_in.split())
        passage = evidence.passage
        citations.append(
            Citation(
                number=_number(evidence, kept.values()) or next(fresh),
                file=evidence.file,
                start=evidence.start - len(lead_in),
                end=evidence.end,
                quote=lead_in + evidence.quote,
                title=passage.title,
                published=passage.published.date if passage.published else None,
                publisher=passage.publisher,
                page=page_at(passage.pages, evidence.start - len(lead_in)),
                row=row_of(evidence.file),
            )
        )
    return tuple(citations)


def _number(evidence: Evidence, kept: Iterable[Citation]) -> int | None:
    """The number that a sentence has already; an article may have been edited since."""
    place = evidence.file, evidence.end
    same = (c for c in kept if (c.file, c.end) == place and c.quote.endswith(evidence.quote))
    return next((citation.number for citation in same), None)


def _said_elsewhere(evidence: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether the sentence that this one leans on is cited by itself."""
    begins = evidence.start - len(evidence.lead_in)
    return any(e.file == evidence.file and e.start == begins for e in chosen)
