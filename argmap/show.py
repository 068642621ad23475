"""Show: one record as written, with what refers to it, and its passage from the reader's own copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argmap.case import Case
from argmap.formats.native import to_yaml
from argmap.graph import ArgumentGraph
from argmap.model import Claim, Evidence, Record
from argmap.rules.passages import located, passage


def records(graph: ArgumentGraph) -> tuple[Mapping[str, Record], ...]:
    """The tables of a graph that hold records by id."""
    return (
        *(graph.claims, graph.evidence, graph.questions, graph.sources, graph.transmissions, graph.groups),
        *(graph.sections, graph.omissions, graph.oddities, graph.authorities),
    )


def shown(case: Case, name: str) -> str | None:
    """A record by id as text, or None where there is none of that id."""
    found = [table[name] for table in records(case.graph) if name in table]
    if not found:
        return None
    lines = [to_yaml({name: record}) for record in found]  # a source may bear the name of a claim
    referring = list(_referring(case, name))
    if referring:
        lines.append("Referred to by:\n" + "".join(f"  {line}\n" for line in referring))
    lines += [f"{heading}:\n  {text}\n" for heading, text in passages(case, name)]
    return "\n".join(lines)


def _referring(case: Case, name: str) -> Iterator[str]:
    graph = case.graph
    for inference in graph.resting_on(name):
        yield f"{inference.conclusion}, as a premise of its {inference.polarity}"
    for inference in graph.undercut_with(name):
        yield f"{inference.conclusion}, as an undercutter of its {inference.polarity}"
    for item in graph.undermined_with(name):
        yield f"{item}, as an underminer"
    for question in graph.questions_of(name):
        yield f"{question}, as a hypothesis"
    for item, evidence in graph.evidence.items():
        if evidence.source == name:
            yield f"{item}, as its source"
    for group, record in graph.groups.items():
        if name in record.members:
            yield f"{group}, as a member"
    statements: dict[str, Claim | Evidence] = {**graph.claims, **graph.evidence}
    for statement, told in statements.items():
        for relation in told.relates:
            if relation.to == name:
                yield f"{statement}, which {_RELATIONS[relation.how]} it"
    for claim, held in graph.claims.items():
        if held.section == name:
            yield f"{claim}, as its section"
        if name in held.agents:
            yield f"{claim}, as whom it is about"
    for oddity, odd in graph.oddities.items():
        if name in odd.bears_on:
            yield f"{oddity}, as an oddity that bears on it"
    for authority, borne in graph.authorities.items():
        if borne.part_of == name:
            yield f"{authority}, as what it is part of"
        if any(tenure.office == name for tenure in borne.offices):
            yield f"{authority}, as an office held"


_RELATIONS = {
    "restates": "restates",
    "negates": "negates",
    "contradicts": "contradicts",
    "corroborates": "corroborates",
    "weakens": "weakens",
    "independent": "is independent of",
}


def passages(case: Case, name: str) -> Iterator[tuple[str, str]]:
    """Where a record points into a text at hand, and what stands there."""
    homes = [home for (_, record), home in case.graph.homes.items() if record == name]
    parts = {home.source.path: home.tree.part(name) for home in homes}
    for locator, where, _ in located(case):
        at = case.graph.place(*where)
        part = parts.get(at.path)
        if part is None or not part.start <= at.start <= part.end:
            continue
        text = case.texts.get(locator.source)
        found = passage(locator, text) if text is not None else None
        if found is not None:
            yield f"{case.label(locator.source)}, {locator.block or 'passage'}", " ".join(found.split())
