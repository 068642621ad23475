"""Projects: folders on disk, their settings, and the same from unsaved text."""

import builtins
import io
import json
import os
import random
from pathlib import Path

import pytest
from conftest import CHARTER, write

import argmap
from argmap import formats
from argmap.diagnostics import Severity
from argmap.project import CannotDo, build, load, load_text


def said(project, rule):
    return [(d.message, d.hint) for d in project.faults if d.rule == rule]


def rules(project):
    return {d.rule for d in project.diagnostics}


def test_the_public_names_load_check_evaluate_and_dump(charter):
    project = argmap.load(charter)
    case = argmap.evaluate(project)
    assert {d.rule for d in argmap.check(project)} >= {"booster-on-weak-claim"}
    assert case.valuation.grade["charter-forged"].code == "SX"
    assert json.loads(argmap.dump(case)["argmap.json"])["claims"].keys() == project.graph.claims.keys()
    assert isinstance(project, argmap.Project)
    assert isinstance(case, argmap.Case)
    assert isinstance(case.valuation, argmap.Valuation)
    assert all(isinstance(d, argmap.Diagnostic) for d in argmap.check(project))


def test_every_public_name_is_there_and_no_other_is_made_up():
    assert all(getattr(argmap, name) for name in argmap.__all__)
    with pytest.raises(AttributeError, match="module argmap has no attribute laod"):
        getattr(argmap, "laod")  # noqa: B009 - the name is not there, which is the point


def test_a_folder_and_the_same_text_unsaved_say_the_same(charter):
    saved, unsaved = load(charter), load_text(CHARTER)
    assert saved.graph == unsaved.graph
    assert saved.diagnostics == unsaved.diagnostics


def test_unsaved_text_touches_no_disk(monkeypatch):
    assert load_text(CHARTER).diagnostics  # loads the tables that the package ships

    def refuse(*arguments, **options):
        raise AssertionError(f"touched the disk: {arguments[:1]}")

    for holder, name in [(builtins, "open"), (io, "open"), (os, "open"), (os, "scandir"), (os, "walk"), (os, "stat")]:
        monkeypatch.setattr(holder, name, refuse)
    project = load_text({**CHARTER, "claims/new.yaml": "new-claim: {text: New.}\n"})
    assert "new-claim" in project.graph.claims
    assert project.case.valuation.grade["new-claim"].code == "S0"


# ---------------------------------------------------------------------------- folders and files


def test_a_folder_without_claims_and_evidence_is_no_project(tmp_path):
    with pytest.raises(CannotDo, match="argmap init"):
        load(tmp_path)
    with pytest.raises(CannotDo, match="argmap init"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("folder", ["claims", "evidence"])
def test_one_of_the_two_folders_is_enough(tmp_path, folder):
    (tmp_path / folder).mkdir()
    assert load(tmp_path).faults == ()


def test_files_in_folders_below_are_read_and_named_from_the_root(tmp_path):
    write(tmp_path, {"claims/part-1/a.yml": "a: {txet: A.}\n"})
    (fault, *_) = load(tmp_path).faults
    assert fault.at.path == "claims/part-1/a.yml"


@pytest.mark.parametrize("name", ["claims/.a.yaml.swp", "claims/a.yaml~", "claims/README.md", "claims/.hidden.yaml"])
def test_what_an_editor_leaves_behind_is_passed_over(tmp_path, name):
    write(tmp_path, {name: "not: [yaml"})
    assert load(tmp_path).faults == ()


def test_a_file_that_is_not_read_is_told(tmp_path):
    write(tmp_path, {"claims/a.txt": "a: {text: A.}\n"})
    (fault,) = load(tmp_path).faults
    assert (fault.rule, fault.severity) == ("file-not-read", Severity.WARNING)


def test_a_file_that_cannot_be_read_is_an_error_and_the_others_are_read(tmp_path):
    write(tmp_path, {"claims/a.yaml": "a: {text: A., support: [b]}\n"})
    (tmp_path / "claims" / "b.yaml").symlink_to("nowhere.yaml")
    os.mkfifo(tmp_path / "claims" / "pipe.yaml")
    project = load(tmp_path)
    assert [message for message, _ in said(project, "unreadable-file")] == [
        "claims/b.yaml cannot be read: its link leads nowhere",
        "claims/pipe.yaml cannot be read: it is no ordinary file",
    ]
    assert list(project.graph.claims) == ["a"]
    assert not project.sound


def test_a_file_in_another_encoding_is_an_error_that_names_it(tmp_path):
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "a.yaml").write_bytes("a: {text: Přítel Beneš žije v Čechách.}\n".encode("cp1250"))
    ((message, hint),) = said(load(tmp_path), "wrong-encoding")
    assert "Windows-1250" in message
    assert hint == "save it as UTF-8 in your editor"


