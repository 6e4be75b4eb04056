"""A PDF -> its text with the offset of each page, by PDFium.

PDFium gives lines; paragraphs are put together from them: a larger gap, another size of letters, an
indent or a short last line part two. Heads and page numbers that stand on every page are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from ctypes import c_double
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from index.formats import UnreadableError, raised
from index.types import Extracted

MOST_PAGES = 1_000  # a book; at 10 ms a page

_GAP = 1.35  # of the usual distance between two lines: beyond it a paragraph begins
_SIZE = 0.12  # of the letters' size: a larger difference is a headline or a caption
_INDENT = 0.7  # of the letters' size
_SHORT = 0.8  # of the usual line: a shorter one that ends a sentence ends its paragraph
_STOP = re.compile(r"[.!?:][\"'”’»)\]]*$")
_RISE = 0.15  # of the height of the letter beside it: a smaller digit so much higher is raised
_SMALLER = (0.48, 0.9)  # of that letter's size; smaller is the text behind a drop cap
_TILT = 0.1  # radians: in a line that stands upright every letter is above the one before
_BEFORE = 4  # characters on each side in which the letters beside a digit are looked for
_RUN = re.compile("[0-9]+")
_SOFT = "\u00ad\ufffe\x02"  # how PDFium marks a hyphen at the end of a line
_NUMBER = re.compile(r"\W*(?:page |seite |p\. ?)?\d{1,4}(?: ?(?:/|of|von) ?\d{1,4})?\W*", re.I)
# Where in a line at the edge of a page its number stands: first, or last.
_COUNTED = re.compile(r"^\W*(\d{1,4})(?!\d)|(?<!\d)(\d{1,4})(?: ?(?:/|of|von) ?\d{1,4})?\W*$")
_YEARS = range(1900, 2101)  # a line for each year of a table counts up as well
_ON_PAGES = 3  # and on half of them: a line at the edge that stands on so many is a running head
_MARGIN = 0.125  # of the page's height, at its top and at its foot
_NUMBERED = 0.25  # of the pages: on so many, two of them neighbours, a number alone is the page's
_SHOWN = 10  # pages that are told by their numbers
_COVERED = 0.5  # of a page: one whose pictures cover as much may be a scan
_FEW = 30  # characters: a page with a picture and no more holds a scan, and the stamp of a program


@dataclass(frozen=True, slots=True)
class _Letter:
    left: float  # points
    base: float
    height: float  # of its font, whatever the letter

    def is_raised_beside(self, other: _Letter) -> bool:
        """Whether it stands above the line of a larger letter that is near."""
        up = (self.base - other.base) / (other.height or 1.0)
        near = abs(self.left - other.left) < 2 * other.height
        least, most = (share * other.height for share in _SMALLER)
        return near and _RISE < up < 1.0 and least < self.height < most


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float = 0.0  # points, as the height and the size; all 0 where they are not known
    base: float = 0.0
    size: float = 0.0
    in_margin: bool = True  # at the top or the foot of the page, or nobody knows where


def article(raw: bytes) -> Extracted:
    """The text of a PDF.

    Raises:
        UnreadableError: it is encrypted, broken, too long, or holds pictures alone.
    """
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        pdf = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise UnreadableError("is encrypted; save it without its password") from error
        raise UnreadableError(f"is no PDF that can be opened ({error}); save it again") from error
    try:
        if len(pdf) > MOST_PAGES:
            raise UnreadableError(
                f"has {len(pdf):,} pages, more than the {MOST_PAGES:,} that are read; split it"
            )
        pages = _without_heads([_lines(pdf, number) for number in range(len(pdf))])
        scans = [number for number, page in enumerate(pages) if _is_scan(pdf, number, page)]
        title = " ".join(pdf.get_metadata_dict().get("Title", "").split())
    finally:
        pdf.close()
    if not any(line.text for page in pages for line in page):
        raise UnreadableError("has no text in it (a scan?); run it through a text recognition")
    lacks = f"{_named(scans)} without text; run it through a text recognition" if scans else None
    if 2 * len(scans) > len(pages):
        raise UnreadableError(f"is a scan: {lacks}")
    text, starts = _together(pages)
    # What a program calls a file is seldom its headline: it is one where the first page prints it.
    first = " ".join(text[: starts[1] if len(starts) > 1 else None][:2_000].split())
    shown = title if title and title in first else None
    return Extracted(text, title=shown, pages=starts, lacks=lacks)


def _lines(pdf: Any, number: int) -> list[_Line]:
    page = pdf[number]
    words = page.get_textpage()
    _, foot, _, top = page.get_bbox()
    margin = _MARGIN * (top - foot)
    inner = None if page.get_rotation() else (foot + margin, top - margin)
    try:
        text = words.get_text_range()
        known = len(text) == words.count_chars()  # else its offsets are not those of the letters
        text = _with_raised(words, text) if known else text
        found, at = [], 0
        for line in text.split("\r\n"):
            told = line.strip()
            if told:
                begins = at + len(line) - len(line.lstrip())
                found.append(_placed(words, begins, told, inner) if known else _Line(told))
            at += len(line) + 2
        return found
    finally:
        words.close()
        page.close()


def _with_raised(words: Any, text: str) -> str:
    """The text of a page, of the same length, with digits above the line as such."""
    kept = list(text)
    for found in _RUN.finditer(text):
        start, end = found.span()
        # A line may have ended between the figure and what is raised behind it.
        before = text[max(0, start - _BEFORE) : start].rstrip("\r\n ")
        first = [max(0, start - _BEFORE) + len(before) - 1] if before else []
        places = [*first, *range(start, end + text[end : end + 1].isalnum())]
        letters = [_letter(words, at) for at in places]
        for n, (at, letter) in enumerate(zip(places, letters, strict=True)):
            beside = letters[max(0, n - _BEFORE) : n + _BEFORE]
            if start <= at < end and any(map(letter.is_raised_beside, beside)):
                kept[at] = raised.above(text[at]) if _is_upright(words, at) else text[at]
    return "".join(kept)


def _letter(words: Any, at: int) -> _Letter:
    from pypdfium2.raw import FS_RECTF, FPDFText_GetCharOrigin, FPDFText_GetLooseCharBox

    left, base, box = c_double(), c_double(), FS_RECTF()
    FPDFText_GetCharOrigin(words, at, left, base)
    FPDFText_GetLooseCharBox(words, at, box)
    return _Letter(left.value, base.value, box.top - box.bottom)


def _is_upright(words: Any, at: int) -> bool:
    from pypdfium2.raw import FPDFText_GetCharAngle

    angle: float = FPDFText_GetCharAngle(words, at)
    return abs(angle) < _TILT


def _placed(words: Any, at: int, text: str, inner: tuple[float, float] | None) -> _Line:
    """A line with where its first letter stands on the page, and how large that is.

    Args:
        inner: from where to where the page is no margin; None where its lines do not stand upright.
    """
    from pypdfium2.raw import FPDFText_GetCharOrigin, FPDFText_GetFontSize

    left, base = c_double(), c_double()
    if not FPDFText_GetCharOrigin(words, at, left, base):
        return _Line(text)
    in_margin = inner is None or not inner[0] <= base.value <= inner[1]
    return _Line(text, left.value, base.value, FPDFText_GetFontSize(words, at), in_margin)


def _is_scan(pdf: Any, number: int, lines: Sequence[_Line]) -> bool:
    """Whether a page is a picture, without a text but the stamp of the program that made it."""
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    if sum(len(line.text) for line in lines) >= _FEW:
        return False
    page = pdf[number]
    try:
        covered = 0.0
        for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
            with suppress(PdfiumError):  # one that is nowhere on the page
                left, bottom, right, top = picture.get_bounds()
                covered += (right - left) * (top - bottom)
        return bool(covered >= _COVERED * page.get_width() * page.get_height())
    finally:
        page.close()


def _named(pages: Sequence[int]) -> str:
    """Pages, from 0, in words: "page 3 is", "pages 1, 2, 7 are"."""
    shown = ", ".join(str(number + 1) for number in pages[:_SHOWN])
    more = f" and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else ""
    return f"page {shown} is a picture" if len(pages) == 1 else f"pages {shown}{more} are pictures"


def _without_heads(pages: Sequence[list[_Line]]) -> list[list[_Line]]:
    """Without the page numbers, and the lines that stand at the edge of most pages.

    A figure that does not count the pages, or stands as near as any line or not in the margin, is
    one of the text.
    """
    on = dict[str, set[int]]()  # the pages at whose edge a line stands
    for number, page in enumerate(pages):
        for line in (*page[:2], *page[-2:]):
            for key in (_words(line), *_counted(line, number)):
                on.setdefault(key, set()).add(number)

    def is_on_most(key: str) -> bool:
        return len(on[key]) >= _ON_PAGES and 2 * len(on[key]) >= len(pages)

    def counts_pages(key: str) -> bool:
        near = any(number + 1 in on[key] for number in on[key])
        return near and len(on[key]) >= _NUMBERED * len(pages)

    def may_be_head(line: _Line, number: int) -> bool:
        if not line.in_margin:
            return False
        counted = _counted(line, number)
        if _NUMBER.fullmatch(line.text):
            return any(map(counts_pages, counted))
        same = is_on_most(_words(line)) and any(map(str.isalpha, line.text))
        return same or any(map(is_on_most, counted))

    steps = sorted(step for page in pages for step in _steps(page)) or [0.0]
    apart = _GAP * steps[len(steps) // 4]  # pages of a few lines have steps of heads in plenty
    kept = []
    for number, page in enumerate(pages):
        edge = {0, 1, len(page) - 2, len(page) - 1}
        heads = {n for n in edge & {*range(len(page))} if may_be_head(page[n], number)}
        rest = [line for n, line in enumerate(page) if n not in heads]
        while near := {n for n in heads if _is_near(page[n], rest, apart)}:
            heads -= near
            rest += [page[n] for n in near]
        kept.append([line for n, line in enumerate(page) if n not in heads])
    return kept


def _is_near(line: _Line, others: Sequence[_Line], apart: float) -> bool:
    """Whether a line stands below or above another as lines of a text do."""
    return line.size > 0 and any(
        abs(line.base - other.base) <= apart and abs(line.size - other.size) <= _SIZE * line.size
        for other in others
    )


def _steps(page: Sequence[_Line]) -> list[float]:
    """The distances from line to line."""
    return [a.base - b.base for a, b in pairwise(page) if a.base > b.base]


def _words(line: _Line) -> str:
    return line.text.casefold()


def _counted(line: _Line, page: int) -> list[str]:
    """The words of a line, with what it counts from in place of a number that may count pages."""
    words = _words(line)
    spans = (found.span(found.lastindex or 0) for found in _COUNTED.finditer(words))
    return [
        f"{words[:start]}#{int(words[start:end]) - page}#{words[end:]}"
        for start, end in spans
        if int(words[start:end]) not in _YEARS
    ]


def _together(pages: Sequence[list[_Line]]) -> tuple[str, tuple[int, ...]]:
    """(the text, the offset of each page). A paragraph may go on over the end of a page."""
    usual_length = median([len(line.text) for page in pages for line in page] or [0])
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    before: _Line | None = None
    for page in pages:
        usual_step = median(_steps(page) or [0])
        for n, line in enumerate(page):
            gap = _between(before, line, usual_step if n else 0.0, usual_length)
            text = line.text.translate(_NOTHING_SOFT)
            if before is not None and before.text[-1] in _SOFT and not gap.strip():
                # A word that goes on; a name or a number after a hyphen keeps it.
                gap = "" if line.text[0].islower() else "-"
            pieces.append(gap)
            length += len(gap)
            if n == 0:
                starts.append(length)
            pieces.append(text)
            length += len(text)
            before = line
        if not page:
            starts.append(length)
    return "".join(pieces), tuple(starts)


# What is no letter: the mark of a hyphen, and what a broken font gives.
_NOTHING_SOFT = dict.fromkeys([*range(32), 0x7F, *map(ord, _SOFT)])


def _between(before: _Line | None, line: _Line, step: float, usual_length: float) -> str:
    """What parts two lines: a space within a paragraph, an empty line between two.

    Args:
        step: the usual distance of two lines, 0 where the line begins a page.
    """
    if before is None:
        return ""
    ended = _STOP.search(before.text) is not None
    if not line.size:
        return "\n\n" if ended and len(before.text) < _SHORT * usual_length else " "
    down = before.base - line.base
    if not ended and line.text[0].islower():  # the sentence goes on, whatever the letters
        return "\n\n" if step and down > 2 * _GAP * step else " "
    apart = (
        (step and down > _GAP * step)
        or abs(before.size - line.size) > _SIZE * line.size
        or (ended and len(before.text) < _SHORT * usual_length)
        or (ended and down > 0 and line.left - before.left > _INDENT * line.size)
        or (ended and down <= 0 and line.text[0].isupper() and not step)
    )
    return "\n\n" if apart else " "
