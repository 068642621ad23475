"""argmap's own layered layout: fast, in plain Python, for maps that Graphviz's dot draws too slowly or too wide.

A large map is cut into topics (subtrees of about forty boxes at most); each topic is laid out alone, and the topics are
packed on shelves in reading order. A topic that is a tree becomes a tidy tree; a cross-linked one goes through the
usual four steps of layered drawing. Everything depends on the set of boxes and links alone, never on their order.

Sources: cutting a tree, Kundu and Misra 1977; tidy trees by contours, Reingold and Tilford 1981, with real box sizes
as van der Ploeg 2014 and centred between a left and a right fit as Kennedy 1996 (Buchheim, Jünger and Leipert 2002
spread the slack to the same end); layers, dummies and barycentre sweeps, Sugiyama, Tagawa and Toda 1981;
coordinates as least squares in a fixed order by pooling adjacent violators, Ayer and others 1955.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from argmap.render.placement import Box, Link, Placement, Point

ONE_TOPIC = 60
"""Up to so many boxes stay together if they are not too wide."""
MOST, WIDEST, FEW = 40, 3000.0, 8
"""A topic has at most so many boxes and about such a width; one with fewer than FEW joins another if it can."""
FAN, CHAIN = 6, 3
"""More than FAN children that are leaves (or chains of at most CHAIN boxes) stand in rows."""
DUMMIES, SWEEPS = 400, 8
"""The most dummies of a topic and the most sweeps over it; what goes beyond is drawn straight, or left as it is."""


_Adjacent = Sequence[Sequence[int]] | Mapping[int, Sequence[int]]


class _Passage(NamedTuple):
    """A free vertical way that a link takes between boxes, upwards from `bottom` to `top`."""

    x: float
    bottom: float
    top: float


@dataclass(frozen=True)
class _Graph:
    """Boxes by number in the order of ids; `uppers` and `lowers` by the ranking links, without those that close a
    cycle; `order` has uppers before lowers, `depth` is the longest way up, `parent` (-1 for none) is the deepest upper, `rank` the preorder of the
    tree of parents, largest tree first."""

    ids: list[str]
    width: list[float]
    height: list[float]
    uppers: list[list[int]]
    lowers: list[list[int]]
    order: list[int]
    depth: list[int]
    parent: list[int]
    rank: list[int]


@dataclass
class _Topic:
    """One topic laid out alone: horizontal centres and tops of its boxes, how far down the free way below a box
    begins (`floor`), and the passages of its links."""

    x: dict[int, float] = field(default_factory=dict)
    top: dict[int, float] = field(default_factory=dict)
    floor: dict[int, float] = field(default_factory=dict)
    ways: dict[tuple[int, int], list[_Passage]] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


def place(
    boxes: Sequence[Box], links: Sequence[Link], *, gap_x: float = 24.0, gap_y: float = 46.0, aspect: float = 1.4
) -> Placement:
    """Place all boxes, upper above lower within a topic, and draw the links within topics.

    Links from topic to topic have no curve: the caller marks both ends (see `topics`). `aspect` is the wished
    width by height of a map of several topics.
    """
    graph = _graph(boxes, links)
    groups = _topics(graph, gap_x, gap_y)
    laid = [_lay_out(graph, group, gap_x, gap_y) for group in groups]
    origins = _pack([(topic.width, topic.height) for topic in laid], 2 * gap_x, 1.5 * gap_y, aspect)
    curves = _curves(graph, laid, origins, links, gap_y)
    edge = [point for curve in curves.values() for point in curve]
    shift_x, shift_y = -min((p.x for p in edge), default=0.0), -min((p.y for p in edge), default=0.0)
    shift_x, shift_y = max(0.0, shift_x), max(0.0, shift_y)
    if shift_x or shift_y:
        curves = {key: tuple(Point(p.x + shift_x, p.y + shift_y) for p in curve) for key, curve in curves.items()}
        origins = [(x + shift_x, y + shift_y) for x, y in origins]
    corners = {
        graph.ids[v]: Point(x + topic.x[v] - graph.width[v] / 2, y + topic.top[v])
        for topic, (x, y) in zip(laid, origins, strict=True)
        for v in topic.x
    }
    right = [x + topic.width for topic, (x, _) in zip(laid, origins, strict=True)]
    bottom = [y + topic.height for topic, (_, y) in zip(laid, origins, strict=True)]
    right.append(max((p.x for p in edge), default=0.0) + shift_x)
    bottom.append(max((p.y for p in edge), default=0.0) + shift_y)
    return Placement(corners, curves, max(right), max(bottom))


def topics(
    boxes: Sequence[Box], links: Sequence[Link], *, gap_x: float = 24.0, gap_y: float = 46.0
) -> tuple[tuple[str, ...], ...]:
    """The boxes of each topic as `place` cuts them: topics in reading order, in each the boxes as they hang."""
    graph = _graph(boxes, links)
    return tuple(tuple(graph.ids[v] for v in group) for group in _topics(graph, gap_x, gap_y))


# ---------------------------------------------------------------- reading


def _graph(boxes: Sequence[Box], links: Sequence[Link]) -> _Graph:
    """Number the boxes, drop what closes a cycle (one depth-first walk upwards), and find the tree of parents."""
    known = {box.id: box for box in sorted(boxes)}
    ids = list(known)
    number = {name: v for v, name in enumerate(ids)}
    pairs = {(number.get(link.lower, -1), number.get(link.upper, -1)) for link in links if link.ranks}
    above: list[list[int]] = [[] for _ in ids]
    for lower, upper in sorted(pairs):
        if lower >= 0 <= upper != lower:
            above[lower].append(upper)
    uppers: list[list[int]] = [[] for _ in ids]
    lowers: list[list[int]] = [[] for _ in ids]
    order: list[int] = []
    state, depth, parent = [0] * len(ids), [0] * len(ids), [-1] * len(ids)
    for start in range(len(ids)):
        stack = [] if state[start] else [start]
        while stack:
            v = stack[-1]
            state[v] = 1
            while above[v]:
                upper = above[v].pop()
                if state[upper] != 1:
                    uppers[v].append(upper)
                if state[upper] == 0:
                    stack.append(upper)
                    break
            else:
                stack.pop()
                state[v] = 2
                order.append(v)
                uppers[v].sort()
                if uppers[v]:
                    parent[v] = max(uppers[v], key=depth.__getitem__)
                    depth[v] = depth[parent[v]] + 1
    for v, over in enumerate(uppers):
        for upper in over:
            lowers[upper].append(v)
    sizes = [(known[name].width, known[name].height) for name in ids]
    return _Graph(
        ids=ids,
        width=[w for w, _ in sizes],
        height=[h for _, h in sizes],
        uppers=uppers,
        lowers=lowers,
        order=order,
        depth=depth,
        parent=parent,
        rank=_preorder(order, parent),
    )


def _preorder(order: Sequence[int], parent: Sequence[int]) -> list[int]:
    """Number the boxes as they are read: a box before what hangs below it, the largest tree first."""
    count = [1] * len(order)
    children: list[list[int]] = [[] for _ in range(len(order) + 1)]
    for v in reversed(order):
        children[parent[v]].append(v)  # the roots, whose parent is -1, come last
        if parent[v] >= 0:
            count[parent[v]] += count[v]
    rank = [0] * len(order)
    stack = sorted(children.pop(), key=lambda v: (count[v], -v))
    for number in range(len(order)):
        v = stack.pop()
        rank[v] = number
        stack.extend(sorted(children[v], reverse=True))
    return rank


def _chains(order: Sequence[int], uppers: _Adjacent, lowers: _Adjacent) -> dict[int, int]:
    """How many boxes hang in the plain chain that begins with each box, itself included; 0 if it is none."""
    chain: dict[int, int] = {}
    for v in reversed(order):
        chain[v] = 0 if lowers[v] else 1
        if len(lowers[v]) == 1 and len(uppers[lowers[v][0]]) == 1 and 0 < chain[lowers[v][0]] < CHAIN:
            chain[v] = chain[lowers[v][0]] + 1
    return chain


# ---------------------------------------------------------------- topics


def _topics(graph: _Graph, gap_x: float, gap_y: float) -> list[list[int]]:
    """The boxes of each topic in the order of `rank`: pieces of the tree of parents, small ones joined."""
    reading = sorted(range(len(graph.ids)), key=graph.rank.__getitem__)
    if len(reading) <= ONE_TOPIC and _cut(graph, gap_x, gap_y, ONE_TOPIC, math.inf)[-1] <= WIDEST:
        return [reading] if reading else []
    piece, size, wide, _ = _cut(graph, gap_x, gap_y, MOST, WIDEST)
    topic = _join(graph, reading, piece, size, wide)
    groups: dict[int, list[int]] = {}
    for v in reading:
        groups.setdefault(topic[piece[v]], []).append(v)
    return list(groups.values())


def _cut(
    graph: _Graph, gap_x: float, gap_y: float, most: int, widest: float
) -> tuple[list[int], list[int], list[float], float]:
    """Cut the tree of parents from below, the heaviest child first, wherever it grows too large or too wide.

    Gives for each box the head of its piece, for each head the size and estimated width of the piece, and the
    width of all trees side by side. Plain chains stay with their upper box. A small box between large ones (the
    pill of an inference) is no good head of a topic, so what hangs below it is cut off first.
    """
    chain = _chains(graph.order, graph.uppers, graph.lowers)
    plain = [chain[v] > 0 and len(graph.uppers[v]) < 2 for v in range(len(chain))]
    children: list[list[int]] = [[] for _ in range(len(plain) + 1)]
    for v, parent in enumerate(graph.parent):
        children[parent].append(v)  # the roots, whose parent is -1, come last
    size, wide, head = [1] * len(plain), graph.width[:], [parent < 0 for parent in graph.parent]

    def span(v: int) -> float:
        """The width that the children of `v` need."""
        fan = [c for c in children[v] if plain[c]]
        rest = sum(wide[c] + gap_x for c in children[v] if not plain[c])
        if len(fan) > FAN:
            return rest + _grid(graph, fan, graph.lowers, gap_x, gap_y).width
        return rest + sum(wide[c] + gap_x for c in fan) - gap_x

    def loose(v: int, finer: bool) -> list[int]:
        """Where to cut below `v`, best first; `finer` looks below small boxes."""
        found = [c for c in children[v] if not (head[c] or plain[c])]
        if finer:
            small = {c for c in found if 3 * graph.width[c] * graph.height[c] < graph.width[v] * graph.height[v]}
            found = [c for c in found if c not in small] + [d for c in small for d in loose(c, False)]
        return sorted(found, key=lambda c: (-max(size[c] / MOST, wide[c] / WIDEST), c))

    for v in reversed(graph.order):
        if not children[v]:
            continue
        size[v] += sum(size[c] for c in children[v])
        wide[v] = span(v)
        for finer in (True, False):
            for c in loose(v, finer) if size[v] > most or wide[v] > widest else ():
                if size[v] <= most and wide[v] <= widest:
                    break
                head[c], above = True, c
                while above != v:
                    above = graph.parent[above]
                    size[above] -= size[c]
                    wide[above] -= wide[c] + gap_x
        wide[v] = max(wide[v], graph.width[v])
    piece = list(range(len(head)))
    for v in graph.order:
        if not head[v]:
            piece[v] = piece[graph.parent[v]]
    return piece, size, wide, span(-1)


def _join(
    graph: _Graph, reading: Sequence[int], piece: Sequence[int], size: Sequence[int], wide: Sequence[float]
) -> dict[int, int]:
    """Join small pieces: to the one they have most links with, else to the next small one below the same piece."""
    heads = [v for v in reading if piece[v] == v]
    topic = {v: v for v in heads}
    weight = {v: (size[v], wide[v] if size[v] > CHAIN else wide[v] / 4) for v in heads}  # chains will stand in rows

    def find(v: int) -> int:
        while topic[v] != v:
            topic[v] = topic[topic[v]]
            v = topic[v]
        return v

    def join(small: int, other: int) -> bool:
        """Make one topic of two if it is not too large."""
        a, b = find(small), find(other)
        count, width = weight[a][0] + weight[b][0], weight[a][1] + weight[b][1]
        if a == b or count > MOST or width > WIDEST:
            return False
        topic[a], weight[b] = b, (count, width)
        return True

    votes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for v, uppers in enumerate(graph.uppers):
        for upper in uppers:
            a, b = piece[v], piece[upper]
            if a != b and size[a] < FEW:
                votes[a][b] += 1
            if a != b and size[b] < FEW:
                votes[b][a] += 1
    last: dict[int, int] = {}
    for v in heads:
        if size[v] >= FEW or find(v) != v or weight[v][0] >= FEW:
            continue
        if any(join(v, other) for other in sorted(votes[v], key=lambda b: (-votes[v][b], graph.rank[b]))):
            continue
        over = find(piece[graph.parent[v]]) if graph.parent[v] >= 0 else -1
        if over not in last or not join(v, last[over]):
            last[over] = v
    return {v: find(v) for v in heads}


# ---------------------------------------------------------------- one topic


@dataclass
class _Rows:
    """Plain chains in rows and columns: centres from the middle, tops from the top, ways between the columns."""

    spots: dict[int, tuple[float, float]]
    ways: dict[int, list[_Passage]]
    width: float
    height: float


def _grid(
    graph: _Graph,
    heads: Sequence[int],
    lowers: _Adjacent,
    gap_x: float,
    gap_y: float,
) -> _Rows:
    """Arrange chains, given by their first boxes, in a block a little wider than high."""
    cells = []
    for v in heads:
        cells.append([v])
        while lowers[cells[-1][-1]]:
            cells[-1].append(lowers[cells[-1][-1]][0])
    widths = [max(graph.width[v] for v in cell) + gap_x for cell in cells]
    heights = [sum(graph.height[v] + gap_y for v in cell) for cell in cells]
    columns = max(4, math.ceil(math.sqrt(1.4 * len(cells) * sum(heights) / max(sum(widths), 1.0))))
    columns = math.ceil(len(cells) / math.ceil(len(cells) / columns))
    edges = list(accumulate((max(widths[c::columns]) for c in range(columns)), initial=0.0))
    tops = list(accumulate((max(heights[r : r + columns]) for r in range(0, len(cells), columns)), initial=0.0))
    rows = _Rows({}, {}, edges[-1] - gap_x, tops[-1] - gap_y)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        x, top = (edges[column] + edges[column + 1] - edges[-1]) / 2, tops[row]
        if row:
            way = edges[column + 1 if 2 * column + 1 < columns else column] - edges[-1] / 2
            way += gap_x * (0.6 * row / (len(tops) - 1) - 0.3)
            rows.ways[cell[0]] = [_Passage(way, top - gap_y, 0.0)]
        for v in cell:
            rows.spots[v] = (x, top)
            top += graph.height[v] + gap_y
    return rows


def _lay_out(graph: _Graph, group: Sequence[int], gap_x: float, gap_y: float) -> _Topic:
    """Lay out one topic: wide fans become blocks, then a tidy tree, or layers where boxes have several uppers."""
    members = sorted(group, key=lambda v: (graph.depth[v], graph.rank[v]))
    inside = set(group)
    uppers = {v: [u for u in graph.uppers[v] if u in inside] for v in members}
    lowers: dict[int, list[int]] = {v: [] for v in members}
    for v in members:
        for u in uppers[v]:
            lowers[u].append(v)
    chain = _chains(members, uppers, lowers)
    fans: dict[int, list[int]] = defaultdict(list)
    for v in members:
        if chain[v] and len(uppers[v]) < 2:
            fans[uppers[v][0] if uppers[v] else -1].append(v)
    blocks = {fan[0]: _grid(graph, fan, lowers, gap_x, gap_y) for fan in fans.values() if len(fan) > FAN}
    hidden = {v for block in blocks.values() for v in block.spots}
    units = [v for v in members if v in blocks or v not in hidden]
    unit = {v: i for i, v in enumerate(units)}
    width = [blocks[v].width if v in blocks else graph.width[v] for v in units]
    height = [blocks[v].height if v in blocks else graph.height[v] for v in units]
    above = [[unit[u] for u in uppers[v]] for v in units]
    ways: dict[tuple[int, int], list[_Passage]] = {}
    if all(len(over) < 2 for over in above):
        x, top = _tidy(width, height, [over[0] if over else -1 for over in above], gap_x, gap_y)
        floor = [t + h for t, h in zip(top, height, strict=True)]
    else:
        x, top, floor, ways = _layers(width, height, above, [graph.rank[v] for v in units], gap_x, gap_y)
    topic = _Topic(ways={(units[i], units[j]): way for (i, j), way in ways.items()})
    for i, v in enumerate(units):
        if v not in blocks:
            topic.x[v], topic.top[v], topic.floor[v] = x[i], top[i], floor[i]
            continue
        for w, (dx, dy) in blocks[v].spots.items():
            topic.x[w], topic.top[w], topic.floor[w] = x[i] + dx, top[i] + dy, top[i] + dy + graph.height[w]
        for w, way in blocks[v].ways.items():
            if uppers[w]:
                topic.ways[w, uppers[w][0]] = [_Passage(x[i] + p.x, top[i] + p.bottom, top[i] + p.top) for p in way]
    right = [a + w / 2 for a, w in zip(x, width, strict=True)]
    topic.width = max(right + [p.x for way in ways.values() for p in way])
    topic.height = max(t + h for t, h in zip(top, height, strict=True))
    return topic


_Side = list[tuple[float, float]]
"""One side of a tree from the top: down to where (with the gap below), and how far out from its middle."""


def _tidy(
    width: Sequence[float], height: Sequence[float], upper: Sequence[int], gap_x: float, gap_y: float
) -> tuple[list[float], list[float]]:
    """A tidy forest; uppers come before lowers, -1 is no upper. Gives centres (the left edge at 0) and tops.

    Every box stands right below its upper whatever its neighbours' heights, so no link can meet a box.
    """
    children: list[list[int]] = [[] for _ in range(len(upper) + 1)]
    top = [0.0] * len(upper)
    for i, u in enumerate(upper):
        children[u].append(i)
        if u >= 0:
            top[i] = top[u] + height[u] + gap_y
    x = [0.0] * len(upper)
    shapes: list[tuple[_Side, _Side]] = [([], [])] * len(upper)
    for i in range(len(upper) - 1, -2, -1):
        left, right = _fit(children[i], shapes, x, gap_x)
        if i >= 0:
            own = (top[i] + height[i] + gap_y, width[i] / 2)
            shapes[i] = ([own, *left], [own, *right])
    for i, u in enumerate(upper):
        x[i] += x[u] if u >= 0 else 0.0
    edge = min(a - w / 2 for a, w in zip(x, width, strict=True))
    return [a - edge for a in x], top


def _fit(kids: Sequence[int], shapes: Sequence[tuple[_Side, _Side]], x: list[float], gap: float) -> tuple[_Side, _Side]:
    """Set trees side by side, midway between packed from the left and from the right; put their places into `x`."""
    if len(kids) == 1:
        return shapes[kids[0]]
    forward = _push([shapes[k] for k in kids], gap)
    backward = _push([shapes[k][::-1] for k in reversed(kids)], gap)[::-1] if len(kids) > 2 else forward[::-1]
    left: _Side = []
    right: _Side = []
    for k, a, b in zip(kids, forward, backward, strict=True):
        x[k] = (a - b) / 2
        depth = left[-1][0] if left else -math.inf
        left += [(end, out - x[k]) for end, out in shapes[k][0] if end > depth]
    for k in reversed(kids):
        depth = right[-1][0] if right else -math.inf
        right += [(end, out + x[k]) for end, out in shapes[k][1] if end > depth]
    return left, right


def _push(shapes: Sequence[tuple[_Side, _Side]], gap: float) -> list[float]:
    """How far right of the first each tree must stand to keep clear of all before it."""
    places: list[float] = []
    edge: _Side = []
    for left, right in shapes:
        clear, i, j = 0.0 if not edge else -math.inf, 0, 0
        while i < len(edge) and j < len(left):
            clear = max(clear, edge[i][1] + left[j][1] + gap)
            i, j = i + (edge[i][0] <= left[j][0]), j + (left[j][0] <= edge[i][0])
        places.append(clear)
        edge = [(end, out + clear) for end, out in right] + [piece for piece in edge if piece[0] > right[-1][0]]
    return places


def _layers(
    width: list[float],
    height: list[float],
    uppers: Sequence[Sequence[int]],
    rank: Sequence[int],
    gap_x: float,
    gap_y: float,
) -> tuple[list[float], list[float], list[float], dict[tuple[int, int], list[_Passage]]]:
    """Layered drawing of boxes with several uppers: centres, tops, bottoms of layers, and ways of long links.

    A link over several layers gets a dummy in each; beyond DUMMIES, the longest links go without.
    """
    layer = [0] * len(width)
    for i, over in enumerate(uppers):
        layer[i] = 1 + max((layer[u] for u in over), default=-1)
    above: list[list[int]] = [[] for _ in width]
    below: list[list[int]] = [[] for _ in width]
    rows: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    for i, row in enumerate(layer):
        rows[row].append(i)
    key, wide = list(rank), list(width)
    dummies: dict[tuple[int, int], list[int]] = {}
    for span, i, u in sorted((layer[i] - layer[u], i, u) for i, over in enumerate(uppers) for u in over):
        if len(key) - len(width) + span - 1 > DUMMIES:
            break
        chain = list(range(len(key), len(key) + span - 1))
        dummies[i, u] = chain
        for step, dummy in enumerate(chain, start=1):
            key.append(rank[i])
            wide.append(0.0)
            above.append([])
            below.append([])
            rows[layer[i] - step].append(dummy)
        for a, b in zip([i, *chain], [*chain, u], strict=True):
            above[a].append(b)
            below[b].append(a)
    for row in rows:
        row.sort(key=key.__getitem__)
    rows = _order(rows, above, below)
    x = _settle(rows, wide, above, below, gap_x)
    depth = [max(height[i] for i in row if i < len(height)) for row in rows]
    top = list(accumulate((h + gap_y for h in depth), initial=0.0))
    edge = min(a - w / 2 for a, w in zip(x, wide, strict=True))
    x = [a - edge for a in x]
    ways = {
        (i, u): [
            _Passage(x[d], top[layer[i] - step] + depth[layer[i] - step], top[layer[i] - step])
            for step, d in enumerate(chain, start=1)
        ]
        for (i, u), chain in dummies.items()
        if chain
    }
    tops = [top[row] for row in layer]
    return x[: len(width)], tops, [top[row] + depth[row] for row in layer], ways


def _order(rows: list[list[int]], above: Sequence[Sequence[int]], below: Sequence[Sequence[int]]) -> list[list[int]]:
    """Sweep down and up, each row in the order of the mean places of its neighbours; keep the fewest crossings."""
    place = [0.0] * len(above)

    def number(row: Sequence[int]) -> None:
        for index, i in enumerate(row):
            place[i] = index

    for row in rows:
        number(row)
    best, fewest = [row[:] for row in rows], _crossings(rows, above, place)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        near = below if sweep % 2 else above
        for row in reversed(rows) if sweep % 2 else rows:
            mean = {i: sum(place[j] for j in near[i]) / len(near[i]) if near[i] else place[i] for i in row}
            row.sort(key=mean.__getitem__)
            number(row)
        crossings = _crossings(rows, above, place)
        if crossings < fewest:
            best, fewest = [row[:] for row in rows], crossings
    return best


def _crossings(rows: Sequence[Sequence[int]], above: Sequence[Sequence[int]], place: Sequence[float]) -> int:
    """How many pairs of links between neighbouring rows cross."""
    total = 0
    for row in rows:
        seen: list[float] = []
        for i in row:
            for end in sorted(place[j] for j in above[i]):
                total += len(seen) - bisect_right(seen, end)
                insort(seen, end)
    return total


def _settle(
    rows: Sequence[Sequence[int]],
    wide: Sequence[float],
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    gap: float,
) -> list[float]:
    """Centres of boxes and dummies (of width 0): each row drawn to the mean of its neighbours, as far as order and
    gaps allow; down and up in turn, so that in the end uppers stand over their lowers."""
    x = [0.0] * len(wide)
    apart = [
        list(
            accumulate(
                (
                    (wide[a] + wide[b]) / 2 + (gap if wide[a] or wide[b] else gap / 2)
                    for a, b in zip(row, row[1:], strict=False)
                ),
                initial=0.0,
            )
        )
        for row in rows
    ]
    for row, least in zip(rows, apart, strict=True):
        for i, at in zip(row, least, strict=True):
            x[i] = at - least[-1] / 2
    turns = list(zip(rows, apart, strict=True))
    for sweep in range(SWEEPS):
        near = below if sweep % 2 else above
        for row, least in reversed(turns) if sweep % 2 else turns:
            want, weight = [], []
            for i, at in zip(row, least, strict=True):
                ends = near[i]
                want.append((sum(x[j] for j in ends) / len(ends) if ends else x[i]) - at)
                weight.append((1.0 if wide[i] else 4.0) * len(ends) if ends else 0.1)
            for i, at, offset in zip(row, least, _pool(want, weight), strict=True):
                x[i] = at + offset
    return x


def _pool(want: Sequence[float], weight: Sequence[float]) -> list[float]:
    """The non-descending numbers nearest to those wanted by weighted least squares (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for mean, heavy in zip(want, weight, strict=True):
        count = 1
        while blocks and blocks[-1][0] > mean:
            before, load, size = blocks.pop()
            mean = (before * load + mean * heavy) / (load + heavy)
            heavy, count = load + heavy, count + size
        blocks.append((mean, heavy, count))
    return [mean for mean, _, count in blocks for _ in range(count)]


# ---------------------------------------------------------------- the whole map


def _pack(sizes: Sequence[tuple[float, float]], gap_x: float, gap_y: float, aspect: float) -> list[tuple[float, float]]:
    """Put topics on shelves in their order, in the width that comes nearest to the wished aspect ratio.

    On a shelf a topic stands below the one before if it fits there, else to the right.
    """
    area = sum((w + gap_x) * (h + gap_y) for w, h in sizes)
    widest = max((w for w, _ in sizes), default=0.0)
    best: tuple[float, list[tuple[float, float]]] = (math.inf, [])
    for step in range(24 if len(sizes) > 1 else 1):
        limit = max(widest, math.sqrt(area * aspect) * 1.06 ** (step - 6))
        spots, width, height = _shelve(sizes, gap_x, gap_y, limit)
        badness = abs(math.log(max(width, 1.0) / max(height, 1.0) / aspect))
        if badness < best[0]:
            best = (badness, spots)
    return best[1]


def _shelve(
    sizes: Sequence[tuple[float, float]], gap_x: float, gap_y: float, limit: float
) -> tuple[list[tuple[float, float]], float, float]:
    """Fill shelves up to the width `limit`; gives the top left corners and the extent."""
    spots: list[tuple[float, float]] = []
    x = y = column = shelf = total = 0.0
    under = 0.0
    for w, h in sizes:
        if spots and under + h <= shelf and x + w <= limit:
            spots.append((x, y + under))
        else:
            if spots:
                x += column + gap_x
                under = column = 0.0
            if x + w > limit and x:
                x, y, shelf = 0.0, y + shelf + gap_y, 0.0
            spots.append((x, y))

        under, column, shelf = under + h + gap_y, max(column, w), max(shelf, under + h)
        total = max(total, x + column)
    return spots, total, y + shelf


def _curves(
    graph: _Graph, laid: Sequence[_Topic], origins: Sequence[tuple[float, float]], links: Sequence[Link], gap: float
) -> dict[str, tuple[Point, ...]]:
    """Draw the links within topics; those that arrive at one box are spread a little along its bottom edge."""
    number = {name: v for v, name in enumerate(graph.ids)}
    home = {v: index for index, topic in enumerate(laid) for v in topic.x}
    arriving: dict[int, list[tuple[float, str, int]]] = defaultdict(list)
    for link in sorted(links):
        v, upper = number.get(link.lower, -1), number.get(link.upper, -1)
        if v >= 0 <= upper != v and home[v] == home[upper]:
            topic = laid[home[v]]
            way = topic.ways.get((v, upper))
            arriving[upper].append((way[-1].x if way else topic.x[v], link.id, v))
    curves: dict[str, tuple[Point, ...]] = {}
    for upper, arrivals in arriving.items():
        topic, (left, high) = laid[home[upper]], origins[home[upper]]
        step = min(10.0, 0.6 * graph.width[upper] / len(arrivals))
        x, bottom = left + topic.x[upper], high + topic.top[upper] + graph.height[upper]
        for index, (_, name, v) in enumerate(sorted(arrivals)):
            end = x + (index - (len(arrivals) - 1) / 2) * step
            stops = [_Passage(left + p.x, high + p.bottom, high + p.top) for p in topic.ways.get((v, upper), ())]
            stops.append(_Passage(end, high + topic.floor[upper], bottom))
            curves[name] = _curve(Point(left + topic.x[v], high + topic.top[v]), stops, gap)
    return dict(sorted(curves.items()))


def _curve(start: Point, stops: Sequence[_Passage], gap: float) -> tuple[Point, ...]:
    """A smooth line upwards: bends from passage to passage, straight within each, upright wherever they meet."""
    points = [start]
    x, y = start
    for stop in stops:
        bend = (y - stop.bottom) / 2 if y > stop.bottom else gap
        points += [Point(x, y - bend), Point(stop.x, stop.bottom + bend), Point(stop.x, stop.bottom)]
        x, y = stop.x, stop.top
        if stop.bottom - stop.top > 0.01:
            third = (stop.bottom - y) / 3
            points += [Point(x, y + 2 * third), Point(x, y + third), Point(x, y)]
    return tuple(points)
