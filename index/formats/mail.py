"""A mail, as a mail program saves it, or each of a mailbox -> its text: newsletters are read so."""

from __future__ import annotations

import codecs
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import format_datetime, parseaddr
from typing import Any

from index.formats import UnreadableError, letters, markup
from index.types import Extracted

_FORWARDED = 5  # mails in one another
_STUB = 0.5  # of the HTML's length: a shorter plain text only says to open the other
# The line before each mail of a mailbox: "From ", a sender, a time. A text may have such words.
# Bounded: a long line that is none would be tried at each of its times and years.
_BEGINS = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S+ [^\n]{0,100}\d\d:\d\d[^\n]{0,100}\d{4}[^\n]{0,100}+\n"
)
# A mail that was deleted stands in Thunderbird's file until the folder is compacted.
_DELETED = re.compile(
    rb"^X-Mozilla-Status: *[0-9a-f]{0,3}[89a-f]\r?$", re.MULTILINE | re.IGNORECASE
)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
# What was attached and stands in the text, where a mail is put together wrongly.
_ENCODED = re.compile(
    r"(?:^[A-Za-z0-9+/]{40,998}={0,2}[ \t]*(?:\n|\Z)){3,}(?:^[A-Za-z0-9+/]+={0,2}$)?", re.M
)
_CIPHERS = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
_CIPHER = "-----BEGIN PGP MESSAGE-----"
_SPACE = re.compile(r"\s+")
# What stands before a mail where a program put it there.
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?=From |[A-Za-z][A-Za-z-]*:)")
# Streams of a .msg file, by the property that they hold ([MS-OXPROPS]).
_SUBJECT, _BODY, _HTML, _SENDER, _HEADERS = "0037", "1000", "1013", "0C1A", "007D"
_RICH, _ADDRESS, _MAIL = "1009", "5D01", "3701000D"
_STREAM, _ATTACHED = "__substg1.0_", "__attach_version1.0_"
# What is short stands in one stream of its own, 16 bytes each: the kind and the number, eight more.
_SHORT, _SHORT_HEAD, _SHORT_HEAD_WITHIN = "__properties_version1.0", 32, 24
_CODE_PAGES = (0x3FFD0003, 0x3FDE0003)  # of the mail, of its page
_TIMES = (0x00390040, 0x0E060040)  # sent, delivered: tenths of microseconds since 1601
_BEGAN = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_CODECS = {
    20127: "ascii", 20866: "koi8_r", 21866: "koi8_u", 51932: "euc_jp", 54936: "gb18030",
    50220: "iso2022_jp", 50221: "iso2022_jp", 50222: "iso2022_jp",
}  # fmt: skip


def article(raw: bytes) -> Extracted:
    """The text of an .eml file, and of the mails that it forwards. Other attachments are not read.

    Raises:
        UnreadableError: neither has a text, or there are several.
    """
    if begins := _LEADING.match(raw):
        raw = raw[begins.end() :]
    if raw.startswith(b"From ") and len(mails := list(_BEGINS.finditer(raw))) > 1:
        raise UnreadableError(
            f"holds {len(mails):,} mails; name it .mbox, so that each is an article"
        )
    message = message_from_bytes(raw, policy=default)
    found = _whole(message, _FORWARDED)
    kinds = {part.get_content_type() for part in message.walk()}
    if found.text.startswith(_CIPHER) or (not found.text and kinds & _CIPHERS):
        raise UnreadableError(
            "is encrypted or sealed; open it in its mail program and save its text as .txt"
        )
    return _with_text(found)


def _with_text(found: Extracted) -> Extracted:
    if found.text:
        return found
    raise UnreadableError(
        "has no text of its own; save what is attached to it beside it, or delete it"
    )


def _whole(message: object, deep: int) -> Extracted:
    assert isinstance(message, EmailMessage)  # what this policy makes
    inner = _forwarded(message) if deep > 1 else ()
    return _joined(_read(message), (_whole(one, deep - 1) for one in inner))


