"""Files that a visitor gives: into the folder under a safe name, or refused with the reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from index import reader
from index.errors import ArticleError, UserError

MOST_FILES = 50  # at once
MOST_NAME = 120  # characters of a name; far below what file systems take
MOST_ALIKE = 1_000  # names tried where one is taken
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # Windows' own


def safe_name(name: str) -> str:
    """A name of one piece that every system takes and no reader mistakes, its kind kept.

    Raises:
        ArticleError: it is of no kind that can be read.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(
        c if unicodedata.category(c)[0] in "LNM" or c in " .-_()," else "-"
        for c in unicodedata.normalize("NFC", last.encode("utf-8", "replace").decode())
    )
    stem, dot, end = plain.rstrip(" .").rpartition(".")
    stem, suffix = stem.strip(" .-"), dot + end.lower()
    if suffix not in reader.SUFFIXES:
        kinds = ", ".join(sorted(reader.SUFFIXES))
        raise ArticleError(f"{last!r} was not taken: no kind that can be read ({kinds}).")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"article {stem}".strip()
    while len((stem + suffix).encode()) > MOST_NAME:
        stem = stem[:-1]
    return stem.rstrip(" .") + suffix


def take(folder: Path, name: str, data: bytes) -> str:
    """Write a new file into the folder; returns its name. No file that is there is touched.

    Raises:
        ArticleError: it is of no kind that can be read, too large, the same as one that is
            there, or cannot be written.
    """
    wanted = Path(safe_name(name))
    if len(data) > reader.MAX_BYTES:
        raise ArticleError(
            f"{wanted.name!r} was not taken: it has {len(data):,} bytes; the most is "
            f"{reader.MAX_BYTES:,}."
        )
    for number in range(1, MOST_ALIKE):
        free = wanted.name if number == 1 else f"{wanted.stem} ({number}){wanted.suffix}"
        path = folder / free
        ours = False
        try:
            with path.open("xb") as file:  # never over a file, nor through a link
                ours = True
                file.write(data)
            return free
        except FileExistsError:
            if _holds(path, data):
                where = "" if free == wanted.name else f" as {free!r}"
                raise ArticleError(
                    f"{wanted.name!r} was not taken: it is in the folder already{where}."
                ) from None
        except OSError as error:
            if ours:  # half an article, as on a full disk, is none
                path.unlink(missing_ok=True)
            raise ArticleError(
                f"{wanted.name!r} was not taken: the folder cannot be written "
                f"({error.strerror or error})."
            ) from error
    raise ArticleError(f"{wanted.name!r} was not taken: too many files have that name.")


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def taken(folder: Path, paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Files that Gradio has received, put into the folder: their names there, what was refused."""
    done, refused = [], []
    for path in map(Path, paths[:MOST_FILES]):
        if not path.is_file():  # named twice, and taken already
            continue
        try:
            done.append(take(folder, path.name, path.read_bytes()))
        except UserError as error:
            refused.append(str(error))
        path.unlink(missing_ok=True)
    if len(paths) > MOST_FILES:
        refused.append(f"Only the first {MOST_FILES} of {len(paths)} files were looked at.")
    return done, refused
