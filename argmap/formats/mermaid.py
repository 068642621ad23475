"""Mermaid: the whole map as a flowchart for the pages and editors that draw this language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argmap.case import Case
from argmap.graph import SUPPORT
from argmap.registry import dumper

_KEPT = frozenset(" ,.:()/'!?-")
_LIST = re.compile(r"^([0-9]+)([.)])|^([-+*])")


@dumper("mermaid", suffix=".mmd")
def mermaid(case: Case) -> bytes:
    """A case → one flowchart from the bottom up: claims, evidence and questions as boxes, each step a box of its own, so
    that what undercuts it has something to end on. Nodes are numbered, for ids may be words of the language; a comment
    before each gives the id of its record."""
    return ("\n".join(_lines(case)) + "\n").encode()


def quoted(*parts: str) -> str:
    """Paragraphs as a quoted label that is drawn as these texts: what Mermaid, Markdown or HTML would read as theirs is
    written as a code."""
    return '"' + "<br/>".join(_coded(" ".join(part.split())) for part in parts if part) + '"'


def _coded(text: str) -> str:
    found = _LIST.match(text)
    first = found.end() - 1 if found else -1  # a list of Markdown begins with this character
    return "".join(
        character
        if (character.isalnum() or character in _KEPT) and k != first
        else f"#{ord(character)};"
        if character.isprintable()
        else "\ufffd"
        for k, character in enumerate(text)
    )


def _lines(case: Case) -> Iterator[str]:
    graph = case.graph
    numbers = {name: f"n{k}" for k, name in enumerate((*graph.claims, *graph.evidence), start=1)}
    yield "flowchart BT"
    for name, claim in graph.claims.items():
        grade, band = case.valuation.grade[name], case.valuation.confidence[name]
        yield f"  %% claim {name}"
        yield f"  {numbers[name]}[{quoted(claim.text, f'{grade.code}, {band.point:.2f}')}]"
        if case.reported_only(name):
            yield f"  class {numbers[name]} reported"
    for name, item in graph.evidence.items():
        told = f"{case.label(item.source)}, reliability {case.valuation.reliability[name].point:.2f}"
        yield f"  %% evidence {name}"
        yield f"  {numbers[name]}[/{quoted(item.text, told)}/]"
    for k, inference in enumerate(graph.inferences.values(), start=1):
        supports = inference.polarity == SUPPORT
        word = "supports" if supports else "weakens"
        strength = f" ({inference.record.strength})" if inference.record.strength else ""
        yield f"  %% step to {inference.conclusion}"
        yield f"  s{k}({quoted(word + strength, inference.record.warrant or '')})"
        yield f"  class s{k} {inference.polarity}"
        yield f"  s{k} {'-->' if supports else '-.-x'} {numbers[inference.conclusion]}"
        for premise in inference.premises:
            yield f"  {numbers[premise]} --- s{k}"
        for attacker in inference.record.undercut_by:
            yield f"  {numbers[attacker.by]} -.-o s{k}"
    for name, item in graph.evidence.items():
        for attacker in item.undermined_by:
            yield f"  {numbers[attacker.by]} -.-o {numbers[name]}"
    for k, (name, question) in enumerate(graph.questions.items(), start=1):
        yield f"  %% question {name}"
        yield f"  q{k}[[{quoted(question.text)}]]"
        for hypothesis in question.hypotheses:
            yield f"  {numbers[hypothesis]} === q{k}"
    yield "  classDef reported stroke-dasharray:6 3"
    yield "  classDef support stroke:#0b4fd0"
    yield "  classDef attack stroke:#c43d00,stroke-dasharray:6 3"
