"""What a claim owes to each witness: what if it were gone, its share of the change, and the fewest whose loss would tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import comb, expm1, factorial
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from argmap.semantics.arrays import Bools, Floats, Inputs, Ints, Map, Tables, cone
from argmap.semantics.columns import AT_ONCE, Layout, bind, lay_out, weigh_bound
from argmap.semantics.tangles import groups

MOST_EXACT = 16
"""Branches of more players than this are sampled: 2 to the power of this many variants are weighed otherwise."""
PAIRS = 64
SEED = 1950
FEWEST_PAIRS = 8
MOST_LOSSES = 20_000
"""So many sets of losses are tried within a branch that is too large to try all."""
MOST_WORK = 20_000_000
"""So many values (statements and lines by variants) are worked out at most for one branch that is sampled or searched:
fewer pairs of orders, down to FEWEST_PAIRS, and fewer losses, down to those of one player, in very large ones."""


@dataclass(frozen=True)
class Branch:
    """A part of what bears on a claim that shares nothing with the rest of it: players as numbers of the topic's."""

    claim: int
    players: tuple[int, ...]


@dataclass(frozen=True)
class Topic:
    """A claim with all that it rests on, for asking what it owes to whom.

    `players` are whatever can be taken away: items of evidence, or sources with all their items, by name; `items` are
    their items, as rows of `inputs.reliability`. The claim is taken apart into one claim for each branch: what
    shares nothing adds up (docs/semantics.md), so each can be asked by itself. All numbers are of the evidence for the
    claim in nats, log-odds less those of its prior.
    """

    map: Map
    inputs: Inputs
    players: tuple[str, ...]
    items: tuple[Ints, ...]
    branches: tuple[Branch, ...]
    item_names: tuple[str, ...]
    line_names: tuple[str, ...]

    @cached_property
    def layout(self) -> Layout:
        """The map laid out."""
        return lay_out(self.map)

    @property
    def size(self) -> int:
        """How many statements and lines there are."""
        return self.map.statements + len(self.map.conclusion)

    @cached_property
    def _tops(self) -> Ints:
        return np.array([branch.claim for branch in self.branches], np.intp)

    @cached_property
    def evidence(self) -> float:
        """The evidence for the claim with all players there, in nats."""
        return float(self.weigh(self.inputs).sum())

    def weigh(self, inputs: Inputs) -> Floats:
        """The evidence by branch and variant, in nats."""
        step = max(1, AT_ONCE // self.size)
        found = np.empty((len(self.branches), inputs.columns))
        for start in range(0, inputs.columns, step):
            part = slice(start, start + step)
            found[:, part] = weigh_bound(bind(self.layout, inputs.take(part)), self._tops).evidence
        return found

    def among(self, present: Bools) -> Floats:
        """The evidence by branch if only some players were there; `present` is players by variants."""
        step = max(1, AT_ONCE // self.size)
        found = np.empty((len(self.branches), present.shape[1]))
        for start in range(0, present.shape[1], step):
            part = slice(start, start + step)
            found[:, part] = self.weigh(replace(self.inputs, reliability=self._without(~present[:, part])))
        return found

    @cached_property
    def coalitions(self) -> dict[int, Floats]:
        """For each branch that is small enough, by number, the evidence in nats with every set of its players.

        In entry s, player k of the branch is there where bit k of s is set.
        """
        found: dict[int, Floats] = {}
        sizes = {number: len(branch.players) for number, branch in enumerate(self.branches)}
        for size in sorted({size for size in sizes.values() if size <= MOST_EXACT}):
            chosen = [number for number in sizes if sizes[number] == size]
            part = self.part(chosen)
            sets = np.arange(1 << size)
            present = np.empty((len(part.players), len(sets)), np.bool_)
            for branch in part.branches:
                for bit, player in enumerate(branch.players):
                    present[player] = sets >> bit & 1
            found.update(zip(chosen, part.among(present), strict=True))
        return found

    def _without(self, gone: Bools) -> Floats:
        reliability = np.repeat(self.inputs.reliability, gone.shape[1], axis=1)
        for rows, out in zip(self.items, gone, strict=True):
            if out.any():
                reliability[np.ix_(rows, np.flatnonzero(out))] = 0.0
        return reliability

    def part(self, chosen: Sequence[int]) -> Topic:
        """Some branches alone, with the players of these."""
        tops = [self.branches[number].claim for number in chosen]
        below = cone(self.map, tops)
        kept = [player for number in chosen for player in self.branches[number].players]
        new = {player: number for number, player in enumerate(kept)}
        rows = below.statements[below.map.claims :] - self.map.claims
        return Topic(
            map=below.map,
            inputs=below.take(self.inputs, self.map),
            players=tuple(self.players[player] for player in kept),
            items=tuple(np.searchsorted(rows, self.items[player]) for player in kept),
            branches=tuple(
                Branch(below.place(branch.claim), tuple(new[player] for player in branch.players))
                for branch in (self.branches[number] for number in chosen)
            ),
            item_names=tuple(self.item_names[row] for row in rows),
            line_names=tuple(self.line_names[line] for line in below.lines),
        )


def topic(tables: Tables, claim: str, players: Mapping[str, Sequence[str]] | None = None) -> Topic:
    """All that a claim rests on. `players` gives items by name of who is to be asked about; without it, each item is.

    Raises KeyError where there is no such claim.
    """
    below = cone(tables.map, [tables.number[claim]])
    found = below.map
    item_names = tuple(tables.items[row - tables.map.claims] for row in below.statements[found.claims :])
    row = {name: number for number, name in enumerate(item_names)}
    asked = {name: [name] for name in item_names} if players is None else players
    present = {name: sorted(row[item] for item in asked[name] if item in row) for name in sorted(asked)}
    items = {name: np.array(rows, np.intp) for name, rows in present.items() if rows}
    lines, parts, owners = _branches(found, below.place(tables.number[claim]), list(items.values()))
    top = below.place(tables.number[claim])
    conclusion = found.conclusion.copy()
    conclusion[lines] = np.where(parts == 0, top, found.claims - 1 + parts)
    made, inputs = _with_claims(
        replace(found, conclusion=conclusion), below.take(tables.middle, tables.map), int(parts.max(initial=0)), top
    )
    branches = tuple(
        Branch(top if number == 0 else found.claims - 1 + number, tuple(np.flatnonzero(owners == number).tolist()))
        for number in range(int(parts.max(initial=-1)) + 1)
    )
    line_names = tuple(tables.lines[line] for line in below.lines)
    return Topic(made, inputs, tuple(items), tuple(items.values()), branches, item_names, line_names)


def _with_claims(found: Map, inputs: Inputs, more: int, like: int) -> tuple[Map, Inputs]:
    """Room for further claims, numbered after the others, with the prior of one that is there."""
    prior = np.concatenate([inputs.prior, np.repeat(inputs.prior[like : like + 1], more, axis=0)])

    def moved(statements: Ints) -> Ints:
        return np.where(statements >= found.claims, statements + more, statements).astype(np.int32)

    return replace(
        found,
        claims=found.claims + more,
        premises=moved(found.premises),
        undercuts=np.stack([moved(found.undercuts[:, 0]), found.undercuts[:, 1]], axis=1),
        undermines=moved(found.undermines),
    ), replace(inputs, prior=prior)


def _branches(found: Map, top: int, players: list[Ints]) -> tuple[Ints, Ints, Ints]:
    """The lines of a claim, the branch of each from 0 on, and the branch of each player (-1 where it bears on none).

    Two lines are of one branch where they count together, or where anything below both is the same or of one player.
    """
    lines = found.lines_of.of(np.array([top]))
    ground, dependent = found.links
    line_of = np.concatenate([found.line_of_premise, found.undercuts[:, 1], np.full(len(found.undermines), -1)])
    first_line, first_player = found.statements, found.statements + len(found.conclusion)
    goal = np.where(dependent == top, first_line + line_of, dependent)
    owner = np.repeat(first_player + np.arange(len(players)), [len(rows) for rows in players])
    owned = np.concatenate([np.zeros(0, np.intp), *players]) + found.claims
    left, right = [ground, owned], [goal, owner]
    together = groups(found, np.arange(len(found.conclusion)))
    for run in (
        *np.split(together.copies, together.copy_starts[1:-1]),
        *(row for rows in together.witnesses for row in rows),
        *(tangle.lines for tangle in together.tangles),
    ):
        left.append(np.full(max(len(run) - 1, 0), first_line + run[0] if len(run) else 0))
        right.append(first_line + run[1:])
    size = first_player + len(players)
    links = coo_array(
        (np.ones(sum(map(len, left)), np.int8), (np.concatenate(left), np.concatenate(right))), (size, size)
    )
    _, label = connected_components(links, directed=False)
    names, parts = np.unique(label[first_line + lines], return_inverse=True)
    known = {name: number for number, name in enumerate(names.tolist())}
    owners = np.array([known.get(name, -1) for name in label[first_player:].tolist()], np.intp)
    return lines, parts, owners


# ------------------------------------------------------------------------------ what if it were gone


def leave_one_out(topic: Topic) -> Floats:
    """How much of the evidence for a claim, in nats, would go with each player: with it, less without it.

    Players of different branches are taken away in one and the same variant.
    """
    most = max((len(branch.players) for branch in topic.branches), default=0)
    present = np.ones((len(topic.players), most), np.bool_)
    for branch in topic.branches:
        for variant, player in enumerate(branch.players):
            present[player, variant] = False
    without = topic.among(present)
    whole = topic.weigh(topic.inputs)[:, 0]
    found = np.zeros(len(topic.players))
    for number, branch in enumerate(topic.branches):
        found[list(branch.players)] = whole[number] - without[number, : len(branch.players)]
    return found


# ------------------------------------------------------------------------------ its share of the change


class Shares(NamedTuple):
    """The share of each player in the evidence, in nats, and its standard error: 0 where the share is exact."""

    share: Floats
    error: Floats


def shapley(topic: Topic, *, pairs: int = PAIRS, seed: int = SEED) -> Shares:
    """What each player adds on average, over all orders in which the players may come (Shapley 1953).

    The shares of all add up to the evidence. A branch of up to MOST_EXACT players is worked out exactly; in a larger
    one, `pairs` random orders are taken, each forwards and backwards (antithetic sampling), with one seed for all;
    fewer where that is more than MOST_WORK.
    """
    share, error = np.zeros(len(topic.players)), np.zeros(len(topic.players))
    for number, values in topic.coalitions.items():
        players = list(topic.branches[number].players)
        share[players] = _exact(values)
    for number in _large(topic):
        players = list(topic.branches[number].players)
        share[players], error[players] = _sampled(topic.part([number]), pairs, seed)
    return Shares(share, error)


def _large(topic: Topic) -> Iterator[int]:
    return (number for number, branch in enumerate(topic.branches) if len(branch.players) > MOST_EXACT)


def _exact(values: Floats) -> Floats:
    """Shapley shares from the value of every set: the weighted mean of what a player adds to each set without it."""
    count = len(values).bit_length() - 1
    weight = np.array([factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)])
    sizes = np.bitwise_count(np.arange(len(values)))
    found = np.empty(count)
    for player in range(count):
        by_player = values.reshape(-1, 2, 1 << player)
        without = sizes.reshape(-1, 2, 1 << player)[:, 0]
        found[player] = (weight[without] * (by_player[:, 1] - by_player[:, 0])).sum()
    return found


def _sampled(topic: Topic, pairs: int, seed: int) -> tuple[Floats, Floats]:
    random = np.random.Generator(np.random.PCG64(seed))
    count = len(topic.players)
    pairs = max(min(pairs, MOST_WORK // (2 * (count + 1) * topic.size)), min(pairs, FEWEST_PAIRS))
    added = np.empty((pairs, count))
    for number in range(pairs):
        forwards = random.permutation(count)
        both = np.zeros((2, count))
        for way, order in enumerate((forwards, forwards[::-1])):
            rank = np.empty(count, np.intp)
            rank[order] = np.arange(count)
            values = topic.among(rank[:, None] < np.arange(count + 1))[0]
            both[way, order] = np.diff(values)
        added[number] = both.mean(axis=0)
    return added.mean(axis=0), added.std(axis=0, ddof=1) / np.sqrt(pairs)


# ------------------------------------------------------------------------------ the fewest whose loss would tell


_SLACK = 1e-9  # in nats: what lies nearer to a mark than this lies on it


class Loss(NamedTuple):
    """The fewest players whose loss brings the evidence past a mark, and what evidence is left, in nats.

    `searched` is the size up to which every set was looked at; None where all were. A set no larger than that by more
    than one is the smallest for certain.
    """

    players: tuple[str, ...]
    evidence: float
    searched: int | None


Options: TypeAlias = dict[int, tuple[float, tuple[int, ...]]]
"""By size of a loss, the change in evidence that the best loss of this size makes, and the players lost."""


def smallest_loss(topic: Topic, mark: float) -> Loss | None:
    """The fewest players whose loss brings the evidence, in nats, to the other side of a mark; None if none found does.

    Branches add up: the best loss of each size is found within each branch, and the branches are combined by dynamic
    programming. Of losses of one size, the one that brings the evidence farthest.
    """
    falling = topic.evidence >= mark - _SLACK
    best: Options = {0: (0.0, ())}
    searched: int | None = None
    tables = topic.coalitions
    for number, branch in enumerate(topic.branches):
        if number in tables:
            options = _losses(tables[number], falling=falling)
        else:
            options = _tried(topic.part([number]), falling=falling)
            limit = max(options)
            searched = limit if searched is None else min(searched, limit)
        combined: Options = {}
        for size, (change, lost) in best.items():
            for more, (own, places) in options.items():
                told = (change + own, (*lost, *(branch.players[place] for place in places)))
                known = combined.get(size + more)
                if known is None or (told[0] < known[0] if falling else told[0] > known[0]):
                    combined[size + more] = told
        best = combined
    for size in sorted(best):
        change, lost = best[size]
        left = topic.evidence + change
        if (left < mark - _SLACK) if falling else (left > mark + _SLACK):
            return Loss(tuple(sorted(topic.players[player] for player in lost)), left, searched)
    return None


def _losses(values: Floats, *, falling: bool) -> Options:
    """The change and the players lost, for the best loss of each size within a branch."""
    count = len(values).bit_length() - 1
    lost = np.arange(len(values))[::-1]
    sizes = np.bitwise_count(lost)
    found: Options = {}
    for size in range(count + 1):
        sets = np.flatnonzero(sizes == size)
        best = int(sets[np.argmin(values[sets]) if falling else np.argmax(values[sets])])
        gone = tuple(place for place in range(count) if lost[best] >> place & 1)
        found[size] = (float(values[best] - values[-1]), gone)
    return found


def _tried(topic: Topic, *, falling: bool) -> Options:
    """The same for a branch of many players, up to the size that MOST_LOSSES allows, and for the loss of one at least."""
    count = len(topic.players)
    found: Options = {0: (0.0, ())}
    tried = 0
    for size in range(1, count + 1):
        tried += comb(count, size)
        if tried > min(MOST_LOSSES, MOST_WORK // topic.size) and size > 1:
            break
        sets = np.array(list(combinations(range(count), size)))
        present = np.ones((count, len(sets)), np.bool_)
        present[sets.T, np.arange(len(sets))] = False
        values = topic.among(present)[0]
        best = int(np.argmin(values) if falling else np.argmax(values))
        found[size] = (float(values[best] - topic.evidence), tuple(sets[best].tolist()))
    return found


# ------------------------------------------------------------------------------ what it would take


def credence_needed(weight: float, ratio: float) -> float | None:
    """The credence that gives a line of likelihood ratio L a weight in nats: q = (e^W - 1) / (L - 1); None if none does."""
    if ratio <= 1 or weight < 0:
        return None
    needed = expm1(weight) / (ratio - 1)
    return needed if needed <= 1 else None


def ratio_needed(weight: float, credence: float) -> float | None:
    """The likelihood ratio that gives a line of some credence a weight in nats: L = 1 + (e^W - 1) / q; None if none does."""
    return 1 + expm1(weight) / credence if credence > 0 and weight >= 0 else None


def reliabilities_needed(topic: Topic, mark: float) -> dict[str, float]:
    """For each item, how reliable it would have to be by itself for the evidence, in nats, to stand at a mark.

    Items for which no reliability from 0 to 1 would do so are left out. Found by bisection for all items at once: the
    only way where an item acts on several lines, or within a group.
    """
    count = len(topic.item_names)
    diagonal = np.arange(count)

    def evidence(values: Floats) -> Floats:
        reliability = np.repeat(topic.inputs.reliability, count, axis=1)
        reliability[diagonal, diagonal] = values
        found: Floats = topic.weigh(replace(topic.inputs, reliability=reliability)).sum(axis=0) - mark
        return found

    low, high = np.zeros(count), np.ones(count)
    at_low, at_high = evidence(low), evidence(high)
    reached = np.flatnonzero((at_low * at_high <= 0) & (at_low != at_high))
    for _ in range(52):
        middle = (low + high) / 2
        found = evidence(middle)
        below = np.where(at_low < at_high, found < 0, found > 0)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return {topic.item_names[item]: float((low[item] + high[item]) / 2) for item in reached}
