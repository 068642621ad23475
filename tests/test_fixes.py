"""Fixes: what is offered, what is not, and that nothing but the edited bytes of a file changes."""

import ast
import re
import stat
from itertools import pairwise

import pytest
from conftest import ROOT, run, write
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from argmap.diagnostics import Edit, Fix
from argmap.fixes import applied, difference, mended
from argmap.misspelt import meant_id, meant_word
from argmap.model import Claim
from argmap.pages import page, rule_names
from argmap.project import load, load_text
from argmap.text import Span

SOURCES = {"evidence/sources.yaml": "court-roll:\n  title: Roll of the town court\n"}


def after(text, **more):
    """A file of claims as --fix leaves it."""
    (change,) = mended(load_text({"claims/a.yaml": text, **SOURCES, **more})) or (None,)
    return change.after if change else text


@pytest.mark.parametrize(
    ("before", "wrong", "right"),
    [
        ("fire:\n  text: So it was.\n  teir: core\n", "teir", "tier"),
        ("fire:\n  text: So it was.\n  Tier: core\n", "Tier", "tier"),
        ("fire:\n  text: So it was.\n  event-date: 1937\n", "event-date", "event_date"),
        ("fire:\n  text: So it was.\n  tier: croe  # as always\n", "croe", "core"),
        ("fire:\n  text: So it was.\n  said: {by: A, stance: Reports}\n", "Reports", "reports"),
        ("fire:\n  text: So it was.\n  prior: 0,3\n", "0,3", "0.3"),
        ("fire:\n  text: So it was.\n  tier:core\n", "tier:core", "tier: core"),
        ("fire:\n  text: So it was.\n  tier：core\n", "tier：core", "tier: core"),
        ("\ufefffire:\n  text: So it was.\n", "\ufeff", ""),
        ("fi\u200bre:\n  text: So it was.\n", "fi\u200bre", "fire"),
        ("rě".replace("ě", "e\u030c") + "ka:\n  text: So it was.\n", "re\u030cka", "rěka"),
        ("fire:\n\ttext: So it was.\n\ttier: core\n", "\t", "  "),
        ("fire:\n  said:\n    by: A\n \u00a0  stance: asserts\n  text: So.\n", " \u00a0  s", "    s"),
        ("fire:\n  text: So.\n  said:\n    - by: A\n    -by: B\n", "-by", "- by"),
        ("fire:\n  text: So.\n  support: [torch-sene]\ntorch-seen:\n  text: So.\n", "torch-sene", "torch-seen"),
        ('fire:\n  text: So.\n  support: ["torch-sene"]\ntorch-seen:\n  text: So.\n', "torch-sene", "torch-seen"),
        ("fire:\n  text: So.\n  said: {by: A, notes: cuort-roll.N2}\n", "cuort-", "court-"),
    ],
)
def test_a_slip_is_mended_and_nothing_else_is_touched(before, wrong, right):
    assert after(before) == before.replace(wrong, right)
    assert not [d for d in load_text({"claims/a.yaml": after(before), **SOURCES}).faults if d.fix or d.rule == "syntax"]


@pytest.mark.parametrize(
    "text",
    [
        "fire:\n  text: So it was.\n  weight: 3\n",  # no key is near
        "fire:\n  text: So it was.\n  tier: core\n  teir: core\n",  # the key stands there already
        "fire:\n  text: So it was.\n  teir: core\n  tire: core\n",  # two that mean the same key
        "fire:\n  text: So.\n  support: [torch-seen-2]\ntorch-seen-1:\n  text: So.\n",  # another number, another record
        "fire:\n  text: So.\n  support: [letters]\nletter:\n  text: So.\n",  # one or several
        "fire:\n  text: So.\n  support: [atypical-case]\ntypical-case:\n  text: So.\n",
        "fire:\n  text: So.\n  support: [case-of-man]\ncase-of-men:\n  text: So.\n",  # too short to be sure
        "fire:\n  text: So.\n  support: [torch-sen]\ntorch-seen:\n  text: So.\ntorch-send:\n  text: So.\n",  # two are near
        "fire:\n  text: So it was.\n  prior: 60 %\n",
        "fire:\n\u00a0text: So it was.\n",  # a key at the margin, for all that YAML knows
        "fire:\n\ttext: So it was.\n  tier: core\n",  # how wide are the tabs?
        "fire:\n  text: So it was: he said.\n",
        "fire:\n  text: 'So it was.\n",
        "fire:\n  text: So it was.\n  event_date: 12.6.1937\n",
    ],
)
def test_what_may_mean_something_else_is_left_to_its_author(text):
    project = load_text({"claims/a.yaml": text, **SOURCES})
    assert project.faults
    assert mended(project) == ()


