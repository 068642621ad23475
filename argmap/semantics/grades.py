"""Support grades: how well each claim is supported on the record, by rule and without arithmetic.

    S3  two or more direct lines in different groups, no unanswered rebuttal
    S2  one direct line, no unanswered rebuttal
    S1  inferred through at least one step, or told at a distance (D3-D5), or a required question is open,
        or a direct line meets a less direct rebuttal that nobody answered
    S0  nothing is offered, or nothing that reaches evidence
    SX  an unanswered rebuttal at least as direct as the support

A line is direct when all its premises are evidence of directness D0 to D2 that itself states the conclusion:
no scheme, or a scheme of testimony whose required questions are answered. Linked premises are as good as
the weakest, convergent lines as good as the best. An attack counts as answered when a statement that is
itself supported undercuts its step, or when a premise it needs is unsupported or refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from argmap import schemes
from argmap.graph import SUPPORT, ArgumentGraph, Inference
from argmap.semantics.scales import effective_directness
from argmap.semantics.valuation import Grade

Id = str
DIRECT = frozenset({"D0", "D1", "D2"})
_NOTHING, _CONTESTED, _INFERRED, _DIRECT = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class _Line:
    """How good one line is (one of the four levels above), why it is no better, and its open required questions."""

    inference: Inference
    level: int
    why: str
    open: tuple[str, ...]


def open_questions(inference: Inference) -> tuple[str, ...]:
    """The required critical questions of an inference that are open or were never answered."""
    answered = {answer.question for answer in inference.record.answers if answer.answer != "open"}
    return tuple(
        question.id
        for scheme in inference.record.scheme
        for question in schemes.questions(scheme)
        if question.required and question.id not in answered
    )


def grades(graph: ArgumentGraph, group_of: Callable[[Inference], frozenset[str]]) -> dict[Id, Grade]:
    """The grade of every claim. `group_of` names what an inference shares with others as one witness for its conclusion."""
    found: dict[Id, Grade] = {}
    for name in graph.order:
        if name in graph.claims:
            found[name] = _grade(graph, name, found, group_of)
    return found


def _grade(
    graph: ArgumentGraph, name: Id, found: Mapping[Id, Grade], group_of: Callable[[Inference], frozenset[str]]
) -> Grade:
    claim = graph.claims[name]
    lines = [_line(graph, inference, found) for inference in graph.bearing_on(name)]
    support = [line for line in lines if line.inference.polarity == SUPPORT and line.level > _NOTHING]
    rebuttals = [line for line in lines if line.inference.polarity != SUPPORT and line.level > _CONTESTED]
    rebuttals = [line for line in rebuttals if not _answered(line.inference, found, graph)]
    direct = [line for line in support if line.level == _DIRECT]
    lines_apart = _count_apart([line.inference for line in support if line.level > _CONTESTED], group_of)
    waiting = tuple(sorted({question for line in support for question in line.open}))
    if not support:
        if claim.assumed:
            return Grade("S0", "assumed", "it is assumed on purpose and nothing is offered for it")
        if graph.bearing_on(name):
            return Grade("S0", "nothing-reaches-evidence", "no line for it reaches any evidence")
        return Grade("S0", "nothing-offered", "nothing is offered for it")
    best = max(line.level for line in support)
    if best == _CONTESTED:
        return Grade("SX", "contested-premise", "every line for it rests on a contested claim", lines_apart, waiting)
    if rebuttals:
        against = max(line.level for line in rebuttals)
        if against >= best:
            reason = "a rebuttal at least as direct as the support stands unanswered"
            return Grade("SX", "rebuttal-unanswered", reason, lines_apart, waiting)
        reason = "it is directly supported, but a less direct rebuttal stands unanswered"
        return Grade("S1", "lesser-rebuttal", reason, lines_apart, waiting)
    if direct:
        apart = _count_apart([line.inference for line in direct], group_of)
        if apart > 1:
            return Grade("S3", "direct-lines-apart", f"{apart} direct lines from different witnesses", lines_apart)
        return Grade("S2", "one-direct-line", "one direct line states it", lines_apart)
    whys = list(dict.fromkeys(line.why for line in support if line.level == best))
    return Grade("S1", "inferred", whys[0] if len(whys) == 1 else "; ".join(whys), lines_apart, waiting)


def _line(graph: ArgumentGraph, inference: Inference, found: Mapping[Id, Grade]) -> _Line:
    """Weakest premise first, then what keeps a line of evidence from being direct."""
    waiting = open_questions(inference)
    premises = [found[p].code for p in inference.premises if p in found]
    if any(code == "S0" and not graph.claims[p].assumed for p, code in _claims(inference, found)):
        return _Line(inference, _NOTHING, "a premise it needs is unsupported", waiting)
    if "SX" in premises:
        return _Line(inference, _CONTESTED, "a premise it needs is contested", waiting)
    if premises:
        return _Line(inference, _INFERRED, "inferred from other claims", waiting)
    record = inference.record
    if any(not schemes.schemes()[scheme].direct for scheme in record.scheme):
        return _Line(inference, _INFERRED, "inferred from what the evidence shows", waiting)
    if not record.scheme and record.warrant is not None:
        return _Line(inference, _INFERRED, "a general rule carries the step from the evidence", waiting)
    distant = {effective_directness(graph.evidence[p]) for p in inference.premises} - DIRECT
    if distant:
        worst = max(distant, key=lambda d: d or "")
        why = f"its evidence is told at a distance ({worst})" if worst else "the directness of its evidence is not stated"
        return _Line(inference, _INFERRED, why, waiting)
    if any(graph.evidence[p].kind != "positive" for p in inference.premises):
        return _Line(inference, _INFERRED, "inferred from a silence or a failed search", waiting)
    if waiting:
        return _Line(inference, _INFERRED, "a required critical question is open", waiting)
    if _undercut(inference, found, graph):
        return _Line(inference, _INFERRED, "an objection to its step stands unanswered", waiting)
    return _Line(inference, _DIRECT, "", waiting)


def _claims(inference: Inference, found: Mapping[Id, Grade]) -> list[tuple[Id, str]]:
    return [(premise, found[premise].code) for premise in inference.premises if premise in found]


def _undercut(inference: Inference, found: Mapping[Id, Grade], graph: ArgumentGraph) -> bool:
    """Whether something that itself stands (evidence, a supported or an assumed claim) undercuts the step."""
    return any(
        attacker.by in graph.evidence or graph.claims[attacker.by].assumed or found[attacker.by].code in ("S1", "S2", "S3")
        for attacker in inference.record.undercut_by
    )


def _answered(attack: Inference, found: Mapping[Id, Grade], graph: ArgumentGraph) -> bool:
    return _undercut(attack, found, graph)


def _count_apart(inferences: Sequence[Inference], group_of: Callable[[Inference], frozenset[str]]) -> int:
    """Effective corroboration: connected components among lines, joined by what they share."""
    parts: list[set[str]] = []
    for inference in inferences:
        names = set(group_of(inference)) | {f"line {inference.id}"}
        apart = [part for part in parts if not part & names]
        parts = [*apart, names.union(*(part for part in parts if part & names))]
    return len(parts)
