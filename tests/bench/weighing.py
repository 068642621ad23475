"""Time the weighing of large random maps against one product of a sparse matrix and a vector, in the same process.

`python tests/bench/weighing.py` prints the section of `docs/benchmarks.md`; `section()` gives it to `bench.py`. Every
ratio is between the least of several runs on either side, taken in turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from argmap.semantics.arrays import Inputs, Map, cone
from argmap.semantics.columns import bind, lay_out, weigh_bound

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
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
        reliability=random.uniform(0.2, 0.95, (items, 1)),
        ratio=10 ** random.uniform(0.3, 1.0, (lines, 1)),
        undercut=random.uniform(0.2, 0.9, (len(attacked), 1)),
        undermine=np.zeros((0, 1)),
    )
    return whole, inputs


def least(run: Callable[[], object], times: int) -> float:
    """Seconds of the quickest of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best
