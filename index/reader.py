"""A file -> Article: its bytes decoded, with the title, date, publisher and authors it names.

The decoded text is kept as it is, so that every offset of the product points into it. What the
text does not say of itself, the file's name may: the date, and the title.
"""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from pathlib import Path, PurePosixPath

from index import header, headline, published
from index.errors import ArticleError
from index.types import Article

READER_VERSION = "2"  # raise it when the same file would be read differently
SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
MAX_BYTES = 20_000_000

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
    found = header.find(text)
    stem = PurePosixPath(file).stem
    title_span = found.title
    title = _fold(title_span.of(text)) if title_span else headline.from_file_name(stem)
    if not title:
        title_span = headline.first_words(text, found.spans)
        title = _fold(title_span.of(text)) if title_span else stem
    return Article(
        file=file,
        text=text,
        title=title,
        content_hash=hashlib.sha256(raw).hexdigest(),
        encoding=encoding,
        published=found.published or published.from_file_name(stem),
        publisher=found.publisher,
        authors=found.authors,
        title_span=title_span,
        header=found.spans,
    )


def _fold(words: str) -> str:
    return " ".join(words.split())


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
