"""Weight of evidence on a plain map: log-odds, bands and contributions from numbers alone (no records, no files).

The formulas are those of docs/semantics.md; the idea is I. J. Good's (Probability and the Weighing of
Evidence, 1950): each independent line multiplies the odds of the claim by how much more we should expect it
if the claim were true than if it were false, shrunk towards 1 by our doubts about the source and the step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, exp, expm1, fsum, log, log1p, prod, sqrt
from operator import mul
from typing import Any, NamedTuple

DECIBANS_PER_NAT = 10 / log(10)
MOST_CHOICES = 256
LARGEST_EXPONENT = 700.0  # exp() of more overflows; odds of e^700 to 1 are certainty for any purpose
LARGEST_ODDS = 1e290


class Three(NamedTuple):
    """A quantity at the low end of every input, in the middle, and at the high end: low <= middle <= high."""

    low: float
    middle: float
    high: float


class Attack(NamedTuple):
    """A statement that undercuts an inference or undermines an item: `share` in [0,1] of it is taken away if true."""

    by: str
    share: Three


Tie = tuple[str, str]
"""A mode, derivative or witness, and a name."""


class Line(NamedTuple):
    """An inference as numbers: premises, sign +1 or -1, likelihood ratio L >= 1, and with what it is one witness.

    Lines of one conclusion and sign that share a tie of mode derivative carry the same information; those that share
    one of mode witness come from one mouth attesting different facts.
    """

    id: str
    premises: tuple[str, ...]
    conclusion: str
    sign: int
    ratio: Three
    undercutters: tuple[Attack, ...] = ()
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A map as numbers. `order` holds every statement after all that it depends on; `rho` is the degree of dependence
    among the lines that share a derivative tie, by its name, 1 where it is not given."""

    priors: Mapping[str, float]
    reliabilities: Mapping[str, Three]
    lines: Sequence[Line]
    underminers: Mapping[str, tuple[Attack, ...]]
    order: Sequence[str]
    rho: Mapping[str, float] = field(default_factory=dict)


class Member(NamedTuple):
    """One inference inside a contribution: its credence (premises and step hold), in [0,1], with and without its
    undercutters, its strength and what it would weigh alone, in decibans (never negative)."""

    line: str
    credence: float
    credence_unopposed: float
    strength: float
    decibans: float


class Contribution(NamedTuple):
    """What one group of lines (often a single line) adds to a claim, in decibans; negative for attacks.

    `mode` is derivative or witness where several lines count together, otherwise None; `joined_by` names why.
    """

    decibans: float
    members: tuple[Member, ...]
    mode: str | None
    joined_by: tuple[str, ...]


class Five(NamedTuple):
    """A value worked out five times: at the low end of every input, in the middle and at the high end; and twice more
    in the middle, as if no lines had anything in common and as if all had."""

    low: float
    middle: float
    high: float
    independent: float
    overlapping: float


@dataclass(frozen=True)
class Weighing:
    """The result: per claim the log-odds in nats; per item of evidence its reliability after undermining; per statement
    whether its band is exact or an outer bound; and per claim the contributions that the middle is made of, strongest
    first. `steps` are what another weighing goes on from."""

    log_odds: Mapping[str, Five]
    reliability: Mapping[str, Five]
    exact: Mapping[str, bool]
    contributions: Mapping[str, tuple[Contribution, ...]]
    steps: WeighingInSteps = field(repr=False, compare=False)

    @property
    def confidence(self) -> dict[str, float]:
        """Per claim its probability in [0,1], with every input in the middle."""
        return {name: probability(z.middle) for name, z in self.log_odds.items()}

    @property
    def logit(self) -> dict[str, float]:
        """Per claim its log-odds in nats, with every input in the middle."""
        return {name: z.middle for name, z in self.log_odds.items()}

    @property
    def decibans(self) -> dict[str, float]:
        """Per claim its log-odds in decibans, those of its prior included; the evidence alone are the contributions."""
        return {name: z.middle * DECIBANS_PER_NAT for name, z in self.log_odds.items()}