# ---------------------------------------------------------------------------- settings


def test_settings_come_from_argmap_toml(charter):
    write(charter, {"argmap.toml": 'title = "The abbey"\nprior = 0.25\n'})
    project = load(charter)
    assert project.case.title() == "The abbey"
    assert project.case.valuation.confidence["charter-genuine"].point == pytest.approx(0.25)


def test_settings_come_from_pyproject_toml(charter):
    write(charter, {"pyproject.toml": '[project]\nname = "x"\n[tool.argmap]\ntitle = "The abbey"\n'})
    assert load(charter).settings.title == "The abbey"


@pytest.mark.parametrize("text", ["", "[tool]\n", "tool = 3\n", '[tool.ruff]\nselect = ["ALL"]\n'])
def test_a_pyproject_without_settings_changes_nothing(charter, text):
    write(charter, {"pyproject.toml": text})
    project = load(charter)
    assert project.faults == ()
    assert project.settings == load_text(CHARTER).settings


def test_argmap_toml_goes_before_pyproject_toml(charter):
    write(charter, {"argmap.toml": 'title = "One"\n', "pyproject.toml": '[tool.argmap]\ntitle = "Two"\n'})
    assert load(charter).settings.title == "One"


def test_a_change_asked_for_goes_before_the_files(charter):
    write(charter, {"argmap.toml": 'title = "One"\n'})
    assert load(charter, title="Three", semantics=None).settings.title == "Three"


