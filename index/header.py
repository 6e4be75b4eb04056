"""What an article says of itself around its text: title, dates, publisher, authors.

Looked for where articles have it: front matter, the lines before the first paragraph, the start
of that paragraph, the last lines. A whole line must say it; a date inside a sentence is the news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from index import cleaner, credits, headline, published
from index.credits import Credit
from index.headline import Line
from index.tongues import written_in
from index.types import Published, Span

_HEAD_LINES = 12  # non-empty lines in which metadata is looked for
_TAIL_LINES = 4
_LONGEST_LINE = 200  # characters of a line of metadata
_LEAST_HEADLINE = 2  # words of one below a paper's name
_LONGEST_STANDFIRST = 300  # characters of what may stand between headline and byline
_LONGEST_VALUE = 2_000  # characters of a value in the front matter; longer ones are no metadata
_LONGEST_FRONT_MATTER = 20_000

# Where a date stands; the first known one wins.
_FRONT_MATTER, _SAID, _SAID_LAST, _UPDATED, _DATELINED = range(5)

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
_MAIL_KEYS = {"from": "sender", "to": "receiver", "subject": "title", "betreff": "title"}
_MAIL = re.compile(r"^(?:Subject|Betreff|Date):\s", re.MULTILINE)
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?(?P<domain>[\w-]+(?:\.[\w-]+)+)(?:[/?#]\S*)?$")
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
# "Running | Rowing | Cycling": the sections of the paper, below its name.
_SECTIONS = re.compile(r"[A-Z][a-z&' -]{1,20}(?:\s[|·•]\s[A-Z][a-z&' -]{1,20}){2,8}")
_OPENING = re.compile(r"\s*---[ \t]*(?=[\r\n])")
_HEADING = re.compile(r"#{1,3}\s+(?P<words>\S(?:.*[^\s#])?)[\s#]*")
_SITE = re.compile(r"\s+\|\s+(?P<who>[^|]{2,40})$")
_BAR = re.compile(r"[|·•]")
_BAR_OR_DASH = re.compile(r"[|·•]|\s[-–—]\s")
_LINE_END = re.compile(r"[\n\r]")


@dataclass(frozen=True, slots=True)
class Header:
    """What was found, and where it stands."""

    title: Span | None
    publisher: str | None
    authors: tuple[str, ...]
    published: Published | None
    spans: tuple[Span, ...]  # all that is metadata but the title: sorted, none empty


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    title: Span | None = None
    publisher: str | None = None
    authors: list[str] = field(default_factory=list)
    dates: list[tuple[int, Published]] = field(default_factory=list)
    header: list[Span] = field(default_factory=list)
    day_first: bool = False  # 9/3/2026 is no day of September

    def credit(self, credit: Credit) -> None:
        """Take authors and a publisher; the first publisher stays."""
        self.authors += credit.authors
        if self.publisher is None and credit.publisher:
            self.publisher = credit.publisher.rstrip(" .…")


def find(text: str) -> Header:
    """What the text says of itself in its first and last lines."""
    found = _Found(day_first=written_in(text) is not None)
    start = _front_matter(text, found)
    lines = list(islice(headline.lines(text, start), _HEAD_LINES + 2))
    body = _head(text, lines[:_HEAD_LINES], found)
    for line in lines[body : body + 2]:
        _dateline(line, found)
    if body < len(lines):
        _tail(text, lines[body].end, found)
    return Header(
        title=found.title,
        publisher=found.publisher,
        authors=credits.distinct(found.authors),
        published=min(found.dates, key=lambda one: one[0])[1] if found.dates else None,
        spans=tuple(sorted(span for span in found.header if span.start < span.end)),
    )


def _front_matter(text: str, found: _Found) -> int:
    """Read ``---`` ``key: value`` ``---`` at the start; where the text begins after it.

    Not YAML: simple values and lists are read, anything else is passed over. Returns 0 when the
    lines are no front matter.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return 0
    fields: list[tuple[str, Span]] = []
    key = ""
    for line in headline.lines(text, opening.end()):
        if line.text in ("---", "..."):
            break
        match = _FIELD.fullmatch(line.text)
        item = line.text.startswith(("- ", "#")) or text[line.start - 1] in " \t"
        if (not match and not item) or line.start > opening.end() + _LONGEST_FRONT_MATTER:
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
        if span.start < span.end <= span.start + _LONGEST_VALUE:
            _take(name, span, text, found, _FRONT_MATTER)
    title = found.title or Span(line.end, line.end)
    found.header += [Span(opening.start(), title.start), Span(title.end, line.end)]
    return line.end


