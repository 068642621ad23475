"""Layers: a graph without the records that stand in layers which are switched off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from argmap import model
from argmap.graph import ATTACK, SUPPORT, ArgumentGraph, Id, Inference

S = TypeVar("S", model.Claim, model.Evidence)


def without_layers(graph: ArgumentGraph, off: Collection[str]) -> ArgumentGraph:
    """A graph without what stands in the layers named, and without what leads nowhere once that is gone.

    An inference goes with any of its premises, for these are needed together; a question goes with its catch-all, or when fewer than
    two hypotheses are left of it, a group when fewer than two members, a rating with its hypothesis. Sources, authority
    records, oddities, omissions and sections stay, for they stand in no layer; a section may lose its thesis.
    """
    if not off:
        return graph
    claims = {name: claim for name, claim in graph.claims.items() if claim.layer not in off}
    evidence = {name: item for name, item in graph.evidence.items() if item.layer not in off}
    known = claims.keys() | evidence.keys()
    kept = {
        name: _opened(inference, off, known)
        for name, inference in graph.inferences.items()
        if inference.record.layer not in off and inference.conclusion in known and known >= set(inference.premises)
    }
    written: dict[Id, list[Inference]] = {}
    for inference in sorted(kept.values(), key=lambda inference: inference.at):
        written.setdefault(inference.conclusion, []).append(inference)
    sources = graph.sources.keys()
    asked = {name: _question(question, known) for name, question in graph.questions.items()}
    questions = {name: question for name, question in asked.items() if question is not None}
    topics = known | questions.keys()
    groups = {name: _group(group, known | sources, topics) for name, group in graph.groups.items()}
    return replace(
        graph,
        claims=MappingProxyType(
            {name: _claim(claim, written.get(name, []), off, known) for name, claim in claims.items()}
        ),
        evidence=MappingProxyType(
            {
                name: _related(item, off, known).model_copy(
                    update={"undermined_by": _attackers(item.undermined_by, off, known)}
                )
                for name, item in evidence.items()
            }
        ),
        inferences=MappingProxyType(kept),
        questions=MappingProxyType(questions),
        groups=MappingProxyType({name: group for name, group in groups.items() if group is not None}),
        transmissions=MappingProxyType(
            {
                name: _route(route, known | sources)
                for name, route in graph.transmissions.items()
                if set(route.of) <= known | sources and (route.holds_if is None or route.holds_if in known)
            }
        ),
        sections=MappingProxyType({name: _section(section, known) for name, section in graph.sections.items()}),
        order=tuple(name for name in graph.order if name in known),
    )


def _attackers(
    attackers: tuple[model.Attacker, ...], off: Collection[str], known: Collection[Id]
) -> tuple[model.Attacker, ...]:
    return tuple(attacker for attacker in attackers if attacker.layer not in off and attacker.by in known)


def _opened(inference: Inference, off: Collection[str], known: Collection[Id]) -> Inference:
    """An inference without the undercutters that are gone."""
    left = _attackers(inference.record.undercut_by, off, known)
    return replace(inference, record=inference.record.model_copy(update={"undercut_by": left}))


def _claim(
    claim: model.Claim, written: Sequence[Inference], off: Collection[str], known: Collection[Id]
) -> model.Claim:
    """A claim under which only these inferences are written."""
    lists = {side: tuple(i.record for i in written if i.polarity == side) for side in (SUPPORT, ATTACK)}
    return _related(claim, off, known).model_copy(update=lists)


def _related(statement: S, off: Collection[str], known: Collection[Id]) -> S:
    left = tuple(r for r in statement.relates if r.layer not in off and r.to in known)
    return statement.model_copy(update={"relates": left})


def _question(question: model.Question, known: Collection[Id]) -> model.Question | None:
    hypotheses = tuple(name for name in question.hypotheses if name in known)
    if len(hypotheses) < 2 or question.catch_all not in (None, *known):  # noqa: PLR2004 - one answer is no question
        return None
    rows = tuple(
        row.model_copy(update={"ratings": ratings})
        for row in question.ratings
        if row.evidence in known and (ratings := {h: rating for h, rating in row.ratings.items() if h in known})
    )
    return question.model_copy(update={"hypotheses": hypotheses, "ratings": rows})


def _route(route: model.Transmission, known: Collection[Id]) -> model.Transmission:
    """A route whose steps name only the documents that are left."""
    steps = tuple(
        step.model_copy(update={"documented_by": tuple(name for name in step.documented_by if name in known)})
        for step in route.steps
    )
    return route.model_copy(update={"steps": steps})


def _section(section: model.Section, known: Collection[Id]) -> model.Section:
    """A section without a thesis that is gone."""
    return section if section.thesis is None or section.thesis in known else section.model_copy(update={"thesis": None})


def _group(group: model.Group, known: Collection[Id], topics: Collection[Id]) -> model.Group | None:
    members = tuple(name for name in group.members if name in known)
    about = tuple(topic for topic in group.about if topic in topics)
    if len(members) < 2 or (group.about and not about):  # noqa: PLR2004 - one witness is no group
        return None
    return group.model_copy(update={"members": members, "about": about})
