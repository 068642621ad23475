"""Lines that count together, many variants at a time: copies, one witness, and whatever mixes the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from argmap.semantics.arrays import Floats, Ints, Map, spread
from argmap.semantics.weighing import LARGEST_ODDS, choices_of

Choice = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """A share of the cases in which certain copies are bound: the ways to let lines speak, or where those are too many
    (None) the sets of copies of which the strongest counts."""

    share: float
    choices: tuple[Choice, ...] | None
    copies: tuple[Choice, ...]


@dataclass(frozen=True)
class Tangle:
    """Lines tied in several ways, told by their places in a level. `witnesses` are the names that each line speaks by;
    `steady` where a line that weighs nothing can part no witness."""

    lines: Ints
    layers: tuple[Layer, ...]
    witnesses: tuple[frozenset[int], ...]
    steady: bool

    def weigh(self, base: Floats, gain: Floats, weight: Floats) -> Floats:
        """The joint weight in nats, per column; the arguments have a row for each line of the level."""
        base, weight = base[self.lines], weight[self.lines]
        gain = np.broadcast_to(gain[self.lines], base.shape)
        total = np.zeros(base.shape[1])
        for layer in self.layers:
            if layer.choices is None:
                total += layer.share * sum(weight[list(copies)].max(axis=0) for copies in layer.copies)
            else:
                spoken = [self._spoken(choice, base, gain, weight) for choice in layer.choices]
                total += layer.share * np.maximum.reduce(spoken)
        return total

    def _spoken(self, choice: Choice, base: Floats, gain: Floats, weight: Floats) -> Floats:
        """Weight of lines that carry different information; those that weigh nothing are not heard."""
        if self.steady:
            return self._heard(choice, base, gain)
        found = np.zeros(base.shape[1])
        patterns, which = np.unique(weight[list(choice)] > 0, axis=1, return_inverse=True)
        for number, pattern in enumerate(patterns.T):
            columns = np.flatnonzero(which.ravel() == number)
            heard = tuple(line for line, audible in zip(choice, pattern, strict=True) if audible)
            found[columns] = self._heard(heard, base[:, columns], gain[:, columns])
        return found

    def _heard(self, lines: Choice, base: Floats, gain: Floats) -> Floats:
        found = np.zeros(base.shape[1])
        for witness in _parted(lines, self.witnesses):
            rows = list(witness)
            found += witness_weights(base[None, rows], gain[None, rows])[0]
        return found


def witness_weights(base: Floats, gain: Floats) -> Floats:
    """Weight in nats of one witness for each group and column; the arguments are (group, line, column).

    The formula is that of `weighing.witness_weight`, lines in the order of falling credence of their premises; `gain` is
    d (L - 1), how far the step is not undercut times the likelihood ratio less 1.
    """
    if base.shape[1] == 1:
        return np.log1p((base * gain)[:, 0])
    order = np.argsort(-base, axis=1, kind="stable")
    base, gain = np.take_along_axis(base, order, axis=1), np.take_along_axis(gain, order, axis=1)
    total, before = np.zeros_like(base[:, 0]), np.ones_like(base[:, 0])
    for line in range(base.shape[1]):
        own = gain[:, line]
        total += base[:, line] * own * before
        np.minimum(total, LARGEST_ODDS, out=total)
        before *= 1 + own
        np.minimum(before, LARGEST_ODDS, out=before)
    return np.log1p(total)


def _parted(lines: Sequence[int], names: Sequence[frozenset[int]]) -> list[Choice]:
    """Lines parted into those that share a name, directly or through others."""
    parts: list[tuple[set[int], list[int]]] = []
    for line in lines:
        own: set[int] = set(names[line])
        together = [line]
        rest = []
        for known, members in parts:
            if known & own:
                own |= known
                together = members + together
            else:
                rest.append((known, members))
        parts = [*rest, (own, together)]
    return [tuple(sorted(members)) for _, members in parts]


# ------------------------------------------------------------------------------ finding the groups of a map


@dataclass(frozen=True)
class Groups:
    """All groups of a map, its lines told by their places in a layout, each kind in the order of first lines."""

    copies: Ints
    copy_starts: Ints
    spare: Floats  # 1 - rho: the share in which copies count one by one
    witnesses: tuple[Ints, ...]
    tangles: tuple[Tangle, ...]

    def within(self, first: int, last: int) -> Groups:
        """The groups of the lines from `first` to `last`, which are a level, with places counted from `first`."""
        heads = self.copies[self.copy_starts[:-1]] if len(self.spare) else self.copies
        low, high = np.searchsorted(heads, [first, last])
        start, stop = self.copy_starts[low], self.copy_starts[high]
        witnesses = [rows[slice(*np.searchsorted(rows[:, 0], [first, last]))] - first for rows in self.witnesses]
        return Groups(
            self.copies[start:stop] - first,
            self.copy_starts[low : high + 1] - start,
            self.spare[low:high],
            tuple(rows for rows in witnesses if len(rows)),
            tuple(
                Tangle(tangle.lines - first, tangle.layers, tangle.witnesses, tangle.steady)
                for tangle in self.tangles
                if first <= tangle.lines[0] < last
            ),
        )

    @property
    def lines(self) -> Ints:
        """All lines that are in a group."""
        parts = [self.copies, *(rows.ravel() for rows in self.witnesses), *(tangle.lines for tangle in self.tangles)]
        return np.concatenate(parts)

    def sets(self) -> Iterator[Ints]:
        """The lines of each group."""
        for start, stop in pairwise(self.copy_starts.tolist()):
            yield self.copies[start:stop]
        for rows in self.witnesses:
            yield from rows
        for tangle in self.tangles:
            yield tangle.lines

    @property
    def heads(self) -> Ints:
        """The first line of each group."""
        parts = [self.copies[self.copy_starts[:-1]], *(rows[:, 0] for rows in self.witnesses)]
        return np.concatenate([*parts, np.array([tangle.lines[0] for tangle in self.tangles], np.intp)])

    def weigh(self, base: Floats, gain: Floats, weight: Floats, out: Floats) -> None:
        """Put the joint weights in nats into `out`, a row for each group in the order of `heads`; the rest are the lines'."""
        row = len(self.spare)
        if row:
            alone, starts = weight[self.copies], self.copy_starts[:-1]
            strongest = np.maximum.reduceat(alone, starts, axis=0, out=out[:row])
            if self.spare.any():
                strongest += self.spare[:, None] * (np.add.reduceat(alone, starts, axis=0) - strongest)
        for rows in self.witnesses:
            own = np.broadcast_to(gain[rows], (*rows.shape, base.shape[1]))
            out[row : row + len(rows)] = witness_weights(base[rows], own)
            row += len(rows)
        for tangle in self.tangles:
            out[row] = tangle.weigh(base, gain, weight)
            row += 1


