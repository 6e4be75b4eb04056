"""Sentence spans of any text, and of an article with the kind of each.

Offsets only: nothing is rewritten. Every character that is not white space lies in exactly one
sentence, so what a person marks in an article always belongs to one. Where it is doubtful whether
a full stop ends a sentence, the two are left together: a sentence too long can still be cited,
half a sentence cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.types import Article, Kind, Sentence, Span

LONGEST = 1000  # characters; evidence has to be short, lists without a stop are cut

_LINE = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")  # trimmed
_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[-*+•▪●‣◦–—·>#|]|\(?\d{1,3}[.)]\s|[a-zA-Z][.)]\s)")
_WIDEST_WRAP = 110  # columns; longer lines are whole paragraphs
_NARROWEST_WRAP = 40  # columns; shorter lines are lists, verses and addresses

# A stop with what closes after it. The look-behind and the possessive runs keep a million full
# stops linear. The third alternative is a stop without a space after it ("ended.The next").
_STOP = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>(?:[\"'”’»)\]*_]|\[\d{1,3}\])*+)(?=\s|\Z)"
    r"|(?P<cjk>[。！？]++[”’」』）》\"]*+)"
    r"|(?<=[a-z][a-z])[.!?][\"'”’]?(?=(?P<glued>[A-Z][a-z]{0,12})\s)"
    r"|\s(?=[•▪●‣]\s)"
)
_OPENERS = "\"'“‘«([`*_¿¡"
_CONTINUES = frozenset(",;:%.!?…/&=+")
_SPEECH = re.compile(
    r"(?:[A-Z][\w.'’-]{0,30}\s){1,4}"
    r"(?:said|says|asked|asks|wrote|writes|added|adds|told|replied|recalled|shouted)\b"
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")

# Followed by a name: they never end a sentence.
_TITLES = frozenset(
    "mr mrs ms messrs mme mlle dr prof gen sen rep gov lt col capt sgt maj adm cmdr rev hon pres"
    " supt vs v cf e.g i.e viz approx ca bzw z.b d.h u.a evtl ggf hr fr dipl ing inkl mt ft".split()
)
# They may end one: only a word that likes to begin a sentence tells.
_MAY_END = frozenset(
    "inc corp ltd co cos plc llc bros jr sr etc al ph.d m.d st ave blvd rd dept est univ assn"
    " intl int'l u.s u.k u.n e.u d.c a.m p.m s.a s.p.a n.v b.v a.g gmbh mio mrd usw".split()
)
_NAMES_WITH_MARK = frozenset({"yahoo", "yum", "jeopardy"})
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_NUMBERED = frozenset("no nos nr fig figs vol vols p pp art sec ch op para".split())
_GERMAN_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember".split()
)
_BEGINNERS = frozenset(
    "a about according after all also although among an and another any are as at because before"
    " both but by can despite did do does during each earlier even every few finally first for"
    " from had has have he her here his how however i if in instead is it its last later many"
    " may meanwhile more moreover most my neither no nor not nothing now of on once one only or"
    " other our over perhaps several she should since so some still such than that the their then"
    " there therefore these they this those though through thus to today two under unlike until"
    " was we were what when where whether which while who why will with would yet you your"
    " der die das ein eine er sie es wir ich im in am auf bei mit nach auch aber doch".split()
)


def split(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]``, sorted, trimmed, none empty, none overlapping.

    A blank line ends a sentence, and so does a line end unless the lines are hard-wrapped.
    A sentence over 1,000 characters is cut at a semicolon, comma or space.
    """
    end = len(text) if end is None else end
    return [
        Span(first, last)
        for low, high in _paragraphs(text, start, end)
        for first, last in _sentences_of(text, low, high)
    ]


def sentences(article: Article, boilerplate: Sequence[Span]) -> tuple[Sentence, ...]:
    """All sentences of an article in order, title and header lines apart from the body.

    Args:
        article: as read.
        boilerplate: spans that are never evidence, in any order.
    """
    text = article.text
    found: list[Sentence] = []
    paragraph = -1
    for low, high, kind in _regions(article, boilerplate):
        for first, last in _pieces(text, low, high, kind):
            # A piece that goes on in a line begun before belongs to that line's paragraph.
            if not found or _BREAK.search(text, found[-1].end, first):
                paragraph += 1
            cut = _sentences_of if kind in (Kind.BODY, Kind.BOILERPLATE) else _cut
            found += [Sentence(*ends, paragraph, kind) for ends in cut(text, first, last)]
    return tuple(found)


