"""Weight of evidence on arrays: the same numbers as the plain evaluation, for many variants, and parts of a map."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_weighing import CASES, about, law, line, middles, problems, settle

from argmap.semantics.arrays import Inputs, Map, Rows, cone, spread, tables
from argmap.semantics.columns import bind, lay_out, weigh_bound, weigh_columns
from argmap.semantics.plain import problem_of_plain
from argmap.semantics.tangles import groups
from argmap.semantics.weighing import Attack, Line, Problem, Three, weigh_problem

ENDS = np.array([2, 1, 0])


def same(found, expected):
    assert found == pytest.approx(expected, abs=1e-12, rel=1e-12)


def point(value):
    return Three(value, value, value)


@law
@given(problems(size=9))
def test_all_five_values_of_every_statement_are_those_of_the_plain_evaluation(problem):
    expected, made = weigh_problem(problem), tables(problem)
    layout = lay_out(made.map)
    ends = weigh_bound(bind(layout, made.inputs), opposite=ENDS)
    apart = weigh_bound(bind(lay_out(made.map.without_ties()), made.middle))
    overlapping = weigh_bound(bind(layout, made.middle), overlapping=True)
    for row, name in enumerate(made.claims):
        z = expected.log_odds[name]
        same(ends.log_odds[row], [z.low, z.middle, z.high])
        same(apart.log_odds[row, 0], z.independent)
        same(overlapping.log_odds[row, 0], z.overlapping)
    for row, name in enumerate(made.items):
        r = expected.reliability[name]
        same(ends.reliability[row], [r.low, r.middle, r.high])


@pytest.mark.parametrize("name", CASES)
def test_every_reference_case_is_met_by_the_arrays(name):
    made = tables(problem_of_plain(CASES[name]["map"]))
    found = weigh_columns(made.map, made.middle)
    same(dict(zip(made.claims, found[:, 0].tolist(), strict=True)), CASES[name]["logit"])


@law
@given(problems(), st.randoms(use_true_random=False))
def test_every_variant_is_weighed_as_if_it_were_alone(problem, random):
    settled = [settle(problem, lambda v: random.choice([*v, random.uniform(v.low, v.high)])) for _ in range(5)]
    made = [tables(one) for one in settled]
    inputs = Inputs(*(np.concatenate(parts, axis=1) for parts in zip(*(m.middle.parts() for m in made), strict=True)))
    found = weigh_columns(made[0].map, inputs)
    for column, one in enumerate(settled):
        same(dict(zip(made[0].claims, found[:, column].tolist(), strict=True)), middles(one))


def test_variants_that_do_not_fit_into_one_pass_are_weighed_in_several():
    made = tables(problem_of_plain(about(0.3, {"e": 0.5}, line("H", "e"), line("H", "e", sign=-1, ratio=3))))
    values = np.linspace(0, 1, 300_000)[None]
    found = weigh_columns(made.map, replace(made.middle, reliability=values))[0]
    assert found == pytest.approx(math.log(3 / 7) + np.log1p(values[0] * 9) - np.log1p(values[0] * 2), abs=1e-12)


@law
@given(problems(size=9), st.data())
def test_a_claim_weighs_the_same_with_all_that_it_does_not_rest_on_left_out(problem, data):
    made = tables(problem)
    claim = data.draw(st.integers(0, made.map.claims - 1))
    part = cone(made.map, [claim])
    found = weigh_columns(part.map, part.take(made.middle, made.map))
    same(found[part.place(claim), 0], weigh_columns(made.map, made.middle)[claim, 0])
    assert part.map.statements <= made.map.statements


@law
@given(problems(size=9), st.data())
def test_a_part_can_hold_some_lines_of_a_claim_and_not_others(problem, data):
    made = tables(problem)
    claim = data.draw(st.integers(0, made.map.claims - 1))
    own = [row for row, goal in enumerate(made.map.conclusion) if goal == claim]
    kept = data.draw(st.lists(st.sampled_from(own), unique=True).map(sorted)) if own else []
    gone = {made.lines[row] for row in own if row not in kept}
    part = cone(made.map, [claim], np.array(kept, np.intp))
    found = weigh_columns(part.map, part.take(made.middle, made.map))[part.place(claim), 0]
    fewer = replace(problem, lines=[entry for entry in problem.lines if entry.id not in gone])
    same(found, middles(fewer)[made.claims[claim]])


def test_a_ring_is_refused():
    whole = Map(
        2, 0, np.array([0, 1]), np.array([1, 1]), np.array([0, 1, 2]), np.array([1, 0]),
        *(np.zeros((0, 2), np.int32) for _ in range(3)), witness=np.zeros(0, bool), rho=np.zeros(0),
    )  # fmt: skip
    with pytest.raises(ValueError, match="runs in a ring below statement 0"):
        lay_out(whole)


def test_the_height_of_a_statement_is_its_longest_way_down():
    plain = about(
        0.5, {"e": 0.5, "f": 0.5}, line("H", "e", "G"), line("G", "F"), line("F", "e"), claims={"G": 0.5, "F": 0.5},
        undermines=[("F", "f", 0.5)],
    )  # fmt: skip
    made = tables(problem_of_plain(plain))
    level = dict(zip((*made.claims, *made.items), made.map.levels().tolist(), strict=True))
    assert level == {"e": 0, "F": 1, "G": 2, "f": 2, "H": 3}


def test_a_map_without_lines_stands_at_its_priors():
    made = tables(Problem({"a": 0.2, "b": 0.7}, {}, [], {}, ["a", "b"]))
    same(weigh_columns(made.map, made.middle)[:, 0], [math.log(0.25), math.log(7 / 3)])


@law
@given(st.lists(st.integers(0, 4), max_size=20))
def test_rows_give_the_places_of_each_key_in_order(keys):
    rows = Rows.by(np.array(keys, np.int32), 5)
    for key in range(5):
        assert rows.of(np.array([key])).tolist() == [place for place, own in enumerate(keys) if own == key]


def test_runs_are_spread_out_one_after_another():
    assert spread(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spread(np.zeros(0, np.intp), np.zeros(0, np.intp)).tolist() == []


def tied(*names, rho=1.0, signs=None):
    lines = [
        Line(f"i{n}", ("e",), "H", (signs or [1] * len(names))[n], point(2 + n), (), tuple((("derivative" if t[0] == "d" else "witness"), t) for t in own))
        for n, own in enumerate(names)
    ]  # fmt: skip
    made = tables(Problem({"H": 0.5}, {"e": point(0.5)}, lines, {}, ["e", "H"], {"d": rho, "d1": rho, "d2": rho}))
    return groups(made.map, np.arange(len(lines)))


def test_lines_that_share_one_tie_need_no_search():
    found = tied(("d",), ("w",), ("d",), ("w", "w9"), ("w",), ())
    assert [run.tolist() for run in found.sets()] == [[0, 2], [1, 3, 4]]
    assert found.tangles == ()


def test_lines_of_one_source_that_are_copies_besides_need_no_search_either():
    found = tied(("d", "w"), ("d", "w"))
    assert found.copies.tolist() == [0, 1]
    assert found.tangles == ()


def test_ties_across_the_two_sides_of_a_claim_or_two_claims_join_nothing():
    assert not list(tied(("d",), ("d",), signs=[1, -1]).sets())


def test_a_line_that_copies_two_others_is_searched():
    (found,) = tied(("d1",), ("d1", "d2"), ("d2",)).tangles
    assert (0, 2) in found.layers[0].choices
    assert not {(0, 1), (1, 2)} & set(found.layers[0].choices)


def test_what_has_too_many_choices_is_counted_as_the_plain_evaluation_counts_it():
    lines = []
    for pair in range(10):
        for side in range(2):
            ties = (("derivative", f"d{pair}"), ("witness", "w"))
            lines.append(Line(f"i{pair:02}{side}", (f"e{pair}",), "H", 1, point(2 + side + pair / 7), (), ties))
    problem = Problem(
        {"H": 0.5}, {f"e{n}": point(0.3 + n / 20) for n in range(10)}, lines, {}, [*(f"e{n}" for n in range(10)), "H"]
    )
    made = tables(problem)
    same(weigh_columns(made.map, made.middle)[0, 0], middles(problem)["H"])


def test_a_line_that_weighs_nothing_does_not_hold_a_witness_together():
    """The bridge between two others falls silent in one variant and speaks in the other."""
    lines = [
        Line("a", ("e",), "H", 1, point(5), (), (("witness", "w1"),)),
        Line("b", ("e",), "H", 1, point(4), (Attack("u", point(1)),), (("witness", "w1"), ("witness", "w2"))),
        Line("c", ("e",), "H", 1, point(3), (), (("witness", "w2"),)),
    ]
    problem = Problem({"H": 0.5}, {"e": point(0.5), "u": point(1.0)}, lines, {}, ["e", "u", "H"])
    made = tables(problem)
    found = weigh_columns(made.map, replace(made.middle, reliability=np.array([[0.5, 0.5], [1.0, 0.0]])))[0]
    speaking = replace(problem, reliabilities={"e": point(0.5), "u": point(0.0)})
    same(found, [middles(problem)["H"], middles(speaking)["H"]])
    assert found[0] == pytest.approx(math.log(3 * 2))
