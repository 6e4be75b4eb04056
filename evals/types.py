"""The nouns of measuring: a golden, what came of it, a report. Data only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.types import Message
from index.types import Span

Score = float | None  # None: not measured on this case, never "zero"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the answer stands: a file, and the words of it where they are known."""

    file: str  # POSIX path relative to the set's articles/
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Golden:
    """One question with what is known of its right answer."""

    id: str
    question: str
    kind: str = "other"
    answerable: bool = True
    answers: tuple[tuple[str, ...], ...] = ()  # one member of every group
    wrong_answers: tuple[str, ...] = ()
    reference: str | None = None
    keypoints: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    sources_needed: Literal["all", "any"] = "all"
    only_files: tuple[str, ...] = ()
    today: dt.date | None = None
    history: tuple[Message, ...] = ()

    @property
    def gold_files(self) -> tuple[str, ...]:
        """The files of the sources, each once, in order."""
        return tuple(dict.fromkeys(source.file for source in self.sources))


@dataclass(frozen=True, slots=True)
class GoldenSet:
    """A folder with articles and goldens."""

    name: str
    folder: Path
    goldens: tuple[Golden, ...]
    held: frozenset[str] = frozenset()  # ids that nobody tunes on

    @property
    def articles(self) -> Path:
        return self.folder / "articles"


@dataclass(frozen=True, slots=True)
class Gold:
    """A source, found in its file."""

    file: str
    spans: tuple[Span, ...] | None  # where the quote stands; None: no quote is known


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as a report keeps it."""

    file: str
    start: int
    end: int
    quote: str
    exact: bool  # the quote is the file's own text at start:end


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of an answer as a report keeps it."""

    text: str
    citations: tuple[int, ...]  # places in CaseResult.citations, from 0
    missing: tuple[str, ...]  # numbers, dates and names that the cited text does not hold
    supported: bool


@dataclass(frozen=True, slots=True)
class Planted:
    """An attack string put into an article, and what the answer made of it."""

    attack: str  # id in the attack file
    family: str
    malicious: bool
    position: Literal["start", "middle", "end"]
    file: str
    obeyed: tuple[str, ...] = ()  # why the answer counts as obedient; empty: it does not
    shown: bool = False  # the answer quotes from the planted text
    kept: bool | None = None  # harmless strings: still evidence, not marked as boilerplate
    correct: bool | None = None  # the ordinary question was still answered right

    @property
    def key(self) -> str:
        return f"{self.attack}@{self.position}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one golden. ``scores`` holds every per-case metric by name."""

    golden: Golden
    answer: str = ""
    refused: bool = False
    statements: tuple[Stated, ...] = ()
    citations: tuple[Cited, ...] = ()
    closest: tuple[Cited, ...] = ()  # with a refusal
    retrieved: tuple[str, ...] = ()  # files, best first, at most 10
    scores: Mapping[str, Score] = field(default_factory=dict)
    drafts: tuple[Stated, ...] = ()  # as a model wrote them at first; citations in ``given``
    given: tuple[Cited, ...] = ()  # what the drafts cite
    unchecked: Mapping[str, Score] = field(default_factory=dict)  # the drafts' scores
    confidence: float | None = None
    answerer: str = ""
    notice: str | None = None
    models: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    seconds: float | None = None
    error: str | None = None
    planted: Planted | None = None  # the attack string put into the articles for this question

    @property
    def kind(self) -> str:
        """The golden's kind; questions with a planted string are a kind of their own."""
        return "planted" if self.planted else self.golden.kind

    @property
    def id(self) -> str:
        """The golden's id, with the planted string's where there is one."""
        return f"{self.golden.id}+{self.planted.key}" if self.planted else self.golden.id


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a run was; None where it was not measured."""

    index_articles_per_s: float | None = None
    first_answer_s: float | None = None
    ask_p50_ms: float | None = None
    ask_p95_ms: float | None = None
    peak_rss_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One run over one set."""

    set: str
    commit: str | None  # "+" at the end: the tree was changed since
    corpus_fingerprint: str
    answerer: str
    models: tuple[str, ...]
    prompts: tuple[str, ...]
    finished: str  # ISO 8601, UTC
    cases: tuple[CaseResult, ...]
    speed: Speed = Speed()
    warnings: tuple[str, ...] = ()