def test_an_id_is_not_respelt_after_one_whose_record_cannot_be_read():
    text = "fire:\n  text: So.\n  support: [torch-sene]\ntorch-seen:\n  text: So.\ntorch-sens:\n  - 'lost\n"
    assert "torch-sene]" in after(text)


def test_a_fix_that_brings_another_slip_to_light_is_followed_by_its_own():
    assert after("fire:\n\ttext: So it was.\n\tteir: core\n") == "fire:\n  text: So it was.\n  tier: core\n"


def test_line_endings_and_a_missing_last_one_stay_as_they_are():
    assert after("fire:\r\n  text: So.\r\n  teir: core") == "fire:\r\n  text: So.\r\n  tier: core"


# --------------------------------------------------------------------------- edits


def edit(start, end, text="x"):
    return Edit(Span("claims/a.yaml", start, end), text)


def test_of_two_fixes_that_touch_the_first_is_applied_and_the_other_waits():
    one, two = Fix((edit(0, 2, "X"),), ""), Fix((edit(2, 4, "Y"), edit(6, 8, "Z")), "")
    assert applied("abcdefgh", [two, one]) == ("Xcdefgh", (one,))


def test_a_fix_that_two_findings_offer_is_applied_once():
    one = Fix((edit(1, 1, "X"), edit(3, 4, "")), "")
    assert applied("abcd", [one, one]) == ("aXbc", (one,))


edits = st.builds(
    lambda start, length, text: edit(start, start + length, text),
    st.integers(0, 30),
    st.integers(0, 4),
    st.text(max_size=3),
)
fixes = st.builds(lambda some: Fix(tuple(some), ""), st.lists(edits, min_size=1, max_size=2))


@settings(deadline=None)
@given(st.text(min_size=40, max_size=40), st.lists(fixes, max_size=6))
def test_everything_outside_the_edits_survives_in_its_order(text, some):
    assume(
        all(a is b or a.at.end < b.at.start or b.at.end < a.at.start for f in some for a in f.edits for b in f.edits)
    )
    result, done = applied(text, some)
    taken = sorted((e for fix in done for e in fix.edits), key=lambda e: e.at)
    assert all(a.at.end < b.at.start for a, b in pairwise(taken))
    kept, at = [], 0
    for e in taken:
        kept += [text[at : e.at.start], e.text]
        at = e.at.end
    assert result == "".join(kept) + text[at:]


SCRAPS = [
    "fire:\n",
    "torch-seen:\n",
    "  text: So.\n",
    "\ttext: So.\n",
    "  teir: core\n",
    "  tier:core\n",
    "  -by: A\n",
    "  support: [torch-sene]\n",
    "\ufeff",
    "  prior: 0,3\n",
    "\u00a0 tier: croe\n",
    "    - x\n",
    "  said:\n",
    "\r\n",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=12).map("".join))
def test_mending_what_is_mended_changes_nothing_and_never_adds_an_error(text):
    project = load_text({"claims/a.yaml": text})
    result = after(text)
    again = load_text({"claims/a.yaml": result})
    assert mended(again) == ()
    assert len(again.graph.claims) >= len(project.graph.claims)