def logit(p: float) -> float:
    """Log-odds in nats of a probability strictly between 0 and 1."""
    return log(p) - log1p(-p)


def probability(log_odds: float) -> float:
    """Probability of log-odds in nats, without overflow at either end."""
    odds = exp(-abs(log_odds))
    return 1 / (1 + odds) if log_odds >= 0 else odds / (1 + odds)


def credence_of_claim(gain: float, prior: float, ratio: float | None, claims: int) -> float:
    """How far a claim can be built on, in [0,1]: q = x/(1+x) with x = max(0, b gain).

    `gain` is the likelihood ratio of all that bears on the claim, less 1: exp(z - logit prior) - 1. `ratio` is the
    likelihood ratio L of the inference it is a premise of, among `claims` premises that are claims;
    b = min(prior, L^(-1/claims)) keeps L times the product of the b's at most 1, without which no probability
    model exists and confidence would fall as L rises. An attacker has no L (None): b is its prior.
    A claim that nothing supports, or that is refuted, is inert (0).
    """
    if gain <= 0:
        return 0.0
    x = gain * (prior if ratio is None else min(prior, ratio ** (-1 / claims)))
    return x / (1 + x)


MOST_COUNTS = 64


def credence_of_claims(claims: Sequence[tuple[float, float]], ratio: float) -> float:
    """How far linked claims, as (gain, prior), can be built on together: the product of their credences, but never more
    than a part of them would carry alone, for among fewer claims each is held to a lower b."""
    # From as many premises on as bring L^(-1/count) up to the largest prior, b no longer depends on their number, and
    # the whole product is the least.
    top = max(prior for _, prior in claims)
    enough = min(len(claims), MOST_COUNTS, ceil(log(ratio) / -log(top)) if ratio > 1 else 1)
    return min(
        prod(sorted(credence_of_claim(gain, prior, ratio, count) for gain, prior in claims)[:count])
        for count in (*range(1, enough + 1), len(claims))
    )


def witness_weight(parts: Iterable[tuple[float, float, float]]) -> float:
    """Weight in nats of one witness attesting different facts; `parts` are (reliability, step holds, L).

    With one shared reliability r this is ln(1 + r (product of L - 1)). Where the items were appraised differently,
    the witness is good for an item when he is good enough for it: reliabilities are coupled comonotonically, so
    W = ln(1 + sum over k of r_k d_k (L_k - 1) product over j < k of (1 + d_j (L_j - 1))), r descending. Every
    coefficient is non-negative: the weight rises with every r, d and L, and an item with r = 0 changes nothing.
    """
    total, before = 0.0, 1.0
    for reliability, holds, ratio in sorted(parts, reverse=True):
        gain = holds * (ratio - 1)
        total = min(total + reliability * gain * before, LARGEST_ODDS)
        before = min(before * (1 + gain), LARGEST_ODDS)
    return log1p(total)


# ------------------------------------------------------------------------------ five values of everything

Columns = tuple[float, ...]
"""The five values of `Five`, unnamed."""
_LOW, _MIDDLE, _HIGH, _INDEPENDENT, _OVERLAPPING = range(5)
_OPPOSITE = (_HIGH, _MIDDLE, _LOW, _INDEPENDENT, _OVERLAPPING)
_ZEROS: Columns = (0.0,) * 5
_ONES: Columns = (1.0,) * 5


def _columns(value: Three) -> Columns:
    return (*value, value.middle, value.middle)


