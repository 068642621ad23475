"""Fixes: edits put together into the mended text of files, written whole or not at all, or shown as a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from argmap.diagnostics import Diagnostic, Edit, Fix
from argmap.folder import LOST_FILE
from argmap.project import CannotDo, Project, load_text, write_whole

MOST_ROUNDS = 10
"""A fix may bring a further slip to light; so often the text is read anew."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A file before and after its fixes, in the order in which they were applied."""

    path: str
    before: str
    after: str
    fixes: tuple[Diagnostic, ...]


def applied(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """A text with the edits of some fixes, and the fixes that were applied.

    The edits of one fix go in together or not at all. Of fixes that touch the same place the first in the text is taken,
    and a fix that is offered twice is applied once.
    """
    taken: list[Edit] = []
    done: list[Fix] = []
    for fix in sorted(dict.fromkeys(fixes), key=lambda fix: [(edit.at, edit.text) for edit in fix.edits]):
        if not any(_touch(edit, other) for edit in fix.edits for other in taken):
            taken += fix.edits
            done.append(fix)
    parts, at = [], 0
    for edit in sorted(taken, key=lambda edit: edit.at):
        parts += [text[at : edit.at.start], edit.text]
        at = edit.at.end
    return "".join((*parts, text[at:])), tuple(done)


def _touch(one: Edit, other: Edit) -> bool:
    return one.at.start <= other.at.end and other.at.start <= one.at.end


def mended(project: Project) -> tuple[Mended, ...]:
    """The files of a project that fixes change, in the order of their paths; touches no disk.

    Rounds go on until nothing is left to mend, so that mending the result changes nothing. Files that are not UTF-8 were
    not read as records, and offer nothing.
    """
    texts = {document.source.path: document.source.text for document in project.documents}
    found = [d for d in project.diagnostics if d.at.path in texts]
    lost = any(fault.rule in LOST_FILE for fault in project.faults)
    fixed: dict[str, list[Diagnostic]] = {}
    for _ in range(MOST_ROUNDS):
        offered = [d for d in found if d.fix is not None and not (lost and d.rule == "unknown-reference")]
        if not offered:
            break
        for path in sorted({d.at.path for d in offered}):
            here = [d for d in offered if d.at.path == path]
            texts[path], done = applied(texts[path], [d.fix for d in here if d.fix is not None])
            fixed.setdefault(path, []).extend(d for d in here if d.fix in done)
        found = list(load_text(texts, settings=project.settings, texts=project.texts).diagnostics)
    before = {document.source.path: document.source.text for document in project.documents}
    return tuple(
        Mended(path, before[path], texts[path], tuple(fixes))
        for path, fixes in sorted(fixed.items())
        if before[path] != texts[path]
    )


def difference(changes: Iterable[Mended]) -> str:
    """The changes as a unified diff."""
    return "".join(line for change in changes for line in _difference(change))


def _difference(change: Mended) -> Iterator[str]:
    before, after = _lines(change.before), _lines(change.after)
    for line in unified_diff(before, after, f"a/{change.path}", f"b/{change.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines as a patch counts them: a line feed ends one, whatever stands before it."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]


def write(root: Path, changes: Iterable[Mended]) -> None:
    """Write the mended files of a project, each under a passing name and moved into place, with its permissions.

    Raises CannotDo where a file has changed since it was read, or cannot be written; files before it are written.
    """
    for change in changes:
        file = (root / change.path).resolve()
        try:
            if file.read_bytes() != change.before.encode():
                raise CannotDo(f"{change.path} has changed since it was read, and is left as it is")
            write_whole(file, change.after.encode())
        except OSError as failure:
            raise CannotDo(f"{change.path} cannot be written: {failure.strerror}") from None


def counted(changes: Iterable[Mended]) -> Mapping[str, int]:
    """Rule → how many of its findings were mended."""
    found: dict[str, int] = {}
    for change in changes:
        for diagnostic in change.fixes:
            found[diagnostic.rule] = found.get(diagnostic.rule, 0) + 1
    return dict(sorted(found.items()))
