"""JSON Schemas made from the models: no false alarm in an editor, and slips caught."""

import copy
import datetime as dt
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import CHARTER, ROOT
from jsonschema import Draft202012Validator as Validator

from argmap import model
from argmap.folder import COURSE
from argmap.project import load_text
from argmap.read import kind_of
from argmap.scaffold import new_project
from argmap.schema import schema, schema_names
from argmap.teach.pack import BadPack, from_json
from argmap.teach.responses import Sheet, read


class Yaml12(yaml.SafeLoader):
    """YAML as editors with version 1.2 type it: yes and no are texts, and there are no dates."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(("bool", "timestamp"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), "tf")
LOADERS = [yaml.SafeLoader, Yaml12]


def as_an_editor_sees_it(text, loader=yaml.SafeLoader):
    def plain(value):
        if isinstance(value, dict):
            return {"on" if key is True else str(key): plain(inner) for key, inner in value.items()}  # keys stay texts
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return value.isoformat() if isinstance(value, dt.date) else value

    return plain(yaml.load(text, loader))


def alarms(kind, text, loader=yaml.SafeLoader):
    validator = Validator(schema(kind))
    found = validator.iter_errors(as_an_editor_sees_it(text, loader))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


@pytest.mark.parametrize("name", schema_names())
def test_every_schema_is_one(name):
    Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", schema_names())
def test_the_schemas_in_the_repository_are_those_the_models_give(name):
    place = ROOT / "docs" / ("export.schema.json" if name == "export" else f"schemas/{name}.schema.json")
    assert json.loads(place.read_text(encoding="utf-8")) == schema(name), "write them with `argmap schema -o DIR`"


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("file", sorted(p for d in ("claims", "evidence") for p in (ROOT / d).glob("*.yaml")), ids=str)
def test_no_file_of_the_corpus_raises_a_false_alarm(file, loader):
    kind = kind_of(file.relative_to(ROOT).as_posix())
    assert alarms(kind, file.read_text(encoding="utf-8"), loader) == []


@pytest.mark.parametrize("loader", LOADERS)
def test_no_file_that_init_writes_raises_a_false_alarm(tmp_path, loader):
    for name in new_project(tmp_path):
        if name.endswith(".yaml"):
            assert alarms(kind_of(name), (tmp_path / name).read_text(encoding="utf-8"), loader) == []


@pytest.mark.parametrize("example", [True, False])
def test_each_file_that_init_writes_leads_an_editor_to_its_schema(tmp_path, example):
    for name in new_project(tmp_path, example=example):
        if name.endswith(".yaml"):
            first = (tmp_path / name).read_text(encoding="utf-8").partition("\n")[0]
            mark, _, path = first.partition("=")
            assert mark == "# yaml-language-server: $schema"
            target = (tmp_path / name).parent / path
            assert json.loads(target.read_text(encoding="utf-8"))["title"] == f"argmap {kind_of(name)}"


TYPED = {
    "claims": """\
"1937":
  text: 1937
  assumed: yes
  prior: 0.5
  note: no
  layer: 2
  said:
    by: 1937
    hedge: perhaps
    at: {source: 1937, block: 12, chars: [[0, 4], [5, 9]], fingerprint: 1234567890123456}
  support:
    premises: 1940
    scheme: sign
    answers: [{question: sign.1, answer: no}, {question: sign.2, answer: not applicable}]
    undercut_by: 1938
  attack: [1939, {premises: [1941, 1942], undercut_by: [{by: 1943, strength: none}]}]
претензия-1: {text: yes}
""",
    "evidence": """\
a:
  source: 1937
  text: 0.5
  date: 1937
  event_date: {edtf: 1937-06-12, as_printed: 12}
  locator: 042
  appraisal: {by: no, on: 2026-11-22, reliability: A, credibility: 1, reason: yes}
  undermined_by: a
  cited_at: {source: s}