def weigh_problem(problem: Problem, known: Weighing | None = None) -> Weighing:
    """Evaluate a map in one pass in topological order.

    Band ends are propagated by interval arithmetic: they hold every value that any choice of inputs gives, and are
    attained exactly where no input pulls both ways (`exact`). Of a map of which all else is `known` from an earlier
    weighing, the problem holds the statements that are to be weighed anew, with their lines, and the priors of all.
    """
    bearing: dict[str, list[Line]] = {}
    for line in sorted(problem.lines, key=lambda line: line.id):
        bearing.setdefault(line.conclusion, []).append(line)
    state = WeighingInSteps(problem, known.steps if known is not None else None)
    contributions = dict(known.contributions) if known is not None else {}
    for name in problem.order:
        if name in problem.reliabilities:
            state.undermine(name)
        else:
            contributions[name] = state.conclude(name, bearing.get(name, ()))
    exact = dict(known.exact) if known is not None else {}
    exact |= {name: not state.rises[name] & state.falls[name] for name in problem.order}
    return Weighing(state.log_odds, state.reliability, exact, contributions, state)


class _Part(NamedTuple):
    """A line with the credence of its premises (base), how far its step is not undercut (holds), and its weight."""

    line: Line
    base: Columns
    holds: Columns
    ratio: Columns
    weights: Columns

    def at(self, column: int) -> tuple[float, float, float]:
        return self.base[column], self.holds[column], self.ratio[column]

    def member(self) -> Member:
        return Member(
            line=self.line.id,
            credence=self.base[_MIDDLE] * self.holds[_MIDDLE],
            credence_unopposed=self.base[_MIDDLE],
            strength=log(self.ratio[_MIDDLE]) * DECIBANS_PER_NAT,
            decibans=self.weights[_MIDDLE] * DECIBANS_PER_NAT,
        )


