"""The published gradual semantics one argument at a time: the formulas as they are printed, to check the fast ones by.

Nothing here is vectorised or rearranged. Sums are exact to the last bit (`math.fsum`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, floor, fsum, log, prod

from argmap.semantics.carneades import STANDARDS
from argmap.semantics.labelled import LABELS, local_label
from argmap.semantics.modular import COUNTING_DAMPING, modular

Local = Callable[[float, Sequence[float], Sequence[float]], float]
"""f(base score, strengths of attackers, strengths of supporters) → strength, all in [0,1]."""

_LARGEST_EXPONENT = 700.0  # exp() of more overflows


def _sum(attackers: Sequence[float], supporters: Sequence[float]) -> float:
    return fsum(supporters) - fsum(attackers)


def _product(attackers: Sequence[float], supporters: Sequence[float]) -> float:
    return prod(1 - a for a in attackers) - prod(1 - s for s in supporters)


def _top(attackers: Sequence[float], supporters: Sequence[float]) -> float:
    return max([0.0, *supporters]) - max([0.0, *attackers])


def _p_max(base: float, energy: float, power: int) -> float:
    def h(x: float) -> float:
        return float(max(0.0, x) ** power / (1 + max(0.0, x) ** power))

    return base + (1 - base) * h(energy) - base * h(-energy)


def _linear(base: float, energy: float) -> float:
    return base + (1 - base) * max(0.0, energy) - base * max(0.0, -energy)


def _euler(base: float, energy: float) -> float:
    return 1 - (1 - base**2) / (1 + base * exp(min(energy, _LARGEST_EXPONENT)))


def _logistic(base: float, energy: float) -> float:
    if base in (0.0, 1.0):
        return base
    return 1 / (1 + exp(min(_LARGEST_EXPONENT, -(log(base / (1 - base)) + energy))))


_LOCAL: Mapping[str, Local] = {
    "df-quad": lambda base, a, s: _linear(base, _product(a, s)),
    "quadratic-energy": lambda base, a, s: _p_max(base, _sum(a, s), 2),
    "squared-df-quad": lambda base, a, s: _p_max(base, _product(a, s), 1),
    "euler": lambda base, a, s: _euler(base, _sum(a, s)),
    "euler-top": lambda base, a, s: _euler(base, _top(a, s)),
    "mlp": lambda base, a, s: _logistic(base, _sum(a, s)),
    "h-categorizer": lambda _, a, __: 1 / (1 + fsum(a)),
    "weighted-h-categorizer": lambda base, a, _: base / (1 + fsum(a)),
    "max-based": lambda base, a, _: base / (1 + max(a, default=0.0)),
    # The local form of card-based knows strengths only: an attacker of strength 0 is one of base score 0.
    "card-based": lambda base, a, _: (
        base / (1 + sum(x > 0 for x in a) + fsum(a) / max(1, sum(x > 0 for x in a))) if any(a) else base
    ),
}


def local(semantics: str, most_attackers: int | None = None) -> Local:
    """The local update of a semantics. Raises KeyError for an unknown name.

    Counting divides by the largest number of attackers in the graph; where it is not given, by those at hand.
    """
    if semantics in LABELS:
        return local_label(semantics)
    name = modular(semantics).name
    if name == "counting":
        return lambda _, a, __: 1 - COUNTING_DAMPING * fsum(a) / (most_attackers or max(1, len(a)))
    return _LOCAL[name]


def strengths(
    base: Mapping[str, float],
    attacks: Sequence[tuple[Sequence[str], str, float]],
    supports: Sequence[tuple[Sequence[str], str, float]],
    semantics: str,
) -> dict[str, float]:
    """Strengths of a graph without rings; relations are (premises, conclusion, weight).

    Raises ValueError where the graph runs in a ring.
    """
    # By a proof standard a relation applies with its whole weight, or not at all.
    share: Callable[[float], float] = floor if semantics in STANDARDS else float
    f = local(semantics, max([1, *(sum(target == name for _, target, _ in attacks) for name in base)]))
    found: dict[str, float] = {}
    while len(found) < len(base):
        before = len(found)
        for name in base:
            bearing = [
                [relation for relation in side if relation[1] == name and relation[0]] for side in (attacks, supports)
            ]
            if name in found or any(premise not in found for side in bearing for r in side for premise in r[0]):
                continue
            attackers, supporters = (
                [weight * share(min(found[premise] for premise in premises)) for premises, _, weight in side]
                for side in bearing
            )
            found[name] = f(base[name], attackers, supporters)
        if len(found) == before:
            raise ValueError("the graph runs in a ring")
    return found
