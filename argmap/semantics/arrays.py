"""A map as arrays: what bears on what and with which numbers, for a million statements or a thousand variants of a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from argmap.semantics.weighing import Problem, Three

Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Numbers kept row by row: row i holds `values[starts[i]:starts[i + 1]]`."""

    starts: Ints
    values: Ints

    @staticmethod
    def by(keys: Ints, count: int) -> Rows:
        """The places at which each of the keys 0 … count - 1 stands, ascending; in linear time."""
        table = csr_array((np.ones(len(keys), np.int8), (keys, np.arange(len(keys)))), shape=(count, len(keys)))
        return Rows(table.indptr.astype(np.intp), table.indices.astype(np.intp))

    def of(self, rows: Ints) -> Ints:
        """The values of several rows, one after another."""
        return self.values[spread(self.starts[rows], self.starts[rows + 1] - self.starts[rows])]


def spread(starts: Ints, counts: Ints) -> Ints:
    """start, start + 1, … for each start and count, one run after another."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)


@dataclass(frozen=True)
class Map:
    """What bears on what. Statements are numbered: first the claims, then the items of evidence.

    Line i bears with `sign[i]` (1 or -1) on the claim `conclusion[i]`, from the statements
    `premises[starts[i]:starts[i + 1]]`. A row of `undercuts` is (statement, line), of `undermines` (statement, item,
    numbered as a statement), of `ties` (line, tie). `witness` says of each tie whether it makes its lines one
    witness, or else copies; `rho`, in [0,1], is the degree of dependence among copies.
    """

    claims: int
    items: int
    conclusion: Ints
    sign: Ints
    starts: Ints
    premises: Ints
    undercuts: Ints
    undermines: Ints
    ties: Ints
    witness: Bools
    rho: Floats

    @property
    def statements(self) -> int:
        """How many claims and items there are."""
        return self.claims + self.items

    @cached_property
    def line_of_premise(self) -> Ints:
        """For each entry of `premises`, its line."""
        return np.repeat(np.arange(len(self.conclusion)), np.diff(self.starts))

    @cached_property
    def links(self) -> tuple[Ints, Ints]:
        """Every dependence as (ground, what depends on it): first of premises, then undercutters, then underminers."""
        return (
            np.concatenate([self.premises, self.undercuts[:, 0], self.undermines[:, 0]]),
            np.concatenate(
                [
                    self.conclusion[self.line_of_premise],
                    self.conclusion[self.undercuts[:, 1]],
                    self.undermines[:, 1],
                ]
            ),
        )

    @cached_property
    def grounds(self) -> Rows:
        """For each statement, the links that end there."""
        return Rows.by(self.links[1], self.statements)

    @cached_property
    def lines_of(self) -> Rows:
        """For each claim, its lines."""
        return Rows.by(self.conclusion, self.claims)

    @cached_property
    def undercuts_of(self) -> Rows:
        """For each line, the rows of `undercuts` that attack it."""
        return Rows.by(self.undercuts[:, 1], len(self.conclusion))

    @cached_property
    def undermines_of(self) -> Rows:
        """For each item, counted from 0, the rows of `undermines` that attack it."""
        return Rows.by(self.undermines[:, 1] - self.claims, self.items)

    @cached_property
    def ties_of(self) -> Rows:
        """For each line, its rows of `ties`."""
        return Rows.by(self.ties[:, 0], len(self.conclusion))

    def premises_of(self, lines: Ints) -> Ints:
        """Where the premises of some lines stand in `premises`, line by line."""
        starts = self.starts[lines].astype(np.intp)
        return spread(starts, self.starts[lines + 1] - starts)

    def levels(self) -> Ints:
        """The length of the longest way down from each statement. Raises ValueError where the map runs in a ring."""
        ground, dependent = self.links
        above = Rows.by(ground, self.statements)
        waiting = np.bincount(dependent, minlength=self.statements)
        level = np.zeros(self.statements, np.int32)
        front = np.flatnonzero(waiting == 0)
        depth = settled = 0
        while len(front):
            level[front] = depth
            settled += len(front)
            reached = dependent[above.of(front)]
            np.subtract.at(waiting, reached, 1)
            front = np.unique(reached[waiting[reached] == 0])
            depth += 1
        if settled < self.statements:
            stuck = int(np.flatnonzero(waiting > 0)[0])
            raise ValueError(f"the map runs in a ring below statement {stuck}")
        return level

    def below(self, statements: Ints) -> Ints:
        """The statements themselves and all that they rest on, ascending."""
        seen = np.zeros(self.statements, np.bool_)
        front = np.unique(statements)
        found = [front]
        seen[front] = True
        while len(front):
            reached = self.links[0][self.grounds.of(front)]
            front = np.unique(reached[~seen[reached]])
            seen[front] = True
            found.append(front)
        return np.sort(np.concatenate(found)).astype(np.intp)

    def without_ties(self) -> Map:
        """The same map as if no lines had anything in common."""
        return replace(self, ties=np.zeros((0, 2), np.int32))


@dataclass(frozen=True)
class Inputs:
    """The numbers of a map, a row for each thing and a column for each variant (or one column for all).

    Of claims the prior, in (0,1); of items the reliability and of attacks the share taken away, in [0,1];
    of lines the likelihood ratio, 1 or more.
    """

    prior: Floats
    reliability: Floats
    ratio: Floats
    undercut: Floats
    undermine: Floats

    @property
    def columns(self) -> int:
        """How many variants there are."""
        return max(int(part.shape[1]) for part in self.parts())

    def parts(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """All five arrays, in the order of the fields."""
        return self.prior, self.reliability, self.ratio, self.undercut, self.undermine

    def take(self, columns: slice) -> Inputs:
        """Some of the variants."""
        return Inputs(*(part if part.shape[1] == 1 else part[:, columns] for part in self.parts()))

    @property
    def size(self) -> int:
        """Bytes that the numbers take."""
        return sum(part.nbytes for part in self.parts())


@dataclass(frozen=True)
class Cone:
    """A part of a map on which some statements rest, as a map of its own; each array numbers its things in the whole."""

    map: Map
    statements: Ints
    lines: Ints
    undercuts: Ints
    undermines: Ints

    def take(self, inputs: Inputs, whole: Map) -> Inputs:
        """The numbers of the part."""
        claims = self.statements[: self.map.claims]
        items = self.statements[self.map.claims :] - whole.claims
        return Inputs(
            inputs.prior[claims],
            inputs.reliability[items],
            inputs.ratio[self.lines],
            inputs.undercut[self.undercuts],
            inputs.undermine[self.undermines],
        )

    def place(self, statement: int) -> int:
        """The number in the part of a statement that is in it."""
        return int(np.searchsorted(self.statements, statement))


def cone(whole: Map, statements: Sequence[int], lines: Ints | None = None) -> Cone:
    """All that some statements rest on. With `lines`, these lines alone for the statements themselves, which are claims.

    The time is in proportion to the part, but for clearing an array of a byte and one of four per statement and line.
    """
    tops = np.asarray(statements, np.intp)
    if lines is None:
        kept = whole.below(tops)
        chosen = whole.lines_of.of(kept[kept < whole.claims])
    else:
        undercutters = whole.undercuts[whole.undercuts_of.of(lines), 0]
        below = whole.below(np.concatenate([whole.premises[whole.premises_of(lines)], undercutters]))
        kept = np.union1d(below, tops)
        chosen = np.concatenate([whole.lines_of.of(below[below < whole.claims]), lines])
    chosen = np.sort(chosen).astype(np.intp)
    number = np.zeros(whole.statements, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    line_number = np.zeros(len(whole.conclusion), np.int32)
    line_number[chosen] = np.arange(len(chosen), dtype=np.int32)
    undercuts = np.sort(whole.undercuts_of.of(chosen))
    undermines = np.sort(whole.undermines_of.of(kept[kept >= whole.claims] - whole.claims))
    ties = whole.ties[np.sort(whole.ties_of.of(chosen))]
    claims = int(np.searchsorted(kept, whole.claims))
    attacked = whole.undercuts[undercuts]
    part = Map(
        claims=claims,
        items=len(kept) - claims,
        conclusion=number[whole.conclusion[chosen]],
        sign=whole.sign[chosen],
        starts=np.concatenate([[0], np.cumsum(whole.starts[chosen + 1] - whole.starts[chosen])]).astype(np.int32),
        premises=number[whole.premises[whole.premises_of(chosen)]],
        undercuts=np.stack([number[attacked[:, 0]], line_number[attacked[:, 1]]], axis=1),
        undermines=number[whole.undermines[undermines]],
        ties=np.stack([line_number[ties[:, 0]], ties[:, 1]], axis=1),
        witness=whole.witness,
        rho=whole.rho,
    )
    return Cone(part, kept, chosen, undercuts, undermines)


# ------------------------------------------------------------------------------ from a map with names


@dataclass(frozen=True)
class Tables:
    """A map with its names in the order of its numbers; the columns of the inputs are low, middle and high."""

    map: Map
    inputs: Inputs
    claims: tuple[str, ...]
    items: tuple[str, ...]
    lines: tuple[str, ...]

    @cached_property
    def middle(self) -> Inputs:
        """Every input in the middle of its range: one column."""
        return self.inputs.take(slice(1, 2))

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each statement by its name."""
        return {name: place for place, name in enumerate((*self.claims, *self.items))}


