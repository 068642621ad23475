"""Ahead: a second process finds and scans the files of a project while this one imports what reads them."""

from __future__ import annotations

import marshal
from collections.abc import Iterator

from argmap.beside import handed

TYPE_CHECKING = False  # as in argmap itself
if TYPE_CHECKING:
    from argmap.scan import Packed


class Ahead:
    """What a second process scans of the files of a project."""

    def __init__(self, folder: str) -> None:
        self._waiting = handed(lambda: _scanned(folder))
        self._known: dict[str, tuple[str, Packed | None]] = {}

    def packed(self, path: str, text: str) -> Packed | None:
        """What `argmap.scan` makes of the text of a file, by its display path; None where that is not known."""
        while path not in self._known and (thing := next(self._waiting, None)) is not None:
            name, scanned, packed = marshal.loads(thing)  # noqa: S302 - from this very program
            self._known[name] = scanned, packed
        scanned, packed = self._known.pop(path, ("", None))
        # It may have been saved again meanwhile.
        return packed if scanned == text else None


def _scanned(folder: str) -> Iterator[bytes]:
    """The files of a project, each as its path, its text, and what a scan makes of that."""
    from pathlib import Path  # noqa: PLC0415 - all of it is for the other process

    from argmap.folder import files_of, read_text  # noqa: PLC0415 - as above
    from argmap.scan import scan  # noqa: PLC0415 - as above

    for path, file in files_of(Path(folder), []):
        text = read_text(path, file, {}, [])
        if text is not None:
            yield marshal.dumps((path, text, scan(text)))
