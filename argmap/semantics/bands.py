"""How far a confidence can be trusted: bands from random draws of the inputs, and from other priors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.polynomial.chebyshev import chebvander
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import betaincinv, ndtr, ndtri

from argmap.semantics.arrays import Cone, Floats, Inputs, Ints, Tables, cone
from argmap.semantics.columns import AT_ONCE, shared, weigh_columns
from argmap.semantics.weighing import DECIBANS_PER_NAT, logit, probability

COLUMNS = 1000
SEED = 1935
SPREAD = 2.5 / DECIBANS_PER_NAT
"""Standard deviation of ln L, in nats: half a rung of the ladder of strengths."""
MOST_RATIO = 1000.0
CERTAINTY = {"low": 6.0, "medium": 20.0, "high": 60.0}
"""How many observations an appraisal is worth, by how certain it is: kappa of Beta(r kappa, (1 - r) kappa)."""
PRIORS = (0.2, 0.5, 0.8)


@dataclass(frozen=True)
class Doubts:
    """How surely the numbers of a map are known.

    `kappa` gives, by item, how many observations its appraisal is worth (CERTAINTY["medium"] where it is not named);
    `witness` the witness that an item comes from: the items of one witness share one draw, the rest have their own.
    Without it, items are of one witness where lines that rest on them alone share a tie.
    """

    kappa: Mapping[str, float] = field(default_factory=dict)
    witness: Mapping[str, str] | None = None


class Draws(NamedTuple):
    """What random draws gave for a claim: the probabilities that 5, 50 and 95 % of them stay below."""

    low: float
    middle: float
    high: float


def drawn_bands(
    tables: Tables, claims: Sequence[str], doubts: Doubts | None = None, *, columns: int = COLUMNS, seed: int = SEED
) -> dict[str, Draws]:
    """Bands of some claims if every reliability, strength and attack is drawn at random about its middle.

    Reliabilities and shares are Beta(r kappa, (1 - r) kappa); ln L is normal with 2.5 decibans about its middle, and
    never below 0. Draws are a Latin hypercube: each input takes the middle of each of `columns` slices of its
    distribution once, in an order of its own; items of one witness take them in the same order. The orders come from
    numpy's PCG64 with the given seed. Raises KeyError where there is no such claim.
    """
    numbers = [tables.number[claim] for claim in claims]
    part = cone(tables.map, numbers)
    sample = draw(tables, part, doubts or Doubts(), columns=columns, seed=seed)
    rows = np.array([part.place(number) for number in numbers], np.intp)
    log_odds = weigh_columns(part.map, sample, rows)
    ends = _within(log_odds, np.array([0.05, 0.5, 0.95]))
    return {claim: Draws(*map(probability, row)) for claim, row in zip(claims, ends.tolist(), strict=True)}


def _within(values: Floats, parts: Floats) -> Floats:
    """The quantiles of each row, linear between two values next to one another; `values` are sorted in place."""
    places = parts * (values.shape[1] - 1)
    before = np.minimum(places.astype(np.intp), max(values.shape[1] - 2, 0))
    after = np.minimum(before + 1, values.shape[1] - 1)
    found = np.empty((len(values), len(parts)))
    step = max(1, AT_ONCE // values.shape[1])

    def sort(start: int) -> None:
        rows = values[start : start + step]
        rows.sort(axis=1)
        low, high = rows[:, before], rows[:, after]
        found[start : start + step] = low + (high - low) * (places - before)

    shared(sort, range(0, len(values), step))
    return found


@dataclass(frozen=True)
class Sample:
    """Drawn inputs, made a few variants at a time: of each thing the values that it takes and their orders."""

    columns: int
    prior: Floats
    reliability: tuple[Floats, Ints, Ints]
    ratio: tuple[Floats, Floats, Ints]
    undercut: tuple[Floats, Ints, Ints]
    undermine: tuple[Floats, Ints, Ints]

    def take(self, columns: slice) -> Inputs:
        """Some of the variants."""
        ratio, factors, orders = self.ratio
        drawn = np.take(factors, orders[:, columns])
        drawn *= ratio
        np.maximum(drawn, 1, out=drawn)
        # A step that is said to carry nothing is not in doubt.
        most = np.where(ratio > 1, np.maximum(MOST_RATIO, ratio), 1)
        above = np.flatnonzero(ratio * factors[-1] > most)
        drawn[above] = np.minimum(drawn[above], most[above])
        reliability, undercut, undermine = (
            np.take(values, which[:, None] * values.shape[1] + orders[:, columns])
            for values, which, orders in self._shares()
        )
        return Inputs(self.prior, reliability, drawn, undercut, undermine)

    def _shares(self) -> tuple[tuple[Floats, Ints, Ints], ...]:
        return self.reliability, self.undercut, self.undermine


def draw(tables: Tables, part: Cone, doubts: Doubts, *, columns: int = COLUMNS, seed: int = SEED) -> Sample:
    """Numbers for a part of a map, as `drawn_bands` draws them."""
    random = np.random.Generator(np.random.PCG64(seed))
    middle = part.take(tables.middle, tables.map)
    names = [tables.items[row - tables.map.claims] for row in part.statements[part.map.claims :].tolist()]
    kappa = np.array([doubts.kappa.get(name, CERTAINTY["medium"]) for name in names])
    known = _witnesses(tables) if doubts.witness is None else doubts.witness
    owners = [known.get(name, name) for name in names]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(owners))}
    witness = np.array([numbers[name] for name in owners], np.intp)
    z = ndtri((np.arange(columns) + 0.5) / columns)

    def attacks(shares: Floats) -> tuple[Floats, Ints, Ints]:
        medium = np.full(len(shares), CERTAINTY["medium"])
        return (*_quantiles(shares[:, 0], medium, z), _orders(random, len(shares), columns))

    return Sample(
        columns,
        middle.prior,
        (*_quantiles(middle.reliability[:, 0], kappa, z), _orders(random, len(numbers), columns)[witness]),
        (middle.ratio, np.exp(z * SPREAD), _orders(random, len(middle.ratio), columns)),
        attacks(middle.undercut),
        attacks(middle.undermine),
    )


def _witnesses(tables: Tables) -> dict[str, str]:
    """The items on which alone lines rest that share a tie, directly or through others: each with the first of them."""
    whole = tables.map
    line, tie = whole.ties[:, 0], whole.ties[:, 1]
    item = whole.premises[np.minimum(whole.starts[line], max(len(whole.premises) - 1, 0))] - whole.claims
    alone = (whole.starts[line + 1] - whole.starts[line] == 1) & (item >= 0)
    item, tie = item[alone], tie[alone]
    size = whole.items + len(whole.rho)
    links = coo_array((np.ones(len(item), np.int8), (item, tie + whole.items)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    first: dict[int, str] = {}
    return {name: first.setdefault(own, name) for name, own in zip(tables.items, label.tolist(), strict=False)}


def _orders(random: np.random.Generator, rows: int, columns: int) -> Ints:
    """For each row an order of the slices 0 … columns - 1: the order of random numbers that end in these.

    Rows are taken some at a time, each lot with a stream of its own.
    """
    bits = max(columns - 1, 1).bit_length()
    kind = np.uint32 if bits <= 12 else np.uint64  # noqa: PLR2004 - leaves 20 random bits, of which two seldom agree
    slices = kind((1 << bits) - 1)
    orders = np.empty((rows, columns), np.uint16 if bits <= 12 else np.uint32)  # noqa: PLR2004 - as above
    step = max(1, AT_ONCE // columns)
    streams = random.spawn(-(-rows // step))

    def fill(lot: int) -> None:
        part = orders[lot * step : (lot + 1) * step]
        keys = streams[lot].integers(0, np.iinfo(kind).max, part.shape, dtype=kind, endpoint=True)
        keys &= ~slices
        keys |= np.arange(columns).astype(kind)
        keys.sort(axis=1)
        np.bitwise_and(keys, slices, out=part, casting="unsafe")

    shared(fill, range(len(streams)))
    return orders


KNOTS = 21


def _quantiles(mean: Floats, kappa: Floats, z: Floats) -> tuple[Floats, Ints]:
    """The quantiles of Beta(mean kappa, (1 - mean) kappa), a row for each different one, and the row of each mean.

    `z` are the places of the quantiles on the scale of the normal distribution, ascending and centred, where those of the
    Beta are smooth: they are worked out at the KNOTS zeros of a Chebyshev polynomial, and the others by the
    polynomial through these (tests/test_bands.py holds the error below 1e-4).
    """
    pairs, which = np.unique(np.stack([mean, kappa], axis=1), axis=0, return_inverse=True)
    found = np.repeat(pairs[:, :1], len(z), axis=1)
    open_ = (pairs[:, 0] > 0) & (pairs[:, 0] < 1)
    if open_.any():
        zeros = np.cos(np.pi * (np.arange(KNOTS) + 0.5) / KNOTS)
        places = zeros * z[-1] if len(z) > KNOTS else z
        alpha, beta = pairs[open_, :1] * pairs[open_, 1:], (1 - pairs[open_, :1]) * pairs[open_, 1:]
        exact = betaincinv(alpha, beta, ndtr(places))
        if len(z) > KNOTS:
            exact = exact @ np.linalg.solve(chebvander(zeros, KNOTS - 1).T, chebvander(z / z[-1], KNOTS - 1).T)
        found[open_] = np.clip(exact, 0, 1)
    return found, which.ravel()


def prior_band(evidence: float, priors: Sequence[float] = PRIORS) -> dict[float, float]:
    """The confidence that readers of other priors for the claim would come to, given the evidence for it in nats.

    The evidence for a claim does not depend on its own prior (docs/semantics.md), so this is exact.
    """
    return {prior: probability(logit(prior) + evidence) for prior in priors}
