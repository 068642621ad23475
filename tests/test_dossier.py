"""The dossier of a claim: everything around it, in its place, and nothing that belongs to another."""

import json

import pytest
from conftest import CHARTER, run, write
from hypothesis import given, settings

from argmap.dossier import as_text, data_of, dossier
from argmap.project import load_text
from argmap.testing import projects, written


def of(claim, files=CHARTER):
    project = load_text(files)
    return dossier(project.case, claim, project.faults, project.sources)


def test_the_evidence_below_a_claim_stands_with_the_claims_it_comes_through():
    found = {item.id: item for item in of("charter-forged").evidence}
    assert found["seal-too-late"].through == ()
    assert not found["seal-too-late"].against
    assert found["seal-too-late"].marks == "A2"
    assert found["copied-early"].against
    assert found["renewal-entry"].through == ("seal-renewed",)
    assert found["renewal-entry"].against


def test_objections_say_against_what_they_are():
    assert [(o.how, [named.id for named in o.by]) for o in of("charter-forged").objections] == [
        ("against the claim", ["copied-early"]),
        ("against the step from seal-too-late", ["seal-renewed"]),
    ]


def test_an_item_that_is_undermined_is_an_objection_to_the_claim_that_rests_on_it():
    files = {**CHARTER, "evidence/items.yaml": CHARTER["evidence/items.yaml"] + "  undermined_by: [copied-early]\n"}
    (objection,) = of("seal-renewed", files).objections
    assert (objection.how, objection.by[0].id) == ("against the item renewal-entry", "copied-early")


def test_what_it_falls_without_is_told_and_what_rests_on_it():
    found = of("seal-renewed")
    assert found.stands
    assert set(found.falls_without) == {("evidence", "renewal-entry"), ("sources", "cartulary")}
    assert [named.id for named in found.rests_on_it] == ["charter-forged"]
    assert not of("charter-genuine").stands


def test_routes_are_told_step_by_step_with_what_is_undocumented():
    route = "by-hand:\n  of: charter\n  steps: [{from: the abbot, to: the king, mode: copied, date: 1170}]\n"
    items = {item.id: item for item in of("charter-forged", {**CHARTER, "evidence/transmission.yaml": route}).evidence}
    assert items["copied-early"].routes == ()
    assert items["seal-too-late"].routes == ("by-hand: the abbot to the king (copied, 1170, undocumented)",)


def test_findings_are_those_of_the_claim_alone():
    found = of("charter-genuine")
    assert [d.rule for d in found.findings if "charter-forged" in d.message] == []
    assert "claim-without-support" in {d.rule for d in found.findings}


def test_what_was_accepted_is_told_with_who_and_why():
    text = CHARTER["claims/charter.yaml"].replace(
        "charter-forged:\n", "charter-forged:  # argmap: ignore[core-claim-contested] So it is. (Anna, 2026-11-22)\n", 1
    )
    found = of("charter-forged", {**CHARTER, "claims/charter.yaml": text})
    assert [a.diagnostic.rule for a in found.accepted] == ["core-claim-contested"]
    assert "core-claim-contested" not in {d.rule for d in found.findings}
    assert "What was accepted\n  core-claim-contested: So it is. (Anna, 2026-11-22)\n" in as_text(found, {})


def test_the_text_of_the_verb_holds_the_record_and_the_dossier(charter):
    out = run("show", "charter-forged", "--project", charter).out
    assert out.startswith("charter-forged:\n")
    for title in ("Who says it, and how surely", "The evidence below it", "What speaks against it", "Referred to by"):
        assert f"\n{title}" in out


def test_the_data_of_the_verb_is_the_dossier(charter):
    data = json.loads(run("show", "charter-forged", "--project", charter, "--format", "json").out)
    assert data["format"] == "argmap-dossier/1"
    assert data["explanation"]["id"] == "charter-forged"
    assert {item["id"] for item in data["evidence"]} == {"seal-too-late", "copied-early", "renewal-entry"}
    assert 0 <= data["evidence"][0]["reliability"]["point"] <= 1


@pytest.mark.parametrize("style", ["json", "html"])
def test_only_a_claim_has_a_dossier(charter, style):
    ran = run("show", "seal-too-late", "--project", charter, "--format", style)
    assert (ran.status, ran.out) == (2, "")
    assert "is no claim" in ran.err


def test_the_page_holds_the_map_of_the_claim(charter):
    out = run("show", "charter-forged", "--project", charter, "--format", "html").out
    assert '<g id="claim-charter-forged"' in out
    assert out == run("show", "charter-forged", "--project", charter, "--format", "html").out


def test_the_page_shows_the_passage_where_the_text_is_at_hand(tmp_path):
    files = {
        **CHARTER,
        "claims/charter.yaml": CHARTER["claims/charter.yaml"].replace(
            "kind: booster}}", "kind: booster}, at: {source: cartulary, block: P1}}"
        ),
    }
    book = tmp_path / "book.txt"
    book.write_text("The abbot forged it beyond all doubt.\n", encoding="utf-8")
    ran = run(
        "show",
        "charter-forged",
        "--project",
        write(tmp_path / "p", files),
        "--format",
        "html",
        "--text",
        f"cartulary={book}",
    )
    assert "The abbot forged it beyond all doubt." in ran.out


@pytest.mark.parametrize("semantics", ["weight-of-evidence", "df-quad"])
def test_every_semantics_has_its_dossiers(charter, semantics):
    ran = run("show", "charter-forged", "--project", charter, "--semantics", semantics)
    assert (ran.status, "How well it is supported" in ran.out) == (0, True)


@settings(max_examples=10, deadline=None)
@given(projects())
def test_any_claim_of_any_project_has_a_dossier(records):
    project = load_text(written(records))
    for claim in list(project.graph.claims)[:3]:
        found = dossier(project.case, claim, project.faults, project.sources)
        assert json.dumps(data_of(found, project.sources))
        assert as_text(found, project.sources).endswith("\n")
        assert {item.id for item in found.evidence} == project.graph.below([claim]) & project.graph.evidence.keys()
