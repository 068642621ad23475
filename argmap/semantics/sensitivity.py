"""What a claim's confidence hangs on: its witnesses one by one and together, its levers, and what nobody has looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from argmap import model, schemes
from argmap.graph import ArgumentGraph
from argmap.semantics.arrays import Inputs, Tables, tables
from argmap.semantics.attribution import (
    Loss,
    Topic,
    credence_needed,
    leave_one_out,
    ratio_needed,
    reliabilities_needed,
    shapley,
    smallest_loss,
    topic,
)
from argmap.semantics.bands import CERTAINTY, Doubts, Draws, drawn_bands, prior_band
from argmap.semantics.grades import waiting
from argmap.semantics.independence import Ties
from argmap.semantics.scales import Scales, hedged
from argmap.semantics.weighing import DECIBANS_PER_NAT, Contribution, Line, Problem, Three, logit, probability
from argmap.semantics.weight_of_evidence import problem_of
from argmap.settings import Settings

Id = str
ASSUMED = "assumed "
LITTLE = 3 / DECIBANS_PER_NAT
"""Evidence that weighs less than this, in nats, leaves a claim about where it began."""


class Debt(NamedTuple):
    """What a claim owes to an item, a source or an assumption.

    `gone`: by how many decibans the evidence would change if it alone were gone, and `left`, the confidence then.
    `share`: its part, in decibans, of all the evidence; `error`, its standard error, 0 where it is exact.
    """

    name: str
    gone: float
    left: float
    share: float
    error: float


class Mark(NamedTuple):
    """A confidence at which something would change, and what it is: a `half`; the `low` or `high` end of the band that is
    read into a hedge, with its `words`; or `little`, three decibans from where the claim began."""

    at: float
    what: str
    words: str | None


class Fewest(NamedTuple):
    """The fewest sources whose loss brings a claim across a mark, and its confidence then.

    `certain` unless larger sets than were searched might hold a smaller one.
    """

    mark: Mark
    sources: tuple[str, ...]
    left: float
    certain: bool


class Lever(NamedTuple):
    """How one thing would have to be for a claim to stand at a mark, all else as it is.

    `kind` is reliability (of an item, in [0,1]) or strength (of a step, in decibans); `closed` where a formula gave it.
    """

    mark: Mark
    kind: str
    name: str
    now: float
    needed: float
    closed: bool


class Inquiry(NamedTuple):
    """Something nobody has looked into, and the confidences between which its outcome could put the claim.

    `kind` is questions (the open critical questions of a step), appraisal (of an item) or document (for the steps of a
    route that no document shows); `name` names them, `about` the step, the item, or the claim under which the route holds.
    """

    kind: str
    name: str
    about: str
    text: str
    low: float
    high: float

    def swing(self, confidence: float) -> float:
        """How far the outcome could move the claim from where it stands."""
        return max(confidence - self.low, self.high - confidence)


@dataclass(frozen=True)
class Sensitivity:
    """Answers about one claim, each worked out when it is asked for."""

    graph: ArgumentGraph
    settings: Settings
    scales: Scales
    claim: Id
    contributions: tuple[Contribution, ...]

    @cached_property
    def _problem(self) -> Problem:
        problem = problem_of(self.graph, self.settings, self.scales, Ties(self.graph))
        return _with_missing(
            problem, {goal for _, goal in self._gaps if goal}, self.scales.range("strength", "strong").middle
        )

    @cached_property
    def _tables(self) -> Tables:
        return tables(self._problem)

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        """The items of each source; an assumption is a source of its own."""
        found: dict[str, list[str]] = {}
        for name in self._problem.reliabilities:
            if name.startswith(ASSUMED):
                found[name] = [name]
            elif name in self.graph.evidence:
                found.setdefault(self.graph.evidence[name].source, []).append(name)
        return found

    @cached_property
    def _by_item(self) -> Topic:
        named = [name for items in self._sources.values() for name in items]
        return topic(self._tables, self.claim, {name: [name] for name in named})

    @cached_property
    def _by_source(self) -> Topic:
        return topic(self._tables, self.claim, self._sources)

    @cached_property
    def _start(self) -> float:
        return logit(self._problem.priors[self.claim])

    def _confidence(self, evidence: float) -> float:
        return probability(self._start + evidence)

    def _debts(self, asked: Topic) -> tuple[Debt, ...]:
        gone, (share, error) = leave_one_out(asked), shapley(asked)
        found = [
            Debt(
                name,
                -gone[row] * DECIBANS_PER_NAT,
                self._confidence(asked.evidence - gone[row]),
                share[row] * DECIBANS_PER_NAT,
                error[row] * DECIBANS_PER_NAT,
            )
            for row, name in enumerate(asked.players)
        ]
        return tuple(sorted((_plain(debt) for debt in found), key=lambda d: (-round(abs(d.share), 6), d.name)))

    @cached_property
    def items(self) -> tuple[Debt, ...]:
        """What the claim owes to each item below it, the largest share first."""
        return self._debts(self._by_item)

    @cached_property
    def sources(self) -> tuple[Debt, ...]:
        """What the claim owes to each source, the largest share first."""
        return self._debts(self._by_source)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The ends of the first band that is read into the author's hedges, or else a half.

        An end at 0 or 1 is none: no evidence leads there, and nothing lies beyond.
        """
        if found := hedged(self.graph.claims[self.claim], self.scales):
            words, (low, high) = found
            ends = tuple(mark for mark in (Mark(low, "low", words), Mark(high, "high", words)) if 0 < mark.at < 1)
            if ends:
                return ends
        return (Mark(0.5, "half", None),)

    @cached_property
    def fewest(self) -> tuple[Fewest, ...]:
        """For each mark that some loss of sources would bring the claim across, the fewest sources."""
        found = []
        beginning = (1 if self._by_source.evidence > 0 else -1) * LITTLE + self._start
        marks = () if self.little else (Mark(probability(beginning), "little", None),)
        for mark in (*self.marks, *marks):
            loss = smallest_loss(self._by_source, logit(mark.at) - self._start)
            if loss is not None:
                found.append(Fewest(mark, loss.players, self._confidence(loss.evidence), _certain(loss)))
        return tuple(found)

    @property
    def little(self) -> bool:
        """Whether the evidence is so little that the claim stands about where it began."""
        return abs(self._by_source.evidence) < LITTLE

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """For each mark, each item and each step of the claim's own that by itself could bring the claim to it, the
        smallest change first."""
        found = []
        for mark in self.marks:
            own = list(_levers(self, mark))
            found += sorted(own, key=lambda lever: (round(_effort(lever), 6), lever.kind, lever.name))
        return tuple(found)

    @cached_property
    def drawn(self) -> Draws:
        """The band of random draws."""
        return Draws(*(round(p, 6) for p in drawn_bands(self._tables, [self.claim], doubts(self.graph))[self.claim]))

    @cached_property
    def priors(self) -> dict[float, float]:
        """Confidence by prior, for readers who began elsewhere."""
        return prior_band(self._by_source.evidence)

    @cached_property
    def _gaps(self) -> tuple[tuple[Id, Id | None], ...]:
        """Routes with steps that no document shows, each with the claim under which it holds, if it is bound to one."""
        return tuple(
            (name, route.holds_if)
            for name, route in self.graph.transmissions.items()
            if any(not step.documented_by for step in route.steps)
        )

    @cached_property
    def inquiries(self) -> tuple[Inquiry, ...]:
        """What nobody has looked into, below this claim, and how far it could move it; what could move it most first."""
        asked = list(_inquiries(self.graph, self.scales, self._by_item, self._gaps))
        if not asked:
            return ()
        now = self._by_item.evidence
        values = iter(
            self._by_item.weigh(_variants(self._by_item, [change for _, changes in asked for change in changes]))
            .sum(axis=0)
            .tolist()
        )
        found = []
        for inquiry, changes in asked:
            ends = [round(self._confidence(value), 9) for value in (now, *(next(values) for _ in changes))]
            found.append(inquiry._replace(low=min(ends), high=max(ends)))
        here = round(self._confidence(now), 9)
        moving = [inquiry for inquiry in found if inquiry.high - inquiry.low > 1e-6]  # noqa: PLR2004 - more than rounding
        return tuple(sorted(moving, key=lambda i: (-round(i.swing(here), 6), i.kind, i.name)))


