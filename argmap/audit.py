"""Audit: all that a referee would ask of a case: findings, open questions, the dials compared, what hangs on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, apply_ignores, in_order
from argmap.graph import Id
from argmap.rules import Settled, examined
from argmap.rules.dials import VERDICTS, Dial, dials
from argmap.rules.judgements import judgements
from argmap.semantics import evaluate
from argmap.semantics.grades import grades
from argmap.semantics.independence import Ties
from argmap.standing import Handle, Standing, without
from argmap.text import SourceText, digest

DOUBTFUL = "possible"
SHOWN_POINTS = 20


@dataclass(frozen=True, slots=True)
class Head:
    """What a report is about: findings that read grades change when the corpus, the scales or the appraisals change.

    `digest` is of all files read; `last_appraisal` is the latest day on which anything was appraised or judged.
    """

    title: str
    digest: str
    semantics: str
    scales: str
    appraisers: tuple[str, ...]
    last_appraisal: str | None
    claims: int
    evidence: int
    inferences: int
    without: tuple[Handle, ...]


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Independent lines for a claim, about the questions it answers: with every declared group, and without groups
    of which it is only possible that they are one witness."""

    claim: Id
    tier: str
    grade: str
    lines: int
    lines_without_doubtful: int


@dataclass(frozen=True, slots=True)
class Point:
    """One thing, the core claims that lose their complete path without it, and how many claims do in all."""

    kind: str
    name: str
    core: tuple[Id, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Change:
    """The dials of a claim before and after something was taken away."""

    claim: Id
    tier: str
    falls: bool
    grade: tuple[str, str]
    confidence: tuple[float, float]


@dataclass(frozen=True)
class Audit:
    """The whole report. `accepted` were passed over by a comment with a reason, `settled` by a signed judgement."""

    head: Head
    findings: tuple[Diagnostic, ...]
    questions: tuple[Diagnostic, ...]
    accepted: tuple[Diagnostic, ...]
    settled: tuple[Settled, ...]
    dials: tuple[Dial, ...]
    corroboration: tuple[Corroboration, ...]
    points: tuple[Point, ...]
    changes: tuple[Change, ...]
    seconds: Mapping[str, float]

    def worst(self) -> Severity | None:
        """The gravest severity among the findings; questions that wait for a person are no faults."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in Severity if severity in found), None)


def audit(
    case: Case,
    faults: Sequence[Diagnostic],
    sources: Mapping[str, SourceText],
    gone: Sequence[Handle] = (),
) -> Audit:
    """Audit a case, or what is left of it without some things. `faults` are those of reading, `sources` the files read."""
    whole = case
    if gone:
        graph = without(case.graph, gone)
        case = replace(case, graph=graph, valuation=evaluate(graph, case.settings))
    seconds: dict[str, float] = {}
    found, settled = examined(case, audit=True, seconds=seconds)
    found = in_order((*faults, *found))
    kept = apply_ignores(found, sources)
    left = Counter((d.rule, d.at, d.message) for d in kept)
    return Audit(
        head=_head(case, sources, tuple(gone)),
        findings=tuple(d for d in kept if not d.asks),
        questions=tuple(d for d in kept if d.asks),
        accepted=tuple(d for d in found if not left[d.rule, d.at, d.message]),
        settled=settled,
        dials=dials(case),
        corroboration=_corroboration(case),
        points=_points(case),
        changes=_changes(whole, case, gone),
        seconds=MappingProxyType(seconds),
    )


def _head(case: Case, sources: Mapping[str, SourceText], gone: tuple[Handle, ...]) -> Head:
    graph = case.graph
    appraised = [a for item in graph.evidence.values() for a in item.appraisal]
    appraised += [a for source in graph.sources.values() for a in source.appraisal]
    signed = [(a.by, a.on) for a in appraised] + [(j.by, j.on) for _, j in judgements(graph)]
    return Head(
        title=case.title(),
        digest=digest(sources),
        semantics=case.valuation.semantics,
        scales=str(case.scales.table["version"]) + ("+" if case.scales.changed else ""),
        appraisers=tuple(sorted({by for by, _ in signed})),
        last_appraisal=max((on for _, on in signed), default=None),
        claims=len(graph.claims),
        evidence=len(graph.evidence),
        inferences=len(graph.inferences),
        without=gone,
    )


def _corroboration(case: Case) -> tuple[Corroboration, ...]:
    graph, given = case.graph, case.valuation.grade
    firm = {name: group for name, group in graph.groups.items() if group.certainty != DOUBTFUL}
    bare = replace(graph, groups=MappingProxyType(firm))
    loose = grades(bare, Ties(bare).witnesses) if len(firm) < len(graph.groups) else given
    return tuple(
        Corroboration(name, claim.tier, given[name].code, given[name].lines, loose[name].lines)
        for name, claim in graph.claims.items()
    )


def _points(case: Case) -> tuple[Point, ...]:
    """What core claims hang on, by how many fall; a claim that only fells itself is no such point."""
    graph = case.graph
    standing = Standing(graph)
    core = [name for name, claim in graph.claims.items() if claim.tier == "core"]
    ranked = sorted(
        (
            (kind, name, fallen)
            for (kind, name), fallen in standing.falling(core).items()
            if kind != "layers" and fallen != (name,)
        ),
        key=lambda entry: (-len(entry[2]), entry[0], entry[1]),
    )
    before = standing.standing() & graph.claims.keys()
    return tuple(
        Point(kind, name, fallen, len(before - standing.standing([(kind, name)])))
        for kind, name, fallen in ranked[:SHOWN_POINTS]
    )


def _changes(before: Case, after: Case, gone: Sequence[Handle]) -> tuple[Change, ...]:
    if not gone:
        return ()
    graph = before.graph
    standing = Standing(graph)
    stood, stand = standing.standing(), standing.standing(gone)
    found = []
    for name, claim in graph.claims.items():
        grade = before.valuation.grade[name].code, after.valuation.grade[name].code
        confidence = before.valuation.confidence[name].point, after.valuation.confidence[name].point
        falls = name in stood and name not in stand
        if falls or grade[0] != grade[1] or confidence[0] != confidence[1]:
            found.append(Change(name, claim.tier, falls, grade, confidence))
    tiers = ("core", "supporting", "background")
    return tuple(
        sorted(
            found, key=lambda c: (not c.falls, tiers.index(c.tier), -abs(c.confidence[0] - c.confidence[1]), c.claim)
        )
    )


def as_data(made: Audit, places: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """An audit as plain values; `places` and `asked` are its findings and questions as `argmap.report.as_data` gives them."""
    return {
        "format": "argmap-audit/1",
        "head": {**_plain(made.head), "without": [":".join(handle) for handle in made.head.without]},
        "findings": list(places),
        "questions": list(asked),
        "accepted": [{"rule": d.rule, "message": d.message} for d in made.accepted],
        "settled": [
            {
                "rule": settled.diagnostic.rule,
                "message": settled.diagnostic.message,
                **settled.judgement.model_dump(mode="json", exclude={"rule"}),
            }
            for settled in made.settled
        ],
        "dials": {
            "counts": {verdict: sum(dial.verdict == verdict for dial in made.dials) for verdict in VERDICTS},
            "claims": [_plain(dial) for dial in made.dials],
        },
        "corroboration": [_plain(entry) for entry in made.corroboration],
        "single_points_of_failure": [_plain(point) for point in made.points],
        "changes": [_plain(change) for change in made.changes],
    }


def _plain(value: Any) -> Any:
    """A dataclass as a mapping, its parts likewise; `asdict` would copy every string."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
