"""The default semantics, weight-of-evidence: a graph and its appraisals as numbers, weighed."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from argmap.graph import SUPPORT, ArgumentGraph, Inference
from argmap.registry import semantics
from argmap.semantics.grades import grades
from argmap.semantics.scales import Range, Scales, scales
from argmap.semantics.valuation import Id, Interval, Valuation
from argmap.semantics.weighing import (
    AS_DECLARED,
    DECIBANS_PER_NAT,
    INDEPENDENT,
    OVERLAPPING,
    Attack,
    Line,
    Problem,
    Three,
    logit,
    probability,
    weigh_problem,
)
from argmap.settings import Settings


@semantics("weight-of-evidence")
def weight_of_evidence(graph: ArgumentGraph, settings: Settings) -> Valuation:
    """Weigh a graph. Raises `scales.BadScale` where the project's scales make no sense."""
    table = scales(settings.scales)
    problem = problem_of(graph, settings, table)
    declared = weigh_problem(problem, AS_DECLARED)
    others = [weigh_problem(problem, accrual) for accrual in (INDEPENDENT, OVERLAPPING)]
    confidence, dependence, decibans = {}, {}, {}
    granted = table.range("unstated", "assumed")
    for name, claim in graph.claims.items():
        if claim.assumed and not graph.bearing_on(name):
            # Nothing is computed: the reader is asked to grant it, within the range of an assumption.
            confidence[name] = Interval(granted.middle, granted.low, granted.high)
            dependence[name], decibans[name] = (granted.middle, granted.middle), 0.0
            continue
        low, middle, high = (probability(z) for z in declared.log_odds[name])
        confidence[name] = Interval(middle, low, high, declared.exact[name])
        readings = [middle, *(probability(other.log_odds[name].middle) for other in others)]
        dependence[name] = (min(readings), max(readings))
        decibans[name] = (declared.log_odds[name].middle - logit(problem.priors[name])) * DECIBANS_PER_NAT
    return Valuation(
        semantics="weight-of-evidence",
        confidence=confidence,
        dependence=dependence,
        decibans=decibans,
        reliability={name: Interval(r.middle, r.low, r.high) for name, r in declared.reliability.items()
                     if name in graph.evidence},
        grade=grades(graph, lambda inference: witnesses(graph, inference)),
        because={name: declared.contributions.get(name, ()) for name in graph.claims},
        rivals={name: _exclusive(question.hypotheses, declared.log_odds) for name, question in graph.questions.items()
                if question.relation == "exclusive"},
    )


def problem_of(graph: ArgumentGraph, settings: Settings, table: Scales) -> Problem:
    """A graph as numbers: appraisals and words through the scales, groups as names that lines share.

    An assumed claim takes part like an item of evidence whose reliability is that of an assumption.
    """
    priors, reliabilities, underminers = {}, {}, {}
    for name, claim in graph.claims.items():
        priors[name] = claim.prior if claim.prior is not None else settings.prior
    for name, item in graph.evidence.items():
        reliabilities[name] = Three(*table.reliability(item, graph.sources.get(item.source)))
        if item.undermined_by:
            underminers[name] = tuple(Attack(a.by, Three(*table.attack(a))) for a in item.undermined_by)
    assumed = {name for name, claim in graph.claims.items() if claim.assumed and not graph.bearing_on(name)}
    granted = Three(*table.range("unstated", "assumed"))
    # In premises an assumption is named apart, so that its claim keeps a confidence of its own.
    alias = {name: f"assumed {name}" for name in assumed}
    reliabilities.update(dict.fromkeys(alias.values(), granted))
    lines, rho = [], {}
    for inference in graph.inferences.values():
        copies = _groups_about(graph, inference, table)
        derivative = next((name for name, mode, _ in copies if mode == "derivative"), None)
        witness = next((name for name, mode, _ in copies if mode == "witness"), None)
        rho.update({name: share for name, mode, share in copies if mode == "derivative"})
        lines.append(
            Line(
                id=inference.id,
                premises=tuple(alias.get(p, p) for p in inference.premises),
                conclusion=inference.conclusion,
                sign=1 if inference.polarity == SUPPORT else -1,
                ratio=_ratio(table.strength(inference.record)),
                undercutters=tuple(
                    Attack(alias.get(a.by, a.by), Three(*table.attack(a))) for a in inference.record.undercut_by
                ),
                derivative=derivative,
                witness=witness or _own_source(graph, inference),
            )
        )
    underminers = {
        name: tuple(Attack(alias.get(a.by, a.by), a.share) for a in attacks) for name, attacks in underminers.items()
    }
    order = [*sorted(alias.values()), *graph.order]
    return Problem(priors, reliabilities, lines, underminers, order, rho)


def _ratio(decibans: Range) -> Three:
    return Three(*(exp(value / DECIBANS_PER_NAT) for value in decibans))


def _groups_about(graph: ArgumentGraph, inference: Inference, table: Scales) -> list[tuple[str, str, float]]:
    """The declared groups that hold for an inference's conclusion and have one of its premises: name, mode, rho."""
    found = []
    topics = {inference.conclusion, *graph.questions_of(inference.conclusion)}
    for name, group in graph.groups.items():
        if group.about and not topics & set(group.about):
            continue
        members = set(group.members)
        for premise in inference.premises:
            item = graph.evidence.get(premise)
            if premise in members or (item is not None and item.source in members):
                kind = table.table["group"][group.kind]
                rho = group.rho if group.rho is not None else kind["rho"]
                found.append((name, group.mode or kind["mode"], rho))
                break
    return found


def _own_source(graph: ArgumentGraph, inference: Inference) -> str | None:
    """Items of one source are one witness unless something else is declared: the default that guards against
    counting one mouth many times (Langlois and Seignobos: observations are counted, not documents)."""
    sources = {graph.evidence[p].source for p in inference.premises if p in graph.evidence}
    return f"source {min(sources)}" if sources and len(inference.premises) == len(
        [p for p in inference.premises if p in graph.evidence]
    ) else None


def witnesses(graph: ArgumentGraph, inference: Inference) -> frozenset[str]:
    """All that an inference may share with another as one witness: its declared groups and its items' sources."""
    names = {f"source {graph.evidence[p].source}" for p in inference.premises if p in graph.evidence}
    topics = {inference.conclusion, *graph.questions_of(inference.conclusion)}
    for name, group in graph.groups.items():
        if not group.about or topics & set(group.about):
            held = {p for p in inference.premises if p in graph.evidence}
            held |= {graph.evidence[p].source for p in held}
            if held & set(group.members):
                names.add(name)
    return frozenset(names)


def _exclusive(hypotheses: tuple[Id, ...], log_odds: Mapping[Id, Three]) -> dict[Id, Interval]:
    """P_k proportional to exp(z_k) over rivals of which one is true.

    The band lets each rival's log-odds run over its own band by itself: it holds every joint choice of inputs, and
    is wider than need be where rivals share inputs.
    """

    def share(own: float, others: list[float]) -> float:
        top = max(own, *others)
        return exp(own - top) / (exp(own - top) + sum(exp(z - top) for z in others))

    found = {}
    for name in hypotheses:
        rest = [log_odds[other] for other in hypotheses if other != name]
        own = log_odds[name]
        found[name] = Interval(
            share(own.middle, [z.middle for z in rest]),
            share(own.low, [z.high for z in rest]),
            share(own.high, [z.low for z in rest]),
            exact=False,
        )
    return found
