"""Which paths patterns let through, in the notation of `.gitignore`."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import TYPE_CHECKING

from index import formats, plain
from index.errors import ArticleError, SettingError, UserError
from index.types import Patterns

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".assistantignore"
_LONGEST_IGNORE = 1_000_000  # bytes
_STARS = re.compile(r"(?<!\\)\*{2,}")
_MOST_STARS = 5


class Wanted:
    """What the patterns let through, in the notation of `.gitignore`.

    Args:
        rules: the patterns of `.assistantignore`, `--exclude` and `--include`, by these names.

    Raises:
        ArticleError, SettingError: they cannot be used.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self.rules = rules
        compiled = {why: _compiled(lines, why) for why, lines in rules.items()}
        self._include = compiled.pop("--include", None)
        self._specs = [(why, spec) for why, spec in compiled.items() if spec is not None]

    @classmethod
    def of(cls, folder: Path, patterns: Patterns) -> Wanted:
        """Those of a folder of articles, and those that were told."""
        ignored = _ignore_file(folder)
        return cls(
            {IGNORE_FILE: ignored, "--exclude": patterns.exclude, "--include": patterns.include}
        )

    def told(self) -> str:
        """What the patterns are, in short."""
        return hashlib.sha256(repr(self.rules).encode(errors="replace")).hexdigest()[:16]

    def why_not(self, path: str) -> str | None:
        """Why a file, or a folder with a / at the end, is left out; None where it is not."""
        path = path.replace("\n", "\0")  # at a line's end the expressions of patterns would stop
        for why, spec in self._specs:
            found = spec.check_file(path)
            if found.include and found.index is not None:
                return f"left out by {why} ({self.rules[why][found.index].strip()})"
        if self._include is not None and not path.endswith("/"):
            return None if self._include.match_file(path) else "not among --include"
        return None

    def why_not_above(self, path: str) -> str | None:
        """The same where a folder that it is in may be left out."""
        folders = [f"{parent.as_posix()}/" for parent in PurePosixPath(path).parents[:-1]]
        return next(filter(None, map(self.why_not, (*reversed(folders), path))), None)


def is_archive(file: str) -> bool:
    """Whether patterns reach into a file as into a folder."""
    return os.path.splitext(file)[1].lower() in formats.ARCHIVES


def as_asked(file: str) -> str:
    """The path of a file for patterns: what is in an archive is let through file by file."""
    return f"{file}/" if is_archive(file) else file


def check_patterns(patterns: Patterns) -> None:
    """Raise SettingError where patterns that were told cannot be used."""
    _compiled(patterns.include, "--include")
    _compiled(patterns.exclude, "--exclude")


def _compiled(lines: Sequence[str], where: str) -> GitIgnoreSpec | None:
    if not lines:
        return None
    from pathspec import GitIgnoreSpec  # 30 ms, and most folders have no patterns

    told = ["/".join(map(_fewer_stars, line.split("/"))) for line in lines]
    for line in told:
        if any(part.count("*") > _MOST_STARS for part in line.split("/")):
            raise _bad_pattern(where, f"{line!r} has more than {_MOST_STARS} * between two /")
        if "[[:" in line:
            raise _bad_pattern(where, f"{line!r} has a class by name, which is not known")
    try:
        return GitIgnoreSpec.from_lines(told)
    except (ValueError, re.error) as error:
        bad = next(line for line in told if not _is_pattern(line))
        raise _bad_pattern(where, f"{bad!r} is none") from error


def _fewer_stars(part: str) -> str:
    """Several in a row are one, as for git: an expression would try each at every letter."""
    return part if part == "**" else _STARS.sub("*", part)


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _bad_pattern(where: str, why: str) -> UserError:
    words = f"{where} has a pattern that cannot be used: {why}. Mend it"
    if where == IGNORE_FILE:
        return ArticleError(f"{words} in that file.")
    return SettingError(f"{words}, or take it out; {where} none forgets all of them.")


def _ignore_file(folder: Path) -> tuple[str, ...]:
    path = folder / IGNORE_FILE
    # Without it what is to be left out would be read.
    try:
        if not S_ISREG(path.stat().st_mode):  # to open a pipe would be to wait for ever
            raise ArticleError(f"{path} is not a file of patterns. Make it one, or delete it.")
        with path.open("rb") as file:
            raw = file.read(_LONGEST_IGNORE + 1)
    except FileNotFoundError:
        if path.is_symlink():
            raise ArticleError(f"{path} is a link that leads nowhere. Mend or delete it.") from None
        return ()
    except OSError as error:
        raise ArticleError(
            f"{path} cannot be read ({error.strerror}). Give yourself the right to, or delete it."
        ) from error
    if len(raw) > _LONGEST_IGNORE:
        raise ArticleError(
            f"{path} has more than {_LONGEST_IGNORE:,} bytes, the most that is read of patterns. "
            "Make it shorter: a pattern may name a folder, or have a * in it."
        )
    text, _ = plain.decode(raw)  # some editors and terminals write UTF-16
    if "\0" in text:
        raise ArticleError(f"{path} is binary, not a file of patterns. Write it as text.")
    return tuple(text.splitlines())
