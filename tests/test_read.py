"""Text to records: types from the schema, a place for everything, and a fault that costs the smallest part."""

import random
import time
from datetime import date as calendar_date
from typing import Any

import pytest
from conftest import told
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import argmap.tree
from argmap import model
from argmap.diagnostics import Severity
from argmap.faults import close_to, did_you_mean, key_names
from argmap.formats.native import to_yaml
from argmap.project import load_text
from argmap.read import Document, kind_of, read
from argmap.report import FORMATS
from argmap.scan import scan
from argmap.testing import projects, records, written
from argmap.text import DecodeFailure, SourceText, decode

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
KINDS = sorted(model.KINDS)


def document(text: str, kind: str = "claims") -> Document:
    return read(SourceText(f"claims/{kind}.yaml", text), kind)


def claim(text: str) -> model.Claim:
    found = document(text).records["storm-invented"]
    assert isinstance(found, model.Claim)
    return found


def rules(found: Document) -> list[str]:
    return [fault.rule for fault in found.diagnostics]


# --------------------------------------------------------------------------- files and their kinds


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("claims/log.yaml", "claims"),
        ("evidence/log.yaml", "evidence"),
        ("claims/questions.yaml", "questions"),
        ("evidence/sources.yml", "sources"),
        ("evidence/sources/print.yaml", "sources"),
        ("evidence/log/transmission.yaml", "transmission"),
        ("evidence/independence/log.yaml", "independence"),
        ("evidence/claims.yaml", "claims"),
        ("log.yaml", "claims"),
    ],
)
def test_a_file_holds_what_its_place_says(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_an_empty_file_is_pointed_out_and_one_of_comments_is_not() -> None:
    assert rules(document("")) == ["file-empty"]
    assert rules(document(" \n\n---\n")) == ["file-empty"]
    assert document("").diagnostics[0].severity is Severity.WARNING
    assert rules(document("# To be written.\n")) == []


# --------------------------------------------------------------------------- values


def test_a_value_is_what_was_typed_until_the_schema_says_otherwise() -> None:
    found = claim("storm-invented:\n  text: no\n  note: 1.10\n  assumed: no\n  prior: 0.10\n")
    assert (found.text, found.note, found.assumed, found.prior) == ("no", "1.10", False, 0.1)


def test_prose_is_folded_into_one_line() -> None:
    assert claim("storm-invented:\n  text: >\n    No storm\n\n    was  met.\n").text == "No storm was met."


def test_a_lone_entry_stands_for_a_list_and_a_lone_word_for_a_record() -> None:
    short = claim("storm-invented:\n  text: a\n  support: wind-north-east\n  said: {by: Ada Roe, hedge: surely}\n")
    long = claim(
        "storm-invented:\n  text: a\n  support:\n    - premises: [wind-north-east]\n"
        "  said:\n    - by: [Ada Roe]\n      hedge:\n        - words: surely\n"
    )
    assert short == long


def test_keys_of_sources_may_be_written_with_hyphens_as_in_csl_or_with_underscores() -> None:
    with_hyphen = document("log:\n  title: Log\n  container-title: Papers\n", "sources").records
    with_underscore = document("log:\n  title: Log\n  container_title: Papers\n", "sources").records
    assert with_hyphen == with_underscore


@pytest.mark.parametrize("name", ["storm-invented", "bouře-vymyšlena", "шторм-1137", "嵐", "STORM-3", "अकबर"])
def test_ids_are_words_of_any_script(name: str) -> None:
    assert set(document(f"{name}:\n  text: a\n").records) == {name}


@pytest.mark.parametrize(
    "name", ["storm_invented", "storm invented", "-storm", "storm-", "storm--met", "storm.met", "r\u030ceka"]
)
def test_other_names_are_no_ids_and_are_not_reported_again_where_they_are_used(name: str) -> None:
    found = document(f"{name}:\n  text: a\n")
    assert rules(found) == ["bad-id"]
    assert name in found.unreadable


# --------------------------------------------------------------------------- places

PLACED = """\
storm-invented:
  text: >
    No storm was met.
  said:
    - by: [Ada Roe, the mate]
      hedge: surely
      at: {source: log, chars: [[3, 9]]}
  support:
    - wind-north-east
    - premises: [calm-sea, "no-damage"]
      undercut_by: log-copied
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "storm-invented"),
        (("text",), ">\n    No storm was met.\n"),
        (("said", 0, "by", 1), "the mate"),
        (("said", 0, "hedge", 0, "words"), "surely"),
        (("said", 0, "at", "chars", 0, 1), "9"),
        (("support", 0), "wind-north-east"),
        (("support", 0, "premises", 0), "wind-north-east"),
        (("support", 1, "premises", 1), '"no-damage"'),
        (("support", 1, "undercut_by", 0, "by"), "log-copied"),
        (("support", 1, "strength"), None),
    ],
)
def test_every_part_has_its_place(path: tuple[str | int, ...], text: str | None) -> None:
    found = document(PLACED)
    place = found.place("storm-invented", *path)
    if text is None:
        assert found.source.slice(place).startswith("premises:"), "what is not written has the place of what holds it"
    else:
        assert found.source.slice(place) == text


def test_a_record_that_is_not_there_has_the_place_of_its_file() -> None:
    place = document(PLACED).place("mate-kept-log", "text")
    assert (place.path, place.start, place.end) == ("claims/claims.yaml", 0, 0)


def test_a_key_has_a_place_of_its_own() -> None:
    found = document(PLACED)
    assert found.source.slice(found.place_of_key("storm-invented", "said", 0, "at", "chars")) == "chars"
    assert found.source.slice(found.place_of_key("storm-invented", "support", 0)) == "wind-north-east"


# --------------------------------------------------------------------------- what a fault costs

SOUND = {
    "text": "No storm was met.",
    "type": "gap",
    "support": "[{premises: [calm-sea], strength: fair}, wind-north-east]",
    "said": "[{by: [Ada Roe, the mate], stance: [reports, asserts], hedge: surely, at: {source: log, block: p1}}]",
    "prior": "0.3",
}


def with_value(key: str, value: str | None) -> Document:
    lines = {**SOUND, key: value}
    return document("storm-invented:\n" + "".join(f"  {k}: {v}\n" for k, v in lines.items() if v is not None))


@pytest.mark.parametrize(
    ("key", "value", "rule", "left"),
    [
        ("type", "opinion", "unknown-word", {"type": None}),
        ("prior", "3", "out-of-range", {"prior": None}),
        ("colour", "red", "unknown-key", {}),
        ("undercut_by", "[calm-sea]", "undercutter-of-nothing", {}),
        ("support", "[{premises: [calm-sea], strenght: fair}]", "unknown-key", {"support": [("calm-sea",)]}),
        ("support", "[{premises: [calm-sea], strength: firm}]", "unknown-word", {"support": [("calm-sea",)]}),
        ("support", "[{premises: [calm-sea, calm_sea]}, wind]", "bad-id", {"support": [("wind",)]}),
        ("support", "[{strength: fair}, wind]", "missing-key", {"support": [("wind",)]}),
        ("support", "[[calm-sea, wind], wind]", "wrong-shape", {"support": [("wind",)]}),
        ("support", "[wind, , calm-sea]", "syntax", {"support": []}),
        ("support", "[wind, calm_sea]", "bad-id", {"support": [("wind",)]}),
        ("said", "[{by: [Ada Roe, the mate], stance: [reports, thinks]}, {by: x}]", "unknown-word", {"said": ["x"]}),
        ("said", "[{by: Ada Roe, hedge: {words: surely, kind: loud}}]", "unknown-word", {"hedge": ["surely"]}),
        ("said", "[{by: Ada Roe, hedge: {words: surely, band: [0.9, 0.6]}}]", "reversed-range", {"hedge": []}),
        ("said", "[{by: Ada Roe, hedge: {words: surely, band: [0.6]}}]", "wrong-count", {"hedge": ["surely"]}),
        (
            "said",
            "[{by: Ada Roe, hedge: one two three four five six seven eight nine}]",
            "hedge-too-long",
            {"hedge": []},
        ),
        ("said", "[{by: Ada Roe, hedge: {kind: scope}}]", "missing-key", {"hedge": []}),
        ("said", "[{by: Ada Roe, at: {source: log, chars: [[9, 3]]}}]", "reversed-range", {"said": ["Ada Roe"]}),
        ("said", "Ada Roe", "wrong-shape", {"said": []}),
    ],
)
def test_a_fault_costs_the_smallest_part(key: str, value: str, rule: str, left: dict[str, object]) -> None:
    found = with_value(key, value)
    assert rules(found) == [rule]
    record = found.records["storm-invented"]
    assert isinstance(record, model.Claim)
    sound = with_value("text", SOUND["text"]).records["storm-invented"]
    assert isinstance(sound, model.Claim)
    found_values: dict[str, object] = {
        "type": record.type,
        "prior": record.prior,
        "support": [inference.premises for inference in record.support],
        "said": [said.by[0] for said in record.said],
        "hedge": [hedge.words for said in record.said for hedge in said.hedge],
    }
    for name, expected in left.items():
        assert found_values[name] == expected
    for name in {"text", "type", "support", "said", "prior"} - {key}:
        assert getattr(record, name) == getattr(sound, name)


@pytest.mark.parametrize("value", [None, "''", "[a]", "{a: b}"])
def test_a_claim_without_text_is_lost_and_known_to_be(value: str | None) -> None:
    found = with_value("text", value)
    assert len(found.diagnostics) == 1
    assert found.records == {}
    assert found.unreadable == {"storm-invented"}


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("Text: a", "a claim has no key `Text`", "did you mean text?"),
        ("text: a\n  premises: [b]", "a claim has no key `premises`", "it belongs inside `support` or `attack`"),
        ("text: a\n  source: b", "a claim has no key `source`", "it is a key of an item of evidence"),
        ("text: a\n  by: b", "a claim has no key `by`", "it belongs inside `said` or `judged`"),
        ("text: a\n  support: {b: strong}", "an inference has no key `b`", "name what it starts from as `premises: [b]`"),
        ("text: a\n  b-c:\n    text: d", "a claim has no key `b-c`", "if it is the id of a record of its own, start it at the margin"),
        ("text: a\n  assumed: 0,5", "`0,5` is neither yes nor no", "write yes or no"),
        ("text: a\n  prior: 0,5", "`0,5` is no number", "write it with a full stop: 0.5"),
        ("text: a\n  prior: 50 %", "`50 %` is no number", "write it as a share of 1: 0.5"),
        ("text: a\n  prior: 50", "`50` is outside the range of `prior`", "write it as a share of 1: 0.5"),
        ("text: a\n  support: [b c]", "`b c` is no id", "write it as b-c: an id is made of words of letters and digits joined by hyphens; between two ids write a comma"),
        ("text: a\n  suport: b", "a claim has no key `suport`", "did you mean support?"),
        ("text: a\n  support: [“b”]", "`“b”` is no id", "take the quotation marks away"),
        ("text: a\n  support: [b\u200b]", "`b\u200b` is no id", "it holds the hidden character U+200B: delete it"),
    ],
)  # fmt: skip
def test_one_slip_is_one_finding_with_its_cure(text: str, message: str, hint: str) -> None:
    (fault,) = document(f"storm-invented:\n  {text}\n").diagnostics
    assert (fault.message, fault.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("expect: {grade: S9, confidence: [0.8, 0.5]}", ["unknown-word", "reversed-range"]),
        ("expect: {grade: S9}", ["unknown-word"]),
        ("expect: {confidence: [nan, .7]}", ["out-of-range"]),
        ("expect: {confidence: [0.2, seven]}", ["wrong-type"]),
        ("said: {by: Ada Roe, hedge: {words: perhaps, band: [nan, .7]}}", ["out-of-range"]),
        ("said: {by: Ada Roe, at: {source: log, chars: [[1, x]]}}", ["wrong-type"]),
        ("expect: {}", ["empty-value"]),
        ("said: {by: Ada Roe, hedge: {words: perhaps, band: [.7]}}", ["wrong-count"]),
    ],
)
def test_what_was_refused_is_not_missed_as_well(text: str, rule: list[str]) -> None:
    found = document(f"storm-invented:\n  text: a\n  {text}\n")
    assert sorted(rules(found)) == sorted(rule)
    assert set(found.records) == {"storm-invented"}
    assert found.incomplete == {"storm-invented": {text.split(":", maxsplit=1)[0]}}


@pytest.mark.parametrize(
    ("date", "hint"),
    [
        ("12.6.1137", "write the year first, such as 1137-06-12"),
        ("12 June 1137", "write it as 1137-06-12"),
        ("June 1137", "write it as 1137-06"),
        ("1137..", "an open end is written [1137..] or 1137/.."),
        ("..1137", "an open beginning is written [..1137] or ../1137"),
        ("1137-1140", "from year to year is written 1137/1140, some time between [1137..1140]"),
        ("ca. 1137", "about a year is written 1137~"),
        ("before 1137", "some time before is written [..1137]"),
        ("after 1137", "some time after is written [1137..]"),
        ("987", "a year has four figures: 0987"),
        ("1137-02-30", "the calendar has no such day"),
        ("1137-14", "months run from 01 to 12, seasons from 21 (spring) to 24 (winter)"),
        ("1137-14-01", "months run from 01 to 12; the day comes last"),
    ],
)
def test_a_date_as_historians_write_it_is_told_how_argmap_writes_it(date: str, hint: str) -> None:
    text = f"wind:\n  source: log\n  text: a\n  date: {date}\n"
    found = document(text, "evidence")
    assert [(fault.rule, fault.hint) for fault in found.diagnostics] == [("date-not-valid-edtf", hint)]
    assert set(found.records) == {"wind"}


@pytest.mark.parametrize(
    "hint", ["[1137..]", "1137/..", "[..1137]", "../1137", "1137/1140", "[1137..1140]", "1137~", "0987", "1137-21"]
)
def test_what_the_hints_say_can_be_read(hint: str) -> None:
    assert rules(document(f"wind:\n  source: log\n  text: a\n  date: '{hint}'\n", "evidence")) == []


def test_a_step_without_its_mode_and_a_row_without_its_ratings_are_told_the_form() -> None:
    (fault,) = document("route:\n  of: log\n  steps: [{from: Ada, to: Ben}]\n", "transmission").diagnostics
    assert (fault.rule, fault.message) == ("missing-key", "a step needs the key `mode`")
    assert fault.hint is not None
    assert fault.hint.startswith("say how it was handed on: saw, said, heard, wrote,")
    question = "storm:\n  text: a\n  hypotheses: [b, c]\n  exhaustive: d\n  ratings: [{evidence: e}]\n"
    (fault,) = document(question, "questions").diagnostics
    assert (fault.rule, fault.message) == ("missing-key", "a row of ratings needs the key `ratings`")
    assert fault.hint == (
        "rate it with each hypothesis, such as {some-claim: C, another-claim: II}; the ratings are II, I, N, NA, C, CC"
    )


def test_a_source_has_one_of_the_types_that_csl_knows() -> None:
    (fault,) = document("log: {type: bok, title: Log}\n", "sources").diagnostics
    assert (fault.rule, fault.message) == ("unknown-word", "`bok` is not a word for `type`")
    assert fault.hint is not None
    assert fault.hint.startswith("did you mean book? use one of: article, article-journal,")
    assert rules(document("log: {type: personal_communication, genre: ship's log, title: Log}\n", "sources")) == []


def test_keys_at_the_margin_are_one_fault() -> None:
    found = document("storm-invented:\ntext: a\nsupport: [b]\nmate-kept-log:\ntext: c\n")
    assert rules(found) == ["wrong-shape"]
    assert found.unreadable >= {"storm-invented", "mate-kept-log"}


def test_nothing_is_said_twice_of_a_key_that_could_not_be_read() -> None:
    found = document("storm-invented:\n  text: a: b\n\nmate-kept-log:\n  text: c\n")
    assert rules(found) == ["syntax"]
    assert set(found.records) == {"mate-kept-log"}
    assert found.unreadable == {"storm-invented"}


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        ("seal-late", ("seal-too-late", "seal-renewed"), "seal-too-late"),
        ("charter-forgd", ("charter-forged", "charter-genuine"), "charter-forged"),
        ("storm-inventd", ("storm-invented", "storm-met"), "storm-invented"),
        ("nosuch-claim", ("munich-came", "storm-met"), None),
        ("aldric-codex", ("aldric-charter",), None),
        ("calm-sea", ("storm-met", "log-kept"), None),
        ("voting", ("counting", "mlp"), None),
    ],
)
def test_a_name_is_offered_for_another_only_where_it_is_much_alike(typed, names, meant) -> None:
    assert did_you_mean(typed, names) == (f"did you mean {meant}?" if meant else None)


@pytest.mark.parametrize(
    ("typed", "key", "meant"), [("3", "D3", "D3"), ("tekst", "text", "text"), ("cor", "core", "core")]
)
def test_a_word_of_a_short_list_is_offered_sooner(typed: str, key: str, meant: str) -> None:
    assert close_to(typed, (key, "other-words")) == meant


def test_the_nearest_word_is_offered_and_no_far_one() -> None:
    names = key_names(model.Inference)
    assert close_to("strenght", names) == "strength"
    assert did_you_mean("undercut-by", names) == "did you mean undercut_by?"
    assert did_you_mean("colour", names) is None
    assert did_you_mean("s" * 1000, names) is None


# --------------------------------------------------------------------------- laws


@pytest.mark.parametrize("kind", KINDS)
def test_reading_what_native_writes_gives_the_same_records(kind: str) -> None:
    @settings(SLOW, max_examples=40)
    @given(records(kind))
    def law(found: dict[str, model.Record]) -> None:
        again = document(to_yaml(found), kind)
        assert again.diagnostics == ()
        assert again.records == found

    law()


FILES = {
    "claims/log.yaml": """\
# What the log of the Maria is worth.
storm-invented:
  text: >
    No storm was met in March; the entry was made up
    in harbour.
  type: inference
  tier: core
  said:
    - by: [Ada Roe, the mate]
      stance: [endorses, asserts]
      hedge: [{words: almost certainly, kind: probability, band: [0.9, 0.99]}, "it seems"]
      at: {source: roe-1911, block: p3, sentence: 2, chars: [[120, 180], [200, 210]], fingerprint: 0123456789abcdef}
  support:
    - premises: [wind-north-east, no-damage-listed]
      scheme: [sign]
      warrant: >
        A ship in a storm takes harm.
      strength: strong
      answers:
        - {question: sign.2, answer: open, why: 'The list may be short.'}
      undercut_by: [{by: list-kept-badly, strength: fair}]
    - harbour-ink
  attack: [mates-letter]

list-kept-badly:
  text: "The list of repairs was kept badly."   # a comment
  assumed: yes
  prior: 0.3
storm-met: {text: A storm was met., layer: author}
""",
    "claims/questions.yaml": """\
was-there-a-storm:
  text: Was there a storm?
  hypotheses: [storm-invented, storm-met]
  exhaustive: There was one or there was none.
  ratings:
    - evidence: wind-north-east
      ratings: {storm-invented: C, storm-met: I}
""",
    "evidence/log.yaml": """\
wind-north-east: &not-yet
  source: log
  text: |
    The wind stood in the north-east.
  date: {edtf: 1837-03-03, as_printed: "3rd March"}
  directness: D1
  appraisal:
    - {by: the editor, on: 2026-11-22, reliability: B, credibility: 2, reason: Written down at once.}
no-damage-listed: {source: log, text: No damage is listed., kind: silence}
harbour-ink:
  source: log
  text: The ink is that of the harbour office.
  undermined_by: list-kept-badly
mates-letter:
  source: letter
  text: The mate writes of a storm.
  date: "[1837-03..1837-05]"
""".replace(" &not-yet", ""),
    "evidence/sources.yaml": """\
log: {title: Log of the brig Maria, archive: Harbour Office, delo: 'Chest 2, No. 14'}
letter:
  title: Letter of the mate
  author: [John Pell]
roe-1911: {title: The Maria papers, author: Ada Roe, issued: 1911}
""",
}


def test_the_example_that_is_broken_below_is_sound() -> None:
    assert load_text(FILES).faults == ()


def survives(files: dict[str, bytes]) -> None:
    """Whatever the bytes, they are refused or read, reported, and read into sound records; and soon."""
    texts = {}
    for path, data in files.items():
        try:
            texts[path] = decode(data)
        except DecodeFailure:
            continue
    begun = time.process_time()
    project = load_text(texts)
    for finding in project.diagnostics:
        source = project.sources[finding.at.path]
        assert 0 <= finding.at.start <= finding.at.end
        assert finding.at.start <= len(source.text)
    for report in FORMATS.values():
        report(project.diagnostics, project.sources)
    for found in project.documents:
        for name, record in found.records.items():
            assert type(record).model_validate(record.model_dump(by_alias=True)) == record
            assert found.source.slice(found.place(name)).strip("'\"") == name
    assert time.process_time() - begun < 10


ALPHABET = b"\n\r\t :#-'\"[]{}>|&*!%@`,?\\.\x00\x85\xff\xef\xbb\xbf<=aZ0"
NOISE = st.binary(max_size=4) | st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=4).map(bytes)
HARD = [
    "\u2028",
    "\ufeff",
    "---\n",
    "...\n",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
    "\n\n",
    "\t",
    ": ",
    " #",
    "'",
    '"',
]


@settings(SLOW, max_examples=200)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_mutation_of_bytes_makes_reading_fail(path: str, data: st.DataObject) -> None:
    text = FILES[path].encode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 6))
        noise = data.draw(NOISE | st.sampled_from(HARD).map(str.encode))
        text = text[:start] + noise + text[end:]
    survives({**{name: found.encode() for name, found in FILES.items()}, path: text})


@settings(SLOW, max_examples=200)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_file_that_was_known_before_a_change_is_read_as_one_that_was_not(path: str, data: st.DataObject) -> None:
    kind, text = kind_of(path), FILES[path]
    known = read(SourceText(path, text), kind)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.just(0) | st.integers(0, len(text)))
        noise = data.draw(st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(HARD))
        text = text[:start] + noise + text[start + data.draw(st.integers(0, 60) | st.just(len(text))) :]
        known, unknown = (read(SourceText(path, text), kind, old) for old in (known, None))
        assert known.records == unknown.records
        assert known.diagnostics == unknown.diagnostics
        assert list(known.tree.top.keys) == list(unknown.tree.top.keys)
        for name in data.draw(st.lists(st.sampled_from(list(known.tree.top.keys)))) if known.tree.top.keys else ():
            assert told(known.tree.part(name)) == told(unknown.tree.part(name))
    assert told(known.tree.whole) == told(unknown.tree.whole)


def test_a_record_that_is_written_as_before_is_the_same_object_in_the_next_reading() -> None:
    path = "claims/log.yaml"
    before = read(SourceText(path, FILES[path]), "claims")
    after = read(SourceText(path, FILES[path].replace("kept badly", "kept ill")), "claims", before)
    same = {name for name, record in before.records.items() if after.records[name] is record}
    assert same == {"storm-invented", "storm-met"}


def test_of_a_file_that_was_known_only_the_touched_record_is_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    path, scanned = "claims/log.yaml", []

    def noting(text: str) -> Any:
        scanned.append(text)
        return scan(text)

    before = read(SourceText(path, FILES[path]), "claims")
    monkeypatch.setattr(argmap.tree, "scan", noting)
    read(SourceText(path, FILES[path].replace("kept badly", "kept very ill")), "claims", before)
    assert [text.splitlines()[0] for text in scanned] == ["list-kept-badly:"]
    assert "storm-met" not in scanned[0]


@settings(SLOW, max_examples=80)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_truncation_makes_reading_fail(path: str, data: st.DataObject) -> None:
    text = FILES[path].encode()
    kept = text[: data.draw(st.integers(0, len(text)))]
    survives({**{name: found.encode() for name, found in FILES.items()}, path: kept})


@settings(SLOW, max_examples=100)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_change_in_the_order_of_lines_makes_reading_fail(path: str, data: st.DataObject) -> None:
    lines = FILES[path].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        first, second = data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2))
        how = data.draw(st.sampled_from(["swap", "double", "drop", "indent", "outdent"]))
        if how == "swap":
            lines[first], lines[second] = lines[second], lines[first]
        elif how == "double":
            lines.insert(second, lines[first])
        elif how == "drop" and len(lines) > 2:
            del lines[first]
        elif how == "indent":
            lines[first] = " " + lines[first]
        else:
            lines[first] = lines[first].removeprefix(" ")
    survives({path: "".join(lines).encode()})


@settings(SLOW, max_examples=100)
@given(
    st.text(st.characters(codec="utf-8"), max_size=80) | st.text(st.sampled_from("ab: \n-[]{}'\"#>|&*!\t"), max_size=60)
)
def test_no_text_at_all_makes_reading_fail(text: str) -> None:
    survives({"claims/a.yaml": text.encode(), "evidence/sources.yaml": text.encode()})


RECORDS = FILES["claims/log.yaml"].split("\nlist-kept-badly:")[0] + "\n"


@settings(SLOW, max_examples=300)
@given(st.data())
def test_whatever_stands_in_the_lines_of_one_record_costs_no_other(data: st.DataObject) -> None:
    """A quotation mark or bracket left open must not swallow the records that follow."""
    lines = RECORDS.rstrip().splitlines()
    number = data.draw(st.integers(2, len(lines) - 1))
    line = lines[number]
    start = data.draw(st.integers(min(2, len(line)), len(line)))
    noise = data.draw(st.text(st.sampled_from("ab '\":#-[]{}>|&*!%@`,?\\"), min_size=1, max_size=4))
    lines[number] = line[:start] + noise + line[data.draw(st.integers(start, len(line))) :]
    others = "".join(
        f"\nother-{n}:\n  text: >\n    {words}\n  support: [storm-met]\n"
        for n, words in enumerate(["the monks'", 'he said "no"', "[sic]", "the end]", 'so"', "so}"])
    )
    found = document("\n".join(lines) + "\n" + others)
    assert {name: record for name, record in found.records.items() if name != "storm-invented"} == document(
        others
    ).records
    assert "storm-invented" in found.records or "storm-invented" in found.unreadable


@settings(SLOW, max_examples=25)
@given(projects(), st.randoms(use_true_random=False))
def test_the_order_of_records_and_files_changes_no_number(
    found: dict[str, dict[str, model.Record]], chance: random.Random
) -> None:
    shuffled = {}
    for kind in chance.sample(list(found), len(found)):
        names = chance.sample(list(found[kind]), len(found[kind]))
        half = len(names) // 2
        folder = "claims" if kind in {"claims", "questions"} else "evidence"
        for part, some in (("b", names[:half]), ("a", names[half:])):
            shuffled[f"{folder}/{part}/{kind}.yaml"] = to_yaml({name: found[kind][name] for name in some})
    first, second = load_text(written(found)), load_text(shuffled)
    assert first.faults == ()
    assert [fault for fault in second.faults if fault.rule != "file-empty"] == []
    assert first.case.valuation == second.case.valuation
    told = [
        sorted((finding.rule, finding.message) for finding in project.diagnostics if finding.rule != "file-empty")
        for project in (first, second)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("date", ["Y1E999999999", "{" + ",".join(str(1000 + n % 900) for n in range(20_000)) + "}"])
def test_a_date_that_would_take_for_ever_is_refused_at_once(date: str) -> None:
    with pytest.raises(ValueError, match="spelt out"):
        model.edtf_bounds(date)


@st.composite
def common_dates(draw: st.DrawFn) -> str:
    """A date of the calendar, as precise and as sure as it may be, an interval of two, or one of a range."""

    def date(*, marks: str = "?~%") -> str:
        day = draw(st.dates(calendar_date(1000, 1, 1))).isoformat()
        if draw(st.integers(0, 5)) == 0 and marks:
            return f"{day[:4]}-{draw(st.integers(21, 24))}"
        return day[: draw(st.sampled_from([4, 7, 10]))] + draw(st.sampled_from(["", *marks]))

    form = draw(st.sampled_from(["{}", "{}/{}", "../{}", "{}/..", "[{}..{}]", "[{}..]"]))
    return form.format(*(date(marks="" if "[" in form else "?~%") for _ in range(2)))


@given(common_dates())
@settings(deadline=None)  # the library takes its time
def test_dates_that_are_read_without_the_library_are_read_as_it_reads_them(date: str) -> None:
    try:
        parsed = parse_edtf(date)
    except EDTFParseException:
        with pytest.raises(ValueError, match="valid EDTF"):
            model.edtf_bounds(date)
        return
    ends = [end() for end in (parsed.lower_strict, parsed.upper_strict)]
    written = tuple(None if isinstance(end, float) else "{:04}-{:02}-{:02}".format(*end[:3]) for end in ends)
    assert model.edtf_bounds(date) == written


def test_an_interval_that_ends_before_it_begins_is_reported() -> None:
    text = "storm-came:\n  source: log\n  text: A storm came.\n  event_date: 1140/1137\n"
    document = read(SourceText("evidence/a.yaml", text), "evidence")
    assert [fault.rule for fault in document.diagnostics] == ["reversed-range"]
