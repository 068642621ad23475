"""The published gradual semantics: for each, how relations are aggregated and how they influence a base score.

All are modular (Mossakowski and Neuhaus, "Modular semantics and characteristics for bipolar weighted argumentation
graphs", 2018): the strength of an argument is influence(base score, aggregate of what bears on it), the aggregate
being an energy E that supports raise and attacks lower. Formulas, sources and worked examples stand in
docs/semantics-gradual.md; `argmap.semantics.scalar` says the same one argument at a time.
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
    """Give base + (1 - base) moved where the energy is positive, base - base moved where it is negative."""
    share = np.greater(energy, 0) - base
    share *= moved
    share += base
    return share


def linear(base: Floats, energy: Floats) -> Floats:
    """Give base + (1 - base) max(0, E) - base max(0, -E), for E in [-1, 1]."""
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
    """Give base / (1 + what attacks), the attacks being -E."""
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


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """What a batch is worked out from: base scores and strengths by position, of shape (arguments,) or (arguments,
    columns); and the strengths that attackers are taken at, where those are others.

    `turned`: columns run from the low to the high end of a band, so that attackers are taken from the other end.
    """

    base: Floats
    strengths: Floats
    most_attackers: int
    opposing: Floats | None = None
    turned: bool = False

    def attacking(self, side: Side) -> Floats:
        """What each attack carries."""
        values = carried(side, self.strengths if self.opposing is None else self.opposing)
        return values[:, ::-1] if self.turned else values


def update(law: Modular, batch: Batch, given: Given) -> Floats:
    """The strengths of a batch's arguments, in their order: the function f of `argmap.semantics.equilibrium`."""
    own = given.base[batch.places]
    if batch.attacks is None and batch.supports is None:
        return own
    if batch.step:
        law = STEP
    return law.influence(own, _AGGREGATION[law.aggregation](batch, own, given))


def carried(side: Side, strengths: Floats) -> Floats:
    """What each relation of a side carries, in an array of its own: weight times the least of its members, times its
    step."""
    values: Floats = strengths.take(side.members, axis=0)
    if side.sets is not None:
        values = np.minimum.reduceat(values, side.sets, axis=0)
    if side.weights is not None:
        weights = side.weights
        values *= weights[:, None] if values.ndim > weights.ndim else weights
    if side.gates is not None:
        gated = np.flatnonzero(side.gates >= 0)
        values[gated] *= strengths.take(side.gates[gated], axis=0)
    return values


def _spread(side: Side, groups: Floats, like: Floats, empty: float) -> Floats:
    """One value per argument of the batch, from one per argument that has relations."""
    if len(side.targets) == len(like):
        return groups
    found = np.full((len(like), *groups.shape[1:]), empty)
    found[side.targets] = groups
    return found


def _sum(batch: Batch, own: Floats, given: Given) -> Floats:
    """Sum over supports - sum over attacks."""
    return _difference(np.add, batch, own, given)


def _top(batch: Batch, own: Floats, given: Given) -> Floats:
    """Strongest support - strongest attack."""
    return _difference(np.maximum, batch, own, given)


def _difference(reduce: np.ufunc, batch: Batch, own: Floats, given: Given) -> Floats:
    support = attack = None
    if batch.supports is not None:
        side = batch.supports
        support = _spread(side, reduce.reduceat(carried(side, given.strengths), side.firsts, axis=0), own, 0.0)
    if batch.attacks is not None:
        side = batch.attacks
        attack = _spread(side, reduce.reduceat(given.attacking(side), side.firsts, axis=0), own, 0.0)
    if attack is None:
        assert support is not None
        return support
    return np.negative(attack) if support is None else np.subtract(support, attack)


def _product(batch: Batch, own: Floats, given: Given) -> Floats:
    """Product over attacks of (1 - a) - product over supports of (1 - s)."""
    attack: Floats | float = 1.0
    support: Floats | float = 1.0
    if batch.attacks is not None:
        attack = _spared(batch.attacks, given.attacking(batch.attacks), own)
    if batch.supports is not None:
        support = _spared(batch.supports, carried(batch.supports, given.strengths), own)
    energy: Floats = np.subtract(attack, support)
    return energy


def _spared(side: Side, values: Floats, own: Floats) -> Floats:
    """Product of (1 - value) over the relations of each argument; overwrites the values."""
    np.subtract(1, values, out=values)
    return _spread(side, np.multiply.reduceat(values, side.firsts, axis=0), own, 1.0)


def _card(batch: Batch, own: Floats, given: Given) -> Floats:
    """-(number + mean strength) of the attackers whose base score is not 0; 0 where there are none."""
    side = batch.attacks
    assert side is not None
    counts = np.add.reduceat((given.base.take(side.members, axis=0) > 0).astype(np.float64), side.firsts, axis=0)
    sums = np.add.reduceat(given.attacking(side), side.firsts, axis=0)
    return np.negative(_spread(side, counts + sums / np.maximum(counts, 1), own, 0.0))


def _counting(batch: Batch, own: Floats, given: Given) -> Floats:
    """-(damping / most attackers) times the sum over attacks."""
    return _sum(batch, own, given) * (COUNTING_DAMPING / given.most_attackers)


_AGGREGATION = {"sum": _sum, "top": _top, "product": _product, "card": _card, "counting": _counting}
