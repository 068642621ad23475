"""Valuation: what evaluation gives for every part of a graph, with the reasons for every number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from argmap.graph import ArgumentGraph
from argmap.semantics.weighing import Contribution
from argmap.settings import Settings

if TYPE_CHECKING:
    from argmap.semantics.sensitivity import Sensitivity

Id = str


class Unsuited(ValueError):
    """A semantics cannot evaluate a graph, because it gives no meaning to something in it; the message says to what."""


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
class Because:
    """Why a claim has its number.

    contributions: what each line adds, or each group of lines that count together, strongest first. `ask` makes the
    answers to what the number hangs on; None where a semantics has none, or nothing bears on the claim.
    """

    contributions: tuple[Contribution, ...] = ()
    ask: Callable[[], Sensitivity] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def sensitivity(self) -> Sensitivity | None:
        """What if an item or a source were gone, the share of each, the fewest sources whose loss would tell, levers,
        and what nobody has looked into: each worked out, exactly where that is possible, when it is asked for."""
        return self.ask() if self.ask else None


@dataclass(frozen=True)
class Valuation:
    """Everything computed of a graph, by id; claims only, unless said otherwise.

    confidence: probability with the band of the endpoint method. dependence: lowest and highest point under the
    readings "as declared", "all lines independent" and "lines overlap". decibans: weight of the evidence for
    or against, without the prior; empty for a semantics that has none. reliability: of evidence, after undermining.
    because: what adds up to the number, and what the number hangs on. rivals: per question, the probabilities of its hypotheses as an exclusive set, if the semantics has them.
    carried: of inferences, the strength in [0,1] with which each bears on its conclusion, where a semantics has no
    decibans. label: in, out or undec, as a second opinion, where one was asked for. unsupported claims stand at their
    prior.
    """

    semantics: str
    confidence: Mapping[Id, Interval]
    dependence: Mapping[Id, tuple[float, float]]
    decibans: Mapping[Id, float]
    reliability: Mapping[Id, Interval]
    grade: Mapping[Id, Grade]
    because: Mapping[Id, Because]
    rivals: Mapping[Id, Mapping[Id, Interval]] = field(default_factory=dict)
    converged: bool = True
    carried: Mapping[Id, float] = field(default_factory=dict)
    label: Mapping[Id, str] = field(default_factory=dict)

    def again(self, graph: ArgumentGraph, settings: Settings) -> Valuation | None:  # noqa: ARG002 - as those of a semantics that has something to go on from
        """The valuation of another version of the graph, from what was worked out for this one; None where the semantics begins
        anew."""
        return None
