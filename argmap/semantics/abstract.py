"""Abstract graphs: the strengths of arguments that are given by nothing but names, base scores and relations."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from argmap.semantics.equilibrium import beside, evaluate
from argmap.semantics.framework import (
    Floats,
    Framework,
    Indices,
    Relation,
    Weights,
    framework,
    index_of,
    premises_of,
    relations_of,
)
from argmap.semantics.labelled import LABELS, Labels
from argmap.semantics.modular import MODULAR, Modular

Base = Mapping[Any, float] | Sequence[float] | Floats | None


@dataclass(frozen=True, eq=False)
class Gradual:
    """What a gradual semantics makes of a graph, every array in the order of `arguments`.

    strengths: in [0,1]; not a number where no limit was found, and then `converged` is False. method: "forward pass",
    "iteration" or "flow" (see `argmap.semantics.equilibrium`), or "labelling", by which an argument that is in has 1, one
    that is out 0, and one that is undecided a half. residual: how far the strengths are from a fixed point.
    unique: True where there is provably no other fixed point, False where some start ends elsewhere, None where none
    that was tried does. low and high: the least and the greatest value that any start ends at; equal to the strengths
    unless `unique` is False.
    """

    arguments: Sequence[Hashable]
    strengths: Floats
    converged: bool
    method: str
    residual: float
    unique: bool | None
    low: Floats
    high: Floats

    def of(self, argument: Hashable) -> float:
        """The strength of one argument, where there is one column of them. Raises KeyError for no argument."""
        try:
            return float(self.strengths[self.arguments.index(argument)])
        except ValueError:
            raise KeyError(f"{argument!r} is no argument") from None


@dataclass(frozen=True, eq=False)
class Plan:
    """A graph put in order once, to be evaluated with any base scores by any semantics."""

    arguments: Sequence[Hashable]
    framework: Framework

    def evaluate(self, base: Base, semantics: str) -> Gradual:
        """Strengths from base scores: a mapping, or an array of shape (arguments,) or (arguments, columns).

        Each column is an evaluation of its own; of several the method is that of the last resort, the residual the largest,
        and `converged` and `unique` say what holds of all. Raises as `gradual` does.
        """
        law = law_of(semantics)
        check_meaning(self.framework, law)
        scores = self._base(base, law)
        if isinstance(law, Labels):
            found = law.strengths(self.framework, scores)
        elif self.framework.rings and scores.ndim > 1:
            found = beside([evaluate(self.framework, law, column) for column in scores.T], scores.shape)
        else:
            found = evaluate(self.framework, law, scores)
        return Gradual(
            self.arguments,
            found.values,
            found.converged,
            found.method,
            found.residual,
            found.unique,
            found.low,
            found.high,
        )

    def _base(self, base: Base, law: Modular | Labels) -> Floats:
        size = len(self.arguments)
        if base is None:
            if law.based:
                raise ValueError(f"{law.name} needs a base score for every argument")
            return np.ones(size)
        if isinstance(base, Mapping):
            values = _from_mapping(self.arguments, base)
        else:
            values = np.asarray(base if isinstance(base, np.ndarray) else list(base), dtype=np.float64)
            if values.ndim not in (1, 2) or len(values) != size:
                raise ValueError(f"{size} arguments need {size} base scores, not an array of shape {values.shape}")
        if not (values.size == 0 or (values.min() >= 0 and values.max() <= 1)):  # not a number is neither
            place = int(np.argwhere(~((values >= 0) & (values <= 1)))[0][0])
            name, score = self.arguments[place], values[place]
            raise ValueError(f"the base score of {name!r} is {score}, and base scores are from 0 to 1")
        return values


def _from_mapping(arguments: Sequence[Hashable], base: Mapping[Any, float]) -> Floats:
    try:
        values = np.array([base[name] for name in arguments], np.float64)
    except KeyError as missing:
        raise KeyError(f"{missing.args[0]!r} has no base score") from None
    if len(base) != len(arguments):
        known = set(arguments)
        stranger = next(name for name in base if name not in known)
        raise KeyError(f"there is a base score for {stranger!r}, which is no argument")
    return values


def law_of(semantics: str) -> Modular | Labels:
    """The semantics of a name. Raises KeyError, with the names there are, where there is none."""
    if semantics in LABELS:
        return LABELS[semantics]
    if semantics in MODULAR:
        return MODULAR[semantics]
    if semantics == "weight-of-evidence":
        raise KeyError(f"{semantics} needs likelihood ratios, which no graph of names has: use argmap.semantics.weigh")
    raise KeyError(f"{semantics} is no gradual semantics; there are: {', '.join((*MODULAR, *LABELS))}")


def check_meaning(known: Framework, law: Modular | Labels) -> None:
    """Raise ValueError where a framework has something that a semantics gives no meaning to."""
    if law.attack_only and known.supported:
        raise ValueError(f"{law.name} knows attacks only, and there are supports")
    if not law.extended and known.weighted:
        raise ValueError(f"{law.name} gives no meaning to weights of relations")
    if not law.extended and known.joint:
        raise ValueError(f"{law.name} gives no meaning to premises that bear together")


def plan(
    arguments: Sequence[Hashable],
    attacks: Iterable[Relation] | Indices,
    supports: Iterable[Relation] | Indices = (),
    *,
    weights: Weights | None = None,
) -> Plan:
    """Put a graph in order for `Plan.evaluate`; arguments and errors as for `gradual`.

    Relations may also be integer arrays of shape (relations, 2) that name arguments by their places.
    """
    index: Mapping[Hashable, int]
    if isinstance(arguments, range) and arguments == range(len(arguments)):
        index = _Places(len(arguments))
    else:
        arguments = tuple(arguments)
        index = index_of(arguments)
    sides = [side if isinstance(side, np.ndarray) else list(side) for side in (attacks, supports)]
    shares = _weights(index, sides, weights)
    found = relations_of(index, sides[0], "attack", shares[0]), relations_of(index, sides[1], "support", shares[1])
    return Plan(arguments, framework(len(arguments), found[0], found[1]))


class _Places(dict[Hashable, int]):
    """The index of arguments that are their own places."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __contains__(self, name: object) -> bool:
        return isinstance(name, int | np.integer) and 0 <= int(name) < self.size

    def __missing__(self, name: Hashable) -> int:
        if name not in self:
            raise KeyError(name)
        return int(name)  # type: ignore[call-overload, no-any-return] # it is a whole number, as just asked


