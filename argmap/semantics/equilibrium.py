"""Strengths of a whole framework: one pass where nothing runs in a ring, otherwise the equilibrium of its rings.

With f the local updates of all arguments, strengths are a fixed point s = f(s). Without rings there is one, and one
pass upwards finds it. In a ring there may be one, several or a continuum, and replacing s by f(s) over and over may
never settle. Strong components are worked out one after the other, each from the strengths below it:

1. *Enclosure*. f rises with supporters and falls with attackers, so from low = 0 and high = 1 the pair (f with
   supporters low and attackers high, f with supporters high and attackers low) closes in on every fixed point there is.
   Where the two meet, the fixed point is proved to be the only one, iteration from anywhere leads there (it stays
   between them), and so does the flow. This is a contraction certificate that heeds the values at hand: it succeeds
   wherever a Lipschitz bound below 1 would, and often where none is.
2. *Flow*. Where they do not meet, strengths are the limit of ds/dt = f(s) - s from s(0) = base scores (Potyka,
   "Continuous dynamical systems for weighted bipolar argumentation", KR 2018), followed by `argmap.semantics.flow`.
   Other starts tell whether there are other limits. If there are, the way there matters, and the flow is followed once
   more together with all that bears on the ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from argmap.semantics.flow import SETTLED, followed
from argmap.semantics.framework import Batch, Floats, Framework, Indices, part_of
from argmap.semantics.modular import Given, Modular, update

MET = 1e-10
"""How near to one another the ends of an enclosure must come for the fixed point to count as proved."""
DONE = 1e-13
"""How near they are brought where that is possible; much nearer, so that what rests on them can meet too."""
APART = 1e-4
"""How far limits must lie from one another to count as different: much more than is left of a way that ends, at worst,
as slowly as 1/t, when |f(s) - s| has fallen to `ABOUT`."""
RESTING = 1e-12
"""The largest |f(s) - s| at which a limit counts as found."""
ABOUT = 1e-11
"""The same for limits that are only compared with it."""
MOST_ROUNDS = 3000
_TURN = 8  # rounds after which arguments that are done are set aside
_PATIENCE = 5  # turns in which an enclosure must become narrower by a hundredth, or it is given up
_OTHER_STARTS = 4  # besides the ends of the enclosure


@dataclass(frozen=True, eq=False)
class Strengths:
    """Strengths by argument, of shape (arguments,) or (arguments, columns).

    method: "forward pass", "iteration" (every ring inside an enclosure that closes) or "flow". residual: the largest
    |f(s) - s|. unique: True where proved, False where starts disagree, None where all starts that were tried agree.
    low and high: the least and greatest limit found in a ring, and above it the widest range that these allow; equal to
    the strengths unless starts disagree. An argument for which no limit was found is not a number, and `converged` is
    False.
    """

    values: Floats
    low: Floats
    high: Floats
    converged: bool
    method: str
    residual: float
    unique: bool | None


METHODS = ("forward pass", "iteration", "flow")
"""From the surest to the last resort."""


def beside(columns: Sequence[Strengths], shape: tuple[int, ...]) -> Strengths:
    """Evaluations of the same framework as the columns of one, of this shape."""

    def joined(parts: Sequence[Floats]) -> Floats:
        return np.stack(parts, axis=1) if parts else np.empty(shape)

    unique = {column.unique for column in columns}
    return Strengths(
        joined([column.values for column in columns]),
        joined([column.low for column in columns]),
        joined([column.high for column in columns]),
        all(column.converged for column in columns),
        max((column.method for column in columns), key=METHODS.index, default=METHODS[0]),
        max((column.residual for column in columns), default=0.0),
        False if False in unique else None if None in unique else True,
    )


def evaluate(framework: Framework, law: Modular, base: Floats, *, band: bool = False) -> Strengths:
    """Evaluate a framework, given the base scores by argument in [0,1], of shape (arguments,) or (arguments, columns).

    `band`: the columns run from the low to the high end of what base scores and weights may be, and so do those of the
    result. Raises ValueError for several columns where there are rings.
    """
    own = base[framework.order] if law.based else np.ones_like(base)
    if framework.rings:
        if own.ndim > 1:
            raise ValueError("arguments that bear on one another in a ring are evaluated one column at a time")
        return _by_argument(framework, _Ascent(framework, law, own).strengths())
    values = np.empty_like(own)
    given = Given(own, values, framework.most_attackers, turned=band)
    for batch in framework.batches:
        values[batch.places] = update(law, batch, given)
    found = Strengths(values, values, values, converged=True, method="forward pass", residual=0.0, unique=True)
    return _by_argument(framework, found)


def _by_argument(framework: Framework, found: Strengths) -> Strengths:
    def back(values: Floats) -> Floats:
        placed = np.empty_like(values)
        placed[framework.order] = values
        return placed

    values = back(found.values)
    low, high = (values if end is found.values else back(end) for end in (found.low, found.high))
    return Strengths(values, low, high, found.converged, found.method, found.residual, found.unique)


class _Ascent:
    """One evaluation of a framework with rings, from the lowest level to the highest."""

    def __init__(self, framework: Framework, law: Modular, own: Floats) -> None:
        self.framework, self.law, self.own = framework, law, own
        self.values = np.zeros_like(own)
        self.split = np.zeros(framework.size, np.bool_)
        """Arguments of rings that have several limits."""
        self.limits_low, self.limits_high = np.zeros_like(own), np.zeros_like(own)
        self.method, self.unique, self.speed = "iteration", True, 0.0

    def strengths(self) -> Strengths:
        for batch in self.framework.batches:
            if batch.ring:
                self._ring(batch)
            else:
                self.values[batch.places] = update(self.law, batch, self._given(self.values))
        values = self.values
        low = high = values
        if self.split.any():
            low, high = self._ranges()
        moved = np.concatenate(
            [np.abs(update(self.law, b, self._given(values)) - values[b.places]) for b in self.framework.batches]
        )
        converged = bool(np.isfinite(values).all())
        unique = False if self.split.any() else True if self.unique and converged else None
        residual = float(np.nanmax(moved, initial=0.0 if converged else self.speed))
        return Strengths(values, low, high, converged, self.method, residual, unique)

    def _given(self, strengths: Floats, opposing: Floats | None = None) -> Given:
        return Given(self.own, strengths, self.framework.most_attackers, opposing)

    def _ring(self, batch: Batch) -> None:
        low, high = self.values.copy(), self.values.copy()
        low[batch.places], high[batch.places] = 0.0, 1.0
        open_ = self._enclosed(batch, low, high)
        parts = self.framework.parts[batch.places]
        doubtful = np.isin(parts, np.unique(parts[open_]))
        if not doubtful.all():
            self._iterated(part_of(batch, ~doubtful), (low + high) / 2)
        if doubtful.any():
            self.method, self.unique = "flow", False
            self._flowed(part_of(batch, doubtful), low, high)

    def _enclosed(self, batch: Batch, low: Floats, high: Floats) -> NDArray[np.bool_]:
        """Close in on the fixed points of a batch, given what is below it; True for arguments whose ends do not meet."""
        spots = among = np.arange(len(low))[batch.places]
        rest = batch
        before = np.full((_PATIENCE, len(low)), np.inf)
        for turn in range(MOST_ROUNDS // _TURN):
            for _ in range(_TURN):
                # Each end at once from the other's newest: the pair closes in faster, and encloses as before.
                low[rest.places] = update(self.law, rest, self._given(low, high))
                high[rest.places] = update(self.law, rest, self._given(high, low))
            width = high[among] - low[among]
            waiting = width > DONE
            idle = width > 0.99 * before[turn % _PATIENCE, among]
            before[turn % _PATIENCE, among] = width
            if float(np.max(width)) <= MET or not (waiting & ~idle).any():
                break
            if waiting.sum() < 0.8 * len(waiting):
                rest, among = part_of(rest, waiting), among[waiting]
        return high[spots] - low[spots] > MET

    def _iterated(self, batch: Batch, start: Floats) -> None:
        """Replace s by f(s) until it rests, from inside an enclosure that has closed."""
        here, values = batch.places, self.values
        values[here] = start[here]
        before = np.inf
        for _ in range(MOST_ROUNDS):
            nearer = update(self.law, batch, self._given(values))
            moved = float(np.max(np.abs(nearer - values[here])))
            values[here] = nearer
            if moved <= SETTLED or not moved < before:
                break
            before = moved

    def _flowed(self, batch: Batch, low: Floats, high: Floats) -> None:
        """The limit of the flow from the base scores, and from elsewhere, in rings whose enclosures do not close."""
        here = np.arange(self.framework.size)[batch.places]
        parts = self.framework.parts[here]
        limit, speed = self._followed([batch], self._with(here, self.own[here]))
        self.speed = max(self.speed, float(np.max(speed)))
        restless = np.isin(parts, np.unique(parts[speed > RESTING]))
        self.values[here] = np.where(restless, np.nan, limit)
        if restless.all():
            return
        starts = np.stack([self._with(here, start) for start in self._starts(batch, low, high)], axis=1)
        others, speeds = self._followed([batch], starts, resting=ABOUT)
        others = np.where(speeds <= APART * APART, others, np.nan)  # a start that leads nowhere says nothing
        least, most = (np.fmin(limit, np.fmin.reduce(others, axis=1)), np.fmax(limit, np.fmax.reduce(others, axis=1)))
        # A ring in which one argument has several limits has several limits.
        several = np.isin(parts, np.unique(parts[~restless & (most - least > APART)]))
        if several.any():
            spots = here[several]
            self.split[spots] = True
            self.limits_low[spots], self.limits_high[spots] = least[several], most[several]
            self._together(spots)

    def _followed(self, batches: Sequence[Batch], values: Floats, **how: Any) -> tuple[Floats, Floats]:
        return followed(self.law, batches, self.framework, self.own, values, **how)

    def _with(self, here: slice | Indices, start: Floats) -> Floats:
        values = self.values.copy()
        values[here] = start
        return values

    def _starts(self, batch: Batch, low: Floats, high: Floats) -> Iterator[Floats]:
        """Where else to start from: both ends of the enclosure, opposite ends for arguments that attack one another,
        and a few points between that lie differently in every argument."""
        low, high = low[batch.places], high[batch.places]
        yield low
        yield high
        camp = _camps(batch, self.framework.size)
        yield np.where(camp, low, high)
        yield np.where(camp, high, low)
        places = np.arange(1, len(low) + 1)
        for number in range(1, _OTHER_STARTS + 1):
            between = np.modf(places * (0.6180339887498949 + 0.1 * number))[0]
            yield low + between * (high - low)

    def _together(self, spots: Indices) -> None:
        """Follow the flow from the base scores in rings with several limits and all that bears on them."""
        wanted = np.zeros(self.framework.size, np.bool_)
        wanted[spots] = True
        moving = []
        for known in reversed(self.framework.batches):
            while True:
                before = int(wanted.sum())
                for side in (known.attacks, known.supports):
                    if side is not None:
                        members, targets = side.links()
                        wanted[members[wanted[known.places][targets]]] = True
                if not known.ring or int(wanted.sum()) == before:
                    break
            if wanted[known.places].any():
                moving.append(part_of(known, wanted[known.places]))
        if int(wanted.sum()) > len(spots):
            limit, speed = self._followed(moving, self.own.copy(), apart=False)
            places = np.concatenate([batch.places for batch in moving])
            limits, speeds = np.zeros_like(self.own), np.zeros_like(self.own)
            limits[places], speeds[places] = limit, speed
            self.speed = max(self.speed, float(np.max(speeds[spots])))
            self.values[spots] = np.where(speeds[spots] <= RESTING, limits[spots], np.nan)
            self.limits_low[spots] = np.minimum(self.limits_low[spots], limits[spots])
            self.limits_high[spots] = np.maximum(self.limits_high[spots], limits[spots])

    def _ranges(self) -> tuple[Floats, Floats]:
        """The least and the greatest values, given the limits of rings that have several."""
        low, high = self.values.copy(), self.values.copy()
        for batch in self.framework.batches:
            here = batch.places
            if batch.ring:
                low[here], high[here] = 0.0, 1.0
                self._enclosed(batch, low, high)
                split = self.split[here]
                low[here] = np.where(split, self.limits_low[here], low[here])
                high[here] = np.where(split, self.limits_high[here], high[here])
            else:
                low[here], high[here] = (
                    update(self.law, batch, self._given(low, high)),
                    update(self.law, batch, self._given(high, low)),
                )
        # Enclosures meet within a tolerance only: where nothing is in doubt, the range is the value.
        same = high - low <= 10 * MET
        return np.where(same, self.values, np.fmin(low, self.values)), np.where(
            same, self.values, np.fmax(high, self.values)
        )


def _camps(batch: Batch, size: int) -> NDArray[np.bool_]:
    """Two camps: whoever attacks stands in the other, whoever supports in the same, as far as that goes."""
    spots = np.arange(size)[batch.places]
    neighbours: dict[int, list[tuple[int, bool]]] = {spot: [] for spot in spots.tolist()}
    for side, opposed in ((batch.attacks, True), (batch.supports, False)):
        if side is None:
            continue
        members, targets = side.links()
        for origin, target in zip(members.tolist(), spots[targets].tolist(), strict=True):
            if origin in neighbours:
                neighbours[origin].append((target, opposed))
                neighbours[target].append((origin, opposed))
    camp: dict[int, bool] = {}
    for root in neighbours:
        if root in camp:
            continue
        camp[root] = False
        waiting = [root]
        while waiting:
            place = waiting.pop()
            for other, opposed in neighbours[place]:
                if other not in camp:
                    camp[other] = camp[place] != opposed
                    waiting.append(other)
    return np.array([camp[spot] for spot in spots.tolist()], np.bool_)
