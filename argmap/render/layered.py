"""argmap's own layered layout: fast, in plain Python, for maps that Graphviz's dot draws too slowly or too wide.

A large map is cut into topics (subtrees of about forty boxes at most); each topic is laid out alone, and the topics are
packed on shelves in reading order. A topic that is a tree becomes a tidy tree; a cross-linked one goes through the
usual four steps of layered drawing. Everything depends on the set of boxes and links alone, never on their order.

Sources: cutting a tree, Kundu and Misra 1977; tidy trees by contours, Reingold and Tilford 1981, with real box sizes
as van der Ploeg 2014 and midway between a left and a right fit as Kennedy 1996 (Buchheim, Jünger and Leipert 2002
spread the slack to the same end); layers, dummies and barycentre sweeps, Sugiyama, Tagawa and Toda 1981;
coordinates as least squares in a fixed order by pooling adjacent violators, Ayer and others 1955.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from argmap.render.placement import Box, Link, Placement, Point

ONE_TOPIC = 60  # up to so many boxes stay together if they are not too wide
MOST, WIDEST = 40, 3000.0  # a topic has at most so many boxes and about such a width
FEW = 8  # a topic with fewer boxes joins another if it can
FAN, CHAIN = 6, 3  # more than FAN children that are leaves, or chains of at most CHAIN boxes, stand in rows
SMALL = 1 / 3  # a box of so much of the area of the one below it is a mark on a link: no good head of a topic
DUMMIES, SWEEPS = 400, 8  # the most dummies in a topic, and the sweeps over its rows
SPREAD = 44.0


class _Passage(NamedTuple):
    """A free vertical way that a link takes between boxes, upwards from `bottom` to `top`."""

    x: float
    bottom: float
    top: float


_Lists = Sequence[Sequence[int]] | Mapping[int, Sequence[int]]
_Ways = dict[tuple[int, int], list[_Passage]]
_Curves = dict[str, tuple[Point, ...]]
_Floats = list[float]
_Pairs = list[tuple[float, float]]
_Shape = tuple[_Pairs, _Pairs]  # the two sides of a tree from the top: down to where, and how far out from its middle


@dataclass(frozen=True)
class _Graph:
    """Boxes numbered in the order of ids; `uppers` and `lowers` by the ranking links but those that close a cycle.

    `order` has uppers before lowers, `depth` is the longest way up, `parent` the deepest upper (-1 for none), and
    `rank` numbers the boxes as they are read.
    """

    boxes: list[Box]
    uppers: list[list[int]]
    lowers: list[list[int]]
    order: list[int]
    depth: list[int]
    parent: list[int]
    rank: list[int]


@dataclass
class _Part:
    """Boxes laid out by themselves: the middles of their tops, where the free way below them begins (`floor`,
    else right there), and the passages of links (lower, upper)."""

    spots: dict[int, Point] = field(default_factory=dict)
    floor: dict[int, float] = field(default_factory=dict)
    ways: _Ways = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


def place(
    boxes: Sequence[Box], links: Sequence[Link], *, gap_x: float = 24.0, gap_y: float = 46.0, aspect: float = 1.4
) -> Placement:
    """Place all boxes, upper above lower within a topic, and draw the links within topics.

    Links from topic to topic have no curve: the caller marks both ends (see `topics`). `aspect` is the wished
    width by height of a map of several topics.
    """
    graph, gap = _graph(boxes, links), Point(gap_x, gap_y)
    parts = [_lay_out(graph, topic, gap) for topic in _topics(graph, gap)]
    sizes = [(part.width, part.height) for part in parts]
    origins, width, height = _pack(sizes, Point(2 * gap_x, 1.5 * gap_y), aspect)
    corners: dict[str, Point] = {}
    for part, (left, high) in zip(parts, origins, strict=True):
        for v, spot in part.spots.items():
            corners[graph.boxes[v].id] = Point(left + spot.x - graph.boxes[v].width / 2, high + spot.y)
    curves = _curves(graph, parts, origins, links, gap_y)
    return Placement(corners, curves, width, max([height, *(p.y for curve in curves.values() for p in curve)]))


def topics(
    boxes: Sequence[Box], links: Sequence[Link], *, gap_x: float = 24.0, gap_y: float = 46.0
) -> tuple[tuple[str, ...], ...]:
    """The boxes of each topic as `place` cuts them: topics in reading order, and so the boxes of each."""
    graph = _graph(boxes, links)
    return tuple(tuple(graph.boxes[v].id for v in topic) for topic in _topics(graph, Point(gap_x, gap_y)))


def _graph(boxes: Sequence[Box], links: Sequence[Link]) -> _Graph:
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
            if uppers[v]:
                parent[v] = max(sorted(uppers[v]), key=depth.__getitem__)
                depth[v] = depth[parent[v]] + 1
    for v in range(len(known)):
        for upper in uppers[v]:
            lowers[upper].append(v)
    return _Graph(known, uppers, lowers, order, depth, parent, _reading(order, parent))


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


def _plain(order: Sequence[int], uppers: _Lists, lowers: _Lists) -> dict[int, int]:
    """The boxes that begin a short chain with nothing beside it, each with its one upper or -1 for none."""
    chain: dict[int, int] = {}
    for v in reversed(order):
        chain[v] = 0 if lowers[v] else 1
        if len(lowers[v]) == 1 and len(uppers[lowers[v][0]]) == 1 and 0 < chain[lowers[v][0]] < CHAIN:
            chain[v] = chain[lowers[v][0]] + 1
    return {v: uppers[v][0] if uppers[v] else -1 for v in order if chain[v] and len(uppers[v]) <= 1}


def _topics(graph: _Graph, gap: Point) -> list[list[int]]:
    """The boxes of each topic as they are read: pieces of the tree of parents, small ones joined."""
    reading = sorted(graph.order, key=graph.rank.__getitem__)
    if len(reading) <= ONE_TOPIC and _cut(graph, gap, math.inf)[2] <= WIDEST:
        return [reading] if reading else []
    piece, weight, _ = _cut(graph, gap, WIDEST)
    topic = _join(graph, piece, weight)
    groups: dict[int, list[int]] = {}
    for v in reading:
        groups.setdefault(topic[piece[v]], []).append(v)
    return list(groups.values())


def _cut(graph: _Graph, gap: Point, widest: float) -> tuple[list[int], dict[int, tuple[int, float]], float]:
    """Cut the tree of parents from below, the heaviest child first, wherever it grows too large or too wide.

    Gives the head of the piece of each box, the size and estimated width of the piece of each head, and the width
    of all trees side by side. Plain chains stay with their upper box. If `widest` is infinite, nothing is cut.
    """
    plain = _plain(graph.order, graph.uppers, graph.lowers)
    children: list[list[int]] = [[] for _ in range(len(graph.boxes) + 1)]
    for v, parent in enumerate(graph.parent):
        children[parent].append(v)  # the roots, whose parent is -1, come last
    size, wide = [1] * len(graph.boxes), [box.width for box in graph.boxes]
    area = [box.width * box.height for box in graph.boxes]
    head = [parent < 0 for parent in graph.parent]

    def span(v: int) -> float:
        """The width that the children of `v` need."""
        fan = [c for c in children[v] if c in plain]
        if len(fan) <= FAN:
            return sum(wide[c] + gap.x for c in children[v]) - gap.x
        return sum(wide[c] + gap.x for c in children[v] if c not in plain) + _grid(graph, fan, graph.lowers, gap).width

    for v in reversed(graph.order):
        size[v] += sum(size[c] for c in children[v])
        wide[v] = span(v)
        if widest < math.inf and (size[v] > MOST or wide[v] > widest):
            loose = [c for c in children[v] if c not in plain]
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
    return piece, {v: (size[v], wide[v] / (4 if v in plain else 1)) for v in graph.order if head[v]}, span(-1)


def _join(graph: _Graph, piece: Sequence[int], weight: dict[int, tuple[int, float]]) -> dict[int, int]:
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


def _grid(graph: _Graph, heads: Sequence[int], lowers: _Lists, gap: Point) -> _Part:
    """Arrange plain chains, given by their first boxes, in rows: a block a little wider than high, x from its middle.

    Links to the lower rows pass between the columns, on the side towards the middle.
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
    part = _Part(width=edges[-1] - gap.x, height=tops[-1] - gap.y)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        top = tops[row]
        if row:
            way = edges[column + (2 * column + 1 < columns)] + gap.x * (0.6 * row / (len(tops) - 1) - 0.3)
            part.ways[cell[0], -1] = [_Passage(way - edges[-1] / 2, top - gap.y, 0.0)]
        for v in cell:
            part.spots[v] = Point((edges[column] + edges[column + 1] - edges[-1]) / 2, top)
            top += graph.boxes[v].height + gap.y
    return part


