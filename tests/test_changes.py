"""Two versions compared: edits, verdicts, which change carried which, findings, git, and the four formats."""

import json
import os
import re
import subprocess
from dataclasses import replace

import pytest
from conftest import CHARTER, ROOT, write
from hypothesis import given, settings

from argmap import model
from argmap.changes import compare
from argmap.changes_report import FORMATS, MARK, as_data, as_html, as_markdown, as_text, marked, moved
from argmap.edits import READ, Version, edits, undone, version
from argmap.project import CannotDo, load, load_text
from argmap.revision import version_named
from argmap.semantics import evaluate
from argmap.settings import Settings
from argmap.testing import projects, written

CLAIMS, ITEMS = "claims/charter.yaml", "evidence/items.yaml"


def changed(old, new, file=CLAIMS, files=CHARTER):
    assert old in files[file]
    return {**files, file: files[file].replace(old, new, 1)}


def compared(before, after, **options):
    return compare(load_text(before), load_text(after), **options)


def without_copy(files=CHARTER):
    """The item copied-early withdrawn, and with it the attack that rested on it."""
    files = changed("  attack:\n    - {premises: [copied-early], strength: slight}\n", "", files=files)
    item = files[ITEMS][files[ITEMS].index("copied-early:") : files[ITEMS].index("renewal-entry:")]
    return changed(item, "", ITEMS, files)


# ---------------------------------------------------------------------------- edits


def test_the_same_twice_has_no_difference():
    made = compared(CHARTER, CHARTER)
    assert (made.changes, made.shifts, made.appeared, made.gone, made.tried) == ((), (), (), (), 0)
    assert not made.verdicts_changed
    assert "no difference" in as_text(made)


def test_records_moved_to_another_file_are_no_edit():
    moved_files = {"claims/x.yaml": CHARTER[CLAIMS], **{k: v for k, v in CHARTER.items() if k != CLAIMS}}
    assert edits(load_text(CHARTER), load_text(moved_files))[0] == ()


def test_a_change_is_told_key_by_key_and_an_inference_by_its_premises():
    files = changed("strength: strong", "strength: slight")
    files = changed("tier: core", "tier: background", files=files)
    (tier, line) = edits(load_text(CHARTER), load_text(files))[0]
    assert (tier.slot, tier.before, tier.after) == (("tier",), "core", "background")
    assert line.slot == ("support", "seal-too-late")
    assert list(line.differences()) == [("strength", "strong", "slight")]


def test_an_edit_is_placed_where_it_stands_in_the_later_version():
    project = load_text(changed("strength: strong", "strength: slight"))
    (edit,) = edits(load_text(CHARTER), project)[0]
    assert project.sources[edit.at.path].slice(edit.at).startswith("premises: [seal-too-late]")


def test_a_setting_is_an_edit_too_and_can_carry_a_verdict():
    before, after = load_text(CHARTER), load_text(CHARTER, settings=Settings(prior=0.2))
    made = compare(before, after)
    assert {shift.claim for shift in made.shifts} >= {"charter-forged", "seal-renewed"}
    assert {(shift.how, shift.carried[0].change) for shift in made.shifts} == {("one", 1)}
    assert "setting prior changed" in as_text(made)


@given(projects(), projects())
@settings(max_examples=15, deadline=None)
def test_all_edits_undone_give_the_earlier_version_back(old, new):
    before, after = load_text(written(old)), load_text(written(new))
    made, lost = edits(before, after)
    assert lost == frozenset()
    back = undone(version(after), made)

    def in_any_order(records):
        # An inference that was restored stands after those that stayed.
        return {
            kind: {
                name: record.model_copy(
                    update={p: tuple(sorted(getattr(record, p), key=repr)) for p in ("support", "attack")}
                )
                if isinstance(record, model.Claim)
                else record
                for name, record in found.items()
            }
            for kind, found in records.items()
        }

    assert in_any_order(back.records) == in_any_order(version(before).records)
    assert evaluate(back.graph(), back.settings).grade == before.case.valuation.grade
    points = evaluate(back.graph(), back.settings).confidence
    assert {n: b.point for n, b in points.items()} == pytest.approx(
        {n: b.point for n, b in before.case.valuation.confidence.items()}, abs=1e-12
    )