def _plain(debt: Debt) -> Debt:
    """A debt in plain floats, without the last digits in which machines differ."""
    return Debt(debt.name, *(round(float(number), 9) + 0.0 for number in debt[1:]))


def _certain(loss: Loss) -> bool:
    return loss.searched is None or len(loss.players) <= loss.searched + 1


def doubts(graph: ArgumentGraph) -> Doubts:
    """How surely a map's appraisals are known, and which items share the luck of one witness.

    Certainty is low where nobody gave both marks or one of them is F or 6, high where two appraisers or more gave
    both, else medium. Items of one source, and of sources or items in one group, are one witness.
    """
    kappa = {}
    for name, item in graph.evidence.items():
        source = graph.sources.get(item.source)
        judges = [a.by for a in item.appraisal if a.credibility not in (None, "6")]
        letters = [
            a for a in (*item.appraisal, *(source.appraisal if source else ())) if a.reliability not in (None, "F")
        ]
        certainty = "low" if not judges or not letters else "high" if len(set(judges)) > 1 else "medium"
        kappa[name] = CERTAINTY[certainty]
    home = {name: f"source {item.source}" for name, item in graph.evidence.items()}
    joined = [[home.get(member, f"source {member}") for member in group.members] for group in graph.groups.values()]
    names = sorted({*home.values(), *(name for members in joined for name in members)})
    root = {name: name for name in names}

    def top(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for members in joined:
        for left, right in pairwise(members):
            first, second = sorted((top(left), top(right)))
            root[second] = first
    return Doubts(kappa, {name: top(source) for name, source in home.items()})


# ------------------------------------------------------------------------------ levers


def _effort(lever: Lever) -> float:
    return abs(lever.needed - lever.now) / (1 if lever.kind == "reliability" else 10)


def _levers(asked: Sensitivity, mark: Mark) -> Iterator[Lever]:
    """Closed forms where a line counts alone, bisection for items that act in groups, further down or several ways."""
    goal = logit(mark.at) - asked._start
    own = asked._by_item
    uses: dict[str, int] = {}
    for row in (*own.map.premises.tolist(), *own.map.undercuts[:, 0].tolist(), *own.map.undermines[:, 0].tolist()):
        if row >= own.map.claims:
            name = own.item_names[row - own.map.claims]
            uses[name] = uses.get(name, 0) + 1
    written = {name: float(own.inputs.reliability[row, 0]) for row, name in enumerate(own.item_names)}
    closed = set()
    for contribution in asked.contributions:
        if len(contribution.members) > 1:
            continue
        member = contribution.members[0]
        line = asked.graph.inferences[member.line]
        sign = 1 if line.polarity == "support" else -1
        weight = member.decibans / DECIBANS_PER_NAT + sign * (goal - own.evidence)
        # A step that would have to carry nothing is no lever: it says only that the claim would do without.
        if member.credence and (ratio := ratio_needed(weight, member.credence)) is not None:
            decibans = float(np.log(ratio)) * DECIBANS_PER_NAT
            # With a claim among the premises, how far it can be built on changes with the ratio: no closed form.
            if _NOTHING < decibans <= MOST_DECIBANS and all(
                premise in asked.graph.evidence for premise in line.premises
            ):
                yield _lever(mark, "strength", member.line, member.strength, decibans, closed=True)
        needed = credence_needed(weight, float(np.exp(member.strength / DECIBANS_PER_NAT)))
        for name in line.premises:
            if uses.get(name) == 1 and member.credence and written.get(name):
                closed.add(name)
                if needed is not None and needed > _NOTHING and written[name] * needed / member.credence <= 1:
                    yield _lever(
                        mark, "reliability", name, written[name], written[name] * needed / member.credence, closed=True
                    )
    if len(own.item_names) > MOST_BISECTED:
        return
    for name, needed in reliabilities_needed(own, goal).items():
        if name not in closed and name in own.players and needed > _NOTHING:
            yield _lever(mark, "reliability", name, written[name], needed, closed=False)


MOST_DECIBANS = 30.0
MOST_BISECTED = 200
"""Below a claim with more items than this, levers are those alone that a formula gives."""
_NOTHING = 1e-9


def _lever(mark: Mark, kind: str, name: str, now: float, needed: float, *, closed: bool) -> Lever:
    return Lever(mark, kind, name, round(now, 9), round(needed, 9), closed)


# ------------------------------------------------------------------------------ what nobody has looked into

Change = tuple[dict[str, float], str | None]
"""Items with the reliability that they take on, and a line that comes to carry nothing."""
_FOR, _AGAINST = "missing document for ", "missing document against "


def _with_missing(problem: Problem, goals: set[Id], decibans: float) -> Problem:
    """Room for documents that nobody has found, for and against some claims: worthless until a variant finds one."""
    ratio = float(np.exp(decibans / DECIBANS_PER_NAT))
    names = [(f"{kind}{goal}", goal, sign) for goal in sorted(goals) for kind, sign in ((_FOR, 1), (_AGAINST, -1))]
    return replace(
        problem,
        reliabilities={**problem.reliabilities, **{name: Three(0, 0, 0) for name, _, _ in names}},
        lines=[
            *problem.lines,
            *(Line(name, (name,), goal, sign, Three(ratio, ratio, ratio)) for name, goal, sign in names),
        ],
        order=[*(name for name, _, _ in names), *problem.order],
    )


def _inquiries(
    graph: ArgumentGraph, scales: Scales, below: Topic, gaps: Sequence[tuple[Id, Id | None]]
) -> Iterator[tuple[Inquiry, Sequence[Change]]]:
    present = set(below.item_names)
    for name in sorted(set(below.line_names) & set(graph.inferences)):
        if questions := waiting(graph.inferences[name]):
            texts = " ".join(schemes.asked()[question] for question in questions)
            yield Inquiry("questions", ", ".join(questions), name, texts, 0, 0), [({}, name)]
    for name in sorted(present & set(graph.evidence)):
        item = graph.evidence[name]
        source = graph.sources.get(item.source)
        if not _marked(item.appraisal) and not any(a.reliability for a in (source.appraisal if source else ())):
            unjudged = scales.range("unstated", "appraisal")
            distance = scales.reliability(item, source).middle / (unjudged.middle or 1.0)
            ends = [({name: end * distance}, None) for end in (unjudged.low, unjudged.high)]
            yield Inquiry("appraisal", name, name, item.text, 0, 0), ends
    routes: dict[str, int] = {}
    for route in graph.transmissions.values():
        for member in route.of:
            routes[member] = routes.get(member, 0) + 1
    for name, goal in gaps:
        route = graph.transmissions[name]
        gone = sorted(
            n
            for n, i in graph.evidence.items()
            if n in present and any(routes.get(m) == 1 for m in {n, i.source} & set(route.of))
        )
        changes: list[Change] = [
            ({f"{kind}{goal}": 1.0}, None) for kind in (_FOR, _AGAINST) if f"{kind}{goal}" in present
        ]
        if goal is None and gone:
            changes = [(dict.fromkeys(gone, 0.0), None)]
        if changes:
            yield Inquiry("document", name, goal or ", ".join(route.of), _steps(route), 0, 0), changes


def _marked(appraisals: Sequence[model.Appraisal]) -> bool:
    return any(a.reliability or a.credibility for a in appraisals)


def _steps(route: model.Transmission) -> str:
    """The steps that no document shows."""
    missing = [step for step in route.steps if not step.documented_by]
    return "; ".join(
        " ".join(
            part for part in (step.mode, step.giver and f"from {step.giver}", step.taker and f"to {step.taker}") if part
        )
        for step in missing
    )


def _variants(below: Topic, changes: Sequence[Change]) -> Inputs:
    reliability = np.repeat(below.inputs.reliability, len(changes), axis=1)
    ratio = np.repeat(below.inputs.ratio, len(changes), axis=1)
    item = {name: row for row, name in enumerate(below.item_names)}
    line = {name: row for row, name in enumerate(below.line_names)}
    for column, (items, gone) in enumerate(changes):
        for name, value in items.items():
            reliability[item[name], column] = value
        if gone is not None:
            ratio[line[gone], column] = 1.0
    return replace(below.inputs, reliability=reliability, ratio=ratio)
