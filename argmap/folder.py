"""Folder: the files of a project as they lie on disk, found and read, whatever state they are in."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from argmap.diagnostics import Diagnostic, Severity, error
from argmap.text import DecodeFailure, SourceText, Span, decode

FOLDERS = ("claims", "evidence")
LARGEST_FILE = 16 * 1024 * 1024
SUFFIXES = (".yaml", ".yml")
COURSE = "claims/course.toml"
"""Where a project keeps its course of lessons: beside the claims that it names, so that it goes wherever they go."""
LOST_FILE = frozenset({"unreadable-file", "file-too-large", "wrong-encoding"})


def files_of(root: Path, faults: list[Diagnostic]) -> Iterator[tuple[str, Path]]:
    """Every file to read as (display path, place on disk), in the order of the display paths."""
    found: list[tuple[str, Path]] = []

    def failed(failure: OSError) -> None:
        path = os.path.relpath(failure.filename, root).replace(os.sep, "/")
        faults.append(error("unreadable-file", f"{path} cannot be read: {why(failure)}", Span(path, 0, 0)))

    def passed_over(path: str, why: str, hint: str) -> None:
        at = Span(path, 0, 0)
        faults.append(Diagnostic("file-not-read", Severity.WARNING, f"{path} is not read: {why}", at, hint=hint))

    for folder in FOLDERS:
        if not os.path.lexists(root / folder):
            if near := _misnamed(root, folder):
                passed_over(near, f"argmap reads {folder}/", f"rename it to {folder}")
            continue
        for where, folders, names in os.walk(root / folder, onerror=failed):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                if Path(where, name).is_symlink():
                    path = Path(where, name).relative_to(root).as_posix()
                    passed_over(path, "it is a link to a folder", "copy the files into the project")
            for name in names:
                file = Path(where, name)
                path = file.relative_to(root).as_posix()
                if name.startswith(".") or name.endswith(("~", ".md")) or path == COURSE:
                    continue
                if name.endswith(SUFFIXES):
                    found.append((path, file))
                else:
                    hint = "rename it, or move it out of claims/ and evidence/"
                    passed_over(path, "its name does not end in .yaml", hint)
    yield from sorted(found)


def _misnamed(root: Path, folder: str) -> str | None:
    """A folder that most likely bears the misspelt name of one that is missing."""
    try:
        names = tuple(sorted(entry.name for entry in root.iterdir() if entry.is_dir() and entry.name not in FOLDERS))
    except OSError:
        return None
    from argmap.faults import close_to  # noqa: PLC0415 - only a folder that is missing needs it

    return close_to(folder, names)


def read_text(path: str, file: Path, sources: dict[str, SourceText], faults: list[Diagnostic]) -> str | None:
    """The text of a file; None where it has none, and `faults` then says why. One that is no UTF-8 goes into `sources` as far
    as it can be shown."""
    at = Span(path, 0, 0)
    data = b""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            faults.append(error("unreadable-file", f"{path} cannot be read: it is no ordinary file", at))
            return None
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            limit = f"{LARGEST_FILE // 1024 // 1024} MiB"
            faults.append(error("file-too-large", f"{path} is larger than {limit}", at, "split it into several files"))
            return None
        return decode(data)
    except OSError as failure:
        faults.append(error("unreadable-file", f"{path} cannot be read: {why(failure)}", at))
    except DecodeFailure as failure:
        kind = f"; it looks like {failure.encoding}" if failure.encoding else ""
        message = f"{path} is not UTF-8 text (byte {failure.offset:,}){kind}"
        if not (failure.encoding or "").startswith("UTF"):
            # Shown as far as it can be, with the first character that is wrong marked.
            sources[path] = SourceText(path, data.decode("utf-8", "replace"))
            start = len(data[: failure.offset].decode("utf-8"))
            at = Span(path, start, start + 1)
        hint = "save it as UTF-8 in your editor" if kind else "type the marked character anew"
        faults.append(error("wrong-encoding", message, at, hint))
    return None


def why(failure: OSError) -> str:
    """The reason of a failure in words that are the same on every machine."""
    return {
        errno.EACCES: "permission denied",
        errno.ELOOP: "its link leads back to itself",
        errno.ENOENT: "its link leads nowhere",
        errno.EISDIR: "it is a folder",
        errno.ENOTDIR: "it is no folder",
    }.get(failure.errno or 0, "the system says no")
