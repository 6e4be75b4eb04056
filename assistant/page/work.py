"""Work in a thread, which a page shows as it comes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from assistant.deadline import Stop
from index.types import Progress

Thing = TypeVar("Thing")

TOLD_EVERY = 0.1  # seconds between two signs of progress


def told(
    work: Callable[[Callable[[Progress], None]], Thing], stop: Stop | None = None
) -> Iterator[Progress | Thing]:
    """Work in a thread: its progress as it comes, then what it returns. Raises what it raises.

    ``stop`` ends the work from elsewhere, and where nobody listens any more.
    """
    news: queue.SimpleQueue[Progress] = queue.SimpleQueue()
    ended: list[Thing | BaseException] = []

    def run() -> None:
        try:
            ended.append(stop.run(work, news.put) if stop else work(news.put))
        except BaseException as error:  # noqa: BLE001 - raised again below
            ended.append(error)

    thread = threading.Thread(target=run, name="told", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(TOLD_EVERY)
        newest = None
        while not news.empty():
            newest = news.get()
        if newest is not None:
            try:
                yield newest
            except GeneratorExit:
                if stop:
                    stop.now()
                raise
    if isinstance(ended[0], BaseException):
        raise ended[0]
    yield ended[0]


def ahead(things: Iterator[Thing], stop: Stop) -> Iterator[Thing]:
    """The same, made in a thread: this ends at once when it is stopped, whatever that waits for.

    The thread ends where it next looks whether it is stopped. Raises what the making raises.
    """
    made: queue.SimpleQueue[tuple[Thing, ...] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            for thing in things:
                made.put((thing,))
            made.put(())
        except BaseException as error:  # noqa: BLE001 - raised again below
            made.put(error)

    threading.Thread(target=stop.run, args=(run,), name="ahead", daemon=True).start()
    try:
        while not stop.over:
            try:
                news = made.get(timeout=TOLD_EVERY)
            except queue.Empty:
                continue
            if stop.over:  # what the stop itself raised is no news
                return
            if isinstance(news, BaseException):
                raise news
            if not news:
                return
            yield news[0]
    finally:
        stop.now()  # nobody listens any more