class WeighingInSteps:
    """The values so far. `gains` are exp(z - logit prior) - 1, what a claim can lend to what is built on it; `rises`
    and `falls` hold, as bit sets, the inputs that a value rises or falls with. What is `known` is not changed by going on
    from it."""

    def __init__(self, problem: Problem, known: WeighingInSteps | None = None) -> None:
        self.problem = problem
        self.log_odds: dict[str, Five] = {}
        self.gains: dict[str, Columns] = {}
        self.reliability: dict[str, Five] = {}
        self.rises: dict[str, int] = {}
        self.falls: dict[str, int] = {}
        self._inputs: dict[tuple[str, ...], int] = {}
        if known is not None:
            for name, values in vars(known).items():
                if name != "problem":
                    setattr(self, name, dict(values))

    def _input(self, value: Three, *name: str) -> int:
        """An input as a bit, by the name of what it is a number of; none for a value that cannot vary."""
        return 0 if value.low == value.high else 1 << self._inputs.setdefault(name, len(self._inputs))

    def take_reliability(self, name: str) -> None:
        """The reliability of an item as it is written, until it is known what undermines it."""
        self.reliability[name] = Five(*_columns(self.problem.reliabilities[name]))

    def undermine(self, name: str) -> None:
        """The reliability r' = r times the product over underminers of (1 - share q)."""
        own = self.problem.reliabilities[name]
        holds, rises, falls = self._unopposed(name, self.problem.underminers.get(name, ()))
        self.reliability[name] = Five(*map(mul, _columns(own), holds))
        self.rises[name], self.falls[name] = rises | self._input(own, name), falls

    def _unopposed(self, name: str, attacks: Sequence[Attack]) -> tuple[Columns, int, int]:
        """The product over the attackers of an item or a line of (1 - share q), and the inputs it rises and falls with."""
        holds, rises, falls = _ONES, 0, 0
        for attack in attacks:
            taken = tuple(map(mul, _columns(attack.share), self._credence(attack.by)))
            holds = tuple([left * (1 - taken[end]) for left, end in zip(holds, _OPPOSITE, strict=True)])
            rises |= self.falls[attack.by]
            falls |= self.rises[attack.by] | self._input(attack.share, name, attack.by)
        return holds, rises, falls

    def _credence(self, name: str, ratio: Columns | None = None) -> Columns:
        """How far one statement can be built on, by a line of likelihood ratio `ratio`, or in an attack."""
        found = self.reliability.get(name)
        if found is not None:
            return found
        gains = self.gains[name]
        if gains is _ZEROS:
            return _ZEROS
        prior = self.problem.priors[name]
        if ratio is None:
            return tuple([credence_of_claim(gain, prior, None, 1) for gain in gains])
        return tuple([credence_of_claim(gain, prior, end, 1) for gain, end in zip(gains, ratio, strict=True)])

    def _base(self, premises: Sequence[str], ratio: Columns) -> Columns:
        """How far the premises of a line can be built on together."""
        if len(premises) == 1:
            return self._credence(premises[0], ratio)
        base: Columns = tuple(map(prod, zip(*(self.reliability.get(p, _ONES) for p in premises), strict=True)))
        claims = [(self.gains[p], self.problem.priors[p]) for p in premises if p not in self.reliability]
        if not claims:
            return base
        return tuple(
            [
                base[end] * credence_of_claims([(gains[end], prior) for gains, prior in claims], ratio[end])
                for end in range(5)
            ]
        )

    def conclude(self, name: str, lines: Sequence[Line]) -> tuple[Contribution, ...]:
        """The log-odds z = logit prior + the signed weights of all groups of lines."""
        rises = falls = 0
        parts: dict[int, list[_Part]] = {1: [], -1: []}
        for line in lines:
            part, up, down = self._part(line)
            parts[line.sign].append(part)
            rises, falls = (rises | up, falls | down) if line.sign > 0 else (rises | down, falls | up)
        totals = []
        contributions = []
        for sign, alike in parts.items():
            if not alike:
                totals.append(_ZEROS)
                continue
            together = []
            for members, mode, names in _groups(alike):
                joint = self._joint(members)
                together.append(joint)
                signed = sign * joint[_MIDDLE] * DECIBANS_PER_NAT
                contributions.append(Contribution(signed, tuple([part.member() for part in members]), mode, names))
            totals.append(_sum(together))
        support, attack = totals
        found = [mine - attack[end] for mine, end in zip(support, _OPPOSITE, strict=True)] if lines else _ZEROS
        prior = logit(self.problem.priors[name])
        self.log_odds[name] = Five(*[prior + evidence for evidence in found])
        self.gains[name] = (
            tuple([expm1(min(evidence, LARGEST_EXPONENT)) for evidence in found]) if any(found) else _ZEROS
        )
        self.rises[name], self.falls[name] = rises, falls
        contributions.sort(key=lambda c: (-abs(c.decibans), c.members[0].line))
        return tuple(contributions)

    def _part(self, line: Line) -> tuple[_Part, int, int]:
        ratio = _columns(line.ratio)
        base = self._base(line.premises, ratio)
        rises, falls = self._input(line.ratio, line.id), 0
        for premise in line.premises:
            rises, falls = rises | self.rises[premise], falls | self.falls[premise]
        if not line.undercutters:
            weights = tuple([log1p(b * (end - 1)) for b, end in zip(base, ratio, strict=True)]) if any(base) else _ZEROS
            return _Part(line, base, _ONES, ratio, weights), rises, falls
        holds, up, down = self._unopposed(line.id, line.undercutters)
        weights = tuple([log1p(b * h * (end - 1)) for b, h, end in zip(base, holds, ratio, strict=True)])
        return _Part(line, base, holds, ratio, weights), rises | up, falls | down

    def _joint(self, members: Sequence[_Part]) -> Columns:
        """Weight in nats of lines that count together; the sum of all, where lines have nothing in common.

        Of lines that carry the same information one speaks, and the best choice of speakers counts. A tie of degree
        rho binds in a share rho of the cases; in the rest its lines speak side by side.
        """
        if len(members) == 1:
            return members[0].weights
        joint = [0.0] * 5
        degrees = {tie: self.problem.rho.get(tie[1], 1.0) for part in members for tie in part.line.ties}
        for below, degree in pairwise(sorted({0.0, 1.0, *degrees.values()})):
            bound = {tie for tie in degrees if tie[0] == "derivative" and degrees[tie] >= degree}
            for column, weight in enumerate(_counted(members, bound)):
                joint[column] += (degree - below) * weight
        joint[_INDEPENDENT] = fsum(part.weights[_INDEPENDENT] for part in members)
        return tuple(joint)