@settings(deadline=None)
@given(st.sampled_from(sorted(Claim.model_fields)), st.data())
def test_a_word_with_one_slip_is_known_again_unless_two_are_near(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    slip = word[:at] + data.draw(st.sampled_from("abcxyz")) + word[at + data.draw(st.integers(0, 1)) :]
    assert meant_word(slip, Claim.model_fields) in (word, None, slip)


def test_an_id_of_several_near_ones_is_not_guessed():
    assert meant_id("torch-sean", ("torch-seen", "torch-scan")) is None
    assert meant_id("torch-sean", ("torch-seen", "rain")) == "torch-seen"


# --------------------------------------------------------------------------- on disk


def test_the_difference_can_be_read_by_patch_and_nothing_is_written(tmp_path):
    folder = write(tmp_path, {"claims/a.yaml": "fire:\n  text: So.\n  teir: core"})
    ran = run("check", "--diff", "--project", folder)
    assert ran.status == 1
    assert ran.out == (
        "--- a/claims/a.yaml\n+++ b/claims/a.yaml\n@@ -1,3 +1,3 @@\n fire:\n   text: So.\n"
        "-  teir: core\n\\ No newline at end of file\n+  tier: core\n\\ No newline at end of file\n"
    )
    assert (folder / "claims/a.yaml").read_text(encoding="utf-8").endswith("teir: core")


def test_fix_mends_the_files_keeps_their_permissions_and_then_checks(tmp_path):
    folder = write(tmp_path, {"claims/a.yaml": "fire:\n  text: So.\n  teir: core\n"})
    (folder / "claims/a.yaml").chmod(0o640)
    ran = run("check", "--fix", "--project", folder)
    assert (ran.status, "unknown-key" in ran.out) == (0, False)
    assert ran.err == "mended 1 finding of unknown-key\n"
    assert stat.S_IMODE((folder / "claims/a.yaml").stat().st_mode) == 0o640
    assert [file.name for file in (folder / "claims").iterdir()] == ["a.yaml"]
    assert run("check", "--diff", "--project", folder) == (0, "", "")


def test_a_link_to_a_file_stays_a_link(tmp_path):
    folder = write(tmp_path / "project", {"claims/b.yaml": "rain:\n  text: So.\n"})
    there = write(tmp_path, {"a.yaml": "fire:\n  text: So.\n  teir: core\n"}) / "a.yaml"
    (folder / "claims/a.yaml").symlink_to(there)
    run("check", "--fix", "--project", folder)
    assert (folder / "claims/a.yaml").is_symlink()
    assert "tier: core" in there.read_text(encoding="utf-8")


def test_files_in_another_encoding_are_left_alone(tmp_path):
    folder = write(
        tmp_path,
        {
            "claims/a.yaml": "fire:\n  text: So.\n  support: [torch-sene]\n",
            "claims/b.yaml": "torch-seen:\n  text: So.\n",
        },
    )
    latin = "rain:\n  text: Déjà vu.\n  teir: core\n".encode("latin-1")
    (folder / "claims/c.yaml").write_bytes(latin)
    run("check", "--fix", "--project", folder)
    assert (folder / "claims/c.yaml").read_bytes() == latin
    # The id may be that of a record in the file that could not be read.
    assert "torch-sene]" in (folder / "claims/a.yaml").read_text(encoding="utf-8")


def test_a_file_that_changed_since_it_was_read_is_not_written(tmp_path, monkeypatch):
    folder = write(tmp_path, {"claims/a.yaml": "fire:\n  text: So.\n  teir: core\n"})
    changes = mended(load(folder))
    monkeypatch.setattr("argmap.fixes.mended", lambda project: changes)
    (folder / "claims/a.yaml").write_text("fire:\n  text: Otherwise.\n", encoding="utf-8")
    ran = run("check", "--fix", "--project", folder)
    assert (ran.status, ran.err) == (2, "argmap: claims/a.yaml has changed since it was read, and is left as it is\n")


def test_fix_and_diff_exclude_each_other(charter):
    assert run("check", "--fix", "--diff", "--project", charter).status == 2


def test_the_summary_says_how_many_can_be_mended(tmp_path):
    folder = write(tmp_path, {"claims/a.yaml": "fire:\n  text: So.\n  teir: core\n"})
    assert "1 of them can be mended by `argmap check --fix`" in run("check", "--project", folder).out


def test_a_project_without_slips_has_no_difference(corpus):
    assert difference(mended(corpus)) == ""


# --------------------------------------------------------------------------- pages


def test_the_pages_say_which_rules_offer_a_fix():
    offering = {"unknown-key", "unknown-word", "unknown-reference"}
    tree = ast.parse((ROOT / "argmap/cures.py").read_text(encoding="utf-8"))
    table = next(n.value for n in tree.body if isinstance(n, ast.AnnAssign) and n.target.id == "_CURES")
    offering |= {key.value for key in table.keys}
    saying = {name for name in rule_names() if re.search(r"argmap check --fix", page(name))}
    assert saying == offering
