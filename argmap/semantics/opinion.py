"""Second opinions on a map's claims without any arithmetic of degrees: grounded labels and proof standards."""

from __future__ import annotations

from collections.abc import Mapping

from argmap.graph import SUPPORT, ArgumentGraph
from argmap.semantics.carneades import Argument, Evaluation, Standard, Thresholds
from argmap.semantics.dung import Label, labelling
from argmap.semantics.grades import granted
from argmap.semantics.scales import Scales, scales

Id = str


def second_opinion(graph: ArgumentGraph) -> dict[Id, Label]:
    """The grounded label of every claim, strengths left aside: in, out or undec.

    The map becomes a graph of attacks alone. A step is attacked by its undercutters, an item of evidence by its
    underminers. Steps for and against one claim attack each other. A claim is attacked by the steps against it, and by
    "nothing for it holds", which every step for it attacks; a step, for each premise, by "this premise fails", which the
    premise attacks. Where nothing is offered for a claim, "nothing for it holds" attacks itself, so that it is neither
    granted nor excluded. An assumption is granted. An objection said to be of strength none is left out, and so is a
    step.
    """
    arguments: list[tuple[str, str]] = []
    attacks: dict[tuple[tuple[str, str], tuple[str, str]], None] = {}  # a set in the order of entry

    def attack(origin: tuple[str, str], target: tuple[str, str]) -> None:
        attacks[origin, target] = None

    for name, item in graph.evidence.items():
        arguments += [("holds", name), ("fails", name)]
        attack(("holds", name), ("fails", name))
        for attacker in item.undermined_by:
            if attacker.strength != "none":
                attack(("holds", attacker.by), ("holds", name))
    for name in graph.claims:
        arguments += [("holds", name), ("fails", name), ("unsupported", name)]
        attack(("holds", name), ("fails", name))
        lines = [line for line in graph.bearing_on(name) if line.record.strength != "none"]
        pro = [("step", line.id) for line in lines if line.polarity == SUPPORT]
        con = [("step", line.id) for line in lines if line.polarity != SUPPORT]
        if not granted(graph, name):
            attack(("unsupported", name), ("holds", name))
            if not pro:
                attack(("unsupported", name), ("unsupported", name))
        for mine in pro:
            attack(mine, ("unsupported", name))
            for other in con:
                attack(mine, other)
                attack(other, mine)
        for other in con:
            attack(other, ("holds", name))
        for line in lines:
            step = ("step", line.id)
            arguments.append(step)
            for premise in line.premises:
                attack(("fails", premise), step)
            for attacker in line.record.undercut_by:
                if attacker.strength != "none":
                    attack(("holds", attacker.by), step)
    labels = labelling(arguments, attacks)
    return {name: labels["holds", name] for name in graph.claims}


def standards(
    graph: ArgumentGraph,
    table: Scales | None = None,
    required: Standard = "preponderance",
    thresholds: Thresholds | None = None,
) -> dict[Id, Mapping[Standard, bool]]:
    """Which proof standards every claim meets.

    Steps are the arguments, weighed by their strengths as (L - 1) / (L + 1), 1 where none is written; undercutters are
    exceptions. Evidence is assumed unless an underminer is acceptable, a claim that serves as a premise must meet
    the standard `required`, and an assumption is assumed.
    """
    from argmap.semantics.mapping import relation_weight  # noqa: PLC0415 - brings numpy

    table = table or scales()
    arguments = [
        Argument(name, (), tuple(attacker.by for attacker in item.undermined_by if attacker.strength != "none"))
        for name, item in graph.evidence.items()
    ]
    for inference in graph.inferences.values():
        if inference.record.strength == "none":
            continue
        arguments.append(
            Argument(
                inference.conclusion if inference.polarity == SUPPORT else f"-{inference.conclusion}",
                inference.premises,
                tuple(a.by for a in inference.record.undercut_by if a.strength != "none"),
                round(relation_weight(table, inference.record.strength).middle, 6),
            )
        )
    evaluation = Evaluation(
        arguments,
        [name for name in graph.claims if granted(graph, name)],
        dict.fromkeys(graph.evidence, "scintilla"),
        required,
        thresholds,
    )
    return {name: evaluation.met(name) for name in graph.claims}
