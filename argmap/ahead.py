"""Ahead: a second process finds and scans the files of a project while this one imports what reads them."""

from __future__ import annotations

import marshal
from collections.abc import Iterator

from argmap.beside import handed
from argmap.scan import Handed


class Ahead:
    """What a second process scans of the files of a project."""

    def __init__(self, folder: str) -> None:
        self._waiting = handed(lambda: _scanned(folder))
        self._known: dict[str, tuple[str, Handed | None]] = {}

    def file(self, path: str, text: str) -> Handed | None:
        """What a scan makes of the text of a file, by its display path; None where that is not known, or wants a closer look."""
        while path not in self._known and (thing := next(self._waiting, None)) is not None:
            name, scanned, found = marshal.loads(thing)  # noqa: S302 - from this very program
            self._known[name] = scanned, None if found is None else Handed(*found)
        scanned, found = self._known.pop(path, ("", None))
        # It may have been saved again meanwhile.
        return found if scanned == text else None


def _scanned(folder: str) -> Iterator[bytes]:
    """The files of a project, each as its path, its text, and what a scan makes of that."""
    from pathlib import Path  # noqa: PLC0415 - all of it is for the other process

    from argmap import scan  # noqa: PLC0415 - as above
    from argmap.folder import files_of, read_text  # noqa: PLC0415 - as above

    for path, file in files_of(Path(folder), []):
        text = read_text(path, file, {}, [])
        if text is not None:
            packed = scan.scan(text)
            yield marshal.dumps((path, text, None if packed is None else tuple(scan.handed_over(packed))))