def _joined(found: Extracted, forwarded: Iterable[Extracted]) -> Extracted:
    """A mail with those that it forwards; where it says nothing itself, the first of them."""
    for below in forwarded:
        if not found.text:
            found = below
        elif below.text:
            told = "\n\n".join(filter(None, (found.text, below.title, below.text)))
            found = dataclasses.replace(found, text=told)
    return found


def _forwarded(message: Message) -> Iterator[object]:
    if message.get_content_type() == "message/rfc822":
        yield message.get_payload(0)
    elif message.is_multipart():
        for part in message.get_payload():
            yield from _forwarded(part)  # type: ignore[arg-type]


def several(raw: bytes) -> Iterator[bytes]:
    """The mails of a mailbox (mbox), in their order.

    Raises:
        UnreadableError: it is none.
    """
    starts = list(_BEGINS.finditer(raw))
    if not starts or starts[0].start():
        raise UnreadableError(
            "is no mailbox: no line of its sender and time begins it; export it again as mbox, or "
            "its mails as .eml"
        )
    ends = [*(one.start() for one in starts[1:]), len(raw)]
    for begins, end in zip(starts, ends, strict=True):
        yield _QUOTED.sub(b"", raw[begins.end() : end])


def is_deleted(raw: bytes) -> bool:
    """Whether a mail of a mailbox was deleted, and is there until its program makes room."""
    ends = _HEAD_ENDS.search(raw)
    return _DELETED.search(raw, 0, ends.start() if ends else len(raw)) is not None


def _read(message: EmailMessage) -> Extracted:
    return Extracted(
        _text(message),
        title=" ".join(str(message["subject"] or "").split()) or None,
        published=_date(message),
        publisher=_sender(str(message["from"] or "")),
    )


def _date(message: EmailMessage) -> str | None:
    """When a mail was sent; where it does not say so, when the first server had it."""
    said = message["date"]
    servers = message.get_all("received", ())
    if servers and (said is None or said.datetime is None):
        return str(servers[-1]).rpartition(";")[2].strip() or None
    return str(said or "") or None


def _text(part: Message) -> str:
    """The words of a mail, part by part as they are shown; not those of files or mails in it."""
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind.startswith("message/"):
        return ""
    if not part.is_multipart():
        told = _decoded(part)
        return markup.text_of(markup.parsed(told)) if kind == "text/html" else _chosen(told, "")
    inner: list[Message] = part.get_payload()  # type: ignore[assignment]
    if kind == "multipart/alternative":
        plain = [one for one in inner if one.get_content_type() == "text/plain"]
        others = [told for one in inner if one not in plain and (told := _text(one))]
        return _chosen(_text(plain[0]) if plain else "", others[-1] if others else "")
    words = [_text(one) for one in inner]
    if kind == "multipart/related":  # a page and what it is made of
        return next(filter(None, words), "")
    first = next((place for place, said in enumerate(words) if said), 0)  # it may have a name
    own = {  # what is sent as text and once more as a page is read once
        _SPACE.sub("", said): said
        for place, (said, one) in enumerate(zip(words, inner, strict=True))
        if one.get_filename() is None or place == first
    }
    return "\n\n".join(filter(None, own.values()))


def outlook(raw: bytes) -> Extracted:
    """The text of an Outlook .msg file, and of the mails that it forwards.

    Raises:
        UnreadableError: neither has a text that can be read.
    """
    import olefile

    if not olefile.isOleFile(data=raw):
        raise UnreadableError("is no Outlook mail; save it again, or as .eml")
    with olefile.OleFileIO(io.BytesIO(raw)) as found:
        return _with_text(_outlook(found, "", _FORWARDED))


