"""Frameworks: arguments and the relations between them as arrays, in an order in which whole levels are worked out at once.

An argument stands on a level above all that bears on it; arguments that bear on one another in a ring (a strong
component of the graph) share a level. Arguments of one level and kind lie side by side, and so do the relations that
end on them, so that a level costs a handful of array operations, however many arguments it has.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
Relation: TypeAlias = tuple[Any, Any]
"""(from, to), or ((from, …), to) for premises that bear only together."""
Weights: TypeAlias = Mapping[Any, float] | Sequence[float] | Floats

ATTACK, SUPPORT = 0, 1


@dataclass(frozen=True, eq=False, slots=True)
class Relations:
    """Relations by index: relation r leads from the arguments `members[starts[r]:starts[r + 1]]` to `targets[r]`.

    Its strength is `weights[r]`, in [0,1], times the least strength of its members, times the strength of the argument
    `gates[r]` where that is not -1 (a step of reasoning that can itself be attacked). `weights` has one column, or as
    many as the strengths will have.
    """

    members: Indices
    starts: Indices
    targets: Indices
    weights: Floats | None = None
    gates: Indices | None = None

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """The relations of one polarity that end in one batch, the arguments named by position.

    Relation r has its members in `members` from `sets[r]` on (None: one each); `firsts` are the first relations of each
    target, and `targets` the targets, counted from the start of the batch.
    """

    members: Indices
    sets: Indices | None
    weights: Floats | None
    gates: Indices | None
    firsts: Indices
    targets: Indices

    @property
    def count(self) -> int:
        """The number of relations."""
        return len(self.members) if self.sets is None else len(self.sets)

    def links(self) -> tuple[Indices, Indices]:
        """All pairs (position of a member, place of its target in the batch)."""
        targets = np.repeat(self.targets, np.diff(np.append(self.firsts, self.count)))
        if self.sets is not None:
            targets = np.repeat(targets, np.diff(np.append(self.sets, len(self.members))))
        return self.members, targets


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Arguments that are worked out together: those at `places`, a range of positions or an array of them.

    `ring`: they bear on one another. `step`: they are steps of reasoning, which have a law of their own (see
    `argmap.semantics.published`). Both sides are None where nothing bears on any of them.
    """

    places: slice | Indices
    attacks: Side | None
    supports: Side | None
    ring: bool = False
    step: bool = False


@dataclass(frozen=True, eq=False)
class Framework:
    """Arguments in the order in which they are worked out: position p holds argument `order[p]`.

    `most_attackers` is the largest number of attacks on one argument.
    """

    size: int
    order: Indices
    batches: tuple[Batch, ...]
    most_attackers: int
    weighted: bool
    joint: bool
    supported: bool
    parts: Indices
    """Per position, the number of the strong component (arguments of one ring share it)."""

    @property
    def rings(self) -> bool:
        """Whether any arguments bear on one another in a ring."""
        return any(batch.ring for batch in self.batches)


# ------------------------------------------------------------------------------ from names


def index_of(arguments: Sequence[Hashable]) -> dict[Hashable, int]:
    """Names → their places. Raises ValueError where a name stands twice."""
    index = {name: place for place, name in enumerate(arguments)}
    if len(index) != len(arguments):
        seen: set[Hashable] = set()
        twice = next(name for name in arguments if name in seen or seen.add(name))  # type: ignore[func-returns-value] # add gives None, on purpose
        raise ValueError(f"the argument {twice!r} is named twice")
    return index


