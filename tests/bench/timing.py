"""Run commands in turn, each as a process of its own, with its time, its peak memory and what it left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
NOT_FOUND = 127
MANY, SOME = 10.0, 30.0
"""A command whose warm-up takes longer runs three times at most; beyond the second, the warm-up is its only run."""


@dataclass(frozen=True)
class Run:
    """One run of a command; `failure` is empty when it did what it should."""

    seconds: float
    megabytes: float
    failure: str = ""


@dataclass(frozen=True)
class Drawn:
    """What stands in the SVG: statements word for word, of how many, and lines (0 where they are not marked)."""

    texts: int
    wanted: int
    lines: int

    def __str__(self) -> str:
        """As the table has it."""
        lines = f"; {self.lines:,} lines" if self.lines else ""
        return f"{self.texts:,} of {self.wanted:,} texts{lines}"


@dataclass
class Command:
    """A command line, and what it must leave behind.

    `shown` is how a reader would type it. `picture` is the SVG, or the folder with SVGs, that it has to write;
    `untouched` is a folder that is put back as it was before each run.
    """

    tool: str
    shown: str
    line: Sequence[str | Path]
    picture: Path | None = None
    untouched: Path | None = None
    runs: list[Run] = field(default_factory=list)
    drawn: Drawn | None = None
    _original: frozenset[Path] | None = None

    def run(self, limit: float) -> Run:
        """Run once in an empty folder and with an empty cache; the clock covers nothing but the process."""
        self._clear()
        with tempfile.TemporaryDirectory(prefix="argmap-bench-") as scratch, tempfile.TemporaryFile() as output:
            report = Path(scratch) / "report"
            empty = Path(scratch) / "empty"
            empty.mkdir()
            environment = {**os.environ, "XDG_CACHE_HOME": scratch, "NO_COLOR": "1"}
            # Python keeps what it has compiled, as it does for everybody who has not forbidden it.
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", LAUNCH, report, *map(str, self.line)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=empty,
                env=environment,
                start_new_session=True,
            )
            late = threading.Event()
            timer = threading.Timer(limit, _stop, (process.pid, late))
            timer.start()
            try:
                process.wait()
            except KeyboardInterrupt:
                _stop(process.pid, late)
                raise
            finally:
                timer.cancel()
            if process.returncode == NOT_FOUND:
                return Run(0, 0, "not installed")
            seconds, code, memory = report.read_text().split() if report.is_file() else (limit, process.returncode, 0)
            output.seek(0)
            failure = self._failure(int(code), late.is_set(), limit)
            if failure:
                said = output.read().decode("utf-8", "replace").strip().splitlines()
                say("    " + (f"{failure}: {said[-1][:300]}" if said else failure))
            return Run(float(seconds), int(memory) / 1e6, failure)

    def pictures(self) -> list[Path]:
        """The SVGs that the last run wrote."""
        if self.picture is None or not self.picture.exists():
            return []
        return sorted(self.picture.rglob("*.svg")) if self.picture.is_dir() else [self.picture]

    def _clear(self) -> None:
        if self.picture is not None and self.picture.is_dir():
            shutil.rmtree(self.picture)
        elif self.picture is not None:
            self.picture.unlink(missing_ok=True)
        if self.untouched is not None:
            present = frozenset(path for path in self.untouched.rglob("*") if path.is_file())
            if self._original is None:
                self._original = present
            for path in present - self._original:
                path.unlink()

    def _failure(self, code: int, late: bool, limit: float) -> str:  # noqa: FBT001 - the name says it
        if late:
            return f"no result in {limit:.0f} s"
        if code:
            return f"failed (exit {code})"
        if self.picture is not None:
            pictures = self.pictures()
            if not pictures:
                return "failed (wrote no SVG)"
            if not all(_ends_as_svg(path) for path in pictures):
                return "failed (SVG incomplete)"
        return ""

    @property
    def failure(self) -> str:
        """Why there is no figure for this command."""
        return next((run.failure for run in self.runs if run.failure), "")

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def megabytes(self) -> float:
        """The median of the peaks."""
        return statistics.median(run.megabytes for run in self.runs)


def _stop(leader: int, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _ends_as_svg(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 20))
        return file.read().rstrip().endswith(b"</svg>")


def measure(
    commands: Sequence[Command], runs: int, limit: float, look: Callable[[Command], Drawn] | None = None
) -> None:
    """Warm every command up, then run them in turn: A B C A B C …; a command that fails is not run again."""
    left: dict[str, int] = {}
    for command in commands:
        warm = command.run(limit)
        if look and not warm.failure:
            command.drawn = look(command)
            if not command.drawn.texts:
                warm = replace(warm, failure="failed (SVG without the texts)")
        few = warm.seconds > SOME
        left[command.tool] = 0 if warm.failure or few else min(runs, 3) if warm.seconds > MANY else runs
        if not left[command.tool]:
            command.runs.append(warm)
        say(f"  {command.tool}: warm-up {warm.failure or f'{warm.seconds:.2f} s'}, {command.drawn or 'no picture'}")
    for turn in range(runs):
        for command in commands:
            if turn < left[command.tool] and not command.failure:
                command.runs.append(command.run(limit))
    for command in commands:
        say(f"  {command.tool}: {command.failure or f'{command.seconds:.3f} s, {command.megabytes:.0f} MB'}")


def say(line: str) -> None:
    """Report progress, or what went wrong."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