def groups(whole: Map, place: Ints) -> Groups:
    """The lines of one conclusion and side that count together; `place` gives each line's place in a layout."""
    line, tie = whole.ties[:, 0].astype(np.int64), whole.ties[:, 1].astype(np.int64)
    side = whole.conclusion[line].astype(np.int64) * 2 + (whole.sign[line] > 0)
    _, bucket, borne = np.unique(side * max(len(whole.rho), 1) + tie, return_inverse=True, return_counts=True)
    shared = borne[bucket] > 1
    line, tie, bucket = place[line[shared]], tie[shared], bucket[shared]
    order = np.lexsort((line, bucket))
    line, tie, bucket = line[order], tie[order], bucket[order]
    if not len(line):
        none = np.zeros(0, np.intp)
        return Groups(none, np.zeros(1, np.intp), np.zeros(0), (), ())
    starts = np.flatnonzero(np.diff(bucket, prepend=-1))
    counts = np.diff(np.append(starts, len(line)))
    simple = np.maximum.reduceat(np.bincount(line)[line], starts) == 1  # none of its lines is in another group
    is_witness = whole.witness[tie[starts]]
    chosen = np.flatnonzero(simple & ~is_witness)
    copies = [(line[spread(starts[chosen], counts[chosen])], counts[chosen], 1 - whole.rho[tie[starts[chosen]]])]
    witnesses: dict[int, list[Ints]] = {}
    for size in np.unique(counts[simple & is_witness]).tolist():
        picked = starts[simple & is_witness & (counts == size)]
        witnesses[size] = [line[picked[:, None] + np.arange(size)]]
    tangled = np.repeat(~simple, counts)
    tangles = []
    group = np.repeat(np.arange(len(starts)), counts)
    for members, names in _components(line[tangled], tie[tangled], group[tangled]):
        common = set[int].intersection(*names)
        bound = {tie for own in names for tie in own if not whole.witness[tie]}
        if any(whole.rho[tie] == 1 for tie in common & bound):
            copies.append((members, np.array([len(members)]), np.zeros(1)))
        elif common and not bound:
            witnesses.setdefault(len(members), []).append(members[None])
        else:
            tangles.append(_tangle(whole, members, names))
    tangles.sort(key=lambda tangle: int(tangle.lines[0]))
    return Groups(*_sorted(copies), _stacked(witnesses), tuple(tangles))


