"""How quickly the study page follows its reader: on the corpus, and on generated projects of any size.

    python tests/bench/study.py             the corpus, and 2,000 claims
    python tests/bench/study.py --claims N  another size

Figures are in milliseconds, of several runs in Chromium: the processor time that the page takes for one change, script, styles and
layout together, those of the next frame included, which hardly grows where other work keeps the machine busy; and by the clock how
long it is from the change to the end of the layout of the page, and to the first paint.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from generate import tree, write_argmap
from playwright.sync_api import Page, sync_playwright

from argmap.project import Project, load
from argmap.study import study_page

ROOT = Path(__file__).parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
RUNS = 7
SIZE = 2000
_ABOUT = """## The study page

In Chromium, for acts of a reader: the processor time of the page for one change, with all its numbers, grades, colours and tables
and the layout of what shows them, up to the next frame, as the browser counts it; and by the clock, which other work on the machine
delays. The first two of seven rounds are not counted: what a reader does again, the browser has compiled and the page may have kept.
What a reader withdraws he has turned to before: that is a row of its own, as is both at once, which an address can ask for.
"""
TURN = "turn "
"""Before an address that is gone to without being counted."""

# A change by the address does what a press of a button does, from the state to the page.
MEASURE = """
async (hash) => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const start = performance.now();
  history.replaceState(null, "", "#" + hash);
  dispatchEvent(new PopStateEvent("popstate"));
  void document.body.offsetHeight;
  return performance.now() - start;
}
"""
# What is left to the next frame, such as what has come into sight by it, is of the change too.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
PARTS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=SIZE)
    sys.stdout.write(section(parser.parse_args().claims))


def section(size: int = SIZE) -> str:
    """Measure the corpus and a generated project, and tell it in Markdown."""
    lines = [_ABOUT]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        made = Path(folder) / "made"
        write_argmap(tree(size), made)
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, project in (("the corpus", load(ROOT)), (f"{size:,} claims", load(made))):
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            lines += report(name, project, Path(folder) / "page.html", page)
        browser.close()
    return "\n".join(lines) + "\n"


def report(name: str, project: Project, file: Path, page: Page) -> list[str]:
    """One project: size, time to write, first paint, and what each kind of act costs."""
    case = project.case
    study_page(case, project.sources, project.faults)
    start = perf_counter()
    data = study_page(case, project.sources, project.faults)
    seconds = perf_counter() - start
    file.write_bytes(data)
    page.goto(file.as_uri())
    # The page may be loaded before anything of it is painted.
    painted = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    paint = page.wait_for_function(painted).json_value()
    graph = case.graph
    found = [
        "",
        (
            f"Of {name} ({len(graph.claims):,} claims, {len(graph.evidence):,} items) the page has {len(data) / 1e6:.2f} MB, was written in"
            f" {seconds * 1000:.0f} ms, and was first painted after {paint:.0f} ms."
        ),
        "",
        "| act | processor, ms | 95 % within | clock at least, ms | median | 95 % within |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    items = list(graph.evidence)
    some = items[:: max(1, len(items) // 8)]
    claims = [claim for claim in graph.claims if graph.bearing_on(claim)][::40][:8]
    # The largest matrix alone: to turn to another question is no withdrawal.
    asked = sorted(graph.questions, key=lambda name: -len(graph.questions[name].ratings))[:1]
    sources = list(dict.fromkeys(graph.evidence[item].source for item in some))
    steps = [step for claim in claims for step in graph.bearing_on(claim)][:8]
    acts = {
        "withdraw an item and reinstate it": [part for item in some for part in (f"off=evidence:{item}", "")],
        "move a reliability": [f"r={item}=0.{k}" for item in some[:2] for k in range(1, 9)],
        "withdraw a source and reinstate it": [part for name in sources for part in (f"off=sources:{name}", "")],
        "withdraw a group and reinstate it": [
            part for name in [*graph.groups][:8] for part in (f"off=groups:{name}", "")
        ],
        "withdraw an item that a matrix rates": [
            f"v=questions:{name}&s=questions:{name}{act}"
            for name in asked
            for row in graph.questions[name].ratings[:8]
            for act in (f"&off=evidence:{row.evidence}", "")
        ],
        "move a strength": [part for step in steps for part in (f"k={step.id}=slight", "")],
        "suppose a document for a claim": [part for claim in claims for part in (f"f={claim}=%2B", "")],
        "switch a layer off and on": [part for layer in graph.layers for part in (f"layer={layer}", "")],
        "withdraw a claim and reinstate it": [
            address
            for claim in claims
            for turned in (f"v=claims:{claim}&s=claims:{claim}",)
            for address in (TURN + turned, f"{turned}&off=claims:{claim}", turned)
        ],
        "open an address that turns to a claim and withdraws it": [
            f"v=claims:{claim}&s=claims:{claim}&off=claims:{claim}" for claim in claims
        ],
        "select a claim on the map and read it": [f"s=claims:{claim}&v=claims:{claim}" for claim in claims],
        "everything at a glance, an item withdrawn": [f"v=whole:&off=evidence:{item}" for item in some],
        "to everything at a glance, and back to where it begins": ["v=whole:", ""],
        "a level deeper": [f"d={depth}" for depth in range(1, 7)],
    }
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def processor() -> float:
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return 1000 * sum(float(metrics[part]) for part in PARTS)

    def measured(hashes: list[str]) -> Iterator[tuple[float, float]]:
        for run in range(RUNS):
            for hash_ in hashes:
                page.evaluate(SETTLED)
                before = processor()
                clock = float(page.evaluate(MEASURE, hash_.removeprefix(TURN)))
                page.evaluate(SETTLED)
                if run > 1 and not hash_.startswith(TURN):  # the browser compiles what has run before
                    yield processor() - before, clock

    return found + [shown(act, list(measured(hashes))) for act, hashes in acts.items() if hashes]


def shown(act: str, found: list[tuple[float, float]]) -> str:
    """One row of figures."""
    cpu, clock = (sorted(one[k] for one in found) for k in (0, 1))
    most = int(len(found) * 0.95)
    figures = (statistics.median(cpu), cpu[most], clock[0], statistics.median(clock), clock[most])
    return f"| {act} | {' | '.join(f'{figure:.1f}' for figure in figures)} |"


if __name__ == "__main__":
    main()
