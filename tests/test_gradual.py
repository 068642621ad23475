"""Gradual semantics: published and computed values, the plain reference, laws, rings, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.semantics import gradual
from argmap.semantics.abstract import plan
from argmap.semantics.modular import MODULAR
from argmap.semantics.scalar import local, strengths

DATA = Path(__file__).parent / "data"
SHORT = {
    "dfquad": "df-quad",
    "qe": "quadratic-energy",
    "sd_dfquad": "squared-df-quad",
    "euler": "euler",
    "euler_top": "euler-top",
    "mlp": "mlp",
    "hcat": "h-categorizer",
    "whcat": "weighted-h-categorizer",
    "wmax": "max-based",
    "wcard": "card-based",
    "counting": "counting",
}
BIPOLAR = [name for name, law in MODULAR.items() if not law.attack_only]
ATTACK_ONLY = [name for name, law in MODULAR.items() if law.attack_only]


def read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


CASES = {case["id"]: case for case in read("gradual.json")["cases"]}
VALUES = [(case, short) for case in CASES for short in SHORT if short in CASES[case]["results"]]
PUBLISHED = [
    (case, short)
    for case in CASES
    for short in SHORT
    if short in CASES[case].get("published", {}) and "values" in CASES[case]["published"][short]
]


def run(case, short):
    case = CASES[case]
    return gradual(case["args"], case["tau"], case["att"], case["sup"], SHORT[short])


def table(found):
    return dict(zip(found.arguments, found.strengths.tolist(), strict=True))


@pytest.mark.parametrize(("case", "short"), VALUES)
def test_strengths_are_those_of_the_reference_values(case, short):
    found = run(case, short)
    assert table(found) == pytest.approx(CASES[case]["results"][short]["strengths"], abs=1e-9)
    assert found.converged
    assert found.residual < 1e-12
    assert found.method == ("forward pass" if not CASES[case]["cyclic"] else found.method)


@pytest.mark.parametrize(("case", "short"), PUBLISHED)
def test_strengths_are_those_that_were_published(case, short):
    published = CASES[case]["published"][short]
    found = table(run(case, short))
    for name, value in published["values"].items():
        assert found[name] == pytest.approx(value, abs=published["tol"])


@pytest.mark.parametrize("case", read("attack_only.json"), ids=lambda case: case["id"])
def test_h_categorizer_gives_the_values_of_its_authors_program(case):
    found = gradual(case["args"], None, case["att"], [], "h-categorizer")
    assert table(found) == pytest.approx(case["hcat"], abs=1e-9)
    assert table(found) == pytest.approx(case["third_party_6dp"], abs=5e-6)
    assert found.unique is True


@pytest.mark.parametrize(("theirs", "name"), [("Euler", "euler"), ("DF-Quad", "df-quad")])
@pytest.mark.parametrize("case", read("setaf.json"), ids=lambda case: case["id"])
def test_premises_that_bear_together_are_as_strong_as_the_weakest_times_the_weight(case, theirs, name):
    sides = [
        [(relation["members"], relation["target"]) for relation in case[side].values()]
        for side in ("set_attacks", "set_supports")
    ]
    weights = [r.get("weight", 1.0) for side in ("set_attacks", "set_supports") for r in case[side].values()]
    found = gradual(list(case["tau"]), case["tau"], *sides, name, weights=weights)
    assert table(found) == pytest.approx(case["strengths"][theirs], abs=1e-9)


# ------------------------------------------------------------------------------ rings


@pytest.mark.parametrize(
    ("case", "short", "low", "high"),
    [
        ("mutual-attack-1-1", "dfquad", 0.0, 1.0),
        ("bipartite-attack-6x6", "qe", 0.033, 0.870),
        ("bipartite-attack-6x6-tilt", "qe", 0.032, 0.869),
    ],
)
def test_where_starts_disagree_there_is_no_unique_value_but_an_interval(case, short, low, high):
    found = run(case, short)
    assert found.unique is False
    assert found.method == "flow"
    assert found.low[0] == pytest.approx(low, abs=1e-2)
    assert found.high[0] == pytest.approx(high, abs=1e-2)
    assert np.all(found.low <= found.strengths)
    assert np.all(found.strengths <= found.high)


@pytest.mark.parametrize(("case", "short"), [("potyka-divergence-N10", "dfquad"), ("potyka-divergence-N10", "qe")])
def test_where_no_proof_is_found_and_all_starts_agree_uniqueness_is_left_open(case, short):
    found = run(case, short)
    assert found.unique is None
    assert found.method == "flow"
    assert found.low.tolist() == found.strengths.tolist() == found.high.tolist()


@pytest.mark.parametrize("case", [name for name, case in CASES.items() if case["cyclic"]])
def test_euler_top_and_squared_df_quad_settle_by_iteration_with_a_proof(case):
    for short in ("euler_top", "sd_dfquad"):
        found = run(case, short)
        assert (found.method, found.unique) == ("iteration", True)


def test_support_in_a_ring_lifts_itself_to_certainty_under_df_quad_and_not_under_others():
    two = (["a", "b"], [0.2, 0.2], [], [("a", "b"), ("b", "a")])
    assert gradual(*two, "df-quad").strengths.tolist() == pytest.approx([1.0, 1.0])
    assert gradual(*two, "quadratic-energy").strengths.tolist() == pytest.approx([0.245, 0.245], abs=1e-3)


def test_an_interval_is_carried_to_what_rests_on_a_ring():
    # a and b exclude each other wholly; c leans on a.
    found = gradual(["a", "b", "c", "d"], [1, 1, 0.5, 0.5], [("a", "b"), ("b", "a")], [("a", "c")], "df-quad")
    assert found.strengths.tolist() == pytest.approx([0.5, 0.5, 0.75, 0.5])
    assert (found.low[2], found.high[2]) == pytest.approx((0.5, 1.0))
    assert found.low[3] == found.high[3] == 0.5


def test_the_way_to_one_of_several_limits_takes_account_of_what_moves_below():
    # x falls from 1 to 0 while the flow runs, so that b has a start over a that b's base alone does not give it.
    arguments = ["y", "x", "a", "b"]
    attacks = [("y", "x"), ("x", "a"), ("a", "b"), ("b", "a")]
    found = gradual(arguments, [1, 1, 1, 1], attacks, [], "df-quad")
    assert found.unique is False
    assert found.converged
    a, b = found.strengths[2:]
    assert a + b == pytest.approx(1.0)
    assert b > 0.6


def test_a_flow_that_swings_for_ever_gives_no_number():
    # Three camps of twenty, each of which attacks all of the next: too steep a feedback for mlp to come to rest.
    camps = [[f"{name}{i}" for i in range(20)] for name in "abc"]
    arguments = ["judge", "clerk", *(name for camp in camps for name in camp)]
    base = [0.5, 0.4, *(score for score in (0.5, 0.6, 0.7) for _ in range(20))]
    attacks = [(one, other) for k in range(3) for one in camps[k] for other in camps[(k + 1) % 3]]
    found = gradual(arguments, base, attacks, [("a0", "judge")], "mlp")
    assert not found.converged
    assert found.unique is None
    assert found.residual > 1e-3
    assert np.isnan(found.strengths).tolist() == [True, False, *[True] * 60]
    assert found.of("clerk") == 0.4


# ------------------------------------------------------------------------------ laws


NUMBERS = st.sampled_from([0.0, 1.0, 0.5]) | st.floats(0, 1)


@st.composite
def graphs(draw, *, names=BIPOLAR, rings=False):
    size = draw(st.integers(1, 7))
    arguments = [f"a{i}" for i in range(size)]
    base = {name: draw(NUMBERS) for name in arguments}
    targets = st.integers(0, size - 1)
    sides = []
    for _ in range(2):
        side = {}
        for _ in range(draw(st.integers(0, 8))):
            target = draw(targets)
            below = arguments if rings else arguments[:target]
            if below:
                premises = draw(st.lists(st.sampled_from(below), min_size=1, max_size=3, unique=True))
                side[tuple(sorted(premises)), arguments[target]] = draw(NUMBERS)
        sides.append(side)
    return arguments, base, sides, draw(st.sampled_from(names))


def alone(side):
    return {((p[0],), target): w for (p, target), w in side.items()}


@given(graphs(names=list(MODULAR)))
def test_fast_and_plain_evaluation_agree(graph):
    arguments, base, (attacks, supports), name = graph
    law = MODULAR[name]
    if law.attack_only:
        supports = {}
    if not law.extended:
        attacks = dict.fromkeys(alone(attacks), 1.0)
    weights = None if not law.extended else [*attacks.values(), *supports.values()]
    found = gradual(arguments, base, list(attacks), list(supports), name, weights=weights)
    start = base if law.based else dict.fromkeys(arguments, 1.0)
    plain = strengths(
        start, [(*pair, w) for pair, w in attacks.items()], [(*pair, w) for pair, w in supports.items()], name
    )
    if name == "card-based":  # the plain form tells attackers of base 0 by their strength
        base = {k: v for k, v in base.items() if v == 0 or v > 1e-9}
        plain = {k: v for k, v in plain.items() if len(base) == len(arguments)}
    assert {k: table(found)[k] for k in plain} == pytest.approx(plain, abs=1e-12)


@settings(deadline=None)
@given(graphs(rings=True))
def test_what_is_called_converged_is_a_fixed_point_within_0_and_1(graph):
    arguments, base, (attacks, supports), name = graph
    found = gradual(
        arguments, base, list(attacks), list(supports), name, weights=[*attacks.values(), *supports.values()]
    )
    if not found.converged:
        assert np.isnan(found.strengths).any()
        return
    values = table(found)
    f = local(name)
    for argument in arguments:
        sides = [
            [w * min(values[p] for p in premises) for (premises, target), w in side.items() if target == argument]
            for side in (attacks, supports)
        ]
        assert values[argument] == pytest.approx(f(base[argument], *sides), abs=1e-11)
        assert 0 <= values[argument] <= 1


@settings(deadline=None)
@given(graphs(rings=True))
def test_several_evaluations_of_one_plan_are_those_of_several_plans(graph):
    arguments, base, (attacks, supports), name = graph
    known = plan(arguments, list(alone(attacks)), list(alone(supports)))
    for scores in (base, {k: 1 - v for k, v in base.items()}):
        once = gradual(arguments, scores, list(alone(attacks)), list(alone(supports)), name)
        np.testing.assert_array_equal(known.evaluate(scores, name).strengths, once.strengths)


@given(graphs())
def test_columns_of_base_scores_are_evaluated_side_by_side(graph):
    arguments, base, (attacks, supports), name = graph
    known = plan(arguments, list(attacks), list(supports))
    first = np.array([base[name] for name in arguments])
    both = known.evaluate(np.stack([first, 1 - first], axis=1), name).strengths
    for column, scores in enumerate((first, 1 - first)):
        np.testing.assert_allclose(both[:, column], known.evaluate(scores, name).strengths, atol=1e-12)


@settings(deadline=None)
@given(graphs(rings=True), st.randoms())
def test_names_and_order_do_not_matter(graph, source):
    arguments, base, (attacks, supports), name = graph
    turned = [list(side) for side in (attacks, supports)]
    order = list(arguments)
    for entries in (order, *turned):
        source.shuffle(entries)
    one = gradual(arguments, base, list(attacks), list(supports), name)
    other = gradual(order, base, *turned, name)
    if one.unique and other.unique:
        assert table(one) == pytest.approx(table(other), abs=1e-9)


@given(st.integers(2, 40), st.sampled_from(BIPOLAR))
def test_a_million_ways_to_say_places_are_one(size, name):
    pairs = np.array([(i, i + 1) for i in range(size - 1)])
    base = np.linspace(0.1, 0.9, size)
    by_place = gradual(range(size), base, pairs[::2], pairs[1::2], name)
    words = [f"n{i}" for i in range(size)]
    named = [[(words[i], words[k]) for i, k in side.tolist()] for side in (pairs[::2], pairs[1::2])]
    by_name = gradual(words, base, *named, name)
    assert by_place.strengths.tolist() == by_name.strengths.tolist()


# ------------------------------------------------------------------------------ edges of the domain


@pytest.mark.parametrize("name", BIPOLAR)
@pytest.mark.parametrize("score", [0.0, 1.0])
def test_base_scores_of_0_and_1_are_legal(name, score):
    found = gradual(["a", "b", "c"], {"a": 1, "b": 1, "c": score}, [("a", "c")], [("b", "c")], name)
    assert found.of("c") == score


def test_mlp_leaves_what_is_certain_certain_under_any_number_of_attackers():
    names = [f"a{i}" for i in range(2000)]
    base = {**dict.fromkeys(names, 1.0), "sure": 1.0, "not": 0.0, "open": 0.5}
    arguments = list(base)
    attacks = [(name, target) for name in names for target in ("sure", "open")]
    supports = [(name, "not") for name in names]
    found = gradual(arguments, base, attacks, supports, "mlp")
    assert (found.of("sure"), found.of("not")) == (1.0, 0.0)
    assert 0 <= found.of("open") < 1e-100


def test_a_relation_from_no_premise_carries_nothing():
    assert gradual(["a"], [0.3], [((), "a")], [], "df-quad").of("a") == 0.3


def test_no_argument_gives_no_strength():
    assert gradual([], [], [], [], "euler").strengths.tolist() == []


def test_weights_may_be_given_for_some_relations_by_name():
    found = gradual(
        ["a", "b", "c"], [1, 1, 0.5], [("a", "c")], [(("a", "b"), "c")], "df-quad", weights={(("b", "a"), "c"): 0.25}
    )
    assert found.of("c") == pytest.approx(0.5 + 0.5 * 0 - 0.5 * 0.75)


A, AB = ["a", "b"], [("a", "b")]


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        ((A, [0.5, 0.5], AB, [], "woe"), KeyError, "woe is no gradual semantics; there are: df-quad, quadratic-energy"),
        ((A, [0.5, 0.5], [("a", "x")], [], "euler"), KeyError, "the attack a → x names 'x', which is no argument"),
        ((A, [0.5, 0.5], [], [(("a", "x"), "b")], "euler"), KeyError, "the support {a, x} → b names 'x', which is no"),
        ((A, [0.5, 0.5], [*AB, *AB], [], "euler"), ValueError, "the attack a → b is given twice"),
        ((A, [0.5, 0.5], [(["a"], "b"), *AB], [], "euler"), ValueError, "the attack a → b is given twice"),
        ((A, [0.5, 0.5], [(["a", "a"], "b")], [], "euler"), ValueError, "names a premise twice"),
        ((A, [0.5, 0.5], ["ab"], [], "euler"), ValueError, "an attack is a pair"),
        ((["a", "a"], [0.5, 0.5], [], [], "euler"), ValueError, "the argument 'a' is named twice"),
        ((A, {"a": 0.5}, [], [], "euler"), KeyError, "'b' has no base score"),
        ((A, {"a": 0.5, "b": 0.5, "c": 0.5}, [], [], "euler"), KeyError, "a base score for 'c', which is no argument"),
        ((A, [0.5, 1.5], [], [], "euler"), ValueError, "the base score of 'b' is 1.5, and base scores are from 0 to 1"),
        ((A, [0.5, float("nan")], [], [], "euler"), ValueError, "the base score of 'b' is nan"),
        ((A, [0.5], [], [], "euler"), ValueError, "2 arguments need 2 base scores"),
        ((A, None, [], [], "euler"), ValueError, "euler needs a base score for every argument"),
        ((A, None, [], AB, "h-categorizer"), ValueError, "h-categorizer knows attacks only, and there are supports"),
        ((A, None, [(("a", "b"), "b")], [], "counting"), ValueError, "counting gives no meaning to premises that bear"),
        ((A, [0.5, 0.5], np.array([[0, 2]]), [], "euler"), KeyError, "an attack names a place outside the 2 arguments"),
        ((A, [0.5, 0.5], np.array([[0.0, 1.0]]), [], "euler"), ValueError, "have the shape"),
        ((A, [0.5, 0.5], np.array([[0, 1], [0, 1]]), [], "euler"), ValueError, "0 → 1 is given twice"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(call, kind, message):
    with pytest.raises(kind) as failure:
        gradual(*call)
    assert message in str(failure.value)


@pytest.mark.parametrize(
    ("name", "weights", "kind", "message"),
    [
        ("euler", [0.5], ValueError, "2 relations need 2 weights"),
        ("euler", [0.5, 2], ValueError, "the weight of {a} → b is 2.0, and weights are from 0 to 1"),
        ("euler", {"a": 0.5}, ValueError, "a relation is a pair (from, to), not 'a'"),
        ("euler", {("b", "b"): 0.5}, KeyError, "a weight for {b} → b, which is no relation"),
        ("euler", {("a", "b"): 0.5}, ValueError, "is an attack and a support"),
    ],
)
def test_weights_that_make_no_sense_are_refused_in_words(name, weights, kind, message):
    with pytest.raises(kind) as failure:
        gradual(["a", "b"], [0.5, 0.5], AB, AB, name, weights=weights)
    assert message in str(failure.value)


def test_card_based_gives_no_meaning_to_weights():
    with pytest.raises(ValueError, match="card-based gives no meaning to weights"):
        gradual(A, [0.5, 0.5], AB, [], "card-based", weights=[0.5])


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from(["df-quad", "quadratic-energy", "euler"]),
)
def test_columns_of_base_scores_on_a_ring_are_evaluations_of_their_own(columns, name):
    ring = (["a", "b", "c"], [("a", "b"), ("b", "a"), ("b", "c")], [("c", "a")])
    together = gradual(ring[0], np.array(columns).T, ring[1], ring[2], name)
    apart = [gradual(ring[0], column, ring[1], ring[2], name) for column in columns]
    for part in ("strengths", "low", "high"):
        assert np.array_equal(getattr(together, part).T, [getattr(one, part) for one in apart], equal_nan=True)
    assert together.converged == all(one.converged for one in apart)
    assert together.residual == max(one.residual for one in apart)
    assert (together.unique is True) == all(one.unique is True for one in apart)
    assert together.method in {one.method for one in apart}


def test_names_that_are_tuples_stand_for_themselves_and_not_for_their_parts():
    names = [("x", 1), (1, "x"), "t"]
    attacks = [(("x", 1), "t"), ((1, "x"), "t")]
    mapped = gradual(names, [0.5, 0.5, 0.5], attacks, [], "df-quad", weights={attacks[0]: 0.5})
    listed = gradual(names, [0.5, 0.5, 0.5], attacks, [], "df-quad", weights=[0.5, 1])
    assert mapped.strengths.tolist() == listed.strengths.tolist()
    joint = gradual(names, [0.5, 0.5, 0.5], [*attacks, ([("x", 1), (1, "x")], "t")], [], "df-quad")
    assert joint.strengths[2] < listed.strengths[2]


def test_two_weights_for_one_relation_are_refused():
    with pytest.raises(ValueError, match=r"\{a\} → b has two weights"):
        gradual(["a", "b"], [0.5, 0.5], [("a", "b")], [], "euler", weights={("a", "b"): 0.5, (("a",), "b"): 0.2})


def test_base_scores_and_weights_may_come_one_by_one():
    scores = {"a": 0.4, "b": 0.6}
    found = gradual(list(scores), scores.values(), AB, [], "euler", weights=(weight for weight in [0.5]))
    assert found.strengths.tolist() == gradual(list(scores), scores, AB, [], "euler", weights=[0.5]).strengths.tolist()


def test_a_long_chain_needs_no_recursion():
    size = 5000
    found = gradual(range(size), np.full(size, 0.5), np.array([(i, i + 1) for i in range(size - 1)]), [], "df-quad")
    assert found.strengths[-1] == pytest.approx(1 / 3)
