"""Weight of evidence on a plain map: log-odds, bands and contributions from numbers alone (no records, no files).

The formulas are those of docs/semantics.md; the idea is I. J. Good's (Probability and the Weighing of
Evidence, 1950): each independent line multiplies the odds of the claim by how much more we should expect it
if the claim were true than if it were false, shrunk towards 1 by our doubts about the source and the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import exp, expm1, fsum, inf, log, log1p, prod, sqrt
from typing import Any, NamedTuple

DECIBANS_PER_NAT = 10 / log(10)
MOST_COMBINATIONS = 64
_LARGEST_EXPONENT = 700.0  # exp() of more overflows; odds of e^700 to 1 are certainty for any purpose


class Three(NamedTuple):
    """A quantity at the low end of every input, in the middle, and at the high end: low <= middle <= high."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Attack:
    """A statement that undercuts an inference or undermines an item: `share` in [0,1] of it is taken away if true."""

    by: str
    share: Three


@dataclass(frozen=True, slots=True)
class Line:
    """An inference as numbers: premises, sign +1 or -1, likelihood ratio L >= 1, and with what it is one witness.

    Lines of one conclusion and sign that share a `derivative` name carry the same information; those that
    share a `witness` name come from one mouth attesting different facts.
    """

    id: str
    premises: tuple[str, ...]
    conclusion: str
    sign: int
    ratio: Three
    undercutters: tuple[Attack, ...] = ()
    derivative: str | None = None
    witness: str | None = None


