"""Time the evaluation engine by itself: gradual semantics on random graphs, beside scipy and formal-argumentation.

`python tests/bench/engine.py` installs formal-argumentation into `.bench/` (once) and prints a section of Markdown;
`section()` gives it to whoever writes a page. Evaluation only: graphs are built, and everything is warmed up, before
the clock runs. Figures are the least of several runs, and the ratios are of runs in the same process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from argmap.semantics.abstract import Plan, plan

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent.parent / ".bench"
PEER = "formal-argumentation"
PEER_VERSION = "0.3.0"
SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
RING_SIZE = 100_000
SEMANTICS = ("df-quad", "quadratic-energy")
MOST_PRODUCTS = 8.0
LEAST_TIMES = {10_000: 200.0, 1_000_000: 300.0}
MOST_RING_SECONDS = 0.5
MOST_MEMORY = 6.0


def say(text: str) -> None:
    """Progress, where it does not mix with the page."""
    print(text, file=sys.stderr, flush=True)


def random_graph(size: int, *, rings: bool) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Base scores, attacks and supports: twice as many relations as arguments, half of each kind, drawn uniformly.

    Without rings every relation leads from a lower to a higher place.
    """
    source = np.random.default_rng(size)
    pairs = source.integers(0, size, (2 * size, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    if not rings:
        pairs = np.sort(pairs, axis=1)
    pairs = np.unique(pairs, axis=0)
    source.shuffle(pairs)
    half = len(pairs) // 2
    return source.random(size), pairs[:half], pairs[half:]


def least(run: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of several runs, after one that does not count."""
    run()
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


# --------------------------------------------------------------------------- the peer


def install() -> Path | None:
    """The interpreter of an environment that has the peer; None where it cannot be made."""
    folder = CACHE / f"{PEER}-{PEER_VERSION}"
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n", encoding="utf-8")
    say(f"installing {PEER}")
    for line in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", f"{PEER}=={PEER_VERSION}"],
    ):
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        if done.returncode:
            say(f"error: {PEER} could not be installed; its rows are left out\n{done.stderr.strip()[-1000:]}")
            return None
    (folder / "ready").touch()
    return python


def peer_times(
    python: Path, base: Any, attacks: Any, supports: Any, limit: float
) -> dict[str, tuple[float, np.ndarray[Any, Any]]]:
    """Per semantics the peer's seconds and its strengths, on the same graph; empty where it fails."""
    with tempfile.TemporaryDirectory(prefix="argmap-engine-") as name:
        folder = Path(name)
        for part, values in (("base", base), ("attacks", attacks.ravel()), ("supports", supports.ravel())):
            kind = "d" if part == "base" else "q"
            (folder / part).write_bytes(array(kind, values.tolist()).tobytes())
        line = [str(python), str(HERE / "engine_peer.py"), str(folder)]
        try:
            done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=limit)
            if done.returncode:
                say(f"{PEER} failed: {done.stderr.strip()[-500:]}")
        except subprocess.TimeoutExpired:
            say(f"{PEER}: stopped after {limit:.0f} s")
        if not (folder / "seconds").exists():
            return {}
        return {
            semantics: (seconds, np.fromfile(folder / semantics, np.float64))
            for semantics, seconds in json.loads((folder / "seconds").read_text(encoding="utf-8")).items()
        }


# --------------------------------------------------------------------------- measurements


def _bytes(graph: Plan) -> int:
    """Bytes of all arrays of a plan, each counted once."""
    held: dict[int, int] = {}

    def count(value: Any) -> None:
        if isinstance(value, np.ndarray):
            root = value
            while isinstance(root.base, np.ndarray):
                root = root.base
            held[id(root)] = root.nbytes

    for batch in graph.framework.batches:
        for side in (batch.attacks, batch.supports):
            for name in ("members", "sets", "weights", "gates", "firsts", "targets"):
                count(getattr(side, name, None))
    count(graph.framework.order)
    return sum(held.values())


def acyclic(size: int, python: Path | None, runs: int, limit: float) -> list[list[str]]:
    """Rows for one size: plan, evaluation, and what they compare with."""
    say(f"{size:,} arguments")
    base, attacks, supports = random_graph(size, rings=False)
    relations = np.concatenate((attacks, supports))
    start = time.perf_counter()
    graph = plan(range(size), attacks, supports)
    planned = time.perf_counter() - start
    matrix = csr_array((np.ones(len(relations)), (relations[:, 1], relations[:, 0])), shape=(size, size))
    peer = peer_times(python, base, attacks, supports, limit) if python else {}
    rows = []
    for semantics in SEMANTICS:
        product = least(lambda: matrix @ base, runs)
        seconds = least(lambda name=semantics: graph.evaluate(base, name), runs)
        products = f"{seconds / product:.1f}"
        if size == SIZES[-1]:
            products += f" (at most {MOST_PRODUCTS:g}: {_verdict(seconds / product <= MOST_PRODUCTS)})"
        times = "not measured"
        if semantics in peer:
            theirs, strengths = peer[semantics]
            apart = float(np.max(np.abs(strengths - graph.evaluate(base, semantics).strengths)))
            times = f"{theirs / seconds:,.0f}"
            if size in LEAST_TIMES:
                times += f" (at least {LEAST_TIMES[size]:g}: {_verdict(theirs / seconds >= LEAST_TIMES[size])})"
            times += f", values within {apart:.0e}"
        rows.append([f"{size:,}", semantics, f"{planned * 1e3:,.1f}", f"{seconds * 1e3:,.3f}", products, times])
    return rows


def memory(size: int) -> str:
    """A sentence on the peak of memory while a graph is planned and evaluated, beside its arrays."""
    base, attacks, supports = random_graph(size, rings=False)
    given = base.nbytes + attacks.nbytes + supports.nbytes
    tracemalloc.start()
    graph = plan(range(size), attacks, supports)
    _, building = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    kept, _ = tracemalloc.get_traced_memory()
    graph.evaluate(base, "df-quad")
    _, evaluating = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    own = _bytes(graph) + base.nbytes
    share = (evaluating + base.nbytes) / own
    return (
        f"At {size:,} arguments the arrays of the plan and the base scores hold {own / 1e6:.0f} MB; while it is evaluated"
        f" everything together peaks at {(evaluating + base.nbytes) / 1e6:.0f} MB, {share:.1f} times as much (at most"
        f" {MOST_MEMORY:g}: {_verdict(share <= MOST_MEMORY)}). Planning peaks at {(building + given) / 1e6:.0f} MB, with"
        f" {given / 1e6:.0f} MB given and {kept / 1e6:.0f} MB kept."
    )


def ringed(size: int, runs: int) -> list[list[str]]:
    """Rows on a graph most of which is one ring."""
    say(f"{size:,} arguments, in rings")
    base, attacks, supports = random_graph(size, rings=True)
    start = time.perf_counter()
    graph = plan(range(size), attacks, supports)
    planned = time.perf_counter() - start
    rows = []
    for semantics in (*SEMANTICS, "squared-df-quad", "euler", "euler-top", "mlp"):
        seconds = least(lambda name=semantics: graph.evaluate(base, name), runs)
        found = graph.evaluate(base, semantics)
        unique = {True: "proved", False: "no", None: "not proved"}[found.unique]
        verdict = f"{_verdict(seconds < MOST_RING_SECONDS)}"
        rows.append(
            [semantics, f"{planned:.2f}", f"{seconds:.2f}", verdict, found.method, unique, f"{found.residual:.0e}"]
        )
    return rows


def _verdict(met: bool) -> str:  # noqa: FBT001 - private
    return "met" if met else "**missed**"


# --------------------------------------------------------------------------- the section


_ABOUT = """\
Random graphs without rings, with twice as many relations as arguments, half of them attacks. A plan puts a graph in
order once; evaluation is what is done with each set of base scores. A product is one of scipy's with a CSR matrix of as
many non-zeros. Everything is warmed up; figures are the least of {runs} runs."""
_ABOUT_RINGS = """\
Random graphs of {size:,} arguments in which relations lead anywhere, so that most arguments form one ring; evaluation
under {most:g} s:"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def section(sizes: Sequence[int] = SIZES, runs: int = 5, limit: float = 900.0) -> str:
    """Measure everything; a section of Markdown."""
    python = install()
    rows = [row for size in sizes for row in acyclic(size, python, runs, limit)]
    head = (
        "arguments",
        "semantics",
        "plan, ms",
        "evaluation, ms",
        "in matrix-vector products",
        f"times as fast as {PEER} {PEER_VERSION}",
    )
    parts = [
        "## The evaluation engine",
        _ABOUT.format(runs=runs),
        _table(head, rows),
    ]
    if max(sizes) >= RING_SIZE:
        parts += [
            memory(max(sizes)),
            _ABOUT_RINGS.format(size=RING_SIZE, most=MOST_RING_SECONDS),
            _table(
                ("semantics", "plan, s", "evaluation, s", "target", "method", "unique", "residual"),
                ringed(RING_SIZE, min(runs, 3)),
            ),
        ]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Measure and print; 1 if a target was missed."""
    parser = argparse.ArgumentParser(description="Time the evaluation engine.")
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=900.0, metavar="SECONDS", help="stop the peer after this long")
    parser.add_argument("--output", type=Path, help="write the section there (default: the terminal)")
    options = parser.parse_args()
    text = section(options.sizes, options.runs, options.limit)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 1 if "**missed**" in text else 0


if __name__ == "__main__":
    sys.exit(main())
