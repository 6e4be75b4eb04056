"""A zipped folder -> the articles of the files in it. Archives within it are not opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from index import formats, plain
from index.errors import ArticleError
from index.formats import UnreadableError
from index.types import Extracted

MOST_FILES = 50_000
MOST_UNPACKED = 500_000_000  # bytes; what a header gives is the most that is ever unpacked


def check_size(raw: bytes) -> None:
    """Refuse an archive that would unpack to more than there is room for, or that is broken.

    Raises:
        UnreadableError: with the mend.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableError("is a broken archive; save it again") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError("is encrypted; save it without its password")
    if len(entries) > MOST_FILES:
        raise UnreadableError(f"holds more than {MOST_FILES:,} files; unpack it into the folder")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise UnreadableError(
            f"unpacks to {total / 1e6:,.0f} MB, more than the {MOST_UNPACKED // 1_000_000} MB "
            "that are read; unpack it into the folder if you trust it"
        )


def articles(raw: bytes) -> Iterator[Extracted]:
    """The articles of an archive, by name; hidden files are passed over."""
    check_size(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
        for name, entry in sorted(entries.items()):
            parts = PurePosixPath(name.replace("\\", "/")).parts
            if any(part.startswith((".", "__MACOSX")) for part in parts):
                continue
            inner = "".join("/" + part for part in parts if part not in ("/", ".."))
            yield from _of_file(archive, entry, inner)


def _of_file(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: str) -> Iterator[Extracted]:
    suffix = PurePosixPath(inner).suffix.lower()
    try:
        if suffix in formats.ARCHIVES or suffix not in formats.SUFFIXES | plain.SUFFIXES:
            what = "an archive in an archive" if suffix in formats.ARCHIVES else "not a format"
            raise UnreadableError(f"is {what} that is read")
        content = archive.read(entry)
        if suffix in formats.TABLES:
            for one in formats.several(content, suffix):
                yield _inside(one, inner)
        elif suffix in plain.SUFFIXES:
            text, encoding = plain.decode(content)
            plain.check(content, text, encoding, inner)
            yield Extracted(text, inner)
        else:
            yield _inside(formats.one(content, suffix), inner)
    except UnreadableError as error:
        yield Extracted(part=inner, problem=str(error))
    except ArticleError as error:
        yield Extracted(part=inner, problem=str(error).partition(": ")[2])
    except Exception as error:  # noqa: BLE001 - one broken file must not stop all the others
        yield Extracted(part=inner, problem=f"could not be read ({type(error).__name__})")


def _inside(one: Extracted, inner: str) -> Extracted:
    return replace(one, part=inner + one.part)
