"""Labellings and proof standards in the registry of semantics: on graphs, on whole maps, and beside the degrees."""

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import CHARTER, run, write
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.compare import comparison, in_table
from argmap.project import CannotDo, load_text
from argmap.registry import SEMANTICS
from argmap.semantics import Unsuited, evaluate, gradual, standards
from argmap.semantics.abstract import plan
from argmap.semantics.carneades import STANDARDS
from argmap.semantics.dung import LABELLINGS, MOST_ARGUMENTS, STRENGTH, TooLarge
from argmap.semantics.labelled import LABELS
from argmap.semantics.scalar import local, strengths
from argmap.settings import Settings

CASES = json.loads((Path(__file__).parent / "data" / "qualitative.json").read_text(encoding="utf-8"))["dung"]["cases"]
DRAW = ["a", "b", "c", "d"], [("a", "b"), ("b", "a"), ("a", "c"), ("b", "c"), ("c", "d")]


def valued(files, name):
    return evaluate(load_text(files).graph, Settings(semantics=name))


# ------------------------------------------------------------------------------ graphs


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_grounded_strengths_are_the_labels_of_the_reference_answers(case):
    found = gradual(case["arguments"], None, [tuple(pair) for pair in case["attacks"]], [], "grounded")
    assert found.strengths.tolist() == [STRENGTH[case["grounded_labelling"][name]] for name in case["arguments"]]
    assert (found.converged, found.method, found.residual, found.unique) == (True, "labelling", 0, True)


@pytest.mark.parametrize("name", ["preferred", "stable"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_argument_is_in_where_every_set_of_the_reference_answers_holds_it(case, name):
    found = gradual(case["arguments"], None, [tuple(pair) for pair in case["attacks"]], [], name)
    sets = [set(one) for one in case[name]]
    assert found.converged == bool(sets)
    if sets:
        held = {argument for argument in case["arguments"] if all(argument in one for one in sets)}
        assert {a for a, value in zip(case["arguments"], found.strengths, strict=True) if value == 1} == held
        assert found.unique == (len(sets) == 1)
    else:
        assert np.isnan(found.strengths).all()


def test_where_labellings_differ_the_ends_say_between_what():
    found = gradual(DRAW[0], None, DRAW[1], [], "preferred")
    assert found.strengths.tolist() == [0.5, 0.5, 0, 1]
    assert (found.low.tolist(), found.high.tolist()) == ([0, 0, 0, 1], [1, 1, 0, 1])
    assert found.unique is False
    assert gradual(DRAW[0], None, DRAW[1], [], "grounded").strengths.tolist() == [0.5] * 4


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 7))
    pairs = [(i, k) for k in range(size) for i in range(k)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=10)) if pairs else []
    support = draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
    weights = draw(st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]), min_size=len(chosen), max_size=len(chosen)))
    base = draw(st.lists(st.sampled_from([0.0, 0.4, 1.0]), min_size=size, max_size=size))
    return size, list(zip(chosen, support, weights, strict=True)), base


@pytest.mark.parametrize("name", LABELS)
@settings(deadline=None)
@given(drawn=graphs())
def test_a_whole_graph_is_labelled_as_one_argument_at_a_time(name, drawn):
    size, relations, base = drawn
    only = LABELS[name].attack_only
    attacks = [(pair, weight) for pair, support, weight in relations if only or not support]
    supports = [(pair, weight) for pair, support, weight in relations if support and not only]
    sides = [[pair for pair, _ in side] for side in (attacks, supports)]
    weights = None if only else [weight for side in (attacks, supports) for _, weight in side]
    found = gradual(range(size), base, *sides, name, weights=weights)
    alone = strengths(
        dict(enumerate(base)),
        *([((i,), k, 1.0 if only else weight) for (i, k), weight in side] for side in (attacks, supports)),
        name,
    )
    assert found.strengths.tolist() == [alone[place] for place in range(size)]


def test_premises_that_bear_together_meet_a_standard_only_if_all_of_them_do():
    both = gradual("abc", [1, 1, 0.5], [], [(("a", "b"), "c")], "preponderance")
    one = gradual("abc", [1, 0.5, 0.5], [], [(("a", "b"), "c")], "preponderance")
    assert (both.of("c"), one.of("c")) == (1, 0.5)


def test_columns_are_labelled_each_by_itself():
    columns = np.array([[1.0, 0.5, 0.0], [0.5, 0.5, 0.5]])
    found = plan("ab", [("a", "b")]).evaluate(columns, "preponderance")
    assert found.strengths.tolist() == [[1.0, 0.5, 0.0], [0.0, 0.5, 0.5]]
    assert plan("ab", [("a", "b")]).evaluate(columns, "grounded").strengths.tolist() == [[1.0] * 3, [0.0] * 3]


@pytest.mark.parametrize("name", LABELLINGS)
def test_labellings_know_no_supports_no_weights_and_no_premises_that_bear_together(name):
    for more, problem in (
        ({"supports": [("a", "b")]}, "knows attacks only"),
        ({"weights": [0.5]}, "gives no meaning to weights of relations"),
        ({"attacks": [(("a", "b"), "c")]}, "gives no meaning to premises that bear together"),
    ):
        given_ = {"attacks": [("a", "b")], "supports": [], **more}
        given_["attacks"] = [] if "supports" in more else given_["attacks"]
        with pytest.raises(ValueError, match=problem):
            gradual("abc", None, given_["attacks"], given_["supports"], name, weights=given_.get("weights"))


