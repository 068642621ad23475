"""Weight of evidence on arrays: a map is laid out level by level once, and then weighed for many variants at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from argmap.semantics.arrays import Floats, Inputs, Ints, Map, spread
from argmap.semantics.tangles import Groups, groups
from argmap.semantics.weighing import LARGEST_EXPONENT, MOST_COUNTS

AT_ONCE = 1 << 22
"""How many numbers a column-wise pass holds for statements and lines together: about what a cache holds."""


@dataclass(frozen=True)
class Linked:
    """The lines of a level that have `count` claims, two or more, among their premises: place of each line in the level,
    and per line and claim the entry of `premises` in the order of the layout."""

    count: int
    lines: Ints
    entries: Ints


@dataclass(frozen=True)
class Level:
    """What is worked out in one go: half-open ranges in the order of the layout, and places counted from their starts."""

    claims: slice
    items: slice
    reliabilities: slice  # the items, counted among items alone
    lines: slice
    single_items: int  # lines of one premise come first: so many from an item,
    single_claims: int  # so many from a claim, and the rest are linked
    edges: slice  # premises of the linked lines
    edge_starts: Ints
    lent_by_claims: Ints  # of these premises, the claims that are the only one of their line
    lone_lines: Ints  # and their lines
    linked: tuple[Linked, ...]
    undercuts: slice
    undercut_lines: Ints
    undercut_starts: Ints
    undermines: slice
    undermined: Ints
    undermine_starts: Ints
    groups: Groups | None
    sums: csr_array  # claims by lines and groups: the sign with which each counts
    signs: Ints  # of lines and groups


@dataclass(frozen=True)
class Layout:
    """A map in the order in which it is worked out.

    `statements`, `lines`, `undercuts` and `undermines` give the number in the map of what stands at
    each place; `place` is the inverse of the first.
    """

    map: Map
    levels: tuple[Level, ...]
    statements: Ints
    place: Ints
    lines: Ints
    items: Ints  # in the order of the layout, counted from 0
    premises: Ints  # line by line, as statements
    premise_places: Ints
    undercuts: Ints
    undermines: Ints


@dataclass(frozen=True)
class Bound:
    """A layout with numbers put to it: all that does not depend on what lies below. Made by `bind`."""

    layout: Layout
    columns: int
    prior: Floats
    logit: Floats
    reliability: Floats
    gain: Floats  # likelihood ratios, less 1
    undercut: Floats
    undermine: Floats


# ------------------------------------------------------------------------------ laying out


def lay_out(whole: Map) -> Layout:
    """Sort a map into levels. Linear but for sorting small numbers. Raises ValueError where the map runs in a ring."""
    level = whole.levels()
    depth = int(level.max(initial=0)) + 1
    is_item = np.zeros(whole.statements, np.int32)
    is_item[whole.claims :] = 1
    statements = _in_order(level * 2 + is_item, 2 * depth)
    place = np.empty(whole.statements, np.int32)
    place[statements] = np.arange(whole.statements, dtype=np.int32)
    count = np.diff(whole.starts)
    first_is_claim = np.zeros(len(count), np.bool_)
    first_is_claim[count > 0] = whole.premises[whole.starts[:-1][count > 0]] < whole.claims
    kind = np.where(count == 1, first_is_claim, 2)
    line_key = level[whole.conclusion] * 3 + kind
    lines = _in_order(line_key, 3 * depth)
    premises = whole.premises[whole.premises_of(lines)]
    items = statements[statements >= whole.claims] - whole.claims
    undercuts = _in_order(np.argsort(lines)[whole.undercuts[:, 1]], len(lines))
    undermines = _in_order(place[whole.undermines[:, 1]], whole.statements)
    found = Layout(whole, (), statements, place, lines, items, premises, place[premises], undercuts, undermines)
    levels = tuple(_levels(found, level[statements] * 2 + is_item[statements], line_key[lines], count[lines], depth))
    return replace(found, levels=levels)


def _in_order(keys: Ints, count: int) -> Ints:
    """The places of keys from 0 to count - 1, sorted and stable; keys of two bytes are sorted in linear time."""
    small = keys.astype(np.int16) if count < np.iinfo(np.int16).max else keys
    return np.argsort(small, kind="stable")


def _levels(
    layout: Layout,
    statement_keys: Ints,
    line_keys: Ints,
    counts: Ints,
    depth: int,
) -> Iterator[Level]:
    whole = layout.map
    statement_cuts = np.searchsorted(statement_keys, np.arange(2 * depth + 1))
    line_cuts = np.searchsorted(line_keys, np.arange(3 * depth + 1))
    edge_cuts = np.concatenate([[0], np.cumsum(counts)])
    line_place = np.empty(len(layout.lines), np.int64)
    line_place[layout.lines] = np.arange(len(layout.lines))
    undercut_lines = line_place[whole.undercuts[layout.undercuts, 1]]
    undermined = layout.place[whole.undermines[layout.undermines, 1]].astype(np.int64)
    together = groups(whole, line_place)
    conclusions = layout.place[whole.conclusion[layout.lines]]
    signs = whole.sign[layout.lines]
    from_claim = layout.premises < whole.claims
    items_before = 0
    for number in range(depth):
        claims = slice(*statement_cuts[2 * number : 2 * number + 2])
        items = slice(*statement_cuts[2 * number + 1 : 2 * number + 3])
        first, second, third, last = line_cuts[3 * number : 3 * number + 4]
        edges = slice(int(edge_cuts[third]), int(edge_cuts[last]))
        linked_counts = counts[third:last]
        starts = edge_cuts[third:last] - edges.start
        of_claims = from_claim[edges]
        claims_in = np.add.reduceat(of_claims, starts) if last > third else np.zeros(0, np.intp)
        lone = of_claims & np.repeat(claims_in == 1, linked_counts)
        linked = []
        for count in np.unique(claims_in[claims_in > 1]):
            chosen = np.flatnonzero(claims_in == count)
            entries = spread(starts[chosen], linked_counts[chosen])
            linked.append(
                Linked(
                    int(count),
                    chosen + (third - first),
                    (entries[of_claims[entries]] + edges.start).reshape(-1, int(count)),
                )
            )
        cut = slice(*np.searchsorted(undercut_lines, [first, last]))
        cut_lines, cut_starts = _runs(undercut_lines[cut] - first)
        mined = slice(*np.searchsorted(undermined, [items.start, items.stop]))
        mined_items, mined_starts = _runs(undermined[mined] - items.start)
        grouped = together.within(int(first), int(last))
        yield Level(
            claims=claims,
            items=items,
            reliabilities=slice(items_before, items_before + items.stop - items.start),
            lines=slice(int(first), int(last)),
            single_items=int(second - first),
            single_claims=int(third - second),
            edges=edges,
            edge_starts=starts,
            lent_by_claims=np.flatnonzero(lone),
            lone_lines=np.repeat(np.arange(third - first, last - first), linked_counts)[lone],
            linked=tuple(linked),
            undercuts=cut,
            undercut_lines=cut_lines,
            undercut_starts=cut_starts,
            undermines=mined,
            undermined=mined_items,
            undermine_starts=mined_starts,
            groups=grouped if len(grouped.lines) else None,
            **_summing(conclusions[first:last] - claims.start, signs[first:last], grouped, claims),
        )
        items_before += items.stop - items.start


def _runs(sorted_values: Ints) -> tuple[Ints, Ints]:
    """The different values of a sorted array, and where each starts."""
    if not len(sorted_values):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    starts = np.flatnonzero(np.diff(sorted_values, prepend=sorted_values[0] - 1))
    return sorted_values[starts].astype(np.intp), starts


def _summing(
    conclusions: Ints,
    signs: Ints,
    grouped: Groups,
    claims: slice,
) -> dict[str, csr_array | Ints]:
    """Which lines and groups (each told by one of its lines) add up to which claims: lines in a group do so as a group."""
    alone = np.ones(len(conclusions), np.bool_)
    alone[grouped.lines] = False
    groups = grouped.heads
    columns = np.concatenate([np.flatnonzero(alone), len(conclusions) + np.arange(len(groups))])
    heads = np.concatenate([np.flatnonzero(alone), groups])
    sums = csr_array(
        (signs[heads].astype(np.float64), (conclusions[heads], columns)),
        shape=(claims.stop - claims.start, len(conclusions) + len(groups)),
    )
    return {"sums": sums, "signs": np.concatenate([signs, signs[groups]])}


# ------------------------------------------------------------------------------ putting numbers to it


def bind(layout: Layout, inputs: Inputs) -> Bound:
    """Sort the numbers into the order of the layout, and work out all that needs no evaluation."""
    gain = inputs.ratio[layout.lines]
    gain -= 1
    return Bound(
        layout=layout,
        columns=inputs.columns,
        prior=inputs.prior,
        logit=np.log(inputs.prior) - np.log1p(-inputs.prior),
        reliability=inputs.reliability[layout.items],
        gain=gain,
        undercut=inputs.undercut[layout.undercuts],
        undermine=inputs.undermine[layout.undermines],
    )


# ------------------------------------------------------------------------------ weighing


@dataclass(frozen=True)
class Weighed:
    """What came out, a row for each claim or item and a column for each variant: the evidence for a claim in nats, and
    the log-odds of its prior."""

    evidence: Floats
    prior: Floats
    values: Floats  # of all statements, in the order of the layout
    layout: Layout

    @property
    def log_odds(self) -> Floats:
        """Log-odds of the claims in nats."""
        return self.evidence + self.prior

    @property
    def reliability(self) -> Floats:
        """Reliability of all items after undermining, in [0,1]."""
        return self.values[self.layout.place[self.layout.map.claims :]]


def weigh_bound(
    bound: Bound, of: Ints | None = None, *, opposite: Ints | None = None, overlapping: bool = False
) -> Weighed:
    """Weigh every variant in one pass over the levels; the result has every statement, in the order of the map, or with
    `of` these claims alone.

    With `opposite`, variants are ends of ranges, and what counts against a claim is taken from the variant
    numbered there: interval arithmetic. With `overlapping`, groups of one side add up by the root of the sum of squares.
    """
    layout, whole = bound.layout, bound.layout.map
    claims = slice(whole.claims) if of is None else of
    values = np.empty((whole.statements, bound.columns))  # of items the reliability, of claims exp(evidence) - 1
    found = np.zeros((whole.statements, bound.columns))  # of claims the evidence, in nats
    for level in layout.levels:
        if level.items.stop > level.items.start:
            values[level.items] = bound.reliability[level.reliabilities]
            if len(level.undermined):
                doubted = values[level.items]
                doubted[level.undermined] *= _left(
                    bound, values, layout.map.undermines[layout.undermines[level.undermines], 0],
                    bound.undermine[level.undermines], level.undermine_starts, opposite,
                )  # fmt: skip
        if level.claims.stop > level.claims.start:
            if level.lines.stop > level.lines.start:
                found[level.claims] = _evidence(bound, level, values, opposite, overlapping=overlapping)
            np.minimum(found[level.claims], LARGEST_EXPONENT, out=values[level.claims])
            np.expm1(values[level.claims], out=values[level.claims])
    return Weighed(found[layout.place[claims]], bound.logit[claims], values, layout)


def _evidence(bound: Bound, level: Level, values: Floats, opposite: Ints | None, *, overlapping: bool) -> Floats:
    """The signed weights of a level's lines and groups, added up by claim."""
    layout = bound.layout
    base = _base(bound, level, values)
    gain = bound.gain[level.lines]
    if len(level.undercut_lines):
        gain = np.array(np.broadcast_to(gain, base.shape))
        attackers = layout.map.undercuts[layout.undercuts[level.undercuts], 0]
        shares = bound.undercut[level.undercuts]
        gain[level.undercut_lines] *= _left(bound, values, attackers, shares, level.undercut_starts, opposite)
    weights = np.empty((len(level.signs), bound.columns))
    alone = np.multiply(base, gain, out=weights[: len(base)])
    np.log1p(alone, out=alone)
    if level.groups is not None:
        level.groups.weigh(base, gain, alone, weights[len(base) :])
    if opposite is None and not overlapping:
        added: Floats = level.sums @ weights
        return added
    sides = []
    for sign in (1, -1):
        own = np.where((level.signs == sign)[:, None], weights, 0.0)
        sides.append(np.sqrt(np.abs(level.sums @ own**2)) if overlapping else np.abs(level.sums @ own))
    difference: Floats = sides[0] - (sides[1] if opposite is None else sides[1][:, opposite])
    return difference


