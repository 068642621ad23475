"""Labels and proof standards: reference answers, laws, and second opinions on whole maps."""

import json
from itertools import product
from pathlib import Path

import pytest
from conftest import CHARTER
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.project import load_text
from argmap.semantics import labelling, proof_standards, second_opinion, standards
from argmap.semantics.carneades import Argument, Evaluation, Thresholds
from argmap.semantics.dung import (
    MOST_ARGUMENTS,
    TooLarge,
    bipolar_preferred,
    complete,
    derived_attacks,
    preferred,
    stable,
)

REFERENCE = json.loads((Path(__file__).parent / "data" / "qualitative.json").read_text(encoding="utf-8"))


def pairs(entries):
    return [tuple(entry) for entry in entries]


def sets(entries):
    return sorted(sorted(entry) for entry in entries)


@pytest.mark.parametrize("case", REFERENCE["dung"]["cases"], ids=lambda case: case["name"])
def test_extensions_are_those_of_the_reference_answers(case):
    graph = case["arguments"], pairs(case["attacks"])
    assert labelling(*graph) == case["grounded_labelling"]
    assert sets(complete(*graph)) == sets(case["complete"])
    assert sets(preferred(*graph)) == sets(case["preferred"])
    assert sets(stable(*graph)) == sets(case["stable"])


def test_floating_reinstatement_is_preferred_twice_and_grounded_nowhere():
    graph = ["a", "b", "c", "d"], [("a", "b"), ("b", "a"), ("a", "c"), ("b", "c"), ("c", "d")]
    assert set(labelling(*graph).values()) == {"undec"}
    assert preferred(*graph) == [frozenset("ad"), frozenset("bd")]