def _unquoted(start: int, value: str) -> Span:
    """The span of a value without white space, quotes and list brackets around it."""
    inner = value.rstrip(" \t\"'],")
    return Span(start + len(inner) - len(inner.lstrip(" \t\"'[")), start + len(inner))


def _take(key: str, span: Span, text: str, found: _Found, rank: int) -> bool:
    """Take what a ``key: value`` says. False when the key or the value is nothing known."""
    role = _ROLES.get(re.sub(r"[ _-]", "", key.lower()))
    value = span.of(text)
    where: published.Where = "front matter" if rank == _FRONT_MATTER else "text"
    if role == "title":
        if found.title is not None or rank == _SAID_LAST:
            return False
        found.title = span
    elif role in ("date", "updated"):
        date = published.read_date(value, where, found.day_first)
        if date is None or (rank != _FRONT_MATTER and published.date_line(value) is None):
            return False
        found.dates.append((rank if role == "date" else _UPDATED, date))
    elif role == "authors":
        credit = credits.names(value, lenient=len(key) > 3)
        found.credit(credit)
        return credit.names_someone
    elif role == "publisher" and (rank == _FRONT_MATTER or key.lower() in _SOURCES):
        domain = _DOMAIN.match(value)
        name = domain["domain"] if domain else re.sub(r",.*\d.*", "", value)
        if not domain and not credits.is_name(name, longest=6):
            return False
        found.credit(Credit(publisher=name))
    else:
        return role == "other" and len(value) <= 120 and not value.endswith(".")
    return True


def _head(text: str, lines: Sequence[Line], found: _Found) -> int:
    """Read the lines before the first paragraph. The number of the line where the body begins."""
    body: int | None = None
    titled = False
    number = -1
    while (number := number + 1) < len(lines):
        line = lines[number]
        if _metadata(text, line, found, _SAID, titled) or cleaner.is_chrome(line.text):
            continue
        if not titled and _is_masthead(text, lines[number:]):
            found.credit(Credit(publisher=line.text))
            found.header.append(line.span)
            continue
        used = 0 if titled else _title(text, lines, number, found)
        if used:
            number += used - 1
            titled = True
        else:
            # A standfirst may stand before the byline, two paragraphs do not.
            if body is not None or len(line.text) > _LONGEST_STANDFIRST:
                return number if body is None else body
            body, titled = number, True
    return len(lines) if body is None else body


def _is_masthead(text: str, lines: Sequence[Line]) -> bool:
    """Whether a line is the paper's name, and the headline stands below it and its date."""
    if not credits.is_masthead(lines[0].text):
        return False
    skipped = _Found()
    rest = [
        line
        for line in lines[1:]
        if not _metadata(text, line, skipped, _SAID, titled=True)
        and not cleaner.is_chrome(line.text)
    ]
    if len(rest) < 2 or headline.is_stopped(rest[0]):
        return False
    announced = lines[lines.index(rest[0]) + 1] != rest[1]
    long = len(rest[0].text.split()) >= _LEAST_HEADLINE
    return long and headline.is_headline(rest[0], rest[1], announced)


def _tail(text: str, start: int, found: _Found) -> None:
    """Read credits and dates in the last lines."""
    low = max(start, len(text) - _TAIL_LINES * _LONGEST_LINE)
    if low > start:
        after = _LINE_END.search(text, low)  # not into the middle of a line
        low = after.end() if after else len(text)
    known = set(found.header)
    last = list(headline.lines(text, low))[-_TAIL_LINES:]
    for line in last:
        if line.span in known or _metadata(text, line, found, _SAID_LAST, titled=False):
            continue
        name = line.text.strip("*_ ")
        if line is last[-1] and credits.is_outlet_name(name):
            found.credit(Credit(publisher=name))
            found.header.append(line.span)
        elif len(line.text) <= _LONGEST_LINE and credits.is_reporting_line(line.text):
            found.header.append(line.span)


