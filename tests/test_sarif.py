"""SARIF: valid, complete, and with fingerprints that stay with what was found."""

import json

import pytest
from conftest import CHARTER, ROOT, run, write
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from argmap.audit import audit
from argmap.audit_report import FORMATS
from argmap.diagnostics import Edit, Fix, Label, error
from argmap.pages import page
from argmap.project import load_text
from argmap.sarif import FINGERPRINT, as_sarif
from argmap.text import SourceText, Span

SCHEMA = Draft7Validator(json.loads((ROOT / "tests/data/sarif-2.1.0-subset.json").read_text(encoding="utf-8")))
FIRE = "fire:\n  text: The granary was set on fire.\n  said: {by: A, hedge: undoubtedly}\n"


def log(files, *gone, **texts):
    project = load_text(files, texts=texts)
    made = audit(project.case, project.faults, project.sources, gone)
    found = json.loads(FORMATS["sarif"](made, project.sources))
    SCHEMA.validate(found)
    return found["runs"][0]


def results(run, rule):
    return [result for result in run["results"] if result["ruleId"] == rule]


def fingerprints(files):
    return sorted(result["partialFingerprints"][FINGERPRINT] for result in log(files)["results"])


def test_the_schema_of_the_tests_is_one_and_refuses_what_is_misspelt():
    Draft7Validator.check_schema(SCHEMA.schema)
    good = json.loads(as_sarif([error("unknown-key", "no", Span("claims/a.yaml", 0, 1))], {}))
    SCHEMA.validate(good)
    good["runs"][0]["results"][0]["supressions"] = []
    assert not SCHEMA.is_valid(good)


def test_the_audit_of_the_corpus_is_valid(corpus):
    made = audit(corpus.case, corpus.faults, corpus.sources)
    found = json.loads(FORMATS["sarif"](made, corpus.sources))
    SCHEMA.validate(found)
    assert len(found["runs"][0]["results"]) == sum(
        map(len, (made.findings, made.questions, made.accepted, made.settled))
    )
    marks = [result["partialFingerprints"][FINGERPRINT] for result in found["runs"][0]["results"]]
    assert len(set(marks)) == len(marks)


def test_every_rule_is_described_by_its_page():
    driver = log(CHARTER)["tool"]["driver"]
    assert driver["rules"]
    for rule in driver["rules"]:
        assert rule["help"]["markdown"] == page(rule["id"])
        assert rule["shortDescription"]["text"] in page(rule["id"])
    run_ = log(CHARTER)
    assert all(driver["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run_["results"])


def test_a_question_is_for_review_and_has_no_level():
    (asked,) = results(
        log({"claims/a.yaml": "greed:\n  text: He did it for greed.\n  type: motive\n  layer: editors\n"}),
        "motive-without-statement-or-rival",
    )
    assert (asked["kind"], asked["level"]) == ("review", "none")


def test_what_a_comment_accepts_is_in_the_log_as_suppressed_with_the_reason():
    text = FIRE.replace(
        "\n  said", "\n  # argmap: ignore[booster-on-weak-claim] He was there. (Anna, 2026-11-22)\n  said"
    )
    (found,) = results(log({"claims/a.yaml": text}), "booster-on-weak-claim")
    (suppression,) = found["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "He was there. (Anna, 2026-11-22)"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 3
    (stands,) = results(log({"claims/a.yaml": FIRE}), "booster-on-weak-claim")
    assert stands["suppressions"] == []


def test_related_places_and_fixes_have_their_regions():
    text = "fire:\n  text: A\n  teir: 😀 core\n"
    source = SourceText("claims/a.yaml", text)
    at = Span(source.path, text.index("teir"), text.index("teir") + 4)
    core = Span(source.path, text.index("core"), text.index("core") + 4)
    found = error(
        "unknown-key", "no", at, related=(Label(core, "here"),), fix=Fix((Edit(at, "tier"),), "write it as tier")
    )
    whole = json.loads(as_sarif([found], {source.path: source}))
    SCHEMA.validate(whole)
    (result,) = whole["runs"][0]["results"]
    region = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16}
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "tier"}
    assert change["replacements"][0]["deletedRegion"]["startColumn"] == 3


@pytest.mark.parametrize(
    "moved",
    [
        {"claims/a.yaml": "\n# A comment.\n\n" + FIRE},
        {"claims/a.yaml": "rain:\n  text: It rained.\n  said: {by: A}\n  none_offered: No.\n" + FIRE},
        {"claims/other/b.yaml": FIRE},
        {"claims/a.yaml": FIRE.replace("\n", "\r\n")},
    ],
)
def test_fingerprints_stay_when_lines_records_and_files_move(moved):
    assert set(fingerprints({"claims/a.yaml": FIRE})) <= set(fingerprints(moved))


def test_fingerprints_change_with_what_stands_at_the_place():
    other = FIRE.replace("undoubtedly", "clearly")
    rule = "booster-on-weak-claim"
    one, two = (results(log({"claims/a.yaml": text}), rule)[0]["partialFingerprints"] for text in (FIRE, other))
    assert one != two


def test_a_finding_without_a_file_has_no_place():
    whole = json.loads(as_sarif([error("bad-settings", "no", Span("", 0, 0))], {}))
    SCHEMA.validate(whole)
    assert whole["runs"][0]["results"][0]["locations"] == []


def test_check_writes_the_log_to_a_file(tmp_path):
    folder = write(tmp_path / "p", {"claims/a.yaml": FIRE})
    ran = run("check", "--project", folder, "--format", "sarif", "-o", tmp_path / "out" / "log.sarif")
    assert (ran.status, ran.out) == (0, "")
    SCHEMA.validate(json.loads((tmp_path / "out" / "log.sarif").read_text(encoding="utf-8")))


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(0, 50), st.integers(0, 50), st.text(max_size=20))
def test_the_log_is_valid_whatever_the_text_and_the_place(text, start, length, message):
    source = SourceText("claims/ä b%.yaml", text)
    found = error("unknown-key", message, Span(source.path, start, start + length), message, fix=None)
    SCHEMA.validate(json.loads(as_sarif([found, found], {source.path: source})))
