"""A file -> Article: decoded text, title, date, publisher, authors, and which lines held them.

The decoded text is kept as it is, so that every offset of the product points into it. Metadata
is looked for where articles have it: front matter, the lines before the first paragraph, the last
lines, and at last the file's name.
"""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

from index import cleaner, published
from index.errors import ArticleError
from index.sentences import split
from index.types import Article, Published, Span

READER_VERSION = "1"  # raise it when the same file would be read differently
SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
MAX_BYTES = 20_000_000

_HEAD_LINES = 12  # non-empty lines in which metadata is looked for
_TAIL_LINES = 4
_LONGEST_META = 200  # characters of a line of metadata

# --- bytes to text ---

_BOMS = (  # the longer first: the UTF-32 mark begins with the UTF-16 one
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
# What charset-normalizer may find. Others are not told apart with certainty on a short article.
_LEGACY = (
    "gb18030 big5 cp932 shift_jis euc_jp cp949 euc_kr cp1251 koi8_r cp1253 cp1255 cp1256 cp874"
).split()
_LEGACY_LEAST = 0.3  # share of bytes above ASCII: French has .04, Polish .1, Russian .8
_SAMPLE = 20_000  # bytes that tell the encoding
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_VISIBLE = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def read(path: Path, file: str) -> Article:
    """Read one article.

    Args:
        path: the file.
        file: its name relative to the folder, POSIX, as the article will be known by.

    Raises:
        ArticleError: unreadable, empty, binary, over 20 MB or not a text format; one line.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleError(
            f"{file}: {path.suffix or 'no suffix'} is not a format that is read; "
            f"save it as {' or '.join(sorted(SUFFIXES))}."
        )
    raw = _bytes(path, file)
    text, encoding = decode(raw)
    _check(raw, text, encoding, file)
    found = _Metadata()
    _find_metadata(text, found)
    stem = PurePosixPath(file).stem
    title_span = found.title
    title = _fold(title_span.of(text)) if title_span else _readable(stem)
    if not title:
        title_span = _excerpt(text, found.header)
        title = _fold(title_span.of(text)) if title_span else stem
    dated = min(found.dates, key=lambda one: one[0])[1] if found.dates else None
    return Article(
        file=file,
        text=text,
        title=title,
        content_hash=hashlib.sha256(raw).hexdigest(),
        encoding=encoding,
        published=dated or published.from_file_name(stem),
        publisher=found.publisher,
        authors=tuple(found.authors),
        title_span=title_span,
        header=tuple(sorted(span for span in found.header if span.start < span.end)),
    )


def decode(raw: bytes) -> tuple[str, str]:
    """Text and the codec that gave it: ``raw.decode(codec, "replace")`` is the text.

    Never fails. A byte order mark decides; then strict UTF-8, UTF-16 by its pattern of NULs, an
    East Asian, Cyrillic, Greek, Hebrew, Arabic or Thai encoding where most letters are above
    ASCII, and cp1252 for the rest.
    """
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return raw.decode(codec, "replace"), codec
    guess = _utf_16(raw)
    if guess is None:
        try:
            return raw.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            guess = _legacy(raw, error)
    return raw.decode(guess, "replace"), guess


def _bytes(path: Path, file: str) -> bytes:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise ArticleError(f"{file}: not a regular file; put a text file in its place.")
        if state.st_size > MAX_BYTES:
            raise _too_large(file, state.st_size)
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArticleError(
            f"{file}: cannot be read ({reason}); check that it exists and its rights."
        ) from error
    if len(raw) > MAX_BYTES:  # it grew since it was looked at
        raise _too_large(file, len(raw))
    return raw


def _too_large(file: str, size: int) -> ArticleError:
    return ArticleError(
        f"{file}: {size / 1e6:.0f} MB is more than the {MAX_BYTES // 1_000_000} MB that an article "
        "may have; split it or leave it out."
    )


def _check(raw: bytes, text: str, encoding: str, file: str) -> None:
    """Refuse what holds no text."""
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            raise ArticleError(f"{file}: is {what}, not text; save its text as .txt or .md.")
    sample = text[:_SAMPLE]
    nulls = sample.count("\0")
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd") // 4  # broken before, not binary
    # A stray NUL in a text is kept; with bytes that are not UTF-8 beside it, the file is no text.
    if nulls * 200 > len(sample) or (nulls and encoding == "cp1252") or odd * 20 > len(sample):
        raise ArticleError(f"{file}: is binary, not text; save its text as .txt or .md.")
    if _VISIBLE.search(text) is None:
        raise ArticleError(f"{file}: is empty; write the article into it or delete it.")


def _utf_16(raw: bytes) -> str | None:
    """UTF-16 without a mark: NULs on one side of the pairs only, and letters otherwise."""
    sample = raw[: _SAMPLE // 2 * 2]
    nulls = sample.count(0)
    if nulls == 0 or len(sample) < 4:
        return None
    even = sample[::2].count(0)
    codec = "utf-16-be" if even * 2 > nulls else "utf-16-le"
    wrong_side = min(even, nulls - even)
    if wrong_side * 20 > nulls or nulls * 100 < len(sample):
        return None
    text = sample.decode(codec, "replace")
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co") for char in text)
    odd += text.count("\ufffd") - sum(text.count(char) for char in "\t\n\r")
    return codec if odd * 20 <= len(text) else None


def _legacy(raw: bytes, error: UnicodeDecodeError) -> str:
    """The codec of bytes that are not UTF-8, or nearly are."""
    if error.start >= len(raw) - 3 and error.reason == "unexpected end of data":
        return "utf-8"  # cut in the middle of its last character
    text = raw[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(not char.isascii() for char in text) - broken > 10 * broken:
        return "utf-8"  # a few damaged characters; legacy text is almost never valid UTF-8
    sample = raw[:_SAMPLE]
    letters = sum(byte > 0x7F or chr(byte).isalpha() for byte in sample)
    if sum(byte > 0x7F for byte in sample) < _LEGACY_LEAST * letters:
        return "cp1252"
    from charset_normalizer import from_bytes  # 60 ms to import, and hardly a file needs it

    best = from_bytes(sample, cp_isolation=_LEGACY, enable_fallback=False).best()
    return best.encoding if best is not None else "cp1252"


# --- metadata ---

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_FIELD = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{0,24}?)[ \t]*:[ \t]*(?P<value>.*)")
_ROLES = {
    key: role
    for role, keys in {
        "title": "title headline titel",
        "date": "date published publishdate publicationdate publisheddate publishedat publishedon"
        " datepublished pubdate created posted released datum veröffentlicht",
        "updated": "updated lastupdated modified lastmod lastmodified datemodified aktualisiert",
        "authors": "author authors by byline writtenby creator autor autoren von",
        "publisher": "source publisher site sitename website outlet publication newspaper quelle",
        "other": "url link canonical permalink section category categories tags keywords topic"
        " topics language lang slug",
    }.items()
    for key in keys.split()
}
_SOURCES = frozenset("source publisher publication newspaper quelle".split())
_FRONT_MATTER, _SAID, _SAID_LAST, _UPDATED, _DATELINED = range(5)  # the first known date wins

_BYLINE = re.compile(
    r"(?:by|von|par|por|(?:written|story|text|words|posted|article|interview) by)\s*:?\s+"
    r"(?P<names>\S.*)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\(?(?:additional )?reporting by (?P<names>[^;)]{3,120})[;).].{0,150}", re.IGNORECASE
)
_REPORTING_BY = re.compile(r"\(?(?:additional )?reporting by ", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:@\s+(?=\S)|@(?=\S+\.\w)|(?:copyright\s*)?(?:©|\(c\))\s*|copyright\s+(?=\d{4}))"
    r"(?:by\s)?(?:(?:19|20)\d\d(?:\s?[-–]\s?\d{2,4})?)?[ ,]*(?:by\s)?(?P<who>\S.{1,60}?)"
    r"(?:[.,|;–-]?\s*(?:all rights|alle rechte)\b.{0,60})?\.?",
    re.IGNORECASE,
)
_ISIN = re.compile(r"\b[A-Z]{2}[A-Z0-9]{9}\d\b")
_LISTING = re.compile(
    r"(?:[\w.&'’-]+\s){0,5}\(?(?:NYSE|NASDAQ|AMEX|LSE|HKEX|XETRA|FRA|TSE|OTC\w*|WKN|ISIN|CUSIP|Ticker)"
    r"\s?:\s?[A-Z0-9.]{1,12}\)?",
    re.IGNORECASE,
)
_TRIFLE = re.compile(
    r"<?(?:https?://|www\.)\S+>?|\S+@\S+\.\w+|\d{1,2}[ -]min(?:ute)?s?\.?(?: read| lesezeit)?"
    r"|[-*_=~#. ]{3,}",
    re.IGNORECASE,
)
_AGENCY = (
    "Reuters|AP|Associated Press|The Associated Press|AFP|CNN|CNN Business|CNBC|BBC|BBC News|NPR"
    "|Bloomberg|UPI|dpa|dpa-AFX|Xinhua|TASS|PTI|ANI|Kyodo|ANSA|EFE|PRNewswire|PR NEWSWIRE"
    "|BUSINESS WIRE|Business Wire|GLOBE NEWSWIRE|GlobeNewswire"
)
_PLACE = r"(?:[A-Z0-9][\w.'’-]*,?\s+){0,8}"  # "NEW YORK, Dec. 22, 2025 "
_AGENCY_ALONE = re.compile(rf"\(?(?P<who>{_AGENCY})\)?(?:\s*[-–—]+)?", re.IGNORECASE)
_PLACE_ALONE = re.compile(rf"{_PLACE}\(?(?P<who>{_AGENCY})\)?\s*[-–—]+")
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?:[(/](?P<who>{_AGENCY})[)/]\s?(?:[-–—]|(?=[A-Z]))"
    rf"|(?P<bare>{_AGENCY})\s?[–—])"
)
_OTHER_DATELINE = re.compile(  # an agency that is not known, or none
    r"(?:\*\*)?(?P<place>[A-Z][A-Z .'’-]{2,40}(?:,\s[^()]{6,30})?)\s\((?P<who>[A-Z][^()]{2,40})\)"
    r"\s?[-–—]|(?:\*\*)?(?P<dated>[A-Z][\w.'’ -]{1,30},\s[^()*]{6,30}?)(?:\*\*)?\s[-–—]+\s"
)
_MAIL_KEYS = {"from": "sender", "to": "receiver", "subject": "title", "betreff": "title"}
_MAIL = re.compile(r"^(?:Subject|Betreff|Date):\s", re.MULTILINE)
_SITE = re.compile(r"\s+\|\s+(?P<who>[^|]{2,40})$")
_OUTLET_WORDS = frozenset(
    "press news newsroom times post tribune journal herald gazette magazine business media today"
    " courier observer ledger chronicle guardian telegraph inquirer examiner dispatch bulletin"
    " zeitung anzeiger nachrichten rundschau kurier"
    " agency network newswire wire tv radio daily weekly staff writer writers correspondent"
    " reporter reporters editor editors contributor columnist bureau desk team redaktion".split()
)
_ROLE_WORDS = frozenset(
    "staff writer writers correspondent reporter reporters editor editors contributor columnist"
    " bureau desk team".split()
)
_BAR = re.compile(r"[|·•]|\s[-–—]\s")
_PLACES = frozenset(
    "new san santa los las saint st north south east west port hong rio tel cape mount lake united"
    " great el la le buenos kuala abu costa sri sierra".split()
)
_PARTICLES = frozenset("de da di del della der den van von al el bin ibn la le du dos y".split())
_OPENING = re.compile(r"\s*---[ \t]*(?=[\r\n])")
_HEADING = re.compile(r"#{1,3}\s+(?P<words>\S.*?)[\s#]*")
_LINE_END = re.compile(r"[\n\r]")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?(?P<domain>[\w-]+(?:\.[\w-]+)+)(?:[/?#]\S*)?$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_ABBREVIATED = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr|St)|\.[A-Za-z]|\.\.)\.$")
_STOPPED = re.compile(r"[.。][\"'”’)」』]*$")
_SECTIONS = frozenset(
    "analysis|athletics|breaking|breaking news|business|climate|comment|companies|consumer|crime"
    "|culture|economy|editorial|education|energy|environment|exclusive|feature|finance|football"
    "|health|international|interview|investing|law|lifestyle|live|local|market news|markets"
    "|national|news|opinion|politics|press release|region|review|science|sport|sports|stocks|tech"
    "|technology|top news|transport|travel|update|world|world news|wirtschaft|politik|börse"
    "|meinung|kommentar|märkte".split("|")
)
_DAY = re.compile(r"(?<!\d)(?:1[89]|20)\d\d[-_.]?\d\d[-_.]?\d\d(?!\d)")
_ID = re.compile(r"(?=.*\d)[0-9a-f]{6,}|\d{4,}", re.IGNORECASE)
_AROUND = " \t\r\n.,;:!?…。！？"  # what a title does not begin or end with
_HOST = re.compile(r"^(?:www )?\w+ (?:com|org|net|de|eu|(?:co|ac) uk) ")
_FILE_WORDS = frozenset(
    "article articles text doc document file page untitled unnamed new copy final draft news story"
    " note notes clipboard export download scan item output html htm index php www com".split()
)
_SEPARATORS = re.compile(r"\s*(?:[,;|/·•]|\band\b|\bund\b|\bwith\b|&)\s*")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str  # trimmed
    apart: bool  # a blank line, or nothing, stands before it

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(slots=True)
class _Metadata:
    """What was found so far."""

    title: Span | None = None
    publisher: str | None = None
    authors: list[str] = field(default_factory=list)
    dates: list[tuple[int, Published]] = field(default_factory=list)
    header: list[Span] = field(default_factory=list)

    def name(self, outlet: str | None) -> None:
        """Take a publisher; the first one found stays."""
        if self.publisher is None and outlet:
            self.publisher = outlet.rstrip(" .…")


def _find_metadata(text: str, found: _Metadata) -> None:
    start = _front_matter(text, found)
    lines = list(islice(_lines(text, start), _HEAD_LINES + 2))
    body = _head(text, lines[:_HEAD_LINES], found)
    for line in lines[body : body + 2]:
        _dateline(line, found)
    if body < len(lines):
        _tail(text, lines[body].end, found)
    found.authors = _distinct(found.authors)


def _lines(text: str, start: int) -> Iterator[_Line]:
    """The lines that are not empty, trimmed."""
    end = start
    for match in _LINE.finditer(text, start):
        stripped = match.group().strip()
        if stripped:
            low = match.start() + match.group().index(stripped[0])
            gap = text[end:low]
            apart = end == start or max(gap.count("\n"), gap.count("\r")) > 1
            yield _Line(low, low + len(stripped), stripped, apart)
            end = low + len(stripped)


def _front_matter(text: str, found: _Metadata) -> int:
    """Read ``---`` ``key: value`` ``---`` at the start; where the text begins after it.

    Not YAML: simple values and lists are read, anything else is passed over. Returns 0 when the
    lines are no front matter.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return 0
    fields: list[tuple[str, Span]] = []
    key = ""
    for line in _lines(text, opening.end()):
        if line.text in ("---", "..."):
            break
        match = _FIELD.fullmatch(line.text)
        item = line.text.startswith(("- ", "#")) or text[line.start - 1] in " \t"
        if (not match and not item) or line.start > opening.end() + 20_000:
            return 0
        if match and not item:
            key = match["key"]
        value = match["value"] if match else line.text.lstrip("- ")
        fields.append((key, _unquoted(line.end - len(value), value)))
    else:
        return 0
    if not fields:
        return 0
    for name, span in fields:
        if span.start < span.end:
            _take(name, span, text, found, _FRONT_MATTER)
    title = found.title or Span(line.end, line.end)
    found.header += [Span(opening.start(), title.start), Span(title.end, line.end)]
    return line.end


def _unquoted(start: int, value: str) -> Span:
    """The span of a value without white space, quotes and list brackets around it."""
    inner = value.rstrip(" \t\"'],")
    return Span(start + len(inner) - len(inner.lstrip(" \t\"'[")), start + len(inner))


def _take(key: str, span: Span, text: str, found: _Metadata, rank: int) -> bool:
    """Take what a ``key: value`` says. False when the key or the value is nothing known."""
    role = _ROLES.get(re.sub(r"[ _-]", "", key.lower()))
    value = span.of(text)
    where: published.Where = "front matter" if rank == _FRONT_MATTER else "text"
    if role == "title":
        if found.title is not None or rank == _SAID_LAST:
            return False
        found.title = span
    elif role in ("date", "updated"):
        date = published.read_date(value, where)
        if date is None or (rank != _FRONT_MATTER and published.date_line(value) is None):
            return False
        found.dates.append((rank if role == "date" else _UPDATED, date))
    elif role == "authors":
        names, outlet = _names(value, lenient=len(key) > 3)
        found.authors += names
        found.name(outlet)
        return bool(names or outlet)
    elif role == "publisher" and (rank == _FRONT_MATTER or key.lower() in _SOURCES):
        domain = _DOMAIN.match(value)
        name = domain["domain"] if domain else re.sub(r",.*\d.*", "", value)
        if not domain and not _is_name(name, longest=6):
            return False
        found.name(name)
    else:
        return role == "other" and len(value) <= 120 and not value.endswith(".")
    return True


def _head(text: str, lines: Sequence[_Line], found: _Metadata) -> int:
    """Read the lines before the first paragraph. The number of the line where the body begins."""
    body: int | None = None
    titled = False
    number = -1
    while (number := number + 1) < len(lines):
        line = lines[number]
        if _metadata(text, line, found, _SAID, titled) or cleaner.is_chrome(line.text):
            continue
        used = 0 if titled else _title(text, lines, number, found)
        if used:
            number += used - 1
            titled = True
        else:
            # A standfirst may stand before the byline, two paragraphs do not.
            if body is not None or len(line.text) > 300:
                return number if body is None else body
            body, titled = number, True
    return len(lines) if body is None else body


def _metadata(text: str, line: _Line, found: _Metadata, rank: int, titled: bool) -> bool:
    """Take what a whole line of metadata says. False when it is something else."""
    if len(line.text) > _LONGEST_META:
        return False
    plain = line.text.strip("*_ ").replace("**", "")
    if not (
        _TRIFLE.fullmatch(plain)
        or _field(text, line, found, rank)
        or _date(plain, found, rank, titled)
        or _credited(plain, found)
        or _LISTING.fullmatch(plain)
        or _is_instrument(plain)
    ):
        return False
    if found.title and line.start <= found.title.start < line.end:
        found.header += [Span(line.start, found.title.start), Span(found.title.end, line.end)]
    else:
        found.header.append(line.span)
    return True


def _field(text: str, line: _Line, found: _Metadata, rank: int) -> bool:
    """Take a line "Key: value"; a mail's From, To and Subject only where a mail begins."""
    match = _FIELD.fullmatch(line.text.replace("*", " "))
    if match is None or not match["value"].strip():
        return False
    low, high = match.span("value")
    span = _unquoted(line.start + low, line.text[low:high].rstrip("* "))
    key = match["key"].strip()
    mail = _MAIL_KEYS.get(key.lower())
    if mail is None:
        return _take(key, span, text, found, rank)
    if rank != _SAID or found.title or not _MAIL.search(text, 0, 1_000):
        return False
    if mail == "title":
        found.title = span
    elif mail == "sender":
        names, outlet = _names(re.sub(r"\s*<.*", "", span.of(text)), lenient=False)
        found.authors += names
        found.name(outlet)
    return True


def _date(plain: str, found: _Metadata, rank: int, titled: bool) -> bool:
    dated = published.date_line(plain)
    if dated is None:
        return False
    bylines = [match for part in dated.rest if (match := _BYLINE.fullmatch(part))]
    # "Attack on September 11, 2001" is a headline; "Markets | 22 December 2025" is not.
    if not titled and len(bylines) < len(dated.rest) and not re.search(r"[|·•]", plain):
        return False
    for match in bylines:
        found.authors += _names(match["names"], lenient=False)[0]
    if titled and _BAR.search(plain):
        found.authors += filter(_is_person, dated.rest)
    for part in dated.rest:
        if _AGENCY_ALONE.fullmatch(part) or (_is_outlet(part) and _is_name(part, longest=5)):
            found.name(part)
    found.dates.append((_UPDATED if dated.updated else rank, dated.published))
    return True


def _credited(plain: str, found: _Metadata) -> bool:
    """Bylines, copyright lines and the name of an agency alone."""
    if match := _BYLINE.fullmatch(plain) or _REPORTING.fullmatch(plain):
        value = match["names"]
        names, outlet = _names(re.sub(r"\s+in\s.*", "", value), lenient=False)
        found.authors += names
        found.name(outlet)
        return bool(names or outlet)
    agency = _AGENCY_ALONE.fullmatch(plain) or _PLACE_ALONE.fullmatch(plain)
    if match := agency or _CREDIT.fullmatch(plain):
        if not _is_name(match["who"], longest=7, lower_case=True):
            return False
        found.name(match["who"])
        return True
    return False


def _is_instrument(plain: str) -> bool:
    """A name with an ISIN: "Example US0378331005". The last figure of an ISIN checks the others."""
    match = _ISIN.search(plain)
    if match is None or len(plain.split()) > 8 or plain.endswith("."):
        return False
    figures = "".join(str(int(char, 36)) for char in match.group())
    doubled = (int(char) * (1 + place % 2) for place, char in enumerate(reversed(figures)))
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def _title(text: str, lines: Sequence[_Line], number: int, found: _Metadata) -> int:
    """Take the headline if it stands in this line, or in the next with a kicker in this one.

    Returns how many lines it took.
    """
    line = lines[number]
    heading = _HEADING.fullmatch(line.text)
    words = heading.span("words") if heading else (0, len(line.text))
    headline = Span(line.start + words[0], line.start + words[1])
    if found.title is not None:
        if not _same(found.title.of(text), headline.of(text)):
            return 0
        found.header.append(found.title)  # the front matter's; the headline itself is shown
        found.title = headline
        return 1
    if heading:
        found.title = headline
        return 1
    following = lines[number + 1] if number + 1 < len(lines) else None
    ahead = _Metadata()
    announced = following is not None and _metadata(text, following, ahead, _SAID, titled=True)
    # Before a date or a byline even a sentence is a headline; after them a sentence is the body.
    announced = announced and bool(ahead.dates or ahead.authors)
    stopped = _STOPPED.search(line.text) is not None
    if not _is_headline(line, following, announced) or (stopped and (found.dates or found.authors)):
        return 0
    used = 1
    if following and not announced and _is_kicker(line, following, lines[number + 2 : number + 3]):
        found.header.append(line.span)
        line, used = following, 2
    found.title = _without_site(line, found)
    return used


def _without_site(line: _Line, found: _Metadata) -> Span:
    """The headline's span without the site's name after a bar ("Headline | Example Media")."""
    site = _SITE.search(line.text)
    if site is None or len(line.text[: site.start()].split()) < 3:
        return line.span
    if site["who"][-1] not in ".…":  # "Headline | The ..." was cut
        found.name(site["who"])
    found.header.append(Span(line.start + site.start(), line.end))
    return Span(line.start, line.start + site.start())


def _is_headline(line: _Line, following: _Line | None, announced: bool = False) -> bool:
    text, words = line.text, line.text.split()
    if len(text) > 200 or len(words) > 30 or not any(map(str.isalpha, text)):
        return False
    if announced:
        return True
    if text[-1] in ",;" or (_CJK.search(text) and len(text) > 60):
        return False
    stopped = _STOPPED.search(text) is not None and not _ABBREVIATED.search(text)
    if following is None:  # the only line: a title at most if it is no sentence
        return not stopped and text[-1] not in "!?！？…" and len(words) <= 15
    if following.text[0].islower() and not following.apart:
        return False  # a sentence over two lines
    return not (stopped and (len(words) >= 8 or "。" in text[-2:])) and (
        len(words) <= 20 or len(split(text)) == 1
    )


def _is_kicker(line: _Line, following: _Line, after: Sequence[_Line]) -> bool:
    """A section's name, or the headline's first words, before the headline.

    The real headline is never given up for a sentence that follows it.
    """
    words, wanted = _WORDS.findall(line.text.lower()), _WORDS.findall(following.text.lower())
    if not 1 <= len(words) <= 4 or len(wanted) < max(5, len(words) + 2):
        return False
    if following.text[-1] in ".:;,。" or not after or not _is_headline(following, after[0]):
        return False
    same = [any(_akin(word, other) for other in wanted) for word in words]
    if _akin(words[0], wanted[0]) and all(same):
        return True
    if len(words) == 1 and published.date_line(after[0].text):
        return True
    capitals = line.text.isupper() and not following.text.isupper() and len(words) <= 2
    return capitals or " ".join(words) in _SECTIONS


def _akin(word: str, other: str) -> bool:
    """The same word, but for an ending: "Brasswick’s" and "Brasswick", "bets" and "bet"."""
    short, long = sorted((re.sub(r"['’]s?$", "", word), re.sub(r"['’]s?$", "", other)), key=len)
    return long.startswith(short) and len(long) - len(short) <= (2 if len(short) > 2 else 0)


def _dateline(line: _Line, found: _Metadata) -> None:
    """ "NEW YORK, Dec. 22, 2025 (Reuters) - " at the start of a paragraph."""
    match = _DATELINE.match(line.text[:160])
    if match:
        found.name(match["who"] or match["bare"])
        where = match["place"]
    else:
        match = _OTHER_DATELINE.match(line.text[:160])
        if match is None:
            return
        where = match["dated"] or match["place"]
        if match["who"] and _is_name(match["who"], longest=4) and not match["who"].isupper():
            found.name(match["who"])
    date = published.read_date(where or "", "text")
    if date:
        found.dates.append((_DATELINED, date))


def _tail(text: str, start: int, found: _Metadata) -> None:
    """Read credits and dates in the last lines."""
    low = max(start, len(text) - 4 * _LONGEST_META)
    if low > start:
        after = _LINE_END.search(text, low)  # not into the middle of a line
        low = after.end() if after else len(text)
    known = set(found.header)
    last = list(_lines(text, low))[-_TAIL_LINES:]
    for line in last:
        if line.span in known or _metadata(text, line, found, _SAID_LAST, titled=False):
            continue
        name = line.text.strip("*_ ")
        if line is last[-1] and _is_outlet(name) and _is_name(name, longest=5):
            found.name(name)
            found.header.append(line.span)
        elif len(line.text) <= _LONGEST_META and _REPORTING_BY.match(line.text):
            found.header.append(line.span)


def _names(value: str, lenient: bool) -> tuple[list[str], str | None]:
    """(people, outlet) of a byline; ([], None) when it is no list of names."""
    people: list[str] = []
    outlet: str | None = None
    parts = _SEPARATORS.split(value.strip(" ."))
    for part in parts:
        name = re.sub(r"^(?:by|von|name\s*:)\s+", "", part.strip(" \"'[]."), flags=re.IGNORECASE)
        words = name.split()
        if not words:
            continue
        if _AGENCY_ALONE.fullmatch(name) or _is_outlet(name):
            if not _ROLE_WORDS & set(name.lower().split()):
                outlet = outlet or name
        elif (
            (lenient and len(words) <= 5)
            or (len(words) > 1 and _is_name(name, longest=5))
            or (len(parts) > 2 and _is_name(name, longest=16))  # the names again, run together
        ):
            people.append(name)
        else:
            return [], None
    return people, outlet


def _is_name(value: str, longest: int, lower_case: bool = False) -> bool:
    """Words that all begin with a capital, but for "von" and the like."""
    words = value.split()
    if not words or len(words) > longest or value[-1] in "!?:":
        return False
    if lower_case:
        return True
    return any(word[0].isupper() for word in words) and all(
        word in _PARTICLES or (word[0].isalpha() and not word[0].islower()) for word in words
    )


def _is_person(name: str) -> bool:
    """Two or three capitalised words that are no outlet, section or place: "Jane Doe"."""
    words = name.split()
    return (
        2 <= len(words) <= 3
        and all(
            re.fullmatch(r"[A-ZÀ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*|[A-Z]\.", word) for word in words
        )
        and not _is_outlet(name)
        and not _AGENCY_ALONE.fullmatch(name)
        and words[0].lower() not in _PLACES
        and words[0].lower() not in {"by", "von"}
        and not {name.lower(), *name.lower().split()} & _SECTIONS
    )


def _is_outlet(name: str) -> bool:
    words = name.lower().split()
    return name[0].isupper() and (bool(_OUTLET_WORDS & set(words)) or words[0] == "the")


def _distinct(names: Sequence[str]) -> list[str]:
    """Each name once, without names that are other names run together."""
    once = list(dict.fromkeys(names))
    return [name for name in once if sum(other in name for other in once if other != name) < 2][:20]


# --- titles that stand in no headline ---


def _fold(words: str) -> str:
    return " ".join(words.split())


def _same(one: str, other: str) -> bool:
    return _WORDS.findall(one.lower()) == _WORDS.findall(other.lower())


def _readable(stem: str) -> str:
    """A file's name as a title; "" when it says nothing (time-003, q000-01, article1)."""
    words = _HOST.sub("", re.sub(r"[\W_]+", " ", _DAY.sub(" ", stem))).split()
    words = [word for word in words if len(word) <= 24]  # longer ones are keys, not words
    while words and (_ID.fullmatch(words[-1]) or words[-1].lower() in _FILE_WORDS):
        words.pop()
    telling = [
        word
        for word in words
        if word.lower() not in _FILE_WORDS
        and (_CJK.search(word) or (len(word) > 2 and word.isalpha()))
    ]
    numbered = any(map(str.isdigit, " ".join(words)))
    if not telling or (len(telling) == 1 and numbered):
        return ""
    title = " ".join(words)
    return title[:1].upper() + title[1:]


def _excerpt(text: str, header: Sequence[Span]) -> Span | None:
    """The first words of the text, at most twelve, none beyond the first sentence's last."""
    start = 0
    for span in [*sorted(header), Span(len(text), len(text))]:
        for sentence in split(text, start, min(span.start, start + 2_000)):
            words = list(islice(re.finditer(r"\S+", sentence.of(text)), 12))
            inner = sentence.of(text)[: min(words[-1].end(), 100)].rstrip(_AROUND)
            low = len(inner) - len(inner.lstrip(_AROUND))
            if _WORDS.search(inner):
                return Span(sentence.start + low, sentence.start + len(inner))
        start = max(start, span.end)
    return None
