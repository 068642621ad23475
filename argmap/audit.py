"""Audit: all that a referee would ask of a case: findings, open questions, the dials compared, what hangs on what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, in_order
from argmap.graph import Id
from argmap.rules import Accepted, Settled, accepted, examined
from argmap.rules.dials import VERDICTS, Dial, dials
from argmap.semantics import evaluate
from argmap.semantics.grades import grades
from argmap.semantics.independence import Ties
from argmap.standing import Handle, without
from argmap.text import SourceText, digest

DOUBTFUL = "possible"
SHOWN_POINTS = 20


@dataclass(frozen=True, slots=True)
class Head:
    """What a report is about: findings that read grades change when the corpus, the scales or the appraisals change.

    `digest` is of all files read; `last_appraisal` is the latest day on which anything was appraised or judged.
    `selected` and `ignored` are the rules that a choice keeps, and leaves out.
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
    selected: tuple[str, ...]
    ignored: tuple[str, ...]


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
class Resting:
    """A source with its items of evidence, and how many claims rest on it at all, and fall without it; of these, the core."""

    source: Id
    label: str
    items: int
    claims: int
    falling: int
    core: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A critical question of a step that nobody has answered; `required` where the grade waits for it."""

    inference: Id
    conclusion: Id
    premises: tuple[Id, ...]
    question: str
    required: bool
    text: str


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
    """The whole report. `accepted` were passed over by a comment with a reason, `settled` by a signed judgement.

    `case` is what was audited: what is left when things were taken away.
    """

    head: Head
    findings: tuple[Diagnostic, ...]
    questions: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]
    settled: tuple[Settled, ...]
    dials: tuple[Dial, ...]
    corroboration: tuple[Corroboration, ...]
    points: tuple[Point, ...]
    resting: tuple[Resting, ...]
    waiting: tuple[Waiting, ...]
    changes: tuple[Change, ...]
    seconds: Mapping[str, float]
    case: Case = field(repr=False)

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
    whole_text = not gone and all(fault.severity is not Severity.ERROR for fault in faults)
    kept, passed = accepted(case, found, sources, audit=True, whole=whole_text)
    return Audit(
        head=_head(case, sources, tuple(gone)),
        findings=tuple(d for d in kept if not d.asks),
        questions=tuple(d for d in kept if d.asks),
        accepted=passed,
        settled=settled,
        dials=dials(case),
        corroboration=_corroboration(case),
        points=_points(case),
        resting=_resting(case),
        waiting=tuple(_waiting(case)),
        changes=_changes(whole, case, gone),
        seconds=MappingProxyType(seconds),
        case=case,
    )


def _head(case: Case, sources: Mapping[str, SourceText], gone: tuple[Handle, ...]) -> Head:
    graph = case.graph
    appraised = [a for item in graph.evidence.values() for a in item.appraisal]
    appraised += [a for source in graph.sources.values() for a in source.appraisal]
    signed = [(a.by, a.on) for a in appraised] + [(j.by, j.on) for _, j in graph.judgements]
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
        selected=case.settings.select,
        ignored=case.settings.ignore,
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
    graph, standing = case.graph, case.standing
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


def _resting(case: Case) -> tuple[Resting, ...]:
    """Sources by how many claims fall without them, and how many rest on them at all.

    A claim rests on a source when some supporting line reaches one of its items; a source through which alone another is
    known counts for that too.
    """
    graph, standing = case.graph, case.standing
    falling = standing.falling(graph.claims)
    numbers = {name: 1 << number for number, name in enumerate(graph.sources)}
    reached: dict[Id, int] = {}
    items = dict.fromkeys(graph.sources, 0)
    for name in graph.order:
        found = 0
        if name in graph.evidence:
            for kind, handle in standing.handles(name):
                found |= numbers.get(handle, 0) if kind == "sources" else 0
            if graph.evidence[name].source in items:
                items[graph.evidence[name].source] += 1
        for line in graph.bearing_on(name):
            if line.carries:
                for premise in line.premises:
                    found |= reached.get(premise, 0)
        reached[name] = found
    made = []
    for name, bit in numbers.items():
        resting = sum(1 for claim in graph.claims if reached.get(claim, 0) & bit)
        fallen = falling.get(("sources", name), ())
        core = tuple(claim for claim in fallen if graph.claims[claim].tier == "core")
        if resting:
            made.append(Resting(name, case.label(name), items[name], resting, len(fallen), core))
    return tuple(sorted(made, key=lambda r: (-len(r.core), -r.falling, -r.claims, r.source)))


def _waiting(case: Case) -> Iterator[Waiting]:
    """The critical questions that wait for an answer, in the order of the steps they are asked of."""
    from argmap.explain.data import open_on  # noqa: PLC0415 - no rule needs explanations

    for line in case.graph.inferences.values():
        for question, required, text in open_on(line):
            yield Waiting(line.id, line.conclusion, line.premises, question, required, text)


def _changes(before: Case, after: Case, gone: Sequence[Handle]) -> tuple[Change, ...]:
    if not gone:
        return ()
    graph, standing = before.graph, before.standing
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
        "accepted": [
            {"rule": a.diagnostic.rule, "message": a.diagnostic.message, "by": a.by, "on": a.on, "why": a.reason}
            for a in made.accepted
        ],
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
        "sources": [_plain(entry) for entry in made.resting],
        "open_critical_questions": [_plain(entry) for entry in made.waiting],
        "changes": [_plain(change) for change in made.changes],
    }


def _plain(value: Any) -> Any:
    """A dataclass as a mapping, its parts likewise; `asdict` would copy every string."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
