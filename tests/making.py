"""Files of every format, made for tests: small, of invented articles."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import TypeAlias

BRIDGE = (
    "The bridge over the Tarn at Velmora will close for nine weeks from 3 March, the county said "
    "on Tuesday. Engineers found cracks in 14 of its 62 hangers."
)
FERRY = (
    "A ferry will carry cars across the river every twenty minutes until the bridge opens again. "
    "The county has set aside 2.6 million crowns for it, said engineer Ada Brunn."
)


def raised_pdf(before: str, above: str, behind: str, rise: int = 5, size: int = 7) -> bytes:
    """A PDF of one line, in which some letters are smaller and stand higher."""
    line = f"{before}) Tj {rise} Ts /F1 {size} Tf ({above}) Tj 0 Ts /F1 11 Tf ({behind}"
    room = "q" * len(line)
    return pdf([[(room, 10)]]).replace(room.encode(), line.encode())


def pdf(pages: Sequence[Sequence[tuple[str, int]]], title: str = "", secret: bool = False) -> bytes:
    """A PDF of lines of text, each with the points of space above it; sizes are 11 points."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        y, words = 780, []
        for text, above in page:
            y -= above
            plain = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            words.append(f"BT /F1 11 Tf 72 {y} Td ({plain}) Tj ET")
        content = "\n".join(words).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            % len(objects)
        )
    references = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{references}] /Count {len(kids)} >>".encode()
    objects.append(f"<< /Title ({title}) >>".encode())
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = (
        " /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
        f" /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<4142> <4142>]"
    )
    written += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R"
        f"{lock if secret else ''} >>\nstartxref\n{table}\n%%EOF"
    ).encode()
    return written


def lines(text: str, width: int = 70, above: int = 30) -> list[tuple[str, int]]:
    """A paragraph as the lines of a PDF."""
    found: list[str] = [""]
    for word in text.split():
        if len(found[-1]) + len(word) > width:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    return [(line, 14 if n else above) for n, line in enumerate(found)]


SCANNED = "q" * 80


def scanned(raw: bytes) -> bytes:
    """A PDF with a picture in place of each line `SCANNED`."""
    picture = b") Tj ET q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q BT ("
    return raw.replace(SCANNED.encode(), picture.ljust(len(SCANNED)))