def _lay_out(graph: _Graph, topic: Sequence[int], gap: Point) -> _Part:
    """Lay out one topic: wide fans become blocks, then a tidy tree, or layers if a box has several uppers."""
    members = sorted(topic, key=lambda v: (graph.depth[v], graph.rank[v]))
    inside = set(members)
    uppers = {v: [u for u in graph.uppers[v] if u in inside] for v in members}
    lowers: dict[int, list[int]] = {v: [] for v in members}
    for v in members:
        for u in uppers[v]:
            lowers[u].append(v)
    fans: dict[int, list[int]] = defaultdict(list)
    for v, upper in _plain(members, uppers, lowers).items():
        fans[upper].append(v)
    blocks = {fan[0]: _grid(graph, fan, lowers, gap) for fan in fans.values() if len(fan) > FAN}
    hidden = {v for block in blocks.values() for v in block.spots} - blocks.keys()
    heads = [v for v in members if v not in hidden]
    single = {v: _Part({v: Point(0, 0)}, width=graph.boxes[v].width, height=graph.boxes[v].height) for v in heads}
    units = [blocks.get(v, single[v]) for v in heads]
    number = {v: i for i, v in enumerate(heads)}
    above = [[number[u] for u in uppers[v]] for v in heads]
    if all(len(over) <= 1 for over in above):
        part = _tidy(units, [over[0] if over else -1 for over in above], gap)
    else:
        part = _layers(units, above, [graph.rank[v] for v in heads], gap)
    whole = _Part(width=part.width, height=part.height)
    whole.ways = {(heads[i], heads[u]): way for (i, u), way in part.ways.items()}
    whole.floor = {heads[i]: floor for i, floor in part.floor.items() if heads[i] not in blocks}
    for unit, (x, top) in zip(units, part.spots.values(), strict=True):
        whole.spots.update({v: Point(x + spot.x, top + spot.y) for v, spot in unit.spots.items()})
        for (v, _), way in unit.ways.items():
            for u in uppers[v]:
                whole.ways[v, u] = [_Passage(x + p.x, top + p.bottom, top + p.top) for p in way]
    return whole


