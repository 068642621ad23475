"""Topics: a map that is too large for one piece is cut into several, which are packed on shelves.

Sources: cutting a tree from below, Kundu and Misra 1977.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from argmap.render.pieces import Graph, plain
from argmap.render.placement import Point

MOST, WIDEST = 40, 3000.0  # a topic has at most so many boxes and about such a width
FEW = 8  # a topic with fewer boxes joins another if it can
FAN = 6  # more children than so many that are leaves, or short chains, stand in rows
SMALL = 1 / 3  # a box of so much of the area of the one below it is a mark on a link: no good head of a topic

_Pairs = list[tuple[float, float]]
_BlockWidth = Callable[[Sequence[int]], float]  # of chains given by their first boxes


def topics(graph: Graph, gap: Point, block_width: _BlockWidth, together: int, widest: float) -> list[list[int]]:
    """The boxes of each topic as they are read: pieces of the tree of parents, small ones joined.

    Up to `together` boxes stay in one piece if that is not wider than `widest`.
    """
    reading = sorted(graph.order, key=graph.rank.__getitem__)
    if len(reading) <= together and (
        # No tree is wider than all its boxes side by side.
        sum(box.width + gap.x for box in graph.boxes) < widest or _cut(graph, gap, block_width, math.inf)[2] <= widest
    ):
        return [reading] if reading else []
    piece, weight, _ = _cut(graph, gap, block_width, WIDEST)
    topic = _join(graph, piece, weight)
    groups: dict[int, list[int]] = {}
    for v in reading:
        groups.setdefault(topic[piece[v]], []).append(v)
    return list(groups.values())


def _cut(
    graph: Graph, gap: Point, block_width: _BlockWidth, widest: float
) -> tuple[list[int], dict[int, tuple[int, float]], float]:
    """Cut the tree of parents from below, the heaviest child first, wherever it grows too large or too wide.

    Gives the head of the piece of each box, the size and estimated width of the piece of each head, and the width
    of all trees side by side. Plain chains stay with their upper box. If `widest` is infinite, nothing is cut.
    """
    chains = plain(graph.order, graph.uppers, graph.lowers)
    children: list[list[int]] = [[] for _ in range(len(graph.boxes) + 1)]
    for v, parent in enumerate(graph.parent):
        children[parent].append(v)  # the roots, whose parent is -1, come last
    size, wide = [1] * len(graph.boxes), [box.width for box in graph.boxes]
    area = [box.width * box.height for box in graph.boxes]
    head = [parent < 0 for parent in graph.parent]

    def span(v: int) -> float:
        """The width that the children of `v` need."""
        fan = [c for c in children[v] if c in chains]
        if len(fan) <= FAN:
            return sum(wide[c] + gap.x for c in children[v]) - gap.x
        return sum(wide[c] + gap.x for c in children[v] if c not in chains) + block_width(fan)

    for v in reversed(graph.order):
        size[v] += sum(size[c] for c in children[v])
        wide[v] = span(v)
        if widest < math.inf and (size[v] > MOST or wide[v] > widest):
            loose = [c for c in children[v] if c not in chains]
            for c in sorted(loose, key=lambda c: (-max(size[c] / MOST, wide[c] / widest), c)):
                if size[v] <= MOST and wide[v] <= widest:
                    break
                below = [d for d in children[c] if not head[d]]
                best = below[0] if len(below) == 1 and area[c] < SMALL * area[below[0]] else c
                head[best] = True
                for above in {graph.parent[best], v}:
                    size[above] -= size[best]
                    wide[above] -= wide[best] + gap.x
        wide[v] = max(wide[v], graph.boxes[v].width)
    piece = list(range(len(head)))
    for v in graph.order:
        if not head[v]:
            piece[v] = piece[graph.parent[v]]
    # Plain chains will stand in rows, so they need less width.
    return piece, {v: (size[v], wide[v] / (4 if v in chains else 1)) for v in graph.order if head[v]}, span(-1)


def _join(graph: Graph, piece: Sequence[int], weight: dict[int, tuple[int, float]]) -> dict[int, int]:
    """Join small pieces: to the one they have most links with, else to the small one before below the same piece."""
    heads = sorted(weight, key=graph.rank.__getitem__)
    topic, bag = {v: v for v in heads}, {v: [v] for v in heads}
    votes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for v, uppers in enumerate(graph.uppers):
        for a, b in ((piece[v], piece[upper]) for upper in uppers):
            votes[a][b] += 1
            votes[b][a] += 1
    last: dict[int, int] = {}

    def join(a: int, b: int) -> bool:
        """Make one topic of two unless it is too large."""
        count, width = weight[a][0] + weight[b][0], weight[a][1] + weight[b][1]
        if a == b or count > MOST or width > WIDEST:
            return False
        topic.update(dict.fromkeys(bag[a], b))
        bag[b] += bag[a]
        weight[b] = (count, width)
        return True

    for v in heads:
        if topic[v] != v or weight[v][0] >= FEW:
            continue
        near = sorted((-count, graph.rank[other], other) for other, count in votes[v].items())
        over = topic[piece[graph.parent[v]]] if graph.parent[v] >= 0 else -1
        if not any(join(v, topic[other]) for _, _, other in near) and not join(v, topic[last.setdefault(over, v)]):
            last[over] = v
    return topic


def pack(sizes: _Pairs, gap: Point, aspect: float) -> tuple[_Pairs, float, float]:
    """Put topics on shelves, in the width that comes nearest to the wished aspect ratio: corners and extent."""
    if len(sizes) == 1:
        return [(0.0, 0.0)], *sizes[0]
    area = sum((w + gap.x) * (h + gap.y) for w, h in sizes)
    limits = [math.sqrt(area * aspect) * 1.06**step for step in range(-6, 18)]
    tried = [_shelve(sizes, gap, max([limit, *(w for w, _ in sizes)])) for limit in limits]
    return min(tried, key=lambda one: abs(math.log(max(one[1], 1.0) / max(one[2], 1.0) / aspect)))


def _shelve(sizes: _Pairs, gap: Point, limit: float) -> tuple[_Pairs, float, float]:
    """Fill shelves in order up to the width `limit`: corners and extent. A topic stands below the one before where
    it fits into the height of the shelf, else to the right."""
    spots: _Pairs = []
    x = y = under = column = shelf = total = 0.0
    for w, h in sizes:
        if not under or under + h > shelf or x + w > limit:
            x, under, column = x + (column + gap.x if under else 0.0), 0.0, 0.0
        if x and x + w > limit:
            x, y, shelf = 0.0, y + shelf + gap.y, 0.0
        spots.append((x, y + under))
        under, column, shelf = under + h + gap.y, max(column, w), max(shelf, under + h)
        total = max(total, x + column)
    return spots, total, y + shelf
