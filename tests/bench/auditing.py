"""How long an audit takes of its own, beyond reading and weighing: of the corpus, and of a generated project.

`python tests/bench/auditing.py` prints the section that `bench.py` puts into `docs/benchmarks.md`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from generate import tree, write_argmap

from argmap.audit import audit
from argmap.audit_page import audit_page
from argmap.audit_report import as_text
from argmap.project import Project, load

ROOT = Path(__file__).resolve().parent.parent.parent
SIZE = 10_000
RUNS = 3
MOST_SECONDS = {"the corpus": 1.0, f"{SIZE:,} claims": 10.0}
SLOWEST = 3

_ABOUT = """## The audit

In one process, the least of {runs} runs: the audit's own time (every rule, the dials, corroboration, what falls without what, what
nobody has answered) after the project was read and weighed, and then the writing of it as text and as a page. `argmap audit
--profile` shows what each rule takes.
"""


def section() -> str:
    """Measure, and tell it in Markdown."""
    lines = [
        _ABOUT.format(runs=RUNS),
        "| project | read and weighed, s | audit, s | target | met | as text, s | as a page, s | slowest rules, ms |",
    ]
    lines.append("|---|--:|--:|--:|---|--:|--:|---|")
    with tempfile.TemporaryDirectory(prefix="argmap-bench-") as folder:
        write_argmap(tree(SIZE), Path(folder))
        for name, root in zip(MOST_SECONDS, (ROOT, Path(folder)), strict=True):
            start = perf_counter()
            project = load(root)
            _ = project.case
            lines.append(_row(name, project, perf_counter() - start))
    return "\n".join(lines) + "\n"


def _row(name: str, project: Project, read: float) -> str:
    seconds = []
    for _ in range(RUNS):
        start = perf_counter()
        made = audit(project.case, project.faults, project.sources)
        seconds.append(perf_counter() - start)
    start = perf_counter()
    as_text(made, project.sources, color=False)
    text = perf_counter() - start
    start = perf_counter()
    audit_page(made, project.sources, {})
    page = perf_counter() - start
    slowest = sorted(made.seconds.items(), key=lambda entry: -entry[1])[:SLOWEST]
    told = ", ".join(f"{rule} {took * 1000:.0f}" for rule, took in slowest)
    own, most = min(seconds), MOST_SECONDS[name]
    met = "yes" if own <= most else "**no**"
    return f"| {name} | {read:.2f} | {own:.2f} | < {most:.0f} | {met} | {text:.2f} | {page:.2f} | {told} |"


if __name__ == "__main__":
    sys.stdout.write(section())
