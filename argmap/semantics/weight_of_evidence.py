"""The default semantics, weight-of-evidence: a graph and its appraisals as numbers, weighed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from math import exp
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from argmap import model
from argmap.graph import SUPPORT, ArgumentGraph
from argmap.registry import semantics
from argmap.semantics.grades import grades, granted
from argmap.semantics.independence import Ties
from argmap.semantics.scales import Scales, scales
from argmap.semantics.valuation import Because, Grade, Id, Interval, Valuation
from argmap.semantics.weighing import (
    DECIBANS_PER_NAT,
    Attack,
    Contribution,
    Line,
    Problem,
    Three,
    Weighing,
    logit,
    probability,
    weigh_problem,
)
from argmap.settings import Settings

if TYPE_CHECKING:
    from argmap.semantics.sensitivity import Sensitivity

T = TypeVar("T")
_SURE = 1e-12  # how near to certainty an assumption comes among rivals, where a project takes it for certain


@semantics("weight-of-evidence")
def weight_of_evidence(graph: ArgumentGraph, settings: Settings) -> Valuation:
    """Weigh a graph. Raises `scales.BadScale` where the project's scales make no sense."""
    return _weighed(graph, settings, None)


class _Value(NamedTuple):
    """What a valuation says of a claim, and its log-odds in nats."""

    confidence: Interval
    dependence: tuple[float, float]
    decibans: float
    log_odds: Three


@dataclass(frozen=True, kw_only=True)
class _Weighed(Valuation):
    """A valuation with all that was worked out for it."""

    graph: ArgumentGraph = field(repr=False, compare=False)
    settings: Settings = field(repr=False, compare=False)
    ties: Ties = field(repr=False, compare=False)
    weighing: Weighing = field(repr=False, compare=False)
    values: Mapping[Id, _Value] = field(repr=False, compare=False)

    def again(self, graph: ArgumentGraph, settings: Settings) -> Valuation:
        """Where nothing changed that a statement rests on, what was worked out for it stands."""
        return _weighed(graph, settings, self if settings == self.settings else None)


def _weighed(graph: ArgumentGraph, settings: Settings, before: _Weighed | None) -> Valuation:
    table = scales(settings.scales)
    touched = graph.touched(before.graph) if before is not None else None
    if before is None or touched is None:
        ties = Ties(graph)
        problem = problem_of(graph, settings, table, ties)
        weighing = weigh_problem(problem)
        values: dict[Id, _Value] = {}
        reliability: dict[Id, Interval] = {}
        grade: dict[Id, Grade] = {}
    else:
        ties = Ties(graph, before.ties, touched)
        problem = problem_of(graph, settings, table, ties, touched)
        weighing = weigh_problem(problem, before.weighing)
        values = _left(before.values, touched)
        reliability = _left(before.reliability, touched)
        grade = _left(before.grade, touched)
    values = {name: values.get(name) or _value(graph, name, table, problem, weighing) for name in graph.claims}
    reliability = {
        name: reliability.get(name) or Interval(r.middle, r.low, r.high, weighing.exact[name])
        for name in graph.order
        if name in graph.evidence
        for r in [weighing.reliability[name]]
    }
    grade = grades(graph, ties.witnesses, grade)
    return _Weighed(
        semantics="weight-of-evidence",
        confidence={name: value.confidence for name, value in values.items()},
        dependence={name: value.dependence for name, value in values.items()},
        decibans={name: value.decibans for name, value in values.items()},
        reliability=reliability,
        grade=grade,
        because={
            name: Because(
                found, partial(_asked, graph, settings, table, name, found) if graph.bearing_on(name) else None
            )
            for name in graph.claims
            for found in [weighing.contributions.get(name, ())]
        },
        rivals={
            name: _exclusive(question.hypotheses, {name: values[name].log_odds for name in question.hypotheses})
            for name, question in graph.questions.items()
            if question.relation == "exclusive"
        },
        graph=graph,
        settings=settings,
        ties=ties,
        weighing=weighing,
        values=values,
    )


def _left(found: Mapping[Id, T], touched: Collection[Id]) -> dict[Id, T]:
    """What was found for the statements that are not touched."""
    return {name: value for name, value in found.items() if name not in touched}


