"""Evidence in, statements out, phrased by a language model and checked by code.

The model sees numbered evidence and writes statements with their numbers: as JSON where the server
holds it to a schema, which knows the numbers that exist, else one sentence a line. Both stream
sentence by sentence, and both are checked alike: a schema brings a number, not the right one.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import prompts
from assistant.actors import misplaced
from assistant.drafts import Draft, DraftReader
from assistant.fence import characters, numbered, plain, restored, turns, visible
from assistant.invented import UNSPACED, invented
from assistant.retold import left_out
from assistant.spliced import spliced
from assistant.translated import (
    UNREAD,
    asked_in,
    beside,
    differences,
    spoken,
    unread_words,
)
from assistant.types import Check, Citation, Message, Statement
from assistant.verify import verify
from assistant.verify.mentions import dates
from assistant.verify.wording import squeeze
from index.errors import ModelError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.costs import Ledger
    from assistant.deadline import Deadline
    from assistant.models import Reply, Schema
    from assistant.settings import Settings

MOST_STATEMENTS = 8  # the prompt asks for five; more is a model that does not stop
MOST_REPAIRS = 3  # calls spent on mending one answer
MOST_CHARACTERS = 50_000  # of one reply, thinking included
ANSWER_TOKENS = 2_000  # thinking included, which some models do at length
REPAIR_TOKENS = 1_000
MOST_BARREN = 4  # drafts in a row that gave no statement: the model repeats itself or wanders
# Words that two tellings of one thing may differ in.
_SMALL = frozenset(
    "a an the of to in on at by for from with and that this it its is was are were be been has have"
    " had will as also said".split()
)

# Right behind these a statement tells when something was reported: that day may be the one on which
# its source was published. Anywhere else it would vouch for a wrong date of the event itself.
_TELLS_DATE = re.compile(
    r"(?:\b(?:reported|reports|published|wrote|writes|dated|as of)(?: on)?(?: the)?|\()\s*$",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<![\d.,])\d,\d{3}(?![\d,]|\.\d)")
# Not behind what a year stands behind.
_NO_YEAR = "".join(
    rf"(?<!\b{word} )" for word in ("in", "In", "since", "Since", "year", "of", "by")
)


@dataclass(frozen=True, slots=True)
class Written:
    """What writing one answer took: the return value of ``write``."""

    passed: int = 0  # statements right at first
    repaired: int = 0  # right when asked for once more
    replaced: int = 0  # wrong twice: the quote stands in
    kept_out: tuple[str, ...] = ()  # wrong twice and without evidence: not in the answer
    drafts: tuple[Statement, ...] = ()  # as the model wrote them at first, with their checks
    declined: bool = False  # the model said that the evidence holds no answer
    full: bool = False  # it wrote all that it may, and came to no end
    cut: bool = False  # what it wrote was cut short, by a limit or a filter of its server
    by_schema: bool = False  # written as JSON by a schema, not as lines
    calls: int = 0
    prompt_tokens: int = 0  # estimated where the server does not count
    completion_tokens: int = 0


def write(
    question: str,
    citations: Sequence[Citation],
    model: LLM,
    *,
    history: Sequence[Message] = (),
    deadline: Deadline,
    ledger: Ledger | None = None,
    schema: str = "off",
) -> Generator[Statement, None, Written]:
    """Statements that answer the question, each yielded when it is complete and checked.

    Args:
        question: the question as understood, follow-ups resolved.
        citations: the evidence, under the numbers that the statements will cite.
        deadline: of the question: everything, mending included, is over by then.
        ledger: is told what each call took, and stops when its budget is spent.
        schema: "on", "off", or "auto": as long as the server takes it.

    Yields:
        Statements of origin "model", or "replaced" where the quote stands in for a statement that
        failed its check twice. None at all: the model gave nothing usable.

    Raises:
        ModelError: the model's server failed, or the budget is spent. Statements already yielded
            stay true.
    """
    # An article's "No answer." would be read as the model's.
    evidence = {c.number: c for c in citations if not Draft(c.quote).declines}
    if not evidence:  # no evidence, no call
        return Written()
    desk = _Desk(question, evidence, model, deadline, ledger, schema)
    words = {
        "question": plain(question),
        "history": turns(history),
        "evidence": numbered(list(evidence.values())),
    }
    barren = 0
    with desk.call("answer", words, list(evidence), ANSWER_TOKENS) as reply:
        for draft in _drafts(reply):
            if draft.declines:
                desk.declined = not desk.said
                break
            statement = desk.checked(draft)
            barren = 0 if statement else barren + 1
            if statement is not None:
                yield statement
            if len(desk.said) >= MOST_STATEMENTS or barren >= MOST_BARREN:
                break
        desk.full, desk.cut = reply.full, reply.cut
    return desk.written()


def described(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The model and the prompts that ``write`` uses with these settings, as a trace names them."""
    from assistant.models import DEFAULT_MODEL

    labels = prompt_labels(by_schema=settings.llm_form != "off")
    return {"models": (settings.llm_name or DEFAULT_MODEL,), "prompts": labels}


