"""Rules: case → diagnostics; one function and one page per rule, found by name."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from argmap.case import Case
from argmap.diagnostics import Diagnostic, in_order
from argmap.registry import RULES
from argmap.rules import (  # noqa: F401 - they register themselves
    appraisal,
    attribution,
    citation,
    date,
    dials,
    expectation,
    hedge,
    hypothesis,
    judgements,
    passages,
    prose,
    reference,
    scheme,
    structure,
    support,
    text,
)
from argmap.rules.judgements import Settled, settle

__all__ = ["Settled", "examined", "findings"]


def findings(
    case: Case, names: frozenset[str] | None = None, *, audit: bool = False, essays: bool = False
) -> tuple[Diagnostic, ...]:
    """What all rules (or the named ones) find in a case, minus those that the settings switch off, in order of place.

    Rules of the audit run only where they are named or selected, or with `audit`; with `essays` those on essays run, and no
    others. What a signed judgement has cleared is left out.
    """
    return examined(case, names, audit=audit, essays=essays)[0]


def examined(
    case: Case,
    names: frozenset[str] | None = None,
    *,
    audit: bool = False,
    essays: bool = False,
    seconds: dict[str, float] | None = None,
) -> tuple[tuple[Diagnostic, ...], tuple[Settled, ...]]:
    """What the rules find and ask, and what signed judgements have cleared of it, both in order of place.

    The time that each rule took is written into `seconds`, where it is given.
    """
    settings = case.settings

    def wanted(name: str, *, of_audit: bool, of_essays: bool) -> bool:
        if names is not None:
            return name in names
        if of_essays != essays:
            return False
        if settings.select:
            return name in settings.select
        return name not in settings.ignore and (audit or not of_audit)

    def found() -> Iterator[Diagnostic]:
        for entry in RULES:
            of_audit, of_essays = entry.about.get("audit", False), entry.about.get("essays", False)
            if wanted(entry.name, of_audit=of_audit, of_essays=of_essays):
                start = perf_counter()
                yield from entry.function(case)
                if seconds is not None:
                    seconds[entry.name] = perf_counter() - start

    kept, settled = settle(case, found())
    return in_order(kept), tuple(sorted(settled, key=lambda s: (s.diagnostic.at, s.diagnostic.rule)))
