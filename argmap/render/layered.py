"""argmap's own layout: the boxes of a map in one piece or in topics, each a forest or in rows, with lines that end upright.

A large map is cut into topics (subtrees of about forty boxes at most); each topic is laid out alone, and the topics are
packed on shelves in reading order. A topic that is a tree becomes a tidy tree; a cross-linked one goes through the
usual four steps of layered drawing. Everything depends on the set of boxes and links alone, never on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from argmap.memo import digested
from argmap.render import rows, tidy
from argmap.render import topics as cutting
from argmap.render.pieces import Graph, Lists, Part, Thread, numbered, part_of, plain
from argmap.render.placement import Box, Curve, Curves, Link, Placement, Point
from argmap.render.routes import Span, curves, set_ends, set_tracks
from argmap.render.rows import TooLarge
from argmap.render.topics import FAN, MOST, WIDEST, pack

__all__ = ["FAN", "MOST", "ONE_TOPIC", "TooLarge", "place", "topics"]

ONE_TOPIC = 60  # up to so many boxes stay together if they are not too wide


class Kept(Protocol):
    """What remembers topics that were laid out: under a digest of all they depend on, as a value of JSON."""

    def told(self, kind: str, key: str) -> Any:
        """What is known under a key, None if nothing."""

    def keep(self, kind: str, key: str, value: Any) -> None:
        """Keep a value of JSON."""


@dataclass
class _Topic:
    """A topic laid out: the corners of its boxes and the curves of its links, from (0, 0)."""

    corners: dict[int, Point]
    curves: Mapping[str, Curve]
    width: float
    height: float


def place(
    boxes: Sequence[Box],
    links: Sequence[Link],
    *,
    gap_x: float = 24.0,
    gap_y: float = 46.0,
    aspect: float = 1.4,
    together: int = ONE_TOPIC,
    widest: float = WIDEST,
    arranger: rows.Arranger = rows.arranged,
    fits: rows.Fits | None = None,
    kept: Kept | None = None,
) -> Placement:
    """Place all boxes, upper above lower within a topic, and draw the links within topics.

    Up to `together` boxes are one topic unless they are wider than `widest`. Links from topic to topic have no curve:
    the caller marks both ends (see `topics`). `aspect` is the wished width by height of a map of several topics;
    `arranger` orders the boxes of rows. `fits` is asked with a width and a height that no placement goes below, before the
    rows are arranged. Raises TooLarge where it says no. What `kept` remembers of topics, of which there are several, is not
    laid out again; with an `arranger` of one's own that must be None.
    """
    graph, gap = numbered(boxes, links), Point(gap_x, gap_y)
    cut = _topics(graph, gap, together, widest)
    if len(cut) == 1:
        parts = [_lay_out(graph, cut[0], gap, arranger, fits)]
    else:
        parts = [_remembered(graph, topic, gap, arranger, fits, kept) for topic in cut]
    sizes = [(part.width, part.height) for part in parts]
    origins, width, height = pack(sizes, Point(2 * gap_x, 1.5 * gap_y), aspect)
    corners = {
        graph.boxes[v].id: Point(left + corner.x, high + corner.y)
        for part, (left, high) in zip(parts, origins, strict=True)
        for v, corner in part.corners.items()
    }

    def led() -> dict[str, Curve]:
        drawn: dict[str, Curve] = {}
        for part, (left, high) in zip(parts, origins, strict=True):
            if left or high:
                drawn.update(
                    (name, tuple(Point(left + x, high + y) for x, y in curve)) for name, curve in part.curves.items()
                )
            else:
                drawn.update(part.curves)
        return dict(sorted(drawn.items()))

    return Placement(corners, Curves(led), width, height)


def topics(
    boxes: Sequence[Box], links: Sequence[Link], *, gap_x: float = 24.0, gap_y: float = 46.0
) -> tuple[tuple[str, ...], ...]:
    """The boxes of each topic as `place` cuts them: topics in reading order, and so the boxes of each."""
    graph = numbered(boxes, links)
    return tuple(
        tuple(graph.boxes[v].id for v in topic) for topic in _topics(graph, Point(gap_x, gap_y), ONE_TOPIC, WIDEST)
    )


def _topics(graph: Graph, gap: Point, together: int, widest: float) -> list[list[int]]:
    return cutting.topics(graph, gap, lambda fan: tidy.block(graph, fan, graph.lowers, gap).width, together, widest)


def _remembered(
    graph: Graph, topic: Sequence[int], gap: Point, arranger: rows.Arranger, fits: rows.Fits | None, kept: Kept | None
) -> _Topic:
    """One topic of several, laid out from what of the graph is its own, and from nothing else."""
    own, numbers = part_of(graph, topic)
    key = digested([repr((own, gap))]) if kept is not None else ""
    found = _known(kept.told("topic", key), len(numbers)) if kept is not None else None
    if found is None:
        found = _lay_out(own, range(len(numbers)), gap, arranger, fits)
        if kept is not None:
            places = [[corner.x, corner.y] for _, corner in sorted(found.corners.items())]
            drawn = [[name, [[x, y] for x, y in curve]] for name, curve in found.curves.items()]
            kept.keep("topic", key, [places, drawn, found.width, found.height])
    found.corners = {numbers[v]: corner for v, corner in found.corners.items()}
    return found


def _known(told: Any, boxes: int) -> _Topic | None:
    """A topic as it was kept, None where that has another form."""
    try:
        places, drawn, width, height = told
        corners = {v: Point(x, y) for v, (x, y) in enumerate(places)}
        lines = {name: tuple(Point(x, y) for x, y in curve) for name, curve in drawn}
        found = _Topic(corners, lines, width, height)
        sum([width, height], sum(map(sum, (*corners.values(), *(point for line in lines.values() for point in line)))))
    except (TypeError, ValueError):
        return None  # no lists of pairs, or what stands in them are no numbers
    return found if len(corners) == boxes else None


def _lay_out(graph: Graph, topic: Sequence[int], gap: Point, arranger: rows.Arranger, fits: rows.Fits | None) -> _Topic:
    """Lay out one topic: wide fans become blocks, then tidy trees, or rows if a box has several uppers."""
    members = sorted(sorted(topic, key=graph.rank.__getitem__), key=graph.depth.__getitem__)
    uppers: Lists = graph.uppers
    if len(members) < len(graph.boxes):
        inside = set(members)
        uppers = {v: [u for u in graph.uppers[v] if u in inside] for v in members}
    lowers: dict[int, list[int]] = {v: [] for v in members}
    for v in members:
        for u in uppers[v]:
            lowers[u].append(v)
    fans: dict[int, list[int]] = defaultdict(list)
    for v, upper in plain(members, uppers, lowers).items():
        fans[upper].append(v)
    blocks = {fan[0]: tidy.block(graph, fan, lowers, gap) for fan in fans.values() if len(fan) > FAN}
    hidden = {v for block in blocks.values() for v in block.spots} - blocks.keys()
    heads = [v for v in members if v not in hidden]
    units = [blocks.get(v) or _single(graph, v, uppers[v]) for v in heads]
    home = {v: i for i, unit in enumerate(units) for v in unit.spots}
    above = [[home[u] for u in uppers[v]] for v in heads]
    begun = [(i, home[t.upper], t) for i, unit in enumerate(units) for t in unit.threads if t.upper in home]
    threads = [(i, u, t) for i, u, t in begun if i != u]

    def edge(v: int, middle: float) -> tuple[Span, Span]:
        """The top and the bottom edge of a box in a unit that stands at a place."""
        box = graph.boxes[v]
        left = middle + units[home[v]].spots[v].x - box.width / 2
        return (left, left + (box.width if box.top is None else box.top)), (left, left + box.width)

    tree = all(len(over) <= 1 for over in above)
    if tree:
        arriving = Counter(u for _, u, _ in threads)
        x, tops, bands = tidy.trees(units, [over[0] if over else -1 for over in above], arriving, gap)
        for i, u, thread in threads:
            thread.stops = [x[i] + stop for stop in thread.stops]
            thread.bands = [*thread.bands, u]
        led = [thread for _, _, thread in threads]
    else:
        rank = [graph.rank[v] for v in heads]
        row, x, led = rows.across(
            units,
            above,
            threads,
            rank,
            gap,
            lambda t, a, b: (edge(t.lower, a)[0], edge(t.upper, b)[1]),
            arranger,
            fits,
            ["" if v in blocks else graph.boxes[v].group for v in heads],
        )
        tops, bands = rows.down(units, row, {}, gap.y)  # as high as they are without level pieces between them
    width = max(a + unit.width / 2 for a, unit in zip(x, units, strict=True))
    height = max(top + unit.height for top, unit in zip(tops, units, strict=True))
    if fits is not None and not fits(width, height):
        raise TooLarge
    led += [thread for i, u, thread in begun if i == u]

    def turned() -> tuple[Mapping[Hashable, int], Mapping[tuple[str, int], int]]:
        """Where threads end and turn, now that the places of boxes from left to right are known."""
        edges = {v: edge(v, x[i]) for v, i in home.items()}
        set_ends(led, {v: top for v, (top, _) in edges.items()}, {v: bottom for v, (_, bottom) in edges.items()})
        return set_tracks(led)

    tracks = None
    if not tree:
        tracks = turned()
        tops, bands = rows.down(units, row, tracks[0], gap.y)
        height = max(top + unit.height for top, unit in zip(tops, units, strict=True))
    width = max([width, *(max(t.stops) for t in led if t.stops)])
    corners = {}
    for v, i in sorted(home.items()):
        spot = units[i].spots[v]
        corners[v] = Point(x[i] + spot.x - graph.boxes[v].width / 2, tops[i] + spot.y)

    def curved() -> dict[str, Curve]:
        for top, unit in zip(tops, units, strict=True):
            bands.update({band: (top + high, top + low) for band, (high, low) in unit.bands.items()})
        drawn = curves(
            led, bands, tracks or turned(), lambda v: corners[v].y, lambda v: corners[v].y + graph.boxes[v].height
        )
        for v in home:
            for u, links in graph.links[v].items():
                if u in home:
                    loose = (link.id for link in links if link.id not in drawn)
                    drawn.update({name: _loose(graph, corners, v, u, gap.y, height) for name in loose})
        return drawn

    return _Topic(corners, Curves(curved), width, height)


def _single(graph: Graph, v: int, uppers: Sequence[int]) -> Part:
    """A box by itself, with a thread for each link to its uppers."""
    box = graph.boxes[v]
    threads = [Thread(link.id, link.joint, v, u, [], []) for u in uppers for link in graph.links[v][u] if link.ranks]
    return Part({v: Point(0, 0)}, threads=threads, width=box.width, height=box.height)


def _loose(graph: Graph, corners: Mapping[int, Point], v: int, u: int, gap: float, height: float) -> tuple[Point, ...]:
    """The curve of a link that had no say in where its boxes stand: from middle to middle, boxes or no boxes."""
    lower, upper = graph.boxes[v], graph.boxes[u]
    start = Point(corners[v].x + (lower.width if lower.top is None else lower.top) / 2, corners[v].y)
    end = Point(corners[u].x + upper.width / 2, corners[u].y + upper.height)
    bend = (start.y - end.y) / 2 if start.y > end.y else gap
    return start, Point(start.x, max(start.y - bend, 0.0)), Point(end.x, min(end.y + bend, height)), end
