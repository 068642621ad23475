"""Rules on how claims, evidence and questions hang together."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, Severity, warning
from argmap.graph import SUPPORT, ArgumentGraph, Id, Inference
from argmap.registry import rule
from argmap.rules.certainty import voices

HIGHEST = 3
MANY = 3


@rule("evidence-unused", "note")
def evidence_unused(case: Case) -> Iterator[Diagnostic]:
    """An item of evidence bears on nothing."""
    graph = case.graph
    rated = {row.evidence for question in graph.questions.values() for row in question.ratings}
    documents = {d for route in graph.transmissions.values() for step in route.steps for d in step.documented_by}
    for name in graph.evidence:
        used = graph.resting_on(name) or graph.undercut_with(name) or graph.undermined_with(name)
        if not used and name not in rated and name not in documents:
            yield Diagnostic(
                "evidence-unused",
                Severity.NOTE,
                f"{name} is a premise of nothing",
                graph.place("evidence", name),
                hint="name it under the claim it bears on, or say in a comment why it is kept",
            )


@rule("inference-tower", "warning", audit=True)
def inference_tower(case: Case) -> Iterator[Diagnostic]:
    """Inferences are piled more than three high with no new evidence above the base."""
    graph = case.graph
    height: dict[Id, int] = {}
    below: dict[Id, Id] = {}
    for name in graph.order:
        if name not in graph.claims:
            continue
        height[name] = 0
        lines = [line for line in graph.bearing_on(name) if line.polarity == SUPPORT]
        if not lines or any(_brings_evidence(graph, line) for line in lines):
            continue
        # The lowest of convergent lines: whoever has a shorter way up needs no tower.
        least = min(lines, key=lambda line: (max(height[p] for p in line.premises), line.id))
        below[name] = max(least.premises, key=lambda premise: (height[premise], premise))
        height[name] = 1 + height[below[name]]
    for name in graph.claims:
        if height[name] <= HIGHEST:
            continue
        higher = (line.conclusion for line in graph.resting_on(name) if line.polarity == SUPPORT)
        if any(height[conclusion] > height[name] and below.get(conclusion) == name for conclusion in higher):
            continue
        path = [name]
        while path[-1] in below:
            path.append(below[path[-1]])
        shown = path if len(path) <= 6 else [*path[:3], "…", *path[-2:]]  # noqa: PLR2004 - as many as can be read at a glance
        yield warning(
            "inference-tower",
            f"{height[name]} inferences stand on each other with no evidence between: {' ← '.join(shown)}",
            graph.place("claims", name),
            "each storey inherits all doubt below it: look for evidence that joins higher up",
            tuple(Label(graph.place("claims", step), "a storey") for step in path[1:4]),
        )


def _brings_evidence(graph: ArgumentGraph, inference: Inference) -> bool:
    return any(premise in graph.evidence for premise in inference.premises)


_EXPLAINS = frozenset({"cause-to-effect", "correlation-to-cause", "best-explanation"})


@rule("cause-known-only-from-effect", "warning", audit=True)
def cause_known_only_from_effect(case: Case) -> Iterator[Diagnostic]:
    """A thing is explained by a cause for which nothing speaks but the thing itself."""
    graph = case.graph
    explained = [
        inference
        for inference in graph.inferences.values()
        if inference.linked and inference.polarity == SUPPORT and _EXPLAINS & set(inference.record.scheme)
    ]
    wholly = _resting_wholly(graph, {premise for inference in explained for premise in inference.premises})
    for inference in explained:
        for index, effect in enumerate(inference.premises):
            for cause in inference.premises:
                if cause != effect and effect in wholly[cause]:
                    yield warning(
                        "cause-known-only-from-effect",
                        f"{cause} is to account for {effect}, and nothing speaks for it but {effect}",
                        graph.place_of(inference, "premises", index),
                        "look for a trace of the cause that the effect did not leave, or put the two forward as a conjecture",
                        (Label(graph.place("claims", cause), "the cause"),),
                    )


def _resting_wholly(graph: ArgumentGraph, among: AbstractSet[Id]) -> dict[Id, frozenset[Id]]:
    """Statement → those of some statements that whatever speaks for it comes from, itself included.

    What speaks for a claim comes from a statement if each of its supporting lines does, and a line if any of its premises
    does (compare `Standing`).
    """
    found: dict[Id, frozenset[Id]] = {}
    for name in graph.order if among else ():
        lines = [
            frozenset[Id]().union(*(found[premise] for premise in line.premises))
            for line in graph.bearing_on(name)
            if line.polarity == SUPPORT
        ]
        found[name] = frozenset({name} if name in among else ()).union(frozenset.intersection(*lines) if lines else ())
    return found


@rule("single-point-of-failure", "warning", audit=True)
def single_point_of_failure(case: Case) -> Iterator[Diagnostic]:
    """Three or more core claims fall when one item of evidence is taken away."""
    graph = case.graph
    core = [name for name, claim in graph.claims.items() if claim.tier == "core"]
    for (kind, name), fallen in case.standing.falling(core).items():
        if kind == "evidence" and len(fallen) >= MANY:
            yield warning(
                "single-point-of-failure",
                f"without {name} {len(fallen)} core claims have no complete path: {', '.join(fallen)}",
                graph.place("evidence", name),
                "say so where these claims are summed up, and look for a second line",
            )


@rule("internal-contradiction", "warning", audit=True)
def internal_contradiction(case: Case) -> Iterator[Diagnostic]:
    """One voice puts forward two claims that exclude each other."""
    graph = case.graph
    pairs: dict[tuple[Id, Id], str] = {}
    for name, claim in graph.claims.items():
        for relation in claim.relates:
            if relation.how in ("negates", "contradicts") and relation.to in graph.claims:
                pairs.setdefault(
                    (relation.to, name), f"{name} {relation.how} {relation.to}: {relation.why.rstrip('.')}"
                )
    for name, question in graph.questions.items():
        if question.relation == "exclusive":
            for pair in combinations(question.hypotheses, 2):
                pairs.setdefault(pair, f"they exclude each other as answers to {name}")
    for (one, two), why in pairs.items():
        for voice in sorted(set(voices(graph.claims[one])) & set(voices(graph.claims[two]))):
            yield warning(
                "internal-contradiction",
                f"{voice} {case.verb(voice, 'puts', 'put')} forward {one} and {two} ({why})",
                graph.place("claims", two),
                "one of them must go, or a change of mind must be stated; a hedge that leaves both open is `supposes`",
                (Label(graph.place("claims", one), "the other"),),
            )


@rule("core-claim-contested", "warning", audit=True)
def core_claim_contested(case: Case) -> Iterator[Diagnostic]:
    """A core claim is put forward over a rebuttal that nobody has answered."""
    graph = case.graph
    for name, claim in graph.claims.items():
        grade = case.valuation.grade[name]
        if claim.tier == "core" and grade.code == "SX" and voices(claim):
            yield warning(
                "core-claim-contested",
                f"{voices(claim)[0]} puts {name} forward, and it is contested: {grade.reason}",
                graph.place("claims", name),
                f"answer the objection, or let the claim bear it; `argmap explain {name}` names it",
            )