def _dateline(line: Line, found: _Found) -> None:
    """Read "NEW YORK, Dec. 22, 2025 (Reuters) - " at the start of a paragraph."""
    credit = credits.dateline(line.text)
    found.credit(credit)
    if credit.published:
        found.dates.append((_DATELINED, credit.published))


def _metadata(text: str, line: Line, found: _Found, rank: int, titled: bool) -> bool:
    """Take what a whole line of metadata says. False when it is something else."""
    if len(line.text) > _LONGEST_LINE or line.text[0] == "|":  # a row of a table
        return False
    plain = line.text.strip("*_ ").replace("**", "")
    if not (
        _TRIFLE.fullmatch(plain)
        or (titled and _SECTIONS.fullmatch(plain))
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


def _field(text: str, line: Line, found: _Found, rank: int) -> bool:
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
        found.credit(credits.names(re.sub(r"\s*<.*", "", span.of(text))))
    return True


def _date(plain: str, found: _Found, rank: int, titled: bool) -> bool:
    """Take a date line and whom it credits beside the date."""
    dated = published.date_line(plain, found.day_first)
    if dated is None:
        return False
    # "Attack on September 11, 2001" is a headline; "Markets | 22 December 2025" is not.
    known = all(credits.is_byline(part) or credits.is_desk(part) for part in dated.rest)
    if not titled and not known and not _BAR.search(plain):
        return False
    apart = titled and _BAR_OR_DASH.search(plain) is not None
    found.credit(credits.beside_date(dated.rest, apart))
    found.dates.append((_UPDATED if dated.updated else rank, dated.published))
    return True


def _credited(plain: str, found: _Found) -> bool:
    credit = credits.credit_line(plain)
    if credit is None:
        return False
    found.credit(credit)
    return True


def _is_instrument(plain: str) -> bool:
    """A name with an ISIN: "Example US0378331005". The last figure of an ISIN checks the others."""
    match = _ISIN.search(plain)
    if match is None or len(plain.split()) > 8 or plain.endswith("."):
        return False
    figures = "".join(str(int(char, 36)) for char in match.group())
    doubled = (int(char) * (1 + place % 2) for place, char in enumerate(reversed(figures)))
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def _title(text: str, lines: Sequence[Line], number: int, found: _Found) -> int:
    """Take the headline if it stands in this line, or in the next with a kicker in this one.

    Returns how many lines it took.
    """
    line = lines[number]
    heading = _HEADING.fullmatch(line.text)
    words = heading.span("words") if heading else (0, len(line.text))
    title = Span(line.start + words[0], line.start + words[1])
    if found.title is not None:
        if not headline.same_words(found.title.of(text), title.of(text)):
            return 0
        found.header.append(found.title)  # the front matter's; the headline itself is shown
        found.title = title
        return 1
    if heading:
        found.title = title
        return 1
    following = lines[number + 1] if number + 1 < len(lines) else None
    ahead = _Found()
    announced = following is not None and _metadata(text, following, ahead, _SAID, titled=True)
    # Before a date or a byline even a sentence is a headline; after them a sentence is the body.
    announced = announced and bool(ahead.dates or ahead.authors)
    late = headline.is_stopped(line) and bool(found.dates or found.authors)
    if late or not headline.is_headline(line, following, announced):
        return 0
    after = lines[number + 2 : number + 3]
    if following and not announced and headline.is_kicker(line, following, after):
        found.header.append(line.span)
        found.title = _without_site(following, found)
        return 2
    found.title = _without_site(line, found)
    return 1


def _without_site(line: Line, found: _Found) -> Span:
    """The headline's span without the site's name after a bar ("Headline | Example Media")."""
    site = _SITE.search(line.text)
    if site is None or len(line.text[: site.start()].split()) < 3:
        return line.span
    if site["who"][-1] not in ".…":  # "Headline | The ..." was cut
        found.credit(Credit(publisher=site["who"]))
    found.header.append(Span(line.start + site.start(), line.end))
    return Span(line.start, line.start + site.start())
