"""Several semantics side by side."""

import json
from dataclasses import replace

import pytest
from conftest import CHARTER, run

from argmap.compare import comparison, in_table
from argmap.project import load_text
from argmap.registry import SEMANTICS, semantics
from argmap.semantics.valuation import Interval

HEDGED = {
    **CHARTER,
    "claims/more.yaml": """\
well-kept:
  text: The charter was well kept.
  said: [{by: Anna Dobrá, hedge: {words: most likely, band: [0.6, 0.9]}}]
  support: [{premises: [seal-too-late], strength: fair}]
""",
}


@pytest.fixture
def contrary():
    """A semantics that turns every confidence round, for as long as a test runs."""

    @semantics("contrary")
    def turned(graph, settings):
        found = SEMANTICS.get("weight-of-evidence").function(graph, settings)
        points = {n: Interval(1 - b.point, 1 - b.high, 1 - b.low) for n, b in found.confidence.items()}
        return replace(found, semantics="contrary", confidence=points, converged=False)

    yield
    del SEMANTICS._entries["contrary"]


@pytest.fixture
def hopeless():
    @semantics("hopeless")
    def never(graph, settings):
        raise ValueError("it takes no undercutters")

    yield
    del SEMANTICS._entries["hopeless"]


def test_every_semantics_has_its_column_and_the_projects_own_comes_first(contrary):
    found = comparison(load_text(HEDGED).case)
    assert found["semantics"][0] == "weight-of-evidence"
    assert {*found["semantics"], *found["failed"]} == set(SEMANTICS.names())
    assert "contrary" in found["semantics"]


def test_only_claims_that_something_bears_on_are_compared_unless_one_is_named():
    case = load_text(HEDGED).case
    assert set(comparison(case)["claims"]) == {"charter-forged", "seal-renewed", "well-kept"}
    assert set(comparison(case, "charter-genuine")["claims"]) == {"charter-genuine"}


def test_a_verdict_that_depends_on_the_semantics_is_flagged_with_the_mark_it_crosses(contrary):
    found = comparison(load_text(HEDGED).case, "well-kept")
    row = found["claims"]["well-kept"]
    assert row["marks"] == [0.5, 0.6, 0.9]
    assert row["confidence"]["contrary"] == pytest.approx(1 - row["confidence"]["weight-of-evidence"])
    assert row["depends"]
    text = in_table(found)
    assert "\n! well-kept " in text
    assert "above 0.50 by weight-of-evidence" in text
    assert "contrary did not settle" in text


def test_one_that_does_not_is_not(monkeypatch):
    found = comparison(load_text(HEDGED).case, "well-kept")
    found["semantics"] = ["weight-of-evidence", "another"]
    row = found["claims"]["well-kept"]
    row["confidence"] = dict.fromkeys(found["semantics"], 0.7)
    row["verdict"], row["depends"] = dict.fromkeys(found["semantics"], 2), False
    assert "No verdict depends on the semantics." in in_table(found)
    assert "!" not in in_table(found)


def test_where_nothing_is_said_either_way_there_is_no_verdict(contrary):
    row = comparison(load_text(HEDGED).case, "charter-genuine")["claims"]["charter-genuine"]
    assert set(row["verdict"].values()) == {None}
    assert not row["depends"]


def test_a_semantics_that_cannot_weigh_the_map_says_why(hopeless):
    found = comparison(load_text(HEDGED).case, "well-kept")
    assert "hopeless" not in found["semantics"]
    assert "hopeless gives no values here: it takes no undercutters" in in_table(found)


def test_the_command_prints_a_table_or_data(charter):
    ran = run("compare", "charter-forged", "--project", charter)
    assert ran.status == 0
    assert "weight-of-evidence" in ran.out
    data = json.loads(run("compare", "--all", "--format", "json", "--project", charter).out)
    assert set(data["claims"]) == {"charter-forged", "seal-renewed"}


def test_the_command_wants_a_claim_or_all(charter):
    for arguments in ((), ("charter-forged", "--all")):
        ran = run("compare", *arguments, "--project", charter)
        assert ran.status == 2
        assert "name a claim" in ran.err
    assert run("compare", "charter-forgd", "--project", charter).status == 2
