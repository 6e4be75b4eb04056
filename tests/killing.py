"""Syncs that are killed at a random moment, and what is left of the index then: run by a test.

``python killing.py DIRECTORY ROUNDS SEED``. Each round changes the folder, starts a process that
syncs (or rebuilds, or compacts), and kills it after a random time. Then half of the folders are
changed once more, or put back as they were, files and times, as by a git checkout. Another process
opens the index, asks, syncs, and compares it with one that is built from nothing. Prints a line a
round, the seed and the outcome, and ends with 0 when all were equal.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Loaded once; every process is a fork of this one, so that a round takes a second.
import chromadb
import chromadb.api.shared_system_client  # noqa: F401
import numpy as np  # noqa: F401
import onnxruntime  # noqa: F401
import tokenizers  # noqa: F401
from making import rtf, zipped
from picture import picture, vectors_agree

from assistant import Assistant
from assistant.settings import Settings
from assistant.upkeep import rebuilt
from index import cleaner, reader, search, sentences  # noqa: F401
from index.catalog import Catalog
from index.embedder import Embedder  # noqa: F401
from index.errors import UserError
from index.sync import REBUILT, read_folder

LONGEST = 600.0  # seconds for a check, which takes two: on a busy machine it may take minutes
TOWNS = "Orvik Talvey Brack Velmora Lauterfurt Skerrymore Dovrane Sundhaven".split()
THINGS = "harbour bakery ferry bridge mill tram library orchard school pool".split()


class Rounds:
    def __init__(self, home: Path, seed: int) -> None:
        self.settings = Settings(articles=home / "articles", index=home / "index")
        self.articles = home / "articles"
        self.articles.mkdir(parents=True)
        self.index = home / "index"
        self.fresh = home / "fresh"
        self.before = home / "before"  # the folder as it was at the beginning of a round
        self.chance = random.Random(seed)
        self.number = 0
        self.killed = 0
        self.usual = {"sync": 2.0, "rebuild": 4.0, "compact": 3.0}  # seconds, as they come to take
        for _ in range(25):
            self.write()

    def write(self) -> None:
        self.number += 1
        n, chance = self.number, self.chance
        town, thing = chance.choice(TOWNS), chance.choice(THINGS)
        lines = [f"The {thing} of {town}, number {n}"]
        lines += [
            f"The {thing} of {town} cost {chance.randrange(10, 900)} million crowns, "
            f"said office {n} on the {k}. day." + " It was late." * chance.randrange(8)
            for k in range(chance.randrange(1, 12))
        ]
        kind = chance.choices(["txt", "csv", "zip", "rtf"], [8, 1, 1, 1])[0]
        path = self.articles / f"{chance.randrange(40)}.{kind}"
        if kind == "csv":
            path.write_text("text\n" + "".join(f'"{line}"\n' for line in lines))
        elif kind == "zip":
            path.write_bytes(zipped({f"{k}.txt": line for k, line in enumerate(lines)}))
        elif kind == "rtf":
            path.write_text(rtf(lines))
        else:
            path.write_text("\n\n".join(lines))

    def change(self) -> None:
        files = sorted(self.articles.iterdir())
        for _ in range(self.chance.randrange(1, 10)):
            self.write()
        for path in self.chance.sample(files, min(len(files), self.chance.randrange(6))):
            path.unlink(missing_ok=True)
        if self.chance.random() < 0.1:
            shutil.rmtree(self.index, ignore_errors=True)  # the next is a first sync

    def keep(self) -> None:
        shutil.rmtree(self.before, ignore_errors=True)
        shutil.copytree(self.articles, self.before)

    def put_back(self) -> None:
        for path in self.articles.iterdir():
            path.unlink()
        for path in self.before.iterdir():
            shutil.copy2(path, self.articles)

    def meanwhile(self) -> str:
        """What becomes of the folder between a kill and the sync that mends the index."""
        chance = self.chance.random()
        if chance < 0.25:
            self.change()
            return ", folder changed again"
        if chance < 0.5:
            self.put_back()
            return ", folder put back"
        return ""

    def sync(self) -> None:
        with Assistant.open(settings=self.settings, vectors="off") as assistant:
            assistant.sync()

    def rebuild(self) -> None:
        rebuilt(self.settings)

    def compact(self) -> None:
        with Assistant.open(settings=self.settings, vectors="off") as assistant:
            assistant.sync()
            assistant.compact()

    def check(self) -> None:
        """Raise where anything is lost, damaged or other than in an index built from nothing."""
        with Assistant.open(settings=self.settings, vectors="off") as assistant:
            info = assistant.articles()[0]
            question = f"How much did it cost, by {info.title}?"
            answer = assistant.ask(question, refusal="lenient")
            # Chroma writes its files in place, once in some thousand vectors: killed in just that,
            # the words answer and say so until the next sync.
            assert answer.notice is None or "was cut" in answer.notice, answer.notice
            for citation in answer.citations:
                text = assistant.article(citation.file).article.text
                assert text[citation.start : citation.end] == citation.quote
            report = assistant.sync()
            assert report.chunks_pending == 0
            assert assistant.ask(question, refusal="lenient").notice is None
            assert not report.skipped
        assert not (self.index / REBUILT).exists()
        assert vectors_agree(self.index)
        shutil.rmtree(self.fresh, ignore_errors=True)
        one, other = Catalog.open(self.index), Catalog.open(self.fresh)
        try:
            assert one.damage() is None
            read_folder(self.articles, other)
            other.add_vectors({id_ for id_, _ in other.pending()})
            assert picture(one) == picture(other)
        finally:
            one.close()
            other.close()

    def once(self) -> tuple[str, str]:
        """One round: what was killed, when, and how it ended."""
        self.keep()
        self.change()
        what = self.chance.choices(["sync", "rebuild", "compact"], [8, 1, 1])[0]
        work: Callable[[], None] = getattr(self, what)
        after = self.chance.random() * self.usual[what]
        started = time.monotonic()
        process = forked(work)
        killed = ended_in(process, after) is None
        if killed:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            self.killed += 1
        else:
            self.usual[what] = time.monotonic() - started
        then = self.meanwhile()
        checking = forked(self.check)
        status = ended_in(checking, LONGEST)
        if status is None:  # or it would stand in the way of the next round
            os.kill(checking, signal.SIGKILL)
            os.waitpid(checking, 0)
        told = f"{what} {'killed' if killed else 'ended'} within {after:.2f} s{then}"
        return told, "equal" if status == 0 else f"BROKEN ({status})"


def forked(work: Callable[[], None]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    except UserError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    except BaseException:  # noqa: BLE001 - the parent counts it
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def ended_in(process: int, seconds: float) -> int | None:
    """The exit status of a process; None when it has not ended by then."""
    end = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            return None
        time.sleep(0.002)


def main(home: Path, count: int, seed: int) -> int:
    print(f"seed {seed}", flush=True)
    rounds = Rounds(home, seed)
    ended_in(forked(rounds.sync), LONGEST)
    broken = 0
    for number in range(count):
        told, outcome = rounds.once()
        broken += outcome != "equal"
        print(f"{number + 1} {told}: {outcome}", flush=True)
        if outcome != "equal":
            shutil.copytree(home, home.with_name(f"{home.name}-broken-{number + 1}"))
    print(f"{count} rounds, seed {seed}: {rounds.killed} killed, {broken} broken", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