def tables(problem: Problem) -> Tables:
    """A map of names as arrays, column by column. Lines stand in the order of their ids, as in `weigh_problem`."""
    claims, items = tuple(problem.priors), tuple(problem.reliabilities)
    number = dict(zip((*claims, *items), range(len(claims) + len(items)), strict=True)).__getitem__
    lines = sorted(problem.lines, key=attrgetter("id"))
    ids, premises, conclusions, signs, ratios, undercutters, tied = zip(*lines, strict=True) if lines else ((),) * 7
    undercuts = [(attack, place) for place, attacks in enumerate(undercutters) if attacks for attack in attacks]
    undermines = [(attack, number(name)) for name, attacks in problem.underminers.items() for attack in attacks]
    ties = [(place, tie) for place, own in enumerate(tied) if own for tie in dict.fromkeys(own)]
    names = {tie: place for place, tie in enumerate(dict.fromkeys(tie for _, tie in ties))}
    made = Map(
        claims=len(claims),
        items=len(items),
        conclusion=_ints(map(number, conclusions)),
        sign=np.array(signs, np.int8),
        starts=_ints(accumulate(map(len, premises), initial=0)),
        premises=_ints(map(number, chain.from_iterable(premises))),
        undercuts=_ints(chain.from_iterable((number(attack.by), line) for attack, line in undercuts)).reshape(-1, 2),
        undermines=_ints(chain.from_iterable((number(attack.by), item) for attack, item in undermines)).reshape(-1, 2),
        ties=_ints(chain.from_iterable((line, names[tie]) for line, tie in ties)).reshape(-1, 2),
        witness=np.array([mode == "witness" for mode, _ in names], np.bool_),
        rho=np.array([problem.rho.get(name, 1.0) for _, name in names], np.float64),
    )
    inputs = Inputs(
        prior=np.repeat(np.fromiter(problem.priors.values(), np.float64)[:, None], 3, axis=1),
        reliability=_three(problem.reliabilities.values()),
        ratio=_three(ratios),
        undercut=_three(attack.share for attack, _ in undercuts),
        undermine=_three(attack.share for attack, _ in undermines),
    )
    return Tables(made, inputs, claims, items, ids)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int32)


def _three(values: Iterable[Three]) -> Floats:
    return np.fromiter(chain.from_iterable(values), np.float64).reshape(-1, 3)
