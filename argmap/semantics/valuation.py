"""Valuation: what evaluation gives for every part of a graph, with the reasons for every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from argmap.semantics.weighing import Contribution

Id = str


@dataclass(frozen=True, slots=True)
class Interval:
    """A value in [0,1] with the ends of its band; `exact` where some choice of inputs attains both ends."""

    point: float
    low: float
    high: float
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Grade:
    """A support grade S0, S1, S2, S3 or SX, the rule that gave it, and that rule in a sentence.

    `lines` counts the independent lines that support the claim. `open` are the required critical questions that nobody
    answered on the lines that support it, where the claim is graded S1 or SX.
    """

    code: str
    rule: str
    reason: str
    lines: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Valuation:
    """Everything computed of a graph, by id; claims only, unless said otherwise.

    confidence: probability with the band of the endpoint method. dependence: lowest and highest point under the
    readings "as declared", "all lines independent" and "lines overlap". decibans: weight of the evidence for
    or against, without the prior. reliability: of evidence, after undermining. because: contributions, strongest
    first. rivals: per question, the probabilities of its hypotheses as an exclusive set. unsupported claims
    stand at their prior.
    """

    semantics: str
    confidence: Mapping[Id, Interval]
    dependence: Mapping[Id, tuple[float, float]]
    decibans: Mapping[Id, float]
    reliability: Mapping[Id, Interval]
    grade: Mapping[Id, Grade]
    because: Mapping[Id, tuple[Contribution, ...]]
    rivals: Mapping[Id, Mapping[Id, Interval]] = field(default_factory=dict)
    converged: bool = True
