"""Reading in a process of its own: whatever a file does to its reader, the index goes on.

The process has a limit of memory, and is ended when an article takes too long. It serves one file
after another, so its start (half a second with the libraries) is paid once a sync; files that are
plain text never start it. Requests and answers are lines of JSON. Of a file that holds several
articles, one that breaks the process or takes too long is passed over by the next process.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from index import formats
from index.errors import ArticleError
from index.patterns import Wanted
from index.types import Extracted

LONGEST = 60.0  # seconds for one article
LONGEST_IN_ALL = 1_800.0  # seconds for all of a file: 50,000 pages in a common archive
MOST_MEMORY = 2_000_000_000  # bytes of address space
# All of the environment that it gets: keys and settings are none of its business.
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "HOME", "SYSTEMROOT")
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0x7F: None}


class ChangedError(ArticleError):
    """A file that is another than it was a moment ago."""


class _EndedError(Exception):
    """The process ended without an answer, or was ended. The words say why, without a name."""

    def __init__(self, words: str, timed: bool = False, in_all: bool = False) -> None:
        super().__init__(words)
        self.timed = timed  # it took too long
        self.in_all = in_all  # all of the file did


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request."""

    path: str
    hashed: str  # what the file is expected to hold, by its sha256
    first: int = 0  # the article that the answers begin with
    problem: str = ""  # why that one is passed over; "" reads it
    last: bool = False  # it is the only one that is told
    file: str = ""  # the name by which patterns know it
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Extractor:
    """Takes texts out of files. Use as a context manager; the process starts with the first file.

    Args:
        longest: seconds that an article may take.
        memory: bytes of address space that reading may take, where the system can limit it.
        in_all: seconds that all articles of a file may take.
    """

    def __init__(
        self,
        longest: float = LONGEST,
        memory: int = MOST_MEMORY,
        in_all: float = LONGEST_IN_ALL,
    ) -> None:
        self._longest = longest
        self._memory = memory
        self._in_all = in_all
        self._left = in_all  # of the file that is read
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not sent is of no use any more
                    stream.close()

    def articles(
        self,
        path: Path,
        file: str,
        hashed: str,
        rules: Mapping[str, Sequence[str]] | None = None,
    ) -> Iterator[Extracted]:
        """The articles of a file, each as soon as it is read, or why it is none.

        Args:
            file: the name that a reader knows it by.
            hashed: sha256 of its bytes, hex.
            rules: by which files of an archive are left out, as of `patterns.Wanted`.

        Raises:
            ArticleError: nothing of it can be read, or not within the limits.
            ChangedError: it holds something else than that.
        """
        asked: _Asked | None = _Asked(str(path.absolute()), hashed, file=file, rules=rules or {})
        count, why = 0, ""
        self._left = self._in_all
        while asked is not None:
            fresh = self._process is None or self._process.poll() is not None
            ended, before = False, count
            try:
                for found in self._answers(asked):
                    count += 1
                    yield found
                ended = True
                return
            except _EndedError as error:
                why = str(error)
                asked = self._instead(asked, count, fresh and count == before, error)
            except ArticleError as error:
                ended = True  # an answer, too: the process goes on
                if count == 0:
                    raise type(error)(f"{file}: {error}.") from error
                why, asked = str(error), None
            finally:
                if not ended:  # half an answer stands in the pipe
                    self.close()
        if count == 0:
            raise ArticleError(f"{file}: {why}.")
        yield Extracted(problem=f"{why}; what follows in it is left out")

    def _instead(
        self, asked: _Asked, count: int, certain: bool, error: _EndedError
    ) -> _Asked | None:
        """What to ask for after the process ended; None where nothing more is to be had.

        Args:
            count: answers so far.
            certain: it was the next article that ended it, and nothing outside or before.
        """
        if not error.timed and not certain:
            return dataclasses.replace(asked, first=count, problem="")
        several = Path(asked.path).suffix.lower() in formats.CONTAINERS
        if not several or (asked.problem and count == asked.first):
            return None
        if error.in_all:
            self._left = self._longest  # to name what is left out
        return dataclasses.replace(asked, first=count, problem=str(error), last=error.in_all)

    def _answers(self, asked: _Asked) -> Iterator[Extracted]:
        """The answers to a request.

        Raises:
            ArticleError, ChangedError: the file gives no more; without its name.
            _EndedError: the process ended.
        """
        process = self._started()
        assert process.stdin is not None
        with suppress(OSError):  # it ended: so will the answer
            process.stdin.write(json.dumps(dataclasses.asdict(asked)).encode() + b"\n")
            process.stdin.flush()
        while (answer := self._answer(process)) is not None:
            if "error" in answer:
                raise (ChangedError if answer["changed"] else ArticleError)(answer["error"])
            yield _extracted(answer)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            program = (
                f"import sys; sys.path[:] = {sys.path!r}; from index.formats.process import serve; "
                f"serve({self._memory}, {self._longest})"
            )
            self._process = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _NEEDED if name in os.environ},
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
        """The next answer; None after the last of a file."""
        assert process.stdout is not None
        started = time.monotonic()
        with _Clock(process, max(0.0, min(self._longest, self._left))) as clock:
            line = process.stdout.readline()
        self._left -= time.monotonic() - started
        if line.endswith(b"\n"):
            answer: dict[str, Any] | None = json.loads(line)
            return answer
        self.close()
        mend = "save its text as .txt or leave it out"
        if self._left <= 0:
            raise _EndedError(
                f"takes longer than {self._in_all / 60:.0f} minutes to read, so that this and what "
                "follows is left out; split it",
                timed=True,
                in_all=True,
            )
        if clock.rang or process.returncode == -getattr(signal, "SIGALRM", -1):
            raise _EndedError(
                f"takes longer than {self._longest:.0f} s to read; {mend}", timed=True
            )
        raise _EndedError(f"breaks the program that reads it (too large, or made to); {mend}")


