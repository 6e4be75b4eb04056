"""Statement + cited text -> does the cited text carry it? Pure, deterministic, no model.

``verify`` reads numbers, dates, names, quotations, negations, directions, who says it and how sure
it is, and looks for each in the cited text. What it can not find it names in plain words.
It errs towards "not supported" where a figure, a name or a speaker is concerned, and towards
"supported" where only the choice of words differs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.types import Check
from assistant.verify.check_content import check_content
from assistant.verify.check_dates import check_dates
from assistant.verify.check_limits import check_limits
from assistant.verify.check_names import check_names, check_quotations, check_roles
from assistant.verify.check_numbers import check_numbers
from assistant.verify.check_polarity import check_direction, check_negation
from assistant.verify.check_shares import check_shares
from assistant.verify.check_slots import check_slots
from assistant.verify.check_subjects import check_subjects
from assistant.verify.check_superlatives import check_superlatives
from assistant.verify.check_ties import check_ties
from assistant.verify.check_verdicts import check_verdicts
from assistant.verify.check_voices import (
    check_hedges,
    check_silence,
    check_speakers,
    check_voices,
)
from assistant.verify.check_worked import check_worked
from assistant.verify.claims import MOST, Cited, Sentence, TooManyError, at_most, sentences
from assistant.verify.mentions import dates, names
from assistant.verify.numbers import quantities
from assistant.verify.wording import squeeze
from index.sentences import split

LONGEST_STATEMENT = 2_000  # characters; a sentence or a few

__all__ = ["dates", "names", "quantities", "verify"]


def verify(statement: str, cited: Sequence[str], *, context: Sequence[str] = ()) -> Check:
    """Does the cited text carry the statement?

    Args:
        statement: one sentence or a few.
        cited: the exact quotes that the statement rests on; a text alone is one quote.
        context: what may also supply names and dates, but no figures: the article's title, its
            publication date written out, sentences that a quote leans on, the question.

    Returns:
        supported, or the problems in plain words, each once, in the order of the checks.
        Never raises, whatever the texts are. Of each quote 10,000 characters are read; a statement
        over 2,000 that is no quote is not supported, for it can not be read as one, and neither is
        one that repeats so much that comparing it would take long.
    """
    # A text is a sequence of letters too, and nobody cites letters.
    cited = (cited,) if isinstance(cited, str) else cited
    context = (context,) if isinstance(context, str) else context
    if not statement.strip():
        return Check(False, ("there is no statement",))
    if not any(quote.strip() for quote in cited):
        return Check(False, ("no text is cited",))
    if _verbatim(statement, cited):
        return Check(True)
    if len(statement) > LONGEST_STATEMENT:
        return Check(
            False, (f"the statement is too long to be checked: {len(statement):,} characters",)
        )
    source = Cited(cited, context)
    problems: list[str] = []
    try:
        with at_most(MOST):
            for sentence in sentences(statement):
                if not _verbatim(sentence.text, cited):
                    for check in _CHECKS:
                        problems += check(sentence, source)
    except TooManyError:
        problems.append("the statement repeats too much of the cited text to be checked")
    return Check(not problems, tuple(dict.fromkeys(problems)))


def _verbatim(text: str, cited: Sequence[str]) -> bool:
    """True when the words are a quote, or whole sentences of one in the quote's own order.

    A fragment is not enough: cut out of "According to reports, …" it claims more than the source.
    """
    wanted = _words_only(text)
    for quote in cited:
        whole = _words_only(quote)
        if wanted == whole:
            return True
        if not wanted or wanted not in whole:
            continue
        pieces = [_words_only(span.of(quote)) for span in split(quote)]
        for first in range(len(pieces)):
            joined = ""
            for piece in pieces[first:]:
                joined += piece
                if joined == wanted:
                    return True
                if len(joined) > len(wanted):
                    break
    return False


_AROUND = re.compile(r"[\s\"'`*•]+|[.,;:!?…。！？](?!\d)")


def _words_only(text: str) -> str:
    """Lower case without white space, quotation marks and what ends a sentence; 1.5 stays 1.5."""
    return _AROUND.sub("", squeeze(text))


_CHECKS: tuple[Callable[[Sentence, Cited], Iterator[str]], ...] = (
    check_numbers,
    check_shares,
    check_limits,
    check_worked,
    check_dates,
    check_names,
    check_quotations,
    check_negation,
    check_direction,
    check_voices,
    check_speakers,
    check_silence,
    check_hedges,
    check_roles,
    check_ties,
    check_subjects,
    check_content,
    check_slots,
    check_superlatives,
    check_verdicts,
)