def _outlook(found: Any, within: str, deep: int) -> Extracted:
    """A mail of a .msg file, with those that it forwards.

    Args:
        within: the storage that holds it, with a / at its end; "" for the file itself.
    """
    short = _short(found, within)
    codec, of_page = _codec(short, _CODE_PAGES), _codec(short, _CODE_PAGES[::-1])

    def told(number: str) -> str:
        return _stream(found, within + _STREAM + number, codec)

    headers = message_from_bytes(told(_HEADERS).encode(errors="replace"))
    marked = markup.text_of(markup.parsed(_page(found, within, of_page)))
    text = _chosen(told(_BODY), marked)
    if not text and _bytes(found, f"{within}{_STREAM}{_RICH}0102"):
        raise UnreadableError("has its text as Rich Text alone; save it as .eml or .rtf")
    sender = told(_SENDER).strip()
    if sender.casefold().startswith("/o="):  # his place in a directory, which is no name
        sender = _sender(told(_ADDRESS) or headers["from"] or "") or ""
    mail = Extracted(
        text,
        title=" ".join(told(_SUBJECT).split()) or None,
        published=str(headers["date"] or "") or _sent(short),
        publisher=sender or None,
    )
    storages = ("/".join(path) for path in found.listdir(streams=False, storages=True))
    inner = [
        path
        for path in storages
        if path.startswith(within + _ATTACHED)
        and path.endswith(f"/{_STREAM}{_MAIL}")
        and path.count("/") == within.count("/") + 1
    ]
    return _joined(mail, (_outlook(found, f"{path}/", deep - 1) for path in inner if deep > 1))


def _chosen(plain: str, marked: str) -> str:
    plain = _ENCODED.sub("", "\n".join(plain.splitlines())).strip()
    return marked if len(plain) < _STUB * len(marked) else plain


def _decoded(part: Message) -> str:
    """What stands in a part of a mail; "" where that is no text."""
    kind, raw = part.get_content_type(), part.get_payload(decode=True)
    if kind not in ("text/plain", "text/html") or not isinstance(raw, bytes):
        return ""
    of_page = letters.said(raw) if kind == "text/html" else None
    return letters.decoded(raw, part.get_content_charset(), of_page)


def _sender(value: str) -> str | None:
    name, address = parseaddr(value)
    before = value.partition("<")[0]
    if ":" in before and value.count("<") == 1:  # a name: no group of addresses is named
        name = before.strip(' "')
    return " ".join(name.split()) or address.rpartition("@")[2] or None


def _bytes(found: Any, name: str) -> bytes:
    return bytes(found.openstream(name).read()) if found.exists(name) else b""


def _short(found: Any, within: str) -> dict[int, int]:
    """The short properties of a mail of a .msg file, by number and kind."""
    raw = _bytes(found, within + _SHORT)
    return {
        int.from_bytes(raw[at : at + 4], "little"): int.from_bytes(raw[at + 8 : at + 16], "little")
        for at in range(_SHORT_HEAD_WITHIN if within else _SHORT_HEAD, len(raw) - 15, 16)
    }


def _codec(short: dict[int, int], where: Sequence[int]) -> str | None:
    """How the letters of bytes are encoded; None where that is not told, or Western (1252)."""
    for number in (short.get(one, 0) & 0xFFFFFFFF for one in where):
        name = _CODECS.get(number, f"cp{number}")
        if 28591 <= number <= 28606:
            name = f"iso8859_{number - 28590}"
        if number == 1252:  # told by default too: what the letters look like decides
            return None
        try:
            if number:
                return codecs.lookup(name).name
        except LookupError:
            continue
    return None


def _sent(short: dict[int, int]) -> str | None:
    for ticks in (short.get(one) for one in _TIMES):
        if ticks:
            try:
                return format_datetime(_BEGAN + dt.timedelta(microseconds=ticks // 10))
            except OverflowError:
                continue
    return None


def _page(found: Any, within: str, codec: str | None) -> str:
    """The HTML of a mail of a .msg file."""
    name = within + _STREAM + _HTML
    raw = _bytes(found, f"{name}0102").rstrip(b"\0")
    if not raw:
        return _stream(found, name, codec)
    return letters.decoded(raw, letters.said(raw, codec))


def _stream(found: Any, name: str, codec: str | None) -> str:
    if wide := _bytes(found, name + "001F"):
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    return letters.decoded(_bytes(found, name + "001E").rstrip(b"\0"), codec)
