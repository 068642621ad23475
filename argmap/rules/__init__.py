"""Rules: case → diagnostics; one function and one page per rule, found by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter

from argmap import ignores
from argmap.case import Case
from argmap.diagnostics import Diagnostic, in_order
from argmap.ignores import Accepted
from argmap.pages import rule_names
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
from argmap.settings import Settings
from argmap.text import SourceText

__all__ = ["Accepted", "Settled", "accepted", "chosen", "examined", "findings", "selectable"]


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
    wanted = names if names is not None else chosen(case.settings, audit=audit, essays=essays)

    def found() -> Iterator[Diagnostic]:
        for entry in RULES:
            if entry.name in wanted:
                start = perf_counter()
                yield from entry.function(case)
                if seconds is not None:
                    seconds[entry.name] = perf_counter() - start

    kept, settled = settle(case, found())
    return in_order(kept), tuple(sorted(settled, key=lambda s: (s.diagnostic.at, s.diagnostic.rule)))


def chosen(settings: Settings, *, audit: bool = False, essays: bool = False) -> frozenset[str]:
    """The rules that a check or an audit (or a check of `essays`) runs under some settings; those about ignore comments
    among them."""
    of_audit = {entry.name for entry in RULES if entry.about.get("audit", False)}
    own = {entry.name for entry in RULES if entry.about.get("essays", False) == essays} | set(ignores.NAMES)
    asked = settings.select or [name for name in selectable() if audit or name not in of_audit]
    return frozenset(asked) & own - frozenset(settings.ignore)


def selectable() -> tuple[str, ...]:
    """The names that a choice of rules may hold, in alphabetical order."""
    return tuple(sorted((*RULES.names(), *ignores.NAMES)))


READ_TEXTS = frozenset(
    {
        "hedge-not-in-passage",
        "locator-missing-or-stale",
        "office-not-held-on-date",
        "passage-ranges-unsplit",
        "printed-not-in-passage",
        "quotation-change-unrecorded",
        "rhetorical-question-as-claim",
        "source-words-copied",
    }
)
"""Rules that find nothing, or less, where the reader has no copy of a source's text."""


def accepted(
    case: Case,
    found: Sequence[Diagnostic],
    sources: Mapping[str, SourceText],
    *,
    audit: bool = False,
    essays: bool = False,
    whole: bool = True,
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """All that was found → what stands, with what is wrong with the ignore comments, and what a comment accepts.

    Unless the case is `whole` (nothing was lost to an error, taken away or switched off) no comment is called unused.
    """
    kept, passed = ignores.accept(found, sources)
    wanted = chosen(case.settings, audit=audit, essays=essays)
    registered = frozenset(RULES.names())
    known = registered | frozenset(rule_names())
    ran = frozenset[str]()
    if whole and not case.settings.without_layers:
        ran = wanted if essays else wanted | (known - registered)
        ran = ran if case.texts and case.texts.keys() >= case.graph.sources.keys() else ran - READ_TEXTS
    about = [fault for fault in ignores.faults(found, sources, ran, known) if fault.rule in wanted]
    about_kept, about_passed = ignores.accept(about, sources)
    return in_order((*kept, *about_kept)), (*passed, *about_passed)