def docx(title: str, paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        rows = document.add_table(rows=0, cols=len(table[0]))
        for values in table:
            for cell, value in zip(rows.add_row().cells, values, strict=True):
                cell.text = value
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def in_docx(body: str, notes: str = "", styles: str = "") -> bytes:
    """A Word document of this XML, with footnotes and further styles."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    spaces = (
        f'xmlns:w="{main}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    with zipfile.ZipFile(io.BytesIO(docx("T", []))) as whole:
        files: dict[str, str | bytes] = {name: whole.read(name) for name in whole.namelist()}
    for name, end, more in (
        ("[Content_Types].xml", "</Types>",
         f'<Override PartName="/word/notes.xml" ContentType="{kind}"/>'),
        ("word/_rels/document.xml.rels", "</Relationships>",
         f'<Relationship Id="notes" Type="{related}" Target="notes.xml"/>'),
        ("word/styles.xml", "</w:styles>", styles),
    ):  # fmt: skip
        before = files[name]
        assert isinstance(before, bytes)
        files[name] = before.replace(end.encode(), (more + end).encode())
    files["word/document.xml"] = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    files["word/notes.xml"] = f"<w:footnotes {spaces}>{notes}</w:footnotes>"
    return zipped(files)


def zipped(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def epub(
    title: str, chapters: Sequence[str | bytes], date: str = "2025-02-04", style: str = ""
) -> bytes:
    """A book.

    Args:
        chapters: what is in their bodies; bytes are the whole of a chapter's file.
        date: a day, or the elements that say it.
    """
    date = date if date.startswith("<") else f"<dc:date>{date}</dc:date>"
    items = "".join(
        f'<item id="c{n}" href="text/c{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
            'container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:opf="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>{title}</dc:title><dc:creator>Ada Brunn</dc:creator>"
            f"<dc:publisher>Velmora Review</dc:publisher>{date}</metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
            "OEBPS/style.css": style,
            **{
                f"OEBPS/text/c{n}.xhtml": chapter
                if isinstance(chapter, bytes)
                else '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>'
                f"x</title></head><body>{chapter}</body></html>"
                for n, chapter in enumerate(chapters)
            },
        }
    )


def eml(subject: str, plain: str = "", html: str = "", sender: str = "Velmora Brief") -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = f"{sender} <news@velmora.example>"
    message["Date"] = "Tue, 04 Feb 2025 07:30:00 +0100"
    message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def mbox(*mails: bytes) -> bytes:
    quoted = (re.sub(rb"(?m)^(>*From )", rb">\1", mail) for mail in mails)
    return b"".join(b"From - Tue Feb  4 07:30:00 2025\n" + mail + b"\n\n" for mail in quoted)


def page(title: str, paragraphs: Sequence[str], site: str = "Velmora Post") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title} | {site}</title>"
        '<meta property="article:published_time" content="2025-02-04T07:30:00+01:00">'
        f'<meta property="og:site_name" content="{site}"><meta name="author" content="Ada Brunn">'
        '<link rel="canonical" href="https://velmora.example/bridge">'
        "<script>var ad = 'Buy anvils';</script></head><body>"
        "<nav><a href=/>Home</a> <a href=/sport>Sport</a> <a href=/shop>Buy our mugs</a></nav>"
        f"<article><h1>{title}</h1>{body}</article>"
        "<footer>© 2019 Velmora Post. We use cookies.</footer></body></html>"
    )


def saved(page: str) -> bytes:
    """A web page saved in one file."""
    return (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + page.replace("\n", "\r\n").encode()
        + b"\r\n--b--\r\n"
    )


def rtf(paragraphs: Sequence[str]) -> str:
    return "{\\rtf1\\ansi\\deff0 " + "\\par ".join(paragraphs) + "\\par}"


# Of a compound file: streams, and storages in it, by name.
Storage: TypeAlias = "Mapping[str, bytes | Storage]"


def msg(
    subject: str, body: str, sender: str, changed: Storage | None = None, date: bool = True
) -> bytes:
    """An Outlook mail.

    Args:
        changed: streams and storages by name; of no bytes to leave one out.
    """
    return _compound(msg_storage(subject, body, sender, changed, date))


def msg_forwarding(*mails: Storage) -> Storage:
    """The attachments of an Outlook mail that forwards others."""
    return {
        f"__attach_version1.0_#{n:08}": {"__substg1.0_3701000D": mail}
        for n, mail in enumerate(mails)
    }


def msg_storage(
    subject: str, body: str, sender: str, changed: Storage | None = None, date: bool = True
) -> Storage:
    """The streams of an Outlook mail, by name, as `msg` puts them into a file."""
    streams: Storage = {
        f"__substg1.0_{number}001F": text.encode("utf-16-le")
        for number, text in (
            ("0037", subject),
            ("007D", "Date: Tue, 04 Feb 2025 07:30:00 +0100\r\n" if date else "X: y\r\n"),
            ("0C1A", sender),
            ("1000", body),
        )
    }
    return {name: held for name, held in {**streams, **(changed or {})}.items() if held}


def _compound(root: Storage) -> bytes:
    """A compound file whose streams are long enough to need no short ones."""
    end, free, fat_sector = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    places: dict[tuple[str, ...], int] = {}  # in the directory, of each entry by its path

    def place(storage: Storage, path: tuple[str, ...]) -> None:
        for name, held in storage.items():
            places[*path, name] = len(places) + 1
            if isinstance(held, Mapping):
                place(held, (*path, name))

    place(root, ())
    directory_sectors = len(places) // 4 + 1  # four entries each
    fat = [fat_sector, fat_sector, *range(3, directory_sectors + 2), end]
    entries = [_entry("Root Entry", 5, child=1, start=end, size=0)]
    content = b""

    def write(storage: Storage, path: tuple[str, ...]) -> None:
        nonlocal content, fat
        following = [*(places[*path, name] for name in storage), free][1:]
        for (name, held), right in zip(storage.items(), following, strict=True):
            if isinstance(held, Mapping):
                child = places[*path, name, next(iter(held))]
                entries.append(_entry(name, 1, child=child, right=right, start=0, size=0))
                write(held, (*path, name))
                continue
            padded = held.ljust(max(4096, -(-len(held) // 512) * 512), b"\0")
            first, sectors = len(fat), len(padded) // 512
            fat += [first + k + 1 for k in range(sectors - 1)] + [end]
            entries.append(_entry(name, 2, right=right, start=first, size=len(padded)))
            content += padded

    write(root, ())
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    assert len(fat) <= 256, "two sectors tell where the others are"
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(1024, b"\xff")
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 62, 3, 0xFFFE, 9, 6, 0, 0,
        0, 2, 2, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, 1, *([free] * 107))
    return header + table + directory + content


def msg_short(properties: dict[int, int]) -> dict[str, bytes]:
    """The stream of the short properties of an Outlook mail."""
    told = b"".join(struct.pack("<IIQ", tag, 6, value) for tag, value in properties.items())
    return {"__properties_version1.0": bytes(32) + told}


def _entry(
    name: str, kind: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF, start: int, size: int
) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        words, len(words), kind, 1, 0xFFFFFFFF, right, child, bytes(16), 0, 0, 0, start, size,
    )  # fmt: skip