def relations_of(
    index: Mapping[Hashable, int], named: Iterable[Relation] | Indices, what: str, weights: Floats | None = None
) -> Relations:
    """Relations between names → by index.

    An array of shape (r, 2) holds places instead of names. A set of premises that is empty carries nothing, and the
    relation is left out. Raises KeyError for a name that is no argument, and ValueError for what is no relation or
    stands twice; `what` is the word for one in messages.
    """
    if isinstance(named, np.ndarray):
        return _by_place(len(index), named, what, weights)
    pairs = list(named)
    try:
        if any(type(pair) is str for pair in pairs):
            raise TypeError
        members = [index[origin] for origin, _ in pairs]
        targets = [index[target] for _, target in pairs]
    except (KeyError, TypeError, ValueError):
        pass  # some are sets, or some are wrong: one by one
    else:
        starts = np.arange(len(pairs) + 1, dtype=np.intp)
        found = Relations(np.array(members, np.intp), starts, np.array(targets, np.intp), weights)
        _once(found, len(index), lambda r: f"the {what} {_shown(pairs[r])} is given twice")
        return found
    sets, ends, kept = [], [], []
    for number, pair in enumerate(pairs):
        origins, target = _taken_apart(pair, what, index)
        for name in (*origins, target):
            if name not in index:
                raise KeyError(f"the {what} {_shown(pair)} names {name!r}, which is no argument")
        if len(set(origins)) != len(origins):
            raise ValueError(f"the {what} {_shown(pair)} names a premise twice")
        if origins:
            sets.append(sorted(index[name] for name in origins))
            ends.append(index[target])
            kept.append(number)
    counts = np.array([len(one) for one in sets], np.intp)
    found = Relations(
        np.array(list(chain.from_iterable(sets)), np.intp),
        np.concatenate(([0], np.cumsum(counts))).astype(np.intp),
        np.array(ends, np.intp),
        None if weights is None else weights[np.array(kept, np.intp)],
    )
    seen: set[tuple[Any, ...]] = set()
    for number, target_place, one in zip(kept, ends, sets, strict=True):
        key = (target_place, *one)
        if key in seen:
            raise ValueError(f"the {what} {_shown(pairs[number])} is given twice")
        seen.add(key)
    return found


def _one(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def _taken_apart(pair: Any, what: str, index: Mapping[Hashable, int]) -> tuple[tuple[Any, ...], Any]:
    if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2:  # noqa: PLR2004 - from and to
        raise ValueError(f"{_one(what)} is a pair (from, to), not {pair!r}")
    origins, target = pair
    return premises_of(origins, index), target


def premises_of(origins: Any, index: Mapping[Hashable, int]) -> tuple[Any, ...]:
    """The premises of a relation: what is an argument itself is one, and what is a collection else are several."""
    try:
        several = isinstance(origins, tuple | list | set | frozenset) and origins not in index
    except TypeError:  # it cannot be a name
        several = True
    return tuple(origins) if several else (origins,)


def _by_place(size: int, pairs: NDArray[Any], what: str, weights: Floats | None) -> Relations:
    if pairs.size == 0:
        pairs = np.empty((0, 2), np.intp)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):  # noqa: PLR2004 - from and to
        raise ValueError(f"{what}s as an array have the shape (r, 2) and whole numbers")
    if pairs.size and (pairs.min() < 0 or pairs.max() >= size):
        raise KeyError(f"{_one(what)} names a place outside the {size} arguments")
    members, targets = pairs[:, 0].astype(np.intp), pairs[:, 1].astype(np.intp)
    found = Relations(members, np.arange(len(pairs) + 1, dtype=np.intp), targets, weights)
    _once(found, size, lambda r: f"the {what} {_shown(tuple(pairs[r].tolist()))} is given twice")
    return found


def _once(relations: Relations, size: int, message: Any) -> None:
    keys = relations.targets * max(size, 1) + relations.members
    in_order = np.sort(keys)
    twice = np.flatnonzero(in_order[1:] == in_order[:-1])
    if twice.size:
        raise ValueError(message(int(np.flatnonzero(keys == in_order[twice[0]])[1])))


def _shown(pair: Any) -> str:
    origins, target = pair
    if isinstance(origins, tuple | list | set | frozenset):
        return f"{{{', '.join(map(str, origins))}}} → {target}"
    return f"{origins} → {target}"


# ------------------------------------------------------------------------------ parts of a batch


def part_of(batch: Batch, kept: NDArray[np.bool_]) -> Batch:
    """A batch with those of its arguments alone that are kept (in their order), and the relations that end on them."""
    places = np.arange(batch.places.start, batch.places.stop) if isinstance(batch.places, slice) else batch.places
    renumbered = np.cumsum(kept) - 1
    attacks, supports = (
        None if side is None else _part_of_side(side, kept, renumbered) for side in (batch.attacks, batch.supports)
    )
    return Batch(places[kept].astype(np.intp), attacks, supports, batch.ring, batch.step)


