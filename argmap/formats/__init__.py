"""Formats: what a case is written as for other tools; each format loads or dumps, one file each."""

from __future__ import annotations

from argmap.case import Case
from argmap.formats import document as _document  # noqa: F401 - registers itself
from argmap.formats import dot as _dot  # noqa: F401 - registers itself
from argmap.formats import mermaid as _mermaid  # noqa: F401 - registers itself
from argmap.formats import native as _native  # noqa: F401 - registers itself
from argmap.registry import DUMPERS

__all__ = ["dump"]


def dump(case: Case, format: str = "json", **options: object) -> dict[str, bytes]:  # noqa: A002 - the word users type
    """A case in another format: file names and their bytes. Raises KeyError for a format that is not known."""
    entry = DUMPERS.get(format)
    files: bytes | dict[str, bytes] = entry.function(case, **options)
    return {f"argmap{entry.about['suffix']}": files} if isinstance(files, bytes) else dict(files)
