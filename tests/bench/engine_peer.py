"""Run in the environment of formal-argumentation by `engine.py`: evaluate a graph, write strengths and seconds."""

import gc
import json
import sys
import time
from array import array
from pathlib import Path

from argumentation.gradual.dfquad import dfquad_strengths
from argumentation.gradual.gradual import WeightedBipolarGraph, quadratic_energy_strengths_discrete

ENOUGH = 2.0
"""Seconds above which one run after the warming up is enough."""


def read(folder: Path, part: str, kind: str) -> array:
    """An array as `engine.py` wrote it."""
    values = array(kind)
    values.frombytes((folder / part).read_bytes())
    return values


def main() -> None:
    """Evaluate."""
    folder = Path(sys.argv[1])
    base = read(folder, "base", "d")
    names = [f"a{place}" for place in range(len(base))]
    sides = []
    for part in ("attacks", "supports"):
        values = read(folder, part, "q")
        sides.append(frozenset((names[i], names[k]) for i, k in zip(values[::2], values[1::2], strict=True)))
    graph = WeightedBipolarGraph(
        arguments=frozenset(names),
        initial_weights=dict(zip(names, base, strict=True)),
        attacks=sides[0],
        supports=sides[1],
    )
    gc.collect()
    gc.freeze()  # the graph is no garbage: the collector would walk it again and again, to the peer's disadvantage
    found = {}
    for name, evaluate in (("df-quad", dfquad_strengths), ("quadratic-energy", quadratic_energy_strengths_discrete)):
        seconds = []
        for run in range(4):
            start = time.perf_counter()
            result = evaluate(graph)
            seconds.append(time.perf_counter() - start)
            if run and seconds[-1] > ENOUGH:
                break
        (folder / name).write_bytes(array("d", [result.strengths[one] for one in names]).tobytes())
        found[name] = min(seconds)
        # What is done is kept if time runs out.
        (folder / "seconds").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