@given(projects())
@settings(max_examples=20, deadline=None)
def test_keys_that_evaluation_does_not_read_move_no_verdict(project):
    whole = load_text(written(project))
    told = {}
    for kind, found in version(whole).records.items():
        if kind not in READ:
            continue
        kept = READ[kind] | {"text", "title", "basis"}
        told[kind] = {
            name: type(record).model_construct(
                **{
                    key: getattr(record, key) if key in kept else field.get_default(call_default_factory=True)
                    for key, field in type(record).model_fields.items()
                }
            )
            for name, record in found.items()
        }
    bare = Version({kind: told.get(kind, {}) for kind in model.KINDS}, Settings())
    after = evaluate(bare.graph(), bare.settings)
    assert after.grade == whole.case.valuation.grade
    assert after.confidence == whole.case.valuation.confidence
    assert after.rivals == whole.case.valuation.rivals


# ---------------------------------------------------------------------------- verdicts and what carried them


def test_an_item_withdrawn_with_its_step_is_one_change_and_carries_the_verdict():
    made = compared(CHARTER, without_copy())
    (shift,) = (s for s in made.shifts if s.claim == "charter-forged")
    assert (shift.before.grade, shift.after.grade, shift.how) == ("SX", "S1", "one")
    (carried,) = shift.carried
    change = made.changes[carried.change - 1]
    assert [(e.kind, e.id, e.what) for e in change.edits] == [
        ("evidence", "copied-early", "removed"),
        ("claims", "charter-forged", "removed"),
    ]
    assert not carried.verdict.differs(shift.before)
    assert "charter-forged (core) rises from SX to S1" in as_text(made)
    assert "carried by change 1 (item of evidence copied-early removed, and 1 edit more)" in as_text(made)


def test_two_changes_that_each_take_a_part_are_told_as_parts():
    after = changed("reliability: A", "reliability: C", ITEMS)
    after = changed("strength: strong", "strength: fair", files=after)
    made = compared(CHARTER, after)
    (shift,) = (s for s in made.shifts if s.claim == "charter-forged")
    assert shift.how == "parts"
    assert len(shift.carried) == 2
    assert all(shift.after.confidence < c.verdict.confidence < shift.before.confidence for c in shift.carried)


OTHER = "evidence/e.yaml"
ITEM = "x: {source: s, text: X., directness: D1}\n"
SOURCE = {"evidence/sources.yaml": "s: {title: S}\n"}


def test_of_two_changes_that_a_verdict_needs_each_undone_brings_it_back_and_the_other_way_round_each_did_it_alone():
    # Each premise is needed: the claim has evidence only when both are supported.
    before = {
        "claims/a.yaml": "a: {text: A., support: [{premises: [b, c]}]}\nb: {text: B.}\nc: {text: C.}\n",
        OTHER: ITEM + "y: {source: s, text: Y., directness: D1}\n",
        **SOURCE,
    }
    after = {
        **before,
        "claims/a.yaml": "a: {text: A., support: [{premises: [b, c]}]}\nb: {text: B., support: [x]}\nc: {text: C., support: [y]}\n",
    }
    made = compared(before, after)
    shift = next(s for s in made.shifts if s.claim == "a")
    assert (shift.before.grade, shift.after.grade) == ("S0", "S1")
    assert shift.how == "one"  # either one, undone, takes it all back: both were needed
    assert len(shift.carried) == 2
    assert "needs change 1" in as_text(made)
    back = compared(after, before)
    shift = next(s for s in back.shifts if s.claim == "a")
    assert shift.how == "any"  # either removal alone would have done it, and undoing one does nothing
    assert {entry.whole for entry in shift.carried} == {True}


def test_a_shift_that_no_single_change_makes_or_unmakes_is_told_as_together():
    # The claim needs two others; each of these gets two copies of one record, of which either would do.
    names = ("b1", "b2", "c1", "c2")
    before = {
        "claims/a.yaml": "a: {text: A., support: [{premises: [b, c]}]}\nb: {text: B.}\nc: {text: C.}\n",
        OTHER: "".join(f"{n}: {{source: s-{n}, text: T., directness: D1}}\n" for n in names),
        "evidence/sources.yaml": "".join(f"s-{n}: {{title: T}}\n" for n in names),
        "evidence/independence.yaml": "".join(
            f"{n}-copies: {{kind: same_record, members: [{n}1, {n}2], basis: Same words., rho: 1}}\n" for n in "bc"
        ),
    }
    after = changed("{text: B.}", "{text: B., support: [b1, b2]}", "claims/a.yaml", before)
    after = changed("{text: C.}", "{text: C., support: [c1, c2]}", "claims/a.yaml", after)
    made = compared(before, after)
    shift = next(s for s in made.shifts if s.claim == "a")
    assert (shift.before.grade, shift.after.grade, shift.how, shift.carried) == ("S0", "S1", "together", ())
    assert made.tried == 8  # each of four undone in the one version, and done in the other
    assert "changes act only together" in as_text(made)


