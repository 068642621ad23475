"""Rings of reasons: found, named and cut; what is left has an order in which grounds come first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from argmap import model
from argmap.diagnostics import Diagnostic, Label, error
from argmap.graph import SUPPORT, ArgumentGraph, Id
from argmap.text import Span

MOST_STEPS = 10


def without_rings(
    graph: ArgumentGraph, before: ArgumentGraph | None = None
) -> tuple[ArgumentGraph, tuple[Diagnostic, ...]]:
    """A graph → the same without the inferences that reason in a ring, in order of credence, and an error for each ring.

    A version of it `before` whose statements had the same grounds, and no rings, had the same order.
    """
    if before is not None and before.uncut is None and _same_grounds(graph, before):
        return replace(graph, order=before.order), ()
    found: tuple[Diagnostic, ...] = ()
    names = [*graph.evidence, *graph.claims]
    grounds = {name: graph.grounds(name) for name in names}
    parts = _strong_components(names, grounds)
    rings = [set(part) for part in parts if len(part) > 1]
    if rings:
        part_of = {name: number for number, ring in enumerate(rings) for name in ring}
        cut = set()
        for inference in graph.inferences.values():
            number = part_of.get(inference.conclusion)
            inside = (*inference.premises, *(attacker.by for attacker in inference.record.undercut_by))
            if number is not None and any(part_of.get(name) == number for name in inside):
                cut.add(inference.id)
        found = tuple(_ring_found(graph, ring) for ring in rings)
        kept = {name: i for name, i in graph.inferences.items() if name not in cut}
        evidence = {
            name: item.model_copy(update={"undermined_by": ()}) if name in part_of else item
            for name, item in graph.evidence.items()
        }
        graph = replace(
            graph,
            inferences=MappingProxyType(kept),
            evidence=MappingProxyType(evidence),
            left_out=graph.left_out | {(graph.inferences[i].conclusion, graph.inferences[i].polarity) for i in cut},
            uncut=graph,
        )
        grounds = {name: graph.grounds(name) for name in names}
        parts = _strong_components(names, grounds)
    return replace(graph, order=tuple(name for part in parts for name in part)), found


def _same_grounds(graph: ArgumentGraph, before: ArgumentGraph) -> bool:
    """Whether two graphs are of the same statements, each with the same grounds in the same order."""
    if any(
        mine.keys() != other.keys()
        for mine, other in (
            (graph.claims, before.claims),
            (graph.evidence, before.evidence),
            (graph.inferences, before.inferences),
        )
    ):
        return False
    steps = zip(graph.inferences.values(), before.inferences.values(), strict=True)
    items = zip(graph.evidence.values(), before.evidence.values(), strict=True)
    return all(
        mine is other
        or (mine.premises == other.premises and _names(mine.record.undercut_by) == _names(other.record.undercut_by))
        for mine, other in steps
    ) and all(mine is other or _names(mine.undermined_by) == _names(other.undermined_by) for mine, other in items)


def _names(attackers: Iterable[model.Attacker]) -> list[Id]:
    return [attacker.by for attacker in attackers]


def cut_at(graph: ArgumentGraph) -> frozenset[Id]:
    """The statements of the rings that were left out: those that lost a step to it, or what undermines them."""
    whole = graph.uncut
    if whole is None:
        return frozenset()
    cut = {inference.conclusion for name, inference in whole.inferences.items() if name not in graph.inferences}
    cut |= {name for name, item in whole.evidence.items() if item.undermined_by != graph.evidence[name].undermined_by}
    return frozenset(cut)


def ringed(graph: ArgumentGraph) -> frozenset[Id]:
    """The claims of which a ring that was left out stands at or below: what is computed of them lacks its steps."""
    if graph.uncut is None:
        return frozenset()
    return graph.uncut.above(cut_at(graph)) & graph.claims.keys()


def told_of_ring(below: str = "this claim") -> str:
    """What a reader is told of numbers that lack the steps of a ring."""
    return f"The map runs in a ring at or below {below}; its steps are left out of what is computed."


def _ring_found(graph: ArgumentGraph, ring: set[Id]) -> Diagnostic:
    """The shortest way round among statements that hold one another up, starting from the first id."""
    first = min(ring)
    origin: dict[Id, Id] = {}
    waiting = deque([first])
    while waiting:
        name = waiting.popleft()
        for other in graph.grounds(name):
            if other in ring and other not in origin:
                origin[other] = name
                waiting.append(other)
    path = [first]
    while (step := origin[path[-1]]) != first:
        path.append(step)
    way = [first, *path[1:], first]  # from ground to what it bears on
    links = [_link_between(graph, lower, upper) for lower, upper in pairwise(way)]
    circular = all(word == "supports" for word, _ in links)
    steps = [f"{word} {upper}" for (word, _), upper in zip(links, way[1:], strict=True)]
    if len(steps) > MOST_STEPS:
        steps[MOST_STEPS - 2 : -1] = [f"leads by {len(steps) - MOST_STEPS + 1} more steps to {way[-2]}"]
    told = f"{way[0]} " + ", which ".join(steps)
    return error(
        "circular-support" if circular else "circular-attack",
        f"the argument runs in a ring: {told}",
        links[-1][1],
        "take out the step that the author does not make"
        if circular
        else "write claims that exclude each other as the hypotheses of a question",
        tuple(Label(place, "and through here") for _, place in links[: min(len(links) - 1, MOST_STEPS)]),
    )


def _link_between(graph: ArgumentGraph, lower: Id, upper: Id) -> tuple[str, Span]:
    for inference in graph.bearing_on(upper):
        if lower in inference.premises:
            place = graph.place_of(inference, "premises", inference.premises.index(lower))
            return ("supports" if inference.polarity == SUPPORT else "attacks"), place
    for inference in graph.bearing_on(upper):
        for index, attacker in enumerate(inference.record.undercut_by):
            if attacker.by == lower:
                return "undercuts a step to", graph.place_of(inference, "undercut_by", index)
    attackers = [attacker.by for attacker in graph.evidence[upper].undermined_by]
    return "undermines", graph.place("evidence", upper, "undermined_by", attackers.index(lower))


def _strong_components(names: Iterable[Id], grounds: Mapping[Id, Sequence[Id]]) -> list[list[Id]]:
    """Tarjan (1972), without recursion: components in an order in which every ground comes before what rests on it."""
    index: dict[Id, int] = {}
    low: dict[Id, int] = {}
    stack: list[Id] = []
    on_stack: set[Id] = set()
    found: list[list[Id]] = []
    for root in names:
        if root in index:
            continue
        work: list[tuple[Id, Iterator[Id]]] = [(root, iter(grounds[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(grounds[other])))
                    break
                if other in on_stack:
                    low[name] = min(low[name], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    part = []
                    while True:
                        other = stack.pop()
                        on_stack.discard(other)
                        part.append(other)
                        if other == name:
                            break
                    found.append(part)
    return found
