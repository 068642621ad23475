"""Layers switched off: what stands in them goes, and what hangs only on that."""

import pytest
from conftest import run, write
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.layers import without_layers
from argmap.project import load, load_text
from argmap.settings import Settings
from argmap.testing import projects, written

FILES = {
    "claims/mill.yaml": """\
mill-burnt:
  text: The mill burnt.
  layer: author
  relates:
    - {to: telegram-says-flood, how: contradicts, why: One fire or one flood., layer: telegram}
    - {to: mill-lost, how: restates, why: The same in other words., layer: author}
  support:
    - {premises: roll-entry, strength: strong, layer: author, undercut_by: [{by: roll-late, layer: telegram}, roll-copied]}
    - {premises: [roll-entry, telegram-item], strength: fair, layer: author}
    - {premises: roll-copied, strength: slight, layer: telegram}
  attack:
    - {premises: telegram-item, strength: fair}
mill-lost: {text: The mill was lost., layer: author}
roll-late: {text: The roll is late., layer: author}
roll-copied: {text: The roll is a copy., layer: author}
telegram-says-flood: {text: The mill was flooded., layer: telegram, support: telegram-item}
mill-otherwise: {text: The mill came to harm in another way., layer: telegram}
""",
    "claims/questions.yaml": """\
how-lost:
  text: How was the mill lost?
  hypotheses: [mill-burnt, mill-lost, telegram-says-flood]
  exhaustive: For the test.
  ratings:
    - {evidence: roll-entry, ratings: {mill-burnt: C, telegram-says-flood: I}}
    - {evidence: telegram-item, ratings: {mill-burnt: I, telegram-says-flood: C}}
how-harmed: {text: How?, hypotheses: [mill-burnt, mill-lost, mill-otherwise], catch_all: mill-otherwise}
""",
    "evidence/items.yaml": """\
roll-entry: {source: roll, text: The roll enters the fire., layer: author, undermined_by: [telegram-says-flood]}
telegram-item: {source: telegram, text: The telegram tells of a flood., layer: telegram}
""",
    "evidence/independence.yaml": """\
pair: {kind: same_channel, members: [roll-entry, telegram-item], basis: For the test.}
about-flood: {kind: rumour_pool, about: telegram-says-flood, members: [roll, telegram], basis: For the test.}
""",
    "evidence/sources.yaml": "roll: {title: Roll}\ntelegram: {title: Telegram}\n",
}


def graph(*off):
    project = load_text(FILES, settings=Settings(without_layers=off))
    assert project.faults == ()
    return project


def test_records_of_a_layer_go_and_others_stay():
    shown = graph("telegram").graph
    assert sorted(shown.claims) == ["mill-burnt", "mill-lost", "roll-copied", "roll-late"]
    assert sorted(shown.evidence) == ["roll-entry"]
    assert shown.evidence["roll-entry"].undermined_by == ()
    assert set(shown.order) == {*shown.claims, *shown.evidence}
    assert sorted(shown.sources) == ["roll", "telegram"]


def test_an_inference_goes_with_its_layer_or_with_any_premise_and_an_undercutter_with_its_own():
    shown = graph("telegram").graph
    assert list(shown.inferences) == ["mill-burnt.support.roll-entry"]
    assert [a.by for a in shown.inferences["mill-burnt.support.roll-entry"].record.undercut_by] == ["roll-copied"]
    assert shown.claims["mill-burnt"].support == (shown.inferences["mill-burnt.support.roll-entry"].record,)
    assert shown.claims["mill-burnt"].attack == ()


def test_relations_questions_and_groups_lose_what_is_gone():
    shown = graph("telegram").graph
    assert [relation.to for relation in shown.claims["mill-burnt"].relates] == ["mill-lost"]
    assert list(shown.questions) == ["how-lost"]
    assert shown.questions["how-lost"].hypotheses == ("mill-burnt", "mill-lost")
    assert [dict(row.ratings) for row in shown.questions["how-lost"].ratings] == [{"mill-burnt": "C"}]
    assert dict(shown.groups) == {}


def test_the_layers_of_parts_are_layers_too():
    assert graph().graph.layers == ("author", "telegram")
    assert graph("telegram").layers == ("author", "telegram")


def test_a_layer_switched_off_by_flag_or_setting_gives_the_same(tmp_path):
    write(tmp_path, FILES)
    flag = run("export", "--project", tmp_path, "--without-layer", "telegram").out
    (tmp_path / "argmap.toml").write_text('without_layers = ["telegram"]\n', encoding="utf-8")
    assert run("export", "--project", tmp_path).out == flag
    assert '"telegram-item"' not in flag
    assert load(tmp_path).sound


def test_a_layer_that_is_nowhere_cannot_be_switched_off(tmp_path):
    write(tmp_path, FILES)
    ran = run("check", "--project", tmp_path, "--without-layer", "telegramm")
    assert ran.status == 2
    assert "did you mean telegram?" in ran.err


@given(projects(), st.sets(st.sampled_from(["author", "editors"])))
@settings(max_examples=40, deadline=None)
def test_what_is_left_is_a_project_that_reads_and_links_without_a_fault(project, off):
    whole = load_text(written(project))
    shown = without_layers(whole.graph, off)
    if not off:
        assert shown is whole.graph
    left = {
        **project,
        "claims": shown.claims,
        "evidence": shown.evidence,
        "questions": shown.questions,
        "independence": shown.groups,
        "transmission": shown.transmissions,
    }
    again = load_text(written({kind: records for kind, records in left.items() if records}))
    lost = {"oddities", "sections"}  # they may bear on what is gone
    assert [f for f in again.faults if f.at.path.split("/")[1].removesuffix(".yaml") not in lost] == []
    assert again.graph.inferences.keys() == shown.inferences.keys()


@pytest.mark.parametrize("off", [(), ("telegram",), ("author",), ("author", "telegram")])
def test_whatever_is_off_can_still_be_weighed(off):
    case = graph(*off).case
    assert set(case.valuation.confidence) == set(case.graph.claims)
