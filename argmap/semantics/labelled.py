"""Frameworks by labels: the labellings of Dung and the proof standards of Carneades, as strengths of 1, ½ and 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from argmap.semantics.carneades import STANDARDS, Argument, Evaluation, Standard, negation, proof_standards
from argmap.semantics.dung import LABELLINGS, STRENGTH, labellings
from argmap.semantics.equilibrium import Strengths
from argmap.semantics.framework import Floats, Framework, Side

METHOD = "labelling"
_ASSUMED, _EXCLUDED = 1.0, 0.0


@dataclass(frozen=True, slots=True)
class Labels:
    """One way to label. `attack_only`, `based` and `extended` as for `argmap.semantics.modular.Modular`.

    Of base scores a proof standard heeds two: an argument at 1 is assumed, and of one at 0 the contrary is.
    """

    name: str
    attack_only: bool
    based: bool
    extended: bool

    def strengths(self, framework: Framework, base: Floats) -> Strengths:
        """The labels of a framework as strengths by argument, of the shape of `base`.

        An argument whose labellings differ is undec, and its low and high are the ends of what they say of it. Raises
        TooLarge for preferred and stable labellings of too large a graph, and ValueError for a proof standard on a ring.
        """
        if self.name in LABELLINGS:
            return _by_labelling(framework, base, self.name)
        if framework.rings:
            raise ValueError(f"{self.name} gives no meaning to arguments that bear on one another in a ring")
        columns = base[:, None] if base.ndim == 1 else base
        values = np.stack([_by_standard(framework, column, self.name) for column in columns.T], axis=1)
        values = values.reshape(base.shape)
        return Strengths(values, values, values, converged=True, method=METHOD, residual=0.0, unique=True)


LABELS: Mapping[str, Labels] = {
    **{name: Labels(name, attack_only=True, based=False, extended=False) for name in LABELLINGS},
    **{name: Labels(name, attack_only=False, based=True, extended=True) for name in STANDARDS},
}
"""Every way to label, by name."""


def _by_labelling(framework: Framework, base: Floats, name: str) -> Strengths:
    found = labellings(range(framework.size), [(i, k) for (i,), k, _ in _relations(framework, "attacks")], name)
    sets = np.array([[STRENGTH[labels[i]] for i in range(framework.size)] for labels in found])
    if not found:
        nothing = np.full(base.shape, np.nan)
        return Strengths(nothing, nothing, nothing, converged=False, method=METHOD, residual=np.nan, unique=False)
    low, high = sets.min(axis=0), sets.max(axis=0)
    values = np.where(low == high, low, STRENGTH["undec"])
    values, low, high = (_in_columns(one, base) for one in (values, low, high))
    return Strengths(values, low, high, converged=True, method=METHOD, residual=0.0, unique=len(found) == 1)


def _in_columns(values: Floats, base: Floats) -> Floats:
    return values if base.ndim == 1 else np.repeat(values[:, None], base.shape[1], axis=1)


def _by_standard(framework: Framework, base: Floats, name: str) -> Floats:
    arguments = [
        Argument(str(k) if side == "supports" else negation(str(k)), tuple(map(str, members)), (), weight)
        for side in ("attacks", "supports")
        for members, k, weight in _relations(framework, side)
        if weight > 0  # it carries nothing, whatever its premises
    ]
    assumed = [str(i) for i in np.flatnonzero(base == _ASSUMED)]
    assumed += [negation(str(i)) for i in np.flatnonzero(base == _EXCLUDED)]
    evaluation = Evaluation(arguments, assumed, default=_standard(name))
    return np.array([STRENGTH[evaluation.label(str(i))] for i in range(framework.size)], np.float64)


def _standard(name: str) -> Standard:
    return next(one for one in STANDARDS if one == name)


def _relations(framework: Framework, polarity: str) -> Iterator[tuple[tuple[int, ...], int, float]]:
    """All relations of a polarity, the arguments named by number: members, target, weight."""
    for batch in framework.batches:
        side: Side | None = getattr(batch, polarity)
        if side is None:
            continue
        places = np.arange(framework.size)[batch.places]
        targets = framework.order[places[np.repeat(side.targets, np.diff(np.append(side.firsts, side.count)))]].tolist()
        members = framework.order[side.members].tolist()
        starts = range(side.count + 1) if side.sets is None else [*side.sets.tolist(), len(members)]
        for number, target in enumerate(targets):
            weight = 1.0 if side.weights is None else float(side.weights[number])
            yield tuple(members[starts[number] : starts[number + 1]]), target, weight


# ------------------------------------------------------------------------------ one argument at a time


def local_label(name: str) -> Callable[[float, Sequence[float], Sequence[float]], float]:
    """The local update f(base score, attackers, supporters) of a way to label. Raises KeyError for another name.

    Of a labelling: an argument is in where all that attack it are out, and out where one is in; preferred and stable
    labellings do so where nothing runs in a ring, and on rings have no local update. Of a standard: what bears on the
    argument is given by its weight, 0 where it does not apply.
    """
    if LABELS[name].attack_only:
        return lambda _, attackers, __: 1 - max(attackers, default=0.0)
    return lambda base, attackers, supporters: _met(_standard(name), base, attackers, supporters)


def _met(standard: Standard, base: float, attackers: Sequence[float], supporters: Sequence[float]) -> float:
    if base in (_ASSUMED, _EXCLUDED):
        return base
    pro, con = ([value for value in side if value > 0] for side in (supporters, attackers))
    if proof_standards(pro, con)[standard]:
        return STRENGTH["in"]
    return STRENGTH["out"] if proof_standards(con, pro)[standard] else STRENGTH["undec"]
