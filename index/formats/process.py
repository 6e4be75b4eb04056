"""Reading in a process of its own: whatever a file does to its reader, the index goes on.

The process has a limit of memory, and is ended when an article takes too long. It serves one file
after another, so its start (half a second with the libraries) is paid once a sync; files that are
plain text never start it. Requests and answers are lines of JSON.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from index import formats
from index.errors import ArticleError
from index.types import Extracted

LONGEST = 60.0  # seconds for one article
MOST_MEMORY = 2_000_000_000  # bytes of address space
# All of the environment that it gets: keys and settings are none of its business.
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "HOME", "SYSTEMROOT")
_BROKEN: dict[str, Any] = {}  # the process ended without an answer
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0x7F: None}


class Extractor:
    """Takes texts out of files. Use as a context manager; the process starts with the first file.

    Args:
        longest: seconds that an article may take.
        memory: bytes of address space that reading may take, where the system can limit it.
    """

    def __init__(self, longest: float = LONGEST, memory: int = MOST_MEMORY) -> None:
        self._longest = longest
        self._memory = memory
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

    def articles(self, path: Path, file: str) -> Iterator[Extracted]:
        """The articles of a file, each as soon as it is read.

        Args:
            file: the name that a reader knows it by.

        Raises:
            ArticleError: it cannot be read, or not within the limits.
        """
        used = self._process is not None
        ended = False
        try:
            process, answer = self._asked(path, file)
            if answer is _BROKEN and used:
                # The process may have been ended from outside, or by the file before: once more.
                process, answer = self._asked(path, file)
            while answer is not None:
                if answer is _BROKEN:
                    raise ArticleError(
                        f"{file}: breaks the program that reads it (too large, or made to); save "
                        "its text as .txt or leave it out."
                    )
                if "error" in answer:
                    ended = True
                    raise ArticleError(f"{file}: {answer['error']}.")
                yield _extracted(answer)
                answer = self._answer(process, file)
            ended = True
        finally:
            if not ended:  # half an answer stands in the pipe
                self.close()

    def _asked(
        self, path: Path, file: str
    ) -> tuple[subprocess.Popen[bytes], dict[str, Any] | None]:
        """The process, and its first answer."""
        process = self._started()
        assert process.stdin is not None
        with suppress(OSError):  # it ended: so will the answer
            process.stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            process.stdin.flush()
        return process, self._answer(process, file)

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

    def _answer(self, process: subprocess.Popen[bytes], file: str) -> dict[str, Any] | None:
        """The next answer, None after the last of a file, `_BROKEN` where the process ended."""
        assert process.stdout is not None
        with _Clock(process, self._longest) as clock:
            line = process.stdout.readline()
        if not line.endswith(b"\n"):
            self.close()
            if clock.rang or process.returncode == -getattr(signal, "SIGALRM", -1):
                raise ArticleError(
                    f"{file}: takes longer than {self._longest:.0f} s to read; save its text as "
                    ".txt or leave it out."
                )
            return _BROKEN
        answer: dict[str, Any] | None = json.loads(line)
        return answer


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
    """The process itself: read a name, answer with its articles, until nobody asks any more."""
    _limit(memory)
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin.buffer:
        path = Path(json.loads(line))
        _alarm(2 * longest)
        try:
            for found in formats.extract(path, path.suffix.lower()):
                _alarm(0)  # whoever asked may take its time
                _say(answers, dataclasses.asdict(_clean(found)))
                _alarm(2 * longest)
            _say(answers, None)
        except formats.UnreadableError as error:
            _say(answers, {"error": str(error)})
        except MemoryError:
            _say(answers, {"error": "needs more memory than reading may take; leave it out"})
        except BrokenPipeError:
            return
        except BaseException as error:  # noqa: BLE001 - whatever a library raises, or panics with
            what = " ".join(f"{type(error).__name__}: {error}".split())[:150]
            _say(answers, {"error": f"could not be read ({what}); save its text as .txt"})
        _alarm(0)


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