def _tidy(units: list[_Part], upper: list[int], gap: Point) -> _Part:
    """A tidy forest. Uppers come before lowers; -1 is no upper.

    Every box stands right below its upper whatever its neighbours' heights, so no link can meet a box.
    """
    children: list[list[int]] = [[] for _ in range(len(upper) + 1)]
    x, bottom = [0.0] * len(upper), [-gap.y] * (len(upper) + 1)
    for i, u in enumerate(upper):
        children[u].append(i)
        bottom[i] = bottom[u] + gap.y + units[i].height
    shapes: list[_Shape] = [([], [])] * len(upper)
    for i in range(len(upper) - 1, -2, -1):  # at last -1, the roots
        left, right = _fit(children[i], shapes, x, gap.x)
        if i >= 0:
            own = (bottom[i] + gap.y, units[i].width / 2)
            shapes[i] = ([own, *left], [own, *right])
    for i, u in enumerate(upper):
        x[i] += x[u] if u >= 0 else 0.0
    edge = min(a - unit.width / 2 for a, unit in zip(x, units, strict=True))
    width = max(a - edge + unit.width / 2 for a, unit in zip(x, units, strict=True))
    spots = {i: Point(x[i] - edge, bottom[i] - unit.height) for i, unit in enumerate(units)}
    return _Part(spots, width=width, height=max(bottom))


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