def test_a_preferred_set_need_not_be_stable():
    graph = ["a", "b", "c", "d", "e"], [("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "c")]
    assert preferred(*graph) == [frozenset("a"), frozenset("bd")]
    assert stable(*graph) == [frozenset("bd")]


@pytest.mark.parametrize("case", REFERENCE["bipolar_af"], ids=lambda case: case["name"])
def test_support_lets_attacks_follow(case):
    graph = case["arguments"], pairs(case["attacks"]), pairs(case["supports"])
    derived = derived_attacks(*graph)
    assert derived == pairs(case["derived_defeats"])
    for kind in "dsc":
        assert sets(bipolar_preferred(*graph, kind)) == sets(case[f"{kind}_preferred"])
    assert sets(stable(graph[0], graph[1] + derived)) == sets(case["stable"])


def test_a_set_that_attacks_what_it_supports_is_d_admissible_and_not_safe():
    # a supports b; c attacks b and nothing attacks c or a.
    graph = ["a", "b", "c"], [("c", "b")], [("a", "b")]
    assert sets(bipolar_preferred(*graph, "d")) == [["a", "c"]]
    assert sets(bipolar_preferred(*graph, "s")) == [["a"], ["c"]]
    assert sets(bipolar_preferred(*graph, "c")) == [["c"]]


@st.composite
def graphs(draw, most=6):
    arguments = list("abcdef"[: draw(st.integers(1, most))])
    every = list(product(arguments, arguments))
    return arguments, draw(st.lists(st.sampled_from(every), unique=True, max_size=10))


def complete_by_trying(arguments, attacks):
    """All labellings, each tried by the definition."""
    for labels in product(("in", "out", "undec"), repeat=len(arguments)):
        given_ = dict(zip(arguments, labels, strict=True))
        against = {name: [given_[o] for o, target in attacks if target == name] for name in arguments}
        if all(
            label == ("in" if all(x == "out" for x in against[name]) else "out" if "in" in against[name] else "undec")
            for name, label in given_.items()
        ):
            yield frozenset(name for name, label in given_.items() if label == "in")


@settings(deadline=None)
@given(graphs())
def test_complete_extensions_are_all_there_are(graph):
    assert sets(complete(*graph)) == sets(complete_by_trying(*graph))


@given(graphs())
def test_the_grounded_extension_is_the_least_complete_one(graph):
    grounded = {name for name, label in labelling(*graph).items() if label == "in"}
    assert grounded == frozenset.intersection(*complete(*graph))


def test_the_grounded_labelling_of_a_long_chain_needs_no_recursion():
    size = 100_000
    labels = labelling(range(size), [(i, i + 1) for i in range(size - 1)])
    assert [labels[i] for i in (0, 1, size - 2, size - 1)] == ["in", "out", "in", "out"]


def test_all_labellings_are_searched_for_small_graphs_only():
    with pytest.raises(TooLarge, match="201 arguments; all labellings are searched up to 200"):
        complete(range(MOST_ARGUMENTS + 1), [])
    with pytest.raises(TooLarge, match="possibilities to search"):
        complete(range(60), [(i, i ^ 1) for i in range(60)])
    with pytest.raises(TooLarge, match="searched up to 16"):
        bipolar_preferred(range(17), [], [], "d")


@pytest.mark.parametrize(
    ("graph", "kind", "message"),
    [
        ((["a"], [("a", "b")]), KeyError, "names 'b', which is no argument"),
        ((["a", "a"], []), ValueError, "'a' is named twice"),
        ((["a"], [("a", "a"), ("a", "a")]), ValueError, "a → a is given twice"),
    ],
)
def test_what_is_no_graph_is_refused(graph, kind, message):
    with pytest.raises(kind) as failure:
        labelling(*graph)
    assert message in str(failure.value)


# ------------------------------------------------------------------------------ proof standards

CARNEADES = REFERENCE["carneades"]


@pytest.mark.parametrize("case", CARNEADES["cases"], ids=lambda case: case["name"])
def test_proof_standards_are_met_as_in_the_reference_answers(case):
    arguments = [
        Argument(one["concl"], tuple(one["prem"]), tuple(one["exc"]), case["weights"][one["id"]])
        for one in CARNEADES["arguments"]
    ]
    thresholds = Thresholds(CARNEADES["alpha"], CARNEADES["beta"], CARNEADES["gamma"])
    found = Evaluation(arguments, case["assumptions"], {"intent": "beyond_reasonable_doubt"}, thresholds=thresholds)
    assert found.met("intent") == case["intent"]
    assert found.met("-intent") == case["neg_intent"]
    assert found.acceptable("murder") == case["murder_acceptable_with_intent_at_BRD"]


def test_thresholds_are_strict_on_the_decimals_that_were_written():
    # In binary, 0.7 - 0.4 is 0.29999999999999993 and 0.8 - 0.5 is 0.30000000000000004.
    for pro, con in ((0.7, 0.4), (0.8, 0.5)):
        assert not proof_standards([pro], [con])["clear_and_convincing"]
    assert proof_standards([0.71], [0.4])["clear_and_convincing"]


def test_dialectical_validity_and_reasonable_doubt_are_no_chain():
    assert not proof_standards([0.9], [0.1])["dialectical_validity"]
    assert proof_standards([0.9], [0.1])["beyond_reasonable_doubt"]
    assert proof_standards([0.1], [])["dialectical_validity"]
    assert not proof_standards([0.1], [])["clear_and_convincing"]


def test_weights_for_proof_standards_may_come_one_by_one():
    assert proof_standards((weight for weight in [0.5]), iter([0.2])) == proof_standards([0.5], [0.2])


@given(st.lists(st.floats(0, 1)), st.lists(st.floats(0, 1)), st.floats(0, 1))
def test_one_more_argument_against_never_helps(pro, con, more):
    before, after = proof_standards(pro, con), proof_standards(pro, [*con, more])
    assert all(before[standard] or not met for standard, met in after.items())


def test_an_assumed_negation_of_an_exception_suffices():
    arguments = [Argument("c", (), ("e",)), Argument("e")]
    assert not Evaluation(arguments).met("c")["scintilla"]
    assert Evaluation(arguments, ["-e"]).met("c")["scintilla"]


def test_arguments_in_a_ring_have_no_standards():
    with pytest.raises(ValueError, match="run in a ring through"):
        Evaluation([Argument("a", ("b",)), Argument("b", (), ("-a",))])


def test_weights_outside_0_and_1_are_refused():
    with pytest.raises(ValueError, match=r"from 0 to 1, not 1\.5"):
        proof_standards([1.5], [])


# ------------------------------------------------------------------------------ whole maps


def claim(text):
    return load_text({"claims/c.yaml": text, **{k: v for k, v in CHARTER.items() if k.startswith("evidence/")}}).graph


def test_a_claim_is_in_where_what_objects_is_out():
    graph = claim("""\
forged:
  text: The charter was forged.
  support:
    - {premises: seal-too-late, undercut_by: renewed}
renewed:
  text: Seals were renewed.
  support: [{premises: renewal-entry, undercut_by: copied-early}]
old: {text: The hand is old.}
""")
    assert second_opinion(graph) == {"forged": "in", "old": "undec", "renewed": "out"}


def test_a_claim_with_support_and_rebuttal_that_both_hold_is_undecided():
    graph = claim("""\
forged:
  text: The charter was forged.
  support: [{premises: seal-too-late}]
  attack: [{premises: copied-early}]
late:
  text: It is late.
  support: [{premises: forged}]
early:
  text: It is early.
  attack: [{premises: seal-too-late}]
""")
    assert second_opinion(graph) == {"early": "out", "forged": "undec", "late": "undec"}


def test_an_assumption_is_granted_and_linked_premises_are_all_needed():
    graph = claim("""\
custom: {text: Seals were changed with arms., assumed: yes}
nothing: {text: Nobody kept the old seal.}
forged:
  text: The charter was forged.
  support: [{premises: [seal-too-late, custom]}]
planned:
  text: The forgery was planned.
  support: [{premises: [seal-too-late, nothing]}]
""")
    assert second_opinion(graph) == {"custom": "in", "forged": "in", "nothing": "undec", "planned": "undec"}


def test_a_step_of_no_strength_and_an_objection_of_none_count_for_nothing():
    graph = claim("""\
a:
  text: A.
  support: [{premises: seal-too-late, strength: none}]
b:
  text: B.
  support: [{premises: seal-too-late, undercut_by: {by: copied-early, strength: none}}]
""")
    assert second_opinion(graph) == {"a": "undec", "b": "in"}


def test_a_claim_meets_the_standards_that_its_steps_allow():
    graph = claim("""\
forged:
  text: The charter was forged.
  support: [{premises: seal-too-late, strength: strong}]
  attack: [{premises: copied-early, strength: slight}]
shown:
  text: It can be shown.
  support: [{premises: forged, strength: slight}]
open:
  text: It is open.
  support: [{premises: seal-too-late, undercut_by: copied-early}]
""")
    met = {name: {s for s, yes in found.items() if yes} for name, found in standards(graph).items()}
    # strong is 10 decibans, so (10 - 1) / (10 + 1) = 0.82; slight is 3, so 0.33.
    assert met["forged"] == {"scintilla", "preponderance", "clear_and_convincing"}
    assert met["shown"] == {"scintilla", "preponderance", "dialectical_validity"}
    assert met["open"] == set()
    assert standards(graph, required="beyond_reasonable_doubt")["shown"]["scintilla"] is False