def _counted(parts: Sequence[_Part], bound: set[Tie]) -> Columns:
    """Weight of lines of which those that share a bound tie carry the same information."""
    choices = choices_of([bound.intersection(part.line.ties) for part in parts])
    if choices is None:
        # Lines bound to one another count once, by the strongest, and the others as witnesses apart: never more.
        sets = _joined(parts, lambda line: bound.intersection(line.ties))
        return tuple([fsum(max(part.weights[end] for part in copies) for copies in sets) for end in range(5)])
    return tuple([max(_spoken([parts[number] for number in choice], end) for choice in choices) for end in range(5)])


def choices_of(ties: Sequence[AbstractSet[Any]]) -> tuple[tuple[int, ...], ...] | None:
    """All ways to let as many lines speak as can without two that share a tie, lines told by their numbers, given the
    ties of each; None if there are more than MOST_CHOICES."""
    found: set[frozenset[int]] = {frozenset()}
    for number, own in enumerate(ties):
        kin = frozenset(other for other in range(number) if own & ties[other]) if own else frozenset()
        found = {choice for choice in found if choice & kin} | {(choice - kin) | {number} for choice in found}
        if len(found) > MOST_CHOICES:
            return None
    return tuple(sorted(tuple(sorted(choice)) for choice in found))


def _spoken(speakers: Sequence[_Part], column: int) -> float:
    """Weight of lines that carry different information: the sum over witnesses of what each attests."""
    heard = [part for part in speakers if part.weights[column] > 0]
    return fsum(
        witness_weight(part.at(column) for part in witness)
        for witness in _joined(heard, lambda line: [tie for tie in line.ties if tie[0] == "witness"])
    )


def _sum(weights: Sequence[Columns]) -> Columns:
    """Weights of one sign add up; where lines overlap, by the root of the sum of their squares."""
    if len(weights) == 1:
        return weights[0]
    *added, overlapping = zip(*weights, strict=True)
    return (*map(fsum, added), sqrt(fsum(weight * weight for weight in overlapping)))


def _groups(parts: Sequence[_Part]) -> list[tuple[list[_Part], str | None, tuple[str, ...]]]:
    """Lines of one conclusion and sign → those that count together, with the mode and the names that join them."""
    borne = Counter([tie for part in parts for tie in part.line.ties]) if len(parts) > 1 else {}
    if not borne or max(borne.values()) == 1:
        return [([part], None, ()) for part in parts]
    found: list[tuple[list[_Part], str | None, tuple[str, ...]]] = []
    for members in _joined(parts, lambda line: line.ties):
        shared = {tie for part in members for tie in part.line.ties if borne[tie] > 1}
        mode = ("witness" if any(mode == "witness" for mode, _ in shared) else "derivative") if shared else None
        found.append((members, mode, tuple(sorted({name for _, name in shared}))))
    return found


def _joined(parts: Sequence[_Part], ties_of: Callable[[Line], Iterable[Tie]]) -> list[list[_Part]]:
    """Lines parted into those that share a tie, directly or through others."""
    home: dict[Tie, int] = {}
    found: list[list[_Part]] = []
    for part in parts:
        ties = ties_of(part.line)
        met = sorted({home[tie] for tie in ties if tie in home})
        target = met[0] if met else len(found)
        if not met:
            found.append([])
        for other in met[1:]:
            found[target] += found[other]
            found[other] = []
            home.update({tie: target for tie, place in home.items() if place == other})
        found[target].append(part)
        home.update(dict.fromkeys(ties, target))
    return [members for members in found if members]
