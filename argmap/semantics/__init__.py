"""Semantics: graph → Valuation; one module per semantics, all under their names in one registry."""

from __future__ import annotations

from argmap.graph import ArgumentGraph
from argmap.registry import SEMANTICS
from argmap.semantics import weight_of_evidence as _weight_of_evidence  # noqa: F401 - registers itself
from argmap.semantics.plain import weigh
from argmap.semantics.valuation import Grade, Interval, Valuation
from argmap.semantics.weighing import Contribution, Weighing
from argmap.settings import Settings

__all__ = ["Contribution", "Grade", "Interval", "Valuation", "Weighing", "evaluate", "weigh"]


def evaluate(graph: ArgumentGraph, settings: Settings | None = None) -> Valuation:
    """A graph → its valuation by the semantics that the settings name. Raises KeyError for an unknown name."""
    settings = settings or Settings()
    valuation: Valuation = SEMANTICS.get(settings.semantics).function(graph, settings)
    return valuation