def _weights(
    index: Mapping[Hashable, int], sides: Sequence[Any], weights: Weights | None
) -> tuple[Floats | None, Floats | None]:
    """The weights of attacks and of supports, in their order."""
    if weights is None:
        return None, None
    attacks, supports = sides
    if isinstance(weights, Mapping):
        keys = [[_key(pair, index) for pair in side] for side in sides]
        known, both = {*keys[0], *keys[1]}, {*keys[0]} & {*keys[1]}
        given: dict[tuple[Any, Any], float] = {}
        for pair, value in weights.items():
            key = _key(pair, index)
            if key in given:
                raise ValueError(f"{_told(key)} has two weights")
            given[key] = value
            if key not in known:
                raise KeyError(f"there is a weight for {_told(key)}, which is no relation")
            if key in both:
                raise ValueError(f"{_told(key)} is an attack and a support: give the weights as a sequence")
        values = np.array([given.get(key, 1.0) for side in keys for key in side], np.float64)
    else:
        values = np.asarray(weights if isinstance(weights, np.ndarray) else list(weights), dtype=np.float64)
        count = len(attacks) + len(supports)
        if values.shape != (count,):
            raise ValueError(f"{count} relations need {count} weights, attacks first, not {values.size}")
    if values.size and not (values.min() >= 0 and values.max() <= 1):
        place = int(np.argwhere(~((values >= 0) & (values <= 1)))[0][0])
        pair = (*attacks, *supports)[place]
        raise ValueError(f"the weight of {_told(_key(pair, index))} is {values[place]}, and weights are from 0 to 1")
    return values[: len(attacks)], values[len(attacks) :]


def _key(pair: Any, index: Mapping[Hashable, int]) -> tuple[Any, Any]:
    if isinstance(pair, str) or not hasattr(pair, "__len__") or len(pair) != 2:  # noqa: PLR2004 - from and to
        raise ValueError(f"a relation is a pair (from, to), not {pair!r}")
    origins, target = pair
    return frozenset(premises_of(origins, index)), target


def _told(key: tuple[Any, Any]) -> str:
    return f"{{{', '.join(sorted(map(str, key[0])))}}} → {key[1]}"


def gradual(
    arguments: Sequence[Hashable],
    base: Base,
    attacks: Iterable[Relation] | Indices,
    supports: Iterable[Relation] | Indices,
    semantics: str,
    *,
    weights: Weights | None = None,
) -> Gradual:
    """Strengths of arguments by one of the published semantics (`argmap.semantics.modular.MODULAR`), or their labels
    (`argmap.semantics.labelled.LABELS`) as strengths.

    base: scores in [0,1], a mapping or an array in the order of arguments, with a column for each evaluation if there are
    several; h-categorizer, counting and the labellings do not heed them and take None as well, and the proof standards heed
    1, which is assumed, and 0, of which the contrary is. attacks and supports: pairs (from, to), or ((from, …), to) for premises that
    bear only together, as strong as the weakest of them; with no premise at all such a relation carries nothing.
    weights: in [0,1], by which a relation is multiplied; a mapping from relations, in which those left out have 1,
    or a sequence in the order of attacks and then supports.

    Raises KeyError for an unknown semantics, a name that is no argument, and a missing base score; ValueError for a
    number outside [0,1], an argument or relation that stands twice, and for supports, weights, rings or premises that bear
    together where the semantics gives no meaning to them; TooLarge (a ValueError) where not all preferred or stable
    labellings can be searched (`argmap.semantics.dung`).
    """
    law_of(semantics)
    return plan(arguments, attacks, supports, weights=weights).evaluate(base, semantics)
