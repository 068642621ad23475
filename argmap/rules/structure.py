"""Rules on how claims, evidence and questions hang together."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.case import Case
from argmap.diagnostics import Diagnostic, Severity, error
from argmap.registry import rule
from argmap.schemes import schemes
from argmap.semantics.grades import open_questions


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


@rule("catch-all-missing", "error")
def catch_all_missing(case: Case) -> Iterator[Diagnostic]:
    """A question names no catch-all and does not say why its hypotheses exhaust it."""
    for name, question in case.graph.questions.items():
        if question.catch_all is None and question.exhaustive is None:
            yield error(
                "catch-all-missing",
                f"the hypotheses of {name} leave no room for an answer that nobody thought of",
                case.graph.place("questions", name),
                "add a hypothesis for all else as `catch_all`, or say in `exhaustive` why there can be none",
            )


@rule("required-question-open", "warning")
def required_question_open(case: Case) -> Iterator[Diagnostic]:
    """An inference leaves a required critical question of its scheme unanswered."""
    asked = {question.id: question.text for scheme in schemes().values() for question in scheme.questions}
    for inference in case.graph.inferences.values():
        for question in open_questions(inference):
            yield Diagnostic(
                "required-question-open",
                Severity.WARNING,
                f"{question} is open: {asked[question]}",
                case.graph.place_of(inference),
                hint="answer it in `answers`; recorded as open it stays a warning, and the step stays at grade S1",
            )
