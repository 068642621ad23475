"""Explanations under a semantics that has strengths from 0 to 1 and no decibans: why a claim stands where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from argmap.case import Case
from argmap.explain.data import disagreeing, open_on
from argmap.explain.sentences import disagreements, joined, premise_named, support, voices
from argmap.formats.document import claim_data
from argmap.graph import SUPPORT, Inference
from argmap.rings import ringed, told_of_ring
from argmap.semantics.published import WITHOUT_BASE
from argmap.semantics.scalar import local


def explanation(case: Case, claim: str) -> dict[str, Any]:
    """All that the sentences say, as plain values. Raises KeyError where there is no such claim."""
    graph = case.graph
    found = {"id": claim, "text": graph.claims[claim].text, **claim_data(case, claim)}
    found["semantics"] = case.valuation.semantics
    found["label"] = case.valuation.label[claim]
    found["lines"] = [
        {
            "inference": line.id,
            "polarity": line.polarity,
            "premises": list(line.premises),
            "carried": case.valuation.carried[line.id],
            "without": _without(case, line),
            "open": [
                {"question": question, "required": required, "text": text} for question, required, text in open_on(line)
            ],
        }
        for line in _lines(case, claim)
    ]
    found["disagreements"] = [
        {"rule": finding.rule, "message": finding.message} for finding in disagreeing(case, claim)
    ]
    return found


def in_sentences(case: Case, claim: str) -> str:
    """The explanation of a claim as text for people. Raises KeyError where there is no such claim."""
    return joined(sections(case, claim))


def sections(case: Case, claim: str) -> list[tuple[str, list[str]]]:
    """The explanation of a claim as titles with sentences; a title without any is left out."""
    found = [
        ("Claim", [f"{case.graph.claims[claim].text} [{claim}]"]),
        ("Who says it, and how surely", list(voices(case, claim))),
        ("How well it is supported", [*support(case, claim), _opinion(case, claim)]),
        ("How far its lines carry it", list(_confidence(case, claim))),
        ("What the number is made of", list(_made_of(case, claim))),
        ("What nobody has answered", list(_unanswered(case, claim))),
        ("Where the dials disagree", list(disagreements(case, claim))),
    ]
    return [(title, lines) for title, lines in found if lines]


_LABELS = {
    "in": "in: whatever speaks against it is itself defeated",
    "out": "out: something undefeated speaks against it or against all that supports it",
    "undec": "undecided: what speaks for it and against it, or the lack of both, leaves it open",
}


def _opinion(case: Case, claim: str) -> str:
    return f"Leaving strengths aside, the grounded labelling has it {_LABELS[case.valuation.label[claim]]}."


def _confidence(case: Case, claim: str) -> Iterator[str]:
    valuation, record = case.valuation, case.graph.claims[claim]
    band = valuation.confidence[claim]
    if not case.graph.bearing_on(claim):
        if record.assumed:
            yield f"Confidence {band.point:.2f}, because it is assumed on purpose; nothing was computed."
        else:
            yield (
                f"Confidence {band.point:.2f}, where it began, for nothing bears on it; by {valuation.semantics} it"
                " lends that much to other claims all the same."
            )
        return
    edge = "" if band.exact else " at the most"
    yield (
        f"Confidence {band.point:.2f} by {valuation.semantics}, and between {band.low:.2f} and {band.high:.2f}{edge}"
        " if every appraisal and strength is taken at its lowest or highest."
    )
    yield f"It began at {_began(case, claim):g}. This is a degree on a scale from 0 to 1, not a probability that evidence was weighed into."
    if claim in ringed(case.graph):
        yield told_of_ring()
    if case.graph.groups:
        yield "Lines that go back to one witness are counted one by one: this semantics knows nothing of witnesses."


def _lines(case: Case, claim: str) -> list[Inference]:
    """The inferences that bear on a claim, the one that carries most first."""
    carried = case.valuation.carried
    return sorted(case.graph.bearing_on(claim), key=lambda line: (-carried[line.id], line.id))


def _made_of(case: Case, claim: str) -> Iterator[str]:
    for line in _lines(case, claim):
        verb = "for it" if line.polarity == SUPPORT else "against it"
        premises = " together with ".join(premise_named(case, premise) for premise in line.premises)
        strength = f"a {line.record.strength} step" if line.record.strength else "a step of no stated strength"
        yield f"{case.valuation.carried[line.id]:.2f}  {verb}: {premises}; {strength}"
        for attacker in line.record.undercut_by:
            yield f"      {attacker.by} objects to this step ({_standing(case, attacker.by)})."
        yield f"      Without this line alone the claim would stand at {_without(case, line):.2f}."


def _standing(case: Case, name: str) -> str:
    valuation = case.valuation
    band = valuation.reliability[name] if name in valuation.reliability else valuation.confidence[name]
    return f"{band.point:.2f}"


def _without(case: Case, gone: Inference) -> float:
    """The confidence of a conclusion if one of the lines that bear on it were gone."""
    claim = gone.conclusion
    sides: dict[str, list[float]] = {SUPPORT: [], "attack": []}
    for line in case.graph.bearing_on(claim):
        if line.id != gone.id:
            sides[line.polarity].append(case.valuation.carried[line.id])
    f = local(case.valuation.semantics, _most_attackers(case))
    return f(_began(case, claim), sides["attack"], sides[SUPPORT])


def _began(case: Case, claim: str) -> float:
    if case.valuation.semantics in WITHOUT_BASE:
        return 1.0
    prior = case.graph.claims[claim].prior
    return case.settings.prior if prior is None else prior


def _most_attackers(case: Case) -> int:
    on_claims = [sum(line.polarity != SUPPORT for line in case.graph.bearing_on(name)) for name in case.graph.claims]
    return max([1, *on_claims, *(len(item.undermined_by) for item in case.graph.evidence.values())])


def _unanswered(case: Case, claim: str) -> Iterator[str]:
    for line in case.graph.bearing_on(claim):
        waiting = list(open_on(line))
        if waiting:
            yield f"On the step from {' and '.join(line.premises)}:"
        for question, required, text in waiting:
            yield f"  {text} ({question}{', must be answered' if required else ''})"
