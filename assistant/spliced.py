"""Whether a statement puts together, within one clause, what two articles say of different things.

"Nurses in Lisle earn 3,100 euros" has a like for each word where one article tells what nurses earn
and another of a ferry near Lisle. Two articles may stand behind one sentence, but each of its
clauses has to have its words of weight from one of them. Pure functions; English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verify.claims import Sentence, sentences
from assistant.verify.clauses import SAYS, clauses
from assistant.verify.wording import common, fold, keys, keys_of

_CUT = re.compile(r",(?!\d)|[;:]|\b(?:and|but|while|which|who)\b")
_WORD = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]{2,}")


def spliced(text: str, articles: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The problem, in plain words, naming the clause; none where there is none.

    Args:
        text: the statement.
        articles: of each article cited, all that it supplies: its quotes, its title.
    """
    if len(articles) < 2:
        return ()
    known = [_known(parts) for parts in articles]
    for sentence in sentences(text):
        for told in _told(sentence):
            words = [word for word in _WORD.findall(fold(told)) if not common(word.lower())]
            found = [{word for word in words if keys(word) & there} for there in known]
            if max(map(len, found)) < len(set().union(*found)):
                return (f"no one article says all of '{' '.join(told.split())}'",)
    return ()


def _told(sentence: Sentence) -> Iterator[str]:
    """Each clause with whom it is about, and what is said with who says it; where no verb is
    found, each piece.
    """
    found = clauses(sentence)
    if not found:
        yield from _CUT.split(sentence.plain)
    said = ""
    for clause in found:
        about = [sentence.plain[low:high] for low, high in clause.subject]
        first = min((low for low, _ in clause.subject), default=clause.verb)
        done = sentence.plain[clause.verb : clause.end]
        said = " ".join([said, sentence.plain[clause.start : first], *about, done])
        if not SAYS.fullmatch(done.lower().split(" ")[0]):
            yield from re.split("[;:]", said)
            said = ""
    if said:
        yield said


def _known(parts: Sequence[str]) -> frozenset[str]:
    return keys_of(word for part in parts for word in _WORD.findall(fold(part)))
