"""The published gradual semantics: for each, how relations are aggregated and how they influence a base score.

All are modular (Mossakowski and Neuhaus, "Modular semantics and characteristics for bipolar weighted argumentation
graphs", 2018): the strength of an argument is influence(base score, aggregate of what bears on it), the aggregate
being an energy E that supports raise and attacks lower. Formulas, sources and worked examples stand in
docs/semantics-gradual.md; `argmap.semantics.plain` says the same one argument at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from argmap.semantics.framework import Batch, Floats, Side

COUNTING_DAMPING = 0.9
"""The damping factor of the counting semantics, strictly between 0 and 1; 0.9 is its authors' choice in examples."""
_LARGEST_EXPONENT = 700.0  # exp() of more overflows; e^700 to 1 is certainty for any purpose

Influence = Callable[[Floats, Floats], Floats]
"""(base scores in [0,1], energies) → strengths in [0,1]; may overwrite the energies."""


@dataclass(frozen=True, slots=True)
class Modular:
    """One semantics. `attack_only`: it knows no support. `based`: it heeds base scores; if not, every argument starts
    at 1. `extended`: relation weights and sets of premises have a published or evident meaning in it."""

    name: str
    aggregation: str
    influence: Influence
    attack_only: bool = False
    based: bool = True
    extended: bool = True


# ------------------------------------------------------------------------------ influence


def _towards(base: Floats, energy: Floats, moved: Floats) -> Floats:
    """base + (1 - base) moved where the energy is positive, base - base moved where it is negative."""
    share = np.greater(energy, 0) - base
    share *= moved
    share += base
    return share


def linear(base: Floats, energy: Floats) -> Floats:
    """base + (1 - base) max(0, E) - base max(0, -E), for E in [-1, 1]."""
    return _towards(base, energy, np.abs(energy))


def one_max(base: Floats, energy: Floats) -> Floats:
    """The linear form with x / (1 + x) in place of x."""
    size = np.abs(energy)
    size /= 1 + size
    return _towards(base, energy, size)


def two_max(base: Floats, energy: Floats) -> Floats:
    """The linear form with x² / (1 + x²) in place of x."""
    size = energy * energy
    size /= 1 + size
    return _towards(base, energy, size)


def euler(base: Floats, energy: Floats) -> Floats:
    """1 - (1 - base²) / (1 + base e^E), written as base (base + e^E) / (1 + base e^E), which loses no digits."""
    rise = np.exp(np.minimum(energy, _LARGEST_EXPONENT))
    found: Floats = base * (base + rise) / (1 + base * rise)
    return found


def logistic(base: Floats, energy: Floats) -> Floats:
    """1 / (1 + exp(-(logit base + E))), written without the logit, so that 0 stays 0 and 1 stays 1."""
    fall = np.exp(-np.clip(energy, -_LARGEST_EXPONENT, _LARGEST_EXPONENT))
    rest = (1 - base) * fall
    rest += base
    found: Floats = base / rest
    return found


def divided(base: Floats, energy: Floats) -> Floats:
    """base / (1 + what attacks), the attacks being -E."""
    found: Floats = base / (1 - energy)
    return found


# ------------------------------------------------------------------------------ the table

_ALL = (
    Modular("df-quad", "product", linear),
    Modular("quadratic-energy", "sum", two_max),
    Modular("squared-df-quad", "product", one_max),
    Modular("euler", "sum", euler),
    Modular("euler-top", "top", euler),
    Modular("mlp", "sum", logistic),
    Modular("h-categorizer", "sum", divided, attack_only=True, based=False),
    Modular("weighted-h-categorizer", "sum", divided, attack_only=True),
    Modular("max-based", "top", divided, attack_only=True),
    Modular("card-based", "card", divided, attack_only=True, extended=False),
    Modular("counting", "counting", linear, attack_only=True, based=False, extended=False),
)
MODULAR = {one.name: one for one in _ALL}
STEP = MODULAR["df-quad"]
"""The law of steps of reasoning under every semantics: weight times the product over undercutters of (1 - strength)."""


def modular(name: str) -> Modular:
    """A semantics by its name. Raises KeyError, with the names there are, where there is none."""
    if name not in MODULAR:
        raise KeyError(f"{name} is no gradual semantics; there are: {', '.join(MODULAR)}")
    return MODULAR[name]


# ------------------------------------------------------------------------------ one batch


