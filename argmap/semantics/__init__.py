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
    "BESIDE",
    "Contribution",
    "Grade",
    "Interval",
    "Unsuited",
    "Valuation",
    "Weighing",
    "evaluate",
    "gradual",
    "labelling",
    "no_degrees",
    "proof_standards",
    "second_opinion",
    "standards",
    "weigh",
    "with_degrees",
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


def no_degrees(semantics: str) -> str | None:
    """Why a project cannot be evaluated by a semantics of labels alone, as a sentence; None where it has degrees.

    Raises KeyError for an unknown name.
    """
    if SEMANTICS.get(semantics).about.get("degrees", True):
        return None
    return f"{semantics} labels claims in, out or undec, and gives them no degrees to draw or audit"


def with_degrees() -> tuple[str, ...]:
    """The semantics by which a project can be evaluated, in alphabetical order."""
    return tuple(entry.name for entry in SEMANTICS if entry.about.get("degrees", True))


BESIDE = "`argmap compare` sets its labels beside the degrees of the others"
"""What to do with a semantics that has no degrees."""


def evaluate(graph: ArgumentGraph, settings: Settings | None = None, before: Valuation | None = None) -> Valuation:
    """A graph → its valuation by the semantics that the settings name. Raises KeyError for an unknown name.

    It is the same, and sooner there, with the valuation of an earlier version of the graph, `before`.
    """
    settings = settings or Settings()
    again = before.again(graph, settings) if before is not None and before.semantics == settings.semantics else None
    valuation: Valuation = again or SEMANTICS.get(settings.semantics).function(graph, settings)
    return valuation