def prompt_labels(*, by_schema: bool) -> tuple[str, ...]:
    """The prompts of one form of writing, as a trace names them."""
    return tuple(prompts.load(_named(name, by_schema)).label for name in ("answer", "repair"))


def statements_schema(numbers: Sequence[int]) -> dict[str, Any]:
    """The JSON schema of an answer that cites none but these numbers; no statements: no answer."""
    number = {"type": "integer", "enum": list(numbers)}
    # One at least: small models leave the list empty, and each such statement costs a correction.
    citations = {"type": "array", "items": number, "minItems": 1}
    statement = _object({"text": {"type": "string"}, "citations": citations})
    return _object({"statements": {"type": "array", "items": statement}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """A JSON object with exactly these, which strict schemas want to be told."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _named(prompt: str, by_schema: bool) -> str:
    return f"{prompt}_json" if by_schema else prompt


@dataclass(slots=True)
class _Desk:
    """The state of writing one answer."""

    question: str
    evidence: dict[int, Citation]
    model: LLM
    deadline: Deadline
    ledger: Ledger | None = None
    schema: str = "off"
    said: list[Statement] = field(default_factory=list)
    declined: bool = False
    full: bool = False
    cut: bool = False
    by_schema: bool = False
    passed: int = 0
    repaired: int = 0
    replaced: int = 0
    kept_out: list[str] = field(default_factory=list)
    drafts: list[Statement] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    repairs: int = 0
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @contextlib.contextmanager
    def call(
        self, prompt: str, words: dict[str, str], numbers: Sequence[int], tokens: int
    ) -> Iterator[Reply]:
        """A reply to read; what it took is counted, however it ends.

        Args:
            prompt: its name, and ``words`` its variables.
            numbers: the evidence it may cite.
        """
        from assistant.models import Reply

        asked = prompts.load(prompt).fill(**words)
        schema = self._schema(prompt, words, numbers)
        longest = max(asked, schema.prompt if schema else "", key=len)
        with contextlib.ExitStack() as stack:
            if self.ledger is not None:
                stack.enter_context(self.ledger.reserved(longest, tokens))
            self.calls += 1
            reply = stack.enter_context(
                Reply(self.model, asked, deadline=self.deadline, max_tokens=tokens, schema=schema)
            )
            try:
                yield reply
            finally:
                self.by_schema = reply.by_schema
                took = reply.tokens()
                self.prompt_tokens += took[0]
                self.completion_tokens += took[1]
                if self.ledger is not None:
                    self.ledger.take(*took)

    def _schema(self, prompt: str, words: dict[str, str], numbers: Sequence[int]) -> Schema | None:
        from assistant.models import Schema

        if self.schema == "off":
            return None
        return Schema(
            prompts.load(_named(prompt, True)).fill(**words),
            "statements",
            statements_schema(numbers),
            required=self.schema == "on",
        )

    def written(self) -> Written:
        return Written(
            passed=self.passed,
            repaired=self.repaired,
            replaced=self.replaced,
            kept_out=tuple(self.kept_out),
            drafts=tuple(self.drafts),
            declined=self.declined,
            full=self.full,
            cut=self.cut,
            by_schema=self.by_schema,
            calls=self.calls,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
        )

    def checked(self, draft: Draft) -> Statement | None:
        """The draft as a statement that may be shown; None when it is kept out or not new."""
        if self._is_said(draft.text) or draft.text in self.failed:
            return None
        first = self._statement(draft)
        self.drafts.append(first)
        if first.check.supported:
            self.passed += 1
            return self._say(self._needed(first))
        self.failed.add(first.text)
        second = self._again(first)
        if second is None or not second.check.supported:
            second = self._quote_for(first)
        if second is None:
            self.kept_out.append(first.text)
            return None
        if self._is_said(second.text):
            return None
        self.repaired += second.origin != "replaced"
        self.replaced += second.origin == "replaced"
        return self._say(self._needed(second))

    def _statement(self, draft: Draft) -> Statement:
        """The draft with the citations that exist, and what the check says of it."""
        numbers = tuple(n for n in draft.citations if n in self.evidence)
        problems = tuple(
            f"citation [{n}] does not exist" for n in draft.citations if n not in self.evidence
        )
        if not numbers:
            check = Check(False, (*problems, "it cites no evidence"))
            return Statement(draft.text, (), check, "model")
        cited = [self.evidence[n] for n in numbers]
        if language := spoken(draft.text, [citation.quote for citation in cited]):
            if not asked_in(self.question, language):
                check = Check(False, (*problems, "it is not in the language of the question"))
                return Statement(draft.text, numbers, check, "model")
            return self._translation(draft.text, language, numbers, problems)
        check = _check(draft.text, cited)
        return Statement(
            draft.text, numbers, Check(check.supported, (*problems, *check.problems)), "model"
        )

    def _needed(self, statement: Statement) -> Statement:
        """The statement with no more citations than carry it: the others vouch for nothing in it.

        One, where one is enough, best the one that holds it word for word; else what cannot be
        spared. In the order in which the model gave them.
        """
        if len(statement.citations) < 2:
            return statement
        cited = [self.evidence[n] for n in statement.citations]
        said = squeeze(statement.text).rstrip(" .!?。！？…")
        verbatim = sorted(cited, key=lambda c: said not in squeeze(c.quote))
        needed = next(([c] for c in verbatim if _check(statement.text, [c]).supported), cited)
        for one in reversed(cited):
            rest = [c for c in needed if c is not one]
            if rest and _check(statement.text, rest).supported:
                needed = rest
        return replace(statement, citations=tuple(c.number for c in needed))

    def _translation(
        self, text: str, language: str, numbers: tuple[int, ...], problems: tuple[str, ...]
    ) -> Statement:
        """The words with the sentence that they translate behind them, or what speaks against."""
        quote = " ".join(self.evidence[numbers[0]].quote.split())
        against = differences(text, quote, language)
        if len(numbers) > 1:
            against += ("in another language than its sources it may cite only one of them",)
        if against:
            return Statement(text, numbers, Check(False, (*problems, *against)), "model")
        return Statement(
            beside(text, quote), numbers, Check(True, (*problems, UNREAD)), "translated"
        )

    def _again(self, failed: Statement) -> Statement | None:
        """Ask for the statement once more with the reason; None when there is none."""
        cited = [self.evidence[n] for n in failed.citations]
        nearest = _nearest(f"{failed.text} {self.question}", list(self.evidence.values()))
        shown = [*([nearest] if nearest else []), *(c for c in cited if c is not nearest)]
        if not shown or self.repairs >= MOST_REPAIRS:
            return None
        self.repairs += 1
        words = {
            "question": plain(self.question),
            "evidence": numbered(shown),
            "statement": plain(failed.text),
            "problems": plain("; ".join(failed.check.problems)),
            "example": f"[{shown[0].number}]",
        }
        try:
            with self.call("repair", words, [c.number for c in shown], REPAIR_TOKENS) as reply:
                draft = next(_drafts(reply), None)
        except ModelError:
            return None  # the quote can stand in; the answer goes on
        if draft is None or draft.declines:
            return None
        # Whatever number it gives, it was written from the evidence just shown.
        given = tuple(c.number for c in shown if c.number in draft.citations)
        return self._statement(Draft(draft.text, given or (shown[0].number,)))

    def _quote_for(self, failed: Statement) -> Statement | None:
        """The cited sentence itself, with what was wrong with the statement.

        None where none is cited, or none that has to do with the statement: a number drawn at
        random would bring a true sentence that answers nothing.
        """
        cited = [self.evidence[n] for n in failed.citations]
        # In another language only names and figures can be shared.
        foreign = spoken(failed.text, [citation.quote for citation in cited])
        least = 1 if foreign else len(_words(failed.text)) / 3
        best = _nearest(failed.text, cited, least=least)
        if best is None:
            return None
        quote = " ".join(best.quote.split())
        return Statement(quote, (best.number,), Check(True, failed.check.problems), "replaced")

    def _say(self, statement: Statement) -> Statement:
        self.said.append(statement)
        return statement

    def _is_said(self, text: str) -> bool:
        """True when an earlier statement holds every word of this one that carries meaning."""
        words = _words(text)
        return any(words <= _words(earlier.text) for earlier in self.said)


def _check(text: str, cited: Sequence[Citation]) -> Check:
    """What the verifier says, and whether the words are the source's own.

    The verifier judges people's sentences, where other words are no fault. A model's other words
    are where it invents, so what it says beyond names and figures has to stand in what it cites,
    in the same or a like word. The question is no source and no context: a model that repeats the
    question's claim, its date or its name, has not found it.
    """
    quotes = [citation.quote for citation in cited]
    titles = [c.title for c in cited if c.title]
    told = _grouped(_undated(text, cited), quotes)
    around = [*titles, *_reporting(told, cited)]
    found = verify(told, quotes, context=around)
    problems = found.problems
    problems += invented(told, quotes, around)
    if unread := unread_words(text, quotes):
        problems += (unread,)
    problems += misplaced(told, quotes, titles)
    problems += left_out(told, quotes)
    problems += _spliced(told, cited)
    if text.rstrip().endswith(("?", "？")):
        problems += ("it is a question",)
    elif len(text.split()) < 3 and not UNSPACED.search(text):
        problems += ("it is no sentence",)
    return Check(found.supported and not problems, problems)


def _grouped(text: str, quotes: Sequence[str]) -> str:
    """With the comma back that a source has in a figure of four digits: "1950 visitors" is no year,
    where "1,950" stands there and 1950 does not."""
    whole = " ".join(quotes)
    for figure in set(_GROUPED.findall(whole)):
        bare = figure.replace(",", "")
        if not re.search(rf"(?<!\d){bare}(?!\d)", whole):
            text = re.sub(rf"{_NO_YEAR}(?<![\d.,]){bare}(?=\s[^\W\d_])", figure, text)
    return text


def _undated(text: str, cited: Sequence[Citation]) -> str:
    """The statement without the days on which its sources were published, where it tells them."""
    days = {c.published for c in cited if c.published}
    for found in reversed(dates(text)):
        told = any(
            (found.month, found.day) == (one.month, one.day) and found.year in (None, one.year)
            for one in days
        )
        if told and _TELLS_DATE.search(text[: found.start]):
            text = text[: found.start] + text[found.end :]
    return text


def _reporting(text: str, cited: Sequence[Citation]) -> list[str]:
    """The publishers that the statement names as who reported it, and nowhere else: of what
    happened they vouch for no name.
    """
    found = []
    for publisher in dict.fromkeys(c.publisher for c in cited if c.publisher):
        name = rf"(?:the )?{re.escape(publisher)}"
        told = (
            rf"\b(?:reported|published|written) (?:by|in) {name}|\baccording to {name}|\({name}\)"
            rf"|{name} (?:reported|reports|wrote|writes)\b"
        )
        rest = re.sub(told, "", text, flags=re.IGNORECASE)
        if rest != text and publisher.casefold() not in rest.casefold():
            found.append(publisher)
    return found


def _spliced(text: str, cited: Sequence[Citation]) -> tuple[str, ...]:
    """What only several articles together hold of one clause, where none of them carries it all."""
    articles = [[c for c in cited if c.file == file] for file in {c.file: None for c in cited}]
    held = [
        [part for c in one for part in (c.quote, c.title, c.publisher) if part] for one in articles
    ]
    found = spliced(text, held)
    return () if found and any(_check(text, one).supported for one in articles) else found


def _drafts(reply: Reply) -> Iterator[Draft]:
    """The drafts of a reply as they become complete."""
    reader = DraftReader()
    characters = 0
    try:
        for piece in reply:
            yield from map(_as_it_stood, reader.feed(piece))
            characters += len(piece)
            if reader.finished or characters > MOST_CHARACTERS:
                return
    except ModelError:
        yield from map(_as_it_stood, reader.close(whole=False))
        raise
    yield from map(_as_it_stood, reader.close(whole=reply.whole))


def _as_it_stood(draft: Draft) -> Draft:
    return Draft(restored(visible(characters(draft.text))), draft.citations)


def _words(text: str) -> frozenset[str]:
    """The words that carry meaning, negations and figures among them."""
    found = re.findall(r"\d[\d.,:/%-]*\d%?|\w+(?:['’]\w+)?", text.casefold())
    return frozenset(found) - _SMALL


def _nearest(text: str, citations: Sequence[Citation], *, least: float = 1) -> Citation | None:
    """The evidence that shares most words with the text; None when none shares this many."""
    words = _words(text)
    shared = {c.number: len(words & _words(f"{c.quote} {c.title}")) for c in citations}
    best = max(citations, key=lambda c: shared[c.number], default=None)
    return best if best is not None and shared[best.number] >= least else None