def update(law: Modular, batch: Batch, base: Floats, strengths: Floats, most_attackers: int, *, ends: bool) -> Floats:
    """The strengths of a batch's arguments, from those of all arguments by position.

    base and strengths have the shape (arguments,) or (arguments, columns). `ends`: the first and last columns are the
    low and high ends of a band, so that an attacker's column is taken from the other end.
    """
    own = base[batch.start : batch.stop]
    if batch.attacks is None and batch.supports is None:
        return own
    if batch.step:
        law = STEP
    aggregate = _AGGREGATION[law.aggregation]
    energy = aggregate(batch, own, base, strengths, ends, most_attackers)
    return law.influence(own, energy)


def carried(side: Side, strengths: Floats) -> Floats:
    """What each relation of a side carries: weight times the least of its members, times its step."""
    values: Floats = strengths.take(side.members, axis=0)
    if side.sets is not None:
        values = np.minimum.reduceat(values, side.sets, axis=0)
    if side.weights is not None:
        weights = side.weights
        values = values * (weights[:, None] if values.ndim > weights.ndim else weights)
    if side.gates is not None:
        gated = np.flatnonzero(side.gates >= 0)
        values[gated] *= strengths.take(side.gates[gated], axis=0)
    return values


def _turned(values: Floats, ends: bool) -> Floats:  # noqa: FBT001 - private
    return values[:, ::-1] if ends else values


def _spread(side: Side, groups: Floats, like: Floats, empty: float) -> Floats:
    """One value per argument of the batch, from one per argument that has relations."""
    if len(side.targets) == len(like):
        return groups
    found = np.full((len(like), *groups.shape[1:]), empty)
    found[side.targets] = groups
    return found


def _sum(batch: Batch, own: Floats, _: Floats, strengths: Floats, ends: bool, _most: int) -> Floats:  # noqa: FBT001 - private
    """Sum over supports - sum over attacks."""
    return _difference(np.add, batch, own, strengths, ends)


def _top(batch: Batch, own: Floats, _: Floats, strengths: Floats, ends: bool, _most: int) -> Floats:  # noqa: FBT001 - private
    """Strongest support - strongest attack."""
    return _difference(np.maximum, batch, own, strengths, ends)


def _difference(reduce: np.ufunc, batch: Batch, own: Floats, strengths: Floats, ends: bool) -> Floats:  # noqa: FBT001 - private
    support = attack = None
    if batch.supports is not None:
        side = batch.supports
        support = _spread(side, reduce.reduceat(carried(side, strengths), side.firsts, axis=0), own, 0.0)
    if batch.attacks is not None:
        side = batch.attacks
        values = _turned(carried(side, strengths), ends)
        attack = _spread(side, reduce.reduceat(values, side.firsts, axis=0), own, 0.0)
    if attack is None:
        assert support is not None
        return support
    return np.negative(attack) if support is None else np.subtract(support, attack)


def _product(batch: Batch, own: Floats, _: Floats, strengths: Floats, ends: bool, _most: int) -> Floats:  # noqa: FBT001 - private
    """Product over attacks of (1 - a) - product over supports of (1 - s)."""
    attack: Floats | float = 1.0
    support: Floats | float = 1.0
    if batch.attacks is not None:
        side = batch.attacks
        left = 1 - _turned(carried(side, strengths), ends)
        attack = _spread(side, np.multiply.reduceat(left, side.firsts, axis=0), own, 1.0)
    if batch.supports is not None:
        side = batch.supports
        left = carried(side, strengths)
        np.subtract(1, left, out=left)
        support = _spread(side, np.multiply.reduceat(left, side.firsts, axis=0), own, 1.0)
    energy: Floats = np.subtract(attack, support)
    return energy


def _card(batch: Batch, own: Floats, base: Floats, strengths: Floats, ends: bool, _most: int) -> Floats:  # noqa: FBT001 - private
    """-(number + mean strength) of the attackers whose base score is not 0; 0 where there are none."""
    side = batch.attacks
    assert side is not None
    counts = np.add.reduceat((base.take(side.members, axis=0) > 0).astype(np.float64), side.firsts, axis=0)
    sums = np.add.reduceat(strengths.take(side.members, axis=0), side.firsts, axis=0)
    burden = counts + sums / np.maximum(counts, 1)
    return np.negative(_spread(side, _turned(burden, ends), own, 0.0))


def _counting(batch: Batch, own: Floats, _: Floats, strengths: Floats, ends: bool, most: int) -> Floats:  # noqa: FBT001 - private
    """-(damping / most attackers) times the sum over attacks."""
    return _difference(np.add, batch, own, strengths, ends) * (COUNTING_DAMPING / most)


_AGGREGATION = {"sum": _sum, "top": _top, "product": _product, "card": _card, "counting": _counting}