@dataclass(frozen=True)
class Problem:
    """A map as numbers. `order` holds every statement after all that it depends on."""

    priors: Mapping[str, float]
    reliabilities: Mapping[str, Three]
    lines: Sequence[Line]
    underminers: Mapping[str, tuple[Attack, ...]]
    order: Sequence[str]
    rho: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """One inference inside a contribution: its credence (premises and step hold), in [0,1], with and without its
    undercutters, its strength and what it would weigh alone, in decibans (never negative)."""

    line: str
    credence: float
    credence_unopposed: float
    strength: float
    decibans: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one group of lines (often a single line) adds to a claim, in decibans; negative for attacks.

    `mode` is derivative or witness where several lines count together, otherwise None; `joined_by` names why.
    """

    decibans: float
    members: tuple[Member, ...]
    mode: str | None
    joined_by: tuple[str, ...]


@dataclass(frozen=True)
class Weighing:
    """The result: per claim the log-odds in nats (low, middle, high); per item of evidence its reliability after
    undermining; per claim whether the band is exact or an outer bound; the middle under other accruals; and
    the contributions that the middle is made of, strongest first."""

    log_odds: Mapping[str, Three]
    reliability: Mapping[str, Three]
    exact: Mapping[str, bool]
    contributions: Mapping[str, tuple[Contribution, ...]]


def logit(p: float) -> float:
    """Log-odds in nats of a probability strictly between 0 and 1."""
    return log(p) - log1p(-p)


def probability(log_odds: float) -> float:
    """Probability of log-odds in nats, without overflow at either end."""
    if log_odds >= 0:
        return 1 / (1 + exp(-min(log_odds, _LARGEST_EXPONENT)))
    odds = exp(max(log_odds, -_LARGEST_EXPONENT))
    return odds / (1 + odds)


def credence_of_claim(log_odds: float, prior: float, ratio: float | None, claims: int) -> float:
    """How far a claim can be built on, in [0,1]: q = x/(1+x) with x = max(0, b (exp(z - logit prior) - 1)).

    `ratio` is the likelihood ratio L of the inference it is a premise of, among `claims` premises that are claims;
    b = min(prior, L^(-1/claims)) keeps L times the product of the b's at most 1, without which no probability
    model exists and confidence would fall as L rises. An attacker has no L (None): b is its prior.
    A claim that nothing supports, or that is refuted, is inert (0).
    """
    base = prior if ratio is None else min(prior, ratio ** (-1 / claims))
    gain = base * expm1(min(log_odds - logit(prior), _LARGEST_EXPONENT))
    return gain / (1 + gain) if gain > 0 else 0.0


def weight(credence: float, ratio: float) -> float:
    """Weight of one line in nats: W = ln(1 + q (L - 1))."""
    return log1p(credence * (ratio - 1))


def witness_weight(parts: Sequence[tuple[float, float, float]]) -> float:
    """Weight in nats of one witness attesting different facts; `parts` are (reliability, step holds, L).

    With one shared reliability r this is ln(1 + r (product of L - 1)). Where the items were appraised differently,
    the witness is good for an item when he is good enough for it: reliabilities are coupled comonotonically, so
    W = ln(1 + sum over k of r_k d_k (L_k - 1) product over j < k of (1 + d_j (L_j - 1))), r descending. Every
    coefficient is non-negative: the weight rises with every r, d and L, and an item with r = 0 changes nothing.
    """
    total, before = 0.0, 1.0
    for reliability, holds, ratio in sorted(parts, reverse=True):
        gain = holds * (ratio - 1)
        total += reliability * gain * before
        before *= 1 + gain
    return log1p(total)


AS_DECLARED, INDEPENDENT, OVERLAPPING = "as declared", "independent", "overlapping"


def weigh_problem(problem: Problem, accrual: str = AS_DECLARED) -> Weighing:
    """Evaluate a map in one pass in topological order.

    `accrual` says how lines of one sign add up: as declared; as if no group were declared (independent); or as if
    all lines overlapped somewhat, by the root of the sum of squares (overlapping). Band ends are propagated
    by interval arithmetic: they hold every value that any choice of inputs gives, and are attained exactly where no input pulls both ways
    (`exact`).
    """
    bearing: dict[str, list[Line]] = {}
    for line in problem.lines:
        bearing.setdefault(line.conclusion, []).append(line)
    state = _State(problem)
    contributions: dict[str, tuple[Contribution, ...]] = {}
    for name in problem.order:
        if name in problem.reliabilities:
            state.undermine(name)
        else:
            contributions[name] = state.conclude(name, bearing.get(name, ()), accrual)
    return Weighing(state.log_odds, state.reliability, state.exact, contributions)


class _State:
    """The values so far. `rises` and `falls` hold, as bit sets, the inputs that a value rises or falls with."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.log_odds: dict[str, Three] = {}
        self.reliability: dict[str, Three] = {}
        self.exact: dict[str, bool] = {}
        self.rises: dict[str, int] = {}
        self.falls: dict[str, int] = {}
        self._inputs = 0

    def _input(self, value: Three) -> int:
        """A new input as a bit; none for a value that cannot vary."""
        if value.low == value.high:
            return 0
        self._inputs += 1
        return 1 << self._inputs

    def undermine(self, name: str) -> None:
        """r' = r times the product over underminers of (1 - share q)."""
        own = self.problem.reliabilities[name]
        rises, falls = self._input(own), 0
        holds = Three(1.0, 1.0, 1.0)
        attacks = self.problem.underminers.get(name, ())
        if attacks:
            holds, up, down = self._unopposed(attacks)
            rises, falls = rises | up, falls | down
        self.reliability[name] = Three(*(r * h for r, h in zip(own, holds, strict=True)))
        self.rises[name], self.falls[name] = rises, falls

    def _unopposed(self, attacks: Sequence[Attack]) -> tuple[Three, int, int]:
        """The product over attackers of (1 - share q), low end first, and the inputs it rises and falls with."""
        low = middle = high = 1.0
        rises = falls = 0
        for attack in attacks:
            q = self._credence(attack.by, None, 1)
            low *= 1 - attack.share.high * q.high
            middle *= 1 - attack.share.middle * q.middle
            high *= 1 - attack.share.low * q.low
            rises |= self.falls[attack.by]
            falls |= self.rises[attack.by] | self._input(attack.share)
        return Three(low, middle, high), rises, falls

    def _credence(self, name: str, ratio: Three | None, claims: int) -> Three:
        if name in self.reliability:
            return self.reliability[name]
        prior = self.problem.priors[name]
        ends = ratio or (None, None, None)
        return Three(
            *(credence_of_claim(z, prior, end, claims) for z, end in zip(self.log_odds[name], ends, strict=True))
        )

    def conclude(self, name: str, lines: Sequence[Line], accrual: str) -> tuple[Contribution, ...]:
        """z = logit prior + the signed weights of all groups of lines."""
        prior = logit(self.problem.priors[name])
        parts: dict[str, _Part] = {}
        rises = falls = 0
        for line in lines:
            part, up, down = self._part(line)
            parts[line.id] = part
            if line.sign < 0:
                up, down = down, up
            rises, falls = rises | up, falls | down
        totals = {sign: [[], [], []] for sign in (1, -1)}  # type: dict[int, list[list[float]]]
        contributions = []
        for sign in (1, -1):
            for members, mode, names in _groups([line for line in lines if line.sign == sign], accrual):
                joint = [self._joint(members, parts, end, accrual) for end in range(3)]
                for end in range(3):
                    totals[sign][end].append(joint[end])
                contributions.append(
                    Contribution(
                        sign * joint[1] * DECIBANS_PER_NAT,
                        tuple(parts[line.id].member(line) for line in members),
                        mode,
                        names,
                    )
                )
        add = _root_sum if accrual == OVERLAPPING else fsum
        low = fsum((prior, add(totals[1][0]), -add(totals[-1][2])))
        middle = fsum((prior, add(totals[1][1]), -add(totals[-1][1])))
        high = fsum((prior, add(totals[1][2]), -add(totals[-1][0])))
        self.log_odds[name] = Three(low, middle, high)
        self.rises[name], self.falls[name] = rises, falls
        self.exact[name] = not rises & falls
        return tuple(sorted(contributions, key=lambda c: (-abs(c.decibans), c.members[0].line)))

    def _part(self, line: Line) -> tuple[_Part, int, int]:
        claims = sum(premise not in self.reliability for premise in line.premises)
        credences = [self._credence(premise, line.ratio, claims) for premise in line.premises]
        rises = self._input(line.ratio)
        falls = 0
        for premise in line.premises:
            rises, falls = rises | self.rises[premise], falls | self.falls[premise]
        holds, up, down = self._unopposed(line.undercutters)
        base = Three(*(prod(c[end] for c in credences) for end in range(3)))
        return _Part(base, holds, line.ratio), rises | up, falls | down

    def _joint(self, members: Sequence[Line], parts: Mapping[str, _Part], end: int, accrual: str) -> float:
        """Weight in nats of lines that count together, at one end: copies once, then one witness once."""
        if len(members) == 1:
            return parts[members[0].id].weight(end)
        copies: dict[str, list[Line]] = {}
        for line in members:
            copies.setdefault(line.derivative or f"\0{line.id}", []).append(line)
        sets = [copies[name] for name in sorted(copies)]
        rest = 0.0
        for name, lines in copies.items():
            weights = [parts[line.id].weight(end) for line in lines]
            rest += (1 - self.problem.rho.get(name, 1.0)) * (fsum(weights) - max(weights))
        if len(sets) == 1:
            return max(parts[line.id].weight(end) for line in sets[0]) + rest
        if prod(len(lines) for lines in sets) > MOST_COMBINATIONS:
            # One of each set of copies speaks for it; the strongest does where trying all would take too long.
            sets = [[max(lines, key=lambda line: (parts[line.id].weight(end), line.id))] for lines in sets]
        best = max(witness_weight([parts[line.id].at(end) for line in choice]) for choice in product(*sets))
        return best + rest


