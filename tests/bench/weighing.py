"""Time the weighing of large random maps against one product of a sparse matrix and a vector, in the same process.

`python tests/bench/weighing.py` prints the section of `docs/benchmarks.md`; `section()` gives it to `bench.py`. Every
ratio is between the least of several runs on either side, taken in turn.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from argmap.semantics.arrays import Cone, Inputs, Map, Tables, cone, tables
from argmap.semantics.attribution import PAIRS, leave_one_out, shapley, topic
from argmap.semantics.bands import Doubts, draw, drawn_bands
from argmap.semantics.columns import bind, lay_out, weigh_bound, weigh_columns
from argmap.semantics.scales import scales
from argmap.semantics.weighing import DECIBANS_PER_NAT, Line, Problem, Three

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
MOST_PRODUCTS, MOST_MEMORY, MOST_WEIGHINGS, MOST_DRAWING = 8.0, 6.0, 50, 1.0
SEED = 1935


def random_map(statements: int, seed: int = SEED) -> tuple[Map, Inputs]:
    """A map without rings: half its statements are claims, and it has twice as many relations as statements.

    A relation is a premise or an undercutter. One line in ten has two linked premises, one in ten is grouped (copies
    or one witness, in pairs), one in thirty is undercut, one in four speaks against its claim.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    claims = statements // 2
    items = statements - claims
    lines = int(2 * statements / (1.1 + 1 / 30))
    counts = 1 + (random.random(lines) < 0.1)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    conclusion = np.sort(random.integers(0, claims, lines)).astype(np.int32)
    goals = np.repeat(conclusion, counts)
    # Two premises in three are items; the rest are claims of a smaller number than their conclusion.
    lower = (random.random(len(goals)) * goals).astype(np.int32)
    evidence = claims + random.integers(0, items, len(goals))
    premises = np.where((random.random(len(goals)) < 2 / 3) | (goals == 0), evidence, lower).astype(np.int32)
    attacked = np.flatnonzero(random.random(lines) < 1 / 30)
    undercuts = np.stack([claims + random.integers(0, items, len(attacked)), attacked], axis=1).astype(np.int32)
    sign = np.where(random.random(lines) < 0.25, -1, 1).astype(np.int8)
    pairs = np.flatnonzero(
        (conclusion[:-1] == conclusion[1:]) & (sign[:-1] == sign[1:]) & (random.random(lines - 1) < 0.08)
    )
    pairs = pairs[np.diff(pairs, prepend=-2) > 1]
    groups = np.arange(len(pairs))
    ties = np.stack([np.concatenate([pairs, pairs + 1]), np.tile(groups, 2)], axis=1).astype(np.int32)
    whole = Map(
        claims, items, conclusion, sign, starts, premises, undercuts, np.zeros((0, 2), np.int32), ties,
        witness=random.random(len(pairs)) < 0.5, rho=np.ones(len(pairs)),
    )  # fmt: skip
    inputs = Inputs(
        prior=np.full((claims, 1), 0.5),
        reliability=np.prod([random.choice(_middles(scale), (items, 1)) for scale in _MARKS], axis=0),
        ratio=10 ** (random.choice(_middles("strength")[1:], (lines, 1)) / 10),
        undercut=random.uniform(0.2, 0.9, (len(attacked), 1)),
        undermine=np.zeros((0, 1)),
    )
    return whole, inputs


_MARKS = ("reliability", "credibility", "directness")


def _middles(scale: str) -> list[float]:
    """What the marks and words of a scale stand for: items and steps are marked at random, as an editor would write."""
    return [middle for _, middle, _ in scales().table[scale].values()]