def test_evaluations_are_bounded_and_what_was_not_tried_is_not_told():
    after = changed("reliability: A", "reliability: C", ITEMS)
    after = changed("strength: strong", "strength: fair", files=after)
    made = compared(CHARTER, after, most=0)
    assert made.tried == 0
    assert {shift.how for shift in made.shifts} == {"untold"}
    assert "cannot be told" in as_text(made)
    assert compared(CHARTER, after, most=1).tried == 1


def test_edits_that_evaluation_does_not_read_are_not_tried():
    after = changed("The founding charter of the abbey was forged.", "The charter of the abbey was forged.")
    made = compared(CHARTER, changed("strength: strong", "strength: slight", files=after))
    assert made.tried == 1
    assert len(made.changes) == 2


def test_a_claim_that_is_new_or_gone_has_a_verdict_and_is_no_shift():
    after = {**CHARTER, "claims/new.yaml": "new-claim: {text: New., support: [renewal-entry]}\n"}
    made = compared(CHARTER, after)
    assert (list(made.arrived), list(made.departed), made.shifts) == (["new-claim"], [], ())
    assert list(compared(after, CHARTER).departed) == ["new-claim"]


def test_a_question_whose_lead_changes_hands_is_told():
    after = changed("strength: strong", "strength: none")
    after = changed("charter-genuine:\n", "charter-genuine:\n  support: [{premises: [copied-early], strength: strong}]\n", files=after)  # fmt: skip
    made = compared(CHARTER, after)
    (entry,) = made.leads
    assert (entry.question, entry.before[0], entry.after[0]) == (
        "what-is-the-charter",
        "charter-forged",
        "charter-genuine",
    )
    assert "charter-genuine" in as_text(made)


def test_what_cannot_be_read_on_one_side_is_said_and_not_taken_for_removed():
    after = changed("copied-early:\n  source: cartulary\n", "copied-early:\n  source: [\n", ITEMS)
    made = compared(CHARTER, after)
    assert made.after.errors >= 1
    assert "copied-early" in made.lost
    assert not [e for c in made.changes for e in c.edits if e.id == "copied-early"]
    assert "could not be read on one side, and are not compared: copied-early" in as_text(made)


@pytest.mark.parametrize(
    ("right", "wrong", "lost"),
    [
        ("  support:\n    - premises: [seal-too-late]", "  suport:\n    - premises: [seal-too-late]", "support"),
        ("strength: strong", "strength: strng", "support"),
        ("  tier: core", "  tier: cor", "tier"),
        ("  attack: [{premises: [copied-early]", "  attack: [{premises: [copied early]", "attack"),
        ("  attack:\n", "  attack: x: y\n", "attack"),
    ],
)
def test_a_key_that_cannot_be_read_on_one_side_is_said_and_no_verdict_moves_for_it(right, wrong, lost):
    sound = changed("  attack:\n    - {premises: [copied-early], strength: slight}\n", "  attack: [{premises: [copied-early], strength: slight}]\n")  # fmt: skip
    if "x: y" in wrong:
        sound = CHARTER
    faulty = changed(right, wrong, files=sound)
    later = sound
    for before, after in ((faulty, later), (later, faulty)):
        made = compared(before, after)
        assert (made.changes, made.shifts, made.leads) == ((), (), ())
        assert ("charter-forged", lost) in made.lost_keys
        assert f"are not compared: `{lost}` of charter-forged" in as_text(made)


def test_what_else_changed_beside_a_key_that_cannot_be_read_is_told_with_the_verdicts_that_it_carries():
    before = changed("  tier: core", "  tier: cor")
    made = compared(before, changed("strength: strong", "strength: slight"))
    assert [(e.id, e.slot) for c in made.changes for e in c.edits] == [("charter-forged", ("support", "seal-too-late"))]
    assert [(shift.claim, shift.how) for shift in made.shifts if shift.claim == "charter-forged"] == [
        ("charter-forged", "one")
    ]


