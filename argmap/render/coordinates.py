"""Coordinates: where the boxes of rows in a fixed order stand from left to right, and where long links pass between them.

Source: least squares in a fixed order by pooling adjacent violators, Ayer and others 1955.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import accumulate, pairwise

from argmap.render.pieces import Lists

ROUNDS, SWEEPS = 6, 4
BESIDE = 0.6  # a link passes a box so much of the gap between boxes away at least
BETWEEN = 8.0  # and another link
PULLS = (1.0, 2.0, 8.0)  # of links by how many of their ends are dummies (Gansner and others 1993, section 4)

SLACK = 0.1  # how strongly a box without links stays where it is

_Span = tuple[float, float]
_Pulls = list[list[tuple[int, float]]]  # of each box or dummy, the others that draw it and how strongly
_Drawn = tuple[int, float, float, list[tuple[int, float]]]  # of a row: its place at least, all pulls together and each


def settle(rows: list[list[int]], wide: list[float], above: Lists, below: Lists, gap: float) -> list[float]:
    """Centres of boxes and dummies (of width 0), the left edge at 0: the squares of how far links go sideways are made
    small, as far as order and gaps allow.

    Rows move one after the other, each to where its links draw it; as this moves whole groups of boxes slowly, all that
    stands right of a line is moved at once in between.
    """
    x = [0.0] * len(wide)
    pulls: _Pulls = [[] for _ in wide]
    leasts: list[list[float]] = []
    for row in rows:
        apart = [(wide[a] + wide[b]) / 2 + (gap if wide[a] or wide[b] else BETWEEN) for a, b in pairwise(row)]
        leasts.append(list(accumulate(apart, initial=0.0)))
        for i, least in zip(row, leasts[-1], strict=True):
            x[i] = least - leasts[-1][-1] / 2
            pulls[i] = [(j, PULLS[(not wide[i]) + (not wide[j])]) for near in (above, below) for j in near[i]]
    loads = [sum(pull for _, pull in some) for some in pulls]
    weights = [[loads[i] or SLACK for i in row] for row in rows]
    drawn = [
        [(i, least, loads[i], pulls[i]) for i, least in zip(row, some, strict=True)]
        for row, some in zip(rows, leasts, strict=True)
    ]
    ends = _Ends(rows, pulls)
    for _ in range(ROUNDS):
        before = x[:]
        for sweep in range(SWEEPS):
            for index in range(len(rows))[:: -1 if sweep % 2 else 1]:
                _draw(drawn[index], weights[index], x)
        _close(rows, leasts, ends, x)
        if x == before:
            break
    edge = min(a - w / 2 for a, w in zip(x, wide, strict=True))
    return [a - edge for a in x]


def _draw(row: Sequence[_Drawn], weights: Sequence[float], x: list[float]) -> None:
    """Move a row to where its links draw it."""
    wanted = []
    before, in_order = -math.inf, True
    for i, least, load, pulls in row:
        if load:
            drawn = 0.0
            for j, pull in pulls:
                drawn += x[j] * pull
            wish = drawn / load - least
        else:
            wish = x[i] - least
        wanted.append(wish)
        if wish < before:
            in_order = False
        before = wish
    for (i, least, _, _), slack in zip(row, wanted if in_order else pool(wanted, weights), strict=True):
        x[i] = least + slack


class _Ends:
    """Every pull by a number, in the order in which rows are read, with the numbers of those that draw something, and of those
    by which it draws."""

    def __init__(self, rows: Sequence[Sequence[int]], pulls: _Pulls) -> None:
        self.pulls = [(i, j, pull) for row in rows for i in row for j, pull in pulls[i]]
        self.drawn: list[list[int]] = [[] for _ in pulls]
        self.drawing: list[list[int]] = [[] for _ in pulls]
        for number, (i, j, _) in enumerate(self.pulls):
            self.drawn[i].append(number)
            self.drawing[j].append(number)


def _close(rows: Sequence[Sequence[int]], leasts: Sequence[Sequence[float]], ends: _Ends, x: list[float]) -> None:
    """Move all that stands right of a line to where its links across the line draw it: lines between all boxes."""
    pulls = ends.pulls
    left = [False] * len(x)
    across: list[int] = []  # the pulls by what stands left of the line on what stands right of it
    load = 0.0
    at = [0] * len(rows)
    right = [_right(row, some, 0, x) for row, some in zip(rows, leasts, strict=True)]
    for line in sorted({round(a, 6) for a in x}):
        for index, (next_, _) in enumerate(right):
            if next_ > line:
                continue
            row, spot = rows[index], at[index]
            while spot < len(row) and x[row[spot]] <= line:
                passed = row[spot]
                left[passed] = True
                for number in ends.drawing[passed]:
                    if not left[pulls[number][0]]:
                        insort(across, number)
                        load += pulls[number][2]
                for number in ends.drawn[passed]:
                    if left[pulls[number][1]]:
                        del across[bisect_left(across, number)]
                        load -= pulls[number][2]
                spot += 1
            at[index] = spot
            right[index] = _right(row, leasts[index], spot, x)
        way = min(slack for _, slack in right)
        if load and way > 0:  # what stands right is drawn to the left, by so much
            pull_left = 0.0
            for number in across:
                i, j, pull = pulls[number]
                pull_left += pull * (x[i] - x[j])
            way = min(pull_left / load, way)
        if 0 != way < math.inf:
            for row, spot in zip(rows, at, strict=True):
                for i in row[spot:]:
                    x[i] -= way
            right = [_right(*one, x) for one in zip(rows, leasts, at, strict=True)]


def _right(row: Sequence[int], leasts: Sequence[float], spot: int, x: Sequence[float]) -> tuple[float, float]:
    """Where the first of a row stands that is right of a line, and how far all of them may go to the left."""
    if spot == len(row):
        return math.inf, math.inf
    here = x[row[spot]]
    return here, here - x[row[spot - 1]] - (leasts[spot] - leasts[spot - 1]) if spot else math.inf


def pool(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The non-descending numbers nearest to those wanted by weighted least squares (pool adjacent violators)."""
    means: list[float] = []
    loads: list[float] = []
    ends: list[int] = []
    for end, (mean, weight) in enumerate(zip(wanted, weights, strict=True), start=1):
        while means and means[-1] > mean:
            load = loads.pop()
            mean = (means.pop() * load + mean * weight) / (load + weight)
            weight += load
            ends.pop()
        means.append(mean)
        loads.append(weight)
        ends.append(end)
    found: list[float] = []
    for mean, end in zip(means, ends, strict=True):
        found += [mean] * (end - len(found))
    return found


