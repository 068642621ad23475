"""Strengths of a whole framework: one pass where nothing runs in a ring, otherwise the equilibrium of its rings.

With f the local updates of all arguments, strengths are a fixed point s = f(s). Without rings there is one, and one
pass upwards finds it. In a ring there may be one, several or a continuum, and replacing s by f(s) over and over may
never settle. What is done about it:

1. *Enclosure*. f rises with supporters and falls with attackers, so from low = 0 and high = 1 the pair (f with
   supporters low and attackers high, f with supporters high and attackers low) closes in on every fixed point there is.
   Where the two meet, the fixed point is proved to be the only one, iteration from anywhere leads there (it stays
   between them), and so does the flow. This is a contraction certificate that takes account of the values at hand; any
   Lipschitz bound below 1 implies it.
2. *Flow*. Where they do not meet, strengths are the limit of ds/dt = f(s) - s from s(0) = base scores (Potyka,
   "Continuous dynamical systems for weighted bipolar argumentation", KR 2018), followed with the method of
   Bogacki and Shampine (1989) and steps that adapt to it. Other starts tell whether there are other limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from argmap.semantics.framework import Batch, Floats, Framework
from argmap.semantics.modular import Modular, update

MET = 1e-13
"""How near to one another the ends of an enclosure are brought, where they can be."""
PROVED = 1e-10
"""How near they must be for their values to count as one, and for the fixed point as proved."""
SETTLED = 1e-14
"""How slow the flow must have become, as max |f(s) - s|."""
APART = 1e-6
"""How far limits must lie from one another to count as different."""
MOST_ROUNDS = 2000
MOST_STEPS = 20_000
_PATIENCE = 40  # rounds after which the pace of an enclosure is judged
_OTHER_STARTS = 4  # besides the ends of the enclosure: even more would seldom find more
_ACCURACY = 1e-7  # largest error of a step of the flow, so that it stays in the basin it started in
_HASTE = 0.02  # and the largest part of its present speed, so that it comes to rest


@dataclass(frozen=True, eq=False)
class Strengths:
    """Strengths by position, of shape (arguments,) or (arguments, columns).

    method: "forward pass", "iteration" (inside an enclosure that closes) or "flow". residual: largest |f(s) - s|.
    unique: True where proved, False where starts disagree, None where all starts that were tried agree. low and high:
    the least and greatest limit found, equal to the strengths where unique. An argument for which no limit was
    found is not a number, and `converged` is False.
    """

    values: Floats
    low: Floats
    high: Floats
    converged: bool
    method: str
    residual: float
    unique: bool | None


def evaluate(framework: Framework, law: Modular, base: Floats, *, ends: bool = False) -> Strengths:
    """Evaluate a framework, given the base scores by argument in [0,1], of shape (arguments,) or (arguments, columns).

    `ends`: the first and last columns are the low and high ends of a band (see `modular.update`). Frameworks
    with rings take one column.
    """
    own = base[framework.order] if law.based else np.ones_like(base)
    if framework.rings:
        found = _settled(framework, law, own)
    else:
        values = np.empty_like(own)
        for batch in framework.batches:
            values[batch.start : batch.stop] = _once(framework, law, batch, own, values, ends=ends)
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


def _once(framework: Framework, law: Modular, batch: Batch, own: Floats, values: Floats, *, ends: bool) -> Floats:
    return update(law, batch, own, values, framework.most_attackers, ends=ends)


def _all_at_once(framework: Framework, law: Modular, own: Floats, values: Floats) -> Floats:
    """f(s) for every argument."""
    found = np.empty_like(values)
    for batch in framework.batches:
        found[batch.start : batch.stop] = _once(framework, law, batch, own, values, ends=False)
    return found


# ------------------------------------------------------------------------------ rings


def _settled(framework: Framework, law: Modular, own: Floats) -> Strengths:
    if own.ndim > 1:
        raise ValueError("arguments that bear on one another in a ring are evaluated one column at a time")
    both = np.stack([own, own], axis=1)
    enclosure = both.copy()
    certain = True
    for batch in framework.batches:
        if batch.ring:
            _enclose(framework, law, batch, both, enclosure)
        else:
            enclosure[batch.start : batch.stop] = _once(framework, law, batch, both, enclosure, ends=True)
        here = enclosure[batch.start : batch.stop]
        certain &= float(np.max(here[:, 1] - here[:, 0])) < PROVED
    if certain:
        return _iterated(framework, law, own, enclosure)
    return _flowed(framework, law, own, enclosure)


def _enclose(framework: Framework, law: Modular, batch: Batch, both: Floats, enclosure: Floats) -> None:
    """Close in on the fixed points of a ring; leaves the enclosure as narrow as it got within reason."""
    here = slice(batch.start, batch.stop)
    enclosure[here, 0], enclosure[here, 1] = 0.0, 1.0
    widths: list[float] = []
    for _ in range(MOST_ROUNDS):
        closer = _once(framework, law, batch, both, enclosure, ends=True)
        enclosure[here] = closer
        widths.append(float(np.max(closer[:, 1] - closer[:, 0])))
        if widths[-1] < MET or (len(widths) > _PATIENCE and widths[-1] > 0.99 * widths[-_PATIENCE]):
            break


def _iterated(framework: Framework, law: Modular, own: Floats, enclosure: Floats) -> Strengths:
    values = enclosure.mean(axis=1)
    for batch in framework.batches:
        here = slice(batch.start, batch.stop)
        if not batch.ring:
            values[here] = _once(framework, law, batch, own, values, ends=False)
            continue
        before = np.inf
        for _ in range(MOST_ROUNDS):
            nearer = _once(framework, law, batch, own, values, ends=False)
            moved = float(np.max(np.abs(nearer - values[here])))
            values[here] = nearer
            if moved <= SETTLED or moved >= before:
                break
            before = moved
    residual = float(np.max(np.abs(_all_at_once(framework, law, own, values) - values)))
    return Strengths(values, values, values, converged=True, method="iteration", residual=residual, unique=True)


def _flowed(framework: Framework, law: Modular, own: Floats, enclosure: Floats) -> Strengths:
    first, speed = _flow(framework, law, own, own.copy())
    values = np.where(speed <= APART * APART, first, np.nan)
    low, high = first.copy(), first.copy()
    found = bool(np.all(np.isfinite(values)))
    for start in _starts(framework, enclosure):
        limit, pace = _flow(framework, law, own, start)
        # A start that comes to no rest still shows where strengths can go.
        low, high = np.minimum(low, limit), np.maximum(high, limit)
        found &= bool(np.max(pace) <= APART)
    disagree = bool(np.max(high - low) > APART)
    if not disagree and np.all(np.isfinite(values)):
        low = high = values
    return Strengths(
        values,
        low,
        high,
        converged=bool(np.all(np.isfinite(values))),
        method="flow",
        residual=float(np.max(speed)),
        unique=False if disagree else None,
    )


def _starts(framework: Framework, enclosure: Floats) -> Iterator[Floats]:
    """Where else to start from: both ends of the enclosure, opposite ends for arguments that attack one another, and
    a few points between that lie differently in every argument."""
    low, high = enclosure[:, 0], enclosure[:, 1]
    yield low.copy()
    yield high.copy()
    colour = _camps(framework)
    yield np.where(colour, low, high)
    yield np.where(colour, high, low)
    places = np.arange(1, framework.size + 1)
    for number in range(1, _OTHER_STARTS + 1):
        between = np.modf(places * (0.6180339887498949 + 0.1 * number))[0]
        yield low + between * (high - low)


def _camps(framework: Framework) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Two camps: whoever attacks stands in the other, whoever supports in the same, as far as that goes."""
    neighbours: list[list[tuple[int, bool]]] = [[] for _ in range(framework.size)]
    for batch in framework.batches:
        for side, opposed in ((batch.attacks, True), (batch.supports, False)):
            if side is None or not batch.ring:
                continue
            counts = np.diff(np.append(side.firsts, len(side.sets) if side.sets is not None else len(side.members)))
            targets = np.repeat(side.targets + batch.start, counts)
            if side.sets is not None:
                targets = np.repeat(targets, np.diff(np.append(side.sets, len(side.members))))
            for origin, target in zip(side.members.tolist(), targets.tolist(), strict=True):
                neighbours[origin].append((target, opposed))
                neighbours[target].append((origin, opposed))
    camp: list[bool | None] = [None] * framework.size
    for root in range(framework.size):
        if camp[root] is not None:
            continue
        camp[root] = False
        waiting = [root]
        while waiting:
            place = waiting.pop()
            for other, opposed in neighbours[place]:
                if camp[other] is None:
                    camp[other] = bool(camp[place]) != opposed
                    waiting.append(other)
    return np.array(camp, np.bool_)


