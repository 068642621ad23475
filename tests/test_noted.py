"""Noted: a case that notes what is read of it says no other than the case, and forgets what no longer holds."""

import dataclasses
import json

import pytest
from conftest import CHARTER
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.graph import ArgumentGraph
from argmap.memo import Memo
from argmap.noted import derived, noting
from argmap.notes import IDLE, Notes
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


def test_of_an_inference_is_noted_what_it_joins_and_each_key_that_is_asked_for():
    case = load_text(CHARTER).case
    name = next(name for name in case.graph.inferences if name.startswith("charter-forged."))
    _, reads = read_of(case, lambda noted: noted.graph.inferences[name].conclusion)
    assert reads == {("line", name)}
    _, reads = read_of(case, lambda noted: [one.record.strength for one in noted.graph.bearing_on("charter-forged")])
    assert ("bearing_on", "charter-forged") in reads
    assert {kind for kind, _ in reads} == {"bearing_on", "inferences.strength"}
    _, reads = read_of(case, lambda noted: noted.graph.inferences[name].carries)
    assert reads == {("line", name), ("carries", name)}
    with pytest.raises(AttributeError):
        noting(case, reads).graph.inferences[name].at  # noqa: B018 - where it is written is refused


def test_a_strength_is_no_matter_to_who_asks_what_bears_on_a_claim():
    case = load_text(CHARTER).case
    memo = kept_of(case, lambda noted: [one.carries for one in noted.graph.bearing_on("charter-forged")])
    for other, known in (("slight", "found"), ("none", None)):
        case = changed(swap=("strength: strong", f"strength: {other}"))
        assert Notes(case, memo).known("thing", "x") == known


DONE = []


def texts_of(case):
    return [claim.text for claim in case.graph.claims.values()]


@derived
def first_words(case, name):
    """The first word of a claim, for these tests."""
    DONE.append(name)
    return case.graph.claims[name].text.split()[0]


@derived
def all_first_words(case):
    """Those of all claims, by way of what is derived of each."""
    DONE.append("all")
    return [first_words(case, name) for name in case.graph.claims]


def test_what_is_derived_is_noted_as_one_thing_where_somebody_keeps_it():
    case, reads = load_text(CHARTER).case, set()
    told = first_words(noting(case, reads, Notes(case, Memo())), "charter-forged")
    assert told == first_words(case, "charter-forged") == case.graph.claims["charter-forged"].text.split()[0]
    assert reads == {("derived first_words", "charter-forged")}
    _, reads = read_of(case, lambda noted: first_words(noted, "charter-forged"))
    assert reads == {("has claims", "charter-forged"), ("claims.text", "charter-forged")}


def test_of_a_case_that_notes_nothing_everything_is_derived_once():
    case = load_text(CHARTER).case
    DONE.clear()
    assert all_first_words(case) == all_first_words(case)
    assert sorted(DONE) == sorted({"all", *case.graph.claims})


@pytest.mark.parametrize("on_disk", [False, True])
def test_who_asked_for_what_is_derived_need_not_ask_again_as_long_as_the_same_comes_of_it(on_disk):
    begun = Notes(load_text(CHARTER).case, Memo())
    asked = []

    def work(noted):
        asked.append(all_first_words(noted))
        return asked[-1]

    def asking(notes):
        """What the work gives, kept in notes, and how often it and what is derived was worked out for that."""
        DONE.clear()
        asked.clear()
        if notes.known("thing", "x") is None:
            reads = set()
            notes.keep("thing", "x", reads, work(noting(notes.case, reads, notes)))
        notes.hold(("y",), work, set())
        return notes.known("thing", "x"), len(asked), list(DONE)

    def after(notes, case):
        """The notes of a next build."""
        notes.close()
        return Notes(case, Memo(json.loads(json.dumps(notes.memo.used))), None if on_disk else notes)

    words, times, done = asking(begun)
    assert times == 2
    assert done == ["all", *load_text(CHARTER).case.graph.claims]
    held = int(on_disk)  # what is held is not written
    # The same: nothing is worked out again, but for what is held no more.
    same = after(begun, load_text(CHARTER).case)
    assert asking(same) == (words, held, ["all", *same.case.graph.claims] if on_disk else [])
    # Another text with the same first word: that alone is worked out, to see that it is the same.
    other = after(same, changed(swap=("abbey was forged", "abbey was faked")))
    found, times, done = asking(other)
    assert (found, times) == (words, held)
    assert done[0] == "charter-forged"
    assert on_disk or done == ["charter-forged"]
    # Another first word.
    last = after(other, changed(swap=("The founding charter of the abbey was", "Their founding charter was")))
    found, times, _ = asking(last)
    assert found == ["Their", *words[1:]] == [text.split()[0] for text in texts_of(last.case)]
    assert times == 2


def test_what_was_derived_of_something_that_is_gone_counts_no_more():
    before = Notes(load_text(CHARTER).case, Memo())
    assert before.hold(("z",), lambda noted: first_words(noted, "charter-forged"), set())
    files = {
        **CHARTER,
        "claims/charter.yaml": CHARTER["claims/charter.yaml"].replace("charter-forged", "charter-false"),
    }
    after = Notes(load_text(files).case, Memo(), before)
    with pytest.raises(KeyError):
        after.hold(("z",), lambda noted: first_words(noted, "charter-forged"), set())


def test_what_nobody_asks_for_is_held_for_some_builds_and_no_longer():
    case = load_text(CHARTER).case
    for idle, kept in ((IDLE, True), (IDLE + 1, False)):
        notes, done = Notes(case, Memo()), []
        notes.hold(("card",), lambda _, done=done: done.append(1), set())
        for _ in range(idle):
            notes = Notes(case, Memo(), notes)
            notes.begin()
        notes.hold(("card",), lambda _, done=done: done.append(2), set())
        assert done == ([1] if kept else [1, 2])


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