BAD_SETTINGS = [
    ("titel = 'One'", "titel", "did you mean title?"),
    ("prior = 2", "prior", None),
    ("title = [1]", "title", None),
    ("layout = 'neato'", "layout", None),
    ("semantics = 'weight-of-evidense'", "semantics", "did you mean weight-of-evidence?"),
    ("select = ['evidence-unusd']", "select", "did you mean evidence-unused?"),
    ("ignore = ['evidence-unusd']", "ignore", "did you mean evidence-unused?"),
    ("[scales.strength]\nfeir = [1, 2, 3]", "[scales", None),
    ("[views.index]\nshow = ['charter-forged']", "[views.index", "call it overview, or what it shows"),
    ("title = One", "One", None),
    ("title = 'One", "", None),
]


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("prior = 2", "prior", "the setting prior takes a number from 0.001 to 0.999", "leave it out for 0.5"),
        ("prior = true", "prior", "the setting prior takes a number from 0.001 to 0.999", "leave it out for 0.5"),
        ("prior = '0.4'", "prior", "the setting prior takes a number from 0.001 to 0.999", "leave it out for 0.5"),
        ("late_days = -1", "late_days", "the setting late_days takes a whole number from 0 upwards", "leave it out for 31"),
        ("late_days = true", "late_days", "the setting late_days takes a whole number from 0 upwards", "leave it out for 31"),
        ("most_boxes = 0", "most_boxes", "the setting most_boxes takes a whole number from 1 upwards", "leave it out for 150"),
        ("layout_seconds = 0", "layout_seconds", "the setting layout_seconds takes a number above 0 and up to 600", "leave it out for 20"),
        ("[views.one]\nshow = ['a']\ndepth = -1", "depth", "the setting views.one.depth takes a whole number from 0 upwards", "leave it out to go as far down as prints"),
        ("[views.one]\nshow = ['a']\ndept = 1", "dept", "a view has no setting dept", "did you mean depth?"),
        ("[views.one]\nshow = []", "show", "the setting views.one.show takes a list of one or more", "name what is shown, or leave the view out"),
        ("[views.one]\ntitle = 'One'", "[views.one", "the setting views.one.show is missing", 'name what is shown: show = ["some-claim"]'),
        ("[views.'a/b']\nshow = ['a']", "[views", "`a/b` is no id, and names a view", "write it as a-b: an id is made of words of letters and digits joined by hyphens"),
        ("thesis = 'a b'", "thesis", "the setting thesis takes an id, and `a b` is none", "write it as a-b: an id is made of words of letters and digits joined by hyphens"),
        ("layout = 'dt'", "layout", "the setting layout takes one of its words", "did you mean dot? use one of: dot, own"),
        ("title = 3", "title", "the setting title takes a text in quotation marks", 'such as title = "My map"'),
        ("select = 'nn'", "select", "the setting select takes a list in square brackets", 'such as ["one", "another"]'),
        ("select = ['nn']", "select", "there is no rule nn that select could name", "`argmap rule` lists the rules"),
        ("without_layers = ['editors']", "without_layers", "there is no layer editors that without_layers could name", "nothing stands in a layer"),
    ],
)  # fmt: skip
def test_a_setting_that_is_refused_is_told_its_bounds_and_the_cure(charter, text, place, message, hint):
    write(charter, {"argmap.toml": f"# of the abbey\n{text}\n"})
    project = load(charter)
    (fault,) = (d for d in project.faults if d.rule == "bad-settings")
    assert (fault.message, fault.hint) == (message, hint)
    assert project.sources["argmap.toml"].text[fault.at.start :].startswith(place)


def test_whole_numbers_do_for_shares_and_seconds(charter):
    write(charter, {"argmap.toml": "layout_seconds = 3\n"})
    assert load(charter).settings.layout_seconds == 3


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_settings_that_are_no_file_are_not_passed_over_in_silence(charter, argmap, kind):
    if kind == "folder":
        (charter / "argmap.toml").mkdir()
    else:
        (charter / "argmap.toml").symlink_to(charter / "nowhere.toml")
    ran = argmap("check", "--project", charter)
    assert ran.status == 2
    assert "argmap.toml is no file, and the settings would stand in it" in ran.err


@pytest.mark.parametrize(("text", "place", "hint"), BAD_SETTINGS)
def test_a_fault_in_the_settings_is_an_error_with_its_place(charter, text, place, hint):
    write(charter, {"argmap.toml": f"# settings\n{text}\n"})
    project = load(charter)
    (fault,) = (d for d in project.faults if d.rule == "bad-settings")
    assert fault.severity is Severity.ERROR
    assert fault.at.path == "argmap.toml"
    assert project.sources["argmap.toml"].text[fault.at.start :].startswith(place)
    if hint is not None:
        assert fault.hint == hint


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "\ufeff", "a = 1979-99-99", "=\r=", "a" * 99]
)
def test_no_settings_bring_a_traceback(charter, text):
    write(charter, {"argmap.toml": text})
    assert "bad-settings" in {fault.rule for fault in load(charter).faults}


@pytest.mark.parametrize(
    "name",
    ["study", "teaching", "sources", "timeline", "architecture", "overview", "map", "matrix-what-is-the-charter"],
)
def test_a_view_may_bear_the_name_of_a_usual_picture_for_those_are_not_drawn_beside_it(charter, name):
    shown = "show = ['charter-forged']"
    write(charter, {"argmap.toml": f"[views.{name}]\ntitle = 'My own'\n{shown}\n[views.other]\n{shown}\n"})
    project = load(charter)
    assert [fault for fault in project.faults if fault.rule == "bad-settings"] == []
    written, _, drawn = build(project)
    assert sorted(written) == sorted([f"{name}.svg", "other.svg", "index.svg", "index.html", "study.html"])
    assert "My own" in next(picture.svg for picture in drawn if picture.name == f"{name}.svg")


