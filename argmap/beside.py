"""Beside: work that a second process does while this one goes on, where there is a processor for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
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
