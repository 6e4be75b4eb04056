"""Syncs that are killed at a random moment, and what is left of the index then: run by a test.

``python killing.py DIRECTORY ROUNDS SEED KIND``. Each round changes the folder, starts a process
that syncs (or rebuilds, or compacts), and kills it after a random time. Then half of the folders
are changed once more, or put back as they were, files and times, as by a git checkout. Another
process opens the index, asks, syncs, and compares it with one that is built from nothing. Prints a
line a round, the seed and the outcome, and ends with 0 when all were equal.

KIND is what is worked on: ``text``, mostly plain text; ``formats``, files of every format alike;
``server``, text whose vectors go to a Chroma server, which is killed too in a quarter of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from pathlib import Path

# Loaded once; every process is a fork of this one, so that a round takes a second.
import chromadb
import chromadb.api.shared_system_client  # noqa: F401
import making
import numpy as np  # noqa: F401
import onnxruntime  # noqa: F401
import tokenizers  # noqa: F401
from chroma import Chroma, running
from picture import picture, vectors_agree

from assistant import Assistant
from assistant.settings import Settings
from assistant.upkeep import rebuilt
from index import cleaner, plain, reader, search, sentences  # noqa: F401
from index import sync as syncing
from index import vectors as storing
from index.catalog import FILE_NAME, REBUILT, Catalog
from index.embedder import Embedder  # noqa: F401
from index.errors import UserError
from index.locks import VECTORS_LOCK
from index.sync import read_folder

LONGEST = 600.0  # seconds for a check, which takes two: on a busy machine it may take minutes
ORPHANED = 60.0  # seconds in which a process that reads files sees that nobody asks any more
TOWNS = "Orvik Talvey Brack Velmora Lauterfurt Skerrymore Dovrane Sundhaven".split()
THINGS = "harbour bakery ferry bridge mill tram library orchard school pool".split()


def content(suffix: str, lines: list[str]) -> bytes:
    """A file of that format with these lines."""
    title, *rest = lines
    separator = "\t" if suffix == ".tsv" else ","
    rows = [json.dumps({"title": title, "text": line}) + "\n" for line in lines]
    made: str | bytes
    match suffix:
        case ".csv" | ".tsv":
            made = f"number{separator}text\n" + "".join(
                f'{n}{separator}"{line}"\n' for n, line in enumerate(lines)
            )
        case ".jsonl" | ".ndjson":
            made = "".join(rows)
        case ".zip":
            made = making.zipped({f"{k}.txt": line for k, line in enumerate(lines)})
        case ".rtf":
            made = making.rtf(lines)
        case ".html" | ".htm" | ".xhtml":
            made = making.page(title, rest)
        case ".mhtml" | ".mht":
            made = making.saved(making.page(title, rest))
        case ".pdf":
            made = making.pdf([making.lines(line) for line in lines], title=title)
        case ".docx":
            made = making.docx(title, rest)
        case ".epub":
            made = making.epub(title, [f"<p>{line}</p>" for line in lines])
        case ".eml" | ".mbox":
            mail = making.eml(title, "\n\n".join(rest))
            made = mail if suffix == ".eml" else making.mbox(mail)
        case ".msg":
            made = making.msg(title, "\r\n\r\n".join(rest), "Velmora Brief")
        case _:
            assert suffix in plain.SUFFIXES, suffix
            made = "\n\n".join(lines)
    return made if isinstance(made, bytes) else made.encode()


class Rounds:
    def __init__(self, home: Path, seed: int, kind: str, server: Chroma | None) -> None:
        self.server = server
        self.settings = Settings(
            articles=home / "articles",
            index=home / "index",
            chroma_url=server.url if server else None,
        )
        self.articles = home / "articles"
        self.articles.mkdir()
        self.index = home / "index"
        self.fresh = home / "fresh"
        self.before = home / "before"  # the folder as it was at the beginning of a round
        self.chance = random.Random(seed)
        self.suffixes = [".txt"] * 8 + [".csv", ".zip", ".rtf"]
        self.longest = 60 if server else 12  # lines: of some chunks each
        if kind == "formats":
            self.suffixes = sorted(reader.SUFFIXES)
        self.number = 0
        self.killed = 0
        self.servers_killed = 0
        self.between = 0  # kills that left other vectors stored on the server than are noted
        self.usual: dict[str, float] = {}  # seconds, as they come to take
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
            for k in range(chance.randrange(1, self.longest))
        ]
        suffix = chance.choice(self.suffixes)
        path = self.articles / f"{chance.randrange(40)}{suffix}"
        path.write_bytes(content(suffix, lines))

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
        assert vectors_agree(self.index, self.settings.chroma)
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
        process = forked(work)
        told = what
        if self.chance.random() < 0.5 and self.makes_vectors(process):
            told += " with its vectors"
        started = time.monotonic()
        after = self.chance.random() * self.usual[told]
        killed = ended_in(process, after) is None
        with_server = killed and self.server is not None and self.chance.random() < 0.25
        if with_server and self.server is not None:
            self.server.kill()
            self.servers_killed += 1
            killed = ended_in(process, self.chance.random() / 2) is None
        if killed:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            self.killed += 1
        elif not with_server:
            self.usual[told] = time.monotonic() - started
        told += f" {'killed' if killed else 'ended'} within {after:.2f} s"
        if self.server is not None:
            if with_server:
                self.server.start()
                told += ", its server too"
            told += self.left(self.server)
        told += self.meanwhile()
        outcome = "equal" if is_alone(process) else "BROKEN (it left a process behind)"
        checking = forked(self.check)
        status = ended_in(checking, LONGEST)
        if status is None:  # or it would stand in the way of the next round
            os.kill(checking, signal.SIGKILL)
            os.waitpid(checking, 0)
        return told, outcome if status == 0 else f"BROKEN ({status})"

    def makes_vectors(self, process: int) -> bool:
        """Wait until a process has come to its vectors: a sync takes longest to load what it needs.

        False where it ended before.
        """
        holder = self.index / Path(VECTORS_LOCK).with_suffix(".holder")
        while is_running(process):
            with suppress(OSError):
                if holder.read_text() == str(process):
                    return True
            time.sleep(0.001)
        return False

    def left(self, server: Chroma) -> str:
        """What the kill left: vectors on the server that are not noted, or the other way round."""
        if not (self.index / FILE_NAME).exists():
            return ", before there was a file"
        with tempfile.TemporaryDirectory() as name:  # to look at it would already mend its files
            shutil.copytree(self.index, name, dirs_exist_ok=True)
            with closing(sqlite3.connect(Path(name) / FILE_NAME)) as db:
                try:
                    (noted,) = db.execute("SELECT count(*) FROM vectors").fetchone()
                    collection = dict(db.execute("SELECT key, value FROM meta")).get(
                        syncing.COLLECTION, ""
                    )
                except sqlite3.OperationalError:  # killed before there were tables
                    return ", before there were tables"
        there = server.counts().get(collection, 0)
        self.between += there != noted
        return "" if there == noted else f", {there} vectors there and {noted} noted"


def forked(work: Callable[[], None]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    os.setpgid(0, 0)  # what it starts can be told from others
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


def is_alone(group: int) -> bool:
    """Whether all that a process started ends soon after it."""
    end = time.monotonic() + ORPHANED
    while time.monotonic() < end:
        told = subprocess.run(
            ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True
        ).stdout
        states = [
            state for number, state in map(str.split, told.splitlines()) if number == str(group)
        ]
        if all(state.startswith("Z") for state in states):
            return True
        time.sleep(0.05)
    return False


def is_running(process: int) -> bool:
    """Whether a process has not ended; it stays to be waited for."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


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