def _lent(gains: Floats, cap: Floats) -> Floats:
    """How far claims can be built on: x / (1 + x) with x = max(0, b gain), b being the cap."""
    lent = gains * cap
    np.maximum(lent, 0, out=lent)
    lent /= 1 + lent
    return lent


def _left(
    bound: Bound,
    values: Floats,
    attackers: Ints,
    shares: Floats,
    starts: Ints,
    opposite: Ints | None,
) -> Floats:
    """What attackers leave: the product of (1 - share q) over each run of them."""
    places = bound.layout.place[attackers]
    taken = values[places]
    claims = np.flatnonzero(attackers < bound.layout.map.claims)
    taken[claims] = _lent(taken[claims], bound.prior[attackers[claims]])
    taken *= shares
    left = 1 - (taken if opposite is None else taken[:, opposite])
    return np.multiply.reduceat(left, starts, axis=0)


def _base(bound: Bound, level: Level, values: Floats) -> Floats:
    """How far the premises of each line of a level can be built on together, in [0,1]."""
    premises, places = bound.layout.premises, bound.layout.premise_places
    count = level.lines.stop - level.lines.start
    base = np.empty((count, bound.columns))
    first, second = level.single_items, level.single_items + level.single_claims
    start = level.edges.start - second
    np.take(values, places[start : start + first], axis=0, out=base[:first], mode="clip")
    if second > first:
        own = base[first:second]
        np.take(values, places[start + first : start + second], axis=0, out=own, mode="clip")
        priors = bound.prior[premises[start + first : start + second]]
        own *= np.minimum(priors, 1 / (1 + bound.gain[level.lines][first:second]))
        np.maximum(own, 0, out=own)
        own /= 1 + own
    if count > second:
        lent = values[places[level.edges]]
        lone = level.lent_by_claims
        ratio = 1 + bound.gain[level.lines][level.lone_lines]
        lent[lone] = _lent(lent[lone], np.minimum(bound.prior[premises[level.edges][lone]], 1 / ratio))
        for linked in level.linked:
            lent[linked.entries.ravel() - level.edges.start] = 1.0
        base[second:] = np.multiply.reduceat(lent, level.edge_starts, axis=0)
        for linked in level.linked:
            base[linked.lines] *= _lent_together(bound, level, linked, values)
    return base