def test_a_fault_in_one_setting_leaves_the_others_in_force(charter):
    write(charter, {"argmap.toml": 'prior = 7\ntitle = "The abbey"\n'})
    assert load(charter).settings.title == "The abbey"


def test_settings_switch_rules_off(charter):
    assert "booster-on-weak-claim" in rules(load(charter))
    write(charter, {"argmap.toml": 'ignore = ["booster-on-weak-claim"]\n'})
    assert "booster-on-weak-claim" not in rules(load(charter))
    write(charter, {"argmap.toml": 'select = ["required-question-open"]\n'})
    assert rules(load(charter)) == {"required-question-open"}


# ---------------------------------------------------------------------------- ignore comments


def with_comment(comment):
    line = "    - {by: Anna Dobrá, stance: asserts, hedge: {words: beyond all doubt, kind: booster}}\n"
    text = CHARTER["claims/charter.yaml"]
    assert line in text
    return {**CHARTER, "claims/charter.yaml": text.replace(line, line.rstrip("\n") + comment + "\n")}


def test_a_finding_is_accepted_by_a_comment_with_a_reason():
    project = load_text(with_comment("  # argmap: ignore[booster-on-weak-claim] her word, and known to be strong"))
    assert "booster-on-weak-claim" not in rules(project)
    assert "required-question-open" in rules(project)


def test_a_comment_without_a_reason_accepts_nothing_and_is_told_so():
    project = load_text(with_comment("  # argmap: ignore[booster-on-weak-claim]"))
    (finding,) = (d for d in project.diagnostics if d.rule == "booster-on-weak-claim")
    assert "needs a reason" in finding.hint


def test_an_error_is_never_accepted():
    text = "a: {text: A., txet: B.}  # argmap: ignore[unknown-key] because\n"
    assert "unknown-key" in rules(load_text({"claims/a.yaml": text}))


# ---------------------------------------------------------------------------- determinism


def shuffled(text, seed):
    """A file with its records in another order."""
    parts, current = [], []
    for line in text.splitlines(keepends=True):
        if line[:1] not in (" ", "#", "\n") and current:
            parts.append("".join(current))
            current = []
        current.append(line)
    parts.append("".join(current))
    random.Random(seed).shuffle(parts)
    return "".join(part if part.endswith("\n") else part + "\n" for part in parts)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_export_does_not_depend_on_the_order_of_records_or_files(corpus, seed):
    files = {document.source.path: document.source.text for document in corpus.documents}
    names = list(files)
    random.Random(seed).shuffle(names)
    mixed = load_text({name: shuffled(files[name], seed) for name in names}, settings=corpus.settings)
    assert mixed.faults == corpus.faults == ()
    assert formats.dump(mixed.case) == formats.dump(corpus.case)
    assert formats.dump(mixed.case, "native") == formats.dump(corpus.case, "native")


def test_the_export_does_not_depend_on_how_records_are_dealt_to_files():
    text = CHARTER["claims/charter.yaml"]
    first, mark, rest = text.partition("seal-renewed:\n")
    dealt = {**CHARTER, "claims/charter.yaml": first, "claims/z/more.yaml": mark + rest}
    assert formats.dump(load_text(dealt).case) == formats.dump(load_text(CHARTER).case)


def test_a_picture_is_written_whole_or_not_at_all(charter, monkeypatch):
    project = load(charter)
    build(project)
    before = {p.name: p.read_bytes() for p in (charter / "renders").iterdir()}
    write(charter, {"argmap.toml": 'title = "Another"\n'})

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    (charter / "renders" / "map.svg").write_bytes(b"old")
    with pytest.raises(CannotDo, match="cannot be written"):
        build(load(charter))
    assert (charter / "renders" / "map.svg").read_bytes() == b"old"
    assert {p.name for p in (charter / "renders").glob("*.*") if not p.name.startswith(".")} == set(before)
