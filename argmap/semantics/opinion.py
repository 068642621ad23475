"""Second opinions on a map's claims without any arithmetic of degrees: labels and proof standards.

Each is in the registry of semantics under its own name, with a valuation that labels claims in, out or undec and gives
them no degrees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argmap.graph import SUPPORT, ArgumentGraph
from argmap.registry import semantics
from argmap.semantics.carneades import STANDARDS, Argument, Evaluation, Standard, Thresholds
from argmap.semantics.dung import LABELLINGS, Label, sceptical
from argmap.semantics.grades import grades, granted
from argmap.semantics.independence import Ties
from argmap.semantics.scales import Scales, scales
from argmap.semantics.valuation import Because, Unsuited, Valuation
from argmap.settings import Settings

Id = str
Part = tuple[str, str]
"""An argument that a map becomes: what it says of a part of the map, and the part."""


def second_opinion(graph: ArgumentGraph, labelling: str = "grounded") -> dict[Id, Label]:
    """The label of every claim by the grounded, preferred or stable labelling, strengths left aside: in, out or undec.

    Of several preferred or stable labellings a claim has the label that all of them give it, and undec where they differ.
    The map becomes a graph of attacks alone. A step is attacked by its undercutters, an item of evidence by its
    underminers. Steps for and against one claim attack each other. A claim is attacked by the steps against it, and by
    "nothing for it holds", which every step for it attacks; a step, for each premise, by "this premise fails", which the
    premise attacks. Where nothing is offered for a claim, "nothing for it holds" attacks itself, so that it is neither
    granted nor excluded. An assumption is granted. An objection said to be of strength none is left out, and so is a
    step. Raises TooLarge as `argmap.semantics.dung.complete` does, and ValueError where there is no labelling.
    """
    labels = sceptical(*_attacks(graph), labelling)
    return {name: labels["holds", name] for name in graph.claims}


def _attacks(graph: ArgumentGraph) -> tuple[list[Part], list[tuple[Part, Part]]]:
    """The arguments and attacks that a map becomes."""
    arguments: list[Part] = []
    attacks: dict[tuple[Part, Part], None] = {}  # a set in the order of entry

    def attack(origin: Part, target: Part) -> None:
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
    return arguments, list(attacks)


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
    evaluation = _weighed(graph, table or scales(), required, thresholds)
    return {name: evaluation.met(name) for name in graph.claims}


def _weighed(
    graph: ArgumentGraph, table: Scales, required: Standard, thresholds: Thresholds | None = None
) -> Evaluation:
    from argmap.semantics.mapping import relation_weight  # noqa: PLC0415 - brings numpy

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
    return Evaluation(
        arguments,
        [name for name in graph.claims if granted(graph, name)],
        dict.fromkeys(graph.evidence, "scintilla"),
        required,
        thresholds,
    )


# ------------------------------------------------------------------------------ in the registry


def _by_labelling(name: str) -> Callable[[ArgumentGraph, Settings], Valuation]:
    def evaluated(graph: ArgumentGraph, settings: Settings) -> Valuation:  # noqa: ARG001 - no labelling heeds any
        try:
            return _valuation(name, graph, second_opinion(graph, name))
        except ValueError as failure:
            raise Unsuited(f"this map cannot be evaluated by {name}: {failure}") from None

    evaluated.__qualname__ = f"evaluated by {name}"
    return semantics(name, degrees=False)(evaluated)


def _by_standard(name: Standard) -> Callable[[ArgumentGraph, Settings], Valuation]:
    def evaluated(graph: ArgumentGraph, settings: Settings) -> Valuation:
        found = _weighed(graph, scales(settings.scales), name)
        return _valuation(name, graph, {claim: found.label(claim) for claim in graph.claims})

    evaluated.__qualname__ = f"evaluated by {name}"
    return semantics(name, degrees=False)(evaluated)


for _labelling in LABELLINGS:
    _by_labelling(_labelling)
for _standard in STANDARDS:
    _by_standard(_standard)


def _valuation(name: str, graph: ArgumentGraph, label: Mapping[Id, Label]) -> Valuation:
    """A valuation that has labels and grades, and no degrees."""
    return Valuation(
        semantics=name,
        confidence={},
        dependence={},
        decibans={},
        reliability={},
        grade=grades(graph, Ties(graph).witnesses),
        because=dict.fromkeys(graph.claims, Because()),
        label=label,
    )
