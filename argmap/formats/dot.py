"""DOT: the whole map for Graphviz and the tools that read its language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from argmap.case import Case
from argmap.graph import SUPPORT
from argmap.registry import dumper

_WIDTH = 34


@dumper("dot", suffix=".dot")
def dot(case: Case) -> bytes:
    """A case → one digraph: claims, evidence and questions as boxes, each step a box of its own between premises and
    conclusion, so that what undercuts it has something to end on. Nodes bear the ids of records."""
    return ("\n".join(_lines(case)) + "\n").encode()


def quoted(text: str) -> str:
    """A text as a quoted string of DOT that is drawn as this text: no escape and no entity of it works."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in " ".join(text.split()))
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'


def _label(*parts: str) -> str:
    """Paragraphs as one quoted label, broken into lines."""
    lines = [line for part in parts for line in textwrap.wrap(part, _WIDTH, break_on_hyphens=False)]
    return '"' + "\\n".join(quoted(line)[1:-1] for line in lines) + '"'


def _lines(case: Case) -> Iterator[str]:
    graph = case.graph
    yield "digraph argmap {"
    yield f"  graph [rankdir=BT, label={quoted(case.title())}, labelloc=t, fontname=Helvetica];"
    yield "  node [shape=box, fontname=Helvetica, fontsize=11];"
    yield "  edge [fontname=Helvetica, fontsize=10];"
    for name, claim in graph.claims.items():
        grade, band = case.valuation.grade[name], case.valuation.confidence[name]
        shape = "style=dashed" if case.reported_only(name) else "style=solid"
        thick = ", penwidth=2" if claim.tier == "core" else ""
        yield f"  {quoted(f'claim {name}')} [label={_label(claim.text, f'{grade.code}, {band.point:.2f}')}, {shape}{thick}];"
    for name, item in graph.evidence.items():
        told = f"{case.label(item.source)}, reliability {case.valuation.reliability[name].point:.2f}"
        yield f"  {quoted(f'evidence {name}')} [label={_label(item.text, told)}, shape=note];"

    def node(name: str) -> str:
        return quoted(f"{'claim' if name in graph.claims else 'evidence'} {name}")

    for inference in graph.inferences.values():
        step = quoted(f"step {inference.id}")
        supports = inference.polarity == SUPPORT
        word = "supports" if supports else "weakens"
        strength = f" ({inference.record.strength})" if inference.record.strength else ""
        colour = '"#0b4fd0"' if supports else '"#c43d00"'
        yield f"  {step} [label={_label(word + strength, inference.record.warrant or '')}, style=rounded, color={colour}];"
        line = "solid, arrowhead=normal" if supports else "dashed, arrowhead=tee"
        yield f"  {step} -> {node(inference.conclusion)} [style={line}, color={colour}];"
        for premise in inference.premises:
            yield f"  {node(premise)} -> {step} [arrowhead=none];"
        for attacker in inference.record.undercut_by:
            yield f'  {node(attacker.by)} -> {step} [style=dotted, arrowhead=odiamond, color="#6b1f4b"];'
    for name, item in graph.evidence.items():
        for attacker in item.undermined_by:
            yield f'  {node(attacker.by)} -> {node(name)} [style=dotted, arrowhead=odiamond, color="#6b1f4b"];'
    for name, question in graph.questions.items():
        yield f"  {quoted(f'question {name}')} [label={_label(question.text)}, peripheries=2];"
        for hypothesis in question.hypotheses:
            yield f'  {node(hypothesis)} -> {quoted(f"question {name}")} [arrowhead=none, color="black:white:black"];'
    yield "}"
