"""Rings: what they would come to if they were left in, set beside the value without them."""

import math

import pytest
from test_weighing import about, confidence, line

from argmap.project import load_text
from argmap.semantics.rings import settle, uncut
from argmap.semantics.weighing import Attack, Line, Problem, Three, logit, probability


def point(value):
    return Three(value, value, value)


def ring(prior=0.2, ratio=5, *more):
    """A letter for A, and A and B each for the other."""
    lines = [
        Line("a", ("e",), "A", 1, point(10)),
        Line("b", ("B",), "A", 1, point(ratio)),
        Line("c", ("A",), "B", 1, point(ratio)),
        *more,
    ]
    return Problem({"A": prior, "B": prior}, {"e": point(0.9)}, lines, {}, ["e", "A", "B"])


def test_two_claims_that_hold_each_other_up_lend_themselves_what_they_have():
    without = confidence(about(0.2, {"e": 0.9}, line("H", "e", ratio=10)))
    assert without == pytest.approx(0.694656, abs=5e-7)
    for start in (0.0, 700.0):
        found, settled = settle(ring(), {"A", "B"}, start)
        assert settled
        assert probability(found["A"]) == pytest.approx(0.854545, abs=5e-7)


def test_what_settles_is_a_fixed_point():
    found, _ = settle(ring(0.3, 8), {"A", "B"}, 0.0)
    b = min(0.3, 1 / 8)

    def lent(claim):
        x = b * math.expm1(found[claim] - logit(0.3))
        return math.log1p(x / (1 + x) * 7)

    assert found["A"] == pytest.approx(logit(0.3) + math.log1p(0.9 * 9) + lent("B"), abs=1e-9)
    assert found["B"] == pytest.approx(logit(0.3) + lent("A"), abs=1e-9)


def test_a_ring_without_evidence_stays_where_it_began():
    problem = Problem({"A": 0.2, "B": 0.2}, {}, ring().lines[1:], {}, ["A", "B"])
    for start in (0.0, 700.0):
        found, settled = settle(problem, {"A", "B"}, start)
        assert settled
        assert found["A"] == pytest.approx(logit(0.2), abs=1e-9)


def test_a_crowd_that_vouches_for_itself_has_two_values():
    names = [f"c{n}" for n in range(8)]
    lines = [Line(f"{a} {b}", (a,), b, 1, point(10)) for a in names for b in names if a != b]
    problem = Problem(dict.fromkeys(names, 0.1), {}, lines, {}, names)
    (low, first), (high, second) = (settle(problem, set(names), start) for start in (0.0, 700.0))
    assert first
    assert second
    assert probability(low["c0"]) == pytest.approx(0.1)
    assert probability(high["c0"]) > 0.99


def test_an_item_that_is_undermined_by_what_it_supports_settles_in_between():
    lines = [Line("a", ("e",), "A", 1, point(10))]
    problem = Problem({"A": 0.5}, {"e": point(0.9)}, lines, {"e": (Attack("A", point(1)),)}, ["e", "A"])
    (low, first), (high, second) = (settle(problem, {"e", "A"}, start) for start in (0.0, 700.0))
    assert first
    assert second
    assert low["A"] == pytest.approx(high["A"], abs=1e-9)
    assert 0.5 < probability(low["A"]) < probability(math.log1p(0.9 * 9))


RINGS = {
    "claims/ring.yaml": """\
a-first: {text: First., support: [a-letter, b-second]}
b-second: {text: Second., support: [a-first]}
c-third: {text: Third., support: [a-first]}
d-fourth: {text: Fourth., support: [a-letter]}
e-fifth: {text: Fifth., support: [f-note]}
""",
    "evidence/letter.yaml": """\
a-letter: {source: post, text: A letter.}
f-note: {source: pad, text: A note., undermined_by: [e-fifth]}
""",
    "evidence/sources.yaml": "post: {title: The post}\npad: {title: The pad}\n",
}


def test_claims_that_no_ring_bears_on_are_not_among_them():
    case = load_text(RINGS).case
    found = uncut(case.graph, case.settings)
    assert set(found) == {"a-first", "b-second", "c-third", "e-fifth"}
    assert found["a-first"].low > case.valuation.confidence["a-first"].point
    # Here the claim undermines the item it rests on: without the ring nothing is left of either.
    assert case.valuation.confidence["e-fifth"].point == 0.5 < found["e-fifth"].low


def test_a_map_without_rings_has_none():
    case = load_text({"claims/a.yaml": "a: {text: A.}\n"}).case
    assert case.graph.uncut is None
    assert uncut(case.graph, case.settings) == {}