def _value(graph: ArgumentGraph, name: Id, table: Scales, problem: Problem, weighing: Weighing) -> _Value:
    if granted(graph, name):
        # Nothing is computed: the reader is asked to grant it, within the range of an assumption.
        low, middle, high = table.range("unstated", "assumed")
        log_odds = Three(*(logit(min(max(p, _SURE), 1 - _SURE)) for p in (low, middle, high)))
        return _Value(Interval(middle, low, high), (middle, middle), 0.0, log_odds)
    z = weighing.log_odds[name]
    low, middle, high, independent, overlapping = map(probability, z)
    return _Value(
        Interval(middle, low, high, weighing.exact[name]),
        (min(middle, independent, overlapping), max(middle, independent, overlapping)),
        (z.middle - logit(problem.priors[name])) * DECIBANS_PER_NAT,
        Three(*z[:3]),
    )


def _asked(
    graph: ArgumentGraph, settings: Settings, table: Scales, claim: Id, found: tuple[Contribution, ...]
) -> Sensitivity:
    from argmap.semantics.sensitivity import Sensitivity  # noqa: PLC0415 - numpy and scipy, where they are needed

    return Sensitivity(graph, settings, table, claim, found)


def problem_of(
    graph: ArgumentGraph, settings: Settings, table: Scales, ties: Ties, only: Collection[Id] | None = None
) -> Problem:
    """A graph as numbers: appraisals and words through the scales, groups as names that lines share.

    An assumed claim takes part like an item of evidence whose reliability is that of an assumption. Where `only` some
    statements are to be weighed, the problem holds these, and what bears on them.
    """

    @cache
    def ratio(strength: str | None) -> Three:
        return Three(
            *(exp(decibans / DECIBANS_PER_NAT) for decibans in table.range("strength", strength or "unstated"))
        )

    def attacks(attackers: tuple[model.Attacker, ...]) -> tuple[Attack, ...]:
        return tuple([Attack(alias.get(a.by, a.by), Three(*table.attack(a))) for a in attackers])

    # In premises an assumption is named apart, so that its claim keeps a confidence of its own.
    alias = {name: f"assumed {name}" for name in graph.claims if granted(graph, name)}
    reliabilities = {
        name: Three(*table.reliability(item, graph.sources.get(item.source)))
        for name, item in graph.evidence.items()
        if only is None or name in only
    }
    reliabilities.update(dict.fromkeys(alias.values(), Three(*table.range("unstated", "assumed"))))
    modes = {name: group.mode or table.table["group"][group.kind]["mode"] for name, group in graph.groups.items()}
    rho = {
        name: group.rho if group.rho is not None else table.table["group"][group.kind]["rho"]
        for name, group in graph.groups.items()
    }
    lines = []
    for name, inference in graph.inferences.items():
        if only is not None and inference.conclusion not in only:
            continue
        groups, sources = ties.of(inference)
        record = inference.record
        lines.append(
            Line(
                id=name,
                premises=tuple([alias.get(premise, premise) for premise in record.premises]),
                conclusion=inference.conclusion,
                sign=1 if inference.polarity == SUPPORT else -1,
                ratio=ratio(record.strength),
                undercutters=attacks(record.undercut_by),
                ties=(*[(modes[group], group) for group in groups], *[("witness", source) for source in sources]),
            )
        )
    return Problem(
        priors={name: settings.prior if claim.prior is None else claim.prior for name, claim in graph.claims.items()},
        reliabilities=reliabilities,
        lines=lines,
        underminers={name: attacks(item.undermined_by) for name, item in graph.evidence.items() if item.undermined_by},
        order=[*alias.values(), *(name for name in graph.order if only is None or name in only)],
        rho=rho,
    )


def _exclusive(hypotheses: tuple[Id, ...], log_odds: Mapping[Id, Three]) -> dict[Id, Interval]:
    """P_k proportional to exp(z_k) over rivals of which one is true.

    The band lets each rival's log-odds run over its own band by itself: it holds every joint choice of inputs, and
    is wider than need be where rivals share inputs.
    """

    def share(own: float, others: list[float]) -> float:
        top = max([own, *others])
        return exp(own - top) / (exp(own - top) + sum(exp(z - top) for z in others))

    found = {}
    for name in hypotheses:
        rest = [log_odds[other] for other in dict.fromkeys(hypotheses) if other != name]
        own = log_odds[name]
        found[name] = Interval(
            share(own.middle, [z.middle for z in rest]),
            share(own.low, [z.high for z in rest]),
            share(own.high, [z.low for z in rest]),
            exact=False,
        )
    return found
