"""Noted: a case that notes what is read of it says no other than the case, and forgets what no longer holds."""

import dataclasses
import json

import pytest
from conftest import CHARTER
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.graph import ArgumentGraph
from argmap.memo import Memo
from argmap.noted import Notes, noting
from argmap.project import load_text
from argmap.render import charts, maps
from argmap.render.statements import claim_card
from argmap.semantics.valuation import Valuation
from argmap.testing.whole import projects, written


def read_of(case, work):
    """What some work gives of a case, and what it reads of it."""
    reads = set()
    return work(noting(case, reads)), reads


@settings(max_examples=25, deadline=None)
@given(projects())
def test_pictures_of_a_noted_case_are_those_of_the_case(graph):
    case = load_text(written(graph)).case
    memo = Memo()
    assert [(one.name, one.svg) for one in maps(case, Notes(case, memo))] == [(x.name, x.svg) for x in maps(case)]
    assert [(one.name, one.svg) for one in charts(case, Notes(case, memo))] == [(x.name, x.svg) for x in charts(case)]


def test_what_stands_on_a_card_is_noted_and_nothing_of_other_claims(charter):
    case = load_text(CHARTER).case
    _, reads = read_of(case, lambda noted: claim_card(noted, "charter-forged"))
    assert {("claims.text", "charter-forged"), ("confidence", "charter-forged"), ("grade", "charter-forged")} <= reads
    assert not [name for kind, name in reads if kind.startswith("claims") and name != "charter-forged"]


def test_a_key_that_nobody_asked_for_is_not_noted(charter):
    case = load_text(CHARTER).case
    _, reads = read_of(case, lambda noted: [claim.tier for claim in noted.graph.claims.values()])
    assert {kind for kind, _ in reads} == {"names of claims", "has claims", "claims.tier"}


def test_whatever_else_is_asked_of_a_record_counts_as_all_of_it():
    case = load_text(CHARTER).case
    _, reads = read_of(case, lambda noted: noted.graph.claims["charter-forged"].model_dump())
    assert ("claims", "charter-forged") in reads
    _, reads = read_of(case, lambda noted: noted.graph.claims["charter-forged"] == 1)
    assert ("claims", "charter-forged") in reads


def test_that_something_is_not_there_is_noted_too():
    case = load_text(CHARTER).case
    found, reads = read_of(case, lambda noted: (noted.graph.claims.get("nobody"), "no-one" in noted.graph.claims))
    assert found == (None, False)
    assert reads == {("has claims", "nobody"), ("has claims", "no-one")}
    with pytest.raises(KeyError):
        noting(case, reads).graph.evidence["nobody"]
    assert ("has evidence", "nobody") in reads


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(ArgumentGraph)])
def test_every_part_of_a_graph_is_noted_or_refused_or_told_by_the_frame(field):
    case, reads = load_text(CHARTER).case, set()
    graph = noting(case, reads).graph
    if field == "homes":
        with pytest.raises(AttributeError):
            graph.homes  # noqa: B018 - what is read is what counts
        return
    found = getattr(graph, field)
    if field not in ("left_out", "uncut"):
        list(found)
        assert reads
    assert list(found or ()) == list(getattr(case.graph, field) or ())


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Valuation)])
def test_every_part_of_a_valuation_is_noted_or_told_by_the_frame(field):
    case, reads = load_text(CHARTER).case, set()
    found = getattr(noting(case, reads).valuation, field)
    if field not in ("semantics", "converged"):
        assert list(found) == list(getattr(case.valuation, field))
        assert reads


def test_what_a_number_hangs_on_is_refused():
    case = load_text(CHARTER).case
    with pytest.raises(AssertionError, match="is not noted"):
        noting(case, set()).valuation.because["charter-forged"].sensitivity  # noqa: B018 - as above


def kept_of(case, work, key="x"):
    """A memo in which something was kept that some work read of a case."""
    memo = Memo()
    notes = Notes(case, memo)
    _, reads = read_of(case, work)
    notes.keep("thing", key, reads, "found")
    notes.close()
    return Memo(json.loads(json.dumps(memo.used)))


def changed(**parts):
    """The small project with something in one file replaced."""
    return load_text({**CHARTER, "claims/charter.yaml": CHARTER["claims/charter.yaml"].replace(*parts["swap"])}).case


def test_what_was_kept_counts_as_long_as_all_that_was_read_for_it_is_the_same():
    case = load_text(CHARTER).case
    memo = kept_of(case, lambda noted: noted.graph.claims["charter-forged"].text)
    assert Notes(case, memo).known("thing", "x") == "found"
    other = changed(swap=("tier: core", "tier: background"))
    assert Notes(other, memo).known("thing", "x") == "found"
    other = changed(swap=("abbey was forged", "abbey was faked"))
    assert Notes(other, memo).known("thing", "x") is None


def test_under_other_settings_nothing_counts():
    project = load_text(CHARTER)
    memo = kept_of(project.case, lambda noted: None)
    other = load_text(CHARTER, settings=project.settings.model_copy(update={"late_days": 3})).case
    assert Notes(project.case, memo).known("thing", "x") == "found"
    assert Notes(other, memo).known("thing", "x") is None


def test_what_is_held_is_worked_out_again_only_when_something_read_for_it_changes():
    done = []

    def work(noted):
        done.append(noted.graph.claims["charter-forged"].text)
        return done[-1]

    notes = Notes(load_text(CHARTER).case, Memo())
    for text in (None, ("tier: core", "tier: background"), ("was forged", "was faked"), None):
        case = changed(swap=text) if text else load_text(CHARTER).case
        notes, reads = Notes(case, Memo(), notes), set()
        assert notes.hold(("card",), work, reads) == case.graph.claims["charter-forged"].text
        assert ("claims.text", "charter-forged") in reads
    assert len(done) == 3


@given(told=st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
@settings(max_examples=40, deadline=None)
def test_notes_in_another_form_count_for_nothing(told):
    case = load_text(CHARTER).case
    for spoilt in (told, json.dumps(told), json.dumps({"facets": told, "kept": {"thing x": told}})):
        notes = Notes(case, Memo({f"notes {Notes(case, Memo()).frame}": spoilt}))
        assert notes.known("thing", "x") is None
