"""The rules on essays by name: prose that says more, or other, than the record does.

What they do stands in `essays` and `figures`, which are imported where a check is given a text and not before: their word
lists would make up a tenth of the start of every other command.
"""

from __future__ import annotations

from collections.abc import Iterator

from argmap.case import Case
from argmap.diagnostics import Diagnostic
from argmap.registry import rule


@rule("unknown-citation", "error", essays=True)
def unknown_citation(case: Case) -> Iterator[Diagnostic]:
    """An essay cites an id that no record has."""
    from argmap.rules import essays

    return essays.unknown_citation(case)


@rule("withdrawn-claim-cited", "warning", essays=True)
def withdrawn_claim_cited(case: Case) -> Iterator[Diagnostic]:
    """An essay cites a statement that stands in a layer which is switched off."""
    from argmap.rules import essays

    return essays.withdrawn_claim_cited(case)


@rule("report-told-as-fact", "warning", essays=True)
def report_told_as_fact(case: Case) -> Iterator[Diagnostic]:
    """A claim that its source only reports, asks, supposes or denies, and that little supports, is told as a fact."""
    from argmap.rules import essays

    return essays.report_told_as_fact(case)


@rule("essay-surer-than-record", "warning", essays=True)
def essay_surer_than_record(case: Case) -> Iterator[Diagnostic]:
    """An essay tells a claim with more certainty than its grade, its confidence or its author allows."""
    from argmap.rules import essays

    return essays.essay_surer_than_record(case)


@rule("rebuttal-left-out", "warning", essays=True)
def rebuttal_left_out(case: Case) -> Iterator[Diagnostic]:
    """An essay tells a claim that an unanswered rebuttal meets, and says nothing of the rebuttal."""
    from argmap.rules import essays

    return essays.rebuttal_left_out(case)


@rule("absolute-without-ground", "warning", essays=True)
def absolute_without_ground(case: Case) -> Iterator[Diagnostic]:
    """An essay proves, or says always and never, where the record does not."""
    from argmap.rules import essays

    return essays.absolute_without_ground(case)


@rule("figure-not-in-record", "warning", essays=True)
def figure_not_in_record(case: Case) -> Iterator[Diagnostic]:
    """A number or date of an essay is neither in what it cites nor in the evidence for it."""
    from argmap.rules import figures

    return figures.figure_not_in_record(case)
