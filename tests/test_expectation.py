"""Expectations: what a claim's record expects of its verdict, held against what the evidence comes to."""

import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import CHARTER
from hypothesis import given, settings

from argmap import model
from argmap.diagnostics import Severity
from argmap.formats.native import to_yaml
from argmap.project import load_text
from argmap.rules import findings
from argmap.rules.expectation import told
from argmap.rules.judgements import _Part
from argmap.semantics import evaluate
from argmap.settings import Settings
from argmap.standing import without
from argmap.testing import projects, written

RULE = "verdict-not-as-expected"


def with_expectation(expect, **files):
    text = CHARTER["claims/charter.yaml"].replace("  tier: core\n", f"  tier: core\n  expect: {expect}\n")
    return {**CHARTER, "claims/charter.yaml": text, **files}


def found(expect, **settings):
    project = load_text(with_expectation(expect), settings=Settings(**settings))
    return [d for d in project.diagnostics if d.rule == RULE]


def test_a_verdict_that_is_as_expected_draws_nothing():
    assert found("{grade: SX, confidence: [0.5, 0.9]}") == []


def test_a_wrong_grade_is_an_error_at_the_grade_that_was_written_and_says_what_is_and_why():
    (finding,) = found("{grade: [S2, S3]}")
    assert finding.severity is Severity.ERROR
    source = load_text(with_expectation("{grade: [S2, S3]}")).sources[finding.at.path]
    assert source.slice(finding.at) == "[S2, S3]"
    assert finding.message.startswith("charter-forged is graded SX and expected to be S2 or S3: a rebuttal")


def test_a_wrong_confidence_names_the_item_that_matters_most_and_the_confidence_without_it():
    (finding,) = found("{confidence: [0.9, 1]}")
    case = load_text(CHARTER).case
    assert "is 0.84 and expected to lie between 0.9 and 1" in finding.message
    left = {
        name: evaluate(without(case.graph, [("evidence", name)])).confidence["charter-forged"].point
        for name in case.graph.evidence
    }
    now = case.valuation.confidence["charter-forged"].point
    furthest = max(left, key=lambda name: abs(left[name] - now))
    assert finding.hint.startswith(
        f"{furthest} matters most for it: without it the claim would stand at {left[furthest]:.2f};"
    )


def test_both_ends_of_a_confidence_are_counted_in():
    point = load_text(CHARTER).case.valuation.confidence["charter-forged"].point
    assert found(f"{{confidence: [{point!r}, 1]}}") == []
    assert found(f"{{confidence: [0, {point!r}]}}") == []
    assert len(found(f"{{confidence: [{point + 1e-6}, 1]}}")) == 1


@pytest.mark.parametrize(
    ("point", "low", "high", "shown"), [(0.7, 0.8, 1, "0.70"), (0.7999, 0.8, 1, "0.7999"), (0.8003, 0, 0.8, "0.8003")]
)
def test_a_confidence_is_told_with_as_many_figures_as_set_it_apart_from_the_band(point, low, high, shown):
    assert told(point, low, high) == shown


def test_under_another_semantics_the_strongest_step_is_named():
    (finding,) = found("{confidence: [0, 0.01]}", semantics="df-quad")
    assert finding.hint.startswith("the support from seal-too-late matters most")


def test_a_claim_that_nothing_bears_on_says_so():
    files = {"claims/a.yaml": "a: {text: A rose., expect: {grade: S2}}\n"}
    (finding,) = [d for d in load_text(files).diagnostics if d.rule == RULE]
    assert finding.hint.startswith("nothing bears on the claim")


def test_a_withdrawn_item_fails_the_check_at_the_claim_that_it_moved():
    files = with_expectation("{grade: SX}")
    assert RULE not in {d.rule for d in load_text(files).diagnostics}
    claims = files["claims/charter.yaml"].replace("  attack:\n    - {premises: [copied-early], strength: slight}\n", "")
    evidence = files["evidence/items.yaml"].split("copied-early")[0] + "renewal-entry" + files["evidence/items.yaml"].split(
        "renewal-entry"
    )[1]  # fmt: skip
    project = load_text({**files, "claims/charter.yaml": claims, "evidence/items.yaml": evidence})
    (finding,) = [d for d in project.diagnostics if d.rule == RULE]
    assert "is graded S1 and expected to be SX" in finding.message


def test_an_expectation_waits_where_half_the_text_could_not_be_read():
    files = with_expectation("{grade: S3}")
    files["evidence/items.yaml"] += "broken: [\n"
    project = load_text(files)
    assert not project.sound
    assert RULE not in {d.rule for d in project.diagnostics}


@pytest.mark.parametrize(
    ("expect", "rule"),
    [
        ("{}", "empty-value"),
        ("{grade: S4}", "unknown-word"),
        ("{confidence: 0.5}", "wrong-count"),
        ("{confidence: [0.8, 0.5]}", "reversed-range"),
        ("{confidence: [50, 80]}", "out-of-range"),
        ("{grades: S1}", "unknown-key"),
        ("{grade: []}", "wrong-count"),
    ],
)
def test_an_expectation_that_says_nothing_sensible_is_refused_in_words(expect, rule):
    faults = load_text(with_expectation(expect)).faults
    assert rule in {fault.rule for fault in faults}


def test_an_expectation_is_written_out_and_read_back():
    claim = model.Claim(text="A rose.", expect={"grade": "S1", "confidence": [0.5, 0.8]})
    text = to_yaml({"a": claim})
    assert load_text({"claims/a.yaml": text}).graph.claims["a"] == claim
    assert "expect" in text


def test_an_expectation_reopens_no_judgement():
    bare, held = (load_text(files).graph for files in (CHARTER, with_expectation("{grade: SX}")))
    prints = [_Part(g, "claims", "charter-forged", g.claims["charter-forged"]).fingerprint for g in (bare, held)]
    assert prints[0] == prints[1]


def test_a_check_whose_expectations_are_met_imports_no_numpy(tmp_path):
    code = (
        "import sys; from argmap.project import load_text;"
        f"load_text({with_expectation('{grade: SX}')!r}).diagnostics; print('numpy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


@given(projects())
@settings(max_examples=60, deadline=None)
def test_a_project_that_expects_its_own_verdicts_is_as_expected_and_one_that_expects_others_is_not(project):
    case = load_text(written(project)).case
    claims = {
        name: claim.model_copy(
            update={
                "expect": model.Expectation(
                    grade=(case.valuation.grade[name].code,),
                    confidence=(case.valuation.confidence[name].point,) * 2,
                )
            }
        )
        for name, claim in case.graph.claims.items()
    }
    graph = replace(case.graph, claims=claims)
    assert findings(replace(case, graph=graph), frozenset({RULE})) == ()
    grades = {
        name: replace(grade, code="S3" if grade.code == "S0" else "S0") for name, grade in case.valuation.grade.items()
    }
    others = replace(case, graph=graph, valuation=replace(case.valuation, grade=grades))
    assert len(findings(others, frozenset({RULE}))) == len(claims)
