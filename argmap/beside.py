"""Beside: work that a second process does while this one goes on, where there is a processor for it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begin some work, and give a function that waits for what comes of it, to be called once within the block.

    A process is split off this one, so the work must change nothing but what it gives, and that must be something that can
    be pickled. Where no process is to be had, or it comes to nothing, the work is done when it is asked for; what it raises
    is raised then.
    """
    if not _possible():
        yield work
        return
    import pickle  # noqa: PLC0415 - one process needs none of this

    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # or both processes would write what waits there
    end, begin = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        _do(work, begin)
    os.close(begin)
    reader = os.fdopen(end, "rb")
    try:

        def waited() -> T:
            data = reader.read()
            if data[-1:] != _WHOLE:
                return work()
            found: T = pickle.loads(data[:-1])  # noqa: S301 - from this very program
            return found

        yield waited
    finally:
        reader.close()  # a child that still writes is ended by that
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


_WHOLE = b"."
"""Stands at the end of what a process gave that could finish."""


def _do(work: Callable[[], object], begin: int) -> None:
    """The second process: it does its work and is gone, without what else stands at the end of a process."""
    import pickle  # noqa: PLC0415 - as above

    status = 1
    try:
        with os.fdopen(begin, "wb") as writer:
            writer.write(pickle.dumps(work()) + _WHOLE)
        status = 0
    finally:
        # What went wrong is told by the process that asks.
        os._exit(status)


def _possible() -> bool:
    """Whether this process can be split: on Linux, with a second processor, and with no threads, which would be lost."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        return len(os.sched_getaffinity(0)) > 1 and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - names are enough
    except OSError:
        return False


def handed(work: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """Begin some work that makes one thing after the other, and give each as soon as it is made; nothing, or no more, where no
    process is to be had, or it fails.

    The second process never waits for this one: what it made lies in memory that both see.
    """
    if not _possible() or not hasattr(os, "memfd_create"):
        return iter(())
    opened: list[int] = []
    try:
        opened.append(os.memfd_create("argmap"))
        opened.extend(os.pipe())
        child = os.fork()
    except OSError:  # too many files or processes: this one does without
        for file in opened:
            os.close(file)
        return iter(())
    made, end, begin = opened
    if child == 0:
        os.close(end)
        _hand(work, made, begin)
    os.close(begin)
    return _taken(made, end, child, os.getpid())


def _hand(work: Callable[[], Iterable[bytes]], made: int, begin: int) -> None:
    """The second process that hands things over: each is written down with its length, and then told of."""
    try:
        # Who reads what this program says need not wait for it.
        nothing = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nothing, stream)
        with os.fdopen(made, "wb", buffering=0) as writer:
            for thing in work():
                writer.write(len(thing).to_bytes(_SIZE, "big") + thing)
                os.write(begin, _WHOLE)
    finally:
        os._exit(0)


def _taken(made: int, end: int, child: int, owner: int) -> Iterator[bytes]:
    """What was handed over to its owner, each as soon as it was told of."""
    place = 0
    try:
        while os.read(end, 1):
            size = int.from_bytes(os.pread(made, _SIZE, place), "big")
            yield os.pread(made, size, place + _SIZE)
            place += _SIZE + size
    finally:
        os.close(end)
        os.close(made)
        if os.getpid() == owner:  # and no process that was split off it meanwhile
            with suppress(ChildProcessError, ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # nobody asks for more
                os.waitpid(child, 0)


@contextmanager
def dealing(count: int) -> Iterator[Iterator[int]]:
    """The numbers below a count of at most MOST_DEALT, each for one alone of the processes that ask for the next one within the
    block."""
    end, begin = os.pipe()
    os.write(begin, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
    os.close(begin)
    try:
        yield iter(lambda: int.from_bytes(os.read(end, _NUMBER) or _NONE, "big"), int.from_bytes(_NONE, "big"))
    finally:
        os.close(end)


_NUMBER = 2
_NONE = b"\xff" * _NUMBER
MOST_DEALT = 2_000
"""Every pipe holds so many numbers before anybody reads it: on some systems, or where a user has many of them, it has no more than
4,096 bytes."""


@contextmanager
def staying(work: Callable[[], T]) -> Iterator[tuple[Callable[[], None], Callable[[], T | None]] | None]:
    """A second process that stays, and does some work whenever it is asked to: how to ask, and how to wait for what came of it.

    It keeps what the work keeps, apart from this process. What it gives must be something that can be pickled; None stands for
    work that failed. Where no process is to be had, None is given in place of the two.
    """
    if not _possible():
        yield None
        return
    import pickle  # noqa: PLC0415 - as above

    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    (heard, asking), (end, begin) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(asking)
        os.close(end)
        _serve(work, heard, begin)
    os.close(heard)
    os.close(begin)
    reader, waiting = os.fdopen(end, "rb"), 0

    def ask() -> None:
        nonlocal waiting
        while waiting:  # for what nobody fetched
            answer()
        with suppress(OSError):
            os.write(asking, _WHOLE)
            waiting += 1

    def answer() -> T | None:
        nonlocal waiting
        if not waiting:
            return None
        waiting -= 1
        size = int.from_bytes(reader.read(_SIZE), "big")
        data = reader.read(size)
        found: T | None = pickle.loads(data) if size and len(data) == size else None  # noqa: S301 - from this very program
        return found

    try:
        yield ask, answer
    finally:
        os.close(asking)  # it hears that nobody asks any more
        reader.close()
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


_SIZE = 8
"""How many bytes tell the length of an answer."""


def _serve(work: Callable[[], object], heard: int, begin: int) -> None:
    """The second process that stays: it works when it is asked, and is gone when nobody is there to ask."""
    import gc  # noqa: PLC0415 - as above
    import pickle  # noqa: PLC0415 - as above

    try:
        # Who asks says when it ends, not who presses Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with os.fdopen(begin, "wb") as writer:
            while os.read(heard, 1):
                try:
                    data = pickle.dumps(work())
                except Exception:
                    data = b""  # what went wrong is told by the process that asks
                writer.write(len(data).to_bytes(_SIZE, "big") + data)
                writer.flush()
                gc.collect()
    finally:
        os._exit(0)
