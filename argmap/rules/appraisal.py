"""Rules on appraisals: who judged what, on which scale, and whether the marks mean what the scale says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, error, warning
from argmap.graph import SUPPORT
from argmap.registry import rule

_DIAGONAL = frozenset({("A", "1"), ("B", "2"), ("C", "3"), ("D", "4"), ("E", "5")})
ENOUGH = 10
MOST_DIAGONAL = 0.8
APART = 2
_NOBODY = re.compile(
    r"(?:anon(?:ymous)?|unknown|nobody|somebody|someone|us|we|me|i|n\.? ?n\.?|\?+|-+|tbd|n/a)\.?", re.IGNORECASE
)
_VERSIONED = re.compile(r".*\w.*[-\s,/][vV]?[0-9][\w.]*")


def _appraisals(case: Case) -> Iterator[tuple[str, str, int, model.Appraisal]]:
    """Every appraisal with the kind and id of its record, and its place there."""
    for kind, table in (("evidence", case.graph.evidence), ("sources", case.graph.sources)):
        for name, record in table.items():
            for index, appraisal in enumerate(record.appraisal):
                yield kind, name, index, appraisal


@rule("appraisal-unsigned", "error", audit=True)
def appraisal_unsigned(case: Case) -> Iterator[Diagnostic]:
    """An appraisal is signed by nobody in particular, or names a scale without its version."""
    for kind, name, index, appraisal in _appraisals(case):
        if _NOBODY.fullmatch(appraisal.by):
            yield error(
                "appraisal-unsigned",
                f"“{appraisal.by}” signs for nobody",
                case.graph.place(kind, name, "appraisal", index, "by"),
                "name the person or the body who judged",
            )
        if not _VERSIONED.fullmatch(appraisal.scale):
            yield error(
                "appraisal-unsigned",
                f"the scale “{appraisal.scale}” is named without its version",
                case.graph.place(kind, name, "appraisal", index, "scale"),
                "write the version behind the name, as in admiralty-1",
            )


@rule("diagonal-ratings", "warning", audit=True)
def diagonal_ratings(case: Case) -> Iterator[Diagnostic]:
    """Nearly all items bear the same place on both scales, as if source and item had been judged as one."""
    graph = case.graph
    pairs = []
    for name, item in graph.evidence.items():
        source = graph.sources.get(item.source)
        for appraisal in item.appraisal:
            letters = [a.reliability for a in source.appraisal if a.by == appraisal.by] if source else []
            letter = appraisal.reliability or next((known for known in letters if known), None)
            if letter and appraisal.credibility and letter != "F" and appraisal.credibility != "6":
                pairs.append((name, (letter, appraisal.credibility)))
    on_it = [name for name, pair in pairs if pair in _DIAGONAL]
    if len(pairs) >= ENOUGH and len(on_it) > MOST_DIAGONAL * len(pairs):
        yield warning(
            "diagonal-ratings",
            f"{len(on_it)} of {len(pairs)} items lie on the diagonal A1, B2, C3: were source and item judged apart?",
            graph.place("evidence", on_it[0], "appraisal"),
            "judge the sources first, then the items with the sources covered",
        )


@rule("confirmed-without-independence", "warning", audit=True)
def confirmed_without_independence(case: Case) -> Iterator[Diagnostic]:
    """An item is marked as confirmed (1), and no independent item stands behind it."""
    graph = case.graph
    marked = [
        (name, index) for kind, name, index, a in _appraisals(case) if kind == "evidence" and a.credibility == "1"
    ]
    for name, index in marked:
        ties = case.ties
        confirmed = any(
            not ties.witnesses(mine) & ties.witnesses(other)
            for mine in graph.resting_on(name)
            if mine.polarity == SUPPORT
            for other in graph.bearing_on(mine.conclusion)
            if other.polarity == SUPPORT and ties.witnesses(other)
        )
        if not confirmed:
            yield warning(
                "confirmed-without-independence",
                f"{name} is marked 1, confirmed, and no independent item says the same on record",
                graph.place("evidence", name, "appraisal", index, "credibility"),
                "add the confirming item to what it confirms, or mark it 2",
            )


@rule("appraiser-disagreement-unexplained", "warning", audit=True)
def appraiser_disagreement_unexplained(case: Case) -> Iterator[Diagnostic]:
    """Two appraisers differ by two grades or more, and neither says why."""
    for kind, table in (("evidence", case.graph.evidence), ("sources", case.graph.sources)):
        for name, record in table.items():
            last = {a.by: (index, a) for index, a in sorted(enumerate(record.appraisal), key=lambda entry: entry[1].on)}
            for (one, first), (two, second) in combinations(sorted(last.values(), key=lambda entry: entry[0]), 2):
                if first.scale != second.scale or first.by in second.reason or second.by in first.reason:
                    continue
                for part, scale in (("reliability", "ABCDE"), ("credibility", "12345")):
                    marks = getattr(first, part), getattr(second, part)
                    if None in marks or any(mark not in scale for mark in marks):
                        continue
                    if abs(scale.index(marks[0]) - scale.index(marks[1])) >= APART:
                        yield warning(
                            "appraiser-disagreement-unexplained",
                            f"{first.by} gives {name} {marks[0]} and {second.by} {marks[1]}, and neither mentions the other",
                            case.graph.place(kind, name, "appraisal", two),
                            "let the later reason say, by name, where it parts from the earlier",
                            (Label(case.graph.place(kind, name, "appraisal", one), "the other appraisal"),),
                        )
