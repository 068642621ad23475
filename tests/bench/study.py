"""How quickly the study page follows its reader: on the corpus, and on generated projects of any size.

    python tests/bench/study.py             the corpus, and 2,000 claims
    python tests/bench/study.py --claims N  another size

Each figure is the least and the median of several runs in Chromium, in milliseconds: what the page works out for one
change, from the change to the numbers (computed), to the end of the layout of the page (shown), and the first paint.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from generate import tree, write_argmap
from playwright.sync_api import Page, sync_playwright

from argmap.project import Project, load
from argmap.study import study_page

ROOT = Path(__file__).parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
RUNS = 15
SIZE = 2000
_ABOUT = """## The study page

In Chromium: for acts of a reader what the page works out for one change, from the change to the numbers (computed) and to the end
of its layout (laid out); medians unless it says otherwise.
"""

# A change by the address does what a press of a button does, from the state to the page.
MEASURE = """
async ([hashes, runs]) => {
  const found = [];
  for (let run = 0; run < runs; run += 1) {
    for (const hash of hashes) {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      const start = performance.now();
      history.replaceState(null, "", "#" + hash);
      dispatchEvent(new PopStateEvent("popstate"));
      const applied = performance.now() - start;
      void document.body.offsetHeight;
      const laid = performance.now() - start;
      if (run > 1) found.push([applied, laid]);
    }
  }
  return found;
}
"""


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
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    graph = case.graph
    found = [
        "",
        (
            f"Of {name} ({len(graph.claims):,} claims, {len(graph.evidence):,} items) the page has {len(data) / 1e6:.2f} MB, was written in"
            f" {seconds * 1000:.0f} ms, and was first painted after {paint:.0f} ms."
        ),
        "",
        "| act | computed at least, ms | computed, ms | laid out, ms | 95 % within, ms |",
        "|---|--:|--:|--:|--:|",
    ]
    items = list(graph.evidence)
    some = items[:: max(1, len(items) // 8)]
    claims = [claim for claim in graph.claims if graph.bearing_on(claim)][::40][:8]
    acts = {
        "withdraw an item and reinstate it": [part for item in some for part in (f"off=evidence:{item}", "")],
        "move a reliability": [f"r={item}=0.{k}" for item in some[:2] for k in range(1, 9)],
        "withdraw a source": [f"off=sources:{graph.evidence[item].source}" for item in some],
        "select a claim on the map and read it": [f"s=claims:{claim}&v=claims:{claim}" for claim in claims],
        "everything at a glance, an item withdrawn": [f"v=whole:&off=evidence:{item}" for item in some],
    }
    return found + [shown(act, page.evaluate(MEASURE, [hashes, RUNS])) for act, hashes in acts.items()]


def shown(act: str, found: list[Any]) -> str:
    """One row of figures."""
    computed, laid = ([one[k] for one in found] for k in (0, 1))
    median, most = statistics.median(computed), sorted(laid)[int(len(laid) * 0.95)]
    return f"| {act} | {min(computed):.1f} | {median:.1f} | {statistics.median(laid):.1f} | {most:.1f} |"


if __name__ == "__main__":
    main()