# ---------------------------------------------------------------------------- findings


def test_findings_that_appear_and_go_away_are_listed_and_moved_ones_are_not():
    after = changed("beyond all doubt, kind: booster", "perhaps")
    after = {**after, CLAIMS: "\n\n" + after[CLAIMS]}
    made = compared(CHARTER, after)
    assert [f.diagnostic.rule for f in made.gone] == ["booster-on-weak-claim", "hedge-outside-band"]
    assert made.appeared == ()
    found, _ = compared(after, CHARTER).appeared
    assert (found.path, found.line, found.diagnostic.rule) == (CLAIMS, 5, "booster-on-weak-claim")


def test_a_finding_told_in_other_words_is_the_same_finding():
    made = compared(CHARTER, without_copy())  # SX becomes S1, and the loud word still stands on a weak grade
    assert "booster-on-weak-claim" not in {f.diagnostic.rule for f in (*made.appeared, *made.gone)}


# ---------------------------------------------------------------------------- git


GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder, *arguments):
    identity = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **GIT}
    )
    return ran.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path):
    """A repository that holds the charter in a folder below its root, committed once."""
    root = write(tmp_path / "repo" / "maps", CHARTER).parent
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    return root


def test_a_revision_is_read_from_the_repository_and_the_authors_files_stay_as_they_are(repository, argmap):
    folder = write(repository / "maps", without_copy())
    before = {p: p.read_bytes() for p in folder.rglob("*.yaml")}
    status = git(repository, "status", "--porcelain")
    ran = argmap("diff", "HEAD", "--project", folder)
    assert ran.status == 1, ran.err
    assert "charter-forged (core) rises from SX to S1" in ran.out
    assert {p: p.read_bytes() for p in folder.rglob("*.yaml")} == before
    assert git(repository, "status", "--porcelain") == status
    assert git(repository, "worktree", "list").count("\n") == 0


def test_two_revisions_are_compared_without_the_working_files(repository, argmap):
    write(repository / "maps", changed("strength: strong", "strength: slight"))
    git(repository, "commit", "-q", "-a", "-m", "two")
    write(repository / "maps", {CLAIMS: "not: [yaml"})
    ran = argmap("diff", "HEAD~1", "main", "--project", repository / "maps", "--format", "json")
    assert ran.status == 1
    assert json.loads(ran.out)["after"]["errors"] == 0


def test_the_settings_of_a_revision_are_those_it_had(repository, argmap):
    write(repository / "maps", {"argmap.toml": "prior = 0.1\n"})
    ran = argmap("diff", "HEAD", "--project", repository / "maps")
    assert "setting prior changed" in ran.out
    assert ran.status == 1


def test_a_link_within_a_revision_is_followed(repository):
    folder = repository / "maps"
    (folder / "evidence" / "items.yaml").rename(folder / "items-elsewhere.yaml")
    (folder / "evidence" / "real.yaml").write_text((folder / "items-elsewhere.yaml").read_text())
    (folder / "evidence" / "items.yaml").symlink_to("sources.yaml")
    (folder / "evidence" / "nowhere.yaml").symlink_to("/etc/hostname")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "links")
    project = version_named("HEAD", folder)
    assert "seal-too-late" in project.graph.evidence
    assert "evidence/items.yaml" in project.sources
    assert "evidence/nowhere.yaml" not in project.sources


def test_a_folder_is_compared_as_a_folder(charter, tmp_path, argmap):
    other = write(tmp_path / "other", changed("tier: core", "tier: background"))
    ran = argmap("diff", other, "--project", charter)
    assert ran.status == 0
    assert "tier of claim charter-forged changed" in ran.out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("no-such-branch", "there is no revision no-such-branch"),
        ("HEAD:maps", "there is no revision HEAD:maps"),
        ("maps", "there is no revision maps"),
    ],
)
def test_an_unknown_revision_is_told_plainly(repository, argmap, asked, said):
    ran = argmap("diff", asked, "--project", repository / "maps")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_revision_that_held_no_project_is_told(repository, argmap):
    write(repository / "later", CHARTER)
    ran = argmap("diff", "HEAD", "--project", repository / "later")
    assert ran.status == 2
    assert "at HEAD this folder held neither claims/ nor evidence/" in ran.err


