"""Weight of evidence on plain maps: reference values, exact Bayes on trees, and the laws that hold on every map."""

import json
import math
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from argmap.semantics.plain import weigh
from argmap.semantics.weighing import (
    DECIBANS_PER_NAT,
    MOST_CHOICES,
    Attack,
    Line,
    Problem,
    Three,
    Weighing,
    credence_of_claim,
    logit,
    probability,
    weigh_problem,
    witness_weight,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its bindings warn when imported, and crash where a warning is an error
    import pyagrum as gum

law = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

REFERENCE = json.loads((Path(__file__).parent / "data" / "weight-of-evidence.json").read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in REFERENCE["cases"]}


def line(conclusion: str, *premises: str, ratio: float = 10, sign: int = 1, **more: Any) -> dict[str, Any]:
    return {"premises": list(premises), "conclusion": conclusion, "sign": sign, "L": ratio, **more}


def about(prior: float, evidence: Mapping[str, float], *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plain map with the claim H and inferences named by their number."""
    return {
        "claims": {"H": prior, **more.pop("claims", {})},
        "evidence": dict(evidence),
        "inferences": {f"i{number}": entry for number, entry in enumerate(lines)},
        **more,
    }


def confidence(plain: Mapping[str, Any], claim: str = "H") -> float:
    return probability(weigh(plain).log_odds[claim].middle)


# ------------------------------------------------------------------------------ reference values


@pytest.mark.parametrize("name", CASES)
def test_every_reference_case_is_met(name):
    case = CASES[name]
    found = weigh(case["map"])
    for claim, expected in case["confidence"].items():
        z = found.log_odds[claim].middle
        assert probability(z) == pytest.approx(expected, abs=1e-12)
        assert z == pytest.approx(case["logit"][claim], abs=1e-12)
        assert (found.confidence[claim], found.logit[claim]) == (probability(z), z)
        assert found.decibans[claim] == pytest.approx(case["decibans"][claim], abs=1e-12)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["exact_posterior_pyagrum"] is not None])
def test_reference_cases_with_a_bayesian_network_are_its_posterior(name):
    case = CASES[name]
    assert confidence(case["map"]) == pytest.approx(case["exact_posterior_pyagrum"], abs=1e-12)


@pytest.mark.parametrize("solution", REFERENCE["contest_example"]["solutions"], ids=lambda s: str(s["target"]))
def test_the_reliability_that_would_bring_a_claim_to_a_target_does_so(solution):
    plain = CASES[REFERENCE["contest_example"]["map"]]["map"]
    plain = {**plain, "evidence": {**plain["evidence"], "b": solution["required_reliability_of_b"]}}
    assert confidence(plain) == pytest.approx(solution["target"], abs=1e-12)


P1_JAYNES = {
    (0, 0): 0.09090909090909091,
    (1, 0): 0.16666666666666669,
    (3, 0): 0.4444444444444444,
    (5, 5): 0.5118560404886126,
    (12, 0): 0.997564539698003,
    (5, 10): 0.2557294230053617,
}


@pytest.mark.parametrize(("bad", "good"), P1_JAYNES)
def test_jaynes_widgets(bad, good):
    """Probability Theory, chapter 4: a bad one doubles the odds, a good one multiplies them by 4/5."""
    lines = [line("H", "e", ratio=2)] * bad + [line("H", "e", ratio=1.25, sign=-1)] * good
    assert confidence(about(1 / 11, {"e": 1}, *lines)) == pytest.approx(P1_JAYNES[bad, good], abs=1e-12)


P2_REPORTS = about(
    0.3, {"a": 0.9, "b": 0.5, "c": 0.7}, line("H", "a", ratio=4), line("H", "b", ratio=10), line("H", "c", ratio=3)
)
P3_COPIES = about(0.2, {"e": 0.8}, *[line("H", "e", ratio=9, group="lost chronicle")] * 3)
P4_WITNESS = about(0.25, {"s": 0.7}, *[line("H", "s", ratio=ratio, group="him", mode="witness") for ratio in (6, 5)])
P5_LINKED = about(0.4, {"a": 0.8, "b": 0.6}, line("H", "a", "b", ratio=20))
P7_UNDERCUT = about(0.5, {"e": 0.9, "u": 0.65}, line("H", "e", ratio=10), undercuts=[("u", "i0", 1)])
P8_CASCADE = about(0.3, {"r": 0.8}, line("H", "E", ratio=6), line("E", "r", ratio=9), claims={"E": 0.1})


def charter(*lines: dict[str, Any], reading: float = 0.9084 / 0.0436) -> dict[str, Any]:
    """The forged charter of the reference networks: an anachronism and a motive for it, the hand against it."""
    return about(
        0.15,
        {"sure": 1},
        line("H", "Anachronism", ratio=0.6 / 0.03),
        line("H", "Motive", ratio=0.8 / 0.35),
        line("H", "Hand", ratio=0.85 / 0.25, sign=-1),
        line("Anachronism", "sure", ratio=reading),
        line("Motive", "sure", ratio=0.9 / 0.15),
        line("Hand", "sure", ratio=0.85 / 0.25),
        *lines,
        claims={"Anachronism": 0.03, "Motive": 0.35, "Hand": 0.25, "Exemplar": 0.2},
    )


EXEMPLAR = (line("H", "Exemplar", ratio=0.5 / 0.2, sign=-1), line("Exemplar", "sure", ratio=0.8 / 0.02))


@pytest.mark.parametrize(
    ("plain", "posterior"),
    [
        pytest.param(P2_REPORTS, 0.9544033350703491, id="P2: three independent reports"),
        pytest.param(P3_COPIES, 0.6491228070175439, id="P3: three copies of one lost source"),
        pytest.param(P4_WITNESS, 0.8765432098765432, id="P4: one witness to two facts"),
        pytest.param(P5_LINKED, 0.8709122203098106, id="P5: linked premises"),
        pytest.param(P7_UNDERCUT, 0.7931747673216133, id="P7: an undercut report"),
        pytest.param(P8_CASCADE, 0.558461538461538, id="P8: inference upon inference"),
        pytest.param(charter(), 0.5773191892093508, id="P9: the forged charter"),
        pytest.param(charter(*EXEMPLAR), 0.369608860, id="P9b: and an independent mention"),
        pytest.param(charter(reading=1), 0.14447387430772934, id="P9c: and a bad transcription"),
    ],
)
def test_exact_posteriors_of_the_reference_networks(plain, posterior):
    assert confidence(plain) == pytest.approx(posterior, abs=5e-10 if posterior == 0.369608860 else 1e-12)


def test_decibans_of_independent_reports():
    parts = {c.members[0].line: c.decibans for c in weigh(P2_REPORTS).contributions["H"]}
    assert parts == pytest.approx({"i0": 5.68201724066995, "i1": 7.4036268949424375, "i2": 3.80211241711606})


def test_counting_copies_thrice_or_one_witness_as_two_gives_the_known_wrong_values():
    def alone(plain):
        inferences = plain["inferences"].items()
        return {**plain, "inferences": {n: {**i, "group": n} for n, i in inferences}}

    assert confidence(alone(P3_COPIES)) == pytest.approx(0.9902254022246985)
    assert confidence(alone(P4_WITNESS)) == pytest.approx(0.8507462686567163)


def test_half_dependent_copies_lie_between_one_and_two_by_rho():
    plain = about(0.2, {"e": 0.8}, *[line("H", "e", ratio=9, group="g")] * 2, rho={"g": 0.6})
    assert confidence(plain) == pytest.approx(0.804675630, abs=5e-10)


def test_twenty_weak_lines_make_near_certainty_unless_they_overlap():
    found = weigh(about(0.5, {"e": 0.5}, *[line("H", "e", ratio=2)] * 20)).log_odds["H"]
    assert probability(found.middle) == pytest.approx(0.9997, abs=5e-5)
    assert probability(found.overlapping) == pytest.approx(0.86, abs=5e-3)


# ------------------------------------------------------------------------------ against pyAgrum


class Network:
    """A Bayesian network of yes-or-no nodes, built node by node; `seen` are the nodes observed to be so."""

    def __init__(self) -> None:
        self.network = gum.BayesNet()
        self.seen: list[str] = []

    def node(self, name: str, parents: list[str], chance: Callable[[Mapping[str, int]], float], values: int = 2) -> str:
        self.network.add(gum.LabelizedVariable(name, name, values))
        for parent in parents:
            self.network.addArc(parent, name)
        for states in product(*(range(self.network.variable(parent).domainSize()) for parent in parents)):
            state = dict(zip(parents, states, strict=True))
            p = chance(state)
            self.network.cpt(name)[state] = p if values > 2 else [1 - p, p]
        return name

    def posterior(self, name: str) -> float:
        engine = gum.LazyPropagation(self.network)
        engine.setEvidence(dict.fromkeys(self.seen, 1))
        engine.makeInference()
        return float(engine.posterior(name)[1])


def exact_posterior(plain: Mapping[str, Any], root: str) -> float:
    """The posterior of a tree of claims: a premise is likelier by its ratio where its side is true.

    Whatever must hold for a step besides (linked evidence, no undercutter) is a gate of its own, and a step whose
    gates are not all open says nothing.
    """
    network = Network()
    network.node(root, [], lambda _: plain["claims"][root])
    attacks = {"gate": plain.get("undercuts", ()), "doubt": plain.get("undermines", ())}

    def gates_of(name: str) -> Iterator[tuple[str, int]]:
        """The gates of a step with the state in which each is open."""
        entry = plain["inferences"][name]
        items = [premise for premise in entry["premises"] if premise in plain["evidence"]]
        for item in items:
            yield network.node(f"{name} {item}", [], lambda _, item=item: plain["evidence"][item]), 1
        for kind, target in (("gate", name), *(("doubt", item) for item in items)):
            for by, attacked, share in attacks[kind]:
                if attacked == target:
                    taken = share * plain["evidence"][by]
                    yield network.node(f"{kind} {by} {target}", [], lambda _, taken=taken: taken), 0

    def grow(claim: str) -> None:
        for name, entry in plain["inferences"].items():
            if entry["conclusion"] != claim:
                continue
            gates = dict(gates_of(name))
            below = [premise for premise in entry["premises"] if premise in plain["claims"]]
            ratio, favoured = entry["L"], 1 if entry["sign"] > 0 else 0
            b = min(plain["claims"][below[0]], 1 / ratio) if below else 0.5 / ratio

            def chance(state, gates=gates, ratio=ratio, b=b, favoured=favoured):
                working = all(state[gate] == open_ for gate, open_ in gates.items())
                return ratio * b if working and state[claim] == favoured else b

            node = network.node(below[0] if below else name, [claim, *gates], chance)
            if below:
                grow(below[0])
            else:
                network.seen.append(node)

    grow(root)
    return network.posterior(root)


unit = st.integers(0, 20).map(lambda n: n / 20)
inside = st.integers(1, 19).map(lambda n: n / 20)
ratios = st.sampled_from([1, 1.5, 2, 3.2, 5, 10, 31.6, 100])


@st.composite
def trees(draw, inner_signs: tuple[int, ...] = (1,)) -> dict[str, Any]:
    """A random tree of claims under H in which every item of evidence stands once."""
    plain: dict[str, Any] = {"claims": {"H": draw(inside)}, "evidence": {}, "inferences": {}, "undercuts": []}
    plain["undermines"] = []

    def item() -> str:
        name = f"e{len(plain['evidence'])}"
        plain["evidence"][name] = draw(unit)
        return name

    waiting = ["H"]
    while waiting:
        claim = waiting.pop()
        for _ in range(draw(st.integers(1, 3))):
            name = f"i{len(plain['inferences'])}"
            premises = [item() for _ in range(draw(st.integers(0, 2)))]
            if not premises or (len(plain["claims"]) < 5 and draw(st.booleans())):
                if len(plain["claims"]) < 5:
                    premises.append(f"c{len(plain['claims'])}")
                    plain["claims"][premises[-1]] = draw(inside)
                    waiting.append(premises[-1])
                else:
                    premises.append(item())
            signs = (1, -1) if claim == "H" else inner_signs
            plain["inferences"][name] = line(claim, *premises, ratio=draw(ratios), sign=draw(st.sampled_from(signs)))
            if draw(st.integers(0, 4)) == 0:
                plain["undercuts"].append((item(), name, draw(unit)))
            if premises[0] in plain["evidence"] and draw(st.integers(0, 4)) == 0:
                plain["undermines"].append((item(), premises[0], draw(unit)))
    return plain


@law
@given(trees())
def test_on_trees_of_supported_claims_the_confidence_of_the_thesis_is_its_exact_posterior(plain):
    assert confidence(plain) == pytest.approx(exact_posterior(plain, "H"), abs=1e-9)


@law
@given(trees(inner_signs=(1, 1, -1)))
def test_on_trees_with_attacks_within_it_is_exact_wherever_no_premise_is_refuted(plain):
    found = weigh(plain).log_odds
    assume(all(found[claim].middle >= logit(prior) for claim, prior in plain["claims"].items() if claim != "H"))
    assert confidence(plain) == pytest.approx(exact_posterior(plain, "H"), abs=1e-9)


def test_a_refuted_premise_takes_nothing_away_where_the_network_would_count_it_against():
    """Nobody said how surely the premise would be true if the conclusion were; the network takes it for certain here."""
    plain = CASES["A13-refuted-premise"]["map"]
    assert confidence(plain) == pytest.approx(0.3, abs=1e-12)
    assert exact_posterior(plain, "H") == pytest.approx(0.0284, abs=5e-5)
    rarer = {**plain, "claims": {**plain["claims"], "E": 0.05}}
    assert exact_posterior(rarer, "H") == pytest.approx(0.2557, abs=5e-5)


@law
@given(inside, unit, st.lists(st.tuples(ratios, unit), min_size=1, max_size=5), st.sampled_from([1, -1]))
def test_one_witness_of_one_reliability_is_exact(prior, reliability, facts, sign):
    """All facts hang on one node: whether the witness is reliable. Each step may be undercut besides."""
    network = Network()
    network.node("H", [], lambda _: prior)
    network.node("reliable", [], lambda _: reliability)
    for number, (ratio, undercut) in enumerate(facts):
        gate = network.node(f"gate {number}", [], lambda _, undercut=undercut: undercut)

        def chance(state, ratio=ratio, gate=gate):
            working = state["reliable"] and not state[gate]
            return (0.5 if working and state["H"] == (sign > 0) else 0.5 / ratio) if working else 0.5 / ratio

        network.seen.append(network.node(f"said {number}", ["H", "reliable", gate], chance))
    plain = about(
        prior,
        {"s": reliability, **{f"u{n}": undercut for n, (_, undercut) in enumerate(facts)}},
        *[line("H", "s", ratio=ratio, sign=sign, group="witness", mode="witness") for ratio, _ in facts],
        undercuts=[(f"u{n}", f"i{n}", 1) for n in range(len(facts))],
    )
    assert confidence(plain) == pytest.approx(network.posterior("H"), abs=1e-9)


@law
@given(inside, st.lists(st.tuples(unit, ratios), min_size=1, max_size=5))
def test_a_witness_appraised_differently_from_item_to_item_is_exact_if_he_has_a_level(prior, facts):
    """Items are appraised r1 > r2 > …; the witness is at some level, and good for every item that asks for less."""
    steps = sorted({0.0, 0.33, 0.66, 1.0, *(r for r, _ in facts)})
    network = Network()
    network.node("H", [], lambda _: prior)
    widths = [high - low for low, high in pairwise(steps)]
    level = network.node("level", [], lambda _: widths, values=len(widths))
    for number, (r, ratio) in enumerate(facts):

        def chance(state, r=r, ratio=ratio):
            return 0.5 if steps[state[level] + 1] <= r and state["H"] else 0.5 / ratio

        network.seen.append(network.node(f"said {number}", ["H", level], chance))
    plain = about(
        prior,
        {f"e{n}": r for n, (r, _) in enumerate(facts)},
        *[line("H", f"e{n}", ratio=ratio, group="witness", mode="witness") for n, (_, ratio) in enumerate(facts)],
    )
    assert confidence(plain) == pytest.approx(network.posterior("H"), abs=1e-9)


@law
@given(inside, unit, ratios, st.integers(1, 4), st.sampled_from([1, -1]))
def test_copies_of_one_source_are_exact(prior, reliability, ratio, copies, sign):
    network = Network()
    network.node("H", [], lambda _: prior)
    favoured, b = (1 if sign > 0 else 0), 0.5 / ratio
    network.node("lost", ["H"], lambda s: b * (1 + reliability * (ratio - 1)) if s["H"] == favoured else b)
    network.seen = [network.node(f"copy {n}", ["lost"], lambda s: float(s["lost"])) for n in range(copies)]
    lines = [line("H", "e", ratio=ratio, sign=sign, group="lost")] * copies
    assert confidence(about(prior, {"e": reliability}, *lines)) == pytest.approx(network.posterior("H"), abs=1e-9)


# ------------------------------------------------------------------------------ random maps


def ascending(values: st.SearchStrategy[float]) -> st.SearchStrategy[Three]:
    """A range; every second one is a single value."""
    point = values.map(lambda value: Three(value, value, value))
    return st.one_of(point, st.tuples(values, values, values).map(lambda three: Three(*sorted(three))))


TIES = (("derivative", "g1"), ("derivative", "g2"), ("witness", "w1"), ("witness", "w2"))


@st.composite
def problems(draw, size: int = 7, signs: tuple[int, ...] = (1, -1), *, attacks: bool = True) -> Problem:
    """A random map: evidence shared by several lines, undercutters, underminers, lines tied in both modes."""
    names = ["e0"]
    priors: dict[str, float] = {}
    reliabilities = {"e0": draw(ascending(unit))}
    lines: list[Line] = []
    underminers: dict[str, tuple[Attack, ...]] = {}

    def attackers() -> tuple[Attack, ...]:
        if not attacks or draw(st.integers(0, 3)):
            return ()
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        return tuple(Attack(by, draw(ascending(unit))) for by in chosen)

    for number in range(1, draw(st.integers(2, size))):
        if draw(st.booleans()):
            name = f"e{number}"
            reliabilities[name] = draw(ascending(unit))
            if found := attackers():
                underminers[name] = found
        else:
            name = f"c{number}"
            priors[name] = draw(inside)
            for index in range(draw(st.integers(1, 4))):
                premises = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
                ties = draw(st.lists(st.sampled_from(TIES), max_size=2, unique=True))
                sign = draw(st.sampled_from(signs))
                ratio = draw(ascending(ratios))
                lines.append(Line(f"{name}.{index}", tuple(premises), name, sign, ratio, attackers(), tuple(ties)))
        names.append(name)
    rho = {"g1": draw(st.sampled_from([1.0, 1.0, 0.4])), "g2": draw(st.sampled_from([1.0, 0.7, 0.0]))}
    assume(priors)
    return Problem(priors, reliabilities, lines, underminers, names, rho)


def settle(problem: Problem, choose: Callable[[Three], float]) -> Problem:
    """The same map with every input at one value of its range."""

    def at(value: Three) -> Three:
        chosen = choose(value)
        return Three(chosen, chosen, chosen)

    def attacks(found: tuple[Attack, ...]) -> tuple[Attack, ...]:
        return tuple(attack._replace(share=at(attack.share)) for attack in found)

    return replace(
        problem,
        reliabilities={name: at(value) for name, value in problem.reliabilities.items()},
        lines=[
            entry._replace(ratio=at(entry.ratio), undercutters=attacks(entry.undercutters)) for entry in problem.lines
        ],
        underminers={name: attacks(found) for name, found in problem.underminers.items()},
    )


def middles(problem: Problem) -> dict[str, float]:
    return {name: z.middle for name, z in weigh_problem(problem).log_odds.items()}


def varying(problem: Problem) -> int:
    """How many inputs can vary."""
    found = 0

    def count(value: Three) -> float:
        nonlocal found
        found += value.low < value.high
        return value.middle

    settle(problem, count)
    return found


def set_ends(problem: Problem, ends: tuple[int, ...]) -> Problem:
    """The map with its varying inputs at the given ends, in turn."""
    rest = iter(ends)
    return settle(problem, lambda value: value[0] if value.low == value.high else (value.low, value.high)[next(rest)])


def encloses(found: Weighing, values: Mapping[str, float]) -> bool:
    return all(found.log_odds[n].low - 1e-9 <= z <= found.log_odds[n].high + 1e-9 for n, z in values.items())


@law
@given(problems(), st.randoms(use_true_random=False))
def test_the_band_encloses_every_value_that_inputs_inside_their_ranges_give(problem, random):
    found = weigh_problem(problem)
    for _ in range(6):
        settled = settle(problem, lambda value: random.choice([*value, random.uniform(value.low, value.high)]))
        assert encloses(found, middles(settled))


@law
@given(problems(size=5))
def test_where_the_band_is_exact_both_ends_are_attained(problem):
    assume(varying(problem) <= 7)
    found = weigh_problem(problem)
    corners = [middles(set_ends(problem, ends)) for ends in product((0, 1), repeat=varying(problem))]
    for name, z in found.log_odds.items():
        if found.exact[name]:
            assert z.low == pytest.approx(min(corner[name] for corner in corners), abs=1e-9)
            assert z.high == pytest.approx(max(corner[name] for corner in corners), abs=1e-9)


@law
@given(problems())
def test_the_middle_lies_in_the_band_and_is_the_value_at_the_middle_of_every_input(problem):
    found = weigh_problem(problem).log_odds
    assert all(z.low <= z.middle + 1e-12 and z.middle <= z.high + 1e-12 for z in found.values())
    assert middles(settle(problem, lambda value: value.middle)) == {name: z.middle for name, z in found.items()}


@law
@given(problems())
def test_evidence_has_a_band_too(problem):
    found = weigh_problem(problem)
    for name, own in problem.reliabilities.items():
        assert 0 <= found.reliability[name].low <= found.reliability[name].middle <= found.reliability[name].high <= 1
        assert found.reliability[name].high <= own.high


def test_an_input_that_pulls_both_ways_leaves_an_outer_bound():
    ends = Three(0.2, 0.5, 0.9)
    lines = [Line("pro", ("e",), "H", 1, Three(10, 10, 10)), Line("con", ("e",), "H", -1, Three(10, 10, 10))]
    found = weigh_problem(Problem({"H": 0.5}, {"e": ends}, lines, {}, ["e", "H"]))
    assert not found.exact["H"]
    assert found.log_odds["H"].low < -1 < 1 < found.log_odds["H"].high


def test_trying_the_ends_of_a_mixed_input_would_miss_values():
    """Why corners are not enumerated: undercut and supported by the same item, a claim peaks between its ends."""
    ratio = Three(10, 10, 10)
    step = Line("i", ("e",), "H", 1, ratio, (Attack("e", Three(1, 1, 1)),))
    problem = Problem({"H": 0.5}, {"e": Three(0, 0.5, 1)}, [step], {}, ["e", "H"])
    low, middle, high = (middles(settle(problem, lambda v, end=end: v[end]))["H"] for end in range(3))
    assert low == high == 0 < middle
    assert weigh_problem(problem).log_odds["H"].high >= middle


# ------------------------------------------------------------------------------ laws


def bump(value: float, by: float, most: float) -> float:
    return min(most, value + by)


@law
@given(problems(signs=(1,), attacks=False), st.data())
def test_more_reliable_evidence_or_a_stronger_step_lowers_no_claim_that_it_supports(problem, data):
    before = middles(problem)
    if data.draw(st.booleans()):
        name = data.draw(st.sampled_from(sorted(problem.reliabilities)))
        more = bump(problem.reliabilities[name].middle, data.draw(unit), 1)
        changed = replace(problem, reliabilities={**problem.reliabilities, name: Three(more, more, more)})
    else:
        index = data.draw(st.integers(0, len(problem.lines) - 1))
        more = problem.lines[index].ratio.middle * data.draw(ratios)
        lines = [*problem.lines]
        lines[index] = lines[index]._replace(ratio=Three(more, more, more))
        changed = replace(problem, lines=lines)
    after = middles(changed)
    assert all(after[name] >= before[name] - 1e-9 for name in before)


@law
@given(problems(signs=(1,), attacks=False), st.data())
def test_a_higher_prior_lowers_no_claim_that_rests_on_it(problem, data):
    name = data.draw(st.sampled_from(sorted(problem.priors)))
    more = bump(problem.priors[name], data.draw(inside), 0.97)
    before, after = middles(problem), middles(replace(problem, priors={**problem.priors, name: more}))
    assert all(after[claim] >= before[claim] - 1e-9 for claim in before)


@law
@given(problems(signs=(1,), attacks=False), st.data())
def test_an_undercutter_that_takes_more_raises_no_claim(problem, data):
    index = data.draw(st.integers(0, len(problem.lines) - 1))
    less, more = sorted((data.draw(unit), data.draw(unit)))

    def undercut(share: float) -> dict[str, float]:
        lines = [*problem.lines]
        lines[index] = lines[index]._replace(undercutters=(Attack("e0", Three(share, share, share)),))
        return middles(replace(problem, lines=lines))

    weaker, stronger = undercut(less), undercut(more)
    # Evidence that supports elsewhere may undercut here; with everything else as it is, only the share differs.
    assert all(stronger[name] <= weaker[name] + 1e-9 for name in weaker)


@law
@given(problems())
def test_a_claim_that_nothing_bears_on_stands_at_its_prior(problem):
    found = weigh_problem(replace(problem, lines=[]))
    for name, prior in problem.priors.items():
        assert found.log_odds[name].middle == logit(prior)
        assert found.contributions[name] == ()


def without(problem: Problem, gone: Callable[[Line], bool]) -> dict[str, float]:
    return middles(replace(problem, lines=[entry for entry in problem.lines if not gone(entry)]))


@law
@given(problems(), st.data())
def test_a_worthless_item_a_worthless_step_and_a_fully_undercut_step_are_as_good_as_gone(problem, data):
    chosen = data.draw(st.sampled_from(problem.lines))
    expected = without(problem, lambda entry: entry.id == chosen.id)
    one = Three(1.0, 1.0, 1.0)
    for change in ({"ratio": one}, {"undercutters": (*chosen.undercutters, Attack("sure", one))}):
        changed = replace(
            problem,
            lines=[entry._replace(**change) if entry.id == chosen.id else entry for entry in problem.lines],
            reliabilities={**problem.reliabilities, "sure": one},
            order=["sure", *problem.order],
        )
        assert middles(changed) == pytest.approx(expected, abs=1e-9)
    worthless = chosen._replace(premises=(*chosen.premises, "worthless"))
    changed = replace(
        problem,
        lines=[worthless if entry.id == chosen.id else entry for entry in problem.lines],
        reliabilities={**problem.reliabilities, "worthless": Three(0, 0, 0)},
        order=["worthless", *problem.order],
    )
    assert middles(changed) == pytest.approx(expected, abs=1e-9)


@law
@given(problems(), st.data())
def test_turning_all_signs_and_the_prior_turns_the_confidence(problem, data):
    claim = data.draw(st.sampled_from(sorted(problem.priors)))
    turned = replace(
        problem,
        priors={**problem.priors, claim: 1 - problem.priors[claim]},
        lines=[entry._replace(sign=-entry.sign) if entry.conclusion == claim else entry for entry in problem.lines],
    )
    assert middles(turned)[claim] == pytest.approx(-middles(problem)[claim], abs=1e-9)


facts = st.lists(st.tuples(unit, ratios, st.sampled_from([1, -1])), max_size=6)


def weighed(prior: float, found: list[tuple[float, float, int]]) -> float:
    evidence = {f"e{n}": r for n, (r, _, _) in enumerate(found)}
    return confidence(
        about(prior, evidence, *[line("H", f"e{n}", ratio=ratio, sign=s) for n, (_, ratio, s) in enumerate(found)])
    )


@law
@given(inside, facts, facts)
def test_evidence_may_be_weighed_in_instalments(prior, first, second):
    between = weighed(prior, first)
    assert weighed(between, second) == pytest.approx(weighed(prior, first + second), abs=1e-9)


@law
@given(problems(), st.data())
def test_equal_lines_for_and_against_in_groups_of_their_own_cancel(problem, data):
    claim = data.draw(st.sampled_from(sorted(problem.priors)))
    ratio = data.draw(ratios)
    both = [Line(f"new {sign}", ("new",), claim, sign, Three(ratio, ratio, ratio)) for sign in (1, -1)]
    r = data.draw(unit)
    changed = replace(
        problem,
        lines=[*problem.lines, *both],
        reliabilities={**problem.reliabilities, "new": Three(r, r, r)},
        order=["new", *problem.order],
    )
    assert middles(changed) == pytest.approx(middles(problem), abs=1e-9)


@law
@given(problems(), st.data())
def test_a_duplicate_that_is_declared_a_copy_changes_nothing(problem, data):
    chosen = data.draw(st.sampled_from(problem.lines))
    copied = chosen._replace(ties=(*chosen.ties, ("derivative", "new")))
    lines = [copied if entry.id == chosen.id else entry for entry in problem.lines]
    before = middles(replace(problem, lines=lines))
    after = middles(replace(problem, lines=[*lines, copied._replace(id="duplicate")]))
    assert after == pytest.approx(before, abs=1e-9)
    assert before == pytest.approx(middles(problem), abs=1e-9)


@law
@given(problems(), st.data())
def test_another_premise_that_is_needed_never_adds_weight(problem, data):
    chosen = data.draw(st.sampled_from(problem.lines))
    r = data.draw(unit)
    more = chosen._replace(premises=(*chosen.premises, "new"))
    changed = replace(
        problem,
        lines=[more if entry.id == chosen.id else entry for entry in problem.lines],
        reliabilities={**problem.reliabilities, "new": Three(r, r, r)},
        order=["new", *problem.order],
    )

    def alone(found: Weighing) -> float:
        members = [m for c in found.contributions[chosen.conclusion] for m in c.members]
        return next(m.decibans for m in members if m.line == chosen.id)

    before, after = weigh_problem(problem), weigh_problem(changed)
    assert alone(after) <= alone(before) + 1e-9
    z, more_z = before.log_odds[chosen.conclusion].middle, after.log_odds[chosen.conclusion].middle
    assert chosen.sign * (more_z - z) <= 1e-9


@law
@given(st.lists(st.tuples(inside, unit, ratios), min_size=2, max_size=4), ratios)
def test_a_claim_as_another_linked_premise_never_adds_weight(claims, ratio):
    """Among more claims each is held to a higher b, so that the plain product of credences could rise."""

    def plain(count: int) -> dict[str, Any]:
        lines = [line(f"c{n}", f"e{n}", ratio=own) for n, (_, _, own) in enumerate(claims)]
        return about(
            0.5,
            {f"e{n}": r for n, (_, r, _) in enumerate(claims)},
            line("H", *(f"c{n}" for n in range(count)), ratio=ratio),
            *lines,
            claims={f"c{n}": prior for n, (prior, _, _) in enumerate(claims)},
        )

    assert confidence(plain(len(claims))) <= confidence(plain(len(claims) - 1)) + 1e-12


@law
@given(st.lists(unit, min_size=1, max_size=5))
def test_the_credence_of_linked_evidence_lies_within_the_bounds_of_frechet(reliabilities):
    evidence = {f"e{n}": r for n, r in enumerate(reliabilities)}
    (found,) = weigh(about(0.5, evidence, line("H", *evidence))).contributions["H"]
    credence = found.members[0].credence
    assert max(0, sum(reliabilities) - len(reliabilities) + 1) - 1e-12 <= credence <= min(reliabilities) + 1e-12


@law
@given(st.floats(-1, 0), inside, st.one_of(st.none(), ratios), st.integers(1, 4))
def test_unsupported_and_refuted_claims_can_carry_nothing(gain, prior, ratio, claims):
    assert credence_of_claim(gain, prior, ratio, claims) == 0


@law
@given(st.floats(0, 1e6), inside, ratios, st.integers(1, 4))
def test_what_a_claim_can_carry_leaves_a_probability_model_possible(gain, prior, ratio, claims):
    b = min(prior, ratio ** (-1 / claims))
    assert 0 <= credence_of_claim(gain, prior, ratio, claims) < 1
    assert ratio * b**claims <= 1 + 1e-12
    posterior = b * (1 + gain) / (1 + b * gain)
    assert credence_of_claim(gain, prior, ratio, claims) == pytest.approx((posterior - b) / (1 - b), abs=1e-9)


@law
@given(problems(), st.randoms(use_true_random=False))
def test_names_and_the_order_of_entry_do_not_matter(problem, random):
    names = [*problem.priors, *problem.reliabilities]
    groups = ["g1", "g2", "w1", "w2"]
    lines = [entry.id for entry in problem.lines]
    shuffled = {
        old: new for pool in (names, groups, lines) for old, new in zip(pool, shuffle(pool, random), strict=True)
    }
    new = {old: f"x{name}" for old, name in shuffled.items()}

    def attacks(found: tuple[Attack, ...]) -> tuple[Attack, ...]:
        return tuple(attack._replace(by=new[attack.by]) for attack in found)

    renamed = Problem(
        {new[name]: prior for name, prior in problem.priors.items()},
        {new[name]: value for name, value in problem.reliabilities.items()},
        shuffle(
            [
                entry._replace(
                    id=new[entry.id],
                    premises=tuple(new[premise] for premise in reversed(entry.premises)),
                    conclusion=new[entry.conclusion],
                    undercutters=attacks(entry.undercutters),
                    ties=tuple((mode, new[name]) for mode, name in entry.ties),
                )
                for entry in problem.lines
            ],
            random,
        ),
        {new[name]: attacks(found) for name, found in problem.underminers.items()},
        [new[name] for name in problem.order],
        {new[name]: value for name, value in problem.rho.items()},
    )
    found = weigh_problem(renamed).log_odds
    for name, z in weigh_problem(problem).log_odds.items():
        assert found[new[name]] == pytest.approx(z, abs=1e-9)


def shuffle(values: list[Any], random: Random) -> list[Any]:
    return random.sample(values, len(values))


@law
@given(problems(), st.data())
def test_a_change_reaches_only_what_rests_on_it(problem, data):
    changed_name = data.draw(st.sampled_from(sorted(problem.reliabilities)))
    r = data.draw(unit)
    changed = replace(problem, reliabilities={**problem.reliabilities, changed_name: Three(r, r, r)})
    touched = {changed_name}
    for name in problem.order:
        grounds = {by.by for by in problem.underminers.get(name, ())}
        for entry in problem.lines:
            if entry.conclusion == name:
                grounds |= {*entry.premises, *(by.by for by in entry.undercutters)}
        if grounds & touched:
            touched.add(name)
    before, after = weigh_problem(problem).log_odds, weigh_problem(changed).log_odds
    assert all(after[name] == before[name] for name in before if name not in touched)


@law
@given(unit, unit, unit, ratios, ratios)
def test_undermining_hits_every_use_of_an_item_and_undercutting_one_step(r, u, share, first, second):
    lines = (line("H", "e", ratio=first), line("G", "e", ratio=second))
    plain = about(0.5, {"e": r, "u": u}, *lines, claims={"G": 0.4})
    weaker = {**plain, "evidence": {"e": r * (1 - share * u), "u": u}}
    undermined = {**plain, "undermines": [("u", "e", share)]}
    undercut = {**plain, "undercuts": [("u", "i0", share)]}
    for claim in ("H", "G"):
        assert confidence(undermined, claim) == pytest.approx(confidence(weaker, claim), abs=1e-12)
    assert confidence(undercut, "H") == pytest.approx(confidence(weaker, "H"), abs=1e-12)
    assert confidence(undercut, "G") == confidence(plain, "G")


@law
@given(problems())
def test_an_undercut_line_pushes_no_claim_beyond_where_it_would_be_without_the_line(problem):
    before = middles(problem)
    for entry in problem.lines:
        if entry.undercutters:
            free = replace(
                problem, lines=[e._replace(undercutters=()) if e.id == entry.id else e for e in problem.lines]
            )
            gone = without(problem, lambda other, entry=entry: other.id == entry.id)
            claim = entry.conclusion
            low, high = sorted((gone[claim], middles(free)[claim]))
            assert low - 1e-9 <= before[claim] <= high + 1e-9


# ------------------------------------------------------------------------------ lines that count together


parts = st.lists(st.tuples(unit, unit, ratios), max_size=5)


@law
@given(parts, st.tuples(unit, unit, ratios), unit, unit, ratios)
def test_the_weight_of_one_witness_rises_with_every_item(found, part, reliability, holds, ratio):
    before = witness_weight([*found, part])
    more = (max(part[0], reliability), max(part[1], holds), max(part[2], ratio))
    assert witness_weight([*found, more]) >= before - 1e-12
    assert before >= witness_weight(found) - 1e-12


@law
@given(unit, st.lists(ratios, max_size=5))
def test_one_witness_of_one_reliability_has_the_simple_formula(r, found):
    expected = math.log1p(r * (math.prod(found) - 1))
    assert witness_weight((r, 1, ratio) for ratio in found) == pytest.approx(expected, abs=1e-9)


@law
@given(parts)
def test_one_witness_weighs_at_least_as_much_as_so_many_apart_and_at_most_as_a_flawless_one(found):
    apart = math.fsum(math.log1p(r * d * (ratio - 1)) for r, d, ratio in found)
    flawless = math.fsum(math.log1p(d * (ratio - 1)) for _, d, ratio in found)
    assert apart - 1e-9 <= witness_weight(found) <= flawless + 1e-9


def test_very_many_items_of_one_witness_stay_finite():
    assert math.isfinite(witness_weight([(0.9, 1, 1000)] * 500 + [(0, 1, 1000)]))


def tied(*entries: tuple[float, float, tuple[str, ...]], rho: Mapping[str, float] | None = None) -> Weighing:
    """Lines for H as (reliability, likelihood ratio, names of ties): those in d are copies, those in w one witness."""
    lines, reliabilities = [], {}
    for number, (r, ratio, names) in enumerate(entries):
        reliabilities[f"e{number}"] = Three(r, r, r)
        ties = tuple(("derivative" if name[0] == "d" else "witness", name) for name in names)
        lines.append(Line(f"i{number}", (f"e{number}",), "H", 1, Three(ratio, ratio, ratio), (), ties))
    return weigh_problem(Problem({"H": 0.5}, reliabilities, lines, {}, [*reliabilities, "H"], rho or {}))


def test_of_copies_that_differ_the_strongest_counts():
    found = tied((0.5, 10, ("d",)), (0.9, 3, ("d",)), (0.3, 10, ("d",)))
    assert found.log_odds["H"].middle == pytest.approx(math.log1p(0.5 * 9))


def test_a_line_that_copies_two_others_counts_against_both_but_does_not_make_them_copies():
    ends = ((0.5, 10, ("d1",)), (0.5, 10, ("d2",)))
    apart = tied(*ends).log_odds["H"].middle
    assert tied(*ends, (0.6, 10, ("d1", "d2"))).log_odds["H"].middle == pytest.approx(apart)
    assert tied(*ends, (1, 100, ("d1", "d2"))).log_odds["H"].middle == pytest.approx(math.log(100))


def test_nested_groups_count_from_the_closest_kin_outwards():
    found = tied((1, 8, ("d1", "d2")), (1, 4, ("d1", "d2")), (1, 2, ("d2",)), rho={"d1": 0.75, "d2": 0.5})
    expected = math.log(8) + 0.25 * math.log(4) + 0.5 * math.log(2)
    assert found.log_odds["H"].middle == pytest.approx(expected)


def test_of_copies_within_one_witness_the_best_choice_of_speakers_counts():
    copies = ((0.9, 4, ("d", "w")), (0.3, 14, ("d", "w")))
    other = (0.9, 10, ("w",))
    choices = [witness_weight([(r, 1, ratio), (0.9, 1, 10)]) for r, ratio, _ in copies]
    assert tied(*copies, other).log_odds["H"].middle == pytest.approx(max(choices))


def test_a_contribution_says_which_lines_count_together_and_why():
    (found,) = tied((0.9, 4, ("d", "w1")), (0.3, 14, ("d",)), (0.9, 10, ("w1", "w2"))).contributions["H"]
    assert [member.line for member in found.members] == ["i0", "i1", "i2"]
    assert (found.mode, found.joined_by) == ("witness", ("d", "w1"))
    (found,) = tied((0.9, 4, ("d",)), (0.3, 14, ("d",))).contributions["H"]
    assert (found.mode, found.joined_by) == ("derivative", ("d",))


def test_contributions_come_strongest_first_and_add_up_to_the_evidence():
    found = weigh(P2_REPORTS)
    shares = [c.decibans for c in found.contributions["H"]]
    assert shares == sorted(shares, key=abs, reverse=True)
    assert math.fsum(shares) == pytest.approx((found.log_odds["H"].middle - logit(0.3)) * DECIBANS_PER_NAT)


@st.composite
def crowds(draw) -> Problem:
    """One witness with so many sets of copies that not all choices of speakers are tried."""
    reliabilities, lines = {}, []
    for number in range(12):
        reliabilities[f"e{number:02}"] = draw(ascending(unit))
        ties = (("derivative", f"d{number % 4}"), ("witness", "w"))
        ratio = draw(ascending(ratios))
        lines.append(Line(f"i{number:02}", (f"e{number:02}",), "H", 1, ratio, (), ties))
    for number in range(0, 12, 2):  # three copies each become 3 x 3 x 3 x 3 choices, these make it more
        extra = lines[number]._replace(id=f"x{number:02}", ratio=draw(ascending(ratios)))
        lines.append(extra)
    return Problem({"H": 0.5}, reliabilities, lines, {}, [*reliabilities, "H"])


@law
@given(crowds(), st.randoms(use_true_random=False))
def test_where_there_are_too_many_choices_of_speakers_the_laws_still_hold(problem, random):
    sets = [sum(("derivative", f"d{n}") in entry.ties for entry in problem.lines) for n in range(4)]
    assert math.prod(sets) > MOST_CHOICES
    found = weigh_problem(problem)
    for _ in range(4):
        settled = settle(problem, lambda value: random.choice([*value, random.uniform(value.low, value.high)]))
        assert encloses(found, middles(settled))
    ends = [middles(settle(problem, lambda value, end=end: value[end]))["H"] for end in (0, 2)]
    assert ends == pytest.approx([found.log_odds["H"].low, found.log_odds["H"].high], abs=1e-9)


@law
@given(problems())
def test_lines_with_nothing_in_common_are_weighed_as_if_no_tie_were_declared(problem):
    loose = replace(problem, lines=[entry._replace(ties=()) for entry in problem.lines])
    found, apart = weigh_problem(problem).log_odds, weigh_problem(loose).log_odds
    assert {n: z.independent for n, z in found.items()} == pytest.approx({n: z.middle for n, z in apart.items()})


@law
@given(inside, facts)
def test_overlapping_lines_of_one_sign_add_up_by_the_root_of_their_squares(prior, found):
    evidence = {f"e{n}": r for n, (r, _, _) in enumerate(found)}
    plain = about(prior, evidence, *[line("H", f"e{n}", ratio=ratio, sign=s) for n, (_, ratio, s) in enumerate(found)])
    sides = [math.hypot(*(math.log1p(r * (ratio - 1)) for r, ratio, s in found if s == sign)) for sign in (1, -1)]
    assert weigh(plain).log_odds["H"].overlapping == pytest.approx(logit(prior) + sides[0] - sides[1], abs=1e-9)


# ------------------------------------------------------------------------------ numbers and nonsense


@law
@given(st.floats(1e-9, 1 - 1e-9))
def test_probability_undoes_logit(p):
    assert probability(logit(p)) == pytest.approx(p, rel=1e-9)


def test_extreme_odds_neither_overflow_nor_leave_the_unit_interval():
    assert [probability(z) for z in (-math.inf, -1e4, 0, 1e4, math.inf)] == [0, 0, 0.5, 1, 1]
    plain = about(0.5, {"e": 1}, line("H", "E", ratio=100), *[line("E", "e", ratio=1e300)] * 5, claims={"E": 0.5})
    assert confidence(plain, "E") == 1
    assert confidence(plain) == pytest.approx(100 / 101)


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        (about(0, {}), "H: a prior is between 0 and 1, not 0"),
        (about(1, {}), "H: a prior is between 0 and 1"),
        (about(math.nan, {}), "H: a prior is between 0 and 1"),
        (about(0.5, {"e": 1.1}), "e: a reliability is from 0 to 1, not 1.1"),
        (about(0.5, {"H": 0.5}), "H is both a claim and evidence"),
        (about(0.5, {"e": 1}, line("H", "e", ratio=0.5)), "i0: L must be at least 1, not 0.5"),
        (about(0.5, {"e": 1}, line("H", "e", ratio=math.nan)), "i0: L must be at least 1"),
        (about(0.5, {"e": 1}, line("H", "e", sign=2)), "i0: a sign is 1 or -1, not 2"),
        (about(0.5, {"e": 1}, line("H", "e", group="g", mode="copy")), "i0: a mode is derivative or witness, not copy"),
        (about(0.5, {"e": 1}, line("H")), "i0 has no premise"),
        (about(0.5, {"e": 1}, line("H", "e"), undercuts=[("e", "i0", 2)]), "e takes away a share from 0 to 1, not 2"),
        (about(0.5, {"e": 1}, rho={"g": -1}), "g: rho is from 0 to 1, not -1"),
        (about(0.5, {}, line("G", "H"), line("H", "G"), claims={"G": 0.5}), "the map runs in a ring: "),
        (about(None, {}), "H: a prior is between 0 and 1, not None"),
        (about(0.5, {"e": True}), "e: a reliability is from 0 to 1, not True"),
        (about(0.5, {"e": 1}, undercut=[]), "a map has the keys claims, .*, and not 'undercut'"),
        (about(0.5, {"e": 1}, line("H", "e", strength=2)), "i0 has the keys premises, .*, and not 'strength'"),
        (about(0.5, {"e": 1}, line("H", "e", "e")), "i0 names a premise twice"),
        (about(0.5, {"e": 1}, {**line("H"), "premises": "e"}), "i0: premises are a list, not the text 'e'"),
        (about(0.5, {"e": 1}, line("H", "e"), undercuts=[("e", "i0", 0.5)] * 2), "e attacks i0 twice"),
        (
            about(0.5, {"e": 1}, line("H", "e"), undercuts=[("e", "i0")]),
            "an attack is .statement, target, share., not ",
        ),
        (
            about(0.5, {"e": 1}, line("H", "e", group="g"), rho={"h": 0.5}),
            "a rho for h, and no line is in such a group",
        ),
        (about(0.5, {"e": 1}, line("H", "e", mode="witness")), "i0 has a mode, and is in no group"),
        (
            about(
                0.5,
                {"e": 1, "f": 1},
                line("H", "e", group="g", mode="witness"),
                line("H", "f", group="g", mode="derivative"),
            ),
            "i1: the group g is witness elsewhere",
        ),
        (about(0.5, {"e": 1}, line("H", "e", group=3)), "i0: a group has a name, not 3"),
        (about(0.5, {1: 1}), "ids are text, not 1"),
    ],
)
def test_numbers_without_sense_are_refused(plain, message):
    with pytest.raises(ValueError, match=message):
        weigh(plain)


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        (about(0.5, {"e": 1}, line("H", "f")), "f is neither a claim nor evidence"),
        (about(0.5, {"e": 1}, line("e", "H")), "i0 concludes on e, which is no claim"),
        (about(0.5, {"e": 1}, undercuts=[("e", "i7", 1)]), "e attacks i7, which is not an inference"),
        (about(0.5, {"e": 1}, undermines=[("e", "H", 1)]), "e attacks H, which is not an item of evidence"),
        (about(0.5, {"e": 1}, line("H", "e"), undercuts=[("f", "i0", 1)]), "f is neither a claim nor evidence"),
        (about(0.5, {"e": 1}, {"premises": ["e"], "conclusion": "H", "sign": 1}), "i0: L is missing"),
        ({"evidence": {"e": 1}}, "claims is missing"),
    ],
)
def test_ids_that_lead_nowhere_are_refused(plain, message):
    with pytest.raises(KeyError, match=message):
        weigh(plain)


def test_a_mode_that_one_line_of_a_group_states_is_that_of_all():
    both = [line("H", "e", group="g", mode="witness"), line("H", "f", group="g", mode="witness")]
    one = [both[0], line("H", "f", group="g")]
    evidence = {"e": 0.6, "f": 0.7}
    assert confidence(about(0.5, evidence, *one)) == confidence(about(0.5, evidence, *both))


def test_the_names_of_the_library_are_found_without_being_imported_one_by_one():
    program = "import argmap; print(argmap.semantics.weigh({'claims': {'H': 0.3}}).confidence)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "{'H': 0.3}\n"
