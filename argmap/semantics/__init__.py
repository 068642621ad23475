"""Semantics: graph → Valuation; one module per semantics, all under their names in one registry."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from argmap.graph import ArgumentGraph
from argmap.registry import SEMANTICS
from argmap.semantics.valuation import Grade, Interval, Unsuited, Valuation
from argmap.semantics.weighing import Contribution, Weighing
from argmap.settings import Settings

if TYPE_CHECKING:
    from argmap.semantics.abstract import gradual
    from argmap.semantics.carneades import proof_standards
    from argmap.semantics.dung import labelling
    from argmap.semantics.opinion import second_opinion, standards
    from argmap.semantics.plain import weigh

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

_HOMES = {
    "gradual": "abstract",
    "labelling": "dung",
    "proof_standards": "carneades",
    "second_opinion": "opinion",
    "standards": "opinion",
    "weigh": "plain",
}


def __getattr__(name: str) -> object:
    """What a picture by the default semantics does not need is imported when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def evaluate(graph: ArgumentGraph, settings: Settings | None = None) -> Valuation:
    """A graph → its valuation by the semantics that the settings name. Raises KeyError for an unknown name."""
    settings = settings or Settings()
    valuation: Valuation = SEMANTICS.get(settings.semantics).function(graph, settings)
    return valuation