def condensed(batches: Sequence[Batch], size: int) -> tuple[tuple[Batch, ...], Indices]:
    """Batches of a framework of `size` arguments, renumbered so that only those count that are in them or bear on them;
    and the positions of these. The arguments of the batches come first, in the order of the batches."""
    own = [
        np.arange(batch.places.start, batch.places.stop) if isinstance(batch.places, slice) else batch.places
        for batch in batches
    ]
    sides = [side for batch in batches for side in (batch.attacks, batch.supports) if side is not None]
    moving = np.concatenate(own)
    fixed = np.ones(size, np.bool_)
    fixed[moving] = False
    gates = [side.gates[side.gates >= 0] for side in sides if side.gates is not None]
    bearing = np.unique(np.concatenate([side.members for side in sides] + gates))
    positions = np.concatenate((moving, bearing[fixed[bearing]])).astype(np.intp)
    renumbered = np.full(size + 1, -1, np.intp)  # the last place is that of no gate, -1
    renumbered[positions] = np.arange(len(positions))

    def side_of(side: Side | None) -> Side | None:
        if side is None:
            return None
        gates = None if side.gates is None else renumbered[side.gates]
        return Side(renumbered[side.members], side.sets, side.weights, gates, side.firsts, side.targets)

    found = []
    start = 0
    for batch, places in zip(batches, own, strict=True):
        here = slice(start, start + len(places))
        found.append(Batch(here, side_of(batch.attacks), side_of(batch.supports), batch.ring, batch.step))
        start += len(places)
    return tuple(found), positions


def _part_of_side(side: Side, kept: NDArray[np.bool_], renumbered: Indices) -> Side | None:
    groups = kept[side.targets]
    if not groups.any():
        return None
    counts = np.diff(np.append(side.firsts, side.count))
    relations = np.repeat(groups, counts)
    members, sets = side.members, None
    if side.sets is None:
        members = members[relations]
    else:
        sizes = np.diff(np.append(side.sets, len(members)))
        members = members[np.repeat(relations, sizes)]
        sets = _ends(sizes[relations])
    return Side(
        members,
        sets,
        None if side.weights is None else side.weights[relations],
        None if side.gates is None else side.gates[relations],
        _ends(counts[groups]),
        renumbered[side.targets[groups]].astype(np.intp),
    )


def _ends(counts: NDArray[Any]) -> Indices:
    """Where each run starts, given how long the runs are."""
    starts: Indices = (np.cumsum(counts) - counts).astype(np.intp)
    return starts


# ------------------------------------------------------------------------------ levels


def framework(size: int, attacks: Relations, supports: Relations, steps: NDArray[np.bool_] | None = None) -> Framework:
    """Put `size` arguments and their relations in order. `steps` marks arguments that are steps of reasoning.

    Time and memory grow with the number of arguments and relations (and their logarithm, for sorting).
    """
    origins, targets = _links(attacks, supports)
    level, ring, part = _levels(size, origins, targets)
    kind = level * 4
    kind[ring] += 1
    if steps is not None:
        kind[steps] += 2
    order = np.argsort(kind, kind="stable").astype(np.intp)
    position = np.empty(size, np.intp)
    position[order] = np.arange(size, dtype=np.intp)
    in_order = kind[order]
    bounds = np.concatenate(([0], np.flatnonzero(np.diff(in_order)) + 1, [size])) if size else np.zeros(1, np.intp)
    sides = [_sorted(relations, position) for relations in (attacks, supports)]
    cuts = [side.cuts(bounds) for side in sides]
    batches = []
    for number, (start, stop) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        attack, support = (
            side.part(cut[number], cut[number + 1], start) for side, cut in zip(sides, cuts, strict=True)
        )
        kind_here = int(in_order[start])
        batches.append(Batch(slice(start, stop), attack, support, ring=bool(kind_here & 1), step=bool(kind_here & 2)))
    return Framework(
        size=size,
        order=order,
        batches=tuple(batches),
        most_attackers=int(np.bincount(attacks.targets).max()) if len(attacks) else 0,
        weighted=attacks.weights is not None or supports.weights is not None,
        joint=any(len(relations.members) > len(relations) for relations in (attacks, supports)),
        supported=len(supports) > 0,
        parts=part[order],
    )