def _lent_together(bound: Bound, level: Level, linked: Linked, values: Floats) -> Floats:
    """As `weighing.credence_of_claims`: the product of the credences of linked claims, but never more than the weakest
    few of them would carry alone."""
    layout = bound.layout
    gains, priors = values[layout.premise_places[linked.entries]], bound.prior[layout.premises[linked.entries]]
    ratio = 1 + bound.gain[level.lines][linked.lines][:, None]
    least = np.full((len(gains), bound.columns), np.inf)
    for count in (*range(1, min(linked.count, MOST_COUNTS) + 1), linked.count):
        lent = np.sort(_lent(gains, np.minimum(priors, ratio ** (-1 / count))), axis=1)
        np.minimum(least, lent[:, :count].prod(axis=1), out=least)
    return least


class Variants(Protocol):
    """Inputs that may be made as they are needed."""

    @property
    def columns(self) -> int:
        """How many variants there are."""

    def take(self, columns: slice) -> Inputs:
        """Some of the variants."""


def weigh_columns(whole: Map, inputs: Variants, of: Ints | None = None) -> Floats:
    """The log-odds in nats of some claims (or all) in every variant: an array of claims by variants.

    Variants are taken as many at a time as a cache holds, and by as many threads as there are processors: they have
    nothing to do with one another, so the numbers are the same however many share the work.
    """
    layout = lay_out(whole)
    chosen = np.arange(whole.claims) if of is None else of
    parts = -(-inputs.columns * (whole.statements + len(layout.lines)) // AT_ONCE)
    step = -(-inputs.columns // (parts + parts % 2))
    found = np.empty((len(chosen), inputs.columns))

    def weigh(start: int) -> None:
        part = slice(start, start + step)
        found[:, part] = weigh_bound(bind(layout, inputs.take(part)), chosen).log_odds

    shared(weigh, range(0, inputs.columns, step))
    return found


def shared(work: Callable[[int], None], parts: Sequence[int]) -> None:
    """Do a piece of work for every part, with as many threads as there are processors where there are several parts.

    numpy works on large arrays without holding the interpreter up, so threads are enough.
    """
    workers = min(len(parts), os.cpu_count() or 1)
    if workers < 2:  # noqa: PLR2004 - one needs no threads
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(work, parts))  # the list raises what a part raised
