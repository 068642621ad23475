"""Building: what `argmap build` does and says, once, or after every change of a project's files until it is ended."""

from __future__ import annotations

import argparse
import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from argmap import console
from argmap.beside import staying
from argmap.console import CANNOT, FINDINGS, OK
from argmap.diagnostics import Severity
from argmap.folder import FOLDERS
from argmap.making import Session, remembered, rest, text_key, warm
from argmap.project import CannotDo, Project, build

if TYPE_CHECKING:
    from argmap.render import Picture

EVERY = 0.1
"""How often files are looked at, in seconds."""
SETTLED = 0.02
"""How long they must stay as they are for what was read of them to count: an editor may be in the middle of a save."""
_SETTINGS = ("argmap.toml", "pyproject.toml")
_SHOWN = 3

State = dict[str, tuple[int, int, int]]
"""Files by their path: when they were changed, how long they are, and which file it is."""


def state_of(root: Path, texts: tuple[Path, ...] = ()) -> State:
    """The files that a build of a project depends on, as they stand; what vanishes meanwhile is not there."""
    found: State = {}

    def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as listed:
                yield from listed
        except OSError:
            return

    waiting = [root / name for name in FOLDERS]
    for folder in waiting:  # grows while it is walked
        for entry in entries(folder):
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
            except OSError:
                continue
            _look(Path(entry.path), found)
    for file in (root, *waiting, *(root / name for name in _SETTINGS), *texts):
        _look(file, found)
    return found


def _look(file: Path, found: State) -> None:
    try:
        seen = file.stat()
    except OSError:
        return
    # Of a folder only that it is there: what stands in it is looked at by itself.
    found[str(file)] = (0, 0, 0) if file.is_dir() else (seen.st_mtime_ns, seen.st_size, seen.st_ino)


def once(options: argparse.Namespace) -> int:
    """Build a project as the flags say; gives the exit status."""
    project = console.loaded(options, console.texts(options), layout=options.layout)
    if not console.texts_known(project):
        return CANNOT
    if not project.sound:
        console.report_text(project, project.faults)
        console.complain("nothing was drawn: a picture of a text with errors would be half a picture")
        return FINDINGS
    output = Path(options.output) if options.output else None
    written, removed, drawn = build(
        project, output, tuple(options.view), check_only=options.check, remember=not options.no_cache
    )
    changed = _told(written, removed, drawn)
    if options.check:
        for name in written:
            console.complain(f"{name} is stale")
        for name in removed:
            console.complain(f"{name} belongs to no view")
        return FINDINGS if written or removed else OK
    console.say(options, changed)
    return OK


def _told(written: Sequence[str], removed: Sequence[str], drawn: Sequence[Picture]) -> str:
    """How much a build changed, in a line; what is to be said of single pictures is said at once."""
    for picture in drawn:
        for note in picture.notes:
            console.complain(f"{picture.name}: {note}")
    names = {picture.name for picture in drawn}
    changed = f"{len(names.intersection(written))} of {len(drawn)} pictures changed"
    return changed + (f", {len(removed)} removed" if removed else "")


class Watch:
    """One project, built whenever its files change, with what it keeps from one build to the next."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.root = Path(options.project)
        self.output = Path(options.output) if options.output else None
        self.views = tuple(options.view)
        self.files = tuple(Path(pair.partition("=")[2]) for pair in options.text)
        self.session = Session()
        self.built: Project | None = None
        self.warm: Project | None = None
        self.ask: Callable[[], None] = lambda: None
        self.ended = False
        self.state: State = {}
        self.looked = 0.0

    def run(self) -> int:
        """Build, wait for a change, and build again, until somebody ends it; gives the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        # A page with a text of one's own is not told apart from one with another.
        if self.views or self.files or self.options.no_cache:
            return self._follow()
        with staying(self._found) as other:
            if other is not None:
                self.ask, self.session.told = other
            return self._follow()

    def _follow(self) -> int:
        """Build, wait for a change, and build again; gives the exit status."""
        self._moved()
        if not self.build(self.looked):
            return CANNOT
        self._rest()
        gc.freeze()  # what stays for good need not be walked through again
        console.say(self.options, "waiting for changes; Ctrl-C ends it")
        while not self.ended:
            sleep(EVERY)
            if self._moved() and not self.ended:
                self.build(self.looked, self._settled)
                self._rest()
        if self.built is not None and not self.views and not self.options.no_cache:
            remembered(self.session, self.built.root)
        console.say(self.options, "ended")
        return OK

    def _moved(self) -> bool:
        """Look at the files: whether they are others than when they were looked at last."""
        before, self.state, self.looked = self.state, state_of(self.root, self.files), perf_counter()
        return self.state != before

    def _settled(self) -> bool:
        """Whether the files stay as they were when they were looked at last."""
        sleep(max(0.0, SETTLED - (perf_counter() - self.looked)))
        return not self._moved()

    def _found(self) -> tuple[str, list[dict[str, Any]] | None] | None:
        """What the study page tells of the project as it stands, with the key of its text; None where no page is to be made."""
        from argmap.study import told  # noqa: PLC0415 - imported by the process that runs all rules

        project = self._loaded()
        if not project.sound:
            return None
        return text_key(project), told(project.case, project.sources, project.faults)

    def _loaded(self) -> Project:
        known = None if self.options.no_cache else self.session.known
        return console.loaded(self.options, console.texts(self.options), layout=self.options.layout, known=known)

    def _rest(self) -> None:
        """What can be done while nobody waits."""
        if self.built is not None and self.warm is not self.built and not self.views:
            if self.warm is None:
                warm(self.built, self.session)
            else:
                rest(self.session)
            self.warm = self.built
        gc.collect()

    def _end(self, *_: object) -> None:
        """End after the build that is being made; at once, where somebody insists."""
        if self.ended:
            raise KeyboardInterrupt
        self.ended = True

    def _read(self, settled: Callable[[], bool]) -> Project:
        """The project as it stands, read again until it is `settled` that nothing changed meanwhile. Raises CannotDo and
        OSError where it cannot be read as it stands then."""
        while True:
            self.ask()
            try:
                project = self._loaded()
            except (CannotDo, OSError):
                if settled():
                    raise
            else:
                if settled():
                    return project

    def build(self, seen: float, settled: Callable[[], bool] = lambda: True) -> bool:
        """Build what has changed, and say in a line what that was and how long it took since it was `seen`; False where there
        is nothing to build."""
        try:
            project = self._read(settled)
            if not console.texts_known(project):
                return False
            if not project.sound:
                console.report_text(project, project.faults)
                errors = console.counted(sum(fault.severity is Severity.ERROR for fault in project.faults), "error")
                console.complain(
                    f"{errors}: nothing was drawn, and the pictures are those of the last text without any"
                )
                return True
            session = None if self.options.no_cache else self.session
            written, removed, drawn = build(
                project, self.output, self.views, remember=not self.options.no_cache, session=session
            )
        except CannotDo as failure:
            console.complain(str(failure))
            return False
        except OSError as failure:
            console.complain(f"{failure.filename}: {failure.strerror}" if failure.filename else str(failure))
            return False
        self.built = project
        changed = _told(written, removed, drawn)
        names = f": {', '.join(written[:_SHOWN])}" if written else ""
        more = f" and {len(written) - _SHOWN} more" if len(written) > _SHOWN else ""
        console.say(self.options, f"{changed} in {perf_counter() - seen:.2f} s{names}{more}")
        return True