def _layers(units: list[_Part], uppers: list[list[int]], rank: list[int], gap: Point) -> _Part:
    """Layered drawing of boxes with several uppers; in each row they begin in the order of `rank`.

    A link over several layers gets a dummy in each; beyond DUMMIES, the longest links go without.
    """
    layer: list[int] = []
    for over in uppers:
        layer.append(1 + max((layer[u] for u in over), default=-1))
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    for i, row in enumerate(layer):
        rows[row].append(i)
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    key, wide = list(rank), [unit.width for unit in units]
    chains: dict[tuple[int, int], range] = {}
    for span, i, u in sorted((layer[i] - layer[u], i, u) for i, over in enumerate(uppers) for u in over):
        if len(key) - len(rank) + span - 1 > DUMMIES:
            break
        chain = chains[i, u] = range(len(key), len(key) + span - 1)
        key += [rank[i]] * len(chain)
        wide += [0.0] * len(chain)
        for row, dummy in zip(range(layer[i] - 1, layer[u], -1), chain, strict=True):
            rows[row].append(dummy)
        for a, b in pairwise([i, *chain, u]):
            above[a].append(b)
            below[b].append(a)
    rows = _order([sorted(members, key=key.__getitem__) for members in rows], above, below)
    x = _settle(rows, wide, above, below, gap.x)
    depth = [max(units[i].height for i in row if i < len(units)) for row in rows]
    top = list(accumulate((h + gap.y for h in depth), initial=0.0))
    part = _Part({i: Point(x[i], top[row]) for i, row in enumerate(layer)})
    part.floor = {i: top[row] + depth[row] for i, row in enumerate(layer)}
    for (i, u), chain in chains.items():
        crossed = zip(chain, range(layer[i] - 1, layer[u], -1), strict=True)
        part.ways[i, u] = [_Passage(x[dummy], top[row] + depth[row], top[row]) for dummy, row in crossed]
    part.width = max(a + w / 2 for a, w in zip(x, wide, strict=True))
    part.height = top[-1] - gap.y
    return part


def _order(rows: list[list[int]], above: _Lists, below: _Lists) -> list[list[int]]:
    """Sweep down and up, each row in the order of the mean places of its neighbours; keep the fewest crossings."""
    spot = {i: float(index) for row in rows for index, i in enumerate(row)}
    best, fewest = rows, _crossings(rows, above, spot)
    for sweep in range(SWEEPS if fewest else 0):
        near, step = (below, -1) if sweep % 2 else (above, 1)
        rows = rows[::step]
        for index, row in enumerate(rows):
            mean = {i: sum(spot[j] for j in near[i]) / len(near[i]) if near[i] else spot[i] for i in row}
            rows[index] = sorted(row, key=mean.__getitem__)
            spot.update({i: float(at) for at, i in enumerate(rows[index])})
        rows = rows[::step]
        if (crossings := _crossings(rows, above, spot)) < fewest:
            best, fewest = rows, crossings
    return best


def _crossings(rows: Sequence[Sequence[int]], above: _Lists, spot: Mapping[int, float]) -> int:
    """How many pairs of links between neighbouring rows cross."""
    total = 0
    for row in rows:
        seen: list[float] = []
        for i in row:
            for end in sorted(spot[j] for j in above[i]):
                total += len(seen) - bisect_right(seen, end)
                insort(seen, end)
    return total


