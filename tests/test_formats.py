"""Export: one JSON document with everything, and YAML that reads back as the same records."""

import json

import pytest
from conftest import CHARTER, ROOT, run
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator as Validator

from argmap import formats
from argmap.formats.document import Document
from argmap.formats.native import to_yaml
from argmap.project import load_text

SCHEMA = Validator(json.loads((ROOT / "docs" / "export.schema.json").read_text(encoding="utf-8")))


def refuse(constant):
    raise ValueError(constant)


def exported(project, **options):
    (data,) = formats.dump(project.case, "json", **options).values()
    return json.loads(data, parse_constant=refuse)


def faults(document):
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in SCHEMA.iter_errors(document)]


def test_the_corpus_exports_as_its_schema_says(corpus):
    document = json.loads(run("export", "--project", ROOT).out, parse_constant=refuse)
    assert faults(document) == []
    assert Document.model_validate(document).title == corpus.settings.title


def test_the_document_holds_everything_that_the_corpus_does(corpus):
    document, graph = exported(corpus), corpus.graph
    for part, records in {
        "claims": graph.claims,
        "evidence": graph.evidence,
        "sources": graph.sources,
        "inferences": graph.inferences,
        "groups": graph.groups,
        "transmissions": graph.transmissions,
        "questions": graph.questions,
    }.items():
        assert list(document[part]) == list(records)


def test_a_claim_is_given_with_words_and_with_all_three_dials():
    claim = exported(load_text(CHARTER))["claims"]["charter-forged"]
    assert claim["record"]["text"] == "The founding charter of the abbey was forged."
    assert claim["record"]["tier"] == "core"
    assert claim["record"]["said"][0]["by"] == ["Anna Dobrá"]
    assert [(hedge["words"], hedge["kind"], hedge["holder"]) for hedge in claim["hedge"]] == [
        ("beyond all doubt", "booster", "Anna Dobrá")
    ]
    assert claim["grade"]["code"] == "SX"
    assert claim["confidence"]["low"] <= claim["confidence"]["point"] <= claim["confidence"]["high"]
    assert sum(contribution["decibans"] for contribution in claim["because"]) == pytest.approx(claim["decibans"])


def test_what_an_author_left_to_its_default_is_given_too():
    claim = exported(load_text(CHARTER))["claims"]["charter-genuine"]["record"]
    assert (claim["tier"], claim["said"], claim["assumed"]) == ("supporting", [], False)


def test_the_findings_are_in_the_document_with_their_places(charter):
    document = json.loads(run("export", "--project", charter).out)
    (finding,) = (found for found in document["diagnostics"] if found["rule"] == "booster-on-weak-claim")
    assert finding["severity"] == "warning"
    assert (finding["at"]["path"], finding["at"]["line"]) == ("claims/charter.yaml", 5)


@pytest.mark.parametrize("part", ["claims", "evidence", "sources", "inferences", "groups", "questions", "diagnostics"])
def test_the_schema_wants_every_part(corpus, part):
    document = exported(corpus)
    del document[part]
    assert faults(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("claims", "charter-forged", "grade", "code"), "S9"),
        (("claims", "charter-forged", "confidence", "point"), 1.5),
        (("claims", "charter-forged", "record", "tier"), "central"),
        (("claims", "charter-forged", "record", "txet"), "A."),
        (("inferences", "new"), {}),
        (("format",), "argmap/0"),
    ],
)
def test_the_schema_refuses_what_argmap_never_writes(path, value):
    document = exported(load_text(CHARTER))
    part = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert faults(document)


def test_a_case_without_anything_exports_too():
    assert faults(exported(load_text({}))) == []


NAMES = ["a", "b", "c", "d"]
ITEMS = ["x", "y", "z"]
prose = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40).filter(str.strip)


@st.composite
def projects(draw):
    """Random small projects in the author's syntax: claims bear on earlier claims only, so that no ring arises."""
    claims = []
    for number, name in enumerate(NAMES):
        lines = [f"{name}:", f"  text: {json.dumps(draw(prose), ensure_ascii=False)}"]
        lines.append(f"  tier: {draw(st.sampled_from(['core', 'supporting', 'background']))}")
        if draw(st.booleans()):
            hedge = draw(st.sampled_from(["probably", "{words: it seems, band: [0.2, 0.4]}", "undoubtedly"]))
            lines.append(f"  said: {{by: A, stance: reports, hedge: {hedge}}}")
        for polarity in ("support", "attack"):
            premises = draw(st.lists(st.sampled_from([*NAMES[:number], *ITEMS]), unique=True, max_size=2))
            if premises:
                strength = draw(st.sampled_from(["none", "slight", "near decisive"]))
                undercut = draw(st.sampled_from([n for n in (*NAMES[:number], *ITEMS) if n not in premises]))
                lines.append(f"  {polarity}:")
                lines.append(
                    f"    - {{premises: [{', '.join(premises)}], strength: {strength}, undercut_by: [{undercut}]}}"
                )
        claims.append("\n".join(lines))
    items = [
        f"{name}: {{source: s, text: T, directness: {draw(st.sampled_from(['D0', 'D3', 'D5']))},"
        f" appraisal: {{by: E, on: 2026-11-22, reliability: {draw(st.sampled_from('ABCDEF'))}, reason: R}}}}"
        for name in ITEMS
    ]
    return {
        "claims/a.yaml": "\n".join(claims) + "\n",
        "claims/questions.yaml": "q: {text: Q, hypotheses: [a, b, d], catch_all: d}\n",
        "evidence/a.yaml": "\n".join(items) + "\n",
        "evidence/sources.yaml": "s: {title: T}\n",
        "evidence/independence.yaml": "g: {kind: rumour_pool, members: [x, y], basis: B}\n",
    }


@settings(max_examples=60, deadline=None)
@given(projects())
def test_any_project_exports_as_the_schema_says(files):
    project = load_text(files)
    assert project.sound, [fault.message for fault in project.faults]
    assert faults(exported(project)) == []


def in_order_of_ids(graph):
    return (graph.claims, graph.evidence, graph.sources, graph.groups, graph.questions, graph.transmissions)


@settings(max_examples=60, deadline=None)
@given(projects())
def test_native_text_reads_back_as_the_same_records(files):
    project = load_text(files)
    written = {name: data.decode() for name, data in formats.dump(project.case, "native").items()}
    again = load_text(written)
    assert again.faults == ()
    assert in_order_of_ids(again.graph) == in_order_of_ids(project.graph)
    assert again.graph.inferences.keys() == project.graph.inferences.keys()


def test_the_corpus_reads_back_from_its_native_text(corpus):
    written = {name: data.decode() for name, data in formats.dump(corpus.case, "native").items()}
    again = load_text(written)
    assert again.faults == ()
    assert in_order_of_ids(again.graph) == in_order_of_ids(corpus.graph)
    assert formats.dump(again.case, "native") == formats.dump(corpus.case, "native")


@pytest.mark.parametrize(
    "word", ["no", "1937", "0.10", "# not a comment", "a: b", "- x", "'", '"', "null", "~", "@", "»"]
)
def test_a_text_that_yaml_could_mistake_is_written_so_that_it_stays_one(word):
    project = load_text({"claims/a.yaml": f"a: {{text: A., note: {json.dumps(word)}}}\n"})
    again = load_text({"claims/a.yaml": to_yaml(project.graph.claims)})
    assert again.faults == ()
    assert again.graph.claims["a"].note == word