class _Clock:
    """Kills a process that does not answer in time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.rang = False
        self._process = process
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def _ring(self) -> None:
        self.rang = True
        self._process.kill()

    def __enter__(self) -> _Clock:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _extracted(answer: dict[str, Any]) -> Extracted:
    answer["authors"] = tuple(answer["authors"])
    answer["pages"] = tuple(answer["pages"])
    return Extracted(**answer)


def serve(memory: int, longest: float) -> None:
    """The process itself: read a request, answer with the articles, until nobody asks any more."""
    _limit(memory)
    # Ctrl+C is for whoever asks, and no fault of what is being read.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin.buffer:
        _alarm(2 * longest)
        try:
            for answer in _read(_Asked(**json.loads(line))):
                _alarm(0)  # whoever asked may take its time
                _say(answers, answer)
                _alarm(2 * longest)
            _say(answers, None)
        except BrokenPipeError:
            return
        except BaseException as error:  # noqa: BLE001 - whatever a library raises, or panics with
            _say(answers, {"error": _why(error), "changed": isinstance(error, ChangedError)})
        _alarm(0)


def _read(asked: _Asked) -> Iterator[dict[str, Any]]:
    """The answers to a request, an article each.

    Raises:
        ChangedError, formats.UnreadableError, or whatever a library does.
    """
    path = Path(asked.path)
    try:
        with path.open("rb") as file:
            raw = file.read(formats.MOST_BYTES + 1)
    except OSError as error:  # a moment ago it could be read: whoever asks looks again
        raise ChangedError(f"cannot be read ({error.strerror}); sync again") from error
    if hashlib.sha256(raw).hexdigest() != asked.hashed:
        raise ChangedError("changes while it is read; leave it alone, then sync again")
    suffix = path.suffix.lower()
    for number, part in enumerate(formats.parts(raw, suffix, _wanted(asked))):
        if number < asked.first:
            continue
        problem = asked.problem if number == asked.first else ""
        last = asked.last or number >= formats.MOST_PARTS
        if number >= formats.MOST_PARTS:
            problem = (
                f"is beyond the {formats.MOST_PARTS:,} articles that are read of a file, so that "
                "this and what follows is left out; split the file"
            )
        try:
            found = Extracted(problem=problem) if problem else part.read()
        except BaseException as error:
            if suffix not in formats.CONTAINERS:
                raise
            found = Extracted(problem=_why(error))  # one must not stop all the others
        yield dataclasses.asdict(_clean(dataclasses.replace(found, part=part.name)))
        if last:
            return


def _wanted(asked: _Asked) -> Callable[[str], bool]:
    """Whether the patterns let through a file of an archive: its path there, with a / before it."""
    if not any(asked.rules.values()):
        return lambda _: True
    wanted = Wanted(asked.rules)
    return lambda inner: wanted.why_not_above(asked.file + inner) is None


def _why(error: BaseException) -> str:
    if isinstance(error, formats.UnreadableError | ChangedError):
        return str(error)
    if isinstance(error, MemoryError):
        return "needs more memory than reading may take; split it or leave it out"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:150]
    return f"could not be read ({what}); save its text as .txt"


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the clock alone
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # a system that has a lower one, or none
            continue


def _alarm(seconds: float) -> None:
    """End this process by itself: whoever started it may have been killed."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _clean(found: Extracted) -> Extracted:
    """Without what cannot be stored or shown: control characters and halves of letters."""

    def plain(words: str) -> str:
        return words.encode("utf-8", "replace").decode()

    text = plain(found.text)
    # Offsets of pages are of the text as it is; the formats that have pages have no such letters.
    if not found.pages:
        text = text.translate(_CONTROLS)
    return dataclasses.replace(
        found,
        text=text,
        part=plain(found.part).translate(_CONTROLS),
        title=found.title and plain(found.title).translate(_CONTROLS),
        publisher=found.publisher and plain(found.publisher).translate(_CONTROLS),
        authors=tuple(plain(one).translate(_CONTROLS) for one in found.authors),
        url=found.url and plain(found.url).translate(_CONTROLS),
    )


def _say(answers: IO[bytes], answer: dict[str, Any] | None) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()
