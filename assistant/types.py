"""What a caller gets: an answer, its statements, and the citations they rest on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from index.tongues import Tongue, asked_in
from index.types import Passage

REFUSAL = "The articles do not answer this question."
REFUSAL_IN = {  # in the language of the question
    Tongue.GERMAN: "Die Artikel beantworten diese Frage nicht.",
    Tongue.FRENCH: "Les articles ne répondent pas à cette question.",
    Tongue.SPANISH: "Los artículos no responden a esta pregunta.",
    Tongue.CHINESE: "这些文章没有回答这个问题。",
}
NOTHING_NEAR = "Nothing in them comes near it."


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact sentence of a source file: ``text[start:end] == quote``."""

    number: int  # as shown, [1]; stable within an answer
    file: str  # POSIX path relative to the folder
    start: int
    end: int
    quote: str
    title: str
    published: dt.date | None = None
    publisher: str | None = None
    page: int | None = None  # of a PDF, from 1: the one on which the quote begins
    row: int | None = None  # of a table, as a spreadsheet counts; of a mailbox the mail, from 1

    @property
    def place(self) -> str:
        """Where to look in a file that has several: "page 3", "row 12", "mail 5"; else ""."""
        if self.page is not None:
            return f"page {self.page}"
        if self.row is None:
            return ""
        is_mail = self.file.casefold().rpartition("#")[0].endswith(".mbox")
        return f"{'mail' if is_mail else 'row'} {self.row}"

    @property
    def location(self) -> str:
        where = f"{self.file}:{self.start}-{self.end}"
        return f"{where}, {self.place}" if self.place else where


@dataclass(frozen=True, slots=True)
class Check:
    """What code found when it compared a statement with the text it cites."""

    supported: bool
    problems: tuple[str, ...] = ()  # "number 45,000 does not stand in the cited text", ...


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the numbers of the citations it rests on."""

    text: str
    citations: tuple[int, ...]
    check: Check
    origin: Literal["quote", "model", "translated", "replaced"] = "quote"
    # quote: the source's own words; model: phrased by a model and checked;
    # translated: in another language than its source, whose sentence stands in it: of the model's
    # words no more than figures, dates, names, negation and attribution were compared;
    # replaced: a model's statement failed its check and the quote stands in for it


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement."""

    value: str  # "MI300X", as the first citation writes it
    citations: tuple[int, ...]
    published: dt.date | None = None  # the newest report of it
    sources: int = 1  # independent ones: copies of one wire story are one


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that give different values for the same thing, newest first."""

    about: str
    sides: tuple[Side, ...]
    changed: bool = False  # each side tells of another day: nobody disagrees, it is another figure

    @property
    def heading(self) -> str:
        """What stands over the sides."""
        return "Newer reports give another figure" if self.changed else "Sources disagree"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence chosen from a passage, with what it needs to be understood."""

    file: str
    start: int
    end: int
    quote: str
    score: float  # 0..1, the chance that it carries the answer
    passage: Passage
    lead_in: str = ""  # the text just before it that it leans on, up to its start

    @property
    def span(self) -> tuple[str, int, int]:
        """Where it stands: the same for a sentence that was found in two ways."""
        return self.file, self.start, self.end


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to an answer."""

    name: str  # "search", "evidence", "write", "verify"
    seconds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What was searched, found and chosen, with scores and times."""

    query: str = ""  # the question as understood
    as_of: dt.date | None = None  # articles published later were not seen
    steps: tuple[Step, ...] = ()
    passages: tuple[Passage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None  # 0..1, that the evidence answers the question
    threshold: float | None = None  # below it the question is refused
    answerer: str = "extractive"
    models: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()  # "answer@3f2a91c0"
    prompt_tokens: int = 0  # of all calls to a model; estimated where its server counts none
    completion_tokens: int = 0
    price: float | None = None  # what they cost, where prices are configured
    given: tuple[Citation, ...] = ()  # the evidence under the numbers that the model saw
    drafts: tuple[Statement, ...] = ()  # what the model wrote at first, right or wrong
    vectors: str = ""  # "120 of 300 chunks have vectors" while they are being made


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[Citation, ...] = ()  # an answer's; a sentence cited again keeps its number
    closest: tuple[Citation, ...] = ()  # a refusal's; so does a sentence named there


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose every statement is tied to the sentences it rests on."""

    question: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    refused: bool = False
    conflicts: tuple[Conflict, ...] = ()
    closest: tuple[Citation, ...] = ()  # with a refusal: the nearest passages, not evidence
    missing: tuple[str, ...] = ()  # parts of the question that the articles do not answer
    notice: str | None = None  # why a model was not used, and the like
    trace: Trace = Trace()

    @property
    def text(self) -> str:
        """The statements as one text without citation marks; the refusal when refused."""
        if self.refused:
            return self.refusal
        return " ".join(statement.text for statement in self.statements)

    @property
    def refusal(self) -> str:
        """What is said of a question that is refused, in its language where that is known."""
        tongue = asked_in(self.question)
        return REFUSAL_IN[tongue] if tongue else REFUSAL

    def cited(self, statement: Statement) -> tuple[Citation, ...]:
        """The citations of one statement, in its order."""
        by_number = {citation.number: citation for citation in self.citations}
        return tuple(by_number[number] for number in statement.citations)

    def to_json(self) -> dict[str, Any]:
        """The answer as one JSON-ready object; dates as ISO strings."""
        values: dict[str, Any] = plain(self)
        values["answer"] = self.text
        order = ["question", "answer", "refused", "statements", "citations", "conflicts"]
        order += ["closest", "missing", "notice", "trace"]
        return {name: values[name] for name in order}


def plain(value: Any) -> Any:
    """Dataclasses as what JSON can hold: objects, lists, ISO dates."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(inner) for inner in value]
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value
