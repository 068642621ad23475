"""Semantics: graph → Valuation; one module per semantics, all under their names in one registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argmap.graph import ArgumentGraph
from argmap.registry import SEMANTICS
from argmap.semantics import published as _published  # noqa: F401 - registers itself
from argmap.semantics import weight_of_evidence as _weight_of_evidence  # noqa: F401 - registers itself
from argmap.semantics.carneades import proof_standards
from argmap.semantics.dung import labelling
from argmap.semantics.opinion import second_opinion, standards
from argmap.semantics.plain import weigh
from argmap.semantics.valuation import Grade, Interval, Unsuited, Valuation
from argmap.semantics.weighing import Contribution, Weighing
from argmap.settings import Settings

if TYPE_CHECKING:
    from argmap.semantics.abstract import gradual

__all__ = [
    "Contribution",
    "Grade",
    "Interval",
    "Unsuited",
    "Valuation",
    "Weighing",
    "evaluate",
    "gradual",
    "labelling",
    "proof_standards",
    "second_opinion",
    "standards",
    "weigh",
]


def __getattr__(name: str) -> Any:
    """`gradual`, which brings numpy and scipy, is imported when it is first asked for."""
    if name == "gradual":
        from argmap.semantics.abstract import gradual  # noqa: PLC0415 - numpy and scipy, where they are asked for

        return gradual
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def evaluate(graph: ArgumentGraph, settings: Settings | None = None) -> Valuation:
    """A graph → its valuation by the semantics that the settings name. Raises KeyError for an unknown name."""
    settings = settings or Settings()
    valuation: Valuation = SEMANTICS.get(settings.semantics).function(graph, settings)
    return valuation
