"""Support grades: how well each claim is supported on the record, by rule and without arithmetic.

    S3  two or more direct lines in different groups, no unanswered rebuttal
    S2  one direct line, no unanswered rebuttal
    S1  inferred through at least one step, or told at a distance (D3-D5), or a required question is open,
        or a direct line meets an objection, or a less direct rebuttal, that nobody answered
    S0  nothing is offered, or nothing that reaches evidence
    SX  an unanswered rebuttal at least as direct as the support, or support by contested claims only

A line is direct when all its premises are evidence of directness D0 to D2 that itself states the conclusion:
no scheme, or a scheme of testimony whose required questions are answered. Linked premises are as good as
the weakest, convergent lines as good as the best. A line whose step is said to carry nothing (strength none)
does not count. An objection stands when a statement that is itself supported undercuts the step of a line or
undermines its evidence. An attack counts as answered when an objection to it stands, or when a premise it
needs is unsupported or contested. An assumption is granted where a line needs it beside other premises; a line of
assumptions alone reaches no evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from argmap import schemes
from argmap.graph import SUPPORT, ArgumentGraph, Inference
from argmap.semantics.scales import effective_directness
from argmap.semantics.valuation import Grade

Id = str
DIRECT = frozenset({"D0", "D1", "D2"})
_NOTHING, _CONTESTED, _INFERRED, _DIRECT = 0, 1, 2, 3


class _Line(NamedTuple):
    """How good one line is (one of the four levels above), why it is no better, and its open required questions."""

    inference: Inference
    level: int
    why: str
    open: tuple[str, ...]


def open_questions(inference: Inference) -> tuple[str, ...]:
    """The required critical questions of an inference that are open or were never answered."""
    if not inference.record.scheme:
        return ()
    answered = {answer.question for answer in inference.record.answers if answer.answer != "open"}
    return tuple(
        question.id
        for scheme in inference.record.scheme
        for question in schemes.questions(scheme)
        if question.required and question.id not in answered
    )


def waiting(inference: Inference) -> tuple[str, ...]:
    """The critical questions of an inference that wait for an answer: those that must be answered and are not, and those
    recorded as open. An answer to what no scheme asks waits for nothing."""
    recorded = {answer.question for answer in inference.record.answers if answer.answer == "open"}
    return tuple(sorted({*open_questions(inference), *(recorded & schemes.asked().keys())}))


def granted(graph: ArgumentGraph, claim: Id) -> bool:
    """Whether the reader is asked to grant a claim: it is assumed, and nothing bears on it."""
    return graph.claims[claim].assumed and not graph.bearing_on(claim)


def grades(
    graph: ArgumentGraph, witnesses: Callable[[Inference], int], known: Mapping[Id, Grade] = MappingProxyType({})
) -> dict[Id, Grade]:
    """The grade of every claim. `witnesses` gives, as a set of bits, what an inference may share with others of its
    conclusion as one witness; the grades that are `known` stand."""
    found: dict[Id, Grade] = {}
    for name in graph.order:
        if name in graph.claims:
            found[name] = known.get(name) or _grade(graph, name, found, witnesses)
    return found


def _grade(graph: ArgumentGraph, name: Id, found: Mapping[Id, Grade], witnesses: Callable[[Inference], int]) -> Grade:
    bearing = graph.bearing_on(name)
    if not bearing:
        if granted(graph, name):
            return Grade("S0", "assumed", "it is assumed on purpose and nothing is offered for it")
        return Grade("S0", "nothing-offered", "nothing is offered for it")
    lines = [_line(graph, inference, found) for inference in bearing]
    support = [line for line in lines if line.inference.polarity == SUPPORT and line.level > _NOTHING]
    if not support:
        return Grade("S0", "nothing-reaches-evidence", "no line for it brings any evidence to bear")
    rebuttals = [line for line in lines if line.inference.polarity != SUPPORT and line.level > _CONTESTED]
    rebuttals = [line for line in rebuttals if not _objected(line.inference, found, graph)]
    direct = [line for line in support if line.level == _DIRECT]
    lines_apart = _count_apart([line.inference for line in support if line.level > _CONTESTED], witnesses)
    unanswered = tuple(sorted({question for line in support for question in line.open}))
    best = max(line.level for line in support)
    if best == _CONTESTED:
        return Grade("SX", "contested-premise", "every line for it rests on a contested claim", lines_apart, unanswered)
    if rebuttals:
        against = max(line.level for line in rebuttals)
        if against >= best:
            reason = "a rebuttal at least as direct as the support stands unanswered"
            return Grade("SX", "rebuttal-unanswered", reason, lines_apart, unanswered)
        reason = "it is directly supported, but a less direct rebuttal stands unanswered"
        return Grade("S1", "lesser-rebuttal", reason, lines_apart, unanswered)
    if direct:
        apart = _count_apart([line.inference for line in direct], witnesses)
        if apart > 1:
            return Grade("S3", "direct-lines-apart", f"{apart} direct lines from different witnesses", lines_apart)
        return Grade("S2", "one-direct-line", "one direct line states it", lines_apart)
    whys = list(dict.fromkeys(line.why for line in support if line.level == best))
    return Grade("S1", "inferred", whys[0] if len(whys) == 1 else "; ".join(whys), lines_apart, unanswered)


def _line(graph: ArgumentGraph, inference: Inference, found: Mapping[Id, Grade]) -> _Line:
    """Weakest premise first, then what keeps a line of evidence from being direct."""
    unanswered = open_questions(inference)
    record = inference.record
    if record.strength == "none":
        return _Line(inference, _NOTHING, "its step is said to carry nothing", unanswered)
    premises = {premise: found[premise].code for premise in inference.premises if premise in found}
    if any(code == "S0" and not granted(graph, premise) for premise, code in premises.items()):
        return _Line(inference, _NOTHING, "a premise it needs is unsupported", unanswered)
    if len(premises) == len(inference.premises) and set(premises.values()) == {"S0"}:
        return _Line(inference, _NOTHING, "it rests on assumptions alone", unanswered)
    if "SX" in premises.values():
        return _Line(inference, _CONTESTED, "a premise it needs is contested", unanswered)
    if premises:
        return _Line(inference, _INFERRED, "inferred from other claims", unanswered)
    if any(not schemes.schemes()[scheme].direct for scheme in record.scheme):
        return _Line(inference, _INFERRED, "inferred from what the evidence shows", unanswered)
    if not record.scheme and record.warrant is not None:
        return _Line(inference, _INFERRED, "a general rule carries the step from the evidence", unanswered)
    distant = {effective_directness(graph.evidence[p]) for p in inference.premises} - DIRECT
    if distant:
        worst = max(distant, key=lambda d: d or "")
        told = f"its evidence is told at a distance ({worst})"
        return _Line(
            inference, _INFERRED, told if worst else "the directness of its evidence is not stated", unanswered
        )
    if any(graph.evidence[p].kind != "positive" for p in inference.premises):
        return _Line(inference, _INFERRED, "inferred from a silence or a failed search", unanswered)
    if unanswered:
        return _Line(inference, _INFERRED, "a required critical question is open", unanswered)
    if _objected(inference, found, graph):
        return _Line(inference, _INFERRED, "an objection to it stands unanswered", unanswered)
    return _Line(inference, _DIRECT, "", unanswered)


def _objected(inference: Inference, found: Mapping[Id, Grade], graph: ArgumentGraph) -> bool:
    """Whether something that itself stands (evidence, a supported or a granted claim) objects to a line."""
    objections = [*inference.record.undercut_by]
    for premise in inference.premises:
        if premise in graph.evidence:
            objections += graph.evidence[premise].undermined_by
    return any(
        objection.strength != "none"
        and (
            objection.by in graph.evidence
            or found[objection.by].code in ("S1", "S2", "S3")
            or granted(graph, objection.by)
        )
        for objection in objections
    )


def _count_apart(inferences: Sequence[Inference], witnesses: Callable[[Inference], int]) -> int:
    """Effective corroboration: the greatest number of lines of which no two share a witness."""
    return 1 if len(inferences) == 1 else most_apart([witnesses(inference) for inference in inferences])


MOST_TANGLED = 24


def most_apart(borne: Iterable[int]) -> int:
    """The greatest number of sets, each as the bits of a number, of which no two share an element.

    Where more than MOST_TANGLED sets are left that cannot be told at once, those with the fewest elements go first.
    """
    free, tangled = 0, list(borne)
    while True:
        once = shared = 0
        for bits in tangled:
            once, shared = once | bits, shared | (once & bits)
        free += sum(not bits & shared for bits in tangled)
        within = {bits & shared for bits in tangled} - {0}
        # Whoever takes a set could take a smaller one inside it.
        least = [bits for bits in within if not any(other & bits == other != bits for other in within)]
        if len(least) == len(tangled):
            break
        tangled = least
    if not tangled:
        return free
    first, *others = sorted(tangled, key=lambda bits: (bits.bit_count(), bits))
    taken = 1 + most_apart(other for other in others if not other & first)
    return free + (taken if len(tangled) > MOST_TANGLED else max(taken, most_apart(others)))