def _pieces(text: str, start: int, end: int, kind: Kind) -> Iterator[tuple[int, int]]:
    """Paragraphs of the body, lines of a header: trimmed, none empty."""
    if kind in (Kind.BODY, Kind.BOILERPLATE):
        yield from _paragraphs(text, start, end)
    elif kind is Kind.HEADER:
        yield from _lines(text, start, end)
    else:
        low, high = _trim(text, start, end)
        if low < high:
            yield low, high


def _regions(article: Article, boilerplate: Sequence[Span]) -> list[tuple[int, int, Kind]]:
    """The whole text cut into stretches of one kind; title before header before boilerplate."""
    taken: list[tuple[int, int, Kind]] = []
    title = [article.title_span] if article.title_span and title_is_line(article) else []
    for kind, spans in (
        (Kind.TITLE, title),
        (Kind.HEADER, article.header),
        (Kind.BOILERPLATE, boilerplate),
    ):
        taken = _fill(taken, sorted(spans), kind)
    whole = _fill(taken, [Span(0, len(article.text))], Kind.BODY)
    return [region for region in whole if not _is_blank(article.text, region[0], region[1])]


def _is_blank(text: str, start: int, end: int) -> bool:
    return start == end or text[start:end].isspace()


def _fill(
    taken: list[tuple[int, int, Kind]], spans: Iterable[Span], kind: Kind
) -> list[tuple[int, int, Kind]]:
    """Add spans where nothing is yet. Both are sorted by start, and so is what comes out."""
    merged: list[tuple[int, int, Kind]] = []
    position, number = 0, 0
    for span in spans:
        low = max(span.start, position)
        while number < len(taken) and taken[number][0] < span.end:
            first, last, _ = taken[number]
            if low < first:
                merged.append((low, first, kind))
            merged.append(taken[number])
            low = max(low, last)
            number += 1
        if low < span.end:
            merged.append((low, span.end, kind))
        position = max(low, span.end)
    return merged + taken[number:]


def title_is_line(article: Article) -> bool:
    """True when the title is a line of its own; False when it is the first words of the body."""
    text, span = article.text, article.title_span
    if span is None:
        return False
    line_end = _BREAK.search(text, span.end)
    rest = text[span.end : line_end.start() if line_end else len(text)]
    if not rest.strip(" \t\"'*_#"):
        return True
    low = span.end + len(rest) - len(rest.lstrip())
    return any(header.start <= low < header.end for header in article.header)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Trimmed paragraphs: lines, or runs of lines that are hard-wrapped."""
    block: list[tuple[int, int]] = []
    for line in _lines(text, start, end):
        if block and len(_BREAK.findall(text, block[-1][1], line[0])) > 1:
            yield from _unwrap(text, block)
            block = []
        block.append(line)
    yield from _unwrap(text, block)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _LINE.finditer(text, start, end))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    low = start + len(piece) - len(piece.lstrip())
    return low, max(low, start + len(piece.rstrip()))


def _unwrap(text: str, block: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join the lines of a block (lines without a blank one between) that were wrapped."""
    if len(block) < 2:
        yield from block
        return
    full = _filled_lines(text, block)
    low, high = block[0]
    for number, (first, last) in enumerate(block[1:]):
        if _goes_on(text, high, first, full[number]):
            high = last
            continue
        yield low, high
        low, high = first, last
    yield low, high


def _filled_lines(text: str, block: list[tuple[int, int]]) -> list[bool]:
    """For each line but the last: no room was left for the next line's first word.

    All False where the block is not wrapped on the whole: by chance a line of a list is full too.
    """
    width = max(high - low for low, high in block)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return [False] * len(block)
    full = []
    for (low, high), (first, last) in pairwise(block):
        space = text.find(" ", first, min(last, first + 20))
        word = (space if space > 0 else min(last, first + 20)) - first
        full.append(high - low + 1 + word > width)
    return full if sum(full) * 3 >= len(full) * 2 else [False] * len(block)


def _goes_on(text: str, end: int, start: int, full: bool) -> bool:
    """Whether the line that begins at start goes on with the one that ends at end."""
    if _ITEM.match(text, start):
        return False
    return full or (text[start].islower() and text[end - 1] not in ".!?:;…")


