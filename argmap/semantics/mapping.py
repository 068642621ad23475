"""A map as a framework: claims, evidence and steps as arguments, inferences and objections as relations.

The mapping stands, with its reasons, in docs/semantics-gradual.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

import numpy as np

from argmap import model
from argmap.graph import SUPPORT, ArgumentGraph
from argmap.semantics.framework import Floats, Framework, Relations, framework
from argmap.semantics.grades import granted
from argmap.semantics.scales import Range, Scales
from argmap.settings import Settings

Id = str
FULL = Range(1.0, 1.0, 1.0)


def relation_weight(table: Scales, strength: str | None) -> Range:
    """The weight in [0,1] of an inference: 1 where no strength is written, as in the published definitions.

    A written strength means a likelihood ratio L; its weight is (L - 1) / (L + 1), the measure of confirmation of
    Kemeny and Oppenheim ("Degree of factual support", 1952) for evidence that is L times as likely.
    """
    if strength is None:
        return FULL
    return Range(*(_confirmed(decibans) for decibans in table.range("strength", strength)))


def _confirmed(decibans: float) -> float:
    ratio = 10 ** (decibans / 10)
    return (ratio - 1) / (ratio + 1)


@dataclass(frozen=True, eq=False)
class Mapped:
    """A map as a framework. Base scores have three columns: low, middle, high.

    `names` are the claims and evidence, in the order of the arguments; the steps that can be attacked come after them.
    `weights` are those of inferences, and `steps` the arguments that stand for their steps, where they have one.
    """

    names: tuple[Id, ...]
    framework: Framework
    base: Floats
    weights: dict[Id, Range]
    steps: dict[Id, int]


@dataclass
class _Side:
    """Relations of one polarity as they are gathered."""

    members: list[Sequence[int]] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    weights: list[Range] = field(default_factory=list)
    gates: list[int] = field(default_factory=list)

    def add(self, members: Sequence[int], target: int, weight: Range, gate: int = -1) -> None:
        self.members.append(members)
        self.targets.append(target)
        self.weights.append(weight)
        self.gates.append(gate)

    def relations(self) -> Relations:
        sizes = np.fromiter(map(len, self.members), np.intp, len(self.members))
        plain = all(weight is FULL for weight in self.weights)
        return Relations(
            members=np.fromiter(chain.from_iterable(self.members), np.intp, int(sizes.sum())),
            starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.intp),
            targets=np.array(self.targets, np.intp),
            weights=None if plain else np.array(self.weights, np.float64),
            gates=None if all(gate < 0 for gate in self.gates) else np.array(self.gates, np.intp),
        )


def mapped(graph: ArgumentGraph, settings: Settings, table: Scales) -> Mapped:
    """A graph → its framework; linear in the number of records."""
    names = (*graph.claims, *graph.evidence)
    place = {name: number for number, name in enumerate(names)}
    assumed = table.range("unstated", "assumed")
    weight_of = cache(lambda strength: relation_weight(table, strength))
    base: list[Range] = []
    for name, claim in graph.claims.items():
        prior = settings.prior if claim.prior is None else claim.prior
        base.append(assumed if granted(graph, name) else Range(prior, prior, prior))
    base += [table.reliability(item, graph.sources.get(item.source)) for item in graph.evidence.values()]
    attacks, supports = _Side(), _Side()

    def objections(attackers: Iterable[model.Attacker], target: int) -> None:
        for attacker in attackers:
            attacks.add((place[attacker.by],), target, table.attack(attacker))

    for name, item in graph.evidence.items():
        objections(item.undermined_by, place[name])
    weights: dict[Id, Range] = {}
    steps: dict[Id, int] = {}
    for name, inference in graph.inferences.items():
        weights[name] = weight_of(inference.record.strength)
        gate = -1
        if inference.record.undercut_by:
            gate = steps[name] = len(base)
            base.append(FULL)
            objections(inference.record.undercut_by, gate)
        side = supports if inference.polarity == SUPPORT else attacks
        members = sorted(place[premise] for premise in inference.premises)
        side.add(members, place[inference.conclusion], weights[name], gate)
    size = len(base)
    step = np.zeros(size, np.bool_)
    step[len(names) :] = True
    return Mapped(
        names,
        framework(size, attacks.relations(), supports.relations(), step),
        np.array(base).reshape(size, 3),
        weights,
        steps,
    )