def _links(*sides: Relations) -> tuple[Indices, Indices]:
    """All pairs (argument, argument that its strength bears on)."""
    origins, targets = [], []
    for side in sides:
        origins.append(side.members)
        targets.append(np.repeat(side.targets, np.diff(side.starts)))
        if side.gates is not None:
            gated = side.gates >= 0
            origins.append(side.gates[gated])
            targets.append(side.targets[gated])
    return np.concatenate(origins), np.concatenate(targets)


def _levels(size: int, origins: Indices, targets: Indices) -> tuple[Indices, NDArray[np.bool_], Indices]:
    """The level of each argument, from 0; whether it is part of a ring; and the number of its strong component."""
    level = _peeled(size, origins, targets)
    ring = np.zeros(size, np.bool_)
    if not size or level.min() >= 0:
        return level, ring, np.arange(size, dtype=np.intp)
    graph = csr_array((np.ones(len(origins), np.int8), (origins, targets)), shape=(size, size))
    count, part = connected_components(graph, directed=True, connection="strong")
    ring = np.bincount(part, minlength=count)[part] > 1
    ring[origins[origins == targets]] = True
    between = part[origins] != part[targets]
    parts: Indices = part.astype(np.intp)
    return _peeled(count, parts[origins[between]], parts[targets[between]])[parts], ring, parts


def _peeled(size: int, origins: Indices, targets: Indices) -> Indices:
    """Longest way from an argument that nothing bears on; -1 for what lies in or above a ring (Kahn 1962)."""
    waiting = np.bincount(targets, minlength=size)
    goals = targets[np.argsort(origins, kind="stable")]
    counts = np.bincount(origins, minlength=size)
    first = np.concatenate(([0], np.cumsum(counts)))
    level = np.full(size, -1, np.intp)
    front, depth = np.flatnonzero(waiting == 0), 0
    while front.size:
        level[front] = depth
        reached = goals[_ranges(first[front], counts[front])]
        np.subtract.at(waiting, reached, 1)
        front = np.unique(reached[waiting[reached] == 0])
        depth += 1
    return level


def _ranges(starts: NDArray[Any], counts: NDArray[Any]) -> Indices:
    """start, start + 1, … for each count, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return (np.repeat(starts - (ends - counts), counts) + np.arange(total)).astype(np.intp)


@dataclass(frozen=True, eq=False)
class _Sorted:
    """The relations of one polarity in the order of their targets' positions."""

    members: Indices
    starts: Indices
    targets: Indices
    firsts: Indices
    weights: Floats | None
    gates: Indices | None

    def cuts(self, bounds: NDArray[Any]) -> list[tuple[int, int]]:
        """Per bound, the first relation and the first group of relations (of one target) at or after it."""
        relations = np.searchsorted(self.targets, bounds)
        return list(zip(relations.tolist(), np.searchsorted(self.firsts, relations).tolist(), strict=True))

    def part(self, begin: tuple[int, int], end: tuple[int, int], start: int) -> Side | None:
        """The relations between two cuts."""
        (low, low_group), (high, high_group) = begin, end
        if low == high:
            return None
        first, last = int(self.starts[low]), int(self.starts[high])
        firsts = self.firsts[low_group:high_group]
        return Side(
            members=self.members[first:last],
            sets=None if last - first == high - low else self.starts[low:high] - first,
            weights=None if self.weights is None else self.weights[low:high],
            gates=None if self.gates is None else self.gates[low:high],
            firsts=firsts - low,
            targets=self.targets[firsts] - start,
        )


def _sorted(relations: Relations, position: Indices) -> _Sorted:
    targets = position[relations.targets]
    order = np.argsort(targets, kind="stable")
    counts = np.diff(relations.starts)[order]
    members = relations.members[_ranges(relations.starts[:-1][order], counts)]
    targets = targets[order]
    gates = None
    if relations.gates is not None:
        gates = relations.gates[order]
        gates = np.where(gates >= 0, position[gates], -1)
    return _Sorted(
        members=position[members],
        starts=np.concatenate(([0], np.cumsum(counts))).astype(np.intp),
        targets=targets,
        firsts=np.flatnonzero(np.concatenate(([True], targets[1:] != targets[:-1]))[: len(targets)]),
        weights=None if relations.weights is None else relations.weights[order],
        gates=gates,
    )
