"""The published gradual semantics for whole maps: graph → Valuation, each under its own name.

A map is read as a weighted bipolar framework (`argmap.semantics.mapping`); grades are found by rule, as ever. What a
semantics does not have, the valuation does not pretend to: no decibans, no rival probabilities, and no reading of
dependence, for these semantics know nothing of witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argmap.graph import SUPPORT, ArgumentGraph
from argmap.registry import semantics
from argmap.semantics.grades import grades, granted
from argmap.semantics.independence import Ties
from argmap.semantics.opinion import second_opinion
from argmap.semantics.scales import Scales, scales
from argmap.semantics.valuation import Because, Id, Interval, Unsuited, Valuation
from argmap.settings import Settings

NAMES = (
    "df-quad",
    "quadratic-energy",
    "squared-df-quad",
    "euler",
    "euler-top",
    "mlp",
    "h-categorizer",
    "weighted-h-categorizer",
    "max-based",
    "card-based",
    "counting",
)
"""The keys of `argmap.semantics.modular.MODULAR`, said again so that listing them needs no numpy."""
WITHOUT_BASE = frozenset({"h-categorizer", "counting"})
"""Those that do not heed base scores: every argument begins at 1."""


def _registered(name: str) -> Callable[[ArgumentGraph, Settings], Valuation]:
    def evaluated(graph: ArgumentGraph, settings: Settings) -> Valuation:
        return _evaluated(name, graph, settings)

    evaluated.__qualname__ = f"evaluated by {name}"
    return semantics(name)(evaluated)


for _name in NAMES:
    _registered(_name)


def _evaluated(name: str, graph: ArgumentGraph, settings: Settings) -> Valuation:
    """Evaluate a map. Raises Unsuited where it has parts that the semantics gives no meaning to."""
    # Each takes a tenth of a second to import, and no other semantics needs them.
    from argmap.semantics.abstract import check_meaning  # noqa: PLC0415 - numpy and scipy, under these semantics only
    from argmap.semantics.equilibrium import evaluate  # noqa: PLC0415 - numpy and scipy, under these semantics only
    from argmap.semantics.mapping import mapped  # noqa: PLC0415 - numpy and scipy, under these semantics only
    from argmap.semantics.modular import modular  # noqa: PLC0415 - numpy and scipy, under these semantics only

    law = modular(name)
    table = scales(settings.scales)
    ties = Ties(graph)
    known = mapped(graph, settings, table)
    try:
        if not law.extended and known.steps:
            raise ValueError(f"{name} gives no meaning to undercutters")
        check_meaning(known.framework, law)
    except ValueError as failure:
        raise Unsuited(f"this map cannot be evaluated by {name}: {failure}") from None
    found = evaluate(known.framework, law, known.base, band=True).values.tolist()
    exact = _exact(graph, table)
    values: dict[Id, Interval] = {}
    for statement, (low, point, high) in zip(known.names, found, strict=False):  # steps come after the names
        # The columns are worked out apart, and may be a rounding error out of order.
        values[statement] = Interval(point, min(low, point), max(high, point), exact[statement])
    carried = {
        identifier: known.weights[identifier].middle
        * min(values[premise].point for premise in inference.premises)
        * (found[known.steps[identifier]][1] if identifier in known.steps else 1.0)
        for identifier, inference in graph.inferences.items()
    }
    return Valuation(
        semantics=name,
        confidence={claim: values[claim] for claim in graph.claims},
        dependence={claim: (values[claim].point, values[claim].point) for claim in graph.claims},
        decibans={},
        reliability={item: values[item] for item in graph.evidence},
        grade=grades(graph, ties.witnesses),
        because=dict.fromkeys(graph.claims, Because()),
        carried=carried,
        label=second_opinion(graph),
    )


def _exact(graph: ArgumentGraph, table: Scales) -> Mapping[Id, bool]:
    """Which bands are attained at both ends: where no appraisal and no strength pulls a statement both ways."""
    rises: dict[Id, int] = {}
    falls: dict[Id, int] = {}
    inputs = 0

    def drawn(range_: tuple[float, float, float]) -> int:
        nonlocal inputs
        inputs += range_[0] != range_[2]
        return 1 << inputs if range_[0] != range_[2] else 0

    for name in graph.order:
        up = down = 0
        if name in graph.evidence:
            item = graph.evidence[name]
            up = drawn(table.reliability(item, graph.sources.get(item.source)))
            for attacker in item.undermined_by:
                up |= falls[attacker.by]
                down |= rises[attacker.by] | drawn(table.attack(attacker))
        elif granted(graph, name):
            up = drawn(table.range("unstated", "assumed"))
        for inference in graph.bearing_on(name):
            # A strength that is not written is a weight of 1, and none has only one value too.
            written = inference.record.strength
            more = drawn(table.range("strength", written)) if written else 0
            less = 0
            for premise in inference.premises:
                more, less = more | rises[premise], less | falls[premise]
            for attacker in inference.record.undercut_by:
                more |= falls[attacker.by]
                less |= rises[attacker.by] | drawn(table.attack(attacker))
            up, down = (up | more, down | less) if inference.polarity == SUPPORT else (up | less, down | more)
        rises[name], falls[name] = up, down
    return {name: not rises[name] & falls[name] for name in graph.order}
