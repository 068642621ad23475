"""A project as it stood at a revision of the git repository that holds it; the author's files are never touched."""

from __future__ import annotations

import posixpath
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from argmap.folder import FOLDERS
from argmap.project import CannotDo, Project, load

SETTINGS_FILES = ("argmap.toml", "pyproject.toml")
_LINK = "120000"


def version_named(name: str, root: Path, **changes: Any) -> Project:
    """A project by what a user typed: a folder that holds one, or else a revision of the repository that holds `root`.

    `changes` override settings, as in `argmap.project.load`. Raises CannotDo where there is neither.
    """
    if any((Path(name) / folder).is_dir() for folder in FOLDERS):
        return load(name, **changes)
    try:
        return at_revision(name, root, **changes)
    except CannotDo as failure:
        if Path(name).is_dir():
            raise CannotDo(f"{name} holds neither claims/ nor evidence/, and is no revision either") from None
        raise CannotDo(str(failure)) from None


def at_revision(revision: str, root: Path, **changes: Any) -> Project:
    """The project of a folder as it stood at a revision: a commit, branch or tag, in any form that git knows.

    Blobs are read as they are stored, through a passing folder. Raises CannotDo without git, without a repository,
    for an unknown revision, and where the revision holds no project in that folder.
    """
    commit = _commit(revision, root)
    blobs = _blobs(commit, root)
    if not any(path.split("/")[0] in FOLDERS for path in blobs):
        raise CannotDo(f"at {revision} this folder held neither claims/ nor evidence/")
    with tempfile.TemporaryDirectory(prefix="argmap-") as folder:
        for path, data in blobs.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return load(folder, **changes)


def _commit(revision: str, root: Path) -> str:
    if revision.startswith("-") or not revision:
        raise CannotDo(f"there is no revision {revision or 'without a name'}")
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise CannotDo(f"{root} lies in no git repository, so {revision} can only be a folder that holds a project")
    found = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found is None:
        raise CannotDo(f"there is no revision {revision}, and no folder of that name that holds a project")
    return found.decode().strip()


def _blobs(commit: str, root: Path) -> dict[str, bytes]:
    """Path within the folder → content of every file there that argmap may read; a link is followed within the commit."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", *FOLDERS, *SETTINGS_FILES) or b""
    entries: dict[str, tuple[str, str]] = {}
    for entry in listed.split(b"\0"):
        head, sign, name = entry.partition(b"\t")
        if sign:
            mode, kind, digest = head.decode().split(" ")
            if kind == "blob":
                entries[name.decode("utf-8", "surrogateescape")] = mode, digest
    digests = list(dict.fromkeys(digest for _, digest in entries.values()))
    stored = dict(zip(digests, _contents(root, digests), strict=True))
    found = {path: stored[digest] for path, (_, digest) in entries.items()}
    for path, (mode, digest) in entries.items():
        if mode == _LINK:
            written = stored[digest].decode("utf-8", "surrogateescape")
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
            if goal in entries and entries[goal][0] != _LINK:
                found[path] = found[goal]
            else:
                del found[path]
    return found


def _contents(root: Path, digests: list[str]) -> Iterator[bytes]:
    """What is stored under some digests, in one run of git."""
    answer = _git(root, "cat-file", "--batch", given="".join(f"{digest}\n" for digest in digests)) or b""
    at = 0
    for _ in digests:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split(b" ")[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(root: Path, *arguments: str, given: str = "") -> bytes | None:
    """What git says, or None where it fails. Raises CannotDo where there is no git."""
    try:
        ran = subprocess.run(  # noqa: S603 - git with arguments of ours, without a shell
            ["git", "-C", str(root), *arguments],  # noqa: S607 - whichever git the user has
            input=given.encode(),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise CannotDo("git is not installed, so no revision can be read; name a folder to compare with") from None
    return ran.stdout if ran.returncode == 0 else None