def main(home: Path, count: int, seed: int, kind: str) -> int:
    print(f"{kind}, seed {seed}", flush=True)
    if kind == "server":  # in small parts, so that many kills fall between them
        syncing._EMBED_AT_ONCE, syncing._STORE_AT_ONCE, storing._AT_ONCE = 8, 8, 1
    home.mkdir(parents=True)
    with running(home) if kind == "server" else nullcontext() as server:
        rounds = Rounds(home, seed, kind, server)
        started = time.monotonic()
        ended_in(forked(rounds.sync), LONGEST)
        took = time.monotonic() - started
        rounds.usual = {"sync": took, "rebuild": 1.5 * took, "compact": 1.5 * took}
        rounds.usual |= {f"{what} with its vectors": took / 2 for what in rounds.usual}
        broken = 0
        for number in range(count):
            told, outcome = rounds.once()
            broken += outcome != "equal"
            print(f"{number + 1} {told}: {outcome}", flush=True)
            if outcome != "equal":
                shutil.copytree(home, home.with_name(f"{home.name}-broken-{number + 1}"))
    told = f"{rounds.killed} killed, {broken} broken"
    if rounds.server is not None:
        told += f", {rounds.servers_killed} servers killed, {rounds.between} between two writes"
    print(f"{count} rounds, seed {seed}: {told}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
