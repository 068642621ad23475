"""Routes: threads → lines of upright and level pieces with rounded corners, which arrive side by side from below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations

from argmap.render.coordinates import pool
from argmap.render.pieces import Thread
from argmap.render.placement import Point

STEM = 18.0  # room below a box for heads and brackets: no level piece runs there
FOOT = 8.0  # and above a box
TRACK = 9.0  # between level pieces one above the other
ARRIVING, LEAVING = 30.0, 8.0  # between the ends of threads at one box, where it is wide enough
INSET = 17.0  # of ends from the corner of a box
INWARD = 0.2  # of the edge of a box: so far from its end a thread ends that comes from farther out
CLEAR = 6.0  # two pieces of one line of threads are told apart from so far on
MOST_TRACKS, MOST_TRIED = 12, 40
ROUND = 7.0
TURNS = 3  # of choosing all ends by all others
_ARC = 0.5523  # of a quarter of a circle as a cubic curve

Span = tuple[float, float]


def needed(tracks: int) -> float:
    """The height of a band with so many level pieces one above the other."""
    return STEM + FOOT + TRACK * (min(tracks, MOST_TRACKS) - 1) if tracks else 0.0


def set_ends(threads: Sequence[Thread], tops: Mapping[int, Span], bottoms: Mapping[int, Span]) -> None:
    """Choose where threads leave the top edges (from, to) of their lower boxes and arrive at the bottom edges of their
    upper ones: straight below one another where they can be, in the order of where they come from, and the joint ones
    of a box side by side.
    """
    above = {v: _inner(edge) for v, edge in tops.items()}
    below = {v: _inner(edge) for v, edge in bottoms.items()}
    arriving: dict[int, list[Thread]] = defaultdict(list)
    leaving: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        arriving[thread.upper].append(thread)
        leaving[thread.lower].append(thread)
        thread.start = sum(above[thread.lower]) / 2
    before: list[float] = []
    for _ in range(TURNS):
        for upper, some in arriving.items():
            edge = below[upper]
            ordered = _grouped([(_wish(t, above[t.lower], edge), t.id, t) for t in some])
            for (_, _, thread), x in zip(ordered, _spread(edge, ordered, ARRIVING), strict=True):
                thread.end = x
        for lower, some in leaving.items():
            edge = above[lower]
            wanted = [(t.stops[0] if t.stops else t.end, t.id, t) for t in some]
            if len(some) == 1:
                wish, _, thread = wanted[0]
                thread.start = wish if edge[0] <= wish <= edge[1] else sum(edge) / 2
                continue
            wanted.sort(key=_first)
            for (_, _, thread), x in zip(wanted, _spread(edge, wanted, LEAVING), strict=True):
                thread.start = x
        starts = [thread.start for thread in threads]
        if starts == before:
            break
        before = starts


def _inner(edge: Span) -> Span:
    """The part of an edge where threads may end."""
    inset = min(INSET, (edge[1] - edge[0]) / 4)
    return edge[0] + inset, edge[1] - inset


def _wish(thread: Thread, above: Span, below: Span) -> float:
    """Where a thread would arrive: below its last stop, or straight above where it can leave, as near as can be to
    where it does."""
    if thread.stops:
        return thread.stops[-1]
    low, high = max(above[0], below[0]), min(above[1], below[1])
    return min(max(thread.start, low), high) if low <= high else thread.start


def _first(wanted: tuple[float, str, Thread]) -> tuple[float, str]:
    return wanted[:2]


def _grouped(wanted: list[tuple[float, str, Thread]]) -> list[tuple[float, str, Thread]]:
    """Ends from left to right, with the joint ones next to one another and the others on their nearer sides."""
    wanted.sort(key=_first)
    joint = [one for one in wanted if one[2].joint]
    if len(joint) < 2:  # noqa: PLR2004 - one end is always by itself
        return wanted
    middle = sum(x for x, _, _ in joint) / len(joint)
    others = [one for one in wanted if not one[2].joint]
    return [*(o for o in others if o[0] < middle), *joint, *(o for o in others if o[0] >= middle)]


def _spread(edge: Span, wanted: Sequence[tuple[float, str, Thread]], apart: float) -> list[float]:
    """Places on an edge, as near to those wanted as order and distance allow."""
    low, high = edge
    if len(wanted) == 1 and low <= wanted[0][0] <= high:
        return [wanted[0][0]]
    step = min(apart, (high - low) / max(len(wanted) - 1, 1))
    last = high - step * (len(wanted) - 1)
    inward = INWARD * (high - low)
    free = []
    for k, (x, _, _) in enumerate(wanted):
        if not low <= x <= high:  # it has to turn anyway
            x = low + inward if x < low else high - inward
        free.append(min(max(x - step * k, low), last))
    return [x + step * k for k, x in enumerate(pool(free, [1.0] * len(free)))]


def set_tracks(threads: Sequence[Thread]) -> tuple[dict[Hashable, int], dict[tuple[str, int], int]]:
    """In which of the tracks of each band (0 the lowest) every thread turns: how many tracks a band has, and the track of
    a thread, by its id and the number of the band on its way. A thread that does not turn has none."""
    turns: dict[Hashable, list[tuple[float, float, str, int]]] = defaultdict(list)
    for thread in threads:
        ways = [thread.start, *thread.stops, thread.end]
        for k, band in enumerate(thread.bands):
            if abs(ways[k] - ways[k + 1]) > 0.01:  # noqa: PLR2004 - lengths are written to a hundredth
                turns[band].append((ways[k], ways[k + 1], thread.id, k))
    counts: dict[Hashable, int] = {}
    track: dict[tuple[str, int], int] = {}
    for band, some in turns.items():
        levels: list[list[tuple[float, float]]] = []
        for low, high, name, k in _stacked(some):
            span = (min(low, high) - CLEAR, max(low, high) + CLEAR)
            level = len(levels)
            while level and not any(a < span[1] and span[0] < b for a, b in levels[level - 1]):
                level -= 1
            if level == len(levels):
                levels.append([])
            levels[level].append(span)
            track[name, k] = level
        counts[band] = len(levels)
    return counts, track


_Turn = tuple[float, float, str, int]


def _stacked(turns: list[_Turn]) -> list[_Turn]:
    """The turns of a band from the lowest to the highest, so that few of them cross.

    Those to one side never cross one another if the farther begins higher; how they fit with those to the other side
    is tried, unless they are many.
    """
    turns = sorted(turns, key=lambda t: (t[1] > t[0], -t[0] if t[1] > t[0] else t[0], t[2]))
    if len(turns) > MOST_TRIED or not any(_crossings(a, b) for a, b in combinations(turns, 2)):
        return turns
    stack: list[_Turn] = []
    for _ in range(2):
        for turn in turns:
            if turn in stack:
                stack.remove(turn)
            # At the bottom it is below all; then past one after the other.
            cost = sum(_crossings(turn, other) for other in stack)
            best, least = 0, cost
            for at, other in enumerate(stack, start=1):
                cost += _crossings(other, turn) - _crossings(turn, other)
                if cost < least:
                    best, least = at, cost
            stack.insert(best, turn)
    return stack


def _crossings(below: _Turn, above: _Turn) -> int:
    """How badly two turns meet if the first is the lower one: crossings, and three for upright pieces in one line."""
    start, end = above[0], below[1]
    low, high = below[:2] if below[0] < end else (end, below[0])
    crossed = low < start < high
    low, high = above[:2] if start < above[1] else (above[1], start)
    return crossed + (low < end < high) + (3 if abs(start - end) < CLEAR else 0)


def curves(
    threads: Sequence[Thread],
    bands: Mapping[Hashable, Span],
    tracks: tuple[Mapping[Hashable, int], Mapping[tuple[str, int], int]],
    top: Callable[[int], float],
    bottom: Callable[[int], float],
) -> dict[str, tuple[Point, ...]]:
    """Threads as cubic curves, from the tops of their lower boxes to the bottoms of their upper ones; `bands` gives the
    upper and the lower end of each."""
    counts, track = tracks
    found = {}
    for thread in threads:
        points = [Point(thread.start, top(thread.lower))]
        for k, (band, x) in enumerate(zip(thread.bands, [*thread.stops, thread.end], strict=True)):
            if (level := track.get((thread.id, k))) is not None:
                y = _level(bands[band], counts[band], level)
                points += [Point(points[-1].x, y), Point(x, y)]
        points.append(Point(points[-1].x, bottom(thread.upper)))
        found[thread.id] = rounded(points)
    return found


def _level(band: Span, count: int, level: int) -> float:
    """The y of a track of a band."""
    high, low = band
    room = low - high
    stem, foot = STEM, FOOT
    if room < stem + foot:
        stem, foot = room * stem / (stem + foot), room * foot / (stem + foot)
    step = min(TRACK, (room - stem - foot) / max(count - 1, 1))
    middle = (high + stem + low - foot) / 2
    return middle + step * ((count - 1) / 2 - level)


def rounded(points: Sequence[Point]) -> tuple[Point, ...]:
    """A line of upright and level pieces as cubic curves with rounded corners (1 + 3n points)."""
    points = [p for k, p in enumerate(points) if not k or p != points[k - 1]] or list(points[:1])
    if len(points) == 1:
        points *= 2
    out = [points[0]]

    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into = abs(corner.x - before.x) + abs(corner.y - before.y)
        away = abs(after.x - corner.x) + abs(after.y - corner.y)
        radius = min(ROUND, into / 2, away / 2)
        a = Point(corner.x - radius * (corner.x - before.x) / into, corner.y - radius * (corner.y - before.y) / into)
        b = Point(corner.x + radius * (after.x - corner.x) / away, corner.y + radius * (after.y - corner.y) / away)
        if a != out[-1]:
            out += [out[-1], a, a]
        c = Point(a.x + _ARC * (corner.x - a.x), a.y + _ARC * (corner.y - a.y))
        d = Point(b.x + _ARC * (corner.x - b.x), b.y + _ARC * (corner.y - b.y))
        out += [c, d, b]
    if out[-1] != points[-1]:
        out += [out[-1], points[-1], points[-1]]
    return tuple(out)