""",
    "sources": "a: {title: 1984, author: 12, volume: 1, issue: 2, page: 3, delo: 26, issued: 1937-06, archive-place: x}\n",
    "transmission": "a: {of: b, steps: [{from: 1, to: 2, mode: handed, date: 1937, documented_by: c}]}\n",
    "independence": "a: {kind: rumour_pool, about: b, members: [1, 2], basis: no, rho: 1}\n",
    "questions": "a: {text: 1, hypotheses: [1, 2], catch_all: 2, ratings: [{evidence: 3, ratings: {a: CC}}]}\n",
}


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("kind", TYPED)
def test_what_argmap_reads_as_text_is_text_however_an_editor_types_it(kind, loader):
    assert alarms(kind, TYPED[kind], loader) == []


SLIPS = [
    ("claims", "a: {text: B., support: [{premises: []}]}"),
    ("claims", "a: {text: B., said: [{by: []}]}"),
    ("claims", "a: {txet: A.}"),
    ("claims", "a: {text: A., type: observatoin}"),
    ("claims", "a: {text: A., said: [{by: B, stance: assert}]}"),
    ("claims", "a: {text: A., said: {by: B, hedge: [{word: perhaps}]}}"),
    ("claims", "a: {text: A., support: [{premises: [b], strenght: fair}]}"),
    ("claims", "a: {text: A., support: [{premises: [b], strength: farily}]}"),
    ("claims", "a: {text: A., support: [{premises: [b], scheme: signs}]}"),
    ("claims", "a: {text: A., support: [{premises: [b], answers: [{question: sign.1, answer: maybe}]}]}"),
    ("claims", "a: {text: A., assumed: perhaps}"),
    ("claims", "a: {text: A., prior: 2}"),
    ("claims", "a: {text: [A, B]}"),
    ("claims", "a: {text: A., layer: 1.10}"),
    ("claims", "a: {text: A., layer: a b}"),
    ("claims", "a: {text: A., layer: -3}"),
    ("claims", "a: {text: A., support: [{premises: [1.5]}]}"),
    ("questions", "a: {text: A, hypotheses: [b, c], ratings: [{evidence: e, ratings: {b/c: C}}]}"),
    ("sources", "a: {title: A, type: bok}"),
    ("claims", "a: A."),
    ("claims", "a b: {text: A.}"),
    ("claims", "a_b: {text: A.}"),
    ("claims", "- text: A."),
    ("evidence", "a: {text: A.}"),
    ("evidence", "a: {source: s, text: A., appraisal: {by: B, on: 2026-11-22, reliability: G, reason: R}}"),
    ("evidence", "a: {source: s, text: A., appraisal: {by: B, on: 2026-11-22, credibility: 7, reason: R}}"),
    ("evidence", "a: {source: s, text: A., appraisal: {by: B, on: 2026-11-22}}"),
    ("evidence", "a: {source: s, text: A., directness: 2}"),
    ("sources", "a: {titel: A}"),
    ("sources", "a: {title: A, event_place: Prague}"),
    ("transmission", "a: {of: b, steps: [{from: A, to: B, mode: gave}]}"),
    ("independence", "a: {kind: rumor_pool, members: [b, c], basis: B}"),
    ("independence", "a: {kind: rumour_pool, members: [b], basis: B}"),
    ("questions", "a: {text: A, hypotheses: [b, c], relation: exclusiv}"),
    ("questions", "a: {text: A, hypotheses: [b, c], ratings: [{evidence: e, ratings: {b: X}}]}"),
]


@pytest.mark.parametrize(("kind", "text"), SLIPS)
def test_a_slip_is_caught_by_the_schema(kind, text):
    assert alarms(kind, text)


def misspelt_keys(value, path=()):
    """Every key in a file with its last letter doubled, one at a time."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from misspelt_keys(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from misspelt_keys(inner, (*path, index))


