"""Pieces: the boxes and links of a map in numbers, and a part of the map as it is laid out by itself."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from argmap.render.placement import Box, Link, Point

Lists = Sequence[Sequence[int]] | Mapping[int, Sequence[int]]
CHAIN = 3  # boxes under one another with nothing beside them that may stand in a block


@dataclass(frozen=True)
class Graph:
    """Boxes numbered in the order of ids; `uppers` and `lowers` by the ranking links but those that close a cycle.

    `order` has uppers before lowers, `depth` is the longest way up, `parent` the deepest upper (-1 for none), `rank`
    numbers the boxes as they are read, and `links` are all links of each box to others above it, by their ids.
    """

    boxes: list[Box]
    uppers: list[list[int]]
    lowers: list[list[int]]
    order: list[int]
    depth: list[int]
    parent: list[int]
    rank: list[int]
    links: list[dict[int, list[Link]]]


@dataclass
class Thread:
    """A link on its way up: it leaves `lower` at `start`, turns in the first of its `bands`, goes up at the first of
    its `stops`, and so on; in the last band it turns to `end`, where it arrives at `upper`.

    A band is a free level between boxes, by any key; a stop is the x of a free way up between two bands.
    """

    id: str
    joint: bool
    lower: int
    upper: int
    stops: list[float]
    bands: list[Hashable]
    start: float = 0.0
    end: float = 0.0


@dataclass
class Part:
    """Boxes laid out by themselves, from (0, 0): the middles of their tops, and where the free bands between them
    begin and end. Threads are those that a block of boxes has begun: their lower bands and stops, x from its middle.
    """

    spots: dict[int, Point] = field(default_factory=dict)
    bands: dict[Hashable, tuple[float, float]] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def numbered(boxes: Sequence[Box], links: Sequence[Link]) -> Graph:
    """Number the boxes, drop what closes a cycle (one depth-first walk upwards), and find the tree of parents."""
    known = list({box.id: box for box in sorted(boxes)}.values())
    number = {box.id: v for v, box in enumerate(known)}
    waiting: list[list[int]] = [[] for _ in known]
    for lower, upper in sorted({(number.get(k.lower, -1), number.get(k.upper, -1)) for k in links if k.ranks}):
        if lower >= 0 <= upper != lower:
            waiting[lower].append(upper)
    uppers: list[list[int]] = [[] for _ in known]
    lowers: list[list[int]] = [[] for _ in known]
    order: list[int] = []
    state, depth, parent = [0] * len(known), [0] * len(known), [-1] * len(known)
    for start in range(len(known)):
        stack = [] if state[start] else [start]
        while stack:
            v = stack[-1]
            state[v] = 1  # on the way
            if waiting[v]:
                upper = waiting[v].pop()
                if state[upper] != 1:
                    uppers[v].append(upper)
                if state[upper] == 0:
                    stack.append(upper)
                continue
            state[stack.pop()] = 2  # done, as are all above it
            order.append(v)
            if some := uppers[v]:
                parent[v] = some[0] if len(some) == 1 else max(sorted(some), key=depth.__getitem__)
                depth[v] = depth[parent[v]] + 1
    for v in range(len(known)):
        for upper in uppers[v]:
            lowers[upper].append(v)
    named: list[dict[int, list[Link]]] = [{} for _ in known]
    for link in {link.id: link for link in sorted(links)}.values():
        v, upper = number.get(link.lower, -1), number.get(link.upper, -1)
        if v >= 0 <= upper != v:
            named[v].setdefault(upper, []).append(link)
    return Graph(known, uppers, lowers, order, depth, parent, _reading(order, parent), named)


def part_of(graph: Graph, members: Sequence[int]) -> tuple[Graph, list[int]]:
    """Some boxes of a graph with the links among them, numbered anew in the same order, and their numbers before."""
    numbers = sorted(members)
    new = {v: i for i, v in enumerate(numbers)}

    def within(lists: Lists) -> list[list[int]]:
        return [[new[u] for u in lists[v] if u in new] for v in numbers]

    return Graph(
        [graph.boxes[v] for v in numbers],
        within(graph.uppers),
        within(graph.lowers),
        [new[v] for v in graph.order if v in new],
        [graph.depth[v] for v in numbers],
        [new.get(graph.parent[v], -1) for v in numbers],
        [graph.rank[v] for v in numbers],
        [{new[u]: links for u, links in graph.links[v].items() if u in new} for v in numbers],
    ), numbers


def _reading(order: Sequence[int], parent: Sequence[int]) -> list[int]:
    """Number the boxes as they are read: a box before what hangs below it, the largest tree first."""
    count, rank = [1] * len(order), [0] * len(order)
    children: list[list[int]] = [[] for _ in range(len(order) + 1)]
    for v in reversed(order):
        children[parent[v]].append(v)  # the roots, whose parent is -1, come last
        if parent[v] >= 0:
            count[parent[v]] += count[v]
    stack = sorted(children[-1], key=lambda v: (count[v], -v))
    for number in range(len(order)):
        v = stack.pop()
        rank[v] = number
        stack.extend(sorted(children[v], reverse=True))
    return rank


def plain(order: Sequence[int], uppers: Lists, lowers: Lists) -> dict[int, int]:
    """The boxes that begin a short chain with nothing beside it, each with its one upper or -1 for none."""
    chain: dict[int, int] = {}
    for v in reversed(order):
        chain[v] = 0 if lowers[v] else 1
        if len(lowers[v]) == 1 and len(uppers[lowers[v][0]]) == 1 and 0 < chain[lowers[v][0]] < CHAIN:
            chain[v] = chain[lowers[v][0]] + 1
    return {v: uppers[v][0] if uppers[v] else -1 for v in order if chain[v] and len(uppers[v]) <= 1}
