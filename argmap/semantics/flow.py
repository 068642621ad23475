"""The flow ds/dt = f(s) - s of a gradual semantics, followed until it rests.

Rest points of the flow are the fixed points of f (Potyka, "Continuous dynamical systems for weighted bipolar
argumentation", KR 2018). It is followed with the pair of formulas of Bogacki and Shampine (1989), of order 3 with an
estimate of the error, and steps that adapt to it: small enough to stay in the basin it started in, and always a small
part of the present speed, so that it comes to rest instead of trembling about the rest point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from argmap.semantics.framework import Batch, Floats, Framework, Indices, condensed, part_of
from argmap.semantics.modular import Given, Modular, update

SETTLED = 1e-14
"""The speed, as max |f(s) - s|, at which the flow rests."""
MOST_STEPS = 20_000
_ACCURACY = 1e-7
_HASTE = 0.02
_LONGEST = 50.0
_TURN = 25  # steps after which components that rest are set aside


@dataclass(frozen=True, eq=False)
class _Field:
    """What moves: the arguments of some batches, all others standing still.

    `parts` are the strong components by position where the batches hold whole components of one level, which move
    independently of one another and may rest one by one; otherwise None.
    """

    law: Modular
    batches: tuple[Batch, ...]
    base: Floats
    most_attackers: int
    parts: Indices | None

    def slope(self, values: Floats) -> Floats:
        """f(s) - s for those that move, 0 for the others; of the shape of the values."""
        base = self.base if values.ndim == 1 else self.base[:, None]
        given = Given(base, values, self.most_attackers)
        found = np.zeros_like(values)
        for batch in self.batches:
            found[batch.places] = update(self.law, batch, given) - values[batch.places]
        return found

    def without_resting(self, moving: NDArray[np.bool_]) -> _Field:
        """The same field without the components in which nothing moves."""
        if self.parts is None:
            return self
        parts = np.unique(self.parts[moving])
        kept = tuple(part_of(batch, np.isin(self.parts[batch.places], parts)) for batch in self.batches)
        return _Field(self.law, kept, self.base, self.most_attackers, self.parts)


def followed(
    law: Modular,
    batches: Sequence[Batch],
    framework: Framework,
    base: Floats,
    values: Floats,
    *,
    resting: float = SETTLED,
    apart: bool = True,
) -> tuple[Floats, Floats]:
    """Follow the flow of some batches of a framework from `values` until no |f(s) - s| is above `resting`.

    base: of shape (arguments,); values: of shape (arguments,) or (arguments, starts); both by position. `apart`: the
    batches hold whole strong components of one level. Gives where the arguments of the batches ended, in the order of
    the batches, and |f(s) - s| there. Where the flow does not rest within MOST_STEPS steps, the latter tells.
    """
    moving, positions = condensed(batches, framework.size)
    parts = framework.parts[positions] if apart else None
    field = _Field(law, moving, base[positions], framework.most_attackers, parts)
    ended, speed = _followed(field, values[positions], resting)
    count = sum(batch.places.stop for batch in moving[-1:] if isinstance(batch.places, slice))
    return ended[:count], speed[:count]


def _followed(field: _Field, values: Floats, resting: float) -> tuple[Floats, Floats]:
    step = 0.1
    slope = field.slope(values)
    ended = np.zeros_like(values)
    for number in range(1, MOST_STEPS + 1):
        speed = float(np.max(np.abs(slope), initial=0.0))
        if speed <= resting:
            break
        if number % _TURN == 0:
            fastest = np.abs(slope).reshape(len(slope), -1).max(axis=1)
            narrower = field.without_resting(fastest > resting)
            remaining = narrower.slope(values)
            ended = np.where(remaining == 0, np.maximum(ended, np.abs(slope)), ended)
            field, slope = narrower, remaining
        second = field.slope(values + (step / 2) * slope)
        third = field.slope(values + (0.75 * step) * second)
        ahead = values + step * (slope * (2 / 9) + second * (1 / 3) + third * (4 / 9))
        # The exact flow stays in [0,1]; a step need not.
        np.clip(ahead, 0.0, 1.0, out=ahead)
        after = field.slope(ahead)
        error = step * float(np.max(np.abs(slope * (-5 / 72) + second * (1 / 12) + third * (1 / 9) - after * (1 / 8))))
        allowed = max(min(_ACCURACY, _HASTE * speed), 1e-17)
        if error <= allowed:
            values, slope = ahead, after
        step = min(step * min(3.0, max(0.2, 0.9 * (allowed / max(error, 1e-300)) ** (1 / 3))), _LONGEST)
    return values, np.maximum(np.abs(slope), ended)