def _sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph, trimmed and not empty itself."""
    low = start
    quotes = [start, 0]  # how far straight quotes were counted, and their number
    for match in _STOP.finditer(text, start, end):
        if match.start() < low:
            continue
        high = _end_of(text, match, low, end, quotes)
        if high is None:
            continue
        first, last = _trim(text, low, high)
        if first < last:
            yield from _cut(text, first, last)
        low = high
    first, last = _trim(text, low, end)
    if first < last:
        yield from _cut(text, first, last)


def _end_of(text: str, match: re.Match[str], start: int, end: int, quotes: list[int]) -> int | None:
    """Where the sentence ends that begins at start, if it ends with this stop; else None."""
    if match["glued"]:
        return match.end() if match["glued"].lower() in _BEGINNERS else None
    if match["stop"] is None:
        return match.end()
    high, following = _closed(text, match.end(), end, quotes)
    if following >= end:
        return None  # the paragraph's end is the sentence's
    letter = following
    while letter < min(end, following + 4) and text[letter] in _OPENERS:
        letter += 1
    if text[following] in _CONTINUES and text[following] != "/":
        return None
    if letter < end and text[letter].islower() and not text[letter + 1 : letter + 2].isupper():
        return None
    return high if _ends(text, match, start, following, letter) else None


def _closed(text: str, position: int, end: int, quotes: list[int]) -> tuple[int, int]:
    """Take in quotes and brackets that close after a space; (end, next character after it)."""
    for _ in range(3):
        following = position
        while following < end and text[following].isspace():
            following += 1
        if following < end and text[following] in "”’)]}":
            position = following + 1
        elif text.startswith("''", following, end):
            position = following + 2
        elif text.startswith('" ', following, end) and following > position:
            quotes[1] += text.count('"', quotes[0], following)
            quotes[0] = following
            if quotes[1] % 2 == 0:
                return position, following
            position = following + 1
        else:
            return position, following
    return position, position


def _ends(text: str, match: re.Match[str], start: int, following: int, letter: int) -> bool:
    """Whether the stop ends a sentence, going by the words before and after it."""
    stop, quoted = match["stop"], any(mark in match["close"] for mark in "\"'”’»")
    before = text[max(start, match.start() - 24) : match.start()].split()
    word = before[-1].lstrip(_OPENERS) if before else ""
    if "?" in stop or "!" in stop:
        if text[following] in "–—-" or (quoted and _SPEECH.match(text, following)):
            return False
        return word.lower() not in _NAMES_WITH_MARK or _begins(text, letter)
    if stop != "." or (quoted and not word.isdigit()):
        return True
    if word.isdigit():
        return not _is_ordinal(text, match.start(), word, start, letter)
    return _ends_after(word, text, following, letter)


def _ends_after(word: str, text: str, following: int, letter: int) -> bool:
    """Whether a full stop after this word, which may be an abbreviation, ends a sentence."""
    lower = word.lower()
    if lower in _TITLES:
        return False
    if lower in _MONTHS or lower in _NUMBERED:
        return not text[letter].isdigit()
    initial = len(word) == 1 and word.isupper()
    if initial or lower in _MAY_END or _ACRONYM.fullmatch(word):
        return text[following] in '"“`' or _begins(text, letter)
    return True


def _is_ordinal(text: str, stop: int, word: str, start: int, letter: int) -> bool:
    """ "1. First item" at the start of a sentence, or "22. Dezember"."""
    if stop - start < 40 and text[start:stop].strip() == word and len(word) <= 3:
        return True
    after = _WORD.match(text, letter)
    return len(word) <= 2 and after is not None and after.group().lower() in _GERMAN_MONTHS


def _begins(text: str, position: int) -> bool:
    """Whether a word stands here that likes to begin a sentence, and no initial."""
    match = _WORD.match(text, position)
    return (
        match is not None
        and match.group().lower() in _BEGINNERS
        and text[match.end() : match.end() + 1] != "."
    )


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch as one span, or as several where it is over the longest."""
    while end - start > LONGEST:
        half, limit = start + LONGEST // 2, start + LONGEST
        at = max(text.rfind(mark, half, limit) + 1 for mark in (";", "；", "•"))
        at = at or max(text.rfind(mark, half, limit) + 1 for mark in (", ", "，", "、"))
        at = at or text.rfind(" ", half, limit) + 1 or limit
        low, high = _trim(text, start, at)
        if low < high:
            yield low, high
        start = at
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
