"""Several semantics side by side."""

import json
from dataclasses import replace

import pytest
from conftest import CHARTER, run, write

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


RING = {
    "claims/ring.yaml": """\
first: {text: The first., support: [second, third]}
second: {text: The second., support: [first]}
third: {text: The third.}
above: {text: Above., support: [first]}
beside: {text: Beside., support: [third]}
""",
}


@pytest.mark.parametrize("semantics", ["weight-of-evidence", "quadratic-energy"])
def test_a_ring_that_was_left_out_is_said_as_an_explanation_says_it(tmp_path, semantics):
    folder = write(tmp_path, RING)
    told = "The map runs in a ring at or below {}; its steps are left out of what is computed.\n"
    compared, explained = (
        run(v, "first", "--project", folder, "--semantics", semantics) for v in ("compare", "explain")
    )
    assert told.format("this claim") in compared.out
    assert told.format("this claim") in explained.out
    every = run("compare", "--all", "--project", folder, "--semantics", semantics).out
    assert told.format("above, first") in every
    assert "ring" not in run("compare", "beside", "--project", folder, "--semantics", semantics).out
    assert comparison(load_text(RING).case)["ringed"] == ["above", "first"]


@pytest.mark.parametrize(
    "arguments", [("compare", "first"), ("compare", "--all"), ("explain", "first"), ("question", "what")]
)
def test_what_is_told_of_half_a_text_says_so(tmp_path, arguments):
    what = "what: {text: What?, hypotheses: [first, third], catch_all: third}\n"
    folder = write(tmp_path, {**RING, "claims/questions.yaml": what})
    ran = run(*arguments, "--project", folder)
    assert ran.status == 0
    assert ran.err == "argmap: the text has 1 error, and what it costs is left out here; `argmap check` says more\n"
    write(folder, {"claims/more.yaml": "fourth: {text: The fourth., support: [nobody]}\n"})
    assert "the text has 2 errors, and what they cost is left out here" in run(*arguments, "--project", folder).err


def test_what_is_told_of_a_whole_text_says_nothing_of_the_kind(charter):
    assert run("compare", "charter-forged", "--project", charter).err == ""