class _Part(NamedTuple):
    """A line's premises hold (base), its step is not undercut (holds), and its likelihood ratio."""

    base: Three
    holds: Three
    ratio: Three

    def at(self, end: int) -> tuple[float, float, float]:
        return self.base[end], self.holds[end], self.ratio[end]

    def weight(self, end: int) -> float:
        return weight(self.base[end] * self.holds[end], self.ratio[end])

    def member(self, line: Line) -> Member:
        return Member(
            line=line.id,
            credence=self.base.middle * self.holds.middle,
            credence_unopposed=self.base.middle,
            strength=log(self.ratio.middle) * DECIBANS_PER_NAT,
            decibans=self.weight(1) * DECIBANS_PER_NAT,
        )


def _root_sum(weights: Sequence[float]) -> float:
    return sqrt(fsum(w * w for w in weights))


def _groups(lines: Sequence[Line], accrual: str) -> list[tuple[list[Line], str | None, tuple[str, ...]]]:
    """Lines of one conclusion and sign → those that count together, with the mode and the names that join them."""
    lines = sorted(lines, key=lambda line: line.id)
    if accrual == INDEPENDENT:
        return [([line], None, ()) for line in lines]
    home: dict[str, int] = {}
    sets: list[list[Line]] = []
    for line in lines:
        keys = [f"{kind}:{name}" for kind, name in (("d", line.derivative), ("w", line.witness)) if name is not None]
        met = sorted({home[key] for key in keys if key in home})
        target = met[0] if met else len(sets)
        if not met:
            sets.append([])
        for other in met[1:]:
            sets[target] += sets[other]
            sets[other] = []
            home.update({key: target for key, place in home.items() if place == other})
        sets[target].append(line)
        home.update(dict.fromkeys(keys, target))
    found = []
    for members in sets:
        if not members:
            continue
        names = _shared(members)
        modes = {kind for kind, _ in names}
        mode = None if len(members) == 1 else "derivative" if modes == {"d"} else "witness"
        found.append((members, mode, tuple(sorted(name for _, name in names)) if mode else ()))
    return found


