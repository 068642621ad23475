"""Rules: case → diagnostics; one function and one page per rule, found by name."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.case import Case
from argmap.diagnostics import Diagnostic, in_order
from argmap.registry import RULES
from argmap.rules import dials, passages, structure  # noqa: F401 - they register themselves

__all__ = ["findings"]


def findings(case: Case, names: frozenset[str] | None = None) -> tuple[Diagnostic, ...]:
    """What all rules (or the named ones) find in a case, minus those that the settings switch off, in order of place."""
    settings = case.settings

    def wanted(name: str) -> bool:
        if names is not None:
            return name in names
        return (not settings.select or name in settings.select) and name not in settings.ignore

    def found() -> Iterator[Diagnostic]:
        for entry in RULES:
            if wanted(entry.name):
                yield from entry.function(case)

    return in_order(found())