def _sorted(copies: list[tuple[Ints, Ints, Floats]]) -> tuple[Ints, Ints, Floats]:
    """Groups of copies in the order of their first lines: lines, starts with the end, 1 - rho."""
    lines, counts, spare = (np.concatenate(part) for part in zip(*copies, strict=True))
    starts = np.cumsum(counts) - counts
    order = np.argsort(lines[starts], kind="stable")
    return lines[spread(starts[order], counts[order])], np.concatenate([[0], np.cumsum(counts[order])]), spare[order]


def _stacked(witnesses: dict[int, list[Ints]]) -> tuple[Ints, ...]:
    found = [np.concatenate(witnesses[size]) for size in sorted(witnesses)]
    return tuple(rows[np.argsort(rows[:, 0], kind="stable")] for rows in found)


def _components(line: Ints, tie: Ints, group: Ints) -> Iterator[tuple[Ints, list[set[int]]]]:
    """Lines that hang together by groups, ascending, each set with the ties of its lines."""
    if not len(line):
        return
    lines, row = np.unique(line, return_inverse=True)
    _, column = np.unique(group, return_inverse=True)
    size = len(lines) + int(column.max()) + 1
    links = coo_array((np.ones(len(line), np.int8), (row, column + len(lines))), shape=(size, size))
    _, label = connected_components(links, directed=False)
    label = label[: len(lines)]
    names: list[set[int]] = [set() for _ in lines]
    for place, own in zip(row.tolist(), tie.tolist(), strict=True):
        names[place].add(own)
    order = np.argsort(label, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        yield lines[part], [names[place] for place in part.tolist()]


def _tangle(whole: Map, lines: Ints, names: list[set[int]]) -> Tangle:
    bindings = {tie: float(whole.rho[tie]) for own in names for tie in own if not whole.witness[tie]}
    layers = []
    for below, degree in pairwise(sorted({0.0, 1.0, *bindings.values()})):
        bound = {tie for tie, own in bindings.items() if own >= degree}
        tied = [frozenset(own & bound) for own in names]
        layers.append(Layer(degree - below, choices_of(tied), tuple(_parted(range(len(names)), tied))))
    witnesses = tuple(frozenset(tie for tie in own if whole.witness[tie]) for own in names)
    steady = all(
        not part[1:] or frozenset[int].intersection(*(witnesses[line] for line in part))
        for layer in layers
        for choice in layer.choices or ()
        for part in _parted(choice, witnesses)
    )
    return Tangle(lines, tuple(layers), witnesses, steady)
