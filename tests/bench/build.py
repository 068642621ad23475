"""How long a build takes: with nothing kept, with nothing changed, and with one claim changed.

    python tests/bench/build.py             the corpus
    python tests/bench/build.py --runs N    another number of runs

Each figure is the least of several runs of the whole command, Python's own start included, in seconds; the first line is
that start alone, and the time it takes to import what `argmap check` needs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent.parent
CHANGED = "  text: >\n    "


def seconds(*line: str, **more: str) -> float:
    """How long a command takes. Raises CalledProcessError where it fails."""
    start = perf_counter()
    subprocess.run([sys.executable, *line], check=True, capture_output=True, env={**os.environ, **more})
    return perf_counter() - start


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
    for what, times in found.items():
        print(f"{what:20} {min(times):6.2f} s")


if __name__ == "__main__":
    main()