def straighten(
    chains: Sequence[tuple[_Span, _Span, list[int]]],
    rows: Sequence[Sequence[int]],
    wide: Sequence[float],
    x: list[float],
    gap: float,
) -> None:
    """Move dummies between the boxes that they stand between, so that long links turn seldom.

    A chain is where a link may leave its lower box (from, to), where it may arrive at its upper one, and its dummies
    from the lower one up. The longest come first.
    """
    free: dict[int, _Span] = {}
    home: dict[int, int] = {}
    taken: list[list[float]] = [[] for _ in rows]
    edge = max(a + w / 2 for a, w in zip(x, wide, strict=True))
    for index, row in enumerate(rows):
        low = 0.0
        for i in row:
            home[i], free[i] = index, (low, edge)
            low = x[i] + wide[i] / 2 + BESIDE * gap if wide[i] else low
        high = edge
        for i in reversed(row):
            free[i] = (free[i][0], high)
            high = x[i] - wide[i] / 2 - BESIDE * gap if wide[i] else high
    for leave, arrive, dummies in sorted(chains, key=lambda chain: (-len(chain[2]), chain)):
        spans = [leave, *(free[i] for i in dummies), arrive]
        at = sum(leave) / 2
        begin = 0
        while begin < len(spans):
            low, high = spans[begin]
            end = begin + 1
            while end < len(spans) and max(low, spans[end][0]) <= min(high, spans[end][1]):
                low, high = max(low, spans[end][0]), min(high, spans[end][1])
                end += 1
            some = [i for k, i in enumerate(dummies, start=1) if begin <= k < end]
            others = sorted({other for i in some for other in taken[home[i]]})
            at = _nearest(sum(arrive) / 2 if end == len(spans) and begin else at, low, high, others)
            for i in some:
                x[i] = at
                taken[home[i]].append(at)
            begin = end


def _nearest(wish: float, low: float, high: float, taken: Sequence[float]) -> float:
    """The place from low to high nearest to the wished one that is clear of those taken; where none is, one that is as
    clear of them as can be."""
    high = max(low, high)  # a place as wide as nothing may come out a little narrower than that
    wish = min(max(wish, low), high)
    tried = {wish, low, high, *(t + side for t in taken for side in (-BETWEEN, BETWEEN))}
    tried |= {(a + b) / 2 for a, b in pairwise(taken)}
    inside = sorted(t for t in tried if low <= t <= high)
    return min(
        inside, key=lambda t: (-min([BETWEEN, *(round(abs(t - other), 6) for other in taken)]), abs(t - wish), t)
    )
