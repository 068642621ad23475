"""What a map that runs in a ring would come to if the ring were left in, to set beside the value without it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import expm1
from typing import NamedTuple

from argmap.graph import ArgumentGraph
from argmap.rings import cut_at, ringed
from argmap.semantics.independence import Ties
from argmap.semantics.scales import scales
from argmap.semantics.weighing import LARGEST_EXPONENT, Line, Problem, WeighingInSteps, logit, probability
from argmap.semantics.weight_of_evidence import problem_of
from argmap.settings import Settings

MOST_ROUNDS = 10_000
SETTLED = 1e-12


class Uncut(NamedTuple):
    """The confidence of a claim with the ring left in: reached from below (nothing in the ring lends anything at first)
    and from above (all of it is certain at first). The same, unless the ring has no one value; `settled` if both were
    reached."""

    low: float
    high: float
    settled: bool


def uncut(graph: ArgumentGraph, settings: Settings) -> dict[str, Uncut]:
    """By claim that a ring bears on, its confidence with the ring left in; empty where the map has no ring."""
    if graph.uncut is None:
        return {}
    whole = graph.uncut
    problem = problem_of(whole, settings, scales(settings.scales), Ties(graph))
    problem = replace(problem, order=[*problem.order, *graph.order])
    ring, touched = cut_at(graph), ringed(graph)
    low, first = settle(problem, ring, 0.0)
    high, second = settle(problem, ring, LARGEST_EXPONENT)
    return {
        name: Uncut(probability(min(low[name], high[name])), probability(max(low[name], high[name])), first and second)
        for name in graph.claims
        if name in touched
    }


def settle(problem: Problem, ring: Collection[str], start: float) -> tuple[Mapping[str, float], bool]:
    """Log-odds in nats by claim of a map with a ring, and whether they settled: z ← (z + F(z)) / 2 until nothing moves
    by more than 1e-12, from `start` nats of evidence for every claim of the ring.

    `ring` are the statements on whose account the map has no order; `problem.order` is one without them.
    """
    bearing: dict[str, list[Line]] = {}
    for line in sorted(problem.lines, key=lambda line: line.id):
        bearing.setdefault(line.conclusion, []).append(line)
    state = WeighingInSteps(problem)
    evidence = dict.fromkeys((name for name in problem.priors if name in ring), start)
    for name in ring:
        state.rises[name] = state.falls[name] = 0
        if name in problem.reliabilities:
            state.take_reliability(name)
    settled = False
    for _ in range(MOST_ROUNDS):
        for name, found in evidence.items():
            state.gains[name] = (expm1(min(found, LARGEST_EXPONENT)),) * 5
        moved = 0.0
        for name in problem.order:
            if name in problem.reliabilities:
                state.undermine(name)
                continue
            state.conclude(name, bearing.get(name, ()))
            if name in evidence:
                found = state.log_odds[name].middle - logit(problem.priors[name])
                moved = max(moved, abs(found - evidence[name]))
                evidence[name] = (evidence[name] + found) / 2
                state.gains[name] = (expm1(min(evidence[name], LARGEST_EXPONENT)),) * 5
        if moved < SETTLED:
            settled = True
            break
    return {name: z.middle for name, z in state.log_odds.items()}, settled
