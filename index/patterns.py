"""Which paths patterns let through, in the notation of `.gitignore`."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import TYPE_CHECKING

from index import formats, plain
from index.errors import ArticleError, SettingError, UserError
from index.types import Patterns

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILE = ".assistantignore"
_LONGEST_IGNORE = 1_000_000  # bytes
_STARS = re.compile(r"(?<!\\)\*{2,}")
_MOST_STARS = 5
_INSIDE = re.compile(r"/\*\*/\s*$")  # of the folders in one; pathspec means that one
_FOLDER = "ps_d"  # what pathspec calls the / behind a folder


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, as it was told and as pathspec reads it."""

    told: str
    pattern: GitIgnoreSpecPattern
    leaves_out: bool  # else it begins with !

    def is_of(self, path: str) -> bool:
        """Whether it is of this file itself, or of this folder: of which folder it is in is asked
        apart, and git lets nothing in of one that is left out.
        """
        found = self.pattern.regex
        assert found is not None  # as of a comment alone
        match = found.search(path.removesuffix("/"))
        if match and match.groupdict().get(_FOLDER) is None:
            return True
        return _FOLDER in found.groupindex and any(
            match.end(_FOLDER) == len(path) for match in found.finditer(path)
        )


class Wanted:
    """What the patterns let through, in the notation of `.gitignore`.

    Args:
        rules: the patterns of `.assistantignore`, `--exclude` and `--include`, by these names.

    Raises:
        ArticleError, SettingError: they cannot be used.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self.rules = rules
        self._rules = {why: found for why, told in rules.items() if (found := _compiled(told, why))}
        self._include = None
        if included := self._rules.get("--include"):
            from pathspec import GitIgnoreSpec  # 30 ms, and most folders have no patterns

            self._include = GitIgnoreSpec([rule.pattern for rule in included])
        self._used = set[tuple[str, str]]()

    @classmethod
    def of(cls, folder: Path, patterns: Patterns) -> Wanted:
        """Those of a folder of articles, and those that were told."""
        told = {"--exclude": patterns.exclude, "--include": patterns.include}
        below = {why: tuple(_below(folder, line) for line in lines) for why, lines in told.items()}
        return cls({IGNORE_FILE: _ignore_file(folder), **below})

    def told(self) -> str:
        """What the patterns are, in short."""
        return hashlib.sha256(repr(self.rules).encode(errors="replace")).hexdigest()[:16]

    def why_not(self, path: str) -> str | None:
        """Why a file, or a folder with a / at the end, is left out; None where it is not."""
        # At a line's end the expressions of patterns would stop.
        path = unicodedata.normalize("NFC", path.replace("\n", "\0"))
        last = {why: self._last(why, path) for why in self._rules}
        for why, rule in last.items():
            if why != "--include" and rule is not None and rule.leaves_out:
                return f"left out by {why} ({rule.told.strip()})"
        if self._include is not None and not path.endswith("/"):
            return None if self._include.match_file(path) else "not among --include"
        return None

    def _last(self, why: str, path: str) -> _Rule | None:
        """The last pattern that is of a file or folder; each that is of one is used."""
        found = None
        for rule in reversed(self._rules[why]):
            if (found is None or (why, rule.told) not in self._used) and rule.is_of(path):
                self._used.add((why, rule.told))
                found = found or rule
        return found

    def unused(self) -> tuple[str, ...]:
        """The patterns, of those that were told, that were of nothing that was asked about."""
        return tuple(
            f"{why} {rule.told}"
            for why, rules in self._rules.items()
            for rule in rules
            if why != IGNORE_FILE and rule.leaves_out and (why, rule.told) not in self._used
        )

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


def _below(folder: Path, line: str) -> str:
    """A pattern of one who names a file as a shell does: ./drafts/, or with the folder's path."""
    lets_in = "!" * line.startswith("!")
    told = line[len(lets_in) :]
    for start in ("./", f"{os.path.abspath(folder)}/", f"{os.path.realpath(folder)}/"):
        if told.startswith(start):
            return f"{lets_in}/{told[len(start) :]}"
    return line


def _compiled(lines: Sequence[str], where: str) -> list[_Rule]:
    rules = (_rule(line, where) for line in lines if line.strip())
    return [rule for rule in rules if rule is not None]


def _rule(line: str, where: str) -> _Rule | None:
    """A pattern; None for a comment.

    Raises:
        ArticleError, SettingError: it cannot be used.
    """
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # as above

    # One file system gives a name with its accents apart, another in one.
    told = "/".join(map(_fewer_stars, unicodedata.normalize("NFC", line).split("/")))
    if any(part.count("*") > _MOST_STARS for part in told.split("/")):
        raise _bad_pattern(where, f"{told!r} has more than {_MOST_STARS} * between two /")
    if "[[:" in told:
        raise _bad_pattern(where, f"{told!r} has a class by name, which is not known")
    try:
        pattern = GitIgnoreSpecPattern(_INSIDE.sub("/**/*/", told))
    except (ValueError, re.error) as error:
        raise _bad_pattern(where, f"{told!r} is none") from error
    if pattern.include is None:
        return None
    return _Rule(line, pattern, pattern.include)


def _fewer_stars(part: str) -> str:
    """Several in a row are one, and alone two, as for git: an expression would try each at every
    letter.
    """
    return _STARS.sub("*" if part.strip("!*") else "**", part)


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
