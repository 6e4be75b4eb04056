"""The bytes of a text file -> its text, whatever the encoding."""

from __future__ import annotations

import re
import unicodedata

from index.errors import ArticleError

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})

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


def check(raw: bytes, text: str, encoding: str, file: str) -> None:
    """Refuse what holds no text.

    Raises:
        ArticleError: with what it is; one line.
    """
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
    # In letters of two bytes every other byte is below a space in most scripts, and of the others
    # few texts are UTF-8 by chance: this is text with a stray NUL.
    if sum(byte < 0x20 for byte in sample) * 5 < len(sample) and is_utf_8(raw):
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


def is_utf_8(raw: bytes) -> bool:
    """Whether bytes are UTF-8 from the first to the last."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


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
