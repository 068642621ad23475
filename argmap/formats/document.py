"""JSON: one document with everything a case holds and everything computed of it; its schema comes from here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from argmap import model
from argmap.case import Case
from argmap.graph import Inference
from argmap.registry import dumper
from argmap.semantics.valuation import Interval
from argmap.semantics.weighing import Contribution

FORMAT = "argmap/1"
Probability = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BandOut(_Part):
    """A value in [0,1] with its band; `exact` where some choice of inputs attains both ends."""

    point: Probability
    low: Probability
    high: Probability
    exact: bool


class HedgeOut(_Part):
    """A hedge as it was read: words, kind, holder, of which part of the claim, its band and whose convention gave it."""

    words: str
    kind: str | None
    holder: str
    scope: str | None
    band: tuple[Probability, Probability] | None
    convention: str | None


class GradeOut(_Part):
    """A support grade with the rule that gave it."""

    code: Literal["S0", "S1", "S2", "S3", "SX"]
    rule: str
    reason: str
    lines: int
    open: list[str]


class MemberOut(_Part):
    """One inference within a contribution; what it would weigh alone."""

    inference: str
    credence: Probability
    credence_unopposed: Probability
    strength_decibans: float
    decibans: float


class ContributionOut(_Part):
    """Lines that count together, in decibans (negative against the claim)."""

    decibans: float
    mode: Literal["derivative", "witness"] | None
    joined_by: list[str]
    members: list[MemberOut]


class ClaimOut(_Part):
    """A claim: what is written, how sure who sounds, how well it is supported, what was computed.

    `decibans` is null, and `because` empty, under a semantics that has no weights of evidence.
    """

    record: model.Claim
    hedge: list[HedgeOut]
    grade: GradeOut
    confidence: BandOut
    dependence: tuple[Probability, Probability]
    decibans: float | None
    because: list[ContributionOut]


class EvidenceOut(_Part):
    """An item of evidence with its reliability after undermining."""

    record: model.Evidence
    reliability: BandOut


class InferenceOut(_Part):
    """An inference with its place in the graph; what it carries, in [0,1], under a semantics of strengths."""

    conclusion: str
    polarity: Literal["support", "attack"]
    premises: list[str]
    record: model.Inference
    carried: Probability | None


class QuestionOut(_Part):
    """A question, with the probabilities of its hypotheses as an exclusive set where they are one."""

    record: model.Question
    rivals: dict[str, BandOut] | None


class PlaceOut(_Part):
    """Where a finding stands: a file, code-point offsets, line and column from 1."""

    path: str
    start: int
    end: int
    line: int | None = None
    column: int | None = None


class LabelOut(_Part):
    """A second place of a finding."""

    at: PlaceOut
    message: str


class EditOut(_Part):
    """A change of text: what stands at a place is replaced by `text`."""

    at: PlaceOut
    text: str


class FixOut(_Part):
    """Edits that together mend a fault, and what they do."""

    told: str
    edits: list[EditOut]


class DiagnosticOut(_Part):
    """One finding."""

    rule: str
    severity: Literal["error", "warning", "note"]
    message: str
    at: PlaceOut
    related: list[LabelOut]
    hint: str | None
    fix: FixOut | None


class Document(_Part):
    """A project as one JSON document. Records are as in the files, under the same keys."""

    format: Literal["argmap/1"]
    title: str
    semantics: str
    scales: str
    claims: dict[str, ClaimOut]
    evidence: dict[str, EvidenceOut]
    sources: dict[str, model.Source]
    inferences: dict[str, InferenceOut]
    groups: dict[str, model.Group]
    transmissions: dict[str, model.Transmission]
    questions: dict[str, QuestionOut]
    sections: dict[str, model.Section]
    omissions: dict[str, model.Omission]
    oddities: dict[str, model.Oddity]
    authorities: dict[str, model.Authority]
    diagnostics: list[DiagnosticOut]


def plain(record: model.Record) -> dict[str, Any]:
    """A record as plain values under the keys of the files, with its defaults, without keys that have no value."""
    found: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_none=True)
    return found


def _band(interval: Interval) -> dict[str, Any]:
    return {"point": interval.point, "low": interval.low, "high": interval.high, "exact": interval.exact}


def claim_data(case: Case, name: str) -> dict[str, Any]:
    """Everything known and computed of one claim, as plain values."""
    valuation = case.valuation
    grade = valuation.grade[name]
    return {
        "record": plain(case.graph.claims[name]),
        "hedge": [
            {
                "words": hedge.words,
                "kind": reading.kind,
                "holder": hedge.holder or said.by[0],
                "scope": hedge.scope,
                "band": list(reading.band) if reading.band else None,
                "convention": reading.convention,
            }
            for said, hedge, reading in case.hedges(name)
        ],
        "grade": {
            "code": grade.code,
            "rule": grade.rule,
            "reason": grade.reason,
            "lines": grade.lines,
            "open": list(grade.open),
        },
        "confidence": _band(valuation.confidence[name]),
        "dependence": list(valuation.dependence[name]),
        "decibans": valuation.decibans.get(name),
        "because": [_contribution(contribution) for contribution in valuation.because[name].contributions],
    }


def _contribution(contribution: Contribution) -> dict[str, Any]:
    return {
        "decibans": contribution.decibans,
        "mode": contribution.mode,
        "joined_by": list(contribution.joined_by),
        "members": [
            {
                "inference": member.line,
                "credence": member.credence,
                "credence_unopposed": member.credence_unopposed,
                "strength_decibans": member.strength,
                "decibans": member.decibans,
            }
            for member in contribution.members
        ],
    }


def _inference(case: Case, inference: Inference) -> dict[str, Any]:
    return {
        "conclusion": inference.conclusion,
        "polarity": inference.polarity,
        "premises": list(inference.premises),
        "record": plain(inference.record),
        "carried": case.valuation.carried.get(inference.id),
    }


def document(case: Case, diagnostics: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A case → plain values of the shape of `Document`; `diagnostics` as `argmap.report.as_data` gives them."""
    graph, valuation = case.graph, case.valuation
    questions: dict[str, Any] = {}
    for name, question in graph.questions.items():
        rivals: Mapping[str, Interval] | None = valuation.rivals.get(name)
        questions[name] = {
            "record": plain(question),
            "rivals": {h: _band(band) for h, band in rivals.items()} if rivals is not None else None,
        }
    return {
        "format": FORMAT,
        "title": case.title(),
        "semantics": valuation.semantics,
        "scales": str(case.scales.table["version"]) + ("+" if case.scales.changed else ""),
        "claims": {name: claim_data(case, name) for name in graph.claims},
        "evidence": {
            name: {"record": plain(item), "reliability": _band(valuation.reliability[name])}
            for name, item in graph.evidence.items()
        },
        "sources": {name: plain(source) for name, source in graph.sources.items()},
        "inferences": {name: _inference(case, inference) for name, inference in graph.inferences.items()},
        "groups": {name: plain(group) for name, group in graph.groups.items()},
        "transmissions": {name: plain(route) for name, route in graph.transmissions.items()},
        "questions": questions,
        "sections": {name: plain(section) for name, section in graph.sections.items()},
        "omissions": {name: plain(omission) for name, omission in graph.omissions.items()},
        "oddities": {name: plain(oddity) for name, oddity in graph.oddities.items()},
        "authorities": {name: plain(authority) for name, authority in graph.authorities.items()},
        "diagnostics": diagnostics or [],
    }


@dumper("json", suffix=".json")
def to_json(case: Case, diagnostics: list[dict[str, Any]] | None = None) -> dict[str, bytes]:
    """A case → one JSON file."""
    text = json.dumps(document(case, diagnostics), ensure_ascii=False, indent=2) + "\n"
    # The name of a file need not be UTF-8; JSON writes what is not as an escape.
    return {"argmap.json": text.encode(errors="backslashreplace")}
