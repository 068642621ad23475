"""Ordering: which row of a layered drawing a box stands in, and the order of each row in which few links cross.

Sources: barycentre sweeps, Sugiyama, Tagawa and Toda 1981; exchanging neighbours as far as it helps, Gansner, Koutsofios,
North and Vo 1993, section 3.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from argmap.render.pieces import Lists

SWEEPS, ROUNDS = 12, 4  # over all rows, and of exchanges in all rows after each sweep
MOST_EXCHANGED = 600  # boxes and dummies: beyond that, neighbours are not exchanged

Joint = AbstractSet[tuple[int, int]]  # links (lower, upper) whose upper ends belong together


def rows_of(uppers: Sequence[Sequence[int]]) -> list[int]:
    """The row of each box: boxes without uppers in the top row 0, others below all their uppers, and lower down where
    that makes links shorter. Uppers come before lowers."""
    row: list[int] = []
    lowers: list[list[int]] = [[] for _ in uppers]
    for i, over in enumerate(uppers):
        row.append(1 + max((row[u] for u in over), default=-1))
        for u in over:
            lowers[u].append(i)
    for i in range(len(row) - 1, -1, -1):
        if 0 < len(uppers[i]) < len(lowers[i]):
            row[i] = min(row[j] for j in lowers[i]) - 1
    return row


def ordered(rows: list[list[int]], above: Lists, below: Lists, joint: Joint) -> list[list[int]]:
    """Sweep over the rows, each put in the order of the mean places of its neighbours, and exchange neighbours after each
    sweep; of all that was seen, the rows with the fewest crossings. Sweeps begin at the top, and once more at the bottom.
    """
    best, fewest = rows, badness(rows, above, below, joint)
    few = len(_spots(rows)) <= MOST_EXCHANGED
    for start in (0, 1):
        spot = _spots(rows)
        lines = [row[:] for row in rows]
        for sweep in range(start, start + SWEEPS):
            if not fewest:
                return best
            near, step = (below, -1) if sweep % 2 else (above, 1)
            for index in range(len(lines))[::step]:
                mean = {}
                for i in lines[index]:
                    some = near[i]
                    mean[i] = sum(map(spot.__getitem__, some)) / len(some) if some else spot[i]
                lines[index].sort(key=mean.__getitem__)
                spot.update({i: float(at) for at, i in enumerate(lines[index])})
            if few:
                _exchange(lines, above, below, joint, spot, least=sweep // 2 % 2)
            if (crossings := badness(lines, above, below, joint)) < fewest:
                best, fewest = [row[:] for row in lines], crossings
    return best


def _spots(rows: Sequence[Sequence[int]]) -> dict[int, float]:
    return {i: float(index) for row in rows for index, i in enumerate(row)}


def _exchange(
    rows: list[list[int]], above: Lists, below: Lists, joint: Joint, spot: dict[int, float], *, least: int
) -> None:
    """Exchange neighbours in their row wherever that saves at least so many crossings."""
    joined = {u for _, u in joint}
    for _ in range(ROUNDS):
        better = False
        for row in rows:
            for at in range(len(row) - 1):
                a, b = row[at], row[at + 1]
                over, under = above[a], below[a]
                gain = _gain(over, above[b], spot) if over else 0
                gain += _gain(under, below[b], spot) if under else 0
                # Neighbours that change places come in another order at what both bear on, and nowhere else.
                shared = [
                    u
                    for u in (joined.intersection(over).intersection(above[b]) if joined and over else ())
                    if ((a, u) in joint) != ((b, u) in joint)
                ]
                if not shared:
                    if gain >= least:
                        spot[a], spot[b] = spot[b], spot[a]
                        row[at], row[at + 1] = b, a
                        better = True
                    continue
                split = sum(_split(u, below, joint, spot) for u in shared)
                spot[a], spot[b] = spot[b], spot[a]
                if gain + split - sum(_split(u, below, joint, spot) for u in shared) >= least:
                    row[at], row[at + 1] = b, a
                    better = True
                else:
                    spot[a], spot[b] = spot[b], spot[a]
        if not better:
            return


def _gain(left: Sequence[int], right: Sequence[int], spot: Mapping[int, float]) -> int:
    """How many crossings the links of two neighbours save, by the boxes at their other ends, if they change places."""
    gain = 0
    for i in left:
        here = spot[i]
        for j in right:
            there = spot[j]
            if here > there:
                gain += 1
            elif here < there:
                gain -= 1
    return gain


def _split(upper: int, below: Lists, joint: Joint, spot: Mapping[int, float]) -> int:
    """How many joint links at a box must be crossed by others that come up between them."""
    left = total = 0
    flags = [(i, upper) in joint for i in sorted(below[upper], key=spot.__getitem__)]
    count = sum(flags)
    for flag in flags if count > 1 else ():
        left += flag
        total += 0 if flag else min(left, count - left)
    return total


def together(
    rows: Sequence[Sequence[int]], groups: Sequence[str], above: Lists, below: Lists, joint: Joint
) -> list[list[int]]:
    """Rows in which the boxes of each group stand side by side, in the order that they had, there where one of them stood
    and fewest links cross; dummies have no group."""
    found = [list(row) for row in rows]

    def of(i: int) -> str:
        return groups[i] if i < len(groups) else ""

    for index, row in enumerate(found):
        for group in sorted({of(i) for i in row} - {""}):
            members = [i for i in found[index] if of(i) == group]
            rest = [i for i in found[index] if of(i) != group]
            at = [found[index].index(i) for i in members]
            if at[-1] - at[0] == len(at) - 1:
                continue
            tried = []
            for place in dict.fromkeys(spot - k for k, spot in enumerate(at)):
                if 0 < place < len(rest) and of(rest[place - 1]) == of(rest[place]) != "":
                    continue  # between two of another group
                found[index] = [*rest[:place], *members, *rest[place:]]
                tried.append((badness(found, above, below, joint), place, found[index]))
            found[index] = min(tried)[2] if tried else [*members, *rest]
    return found


def badness(rows: Sequence[Sequence[int]], above: Lists, below: Lists, joint: Joint) -> int:
    """How many pairs of links between neighbouring rows cross, at boxes with joint links too."""
    spot = _spots(rows)
    total = sum(_split(u, below, joint, spot) for u in sorted({u for _, u in joint}))
    for row in rows:
        seen: list[float] = []
        for i in row:
            for end in sorted(map(spot.__getitem__, above[i])):
                total += len(seen) - bisect_right(seen, end)
                insort(seen, end)
    return total
