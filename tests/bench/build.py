"""How long a build takes: with nothing kept, with nothing changed, with one claim changed, and with one claim changed while
`argmap build --watch` stays; and how long it takes to make the exercises and the course.

    python tests/bench/build.py             the corpus
    python tests/bench/build.py --runs N    another number of runs

Each figure is the least of several runs of the whole command, Python's own start included, in seconds; the first line is
that start alone, and the time it takes to import what `argmap check` needs. Changed is the text of one claim; or the strength of one
inference, which moves the numbers of many claims; or a claim is new, or has another name. A watched build is timed by itself: from the moment
the changed file is seen to the last file written, as it tells in its line, and as the clock has it from the moment the file was
saved (files are looked at ten times a second).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter, sleep

ROOT = Path(__file__).parent.parent.parent
CHANGED = "  text: >\n    "
STRENGTH, STRENGTHS = "strength: fair", ("strong", "slight")
NEW = """
brand-new-claim{}:
  text: A claim that nobody made before.
  support: [{{premises: [article-first-paragraph], strength: fair}}]
"""
TOLD = re.compile(r"changed in ([0-9.]+) s")
PAUSE = 3.0
"""Seconds between a line and the next change: an author types, and the process does what can be done while nobody waits."""


def seconds(*line: str, **more: str) -> float:
    """How long a command takes. Raises CalledProcessError where it fails."""
    start = perf_counter()
    subprocess.run([sys.executable, *line], check=True, capture_output=True, env={**os.environ, **more})
    return perf_counter() - start


def watched(root: Path, file: Path, texts: Sequence[str], more: dict[str, str]) -> Iterator[tuple[float, float]]:
    """How long builds took after a file was given one text after the other: as they told, and from the saving of the file to
    their line."""
    line = [sys.executable, "-m", "argmap", "build", "--watch", "--project", str(root)]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env={**os.environ, **more}) as process:
        assert process.stderr is not None
        for _ in range(2):
            process.stderr.readline()
        for text in texts:
            sleep(PAUSE)
            start = perf_counter()
            file.write_text(text, encoding="utf-8")
            told = TOLD.search(process.stderr.readline())
            assert told is not None
            yield float(told[1]), perf_counter() - start
        process.send_signal(signal.SIGINT)
        process.stderr.read()


def main() -> None:
    """Measure, and print a line for each."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "corpus")
        for name in ("claims", "evidence"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "pyproject.toml", root)
        more = {"XDG_CACHE_HOME": str(Path(folder, "cache")), "PYTHONPATH": str(ROOT)}
        build = ("-m", "argmap", "build", "--quiet", "--project", str(root))
        found: dict[str, list[float]] = {}
        file = min((root / "claims").glob("*.yaml"), key=lambda one: (CHANGED not in one.read_text("utf-8"), one.name))
        text = file.read_text(encoding="utf-8")
        for run in range(runs):
            found.setdefault("python", []).append(seconds("-c", ""))
            found.setdefault("imports", []).append(seconds("-c", "import argmap.project", **more))
            found.setdefault("nothing kept", []).append(seconds(*build, "--no-cache", **more))
            file.write_text(text, encoding="utf-8")
            seconds(*build, **more)
            found.setdefault("nothing changed", []).append(seconds(*build, **more))
            file.write_text(text.replace(CHANGED, f"{CHANGED}In run {run}: ", 1), encoding="utf-8")
            found.setdefault("one claim changed", []).append(seconds(*build, **more))
            teach = ("-m", "argmap", "teach", "--quiet", "--project", str(root), "-o", str(Path(folder, "taught")))
            found.setdefault("all exercises (argmap teach)", []).append(seconds(*teach, **more))
            found.setdefault("the course (argmap teach --course)", []).append(seconds(*teach, "--course", **more))
        words = [text.replace(CHANGED, f"{CHANGED}In watched run {run}: ", 1) for run in range(runs)]
        for told, waited in watched(root, file, words, more):
            found.setdefault("one claim changed, watched", []).append(told)
            found.setdefault("the same, from saving to the line", []).append(waited)
        strengths = [text.replace(STRENGTH, f"strength: {STRENGTHS[run % len(STRENGTHS)]}", 1) for run in range(runs)]
        # Each run makes one of these changes, and the next takes it back or makes it another.
        new = [text + NEW.format("") * (run % 2 == 0) for run in range(runs)]
        named = [text + NEW.format(("-here", "-there")[run % 2]) for run in range(runs + 1)]
        for what, some in (
            ("one strength changed, watched", strengths),
            ("a claim more or fewer, watched", new),
            ("one claim renamed, watched", named),
        ):
            times = [told for told, _ in watched(root, file, some, more)]
            found[what] = times[1:] if some is named else times
    for what, times in found.items():
        print(f"{what:34} {min(times):6.2f} s")


if __name__ == "__main__":
    main()
