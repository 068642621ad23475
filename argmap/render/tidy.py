"""Tidy: trees laid out so that every box stands right below its upper one, and wide fans of boxes set in rows.

Sources: tidy trees by contours, Reingold and Tilford 1981, with real box sizes as van der Ploeg 2014 and midway between
a left and a right fit as Kennedy 1996 (Buchheim, Jünger and Leipert 2002 spread the slack to the same end).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import accumulate

from argmap.render.pieces import Graph, Lists, Part, Thread
from argmap.render.placement import Point
from argmap.render.routes import needed

_Floats = list[float]
_Pairs = list[tuple[float, float]]
_Shape = tuple[_Pairs, _Pairs]  # the two sides of a tree from the top: down to where, and how far out from its middle


def trees(
    units: list[Part], upper: list[int], threads: Counter[int], gap: Point
) -> tuple[_Floats, _Floats, dict[Hashable, tuple[float, float]]]:
    """Tidy trees of units side by side. Uppers come before lowers; -1 is no upper, `threads` counts those that arrive.

    Every unit stands right below its upper whatever its neighbours' heights, so no thread can meet a box. Gives the
    middle and the top of each, and the band below each that has lowers, by its number.
    """
    children: list[list[int]] = [[] for _ in range(len(upper) + 1)]
    room = [max(gap.y, needed((threads[i] + 1) // 2)) for i in range(len(units))]
    x, bottom = [0.0] * len(upper), [0.0] * len(upper)
    for i, u in enumerate(upper):
        children[u].append(i)
        bottom[i] = (bottom[u] + room[u] if u >= 0 else 0.0) + units[i].height
    shapes: list[_Shape] = [([], [])] * len(upper)
    for i in range(len(upper) - 1, -2, -1):  # at last -1, the roots
        left, right = _fit(children[i], shapes, x, gap.x)
        if i >= 0:
            own = (bottom[i] + gap.y, units[i].width / 2)
            shapes[i] = ([own, *left], [own, *right])
    for i, u in enumerate(upper):
        x[i] += x[u] if u >= 0 else 0.0
    edge = min(a - unit.width / 2 for a, unit in zip(x, units, strict=True))
    tops = [low - unit.height for low, unit in zip(bottom, units, strict=True)]
    bands: dict[Hashable, tuple[float, float]] = {i: (low, low + room[i]) for i, low in enumerate(bottom)}
    return [a - edge for a in x], tops, bands


def _fit(kids: Sequence[int], shapes: Sequence[_Shape], x: _Floats, gap: float) -> _Shape:
    """Set trees side by side, midway between packed from the left and from the right; put their places into `x`."""
    if len(kids) <= 1:
        return shapes[kids[0]] if kids else ([], [])
    forward = _push([shapes[k] for k in kids], gap)
    backward = _push([shapes[k][::-1] for k in reversed(kids)], gap)[::-1]
    left: _Pairs = []
    right: _Pairs = []
    for k, a, b in zip(kids, forward, backward, strict=True):
        x[k] = (a - b) / 2
        depth = left[-1][0] if left else -math.inf
        left += [(end, out - x[k]) for end, out in shapes[k][0] if end > depth]
    for k in reversed(kids):
        depth = right[-1][0] if right else -math.inf
        right += [(end, out + x[k]) for end, out in shapes[k][1] if end > depth]
    return left, right


def _push(shapes: Sequence[_Shape], gap: float) -> _Floats:
    """How far right of the first each tree must stand to keep clear of all before it."""
    places: _Floats = []
    edge: _Pairs = []
    for left, right in shapes:
        clear, i, j = -math.inf if edge else 0.0, 0, 0
        while i < len(edge) and j < len(left):
            clear = max(clear, edge[i][1] + left[j][1] + gap)
            i, j = i + (edge[i][0] <= left[j][0]), j + (left[j][0] <= edge[i][0])
        places.append(clear)
        edge = [(end, out + clear) for end, out in right] + [piece for piece in edge if piece[0] > right[-1][0]]
    return places


def block(graph: Graph, heads: Sequence[int], lowers: Lists, gap: Point) -> Part:
    """Arrange short chains, given by their first boxes, in rows: a block a little wider than high, x from its middle.

    Threads from the lower rows pass between the columns, on the side towards the middle.
    """
    cells = [[v] for v in heads]
    for cell in cells:
        while lowers[cell[-1]]:
            cell.append(lowers[cell[-1]][0])
    widths = [max(graph.boxes[v].width for v in cell) + gap.x for cell in cells]
    heights = [sum(graph.boxes[v].height + gap.y for v in cell) for cell in cells]
    columns = max(4, math.ceil(math.sqrt(1.4 * len(cells) * sum(heights) / max(sum(widths), 1.0))))
    columns = math.ceil(len(cells) / math.ceil(len(cells) / columns))
    edges = list(accumulate((max(widths[c::columns]) for c in range(columns)), initial=0.0))
    tops = list(accumulate((max(heights[r : r + columns]) for r in range(0, len(cells), columns)), initial=0.0))
    part = Part(width=edges[-1] - gap.x, height=tops[-1] - gap.y)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        top = tops[row]
        inner = 2 * column + 1 < columns
        # In the gap in the middle pass threads from both sides: those from the left take the even places.
        place = (2 * row - inner) / (2 * len(tops))
        way = edges[column + inner] + gap.x * (0.8 * place - 0.4) - edges[-1] / 2
        stops, bands = ([way], [("row", heads[0], row)]) if row else ([], [])
        if row:
            part.bands["row", heads[0], row] = (top - gap.y, top)
        for above, v in zip([-1, *cell], cell, strict=False):
            for link in graph.links[v].get(above, ()):
                part.bands["chain", v] = (top - gap.y, top)
                part.threads.append(Thread(link.id, link.joint, v, above, [], [("chain", v)]))
            part.spots[v] = Point((edges[column] + edges[column + 1] - edges[-1]) / 2, top)
            top += graph.boxes[v].height + gap.y
        for u in graph.uppers[cell[0]]:
            for link in graph.links[cell[0]][u]:
                part.threads.append(Thread(link.id, link.joint, cell[0], u, [*stops], [*bands]))
    return part
