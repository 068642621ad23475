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

_PERIOD = 4  # of what a sweep does: from where, and how readily neighbours are exchanged after it

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

    Boxes and dummies are numbered from 0.
    """
    numbers = range(sum(map(len, rows)))
    above, below = [above[i] for i in numbers], [below[i] for i in numbers]
    tally = _Tally(rows, above, below, joint)
    best, fewest = rows, tally.badness(rows)
    few = len(numbers) <= MOST_EXCHANGED
    for start in (0, 1):
        spot = _spots(rows)
        lines = [row[:] for row in rows]
        seen = set()
        for sweep in range(start, start + SWEEPS):
            if not fewest:
                return best
            near, step = (below, -1) if sweep % 2 else (above, 1)
            for row in lines[::step]:
                mean = {}
                for i in row:
                    some = near[i]
                    if len(some) == 1:
                        mean[i] = spot[some[0]]
                    else:
                        mean[i] = sum(map(spot.__getitem__, some)) / len(some) if some else spot[i]
                row.sort(key=mean.__getitem__)
                for at, i in enumerate(row):
                    spot[i] = float(at)
            if few:
                _exchange(lines, above, below, joint, spot, least=sweep // 2 % 2)
            if (crossings := tally.badness(lines)) < fewest:
                best, fewest = [row[:] for row in lines], crossings
            state = (sweep % _PERIOD, *map(tuple, lines))
            if state in seen:
                break  # all that follows was seen
            seen.add(state)
    return best


def _spots(rows: Sequence[Sequence[int]]) -> dict[int, float]:
    return {i: float(index) for row in rows for index, i in enumerate(row)}


def _exchange(
    rows: list[list[int]],
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    joint: Joint,
    spot: dict[int, float],
    *,
    least: int,
) -> None:
    """Exchange neighbours in their row wherever that saves at least so many crossings."""
    joined = {u for _, u in joint}
    meets = {i: found for row in rows for i in row if (found := joined.intersection(above[i]))} if joined else {}
    # A row in which nothing was exchanged is looked at again only if a row beside it has changed.
    changed = [0] * (len(rows) + 1)
    looked: list[tuple[int, int] | None] = [None] * len(rows)
    for _ in range(ROUNDS):
        better = False
        for index, row in enumerate(rows):
            beside = (changed[index - 1], changed[index + 1])
            if looked[index] == beside:
                continue
            looked[index] = beside
            for at in range(len(row) - 1):
                a, b = row[at], row[at + 1]
                over, under = above[a], below[a]
                gain = _gain(over, above[b], spot) if over else 0
                if under:
                    gain += _gain(under, below[b], spot)
                # Neighbours that change places come in another order at what both bear on, and nowhere else.
                shared = [
                    u
                    for u in (meets[a] & meets[b] if a in meets and b in meets else ())
                    if ((a, u) in joint) != ((b, u) in joint)
                ]
                if shared:
                    gain += sum(_split(u, below, joint, spot) for u in shared)
                    spot[a], spot[b] = spot[b], spot[a]
                    gain -= sum(_split(u, below, joint, spot) for u in shared)
                    spot[a], spot[b] = spot[b], spot[a]
                if gain >= least:
                    spot[a], spot[b] = spot[b], spot[a]
                    row[at], row[at + 1] = b, a
                    better = True
                    changed[index] += 1
                    looked[index] = None
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
    return total + sum(_crossed(row, above, spot) for row in rows)


def _crossed(row: Sequence[int], above: Lists, spot: Mapping[int, float]) -> int:
    """How many pairs of links from a row to the one above it cross."""
    total = 0
    seen: list[float] = []
    for i in row:
        ends = above[i]
        for end in sorted(map(spot.__getitem__, ends)) if len(ends) > 1 else map(spot.__getitem__, ends):
            total += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return total


class _Tally:
    """The badness of rows of the same boxes in one order after the other: what did not change is not counted again."""

    def __init__(self, rows: Sequence[Sequence[int]], above: Lists, below: Lists, joint: Joint) -> None:
        self.above = above
        self.below = below
        self.joint = joint
        joined = {u for _, u in joint}
        self.joined = [[], *([u for u in row if u in joined] for row in rows[:-1])]
        self.counted: list[tuple[list[int], list[int], int]] = [([], [], 0) for _ in rows]

    def badness(self, rows: Sequence[list[int]]) -> int:
        """As the function of this name."""
        spot: dict[int, float] = {}
        upper: list[int] = []
        for index, row in enumerate(rows):
            before = self.counted[index]
            spot.update((i, float(at)) for at, i in enumerate(row))
            if before[0] != row or before[1] != upper:
                total = _crossed(row, self.above, spot)
                total += sum(_split(u, self.below, self.joint, spot) for u in self.joined[index])
                self.counted[index] = (row[:], upper[:], total)
            upper = row
        return sum(total for _, _, total in self.counted)