def test_what_a_way_to_label_cannot_take_is_refused():
    with pytest.raises(
        ValueError, match="preponderance gives no meaning to arguments that bear on one another in a ring"
    ):
        gradual("ab", [1, 1], [("a", "b"), ("b", "a")], [], "preponderance")
    with pytest.raises(TooLarge, match=f"{MOST_ARGUMENTS + 1} arguments"):
        gradual(range(MOST_ARGUMENTS + 1), None, [], [], "preferred")
    with pytest.raises(KeyError, match=r"no gradual semantics; there are: .*grounded.*scintilla"):
        gradual("a", [1], [], [], "acclamation")
    with pytest.raises(KeyError, match=r"needs likelihood ratios, .* use argmap\.semantics\.weigh"):
        gradual("a", [1], [], [], "weight-of-evidence")


def test_a_scintilla_may_be_for_both_sides_and_no_other_standard_is():
    for name in STANDARDS:
        f = local(name)
        assert (f(0.5, [0.3], [0.3]) == 1) == (name == "scintilla")


# ------------------------------------------------------------------------------ whole maps


@pytest.mark.parametrize("name", LABELS)
def test_a_valuation_by_labels_has_grades_and_no_degrees(name):
    try:
        found = valued(CHARTER, name)
    except Unsuited as refused:
        assert name == "stable"
        assert str(refused) == "this map cannot be evaluated by stable: there is no stable labelling"
        return
    assert found.semantics == name
    assert set(found.label) == set(found.grade) == set(found.because)
    assert found.grade == valued(CHARTER, "weight-of-evidence").grade
    assert (found.confidence, found.decibans, found.reliability) == ({}, {}, {})


def test_a_claim_is_in_where_it_meets_the_standard_asked_of_all_premises():
    graph = load_text(CHARTER).graph
    for name in STANDARDS:
        met = standards(graph, required=name)
        label = evaluate(graph, Settings(semantics=name)).label
        assert {claim for claim, one in label.items() if one == "in"} == {c for c, yes in met.items() if yes[name]}


def test_preferred_labels_look_past_a_draw_that_grounded_ones_leave_open():
    files = {
        "claims/c.yaml": """\
early: {text: Early., assumed: yes}
first: {text: The first., support: [{premises: early}], attack: [{premises: second}]}
second: {text: The second., support: [{premises: early}], attack: [{premises: first}]}
"""
    }
    # Two claims that attack one another run in a ring, and the ring is left out; steps for and against a claim do not.
    assert valued(files, "grounded").label == valued(files, "preferred").label
    draw = {
        "claims/c.yaml": """\
one: {text: One., assumed: yes}
other: {text: Another., assumed: yes}
held: {text: Held., support: [{premises: one}], attack: [{premises: other}]}
"""
    }
    assert valued(draw, "preferred").label["held"] == valued(draw, "grounded").label["held"] == "undec"
    assert valued(draw, "stable").label == {"one": "in", "other": "in", "held": "undec"}


def test_the_corner_of_the_corpus_is_labelled_as_the_page_says(corpus):
    found = {
        name: evaluate(corpus.graph, Settings(semantics=name)).label for name in LABELS if name not in LABELLINGS[1:]
    }
    by = {name: label["benes-passed-plot-papers"] for name, label in found.items()}
    assert by == {**dict.fromkeys(found, "undec"), "scintilla": "in"}
    assert {found[name]["alksnis-visit-delayed"] for name in STANDARDS} == {"in"}
    with pytest.raises(Unsuited, match=r"by preferred: .* all labellings are searched up to 200"):
        evaluate(corpus.graph, Settings(semantics="preferred"))


# ------------------------------------------------------------------------------ beside the degrees


@pytest.mark.parametrize("name", LABELS)
def test_no_project_is_evaluated_by_labels_alone(name, tmp_path):
    with pytest.raises(CannotDo, match=f"{name} labels claims .* `argmap compare` sets its labels beside"):
        _ = load_text(CHARTER, settings=Settings(semantics=name)).case
    folder = write(tmp_path, CHARTER)
    ran = run("explain", "charter-forged", "--project", folder, "--semantics", name)
    assert (ran.status, ran.out) == (2, "")
    assert f"argmap: --semantics: {name} labels claims in, out or undec, and gives them no degrees" in ran.err
    (folder / "argmap.toml").write_text(f'semantics = "{name}"\n', encoding="utf-8")
    checked = run("check", "--project", folder)
    assert f"error[bad-settings]: {name} labels claims in, out or undec" in checked.out + checked.err


def test_a_comparison_sets_labels_beside_degrees_and_flags_nothing_by_them():
    found = comparison(load_text(CHARTER).case)
    row = found["claims"]["charter-forged"]
    assert {*row["label"]} == {*LABELS} - {"stable"}
    assert all(row["confidence"][name] is None and row["verdict"][name] is None for name in row["label"])
    assert found["failed"]["stable"] == "there is no stable labelling"
    assert {*found["semantics"], *found["failed"]} == set(SEMANTICS.names())
    head, *lines = in_table(found).splitlines()
    assert head.split()[-3:] == ["grounded", "preferred", "standards"]
    line = next(line for line in lines if " charter-forged " in line)
    assert line.split()[-3:-1] == [row["label"]["grounded"], row["label"]["preferred"]]
    letters = {"in": str.upper, "out": str.lower, "undec": lambda _: "·"}
    assert line.split()[-1] == "".join(letters[row["label"][name]](name[0]) for name in STANDARDS)
    assert "standards: S scintilla, P preponderance" in "\n".join(lines)


def test_a_contrary_that_meets_a_standard_is_a_small_letter():
    files = {
        "claims/c.yaml": """\
shown: {text: Shown., assumed: yes}
denied: {text: Denied., attack: [{premises: shown, strength: strong}]}
"""
    }
    line = next(line for line in in_table(comparison(load_text(files).case)).splitlines() if " denied " in line)
    assert line.split()[-1] == "spcbd"