def test_outside_a_repository_and_without_git_the_message_says_so(charter, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(charter.parent))
    with pytest.raises(CannotDo, match="lies in no git repository"):
        version_named("HEAD", charter)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotDo, match="git is not installed"):
        version_named("HEAD", charter)


def test_a_folder_without_a_project_is_told_as_such(charter, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(charter.parent))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotDo, match="holds neither claims/ nor evidence/, and is no revision either"):
        version_named(str(tmp_path / "empty"), charter)


def test_a_word_that_begins_with_a_dash_never_reaches_git_as_an_option(repository):
    with pytest.raises(CannotDo, match="there is no revision --output=x"):
        version_named("--output=x", repository / "maps")


# ---------------------------------------------------------------------------- formats


@pytest.fixture(scope="module")
def comparison():
    after = changed("was forged.", "was forged by <b>two</b> | hands.", files=without_copy())
    return compared(CHARTER, changed("strength: strong", "strength: fair", files=after))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_the_verdict_and_is_the_same_every_time(comparison, name):
    text = FORMATS[name](comparison)
    assert "charter-forged" in text
    assert "copied-early" in text
    assert text == FORMATS[name](comparison)


def test_the_json_holds_every_edit_with_its_values(comparison):
    data = json.loads(json.dumps(as_data(comparison)))
    edits_told = [edit for change in data["changes"] for edit in change["edits"]]
    assert len(edits_told) == sum(len(change.edits) for change in comparison.changes)
    line = next(e for e in edits_told if e["path"] == ["support", "seal-too-late"])
    assert (line["before"]["strength"], line["after"]["strength"]) == ("strong", "fair")
    assert data["verdicts_changed"] is True


def test_the_markdown_escapes_what_an_author_wrote_and_can_be_found_again(comparison):
    text = as_markdown(comparison)
    assert text.startswith(MARK + "\n")
    assert "<b>" not in text
    assert "\\<b\\>" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_the_page_is_self_contained_and_escapes_what_an_author_wrote(comparison):
    text = as_html(comparison)
    assert "<b>two" not in text
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", text)
    assert "<script" not in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets
    assert targets <= set(re.findall(r'id="([^"]+)"', text))
    assert "<del>" in text
    assert "<ins>" in text


def test_a_text_is_compared_word_by_word_and_a_quite_different_one_as_a_whole():
    assert marked("the seal was cut late in Brno", "the seal was cut early in Brno") == [
        ("=", "the seal was cut "),
        ("-", "late "),
        ("+", "early "),
        ("=", "in Brno"),
    ]
    assert marked("D1", "D3") == [("-", "D1"), ("+", "D3")]
    assert marked("", "a b c d e") == [("+", "a b c d e")]


def test_a_shift_is_told_by_the_dial_that_moved():
    made = compared(CHARTER, without_copy())
    shift = made.shifts[0]
    same = replace(shift, after=shift.before._replace(confidence=shift.before.confidence - 0.2))
    assert moved(same).startswith("falls, ")
    assert moved(replace(shift, after=shift.before._replace(grade="S2"))).startswith("rises from SX to S2")
    apart = shift.before._replace(grade="S2", confidence=shift.before.confidence - 0.2)
    assert moved(replace(shift, after=apart)).startswith("goes from SX to S2")


def test_the_corpus_against_itself_has_no_difference(corpus):
    made = compare(corpus, load(ROOT))
    assert not made.changes
    assert not made.verdicts_changed


def test_diff_exits_with_0_1_and_2(repository, argmap):
    folder = repository / "maps"
    assert argmap("diff", "HEAD", "--project", folder).status == 0
    write(folder, changed("strength: strong", "strength: slight"))
    assert argmap("diff", "HEAD", "--project", folder).status == 1
    assert argmap("diff", "nowhere", "--project", folder).status == 2


def test_diff_writes_to_a_file(repository, argmap, tmp_path):
    ran = argmap("diff", "HEAD", "--project", repository / "maps", "--format", "html", "-o", tmp_path / "x.html")
    assert ran.status == 0
    assert (tmp_path / "x.html").read_text().startswith("<!DOCTYPE html>")