@pytest.mark.parametrize("name", ["claims/claims.yaml", "evidence/evidence.yaml", "evidence/sources.yaml"])
def test_any_misspelt_key_of_the_first_map_is_caught(tmp_path, name):
    new_project(tmp_path)
    data = as_an_editor_sees_it((tmp_path / name).read_text(encoding="utf-8"))
    validator = Validator(schema(kind_of(name)))
    for path in misspelt_keys(data):
        if len(path) == 1:
            continue  # an id may be any
        changed = copy.deepcopy(data)
        part = changed
        for step in path[:-1]:
            part = part[step]
        part[path[-1] + path[-1][-1]] = part.pop(path[-1])
        assert not validator.is_valid(changed), path


@pytest.mark.parametrize("kind", model.KINDS)
def test_a_schema_knows_every_key_that_a_record_has(kind):
    made = schema(kind)
    record = model.KINDS[kind]
    keys = {field.alias or name for name, field in record.model_fields.items()}
    assert set(made["$defs"][record.__name__]["properties"]) == keys


def test_what_reads_without_errors_raises_no_alarm():
    assert load_text(CHARTER).sound
    for name, text in CHARTER.items():
        assert alarms(kind_of(name), text) == []


def test_the_settings_of_this_repository_fit_their_schema():
    settings = tomllib.loads(Path(ROOT, "pyproject.toml").read_text(encoding="utf-8"))["tool"]["argmap"]
    assert Validator(schema("settings")).is_valid(settings)
    assert not Validator(schema("settings")).is_valid({**settings, "titel": "A"})


# ---------------------------------------------------------------- what goes to and from a class


LESSONS = sorted((ROOT / "renders/teaching").glob("lesson-*/exercises.json"))


@pytest.fixture(scope="module")
def lesson():
    return json.loads(LESSONS[0].read_text(encoding="utf-8"))


def test_the_exercises_of_the_shipped_course_and_its_plan_are_as_their_schemas_say():
    assert len(LESSONS) == 6
    for file in LESSONS:
        Validator(schema("exercises")).validate(json.loads(file.read_text(encoding="utf-8")))
    Validator(schema("course")).validate(tomllib.loads((ROOT / COURSE).read_text(encoding="utf-8")))


def test_what_the_schema_of_responses_takes_is_read_and_what_it_refuses_is_not(lesson):
    made = from_json(json.dumps(lesson))
    good = {"format": "argmap-responses/1", "pack": made.digest, "student": "Anna", "answers": {}}
    changes = [
        {},
        {"answers": {"x1-a/chain": {"answer": ["a"], "checks": 1, "hints": 2, "later": None}}},
        {"student": ""},
        {"pack": "no digest"},
        {"answers": []},
        {"format": "argmap-responses/2"},
        {"answers": {"x1-a/chain": {"checks": "1"}}},
        {"answers": {"x1-a/chain": {"hints": -1}}},
    ]
    validator = Validator(schema("responses"))
    for change in changes:
        taken = isinstance(read("file", json.dumps(good | change).encode(), made), Sheet)
        assert validator.is_valid(good | change) == taken, change
    assert [validator.is_valid(good | change) for change in changes].count(True) == 2


@pytest.mark.parametrize(
    "part", [{"kind": "riddle"}, {"kind": "choice", "options": []}, {"kind": "number", "low": "1", "high": 2}]
)
def test_an_answer_of_no_known_form_is_refused_by_the_schema_of_exercises(lesson, part):
    changed = copy.deepcopy(lesson)
    changed["exercises"][0]["tasks"][0]["answer"] = part
    assert not Validator(schema("exercises")).is_valid(changed)
    with pytest.raises(BadPack):
        from_json(json.dumps(changed))


def test_the_schemas_of_a_class_are_printed_by_their_names(argmap):
    for name in ("course", "exercises", "responses", "results"):
        assert json.loads(argmap("schema", name).out)["title"] == f"argmap {name}"
