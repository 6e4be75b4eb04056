"""A zipped folder -> the articles of the files in it. Archives within it are not opened."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath

from index import formats, plain
from index.errors import ArticleError
from index.formats import HIDDEN, MOST_PARTS, MOST_TEXT, PAGE_FOLDERS, Part, UnreadableError
from index.types import Extracted

MOST_UNPACKED = 500_000_000  # bytes; what a header gives is the most that is ever unpacked

_IS_UTF_8 = 0x800  # of an entry's flags
_HIDDEN = (*HIDDEN, "__MACOSX")


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
    if len(entries) > MOST_PARTS:
        raise UnreadableError(f"holds more than {MOST_PARTS:,} files; unpack it into the folder")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise UnreadableError(
            f"unpacks to {total / 1e6:,.0f} MB, more than the {MOST_UNPACKED // 1_000_000} MB "
            "that are read; unpack it into the folder if you trust it"
        )


def parts(raw: bytes, wanted: Callable[[str], bool]) -> Iterator[Part]:
    """The articles of an archive, by name; hidden files, and those not wanted, are passed over."""
    check_size(raw)
    taken = set[str]()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = [(_path(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
        names: dict[PurePosixPath, set[str]] = {}  # by folder
        for path, _ in entries:
            names.setdefault(path.parent, set()).add(path.name)
        for path, entry in sorted(entries, key=lambda one: one[0]):
            hidden = any(part.startswith(_HIDDEN) for part in path.parts if part != "..")
            folder, page = _of_a_page(path, names)
            if not path.parts or hidden or (folder is not None and f"/{folder}/" in taken):
                continue
            inner = f"/{folder}/" if folder else _free(f"/{path}", taken)
            taken.add(inner)
            if not wanted(inner) or (page is not None and not wanted(f"/{page}")):
                continue
            suffix = path.suffix.lower()
            if folder is not None:
                yield Part(inner, partial(_refuse, "belongs to the saved page beside it"))
            elif stat.S_ISLNK(entry.external_attr >> 16):
                yield Part(
                    inner, partial(_refuse, "is a link, which is not followed in an archive")
                )
            elif ".." in path.parts:
                yield Part(inner, partial(_refuse, "leads out of the archive; zip it again"))
            elif suffix in formats.CONTAINERS - formats.ARCHIVES:
                yield from _of_several(archive, entry, inner, suffix)
            else:
                yield Part(inner, partial(_article, archive, entry, inner, suffix))
    if not taken:
        raise UnreadableError("holds no files, or hidden ones alone; zip the folder again")


def _path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where an entry lies in its archive."""
    told = PurePosixPath(_name(entry).replace("\\", "/"))
    return PurePosixPath(*(part for part in told.parts if part.strip("/")))


def _of_a_page(
    path: PurePosixPath, names: Mapping[PurePosixPath, Container[str]]
) -> tuple[PurePosixPath, PurePosixPath] | tuple[None, None]:
    """The folder that a browser saved with a page, where a file is in one, and that page."""
    for depth in range(len(path.parts) - 1, 0, -1):
        if not path.parts[depth - 1].endswith(PAGE_FOLDERS):
            continue  # to make a path of each takes seconds where they are thousands
        folder = PurePosixPath(*path.parts[:depth])
        if page := formats.page_of(folder.name, names.get(folder.parent, ())):
            return folder, folder.with_name(page)
    return None, None


def _refuse(why: str) -> Extracted:
    raise UnreadableError(why)


def _name(entry: zipfile.ZipInfo) -> str:
    """Many programs write a name in UTF-8 and do not say so."""
    if entry.flag_bits & _IS_UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename


def _free(inner: str, taken: Container[str]) -> str:
    """A name that no file before has: an archive may hold several of one name."""
    path, found, number = PurePosixPath(inner), inner, 1
    while found in taken:
        number += 1
        found = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
    return found


def _of_several(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: str, suffix: str
) -> Iterator[Part]:
    try:
        for row in formats.parts(archive.read(entry), suffix):
            yield Part(inner + row.name, row.read)
    except Exception as error:  # noqa: BLE001 - raised where the part is read: the others are too
        yield Part(inner, partial(_fail, error))


def _fail(error: Exception) -> Extracted:
    raise error


def _article(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: str, suffix: str
) -> Extracted:
    if suffix in formats.ARCHIVES:
        raise UnreadableError("is an archive in an archive, which is not read; unpack it")
    if suffix not in formats.SUFFIXES | plain.SUFFIXES:
        raise UnreadableError("is not a format that is read")
    content = archive.read(entry)
    if suffix not in plain.SUFFIXES:
        return formats.one(content, suffix)
    if len(content) > MOST_TEXT:
        raise UnreadableError(
            f"is {len(content) / 1e6:.0f} MB, more than the {MOST_TEXT // 1_000_000} MB that an "
            "article may have; split it"
        )
    text, encoding = plain.decode(content)
    try:
        plain.check(content, text, encoding, inner)
    except ArticleError as error:
        raise UnreadableError(str(error).removeprefix(f"{inner}: ").rstrip(".")) from error
    return Extracted(text)