def _settle(rows: list[list[int]], wide: _Floats, above: _Lists, below: _Lists, gap: float) -> _Floats:
    """Centres of boxes and dummies (of width 0), the left edge at 0: each row drawn to the mean of its neighbours as
    far as order and gaps allow, down and up in turn, so that in the end uppers stand over their lowers."""
    x = [0.0] * len(wide)
    turns: list[tuple[list[int], _Floats]] = []
    for row in rows:
        apart = [(wide[a] + wide[b]) / 2 + gap / (1 if wide[a] or wide[b] else 2) for a, b in pairwise(row)]
        turns.append((row, list(accumulate(apart, initial=0.0))))
        for i, least in zip(*turns[-1], strict=True):
            x[i] = least - turns[-1][1][-1] / 2
    for sweep in range(SWEEPS):
        near, step = (below, -1) if sweep % 2 else (above, 1)
        for row, leasts in turns[::step]:
            means = [sum(x[j] for j in near[i]) / len(near[i]) if near[i] else x[i] for i in row]
            pulls = [(1.0 if wide[i] else 4.0) * len(near[i]) or 0.1 for i in row]
            wanted = [mean - least for mean, least in zip(means, leasts, strict=True)]
            for i, least, slack in zip(row, leasts, _pool(wanted, pulls), strict=True):
                x[i] = least + slack
    edge = min(a - w / 2 for a, w in zip(x, wide, strict=True))
    return [a - edge for a in x]


def _pool(wanted: _Floats, weights: _Floats) -> _Floats:
    """The non-descending numbers nearest to those wanted by weighted least squares (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for mean, weight in zip(wanted, weights, strict=True):
        count = 1
        while blocks and blocks[-1][0] > mean:
            before, load, size = blocks.pop()
            mean = (before * load + mean * weight) / (load + weight)
            weight, count = load + weight, count + size
        blocks.append((mean, weight, count))
    return [mean for mean, _, count in blocks for _ in range(count)]


def _pack(sizes: _Pairs, gap: Point, aspect: float) -> tuple[_Pairs, float, float]:
    """Put topics on shelves, in the width that comes nearest to the wished aspect ratio: corners and extent."""
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


def _curves(graph: _Graph, parts: list[_Part], origins: _Pairs, links: Sequence[Link], gap: float) -> _Curves:
    """Draw the links within topics; those that arrive at one box are spread along its bottom edge,
    far enough apart that their heads can be told from one another."""
    number = {box.id: v for v, box in enumerate(graph.boxes)}
    home = {v: index for index, part in enumerate(parts) for v in part.spots}
    arriving: dict[int, list[tuple[float, str, int]]] = defaultdict(list)
    for link in {link.id: link for link in sorted(links)}.values():
        v, upper = number.get(link.lower, -1), number.get(link.upper, -1)
        if v >= 0 <= upper != v and home[v] == home[upper]:
            part = parts[home[v]]
            way = part.ways.get((v, upper))
            arriving[upper].append((way[-1].x if way else part.spots[v].x, link.id, v))
    curves: _Curves = {}
    for upper, arrivals in arriving.items():
        part, (left, high), box = parts[home[upper]], origins[home[upper]], graph.boxes[upper]
        step = min(SPREAD, 0.6 * box.width / len(arrivals))
        for index, (_, name, v) in enumerate(sorted(arrivals)):
            end = part.spots[upper].x + (index - (len(arrivals) - 1) / 2) * step
            edge = part.spots[upper].y + box.height
            stops = [*part.ways.get((v, upper), ()), _Passage(end, part.floor.get(upper, edge), edge)]
            stops = [_Passage(left + p.x, high + p.bottom, high + p.top) for p in stops]
            curves[name] = _curve(Point(left + part.spots[v].x, high + part.spots[v].y), stops, gap)
    return dict(sorted(curves.items()))


def _curve(start: Point, stops: Sequence[_Passage], gap: float) -> tuple[Point, ...]:
    """A smooth line upwards: bends from passage to passage, straight within each, upright wherever they meet."""
    points = [start]
    x, y = start
    for stop in stops:
        bend = (y - stop.bottom) / 2 if y > stop.bottom else gap
        points += [Point(x, max(y - bend, 0.0)), Point(stop.x, stop.bottom + bend), Point(stop.x, stop.bottom)]
        x, y = stop.x, stop.top
        if stop.bottom > y:
            points += [Point(x, (2 * stop.bottom + y) / 3), Point(x, (stop.bottom + 2 * y) / 3), Point(x, y)]
    return tuple(points)