def _shared(members: Sequence[Line]) -> set[tuple[str, str]]:
    """The names that at least two of the lines bear."""
    counts: dict[tuple[str, str], int] = {}
    for line in members:
        for kind, name in (("d", line.derivative), ("w", line.witness)):
            if name is not None:
                counts[kind, name] = counts.get((kind, name), 0) + 1
    return {key for key, count in counts.items() if count > 1}


# --------------------------------------------------------------------------- a plain mapping in, a weighing out


def weigh(plain: Mapping[str, Any]) -> Weighing:
    """A plain mapping → its weighing, for those who have numbers and no YAML.

    Keys: `claims` {id: prior}, `evidence` {id: reliability}, `inferences` {id: {premises, conclusion, sign, L,
    group, mode}}, `undercuts` and `undermines` [[statement, target, weight]], `rho` {group: rho}. Raises
    KeyError for an id that is nowhere and ValueError for a ring or a number out of range.
    """
    claims, evidence = dict(plain["claims"]), dict(plain.get("evidence", {}))
    for name, value in (*claims.items(), *evidence.items()):
        if not 0 <= value <= 1 or (name in claims and value in (0, 1)):
            raise ValueError(f"{name}: {value} is no {'prior' if name in claims else 'reliability'}")
    undercuts: dict[str, list[Attack]] = {}
    underminers: dict[str, list[Attack]] = {}
    for by, target, share in plain.get("undercuts", ()):
        undercuts.setdefault(target, []).append(Attack(by, Three(share, share, share)))
    for by, target, share in plain.get("undermines", ()):
        underminers.setdefault(target, []).append(Attack(by, Three(share, share, share)))
    lines = []
    for name, entry in plain["inferences"].items():
        ratio = float(entry["L"])
        if not 1 <= ratio < inf:
            raise ValueError(f"{name}: L must be at least 1, not {ratio}")
        witness = entry.get("mode") == "witness"
        lines.append(
            Line(
                id=name,
                premises=tuple(entry["premises"]),
                conclusion=entry["conclusion"],
                sign=int(entry["sign"]),
                ratio=Three(ratio, ratio, ratio),
                undercutters=tuple(undercuts.get(name, ())),
                derivative=None if witness else entry.get("group"),
                witness=entry.get("group") if witness else None,
            )
        )
    reliabilities = {name: Three(r, r, r) for name, r in evidence.items()}
    attacks = {name: tuple(found) for name, found in underminers.items()}
    order = _order(claims, evidence, lines, attacks)
    return weigh_problem(Problem(claims, reliabilities, lines, attacks, order, plain.get("rho", {})))


def _order(
    claims: Mapping[str, float], evidence: Mapping[str, float], lines: Sequence[Line], attacks: Mapping[str, Sequence[Attack]]
) -> list[str]:
    from graphlib import CycleError, TopologicalSorter  # noqa: PLC0415 - only plain mappings come unordered

    grounds: dict[str, set[str]] = {name: set() for name in (*evidence, *claims)}
    for line in lines:
        if line.conclusion not in claims:
            raise KeyError(f"{line.id} concludes on {line.conclusion}, which is no claim")
        grounds[line.conclusion].update(line.premises, (attack.by for attack in line.undercutters))
    for name, found in attacks.items():
        grounds[name].update(attack.by for attack in found)
    for needed in grounds.values():
        for name in needed - grounds.keys():
            raise KeyError(f"{name} is neither a claim nor evidence")
    try:
        return list(TopologicalSorter(grounds).static_order())
    except CycleError as ring:
        raise ValueError(f"the map runs in a ring: {' → '.join(ring.args[1])}") from None
