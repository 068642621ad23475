"""Rows: boxes of which some have several uppers stand in rows, and long links pass between them.

Sources: layers, dummies and sweeps, Sugiyama, Tagawa and Toda 1981.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import pairwise

from argmap.render.coordinates import settle, straighten
from argmap.render.ordering import Joint, ordered, rows_of, together
from argmap.render.pieces import Lists, Part, Thread
from argmap.render.placement import Point
from argmap.render.routes import Span, needed

Arranged = tuple[list[list[int]], list[float]]  # rows in order, and the middles of their boxes and dummies
Arranger = Callable[[list[list[int]], list[float], Lists, Lists, Joint, float], Arranged]

ROUNDING = 1e-6  # of sums of lengths that differ in their order alone

Fits = Callable[[float, float], bool]  # whether a width and a height are not too large

DUMMIES = 400  # the most dummies in a part: the longest links beyond that are not led around boxes


class TooLarge(Exception):
    """What is laid out would be too large, whatever the order of its rows."""


def arranged(
    rows: list[list[int]], wide: list[float], above: Lists, below: Lists, joint: Joint, gap: float
) -> Arranged:
    """Rows of boxes and dummies (of width 0) so ordered that few links cross, and where each stands."""
    lines = ordered(rows, above, below, joint)
    return lines, settle(lines, wide, above, below, gap)


def across(
    units: list[Part],
    uppers: list[list[int]],
    threads: Sequence[tuple[int, int, Thread]],
    rank: Sequence[int],
    gap: Point,
    reach: Callable[[Thread, float, float], tuple[Span, Span]],
    arranger: Arranger,
    fits: Fits | None = None,
    groups: Sequence[str] = (),
) -> tuple[list[int], list[float], list[Thread]]:
    """The row of each unit, its middle, and the threads that are led from it to its uppers.

    Rows begin in the order of `rank`. Threads come with the units that they join (lower, upper) and are given their
    stops and bands, which have the number of the row below them; `reach` says of a thread whose lower and upper unit
    stand at given places where it may leave and arrive. `fits` is asked with the least width and height that the
    rows can have, before they are arranged. Units of one of the `groups` (by unit, empty for none) are put side by side.
    Raises TooLarge where `fits` says no.
    """
    row = rows_of(uppers)
    members: list[list[int]] = [[] for _ in range(max(row) + 1)]
    for i, index in enumerate(row):
        members[index].append(i)
    if fits is not None:
        least = max(sum(units[i].width + gap.x for i in some) - gap.x for some in members)
        tops, _ = down(units, row, {}, gap.y)
        high = max(top + unit.height for top, unit in zip(tops, units, strict=True))
        if not fits(least - ROUNDING, high - ROUNDING):
            raise TooLarge
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    joint: set[tuple[int, int]] = set()
    key, wide = list(rank), [unit.width for unit in units]
    chains: list[tuple[int, int, Thread, list[int]]] = []
    for i, u, thread in sorted(threads, key=lambda one: (row[one[0]] - row[one[1]], one[:2], one[2].id)):
        span = row[i] - row[u]
        if len(key) - len(rank) + span - 1 > DUMMIES:
            break
        chain = list(range(len(key), len(key) + span - 1))
        key += [rank[i]] * len(chain)
        wide += [0.0] * len(chain)
        for index, dummy in zip(range(row[i] - 1, row[u], -1), chain, strict=True):
            members[index].append(dummy)
        for a, b in pairwise([i, *chain, u]):
            above[a].append(b)
            below[b].append(a)
        if thread.joint:
            joint.add(([i, *chain][-1], u))
        chains.append((i, u, thread, chain))
    begun = [sorted(some, key=key.__getitem__) for some in members]
    lines, x = arranger(begun, wide, above, below, joint, gap.x)
    if any(groups) and (gathered := together(lines, groups, above, below, joint)) != lines:
        lines, x = gathered, settle(gathered, wide, above, below, gap.x)
    led = [(*reach(thread, x[i], x[u]), chain) for i, u, thread, chain in chains if chain]
    straighten(led, lines, wide, x, gap.x)
    for i, _, thread, chain in chains:
        thread.stops = [*(x[i] + stop for stop in thread.stops), *(x[dummy] for dummy in chain)]
        thread.bands = [*thread.bands, *range(row[i], row[i] - len(chain) - 1, -1)]
    return row, x[: len(units)], [thread for _, _, thread, _ in chains]


def down(
    units: Sequence[Part], row: Sequence[int], tracks: Mapping[Hashable, int], gap: float
) -> tuple[list[float], dict[Hashable, tuple[float, float]]]:
    """The tops of units, and the bands above each row but the first, as high as their tracks need."""
    depth = [0.0] * (max(row) + 1)
    for unit, index in zip(units, row, strict=True):
        depth[index] = max(depth[index], unit.height)
    tops, bands = [0.0], dict[Hashable, tuple[float, float]]()
    for index in range(1, len(depth)):
        high = tops[-1] + depth[index - 1]
        tops.append(high + max(gap, needed(tracks.get(index, 0))))
        bands[index] = (high, tops[-1])
    return [tops[index] for index in row], bands
