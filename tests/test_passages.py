"""What `verify` holds against the text: locators, sentences, notes, hedges, spellings and oddities."""

import pytest

from argmap.project import load_text
from argmap.rules import findings
from argmap.text import fingerprint

TEXT = "# The mill\n\nIt *burnt* in May. Nobody came<sup>1</sup>.\n\n---\n\n<sup>1</sup> Roll.\n"
SOURCES = {"evidence/sources.yaml": "novak: {title: The mill}\n"}
NOBODY = fingerprint("Nobody came")


def found(*rules, **files):
    project = load_text(
        {**SOURCES, **{name.replace("__", "/") + ".yaml": text for name, text in files.items()}}, texts={"novak": TEXT}
    )
    assert project.faults == ()
    return [finding.message for finding in findings(project.case, frozenset(rules))]


def said(at, **more):
    extra = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return {"claims__mill": f"mill-burnt:\n  text: The fire.\n  said:\n    by: Novák\n    at: {at}\n{extra}"}


@pytest.mark.parametrize(
    ("at", "message"),
    [
        (f"{{source: novak, block: P1, sentence: 2, chars: [[31, 42]], fingerprint: {NOBODY}}}", None),
        (f"{{source: novak, block: p1, sentence: [2], chars: [[31, 42]], fingerprint: {NOBODY}}}", None),
        (f"{{source: novak, block: P1, sentence: 2, fingerprint: {fingerprint('Nobody came<sup>1</sup>.')}}}", None),
        (f"{{source: novak, block: P1, sentence: 1, chars: [[31, 42]], fingerprint: {NOBODY}}}",
         "the passage stands in sentence 2 of its block, not in 1"),
        (f"{{source: novak, block: P1, sentence: [1, 2], chars: [[31, 42]], fingerprint: {NOBODY}}}",
         "the passage stands in sentence 2 of its block, not in 1 and 2"),
        (f"{{source: novak, block: N1, chars: [[31, 42]], fingerprint: {NOBODY}}}", "the passage stands in P1, not in N1"),
        ("{source: novak, block: P1, sentence: 3}", "novak has no sentence 3 in P1"),
        ("{source: novak, block: P2}", "novak has no block P2"),
        ("{source: novak}", "this locator gives neither characters nor a block"),
        ("{source: novak, block: P1, chars: [[0, 900]]}", "this locator gives characters past the end of novak"),
        ("{source: novak, block: P1, sentence: 2}", "the passage in novak is not the one this locator was made for"),
    ],
)  # fmt: skip
def test_a_locator_is_held_against_block_sentence_characters_and_fingerprint(at, message):
    assert found("locator-missing-or-stale", **said(at)) == ([message] if message else [])


def test_a_note_that_the_text_has_not_is_found():
    at = f"{{source: novak, block: P1, chars: [[31, 42]], fingerprint: {NOBODY}}}"
    assert found("locator-missing-or-stale", **said(at, notes="[novak.N1, novak.N2]")) == ["novak has no note N2"]


def test_citations_of_sources_are_held_against_the_text_as_those_of_evidence_are():
    files = {"evidence__sources": "novak: {title: The mill, cited_at: {source: novak, block: N1}}\n"}
    assert found("locator-missing-or-stale", **files) == [
        "the passage in novak is not the one this locator was made for"
    ]


def oddity(printed, at="{source: novak, block: P1}"):
    return {"evidence__oddities": f"odd:\n  kind: grammar\n  at: {at}\n  printed: {printed}\n  basis: For the test.\n"}


@pytest.mark.parametrize("printed", ["burnt", "It burnt in", "'*burnt*'", "Nobody  came"])
def test_what_is_printed_in_the_block_is_found_with_and_without_emphasis(printed):
    assert found("printed-not-in-passage", "locator-missing-or-stale", **oddity(printed)) == []


@pytest.mark.parametrize("printed", ["Burnt", "nobody came", "Νobody", "burn t"])
def test_what_is_printed_is_compared_letter_by_letter_capitals_and_scripts_included(printed):
    assert found("printed-not-in-passage", **oddity(printed)) == [f"“{printed}” does not stand in the passage"]


def test_a_spelling_is_held_against_the_place_that_it_names():
    text = "roll: {type: archive, name: The roll, spellings: [{form: Roll, at: [{source: novak, block: N1}, {source: novak, block: P1}]}]}\n"
    assert found("printed-not-in-passage", evidence__authorities=text) == ["“Roll” does not stand in the passage"]


def test_an_omission_needs_no_fingerprint_but_a_place_that_is_there():
    text = "o: {at: [{source: novak, block: P1, sentence: 1}, {source: novak, block: P3}], reason: For the test.}\n"
    assert found("locator-missing-or-stale", claims__omissions=text) == ["novak has no block P3"]


def test_a_name_leads_to_its_authority_record_by_the_name_or_any_spelling():
    text = (
        "benes: {type: person, name: Edvard Beneš, spellings: [Benes, {form: Beneš}]}\n"
        "krofta: {type: person, name: Kamil Krofta}\n"
    )
    graph = load_text({**SOURCES, "evidence/authorities.yaml": text}).graph
    assert [graph.authority(name) for name in ("Edvard  Beneš", "Benes", "Kamil Krofta", "Krofta")] == [
        "benes", "benes", "krofta", None,
    ]  # fmt: skip