def least(run: Callable[[], object], times: int) -> float:
    """Seconds of the quickest of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


@dataclass(frozen=True)
class Size:
    """What was measured of one size, in seconds; `memory` is the peak of laying out and weighing by what the arrays take."""

    statements: int
    lines: int
    relations: int
    levels: int
    layout: float
    weighing: float
    product: float
    memory: float

    @property
    def ratio(self) -> float:
        """One weighing by one product."""
        return self.weighing / self.product


def size(statements: int, times: int) -> Size:
    """One weighing (numbers put to the layout, and weighed) beside a product of as many nonzeros as there are relations."""
    whole, inputs = random_map(statements)
    relations = len(whole.premises) + len(whole.undercuts)
    random = np.random.Generator(np.random.PCG64(SEED))
    columns = random.integers(0, statements, relations).astype(np.int32)
    rows = np.linspace(0, relations, statements + 1).astype(np.int32)
    matrix = csr_array((random.random(relations), columns, rows), shape=(statements, statements))
    vector = random.random(statements)
    gc.collect()
    tracemalloc.start()
    layout = lay_out(whole)
    weigh_bound(bind(layout, inputs))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    arrays = inputs.size + sum(part.nbytes for part in vars(whole).values() if isinstance(part, np.ndarray))
    whole = replace(whole)  # without what it keeps by heart
    layout_seconds = least(lambda: lay_out(replace(whole)), 2)
    weighing, product = [], []
    for _ in range(times):
        weighing.append(least(lambda: weigh_bound(bind(layout, inputs)), 1))
        product.append(least(lambda: matrix @ vector, 3))
    return Size(
        statements,
        len(whole.conclusion),
        relations,
        len(layout.levels),
        layout_seconds,
        min(weighing),
        min(product),
        peak / arrays,
    )


def named(whole: Map, inputs: Inputs) -> Tables:
    """The map with names, as attribution wants it."""
    return Tables(
        whole,
        Inputs(*(np.repeat(part, 3, axis=1) for part in inputs.parts())),
        tuple(f"c{n}" for n in range(whole.claims)),
        tuple(f"e{n}" for n in range(whole.items)),
        tuple(f"l{n}" for n in range(len(whole.conclusion))),
    )


def claim_on(whole: Map, leaves: int) -> tuple[int, Cone]:
    """Of some hundreds of claims, the one whose number of items below comes nearest."""
    tried = range(whole.claims // 500, whole.claims // 2, whole.claims // 500)
    found = ((claim, cone(whole, [claim])) for claim in tried)
    return min(found, key=lambda one: (abs(one[1].map.items - leaves), one[0]))


@dataclass(frozen=True)
class Attribution:
    """Seconds for one claim and the items below it."""

    items: int
    statements: int
    largest: int
    single: float
    removal: float
    shares: float
    error: float


def attribution(statements: int, leaves: int) -> Attribution:
    """All leave-one-outs and all shares of one claim of a large map, beside one weighing of what it rests on."""
    whole, inputs = random_map(statements)
    claim, part = claim_on(whole, leaves)
    own = part.take(inputs, whole)
    layout = lay_out(part.map)
    asked = topic(named(whole, inputs), f"c{claim}")
    asked.layout  # noqa: B018 - laid out once, like what it is compared with
    single, removal = [], []
    for _ in range(5):
        single.append(least(lambda: weigh_bound(bind(layout, own)), 3))
        removal.append(least(lambda: leave_one_out(asked), 1))
    start = time.perf_counter()
    _, error = shapley(asked)
    shares = time.perf_counter() - start
    largest = max(len(branch.players) for branch in asked.branches)
    return Attribution(
        part.map.items, part.map.statements, largest, min(single), min(removal), shares, float(error.max())
    )


def draws(statements: int) -> tuple[float, float, float]:
    """Seconds for a band of 1,000 draws of every claim: drawing, weighing what was drawn, and both with quantiles."""
    whole, inputs = random_map(statements)
    made = named(whole, inputs)
    every = cone(whole, range(whole.claims))
    sample = draw(made, every, Doubts())
    drawn = sample.take(slice(0, sample.columns))
    return (
        least(lambda: draw(made, every, Doubts()), 2),
        least(lambda: weigh_columns(every.map, drawn), 3),
        least(lambda: drawn_bands(made, made.claims), 5),
    )


def building(statements: int) -> float:
    """Seconds to turn a map of names into arrays."""
    whole, inputs = random_map(statements)
    made = named(whole, inputs)
    names = (*made.claims, *made.items)
    starts, ratio = whole.starts.tolist(), inputs.ratio[:, 0].tolist()
    lines = [
        Line(
            made.lines[n],
            tuple(names[p] for p in whole.premises[starts[n] : starts[n + 1]].tolist()),
            names[int(whole.conclusion[n])],
            int(whole.sign[n]),
            Three(ratio[n], ratio[n], ratio[n]),
        )
        for n in range(len(whole.conclusion))
    ]
    reliabilities = {
        name: Three(r, r, r) for name, r in zip(made.items, inputs.reliability[:, 0].tolist(), strict=True)
    }
    problem = Problem(dict.fromkeys(made.claims, 0.5), reliabilities, lines, {}, names)
    return least(lambda: tables(problem), 2)


def _verdict(*, met: bool) -> str:
    return "met" if met else "**missed**"


def _at_largest(one: Size, value: float, most: float) -> str:
    """A figure, with its target in the row of the largest map."""
    return f"{value:,.1f}" + (
        f" (at most {most:g}: {_verdict(met=value <= most)})" if one.statements == SIZES[-1] else ""
    )


def section(sizes: tuple[int, ...] = SIZES) -> str:
    """What was measured, as a section in Markdown."""
    found = [size(one, 5 if one >= SIZES[-1] else 15) for one in sizes]
    rows = [
        f"| {one.statements:,} | {one.lines:,} | {one.relations:,} | {one.levels} | {1e3 * one.layout:,.1f} |"
        f" {1e3 * one.weighing:,.2f} | {1e3 * one.product:,.3f} | {_at_largest(one, one.ratio, MOST_PRODUCTS)} |"
        f" {_at_largest(one, one.memory, MOST_MEMORY)} |"
        for one in found
    ]
    owed = attribution(max(sizes), 500)
    few = attribution(max(sizes), 16)
    drawing, weighing, band = draws(min(10_000, max(sizes)))
    some, more, most = map(building, (10_000, 100_000, 300_000))
    removed = (
        f"- **What if it were gone**, for each of {owed.items} items below one claim ({owed.statements:,} statements, the"
        f" largest branch has {owed.largest}): {1e3 * owed.removal:,.0f} ms,"
        f" {owed.removal / owed.single:,.0f} times one weighing of the same part (at most {MOST_WEIGHINGS}:"
        f" {_verdict(met=owed.removal / owed.single <= MOST_WEIGHINGS)})."
    )
    shared = (
        f"- **Shares** of {few.items} items (largest branch {few.largest}), exact: {1e3 * few.shares:,.0f} ms. Of the"
        f" {owed.items} items above, by {PAIRS} antithetic pairs: {owed.shares:,.1f} s, standard error at most"
        f" {DECIBANS_PER_NAT * owed.error:.2f} decibans."
    )
    drawn = (
        f"- **1,000 draws** on {min(10_000, max(sizes)):,} statements: drawing {drawing:.2f} s, weighing {weighing:.2f} s;"
        f" the bands of all claims, both included, {band:.2f} s (under {MOST_DRAWING:g} s: {_verdict(met=band < MOST_DRAWING)})."
    )
    named_arrays = (
        f"- **From names to arrays**: 10,000 statements {1e3 * some:,.0f} ms, 100,000 statements {1e3 * more:,.0f} ms, 300,000"
        f" statements {1e3 * most:,.0f} ms: {most / more:.1f} times as much for three times as many. The smallest are the"
        " cheapest, for their names fit in a cache."
    )
    return "\n".join(
        [
            "## Weighing large maps",
            "",
            "`python tests/bench/weighing.py`, on random maps (`random_map`). *Laying out* sorts a map into levels and is",
            "done once for a map. *One weighing* puts the numbers to the layout and works out every statement. It is held",
            "against one product of a CSR matrix of scipy's, with as many nonzeros as the map has relations, and a vector.",
            "*Memory* is the peak of laying out and weighing, as a multiple of what the arrays of the map and its numbers take.",
            "",
            "| statements | lines | relations | levels | laying out, ms | one weighing, ms | product, ms | ratio | memory |",
            "|---|---|---|---|---|---|---|---|---|",
            *rows,
            "",
            "Small maps cost what calling numpy costs: some tens of microseconds a level.",
            "",
            removed,
            shared,
            drawn,
            named_arrays,
            "",
        ]
    )


if __name__ == "__main__":
    print(section())
