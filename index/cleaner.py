"""Which stretches of an article are boilerplate: advertisements, teasers, buttons, notices.

They are marked as spans and never become evidence; the text stays as it is. What a line says
decides (`phrases`), and where it stands: after "Ad", under "Related articles", at the end. What
cannot be told from one article alone may recur over the folder: `may_recur`, `line_key`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import phrases
from index.published import MONTHS, date_line
from index.sentences import split, title_is_line
from index.types import Article, Span

CLEANER_VERSION = "7"  # raise it when the same article would be marked differently

_LONGEST_AD = 4  # paragraphs after the label
_LONGEST_LINK = 150  # characters of another article's headline
_REMEMBERED = 4096  # lines of late: what recurs is asked for again and again
_LINE = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")  # trimmed
_STOPS = tuple(".!:;…。")

# To the reader or about the article: not what an article reports.
_RECURRING = phrases.either(
    r"\byou(?:r|rs|rself|['’]\w+)?\b|\b(?:rights reserved|rechte vorbehalten|copyright)\b|©",
    r"\bthis (?:article|story|report|page|(?:web ?)?site|content|material|publication|newsletter"
    r"|podcast|video|post|press release)\b",
    r"\bnewsletters?\b|\bsubscri|\bsign(?:ed|ing)? up\b|\bclick\b|\bread more\b|\bdisclaimer\b",
    r"\b(?:investment|financial|legal|medical|professional) advice\b",
    r"\b(?:terms of (?:use|service)|terms and conditions|privacy policy|cookies)\b",
    r"\bfollow (?:us|me)\b|\bfollow @",
    r"\bour (?:newsletter|app|(?:web ?)?site|journalism|coverage|reporting|readers|team|terms"
    r"|partners|community)\b",
    r"\bdoes? not (?:own|hold)\b.{0,40}\b(?:shares|stock|position)|\bno position\b",
    r"\bnewsroom\b.{0,40}\bcontributed\b|\brisikohinweis\b|\bhaftung\b",
)
_RECURRING_WORDS = frozenset(
    "you your yours yourself reserved vorbehalten copyright © this newsletter newsletters subscribe"
    " subscriber subscribers subscription subscriptions sign signed signing click read disclaimer"
    " advice terms privacy cookies follow our own hold position newsroom risikohinweis"
    " haftung".split()
)
_FINITE = frozenset("is are was were has have had will would can could does did".split())
_WORD = re.compile(r"[^\W\d_]+|©")
_LABELLED = re.compile(r"[\w'’ ]{3,40}:\s")


@dataclass(slots=True)
class _Line:
    """A line of the body on its way through the rules."""

    start: int
    end: int
    words: str
    marked: bool = False
    label: bool = False  # "Ad" alone
    inside: Sequence[Span] = ()  # sentences that are marked although the line is not


def boilerplate(article: Article) -> tuple[Span, ...]:
    """The stretches of an article that are certainly boilerplate, judged from it alone.

    Sorted, none overlapping, each a line or a sentence. Title and header lines are left out:
    they are no evidence anyway.
    """
    lines = list(_body_lines(article))
    _mark_lines(article.text, lines)
    _mark_links(lines)
    _mark_last_advertisement(lines)
    return tuple(
        span
        for line in lines
        for span in ([Span(line.start, line.end)] if line.marked else line.inside)
    )


def is_chrome(line: str) -> bool:
    """Whether a line is of the page around an article, so that it cannot be the headline.

    Menus, cookie notices, buttons. Not what a headline may look like too ("Photos: ...").
    """
    words = phrases.plain(line)
    if phrases.is_ad_label(words) or phrases.is_buttons(words) or phrases.is_board(words):
        return True
    start = line[: 2 * phrases.LONGEST_NOTICE]
    pieces = [phrases.plain(span.of(line)) for span in split(start)]
    return all(phrases.is_notice(piece) or phrases.is_buttons(piece) for piece in pieces)


@lru_cache(_REMEMBERED)
def may_recur(line: str) -> bool:
    """Whether a line, if it stands in several unrelated articles, is boilerplate.

    True for fragments (buttons, section names) and for what speaks to the reader or about the
    article, its rights, newsletters or advice. False for a sentence or an entry that states a
    fact: a company's description recurs as well.
    """
    words = phrases.plain(line)
    if len(words) > phrases.LONGEST_NOTICE:
        return False
    if (
        not _RECURRING_WORDS.isdisjoint(_WORD.findall(words.lower()))
        and _RECURRING.search(words)
        and not phrases.reports(words)
    ):
        return True
    if words[-1:] in tuple(".!?。！？;:,") or line.lstrip()[:1] in tuple("-*•"):
        return False
    parts = words.lower().split()
    if len(parts) > 12 or not _FINITE.isdisjoint(parts) or _LABELLED.match(words):
        return False
    return not any(map(str.isdigit, words)) or date_line(words) is not None


@lru_cache(_REMEMBERED)
def line_key(line: str) -> str:
    """The line as it is counted over a folder: small letters, dates and numbers folded.

    >>> line_key("New Analysis from December 22:") == line_key("new analysis  from December 25")
    True
    """
    folded = unicodedata.normalize("NFKC", line).casefold()
    words = re.findall(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*", folded)
    return " ".join("#" if word[0].isdigit() or word in MONTHS else word for word in words)


def _body_lines(article: Article) -> Iterator[_Line]:
    """The trimmed lines that are neither title nor header."""
    kept = sorted(article.header)
    if article.title_span and title_is_line(article):
        kept = sorted([*kept, article.title_span])
    number = 0
    for match in _LINE.finditer(article.text):
        start, end = match.span()
        while number < len(kept) and kept[number].end <= start:
            number += 1
        if number == len(kept) or kept[number].start >= end:
            yield _Line(start, end, phrases.plain(match.group()))


def _mark_lines(text: str, lines: Sequence[_Line]) -> None:
    """Mark the lines and sentences that are boilerplate by what they say."""
    # Each different line is judged once: a file may be a button 500,000 times.
    different = {line.words for line in lines}
    labels = set(filter(phrases.is_ad_label, different))
    certain = set(filter(phrases.is_boilerplate, different))
    starts = phrases.invitation_starts(text)
    in_ad = False
    for line in lines:
        if line.words in labels:
            line.marked = line.label = in_ad = True
            continue
        line.marked = line.words in certain or (in_ad and phrases.is_pitch(line.words, least=1))
        first = bisect_left(starts, line.start)
        if not line.marked and first < len(starts) and starts[first] <= line.end:
            _mark_invitations(text, line)
        in_ad = in_ad and line.marked


def _mark_invitations(text: str, line: _Line) -> None:
    """Mark the sentences of a line that invite; the line where nothing else stands in it."""
    judged = [(span, phrases.plain(span.of(text))) for span in split(text, line.start, line.end)]
    line.inside = [span for span, words in judged if phrases.is_invitation(words)]
    line.marked = bool(line.inside) and all(
        phrases.is_invitation(words) or phrases.is_buttons(words) for _, words in judged
    )


def _mark_links(lines: Sequence[_Line]) -> None:
    """Mark the headlines of other articles under "Related articles" at the end of the text."""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.marked and phrases.is_links_heading(line.words):
            for link in lines[number:]:
                link.marked = True
            return
        if not line.marked and (line.words.endswith(_STOPS) or len(line.words) > _LONGEST_LINK):
            return


def _mark_last_advertisement(lines: Sequence[_Line]) -> None:
    """Mark what stands between "Ad" and "Read more here" when they close the article.

    In the middle of an article a paragraph must speak like an advertisement itself; between the
    two at the end it can be nothing else, unless it is long or reports someone's words.
    """
    labels = [number for number, line in enumerate(lines) if line.label]
    if not labels:
        return
    block = list(lines[labels[-1] + 1 :])
    while block and block[-1].marked and not phrases.is_notice(block[-1].words):
        block.pop()
    if not 0 < len(block) <= _LONGEST_AD or not (block[-1].marked or block[-1].inside):
        return
    if all(
        len(one.words) <= phrases.LONGEST_NOTICE and not phrases.reports(one.words) for one in block
    ):
        for one in block:
            one.marked = True