def _flow(framework: Framework, law: Modular, own: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Follow ds/dt = f(s) - s from `values` until it rests; gives where it ended and the speed there, by argument."""

    def slope(at: Floats) -> Floats:
        found = _all_at_once(framework, law, own, at)
        found -= at
        return found

    step = 0.1
    first = slope(values)
    speed = float(np.max(np.abs(first)))
    for _ in range(MOST_STEPS):
        if speed <= SETTLED:
            break
        second = slope(values + (step / 2) * first)
        third = slope(values + (0.75 * step) * second)
        ahead = values + step * (first * (2 / 9) + second / 3 + third * (4 / 9))
        # The exact flow stays in [0,1]; a step need not.
        np.clip(ahead, 0.0, 1.0, out=ahead)
        fourth = slope(ahead)
        error = float(
            np.max(np.abs(step * (first * (-5 / 72) + second * (1 / 12) + third * (1 / 9) + fourth * (-1 / 8))))
        )
        allowed = max(min(_ACCURACY, _HASTE * speed), 1e-17)
        if error <= allowed:
            values, first = ahead, fourth
            speed = float(np.max(np.abs(first)))
        step *= min(3.0, max(0.2, 0.9 * (allowed / max(error, 1e-300)) ** (1 / 3)))
        step = min(step, 50.0)
    return values, np.abs(first)
